//! What exists on the engine and in which state, and where its ports are reached.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use futures_util::{StreamExt, TryStreamExt, stream};

use super::connect::Connection;
use super::containers::{self, Container, Summary};
use super::{DockerEngine, SHORT, names};
use crate::{EngineError, Exit, Observed, ObservedState, Result, UnitRef};

/// Engines answer inspections one after the other, so more at once would only queue there.
const INSPECTIONS_AT_ONCE: usize = 8;

const RESTARTS_WITHIN: TimeDelta = TimeDelta::seconds(10);

pub async fn list(engine: &DockerEngine) -> Result<Vec<Observed>> {
    let connection = engine.connection().await?;
    let found = containers::list(connection, &engine.shared.options.installation, None).await?;
    let inspections = found.into_iter().map(|summary| look_at(connection, summary));
    let observed: Vec<_> = stream::iter(inspections).buffer_unordered(INSPECTIONS_AT_ONCE).try_collect().await?;
    Ok(observed.into_iter().flatten().collect())
}

/// A container that is just being started keeps its inspection waiting, which says nothing about the engine.
async fn look_at(connection: &Connection, summary: Summary) -> Result<Option<Observed>> {
    let state = match &summary.state[..] {
        "created" => return Ok(in_short(&summary, ObservedState::Created)),
        "running" | "restarting" | "paused" => Some(ObservedState::Running { since: None }),
        _ => None,
    };
    match (containers::inspect(connection, &summary.id, SHORT).await, state) {
        (Ok(container), _) => Ok(container.as_ref().and_then(observe)),
        (Err(EngineError::Unreachable(_)), Some(state)) => Ok(in_short(&summary, state)),
        (Err(problem), _) => Err(problem),
    }
}

fn in_short(summary: &Summary, state: ObservedState) -> Option<Observed> {
    let labels = summary.labels.as_ref()?;
    let created_at = DateTime::from_timestamp(summary.created, 0);
    Some(Observed { unit: names::unit_of(labels)?, kind: kind_of(labels), state, created_at })
}

fn kind_of(labels: &HashMap<String, String>) -> String {
    labels.get(names::KIND).cloned().unwrap_or_default()
}

/// None for a container that does not carry our labels.
pub fn observe(container: &Container) -> Option<Observed> {
    let labels = container.config.labels.as_ref()?;
    Some(Observed {
        unit: names::unit_of(labels)?,
        kind: kind_of(labels),
        state: state_of(container),
        // In whole seconds, as the engine's list has it.
        created_at: moment(&container.created).map(|at| at.trunc_subsecs(0)),
    })
}

fn state_of(container: &Container) -> ObservedState {
    let state = &container.state;
    let running = ObservedState::Running { since: moment(&state.started_at) };
    match &state.status[..] {
        "created" | "configured" | "initialized" => ObservedState::Created,
        // A restarting container is kept running by the engine, and a paused one still holds its resources.
        "running" | "restarting" | "paused" | "stopping" => running,
        _ if is_about_to_restart(container) => running,
        _ => ObservedState::Exited(Exit { code: state.exit_code, out_of_memory: state.oom_killed, at: moment(&state.finished_at) }),
    }
}

/// Podman says for a moment that it has exited.
fn is_about_to_restart(container: &Container) -> bool {
    let just_now = moment(&container.state.finished_at).is_some_and(|at| Utc::now() - at < RESTARTS_WITHIN);
    just_now && container.host_config.restart_policy.name == "unless-stopped"
}

/// Engines write year 1 for what has not happened.
pub fn moment(text: &str) -> Option<DateTime<Utc>> {
    let moment = DateTime::parse_from_rfc3339(text).ok()?.to_utc();
    (moment.timestamp() > 0).then_some(moment)
}

pub async fn address(engine: &DockerEngine, unit: &UnitRef, port: u16) -> Result<SocketAddr> {
    let connection = engine.connection().await?;
    let container = containers::inspect(connection, &engine.container_name(unit), SHORT).await?.ok_or(EngineError::NotFound)?;
    if !matches!(state_of(&container), ObservedState::Running { .. }) {
        return Err(EngineError::NotFound);
    }
    let settings = container.network_settings;
    let bindings = settings.ports.as_ref().and_then(|ports| ports.get(&format!("{port}/tcp"))?.as_ref());
    let published = bindings.into_iter().flatten().find_map(|binding| binding.host_port.parse().ok());
    if let Some(published) = published {
        return Ok((Ipv4Addr::LOCALHOST, published).into());
    }
    let networks = settings.networks.unwrap_or_default();
    let address = networks.values().find_map(|network| network.address.parse::<IpAddr>().ok());
    // The engine gives the address a moment after the container runs.
    let address = address.ok_or_else(|| EngineError::Other("the container has no address yet".into()))?;
    Ok((address, port).into())
}
