//! Is every request on a connection framed in exactly one way?
//!
//! The HTTP library repairs what it can: a lone line feed, a repeated length, a length beside
//! `chunked`. Another proxy in front of us might have repaired it differently, and that difference
//! is how requests are smuggled. So the bytes are looked at before the library reads them, and the
//! line feed of an ambiguous line is overwritten by a NUL and is the last that the library gets. It
//! answers that with 400 and closes the connection.

use memchr::{memchr, memchr_iter};

const POISON: u8 = 0;

#[derive(Default)]
pub(crate) struct Framing {
    place: Place,
    /// The start of a line whose end has not arrived.
    partial: Vec<u8>,
    head: Head,
    /// An ambiguous line was seen; nothing after it is read.
    pub poisoned: bool,
}

#[derive(Default, Clone, Copy)]
enum Place {
    #[default]
    RequestLine,
    Header,
    Sized(u64),
    ChunkSize,
    ChunkData(u64),
    /// The line break after the data of a chunk.
    ChunkEnd,
    Trailer,
    /// Another protocol, or a broken connection: nothing to look at any more.
    Anything,
}

#[derive(Default)]
struct Head {
    length: Option<u64>,
    chunked: bool,
    upgrade: bool,
}

impl Framing {
    /// Looks at the bytes that follow those of the last call, spoils them where they are ambiguous,
    /// and tells how many of them are to be read.
    pub fn vet(&mut self, bytes: &mut [u8]) -> usize {
        let mut at = 0;
        while at < bytes.len() {
            at = match self.place {
                Place::Anything if self.poisoned => return at,
                Place::Anything => return bytes.len(),
                Place::Sized(left) => self.skip(at, bytes.len(), left),
                Place::ChunkData(left) => self.skip(at, bytes.len(), left),
                _ => self.lines(bytes, at),
            };
        }
        at
    }

    fn skip(&mut self, at: usize, end: usize, left: u64) -> usize {
        let here = (end - at) as u64;
        let rest = left.saturating_sub(here);
        self.place = match self.place {
            Place::Sized(_) if rest == 0 => Place::RequestLine,
            Place::Sized(_) => Place::Sized(rest),
            _ if rest == 0 => Place::ChunkEnd,
            _ => Place::ChunkData(rest),
        };
        // The smaller of the two fits: it is at most the length of the slice.
        at + left.min(here) as usize
    }

    /// Reads lines until the place changes to one that is not made of lines.
    fn lines(&mut self, bytes: &mut [u8], start: usize) -> usize {
        let mut at = start;
        while let Some(offset) = memchr(b'\n', &bytes[at..]) {
            let feed = at + offset;
            let known = if self.partial.is_empty() {
                self.line(&bytes[at..feed])
            } else {
                let mut line = std::mem::take(&mut self.partial);
                line.extend_from_slice(&bytes[at..feed]);
                self.line(&line)
            };
            at = feed + 1;
            if known.is_none() {
                bytes[feed] = POISON;
                self.poisoned = true;
                self.place = Place::Anything;
                return at;
            }
            let still_lines = !matches!(self.place, Place::Anything | Place::Sized(_) | Place::ChunkData(_));
            if !still_lines {
                return at;
            }
        }
        // The library gives up on a head that is too long, so this cannot grow without bound.
        self.partial.extend_from_slice(&bytes[at..]);
        bytes.len()
    }

    /// One line without its line feed; `None` if it is ambiguous.
    fn line(&mut self, line: &[u8]) -> Option<()> {
        let line = line.strip_suffix(b"\r")?;
        match self.place {
            // A line break before a request is to be ignored.
            Place::RequestLine if line.is_empty() => {}
            Place::RequestLine => {
                self.head = Head::default();
                self.place = Place::Header;
            }
            Place::Header if line.is_empty() => self.place = self.head.body()?,
            Place::Header => self.head.field(line)?,
            Place::ChunkSize => {
                self.place = match chunk_size(line)? {
                    0 => Place::Trailer,
                    size => Place::ChunkData(size),
                };
            }
            Place::ChunkEnd if line.is_empty() => self.place = Place::ChunkSize,
            Place::ChunkEnd => return None,
            Place::Trailer if line.is_empty() => self.place = Place::RequestLine,
            Place::Trailer => {}
            Place::Sized(_) | Place::ChunkData(_) | Place::Anything => {}
        }
        Some(())
    }
}

impl Head {
    fn field(&mut self, line: &[u8]) -> Option<()> {
        // A folded line continues the one before it, for those who still read it so.
        if matches!(line[0], b' ' | b'\t') {
            return None;
        }
        let colon = memchr(b':', line)?;
        let (name, value) = (&line[..colon], line[colon + 1..].trim_ascii());
        if name.last().is_some_and(u8::is_ascii_whitespace) {
            return None;
        }
        if name.eq_ignore_ascii_case(b"content-length") {
            if self.length.is_some() || self.chunked {
                return None;
            }
            self.length = Some(digits(value, 10)?);
        } else if name.eq_ignore_ascii_case(b"transfer-encoding") {
            if self.chunked || self.length.is_some() || !value.eq_ignore_ascii_case(b"chunked") {
                return None;
            }
            self.chunked = true;
        } else if name.eq_ignore_ascii_case(b"upgrade") {
            self.upgrade = true;
        }
        Some(())
    }

    fn body(&self) -> Option<Place> {
        let has_body = self.chunked || self.length.is_some_and(|length| length > 0);
        if self.upgrade {
            // Where the new protocol begins must not depend on how a body was counted.
            return (!has_body).then_some(Place::Anything);
        }
        Some(match self.length {
            _ if self.chunked => Place::ChunkSize,
            Some(length) if length > 0 => Place::Sized(length),
            _ => Place::RequestLine,
        })
    }
}

fn chunk_size(line: &[u8]) -> Option<u64> {
    let end = memchr_iter(b';', line).next().unwrap_or(line.len());
    digits(line[..end].trim_ascii_end(), 16)
}

/// Digits and nothing else: no sign, no space, no empty number.
fn digits(text: &[u8], radix: u32) -> Option<u64> {
    if text.is_empty() || !text.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    u64::from_str_radix(std::str::from_utf8(text).ok()?, radix).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_spoiled(text: &str, step: usize) -> bool {
        let mut framing = Framing::default();
        for piece in text.as_bytes().chunks(step) {
            framing.vet(&mut piece.to_vec());
        }
        framing.poisoned
    }

    #[test]
    fn plain_requests_pass_however_they_are_cut() {
        let text = "GET / HTTP/1.1\r\nHost: a\r\n\r\n\r\nPOST / HTTP/1.1\r\nContent-Length: 5\r\n\r\n\n\n\n\n\n\
                    POST / HTTP/1.1\r\ntransfer-encoding: Chunked\r\n\r\n3;x=y\r\n\n\n\n\r\n0\r\nT: 1\r\n\r\n\
                    GET / HTTP/1.1\r\nUpgrade: websocket\r\n\r\n\n\n\n";
        for step in 1..text.len() {
            assert!(!is_spoiled(text, step), "cut every {step} bytes");
        }
    }

    #[test]
    fn a_second_request_is_vetted_after_any_body_of_the_first() {
        for first in [
            "GET / HTTP/1.1\r\n\r\n",
            "POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc",
            "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
        ] {
            let text = format!("{first}GET / HTTP/1.1\nHost: a\r\n\r\n");
            for step in 1..text.len() {
                assert!(is_spoiled(&text, step), "{text:?} cut every {step} bytes");
            }
        }
    }
}
