//! Whoever submitted a job is told when it ends, once, and nobody else is.

use serde_json::{Value, json};

use super::{ann, cancel, rerun, submit, until, until_closed};
use crate::harness::{Person, Quotas, TestApp};

async fn bell(t: &TestApp, person: &Person) -> Value {
    let query = "{ notifications { unread nodes { id level title text link groupId read } } }";
    t.ask(person, query, json!({})).await.data()["notifications"].clone()
}

#[tokio::test]
async fn the_end_of_a_job_is_in_the_bell_of_its_submitter() {
    let t = TestApp::new().await;
    let (ann, bob) = (t.person("ann").await, t.person("bob").await);
    let group = t.group("research", Quotas::default(), &[&ann, &bob]).await;
    let good = submit(&t, &ann, &group, "exit:0:65").await;
    until(&t, &ann, &good, "Running").await;
    t.clock.advance(std::time::Duration::from_secs(65));
    until(&t, &ann, &good, "Succeeded").await;
    let bad = submit(&t, &ann, &group, "exit:2").await;
    until(&t, &ann, &bad, "Failed").await;
    let found = bell(&t, &ann).await;
    assert_eq!((found["unread"].as_i64(), found["nodes"].as_array().unwrap().len()), (Some(2), 2), "{found}");
    assert_eq!((found["nodes"][0]["level"].as_str(), found["nodes"][1]["level"].as_str()), (Some("error"), Some("success")));
    assert!(found["nodes"][1]["title"].as_str().unwrap().starts_with("train succeeded after 0:01:0"), "{found}");
    assert_eq!(found["nodes"][0]["link"], format!("/g/research/jobs/{bad}"));
    assert!(found["nodes"][0]["text"].as_str().unwrap().contains("exit code 2"), "{found}");
    assert_eq!(bell(&t, &bob).await["nodes"].as_array().unwrap().len(), 0);
}

#[tokio::test]
async fn messages_are_read_one_by_one_or_all_and_only_ones_own() {
    let t = TestApp::new().await;
    let (ann, bob) = (t.person("ann").await, t.person("bob").await);
    let group = t.group("research", Quotas::default(), &[&ann, &bob]).await;
    for _ in 0..3 {
        let id = submit(&t, &ann, &group, "exit:0").await;
        until(&t, &ann, &id, "Succeeded").await;
    }
    let first = bell(&t, &ann).await["nodes"][0]["id"].clone();
    let read = "mutation($ids: [ID!]) { readNotifications(ids: $ids) }";
    t.ask(&bob, read, json!({ "ids": [first] })).await.data();
    assert_eq!(bell(&t, &ann).await["unread"], 3);
    assert_eq!(t.ask(&ann, read, json!({ "ids": [first] })).await.data()["readNotifications"], 2);
    assert_eq!(t.ask(&ann, read, json!({ "ids": [""] })).await.data()["readNotifications"], 2);
    assert_eq!(t.ask(&ann, read, json!({})).await.data()["readNotifications"], 0);
}

#[tokio::test]
async fn whoever_cancels_a_job_of_his_own_is_not_told_but_others_are() {
    let t = TestApp::new().await;
    let (ann, bob) = (t.person("ann").await, t.person("bob").await);
    let group = t.group("research", Quotas::default(), &[&ann, &bob]).await;
    for (by, messages) in [(&ann, 0), (&bob, 1)] {
        let id = submit(&t, &ann, &group, "run").await;
        until(&t, &ann, &id, "Running").await;
        cancel(&t, by, &id).await.data();
        until_closed(&t, &id).await;
        assert_eq!(bell(&t, &ann).await["nodes"].as_array().unwrap().len(), messages);
    }
}

#[tokio::test]
async fn messages_are_forgotten_after_their_days() {
    let t = TestApp::with(|config| config.jobs.keep_notification_days = 2).await;
    let (ann, group) = ann(&t).await;
    let id = submit(&t, &ann, &group, "exit:0").await;
    until(&t, &ann, &id, "Succeeded").await;
    rerun(&t, &ann, &id).await.data();
    crate::harness::eventually("they are forgotten", async || {
        t.clock.advance(std::time::Duration::from_secs(86_400));
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        bell(&t, &ann).await["nodes"].as_array().unwrap().is_empty()
    })
    .await;
}
