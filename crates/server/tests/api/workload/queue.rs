//! What does not fit on the machine waits with a reason, in order, and starts when there is room.

use serde_json::json;

use super::{ann, column};
use crate::harness::{Person, Quotas, TestApp, eventually};
use crate::notebooks::{START, instance_type, read, started, stop, until_phase};

/// A machine that offers 2 cores and memory enough.
async fn small_machine() -> TestApp {
    TestApp::with(|config| {
        config.engine.reserve_cpu = 62_000;
        config.engine.overcommit_cpu = 100;
        config.notebooks.max_per_user = 100;
    })
    .await
}

async fn start_size(t: &TestApp, person: &Person, group: &str, size: &str) -> String {
    started(&t.ask(person, START, json!({ "data": { "groupId": group, "instanceType": size, "image": "base-notebook" } })).await)
}

#[tokio::test]
async fn it_waits_for_room_with_a_reason_and_starts_when_somebody_stops() {
    let t = small_machine().await;
    let (ann, group) = ann(&t).await;
    for (name, cores) in [("one", 1.0), ("two", 2.0), ("three", 3.0)] {
        instance_type(&t, name, cores, 1.0).await;
    }
    let running = start_size(&t, &ann, &group, "one").await;
    until_phase(&t, &ann, &running, "Running").await;
    let waiting = start_size(&t, &ann, &group, "two").await;
    eventually("the reason says what is missing", async || {
        let reason = read(&t, &ann, &waiting).await["reason"].as_str().unwrap_or_default().to_owned();
        reason == "1st in line: waiting for room on the machine: it needs 2 CPU, 1 GiB, free are 1 CPU, 254.5 GiB"
    })
    .await;
    assert_eq!(read(&t, &ann, &waiting).await["launch"]["queuePosition"], 1);
    let small = start_size(&t, &ann, &group, "one").await;
    until_phase(&t, &ann, &small, "Running").await;
    stop(&t, &ann, &running).await.data();
    until_phase(&t, &ann, &running, "Stopped").await;
    assert_eq!(read(&t, &ann, &waiting).await["phase"], "Queued");
    stop(&t, &ann, &small).await.data();
    until_phase(&t, &ann, &waiting, "Running").await;
    let refused = t.ask(&ann, START, json!({ "data": { "groupId": group, "instanceType": "three", "image": "base-notebook" } })).await;
    assert_eq!(refused.code(), "EXCEED_QUOTA");
    assert!(refused.message().starts_with("No machine is large enough"), "{}", refused.message());
}

#[tokio::test]
async fn equals_start_in_the_order_in_which_they_were_asked_for_whoever_asked() {
    let t = small_machine().await;
    instance_type(&t, "two", 2.0, 1.0).await;
    let (ann, bob) = (t.person("ann").await, t.person("bob").await);
    let first_group = t.group("first", Quotas::default(), &[&ann, &bob]).await;
    let second_group = t.group("second", Quotas::default(), &[&ann, &bob]).await;
    let mut order = Vec::new();
    for number in 0..6 {
        let person = if number % 2 == 0 { &ann } else { &bob };
        let group = if number % 3 == 0 { &first_group } else { &second_group };
        order.push(start_size(&t, person, group, "two").await);
        t.clock.advance(std::time::Duration::from_millis(10));
    }
    let root = t.root().await;
    for (index, id) in order.iter().enumerate() {
        until_phase(&t, &root, id, "Running").await;
        for later in &order[index + 1..] {
            assert_eq!(read(&t, &root, later).await["phase"], "Queued");
        }
        stop(&t, &root, id).await.data();
    }
}

#[tokio::test]
async fn what_waits_holds_its_quota_so_that_nobody_is_overtaken_on_it() {
    let t = small_machine().await;
    instance_type(&t, "two", 2.0, 1.0).await;
    let (ann, bob) = (t.person("ann").await, t.person("bob").await);
    let group = t.group("research", Quotas { group_cpu: Some(4.0), ..Default::default() }, &[&ann, &bob]).await;
    let running = start_size(&t, &ann, &group, "two").await;
    until_phase(&t, &ann, &running, "Running").await;
    let waiting = start_size(&t, &ann, &group, "two").await;
    assert_eq!(column(&t, &waiting, "holds").await, 1);
    let refused = t.ask(&bob, START, json!({ "data": { "groupId": group, "instanceType": "two", "image": "base-notebook" } })).await;
    assert_eq!(refused.code(), "EXCEED_QUOTA");
}

#[tokio::test]
async fn the_queue_survives_the_server() {
    let t = small_machine().await;
    instance_type(&t, "two", 2.0, 1.0).await;
    let (ann, group) = ann(&t).await;
    let running = start_size(&t, &ann, &group, "two").await;
    until_phase(&t, &ann, &running, "Running").await;
    let waiting = start_size(&t, &ann, &group, "two").await;
    let dead = t.kill().await;
    let t = dead.start_again().await;
    t.clock.advance(std::time::Duration::from_secs(31));
    assert_eq!(read(&t, &ann, &waiting).await["phase"], "Queued");
    stop(&t, &ann, &running).await.data();
    until_phase(&t, &ann, &waiting, "Running").await;
}
