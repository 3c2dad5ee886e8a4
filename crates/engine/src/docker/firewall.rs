//! The packet rules that keep workloads from link-local metadata addresses and from this machine's own ports.
//! Every installation has two chains of its own, so that several servers on one machine do not undo each other's rules.

use std::process::Stdio;
use std::time::Duration;

use parking_lot::Mutex;
use tokio::io::AsyncWriteExt;
use tokio::process::Command;

use super::connect::Connection;
use super::{DockerOptions, names};

pub struct Firewall {
    /// Begins the names of all bridges of this installation.
    bridges: String,
    tag: String,
    allowed_ports: Vec<u16>,
    /// None before the first attempt; then what went wrong, if anything.
    outcome: Mutex<Option<Result<(), String>>>,
}

const LIMIT: Duration = Duration::from_secs(8);

struct Family {
    command: &'static str,
    link_local: &'static str,
    ping: &'static str,
}

const FAMILIES: [Family; 2] = [
    Family {
        command: "iptables",
        link_local: "169.254.0.0/16",
        ping: "icmp",
    },
    Family {
        command: "ip6tables",
        link_local: "fe80::/10,fd00:ec2::254/128",
        ping: "ipv6-icmp",
    },
];

impl Firewall {
    pub fn new(options: &DockerOptions) -> Firewall {
        let bridges = names::bridge_prefix(&options.installation);
        Firewall {
            tag: bridges.trim_start_matches("ph-").to_owned(),
            bridges,
            allowed_ports: options.allowed_host_ports.clone(),
            outcome: Mutex::new(None),
        }
    }

    /// A sentence for the operator when the rules could not be ensured.
    pub async fn problem(&self, connection: &Connection) -> Option<String> {
        if self.outcome.lock().is_none() {
            self.ensure(connection).await;
        }
        let outcome = self.outcome.lock().clone();
        let problem = outcome?.err()?;
        Some(format!(
            "Workloads can reach this machine's own ports and link-local metadata addresses: {problem}."
        ))
    }

    /// Safe to repeat; other programs may have thrown the rules away in the meantime.
    pub async fn ensure(&self, connection: &Connection) {
        let outcome = self.try_ensure(connection).await;
        if let Err(problem) = &outcome {
            tracing::warn!("workloads are not kept from this machine's ports: {problem}");
        }
        *self.outcome.lock() = Some(outcome);
    }

    async fn try_ensure(&self, connection: &Connection) -> Result<(), String> {
        if !connection.endpoint.is_local() {
            return Err(
                "the engine is on another machine, whose packet rules are not ours to set".into(),
            );
        }
        if !rustix::process::geteuid().is_root() {
            return Err("setting the packet rules needs root".into());
        }
        for family in &FAMILIES {
            // A machine without IPv6 has nothing to close there.
            if family.command == "ip6tables" && !std::path::Path::new("/proc/net/if_inet6").exists()
            {
                continue;
            }
            self.fill_chains(family).await?;
            let forwarding = if has_chain(family, "DOCKER-USER").await {
                "DOCKER-USER"
            } else {
                "FORWARD"
            };
            self.jump(family, forwarding, &self.forward_chain()).await?;
            self.jump(family, "INPUT", &self.input_chain()).await?;
        }
        Ok(())
    }

    fn input_chain(&self) -> String {
        format!("PRIMEHUB-{}-IN", self.tag)
    }

    fn forward_chain(&self) -> String {
        format!("PRIMEHUB-{}-OUT", self.tag)
    }

    /// In one step, so that no packet passes between the old rules and the new ones.
    async fn fill_chains(&self, family: &Family) -> Result<(), String> {
        let (input, forward) = (self.input_chain(), self.forward_chain());
        let mut rules = format!("*filter\n:{input} - [0:0]\n:{forward} - [0:0]\n");
        for address in family.link_local.split(',') {
            rules += &format!("-A {forward} -d {address} -j REJECT\n");
        }
        rules += &format!("-A {input} -m conntrack --ctstate ESTABLISHED,RELATED -j RETURN\n");
        if family.command == "iptables" {
            rules += &format!("-A {input} -d {} -j REJECT\n", family.link_local);
        }
        for port in &self.allowed_ports {
            rules += &format!("-A {input} -p tcp --dport {port} -j RETURN\n");
        }
        // Podman's name server listens on the bridge.
        rules += &format!(
            "-A {input} -p udp --dport 53 -j RETURN\n-A {input} -p tcp --dport 53 -j RETURN\n"
        );
        rules += &format!(
            "-A {input} -p {} -j RETURN\n-A {input} -j REJECT\nCOMMIT\n",
            family.ping
        );
        let restore = format!("{}-restore", family.command);
        run(&restore, &["--noflush", "--wait", "5"], Some(rules)).await
    }

    async fn jump(&self, family: &Family, from: &str, to: &str) -> Result<(), String> {
        let bridges = format!("{}+", self.bridges);
        let rule = [
            from,
            "-i",
            &bridges,
            "-m",
            "comment",
            "--comment",
            "primehub",
            "-j",
            to,
        ];
        let present = run(
            family.command,
            &[&["--wait", "5", "-C"][..], &rule].concat(),
            None,
        )
        .await
        .is_ok();
        if present {
            return Ok(());
        }
        run(
            family.command,
            &[&["--wait", "5", "-I"][..], &rule].concat(),
            None,
        )
        .await
    }
}

async fn has_chain(family: &Family, chain: &str) -> bool {
    run(family.command, &["--wait", "5", "-n", "-L", chain], None)
        .await
        .is_ok()
}

async fn run(program: &str, arguments: &[&str], input: Option<String>) -> Result<(), String> {
    let failed = |problem: std::io::Error| match problem.kind() {
        std::io::ErrorKind::NotFound => format!("the program {program} is not installed"),
        _ => format!("{program} cannot be run: {problem}"),
    };
    let mut command = Command::new(program);
    command
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    let mut child = command.spawn().map_err(failed)?;
    if let (Some(input), Some(mut stdin)) = (input, child.stdin.take()) {
        stdin.write_all(input.as_bytes()).await.map_err(failed)?;
    }
    let ended = tokio::time::timeout(LIMIT, child.wait_with_output()).await;
    let output = ended
        .map_err(|_| format!("{program} did not end within {} s", LIMIT.as_secs()))?
        .map_err(failed)?;
    if output.status.success() {
        return Ok(());
    }
    Err(format!(
        "{program} said: {}",
        String::from_utf8_lossy(&output.stderr).trim()
    ))
}
