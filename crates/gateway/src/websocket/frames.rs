//! Where do WebSocket frames begin and end in a stream that is only passed through?
//!
//! Knowing that, pings of our own can be slipped in between two frames, and the pongs that answer
//! them can be taken out again. Payloads are not decoded, apart from those of pongs.

use std::hash::{BuildHasher, RandomState};

const OPCODE_CLOSE: u8 = 0x8;
const OPCODE_PING: u8 = 0x9;
const OPCODE_PONG: u8 = 0xA;
const FIN: u8 = 0x80;
const MASKED: u8 = 0x80;
const LONGEST_CONTROL: u64 = 125;

/// Clients mask what they send, servers do not.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Side {
    Client,
    Server,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Violation;

/// Marks the pings of one socket as ours.
pub(crate) type Mark = [u8; 8];

pub(crate) fn new_mark() -> Mark {
    RandomState::new().hash_one(0).to_ne_bytes()
}

/// Follows one direction of a socket.
pub(crate) struct FrameCursor {
    sender: Side,
    mark: Mark,
    state: State,
    /// The header of the frame that is under way; 14 bytes are the longest.
    head: Vec<u8>,
    /// A frame of our own that waits for the end of the one under way.
    waiting: Option<Vec<u8>>,
    /// What has passed since `take_seen` was last asked.
    seen: Seen,
    is_closed: bool,
}

enum State {
    Head,
    Payload { left: u64, closes: bool },
    Pong { payload: Vec<u8>, length: usize },
}

#[derive(Default, Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Seen {
    /// Anything but answers to our pings.
    pub own_frames: bool,
}

impl FrameCursor {
    pub fn new(sender: Side, mark: Mark) -> Self {
        FrameCursor { sender, mark, state: State::Head, head: Vec::new(), waiting: None, seen: Seen::default(), is_closed: false }
    }

    /// A close frame has passed, after which nothing may follow.
    pub fn is_closed(&self) -> bool {
        self.is_closed
    }

    pub fn is_between_frames(&self) -> bool {
        matches!(self.state, State::Head) && self.head.is_empty()
    }

    /// A ping is held up by a frame that its sender does not finish.
    pub fn has_waiting(&self) -> bool {
        self.waiting.is_some()
    }

    pub fn take_seen(&mut self) -> Seen {
        std::mem::take(&mut self.seen)
    }

    /// Appends to `out` what is to be passed on of `input`.
    pub fn pass(&mut self, mut input: &[u8], out: &mut Vec<u8>) -> Result<(), Violation> {
        while !input.is_empty() && !self.is_closed {
            input = match &mut self.state {
                State::Head => self.pass_head(input, out)?,
                State::Payload { left, closes } => {
                    // Both fit: the smaller one is the length of a slice.
                    let here = (*left).min(input.len() as u64) as usize;
                    *left -= here as u64;
                    out.extend_from_slice(&input[..here]);
                    if *left == 0 {
                        self.is_closed = *closes;
                        self.state = State::Head;
                    }
                    &input[here..]
                }
                State::Pong { payload, length } => {
                    let here = (*length - payload.len()).min(input.len());
                    payload.extend_from_slice(&input[..here]);
                    if payload.len() == *length {
                        self.end_pong(out);
                    }
                    &input[here..]
                }
            };
            self.slip_in(out);
        }
        Ok(())
    }

    fn pass_head<'i>(&mut self, input: &'i [u8], out: &mut Vec<u8>) -> Result<&'i [u8], Violation> {
        let missing = head_length(&self.head) - self.head.len();
        let (now, rest) = input.split_at(missing.min(input.len()));
        self.head.extend_from_slice(now);
        if self.head.len() < head_length(&self.head) {
            return Ok(rest);
        }
        let (opcode, length) = self.checked()?;
        if opcode == OPCODE_PONG {
            let length = length as usize;
            let payload = Vec::with_capacity(length);
            self.state = State::Pong { payload, length };
            if length == 0 {
                self.end_pong(out);
            }
            return Ok(rest);
        }
        self.seen.own_frames = true;
        out.append(&mut self.head);
        let closes = opcode == OPCODE_CLOSE;
        match length {
            0 => self.is_closed = closes,
            left => self.state = State::Payload { left, closes },
        }
        Ok(rest)
    }

    /// Opcode and length of payload of a frame whose head is complete.
    fn checked(&self) -> Result<(u8, u64), Violation> {
        let (first, second) = (self.head[0], self.head[1]);
        let opcode = first & 0x0F;
        let length = match second & 0x7F {
            126 => u64::from(u16::from_be_bytes([self.head[2], self.head[3]])),
            127 => self.head[2..10].iter().fold(0, |sum, byte| sum << 8 | u64::from(*byte)),
            short => u64::from(short),
        };
        let is_control = opcode & 0x8 != 0;
        let is_masked = second & MASKED != 0;
        let is_sound = is_masked == (self.sender == Side::Client)
            && length <= i64::MAX as u64
            && (!is_control || (length <= LONGEST_CONTROL && first & FIN != 0));
        is_sound.then_some((opcode, length)).ok_or(Violation)
    }

    fn end_pong(&mut self, out: &mut Vec<u8>) {
        let State::Pong { payload, .. } = std::mem::replace(&mut self.state, State::Head) else {
            return;
        };
        let mut plain = payload.clone();
        if self.sender == Side::Client {
            let key = &self.head[self.head.len() - 4..];
            apply_mask(&mut plain, key);
        }
        if plain.starts_with(&self.mark) {
            self.head.clear();
            return;
        }
        self.seen.own_frames = true;
        out.append(&mut self.head);
        out.extend_from_slice(&payload);
    }

    /// Sends a ping in this direction as soon as no frame is under way. At most one waits.
    pub fn ping(&mut self, out: &mut Vec<u8>) {
        let frame = self.frame(OPCODE_PING, &self.mark);
        self.waiting = Some(frame);
        self.slip_in(out);
    }

    /// Ends this direction with a close frame; without one if a frame is under way.
    pub fn close(&mut self, code: u16, reason: &str, out: &mut Vec<u8>) {
        if !self.is_between_frames() || self.is_closed {
            return;
        }
        let mut payload = code.to_be_bytes().to_vec();
        payload.extend_from_slice(reason.as_bytes());
        let frame = self.frame(OPCODE_CLOSE, &payload);
        out.extend_from_slice(&frame);
        self.is_closed = true;
    }

    fn slip_in(&mut self, out: &mut Vec<u8>) {
        if !self.is_between_frames() || self.is_closed {
            return;
        }
        if let Some(frame) = self.waiting.take() {
            out.extend_from_slice(&frame);
        }
    }

    /// A control frame, as the sender of this direction would write it.
    fn frame(&self, opcode: u8, payload: &[u8]) -> Vec<u8> {
        // All payloads are our own and shorter than 126 bytes.
        let length = payload.len() as u8;
        let mut frame = vec![FIN | opcode];
        match self.sender {
            Side::Server => {
                frame.push(length);
                frame.extend_from_slice(payload);
            }
            Side::Client => {
                let key = &new_mark()[..4];
                let mut masked = payload.to_vec();
                apply_mask(&mut masked, key);
                frame.push(MASKED | length);
                frame.extend_from_slice(key);
                frame.extend_from_slice(&masked);
            }
        }
        frame
    }
}

