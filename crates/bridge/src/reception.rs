//! What people send in from the portal, and what they are told of it.
//!
//! A petition is sealed on arrival to the key of the office's reception (HPKE, RFC 9180: X25519, HKDF-SHA256,
//! ChaCha20-Poly1305); the portal keeps the envelope and cannot open it. Whoever sent it holds a code. The code is the seed of
//! a key pair: its public half, the receipt, is all that office and portal know of the sender's code, and what the office
//! says to the sender is sealed to it. So the portal can read an answer only while the sender's code is in front of it.

use crate::check::{Checked, day, ensure, is_hash, said};
use crate::error::BridgeError;
use crate::keys::to_hex;
use hpke::aead::ChaCha20Poly1305;
use hpke::kdf::HkdfSha256;
use hpke::kem::X25519HkdfSha256;
use hpke::{Deserializable, Kem, OpModeR, OpModeS, Serializable, single_shot_open, single_shot_seal};
use serde::{Deserialize, Serialize};

type Public = <X25519HkdfSha256 as Kem>::PublicKey;
type Secret = <X25519HkdfSha256 as Kem>::PrivateKey;
type Wrapped = <X25519HkdfSha256 as Kem>::EncappedKey;

/// The letters of a code: none that is taken for another one when it is read aloud or written down.
const LETTERS: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
/// How many letters a code has: 60 bits.
pub const CODE_LETTERS: usize = 12;
/// What the seals are for, so that none can be taken for the other.
const PETITION: &[u8] = b"then-chot petition 1";
const REPLY: &[u8] = b"then-chot reply 1";
/// Petitions are filled up to multiples of this, in bytes: their length tells little.
const STEP: usize = 1024;
/// The largest envelope, in hexadecimal digits.
pub const MAX_ENVELOPE: usize = 128 * 1024;
/// Bytes of a key, and of what stands before the sealed bytes.
const KEY: usize = 32;

/// What is sent in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PetitionKind {
    /// An opinion or a proposal (góp ý, kiến nghị).
    Opinion,
    /// Something is wrong at a place (phản ánh).
    Report,
    /// Word for the people's boards and the Front (giám sát).
    Supervision,
}

impl PetitionKind {
    /// All of them.
    pub const ALL: [PetitionKind; 3] = [PetitionKind::Opinion, PetitionKind::Report, PetitionKind::Supervision];

    /// The word in the record and in messages.
    pub fn word(self) -> &'static str {
        match self {
            PetitionKind::Opinion => "opinion",
            PetitionKind::Report => "report",
            PetitionKind::Supervision => "supervision",
        }
    }

    /// The kind of a word.
    pub fn of(word: &str) -> Option<PetitionKind> {
        PetitionKind::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// A petition as its sender wrote it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Petition {
    /// Of which kind.
    pub kind: PetitionKind,
    /// What it is about, in a line; not blank.
    pub subject: String,
    /// What is said; not blank.
    pub text: String,
    /// Where; may be empty.
    pub place: String,
    /// The page of the portal that it is about; may be empty.
    pub about: String,
    /// Who sends it; empty when nothing was said of that.
    pub name: String,
    /// How the sender is reached; may be empty.
    pub contact: String,
    /// Whether the sender agrees that the answer is published without their name.
    pub may_publish: bool,
    /// When it was sent, microseconds since 1970 UTC.
    pub at: i64,
}

/// How far a petition has come, as its sender is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReplyState {
    /// It has reached the office.
    Received,
    /// It is taken up.
    Accepted,
    /// It was passed on to whom it concerns.
    Forwarded,
    /// It is not taken up.
    Refused,
    /// It is being worked on.
    Working,
    /// It is answered.
    Answered,
    /// It is done with.
    Closed,
}

impl ReplyState {
    /// All of them.
    pub const ALL: [ReplyState; 7] = [
        ReplyState::Received,
        ReplyState::Accepted,
        ReplyState::Forwarded,
        ReplyState::Refused,
        ReplyState::Working,
        ReplyState::Answered,
        ReplyState::Closed,
    ];

    /// The state of a word.
    pub fn of(word: &str) -> Option<ReplyState> {
        ReplyState::ALL.into_iter().find(|state| state.word() == word)
    }

