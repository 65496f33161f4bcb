//! The bundle that crosses between the houses: types, sealing, opening, order. No IO.
//!
//! A bundle is an ordered, signed run of entries. It is accepted whole or refused whole, and what was applied
//! once is never applied again. How it travels (in process, over HTTPS, on a stick) is not known here.
//!
//! # The file
//!
//! ```text
//! then-chot-bundle 1
//! key 5f2a09c4e1b7d386
//! signature 0c1d…  (128 hexadecimal digits)
//! {"stream":"portal","first":41,"entries":[{"withdrawal":{…}},{"edition":{…}}]}
//! ```
//!
//! Three lines ended by a line feed, then one JSON object to the end of the file.
//!
//! 1. The magic word and the version of this format.
//! 2. The id of the key that signed, see [`keys::key_id`]. It only helps to find the key; trust comes from the
//!    list of trusted keys the reader holds.
//! 3. The ed25519 signature of line 1, line 2 and the body, byte for byte and with their line feeds, that is of
//!    everything except line 3. The magic word in the signed bytes keeps the signature from meaning anything
//!    elsewhere. Hexadecimal digits are lower case only, so a bundle has exactly one spelling.
//! 4. The body. `stream` names the sequence (`a-z 0-9 -`), `first` is the sequence number of the first entry,
//!    the others follow without a gap. Nothing stands between the entries but commas, so a receiver that keeps the
//!    text of each entry and the three lines above can put the bundle together again and prove it ([`rejoin`]).
//!
//! # Order
//!
//! A receiver remembers per stream the number it applied last and asks [`Bundle::after`] for what is new.
//! Entries it has are skipped, a hole is a [`BridgeError::Gap`]. The receiver writes the entries and the new
//! number in one transaction; that makes "exactly once". A sender never gives one number to two entries.
//!
//! # What is absent
//!
//! Members, plans, anything not public; what people sent in goes the other way, sealed, and what they are told is sealed to
//! them. Raw HTML: texts are plain, structure is [`Block`] and [`Inline`].

mod check;
mod edition;
mod error;
mod figure;
pub mod keys;
mod language;
mod layout;
mod manifest;
mod old;
mod paper;
mod parts;
mod pictures;
pub mod print;
mod reception;
mod report;
mod seal;
mod signed;
mod site;

pub use check::{is_mail, is_phone};
pub use ed25519_dalek::{SigningKey, VerifyingKey};
pub use edition::{
    Attached, Block, Byline, Edition, Entry, Fate, Inline, Leads, OldAddress, Photo, PhotoFile, PhotoFormat, Picture,
    Section, Topic, photo_address,
};
pub use error::BridgeError;
pub use figure::{Figure, Point, RuleCitation, ScopePart, Show, Text, Value};
pub use language::{Language, Translation};
pub use layout::{Contact, Content, Layout, LinkTo, Monitor, Official, Place, Placed};
pub use manifest::{digest, open_manifest, seal_manifest};
pub use old::{old_key, old_name, old_site};
pub use paper::{PaperRelation, PaperRelationKind, PublicFile, PublicFileKind, PublicPaper};
pub use parts::heading_ids;
pub use reception::{
    CODE_LETTERS, Code, MAX_ENVELOPE, Petition, PetitionKind, Reception, ReceptionKey, Reply, ReplyState, Shown,
    seal_petition, seal_reply,
};
pub use report::{MAX_REPORT_BYTES, ReportHandin, ReportLine, StudyReport, open_report, seal_report};
pub use seal::{Bundle, MAX_BYTES, open, rejoin, seal};
pub use site::{Site, Standing};

/// Whether an entry could be sealed: asked before it is put where it waits for the bridge, since one unsound entry would
/// hold up all that follow it.
///
/// # Errors
/// The first thing wrong, in words that name the field.
pub fn check(entry: &Entry) -> Result<(), String> {
    check::entry(entry)
}

#[cfg(test)]
mod tests;
