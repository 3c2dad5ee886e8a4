//! What did a workload print? Followed from the engine into files of our own, so that it can be read after the container is gone.
//! One line of a file is `<time>\t<O|E>\t<text>`; two files per start bound its size.

mod answer;
mod collect;
mod read;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use primehub_engine::UnitRef;

pub use answer::{LogQuery, answer};
pub use collect::{collect, drained};
pub use read::{Wanted, last_lines, read};

use crate::app::App;
use crate::clock::from_micros;
use crate::error::Result;

/// The collectors of this process.
pub type Collecting = parking_lot::Mutex<std::collections::HashMap<UnitRef, Progress>>;
/// Told when one of them ends.
pub type Collected = Arc<tokio::sync::Notify>;

/// How far a collector is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    written: u64,
    /// Whether it waits for the engine's next line, and not for the engine itself.
    reads: bool,
}

/// The file of one start.
pub fn file(app: &App, unit: &UnitRef) -> PathBuf {
    app.data("logs").join(&unit.unit).join(format!("{}.log", unit.generation))
}

/// Whether anything of this start can be read.
pub fn exists(app: &App, unit: &UnitRef) -> bool {
    file(app, unit).exists()
}

fn older(file: &Path) -> PathBuf {
    file.with_extension("old.log")
}

/// Holds how many bytes of the beginning were dropped.
fn lost(file: &Path) -> PathBuf {
    file.with_extension("lost")
}

fn text_of(line: &[u8]) -> (Option<&[u8]>, &[u8]) {
    let mut parts = line.splitn(3, |byte| *byte == b'\t');
    match (parts.next(), parts.next(), parts.next()) {
        (Some(at), Some(_), Some(text)) => (Some(at), text),
        _ => (None, line),
    }
}

/// Removes the logs that nothing was written to since this moment, except of what still runs.
pub fn forget_before(app: &App, before: i64, live: &[UnitRef]) -> Result<()> {
    let kept = live.iter().map(|unit| file(app, unit)).flat_map(|file| [older(&file), lost(&file), file]);
    let kept: std::collections::HashSet<PathBuf> = kept.collect();
    let Ok(units) = std::fs::read_dir(app.data("logs")) else { return Ok(()) };
    for unit in units.flatten() {
        let Ok(files) = std::fs::read_dir(unit.path()) else { continue };
        for file in files.flatten() {
            let changed: Option<DateTime<Utc>> = file.metadata().ok().and_then(|meta| meta.modified().ok()).map(Into::into);
            if !kept.contains(&file.path()) && changed.is_some_and(|changed| changed < from_micros(before)) {
                std::fs::remove_file(file.path())?;
            }
        }
        // Only succeeds for a folder that is empty now.
        let _ = std::fs::remove_dir(unit.path());
    }
    Ok(())
}

/// Removes all logs of a unit whose record is removed.
pub fn forget(app: &App, unit: &str) -> Result<()> {
    match std::fs::remove_dir_all(app.data("logs").join(unit)) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}
