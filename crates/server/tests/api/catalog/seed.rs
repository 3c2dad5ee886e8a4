//! What is there after the first start.

use serde_json::json;

use crate::harness::TestApp;

#[tokio::test]
async fn the_first_start_brings_three_sizes_and_the_notebook_image() {
    let t = TestApp::new().await;
    let root = t.root().await;
    let seen = t
        .ask(
            &root,
            "{ instanceTypes { id displayName cpuLimit memoryLimit cpuRequest global } images { id url global isReady } }",
            json!({}),
        )
        .await;
    let sizes = seen.data()["instanceTypes"].as_array().unwrap().clone();
    assert_eq!(sizes.iter().map(|size| size["id"].as_str().unwrap()).collect::<Vec<_>>(), ["cpu-1", "cpu-2", "cpu-3"]);
    assert!(sizes.iter().all(|size| size["global"] == true && size["cpuRequest"].as_f64() < size["cpuLimit"].as_f64()));
    // The fake engine's machine has 64 cores and 256 GiB.
    assert_eq!((&sizes[0]["cpuLimit"], &sizes[0]["memoryLimit"]), (&json!(8.0), &json!(24.0)));
    let image = json!({ "id": "base-notebook", "url": "primehub/base-notebook:latest", "global": true, "isReady": true });
    assert_eq!(seen.data()["images"], json!([image]));
}

#[tokio::test]
async fn what_was_deleted_does_not_come_back_at_the_next_start() {
    let t = TestApp::new().await;
    let root = t.root().await;
    t.ask(
        &root,
        "mutation { deleteInstanceType(where: { id: \"cpu-2\" }) { id } deleteImage(where: { id: \"base-notebook\" }) { id } }",
        json!({}),
    )
    .await
    .data();
    let later = t.second_server().await;
    let seen = later.ask(&root, "{ instanceTypes { id } images { id } }", json!({})).await;
    assert_eq!(seen.data(), &json!({ "instanceTypes": [{ "id": "cpu-1" }, { "id": "cpu-3" }], "images": [] }));
}
