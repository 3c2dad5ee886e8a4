//! What answers on a fake workload's port: enough of Jupyter Server for readiness and activity, and an echo.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Weak;

use chrono::{DateTime, Utc};
use futures_util::{SinkExt, StreamExt};
use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::header::{CONNECTION, CONTENT_TYPE, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_KEY, UPGRADE};
use hyper::service::service_fn;
use hyper::upgrade::OnUpgrade;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::protocol::Role;
use tokio_util::sync::CancellationToken;

use super::Inner;
use crate::UnitRef;

/// What `/api/status`, `/api/kernels` and `/api/terminals` say.
#[derive(Clone, Debug, Default)]
pub struct FakeActivity {
    pub kernels: Vec<FakeKernel>,
    /// Their last activity.
    pub terminals: Vec<DateTime<Utc>>,
    pub connections: usize,
    /// None is the start of the workload.
    pub last_activity: Option<DateTime<Utc>>,
}

#[derive(Clone, Debug)]
pub struct FakeKernel {
    pub busy: bool,
    pub connections: usize,
    pub last_activity: DateTime<Utc>,
}

/// What one request has to know; None when the workload is not running.
pub struct Answering {
    pub ready: bool,
    pub jupyter: bool,
    pub started: DateTime<Utc>,
    pub activity: FakeActivity,
}

/// Listens until `stopped`; also connections end then, as they do when a container is killed.
pub fn listen(engine: Weak<Inner>, unit: UnitRef, stopped: CancellationToken) -> std::io::Result<SocketAddr> {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0))?;
    listener.set_nonblocking(true)?;
    let listener = TcpListener::from_std(listener)?;
    let address = listener.local_addr()?;
    tokio::spawn(async move {
        let accept_all = async {
            while let Ok((stream, _)) = listener.accept().await {
                let connection = serve(stream, engine.clone(), unit.clone(), stopped.clone());
                tokio::spawn(stopped.clone().run_until_cancelled_owned(connection));
            }
        };
        stopped.run_until_cancelled(accept_all).await;
    });
    Ok(address)
}

async fn serve(stream: TcpStream, engine: Weak<Inner>, unit: UnitRef, stopped: CancellationToken) {
    let service = service_fn(|request| answer(request, engine.clone(), unit.clone(), stopped.clone()));
    let connection = hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service);
    // A client that goes away in the middle is nothing to report.
    let _ = connection.with_upgrades().await;
}

async fn answer(
    request: Request<Incoming>,
    engine: Weak<Inner>,
    unit: UnitRef,
    stopped: CancellationToken,
) -> Result<Response<Full<Bytes>>, std::io::Error> {
    let answering = engine.upgrade().and_then(|engine| engine.answering(&unit));
    let Some(answering) = answering else {
        return Err(std::io::Error::other("the workload has ended"));
    };
    if !answering.ready {
        return Ok(page(StatusCode::SERVICE_UNAVAILABLE, "text/plain", "not ready yet\n".into()));
    }
    if request.headers().contains_key(SEC_WEBSOCKET_KEY) {
        return Ok(echo_socket(request, stopped));
    }
    let path = request.uri().path().trim_end_matches('/').to_owned();
    if path.ends_with("/echo") || !answering.jupyter {
        return echo(request).await;
    }
    Ok(jupyter(&path, &answering))
}

fn jupyter(path: &str, answering: &Answering) -> Response<Full<Bytes>> {
    let activity = &answering.activity;
    let last_activity = activity.last_activity.unwrap_or(answering.started);
    if path.ends_with("/api") {
        return ok(json!({ "version": "2.17.0" }));
    }
    if path.ends_with("/api/status") {
        return ok(json!({
            "started": answering.started,
            "last_activity": last_activity,
            "connections": activity.connections,
            "kernels": activity.kernels.len(),
        }));
    }
    if path.ends_with("/api/kernels") {
        let kernels = activity.kernels.iter().enumerate().map(|(index, kernel)| {
            json!({
                "id": format!("00000000-0000-4000-8000-{index:012}"),
                "name": "python3",
                "last_activity": kernel.last_activity,
                "execution_state": if kernel.busy { "busy" } else { "idle" },
                "connections": kernel.connections,
            })
        });
        return ok(Value::Array(kernels.collect()));
    }
    if path.ends_with("/api/terminals") {
        let terminals = activity.terminals.iter().enumerate();
        let terminals = terminals.map(|(index, at)| json!({ "name": (index + 1).to_string(), "last_activity": at }));
        return ok(Value::Array(terminals.collect()));
    }
    if path.contains("/api/") {
        return page(StatusCode::NOT_FOUND, "application/json", json!({ "message": "not in the fake engine" }).to_string());
    }
    let html = "<!doctype html><title>JupyterLab</title><h1>JupyterLab of the fake engine</h1>";
    page(StatusCode::OK, "text/html; charset=utf-8", html.into())
}

async fn echo(request: Request<Incoming>) -> Result<Response<Full<Bytes>>, std::io::Error> {
    let (head, body) = request.into_parts();
    let body = body.collect().await.map_err(std::io::Error::other)?.to_bytes();
    let headers = head.headers.iter().map(|(name, value)| json!([name.as_str(), String::from_utf8_lossy(value.as_bytes())]));
    Ok(ok(json!({
        "method": head.method.as_str(),
        "target": head.uri.to_string(),
        "headers": headers.collect::<Vec<_>>(),
        "body": String::from_utf8_lossy(&body),
    })))
}

fn echo_socket(mut request: Request<Incoming>, stopped: CancellationToken) -> Response<Full<Bytes>> {
    let accept = request.headers().get(SEC_WEBSOCKET_KEY).map(|key| derive_accept_key(key.as_bytes())).unwrap_or_default();
    let upgrade = hyper::upgrade::on(&mut request);
    tokio::spawn(stopped.run_until_cancelled_owned(echo_messages(upgrade)));
    let mut response = Response::new(Full::default());
    *response.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
    let headers = response.headers_mut();
    headers.insert(CONNECTION, hyper::header::HeaderValue::from_static("Upgrade"));
    headers.insert(UPGRADE, hyper::header::HeaderValue::from_static("websocket"));
    if let Ok(accept) = accept.parse() {
        headers.insert(SEC_WEBSOCKET_ACCEPT, accept);
    }
    response
}

async fn echo_messages(upgrade: OnUpgrade) -> Option<Infallible> {
    let upgraded = upgrade.await.ok()?;
    let mut socket = WebSocketStream::from_raw_socket(TokioIo::new(upgraded), Role::Server, None).await;
    while let Some(Ok(message)) = socket.next().await {
        if message.is_text() || message.is_binary() {
            socket.send(message).await.ok()?;
        }
    }
    None
}

fn ok(value: Value) -> Response<Full<Bytes>> {
    page(StatusCode::OK, "application/json", value.to_string())
}

fn page(status: StatusCode, kind: &'static str, text: String) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(text.into()));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, hyper::header::HeaderValue::from_static(kind));
    response
}
