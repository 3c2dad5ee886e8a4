//! What does the API do with 10,000 users and 1,000 groups? Fills an empty database with them, serves it, and prints what a load
//! generator needs: the address, an administrator's token, and an ordinary person's token.
//! Usage: crowd <port> [database URL]

use std::sync::Arc;

use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use primehub_engine::fake::FakeEngine;
use primehub_server::app::App;
use primehub_server::auth::Peer;
use primehub_server::clock::Clock;
use primehub_server::config::Config;
use primehub_server::{http, ids};

const USERS: usize = 10_000;
const GROUPS: usize = 1_000;
const GROUPS_OF_A_USER: usize = 5;

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
    let tokens = fill(&app).await;

    // The gateway says who asks; here it is always this machine.
    let with_peer = async |mut request: Request, next: Next| {
        request.extensions_mut().insert(Peer("127.0.0.1".into()));
        next.run(request).await
    };
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await.expect("the port is free");
    println!("http://127.0.0.1:{port}/api/graphql {} {}", tokens[0], tokens[1]);
    axum::serve(listener, http::router(app).layer(from_fn(with_peer))).await.expect("serving");
}

/// The tokens of the administrator and of one of the users.
async fn fill(app: &App) -> [String; 2] {
    let now = app.clock.micros();
    let mut tx = app.db.begin().await.unwrap_or_else(|error| panic!("{error:?}"));
    let mut groups = Vec::new();
    for number in 0..GROUPS {
        let id = ids::sortable(&app.clock);
        sqlx::query("insert into groups (id, name, path_key, display_name, quota_cpu, project_quota_cpu, created_at) values ($1, $2, $2, $3, 500, 64000, $4)")
            .bind(&id)
            .bind(format!("group-{number:04}"))
            .bind(format!("Group {number}"))
            .bind(now)
            .execute(&mut *tx)
            .await
            .unwrap();
        groups.push(id);
    }
    let mut owners = Vec::new();
    for number in 0..USERS {
        let id = ids::sortable(&app.clock);
        sqlx::query(
            "insert into users (id, username, username_key, email, email_key, first_name, last_name, search_key, is_admin, created_at) \
             values ($1, $2, $2, $3, $3, 'First', $4, $2 || ' ' || $3 || ' first ' || lower($4), $5, $6)",
        )
        .bind(&id)
        .bind(format!("user{number:05}"))
        .bind(format!("user{number:05}@example.org"))
        .bind(format!("Last{number}"))
        .bind((number == 0) as i64)
        .bind(now)
        .execute(&mut *tx)
        .await
        .unwrap();
        let own = (0..GROUPS_OF_A_USER).map(|step| groups[(number + step * 7) % GROUPS].as_str());
        for group in own.chain(["everyone"]) {
            sqlx::query("insert into memberships (group_id, user_id, is_admin, created_at) values ($1, $2, 0, $3)")
                .bind(group)
                .bind(&id)
                .bind(now)
                .execute(&mut *tx)
                .await
                .unwrap();
        }
        owners.push(id);
    }
    let tokens = [ids::secret("pht_"), ids::secret("pht_")];
    for (token, owner) in tokens.iter().zip([&owners[0], &owners[USERS / 2]]) {
        sqlx::query("insert into api_tokens (id, user_id, name, token_hash, hint, created_at) values ($1, $2, 'bench', $3, 'pht_', $4)")
            .bind(ids::sortable(&app.clock))
            .bind(owner)
            .bind(ids::fingerprint(token))
            .bind(now)
            .execute(&mut *tx)
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
    app.db.tidy().await.unwrap_or_else(|error| panic!("{error:?}"));
    tokens
}
