//! What may a person do with jobs? Authorise, check the rules, store, write the audit, wake the spine.

use serde_json::json;

use super::model::{Job, KIND, Phase, Reason, Wish};
use super::{spec, store};
use crate::app::SharedApp;
use crate::auth::Actor;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::features::catalog::choice;
use crate::features::identity::model::{Audit, Group, User};
use crate::features::workload::model::StartRequest;
use crate::features::{identity, workload};
use crate::ids;

/// A job that only has to be written down.
pub struct Prepared {
    pub job: Job,
    pub group: Group,
    request: StartRequest,
}

/// The recurring job that starts it in time.
#[derive(Clone, Copy)]
pub struct Origin<'a> {
    pub schedule_id: &'a str,
    pub schedule_name: &'a str,
}

pub async fn create(app: &SharedApp, actor: &Actor, group_id: &str, wish: Wish) -> Result<Job> {
    let group = identity::require_member(app, actor, group_id).await?;
    let wish = wish.checked(may_raise(app, actor, &group).await?)?;
    let prepared = prepare(app, &owner(app, &actor.id).await?, group, &wish, None).await?;
    submit(app, actor, prepared, "job.create", json!({})).await
}

/// The same again, in the caller's name, with whatever the instance type and the image are now.
pub async fn rerun(app: &SharedApp, actor: &Actor, id: &str) -> Result<Job> {
    let before = seen(app, actor, id).await?;
    let group = identity::require_member(app, actor, &before.group_id).await?;
    let raises = may_raise(app, actor, &group).await?;
    let wish = Wish {
        name: before.name,
        instance_type: before.instance_type,
        image: before.image,
        command: before.command,
        deadline_seconds: Some(before.deadline_seconds),
        priority: if raises { before.priority } else { before.priority.min(0) },
    };
    let prepared = prepare(app, &owner(app, &actor.id).await?, group, &wish.checked(raises)?, None).await?;
    submit(app, actor, prepared, "job.rerun", json!({ "of": id })).await
}

/// In every phase: what waits leaves the queue, what starts is given up, what runs is stopped.
pub async fn cancel(app: &SharedApp, actor: &Actor, id: &str) -> Result<()> {
    let job = seen(app, actor, id).await?;
    if job.phase() == Phase::Cancelled {
        return Ok(());
    }
    let message = if actor.id == job.user_id { "Cancelled by user".to_owned() } else { format!("Cancelled by {}", actor.username) };
    let mut tx = app.db.begin().await?;
    let stopped = workload::actions::request_stop(app, &mut tx, id, &message).await?;
    let now = store::job(&mut *tx, id).await?.ok_or_else(|| missing(id))?;
    let is_given_up = now.stop().is_some_and(|stop| stop == super::model::Stop::Requeue);
    if now.settled == 1 || !(stopped || is_given_up) {
        return Err(Error::WrongState {
            code: "JOB_ENDED",
            message: format!("{} has ended already, so there is nothing to cancel.", now.name),
        });
    }
    store::set_cancelled(&mut tx, id, &message, &actor.username, app.clock.micros()).await?;
    let group = group_of(&mut tx, &job.group_id).await?;
    let mut entry = Audit::of("job.cancel", KIND, id, &job.name);
    if let Some(group) = &group {
        entry = entry.in_group(group);
    }
    identity::audit(app, &mut tx, actor, entry).await?;
    tx.commit().await?;
    after(app, id, &job.group_id);
    Ok(())
}

/// The job, if the actor is a member of its group.
pub async fn seen(app: &SharedApp, actor: &Actor, id: &str) -> Result<Job> {
    let job = store::job(app.db.read(), id).await?.ok_or_else(|| missing(id))?;
    identity::require_member(app, actor, &job.group_id).await?;
    Ok(job)
}

pub fn missing(id: &str) -> Error {
    Error::resource_not_found("phjobs", id)
}

/// Whether jobs of this person may go before those of others in the group.
pub async fn may_raise(app: &SharedApp, actor: &Actor, group: &Group) -> Result<bool> {
    Ok(actor.is_admin || identity::store::is_group_admin(app.db.read(), &actor.id, &group.id).await?)
}

