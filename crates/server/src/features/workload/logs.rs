//! What did a workload print? Followed from the engine into files of our own, so that it can be read after the container is gone.
//! One line of a file is `<time>\t<O|E>\t<text>`; two files per start bound its size.

use std::io::{BufRead, BufReader, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, SecondsFormat, Utc};
use futures_util::{FutureExt, StreamExt};
use primehub_engine::{LogLine, LogOptions, UnitRef};

use crate::app::{App, SharedApp};
use crate::clock::from_micros;
use crate::error::Result;

/// Longer lines are cut; nobody reads them, and one must not fill the memory of a reader.
const LONGEST_LINE: usize = 64 * 1024;
const RETRY: Duration = Duration::from_secs(2);

/// The file of one start.
pub fn file(app: &App, unit: &UnitRef) -> PathBuf {
    app.data("logs").join(&unit.unit).join(format!("{}.log", unit.generation))
}

fn older(file: &Path) -> PathBuf {
    file.with_extension("old.log")
}

/// Follows one start until its container is gone. Safe to call again: a second collector of the same start does nothing.
pub fn collect(app: &SharedApp, unit: UnitRef) {
    if !app.workloads.collecting.lock().insert(unit.clone()) {
        return;
    }
    let ended = app.workloads.ended.clone();
    let app = app.clone();
    tokio::spawn(ended.run_until_cancelled_owned(async move {
        if let Err(error) = collect_to_end(&app, &unit).await {
            tracing::warn!(unit = unit.unit, "log collection stopped: {error:?}");
        }
        app.workloads.collecting.lock().remove(&unit);
        app.workloads.collected.notify_waiters();
    }));
}

async fn collect_to_end(app: &SharedApp, unit: &UnitRef) -> Result<()> {
    let path = file(app, unit);
    let Some(mut sink) = Sink::open(path, app.config.workload.log_mib * 1024 * 1024)? else { return Ok(()) };
    loop {
        let options = LogOptions { follow: true, tail: None, since: sink.last };
        match app.workloads.engine().logs(unit, options).await {
            Ok(mut lines) => {
                while let Some(line) = lines.next().await {
                    let Ok(line) = line else { break };
                    sink.write(&line)?;
                    // A burst is written together; the last line of it is on disk at once.
                    while let Some(Some(Ok(line))) = lines.next().now_or_never() {
                        sink.write(&line)?;
                    }
                    sink.flush()?;
                }
                sink.flush()?;
            }
            Err(primehub_engine::EngineError::NotFound) => return Ok(()),
            Err(_) => {}
        }
        if !app.workloads.is_present(unit).await {
            return Ok(());
        }
        app.clock.sleep(RETRY).await;
    }
}

/// Waits a moment until everything that was printed has been written down. Used before a container is removed.
pub async fn drained(app: &SharedApp, unit: &UnitRef) {
    let deadline = tokio::time::sleep(Duration::from_secs(2));
    tokio::pin!(deadline);
    loop {
        let notified = app.workloads.collected.notified();
        tokio::pin!(notified);
        notified.as_mut().enable();
        if !app.workloads.collecting.lock().contains(unit) {
            return;
        }
        tokio::select! {
            _ = &mut notified => {}
            _ = &mut deadline => return,
        }
    }
}

struct Sink {
    path: PathBuf,
    out: std::io::BufWriter<std::fs::File>,
    written: u64,
    most: u64,
    last: Option<DateTime<Utc>>,
    /// How much of a line that has not ended yet is written; None at the start of a line.
    open_line: Option<usize>,
}

impl Sink {
    /// None when another process already writes this file.
    fn open(path: PathBuf, most: u64) -> Result<Option<Self>> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let last = last_time(&path)?;
        let out = std::fs::OpenOptions::new().create(true).append(true).open(&path)?;
        if rustix::fs::flock(&out, rustix::fs::FlockOperation::NonBlockingLockExclusive).is_err() {
            return Ok(None);
        }
        let written = out.metadata()?.len();
        let mut sink = Self { path, out: std::io::BufWriter::new(out), written, most: most / 2, last, open_line: None };
        if written > 0 && !ends_with_newline(&sink.path)? {
            // The one before was killed in the middle of a line.
            sink.out.write_all(b"\n")?;
        }
        Ok(Some(sink))
    }

    fn write(&mut self, line: &LogLine) -> Result<()> {
        let mut text: &[u8] = &line.bytes;
        let ends = text.last() == Some(&b'\n');
        if ends {
            text = &text[..text.len() - 1];
        }
        let before = self.open_line.unwrap_or(0);
        let text = cut(text, LONGEST_LINE.saturating_sub(before));
        let mut bytes = Vec::with_capacity(text.len() + 40);
        if self.open_line.is_none() {
            let stream = if line.stderr { 'E' } else { 'O' };
            bytes.extend_from_slice(format!("{}\t{stream}\t", line.at.to_rfc3339_opts(SecondsFormat::Nanos, true)).as_bytes());
        }
        bytes.extend_from_slice(text);
        if ends {
            bytes.push(b'\n');
        }
        self.open_line = (!ends).then_some(before + text.len());
        self.out.write_all(&bytes)?;
        self.last = Some(line.at);
        self.written += bytes.len() as u64;
        if self.written > self.most && ends {
            self.rotate()?;
        }
        Ok(())
    }

    fn rotate(&mut self) -> Result<()> {
        self.out.flush()?;
        std::fs::rename(&self.path, older(&self.path))?;
        let fresh = std::fs::OpenOptions::new().create(true).append(true).open(&self.path)?;
        // The name is new, so nobody else can hold this lock.
        let _ = rustix::fs::flock(&fresh, rustix::fs::FlockOperation::NonBlockingLockExclusive);
        self.out = std::io::BufWriter::new(fresh);
        self.written = 0;
        Ok(())
    }

    fn flush(&mut self) -> Result<()> {
        Ok(self.out.flush()?)
    }
}

