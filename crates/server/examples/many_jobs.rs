//! How does the list of jobs do with 100,000 of them? Fills an empty database with the jobs of one group and another, serves it, and
//! prints what a load generator needs: the address, a member's token, and the group.
//! Usage: many_jobs <port> [database URL]

use std::sync::Arc;

use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use primehub_engine::fake::FakeEngine;
use primehub_server::app::App;
use primehub_server::auth::Peer;
use primehub_server::clock::Clock;
use primehub_server::config::Config;
use primehub_server::{http, ids};

const JOBS: i64 = 100_000;
const USERS: i64 = 50;
const MINUTE: i64 = 60_000_000;

#[tokio::main]
async fn main() {
    let mut arguments = std::env::args().skip(1);
    let port: u16 = arguments.next().and_then(|text| text.parse().ok()).expect("the first argument is a port");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut config = Config::assemble(None, std::iter::empty()).expect("the defaults");
    config.data = folder.path().to_owned();
    config.database.url = arguments.next().unwrap_or_else(|| "sqlite".into());
    let clock = Clock::system();
    let engine = FakeEngine::new({
        let clock = clock.clone();
        Arc::new(move || clock.now())
    });
    let app = App::build(config, clock, Arc::new(engine)).await.unwrap_or_else(|error| panic!("{error:?}"));
    let token = fill(&app).await;

    // The gateway says who asks; here it is always this machine.
    let with_peer = async |mut request: Request, next: Next| {
        request.extensions_mut().insert(Peer("127.0.0.1".into()));
        next.run(request).await
    };
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await.expect("the port is free");
    println!("http://127.0.0.1:{port}/api/graphql {token} lab");
    axum::serve(listener, http::router(app).layer(from_fn(with_peer))).await.expect("serving");
}

/// The token of a member of the group `lab`, to which all but every tenth job belong.
async fn fill(app: &App) -> String {
    let now = app.clock.micros();
    let mut tx = app.db.begin().await.unwrap_or_else(|error| panic!("{error:?}"));
    for group in ["lab", "other"] {
        sqlx::query("insert into groups (id, name, path_key, created_at) values ($1, $1, $1, $2)")
            .bind(group)
            .bind(now)
            .execute(&mut *tx)
            .await
            .unwrap();
    }
    for number in 0..USERS {
        let name = format!("user{number:02}");
        sqlx::query("insert into users (id, username, username_key, is_admin, created_at) values ($1, $1, $1, $2, $3)")
            .bind(&name)
            .bind((number == 0) as i64)
            .bind(now)
            .execute(&mut *tx)
            .await
            .unwrap();
        sqlx::query("insert into memberships (group_id, user_id, is_admin, created_at) values ('lab', $1, 0, $2)")
            .bind(&name)
            .bind(now)
            .execute(&mut *tx)
            .await
            .unwrap();
    }
    for number in 0..JOBS {
        let created = now - (JOBS - number) * MINUTE;
        let phase = ["Succeeded", "Succeeded", "Succeeded", "Failed", "Cancelled"][(number % 5) as usize];
        let name = format!("Train model {} on data set {}", number % 977, number % 31);
        sqlx::query(
            "insert into jobs (id, name, name_key, search_key, group_id, user_id, user_name, command, image, instance_type, instance_label, cpu, memory, gpu, \
             deadline_seconds, priority, schedule_id, schedule_name, created_at, started_at, finished_at, run_micros, phase, reason, message, \
             settled, mailed) values ($1, $2, $3, $3 || ' ' || $1, $4, $5, $5, $6, 'base-notebook', $7, $7, 1000, 2048, 0, 86400, 0, '', '', $8, $9, $10, $11, $12, \
             'PodSucceeded', 'Job completed', 1, 1)",
        )
        .bind(format!("job-202601010000-{number:06}"))
        .bind(&name)
        .bind(name.to_lowercase())
        .bind(if number % 10 == 0 { "other" } else { "lab" })
        .bind(format!("user{:02}", number % USERS))
        .bind("python3 train.py --epochs 10 --rate 0.001\n".repeat(10))
        .bind(format!("cpu-{}", number % 3))
        .bind(created)
        .bind(created + MINUTE)
        .bind(created + (2 + number % 600) * MINUTE)
        .bind((1 + number % 600) * MINUTE)
        .bind(phase)
        .execute(&mut *tx)
        .await
        .unwrap();
    }
    let token = ids::secret("pht_");
    sqlx::query("insert into api_tokens (id, user_id, name, token_hash, hint, created_at) values ('t', 'user01', 'bench', $1, 'pht_', $2)")
        .bind(ids::fingerprint(&token))
        .bind(now)
        .execute(&mut *tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    app.db.tidy().await.unwrap_or_else(|error| panic!("{error:?}"));
    token
}
