//! How is a file sent without keeping it in memory? In large pieces, the next of which is read while one is on its way. No thread waits for
//! a slow reader.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::sync::Arc;

use axum::body::{Body, Bytes};
use futures_util::stream;
use tokio::task::JoinHandle;

const PIECE: u64 = 512 * 1024;

struct Sending {
    file: Arc<File>,
    /// What is left to be read, not counting what is being read.
    left: u64,
    reading: Option<JoinHandle<io::Result<Bytes>>>,
}

/// This many bytes of the file from `start` on. A file that turns out shorter breaks the answer off, since its length was promised.
pub fn of_file(file: File, start: u64, length: u64) -> Body {
    let sending = Sending { file: Arc::new(file), left: length, reading: None };
    Body::from_stream(stream::try_unfold((sending, Some(start)), |(mut sending, start)| async move {
        let current = match sending.reading.take() {
            Some(reading) => reading,
            None if sending.left == 0 => return Ok(None),
            None => sending.read(start),
        };
        let piece = current.await.map_err(io::Error::other)??;
        if sending.left > 0 {
            sending.reading = Some(sending.read(None));
        }
        Ok::<_, io::Error>(Some((piece, (sending, None))))
    }))
}

impl Sending {
    fn read(&mut self, start: Option<u64>) -> JoinHandle<io::Result<Bytes>> {
        let wanted = self.left.min(PIECE);
        self.left -= wanted;
        let file = self.file.clone();
        tokio::task::spawn_blocking(move || {
            let mut file = &*file;
            if let Some(start) = start.filter(|start| *start > 0) {
                file.seek(SeekFrom::Start(start))?;
            }
            read_piece(file, wanted)
        })
    }
}

fn read_piece(file: &File, wanted: u64) -> io::Result<Bytes> {
    let mut piece = Vec::with_capacity(wanted as usize);
    file.take(wanted).read_to_end(&mut piece)?;
    if (piece.len() as u64) < wanted {
        return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the file became shorter while it was sent"));
    }
    Ok(piece.into())
}
