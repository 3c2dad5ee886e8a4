//! A whole server in process for one test: own data folder, own database, a fake engine and a clock that is moved by hand.
//! With `PRIMEHUB_TEST_POSTGRES` set, every test makes a database of its own there.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::body::Body;
use axum::http::{Method, Request, Response, StatusCode};
use chrono::{TimeZone, Utc};
use primehub_engine::fake::FakeEngine;
use primehub_server::app::{App, SharedApp};
use primehub_server::clock::Clock;
use primehub_server::config::Config;
use primehub_server::db::Db;
use primehub_server::features::jobs;
use primehub_server::features::workload::reconciler;
use primehub_server::{events, http, ids};
use serde_json::{Value, json};
use sqlx::{AnyPool, AssertSqlSafe};
use tokio::sync::OnceCell;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

pub struct TestApp {
    pub app: SharedApp,
    pub engine: FakeEngine,
    pub clock: Clock,
    pub data: Arc<tempfile::TempDir>,
    router: axum::Router,
    loops: tokio::task::JoinHandle<()>,
    _background: tokio_util::sync::DropGuard,
}

/// What a dead server process leaves behind.
pub struct Killed {
    config: Config,
    pub clock: Clock,
    pub engine: FakeEngine,
    data: Arc<tempfile::TempDir>,
}

impl Killed {
    /// As after a boot at which the engine comes up later than the server.
    pub async fn start_again_without_engine(self) -> TestApp {
        self.engine.set_down(true);
        self.start_again().await
    }

    pub async fn start_again(self) -> TestApp {
        TestApp::start(self.config, self.clock, self.engine, self.data).await
    }

    /// Answers requests, but nothing happens by itself.
    pub async fn start_again_without_loops(self) -> TestApp {
        TestApp::without_loops(self.config, self.clock, self.engine, self.data).await
    }
}

pub struct Person {
    pub id: String,
    pub token: String,
}

/// Quotas in cores, GiB and pieces; None is unlimited.
#[derive(Default)]
pub struct Quotas {
    pub user_cpu: Option<f64>,
    pub user_memory: Option<f64>,
    pub user_gpu: Option<i64>,
    pub group_cpu: Option<f64>,
    pub group_memory: Option<f64>,
    pub group_gpu: Option<i64>,
}

pub struct Answer(pub Value);

impl Answer {
    /// The data of an answer that must have no errors.
    #[track_caller]
    pub fn data(&self) -> &Value {
        assert!(self.0.get("errors").is_none(), "unexpected errors: {}", self.0["errors"]);
        &self.0["data"]
    }

    #[track_caller]
    pub fn error(&self) -> &Value {
        assert!(self.0["errors"][0].is_object(), "expected an error, got {}", self.0);
        &self.0["errors"][0]
    }

    #[track_caller]
    pub fn code(&self) -> &str {
        self.error()["extensions"]["code"].as_str().unwrap_or("none")
    }

    #[track_caller]
    pub fn message(&self) -> &str {
        self.error()["message"].as_str().unwrap_or("none")
    }
}

impl TestApp {
    /// A server that is set up: an administrator `root` exists.
    pub async fn new() -> Self {
        Self::with(|_| {}).await
    }

    pub async fn with(adjust: impl FnOnce(&mut Config)) -> Self {
        let t = Self::before_set_up(adjust).await;
        t.insert_person("root", true).await;
        t
    }

    /// A server that nobody has set up yet.
    pub async fn before_set_up(adjust: impl FnOnce(&mut Config)) -> Self {
        let data = Arc::new(tempfile::tempdir().unwrap());
        let mut config = Config::assemble(None, std::iter::empty()).unwrap();
        config.data = data.path().to_owned();
        config.database.url = migrated_database().await;
        config.database.connections = 4;
        adjust(&mut config);
        let clock = Clock::manual(Utc.with_ymd_and_hms(2026, 3, 2, 9, 0, 0).unwrap());
        let engine = FakeEngine::new({
            let clock = clock.clone();
            Arc::new(move || clock.now())
        });
        Self::start(config, clock, engine, data).await
    }

    /// A server on a data folder and a database that are there already.
    pub async fn on(config: Config, data: tempfile::TempDir) -> Self {
        let clock = Clock::manual(Utc.with_ymd_and_hms(2026, 3, 2, 9, 0, 0).unwrap());
        let engine = FakeEngine::new({
            let clock = clock.clone();
            Arc::new(move || clock.now())
        });
        Self::start(config, clock, engine, Arc::new(data)).await
    }

