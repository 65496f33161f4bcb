//! A passkey's public key, as browsers hand it out (SubjectPublicKeyInfo, RFC 5280), and what it has signed. Three kinds
//! are taken, each in the one form in which authenticators make it: ECDSA on P-256, Ed25519, and RSA with 2048 bits, which
//! Windows Hello still makes on some machines.

use ring::signature::VerificationAlgorithm;
use ring::signature::{ECDSA_P256_SHA256_ASN1, ED25519, RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};

/// A kind of key: its number in the registry of COSE, how its SubjectPublicKeyInfo begins, and how long the rest is.
struct Kind {
    cose: i64,
    begins: &'static [u8],
    rest: usize,
    verifies: &'static dyn VerificationAlgorithm,
}

/// The kinds, the preferred one first.
static KINDS: [Kind; 3] = [
    Kind {
        cose: -7,
        begins: &[
            0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48,
            0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
        ],
        rest: 65,
        verifies: &ECDSA_P256_SHA256_ASN1,
    },
    Kind {
        cose: -8,
        begins: &[0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00],
        rest: 32,
        verifies: &ED25519,
    },
    Kind {
        cose: -257,
        begins: &[
            0x30, 0x82, 0x01, 0x22, 0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05,
            0x00, 0x03, 0x82, 0x01, 0x0f, 0x00,
        ],
        rest: 270,
        verifies: &RSA_PKCS1_2048_8192_SHA256,
    },
];

/// The numbers of the kinds that are taken, for the browser.
pub fn algorithms() -> String {
    KINDS.iter().map(|kind| kind.cose.to_string()).collect::<Vec<_>>().join(" ")
}

/// The key inside a SubjectPublicKeyInfo of this kind; `None` for anything else.
pub fn read(algorithm: i64, info: &[u8]) -> Option<&[u8]> {
    let kind = KINDS.iter().find(|kind| kind.cose == algorithm)?;
    info.strip_prefix(kind.begins).filter(|key| key.len() == kind.rest)
}

/// Whether `signature` is the one of this key, as [`read`] gave it, over `message`.
pub fn has_signed(algorithm: i64, key: &[u8], message: &[u8], signature: &[u8]) -> bool {
    let kind = KINDS.iter().find(|kind| kind.cose == algorithm);
    kind.is_some_and(|kind| UnparsedPublicKey::new(kind.verifies, key).verify(message, signature).is_ok())
}
