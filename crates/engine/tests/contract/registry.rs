//! A small image registry with one image, open or with a password, that hands its layer out slowly.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use futures_util::{Stream, StreamExt};
use http_body_util::{BodyExt, StreamBody, combinators::BoxBody};
use hyper::body::{Frame, Incoming};
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use serde_json::json;
use sha2::{Digest, Sha256};
use tokio::net::TcpListener;

use crate::busybox;

const LAYER_MIB: usize = 8;
const CHUNK: usize = 128 * 1024;
const PAUSE: Duration = Duration::from_millis(15);

struct Content {
    /// The value of the Authorization header that is wanted, if any.
    wanted: Option<String>,
    manifest: Bytes,
    config: Bytes,
    layer: Bytes,
}

/// Host and port of a registry with the image `team/image:1`; every other image is missing.
pub async fn start(login: Option<(&str, &str)>) -> String {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let content = Arc::new(content(login, &address));
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let content = content.clone();
            let service = service_fn(move |request| answer(content.clone(), request));
            tokio::spawn(hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service));
        }
    });
    address
}

fn content(login: Option<(&str, &str)>, salt: &str) -> Content {
    // No two tests share a layer, so that each has one to fetch.
    let noise: Vec<u8> = salt.bytes().cycle().take(LAYER_MIB * 1024 * 1024).collect();
    let layer = busybox::archive(&[("noise", &noise, 0o644)]);
    let config = json!({
        "architecture": "amd64", "os": "linux", "config": {},
        "rootfs": { "type": "layers", "diff_ids": [digest(&layer)] },
    });
    let config = Bytes::from(config.to_string());
    let manifest = json!({
        "schemaVersion": 2,
        "mediaType": MANIFEST,
        "config": { "mediaType": "application/vnd.docker.container.image.v1+json", "size": config.len(), "digest": digest(&config) },
        "layers": [{ "mediaType": "application/vnd.docker.image.rootfs.diff.tar.gzip", "size": layer.len(), "digest": digest(&layer) }],
    });
    let wanted = login.map(|(user, password)| format!("Basic {}", BASE64_STANDARD.encode(format!("{user}:{password}"))));
    Content { wanted, manifest: manifest.to_string().into(), config, layer }
}

const MANIFEST: &str = "application/vnd.docker.distribution.manifest.v2+json";

fn digest(bytes: &[u8]) -> String {
    let hex: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256:{hex}")
}

type Body = BoxBody<Bytes, Infallible>;

async fn answer(content: Arc<Content>, request: Request<Incoming>) -> Result<Response<Body>, Infallible> {
    let given = request.headers().get("Authorization").and_then(|value| value.to_str().ok());
    if content.wanted.is_some() && given != content.wanted.as_deref() {
        let refused = Response::builder().status(401).header("WWW-Authenticate", "Basic realm=\"test\"");
        let errors = json!({ "errors": [{ "code": "UNAUTHORIZED", "message": "authentication required" }] });
        return Ok(refused.body(whole(errors.to_string().into())).unwrap());
    }
    let path = request.uri().path();
    let manifests = ["/v2/team/image/manifests/1".to_owned(), format!("/v2/team/image/manifests/{}", digest(&content.manifest))];
    if path == "/v2/" {
        return Ok(Response::new(whole("{}".into())));
    }
    if manifests.iter().any(|manifest| manifest == path) {
        let found = Response::builder().header("Content-Type", MANIFEST).header("Docker-Content-Digest", digest(&content.manifest));
        return Ok(found.body(whole(content.manifest.clone())).unwrap());
    }
    if path.ends_with(&digest(&content.config)) {
        return Ok(Response::new(whole(content.config.clone())));
    }
    if path.ends_with(&digest(&content.layer)) {
        let length = content.layer.len();
        return Ok(Response::builder().header("Content-Length", length).body(slowly(content.layer.clone())).unwrap());
    }
    let errors = json!({ "errors": [{ "code": "MANIFEST_UNKNOWN", "message": "manifest unknown" }] });
    let missing = Response::builder().status(404).header("Content-Type", "application/json");
    Ok(missing.body(whole(errors.to_string().into())).unwrap())
}

fn whole(bytes: Bytes) -> Body {
    http_body_util::Full::new(bytes).boxed()
}

fn slowly(mut rest: Bytes) -> Body {
    let (sender, receiver) = tokio::sync::mpsc::channel(1);
    tokio::spawn(async move {
        while !rest.is_empty() {
            tokio::time::sleep(PAUSE).await;
            let chunk = rest.split_to(CHUNK.min(rest.len()));
            if sender.send(chunk).await.is_err() {
                return;
            }
        }
    });
    BodyExt::boxed(StreamBody::new(Chunks(receiver).map(|chunk| Ok(Frame::data(chunk)))))
}

struct Chunks(tokio::sync::mpsc::Receiver<Bytes>);

impl Stream for Chunks {
    type Item = Bytes;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Bytes>> {
        self.0.poll_recv(context)
    }
}
