//! Any history of units, transfers and exemptions, asked as of any day, against a model that keeps a picture of every day.

use super::destinations::Destinations;
use super::estate::Kind;
use super::history_model::{DAYS, Model, Plain, day};
use super::split::Part;
use super::tests::{FIRST, begin, unit};
use super::undo::undo;
use super::*;
use crate::cast::DEMO_DAY;
use crate::identity::reach::Grant;
use crate::identity::reach::deciding::Deciding;
use crate::people::exemption::{NewExemption, Ruling, end_exemption, grant_exemption};
use crate::people::{self, NewPerson};
use crate::testing::{self, morning, vault};
use kit::db::Conn;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use std::cell::Cell;
use std::collections::BTreeMap;
use tally::{Node, Roster, Set, Tally};

/// The record as of each day, counted as campaigns count.
async fn pictures(conn: &mut Conn) -> Vec<Plain> {
    let mut all = Vec::new();
    for at in 0..DAYS {
        let tree = Tree::as_of(conn, day(at)).await.unwrap();
        let mut units: Vec<_> = tree.preorder().iter().map(|id| tree.get(*id).unwrap()).collect();
        units.sort_by_key(|unit| unit.id);
        let plain: Vec<_> = units.iter().map(|unit| (unit.id, unit.name.clone(), unit.parent_id)).collect();
        let mut persons = people::roll(conn, day(at)).await.unwrap();
        let nodes = tree.preorder().iter().map(|id| Node { id: *id, parent: tree.get(*id).unwrap().parent_id });
        let mut tally = Tally::new(Roster::build(nodes, persons.iter().copied()).unwrap(), 1);
        for person in people::exemption::exempt_on(conn, day(at)).await.unwrap() {
            tally.mark(person, 0, true).unwrap();
        }
        let due = units.iter().map(|unit| (unit.id, tally.count(&!Set::Mark(0), unit.id).unwrap())).collect();
        persons.sort_unstable();
        all.push((plain, persons, due));
    }
    all
}

/// All that is on record and holds or will: what an undo must bring back to the letter.
async fn record(conn: &mut Conn) -> Vec<String> {
    let mut all = Vec::new();
    for (table, columns) in [
        ("unit_name", "unit_id, name, short, coalesce(paper, '')"),
        ("unit_parent", "unit_id, parent_id, '', coalesce(paper, '')"),
        ("membership", "person_id, unit_id, kind, coalesce(paper, '')"),
        ("role_holding", "account_id, unit_id, role, ''"),
        ("post_holding", "person_id, post_id, '', coalesce(paper, '')"),
        ("exemption", "person_id, unit_id, reason, ''"),
    ] {
        let holds = "to_day IS NULL OR to_day > from_day";
        let text = columns.split(", ").take(2).map(|column| format!("CAST({column} AS TEXT)"));
        let text = text.chain(columns.split(", ").skip(2).take(1).map(str::to_owned)).collect::<Vec<_>>();
        let sql = format!(
            "SELECT '{table} ' || CAST(id AS TEXT) || ' ' || {} || ' ' || from_day || ' ' || coalesce(to_day, '') FROM {table}
             WHERE {holds} ORDER BY id",
            text.join(" || ' ' || ")
        );
        all.extend(conn.all::<(String,)>(&sql, &[]).await.unwrap().into_iter().map(|(row,)| row));
    }
    all
}

/// One thing that happens: which, on which day, to whom (by place among those that there are).
#[derive(Clone, Copy, Debug)]
pub(super) struct Act {
    pub(super) what: u8,
    at: usize,
    one: usize,
    other: usize,
    third: usize,
    person: usize,
}

pub(super) fn acts() -> impl Strategy<Value = Vec<Act>> {
    let one = (0..10_u8, 0..DAYS, 0..1_000_usize, 0..1_000_usize, 0..1_000_usize, 0..1_000_usize);
    let act = one.prop_map(|(what, at, one, other, third, person)| Act { what, at, one, other, third, person });
    prop::collection::vec(act, 1..22)
}

/// Units, persons and the model of them.
pub(super) struct World {
    root: i64,
    pub(super) units: Vec<i64>,
    pub(super) persons: Vec<i64>,
    exemptions: Vec<i64>,
    pub(super) model: Model,
}

