//! What a container engine is asked to do for PrimeHub, whichever engine it is.
//! `docker` talks to Docker Engine or Podman, `fake` keeps workloads in memory and misbehaves on request.

pub mod docker;
pub mod fake;
pub mod spec;

use std::net::SocketAddr;
use std::pin::Pin;
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use chrono::{DateTime, Utc};
use futures_util::Stream;
use tokio::io::{AsyncRead, AsyncWrite};

pub use docker::{ContainerAddresses, DockerEngine, DockerOptions};
pub use fake::{FakeEngine, FakeOptions, Now};
pub use spec::{Limits, Mount, Privileges, Role, Toleration, UnitRef, WorkloadSpec};

pub type Result<T, E = EngineError> = std::result::Result<T, E>;
pub type EngineStream<T> = Pin<Box<dyn Stream<Item = Result<T>> + Send>>;

/// Everything is idempotent: a call that is repeated after a crash finds what the first one did.
/// `list` is the truth about what exists; `watch` only says that it is worth looking again.
#[async_trait]
pub trait Engine: Send + Sync + 'static {
    fn capabilities(&self) -> Capabilities;

    /// Answers quickly, also when the engine is away.
    async fn health(&self) -> Result<Health>;
    /// The machines that run workloads and what they can hold in all.
    async fn capacity(&self) -> Result<Vec<Machine>>;

    /// Creates and starts the workload unless it is there already with this unit and generation.
    /// The image must be present; older generations of the unit are not touched.
    async fn apply(&self, spec: &WorkloadSpec) -> Result<Observed>;
    /// Ends what runs of this unit up to and including this generation, and keeps it with its log. Absent is fine.
    async fn stop(&self, unit: &UnitRef, grace: Duration) -> Result<()>;
    /// Stops and removes every trace of this unit up to and including this generation. Absent is fine.
    async fn remove(&self, unit: &UnitRef, grace: Duration) -> Result<()>;
    /// Everything of this installation, whatever its state.
    async fn list(&self) -> Result<Vec<Observed>>;
    /// Yields whenever something of this installation changed. Ends when the connection does.
    async fn watch(&self) -> Result<EngineStream<Hint>>;

    async fn logs(&self, unit: &UnitRef, options: LogOptions) -> Result<EngineStream<LogLine>>;
    async fn exec(&self, unit: &UnitRef, request: ExecRequest) -> Result<ExecSession>;
    async fn stats(&self, unit: &UnitRef) -> Result<Stats>;
    /// Where the server reaches this port of a running workload.
    async fn address(&self, unit: &UnitRef, port: u16) -> Result<SocketAddr>;

    async fn inspect_image(&self, image: &str) -> Result<Option<ImageInfo>>;
    /// The stream ends after the image is present, or with the error that prevented it.
    async fn pull_image(&self, image: &str, auth: Option<RegistryAuth>) -> Result<EngineStream<PullProgress>>;
    /// Builds from a tar archive with a Dockerfile; yields the lines of the build's log.
    async fn build_image(&self, request: BuildRequest) -> Result<EngineStream<String>>;

    /// Removes networks that no workload uses any more. Called now and then by the sweeper.
    async fn sweep(&self) -> Result<()>;
}

/// What differs between engines and what callers have to respect.
#[derive(Clone, Debug)]
pub struct Capabilities {
    pub name: &'static str,
    /// The engine places workloads on machines itself, so a workload that does not fit now still may be applied.
    pub schedules: bool,
    /// Mount sources are directories of this machine.
    pub host_directories: bool,
    pub builds_images: bool,
}

#[derive(Clone, Debug)]
pub struct Health {
    /// For example `Docker Engine 20.10.24`.
    pub version: String,
    pub live_restore: Option<bool>,
    /// Things that work but deserve the operator's attention, each a full sentence.
    pub warnings: Vec<String>,
}

