//! Connections to workloads: opened, used by one request at a time, and kept for the next.
//!
//! Each thread has its own. A connection has no task of its own: whoever uses it drives it, so that
//! a request stays in one task from socket to socket.

use std::collections::HashMap;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use http_body::{Body, Frame, SizeHint};
use hyper::body::Incoming;
use hyper::client::conn::http1::{Builder, Connection, Parts, SendRequest};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::time::Instant;

use crate::body::RequestBody;
use crate::door::Visit;
use crate::quiet::Quiet;

const KEPT_PER_TARGET: usize = 64;

pub(crate) struct Backend {
    sender: SendRequest<RequestBody>,
    /// Boxed because it is large, and moves with each request into the pool and out of it.
    connection: Box<Connection<TokioIo<TcpStream>, RequestBody>>,
    quiet: Quiet,
    pub target: SocketAddr,
    unused_since: Instant,
}

pub(crate) enum Failure {
    /// The client did not send what it began.
    Client,
    /// The workload closed, or answered something that is not HTTP.
    Workload,
}

impl Backend {
    pub async fn connect(target: SocketAddr, patience: Duration) -> io::Result<Backend> {
        let stream = tokio::time::timeout(patience, TcpStream::connect(target)).await??;
        stream.set_nodelay(true)?;
        // What is sent is small as a rule, and one buffer is then cheaper than a list of them.
        let (sender, connection) = Builder::new().writev(false).handshake(TokioIo::new(stream)).await.map_err(io::Error::other)?;
        Ok(Backend { sender, connection: Box::new(connection), quiet: Quiet::new(), target, unused_since: Instant::now() })
    }

    /// Sends a request and waits for the head of the answer.
    pub async fn exchange(&mut self, request: Request<RequestBody>) -> Result<Response<Incoming>, Failure> {
        let Backend { sender, connection, quiet, .. } = self;
        let mut request = Some(request);
        let mut sent = None;
        std::future::poll_fn(|cx| {
            quiet.drive(cx, |cx| {
                if let Some(request) = request.take() {
                    sent = Some(Box::pin(sender.send_request(request)));
                }
                let driven = connection.poll_without_shutdown(cx);
                let Some(answer) = &mut sent else {
                    return Poll::Pending;
                };
                outcome(answer.as_mut().poll(cx), driven)
            })
        })
        .await
    }

    /// The bare socket, and what was already read from it, after an upgrade.
    pub async fn into_stream(mut self) -> io::Result<(TcpStream, Bytes)> {
        std::future::poll_fn(|cx| self.connection.poll_without_shutdown(cx)).await.map_err(io::Error::other)?;
        let Parts { io, read_buf, .. } = self.connection.into_parts();
        Ok((io.into_inner(), read_buf))
    }

    /// Whether another request can be sent on it right now.
    fn is_usable(&mut self, cx: &mut Context<'_>) -> bool {
        let Backend { sender, connection, quiet, .. } = self;
        let ready = quiet.drive(cx, |cx| match connection.poll_without_shutdown(cx) {
            Poll::Ready(_) => Poll::Ready(false),
            Poll::Pending => sender.poll_ready(cx).map(|ready| ready.is_ok()),
        });
        matches!(ready, Poll::Ready(true))
    }
}

fn outcome(answer: Poll<hyper::Result<Response<Incoming>>>, driven: Poll<hyper::Result<()>>) -> Poll<Result<Response<Incoming>, Failure>> {
    match (answer, driven) {
        (Poll::Ready(Ok(response)), _) => Poll::Ready(Ok(response)),
        (Poll::Ready(Err(error)), _) | (_, Poll::Ready(Err(error))) if error.is_user() => Poll::Ready(Err(Failure::Client)),
        (Poll::Ready(Err(_)), _) | (_, Poll::Ready(_)) => Poll::Ready(Err(Failure::Workload)),
        (Poll::Pending, Poll::Pending) => Poll::Pending,
    }
}

#[derive(Default)]
pub(crate) struct Pool {
    /// Only one thread uses it; the lock is there because the tasks of that thread could be moved
    /// as far as the compiler knows.
    kept: Mutex<HashMap<SocketAddr, Vec<Backend>>>,
}

impl Pool {
    pub async fn take(&self, target: SocketAddr) -> Option<Backend> {
        std::future::poll_fn(|cx| {
            let mut kept = self.lock();
            let Some(free) = kept.get_mut(&target) else {
                return Poll::Ready(None);
            };
            while let Some(mut backend) = free.pop() {
                if backend.is_usable(cx) {
                    return Poll::Ready(Some(backend));
                }
            }
            Poll::Ready(None)
        })
        .await
    }

    fn give_back(&self, mut backend: Backend, cx: &mut Context<'_>) {
        if !backend.is_usable(cx) {
            return;
        }
        let mut kept = self.lock();
        let free = kept.entry(backend.target).or_default();
        if free.len() < KEPT_PER_TARGET {
            backend.unused_since = Instant::now();
            free.push(backend);
        }
    }

    pub fn close_unused_since(&self, then: Instant) {
        self.lock().retain(|_, free| {
            free.retain(|backend| backend.unused_since > then);
            !free.is_empty()
        });
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<SocketAddr, Vec<Backend>>> {
        // Nothing that holds the lock leaves the map half changed.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The body of a workload's answer. It drives the connection that it arrives on, and gives it back
/// to the pool when it is complete.
pub(crate) struct BackendBody {
    body: Incoming,
    backend: Option<Backend>,
    pool: Arc<Pool>,
    visit: Visit,
}

impl BackendBody {
    pub fn new(body: Incoming, backend: Backend, pool: Arc<Pool>, visit: Visit) -> Self {
        BackendBody { body, backend: Some(backend), pool, visit }
    }

    /// For a body that has no bytes nobody asks, so its connection goes back at once.
    pub async fn settle(&mut self) {
        std::future::poll_fn(|cx| {
            if self.body.is_end_stream() {
                self.give_back(cx);
            }
            Poll::Ready(())
        })
        .await;
    }

    fn give_back(&mut self, cx: &mut Context<'_>) {
        if let Some(backend) = self.backend.take() {
            self.pool.give_back(backend, cx);
        }
    }

    fn poll_body(&mut self, cx: &mut Context<'_>) -> Poll<Option<hyper::Result<Frame<Bytes>>>> {
        let mut body = Pin::new(&mut self.body);
        let Some(backend) = &mut self.backend else {
            return body.poll_frame(cx);
        };
        let Backend { connection, quiet, .. } = backend;
        let mut is_over = false;
        let next = quiet.drive(cx, |cx| {
            if let Poll::Ready(next) = body.as_mut().poll_frame(cx) {
                return Poll::Ready(next);
            }
            // An error of the connection shows as an error, or an early end, of the body.
            is_over |= !is_over && connection.poll_without_shutdown(cx).is_ready();
            body.as_mut().poll_frame(cx)
        });
        if is_over {
            self.backend = None;
        }
        next
    }
}

impl Body for BackendBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        let this = self.get_mut();
        let next = ready!(this.poll_body(cx));
        let Some(frame) = next.transpose().map_err(io::Error::other)? else {
            this.give_back(cx);
            return Poll::Ready(None);
        };
        if let Some(data) = frame.data_ref() {
            let activity = &this.visit.grant.activity;
            activity.bytes_to_clients.fetch_add(data.len() as u64, Ordering::Relaxed);
        }
        if this.body.is_end_stream() {
            this.give_back(cx);
        }
        Poll::Ready(Some(Ok(frame)))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
