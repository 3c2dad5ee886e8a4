//! How is the whole installation doing? The page for administrators: machines, parts with their health, the queue, failures, use over time.

use async_graphql::{Context, Object, SimpleObject};

use super::disk::Disk;
use super::parts::{self, PartHealth};
use super::{Level, store};
use crate::amounts::{cores, gib};
use crate::app::SharedApp;
use crate::auth::{actor, app};
use crate::clock::rfc3339;
use crate::error::Result;
use crate::features::workload;
use crate::features::workload::model::Failure;

const DAY: i64 = 24 * 3600 * 1_000_000;

#[derive(SimpleObject)]
pub struct Machine {
    name: String,
    state: String,
    cpu_total: f64,
    cpu_used: f64,
    memory_total: f64,
    memory_used: f64,
    gpu_total: f64,
    gpu_used: f64,
    disk_total_bytes: f64,
    disk_used_bytes: f64,
}

#[derive(Debug, PartialEq, SimpleObject)]
pub struct RecentFailure {
    code: String,
    title: String,
    object_name: String,
    at: String,
    count: i64,
}

#[derive(SimpleObject)]
pub struct UsagePoint {
    at: String,
    cpu: f64,
    memory: f64,
    gpu: f64,
}

#[derive(SimpleObject)]
pub struct SystemOverview {
    version: String,
    started_at: String,
    machines: Vec<Machine>,
    parts: Vec<PartHealth>,
    warnings: Vec<PartHealth>,
    queued: i64,
    longest_wait_seconds: Option<f64>,
    running: i64,
    failures: Vec<RecentFailure>,
    /// Percent of the capacity in use, over the last hours.
    usage: Vec<UsagePoint>,
    users: i64,
    groups: i64,
}

#[derive(Default)]
pub struct OverviewQuery;

#[Object]
impl OverviewQuery {
    async fn system_overview(&self, ctx: &Context<'_>) -> async_graphql::Result<SystemOverview> {
        actor(ctx)?.require_admin()?;
        Ok(overview(app(ctx)).await?)
    }
}

async fn overview(app: &SharedApp) -> Result<SystemOverview> {
    let now = app.clock.micros();
    let counts = store::counts(app.db.read()).await?;
    let parts = parts::all(app).await;
    let failed = workload::store::failed_launches(app.db.read(), now - DAY).await?;
    let failed = failed.into_iter().filter_map(|(launch, name)| {
        let failure: Failure = serde_json::from_str(launch.failure.as_deref()?).ok()?;
        Some((failure, name, launch.ended_at.unwrap_or(launch.requested_at)))
    });
    let points = app.operations.usage.points().into_iter();
    Ok(SystemOverview {
        version: env!("CARGO_PKG_VERSION").into(),
        started_at: rfc3339(app.started_at),
        machines: machines(app).await?,
        warnings: parts::warnings(app, &parts),
        parts,
        queued: counts.queued,
        longest_wait_seconds: counts.queued_since.map(|since| (now - since).max(0) as f64 / 1e6),
        running: counts.running,
        failures: gathered(failed),
        usage: points.map(|point| UsagePoint { at: rfc3339(point.at), cpu: point.cpu, memory: point.memory, gpu: point.gpu }).collect(),
        users: counts.users,
        groups: counts.groups,
    })
}

/// What is used is what was promised to workloads, the same number that admission reckons with.
async fn machines(app: &SharedApp) -> Result<Vec<Machine>> {
    let machines = app.workloads.engine_state.machines(app).await.unwrap_or_default();
    let placed = workload::store::placed(app.db.read()).await?;
    let disk = Disk::of(&app.config.data)?;
    let state = if app.workloads.engine_state.known().away_since.is_none() { Level::Ok } else { Level::Bad };
    // Where there are several, the engine alone knows which workload is on which.
    let is_only = machines.len() == 1;
    let of_only = |amount: f64| if is_only { amount } else { 0.0 };
    let shown = machines.into_iter().map(|machine| Machine {
        name: machine.name,
        state: state.text().into(),
        cpu_total: cores(machine.cpu_milli),
        cpu_used: of_only(cores(placed.cpu)),
        memory_total: gib(machine.memory_mib),
        memory_used: of_only(gib(placed.memory)),
        gpu_total: machine.gpus as f64,
        gpu_used: of_only(placed.gpu as f64),
        disk_total_bytes: of_only(disk.total as f64),
        disk_used_bytes: of_only(disk.used() as f64),
    });
    Ok(shown.collect())
}

/// One line for each cause and object, with the time of its last occurrence. They come newest first.
fn gathered(failures: impl Iterator<Item = (Failure, String, i64)>) -> Vec<RecentFailure> {
    let mut gathered: Vec<RecentFailure> = Vec::new();
    for (failure, name, at) in failures {
        match gathered.iter_mut().find(|other| other.code == failure.code && other.object_name == name) {
            Some(same) => same.count += 1,
            None => {
                gathered.push(RecentFailure { code: failure.code, title: failure.message, object_name: name, at: rfc3339(at), count: 1 })
            }
        }
    }
    gathered
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_failure_of_the_same_object_is_one_line_with_its_last_time() {
        let failure = |code: &str| Failure {
            message: "No.".into(),
            code: code.into(),
            next_step: String::new(),
            detail: None,
            exit_code: None,
            last_lines: vec![],
        };
        let all = [
            (failure("A"), "one", 3_000_000),
            (failure("B"), "one", 2_000_000),
            (failure("A"), "one", 1_000_000),
            (failure("A"), "two", 0),
        ];
        let gathered = gathered(all.into_iter().map(|(failure, name, at)| (failure, name.to_owned(), at)));
        let seen: Vec<(&str, &str, i64)> =
            gathered.iter().map(|line| (line.code.as_str(), line.object_name.as_str(), line.count)).collect();
        assert_eq!(seen, [("A", "one", 2), ("B", "one", 1), ("A", "two", 1)]);
        assert_eq!(gathered[0].at, rfc3339(3_000_000));
    }
}
