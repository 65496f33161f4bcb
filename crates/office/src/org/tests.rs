//! Changes of units, against a model that keeps a picture of every day.

use super::undo::undo;
use super::*;
use crate::identity::reach::Grant;
use crate::people::{self, NewPerson};
use crate::testing::{self, morning, vault};
use kit::clock::{Chance, Day};
use kit::db::Conn;
use std::collections::BTreeMap;

const FIRST: Day = Day::of(2015, 1, 1);

async fn unit(conn: &mut Conn, uid: &str, name: &str, parent: Option<i64>) -> i64 {
    let new =
        NewUnit { uid: uid.into(), kind: kind::CELL, area: None, parent, name, short: name, from: FIRST, paper: None };
    add_unit(conn, Grant::console(parent.unwrap_or(NOWHERE)), &new, morning()).await.unwrap()
}

async fn begin(conn: &mut Conn, kind: &'static str, day: Day, uid: &str) -> Change {
    let decision = Decision { uid: uid.into(), kind, day, paper: format!("QĐ {uid}") };
    Change::begin(conn, Grant::console(NOWHERE), decision, morning()).await.unwrap()
}

#[tokio::test]
async fn a_unit_bears_the_name_of_the_day_asked_for() {
    let test = testing::empty().await;
    let mut tx = test.db.begin().await.unwrap();
    let root = unit(&mut tx, "u1", "Xã A", None).await;
    let left = unit(&mut tx, "u2", "Ấp 1", Some(root)).await;
    let right = unit(&mut tx, "u3", "Ấp 2", Some(root)).await;
    let change = begin(&mut tx, "rename", Day::of(2023, 4, 10), "721").await;
    change.rename(&mut tx, Grant::console(root), ("Phường A", "A")).await.unwrap();
    change.finish(&mut tx, morning()).await.unwrap();
    // A name given for an earlier day holds until the renaming that is on record already.
    let change = begin(&mut tx, "rename", Day::of(2020, 1, 1), "1").await;
    change.rename(&mut tx, Grant::console(root), ("Xã A Đông", "A")).await.unwrap();
    change.finish(&mut tx, morning()).await.unwrap();
    for (day, name) in [
        (Day::of(2019, 12, 31), "Xã A"),
        (Day::of(2020, 1, 1), "Xã A Đông"),
        (Day::of(2023, 4, 9), "Xã A Đông"),
        (Day::of(2023, 4, 10), "Phường A"),
    ] {
        assert_eq!(Tree::as_of(&mut tx, day).await.unwrap().name(root), name, "{day}");
    }
    let after = Tree::as_of(&mut tx, Day::of(2023, 4, 10)).await.unwrap();
    assert_eq!(after.preorder(), [root, left, right]);
    assert!(after.is_within(right, root) && !after.is_within(root, right) && !after.is_within(left, right));
    assert_eq!(after.path(left), [root, left]);
    assert!(Tree::as_of(&mut tx, Day::of(2014, 12, 31)).await.unwrap().preorder().is_empty());
}

#[tokio::test]
async fn what_cannot_be_is_refused() {
    let test = testing::empty().await;
    let mut tx = test.db.begin().await.unwrap();
    let root = unit(&mut tx, "u1", "Gốc", None).await;
    let a = unit(&mut tx, "u2", "A", Some(root)).await;
    let b = unit(&mut tx, "u3", "B", Some(a)).await;
    let day = Day::of(2020, 1, 1);
    let change = begin(&mut tx, "move", day, "1").await;
    change.relocate(&mut tx, Grant::console(a), Grant::console(b)).await.unwrap();
    assert!(matches!(change.finish(&mut tx, morning()).await, Err(ChangeError::Ring(_))), "under its own child");
    drop(tx);
    let mut tx = test.db.begin().await.unwrap();
    let root = unit(&mut tx, "u1", "Gốc", None).await;
    let a = unit(&mut tx, "u2", "A", Some(root)).await;
    let b = unit(&mut tx, "u3", "B", Some(root)).await;
    let change = begin(&mut tx, "dissolve", day.plus_days(10), "1").await;
    change.absorb(&mut tx, Grant::console(b), Grant::console(root)).await.unwrap();
    change.finish(&mut tx, morning()).await.unwrap();
    let change = begin(&mut tx, "merge", day, "2").await;
    let gone = change.absorb(&mut tx, Grant::console(a), Grant::console(b)).await;
    assert!(matches!(gone, Err(ChangeError::DoesNotLast(_))), "into a unit whose end is on record");
    let change = begin(&mut tx, "rename", day.plus_days(10), "3").await;
    let gone = change.rename(&mut tx, Grant::console(b), ("C", "C")).await;
    assert!(matches!(gone, Err(ChangeError::NotThere(_))), "a unit that has ended");
    let change = begin(&mut tx, "transfer_part", day, "4").await;
    let nobody = change.hand_over(&mut tx, Grant::console(a), Grant::console(root), (&[1], &[])).await;
    assert!(matches!(nobody, Err(ChangeError::NotAMember(1))));
}

