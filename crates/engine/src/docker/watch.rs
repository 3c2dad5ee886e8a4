//! When it is worth looking again: the engine's events about containers of this installation.

use bollard::query_parameters::EventsOptionsBuilder;
use futures_util::StreamExt;

use super::{DockerEngine, SHORT, errors, names};
use crate::{EngineError, EngineStream, Hint, Result};

/// Events that change nothing we report.
const NOISE: [&str; 6] = ["exec_", "attach", "resize", "top", "health_status", "archive-path"];

pub async fn watch(engine: &DockerEngine) -> Result<EngineStream<Hint>> {
    let connection = engine.connection().await?;
    // The stream itself says nothing until something happens, so an engine that is away is noticed here.
    tokio::time::timeout(SHORT, connection.short.ping())
        .await
        .map_err(|_| EngineError::Unreachable(format!("no answer within {} s", SHORT.as_secs())))?
        .map_err(errors::from_bollard)?;
    let mut filters = names::only_ours(&engine.shared.options.installation);
    filters.insert("type".into(), vec!["container".into()]);
    let options = EventsOptionsBuilder::default().filters(&filters).build();
    let events = connection.long.events(Some(options)).filter_map(|event| async {
        let event = match event {
            Ok(event) => event,
            Err(problem) => return Some(Err(errors::from_bollard(problem))),
        };
        let action = event.action.unwrap_or_default();
        if NOISE.iter().any(|noise| action.starts_with(noise)) {
            return None;
        }
        let labels = event.actor.and_then(|actor| actor.attributes).unwrap_or_default();
        Some(Ok(Hint { unit: names::unit_of(&labels) }))
    });
    Ok(events.boxed())
}
