//! One client's connection: its requests are read one after the other, and each goes to the
//! portal, to a workload, or gets an answer from the gateway itself.

use std::convert::Infallible;
use std::future::Future;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use http::header::{HeaderValue, UPGRADE};
use http::{HeaderMap, Method, Request, StatusCode};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpStream;
use tokio_util::sync::{CancellationToken, WaitForCancellationFutureOwned};
use tokio_util::task::{AbortOnDropHandle, TaskTracker};

use crate::admit::{self, Admitted, admit};
use crate::backend::Pool;
use crate::body::{PortalHandler, ReplyBody};
use crate::client_io::ClientIo;
use crate::config::GatewayConfig;
use crate::door::{Doorkeeper, Grant, Visit, Watch, lock};
use crate::headers::{self, Passing};
use crate::pages::{self, Message, Reader, Reply};
use crate::route::{self, Address, By, Destination};
use crate::stats::{GatewayStats, count};
use crate::{enter, forward, websocket};

/// What the connections of one thread share.
pub(crate) struct Worker {
    pub config: Arc<GatewayConfig>,
    pub doorkeeper: Arc<dyn Doorkeeper>,
    pub portal: PortalHandler,
    pub stats: Arc<GatewayStats>,
    pub pool: Arc<Pool>,
    /// Where the doorkeeper's and the portal's slow work runs.
    pub runtime: tokio::runtime::Handle,
    pub tasks: TaskTracker,
    pub shutdown: CancellationToken,
}

struct Peer {
    address: SocketAddr,
    text: HeaderValue,
    watch: Arc<Watch>,
}

pub(crate) async fn serve(worker: Arc<Worker>, stream: TcpStream, address: SocketAddr) {
    let watch = Arc::new(Watch::default());
    let peer = Arc::new(Peer { address, text: text_of(address.ip()), watch: Arc::clone(&watch) });
    let shutdown = worker.shutdown.clone();
    let stats = Arc::clone(&worker.stats);
    let config = &worker.config;
    let mut builder = http1::Builder::new();
    builder
        .timer(TokioTimer::new())
        .header_read_timeout(config.header_read_timeout)
        .max_header_size(config.header_bytes)
        .max_buf_size(config.header_bytes.max(8192));
    // The library keeps up to a hundred headers on the stack and is slower with a limit that is set.
    if config.header_count != 100 {
        builder.max_headers(config.header_count);
    }
    let service = service_fn(move |request| {
        let (worker, peer) = (Arc::clone(&worker), Arc::clone(&peer));
        async move { Ok::<_, Infallible>(answer(&worker, &peer, request).await) }
    });
    let connection = builder.serve_connection(TokioIo::new(ClientIo::new(stream)), service).with_upgrades();
    let mut connection = std::pin::pin!(connection);
    let mut cut = Cut { watch, ended: None };
    tokio::select! {
        biased;
        ended = cut.or_end_of(connection.as_mut()) => return note_end(&stats, ended),
        () = shutdown.cancelled() => connection.as_mut().graceful_shutdown(),
    }
    note_end(&stats, cut.or_end_of(connection).await);
}

fn note_end(stats: &GatewayStats, ended: hyper::Result<()>) {
    let Err(error) = ended else { return };
    if error.is_parse() {
        count(&stats.bad_requests);
    }
    tracing::debug!(%error, "a client's connection ended early");
}

/// Ends a connection when the grant under which it works ends, even if it is only waiting for the
/// client to read.
struct Cut {
    watch: Arc<Watch>,
    ended: Option<(Arc<Grant>, Pin<Box<WaitForCancellationFutureOwned>>)>,
}

impl Cut {
    async fn or_end_of(&mut self, mut connection: Pin<&mut impl Future<Output = hyper::Result<()>>>) -> hyper::Result<()> {
        std::future::poll_fn(|cx| match connection.as_mut().poll(cx) {
            Poll::Ready(ended) => Poll::Ready(ended),
            Poll::Pending => self.poll_grant(cx).map(Ok),
        })
        .await
    }

    fn poll_grant(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let current = lock(&self.watch);
        let Some(grant) = current.as_ref() else {
            return Poll::Pending;
        };
        let is_watched = matches!(&self.ended, Some((watched, _)) if Arc::ptr_eq(watched, grant));
        if !is_watched {
            let ended = Box::pin(grant.ended.clone().cancelled_owned());
            self.ended = Some((Arc::clone(grant), ended));
        }
        match &mut self.ended {
            Some((_, ended)) => ended.as_mut().poll(cx),
            None => Poll::Pending,
        }
    }
}

async fn answer(worker: &Arc<Worker>, peer: &Peer, request: Request<Incoming>) -> Reply {
    count(&worker.stats.requests);
    let mut must_close = request.headers().contains_key(UPGRADE);
    let mut reply = route(worker, peer, request, &mut must_close).await;
    // What follows a request to change the protocol was not vetted, so it may not be a request.
    if must_close && reply.status() != StatusCode::SWITCHING_PROTOCOLS {
        pages::close(&mut reply);
    }
    reply
}

