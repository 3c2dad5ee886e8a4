//! Accounts as administrators see and change them.

use serde_json::{Value, json};

use super::{browser_of, count};
use crate::harness::{Quotas, TestApp};

const CREATE: &str = "mutation($data: UserCreateInput!) { createUser(data: $data) { id username email firstName enabled isAdmin volumeCapacity groups { name } effectiveGroups { name } } }";
const UPDATE: &str = "mutation($id: ID!, $data: UserUpdateInput!) { updateUser(where: {id: $id}, data: $data) { id username email firstName lastName enabled isAdmin volumeCapacity groups { name } } }";
const DELETE: &str = "mutation($id: ID!) { deleteUser(where: {id: $id}) { id username } }";

#[tokio::test]
async fn a_new_user_belongs_to_everyone_and_the_chosen_groups() {
    let t = TestApp::new().await;
    let root = t.root().await;
    let lab = t.group("lab", Quotas::default(), &[]).await;
    let data = json!({ "username": "ann.lee@example.org", "email": "ann@example.org", "firstName": "Ann", "volumeCapacity": 30, "groups": { "connect": [{ "id": lab }] }, "sendEmail": false });
    let made = t.ask(&root, CREATE, json!({ "data": data })).await.data()["createUser"].clone();
    assert_eq!(made["groups"], json!([{ "name": "everyone" }, { "name": "lab" }]));
    assert_eq!(made["effectiveGroups"], json!([{ "name": "lab" }]));
    assert_eq!((&made["enabled"], &made["isAdmin"], &made["volumeCapacity"]), (&json!(true), &json!(false), &json!(30)));
}

#[tokio::test]
async fn a_name_or_address_that_is_taken_is_a_conflict() {
    let t = TestApp::new().await;
    let root = t.root().await;
    t.ask(&root, CREATE, json!({ "data": { "username": "ann", "email": "Ann@example.org" } })).await.data();
    let twin = t.ask(&root, CREATE, json!({ "data": { "username": "ann" } })).await;
    assert_eq!((twin.code(), &twin.error()["extensions"]["field"]), ("USER_CONFLICT_USERNAME", &json!("username")));
    let twin = t.ask(&root, CREATE, json!({ "data": { "username": "bob", "email": "ann@example.ORG" } })).await;
    assert_eq!((twin.code(), &twin.error()["extensions"]["field"]), ("USER_CONFLICT_EMAIL", &json!("email")));
    assert_eq!(count(&t, "select count(*) from users where username = 'bob'").await, 0, "not half a user");
}

#[tokio::test]
async fn of_two_twins_made_at_once_one_is_refused() {
    let t = TestApp::new().await;
    let root = t.root().await;
    let data = json!({ "data": { "username": "ann" } });
    let (left, right) = tokio::join!(t.ask(&root, CREATE, data.clone()), t.ask(&root, CREATE, data.clone()));
    let codes: Vec<Value> = [left.0, right.0].iter().map(|answer| answer["errors"][0]["extensions"]["code"].clone()).collect();
    assert!(codes.contains(&json!(null)) && codes.contains(&json!("USER_CONFLICT_USERNAME")), "{codes:?}");
}

#[tokio::test]
async fn an_update_keeps_what_is_absent_and_clears_what_is_null() {
    let t = TestApp::new().await;
    let root = t.root().await;
    let made = t
        .ask(&root, CREATE, json!({ "data": { "username": "ann", "email": "ann@example.org", "firstName": "Ann", "volumeCapacity": 30 } }))
        .await;
    let id = made.data()["createUser"]["id"].clone();
    let after = t.ask(&root, UPDATE, json!({ "id": id, "data": { "lastName": "Lee" } })).await.data()["updateUser"].clone();
    assert_eq!(
        (&after["email"], &after["firstName"], &after["lastName"], &after["volumeCapacity"]),
        (&json!("ann@example.org"), &json!("Ann"), &json!("Lee"), &json!(30))
    );
    let after = t
        .ask(&root, UPDATE, json!({ "id": id, "data": { "email": null, "volumeCapacity": null, "firstName": null } }))
        .await
        .data()["updateUser"]
        .clone();
    assert_eq!(
        (&after["email"], &after["firstName"], &after["lastName"], &after["volumeCapacity"]),
        (&json!(null), &json!(null), &json!("Lee"), &json!(null))
    );
}

