//! What a roster lays out, and what it refuses.

use tally::{Node, Roster, RosterError};

fn nodes(units: &[(i64, i64)]) -> Vec<Node> {
    units.iter().map(|&(id, parent)| Node { id, parent: (parent != 0).then_some(parent) }).collect()
}

/// A district committee with two communes, hamlets in one of them, given in no order; and a unit beside it.
fn district() -> Roster {
    let units = nodes(&[(12, 10), (121, 12), (1, 0), (11, 10), (122, 12), (10, 1), (2, 0)]);
    let persons = [(905, 122), (901, 10), (904, 121), (902, 10), (903, 11), (906, 2), (907, 121)];
    Roster::build(units, persons).unwrap()
}

#[test]
fn units_are_in_preorder_and_siblings_as_given() {
    let roster = district();
    assert_eq!(roster.units(), [1, 10, 12, 121, 122, 11, 2]);
    assert_eq!(roster.roots(), [1, 2]);
    for (unit, children) in [(1, &[10][..]), (10, &[12, 11]), (12, &[121, 122]), (122, &[]), (99, &[])] {
        assert_eq!(roster.children(unit), children, "below {unit}");
    }
}

#[test]
fn a_branch_is_one_range() {
    let roster = district();
    let seated: Vec<i64> = (0..roster.len()).map(|slot| roster.person(slot)).collect();
    assert_eq!(seated, [901, 902, 904, 907, 905, 903, 906]);
    for (unit, own, branch) in [
        (1, 0..0, 0..6),
        (10, 0..2, 0..6),
        (12, 2..2, 2..5),
        (121, 2..4, 2..4),
        (122, 4..5, 4..5),
        (11, 5..6, 5..6),
        (2, 6..7, 6..7),
    ] {
        assert_eq!((roster.own(unit), roster.branch(unit)), (Some(own), Some(branch)), "unit {unit}");
    }
    assert_eq!((roster.own(99), roster.branch(99)), (None, None));
}

#[test]
fn persons_are_found_by_id_and_by_slot() {
    let roster = district();
    for (person, unit) in [(901, 10), (902, 10), (904, 121), (905, 122), (903, 11), (906, 2)] {
        let slot = roster.slot(person).unwrap();
        assert_eq!((roster.person(slot), roster.unit_of(slot)), (person, unit));
    }
    assert_eq!(roster.slot(999), None);
}

#[test]
fn an_empty_roster_is_a_roster() {
    let nobody = Roster::build([], []).unwrap();
    assert!(nobody.is_empty() && nobody.units().is_empty() && nobody.roots().is_empty());
    let units_only = Roster::build(nodes(&[(1, 0), (2, 1)]), []).unwrap();
    assert_eq!((units_only.len(), units_only.branch(1)), (0, Some(0..0)));
}

#[test]
#[should_panic(expected = "slot 7 of 7")]
fn there_is_no_unit_of_a_slot_beyond_the_last() {
    district().unit_of(7);
}

#[test]
fn faults_are_refused_by_name() {
    let unit_twice = Roster::build(nodes(&[(1, 0), (2, 1), (2, 0)]), []);
    let unknown_parent = Roster::build(nodes(&[(1, 0), (2, 7)]), []);
    let own_parent = Roster::build(nodes(&[(1, 0), (2, 2)]), []);
    let ring = Roster::build(nodes(&[(1, 0), (5, 2), (2, 3), (3, 4), (4, 2)]), []);
    let unknown_unit = Roster::build(nodes(&[(1, 0)]), [(901, 1), (902, 8)]);
    let person_twice = Roster::build(nodes(&[(1, 0), (2, 1)]), [(901, 1), (902, 1), (901, 2)]);
    for (built, fault, said) in [
        (unit_twice, RosterError::UnitTwice(2), "unit 2 is given twice"),
        (unknown_parent, RosterError::UnknownParent { unit: 2, parent: 7 }, "unit 2 is under unknown unit 7"),
        (own_parent, RosterError::Cycle(vec![2]), "units [2] are under each other in a ring"),
        (ring, RosterError::Cycle(vec![2, 3, 4]), "units [2, 3, 4] are under each other in a ring"),
        (unknown_unit, RosterError::UnknownUnit { person: 902, unit: 8 }, "person 902 is in unknown unit 8"),
        (person_twice, RosterError::PersonTwice(901), "person 901 is given twice"),
    ] {
        assert_eq!(built.err().as_ref(), Some(&fault));
        assert_eq!(fault.to_string(), said);
    }
}

#[test]
fn a_deep_tree_needs_no_deep_stack() {
    let chain = (1..=200_000).map(|id| Node { id, parent: (id > 1).then_some(id - 1) });
    let roster = Roster::build(chain, [(901, 200_000)]).unwrap();
    assert_eq!(roster.branch(1), Some(0..1));
}
