//! How are objects and secrets named? Random values from the system's generator in the forms that the product uses.

use rand::Rng;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::clock::Clock;

const ALPHABET: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

/// An id that sorts by the time of its making.
pub fn sortable(clock: &Clock) -> String {
    let micros = clock.micros();
    let time = uuid::Timestamp::from_unix_time((micros / 1_000_000) as u64, (micros % 1_000_000 * 1000) as u32, 0, 0);
    Uuid::new_v7(time).to_string()
}

/// A short id that is a valid part of a host name, like `nb-7f3k2q9x`.
pub fn short(prefix: &str) -> String {
    format!("{prefix}-{}", random_text(10))
}

/// An id that tells when it was made, like `job-202611231420-k3v9qa`.
pub fn dated(prefix: &str, clock: &Clock) -> String {
    format!("{prefix}-{}-{}", clock.now().format("%Y%m%d%H%M"), random_text(6))
}

/// Like `recurrence-k3v9qa`.
pub fn shortest(prefix: &str) -> String {
    format!("{prefix}-{}", random_text(6))
}

/// A secret that cannot be guessed: 160 bits.
pub fn secret(prefix: &str) -> String {
    format!("{prefix}{}", random_text(32))
}

/// What is stored instead of a secret. Secrets are long and random, so a fast hash without salt is enough.
pub fn fingerprint(secret: &str) -> String {
    hex::encode(Sha256::digest(secret.as_bytes()))
}

fn random_text(length: usize) -> String {
    let mut bytes = vec![0u8; length];
    rand::rng().fill_bytes(&mut bytes);
    bytes.iter().map(|byte| ALPHABET[(byte % 32) as usize] as char).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn later_ids_sort_behind_earlier_ones() {
        let clock = Clock::manual(crate::clock::from_micros(1_700_000_000_000_000));
        let first = sortable(&clock);
        clock.advance(std::time::Duration::from_millis(5));
        assert!(first < sortable(&clock));
    }
}