    async fn start(config: Config, clock: Clock, engine: FakeEngine, data: Arc<tempfile::TempDir>) -> Self {
        let mut t = Self::without_loops(config, clock, engine, data).await;
        let stop = CancellationToken::new();
        let app = t.app.clone();
        t._background = stop.clone().drop_guard();
        t.loops = tokio::spawn(async move {
            let others = async { tokio::join!(events::exchange(app.clone()), jobs::run(app.clone())) };
            tokio::join!(reconciler::run(app.clone(), stop.clone()), stop.run_until_cancelled(others));
        });
        t
    }

    async fn without_loops(config: Config, clock: Clock, engine: FakeEngine, data: Arc<tempfile::TempDir>) -> Self {
        let app = App::build(config, clock.clone(), Arc::new(engine.clone())).await.unwrap_or_else(|error| panic!("{error:?}"));
        let router = http::router(app.clone());
        let loops = tokio::spawn(async {});
        Self { app, engine, clock, data, router, loops, _background: CancellationToken::new().drop_guard() }
    }

    /// The process dies where it is, as by `kill -9`: nothing is finished, no lease is given back.
    pub async fn kill(self) -> Killed {
        self.loops.abort();
        let _ = self.loops.await;
        Killed { config: self.app.config.clone(), clock: self.clock, engine: self.engine, data: self.data }
    }

    /// Another server process on the same data, database, engine and clock.
    pub async fn second_server(&self) -> Self {
        Self::start(self.app.config.clone(), self.clock.clone(), self.engine.clone(), self.data.clone()).await
    }

    pub async fn second_server_without_loops(&self) -> Self {
        Self::without_loops(self.app.config.clone(), self.clock.clone(), self.engine.clone(), self.data.clone()).await
    }

    pub fn db(&self) -> &AnyPool {
        self.app.db.read()
    }

    pub async fn root(&self) -> Person {
        let id: String = sqlx::query_scalar("select id from users where username = 'root'").fetch_one(self.db()).await.unwrap();
        self.with_token(&id).await
    }

    pub async fn person(&self, username: &str) -> Person {
        let id = self.insert_person(username, false).await;
        self.with_token(&id).await
    }

    async fn insert_person(&self, username: &str, admin: bool) -> String {
        let id = ids::sortable(&self.clock);
        let mut tx = self.app.db.begin().await.unwrap_or_else(|error| panic!("{error:?}"));
        sqlx::query(
            "insert into users (id, username, username_key, search_key, enabled, is_admin, created_at) values ($1, $2, $3, $3, 1, $4, $5)",
        )
        .bind(&id)
        .bind(username)
        .bind(username.to_lowercase())
        .bind(admin as i64)
        .bind(self.clock.micros())
        .execute(&mut *tx)
        .await
        .unwrap();
        sqlx::query("insert into memberships (group_id, user_id, is_admin, created_at) values ('everyone', $1, 0, 0)")
            .bind(&id)
            .execute(&mut *tx)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        id
    }

    async fn with_token(&self, id: &str) -> Person {
        let token = ids::secret("pht_");
        let mut tx = self.app.db.begin().await.unwrap_or_else(|error| panic!("{error:?}"));
        sqlx::query("insert into api_tokens (id, user_id, name, token_hash, hint, created_at) values ($1, $2, 'test', $3, 'pht_', 0)")
            .bind(ids::sortable(&self.clock))
            .bind(id)
            .bind(ids::fingerprint(&token))
            .execute(&mut *tx)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        Person { id: id.to_owned(), token }
    }

    /// A group with these members, straight into the database.
    pub async fn group(&self, name: &str, quotas: Quotas, members: &[&Person]) -> String {
        let id = ids::sortable(&self.clock);
        let milli = |cores: Option<f64>| cores.map(|cores| (cores * 1000.0) as i64);
        let mib = |gib: Option<f64>| gib.map(|gib| (gib * 1024.0) as i64);
        let mut tx = self.app.db.begin().await.unwrap_or_else(|error| panic!("{error:?}"));
        sqlx::query(
            "insert into groups (id, name, path_key, quota_cpu, quota_memory, quota_gpu, project_quota_cpu, project_quota_memory, project_quota_gpu, created_at) \
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0)",
        )
        .bind(&id)
        .bind(name)
        .bind(name.to_lowercase().replace('_', "-"))
        .bind(milli(quotas.user_cpu))
        .bind(mib(quotas.user_memory))
        .bind(quotas.user_gpu)
        .bind(milli(quotas.group_cpu))
        .bind(mib(quotas.group_memory))
        .bind(quotas.group_gpu)
        .execute(&mut *tx)
        .await
        .unwrap();
        for member in members {
            sqlx::query("insert into memberships (group_id, user_id, is_admin, created_at) values ($1, $2, 0, 0)")
                .bind(&id)
                .bind(&member.id)
                .execute(&mut *tx)
                .await
                .unwrap();
        }
        tx.commit().await.unwrap();
        id
    }

