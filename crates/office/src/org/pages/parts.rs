//! The new units of a split in the wizard: a row of the form for each, what goes where, and what is wrong by row.

use super::change::{broken, kept, told};
use super::fitting;
use crate::gazetteer::field as place;
use crate::identity::reach::Officer;
use crate::identity::reach::deciding::Deciding;
use crate::identity::right::{EndUnits, KeepOrganisation};
use crate::org::change::{Change, ChangeError, Decision};
use crate::org::code::{OrgCode, written};
use crate::org::split::Part;
use crate::org::{NewUnit, kind};
use crate::shell::Office;
use crate::{people, posts};
use kit::clock::Day;
use kit::db::Tx;
use kit::failure::Failure;
use kit::form::Form;
use kit::words::Words;

/// Rows at most.
const MOST: usize = 12;

/// A row of the form, with the names of its fields.
pub(super) struct Row {
    pub(super) title: String,
    pub(super) anchor: String,
    pub(super) name: String,
    pub(super) short: String,
    pub(super) kind: String,
    pub(super) code: String,
    pub(super) twin: String,
    /// Whether another unit of the same name was found.
    pub(super) twins: bool,
    /// The field of the area, for a unit that stands for one, with the localities that the typed name may mean.
    pub(super) place: String,
    pub(super) chosen: String,
    pub(super) places: Vec<(String, String)>,
}

/// What somebody holds at the unit that is split: (name of the field, what).
pub(super) type Seats = Vec<(String, String)>;

/// What a row says.
pub(super) struct Typed {
    /// Which row, from 1.
    pub(super) row: usize,
    pub(super) kind: String,
    pub(super) name: String,
    short: String,
    typed_code: String,
    pub(super) units: Vec<i64>,
    pub(super) persons: Vec<i64>,
    pub(super) posts: Vec<i64>,
}

fn count(form: &Form) -> usize {
    form.get("parts").parse().unwrap_or(1).clamp(1, MOST)
}

fn field(name: &str, row: usize) -> String {
    format!("{name}-{row}")
}

fn titled(w: Words, row: usize) -> String {
    w.with("part-row", "row", w.number(row as i64))
}

/// The rows to be shown; `areas` where the unit that falls apart stands for an area.
pub(super) async fn rows(office: &Office, form: &Form, areas: bool, w: Words) -> Result<Vec<Row>, Failure> {
    let mut rows = Vec::new();
    for row in 1..=count(form) {
        let places = if areas { place::choices(office, form, &field("", row), w).await? } else { vec![] };
        rows.push(Row {
            title: titled(w, row),
            anchor: format!("phan-{row}"),
            name: field("name", row),
            short: field("short", row),
            kind: field("unit_kind", row),
            code: field("code", row),
            twins: form.is(&field("twins", row), "1") || form.is(&field("twin", row), "1"),
            twin: field("twin", row),
            place: if areas { field("place", row) } else { String::new() },
            chosen: field("place_is", row),
            places,
        });
    }
    Ok(rows)
}

/// Whether one more row may be added.
pub(super) fn may_grow(form: &Form) -> bool {
    count(form) < MOST
}

/// Adds an empty row, of the kind of the one before.
pub(super) fn add(form: &mut Form) {
    let known = count(form);
    let kind = form.get(&field("unit_kind", known)).to_owned();
    let next = (known + 1).min(MOST);
    form.set("parts", next.to_string());
    if next > known {
        form.set(&field("unit_kind", next), kind);
    }
}

/// Where something may go: with the rest, or into a row.
pub(super) fn choices(form: &Form, w: Words, rest: String) -> Vec<(String, String)> {
    let into = |row: usize| {
        let name = form.get(&field("name", row));
        let title = titled(w, row);
        (row.to_string(), if name.is_empty() { title } else { format!("{title}: {name}") })
    };
    std::iter::once((String::new(), rest)).chain((1..=count(form)).map(into)).collect()
}

/// What goes into a row: (kind of thing, its id).
fn goes<'a>(form: &'a Form, prefix: &'a str, row: usize) -> Result<Vec<i64>, Failure> {
    let mine = form.with_prefix(prefix).filter(|(_, into)| into.parse() == Ok(row));
    mine.map(|(id, _)| id.parse().map_err(|_| Failure::Malformed)).collect()
}

