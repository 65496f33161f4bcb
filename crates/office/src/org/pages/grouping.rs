//! An earlier day by the units of that day, or by those of today: one click from the one to the other.

use crate::identity::reach::Officer;
use crate::identity::right::{Permission, ReadPapers, Right};
use crate::list::Ask;
use crate::org::lineage::{Past, members_by_unit_of};
use crate::org::{Tree, members_by_unit};
use crate::people::{self, Person};
use crate::shell::Office;
use askama::Template;
use kit::clock::Day;
use kit::db::{Conn, DbError};
use kit::failure::Failure;
use kit::page::see_other;
use kit::words::Words;
use std::collections::HashMap;
use std::sync::Arc;

/// A day, and by whose units it is looked at.
pub(crate) struct Grouping {
    /// The day, as it is looked at today.
    pub(crate) past: Past,
    /// Whether by the units of today.
    pub(crate) by_today: bool,
}

/// What names the unit of a list in an address.
const UNIT: &str = "don-vi";
/// The word in an address for the units of today.
pub(crate) const TODAY: &str = "hom-nay";
/// The word for those of the day itself, where today's would be shown without it.
pub(crate) const THEN: &str = "thoi-diem";

impl Grouping {
    /// As the address asks with `theo`; without it, by the units of the day.
    pub(crate) async fn asked(
        conn: &mut Conn,
        office: &Office,
        officer: &Officer,
        day: Day,
    ) -> Result<Grouping, DbError> {
        let today = office.clock.today();
        let past = office.trees.past(conn, day, today).await?;
        let by_today = day < today && officer.query("theo").is_some_and(|by| by == TODAY);
        Ok(Grouping { past, by_today })
    }

    /// The day.
    pub(crate) fn day(&self) -> Day {
        self.past.tree.day()
    }

    /// The day whose units they are.
    pub(crate) fn units_of(&self) -> Day {
        if self.by_today { self.past.today } else { self.day() }
    }

    /// The tree by which it is looked at.
    pub(crate) fn tree(&self, officer: &Officer) -> Arc<Tree> {
        if self.by_today { officer.tree.clone() } else { self.past.tree.clone() }
    }

    /// Whether somebody may, at a unit of [`Grouping::tree`].
    pub(crate) fn may(&self, officer: &Officer, right: Right, unit: i64) -> bool {
        if self.by_today { officer.may(right, unit) } else { officer.may_then(&self.past, right, unit) }
    }

    /// The unit of [`Grouping::tree`] under which something of a unit of the day stands.
    pub(crate) fn place_of(&self, unit: i64) -> i64 {
        if self.by_today { self.past.heir(unit) } else { unit }
    }

    /// Its name, with the name of the day behind it where that was another one.
    pub(crate) fn name_of(&self, officer: &Officer, unit: i64) -> String {
        self.name_beside(officer, officer.tree.name(self.place_of(unit)), self.past.tree.name(unit))
    }

    /// What something of the day is called now, with its name of then behind it where that was another one; the name of then
    /// where it is looked at by the units of the day, or is no more.
    pub(crate) fn name_beside(&self, officer: &Officer, now: &str, then: &str) -> String {
        match self.by_today && now != then && !now.is_empty() {
            true => officer.words().fill("org-name-then", &[("now", now.into()), ("then", then.into())]),
            false => then.to_owned(),
        }
    }

