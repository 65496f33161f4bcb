//! What an office's rules say on tasks that papers give: until when, when it presses, and which clauses are whose.

use crate::reader::{Fields, Vocabulary};

/// Time limits of tasks, and how clauses become tasks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TasksRule {
    /// Days in which a task is done whose paper says no day: 1 to 366.
    pub default_days: u32,
    /// Which days these are.
    pub counted: CountedDays,
    /// Working days before its end from which a task is shown as soon due: 0 to 60.
    pub soon_within_working_days: u32,
    /// Working days after its end from which a task shows on the desks of those who lead: 1 to 366.
    pub escalate_after_working_days: u32,
    /// What a clause says when it speaks to communes; any of these.
    pub addressed: Vec<String>,
    /// What may stand before these where a clause begins with them: `yêu cầu`, `các`; in any order.
    pub addressing: Vec<String>,
    /// Words of those by which a clause is for communes alone, not for all committees below.
    pub communes: Vec<String>,
    /// Words of those by which a clause is for the cells among those below as well.
    pub cells: Vec<String>,
    /// Who else may begin a clause below a heading for communes, which is then theirs.
    pub others: Vec<String>,
    /// What a list of those who get the paper begins with; they are no clauses.
    pub names: Vec<String>,
    /// Words before a day that make it the day of a clause's end; any of these.
    pub due_words: Vec<String>,
    /// Which unit leads, by what a clause says; the first line that fits. Keys are unique.
    pub assigned: Vec<Assigned>,
}

/// Which days a time limit counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CountedDays {
    /// Working days.
    Working,
    /// All days; an end on a day off moves to the next working day.
    All,
}

/// Clauses of one matter, and who leads them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assigned {
    /// The line's own key.
    pub key: String,
    /// All of these stand in the clause.
    pub words: Vec<String>,
    /// How the name of the unit that leads begins.
    pub named: String,
}

const DAYS: &Vocabulary<CountedDays> = &[("working_days", CountedDays::Working), ("all_days", CountedDays::All)];

/// What lists of names begin with where a file does not say it.
const NAMES: [&str; 2] = ["nơi nhận", "kính gửi"];

pub(crate) fn read(fields: &mut Fields) -> Option<TasksRule> {
    let default_days = fields.number("default_days", 1..=366);
    let counted = fields.word("counted", DAYS);
    let soon_within_working_days = fields.number("soon_within_working_days", 0..=60);
    let escalate_after_working_days = fields.number("escalate_after_working_days", 1..=366);
    let (addressed, due_words) = (texts(fields, "addressed"), texts(fields, "due_words"));
    // Files of offices that are older than these go on as they are.
    let mut later = |key| if fields.has(key) { texts(fields, key) } else { Some(Vec::new()) };
    let (addressing, others) = (later("addressing"), later("others"));
    let (communes, cells) = (later("communes"), later("cells"));
    let usual = || Some(NAMES.map(str::to_owned).to_vec());
    let names = if fields.has("names") { texts(fields, "names") } else { usual() };
    let assigned = fields.keyed("assigned", |key, fields| {
        let (words, named) = (texts(fields, "words"), fields.text("named"));
        Some(Assigned { key, words: words?, named: named? })
    });
    Some(TasksRule {
        default_days: default_days?,
        counted: counted?,
        soon_within_working_days: soon_within_working_days?,
        escalate_after_working_days: escalate_after_working_days?,
        addressed: addressed?,
        addressing: addressing?,
        communes: communes?,
        cells: cells?,
        others: others?,
        names: names?,
        due_words: due_words?,
        assigned: assigned?,
    })
}

/// Texts, at least one and none blank: a blank one would fit everything.
fn texts(fields: &mut Fields, key: &str) -> Option<Vec<String>> {
    let texts = fields.texts(key)?;
    if texts.is_empty() || texts.iter().any(|text| text.trim().is_empty()) {
        fields.report(key, "is empty or has a blank text");
        return None;
    }
    Some(texts)
}
