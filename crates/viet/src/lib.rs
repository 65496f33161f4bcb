//! Vietnamese text: folding, tones, syllables, keystrokes, old charsets, citations, numbers, order. No IO.
//!
//! Every key made here is for machines: search, sort, uniqueness, addresses. What a person typed is kept
//! and shown as typed; none of these forms is ever printed in its place.
//!
//! | form | keeps marks | one tone style | for |
//! | --- | --- | --- | --- |
//! | [`fold`] | no | – | search without marks |
//! | [`settle`] | yes | yes | equality and lookup |
//! | [`slug`] | no | – | public addresses |
//! | [`name_key`], [`text_key`] | as weights | yes | order |
//!
//! What was typed or stored wrongly is read: [`keys`] for keystrokes, [`legacy`] and [`decode_auto`] for old charsets,
//! [`tone_style`] for misplaced tones. The gate of all of them is the spelling of the syllable ([`Syllable`]).
//! What a text speaks of is found: papers ([`cite`]), dates ([`Date`]), numbers ([`words`], [`number`]).

mod cite;
mod date;
mod detect;
mod family;
mod fold;
mod keyboard;
mod keys;
pub mod legacy;
mod letter;
mod near;
pub mod number;
mod order;
mod settle;
mod slug;
mod syllable;
mod symbol;
pub mod words;

pub use cite::{Citation, cite};
pub use date::Date;
pub use detect::{Guess, SURE, decode_auto, decode_lines, detect};
pub use family::is_family_name;
pub use fold::fold;
pub use keys::{key_shapes, key_word, keys, typed};
pub use letter::capital;
pub use near::{NoSketch, Sketch};
pub use order::{name_key, text_key};
pub use settle::{nfc, settle, tidy, tone_style};
pub use slug::{SLUG_FALLBACK, SLUG_MAX, slug};
pub use syllable::{Flaw, Syllable, Tone, ToneStyle, spellings};
