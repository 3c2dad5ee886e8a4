//! The one loop that makes true what is wanted. Each pass looks at the whole: the rows first, then the engine, so that whatever the
//! rows say runs must be in the engine's list.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt;
use primehub_engine::{EngineError, Observed, ObservedState, Role, UnitRef};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use super::decide::{self, Ending, Step};
use super::model::{Stages, State, Unit};
use super::{actions, admit, artifacts, failures, history, logs, samples, start, store};
use crate::app::SharedApp;
use crate::db::Kind;
use crate::error::Result;

const LEASE: i64 = 30_000_000;
const RENEW: Duration = Duration::from_secs(10);

/// Runs until the token is cancelled. What it has begun may be left half done: the next process goes on with it.
pub async fn run(app: SharedApp, stop: CancellationToken) {
    let _nothing_works_longer = app.workloads.ended.clone().drop_guard();
    let _alone = match forget_dead_leases(&app).await {
        Ok(lock) => lock,
        Err(error) => {
            error.log();
            None
        }
    };
    let loops = async {
        tokio::join!(reconcile(&app), watch(&app), check_engine(&app), sample(&app), tidy_up(&app));
    };
    tokio::select! {
        _ = loops => {}
        _ = stop.cancelled() => {}
    }
    app.workloads.ended.cancel();
    // The next process need not wait until they run out.
    if let Err(error) = release_leases(&app).await {
        error.log();
    }
}

/// With SQLite all servers are on this machine. The one that gets this lock is alone, so every lease is of a process that died,
/// and what it left half done goes on at once. The lock lasts as long as the file is open.
async fn forget_dead_leases(app: &SharedApp) -> Result<Option<std::fs::File>> {
    if app.db.kind != Kind::Sqlite {
        return Ok(None);
    }
    let file = std::fs::OpenOptions::new().create(true).append(true).open(app.data("leases.lock"))?;
    if rustix::fs::flock(&file, rustix::fs::FlockOperation::NonBlockingLockExclusive).is_err() {
        return Ok(None);
    }
    let mut tx = app.db.begin().await?;
    store::release_all(&mut tx, None).await?;
    tx.commit().await?;
    Ok(Some(file))
}

async fn release_leases(app: &SharedApp) -> Result<()> {
    let mut tx = app.db.begin().await?;
    store::release_all(&mut tx, Some(&app.replica)).await?;
    Ok(tx.commit().await?)
}

async fn reconcile(app: &SharedApp) {
    let pause = Duration::from_secs(app.config.workload.resync_seconds.max(1));
    loop {
        if let Err(error) = pass(app).await {
            error.log();
            // What it was woken for is not done yet.
            tokio::time::sleep(Duration::from_secs(1)).await;
            continue;
        }
        tokio::select! {
            _ = app.workloads.wake.notified() => {}
            _ = app.clock.sleep(pause) => {}
        }
    }
}

/// The engine says when something changed; it is looked at at once instead of at the next resync.
async fn watch(app: &SharedApp) {
    loop {
        if let Ok(mut hints) = app.workloads.engine().watch().await {
            app.workloads.wake();
            while let Some(Ok(_)) = hints.next().await {
                app.workloads.wake();
            }
            // The connection ended, most likely because the engine did.
            app.workloads.engine_state.check(app).await;
        }
        app.clock.sleep(Duration::from_secs(1)).await;
    }
}

async fn check_engine(app: &SharedApp) {
    loop {
        app.workloads.engine_state.check(app).await;
        app.clock.sleep(Duration::from_secs(5)).await;
    }
}

async fn sample(app: &SharedApp) {
    let pause = Duration::from_secs(app.config.workload.sample_seconds.max(1));
    loop {
        if let Ok(units) = store::running_units(app.db.read()).await {
            samples::take(app, units).await;
        }
        app.clock.sleep(pause).await;
    }
}

async fn tidy_up(app: &SharedApp) {
    loop {
        if let Err(error) = forget_old(app).await {
            error.log();
        }
        // Networks that nobody uses any more; a failure shows at the next use of the engine.
        let _ = app.workloads.engine().sweep().await;
        // PostgreSQL does it by itself.
        if app.db.kind == Kind::Sqlite
            && let Err(error) = app.db.tidy().await
        {
            error.log();
        }
        app.clock.sleep(Duration::from_secs(3600)).await;
    }
}

