//! How is a log read: whole, its last lines, or as it grows? Line by line from the files, so that memory does not depend on their size.

use std::io::{BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::{DateTime, SecondsFormat, Utc};
use primehub_engine::UnitRef;

use super::{file, lost, older, text_of};
use crate::app::{App, SharedApp};

/// Lines of a failure are shown in a panel; a longer one says no more there.
const LONGEST_SHOWN: usize = 500;

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
            let over = !app.workloads.collecting.lock().contains_key(&unit) && !app.workloads.is_live(&app, &unit).await;
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
    let mut lines = last_raw_lines(&path, count);
    if lines.len() < count {
        let mut earlier = last_raw_lines(&older(&path), count - lines.len());
        earlier.append(&mut lines);
        lines = earlier;
    }
    let shown = |line: &Vec<u8>| crate::error::shorten_to(String::from_utf8_lossy(text_of(line).1).trim_end(), LONGEST_SHOWN);
    lines.iter().map(shown).collect()
}

/// The last whole lines of a file as they stand there; none when there is no file.
pub fn last_raw_lines(path: &Path, count: usize) -> Vec<Vec<u8>> {
    let (start, _) = start_of_last(path, count);
    let Ok(mut file) = std::fs::File::open(path) else { return Vec::new() };
    if file.seek(SeekFrom::Start(start)).is_err() {
        return Vec::new();
    }
    let mut lines: Vec<Vec<u8>> = BufReader::new(file).split(b'\n').map_while(Result::ok).take(count + 1).collect();
    if !ends_whole(path) {
        lines.pop();
    }
    lines.truncate(count);
    lines
}

/// Whether the last line has its newline.
pub fn ends_whole(path: &Path) -> bool {
    let last = || {
        let mut file = std::fs::File::open(path)?;
        file.seek(SeekFrom::End(-1))?;
        let mut last = [0];
        file.read_exact(&mut last)?;
        std::io::Result::Ok(last == *b"\n")
    };
    last().unwrap_or(false)
}

/// Where the last `count` whole lines of a file begin, and how many there are. Counted backwards in blocks of which none is kept.
fn start_of_last(path: &Path, count: usize) -> (u64, usize) {
    scan_back(path, count).unwrap_or((0, 0))
}

fn scan_back(path: &Path, count: usize) -> std::io::Result<(u64, usize)> {
    const BLOCK: u64 = 64 * 1024;
    let mut file = std::fs::File::open(path)?;
    let mut block = vec![0; BLOCK as usize];
    let mut start = file.metadata()?.len();
    // The newline before the first of the lines counts as well, since it is what is looked for.
    let mut ends = 0;
    while start > 0 {
        let size = BLOCK.min(start);
        start -= size;
        let block = &mut block[..size as usize];
        file.seek(SeekFrom::Start(start))?;
        file.read_exact(block)?;
        for (place, _) in block.iter().enumerate().rev().filter(|(_, byte)| **byte == b'\n') {
            if ends == count {
                return Ok((start + place as u64 + 1, count));
            }
            ends += 1;
        }
    }
    Ok((0, ends))
}

/// How much of the beginning was dropped because the log had become too long.
pub fn lost_bytes(path: &Path) -> u64 {
    std::fs::read_to_string(lost(path)).ok().and_then(|text| text.trim().parse().ok()).unwrap_or(0)
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
        self.inode = inode_and_length(&self.path).0;
        if let Some(count) = self.wanted.tail {
            let (start, found) = start_of_last(&self.path, count);
            if found < count {
                let older = older(&self.path);
                let (start, _) = start_of_last(&older, count - found);
                self.send_file(older, start).await?;
            }
            self.position = self.send_file(self.path.clone(), start).await?;
            return Some(());
        }
        let lost = lost_bytes(&self.path);
        if lost > 0 && self.wanted.since.is_none() {
            let note = format!("[The first {:.1} MB of this log were not kept.]\n", lost as f64 / 1e6);
            self.sender.send(note.into()).await.ok()?;
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
        let mut line = Vec::new();
        loop {
            line.clear();
            let read = reader.read_until(b'\n', &mut line).unwrap_or(0);
            if line.pop() != Some(b'\n') {
                return Some(position);
            }
            position += read as u64;
            self.send(&line).await?;
        }
    }

    async fn send(&self, line: &[u8]) -> Option<()> {
        let (at, text) = text_of(line);
        let at = if self.wanted.since.is_some() || self.wanted.timestamps { at.and_then(time_of) } else { None };
        if let (Some(since), Some(at)) = (self.wanted.since, at)
            && at <= since
        {
            return Some(());
        }
        let mut out = String::new();
        if let (true, Some(at)) = (self.wanted.timestamps, at) {
            out.push_str(&at.to_rfc3339_opts(SecondsFormat::Millis, true));
            out.push(' ');
        }
        out.push_str(&String::from_utf8_lossy(text));
        out.push('\n');
        for piece in pieces(&out) {
            self.sender.send(bytes::Bytes::copy_from_slice(piece.as_bytes())).await.ok()?;
        }
        Some(())
    }
}

