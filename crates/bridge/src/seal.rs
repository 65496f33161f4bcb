//! Sealing and opening bundles, and taking from one what is new. The format is described at the crate's top.

use crate::check;
use crate::edition::Entry;
use crate::error::BridgeError;
use crate::keys::{from_hex, key_id, to_hex};
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use std::borrow::Cow;

/// The largest bundle that is sealed or opened, in bytes: 16 MiB.
pub const MAX_BYTES: usize = 16 * 1024 * 1024;

const MAGIC: &str = "then-chot-bundle";
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Body<'a> {
    stream: Cow<'a, str>,
    first: u64,
    entries: Cow<'a, [Entry]>,
}

/// A body whose entries are still as they were written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Received<'a> {
    #[serde(borrow)]
    stream: Cow<'a, str>,
    first: u64,
    #[serde(borrow)]
    entries: Vec<&'a RawValue>,
}

/// A bundle whose signature, schema and contents were found in order. Only [`open`] makes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bundle {
    stream: String,
    first: u64,
    entries: Vec<Entry>,
    raw: Vec<String>,
    key_id: String,
    head: String,
}

/// Signs entries as the numbers `first`, `first + 1`, … of a stream.
///
/// The same arguments give the same bytes.
///
/// # Errors
///
/// Whatever [`open`] would refuse is not sealed: bad entries, numbering or stream name, too many bytes.
pub fn seal(key: &SigningKey, stream: &str, first: u64, entries: &[Entry]) -> Result<Vec<u8>, BridgeError> {
    let body = Body { stream: stream.into(), first, entries: entries.into() };
    check_body(&body)?;
    let json = serde_json::to_string(&body).map_err(|error| BridgeError::BadBody { what: error.to_string() })?;
    let opening = format!("{MAGIC} {VERSION}\nkey {}\n", key_id(&key.verifying_key()));
    let signature = key.sign(&signed_bytes(opening.as_bytes(), json.as_bytes()));
    let bundle = format!("{opening}signature {}\n{json}", to_hex(&signature.to_bytes())).into_bytes();
    check_size(bundle.len())?;
    Ok(bundle)
}

/// Opens a bundle signed with one of the trusted keys. Nothing is parsed before the signature was found good.
///
/// # Errors
///
/// In this order: too large, not a bundle, unknown version, broken header, untrusted key, bad signature, body not
/// understood, numbering or stream name impossible, an entry refused.
pub fn open(trusted: &[VerifyingKey], bytes: &[u8]) -> Result<Bundle, BridgeError> {
    check_size(bytes.len())?;
    let (magic, rest) = line(bytes).ok_or(BridgeError::NotABundle)?;
    let version = magic.strip_prefix(MAGIC).and_then(|rest| rest.strip_prefix(' ')).ok_or(BridgeError::NotABundle)?;
    if version != VERSION.to_string() {
        return Err(BridgeError::UnknownVersion { found: version.chars().take(20).collect(), known: VERSION });
    }
    let (claimed, rest) = field(rest, "key")?;
    let opening = &bytes[..bytes.len() - rest.len()];
    if from_hex::<8>(claimed).is_none() {
        return Err(BridgeError::BadHeader { line: "key" });
    }
    let (signature, json) = field(rest, "signature")?;
    let signature = from_hex(signature).ok_or(BridgeError::BadHeader { line: "signature" })?;

    // An id is a short name, so two trusted keys might share it; any of them may have signed.
    let mut named = trusted.iter().filter(|key| key_id(key) == claimed).peekable();
    if named.peek().is_none() {
        return Err(BridgeError::UnknownKey { key_id: claimed.to_owned() });
    }
    let (signature, signed) = (Signature::from_bytes(&signature), signed_bytes(opening, json));
    if !named.any(|key| key.verify_strict(&signed, &signature).is_ok()) {
        return Err(BridgeError::BadSignature);
    }
    let bad_body = |error: serde_json::Error| BridgeError::BadBody { what: error.to_string() };
    let received: Received = serde_json::from_slice(json).map_err(bad_body)?;
    let raw: Vec<String> = received.entries.iter().map(|entry| entry.get().to_owned()).collect();
    let head = String::from_utf8_lossy(&bytes[..bytes.len() - json.len()]).into_owned();
    if rejoin(&head, &received.stream, received.first, raw.iter().map(String::as_str)) != bytes {
        return Err(BridgeError::BadBody { what: "it is spelt otherwise than it is sealed".into() });
    }
    let entries: Vec<Entry> =
        raw.iter().map(|entry| serde_json::from_str(entry)).collect::<Result<_, _>>().map_err(bad_body)?;
    let body = Body { stream: received.stream, first: received.first, entries: entries.into() };
    check_body(&body)?;
    Ok(Bundle {
        stream: body.stream.into_owned(),
        first: body.first,
        entries: body.entries.into_owned(),
        raw,
        key_id: claimed.to_owned(),
        head,
    })
}

