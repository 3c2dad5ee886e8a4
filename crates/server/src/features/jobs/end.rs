//! What happens when a job's container is gone? Artifacts are collected, the end is written down, the person is told. Every step can be
//! repeated, so that a server that dies in the middle leaves nothing undone and nothing done twice.

use super::model::{Job, KIND, Phase, Verdict};
use super::phase::{self, End};
use super::store::{self, Times};
use super::{artifacts, spec};
use crate::app::SharedApp;
use crate::error::{Error, Result};
use crate::features::identity::model::Group;
use crate::features::identity::notices::{self, Notice};
use crate::features::workload::model::{Launch, StartRequest, State, Unit};
use crate::features::workload::{UnitRef, logs, reconciler};
use crate::features::{identity, workload};

/// Attempts to collect artifacts before the job is closed without them.
const MOST_TRIES: i64 = 5;

/// Closes the job, or puts it back into the queue. False when another server process works on it.
pub async fn close(app: &SharedApp, id: &str) -> Result<bool> {
    Ok(reconciler::leased_work(app, id, close_alone(app, id)).await?.is_some())
}

async fn close_alone(app: &SharedApp, id: &str) -> Result<()> {
    let Some(job) = store::job(app.db.read(), id).await?.filter(|job| job.settled == 0) else { return Ok(()) };
    let Some(unit) = workload::store::unit(app.db.read(), id).await? else {
        return write_down(app, &job, None, phase::lost()).await;
    };
    if unit.state() != State::Gone {
        return Ok(());
    }
    let launch = workload::store::launch(app.db.read(), id, unit.generation).await?;
    let lines = logs::last_lines(app, &UnitRef { unit: id.to_owned(), generation: unit.generation }, 20);
    match phase::end(&job, &unit, launch.as_ref(), lines, app.config.jobs.most_requeues) {
        End::Closed(verdict) => write_down(app, &job, launch.as_ref(), verdict).await,
        End::Again(why) => requeue(app, &job, &unit, &why).await,
    }
}

async fn write_down(app: &SharedApp, job: &Job, launch: Option<&Launch>, verdict: Verdict) -> Result<()> {
    let group = identity::store::group(app.db.read(), &job.group_id).await?;
    let kept = match artifacts::collect(app, job, group.as_ref()).await {
        Ok(kept) => kept,
        Err(error) if job.artifact_tries < MOST_TRIES => {
            let mut tx = app.db.begin().await?;
            store::artifacts_failed(&mut tx, &job.id).await?;
            tx.commit().await?;
            return Err(error);
        }
        Err(error) => {
            error.log();
            artifacts::Kept::failed()
        }
    };
    let ready_at = launch.and_then(|launch| launch.ready_at).unwrap_or(0);
    let ended_at = launch.and_then(|launch| launch.ended_at).unwrap_or_else(|| app.clock.micros());
    let times = Times {
        started_at: if job.started_at > 0 { job.started_at } else { ready_at },
        finished_at: if job.finished_at > 0 { job.finished_at } else { ended_at },
    };
    let mut tx = app.db.begin().await?;
    if !store::settle(&mut tx, &job.id, &verdict, &times, &serde_json::to_string(&kept)?).await? {
        return Ok(());
    }
    if let Some(group) = group.as_ref().filter(|_| is_news(job, &verdict)) {
        let title = headline(job, &verdict, &times);
        let (source, link) = (format!("job:{}", job.id), link(&job.id, group));
        let notice = Notice {
            user_id: &job.user_id,
            source: &source,
            level: level(verdict.phase),
            title: &title,
            text: (verdict.phase != Phase::Succeeded).then_some(verdict.message.as_str()),
            link: Some(&link),
            group_id: Some(&group.id),
        };
        notices::tell(app, &mut tx, notice).await?;
    }
    tx.commit().await?;
    app.events.changed(KIND, &job.id, Some(&job.group_id));
    notices::told(app, &job.user_id);
    artifacts::remove_work_folder(spec::work_folder(app, &job.id)).await
}

