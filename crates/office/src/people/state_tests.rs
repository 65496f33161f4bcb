//! Standing as a state machine: against every step that the rules know and do not know, and against a naive model.

use super::state::*;
use super::*;
use crate::cast::DEMO_DAY;
use crate::identity::reach::deciding::Deciding;
use crate::identity::reach::seating::Seating;
use crate::org::{Change, Decision, Misfit, undo_to_look};
use crate::people::pages::BOOK;
use crate::posts::{NewHolding, hold, posts_of};
use crate::testing::{cast, morning, vault};
use kit::db::Tx;
use kit::testing::TestDb;
use rules::MemberState;

const PAPER: &str = "QĐ 12-QĐ/HU";

struct World {
    _test: TestDb,
    tx: Tx,
    cell: i64,
    person: i64,
    ruling: Ruling<'static>,
}

impl World {
    /// A member who was admitted on 3 February 2010 and is official since 3 February 2011.
    async fn new() -> World {
        let test = cast().await;
        let mut tx = test.db.begin().await.unwrap();
        let cell = roll(&mut tx, DEMO_DAY).await.unwrap()[0].1;
        let (from, official) = (Day::of(2010, 2, 3), Day::of(2011, 2, 3));
        let new = NewPerson {
            uid: "w".into(),
            full_name: "Chau Sóc Na",
            birth_year: 1980,
            joined_on: Some(from),
            official_on: Some(official),
            ..NewPerson::default()
        };
        let person = enter(&mut tx, Grant::console(cell), &vault(), &new, from, morning()).await.unwrap();
        let ruling = Ruling::on(&BOOK, DEMO_DAY).unwrap();
        World { _test: test, tx, cell, person, ruling }
    }

    async fn version(&mut self) -> i64 {
        Record::get(&mut self.tx, self.person).await.unwrap().unwrap().version
    }

    async fn change(&mut self, change: &str, day: Day) -> Outcome {
        let version = self.version().await;
        let (grant, new) = (Grant::console(self.cell), NewState { change, day, paper: PAPER });
        change_state(&mut self.tx, grant, self.ruling, (self.person, version), new, morning()).await.unwrap()
    }

    async fn amend(&mut self, state: i64, instead: Instead) -> Outcome {
        let version = self.version().await;
        let grant = Grant::console(self.cell);
        amend_state(&mut self.tx, grant, self.ruling, (self.person, version), (state, instead, "ĐC 1"), morning())
            .await
            .unwrap()
    }

    async fn state(&mut self, day: Day) -> Option<MemberState> {
        on(&history(&mut self.tx, self.person).await.unwrap(), day).and_then(StateRow::standing)
    }

    async fn belongs(&mut self, day: Day) -> bool {
        unit_of(&mut self.tx, self.person, day).await.unwrap().is_some()
    }

    /// Everything that a change of standing may touch.
    async fn picture(&mut self) -> Vec<String> {
        let mut picture =
            vec![format!("{:?}", Record::get(&mut self.tx, self.person).await.unwrap().unwrap().official_on)];
        for span in ["membership", "post_holding", "residence_link", "affiliation", "exemption"] {
            let sql = format!(
                "SELECT id, from_day, to_day FROM {span} WHERE person_id = $1 AND (to_day IS NULL OR to_day > from_day)
                 ORDER BY id"
            );
            let rows: Vec<(i64, Day, Option<Day>)> = self.tx.all(&sql, &[&self.person]).await.unwrap();
            picture.push(format!("{span}: {rows:?}"));
        }
        let live = history(&mut self.tx, self.person).await.unwrap().into_iter().filter(StateRow::is_live);
        picture.extend(live.map(|row| format!("{} {} {:?}", row.state, row.from_day, row.to_day)));
        picture
    }
}

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

#[tokio::test]
async fn what_cannot_be_is_refused_and_changes_nothing() {
    let mut w = World::new().await;
    for (change, on, refusal) in [
        ("official", "1/6/2015", Refusal::NoSuchStep),
        ("resumed", "1/6/2015", Refusal::NoSuchStep),
        ("readmitted", "1/6/2015", Refusal::NoSuchStep),
        ("promoted", "1/6/2015", Refusal::NoSuchStep),
        ("removed", "3/2/2011", Refusal::NotAfter(day("3/2/2011"))),
        ("left", "1/1/2009", Refusal::NotAfter(day("3/2/2011"))),
    ] {
        let before = w.picture().await;
        assert_eq!(w.change(change, day(on)).await, Err(refusal), "{change} {on}");
        assert_eq!(w.picture().await, before, "{change} {on}");
    }
    let grant = Grant::console(w.cell + 1);
    let new = NewState { change: "left", day: DEMO_DAY, paper: PAPER };
    assert!(change_state(&mut w.tx, grant, w.ruling, (w.person, 1), new, morning()).await.is_err(), "another unit");
    let grant = Grant::console(w.cell);
    let stale = change_state(&mut w.tx, grant, w.ruling, (w.person, 99), new, morning()).await.unwrap();
    assert_eq!(stale, Err(Refusal::Stale));
}