/// The bytes of a bundle from its parts, as a receiver keeps them: the three lines above the body ([`Bundle::head`])
/// and the text of each entry ([`Bundle::raw`]). Whether they still fit each other, [`open`] says.
pub fn rejoin<'a>(head: &str, stream: &str, first: u64, entries: impl Iterator<Item = &'a str>) -> Vec<u8> {
    let mut bundle = format!("{head}{{\"stream\":\"{stream}\",\"first\":{first},\"entries\":[");
    for (nth, entry) in entries.enumerate() {
        if nth > 0 {
            bundle.push(',');
        }
        bundle.push_str(entry);
    }
    bundle.push_str("]}");
    bundle.into_bytes()
}

impl Bundle {
    /// The stream it belongs to.
    pub fn stream(&self) -> &str {
        &self.stream
    }

    /// Number of its first entry, from 1.
    pub fn first(&self) -> u64 {
        self.first
    }

    /// Number of its last entry; what a receiver remembers once all is applied.
    pub fn last(&self) -> u64 {
        self.first + self.entries.len() as u64 - 1
    }

    /// All entries with their numbers, in order, whether applied before or not.
    pub fn entries(&self) -> impl Iterator<Item = (u64, &Entry)> {
        (self.first..).zip(&self.entries)
    }

    /// The text of each entry with its number, byte for byte as it was signed.
    pub fn raw(&self) -> impl Iterator<Item = (u64, &str)> {
        (self.first..).zip(self.raw.iter().map(String::as_str))
    }

    /// The three lines above the body: magic word and version, key, signature.
    pub fn head(&self) -> &str {
        &self.head
    }

    /// Id of the key it was signed with.
    pub fn key_id(&self) -> &str {
        &self.key_id
    }

    /// The entries not yet applied, with their numbers, in order; `last_applied` is 0 before the first.
    ///
    /// Nothing comes out of a bundle that was applied already.
    ///
    /// # Errors
    ///
    /// [`BridgeError::WrongStream`], or [`BridgeError::Gap`] when entries before this bundle are missing.
    pub fn after<'a>(
        &'a self,
        stream: &str,
        last_applied: u64,
    ) -> Result<impl Iterator<Item = (u64, &'a Entry)> + use<'a>, BridgeError> {
        if self.stream != stream {
            return Err(BridgeError::WrongStream { expected: stream.to_owned(), found: self.stream.clone() });
        }
        // The first number is at least 1, so this cannot wrap and a `last_applied` at the very end cannot overflow.
        if self.first - 1 > last_applied {
            return Err(BridgeError::Gap { expected: last_applied + 1, found: self.first });
        }
        Ok((self.first..).zip(&self.entries).filter(move |(seq, _)| *seq > last_applied))
    }
}

fn check_size(bytes: usize) -> Result<(), BridgeError> {
    if bytes > MAX_BYTES { Err(BridgeError::TooLarge { bytes, limit: MAX_BYTES }) } else { Ok(()) }
}

fn check_body(body: &Body) -> Result<(), BridgeError> {
    if body.stream.len() > 64 || !check::is_slug(&body.stream) {
        return Err(BridgeError::BadStreamName { stream: body.stream.chars().take(80).collect() });
    }
    // Databases keep the number as a signed 64-bit integer.
    let end = body.first.checked_add(body.entries.len() as u64).filter(|end| i64::try_from(*end).is_ok());
    if body.first == 0 || body.entries.is_empty() || end.is_none() {
        return Err(BridgeError::BadNumbering { first: body.first, entries: body.entries.len() });
    }
    for (seq, entry) in (body.first..).zip(body.entries.iter()) {
        check::entry(entry).map_err(|what| BridgeError::Refused { seq, what })?;
    }
    Ok(())
}

fn signed_bytes(opening: &[u8], body: &[u8]) -> Vec<u8> {
    [opening, body].concat()
}

/// The first line without its line feed, and what follows.
fn line(bytes: &[u8]) -> Option<(&str, &[u8])> {
    let end = bytes.iter().position(|byte| *byte == b'\n')?;
    Some((std::str::from_utf8(&bytes[..end]).ok()?, &bytes[end + 1..]))
}

/// The value of a header line `name value`, and what follows the line.
pub(crate) fn field<'a>(bytes: &'a [u8], name: &'static str) -> Result<(&'a str, &'a [u8]), BridgeError> {
    line(bytes)
        .and_then(|(line, rest)| Some((line.strip_prefix(name)?.strip_prefix(' ')?, rest)))
        .ok_or(BridgeError::BadHeader { line: name })
}
