//! How a workload comes to exist exactly once: looked for by its name, created if absent, started if created.

use bollard::query_parameters::{
    CreateContainerOptionsBuilder, RemoveContainerOptionsBuilder, StartContainerOptions,
};

use super::connect::Connection;
use super::{DockerEngine, LONG, create, errors, images, network, state, within};
use crate::{EngineError, Observed, ObservedState, Result, WorkloadSpec};

pub async fn apply(engine: &DockerEngine, spec: &WorkloadSpec) -> Result<Observed> {
    let connection = engine.connection().await?;
    let name = engine.container_name(&spec.unit);
    match try_once(engine, connection, spec, &name).await {
        // Somebody removed the network between the two calls, which the container cannot do without.
        Err(EngineError::Other(message))
            if message.contains("network") && message.contains("not found") =>
        {
            discard(connection, &name).await?;
            try_once(engine, connection, spec, &name).await
        }
        outcome => outcome,
    }
}

async fn try_once(
    engine: &DockerEngine,
    connection: &Connection,
    spec: &WorkloadSpec,
    name: &str,
) -> Result<Observed> {
    if let Some(observed) = existing(connection, spec, name).await? {
        return start_if_created(connection, spec, name, observed).await;
    }
    create(engine, connection, spec, name).await?;
    let observed = existing(connection, spec, name).await?;
    // It was removed by somebody else right after it was created.
    let observed = observed.ok_or(EngineError::NotFound)?;
    start_if_created(connection, spec, name, observed).await
}

async fn existing(
    connection: &Connection,
    spec: &WorkloadSpec,
    name: &str,
) -> Result<Option<Observed>> {
    let Some(container) = state::inspect(connection, name).await? else {
        return Ok(None);
    };
    let observed = state::observe(&container).filter(|observed| observed.unit == spec.unit);
    match observed {
        Some(observed) => Ok(Some(observed)),
        None => Err(EngineError::Refused(format!(
            "the name {name} is taken by a container that is not this workload"
        ))),
    }
}

async fn create(
    engine: &DockerEngine,
    connection: &Connection,
    spec: &WorkloadSpec,
    name: &str,
) -> Result<()> {
    let image = images::inspect(connection, &spec.image).await?;
    let image = image.ok_or_else(|| EngineError::ImageMissing {
        image: spec.image.clone(),
        detail: "it is not on this machine".into(),
    })?;
    let _in_use = engine.shared.networks_in_use.read().await;
    let network = network::ensure(engine, connection, &spec.network).await?;
    let body = create::body(engine, connection, spec, &image, &network).await?;
    let options = CreateContainerOptionsBuilder::default().name(name).build();
    match within(LONG, connection.long.create_container(Some(options), body)).await {
        Ok(created) => {
            for warning in created
                .warnings
                .iter()
                .filter(|warning| !warning.is_empty())
            {
                tracing::debug!(container = name, "the engine warns: {warning}");
            }
            Ok(())
        }
        // Two callers were at it at once; the container is there, which is what was wanted.
        Err(EngineError::Other(message)) if errors::says(&message, &["already in use"]) => Ok(()),
        Err(EngineError::Other(message)) if errors::says(&message, &["no such image"]) => {
            Err(EngineError::ImageMissing {
                image: spec.image.clone(),
                detail: message,
            })
        }
        Err(EngineError::Other(message))
            if errors::says(&message, &["invalid", "no such file", "oci runtime"]) =>
        {
            Err(EngineError::Refused(message))
        }
        Err(problem) => Err(problem),
    }
}

async fn start_if_created(
    connection: &Connection,
    spec: &WorkloadSpec,
    name: &str,
    observed: Observed,
) -> Result<Observed> {
    if observed.state != ObservedState::Created {
        return Ok(observed);
    }
    let started = tokio::time::timeout(
        LONG,
        connection
            .long
            .start_container(name, None::<StartContainerOptions>),
    )
    .await;
    let failure = match started {
        Ok(Ok(())) => {
            return existing(connection, spec, name)
                .await?
                .ok_or(EngineError::NotFound);
        }
        Ok(Err(failure)) => errors::while_starting(failure),
        Err(_) => {
            return Err(EngineError::Unreachable(format!(
                "no answer within {} s",
                LONG.as_secs()
            )));
        }
    };
    if matches!(failure, EngineError::Refused(_)) {
        discard(connection, name).await?;
    }
    Err(failure)
}

async fn discard(connection: &Connection, name: &str) -> Result<()> {
    let options = RemoveContainerOptionsBuilder::default()
        .force(true)
        .v(true)
        .build();
    match within(LONG, connection.long.remove_container(name, Some(options))).await {
        Ok(()) | Err(EngineError::NotFound) => Ok(()),
        Err(problem) => Err(problem),
    }
}
