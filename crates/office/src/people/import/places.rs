//! Which unit a list means: by its code, its name, its short name, with or without the words for its kind, with the units
//! above it in front or behind.

use super::fields::words;
use crate::org::{Tree, kind};
use std::collections::{BTreeMap, HashMap};

/// Words for kinds in front of names, which lists leave out.
const KINDS: &[&str] = &[
    "chi bo co so",
    "chi bo",
    "dang bo bo phan",
    "dang bo co so",
    "dang bo",
    "dang uy",
    "ap",
    "khom",
    "khu pho",
    "thon",
    "xa",
    "phuong",
    "thi tran",
    "dac khu",
];

/// What was found for a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// A unit that people belong to.
    One(i64),
    /// A unit above such ones: a heading over headings.
    Above(i64),
    /// None, or several.
    Unclear,
}

/// The units within reach by what they may be called.
pub struct Units<'a> {
    tree: &'a Tree,
    root: i64,
    by_name: HashMap<String, Vec<i64>>,
}

impl<'a> Units<'a> {
    /// The units of this branch, with the codes of the day.
    pub fn new(tree: &'a Tree, root: i64, codes: &[(i64, String)]) -> Units<'a> {
        let mut by_name: HashMap<String, Vec<i64>> = HashMap::new();
        let codes: HashMap<i64, &String> = codes.iter().map(|(unit, code)| (*unit, code)).collect();
        for unit in tree.branch(root) {
            let Some(known) = tree.get(*unit) else { continue };
            if !is_of_the_party(&known.kind) {
                continue;
            }
            let mut names = called(&known.name);
            names.extend(called(&known.short));
            names.extend(codes.get(unit).map(|code| (*code).clone()));
            names.sort();
            names.dedup();
            for name in names {
                by_name.entry(name).or_default().push(*unit);
            }
        }
        Units { tree, root, by_name }
    }

    /// The tree that they stand in.
    pub fn tree(&self) -> &Tree {
        self.tree
    }

    /// What a text means; `known` is what was answered before, `within` the unit of the heading above.
    pub fn find(&self, text: &str, known: &BTreeMap<String, String>, within: Option<i64>) -> Found {
        // What was answered for another list, or below another heading, is no answer here: each commune has its “cell 1”.
        let answers = |unit: &i64| {
            self.tree.is_within(*unit, self.root) && within.is_none_or(|root| self.tree.is_within(*unit, root))
        };
        let answer = known.get(&key(text)).and_then(|uid| self.tree.by_uid(uid)).map(|unit| unit.id);
        if let Some(unit) = answer.filter(answers) {
            return self.kind_of(unit);
        }
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        let whole = words(text);
        let mut found = self.named(&whole);
        if digits.len() == 14 {
            found.extend(self.named(&digits));
        }
        if found.is_empty() {
            found = self.in_parts(text);
        }
        let inside = |unit: &i64| within.is_some_and(|root| self.tree.is_within(*unit, root));
        if found.len() > 1 && found.iter().any(inside) {
            found.retain(inside);
        }
        // Of a committee and a cell of one name the cell is meant.
        if found.len() > 1 && found.iter().any(|unit| takes_members(self.tree, *unit)) {
            found.retain(|unit| takes_members(self.tree, *unit));
        }
        match found[..] {
            [unit] => self.kind_of(unit),
            _ => Found::Unclear,
        }
    }

    fn kind_of(&self, unit: i64) -> Found {
        if takes_members(self.tree, unit) { Found::One(unit) } else { Found::Above(unit) }
    }

    fn named(&self, name: &str) -> Vec<i64> {
        let mut found: Vec<i64> =
            shapes(name).iter().flat_map(|shape| self.by_name.get(shape)).flatten().copied().collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// `Chi bộ ấp 1, xã An Phú`: one part is the unit, the others are units above it.
    fn in_parts(&self, text: &str) -> Vec<i64> {
        let parts: Vec<String> =
            text.split([',', ';', '(', ')', '–', '-', '/']).map(words).filter(|p| !p.is_empty()).collect();
        if !(2..=5).contains(&parts.len()) {
            return Vec::new();
        }
        let mut found = Vec::new();
        for (nth, part) in parts.iter().enumerate() {
            let others: Vec<Vec<i64>> =
                parts.iter().enumerate().filter(|(at, _)| *at != nth).map(|(_, other)| self.named(other)).collect();
            let below = |unit: &i64| {
                others.iter().all(|above| above.iter().any(|root| root != unit && self.tree.is_within(*unit, *root)))
            };
            found.extend(self.named(part).into_iter().filter(below));
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}

/// The one unit of the Party that a text names, in the whole tree.
pub fn unit_called(tree: &Tree, codes: &[(i64, String)], text: &str) -> Option<i64> {
    let found: Vec<i64> = tree
        .roots()
        .iter()
        .filter_map(|root| match Units::new(tree, *root, codes).find(text, &BTreeMap::new(), None) {
            Found::One(unit) | Found::Above(unit) => Some(unit),
            Found::Unclear => None,
        })
        .collect();
    <[i64; 1]>::try_from(found).ok().map(|[unit]| unit)
}

/// By what a text is remembered.
pub fn key(text: &str) -> String {
    words(text)
}

/// Whether a text is the name of some unit, known or not.
pub fn looks_like_a_unit(text: &str) -> bool {
    let name = words(text);
    let name = name.trim_start_matches(|c: char| matches!(c, 'i' | 'v' | 'x' | ' ') || c.is_ascii_digit());
    ["chi bo", "dang bo", "dang uy"].iter().any(|kind| name.starts_with(kind) || words(text).starts_with(kind))
}

/// Whether people are members of the unit itself: cells, and committees that have none below them.
pub fn takes_members(tree: &Tree, unit: i64) -> bool {
    let Some(known) = tree.get(unit) else { return false };
    let has_party_below =
        || tree.children(unit).iter().filter_map(|child| tree.get(*child)).any(|child| is_of_the_party(&child.kind));
    known.kind == kind::CELL || (kind::COMMITTEES.contains(&known.kind.as_str()) && !has_party_below())
}

/// Whether units of a kind are the Party's: committees and cells.
pub fn is_of_the_party(word: &str) -> bool {
    word == kind::CELL || kind::COMMITTEES.contains(&word)
}

/// What a unit may be called: its name, and the name without the words for its kind.
fn called(name: &str) -> Vec<String> {
    let mut names = vec![words(name)];
    while let Some(rest) = names.last().and_then(|name| without_kind(name)) {
        names.push(rest);
    }
    // A number alone names nothing.
    names.retain(|name| name.chars().any(char::is_alphabetic));
    names
}

/// What a text may mean: itself, and without a number in front (`II. Chi bộ ấp 1`).
fn shapes(text: &str) -> Vec<String> {
    let mut shapes = vec![text.to_owned()];
    if let Some((number, rest)) = text.split_once(' ')
        && number.chars().all(|c| matches!(c, 'i' | 'v' | 'x') || c.is_ascii_digit())
    {
        shapes.push(rest.to_owned());
    }
    shapes
}

fn without_kind(name: &str) -> Option<String> {
    KINDS.iter().find_map(|kind| name.strip_prefix(kind)?.strip_prefix(' ')).map(str::to_owned)
}
