//! What exists on the engine and in which state, and where its ports are reached.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use bollard::models::{ContainerInspectResponse, ContainerState, ContainerStateStatusEnum};
use bollard::query_parameters::{InspectContainerOptions, ListContainersOptionsBuilder};
use chrono::{DateTime, Utc};
use futures_util::{StreamExt, TryStreamExt, stream};

use super::connect::Connection;
use super::{DockerEngine, SHORT, names, within};
use crate::{EngineError, Exit, Observed, ObservedState, Result, UnitRef};

/// Engines answer inspections one after the other, so more at once would only queue there.
const INSPECTIONS_AT_ONCE: usize = 8;

pub async fn list(engine: &DockerEngine) -> Result<Vec<Observed>> {
    let connection = engine.connection().await?;
    let filters = names::only_ours(&engine.shared.options.installation);
    let options = ListContainersOptionsBuilder::default()
        .all(true)
        .filters(&filters)
        .build();
    let found = within(SHORT, connection.short.list_containers(Some(options))).await?;
    let inspections = found
        .into_iter()
        .filter_map(|summary| summary.id)
        .map(|id| async move { inspect(connection, &id).await });
    let inspected: Vec<_> = stream::iter(inspections)
        .buffer_unordered(INSPECTIONS_AT_ONCE)
        .try_collect()
        .await?;
    Ok(inspected.iter().flatten().filter_map(observe).collect())
}

/// None when there is no such container, for example because it was removed just now.
pub async fn inspect(
    connection: &Connection,
    container: &str,
) -> Result<Option<ContainerInspectResponse>> {
    match within(
        SHORT,
        connection
            .short
            .inspect_container(container, None::<InspectContainerOptions>),
    )
    .await
    {
        Ok(found) => Ok(Some(found)),
        Err(EngineError::NotFound) => Ok(None),
        Err(problem) => Err(problem),
    }
}

/// None for a container that does not carry our labels.
pub fn observe(container: &ContainerInspectResponse) -> Option<Observed> {
    let labels = container.config.as_ref()?.labels.as_ref()?;
    Some(Observed {
        unit: names::unit_of(labels)?,
        kind: labels.get(names::KIND).cloned().unwrap_or_default(),
        state: state_of(container.state.as_ref()?),
        created_at: container.created.as_deref().and_then(moment),
    })
}

fn state_of(state: &ContainerState) -> ObservedState {
    use ContainerStateStatusEnum as Status;
    match state.status {
        Some(Status::CREATED) => ObservedState::Created,
        // A restarting container is kept running by the engine, and a paused one still holds its resources.
        Some(Status::RUNNING | Status::RESTARTING | Status::PAUSED | Status::STOPPING) => {
            ObservedState::Running {
                since: state.started_at.as_deref().and_then(moment),
            }
        }
        _ => ObservedState::Exited(Exit {
            code: state.exit_code.unwrap_or(-1),
            out_of_memory: state.oom_killed.unwrap_or(false),
            at: state.finished_at.as_deref().and_then(moment),
        }),
    }
}

/// Engines write year 1 for what has not happened.
pub fn moment(text: &str) -> Option<DateTime<Utc>> {
    let moment = DateTime::parse_from_rfc3339(text).ok()?.to_utc();
    (moment.timestamp() > 0).then_some(moment)
}

pub async fn address(engine: &DockerEngine, unit: &UnitRef, port: u16) -> Result<SocketAddr> {
    let connection = engine.connection().await?;
    let container = inspect(connection, &engine.container_name(unit))
        .await?
        .ok_or(EngineError::NotFound)?;
    let running = container
        .state
        .as_ref()
        .and_then(|state| state.running)
        .unwrap_or(false);
    if !running {
        return Err(EngineError::NotFound);
    }
    let settings = container.network_settings.unwrap_or_default();
    let bindings = settings
        .ports
        .as_ref()
        .and_then(|ports| ports.get(&format!("{port}/tcp")).cloned().flatten());
    let published = bindings
        .iter()
        .flatten()
        .find_map(|binding| binding.host_port.as_deref()?.parse().ok());
    if let Some(published) = published {
        return Ok((Ipv4Addr::LOCALHOST, published).into());
    }
    let networks = settings.networks.unwrap_or_default();
    let address = networks
        .values()
        .find_map(|network| network.ip_address.as_deref()?.parse::<IpAddr>().ok());
    // The engine gives the address a moment after the container runs.
    let address =
        address.ok_or_else(|| EngineError::Other("the container has no address yet".into()))?;
    Ok((address, port).into())
}
