//! What a container looks like to the engine: limits, mounts, privileges, network and labels of one workload.

use std::collections::HashMap;

use bollard::models::{
    ContainerCreateBody, DeviceRequest, EndpointSettings, HostConfig, HostConfigLogConfig, Mount, MountType, NetworkingConfig, PortBinding,
    ResourcesUlimits, RestartPolicy, RestartPolicyNameEnum,
};

use super::capacity::Facts;
use super::connect::Connection;
use super::network::GroupNetwork;
use super::{ContainerAddresses, DockerEngine, capacity, names};
use crate::{EngineError, ImageInfo, Limits, Privileges, Result, Role, WorkloadSpec};

const MIB: i64 = 1024 * 1024;
/// Where the organisation's certificates are inside a workload, and the variables that the usual programs read.
const CA_BUNDLE: &str = "/etc/primehub/ca-bundle.crt";
const CA_VARIABLES: [&str; 6] =
    ["SSL_CERT_FILE", "PIP_CERT", "REQUESTS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS", "CURL_CA_BUNDLE", "GIT_SSL_CAINFO"];
/// Open files of a workload whose specification asks for none.
const OPEN_FILES: u64 = 65_536;
/// When the whole machine runs out of memory, workloads go before the engine and this server.
const OOM_SCORE: i64 = 300;

/// Podman would create a missing folder, as root, where Docker refuses.
fn check_mounts(connection: &Connection, spec: &WorkloadSpec) -> Result<()> {
    if !connection.podman || !connection.endpoint.is_local() {
        return Ok(());
    }
    match spec.mounts.iter().find(|mount| !mount.source.exists()) {
        None => Ok(()),
        Some(missing) => Err(EngineError::Refused(format!("the folder {} to mount does not exist", missing.source.display()))),
    }
}

pub async fn body(
    engine: &DockerEngine,
    connection: &Connection,
    spec: &WorkloadSpec,
    image: &ImageInfo,
    network: &GroupNetwork,
) -> Result<ContainerCreateBody> {
    let host_config = host_config(engine, connection, spec, image, network).await?;
    Ok(ContainerCreateBody {
        image: Some(spec.image.clone()),
        hostname: Some(host_name(&spec.name)),
        user: spec.user.clone(),
        entrypoint: spec.entrypoint.clone(),
        cmd: spec.command.clone(),
        env: Some(environment(engine, spec)),
        working_dir: spec.working_dir.clone(),
        labels: Some(names::labels(&engine.shared.options.installation, spec)),
        exposed_ports: Some(spec.ports.iter().map(|port| format!("{port}/tcp")).collect()),
        networking_config: Some(NetworkingConfig {
            endpoints_config: Some(HashMap::from([(network.name.clone(), EndpointSettings::default())])),
        }),
        host_config: Some(host_config),
        ..Default::default()
    })
}

async fn host_config(
    engine: &DockerEngine,
    connection: &Connection,
    spec: &WorkloadSpec,
    image: &ImageInfo,
    network: &GroupNetwork,
) -> Result<HostConfig> {
    check_mounts(connection, spec)?;
    let limits = &spec.limits;
    let facts = capacity::facts(connection).await?;
    let memory = limit(limits.memory_mib * MIB);
    let (cap_drop, security_opt) = privileges(spec.privileges);
    Ok(HostConfig {
        // Engines refuse more CPUs than the machine has.
        nano_cpus: limit(limits.cpu_milli.min(facts.cpu_milli)).map(|milli| milli * 1_000_000),
        memory,
        // The same figure for both together means no swap.
        memory_swap: memory,
        pids_limit: limit(limits.pids),
        shm_size: limit(limits.shm_mib * MIB),
        ulimits: Some(ulimits(connection, limits)),
        oom_score_adj: Some(OOM_SCORE),
        init: init(connection, spec, image),
        log_config: Some(log_config(connection)),
        restart_policy: Some(RestartPolicy { name: Some(restart_policy(spec.role)), maximum_retry_count: None }),
        mounts: Some(mounts(engine, spec)),
        network_mode: Some(network.name.clone()),
        port_bindings: published(engine, spec, is_seen_from_here(connection, facts, network)),
        cap_drop: Some(cap_drop),
        security_opt: Some(security_opt),
        device_requests: gpus(connection, limits)?,
        ..Default::default()
    })
}

fn limit(value: i64) -> Option<i64> {
    (value > 0).then_some(value)
}

/// Never above the hard limits that were found: an engine without the right to raise them starts nothing.
fn ulimits(connection: &Connection, limits: &Limits) -> Vec<ResourcesUlimits> {
    let wanted = if limits.open_files == 0 { OPEN_FILES } else { limits.open_files };
    let files = connection.hard_limits.open_files.map_or(wanted, |most| wanted.min(most));
    let mut ulimits = vec![ulimit("nofile", files)];
    if let Some(processes) = connection.hard_limits.processes {
        ulimits.push(ulimit("nproc", processes));
    }
    ulimits
}

