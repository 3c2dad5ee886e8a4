//! Does a workload that prints a lot grow the server? Runs a task in a real container that prints 100 MB as fast as it can, collects
//! its log, reads it back, and prints what that took.
//! Usage: logs <image with a shell> <empty folder>

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use futures_util::StreamExt;
use primehub_engine::{Limits, Privileges, Role, UnitRef, WorkloadSpec};
use primehub_server::app::{App, SharedApp};
use primehub_server::clock::Clock;
use primehub_server::config::Config;
use primehub_server::features::identity;
use primehub_server::features::workload::model::{Amounts, StartRequest, State, UnitSpec};
use primehub_server::features::workload::{actions, connect, logs, reconciler, store};
use tokio_util::sync::CancellationToken;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const LINES: u64 = 1_000_000;
/// A line has 99 digits and its end: 100 MB in all.
const COMMAND: &str = "seq -f %099.0f 1000000";

#[tokio::main]
async fn main() {
    tracing_subscriber::fmt().with_writer(std::io::stderr).with_env_filter("primehub_server=info").init();
    let mut arguments = std::env::args().skip(1);
    let image = arguments.next().expect("the first argument is an image with a shell");
    let mut config = Config::assemble(None, std::iter::empty()).expect("the defaults");
    config.data = arguments.next().expect("the second argument is an empty folder").into();
    config.workload.log_mib = 400;
    let clock = Clock::system();
    let engine = connect::engine(&config, &clock).await.unwrap_or_else(|error| panic!("{error:?}"));
    let app = App::build(config, clock, engine).await.unwrap_or_else(|error| panic!("{error:?}"));
    prepare(&app).await;
    let stop = CancellationToken::new();
    let loops = tokio::spawn(reconciler::run(app.clone(), stop.clone()));
    // Whatever the server takes once for a container is taken before it is measured.
    run(&app, "warm-up", &image, "echo 1").await;

    let before = resident();
    let (highest, over) = (Arc::new(AtomicU64::new(before)), Arc::new(AtomicBool::new(false)));
    let watching = std::thread::spawn({
        let (highest, over) = (highest.clone(), over.clone());
        move || {
            while !over.load(Ordering::Relaxed) {
                highest.fetch_max(resident(), Ordering::Relaxed);
                std::thread::sleep(Duration::from_millis(20));
            }
        }
    });
    let began = Instant::now();
    let at = run(&app, "printer", &image, COMMAND).await;
    println!("from the click until the container is gone: {:.1} s", began.elapsed().as_secs_f64());
    let kept: u64 = std::fs::read_dir(app.data("logs").join("printer")).unwrap().flatten().map(|file| file.metadata().unwrap().len()).sum();
    println!("kept on disk with times: {:.1} MB", kept as f64 / 1e6);

    let began = Instant::now();
    let (mut bytes, mut lines, mut expected) = (0, 0, 1);
    let mut log = Box::pin(logs::read(&app, at, logs::Wanted::default()));
    while let Some(piece) = log.next().await {
        let piece = piece.unwrap();
        bytes += piece.len();
        lines += 1;
        let number: u64 = String::from_utf8_lossy(&piece).trim().parse().unwrap_or(0);
        assert_eq!(number, expected, "a line is missing or twice");
        expected += 1;
    }
    println!("read back: {lines} lines, {:.1} MB in {:.1} s", bytes as f64 / 1e6, began.elapsed().as_secs_f64());
    over.store(true, Ordering::Relaxed);
    watching.join().unwrap();
    println!(
        "memory of the server: {:.1} MB before, {:.1} MB at most, {:.1} MB after",
        mb(before),
        mb(highest.load(Ordering::Relaxed)),
        mb(resident())
    );
    assert_eq!(lines, LINES, "every line was kept");
    stop.cancel();
    loops.await.unwrap();
}

fn mb(kib: u64) -> f64 {
    kib as f64 * 1024.0 / 1e6
}

fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

async fn prepare(app: &SharedApp) {
    let mut tx = app.db.begin().await.unwrap_or_else(|error| panic!("{error:?}"));
    for sql in [
        "insert into users (id, username, username_key, created_at) values ('ann', 'ann', 'ann', 0)",
        "insert into groups (id, name, path_key, created_at) values ('research', 'research', 'research', 0)",
        "insert into memberships (group_id, user_id, created_at) values ('research', 'ann', 0)",
    ] {
        sqlx::query(sql).execute(&mut *tx).await.unwrap();
    }
    tx.commit().await.unwrap();
}

/// Waits until its container is removed.
async fn run(app: &SharedApp, id: &str, image: &str, command: &str) -> UnitRef {
    let group = identity::store::group(app.db.read(), "research").await.unwrap_or_else(|error| panic!("{error:?}")).unwrap();
    let amounts = Amounts { cpu: 1000, memory: 512, gpu: 0 };
    let workload = WorkloadSpec {
        unit: UnitRef { unit: id.into(), generation: 0 },
        kind: "job".into(),
        name: id.into(),
        role: Role::Task,
        image: image.into(),
        entrypoint: Some(vec!["sh".into(), "-c".into(), command.into()]),
        command: Some(Vec::new()),
        env: Vec::new(),
        working_dir: None,
        user: Some("1000:100".into()),
        mounts: Vec::new(),
        limits: Limits { cpu_milli: amounts.cpu, memory_mib: amounts.memory, ..Default::default() },
        network: "research".into(),
        ports: Vec::new(),
        privileges: Privileges::None,
        requests: None,
        node_selector: Vec::new(),
        tolerations: Vec::new(),
        labels: Vec::new(),
    };
    let spec = UnitSpec { workload, readiness: None, restarts: false, secret_env: None, pull_auth: None, folders: Vec::new() };
    let request = StartRequest {
        id: id.into(),
        kind: "job",
        name: id.into(),
        group_id: "research".into(),
        user_id: "ann".into(),
        instance_type: "cpu".into(),
        amounts,
        requested: amounts,
        priority: 0,
        spec,
    };
    let mut tx = app.db.begin().await.unwrap_or_else(|error| panic!("{error:?}"));
    actions::request_start(app, &mut tx, &group, &request, false, "bench").await.unwrap_or_else(|error| panic!("{error:?}"));
    tx.commit().await.unwrap();
    actions::committed(app, id);
    loop {
        let unit = store::unit(app.db.read(), id).await.unwrap_or_else(|error| panic!("{error:?}")).unwrap();
        if unit.state() == State::Gone {
            assert_eq!(unit.outcome.as_deref(), Some("succeeded"), "{:?}", unit.reason);
            return UnitRef { unit: id.into(), generation: unit.generation };
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
