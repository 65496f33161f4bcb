//! The list of a site's files, signed: a copy that any web server serves can be proven against it.
//!
//! ```text
//! then-chot-site 1
//! key 5f2a09c4e1b7d386
//! signature 0c1d…  (128 hexadecimal digits)
//! 9f86d081…  xay-dung-dang/tinh-bien-cham-lo-1/index.html
//! ```
//!
//! Three lines like those of a bundle, signed in the same way, then for each file the SHA-256 of its bytes, two blanks and
//! its path, in the order of paths.

use crate::error::BridgeError;
use crate::keys::to_hex;
use crate::signed::{sign, verified};
use ed25519_dalek::{SigningKey, VerifyingKey};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

const OPENING: &str = "then-chot-site 1\n";

/// SHA-256 of a file's bytes, in hexadecimal digits.
pub fn digest(bytes: &[u8]) -> String {
    to_hex(&Sha256::digest(bytes))
}

/// Signs a list of files: [`digest`]s by path. Paths have no line feed.
pub fn seal_manifest(key: &SigningKey, files: &BTreeMap<String, String>) -> String {
    let list: String = files.iter().map(|(path, digest)| format!("{digest}  {path}\n")).collect();
    sign(key, OPENING, &list)
}

/// Opens a list that was signed with one of the trusted keys.
///
/// # Errors
/// When it is no such list, its key is not trusted, or the signature does not fit.
pub fn open_manifest(trusted: &[VerifyingKey], text: &str) -> Result<BTreeMap<String, String>, BridgeError> {
    let (_, list) = verified(trusted, (OPENING, "then-chot-site"), text.as_bytes())?;
    let lines = std::str::from_utf8(list).unwrap_or_default().lines();
    Ok(lines
        .filter_map(|line| line.split_once("  "))
        .map(|(digest, path)| (path.to_owned(), digest.to_owned()))
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_opens_as_it_was_signed_and_not_otherwise() {
        let key = SigningKey::from_bytes(&[7; 32]);
        let files: BTreeMap<String, String> = [("a/index.html", "một"), ("b.css", "hai")]
            .map(|(path, text)| (path.into(), digest(text.as_bytes())))
            .into();
        let sealed = seal_manifest(&key, &files);
        let trusted = [key.verifying_key()];
        assert_eq!(open_manifest(&trusted, &sealed), Ok(files));
        for (changed, why) in [
            (sealed.replace("b.css", "c.css"), BridgeError::BadSignature),
            (sealed.replace("  a/", "  b/"), BridgeError::BadSignature),
            (format!("{sealed}{}  evil.html\n", digest(b"x")), BridgeError::BadSignature),
            (sealed.replace("site 1", "site 2"), BridgeError::BadHeader { line: "then-chot-site" }),
            (sealed.replace("signature ", "signed "), BridgeError::BadHeader { line: "signature" }),
            (String::new(), BridgeError::BadHeader { line: "then-chot-site" }),
        ] {
            assert_eq!(open_manifest(&trusted, &changed), Err(why), "{changed}");
        }
        let other = [SigningKey::from_bytes(&[8; 32]).verifying_key()];
        assert!(matches!(open_manifest(&other, &sealed), Err(BridgeError::UnknownKey { .. })));
    }
}
