//! Lists of instance types, images and secrets: search, order, pages.

use serde_json::{Value, json};

use super::{create_image, create_instance_type, create_secret, login};
use crate::harness::TestApp;

fn names(connection: &Value) -> Vec<&str> {
    connection["edges"].as_array().unwrap().iter().map(|edge| edge["node"]["name"].as_str().unwrap()).collect()
}

async fn twelve_sizes(t: &TestApp) -> crate::harness::Person {
    let root = t.root().await;
    for number in 1..=12 {
        let data = json!({ "name": format!("t-{number:02}"), "displayName": format!("Size {}", 100 - number), "description": "made for a_test",
                           "cpuLimit": number, "memoryLimit": 20 - number });
        create_instance_type(t, &root, data).await.data();
    }
    root
}

#[tokio::test]
async fn a_list_has_ten_rows_a_page_and_an_empty_one_behind_the_last() {
    let t = TestApp::new().await;
    let root = twelve_sizes(&t).await;
    let query = "query($page: Int) { instanceTypesConnection(page: $page, where: { name_contains: \"t-\" }) { totalCount edges { cursor node { name } } \
                 pageInfo { currentPage totalPage hasNextPage hasPreviousPage startCursor endCursor } } }";
    let first = t.ask(&root, query, json!({ "page": 1 })).await;
    let first = &first.data()["instanceTypesConnection"];
    assert_eq!((names(first).len(), names(first)[0], &first["totalCount"]), (10, "t-01", &json!(12)));
    assert_eq!(
        first["pageInfo"],
        json!({ "currentPage": 1, "totalPage": 2, "hasNextPage": true, "hasPreviousPage": false, "startCursor": "t-01", "endCursor": "t-10" })
    );
    let last = t.ask(&root, query, json!({ "page": 2 })).await;
    assert_eq!(names(&last.data()["instanceTypesConnection"]), ["t-11", "t-12"]);
    let behind = t.ask(&root, query, json!({ "page": 3 })).await;
    let behind = &behind.data()["instanceTypesConnection"];
    assert_eq!((&behind["edges"], &behind["pageInfo"]["currentPage"]), (&json!([]), &json!(3)));
    assert_eq!(t.ask(&root, query, json!({ "page": 0 })).await.code(), "REQUEST_BODY_INVALID");
    assert_eq!(
        t.ask(&root, "{ instanceTypesConnection(page: 1, pageSize: 101) { totalCount } }", json!({})).await.code(),
        "REQUEST_BODY_INVALID"
    );
}

#[tokio::test]
async fn a_list_is_sorted_by_any_column_in_both_directions() {
    let t = TestApp::new().await;
    let root = twelve_sizes(&t).await;
    let query = "query($by: InstanceTypeOrderByInput) { instanceTypesConnection(page: 1, pageSize: 2, where: { search: \"A_TEST\" }, orderBy: $by) \
                 { edges { node { name } } } }";
    let cases = [
        (json!({}), ["t-01", "t-02"]),
        (json!({ "cpuLimit": "desc" }), ["t-12", "t-11"]),
        (json!({ "memoryLimit": "asc" }), ["t-12", "t-11"]),
        (json!({ "displayName": "asc" }), ["t-12", "t-11"]),
        (json!({ "name": "desc" }), ["t-12", "t-11"]),
        (json!({ "gpuLimit": "desc" }), ["t-01", "t-02"]),
    ];
    for (by, expected) in cases {
        let answer = t.ask(&root, query, json!({ "by": by })).await;
        assert_eq!(names(&answer.data()["instanceTypesConnection"]), expected, "{by}");
    }
    assert_eq!(t.ask(&root, query, json!({ "by": { "name": "up" } })).await.code(), "REQUEST_BODY_INVALID");
}

#[tokio::test]
async fn a_search_takes_wildcards_literally() {
    let t = TestApp::new().await;
    let root = twelve_sizes(&t).await;
    let count = async |text: &str| {
        let query = "query($text: String) { instanceTypesConnection(where: { search: $text }) { totalCount } }";
        t.ask(&root, query, json!({ "text": text })).await.data()["instanceTypesConnection"]["totalCount"].as_i64().unwrap()
    };
    assert_eq!(count("a_test").await, 12);
    assert_eq!(count("for%test").await, 0);
    assert_eq!(count("size 9").await, 10);
    assert_eq!(count("'; drop table users; --").await, 0);
}

