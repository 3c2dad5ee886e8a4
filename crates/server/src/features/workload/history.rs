//! How much CPU and memory did a workload take, also after its end? One file of fixed size per unit: sums of 10 seconds for the last
//! three hours and sums of 5 minutes for four weeks, each at the place that its time says. Every other step is computed from these.

use std::collections::BTreeMap;
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use primehub_engine::UnitRef;
use serde_json::json;

use super::model::{State, Unit};
use crate::app::{App, SharedApp};
use crate::error::{Error, Result};

const SECOND: i64 = 1_000_000;
const FINE: Ring = Ring { offset: 0, step: 10 * SECOND, slots: 1080 };
const COARSE: Ring = Ring { offset: FINE.slots * Record::SIZE, step: 300 * SECOND, slots: 8064 };

pub const QUARTER_HOUR: Range = Range { step_seconds: 10, points: 90, ring: FINE };
pub const HOUR: Range = Range { step_seconds: 30, points: 120, ring: FINE };
pub const THREE_HOURS: Range = Range { step_seconds: 120, points: 90, ring: FINE };
pub const LIFETIME: Range = Range { step_seconds: 300, points: 8064, ring: COARSE };

/// At most so many points, each the average of a step.
#[derive(Clone, Copy, Debug)]
pub struct Range {
    pub step_seconds: i64,
    pub points: i64,
    ring: Ring,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    pub at: i64,
    pub cpu_milli: i64,
    pub memory_mib: i64,
}

/// A part of the file. The slot of a moment is overwritten when its time comes round again.
#[derive(Clone, Copy, Debug)]
struct Ring {
    offset: i64,
    step: i64,
    slots: i64,
}

/// The sums of all readings within one step, which begins at `at`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Record {
    at: i64,
    count: i64,
    cpu_milli: i64,
    memory_mib: i64,
}

impl Record {
    const SIZE: i64 = 32;

    fn bytes(self) -> [u8; Self::SIZE as usize] {
        let mut bytes = [0; Self::SIZE as usize];
        for (place, number) in bytes.chunks_exact_mut(8).zip([self.at, self.count, self.cpu_milli, self.memory_mib]) {
            place.copy_from_slice(&number.to_le_bytes());
        }
        bytes
    }

    /// None for bytes that are not 32.
    fn parse(bytes: &[u8]) -> Option<Self> {
        let (numbers, rest) = bytes.as_chunks::<8>();
        let [at, count, cpu_milli, memory_mib] = numbers else { return None };
        let read = |bytes: &[u8; 8]| i64::from_le_bytes(*bytes);
        rest.is_empty().then(|| Self { at: read(at), count: read(count), cpu_milli: read(cpu_milli), memory_mib: read(memory_mib) })
    }

    fn plus(self, other: Self) -> Self {
        Self {
            at: self.at,
            count: self.count + other.count,
            cpu_milli: self.cpu_milli + other.cpu_milli,
            memory_mib: self.memory_mib + other.memory_mib,
        }
    }

    fn average(self) -> Point {
        Point { at: self.at, cpu_milli: self.cpu_milli / self.count, memory_mib: self.memory_mib / self.count }
    }
}

impl Ring {
    fn begin(self, at: i64) -> i64 {
        at - at.rem_euclid(self.step)
    }

    fn place(self, begin: i64) -> u64 {
        (self.offset + (begin / self.step).rem_euclid(self.slots) * Record::SIZE) as u64
    }

    /// Adds to the step if it is there already, also when another process began it; otherwise takes the slot over.
    fn add(self, file: &File, point: Point) -> io::Result<()> {
        let begin = self.begin(point.at);
        let new = Record { at: begin, count: 1, cpu_milli: point.cpu_milli, memory_mib: point.memory_mib };
        let mut bytes = [0; Record::SIZE as usize];
        let there = file.read_exact_at(&mut bytes, self.place(begin)).ok().and_then(|()| Record::parse(&bytes));
        let sum = there.filter(|there| there.at == begin && there.count > 0).map_or(new, |there| there.plus(new));
        file.write_all_at(&sum.bytes(), self.place(begin))
    }

