//! How much of the machines was promised over the last hours? A reading each minute, kept in memory.

use std::collections::VecDeque;
use std::time::Duration;

use parking_lot::Mutex;
use tokio_util::sync::CancellationToken;

use crate::app::SharedApp;
use crate::error::Result;
use crate::features::workload;

const INTERVAL: Duration = Duration::from_secs(60);
const MOST_POINTS: usize = 12 * 60;

/// Percent of what the machines have.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    pub at: i64,
    pub cpu: f64,
    pub memory: f64,
    pub gpu: f64,
}

#[derive(Default)]
pub struct Usage(Mutex<VecDeque<Point>>);

impl Usage {
    pub fn points(&self) -> Vec<Point> {
        self.0.lock().iter().copied().collect()
    }

    fn add(&self, point: Point) {
        let mut points = self.0.lock();
        points.push_back(point);
        if points.len() > MOST_POINTS {
            points.pop_front();
        }
    }
}

pub async fn run(app: SharedApp, stop: CancellationToken) {
    loop {
        if let Err(error) = read(&app).await {
            error.log();
        }
        app.operations.metrics.tidy();
        tokio::select! {
            _ = app.clock.sleep(INTERVAL) => {}
            _ = stop.cancelled() => return,
        }
    }
}

/// Nothing is read while it is unknown what the machines have.
async fn read(app: &SharedApp) -> Result<()> {
    let Some(machines) = app.workloads.engine_state.machines(app).await else { return Ok(()) };
    let placed = workload::store::placed(app.db.read()).await?;
    let percent = |used: i64, total: i64| if total > 0 { used as f64 / total as f64 * 100.0 } else { 0.0 };
    app.operations.usage.add(Point {
        at: app.clock.micros(),
        cpu: percent(placed.cpu, machines.iter().map(|machine| machine.cpu_milli).sum()),
        memory: percent(placed.memory, machines.iter().map(|machine| machine.memory_mib).sum()),
        gpu: percent(placed.gpu, machines.iter().map(|machine| machine.gpus).sum()),
    });
    Ok(())
}
