//! The bodies that pass through: from the client to a workload, and whatever goes back.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::BoxFuture;
use http::{Request, Response};
use http_body::{Body, Frame, SizeHint};
use http_body_util::Full;
use http_body_util::combinators::UnsyncBoxBody;
use hyper::body::Incoming;
use std::net::SocketAddr;
use tokio::time::{Instant, Sleep};

use crate::backend::BackendBody;
use crate::door::Grant;

pub(crate) type BoxError = Box<dyn std::error::Error + Send + Sync>;

pub type PortalBody = UnsyncBoxBody<Bytes, Box<dyn std::error::Error + Send + Sync>>;

/// Answers whatever is not addressed to a workload. It runs on the runtime that called `serve`; the
/// address is the client's (port 0 if a trusted proxy told it). Upgrades work as with hyper.
pub type PortalHandler = Arc<dyn Fn(Request<Incoming>, SocketAddr) -> BoxFuture<'static, Response<PortalBody>> + Send + Sync>;

pub(crate) enum ReplyBody {
    Page(Full<Bytes>),
    Workload(BackendBody),
    Portal(PortalBody),
}

impl ReplyBody {
    pub fn empty() -> Self {
        ReplyBody::Page(Full::default())
    }
}

impl Body for ReplyBody {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        match self.get_mut() {
            ReplyBody::Page(page) => Pin::new(page).poll_frame(cx).map_err(Into::into),
            ReplyBody::Workload(body) => Pin::new(body).poll_frame(cx).map_err(Into::into),
            ReplyBody::Portal(body) => Pin::new(body).poll_frame(cx),
        }
    }

    fn is_end_stream(&self) -> bool {
        match self {
            ReplyBody::Page(page) => page.is_end_stream(),
            ReplyBody::Workload(body) => body.is_end_stream(),
            ReplyBody::Portal(body) => body.is_end_stream(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            ReplyBody::Page(page) => page.size_hint(),
            ReplyBody::Workload(body) => body.size_hint(),
            ReplyBody::Portal(body) => body.size_hint(),
        }
    }
}

/// What a client sends to a workload: counted, and given up on when the client pauses too long.
pub(crate) struct RequestBody {
    /// `None` for a request without a body, which may be sent a second time.
    body: Option<Incoming>,
    grant: Arc<Grant>,
    patience: Duration,
    /// Only there while the client lets us wait.
    pause: Option<Pin<Box<Sleep>>>,
}

impl RequestBody {
    pub fn new(body: Incoming, grant: Arc<Grant>, patience: Duration) -> Self {
        RequestBody { body: (!body.is_end_stream()).then_some(body), grant, patience, pause: None }
    }

    pub fn none(grant: Arc<Grant>) -> Self {
        RequestBody { body: None, grant, patience: Duration::ZERO, pause: None }
    }

    fn poll_pause(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let patience = self.patience;
        let pause = self.pause.get_or_insert_with(|| Box::pin(tokio::time::sleep(patience)));
        pause.as_mut().poll(cx)
    }
}

impl Body for RequestBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        let this = self.get_mut();
        let Some(body) = &mut this.body else {
            return Poll::Ready(None);
        };
        let Poll::Ready(next) = Pin::new(body).poll_frame(cx) else {
            return this.poll_pause(cx).map(|()| Some(Err(io::ErrorKind::TimedOut.into())));
        };
        if let Some(pause) = &mut this.pause {
            pause.as_mut().reset(Instant::now() + this.patience);
        }
        let Some(frame) = next else {
            return Poll::Ready(None);
        };
        let frame = frame.map_err(|_| io::Error::from(io::ErrorKind::ConnectionAborted))?;
        // Trailers may not pretend what headers may not, so none are passed on.
        let Ok(data) = frame.into_data() else {
            return Poll::Ready(None);
        };
        let activity = &this.grant.activity;
        activity.bytes_from_clients.fetch_add(data.len() as u64, Ordering::Relaxed);
        Poll::Ready(Some(Ok(Frame::data(data))))
    }

    fn is_end_stream(&self) -> bool {
        self.body.as_ref().is_none_or(Body::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.body.as_ref().map_or(SizeHint::with_exact(0), Body::size_hint)
    }
}
