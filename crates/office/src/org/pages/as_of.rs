//! A list as it was on a day: the day is chosen above it, its rows are those of units within reach, by the units of the day
//! or by those of today, and the file says the same.

use super::grouping::{Grouping, Switch, TODAY, of_heir};
use super::{day_asked, table_file};
use crate::desk::Duty;
use crate::identity::reach::Officer;
use crate::identity::right::{Permission, Right};
use crate::list::Ask;
use crate::list::noted::{Taking, note};
use crate::org::Tree;
use crate::org::lineage::Past;
use crate::shell::Office;
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use kit::clock::Day;
use kit::db::Conn;
use kit::failure::Failure;
use kit::form::Form;
use kit::page::see_other;
use kit::words::Words;
use std::sync::Arc;

/// A day, by whose units it is looked at, and the branch that is asked for, if one is.
pub(crate) struct AsOf {
    here: &'static str,
    form: Form,
    grouping: Grouping,
    tree: Arc<Tree>,
    right: Right,
    root: Option<i64>,
}

/// The control above the list.
#[derive(Template)]
#[template(path = "org/pages/as_of.html")]
pub(crate) struct Control {
    w: Words,
    form: Form,
    here: &'static str,
    unit: String,
    other_day: String,
    /// The same list today.
    today: String,
    /// By whose units, in the address; empty for those of the day.
    by: &'static str,
    switch: Option<Switch>,
    /// The same as a file: (kind, address).
    files: Vec<(String, String)>,
}

impl AsOf {
    /// The list at an address: on the day of `ngay`, by the units that `theo` says, and of them the unit of `don-vi`.
    ///
    /// # Errors
    /// [`Failure::Forbidden`] without the right, [`Failure::NotFound`] for a unit outside reach; for one that is none of those
    /// units any more, the way to the same list of the one that carries on.
    pub(crate) async fn asked<P: Permission>(
        conn: &mut Conn,
        (office, officer): (&Office, &Officer),
        here: &'static str,
        permission: P,
    ) -> Result<AsOf, Failure> {
        match AsOf::find(conn, (office, officer), here, permission).await {
            Err(Failure::NotFound) => {
                let query = officer.asked().split_once('?').map_or("", |(_, query)| query);
                let ask = Ask::read(here, &["ngay", "theo", "don-vi"], query);
                let on = of_heir(conn, (office, officer), &ask, P::RIGHT).await?;
                Err(Failure::answer(see_other(&on)))
            }
            found => found,
        }
    }

    async fn find<P: Permission>(
        conn: &mut Conn,
        (office, officer): (&Office, &Officer),
        here: &'static str,
        permission: P,
    ) -> Result<AsOf, Failure> {
        officer.somewhere(P::RIGHT)?;
        let today = office.clock.today();
        let (day, form) = day_asked(today, officer);
        let grouping = Grouping::asked(conn, office, officer, day).await?;
        let tree = grouping.tree(officer);
        let mut root = None;
        if let Some(asked) = officer.query("don-vi").filter(|asked| !asked.is_empty()) {
            let unit = tree.by_uid(&asked).ok_or(Failure::NotFound)?.id;
            officer.require_then(permission, &grouping.past, unit)?;
            root = Some(unit);
        }
        Ok(AsOf { here, form, grouping, tree, right: P::RIGHT, root })
    }

    /// The day.
    pub(crate) fn day(&self) -> Day {
        self.grouping.day()
    }

    /// Whether it is the day of today.
    pub(crate) fn is_today(&self) -> bool {
        self.day() == self.grouping.past.today
    }

    /// Whether it is looked at by the units of today.
    pub(crate) fn by_today(&self) -> bool {
        self.grouping.by_today
    }

    /// The units by which it is looked at.
    pub(crate) fn tree(&self) -> &Tree {
        &self.tree
    }

    /// The day, as it is looked at today.
    pub(crate) fn past(&self) -> &Past {
        &self.grouping.past
    }

    /// Takes persons, each with the unit of the day, to the units by which the list is looked at.
    pub(crate) async fn carry<'a>(
        &self,
        conn: &mut Conn,
        persons: impl Iterator<Item = (i64, &'a mut i64)>,
    ) -> kit::db::Result<()> {
        if !self.by_today() {
            return Ok(());
        }
        let (roll, units): (Vec<_>, Vec<_>) = persons.map(|(person, unit)| ((person, *unit), unit)).unzip();
        let Past { lineage, today, .. } = &self.grouping.past;
        let carried = lineage.carry(conn, &roll, (self.day(), *today)).await?;
        for (unit, (_, now)) in units.into_iter().zip(carried) {
            *unit = now;
        }
        Ok(())
    }

    /// Takes what is no person's to the unit that carries on, where it is looked at by the units of today.
    pub(crate) fn settle(&self, unit: &mut i64) {
        if self.by_today() {
            *unit = self.grouping.past.heir(*unit);
        }
    }

