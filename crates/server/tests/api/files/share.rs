//! Public links of notebooks.

use std::time::Duration;

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use super::{Lab, Reply};

const DAY: Duration = Duration::from_secs(86_400);

async fn share(lab: &Lab, path: &str, days: Option<i64>) -> Value {
    let call = "mutation($p: String!, $d: Int) { shareFile(where: {groupName: \"lab\", phfsPath: $p}, expiresInDays: $d) { shared hash shareLink expiresAt } }";
    let answer = lab.ask(call, json!({ "p": path, "d": days })).await;
    if answer.0.get("errors").is_some() { json!(answer.code()) } else { answer.data()["shareFile"].clone() }
}

async fn shared(lab: &Lab, path: &str) -> Value {
    let query = "query($p: String!) { sharedFile(where: {groupName: \"lab\", phfsPath: $p}) { shared hash } }";
    lab.ask(query, json!({ "p": path })).await.data()["sharedFile"].clone()
}

async fn public(lab: &Lab, hash: &Value) -> Reply {
    lab.send_as(None, Method::GET, &format!("/api/share/{}", hash.as_str().unwrap()), &[], "").await
}

#[tokio::test]
async fn whoever_has_the_link_reads_the_notebook_until_it_is_taken_back() {
    let lab = Lab::new().await;
    lab.write("a/n.ipynb", "{\"cells\": []}");
    assert_eq!(shared(&lab, "/a/n.ipynb").await, json!({ "shared": false, "hash": null }));
    let link = share(&lab, "a/n.ipynb", None).await;
    assert_eq!((&link["shared"], &link["expiresAt"]), (&json!(true), &Value::Null));
    assert_eq!(link["shareLink"], format!("http://localhost:8080/share/{}", link["hash"].as_str().unwrap()));
    let reply = public(&lab, &link["hash"]).await;
    assert_eq!((reply.status, reply.text().as_str()), (StatusCode::OK, "{\"cells\": []}"));
    assert!(reply.header("content-security-policy").contains("sandbox"));
    assert_eq!((reply.header("cache-control"), reply.header("x-robots-tag")), ("no-store", "noindex"));
    assert_eq!(share(&lab, "/a/n.ipynb", None).await["hash"], link["hash"], "one notebook, one link");
    assert_eq!(lab.list("/a").await["nodes"][0]["share"]["hash"], link["hash"]);
    lab.change("unshareFile(where: {groupName: \"lab\", phfsPath: \"/a/n.ipynb\"}) { shared }").await.data();
    assert_eq!(public(&lab, &link["hash"]).await.status, StatusCode::NOT_FOUND);
    assert_ne!(share(&lab, "/a/n.ipynb", None).await["hash"], link["hash"], "the old link stays dead");
}