/// Days of the model, and what is true on each of them: unit to (name, parent), person to unit. With each value goes
/// the mark of the change that gave it, since a change holds until the next one on record.
const DAYS: usize = 12;
type Marked<T> = (T, u64);
type Picture = (BTreeMap<i64, (Marked<String>, Marked<Option<i64>>)>, BTreeMap<i64, Marked<i64>>);

/// A day without the marks: units as (unit, name, parent), persons as (person, unit).
type Plain = (Vec<(i64, String, Option<i64>)>, Vec<(i64, i64)>);

fn day(index: usize) -> Day {
    Day::of(2020, 1, 1).plus_days(index as i64)
}

struct Model {
    days: Vec<Picture>,
    marks: u64,
}

impl Model {
    fn is_there(&self, at: usize, unit: i64) -> bool {
        self.days[at].0.contains_key(&unit)
    }

    fn lasts(&self, at: usize, unit: i64) -> bool {
        (at..DAYS).all(|at| self.is_there(at, unit))
    }

    fn has_ring(&self) -> bool {
        self.days.iter().any(|(units, _)| {
            units.keys().any(|unit| {
                let mut at = *unit;
                for _ in 0..=units.len() {
                    match units.get(&at).and_then(|(_, (parent, _))| *parent) {
                        Some(parent) if parent == *unit => return true,
                        Some(parent) => at = parent,
                        None => return false,
                    }
                }
                true
            })
        })
    }

    /// From a day on, as long as the value of that day was to hold.
    fn rename(&mut self, at: usize, unit: i64, name: &str) {
        self.marks += 1;
        let old = self.days[at].0[&unit].0.1;
        for (units, _) in &mut self.days[at..] {
            match units.get_mut(&unit) {
                Some((named, _)) if named.1 == old => *named = (name.to_owned(), self.marks),
                _ => break,
            }
        }
    }

    fn relocate(&mut self, at: usize, unit: i64, parent: i64) {
        self.marks += 1;
        let old = self.days[at].0[&unit].1.1;
        for (units, _) in &mut self.days[at..] {
            match units.get_mut(&unit) {
                Some((_, above)) if above.1 == old => *above = (Some(parent), self.marks),
                _ => break,
            }
        }
    }

    fn absorb(&mut self, at: usize, unit: i64, into: i64) {
        self.marks += 1;
        let mut next: BTreeMap<u64, u64> = BTreeMap::new();
        let marks = &mut self.marks;
        let mut remark = |old: u64| {
            *next.entry(old).or_insert_with(|| {
                *marks += 1;
                *marks
            })
        };
        for (units, persons) in &mut self.days[at..] {
            units.remove(&unit);
            for (_, above) in units.values_mut().filter(|(_, above)| above.0 == Some(unit)) {
                *above = (Some(into), remark(above.1));
            }
            for belongs in persons.values_mut().filter(|belongs| belongs.0 == unit) {
                *belongs = (into, remark(belongs.1));
            }
        }
    }

