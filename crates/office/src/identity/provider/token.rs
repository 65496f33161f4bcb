//! The word of a provider: an ID token, looked at as OpenID Connect Core 3.1.3.7 asks. Two kinds of signature are taken,
//! RS256 and ES256; a token without one is none.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use kit::clock::{SECOND, Ts};
use ring::signature::{ECDSA_P256_SHA256_FIXED, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents, UnparsedPublicKey};
use serde::Deserialize;
use std::fmt;

/// A key of the provider's, as its key set says it (RFC 7517).
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Key {
    kty: String,
    #[serde(default)]
    kid: String,
    #[serde(default, rename = "use")]
    purpose: String,
    #[serde(default)]
    n: String,
    #[serde(default)]
    e: String,
    #[serde(default)]
    crv: String,
    #[serde(default)]
    x: String,
    #[serde(default)]
    y: String,
}

/// The keys of a provider.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Keys {
    keys: Vec<Key>,
}

/// Why a token is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It cannot be read.
    Unreadable,
    /// It is signed in a way that is not taken, or not at all.
    Algorithm,
    /// The provider has no such key (any more).
    Key,
    /// The key has not signed it.
    Signature,
    /// Another provider made it.
    Issuer,
    /// It was made for somebody else's program.
    Audience,
    /// It is too old, or not yet made.
    Time,
    /// It answers another question than ours.
    Question,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the provider's word is not taken: {self:?}")
    }
}

impl std::error::Error for Refusal {}

#[derive(Deserialize)]
struct Header {
    alg: String,
    #[serde(default)]
    kid: String,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Many(Vec<String>),
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    aud: Audience,
    #[serde(default)]
    azp: Option<String>,
    exp: i64,
    iat: i64,
    #[serde(default)]
    nonce: String,
}

/// So far a provider's clock may be from ours.
const DRIFT: i64 = 120 * SECOND;
/// The longest name that a provider may give somebody.
const LONGEST: usize = 255;

/// What a token should say.
#[derive(Clone, Copy, Debug)]
pub struct Expected<'a> {
    /// The provider.
    pub issuer: &'a str,
    /// The name that it knows this office by.
    pub client: &'a str,
    /// The question that it was asked with.
    pub nonce: &'a str,
    /// The time, as other machines know it.
    pub now: Ts,
}

/// Whom the provider means: its own name for them, which never goes to somebody else.
///
/// # Errors
/// Why the token is not taken.
pub fn subject(keys: &Keys, token: &str, expected: &Expected<'_>) -> Result<String, Refusal> {
    let (signed, signature) = token.rsplit_once('.').ok_or(Refusal::Unreadable)?;
    let (header, claims) = signed.split_once('.').ok_or(Refusal::Unreadable)?;
    let header: Header = serde_json::from_slice(&bytes(header)?).map_err(|_| Refusal::Unreadable)?;
    verify(keys, &header, signed.as_bytes(), &bytes(signature)?)?;
    let claims: Claims = serde_json::from_slice(&bytes(claims)?).map_err(|_| Refusal::Unreadable)?;
    if claims.iss != expected.issuer {
        return Err(Refusal::Issuer);
    }
    let (ours, several) = match &claims.aud {
        Audience::One(one) => (one == expected.client, false),
        Audience::Many(many) => (many.iter().any(|one| one == expected.client), many.len() > 1),
    };
    let for_us = claims.azp.as_ref().map_or(!several, |party| party == expected.client);
    if !ours || !for_us {
        return Err(Refusal::Audience);
    }
    let at = |seconds: i64| seconds.saturating_mul(SECOND);
    if at(claims.exp).saturating_add(DRIFT) <= expected.now.0 || at(claims.iat) > expected.now.0.saturating_add(DRIFT) {
        return Err(Refusal::Time);
    }
    if claims.nonce != expected.nonce {
        return Err(Refusal::Question);
    }
    let sound = !claims.sub.is_empty() && claims.sub.len() <= LONGEST && !claims.sub.contains('\0');
    if sound { Ok(claims.sub) } else { Err(Refusal::Unreadable) }
}

fn verify(keys: &Keys, header: &Header, signed: &[u8], signature: &[u8]) -> Result<(), Refusal> {
    let kind = match header.alg.as_str() {
        "RS256" => "RSA",
        "ES256" => "EC",
        _ => return Err(Refusal::Algorithm),
    };
    let mut fit = keys.keys.iter().filter(|key| key.kty == kind && key.purpose != "enc");
    let key = match header.kid.as_str() {
        // Without a name there must be one that it can be.
        "" => fit.next().filter(|_| fit.next().is_none()),
        name => fit.find(|key| key.kid == name),
    };
    let key = key.ok_or(Refusal::Key)?;
    let right = if kind == "RSA" {
        let (n, e) = (bytes(&key.n)?, bytes(&key.e)?);
        let parts = RsaPublicKeyComponents { n, e };
        parts.verify(&RSA_PKCS1_2048_8192_SHA256, signed, signature).is_ok()
    } else {
        let point = [vec![4], bytes(&key.x)?, bytes(&key.y)?].concat();
        key.crv == "P-256"
            && point.len() == 65
            && UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).verify(signed, signature).is_ok()
    };
    if right { Ok(()) } else { Err(Refusal::Signature) }
}

fn bytes(text: &str) -> Result<Vec<u8>, Refusal> {
    BASE64.decode(text).map_err(|_| Refusal::Unreadable)
}
