//! Whoever waits sees the place in line, what it waits for and who uses that; and a long wait gives the right of way.

use std::time::Duration;

use primehub_server::features::identity;
use primehub_server::features::workload::model::StartRequest;
use primehub_server::features::workload::queue::line::{self, Place};
use primehub_server::features::workload::{actions, queue, store};

use super::column;
use super::task::{request, submit, until_over};
use crate::harness::{Person, Quotas, TestApp, eventually};
use crate::notebooks::{START, instance_type, started, stop, until_phase};

fn sized(mut request: StartRequest, cores: f64) -> StartRequest {
    request.amounts.cpu = (cores * 1000.0) as i64;
    request.requested = request.amounts;
    request.kind = "job";
    request
}

async fn job(t: &TestApp, id: &str, person: &Person, group: &str, cores: f64) {
    submit(t, &sized(request(id, person, group, "run", 0), cores)).await;
    t.clock.advance(Duration::from_millis(10));
}

async fn runs(t: &TestApp, id: &str) -> bool {
    column(t, id, "case when state = 'running' then 1 else 0 end").await == 1
}

async fn place(t: &TestApp, id: &str) -> Option<Place> {
    let unit = store::unit(t.db(), id).await.unwrap_or_else(|error| panic!("{error:?}")).unwrap();
    line::of_unit(&t.app, &unit).await.unwrap_or_else(|error| panic!("{error:?}"))
}

async fn says(t: &TestApp, id: &str) -> String {
    place(t, id).await.map(|place| place.sentence()).unwrap_or_default()
}

#[tokio::test]
async fn the_place_the_limit_and_who_uses_it_are_named() {
    let t = TestApp::new().await;
    let (ann, bob) = (t.person("ann").await, t.person("bob").await);
    let quotas = Quotas { group_cpu: Some(4.0), ..Default::default() };
    let group = t.group("research", quotas, &[&ann, &bob]).await;
    instance_type(&t, "small", 1.5, 1.0).await;
    let wish = serde_json::json!({ "data": { "groupId": group, "instanceType": "small", "image": "base-notebook" } });
    let notebook = started(&t.ask(&ann, START, wish).await);
    until_phase(&t, &ann, &notebook, "Running").await;
    job(&t, "train-7", &bob, &group, 2.0).await;
    eventually("it runs", async || runs(&t, "train-7").await).await;
    for id in ["train-8", "train-9", "train-10"] {
        job(&t, id, &bob, &group, 2.0).await;
    }
    assert_eq!(says(&t, "train-10").await, "3rd in line: group research uses 3.5 of 4 CPU; job train-7, notebook of ann");
    let place = place(&t, "train-10").await.unwrap();
    assert_eq!((place.position, place.length, place.used_by.len()), (3, 3, 2));
    assert_eq!(queue::store::length(t.db(), &group).await.unwrap_or_else(|error| panic!("{error:?}")), 3);
    let written: Option<String> = sqlx::query_scalar("select reason from units where id = 'train-10'").fetch_one(t.db()).await.unwrap();
    assert_eq!(written, None, "nothing is rewritten while it waits");
    stop(&t, &ann, &notebook).await.data();
    eventually("the next one runs", async || runs(&t, "train-8").await).await;
    assert!(says(&t, "train-8").await.is_empty());
    assert!(says(&t, "train-10").await.starts_with("2nd in line: group research uses 4 of 4 CPU; job train-7, job train-8"));
}

#[tokio::test]
async fn a_person_over_the_own_quota_blocks_nobody_of_the_group() {
    let t = TestApp::new().await;
    let (ann, bob) = (t.person("ann").await, t.person("bob").await);
    let quotas = Quotas { user_cpu: Some(2.0), group_cpu: Some(8.0), ..Default::default() };
    let group = t.group("research", quotas, &[&ann, &bob]).await;
    job(&t, "anns-first", &ann, &group, 2.0).await;
    eventually("it runs", async || runs(&t, "anns-first").await).await;
    job(&t, "anns-second", &ann, &group, 1.0).await;
    t.clock.advance(Duration::from_secs(3600));
    job(&t, "bobs", &bob, &group, 1.0).await;
    eventually("it runs", async || runs(&t, "bobs").await).await;
    assert_eq!(says(&t, "anns-second").await, "1st in line: ann uses 2 of 2 CPU in group research; job anns-first");
}

