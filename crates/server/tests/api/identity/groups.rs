//! Groups: names, quotas, members, their admins, and what goes with them.

use serde_json::{Value, json};

use super::count;
use crate::harness::{Person, Quotas, TestApp};

const CREATE: &str = "mutation($data: GroupCreateInput!) { createGroup(data: $data) { id name displayName quotaCpu quotaGpu quotaMemory projectQuotaCpu projectQuotaGpu projectQuotaMemory admins memberCount } }";
const UPDATE: &str = "mutation($id: ID!, $data: GroupUpdateInput!) { updateGroup(where: {id: $id}, data: $data) { id displayName admins users { id username } quotaCpu quotaGpu quotaMemory projectQuotaCpu mlflow { trackingUri uiUrl trackingEnvs { name value } artifactEnvs { name value } } jobDefaultActiveDeadlineSeconds } }";

async fn create(t: &TestApp, by: &Person, data: Value) -> crate::harness::Answer {
    t.ask(by, CREATE, json!({ "data": data })).await
}

#[tokio::test]
async fn quotas_come_back_exactly_as_they_were_given() {
    let t = TestApp::new().await;
    let root = t.root().await;
    let given = json!({ "name": "lab", "quotaCpu": 0.5, "quotaGpu": 0, "quotaMemory": 0.5, "projectQuotaCpu": 2.125, "projectQuotaGpu": 3, "projectQuotaMemory": 1.1 });
    let made = create(&t, &root, given.clone()).await.data()["createGroup"].clone();
    for (field, value) in given.as_object().unwrap() {
        assert_eq!(made[field], *value, "{field}");
    }
    assert_eq!((&made["admins"], &made["memberCount"]), (&json!(""), &json!(0)));
    let row: (i64, i64, i64) =
        sqlx::query_as("select quota_cpu, quota_memory, project_quota_cpu from groups where name = 'lab'").fetch_one(t.db()).await.unwrap();
    assert_eq!(row, (500, 512, 2125));
}

#[tokio::test]
async fn absent_quotas_are_unlimited_and_null_lifts_them() {
    let t = TestApp::new().await;
    let root = t.root().await;
    let made = create(&t, &root, json!({ "name": "lab", "quotaGpu": 0 })).await.data()["createGroup"].clone();
    assert_eq!((&made["quotaCpu"], &made["quotaGpu"]), (&json!(null), &json!(0)));
    let after =
        t.ask(&root, UPDATE, json!({ "id": made["id"], "data": { "quotaGpu": null, "quotaCpu": 1 } })).await.data()["updateGroup"].clone();
    assert_eq!((&after["quotaCpu"], &after["quotaGpu"]), (&json!(1.0), &json!(null)));
    let after = t.ask(&root, UPDATE, json!({ "id": made["id"], "data": { "displayName": "The lab" } })).await.data()["updateGroup"].clone();
    assert_eq!((&after["quotaCpu"], &after["displayName"]), (&json!(1.0), &json!("The lab")));
}

#[tokio::test]
async fn a_user_quota_above_the_groups_is_refused_at_creation_and_later() {
    let t = TestApp::new().await;
    let root = t.root().await;
    for (user, group, name, field) in [
        ("quotaCpu", "projectQuotaCpu", "CPU", "quotaCpu"),
        ("quotaMemory", "projectQuotaMemory", "Memory", "quotaMemory"),
        ("quotaGpu", "projectQuotaGpu", "GPU", "quotaGpu"),
    ] {
        let answer = create(&t, &root, json!({ "name": "lab", user: 4, group: 2 })).await;
        assert_eq!((answer.code(), answer.error()["extensions"]["field"].as_str()), ("REQUEST_BODY_INVALID", Some(field)));
        assert_eq!(answer.message(), format!("The User {name} Quota has to be ≤ Group {name} Quota: 4 is more than 2."));
    }
    let id = create(&t, &root, json!({ "name": "lab", "quotaCpu": 2, "projectQuotaCpu": 4 })).await.data()["createGroup"]["id"].clone();
    let answer = t.ask(&root, UPDATE, json!({ "id": id, "data": { "projectQuotaCpu": 1.999 } })).await;
    assert_eq!(answer.error()["extensions"]["field"], "quotaCpu");
    assert_eq!(
        t.ask(&root, UPDATE, json!({ "id": id, "data": { "projectQuotaCpu": 2 } })).await.data()["updateGroup"]["projectQuotaCpu"],
        2.0
    );
}

