//! Changing instance types, images and secrets.

use serde_json::{Value, json};

use super::{audited, create_image, create_instance_type, create_secret, login};
use crate::harness::{Answer, Person, Quotas, TestApp};

async fn update_instance_type(t: &TestApp, person: &Person, id: &str, data: Value) -> Answer {
    let query = "mutation($data: InstanceTypeUpdateInput!, $id: ID!) { updateInstanceType(data: $data, where: { id: $id }) \
                 { id displayName cpuLimit cpuRequest memoryRequest global groups { id } tolerations { key } nodeSelector } }";
    t.ask(person, query, json!({ "data": data, "id": id })).await
}

async fn update_image(t: &TestApp, person: &Person, id: &str, data: Value) -> Answer {
    let query = "mutation($data: ImageUpdateInput!, $id: ID!) { updateImage(data: $data, where: { id: $id }) \
                 { id displayName url urlForGpu groupName global groups { id } useImagePullSecret } }";
    t.ask(person, query, json!({ "data": data, "id": id })).await
}

async fn update_secret(t: &TestApp, person: &Person, id: &str, data: Value) -> Answer {
    let query = "mutation($data: SecretUpdateInput!, $id: ID!) { updateSecret(data: $data, where: { id: $id }) { id displayName username password } }";
    t.ask(person, query, json!({ "data": data, "id": id })).await
}

#[tokio::test]
async fn what_is_absent_stays_and_null_clears() {
    let t = TestApp::new().await;
    let root = t.root().await;
    let full = json!({ "name": "size", "displayName": "Size", "cpuLimit": 2, "memoryLimit": 4, "cpuRequest": 1, "memoryRequest": 2,
                       "tolerations": { "set": [{ "operator": "Exists", "key": "gpu" }] }, "nodeSelector": { "disk": "ssd" } });
    create_instance_type(&t, &root, full).await.data();
    let answer = update_instance_type(&t, &root, "size", json!({ "cpuLimit": 3 })).await;
    let now = &answer.data()["updateInstanceType"];
    assert_eq!((&now["cpuLimit"], &now["cpuRequest"], &now["displayName"]), (&json!(3.0), &json!(1.0), &json!("Size")));
    assert_eq!((&now["tolerations"][0]["key"], &now["nodeSelector"]), (&json!("gpu"), &json!({ "disk": "ssd" })));
    let cleared =
        json!({ "cpuRequest": null, "memoryRequest": null, "displayName": null, "tolerations": { "set": [] }, "nodeSelector": null });
    let answer = update_instance_type(&t, &root, "size", cleared).await;
    let now = &answer.data()["updateInstanceType"];
    assert_eq!((&now["cpuRequest"], &now["memoryRequest"], &now["displayName"]), (&json!(null), &json!(null), &json!("size")));
    assert_eq!((&now["tolerations"], &now["nodeSelector"]), (&json!([]), &json!({})));
    assert_eq!(audited(&t, "update", "size").await, 2);
}

#[tokio::test]
async fn a_limit_below_the_stored_request_is_refused() {
    let t = TestApp::new().await;
    let root = t.root().await;
    create_instance_type(&t, &root, json!({ "name": "size", "cpuLimit": 2, "memoryLimit": 4, "cpuRequest": 2 })).await.data();
    let answer = update_instance_type(&t, &root, "size", json!({ "cpuLimit": 1 })).await;
    assert_eq!(answer.error()["extensions"]["field"], "cpuRequest");
    assert_eq!(update_instance_type(&t, &root, "size", json!({ "name": "other" })).await.error()["extensions"]["field"], "name");
}

#[tokio::test]
async fn groups_are_connected_and_disconnected_and_everyone_makes_it_global() {
    let t = TestApp::new().await;
    let root = t.root().await;
    let (vision, speech) = (t.group("vision", Quotas::default(), &[]).await, t.group("speech", Quotas::default(), &[]).await);
    create_instance_type(&t, &root, json!({ "name": "size", "cpuLimit": 1, "memoryLimit": 1 })).await.data();
    let connect = json!({ "groups": { "connect": [{ "id": vision }, { "id": speech }, { "id": "everyone" }], "disconnect": [] } });
    let answer = update_instance_type(&t, &root, "size", connect.clone()).await;
    let now = &answer.data()["updateInstanceType"];
    assert_eq!((&now["groups"], &now["global"]), (&json!([{ "id": speech }, { "id": vision }]), &json!(true)));
    update_instance_type(&t, &root, "size", connect).await.data();
    let disconnect = json!({ "groups": { "disconnect": [{ "id": speech }, { "id": "everyone" }, { "id": "nowhere" }] } });
    let answer = update_instance_type(&t, &root, "size", disconnect).await;
    let now = &answer.data()["updateInstanceType"];
    assert_eq!((&now["groups"], &now["global"]), (&json!([{ "id": vision }]), &json!(false)));
    let made = update_instance_type(&t, &root, "size", json!({ "groups": { "create": [{ "name": "new-group" }] } })).await;
    assert_eq!(made.error()["extensions"]["field"], "groups");
}

#[tokio::test]
async fn a_failed_change_changes_nothing() {
    let t = TestApp::new().await;
    let root = t.root().await;
    create_instance_type(&t, &root, json!({ "name": "size", "cpuLimit": 1, "memoryLimit": 1 })).await.data();
    let answer = update_instance_type(&t, &root, "size", json!({ "cpuLimit": 2, "groups": { "connect": [{ "id": "nowhere" }] } })).await;
    assert_eq!(answer.code(), "RESOURCE_NOT_FOUND");
    let cpu: i64 = sqlx::query_scalar("select cpu_limit from instance_types where id = 'size'").fetch_one(t.db()).await.unwrap();
    assert_eq!((cpu, audited(&t, "update", "size").await), (1000, 0));
}

