//! How do jobs get on? One loop follows their units: it writes phases down, ends what runs too long, gives up starts that do not get on,
//! and closes what has ended.

use std::collections::HashMap;
use std::time::Duration;

use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::task::{self, JoinSet};

use super::model::{KIND, Phase, Reason, Stop};
use super::store::{self, Live};
use super::{end, phase};
use crate::app::SharedApp;
use crate::error::{Error, Result};
use crate::events::News;
use crate::features::workload::model::{StageName, StageState, Stages, State};
use crate::features::{identity, workload};

const EVERY: Duration = Duration::from_secs(2);
/// Jobs that are closed at the same time; each may copy files.
const MOST_AT_ONCE: usize = 4;

/// The jobs that are being closed, in tasks that end with the loop.
#[derive(Default)]
struct Closing {
    ids: HashMap<task::Id, String>,
    work: JoinSet<()>,
}

impl Closing {
    fn begin(&mut self, app: &SharedApp, job: String) {
        if self.ids.len() >= MOST_AT_ONCE || self.ids.values().any(|known| *known == job) {
            return;
        }
        let (app, id) = (app.clone(), job.clone());
        let begun = self.work.spawn(async move {
            let is_done = end::close(&app, &id).await.unwrap_or_else(|error| {
                error.log();
                false
            });
            if !is_done {
                // Somebody else does it, or something is broken: trying at once again would help nobody.
                app.clock.sleep(EVERY).await;
            }
        });
        self.ids.insert(begun.id(), job);
    }

    fn ended(&mut self, ended: Result<(task::Id, ()), task::JoinError>) {
        let id = ended.map_or_else(|error| error.id(), |(id, ())| id);
        self.ids.remove(&id);
    }
}

pub async fn run(app: SharedApp) {
    let mut events = app.events.subscribe();
    let mut closing = Closing::default();
    loop {
        match round(&app).await {
            Ok(ended) => ended.into_iter().for_each(|id| closing.begin(&app, id)),
            Err(error) => error.log(),
        }
        tokio::select! {
            Some(ended) = closing.work.join_next_with_id() => closing.ended(ended),
            _ = something_happened(&mut events) => {}
            _ = app.clock.sleep(EVERY) => {}
        }
    }
}

/// Every event of a job may be one that matters here; those that were missed surely are.
async fn something_happened(events: &mut Receiver<News>) {
    loop {
        match events.recv().await {
            Ok(News::Changed(changed)) if changed.kind != KIND => {}
            Ok(_) | Err(RecvError::Lagged(_)) => return,
            Err(RecvError::Closed) => std::future::pending().await,
        }
    }
}

/// One look at all jobs that are not closed. Returns those that are to be closed.
async fn round(app: &SharedApp) -> Result<Vec<String>> {
    end::send_mails(app).await?;
    for id in workload::queue::store::impossible(app.db.read(), KIND).await? {
        refuse(app, &id).await?;
    }
    let mut ended = Vec::new();
    for live in store::live(app.db.read()).await? {
        let state = live.state.as_deref().map(State::parse);
        match state {
            None | Some(State::Gone) => ended.push(live.id),
            _ if live.desired.as_deref() != Some("run") => {}
            Some(State::Queued) => follow(app, &live, Phase::Pending).await?,
            Some(State::Starting) => {
                follow(app, &live, Phase::Preparing).await?;
                give_up_slow_start(app, &live).await?;
            }
            Some(State::Running) => {
                follow(app, &live, Phase::Running).await?;
                end_over_deadline(app, &live).await?;
            }
            Some(State::Stopping) => {}
        }
    }
    Ok(ended)
}

async fn follow(app: &SharedApp, live: &Live, phase: Phase) -> Result<()> {
    let started_at = if phase == Phase::Running { live.ready_at.unwrap_or(0) } else { 0 };
    if live.phase == phase.text() && (started_at == 0 || live.started_at > 0) {
        return Ok(());
    }
    let (reason, message) = match phase {
        Phase::Pending => (Reason::OverQuota, ""),
        Phase::Preparing => (Reason::PodPending, "Its container is being prepared."),
        _ => (Reason::PodRunning, "Running."),
    };
    let mut tx = app.db.begin().await?;
    let changed = store::follow(&mut tx, &live.id, phase.text(), reason.text(), message, started_at).await?;
    tx.commit().await?;
    if changed {
        app.events.changed(KIND, &live.id, Some(&live.group_id));
    }
    Ok(())
}

/// Ends what would wait for ever, with the limit in the sentence, as if it were submitted now.
async fn refuse(app: &SharedApp, id: &str) -> Result<()> {
    let Some(unit) = workload::store::unit(app.db.read(), id).await? else { return Ok(()) };
    let Some(group) = identity::store::group(app.db.read(), &unit.group_id).await? else { return Ok(()) };
    match workload::quota::require_possible(&group, unit.amounts(), unit.requested(), None) {
        Err(Error::Quota { message, .. }) => stop(app, (id, &unit.group_id), Stop::OverQuota, &message).await,
        other => other,
    }
}

async fn end_over_deadline(app: &SharedApp, live: &Live) -> Result<()> {
    let Some(started_at) = live.ready_at.filter(|_| live.deadline_seconds > 0) else { return Ok(()) };
    if app.clock.micros() < started_at + live.deadline_seconds * 1_000_000 {
        return Ok(());
    }
    let limit = phase::duration(live.deadline_seconds);
    stop(app, (&live.id, &live.group_id), Stop::Deadline, &format!("It ran longer than its time-out of {limit} and is being stopped."))
        .await
}

/// The time that pulling an image takes does not count.
async fn give_up_slow_start(app: &SharedApp, live: &Live) -> Result<()> {
    let limit = app.config.jobs.start_timeout_seconds;
    let stages: Option<Stages> = live.stages.as_deref().and_then(|text| serde_json::from_str(text).ok());
    let is_pulling = |stages: &Stages| stages.get(StageName::Pulling).is_some_and(|stage| stage.state == StageState::Active);
    if limit == 0 || stages.as_ref().is_some_and(is_pulling) {
        return Ok(());
    }
    let creating = stages.and_then(|stages| stages.get(StageName::Creating)?.started_at);
    let Some(began) = creating.or(live.state_since) else { return Ok(()) };
    if app.clock.micros() < began + limit * 1_000_000 {
        return Ok(());
    }
    let why = format!("its container did not start within {}.", phase::duration(limit));
    stop(app, (&live.id, &live.group_id), Stop::Requeue, &phase::back_to_pending(&why)).await
}

/// The wish of the unit and the reason in the job are written together. Nothing happens when it has ended by itself meanwhile.
pub async fn stop(app: &SharedApp, (id, group_id): (&str, &str), why: Stop, message: &str) -> Result<()> {
    let mut tx = app.db.begin().await?;
    let stopped = workload::actions::request_stop(app, &mut tx, id, message).await?;
    if !stopped || !store::set_ending(&mut tx, id, why, message, "").await? {
        return Ok(());
    }
    tx.commit().await?;
    super::actions::after(app, id, group_id);
    Ok(())
}
