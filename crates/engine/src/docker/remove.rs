//! How a unit is stopped, and removed without a trace, however often this is asked and whoever else removes it.

use std::time::Duration;

use bollard::query_parameters::{RemoveContainerOptionsBuilder, StopContainerOptionsBuilder};
use futures_util::future::try_join_all;

use super::connect::Connection;
use super::{DockerEngine, LONG, containers, errors, names, within};
use crate::{EngineError, Result, UnitRef};

const LOOK_AGAIN: Duration = Duration::from_millis(100);

pub async fn stop(engine: &DockerEngine, unit: &UnitRef, grace: Duration) -> Result<()> {
    let connection = engine.connection().await?;
    let stops = up_to(engine, connection, unit).await?.into_iter().map(|id| stop_one(connection, id, grace));
    try_join_all(stops).await?;
    Ok(())
}

pub async fn remove(engine: &DockerEngine, unit: &UnitRef, grace: Duration) -> Result<()> {
    let connection = engine.connection().await?;
    let removals = up_to(engine, connection, unit).await?.into_iter().map(|id| remove_one(engine, connection, id, grace));
    try_join_all(removals).await?;
    Ok(())
}

/// The containers of this generation and of older ones.
async fn up_to(engine: &DockerEngine, connection: &Connection, unit: &UnitRef) -> Result<Vec<String>> {
    let found = containers::list(connection, &engine.shared.options.installation, Some(&unit.unit)).await?;
    let doomed = found.into_iter().filter(|container| {
        let labels = container.labels.as_ref();
        let found = labels.and_then(names::unit_of);
        found.is_some_and(|found| found.unit == unit.unit && found.generation <= unit.generation)
    });
    Ok(doomed.map(|container| container.id).collect())
}

async fn remove_one(engine: &DockerEngine, connection: &Connection, id: String, grace: Duration) -> Result<()> {
    stop_one(connection, id.clone(), grace).await?;
    let _turn = engine.heavy_work().await?;
    let options = RemoveContainerOptionsBuilder::default().force(true).v(true).build();
    match within(LONG, connection.long.remove_container(&id, Some(options))).await {
        Ok(()) | Err(EngineError::NotFound) => Ok(()),
        Err(EngineError::Other(message)) if errors::says(&message, &["already in progress"]) => wait_until_gone(connection, &id).await,
        Err(problem) => Err(problem),
    }
}

/// The engine kills what has not ended after the grace.
async fn stop_one(connection: &Connection, id: String, grace: Duration) -> Result<()> {
    let seconds = i32::try_from(grace.as_secs()).unwrap_or(i32::MAX);
    let options = StopContainerOptionsBuilder::default().t(seconds).build();
    match within(grace + LONG, connection.patient.stop_container(&id, Some(options))).await {
        Ok(()) | Err(EngineError::NotFound) => Ok(()),
        // It may not have been started, or somebody else stops it; removing it by force settles that.
        Err(EngineError::Other(message)) => {
            tracing::debug!(container = id, "it could not be stopped gracefully: {message}");
            Ok(())
        }
        Err(problem) => Err(problem),
    }
}

async fn wait_until_gone(connection: &Connection, id: &str) -> Result<()> {
    let gone = async {
        while containers::inspect(connection, id, LONG).await?.is_some() {
            tokio::time::sleep(LOOK_AGAIN).await;
        }
        Ok(())
    };
    match tokio::time::timeout(LONG, gone).await {
        Ok(outcome) => outcome,
        Err(_) => Err(EngineError::Other(format!("the engine is still removing the container {id}"))),
    }
}
