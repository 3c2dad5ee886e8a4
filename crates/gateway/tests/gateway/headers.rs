//! Which headers reach a workload, and which come back.

use std::net::IpAddr;

use http::{HeaderName, HeaderValue};
use primehub_gateway::PathPrefix;

use crate::backends::Recorder;
use crate::site::{Site, grant};

const COOKIE: &str = "Cookie: primehub-workload=cookie-of-nb";

#[tokio::test]
async fn pretended_and_hop_by_hop_headers_are_replaced() {
    let backend = Recorder::start().await;
    let site = Site::start(|_| {});
    let mut grant = grant("nb", backend.address);
    let user = HeaderName::from_static("x-forwarded-user");
    grant.inject.insert(user, HeaderValue::from_static("ann"));
    site.admit(grant);
    let answer = site
        .ask(
            "GET /lab?x=1",
            &[
                "Host: nb.localhost",
                COOKIE,
                "X-Forwarded-For: 6.6.6.6",
                "X_Forwarded_For: 6.6.6.6",
                "X-Forwarded-Host: evil",
                "X-Forwarded-User: root",
                "X-User-Id: root",
                "X-Remote-User: root",
                "X-Original-URL: /admin",
                "X-Real-IP: 6.6.6.6",
                "Forwarded: for=6.6.6.6",
                "Connection: X-Secret, keep-alive",
                "X-Secret: 1",
                "Keep-Alive: 5",
                "Proxy-Authorization: Basic x",
                "TE: trailers",
                "X-Mine: kept",
            ],
        )
        .await;
    assert_eq!(answer.status, 200, "{answer:?}");
    let got = backend.text().to_lowercase();
    assert!(got.starts_with("get /lab?x=1 http/1.1\r\n"), "{got}");
    for expected in [
        "host: nb.localhost",
        "x-mine: kept",
        "x-forwarded-for: 127.0.0.1",
        "x-real-ip: 127.0.0.1",
        "x-forwarded-host: nb.localhost",
        "x-forwarded-proto: http",
        "x-forwarded-user: ann",
        "authorization: token secret-of-the-workload",
    ] {
        let line = format!("\r\n{expected}\r\n");
        assert_eq!(got.matches(&line).count(), 1, "{expected} in {got}");
    }
    for absent in ["6.6.6.6", "evil", "root", "admin", "x-secret", "keep-alive", "proxy-", "te:", "cookie"] {
        assert!(!got.contains(absent), "{absent} in {got}");
    }
}

#[tokio::test]
async fn behind_tls_and_a_trusted_proxy_the_client_is_the_last_untrusted_address() {
    let backend = Recorder::start().await;
    let site = Site::start(|config| {
        config.secure = true;
        config.trusted_proxies = vec![IpAddr::from([127, 0, 0, 1]), IpAddr::from([10, 0, 0, 1])];
    });
    site.open("nb", backend.address);
    let told = "X-Forwarded-For: 6.6.6.6, 7.7.7.7, 10.0.0.1";
    let cookie = "Cookie: __Host-primehub-workload=cookie-of-nb";
    let answer = site.ask("GET /", &["Host: nb.localhost", cookie, told]).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    assert!(backend.text().contains("x-forwarded-for: 7.7.7.7\r\n"));
    assert!(backend.text().contains("x-forwarded-proto: https\r\n"));
    let portal = site.ask("GET /", &["Host: localhost", told]).await;
    assert!(portal.body.starts_with("portal / 7.7.7.7"), "{portal:?}");
    assert!(!portal.body.contains("6.6.6.6"), "{portal:?}");
}

#[tokio::test]
async fn hop_by_hop_headers_of_an_answer_stay_behind() {
    let backend = Recorder::answering(
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: X-Hop\r\nX-Hop: 1\r\nKeep-Alive: 5\r\n\
         Alt-Svc: h3=\":1\"\r\nX-Kept: 1\r\nLocation: //elsewhere\r\n\r\nok",
    )
    .await;
    let site = Site::start(|_| {});
    site.open("nb", backend.address);
    let answer = site.ask("GET /", &["Host: nb.localhost", COOKIE]).await;
    assert_eq!(answer.body, "ok");
    assert_eq!(answer.header("x-kept"), "1");
    assert_eq!(answer.header("location"), "//elsewhere");
    let gone = ["x-hop", "keep-alive", "alt-svc"].map(|name| answer.header(name));
    assert_eq!(gone, ["", "", ""]);
}

#[tokio::test]
async fn in_path_mode_the_prefix_is_kept_or_stripped_as_the_grant_says() {
    let backend = Recorder::answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nService-Worker-Allowed: /\r\n\r\nok").await;
    let site = Site::start(|_| {});
    site.open("kept", backend.address);
    let mut stripped = grant("cut", backend.address);
    stripped.path_prefix = PathPrefix::Strip;
    site.admit(stripped);
    let kept = ["Host: localhost", "Cookie: primehub-workload-kept=cookie-of-kept"];
    let answer = site.ask("GET /w/kept/lab?x=1", &kept).await;
    assert_eq!(answer.header("x-primehub-warning"), "shared-origin");
    assert_eq!(answer.header("service-worker-allowed"), "");
    assert!(backend.text().contains("GET /w/kept/lab?x=1 HTTP/1.1\r\n"));
    let cut = ["Host: localhost", "Cookie: primehub-workload-cut=cookie-of-cut"];
    assert_eq!(site.ask("GET /w/cut/lab?x=1", &cut).await.status, 200);
    assert!(backend.text().contains("GET /lab?x=1 HTTP/1.1\r\n"));
    assert!(backend.text().contains("x-forwarded-prefix: /w/cut\r\n"));
    let bare = site.ask("GET /w/cut?x=1", &cut).await;
    assert_eq!((bare.status, bare.header("location").as_str()), (308, "/w/cut/?x=1"));
    let other = site.ask("GET /w/kept/lab", &cut).await;
    assert_eq!(other.status, 401, "the cookie of one workload does not open another");
}

#[tokio::test]
async fn an_absolute_target_of_the_same_host_is_passed_on_as_a_path() {
    let backend = Recorder::start().await;
    let site = Site::start(|_| {});
    site.open("nb", backend.address);
    let answer = site.ask("GET http://nb.localhost/lab?x", &["Host: nb.localhost", COOKIE]).await;
    assert_eq!(answer.status, 200);
    assert!(backend.text().starts_with("GET /lab?x HTTP/1.1\r\n"), "{}", backend.text());
}