fn ulimit(name: &str, value: u64) -> ResourcesUlimits {
    let value = i64::try_from(value).ok();
    ResourcesUlimits { name: Some(name.into()), soft: value, hard: value }
}

/// Somebody has to reap processes that lost their parent. Podman decides by its own configuration, as its init is an
/// optional package.
fn init(connection: &Connection, spec: &WorkloadSpec, image: &ImageInfo) -> Option<bool> {
    if connection.podman {
        return None;
    }
    let entrypoint = spec.entrypoint.as_ref().unwrap_or(&image.entrypoint);
    let command = spec.command.as_ref().unwrap_or(&image.command);
    let program = entrypoint.first().or(command.first())?;
    let program = program.rsplit('/').next().unwrap_or(program);
    let reaps = ["tini", "tini-static", "dumb-init", "docker-init", "catatonit", "init", "s6-svscan"].contains(&program);
    Some(!reaps)
}

/// The files are a cache for `logs`; what is kept for long is kept by the server. They have room for what is printed while a reader is
/// slower than the workload: engines drop whole files whether somebody still reads them or not.
fn log_config(connection: &Connection) -> HostConfigLogConfig {
    let mut config = HashMap::from([("max-size".to_owned(), "128m".to_owned())]);
    if !connection.podman {
        config.insert("max-file".into(), "2".into());
    }
    HostConfigLogConfig { typ: Some("json-file".into()), config: Some(config) }
}

fn restart_policy(role: Role) -> RestartPolicyNameEnum {
    match role {
        Role::Service { restarts: true } => RestartPolicyNameEnum::UNLESS_STOPPED,
        Role::Service { restarts: false } | Role::Task => RestartPolicyNameEnum::NO,
    }
}

/// Capabilities to drop and security options.
fn privileges(privileges: Privileges) -> (Vec<String>, Vec<String>) {
    match privileges {
        Privileges::Sudo => (vec!["NET_RAW".into(), "MKNOD".into()], vec![]),
        Privileges::None => (vec!["ALL".into()], vec!["no-new-privileges".into()]),
    }
}

fn gpus(connection: &Connection, limits: &Limits) -> Result<Option<Vec<DeviceRequest>>> {
    // Podman would start it without any and say nothing.
    if limits.gpus > 0 && connection.podman {
        return Err(EngineError::Refused("Podman hands out no GPUs by this interface; use Docker Engine for them".into()));
    }
    let request = DeviceRequest { count: Some(limits.gpus), capabilities: Some(vec![vec!["gpu".into()]]), ..Default::default() };
    Ok((limits.gpus > 0).then(|| vec![request]))
}

fn mounts(engine: &DockerEngine, spec: &WorkloadSpec) -> Vec<Mount> {
    let bind = |source: &std::path::Path, target: &str, writable: bool| Mount {
        typ: Some(MountType::BIND),
        source: Some(source.to_string_lossy().into_owned()),
        target: Some(target.to_owned()),
        read_only: Some(!writable),
        ..Default::default()
    };
    let mut mounts: Vec<Mount> = spec.mounts.iter().map(|mount| bind(&mount.source, &mount.target, mount.writable)).collect();
    if let Some(bundle) = &engine.shared.options.ca_bundle {
        mounts.push(bind(bundle, CA_BUNDLE, false));
    }
    mounts
}

fn environment(engine: &DockerEngine, spec: &WorkloadSpec) -> Vec<String> {
    let mut environment: Vec<String> = spec.env.iter().map(|(name, value)| format!("{name}={value}")).collect();
    if engine.shared.options.ca_bundle.is_some() {
        let unset = CA_VARIABLES.iter().filter(|name| !spec.env.iter().any(|(own, _)| own == *name));
        environment.extend(unset.map(|name| format!("{name}={CA_BUNDLE}")));
    }
    environment
}

type Published = HashMap<String, Option<Vec<PortBinding>>>;

/// Docker makes the bridge with the network, Podman when the first container starts.
fn is_seen_from_here(connection: &Connection, facts: &Facts, network: &GroupNetwork) -> bool {
    connection.endpoint.is_local() && !facts.rootless && (connection.podman || network.has_bridge_here())
}

/// Only where container addresses cannot be reached from here: a random port of 127.0.0.1.
fn published(engine: &DockerEngine, spec: &WorkloadSpec, seen_from_here: bool) -> Option<Published> {
    let direct = match engine.shared.options.container_addresses {
        ContainerAddresses::Container => true,
        ContainerAddresses::Loopback => false,
        ContainerAddresses::Auto => seen_from_here,
    };
    if direct {
        return None;
    }
    let loopback = PortBinding { host_ip: Some("127.0.0.1".into()), host_port: Some(String::new()) };
    Some(spec.ports.iter().map(|port| (format!("{port}/tcp"), Some(vec![loopback.clone()]))).collect())
}

fn host_name(name: &str) -> String {
    let letters = name.chars().map(|letter| if letter.is_ascii_alphanumeric() { letter.to_ascii_lowercase() } else { '-' });
    let name: String = letters.take(63).collect();
    let name = name.trim_matches('-');
    if name.is_empty() { "workload".into() } else { name.into() }
}
