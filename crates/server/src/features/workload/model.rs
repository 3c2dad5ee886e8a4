//! What is a unit? Everything that runs is one: what is wanted, what is true, what it costs, and how its starts went.

use primehub_engine::WorkloadSpec;
use serde::{Deserialize, Serialize};
use sqlx::FromRow;

/// CPU in thousandths of a core, memory in MiB, GPUs in pieces.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amounts {
    pub cpu: i64,
    pub memory: i64,
    pub gpu: i64,
}

impl Amounts {
    pub fn plus(self, other: Self) -> Self {
        Self { cpu: self.cpu + other.cpu, memory: self.memory + other.memory, gpu: self.gpu + other.gpu }
    }

    pub fn minus(self, other: Self) -> Self {
        Self { cpu: self.cpu - other.cpu, memory: self.memory - other.memory, gpu: self.gpu - other.gpu }
    }

    /// With nothing in place of what is below zero.
    pub fn or_nothing(self) -> Self {
        Self { cpu: self.cpu.max(0), memory: self.memory.max(0), gpu: self.gpu.max(0) }
    }

    pub fn fits(self, free: Self) -> bool {
        self.cpu <= free.cpu && self.memory <= free.memory && self.gpu <= free.gpu
    }
}

/// Where a unit is on its way. Only the spine moves it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    Queued,
    Starting,
    Running,
    Stopping,
    Gone,
}

impl State {
    pub fn text(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Starting => "starting",
            Self::Running => "running",
            Self::Stopping => "stopping",
            Self::Gone => "gone",
        }
    }

    /// An unknown word can only come from a newer version; it is left alone as `Gone` would be.
    pub fn parse(text: &str) -> Self {
        match text {
            "queued" => Self::Queued,
            "starting" => Self::Starting,
            "running" => Self::Running,
            "stopping" => Self::Stopping,
            _ => Self::Gone,
        }
    }
}

#[derive(Clone, Debug, FromRow)]
pub struct Unit {
    pub id: String,
    pub kind: String,
    pub name: String,
    pub group_id: String,
    pub user_id: String,
    pub instance_type: String,
    pub generation: i64,
    /// `run` or `stop`.
    pub desired: String,
    pub state: String,
    /// 1 while the amounts count against quotas.
    pub holds: i64,
    pub cpu: i64,
    pub memory: i64,
    pub gpu: i64,
    pub request_cpu: i64,
    pub request_memory: i64,
    pub priority: i64,
    pub spec: String,
    /// Why it waits, stopped or failed, as a sentence.
    pub reason: Option<String>,
    /// How the last start ended: `succeeded`, `failed`, `stopped`.
    pub outcome: Option<String>,
    pub queued_at: i64,
    pub state_since: i64,
    pub restarts: i64,
    pub revision: i64,
    pub lease_owner: Option<String>,
    pub lease_until: i64,
}

impl Unit {
    pub fn state(&self) -> State {
        State::parse(&self.state)
    }

    pub fn wants_to_run(&self) -> bool {
        self.desired == "run"
    }

    pub fn amounts(&self) -> Amounts {
        Amounts { cpu: self.cpu, memory: self.memory, gpu: self.gpu }
    }

    /// Crashes since it last ran well for a while, so that one that fails once a week is not given up.
    pub fn crashes_in_a_row(&self, now: i64) -> i64 {
        const WELL: i64 = 3600 * 1_000_000;
        if self.state() == State::Running && now - self.state_since > WELL { 0 } else { self.restarts }
    }

    /// What it takes from the machine, which may be less than its limits.
    pub fn requested(&self) -> Amounts {
        Amounts { cpu: self.request_cpu, memory: self.request_memory, gpu: self.gpu }
    }

    pub fn spec(&self) -> serde_json::Result<UnitSpec> {
        serde_json::from_str(&self.spec)
    }
}

/// All that is needed to start a unit again, also by another server process.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct UnitSpec {
    pub workload: WorkloadSpec,
    pub readiness: Option<Readiness>,
    /// Whether an unexpected end begins a new start. The spine does it, not the engine, so that it is seen, counted and given up.
    pub restarts: bool,
    /// Environment variable that carries the unit's own secret, which is derived and not stored.
    pub secret_env: Option<String>,
    /// Sealed registry login for the pull.
    pub pull_auth: Option<String>,
    /// Folders that have to exist before the start.
    pub folders: Vec<Folder>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Readiness {
    pub port: u16,
    pub path: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Folder {
    pub path: std::path::PathBuf,
    pub uid: u32,
    pub gid: u32,
    pub mode: u32,
}

/// What a kind asks for when somebody wants something to run.
pub struct StartRequest {
    pub id: String,
    pub kind: &'static str,
    pub name: String,
    pub group_id: String,
    pub user_id: String,
    pub instance_type: String,
    pub amounts: Amounts,
    pub requested: Amounts,
    pub priority: i64,
    pub spec: UnitSpec,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, async_graphql::Enum)]
#[serde(rename_all = "lowercase")]
#[graphql(name = "StageName", rename_items = "lowercase")]
pub enum StageName {
    Queued,
    Pulling,
    Creating,
    Starting,
    Ready,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, async_graphql::Enum)]