    /// The word in the record and in messages.
    pub fn word(self) -> &'static str {
        match self {
            ReplyState::Received => "received",
            ReplyState::Accepted => "accepted",
            ReplyState::Forwarded => "forwarded",
            ReplyState::Refused => "refused",
            ReplyState::Working => "working",
            ReplyState::Answered => "answered",
            ReplyState::Closed => "closed",
        }
    }
}

/// The office's reception, as the portal knows it. A later one takes its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reception {
    /// The key that petitions are sealed to, 64 small hexadecimal digits.
    pub key: String,
    /// Working days in which a sender is told whether the petition is taken up.
    pub days: u32,
    /// Whether petitions are taken.
    pub open: bool,
    /// Months after a petition is done with, for which what was said and who said it are kept; 0 where nothing is said of it.
    #[serde(default)]
    pub kept_months: u32,
}

/// What the sender of a petition is told. A later one of the same receipt takes its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reply {
    /// The receipt, 64 small hexadecimal digits.
    pub receipt: String,
    /// Of which kind the petition is.
    pub kind: PetitionKind,
    /// How far it has come.
    pub state: ReplyState,
    /// Since which day, `YYYY-MM-DD`.
    pub on: String,
    /// What is said to the sender, sealed to the receipt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said: Option<String>,
    /// What every reader may see of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shown: Option<Shown>,
}

/// A petition with its answer, as every reader may see it; nobody's name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shown {
    /// What was asked, in the office's words; not blank.
    pub question: String,
    /// What is answered; not blank.
    pub answer: String,
    /// On which day it was published, `YYYY-MM-DD`.
    pub on: String,
}

/// The key pair of the office's reception.
pub struct ReceptionKey(Secret, Public);

impl ReceptionKey {
    /// The pair that comes of a secret seed; always the same.
    pub fn of(seed: &[u8; KEY]) -> ReceptionKey {
        let (secret, public) = X25519HkdfSha256::derive_keypair(seed);
        ReceptionKey(secret, public)
    }

    /// What petitions are sealed to, as [`Reception::key`] has it.
    pub fn public(&self) -> String {
        to_hex(&self.1.to_bytes())
    }

    /// Opens the envelope that came under a receipt.
    ///
    /// # Errors
    /// [`BridgeError::BadEnvelope`] when it is sealed to another key, was changed, stands under another receipt, or holds no
    /// petition.
    pub fn open(&self, receipt: &str, envelope: &str) -> Result<Petition, BridgeError> {
        let plain = open(&self.0, (PETITION, receipt), envelope)?;
        let petition: Petition = serde_json::from_slice(&plain).map_err(|_| BridgeError::BadEnvelope)?;
        let said = !petition.subject.trim().is_empty() && !petition.text.trim().is_empty();
        if said { Ok(petition) } else { Err(BridgeError::BadEnvelope) }
    }
}

/// What a sender holds: made from the code, and gone when the sender has been answered.
pub struct Code {
    text: String,
    secret: Secret,
    receipt: String,
}

impl Code {
    /// A new code out of random bytes, which are the secret.
    pub fn new(random: [u8; CODE_LETTERS]) -> Code {
        let letters: String = random.iter().map(|byte| char::from(LETTERS[usize::from(byte & 31)])).collect();
        Code::of(letters)
    }

    /// Reads a code as somebody typed it: small letters, blanks and dashes do not matter. `None` when it cannot be one.
    pub fn read(typed: &str) -> Option<Code> {
        let letters: String = typed
            .chars()
            .filter(|c| !c.is_whitespace() && !"-–.".contains(*c))
            .map(|c| c.to_ascii_uppercase())
            .collect();
        let known = letters.len() == CODE_LETTERS && letters.bytes().all(|letter| LETTERS.contains(&letter));
        known.then(|| Code::of(letters))
    }

    fn of(letters: String) -> Code {
        let (secret, public) = X25519HkdfSha256::derive_keypair(format!("then-chot receipt 1 {letters}").as_bytes());
        Code { text: letters, secret, receipt: to_hex(&public.to_bytes()) }
    }

