//! The packet rules that keep workloads from link-local metadata addresses, from this machine's own ports and from other
//! groups. Every installation has chains of its own, so that several servers on one machine do not undo each other's rules.
//!
//! Docker keeps its networks apart by itself, but takes the jumps to its chains out of the filter table and puts them in
//! again whenever a network is created. In such a moment a group can reach another one, and metadata addresses are open.
//! That is why the same is said once more in the mangle table, which Docker leaves alone.

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
    /// Where the addresses of all workloads are from.
    pool: String,
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
    Family { command: "iptables", link_local: "169.254.0.0/16", ping: "icmp" },
    Family { command: "ip6tables", link_local: "fe80::/10,fd00:ec2::254/128", ping: "ipv6-icmp" },
];

impl Firewall {
    pub fn new(options: &DockerOptions) -> Firewall {
        let bridges = names::bridge_prefix(&options.installation);
        Firewall {
            tag: bridges.trim_start_matches(names::BRIDGES).to_owned(),
            bridges,
            allowed_ports: options.allowed_host_ports.clone(),
            pool: format!("{}/{}", options.subnet_pool.0, options.subnet_pool.1),
            outcome: Mutex::new(None),
        }
    }

    /// False before the first attempt.
    pub fn was_tried(&self) -> bool {
        self.outcome.lock().is_some()
    }

    /// A sentence for the operator when the rules could not be ensured.
    pub fn problem(&self) -> Option<String> {
        let outcome = self.outcome.lock().clone();
        let problem = outcome?.err()?;
        Some(format!("Workloads can reach this machine's own ports and link-local metadata addresses: {problem}."))
    }

    /// Safe to repeat; other programs may have thrown the rules away in the meantime. The bridges are those of all groups.
    pub async fn ensure(&self, connection: &Connection, bridges: &[String]) {
        let outcome = self.try_ensure(connection, bridges).await;
        if let Err(problem) = &outcome {
            tracing::warn!("workloads are not kept from this machine's ports: {problem}");
        }
        *self.outcome.lock() = Some(outcome);
    }

    async fn try_ensure(&self, connection: &Connection, bridges: &[String]) -> Result<(), String> {
        if !connection.endpoint.is_local() {
            return Err("the engine is on another machine, whose packet rules are not ours to set".into());
        }
        if !rustix::process::geteuid().is_root() {
            return Err("setting the packet rules needs root".into());
        }
        for family in &FAMILIES {
            // A machine without IPv6 has nothing to close there.
            if family.command == "ip6tables" && !std::path::Path::new("/proc/net/if_inet6").exists() {
                continue;
            }
            let outward = outward(family, connection.podman).await;
            self.fill_chains(family, &outward).await?;
            self.jump(family, outward.table, outward.from, &self.outward_chain()).await?;
            self.jump(family, "filter", "INPUT", &self.input_chain()).await?;
        }
        self.keep_apart(bridges).await
    }

    /// Only for IPv4, as the networks of groups have no other addresses. What a group sends to itself passes here only
    /// where the machine shows bridged packets to these rules.
    async fn keep_apart(&self, bridges: &[String]) -> Result<(), String> {
        let family = &FAMILIES[0];
        let (apart, last) = (self.chain("APART"), self.chain("LAST"));
        let mut rules = format!("*mangle\n:{apart} - [0:0]\n:{last} - [0:0]\n");
        for bridge in bridges {
            rules += &format!("-A {apart} -i {bridge} -o {bridge} -j RETURN\n");
        }
        rules += &format!("-A {apart} -o {}+ -j DROP\n-A {last} -d {} -j DROP\nCOMMIT\n", names::BRIDGES, family.link_local);
        restore(family, rules).await?;
        self.jump(family, "mangle", "FORWARD", &apart).await?;
        // After the filter table, which refuses at once instead of leaving the caller to wait.
        self.jump(family, "mangle", "POSTROUTING", &last).await
    }

    /// What is absent already is no reason to complain.
    pub async fn remove(&self) {
        let (input, outward) = (self.input_chain(), self.outward_chain());
        let (apart, last) = (self.chain("APART"), self.chain("LAST"));
        let hooks = [
            ("filter", "INPUT", &input),
            ("filter", "DOCKER-USER", &outward),
            ("filter", "FORWARD", &outward),
            ("mangle", "PREROUTING", &outward),
            ("mangle", "FORWARD", &apart),
            ("mangle", "POSTROUTING", &last),
        ];
        for family in &FAMILIES {
            for (table, from, chain) in hooks {
                let rule = self.jump_rule(from, chain);
                let rule: Vec<&str> = rule.iter().map(String::as_str).collect();
                for step in [[&["-D"][..], &rule].concat(), vec!["-F", chain], vec!["-X", chain]] {
                    if let Err(problem) = iptables(family, table, &step).await {
                        tracing::debug!("{problem}");
                    }
                }
            }
        }
        *self.outcome.lock() = None;
    }

