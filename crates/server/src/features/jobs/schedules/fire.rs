//! Which recurring jobs are due, and what becomes of their runs? Each run is written down in the transaction that creates its job, under a
//! key that names the planned time, so that no crash and no second server starts one twice.

use std::time::Duration;

use super::model::{Outcome, Run, Schedule, Trigger};
use super::times::Rule;
use super::{KIND, check, store};
use crate::app::SharedApp;
use crate::error::{Error, Result};
use crate::features::jobs::actions::{self, Origin, Prepared};
use crate::features::jobs::store::unfinished_of_schedule;
use crate::features::{settings, workload};
use crate::ids;

/// A run begins at most so long after its time.
const EVERY: Duration = Duration::from_secs(5);

/// Both loops: what is due is started, and what is broken or repaired is noticed.
pub async fn run(app: SharedApp) {
    tokio::join!(start_due(&app), check::run(app.clone()));
}

async fn start_due(app: &SharedApp) {
    loop {
        if let Err(error) = round(app).await {
            error.log();
        }
        app.clock.sleep(EVERY).await;
    }
}

pub async fn round(app: &SharedApp) -> Result<()> {
    for schedule in store::due(app.db.read(), app.clock.micros()).await? {
        if let Err(error) = fire(app, &schedule).await {
            error.log();
        }
    }
    Ok(())
}

/// What is to be done about the times that have passed since the schedule was last moved on.
#[derive(Debug, PartialEq)]
struct Plan {
    /// The time to run for, and why now.
    run: Option<(i64, Trigger)>,
    /// The first time that nothing was started for, and how many there are.
    missed: Option<(i64, usize)>,
}

/// Of several times only the last is started: there is never a burst.
fn plan(rule: &Rule, planned: i64, now: i64, late: i64, make_up: bool) -> Plan {
    let latest = rule.latest(now).map_or(planned, |latest| latest.max(planned));
    let trigger = if now - latest <= late { Trigger::Time } else { Trigger::MadeUp };
    let run = (trigger == Trigger::Time || make_up).then_some((latest, trigger));
    let before = if run.is_some() { latest } else { latest + 1 };
    let count = rule.count(planned, before);
    Plan { run, missed: (count > 0).then_some((planned, count)) }
}

async fn fire(app: &SharedApp, schedule: &Schedule) -> Result<()> {
    let (user, group) = match check::ready(app, schedule).await? {
        Ok(ready) => ready,
        Err(problem) => return check::set(app, schedule, &problem, 0).await,
    };
    let Ok(Some(rule)) = schedule.rule(&settings::timezone(app).await?) else { return check::set(app, schedule, "", 0).await };
    let (now, jobs) = (app.clock.micros(), &app.config.jobs);
    let plan = plan(&rule, schedule.next_at, now, jobs.late_seconds * 1_000_000, jobs.make_up_missed_runs);
    let origin = Origin { schedule_id: &schedule.id, schedule_name: &schedule.name };
    let prepared = match &plan.run {
        None => None,
        Some(_) => Some(actions::prepare(app, &user, group, &schedule.wish(), Some(origin)).await),
    };

    let mut tx = app.db.begin().await?;
    app.db.lock(&mut tx, workload::store::ADMISSION).await?;
    if !store::claim(&mut tx, schedule, rule.next(now).unwrap_or(0)).await? {
        return Ok(());
    }
    if let Some((first, count)) = plan.missed {
        store::insert_run(&mut tx, &missed(app, schedule, first, count)).await?;
    }
    let mut started = None;
    if let (Some((planned, trigger)), Some(prepared)) = (plan.run, prepared) {
        let mut run = new_run(app, schedule, planned, trigger);
        match begin(app, &mut tx, schedule, &rule, prepared).await? {
            Begun::Job(job) => {
                run.job_id = Some(job.clone());
                started = Some(job);
            }
            Begun::Not(outcome, reason) => {
                run.outcome = outcome.text().into();
                run.reason = Some(reason);
            }
        }
        store::insert_run(&mut tx, &run).await?;
    }
    tx.commit().await?;
    if let Some(job) = started {
        actions::after(app, &job, &schedule.group_id);
    }
    app.events.changed(KIND, &schedule.id, Some(&schedule.group_id));
    Ok(())
}

