//! An engine that is away for a moment or a minute is survived at every stage, and people are told meanwhile.

use std::time::Duration;

use super::{ann, running, the_engine_has_what_the_rows_say};
use crate::harness::{Person, TestApp, eventually};
use crate::notebooks::{in_time, nothing_is_left, read, start_with, stop, until_phase};

const DOWNTIMES: [u64; 3] = [0, 20, 60];

/// Takes the engine away for so many seconds of the clock, and lets the server notice.
async fn away_for(t: &TestApp, person: &Person, id: &str, seconds: u64) {
    t.engine.set_down(true);
    t.app.workloads.wake();
    eventually("people are told", async || {
        let reason = read(t, person, id).await["reason"].as_str().unwrap_or_default().to_owned();
        reason.starts_with("The container engine does not answer since")
    })
    .await;
    for _ in 0..seconds {
        t.clock.advance(Duration::from_secs(1));
        tokio::task::yield_now().await;
    }
    t.engine.set_down(false);
}

async fn until_told_no_more(t: &TestApp, person: &Person, id: &str) {
    eventually("the reason is taken back", async || {
        t.clock.advance(Duration::from_secs(1));
        !read(t, person, id).await["reason"].as_str().unwrap_or_default().contains("does not answer")
    })
    .await;
}

#[tokio::test]
async fn what_runs_goes_on_running() {
    for seconds in DOWNTIMES {
        let t = TestApp::new().await;
        let (ann, id) = running(&t).await;
        away_for(&t, &ann, &id, seconds).await;
        until_told_no_more(&t, &ann, &id).await;
        assert_eq!(read(&t, &ann, &id).await["phase"], "Running");
        assert_eq!(t.engine.creates(&id), 1);
        the_engine_has_what_the_rows_say(&t).await;
    }
}

#[tokio::test]
async fn a_start_waits_and_then_comes_to_its_end() {
    for seconds in DOWNTIMES {
        let t = TestApp::new().await;
        let (ann, group) = ann(&t).await;
        let id = start_with(&t, &ann, &group, "ready:5").await;
        eventually("it waits for the answer", async || read(&t, &ann, &id).await["launch"]["stages"][3]["state"] == "active").await;
        away_for(&t, &ann, &id, seconds).await;
        let ready = in_time(&t, &ann, &id, "Running").await;
        assert_eq!(t.engine.creates(&id), 1);
        let details = ready["launch"]["stages"].to_string();
        assert!(!details.contains("does not answer"), "{details}");
    }
}

#[tokio::test]
async fn what_is_asked_for_while_the_engine_is_away_starts_when_it_is_back() {
    for seconds in DOWNTIMES {
        let t = TestApp::new().await;
        let (ann, group) = ann(&t).await;
        t.engine.set_down(true);
        let id = start_with(&t, &ann, &group, "run").await;
        away_for(&t, &ann, &id, seconds).await;
        in_time(&t, &ann, &id, "Running").await;
        assert_eq!(t.engine.creates(&id), 1);
    }
}

#[tokio::test]
async fn a_stop_waits_and_then_leaves_nothing() {
    for seconds in DOWNTIMES {
        let t = TestApp::new().await;
        let (ann, id) = running(&t).await;
        t.engine.set_down(true);
        stop(&t, &ann, &id).await.data();
        away_for(&t, &ann, &id, seconds).await;
        let stopped = in_time(&t, &ann, &id, "Stopped").await;
        assert_eq!(stopped["reason"], "You stopped it.");
        nothing_is_left(&t, &id).await;
    }
}

#[tokio::test]
async fn a_start_without_engine_for_too_long_fails_and_says_so() {
    let t = TestApp::new().await;
    let (ann, group) = ann(&t).await;
    let first = start_with(&t, &ann, &group, "run").await;
    until_phase(&t, &ann, &first, "Running").await;
    t.engine.set_down(true);
    let id = start_with(&t, &ann, &group, "run").await;
    until_phase(&t, &ann, &id, "Starting").await;
    eventually("it has been tried", async || read(&t, &ann, &id).await["launch"]["stages"].to_string().contains("Trying again")).await;
    t.clock.advance(Duration::from_secs(310));
    let failed = until_phase(&t, &ann, &id, "Failed").await;
    assert_eq!(failed["launch"]["failure"]["code"], "ENGINE_DOWN");
    t.engine.set_down(false);
    in_time(&t, &ann, &first, "Running").await;
    nothing_is_left(&t, &id).await;
}

#[tokio::test]
async fn an_engine_that_was_never_seen_lets_nobody_start_beyond_what_it_may_hold() {
    let t = TestApp::new().await;
    let (ann, group) = ann(&t).await;
    let dead = t.kill().await;
    let t = dead.start_again_without_engine().await;
    let id = start_with(&t, &ann, &group, "run").await;
    t.app.workloads.wake();
    eventually("people are told", async || read(&t, &ann, &id).await["reason"].as_str().unwrap_or_default().contains("does not answer"))
        .await;
    assert_eq!(read(&t, &ann, &id).await["phase"], "Queued");
    t.engine.set_down(false);
    in_time(&t, &ann, &id, "Running").await;
}

#[tokio::test]
async fn containers_that_ended_with_the_engine_are_started_again() {
    for code in [0, 137] {
        let t = TestApp::new().await;
        let (ann, id) = running(&t).await;
        t.engine.set_down(true);
        t.app.workloads.wake();
        eventually("the server notices", async || t.app.workloads.engine_state.known().away_since.is_some()).await;
        t.clock.advance(Duration::from_secs(5));
        t.engine.exit(&id, code).unwrap();
        t.engine.set_down(false);
        eventually("it was started again", async || {
            t.clock.advance(Duration::from_secs(1));
            let notebook = read(&t, &ann, &id).await;
            notebook["phase"] == "Running" && notebook["launch"]["generation"] == 2
        })
        .await;
        the_engine_has_what_the_rows_say(&t).await;
    }
}

#[tokio::test]
async fn containers_that_ended_with_the_whole_machine_are_started_again() {
    let t = TestApp::new().await;
    let (ann, id) = running(&t).await;
    let dead = t.kill().await;
    dead.engine.exit(&id, 0).unwrap();
    dead.clock.advance(Duration::from_secs(120));
    let t = dead.start_again().await;
    in_time(&t, &ann, &id, "Running").await;
    eventually("it was started again", async || {
        read(&t, &ann, &id).await["launch"]["generation"] == 2 && read(&t, &ann, &id).await["phase"] == "Running"
    })
    .await;
}
