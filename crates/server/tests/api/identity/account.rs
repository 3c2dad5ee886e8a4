//! One's own account: profile, password, sessions, API tokens, environment variables.

use std::time::Duration;

use serde_json::{Value, json};

use super::{Browser, PASSWORD, browser_of, count, person_with_password};
use crate::harness::TestApp;

#[tokio::test]
async fn the_profile_changes_field_by_field() {
    let t = TestApp::new().await;
    let ann = t.person("ann").await;
    let answer = t
        .ask(
            &ann,
            "mutation { updateProfile(firstName: \"Ann\", email: \"ann@example.org\") { firstName lastName email theme } }",
            json!({}),
        )
        .await;
    assert_eq!(answer.data()["updateProfile"], json!({ "firstName": "Ann", "lastName": null, "email": "ann@example.org", "theme": null }));
    let answer = t.ask(&ann, "mutation { updateProfile(theme: \"dark\", email: null) { firstName email theme } }", json!({})).await;
    assert_eq!(answer.data()["updateProfile"], json!({ "firstName": "Ann", "email": null, "theme": "dark" }));
    let answer = t.ask(&ann, "mutation { updateProfile(theme: \"pink\", firstName: \"X\") { id } }", json!({})).await;
    assert_eq!((answer.code(), &answer.error()["extensions"]["field"]), ("REQUEST_BODY_INVALID", &json!("theme")));
    let answer = t.ask(&ann, "{ me { firstName } }", json!({})).await;
    assert_eq!(answer.data()["me"]["firstName"], "Ann", "not half a change");
}

#[tokio::test]
async fn an_address_of_somebody_else_is_a_conflict_whatever_its_capitals() {
    let t = TestApp::new().await;
    let (ann, bob) = (t.person("ann").await, t.person("bob").await);
    t.ask(&ann, "mutation { updateProfile(email: \"Shared@example.org\") { id } }", json!({})).await.data();
    let answer = t.ask(&bob, "mutation { updateProfile(email: \"shared@EXAMPLE.org\") { id } }", json!({})).await;
    assert_eq!((answer.code(), &answer.error()["extensions"]["field"]), ("USER_CONFLICT_EMAIL", &json!("email")));
}

const CHANGE: &str = "mutation($current: String!, $new: String!) { changePassword(current: $current, new: $new) { id } }";

#[tokio::test]
async fn changing_the_password_ends_the_other_sessions() {
    let t = TestApp::new().await;
    let ann = person_with_password(&t, "ann").await;
    let (mut here, mut there) = (browser_of(&t, &ann).await, browser_of(&t, &ann).await);
    let new = "another four words here";
    let answer = here.ask(&t, CHANGE, json!({ "current": PASSWORD, "new": new })).await;
    assert_eq!(answer.data()["changePassword"]["id"], ann.id);
    assert_eq!(there.ask(&t, "{ me { id } }", json!({})).await.code(), "NOT_AUTH");
    assert_eq!(here.ask(&t, "{ me { id } }", json!({})).await.data()["me"]["id"], ann.id);
    assert_eq!(Browser::new().sign_in(&t, "ann", PASSWORD).await.status, 401);
    assert_eq!(Browser::new().sign_in(&t, "ann", new).await.status, 200);
}

#[tokio::test]
async fn a_bad_new_password_is_refused_beside_its_field() {
    let t = TestApp::new().await;
    let ann = person_with_password(&t, "maximilian").await;
    let mut browser = browser_of(&t, &ann).await;
    for (current, new, field, words) in [
        (PASSWORD, "short", "new", "at least 10 characters"),
        (PASSWORD, "Password1234", "new", "guessed first"),
        (PASSWORD, "aaaaaaaaaaaaaaaa", "new", "guessed first"),
        (PASSWORD, "Maximilian", "new", "user name"),
        (PASSWORD, "maximilian2026!", "new", "user name"),
        (PASSWORD, PASSWORD, "new", "present one"),
        ("not the password", "another four words here", "current", "present password"),
        (PASSWORD, &"x".repeat(1025), "new", "1024 bytes"),
        (&"x".repeat(1 << 20), "another four words here", "current", "1024 bytes"),
    ] {
        let answer = browser.ask(&t, CHANGE, json!({ "current": current, "new": new })).await;
        assert_eq!((answer.code(), answer.error()["extensions"]["field"].as_str()), ("REQUEST_BODY_INVALID", Some(field)), "{words}");
        assert!(answer.message().contains(words), "{}", answer.message());
    }
    assert_eq!(Browser::new().sign_in(&t, "maximilian", PASSWORD).await.status, 200);
}