#[derive(Clone, Debug)]
pub struct Machine {
    pub name: String,
    pub cpu_milli: i64,
    pub memory_mib: i64,
    pub gpus: i64,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Observed {
    pub unit: UnitRef,
    pub kind: String,
    pub state: ObservedState,
    pub created_at: Option<DateTime<Utc>>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum ObservedState {
    /// Exists but has not been started, as after a crash between the two calls.
    Created,
    Running {
        since: Option<DateTime<Utc>>,
    },
    Exited(Exit),
}

#[derive(Clone, Debug, PartialEq)]
pub struct Exit {
    pub code: i64,
    pub out_of_memory: bool,
    pub at: Option<DateTime<Utc>>,
}

/// Something about this unit, or about the engine as a whole, may have changed.
#[derive(Clone, Debug)]
pub struct Hint {
    pub unit: Option<UnitRef>,
}

#[derive(Clone, Debug, Default)]
pub struct LogOptions {
    pub follow: bool,
    pub tail: Option<usize>,
    /// Only lines written after this moment.
    pub since: Option<DateTime<Utc>>,
}

/// One line, or a part of a very long one; `bytes` holds the newline when there was one.
#[derive(Clone, Debug)]
pub struct LogLine {
    pub at: DateTime<Utc>,
    pub stderr: bool,
    pub bytes: Bytes,
}

#[derive(Clone, Debug, Default)]
pub struct ExecRequest {
    pub command: Vec<String>,
    pub env: Vec<(String, String)>,
    pub user: Option<String>,
    pub working_dir: Option<String>,
    /// A terminal of this size (columns, rows); without it the output is plain bytes.
    pub terminal: Option<(u16, u16)>,
}

/// A running command inside a workload. Dropping it closes its input.
pub struct ExecSession {
    pub output: Pin<Box<dyn AsyncRead + Send>>,
    pub input: Pin<Box<dyn AsyncWrite + Send>>,
    pub control: Box<dyn ExecControl>,
}

#[async_trait]
pub trait ExecControl: Send + Sync {
    async fn resize(&self, columns: u16, rows: u16) -> Result<()>;
    /// The exit code, once the command has ended.
    async fn exit_code(&self) -> Result<Option<i64>>;
}

/// `cpu_nanos` counts up since the start of the workload, so that callers take differences.
#[derive(Clone, Debug, PartialEq)]
pub struct Stats {
    pub at: DateTime<Utc>,
    pub cpu_nanos: u64,
    pub memory_bytes: u64,
}

#[derive(Clone, Debug)]
pub struct ImageInfo {
    pub id: String,
    pub size_bytes: u64,
    pub labels: Vec<(String, String)>,
    pub entrypoint: Vec<String>,
    pub command: Vec<String>,
    pub user: String,
}

#[derive(Clone)]
pub struct RegistryAuth {
    pub registry: String,
    pub username: String,
    pub password: String,
}

impl std::fmt::Debug for RegistryAuth {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "RegistryAuth({} at {})", self.username, self.registry)
    }
}

/// Totals grow while layers are discovered; `total_bytes` is None until the registry has said something.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PullProgress {
    pub done_bytes: u64,
    pub total_bytes: Option<u64>,
    pub message: String,
}

pub struct BuildRequest {
    pub tag: String,
    pub context_tar: Bytes,
    pub labels: Vec<(String, String)>,
}

/// Causes that people are told apart; the text is the engine's own, for the detail below the sentence.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    #[error("the container engine does not answer: {0}")]
    Unreachable(String),
    #[error("image {image} does not exist: {detail}")]
    ImageMissing { image: String, detail: String },
    #[error("the registry refused access to image {image}: {detail}")]
    ImageDenied { image: String, detail: String },
    #[error("the registry of image {image} cannot be reached: {detail}")]
    RegistryUnreachable { image: String, detail: String },
    #[error("the machine has no space left: {0}")]
    NoSpace(String),
    #[error("the workload does not exist")]
    NotFound,
    #[error("the engine cannot start it: {0}")]
    Refused(String),
    #[error("the engine cannot do this: {0}")]
    Unsupported(&'static str),
    #[error("the engine failed: {0}")]
    Other(String),
}