#[tokio::test]
async fn groups_are_joined_and_left_but_not_everyone() {
    let t = TestApp::new().await;
    let (root, ann) = (t.root().await, t.person("ann").await);
    let (lab, ops) = (t.group("lab", Quotas::default(), &[&ann]).await, t.group("ops", Quotas::default(), &[]).await);
    let change = |groups: Value| json!({ "id": ann.id, "data": { "groups": groups } });
    let after = t.ask(&root, UPDATE, change(json!({ "connect": [{ "id": ops }, { "id": ops }], "disconnect": [{ "id": lab }] }))).await;
    assert_eq!(after.data()["updateUser"]["groups"], json!([{ "name": "everyone" }, { "name": "ops" }]));
    for groups in [
        json!({ "connect": [{ "id": "everyone" }] }),
        json!({ "disconnect": [{ "id": "everyone" }] }),
        json!({ "connect": [{ "id": "none" }] }),
    ] {
        let answer = t.ask(&root, UPDATE, change(groups.clone())).await;
        assert_eq!(answer.code(), "REQUEST_BODY_INVALID", "{groups}");
    }
    let nested = t.ask(&root, UPDATE, change(json!({ "create": [{ "name": "new-one" }] }))).await;
    assert_eq!(nested.error()["extensions"]["field"], "groups");
}

#[tokio::test]
async fn a_user_name_is_for_ever() {
    let t = TestApp::new().await;
    let (root, ann) = (t.root().await, t.person("ann").await);
    let answer = t.ask(&root, UPDATE, json!({ "id": ann.id, "data": { "username": "eve", "firstName": "X" } })).await;
    assert_eq!(answer.error()["extensions"]["field"], "username");
    let answer = t.ask(&root, UPDATE, json!({ "id": ann.id, "data": { "username": "ann", "firstName": "X" } })).await;
    assert_eq!(answer.data()["updateUser"]["firstName"], "X", "the same name is no change");
}

#[tokio::test]
async fn the_last_administrator_stays_one() {
    let t = TestApp::new().await;
    let (root, ann) = (t.root().await, t.person("ann").await);
    for data in [json!({ "isAdmin": false }), json!({ "enabled": false })] {
        assert_eq!(t.ask(&root, UPDATE, json!({ "id": root.id, "data": data })).await.code(), "LAST_ADMINISTRATOR");
    }
    assert_eq!(t.ask(&root, DELETE, json!({ "id": root.id })).await.code(), "NOT_AUTH", "nobody deletes himself");
    t.ask(&root, UPDATE, json!({ "id": ann.id, "data": { "isAdmin": true, "enabled": false } })).await.data();
    assert_eq!(
        t.ask(&root, UPDATE, json!({ "id": root.id, "data": { "isAdmin": false } })).await.code(),
        "LAST_ADMINISTRATOR",
        "a disabled one does not count"
    );
    t.ask(&root, UPDATE, json!({ "id": ann.id, "data": { "enabled": true } })).await.data();
    assert_eq!(t.ask(&root, UPDATE, json!({ "id": root.id, "data": { "isAdmin": false } })).await.data()["updateUser"]["isAdmin"], false);
}

