//! Deleting, restoring, and what goes for ever.

use std::time::Duration;

use rustix::fs::{Mode, OFlags};
use serde_json::{Value, json};

use super::Lab;

const DAY: Duration = Duration::from_secs(86_400);

async fn trash(lab: &Lab) -> Value {
    let query = "{ fileTrash(groupName: \"lab\") { totalCount nodes { id name path isFolder size files deletedBy deletedAt purgedAt } } }";
    lab.ask(query, json!({})).await.data()["fileTrash"].clone()
}

async fn delete(lab: &Lab, paths: &[&str]) -> i64 {
    let answer = lab.ask("mutation($p: [String!]!) { trashFiles(groupName: \"lab\", paths: $p) }", json!({ "p": paths })).await;
    answer.data()["trashFiles"].as_i64().unwrap()
}

async fn restore(lab: &Lab, id: &Value, conflict: &str) -> Value {
    let call = "mutation($i: [ID!]!, $c: FileConflict) { restoreFiles(groupName: \"lab\", ids: $i, onConflict: $c) }";
    let answer = lab.ask(call, json!({ "i": [id], "c": conflict })).await;
    if answer.0.get("errors").is_some() { json!(answer.code()) } else { answer.data()["restoreFiles"].clone() }
}

/// What is in the trash of the group on the disk.
fn kept(lab: &Lab) -> usize {
    std::fs::read_dir(lab.t.app.data("files/trash").join(&lab.group)).map_or(0, Iterator::count)
}

#[tokio::test]
async fn a_folder_is_deleted_with_its_count_and_comes_back_as_it_was() {
    let lab = Lab::new().await;
    lab.write("a/b/one", "1");
    lab.write("a/b/two", "22");
    lab.write("a/keep", "");
    assert_eq!(delete(&lab, &["/a/b"]).await, 2);
    assert_eq!(lab.names("/a").await, ["keep"]);
    let entry = trash(&lab).await["nodes"][0].clone();
    assert_eq!(
        (&entry["path"], &entry["isFolder"], &entry["size"], &entry["files"]),
        (&json!("/a/b"), &json!(true), &json!(3.0), &json!(2.0))
    );
    assert_eq!((&entry["deletedBy"], &entry["purgedAt"]), (&json!("ann"), &json!("2026-03-09T09:00:00.000Z")));
    std::fs::remove_dir_all(lab.disk("a")).unwrap();
    assert_eq!(restore(&lab, &entry["id"], "REFUSE").await, json!(["/a/b"]));
    assert_eq!(lab.read("a/b/two"), b"22");
    assert_eq!((trash(&lab).await["totalCount"].clone(), kept(&lab)), (json!(0), 0));
}

#[tokio::test]
async fn restoring_over_something_asks_first() {
    let lab = Lab::new().await;
    lab.write("x.txt", "old");
    delete(&lab, &["x.txt"]).await;
    lab.write("x.txt", "new");
    let id = trash(&lab).await["nodes"][0]["id"].clone();
    assert_eq!(restore(&lab, &id, "REFUSE").await, "FILE_EXISTS");
    assert_eq!(restore(&lab, &id, "SKIP").await, json!([]));
    assert_eq!(restore(&lab, &id, "KEEP_BOTH").await, json!(["/x (2).txt"]));
    assert_eq!((lab.read("x.txt"), lab.read("x (2).txt")), (b"new".to_vec(), b"old".to_vec()));
    delete(&lab, &["x (2).txt"]).await;
    lab.write("x (2).txt", "third");
    let id = trash(&lab).await["nodes"][0]["id"].clone();
    assert_eq!(restore(&lab, &id, "REPLACE").await, json!(["/x (2).txt"]));
    assert_eq!(lab.read("x (2).txt"), b"old");
    assert_eq!(trash(&lab).await["nodes"][0]["size"], 5.0, "what was replaced is in the trash itself");
    assert_eq!(restore(&lab, &json!("no-such-entry"), "REFUSE").await, "RESOURCE_NOT_FOUND");
}

#[tokio::test]
async fn the_trash_forgets_after_seven_days() {
    let lab = Lab::new().await;
    lab.write("first", "1");
    delete(&lab, &["first"]).await;
    lab.t.clock.advance(4 * DAY);
    lab.write("second", "2");
    delete(&lab, &["second"]).await;
    lab.t.clock.advance(2 * DAY);
    lab.sweep().await;
    assert_eq!((trash(&lab).await["totalCount"].clone(), kept(&lab)), (json!(2), 2));
    lab.t.clock.advance(DAY);
    lab.sweep().await;
    assert_eq!((trash(&lab).await["nodes"][0]["name"].clone(), kept(&lab)), (json!("second"), 1));
}