/// Seven units, each with a post, and ten persons, as a form of tree that `shape` says; every other one leads the unit in
/// which they are.
pub(super) async fn settle(conn: &mut Conn, shape: &[usize]) -> World {
    let mut model = Model {
        days: vec![(BTreeMap::new(), BTreeMap::new()); DAYS],
        marks: 0,
        came_of: BTreeMap::new(),
        exempt: vec![],
    };
    let root = unit(conn, "root", "Gốc", None).await;
    for (units, _) in &mut model.days {
        units.insert(root, (("Gốc".into(), 0), (None, 0)));
    }
    let mut units = vec![root];
    for number in 0..6 {
        let parent = units[shape[number] % units.len()];
        let name = format!("Đơn vị {number}");
        units.push(unit(conn, &format!("u{number}"), &name, Some(parent)).await);
        model.establish(0, units[units.len() - 1], &name, parent);
    }
    for unit in &units {
        let sql = "INSERT INTO post (uid, unit_id, title) VALUES ($1, $2, 'secretary')";
        conn.exec(sql, &[&format!("post{unit}"), unit]).await.unwrap();
    }
    let mut persons = Vec::new();
    for number in 0..10 {
        let home = units[shape[6 + number] % units.len()];
        let new =
            NewPerson { uid: format!("p{number}"), full_name: "Lê Văn A", birth_year: 1970, ..NewPerson::default() };
        let person = people::enter(conn, Grant::console(home), &vault(), &new, FIRST, morning()).await.unwrap();
        if number % 2 == 0 {
            let sql = "INSERT INTO post_holding (post_id, person_id, from_day) SELECT id, CAST($1 AS BIGINT), CAST($2 AS TEXT) FROM post WHERE unit_id = $3";
            conn.exec(sql, &[&person, &FIRST, &home]).await.unwrap();
        }
        persons.push(person);
        model.marks += 1;
        let mark = model.marks;
        for (_, all) in &mut model.days {
            all.insert(person, (home, mark));
        }
    }
    World { root, units, persons, exemptions: vec![], model }
}