#[tokio::test]
async fn guessing_the_present_password_is_slowed_down_like_signing_in() {
    let t = TestApp::new().await;
    let ann = person_with_password(&t, "ann").await;
    let mut browser = browser_of(&t, &ann).await;
    for _ in 0..5 {
        let answer = browser.ask(&t, CHANGE, json!({ "current": "not the password", "new": "another four words here" })).await;
        assert_eq!(answer.code(), "REQUEST_BODY_INVALID");
    }
    let answer = browser.ask(&t, CHANGE, json!({ "current": PASSWORD, "new": "another four words here" })).await;
    assert_eq!((answer.code(), &answer.error()["extensions"]["retryAfterSeconds"]), ("TOO_MANY_ATTEMPTS", &json!(5)));
}

#[tokio::test]
async fn sessions_are_listed_and_revoked_one_by_one_or_all_others() {
    let t = TestApp::new().await;
    let (ann, bob) = (person_with_password(&t, "ann").await, t.person("bob").await);
    let mut here = Browser::new();
    here.sign_in(&t, "ann", PASSWORD).await;
    let mut others = [browser_of(&t, &ann).await, browser_of(&t, &ann).await];
    let mut stranger = browser_of(&t, &bob).await;

    let list = here.ask(&t, "{ mySessions { id current address userAgent expiresAt } }", json!({})).await;
    let list = list.data()["mySessions"].as_array().unwrap().clone();
    assert_eq!(list.len(), 3);
    let current: Vec<&Value> = list.iter().filter(|session| session["current"] == true).collect();
    assert_eq!(current.len(), 1);
    assert_eq!((&current[0]["address"], &current[0]["userAgent"]), (&json!("192.0.2.7"), &json!("Test browser")));
    assert_eq!(current[0]["expiresAt"], "2026-03-02T21:00:00.000Z", "twelve idle hours from now");

    let own = others[0].ask(&t, "{ mySessions { id current } }", json!({})).await.data()["mySessions"].clone();
    let id = own.as_array().unwrap().iter().find(|session| session["current"] == true).unwrap()["id"].clone();
    let revoke = "mutation($id: ID!) { revokeSession(id: $id) }";
    assert_eq!(stranger.ask(&t, revoke, json!({ "id": id })).await.code(), "RESOURCE_NOT_FOUND");
    assert_eq!(here.ask(&t, revoke, json!({ "id": id })).await.data()["revokeSession"], id);
    assert_eq!(others[0].ask(&t, "{ me { id } }", json!({})).await.code(), "NOT_AUTH");
    assert_eq!(here.ask(&t, "mutation { revokeOtherSessions }", json!({})).await.data()["revokeOtherSessions"], 1);
    assert_eq!(others[1].ask(&t, "{ me { id } }", json!({})).await.code(), "NOT_AUTH");
    assert_eq!(stranger.ask(&t, "{ me { username } }", json!({})).await.data()["me"]["username"], "bob");
}

#[tokio::test]
async fn tokens_are_shown_once_named_and_end() {
    let t = TestApp::new().await;
    let ann = person_with_password(&t, "ann").await;
    let mut browser = browser_of(&t, &ann).await;
    let create = "mutation($name: String!, $days: Int) { createApiToken(name: $name, expiresInDays: $days) { plainText token { id name hint expiresAt lastUsedAt } } }";
    let made = browser.ask(&t, create, json!({ "name": "laptop", "days": 1 })).await.data()["createApiToken"].clone();
    let plain = made["plainText"].as_str().unwrap();
    assert!(plain.starts_with("pht_") && plain.len() == 36, "{plain}");
    assert_eq!(made["token"]["hint"], plain[..8]);
    assert_eq!(made["token"]["expiresAt"], "2026-03-03T09:00:00.000Z");
    let everything: String =
        sqlx::query_scalar("select token_hash || name || hint from api_tokens where name = 'laptop'").fetch_one(t.db()).await.unwrap();
    assert!(!everything.contains(plain));

    let person = crate::harness::Person { id: ann.id.clone(), token: plain.to_owned() };
    let list = t.ask(&person, "{ me { apiTokenCount } myApiTokens { name lastUsedAt } }", json!({})).await;
    assert_eq!(list.data()["me"]["apiTokenCount"], 2);
    assert_eq!(list.data()["myApiTokens"][0], json!({ "name": "laptop", "lastUsedAt": "2026-03-02T09:00:00.000Z" }));
    t.clock.advance(Duration::from_secs(24 * 3600));
    assert_eq!(t.ask(&person, "{ me { id } }", json!({})).await.code(), "NOT_AUTH", "expired");

    let mut browser = browser_of(&t, &ann).await;
    for (name, days, field) in [
        ("", Some(1), "name"),
        ("  ", None, "name"),
        (&*"x".repeat(101), None, "name"),
        ("a", Some(0), "expiresInDays"),
        ("a", Some(4000), "expiresInDays"),
    ] {
        let answer = browser.ask(&t, create, json!({ "name": name, "days": days })).await;
        assert_eq!(answer.error()["extensions"]["field"], field, "{name} {days:?}");
    }
}

