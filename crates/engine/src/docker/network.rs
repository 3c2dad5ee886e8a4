//! The network of a group: created when its first workload starts, removed when nothing uses it any more.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use bollard::models::{Ipam, IpamConfig, Network, NetworkCreateRequest};
use bollard::query_parameters::{ListNetworksOptions, ListNetworksOptionsBuilder};

use super::connect::Connection;
use super::subnets::{self, Range};
use super::{DockerEngine, LONG, containers, errors, names, podman_network, within};
use crate::{EngineError, Result};

pub struct GroupNetwork {
    pub name: String,
    pub bridge: String,
}

impl GroupNetwork {
    /// An engine in a virtual machine has its bridges elsewhere, where we cannot reach their containers.
    pub fn has_bridge_here(&self) -> bool {
        Path::new("/sys/class/net").join(&self.bridge).exists()
    }
}

pub async fn ensure(engine: &DockerEngine, connection: &Connection, key: &str) -> Result<GroupNetwork> {
    let installation = &engine.shared.options.installation;
    let network = GroupNetwork { name: names::network(installation, key), bridge: names::bridge(installation, key) };
    if exists(connection, &network.name).await? {
        return Ok(network);
    }
    let _creating = engine.shared.creating_network.lock().await;
    if exists(connection, &network.name).await? {
        return Ok(network);
    }
    // Before the first workload can send anything.
    let mut bridges = bridges(engine, connection).await?;
    bridges.push(network.bridge.clone());
    engine.shared.firewall.ensure(connection, &bridges).await;
    create(engine, connection, key, &network).await?;
    Ok(network)
}

async fn exists(connection: &Connection, name: &str) -> Result<bool> {
    let filters = HashMap::from([("name", vec![name])]);
    let options = ListNetworksOptionsBuilder::default().filters(&filters).build();
    let found = within(LONG, connection.long.list_networks(Some(options))).await?;
    // The engine's filter also finds longer names.
    Ok(found.iter().any(|network| network.name.as_deref() == Some(name)))
}

async fn create(engine: &DockerEngine, connection: &Connection, key: &str, network: &GroupNetwork) -> Result<()> {
    let options = &engine.shared.options;
    let all = within(LONG, connection.long.list_networks(None::<ListNetworksOptions>)).await?;
    let used: Vec<Range> = all.iter().flat_map(ranges).collect();
    let (address, length) = options.subnet_pool;
    let pool = Range::of(address, length).ok_or_else(|| EngineError::Refused(format!("{address}/{length} is no network")))?;
    let labels =
        HashMap::from([(names::INSTALLATION.to_owned(), options.installation.clone()), (names::NETWORK.to_owned(), key.to_owned())]);
    for subnet in subnets::free(pool, &used, &network.name) {
        let created = match connection.podman {
            true => podman_network::create(connection, network, &labels, &subnet).await,
            false => within(LONG, connection.long.create_network(request(network, &labels, &subnet))).await.map(|_| ()),
        };
        match created {
            Ok(()) => return Ok(()),
            // Another program took it since we looked, or a route of the machine is in the way.
            Err(EngineError::Other(message) | EngineError::Refused(message)) if is_taken(&message) => {
                continue;
            }
            Err(problem) => return Err(problem),
        }
    }
    Err(EngineError::Refused(format!(
        "no network of the pool {address}/{length} is free for another group; a larger pool can be configured"
    )))
}

fn is_taken(message: &str) -> bool {
    errors::says(message, &["overlap", "is being used", "is already used", "already in use by"])
}

fn ranges(network: &Network) -> Vec<Range> {
    let configs = network.ipam.iter().flat_map(|ipam| ipam.config.iter().flatten());
    configs.filter_map(|config| Range::parse(config.subnet.as_deref()?)).collect()
}

fn request(network: &GroupNetwork, labels: &HashMap<String, String>, subnet: &str) -> NetworkCreateRequest {
    NetworkCreateRequest {
        name: network.name.clone(),
        driver: Some("bridge".into()),
        ipam: Some(Ipam { config: Some(vec![IpamConfig { subnet: Some(subnet.into()), ..Default::default() }]), ..Default::default() }),
        options: Some(HashMap::from([("com.docker.network.bridge.name".into(), network.bridge.clone())])),
        labels: Some(labels.clone()),
        ..Default::default()
    }
}

async fn all_ours(engine: &DockerEngine, connection: &Connection) -> Result<Vec<Network>> {
    let filters = names::only_ours(&engine.shared.options.installation);
    let options = ListNetworksOptionsBuilder::default().filters(&filters).build();
    within(LONG, connection.long.list_networks(Some(options))).await
}

async fn bridges(engine: &DockerEngine, connection: &Connection) -> Result<Vec<String>> {
    let installation = &engine.shared.options.installation;
    let keys = all_ours(engine, connection).await?.into_iter().filter_map(|network| network.labels?.remove(names::NETWORK));
    Ok(keys.map(|key| names::bridge(installation, &key)).collect())
}

pub async fn sweep(engine: &DockerEngine) -> Result<()> {
    let connection = engine.connection().await?;
    ensure_firewall(engine, connection).await?;
    remove_unused(engine, connection).await
}

/// Not while a network is created, which would be missing among the bridges.
pub async fn ensure_firewall(engine: &DockerEngine, connection: &Connection) -> Result<()> {
    let _nobody_creates = engine.shared.networks_in_use.write().await;
    let bridges = bridges(engine, connection).await?;
    engine.shared.firewall.ensure(connection, &bridges).await;
    Ok(())
}

/// Containers that are not running do not show in their network, so all containers are asked for theirs.
pub async fn remove_unused(engine: &DockerEngine, connection: &Connection) -> Result<()> {
    let _nobody_creates = engine.shared.networks_in_use.write().await;
    let installation = &engine.shared.options.installation;
    let containers = containers::list(connection, installation, None).await?;
    let settings = containers.into_iter().filter_map(|container| container.network_settings?.networks);
    let used: HashSet<String> = settings.flat_map(|networks| networks.into_keys()).collect();
    let networks = all_ours(engine, connection).await?;
    for name in networks.into_iter().filter_map(|network| network.name).filter(|name| !used.contains(name)) {
        match within(LONG, connection.long.remove_network(&name)).await {
            Ok(()) => {}
            // Somebody attached a container of their own, or was faster than we were.
            Err(problem) => tracing::debug!(network = name, "the network stays: {problem}"),
        }
    }
    Ok(())
}
