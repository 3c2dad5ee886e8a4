//! Jobs wait for quota in order of priority and time, and people see where they are in line and why.

use serde_json::json;

use super::{create, id_of, read, submit, until, wish};
use crate::harness::{Quotas, TestApp};

#[tokio::test]
async fn a_waiting_job_says_its_place_and_who_uses_the_quota() {
    let t = TestApp::new().await;
    let (ann, bob) = (t.person("ann").await, t.person("bob").await);
    let group = t.group("research", Quotas { group_cpu: Some(8.0), ..Default::default() }, &[&ann, &bob]).await;
    let first = submit(&t, &ann, &group, "run").await;
    until(&t, &ann, &first, "Running").await;
    let mut waiting = Vec::new();
    for person in [&bob, &ann] {
        t.clock.advance(std::time::Duration::from_millis(10));
        waiting.push(submit(&t, person, &group, "run").await);
    }
    let second = read(&t, &ann, &waiting[1]).await;
    assert_eq!((second["phase"].as_str(), second["reason"].as_str()), (Some("Pending"), Some("OverQuota")));
    assert_eq!((second["queue"]["position"].as_i64(), second["queue"]["length"].as_i64()), (Some(2), Some(2)), "{second}");
    assert!(second["message"].as_str().unwrap().contains("2nd in line"), "{second}");
    assert_eq!(second["queue"]["usedBy"][0]["name"], "train", "{second}");
    t.engine.exit(&first, 0).unwrap();
    until(&t, &bob, &waiting[0], "Running").await;
    assert_eq!(read(&t, &ann, &waiting[1]).await["queue"]["position"], 1);
}

#[tokio::test]
async fn a_higher_priority_goes_first_and_only_group_admins_may_give_it() {
    let t = TestApp::new().await;
    let (ann, chief) = (t.person("ann").await, t.person("chief").await);
    let group = t.group("research", Quotas { group_cpu: Some(8.0), ..Default::default() }, &[&ann, &chief]).await;
    t.make_group_admin(&group, &chief).await;
    let first = submit(&t, &ann, &group, "run").await;
    until(&t, &ann, &first, "Running").await;
    let second = submit(&t, &ann, &group, "run").await;
    let mut urgent = wish(&group, "run");
    urgent["priority"] = json!(5);
    assert_eq!(create(&t, &ann, urgent.clone()).await.error()["extensions"]["field"], "priority");
    let urgent = id_of(&create(&t, &chief, urgent).await, "createPhJob");
    t.engine.exit(&first, 0).unwrap();
    until(&t, &ann, &urgent, "Running").await;
    assert_eq!(read(&t, &ann, &second).await["phase"], "Pending");
}

#[tokio::test]
async fn a_waiting_job_that_a_lowered_quota_can_never_let_run_fails_and_says_the_limit() {
    let t = TestApp::new().await;
    let ann = t.person("ann").await;
    let group = t.group("research", Quotas { group_cpu: Some(8.0), ..Default::default() }, &[&ann]).await;
    let first = submit(&t, &ann, &group, "run").await;
    until(&t, &ann, &first, "Running").await;
    let waiting = submit(&t, &ann, &group, "run").await;
    let root = t.root().await;
    let lower = "mutation($id: ID!) { updateGroup(where: { id: $id }, data: { projectQuotaCpu: 1, quotaCpu: 1 }) { id } }";
    t.ask(&root, lower, json!({ "id": group })).await.data();
    let failed = until(&t, &ann, &waiting, "Failed").await;
    assert_eq!(failed["reason"], "OverQuota");
    let message = failed["message"].as_str().unwrap();
    assert!(message.contains("1 CPU") && message.contains("ask an administrator for a higher quota"), "{message}");
    assert_eq!(read(&t, &ann, &first).await["phase"], "Running", "what runs goes on");
}
