//! Which engine does the configuration name, and how is it reached?

use std::sync::Arc;

use primehub_engine::docker::{ContainerAddresses, DockerEngine, DockerOptions};
use primehub_engine::fake::{FakeEngine, FakeOptions};
use primehub_engine::{Engine, Machine};

use crate::app;
use crate::clock::Clock;
use crate::config::Config;
use crate::error::{Error, Result};

/// The engine that the configuration names.
pub async fn engine(config: &Config, clock: &Clock) -> Result<Arc<dyn Engine>> {
    let installation = app::installation(config)?;
    if config.engine.kind == "fake" {
        let clock = clock.clone();
        let cores = std::thread::available_parallelism().map_or(2, usize::from) as i64;
        let options = FakeOptions {
            now: Arc::new(move || clock.now()),
            state_file: Some(config.data.join("fake-engine.json")),
            machine: Machine { name: "fake".into(), cpu_milli: cores * 1000, memory_mib: 16 * 1024, gpus: 0 },
        };
        let fake = FakeEngine::open(options).map_err(|error| Error::internal(error.to_string()))?;
        return Ok(Arc::new(fake));
    }
    let mut options = DockerOptions::new(&installation);
    options.socket = Some(config.engine.socket.clone()).filter(|socket| !socket.is_empty());
    options.container_addresses = match config.engine.addresses.as_str() {
        "container" => ContainerAddresses::Container,
        "loopback" => ContainerAddresses::Loopback,
        _ => ContainerAddresses::Auto,
    };
    options.ca_bundle = Some(config.engine.ca_bundle.clone()).filter(|path| !path.is_empty()).map(Into::into);
    options.allowed_host_ports = vec![config.server.listen.port()];
    options.subnet_pool = subnet_pool(&config.engine.networks)?;
    let engine = DockerEngine::new(options).map_err(|error| Error::internal(error.to_string()))?;
    if let Err(error) = engine.health().await {
        // It may be on its way up, as after a start of the machine; until then the pages say what is missing.
        tracing::warn!("{error}. Start Docker or Podman, or try PrimeHub without containers with --engine fake.");
    }
    Ok(Arc::new(engine))
}

fn subnet_pool(text: &str) -> Result<(std::net::Ipv4Addr, u8)> {
    let parsed = text.split_once('/').and_then(|(address, prefix)| Some((address.parse().ok()?, prefix.parse().ok()?)));
    parsed.ok_or_else(|| Error::invalid("engine.networks", format!("engine.networks is \"{text}\"; write it as 10.213.0.0/16")))
}