#[tokio::test]
async fn tokens_are_deleted_by_their_owner_and_revoked_by_an_administrator() {
    let t = TestApp::new().await;
    let (root, ann, bob) = (t.root().await, t.person("ann").await, t.person("bob").await);
    let mut browser = browser_of(&t, &ann).await;
    let ids = browser.ask(&t, "{ myApiTokens { id } }", json!({})).await.data()["myApiTokens"].clone();
    let delete = "mutation($id: ID!) { deleteApiToken(id: $id) }";
    let mut other = browser_of(&t, &bob).await;
    assert_eq!(other.ask(&t, delete, json!({ "id": ids[0]["id"] })).await.code(), "RESOURCE_NOT_FOUND");
    assert_eq!(browser.ask(&t, delete, json!({ "id": ids[0]["id"] })).await.data()["deleteApiToken"], ids[0]["id"]);
    assert_eq!(t.ask(&ann, "{ me { id } }", json!({})).await.code(), "NOT_AUTH");

    let revoke = "mutation($id: String) { revokeApiToken(userId: $id) { id } }";
    assert_eq!(browser.ask(&t, revoke, json!({ "id": bob.id })).await.code(), "NOT_AUTH");
    assert_eq!(t.ask(&root, revoke, json!({ "id": bob.id })).await.data()["revokeApiToken"]["id"], bob.id);
    assert_eq!(t.ask(&bob, "{ me { id } }", json!({})).await.code(), "NOT_AUTH");
}

#[tokio::test]
async fn a_token_cannot_make_itself_at_home() {
    let t = TestApp::new().await;
    let root = t.root().await;
    for mutation in [
        "createApiToken(name: \"more\") { plainText }",
        "deleteApiToken(id: \"x\")",
        "revokeApiToken { id }",
        "revokeSession(id: \"x\")",
        "revokeOtherSessions",
        "changePassword(current: \"x\", new: \"a chosen long one\") { id }",
    ] {
        let answer = t.ask(&root, &format!("mutation {{ {mutation} }}"), json!({})).await;
        assert_eq!(answer.code(), "NOT_AUTH", "{mutation}");
        assert!(answer.message().contains("API token"), "{}", answer.message());
    }
    let own = t
        .ask(&root, "mutation($id: String) { resetPassword(id: $id, password: \"a chosen long one\") { id } }", json!({ "id": root.id }))
        .await;
    assert_eq!(own.code(), "NOT_AUTH");
    assert_eq!(count(&t, "select count(*) from api_tokens").await, 1);
}

#[tokio::test]
async fn environment_variables_are_replaced_and_seen_by_their_owner_only() {
    let t = TestApp::new().await;
    let (root, ann) = (t.root().await, t.person("ann").await);
    let set = "mutation($env: [EnvVarInput!]!) { setPredefinedEnvs(env: $env) { predefinedEnvs } }";
    let env = json!([{ "name": "API_KEY", "value": "s3cret" }, { "name": "", "value": "dropped" }, { "name": "EMPTY", "value": "" }]);
    let answer = t.ask(&ann, set, json!({ "env": env })).await;
    assert_eq!(answer.data()["setPredefinedEnvs"]["predefinedEnvs"], "[{\"name\":\"API_KEY\",\"value\":\"s3cret\"}]");
    let seen = t.ask(&root, "query($id: ID!) { user(where: {id: $id}) { username predefinedEnvs } }", json!({ "id": ann.id })).await;
    assert_eq!(seen.data()["user"], json!({ "username": "ann", "predefinedEnvs": null }));
    let answer = t.ask(&ann, set, json!({ "env": [{ "name": "1BAD", "value": "x" }] })).await;
    assert_eq!(answer.error()["extensions"]["field"], "env.0.name");
    assert_eq!(t.ask(&ann, set, json!({ "env": [] })).await.data()["setPredefinedEnvs"]["predefinedEnvs"], json!(null));
    assert_eq!(count(&t, "select count(*) from audit where detail like '%s3cret%'").await, 0);
}