    fn transfer(&mut self, at: usize, person: i64, into: i64) {
        self.marks += 1;
        let old = self.days[at].1[&person].1;
        for (_, persons) in &mut self.days[at..] {
            match persons.get_mut(&person) {
                Some(belongs) if belongs.1 == old => *belongs = (into, self.marks),
                _ => break,
            }
        }
    }

    fn establish(&mut self, at: usize, unit: i64, name: &str, parent: i64) {
        self.marks += 1;
        for (units, _) in &mut self.days[at..] {
            units.insert(unit, ((name.to_owned(), self.marks), (Some(parent), self.marks)));
        }
    }

    fn plain(&self) -> Vec<Plain> {
        let unit =
            |(id, (name, parent)): (&i64, &(Marked<String>, Marked<Option<i64>>))| (*id, name.0.clone(), parent.0);
        self.days
            .iter()
            .map(|(units, persons)| {
                (units.iter().map(unit).collect(), persons.iter().map(|(p, u)| (*p, u.0)).collect())
            })
            .collect()
    }
}

/// The record as of each day.
async fn pictures(conn: &mut Conn) -> Vec<Plain> {
    let mut all = Vec::new();
    for at in 0..DAYS {
        let tree = Tree::as_of(conn, day(at)).await.unwrap();
        let mut units: Vec<_> = tree.preorder().iter().map(|id| tree.get(*id).unwrap()).collect();
        units.sort_by_key(|unit| unit.id);
        let units: Vec<_> = units.into_iter().map(|unit| (unit.id, unit.name.clone(), unit.parent_id)).collect();
        let mut persons = people::roll(conn, day(at)).await.unwrap();
        persons.sort_unstable();
        // A branch counts what its leaves count.
        let members = members_by_unit(conn, day(at)).await.unwrap();
        let of_branches: i64 =
            tree.roots().iter().flat_map(|root| tree.branch(*root)).filter_map(|unit| members.get(unit)).sum();
        assert_eq!(of_branches as usize, persons.len(), "nobody is lost or doubled on day {at}");
        all.push((units, persons));
    }
    all
}

