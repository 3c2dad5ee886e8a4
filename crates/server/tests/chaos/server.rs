//! One installation and the server process that runs on it: started, set up and asked over HTTP, killed.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use sqlx::AnyPool;

pub struct Site {
    pub folder: tempfile::TempDir,
    settings: Vec<(&'static str, String)>,
    port: u16,
    token: String,
    client: reqwest::Client,
    process: Option<Child>,
}

/// A unit as its row has it.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct Row {
    pub id: String,
    pub generation: i64,
    pub desired: String,
    pub state: String,
    pub holds: i64,
}

impl Site {
    /// A server with these settings that is set up, with a group that its administrator belongs to. Returns the group's id, too.
    pub async fn new(settings: Vec<(&'static str, String)>) -> (Self, String) {
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let client = reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(10)).build().unwrap();
        let mut site = Self { folder: tempfile::tempdir().unwrap(), settings, port, token: String::new(), client, process: None };
        site.start().await;
        site.set_up().await;
        let me = site.ask("{ me { id } }", json!({})).await.unwrap()["me"]["id"].clone();
        let data = json!({ "name": "research", "users": { "connect": [{ "id": me }] } });
        let group =
            site.ask("mutation($data: GroupCreateInput!) { createGroup(data: $data) { id } }", json!({ "data": data })).await.unwrap();
        (site, group["createGroup"]["id"].as_str().unwrap().to_owned())
    }

    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    pub fn installation(&self) -> String {
        std::fs::read_to_string(self.data().join("installation-id")).unwrap().trim().to_owned()
    }

    fn output(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("output")).unwrap_or_default()
    }

    /// Starts the process and waits until it says that it is ready.
    pub async fn start(&mut self) {
        let output = std::fs::File::create(self.folder.path().join("output")).unwrap();
        let errors = std::fs::OpenOptions::new().create(true).append(true).open(self.folder.path().join("errors")).unwrap();
        let process = Command::new(env!("CARGO_BIN_EXE_primehub-server"))
            .arg("serve")
            .env("PRIMEHUB_DATA", self.data())
            .env("PRIMEHUB_SERVER__LISTEN", format!("127.0.0.1:{}", self.port))
            .envs(self.settings.clone())
            .env("PRIMEHUB_WORKLOAD__STOP_GRACE_SECONDS", "1")
            .env("RUST_BACKTRACE", "0")
            .stdout(output)
            .stderr(errors)
            .stdin(Stdio::null())
            .spawn()
            .unwrap();
        self.process = Some(process);
        let began = Instant::now();
        while !self.output().contains("PrimeHub is ready") {
            if let Ok(Some(status)) = self.process.as_mut().unwrap().try_wait() {
                panic!("the server ended with {status}: {}", self.last_errors());
            }
            assert!(began.elapsed() < Duration::from_secs(30), "not ready: {}", self.last_errors());
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    pub fn last_errors(&self) -> String {
        let text = std::fs::read_to_string(self.folder.path().join("errors")).unwrap_or_default();
        text.lines().rev().take(30).collect::<Vec<_>>().into_iter().rev().collect::<Vec<_>>().join("\n")
    }

    /// `kill -9`.
    pub fn kill(&mut self) {
        let Some(mut process) = self.process.take() else { return };
        process.kill().unwrap();
        process.wait().unwrap();
    }

    async fn set_up(&mut self) {
        let began = Instant::now();
        while !self.output().lines().any(|line| line.contains("#token=")) {
            assert!(began.elapsed() < Duration::from_secs(10), "no set-up link: {}", self.output());
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        let output = self.output();
        let token = output.split("#token=").nth(1).and_then(|rest| rest.split_whitespace().next()).unwrap();
        let body = json!({ "token": token, "username": "root", "password": "four unrelated words" });
        let answer = self.client.post(self.url("/api/auth/setup")).json(&body).send().await.unwrap();
        assert!(answer.status().is_success(), "{}", answer.text().await.unwrap());
        let cookie = answer.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
        let query = json!({ "query": "mutation { createApiToken(name: \"chaos\") { plainText } }" });
        let answer = self.client.post(self.url("/api/graphql")).header("cookie", cookie).json(&query).send().await.unwrap();
        let answer: Value = answer.json().await.unwrap();
        self.token = answer["data"]["createApiToken"]["plainText"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned();
    }

    fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// The data, or what went wrong, which may be that the server is just being killed.
    pub async fn ask(&self, query: &str, variables: Value) -> Result<Value, String> {
        let body = json!({ "query": query, "variables": variables });
        let sent = self.client.post(self.url("/api/graphql")).bearer_auth(&self.token).json(&body).send().await;
        let answer: Value = sent.map_err(|error| error.to_string())?.json().await.map_err(|error| error.to_string())?;
        match answer.get("errors") {
            Some(errors) => Err(errors.to_string()),
            None => Ok(answer["data"].clone()),
        }
    }

    /// The same for a task of its own.
    pub fn asking(&self, query: &'static str, variables: Value) -> impl Future<Output = Result<Value, String>> + use<> {
        let body = json!({ "query": query, "variables": variables });
        let sending = self.client.post(self.url("/api/graphql")).bearer_auth(&self.token).json(&body).send();
        async move {
            let answer: Value = sending.await.map_err(|error| error.to_string())?.json().await.map_err(|error| error.to_string())?;
            if answer.get("errors").is_some() { Err(answer.to_string()) } else { Ok(answer["data"].clone()) }
        }
    }

    /// Uploads these bytes; whether it was answered that they are there.
    pub fn post(&self, path: &str, bytes: Vec<u8>) -> impl Future<Output = bool> + use<> {
        let sending = self.client.post(self.url(path)).bearer_auth(&self.token).body(bytes).send();
        async move { sending.await.is_ok_and(|answer| answer.status().is_success()) }
    }

    pub async fn get(&self, path: &str) -> reqwest::Response {
        let answer = self.client.get(self.url(path)).bearer_auth(&self.token).send().await.unwrap();
        answer.error_for_status().unwrap()
    }

    /// Straight from the file, so that it can be read while no server runs.
    pub async fn rows(&self) -> Vec<Row> {
        sqlx::any::install_default_drivers();
        let pool = AnyPool::connect(&format!("sqlite://{}?mode=rw", self.data().join("primehub.db").display())).await.unwrap();
        let rows = sqlx::query_as("select id, generation, desired, state, holds from units order by id").fetch_all(&pool).await.unwrap();
        pool.close().await;
        rows
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.kill();
    }
}