/// Whoever cancels a job of his own knows that it has ended.
fn is_news(job: &Job, verdict: &Verdict) -> bool {
    verdict.phase != Phase::Cancelled || job.ended_by != job.user_name
}

fn level(phase: Phase) -> &'static str {
    match phase {
        Phase::Succeeded => "success",
        Phase::Failed => "error",
        _ => "warning",
    }
}

/// `train-7 succeeded after 0:12:40.`
fn headline(job: &Job, verdict: &Verdict, times: &Times) -> String {
    let word = match verdict.phase {
        Phase::Succeeded => "succeeded",
        Phase::Failed => "failed",
        _ => "was cancelled",
    };
    if times.started_at == 0 {
        return format!("{} {word} before it ran.", job.name);
    }
    let seconds = (times.finished_at - times.started_at).max(0) / 1_000_000;
    format!("{} {word} after {}:{:02}:{:02}.", job.name, seconds / 3600, seconds / 60 % 60, seconds % 60)
}

fn link(id: &str, group: &Group) -> String {
    let name: String = form_urlencoded::byte_serialize(group.name.as_bytes()).collect();
    format!("/g/{name}/jobs/{id}")
}

/// A start that was given up begins anew, under the next generation, at the end of the queue.
async fn requeue(app: &SharedApp, job: &Job, unit: &Unit, why: &str) -> Result<()> {
    let Some(group) = identity::store::group(app.db.read(), &unit.group_id).await? else { return Ok(()) };
    let request = StartRequest {
        id: unit.id.clone(),
        kind: KIND,
        name: unit.name.clone(),
        group_id: unit.group_id.clone(),
        user_id: unit.user_id.clone(),
        instance_type: unit.instance_type.clone(),
        amounts: unit.amounts(),
        requested: unit.requested(),
        priority: unit.priority,
        spec: unit.spec()?,
    };
    let mut tx = app.db.begin().await?;
    if !store::set_requeued(&mut tx, &job.id, why).await? {
        return Ok(());
    }
    workload::actions::event(app, &mut tx, &job.id, "warn", "REQUEUED", why).await?;
    match workload::actions::request_start(app, &mut tx, &group, &request, false, "PrimeHub").await {
        Ok(_) => {
            tx.commit().await?;
            super::actions::after(app, &job.id, &job.group_id);
            Ok(())
        }
        Err(Error::Quota { message, .. }) => {
            tx.rollback().await?;
            write_down(app, job, None, phase::over_quota(&message)).await
        }
        Err(error) => Err(error),
    }
}

/// Hands the e-mails over that are due. Each is claimed before it is sent, so that none goes out twice.
pub async fn send_mails(app: &SharedApp) -> Result<()> {
    for job in store::unmailed(app.db.read()).await? {
        let mut tx = app.db.begin().await?;
        let mine = store::claim_mail(&mut tx, &job.id).await?;
        tx.commit().await?;
        let told = job.phase() != Phase::Cancelled || job.ended_by != job.user_name;
        if mine && told {
            send_mail(app, &job).await?;
        }
    }
    Ok(())
}

async fn send_mail(app: &SharedApp, job: &Job) -> Result<()> {
    let Some(user) = identity::store::user(app.db.read(), &job.user_id).await? else { return Ok(()) };
    let Some(address) = user.email.filter(|address| !address.is_empty()) else { return Ok(()) };
    let Some(group) = identity::store::group(app.db.read(), &job.group_id).await? else { return Ok(()) };
    let subject = format!("PrimeHub Job {}: {}", job.phase, job.name);
    let time = |at: i64| if at > 0 { crate::clock::rfc3339(at) } else { "-".into() };
    let text = format!(
        "{} ({}) of group {}: {}\n\n{}\n\nSubmitted: {}\nStarted: {}\nFinished: {}\n\n{}{}\n",
        job.name,
        job.id,
        group.label(),
        job.phase,
        job.message,
        time(job.created_at),
        time(job.started_at),
        time(job.finished_at),
        app.config.public_url(),
        link(&job.id, &group),
    );
    crate::mail::send(app, &address, &subject, &text);
    Ok(())
}
