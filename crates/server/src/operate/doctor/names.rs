//! Do names lead to this server: those of workloads, and is the port for them free?

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::time::Duration;

use tokio::net::{TcpListener, lookup_host};

use super::Check;
use crate::config::Config;
use crate::features::workload;
use crate::operate::parts;

const PATIENCE: Duration = Duration::from_secs(5);

pub async fn workloads(config: &Config) -> Check {
    let domain = &config.server.workload_domain;
    if config.server.path_mode {
        return Check::warn("names", parts::PATH_MODE, parts::PATH_MODE_STEP);
    }
    if domain == "localhost" || domain.ends_with(".localhost") {
        return Check::ok("names", format!("browsers take every name below {domain} for this machine by themselves"));
    }
    let probe = format!("test.{domain}");
    let found = addresses(&probe).await;
    let next_step = format!(
        "Add the DNS record *.{domain} with the address of this server, or serve notebooks below the portal's address with server.path_mode = true."
    );
    if found.is_empty() {
        return Check::bad("names", format!("{probe} has no address, so notebooks could not be opened"), next_step);
    }
    let portal = portal_host(config);
    let wanted = addresses(&portal).await;
    if !wanted.is_empty() && found.is_disjoint(&wanted) {
        return Check::warn(
            "names",
            format!("{probe} leads to {}, and the portal ({portal}) to {}", list(&found), list(&wanted)),
            next_step,
        );
    }
    Check::ok("names", format!("{probe} leads to {}", list(&found)))
}

fn portal_host(config: &Config) -> String {
    let url = config.public_url();
    let host = url.split_once("://").map_or(url.as_str(), |(_, rest)| rest);
    let host = host.split('/').next().unwrap_or_default();
    match host.rsplit_once(':') {
        Some((name, port)) if port.chars().all(|letter| letter.is_ascii_digit()) => name.to_owned(),
        _ => host.to_owned(),
    }
}

async fn addresses(host: &str) -> BTreeSet<IpAddr> {
    let host = host.trim_start_matches('[').trim_end_matches(']');
    match tokio::time::timeout(PATIENCE, lookup_host((host, 80))).await {
        Ok(Ok(found)) => found.map(|address| address.ip()).collect(),
        _ => BTreeSet::new(),
    }
}

fn list(addresses: &BTreeSet<IpAddr>) -> String {
    addresses.iter().map(IpAddr::to_string).collect::<Vec<_>>().join(", ")
}

/// Free, or taken by a server of ours.
pub async fn port(config: &Config) -> Check {
    let listen = config.server.listen;
    let error = match TcpListener::bind(listen).await {
        Ok(_) => return Check::ok("port", format!("{listen} is free")),
        Err(error) => error,
    };
    if error.kind() != std::io::ErrorKind::AddrInUse {
        let next_step = "Set server.listen to an address of this machine and a port that this user may open.";
        return Check::bad("port", format!("{listen} cannot be opened: {error}"), next_step);
    }
    if is_ours(listen.port()).await {
        return Check::ok("port", format!("PrimeHub runs on {listen}"));
    }
    Check::bad("port", format!("{listen} is taken by another program"), "Stop the other program, or set server.listen to another port.")
}

async fn is_ours(port: u16) -> bool {
    let asked = async {
        let answer = workload::probe_client().get(format!("http://127.0.0.1:{port}/readyz")).send().await.ok()?;
        answer.json::<serde_json::Value>().await.ok()?.get("ready").cloned()
    };
    matches!(tokio::time::timeout(PATIENCE, asked).await, Ok(Some(_)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operate::Level;

    fn config() -> Config {
        Config::assemble(None, std::iter::empty()).unwrap()
    }

    #[tokio::test]
    async fn names_below_localhost_need_no_dns_and_unknown_ones_are_bad() {
        let mut config = config();
        assert_eq!(workloads(&config).await.level, Level::Ok);
        config.server.workload_domain = "nowhere.invalid".into();
        assert_eq!(workloads(&config).await.level, Level::Bad);
        config.server.path_mode = true;
        assert_eq!(workloads(&config).await.level, Level::Warn);
    }

    #[tokio::test]
    async fn a_port_of_another_program_is_bad() {
        let other = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let mut config = config();
        config.server.listen = other.local_addr().unwrap();
        assert_eq!(port(&config).await.level, Level::Bad);
        drop(other);
        assert_eq!(port(&config).await.level, Level::Ok);
    }

    #[test]
    fn the_host_of_the_portal_is_its_address_without_scheme_and_port() {
        let mut config = config();
        assert_eq!(portal_host(&config), "localhost");
        config.server.public_url = "https://hub.example.org/".into();
        assert_eq!(portal_host(&config), "hub.example.org");
    }
}