/// Does one act on the record and on the model; the event, when it is one that can be undone. `Err` when the record
/// refused it, with whether the model would have, too.
pub(super) async fn act(conn: &mut Conn, w: &mut World, step: usize, act: Act) -> Result<Option<i64>, ChangeError> {
    let (units, persons) = (&w.units, &w.persons);
    let (one, other) = (units[act.one % units.len()], units[act.other % units.len()]);
    let (third, person) = (units[act.third % units.len()], persons[act.person % persons.len()]);
    let (at, on) = (act.at, day(act.at));
    let (uid, name) = (format!("e{step}"), format!("Tên {step}"));
    let (there, lasts) = (w.model.is_there(at, one), w.model.lasts(at, other));
    let new = NewUnit {
        uid: uid.clone(),
        kind: kind::CELL,
        area: None,
        parent: None,
        name: &name,
        short: &name,
        from: on,
        paper: None,
    };
    let (done, may) = match act.what {
        0 => {
            let change = begin(conn, "rename", on, &uid).await;
            let done = change.rename(conn, Grant::console(one), (&name, &name)).await;
            if there {
                w.model.rename(at, one, &name);
            }
            (finish(conn, change, done).await, there)
        }
        1 => {
            let change = begin(conn, "move", on, &uid).await;
            let done = change.relocate(conn, Grant::console(one), Grant::console(other)).await;
            let may = there && lasts && one != w.root;
            if may {
                w.model.relocate(at, one, other);
            }
            (finish(conn, change, done).await, may && !w.model.has_ring())
        }
        2 | 3 if one == w.root => return Err(ChangeError::NotThere(one)),
        2 => {
            let change = begin(conn, "merge", on, &uid).await;
            let done = change.absorb(conn, Grant::console(one), Grant::console(other)).await;
            let may = there && lasts && one != other;
            if may {
                w.model.dissolve(at, one, other, |_| other);
            }
            (finish(conn, change, done).await, may && !w.model.has_ring())
        }
        3 => {
            // Closed with destinations: whoever stands at an even place goes elsewhere than the rest.
            let change = begin(conn, "dissolve", on, &uid).await;
            let places: BTreeMap<i64, usize> = persons.iter().copied().zip(0..).collect();
            let home = |person: i64| if places[&person].is_multiple_of(2) { third } else { other };
            let mut destinations = Destinations::to([third, other].map(Grant::console));
            let members = Kind::by_key("members").unwrap();
            let mut sent_to_third = false;
            for thing in members.of(conn, one, on).await.unwrap() {
                let of = "SELECT person_id FROM membership WHERE id = $1";
                let person: i64 = conn.value(of, &[&thing.id]).await.unwrap().unwrap();
                assert!(destinations.send(members, thing.id, home(person)));
                sent_to_third |= home(person) == third;
            }
            let done = change.dissolve(conn, Grant::console(one), Grant::console(other), &destinations).await;
            let receives = !sent_to_third || (third != one && w.model.lasts(at, third));
            let may = there && lasts && one != other && receives;
            if may {
                w.model.dissolve(at, one, other, home);
            }
            (finish(conn, change, done).await, may && !w.model.has_ring())
        }
        4 => {
            let change = begin(conn, "establish", on, &uid).await;
            let done = change.establish(conn, Grant::console(other), &new).await;
            if let Ok(new) = done {
                w.model.establish(at, new, &name, other);
                w.units.push(new);
            }
            (finish(conn, change, done.map(drop)).await, lasts)
        }
        5 => {
            let change = begin(conn, "transfer_part", on, &uid).await;
            let parts = (&[person][..], &[][..]);
            let done = change.hand_over(conn, Grant::console(one), Grant::console(other), parts).await;
            let may = there && lasts && one != other && w.model.days[at].1[&person].0 == one;
            if may {
                w.model.transfer(at, person, other);
            }
            (finish(conn, change, done).await, may)
        }
        6 => {
            // A transfer of one's own: no event of units, and nothing that an undo of one may touch.
            let moved = people::transfer(conn, Grant::console(other), person, on, "QĐ", morning()).await.unwrap();
            assert!(moved, "everybody belongs somewhere on each day");
            if !lasts {
                return Err(ChangeError::DoesNotLast(other));
            }
            w.model.leave_for(at, person, other);
            return Ok(None);
        }
        7 => {
            let home = w.model.days[at].1[&person].0;
            let to = (!act.third.is_multiple_of(3)).then(|| on.plus_days((act.third % DAYS) as i64 + 1));
            let new = NewExemption {
                uid,
                person,
                kind: rules::EXEMPT,
                reason: "age",
                words: None,
                paper: None,
                scan: None,
                asked_how: "oral",
                decided_on: on,
                from: on,
                to,
            };
            let ruling = Ruling::on(&people::pages::BOOK, DEMO_DAY).unwrap();
            let id = grant_exemption(conn, Grant::console(home), &vault(), ruling, &new, on.begins()).await.unwrap();
            w.exemptions.push(id);
            w.model.exempt.push((person, on, to));
            return Ok(None);
        }
        8 => {
            let change = begin(conn, "split", on, &uid).await;
            let ends = act.person.is_multiple_of(3) && one != w.root;
            let done = split(conn, &change, w, (act.third % 4 + 1, ends), (at, one, other), &name).await;
            (finish(conn, change, done).await, there && lasts && !w.model.has_ring())
        }
        _ => {
            let Some(nth) = w.exemptions.len().checked_sub(1).map(|last| act.third % (last + 1)) else {
                return Ok(None);
            };
            // Where the member is on that day, which need not be where it was asked for.
            let home = w.model.days[at].1[&w.model.exempt[nth].0].0;
            let sql = "SELECT version FROM exemption WHERE id = $1";
            let version: i64 = conn.value(sql, &[&w.exemptions[nth]]).await.unwrap().unwrap();
            let seen = (w.exemptions[nth], version);
            assert!(end_exemption(conn, Grant::console(home), seen, on, on.begins()).await.unwrap());
            w.model.exempt[nth].2 = Some(on);
            return Ok(None);
        }
    };
    assert_eq!(done.is_ok(), may, "step {step} {act:?}: {done:?}");
    done.map(Some)
}

