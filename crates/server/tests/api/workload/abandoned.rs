//! What belongs to a deleted or disabled account, to a deleted group, or to somebody who left is stopped.

use serde_json::json;

use super::{remove_from_group, running, update_user};
use crate::harness::{TestApp, eventually};

async fn until_stopped_because(t: &TestApp, id: &str, reason: &str) {
    eventually("the unit is gone", async || {
        let state: String = sqlx::query_scalar("select state from units where id = $1").bind(id).fetch_one(t.db()).await.unwrap();
        state == "gone" && t.engine.snapshot().is_empty()
    })
    .await;
    let told: String = sqlx::query_scalar("select reason from units where id = $1").bind(id).fetch_one(t.db()).await.unwrap();
    assert_eq!(told, reason);
    let holds: i64 = sqlx::query_scalar("select holds from units where id = $1").bind(id).fetch_one(t.db()).await.unwrap();
    assert_eq!(holds, 0);
}

async fn group_of(t: &TestApp, id: &str) -> String {
    sqlx::query_scalar("select group_id from units where id = $1").bind(id).fetch_one(t.db()).await.unwrap()
}

#[tokio::test]
async fn by_the_end_of_a_membership() {
    let t = TestApp::new().await;
    let (ann, id) = running(&t).await;
    let group = group_of(&t, &id).await;
    remove_from_group(&t, &ann.id, &group).await;
    until_stopped_because(&t, &id, "The owner is no longer a member of the group.").await;
}

#[tokio::test]
async fn by_disabling_the_account() {
    let t = TestApp::new().await;
    let (ann, id) = running(&t).await;
    update_user(&t, &ann.id, json!({ "enabled": false })).await;
    until_stopped_because(&t, &id, "The account of the owner was disabled.").await;
}

#[tokio::test]
async fn by_deleting_the_account() {
    let t = TestApp::new().await;
    let (ann, id) = running(&t).await;
    let root = t.root().await;
    t.ask(&root, "mutation($id: ID!) { deleteUser(where: { id: $id }) { id } }", json!({ "id": ann.id })).await.data();
    until_stopped_because(&t, &id, "The account of the owner was deleted.").await;
}

#[tokio::test]
async fn by_deleting_the_group() {
    let t = TestApp::new().await;
    let (_, id) = running(&t).await;
    let group = group_of(&t, &id).await;
    let root = t.root().await;
    t.ask(&root, "mutation($id: ID!) { deleteGroup(where: { id: $id }) { id } }", json!({ "id": group })).await.data();
    until_stopped_because(&t, &id, "The group was deleted.").await;
}

#[tokio::test]
async fn also_when_it_had_only_just_begun_to_start() {
    let t = TestApp::new().await;
    let (ann, group) = super::ann(&t).await;
    let id = crate::notebooks::start_with(&t, &ann, &group, "never-ready").await;
    eventually("it starts", async || !t.engine.snapshot().is_empty()).await;
    remove_from_group(&t, &ann.id, &group).await;
    until_stopped_because(&t, &id, "The owner is no longer a member of the group.").await;
}
