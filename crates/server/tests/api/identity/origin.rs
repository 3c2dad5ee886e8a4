//! Which page a request comes from: every state-changing route against every combination of the headers that browsers send.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use serde_json::json;

use super::{PASSWORD, browser_of, person_with_password};
use crate::harness::{TestApp, read};

const SITES: [Option<&str>; 5] = [None, Some("same-origin"), Some("none"), Some("same-site"), Some("cross-site")];
const MODES: [Option<&str>; 6] = [None, Some("cors"), Some("no-cors"), Some("navigate"), Some("same-origin"), Some("websocket")];
const ORIGINS: [Option<&str>; 8] = [
    None,
    Some("http://localhost:8080"),
    Some("https://evil.example"),
    Some("null"),
    Some("http://nb-7f3k2q9x.localhost:8080"),
    Some("http://localhost:8081"),
    Some("http://localhost:8080.evil.example"),
    Some("HTTP://LOCALHOST:8080\u{e9}"),
];

struct Door {
    method: &'static str,
    path: &'static str,
    kind: &'static str,
    body: String,
}

fn doors() -> Vec<Door> {
    let post = |path, kind, body| Door { method: "POST", path, kind, body };
    let json = "application/json";
    vec![
        post("/api/graphql", json, json!({ "query": "mutation { updateProfile(firstName: \"Changed\") { id } }" }).to_string()),
        post("/api/auth/sign-in", json, json!({ "username": "ann", "password": PASSWORD }).to_string()),
        post("/api/auth/sign-out", json, "{}".into()),
        post("/api/auth/setup", json, json!({ "token": "x", "username": "eve", "password": PASSWORD }).to_string()),
        post("/cli-login", "application/x-www-form-urlencoded", String::new()),
    ]
}

/// What the answer must be: only the own page, or a program that is no browser, gets past the door.
fn is_own(site: Option<&str>, origin: Option<&str>) -> bool {
    matches!(site, None | Some("same-origin" | "none")) && matches!(origin, None | Some("http://localhost:8080"))
}

async fn knock(t: &TestApp, cookie: &str, door: &Door, headers: [(&str, Option<&str>); 3]) -> (StatusCode, String) {
    let mut request =
        Request::builder().method(door.method).uri(door.path).header("host", "localhost:8080").header("content-type", door.kind);
    request = request.header("cookie", cookie);
    for (name, value) in headers {
        if let Some(value) = value {
            request = request.header(name, axum::http::HeaderValue::from_bytes(value.as_bytes()).unwrap());
        }
    }
    read(t.send(request.body(Body::from(door.body.clone())).unwrap()).await).await
}

#[tokio::test]
async fn only_the_portals_own_pages_change_state_whatever_the_mode_says() {
    let t = TestApp::with(|config| config.passwords.free_attempts_per_address = 1000).await;
    let ann = person_with_password(&t, "ann").await;
    for door in doors() {
        for site in SITES {
            for origin in ORIGINS {
                // Hashing is slow, and the mode must not matter: signing in for real is tried with one mode only.
                let modes: &[Option<&str>] =
                    if is_own(site, origin) && door.path == "/api/auth/sign-in" { &[Some("cors")] } else { &MODES };
                for mode in modes {
                    let cookie = browser_of(&t, &ann).await.cookie.unwrap();
                    let headers = [("sec-fetch-site", site), ("sec-fetch-mode", *mode), ("origin", origin)];
                    let (status, text) = knock(&t, &cookie, &door, headers).await;
                    let refused = text.contains("made by a page of another site");
                    assert_eq!(refused, !is_own(site, origin), "{} with {headers:?}: {status} {text}", door.path);
                    if refused {
                        assert_eq!(status, 403);
                    }
                }
            }
        }
    }
}

#[tokio::test]
async fn a_foreign_page_changes_nothing() {
    let t = TestApp::new().await;
    let ann = person_with_password(&t, "ann").await;
    let cookie = browser_of(&t, &ann).await.cookie.unwrap();
    for door in doors() {
        knock(&t, &cookie, &door, [("sec-fetch-site", Some("cross-site")), ("sec-fetch-mode", Some("no-cors")), ("origin", None)]).await;
    }
    let answer = t.ask(&ann, "{ me { firstName } mySessions { id } }", json!({})).await;
    assert_eq!(answer.data()["me"]["firstName"], json!(null));
    assert_eq!(answer.data()["mySessions"].as_array().unwrap().len(), 1, "neither signed out nor in");
    assert_eq!(super::count(&t, "select count(*) from one_time_codes").await, 0);
}

#[tokio::test]
async fn two_origins_are_as_bad_as_a_foreign_one() {
    let t = TestApp::new().await;
    person_with_password(&t, "ann").await;
    let request = Request::post("/api/auth/sign-in")
        .header("host", "localhost:8080")
        .header("origin", "http://localhost:8080")
        .header("origin", "https://evil.example")
        .header("content-type", "application/json")
        .body(Body::from(json!({ "username": "ann", "password": PASSWORD }).to_string()))
        .unwrap();
    assert_eq!(t.send(request).await.status(), 403);
}

#[tokio::test]
async fn on_https_a_page_of_the_same_name_without_tls_is_foreign() {
    let t = TestApp::with(|config| config.server.public_url = "https://hub.example.org".into()).await;
    for (origin, status) in [("http://hub.example.org", 403), ("https://hub.example.org", 401)] {
        let request = Request::post("/api/auth/sign-in")
            .header("host", "hub.example.org")
            .header("origin", origin)
            .header("content-type", "application/json")
            .body(Body::from(json!({ "username": "ann", "password": "not the password" }).to_string()))
            .unwrap();
        assert_eq!(t.send(request).await.status(), status, "{origin}");
    }
}

#[tokio::test]
async fn a_form_of_any_page_is_never_taken_for_a_request_of_the_portal() {
    let t = TestApp::new().await;
    let ann = person_with_password(&t, "ann").await;
    let cookie = browser_of(&t, &ann).await.cookie.unwrap();
    for kind in ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data; boundary=x"] {
        let body = "query=mutation{updateProfile(firstName:\"Changed\"){id}}".to_owned();
        let door = Door { method: "POST", path: "/api/graphql", kind, body };
        let (status, _) = knock(&t, &cookie, &door, [("x-none", None); 3]).await;
        assert_eq!(status, 400, "{kind}");
        let body = json!({ "username": "ann", "password": PASSWORD }).to_string();
        let door = Door { method: "POST", path: "/api/auth/sign-in", kind, body };
        assert_eq!(knock(&t, &cookie, &door, [("x-none", None); 3]).await.0, 400, "{kind}");
    }
}

#[tokio::test]
async fn a_socket_is_opened_by_the_own_page_only() {
    let t = TestApp::new().await;
    let ann = t.person("ann").await;
    let cookie = browser_of(&t, &ann).await.cookie.unwrap();
    let request = Request::get("/api/events")
        .header("host", "localhost:8080")
        .header("cookie", cookie)
        .header("upgrade", "websocket")
        .header("origin", "https://evil.example")
        .body(Body::empty())
        .unwrap();
    assert_eq!(t.send(request).await.status(), 403);
}
