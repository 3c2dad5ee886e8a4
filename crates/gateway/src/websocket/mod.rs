//! Opening a WebSocket through the gateway: the handshake is passed on to the workload, and when
//! both sides have agreed, `relay` takes the two sockets over.

pub(crate) mod frames;
mod relay;

use std::sync::Arc;
use std::sync::atomic::Ordering;

use bytes::Bytes;
use http::header::{CONNECTION, HeaderValue, SEC_WEBSOCKET_KEY, UPGRADE};
use http::request::Parts;
use http::{HeaderMap, Method, Response, StatusCode};
use hyper::upgrade::{OnUpgrade, Upgraded};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

use crate::backend::{Backend, BackendBody, Failure};
use crate::body::{ReplyBody, RequestBody};
use crate::client_io::ClientIo;
use crate::connection::Worker;
use crate::door::Visit;
use crate::forward::{Order, connect, no_answer, target_uri};
use crate::headers::Passing;
use crate::pages::{self, Reader, Reply};
use crate::stats::count;

const WEBSOCKET: HeaderValue = HeaderValue::from_static("websocket");
const UPGRADE_OPTION: HeaderValue = HeaderValue::from_static("upgrade");

pub(crate) fn is_asked_for(head: &Parts) -> bool {
    let headers = &head.headers;
    head.method == Method::GET
        && names(headers, &UPGRADE, "websocket")
        && lists(headers, "upgrade")
        && headers.contains_key(SEC_WEBSOCKET_KEY)
}

fn names(headers: &HeaderMap, header: &http::HeaderName, wanted: &str) -> bool {
    let mut values = headers.get_all(header).iter();
    let first = values.next().and_then(|value| value.to_str().ok());
    values.next().is_none() && first.is_some_and(|value| value.eq_ignore_ascii_case(wanted))
}

fn lists(headers: &HeaderMap, option: &str) -> bool {
    headers
        .get_all(CONNECTION)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(','))
        .any(|listed| listed.trim().eq_ignore_ascii_case(option))
}

pub(crate) async fn open(worker: &Arc<Worker>, mut head: Parts, upgrade: Option<OnUpgrade>, visit: Visit, passing: &Passing<'_>) -> Reply {
    let (Some(upgrade), Ok(())) = (upgrade, passing.to_workload(&mut head.headers)) else {
        count(&worker.stats.bad_requests);
        return pages::bad_request("This connection cannot be upgraded to WebSocket.");
    };
    let Some(uri) = target_uri(&head.uri, passing.address, passing.grant.path_prefix) else {
        return pages::bad_request("The address of the request is not a path.");
    };
    head.headers.insert(UPGRADE, WEBSOCKET);
    head.headers.insert(CONNECTION, UPGRADE_OPTION);
    let order = Order { method: head.method, uri, headers: head.headers };
    let nothing = RequestBody::none(Arc::clone(&visit.grant));
    let answered = async {
        let mut backend = connect(worker, &visit).await?;
        let response = backend.exchange(order.with(nothing)).await?;
        Ok::<_, Failure>((response, backend))
    };
    let Ok((mut response, backend)) = answered.await else {
        count(&worker.stats.backend_failures);
        return no_answer(Reader::Program);
    };
    let is_agreed = response.status() == StatusCode::SWITCHING_PROTOCOLS && names(response.headers(), &UPGRADE, "websocket");
    passing.to_client(response.headers_mut());
    let (mut parts, body) = response.into_parts();
    if parts.status == StatusCode::SWITCHING_PROTOCOLS && !is_agreed {
        count(&worker.stats.backend_failures);
        return no_answer(Reader::Program);
    }
    if !is_agreed {
        let pool = Arc::clone(&worker.pool);
        let body = BackendBody::new(body, backend, pool, visit);
        return Response::from_parts(parts, ReplyBody::Workload(body));
    }
    parts.headers.insert(UPGRADE, WEBSOCKET);
    parts.headers.insert(CONNECTION, UPGRADE_OPTION);
    let relaying = take_over(Arc::clone(worker), upgrade, backend, visit);
    worker.tasks.spawn(relaying);
    Response::from_parts(parts, ReplyBody::empty())
}

async fn take_over(worker: Arc<Worker>, upgrade: OnUpgrade, backend: Backend, mut visit: Visit) {
    let Ok(upgraded) = upgrade.await else {
        return tracing::debug!("a client left before its socket was open");
    };
    let Some(client) = client_socket(upgraded) else {
        return tracing::error!("an upgraded connection is not a client's socket");
    };
    let backend = match backend.into_stream().await {
        Ok(backend) => backend,
        Err(error) => return tracing::debug!(%error, "a workload left before its socket was open"),
    };
    // From here on the relay itself sees to the end of the grant.
    visit.unwatch();
    let open = OpenSocket::new(worker, visit);
    relay::relay(&open, client, backend).await;
}

fn client_socket(upgraded: Upgraded) -> Option<(TcpStream, Bytes)> {
    let parts = upgraded.downcast::<TokioIo<ClientIo>>().ok()?;
    Some((parts.io.into_inner().into_stream(), parts.read_buf))
}

/// Counts a socket for as long as it is open.
pub(crate) struct OpenSocket {
    worker: Arc<Worker>,
    visit: Visit,
}

impl OpenSocket {
    fn new(worker: Arc<Worker>, visit: Visit) -> Self {
        count(&worker.stats.websockets);
        worker.stats.open_websockets.fetch_add(1, Ordering::Relaxed);
        let activity = &visit.grant.activity;
        activity.open_sockets.fetch_add(1, Ordering::Relaxed);
        OpenSocket { worker, visit }
    }
}

impl Drop for OpenSocket {
    fn drop(&mut self) {
        let stats = &self.worker.stats;
        stats.open_websockets.fetch_sub(1, Ordering::Relaxed);
        let activity = &self.visit.grant.activity;
        activity.open_sockets.fetch_sub(1, Ordering::Relaxed);
    }
}