    /// Whether what belongs to the unit stands on the list.
    pub(crate) fn takes(&self, officer: &Officer, unit: i64) -> bool {
        self.root.is_none_or(|root| self.tree.is_within(unit, root)) && self.grouping.may(officer, self.right, unit)
    }

    /// The name of the unit that is asked for; empty for all.
    pub(crate) fn unit(&self) -> String {
        self.root.map_or(String::new(), |root| self.tree.name(root).to_owned())
    }

    /// What an address needs, after its `?`, to stay on the day and with its units; empty for today.
    pub(crate) fn query(&self) -> String {
        self.grouping.query()
    }

    /// Whether the day can be read.
    pub(crate) fn status(&self) -> StatusCode {
        if self.form.is_sound() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }
    }

    /// The control for the list, with the files where there is something to be written.
    pub(crate) fn control(&self, officer: &Officer, is_empty: bool) -> Control {
        let (w, here) = (officer.words(), self.here);
        let unit = self.root.map_or(String::new(), |root| self.tree.uid(root).to_owned());
        let asked = [self.query(), if unit.is_empty() { String::new() } else { format!("don-vi={unit}") }];
        let asked: String = asked.iter().filter(|said| !said.is_empty()).map(|said| format!("{said}&")).collect();
        let kinds = if is_empty { &[][..] } else { &["XLSX", "CSV"] };
        let now = self.root.map(|unit| self.grouping.past.heir(unit));
        let file = |kind: &&str| ((*kind).to_owned(), format!("{here}?{asked}tep={}", kind.to_lowercase()));
        Control {
            w,
            form: self.form.clone(),
            here,
            unit,
            today: now.map_or(here.to_owned(), |unit| format!("{here}?don-vi={}", officer.tree.uid(unit))),
            other_day: if self.is_today() { String::new() } else { self.day().written() },
            by: if self.by_today() { TODAY } else { "" },
            switch: self.switch(officer, here),
            files: kinds.iter().map(file).collect(),
        }
    }

    /// The same list by the units of its day and of today; a unit that is not among the other ones gives way to the one that
    /// carries on for it, or to all.
    fn switch(&self, officer: &Officer, here: &str) -> Option<Switch> {
        let (past, day) = (&self.grouping.past, self.day());
        let then = self.root.filter(|unit| past.tree.get(*unit).is_some()).map(|unit| past.tree.uid(unit));
        let now = self.root.map(|unit| officer.tree.uid(past.heir(unit)));
        let link = |by: &str, unit: Option<&str>| {
            let unit = unit.map_or(String::new(), |unit| format!("&don-vi={unit}"));
            format!("{here}?ngay={day}{by}{unit}")
        };
        let links = (link("", then), link(&format!("&theo={TODAY}"), now));
        (day < past.today).then(|| Switch::new(officer.words(), day, self.by_today(), links))
    }

    /// The list as the file that `tep` asks for; `None` for the page.
    ///
    /// # Errors
    /// [`Failure::NotFound`] for a kind of file that there is not.
    pub(crate) async fn file<'a>(
        &self,
        office: &Office,
        officer: &Officer,
        (list, name): (&'static str, &str),
        parts: impl Iterator<Item = (&'a str, &'a [Duty])>,
    ) -> Result<Option<Response>, Failure> {
        let Some(kind) = officer.query("tep").filter(|_| self.form.is_sound()) else { return Ok(None) };
        let w = officer.words();
        let row = |part: &str, duty: &Duty| {
            [part, &duty.name, &duty.text, &duty.state_name].map(|text| sheet::Cell::Text(text.to_owned())).into()
        };
        let rows: Vec<Vec<_>> =
            parts.flat_map(|(part, rows)| rows.iter().map(move |duty| (part, duty))).map(|(p, d)| row(p, d)).collect();
        let unit = self.root.or_else(|| officer.roots(self.right).first().copied()).ok_or(Failure::Forbidden)?;
        let by = if self.by_today() { w.say("org-by-today") } else { String::new() };
        let asked = [self.unit(), self.day().written(), by.clone()].into_iter().filter(|said| !said.is_empty());
        let asked = asked.collect::<Vec<_>>().join(", ");
        let taking = Taking { list, unit, kind: &kind, asked, rows: rows.len() };
        let noted = note(office, officer, taking).await?;
        let header = ["as-of-part", "as-of-who", "as-of-what", "as-of-state"].map(|key| w.say(key));
        let on = w.with("roll-chip-ngay", "value", self.day().written());
        let title = [w.say(list), on, by].into_iter().filter(|said| !said.is_empty()).collect::<Vec<_>>().join(". ");
        table_file(&noted, &format!("{name}-{}", self.day()), &title, (&header, rows)).map(Some)
    }
}
