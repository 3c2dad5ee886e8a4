//! Counters of the whole gateway, for the metrics page.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

#[derive(Default, Debug)]
pub struct GatewayStats {
    pub open_connections: AtomicUsize,
    pub connections: AtomicU64,
    /// Turned away because `max_connections` were open.
    pub connections_refused: AtomicU64,
    pub requests: AtomicU64,
    pub portal_requests: AtomicU64,
    /// Heads that could be read in more than one way, unknown targets, cookies twice.
    pub bad_requests: AtomicU64,
    pub refused: AtomicU64,
    pub open_websockets: AtomicUsize,
    pub websockets: AtomicU64,
    /// Cut off because the client, or the workload, left pings unanswered.
    pub websockets_reaped: AtomicU64,
    pub backend_connections: AtomicU64,
    pub backend_failures: AtomicU64,
    pub retries: AtomicU64,
}

pub(crate) fn count(counter: &AtomicU64) {
    counter.fetch_add(1, Ordering::Relaxed);
}