#[tokio::test]
async fn cursors_walk_through_a_list() {
    let t = TestApp::new().await;
    let root = twelve_sizes(&t).await;
    let query = "query($after: String) { instanceTypesConnection(where: { search: \"a_test\" }, first: 5, after: $after) \
                 { edges { node { name } } pageInfo { hasNextPage endCursor } } }";
    let mut seen = Vec::new();
    let mut after = json!(null);
    for _ in 0..3 {
        let answer = t.ask(&root, query, json!({ "after": after })).await;
        let part = answer.data()["instanceTypesConnection"].clone();
        seen.extend(names(&part).into_iter().map(str::to_owned));
        after = part["pageInfo"]["endCursor"].clone();
        assert_eq!(part["pageInfo"]["hasNextPage"], seen.len() < 12);
    }
    assert_eq!(seen.len(), 12);
}

#[tokio::test]
async fn images_are_found_by_alternatives_and_modes() {
    let t = TestApp::new().await;
    let root = t.root().await;
    t.group("vision", Default::default(), &[]).await;
    create_image(&t, &root, json!({ "name": "alpha", "displayName": "First", "url": "a" })).await.data();
    create_image(&t, &root, json!({ "name": "beta", "type": "gpu", "url": "a", "groupName": "vision" })).await.data();
    create_image(&t, &root, json!({ "name": "gamma", "description": "Third", "url": "a" })).await.data();
    let query = "query($mode: QueryImageMode, $where: ImageWhereInput) { imagesConnection(mode: $mode, where: $where, page: 1) { edges { node { name } } } }";
    let found = async |mode: &str, filter: Value| {
        let answer = t.ask(&root, query, json!({ "mode": mode, "where": filter })).await;
        names(&answer.data()["imagesConnection"]).into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(found("ALL", json!({ "_or": [{ "name_contains": "alp" }, { "description_contains": "Third" }] })).await, ["alpha", "gamma"]);
    assert_eq!(found("ALL", json!({ "_or": [{ "name_contains": "a" }], "type_contains": "gpu" })).await, ["beta"]);
    assert_eq!(found("ALL", json!({ "displayName_contains": "first" })).await, [""; 0], "this filter tells capitals apart");
    assert_eq!(found("ALL", json!({ "search": "FIRST" })).await, ["alpha"]);
    assert_eq!(found("GROUP_ONLY", json!({ "groupName_contains": "vis" })).await, ["beta"]);
    assert_eq!(found("SYSTEM_ONLY", json!({})).await, ["alpha", "base-notebook", "gamma"]);
    let many: Vec<Value> = (0..100).map(|_| json!({ "name_contains": "x" })).collect();
    assert_eq!(t.ask(&root, query, json!({ "where": { "_or": many } })).await.code(), "REQUEST_BODY_INVALID");
}

#[tokio::test]
async fn secrets_are_listed_whole_without_a_page_and_logins_alone_on_request() {
    let t = TestApp::new().await;
    let root = t.root().await;
    for number in 0..11 {
        create_secret(&t, &root, login(&format!("r-{number:02}"))).await.data();
    }
    create_secret(&t, &root, json!({ "name": "git", "type": "opaque", "secret": "k", "displayName": "My Repository" })).await.data();
    let all = t.ask(&root, "{ secretsConnection { edges { node { name } } } }", json!({})).await;
    assert_eq!(names(&all.data()["secretsConnection"]).len(), 12);
    let page = t.ask(&root, "{ secretsConnection(page: 2) { edges { node { name } } } }", json!({})).await;
    assert_eq!(names(&page.data()["secretsConnection"]), ["r-09", "r-10"]);
    let found = t.ask(&root, "{ secretsConnection(where: { search: \"repos\" }) { edges { node { name } } } }", json!({})).await;
    assert_eq!(names(&found.data()["secretsConnection"]), ["git"]);
    let logins = t.ask(&root, "{ secrets(where: { ifDockerConfigJson: true }) { type } }", json!({})).await;
    assert_eq!(logins.data()["secrets"].as_array().unwrap().len(), 11);
}
