//! What a rule says of persons: in what standing a member may be, and what may be kept of somebody, for how long.

use crate::reader::{Fields, Vocabulary};
use crate::ruleset::Text;

/// In what standing somebody is with the Party.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum MemberState {
    /// Admitted, not official yet (dự bị).
    Probationary,
    /// An official member (chính thức).
    Official,
    /// Activity suspended (đình chỉ sinh hoạt).
    Suspended,
    /// Taken off the roll (xóa tên).
    Removed,
    /// Expelled (khai trừ).
    Expelled,
    /// Left at one's own wish (xin ra khỏi Đảng).
    Left,
    /// Died (từ trần).
    Deceased,
}

const STATES: &Vocabulary<MemberState> = &[
    ("probationary", MemberState::Probationary),
    ("official", MemberState::Official),
    ("suspended", MemberState::Suspended),
    ("removed", MemberState::Removed),
    ("expelled", MemberState::Expelled),
    ("left", MemberState::Left),
    ("deceased", MemberState::Deceased),
];

impl MemberState {
    /// All of them, in the order of a life.
    pub const ALL: [MemberState; 7] = [
        MemberState::Probationary,
        MemberState::Official,
        MemberState::Suspended,
        MemberState::Removed,
        MemberState::Expelled,
        MemberState::Left,
        MemberState::Deceased,
    ];

    /// The word in rulesets and in the record.
    pub fn word(self) -> &'static str {
        STATES.iter().find(|(_, state)| *state == self).map_or("", |(word, _)| *word)
    }

    /// The state of a word.
    pub fn of(word: &str) -> Option<MemberState> {
        STATES.iter().find(|(known, _)| *known == word).map(|(_, state)| *state)
    }
}

/// How a member's standing may change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StandingRule {
    /// The changes there are, in the order of pages. Keys are unique; whoever died stays so.
    pub changes: Vec<StandingChange>,
    /// How often somebody may be admitted again.
    pub readmissions: u32,
    /// Standings whose time does not count for party age.
    pub outside_party_age: Vec<MemberState>,
}

/// One change of standing, decided by a paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StandingChange {
    /// `official`, `removed`, …: stable, never shown.
    pub key: String,
    /// What people call it.
    pub name: Text,
    /// In which standings it may be decided.
    pub from: Vec<MemberState>,
    /// What follows; `None` for what was before the suspension.
    pub to: Option<MemberState>,
    /// Whether memberships end on the day.
    pub ends_memberships: bool,
    /// Which posts end on the day.
    pub ends_posts: EndsPosts,
}

/// Which posts a change of standing ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EndsPosts {
    /// None.
    None,
    /// Those in the Party's own units.
    Party,
    /// All.
    All,
}

impl StandingRule {
    /// The changes that may be decided in a standing.
    pub fn from(&self, state: MemberState) -> impl Iterator<Item = &StandingChange> {
        self.changes.iter().filter(move |change| change.from.contains(&state))
    }
}

/// What may be kept of a person, why and for how long; and by when a person's requests are answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonalDataRule {
    /// The fields, in the order of pages. Keys are unique.
    pub fields: Vec<DataField>,
    /// For what reasons a sealed field may be opened. Keys are unique.
    pub reasons: Vec<Named>,
    /// What a person may ask for. Keys are unique.
    pub requests: Vec<RequestKind>,
    /// Working days within which a request gets its first answer.
    pub first_reply_working_days: u32,
    /// Days by which the time for a request may be extended; 0 when it may not.
    pub extension_days: u32,
    /// Months for which it is kept who opened what.
    pub reading_kept_months: u32,
    /// Who is shown it.
    pub reading_shown_to: Vec<Reader>,
    /// First three digits that a citizen id may have: the places where births are entered.
    pub citizen_places: Vec<String>,
}

/// Something with a key and a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Stable, never shown.
    pub key: String,
    /// What people call it.
    pub name: Text,
}

/// A field of a person's record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataField {
    /// `citizen_id`, `birth_day`, …: stable, never shown.
    pub key: String,
    /// What people call it.
    pub name: Text,
    /// Whether it is kept sealed and opened one at a time.
    pub sensitive: bool,
    /// For what it is kept.
    pub purpose: Text,
    /// What allows it.
    pub basis: Text,
    /// For how long.
    pub retention: Text,
    /// Whether the person may have it restricted: kept, but neither shown nor handed out.
    pub may_restrict: bool,
    /// What an erasure leaves of it.
    pub on_erasure: OnErasure,
    /// Values people usually enter; empty where anything is.
    pub usual: Vec<String>,
}

/// What an erasure leaves of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OnErasure {
    /// Nothing.
    Clear,
    /// The year of the day.
    Year,
    /// All of it: the law asks to keep it.
    Keep,
}

