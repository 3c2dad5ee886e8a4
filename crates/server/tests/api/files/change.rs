//! New folders, other names and places, copies.

use std::time::Duration;

use primehub_server::events::News;
use serde_json::{Value, json};

use super::Lab;
use crate::harness::{Answer, eventually};

async fn relocate(lab: &Lab, paths: &[&str], to: &str, conflict: &str) -> Answer {
    let call =
        "mutation($p: [String!]!, $t: String!, $c: FileConflict) { moveFiles(groupName: \"lab\", paths: $p, to: $t, onConflict: $c) }";
    lab.ask(call, json!({ "p": paths, "t": to, "c": conflict })).await
}

async fn rename(lab: &Lab, path: &str, name: &str) -> Answer {
    let call = "mutation($p: String!, $n: String!) { renameFile(groupName: \"lab\", path: $p, name: $n) { path } }";
    lab.ask(call, json!({ "p": path, "n": name })).await
}

async fn status(lab: &Lab, session: &Value) -> Value {
    lab.get(session["endpoint"].as_str().unwrap()).await.json()
}

async fn copy(lab: &Lab, paths: &[&str], to: &str, conflict: &str) -> Value {
    let call = "mutation($p: [String!]!, $t: String!, $c: FileConflict) { copyFiles(groupName: \"lab\", paths: $p, to: $t, onConflict: $c) { sessionId endpoint } }";
    let session = lab.ask(call, json!({ "p": paths, "t": to, "c": conflict })).await.data()["copyFiles"].clone();
    eventually("the copy has ended", async || status(lab, &session).await["status"] != "running").await;
    status(lab, &session).await
}

#[tokio::test]
async fn folders_are_real_and_stay_when_they_are_empty() {
    let lab = Lab::new().await;
    lab.change("createFolder(groupName: \"lab\", path: \"/a/b 日\") { path kind }").await.data();
    assert!(lab.disk("a/b 日").is_dir());
    assert_eq!(lab.names("/a").await, ["b 日"]);
    assert_eq!(lab.change("createFolder(groupName: \"lab\", path: \"/a\") { path }").await.code(), "FILE_EXISTS");
    lab.write("file", "");
    assert_eq!(lab.change("createFolder(groupName: \"lab\", path: \"file/x\") { path }").await.code(), "NOT_A_FOLDER");
    assert_eq!(lab.change("createFolder(groupName: \"lab\", path: \"a\\tb\") { path }").await.code(), "REQUEST_BODY_INVALID");
}

#[tokio::test]
async fn a_name_is_changed_but_never_to_one_that_is_taken() {
    let lab = Lab::new().await;
    lab.write("a/one", "1");
    lab.write("a/two", "2");
    assert_eq!(rename(&lab, "/a/one", "1 日.txt").await.data()["renameFile"]["path"], "/a/1 日.txt");
    assert_eq!(rename(&lab, "/a/two", "1 日.txt").await.code(), "FILE_EXISTS");
    assert_eq!(rename(&lab, "/a/nothing", "x").await.code(), "RESOURCE_NOT_FOUND");
    for name in ["", "x/y", "..", "."] {
        assert_eq!(rename(&lab, "/a/two", name).await.code(), "REQUEST_BODY_INVALID", "{name:?}");
    }
    assert_eq!((lab.read("a/1 日.txt"), lab.read("a/two")), (b"1".to_vec(), b"2".to_vec()));
}

