//! What a closing unit has of one kind, as its page shows it.

use crate::identity::reach::Officer;
use crate::org::closing::Portion;
use crate::org::estate::REGISTER;
use std::collections::BTreeMap;

pub(super) struct PortionView {
    pub(super) key: &'static str,
    pub(super) title: String,
    /// What becomes of it; empty where the title says so.
    pub(super) hint: String,
    pub(super) waiting: String,
    /// Whether they go together, whatever there is, and where; else each goes its own way.
    pub(super) whole: bool,
    pub(super) into: String,
    /// (unit, how many go there)
    pub(super) sent: Vec<(String, String)>,
    /// Of units that were chosen and are no more, or are to end: what is said of each.
    pub(super) gone: Vec<String>,
    /// (field, name, where it goes); empty for those who may not see the names.
    pub(super) things: Vec<(String, String, String)>,
}

impl PortionView {
    /// A portion, its things as far as the officer `sees` them; `name` says what a unit is called, `no_more` that it ends.
    pub(super) fn of(
        officer: &Officer,
        portion: &Portion,
        sees: bool,
        (name, no_more): (&impl Fn(i64) -> String, &impl Fn(i64) -> String),
    ) -> PortionView {
        let (w, waiting) = (officer.words(), portion.waiting());
        let mut sent: BTreeMap<i64, i64> = BTreeMap::new();
        for into in portion.things.iter().filter_map(|(_, into)| *into) {
            *sent.entry(into).or_default() += 1;
        }
        let goes = |into: &Option<i64>| into.map_or(String::new(), name);
        let things = portion.by_name().into_iter().filter(|_| sees);
        let things = things.map(|(thing, into)| (format!("row-{}", thing.id), thing.label.clone(), goes(into)));
        let (what, whole) = (w.say(&format!("estate-{}", portion.kind.key)), portion.kind.goes_as_whole());
        let (title, hint) = match portion.kind.key {
            REGISTER => (w.say("closing-register"), w.say("closing-register-hint")),
            _ if whole => (w.with("closing-whole", "what", what), String::new()),
            _ => (format!("{what}: {}", w.number(portion.things.len() as i64)), String::new()),
        };
        PortionView {
            key: portion.kind.key,
            title,
            hint,
            whole,
            into: sent.keys().next().filter(|_| whole).map_or("", |unit| officer.tree.uid(*unit)).to_owned(),
            waiting: if waiting == 0 { String::new() } else { w.count("closing-waits", waiting as i64) },
            sent: sent.into_iter().map(|(unit, count)| (name(unit), w.number(count))).collect(),
            gone: portion.gone.iter().map(|unit| no_more(*unit)).collect(),
            things: things.collect(),
        }
    }
}
