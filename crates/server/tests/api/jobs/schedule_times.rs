//! Recurring jobs while the clock is moved: over the changes of daylight saving, over a stop of the server, over leap days.

use std::time::Duration;

use serde_json::json;

use super::ann;
use super::schedules::{look, schedule, until_runs};
use crate::harness::{TestApp, eventually};

const MINUTE: Duration = Duration::from_secs(60);

/// Moves the clock to this time of UTC.
async fn go_to(t: &TestApp, time: &str) {
    let until = chrono::DateTime::parse_from_rfc3339(time).unwrap().timestamp_micros();
    t.clock.advance(Duration::from_micros((until - t.clock.micros()).try_into().unwrap()));
}

async fn planned(t: &TestApp, id: &str) -> Vec<String> {
    let rows: Vec<i64> =
        sqlx::query_scalar("select planned_at from schedule_runs where schedule_id = $1 and outcome <> 'missed' order by planned_at")
            .bind(id)
            .fetch_all(t.db())
            .await
            .unwrap();
    rows.into_iter().map(|at| primehub_server::clock::from_micros(at).format("%m-%d %H:%M").to_string()).collect()
}

/// Goes through these hours in steps that no run can be overlooked in, giving the loop time at every step.
async fn pass(t: &TestApp, from: &str, hours: u32) {
    go_to(t, from).await;
    for _ in 0..hours * 4 {
        t.clock.advance(15 * MINUTE);
        let now = t.clock.micros();
        eventually("nothing is due", async || {
            t.clock.advance(Duration::from_millis(500));
            let due: i64 = sqlx::query_scalar("select count(*) from schedules where next_at > 0 and next_at <= $1")
                .bind(now)
                .fetch_one(t.db())
                .await
                .unwrap();
            due == 0
        })
        .await;
    }
}

#[tokio::test]
async fn a_nightly_job_runs_once_in_each_night_of_a_change() {
    for (zone, cron, night, runs) in [
        ("Europe/Berlin", "30 2 * * *", "2026-03-28T23:00:00Z", vec!["03-29 01:00"]),
        ("Europe/Berlin", "30 2 * * *", "2026-10-24T23:00:00Z", vec!["10-25 00:30"]),
        ("America/New_York", "30 2 * * *", "2026-03-08T05:00:00Z", vec!["03-08 07:00"]),
        ("America/New_York", "30 1 * * *", "2026-11-01T04:00:00Z", vec!["11-01 05:30"]),
    ] {
        let t = TestApp::new().await;
        let (ann, group) = ann(&t).await;
        go_to(&t, night).await;
        let id = schedule(&t, &ann, &group, "exit:0", json!({ "type": "custom", "cron": cron, "timezone": zone })).await;
        pass(&t, night, 6).await;
        assert_eq!(planned(&t, &id).await, runs, "{zone} {night}");
    }
}

#[tokio::test]
async fn after_three_hours_without_a_server_one_run_is_made_up() {
    for (make_up, started, missed) in [(true, 1, "2 times"), (false, 0, "2 times")] {
        let t = TestApp::with(|config| config.jobs.make_up_missed_runs = make_up).await;
        let (ann, group) = ann(&t).await;
        let id = schedule(&t, &ann, &group, "exit:0", json!({ "type": "custom", "cron": "30 * * * *", "timezone": "Etc/UTC" })).await;
        let dead = t.kill().await;
        // 12:00; 9:30, 10:30 and 11:30 have passed.
        dead.clock.advance(Duration::from_secs(3 * 3600));
        let t = dead.start_again().await;
        let expected = 1 + started;
        let found = until_runs(&t, &ann, &id, expected).await;
        let runs = found["runs"].as_array().unwrap();
        let missed_run = runs.iter().find(|run| run["outcome"] == "missed").unwrap();
        assert_eq!(missed_run["plannedAt"], "2026-03-02T09:30:00.000Z");
        if make_up {
            let made_up = runs.iter().find(|run| run["outcome"] == "started").unwrap();
            assert_eq!((made_up["trigger"].as_str(), made_up["plannedAt"].as_str()), (Some("made_up"), Some("2026-03-02T11:30:00.000Z")));
        } else {
            assert!(missed_run["reason"].as_str().unwrap().contains(missed), "{missed_run}");
        }
        let jobs: i64 = sqlx::query_scalar("select count(*) from jobs").fetch_one(t.db()).await.unwrap();
        assert_eq!(jobs, started, "never a burst");
        assert_eq!(found["nextRunTime"], "2026-03-02T12:30:00.000Z");
    }
}

#[tokio::test]
async fn a_job_of_every_minute_starts_once_after_three_hours() {
    let t = TestApp::new().await;
    let (ann, group) = ann(&t).await;
    let id = schedule(&t, &ann, &group, "exit:0", json!({ "type": "custom", "cron": "* * * * *", "timezone": "Etc/UTC" })).await;
    let dead = t.kill().await;
    dead.clock.advance(Duration::from_secs(3 * 3600 + 20));
    let t = dead.start_again().await;
    let found = until_runs(&t, &ann, &id, 2).await;
    assert_eq!(found["runs"].as_array().unwrap().iter().filter(|run| run["outcome"] == "started").count(), 1);
    let missed = found["runs"].as_array().unwrap().iter().find(|run| run["outcome"] == "missed").unwrap().clone();
    assert!(missed["reason"].as_str().unwrap().contains("178 times"), "{missed}");
}

#[tokio::test]
async fn the_last_day_of_february_comes_in_leap_years_and_others() {
    let t = TestApp::new().await;
    let (ann, group) = ann(&t).await;
    let leap = schedule(&t, &ann, &group, "run", json!({ "type": "custom", "cron": "0 12 29 2 *", "timezone": "Etc/UTC" })).await;
    assert_eq!(look(&t, &ann, &leap).await["nextRunTime"], "2028-02-29T12:00:00.000Z");
    go_to(&t, "2028-02-29T12:00:00Z").await;
    let after = until_runs(&t, &ann, &leap, 1).await;
    assert_eq!(after["runs"][0]["outcome"], "started");
    assert_eq!(after["nextRunTime"], "2032-02-29T12:00:00.000Z");
}
