//! What is not used any more is warned about, can be put off, and is stopped with the reason; what works is left alone.

use std::time::Duration;

use primehub_engine::fake::{FakeActivity, FakeKernel};
use primehub_server::features::notebooks::watch;
use serde_json::json;

use super::{read, start, started, until_phase};
use crate::harness::{Person, Quotas, TestApp};

const MINUTE: u64 = 60;

async fn running(t: &TestApp) -> (Person, String) {
    let ann = t.person("ann").await;
    let group = t.group("research", Quotas::default(), &[&ann]).await;
    let id = started(&start(t, &ann, &group, "base-notebook").await);
    until_phase(t, &ann, &id, "Running").await;
    (ann, id)
}

async fn after(t: &TestApp, minutes: u64) {
    t.clock.advance(Duration::from_secs(minutes * MINUTE));
    watch::round(&t.app).await.unwrap_or_else(|error| panic!("{error:?}"));
}

fn without_cpu(config: &mut primehub_server::config::Config) {
    config.notebooks.idle_cpu = 0;
}

#[tokio::test]
async fn an_idle_notebook_is_warned_about_once_and_stopped_with_the_reason() {
    let t = TestApp::with(without_cpu).await;
    let (ann, id) = running(&t).await;
    after(&t, 10).await;
    let idle = read(&t, &ann, &id).await;
    assert_eq!((idle["idleness"]["warning"].as_bool(), idle["idleness"]["keptAliveBy"].clone()), (Some(false), json!([])));
    after(&t, 97).await;
    after(&t, 1).await;
    let warned = read(&t, &ann, &id).await;
    assert_eq!(warned["idleness"]["warning"], true);
    let warnings = warned["events"].as_array().unwrap().iter().filter(|event| event["code"] == "IDLE_WARNING").count();
    assert_eq!(warnings, 1);
    assert_eq!(warned["phase"], "Running");
    after(&t, 12).await;
    let stopped = until_phase(&t, &ann, &id, "Stopped").await;
    assert_eq!(stopped["reason"], "Stopped after 2 h without a sign of life. Your files are kept.");
    let who: String =
        sqlx::query_scalar("select actor_name from audit where action = 'notebook.idle-stop'").fetch_one(t.db()).await.unwrap();
    assert_eq!(who, "primehub");
}

#[tokio::test]
async fn a_busy_kernel_keeps_it_alive_with_the_browser_closed() {
    let t = TestApp::with(without_cpu).await;
    let (ann, id) = running(&t).await;
    let began = t.clock.now();
    let kernel =
        |busy: bool| FakeActivity { kernels: vec![FakeKernel { busy, connections: 0, last_activity: began }], ..Default::default() };
    t.engine.set_activity(&id, kernel(true));
    for _ in 0..5 {
        after(&t, 100).await;
    }
    let busy = read(&t, &ann, &id).await;
    assert_eq!(busy["phase"], "Running");
    assert_eq!(busy["idleness"]["keptAliveBy"][0]["kind"], "kernel");
    t.engine.set_activity(&id, kernel(false));
    after(&t, 119).await;
    assert_eq!(read(&t, &ann, &id).await["phase"], "Running", "the time counts from when the kernel was last seen busy");
    after(&t, 2).await;
    until_phase(&t, &ann, &id, "Stopped").await;
}

#[tokio::test]
async fn the_stop_can_be_put_off_but_not_for_ever() {
    let t = TestApp::with(without_cpu).await;
    let (ann, id) = running(&t).await;
    let extend = "mutation($id: ID!, $m: Int!) { extendNotebook(id: $id, minutes: $m) { idleness { stopsAt warning } } }";
    for minutes in [0, -5, 1441] {
        assert_eq!(t.ask(&ann, extend, json!({ "id": id, "m": minutes })).await.code(), "REQUEST_BODY_INVALID");
    }
    after(&t, 110).await;
    assert_eq!(read(&t, &ann, &id).await["idleness"]["warning"], true);
    let answer = t.ask(&ann, extend, json!({ "id": id, "m": 240 })).await;
    assert_eq!(answer.data()["extendNotebook"]["idleness"]["warning"], false);
    after(&t, 200).await;
    assert_eq!(read(&t, &ann, &id).await["phase"], "Running");
    after(&t, 41).await;
    until_phase(&t, &ann, &id, "Stopped").await;
    assert_eq!(t.ask(&ann, extend, json!({ "id": id, "m": 10 })).await.code(), "NOT_RUNNING");
}

#[tokio::test]
async fn a_notebook_whose_engine_is_away_is_not_taken_for_idle() {
    let t = TestApp::with(without_cpu).await;
    let (ann, id) = running(&t).await;
    t.engine.set_down(true);
    after(&t, 500).await;
    t.engine.set_down(false);
    assert_eq!(read(&t, &ann, &id).await["phase"], "Running");
}

#[tokio::test]
async fn culling_is_off_with_zero_minutes() {
    let t = TestApp::with(|config| {
        without_cpu(config);
        config.notebooks.idle_minutes = 0;
    })
    .await;
    let (ann, id) = running(&t).await;
    after(&t, 10_000).await;
    assert_eq!(read(&t, &ann, &id).await["phase"], "Running");
}