/// The rows that say something; one after the first in which nothing stands, and to which nothing goes, is none.
fn typed(form: &Form) -> Result<Vec<Typed>, Failure> {
    let strange = |prefix| form.with_prefix(prefix).any(|(_, into)| !into.is_empty() && !is_row(form, into));
    if ["unit-", "person-", "post-"].into_iter().any(strange)
        || !(form.is("rest", "") || is_row(form, form.get("rest")))
    {
        return Err(Failure::Malformed);
    }
    let mut all = Vec::new();
    for row in 1..=count(form) {
        let said = |name: &str| form.get(&field(name, row)).to_owned();
        let part = Typed {
            row,
            kind: said("unit_kind"),
            name: said("name"),
            short: said("short"),
            typed_code: said("code"),
            units: goes(form, "unit-", row)?,
            persons: goes(form, "person-", row)?,
            posts: goes(form, "post-", row)?,
        };
        let says = !(part.name.is_empty() && part.short.is_empty() && part.typed_code.is_empty());
        let gets = !(part.units.is_empty() && part.persons.is_empty() && part.posts.is_empty());
        if row == 1 || says || gets || takes_rest(form, row) {
            all.push(part);
        }
    }
    Ok(all)
}

fn is_row(form: &Form, text: &str) -> bool {
    text.parse().is_ok_and(|row: usize| (1..=count(form)).contains(&row))
}

fn takes_rest(form: &Form, row: usize) -> bool {
    form.get("rest").parse() == Ok(row)
}

/// Says what is wrong with the rows of a form, each at its field.
pub(super) fn read(form: &mut Form, w: Words) -> Result<(), Failure> {
    let all = typed(form)?;
    let mut names: Vec<String> = Vec::new();
    for part in &all {
        let mut wrong = |name: &str, told: String| {
            form.call(&field(name, part.row), titled(w, part.row));
            form.wrong(field(name, part.row), told);
        };
        for (name, text) in [("name", &part.name), ("short", &part.short)] {
            if text.is_empty() || text.chars().count() > 200 {
                wrong(name, w.say(&format!("change-no-{name}")));
            }
        }
        let name = viet::settle(&part.name);
        if !name.is_empty() && names.contains(&name) {
            wrong("name", w.say("part-twice"));
        }
        names.push(name);
        if let Some(Err(error)) =
            Some(&part.typed_code).filter(|code| !code.is_empty()).map(|code| OrgCode::parse(code))
        {
            wrong("code", super::code::said(w, error));
        }
        let gets = !(part.units.is_empty() && part.persons.is_empty()) || takes_rest(form, part.row);
        if !gets {
            form.wrong("units", w.with("part-gets-nothing", "part", titled(w, part.row)));
        }
        if !kind::ESTABLISHED.contains(&part.kind.as_str()) {
            return Err(Failure::Malformed);
        }
    }
    Ok(())
}

/// The new units in lines, for whoever is to agree.
pub(super) fn in_lines(form: &Form, w: Words) -> Result<String, Failure> {
    let line = |part: Typed| {
        let kind = w.say(&format!("unit-kind-{}", part.kind));
        let all = [part.name, part.short, kind, written(&part.typed_code)];
        all.into_iter().filter(|said| !said.is_empty()).collect::<Vec<_>>().join(", ")
    };
    Ok(typed(form)?.into_iter().map(line).collect::<Vec<_>>().join("\n"))
}

