//! What can be set about the gateway, and the defaults that a laptop needs.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Microseconds since 1970; the server hands in its own clock so that tests can move it.
pub type Clock = Arc<dyn Fn() -> i64 + Send + Sync>;

#[derive(Clone)]
pub struct GatewayConfig {
    pub listen: Vec<SocketAddr>,
    /// Each thread runs its own event loop and keeps its own connections to workloads.
    pub threads: usize,
    /// Workloads are reached as `<id>.<workload_domain>`.
    pub workload_domain: String,
    /// Whether workloads are also reached as `/w/<id>/` on the portal's host.
    pub path_mode: bool,
    /// Where people sign in, such as `https://hub.example.org`. Without it the workload domain
    /// itself is taken, with the scheme and port of the request.
    pub portal_url: Option<String>,
    /// The outside world speaks TLS to us through a proxy: cookies get `Secure` and the `__Host-`
    /// prefix, and workloads are told `X-Forwarded-Proto: https`.
    pub secure: bool,
    /// Peers whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// The cookie which opens a workload, without its `__Host-` prefix.
    pub workload_cookie: String,
    /// Cookies of the portal, without prefixes. No workload ever sees or sets them.
    pub portal_cookies: Vec<String>,
    /// A client or workload that leaves two pings unanswered is cut off.
    pub ping_interval: Duration,
    /// Request line and headers together.
    pub header_bytes: usize,
    pub header_count: usize,
    /// For a whole request head; a kept-alive connection that is silent this long is closed too.
    pub header_read_timeout: Duration,
    /// How long a client may pause in the middle of an upload.
    pub body_read_timeout: Duration,
    pub connect_timeout: Duration,
    /// How long an unused connection to a workload is kept. Node closes its own after 5 s, and a
    /// connection that closes just as it is reused costs a request, so the default is below that.
    pub backend_idle_timeout: Duration,
    pub max_connections: usize,
    /// Requests and sockets open at the same time under one grant.
    pub max_connections_per_grant: usize,
    /// How long open requests may take to finish when the gateway stops.
    pub grace: Duration,
    pub clock: Clock,
}

impl Default for GatewayConfig {
    fn default() -> Self {
        GatewayConfig {
            listen: vec![SocketAddr::from(([127, 0, 0, 1], 8080))],
            threads: std::thread::available_parallelism().map_or(2, usize::from),
            workload_domain: "localhost".to_owned(),
            path_mode: true,
            portal_url: None,
            secure: false,
            trusted_proxies: Vec::new(),
            workload_cookie: "primehub-workload".to_owned(),
            portal_cookies: vec!["primehub".to_owned(), "primehub-session".to_owned()],
            ping_interval: Duration::from_secs(30),
            header_bytes: 64 * 1024,
            header_count: 100,
            header_read_timeout: Duration::from_secs(60),
            body_read_timeout: Duration::from_secs(60),
            connect_timeout: Duration::from_secs(5),
            backend_idle_timeout: Duration::from_secs(4),
            max_connections: 10_000,
            max_connections_per_grant: 512,
            grace: Duration::from_secs(10),
            clock: Arc::new(system_micros),
        }
    }
}

fn system_micros() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
}
