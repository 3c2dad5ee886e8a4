//! How does a unit come up? Image, container, answer: each step is written down before the next, and each can be repeated,
//! so a start that another process left half done goes on from where it was.

use std::sync::Arc;
use std::time::Duration;

use primehub_engine::{EngineError, Exit, ObservedState, RegistryAuth, Role, UnitRef};
use tokio::sync::Notify;

use super::images::Pull;
use super::model::{Failure, Folder, StageName, Stages, Unit, UnitSpec};
use super::{actions, failures, logs, store};
use crate::app::SharedApp;
use crate::error::{Error, Result};
use crate::features::files;

/// How often a container is asked whether it answers yet.
const PROBE_EVERY: Duration = Duration::from_millis(60);
/// How often the wish is read again, for a stop that another process was asked for.
const LOOK_AGAIN: i64 = 1_000_000;
const AWAY: &str = "The container engine does not answer. Trying again.";

/// Why a start did not come to its end.
enum Halt {
    /// Not wanted any more, or another process took over.
    Cancelled,
    Failed(Failure),
    Broken(Error),
}

impl From<Error> for Halt {
    fn from(error: Error) -> Self {
        Self::Broken(error)
    }
}

struct Start<'a> {
    app: &'a SharedApp,
    unit: &'a Unit,
    at: UnitRef,
    spec: UnitSpec,
    stages: Stages,
    /// Somebody wants this start to look at its wish again.
    nudged: &'a Notify,
}

pub async fn start(app: &SharedApp, unit: &Unit, nudged: &Notify) -> Result<()> {
    let Some(launch) = store::launch(app.db.read(), &unit.id, unit.generation).await? else {
        return Err(Error::internal(format!("unit {} has no launch {}", unit.id, unit.generation)));
    };
    let at = UnitRef { unit: unit.id.clone(), generation: unit.generation };
    let mut run = Start { app, unit, at, spec: unit.spec()?, stages: launch.stages(), nudged };
    let outcome = run.bring_up().await;
    match outcome {
        Ok(()) => run.ready().await,
        Err(Halt::Cancelled) => Ok(()),
        Err(Halt::Failed(failure)) => run.failed(failure).await,
        Err(Halt::Broken(error)) => Err(error),
    }
}

