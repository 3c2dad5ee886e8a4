//! The server dies while jobs wait, start, run, end and are scheduled; the next one goes on, and nothing is lost or doubled.

use std::time::Duration;

use primehub_engine::fake::{Call, Moment};
use serde_json::json;

use super::schedules::{schedule, until_runs};
use super::{ann, cancel, read, submit, until, until_closed};
use crate::harness::{Quotas, TestApp, eventually};
use crate::identity::count;

#[tokio::test]
async fn jobs_that_wait_keep_their_order() {
    let t = TestApp::new().await;
    let ann = t.person("ann").await;
    let group = t.group("research", Quotas { user_cpu: Some(8.0), ..Default::default() }, &[&ann]).await;
    let mut ids = Vec::new();
    for _ in 0..4 {
        t.clock.advance(Duration::from_millis(10));
        ids.push(submit(&t, &ann, &group, "run").await);
    }
    until(&t, &ann, &ids[0], "Running").await;
    let t = t.kill().await.start_again().await;
    for id in &ids {
        until(&t, &ann, id, "Running").await;
        t.engine.exit(id, 0).unwrap();
        until(&t, &ann, id, "Succeeded").await;
        assert_eq!(t.engine.creates(id), 1);
    }
}

#[tokio::test]
async fn a_job_whose_start_was_interrupted_runs_once() {
    for moment in [Moment::Before, Moment::Between, Moment::After] {
        let t = TestApp::new().await;
        let (ann, group) = ann(&t).await;
        t.engine.hang_next(Call::Apply, moment);
        let id = submit(&t, &ann, &group, "exit:0:5").await;
        eventually("it hangs", async || t.engine.troubles_ahead() == 0).await;
        let t = t.kill().await.start_again().await;
        // On PostgreSQL the lease of the dead process has to run out first.
        t.clock.advance(Duration::from_secs(31));
        until(&t, &ann, &id, "Succeeded").await;
        assert_eq!(t.engine.creates(&id), 1, "{moment:?}");
    }
}

#[tokio::test]
async fn a_job_that_ended_while_no_server_was_there_is_closed_and_told_once() {
    let t = TestApp::new().await;
    let (ann, group) = ann(&t).await;
    let id = submit(&t, &ann, &group, "log:done,exit:4:5").await;
    until(&t, &ann, &id, "Running").await;
    let folder = t.data.path().join("jobs").join(&id).join("artifacts");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("model"), "weights").unwrap();
    let dead = t.kill().await;
    dead.clock.advance(Duration::from_secs(60));
    let t = dead.start_again().await;
    let job = until(&t, &ann, &id, "Failed").await;
    assert_eq!((job["exitCode"].as_i64(), job["artifact"]["totalCount"].as_i64()), (Some(4), Some(1)));
    let t = t.kill().await.start_again().await;
    until(&t, &ann, &id, "Failed").await;
    assert_eq!(count(&t, "select count(*) from notifications").await, 1);
    assert_eq!(t.engine.creates(&id), 1);
}

/// Between the end of the container and the end of the job's story, whatever was done before the kill.
#[tokio::test]
async fn a_server_that_dies_while_jobs_are_closed_leaves_none_behind() {
    let mut t = TestApp::new().await;
    let (ann, group) = ann(&t).await;
    let mut ids = Vec::new();
    for _ in 0..8 {
        let id = submit(&t, &ann, &group, "run").await;
        until(&t, &ann, &id, "Running").await;
        let folder = t.data.path().join("jobs").join(&id).join("artifacts");
        std::fs::create_dir_all(&folder).unwrap();
        for number in 0..20 {
            std::fs::write(folder.join(format!("part-{number}")), "x".repeat(10_000)).unwrap();
        }
        ids.push(id);
    }
    for (round, id) in ids.iter().enumerate() {
        t.engine.exit(id, 0).unwrap();
        t.app.workloads.wake();
        // A different point of the way each time.
        tokio::time::sleep(Duration::from_millis(3 * round as u64)).await;
        t = t.kill().await.start_again().await;
    }
    for id in &ids {
        let job = until(&t, &ann, id, "Succeeded").await;
        assert_eq!((job["artifact"]["state"].as_str(), job["artifact"]["totalCount"].as_i64()), (Some("ready"), Some(20)), "{job}");
        until_closed(&t, id).await;
    }
    assert_eq!(count(&t, "select count(*) from notifications").await, 8);
    eventually("no work folder is left", async || {
        t.clock.advance(Duration::from_secs(601));
        tokio::time::sleep(Duration::from_millis(5)).await;
        std::fs::read_dir(t.data.path().join("jobs")).unwrap().count() == 0
    })
    .await;
}

#[tokio::test]
async fn a_cancel_that_was_answered_holds_after_a_kill() {
    let t = TestApp::new().await;
    let (ann, group) = ann(&t).await;
    let id = submit(&t, &ann, &group, "run").await;
    until(&t, &ann, &id, "Running").await;
    cancel(&t, &ann, &id).await.data();
    let t = t.kill().await.start_again().await;
    assert_eq!(read(&t, &ann, &id).await["phase"], "Cancelled");
    until_closed(&t, &id).await;
    assert!(t.engine.snapshot().is_empty());
}

#[tokio::test]
async fn a_server_that_dies_while_runs_are_started_starts_each_once() {
    let mut t = TestApp::with(|config| config.jobs.default_deadline_seconds = 0).await;
    let (ann, group) = ann(&t).await;
    let mut ids = Vec::new();
    for _ in 0..6 {
        ids.push(schedule(&t, &ann, &group, "exit:0", json!({ "type": "custom", "cron": "*/10 * * * *", "timezone": "Etc/UTC" })).await);
    }
    for round in 0..6u64 {
        t.clock.advance(Duration::from_secs(600));
        tokio::time::sleep(Duration::from_millis(round)).await;
        t = t.kill().await.start_again().await;
        for id in &ids {
            until_runs(&t, &ann, id, round as i64 + 1).await;
        }
        eventually("the jobs have ended", async || {
            t.clock.advance(Duration::from_millis(200));
            tokio::time::sleep(Duration::from_millis(5)).await;
            count(&t, "select count(*) from jobs where settled = 0").await == 0
        })
        .await;
    }
    assert_eq!(count(&t, "select count(*) from jobs").await, 36);
    assert_eq!(count(&t, "select count(*) from schedule_runs where outcome = 'started'").await, 36);
}
