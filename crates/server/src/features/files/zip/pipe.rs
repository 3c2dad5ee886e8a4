//! How do bytes that a thread writes become the body of an answer? Through a short queue: the thread waits for a slow reader, and stops
//! when the reader is gone.

use std::io::{self, Write};

use axum::body::Bytes;
use tokio::sync::mpsc;

const PIECE: usize = 256 * 1024;
const QUEUE: usize = 4;

pub struct Pipe {
    sender: mpsc::Sender<io::Result<Bytes>>,
    buffer: Vec<u8>,
}

/// The other side, for who writes.
pub struct Reader(mpsc::Sender<io::Result<Bytes>>);

pub fn pipe() -> (Pipe, Reader, mpsc::Receiver<io::Result<Bytes>>) {
    let (sender, receiver) = mpsc::channel(QUEUE);
    (Pipe { sender: sender.clone(), buffer: Vec::with_capacity(PIECE) }, Reader(sender), receiver)
}

impl Reader {
    pub fn is_gone(&self) -> bool {
        self.0.is_closed()
    }

    /// Makes the answer break off instead of ending, so that nobody takes half a zip for a whole one.
    pub fn fail(&self, error: io::Error) {
        let _ = self.0.blocking_send(Err(error));
    }
}

impl Pipe {
    fn send(&mut self) {
        if self.buffer.is_empty() {
            return;
        }
        let piece = std::mem::replace(&mut self.buffer, Vec::with_capacity(PIECE));
        // When nobody reads any more, whoever writes sees it.
        let _ = self.sender.blocking_send(Ok(piece.into()));
    }
}

impl Write for Pipe {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let room = PIECE - self.buffer.len();
        let taken = bytes.len().min(room);
        self.buffer.extend_from_slice(&bytes[..taken]);
        if self.buffer.len() == PIECE {
            self.send();
        }
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.send();
        Ok(())
    }
}
