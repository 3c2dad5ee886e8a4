//! The engine that talks to Docker Engine or Podman over its socket. This file holds what the calls share and sends
//! each call to the file that answers it.

mod apply;
mod capacity;
mod connect;
mod containers;
mod create;
mod demux;
mod errors;
mod exec;
mod firewall;
mod hard_limits;
mod images;
mod logs;
mod names;
mod network;
mod podman_network;
mod pull;
mod purge;
mod raw;
mod remove;
mod state;
mod stats;
mod subnets;
mod watch;

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use tokio::sync::{OnceCell, RwLock, Semaphore, SemaphorePermit};

use crate::{
    BuildRequest, Capabilities, Engine, EngineError, EngineStream, ExecRequest, ExecSession, Health, Hint, ImageInfo, LogLine, LogOptions,
    Machine, Observed, PullProgress, RegistryAuth, Result, Stats, UnitRef, WorkloadSpec,
};
use connect::Connection;
use firewall::Firewall;

#[derive(Clone, Debug)]
pub struct DockerOptions {
    /// A path, `unix://…`, `tcp://…` or `http://…`. None takes the first of the usual sockets that answers.
    pub socket: Option<String>,
    /// Tells the workloads of this server from those of others on the same engine: small letters, digits and `-`.
    pub installation: String,
    pub container_addresses: ContainerAddresses,
    /// The organisation's certificates, mounted into every workload; the usual variables point to them.
    pub ca_bundle: Option<PathBuf>,
    /// The only ports of this machine that workloads may reach, besides name resolution.
    pub allowed_host_ports: Vec<u16>,
    /// Where the groups' networks, each a /24, are cut from: an address and the length of its prefix.
    pub subnet_pool: (Ipv4Addr, u8),
}

impl DockerOptions {
    pub fn new(installation: &str) -> DockerOptions {
        DockerOptions {
            socket: None,
            installation: installation.to_owned(),
            container_addresses: ContainerAddresses::Auto,
            ca_bundle: None,
            allowed_host_ports: vec![],
            subnet_pool: (Ipv4Addr::new(10, 213, 0, 0), 16),
        }
    }
}

/// How the server reaches a workload's port.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContainerAddresses {
    /// By the container's address if its network is seen from here, otherwise by a port of 127.0.0.1.
    Auto,
    Container,
    Loopback,
}

#[derive(Clone)]
pub struct DockerEngine {
    shared: Arc<Shared>,
}

struct Shared {
    options: DockerOptions,
    connection: OnceCell<Connection>,
    /// Read while a container is created in a network; written while unused networks are removed.
    networks_in_use: RwLock<()>,
    /// Engines accept two networks of one name, so only one is created at a time.
    creating_network: tokio::sync::Mutex<()>,
    firewall: Firewall,
    /// Engines do such work one after the other; those who wait do so here, where no time-out runs.
    heavy_work: Semaphore,
}

impl DockerEngine {
    /// Finds the engine now. Fails with the sockets that were tried when none answers.
    pub async fn connect(options: DockerOptions) -> Result<DockerEngine> {
        let engine = DockerEngine::new(options)?;
        engine.connection().await?;
        Ok(engine)
    }

    /// For a server that starts while its engine is away: the engine is sought at every call until it answers.
    pub fn new(options: DockerOptions) -> Result<DockerEngine> {
        names::check_installation(&options.installation)?;
        let firewall = Firewall::new(&options);
        Ok(DockerEngine {
            shared: Arc::new(Shared {
                options,
                connection: OnceCell::new(),
                networks_in_use: RwLock::new(()),
                creating_network: tokio::sync::Mutex::new(()),
                firewall,
                heavy_work: Semaphore::new(std::thread::available_parallelism().map_or(4, |cpus| cpus.get().clamp(4, 16))),
            }),
        })
    }

    /// For example `unix:///var/run/docker.sock`, once it is known.
    pub fn socket(&self) -> Option<String> {
        self.shared.connection.get().map(|connection| connection.endpoint.to_string())
    }

    async fn connection(&self) -> Result<&Connection> {
        let shared = &self.shared;
        shared.connection.get_or_try_init(|| connect::find(shared.options.socket.as_deref())).await
    }

    /// For creating, starting and removing; given back when it is dropped.
    async fn heavy_work(&self) -> Result<SemaphorePermit<'_>> {
        let permit = self.shared.heavy_work.acquire().await;
        permit.map_err(|closed| EngineError::Other(closed.to_string()))
    }

    fn container_name(&self, unit: &UnitRef) -> String {
        names::container(&self.shared.options.installation, unit)
    }
}

#[async_trait]
impl Engine for DockerEngine {
    fn capabilities(&self) -> Capabilities {
        Capabilities { name: "docker", schedules: false, host_directories: true, builds_images: true }
    }

    async fn health(&self) -> Result<Health> {
        capacity::health(self).await
    }

    async fn capacity(&self) -> Result<Vec<Machine>> {
        capacity::machines(self).await
    }

    async fn apply(&self, spec: &WorkloadSpec) -> Result<Observed> {
        apply::apply(self, spec).await
    }

    async fn stop(&self, unit: &UnitRef, grace: Duration) -> Result<()> {
        remove::stop(self, unit, grace).await
    }

    async fn remove(&self, unit: &UnitRef, grace: Duration) -> Result<()> {
        remove::remove(self, unit, grace).await
    }

    async fn list(&self) -> Result<Vec<Observed>> {
        state::list(self).await
    }

    async fn watch(&self) -> Result<EngineStream<Hint>> {
        watch::watch(self).await
    }

    async fn logs(&self, unit: &UnitRef, options: LogOptions) -> Result<EngineStream<LogLine>> {
        logs::logs(self, unit, options).await
    }

    async fn exec(&self, unit: &UnitRef, request: ExecRequest) -> Result<ExecSession> {
        exec::exec(self, unit, request).await
    }

    async fn stats(&self, unit: &UnitRef) -> Result<Stats> {
        stats::stats(self, unit).await
    }

    async fn address(&self, unit: &UnitRef, port: u16) -> Result<SocketAddr> {
        state::address(self, unit, port).await
    }

    async fn inspect_image(&self, image: &str) -> Result<Option<ImageInfo>> {
        images::inspect(self.connection().await?, image, SHORT).await
    }

    async fn pull_image(&self, image: &str, auth: Option<RegistryAuth>) -> Result<EngineStream<PullProgress>> {
        pull::pull(self.connection().await?, image, auth).await
    }

    async fn build_image(&self, request: BuildRequest) -> Result<EngineStream<String>> {
        images::build(self, request).await
    }

    async fn sweep(&self) -> Result<()> {
        network::sweep(self).await
    }
}

/// A short call that gets no answer within this time means that the engine is away.
const SHORT: Duration = Duration::from_secs(10);
/// Creating, starting and removing wait for disks and for other containers.
const LONG: Duration = Duration::from_secs(120);

async fn within<T>(limit: Duration, call: impl Future<Output = Result<T, bollard::errors::Error>>) -> Result<T> {
    match tokio::time::timeout(limit, call).await {
        Ok(answer) => answer.map_err(errors::from_bollard),
        Err(_) => Err(EngineError::Unreachable(format!("no answer within {} s", limit.as_secs()))),
    }
}
