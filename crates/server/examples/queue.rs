//! How fast does the queue decide? Fills a database with 15,000 waiting jobs of 30 groups in 6 quota classes, of sizes 1, 5 and 20 in
//! the ratio 7:2:1, and lets all of them through, looking after each pass whether any quota is exceeded.
//! Usage: queue <name of the database> [database URL]

use std::sync::Arc;
use std::time::{Duration, Instant};

use primehub_engine::fake::FakeEngine;
use primehub_server::app::{App, SharedApp};
use primehub_server::clock::Clock;
use primehub_server::config::Config;
use primehub_server::features::workload::admit;
use primehub_server::features::workload::queue::{self, line};

const GROUPS: i64 = 30;
const JOBS: i64 = 15_000;
/// Cores of each class of groups.
const CLASSES: [i64; 6] = [20, 40, 60, 80, 100, 120];
const SIZES: [i64; 10] = [1, 1, 5, 1, 1, 20, 1, 5, 1, 1];
/// About what the description of a real job has.
const SPEC_BYTES: usize = 4096;

#[tokio::main]
async fn main() {
    let mut arguments = std::env::args().skip(1);
    let name = arguments.next().expect("the first argument names the database");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut config = Config::assemble(None, std::iter::empty()).expect("the defaults");
    config.data = folder.path().to_owned();
    config.database.url = arguments.next().unwrap_or_else(|| "sqlite".into());
    // The machine of the fake engine has 64 cores, and the quotas of all groups together are to be the limit.
    config.engine.overcommit_cpu = 100_000;
    config.engine.overcommit_memory = 100_000;
    let clock = Clock::system();
    let engine = FakeEngine::new({
        let clock = clock.clone();
        Arc::new(move || clock.now())
    });
    let app = App::build(config, clock, Arc::new(engine)).await.unwrap_or_else(|error| panic!("{error:?}"));
    fill(&app).await;

    let queue = queue::store::queue(app.db.read()).await.unwrap_or_else(|error| panic!("{error:?}"));
    let mut picture = admit::look(&app).await.unwrap_or_else(|error| panic!("{error:?}")).expect("the machine is known");
    let began = Instant::now();
    let verdicts = queue::decide(&queue, &mut picture);
    print_rate(&name, "decided in memory", verdicts.len(), began.elapsed());

    let began = Instant::now();
    let places = line::of_group(&app, "group-07").await.unwrap_or_else(|error| panic!("{error:?}"));
    println!(
        "{name:<11} {:<36} {:>8.1} ms for {} jobs",
        "places and reasons of one group",
        began.elapsed().as_secs_f64() * 1e3,
        places.len()
    );

    let (mut inside, mut passes, mut started, mut first) = (Duration::ZERO, 0, 0, None);
    loop {
        let began = Instant::now();
        let let_go = admit::run_queue(&app).await.unwrap_or_else(|error| panic!("{error:?}"));
        let took = began.elapsed();
        inside += took;
        if let_go.is_empty() {
            break;
        }
        passes += 1;
        started += let_go.len();
        first.get_or_insert((let_go.len(), took));
        require_quotas(&app).await;
        end_all(&app).await;
    }
    assert_eq!(started as i64, JOBS, "everything ran once");
    let (let_go, took) = first.expect("there was a first pass");
    print_rate(&name, "first pass, all waiting", JOBS as usize, took);
    println!("{name:<11} {:<36} {let_go:>8} jobs", "let go in it");
    print_rate(&name, &format!("all let through in {passes} passes"), started, inside);
    println!("{name:<11} {:<36} {:>8}", "quotas exceeded", 0);
}

fn print_rate(name: &str, what: &str, count: usize, took: Duration) {
    println!("{name:<11} {what:<36} {:>8.0} /s   ({count} in {:.0} ms)", count as f64 / took.as_secs_f64(), took.as_secs_f64() * 1e3);
}

fn quota(group: i64) -> i64 {
    CLASSES[(group % CLASSES.len() as i64) as usize] * 1000
}

async fn fill(app: &SharedApp) {
    let mut tx = app.db.begin().await.unwrap_or_else(|error| panic!("{error:?}"));
    for group in 0..GROUPS {
        sqlx::query("insert into groups (id, name, path_key, project_quota_cpu, created_at) values ($1, $1, $1, $2, 0)")
            .bind(format!("group-{group:02}"))
            .bind(quota(group))
            .execute(&mut *tx)
            .await
            .unwrap();
    }
    let spec = format!("{{\"filler\":\"{}\"}}", "x".repeat(SPEC_BYTES));
    for job in 0..JOBS {
        let size = SIZES[(job / GROUPS % SIZES.len() as i64) as usize] * 1000;
        sqlx::query(
            "insert into units (id, kind, name, group_id, user_id, instance_type, generation, desired, state, holds, cpu, memory, gpu, request_cpu, \
             request_memory, priority, spec, queued_at, state_since) values ($1, 'job', $1, $2, $3, 'cpu', 1, 'run', 'queued', 0, $4, 1024, 0, $4, 1024, 0, $5, $6, $6)",
        )
        .bind(format!("job-{job:05}"))
        .bind(format!("group-{:02}", job % GROUPS))
        .bind(format!("user-{}", job % 200))
        .bind(size)
        .bind(&spec)
        .bind(app.clock.micros() - JOBS + job)
        .execute(&mut *tx)
        .await
        .unwrap();
    }
    tx.commit().await.unwrap();
}

async fn require_quotas(app: &SharedApp) {
    let held: Vec<(String, i64)> = sqlx::query_as("select group_id, cast(sum(cpu) as bigint) from units where holds = 1 group by group_id")
        .fetch_all(app.db.read())
        .await
        .unwrap();
    for (group, cpu) in held {
        let number: i64 = group.trim_start_matches("group-").parse().unwrap();
        assert!(cpu <= quota(number), "{group} uses {cpu} of {}", quota(number));
    }
}

async fn end_all(app: &SharedApp) {
    let mut tx = app.db.begin().await.unwrap_or_else(|error| panic!("{error:?}"));
    sqlx::query("update units set state = 'gone', desired = 'stop', holds = 0 where state = 'starting'").execute(&mut *tx).await.unwrap();
    tx.commit().await.unwrap();
}