async fn forget_old(app: &SharedApp) -> Result<()> {
    let before = app.clock.micros() - app.config.workload.keep_days * 86_400_000_000;
    let mut tx = app.db.begin().await?;
    store::forget_before(&mut tx, before).await?;
    tx.commit().await?;
    let live = store::started_units(app.db.read()).await?;
    let live: Vec<UnitRef> = live.into_iter().map(|unit| UnitRef { unit: unit.id, generation: unit.generation }).collect();
    logs::forget_before(app, before, &live)?;
    history::forget_before(app, before, &live);
    artifacts::remove_expired(app).await?;
    Ok(())
}

/// One look at everything. Work on units goes on in tasks of their own; each wakes the loop when it ends.
pub async fn pass(app: &SharedApp) -> Result<()> {
    stop_abandoned(app).await?;
    admit::run_queue(app).await?;
    let units = store::started_units(app.db.read()).await?;
    let seen = match app.workloads.engine().list().await {
        Ok(seen) => {
            app.workloads.engine_state.answered(app);
            seen
        }
        Err(error) => {
            app.workloads.engine_state.is_away(app, error.to_string());
            // Starts wait for the engine by themselves and show that they do.
            for unit in units.iter().filter(|unit| unit.state() == State::Starting && unit.wants_to_run()) {
                act(app, unit.clone(), Step::Start);
            }
            return Ok(());
        }
    };
    let by_unit: HashMap<&UnitRef, &Observed> = seen.iter().map(|observed| (&observed.unit, observed)).collect();
    for unit in &units {
        let at = UnitRef { unit: unit.id.clone(), generation: unit.generation };
        let state = by_unit.get(&at).map(|observed| observed.state.clone());
        let exited_at = match &state {
            Some(ObservedState::Exited(exit)) => exit.at.map(|at| at.timestamp_micros()),
            _ => None,
        };
        let now = app.clock.micros();
        // Also a machine that went down with engine and server: nobody saw what ended then.
        let unseen = exited_at.is_some_and(|at| at < app.started_at);
        let away = unseen || app.workloads.engine_state.was_away_around(exited_at, now);
        // Read from the description only when it matters; most units just run.
        let restarts = matches!(state, Some(ObservedState::Exited(_))) && unit.spec().is_ok_and(|spec| spec.restarts);
        match decide::decide(unit, restarts, &state, away, now) {
            Step::Remove if stays(app, unit, &state) => act(app, unit.clone(), Step::Leave),
            Step::Rest if state.is_some() => logs::collect(app, at),
            Step::Rest => {}
            step => act(app, unit.clone(), step),
        }
    }
    let known: HashSet<(&str, i64)> = units.iter().map(|unit| (unit.id.as_str(), unit.generation)).collect();
    let unknown = seen.iter().filter(|observed| !known.contains(&(observed.unit.unit.as_str(), observed.unit.generation)));
    remove_leftovers(app, unknown).await
}

/// Whether the container of a task that ended by itself is kept for some time.
fn stays(app: &SharedApp, unit: &Unit, seen: &decide::Seen) -> bool {
    app.config.workload.keep_containers_hours > 0
        && matches!(unit.outcome.as_deref(), Some("succeeded" | "failed"))
        && matches!(seen, Some(ObservedState::Exited(_)))
        && unit.spec().is_ok_and(|spec| spec.workload.role == Role::Task)
}

/// Nobody may use what belongs to a deleted account or group, or to somebody who left.
async fn stop_abandoned(app: &SharedApp) -> Result<()> {
    for (unit, why) in store::abandoned(app.db.read()).await? {
        let mut tx = app.db.begin().await?;
        actions::request_stop(app, &mut tx, &unit, &why).await?;
        tx.commit().await?;
        app.workloads.interrupt(&unit);
    }
    Ok(())
}

