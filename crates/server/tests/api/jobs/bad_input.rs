//! What people and programs enter wrongly is told beside the field, and nothing is written.

use serde_json::{Value, json};

use super::{ann, create, wish};
use crate::harness::{Person, TestApp};

fn with(group: &str, field: &str, value: Value) -> Value {
    let mut data = wish(group, "run");
    data[field] = value;
    data
}

#[tokio::test]
async fn each_wrong_field_is_named() {
    let t = TestApp::new().await;
    let (ann, group) = ann(&t).await;
    let cases = [
        ("displayName", json!("")),
        ("displayName", json!("   ")),
        ("displayName", json!("n".repeat(201))),
        ("displayName", json!("two\nlines")),
        ("command", json!("")),
        ("command", json!(" \n ")),
        ("command", json!("x".repeat(65_537))),
        ("command", json!("影".repeat(21_846))),
        ("instanceType", json!("")),
        ("instanceType", json!("no-such-type")),
        ("image", json!("")),
        ("image", json!("no-such-image")),
        ("image", json!("'; drop table jobs; --")),
        ("activeDeadlineSeconds", json!(-1)),
        ("activeDeadlineSeconds", json!(86_313_601)),
        ("priority", json!(-101)),
        ("priority", json!(1)),
        ("groupId", json!("")),
        ("groupId", Value::Null),
    ];
    for (field, value) in cases {
        let answer = create(&t, &ann, with(&group, field, value.clone())).await;
        assert_eq!(answer.code(), "REQUEST_BODY_INVALID", "{field} {value}");
        assert_eq!(answer.error()["extensions"]["field"], field, "{}", answer.message());
    }
    let nul = create(&t, &ann, with(&group, "command", json!("a\0b"))).await;
    assert_eq!(nul.code(), "GRAPHQL_PARSE_FAILED");
    assert_eq!(crate::identity::count(&t, "select count(*) from jobs").await, 0);
    assert_eq!(crate::identity::count(&t, "select count(*) from units").await, 0);
}

#[tokio::test]
async fn an_image_or_instance_type_of_another_group_is_unknown() {
    let t = TestApp::new().await;
    let (ann, group) = ann(&t).await;
    let root = t.root().await;
    t.group("others", Default::default(), &[]).await;
    let data = json!({ "name": "theirs", "url": "registry.example/theirs", "type": "cpu", "groupName": "others" });
    t.ask(&root, "mutation($data: ImageCreateInput!) { createImage(data: $data) { id } }", json!({ "data": data })).await.data();
    let answer = create(&t, &ann, with(&group, "image", json!("theirs"))).await;
    assert_eq!((answer.code(), answer.error()["extensions"]["field"].as_str()), ("REQUEST_BODY_INVALID", Some("image")));
}

async fn list(t: &TestApp, person: &Person, arguments: &str) -> crate::harness::Answer {
    t.ask(person, &format!("{{ phJobsConnection({arguments}) {{ edges {{ cursor }} }} }}"), json!({})).await
}

#[tokio::test]
async fn wrong_arguments_of_the_list_are_refused() {
    let t = TestApp::new().await;
    let (ann, _) = ann(&t).await;
    for arguments in [
        "orderBy: {displayName: \"sideways\"}",
        "page: 0",
        "page: -1",
        "pageSize: 101",
        "where: {phase_in: [\"Sleeping\"]}",
        "where: {createdAfter: \"yesterday\"}",
    ] {
        let answer = list(&t, &ann, arguments).await;
        assert_eq!(answer.code(), "REQUEST_BODY_INVALID", "{arguments}");
    }
    for harmless in ["where: {search: \"%_\\\\'\"}", "where: {id: \"x\"}", "where: {groupId_in: [null]}", "page: 2147483647"] {
        list(&t, &ann, harmless).await.data();
    }
}

#[tokio::test]
async fn recurrences_that_cannot_be_are_refused_beside_the_field_and_explained_in_the_preview() {
    let t = TestApp::new().await;
    let (ann, group) = ann(&t).await;
    for (recurrence, field) in [
        (json!({ "type": "hourly" }), "recurrence.type"),
        (json!({ "type": "custom", "cron": "" }), "recurrence.cron"),
        (json!({ "type": "custom", "cron": "61 * * * *" }), "recurrence.cron"),
        (json!({ "type": "custom", "cron": "0 0 30 2 *" }), "recurrence.cron"),
        (json!({ "type": "custom", "cron": "* * * * * *" }), "recurrence.cron"),
        (json!({ "type": "custom", "cron": "* ".repeat(500) }), "recurrence.cron"),
        (json!({ "type": "daily", "timezone": "Mars/Olympus" }), "recurrence.timezone"),
    ] {
        let mut data = wish(&group, "run");
        data["recurrence"] = recurrence.clone();
        let query = "mutation($data: PhScheduleCreateInput!) { createPhSchedule(data: $data) { id } }";
        let answer = t.ask(&ann, query, json!({ "data": data })).await;
        assert_eq!((answer.code(), answer.error()["extensions"]["field"].as_str()), ("REQUEST_BODY_INVALID", Some(field)), "{recurrence}");
        let query = "query($r: RecurrenceInput!) { recurrencePreview(recurrence: $r) { problem field nextRunTimes } }";
        let preview = t.ask(&ann, query, json!({ "r": recurrence })).await.data()["recurrencePreview"].clone();
        assert_eq!((preview["field"].as_str(), preview["nextRunTimes"].as_array().unwrap().len()), (Some(field), 0), "{preview}");
    }
}
