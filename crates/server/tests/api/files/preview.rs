//! The beginnings of files.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::Lab;

async fn preview(lab: &Lab, name: &str) -> Value {
    let reply = lab.get(&format!("/api/preview/groups/lab/{name}")).await;
    assert_eq!(reply.status, StatusCode::OK, "{name}");
    reply.json()
}

#[tokio::test]
async fn text_comes_as_its_beginning_cut_at_a_line() {
    let lab = Lab::new().await;
    lab.write("a.csv", "\u{feff}x,y\n1,2\n");
    let shown = preview(&lab, "a.csv").await;
    assert_eq!((&shown["kind"], &shown["text"], &shown["isTruncated"]), (&json!("csv"), &json!("x,y\n1,2\n"), &json!(false)));
    lab.write("big.log", "0123456789abcde\n".repeat(100_000));
    let shown = preview(&lab, "big.log").await;
    let text = shown["text"].as_str().unwrap();
    assert!(text.len() <= 256 * 1024 && text.ends_with('\n'));
    assert_eq!((&shown["isTruncated"], &shown["size"]), (&json!(true), &json!(1_600_000)));
}

#[tokio::test]
async fn notebooks_come_whole_and_pictures_by_their_address() {
    let lab = Lab::new().await;
    let notebook = format!("{{\"cells\": [\"{}\"]}}", "x".repeat(500_000));
    lab.write("n.ipynb", &notebook);
    let shown = preview(&lab, "n.ipynb").await;
    assert_eq!((&shown["kind"], shown["text"].as_str().unwrap().len()), (&json!("notebook"), notebook.len()));
    lab.write("huge.ipynb", vec![b' '; 21 << 20]);
    let shown = preview(&lab, "huge.ipynb").await;
    assert_eq!((&shown["kind"], &shown["text"]), (&json!("none"), &Value::Null));
    assert!(shown["message"].as_str().unwrap().contains("20 MiB"));
    lab.write("p.png", "x");
    let shown = preview(&lab, "p.png").await;
    assert_eq!((&shown["kind"], &shown["text"], &shown["url"]), (&json!("image"), &Value::Null, &json!("/api/files/groups/lab/p.png")));
}

#[tokio::test]
async fn what_looks_like_text_is_shown_and_what_does_not_is_not() {
    let lab = Lab::new().await;
    lab.write("README", "read me");
    lab.write("model.bin", b"\x00\x01\x02");
    lab.write("fake.md", b"# x\x00");
    lab.write("latin.txt", b"caf\xe9");
    assert_eq!(preview(&lab, "README").await["kind"], "text");
    assert_eq!(preview(&lab, "model.bin").await["kind"], "none");
    assert_eq!(preview(&lab, "fake.md").await["kind"], "none");
    assert_eq!(preview(&lab, "latin.txt").await["text"], "caf\u{fffd}");
    assert_eq!(lab.get("/api/preview/groups/lab/nothing").await.status, StatusCode::NOT_FOUND);
    assert_eq!(lab.get("/api/preview/groups/lab/").await.status, StatusCode::NOT_FOUND);
}
