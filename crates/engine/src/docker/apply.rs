//! How a workload comes to exist exactly once: looked for by its name, created if absent, started if created.

use std::time::Duration;

use bollard::query_parameters::{
    CreateContainerOptionsBuilder, RemoveContainerOptionsBuilder, StartContainerOptions, WaitContainerOptions,
};

use futures_util::{StreamExt, TryStreamExt};

use super::connect::Connection;
use super::{DockerEngine, LONG, containers, create, errors, images, logs, network, state, within};
use crate::{EngineError, LogLine, LogOptions, Observed, ObservedState, Result, WorkloadSpec};

const LOOK_AGAIN: Duration = Duration::from_millis(50);
/// So long the engine's init may need to find that there is no such program.
const INIT_NEEDS: Duration = Duration::from_millis(300);

pub async fn apply(engine: &DockerEngine, spec: &WorkloadSpec) -> Result<Observed> {
    let connection = engine.connection().await?;
    let name = engine.container_name(&spec.unit);
    let _turn = engine.heavy_work().await?;
    match try_once(engine, connection, spec, &name).await {
        // Somebody removed the network between the two calls, which the container cannot do without.
        Err(EngineError::Other(message)) if message.contains("network") && message.contains("not found") => {
            discard(connection, &name).await?;
            try_once(engine, connection, spec, &name).await
        }
        outcome => outcome,
    }
}

async fn try_once(engine: &DockerEngine, connection: &Connection, spec: &WorkloadSpec, name: &str) -> Result<Observed> {
    let observed = match existing(connection, spec, name).await? {
        Some(observed) => observed,
        None => create_or_find(engine, connection, spec, name).await?,
    };
    start_if_created(connection, spec, name, observed).await
}

/// While another caller creates the container, its name is taken but nothing is found under it yet.
async fn create_or_find(engine: &DockerEngine, connection: &Connection, spec: &WorkloadSpec, name: &str) -> Result<Observed> {
    let appears = async {
        loop {
            create(engine, connection, spec, name).await?;
            if let Some(observed) = existing(connection, spec, name).await? {
                return Ok(observed);
            }
            tokio::time::sleep(LOOK_AGAIN).await;
        }
    };
    let late = |_| EngineError::Unreachable(format!("the container {name} did not appear within {} s", LONG.as_secs()));
    tokio::time::timeout(LONG, appears).await.map_err(late)?
}

async fn existing(connection: &Connection, spec: &WorkloadSpec, name: &str) -> Result<Option<Observed>> {
    let Some(container) = containers::inspect(connection, name, LONG).await? else {
        return Ok(None);
    };
    let observed = state::observe(&container).filter(|observed| observed.unit == spec.unit);
    match observed {
        Some(observed) => Ok(Some(observed)),
        None => Err(EngineError::Refused(format!("the name {name} is taken by a container that is not this workload"))),
    }
}

async fn create(engine: &DockerEngine, connection: &Connection, spec: &WorkloadSpec, name: &str) -> Result<()> {
    let image = images::inspect(connection, &spec.image, LONG).await?;
    let image = image.ok_or_else(|| EngineError::ImageMissing { image: spec.image.clone(), detail: "it is not on this machine".into() })?;
    let _in_use = engine.shared.networks_in_use.read().await;
    let network = network::ensure(engine, connection, &spec.network).await?;
    let body = create::body(engine, connection, spec, &image, &network).await?;
    let options = CreateContainerOptionsBuilder::default().name(name).build();
    match within(LONG, connection.long.create_container(Some(options), body)).await {
        Ok(created) => {
            for warning in created.warnings.iter().filter(|warning| !warning.is_empty()) {
                tracing::debug!(container = name, "the engine warns: {warning}");
            }
            Ok(())
        }
        // Two callers are at it at once, and the other one's container is what was wanted.
        Err(EngineError::Other(message)) if errors::says(&message, &["already in use"]) => Ok(()),
        Err(EngineError::Other(message)) if errors::says(&message, &["no such image"]) => {
            Err(EngineError::ImageMissing { image: spec.image.clone(), detail: message })
        }
        Err(EngineError::Other(message)) if errors::says(&message, &["invalid", "no such file", "oci runtime"]) => {
            Err(EngineError::Refused(message))
        }
        Err(problem) => Err(problem),
    }
}

async fn start_if_created(connection: &Connection, spec: &WorkloadSpec, name: &str, observed: Observed) -> Result<Observed> {
    if observed.state != ObservedState::Created {
        return Ok(observed);
    }
    let started = tokio::time::timeout(LONG, connection.long.start_container(name, None::<StartContainerOptions>)).await;
    let failure = match started {
        Ok(Ok(())) => return after_start(connection, spec, name).await,
        Ok(Err(failure)) => errors::while_starting(failure),
        Err(_) => {
            return Err(EngineError::Unreachable(format!("no answer within {} s", LONG.as_secs())));
        }
    };
    if matches!(failure, EngineError::Refused(_)) {
        discard(connection, name).await?;
    }
    Err(failure)
}

/// The engine itself refuses a program that does not exist, but its init only finds out when it runs.
async fn after_start(connection: &Connection, spec: &WorkloadSpec, name: &str) -> Result<Observed> {
    let container = containers::inspect(connection, name, LONG).await?.ok_or(EngineError::NotFound)?;
    let has_engines_init = container.host_config.init.unwrap_or(false);
    if has_engines_init
        && ends_at_once(connection, name).await
        && let Some(complaint) = complaint_of_init(connection, name).await?
    {
        discard(connection, name).await?;
        return Err(EngineError::Refused(complaint));
    }
    existing(connection, spec, name).await?.ok_or(EngineError::NotFound)
}

async fn ends_at_once(connection: &Connection, name: &str) -> bool {
    let mut ended = connection.short.wait_container(name, None::<WaitContainerOptions>).boxed();
    tokio::time::timeout(INIT_NEEDS, ended.next()).await.is_ok()
}

async fn complaint_of_init(connection: &Connection, name: &str) -> Result<Option<String>> {
    let options = LogOptions { tail: Some(5), ..Default::default() };
    let lines: Vec<LogLine> = logs::of_container(connection, name, options).await?.try_collect().await?;
    let texts = lines.iter().map(|line| String::from_utf8_lossy(&line.bytes).trim().to_owned());
    Ok(texts.into_iter().find(|text| text.contains("tini") && text.contains("exec ") && text.contains(" failed")))
}

async fn discard(connection: &Connection, name: &str) -> Result<()> {
    let options = RemoveContainerOptionsBuilder::default().force(true).v(true).build();
    match within(LONG, connection.long.remove_container(name, Some(options))).await {
        Ok(()) | Err(EngineError::NotFound) => Ok(()),
        Err(problem) => Err(problem),
    }
}