#[tokio::test]
async fn a_missing_object_is_reported_in_the_words_the_sdk_reads() {
    let t = TestApp::new().await;
    let root = t.root().await;
    let answer = update_instance_type(&t, &root, "nowhere", json!({})).await;
    assert_eq!((answer.code(), answer.message()), ("RESOURCE_NOT_FOUND", "instancetypes.primehub.io \"nowhere\" not found"));
    let answer = update_image(&t, &root, "nowhere", json!({})).await;
    assert_eq!((answer.code(), answer.message()), ("RESOURCE_NOT_FOUND", "images.primehub.io \"nowhere\" not found"));
}

#[tokio::test]
async fn an_image_gains_and_loses_its_pull_secret() {
    let t = TestApp::new().await;
    let root = t.root().await;
    create_secret(&t, &root, login("harbor")).await.data();
    create_image(&t, &root, json!({ "name": "i", "url": "a", "useImagePullSecret": "image-harbor" })).await.data();
    let answer = update_image(&t, &root, "i", json!({ "displayName": "I" })).await;
    assert_eq!(answer.data()["updateImage"]["useImagePullSecret"], "image-harbor");
    let answer = update_image(&t, &root, "i", json!({ "useImagePullSecret": null })).await;
    assert_eq!(answer.data()["updateImage"]["useImagePullSecret"], json!(null));
}

#[tokio::test]
async fn a_group_admin_changes_the_images_of_his_group_and_no_others() {
    let t = TestApp::new().await;
    let root = t.root().await;
    let (ann, eve) = (t.person("ann").await, t.person("eve").await);
    let vision = t.group("vision", Quotas::default(), &[&ann]).await;
    let speech = t.group("speech", Quotas::default(), &[&eve]).await;
    t.make_group_admin(&vision, &ann).await;
    t.make_group_admin(&speech, &eve).await;
    create_image(&t, &ann, json!({ "name": "hers", "url": "a", "groupName": "vision" })).await.data();
    create_image(&t, &root, json!({ "name": "shared", "url": "a", "global": true })).await.data();
    update_image(&t, &ann, "hers", json!({ "displayName": "Hers", "groupName": "vision" })).await.data();
    // What the client says about the group counts for nothing; the stored one does.
    assert_eq!(update_image(&t, &eve, "hers", json!({ "groupName": "speech" })).await.code(), "RESOURCE_NOT_FOUND");
    assert_eq!(update_image(&t, &eve, "shared", json!({ "groupName": "speech" })).await.code(), "NOT_AUTH");
    assert_eq!(update_image(&t, &ann, "hers", json!({ "groupName": "speech" })).await.code(), "NOT_AUTH");
    assert_eq!(update_image(&t, &ann, "hers", json!({ "groupName": null })).await.code(), "NOT_AUTH");
    assert_eq!(update_image(&t, &ann, "hers", json!({ "global": true })).await.code(), "REQUEST_BODY_INVALID");
    let elsewhere = json!({ "groups": { "connect": [{ "id": speech }] } });
    assert_eq!(update_image(&t, &ann, "hers", elsewhere).await.code(), "REQUEST_BODY_INVALID");
    let lost = update_image(&t, &ann, "hers", json!({ "groups": { "disconnect": [{ "id": vision }] } })).await;
    assert_eq!(lost.data()["updateImage"]["groups"], json!([{ "id": vision }]), "the group keeps its own image");
}

#[tokio::test]
async fn an_administrator_moves_an_image_between_groups() {
    let t = TestApp::new().await;
    let root = t.root().await;
    let (vision, speech) = (t.group("vision", Quotas::default(), &[]).await, t.group("speech", Quotas::default(), &[]).await);
    create_image(&t, &root, json!({ "name": "i", "url": "a", "groupName": "vision" })).await.data();
    let answer = update_image(&t, &root, "i", json!({ "groupName": "speech" })).await;
    let now = &answer.data()["updateImage"];
    assert_eq!((&now["groupName"], &now["groups"]), (&json!("speech"), &json!([{ "id": speech }])));
    let answer = update_image(&t, &root, "i", json!({ "groupName": null, "groups": { "connect": [{ "id": vision }] } })).await;
    let now = &answer.data()["updateImage"];
    assert_eq!((&now["groupName"], &now["groups"]), (&json!(null), &json!([{ "id": speech }, { "id": vision }])));
}

#[tokio::test]
async fn the_mask_sent_back_keeps_the_secret_and_the_type_is_fixed() {
    let t = TestApp::new().await;
    let root = t.root().await;
    create_secret(&t, &root, login("harbor")).await.data();
    let sealed =
        async || -> String { sqlx::query_scalar("select sealed from secrets where id = 'image-harbor'").fetch_one(t.db()).await.unwrap() };
    let before = sealed().await;
    let answer = update_secret(&t, &root, "image-harbor", json!({ "type": "kubernetes", "password": "******", "username": "bob" })).await;
    assert_eq!(answer.data()["updateSecret"]["username"], "bob");
    assert_eq!(sealed().await, before);
    update_secret(&t, &root, "image-harbor", json!({ "password": "new" })).await.data();
    assert_ne!(sealed().await, before);
    assert_eq!(update_secret(&t, &root, "image-harbor", json!({ "type": "opaque" })).await.error()["extensions"]["field"], "type");
}