#[tokio::test]
async fn a_link_ends_on_its_day() {
    let lab = Lab::new().await;
    lab.write("n.ipynb", "{}");
    let link = share(&lab, "n.ipynb", Some(2)).await;
    assert_eq!(link["expiresAt"], "2026-03-04T09:00:00.000Z");
    lab.t.clock.advance(DAY);
    assert_eq!(public(&lab, &link["hash"]).await.status, StatusCode::OK);
    lab.t.clock.advance(DAY);
    assert_eq!(public(&lab, &link["hash"]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(shared(&lab, "n.ipynb").await["shared"], false);
    lab.sweep().await;
    assert_ne!(share(&lab, "n.ipynb", None).await["hash"], link["hash"]);
    for days in [0, -1, 4000] {
        assert_eq!(share(&lab, "n.ipynb", Some(days)).await, "REQUEST_BODY_INVALID", "{days}");
    }
}

#[tokio::test]
async fn a_link_ends_with_its_file_and_follows_it_when_it_is_moved() {
    let lab = Lab::new().await;
    for path in ["a/n.ipynb", "ab/n.ipynb", "b/n.ipynb"] {
        lab.write(path, path);
    }
    let (moved, neighbour, deleted) =
        (share(&lab, "a/n.ipynb", None).await, share(&lab, "ab/n.ipynb", None).await, share(&lab, "b/n.ipynb", None).await);
    lab.change("renameFile(groupName: \"lab\", path: \"/a\", name: \"ä日\") { path }").await.data();
    lab.change("trashFiles(groupName: \"lab\", paths: [\"/b\"])").await.data();
    assert_eq!(public(&lab, &moved["hash"]).await.text(), "a/n.ipynb");
    assert_eq!(public(&lab, &neighbour["hash"]).await.text(), "ab/n.ipynb");
    assert_eq!(public(&lab, &deleted["hash"]).await.status, StatusCode::NOT_FOUND);
    lab.write("b/n.ipynb", "another one");
    assert_eq!(public(&lab, &deleted["hash"]).await.status, StatusCode::NOT_FOUND);
    let mine = lab.ask("{ myShareLinks { path groupName createdBy } }", json!({})).await.data()["myShareLinks"].clone();
    let mut paths: Vec<&str> = mine.as_array().unwrap().iter().map(|link| link["path"].as_str().unwrap()).collect();
    paths.sort();
    assert_eq!(paths, ["/ab/n.ipynb", "/ä日/n.ipynb"]);
    assert_eq!(lab.t.ask(&lab.bob, "{ myShareLinks { path } }", json!({})).await.data()["myShareLinks"], json!([]));
}

#[tokio::test]
async fn only_notebooks_of_ones_own_group_are_shared() {
    let lab = Lab::new().await;
    lab.write("data.csv", "x");
    lab.write("folder.ipynb/x", "x");
    std::os::unix::fs::symlink("/etc/passwd", lab.disk("out.ipynb")).unwrap();
    assert_eq!(share(&lab, "data.csv", None).await, "REQUEST_BODY_INVALID");
    assert_eq!(share(&lab, "nothing.ipynb", None).await, "RESOURCE_NOT_FOUND");
    assert_eq!(share(&lab, "out.ipynb", None).await, "RESOURCE_NOT_FOUND");
    assert_eq!(share(&lab, "folder.ipynb", None).await, "IS_A_FOLDER");
    let call = "mutation { shareFile(where: {groupName: \"lab\", phfsPath: \"/x.ipynb\"}) { hash } }";
    assert_eq!(lab.t.ask(&lab.bob, call, json!({})).await.code(), "NOT_AUTH");
}

#[tokio::test]
async fn a_shared_notebook_that_becomes_a_link_out_is_no_longer_shown() {
    let lab = Lab::new().await;
    lab.write("n.ipynb", "{}");
    let link = share(&lab, "n.ipynb", None).await;
    std::fs::remove_file(lab.disk("n.ipynb")).unwrap();
    std::os::unix::fs::symlink("/etc/passwd", lab.disk("n.ipynb")).unwrap();
    assert_eq!(public(&lab, &link["hash"]).await.status, StatusCode::NOT_FOUND);
    for hash in ["", "x", "../files", "%2e%2e"] {
        let reply = lab.send_as(None, Method::GET, &format!("/api/share/{hash}"), &[], "").await;
        assert_eq!(reply.status, StatusCode::NOT_FOUND, "{hash}");
    }
}

#[tokio::test]
async fn an_administrator_limits_links_or_switches_them_off() {
    let lab = Lab::with(|config| config.files.share_max_days = 7).await;
    lab.write("n.ipynb", "{}");
    assert_eq!(share(&lab, "n.ipynb", None).await["expiresAt"], "2026-03-09T09:00:00.000Z");
    assert_eq!(share(&lab, "n.ipynb", Some(8)).await, "REQUEST_BODY_INVALID");
    let off = Lab::with(|config| config.files.share_links = false).await;
    off.write("n.ipynb", "{}");
    assert_eq!(share(&off, "n.ipynb", None).await, "SHARING_OFF");
}
