//! Two sockets, one to the client and one to the workload: bytes go to and fro until one side
//! leaves, falls silent, loses its right to be here, or the gateway stops.

use std::cell::RefCell;
use std::io;
use std::sync::atomic::Ordering;
use std::time::Duration;

use bytes::Bytes;
use socket2::SockRef;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::time::{Instant, MissedTickBehavior};

use super::OpenSocket;
use super::frames::{FrameCursor, Mark, Side, Violation, new_mark};
use crate::stats::count;

const BUFFER: usize = 64 * 1024;
/// How much the kernel may hold that was not sent yet. With more, a slow reader would hide behind
/// megabytes of buffer, and pings would arrive late.
const UNSENT: u32 = 128 * 1024;
/// For the last frames to arrive, and for the close frame to be answered.
const FAREWELL: Duration = Duration::from_secs(1);
const CLOSING: Duration = Duration::from_secs(5);
const CLIENT_MISSES: u32 = 2;
/// Frameworks that run people's code on their only thread answer nothing while they compute.
const WORKLOAD_MISSES: u32 = 10;

const GOING_AWAY: u16 = 1001;
const PROTOCOL_ERROR: u16 = 1002;
const SIGNED_OUT: u16 = 4401;
const RESTARTING: u16 = 4503;

type Socket = (TcpStream, Bytes);

pub(super) async fn relay(open: &OpenSocket, client: Socket, workload: Socket) {
    let mark = new_mark();
    let mut relay = Relay {
        client: End::new(client.0, CLIENT_MISSES),
        workload: End::new(workload.0, WORKLOAD_MISSES),
        inward: Way::new(Side::Client, mark),
        outward: Way::new(Side::Server, mark),
    };
    if let Err(error) = SockRef::from(&relay.client.stream).set_tcp_notsent_lowat(UNSENT) {
        tracing::debug!(%error, "the unsent bytes of a socket cannot be limited");
    }
    let begun = relay.inward.add(&client.1).and(relay.outward.add(&workload.1));
    // They share the buffers into which the handshakes were read.
    drop((client.1, workload.1));
    let over = match begun {
        Ok(()) => relay.run(open).await,
        Err(over) => over,
    };
    if let Over::Silent(_) = over {
        count(&open.worker.stats.websockets_reaped);
    }
    relay.part(over).await;
}

struct Relay {
    client: End,
    workload: End,
    /// From the client to the workload.
    inward: Way,
    /// From the workload to the client.
    outward: Way,
}

/// Why a relay is over.
#[derive(Clone, Copy)]
enum Over {
    /// One side left, or both said goodbye.
    Left,
    Violation,
    Silent(Side),
    GrantEnded,
    Stopping,
}

/// One of the two peers, and what it has done since the last tick.
struct End {
    stream: TcpStream,
    was_heard: bool,
    /// It took bytes that it had refused before.
    has_drained: bool,
    was_asked: bool,
    misses: u32,
    patience: u32,
}

/// The bytes that go one way. More are only read when all of these are written.
struct Way {
    cursor: FrameCursor,
    bytes: Vec<u8>,
    written: usize,
    is_blocked: bool,
}

impl Relay {
    async fn run(&mut self, open: &OpenSocket) -> Over {
        let Relay { client, workload, inward, outward } = self;
        let activity = &open.visit.grant.activity;
        let config = &open.worker.config;
        let mut ended = std::pin::pin!(open.visit.grant.ended.cancelled());
        let mut stopping = std::pin::pin!(open.worker.shutdown.cancelled());
        let first_tick = Instant::now() + config.ping_interval;
        let mut ticks = tokio::time::interval_at(first_tick, config.ping_interval);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut goodbye = None;
        loop {
            let step = tokio::select! {
                () = &mut ended => Err(Over::GrantEnded),
                () = &mut stopping => Err(Over::Stopping),
                _ = ticks.tick() => tick(client, workload, inward, outward),
                () = at(goodbye) => Err(Over::Left),
                ready = client.stream.readable(), if inward.is_written() => {
                    receive(ready, client, workload, inward).map(|count| {
                        activity.bytes_from_clients.fetch_add(count, Ordering::Relaxed);
                        if inward.cursor.take_seen().own_frames {
                            activity.last_socket_micros.store((config.clock)(), Ordering::Relaxed);
                        }
                    })
                }
                ready = workload.stream.readable(), if outward.is_written() => {
                    receive(ready, workload, client, outward).map(|count| {
                        activity.bytes_to_clients.fetch_add(count, Ordering::Relaxed);
                    })
                }
                ready = workload.stream.writable(), if !inward.is_written() => {
                    ready.map_err(|_| Over::Left).and_then(|()| inward.write_to(workload))
                }
                ready = client.stream.writable(), if !outward.is_written() => {
                    ready.map_err(|_| Over::Left).and_then(|()| outward.write_to(client))
                }
            };
            if let Err(over) = step {
                return over;
            }
            let closed = (inward.cursor.is_closed(), outward.cursor.is_closed());
            if closed == (true, true) && inward.is_written() && outward.is_written() {
                return Over::Left;
            }
            if goodbye.is_none() && (closed.0 || closed.1) {
                goodbye = Some(Instant::now() + CLOSING);
            }
            // A socket that is always ready must not keep the others of its thread waiting.
            tokio::task::consume_budget().await;
        }
    }

