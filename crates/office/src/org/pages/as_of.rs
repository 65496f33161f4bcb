//! A list as it was on a day: the day is chosen above it, its rows are those of units within reach then, and the file says
//! the same.

use super::{day_asked, table_file};
use crate::desk::Duty;
use crate::identity::reach::Officer;
use crate::identity::right::{Permission, Right};
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
use kit::words::Words;

/// A day, and the branch that is asked for, if one is.
pub(crate) struct AsOf {
    form: Form,
    past: Past,
    day: Day,
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
    /// The same as a file: (kind, address).
    files: Vec<(String, String)>,
}

impl AsOf {
    /// The day of `ngay` and the unit of `don-vi`, as it was on that day.
    ///
    /// # Errors
    /// [`Failure::Forbidden`] without the right, [`Failure::NotFound`] for a unit outside reach.
    pub(crate) async fn asked<P: Permission>(
        conn: &mut Conn,
        office: &Office,
        officer: &Officer,
        permission: P,
    ) -> Result<AsOf, Failure> {
        officer.somewhere(P::RIGHT)?;
        let today = office.clock.today();
        let (day, form) = day_asked(today, officer);
        let past = office.trees.past(conn, day, today).await?;
        let mut root = None;
        if let Some(asked) = officer.query("don-vi").filter(|asked| !asked.is_empty()) {
            let unit = past.tree.by_uid(&asked).ok_or(Failure::NotFound)?.id;
            officer.require_then(permission, &past, unit)?;
            root = Some(unit);
        }
        Ok(AsOf { form, past, day, right: P::RIGHT, root })
    }

    /// The day.
    pub(crate) fn day(&self) -> Day {
        self.day
    }

    /// Whether it is the day of today.
    pub(crate) fn is_today(&self) -> bool {
        self.day == self.past.today
    }

    /// The units of the day.
    pub(crate) fn tree(&self) -> &Tree {
        &self.past.tree
    }

    /// Whether what belongs to the unit on the day stands on the list.
    pub(crate) fn takes(&self, officer: &Officer, unit: i64) -> bool {
        self.root.is_none_or(|root| self.past.tree.is_within(unit, root))
            && officer.may_then(&self.past, self.right, unit)
    }

    /// The name of the unit that is asked for; empty for all.
    pub(crate) fn unit(&self) -> String {
        self.root.map_or(String::new(), |root| self.past.tree.name(root).to_owned())
    }

    /// Whether the day can be read.
    pub(crate) fn status(&self) -> StatusCode {
        if self.form.is_sound() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }
    }

    /// The control for the list at an address, with the files where there is something to be written.
    pub(crate) fn control(&self, w: Words, here: &'static str, is_empty: bool) -> Control {
        let unit = self.root.map_or(String::new(), |root| self.past.tree.uid(root).to_owned());
        let mut query = String::new();
        if !self.is_today() {
            query.push_str(&format!("ngay={}&", self.day));
        }
        if !unit.is_empty() {
            query.push_str(&format!("don-vi={unit}&"));
        }
        let kinds = if is_empty { &[][..] } else { &["XLSX", "CSV"] };
        let file = |kind: &&str| ((*kind).to_owned(), format!("{here}?{query}tep={}", kind.to_lowercase()));
        let other_day = if self.is_today() { String::new() } else { self.day.written() };
        Control { w, form: self.form.clone(), here, unit, other_day, files: kinds.iter().map(file).collect() }
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
        let asked = [self.unit(), self.day.written()].into_iter().filter(|said| !said.is_empty());
        let asked = asked.collect::<Vec<_>>().join(", ");
        let taking = Taking { list, unit, kind: &kind, asked, rows: rows.len() };
        let noted = note(office, officer, taking).await?;
        let header = ["as-of-part", "as-of-who", "as-of-what", "as-of-state"].map(|key| w.say(key));
        let title = format!("{}. {}", w.say(list), w.with("roll-chip-ngay", "value", self.day.written()));
        table_file(&noted, &format!("{name}-{}", self.day), &title, (&header, rows)).map(Some)
    }
}
