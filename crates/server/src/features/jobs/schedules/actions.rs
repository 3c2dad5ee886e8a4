//! What may a person do with recurring jobs? Authorise, check the rules, store, write the audit.

use async_graphql::MaybeUndefined;
use serde_json::json;

use super::model::{Schedule, Trigger};
use super::times::{Problem, Recurrence, Rule};
use super::{KIND, check, fire, store};
use crate::app::SharedApp;
use crate::auth::Actor;
use crate::error::{Error, Result};
use crate::features::catalog::choice;
use crate::features::identity::model::{Audit, Group};
use crate::features::jobs::actions::{self as jobs, Origin};
use crate::features::jobs::model::{Job, Wish};
use crate::features::workload::quota;
use crate::features::{identity, settings};
use crate::ids;

/// The recurrence as people enter it.
#[derive(Clone, Debug, Default)]
pub struct Repeat {
    pub kind: Option<String>,
    pub cron: Option<String>,
    pub timezone: Option<String>,
}

/// Fields that are absent keep their value.
#[derive(Default)]
pub struct Change {
    pub name: Option<String>,
    pub group_id: Option<String>,
    pub instance_type: Option<String>,
    pub image: Option<String>,
    pub command: Option<String>,
    pub deadline_seconds: MaybeUndefined<i64>,
    pub priority: Option<i64>,
    pub repeat: Option<Repeat>,
    pub paused: Option<bool>,
}

pub async fn create(app: &SharedApp, actor: &Actor, group_id: &str, change: Change) -> Result<Schedule> {
    let now = app.clock.micros();
    let blank = Schedule {
        id: ids::shortest("recurrence"),
        name: String::new(),
        group_id: group_id.to_owned(),
        user_id: actor.id.clone(),
        user_name: actor.username.clone(),
        command: String::new(),
        image: String::new(),
        instance_type: String::new(),
        deadline_seconds: None,
        priority: 0,
        recurrence: Recurrence::Inactive.text().into(),
        cron: String::new(),
        timezone: String::new(),
        paused: 0,
        created_at: now,
        updated_at: now,
        next_at: 0,
        problem: String::new(),
    };
    let group = identity::require_member(app, actor, group_id).await?;
    let schedule = checked(app, actor, &group, changed(blank, change)).await?;
    save(app, actor, &group, &schedule, "schedule.create").await?;
    Ok(schedule)
}

/// Whoever changes what is run lets it run in his own name from then on, since it may read the home of the person in whose name it runs.
pub async fn update(app: &SharedApp, actor: &Actor, id: &str, change: Change) -> Result<Schedule> {
    let before = seen(app, actor, id).await?;
    let mut after = changed(before.clone(), change);
    let group = identity::require_member(app, actor, &after.group_id).await?;
    let runs_the_same = (&before.command, &before.image, &before.group_id) == (&after.command, &after.image, &after.group_id);
    if !runs_the_same {
        after.user_id.clone_from(&actor.id);
        after.user_name.clone_from(&actor.username);
    }
    // A later time even when the clock has not moved, so that a run that is being started notices.
    after.updated_at = app.clock.micros().max(before.updated_at + 1);
    let after = checked(app, actor, &group, after).await?;
    save(app, actor, &group, &after, "schedule.update").await?;
    Ok(after)
}

/// Jobs that it has started go on.
pub async fn delete(app: &SharedApp, actor: &Actor, id: &str) -> Result<()> {
    let schedule = seen(app, actor, id).await?;
    let mut tx = app.db.begin().await?;
    store::delete(&mut tx, id).await?;
    identity::audit(app, &mut tx, actor, Audit::of("schedule.delete", KIND, id, &schedule.name)).await?;
    tx.commit().await?;
    app.events.changed(KIND, id, Some(&schedule.group_id));
    Ok(())
}

