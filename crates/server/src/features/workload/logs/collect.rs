//! How does output get from the engine into our files? Followed line by line, in two files per start that take turns, so that neither
//! memory nor disk grows with what is printed.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::{DateTime, SecondsFormat, Utc};
use futures_util::{FutureExt, StreamExt};
use primehub_engine::{LogLine, LogOptions, UnitRef};

use super::{Progress, file, lost, older, read};
use crate::app::SharedApp;
use crate::error::Result;

/// Longer lines are cut; nobody reads them, and one must not fill the memory of a reader.
const LONGEST_LINE: usize = 64 * 1024;
/// Lines of a burst. Whoever waits for the end has to see progress, also while lines come faster than they are written.
const MOST_AT_ONCE: usize = 1000;
const RETRY: Duration = Duration::from_secs(2);
/// A collector that waits for the engine for so long will get nothing more from it.
const QUIET: Duration = Duration::from_secs(3);
/// An engine looks through all that it has before it tells what came after a moment.
const QUIET_WHILE_READING: Duration = Duration::from_secs(60);
/// How often the rest of what has ended is asked for when the engine does not give it.
const MOST_FAILURES: u32 = 3;

/// Follows one start until its container is gone. Safe to call again: a second collector of the same start does nothing.
pub fn collect(app: &SharedApp, unit: UnitRef) {
    {
        let mut collecting = app.workloads.collecting.lock();
        if collecting.contains_key(&unit) {
            return;
        }
        collecting.insert(unit.clone(), Progress::default());
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
    let note = |written: u64, reads: bool| {
        if let Some(progress) = app.workloads.collecting.lock().get_mut(unit) {
            *progress = Progress { written, reads };
        }
    };
    let (mut follow, mut failures) = (true, 0);
    loop {
        let before = sink.total;
        let options = LogOptions { follow, tail: None, since: sink.last };
        note(sink.total, true);
        let read_to_end = match app.workloads.engine().logs(unit, options).await {
            Ok(lines) => {
                // What a burst found at its end is asked for again.
                let mut lines = lines.fuse();
                let mut whole = true;
                while let Some(first) = lines.next().await {
                    let mut next = Some(first);
                    let mut room = MOST_AT_ONCE;
                    // A burst is written together; the last line of it is on disk at once.
                    while let Some(line) = next {
                        match line {
                            Ok(line) => sink.write(&line)?,
                            Err(error) => {
                                tracing::info!(unit = unit.unit, "the engine's log broke off: {error}");
                                whole = false;
                            }
                        }
                        room -= 1;
                        next = if room > 0 { lines.next().now_or_never().flatten() } else { None };
                    }
                    sink.flush()?;
                    note(sink.total, true);
                }
                whole
            }
            Err(primehub_engine::EngineError::NotFound) => return Ok(()),
            Err(error) => {
                tracing::info!(unit = unit.unit, "the engine's log cannot be read: {error}");
                false
            }
        };
        if app.workloads.is_present(unit).await {
            follow = true;
            // Whoever waits for the end must not take the pause for it.
            if sink.total == before {
                note(sink.total, false);
                app.clock.sleep(RETRY).await;
            }
            continue;
        }
        failures += u32::from(!read_to_end);
        let has_all = !follow && read_to_end && sink.total == before;
        if has_all || failures == MOST_FAILURES {
            return Ok(());
        }
        // Docker stops following a while after the end, although it has not told everything yet.
        follow = false;
    }
}

/// Waits until everything that was printed has been written down, as long as there is progress. Used before a container is removed.
pub async fn drained(app: &SharedApp, unit: &UnitRef) {
    let progress = || app.workloads.collecting.lock().get(unit).copied();
    let mut before = progress();
    while let Some(seen) = before {
        let quiet = tokio::time::sleep(if seen.reads { QUIET_WHILE_READING } else { QUIET });
        tokio::pin!(quiet);
        loop {
            let notified = app.workloads.collected.notified();
            tokio::pin!(notified);
            notified.as_mut().enable();
            if progress().is_none() {
                return;
            }
            tokio::select! {
                _ = &mut notified => {}
                _ = &mut quiet => break,
            }
        }
        let now = progress();
        if now == before {
            return;
        }
        before = now;
    }
}

pub struct Sink {
    path: PathBuf,
    out: std::io::BufWriter<std::fs::File>,
    /// In this file, and by this collector altogether.
    written: u64,
    total: u64,
    most: u64,
    last: Option<DateTime<Utc>>,
    /// How much of a line that has not ended yet is written; None at the start of a line.
    open_line: Option<usize>,
}

impl Sink {
    /// None when another process already writes this file.
    pub fn open(path: PathBuf, most: u64) -> Result<Option<Self>> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let last = last_time(&path);
        let out = std::fs::OpenOptions::new().create(true).append(true).open(&path)?;
        if rustix::fs::flock(&out, rustix::fs::FlockOperation::NonBlockingLockExclusive).is_err() {
            return Ok(None);
        }
        let written = out.metadata()?.len();
        let mut sink = Self { path, out: std::io::BufWriter::new(out), written, total: 0, most: most / 2, last, open_line: None };
        if written > 0 && !read::ends_whole(&sink.path) {
            // The one before was killed in the middle of a line.
            sink.out.write_all(b"\n")?;
        }
        Ok(Some(sink))
    }

    pub fn write(&mut self, line: &LogLine) -> Result<()> {
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
        self.total += bytes.len() as u64;
        if self.written > self.most && ends {
            self.rotate()?;
        }
        Ok(())
    }

    fn rotate(&mut self) -> Result<()> {
        self.out.flush()?;
        let older = older(&self.path);
        if let Ok(meta) = std::fs::metadata(&older) {
            // Readers are told that the beginning is missing.
            std::fs::write(lost(&self.path), (read::lost_bytes(&self.path) + meta.len()).to_string())?;
        }
        std::fs::rename(&self.path, &older)?;
        let fresh = std::fs::OpenOptions::new().create(true).append(true).open(&self.path)?;
        // The name is new, so nobody else can hold this lock.
        let _ = rustix::fs::flock(&fresh, rustix::fs::FlockOperation::NonBlockingLockExclusive);
        self.out = std::io::BufWriter::new(fresh);
        self.written = 0;
        Ok(())
    }

    pub fn flush(&mut self) -> Result<()> {
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

/// The time of the last line that was written, so that a new collector goes on behind it.
fn last_time(path: &Path) -> Option<DateTime<Utc>> {
    let last = |path: &Path| read::last_raw_lines(path, 1).pop();
    let line = last(path).or_else(|| last(&older(path)))?;
    read::time_of(line.split(|byte| *byte == b'\t').next()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::from_micros;
    use crate::features::workload::logs::text_of;

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
        assert_eq!(last_time(&path), Some(from_micros(2_000_000)));
    }

    #[test]
    fn a_full_log_keeps_the_newest_lines_in_two_files_and_counts_the_others() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("1.log");
        let mut sink = Sink::open(path.clone(), 4096).unwrap().unwrap();
        for number in 0..500 {
            sink.write(&line(&format!("line {number}\n"), number)).unwrap();
        }
        sink.flush().unwrap();
        let size = std::fs::metadata(&path).unwrap().len() + std::fs::metadata(older(&path)).unwrap().len();
        assert!(size < 6000, "{size}");
        assert!(String::from_utf8_lossy(&read::last_raw_lines(&path, 1)[0]).ends_with("line 499"));
        assert_eq!(read::lost_bytes(&path) + size, sink.total);
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
        let lines = read::last_raw_lines(&path, 10);
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
}
