//! Did the bytes arrive as they were sent? The check sum that a client may send along with a part.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha1::Sha1;
use sha2::{Digest, Sha256};

pub const ALGORITHMS: &str = "sha1,sha256";

#[derive(Clone)]
pub struct Checksum {
    hash: Hash,
    wanted: Vec<u8>,
}

#[derive(Clone)]
enum Hash {
    Sha1(Sha1),
    Sha256(Sha256),
}

impl Checksum {
    /// `sha1 <base64>`; None for what is not understood.
    pub fn read(text: &str) -> Option<Self> {
        let (algorithm, wanted) = text.trim().split_once(' ')?;
        let wanted = STANDARD.decode(wanted.trim()).ok()?;
        let (hash, length) = match algorithm {
            "sha1" => (Hash::Sha1(Sha1::new()), 20),
            "sha256" => (Hash::Sha256(Sha256::new()), 32),
            _ => return None,
        };
        (wanted.len() == length).then_some(Self { hash, wanted })
    }

    pub fn see(&mut self, bytes: &[u8]) {
        match &mut self.hash {
            Hash::Sha1(hash) => hash.update(bytes),
            Hash::Sha256(hash) => hash.update(bytes),
        }
    }

    pub fn agrees(self) -> bool {
        let seen = match self.hash {
            Hash::Sha1(hash) => hash.finalize().to_vec(),
            Hash::Sha256(hash) => hash.finalize().to_vec(),
        };
        seen == self.wanted
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sum_of_the_protocols_own_example_agrees() {
        let mut sum = Checksum::read("sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0=").unwrap();
        sum.see(b"hello ");
        sum.see(b"world");
        assert!(sum.agrees());
        assert!(!Checksum::read("sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0=").unwrap().agrees());
    }

    #[test]
    fn what_is_no_sum_is_not_understood() {
        for text in ["", "sha1", "md5 Kq5sNclPz7QV2+lfQIuc6R7oRu0=", "sha1 Kq5s", "sha1 ***", "sha256 Kq5sNclPz7QV2+lfQIuc6R7oRu0="] {
            assert!(Checksum::read(text).is_none(), "{text}");
        }
    }
}
