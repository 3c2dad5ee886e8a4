//! Promises about the life of a workload: it exists once, ends as it ends, and is removed without a trace.

use std::time::{Duration, Instant};

use bollard::models::{ContainerCreateBody, ResourcesUlimits};
use bollard::query_parameters::CreateContainerOptionsBuilder;
use futures_util::StreamExt;
use futures_util::future::{join_all, try_join_all};
use primehub_engine::fake::{Call, Moment};
use primehub_engine::{Engine, EngineError, ObservedState, Role, UnitRef, WorkloadSpec};

use crate::subjects::{Kind, Subject, eventually};

const AT_ONCE: Duration = Duration::ZERO;

pub async fn applying_again_changes_nothing(subject: &Subject) {
    let spec = subject.sleeper("again");
    let first = subject.engine.apply(&spec).await.unwrap();
    assert!(matches!(first.state, ObservedState::Running { .. }), "{first:?}");
    let second = subject.engine.apply(&spec).await.unwrap();
    assert_eq!(first, second);
    assert_eq!(subject.engine.list().await.unwrap(), [first]);
}

pub async fn callers_at_once_create_one_workload(subject: &Subject) {
    let spec = subject.sleeper("race");
    let outcomes = join_all((0..8).map(|_| subject.engine.apply(&spec))).await;
    for outcome in outcomes {
        assert_eq!(outcome.unwrap().unit, spec.unit);
    }
    assert_eq!(subject.engine.list().await.unwrap().len(), 1);
}

pub async fn a_task_ends_with_its_exit_code(subject: &Subject) {
    for code in [0, 3] {
        let spec = subject.task(&format!("task-{code}"), &format!("exit {code}"), &format!("exit:{code}"));
        subject.engine.apply(&spec).await.unwrap();
        let exit = subject.wait_for_end(&spec.unit).await;
        assert_eq!((exit.code, exit.out_of_memory), (code, false));
        assert!(exit.at.is_some());
        // Applying it once more reports the end and does not run it again.
        let again = subject.engine.apply(&spec).await.unwrap();
        assert_eq!(again.state, ObservedState::Exited(exit));
    }
}

pub async fn running_out_of_memory_is_told_apart(subject: &Subject) {
    let spec = subject.task("hog", "exec tail /dev/zero", "oom:0");
    subject.engine.apply(&spec).await.unwrap();
    let exit = subject.wait_for_end(&spec.unit).await;
    assert_eq!(exit.code, 137);
    // Podman learns the reason from control groups of version 2 only.
    assert!(exit.out_of_memory || subject.kind == Kind::Podman, "{exit:?}");
}

pub async fn removing_twice_or_what_never_was_is_fine(subject: &Subject) {
    let spec = subject.sleeper("gone");
    subject.engine.apply(&spec).await.unwrap();
    for _ in 0..2 {
        subject.engine.remove(&spec.unit, AT_ONCE).await.unwrap();
        assert_eq!(subject.engine.list().await.unwrap(), []);
    }
    let never = UnitRef { unit: "never".into(), generation: 7 };
    subject.engine.remove(&never, AT_ONCE).await.unwrap();
}

pub async fn removing_leaves_newer_generations(subject: &Subject) {
    for generation in 1..=3 {
        let spec = WorkloadSpec { unit: UnitRef { unit: "old".into(), generation }, ..subject.sleeper("old") };
        subject.engine.apply(&spec).await.unwrap();
    }
    subject.engine.apply(&subject.sleeper("old-neighbour")).await.unwrap();
    subject.engine.remove(&UnitRef { unit: "old".into(), generation: 2 }, AT_ONCE).await.unwrap();
    let mut left: Vec<_> = subject.engine.list().await.unwrap().into_iter().map(|observed| observed.unit).collect();
    left.sort();
    let unit = |unit: &str, generation| UnitRef { unit: unit.into(), generation };
    assert_eq!(left, [unit("old", 3), unit("old-neighbour", 1)]);
}

pub async fn what_was_created_but_not_started_is_listed_and_then_started(subject: &Subject) {
    let spec = subject.sleeper("half");
    create_only(subject, &spec).await;
    let listed = subject.find(&spec.unit).await.unwrap();
    assert_eq!(listed.state, ObservedState::Created);
    let started = subject.engine.apply(&spec).await.unwrap();
    assert!(matches!(started.state, ObservedState::Running { .. }), "{started:?}");
    assert_eq!(started.created_at, listed.created_at);
}