#[tokio::test]
async fn amounts_that_cannot_be_kept_are_refused_with_their_field() {
    let t = TestApp::new().await;
    let root = t.root().await;
    for (field, value) in [
        ("quotaCpu", json!(-0.5)),
        ("quotaCpu", json!(0.0001)),
        ("quotaCpu", json!(1e300)),
        ("projectQuotaCpu", json!(-1)),
        ("quotaMemory", json!(-1)),
        ("projectQuotaMemory", json!(1e12)),
        ("quotaGpu", json!(-1)),
        ("projectQuotaGpu", json!(99_999_999_999_i64)),
        ("sharedVolumeCapacity", json!(0)),
        ("maxDeploy", json!(-1)),
        ("jobDefaultActiveDeadlineSeconds", json!(0)),
    ] {
        let answer = create(&t, &root, json!({ "name": "lab", field: value })).await;
        assert_eq!((answer.code(), answer.error()["extensions"]["field"].as_str()), ("REQUEST_BODY_INVALID", Some(field)), "{value}");
    }
    assert_eq!(count(&t, "select count(*) from groups").await, 1, "only everyone");
}

#[tokio::test]
async fn names_are_told_apart_by_their_form_in_paths() {
    let t = TestApp::new().await;
    let root = t.root().await;
    create(&t, &root, json!({ "name": "Team_A" })).await.data();
    for twin in ["team-a", "TEAM_A", "team_a", "Team-A"] {
        let answer = create(&t, &root, json!({ "name": twin })).await;
        assert_eq!((answer.code(), answer.error()["extensions"]["field"].as_str()), ("GROUP_CONFLICT_NAME", Some("name")), "{twin}");
    }
    assert_eq!(create(&t, &root, json!({ "name": "Everyone" })).await.code(), "GROUP_CONFLICT_NAME");
    for bad in ["", "a", "-ab", "ab-", "a b", "データ", "a/b", "..", &"x".repeat(10_000)] {
        let answer = create(&t, &root, json!({ "name": bad })).await;
        assert_eq!((answer.code(), answer.error()["extensions"]["field"].as_str()), ("REQUEST_BODY_INVALID", Some("name")), "{bad}");
    }
    let kept = create(&t, &root, json!({ "name": "vision", "displayName": "視覚 \"Lab\" <b>" })).await;
    assert_eq!(kept.data()["createGroup"]["displayName"], "視覚 \"Lab\" <b>");
}

#[tokio::test]
async fn a_group_keeps_its_name() {
    let t = TestApp::new().await;
    let root = t.root().await;
    let id = t.group("lab", Quotas::default(), &[]).await;
    let answer = t.ask(&root, UPDATE, json!({ "id": id, "data": { "name": "other" } })).await;
    assert_eq!(answer.error()["extensions"]["field"], "name");
    t.ask(&root, UPDATE, json!({ "id": id, "data": { "name": "lab", "displayName": "Lab" } })).await.data();
}

/// The very sequence of the SDK: old list, comma, new name.
#[tokio::test]
async fn admins_are_a_list_of_names_that_tolerates_what_clients_send() {
    let t = TestApp::new().await;
    let (root, ann, bob) = (t.root().await, t.person("ann").await, t.person("bob").await);
    let id = t.group("lab", Quotas::default(), &[]).await;
    let update = async |data: Value| t.ask(&root, UPDATE, json!({ "id": id, "data": data })).await.data()["updateGroup"].clone();
    let after = update(json!({ "users": { "connect": [{ "id": ann.id }] }, "admins": ",ann" })).await;
    assert_eq!(after["admins"], "ann");
    let after = update(json!({ "users": { "connect": [{ "id": bob.id }, { "id": ann.id }], "disconnect": [] } })).await;
    assert_eq!((&after["admins"], after["users"].as_array().unwrap().len()), (&json!("ann"), 2), "joining again keeps the right");
    assert_eq!(
        update(json!({ "admins": "ann,,bob , nobody,root" })).await["admins"],
        "ann,bob",
        "unknown names and people outside are left out"
    );
    let after =
        update(json!({ "users": { "connect": [], "disconnect": [{ "id": ann.id }, { "id": "none" }] }, "admins": "ann,bob" })).await;
    assert_eq!(after["admins"], "bob", "the right goes with the membership");
    assert_eq!(update(json!({ "displayName": "Lab" })).await["admins"], "bob");
    assert_eq!(update(json!({ "admins": "" })).await["admins"], "");
    update(json!({ "users": { "connect": [{ "id": ann.id }] } })).await;
    assert_eq!(update(json!({ "admins": null })).await["admins"], "", "coming back does not bring the right back");
}

