//! What a rule says on exemption: what a member may ask for, for which reasons, who decides.

use crate::reader::{Fields, Vocabulary};
use crate::ruleset::Text;

/// Who may be exempt from Party work and meetings, and who says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExemptionRule {
    /// What a member may ask for: to be exempt, or to take part less. Keys are unique.
    pub kinds: Vec<ExemptionKind>,
    /// Reasons a member may give. Keys are unique.
    pub reasons: Vec<Reason>,
    /// Ways of asking.
    pub asked_how: Vec<AskedHow>,
    /// Who decides.
    pub decided_by: DecidedBy,
    /// Days within which the cell is expected to decide and report: 1 to 366. A product idea, not a rule.
    pub decide_within_days: u32,
    /// Months after which an exemption without an end is looked at again: 1 to 120. A product idea, not a rule.
    pub review_after_months: u32,
}

/// What a member is exempt from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExemptionKind {
    /// `exempt`, `reduced`: stable, never shown.
    pub key: String,
    /// What people call it.
    pub name: Text,
    /// Whether such members are left out of the number that a rate is measured against.
    pub out_of_denominators: bool,
}

/// A reason for exemption.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// `age`, `health`, …: stable, never shown.
    pub key: String,
    /// What people call it.
    pub name: Text,
    /// Whether the reason itself is sensitive personal data (health and the like), to be encrypted and never counted in public.
    pub sensitive: bool,
    /// The ages over which it is one, where a guide names them. A cell may decide otherwise.
    pub over_age: Option<OverAge>,
}

/// Ages in years over which somebody counts as old.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OverAge {
    /// Of men: 18 to 120.
    pub men: u32,
    /// Of women: 18 to 120.
    pub women: u32,
    /// The guide that names them.
    pub source: String,
}

/// The key of the whole exemption; every ruleset on exemption has it.
pub const EXEMPT: &str = "exempt";

/// How a member asks to be exempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AskedHow {
    /// By a letter.
    Written,
    /// By reporting to the cell in person.
    Oral,
}

impl AskedHow {
    /// The word in ruleset files and in the record.
    pub fn word(self) -> &'static str {
        match self {
            AskedHow::Written => "written",
            AskedHow::Oral => "oral",
        }
    }
}

/// Who decides on an exemption.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DecidedBy {
    /// The member's own cell (chi bộ).
    Cell,
}

const WAYS_OF_ASKING: &Vocabulary<AskedHow> = &[("written", AskedHow::Written), ("oral", AskedHow::Oral)];

pub(crate) fn read(fields: &mut Fields) -> Option<ExemptionRule> {
    let kinds = fields.keyed("kinds", |key, fields| {
        let (name, out) = (fields.both_languages(), fields.boolean("out_of_denominators"));
        Some(ExemptionKind { key, name: name?, out_of_denominators: out? })
    });
    // What is on record from before there were kinds is this one.
    if kinds.as_ref().is_some_and(|kinds| !kinds.iter().any(|kind| kind.key == EXEMPT)) {
        fields.report("kinds", "has no \"exempt\"");
    }
    let reasons = fields.keyed("reasons", |key, fields| {
        let (name, sensitive) = (fields.both_languages(), fields.boolean("sensitive"));
        let over_age = fields.has("over_age").then(|| fields.table("over_age", over_age));
        // One that cannot be read makes the reason none.
        let over_age = over_age.map_or(Some(None), |read| read.map(Some));
        Some(Reason { key, name: name?, sensitive: sensitive?, over_age: over_age? })
    });
    let asked_how = fields.words("asked_how", WAYS_OF_ASKING, false);
    let decided_by = fields.word("decided_by", &[("cell", DecidedBy::Cell)]);
    let decide_within_days = fields.number("decide_within_days", 1..=366);
    let review_after_months = fields.number("review_after_months", 1..=120);
    Some(ExemptionRule {
        kinds: kinds?,
        reasons: reasons?,
        asked_how: asked_how?,
        decided_by: decided_by?,
        decide_within_days: decide_within_days?,
        review_after_months: review_after_months?,
    })
}

fn over_age(fields: &mut Fields) -> Option<OverAge> {
    let (men, women) = (fields.number("men", 18..=120), fields.number("women", 18..=120));
    let source = fields.text("source");
    Some(OverAge { men: men?, women: women?, source: source? })
}
