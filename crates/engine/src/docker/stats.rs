//! How much CPU time and memory a workload uses.

use bollard::errors::Error;
use bollard::models::ContainerMemoryStats;
use bollard::query_parameters::StatsOptionsBuilder;
use chrono::Utc;
use futures_util::StreamExt;

use super::{DockerEngine, SHORT, errors, state};
use crate::{EngineError, Result, Stats, UnitRef};

pub async fn stats(engine: &DockerEngine, unit: &UnitRef) -> Result<Stats> {
    let connection = engine.connection().await?;
    let name = engine.container_name(unit);
    let options = StatsOptionsBuilder::default().stream(false).one_shot(true).build();
    let mut answers = connection.short.stats(&name, Some(options)).boxed();
    let answer = tokio::time::timeout(SHORT, answers.next()).await;
    let answer = answer.map_err(|_| EngineError::Unreachable(format!("no answer within {} s", SHORT.as_secs())))?;
    let answer = match answer.ok_or(EngineError::NotFound)? {
        // Podman gives no reason.
        Err(Error::DockerResponseServerError { status_code: 404, .. }) => return Err(EngineError::NotFound),
        answer => answer.map_err(errors::from_bollard)?,
    };
    let cpu_nanos = answer.cpu_stats.and_then(|cpu| cpu.cpu_usage).and_then(|usage| usage.total_usage).unwrap_or(0);
    // A container that does not run has no figures.
    let memory = answer.memory_stats.filter(|memory| memory.usage.is_some()).ok_or(EngineError::NotFound)?;
    let at = answer.read.as_deref().and_then(state::moment).unwrap_or_else(Utc::now);
    Ok(Stats { at, cpu_nanos, memory_bytes: memory_in_use(&memory) })
}

/// What `docker stats` shows: without the cache that the kernel gives back when it needs memory. The names are those of
/// control groups of version 1 and 2.
fn memory_in_use(memory: &ContainerMemoryStats) -> u64 {
    let usage = memory.usage.unwrap_or(0);
    let figures = memory.stats.as_ref();
    let cache = figures.and_then(|figures| figures.get("total_inactive_file").or(figures.get("inactive_file")));
    usage.saturating_sub(cache.copied().unwrap_or(0))
}
