//! Which socket the engine listens on, and the clients that speak to it.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use bollard::{API_DEFAULT_VERSION, Docker};
use tokio::sync::OnceCell;

use super::capacity::Facts;
use super::hard_limits::{self, HardLimits};
use super::{LONG, SHORT, errors, within};
use crate::{EngineError, Result};

#[derive(Clone, Debug, PartialEq)]
pub enum Endpoint {
    Unix(PathBuf),
    /// Host and port.
    Tcp(String),
}

pub struct Connection {
    pub endpoint: Endpoint,
    pub short: Docker,
    pub long: Docker,
    /// For stops and removals, which last as long as the workload is given to end.
    pub patient: Docker,
    pub podman: bool,
    /// For example `Docker Engine 20.10.24`.
    pub version: String,
    pub facts: OnceCell<Facts>,
    pub hard_limits: HardLimits,
}

/// So long one socket may keep us waiting before the next is tried.
const PROBE: Duration = Duration::from_secs(8);

pub async fn find(address: Option<&str>) -> Result<Connection> {
    let candidates = match address {
        Some(address) => vec![Endpoint::parse(address)?],
        None => usual_sockets(),
    };
    let mut tried = vec![];
    for endpoint in candidates {
        match open(&endpoint).await {
            Ok(connection) => return Ok(connection),
            Err(problem) => tried.push(format!("{endpoint}: {}", detail(&problem))),
        }
    }
    Err(EngineError::Unreachable(format!("tried {}", tried.join("; "))))
}

fn usual_sockets() -> Vec<Endpoint> {
    let own_podman = format!("/run/user/{}/podman/podman.sock", rustix::process::geteuid().as_raw());
    let paths = ["/var/run/docker.sock", "/run/podman/podman.sock", &own_podman];
    paths.into_iter().map(|path| Endpoint::Unix(path.into())).collect()
}

async fn open(endpoint: &Endpoint) -> Result<Connection> {
    let short = endpoint.client(SHORT)?;
    let version = within(PROBE, short.version()).await?;
    let short = within(PROBE, short.negotiate_version()).await?;
    let podman = version.components.iter().flatten().any(|component| component.name.contains("Podman"));
    let product = if podman { "Podman" } else { "Docker Engine" };
    let number = version.version.unwrap_or_default();
    // Distributions append their own part, as in 20.10.24+dfsg1.
    let number = number.split(['+', '~']).next().unwrap_or_default();
    Ok(Connection {
        endpoint: endpoint.clone(),
        long: short.clone().with_timeout(LONG),
        patient: short.clone().with_timeout(Duration::from_secs(24 * 3600)),
        short,
        podman,
        version: format!("{product} {number}"),
        facts: OnceCell::new(),
        hard_limits: hard_limits::of_engine(endpoint).await,
    })
}

fn detail(problem: &EngineError) -> String {
    match problem {
        EngineError::Unreachable(detail) => detail.clone(),
        other => other.to_string(),
    }
}

impl Endpoint {
    fn parse(address: &str) -> Result<Endpoint> {
        if let Some(path) = address.strip_prefix("unix://") {
            return Ok(Endpoint::Unix(path.into()));
        }
        if address.starts_with('/') {
            return Ok(Endpoint::Unix(address.into()));
        }
        let host = address.strip_prefix("tcp://").or_else(|| address.strip_prefix("http://"));
        let host = host.map(|host| host.trim_end_matches('/')).filter(|host| host.contains(':'));
        let Some(host) = host else {
            let wanted = "a path, unix:///path, tcp://host:port or http://host:port";
            return Err(EngineError::Refused(format!("the engine's address {address:?} is not {wanted}")));
        };
        Ok(Endpoint::Tcp(host.into()))
    }

    fn client(&self, timeout: Duration) -> Result<Docker> {
        let seconds = timeout.as_secs();
        let client = match self {
            Endpoint::Unix(path) => Docker::connect_with_unix(&path.to_string_lossy(), seconds, API_DEFAULT_VERSION),
            Endpoint::Tcp(host) => Docker::connect_with_http(host, seconds, API_DEFAULT_VERSION),
        };
        client.map_err(errors::from_bollard)
    }

    pub fn is_local(&self) -> bool {
        matches!(self, Endpoint::Unix(_))
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Endpoint::Unix(path) => write!(f, "unix://{}", path.display()),
            Endpoint::Tcp(host) => write!(f, "tcp://{host}"),
        }
    }
}