#[tokio::test]
async fn emptying_the_trash_takes_the_chosen_or_everything() {
    let lab = Lab::new().await;
    for name in ["a/x", "b", "c"] {
        lab.write(name, "1");
    }
    delete(&lab, &["a", "b", "c"]).await;
    let id = trash(&lab).await["nodes"][0]["id"].clone();
    let empty = "mutation($i: [ID!]) { emptyTrash(groupName: \"lab\", ids: $i) }";
    assert_eq!(lab.ask(empty, json!({ "i": [id] })).await.data()["emptyTrash"], 1);
    assert_eq!(kept(&lab), 2);
    assert_eq!(lab.ask(empty, json!({})).await.data()["emptyTrash"], 2);
    assert_eq!((trash(&lab).await["totalCount"].clone(), kept(&lab)), (json!(0), 0));
}

#[tokio::test]
async fn entries_of_other_groups_are_not_there() {
    let lab = Lab::new().await;
    lab.write("x", "1");
    delete(&lab, &["x"]).await;
    let id = trash(&lab).await["nodes"][0]["id"].clone();
    for call in ["restoreFiles(groupName: \"ops\", ids: [$])", "emptyTrash(groupName: \"ops\", ids: [$])"] {
        let call = format!("mutation {{ {} }}", call.replace('$', &id.to_string()));
        assert_eq!(lab.t.ask(&lab.bob, &call, json!({})).await.code(), "RESOURCE_NOT_FOUND");
        let of_lab = call.replace("ops", "lab");
        assert_eq!(lab.t.ask(&lab.bob, &of_lab, json!({})).await.code(), "NOT_AUTH");
    }
    assert_eq!(kept(&lab), 1);
}

#[tokio::test]
async fn what_is_not_there_cannot_be_deleted_and_nothing_is_said_to_be() {
    let lab = Lab::new().await;
    let answer = lab.change("trashFiles(groupName: \"lab\", paths: [\"nothing\"])").await;
    assert_eq!(answer.code(), "RESOURCE_NOT_FOUND");
    assert_eq!(lab.change("trashFiles(groupName: \"lab\", paths: [\"/\"])").await.code(), "REQUEST_BODY_INVALID");
    assert_eq!(trash(&lab).await["totalCount"], 0);
}

#[tokio::test]
async fn a_row_that_a_crash_left_without_content_goes_and_the_file_stays() {
    let lab = Lab::new().await;
    lab.write("x", "1");
    delete(&lab, &["x"]).await;
    let id = trash(&lab).await["nodes"][0]["id"].as_str().unwrap().to_owned();
    // As if the server had died after the row and before the move.
    std::fs::rename(lab.t.app.data("files/trash").join(&lab.group).join(id), lab.disk("x")).unwrap();
    lab.t.clock.advance(Duration::from_secs(3600));
    lab.sweep().await;
    assert_eq!(trash(&lab).await["totalCount"], 0);
    assert_eq!(lab.read("x"), b"1");
}

#[tokio::test]
async fn files_of_containers_with_any_owner_and_mode_are_deleted() {
    use std::os::unix::fs::{PermissionsExt, chown};
    let lab = Lab::new().await;
    lab.write("locked/x", "1");
    std::fs::set_permissions(lab.disk("locked/x"), std::fs::Permissions::from_mode(0o000)).unwrap();
    std::fs::set_permissions(lab.disk("locked"), std::fs::Permissions::from_mode(0o555)).unwrap();
    // Only root can give files away; as anybody else containers run as the server's own user.
    let _ = chown(lab.disk("locked"), Some(4711), Some(4711));
    assert_eq!(delete(&lab, &["locked"]).await, 1);
    lab.change("emptyTrash(groupName: \"lab\")").await.data();
    assert_eq!(kept(&lab), 0);
}

/// A notebook can nest folders deeper than any path can name, and than handles or the stack would last for one a level.
#[tokio::test]
async fn a_tree_deeper_than_any_path_is_deleted_and_purged() {
    let lab = Lab::new().await;
    lab.write("deep/file", "1");
    let mut folder = rustix::fs::open(lab.disk("deep"), OFlags::DIRECTORY, Mode::empty()).unwrap();
    for _ in 0..25_000 {
        rustix::fs::mkdirat(&folder, "d", Mode::RWXU).unwrap();
        folder = rustix::fs::openat(&folder, "d", OFlags::DIRECTORY, Mode::empty()).unwrap();
    }
    delete(&lab, &["deep"]).await;
    let id = trash(&lab).await["nodes"][0]["id"].clone();
    let empty = "mutation($i: [ID!]) { emptyTrash(groupName: \"lab\", ids: $i) }";
    assert_eq!(lab.ask(empty, json!({ "i": [id] })).await.data()["emptyTrash"], 1);
    assert_eq!(kept(&lab), 0);
}
