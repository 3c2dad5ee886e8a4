//! Signing in and out, wrong passwords, and how sessions end.

use std::time::{Duration, Instant};

use primehub_server::features::identity::reset_password_by_operator;
use serde_json::json;

use super::{Browser, PASSWORD, browser_of, count, person_with_password, set_password};
use crate::harness::TestApp;

const ME: &str = "{ me { username } }";

#[tokio::test]
async fn a_person_signs_in_and_out() {
    let t = TestApp::new().await;
    person_with_password(&t, "ann").await;
    let mut browser = Browser::new();
    let reply = browser.sign_in(&t, " Ann ", PASSWORD).await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    assert_eq!(reply.json()["user"]["username"], "ann");
    let cookie = reply.headers["set-cookie"].to_str().unwrap();
    assert!(cookie.starts_with("primehub=") && cookie.contains("; Path=/; HttpOnly; SameSite=Lax; Max-Age=604800"), "{cookie}");
    assert_eq!(browser.ask(&t, ME, json!({})).await.data()["me"]["username"], "ann");

    let kept = browser.cookie.clone();
    let reply = browser.post(&t, "/api/auth/sign-out", json!({})).await;
    assert_eq!(reply.status, 200);
    assert!(browser.cookie.is_none(), "the cookie is cleared");
    browser.cookie = kept;
    assert_eq!(browser.ask(&t, ME, json!({})).await.code(), "NOT_AUTH");
    assert_eq!(browser.get(&t, "/api/auth/state").await.json()["signedIn"], false);
    assert_eq!(browser.post(&t, "/api/auth/sign-out", json!({})).await.status, 200, "twice is fine");
}

#[tokio::test]
async fn on_https_the_cookie_is_kept_to_the_host_and_to_tls() {
    let t = TestApp::with(|config| config.server.public_url = "https://hub.example.org".into()).await;
    person_with_password(&t, "ann").await;
    let request = axum::http::Request::post("/api/auth/sign-in")
        .header("origin", "https://hub.example.org")
        .header("content-type", "application/json")
        .body(axum::body::Body::from(json!({ "username": "ann", "password": PASSWORD }).to_string()))
        .unwrap();
    let response = t.send(request).await;
    let cookie = response.headers()["set-cookie"].to_str().unwrap();
    assert!(cookie.starts_with("__Host-primehub=") && cookie.ends_with("; Secure") && cookie.contains("; Path=/;"), "{cookie}");
    assert!(!cookie.contains("Domain"), "{cookie}");
}

#[tokio::test]
async fn wrong_names_and_passwords_look_the_same() {
    let t = TestApp::new().await;
    person_with_password(&t, "ann").await;
    t.person("without").await;
    for username in ["ann", "nobody", "without", "", "A B", "グ"] {
        let reply = Browser::new().sign_in(&t, username, "not the password").await;
        assert_eq!((reply.status.as_u16(), reply.code().as_str()), (401, "WRONG_PASSWORD"), "{username}");
    }
}

#[tokio::test]
async fn an_unknown_name_takes_as_long_as_a_known_one() {
    let t = TestApp::with(|config| config.passwords.free_attempts = 1000).await;
    person_with_password(&t, "ann").await;
    let mut fastest = [Duration::MAX, Duration::MAX];
    // Other work on the machine only ever adds time, so the fastest of each kind come together after some rounds.
    for round in 0..40 {
        for (place, name) in ["ann", "nobody"].into_iter().enumerate() {
            let start = Instant::now();
            Browser::at(&format!("10.1.{round}.{place}")).sign_in(&t, name, "not the password").await;
            fastest[place] = fastest[place].min(start.elapsed());
        }
        let [known, unknown] = fastest;
        if round > 2 && unknown * 3 > known * 2 && known * 3 > unknown * 2 {
            return;
        }
    }
    panic!("known and unknown names differ: {fastest:?}");
}

