//! CPU and memory are kept in four ranges, over a restart of the server and after the end.

use std::time::Duration;

use serde_json::{Value, json};

use super::running;
use crate::harness::{Person, TestApp, eventually};
use crate::notebooks::{stop, until_phase};

const QUERY: &str = "query($id: ID!, $range: MetricsRange) { notebook(id: $id) { metrics(range: $range) { \
    points { at cpu memory gpus { index } } cpuLimit memoryLimit intervalSeconds } } }";

async fn metrics(t: &TestApp, person: &Person, id: &str, range: &str) -> Value {
    t.ask(person, QUERY, json!({ "id": id, "range": range })).await.data()["notebook"]["metrics"].clone()
}

fn count(metrics: &Value) -> usize {
    metrics["points"].as_array().unwrap().len()
}

/// Moves the clock until so many intervals of ten seconds are known.
async fn until_known(t: &TestApp, person: &Person, id: &str, intervals: usize) {
    eventually("there are readings", async || {
        t.clock.advance(Duration::from_secs(5));
        count(&metrics(t, person, id, "quarter_hour").await) >= intervals
    })
    .await;
}

#[tokio::test]
async fn four_ranges_are_kept_over_a_restart_and_after_the_end() {
    let t = TestApp::new().await;
    let (ann, id) = running(&t).await;
    until_known(&t, &ann, &id, 12).await;
    let before = metrics(&t, &ann, &id, "quarter_hour").await;
    assert_eq!(before["intervalSeconds"], 10.0);
    let point = &before["points"][5];
    assert!((point["cpu"].as_f64().unwrap() - 0.005).abs() < 0.002, "{point}");
    assert!(point["memory"].as_f64().unwrap() > 0.1 && point["gpus"].as_array().unwrap().is_empty(), "{point}");

    let t = t.kill().await.start_again().await;
    let after = metrics(&t, &ann, &id, "quarter_hour").await;
    assert!(count(&after) >= 12, "{after}");
    for (range, step) in [("hour", 30.0), ("three_hours", 120.0), ("lifetime", 300.0)] {
        let longer = metrics(&t, &ann, &id, range).await;
        assert_eq!(longer["intervalSeconds"], step);
        assert!(count(&longer) > 0, "{range}");
    }
    stop(&t, &ann, &id).await.data();
    until_phase(&t, &ann, &id, "Stopped").await;
    t.clock.advance(Duration::from_secs(86_400));
    assert!(count(&metrics(&t, &ann, &id, "quarter_hour").await) >= 12, "up to its end, not up to now");
}