/// Containers of starts that are over: a crash between create and the note of it, or a stop that never came to its end.
async fn remove_leftovers(app: &SharedApp, seen: impl Iterator<Item = &Observed>) -> Result<()> {
    for observed in seen {
        let row = store::unit(app.db.read(), &observed.unit.unit).await?;
        let is_current = row.as_ref().is_some_and(|row| row.generation == observed.unit.generation && row.state() != State::Gone);
        // A start removes older generations itself, in order.
        let is_starting_anew = row.as_ref().is_some_and(|row| row.generation > observed.unit.generation && row.state() == State::Starting);
        if is_current || is_starting_anew || row.as_ref().is_some_and(|row| is_kept(app, row, observed)) {
            continue;
        }
        tracing::info!(unit = observed.unit.unit, generation = observed.unit.generation, "removing a leftover container");
        let (app, unit) = (app.clone(), observed.unit.clone());
        tokio::spawn(async move {
            let _ = app.workloads.engine().remove(&unit, Duration::ZERO).await;
        });
    }
    Ok(())
}

fn is_kept(app: &SharedApp, row: &Unit, observed: &Observed) -> bool {
    let until = row.state_since + app.config.workload.keep_containers_hours * 3_600_000_000;
    row.generation == observed.unit.generation && matches!(observed.state, ObservedState::Exited(_)) && app.clock.micros() < until
}

/// Does a step in a task of its own, one at a time for each unit, here and in every other server process.
fn act(app: &SharedApp, unit: Unit, step: Step) {
    let nudged = Arc::new(Notify::new());
    {
        let mut acting = app.workloads.acting.lock();
        if acting.contains_key(&unit.id) {
            return;
        }
        acting.insert(unit.id.clone(), nudged.clone());
    }
    let ended = app.workloads.ended.clone();
    let app = app.clone();
    tokio::spawn(ended.run_until_cancelled_owned(async move {
        let worked = match leased(&app, &unit, &step, &nudged).await {
            Ok(worked) => worked,
            Err(error) => {
                error.log();
                // Something is broken; trying at once again would only fill the log.
                tokio::time::sleep(Duration::from_secs(1)).await;
                true
            }
        };
        app.workloads.acting.lock().remove(&unit.id);
        if worked {
            app.workloads.wake();
        }
    }));
}

async fn leased(app: &SharedApp, unit: &Unit, step: &Step, nudged: &Notify) -> Result<bool> {
    Ok(leased_work(app, &unit.id, perform(app, unit, step, nudged)).await?.is_some())
}

/// Does the work while no other server process works on this unit, also what a kind does after the unit's end. None when another does,
/// or took it over in the middle.
pub async fn leased_work<T>(app: &SharedApp, unit: &str, work: impl Future<Output = Result<T>>) -> Result<Option<T>> {
    if !take_lease(app, unit).await? {
        return Ok(None);
    }
    let renewing = async {
        loop {
            app.clock.sleep(RENEW).await;
            if !take_lease(app, unit).await.unwrap_or(true) {
                return;
            }
        }
    };
    let result = tokio::select! {
        result = work => result.map(Some),
        _ = renewing => Ok(None),
    };
    let mut tx = app.db.begin().await?;
    store::release(&mut tx, unit, &app.replica).await?;
    tx.commit().await?;
    result
}

async fn take_lease(app: &SharedApp, unit: &str) -> Result<bool> {
    let now = app.clock.micros();
    let mut tx = app.db.begin().await?;
    let taken = store::lease(&mut tx, unit, &app.replica, now, now + LEASE).await?;
    tx.commit().await?;
    Ok(taken)
}

async fn perform(app: &SharedApp, unit: &Unit, step: &Step, nudged: &Notify) -> Result<()> {
    match step {
        Step::Rest => Ok(()),
        Step::Start => start::start(app, unit, nudged).await,
        Step::Restart(ending) => restart(app, unit, ending).await,
        Step::End(ending) => end(app, unit, ending).await,
        Step::Remove => remove(app, unit).await,
        Step::Leave => close(app, unit).await,
    }
}

async fn restart(app: &SharedApp, unit: &Unit, ending: &Ending) -> Result<()> {
    let why = match ending {
        Ending::Exited(exit) => format!("It ended unexpectedly (exit code {}) and is started again.", exit.code),
        Ending::Lost => "Its container disappeared and it is started again.".to_owned(),
    };
    let mut tx = app.db.begin().await?;
    let crashes = unit.crashes_in_a_row(app.clock.micros()) + 1;
    actions::begin_again(app, &mut tx, unit, crashes, &why).await?;
    tx.commit().await?;
    app.events.changed(&unit.kind, &unit.id, Some(&unit.group_id));
    Ok(())
}