#[tokio::test]
async fn an_account_waits_longer_with_each_wrong_password() {
    let t = TestApp::new().await;
    person_with_password(&t, "ann").await;
    let mut addresses = (0..).map(|number| Browser::at(&format!("10.2.0.{number}")));
    for _ in 0..5 {
        assert_eq!(addresses.next().unwrap().sign_in(&t, "ann", "not the password").await.status, 401);
    }
    let reply = addresses.next().unwrap().sign_in(&t, "ann", PASSWORD).await;
    assert_eq!((reply.status.as_u16(), reply.code().as_str(), &reply.json()["retryAfterSeconds"]), (429, "TOO_MANY_ATTEMPTS", &json!(5)));
    assert_eq!(reply.headers["retry-after"], "5");
    t.clock.advance(Duration::from_secs(5));
    assert_eq!(addresses.next().unwrap().sign_in(&t, "ann", "not the password").await.status, 401);
    let reply = addresses.next().unwrap().sign_in(&t, "ann", PASSWORD).await;
    assert_eq!(reply.json()["retryAfterSeconds"], 10, "doubled");
    t.clock.advance(Duration::from_secs(10));
    assert_eq!(addresses.next().unwrap().sign_in(&t, "ann", PASSWORD).await.status, 200);
    assert_eq!(addresses.next().unwrap().sign_in(&t, "ann", "not the password").await.status, 401, "success starts anew");
    assert_eq!(count(&t, "select failures from sign_in_failures where subject = 'user:ann'").await, 1);
}

#[tokio::test]
async fn an_address_waits_although_each_name_is_another_one() {
    let t = TestApp::with(|config| config.passwords.free_attempts_per_address = 3).await;
    for number in 0..3 {
        let reply = Browser::at("2001:db8::1").sign_in(&t, &format!("name{number}"), "not the password").await;
        assert_eq!(reply.status, 401);
    }
    assert_eq!(Browser::at("2001:db8::2").sign_in(&t, "name9", "x").await.status, 429, "a neighbour in the same network");
    assert_eq!(Browser::at("2001:db8:1::2").sign_in(&t, "name9", "x").await.status, 401, "another network");
    t.clock.advance(Duration::from_secs(24 * 3600 + 1));
    assert_eq!(Browser::at("2001:db8::1").sign_in(&t, "name1", "x").await.status, 401, "forgotten after a day");
    assert_eq!(count(&t, "select count(*) from sign_in_failures where failures > 1").await, 0);
}

#[tokio::test]
async fn many_guesses_at_once_do_not_slip_through_together() {
    let t = TestApp::new().await;
    person_with_password(&t, "ann").await;
    let guesses = (0..20).map(|number| {
        let t = &t;
        async move { Browser::at(&format!("10.3.0.{number}")).sign_in(t, "ann", "not the password").await.status.as_u16() }
    });
    let statuses = futures_util::future::join_all(guesses).await;
    assert_eq!(statuses.iter().filter(|status| **status == 401).count(), 5, "{statuses:?}");
    assert_eq!(statuses.iter().filter(|status| **status == 429).count(), 15, "{statuses:?}");
}

#[tokio::test]
async fn a_disabled_account_is_told_so_only_with_the_right_password() {
    let t = TestApp::new().await;
    let (root, ann) = (t.root().await, person_with_password(&t, "ann").await);
    let mut open = browser_of(&t, &ann).await;
    let disable = "mutation($id: ID!) { updateUser(where: {id: $id}, data: {enabled: false}) { enabled } }";
    assert_eq!(t.ask(&root, disable, json!({ "id": ann.id })).await.data()["updateUser"]["enabled"], false);
    assert_eq!(open.ask(&t, ME, json!({})).await.code(), "NOT_AUTH");
    assert_eq!(t.ask(&ann, ME, json!({})).await.code(), "NOT_AUTH", "the token rests");
    assert_eq!(Browser::new().sign_in(&t, "ann", "not the password").await.code(), "WRONG_PASSWORD");
    let reply = Browser::new().sign_in(&t, "ann", PASSWORD).await;
    assert_eq!((reply.status.as_u16(), reply.json()["message"].as_str()), (403, Some("This account is disabled. Ask an administrator.")));
}

#[tokio::test]
async fn a_session_ends_when_it_is_idle_and_at_the_latest_after_its_time() {
    let t = TestApp::with(|config| {
        config.sessions.idle_minutes = 30;
        config.sessions.absolute_hours = 2;
    })
    .await;
    let ann = person_with_password(&t, "ann").await;
    let mut idle = browser_of(&t, &ann).await;
    t.clock.advance(Duration::from_secs(31 * 60));
    assert_eq!(idle.ask(&t, ME, json!({})).await.code(), "NOT_AUTH");

    let mut used = Browser::new();
    used.sign_in(&t, "ann", PASSWORD).await;
    for _ in 0..5 {
        t.clock.advance(Duration::from_secs(23 * 60));
        assert_eq!(used.ask(&t, ME, json!({})).await.data()["me"]["username"], "ann");
    }
    t.clock.advance(Duration::from_secs(6 * 60));
    assert_eq!(used.ask(&t, ME, json!({})).await.code(), "NOT_AUTH", "two hours are over");
}

