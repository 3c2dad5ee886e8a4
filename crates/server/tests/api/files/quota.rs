//! What a group's files hold and may hold.

use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{Method, StatusCode};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use futures_util::stream;
use serde_json::json;

use super::{Lab, Reply};

async fn limit(lab: &Lab, what: &str) {
    let root = lab.t.root().await;
    let call = format!("mutation {{ setFilesQuota(groupName: \"lab\", {what}) {{ quotaBytes quotaFiles }} }}");
    lab.t.ask(&root, &call, json!({})).await.data();
}

async fn begin_tus(lab: &Lab, length: usize) -> Reply {
    let metadata = format!("group {},path {}", STANDARD.encode("lab"), STANDARD.encode(format!("/{length}")));
    let length = length.to_string();
    let headers = [("tus-resumable", "1.0.0"), ("upload-length", length.as_str()), ("upload-metadata", metadata.as_str())];
    lab.send(Method::POST, "/api/uploads", &headers, "").await
}

#[tokio::test]
async fn what_is_held_is_measured_and_follows_what_goes_through_the_server() {
    let lab = Lab::new().await;
    lab.write("of a notebook", "12345");
    let usage = lab.usage().await;
    assert_eq!((&usage["bytes"], &usage["files"], &usage["quotaBytes"]), (&json!(5.0), &json!(1.0), &json!(null)));
    lab.upload("/x", "123").await;
    lab.upload("/x", "1234").await;
    assert_eq!((lab.usage().await["bytes"].clone(), lab.usage().await["files"].clone()), (json!(9.0), json!(2.0)));
    lab.change("trashFiles(groupName: \"lab\", paths: [\"x\"])").await.data();
    let usage = lab.usage().await;
    assert_eq!((&usage["bytes"], &usage["trashBytes"], &usage["trashFiles"]), (&json!(5.0), &json!(4.0), &json!(1.0)));
    lab.write("another of a notebook", "1234567");
    lab.t.clock.advance(Duration::from_secs(16 * 60));
    lab.sweep().await;
    assert_eq!(lab.usage().await["bytes"], 12.0);
}

