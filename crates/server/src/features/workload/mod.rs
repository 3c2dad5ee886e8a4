//! The spine of everything that runs: units, the queue, quotas, starts with their stages, logs. The only slice that talks to the engine.
//!
//! What is wanted stands in the database before the engine is called, and the unit's id and generation go into the engine's labels,
//! so whatever a crash left behind is found by listing. One loop compares the two and acts; it is woken by a signal or a timer and
//! takes no input.

pub mod actions;
pub mod admit;
pub mod api;
pub mod artifacts;
pub mod connect;
mod decide;
pub mod door;
mod engine_state;
mod failures;
pub mod folders;
pub mod history;
pub mod images;
pub mod logs;
pub mod model;
pub mod queue;
pub mod quota;
pub mod reconciler;
pub mod samples;
mod start;
pub mod store;

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;

use parking_lot::Mutex;
use primehub_engine::{Engine, EngineError, ExecSession};
// The values that other slices describe workloads with; calling the engine stays here.
pub use primehub_engine::{ExecRequest, Health, Limits, Mount, Privileges, RegistryAuth, Role, Toleration, UnitRef, WorkloadSpec};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use crate::app::SharedApp;
use crate::error::{Error, Result};
use engine_state::EngineState;
use images::{ImageReadiness, Images};
use model::{Amounts, State};
use samples::Samples;

pub struct Workloads {
    engine: Arc<dyn Engine>,
    wake: Notify,
    pub engine_state: EngineState,
    pub images: Images,
    pub samples: Samples,
    collecting: logs::Collecting,
    collected: logs::Collected,
    /// Units that a task of this process works on, with the means to make it look at its wish again.
    acting: Mutex<HashMap<String, Arc<Notify>>>,
    /// Cancelled when the loops of this process end: nothing works on units after them.
    ended: CancellationToken,
}

impl Workloads {
    pub fn new(engine: Arc<dyn Engine>) -> Self {
        Self {
            engine,
            wake: Notify::new(),
            engine_state: EngineState::default(),
            images: Images::default(),
            samples: Samples::default(),
            collecting: Default::default(),
            collected: Default::default(),
            acting: Default::default(),
            ended: CancellationToken::new(),
        }
    }

    fn engine(&self) -> &dyn Engine {
        self.engine.as_ref()
    }

    /// Something changed that the loop should look at now.
    pub fn wake(&self) {
        self.wake.notify_one();
    }

    /// Asks the engine now, for checks before a server runs.
    pub async fn health(&self) -> Result<Health> {
        self.engine.health().await.map_err(unavailable)
    }

    /// Where a running unit is reached, for probes and the gateway.
    pub async fn address(&self, unit: &UnitRef, port: u16) -> Result<SocketAddr> {
        self.engine.address(unit, port).await.map_err(unavailable)
    }

    pub async fn exec(&self, unit: &UnitRef, request: ExecRequest) -> Result<ExecSession> {
        self.engine.exec(unit, request).await.map_err(unavailable)
    }

    pub async fn image_readiness(&self, app: &SharedApp, reference: &str) -> ImageReadiness {
        self.images.readiness(app, reference).await
    }

    pub fn pull_in_background(&self, app: &SharedApp, reference: &str, auth: Option<RegistryAuth>) {
        self.images.pull(app, reference, auth);
    }

    /// What the machines hold for workloads, less the reserve and times the overcommitment. None where the engine places them itself
    /// or has not said yet. Asks the engine, so call it before a transaction begins.
    pub async fn capacity_for_admission(&self, app: &SharedApp) -> Option<Amounts> {
        if self.engine.capabilities().schedules {
            return None;
        }
        let machines = self.engine_state.machines(app).await?;
        let settings = &app.config.engine;
        let cpu: i64 = machines.iter().map(|machine| machine.cpu_milli).sum::<i64>() - settings.reserve_cpu;
        let memory: i64 = machines.iter().map(|machine| machine.memory_mib).sum::<i64>() - settings.reserve_memory;
        Some(Amounts {
            cpu: cpu.max(0) * settings.overcommit_cpu / 100,
            memory: memory.max(0) * settings.overcommit_memory / 100,
            gpu: machines.iter().map(|machine| machine.gpus).sum(),
        })
    }

    /// Whether an engine that does not place workloads itself has not yet said how large its machines are.
    pub fn is_room_unknown(&self, capacity: Option<Amounts>) -> bool {
        capacity.is_none() && !self.engine.capabilities().schedules
    }

    /// Whether the engine still has this start of the unit. An engine that is away counts as having it.
    async fn is_present(&self, unit: &UnitRef) -> bool {
        match self.engine.list().await {
            Ok(all) => all.iter().any(|seen| seen.unit == *unit && matches!(seen.state, primehub_engine::ObservedState::Running { .. })),
            Err(_) => true,
        }
    }

    async fn is_live(&self, app: &SharedApp, unit: &UnitRef) -> bool {
        match store::unit(app.db.read(), &unit.unit).await {
            Ok(row) => row.is_some_and(|row| row.generation == unit.generation && row.state() != State::Gone),
            Err(_) => true,
        }
    }

    /// Makes a start that waits look whether it is still wanted, so that a stop is not held up by it.
    fn interrupt(&self, unit: &str) {
        if let Some(working) = self.acting.lock().get(unit) {
            working.notify_one();
        }
    }
}

/// The unit's own secret: in its environment, in the gateway's requests to it, and nowhere else.
pub fn unit_secret(app: &crate::app::App, unit: &UnitRef) -> String {
    app.derived_secret(&format!("unit:{}:{}", unit.unit, unit.generation))
}

fn unavailable(error: EngineError) -> Error {
    match error {
        EngineError::NotFound => Error::WrongState { code: "NOT_RUNNING", message: "It does not run now. Start it first.".into() },
        EngineError::Unreachable(_) => Error::Unavailable {
            code: "ENGINE_DOWN",
            message: "The container engine does not answer. Try again in a moment; what runs goes on running.".into(),
        },
        other => Error::internal(format!("engine: {other}")),
    }
}

/// Short requests to workloads themselves: is it up, what is it doing.
pub fn probe_client() -> &'static reqwest::Client {
    static CLIENT: std::sync::OnceLock<reqwest::Client> = std::sync::OnceLock::new();
    CLIENT.get_or_init(|| {
        let builder = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).pool_max_idle_per_host(1);
        builder.build().unwrap_or_default()
    })
}
