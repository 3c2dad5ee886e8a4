//! Lists of people and groups: pages, cursors, searches and orders.

use serde_json::{Value, json};

use crate::harness::{Quotas, TestApp};

async fn many(t: &TestApp, count: usize) {
    for number in 0..count {
        t.person(&format!("user{number:02}")).await;
    }
}

fn names(connection: &Value, field: &str) -> Vec<String> {
    connection["edges"].as_array().unwrap().iter().map(|edge| edge["node"][field].as_str().unwrap_or("null").to_owned()).collect()
}

/// As the SDK walks: zero-based page numbers as cursors, until the edges are empty.
#[tokio::test]
async fn users_are_walked_by_page_numbers_until_nothing_comes() {
    let t = TestApp::new().await;
    let root = t.root().await;
    many(&t, 24).await;
    let query = "query($after: String, $first: Int) { users: usersConnection(after: $after, first: $first) { totalCount edges { cursor node { id username } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor currentPage } } }";
    let mut seen = Vec::new();
    for page in 0.. {
        let found = t.ask(&root, query, json!({ "after": page.to_string(), "first": 10 })).await.data()["users"].clone();
        assert_eq!(found["totalCount"], 25);
        let list = names(&found, "username");
        if list.is_empty() {
            assert_eq!((page, &found["pageInfo"]["hasNextPage"]), (3, &json!(false)));
            break;
        }
        assert_eq!(found["pageInfo"]["endCursor"], if page < 2 { json!((page + 1).to_string()) } else { json!(null) });
        seen.extend(list);
    }
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 25);
    let none = t.ask(&root, query, json!({ "first": 0 })).await;
    assert_eq!(none.data()["users"]["edges"], json!([]));
    assert_eq!(t.ask(&root, query, json!({ "after": "x" })).await.error()["extensions"]["field"], "after");
    assert_eq!(
        t.ask(&root, query, json!({ "first": 5000 })).await.data()["users"]["edges"].as_array().unwrap().len(),
        25,
        "at most 100 at once"
    );
}

#[tokio::test]
async fn somebody_is_found_by_the_whole_name_as_it_is_now_in_any_case() {
    let t = TestApp::new().await;
    let root = t.root().await;
    let created =
        t.ask(&root, "mutation { createUser(data: {username: \"ann\", firstName: \"Ann\", lastName: \"Ölander\"}) { id } }", json!({}));
    let id = created.await.data()["createUser"]["id"].clone();
    let found = async |text: &str| {
        let query = "query($text: String) { usersConnection(where: {search: $text}) { edges { node { username } } } }";
        names(&t.ask(&root, query, json!({ "text": text })).await.data()["usersConnection"], "username")
    };
    assert_eq!(found("ann ÖLANDER").await, ["ann"]);
    let rename = "mutation($id: ID!) { updateUser(where: {id: $id}, data: {lastName: \"Ångström\"}) { id } }";
    t.ask(&root, rename, json!({ "id": id })).await.data();
    assert_eq!(found("ångSTRÖM").await, ["ann"]);
    assert_eq!(found("ölander").await, Vec::<String>::new());
}

#[tokio::test]
async fn users_are_searched_filtered_and_sorted() {
    let t = TestApp::new().await;
    let root = t.root().await;
    let create = "mutation($data: UserCreateInput!) { createUser(data: $data) { id } }";
    for data in [
        json!({ "username": "ann_x", "email": "z@example.org", "lastName": "Ölander" }),
        json!({ "username": "bob", "email": "a@example.org", "firstName": "Zoe", "enabled": false }),
        json!({ "username": "cid", "firstName": "山田", "isAdmin": true }),
    ] {
        t.ask(&root, create, json!({ "data": data })).await.data();
    }
    let query = "query($where: UserWhereInput, $by: UsersOrderBy, $page: Int) { usersConnection(where: $where, userOrderBy: $by, page: $page) { totalCount edges { node { username } } pageInfo { currentPage totalPage } } }";
    let list = async |filter: Value, by: Value| {
        names(&t.ask(&root, query, json!({ "where": filter, "by": by })).await.data()["usersConnection"], "username")
    };
    assert_eq!(list(json!({ "search": "EXAMPLE" }), json!(null)).await, ["ann_x", "bob"]);
    assert_eq!(list(json!({ "search": "山" }), json!(null)).await, ["cid"]);
    assert_eq!(list(json!({ "search": "Ölander" }), json!(null)).await, ["ann_x"]);
    assert_eq!(list(json!({ "search": "_" }), json!(null)).await, ["ann_x"], "a wildcard is a letter");
    assert_eq!(list(json!({ "search": "%" }), json!(null)).await, Vec::<String>::new());
    assert_eq!(list(json!({ "username_contains": "b" }), json!(null)).await, ["bob"]);
    assert_eq!(list(json!({ "email_contains": "z@" }), json!(null)).await, ["ann_x"]);
    assert_eq!(list(json!({ "enabled": false }), json!(null)).await, ["bob"]);
    assert_eq!(
        list(json!({ "isAdmin": true, "enabled": true }), json!({ "field": "username", "direction": "desc" })).await,
        ["root", "cid"]
    );
    assert_eq!(list(json!({}), json!({ "field": "email", "direction": "desc" })).await[..2], ["ann_x", "bob"]);
    assert_eq!(list(json!({}), json!({ "field": "createdTimestamp" })).await.len(), 4);
    for (by, field) in
        [(json!({ "field": "password" }), "userOrderBy.field"), (json!({ "field": "email", "direction": "up" }), "userOrderBy.direction")]
    {
        assert_eq!(t.ask(&root, query, json!({ "by": by })).await.error()["extensions"]["field"], field);
    }
    let beyond = t.ask(&root, query, json!({ "page": 7 })).await.data()["usersConnection"].clone();
    assert_eq!((&beyond["edges"], &beyond["pageInfo"]), (&json!([]), &json!({ "currentPage": 7, "totalPage": 1 })));
}

