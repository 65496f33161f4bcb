//! Who was a member before, side by side with what was typed: whoever enters or admits somebody says whether it is the
//! same person, and the record that exists goes on.

use super::differing::{Kept, Row, TAKE};
use super::record::state_name;
use super::{BOOK, address};
use crate::identity::reach::Officer;
use crate::identity::right::Right;
use crate::people::numbers::{CitizenId, WrongId};
use crate::people::state::{Refusal, Ruling};
use crate::people::{AWAY, Former, HERE, NewPerson, home};
use crate::shell::Office;
use kit::clock::Day;
use kit::db::Conn;
use kit::failure::Failure;
use kit::form::Form;
use kit::journal::{self, Event};
use kit::words::Words;

/// The choice of none of them.
pub(crate) const NOBODY: &str = "new";

/// What was typed of somebody.
#[derive(Clone, Debug)]
pub(crate) struct Asked<'a> {
    /// As it would be entered.
    pub(crate) said: NewPerson<'a>,
    /// The day on which the Party was left.
    pub(crate) left_on: Option<Day>,
}

impl Asked<'_> {
    fn born(&self) -> (i64, Option<Day>) {
        (self.said.birth_year, self.said.birth_day)
    }
}

/// A former member whose record the officer keeps.
pub(crate) struct Known {
    pub(crate) former: Former,
    /// Where the record is kept.
    unit: i64,
    /// What it has.
    kept: Kept,
    /// Whether it is the one of the citizen id that was typed.
    same_number: bool,
    /// From when the rule lets them be admitted again, in words.
    may: String,
}

impl Known {
    /// The unit at which the record is kept.
    pub(crate) fn unit_name(&self, officer: &Officer) -> String {
        officer.tree.name(self.unit).to_owned()
    }
}

/// One record beside what was typed.
pub(crate) struct Side {
    pub(crate) name: String,
    pub(crate) href: String,
    pub(crate) rows: Vec<Row>,
    /// What the form tells of the version that is shown: field and value.
    pub(crate) shown: (String, i64),
    /// What stands above the ticks; empty where there are none.
    pub(crate) take: String,
}

/// What the names of the ticks begin with by which something typed is taken over into a person's record.
pub(crate) fn prefix(uid: &str) -> String {
    format!("{TAKE}{uid}-")
}

/// The former members who may be meant and whose records the officer keeps: by name and birth, and this person, whose
/// citizen id it is. Of others nothing is said.
pub(crate) async fn known(
    officer: &Officer,
    conn: &mut Conn,
    asked: Asked<'_>,
    by_number: Option<i64>,
    today: Day,
) -> Result<Vec<Known>, Failure> {
    let mut all = Former::like(conn, asked.said.full_name, asked.born()).await?;
    if let Some(person) = by_number.filter(|person| all.iter().all(|known| known.id != *person)) {
        all.extend(Former::of(conn, person).await?);
    }
    let mut known = within(officer, conn, (all, Right::KeepPeople), today).await?;
    known.iter_mut().for_each(|known| known.same_number = Some(known.former.id) == by_number);
    Ok(known)
}

