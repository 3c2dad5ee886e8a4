//! How are secrets kept at rest? Sealed with the key of the installation, which is never in the database.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chacha20poly1305::aead::{Aead, KeyInit};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use rand::Rng;

use crate::error::{Error, Result};

const NONCE: usize = 24;

pub fn seal(key: &[u8; 32], plain: &str) -> Result<String> {
    let mut nonce = [0u8; NONCE];
    rand::rng().fill_bytes(&mut nonce);
    let sealed = XChaCha20Poly1305::new(key.into())
        .encrypt(&XNonce::from(nonce), plain.as_bytes())
        .map_err(|_| Error::internal("a secret could not be sealed"))?;
    Ok(STANDARD.encode([nonce.as_slice(), &sealed].concat()))
}

/// Fails when the key of the installation is another one than at the time of sealing.
pub fn open(key: &[u8; 32], sealed: &str) -> Result<String> {
    let broken = || Error::internal("a stored secret cannot be opened with the key of this installation (data/secret.key)");
    let bytes = STANDARD.decode(sealed).map_err(|_| broken())?;
    let (nonce, text) = bytes.split_at_checked(NONCE).ok_or_else(broken)?;
    let nonce: [u8; NONCE] = nonce.try_into().map_err(|_| broken())?;
    let plain = XChaCha20Poly1305::new(key.into()).decrypt(&XNonce::from(nonce), text).map_err(|_| broken())?;
    String::from_utf8(plain).map_err(|_| broken())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_key_opens_what_was_sealed() {
        let sealed = seal(&[1; 32], "geheim").unwrap();
        assert!(!sealed.contains("geheim"));
        assert_eq!(open(&[1; 32], &sealed).unwrap(), "geheim");
        assert!(open(&[2; 32], &sealed).is_err());
    }
}
