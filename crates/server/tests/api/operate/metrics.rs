//! What Prometheus reads.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use primehub_server::operate;
use serde_json::json;
use tokio_util::sync::CancellationToken;

use crate::harness::{TestApp, eventually, read};

async fn metrics(t: &TestApp, token: Option<&str>) -> (StatusCode, String) {
    let mut request = Request::builder().uri("/metrics");
    if let Some(token) = token {
        request = request.header("authorization", format!("Bearer {token}"));
    }
    read(t.send(request.body(Body::empty()).unwrap()).await).await
}

fn value(text: &str, series: &str) -> Option<f64> {
    text.lines().find_map(|line| line.strip_prefix(series)?.trim().parse().ok())
}

#[tokio::test]
async fn metrics_need_their_own_token_and_are_absent_without_one() {
    let without = TestApp::new().await;
    assert_eq!(metrics(&without, None).await.0, StatusCode::NOT_FOUND);
    let t = TestApp::with(|config| config.server.metrics_token = "scrape".into()).await;
    let root = t.root().await;
    assert_eq!(metrics(&t, None).await.0, StatusCode::UNAUTHORIZED);
    assert_eq!(metrics(&t, Some("scrap")).await.0, StatusCode::UNAUTHORIZED);
    assert_eq!(metrics(&t, Some(&root.token)).await.0, StatusCode::UNAUTHORIZED);
    assert_eq!(metrics(&t, Some("scrape")).await.0, StatusCode::OK);
}

#[tokio::test]
async fn requests_are_counted_by_route_and_the_state_is_that_of_the_moment() {
    let t = TestApp::with(|config| config.server.metrics_token = "scrape".into()).await;
    let root = t.root().await;
    t.person("ann").await;
    for _ in 0..3 {
        t.ask(&root, "{ me { id } }", json!({})).await;
    }
    t.get(None, "/api/no/such/thing").await;
    t.get(None, "/api/no/other/thing").await;
    let (_, text) = metrics(&t, Some("scrape")).await;
    assert_eq!(value(&text, r#"primehub_requests_total{route="/api/graphql",method="POST",status="2xx"}"#), Some(3.0), "{text}");
    assert_eq!(
        value(&text, r#"primehub_requests_total{route="page",method="GET",status="4xx"}"#),
        Some(2.0),
        "addresses make no new series"
    );
    assert_eq!(value(&text, r#"primehub_request_seconds_count{route="/api/graphql"}"#), Some(3.0));
    assert_eq!(value(&text, "primehub_users"), Some(2.0));
    assert_eq!(value(&text, r#"primehub_workloads{state="running"}"#), Some(0.0));
    assert_eq!(value(&text, "primehub_engine_up"), Some(1.0));
    assert!(value(&text, "process_resident_memory_bytes").is_some_and(|bytes| bytes > 1e6));
    assert!(!text.contains(&root.token));
}

#[tokio::test]
async fn an_address_of_their_own_serves_metrics_without_a_token() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let t = TestApp::with(|config| config.server.metrics_listen = free.to_string()).await;
    let stop = CancellationToken::new();
    let serving = tokio::spawn(operate::run(t.app.clone(), stop.clone()));
    let asked = async |path: &str| reqwest::get(format!("http://{free}{path}")).await.ok()?.text().await.ok();
    eventually("metrics are served", async || asked("/metrics").await.is_some_and(|text| text.contains("primehub_info{version="))).await;
    assert_eq!(asked("/healthz").await.as_deref(), Some("ok\n"));
    assert!(asked("/api/graphql").await.is_some_and(|text| text.is_empty()), "nothing else is there");
    stop.cancel();
    serving.await.unwrap();
}
