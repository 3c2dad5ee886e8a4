//! The audit: every change is in it, with who, what, where, and never a secret.

use std::time::Duration;

use serde_json::{Value, json};

use super::{Browser, PASSWORD, browser_of, count, person_with_password};
use crate::harness::{Quotas, TestApp};

const LIST: &str = "query($where: AuditWhere, $page: Int, $size: Int) { auditConnection(where: $where, page: $page, pageSize: $size) { totalCount actions nodes { at actorName action objectKind objectId objectName groupName address result detail } } }";

#[tokio::test]
async fn every_change_of_people_and_groups_is_written_down() {
    let t = TestApp::new().await;
    let root = t.root().await;
    let ann = person_with_password(&t, "ann").await;
    let lab = t.group("lab", Quotas::default(), &[]).await;
    let mut browser = browser_of(&t, &ann).await;
    let mut admin = browser_of(&t, &root).await;
    let steps: Vec<(bool, String, &str, &str)> = vec![
        (true, "createUser(data: {username: \"eve\"}) { id }".into(), "create", "user"),
        (true, format!("updateUser(where: {{id: \"{}\"}}, data: {{firstName: \"A\"}}) {{ id }}", ann.id), "update", "user"),
        (true, format!("resetPassword(id: \"{}\", password: \"{PASSWORD}\") {{ id }}", root.id), "", ""),
        (true, "createGroup(data: {name: \"ops\"}) { id }".into(), "create", "group"),
        (
            true,
            format!(
                "updateGroup(where: {{id: \"{lab}\"}}, data: {{quotaCpu: 1, users: {{connect: [{{id: \"{}\"}}]}}, admins: \"ann\"}}) {{ id }}",
                ann.id
            ),
            "update",
            "group",
        ),
        (false, "updateProfile(firstName: \"B\") { id }".into(), "update", "user"),
        (false, "setPredefinedEnvs(env: [{name: \"A\", value: \"hidden-value\"}]) { id }".into(), "update", "user"),
        (false, "createApiToken(name: \"laptop\") { token { id } }".into(), "create", "apiToken"),
        (false, "revokeApiToken { id }".into(), "revoke", "apiToken"),
        (false, "revokeOtherSessions".into(), "revoke", "session"),
        (false, format!("changePassword(current: \"{PASSWORD}\", new: \"hidden new words\") {{ id }}"), "change-password", "user"),
        (
            true,
            format!("resetPassword(id: \"{}\", password: \"hidden other words\", temporary: true) {{ id }}", ann.id),
            "reset-password",
            "user",
        ),
        (true, format!("deleteGroup(where: {{id: \"{lab}\"}}) {{ id }}"), "delete", "group"),
        (true, format!("deleteUser(where: {{id: \"{}\"}}) {{ id }}", ann.id), "delete", "user"),
    ];
    for (by_admin, mutation, action, kind) in steps {
        t.clock.advance(Duration::from_secs(1));
        let before = count(&t, "select count(*) from audit").await;
        let who = if by_admin { &mut admin } else { &mut browser };
        let answer = who.ask(&t, &format!("mutation {{ {mutation} }}"), json!({})).await;
        let after = count(&t, "select count(*) from audit").await;
        if action.is_empty() {
            assert_eq!((answer.code(), after), ("NOT_AUTH", before), "a refused change leaves nothing: {mutation}");
            continue;
        }
        answer.data();
        assert_eq!(after, before + 1, "{mutation}");
        let newest = t.ask(&root, LIST, json!({ "size": 1 })).await.data()["auditConnection"]["nodes"][0].clone();
        assert_eq!((newest["action"].as_str(), newest["objectKind"].as_str()), (Some(action), Some(kind)), "{mutation}");
        assert_eq!(newest["actorName"], if by_admin { "root" } else { "ann" });
        assert_eq!((&newest["address"], &newest["result"]), (&json!("192.0.2.7"), &json!("ok")));
    }
    assert_eq!(count(&t, "select count(*) from audit where detail like '%hidden%' or object_name like '%hidden%'").await, 0);
    let group =
        t.ask(&root, LIST, json!({ "where": { "objectId": lab, "action": "update" } })).await.data()["auditConnection"]["nodes"][0].clone();
    assert_eq!(
        (&group["groupName"], &group["detail"]),
        (&json!("lab"), &json!({ "fields": ["quotaCpu"], "joined": ["ann"], "left": [], "admins": ["ann"] }))
    );
}