/// What a crash between creating and starting leaves behind.
async fn create_only(subject: &Subject, spec: &WorkloadSpec) {
    if let Some(fake) = &subject.fake {
        fake.fail_next(Call::Apply, Moment::Between);
        assert!(matches!(fake.apply(spec).await, Err(EngineError::Unreachable(_))));
        return;
    }
    // A workload of the same group makes the network.
    subject.engine.apply(&subject.sleeper("neighbour")).await.unwrap();
    let docker = bollard::Docker::connect_with_unix(&subject.socket, 60, bollard::API_DEFAULT_VERSION).unwrap();
    let docker = docker.negotiate_version().await.unwrap();
    let label = |name: &str, value: &str| (format!("io.primehub.{name}"), value.to_owned());
    let body = ContainerCreateBody {
        image: Some(spec.image.clone()),
        cmd: spec.command.clone(),
        labels: Some([label("installation", &subject.installation), label("unit", &spec.unit.unit), label("generation", "1")].into()),
        host_config: Some(bollard::models::HostConfig {
            // Podman's own wishes are above what this machine may allow.
            ulimits: Some(["nofile", "nproc"].map(ulimit).into()),
            ..Default::default()
        }),
        ..Default::default()
    };
    let name = format!("primehub-{}-{}-1", subject.installation, spec.unit.unit);
    let options = CreateContainerOptionsBuilder::default().name(&name).build();
    docker.create_container(Some(options), body).await.unwrap();
}

fn ulimit(name: &str) -> ResourcesUlimits {
    ResourcesUlimits { name: Some(name.into()), soft: Some(1024), hard: Some(1024) }
}

pub async fn a_missing_program_is_refused_and_nothing_stays(subject: &Subject) {
    let mut spec = subject.task("program", "", "refuse");
    spec.command = Some(vec!["jupyter".into(), "lab".into()]);
    let Err(EngineError::Refused(message)) = subject.engine.apply(&spec).await else { panic!("it was not refused") };
    assert!(message.contains("jupyter"), "{message}");
    assert_eq!(subject.engine.list().await.unwrap(), []);
}

pub async fn a_service_that_restarts_is_kept_running(subject: &Subject) {
    let mut spec = subject.task("phoenix", "sleep 1; exit 1", "exit:1:1");
    spec.role = Role::Service { restarts: true };
    let observed = subject.engine.apply(&spec).await.unwrap();
    let ObservedState::Running { since: first } = observed.state else { panic!("{observed:?}") };
    eventually("it is started again", async || match subject.find(&spec.unit).await?.state {
        ObservedState::Running { since } => (since > first).then_some(()),
        other => panic!("{other:?}"),
    })
    .await;
    subject.engine.remove(&spec.unit, AT_ONCE).await.unwrap();
    assert_eq!(subject.engine.list().await.unwrap(), []);
}

pub async fn a_service_that_does_not_restart_stays_ended(subject: &Subject) {
    let mut spec = subject.task("once", "exit 5", "exit:5");
    spec.role = Role::Service { restarts: false };
    subject.engine.apply(&spec).await.unwrap();
    assert_eq!(subject.wait_for_end(&spec.unit).await.code, 5);
}

pub async fn fifty_starts_at_once_all_run(subject: &Subject) {
    let mut specs: Vec<_> = (0..50).map(|number| subject.sleeper(&format!("many-{number}"))).collect();
    for (number, spec) in specs.iter_mut().enumerate() {
        spec.network = format!("group {}", number % 3);
    }
    try_join_all(specs.iter().map(|spec| subject.engine.apply(spec))).await.unwrap();
    let listed = subject.engine.list().await.unwrap();
    assert_eq!(listed.len(), 50);
    assert!(listed.iter().all(|observed| matches!(observed.state, ObservedState::Running { .. })), "{listed:?}");
    try_join_all(specs.iter().map(|spec| subject.engine.remove(&spec.unit, AT_ONCE))).await.unwrap();
    assert_eq!(subject.engine.list().await.unwrap(), []);
}

