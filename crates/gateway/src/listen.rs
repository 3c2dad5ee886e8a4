//! Listening, and dealing connections out to threads.
//!
//! Each thread has an event loop of its own and keeps a request from socket to socket. All threads
//! accept from the same socket; one that is busier than another hands the connection over.

use std::io;
use std::net::{SocketAddr, TcpListener as StdListener, TcpStream as StdStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use socket2::{Domain, Protocol, SockRef, Socket, TcpKeepalive, Type};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::backend::Pool;
use crate::body::PortalHandler;
use crate::config::GatewayConfig;
use crate::connection::{self, Worker};
use crate::door::Doorkeeper;
use crate::stats::{GatewayStats, count};

const BACKLOG: i32 = 1024;
const DEAD_PEER_AFTER: Duration = Duration::from_secs(120);
const FULL: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";

/// A gateway that serves until its `shutdown` is cancelled.
pub struct Running {
    addresses: Vec<SocketAddr>,
    stats: Arc<GatewayStats>,
    threads: Vec<JoinHandle<()>>,
}

impl Running {
    pub fn local_addrs(&self) -> &[SocketAddr] {
        &self.addresses
    }

    pub fn stats(&self) -> Arc<GatewayStats> {
        Arc::clone(&self.stats)
    }

    /// Waits until everything has been closed after a shutdown.
    pub async fn join(self) {
        let waiting = tokio::task::spawn_blocking(move || {
            for thread in self.threads {
                if thread.join().is_err() {
                    tracing::error!("a thread of the gateway panicked");
                }
            }
        });
        if let Err(error) = waiting.await {
            tracing::error!(%error, "waiting for the gateway broke off");
        }
    }
}

/// Starts the gateway. It must be called within a Tokio runtime: that is where the portal, and the
/// doorkeeper's slow answers, run.
pub fn serve(
    config: GatewayConfig,
    doorkeeper: Arc<dyn Doorkeeper>,
    portal: PortalHandler,
    shutdown: CancellationToken,
) -> io::Result<Running> {
    let runtime = tokio::runtime::Handle::try_current().map_err(io::Error::other)?;
    let config = Arc::new(config);
    let stats = Arc::new(GatewayStats::default());
    let listeners = config.listen.iter().map(|address| listen(*address)).collect::<io::Result<Vec<_>>>()?;
    let addresses = listeners.iter().map(StdListener::local_addr).collect::<io::Result<Vec<_>>>()?;

    let lanes: Vec<(UnboundedSender<Arrival>, UnboundedReceiver<Arrival>)> =
        (0..config.threads.max(1)).map(|_| unbounded_channel()).collect();
    let dealer =
        Arc::new(Dealer { lanes: lanes.iter().map(|(sender, _)| Lane { open: Arc::default(), sender: sender.clone() }).collect() });
    let mut threads = Vec::new();
    for (lane, (_, arrivals)) in lanes.into_iter().enumerate() {
        let worker = Arc::new(Worker {
            config: Arc::clone(&config),
            doorkeeper: Arc::clone(&doorkeeper),
            portal: Arc::clone(&portal),
            stats: Arc::clone(&stats),
            pool: Arc::new(Pool::default()),
            runtime: runtime.clone(),
            tasks: TaskTracker::new(),
            shutdown: shutdown.clone(),
        });
        let listeners = listeners.iter().map(StdListener::try_clone).collect::<io::Result<Vec<_>>>()?;
        let event_loop = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let dealer = Arc::clone(&dealer);
        let thread = std::thread::Builder::new()
            .name(format!("gateway-{lane}"))
            .spawn(move || event_loop.block_on(run(worker, listeners, dealer, lane, arrivals)))?;
        threads.push(thread);
    }
    Ok(Running { addresses, stats, threads })
}

fn listen(address: SocketAddr) -> io::Result<StdListener> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
    socket.set_reuse_address(true)?;
    socket.bind(&address.into())?;
    socket.listen(BACKLOG)?;
    socket.set_nonblocking(true)?;
    Ok(socket.into())
}

type Arrival = (StdStream, SocketAddr, OpenConnection);

struct Dealer {
    lanes: Vec<Lane>,
}

struct Lane {
    open: Arc<AtomicUsize>,
    sender: UnboundedSender<Arrival>,
}

