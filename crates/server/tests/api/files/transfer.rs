//! Bytes in and out: the raw upload of the SDK, downloads whole and in parts, and headers that keep browsers from running anything.

use std::os::unix::fs::{MetadataExt, PermissionsExt};

use axum::body::{Body, Bytes};
use axum::http::{Method, StatusCode};
use futures_util::stream;
use serde_json::json;

use super::Lab;

#[tokio::test]
async fn what_is_uploaded_is_downloaded_and_is_a_file_that_workloads_can_change() {
    let lab = Lab::new().await;
    let bytes: Vec<u8> = (0..3_000_000u32).map(|number| (number % 251) as u8).collect();
    let reply = lab.upload("/new%20folder/a+b%20%E6%97%A5.bin", bytes.clone()).await;
    assert_eq!(reply.json(), json!({ "success": true, "path": "/new folder/a+b 日.bin", "size": 3_000_000 }));
    assert_eq!(lab.read("new folder/a+b 日.bin"), bytes);
    let meta = std::fs::metadata(lab.disk("new folder/a+b 日.bin")).unwrap();
    let folder = std::fs::metadata(lab.disk("new folder")).unwrap();
    let root = std::fs::metadata(lab.disk("")).unwrap();
    assert_eq!((meta.uid(), meta.gid(), meta.permissions().mode() & 0o777), (root.uid(), root.gid(), 0o666));
    assert_eq!((folder.uid(), folder.gid(), folder.permissions().mode() & 0o7777), (root.uid(), root.gid(), 0o2777));
    for path in
        ["/api/files/groups/lab/new%20folder/a+b%20%E6%97%A5.bin", "/console/files/groups%2Flab%2Fnew%20folder%2Fa%2Bb%20%E6%97%A5.bin"]
    {
        let reply = lab.get(path).await;
        assert_eq!((reply.status, reply.bytes.len()), (StatusCode::OK, bytes.len()), "{path}");
        assert!(reply.bytes == bytes);
    }
    assert_eq!(lab.unfinished(), 0);
}

#[tokio::test]
async fn an_empty_upload_is_an_empty_file_and_another_one_replaces_it() {
    let lab = Lab::new().await;
    assert_eq!(lab.upload("/x", "").await.status, StatusCode::OK);
    assert_eq!(lab.read("x"), b"");
    lab.upload("/x", "second").await;
    assert_eq!(lab.read("x"), b"second");
    let rows: i64 =
        sqlx::query_scalar("select count(*) from audit where action = 'upload' and object_id = '/x'").fetch_one(lab.t.db()).await.unwrap();
    assert_eq!(rows, 2);
}

#[tokio::test]
async fn an_upload_that_breaks_off_leaves_the_old_file() {
    let lab = Lab::new().await;
    lab.write("x", "old");
    let pieces = stream::iter([Ok(Bytes::from("new, but only ha")), Err(std::io::Error::other("the line is cut"))]);
    let reply = lab.upload("/x", Body::from_stream(pieces)).await;
    assert_eq!(reply.json()["code"], "UPLOAD_CUT_OFF");
    assert_eq!(lab.read("x"), b"old");
    assert_eq!(lab.unfinished(), 0);
}

#[tokio::test]
async fn an_upload_never_replaces_a_folder_nor_goes_below_a_file() {
    let lab = Lab::new().await;
    lab.write("folder/x", "");
    assert_eq!(lab.upload("/folder", "x").await.json()["code"], "IS_A_FOLDER");
    assert_eq!(lab.upload("/folder/x/y", "x").await.json()["code"], "NOT_A_FOLDER");
    assert_eq!(lab.upload("/", "x").await.json()["code"], "REQUEST_BODY_INVALID");
    assert_eq!(lab.upload("/line%0Abreak", "x").await.json()["code"], "REQUEST_BODY_INVALID");
}

