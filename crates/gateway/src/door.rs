//! What the gateway asks of the platform: may this visitor enter this workload, and where is it?

use std::net::SocketAddr;
use std::sync::atomic::{AtomicI64, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::future::BoxFuture;
use http::{HeaderMap, Method, StatusCode};
use tokio_util::sync::CancellationToken;

pub trait Doorkeeper: Send + Sync + 'static {
    /// Asked on every request by the thread that carries it: it must neither lock nor wait.
    fn admit(&self, knock: &Knock<'_>) -> Admission;

    /// Exchanges the one-time code that the portal gave out for a cookie on the workload's host.
    /// It runs on the runtime that called `serve`, so it may use the database.
    fn redeem<'a>(&'a self, workload: &'a str, code: &'a str) -> BoxFuture<'a, Result<Redeemed, Refusal>>;

    /// Looks up an API token or a cookie of an earlier process for which `admit` answered [`Admission::NeedsLookup`]; afterwards
    /// `admit` is asked once more. It runs on the runtime that called `serve`. Tokens that turn
    /// out to be none of ours (an app's own) should be remembered as such for a while.
    fn introduce<'a>(&'a self, workload: &'a str, token: &'a str) -> BoxFuture<'a, ()>;
}

pub struct Knock<'a> {
    pub workload: &'a str,
    pub credential: Credential<'a>,
    pub method: &'a Method,
    /// As the client sent it, without the query; in path mode it includes `/w/<id>`.
    pub path: &'a str,
    pub is_websocket: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Credential<'a> {
    /// Neither cookie nor token; a public app may still let this visitor in.
    Nobody,
    Cookie(&'a str),
    /// From `Authorization: Bearer …` or `Authorization: token …`.
    Token(&'a str),
}

pub enum Admission {
    Pass(Arc<Grant>),
    NeedsSignIn,
    /// The credential is not known here yet: ask `introduce`.
    NeedsLookup,
    Refused(Refusal),
    /// There is no such workload.
    Unknown,
    NotRunning {
        message: String,
    },
}

#[derive(Clone, Debug)]
pub struct Refusal {
    pub status: StatusCode,
    pub title: String,
    pub message: String,
}

pub struct Redeemed {
    pub cookie: String,
    /// How long the browser keeps the cookie; without it, until the browser is closed.
    pub max_age: Option<Duration>,
    /// Wins over the `next` of the address.
    pub next: Option<String>,
}

/// The right to enter one workload. It never changes: another target or other headers are another
/// grant.
pub struct Grant {
    pub workload: String,
    pub user: String,
    pub target: SocketAddr,
    /// Set on every request to the workload, over whatever the client sent under these names.
    pub inject: HeaderMap,
    pub path_prefix: PathPrefix,
    /// Cancelled when the session, the membership, the token or the workload ends. Open requests
    /// and sockets are cut at once.
    pub ended: CancellationToken,
    pub activity: Arc<Activity>,
}

/// What becomes of `/w/<id>` before a request is passed on in path mode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathPrefix {
    Keep,
    Strip,
}

/// What has been going on at a workload; read by whoever decides that it is idle.
#[derive(Default, Debug)]
pub struct Activity {
    pub last_request_micros: AtomicI64,
    /// The last time a client said something over an open socket, answers to pings not counted.
    pub last_socket_micros: AtomicI64,
    pub requests: AtomicU64,
    pub open_sockets: AtomicUsize,
    /// Requests and sockets that are open now.
    pub open_connections: AtomicUsize,
    pub bytes_from_clients: AtomicU64,
    pub bytes_to_clients: AtomicU64,
}

/// One request or socket that is open under a grant; it counts itself out when it is dropped.
pub(crate) struct Visit {
    pub grant: Arc<Grant>,
    watch: Option<Arc<Watch>>,
}

/// The grant under which a client's connection works right now, for whoever cuts it off.
pub(crate) type Watch = Mutex<Option<Arc<Grant>>>;

impl Visit {
    /// `None` if as many are open as one grant may have.
    pub fn begin(grant: Arc<Grant>, now: i64, limit: usize) -> Option<Visit> {
        let activity = &grant.activity;
        let before = activity.open_connections.fetch_add(1, Ordering::Relaxed);
        if before >= limit {
            activity.open_connections.fetch_sub(1, Ordering::Relaxed);
            return None;
        }
        activity.requests.fetch_add(1, Ordering::Relaxed);
        activity.last_request_micros.store(now, Ordering::Relaxed);
        Some(Visit { grant, watch: None })
    }

    /// Until the visit is over, the end of its grant ends the client's connection.
    pub fn watch(&mut self, watch: &Arc<Watch>) {
        *lock(watch) = Some(Arc::clone(&self.grant));
        self.watch = Some(Arc::clone(watch));
    }

    pub fn unwatch(&mut self) {
        if let Some(watch) = self.watch.take() {
            *lock(&watch) = None;
        }
    }
}

impl Drop for Visit {
    fn drop(&mut self) {
        let activity = &self.grant.activity;
        activity.open_connections.fetch_sub(1, Ordering::Relaxed);
        self.unwatch();
    }
}

/// The watch is only ever used by the thread of its connection, so nobody waits here.
pub(crate) fn lock(watch: &Watch) -> MutexGuard<'_, Option<Arc<Grant>>> {
    watch.lock().unwrap_or_else(PoisonError::into_inner)
}
