//! Uploads in several requests.

use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{Method, StatusCode};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use futures_util::{StreamExt, stream};
use serde_json::json;
use sha2::{Digest, Sha256};

use super::{Lab, Reply};
use crate::harness::eventually;

const VERSION: (&str, &str) = ("tus-resumable", "1.0.0");
const PART: (&str, &str) = ("content-type", "application/offset+octet-stream");

fn metadata(path: &str, conflict: &str) -> String {
    let coded = |text: &str| STANDARD.encode(text);
    format!("group {},path {},conflict {}", coded("lab"), coded(path), coded(conflict))
}

async fn begin(lab: &Lab, path: &str, length: usize) -> Reply {
    begin_with(lab, &metadata(path, "refuse"), length).await
}

async fn begin_with(lab: &Lab, metadata: &str, length: usize) -> Reply {
    let length = length.to_string();
    lab.send(Method::POST, "/api/uploads", &[VERSION, ("upload-length", &length), ("upload-metadata", metadata)], "").await
}

async fn part(lab: &Lab, address: &str, offset: usize, body: impl Into<Body>) -> Reply {
    lab.send(Method::PATCH, address, &[VERSION, PART, ("upload-offset", &offset.to_string())], body).await
}

async fn offset(lab: &Lab, address: &str) -> usize {
    let reply = lab.send(Method::HEAD, address, &[VERSION], "").await;
    assert_eq!(reply.status, StatusCode::OK);
    reply.header("upload-offset").parse().unwrap()
}

/// Some bytes, and then the connection is gone.
fn broken(bytes: &'static str) -> Body {
    Body::from_stream(stream::iter([Ok(Bytes::from(bytes)), Err(std::io::Error::other("gone"))]))
}

#[tokio::test]
async fn a_file_comes_in_parts_and_is_seen_when_it_is_complete() {
    let lab = Lab::new().await;
    let begun = begin(&lab, "/a/new 日.bin", 10).await;
    assert_eq!(begun.status, StatusCode::CREATED);
    assert!(!begun.header("upload-expires").is_empty());
    let address = begun.header("location").to_owned();
    assert_eq!(offset(&lab, &address).await, 0);
    let first = part(&lab, &address, 0, "0123").await;
    assert_eq!((first.status, first.header("upload-offset")), (StatusCode::NO_CONTENT, "4"));
    assert!(!lab.disk("a").exists(), "nothing is seen of it, not even its folder");
    let wrong = part(&lab, &address, 3, "3456").await;
    assert_eq!((wrong.status, wrong.header("upload-offset")), (StatusCode::CONFLICT, "4"));
    let last = part(&lab, &address, 4, "456789").await;
    assert_eq!((last.header("upload-offset"), last.header("upload-path")), ("10", "/a/new%20%E6%97%A5.bin"));
    assert_eq!(lab.read("a/new 日.bin"), b"0123456789");
    // The client that missed the last answer is told that all is there.
    assert_eq!(offset(&lab, &address).await, 10);
    assert_eq!(lab.unfinished(), 0);
}

#[tokio::test]
async fn what_came_before_the_connection_broke_is_kept() {
    let lab = Lab::new().await;
    let address = begin(&lab, "/x", 10).await.header("location").to_owned();
    assert!(!part(&lab, &address, 0, broken("01234")).await.status.is_success());
    assert_eq!(offset(&lab, &address).await, 5);
    assert!(!part(&lab, &address, 5, broken("67")).await.status.is_success());
    let address = address.as_str();
    assert_eq!(offset(&lab, address).await, 7);
    assert_eq!(part(&lab, address, 7, "xyz").await.status, StatusCode::NO_CONTENT);
    assert_eq!(lab.read("x"), b"0123467xyz");
}

#[tokio::test]
async fn a_dead_connection_that_still_hangs_is_cut_by_the_next_request() {
    let lab = Lab::new().await;
    let address = begin(&lab, "/x", 6).await.header("location").to_owned();
    let hanging = Body::from_stream(stream::iter([Ok::<_, std::io::Error>(Bytes::from("abc"))]).chain(stream::pending()));
    let first = part(&lab, &address, 0, hanging);
    let second = async {
        eventually("the first bytes are there", async || {
            let file = lab.t.app.data("files/uploads").join(&lab.group).join(address.rsplit('/').next().unwrap());
            std::fs::metadata(file).is_ok_and(|meta| meta.len() == 3)
        })
        .await;
        assert_eq!(offset(&lab, &address).await, 3);
        part(&lab, &address, 3, "def").await
    };
    let (first, second) = tokio::join!(first, second);
    assert_eq!((first.status, second.status), (StatusCode::BAD_REQUEST, StatusCode::NO_CONTENT));
    assert_eq!(lab.read("x"), b"abcdef");
}

