//! What visitors see who may not, or cannot, enter.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use crate::backends::Recorder;
use crate::site::{Site, grant};

const HTML: &str = "Accept: text/html";
const COOKIE: &str = "Cookie: primehub-workload=cookie-of-nb";

#[tokio::test]
async fn without_sign_in_people_are_led_to_the_portal_and_programs_get_401() {
    let site = Site::start(|_| {});
    let host = "Host: nb.localhost:8080";
    let person = site.ask("GET /lab?a=b&c=/d", &[host, HTML]).await;
    assert_eq!(person.status, 302);
    let to = "http://localhost:8080/open/nb?next=%2Flab%3Fa%3Db%26c%3D%2Fd";
    assert_eq!(person.header("location"), to);
    assert_eq!(person.header("cache-control"), "no-store");
    let program = site.ask("GET /api", &[host, "Sec-Fetch-Mode: cors", HTML]).await;
    assert_eq!(program.status, 401);
    assert!(program.body.starts_with("{\"code\":\"NOT_AUTH\",\"message\":"), "{program:?}");
    let stale = ["Cookie: primehub-workload=old", "Authorization: Bearer old"];
    for credential in stale {
        let answer = site.ask("POST /api", &[host, credential]).await;
        assert_eq!(answer.status, 401, "{credential}");
    }
    let shared = site.ask("GET /w/nb/lab", &["Host: localhost", HTML]).await;
    assert_eq!(shared.header("location"), "/open/nb?next=%2Fw%2Fnb%2Flab");
}

#[tokio::test]
async fn the_portals_address_can_be_set() {
    let site = Site::start(|config| config.portal_url = Some("https://hub.example.org/".into()));
    let answer = site.ask("GET /", &["Host: nb.localhost", HTML]).await;
    assert_eq!(answer.header("location"), "https://hub.example.org/open/nb?next=%2F");
}

#[tokio::test]
async fn a_stopped_workload_says_so_and_links_to_the_portal() {
    let site = Site::start(|_| {});
    let message = "The notebook \"nb\" was stopped because it was idle.".to_owned();
    site.door.stopped.lock().unwrap().insert("nb".to_owned(), message);
    let person = site.ask("GET /", &["Host: nb.localhost", HTML]).await;
    assert_eq!(person.status, 503);
    assert!(person.body.contains("&quot;nb&quot; was stopped because"), "{person:?}");
    assert!(person.body.contains("<a href=\"http://localhost/\">"), "{person:?}");
    let program = site.ask("GET /", &["Host: nb.localhost"]).await;
    assert_eq!(program.header("content-type"), "application/json");
    assert!(program.body.contains("\"NOT_RUNNING\""), "{program:?}");
}

#[tokio::test]
async fn pages_escape_what_they_are_told_and_forbid_scripts() {
    let site = Site::start(|_| {});
    let page = site.ask("GET /", &["Host: forbidden.localhost", HTML]).await;
    assert_eq!(page.status, 403, "{page:?}");
    assert!(page.body.contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; more"));
    assert!(!page.body.contains("<script"));
    let policy = "default-src 'none'; style-src 'unsafe-inline'";
    assert_eq!(page.header("content-security-policy"), policy);
    assert_eq!(page.header("x-content-type-options"), "nosniff");
}

#[tokio::test]
async fn unknown_workloads_are_not_found() {
    let site = Site::start(|_| {});
    for host in ["unknown.localhost", "a.b.localhost", "a_b.localhost"] {
        let answer = site.ask("GET /", &[&format!("Host: {host}"), HTML]).await;
        assert_eq!(answer.status, 404, "{host}");
    }
}

#[tokio::test]
async fn an_unknown_token_is_looked_up_once() {
    let backend = Recorder::start().await;
    let site = Site::start(|_| {});
    let grant = Arc::new(grant("nb", backend.address));
    let unseen = &site.door.unseen_tokens;
    unseen.lock().unwrap().insert("fresh".to_owned(), grant);
    for _ in 0..3 {
        let answer = site.ask("DELETE /", &["Host: nb.localhost", "authorization: bearer fresh"]).await;
        assert_eq!(answer.status, 200);
    }
    assert_eq!(site.door.lookups.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn public_workloads_need_no_sign_in() {
    let backend = Recorder::start().await;
    let site = Site::start(|_| {});
    let grant = Arc::new(grant("app", backend.address));
    site.door.public.lock().unwrap().insert("app".to_owned(), grant);
    assert_eq!(site.ask("POST /", &["Host: app.localhost"]).await.status, 200);
}

#[tokio::test]
async fn pages_of_other_sites_cannot_act_with_a_visitors_cookie() {
    let backend = Recorder::start().await;
    let site = Site::start(|_| {});
    site.open("nb", backend.address);
    let host = "Host: nb.localhost";
    for origin in [
        "X-None: 1",
        "Origin: null",
        "Origin: http://localhost",
        "Origin: http://other.localhost",
        "Origin: http://nb.localhost.evil.example",
        "Sec-Fetch-Site: same-site",
        "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: no-cors",
        "Sec-Fetch-Site: cross-site\r\nOrigin: http://nb.localhost",
    ] {
        for method in ["POST", "PUT", "PATCH", "DELETE", "PROPFIND"] {
            let answer = site.ask(&format!("{method} /"), &[host, COOKIE, origin]).await;
            assert_eq!(answer.status, 403, "{method} {origin}");
        }
        let socket = "Connection: upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x";
        let answer = site.ask("GET /", &[host, COOKIE, origin, socket]).await;
        assert_eq!(answer.status, 403, "socket {origin}");
    }
    assert_eq!(backend.text(), "");
    let own = "Origin: http://nb.localhost";
    assert_eq!(site.ask("POST /", &[host, COOKIE, own]).await.status, 200);
    let token = "Authorization: Bearer token-of-nb";
    assert_eq!(site.ask("POST /", &[host, token]).await.status, 200);
}