#[serde(rename_all = "lowercase")]
#[graphql(name = "StageState", rename_items = "lowercase")]
pub enum StageState {
    Waiting,
    Active,
    Done,
    Failed,
    Skipped,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stage {
    pub name: StageName,
    pub state: StageState,
    pub started_at: Option<i64>,
    pub finished_at: Option<i64>,
    pub done_bytes: Option<u64>,
    pub total_bytes: Option<u64>,
    pub detail: Option<String>,
}

/// The named steps of one start with their times, kept after the end.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stages(pub Vec<Stage>);

impl Stages {
    pub fn begin(now: i64) -> Self {
        let names = [StageName::Queued, StageName::Pulling, StageName::Creating, StageName::Starting, StageName::Ready];
        let mut stages = Self(
            names
                .into_iter()
                .map(|name| Stage {
                    name,
                    state: StageState::Waiting,
                    started_at: None,
                    finished_at: None,
                    done_bytes: None,
                    total_bytes: None,
                    detail: None,
                })
                .collect(),
        );
        stages.enter(StageName::Queued, now, None);
        stages
    }

    /// Finishes the stages before this one and makes it the active one. Entering it again changes only the detail.
    pub fn enter(&mut self, name: StageName, now: i64, detail: Option<String>) {
        for stage in &mut self.0 {
            if stage.name == name {
                stage.started_at.get_or_insert(now);
                stage.state = StageState::Active;
                if detail.is_some() {
                    stage.detail = detail;
                }
                return;
            }
            if stage.state == StageState::Active {
                stage.state = StageState::Done;
                stage.finished_at = Some(now);
            } else if stage.state == StageState::Waiting {
                stage.state = StageState::Skipped;
            }
        }
    }

    pub fn finish(&mut self, now: i64) {
        self.enter(StageName::Ready, now, None);
        self.end_active(now, StageState::Done);
    }

    /// The active stage is where it went wrong.
    pub fn fail(&mut self, now: i64) {
        self.end_active(now, StageState::Failed);
    }

    /// Somebody cancelled; the active stage just ends.
    pub fn cancel(&mut self, now: i64) {
        self.end_active(now, StageState::Skipped);
    }

    fn end_active(&mut self, now: i64, state: StageState) {
        for stage in self.0.iter_mut().filter(|stage| stage.state == StageState::Active) {
            stage.state = state;
            stage.finished_at = Some(now);
        }
    }

    pub fn get(&self, name: StageName) -> Option<&Stage> {
        self.0.iter().find(|stage| stage.name == name)
    }

    pub fn get_mut(&mut self, name: StageName) -> Option<&mut Stage> {
        self.0.iter_mut().find(|stage| stage.name == name)
    }

    /// Seconds a finished stage took.
    pub fn seconds(&self, name: StageName) -> Option<f64> {
        let stage = self.get(name)?;
        Some((stage.finished_at? - stage.started_at?) as f64 / 1e6)
    }
}

/// One plain sentence, a cause code, what to do next, and the last lines of the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    pub message: String,
    pub code: String,
    pub next_step: String,
    pub detail: Option<String>,
    /// Of the main process, when its end is the failure.
    #[serde(default)]
    pub exit_code: Option<i64>,
    #[serde(default)]
    pub last_lines: Vec<String>,
}

#[derive(Clone, Debug, FromRow)]
pub struct Launch {
    pub unit_id: String,
    pub generation: i64,
    pub image: String,
    pub instance_type: String,
    pub requested_at: i64,
    pub ready_at: Option<i64>,
    pub ended_at: Option<i64>,
    pub stages: String,
    pub failure: Option<String>,
}

impl Launch {
    pub fn stages(&self) -> Stages {
        serde_json::from_str(&self.stages).unwrap_or(Stages(Vec::new()))
    }

    pub fn failure(&self) -> Option<Failure> {
        serde_json::from_str(self.failure.as_deref()?).ok()
    }
}

#[derive(Clone, Debug, FromRow)]
pub struct UnitEvent {
    pub id: String,
    pub at: i64,
    pub level: String,
    pub code: String,
    pub text: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entering_a_stage_finishes_the_one_before_and_skips_those_between() {
        let mut stages = Stages::begin(0);
        stages.enter(StageName::Creating, 2_000_000, None);
        assert_eq!(stages.get(StageName::Queued).unwrap().state, StageState::Done);
        assert_eq!(stages.get(StageName::Pulling).unwrap().state, StageState::Skipped);
        assert_eq!(stages.seconds(StageName::Queued), Some(2.0));
    }

    #[test]
    fn a_failure_marks_the_active_stage_only() {
        let mut stages = Stages::begin(0);
        stages.enter(StageName::Pulling, 1, None);
        stages.fail(5);
        let failed: Vec<_> = stages.0.iter().filter(|stage| stage.state == StageState::Failed).map(|stage| stage.name).collect();
        assert_eq!(failed, [StageName::Pulling]);
        assert_eq!(stages.get(StageName::Ready).unwrap().state, StageState::Waiting);
    }
}
