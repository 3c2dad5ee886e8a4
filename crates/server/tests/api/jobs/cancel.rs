//! A job can be cancelled in every phase, and is Cancelled from that moment on.

use super::{ann, cancel, read, submit, until, until_closed};
use crate::harness::{Quotas, TestApp, eventually};
use crate::notebooks::nothing_is_left;

#[tokio::test]
async fn a_job_that_waits_leaves_the_queue() {
    let t = TestApp::new().await;
    let ann = t.person("ann").await;
    let group = t.group("research", Quotas { user_cpu: Some(8.0), ..Default::default() }, &[&ann]).await;
    let first = submit(&t, &ann, &group, "run").await;
    until(&t, &ann, &first, "Running").await;
    let waiting = submit(&t, &ann, &group, "run").await;
    assert_eq!(read(&t, &ann, &waiting).await["phase"], "Pending");
    cancel(&t, &ann, &waiting).await.data();
    let job = read(&t, &ann, &waiting).await;
    assert_eq!((job["phase"].as_str(), job["reason"].as_str()), (Some("Cancelled"), Some("Cancelled")));
    assert_eq!((job["message"].as_str(), job["cancelledBy"].as_str()), (Some("Cancelled by user"), Some("ann")));
    until_closed(&t, &waiting).await;
    assert_eq!(t.engine.creates(&waiting), 0);
}

#[tokio::test]
async fn a_job_that_starts_is_given_up() {
    let t = TestApp::new().await;
    let (ann, group) = ann(&t).await;
    let id = submit(&t, &ann, &group, "create:60,run").await;
    until(&t, &ann, &id, "Preparing").await;
    cancel(&t, &ann, &id).await.data();
    assert_eq!(read(&t, &ann, &id).await["phase"], "Cancelled");
    until_closed(&t, &id).await;
    nothing_is_left(&t, &id).await;
    assert_eq!(read(&t, &ann, &id).await["phase"], "Cancelled");
}

#[tokio::test]
async fn a_job_that_runs_is_stopped_and_its_container_removed() {
    let t = TestApp::new().await;
    let (ann, group) = ann(&t).await;
    let id = submit(&t, &ann, &group, "log:begun,run,bye:saved").await;
    until(&t, &ann, &id, "Running").await;
    cancel(&t, &ann, &id).await.data();
    assert_eq!(read(&t, &ann, &id).await["phase"], "Cancelled", "at once");
    nothing_is_left(&t, &id).await;
    until_closed(&t, &id).await;
    let (_, log) = t.get(Some(&ann), &format!("/api/logs/namespaces/hub/phjobs/{id}?tail_lines=10&follow=false")).await;
    assert!(log.contains("begun") && log.ends_with("saved\n"), "what it printed while it was stopped is kept: {log}");
    let job = read(&t, &ann, &id).await;
    assert_eq!(job["phase"], "Cancelled");
    assert!(!job["finishTime"].is_null() && job["exitCode"].is_null());
    cancel(&t, &ann, &id).await.data();
}

#[tokio::test]
async fn a_job_that_has_ended_cannot_be_cancelled() {
    let t = TestApp::new().await;
    let (ann, group) = ann(&t).await;
    let id = submit(&t, &ann, &group, "exit:0").await;
    until(&t, &ann, &id, "Succeeded").await;
    assert_eq!(cancel(&t, &ann, &id).await.code(), "JOB_ENDED");
    assert_eq!(read(&t, &ann, &id).await["phase"], "Succeeded");
}

#[tokio::test]
async fn another_member_may_cancel_and_is_named() {
    let t = TestApp::new().await;
    let (ann, bob) = (t.person("ann").await, t.person("bob").await);
    let group = t.group("research", Quotas::default(), &[&ann, &bob]).await;
    let id = submit(&t, &ann, &group, "run").await;
    until(&t, &ann, &id, "Running").await;
    cancel(&t, &bob, &id).await.data();
    let job = read(&t, &ann, &id).await;
    assert_eq!((job["message"].as_str(), job["cancelledBy"].as_str()), (Some("Cancelled by bob"), Some("bob")));
    eventually("the audit names it", async || {
        crate::identity::count(&t, "select count(*) from audit where action = 'job.cancel' and actor_name = 'bob'").await == 1
    })
    .await;
}
