//! Keys as text, and the short id a bundle names its key by.
//!
//! Chance comes from outside: the caller draws the 32 bytes, so nothing here differs between two runs.

use crate::error::BridgeError;
use ed25519_dalek::{SigningKey, VerifyingKey};
use sha2::{Digest, Sha256};

/// Makes a signing key out of 32 random bytes. The bytes *are* the secret: draw them from the system, use them once.
pub fn generate(random: [u8; 32]) -> SigningKey {
    SigningKey::from_bytes(&random)
}

/// The secret key as 64 hexadecimal digits, to be kept like a password.
pub fn signing_key_to_hex(key: &SigningKey) -> String {
    to_hex(key.as_bytes())
}

/// Reads what [`signing_key_to_hex`] wrote; blanks around it and capitals are allowed.
///
/// # Errors
///
/// [`BridgeError::BadKey`] unless there are exactly 64 hexadecimal digits.
pub fn signing_key_from_hex(text: &str) -> Result<SigningKey, BridgeError> {
    Ok(SigningKey::from_bytes(&key_bytes(text)?))
}

/// The public key as 64 hexadecimal digits, to be handed to whoever opens bundles.
pub fn verifying_key_to_hex(key: &VerifyingKey) -> String {
    to_hex(key.as_bytes())
}

/// Reads what [`verifying_key_to_hex`] wrote; blanks around it and capitals are allowed.
///
/// # Errors
///
/// [`BridgeError::BadKey`] for anything but 64 hexadecimal digits of a usable public key; weak keys, under which
/// nearly any signature holds, are refused.
pub fn verifying_key_from_hex(text: &str) -> Result<VerifyingKey, BridgeError> {
    let key = VerifyingKey::from_bytes(&key_bytes(text)?);
    key.ok()
        .filter(|key| !key.is_weak())
        .ok_or(BridgeError::BadKey { what: "these digits are no public key of ed25519, or a weak one" })
}

/// The id of a public key: the first 16 hexadecimal digits of its SHA-256. A name, not a proof.
pub fn key_id(key: &VerifyingKey) -> String {
    to_hex(&Sha256::digest(key.as_bytes())[..8])
}

/// Lower-case hexadecimal digits.
pub(crate) fn to_hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |nibble: u8| char::from(DIGITS[usize::from(nibble)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// Exactly `N` bytes out of lower-case hexadecimal digits.
pub(crate) fn from_hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let nibble = |digit: u8| match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    };
    if text.len() != 2 * N {
        return None;
    }
    let mut bytes = [0; N];
    for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
        *byte = nibble(pair[0])? << 4 | nibble(pair[1])?;
    }
    Some(bytes)
}

fn key_bytes(text: &str) -> Result<[u8; 32], BridgeError> {
    from_hex(&text.trim().to_ascii_lowercase())
        .ok_or(BridgeError::BadKey { what: "it should have exactly 64 hexadecimal digits" })
}
