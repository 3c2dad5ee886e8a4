//! Deleting instance types, images and secrets.

use serde_json::json;

use super::{audited, create_image, create_instance_type, create_secret, login};
use crate::harness::{Quotas, TestApp};

#[tokio::test]
async fn deleting_takes_the_bindings_along_so_that_a_later_namesake_inherits_nothing() {
    let t = TestApp::new().await;
    let root = t.root().await;
    let group = t.group("vision", Quotas::default(), &[]).await;
    let size = |groups| json!({ "name": "size", "cpuLimit": 1, "memoryLimit": 1, "groups": groups });
    create_instance_type(&t, &root, size(json!({ "connect": [{ "id": group }] }))).await.data();
    let deleted = t.ask(&root, "mutation { deleteInstanceType(where: { id: \"size\" }) { id } }", json!({})).await;
    assert_eq!(deleted.data()["deleteInstanceType"]["id"], "size");
    let again = create_instance_type(&t, &root, size(json!(null))).await;
    assert_eq!(again.data()["createInstanceType"]["groups"], json!([]));
    assert_eq!(audited(&t, "delete", "size").await, 1);
}

#[tokio::test]
async fn images_are_deleted_by_administrators_and_admins_of_their_group() {
    let t = TestApp::new().await;
    let root = t.root().await;
    let (ann, bob) = (t.person("ann").await, t.person("bob").await);
    let group = t.group("vision", Quotas::default(), &[&ann, &bob]).await;
    t.make_group_admin(&group, &ann).await;
    create_image(&t, &root, json!({ "name": "system", "url": "a", "global": true })).await.data();
    create_image(&t, &ann, json!({ "name": "hers", "url": "a", "groupName": "vision" })).await.data();
    let delete = "mutation($id: ID!) { deleteImage(where: { id: $id }) { id } }";
    assert_eq!(t.ask(&ann, delete, json!({ "id": "system" })).await.code(), "NOT_AUTH");
    assert_eq!(t.ask(&bob, delete, json!({ "id": "hers" })).await.code(), "NOT_AUTH");
    assert_eq!(t.ask(&ann, delete, json!({ "id": "hers" })).await.data()["deleteImage"]["id"], "hers");
    assert_eq!(t.ask(&root, delete, json!({ "id": "system" })).await.data()["deleteImage"]["id"], "system");
    assert_eq!(t.ask(&root, delete, json!({ "id": "system" })).await.message(), "images.primehub.io \"system\" not found");
}

#[tokio::test]
async fn the_images_of_a_group_go_with_it() {
    let t = TestApp::new().await;
    let root = t.root().await;
    let group = t.group("vision", Quotas::default(), &[]).await;
    create_image(&t, &root, json!({ "name": "hers", "url": "a", "groupName": "vision" })).await.data();
    let mut tx = t.app.db.begin().await.unwrap();
    sqlx::query("delete from groups where id = $1").bind(&group).execute(&mut *tx).await.unwrap();
    tx.commit().await.unwrap();
    let answer = t.ask(&root, "{ image(where: { id: \"hers\" }) { id } }", json!({})).await;
    assert_eq!(answer.data()["image"], json!(null));
}

#[tokio::test]
async fn a_secret_in_use_is_not_deleted() {
    let t = TestApp::new().await;
    let root = t.root().await;
    create_secret(&t, &root, login("harbor")).await.data();
    create_image(&t, &root, json!({ "name": "i", "url": "a", "useImagePullSecret": "image-harbor" })).await.data();
    let delete = "mutation { deleteSecret(where: { id: \"image-harbor\" }) { id } }";
    let refused = t.ask(&root, delete, json!({})).await;
    assert_eq!(refused.code(), "RESOURCE_IN_USE");
    assert!(refused.message().contains(": i."), "{}", refused.message());
    t.ask(&root, "mutation { deleteImage(where: { id: \"i\" }) { id } }", json!({})).await.data();
    assert_eq!(t.ask(&root, delete, json!({})).await.data()["deleteSecret"]["id"], "image-harbor");
}