#[tokio::test]
async fn the_last_use_is_written_at_most_once_a_minute() {
    let t = TestApp::new().await;
    let ann = t.person("ann").await;
    let mut browser = browser_of(&t, &ann).await;
    let seen = async || count(&t, "select last_seen_at from sessions").await;
    let first = seen().await;
    t.clock.advance(Duration::from_secs(59));
    browser.ask(&t, ME, json!({})).await;
    assert_eq!(seen().await, first);
    t.clock.advance(Duration::from_secs(1));
    browser.ask(&t, ME, json!({})).await;
    assert_eq!(seen().await, first + 60_000_000);

    t.ask(&ann, ME, json!({})).await;
    let used = async || count(&t, "select last_used_at from api_tokens").await;
    let first = used().await;
    t.clock.advance(Duration::from_secs(30));
    t.ask(&ann, ME, json!({})).await;
    assert_eq!(used().await, first);
}

#[tokio::test]
async fn two_cookies_of_the_same_name_are_not_believed() {
    let t = TestApp::new().await;
    let ann = t.person("ann").await;
    let mut browser = browser_of(&t, &ann).await;
    browser.cookie = browser.cookie.map(|cookie| format!("{cookie}; primehub=planted"));
    let answer = browser.ask(&t, ME, json!({})).await;
    assert_eq!(answer.code(), "COOKIE_TWICE");
}

#[tokio::test]
async fn after_a_reset_by_an_administrator_all_sessions_end_and_the_password_has_to_be_changed() {
    let t = TestApp::new().await;
    let (root, ann) = (t.root().await, person_with_password(&t, "ann").await);
    let mut old = browser_of(&t, &ann).await;
    let reset = "mutation($id: String) { resetPassword(id: $id, password: \"a temporary secret\", temporary: true) { id } }";
    assert_eq!(t.ask(&root, reset, json!({ "id": ann.id })).await.data()["resetPassword"]["id"], ann.id);
    assert_eq!(old.ask(&t, ME, json!({})).await.code(), "NOT_AUTH");
    assert_eq!(t.ask(&ann, ME, json!({})).await.code(), "PASSWORD_CHANGE_NEEDED", "tokens rest until then");

    let mut browser = Browser::new();
    let reply = browser.sign_in(&t, "ann", "a temporary secret").await;
    assert_eq!(reply.json()["user"]["mustChangePassword"], true);
    assert_eq!(browser.ask(&t, "{ me { username mustChangePassword } }", json!({})).await.data()["me"]["mustChangePassword"], true);
    for refused in ["{ mySessions { id } }", "{ me { predefinedEnvs } }", "mutation { createApiToken(name: \"x\") { plainText } }"] {
        assert_eq!(browser.ask(&t, refused, json!({})).await.code(), "PASSWORD_CHANGE_NEEDED", "{refused}");
    }
    for path in ["/api/events", "/api/logs/jupyterhub"] {
        assert_eq!(browser.get(&t, path).await.code(), "PASSWORD_CHANGE_NEEDED", "{path}");
    }
    let change = "mutation { changePassword(current: \"a temporary secret\", new: \"a chosen long one\") { mustChangePassword } }";
    assert_eq!(browser.ask(&t, change, json!({})).await.data()["changePassword"]["mustChangePassword"], false);
    assert!(browser.ask(&t, "{ mySessions { id } }", json!({})).await.data()["mySessions"][0].is_object());
    assert_eq!(t.ask(&ann, ME, json!({})).await.data()["me"]["username"], "ann");
}

#[tokio::test]
async fn the_operator_resets_a_password_at_the_machine() {
    let t = TestApp::new().await;
    let root = t.root().await;
    set_password(&t, &root.id).await;
    for _ in 0..6 {
        Browser::new().sign_in(&t, "root", "not the password").await;
    }
    let password = reset_password_by_operator(&t.app, "Root", None).await.unwrap_or_else(|error| panic!("{error:?}"));
    assert!(password.len() >= 16, "{password}");
    let reply = Browser::new().sign_in(&t, "root", &password).await;
    assert_eq!(reply.json()["user"]["mustChangePassword"], true, "{}", reply.text);
    let error = reset_password_by_operator(&t.app, "nobody", None).await.unwrap_err();
    assert_eq!(error.message(), "There is no user \"nobody\".");
    assert!(reset_password_by_operator(&t.app, "root", Some("short".into())).await.is_err());
}
