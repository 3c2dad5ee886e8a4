//! Reading oneself and others.

use serde_json::json;

use crate::harness::TestApp;

#[tokio::test]
async fn a_person_reads_himself_with_a_token() {
    let t = TestApp::new().await;
    let ann = t.person("ann").await;
    let answer = t.ask(&ann, "{ me { id username } }", json!({})).await;
    assert_eq!(answer.data()["me"]["username"], "ann");
}

#[tokio::test]
async fn nobody_reads_nothing() {
    let t = TestApp::new().await;
    let answer = t.ask_as_nobody("{ me { id } }", json!({})).await;
    assert_eq!(answer.code(), "NOT_AUTH");
}
