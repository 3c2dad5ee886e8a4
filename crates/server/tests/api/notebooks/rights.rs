//! Whose notebook is it? Nobody reads or changes what belongs to somebody else, except administrators.

use serde_json::json;

use super::{read, restart, start, start_again, started, stop, until_phase};
use crate::harness::{Quotas, TestApp, eventually};

#[tokio::test]
async fn somebody_elses_notebook_looks_like_one_that_does_not_exist() {
    let t = TestApp::new().await;
    let (ann, bob) = (t.person("ann").await, t.person("bob").await);
    let group = t.group("research", Quotas::default(), &[&ann, &bob]).await;
    let id = started(&start(&t, &ann, &group, "base-notebook").await);
    until_phase(&t, &ann, &id, "Running").await;
    assert!(read(&t, &bob, &id).await.is_null());
    let query = "query($w: NotebookWhere) { notebooksConnection(where: $w) { totalCount nodes { id } countByPhase { count } } }";
    for filter in [json!({}), json!({ "groupId": group }), json!({ "userId": ann.id }), json!({ "search": id })] {
        let list = t.ask(&bob, query, json!({ "w": filter })).await.data()["notebooksConnection"].clone();
        assert_eq!(list["totalCount"], 0, "{filter}");
        assert_eq!(list["countByPhase"], json!([]), "{filter}");
    }
    let calls = [
        ("mutation($id: ID!) { stopNotebook(id: $id) { id } }", json!({ "id": id })),
        ("mutation($id: ID!) { restartNotebook(id: $id) { id } }", json!({ "id": id })),
        ("mutation($id: ID!) { deleteNotebook(id: $id) }", json!({ "id": id })),
        ("mutation($id: ID!) { renameNotebook(id: $id, name: \"mine\") { id } }", json!({ "id": id })),
        ("mutation($id: ID!) { extendNotebook(id: $id, minutes: 10) { id } }", json!({ "id": id })),
        ("mutation($id: ID!) { startNotebook(data: { id: $id }) { id } }", json!({ "id": id })),
        ("query($id: ID!, $g: ID!) { launchOptions(groupId: $g, notebookId: $id) { suggestedName } }", json!({ "id": id, "g": group })),
    ];
    for (call, variables) in calls {
        let refused = t.ask(&bob, call, variables.clone()).await;
        assert_eq!(refused.code(), "RESOURCE_NOT_FOUND", "{call}");
        assert!(!refused.message().contains("ann"), "{}", refused.message());
        assert_eq!(t.ask_as_nobody(call, variables).await.code(), "NOT_AUTH", "{call}");
    }
    for path in [format!("/api/logs/notebooks/{id}"), format!("/open/{id}")] {
        let (status, text) = t.get(Some(&bob), &path).await;
        assert_eq!(status, 404, "{path}: {text}");
    }
    assert_eq!(t.get(None, &format!("/api/logs/notebooks/{id}")).await.0, 401);
    assert_eq!(read(&t, &ann, &id).await["phase"], "Running");
}

#[tokio::test]
async fn an_administrator_stops_and_restarts_the_notebooks_of_others_and_it_is_said_who_did() {
    let t = TestApp::new().await;
    let ann = t.person("ann").await;
    let root = t.root().await;
    let group = t.group("research", Quotas::default(), &[&ann]).await;
    let id = started(&start(&t, &ann, &group, "base-notebook").await);
    until_phase(&t, &ann, &id, "Running").await;
    restart(&t, &root, &id).await.data();
    eventually("it runs again", async || {
        let notebook = read(&t, &ann, &id).await;
        notebook["phase"] == "Running" && notebook["launch"]["generation"] == 2
    })
    .await;
    stop(&t, &root, &id).await.data();
    let stopped = until_phase(&t, &ann, &id, "Stopped").await;
    assert_eq!(stopped["reason"], "Stopped by administrator root.");
    start_again(&t, &root, &id).await.data();
    until_phase(&t, &ann, &id, "Running").await;
    let owner: String = sqlx::query_scalar("select user_id from units where id = $1").bind(&id).fetch_one(t.db()).await.unwrap();
    assert_eq!(owner, ann.id);
}

#[tokio::test]
async fn nobody_starts_in_a_group_of_others_not_even_an_administrator() {
    let t = TestApp::new().await;
    let (ann, bob) = (t.person("ann").await, t.person("bob").await);
    let group = t.group("research", Quotas::default(), &[&ann]).await;
    for person in [&bob, &t.root().await] {
        assert_eq!(start(&t, person, &group, "base-notebook").await.code(), "NOT_AUTH");
    }
    assert_eq!(start(&t, &ann, "no-such-group", "base-notebook").await.code(), "NOT_AUTH");
}
