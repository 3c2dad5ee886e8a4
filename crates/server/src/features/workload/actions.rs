//! What kinds may ask of the spine: start, stop and restart a unit. Each runs inside the caller's transaction, so that quota is
//! reserved, the wish is written down and the audit is made together or not at all.

use super::model::{Amounts, Stages, StartRequest, State, Unit};
use super::{quota, store};
use crate::app::SharedApp;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::features::identity::model::Group;
use crate::ids;

/// Refuses what could never run here. Asked before the transaction of the start begins, since the engine may be slow to answer.
pub async fn require_machine(app: &SharedApp, request: &StartRequest) -> Result<()> {
    quota::require_machine(request.requested, app.workloads.capacity_for_admission(app).await)
}

/// Reserves the quota and puts the unit into the queue. With `at_once`, what does not fit the quota now is refused;
/// otherwise only what can never fit.
pub async fn request_start(app: &SharedApp, tx: &mut Tx, group: &Group, request: &StartRequest, at_once: bool, by: &str) -> Result<i64> {
    app.db.lock(tx, store::ADMISSION).await?;
    let before = store::unit(&mut **tx, &request.id).await?;
    if let Some(unit) = &before {
        require_gone(unit)?;
    }
    let used = store::used_by_group(&mut **tx, &group.id).await?;
    let mine = store::used_by_user(&mut **tx, &group.id, &request.user_id).await?;
    let mut found = quota::violations(request.amounts, (group.user_quota(), mine), (group.group_quota(), used));
    if !at_once {
        found.retain(quota::Violation::is_for_ever);
    }
    if !found.is_empty() {
        let holders = store::holders(&mut **tx, &group.id).await?;
        let own: Vec<_> = holders.iter().filter(|(id, _)| *id == request.user_id).map(|(_, user)| user.clone()).collect();
        let all: Vec<_> = holders.into_iter().map(|(_, user)| user).collect();
        return Err(quota::refusal(group.label(), &found, &own, &all));
    }
    let now = app.clock.micros();
    let generation = before.map_or(1, |unit| unit.generation + 1);
    store::enqueue(tx, request, generation, at_once, now).await?;
    let mut stages = Stages::begin(now);
    if at_once && let Some(stage) = stages.0.first_mut() {
        stage.detail = Some(format!("Quota reserved: {}", quota::describe(request.amounts)));
    }
    let launch = store::NewLaunch {
        unit: &request.id,
        generation,
        kind: request.kind,
        image: &request.spec.workload.image,
        instance_type: &request.instance_type,
    };
    store::insert_launch(tx, launch, &stages, now).await?;
    event(app, tx, &request.id, "info", "REQUESTED", &format!("Start requested by {by}.")).await?;
    if at_once {
        let left = describe_use(used.plus(request.amounts), group);
        event(app, tx, &request.id, "info", "ADMITTED", &left).await?;
    }
    Ok(generation)
}

/// Marks the unit as not wanted. What runs is stopped, what starts is cancelled. False when it was not running anyway.
pub async fn request_stop(app: &SharedApp, tx: &mut Tx, unit: &str, reason: &str) -> Result<bool> {
    let stopped = store::want_stop(tx, unit, reason, "stopped").await?;
    if stopped {
        event(app, tx, unit, "info", "STOP", reason).await?;
    }
    Ok(stopped)
}

/// A new start of what runs, with its quota kept.
pub async fn request_restart(app: &SharedApp, tx: &mut Tx, unit: &Unit, by: &str) -> Result<()> {
    if unit.state() != State::Running {
        return Err(Error::WrongState { code: "NOT_RUNNING", message: format!("{} does not run. Start it instead.", unit.name) });
    }
    if !begin_again(app, tx, unit, 0, &format!("Restart requested by {by}.")).await? {
        return Err(Error::WrongState { code: "NOT_RUNNING", message: format!("{} has just ended. Start it instead.", unit.name) });
    }
    Ok(())
}

/// Puts a running unit back to the beginning of a start, under the next generation, and notes how many crashes in a row led there.
/// False when it changed meanwhile.
pub async fn begin_again(app: &SharedApp, tx: &mut Tx, unit: &Unit, crashes: i64, why: &str) -> Result<bool> {
    let now = app.clock.micros();
    if !store::set_restarting(tx, unit, crashes, now).await? {
        return Ok(false);
    }
    store::launch_ended(tx, &unit.id, unit.generation, now, None).await?;
    let spec = unit.spec()?;
    let launch = store::NewLaunch {
        unit: &unit.id,
        generation: unit.generation + 1,
        kind: &unit.kind,
        image: &spec.workload.image,
        instance_type: &unit.instance_type,
    };
    store::insert_launch(tx, launch, &Stages::begin(now), now).await?;
    event(app, tx, &unit.id, "info", "RESTART", why).await?;
    Ok(true)
}

/// Call after the commit of any of the above.
pub fn committed(app: &SharedApp, unit: &str) {
    app.workloads.interrupt(unit);
    app.workloads.wake();
}

pub async fn event(app: &SharedApp, tx: &mut Tx, unit: &str, level: &str, code: &str, text: &str) -> Result<()> {
    store::insert_event(tx, &ids::sortable(&app.clock), unit, app.clock.micros(), level, code, text).await
}

fn require_gone(unit: &Unit) -> Result<()> {
    match unit.state() {
        State::Gone => Ok(()),
        State::Stopping => Err(Error::WrongState {
            code: "STILL_STOPPING",
            message: format!("{} is still stopping. Start it again in a moment.", unit.name),
        }),
        _ if !unit.wants_to_run() => Err(Error::WrongState {
            code: "STILL_STOPPING",
            message: format!("{} is still stopping. Start it again in a moment.", unit.name),
        }),
        _ => Err(Error::WrongState { code: "ALREADY_RUNNING", message: format!("{} runs or starts already.", unit.name) }),
    }
}

fn describe_use(used: Amounts, group: &Group) -> String {
    let part = |value: String, limit: Option<String>| limit.map_or(value.clone(), |limit| format!("{value} of {limit}"));
    let quota = group.group_quota();
    format!(
        "Admitted: group {} now uses {} CPU, {} GiB, {} GPU.",
        group.label(),
        part(quota::cores(used.cpu).to_string(), quota.cpu.map(|limit| quota::cores(limit).to_string())),
        part(quota::gib(used.memory).to_string(), quota.memory.map(|limit| quota::gib(limit).to_string())),
        part(used.gpu.to_string(), quota.gpu.map(|limit| limit.to_string())),
    )
}
