//! How jobs end when they do not succeed, and what people read then.

use super::{ann, create, id_of, submit, until, wish};
use crate::harness::TestApp;
use serde_json::json;

#[tokio::test]
async fn a_job_that_fails_tells_its_exit_code_and_its_last_lines() {
    let t = TestApp::new().await;
    let (ann, group) = ann(&t).await;
    let id = submit(&t, &ann, &group, "log:loading,err:ValueError: bad shape,exit:3:1").await;
    let job = until(&t, &ann, &id, "Failed").await;
    assert_eq!((job["reason"].as_str(), job["exitCode"].as_i64()), (Some("PodFailed"), Some(3)));
    assert_eq!(job["message"], "Job failed due to exit code 3: ValueError: bad shape");
    assert_eq!(job["failure"]["message"], "The command ended with exit code 3.");
    let lines = job["failure"]["lastLines"].as_array().unwrap();
    assert!(lines.iter().any(|line| line == "ValueError: bad shape"), "{lines:?}");
    assert_eq!(t.engine.creates(&id), 1, "it is never repeated");
}

#[tokio::test]
async fn a_job_that_needs_too_much_memory_is_told_so() {
    let t = TestApp::new().await;
    let (ann, group) = ann(&t).await;
    let id = submit(&t, &ann, &group, "oom:1").await;
    let job = until(&t, &ann, &id, "Failed").await;
    assert_eq!((job["reason"].as_str(), job["exitCode"].as_i64()), (Some("PodFailed"), Some(137)));
    assert_eq!(job["failure"]["code"], "OUT_OF_MEMORY");
    assert!(job["message"].as_str().unwrap().contains("memory"), "{job}");
}

#[tokio::test]
async fn a_job_whose_container_vanishes_has_failed_for_an_unknown_reason() {
    let t = TestApp::new().await;
    let (ann, group) = ann(&t).await;
    let id = submit(&t, &ann, &group, "run").await;
    until(&t, &ann, &id, "Running").await;
    t.engine.lose(&id).unwrap();
    let job = until(&t, &ann, &id, "Failed").await;
    assert_eq!(job["reason"], "PodUnknown");
}

#[tokio::test]
async fn a_job_that_cannot_be_started_has_failed_before_it_ran() {
    let t = TestApp::new().await;
    let (ann, group) = ann(&t).await;
    crate::notebooks::image(&t, "gone", "fake/missing").await;
    for (image, words, code) in [("gone", "run", "IMAGE_NOT_FOUND"), ("base-notebook", "refuse", "PROGRAM_MISSING")] {
        let mut data = wish(&group, words);
        data["image"] = json!(image);
        let id = id_of(&create(&t, &ann, data).await, "createPhJob");
        let job = until(&t, &ann, &id, "Failed").await;
        assert_eq!((job["reason"].as_str(), job["failure"]["code"].as_str()), (Some("PodCreationFailed"), Some(code)));
        assert!(job["startTime"].is_null() && job["exitCode"].is_null(), "{job}");
    }
}

#[tokio::test]
async fn a_job_of_somebody_who_leaves_the_group_is_cancelled_with_the_reason() {
    let t = TestApp::new().await;
    let (ann, bob) = (t.person("ann").await, t.person("bob").await);
    let group = t.group("research", Default::default(), &[&ann, &bob]).await;
    let id = submit(&t, &ann, &group, "run").await;
    until(&t, &ann, &id, "Running").await;
    crate::workload::remove_from_group(&t, &ann.id, &group).await;
    let job = until(&t, &bob, &id, "Cancelled").await;
    assert!(job["message"].as_str().unwrap().contains("no longer a member"), "{job}");
}
