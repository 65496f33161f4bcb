//! The tree of units on a day, by the units of that day or of today, on the page and as a file.

use super::day_asked;
use super::event::may_see_event;
use super::grouping::{Grouping, Switch};
use crate::identity::reach::Officer;
use crate::identity::right::Right;
use crate::list::noted::{Noted, Taking, note};
use crate::org::{Tree, code, kind};
use crate::shell::{Office, Shell};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use kit::failure::Failure;
use kit::form::Form;
use kit::page::html;
use kit::words::Words;
use std::collections::{HashMap, HashSet};

#[derive(Template)]
#[template(path = "org/pages/tree.html")]
struct TreePage {
    shell: Shell,
    form: Form,
    /// The day of the picture, when it is not today.
    other_day: String,
    /// From the units of the day to those of today, for an earlier day.
    switch: Option<Switch>,
    summary: String,
    branches: Vec<Branch>,
    changes: Vec<Change>,
    /// The same as a file: (kind, address); empty when there is nothing.
    files: Vec<(String, String)>,
}

/// A unit with all below it, ready to show.
#[derive(Template)]
#[template(path = "org/pages/branch.html")]
struct Branch {
    /// Empty for a unit that has gone out of reach since.
    href: String,
    name: String,
    members: String,
    /// The words of the link to a unit that opens and closes.
    look: String,
    open: bool,
    below: Vec<Branch>,
}

struct Change {
    href: String,
    day: String,
    paper: String,
    words: String,
    /// The page of the event; empty for those who may not see it.
    event: String,
}

/// What is shown: the units within reach, and how many members they have.
struct Seen<'a> {
    w: Words,
    tree: &'a Tree,
    units: HashSet<i64>,
    members: HashMap<i64, i64>,
    query: String,
    /// Units of the day that are still there and out of reach by now.
    closed: HashSet<i64>,
}

impl Seen<'_> {
    /// Those with nothing visible above them, in preorder.
    fn roots(&self) -> Vec<i64> {
        let above = |unit: &i64| self.tree.get(*unit).and_then(|unit| unit.parent_id);
        let is_root = |unit: &i64| self.units.contains(unit) && above(unit).is_none_or(|up| !self.units.contains(&up));
        self.tree.preorder().iter().copied().filter(is_root).collect()
    }

    fn total(&self, unit: i64) -> i64 {
        let branch = self.tree.branch(unit).iter().filter(|unit| self.units.contains(unit));
        branch.filter_map(|unit| self.members.get(unit)).sum()
    }

    fn href(&self, unit: i64) -> String {
        if self.closed.contains(&unit) {
            return String::new();
        }
        let query = if self.query.is_empty() { String::new() } else { format!("?{}", self.query) };
        format!("/van-phong/to-chuc/{}{query}", self.tree.uid(unit))
    }

    fn branch(&self, unit: i64, open: bool) -> Branch {
        let count = self.total(unit);
        let below = self.tree.children(unit).iter().filter(|child| self.units.contains(child));
        Branch {
            href: self.href(unit),
            name: self.tree.name(unit).to_owned(),
            members: if count > 0 { self.w.count("org-members", count) } else { String::new() },
            look: self.w.say("org-look"),
            open,
            below: below.map(|child| self.branch(*child, false)).collect(),
        }
    }

    /// `14 đảng bộ xã, 161 chi bộ, 4.023 đảng viên`
    fn summary(&self) -> String {
        let of_kind = |kind: &str| self.tree.of_kind(kind).filter(|unit| self.units.contains(&unit.id)).count();
        let mut parts = Vec::new();
        for kind in [kind::COMMUNE_COMMITTEE, kind::AGENCY_COMMITTEE, kind::CELL, kind::FRONT, kind::MASS_ORGANISATION]
        {
            let count = of_kind(kind) as i64;
            if count > 0 {
                parts.push(self.w.count(&format!("count-{kind}"), count));
            }
        }
        let persons: i64 = self.units.iter().filter_map(|unit| self.members.get(unit)).sum();
        if persons > 0 {
            parts.push(self.w.count("org-members", persons));
        }
        parts.join(", ")
    }
}