pub async fn changes_are_hinted(subject: &Subject) {
    let mut hints = subject.engine.watch().await.unwrap();
    let spec = subject.sleeper("seen");
    // The engine may begin to tell a moment after the call, so the first change is repeated until it is told.
    let seen = tokio::time::timeout(Duration::from_secs(60), async {
        loop {
            subject.engine.apply(&spec).await.unwrap();
            if let Ok(hint) = tokio::time::timeout(Duration::from_secs(2), hints.next()).await {
                return hint.unwrap().unwrap();
            }
            subject.engine.remove(&spec.unit, AT_ONCE).await.unwrap();
        }
    });
    assert_eq!(seen.await.unwrap().unit, Some(spec.unit.clone()));
    subject.engine.remove(&spec.unit, AT_ONCE).await.unwrap();
    let after = tokio::time::timeout(Duration::from_secs(10), hints.next()).await.unwrap().unwrap().unwrap();
    assert_eq!(after.unit, Some(spec.unit));
}

pub async fn the_machine_and_the_engine_are_described(subject: &Subject) {
    let [machine] = &subject.engine.capacity().await.unwrap()[..] else { panic!("one machine is expected") };
    assert!(machine.cpu_milli >= 1000 && machine.memory_mib > 256 && !machine.name.is_empty(), "{machine:?}");
    let health = subject.engine.health().await.unwrap();
    let product = match subject.kind {
        Kind::Fake => "Fake engine",
        Kind::Docker => "Docker Engine ",
        Kind::Podman => "Podman ",
    };
    assert!(health.version.starts_with(product), "{health:?}");
    assert_eq!(health.warnings, Vec::<String>::new());
}

pub async fn a_process_that_ignores_the_signal_is_killed_after_the_grace(subject: &Subject) {
    let mut spec = subject.sleeper("stubborn");
    spec.command = Some(["/bin/sh", "-c", "trap '' TERM; echo ready; while true; do sleep 1; done"].map(String::from).to_vec());
    subject.engine.apply(&spec).await.unwrap();
    eventually("it ignores the signal", async || subject.log_of(&spec.unit).await.contains("ready").then_some(())).await;
    let begun = Instant::now();
    subject.engine.remove(&spec.unit, Duration::from_secs(2)).await.unwrap();
    assert!(begun.elapsed() >= Duration::from_secs(2), "it got {:?} of its 2 s", begun.elapsed());
    assert_eq!(subject.engine.list().await.unwrap(), []);
}

pub async fn what_is_stopped_keeps_its_last_words(subject: &Subject) {
    let script = "trap 'echo saved; exit 3' TERM; echo ready; while true; do sleep 0.1; done";
    let spec = subject.task("talker", script, "run,log:ready,bye:saved");
    subject.engine.apply(&spec).await.unwrap();
    eventually("it runs", async || subject.log_of(&spec.unit).await.contains("ready").then_some(())).await;
    for _ in 0..2 {
        subject.engine.stop(&spec.unit, Duration::from_secs(10)).await.unwrap();
        assert!(matches!(subject.find(&spec.unit).await.unwrap().state, ObservedState::Exited(_)));
    }
    assert!(subject.log_of(&spec.unit).await.ends_with("saved\n"));
    subject.engine.remove(&spec.unit, AT_ONCE).await.unwrap();
    subject.engine.stop(&spec.unit, AT_ONCE).await.unwrap();
}

pub async fn removing_at_once_from_several_sides_is_fine(subject: &Subject) {
    let spec = subject.sleeper("popular");
    subject.engine.apply(&spec).await.unwrap();
    let removals = (0..6).map(|_| subject.engine.remove(&spec.unit, Duration::from_secs(1)));
    try_join_all(removals).await.unwrap();
    assert_eq!(subject.engine.list().await.unwrap(), []);
}

pub async fn only_workloads_of_the_own_installation_are_listed(subject: &Subject) {
    let other = subject.other(|_| {}).await;
    let spec = subject.sleeper("same-name");
    other.apply(&spec).await.unwrap();
    assert_eq!(subject.engine.list().await.unwrap(), []);
    subject.engine.remove(&spec.unit, AT_ONCE).await.unwrap();
    assert_eq!(other.list().await.unwrap().len(), 1);
    other.purge().await.unwrap();
}
