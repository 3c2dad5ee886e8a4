//! Records of ended jobs are kept for a time and up to a number; what lives is never thrown away.

use std::time::Duration;

use super::{ann, cancel, read, submit, until};
use crate::harness::{TestApp, eventually};
use crate::identity::count;

const DAY: Duration = Duration::from_secs(86_400);

#[tokio::test]
async fn records_go_when_their_time_is_over_with_everything_of_their_unit() {
    let t = TestApp::with(|config| {
        config.jobs.keep_days = 3;
        config.jobs.default_deadline_seconds = 0;
    })
    .await;
    let (ann, group) = ann(&t).await;
    let ended = submit(&t, &ann, &group, "log:hello,exit:0").await;
    until(&t, &ann, &ended, "Succeeded").await;
    let running = submit(&t, &ann, &group, "run").await;
    until(&t, &ann, &running, "Running").await;
    t.clock.advance(2 * DAY);
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_eq!(count(&t, "select count(*) from jobs").await, 2);
    eventually("only the running one is left", async || {
        t.clock.advance(DAY);
        tokio::time::sleep(Duration::from_millis(10)).await;
        count(&t, "select count(*) from jobs").await == 1
    })
    .await;
    until(&t, &ann, &running, "Running").await;
    for table in ["select count(*) from units", "select count(distinct unit_id) from launches"] {
        assert_eq!(count(&t, table).await, 1, "{table}");
    }
}

#[tokio::test]
async fn containers_stay_for_their_time_without_holding_quota() {
    let t = TestApp::with(|config| config.workload.keep_containers_hours = 2).await;
    let (ann, group) = ann(&t).await;
    let containers = |id: String| t.engine.snapshot().iter().filter(|seen| seen.unit.unit == id).count();
    let failed = submit(&t, &ann, &group, "exit:3").await;
    until(&t, &ann, &failed, "Failed").await;
    let cancelled = submit(&t, &ann, &group, "run").await;
    until(&t, &ann, &cancelled, "Running").await;
    cancel(&t, &ann, &cancelled).await.data();
    until(&t, &ann, &cancelled, "Cancelled").await;
    t.clock.advance(Duration::from_secs(7000));
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_eq!((containers(failed.clone()), containers(cancelled)), (1, 0));
    assert_eq!(count(&t, "select count(*) from units where holds <> 0").await, 0);
    eventually("its time is over", async || {
        t.clock.advance(Duration::from_secs(60));
        tokio::time::sleep(Duration::from_millis(10)).await;
        containers(failed.clone()) == 0
    })
    .await;
    assert_eq!(read(&t, &ann, &failed).await["phase"], "Failed");
}

#[tokio::test]
async fn beyond_the_most_records_the_oldest_go() {
    let t = TestApp::with(|config| config.jobs.keep_records = 2).await;
    let (ann, group) = ann(&t).await;
    let mut ids = Vec::new();
    for _ in 0..4 {
        let id = submit(&t, &ann, &group, "exit:0").await;
        until(&t, &ann, &id, "Succeeded").await;
        ids.push(id);
    }
    eventually("two are left", async || {
        t.clock.advance(Duration::from_secs(601));
        tokio::time::sleep(Duration::from_millis(10)).await;
        count(&t, "select count(*) from jobs").await == 2
    })
    .await;
    let left: Vec<String> = sqlx::query_scalar("select id from jobs order by created_at").fetch_all(t.db()).await.unwrap();
    assert_eq!(left, ids[2..]);
}

#[tokio::test]
async fn zero_keeps_everything() {
    let t = TestApp::with(|config| {
        config.jobs.keep_days = 0;
        config.jobs.keep_records = 0;
    })
    .await;
    let (ann, group) = ann(&t).await;
    let id = submit(&t, &ann, &group, "exit:0").await;
    until(&t, &ann, &id, "Succeeded").await;
    for _ in 0..3 {
        t.clock.advance(1000 * DAY);
        tokio::time::sleep(Duration::from_millis(30)).await;
    }
    assert_eq!(count(&t, "select count(*) from jobs").await, 1);
}

#[tokio::test]
async fn a_deleted_group_takes_its_jobs_along_and_leaves_nothing_running() {
    let t = TestApp::new().await;
    let (ann, group) = ann(&t).await;
    let id = submit(&t, &ann, &group, "run").await;
    until(&t, &ann, &id, "Running").await;
    let root = t.root().await;
    t.ask(&root, "mutation($id: ID!) { deleteGroup(where: {id: $id}) { id } }", serde_json::json!({ "id": group })).await.data();
    eventually("nothing of it is left", async || {
        t.clock.advance(Duration::from_secs(601));
        tokio::time::sleep(Duration::from_millis(10)).await;
        t.engine.snapshot().is_empty()
            && count(&t, "select count(*) from jobs").await == 0
            && count(&t, "select count(*) from units").await == 0
    })
    .await;
    eventually("its work folder is gone", async || {
        t.clock.advance(Duration::from_secs(601));
        tokio::time::sleep(Duration::from_millis(10)).await;
        !t.data.path().join("jobs").join(&id).exists()
    })
    .await;
}
