//! What a workload can reach: its own group, and of this machine only what it must.

use std::collections::HashSet;
use std::net::SocketAddr;
use std::time::Duration;

use futures_util::future::try_join_all;
use primehub_engine::{ContainerAddresses, Engine, ObservedState, Role, WorkloadSpec};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::subjects::{Kind, Subject, eventually};

fn web(subject: &Subject, unit: &str) -> WorkloadSpec {
    let mut spec = subject.task(unit, "echo hello > /work/page; exec httpd -f -p 8888 -h /work", "");
    spec.role = Role::Service { restarts: false };
    spec.ports = vec![8888];
    spec
}

/// Says for each address whether a connection comes about and, if not, why.
fn knock(subject: &Subject, unit: &str, addresses: &[String]) -> WorkloadSpec {
    let tries = addresses.iter().map(|address| {
        let (host, port) = address.rsplit_once(':').unwrap();
        format!("echo {address} $(nc -w 4 {host} {port} < /dev/null 2>&1 && echo REACHED)\n")
    });
    subject.task(unit, &tries.collect::<String>(), "")
}

/// Where a server of the group answers.
async fn answering(subject: &Subject) -> SocketAddr {
    let server = web(subject, "server");
    subject.engine.apply(&server).await.unwrap();
    let address = subject.engine.address(&server.unit, 8888).await.unwrap();
    eventually("the server answers", async || TcpStream::connect(address).await.ok()).await;
    address
}

fn said(output: &str, address: &str) -> String {
    let line = output.lines().find_map(|line| line.strip_prefix(address));
    line.unwrap_or_else(|| panic!("{address} is not in {output}")).trim().to_owned()
}

pub async fn groups_cannot_reach_each_other_and_members_can(subject: &Subject) {
    let address = answering(subject).await;
    let (host, port) = (address.ip(), address.port());
    let fetch = format!("printf 'GET /page HTTP/1.0\\r\\n\\r\\n' | nc -w 4 {host} {port} || echo BLOCKED");
    let member = subject.task("member", &fetch, "");
    let output = subject.output_of(&member).await;
    assert!(output.ends_with("hello\n"), "{output}");
    let stranger = WorkloadSpec { network: "another group".into(), ..subject.task("stranger", &fetch, "") };
    let output = subject.output_of(&stranger).await;
    assert!(output.contains("BLOCKED") && !output.contains("hello"), "{output}");
}

/// Docker opens its own rules for a moment whenever it creates a network, so the stranger knocks all the time.
pub async fn groups_stay_apart_while_networks_come_and_go(subject: &Subject) {
    let address = answering(subject).await;
    let (host, port) = (address.ip(), address.port());
    let knock = format!("printf 'GET /page HTTP/1.0\\r\\n\\r\\n' | nc -w 1 {host} {port} 2> /dev/null");
    let script = format!("echo begun; for i in $(seq 60); do (while true; do {knock}; done) & done; wait");
    let mut stranger = WorkloadSpec { network: "strangers".into(), ..subject.task("stranger", &script, "") };
    stranger.limits.pids = 256;
    stranger.limits.cpu_milli = 1000;
    subject.engine.apply(&stranger).await.unwrap();
    for number in 0..20 {
        let group = subject.sleeper(&format!("passing-{number}"));
        let group = WorkloadSpec { network: format!("passing {number}"), ..group };
        subject.engine.apply(&group).await.unwrap();
    }
    let output = subject.log_of(&stranger.unit).await;
    assert!(output.starts_with("begun"), "{output}");
    assert!(!output.contains("hello"), "{output}");
}

pub async fn of_this_machine_only_the_allowed_port_is_reached(subject: &Subject) {
    let allowed = TcpListener::bind("0.0.0.0:0").await.unwrap();
    let other = TcpListener::bind("0.0.0.0:0").await.unwrap();
    let (allowed_port, other_port) = (allowed.local_addr().unwrap().port(), other.local_addr().unwrap().port());
    for listener in [allowed, other] {
        tokio::spawn(async move { while listener.accept().await.is_ok() {} });
    }
    let engine = subject.other(|options| options.allowed_host_ports = vec![allowed_port]).await;
    let knocking = "gateway=$(ip route | awk '/^default/ { print $3 }')
        for port in PORTS; do echo $port $(nc -w 4 $gateway $port < /dev/null 2>&1 && echo REACHED); done";
    let knocking = knocking.replace("PORTS", &format!("{allowed_port} {other_port}"));
    let spec = subject.task("knocker", &knocking, "");
    engine.apply(&spec).await.unwrap();
    let follow = primehub_engine::LogOptions { follow: true, ..Default::default() };
    let lines = crate::reading::collect(engine.logs(&spec.unit, follow).await.unwrap()).await;
    let output: String = lines.iter().map(|line| String::from_utf8_lossy(&line.bytes).into_owned()).collect();
    engine.purge().await.unwrap();
    assert_eq!(said(&output, &allowed_port.to_string()), "REACHED", "{output}");
    // The rule answers at once; without it the connection would come about.
    assert!(said(&output, &other_port.to_string()).contains("refused"), "{output}");
}

