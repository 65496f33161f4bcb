//! Whether a change puts each unit and each member where the rules let one of its kind be (`rules/units-*.toml`), and whether
//! a new unit is one that stands there already. What is wrong is told at its field, when a change is looked at as when it is
//! made.

use super::parts::Typed;
use crate::identity::reach::Officer;
use crate::org::{Tree, kind};
use crate::posts;
use crate::shell::{OFFICE_SCOPE, Office};
use kit::clock::Day;
use kit::db::Conn;
use kit::failure::Failure;
use kit::form::Form;
use rules::{Area, UnitsRule};
use std::collections::HashMap;

impl Office {
    /// Which kind of unit stands where by the rules of today: the office's own, or those that come with the program.
    ///
    /// # Errors
    /// When no rule on units holds today.
    pub(super) fn units_rule(&self) -> Result<&UnitsRule, Failure> {
        let ruleset = self.book.on(Area::Units, Some(OFFICE_SCOPE), self.clock.today().0);
        let rule = ruleset.and_then(|ruleset| ruleset.units());
        rule.ok_or_else(|| anyhow::anyhow!("no rule on units holds today").into())
    }
}

/// A change as the wizard reads it.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    /// Its kind, one of [`crate::org::change::KINDS`].
    pub(super) kind: &'a str,
    /// The unit that is changed.
    pub(super) unit: i64,
    /// The receiving unit, where there is one.
    pub(super) into: Option<i64>,
    /// The units and members that were ticked.
    pub(super) units: &'a [i64],
    pub(super) persons: &'a [i64],
}

/// The rule beside a tree, for telling what does not fit.
struct Fitting<'a> {
    rule: &'a UnitsRule,
    officer: &'a Officer,
    tree: &'a Tree,
}

impl Fitting<'_> {
    fn kind(&self, unit: i64) -> &str {
        self.tree.get(unit).map_or("", |unit| unit.kind.as_str())
    }

    fn said(&self, kind: &str) -> String {
        self.officer.words().say(&format!("unit-kind-{kind}"))
    }

    /// Whether `kind` may stand under the unit; what is told otherwise. A unit that is not there is nobody's mistake here:
    /// the change itself says so.
    fn under(&self, kind: &str, above: i64) -> Option<String> {
        self.kind_under(kind, self.kind(above), self.tree.name(above))
    }

    fn kind_under(&self, kind: &str, above: &str, name: &str) -> Option<String> {
        if kind.is_empty() || above.is_empty() || self.rule.stands_under(kind, above) {
            return None;
        }
        let values = [("kind", self.said(kind).into()), ("above", self.said(above).into()), ("unit", name.into())];
        Some(self.officer.words().fill("fitting-not-under", &values))
    }

    fn takes_over(&self, into: &str, unit: i64) -> Option<String> {
        let kind = self.kind(unit);
        if kind.is_empty() || into.is_empty() || self.rule.takes_over(into, kind) {
            return None;
        }
        let values =
            [("kind", self.said(kind).into()), ("into", self.said(into).into()), ("unit", self.tree.name(unit).into())];
        Some(self.officer.words().fill("fitting-not-into", &values))
    }

    fn members(&self, kind: &str) -> Option<String> {
        if kind.is_empty() || self.rule.has_members(kind) {
            return None;
        }
        Some(self.officer.words().with("fitting-no-members", "kind", self.said(kind)))
    }
}

/// The kind of unit that most often is established under one: the first that may stand there, in the order in which people
/// look for them.
pub(super) fn likely(office: &Office, officer: &Officer, above: i64) -> Result<&'static str, Failure> {
    let (rule, above) = (office.units_rule()?, officer.tree.get(above).map_or("", |above| above.kind.as_str()));
    Ok(kind::ESTABLISHED.into_iter().find(|kind| rule.stands_under(kind, above)).unwrap_or(kind::CELL))
}

/// Puts what does not fit to its field, by the tree of the day of the change: a unit may be yet to come.
pub(super) fn check(
    office: &Office,
    (officer, tree): (&Officer, &Tree),
    form: &mut Form,
    asked: Asked<'_>,
) -> Result<(), Failure> {
    let fitting = Fitting { rule: office.units_rule()?, officer, tree };
    let Asked { kind, unit, into, units, persons } = asked;
    let new = form.get("unit_kind").to_owned();
    let into_kind = into.map_or("", |into| fitting.kind(into));
    let first = |mut all: Vec<Option<String>>| all.drain(..).flatten().next();
    let wrong = match kind {
        "establish" => ("unit_kind", fitting.under(&new, unit)),
        "merge" => match fitting.under(&new, unit) {
            Some(wrong) => ("unit_kind", Some(wrong)),
            None => ("units", first(units.iter().map(|old| fitting.takes_over(&new, *old)).collect())),
        },
        "move" => ("into", into.and_then(|into| fitting.under(fitting.kind(unit), into))),
        "dissolve" => {
            let below = |child: &i64| into.and_then(|into| fitting.under(fitting.kind(*child), into));
            let all = tree.children(unit).iter().map(below);
            ("into", first(std::iter::once(fitting.takes_over(into_kind, unit)).chain(all).collect()))
        }
        "transfer_part" => {
            let members = if persons.is_empty() { None } else { fitting.members(into_kind) };
            let below = |child: &i64| into.and_then(|into| fitting.under(fitting.kind(*child), into));
            ("into", first(std::iter::once(members).chain(units.iter().map(below)).collect()))
        }
        _ => return Ok(()),
    };
    if let (field, Some(told)) = wrong {
        form.wrong(field, told);
    }
    Ok(())
}