    async fn part(mut self, over: Over) {
        let (client_code, workload_code, reason) = match over {
            Over::Left => (None, None, ""),
            Over::Violation => (Some(PROTOCOL_ERROR), Some(PROTOCOL_ERROR), "broken frame"),
            Over::Silent(Side::Client) => (None, Some(GOING_AWAY), "the client does not answer"),
            Over::Silent(Side::Server) => (Some(GOING_AWAY), None, "the workload does not answer"),
            Over::GrantEnded => (Some(SIGNED_OUT), Some(GOING_AWAY), "signed out"),
            Over::Stopping => (Some(RESTARTING), Some(GOING_AWAY), "server restarting"),
        };
        if let Some(code) = client_code {
            self.outward.close(code, reason);
        }
        if let Some(code) = workload_code {
            self.inward.close(code, reason);
        }
        let silent = match over {
            Over::Silent(Side::Client) => Some(&self.client),
            Over::Silent(Side::Server) => Some(&self.workload),
            _ => None,
        };
        if let Some(silent) = silent {
            // What it never took need not be kept for it any longer.
            if let Err(error) = SockRef::from(&silent.stream).set_linger(Some(Duration::ZERO)) {
                tracing::debug!(%error, "a silent socket cannot be reset");
            }
        }
        tokio::join!(
            leave(self.client.stream, self.outward, !matches!(over, Over::Silent(Side::Client))),
            leave(self.workload.stream, self.inward, !matches!(over, Over::Silent(Side::Server))),
        );
    }
}

/// Sends the last bytes, and reads what is still on its way: closing with bytes unread would reset
/// the connection, and the close frame might be lost.
async fn leave(mut stream: TcpStream, way: Way, is_there: bool) {
    if !is_there {
        return;
    }
    let farewell = async {
        stream.write_all(&way.bytes[way.written..]).await?;
        stream.shutdown().await?;
        let mut rest = [0; 4096];
        loop {
            stream.readable().await?;
            match stream.try_read(&mut rest) {
                Ok(0) => return Ok(()),
                Ok(_) => {}
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                Err(error) => return Err(error),
            }
        }
    };
    match tokio::time::timeout(FAREWELL, farewell).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::trace!(%error, "a socket was gone before it was closed"),
        Err(_) => tracing::trace!("a socket did not close in time"),
    }
}

fn tick(client: &mut End, workload: &mut End, inward: &mut Way, outward: &mut Way) -> Result<(), Over> {
    if client.is_silent(inward, outward) {
        return Err(Over::Silent(Side::Client));
    }
    if workload.is_silent(outward, inward) {
        return Err(Over::Silent(Side::Server));
    }
    outward.ping();
    inward.ping();
    Ok(())
}

/// Reads what is there from one end, and writes what the other takes of it at once.
fn receive(ready: io::Result<()>, from: &mut End, to: &mut End, way: &mut Way) -> Result<u64, Over> {
    ready.map_err(|_| Over::Left)?;
    // One buffer for all sockets of a thread, so that idle ones need none.
    thread_local!(static SCRATCH: RefCell<Vec<u8>> = RefCell::new(vec![0; BUFFER]));
    let count = SCRATCH.with_borrow_mut(|scratch| match from.stream.try_read(scratch) {
        Ok(0) => Err(Over::Left),
        Ok(count) => way.add(&scratch[..count]).map(|()| count),
        Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(0),
        Err(_) => Err(Over::Left),
    })?;
    from.was_heard |= count > 0;
    way.write_to(to)?;
    Ok(count as u64)
}

async fn at(time: Option<Instant>) {
    match time {
        Some(time) => tokio::time::sleep_until(time).await,
        None => std::future::pending().await,
    }
}

impl End {
    fn new(stream: TcpStream, patience: u32) -> Self {
        End { stream, was_heard: false, has_drained: false, was_asked: false, misses: 0, patience }
    }

    /// Whether this end left its last pings unanswered. It cannot be blamed while it is not being
    /// read, takes bytes slowly, or cannot be asked because a frame to it is incomplete.
    fn is_silent(&mut self, from_it: &Way, to_it: &Way) -> bool {
        let cannot_be_asked = to_it.is_written() && to_it.cursor.has_waiting();
        let is_excused = !from_it.is_written() || self.has_drained || cannot_be_asked;
        if self.was_heard || is_excused {
            self.misses = 0;
        } else if self.was_asked {
            self.misses += 1;
        }
        self.was_heard = false;
        self.has_drained = false;
        self.was_asked = true;
        self.misses >= self.patience
    }
}

impl Way {
    fn new(sender: Side, mark: Mark) -> Self {
        Way { cursor: FrameCursor::new(sender, mark), bytes: Vec::new(), written: 0, is_blocked: false }
    }

    fn is_written(&self) -> bool {
        self.bytes.is_empty()
    }

    fn add(&mut self, input: &[u8]) -> Result<(), Over> {
        self.cursor.pass(input, &mut self.bytes).map_err(|Violation| Over::Violation)
    }

    fn ping(&mut self) {
        // Behind bytes that are not taken a ping would only queue up.
        if self.is_written() {
            self.cursor.ping(&mut self.bytes);
        }
    }

    fn close(&mut self, code: u16, reason: &str) {
        self.cursor.close(code, reason, &mut self.bytes);
    }

    fn write_to(&mut self, end: &mut End) -> Result<(), Over> {
        while self.written < self.bytes.len() {
            match end.stream.try_write(&self.bytes[self.written..]) {
                Ok(count) => {
                    self.written += count;
                    end.has_drained |= std::mem::take(&mut self.is_blocked);
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    self.is_blocked = true;
                    return Ok(());
                }
                Err(_) => return Err(Over::Left),
            }
        }
        self.written = 0;
        self.bytes.clear();
        // An idle socket keeps no buffer.
        if self.bytes.capacity() > 1024 {
            self.bytes = Vec::new();
        }
        Ok(())
    }
}