#[tokio::test]
async fn two_administrators_cannot_demote_each_other_at_once() {
    let t = TestApp::new().await;
    let (root, ann) = (t.root().await, t.person("ann").await);
    t.ask(&root, UPDATE, json!({ "id": ann.id, "data": { "isAdmin": true } })).await.data();
    let demote = |id: &str| json!({ "id": id, "data": { "isAdmin": false } });
    tokio::join!(t.ask(&root, UPDATE, demote(&ann.id)), t.ask(&ann, UPDATE, demote(&root.id)));
    assert_eq!(count(&t, "select count(*) from users where is_admin = 1 and enabled = 1").await, 1);
}

#[tokio::test]
async fn a_deleted_user_is_gone_with_sessions_tokens_and_memberships() {
    let t = TestApp::new().await;
    let (root, ann) = (t.root().await, t.person("ann").await);
    let lab = t.group("lab", Quotas::default(), &[&ann]).await;
    t.make_group_admin(&lab, &ann).await;
    let mut browser = browser_of(&t, &ann).await;
    assert_eq!(t.ask(&root, DELETE, json!({ "id": ann.id })).await.data()["deleteUser"]["username"], "ann");
    assert_eq!(browser.ask(&t, "{ me { id } }", json!({})).await.code(), "NOT_AUTH");
    assert_eq!(t.ask(&ann, "{ me { id } }", json!({})).await.code(), "NOT_AUTH");
    let group = t.ask(&root, "query($id: ID!) { group(where: {id: $id}) { admins users { id } memberCount } }", json!({ "id": lab })).await;
    assert_eq!(group.data()["group"], json!({ "admins": "", "users": [], "memberCount": 0 }));
    assert_eq!(t.ask(&root, DELETE, json!({ "id": ann.id })).await.message(), format!("users.primehub.io \"{}\" not found", ann.id));
    let again = t.ask(&root, CREATE, json!({ "data": { "username": "ann" } })).await;
    assert_eq!(again.data()["createUser"]["effectiveGroups"], json!([]), "a new user of the same name inherits nothing");
}

#[tokio::test]
async fn others_are_seen_as_far_as_the_caller_may() {
    let t = TestApp::new().await;
    let (root, ann, bob, cid) = (t.root().await, t.person("ann").await, t.person("bob").await, t.person("cid").await);
    let lab = t.group("lab", Quotas::default(), &[&ann, &bob]).await;
    t.group("ops", Quotas::default(), &[&cid]).await;
    t.ask(&bob, "mutation { updateProfile(email: \"bob@example.org\") { id } }", json!({})).await.data();
    let user = "query($id: ID!) { user(where: {id: $id}) { username email enabled groups { name } apiTokenCount } }";

    let seen = t.ask(&root, user, json!({ "id": bob.id })).await.data()["user"].clone();
    assert_eq!((&seen["email"], &seen["enabled"], &seen["apiTokenCount"]), (&json!("bob@example.org"), &json!(true), &json!(1)));
    assert_eq!(t.ask(&root, user, json!({ "id": "none" })).await.data()["user"], json!(null));
    assert_eq!(t.ask(&ann, user, json!({ "id": bob.id })).await.code(), "NOT_AUTH");
    assert_eq!(t.ask(&ann, user, json!({ "id": "none" })).await.code(), "NOT_AUTH", "nobody learns which ids exist");

    let members = t
        .ask(&ann, "{ me { effectiveGroups { users { username email enabled groups { name } predefinedEnvs isAdmin } } } }", json!({}))
        .await;
    let colleague =
        json!({ "username": "bob", "email": "bob@example.org", "enabled": null, "groups": null, "predefinedEnvs": null, "isAdmin": null });
    assert_eq!(members.data()["me"]["effectiveGroups"][0]["users"][1], colleague);

    t.make_group_admin(&lab, &ann).await;
    let found = t.ask(&ann, user, json!({ "id": cid.id })).await.data()["user"].clone();
    assert_eq!(
        found,
        json!({ "username": "cid", "email": null, "enabled": null, "groups": null, "apiTokenCount": null }),
        "to be added to the group"
    );
}