async fn end(app: &SharedApp, unit: &Unit, ending: &Ending) -> Result<()> {
    let at = UnitRef { unit: unit.id.clone(), generation: unit.generation };
    let is_service = unit.spec().is_ok_and(|spec| spec.workload.role != Role::Task);
    // What it printed last is still being read; afterwards its container is removed.
    logs::drained(app, &at).await;
    let mut failure = match ending {
        Ending::Exited(exit) if exit.code == 0 && !exit.out_of_memory => return end_well(app, unit, is_service).await,
        Ending::Exited(exit) => failures::exited(exit, unit.restarts > 0),
        Ending::Lost => failures::lost(),
    };
    failure.last_lines = logs::last_lines(app, &at, 20);
    let launch = store::launch(app.db.read(), &unit.id, unit.generation).await?;
    let stages = launch.map_or(Stages(Vec::new()), |launch| launch.stages());
    start::end_with_failure(app, unit, &stages, &failure).await
}

async fn end_well(app: &SharedApp, unit: &Unit, is_service: bool) -> Result<()> {
    let reason = if is_service { "It was shut down from inside." } else { "Completed." };
    let now = app.clock.micros();
    let mut tx = app.db.begin().await?;
    if store::transition(&mut tx, unit, State::Stopping, Some(reason), now).await? {
        store::set_outcome(&mut tx, &unit.id, if is_service { "stopped" } else { "succeeded" }).await?;
        store::launch_ended(&mut tx, &unit.id, unit.generation, now, None).await?;
        actions::event(app, &mut tx, &unit.id, "info", "ENDED", reason).await?;
    }
    tx.commit().await?;
    Ok(())
}

async fn remove(app: &SharedApp, unit: &Unit) -> Result<()> {
    let at = UnitRef { unit: unit.id.clone(), generation: unit.generation };
    if unit.state() != State::Stopping && unit.state() != State::Gone {
        let mut tx = app.db.begin().await?;
        store::transition(&mut tx, unit, State::Stopping, unit.reason.as_deref(), app.clock.micros()).await?;
        tx.commit().await?;
        app.events.changed(&unit.kind, &unit.id, Some(&unit.group_id));
    }
    if let Err(error) = stop_and_remove(app, &at).await {
        if matches!(error, EngineError::Unreachable(_)) {
            app.workloads.engine_state.is_away(app, error.to_string());
        }
        tracing::warn!(unit = unit.id, "removal failed and will be tried again: {error}");
        tokio::time::sleep(Duration::from_secs(1)).await;
        return Ok(());
    }
    close(app, unit).await
}

/// What it says when it is told to stop is read before it is gone.
async fn stop_and_remove(app: &SharedApp, unit: &UnitRef) -> Result<(), EngineError> {
    let engine = app.workloads.engine();
    engine.stop(unit, Duration::from_secs(app.config.workload.stop_grace_seconds)).await?;
    logs::drained(app, unit).await;
    engine.remove(unit, Duration::ZERO).await
}

/// Nothing runs any more, so that its quota is free again.
async fn close(app: &SharedApp, unit: &Unit) -> Result<()> {
    let at = UnitRef { unit: unit.id.clone(), generation: unit.generation };
    logs::drained(app, &at).await;
    let now = app.clock.micros();
    let mut tx = app.db.begin().await?;
    if store::set_gone(&mut tx, &unit.id, unit.generation, now).await? {
        if let Some(launch) = store::launch(&mut *tx, &unit.id, unit.generation).await? {
            let mut stages = launch.stages();
            stages.cancel(now);
            store::save_stages(&mut tx, &unit.id, unit.generation, &stages).await?;
        }
        store::launch_ended(&mut tx, &unit.id, unit.generation, now, None).await?;
    }
    tx.commit().await?;
    app.events.changed(&unit.kind, &unit.id, Some(&unit.group_id));
    Ok(())
}