#[tokio::test]
async fn admins_of_a_group_manage_members_and_settings_but_not_quotas() {
    let t = TestApp::new().await;
    let (ann, bob, eve) = (t.person("ann").await, t.person("bob").await, t.person("eve").await);
    let id = t.group("lab", Quotas { user_cpu: Some(1.0), ..Default::default() }, &[&ann, &bob]).await;
    let other = t.group("ops", Quotas::default(), &[&eve]).await;
    t.make_group_admin(&id, &ann).await;
    let added = t.ask(&ann, UPDATE, json!({ "id": id, "data": { "users": { "connect": [{ "id": eve.id }] }, "admins": "ann,eve" } })).await;
    assert_eq!(added.data()["updateGroup"]["admins"], "ann,eve");
    let set = t.ask(&ann, UPDATE, json!({ "id": id, "data": { "jobDefaultActiveDeadlineSeconds": 3600, "quotaCpu": 1 } })).await;
    assert_eq!(set.data()["updateGroup"]["jobDefaultActiveDeadlineSeconds"], 3600, "an unchanged quota may come along");
    for data in [
        json!({ "quotaCpu": 2 }),
        json!({ "quotaCpu": null }),
        json!({ "displayName": "Mine" }),
        json!({ "enabledSharedVolume": true, "sharedVolumeCapacity": 9 }),
    ] {
        let answer = t.ask(&ann, UPDATE, json!({ "id": id, "data": data })).await;
        assert_eq!(answer.code(), "NOT_AUTH", "{data}");
    }
    for (person, group) in [(&bob, &id), (&ann, &other)] {
        assert_eq!(t.ask(person, UPDATE, json!({ "id": group, "data": { "admins": "bob" } })).await.code(), "NOT_AUTH");
    }
}

#[tokio::test]
async fn mlflow_is_set_and_cleared() {
    let t = TestApp::new().await;
    let root = t.root().await;
    let id = t.group("lab", Quotas::default(), &[]).await;
    let data = json!({ "trackingUri": "http://mlflow:5000", "uiUrl": "https://mlflow.example.org", "trackingEnvs": [{ "name": "USER", "value": "a" }], "artifactEnvs": [] });
    let after = t.ask(&root, UPDATE, json!({ "id": id, "data": data })).await.data()["updateGroup"]["mlflow"].clone();
    assert_eq!(after, data);
    let clear = json!({ "trackingUri": null, "uiUrl": null, "trackingEnvs": [], "artifactEnvs": [] });
    let after = t.ask(&root, UPDATE, json!({ "id": id, "data": clear })).await.data()["updateGroup"]["mlflow"].clone();
    assert_eq!(after, json!({ "trackingUri": null, "uiUrl": null, "trackingEnvs": [], "artifactEnvs": [] }));
    for (field, value) in
        [("uiUrl", json!("javascript:alert(1)")), ("trackingEnvs", json!("text")), ("artifactEnvs", json!([{ "name": 1 }]))]
    {
        let answer = t.ask(&root, UPDATE, json!({ "id": id, "data": { field: value } })).await;
        assert_eq!(answer.error()["extensions"]["field"], field);
    }
}

#[tokio::test]
async fn everyone_stays_as_it_is() {
    let t = TestApp::new().await;
    let root = t.root().await;
    for mutation in [
        "deleteGroup(where: {id: \"everyone\"}) { id }",
        "updateGroup(where: {id: \"everyone\"}, data: {name: \"all\"}) { id }",
        "updateGroup(where: {id: \"everyone\"}, data: {displayName: \"All\"}) { id }",
        "updateGroup(where: {id: \"everyone\"}, data: {users: {disconnect: [{id: \"x\"}]}}) { id }",
    ] {
        assert_eq!(t.ask(&root, &format!("mutation {{ {mutation} }}"), json!({})).await.code(), "NOT_AUTH", "{mutation}");
    }
}