/// At most so many bytes of a text, without cutting a character in two.
fn cut(text: &[u8], most: usize) -> &[u8] {
    if text.len() <= most {
        return text;
    }
    let is_continuation = |byte: u8| byte & 0b1100_0000 == 0b1000_0000;
    // A character has at most four bytes; further back it is no UTF-8 anyway.
    let end = (most.saturating_sub(3)..=most).rev().find(|end| !is_continuation(text[*end]));
    &text[..end.unwrap_or(most)]
}

fn ends_with_newline(path: &Path) -> Result<bool> {
    let mut file = std::fs::File::open(path)?;
    file.seek(SeekFrom::End(-1))?;
    let mut last = [0];
    std::io::Read::read_exact(&mut file, &mut last)?;
    Ok(last == *b"\n")
}

/// The time of the last line that was written, so that a new collector goes on behind it.
fn last_time(path: &Path) -> Result<Option<DateTime<Utc>>> {
    let lines = match tail(path, 1) {
        Ok(lines) if !lines.is_empty() => lines,
        _ => tail(&older(path), 1).unwrap_or_default(),
    };
    Ok(lines.last().and_then(|line| line.split(|byte| *byte == b'\t').next()).and_then(parse_time))
}

fn parse_time(bytes: &[u8]) -> Option<DateTime<Utc>> {
    let text = std::str::from_utf8(bytes).ok()?;
    Some(DateTime::parse_from_rfc3339(text).ok()?.with_timezone(&Utc))
}

/// The last whole lines of a file.
fn tail(path: &Path, lines: usize) -> std::io::Result<Vec<Vec<u8>>> {
    let length = std::fs::metadata(path)?.len();
    Ok(tail_before(path, lines, length)?.0)
}

