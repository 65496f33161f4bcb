//! Which unit is meant when somebody names the receiving organisation in words: the cells that may be chosen, those whose
//! names the words are, and the question that stands before a member is let go from this office.

use crate::identity::reach::Officer;
use crate::identity::right::Right;
use crate::org::{Tree, TreeUnit, kind};
use kit::form::Form;

/// The choice that it is none of this office's units.
pub(super) const OUTSIDE: &str = "outside";
/// The field of the question.
pub(super) const FIELD: &str = "whither";
/// Units offered for a name at most.
const OFFERED: usize = 12;
/// Words from which on the beginning of a name is worth a question: `Chi bộ ấp 4`.
const BEGINNING: usize = 3;

/// The cells that an officer may choose for a member of `home`: those in which they keep moves, and those of the committee
/// under which the member's cell stands, whose names are no secret there.
pub(super) fn receiving<'a>(officer: &'a Officer, home: Option<i64>) -> Vec<&'a TreeUnit> {
    let tree: &'a Tree = &officer.tree;
    let mut all: Vec<i64> = Vec::new();
    if let Some(over) = home.and_then(|home| tree.get(home)).and_then(|home| home.parent_id) {
        // Right under the office's own committee stand the whole office's branches: of those only the cells beside it.
        let whole = tree.committee().is_some_and(|committee| committee.id == over);
        all.extend(if whole { tree.children(over) } else { tree.branch(over) });
    }
    for root in officer.roots(Right::KeepMoves) {
        all.extend(tree.branch(root));
    }
    let mut cells: Vec<&TreeUnit> = Vec::new();
    for unit in all.into_iter().filter(|unit| Some(*unit) != home).filter_map(|unit| tree.get(unit)) {
        if unit.kind == kind::CELL && cells.iter().all(|known| known.id != unit.id) {
            cells.push(unit);
        }
    }
    cells
}

/// Those of the cells whose names the words may be.
pub(super) fn named<'a>(cells: &[&'a TreeUnit], typed: &str) -> Vec<&'a TreeUnit> {
    let typed = words(typed);
    let fits = |strong: bool| -> Vec<&'a TreeUnit> {
        let cells = cells.iter().filter(|cell| means(&typed, &words(&cell.name), &words(&cell.short), strong));
        cells.take(OFFERED).copied().collect()
    };
    let sure = fits(true);
    if sure.is_empty() { fits(false) } else { sure }
}

fn words(text: &str) -> Vec<String> {
    let folded = viet::fold(text);
    folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// Whether words that were typed are a unit's name: surely, when they have all of it in its order, or perhaps, when they are
/// its beginning or its short name.
fn means(typed: &[String], name: &[String], short: &[String], strong: bool) -> bool {
    if typed.is_empty() || name.is_empty() {
        return false;
    }
    if strong {
        let mut rest = typed.iter();
        return name.iter().all(|word| rest.any(|typed| typed == word));
    }
    typed == short || (typed.len() >= BEGINNING && name.starts_with(typed))
}

/// What can be answered to the question which unit is meant: each of these, or none of this office's.
pub(super) fn choices(officer: &Officer, meant: &[&TreeUnit]) -> Vec<(String, String)> {
    let w = officer.words();
    let one = |cell: &&TreeUnit| {
        let above = cell.parent_id.map_or("", |above| officer.tree.name(above));
        let values = [("unit", cell.name.clone().into()), ("above", above.into())];
        (cell.uid.clone(), w.fill("transfer-whither-unit", &values))
    };
    let none = if meant.is_empty() { "transfer-whither-outside" } else { "transfer-whither-none" };
    meant.iter().map(one).chain([(OUTSIDE.to_owned(), w.say(none))]).collect()
}

/// The answer of a form: one of these units, or none of this office's. Without one the field says what is asked.
pub(super) fn answer(officer: &Officer, form: &mut Form, meant: &[&TreeUnit]) -> Option<i64> {
    let chosen = meant.iter().find(|cell| form.is(FIELD, &cell.uid)).map(|cell| cell.id);
    if chosen.is_none() && !form.is(FIELD, OUTSIDE) {
        let key = if meant.is_empty() { "transfer-whither-sure" } else { "transfer-whither-which" };
        form.wrong(FIELD, officer.words().say(key));
    }
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cell(id: i64, name: &str, short: &str) -> TreeUnit {
        let (uid, kind) = (format!("u{id}"), kind::CELL.to_owned());
        TreeUnit { id, uid, kind, area_id: None, name: name.into(), short: short.into(), parent_id: None }
    }

    #[test]
    fn words_that_name_a_cell_find_it_however_they_are_typed() {
        let cells = [
            cell(1, "Chi bộ ấp 4, xã An Cư", "Ấp 4 An Cư"),
            cell(2, "Chi bộ ấp 4, xã An Phú", "Ấp 4 An Phú"),
            cell(3, "Chi bộ ấp Vĩnh Đông, xã An Cư", "Ấp Vĩnh Đông"),
        ];
        let cells: Vec<&TreeUnit> = cells.iter().collect();
        for (typed, meant) in [
            ("Chi bộ ấp 4, xã An Cư", vec![1]),
            ("chi bo ap 4 xa an cu", vec![1]),
            ("Chi bộ ấp 4, Đảng bộ xã An Cư, huyện Tịnh Biên", vec![1]),
            ("Chi bộ ấp 4", vec![1, 2]),
            ("ap vinh dong", vec![3]),
            ("Chi bộ ấp 40, xã An Cư", vec![]),
            ("Đảng bộ Sở Y tế", vec![]),
            ("", vec![]),
        ] {
            let found: Vec<i64> = named(&cells, typed).iter().map(|cell| cell.id).collect();
            assert_eq!(found, meant, "{typed}");
        }
    }

    proptest! {
        /// A name with anything around it, with or without marks, still means its unit.
        #[test]
        fn a_whole_name_is_always_found(before in "[a-z ]{0,12}", after in "[a-z ,]{0,12}", marks in any::<bool>()) {
            let unit = cell(1, "Chi bộ ấp Phú Hòa, xã An Phú", "");
            let name = if marks { unit.name.clone() } else { viet::fold(&unit.name) };
            prop_assert_eq!(named(&[&unit], &format!("{before} {name} {after}")).len(), 1);
        }
    }
}