#[tokio::test]
async fn whoever_is_out_belongs_nowhere_and_comes_back_after_36_months_once() {
    let mut w = World::new().await;
    let out = day("10/3/2012");
    w.change("suspended", day("1/1/2012")).await.unwrap();
    assert!(w.belongs(day("5/1/2012")).await, "suspended, and still on the roll");
    w.change("expelled", out).await.unwrap();
    assert!(w.belongs(out.plus_days(-1)).await && !w.belongs(out).await);
    assert_eq!(w.change("readmitted", day("9/3/2015")).await, Err(Refusal::TooSoon(day("10/3/2015"))));
    w.change("readmitted", day("10/3/2015")).await.unwrap();
    assert_eq!(w.state(day("10/3/2015")).await, Some(MemberState::Probationary));
    assert!(w.belongs(day("10/3/2015")).await);
    let record = Record::get(&mut w.tx, w.person).await.unwrap().unwrap();
    assert_eq!((record.official_on, record.joined_on), (None, Some(day("3/2/2010"))));
    w.change("official", day("10/3/2016")).await.unwrap();
    let rows = history(&mut w.tx, w.person).await.unwrap();
    let age = |on: &str| party_age(w.ruling.rule, record.joined_on, &rows, day(on));
    assert_eq!(age("3/2/2012"), Some((2, 0)), "suspension counts");
    assert_eq!(age("10/3/2015"), None, "not official");
    // Out from 10 March 2012 to 10 March 2015: 1095 days that do not count.
    assert_eq!(age("10/3/2016"), Some((3, 1)));
    w.change("left", day("1/1/2017")).await.unwrap();
    assert_eq!(w.change("readmitted", day("1/1/2021")).await, Err(Refusal::TooOften));
    w.change("deceased", day("1/1/2018")).await.unwrap();
    for change in ["official", "readmitted", "deceased", "resumed"] {
        assert_eq!(w.change(change, day("1/1/2030")).await, Err(Refusal::NoSuchStep), "{change}");
    }
}

#[tokio::test]
async fn an_amendment_puts_everything_back_and_leaves_the_wrong_row_in_the_history() {
    let mut w = World::new().await;
    let post = "SELECT p.title, p.unit_id FROM post p JOIN unit u ON u.id = p.unit_id WHERE u.kind = $1 ORDER BY p.id";
    for (index, kind) in ["cell", "government"].into_iter().enumerate() {
        let (title, unit): (String, i64) = w.tx.opt(post, &[&kind]).await.unwrap().unwrap();
        let from = Day::of(2012, 1, 1 + index as i8);
        let new = NewHolding { person: w.person, from, to: None, term: None, paper: "" };
        hold(&mut w.tx, Seating::console(unit, &title), "", &new, morning()).await.unwrap();
    }
    for (change, on, ends_government) in
        [("removed", "1/6/2017", false), ("deceased", "1/6/2017", true), ("left", "1/6/2017", false)]
    {
        let before = w.picture().await;
        let row = w.change(change, day(on)).await.unwrap();
        let held = posts_of(&mut w.tx, w.person, day("2/6/2017")).await.unwrap().len();
        assert_eq!(held, usize::from(!ends_government), "{change}");
        let moved = w.amend(row, Instead::On(day("1/9/2017"))).await.unwrap();
        assert!(w.belongs(day("31/8/2017")).await && !w.belongs(day("1/9/2017")).await, "{change}: the other day");
        assert_eq!(w.amend(row, Instead::Never).await, Err(Refusal::NotLatest), "it is set aside already");
        w.amend(moved, Instead::Never).await.unwrap();
        assert_eq!(w.picture().await, before, "{change}: as it was");
    }
    let aside = history(&mut w.tx, w.person).await.unwrap().into_iter().filter(|row| row.amended_at.is_some());
    assert_eq!(aside.map(|row| row.amended_by.unwrap()).collect::<Vec<_>>(), vec!["ĐC 1"; 6]);
}