    fn chain(&self, purpose: &str) -> String {
        format!("PRIMEHUB-{}-{purpose}", self.tag)
    }

    fn input_chain(&self) -> String {
        self.chain("IN")
    }

    fn outward_chain(&self) -> String {
        self.chain("OUT")
    }

    /// In one step, so that no packet passes between the old rules and the new ones.
    async fn fill_chains(&self, family: &Family, outward: &Outward) -> Result<(), String> {
        let (input, out) = (self.input_chain(), self.outward_chain());
        let mut rules = format!("*{}\n:{out} - [0:0]\n", outward.table);
        for address in family.link_local.split(',') {
            rules += &format!("-A {out} -d {address} -j {}\n", outward.verdict);
        }
        rules += &format!("COMMIT\n*filter\n:{input} - [0:0]\n");
        rules += &format!("-A {input} -m conntrack --ctstate ESTABLISHED,RELATED -j RETURN\n");
        if family.command == "iptables" {
            rules += &format!("-A {input} -d {} -j REJECT\n", family.link_local);
        }
        for port in &self.allowed_ports {
            rules += &format!("-A {input} -p tcp --dport {port} -j RETURN\n");
        }
        // Podman's name server listens on the bridge.
        rules += &format!("-A {input} -p udp --dport 53 -j RETURN\n-A {input} -p tcp --dport 53 -j RETURN\n");
        rules += &format!("-A {input} -p {} -j RETURN\n-A {input} -j REJECT\nCOMMIT\n", family.ping);
        restore(family, rules).await
    }

    fn jump_rule(&self, from: &str, to: &str) -> Vec<String> {
        let bridges = format!("{}+", self.bridges);
        // Where a packet came in is not known any more when it leaves.
        let which = if from == "POSTROUTING" { ["-s", &self.pool] } else { ["-i", &bridges] };
        [&[from], &which[..], &["-m", "comment", "--comment", "primehub", "-j", to]]
            .concat()
            .iter()
            .map(|word| (*word).to_owned())
            .collect()
    }

    async fn jump(&self, family: &Family, table: &str, from: &str, to: &str) -> Result<(), String> {
        let rule = self.jump_rule(from, to);
        let rule: Vec<&str> = rule.iter().map(String::as_str).collect();
        if iptables(family, table, &[&["-C"][..], &rule].concat()).await.is_ok() {
            return Ok(());
        }
        iptables(family, table, &[&["-I"][..], &rule].concat()).await
    }
}

/// Where packets that leave the machine are judged.
struct Outward {
    table: &'static str,
    from: &'static str,
    verdict: &'static str,
}

/// Docker asks its users' chain before its own rules. Podman puts its rules before all others, so that ours have to come
/// earlier, where packets cannot be answered but only dropped.
async fn outward(family: &Family, podman: bool) -> Outward {
    if podman {
        return Outward { table: "mangle", from: "PREROUTING", verdict: "DROP" };
    }
    let has_users_chain = iptables(family, "filter", &["-n", "-L", "DOCKER-USER"]).await.is_ok();
    Outward { table: "filter", from: if has_users_chain { "DOCKER-USER" } else { "FORWARD" }, verdict: "REJECT" }
}

/// Replaces whole chains and leaves all others alone.
async fn restore(family: &Family, rules: String) -> Result<(), String> {
    run(&format!("{}-restore", family.command), &["--noflush", "--wait", "5"], Some(rules)).await
}

async fn iptables(family: &Family, table: &str, arguments: &[&str]) -> Result<(), String> {
    run(family.command, &[&["--wait", "5", "-t", table][..], arguments].concat(), None).await
}

async fn run(program: &str, arguments: &[&str], input: Option<String>) -> Result<(), String> {
    let failed = |problem: std::io::Error| match problem.kind() {
        std::io::ErrorKind::NotFound => format!("the program {program} is not installed"),
        _ => format!("{program} cannot be run: {problem}"),
    };
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped()).kill_on_drop(true);
    let mut child = command.spawn().map_err(failed)?;
    if let (Some(input), Some(mut stdin)) = (input, child.stdin.take()) {
        stdin.write_all(input.as_bytes()).await.map_err(failed)?;
    }
    let ended = tokio::time::timeout(LIMIT, child.wait_with_output()).await;
    let output = ended.map_err(|_| format!("{program} did not end within {} s", LIMIT.as_secs()))?.map_err(failed)?;
    if output.status.success() {
        return Ok(());
    }
    Err(format!("{program} said: {}", String::from_utf8_lossy(&output.stderr).trim()))
}