/// Makes the split in the transaction, to be kept or only looked at; the event, or `None` when the form now says what is
/// wrong.
pub(super) async fn perform(
    tx: &mut Tx,
    office: &Office,
    officer: &Officer,
    (unit, parent): (i64, i64),
    form: &mut Form,
    (decision, decided): (Decision, Option<Deciding<EndUnits>>),
) -> Result<Option<i64>, Failure> {
    let (w, now, day) = (officer.words(), office.clock.now(), decision.day);
    let all = typed(form)?;
    let rest = all.iter().position(|part| takes_rest(form, part.row));
    let gone: &[i64] = if rest.is_some() { &[unit] } else { &[] };
    let mut named = Vec::new();
    for (nth, part) in all.iter().enumerate() {
        let row = field("", part.row);
        let grant = officer.require(KeepOrganisation, parent)?;
        let area = place::area_of(tx, office, grant, form, (day, &row, w)).await?.flatten();
        if let Some(area) = area.filter(|_| kind::OF_AREAS.contains(&&*part.kind)) {
            super::place::free(tx, officer, form, (area, day, gone), &row).await?;
            if named.contains(&Some(area)) {
                form.wrong(format!("place{row}"), w.say("place-twice"));
            }
        }
        named.push(area);
        fitting::part(tx, office, officer, form, ((unit, parent), part, rest == Some(nth))).await?;
        fitting::twin(tx, office, officer, form, (parent, day, gone), &row).await?;
    }
    if !form.is("apart", "1") {
        apart(tx, form, w, (unit, day), (&all, rest)).await?;
    }
    if !form.is_sound() {
        return Ok(None);
    }
    let uid = || office.chance.uuid(now).to_string();
    let codes: Vec<Option<OrgCode>> = all.iter().map(|part| OrgCode::parse(&part.typed_code).ok()).collect();
    let posts: Vec<Vec<(i64, String)>> =
        all.iter().map(|part| part.posts.iter().map(|post| (*post, uid())).collect()).collect();
    let change = Change::begin(tx, officer.require(KeepOrganisation, parent)?, decision, now).await.map_err(broken)?;
    let area = officer.tree.get(unit).and_then(|unit| unit.area_id);
    let mut parts = Vec::new();
    for (nth, (part, (code, posts))) in all.iter().zip(codes.iter().zip(&posts)).enumerate() {
        let new = NewUnit {
            uid: uid(),
            kind: &part.kind,
            area: match area.filter(|_| named[nth].is_none() && rest != Some(nth)) {
                // The area stays with what carries on for the unit; each other committee of its kind stands for a new one.
                Some(old) if kind::OF_AREAS.contains(&&*part.kind) => {
                    let names = (&*part.name, &*part.short);
                    Some(change.area_for(tx, (old, &[]), names, uid()).await.map_err(broken)?)
                }
                _ => named[nth].or(area),
            },
            parent: None,
            name: &part.name,
            short: &part.short,
            from: day,
            paper: None,
        };
        parts.push(Part { new, code: code.as_ref(), units: &part.units, persons: &part.persons, posts });
    }
    let grants = (officer.require(KeepOrganisation, unit)?, officer.require(KeepOrganisation, parent)?);
    let made = match change.split(tx, grants, &parts, rest).await {
        Ok(_) => kept(tx, office, change, decided).await.map_err(|error| (None, error)),
        Err(error) => Err(error),
    };
    match made {
        Ok(event) => Ok(Some(event)),
        Err((_, ChangeError::Db(error))) => Err(error.into()),
        Err((nth, error)) => {
            let row = nth.map(|nth| all[nth].row);
            let at = match &error {
                ChangeError::CodeTaken(_) => row.map(|row| field("code", row)),
                ChangeError::NotThere(child) if all.iter().any(|part| part.units.contains(child)) => {
                    Some(format!("unit-{child}"))
                }
                ChangeError::NotAMember(person) => Some(format!("person-{person}")),
                ChangeError::NotHeld(post) => Some(format!("post-{post}")),
                _ => None,
            };
            let at = at.unwrap_or_else(|| "day".to_owned());
            if let Some(row) = row {
                form.call(&at, titled(w, row));
            }
            form.wrong(at, told(w, officer, &error));
            Ok(None)
        }
    }
}

/// Asks about each member of the unit who is to hold a post at a part and does not go there.
async fn apart(
    tx: &mut Tx,
    form: &mut Form,
    w: Words,
    (unit, day): (i64, Day),
    (all, rest): (&[Typed], Option<usize>),
) -> Result<(), Failure> {
    let takes_rest = rest.map(|rest| all[rest].row);
    for held in posts::of_unit(tx, unit).await? {
        let Some(part) = all.iter().find(|part| part.posts.contains(&held.id)) else { continue };
        let goes = all.iter().find(|part| part.persons.contains(&held.person_id)).map(|part| part.row).or(takes_rest);
        if goes != Some(part.row) && people::unit_of(tx, held.person_id, day).await? == Some(unit) {
            let values = [("name", held.full_name.into()), ("part", part.name.clone().into())];
            form.wrong(format!("post-{}", held.id), w.fill("part-apart", &values));
            form.set("asks_apart", "1");
        }
    }
    Ok(())
}
