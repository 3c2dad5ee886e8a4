//! Fetching images, and with which login.

use primehub_server::features::catalog;
use serde_json::{Value, json};

use super::{audited, create_image, create_secret, login};
use crate::harness::{Person, TestApp, eventually};

async fn seen(t: &TestApp, root: &Person, id: &str) -> Value {
    let query = "query($id: ID!) { image(where: { id: $id }) { isReady readiness { state percent message code sizeBytes } } }";
    t.ask(root, query, json!({ "id": id })).await.data()["image"].clone()
}

async fn pull(t: &TestApp, root: &Person, id: &str) {
    t.ask(root, "mutation($id: ID!) { pullImage(where: { id: $id }) { id } }", json!({ "id": id })).await.data();
}

#[tokio::test]
async fn an_image_that_can_be_pulled_is_ready_and_one_that_cannot_is_not_with_the_reason() {
    let t = TestApp::new().await;
    let root = t.root().await;
    create_image(&t, &root, json!({ "name": "gone", "url": "fake/missing" })).await.data();
    let before = seen(&t, &root, "gone").await;
    assert_eq!((&before["isReady"], &before["readiness"]["state"]), (&json!(true), &json!("ABSENT")));
    pull(&t, &root, "gone").await;
    eventually("the pull failed", async || seen(&t, &root, "gone").await["readiness"]["state"] == "FAILED").await;
    let after = seen(&t, &root, "gone").await;
    assert_eq!(after["isReady"], false);
    assert!(after["readiness"]["message"].as_str().is_some_and(|text| text.contains("fake/missing")), "{after}");
    assert!(after["readiness"]["code"].is_string());
}

#[tokio::test]
async fn a_pull_shows_its_per_cent_and_ends_present() {
    let t = TestApp::new().await;
    let root = t.root().await;
    create_image(&t, &root, json!({ "name": "slow", "url": "fake/slow:100" })).await.data();
    pull(&t, &root, "slow").await;
    eventually("the pull has begun", async || seen(&t, &root, "slow").await["readiness"]["percent"].is_number()).await;
    t.clock.advance(std::time::Duration::from_secs(50));
    eventually("half of it is there", async || {
        let now = seen(&t, &root, "slow").await;
        now["readiness"]["state"] == "PULLING"
            && now["readiness"]["percent"].as_f64().is_some_and(|percent| (49.0..60.0).contains(&percent))
    })
    .await;
    t.clock.advance(std::time::Duration::from_secs(60));
    eventually("it is there", async || seen(&t, &root, "slow").await["readiness"]["state"] == "PRESENT").await;
    assert!(seen(&t, &root, "slow").await["readiness"]["sizeBytes"].as_f64() > Some(0.0));
}

#[tokio::test]
async fn a_private_image_is_pulled_with_its_login() {
    let t = TestApp::new().await;
    let root = t.root().await;
    let hub = json!({ "name": "hub", "type": "kubernetes", "registryHost": "https://index.docker.io/v1/", "username": "ann", "password": "right" });
    create_secret(&t, &root, hub).await.data();
    create_image(&t, &root, json!({ "name": "private", "url": "fake/private" })).await.data();
    pull(&t, &root, "private").await;
    eventually("it was refused", async || seen(&t, &root, "private").await["readiness"]["state"] == "FAILED").await;
    let update = "mutation { updateImage(where: { id: \"private\" }, data: { useImagePullSecret: \"image-hub\" }) { id } }";
    t.ask(&root, update, json!({})).await.data();
    pull(&t, &root, "private").await;
    eventually("it is there", async || seen(&t, &root, "private").await["readiness"]["state"] == "PRESENT").await;
}

#[tokio::test]
async fn a_login_is_used_for_its_own_registry_and_never_sent_to_another() {
    let t = TestApp::new().await;
    let root = t.root().await;
    create_secret(&t, &root, login("harbor")).await.data();
    let data = json!({ "name": "i", "url": "registry.example.org/team/a:1", "urlForGpu": "attacker.example.net/a:1", "useImagePullSecret": "image-harbor" });
    create_image(&t, &root, data).await.data();
    let image = catalog::image(t.db(), "i").await.unwrap().unwrap();
    let auth = catalog::pull_auth(&t.app, &image, image.reference(0).unwrap()).await.unwrap().unwrap();
    assert_eq!((auth.registry.as_str(), auth.username.as_str(), auth.password.as_str()), ("registry.example.org", "ann", "opensesame"));
    assert!(catalog::pull_auth(&t.app, &image, image.reference(1).unwrap()).await.unwrap().is_none());
}

#[tokio::test]
async fn only_administrators_ask_for_a_pull() {
    let t = TestApp::new().await;
    let root = t.root().await;
    let ann = t.person("ann").await;
    let pull = "mutation($id: ID!) { pullImage(where: { id: $id }) { id readiness { state } } }";
    assert_eq!(t.ask(&ann, pull, json!({ "id": "base-notebook" })).await.code(), "NOT_AUTH");
    assert_eq!(t.ask(&root, pull, json!({ "id": "x" })).await.message(), "images.primehub.io \"x\" not found");
    assert_eq!(t.ask(&root, pull, json!({ "id": "base-notebook" })).await.data()["pullImage"]["id"], "base-notebook");
    assert_eq!(audited(&t, "pull", "base-notebook").await, 1);
}