/// Something that a person may ask for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestKind {
    /// `access`, `correct`, `restrict`, `erase`: stable, never shown.
    pub key: String,
    /// What people call it.
    pub name: Text,
    /// Days within which it is done.
    pub done_days: u32,
}

/// Who is shown who opened what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reader {
    /// The person concerned.
    Subject,
    /// Who may open sealed values there.
    Keeper,
}

impl PersonalDataRule {
    /// The field of a key.
    pub fn field(&self, key: &str) -> Option<&DataField> {
        self.fields.iter().find(|field| field.key == key)
    }

    /// The kind of request of a key.
    pub fn request(&self, key: &str) -> Option<&RequestKind> {
        self.requests.iter().find(|kind| kind.key == key)
    }
}

pub(crate) fn standing(fields: &mut Fields) -> Option<StandingRule> {
    let changes = fields.keyed("changes", |key, fields| {
        let (name, from) = (fields.both_languages(), fields.words("from", STATES, false));
        let back = fields.has("to_before").then(|| fields.boolean("to_before")).flatten() == Some(true);
        let to = if back { None } else { Some(fields.word("to", STATES)?) };
        let ends_memberships = fields.boolean("ends_memberships");
        let ends_posts = fields
            .word("ends_posts", &[("none", EndsPosts::None), ("party", EndsPosts::Party), ("all", EndsPosts::All)]);
        let from = from?;
        if to.is_some_and(|to| from.contains(&to)) {
            fields.report("from", "has the standing that the change leads to");
        }
        if from.contains(&MemberState::Deceased) {
            fields.report("from", "has \"deceased\"; nothing follows that");
        }
        if back && from != [MemberState::Suspended] {
            fields.report("to_before", "is only for who is suspended");
        }
        Some(StandingChange {
            key,
            name: name?,
            from,
            to,
            ends_memberships: ends_memberships?,
            ends_posts: ends_posts?,
        })
    });
    let readmissions = fields.number("readmissions", 0..=10);
    let outside_party_age = fields.words("outside_party_age", STATES, true);
    Some(StandingRule { changes: changes?, readmissions: readmissions?, outside_party_age: outside_party_age? })
}

pub(crate) fn personal_data(fields: &mut Fields) -> Option<PersonalDataRule> {
    let all = fields.keyed("fields", |key, fields| {
        let name = fields.both_languages();
        let (sensitive, may_restrict) = (fields.boolean("sensitive"), fields.boolean("may_restrict"));
        let mut text = |name: &str| fields.table(name, |fields| fields.both_languages());
        let (purpose, basis, retention) = (text("purpose"), text("basis"), text("retention"));
        let on_erasure = fields
            .word("on_erasure", &[("clear", OnErasure::Clear), ("year", OnErasure::Year), ("keep", OnErasure::Keep)]);
        let usual = if fields.has("usual") { fields.texts("usual") } else { Some(Vec::new()) };
        if sensitive == Some(true) && on_erasure.is_some_and(|it| it != OnErasure::Clear) {
            fields.report("on_erasure", "should be \"clear\": a sealed value goes with the key");
        }
        Some(DataField {
            key,
            name: name?,
            sensitive: sensitive?,
            purpose: purpose?,
            basis: basis?,
            retention: retention?,
            may_restrict: may_restrict?,
            on_erasure: on_erasure?,
            usual: usual?,
        })
    });
    let reasons = fields.keyed("reasons", |key, fields| fields.both_languages().map(|name| Named { key, name }));
    let requests = fields.keyed("requests", |key, fields| {
        let (name, done_days) = (fields.both_languages(), fields.number("done_days", 1..=90));
        Some(RequestKind { key, name: name?, done_days: done_days? })
    });
    let first_reply_working_days = fields.number("first_reply_working_days", 1..=30);
    let extension_days = fields.number("extension_days", 0..=90);
    let reading_kept_months = fields.number("reading_kept_months", 1..=120);
    let reading_shown_to =
        fields.words("reading_shown_to", &[("subject", Reader::Subject), ("keeper", Reader::Keeper)], false);
    let citizen_places = fields.texts("citizen_places");
    if citizen_places.iter().flatten().any(|place| place.len() != 3 || !place.bytes().all(|it| it.is_ascii_digit())) {
        fields.report("citizen_places", "should have only texts of three digits in it");
    }
    Some(PersonalDataRule {
        fields: all?,
        reasons: reasons?,
        requests: requests?,
        first_reply_working_days: first_reply_working_days?,
        extension_days: extension_days?,
        reading_kept_months: reading_kept_months?,
        reading_shown_to: reading_shown_to?,
        citizen_places: citizen_places?,
    })
}
