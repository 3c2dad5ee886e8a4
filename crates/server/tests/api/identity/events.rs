//! The stream of changes: who hears of what, and when it ends.

use axum::body::{Body, BodyDataStream};
use axum::http::Request;
use futures_util::StreamExt;
use serde_json::json;

use super::browser_of;
use crate::harness::{Person, Quotas, TestApp};

async fn listen(t: &TestApp, person: &Person) -> BodyDataStream {
    let cookie = browser_of(t, person).await.cookie.unwrap();
    let response = t.send(Request::get("/api/events").header("cookie", cookie).body(Body::empty()).unwrap()).await;
    assert_eq!(response.status(), 200);
    let mut stream = response.into_body().into_data_stream();
    assert!(next(&mut stream).await.unwrap().contains("event: hello"));
    stream
}

/// The next piece, or None at the end of the stream. Fails when neither comes.
async fn next(stream: &mut BodyDataStream) -> Option<String> {
    let piece =
        tokio::time::timeout(std::time::Duration::from_secs(10), stream.next()).await.expect("a piece or the end within ten seconds");
    piece.map(|bytes| String::from_utf8(bytes.unwrap().to_vec()).unwrap())
}

#[tokio::test]
async fn people_hear_of_themselves_and_their_groups_only() {
    let t = TestApp::new().await;
    let (root, ann, eve) = (t.root().await, t.person("ann").await, t.person("eve").await);
    let lab = t.group("lab", Quotas::default(), &[&ann]).await;
    let ops = t.group("ops", Quotas::default(), &[]).await;
    let (mut anns, mut eves) = (listen(&t, &ann).await, listen(&t, &eve).await);
    let update = "mutation($id: ID!) { updateGroup(where: {id: $id}, data: {displayName: \"New\"}) { id } }";
    t.ask(&root, update, json!({ "id": ops })).await.data();
    t.ask(&root, update, json!({ "id": lab })).await.data();
    t.ask(&eve, "mutation { updateProfile(firstName: \"Eve\") { id } }", json!({})).await.data();
    assert!(next(&mut anns).await.unwrap().contains(&lab), "nothing of ops before");
    assert!(next(&mut eves).await.unwrap().contains(&eve.id), "nothing of groups before");
}

#[tokio::test]
async fn the_stream_ends_with_the_session() {
    let t = TestApp::new().await;
    let (root, ann) = (t.root().await, t.person("ann").await);
    let mut stream = listen(&t, &ann).await;
    t.ask(&root, "mutation($id: ID!) { updateUser(where: {id: $id}, data: {enabled: false}) { id } }", json!({ "id": ann.id }))
        .await
        .data();
    assert_eq!(next(&mut stream).await, None);
}

#[tokio::test]
async fn an_administrator_who_was_one_hears_no_more_of_others() {
    let t = TestApp::new().await;
    let (root, ann) = (t.root().await, t.person("ann").await);
    let set = "mutation($id: ID!, $admin: Boolean) { updateUser(where: {id: $id}, data: {isAdmin: $admin}) { id } }";
    t.ask(&root, set, json!({ "id": ann.id, "admin": true })).await.data();
    let mut stream = listen(&t, &ann).await;
    t.ask(&root, set, json!({ "id": ann.id, "admin": false })).await.data();
    assert!(next(&mut stream).await.unwrap().contains(&ann.id));
    let lab = t.group("lab", Quotas::default(), &[]).await;
    t.ask(&root, "mutation($id: ID!) { updateGroup(where: {id: $id}, data: {displayName: \"New\"}) { id } }", json!({ "id": lab }))
        .await
        .data();
    t.ask(&ann, "mutation { updateProfile(firstName: \"Ann\") { id } }", json!({})).await.data();
    assert!(next(&mut stream).await.unwrap().contains(&ann.id), "nothing of the group before");
}

#[tokio::test]
async fn only_administrators_hear_of_secrets() {
    let t = TestApp::new().await;
    let (root, ann) = (t.root().await, t.person("ann").await);
    let (mut roots, mut anns) = (listen(&t, &root).await, listen(&t, &ann).await);
    let create = "mutation($data: SecretCreateInput!) { createSecret(data: $data) { id } }";
    let secret = json!({ "name": "registry", "type": "opaque", "secret": "x" });
    let answer = t.ask(&root, create, json!({ "data": secret })).await;
    let id = answer.data()["createSecret"]["id"].as_str().unwrap().to_owned();
    let heard = next(&mut roots).await.unwrap();
    assert!(heard.contains("\"secret\"") && heard.contains(&id), "{heard}");
    t.ask(&ann, "mutation { updateProfile(firstName: \"Ann\") { id } }", json!({})).await.data();
    assert!(next(&mut anns).await.unwrap().contains(&ann.id), "nothing of the secret before");
}

/// With SQLite there is one server, so there is nobody to tell.
#[tokio::test]
async fn what_changes_through_another_server_is_heard_here() {
    let t = TestApp::new().await;
    if t.app.config.database.url == "sqlite" {
        return;
    }
    let other = t.second_server().await;
    let ann = t.person("ann").await;
    let mut stream = listen(&t, &ann).await;
    for _ in 0..60 {
        other.ask(&ann, "mutation { updateProfile(firstName: \"Ann\") { id } }", json!({})).await.data();
        // The servers may only be about to find each other.
        let piece = tokio::time::timeout(std::time::Duration::from_millis(500), stream.next()).await;
        if let Ok(Some(Ok(piece))) = piece
            && String::from_utf8_lossy(&piece).contains(&ann.id)
        {
            return;
        }
    }
    panic!("nothing was heard of the other server");
}