#[tokio::test]
async fn uploads_beyond_the_quota_are_refused_with_the_numbers() {
    let lab = Lab::new().await;
    lab.write("old", vec![0u8; 600_000]);
    limit(&lab, "quotaBytes: 1000000").await;
    let reply = lab.send(Method::POST, "/api/files/groups/lab/x", &[("content-length", "500000")], vec![0u8; 500_000]).await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    let refusal = reply.json();
    assert_eq!(refusal["code"], "EXCEED_QUOTA");
    assert_eq!(refusal["limits"], json!([{ "limit": "filesBytes", "used": 600_000, "asked": 500_000, "most": 1_000_000 }]));
    assert!(refusal["message"].as_str().unwrap().contains("600.0 kB of 1.0 MB"), "{refusal}");
    // Without a length it is seen while it comes.
    let endless = stream::repeat_with(|| Ok::<_, std::io::Error>(Bytes::from(vec![0u8; 65_536])));
    let reply = lab.upload("/x", Body::from_stream(endless)).await;
    assert_eq!(reply.json()["code"], "EXCEED_QUOTA");
    assert!(!lab.disk("x").exists());
    assert_eq!(lab.unfinished(), 0);
    assert_eq!(lab.upload("/x", vec![0u8; 400_000]).await.status, StatusCode::OK);
    // What takes the place of something larger needs no room.
    assert_eq!(lab.upload("/old", vec![0u8; 600_000]).await.status, StatusCode::OK);
    lab.change("trashFiles(groupName: \"lab\", paths: [\"old\"])").await.data();
    assert_eq!(lab.upload("/y", vec![0u8; 600_000]).await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_number_of_files_is_limited_too() {
    let lab = Lab::new().await;
    limit(&lab, "quotaFiles: 2").await;
    assert_eq!(lab.upload("/1", "").await.status, StatusCode::OK);
    assert_eq!(lab.upload("/2", "").await.status, StatusCode::OK);
    assert_eq!(lab.upload("/3", "").await.json()["limits"][0]["limit"], "filesCount");
    assert_eq!(lab.upload("/2", "replaced").await.status, StatusCode::OK);
}

#[tokio::test]
async fn unfinished_uploads_hold_their_room() {
    let lab = Lab::new().await;
    limit(&lab, "quotaBytes: 1000").await;
    assert_eq!(begin_tus(&lab, 700).await.status, StatusCode::CREATED);
    assert_eq!(begin_tus(&lab, 301).await.json()["code"], "EXCEED_QUOTA");
    assert_eq!(begin_tus(&lab, 300).await.status, StatusCode::CREATED);
    assert_eq!(lab.upload("/x", "1").await.json()["code"], "EXCEED_QUOTA");
    assert_eq!(lab.usage().await["uploadingBytes"], 1000.0);
    let (one, other) = tokio::join!(begin_tus(&lab, 1), begin_tus(&lab, 2));
    assert!(!one.status.is_success() && !other.status.is_success());
}

#[tokio::test]
async fn copies_and_restored_files_need_room_as_well() {
    let lab = Lab::new().await;
    lab.write("x", vec![0u8; 600]);
    lab.write("to/y", "");
    limit(&lab, "quotaBytes: 1000").await;
    let copy = "copyFiles(groupName: \"lab\", paths: [\"x\"], to: \"/to\") { sessionId }";
    assert_eq!(lab.change(copy).await.code(), "EXCEED_QUOTA");
    lab.change("trashFiles(groupName: \"lab\", paths: [\"x\"])").await.data();
    lab.upload("/z", vec![0u8; 600]).await;
    let trash = lab.ask("{ fileTrash(groupName: \"lab\") { nodes { id } } }", json!({})).await;
    let restore = format!("restoreFiles(groupName: \"lab\", ids: [{}])", trash.data()["fileTrash"]["nodes"][0]["id"]);
    assert_eq!(lab.change(&restore).await.code(), "EXCEED_QUOTA");
}

#[tokio::test]
async fn the_trash_of_a_group_with_a_quota_holds_no_more_than_that() {
    let lab = Lab::new().await;
    limit(&lab, "quotaBytes: 1000").await;
    for name in ["first", "second", "third"] {
        lab.upload(&format!("/{name}"), vec![0u8; 400]).await;
        lab.change(&format!("trashFiles(groupName: \"lab\", paths: [\"{name}\"])")).await.data();
        lab.t.clock.advance(Duration::from_secs(1));
    }
    lab.sweep().await;
    let trash = lab.ask("{ fileTrash(groupName: \"lab\") { nodes { name } } }", json!({})).await;
    assert_eq!(trash.data()["fileTrash"]["nodes"], json!([{ "name": "third" }, { "name": "second" }]));
}

#[tokio::test]
async fn only_administrators_set_a_quota_and_the_configuration_has_one_for_the_others() {
    let lab = Lab::with(|config| config.files.quota_gib = 2).await;
    assert_eq!(lab.usage().await["quotaBytes"], 2_147_483_648.0);
    assert_eq!(lab.change("setFilesQuota(groupName: \"lab\", quotaBytes: 1) { bytes }").await.code(), "NOT_AUTH");
    limit(&lab, "quotaFiles: 9").await;
    assert_eq!(lab.usage().await["quotaBytes"], 2_147_483_648.0, "absent keeps");
    limit(&lab, "quotaBytes: null").await;
    let usage = lab.usage().await;
    assert_eq!((&usage["quotaBytes"], &usage["quotaFiles"]), (&json!(null), &json!(9.0)));
    let root = lab.t.root().await;
    for wrong in ["quotaBytes: -1", "quotaFiles: 1e300"] {
        let call = format!("mutation {{ setFilesQuota(groupName: \"lab\", {wrong}) {{ bytes }} }}");
        assert_eq!(lab.t.ask(&root, &call, json!({})).await.code(), "REQUEST_BODY_INVALID");
    }
}

#[tokio::test]
async fn a_disk_that_is_full_is_said_to_be_before_it_is() {
    let lab = Lab::with(|config| config.files.keep_free_mib = 1 << 40).await;
    lab.write("x", "old");
    let reply = lab.upload("/x", "new").await;
    assert_eq!((reply.status, reply.json()["code"].clone()), (StatusCode::SERVICE_UNAVAILABLE, json!("DISK_FULL")));
    assert_eq!(begin_tus(&lab, 1).await.json()["code"], "DISK_FULL");
    assert_eq!(lab.read("x"), b"old");
}
