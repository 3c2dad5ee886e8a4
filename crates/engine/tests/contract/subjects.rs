//! Which engine a test runs against, and how the workloads of each test are described and cleared away.

use std::io::Write;
use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Once};
use std::time::Duration;

use chrono::Utc;
use futures_util::FutureExt;
use primehub_engine::{
    DockerEngine, DockerOptions, Engine, FakeEngine, Limits, Observed, ObservedState, Privileges, Role, UnitRef, WorkloadSpec,
};

use crate::busybox;

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    Fake,
    Docker,
    Podman,
}

pub struct Subject {
    pub kind: Kind,
    pub engine: Arc<dyn Engine>,
    pub docker: Option<DockerEngine>,
    pub fake: Option<FakeEngine>,
    pub installation: String,
    pub socket: String,
}

pub async fn check(kind: Kind, promise: impl AsyncFnOnce(&Subject)) {
    let Some(subject) = Subject::make(kind).await else {
        return;
    };
    let outcome = AssertUnwindSafe(promise(&subject)).catch_unwind().await;
    if let Some(docker) = &subject.docker {
        docker.purge().await.unwrap();
    }
    if let Err(panic) = outcome {
        std::panic::resume_unwind(panic);
    }
}

impl Subject {
    async fn make(kind: Kind) -> Option<Subject> {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let installation = format!("test-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let variable = match kind {
            Kind::Fake => return Some(Subject::fake(installation)),
            Kind::Docker => "PRIMEHUB_TEST_DOCKER",
            Kind::Podman => "PRIMEHUB_TEST_PODMAN_SOCKET",
        };
        let Ok(value) = std::env::var(variable) else {
            say_skipped(kind, variable);
            return None;
        };
        let socket = if value == "1" { "/var/run/docker.sock".to_owned() } else { value };
        let options = DockerOptions { socket: Some(socket.clone()), ..DockerOptions::new(&installation) };
        let docker = DockerEngine::connect(options).await.unwrap();
        busybox::ensure(&docker).await;
        Some(Subject { kind, engine: Arc::new(docker.clone()), docker: Some(docker), fake: None, installation, socket })
    }

    fn fake(installation: String) -> Subject {
        let fake = FakeEngine::new(Arc::new(Utc::now));
        let engine = Arc::new(fake.clone());
        Subject { kind: Kind::Fake, engine, docker: None, fake: Some(fake), installation, socket: String::new() }
    }

    /// A connection of another installation, for what needs other options.
    pub async fn other(&self, change: impl FnOnce(&mut DockerOptions)) -> DockerEngine {
        let mut options =
            DockerOptions { socket: Some(self.socket.clone()), ..DockerOptions::new(&format!("{}-other", self.installation)) };
        change(&mut options);
        DockerEngine::connect(options).await.unwrap()
    }

    /// A task that runs this in a shell; the words tell the fake engine to do the same.
    pub fn task(&self, unit: &str, script: &str, words: &str) -> WorkloadSpec {
        WorkloadSpec {
            unit: UnitRef { unit: unit.into(), generation: 1 },
            kind: "job".into(),
            name: format!("Test {unit}"),
            role: Role::Task,
            image: busybox::IMAGE.into(),
            entrypoint: None,
            command: Some(vec!["/bin/sh".into(), "-c".into(), script.into()]),
            env: vec![("PRIMEHUB_FAKE".into(), words.into())],
            working_dir: None,
            user: None,
            mounts: vec![],
            limits: Limits { cpu_milli: 500, memory_mib: 64, pids: 64, shm_mib: 16, open_files: 1024, ..Default::default() },
            network: "group".into(),
            ports: vec![],
            privileges: Privileges::None,
            requests: None,
            node_selector: vec![],
            tolerations: vec![],
            labels: vec![("io.primehub.user".into(), "somebody".into())],
        }
    }

    pub fn sleeper(&self, unit: &str) -> WorkloadSpec {
        WorkloadSpec { role: Role::Service { restarts: false }, ..self.task(unit, "exec sleep 1000", "run") }
    }

    pub async fn find(&self, unit: &UnitRef) -> Option<Observed> {
        self.engine.list().await.unwrap().into_iter().find(|observed| observed.unit == *unit)
    }

    pub async fn wait_for_end(&self, unit: &UnitRef) -> primehub_engine::Exit {
        eventually("the workload ends", async || match self.find(unit).await?.state {
            ObservedState::Exited(exit) => Some(exit),
            _ => None,
        })
        .await
    }

    /// Runs a task to its end and gives what it wrote.
    pub async fn output_of(&self, spec: &WorkloadSpec) -> String {
        self.engine.apply(spec).await.unwrap();
        self.wait_for_end(&spec.unit).await;
        self.log_of(&spec.unit).await
    }

    pub async fn log_of(&self, unit: &UnitRef) -> String {
        let lines = crate::reading::collect(self.engine.logs(unit, Default::default()).await.unwrap()).await;
        lines.iter().map(|line| String::from_utf8_lossy(&line.bytes).into_owned()).collect()
    }
}

/// One line for each engine, past the test harness, which would keep it to itself.
fn say_skipped(kind: Kind, variable: &str) {
    static SAID: [Once; 3] = [const { Once::new() }; 3];
    SAID[kind as usize].call_once(|| {
        let line = format!("skipped: all tests against {kind:?}, since {variable} is not set\n");
        std::io::stderr().write_all(line.as_bytes()).unwrap();
    });
}

/// Looks again and again until there is something, for at most a minute.
pub async fn eventually<T>(what: &str, look: impl AsyncFn() -> Option<T>) -> T {
    let found = async {
        loop {
            if let Some(found) = look().await {
                return found;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), found).await.unwrap_or_else(|_| panic!("not within a minute: {what}"))
}
