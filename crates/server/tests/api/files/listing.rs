//! One folder as the page shows it.

use serde_json::{Value, json};

use super::{Lab, names};

const LIST: &str = "query($g: String!, $p: String!, $s: String, $o: FolderOrderByInput, $n: Int, $z: Int) { \
    folder(groupName: $g, path: $p, search: $s, orderBy: $o, page: $n, pageSize: $z) { totalCount nodes { name size } } }";

async fn sorted(lab: &Lab, order: Value) -> Vec<String> {
    let answer = lab.ask(LIST, json!({ "g": "lab", "p": "/", "o": order })).await;
    names(&answer.data()["folder"]["nodes"])
}

#[tokio::test]
async fn a_folder_shows_what_workloads_wrote_with_folders_first() {
    let lab = Lab::new().await;
    lab.write("b.csv", "1,2");
    lab.write("A.ipynb", "{}");
    lab.write("衛星影像 2026/x.png", "x");
    lab.write("zeta/y", "yy");
    let folder = lab.list("").await;
    assert_eq!(names(&folder["nodes"]), ["zeta", "衛星影像 2026", "A.ipynb", "b.csv"]);
    assert_eq!((&folder["folderCount"], &folder["fileCount"], &folder["totalBytes"]), (&json!(2), &json!(2), &json!(5.0)));
    let node = &folder["nodes"][3];
    assert_eq!(node["size"], 3.0);
    assert_eq!(node["preview"], "CSV");
    assert_eq!(node["phfsUri"], "phfs:///b.csv");
    assert_eq!(folder["nodes"][1]["url"], "/api/files/groups/lab/%E8%A1%9B%E6%98%9F%E5%BD%B1%E5%83%8F%202026");
    assert!(folder["nodes"][1]["size"].is_null());
    assert_eq!(lab.names("/衛星影像 2026/").await, ["x.png"]);
}

#[tokio::test]
async fn a_folder_is_sorted_filtered_and_cut_on_the_server() {
    let lab = Lab::new().await;
    for (name, size) in [("one", 3), ("two", 1), ("Three", 2), ("folder/x", 9)] {
        lab.write(name, vec![b'.'; size]);
    }
    assert_eq!(sorted(&lab, json!({ "name": "desc" })).await, ["folder", "two", "Three", "one"]);
    assert_eq!(sorted(&lab, json!({ "size": "asc" })).await, ["folder", "two", "Three", "one"]);
    assert_eq!(sorted(&lab, json!({ "size": "desc" })).await, ["folder", "one", "Three", "two"]);
    let found = lab.ask(LIST, json!({ "g": "lab", "p": "/", "s": "T", "n": 2, "z": 1 })).await.data()["folder"].clone();
    assert_eq!((names(&found["nodes"]), &found["totalCount"]), (vec!["two".to_owned()], &json!(2)));
    let behind = lab.ask(LIST, json!({ "g": "lab", "p": "/", "n": 9 })).await;
    assert_eq!(behind.data()["folder"]["nodes"], json!([]));
    assert_eq!(lab.ask(LIST, json!({ "g": "lab", "p": "/", "z": 1000 })).await.code(), "REQUEST_BODY_INVALID");
}

#[tokio::test]
async fn a_folder_that_is_not_there_is_empty_and_a_file_is_no_folder() {
    let lab = Lab::new().await;
    lab.write("file", "");
    assert_eq!(lab.list("/nowhere").await["exists"], false);
    assert_eq!(lab.ask(LIST, json!({ "g": "lab", "p": "/file" })).await.code(), "NOT_A_FOLDER");
}

#[tokio::test]
async fn what_exists_is_known_before_an_upload() {
    let lab = Lab::new().await;
    lab.write("a/x", "");
    let query = "query($p: [String!]!) { existingFiles(groupName: \"lab\", paths: $p) }";
    let found = lab.ask(query, json!({ "p": ["a/x", "/a/y", "/a", "/b/x"] })).await;
    assert_eq!(found.data()["existingFiles"], json!(["/a/x", "/a"]));
    let entry = lab
        .ask(
            "{ there: fileEntry(groupName: \"lab\", path: \"a/x\") { kind } not: fileEntry(groupName: \"lab\", path: \"b\") { kind } }",
            json!({}),
        )
        .await;
    assert_eq!(entry.data(), &json!({ "there": { "kind": "FILE" }, "not": null }));
}

#[tokio::test]
async fn groups_of_others_and_groups_that_do_not_exist_look_the_same() {
    let lab = Lab::new().await;
    std::fs::write(lab.t.app.data("files/groups/ops/secret.txt"), "x").unwrap();
    for group in ["ops", "nowhere", "everyone", ""] {
        let answer = lab.ask(LIST, json!({ "g": group, "p": "/" })).await;
        assert_eq!(answer.code(), "NOT_AUTH", "{group}");
    }
    // Not even administrators, as everywhere inside groups.
    let root = lab.t.root().await;
    assert_eq!(lab.t.ask(&root, LIST, json!({ "g": "lab", "p": "/" })).await.code(), "NOT_AUTH");
}

#[tokio::test]
async fn a_folder_of_many_entries_is_listed_by_pages() {
    let lab = Lab::new().await;
    for number in 0..3000 {
        std::fs::File::create(lab.disk(&format!("f{number:05}"))).unwrap();
    }
    let found = lab.ask(LIST, json!({ "g": "lab", "p": "/", "n": 30, "z": 100 })).await.data()["folder"].clone();
    assert_eq!((found["totalCount"].as_i64(), found["nodes"][99]["name"].as_str()), (Some(3000), Some("f02999")));
}
