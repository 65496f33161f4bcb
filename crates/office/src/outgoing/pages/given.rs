//! What the form offers of itself: at which units one may write, who issues there, and the words of head and foot.

use crate::identity::reach::Officer;
use crate::identity::right::Right;
use crate::org::{Tree, kind};
use crate::outgoing::{LayoutRuling, Said};
use crate::papers::{Body, bodies_of};
use kit::failure::Failure;

/// The units at which the officer may write papers: those that the right is held at, with their boards.
pub(super) fn writers(officer: &Officer) -> Vec<i64> {
    let tree = &officer.tree;
    let mut units = Vec::new();
    for root in officer.roots(Right::DraftPapers) {
        let is_board = |unit: &i64| tree.get(*unit).is_some_and(|unit| unit.kind == kind::BOARD);
        units.extend([root].into_iter().chain(tree.children(root).iter().copied().filter(is_board)));
    }
    units.retain(|unit| !bodies_of(kind_of(tree, *unit)).is_empty());
    units
}

pub(super) fn kind_of(tree: &Tree, unit: i64) -> &str {
    tree.get(unit).map_or("", |unit| unit.kind.as_str())
}

/// The unit that is asked for, or the first at which they may write.
pub(super) fn unit_of(officer: &Officer, asked: &str) -> Result<i64, Failure> {
    match asked {
        "" => writers(officer).first().copied().ok_or(Failure::Forbidden),
        uid => Ok(officer.tree.by_uid(uid).ok_or(Failure::NotFound)?.id),
    }
}

/// The body that is asked for, or the one that issues most at the unit.
pub(super) fn body_of(tree: &Tree, unit: i64, asked: &str) -> Result<Body, Failure> {
    let known = bodies_of(kind_of(tree, unit));
    Body::of(asked).filter(|body| known.contains(body)).or(known.first().copied()).ok_or(Failure::NotFound)
}

/// Puts into empty fields what follows from the unit, the body and the form of signature.
pub(crate) fn fill(layout: LayoutRuling<'_>, tree: &Tree, (unit, body): (i64, Body), said: &mut Said) {
    let Some(known) = tree.get(unit) else { return };
    let parent = known.parent_id.and_then(|above| tree.get(above));
    let rule = layout.rule;
    let is_committee = kind::COMMITTEES.contains(&known.kind.as_str());
    if said.issuer.is_empty() {
        said.issuer = rule.head_name(&known.name);
    }
    if said.above.is_empty()
        && let Some(parent) = parent
    {
        // A committee stands below the organisation that it is part of, a cell and a board below its committee.
        said.above = if is_committee { parent.name.clone() } else { rule.head_name(&parent.name) };
    }
    if said.place.is_empty() {
        let committee = tree.path(unit).into_iter().rev().filter_map(|unit| tree.get(unit));
        let named = committee.into_iter().find(|unit| kind::COMMITTEES.contains(&unit.kind.as_str()));
        said.place = named.map_or(String::new(), |unit| place_in(&unit.name));
    }
    if said.sign_line.is_empty() {
        let (letters, name) = (rule.letters_of(&said.sign_form), rule.sign_name(body.in_rules(&known.kind)));
        said.sign_line = if letters.is_empty() { String::new() } else { format!("{letters} {name}").trim().to_owned() };
    }
}

/// `Tịnh Biên` of `Đảng bộ huyện Tịnh Biên`: from the second word with a capital on.
fn place_in(name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    let capital = |word: &&str| word.chars().next().is_some_and(char::is_uppercase);
    let from = words.iter().skip(1).position(capital).map_or(0, |at| at + 1);
    words[from..].join(" ")
}