fn inode_and_length(path: &Path) -> (u64, u64) {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata(path).map(|meta| (meta.ino(), meta.len())).unwrap_or_default()
}

pub fn time_of(bytes: &[u8]) -> Option<DateTime<Utc>> {
    let text = std::str::from_utf8(bytes).ok()?;
    Some(DateTime::parse_from_rfc3339(text).ok()?.with_timezone(&Utc))
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

#[cfg(test)]
mod tests {
    use super::*;

    fn log(lines: usize, unfinished: &str) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("1.log");
        let line = |number: usize| format!("1970-01-01T00:00:01Z\tO\tline {number} {}\n", "x".repeat(number % 7 * 1000));
        let whole = (lines / 2..lines).map(line).collect::<String>() + unfinished;
        std::fs::write(&path, whole).unwrap();
        std::fs::write(older(&path), (0..lines / 2).map(line).collect::<String>()).unwrap();
        (folder, path)
    }

    fn numbers(text: &str) -> Vec<usize> {
        text.lines().filter_map(|line| line.split(' ').nth(1)?.parse().ok()).collect()
    }

    async fn read_with(path: &Path, tail: Option<usize>) -> String {
        let (sender, mut receiver) = tokio::sync::mpsc::channel(8);
        let mut reader = Reader { path: path.to_owned(), inode: 0, position: 0, wanted: Wanted { tail, ..Default::default() }, sender };
        let reading = tokio::spawn(async move { reader.first().await });
        let mut text = Vec::new();
        while let Some(piece) = receiver.recv().await {
            text.extend_from_slice(&piece);
        }
        reading.await.unwrap().unwrap();
        String::from_utf8(text).unwrap()
    }

    #[tokio::test]
    async fn the_last_lines_are_found_in_one_file_and_over_two() {
        let (_folder, path) = log(200, "1970-01-01T00:00:01Z\tO\tnot fini");
        for count in [0, 1, 7, 99, 100, 101, 150, 200, 500] {
            let text = read_with(&path, Some(count)).await;
            assert_eq!(numbers(&text), (200 - count.min(200)..200).collect::<Vec<_>>(), "the last {count}");
        }
        assert_eq!(numbers(&read_with(&path, None).await), (0..200).collect::<Vec<_>>());
    }

    #[test]
    fn the_last_lines_of_a_file_that_does_not_end_are_its_whole_ones() {
        let (_folder, path) = log(20, "1970-01-01T00:00:01Z\tO\tnot fini");
        let lines = last_raw_lines(&path, 3);
        let text: Vec<String> = lines.iter().map(|line| String::from_utf8_lossy(text_of(line).1).into_owned()).collect();
        assert_eq!(numbers(&text.join("\n")), [17, 18, 19]);
        assert!(last_raw_lines(Path::new("missing"), 3).is_empty());
    }

    #[tokio::test]
    async fn what_is_missing_at_the_beginning_is_said() {
        let (_folder, path) = log(2, "");
        std::fs::write(lost(&path), "12345678").unwrap();
        assert!(read_with(&path, None).await.starts_with("[The first 12.3 MB of this log were not kept.]\n"));
        assert!(read_with(&path, Some(10)).await.starts_with("line 0"));
    }

    #[test]
    fn pieces_never_cut_a_character() {
        let text = "é".repeat(10_000);
        assert!(pieces(&text).iter().all(|piece| piece.len() <= 8192));
        assert_eq!(pieces(&text).concat(), text);
    }
}