#[tokio::test]
async fn files_and_folders_are_moved_as_one_decides() {
    let lab = Lab::new().await;
    for (path, text) in [("x", "new"), ("folder/x", "old"), ("tree/deep/y", "y")] {
        lab.write(path, text);
    }
    assert_eq!(relocate(&lab, &["x"], "/folder", "REFUSE").await.code(), "FILE_EXISTS");
    assert_eq!(relocate(&lab, &["x"], "/folder", "SKIP").await.data()["moveFiles"], json!([]));
    assert_eq!(relocate(&lab, &["x", "tree"], "/folder", "KEEP_BOTH").await.data()["moveFiles"], json!(["/folder/x (2)", "/folder/tree"]));
    assert_eq!(lab.read("folder/tree/deep/y"), b"y");
    lab.write("x", "newer");
    assert_eq!(relocate(&lab, &["x"], "/folder", "REPLACE").await.data()["moveFiles"], json!(["/folder/x"]));
    assert_eq!(lab.read("folder/x"), b"newer");
    let trash = lab.ask("{ fileTrash(groupName: \"lab\") { nodes { path } } }", json!({})).await;
    assert_eq!(trash.data()["fileTrash"]["nodes"], json!([{ "path": "/folder/x" }]), "what was replaced can be restored");
    assert_eq!(relocate(&lab, &["/folder"], "/folder/tree", "REFUSE").await.code(), "REQUEST_BODY_INVALID");
    assert_eq!(relocate(&lab, &["/folder/x"], "/nowhere", "REFUSE").await.code(), "RESOURCE_NOT_FOUND");
    assert_eq!(lab.read("folder/x"), b"newer");
}

#[tokio::test]
async fn a_tree_is_copied_in_the_background() {
    let lab = Lab::new().await;
    lab.write("tree/a", "1");
    lab.write("tree/deep/b", vec![7u8; 200_000]);
    std::fs::create_dir(lab.disk("tree/empty")).unwrap();
    std::os::unix::fs::symlink("/etc", lab.disk("tree/out")).unwrap();
    lab.write("to/x", "");
    assert_eq!(copy(&lab, &["tree"], "/to", "REFUSE").await, json!({ "status": "completed", "progress": 100, "failReason": null }));
    assert_eq!(lab.read("to/tree/deep/b"), vec![7u8; 200_000]);
    assert!(lab.disk("to/tree/empty").is_dir());
    assert!(!lab.disk("to/tree/out").exists(), "links out are not copied");
    assert_eq!(lab.unfinished(), 0);
    // In its own folder a copy gets a number.
    copy(&lab, &["tree"], "/", "REFUSE").await;
    assert_eq!(lab.read("tree (2)/a"), b"1");
    let into_itself = "copyFiles(groupName: \"lab\", paths: [\"tree\"], to: \"/tree/deep\") { sessionId }";
    assert_eq!(lab.change(into_itself).await.code(), "REQUEST_BODY_INVALID");
}

#[tokio::test]
async fn how_a_copy_does_is_told_to_who_began_it_and_a_dead_one_is_said_to_be() {
    let lab = Lab::new().await;
    lab.write("x", "1");
    lab.write("to/y", "");
    let call = "copyFiles(groupName: \"lab\", paths: [\"x\"], to: \"/to\") { sessionId endpoint }";
    let session = lab.change(call).await.data()["copyFiles"].clone();
    eventually("the copy has ended", async || status(&lab, &session).await["status"] == "completed").await;
    let path = session["endpoint"].as_str().unwrap();
    assert_eq!(lab.t.get(Some(&lab.bob), path).await.0, 404);
    assert_eq!(lab.t.get(None, path).await.0, 401);
    let mut tx = lab.t.app.db.begin().await.unwrap_or_else(|error| panic!("{error:?}"));
    sqlx::query("update copy_sessions set status = 'running'").execute(&mut *tx).await.unwrap();
    tx.commit().await.unwrap();
    lab.t.clock.advance(Duration::from_secs(61));
    let told = status(&lab, &session).await;
    assert_eq!(told["status"], "failed");
    assert!(told["failReason"].as_str().unwrap().contains("Copy again"));
}

#[tokio::test]
async fn changes_are_told_to_the_group_only() {
    let lab = Lab::new().await;
    let mut changes = lab.t.app.events.subscribe();
    lab.change("createFolder(groupName: \"lab\", path: \"/a/b\") { path }").await.data();
    let News::Changed(change) = changes.try_recv().unwrap() else { panic!("nothing was missed") };
    assert_eq!((change.kind.as_str(), change.id.as_str(), change.group_id), ("files", "/a", Some(lab.group.clone())));
}
