//! Changing the system's settings.

use primehub_server::features::settings;
use serde_json::{Value, json};

use crate::harness::{Answer, Person, TestApp};

const SYSTEM: &str = "{ org { name logo { url contentType } } defaultUserVolumeCapacity timezone { name offset } grantSudo }";

async fn update(t: &TestApp, person: &Person, data: Value) -> Answer {
    t.ask(person, &format!("mutation($data: SystemUpdateInput!) {{ updateSystem(data: $data) {SYSTEM} }}"), json!({ "data": data })).await
}

#[tokio::test]
async fn settings_change_one_by_one_and_null_is_the_default() {
    let t = TestApp::new().await;
    let root = t.root().await;
    let data = json!({ "org": { "name": "Institute", "logo": { "url": "https://example.org/l.png", "contentType": "image/png" } },
                       "defaultUserVolumeCapacity": 50, "timezone": { "name": "Asia/Taipei", "offset": 1 }, "grantSudo": false });
    let answer = update(&t, &root, data).await;
    let now = &answer.data()["updateSystem"];
    assert_eq!(now["org"], json!({ "name": "Institute", "logo": { "url": "https://example.org/l.png", "contentType": "image/png" } }));
    assert_eq!(now["timezone"], json!({ "name": "Asia/Taipei", "offset": 8.0 }));
    assert_eq!((&now["defaultUserVolumeCapacity"], &now["grantSudo"]), (&json!(50), &json!(false)));
    assert!(!settings::grant_sudo(&t.app).await.unwrap());
    assert_eq!(settings::timezone(&t.app).await.unwrap(), "Asia/Taipei");
    assert_eq!(settings::org_name(&t.app).await.unwrap(), "Institute");
    let answer = update(&t, &root, json!({ "org": { "logo": null }, "defaultUserVolumeCapacity": null })).await;
    let now = &answer.data()["updateSystem"];
    assert_eq!((&now["org"], &now["defaultUserVolumeCapacity"]), (&json!({ "name": "Institute", "logo": null }), &json!(20)));
    assert_eq!((&now["timezone"]["name"], &now["grantSudo"]), (&json!("Asia/Taipei"), &json!(false)));
    let noted: i64 = sqlx::query_scalar("select count(*) from audit where object_kind = 'system'").fetch_one(t.db()).await.unwrap();
    assert_eq!(noted, 2);
}

#[tokio::test]
async fn bad_settings_are_refused_beside_the_field_and_change_nothing() {
    let t = TestApp::new().await;
    let root = t.root().await;
    let cases = [
        (json!({ "grantSudo": false, "defaultUserVolumeCapacity": 0 }), "defaultUserVolumeCapacity"),
        (json!({ "grantSudo": false, "timezone": { "name": "Mars/Olympus" } }), "timezone.name"),
        (json!({ "grantSudo": false, "org": { "name": " " } }), "org.name"),
        (json!({ "grantSudo": false, "org": { "name": "x".repeat(10_000) } }), "org.name"),
        (json!({ "grantSudo": false, "org": { "logo": { "url": "javascript:alert(1)" } } }), "org.logo.url"),
    ];
    for (data, field) in cases {
        let answer = update(&t, &root, data.clone()).await;
        assert_eq!((answer.code(), answer.error()["extensions"]["field"].as_str()), ("REQUEST_BODY_INVALID", Some(field)), "{data}");
    }
    let now = t.ask(&root, &format!("{{ system {SYSTEM} }}"), json!({})).await;
    assert_eq!(now.data()["system"]["grantSudo"], true);
}

#[tokio::test]
async fn only_administrators_read_and_change_settings_but_everybody_knows_the_time_zone() {
    let t = TestApp::new().await;
    let ann = t.person("ann").await;
    assert_eq!(update(&t, &ann, json!({ "grantSudo": false })).await.code(), "NOT_AUTH");
    assert_eq!(t.ask(&ann, "{ system { grantSudo } }", json!({})).await.code(), "NOT_AUTH");
    assert!(t.ask(&ann, "{ timezone { name offset } }", json!({})).await.data()["timezone"]["name"].is_string());
    assert_eq!(t.ask_as_nobody("{ timezone { name } }", json!({})).await.code(), "NOT_AUTH");
}
