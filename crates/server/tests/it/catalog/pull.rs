//! Fetching images, and with which login.

use primehub_server::features::catalog;
use serde_json::json;

use super::{audited, create_image, create_secret, login};
use crate::harness::TestApp;

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