async fn route(worker: &Arc<Worker>, peer: &Peer, request: Request<Incoming>, must_close: &mut bool) -> Reply {
    if [Method::CONNECT, Method::TRACE].contains(request.method()) {
        // TRACE would show the client the headers that are only meant for the workload.
        *must_close = true;
        return not_implemented("This server does not do CONNECT or TRACE.");
    }
    let host = match route::host(request.headers(), request.uri()) {
        Ok(host) => host,
        Err(text) => {
            count(&worker.stats.bad_requests);
            return pages::bad_request(text);
        }
    };
    let config = &worker.config;
    let path = request.uri().path();
    match route::destination(host, path, &config.workload_domain, config.path_mode) {
        // The rarer ways are boxed, since a future is as large as its largest part and is moved.
        Destination::Portal => Box::pin(to_portal(worker, peer, request)).await,
        Destination::Workload(address) => {
            let mut reply = to_workload(worker, peer, request, &address).await;
            if address.by == By::Path {
                headers::mark_shared_origin(reply.headers_mut(), &address);
            }
            reply
        }
        Destination::NoWorkload => {
            let reader = Reader::of(request.method(), request.headers());
            admit::not_found(reader, config.portal_url.as_deref().unwrap_or("/"))
        }
    }
}

async fn to_portal(worker: &Worker, peer: &Peer, mut request: Request<Incoming>) -> Reply {
    count(&worker.stats.portal_requests);
    let client = client_address(&worker.config, peer.address, request.headers());
    headers::remove_pretended(request.headers_mut());
    let answering = worker.runtime.spawn((worker.portal)(request, client));
    match AbortOnDropHandle::new(answering).await {
        Ok(response) => response.map(ReplyBody::Portal),
        Err(error) => {
            tracing::error!(%error, "the portal broke off");
            pages::message(
                Reader::Program,
                &Message {
                    status: StatusCode::INTERNAL_SERVER_ERROR,
                    code: "INTERNAL",
                    title: "Internal error",
                    text: "The server broke off while it answered. Its log tells why.",
                    link: None,
                },
            )
        }
    }
}

async fn to_workload(worker: &Arc<Worker>, peer: &Peer, request: Request<Incoming>, address: &Address) -> Reply {
    let config = &worker.config;
    let (mut head, body) = request.into_parts();
    let prefix = address.prefix();
    // The route was found by this prefix.
    let path = &head.uri.path()[prefix.len()..];
    if path.is_empty() {
        let query = head.uri.query().map_or(String::new(), |query| format!("?{query}"));
        return pages::redirect(StatusCode::PERMANENT_REDIRECT, &format!("{prefix}/{query}"));
    }
    if path.starts_with(route::RESERVED) {
        return Box::pin(enter::answer(worker, &head, address, path)).await;
    }
    let is_upgrade = head.headers.contains_key(UPGRADE);
    if is_upgrade && !websocket::is_asked_for(&head) {
        return not_implemented("This server changes the protocol to WebSocket only.");
    }
    let admitted = match admit(worker, &head, address, is_upgrade).await {
        Ok(admitted) => admitted,
        Err(reply) => return *reply,
    };
    let Admitted { grant, token_opened_the_door } = admitted;
    let limit = config.max_connections_per_grant;
    let Some(mut visit) = Visit::begin(Arc::clone(&grant), (config.clock)(), limit) else {
        return too_many(limit);
    };
    visit.watch(&peer.watch);
    let is_direct = config.trusted_proxies.is_empty();
    let client = match is_direct {
        true => peer.text.clone(),
        false => text_of(client_address(config, peer.address, &head.headers).ip()),
    };
    let passing = Passing { config, grant: &grant, address, client: &client, token_opened_the_door };
    if !is_upgrade {
        return forward::forward(worker, head, body, visit, &passing).await;
    }
    let upgrade = head.extensions.remove();
    Box::pin(websocket::open(worker, head, upgrade, visit, &passing)).await
}

/// The client itself, if the peer is a proxy that we were told to believe.
fn client_address(config: &GatewayConfig, peer: SocketAddr, headers: &HeaderMap) -> SocketAddr {
    let is_trusted = |address: &IpAddr| config.trusted_proxies.contains(address);
    if !is_trusted(&peer.ip()) {
        return peer;
    }
    // Each proxy appends the peer it saw, so the list is believed from its end.
    let told: Vec<&str> =
        headers.get_all("x-forwarded-for").iter().filter_map(|line| line.to_str().ok()).flat_map(|line| line.split(',')).collect();
    told.iter()
        .rev()
        .map_while(|address| address.trim().parse::<IpAddr>().ok())
        .find(|address| !is_trusted(address))
        .map_or(peer, |client| SocketAddr::new(client, 0))
}

fn text_of(address: IpAddr) -> HeaderValue {
    HeaderValue::try_from(address.to_canonical().to_string()).unwrap_or_else(|_| HeaderValue::from_static("unknown"))
}

fn not_implemented(text: &str) -> Reply {
    pages::message(
        Reader::Program,
        &Message { status: StatusCode::NOT_IMPLEMENTED, code: "NOT_IMPLEMENTED", title: "Not implemented", text, link: None },
    )
}

fn too_many(limit: usize) -> Reply {
    let text = format!(
        "{limit} requests and sockets of yours are open at this workload, which is the limit. \
         Close some tabs and try again."
    );
    pages::message(
        Reader::Program,
        &Message {
            status: StatusCode::TOO_MANY_REQUESTS,
            code: "TOO_MANY_CONNECTIONS",
            title: "Too many connections",
            text: &text,
            link: None,
        },
    )
}
