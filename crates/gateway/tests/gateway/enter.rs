//! A one-time code becomes a cookie on the workload's own host.

use crate::backends::Recorder;
use crate::site::Site;

fn give_code(site: &Site, code: &str, workload: &str) {
    let mut codes = site.door.codes.lock().unwrap();
    codes.insert(code.to_owned(), workload.to_owned());
}

#[tokio::test]
async fn a_code_opens_the_workload_once() {
    let backend = Recorder::start().await;
    let site = Site::start(|_| {});
    site.open("nb", backend.address);
    give_code(&site, "c1", "nb");
    let host = "Host: nb.localhost";
    let line = "GET /_primehub/enter?code=c1&next=%2Flab%3Fx%3D1";
    let answer = site.ask(line, &[host]).await;
    assert_eq!((answer.status, answer.header("location").as_str()), (302, "/lab?x=1"));
    let cookie = "primehub-workload=cookie-of-nb; Path=/; HttpOnly; SameSite=Lax; Max-Age=60";
    assert_eq!(answer.header("set-cookie"), cookie);
    assert_eq!(answer.header("referrer-policy"), "no-referrer");
    assert_eq!(answer.header("cache-control"), "no-store");
    let cookie = "Cookie: primehub-workload=cookie-of-nb";
    assert_eq!(site.ask("GET /lab?x=1", &[host, cookie]).await.status, 200);
    let again = site.ask(line, &[host, "Accept: text/html"]).await;
    assert_eq!(again.status, 403);
    assert!(again.body.contains("Code used"), "{again:?}");
    assert!(!backend.text().contains("_primehub"), "the gateway keeps its paths to itself");
}

#[tokio::test]
async fn a_code_for_one_workload_does_not_open_another() {
    let site = Site::start(|_| {});
    give_code(&site, "c2", "nb");
    let answer = site.ask("GET /_primehub/enter?code=c2", &["Host: other.localhost"]).await;
    assert_eq!(answer.status, 403);
    assert_eq!(answer.header("set-cookie"), "");
}

#[tokio::test]
async fn behind_tls_the_cookie_is_bound_to_its_host() {
    let site = Site::start(|config| config.secure = true);
    give_code(&site, "c3", "nb");
    let answer = site.ask("GET /_primehub/enter?code=c3", &["Host: nb.localhost"]).await;
    let cookie = answer.header("set-cookie");
    assert!(cookie.starts_with("__Host-primehub-workload=cookie-of-nb; Path=/;"), "{cookie}");
    assert!(cookie.ends_with("; Secure"), "{cookie}");
}

#[tokio::test]
async fn in_path_mode_the_cookie_is_named_after_the_workload() {
    let site = Site::start(|_| {});
    give_code(&site, "c4", "nb");
    let line = "GET /w/nb/_primehub/enter?code=c4&next=/w/nb/lab";
    let answer = site.ask(line, &["Host: localhost"]).await;
    assert_eq!(answer.header("location"), "/w/nb/lab");
    assert!(answer.header("set-cookie").starts_with("primehub-workload-nb=cookie-of-nb;"));
    assert_eq!(answer.header("x-primehub-warning"), "shared-origin");
}

#[tokio::test]
async fn next_cannot_lead_to_another_site() {
    let site = Site::start(|_| {});
    for next in [
        "//evil.example",
        "/%5Cevil.example",
        "%2f%2fevil.example",
        "%252f%252fevil.example",
        "/%252fevil.example",
        "/%09/evil.example",
        "%09//evil.example",
        "@evil.example",
        "https://evil.example",
        "https:evil.example",
        "/%0d%0aSet-Cookie:%20a=b",
        "/%00",
        "javascript:alert(1)",
    ] {
        give_code(&site, next, "nb");
        let line = format!("GET /_primehub/enter?next={next}&code={}", next.replace('%', "%25"));
        let answer = site.ask(&line, &["Host: nb.localhost"]).await;
        let went = (answer.status, answer.header("location"));
        assert_eq!(went, (302, "/".to_owned()), "{next}");
    }
}
