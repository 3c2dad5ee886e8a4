//! How much CPU and memory does a workload take? Read from the engine every few seconds while it runs and written into its history.

use std::collections::HashMap;

use parking_lot::Mutex;
use primehub_engine::{Stats, UnitRef};

use super::history::{self, Point};
use crate::app::SharedApp;

/// The last reading of each unit, and what came of the last two.
#[derive(Default)]
pub struct Samples(Mutex<HashMap<UnitRef, Reading>>);

struct Reading {
    stats: Stats,
    point: Option<Point>,
}

impl Samples {
    pub fn latest(&self, unit: &UnitRef) -> Option<Point> {
        self.0.lock().get(unit).and_then(|reading| reading.point)
    }

    /// CPU time counts up, so that only the second reading says something.
    fn add(&self, unit: UnitRef, now: i64, stats: Stats) -> Option<Point> {
        let mut all = self.0.lock();
        let before = all.remove(&unit);
        let point = before.as_ref().and_then(|before| between(&before.stats, &stats, now));
        let kept = point.or(before.and_then(|before| before.point));
        all.insert(unit, Reading { stats, point: kept });
        point
    }

    fn keep_only(&self, units: &[UnitRef]) {
        self.0.lock().retain(|unit, _| units.contains(unit));
    }
}

fn between(before: &Stats, after: &Stats, now: i64) -> Option<Point> {
    let micros = (after.at - before.at).num_microseconds().unwrap_or(0);
    let nanos = after.cpu_nanos.checked_sub(before.cpu_nanos)?;
    (micros > 0).then(|| Point { at: now, cpu_milli: nanos as i64 / micros, memory_mib: (after.memory_bytes >> 20) as i64 })
}

/// Reads all running units (id and generation).
pub async fn take(app: &SharedApp, running: Vec<(String, i64)>) {
    let running: Vec<UnitRef> = running.into_iter().map(|(unit, generation)| UnitRef { unit, generation }).collect();
    app.workloads.samples.keep_only(&running);
    let readings = running.into_iter().map(|unit| async move {
        let stats = app.workloads.engine().stats(&unit).await;
        (unit, stats)
    });
    let mut points = Vec::new();
    for (unit, stats) in futures_util::future::join_all(readings).await {
        let Ok(stats) = stats else { continue };
        if let Some(point) = app.workloads.samples.add(unit.clone(), app.clock.micros(), stats) {
            points.push((unit.unit, point));
        }
    }
    history::write(app, points).await;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::from_micros;

    fn stats(seconds: i64, cpu_nanos: u64) -> Stats {
        Stats { at: from_micros(seconds * 1_000_000), cpu_nanos, memory_bytes: 64 << 20 }
    }

    #[test]
    fn cpu_is_the_difference_of_two_readings() {
        let samples = Samples::default();
        let unit = UnitRef { unit: "u".into(), generation: 1 };
        assert_eq!(samples.add(unit.clone(), 0, stats(0, 0)), None);
        let point = Point { at: 5_000_000, cpu_milli: 500, memory_mib: 64 };
        assert_eq!(samples.add(unit.clone(), 5_000_000, stats(5, 2_500_000_000)), Some(point));
        assert_eq!(samples.latest(&unit), Some(point));
    }

    #[test]
    fn a_counter_that_went_back_says_nothing() {
        let samples = Samples::default();
        let unit = UnitRef { unit: "u".into(), generation: 1 };
        samples.add(unit.clone(), 0, stats(0, 9_000));
        assert_eq!(samples.add(unit, 5_000_000, stats(5, 100)), None);
    }
}