pub async fn owner(app: &SharedApp, id: &str) -> Result<User> {
    identity::store::user(app.db.read(), id).await?.ok_or_else(|| Error::NotFound("The account is gone.".into()))
}

/// Everything that can be refused, before anything is written.
pub async fn prepare(app: &SharedApp, owner: &User, group: Group, wish: &Wish, origin: Option<Origin<'_>>) -> Result<Prepared> {
    let (instance_type, image) = choice::chosen(app, &group, &wish.instance_type, &wish.image).await?;
    let reference = image.reference(instance_type.gpu_limit).unwrap_or_default().to_owned();
    let pull_auth = choice::sealed_login(app, &image, &reference).await?;
    let default = group.job_deadline_seconds.unwrap_or(app.config.jobs.default_deadline_seconds);
    let job = Job {
        id: free_id(app).await?,
        name: wish.name.clone(),
        group_id: group.id.clone(),
        user_id: owner.id.clone(),
        user_name: owner.username.clone(),
        command: wish.command.clone(),
        image: image.id.clone(),
        instance_label: instance_type.label().to_owned(),
        cpu: instance_type.cpu_limit,
        memory: instance_type.memory_limit,
        gpu: instance_type.gpu_limit,
        instance_type: instance_type.id.clone(),
        deadline_seconds: wish.deadline_seconds.unwrap_or(default),
        priority: wish.priority,
        schedule_id: origin.map(|origin| origin.schedule_id.to_owned()).unwrap_or_default(),
        schedule_name: origin.map(|origin| origin.schedule_name.to_owned()).unwrap_or_default(),
        created_at: app.clock.micros(),
        started_at: 0,
        finished_at: 0,
        phase: Phase::Pending.text().into(),
        reason: Reason::OverQuota.text().into(),
        message: "Waiting in the queue.".into(),
        exit_code: None,
        failure: None,
        requeues: 0,
        ending: String::new(),
        ended_by: String::new(),
        artifacts: None,
        artifact_tries: 0,
        settled: 0,
    };
    let ingredients = spec::Ingredients {
        job: &job,
        wish,
        owner,
        group: &group,
        instance_type: &instance_type,
        image: &image,
        reference: &reference,
        pull_auth,
    };
    let request = spec::request(app, ingredients).await?;
    workload::actions::require_machine(app, &request).await?;
    Ok(Prepared { job, group, request })
}

/// Ids of one minute differ in six characters only.
async fn free_id(app: &SharedApp) -> Result<String> {
    loop {
        let id = ids::dated("job", &app.clock);
        if workload::store::unit(app.db.read(), &id).await?.is_none() {
            return Ok(id);
        }
    }
}

/// Puts it into the queue. What can never fit the quota is refused with the limit's name.
pub async fn enqueue(app: &SharedApp, tx: &mut Tx, prepared: &Prepared, by: &str) -> Result<()> {
    workload::actions::request_start(app, tx, &prepared.group, &prepared.request, false, by).await?;
    store::insert(tx, &prepared.job, &prepared.job.name.to_lowercase()).await
}

async fn submit(app: &SharedApp, actor: &Actor, prepared: Prepared, action: &'static str, mut detail: serde_json::Value) -> Result<Job> {
    let Prepared { job, group, .. } = &prepared;
    detail["instanceType"] = json!(job.instance_type);
    detail["image"] = json!(job.image);
    let mut tx = app.db.begin().await?;
    enqueue(app, &mut tx, &prepared, &actor.username).await?;
    identity::audit(app, &mut tx, actor, Audit::of(action, KIND, &job.id, &job.name).in_group(group).with(detail)).await?;
    tx.commit().await?;
    after(app, &job.id, &group.id);
    Ok(prepared.job)
}

async fn group_of(tx: &mut Tx, id: &str) -> Result<Option<Group>> {
    identity::store::group(&mut **tx, id).await
}

/// After the commit of whatever concerns the job's unit.
pub fn after(app: &SharedApp, id: &str, group_id: &str) {
    workload::actions::committed(app, id);
    app.events.changed(KIND, id, Some(group_id));
}
