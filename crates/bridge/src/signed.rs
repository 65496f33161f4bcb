//! What a list of files and a report have in common: an opening line, the key's id, the signature of everything else, and then
//! whatever it is.

use crate::error::BridgeError;
use crate::keys::{from_hex, key_id, to_hex};
use crate::seal::field;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};

/// Signs a body under an opening line, which ends with a line feed.
pub(crate) fn sign(key: &SigningKey, opening: &str, body: &str) -> String {
    let opening = format!("{opening}key {}\n", key_id(&key.verifying_key()));
    let signature = key.sign(format!("{opening}{body}").as_bytes());
    format!("{opening}signature {}\n{body}", to_hex(&signature.to_bytes()))
}

/// The id of the key and the body, as they were signed by one of the trusted keys.
pub(crate) fn verified<'a>(
    trusted: &[VerifyingKey],
    (opening, name): (&str, &'static str),
    bytes: &'a [u8],
) -> Result<(&'a str, &'a [u8]), BridgeError> {
    let rest = bytes.strip_prefix(opening.as_bytes()).ok_or(BridgeError::BadHeader { line: name })?;
    let (claimed, rest) = field(rest, "key")?;
    let head = &bytes[..bytes.len() - rest.len()];
    let (signature, body) = field(rest, "signature")?;
    let signature = Signature::from_bytes(&from_hex(signature).ok_or(BridgeError::BadHeader { line: "signature" })?);
    let mut named = trusted.iter().filter(|key| key_id(key) == claimed).peekable();
    if named.peek().is_none() {
        return Err(BridgeError::UnknownKey { key_id: claimed.to_owned() });
    }
    let signed = [head, body].concat();
    if named.any(|key| key.verify_strict(&signed, &signature).is_ok()) {
        Ok((claimed, body))
    } else {
        Err(BridgeError::BadSignature)
    }
}
