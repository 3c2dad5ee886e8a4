//! How does a body get onto the disk at full speed with little memory? What comes is gathered while the piece before is written. Somebody
//! who sends nothing for too long is given up on.

use std::fs::File;
use std::io::{self, Seek, Write};
use std::num::NonZeroU64;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use futures_util::StreamExt;
use rustix::fs::Advice;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::app::SharedApp;
use crate::error::{Error, Result};
use crate::features::files::faults;
use crate::features::files::tus::checksum::Checksum;

/// Gathered at most, while the disk is busy.
const PIECE: u64 = 2 * 1024 * 1024;

pub struct Receiver {
    pub file: Arc<File>,
    /// Bytes that may still come.
    pub room: u64,
    /// What is said when more than that comes.
    pub too_much: Error,
    /// Sees the bytes, too.
    pub checksum: Option<Checksum>,
    /// Cancelled when somebody else goes on with this upload.
    pub cancel: CancellationToken,
}

pub struct Received {
    pub bytes: u64,
    pub checksum: Option<Checksum>,
    /// Why it ended before the body did; what had come until then is written all the same.
    pub broken: Option<Error>,
}

type Writing = JoinHandle<io::Result<Option<Checksum>>>;

/// Writes the body at the file's position. Only what the disk refuses is an error.
pub async fn receive(app: &SharedApp, body: Body, receiver: Receiver) -> Result<Received> {
    let Receiver { file, mut room, too_much, mut checksum, cancel } = receiver;
    let patience = Duration::from_secs(app.config.files.upload_idle_seconds);
    let mut body = body.into_data_stream();
    let mut gathered = Gathered::default();
    let mut writing: Option<Writing> = None;
    let mut received = 0;
    let mut ended: Option<Option<Error>> = None;
    loop {
        if writing.is_none() && gathered.bytes > 0 {
            writing = Some(write(file.clone(), std::mem::take(&mut gathered).chunks, checksum.take()));
        }
        if writing.is_none()
            && let Some(broken) = ended
        {
            return Ok(Received { bytes: received, checksum, broken });
        }
        let wants_more = ended.is_none() && gathered.bytes < PIECE;
        tokio::select! {
            biased;
            written = finished(&mut writing) => checksum = written?,
            () = cancel.cancelled(), if ended.is_none() => ended = Some(Some(gone_on_elsewhere())),
            chunk = body.next(), if wants_more => match chunk {
                None => ended = Some(None),
                Some(Err(_)) => ended = Some(Some(cut_off())),
                Some(Ok(chunk)) => {
                    let fits = (chunk.len() as u64).min(room);
                    if fits < chunk.len() as u64 {
                        ended = Some(Some(too_much.clone()));
                    }
                    room -= fits;
                    received += fits;
                    gathered.push(chunk.slice(..fits as usize));
                }
            },
            () = app.clock.sleep(patience), if wants_more => ended = Some(Some(silent(patience))),
        }
    }
}

#[derive(Default)]
struct Gathered {
    chunks: Vec<Bytes>,
    bytes: u64,
}

impl Gathered {
    fn push(&mut self, chunk: Bytes) {
        self.bytes += chunk.len() as u64;
        self.chunks.push(chunk);
    }
}

fn write(file: Arc<File>, chunks: Vec<Bytes>, mut checksum: Option<Checksum>) -> Writing {
    tokio::task::spawn_blocking(move || {
        let start = (&*file).stream_position()?;
        for chunk in chunks {
            if let Some(checksum) = &mut checksum {
                checksum.see(&chunk);
            }
            (&*file).write_all(&chunk)?;
        }
        begin_to_flush(&file, start)?;
        Ok(checksum)
    })
}

/// Lets the disk begin with what was written, so that little is left to wait for at the end. Only advice, so refusals do not matter.
fn begin_to_flush(mut file: &File, start: u64) -> io::Result<()> {
    if let Some(length) = NonZeroU64::new(file.stream_position()?.saturating_sub(start)) {
        let _ = rustix::fs::fadvise(file, start, Some(length), Advice::DontNeed);
    }
    Ok(())
}

/// Never, as long as nothing is written.
async fn finished(writing: &mut Option<Writing>) -> Result<Option<Checksum>> {
    let Some(running) = writing else { return std::future::pending().await };
    let written = running.await.map_err(|error| Error::internal(format!("writing an upload broke off: {error}")))?;
    *writing = None;
    written.map_err(|error| match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => faults::disk_full(),
        _ => Error::internal(format!("writing an upload: {error}")),
    })
}

fn cut_off() -> Error {
    Error::Malformed { code: "UPLOAD_CUT_OFF", message: "The upload ended before it was complete. Send it again.".into() }
}

fn silent(patience: Duration) -> Error {
    let message = format!("Nothing came for {} seconds, so the upload was given up. Send it again.", patience.as_secs());
    Error::Malformed { code: "UPLOAD_CUT_OFF", message }
}

fn gone_on_elsewhere() -> Error {
    Error::Malformed { code: "UPLOAD_CUT_OFF", message: "This upload goes on with another request.".into() }
}