    /// Everything in it, in the order of time. What is damaged is left out.
    fn records(self, file: &File) -> io::Result<Vec<Record>> {
        let mut bytes = vec![0; (self.slots * Record::SIZE) as usize];
        let mut read = 0;
        while read < bytes.len() {
            match file.read_at(&mut bytes[read..], self.offset as u64 + read as u64)? {
                0 => break,
                more => read += more,
            }
        }
        let (records, _) = bytes[..read].as_chunks::<{ Record::SIZE as usize }>();
        let numbered = records.iter().enumerate().filter_map(|(slot, bytes)| Some((slot as i64, Record::parse(bytes)?)));
        let fits = |slot: i64, record: &Record| {
            record.count > 0 && record.at % self.step == 0 && (record.at / self.step).rem_euclid(self.slots) == slot
        };
        let mut found: Vec<Record> = numbered.filter(|(slot, record)| fits(*slot, record)).map(|(_, record)| record).collect();
        found.sort_by_key(|record| record.at);
        Ok(found)
    }
}

fn path(app: &App, unit: &str) -> PathBuf {
    app.data("metrics").join(unit)
}

/// A history that cannot be written is no reason to disturb anything else.
pub async fn write(app: &SharedApp, points: Vec<(String, Point)>) {
    let folder = app.data("metrics");
    let work = move || {
        for (unit, point) in points {
            if let Err(error) = add(&folder.join(&unit), point) {
                tracing::warn!(unit, "metrics are not written: {error}");
            }
        }
    };
    if let Err(error) = tokio::task::spawn_blocking(work).await {
        Error::internal(error).log();
    }
}

fn add(path: &Path, point: Point) -> io::Result<()> {
    let open = || File::options().create(true).truncate(false).read(true).write(true).open(path);
    let file = match (open(), path.parent()) {
        (Err(error), Some(folder)) if error.kind() == io::ErrorKind::NotFound => {
            std::fs::create_dir_all(folder)?;
            open()?
        }
        (opened, _) => opened?,
    };
    FINE.add(&file, point)?;
    COARSE.add(&file, point)
}

/// The averages of the last steps: before now for what runs, before its last reading for what has ended.
pub async fn read(app: &SharedApp, unit: &Unit, range: Range) -> Result<Vec<Point>> {
    let now = (unit.state() != State::Gone).then(|| app.clock.micros());
    let path = path(app, &unit.id);
    Ok(tokio::task::spawn_blocking(move || points(&path, range, now)).await.map_err(Error::internal)??)
}

/// All ranges in the form of the original: percent of the CPU limit, megabytes, seconds since 1970.
pub async fn original(app: &SharedApp, unit: &Unit) -> Result<serde_json::Value> {
    const MB_PER_MIB: f64 = 1.048_576;
    let limit = unit.cpu.max(1) as f64;
    let mut datasets = serde_json::Map::new();
    for (name, range) in [("15m", QUARTER_HOUR), ("1h", HOUR), ("3h", THREE_HOURS), ("lifetime", LIFETIME)] {
        let points = read(app, unit, range).await?;
        let points = points.into_iter().map(|point| {
            json!({
                "timestamp": point.at / SECOND,
                "cpu_util": point.cpu_milli as f64 / limit * 100.0,
                "mem_used": point.memory_mib as f64 * MB_PER_MIB,
                "GPU": [],
            })
        });
        datasets.insert(name.into(), points.collect());
    }
    Ok(json!({ "datasets": datasets, "spec": { "mem_total": unit.memory as f64 * MB_PER_MIB, "GPU": [] } }))
}

fn points(path: &Path, range: Range, now: Option<i64>) -> io::Result<Vec<Point>> {
    let file = match File::open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        opened => opened?,
    };
    let records = range.ring.records(&file)?;
    let Some(last) = now.or(records.last().map(|record| record.at)) else { return Ok(Vec::new()) };
    let step = range.step_seconds * SECOND;
    let begin_of = |at: i64| at - at.rem_euclid(step);
    let first = begin_of(last) - (range.points - 1) * step;
    let mut steps: BTreeMap<i64, Record> = BTreeMap::new();
    for record in records.into_iter().filter(|record| record.at >= first && record.at <= last) {
        let begin = begin_of(record.at);
        steps.entry(begin).and_modify(|sum| *sum = sum.plus(record)).or_insert(Record { at: begin, ..record });
    }
    Ok(steps.into_values().map(Record::average).collect())
}

