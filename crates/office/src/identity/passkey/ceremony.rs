//! What a browser and an authenticator answer, looked at as WebAuthn (level 2, sections 7.1 and 7.2) asks of whoever relies
//! on them. No attestation is asked for: which make a device is does not matter here. So the key may be taken from the
//! browser's own reading of the answer, and nothing here reads CBOR: whoever adds a key of theirs while signed in may as
//! well invent one.

use super::key;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use serde::Deserialize;
use sha2::{Digest, Sha256};

/// The site to which passkeys belong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// Where pages are served, as browsers say it: `https://vanphong.example`.
    pub origin: String,
    /// The relying party's id: the host without the port.
    pub host: String,
}

impl Site {
    /// The site at an address that whoever runs the office has set. Passkeys need a name (an IP address will not do) and
    /// HTTPS, save on the machine itself. `None` for anything else.
    pub fn at(address: &str) -> Option<Site> {
        let address = address.trim_end_matches('/').to_ascii_lowercase();
        let (scheme, rest) = address.split_once("://")?;
        let (host, port) = rest.split_once(':').map_or((rest, None), |(host, port)| (host, Some(port)));
        let label = |label: &str| {
            !label.is_empty()
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        };
        let named = host.split('.').all(label) && host.rsplit('.').next()?.bytes().any(|b| b.is_ascii_alphabetic());
        let port_is_sound = port.is_none_or(|port| port.parse::<u16>().is_ok_and(|number| number.to_string() == port));
        let secure = scheme == "https" || (scheme == "http" && host == "localhost");
        // A browser leaves the usual port out.
        let usual = port == Some(if scheme == "https" { "443" } else { "80" });
        let origin = if usual { format!("{scheme}://{host}") } else { address.clone() };
        (named && port_is_sound && secure && host.len() <= 253).then(|| Site { origin, host: host.to_owned() })
    }
}

/// Why an answer is not taken. For tests and the log; people are told in one sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It cannot be read.
    Unreadable,
    /// It was made for something else: a key when a sign-in was asked for, or the other way round.
    Purpose,
    /// It answers another question than ours.
    Question,
    /// It was given on a page of another site, or inside one.
    Origin,
    /// The key belongs to another site.
    Site,
    /// Nobody was there, or the device has not asked who it is.
    NotVerified,
    /// The key is of a kind that is not taken, or not the one that it says.
    Key,
    /// The key has not signed this.
    Signature,
    /// The device has counted less than it did before: there may be a copy of it.
    Copied,
}

#[derive(Deserialize)]
struct Client {
    r#type: String,
    challenge: String,
    origin: String,
    #[serde(default, rename = "crossOrigin")]
    inside_another: bool,
}

/// A new key, as a browser hands it over; everything in base 64 for addresses.
#[derive(Clone, Debug)]
pub struct Made<'a> {
    /// The credential's id.
    pub credential: &'a str,
    /// What the browser says of the question and the page.
    pub client: &'a str,
    /// What the authenticator says.
    pub authenticator: &'a str,
    /// The kind of key, by its number.
    pub algorithm: &'a str,
    /// The public key.
    pub key: &'a str,
}

/// A key that may be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewKey {
    /// The credential's id, in base 64.
    pub credential: String,
    /// The kind of key.
    pub algorithm: i64,
    /// The key.
    pub key: Vec<u8>,
    /// How often it has signed.
    pub count: u32,
}

/// Looks at a new key that was made for `question`.
///
/// # Errors
/// Why it is not taken.
pub fn made(site: &Site, question: &str, made: &Made<'_>) -> Result<NewKey, Refusal> {
    client(site, question, "webauthn.create", &bytes(made.client)?)?;
    let said = bytes(made.authenticator)?;
    let (flags, count) = authenticator(site, &said)?;
    // The id of the authenticator's make (16 bytes), then the credential's id with its length before it.
    let length = said.get(53..55).map(|b| usize::from(u16::from_be_bytes([b[0], b[1]]))).ok_or(Refusal::Unreadable)?;
    let credential = said.get(55..55 + length).ok_or(Refusal::Unreadable)?;
    if flags & ATTESTED == 0 || !(1..=1023).contains(&length) || credential != bytes(made.credential)? {
        return Err(Refusal::Key);
    }
    let algorithm = made.algorithm.parse().map_err(|_| Refusal::Key)?;
    let key = key::read(algorithm, &bytes(made.key)?).ok_or(Refusal::Key)?.to_vec();
    Ok(NewKey { credential: BASE64.encode(credential), algorithm, key, count })
}

/// A sign-in, as a browser hands it over.
#[derive(Clone, Debug)]
pub struct Signed<'a> {
    /// What the browser says of the question and the page.
    pub client: &'a str,
    /// What the authenticator says.
    pub authenticator: &'a str,
    /// The signature over both.
    pub signature: &'a str,
}

/// Looks at an answer to `question` that should be of the key `(algorithm, key)`, which had signed `count` times; how often
/// it has now.
///
/// # Errors
/// Why it is not taken.
pub fn signed(
    site: &Site,
    question: &str,
    (algorithm, key, count): (i64, &[u8], u32),
    signed: &Signed<'_>,
) -> Result<u32, Refusal> {
    let said_by_client = bytes(signed.client)?;
    client(site, question, "webauthn.get", &said_by_client)?;
    let said = bytes(signed.authenticator)?;
    let (_, now) = authenticator(site, &said)?;
    let message = [&said[..], Sha256::digest(&said_by_client).as_slice()].concat();
    if !key::has_signed(algorithm, key, &message, &bytes(signed.signature)?) {
        return Err(Refusal::Signature);
    }
    // Keys that are kept on several devices do not count.
    if (now > 0 || count > 0) && now <= count {
        return Err(Refusal::Copied);
    }
    Ok(now)
}

/// In the authenticator's flags: somebody was there, the device knows who, the key can be kept elsewhere and is, a new key
/// follows.
const PRESENT: u8 = 0x01;
const VERIFIED: u8 = 0x04;
const MAY_BE_KEPT: u8 = 0x08;
const IS_KEPT: u8 = 0x10;
const ATTESTED: u8 = 0x40;

fn client(site: &Site, question: &str, purpose: &str, said: &[u8]) -> Result<(), Refusal> {
    let said: Client = serde_json::from_slice(said).map_err(|_| Refusal::Unreadable)?;
    if said.r#type != purpose {
        return Err(Refusal::Purpose);
    }
    if said.challenge != BASE64.encode(question) {
        return Err(Refusal::Question);
    }
    if said.origin != site.origin || said.inside_another {
        return Err(Refusal::Origin);
    }
    Ok(())
}

/// The flags and the count of what an authenticator says.
fn authenticator(site: &Site, said: &[u8]) -> Result<(u8, u32), Refusal> {
    let (Some(of), Some(flags), Some(count)) = (said.get(..32), said.get(32), said.get(33..37)) else {
        return Err(Refusal::Unreadable);
    };
    if of != Sha256::digest(site.host.as_bytes()).as_slice() {
        return Err(Refusal::Site);
    }
    if flags & PRESENT == 0 || flags & VERIFIED == 0 {
        return Err(Refusal::NotVerified);
    }
    if flags & IS_KEPT != 0 && flags & MAY_BE_KEPT == 0 {
        return Err(Refusal::Unreadable);
    }
    Ok((*flags, u32::from_be_bytes([count[0], count[1], count[2], count[3]])))
}

fn bytes(text: &str) -> Result<Vec<u8>, Refusal> {
    BASE64.decode(text).map_err(|_| Refusal::Unreadable)
}