#[tokio::test]
async fn somebody_who_sends_nothing_is_given_up_on() {
    let lab = Lab::new().await;
    let address = begin(&lab, "/x", 6).await.header("location").to_owned();
    let hanging = Body::from_stream(stream::iter([Ok::<_, std::io::Error>(Bytes::from("abc"))]).chain(stream::pending()));
    let waiting = part(&lab, &address, 0, hanging);
    let moving = async {
        loop {
            lab.t.clock.advance(Duration::from_secs(10));
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    let reply = tokio::select! { reply = waiting => reply, () = moving => unreachable!() };
    assert_eq!(reply.json()["code"], "UPLOAD_CUT_OFF");
    assert_eq!(offset(&lab, &address).await, 3);
}

#[tokio::test]
async fn an_upload_can_begin_with_its_first_part_and_an_empty_file_is_complete_at_once() {
    let lab = Lab::new().await;
    let metadata = metadata("/x", "refuse");
    let headers = [VERSION, PART, ("upload-length", "4"), ("upload-metadata", metadata.as_str())];
    let begun = lab.send(Method::POST, "/api/uploads", &headers, "abcd").await;
    assert_eq!((begun.status, begun.header("upload-offset")), (StatusCode::CREATED, "4"));
    assert_eq!(lab.read("x"), b"abcd");
    assert_eq!(begin(&lab, "/empty", 0).await.header("upload-path"), "/empty");
    assert_eq!(lab.read("empty"), b"");
}

#[tokio::test]
async fn a_part_that_does_not_agree_with_its_check_sum_is_thrown_away() {
    let lab = Lab::new().await;
    let address = begin(&lab, "/x", 6).await.header("location").to_owned();
    part(&lab, &address, 0, "abc").await;
    let sum = format!("sha256 {}", STANDARD.encode(Sha256::digest("def")));
    let with_sum = async |sum: &str, body: Body| {
        lab.send(Method::PATCH, &address, &[VERSION, PART, ("upload-offset", "3"), ("upload-checksum", sum)], body).await.status.as_u16()
    };
    assert_eq!(with_sum(&sum, "xyz".into()).await, 460);
    assert_eq!(offset(&lab, &address).await, 3);
    assert_eq!(with_sum(&sum, broken("de")).await, 400);
    assert_eq!(offset(&lab, &address).await, 3, "half a part cannot be checked, so none of it counts");
    assert_eq!(with_sum("md5 abc", "def".into()).await, 400);
    assert_eq!(with_sum(&sum, "def".into()).await, 204);
    assert_eq!(lab.read("x"), b"abcdef");
}

#[tokio::test]
async fn bytes_that_a_killed_server_had_not_checked_do_not_count() {
    let lab = Lab::new().await;
    let address = begin(&lab, "/x", 6).await.header("location").to_owned();
    let id = address.rsplit('/').next().unwrap();
    let mut tx = lab.t.app.db.begin().await.unwrap_or_else(|error| panic!("{error:?}"));
    sqlx::query("update uploads set unsure_from = 2 where id = $1").bind(id).execute(&mut *tx).await.unwrap();
    tx.commit().await.unwrap();
    std::fs::write(lab.t.app.data("files/uploads").join(&lab.group).join(id), "abcde").unwrap();
    assert_eq!(offset(&lab, &address).await, 2);
}

#[tokio::test]
async fn what_a_crash_left_complete_is_put_in_place_when_the_client_comes_back() {
    let lab = Lab::new().await;
    for (state, name) in [("open", "one"), ("complete", "two")] {
        let address = begin(&lab, &format!("/{name}"), 3).await.header("location").to_owned();
        let id = address.rsplit('/').next().unwrap();
        std::fs::write(lab.t.app.data("files/uploads").join(&lab.group).join(id), name).unwrap();
        let mut tx = lab.t.app.db.begin().await.unwrap_or_else(|error| panic!("{error:?}"));
        sqlx::query("update uploads set state = $1 where id = $2").bind(state).bind(id).execute(&mut *tx).await.unwrap();
        tx.commit().await.unwrap();
        let again = lab.t.second_server().await;
        drop(again);
        assert_eq!(offset(&lab, &address).await, 3, "{state}");
        assert_eq!(lab.read(name), name.as_bytes(), "{state}");
        assert_eq!(offset(&lab, &address).await, 3, "{state}");
    }
}

#[tokio::test]
async fn a_name_that_is_taken_is_refused_before_the_first_byte_unless_one_says_otherwise() {
    let lab = Lab::new().await;
    lab.write("x.csv", "old");
    let refused = begin(&lab, "/x.csv", 3).await;
    assert_eq!((refused.status, refused.json()["code"].clone()), (StatusCode::CONFLICT, json!("FILE_EXISTS")));
    let both = begin_with(&lab, &metadata("/x.csv", "keep_both"), 3).await;
    let done = part(&lab, both.header("location"), 0, "new").await;
    assert_eq!(done.header("upload-path"), "/x%20%282%29.csv");
    let replace = begin_with(&lab, &metadata("/x.csv", "replace"), 3).await;
    part(&lab, replace.header("location"), 0, "NEW").await;
    assert_eq!((lab.read("x.csv"), lab.read("x (2).csv")), (b"NEW".to_vec(), b"new".to_vec()));
}

#[tokio::test]
async fn a_name_that_is_taken_meanwhile_is_never_overwritten() {
    let lab = Lab::new().await;
    let address = begin(&lab, "/x.csv", 3).await.header("location").to_owned();
    lab.write("x.csv", "of a notebook");
    assert_eq!(part(&lab, &address, 0, "new").await.header("upload-path"), "/x%20%282%29.csv");
    assert_eq!((lab.read("x.csv"), lab.read("x (2).csv")), (b"of a notebook".to_vec(), b"new".to_vec()));
}

#[tokio::test]
async fn an_upload_is_ended_by_its_owner_and_nobody_else_sees_it() {
    let lab = Lab::new().await;
    let address = begin(&lab, "/x", 6).await.header("location").to_owned();
    let carl = lab.t.person("carl").await;
    for person in [&lab.bob, &carl, &lab.t.root().await] {
        for method in [Method::HEAD, Method::PATCH, Method::DELETE] {
            let headers = [VERSION, PART, ("upload-offset", "0")];
            assert_eq!(lab.send_as(Some(person), method, &address, &headers, "").await.status, StatusCode::NOT_FOUND);
        }
    }
    assert_eq!(lab.usage().await["uploadingBytes"], 6.0);
    assert_eq!(lab.send(Method::DELETE, &address, &[VERSION], "").await.status, StatusCode::NO_CONTENT);
    assert_eq!(lab.send(Method::HEAD, &address, &[VERSION], "").await.status, StatusCode::NOT_FOUND);
    assert_eq!((lab.unfinished(), lab.usage().await["uploadingBytes"].clone()), (0, json!(0.0)));
    let foreign = STANDARD.encode("ops");
    let begun = begin_with(&lab, &format!("group {foreign},path {}", STANDARD.encode("/x")), 1).await;
    assert_eq!(begun.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn an_upload_that_is_left_alone_expires_and_its_bytes_go() {
    let lab = Lab::new().await;
    let address = begin(&lab, "/x", 6).await.header("location").to_owned();
    lab.t.clock.advance(Duration::from_secs(23 * 3600));
    part(&lab, &address, 0, "abc").await;
    lab.t.clock.advance(Duration::from_secs(23 * 3600));
    lab.sweep().await;
    assert_eq!(offset(&lab, &address).await, 3, "each part gives it another day");
    lab.t.clock.advance(Duration::from_secs(2 * 3600));
    assert_eq!(lab.send(Method::HEAD, &address, &[VERSION], "").await.status, StatusCode::GONE);
    lab.sweep().await;
    assert_eq!((lab.unfinished(), lab.usage().await["uploadingBytes"].clone()), (0, json!(0.0)));
    assert_eq!(lab.send(Method::HEAD, &address, &[VERSION], "").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_protocol_is_spoken_as_it_is_written() {
    let lab = Lab::new().await;
    let abilities = lab.send(Method::OPTIONS, "/api/uploads", &[], "").await;
    assert_eq!(abilities.header("tus-version"), "1.0.0");
    for extension in ["creation", "creation-with-upload", "termination", "checksum", "expiration"] {
        assert!(abilities.header("tus-extension").split(',').any(|word| word == extension), "{extension}");
    }
    let address = begin(&lab, "/x", 3).await.header("location").to_owned();
    let old = lab.send(Method::HEAD, &address, &[("tus-resumable", "0.2.2")], "").await;
    assert_eq!((old.status, old.header("tus-version")), (StatusCode::PRECONDITION_FAILED, "1.0.0"));
    let kind = lab.send(Method::PATCH, &address, &[VERSION, ("upload-offset", "0"), ("content-type", "text/plain")], "abc").await;
    assert_eq!(kind.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    let head = lab.send(Method::HEAD, &address, &[VERSION], "").await;
    assert_eq!((head.header("upload-length"), head.header("cache-control")), ("3", "no-store"));
    let long = part(&lab, &address, 0, "abcdef").await;
    assert_eq!(long.json()["code"], "UPLOAD_TOO_LONG");
    for length in ["", "-1", "x", "1.5", "99999999999999999999"] {
        let metadata = metadata("/y", "refuse");
        let headers = [VERSION, ("upload-length", length), ("upload-metadata", metadata.as_str())];
        assert_eq!(lab.send(Method::POST, "/api/uploads", &headers, "").await.status, StatusCode::BAD_REQUEST, "{length}");
    }
}
