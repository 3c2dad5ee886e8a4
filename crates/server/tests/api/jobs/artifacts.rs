//! What a job leaves in its folder `artifacts` is kept, however it ends.

use super::{ann, cancel, read, submit, until, until_closed};
use crate::harness::TestApp;

fn leave(t: &TestApp, id: &str) {
    let folder = t.data.path().join("jobs").join(id).join("artifacts/plots");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("loss curve 损失.png"), "picture").unwrap();
}

#[tokio::test]
async fn artifacts_are_collected_after_success_failure_cancel_and_timeout() {
    let t = TestApp::with(|config| config.jobs.default_deadline_seconds = 600).await;
    let (ann, group) = ann(&t).await;
    for ending in ["Succeeded", "Failed", "Cancelled", "TimedOut"] {
        let id = submit(&t, &ann, &group, "run").await;
        until(&t, &ann, &id, "Running").await;
        leave(&t, &id);
        match ending {
            "Succeeded" => t.engine.exit(&id, 0).unwrap(),
            "Failed" => t.engine.exit(&id, 1).unwrap(),
            "Cancelled" => {
                cancel(&t, &ann, &id).await.data();
            }
            _ => t.clock.advance(std::time::Duration::from_secs(601)),
        }
        until_closed(&t, &id).await;
        let artifact = read(&t, &ann, &id).await["artifact"].clone();
        assert_eq!((artifact["state"].as_str(), artifact["totalCount"].as_i64()), (Some("ready"), Some(1)), "{ending}: {artifact}");
        assert_eq!(artifact["items"][0]["name"], "plots/loss curve 损失.png");
        assert_eq!(artifact["items"][0]["size"], 7);
        let kept = t.data.path().join("files/groups/research/jobArtifacts").join(&id).join("plots/loss curve 损失.png");
        assert_eq!(std::fs::read_to_string(kept).unwrap(), "picture", "{ending}");
        assert!(!t.data.path().join("jobs").join(&id).exists(), "the work folder is removed");
    }
}

#[tokio::test]
async fn a_succeeded_job_has_its_artifacts_in_the_moment_it_says_so() {
    let t = TestApp::new().await;
    let (ann, group) = ann(&t).await;
    let id = submit(&t, &ann, &group, "run").await;
    until(&t, &ann, &id, "Running").await;
    leave(&t, &id);
    t.engine.exit(&id, 0).unwrap();
    let job = until(&t, &ann, &id, "Succeeded").await;
    assert_eq!(job["artifact"]["state"], "ready");
    assert_eq!(job["summary"], "1 artifact, 0.0 MB");
}

#[tokio::test]
async fn what_was_left_out_and_why_is_told() {
    let t = TestApp::with(|config| config.workload.artifact_files = 1).await;
    let (ann, group) = ann(&t).await;
    let id = submit(&t, &ann, &group, "run").await;
    until(&t, &ann, &id, "Running").await;
    let folder = t.data.path().join("jobs").join(&id).join("artifacts");
    std::fs::create_dir_all(&folder).unwrap();
    for name in ["a", "b"] {
        std::fs::write(folder.join(name), name).unwrap();
    }
    std::os::unix::fs::symlink("/etc/passwd", folder.join("c")).unwrap();
    t.engine.exit(&id, 0).unwrap();
    let artifact = until(&t, &ann, &id, "Succeeded").await["artifact"].clone();
    assert_eq!(artifact["items"].as_array().unwrap().len(), 1, "{artifact}");
    let left_out = artifact["leftOut"].as_array().unwrap();
    assert_eq!(left_out.len(), 2, "{artifact}");
    assert!(left_out.iter().all(|left| !left["reason"].as_str().unwrap().is_empty()));
}

#[tokio::test]
async fn artifacts_are_gone_when_their_time_is_over() {
    let t = TestApp::with(|config| config.workload.artifact_days = 1).await;
    let (ann, group) = ann(&t).await;
    let id = submit(&t, &ann, &group, "run").await;
    until(&t, &ann, &id, "Running").await;
    leave(&t, &id);
    t.engine.exit(&id, 0).unwrap();
    assert!(!until(&t, &ann, &id, "Succeeded").await["artifact"]["expiresAt"].is_null());
    t.clock.advance(std::time::Duration::from_secs(86_400 + 3601));
    let kept = t.data.path().join("files/groups/research/jobArtifacts").join(&id);
    crate::harness::eventually("the folder is removed", async || {
        t.clock.advance(std::time::Duration::from_secs(3601));
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        !kept.exists()
    })
    .await;
    let artifact = read(&t, &ann, &id).await["artifact"].clone();
    assert_eq!((artifact["state"].as_str(), artifact["items"].as_array().unwrap().len()), (Some("expired"), 0));
}

#[tokio::test]
async fn a_job_that_leaves_nothing_says_so() {
    let t = TestApp::new().await;
    let (ann, group) = ann(&t).await;
    let id = submit(&t, &ann, &group, "exit:0").await;
    let job = until(&t, &ann, &id, "Succeeded").await;
    assert_eq!((job["artifact"]["state"].as_str(), job["summary"].as_str()), (Some("none"), Some("Job completed")));
    assert!(job["artifact"]["message"].as_str().unwrap().contains("artifacts"), "{job}");
}