#[tokio::test]
async fn groups_are_paged_and_end_with_an_empty_page() {
    let t = TestApp::new().await;
    let root = t.root().await;
    for number in 0..12 {
        t.group(&format!("lab{number:02}"), Quotas::default(), &[]).await;
    }
    let query = "query($page: Int, $size: Int) { group: groupsConnection(orderBy: {}, where: {}, page: $page, pageSize: $size) { totalCount edges { cursor node { id name } } pageInfo { currentPage totalPage hasNextPage } } }";
    let page =
        async |page: i32, size: Option<i32>| t.ask(&root, query, json!({ "page": page, "size": size })).await.data()["group"].clone();
    let first = page(1, None).await;
    assert_eq!((names(&first, "name").len(), &first["totalCount"]), (10, &json!(12)), "without everyone");
    assert_eq!(first["edges"][0]["cursor"], first["edges"][0]["node"]["id"]);
    assert_eq!(names(&page(2, None).await, "name"), ["lab10", "lab11"]);
    let beyond = page(3, None).await;
    assert_eq!(
        (&beyond["edges"], &beyond["pageInfo"]["currentPage"], &beyond["pageInfo"]["totalPage"]),
        (&json!([]), &json!(3), &json!(2))
    );
    assert_eq!(page(1, Some(100)).await["edges"].as_array().unwrap().len(), 12);
    for (page, size, field) in [(0, 10, "page"), (1, 0, "pageSize"), (1, 101, "pageSize"), (-5, 10, "page")] {
        assert_eq!(t.ask(&root, query, json!({ "page": page, "size": size })).await.error()["extensions"]["field"], field);
    }
    let all = t.ask(&root, "{ groups { name } }", json!({})).await;
    assert_eq!(all.data()["groups"].as_array().unwrap().len(), 12);
    let cursor = first["edges"][1]["cursor"].clone();
    let after = t.ask(&root, "query($after: String) { groupsConnection(first: 3, after: $after) { edges { node { name } } pageInfo { hasNextPage hasPreviousPage } } }", json!({ "after": cursor })).await;
    assert_eq!(names(&after.data()["groupsConnection"], "name"), ["lab02", "lab03", "lab04"]);
}

#[tokio::test]
async fn no_limit_sorts_behind_every_limit() {
    let t = TestApp::new().await;
    let root = t.root().await;
    let quotas = |cpu| Quotas {
        user_cpu: cpu,
        user_memory: cpu,
        user_gpu: cpu.map(|cpu| cpu as i64),
        group_cpu: cpu,
        group_memory: cpu,
        group_gpu: cpu.map(|cpu| cpu as i64),
    };
    t.group("none", quotas(Some(0.0)), &[]).await;
    t.group("unlimited", quotas(None), &[]).await;
    t.group("ten", quotas(Some(10.0)), &[]).await;
    t.group("nine", quotas(Some(9.0)), &[]).await;
    for field in ["quotaCpu", "quotaGpu", "quotaMemory", "projectQuotaCpu", "projectQuotaGpu", "projectQuotaMemory"] {
        for (direction, order) in [("asc", ["none", "nine", "ten", "unlimited"]), ("desc", ["unlimited", "ten", "nine", "none"])] {
            let query =
                format!("{{ groupsConnection(page: 1, orderBy: {{ {field}: \"{direction}\" }}) {{ edges {{ node {{ name }} }} }} }}");
            assert_eq!(names(&t.ask(&root, &query, json!({})).await.data()["groupsConnection"], "name"), order, "{field} {direction}");
        }
    }
    let wrong = t.ask(&root, "{ groupsConnection(orderBy: {name: \"up\"}) { totalCount } }", json!({})).await;
    assert_eq!(wrong.error()["extensions"]["field"], "orderBy");
}

#[tokio::test]
async fn groups_are_searched_and_sorted_by_what_people_see() {
    let t = TestApp::new().await;
    let root = t.root().await;
    let create = "mutation($data: GroupCreateInput!) { createGroup(data: $data) { id } }";
    for data in [
        json!({ "name": "zeta", "displayName": "Alpha team" }),
        json!({ "name": "Beta" }),
        json!({ "name": "gamma", "displayName": "研究室", "enabledSharedVolume": true, "sharedVolumeCapacity": 5 }),
    ] {
        t.ask(&root, create, json!({ "data": data })).await.data();
    }
    let list = async |arguments: &str| {
        let query = format!("{{ groupsConnection({arguments}) {{ edges {{ node {{ name }} }} }} }}");
        names(&t.ask(&root, &query, json!({})).await.data()["groupsConnection"], "name")
    };
    assert_eq!(list("orderBy: {displayName: \"asc\"}").await[..2], ["zeta", "Beta"]);
    assert_eq!(list("orderBy: {sharedVolumeCapacity: \"desc\"}").await[0], "gamma");
    assert_eq!(list("where: {search: \"ALPHA\"}").await, ["zeta"]);
    assert_eq!(list("where: {search: \"研究\"}").await, ["gamma"]);
    assert_eq!(list("where: {name_contains: \"eta\"}").await, ["Beta", "zeta"]);
    assert_eq!(list("where: {displayName_contains: \"team\"}").await, ["zeta"]);
    assert_eq!(list("where: {search: \"everyone\"}").await, Vec::<String>::new());
}
