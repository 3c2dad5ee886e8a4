//! Many files as one zip.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use axum::http::{Method, StatusCode};

use super::Lab;

fn content(bytes: &[u8]) -> BTreeMap<String, String> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut found = BTreeMap::new();
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).unwrap();
        let name = file.name().unwrap().into_owned();
        let mut text = String::new();
        file.read_to_string(&mut text).unwrap();
        found.insert(name, text);
    }
    found
}

fn of(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(name, text)| (name.to_string(), text.to_string())).collect()
}

async fn filled() -> Lab {
    let lab = Lab::new().await;
    for (path, text) in [("a/one.txt", "1"), ("a/deep/日 +.txt", "2"), ("b", "3"), ("a2", "4")] {
        lab.write(path, text);
    }
    std::fs::create_dir(lab.disk("a/empty")).unwrap();
    lab
}

#[tokio::test]
async fn a_folder_comes_as_a_zip_with_all_that_is_in_it() {
    let lab = filled().await;
    let reply = lab.get("/api/zip?group=lab&path=/a").await;
    assert_eq!((reply.status, reply.header("content-type")), (StatusCode::OK, "application/zip"));
    assert!(reply.header("content-disposition").starts_with("attachment; filename=\"a.zip\""));
    assert_eq!(content(&reply.bytes), of(&[("one.txt", "1"), ("deep/", ""), ("deep/日 +.txt", "2"), ("empty/", "")]));
}

#[tokio::test]
async fn a_selection_comes_by_address_or_by_form() {
    let lab = filled().await;
    let wanted = of(&[("a/", ""), ("a/one.txt", "1"), ("a/deep/", ""), ("a/deep/日 +.txt", "2"), ("a/empty/", ""), ("b", "3")]);
    let reply = lab.get("/api/zip?group=lab&path=%2F&name=a&name=b").await;
    assert_eq!(content(&reply.bytes), wanted);
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let reply = lab.send(Method::POST, "/api/zip", &form, "group=lab&path=/&name=a&name=b").await;
    assert_eq!(content(&reply.bytes), wanted);
    let reply = lab.send(Method::POST, "/api/zip", &form, "group=lab&path=/a/deep&name=%E6%97%A5+%2B.txt").await;
    assert_eq!(content(&reply.bytes), of(&[("日 +.txt", "2")]));
}

#[tokio::test]
async fn what_cannot_be_read_is_listed() {
    let lab = filled().await;
    std::os::unix::fs::symlink("/etc/passwd", lab.disk("a/out")).unwrap();
    std::os::unix::fs::symlink("one.txt", lab.disk("a/in")).unwrap();
    let found = content(&lab.get("/api/zip?group=lab&path=/a").await.bytes);
    assert!(found["LEFT OUT.txt"].contains("/a/out"));
    assert_eq!(found["in"], "1");
    assert!(!found.values().any(|text| text.contains("root:")));
}

#[tokio::test]
async fn names_leave_no_way_out_of_the_folder_they_are_unpacked_in() {
    let lab = filled().await;
    lab.write("n/..\\..\\evil.txt", "x");
    let found = content(&lab.get("/api/zip?group=lab&path=/n").await.bytes);
    assert_eq!(found, of(&[(".._.._evil.txt", "x")]));
}

#[tokio::test]
async fn what_is_not_there_and_who_may_not_is_said_before_the_first_byte() {
    let lab = filled().await;
    assert_eq!(lab.get("/api/zip?group=lab&path=/nowhere").await.status, StatusCode::NOT_FOUND);
    assert_eq!(lab.get("/api/zip?group=lab&path=/&name=a&name=nothing").await.status, StatusCode::NOT_FOUND);
    assert_eq!(lab.get("/api/zip?group=ops&path=/").await.status, StatusCode::FORBIDDEN);
    assert_eq!(lab.get("/api/zip?group=lab&path=../ops").await.status, StatusCode::BAD_REQUEST);
    assert_eq!(lab.get("/api/zip?group=lab&path=/&name=../ops").await.status, StatusCode::BAD_REQUEST);
    assert_eq!(lab.send(Method::POST, "/api/zip", &[("content-type", "text/plain")], "group=lab").await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn no_more_zips_are_made_at_once_than_allowed_and_a_reader_that_leaves_frees_its_place() {
    let lab = Lab::with(|config| config.files.zip_streams = 1).await;
    lab.write("big", vec![1u8; 8 << 20]);
    let request = || {
        let request = axum::http::Request::get("/api/zip?group=lab&path=/").header("authorization", format!("Bearer {}", lab.ann.token));
        request.body(axum::body::Body::empty()).unwrap()
    };
    let first = lab.t.send(request()).await;
    let second = lab.t.send(request()).await;
    assert_eq!((first.status(), second.status()), (StatusCode::OK, StatusCode::TOO_MANY_REQUESTS));
    drop(first);
    crate::harness::eventually("the place is free", async || lab.t.send(request()).await.status() == StatusCode::OK).await;
}
