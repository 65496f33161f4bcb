//! What a newsroom asks before it publishes, and after it had to publish in a hurry.

use crate::reader::{Fields, Vocabulary, word_of};

/// What holds in a newsroom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewsroomRule {
    /// Working days within which an urgent publication must be approved, from the day after it: 0 to 30. 0 is the same day.
    pub urgent_approval_working_days: u32,
    /// What must be in order before anything is published; what else is found is only told. May be empty.
    pub blocking: Vec<Check>,
    /// What must be in order even before something is published urgently, by one person alone; part of `blocking`. May be empty.
    pub urgent_blocking: Vec<Check>,
    /// Sites to which links lead without being named again, each with all below it: `gov.vn`. Small letters. May be empty.
    pub trusted_hosts: Vec<String>,
    /// Where the state's monitoring of portals is, whose script an office may let count its readers: `https://host`.
    pub monitor: String,
}

/// Something that is looked at before an article is published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Check {
    /// Links within the portal lead somewhere.
    LinksInside,
    /// Links to other sites lead to those that the office trusts.
    LinksOutside,
    /// Pictures say in words what they show.
    AltText,
    /// Headings follow each other without a step left out.
    Headings,
    /// No telephone and no identity number of a person.
    PersonalData,
    /// Papers that are cited are known and in force.
    Papers,
    /// Figures are those of today.
    Figures,
    /// Units are called as they were on the day.
    UnitNames,
    /// A new edition says what was changed.
    ChangeNote,
    /// Nothing of a translation is still the original's.
    Untranslated,
    /// A translation says what the newest edition of its original says.
    OriginalMoved,
    /// Nothing is written in the charset of an old font.
    OldFont,
    /// There is something to read below the headline.
    Text,
}

const CHECKS: &Vocabulary<Check> = &[
    ("links_inside", Check::LinksInside),
    ("links_outside", Check::LinksOutside),
    ("alt_text", Check::AltText),
    ("headings", Check::Headings),
    ("personal_data", Check::PersonalData),
    ("papers", Check::Papers),
    ("figures", Check::Figures),
    ("unit_names", Check::UnitNames),
    ("change_note", Check::ChangeNote),
    ("untranslated", Check::Untranslated),
    ("original_moved", Check::OriginalMoved),
    ("old_font", Check::OldFont),
    ("text", Check::Text),
];

impl Check {
    /// The word in ruleset files: `links_inside`, ….
    pub fn word(self) -> &'static str {
        word_of(CHECKS, &self)
    }
}

pub(crate) fn read(fields: &mut Fields) -> Option<NewsroomRule> {
    let urgent_approval_working_days = fields.number("urgent_approval_working_days", 0..=30);
    let blocking = fields.words("blocking", CHECKS, true);
    let urgent_blocking = fields.words("urgent_blocking", CHECKS, true);
    let known = blocking.clone().unwrap_or_default();
    for check in urgent_blocking.iter().flatten().filter(|check| !known.contains(check)) {
        fields.report("urgent_blocking", format!("\"{}\" is not in blocking", check.word()));
    }
    let trusted_hosts = fields.texts("trusted_hosts");
    for host in trusted_hosts.iter().flatten().filter(|host| !host.contains('.')).cloned().collect::<Vec<_>>() {
        fields.report("trusted_hosts", format!("\"{host}\" is no site: a dot is missing"));
    }
    let monitor = fields.text("monitor");
    if monitor.as_ref().is_some_and(|at| !at.strip_prefix("https://").is_some_and(|host| host.contains('.'))) {
        fields.report("monitor", "should be https:// and a host");
    }
    Some(NewsroomRule {
        urgent_approval_working_days: urgent_approval_working_days?,
        blocking: blocking?,
        urgent_blocking: urgent_blocking?,
        trusted_hosts: trusted_hosts?,
        monitor: monitor?,
    })
}
