//! Jobs that run too long are ended, and starts that do not get on go back into the queue, a few times.

use std::time::Duration;

use serde_json::json;

use super::{ann, cancel, create, id_of, job_column, read, submit, until, until_closed, wish};
use crate::harness::{TestApp, eventually};
use crate::notebooks::nothing_is_left;

#[tokio::test]
async fn a_job_over_its_timeout_is_stopped_and_has_failed() {
    let t = TestApp::new().await;
    let (ann, group) = ann(&t).await;
    let mut data = wish(&group, "log:epoch 1,run");
    data["activeDeadlineSeconds"] = json!(600);
    let id = id_of(&create(&t, &ann, data).await, "createPhJob");
    let running = until(&t, &ann, &id, "Running").await;
    assert!(!running["deadlineAt"].is_null());
    t.clock.advance(Duration::from_secs(590));
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_eq!(read(&t, &ann, &id).await["phase"], "Running", "the time is not over");
    t.clock.advance(Duration::from_secs(11));
    let job = until(&t, &ann, &id, "Failed").await;
    assert_eq!((job["reason"].as_str(), job["exitCode"].is_null()), (Some("OverActivateDeadline"), true));
    assert!(job["message"].as_str().unwrap().contains("10 min"), "{job}");
    assert!(job["failure"]["lastLines"].as_array().unwrap().iter().any(|line| line == "epoch 1"), "{job}");
    nothing_is_left(&t, &id).await;
}

#[tokio::test]
async fn a_job_without_timeout_runs_for_weeks() {
    let t = TestApp::new().await;
    let (ann, group) = ann(&t).await;
    let mut data = wish(&group, "run");
    data["activeDeadlineSeconds"] = json!(0);
    let id = id_of(&create(&t, &ann, data).await, "createPhJob");
    until(&t, &ann, &id, "Running").await;
    for _ in 0..3 {
        t.clock.advance(Duration::from_secs(7 * 86_400));
        tokio::time::sleep(Duration::from_millis(30)).await;
    }
    assert_eq!(read(&t, &ann, &id).await["phase"], "Running");
}

#[tokio::test]
async fn the_timeout_goes_on_while_no_server_runs() {
    let t = TestApp::new().await;
    let (ann, group) = ann(&t).await;
    let mut data = wish(&group, "run");
    data["activeDeadlineSeconds"] = json!(600);
    let id = id_of(&create(&t, &ann, data).await, "createPhJob");
    until(&t, &ann, &id, "Running").await;
    let dead = t.kill().await;
    dead.clock.advance(Duration::from_secs(3600));
    let t = dead.start_again().await;
    assert_eq!(until(&t, &ann, &id, "Failed").await["reason"], "OverActivateDeadline");
}

#[tokio::test]
async fn a_job_that_writes_too_much_into_its_working_directory_is_stopped() {
    let t = TestApp::with(|config| config.jobs.work_gib = 1).await;
    let (ann, group) = ann(&t).await;
    let (modest, greedy) = (submit(&t, &ann, &group, "run").await, submit(&t, &ann, &group, "log:saving,run").await);
    for (id, bytes) in [(&modest, 1 << 30), (&greedy, (1 << 30) + 1)] {
        until(&t, &ann, id, "Running").await;
        let work = t.app.data("jobs").join(id);
        let file = std::fs::File::create(work.join("checkpoint")).unwrap();
        file.set_len(bytes).unwrap();
        // A second name for the same bytes.
        std::fs::hard_link(work.join("checkpoint"), work.join("latest")).unwrap();
    }
    t.clock.advance(Duration::from_secs(31));
    let job = until(&t, &ann, &greedy, "Failed").await;
    assert_eq!((job["reason"].as_str(), job["failure"]["code"].as_str()), (Some("PodFailed"), Some("WORK_FULL")));
    assert!(job["message"].as_str().unwrap().contains("1 GiB"), "{job}");
    nothing_is_left(&t, &greedy).await;
    assert_eq!(read(&t, &ann, &modest).await["phase"], "Running");
}

