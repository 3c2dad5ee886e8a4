//! Several servers on one database: nothing is started, closed or told twice.

use std::time::Duration;

use serde_json::json;

use super::schedules::schedule;
use super::{ann, submit};
use crate::harness::{TestApp, eventually};
use crate::identity::count;

#[tokio::test]
async fn two_servers_start_each_run_once() {
    let t = TestApp::with(|config| config.jobs.default_deadline_seconds = 0).await;
    let other = t.second_server().await;
    let (ann, group) = ann(&t).await;
    for _ in 0..10 {
        schedule(&t, &ann, &group, "exit:0", json!({ "type": "custom", "cron": "*/10 * * * *", "timezone": "Etc/UTC" })).await;
    }
    for round in 1..=5 {
        t.clock.advance(Duration::from_secs(600));
        eventually("all have run", async || {
            t.clock.advance(Duration::from_millis(100));
            tokio::time::sleep(Duration::from_millis(5)).await;
            count(&t, "select count(*) from schedule_runs").await == 10 * round
                && count(&t, "select count(*) from jobs where settled = 0").await == 0
        })
        .await;
    }
    assert_eq!(count(&t, "select count(*) from schedule_runs where outcome <> 'started'").await, 0);
    assert_eq!(count(&t, "select count(*) from jobs").await, 50);
    let ids: Vec<String> = sqlx::query_scalar("select id from jobs").fetch_all(t.db()).await.unwrap();
    for id in ids {
        assert_eq!(other.engine.creates(&id), 1);
    }
}

#[tokio::test]
async fn two_servers_that_look_at_the_same_moment_start_one_job() {
    let t = TestApp::new().await;
    let other = t.second_server().await;
    let (ann, group) = ann(&t).await;
    schedule(&t, &ann, &group, "run", json!({ "type": "custom", "cron": "0 * * * *", "timezone": "Etc/UTC" })).await;
    t.clock.advance(Duration::from_secs(3600));
    let rounds = (0..8).map(|number| {
        let app = if number % 2 == 0 { t.app.clone() } else { other.app.clone() };
        tokio::spawn(async move { primehub_server::features::jobs::schedules::fire::round(&app).await })
    });
    for round in futures_util::future::join_all(rounds).await {
        round.unwrap().unwrap_or_else(|error| panic!("{error:?}"));
    }
    assert_eq!(count(&t, "select count(*) from jobs").await, 1);
    assert_eq!(count(&t, "select count(*) from schedule_runs").await, 1);
}

#[tokio::test]
async fn two_servers_close_and_tell_each_job_once() {
    let t = TestApp::new().await;
    let other = t.second_server().await;
    let (ann, group) = ann(&t).await;
    for number in 0..12 {
        submit(if number % 2 == 0 { &t } else { &other }, &ann, &group, "exit:0").await;
    }
    eventually("all are closed and their e-mails claimed", async || {
        t.clock.advance(Duration::from_millis(500));
        tokio::time::sleep(Duration::from_millis(5)).await;
        count(&t, "select count(*) from jobs where settled = 1 and mailed = 1 and phase = 'Succeeded'").await == 12
    })
    .await;
    assert_eq!(count(&t, "select count(*) from notifications").await, 12);
}
