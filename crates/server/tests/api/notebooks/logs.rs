//! What a notebook printed can be read while it runs and after its container is gone.

use axum::body::Body;
use axum::http::Request;
use futures_util::StreamExt;
use primehub_server::features::workload::logs;

use super::{in_time, start_with, stop, until_phase};
use crate::harness::{Person, Quotas, TestApp, eventually};

async fn log(t: &TestApp, person: &Person, id: &str, query: &str) -> String {
    let (status, text) = t.get(Some(person), &format!("/api/logs/notebooks/{id}{query}")).await;
    assert_eq!(status, 200, "{text}");
    text
}

async fn until_logged(t: &TestApp, person: &Person, id: &str, line: &str) {
    eventually(&format!("the log has {line}"), async || log(t, person, id, "").await.contains(line)).await;
}

#[tokio::test]
async fn the_log_outlives_the_container_and_can_be_cut_by_lines_and_time() {
    let t = TestApp::new().await;
    let ann = t.person("ann").await;
    let group = t.group("research", Quotas::default(), &[&ann]).await;
    let id = start_with(&t, &ann, &group, "run,log:first line,err:a warning").await;
    until_phase(&t, &ann, &id, "Running").await;
    t.clock.advance(std::time::Duration::from_secs(60));
    let since = t.clock.now().to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    t.clock.advance(std::time::Duration::from_secs(1));
    t.engine.write_log(&id, "größer als 漢字 😀").unwrap();
    until_logged(&t, &ann, &id, "😀").await;
    stop(&t, &ann, &id).await.data();
    until_phase(&t, &ann, &id, "Stopped").await;
    assert!(t.engine.snapshot().is_empty());
    let all = log(&t, &ann, &id, "").await;
    assert!(all.contains("first line\n") && all.contains("a warning\n") && all.ends_with("größer als 漢字 😀\n"), "{all}");
    assert_eq!(log(&t, &ann, &id, "?tailLines=1").await, "größer als 漢字 😀\n");
    assert_eq!(log(&t, &ann, &id, &format!("?since={since}")).await, "größer als 漢字 😀\n");
    assert_eq!(t.get(Some(&ann), "/api/logs/jupyterhub?tail_lines=1").await.0, 200);
    assert_eq!(t.get(Some(&ann), &format!("/api/logs/notebooks/{id}?since=yesterday")).await.0, 400);
}

#[tokio::test]
async fn a_follower_sees_new_lines_and_its_stream_ends_with_the_notebook() {
    let t = TestApp::new().await;
    let ann = t.person("ann").await;
    let group = t.group("research", Quotas::default(), &[&ann]).await;
    let id = start_with(&t, &ann, &group, "run").await;
    until_logged(&t, &ann, &id, "has started").await;
    let request = Request::builder()
        .uri(format!("/api/logs/notebooks/{id}?follow=true&tailLines=1"))
        .header("authorization", format!("Bearer {}", ann.token));
    let mut stream = t.send(request.body(Body::empty()).unwrap()).await.into_body().into_data_stream();
    let piece = async |stream: &mut axum::body::BodyDataStream| {
        let piece = tokio::time::timeout(std::time::Duration::from_secs(10), stream.next()).await.expect("a piece in time");
        String::from_utf8(piece.unwrap().unwrap().to_vec()).unwrap()
    };
    // The last line that is there already; what follows is new.
    let mut seen = piece(&mut stream).await;
    for number in 0..20 {
        t.engine.write_log(&id, &format!("line {number}")).unwrap();
        t.clock.advance(std::time::Duration::from_millis(10));
    }
    while !seen.contains("line 19\n") {
        seen.push_str(&piece(&mut stream).await);
    }
    stop(&t, &ann, &id).await.data();
    let rest = tokio::time::timeout(std::time::Duration::from_secs(10), stream.collect::<Vec<_>>()).await;
    assert!(rest.is_ok(), "the stream has to end with the notebook");
    let numbers: Vec<&str> = seen.lines().filter(|line| line.starts_with("line ")).collect();
    assert_eq!(numbers.len(), 20, "each line once: {seen}");
}

#[tokio::test]
async fn a_log_does_not_outgrow_its_cap_and_keeps_the_newest() {
    let t = TestApp::with(|config| config.workload.log_mib = 1).await;
    let ann = t.person("ann").await;
    let group = t.group("research", Quotas::default(), &[&ann]).await;
    let id = start_with(&t, &ann, &group, "run").await;
    until_phase(&t, &ann, &id, "Running").await;
    for number in 0..60 {
        t.engine.write_log(&id, &format!("{number} {}", "x".repeat(50_000))).unwrap();
        t.clock.advance(std::time::Duration::from_millis(1));
    }
    t.engine.write_log(&id, "the newest").unwrap();
    until_logged(&t, &ann, &id, "the newest").await;
    let folder = t.data.path().join("logs").join(&id);
    let size: u64 = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().metadata().unwrap().len()).sum();
    assert!(size < 1_300_000, "{size}");
}

#[tokio::test]
async fn a_server_that_takes_over_goes_on_behind_the_last_line() {
    let t = TestApp::new().await;
    let ann = t.person("ann").await;
    let group = t.group("research", Quotas::default(), &[&ann]).await;
    let id = start_with(&t, &ann, &group, "run,log:before").await;
    until_phase(&t, &ann, &id, "Running").await;
    until_logged(&t, &ann, &id, "before").await;
    let dead = t.kill().await;
    let t = dead.start_again().await;
    t.clock.advance(std::time::Duration::from_secs(1));
    t.engine.write_log(&id, "after").unwrap();
    until_logged(&t, &ann, &id, "after").await;
    assert_eq!(log(&t, &ann, &id, "").await.matches("before").count(), 1);
}

#[tokio::test]
async fn old_logs_are_forgotten_but_not_of_what_runs() {
    let t = TestApp::new().await;
    let ann = t.person("ann").await;
    let group = t.group("research", Quotas::default(), &[&ann]).await;
    let id = start_with(&t, &ann, &group, "run,log:still here").await;
    until_phase(&t, &ann, &id, "Running").await;
    until_logged(&t, &ann, &id, "still here").await;
    let old = start_with(&t, &ann, &group, "exit:3,log:old").await;
    in_time(&t, &ann, &old, "Failed").await;
    until_logged(&t, &ann, &old, "old").await;
    let live = [primehub_engine::UnitRef { unit: id.clone(), generation: 1 }];
    let later = chrono::Utc::now().timestamp_micros() + 1_000_000_000;
    logs::forget_before(&t.app, later, &live).unwrap_or_else(|error| panic!("{error:?}"));
    assert!(log(&t, &ann, &id, "").await.contains("still here"));
    assert_eq!(log(&t, &ann, &old, "").await, "");
    assert!(!t.data.path().join("logs").join(&old).exists());
}