    pub async fn make_group_admin(&self, group: &str, person: &Person) {
        let mut tx = self.app.db.begin().await.unwrap_or_else(|error| panic!("{error:?}"));
        sqlx::query("update memberships set is_admin = 1 where group_id = $1 and user_id = $2")
            .bind(group)
            .bind(&person.id)
            .execute(&mut *tx)
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }

    pub async fn ask(&self, person: &Person, query: &str, variables: Value) -> Answer {
        self.graphql(Some(&person.token), query, variables).await
    }

    pub async fn ask_as_nobody(&self, query: &str, variables: Value) -> Answer {
        self.graphql(None, query, variables).await
    }

    async fn graphql(&self, token: Option<&str>, query: &str, variables: Value) -> Answer {
        let mut request = Request::builder().method(Method::POST).uri("/api/graphql").header("content-type", "application/json");
        if let Some(token) = token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        let body = json!({ "query": query, "variables": variables }).to_string();
        let (_, text) = read(self.send(request.body(Body::from(body)).unwrap()).await).await;
        Answer(serde_json::from_str(&text).unwrap_or_else(|_| panic!("not JSON: {text}")))
    }

    /// Any request, through the whole router.
    pub async fn send(&self, request: Request<Body>) -> Response<Body> {
        self.router.clone().oneshot(request).await.unwrap()
    }

    pub async fn get(&self, person: Option<&Person>, path: &str) -> (StatusCode, String) {
        let mut request = Request::builder().method(Method::GET).uri(path);
        if let Some(person) = person {
            request = request.header("authorization", format!("Bearer {}", person.token));
        }
        read(self.send(request.body(Body::empty()).unwrap()).await).await
    }
}

pub async fn read(response: Response<Body>) -> (StatusCode, String) {
    let status = response.status();
    let bytes = axum::body::to_bytes(response.into_body(), 64 << 20).await.unwrap();
    (status, String::from_utf8_lossy(&bytes).into_owned())
}

/// Waits until the condition holds; for what happens in background tasks. Fails after half a minute, which only a machine with much else to do comes near.
pub async fn eventually<F: AsyncFnMut() -> bool>(what: &str, mut condition: F) {
    let started = std::time::Instant::now();
    while !condition().await {
        assert!(started.elapsed().as_secs() < 30, "never became true: {what}");
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
}

/// `sqlite`, or a new and empty database on the server that the environment names.
pub async fn own_database() -> String {
    let Ok(server) = std::env::var("PRIMEHUB_TEST_POSTGRES") else { return "sqlite".into() };
    create_database(&server, "").await
}

/// The same, but with its tables where that saves time.
async fn migrated_database() -> String {
    static TEMPLATE: OnceCell<String> = OnceCell::const_new();
    let Ok(server) = std::env::var("PRIMEHUB_TEST_POSTGRES") else { return "sqlite".into() };
    let template = TEMPLATE.get_or_init(async || {
        let url = create_database(&server, "").await;
        let db = Db::connect(&url, Path::new("."), 1).await.unwrap_or_else(|error| panic!("{error:?}"));
        db.migrate().await.unwrap_or_else(|error| panic!("{error:?}"));
        db.close().await;
        url.rsplit_once('/').unwrap().1.to_owned()
    });
    let copied = format!("template {}", template.await);
    create_database(&server, &copied).await
}

async fn create_database(server: &str, options: &str) -> String {
    static COUNTER: AtomicU64 = AtomicU64::new(0);
    let name = format!("test_{}_{}", std::process::id(), COUNTER.fetch_add(1, Ordering::Relaxed));
    sqlx::any::install_default_drivers();
    let pool = AnyPool::connect(server).await.unwrap();
    sqlx::query(AssertSqlSafe(format!("create database {name} {options}"))).execute(&pool).await.unwrap();
    pool.close().await;
    let (base, _) = server.rsplit_once('/').unwrap();
    format!("{base}/{name}")
}
