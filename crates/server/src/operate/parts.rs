//! How are the parts of the running server? Each with its state, how quickly it answers, and what to do when something is wrong.

use std::sync::atomic::Ordering;

use async_graphql::SimpleObject;

use super::disk::{self, Disk};
use super::{Level, store};
use crate::app::SharedApp;
use crate::error::Error;

#[derive(Clone, Debug, SimpleObject)]
pub struct PartHealth {
    pub name: String,
    pub detail: String,
    /// ok, warn or bad
    pub state: String,
    pub latency_ms: Option<f64>,
    pub next_step: Option<String>,
}

impl PartHealth {
    fn new(name: &str, level: Level, detail: String, next_step: &str) -> Self {
        let next_step = Some(next_step).filter(|_| level != Level::Ok).map(str::to_owned);
        Self { name: name.into(), detail, state: level.text().into(), latency_ms: None, next_step }
    }

    fn answered_in(mut self, micros: i64) -> Self {
        self.latency_ms = Some(micros as f64 / 1000.0);
        self
    }
}

pub async fn all(app: &SharedApp) -> Vec<PartHealth> {
    let mut parts = vec![server(app), database(app).await, engine(app)];
    parts.extend(gateway(app));
    parts.push(data_disk(app));
    parts
}

/// What deserves the administrator's attention: every part that is not well, and settings that are risky.
pub fn warnings(app: &SharedApp, parts: &[PartHealth]) -> Vec<PartHealth> {
    let mut warnings: Vec<PartHealth> = parts.iter().filter(|part| part.state != Level::Ok.text()).cloned().collect();
    let warn = |name: &str, detail: &str, next_step: &str| PartHealth::new(name, Level::Warn, detail.into(), next_step);
    if let Some(health) = app.workloads.engine_state.known().health {
        if health.live_restore == Some(false) {
            warnings.push(warn("Engine", LIVE_RESTORE, LIVE_RESTORE_STEP));
        }
        warnings.extend(health.warnings.iter().map(|text| warn("Engine", text, "See the operator's guide on preparing a machine.")));
    }
    if app.config.server.path_mode {
        warnings.push(warn("Gateway", PATH_MODE, PATH_MODE_STEP));
    }
    warnings
}

pub const LIVE_RESTORE: &str = "Containers end when the Docker service is restarted or upgraded.";
pub const LIVE_RESTORE_STEP: &str = "Set \"live-restore\": true in /etc/docker/daemon.json and reload the Docker service.";
pub const PATH_MODE: &str =
    "Notebooks are served below the portal's own address, so code in a notebook can act as the person who opens it.";
pub const PATH_MODE_STEP: &str = "Set up a wildcard name for workloads, set server.workload_domain to it, and switch server.path_mode off.";

fn server(app: &SharedApp) -> PartHealth {
    let hours = (app.clock.micros() - app.started_at) / 3_600_000_000;
    PartHealth::new("Server", Level::Ok, format!("Version {}, running for {hours} h", env!("CARGO_PKG_VERSION")), "")
}

async fn database(app: &SharedApp) -> PartHealth {
    let began = app.clock.micros();
    let answered = store::ping(app.db.read()).await;
    let took = app.clock.micros() - began;
    let described = async { Ok::<_, Error>((store::version(&app.db).await?, store::size_bytes(&app.db).await?)) }.await;
    match (answered, described) {
        (Ok(()), Ok((version, bytes))) => {
            let detail = format!("{version}, {:.1} MiB", bytes as f64 / (1 << 20) as f64);
            PartHealth::new("Database", Level::Ok, detail, "").answered_in(took)
        }
        (Err(error), _) | (_, Err(error)) => {
            PartHealth::new("Database", Level::Bad, error.sentence(), "Check that the database runs and that its disk is not full.")
        }
    }
}

fn engine(app: &SharedApp) -> PartHealth {
    let known = app.workloads.engine_state.known();
    if let Some(reason) = known.away_reason {
        let next_step = "Start the container engine. What runs goes on running if the engine keeps its containers.";
        return PartHealth::new("Engine", Level::Bad, format!("Does not answer: {reason}"), next_step);
    }
    match known.health {
        Some(health) => PartHealth::new("Engine", Level::Ok, health.version, "").answered_in(known.latency_micros),
        None => PartHealth::new("Engine", Level::Warn, "Was not asked yet".into(), "Look again in a few seconds."),
    }
}

/// None in a process that serves no connections, as in tests.
fn gateway(app: &SharedApp) -> Option<PartHealth> {
    let stats = app.operations.gateway.get()?;
    let (connections, sockets) = (stats.open_connections.load(Ordering::Relaxed), stats.open_websockets.load(Ordering::Relaxed));
    let level = if stats.connections_refused.load(Ordering::Relaxed) == 0 { Level::Ok } else { Level::Warn };
    let detail = format!("{connections} connections, {sockets} web sockets");
    Some(PartHealth::new(
        "Gateway",
        level,
        detail,
        "Connections were turned away because too many were open at once. Look for a client that opens many.",
    ))
}

fn data_disk(app: &SharedApp) -> PartHealth {
    match Disk::of(&app.config.data) {
        Ok(disk) => PartHealth::new("Disk", disk.level(), disk.detail(), disk::NEXT_STEP),
        Err(error) => PartHealth::new("Disk", Level::Bad, error.sentence(), "Check that the disk of the data folder is mounted."),
    }
}
