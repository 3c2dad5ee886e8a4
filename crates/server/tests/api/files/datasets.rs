//! Data sets: folders with a file of their own that says what they are.

use std::time::Duration;

use serde_json::{Value, json};

use super::Lab;
use crate::harness::{Answer, eventually};

const ALL: &str = "id name createdBy createdAt updatedAt tags size";

async fn create(lab: &Lab, id: &str, tags: Value) -> Answer {
    let call = format!("mutation($d: DatasetV2CreateInput!) {{ createDatasetV2(data: $d) {{ {ALL} }} }}");
    lab.ask(&call, json!({ "d": { "id": id, "groupName": "lab", "tags": tags } })).await
}

async fn get(lab: &Lab, id: &str) -> Answer {
    let query = format!("query($w: DatasetV2WhereUniqueInput!) {{ datasetV2(where: $w) {{ {ALL} }} }}");
    lab.ask(&query, json!({ "w": { "id": id, "groupName": "lab" } })).await
}

async fn list(lab: &Lab, search: &str, order: Value, page: i64) -> Vec<String> {
    let query = "query($w: DatasetV2WhereInput, $o: DatasetV2OrderByInput, $p: Int) { datasetV2Connection(where: $w, orderBy: $o, page: $p, pageSize: 2) { \
        totalCount edges { cursor node { id size tags } } pageInfo { currentPage totalPage } } }";
    let answer = lab.ask(query, json!({ "w": { "groupName": "lab", "search": search }, "o": order, "p": page })).await;
    let edges = answer.data()["datasetV2Connection"]["edges"].as_array().unwrap().clone();
    edges.iter().map(|edge| edge["node"]["id"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_data_set_is_a_folder_that_knows_what_it_is() {
    let lab = Lab::new().await;
    let made = create(&lab, "coco-2026", json!(["images", " images", "cc-by"])).await.data()["createDatasetV2"].clone();
    assert_eq!(made["tags"], json!(["images", "cc-by"]));
    assert_eq!((&made["createdBy"], &made["createdAt"], &made["size"]), (&json!("ann"), &json!("2026-03-02T09:00:00.000Z"), &json!(0.0)));
    let kept: Value = serde_json::from_slice(&lab.read("datasets/coco-2026/.dataset")).unwrap();
    assert_eq!(
        kept,
        json!({ "createdBy": "ann", "createdAt": "2026-03-02T09:00:00.000Z", "updatedAt": "2026-03-02T09:00:00.000Z", "tags": ["images", "cc-by"] })
    );
    lab.write("datasets/coco-2026/a/x.png", "12345");
    assert_eq!(get(&lab, "coco-2026").await.data()["datasetV2"]["size"], 5.0);
    assert_eq!(lab.names("/datasets/coco-2026").await, ["a"], "what it keeps about itself is not shown");
    assert_eq!(lab.list("/datasets").await["nodes"][0]["isDataset"], true);
}

#[tokio::test]
async fn tags_change_and_absent_ones_stay() {
    let lab = Lab::new().await;
    create(&lab, "d", json!(["a"])).await.data();
    lab.t.clock.advance(Duration::from_secs(60));
    let update = async |data: Value| {
        let call = "mutation($d: DatasetV2UpdateInput!) { updateDatasetV2(where: {id: \"d\", groupName: \"lab\"}, data: $d) { tags createdAt updatedAt } }";
        lab.ask(call, json!({ "d": data })).await.data()["updateDatasetV2"].clone()
    };
    let changed = update(json!({ "tags": ["b"] })).await;
    assert_eq!(changed, json!({ "tags": ["b"], "createdAt": "2026-03-02T09:00:00.000Z", "updatedAt": "2026-03-02T09:01:00.000Z" }));
    assert_eq!(update(json!({ "groupName": "lab" })).await["tags"], json!(["b"]));
    assert_eq!(update(json!({ "tags": [] })).await["tags"], json!([]));
}

#[tokio::test]
async fn names_that_are_taken_or_wrong_are_refused() {
    let lab = Lab::new().await;
    create(&lab, "d", json!(null)).await.data();
    assert_eq!(create(&lab, "d", json!(null)).await.code(), "RESOURCE_CONFLICT");
    for id in ["", "..", ".hidden", "a b", "a/b", "日本", &"a".repeat(64)] {
        assert_eq!(create(&lab, id, json!(null)).await.code(), "REQUEST_BODY_INVALID", "{id}");
    }
    let missing = get(&lab, "nothing").await;
    assert_eq!(missing.code(), "RESOURCE_NOT_FOUND");
    assert!(missing.message().contains("failed to get dataset"));
    // A folder of a notebook becomes one with what is in it.
    lab.write("datasets/ready/x", "1");
    assert_eq!(create(&lab, "ready", json!(null)).await.data()["createDatasetV2"]["size"], 1.0);
}

#[tokio::test]
async fn the_list_is_searched_sorted_and_cut_and_one_that_is_broken_does_not_break_it() {
    let lab = Lab::new().await;
    for (id, tag) in [("b", "cat"), ("a", "dog"), ("c", "Cattle")] {
        lab.t.clock.advance(Duration::from_secs(1));
        create(&lab, id, json!([tag])).await.data();
    }
    lab.write("datasets/broken/.dataset", "not JSON");
    lab.write("datasets/none/x", "");
    lab.write("datasets/file", "");
    assert_eq!(list(&lab, "", json!(null), 1).await, ["a", "b"]);
    assert_eq!(list(&lab, "", json!(null), 2).await, ["c"]);
    assert!(list(&lab, "", json!(null), 3).await.is_empty());
    assert_eq!(list(&lab, "CAT", json!(null), 1).await, ["b", "c"]);
    assert_eq!(list(&lab, "", json!({ "updatedAt": "desc" }), 1).await, ["c", "a"]);
    assert_eq!(list(&lab, "", json!({ "id": "desc" }), 1).await, ["c", "b"]);
}

#[tokio::test]
async fn a_deleted_data_set_can_be_restored() {
    let lab = Lab::new().await;
    create(&lab, "d", json!(["t"])).await.data();
    lab.write("datasets/d/x", "1");
    let call = "deleteDatasetV2(where: {id: \"d\", groupName: \"lab\"}) { id }";
    assert_eq!(lab.change(call).await.data()["deleteDatasetV2"]["id"], "d");
    assert!(list(&lab, "", json!(null), 1).await.is_empty());
    let trash = lab.ask("{ fileTrash(groupName: \"lab\") { nodes { id } } }", json!({})).await;
    let id = &trash.data()["fileTrash"]["nodes"][0]["id"];
    lab.change(&format!("restoreFiles(groupName: \"lab\", ids: [{id}])")).await.data();
    assert_eq!(get(&lab, "d").await.data()["datasetV2"]["tags"], json!(["t"]));
}

#[tokio::test]
async fn files_are_added_from_the_shared_files() {
    let lab = Lab::new().await;
    create(&lab, "d", json!(null)).await.data();
    lab.write("from/tree/x", "1");
    lab.write("from/y", "2");
    lab.write("from/.dataset", "evil");
    lab.write("datasets/d/y", "old");
    let call = "mutation($i: [String!]) { copyFilesToDatasetV2(where: {id: \"d\", groupName: \"lab\"}, path: \"/from\", items: $i) { sessionId endpoint } }";
    let session = lab.ask(call, json!({ "i": ["tree/", "y"] })).await.data()["copyFilesToDatasetV2"].clone();
    let endpoint = session["endpoint"].as_str().unwrap();
    eventually("it is copied", async || lab.get(endpoint).await.json()["status"] == "completed").await;
    assert_eq!((lab.read("datasets/d/tree/x"), lab.read("datasets/d/y")), (b"1".to_vec(), b"2".to_vec()));
    assert_eq!(lab.ask(call, json!({ "i": [".dataset"] })).await.code(), "REQUEST_BODY_INVALID");
    assert_eq!(lab.ask(call, json!({ "i": ["nothing"] })).await.code(), "RESOURCE_NOT_FOUND");
}