impl Start<'_> {
    async fn bring_up(&mut self) -> Result<(), Halt> {
        self.have_image().await?;
        self.enter(StageName::Creating, None).await?;
        self.remove_older_generations().await?;
        self.create().await?;
        logs::collect(self.app, self.at.clone());
        if self.spec.readiness.is_some() {
            self.enter(StageName::Starting, None).await?;
            self.answers().await?;
        }
        Ok(())
    }

    async fn have_image(&mut self) -> Result<(), Halt> {
        let image = self.spec.workload.image.clone();
        let mut away_since = None;
        loop {
            match self.app.workloads.engine().inspect_image(&image).await {
                Ok(Some(_)) => return self.answered(&mut away_since).await,
                Ok(None) => self.answered(&mut away_since).await?,
                Err(error) => {
                    self.bear(error, &mut away_since).await?;
                    continue;
                }
            }
            match self.pull(&image).await? {
                Ok(()) => return Ok(()),
                Err(error) if matches!(*error, EngineError::Unreachable(_)) => {
                    self.bear(EngineError::Unreachable(error.to_string()), &mut away_since).await?;
                }
                Err(error) => return Err(self.engine_failed(&error)),
            }
        }
    }

    /// The engine's own words are kept where administrators look for them.
    fn engine_failed(&self, error: &EngineError) -> Halt {
        tracing::warn!(unit = self.at.unit, generation = self.at.generation, "the start failed: {error}");
        Halt::Failed(failures::of_engine(error))
    }

    async fn pull(&mut self, image: &str) -> Result<Result<(), Arc<EngineError>>, Halt> {
        self.enter(StageName::Pulling, Some(format!("{image} is not on this machine yet."))).await?;
        let auth = match &self.spec.pull_auth {
            None => None,
            Some(sealed) => {
                let (registry, username, password): (String, String, String) =
                    serde_json::from_str(&crate::seal::open(&self.app.key, sealed)?).map_err(Error::from)?;
                Some(RegistryAuth { registry, username, password })
            }
        };
        let mut pull = self.app.workloads.images.pull(self.app, image, auth);
        loop {
            let now = pull.borrow_and_update().clone();
            if let Some(result) = now.result {
                return Ok(result);
            }
            self.show_pull(&now).await?;
            tokio::select! {
                _ = self.nudged.notified() => self.check_wanted().await?,
                // Followers see about one step a second; the rest would only wear the disk.
                _ = tokio::time::sleep(Duration::from_secs(1)) => self.check_wanted().await?,
                changed = async { loop {
                    if pull.changed().await.is_err() || pull.borrow().result.is_some() { break }
                } } => changed,
            }
        }
    }

    async fn show_pull(&mut self, pull: &Pull) -> Result<(), Halt> {
        let Some(stage) = self.stages.get_mut(StageName::Pulling) else { return Ok(()) };
        let before = stage.clone();
        stage.done_bytes = Some(pull.progress.done_bytes);
        stage.total_bytes = pull.progress.total_bytes;
        if *stage != before {
            self.save().await?;
        }
        Ok(())
    }

    async fn remove_older_generations(&mut self) -> Result<(), Halt> {
        if self.at.generation == 1 {
            return Ok(());
        }
        let older = UnitRef { unit: self.at.unit.clone(), generation: self.at.generation - 1 };
        let grace = Duration::from_secs(self.app.config.workload.stop_grace_seconds);
        let mut away_since = None;
        loop {
            match self.app.workloads.engine().remove(&older, grace).await {
                Ok(()) => return self.answered(&mut away_since).await,
                Err(error) => self.bear(error, &mut away_since).await?,
            }
        }
    }

    async fn create(&mut self) -> Result<(), Halt> {
        for folder in self.spec.folders.clone() {
            prepare(&folder).map_err(|error| {
                tracing::warn!(unit = self.at.unit, "the folder {} cannot be prepared: {error}", folder.path.display());
                Halt::Failed(failures::folder_failed())
            })?;
        }
        let mut workload = self.spec.workload.clone();
        workload.unit = self.at.clone();
        if let Some(name) = &self.spec.secret_env {
            workload.env.push((name.clone(), super::unit_secret(self.app, &self.at)));
        }
        let mut away_since = None;
        loop {
            // Never dropped half way: what the engine creates has to be known to whoever removes it.
            match self.app.workloads.engine().apply(&workload).await {
                Ok(_) => return self.answered(&mut away_since).await,
                Err(error) => self.bear(error, &mut away_since).await?,
            }
        }
    }

    /// Waits until the port answers, the container ends, or the time is over.
    async fn answers(&mut self) -> Result<(), Halt> {
        let Some(readiness) = self.spec.readiness.clone() else { return Ok(()) };
        let limit = self.app.config.workload.start_timeout_seconds;
        let began = self.stages.get(StageName::Creating).and_then(|stage| stage.started_at).unwrap_or_else(|| self.app.clock.micros());
        let deadline = began + limit as i64 * 1_000_000;
        let mut looked_at = self.app.clock.micros();
        let mut away_since = None;
        loop {
            if self.probe(readiness.port, &readiness.path).await {
                return self.answered(&mut away_since).await;
            }
            match self.observed().await {
                Ok(Some(ObservedState::Exited(exit))) => return Err(Halt::Failed(self.ended(&exit).await)),
                Ok(Some(_)) => self.answered(&mut away_since).await?,
                Ok(None) => return Err(Halt::Failed(failures::lost())),
                Err(error) => self.bear(error, &mut away_since).await?,
            }
            let now = self.app.clock.micros();
            if now >= deadline {
                return Err(Halt::Failed(failures::start_timeout(limit)));
            }
            if now - looked_at >= LOOK_AGAIN {
                looked_at = now;
                self.check_wanted().await?;
            }
            tokio::select! {
                _ = tokio::time::sleep(PROBE_EVERY) => {}
                _ = self.nudged.notified() => self.check_wanted().await?,
            }
        }
    }

    /// Anything that speaks HTTP and is not overloaded is up; what it says is the user's business.
    async fn probe(&self, port: u16, path: &str) -> bool {
        let Ok(address) = self.app.workloads.engine().address(&self.at, port).await else { return false };
        let request = super::probe_client()
            .get(format!("http://{address}{path}"))
            .header("authorization", format!("token {}", super::unit_secret(self.app, &self.at)))
            .timeout(Duration::from_secs(2));
        request.send().await.is_ok_and(|answer| !answer.status().is_server_error())
    }

    async fn observed(&self) -> Result<Option<ObservedState>, EngineError> {
        let all = self.app.workloads.engine().list().await?;
        Ok(all.into_iter().find(|seen| seen.unit == self.at).map(|seen| seen.state))
    }

    async fn ended(&self, exit: &Exit) -> Failure {
        logs::drained(self.app, &self.at).await;
        failures::exited_while_starting(exit, &self.spec.workload.image)
    }

    /// An engine that is away is waited for as long as a start may take; any other failure ends the start.
    async fn bear(&mut self, error: EngineError, away_since: &mut Option<i64>) -> Result<(), Halt> {
        if !matches!(error, EngineError::Unreachable(_)) {
            return Err(self.engine_failed(&error));
        }
        let now = self.app.clock.micros();
        self.app.workloads.engine_state.is_away(self.app, error.to_string());
        let since = *away_since.get_or_insert(now);
        if now - since > self.app.config.workload.start_timeout_seconds as i64 * 1_000_000 {
            return Err(self.engine_failed(&error));
        }
        if let Some(stage) = self.stages.0.iter_mut().find(|stage| stage.state == super::model::StageState::Active)
            && stage.detail.as_deref() != Some(AWAY)
        {
            stage.detail = Some(AWAY.into());
            self.save().await?;
        }
        tokio::select! {
            _ = tokio::time::sleep(Duration::from_millis(500)) => {}
            _ = self.nudged.notified() => {}
        }
        self.check_wanted().await
    }

    /// The engine is there again: the next time without it is a new one, and the stage no longer speaks of this one.
    async fn answered(&mut self, away_since: &mut Option<i64>) -> Result<(), Halt> {
        *away_since = None;
        let mut told = false;
        for stage in self.stages.0.iter_mut().filter(|stage| stage.detail.as_deref() == Some(AWAY)) {
            stage.detail = None;
            told = true;
        }
        if told { self.save().await } else { Ok(()) }
    }

    async fn check_wanted(&self) -> Result<(), Halt> {
        let row = store::unit(self.app.db.read(), &self.unit.id).await?;
        match row {
            Some(row) if row.generation == self.unit.generation && row.wants_to_run() && row.state == "starting" => Ok(()),
            _ => Err(Halt::Cancelled),
        }
    }

    async fn enter(&mut self, stage: StageName, detail: Option<String>) -> Result<(), Halt> {
        self.check_wanted().await?;
        self.stages.enter(stage, self.app.clock.micros(), detail);
        self.save().await
    }

    async fn save(&self) -> Result<(), Halt> {
        let mut tx = self.app.db.begin().await?;
        store::save_stages(&mut tx, &self.at.unit, self.at.generation, &self.stages).await?;
        tx.commit().await.map_err(Error::from)?;
        self.changed();
        Ok(())
    }

    fn changed(&self) {
        self.app.events.changed(&self.unit.kind, &self.unit.id, Some(&self.unit.group_id));
    }

    async fn ready(&mut self) -> Result<()> {
        let now = self.app.clock.micros();
        let mut tx = self.app.db.begin().await?;
        if !store::set_running(&mut tx, &self.at.unit, self.at.generation, now).await? {
            return Ok(());
        }
        self.stages.finish(now);
        store::save_stages(&mut tx, &self.at.unit, self.at.generation, &self.stages).await?;
        store::launch_ready(&mut tx, &self.at.unit, self.at.generation, now).await?;
        let text = if matches!(self.spec.workload.role, Role::Task) { "Running." } else { "Ready." };
        actions::event(self.app, &mut tx, &self.at.unit, "info", "READY", text).await?;
        tx.commit().await?;
        self.changed();
        Ok(())
    }

    async fn failed(&mut self, mut failure: Failure) -> Result<()> {
        failure.last_lines = logs::last_lines(self.app, &self.at, 20);
        self.stages.fail(self.app.clock.micros());
        end_with_failure(self.app, self.unit, &self.stages, &failure).await
    }
}

/// Writes a failure down and sends the unit to its removal, if it is still where the caller saw it.
pub async fn end_with_failure(app: &SharedApp, unit: &Unit, stages: &Stages, failure: &Failure) -> Result<()> {
    let now = app.clock.micros();
    let mut tx = app.db.begin().await?;
    if !store::transition(&mut tx, unit, super::model::State::Stopping, Some(&failure.message), now).await? {
        return Ok(());
    }
    store::set_outcome(&mut tx, &unit.id, "failed").await?;
    store::save_stages(&mut tx, &unit.id, unit.generation, stages).await?;
    store::launch_ended(&mut tx, &unit.id, unit.generation, now, Some(failure)).await?;
    actions::event(app, &mut tx, &unit.id, "error", &failure.code, &failure.message).await?;
    tx.commit().await?;
    app.events.changed(&unit.kind, &unit.id, Some(&unit.group_id));
    Ok(())
}

fn prepare(folder: &Folder) -> std::io::Result<()> {
    files::ensure_folder(&folder.path, folder.uid, folder.gid, folder.mode)
}
