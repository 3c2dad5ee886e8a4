//! How a notebook can end by itself, what people read then, and when it is started again.

use std::time::Duration;

use super::{ann, column, events, running, the_engine_has_what_the_rows_say, until_runs_in};
use crate::harness::{TestApp, eventually};
use crate::notebooks::{in_time, nothing_is_left, read, restart, start_again, start_with, until_phase};

#[tokio::test]
async fn a_container_that_somebody_removed_by_hand_is_a_failure_with_its_cause() {
    let t = TestApp::new().await;
    let (ann, id) = running(&t).await;
    t.engine.lose(&id).unwrap();
    let failed = until_phase(&t, &ann, &id, "Failed").await;
    assert_eq!(failed["launch"]["failure"]["code"], "CONTAINER_LOST");
    assert_eq!(failed["reason"], "Its container disappeared without PrimeHub removing it.");
    nothing_is_left(&t, &id).await;
    start_again(&t, &ann, &id).await.data();
    let again = until_phase(&t, &ann, &id, "Running").await;
    assert_eq!(again["launch"]["generation"], 2);
    assert!(again["reason"].is_null());
}

#[tokio::test]
async fn a_container_that_is_removed_by_hand_during_the_start_fails_the_start() {
    let t = TestApp::new().await;
    let (ann, group) = ann(&t).await;
    let id = start_with(&t, &ann, &group, "never-ready").await;
    eventually("it waits for the answer", async || read(&t, &ann, &id).await["launch"]["stages"][3]["state"] == "active").await;
    t.engine.lose(&id).unwrap();
    let failed = until_phase(&t, &ann, &id, "Failed").await;
    assert_eq!(failed["launch"]["failure"]["code"], "CONTAINER_LOST");
    nothing_is_left(&t, &id).await;
}

#[tokio::test]
async fn a_notebook_that_is_shut_down_from_inside_is_stopped_and_not_failed() {
    let t = TestApp::new().await;
    let (ann, id) = running(&t).await;
    t.engine.exit(&id, 0).unwrap();
    let stopped = until_phase(&t, &ann, &id, "Stopped").await;
    assert_eq!(stopped["reason"], "It was shut down from inside.");
    assert!(stopped["launch"]["failure"].is_null());
    nothing_is_left(&t, &id).await;
}

#[tokio::test]
async fn a_notebook_out_of_memory_is_not_started_again() {
    let t = TestApp::new().await;
    let (ann, id) = running(&t).await;
    t.engine.write_log(&id, "allocating").unwrap();
    t.engine.run_out_of_memory(&id).unwrap();
    let failed = until_phase(&t, &ann, &id, "Failed").await;
    assert_eq!(failed["launch"]["failure"]["code"], "OUT_OF_MEMORY");
    assert_eq!(column(&t, &id, "generation").await, 1);
    nothing_is_left(&t, &id).await;
}

/// Lets it crash and waits until it is up again or given up.
async fn crash(t: &TestApp, id: &str) -> &'static str {
    let next = column(t, id, "generation").await + 1;
    t.engine.exit(id, 1).unwrap();
    eventually("the crash was dealt with", async || {
        column(t, id, "case when state = 'running' then generation when state = 'gone' then -1 else 0 end").await
            == if is_gone(t, id).await { -1 } else { next }
    })
    .await;
    if is_gone(t, id).await { "given up" } else { "runs again" }
}

async fn is_gone(t: &TestApp, id: &str) -> bool {
    column(t, id, "case when state = 'gone' then 1 else 0 end").await == 1
}

#[tokio::test]
async fn a_notebook_that_crashes_is_started_again_three_times_and_then_given_up() {
    let t = TestApp::new().await;
    let (ann, id) = running(&t).await;
    for crash in 1..=3 {
        assert_eq!(self::crash(&t, &id).await, "runs again");
        assert_eq!(column(&t, &id, "generation").await, crash + 1);
    }
    t.engine.write_log(&id, "Traceback: the fourth").unwrap();
    assert_eq!(crash(&t, &id).await, "given up");
    let failed = until_phase(&t, &ann, &id, "Failed").await;
    assert_eq!(failed["launch"]["failure"]["code"], "EXITED");
    assert!(failed["launch"]["failure"]["lastLines"].to_string().contains("the fourth"), "{failed}");
    assert_eq!(events(&t, &id).await.iter().filter(|code| *code == "RESTART").count(), 3);
    nothing_is_left(&t, &id).await;
    let launches: i64 = sqlx::query_scalar("select count(*) from launches where unit_id = $1").bind(&id).fetch_one(t.db()).await.unwrap();
    assert_eq!(launches, 4, "every start is kept in the history");
}

#[tokio::test]
async fn restarts_that_somebody_asked_for_and_crashes_of_yesterday_do_not_count() {
    let t = TestApp::new().await;
    let (ann, id) = running(&t).await;
    for generation in 2..=5 {
        restart(&t, &ann, &id).await.data();
        until_runs_in(&t, &id, generation).await;
    }
    for _ in 0..5 {
        assert_eq!(crash(&t, &id).await, "runs again");
        t.clock.advance(Duration::from_secs(24 * 3600));
    }
    the_engine_has_what_the_rows_say(&t).await;
}

#[tokio::test]
async fn the_history_forgets_old_starts_but_never_the_last() {
    let t = TestApp::new().await;
    let (ann, id) = running(&t).await;
    restart(&t, &ann, &id).await.data();
    until_runs_in(&t, &id, 2).await;
    t.engine.exit(&id, 0).unwrap();
    until_phase(&t, &ann, &id, "Stopped").await;
    t.clock.advance(Duration::from_secs(31 * 86_400));
    eventually("the old start is forgotten", async || {
        let launches: Vec<i64> =
            sqlx::query_scalar("select generation from launches where unit_id = $1").bind(&id).fetch_all(t.db()).await.unwrap();
        launches == [2]
    })
    .await;
    assert!(events(&t, &id).await.is_empty());
    assert_eq!(read(&t, &ann, &id).await["launch"]["generation"], 2);
    start_again(&t, &ann, &id).await.data();
    in_time(&t, &ann, &id, "Running").await;
}