/// Puts what does not fit in a part of a split to its field: the part under the unit above, what goes there under the part,
/// and, where it carries on for the unit (`takes_rest`), that it can.
pub(super) async fn part(
    conn: &mut Conn,
    office: &Office,
    officer: &Officer,
    form: &mut Form,
    ((unit, parent), part, takes_rest): ((i64, i64), &Typed, bool),
) -> Result<(), Failure> {
    let fitting = Fitting { rule: office.units_rule()?, officer, tree: &officer.tree };
    let (w, kind) = (officer.words(), part.kind.as_str());
    let of_kind = fitting.under(kind, parent);
    let of_kind = of_kind.or_else(|| if part.persons.is_empty() { None } else { fitting.members(kind) });
    let of_kind = of_kind.or_else(|| if takes_rest { fitting.takes_over(kind, unit) } else { None });
    if let Some(told) = of_kind {
        form.wrong(format!("unit_kind-{}", part.row), told);
    }
    let rest = officer.tree.children(unit).iter().filter(|child| takes_rest && form.is(&format!("unit-{child}"), ""));
    let below: Vec<i64> = part.units.iter().chain(rest).copied().collect();
    for child in below {
        if let Some(told) = fitting.kind_under(fitting.kind(child), kind, &part.name) {
            form.wrong(format!("unit-{child}"), told);
        }
    }
    let (rule, mut taken) = (office.posts()?, HashMap::<String, u32>::new());
    for held in posts::of_unit(conn, unit).await?.iter().filter(|held| part.posts.contains(&held.id)) {
        let taken = taken.entry(held.title.clone()).or_default();
        *taken += 1;
        let seats = rule.at(kind, &held.title).map_or(0, |post| post.seats);
        if *taken > seats {
            let post = w.say(&format!("post-{}", held.title));
            let values =
                [("part", part.name.clone().into()), ("post", post.into()), ("count", w.number(seats.into()).into())];
            form.wrong(format!("post-{}", held.id), w.fill("part-no-seat", &values));
        }
    }
    Ok(())
}

/// Whether the unit that carries on for one that closes can be that: one of a kind that takes it over, or the committee
/// above it, which keeps the files while the members go to others.
pub(super) fn heir(office: &Office, officer: &Officer, unit: i64, into: i64) -> Result<Option<String>, Failure> {
    let fitting = Fitting { rule: office.units_rule()?, officer, tree: &officer.tree };
    let above = officer.tree.path(unit).contains(&into);
    Ok(fitting.takes_over(fitting.kind(into), unit).filter(|_| !above))
}

/// Whether the things of a kind may be sent from a closing unit to another: members to units that have some, units below
/// it to where such units stand; `below` are those of them that are sent.
pub(super) fn destination(
    office: &Office,
    officer: &Officer,
    (into, below): (i64, &[i64]),
    kind: &str,
) -> Result<Option<String>, Failure> {
    let fitting = Fitting { rule: office.units_rule()?, officer, tree: &officer.tree };
    Ok(match kind {
        "members" | "transfers-in" | "candidates" => fitting.members(fitting.kind(into)),
        "units" => below.iter().filter_map(|child| fitting.under(fitting.kind(*child), into)).next(),
        _ => None,
    })
}

/// Asks whether a name is meant, of a new unit or a renamed one, that another one under the same unit bears; those in `gone` end by the change.
/// `row` is what the names of the form's fields end with.
pub(super) async fn twin(
    conn: &mut Conn,
    office: &Office,
    officer: &Officer,
    form: &mut Form,
    (above, day, gone): (i64, Day, &[i64]),
    row: &str,
) -> Result<(), Failure> {
    let [field, twin, twins] = ["name", "twin", "twins"].map(|name| format!("{name}{row}"));
    if form.is(&twin, "1") {
        return Ok(());
    }
    let plain = |name: &str| viet::settle(&viet::tidy(name));
    let name = plain(form.get(&field));
    let tree = office.trees.as_of(conn, day).await?;
    let mut beside = tree.children(above).iter().filter(|unit| !gone.contains(unit)).filter_map(|unit| tree.get(*unit));
    if let Some(known) = beside.find(|known| plain(&known.name) == name && officer.reaches(above)) {
        let values = [("name", known.name.clone().into()), ("above", tree.name(above).into())];
        form.wrong(field, officer.words().fill("fitting-twin", &values));
        form.set(&twins, "1");
    }
    Ok(())
}