/// The last whole lines before this place, reading backwards from it, and where they end.
fn tail_before(path: &Path, lines: usize, place: u64) -> std::io::Result<(Vec<Vec<u8>>, u64)> {
    const BLOCK: u64 = 64 * 1024;
    let mut file = std::fs::File::open(path)?;
    let mut start = place;
    let mut bytes = Vec::new();
    while start > 0 {
        let size = BLOCK.min(start);
        start -= size;
        file.seek(SeekFrom::Start(start))?;
        let mut block = vec![0; size as usize];
        std::io::Read::read_exact(&mut file, &mut block)?;
        block.extend_from_slice(&bytes);
        bytes = block;
        if bytes.iter().filter(|byte| **byte == b'\n').count() > lines {
            break;
        }
    }
    let mut found: Vec<Vec<u8>> = bytes.split(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
    // What follows the last newline is still being written.
    let unfinished = found.pop().map_or(0, |line| line.len() as u64);
    let skip = found.len().saturating_sub(lines);
    Ok((found.split_off(skip), place - unfinished))
}

#[derive(Clone, Debug, Default)]
pub struct Wanted {
    pub tail: Option<usize>,
    pub since: Option<DateTime<Utc>>,
    pub follow: bool,
    pub timestamps: bool,
}

/// The log of one start as a stream of text, each piece at most 8 KiB and cut between characters.
pub fn read(
    app: &SharedApp,
    unit: UnitRef,
    wanted: Wanted,
) -> impl futures_util::Stream<Item = std::io::Result<bytes::Bytes>> + Send + use<> {
    let path = file(app, &unit);
    let app = app.clone();
    let (sender, receiver) = tokio::sync::mpsc::channel(8);
    tokio::spawn(async move {
        let mut reader = Reader { path, inode: 0, position: 0, wanted, sender };
        if reader.first().await.is_none() || !reader.wanted.follow {
            return;
        }
        loop {
            let over = !app.workloads.collecting.lock().contains(&unit) && !app.workloads.is_live(&app, &unit).await;
            if reader.more().await.is_none() || over {
                return;
            }
            // Files have no wake-up of their own; a quarter of a second is not noticed by a reader.
            tokio::select! {
                _ = tokio::time::sleep(Duration::from_millis(250)) => {}
                _ = reader.sender.closed() => return,
            }
        }
    });
    futures_util::stream::unfold(receiver, |mut receiver| async move { receiver.recv().await.map(|piece| (Ok(piece), receiver)) })
}

/// The last lines as plain text, for failures.
pub fn last_lines(app: &App, unit: &UnitRef, count: usize) -> Vec<String> {
    let path = file(app, unit);
    let mut lines = tail(&path, count).unwrap_or_default();
    if lines.len() < count {
        let mut earlier = tail(&older(&path), count - lines.len()).unwrap_or_default();
        earlier.append(&mut lines);
        lines = earlier;
    }
    lines.iter().map(|line| String::from_utf8_lossy(text_of(line).1).trim_end().to_owned()).collect()
}

struct Reader {
    path: PathBuf,
    /// Which file `position` is in: a rotation puts another one in its place.
    inode: u64,
    position: u64,
    wanted: Wanted,
    sender: tokio::sync::mpsc::Sender<bytes::Bytes>,
}

impl Reader {
    /// What is there already. None when the reader is gone.
    async fn first(&mut self) -> Option<()> {
        let (inode, length) = inode_and_length(&self.path);
        self.inode = inode;
        if let Some(count) = self.wanted.tail {
            let (mut lines, end) = tail_before(&self.path, count, length).unwrap_or_default();
            if lines.len() < count {
                let mut earlier = tail(&older(&self.path), count - lines.len()).unwrap_or_default();
                earlier.append(&mut lines);
                lines = earlier;
            }
            self.position = end;
            return self.send(lines.into_iter()).await;
        }
        self.send_file(older(&self.path), 0).await?;
        self.position = self.send_file(self.path.clone(), 0).await?;
        Some(())
    }

    async fn more(&mut self) -> Option<()> {
        let (inode, length) = inode_and_length(&self.path);
        if inode != self.inode {
            // Rotated: the rest of the old file first, then the new one from its start.
            if inode_and_length(&older(&self.path)).0 == self.inode {
                self.send_file(older(&self.path), self.position).await?;
            }
            self.inode = inode;
            self.position = 0;
        }
        if length > self.position {
            self.position = self.send_file(self.path.clone(), self.position).await?;
        }
        Some(())
    }

    /// Sends whole lines from this position on and says where it stopped.
    async fn send_file(&self, path: PathBuf, from: u64) -> Option<u64> {
        let Ok(mut file) = std::fs::File::open(&path) else { return Some(from) };
        if file.seek(SeekFrom::Start(from)).is_err() {
            return Some(from);
        }
        let mut reader = BufReader::new(file);
        let mut position = from;
        loop {
            let mut line = Vec::new();
            let read = reader.read_until(b'\n', &mut line).unwrap_or(0);
            if read == 0 || line.last() != Some(&b'\n') {
                return Some(position);
            }
            position += read as u64;
            line.pop();
            self.send(std::iter::once(line)).await?;
        }
    }

    async fn send(&self, lines: impl Iterator<Item = Vec<u8>>) -> Option<()> {
        for line in lines {
            let (at, text) = text_of(&line);
            if let (Some(since), Some(at)) = (self.wanted.since, at.and_then(parse_time))
                && at <= since
            {
                continue;
            }
            let mut out = String::new();
            if let (true, Some(at)) = (self.wanted.timestamps, at.and_then(parse_time)) {
                out.push_str(&at.to_rfc3339_opts(SecondsFormat::Millis, true));
                out.push(' ');
            }
            out.push_str(&String::from_utf8_lossy(text));
            out.push('\n');
            for piece in pieces(&out) {
                self.sender.send(bytes::Bytes::copy_from_slice(piece.as_bytes())).await.ok()?;
            }
        }
        Some(())
    }
}

fn inode_and_length(path: &Path) -> (u64, u64) {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata(path).map(|meta| (meta.ino(), meta.len())).unwrap_or_default()
}

fn text_of(line: &[u8]) -> (Option<&[u8]>, &[u8]) {
    let mut parts = line.splitn(3, |byte| *byte == b'\t');
    match (parts.next(), parts.next(), parts.next()) {
        (Some(at), Some(_), Some(text)) => (Some(at), text),
        _ => (None, line),
    }
}

/// The SDK decodes each piece of a stream on its own, so no character may be cut in two.
fn pieces(text: &str) -> Vec<&str> {
    const LONGEST: usize = 8192;
    let mut rest = text;
    let mut found = Vec::new();
    while rest.len() > LONGEST {
        let mut end = LONGEST;
        while !rest.is_char_boundary(end) {
            end -= 1;
        }
        found.push(&rest[..end]);
        rest = &rest[end..];
    }
    found.push(rest);
    found
}

/// Removes the logs that nothing was written to since this moment, except of what still runs.
pub fn forget_before(app: &App, before: i64, live: &[UnitRef]) -> Result<()> {
    let kept: Vec<PathBuf> = live.iter().flat_map(|unit| [file(app, unit), older(&file(app, unit))]).collect();
    let Ok(units) = std::fs::read_dir(app.data("logs")) else { return Ok(()) };
    for unit in units.flatten() {
        let Ok(files) = std::fs::read_dir(unit.path()) else { continue };
        for file in files.flatten() {
            let changed: Option<DateTime<Utc>> = file.metadata().ok().and_then(|meta| meta.modified().ok()).map(Into::into);
            if !kept.contains(&file.path()) && changed.is_some_and(|changed| changed < from_micros(before)) {
                std::fs::remove_file(file.path())?;
            }
        }
        // Only succeeds for a folder that is empty now.
        let _ = std::fs::remove_dir(unit.path());
    }
    Ok(())
}

/// Shared by all collectors of a process.
pub type Collecting = parking_lot::Mutex<std::collections::HashSet<UnitRef>>;
pub type Collected = Arc<tokio::sync::Notify>;

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str, at: i64) -> LogLine {
        LogLine { at: from_micros(at), stderr: false, bytes: bytes::Bytes::copy_from_slice(text.as_bytes()) }
    }

    #[test]
    fn a_new_collector_knows_the_time_of_the_last_line() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("1.log");
        let mut sink = Sink::open(path.clone(), 1 << 20).unwrap().unwrap();
        sink.write(&line("eins\n", 1_000_000)).unwrap();
        sink.write(&line("zwei\n", 2_000_000)).unwrap();
        sink.flush().unwrap();
        assert_eq!(last_time(&path).unwrap(), Some(from_micros(2_000_000)));
    }

    #[test]
    fn a_full_log_keeps_the_newest_lines_in_two_files() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("1.log");
        let mut sink = Sink::open(path.clone(), 4096).unwrap().unwrap();
        for number in 0..500 {
            sink.write(&line(&format!("line {number}\n"), number)).unwrap();
        }
        sink.flush().unwrap();
        let size = std::fs::metadata(&path).unwrap().len() + std::fs::metadata(older(&path)).unwrap().len();
        assert!(size < 6000, "{size}");
        assert!(String::from_utf8_lossy(tail(&path, 1).unwrap().last().unwrap()).ends_with("line 499"));
    }

    #[test]
    fn a_line_without_end_does_not_outgrow_the_cap() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("1.log");
        let mut sink = Sink::open(path.clone(), 1 << 20).unwrap().unwrap();
        for number in 0..1000 {
            sink.write(&line(&"ä".repeat(8 * 1024), number)).unwrap();
        }
        sink.write(&line("the end\n", 1000)).unwrap();
        sink.write(&line("next\n", 1001)).unwrap();
        sink.flush().unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.len() < LONGEST_LINE + 200, "{}", text.len());
        assert!(text.ends_with("\tnext\n"));
    }

    #[test]
    fn a_cut_line_ends_with_a_whole_character() {
        let text = "aä€😀".repeat(10);
        for most in 0..text.len() {
            assert!(std::str::from_utf8(cut(text.as_bytes(), most)).is_ok(), "{most}");
        }
    }

    #[test]
    fn a_collector_that_was_killed_in_the_middle_of_a_line_does_not_spoil_the_next_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("1.log");
        std::fs::write(&path, "1970-01-01T00:00:01Z\tO\thalf a li").unwrap();
        let mut sink = Sink::open(path.clone(), 1 << 20).unwrap().unwrap();
        sink.write(&line("whole\n", 2_000_000)).unwrap();
        sink.flush().unwrap();
        let lines = tail(&path, 10).unwrap();
        assert_eq!(lines.len(), 2);
        assert_eq!(text_of(&lines[1]).1, b"whole");
    }

    #[test]
    fn a_second_writer_of_the_same_log_steps_back() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("1.log");
        let _first = Sink::open(path.clone(), 4096).unwrap().unwrap();
        assert!(Sink::open(path, 4096).unwrap().is_none());
    }

    #[test]
    fn pieces_never_cut_a_character() {
        let text = "é".repeat(10_000);
        assert!(pieces(&text).iter().all(|piece| piece.len() <= 8192));
        assert_eq!(pieces(&text).concat(), text);
    }
}
