//! How is a file's name written in the API? As it is; bytes that are no UTF-8 as `\xHH`. The form is unambiguous, so every name that is
//! shown is accepted back.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::{OsStrExt, OsStringExt};

pub fn shown(name: &OsStr) -> String {
    let bytes = name.as_bytes();
    match std::str::from_utf8(bytes) {
        Ok(text) if !text.contains("\\x") => text.to_owned(),
        _ => escaped(bytes),
    }
}

/// The name that is shown like this.
pub fn meant(shown: &str) -> OsString {
    if !shown.contains("\\x") {
        return OsString::from(shown);
    }
    let bytes = shown.as_bytes();
    let mut name = Vec::with_capacity(bytes.len());
    let mut position = 0;
    while position < bytes.len() {
        match escape_at(&bytes[position..]) {
            Some(byte) => {
                name.push(byte);
                position += 4;
            }
            None => {
                name.push(bytes[position]);
                position += 1;
            }
        }
    }
    OsString::from_vec(name)
}

/// A name that itself looks like an escape gets its backslash escaped.
fn escaped(bytes: &[u8]) -> String {
    let mut text = String::new();
    for chunk in bytes.utf8_chunks() {
        for (position, letter) in chunk.valid().char_indices() {
            match escape_at(&chunk.valid().as_bytes()[position..]) {
                Some(_) => text.push_str("\\x5C"),
                None => text.push(letter),
            }
        }
        for byte in chunk.invalid() {
            text.push_str(&format!("\\x{byte:02X}"));
        }
    }
    text
}

fn escape_at(bytes: &[u8]) -> Option<u8> {
    let digits = bytes.strip_prefix(b"\\x")?.get(..2)?;
    if !digits.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    let digits = std::str::from_utf8(digits).ok()?;
    u8::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn usual_names_are_shown_as_they_are() {
        for name in ["a b.csv", "衛星影像", "a\\b", "50%", "\\x", "\\xg0"] {
            assert_eq!(shown(OsStr::new(name)), name);
        }
    }

    #[test]
    fn bytes_that_are_no_text_are_escaped_and_names_that_look_like_it_too() {
        assert_eq!(shown(OsStr::from_bytes(b"caf\xe9.txt")), "caf\\xE9.txt");
        assert_eq!(shown(OsStr::new("caf\\xE9.txt")), "caf\\x5CxE9.txt");
    }

    proptest! {
        #[test]
        fn every_name_comes_back(bytes in proptest::collection::vec(prop_oneof![Just(b'\\'), Just(b'x'), Just(b'5'), Just(b'C'), any::<u8>()], 0..12)) {
            let name = OsStr::from_bytes(&bytes);
            prop_assert_eq!(meant(&shown(name)), name);
        }
    }
}