fn head_length(head: &[u8]) -> usize {
    let Some(second) = head.get(1) else {
        return 2;
    };
    let length = match second & 0x7F {
        126 => 2,
        127 => 8,
        _ => 0,
    };
    let mask = if second & MASKED != 0 { 4 } else { 0 };
    2 + length + mask
}

fn apply_mask(payload: &mut [u8], key: &[u8]) {
    for (byte, mask) in payload.iter_mut().zip(key.iter().cycle()) {
        *byte ^= mask;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MARK: Mark = *b"our mark";

    fn frame(sender: Side, opcode: u8, payload: &[u8]) -> Vec<u8> {
        FrameCursor::new(sender, MARK).frame(opcode, payload)
    }

    #[test]
    fn frames_of_all_lengths_pass_unchanged_however_they_are_cut() {
        let mut stream = frame(Side::Client, 1, b"");
        stream.extend(frame(Side::Client, 9, b"theirs"));
        stream.extend([0x02, 0x80 | 126, 0x01, 0x00, 1, 2, 3, 4]);
        stream.extend([7; 256]);
        stream.extend([0x80, 0x80 | 127, 0, 0, 0, 0, 0, 0, 1, 0, 1, 2, 3, 4]);
        stream.extend([8; 256]);
        stream.extend(frame(Side::Client, 10, b"their pong"));
        for step in 1..stream.len() {
            let mut cursor = FrameCursor::new(Side::Client, MARK);
            let mut out = Vec::new();
            for piece in stream.chunks(step) {
                cursor.pass(piece, &mut out).unwrap();
            }
            assert!(out == stream && cursor.is_between_frames(), "cut every {step}");
        }
    }

    #[test]
    fn answers_to_our_pings_are_taken_out() {
        for sender in [Side::Client, Side::Server] {
            let mut stream = frame(sender, 10, &MARK);
            stream.extend(frame(sender, 1, b"hello"));
            stream.extend(frame(sender, 10, &MARK));
            for step in 1..stream.len() {
                let mut cursor = FrameCursor::new(sender, MARK);
                let mut out = Vec::new();
                for piece in stream.chunks(step) {
                    cursor.pass(piece, &mut out).unwrap();
                }
                assert_eq!(out.len(), frame(sender, 1, b"hello").len());
                assert!(cursor.take_seen().own_frames);
            }
        }
    }

    #[test]
    fn a_ping_waits_for_the_end_of_a_frame() {
        let message = frame(Side::Server, 1, b"hello");
        let mut cursor = FrameCursor::new(Side::Server, MARK);
        let mut out = Vec::new();
        cursor.pass(&message[..3], &mut out).unwrap();
        cursor.ping(&mut out);
        cursor.ping(&mut out);
        assert_eq!(out, &message[..3]);
        cursor.pass(&message[3..], &mut out).unwrap();
        assert_eq!(out, [message, frame(Side::Server, 9, &MARK)].concat());
    }

    #[test]
    fn nothing_follows_a_close_frame() {
        let close = frame(Side::Server, 8, &[3, 232]);
        let mut cursor = FrameCursor::new(Side::Server, MARK);
        let mut out = Vec::new();
        cursor.pass(&close, &mut out).unwrap();
        cursor.ping(&mut out);
        cursor.close(4401, "", &mut out);
        cursor.pass(&close, &mut out).unwrap();
        assert!(cursor.is_closed());
        assert_eq!(out, close);
    }

    #[test]
    fn unsound_frames_are_refused() {
        let mut out = Vec::new();
        for bytes in [
            &[0x81, 0x01, b'x'][..],
            &[0x09, 0x80, 0, 0, 0, 0],
            &[0x89, 0xFE, 0, 126, 0, 0, 0, 0],
            &[0x82, 0xFF, 255, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0],
        ] {
            let mut cursor = FrameCursor::new(Side::Client, MARK);
            assert_eq!(cursor.pass(bytes, &mut out), Err(Violation), "{bytes:?}");
        }
        let masked = frame(Side::Client, 1, b"x");
        let mut cursor = FrameCursor::new(Side::Server, MARK);
        assert_eq!(cursor.pass(&masked, &mut out), Err(Violation));
    }
}