#[tokio::test]
async fn strangers_neither_read_nor_write() {
    let lab = Lab::new().await;
    lab.write("x", "data");
    for (person, status) in
        [(None, StatusCode::UNAUTHORIZED), (Some(&lab.bob), StatusCode::FORBIDDEN), (Some(&lab.t.root().await), StatusCode::FORBIDDEN)]
    {
        for (method, path) in [
            (Method::GET, "/api/files/groups/lab/x"),
            (Method::POST, "/api/files/groups/lab/x"),
            (Method::GET, "/api/preview/groups/lab/x"),
        ] {
            let reply = lab.send_as(person, method.clone(), path, &[], "evil").await;
            assert_eq!(reply.status, status, "{method} {path}");
            assert!(!reply.text().contains("data"));
        }
    }
    assert_eq!(lab.read("x"), b"data");
    assert_eq!(lab.get("/api/files/groups/nowhere/x").await.status, StatusCode::FORBIDDEN);
    assert_eq!(lab.get("/api/files/users/ann/x").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn parts_of_a_file_are_sent_as_asked_for() {
    let lab = Lab::new().await;
    lab.write("x.txt", "0123456789");
    let part = async |range: &'static str| {
        let reply = lab.send(Method::GET, "/api/files/groups/lab/x.txt", &[("range", range)], "").await;
        (reply.status.as_u16(), reply.text(), reply.header("content-range").to_owned())
    };
    assert_eq!(part("bytes=2-4").await, (206, "234".into(), "bytes 2-4/10".into()));
    assert_eq!(part("bytes=7-").await, (206, "789".into(), "bytes 7-9/10".into()));
    assert_eq!(part("bytes=-3").await, (206, "789".into(), "bytes 7-9/10".into()));
    assert_eq!(part("bytes=5-500").await, (206, "56789".into(), "bytes 5-9/10".into()));
    assert_eq!(part("bytes=10-").await.0, 416);
    for whole in ["bytes=0-1,3-4", "lines=1-2", "bytes=b"] {
        assert_eq!(part(whole).await, (200, "0123456789".into(), String::new()), "{whole}");
    }
    let head = lab.send(Method::HEAD, "/api/files/groups/lab/x.txt", &[], "").await;
    assert_eq!((head.status, head.header("content-length"), head.bytes.len()), (StatusCode::OK, "10", 0));
}

#[tokio::test]
async fn what_has_not_changed_is_not_sent_again() {
    let lab = Lab::new().await;
    lab.write("x.txt", "one");
    let first = lab.get("/api/files/groups/lab/x.txt").await;
    let (tag, modified) = (first.header("etag").to_owned(), first.header("last-modified").to_owned());
    let again =
        async |name: &'static str, value: &str| lab.send(Method::GET, "/api/files/groups/lab/x.txt", &[(name, value)], "").await.status;
    assert_eq!(again("if-none-match", &tag).await, StatusCode::NOT_MODIFIED);
    assert_eq!(again("if-none-match", &format!("\"other\", W/{tag}")).await, StatusCode::NOT_MODIFIED);
    assert_eq!(again("if-modified-since", &modified).await, StatusCode::NOT_MODIFIED);
    lab.upload("/x.txt", "two").await;
    assert_eq!(again("if-none-match", &tag).await, StatusCode::OK);
    // A download that goes on with another file than it began with starts over.
    let headers = [("range", "bytes=1-"), ("if-range", tag.as_str())];
    let reply = lab.send(Method::GET, "/api/files/groups/lab/x.txt", &headers, "").await;
    assert_eq!((reply.status, reply.text().as_str()), (StatusCode::OK, "two"));
}

#[tokio::test]
async fn nothing_of_a_file_runs_in_a_browser() {
    let lab = Lab::new().await;
    let hostile = "<script>fetch('/api/graphql')</script>";
    for name in ["a.html", "a.svg", "a.xhtml", "a.xml", "a.ipynb", "a.js", "a.txt", "a.png", "a", "a.pdf", "a.HTML", "a.html.unknown"] {
        lab.write(name, hostile);
        let reply = lab.get(&format!("/api/files/groups/lab/{name}")).await;
        let (kind, disposition) = (reply.header("content-type"), reply.header("content-disposition"));
        assert!(reply.header("content-security-policy").contains("sandbox"), "{name}");
        assert!(reply.header("content-security-policy").contains("default-src 'none'"), "{name}");
        assert_eq!(reply.header("x-content-type-options"), "nosniff", "{name}");
        let shown_as_text_or_picture = kind.starts_with("text/plain") || kind == "image/png";
        assert!(disposition.starts_with("attachment") || shown_as_text_or_picture, "{name}: {kind}, {disposition}");
    }
    let saved = lab.get("/api/files/groups/lab/a.txt?download=1").await;
    assert!(saved.header("content-disposition").starts_with("attachment; filename=\"a.txt\""));
}

#[tokio::test]
async fn names_with_quotes_and_line_breaks_stay_inside_the_header() {
    let lab = Lab::new().await;
    lab.write("a\"b\n; x=日.bin", "x");
    let reply = lab.get("/api/files/groups/lab/a%22b%0A%3B%20x=%E6%97%A5.bin").await;
    assert_eq!(reply.status, StatusCode::OK);
    assert_eq!(
        reply.header("content-disposition"),
        "attachment; filename=\"a_b_; x=_.bin\"; filename*=UTF-8''a%22b%0A%3B%20x%3D%E6%97%A5%2Ebin"
    );
}

#[tokio::test]
async fn pages_of_other_sites_cannot_upload_with_the_cookie() {
    let lab = Lab::new().await;
    let browser = crate::identity::browser_of(&lab.t, &lab.ann).await;
    let cookie = browser.cookie.unwrap();
    let headers = [("cookie", cookie.as_str()), ("host", "localhost:8080"), ("origin", "https://evil.example")];
    let reply = lab.send_as(None, Method::POST, "/api/files/groups/lab/x", &headers, "x").await;
    assert_eq!(reply.status, StatusCode::FORBIDDEN);
    assert!(!lab.disk("x").exists());
}
