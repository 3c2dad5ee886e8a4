//! How the bytes of an engine's stream are taken apart: frames of standard output and error, or the plain bytes of a
//! terminal, into time-stamped lines.

use bytes::{Buf, Bytes, BytesMut};
use chrono::{DateTime, Utc};

use crate::LogLine;

/// A piece of output and whether it is standard error.
pub type Frame = (bool, Bytes);

/// Longer pieces without a newline are handed out in parts.
const LONGEST_LINE: usize = 64 * 1024;

#[derive(Default)]
pub struct Frames {
    buffer: BytesMut,
}

impl Frames {
    pub fn feed(&mut self, bytes: &[u8]) {
        self.buffer.extend_from_slice(bytes);
    }

    /// A frame has a head of eight bytes: which stream, three zeros, and its length.
    pub fn next(&mut self) -> Option<Frame> {
        let head = self.buffer.get(..8)?;
        let stderr = head[0] == 2;
        let length = u32::from_be_bytes([head[4], head[5], head[6], head[7]]) as usize;
        if self.buffer.len() < 8 + length {
            return None;
        }
        self.buffer.advance(8);
        Some((stderr, self.buffer.split_to(length).freeze()))
    }
}

/// Every line begins with its moment and a space, also every part of a line that the engine has cut.
pub struct Lines {
    /// None for a terminal, whose stream has no frames.
    frames: Option<Frames>,
    terminal: BytesMut,
    last: DateTime<Utc>,
}

impl Lines {
    pub fn new(is_terminal: bool) -> Lines {
        Lines { frames: (!is_terminal).then(Frames::default), terminal: BytesMut::new(), last: DateTime::UNIX_EPOCH }
    }

    pub fn feed(&mut self, bytes: &[u8]) -> Vec<LogLine> {
        let mut lines = vec![];
        let Some(mut frames) = self.frames.take() else {
            self.terminal.extend_from_slice(bytes);
            while let Some(end) = end_of_line(&self.terminal) {
                let line = self.terminal.split_to(end).freeze();
                lines.push(self.line(false, line));
            }
            return lines;
        };
        frames.feed(bytes);
        while let Some((stderr, mut text)) = frames.next() {
            while !text.is_empty() {
                let end = text.iter().position(|byte| *byte == b'\n').map_or(text.len(), |at| at + 1);
                lines.push(self.line(stderr, text.split_to(end)));
            }
        }
        self.frames = Some(frames);
        lines
    }

    /// What a terminal wrote last, without a newline.
    pub fn finish(&mut self) -> Option<LogLine> {
        let rest = self.terminal.split().freeze();
        (!rest.is_empty()).then(|| self.line(false, rest))
    }

    fn line(&mut self, stderr: bool, mut bytes: Bytes) -> LogLine {
        let stamp = bytes.iter().take(40).position(|byte| *byte == b' ');
        let moment = stamp.and_then(|end| {
            let text = std::str::from_utf8(&bytes[..end]).ok()?;
            Some((end, DateTime::parse_from_rfc3339(text).ok()?.to_utc()))
        });
        if let Some((end, moment)) = moment {
            self.last = moment;
            bytes.advance(end + 1);
        }
        LogLine { at: self.last, stderr, bytes }
    }
}

fn end_of_line(buffer: &[u8]) -> Option<usize> {
    let newline = buffer.iter().position(|byte| *byte == b'\n').map(|at| at + 1);
    newline.or((buffer.len() >= LONGEST_LINE).then_some(LONGEST_LINE))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(stream: u8, text: &[u8]) -> Vec<u8> {
        let mut frame = vec![stream, 0, 0, 0];
        frame.extend((text.len() as u32).to_be_bytes());
        frame.extend(text);
        frame
    }

    fn texts(lines: &[LogLine]) -> Vec<(bool, &[u8])> {
        lines.iter().map(|line| (line.stderr, &line.bytes[..])).collect()
    }

    #[test]
    fn lines_come_whole_however_the_bytes_arrive() {
        let mut bytes = frame(1, b"2026-01-02T03:04:05.000000006Z out \xff\xfe\n");
        bytes.extend(frame(2, b"2026-01-02T03:04:06Z err\n"));
        for size in 1..bytes.len() {
            let mut lines = Lines::new(false);
            let got: Vec<LogLine> = bytes.chunks(size).flat_map(|chunk| lines.feed(chunk)).collect();
            assert_eq!(texts(&got), [(false, &b"out \xff\xfe\n"[..]), (true, &b"err\n"[..])]);
            assert_eq!(got[0].at.timestamp_subsec_nanos(), 6);
        }
    }

    #[test]
    fn a_terminals_stream_may_begin_with_any_byte_and_end_without_a_newline() {
        let mut lines = Lines::new(true);
        let mut got = lines.feed(b"2026-01-02T03:04:05Z \x01\x02\r\n2026-01-02T03:04:06Z $ ");
        got.extend(lines.finish());
        assert_eq!(texts(&got), [(false, &b"\x01\x02\r\n"[..]), (false, &b"$ "[..])]);
    }
}