/// Removes what nothing was written to since this moment, except of what still runs.
pub fn forget_before(app: &App, before: i64, live: &[UnitRef]) {
    let Ok(files) = std::fs::read_dir(app.data("metrics")) else { return };
    for file in files.flatten() {
        let name = file.file_name();
        let written = file.metadata().and_then(|meta| meta.modified()).map(chrono::DateTime::<chrono::Utc>::from);
        let is_old = written.is_ok_and(|written| written.timestamp_micros() < before);
        if is_old && !live.iter().any(|unit| *unit.unit == *name) {
            // Somebody else may have removed it.
            let _ = std::fs::remove_file(file.path());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BEGIN: i64 = 1_800_000_000 * SECOND;

    fn reading(seconds: i64, cpu_milli: i64) -> Point {
        Point { at: BEGIN + seconds * SECOND, cpu_milli, memory_mib: 100 + seconds }
    }

    fn file() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("metrics/u");
        (folder, path)
    }

    #[test]
    fn each_range_has_its_steps_and_averages() {
        let (_folder, path) = file();
        for seconds in (0..4 * 3600).step_by(5) {
            add(&path, reading(seconds, seconds % 10 * 100)).unwrap();
        }
        let now = Some(BEGIN + 4 * 3600 * SECOND - 1);
        for (range, count) in [(QUARTER_HOUR, 90), (HOUR, 120), (THREE_HOURS, 90), (LIFETIME, 48)] {
            let found = points(&path, range, now).unwrap();
            assert_eq!(found.len(), count, "{range:?}");
            assert!(found.iter().all(|point| point.cpu_milli == 250), "of 0 and 500 the average is 250");
            assert!(found.windows(2).all(|two| two[1].at - two[0].at == range.step_seconds * SECOND));
        }
        let last = points(&path, HOUR, now).unwrap().last().copied().unwrap();
        assert_eq!(last.memory_mib, 100 + 4 * 3600 - 30 + 12, "the average of six readings, five seconds apart");
    }

    #[test]
    fn four_weeks_stay_and_the_file_does_not_grow() {
        let (_folder, path) = file();
        for step in 0..8064 + 500 {
            add(&path, reading(step * 300, 1000)).unwrap();
        }
        let found = points(&path, LIFETIME, None).unwrap();
        assert_eq!(found.len(), 8064);
        assert_eq!(found[0].at, BEGIN + 500 * 300 * SECOND);
        assert_eq!(std::fs::metadata(&path).unwrap().len() as i64, (1080 + 8064) * Record::SIZE);
    }

    #[test]
    fn what_has_ended_is_shown_up_to_its_end() {
        let (_folder, path) = file();
        for seconds in (0..1200).step_by(10) {
            add(&path, reading(seconds, 700)).unwrap();
        }
        assert_eq!(points(&path, QUARTER_HOUR, None).unwrap().len(), 90);
        assert!(points(&path, QUARTER_HOUR, Some(BEGIN + 86_400 * SECOND)).unwrap().is_empty());
    }

    #[test]
    fn a_pause_is_a_gap_and_not_an_average() {
        let (_folder, path) = file();
        add(&path, reading(0, 700)).unwrap();
        add(&path, reading(600, 700)).unwrap();
        assert_eq!(points(&path, QUARTER_HOUR, Some(BEGIN + 610 * SECOND)).unwrap().len(), 2);
    }

    #[test]
    fn a_damaged_file_is_read_as_far_as_it_makes_sense() {
        let (_folder, path) = file();
        add(&path, reading(0, 700)).unwrap();
        let good = FINE.place(BEGIN);
        let all = File::options().write(true).open(&path).unwrap();
        all.write_all_at(&[0xff; 64], good + 32).unwrap();
        assert_eq!(points(&path, QUARTER_HOUR, None).unwrap().len(), 1);
        all.set_len(good + 40).unwrap();
        assert_eq!(points(&path, QUARTER_HOUR, None).unwrap().len(), 1);
    }
}
