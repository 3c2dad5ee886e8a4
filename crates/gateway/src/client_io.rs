//! The client's socket as the HTTP library sees it: every byte that is read passes `framing`.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

use crate::framing::Framing;

/// What the library reads after an ambiguous line: it looks at a head that came in pieces only when
/// it seems complete.
const END_OF_HEAD: &[u8] = b"\r\n\r\n";

/// A head and a body that are no longer than this are cheaper to copy together than to send as a
/// list.
const SMALL: usize = 2048;

pub(crate) struct ClientIo {
    stream: TcpStream,
    framing: Framing,
    last_words: &'static [u8],
}

impl ClientIo {
    pub fn new(stream: TcpStream) -> Self {
        ClientIo { stream, framing: Framing::default(), last_words: END_OF_HEAD }
    }

    /// The bare socket, once the connection speaks WebSocket.
    pub fn into_stream(self) -> TcpStream {
        self.stream
    }
}

impl AsyncRead for ClientIo {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        if self.framing.poisoned {
            let (now, later) = self.last_words.split_at(self.last_words.len().min(buf.remaining()));
            buf.put_slice(now);
            self.last_words = later;
            return Poll::Ready(Ok(()));
        }
        let before = buf.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(cx, buf))?;
        let vetted = self.framing.vet(&mut buf.filled_mut()[before..]);
        buf.set_filled(before + vetted);
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for ClientIo {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, buf)
    }

    fn poll_write_vectored(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bufs: &[io::IoSlice<'_>]) -> Poll<io::Result<usize>> {
        let total: usize = bufs.iter().map(|buf| buf.len()).sum();
        let mut together = [0; SMALL];
        if total > together.len() {
            return Pin::new(&mut self.stream).poll_write_vectored(cx, bufs);
        }
        let mut free = &mut together[..];
        for buf in bufs {
            let (now, later) = free.split_at_mut(buf.len());
            now.copy_from_slice(buf);
            free = later;
        }
        Pin::new(&mut self.stream).poll_write(cx, &together[..total])
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