#[tokio::test]
async fn any_sequence_of_changes_equals_a_picture_of_every_day_and_undo_restores_it() {
    let test = testing::empty().await;
    let (mut made, mut refused) = (0, 0);
    for seed in 0..12_u64 {
        let chance = Chance::seeded(seed << 32);
        let mut tx = test.db.begin().await.unwrap();
        let mut model = Model { days: vec![(BTreeMap::new(), BTreeMap::new()); DAYS], marks: 0 };
        let root = unit(&mut tx, "root", "Gốc", None).await;
        let mut units = vec![root];
        for number in 0..6 {
            let parent = units[chance.below(units.len() as u64) as usize];
            let name = format!("Đơn vị {number}");
            units.push(unit(&mut tx, &format!("u{number}"), &name, Some(parent)).await);
            model.establish(0, units[units.len() - 1], &name, parent);
        }
        for (units, _) in &mut model.days {
            units.insert(root, (("Gốc".into(), 0), (None, 0)));
        }
        let mut persons = Vec::new();
        for number in 0..10 {
            let home = units[chance.below(units.len() as u64) as usize];
            let new = NewPerson {
                uid: format!("p{number}"),
                full_name: "Lê Văn A",
                birth_year: 1970,
                ..NewPerson::default()
            };
            let person = people::enter(&mut tx, Grant::console(home), &vault(), &new, FIRST, morning()).await.unwrap();
            persons.push(person);
            model.marks += 1;
            let mark = model.marks;
            for (_, all) in &mut model.days {
                all.insert(person, (home, mark));
            }
        }
        tx.commit().await.unwrap();
        let mut conn = test.db.read().await.unwrap();
        assert_eq!(pictures(&mut conn).await, model.plain(), "seed {seed} at the start");
        drop(conn);

        for step in 0..14 {
            let at = chance.below(DAYS as u64) as usize;
            let pick = |of: &[i64]| of[chance.below(of.len() as u64) as usize];
            let (one, other, person) = (pick(&units), pick(&units), pick(&persons));
            let before = model.plain();
            let kept = Model { days: model.days.clone(), marks: model.marks };
            let (uid, name) = (format!("e{seed}-{step}"), format!("Tên {seed}-{step}"));
            let mut tx = test.db.begin().await.unwrap();
            let (there, lasts) = (model.is_there(at, one), model.lasts(at, other));
            let (outcome, expected) = match chance.below(5) {
                0 => {
                    let change = begin(&mut tx, "rename", day(at), &uid).await;
                    let done = change.rename(&mut tx, Grant::console(one), (&name, &name)).await;
                    if there {
                        model.rename(at, one, &name);
                    }
                    (finish(&mut tx, change, done).await, there)
                }
                1 => {
                    let change = begin(&mut tx, "move", day(at), &uid).await;
                    let done = change.relocate(&mut tx, Grant::console(one), Grant::console(other)).await;
                    let may = there && lasts && one != root;
                    if may {
                        model.relocate(at, one, other);
                    }
                    let may = may && !model.has_ring();
                    (finish(&mut tx, change, done).await, may)
                }
                2 => {
                    let change = begin(&mut tx, "merge", day(at), &uid).await;
                    let done = change.absorb(&mut tx, Grant::console(one), Grant::console(other)).await;
                    let may = there && lasts && one != other && one != root;
                    if may {
                        model.absorb(at, one, other);
                    }
                    let may = may && !model.has_ring();
                    let outcome = finish(&mut tx, change, done).await;
                    (if one == root { Err(ChangeError::NotThere(root)) } else { outcome }, may)
                }
                3 => {
                    let change = begin(&mut tx, "establish", day(at), &uid).await;
                    let new = NewUnit {
                        uid: uid.clone(),
                        kind: kind::CELL,
                        area: None,
                        parent: None,
                        name: &name,
                        short: &name,
                        from: day(at),
                        paper: None,
                    };
                    let done = change.establish(&mut tx, Grant::console(other), &new).await;
                    if let Ok(new) = done {
                        model.establish(at, new, &name, other);
                        units.push(new);
                    }
                    (finish(&mut tx, change, done.map(drop)).await, lasts)
                }
                _ => {
                    let change = begin(&mut tx, "transfer_part", day(at), &uid).await;
                    let parts = (&[person][..], &[][..]);
                    let done = change.hand_over(&mut tx, Grant::console(one), Grant::console(other), parts).await;
                    let may = there && lasts && one != other && model.days[at].1[&person].0 == one;
                    if may {
                        model.transfer(at, person, other);
                    }
                    (finish(&mut tx, change, done).await, may)
                }
            };
            assert_eq!(outcome.is_ok(), expected, "seed {seed} step {step}: {outcome:?}");
            let Ok(event) = outcome else {
                refused += 1;
                drop(tx);
                model = kept;
                continue;
            };
            assert_eq!(pictures(&mut tx).await, model.plain(), "seed {seed} step {step}");
            made += 1;
            if chance.below(3) == 0 {
                undo(&mut tx, Grant::console(NOWHERE), event, morning()).await.unwrap();
                assert_eq!(pictures(&mut tx).await, before, "seed {seed} step {step} undone");
                let twice = undo(&mut tx, Grant::console(NOWHERE), event, morning()).await;
                assert!(matches!(twice, Err(ChangeError::Depends)));
                units.retain(|unit| kept.days.iter().any(|(known, _)| known.contains_key(unit)));
                model = kept;
            }
            tx.commit().await.unwrap();
        }
        let mut tx = test.db.begin().await.unwrap();
        for table in [
            "unit_step",
            "unit_lineage",
            "unit_event",
            "member_state",
            "membership",
            "person",
            "unit_parent",
            "unit_name",
            "unit",
        ] {
            tx.exec(&format!("DELETE FROM {table}"), &[]).await.unwrap();
        }
        tx.commit().await.unwrap();
    }
    assert!(made > 60 && refused > 20, "both happened: {made} made, {refused} refused");
}

async fn finish(conn: &mut Conn, change: Change, done: Result<(), ChangeError>) -> Result<i64, ChangeError> {
    done?;
    change.finish(conn, morning()).await
}
