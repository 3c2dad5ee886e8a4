//! What load balancers and process supervisors ask.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::harness::{TestApp, eventually};

#[tokio::test]
async fn health_and_readiness_answer_before_the_set_up_and_without_signing_in() {
    let t = TestApp::before_set_up(|_| {}).await;
    assert_eq!(t.get(None, "/healthz").await, (StatusCode::OK, "ok\n".into()));
    let (status, text) = t.get(None, "/readyz").await;
    assert_eq!((status, serde_json::from_str::<Value>(&text).unwrap()["ready"].clone()), (StatusCode::OK, json!(true)));
}

#[tokio::test]
async fn an_engine_that_is_away_is_told_but_does_not_take_the_server_out_of_service() {
    let t = TestApp::new().await;
    t.engine.set_down(true);
    eventually("the engine is missed", async || {
        t.clock.advance(std::time::Duration::from_secs(10));
        let (status, text) = t.get(None, "/readyz").await;
        assert_eq!(status, StatusCode::OK);
        serde_json::from_str::<Value>(&text).unwrap()["engine"] == "away"
    })
    .await;
}

#[tokio::test]
async fn a_server_without_its_database_is_not_ready() {
    let t = TestApp::new().await;
    t.app.db.close().await;
    let (status, text) = t.get(None, "/readyz").await;
    assert_eq!((status, text.contains("\"database\":\"away\"")), (StatusCode::SERVICE_UNAVAILABLE, true), "{text}");
}