/// Splits a unit into one to four parts under another one: whoever and whatever is its own is dealt out in turn, the first
/// of each round to the rest; where the unit ends, the first part takes that.
async fn split(
    conn: &mut Conn,
    change: &Change,
    w: &mut World,
    (count, ends): (usize, bool),
    (at, one, parent): (usize, i64, i64),
    name: &str,
) -> Result<(), ChangeError> {
    let (units, persons) = &w.model.days[at];
    let own = |all: Vec<i64>, nth: usize| -> Vec<i64> {
        all.into_iter().enumerate().filter(|(turn, _)| turn % (count + 1) == nth + 1).map(|(_, id)| id).collect()
    };
    let below: Vec<i64> = units.iter().filter(|(_, (_, above))| above.0 == Some(one)).map(|(id, _)| *id).collect();
    let members: Vec<i64> = persons.iter().filter(|(_, belongs)| belongs.0 == one).map(|(id, _)| *id).collect();
    let held = "SELECT h.id FROM post_holding h JOIN post p ON p.id = h.post_id WHERE p.unit_id = $1
                AND h.from_day <= $2 AND (h.to_day IS NULL OR h.to_day > $2) ORDER BY h.id";
    let held: Vec<(i64,)> = conn.all(held, &[&one, &day(at)]).await?;
    let held: Vec<i64> = held.into_iter().map(|(held,)| held).collect();
    let seats = |nth: usize| -> Vec<(i64, String)> {
        own(held.clone(), nth).into_iter().map(|held| (held, format!("{name}.{nth}.{held}"))).collect()
    };
    let dealt: Vec<_> =
        (0..count).map(|nth| (nth, own(below.clone(), nth), own(members.clone(), nth), seats(nth))).collect();
    let names: Vec<String> = (0..count).map(|nth| format!("{name}.{nth}")).collect();
    let parts: Vec<Part<'_>> = dealt
        .iter()
        .map(|(nth, units, persons, posts)| Part {
            new: NewUnit {
                uid: names[*nth].clone(),
                kind: kind::CELL,
                area: None,
                parent: None,
                name: &names[*nth],
                short: name,
                from: day(at),
                paper: None,
            },
            code: None,
            units,
            persons,
            posts,
        })
        .collect();
    let rest = ends.then_some(0);
    let grants = (Grant::console(one), Grant::console(parent));
    let made = change.split(conn, grants, &parts, rest).await.map_err(|(_, error)| error)?;
    for ((nth, units, persons, _), new) in dealt.iter().zip(&made) {
        w.model.establish(at, *new, &names[*nth], parent);
        w.units.push(*new);
        if rest != Some(*nth) {
            units.iter().for_each(|unit| w.model.relocate(at, *unit, *new));
            persons.iter().for_each(|person| w.model.transfer(at, *person, *new));
        }
    }
    if ends {
        w.model.dissolve(at, one, made[0], |_| made[0]);
    }
    Ok(())
}

#[test]
fn any_history_equals_a_picture_of_every_day_and_undo_restores_the_record() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let test = runtime.block_on(testing::empty());
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(64);
    let mut runner = TestRunner::new(Config { cases, failure_persistence: None, ..Config::default() });
    let (made, refused, undone) = (Cell::new(0), Cell::new(0), Cell::new(0));
    let add = |count: &Cell<u32>| count.set(count.get() + 1);
    let shape = prop::collection::vec(0..1_000_usize, 16);
    let history = |(shape, acts): (Vec<usize>, Vec<Act>)| {
        runtime.block_on(async {
            let mut tx = test.db.begin().await.unwrap();
            let mut w = settle(&mut tx, &shape).await;
            prop_assert_eq!(pictures(&mut tx).await, w.model.plain(), "at the start");
            // What can be taken back: the events since something else was done, with how it was before each.
            let mut events = Vec::new();
            for (step, one) in acts.into_iter().enumerate() {
                let before = (w.model.clone(), w.units.clone(), record(&mut tx).await);
                tx.batch("SAVEPOINT step").await.unwrap();
                match act(&mut tx, &mut w, step, one).await {
                    Ok(event) => {
                        add(&made);
                        let plain = w.model.plain();
                        prop_assert_eq!(pictures(&mut tx).await, plain, "step {} {:?}", step, one);
                        match event {
                            Some(event) => events.push((event, before)),
                            None => events.clear(),
                        }
                    }
                    Err(_) => {
                        add(&refused);
                        tx.batch("ROLLBACK TO SAVEPOINT step").await.unwrap();
                        (w.model, w.units) = (before.0, before.1);
                    }
                }
                tx.batch("RELEASE SAVEPOINT step").await.unwrap();
            }
            while let Some((event, (model, _, was))) = events.pop() {
                undo(&mut tx, Deciding::console(NOWHERE), event, morning()).await.unwrap();
                prop_assert_eq!(record(&mut tx).await, was, "to the letter");
                prop_assert_eq!(pictures(&mut tx).await, model.plain());
                let twice = undo(&mut tx, Deciding::console(NOWHERE), event, morning()).await;
                prop_assert!(matches!(twice, Err(ChangeError::Depends(_))));
                add(&undone);
            }
            Ok(())
        })
    };
    runner.run(&(shape, acts()), history).unwrap();
    let (made, refused, undone) = (made.get(), refused.get(), undone.get());
    assert!(made > 40 && refused > 10 && undone > 5, "{made} made, {refused} refused, {undone} undone");
}

async fn finish(conn: &mut Conn, change: Change, done: Result<(), ChangeError>) -> Result<i64, ChangeError> {
    done?;
    change.finish(conn, Deciding::console(NOWHERE), morning()).await
}
