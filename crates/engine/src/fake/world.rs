//! What exists in the fake engine and in which state it is at a given moment; optionally kept in a file.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

use super::script::{End, Script};
use crate::{EngineError, Exit, LogLine, Observed, ObservedState, Result, Role, UnitRef, WorkloadSpec};

#[derive(Default, Serialize, Deserialize)]
pub struct World {
    #[serde(skip)]
    file: Option<PathBuf>,
    pub workloads: Vec<FakeWorkload>,
    /// Images that were pulled or built here, besides those that are present by their name.
    pub images: BTreeSet<String>,
    pub pulls_begun: BTreeMap<String, DateTime<Utc>>,
    /// How often each unit was created, over all generations.
    pub creates: BTreeMap<String, usize>,
    /// Units whose first attempt was already held up by the word `hang`.
    pub hung: BTreeSet<String>,
}

#[derive(Clone, Serialize, Deserialize)]
pub struct FakeWorkload {
    pub spec: WorkloadSpec,
    pub created_at: DateTime<Utc>,
    pub started_at: Option<DateTime<Utc>>,
    /// An end that a test asked for, besides the one that was scripted.
    pub forced: Option<(DateTime<Utc>, i64, bool)>,
    pub written: Vec<(DateTime<Utc>, bool, String)>,
}

impl World {
    pub fn open(file: Option<PathBuf>) -> Result<World> {
        let mut world = match &file {
            Some(path) if path.exists() => read(path)?,
            _ => World::default(),
        };
        world.file = file;
        Ok(world)
    }

    /// Written whole and renamed, so that a process that is killed leaves the old or the new state.
    pub fn save(&self) -> Result<()> {
        let Some(path) = &self.file else {
            return Ok(());
        };
        let failed = |problem: std::io::Error| EngineError::Other(format!("cannot write {}: {problem}", path.display()));
        let text = serde_json::to_vec_pretty(self).map_err(|problem| EngineError::Other(problem.to_string()))?;
        let fresh = path.with_extension("new");
        std::fs::write(&fresh, text).map_err(failed)?;
        std::fs::rename(&fresh, path).map_err(failed)
    }

    pub fn find(&self, unit: &UnitRef, now: DateTime<Utc>) -> Option<&FakeWorkload> {
        self.workloads.iter().find(|workload| workload.spec.unit == *unit && workload.state(now).is_some())
    }

    pub fn find_mut(&mut self, unit: &UnitRef) -> Option<&mut FakeWorkload> {
        self.workloads.iter_mut().find(|workload| workload.spec.unit == *unit)
    }

    /// The newest generation, for test handles that name only the unit.
    pub fn newest_mut(&mut self, unit: &str) -> Option<&mut FakeWorkload> {
        let of_unit = self.workloads.iter_mut().filter(|workload| workload.spec.unit.unit == unit);
        of_unit.max_by_key(|workload| workload.spec.unit.generation)
    }

    pub fn forget_lost(&mut self, now: DateTime<Utc>) {
        self.workloads.retain(|workload| workload.state(now).is_some());
    }

    pub fn observed(&self, now: DateTime<Utc>) -> Vec<Observed> {
        self.workloads.iter().filter_map(|workload| workload.observe(now)).collect()
    }
}

fn read(path: &Path) -> Result<World> {
    let damaged = |problem: String| EngineError::Other(format!("the fake engine's file {} cannot be read: {problem}", path.display()));
    let text = std::fs::read(path).map_err(|problem| damaged(problem.to_string()))?;
    serde_json::from_slice(&text).map_err(|problem| damaged(problem.to_string()))
}

impl FakeWorkload {
    pub fn new(spec: WorkloadSpec, now: DateTime<Utc>) -> FakeWorkload {
        FakeWorkload { spec, created_at: now, started_at: None, forced: None, written: vec![] }
    }

    pub fn observe(&self, now: DateTime<Utc>) -> Option<Observed> {
        Some(Observed {
            unit: self.spec.unit.clone(),
            kind: self.spec.kind.clone(),
            state: self.state(now)?,
            created_at: Some(self.created_at),
        })
    }

    /// None when the container has vanished, as the word `lose` asks.
    pub fn state(&self, now: DateTime<Utc>) -> Option<ObservedState> {
        let Some(started) = self.started_at else {
            return Some(ObservedState::Created);
        };
        if let Some((at, code, out_of_memory)) = self.forced {
            return Some(ObservedState::Exited(Exit { code, out_of_memory, at: Some(at) }));
        }
        let Some((after, end)) = Script::of(&self.spec).end.filter(|(after, _)| now >= started + *after) else {
            return Some(ObservedState::Running { since: Some(started) });
        };
        let exit = match end {
            End::Lost => return None,
            End::Exit(code) => Exit { code, out_of_memory: false, at: Some(started + after) },
            End::OutOfMemory => Exit { code: 137, out_of_memory: true, at: Some(started + after) },
        };
        if self.spec.role == (Role::Service { restarts: true }) {
            let round = after.max(Duration::seconds(1));
            let rounds = (now - started).num_milliseconds() / round.num_milliseconds();
            return Some(ObservedState::Running { since: Some(started + round * rounds as i32) });
        }
        Some(ObservedState::Exited(exit))
    }

    pub fn is_running(&self, now: DateTime<Utc>) -> bool {
        matches!(self.state(now), Some(ObservedState::Running { .. }))
    }

    pub fn is_ready(&self, now: DateTime<Utc>) -> bool {
        let Some(after) = Script::of(&self.spec).ready_after else {
            return false;
        };
        self.is_running(now) && self.started_at.is_some_and(|started| now >= started + after)
    }

    pub fn lines(&self, now: DateTime<Utc>) -> Vec<LogLine> {
        let Some(started) = self.started_at else {
            return vec![];
        };
        let script = Script::of(&self.spec);
        let mut lines = vec![(started, false, format!("{} has started", self.spec.name))];
        lines.extend(script.lines.into_iter().map(|(stderr, text)| (started, stderr, text)));
        let until = match self.state(now) {
            Some(ObservedState::Exited(Exit { at: Some(at), .. })) => at,
            _ => now,
        };
        if let Some(every) = script.tick {
            let mut at = started + every;
            while at <= until {
                lines.push((at, false, format!("tick {}", (at - started).num_milliseconds() / every.num_milliseconds())));
                at += every;
            }
        }
        lines.extend(self.written.iter().cloned());
        lines.sort_by_key(|line| line.0);
        lines.into_iter().map(|(at, stderr, text)| LogLine { at, stderr, bytes: format!("{text}\n").into() }).collect()
    }
}
