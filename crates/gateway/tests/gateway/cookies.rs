//! The platform's cookies and a workload's cookies do not mix.

use crate::backends::Recorder;
use crate::site::Site;

#[tokio::test]
async fn the_platforms_cookies_never_reach_a_workload() {
    let backend = Recorder::start().await;
    let site = Site::start(|_| {});
    site.open("nb", backend.address);
    let cookies = "Cookie: _xsrf=2; primehub=portal; primehub-workload=cookie-of-nb; \
                   __Host-primehub-session=portal; PrimeHub-Workload-x=other; mine=1";
    let answer = site.ask("GET /", &["Host: nb.localhost", cookies]).await;
    assert_eq!(answer.status, 200);
    let text = backend.text();
    assert!(text.contains("cookie: _xsrf=2; mine=1\r\n"), "{text}");
    assert_eq!(text.to_lowercase().matches("primehub-").count(), 0, "{text}");
}

#[tokio::test]
async fn a_workload_cannot_set_the_platforms_cookies_or_wide_ones() {
    let backend = Recorder::answering(
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nSet-Cookie: primehub-workload=x; Path=/\r\n\
         Set-Cookie: __Host-primehub=x; Path=/; Secure\r\nSet-Cookie: =primehub=x\r\n\
         Set-Cookie: mine=1; Domain=localhost; Path=/\r\n\r\nok",
    )
    .await;
    let site = Site::start(|_| {});
    site.open("nb", backend.address);
    let cookie = "Cookie: primehub-workload=cookie-of-nb";
    let answer = site.ask("GET /", &["Host: nb.localhost", cookie]).await;
    assert_eq!(answer.header("set-cookie"), "mine=1; Path=/");
}

#[tokio::test]
async fn a_workload_cookie_that_is_sent_twice_is_refused() {
    let backend = Recorder::start().await;
    let site = Site::start(|_| {});
    site.open("nb", backend.address);
    let twice = "Cookie: primehub-workload=cookie-of-nb; primehub-workload=cookie-of-nb";
    let answer = site.ask("GET /", &["Host: nb.localhost", twice]).await;
    assert_eq!(answer.status, 400);
    assert!(answer.body.contains("twice"), "{answer:?}");
    assert_eq!(backend.text(), "");
}

#[tokio::test]
async fn a_token_that_opened_the_door_stays_there_but_an_apps_own_passes() {
    let backend = Recorder::start().await;
    let site = Site::start(|_| {});
    let mut plain = crate::site::grant("nb", backend.address);
    plain.inject.clear();
    site.admit(plain);
    let host = "Host: nb.localhost";
    let answer = site.ask("POST /", &[host, "Authorization: token token-of-nb"]).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    assert!(!backend.text().contains("token-of-nb"), "{}", backend.text());
    let cookie = "Cookie: primehub-workload=cookie-of-nb";
    let own = "Authorization: Bearer of-the-app";
    let answer = site.ask("GET /", &[host, cookie, own]).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    assert!(backend.text().contains("authorization: Bearer of-the-app\r\n"));
}
