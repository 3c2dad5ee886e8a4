//! The description of one workload as it is handed to an engine: values only, already resolved and checked.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// Which unit and which start of it. Both go into the engine's labels, so that what a crash left behind is found.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct UnitRef {
    pub unit: String,
    pub generation: i64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WorkloadSpec {
    pub unit: UnitRef,
    /// notebook, job, app, deployment, build: a label, nothing depends on it.
    pub kind: String,
    /// A readable name for operators who list containers by hand.
    pub name: String,
    pub role: Role,
    pub image: String,
    /// None keeps the image's own.
    pub entrypoint: Option<Vec<String>>,
    /// None keeps the image's own.
    pub command: Option<Vec<String>>,
    pub env: Vec<(String, String)>,
    pub working_dir: Option<String>,
    /// None keeps the image's own.
    pub user: Option<String>,
    pub mounts: Vec<Mount>,
    pub limits: Limits,
    /// Workloads with the same key share a network; others cannot be reached.
    pub network: String,
    /// Ports the server wants to reach; none is published to the outside.
    pub ports: Vec<u16>,
    pub privileges: Privileges,
    /// Kubernetes only.
    pub requests: Option<Limits>,
    pub node_selector: Vec<(String, String)>,
    pub tolerations: Vec<Toleration>,
    /// Further labels, for example user and group, for operators.
    pub labels: Vec<(String, String)>,
}

/// A task runs to its exit code; a service is kept running and is restarted by the engine when it crashes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Role {
    Task,
    Service { restarts: bool },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Mount {
    pub source: PathBuf,
    pub target: String,
    pub writable: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Limits {
    pub cpu_milli: i64,
    pub memory_mib: i64,
    pub gpus: i64,
    /// For example `nvidia.com/gpu`.
    pub gpu_resource: Option<String>,
    pub shm_mib: i64,
    pub pids: i64,
    /// Wanted open files; the engine never asks for more than the server's own hard limit.
    pub open_files: u64,
}

/// What a process inside may become.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Privileges {
    /// The engine's default capabilities less NET_RAW and MKNOD; sudo works.
    Sudo,
    /// No new privileges, every capability dropped.
    None,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Toleration {
    pub operator: String,
    pub key: Option<String>,
    pub value: Option<String>,
    pub effect: Option<String>,
}
