//! Tests of shared files: one group, its folder on the disk, and a member who asks.

mod change;
mod datasets;
mod keys;
mod listing;
mod preview;
mod quota;
mod share;
mod sweep;
mod transfer;
mod trash;
mod traversal;
mod tus;
mod zip;

use std::path::PathBuf;

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use primehub_server::config::Config;
use serde_json::{Value, json};

use crate::harness::{Answer, Person, Quotas, TestApp};

/// A server with the group `lab`, in which `ann` is, and `bob`, who is in another one.
pub struct Lab {
    pub t: TestApp,
    pub ann: Person,
    pub bob: Person,
    pub group: String,
}

pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Bytes,
}

impl Reply {
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or_else(|_| panic!("not JSON: {}", self.text()))
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

impl Lab {
    pub async fn new() -> Self {
        Self::with(|_| {}).await
    }

    pub async fn with(adjust: impl FnOnce(&mut Config)) -> Self {
        let t = TestApp::with(adjust).await;
        let (ann, bob) = (t.person("ann").await, t.person("bob").await);
        let group = t.group("lab", Quotas::default(), &[&ann]).await;
        t.group("ops", Quotas::default(), &[&bob]).await;
        std::fs::create_dir_all(t.app.data("files/groups/lab")).unwrap();
        std::fs::create_dir_all(t.app.data("files/groups/ops")).unwrap();
        Self { t, ann, bob, group }
    }

    /// A place in the group's folder on the disk.
    pub fn disk(&self, below: &str) -> PathBuf {
        self.t.app.data("files/groups/lab").join(below)
    }

    /// As a notebook would write it.
    pub fn write(&self, below: &str, bytes: impl AsRef<[u8]>) {
        let path = self.disk(below);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }

    pub fn read(&self, below: &str) -> Vec<u8> {
        std::fs::read(self.disk(below)).unwrap_or_else(|error| panic!("{below}: {error}"))
    }

    pub async fn send(&self, method: Method, path: &str, headers: &[(&str, &str)], body: impl Into<Body>) -> Reply {
        self.send_as(Some(&self.ann), method, path, headers, body).await
    }

    pub async fn send_as(
        &self,
        person: Option<&Person>,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Body>,
    ) -> Reply {
        let mut request = Request::builder().method(method).uri(path);
        if let Some(person) = person {
            request = request.header("authorization", format!("Bearer {}", person.token));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = self.t.send(request.body(body.into()).unwrap()).await;
        let (status, headers) = (response.status(), response.headers().clone());
        let bytes = axum::body::to_bytes(response.into_body(), 256 << 20).await.unwrap();
        Reply { status, headers, bytes }
    }

    pub async fn get(&self, path: &str) -> Reply {
        self.send(Method::GET, path, &[], Body::empty()).await
    }

    pub async fn upload(&self, path: &str, bytes: impl Into<Body>) -> Reply {
        self.send(Method::POST, &format!("/api/files/groups/lab{path}"), &[], bytes).await
    }

    pub async fn ask(&self, query: &str, variables: Value) -> Answer {
        self.t.ask(&self.ann, query, variables).await
    }

    /// A mutation with these arguments, of the group.
    pub async fn change(&self, call: &str) -> Answer {
        self.ask(&format!("mutation {{ {call} }}"), json!({})).await
    }

    pub async fn list(&self, path: &str) -> Value {
        let query = "query($p: String!) { folder(groupName: \"lab\", path: $p) { path exists totalCount folderCount fileCount totalBytes \
            nodes { name path kind size lastModified contentType preview phfsUri url isDataset share { hash } } } }";
        self.ask(query, json!({ "p": path })).await.data()["folder"].clone()
    }

    pub async fn names(&self, path: &str) -> Vec<String> {
        names(&self.list(path).await["nodes"])
    }

    pub async fn usage(&self) -> Value {
        let query = "{ filesUsage(groupName: \"lab\") { bytes files trashBytes trashFiles uploadingBytes quotaBytes quotaFiles } }";
        self.ask(query, json!({})).await.data()["filesUsage"].clone()
    }

    pub async fn sweep(&self) {
        primehub_server::features::files::sweep::sweep(&self.t.app).await.unwrap_or_else(|error| panic!("{error:?}"));
    }

    /// Files aside that are not finished.
    pub fn unfinished(&self) -> usize {
        std::fs::read_dir(self.t.app.data("files/uploads").join(&self.group)).map_or(0, Iterator::count)
    }
}

pub fn names(nodes: &Value) -> Vec<String> {
    nodes.as_array().unwrap().iter().map(|node| node["name"].as_str().unwrap().to_owned()).collect()
}