pub(super) async fn show(State(office): State<Office>, officer: Officer) -> Result<Response, Failure> {
    if officer.roots(Right::ReadOrganisation).is_empty() {
        return Err(Failure::Forbidden);
    }
    let (w, (day, form)) = (officer.words(), day_asked(office.clock.today(), &officer));
    let mut conn = office.db.read().await?;
    let grouping = Grouping::asked(&mut conn, &office, &officer, day).await?;
    let tree = grouping.tree(&officer);
    let reads = |unit: &i64| grouping.may(&officer, Right::ReadOrganisation, *unit);
    let seen = Seen {
        w,
        tree: &tree,
        units: tree.preorder().iter().copied().filter(reads).collect(),
        members: grouping.members(&mut conn).await?,
        query: grouping.query(),
        closed: tree.preorder().iter().copied().filter(|unit| !super::opens(&officer, *unit)).collect(),
    };
    let roots = seen.roots();
    if let Some(kind) = officer.query("tep").filter(|_| form.is_sound()) {
        let codes = code::codes_on(&mut conn, grouping.units_of()).await?.into_iter().collect();
        drop(conn);
        let unit = officer.roots(Right::ReadOrganisation).first().copied().ok_or(Failure::Forbidden)?;
        let (asked, rows) = (grouping.day().written(), seen.units.len());
        let taking = Taking { list: "organisation", unit, kind: &kind, asked, rows };
        return file(&seen, &note(&office, &officer, taking).await?, &codes, &grouping);
    }
    let here = |more: &str| format!("/van-phong/to-chuc?ngay={day}{more}");
    let switch = (day < grouping.past.today).then(|| {
        Switch::new(w, day, grouping.by_today, (here(""), here(&format!("&theo={}", super::grouping::TODAY))))
    });
    let query = if seen.query.is_empty() { String::new() } else { format!("{}&", seen.query) };
    let files = if roots.is_empty() { &[][..] } else { &["XLSX", "CSV"] };
    let files =
        files.iter().map(|kind| ((*kind).to_owned(), format!("/van-phong/to-chuc?{query}tep={}", kind.to_lowercase())));
    // The only one of the Party stands open; what stands beside it is one line each.
    let of_party = roots.iter().filter(|root| !tree.is_beside(**root)).count();
    let opens = |root: &i64| roots.len() == 1 || (of_party == 1 && !tree.is_beside(*root));
    let page = TreePage {
        shell: office.shell(&officer),
        other_day: if day == grouping.past.today { String::new() } else { day.written() },
        switch,
        summary: seen.summary(),
        branches: roots.iter().map(|root| seen.branch(*root, opens(root))).collect(),
        changes: changes(w, &officer, &grouping),
        files: files.collect(),
        form,
    };
    let status = if page.form.is_sound() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    html(status, &page)
}

/// What happened to units within reach, the latest first.
fn changes(w: Words, officer: &Officer, grouping: &Grouping) -> Vec<Change> {
    let mut changes = Vec::new();
    for event in grouping.past.lineage.events().rev() {
        let units: HashSet<i64> = event.iter().flat_map(|edge| [edge.from_unit, edge.to_unit]).flatten().collect();
        let near =
            units.iter().filter(|unit| officer.may_then(&grouping.past, Right::ReadOrganisation, **unit)).count();
        if near == 0 {
            continue;
        }
        let edge = &event[0];
        let count = w.count("org-units", near as i64);
        changes.push(Change {
            href: format!("/van-phong/to-chuc?ngay={}", edge.day),
            day: edge.day.written(),
            paper: edge.paper.clone(),
            words: format!("{}: {count}", w.say(&format!("change-kind-{}", edge.kind))),
            event: match may_see_event(officer, &grouping.past, edge.decided_at) {
                true => super::event::event_address(&edge.uid),
                false => String::new(),
            },
        });
    }
    changes
}

/// The units as they are shown, one a line.
fn file(
    seen: &Seen<'_>,
    noted: &Noted,
    codes: &HashMap<i64, String>,
    grouping: &Grouping,
) -> Result<Response, Failure> {
    let w = seen.w;
    let columns = ["org-unit", "setup-kind", "code", "org-above", "org-members-own", "org-members-branch"];
    let header = columns.map(|key| w.say(key));
    let units = seen.tree.preorder().iter().filter_map(|unit| seen.tree.get(*unit));
    let rows = units.filter(|unit| seen.units.contains(&unit.id)).map(|unit| {
        let above = unit.parent_id.filter(|above| seen.units.contains(above)).map_or("", |above| seen.tree.name(above));
        let own = seen.members.get(&unit.id).copied().unwrap_or(0);
        let code = codes.get(&unit.id).map_or(String::new(), |plain| code::written(plain));
        let kind = w.say(&format!("unit-kind-{}", unit.kind));
        let texts = [unit.name.clone(), kind, code, above.to_owned()].map(sheet::Cell::Text);
        texts.into_iter().chain([own, seen.total(unit.id)].map(sheet::Cell::Number)).collect()
    });
    let by = grouping.in_file_name();
    super::table_file(
        noted,
        &format!("don-vi-{}{by}", grouping.day()),
        &w.with("org-file-title", "day", grouping.day().written()),
        (&header, rows.collect()),
    )
}
