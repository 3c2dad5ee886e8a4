//! Docker itself is restarted under running notebooks, with a daemon of the test's own so that nothing else on the machine notices.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::json;

use crate::containers;
use crate::kills::{has_docker, say};
use crate::world::{Chaos, Engine};

struct Daemon {
    folder: tempfile::TempDir,
    live_restore: bool,
    process: Option<Child>,
}

impl Daemon {
    /// None where this machine lets nobody run a second daemon.
    async fn start(live_restore: bool) -> Option<Self> {
        let mut daemon = Self { folder: tempfile::tempdir().unwrap(), live_restore, process: None };
        daemon.up().await.then_some(daemon)
    }

    fn host(&self) -> String {
        format!("unix://{}", self.folder.path().join("socket").display())
    }

    async fn up(&mut self) -> bool {
        let below = |name: &str| self.folder.path().join(name).display().to_string();
        let mut command = Command::new("dockerd");
        command.args(["--bridge=none", "--iptables=false", "--ip6tables=false"]);
        command.args(["--data-root", &below("data"), "--exec-root", &below("exec"), "--pidfile", &below("pid"), "--host", &self.host()]);
        if self.live_restore {
            command.arg("--live-restore");
        }
        let log = std::fs::OpenOptions::new().create(true).append(true).open(self.folder.path().join("log")).unwrap();
        let Ok(process) = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log).spawn() else { return false };
        self.process = Some(process);
        let began = Instant::now();
        while !answers(&self.host()) {
            if self.process.as_mut().is_some_and(|process| process.try_wait().unwrap().is_some())
                || began.elapsed() > Duration::from_secs(60)
            {
                return false;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        true
    }

    /// As `systemctl stop docker` does.
    fn down(&mut self) {
        let Some(mut process) = self.process.take() else { return };
        let asked = Command::new("kill").arg(process.id().to_string()).status();
        if !asked.is_ok_and(|status| status.success()) {
            let _ = process.kill();
        }
        let _ = process.wait();
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        self.down();
        unmount_below(self.folder.path());
    }
}

fn answers(host: &str) -> bool {
    let asked = Command::new("docker").env("DOCKER_HOST", host).args(["version"]).stdout(Stdio::null()).stderr(Stdio::null()).status();
    asked.is_ok_and(|status| status.success())
}

/// What a daemon leaves mounted would keep its folder from being removed.
fn unmount_below(folder: &Path) {
    let mounts = std::fs::read_to_string("/proc/mounts").unwrap_or_default();
    let below = folder.display().to_string();
    for mount in mounts.lines().rev().filter_map(|line| line.split(' ').nth(1)).filter(|target| target.starts_with(&below)) {
        let _ = Command::new("umount").args(["-l", mount]).status();
    }
}

async fn reason_of(chaos: &Chaos, id: &str) -> String {
    let notebook = chaos.site.ask("query($id: ID!) { notebook(id: $id) { reason } }", json!({ "id": id })).await.unwrap();
    notebook["notebook"]["reason"].as_str().unwrap_or_default().to_owned()
}

async fn survives_a_restart(live_restore: bool) {
    if !has_docker() {
        return;
    }
    let Some(mut daemon) = Daemon::start(live_restore).await else {
        say("skipped: a second Docker daemon does not run here, so Docker is not restarted");
        return;
    };
    let engine = Engine::DockerAt(daemon.host());
    containers::ensure_image(engine.host());
    let chaos = Chaos::new(engine, 77).await;
    chaos.settled().await;
    let before = chaos.containers();
    daemon.down();
    let began = Instant::now();
    while !reason_of(&chaos, &before[0].unit).await.starts_with("The container engine does not answer since") {
        assert!(began.elapsed() < Duration::from_secs(20), "nobody is told that the engine is away");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert!(daemon.up().await, "the daemon comes up again");
    let began = Instant::now();
    while reason_of(&chaos, &before[0].unit).await.contains("does not answer") {
        assert!(began.elapsed() < Duration::from_secs(30), "nobody is told that the engine is back");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let expected = if live_restore { 1 } else { 2 };
    let began = Instant::now();
    loop {
        let rows = chaos.settled().await;
        if rows.iter().all(|row| row.state == "running" && row.generation == expected) {
            break;
        }
        assert!(began.elapsed() < Duration::from_secs(30), "not all run in start {expected}: {rows:#?}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    if live_restore {
        assert_eq!(chaos.containers(), before);
    }
}

#[tokio::test]
async fn notebooks_that_ended_with_docker_are_started_again() {
    survives_a_restart(false).await;
}

#[tokio::test]
async fn notebooks_that_outlived_docker_are_left_alone() {
    survives_a_restart(true).await;
}
