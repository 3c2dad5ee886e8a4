//! The first administrator, and what answers before there is one.

use primehub_server::features::identity::setup_link;
use serde_json::{Value, json};

use super::{Browser, PASSWORD, count};
use crate::harness::TestApp;

async fn token_of_link(t: &TestApp) -> String {
    let link = setup_link(&t.app).await.unwrap_or_else(|error| panic!("{error:?}")).expect("a link");
    let (page, token) = link.split_once("#token=").expect("a token behind the hash");
    assert_eq!(page, "http://localhost:8080/setup");
    token.to_owned()
}

fn first(token: &str, username: &str) -> Value {
    json!({ "token": token, "username": username, "password": PASSWORD, "email": "ada@example.org", "firstName": "Ada" })
}

#[tokio::test]
async fn the_link_makes_an_administrator_and_signs_him_in() {
    let t = TestApp::before_set_up(|_| {}).await;
    let mut browser = Browser::new();
    assert_eq!(browser.get(&t, "/api/auth/state").await.json()["setupNeeded"], true);
    let reply = browser.post(&t, "/api/auth/setup", first(&token_of_link(&t).await, "ada")).await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    assert_eq!(reply.json()["user"]["isAdmin"], true);
    let state = browser.get(&t, "/api/auth/state").await.json();
    assert_eq!((&state["setupNeeded"], &state["signedIn"], &state["user"]["displayName"]), (&json!(false), &json!(true), &json!("Ada")));
    let me = browser.ask(&t, "{ me { email isAdmin groups { id } } }", json!({})).await;
    assert_eq!(me.data()["me"], json!({ "email": "ada@example.org", "isAdmin": true, "groups": [{ "id": "everyone" }] }));
}

#[tokio::test]
async fn a_link_is_good_once_and_only_the_newest_one() {
    let t = TestApp::before_set_up(|_| {}).await;
    let old = token_of_link(&t).await;
    let new = token_of_link(&t).await;
    assert_eq!(Browser::new().post(&t, "/api/auth/setup", first(&old, "ada")).await.status, 403);
    assert_eq!(Browser::new().post(&t, "/api/auth/setup", first(&new, "ada")).await.status, 200);
    assert_eq!(Browser::new().post(&t, "/api/auth/setup", first(&new, "eve")).await.code(), "ALREADY_SET_UP");
    assert!(setup_link(&t.app).await.unwrap_or_else(|error| panic!("{error:?}")).is_none());
    assert_eq!(count(&t, "select count(*) from users").await, 1);
}

#[tokio::test]
async fn of_two_at_once_one_wins() {
    let t = TestApp::before_set_up(|_| {}).await;
    let token = token_of_link(&t).await;
    let (mut left, mut right) = (Browser::new(), Browser::new());
    let (left, right) =
        tokio::join!(left.post(&t, "/api/auth/setup", first(&token, "ada")), right.post(&t, "/api/auth/setup", first(&token, "bob")));
    let mut statuses = [left.status.as_u16(), right.status.as_u16()];
    statuses.sort();
    assert_eq!(statuses[0], 200);
    assert!([403, 409].contains(&statuses[1]), "{statuses:?}");
    assert_eq!(count(&t, "select count(*) from users").await, 1);
}

#[tokio::test]
async fn a_refused_form_leaves_the_link_good() {
    let t = TestApp::before_set_up(|_| {}).await;
    let token = token_of_link(&t).await;
    for (change, field) in [
        (json!({ "username": "Ada" }), "username"),
        (json!({ "password": "short" }), "password"),
        (json!({ "password": "password123" }), "password"),
        (json!({ "email": "nobody" }), "email"),
        (json!({ "firstName": "a\nb" }), "firstName"),
    ] {
        let mut form = first(&token, "ada");
        for (key, value) in change.as_object().unwrap() {
            form[key] = value.clone();
        }
        let reply = Browser::new().post(&t, "/api/auth/setup", form).await;
        assert_eq!((reply.status.as_u16(), reply.json()["field"].as_str()), (400, Some(field)), "{}", reply.text);
    }
    assert_eq!(Browser::new().post(&t, "/api/auth/setup", first(&token, "ada")).await.status, 200);
}

#[tokio::test]
async fn before_the_set_up_every_other_route_explains_itself() {
    let t = TestApp::before_set_up(|_| {}).await;
    let mut browser = Browser::new();
    for path in ["/api/events", "/cli-login", "/", "/g/lab/home", "/oidc/auth-flow/request", "/some.file"] {
        let reply = browser.get(&t, path).await;
        assert_eq!((reply.status.as_u16(), reply.code().as_str()), (503, "SETUP_NEEDED"), "{path}");
    }
    let reply = browser.sign_in(&t, "root", PASSWORD).await;
    assert_eq!(reply.status, 503);
    let graphql = browser.ask(&t, "{ me { id } }", json!({})).await;
    assert_eq!(graphql.code(), "SETUP_NEEDED");
    for path in ["/healthz", "/api/health", "/api/auth/state"] {
        assert_eq!(browser.get(&t, path).await.status, 200, "{path}");
    }
}

#[tokio::test]
async fn a_browser_gets_a_page_before_the_set_up() {
    let t = TestApp::before_set_up(|_| {}).await;
    let request = axum::http::Request::get("/").header("accept", "text/html,*/*").body(axum::body::Body::empty()).unwrap();
    let response = t.send(request).await;
    assert_eq!(response.status(), 503);
    let policy = response.headers()["content-security-policy"].to_str().unwrap().to_owned();
    assert!(policy.starts_with("default-src 'none'; style-src 'nonce-"), "{policy}");
    let (_, text) = crate::harness::read(response).await;
    assert!(text.contains("PrimeHub is not set up yet"), "{text}");
}

#[tokio::test]
async fn the_token_of_the_link_is_nowhere_in_the_database() {
    let t = TestApp::before_set_up(|_| {}).await;
    let token = token_of_link(&t).await;
    let kept: String = sqlx::query_scalar("select code_hash from one_time_codes").fetch_one(t.db()).await.unwrap();
    assert_ne!(kept, token);
    assert_eq!(kept, primehub_server::ids::fingerprint(&token));
}