impl Dealer {
    /// The lane for a new connection: one's own, unless another has clearly less to do.
    fn lane_for(&self, own: usize) -> usize {
        let open = |lane: usize| self.lanes[lane].open.load(Ordering::Relaxed);
        let freest = (0..self.lanes.len()).min_by_key(|lane| open(*lane));
        match freest {
            Some(freest) if open(freest) < open(own) => freest,
            _ => own,
        }
    }
}

/// Counts a connection for as long as it is open.
struct OpenConnection {
    stats: Arc<GatewayStats>,
    lane: Arc<AtomicUsize>,
}

impl OpenConnection {
    fn new(stats: &Arc<GatewayStats>, lane: &Arc<AtomicUsize>) -> Self {
        stats.open_connections.fetch_add(1, Ordering::Relaxed);
        lane.fetch_add(1, Ordering::Relaxed);
        OpenConnection { stats: Arc::clone(stats), lane: Arc::clone(lane) }
    }
}

impl Drop for OpenConnection {
    fn drop(&mut self) {
        self.stats.open_connections.fetch_sub(1, Ordering::Relaxed);
        self.lane.fetch_sub(1, Ordering::Relaxed);
    }
}

async fn run(worker: Arc<Worker>, listeners: Vec<StdListener>, dealer: Arc<Dealer>, lane: usize, mut arrivals: UnboundedReceiver<Arrival>) {
    for listener in listeners {
        match TcpListener::from_std(listener) {
            Ok(listener) => {
                tokio::spawn(accept(Arc::clone(&worker), listener, Arc::clone(&dealer), lane));
            }
            Err(error) => tracing::error!(%error, "a listening socket cannot be used"),
        }
    }
    let mut sweep = tokio::time::interval(worker.config.backend_idle_timeout.max(Duration::from_millis(100)));
    loop {
        tokio::select! {
            () = worker.shutdown.cancelled() => break,
            Some(arrival) = arrivals.recv() => begin(&worker, arrival),
            _ = sweep.tick() => {
                let then = Instant::now() - worker.config.backend_idle_timeout;
                worker.pool.close_unused_since(then);
            }
        }
    }
    worker.tasks.close();
    // Whatever is open after that is dropped with the event loop, which closes its sockets.
    let grace = worker.config.grace;
    if tokio::time::timeout(grace, worker.tasks.wait()).await.is_err() {
        let left = worker.tasks.len();
        tracing::warn!(left, "connections were cut off at the end of the grace period");
    }
}

async fn accept(worker: Arc<Worker>, listener: TcpListener, dealer: Arc<Dealer>, lane: usize) {
    loop {
        let accepted = tokio::select! {
            () = worker.shutdown.cancelled() => return,
            accepted = listener.accept() => accepted,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                // Out of file descriptors, as a rule: others must be closed first.
                tracing::warn!(%error, "a connection cannot be accepted");
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            }
        };
        let stats = &worker.stats;
        if stats.open_connections.load(Ordering::Relaxed) >= worker.config.max_connections {
            count(&stats.connections_refused);
            // A full send buffer cannot be, and a client that is gone needs no answer.
            let _ = stream.try_write(FULL);
            continue;
        }
        count(&stats.connections);
        let chosen = dealer.lane_for(lane);
        let open = OpenConnection::new(stats, &dealer.lanes[chosen].open);
        if let Ok(stream) = stream.into_std() {
            // A lane that has stopped closes the connection, as we do here a moment later.
            let _ = dealer.lanes[chosen].sender.send((stream, peer, open));
        }
    }
}

fn begin(worker: &Arc<Worker>, (stream, peer, open): Arrival) {
    let stream = match prepared(stream) {
        Ok(stream) => stream,
        Err(error) => return tracing::debug!(%error, "a new connection is already broken"),
    };
    let serving = connection::serve(Arc::clone(worker), stream, peer);
    worker.tasks.spawn(async move {
        serving.await;
        drop(open);
    });
}

/// Sends small packets at once, and notices a peer that vanished from the network.
fn prepared(stream: StdStream) -> io::Result<TcpStream> {
    let socket = SockRef::from(&stream);
    socket.set_tcp_nodelay(true)?;
    socket.set_tcp_keepalive(&TcpKeepalive::new().with_time(DEAD_PEER_AFTER / 2))?;
    socket.set_tcp_user_timeout(Some(DEAD_PEER_AFTER))?;
    TcpStream::from_std(stream)
}