#[tokio::test]
async fn a_start_that_does_not_get_on_goes_back_into_the_queue_and_then_runs() {
    let t = TestApp::with(|config| config.jobs.start_timeout_seconds = 180).await;
    let (ann, group) = ann(&t).await;
    t.engine.hang_next(primehub_engine::fake::Call::Apply, primehub_engine::fake::Moment::Before);
    let id = submit(&t, &ann, &group, "run").await;
    until(&t, &ann, &id, "Preparing").await;
    eventually("it hangs", async || t.engine.troubles_ahead() == 0).await;
    t.clock.advance(Duration::from_secs(181));
    eventually("it is given up", async || {
        t.clock.advance(Duration::from_millis(100));
        tokio::time::sleep(Duration::from_millis(5)).await;
        !read(&t, &ann, &id).await["message"].as_str().unwrap().is_empty() && read(&t, &ann, &id).await["phase"] == "Pending"
    })
    .await;
    assert!(read(&t, &ann, &id).await["message"].as_str().unwrap().starts_with("Back to pending due to:"));
}

#[tokio::test]
async fn a_start_that_never_gets_on_fails_after_the_limit() {
    let t = TestApp::with(|config| {
        config.jobs.start_timeout_seconds = 60;
        config.jobs.most_requeues = 2;
    })
    .await;
    let (ann, group) = ann(&t).await;
    let id = submit(&t, &ann, &group, "create:100,run").await;
    let job = loop {
        t.clock.advance(Duration::from_secs(5));
        tokio::time::sleep(Duration::from_millis(10)).await;
        let job = read(&t, &ann, &id).await;
        assert_ne!(job["phase"], "Running", "{job}");
        if job["phase"] == "Failed" {
            break job;
        }
    };
    assert_eq!((job["reason"].as_str(), job["requeues"].as_i64()), (Some("OverRequeueLimit"), Some(2)));
    assert!(job["message"].as_str().unwrap().contains("3 times"), "{job}");
    nothing_is_left(&t, &id).await;
}

#[tokio::test]
async fn pulling_the_image_does_not_count() {
    let t = TestApp::with(|config| config.jobs.start_timeout_seconds = 60).await;
    let (ann, group) = ann(&t).await;
    crate::notebooks::image(&t, "slow", "fake/slow:300").await;
    let mut data = wish(&group, "run");
    data["image"] = json!("slow");
    let id = id_of(&create(&t, &ann, data).await, "createPhJob");
    until(&t, &ann, &id, "Preparing").await;
    eventually("the pull is noted", async || {
        let stages: String =
            sqlx::query_scalar("select stages from launches where unit_id = $1").bind(&id).fetch_one(t.db()).await.unwrap();
        stages.contains(r#""pulling","state":"active""#)
    })
    .await;
    t.clock.advance(Duration::from_secs(200));
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_eq!(read(&t, &ann, &id).await["phase"], "Preparing");
    t.clock.advance(Duration::from_secs(101));
    assert_eq!(until(&t, &ann, &id, "Running").await["requeues"], 0);
}

#[tokio::test]
async fn a_start_that_was_given_up_can_be_cancelled() {
    let t = TestApp::with(|config| config.jobs.start_timeout_seconds = 60).await;
    let (ann, group) = ann(&t).await;
    let id = submit(&t, &ann, &group, "create:90,run").await;
    until(&t, &ann, &id, "Preparing").await;
    t.clock.advance(Duration::from_secs(61));
    eventually("it is given up", async || {
        t.clock.advance(Duration::from_millis(100));
        tokio::time::sleep(Duration::from_millis(5)).await;
        job_column(&t, &id, "case when ending = 'requeue' then 1 else 0 end").await == 1
    })
    .await;
    cancel(&t, &ann, &id).await.data();
    assert_eq!(read(&t, &ann, &id).await["phase"], "Cancelled");
    until_closed(&t, &id).await;
    assert_eq!(read(&t, &ann, &id).await["phase"], "Cancelled");
    nothing_is_left(&t, &id).await;
}
