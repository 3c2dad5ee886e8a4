//! Whether the engine answers, what it is, what the operator should know about it, and what its machine can hold.

use bollard::models::SystemInfo;

use super::connect::Connection;
use super::{DockerEngine, LONG, SHORT, network, within};
use crate::{Health, Machine, Result};

pub async fn health(engine: &DockerEngine) -> Result<Health> {
    let connection = engine.connection().await?;
    let info = within(SHORT, connection.short.info()).await?;
    let mut warnings = missing_limits(&info);
    if !engine.shared.firewall.was_tried() {
        network::ensure_firewall(engine, connection).await?;
    }
    warnings.extend(engine.shared.firewall.problem());
    // Podman has no process that its containers could die with.
    let live_restore = if connection.podman { None } else { info.live_restore_enabled };
    Ok(Health { version: connection.version.clone(), live_restore, warnings })
}

fn missing_limits(info: &SystemInfo) -> Vec<String> {
    let limits = [
        (info.memory_limit, "The machine's kernel cannot limit the memory of containers."),
        (info.cpu_cfs_quota, "The machine's kernel cannot limit the CPU of containers."),
        (info.pids_limit, "The machine's kernel cannot limit the number of processes of containers."),
    ];
    let missing = limits.into_iter().filter(|(present, _)| *present == Some(false));
    missing.map(|(_, warning)| warning.to_owned()).collect()
}

pub async fn machines(engine: &DockerEngine) -> Result<Vec<Machine>> {
    let connection = engine.connection().await?;
    let info = within(SHORT, connection.short.info()).await?;
    Ok(vec![Machine {
        name: info.name.clone().unwrap_or_else(|| connection.endpoint.to_string()),
        cpu_milli: info.ncpu.unwrap_or(0) * 1000,
        memory_mib: info.mem_total.unwrap_or(0) / (1024 * 1024),
        gpus: gpus(connection, &info),
    }])
}

/// What every start needs to know of the engine's machine, and what does not change while the engine runs.
pub struct Facts {
    pub cpu_milli: i64,
    /// The engine runs without root, so its networks are not seen from here.
    pub rootless: bool,
}

/// Asked once, as the answer takes the engine some time.
pub async fn facts(connection: &Connection) -> Result<&Facts> {
    let ask = || async {
        let info = within(LONG, connection.long.info()).await?;
        let rootless = info.security_options.iter().flatten().any(|option| option.contains("rootless"));
        Ok(Facts { cpu_milli: info.ncpu.unwrap_or(i64::MAX / 1000) * 1000, rootless })
    };
    connection.facts.get_or_try_init(ask).await
}

/// Devices that the engine can hand out: those of its CDI files, else the NVIDIA devices of this machine when the
/// engine has NVIDIA's runtime.
fn gpus(connection: &Connection, info: &SystemInfo) -> i64 {
    let discovered = info.discovered_devices.iter().flatten().filter_map(|device| device.id.as_deref());
    let discovered = discovered.filter(|id| id.contains("/gpu=") && !id.ends_with("=all")).count();
    if discovered > 0 {
        return discovered as i64;
    }
    let has_runtime = info.runtimes.iter().flatten().any(|(name, _)| name.contains("nvidia"));
    if !has_runtime || !connection.endpoint.is_local() {
        return 0;
    }
    let Ok(devices) = std::fs::read_dir("/dev") else {
        return 0;
    };
    let names = devices.flatten().map(|device| device.file_name().to_string_lossy().into_owned());
    let numbered = |name: &String| name.strip_prefix("nvidia").is_some_and(|rest| rest.parse::<u32>().is_ok());
    names.filter(numbered).count() as i64
}
