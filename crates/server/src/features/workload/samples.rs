//! How much CPU and memory does a workload take? Read every few seconds while it runs and kept for the last hour.

use std::collections::{HashMap, VecDeque};

use parking_lot::Mutex;
use primehub_engine::{Stats, UnitRef};

use super::model::{State, Unit};
use crate::app::SharedApp;

const MOST_POINTS: usize = 720;

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    pub at: i64,
    pub cpu_milli: i64,
    pub memory_mib: i64,
}

#[derive(Default)]
pub struct Samples(Mutex<HashMap<UnitRef, Series>>);

#[derive(Default)]
struct Series {
    last: Option<Stats>,
    points: VecDeque<Point>,
}

impl Samples {
    pub fn points(&self, unit: &UnitRef) -> Vec<Point> {
        self.0.lock().get(unit).map(|series| series.points.iter().copied().collect()).unwrap_or_default()
    }

    pub fn latest(&self, unit: &UnitRef) -> Option<Point> {
        self.0.lock().get(unit).and_then(|series| series.points.back().copied())
    }

    fn add(&self, unit: UnitRef, now: i64, stats: Stats) {
        let mut all = self.0.lock();
        let series = all.entry(unit).or_default();
        if let Some(last) = &series.last {
            let micros = (stats.at - last.at).num_microseconds().unwrap_or(0);
            if micros > 0 && stats.cpu_nanos >= last.cpu_nanos {
                let cpu_milli = (stats.cpu_nanos - last.cpu_nanos) as i64 / micros;
                series.points.push_back(Point { at: now, cpu_milli, memory_mib: (stats.memory_bytes >> 20) as i64 });
                if series.points.len() > MOST_POINTS {
                    series.points.pop_front();
                }
            }
        }
        series.last = Some(stats);
    }

    fn keep_only(&self, units: &[UnitRef]) {
        self.0.lock().retain(|unit, _| units.contains(unit));
    }
}

pub async fn take(app: &SharedApp, units: &[Unit]) {
    let running: Vec<UnitRef> = units
        .iter()
        .filter(|unit| unit.state() == State::Running)
        .map(|unit| UnitRef { unit: unit.id.clone(), generation: unit.generation })
        .collect();
    app.workloads.samples.keep_only(&running);
    let readings = running.into_iter().map(|unit| async move {
        let stats = app.workloads.engine().stats(&unit).await;
        (unit, stats)
    });
    for (unit, stats) in futures_util::future::join_all(readings).await {
        if let Ok(stats) = stats {
            app.workloads.samples.add(unit, app.clock.micros(), stats);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::from_micros;

    #[test]
    fn cpu_is_the_difference_of_two_readings() {
        let samples = Samples::default();
        let unit = UnitRef { unit: "u".into(), generation: 1 };
        samples.add(unit.clone(), 0, Stats { at: from_micros(0), cpu_nanos: 0, memory_bytes: 0 });
        samples.add(unit.clone(), 5_000_000, Stats { at: from_micros(5_000_000), cpu_nanos: 2_500_000_000, memory_bytes: 64 << 20 });
        assert_eq!(samples.points(&unit), [Point { at: 5_000_000, cpu_milli: 500, memory_mib: 64 }]);
    }
}