    /// As it is shown: `ABCD-EFGH-JKLM`.
    pub fn text(&self) -> String {
        let parts = self.text.as_bytes().chunks(4).map(|part| String::from_utf8_lossy(part).into_owned());
        parts.collect::<Vec<_>>().join("-")
    }

    /// What office and portal know it by.
    pub fn receipt(&self) -> &str {
        &self.receipt
    }

    /// Opens what the office said to whoever holds this code.
    ///
    /// # Errors
    /// [`BridgeError::BadEnvelope`] when it was said to somebody else, or changed.
    pub fn open(&self, said: &str) -> Result<String, BridgeError> {
        let plain = open(&self.secret, (REPLY, &self.receipt), said)?;
        String::from_utf8(plain).map_err(|_| BridgeError::BadEnvelope)
    }
}

/// Seals a petition to the key of the office's reception. Chance is the system's own: a seed would be no secret.
///
/// # Errors
/// [`BridgeError::BadKey`] when the key is none.
pub fn seal_petition(key: &str, receipt: &str, petition: &Petition) -> Result<String, BridgeError> {
    let mut plain = serde_json::to_vec(petition).map_err(|_| BridgeError::BadEnvelope)?;
    plain.resize(plain.len().next_multiple_of(STEP), b' ');
    seal(key, (PETITION, receipt), &plain)
}

/// Seals what the office says to whoever holds the code of a receipt.
///
/// # Errors
/// [`BridgeError::BadKey`] when the receipt is none.
pub fn seal_reply(receipt: &str, words: &str) -> Result<String, BridgeError> {
    seal(receipt, (REPLY, receipt), words.as_bytes())
}

/// Whether what is said of the reception can be.
pub(crate) fn check(it: &Reception) -> Checked {
    ensure(is_hash(&it.key), || "key is no key".into())?;
    ensure((1..=366).contains(&it.days), || "days should be from 1 to 366".into())
}

/// Whether what is said to a sender can be.
pub(crate) fn check_reply(it: &Reply) -> Checked {
    ensure(is_hash(&it.receipt), || "receipt is no key".into())?;
    day("on", &it.on)?;
    let sealed = |text: &String| {
        !text.is_empty() && text.len() <= MAX_ENVELOPE && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
    };
    ensure(it.said.as_ref().is_none_or(sealed), || "said is not sealed".into())?;
    it.shown.iter().try_for_each(|it| {
        said("shown.question", &it.question)?;
        said("shown.answer", &it.answer)?;
        day("shown.on", &it.on)
    })
}

fn seal(key: &str, (what, receipt): (&[u8], &str), plain: &[u8]) -> Result<String, BridgeError> {
    let bad = BridgeError::BadKey { what: "this is no key that anything can be sealed to" };
    let public = crate::keys::from_hex::<KEY>(key).and_then(|bytes| Public::from_bytes(&bytes).ok());
    let public = public.ok_or_else(|| bad.clone())?;
    let (wrapped, sealed) = single_shot_seal::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
        &OpModeS::Base,
        &public,
        what,
        plain,
        receipt.as_bytes(),
    )
    .map_err(|_| bad)?;
    Ok(to_hex(&[wrapped.to_bytes().as_slice(), &sealed].concat()))
}

fn open(secret: &Secret, (what, receipt): (&[u8], &str), sealed: &str) -> Result<Vec<u8>, BridgeError> {
    let bytes = unhex(sealed).ok_or(BridgeError::BadEnvelope)?;
    let (wrapped, sealed) = bytes.split_at_checked(KEY).ok_or(BridgeError::BadEnvelope)?;
    let wrapped = Wrapped::from_bytes(wrapped).map_err(|_| BridgeError::BadEnvelope)?;
    single_shot_open::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
        &OpModeR::Base,
        secret,
        &wrapped,
        what,
        sealed,
        receipt.as_bytes(),
    )
    .map_err(|_| BridgeError::BadEnvelope)
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    if text.len() > MAX_ENVELOPE || !text.len().is_multiple_of(2) {
        return None;
    }
    text.as_bytes()
        .chunks(2)
        .map(|pair| crate::keys::from_hex::<1>(std::str::from_utf8(pair).ok()?).map(|[b]| b))
        .collect()
}