#[tokio::test]
async fn whoever_comes_back_into_a_cell_that_is_to_end_can_be_amended_and_the_end_undone() {
    let mut w = World::new().await;
    w.change("expelled", day("10/3/2012")).await.unwrap();
    let sql = "SELECT p.unit_id FROM unit_parent p WHERE p.unit_id <> $1 AND p.to_day IS NULL AND p.parent_id =
               (SELECT parent_id FROM unit_parent WHERE unit_id = $1 AND to_day IS NULL) ORDER BY p.unit_id LIMIT 1";
    let heir: i64 = w.tx.value(sql, &[&w.cell]).await.unwrap().unwrap();
    let ends = day("1/1/2019");
    let decision = Decision { uid: "het".into(), kind: "merge", paper: "QĐ 9".into(), day: ends };
    let change = Change::begin(&mut w.tx, Grant::console(w.cell), decision, morning()).await.unwrap();
    change.absorb(&mut w.tx, Grant::console(w.cell), Grant::console(heir)).await.unwrap();
    let event = change.finish(&mut w.tx, Deciding::console(w.cell), morning()).await.unwrap();
    let before = w.picture().await;
    let back = w.change("readmitted", day("5/11/2018")).await.unwrap();
    assert_eq!(unit_of(&mut w.tx, w.person, ends).await.unwrap(), Some(heir));
    let back = w.amend(back, Instead::On(day("4/11/2018"))).await.unwrap();
    assert_eq!(unit_of(&mut w.tx, w.person, ends).await.unwrap(), Some(heir), "from the other day, and on from there");
    w.amend(back, Instead::Never).await.unwrap();
    assert_eq!(w.picture().await, before, "as it was");
    undo_to_look(&mut w.tx, w.cell, event, morning()).await.unwrap();
    // Not before the cell is there, nor once it has ended.
    let first = "SELECT min(from_day) FROM unit_name WHERE unit_id = $1";
    let first: Day = w.tx.value(first, &[&w.cell]).await.unwrap().unwrap();
    w.tx.exec("UPDATE unit_name SET from_day = '2018-11-10' WHERE unit_id = $1", &[&w.cell]).await.unwrap();
    assert!(first < day("10/11/2018"));
    let early = w.change("readmitted", day("5/11/2018")).await;
    assert_eq!(early, Err(Refusal::Misfit(Misfit::Begins(day("10/11/2018")))));
}

#[tokio::test]
async fn who_is_out_before_their_cell_ends_comes_back_as_if_the_end_taken_back_had_never_been() {
    let mut w = World::new().await;
    let sql = "SELECT p.unit_id FROM unit_parent p WHERE p.unit_id <> $1 AND p.to_day IS NULL AND p.parent_id =
               (SELECT parent_id FROM unit_parent WHERE unit_id = $1 AND to_day IS NULL) ORDER BY p.unit_id LIMIT 1";
    let heir: i64 = w.tx.value(sql, &[&w.cell]).await.unwrap().unwrap();
    let before = w.picture().await;
    let decision = Decision { uid: "het".into(), kind: "merge", paper: "QĐ 9".into(), day: day("1/1/2019") };
    let change = Change::begin(&mut w.tx, Grant::console(w.cell), decision, morning()).await.unwrap();
    change.absorb(&mut w.tx, Grant::console(w.cell), Grant::console(heir)).await.unwrap();
    let event = change.finish(&mut w.tx, Deciding::console(w.cell), morning()).await.unwrap();
    let out = w.change("expelled", day("5/11/2018")).await.unwrap();
    undo_to_look(&mut w.tx, w.cell, event, morning()).await.unwrap();
    assert!(!w.belongs(day("5/11/2018")).await, "out, whatever becomes of the cell");
    let out = w.amend(out, Instead::On(day("6/11/2018"))).await.unwrap();
    assert!(w.belongs(day("5/11/2018")).await && !w.belongs(day("6/11/2018")).await);
    w.amend(out, Instead::Never).await.unwrap();
    assert_eq!(w.picture().await, before, "in the cell, without an end");
}

