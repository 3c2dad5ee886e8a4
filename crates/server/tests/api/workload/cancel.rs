//! A start can be cancelled at every stage, and then nothing of it is left.

use primehub_engine::fake::{Call, Moment};
use serde_json::json;

use super::{ann, column};
use crate::harness::{TestApp, eventually};
use crate::notebooks::{START, image, in_time, instance_type, nothing_is_left, read, start, start_with, started, stop, until_phase};

async fn until_stage(t: &TestApp, ann: &crate::harness::Person, id: &str, index: usize) {
    eventually(&format!("stage {index} is active"), async || read(t, ann, id).await["launch"]["stages"][index]["state"] == "active").await;
}

#[tokio::test]
async fn while_it_is_queued() {
    let t = TestApp::with(|config| config.engine.overcommit_cpu = 100).await;
    let (ann, group) = ann(&t).await;
    instance_type(&t, "most", 40.0, 1.0).await;
    let wish = json!({ "data": { "groupId": group, "instanceType": "most", "image": "base-notebook" } });
    let first = started(&t.ask(&ann, START, wish.clone()).await);
    until_phase(&t, &ann, &first, "Running").await;
    let id = started(&t.ask(&ann, START, wish).await);
    eventually("it waits for room", async || read(&t, &ann, &id).await["reason"].as_str().unwrap_or_default().contains("room")).await;
    stop(&t, &ann, &id).await.data();
    let stopped = until_phase(&t, &ann, &id, "Stopped").await;
    assert_eq!(stopped["reason"], "You stopped it.");
    assert_eq!(t.engine.creates(&id), 0);
    nothing_is_left(&t, &id).await;
}

#[tokio::test]
async fn while_its_image_is_pulled() {
    let t = TestApp::new().await;
    let (ann, group) = ann(&t).await;
    image(&t, "slow", "fake/slow:900").await;
    let id = started(&start(&t, &ann, &group, "slow").await);
    until_stage(&t, &ann, &id, 1).await;
    stop(&t, &ann, &id).await.data();
    until_phase(&t, &ann, &id, "Stopped").await;
    assert_eq!(t.engine.creates(&id), 0);
    nothing_is_left(&t, &id).await;
}

#[tokio::test]
async fn while_its_container_is_created() {
    let t = TestApp::new().await;
    let (ann, group) = ann(&t).await;
    let id = start_with(&t, &ann, &group, "create:5").await;
    until_stage(&t, &ann, &id, 2).await;
    stop(&t, &ann, &id).await.data();
    in_time(&t, &ann, &id, "Stopped").await;
    nothing_is_left(&t, &id).await;
}

#[tokio::test]
async fn while_it_does_not_answer_yet() {
    let t = TestApp::new().await;
    let (ann, group) = ann(&t).await;
    let id = start_with(&t, &ann, &group, "never-ready").await;
    until_stage(&t, &ann, &id, 3).await;
    stop(&t, &ann, &id).await.data();
    let stopped = until_phase(&t, &ann, &id, "Stopped").await;
    assert!(stopped["launch"]["failure"].is_null());
    assert!(stopped["launch"]["stages"].as_array().unwrap().iter().all(|stage| stage["state"] != "active"), "{stopped}");
    nothing_is_left(&t, &id).await;
}

#[tokio::test]
async fn in_the_moment_it_becomes_ready() {
    let t = TestApp::new().await;
    let (ann, group) = ann(&t).await;
    let mut id = start_with(&t, &ann, &group, "run").await;
    for round in 0..10 {
        // Each round a little later in the start.
        for _ in 0..round * 5 {
            tokio::task::yield_now().await;
        }
        stop(&t, &ann, &id).await.data();
        until_phase(&t, &ann, &id, "Stopped").await;
        nothing_is_left(&t, &id).await;
        id = started(&t.ask(&ann, START, json!({ "data": { "id": id } })).await);
    }
}

#[tokio::test]
async fn a_start_that_is_renamed_meanwhile_goes_on_and_can_still_be_cancelled() {
    let t = TestApp::new().await;
    let (ann, group) = ann(&t).await;
    let id = start_with(&t, &ann, &group, "never-ready").await;
    until_stage(&t, &ann, &id, 3).await;
    t.ask(&ann, "mutation($id: ID!) { renameNotebook(id: $id, name: \"other\") { id } }", json!({ "id": id })).await.data();
    assert_eq!(read(&t, &ann, &id).await["phase"], "Starting");
    stop(&t, &ann, &id).await.data();
    until_phase(&t, &ann, &id, "Stopped").await;
}

#[tokio::test]
async fn a_stop_twice_and_a_stop_of_what_is_stopped_are_one_stop() {
    let t = TestApp::new().await;
    let (ann, group) = ann(&t).await;
    let id = start_with(&t, &ann, &group, "run").await;
    until_phase(&t, &ann, &id, "Running").await;
    t.engine.fail_next(Call::Remove, Moment::Before);
    for _ in 0..3 {
        stop(&t, &ann, &id).await.data();
    }
    in_time(&t, &ann, &id, "Stopped").await;
    stop(&t, &ann, &id).await.data();
    assert_eq!(read(&t, &ann, &id).await["reason"], "You stopped it.");
    assert_eq!(super::events(&t, &id).await.iter().filter(|code| *code == "STOP").count(), 1);
    let audits: i64 = sqlx::query_scalar("select count(*) from audit where action = 'notebook.stop'").fetch_one(t.db()).await.unwrap();
    assert_eq!(audits, 1);
    assert_eq!(column(&t, &id, "holds").await, 0);
}
