//! The server is killed at every edge of a start, a stop and a restart. Whoever comes next finishes or undoes it: nothing is
//! doubled, lost or left behind.

use std::time::Duration;

use primehub_engine::fake::{Call, Moment};

use super::{ann, column, events, running, the_engine_has_what_the_rows_say};
use crate::harness::{TestApp, eventually};
use crate::notebooks::{in_time, nothing_is_left, read, restart, start_with, stop};

/// Kills the server and starts another on what it left, after its leases are over.
async fn crash(t: TestApp) -> TestApp {
    let dead = t.kill().await;
    let t = dead.start_again().await;
    t.clock.advance(Duration::from_secs(31));
    t
}

const MOMENTS: [Moment; 3] = [Moment::Before, Moment::Between, Moment::After];

/// Until the call that was asked to hang does so.
async fn until_it_hangs(t: &TestApp) {
    eventually("the call hangs", async || t.engine.troubles_ahead() == 0).await;
}

#[tokio::test]
async fn a_start_that_is_cut_off_anywhere_in_the_creation_is_finished_once() {
    for moment in MOMENTS {
        let t = TestApp::new().await;
        let (ann, group) = ann(&t).await;
        t.engine.hang_next(Call::Apply, moment);
        let id = start_with(&t, &ann, &group, "run").await;
        until_it_hangs(&t).await;
        let t = crash(t).await;
        in_time(&t, &ann, &id, "Running").await;
        assert_eq!(t.engine.creates(&id), 1, "{moment:?}");
        assert_eq!(column(&t, &id, "generation").await, 1, "{moment:?}");
        the_engine_has_what_the_rows_say(&t).await;
    }
}

#[tokio::test]
async fn a_start_that_is_cut_off_and_then_cancelled_leaves_nothing() {
    for moment in MOMENTS {
        let t = TestApp::new().await;
        let (ann, group) = ann(&t).await;
        t.engine.hang_next(Call::Apply, moment);
        let id = start_with(&t, &ann, &group, "run").await;
        until_it_hangs(&t).await;
        stop(&t, &ann, &id).await.data();
        let t = crash(t).await;
        in_time(&t, &ann, &id, "Stopped").await;
        nothing_is_left(&t, &id).await;
    }
}

#[tokio::test]
async fn a_start_that_is_cut_off_while_it_pulls_or_waits_for_the_answer_goes_on() {
    let t = TestApp::new().await;
    let (ann, group) = ann(&t).await;
    crate::notebooks::image(&t, "slow", "fake/slow:40").await;
    let pulling = crate::notebooks::started(&crate::notebooks::start(&t, &ann, &group, "slow").await);
    let waiting = start_with(&t, &ann, &group, "ready:40").await;
    eventually("both are under way", async || {
        read(&t, &ann, &pulling).await["launch"]["stages"][1]["state"] == "active"
            && read(&t, &ann, &waiting).await["launch"]["stages"][3]["state"] == "active"
    })
    .await;
    let t = crash(t).await;
    in_time(&t, &ann, &pulling, "Running").await;
    in_time(&t, &ann, &waiting, "Running").await;
    assert_eq!((t.engine.creates(&pulling), t.engine.creates(&waiting)), (1, 1));
    the_engine_has_what_the_rows_say(&t).await;
}

#[tokio::test]
async fn a_stop_that_is_cut_off_is_finished() {
    for moment in [Moment::Before, Moment::After] {
        let t = TestApp::new().await;
        let (ann, id) = running(&t).await;
        t.engine.hang_next(Call::Remove, moment);
        stop(&t, &ann, &id).await.data();
        until_it_hangs(&t).await;
        let t = crash(t).await;
        let stopped = in_time(&t, &ann, &id, "Stopped").await;
        assert_eq!(stopped["reason"], "You stopped it.", "{moment:?}");
        nothing_is_left(&t, &id).await;
    }
}

#[tokio::test]
async fn a_restart_that_is_cut_off_is_finished_with_one_container() {
    let edges = [
        (Call::Remove, Moment::Before),
        (Call::Remove, Moment::After),
        (Call::Apply, Moment::Before),
        (Call::Apply, Moment::Between),
        (Call::Apply, Moment::After),
    ];
    for (call, moment) in edges {
        let t = TestApp::new().await;
        let (ann, id) = running(&t).await;
        t.engine.hang_next(call, moment);
        restart(&t, &ann, &id).await.data();
        until_it_hangs(&t).await;
        let t = crash(t).await;
        in_time(&t, &ann, &id, "Running").await;
        assert_eq!(column(&t, &id, "generation").await, 2, "{call:?} {moment:?}");
        assert_eq!(t.engine.creates(&id), 2, "{call:?} {moment:?}");
        the_engine_has_what_the_rows_say(&t).await;
    }
}

#[tokio::test]
async fn calls_that_fail_before_or_after_their_effect_are_repeated_without_doubling() {
    let edges = [(Call::Apply, Moment::Before), (Call::Apply, Moment::Between), (Call::Apply, Moment::After), (Call::List, Moment::Before)];
    for (call, moment) in edges {
        let t = TestApp::new().await;
        let (ann, group) = ann(&t).await;
        t.engine.fail_next(call, moment);
        let id = start_with(&t, &ann, &group, "run").await;
        let ready = in_time(&t, &ann, &id, "Running").await;
        assert_eq!(t.engine.creates(&id), 1, "{call:?} {moment:?}");
        assert!(
            ready["launch"]["stages"]
                .as_array()
                .unwrap()
                .iter()
                .all(|stage| stage["detail"] != "The container engine does not answer. Trying again.")
        );
        t.engine.fail_next(Call::Remove, if moment == Moment::Between { Moment::Before } else { moment });
        stop(&t, &ann, &id).await.data();
        in_time(&t, &ann, &id, "Stopped").await;
        nothing_is_left(&t, &id).await;
    }
}

#[tokio::test]
async fn what_runs_is_adopted_by_the_next_server_and_nothing_is_made_anew() {
    let mut t = TestApp::new().await;
    let (ann, id) = running(&t).await;
    let before = t.engine.snapshot();
    for _ in 0..3 {
        t = crash(t).await;
        primehub_server::features::workload::reconciler::pass(&t.app).await.unwrap_or_else(|error| panic!("{error:?}"));
        assert_eq!(t.engine.snapshot(), before);
        assert_eq!(read(&t, &ann, &id).await["phase"], "Running");
    }
    assert_eq!(events(&t, &id).await.iter().filter(|code| *code == "READY").count(), 1);
}

#[tokio::test]
async fn a_container_that_no_row_knows_is_removed() {
    let t = TestApp::new().await;
    let (_, id) = running(&t).await;
    let mut tx = t.app.db.begin().await.unwrap_or_else(|error| panic!("{error:?}"));
    sqlx::query("update units set state = 'gone', desired = 'stop', holds = 0 where id = $1").bind(&id).execute(&mut *tx).await.unwrap();
    tx.commit().await.unwrap();
    let t = crash(t).await;
    nothing_is_left(&t, &id).await;
}
