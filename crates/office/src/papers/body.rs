//! Who issues papers at a unit, and the letters of their symbols.

use crate::org::{Tree, kind};
use rules::{PaperBody, PapersRule};

/// Who at a unit issues a paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Body {
    /// The congress, or the general meeting of a cell.
    Congress,
    /// The committee.
    Committee,
    /// Its standing committee.
    Standing,
    /// The cell.
    Cell,
    /// An advisory body.
    Board,
}

const WORDS: [(Body, &str); 5] = [
    (Body::Committee, "committee"),
    (Body::Standing, "standing"),
    (Body::Congress, "congress"),
    (Body::Cell, "cell"),
    (Body::Board, "board"),
];

impl Body {
    /// The word in the record.
    pub fn word(self) -> &'static str {
        WORDS.iter().find(|(body, _)| *body == self).map_or("", |(_, word)| word)
    }

    /// The body of a word.
    pub fn of(word: &str) -> Option<Body> {
        WORDS.iter().find(|(_, known)| *known == word).map(|(body, _)| *body)
    }

    /// What the rules call it at a unit of this kind.
    pub fn in_rules(self, unit_kind: &str) -> PaperBody {
        let higher = [kind::PROVINCE_COMMITTEE, kind::DISTRICT_COMMITTEE].contains(&unit_kind);
        match self {
            Body::Congress => PaperBody::Congress,
            Body::Committee if higher => PaperBody::HigherCommittee,
            Body::Standing if higher => PaperBody::HigherStanding,
            Body::Committee => PaperBody::Committee,
            Body::Standing => PaperBody::Standing,
            Body::Cell => PaperBody::Cell,
            Body::Board => PaperBody::Board,
        }
    }
}

/// Who issues papers at a unit of this kind, whoever does so most first; nobody where papers only come in.
pub fn bodies_of(unit_kind: &str) -> &'static [Body] {
    match unit_kind {
        kind::CELL => &[Body::Cell, Body::Congress],
        kind::BOARD => &[Body::Board],
        _ if kind::COMMITTEES.contains(&unit_kind) => &[Body::Standing, Body::Committee, Body::Congress],
        _ => &[],
    }
}

/// The letters that end the symbol of a body's papers; `None` where the rules know none.
pub fn letters_of(rule: &PapersRule, tree: &Tree, unit: i64, body: Body) -> Option<String> {
    let of_kind = |kind: &str| rule.letters.iter().find(|line| line.key == kind).map(|line| line.letters.clone());
    let known = tree.get(unit)?;
    match body {
        Body::Congress => Some(rule.congress_letters.clone()),
        Body::Board => {
            let name = viet::fold(&known.name);
            let own = rule.boards.iter().find(|line| name.starts_with(&viet::fold(&line.named)))?;
            let above = tree.get(known.parent_id?)?;
            Some(format!("{}{}", own.letters, of_kind(&above.kind)?))
        }
        Body::Committee | Body::Standing | Body::Cell => of_kind(&known.kind),
    }
}