#[tokio::test]
async fn refused_sign_ins_are_written_down_without_what_was_typed() {
    let t = TestApp::new().await;
    let root = t.root().await;
    person_with_password(&t, "ann").await;
    Browser::new().sign_in(&t, "ann", "my secret typo").await;
    Browser::new().sign_in(&t, "correct horse battery staple", "x").await;
    Browser::new().sign_in(&t, &"x".repeat(100_000), "x").await;
    Browser::new().sign_in(&t, "ann", PASSWORD).await;
    let list = t.ask(&root, LIST, json!({ "where": { "action": "sign-in" } })).await.data()["auditConnection"]["nodes"].clone();
    let rows: Vec<(&str, &str)> =
        list.as_array().unwrap().iter().map(|row| (row["actorName"].as_str().unwrap(), row["result"].as_str().unwrap())).collect();
    assert_eq!(rows.len(), 4);
    for row in [("ann", "ok"), ("ann", "refused"), ("cor...", "refused"), ("xxx...", "refused")] {
        assert!(rows.contains(&row), "{row:?} in {rows:?}");
    }
    assert_eq!(count(&t, "select count(*) from audit where detail like '%typo%'").await, 0);
}

#[tokio::test]
async fn the_audit_is_filtered_searched_and_paged() {
    let t = TestApp::new().await;
    let root = t.root().await;
    for number in 0..12 {
        t.ask(&root, &format!("mutation {{ createGroup(data: {{name: \"lab{number:02}\"}}) {{ id }} }}"), json!({})).await.data();
        t.clock.advance(Duration::from_secs(3600));
    }
    Browser::new().sign_in(&t, "root", "not the password").await;
    let list = async |filter: Value, page: i32| {
        t.ask(&root, LIST, json!({ "where": filter, "page": page })).await.data()["auditConnection"].clone()
    };
    let named = |list: &Value| {
        list["nodes"].as_array().unwrap().iter().map(|row| row["objectName"].as_str().unwrap_or("null").to_owned()).collect::<Vec<_>>()
    };
    let groups = json!({ "objectKind": "group" });
    let first = list(groups.clone(), 1).await;
    assert_eq!((&first["totalCount"], named(&first).len(), named(&first)[0].as_str()), (&json!(12), 10, "lab11"), "newest first");
    assert_eq!(named(&list(groups.clone(), 2).await), ["lab01", "lab00"]);
    assert_eq!(named(&list(groups, 3).await), Vec::<String>::new());
    assert!(first["actions"].as_array().unwrap().contains(&json!("sign-in")));
    assert_eq!(named(&list(json!({ "search": "LAB07" }), 1).await), ["lab07"]);
    assert_eq!(list(json!({ "result": "refused" }), 1).await["totalCount"], 1);
    assert_eq!(list(json!({ "actor": "ROO", "action": "create", "objectKind": "group" }), 1).await["totalCount"], 12);
    assert_eq!(named(&list(json!({ "from": "2026-03-02T10:30:00Z", "to": "2026-03-02T12:30:00Z" }), 1).await), ["lab03", "lab02"]);
    assert_eq!(list(json!({ "from": "2026-03-02", "to": "2026-03-02", "objectKind": "group" }), 1).await["totalCount"], 12);
    let wrong = t.ask(&root, LIST, json!({ "where": { "from": "yesterday" } })).await;
    assert_eq!(wrong.error()["extensions"]["field"], "where.from");
}