enum Begun {
    Job(String),
    Not(Outcome, String),
}

/// Queues the job, unless the one before has not ended or something stands against it.
async fn begin(app: &SharedApp, tx: &mut crate::db::Tx, schedule: &Schedule, rule: &Rule, prepared: Result<Prepared>) -> Result<Begun> {
    if let Some((job, since)) = unfinished_of_schedule(tx, &schedule.id).await? {
        let reason = format!("The run of {} has not ended yet ({job}).", rule.shown(since));
        return Ok(Begun::Not(Outcome::Skipped, reason));
    }
    let prepared = match prepared {
        Ok(prepared) => prepared,
        Err(error) => return refused(error),
    };
    match actions::enqueue(app, tx, &prepared, "its recurring job").await {
        Ok(()) => Ok(Begun::Job(prepared.job.id)),
        Err(error) => refused(error),
    }
}

/// An expected refusal is the outcome of the run; anything else is an error and tried again.
fn refused(error: Error) -> Result<Begun> {
    match error {
        Error::Quota { .. } | Error::Invalid { .. } | Error::NotFound(_) => Ok(Begun::Not(Outcome::Refused, error.message())),
        other => Err(other),
    }
}

pub fn new_run(app: &SharedApp, schedule: &Schedule, planned_at: i64, trigger: Trigger) -> Run {
    Run {
        id: ids::sortable(&app.clock),
        schedule_id: schedule.id.clone(),
        planned_at,
        at: app.clock.micros(),
        outcome: Outcome::Started.text().into(),
        began: trigger.text().into(),
        reason: None,
        by_name: None,
        job_id: None,
    }
}

fn missed(app: &SharedApp, schedule: &Schedule, first: i64, count: usize) -> Run {
    let reason = match count {
        1 => "PrimeHub did not run at that time.".to_owned(),
        many => format!("PrimeHub did not run at that time nor at the {} times after it.", many - 1),
    };
    Run { outcome: Outcome::Missed.text().into(), reason: Some(reason), ..new_run(app, schedule, first, Trigger::Time) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::jobs::schedules::times::Recurrence;

    const MINUTE: i64 = 60_000_000;
    const LATE: i64 = 5 * MINUTE;
    /// 2026-03-02 00:00 UTC.
    const MIDNIGHT: i64 = 1_772_409_600_000_000;

    fn hourly() -> Rule {
        Rule::read(Recurrence::Custom, "0 * * * *", "Etc/UTC").unwrap().unwrap()
    }

    #[test]
    fn in_time_is_in_time_up_to_the_tolerance() {
        for late in [0, LATE] {
            let plan = plan(&hourly(), MIDNIGHT, MIDNIGHT + late, LATE, true);
            assert_eq!(plan, Plan { run: Some((MIDNIGHT, Trigger::Time)), missed: None });
        }
    }

    #[test]
    fn after_three_hours_one_run_is_made_up_and_the_others_are_missed() {
        let now = MIDNIGHT + 3 * 60 * MINUTE + 10 * MINUTE;
        let made_up = plan(&hourly(), MIDNIGHT, now, LATE, true);
        assert_eq!(made_up, Plan { run: Some((MIDNIGHT + 180 * MINUTE, Trigger::MadeUp)), missed: Some((MIDNIGHT, 3)) });
        let not_made_up = plan(&hourly(), MIDNIGHT, now, LATE, false);
        assert_eq!(not_made_up, Plan { run: None, missed: Some((MIDNIGHT, 4)) });
    }

    #[test]
    fn a_time_that_has_just_come_is_run_for_itself_and_not_for_those_before() {
        let now = MIDNIGHT + 120 * MINUTE + MINUTE;
        let plan = plan(&hourly(), MIDNIGHT, now, LATE, false);
        assert_eq!(plan, Plan { run: Some((MIDNIGHT + 120 * MINUTE, Trigger::Time)), missed: Some((MIDNIGHT, 2)) });
    }
}