pub async fn metadata_addresses_and_the_engines_socket_are_out_of_reach(subject: &Subject) {
    let addresses = ["169.254.169.254:80".to_owned(), "169.254.170.2:80".to_owned()];
    let mut spec = knock(subject, "metadata", &addresses);
    if let Some(script) = spec.command.as_mut().and_then(|command| command.last_mut()) {
        script.push_str("ls /var/run/docker.sock /run/docker.sock /run/podman/podman.sock 2>/dev/null && echo SOCKET\n");
    }
    let output = subject.output_of(&spec).await;
    for address in &addresses {
        // Docker's rules can answer at once; Podman's can only be silent.
        let (said, wanted) = (said(&output, address), if subject.kind == Kind::Podman { "timed out" } else { "refused" });
        assert!(said.contains(wanted), "{output}");
    }
    assert!(!output.contains("SOCKET"), "{output}");
}

pub async fn forty_groups_have_networks_and_unused_ones_are_swept(subject: &Subject) {
    let mut specs: Vec<_> = (0..40).map(|number| subject.sleeper(&format!("group-{number}"))).collect();
    for (number, spec) in specs.iter_mut().enumerate() {
        spec.network = format!("Group № {number} of {}", subject.installation);
    }
    try_join_all(specs.iter().map(|spec| subject.engine.apply(spec))).await.unwrap();
    assert_eq!(networks(subject).await.len(), 40);
    let (gone, kept) = specs.split_at(35);
    try_join_all(gone.iter().map(|spec| subject.engine.remove(&spec.unit, Duration::ZERO))).await.unwrap();
    // One of those that stay has ended, so its network looks unused to the engine.
    let ended = subject.task("ended", "true", "");
    let ended = WorkloadSpec { network: "Group of the ended".into(), ..ended };
    subject.output_of(&ended).await;
    subject.engine.sweep().await.unwrap();
    assert_eq!(networks(subject).await.len(), kept.len() + 1);
    for spec in kept {
        let observed = subject.find(&spec.unit).await.unwrap();
        assert!(matches!(observed.state, ObservedState::Running { .. }), "{observed:?}");
    }
    // A group whose network was swept begins anew.
    subject.engine.apply(&gone[0]).await.unwrap();
}

async fn networks(subject: &Subject) -> HashSet<String> {
    let docker = bollard::Docker::connect_with_unix(&subject.socket, 60, bollard::API_DEFAULT_VERSION).unwrap();
    let docker = docker.negotiate_version().await.unwrap();
    let label = format!("io.primehub.installation={}", subject.installation);
    let filters = [("label", vec![label])].into();
    let options = bollard::query_parameters::ListNetworksOptionsBuilder::default().filters(&filters).build();
    docker.list_networks(Some(options)).await.unwrap().into_iter().filter_map(|network| network.name).collect()
}

pub async fn loopback_addresses_are_published_only_when_asked(subject: &Subject) {
    let spec = web(subject, "published");
    subject.engine.apply(&spec).await.unwrap();
    let direct = subject.engine.address(&spec.unit, 8888).await.unwrap();
    assert!(!direct.ip().is_loopback() && direct.port() == 8888, "{direct}");
    let engine = subject.other(|options| options.container_addresses = ContainerAddresses::Loopback).await;
    engine.apply(&spec).await.unwrap();
    let published = engine.address(&spec.unit, 8888).await.unwrap();
    assert!(published.ip().is_loopback() && published.port() != 8888, "{published}");
    let answer = eventually("it answers", async || {
        let mut stream = TcpStream::connect(published).await.ok()?;
        stream.write_all(b"GET /page HTTP/1.0\r\n\r\n").await.ok()?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.ok()?;
        (!answer.is_empty()).then_some(answer)
    })
    .await;
    engine.purge().await.unwrap();
    assert!(answer.ends_with("hello\n"), "{answer}");
}
