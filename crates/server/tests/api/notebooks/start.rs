//! Starting notebooks: the way from the click until ready, and every way it can fail.

use serde_json::{Value, json};

use super::{START, image, read, start, started, until_phase};
use crate::harness::{Quotas, TestApp, eventually};

#[tokio::test]
async fn a_member_starts_a_notebook_and_it_becomes_ready_with_all_stages_in_view() {
    let t = TestApp::new().await;
    let ann = t.person("ann").await;
    let group = t.group("research", Quotas::default(), &[&ann]).await;
    let id = started(&start(&t, &ann, &group, "base-notebook").await);
    let notebook = until_phase(&t, &ann, &id, "Running").await;
    assert_eq!(notebook["name"], "notebook");
    assert_eq!(notebook["openUrl"], format!("/open/{id}"));
    let stages: Vec<&str> = notebook["launch"]["stages"].as_array().unwrap().iter().map(|stage| stage["state"].as_str().unwrap()).collect();
    assert_eq!(stages, ["done", "skipped", "done", "done", "done"]);
    assert_eq!(t.engine.creates(&id), 1);
}

#[tokio::test]
async fn stopping_leaves_nothing_behind_and_starting_again_is_one_click() {
    let t = TestApp::new().await;
    let ann = t.person("ann").await;
    let group = t.group("research", Quotas::default(), &[&ann]).await;
    let id = started(&start(&t, &ann, &group, "base-notebook").await);
    until_phase(&t, &ann, &id, "Running").await;
    t.ask(&ann, "mutation($id: ID!) { stopNotebook(id: $id) { id } }", json!({ "id": id })).await.data();
    let stopped = until_phase(&t, &ann, &id, "Stopped").await;
    assert_eq!(stopped["reason"], "You stopped it.");
    assert!(t.engine.running().is_empty());
    t.ask(&ann, START, json!({ "data": { "id": id } })).await.data();
    let again = until_phase(&t, &ann, &id, "Running").await;
    assert_eq!(again["launch"]["generation"], 2);
    assert_eq!(again["settings"]["image"], "base-notebook");
}

#[tokio::test]
async fn what_the_engine_says_becomes_a_sentence_a_code_and_a_next_step() {
    let t = TestApp::new().await;
    let ann = t.person("ann").await;
    let cases = [
        ("fake/missing", "IMAGE_NOT_FOUND"),
        ("fake/denied", "IMAGE_PULL_DENIED"),
        ("fake/unreachable", "REGISTRY_UNREACHABLE"),
        ("fake/full", "NO_SPACE"),
        ("fake/refuse", "PROGRAM_MISSING"),
        ("fake/refuse:something-new", "ENGINE_REFUSED"),
        ("fake/exit:3", "EXITED_AT_ONCE"),
        ("fake/exit:78", "NO_JUPYTER"),
        ("fake/oom:0", "OUT_OF_MEMORY"),
    ];
    for (number, (reference, code)) in cases.into_iter().enumerate() {
        let group = t.group(&format!("group-{number}"), Quotas::default(), &[&ann]).await;
        let name = format!("image-{number}");
        image(&t, &name, reference).await;
        let id = started(&start(&t, &ann, &group, &name).await);
        let notebook = until_phase(&t, &ann, &id, "Failed").await;
        let failure = &notebook["launch"]["failure"];
        assert_eq!(failure["code"], code, "{reference}");
        assert!(failure["nextStep"].as_str().unwrap().len() > 10);
        eventually("nothing is left", async || !t.engine.snapshot().iter().any(|seen| seen.unit.unit == id)).await;
    }
}

#[tokio::test]
async fn a_start_that_takes_too_long_is_ended_and_pulling_does_not_count() {
    let t = TestApp::new().await;
    let ann = t.person("ann").await;
    let group = t.group("research", Quotas::default(), &[&ann]).await;
    image(&t, "slow", "fake/slow:900").await;
    image(&t, "never", "fake/never-ready").await;
    let never = started(&start(&t, &ann, &group, "never").await);
    let slow = started(&start(&t, &ann, &group, "slow").await);
    eventually("both are under way", async || {
        let stage = |notebook: Value, index: usize| notebook["launch"]["stages"][index]["state"] == "active";
        stage(read(&t, &ann, &slow).await, 1) && stage(read(&t, &ann, &never).await, 3)
    })
    .await;
    t.clock.advance(std::time::Duration::from_secs(301));
    let failed = until_phase(&t, &ann, &never, "Failed").await;
    assert_eq!(failed["launch"]["failure"]["code"], "START_TIMEOUT");
    assert_eq!(read(&t, &ann, &slow).await["phase"], "Starting");
    t.clock.advance(std::time::Duration::from_secs(600));
    until_phase(&t, &ann, &slow, "Running").await;
}

#[tokio::test]
async fn over_quota_is_refused_with_the_limit_whose_it_is_and_by_what_it_is_used() {
    let t = TestApp::new().await;
    let (ann, bob) = (t.person("ann").await, t.person("bob").await);
    let quotas = Quotas { group_cpu: Some(1.0), ..Default::default() };
    let group = t.group("research", quotas, &[&ann, &bob]).await;
    let root = t.root().await;
    let data = json!({ "name": "one-core", "cpuLimit": 1.0, "memoryLimit": 1.0, "gpuLimit": 0, "global": true });
    t.ask(&root, "mutation($data: InstanceTypeCreateInput!) { createInstanceType(data: $data) { id } }", json!({ "data": data }))
        .await
        .data();
    let wish = json!({ "data": { "groupId": group, "instanceType": "one-core", "image": "base-notebook" } });
    t.ask(&ann, START, wish.clone()).await.data();
    let refused = t.ask(&bob, START, wish).await;
    assert_eq!(refused.code(), "EXCEED_QUOTA");
    assert!(refused.message().contains("Group research may use 1 CPU and uses 1 CPU now"), "{}", refused.message());
    let limit = &refused.error()["extensions"]["limits"][0];
    assert_eq!((limit["whose"].as_str(), limit["by"][0]["userName"].as_str()), (Some("group"), Some("ann")));
}
