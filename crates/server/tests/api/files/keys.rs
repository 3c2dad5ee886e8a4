//! `files` and `deleteFiles` as the SDK uses them: paths are keys of an object store.

use serde_json::{Value, json};

use super::{Lab, names};

async fn files(lab: &Lab, prefix: &str, recursive: bool, limit: i64) -> Vec<String> {
    let query = "query($w: StoreFileWhereInput!, $o: StoreFileListOptionInput) { files(where: $w, options: $o) { phfsPrefix items { name size lastModified } } }";
    let answer =
        lab.ask(query, json!({ "w": { "groupName": "lab", "phfsPrefix": prefix }, "o": { "recursive": recursive, "limit": limit } })).await;
    names(&answer.data()["files"]["items"])
}

async fn delete(lab: &Lab, prefix: &str, recursive: bool) -> Value {
    let query = "mutation($w: StoreFileWhereInput!, $o: StoreFileDeleteOptionInput) { deleteFiles(where: $w, options: $o) }";
    let answer = lab.ask(query, json!({ "w": { "groupName": "lab", "phfsPrefix": prefix }, "o": { "recursive": recursive } })).await;
    if answer.0.get("errors").is_some() { answer.code().into() } else { answer.data()["deleteFiles"].clone() }
}

async fn filled() -> Lab {
    let lab = Lab::new().await;
    for path in ["config/a", "config/sub/b", "config2/c", "config", "x+y z/ä.txt", "b", "b-1"] {
        if path != "config" {
            lab.write(path, path);
        }
    }
    lab
}

#[tokio::test]
async fn a_folder_is_listed_with_slashes_behind_folders() {
    let lab = filled().await;
    assert_eq!(files(&lab, "/", false, 0).await, ["b", "b-1", "config/", "config2/", "x+y z/"]);
    for prefix in ["config", "/config", "/config/"] {
        assert_eq!(files(&lab, prefix, false, 1000).await, ["a", "sub/"], "{prefix}");
    }
    assert_eq!(files(&lab, "/config", false, 1).await, ["a"]);
    assert!(files(&lab, "/config/a", false, 10).await.is_empty(), "a file is no folder");
    assert!(files(&lab, "/nowhere", false, 10).await.is_empty());
}

#[tokio::test]
async fn a_recursive_prefix_is_text_and_the_exact_hit_comes_first() {
    let lab = filled().await;
    assert_eq!(files(&lab, "/config", true, 0).await, ["/a", "/sub/b", "2/c"]);
    assert_eq!(files(&lab, "/config/", true, 0).await, ["a", "sub/b"]);
    assert_eq!(files(&lab, "/b", true, 0).await, ["", "-1"]);
    assert_eq!(files(&lab, "/b", true, 1).await, [""]);
    assert_eq!(files(&lab, "/", true, 0).await, ["b", "b-1", "config/a", "config/sub/b", "config2/c", "x+y z/ä.txt"]);
    assert!(files(&lab, "/nowhere/at/all", true, 0).await.is_empty());
}

#[tokio::test]
async fn keys_come_in_the_order_of_their_bytes_across_folders() {
    let lab = Lab::new().await;
    for path in ["a/z", "a-b", "a.c", "a0", "a/b/c", "a/b-"] {
        lab.write(path, "");
    }
    let found = files(&lab, "/", true, 0).await;
    let mut sorted = found.clone();
    sorted.sort();
    assert_eq!(found, sorted);
    assert_eq!(found.len(), 6);
}

#[tokio::test]
async fn no_more_than_the_limit_and_a_thousand_by_default() {
    let lab = Lab::new().await;
    for number in 0..1005 {
        lab.write(&format!("d/{number}"), "");
    }
    for recursive in [false, true] {
        assert_eq!(files(&lab, "/d/", recursive, 0).await.len(), 1000);
        assert_eq!(files(&lab, "/d/", recursive, 7).await.len(), 7);
        assert_eq!(files(&lab, "/d/", recursive, 5000).await.len(), 1005);
    }
}

#[tokio::test]
async fn deleting_a_folder_leaves_neighbours_with_the_same_beginning() {
    let lab = filled().await;
    assert_eq!(delete(&lab, "config", false).await, "IS_A_FOLDER");
    // Without its slash, too: a prefix that is a folder's name never means more than that folder.
    assert_eq!(delete(&lab, "config", true).await, 2);
    assert_eq!(files(&lab, "/", true, 0).await, ["b", "b-1", "config2/c", "x+y z/ä.txt"]);
    assert_eq!(delete(&lab, "b", true).await, 1);
    assert_eq!(delete(&lab, "b/", true).await, 0);
    assert_eq!(delete(&lab, "x+y z/ä.txt", false).await, 1);
    assert_eq!(delete(&lab, "nothing", false).await, 0);
    assert_eq!(files(&lab, "/", true, 0).await, ["b-1", "config2/c"]);
    assert_eq!(delete(&lab, "", true).await, 2);
    assert!(files(&lab, "/", false, 0).await.is_empty());
    assert!(lab.disk("").is_dir(), "the folder itself stays");
}