    /// What a file's name says of it; nothing for the units of the day.
    pub(crate) fn in_file_name(&self) -> &'static str {
        if self.by_today { "-theo-don-vi-hom-nay" } else { "" }
    }

    /// The members of the day by unit, those below it not counted.
    pub(crate) async fn members(&self, conn: &mut Conn) -> Result<HashMap<i64, i64>, DbError> {
        match self.by_today {
            true => members_by_unit_of(conn, &self.past.lineage, (self.day(), self.past.today)).await,
            false => members_by_unit(conn, self.day()).await,
        }
    }

    /// The main members of a unit itself: on the day, or those of the day who would be in it by the units of today.
    pub(crate) async fn persons(&self, conn: &mut Conn, unit: i64) -> Result<Vec<Person>, DbError> {
        if !self.by_today {
            return people::members_of(conn, unit, self.day()).await;
        }
        let roll = people::roll(conn, self.day()).await?;
        let roll = self.past.lineage.carry(conn, &roll, (self.day(), self.past.today)).await?;
        let ids: Vec<i64> = roll.into_iter().filter(|(_, at)| *at == unit).map(|(person, _)| person).collect();
        people::members_among(conn, &ids, self.day()).await
    }

    /// A list of the day by the units of the day and of today: `branch` is the unit whose branch it shows. One that is not among the
    /// other ones gives way to the one that carries on for it, or to all.
    pub(crate) fn switch(&self, officer: &Officer, ask: &Ask, branch: Option<i64>) -> Option<Switch> {
        let then = branch.map_or("", |unit| self.past.tree.uid(unit));
        let heir = branch.map_or("", |unit| officer.tree.uid(self.past.heir(unit)));
        let links = (ask.link(&[("theo", ""), ("don-vi", then)]), ask.link(&[("theo", TODAY), ("don-vi", heir)]));
        (self.day() < self.past.today).then(|| Switch::new(officer.words(), self.day(), self.by_today, links))
    }

    /// What an address needs, after its `?`, to stay on the day and with its units; empty for today.
    pub(crate) fn query(&self) -> String {
        match (self.day() == self.past.today, self.by_today) {
            (true, _) => String::new(),
            (false, false) => format!("ngay={}", self.day()),
            (false, true) => format!("ngay={}&theo={TODAY}", self.day()),
        }
    }
}

/// The same list of the unit that carries on for the ended one that it is asked for.
///
/// # Errors
/// [`Failure::NotFound`] where none does, or one outside reach: as if there were none.
pub(crate) async fn of_heir(
    conn: &mut Conn,
    who: (&Office, &Officer),
    ask: &Ask,
    right: Right,
) -> Result<String, Failure> {
    led_on(conn, who, ask, (right, Past::heir)).await
}

async fn led_on(
    conn: &mut Conn,
    (office, officer): (&Office, &Officer),
    ask: &Ask,
    (right, carries_on): (Right, fn(&Past, i64) -> i64),
) -> Result<String, Failure> {
    let today = office.clock.today();
    // One that never was is looked for as long as one beyond reach.
    let ended = conn.value::<i64>("SELECT id FROM unit WHERE uid = $1", &[&ask.get(UNIT)]).await?.unwrap_or(0);
    let now = carries_on(&office.trees.past(conn, today, today).await?, ended);
    if now == ended || !officer.may(right, now) {
        return Err(Failure::NotFound);
    }
    Ok(format!("{}&xong=noi-tiep", ask.link(&[(UNIT, officer.tree.uid(now))])))
}

/// The unit of today whose branch a list of papers, or of what comes of them, is asked for; `None` for all. `carries_on` says at
/// which unit stands what belongs to one that has ended.
///
/// # Errors
/// As [`Officer::require`]; for a unit that has ended, the way to the same list of the one that carries on.
pub(crate) async fn branch_of_papers(
    conn: &mut Conn,
    (office, officer): (&Office, &Officer),
    ask: &Ask,
    carries_on: fn(&Past, i64) -> i64,
) -> Result<Option<i64>, Failure> {
    if ask.get(UNIT).is_empty() {
        return Ok(None);
    }
    let unit = officer.tree.by_uid(ask.get(UNIT)).ok_or(Failure::NotFound);
    match unit.and_then(|unit| officer.require(ReadPapers, unit.id).map(|_| unit.id)) {
        Err(Failure::NotFound) => {
            let on = led_on(conn, (office, officer), ask, (ReadPapers::RIGHT, carries_on)).await?;
            Err(Failure::answer(see_other(&on)))
        }
        found => found.map(Some),
    }
}

/// The two links; shown for a day before today.
#[derive(Template)]
#[template(path = "org/pages/grouping.html")]
pub(crate) struct Switch {
    w: Words,
    then: String,
    today: String,
    by_today: bool,
    /// Whose numbers they are, by which units.
    note: String,
}

impl Switch {
    /// Between an address for the units of the day and one for those of today.
    pub(crate) fn new(w: Words, day: Day, by_today: bool, links: (String, String)) -> Switch {
        let key = if by_today { "org-by-today-note" } else { "org-by-then-note" };
        Switch::noted(w, by_today, w.with(key, "day", day.written()), links)
    }

    /// The same for what is not of one day, with a note of its own.
    pub(crate) fn noted(w: Words, by_today: bool, note: String, (then, today): (String, String)) -> Switch {
        Switch { w, then, today, by_today, note }
    }
}