#[tokio::test]
async fn after_a_while_nothing_younger_of_the_group_passes_a_large_one() {
    let t = TestApp::new().await;
    let (ann, bob) = (t.person("ann").await, t.person("bob").await);
    let group = t.group("research", Quotas { group_cpu: Some(4.0), ..Default::default() }, &[&ann, &bob]).await;
    job(&t, "small-0", &ann, &group, 2.0).await;
    eventually("it runs", async || runs(&t, "small-0").await).await;
    job(&t, "large", &bob, &group, 4.0).await;
    job(&t, "small-1", &ann, &group, 1.0).await;
    eventually("a small one may pass for now", async || runs(&t, "small-1").await).await;
    t.clock.advance(Duration::from_secs(600));
    job(&t, "small-2", &ann, &group, 1.0).await;
    t.engine.exit("small-1", 0).unwrap();
    until_over(&t, "small-1").await;
    assert_eq!(says(&t, "small-2").await, "2nd in line: job large has waited for more than 10 min and goes first");
    t.engine.exit("small-0", 0).unwrap();
    eventually("the large one runs", async || runs(&t, "large").await).await;
    assert_eq!(column(&t, "small-2", "case when state = 'queued' then 1 else 0 end").await, 1);
    t.engine.exit("large", 0).unwrap();
    eventually("then the small one", async || runs(&t, "small-2").await).await;
}

#[tokio::test]
async fn a_wait_for_the_machine_is_not_passed_for_ever_either() {
    let t = TestApp::with(|config| {
        config.engine.reserve_cpu = 60_000;
        config.engine.overcommit_cpu = 100;
    })
    .await;
    let ann = t.person("ann").await;
    let (first, second) = (t.group("first", Quotas::default(), &[&ann]).await, t.group("second", Quotas::default(), &[&ann]).await);
    job(&t, "small-0", &ann, &second, 2.0).await;
    eventually("it runs", async || runs(&t, "small-0").await).await;
    job(&t, "large", &ann, &first, 4.0).await;
    t.clock.advance(Duration::from_secs(600));
    job(&t, "younger", &ann, &first, 1.0).await;
    job(&t, "of-others", &ann, &second, 1.0).await;
    assert!(says(&t, "large").await.starts_with("1st in line: waiting for room on the machine: it needs 4 CPU"));
    t.engine.exit("small-0", 0).unwrap();
    eventually("the large one runs", async || runs(&t, "large").await).await;
    for id in ["younger", "of-others"] {
        assert_eq!(column(&t, id, "case when state = 'queued' then 1 else 0 end").await, 1, "{id}");
    }
}

#[tokio::test]
async fn what_can_never_run_is_refused_at_once_with_the_limit() {
    let t = TestApp::new().await;
    let ann = t.person("ann").await;
    let group = t.group("research", Quotas { user_cpu: Some(2.0), group_cpu: Some(4.0), ..Default::default() }, &[&ann]).await;
    let group = identity::store::group(t.db(), &group).await.unwrap_or_else(|error| panic!("{error:?}")).unwrap();
    let wish = sized(request("huge", &ann, &group.id, "run", 0), 5.0);
    let mut tx = t.app.db.begin().await.unwrap_or_else(|error| panic!("{error:?}"));
    let refused = actions::request_start(&t.app, &mut tx, &group, &wish, false, "test").await.unwrap_err();
    assert_eq!(refused.code(), "EXCEED_QUOTA");
    let message = refused.message();
    assert!(message.contains("You may use 2 CPU") && message.contains("Group research may use 4 CPU"), "{message}");
}
