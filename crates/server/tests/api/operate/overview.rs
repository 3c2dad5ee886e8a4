//! The administrators' page about the whole installation.

use primehub_server::operate;
use serde_json::json;
use tokio_util::sync::CancellationToken;

use crate::harness::{Quotas, TestApp, eventually};

const OVERVIEW: &str = "{ systemOverview { version startedAt queued longestWaitSeconds running users groups \
    machines { name state cpuTotal cpuUsed memoryTotal memoryUsed gpuTotal gpuUsed diskTotalBytes diskUsedBytes } \
    parts { name detail state latencyMs nextStep } warnings { name nextStep } failures { code title objectName at count } usage { at cpu memory gpu } } }";

#[tokio::test]
async fn the_overview_shows_machines_parts_and_counts_to_administrators_only() {
    let t = TestApp::new().await;
    let root = t.root().await;
    let ann = t.person("ann").await;
    t.group("vision", Quotas::default(), &[&ann]).await;
    assert_eq!(t.ask(&ann, OVERVIEW, json!({})).await.code(), "NOT_AUTH");
    eventually("the engine was asked", async || t.app.workloads.engine_state.known().health.is_some()).await;
    let answer = t.ask(&root, OVERVIEW, json!({})).await;
    let seen = &answer.data()["systemOverview"];
    assert_eq!((&seen["users"], &seen["groups"], &seen["running"]), (&json!(2), &json!(1), &json!(0)));
    let machine = &seen["machines"][0];
    assert_eq!((&machine["state"], &machine["cpuTotal"], &machine["cpuUsed"]), (&json!("ok"), &json!(64.0), &json!(0.0)));
    assert!(machine["diskTotalBytes"].as_f64() > machine["diskUsedBytes"].as_f64());
    let parts = seen["parts"].as_array().unwrap();
    let names: Vec<&str> = parts.iter().map(|part| part["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["Server", "Database", "Engine", "Disk"]);
    assert!(parts[..3].iter().all(|part| part["state"] == "ok" && part["nextStep"].is_null()), "{parts:?}");
}

#[tokio::test]
async fn an_engine_that_is_away_is_shown_with_what_to_do() {
    let t = TestApp::new().await;
    let root = t.root().await;
    t.engine.set_down(true);
    eventually("the engine is missed", async || {
        t.clock.advance(std::time::Duration::from_secs(10));
        t.app.workloads.engine_state.known().away_since.is_some()
    })
    .await;
    let answer = t.ask(&root, OVERVIEW, json!({})).await;
    let seen = &answer.data()["systemOverview"];
    let warned = seen["warnings"].as_array().unwrap().iter().find(|warning| warning["name"] == "Engine").unwrap();
    assert!(warned["nextStep"].as_str().unwrap().contains("Start the container engine"));
    assert_eq!(seen["parts"][2]["state"], "bad");
}

#[tokio::test]
async fn use_is_read_each_minute_in_percent_of_the_machines() {
    let t = TestApp::new().await;
    let root = t.root().await;
    let stop = CancellationToken::new();
    tokio::spawn(operate::run(t.app.clone(), stop.clone()));
    let _stop = stop.drop_guard();
    let mut tx = t.app.db.begin().await.unwrap();
    sqlx::query(
        "insert into units (id, kind, name, group_id, user_id, instance_type, generation, desired, state, holds, cpu, memory, gpu, request_cpu, \
         request_memory, priority, spec, queued_at, state_since, lease_owner, lease_until) values ('u', 'notebook', 'n', 'g', 'u', 'i', 1, 'run', 'running', 1, \
         32000, 131072, 0, 16000, 65536, 0, '{}', 0, 0, 'somebody else', 9000000000000000)",
    )
    .execute(&mut *tx)
    .await
    .unwrap();
    tx.commit().await.unwrap();
    eventually("two readings are there", async || {
        t.clock.advance(std::time::Duration::from_secs(60));
        t.app.operations.usage.points().len() > 1
    })
    .await;
    let answer = t.ask(&root, OVERVIEW, json!({})).await;
    let last = answer.data()["systemOverview"]["usage"].as_array().unwrap().last().unwrap().clone();
    assert_eq!((&last["cpu"], &last["memory"], &last["gpu"]), (&json!(25.0), &json!(25.0), &json!(0.0)));
    let machine = &answer.data()["systemOverview"]["machines"][0];
    assert_eq!((&machine["cpuUsed"], &machine["memoryUsed"]), (&json!(16.0), &json!(64.0)));
}