/// Now, in the caller's name, whether or not an earlier run has ended.
pub async fn run_now(app: &SharedApp, actor: &Actor, id: &str) -> Result<Job> {
    let schedule = seen(app, actor, id).await?;
    if !schedule.problem.is_empty() {
        let message = format!("{} cannot run as it stands: {}", schedule.name, schedule.problem);
        return Err(Error::WrongState { code: "SCHEDULE_INVALID", message });
    }
    let group = identity::require_member(app, actor, &schedule.group_id).await?;
    let raises = jobs::may_raise(app, actor, &group).await?;
    let mut wish = schedule.wish();
    wish.priority = if raises { wish.priority } else { wish.priority.min(0) };
    let owner = jobs::owner(app, &actor.id).await?;
    let prepared = jobs::prepare(app, &owner, group, &wish, None::<Origin<'_>>).await?;
    let mut run = fire::new_run(app, &schedule, app.clock.micros(), Trigger::Hand);
    run.by_name = Some(actor.username.clone());
    run.job_id = Some(prepared.job.id.clone());
    let mut tx = app.db.begin().await?;
    jobs::enqueue(app, &mut tx, &prepared, &actor.username).await?;
    store::insert_run(&mut tx, &run).await?;
    let detail = json!({ "job": prepared.job.id });
    identity::audit(app, &mut tx, actor, Audit::of("schedule.run", KIND, id, &schedule.name).in_group(&prepared.group).with(detail))
        .await?;
    tx.commit().await?;
    jobs::after(app, &prepared.job.id, &schedule.group_id);
    app.events.changed(KIND, id, Some(&schedule.group_id));
    Ok(prepared.job)
}

/// The recurring job, if the actor is a member of its group.
pub async fn seen(app: &SharedApp, actor: &Actor, id: &str) -> Result<Schedule> {
    let missing = || Error::resource_not_found("phschedules", id);
    let schedule = store::schedule(app.db.read(), id).await?.ok_or_else(missing)?;
    identity::require_member(app, actor, &schedule.group_id).await?;
    Ok(schedule)
}

fn changed(before: Schedule, change: Change) -> Schedule {
    let repeat = change.repeat.unwrap_or_default();
    Schedule {
        name: change.name.unwrap_or(before.name),
        group_id: change.group_id.filter(|id| !id.is_empty()).unwrap_or(before.group_id),
        instance_type: change.instance_type.unwrap_or(before.instance_type),
        image: change.image.unwrap_or(before.image),
        command: change.command.unwrap_or(before.command),
        deadline_seconds: match change.deadline_seconds {
            MaybeUndefined::Undefined => before.deadline_seconds,
            MaybeUndefined::Null => None,
            MaybeUndefined::Value(seconds) => Some(seconds),
        },
        priority: change.priority.unwrap_or(before.priority),
        recurrence: repeat.kind.unwrap_or(before.recurrence),
        cron: repeat.cron.unwrap_or(before.cron),
        timezone: repeat.timezone.unwrap_or(before.timezone),
        paused: change.paused.map_or(before.paused, i64::from),
        ..before
    }
}

/// The whole of it, as for a job, and what can never fit is refused at once.
async fn checked(app: &SharedApp, actor: &Actor, group: &Group, mut schedule: Schedule) -> Result<Schedule> {
    let Wish { name, command, .. } = schedule.wish().checked(jobs::may_raise(app, actor, group).await?)?;
    (schedule.name, schedule.command) = (name, command);
    let rule = read(&mut schedule, &settings::timezone(app).await?).map_err(|problem| Error::invalid(problem.field, problem.text))?;
    let (instance_type, _) = choice::chosen(app, group, &schedule.instance_type, &schedule.image).await?;
    let capacity = app.workloads.capacity_for_admission(app).await;
    quota::require_possible(group, choice::amounts(&instance_type), choice::requested(&instance_type), capacity)?;
    schedule.problem = check::ready(app, &schedule).await?.err().unwrap_or_default();
    schedule.next_at = schedule.next(rule.as_ref(), app.clock.micros());
    Ok(schedule)
}

/// The rule, with the words for it in their usual form.
fn read(schedule: &mut Schedule, zone_of_system: &str) -> Result<Option<Rule>, Problem> {
    let recurrence = known(&schedule.recurrence)?;
    schedule.recurrence = recurrence.text().into();
    schedule.timezone = schedule.timezone.trim().into();
    schedule.cron = usual_cron(recurrence, &schedule.cron);
    schedule.rule(zone_of_system)
}

/// The cron text and the rule of what somebody is typing.
pub fn read_repeat(repeat: &Repeat, zone: &str) -> Result<(String, Option<Rule>), Problem> {
    let recurrence = known(repeat.kind.as_deref().unwrap_or_default())?;
    let cron = usual_cron(recurrence, repeat.cron.as_deref().unwrap_or_default());
    let rule = Rule::read(recurrence, &cron, zone.trim())?;
    Ok((cron, rule))
}

fn known(kind: &str) -> Result<Recurrence, Problem> {
    Recurrence::parse(kind).ok_or_else(|| {
        let kind = crate::error::shorten(kind);
        let text = format!("There is no recurrence \"{kind}\"; inactive, daily, weekly, monthly and custom are known.");
        Problem { field: "recurrence.type", text }
    })
}

/// The cron text of a preset is not the person's.
fn usual_cron(recurrence: Recurrence, typed: &str) -> String {
    match recurrence {
        Recurrence::Custom => typed.split_whitespace().collect::<Vec<_>>().join(" "),
        other => other.preset().unwrap_or_default().into(),
    }
}

async fn save(app: &SharedApp, actor: &Actor, group: &Group, schedule: &Schedule, action: &'static str) -> Result<()> {
    let mut tx = app.db.begin().await?;
    store::save(&mut tx, schedule, &schedule.name.to_lowercase()).await?;
    let detail = json!({ "recurrence": schedule.recurrence, "cron": schedule.cron, "paused": schedule.paused == 1 });
    let entry = Audit::of(action, KIND, &schedule.id, &schedule.name).in_group(group).with(detail);
    identity::audit(app, &mut tx, actor, entry).await?;
    tx.commit().await?;
    app.events.changed(KIND, &schedule.id, Some(&group.id));
    Ok(())
}