/// Whoever on record may be meant by somebody who comes from elsewhere, of those whom the officer may see: members of today,
/// members who have left for another office, and former members.
pub(crate) async fn around(
    officer: &Officer,
    conn: &mut Conn,
    (asked, card): (Asked<'_>, &str),
    today: Day,
) -> Result<Vec<Known>, Failure> {
    let (name, born) = (asked.said.full_name, asked.born());
    let mut all = Former::members_like(conn, (name, born), card, today).await?;
    all.extend(Former::like(conn, name, born).await?);
    within(officer, conn, (all, Right::ReadPeople), today).await
}

/// Those of them whose records lie where the officer has a right.
async fn within(
    officer: &Officer,
    conn: &mut Conn,
    (all, right): (Vec<Former>, Right),
    today: Day,
) -> Result<Vec<Known>, Failure> {
    let mut kept = Vec::new();
    for former in all {
        let Some(unit) = home(conn, former.id, today).await?.filter(|unit| officer.may(right, *unit)) else {
            continue;
        };
        let Some(known) = Kept::of(conn, former.id, today).await? else { continue };
        let may = if is_member(&former) { String::new() } else { may_again(officer.words(), &former, today) };
        kept.push(Known { former, unit, kept: known, same_number: false, may });
    }
    Ok(kept)
}

fn is_member(known: &Former) -> bool {
    [HERE, AWAY].contains(&known.state.as_str())
}

/// Each of them beside what was typed; with `takes` what differs can be taken over into the record.
pub(crate) fn sides(officer: &Officer, known: &[Known], asked: &Asked<'_>, takes: bool) -> Result<Vec<Side>, Failure> {
    known.iter().map(|known| side(officer, known, asked, takes)).collect()
}

fn side(officer: &Officer, known: &Known, asked: &Asked<'_>, takes: bool) -> Result<Side, Failure> {
    let (w, former) = (officer.words(), &known.former);
    let mut rows = known.kept.beside(w, &asked.said, &prefix(&former.uid))?;
    // The two days of coming in are the standing's, which begins anew.
    rows.retain(|row| match row.key {
        "full_name" | "birth_day" | "sex" | "joined_on" => true,
        "official_on" => false,
        "citizen_id" => row.differs && !known.same_number,
        key => row.differs || (known.kept.is_closed(key) && !row.typed.is_empty()),
    });
    for row in &mut rows {
        if !takes || row.key == "joined_on" {
            row.tick.clear();
        }
        if row.key == "birth_day" && known.kept.is_closed("birth_day") {
            row.known = former.birth_year.to_string();
        }
    }
    let values = [("state", state_name(w, &former.state).into()), ("day", former.since.written().into())];
    let unit = if former.state == HERE { "again-unit" } else { "former-unit" };
    let left_on = asked.left_on.map_or_else(String::new, Day::written);
    let more = [
        ("record-standing", w.fill("record-state-since", &values), left_on),
        (unit, officer.tree.name(known.unit).to_owned(), String::new()),
        ("former-may", known.may.clone(), String::new()),
    ];
    let more = more.into_iter().filter(|(_, known, typed)| !known.is_empty() || !typed.is_empty());
    rows.extend(more.map(|(key, known, typed)| Row::of(key, w.say(key), known, typed)));
    let takes = rows.iter().any(|row| !row.tick.is_empty());
    let take = if takes { w.say("former-take") } else { String::new() };
    Ok(Side { name: former.full_name.clone(), href: address(&former.uid), rows, shown: known.kept.shown(), take })
}

/// From when the rule lets somebody be admitted again, or that it does not.
fn may_again(w: Words, former: &Former, today: Day) -> String {
    let Some(ruling) = Ruling::on(&BOOK, today) else { return String::new() };
    if former.readmitted >= i64::from(ruling.rule.readmissions) {
        return w.say("standing-too-often");
    }
    let from = former.since.plus_months(i32::try_from(ruling.readmission_after_months).unwrap_or(i32::MAX));
    w.with("former-from", "day", from.written())
}

/// What can be chosen: each of them by outward identity, and nobody.
pub(crate) fn choices(officer: &Officer, known: &[Known]) -> Vec<(String, String)> {
    let w = officer.words();
    let one = |known: &Known| {
        let values = [
            ("name", known.former.full_name.clone().into()),
            ("year", known.former.birth_year.to_string().into()),
            ("unit", officer.tree.name(known.unit).into()),
        ];
        (known.former.uid.clone(), w.fill("former-same", &values))
    };
    let nobody = if known.is_empty() { "former-none" } else { "former-other" };
    known.iter().map(one).chain([(NOBODY.to_owned(), w.say(nobody))]).collect()
}

/// Reads a citizen id; an error is put to the field. `None` for an empty field.
pub(crate) fn number(form: &mut Form, w: Words) -> Result<Option<CitizenId>, ()> {
    let typed = form.get("citizen_id").to_owned();
    if typed.is_empty() {
        return Ok(None);
    }
    CitizenId::parse(&typed).map(Some).map_err(|wrong| {
        let message = match wrong {
            WrongId::NineDigits => w.say("record-nine-digits"),
            WrongId::Digits(n) => w.count("record-wrong-digits", n as i64),
            WrongId::Letters => w.say("record-wrong-id"),
        };
        form.wrong("citizen_id", message);
    })
}

/// Says that a citizen id is on record out of reach, without whose it is or where: how often somebody learns that is
/// limited, and each time is noted.
pub(crate) async fn elsewhere(
    office: &Office,
    officer: &Officer,
    conn: &mut Conn,
    form: &mut Form,
    person: i64,
) -> Result<(), Failure> {
    let now = office.clock.now();
    office.ask_limit.check(&format!("{}", officer.account), now)?;
    let place = officer.roots(Right::KeepPeople).first().copied().unwrap_or_default();
    let event = Event::new(Some(officer.account), "people.citizen.met", "person", person).at_place(place);
    journal::write(conn, &event, now).await?;
    let above = officer.tree.committee().map(|unit| unit.name.clone()).unwrap_or_default();
    form.wrong("citizen_id", officer.words().with("record-id-elsewhere", "unit", above));
    Ok(())
}

/// Says at the fields of a form why the rules on standing do not let somebody be admitted again.
pub(crate) fn refuse(form: &mut Form, day: &str, refusal: Refusal, w: Words) {
    match refusal {
        Refusal::NotAfter(since) => form.wrong(day, w.with("standing-not-after", "day", since.written())),
        Refusal::TooSoon(from) => form.wrong(day, w.with("standing-too-soon", "day", from.written())),
        Refusal::TooOften => form.wrong("again", w.say("standing-too-often")),
        _ => form.wrong("again", w.say("former-gone")),
    }
}