#[tokio::test]
async fn a_deleted_group_takes_its_memberships_and_notebooks_along() {
    let t = TestApp::new().await;
    let (root, ann) = (t.root().await, t.person("ann").await);
    let id = t.group("lab", Quotas::default(), &[&ann]).await;
    let mut tx = t.app.db.begin().await.unwrap_or_else(|error| panic!("{error:?}"));
    sqlx::query(
        "insert into notebooks (id, name, name_key, group_id, user_id, settings, created_at) values ('nb-1', 'n', 'n', $1, $2, '{}', 0)",
    )
    .bind(&id)
    .bind(&ann.id)
    .execute(&mut *tx)
    .await
    .unwrap();
    tx.commit().await.unwrap();
    let counts =
        "query($id: ID!) { groupResourcesToBeDeleted(where: {id: $id}) { apps jobs notebooks members runningWorkloads sharedFiles } }";
    let counts = t.ask(&root, counts, json!({ "id": id })).await.data()["groupResourcesToBeDeleted"].clone();
    assert_eq!(counts, json!({ "apps": 0, "jobs": 0, "notebooks": 1, "members": 1, "runningWorkloads": 0, "sharedFiles": null }));
    let delete = "mutation($id: ID!) { deleteGroup(where: {id: $id}) { id name } }";
    assert_eq!(t.ask(&root, delete, json!({ "id": id })).await.data()["deleteGroup"]["name"], "lab");
    assert_eq!(t.ask(&ann, "{ me { effectiveGroups { id } } }", json!({})).await.data()["me"]["effectiveGroups"], json!([]));
    assert_eq!(count(&t, "select count(*) from notebooks").await, 0);
    assert_eq!(t.ask(&root, delete, json!({ "id": id })).await.code(), "RESOURCE_NOT_FOUND");
}

#[tokio::test]
async fn who_belongs_to_a_group_is_seen_by_members_and_administrators_only() {
    let t = TestApp::new().await;
    let (root, ann, eve) = (t.root().await, t.person("ann").await, t.person("eve").await);
    let id = t.group("lab", Quotas::default(), &[&ann]).await;
    let group = "query($id: ID!) { group(where: {id: $id}) { name admins users { username } members { totalCount nodes { isGroupAdmin user { username } } } isGroupAdmin } }";
    for person in [&root, &ann] {
        let seen = t.ask(person, group, json!({ "id": id })).await.data()["group"].clone();
        assert_eq!(seen["members"], json!({ "totalCount": 1, "nodes": [{ "isGroupAdmin": false, "user": { "username": "ann" } }] }));
        assert_eq!(seen["users"], json!([{ "username": "ann" }]));
    }
    assert_eq!(t.ask(&eve, group, json!({ "id": id })).await.code(), "NOT_AUTH");
    assert_eq!(t.ask(&eve, group, json!({ "id": "none" })).await.code(), "NOT_AUTH", "nobody learns which ids exist");
    assert_eq!(t.ask(&root, group, json!({ "id": "none" })).await.data()["group"], json!(null));

    let everyone = t.ask(&eve, "{ group(where: {id: \"everyone\"}) { users { id } admins mlflow { uiUrl } } }", json!({})).await;
    assert_eq!(everyone.data()["group"], json!({ "users": null, "admins": null, "mlflow": null }), "everybody is nobody's business");
    let listed = t.ask(&eve, "{ group(where: {id: \"everyone\"}) { members { totalCount } } }", json!({})).await;
    assert_eq!(listed.code(), "NOT_AUTH");
}

#[tokio::test]
async fn members_are_searched_and_paged() {
    let t = TestApp::new().await;
    let mut people = Vec::new();
    for number in 0..15 {
        people.push(t.person(&format!("user{number:02}")).await);
    }
    let id = t.group("lab", Quotas::default(), &people.iter().collect::<Vec<_>>()).await;
    let members = "query($id: ID!, $search: String, $page: Int, $size: Int) { group(where: {id: $id}) { members(search: $search, page: $page, pageSize: $size) { totalCount nodes { user { username } } } } }";
    let page = async |search: Option<&str>, page: Option<i32>, size: Option<i32>| {
        let answer = t.ask(&people[0], members, json!({ "id": id, "search": search, "page": page, "size": size })).await;
        let list = answer.data()["group"]["members"].clone();
        let names: Vec<String> =
            list["nodes"].as_array().unwrap().iter().map(|node| node["user"]["username"].as_str().unwrap().to_owned()).collect();
        (list["totalCount"].as_i64().unwrap(), names)
    };
    assert_eq!(page(None, None, None).await.1.len(), 10);
    assert_eq!(page(None, Some(2), None).await.1, ["user10", "user11", "user12", "user13", "user14"]);
    assert_eq!(page(None, Some(3), None).await, (15, vec![]));
    assert_eq!(page(Some("USER1"), None, Some(2)).await, (5, vec!["user10".into(), "user11".into()]));
}
