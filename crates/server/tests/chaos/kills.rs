//! After every kill the next server puts things right: what ran goes on, what was wanted happens, nothing is doubled or left.

use std::io::Write;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::containers;
use crate::world::{Chaos, Engine, NOTEBOOKS, START};

/// Past the test runner, which keeps back what a test that passes prints.
pub fn say(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}

fn kills(default: u64) -> u64 {
    std::env::var("PRIMEHUB_TEST_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

pub fn has_docker() -> bool {
    let has = std::env::var_os("PRIMEHUB_TEST_DOCKER").is_some();
    if !has {
        say("skipped: PRIMEHUB_TEST_DOCKER is not set, so nothing of this runs on Docker");
    }
    has
}

#[tokio::test]
async fn a_server_that_is_killed_again_and_again_keeps_its_promises_with_the_fake_engine() {
    let mut chaos = Chaos::new(Engine::Fake, 20_261_123).await;
    let rounds = kills(20);
    for number in 0..rounds {
        chaos.round(number).await;
    }
    assert!(chaos.promises >= rounds, "only {} actions were answered before the kills: this shows little", chaos.promises);
}

#[tokio::test]
async fn a_server_that_is_killed_again_and_again_keeps_its_promises_with_docker() {
    if !has_docker() {
        return;
    }
    containers::ensure_image("");
    let mut chaos = Chaos::new(Engine::Docker, 987_654_321).await;
    let rounds = kills(6);
    for number in 0..rounds {
        chaos.round(number).await;
    }
    assert!(chaos.promises >= rounds, "only {} actions were answered before the kills: this shows little", chaos.promises);
}

#[tokio::test]
async fn a_docker_container_that_is_removed_by_hand_is_noticed_and_can_be_started_again() {
    if !has_docker() {
        return;
    }
    containers::ensure_image("");
    let chaos = Chaos::new(Engine::Docker, 5).await;
    chaos.settled().await;
    let victim = chaos.containers().into_iter().next().unwrap();
    containers::docker("", &["rm", "-f", victim.identity.split(' ').next().unwrap()]);
    // Docker kills before it removes: whichever of the two is seen first, it is a crash that is started again or a loss that is told.
    let began = Instant::now();
    let told = loop {
        let query = "query($id: ID!) { notebook(id: $id) { phase launch { generation failure { code } } } }";
        let notebook = chaos.site.ask(query, json!({ "id": victim.unit })).await.unwrap()["notebook"].clone();
        if notebook["phase"] == "Failed" || (notebook["phase"] == "Running" && notebook["launch"]["generation"] == 2) {
            break notebook;
        }
        assert!(began.elapsed() < Duration::from_secs(20), "never noticed: {notebook}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    };
    chaos.settled().await;
    if told["phase"] == "Failed" {
        assert_eq!(told["launch"]["failure"]["code"], "CONTAINER_LOST");
        chaos.site.ask(START, json!({ "data": { "id": victim.unit } })).await.unwrap();
    }
    let rows = chaos.settled().await;
    assert_eq!(rows.iter().filter(|row| row.state == "running").count(), NOTEBOOKS);
}
