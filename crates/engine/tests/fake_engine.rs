//! What only the fake engine does: it obeys the clock, its words and its handles, and finds its workloads again.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::{SinkExt, StreamExt};
use parking_lot::Mutex;
use primehub_engine::fake::{Call, FakeActivity, FakeKernel, Moment};
use primehub_engine::{
    Engine, EngineError, FakeEngine, FakeOptions, Limits, LogOptions, Machine, Now, ObservedState, Privileges, Role, UnitRef, WorkloadSpec,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

#[derive(Clone)]
struct Clock(Arc<Mutex<DateTime<Utc>>>);

impl Clock {
    fn new() -> Clock {
        Clock(Arc::new(Mutex::new(DateTime::UNIX_EPOCH)))
    }

    fn now(&self) -> Now {
        let clock = self.0.clone();
        Arc::new(move || *clock.lock())
    }

    fn forward(&self, seconds: i64) {
        *self.0.lock() += TimeDelta::seconds(seconds);
    }
}

fn service(unit: &str, words: &str) -> WorkloadSpec {
    WorkloadSpec {
        unit: UnitRef { unit: unit.into(), generation: 1 },
        kind: "notebook".into(),
        name: unit.into(),
        role: Role::Service { restarts: false },
        image: "base-notebook".into(),
        entrypoint: None,
        command: None,
        env: vec![("PRIMEHUB_FAKE".into(), words.into())],
        working_dir: None,
        user: None,
        mounts: vec![],
        limits: Limits::default(),
        network: "group".into(),
        ports: vec![8888],
        privileges: Privileges::None,
        requests: None,
        node_selector: vec![],
        tolerations: vec![],
        labels: vec![],
    }
}

async fn get(engine: &FakeEngine, unit: &UnitRef, path: &str) -> (u16, serde_json::Value) {
    let mut stream = TcpStream::connect(engine.address(unit, 8888).await.unwrap()).await.unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    let status = answer[9..12].parse().unwrap();
    let body = answer.split("\r\n\r\n").nth(1).unwrap_or_default();
    (status, serde_json::from_str(body).unwrap_or_default())
}

#[tokio::test]
async fn workloads_end_when_the_clock_says_so() {
    let clock = Clock::new();
    let engine = FakeEngine::new(clock.now());
    let spec = service("ends", "exit:3:5,tick:1,log:hello");
    engine.apply(&spec).await.unwrap();
    clock.forward(4);
    assert_eq!(engine.running(), std::slice::from_ref(&spec.unit));
    clock.forward(4);
    let [observed] = &engine.list().await.unwrap()[..] else { panic!("one is expected") };
    let ObservedState::Exited(exit) = &observed.state else { panic!("{observed:?}") };
    assert_eq!((exit.code, exit.at), (3, Some(DateTime::UNIX_EPOCH + TimeDelta::seconds(5))));
    let lines: Vec<_> = engine.logs(&spec.unit, LogOptions::default()).await.unwrap().collect().await;
    let last = lines.last().unwrap().as_ref().unwrap();
    assert_eq!((lines.len(), &last.bytes[..]), (7, &b"tick 5\n"[..]));
}

#[tokio::test]
async fn a_lost_workload_is_gone_and_can_be_created_again() {
    let clock = Clock::new();
    let engine = FakeEngine::new(clock.now());
    let spec = service("lost", "lose:10");
    engine.apply(&spec).await.unwrap();
    clock.forward(10);
    assert_eq!(engine.list().await.unwrap(), []);
    engine.apply(&spec).await.unwrap();
    assert_eq!(engine.creates("lost"), 2);
    engine.lose("lost").unwrap();
    assert_eq!(engine.list().await.unwrap(), []);
}

#[tokio::test]
async fn readiness_follows_the_clock_and_activity_is_what_was_set() {
    let clock = Clock::new();
    let engine = FakeEngine::new(clock.now());
    let spec = service("ready", "ready:30");
    engine.apply(&spec).await.unwrap();
    assert_eq!(get(&engine, &spec.unit, "/user/x/api").await.0, 503);
    clock.forward(30);
    assert_eq!(get(&engine, &spec.unit, "/user/x/api").await.0, 200);
    let kernel = FakeKernel { busy: true, connections: 2, last_activity: DateTime::UNIX_EPOCH };
    engine.set_activity("ready", FakeActivity { kernels: vec![kernel], connections: 2, ..Default::default() });
    let (_, status) = get(&engine, &spec.unit, "/user/x/api/status").await;
    assert_eq!((&status["kernels"], &status["connections"]), (&1.into(), &2.into()));
    let (_, kernels) = get(&engine, &spec.unit, "/user/x/api/kernels").await;
    assert_eq!(kernels[0]["execution_state"], "busy");
    let never = service("never", "never-ready");
    engine.apply(&never).await.unwrap();
    clock.forward(1_000_000);
    assert_eq!(get(&engine, &never.unit, "/api").await.0, 503);
}

#[tokio::test]
async fn web_sockets_echo_until_the_workload_ends() {
    let engine = FakeEngine::new(Clock::new().now());
    let spec = service("socket", "");
    engine.apply(&spec).await.unwrap();
    let address = engine.address(&spec.unit, 8888).await.unwrap();
    let stream = TcpStream::connect(address).await.unwrap();
    let (mut socket, _) = tokio_tungstenite::client_async(format!("ws://{address}/channels"), stream).await.unwrap();
    socket.send("hello".into()).await.unwrap();
    assert_eq!(socket.next().await.unwrap().unwrap(), "hello".into());
    engine.remove(&spec.unit, Duration::ZERO).await.unwrap();
    let ended = tokio::time::timeout(Duration::from_secs(10), socket.next()).await.unwrap();
    assert!(!matches!(ended, Some(Ok(_))), "{ended:?}");
}

#[tokio::test]
async fn while_it_is_down_every_call_says_so_and_workloads_go_on() {
    let engine = FakeEngine::new(Clock::new().now());
    let spec = service("survivor", "");
    engine.apply(&spec).await.unwrap();
    let mut hints = engine.watch().await.unwrap();
    engine.set_down(true);
    assert!(matches!(engine.list().await, Err(EngineError::Unreachable(_))));
    assert!(matches!(engine.apply(&spec).await, Err(EngineError::Unreachable(_))));
    assert!(hints.next().await.is_none());
    assert_eq!(engine.running(), std::slice::from_ref(&spec.unit));
    engine.set_down(false);
    assert_eq!(engine.list().await.unwrap().len(), 1);
}

#[tokio::test]
async fn what_came_and_vanished_between_two_looks_is_hinted_too() {
    let engine = FakeEngine::new(Clock::new().now());
    let mut hints = engine.watch().await.unwrap();
    let spec = service("mayfly", "");
    engine.apply(&spec).await.unwrap();
    engine.lose("mayfly").unwrap();
    let hint = tokio::time::timeout(Duration::from_secs(10), hints.next()).await.unwrap().unwrap().unwrap();
    assert_eq!(hint.unit, Some(spec.unit));
}

#[tokio::test]
async fn a_call_fails_before_or_after_its_effect_as_asked() {
    let engine = FakeEngine::new(Clock::new().now());
    let spec = service("crash", "");
    let states = [(Moment::Before, None), (Moment::Between, Some(false)), (Moment::After, Some(true))];
    for (moment, runs) in states {
        engine.fail_next(Call::Apply, moment);
        assert!(engine.apply(&spec).await.is_err());
        let state = engine.snapshot().pop().map(|observed| matches!(observed.state, ObservedState::Running { .. }));
        assert_eq!(state, runs, "{moment:?}");
        engine.remove(&spec.unit, Duration::ZERO).await.unwrap();
    }
    engine.hang_next(Call::Apply, Moment::Between);
    let hanging = tokio::time::timeout(Duration::from_millis(50), engine.apply(&spec)).await;
    assert!(hanging.is_err());
    assert_eq!(engine.snapshot()[0].state, ObservedState::Created);
    engine.apply(&spec).await.unwrap();
    assert_eq!((engine.running().len(), engine.creates("crash")), (1, 3));
}

#[tokio::test]
async fn workloads_outlive_the_process_when_there_is_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Clock::new();
    let open = || {
        let machine = Machine { name: "fake".into(), cpu_milli: 4000, memory_mib: 8192, gpus: 0 };
        FakeEngine::open(FakeOptions { now: clock.now(), state_file: Some(folder.path().join("fake.json")), machine }).unwrap()
    };
    let (keeps, hangs) = (service("keeps", ""), service("hangs", "hang:between"));
    let first = open();
    first.apply(&keeps).await.unwrap();
    assert!(tokio::time::timeout(Duration::from_millis(50), first.apply(&hangs)).await.is_err());
    drop(first);
    let second = open();
    assert_eq!(second.running(), std::slice::from_ref(&keeps.unit));
    assert_eq!(get(&second, &keeps.unit, "/api").await.0, 200);
    second.apply(&hangs).await.unwrap();
    assert_eq!((second.running().len(), second.creates("hangs")), (2, 1));
}

#[tokio::test]
async fn slow_creation_and_slow_pulls_wait_for_the_clock() {
    let clock = Clock::new();
    let engine = FakeEngine::new(clock.now());
    let spec = service("slow", "create:20");
    let applying = tokio::spawn({
        let (engine, spec) = (engine.clone(), spec.clone());
        async move { engine.apply(&spec).await }
    });
    let mut steps = engine.pull_image("fake/slow:30", None).await.unwrap();
    let first = steps.next().await.unwrap().unwrap();
    assert_eq!(first.done_bytes, 0);
    assert!(!applying.is_finished());
    clock.forward(15);
    let half = loop {
        let step = steps.next().await.unwrap().unwrap();
        if step.done_bytes > 0 {
            break step;
        }
    };
    assert_eq!(half.total_bytes, Some(half.done_bytes * 2));
    assert!(engine.inspect_image("fake/slow:30").await.unwrap().is_none());
    clock.forward(15);
    while let Some(step) = steps.next().await {
        step.unwrap();
    }
    assert!(engine.inspect_image("fake/slow:30").await.unwrap().is_some());
    applying.await.unwrap().unwrap();
    assert_eq!(engine.running(), [spec.unit]);
}
