//! Tests of people, groups, sessions and tokens.

mod account;
mod audit;
mod bad_input;
mod command_line;
mod contract;
mod events;
mod groups;
mod lists;
mod origin;
mod read;
mod set_up;
mod sign_in;
mod users;

use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use primehub_server::auth::Peer;
use primehub_server::ids;
use serde_json::{Value, json};

use crate::harness::{Answer, Person, TestApp, read};

pub const PASSWORD: &str = "four unrelated words";

/// A browser at an address, with the cookie of its session.
pub struct Browser {
    pub cookie: Option<String>,
    pub address: String,
}

pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

impl Reply {
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("not JSON: {}", self.text))
    }

    #[track_caller]
    pub fn code(&self) -> String {
        self.json()["code"].as_str().unwrap_or("none").to_owned()
    }
}

impl Browser {
    pub fn new() -> Self {
        Self { cookie: None, address: "192.0.2.7".into() }
    }

    pub fn at(address: &str) -> Self {
        Self { cookie: None, address: address.into() }
    }

    /// Sends a request as a page of the portal would, and keeps the cookie that comes back.
    pub async fn send(&mut self, t: &TestApp, method: &str, path: &str, kind: &str, body: impl Into<Body>) -> Reply {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, "localhost:8080")
            .header(header::ORIGIN, "http://localhost:8080")
            .header("sec-fetch-site", "same-origin")
            .header(header::USER_AGENT, "Test browser")
            .header(header::CONTENT_TYPE, kind);
        if let Some(cookie) = &self.cookie {
            request = request.header(header::COOKIE, cookie);
        }
        let mut request = request.body(body.into()).unwrap();
        request.extensions_mut().insert(Peer(self.address.clone()));
        let response = t.send(request).await;
        let headers = response.headers().clone();
        if let Some(set) = headers.get(header::SET_COOKIE) {
            let pair = set.to_str().unwrap().split(';').next().unwrap().to_owned();
            self.cookie = Some(pair).filter(|pair| !pair.ends_with('='));
        }
        let (status, text) = read(response).await;
        Reply { status, headers, text }
    }

    pub async fn post(&mut self, t: &TestApp, path: &str, body: Value) -> Reply {
        self.send(t, "POST", path, "application/json", body.to_string()).await
    }

    pub async fn get(&mut self, t: &TestApp, path: &str) -> Reply {
        self.send(t, "GET", path, "text/plain", "").await
    }

    pub async fn sign_in(&mut self, t: &TestApp, username: &str, password: &str) -> Reply {
        self.post(t, "/api/auth/sign-in", json!({ "username": username, "password": password })).await
    }

    pub async fn ask(&mut self, t: &TestApp, query: &str, variables: Value) -> Answer {
        Answer(self.post(t, "/api/graphql", json!({ "query": query, "variables": variables })).await.json())
    }
}

/// A person who can sign in with `PASSWORD`.
pub async fn person_with_password(t: &TestApp, username: &str) -> Person {
    let person = t.person(username).await;
    set_password(t, &person.id).await;
    person
}

/// The password is hashed once for all tests, since hashing is slow on purpose.
pub async fn set_password(t: &TestApp, id: &str) {
    static HASH: tokio::sync::OnceCell<String> = tokio::sync::OnceCell::const_new();
    let hash =
        HASH.get_or_init(async || primehub_server::features::identity::door::password::hash(PASSWORD).await.unwrap_or_default()).await;
    let mut tx = t.app.db.begin().await.unwrap_or_else(|error| panic!("{error:?}"));
    sqlx::query("update users set password_hash = $1 where id = $2").bind(hash).bind(id).execute(&mut *tx).await.unwrap();
    tx.commit().await.unwrap();
}

/// A browser with a session of this person, without signing in.
pub async fn browser_of(t: &TestApp, person: &Person) -> Browser {
    let secret = ids::secret("");
    let now = t.clock.micros();
    let mut tx = t.app.db.begin().await.unwrap_or_else(|error| panic!("{error:?}"));
    sqlx::query(
        "insert into sessions (id, user_id, token_hash, created_at, last_seen_at, expires_at, address, user_agent) values ($1, $2, $3, $4, $4, $5, '', '')",
    )
    .bind(ids::sortable(&t.clock))
    .bind(&person.id)
    .bind(ids::fingerprint(&secret))
    .bind(now)
    .bind(now + 7 * 24 * 3600 * 1_000_000)
    .execute(&mut *tx)
    .await
    .unwrap();
    tx.commit().await.unwrap();
    Browser { cookie: Some(format!("primehub={secret}")), address: "192.0.2.7".into() }
}

pub async fn count(t: &TestApp, sql: &'static str) -> i64 {
    sqlx::query_scalar(sql).fetch_one(t.db()).await.unwrap()
}
