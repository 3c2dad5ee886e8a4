//! Who sees which instance types, images and secrets.

use primehub_server::features::{catalog, identity};
use serde_json::{Value, json};

use super::{create_image, create_instance_type, create_secret, login};
use crate::harness::{Quotas, TestApp};

#[tokio::test]
async fn a_missing_object_is_null_but_a_missing_secret_is_an_error() {
    let t = TestApp::new().await;
    let root = t.root().await;
    let answer = t.ask(&root, "{ instanceType(where: { id: \"x\" }) { id } image(where: { id: \"x\" }) { id } }", json!({})).await;
    assert_eq!(answer.data(), &json!({ "instanceType": null, "image": null }));
    assert_eq!(t.ask(&root, "{ secret(where: { id: \"x\" }) { id } }", json!({})).await.code(), "RESOURCE_NOT_FOUND");
}

#[tokio::test]
async fn people_see_the_images_of_their_groups_and_of_everyone() {
    let t = TestApp::new().await;
    let root = t.root().await;
    let (ann, eve) = (t.person("ann").await, t.person("eve").await);
    let vision = t.group("vision", Quotas::default(), &[&ann]).await;
    let speech = t.group("speech", Quotas::default(), &[&eve]).await;
    create_image(&t, &root, json!({ "name": "two-groups", "url": "a", "groups": { "connect": [{ "id": vision }, { "id": speech }] } }))
        .await
        .data();
    create_image(&t, &root, json!({ "name": "foreign", "url": "a", "groups": { "connect": [{ "id": speech }] } })).await.data();
    create_image(&t, &root, json!({ "name": "nobodys", "url": "a" })).await.data();
    let seen = t.ask(&ann, "{ images { id groups { id } } }", json!({})).await;
    assert_eq!(
        seen.data()["images"],
        json!([{ "id": "base-notebook", "groups": [] }, { "id": "two-groups", "groups": [{ "id": vision }] }])
    );
    let counted = t.ask(&ann, "{ imagesConnection(page: 1) { totalCount } }", json!({})).await;
    assert_eq!(counted.data()["imagesConnection"]["totalCount"], 2);
    assert_eq!(t.ask(&ann, "{ image(where: { id: \"foreign\" }) { id } }", json!({})).await.data()["image"], json!(null));
    assert_eq!(t.ask(&ann, "{ image(where: { id: \"two-groups\" }) { id } }", json!({})).await.data()["image"]["id"], "two-groups");
    assert_eq!(t.ask_as_nobody("{ images { id } }", json!({})).await.code(), "NOT_AUTH");
}

#[tokio::test]
async fn instance_types_and_the_list_of_secrets_are_for_administrators() {
    let t = TestApp::new().await;
    let ann = t.person("ann").await;
    for query in [
        "{ instanceType(where: { id: \"cpu-1\" }) { id } }",
        "{ instanceTypes { id } }",
        "{ instanceTypesConnection { totalCount } }",
        "{ secretsConnection { totalCount } }",
    ] {
        assert_eq!(t.ask(&ann, query, json!({})).await.code(), "NOT_AUTH", "{query}");
    }
}

#[tokio::test]
async fn people_see_the_names_of_secrets_and_nothing_else() {
    let t = TestApp::new().await;
    let root = t.root().await;
    let ann = t.person("ann").await;
    create_secret(&t, &root, login("harbor")).await.data();
    let seen = t.ask(&ann, "{ secrets { id name type registryHost username password secret } }", json!({})).await;
    let expected = json!({ "id": "image-harbor", "name": "harbor", "type": "kubernetes", "registryHost": null, "username": null, "password": null, "secret": null });
    assert_eq!(seen.data()["secrets"], json!([expected]));
    let one = t.ask(&ann, "{ secret(where: { id: \"image-harbor\" }) { name registryHost } }", json!({})).await;
    assert_eq!(one.data()["secret"], json!({ "name": "harbor", "registryHost": null }));
}

#[tokio::test]
async fn a_group_may_use_its_own_and_what_everyone_has_each_once_by_display_name() {
    let t = TestApp::new().await;
    let root = t.root().await;
    let vision = t.group("vision", Quotas::default(), &[]).await;
    let speech = t.group("speech", Quotas::default(), &[]).await;
    let size = |name: &str, title: &str, global: bool, groups: &[&String]| -> Value {
        let connect: Vec<Value> = groups.iter().map(|id| json!({ "id": id })).collect();
        json!({ "name": name, "displayName": title, "cpuLimit": 1, "memoryLimit": 1, "global": global, "groups": { "connect": connect } })
    };
    create_instance_type(&t, &root, size("z", "A first", false, &[&vision])).await.data();
    create_instance_type(&t, &root, size("both", "middle", true, &[&vision, &speech])).await.data();
    create_instance_type(&t, &root, size("other", "Other", false, &[&speech])).await.data();
    create_image(&t, &root, json!({ "name": "own", "displayName": "Zebra", "url": "a", "groupName": "vision" })).await.data();
    let db = t.db();
    let group = identity::store::group(db, &vision).await.unwrap().unwrap();
    let sizes: Vec<String> = catalog::instance_types_for(db, &vision).await.unwrap().into_iter().map(|row| row.id).collect();
    assert_eq!(sizes, ["z", "cpu-3", "cpu-2", "both", "cpu-1"]);
    let images: Vec<String> = catalog::images_for(db, &group).await.unwrap().into_iter().map(|row| row.id).collect();
    assert_eq!(images, ["base-notebook", "own"]);
    let other = catalog::instance_type(db, "other").await.unwrap().unwrap();
    let own = catalog::image(db, "own").await.unwrap().unwrap();
    assert!(!catalog::may_use_instance_type(db, &vision, &other).await.unwrap());
    assert!(catalog::may_use_instance_type(db, &speech, &other).await.unwrap());
    assert!(catalog::may_use_image(db, &vision, &own).await.unwrap());
    assert!(!catalog::may_use_image(db, &speech, &own).await.unwrap());
}