#[tokio::test]
async fn the_posts_of_every_kind_of_committee_end_with_the_membership() {
    let mut w = World::new().await;
    let kinds = [kind::PROVINCE_COMMITTEE, kind::ATTACHED_COMMITTEE, kind::PARTY_GROUP, kind::FRONT];
    for kind in kinds {
        let sql = "INSERT INTO unit (uid, kind) VALUES ($1, $2)";
        let unit = w.tx.insert(sql, &[&format!("u-{kind}"), &kind]).await.unwrap();
        let sql = "INSERT INTO post (uid, unit_id, title) VALUES ($1, $2, 'secretary')";
        let post = w.tx.insert(sql, &[&format!("p-{kind}"), &unit]).await.unwrap();
        let sql = "INSERT INTO post_holding (post_id, person_id, from_day) VALUES ($1, $2, '2012-01-01')";
        w.tx.insert(sql, &[&post, &w.person]).await.unwrap();
    }
    w.change("expelled", day("1/6/2017")).await.unwrap();
    let sql = "SELECT u.kind FROM post_holding h JOIN post p ON p.id = h.post_id JOIN unit u ON u.id = p.unit_id
               WHERE h.person_id = $1 AND h.to_day IS NULL";
    let held: Vec<(String,)> = w.tx.all(sql, &[&w.person]).await.unwrap();
    assert_eq!(held, [(kind::FRONT.to_owned(),)], "only what is not the Party's own");
}

#[tokio::test]
async fn becoming_official_is_mended_by_an_amendment_and_never_by_a_correction() {
    let mut w = World::new().await;
    let official = history(&mut w.tx, w.person).await.unwrap()[1].clone();
    assert_eq!(w.amend(official.id, Instead::On(day("3/2/2010"))).await, Err(Refusal::NotAfter(day("3/2/2010"))));
    let moved = w.amend(official.id, Instead::On(day("3/5/2011"))).await.unwrap();
    assert_eq!(Record::get(&mut w.tx, w.person).await.unwrap().unwrap().official_on, Some(day("3/5/2011")));
    assert_eq!(w.state(day("1/5/2011")).await, Some(MemberState::Probationary));
    w.amend(moved, Instead::Never).await.unwrap();
    assert_eq!(Record::get(&mut w.tx, w.person).await.unwrap().unwrap().official_on, None);
    assert_eq!(w.state(DEMO_DAY).await, Some(MemberState::Probationary));
    let version = w.version().await;
    let new = NewPerson { full_name: "A", birth_year: 1980, official_on: Some(DEMO_DAY), ..NewPerson::default() };
    let grant = Grant::console(w.cell);
    let corrected = record::correct(&mut w.tx, grant, &vault(), (w.person, version), &new, morning()).await;
    assert!(corrected.is_err(), "that is a change of standing");
}

/// Random changes and amendments, compared with a list of (day, standing) that is kept by hand.
#[tokio::test]
async fn any_sequence_of_changes_and_amendments_equals_a_naive_model() {
    let mut taken = 0;
    for seed in 1..=6 {
        let mut w = World::new().await;
        let chance = kit::clock::Chance::seeded(seed);
        let mut model = vec![(day("3/2/2010"), "probationary"), (day("3/2/2011"), "official")];
        for step in 0..40 {
            let last = *model.last().unwrap();
            let on = last.0.plus_days(chance.below(1500) as i64 - 200);
            if chance.below(4) == 0 {
                let rows = history(&mut w.tx, w.person).await.unwrap();
                let row = rows.iter().rfind(|row| row.is_live()).unwrap().id;
                if w.amend(row, Instead::Never).await.is_ok() {
                    model.pop();
                    taken += 1;
                }
            } else {
                let changes = &w.ruling.rule.changes;
                let change = &changes[chance.below(changes.len() as u64) as usize];
                let fits = change.from.iter().any(|from| from.word() == last.1) && on > last.0;
                let to = change.to.map_or_else(|| model[model.len() - 2].1, |to| to.word());
                let again = change.key == READMITTED;
                let fits = fits && (!again || on >= last.0.plus_months(36));
                let fits = fits && !(again && model.iter().filter(|(_, state)| *state == "probationary").count() > 1);
                let done = w.change(&change.key, on).await;
                assert_eq!(
                    done.is_ok(),
                    fits,
                    "seed {seed}, step {step}: {} after {last:?} on {on}: {done:?}",
                    change.key
                );
                if fits {
                    model.push((on, to));
                    taken += 1;
                }
            }
            for days in [-1, 0, 1, 400] {
                let asked = model[chance.below(model.len() as u64) as usize].0.plus_days(days);
                let expected = model.iter().rev().find(|(from, _)| *from <= asked).map(|(_, state)| *state);
                let known = w.state(asked).await.map(MemberState::word);
                assert_eq!(known, expected, "seed {seed}, step {step}, {asked}");
                let member = matches!(expected, Some("probationary" | "official" | "suspended"));
                assert_eq!(w.belongs(asked).await, member, "seed {seed}, step {step}, {asked}");
            }
        }
    }
    assert!(taken > 30, "only {taken} steps were taken");
}
