//! Several server processes share the work: each unit is worked on by one, and what a dead one began is taken over.

use std::time::Duration;

use primehub_engine::fake::{Call, Moment};
use primehub_server::features::workload::store;

use super::{ann, column, running, the_engine_has_what_the_rows_say};
use crate::harness::{TestApp, eventually};
use crate::notebooks::{in_time, nothing_is_left, read, restart, start_with, stop, until_phase};

#[tokio::test]
async fn two_servers_create_nothing_twice() {
    let t = TestApp::with(|config| config.notebooks.max_per_user = 100).await;
    let other = t.second_server().await;
    let (ann, group) = ann(&t).await;
    let mut ids = Vec::new();
    for number in 0..20 {
        ids.push(start_with(if number % 2 == 0 { &t } else { &other }, &ann, &group, "run").await);
    }
    for id in &ids {
        in_time(&t, &ann, id, "Running").await;
        assert_eq!(t.engine.creates(id), 1);
    }
    the_engine_has_what_the_rows_say(&t).await;
    for id in &ids {
        stop(&other, &ann, id).await.data();
    }
    for id in &ids {
        in_time(&t, &ann, id, "Stopped").await;
    }
    assert!(t.engine.snapshot().is_empty());
}

#[tokio::test]
async fn a_server_that_dies_in_the_middle_of_a_start_is_taken_over_when_its_lease_is_over() {
    let t = TestApp::new().await;
    let other = t.second_server().await;
    let (ann, group) = ann(&t).await;
    t.engine.hang_next(Call::Apply, Moment::Between);
    let id = start_with(&t, &ann, &group, "run").await;
    eventually("one of them hangs in the creation", async || t.engine.troubles_ahead() == 0).await;
    let owner: String = sqlx::query_scalar("select lease_owner from units where id = $1").bind(&id).fetch_one(t.db()).await.unwrap();
    let (dying, living) = if owner == t.app.replica { (t, other) } else { (other, t) };
    let dead = dying.kill().await;
    living.clock.advance(Duration::from_secs(20));
    primehub_server::features::workload::reconciler::pass(&living.app).await.unwrap_or_else(|error| panic!("{error:?}"));
    assert_eq!(read(&living, &ann, &id).await["phase"], "Starting", "the lease is still good");
    in_time(&living, &ann, &id, "Running").await;
    assert_eq!(living.engine.creates(&id), 1);
    assert_eq!(column(&living, &id, "generation").await, 1);
    drop(dead);
}

#[tokio::test]
async fn a_lease_that_is_held_keeps_others_away_until_it_is_over() {
    let t = TestApp::new().await;
    let (_, id) = running(&t).await;
    let now = t.clock.micros();
    let lease = async |replica: &str, now: i64| {
        let mut tx = t.app.db.begin().await.unwrap_or_else(|error| panic!("{error:?}"));
        let taken = store::lease(&mut tx, &id, replica, now, now + 30_000_000).await.unwrap_or_else(|error| panic!("{error:?}"));
        tx.commit().await.unwrap();
        taken
    };
    assert!(lease("a", now).await);
    assert!(!lease("b", now + 30_000_000).await);
    assert!(lease("a", now + 20_000_000).await, "the owner renews");
    assert!(!lease("b", now + 40_000_000).await);
    assert!(lease("b", now + 50_000_001).await);
    assert!(!lease("a", now + 50_000_002).await, "the old owner has lost it");
}

#[tokio::test]
async fn a_worker_with_an_old_picture_changes_nothing() {
    let t = TestApp::new().await;
    let (ann, id) = running(&t).await;
    let old = store::unit(t.db(), &id).await.unwrap_or_else(|error| panic!("{error:?}")).unwrap();
    restart(&t, &ann, &id).await.data();
    eventually("the second start is ready", async || {
        column(&t, &id, "generation").await == 2 && read(&t, &ann, &id).await["phase"] == "Running"
    })
    .await;
    let now = t.clock.micros();
    let mut tx = t.app.db.begin().await.unwrap_or_else(|error| panic!("{error:?}"));
    let stopping = primehub_server::features::workload::model::State::Stopping;
    assert!(!store::transition(&mut tx, &old, stopping, Some("lost"), now).await.unwrap_or_else(|error| panic!("{error:?}")));
    assert!(!store::set_gone(&mut tx, &id, 1, now).await.unwrap_or_else(|error| panic!("{error:?}")));
    assert!(!store::set_running(&mut tx, &id, 1, now).await.unwrap_or_else(|error| panic!("{error:?}")));
    assert!(!store::set_restarting(&mut tx, &old, 1, now).await.unwrap_or_else(|error| panic!("{error:?}")));
    tx.rollback().await.unwrap();
}

#[tokio::test]
async fn a_stop_asked_of_one_server_ends_a_start_that_the_other_works_on() {
    let t = TestApp::new().await;
    let other = t.second_server().await;
    let (ann, group) = ann(&t).await;
    let id = start_with(&t, &ann, &group, "never-ready").await;
    eventually("it waits for the answer", async || read(&t, &ann, &id).await["launch"]["stages"][3]["state"] == "active").await;
    let owner: String = sqlx::query_scalar("select lease_owner from units where id = $1").bind(&id).fetch_one(t.db()).await.unwrap();
    let idle = if owner == t.app.replica { &other } else { &t };
    stop(idle, &ann, &id).await.data();
    in_time(&t, &ann, &id, "Stopped").await;
    nothing_is_left(&t, &id).await;
}

#[tokio::test]
async fn a_server_that_is_stopped_in_order_gives_its_leases_back() {
    let t = TestApp::new().await;
    let other = t.second_server().await;
    let (ann, group) = ann(&t).await;
    let id = start_with(&t, &ann, &group, "never-ready").await;
    eventually("somebody works on it", async || {
        let owner: Option<String> =
            sqlx::query_scalar("select lease_owner from units where id = $1").bind(&id).fetch_one(t.db()).await.unwrap();
        owner.is_some()
    })
    .await;
    let owner: String = sqlx::query_scalar("select lease_owner from units where id = $1").bind(&id).fetch_one(t.db()).await.unwrap();
    let (ending, living) = if owner == t.app.replica { (t, other) } else { (other, t) };
    drop(ending);
    eventually("the lease is free or taken by the other", async || {
        let now: Option<String> =
            sqlx::query_scalar("select lease_owner from units where id = $1").bind(&id).fetch_one(living.db()).await.unwrap();
        now.as_ref() != Some(&owner)
    })
    .await;
    stop(&living, &ann, &id).await.data();
    until_phase(&living, &ann, &id, "Stopped").await;
}
