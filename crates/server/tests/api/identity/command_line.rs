//! `primehub config generate-token` as the command line does it, and the pages around it.

use std::time::Duration;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use serde_json::{Value, json};

use super::{Browser, browser_of, count};
use crate::harness::{Person, TestApp, read};

/// As the SDK calls it: no cookie, no origin, a form.
async fn exchange(t: &TestApp, prefix: &str, code: &str) -> (StatusCode, String) {
    let request = Request::post(format!("{prefix}/oidc/auth-flow/exchange"))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from(format!("code={code}")))
        .unwrap();
    read(t.send(request).await).await
}

async fn code_shown(t: &TestApp, browser: &mut Browser) -> String {
    let reply = browser.send(t, "POST", "/cli-login", "application/x-www-form-urlencoded", "").await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    let (_, rest) = reply.text.split_once("<code id=\"code\">").unwrap();
    rest.split_once("</code>").unwrap().0.to_owned()
}

#[tokio::test]
async fn the_command_line_finds_the_page_by_a_redirect_of_exactly_302() {
    let t = TestApp::new().await;
    for path in ["/oidc/auth-flow/request", "/console/oidc/auth-flow/request"] {
        for method in ["HEAD", "GET"] {
            let reply = Browser::new().send(&t, method, path, "text/plain", "").await;
            assert_eq!((reply.status.as_u16(), reply.headers["location"].to_str().unwrap()), (302, "/cli-login"), "{method} {path}");
        }
    }
}

#[tokio::test]
async fn a_signed_in_person_gets_a_code_that_is_exchanged_for_a_token_once() {
    let t = TestApp::new().await;
    let ann = t.person("ann").await;
    let mut browser = browser_of(&t, &ann).await;
    let page = browser.get(&t, "/cli-login").await;
    assert!(page.text.contains("<strong>ann</strong>") && page.text.contains("Create token for the command line"), "{}", page.text);
    assert_eq!(count(&t, "select count(*) from one_time_codes").await, 0, "looking at the page makes nothing");

    let code = code_shown(&t, &mut browser).await;
    let (status, text) = exchange(&t, "/console", &code).await;
    assert_eq!(status, 200);
    let config: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(config["endpoint"], "http://localhost:8080/api/graphql");
    let person = Person { id: ann.id.clone(), token: config["api-token"].as_str().unwrap().into() };
    assert_eq!(t.ask(&person, "{ me { username } }", json!({})).await.data()["me"]["username"], "ann");
    assert_eq!(exchange(&t, "", &code).await, (StatusCode::BAD_REQUEST, "Bad Request".into()));
    assert_eq!(count(&t, "select count(*) from api_tokens where name = 'Command line'").await, 1);
}

#[tokio::test]
async fn of_two_exchanges_at_once_one_gets_the_token() {
    let t = TestApp::new().await;
    let ann = t.person("ann").await;
    let code = code_shown(&t, &mut browser_of(&t, &ann).await).await;
    let (left, right) = tokio::join!(exchange(&t, "", &code), exchange(&t, "/console", &code));
    assert_eq!([left.0, right.0].iter().filter(|status| **status == 200).count(), 1);
}

#[tokio::test]
async fn a_code_is_worthless_when_it_is_wrong_old_or_its_session_is_over() {
    let t = TestApp::new().await;
    let ann = t.person("ann").await;
    let mut browser = browser_of(&t, &ann).await;
    for wrong in ["", "x", "%ff%fe", "%00", &"x".repeat(10_000)] {
        assert_eq!(exchange(&t, "", wrong).await, (StatusCode::BAD_REQUEST, "Bad Request".into()));
    }
    let late = code_shown(&t, &mut browser).await;
    t.clock.advance(Duration::from_secs(601));
    assert_eq!(exchange(&t, "", &late).await.0, 400);
    let signed_out = code_shown(&t, &mut browser).await;
    browser.post(&t, "/api/auth/sign-out", json!({})).await;
    assert_eq!(exchange(&t, "", &signed_out).await.0, 400);
    assert_eq!(count(&t, "select count(*) from api_tokens where name = 'Command line'").await, 0);
}

#[tokio::test]
async fn whoever_is_not_signed_in_is_led_to_the_sign_in_page_and_back() {
    let t = TestApp::new().await;
    let reply = Browser::new().get(&t, "/cli-login").await;
    assert_eq!((reply.status.as_u16(), reply.headers["location"].to_str().unwrap()), (302, "/sign-in?next=/cli-login"));
    let mut ended = Browser { cookie: Some("primehub=gone".into()), address: "192.0.2.7".into() };
    assert_eq!(ended.get(&t, "/cli-login").await.status, 302);
    assert_eq!(ended.send(&t, "POST", "/cli-login", "application/x-www-form-urlencoded", "").await.status, 401);
}

#[tokio::test]
async fn a_token_cannot_ask_for_a_code() {
    let t = TestApp::new().await;
    let ann = t.person("ann").await;
    let request = Request::post("/cli-login").header("authorization", format!("Bearer {}", ann.token)).body(Body::empty()).unwrap();
    assert_eq!(t.send(request).await.status(), 403);
}
