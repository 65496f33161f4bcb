//! What rules say on papers: kinds and who may issue them, letters of symbols, forms of signature, marks of secrecy, and
//! what is done with a paper that came in.

use crate::person::Named;
use crate::reader::{Fields, Vocabulary};
use crate::ruleset::Text;

/// Kinds of paper, authority, symbols, signatures, and the time limits of tasks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PapersRule {
    /// Kinds of paper, in the order in which pages show them. Keys are unique.
    pub kinds: Vec<PaperKind>,
    /// Letters of the issuers, by the key of the kind of unit.
    pub letters: Vec<Letters>,
    /// Letters of a committee's advisory bodies, by how their names begin; those of the committee follow them.
    pub boards: Vec<BoardLetters>,
    /// Letters of a congress, whose papers share one series of numbers.
    pub congress_letters: String,
    /// Forms of signature. Keys are unique.
    pub sign_forms: Vec<SignForm>,
    /// How pressing a paper can be, the least first. Keys are unique.
    pub urgencies: Vec<Named>,
    /// Marks of secrecy, with which a paper is not taken. Keys are unique.
    pub secret: Vec<Named>,
}

/// A kind of paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaperKind {
    /// `resolution`, `plan`, …: stable, never shown.
    pub key: String,
    /// What people call it.
    pub name: Text,
    /// Its letters in a symbol: `NQ`. Kinds of the same letters share their numbers. Empty where the kind has none.
    pub letters: String,
    /// Who may issue it; nobody here where it only comes in.
    pub issued_by: Vec<PaperBody>,
}

/// Who issues papers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PaperBody {
    /// The congress of a committee or the general meeting of a cell.
    Congress,
    /// The committee of a province or (once) a district.
    HigherCommittee,
    /// Its standing committee.
    HigherStanding,
    /// A committee at the grassroots.
    Committee,
    /// Its standing committee.
    Standing,
    /// A cell.
    Cell,
    /// An advisory body of a committee.
    Board,
}

/// The letters of a kind of unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letters {
    /// The kind of unit: `district_committee`.
    pub key: String,
    /// `HU`.
    pub letters: String,
}

/// The letters of an advisory body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoardLetters {
    /// The line's own key.
    pub key: String,
    /// How its name begins: `Ban Tuyên giáo`.
    pub named: String,
    /// `BTG`.
    pub letters: String,
}

/// A form of signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignForm {
    /// `on_behalf`, `by_order`, `direct`, …: stable, never shown.
    pub key: String,
    /// What people call it.
    pub name: Text,
    /// Whose papers may bear it.
    pub of: Vec<PaperBody>,
}

pub(crate) const BODIES: &Vocabulary<PaperBody> = &[
    ("congress", PaperBody::Congress),
    ("higher_committee", PaperBody::HigherCommittee),
    ("higher_standing", PaperBody::HigherStanding),
    ("committee", PaperBody::Committee),
    ("standing", PaperBody::Standing),
    ("cell", PaperBody::Cell),
    ("board", PaperBody::Board),
];

impl PapersRule {
    /// The kind of a key.
    pub fn kind(&self, key: &str) -> Option<&PaperKind> {
        self.kinds.iter().find(|kind| kind.key == key)
    }

    /// The form of signature of a key.
    pub fn sign_form(&self, key: &str) -> Option<&SignForm> {
        self.sign_forms.iter().find(|form| form.key == key)
    }
}

pub(crate) fn read(fields: &mut Fields) -> Option<PapersRule> {
    let kinds = fields.keyed("kinds", |key, fields| {
        let (name, letters) = (fields.both_languages(), fields.optional_text("letters").unwrap_or_default());
        let issued_by = fields.words("issued_by", BODIES, true);
        if letters.is_empty() && issued_by.as_ref().is_some_and(|by| !by.is_empty()) {
            fields.report("letters", "is missing; what is issued here needs a symbol");
        }
        Some(PaperKind { key, name: name?, letters, issued_by: issued_by? })
    });
    let letters = fields.keyed("letters", |key, fields| Some(Letters { key, letters: fields.text("letters")? }));
    let boards = fields.keyed("boards", |key, fields| {
        let (named, letters) = (fields.text("named"), fields.text("letters"));
        Some(BoardLetters { key, named: named?, letters: letters? })
    });
    let congress_letters = fields.text("congress_letters");
    let sign_forms = fields.keyed("sign_forms", |key, fields| {
        let (name, of) = (fields.both_languages(), fields.words("of", BODIES, false));
        Some(SignForm { key, name: name?, of: of? })
    });
    let urgencies = named(fields, "urgencies");
    let secret = named(fields, "secret");
    Some(PapersRule {
        kinds: kinds?,
        letters: letters?,
        boards: boards?,
        congress_letters: congress_letters?,
        sign_forms: sign_forms?,
        urgencies: urgencies?,
        secret: secret?,
    })
}

fn named(fields: &mut Fields, list: &str) -> Option<Vec<Named>> {
    fields.keyed(list, |key, fields| Some(Named { key, name: fields.both_languages()? }))
}
