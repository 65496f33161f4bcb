//! The page of the wizard: what is asked for a kind of change, what there is to choose, and what it would bring.

use super::brings::Brings;
use super::coming::Coming;
use super::draft::{self, Prepared};
use super::parts;
use super::{address, unit_name};
use crate::gazetteer::field;
use crate::identity::reach::Officer;
use crate::identity::right::Right;
use crate::org::change::KINDS;
use crate::org::kind;
use crate::people;
use crate::shell::{Office, Shell};
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use kit::failure::Failure;
use kit::form::Form;
use kit::page::html;

#[derive(Template)]
#[template(path = "org/pages/change.html")]
pub(super) struct ChangePage {
    shell: Shell,
    form: Form,
    unit: String,
    here: String,
    back: String,
    /// What kind of change; empty while it is to be chosen.
    chosen: String,
    title: String,
    /// (kind, name, what it does)
    kinds: Vec<(String, String, String)>,
    unit_kinds: Vec<(String, String)>,
    targets: Vec<(String, String)>,
    /// Units in preparation, where what to do is to be chosen.
    drafts: Vec<Prepared>,
    /// What may be handed over or merged: (name of the field, what, checked).
    units: Vec<(String, String, bool)>,
    people: Vec<(String, String, bool)>,
    /// The rows of a split, whether there may be more, what becomes of the rest, and where each thing may go.
    parts: Vec<parts::Row>,
    grows: bool,
    rests: Vec<(String, String)>,
    wheres: Vec<(String, String)>,
    posts: parts::Seats,
    /// The localities that the typed name may mean, when they are several.
    places: Vec<(String, String)>,
    /// The words of what the area is when none is named.
    place_hint: &'static str,
    /// What it would bring with it, once it was read.
    preview: Option<Brings>,
    /// Whether a second person has to agree.
    together: bool,
}

impl ChangePage {
    fn asks(&self, field: &str) -> bool {
        asks(&self.chosen, field)
    }

    /// What may go into a part: units, members and posts, each under its title.
    fn to_part(&self) -> Vec<(String, parts::Seats)> {
        let said = |key| self.shell.w.say(key);
        let plain = |things: &[(String, String, bool)]| {
            things.iter().map(|(field, name, _)| (field.clone(), name.clone())).collect::<parts::Seats>()
        };
        vec![
            (said("change-units"), plain(&self.units)),
            (said("org-members-own"), plain(&self.people)),
            (said("estate-posts"), self.posts.clone()),
        ]
    }
}

/// The fields that each kind of change asks for.
pub(super) fn asks(kind: &str, field: &str) -> bool {
    matches!(
        (kind, field),
        ("establish" | "merge", "name" | "short" | "unit_kind")
            | ("establish" | "merge", "place")
            | ("rename", "name" | "short")
            | ("move" | "dissolve" | "transfer_part", "into")
            | ("merge" | "split" | "transfer_part", "units")
            | ("split" | "transfer_part", "people")
    )
}

/// Units that may receive what is another one's: all that the officer may change. What stands beside the Party's tree
/// receives only what stands there.
pub(super) fn targets(officer: &Officer, unit: i64) -> Vec<(String, String)> {
    let tree = &officer.tree;
    let fits = |id: &&i64| **id != unit && (tree.is_beside(unit) || !tree.is_beside(**id));
    let all = tree.preorder().iter().filter(fits).filter(|id| officer.may(Right::KeepOrganisation, **id));
    let all = all.map(|id| (tree.uid(*id).to_owned(), tree.name(*id).to_owned()));
    std::iter::once((String::new(), officer.words().say("change-choose"))).chain(all).collect()
}

pub(super) async fn page(
    office: &Office,
    officer: &Officer,
    unit: i64,
    status: StatusCode,
    form: Form,
    preview: Option<(Brings, bool)>,
) -> Result<Response, Failure> {
    let (w, tree) = (officer.words(), &officer.tree);
    let chosen = form.get("kind").to_owned();
    let parent = tree.get(unit).and_then(|unit| unit.parent_id);
    let above = parent.is_some_and(|parent| officer.may(Right::KeepOrganisation, parent));
    let kinds = KINDS.iter().filter(|kind| above || !matches!(**kind, "move" | "dissolve" | "split"));
    let said = |what: &str, kind: &str| w.say(&format!("change-{what}-{kind}"));
    let kinds = kinds.map(|kind| ((*kind).to_owned(), said("kind", kind), said("does", kind))).collect();
    let over = if chosen == "split" { parent } else { Some(unit) };
    let (rule, over) = (office.units_rule()?, over.and_then(|over| tree.get(over)).map(|over| over.kind.as_str()));
    let (mut units, mut persons) = (Vec::new(), Vec::new());
    if asks(&chosen, "units") {
        units = tree
            .children(unit)
            .iter()
            .map(|child| {
                (format!("unit-{child}"), tree.name(*child).to_owned(), !form.get(&format!("unit-{child}")).is_empty())
            })
            .collect();
    }
    if asks(&chosen, "people") {
        let members = people::members_of(&mut office.db.read().await?, unit, office.clock.today()).await?;
        let row = |person: people::Person| {
            let field = format!("person-{}", person.id);
            let ticked = !form.get(&field).is_empty();
            (field, format!("{} ({})", person.full_name, person.birth_year), ticked)
        };
        persons = members.into_iter().map(row).collect();
    }
    let mut posts = Vec::new();
    if chosen == "split" {
        let held = crate::posts::holders_at(&mut office.db.read().await?, unit, office.clock.today()).await?;
        let what = |title: &str| w.say(&format!("post-{title}"));
        posts.extend(
            held.iter().map(|held| (format!("post-{}", held.id), format!("{}: {}", what(&held.title), held.full_name))),
        );
    }
    let (goes_on, ends) = (w.with("part-goes-on", "unit", tree.name(unit)), |name: String| {
        w.fill("part-ends", &[("unit", tree.name(unit).into()), ("part", name.into())])
    });
    let rests = parts::choices(&form, w, goes_on).into_iter();
    let rests = rests.map(|(row, name)| if row.is_empty() { (row, name) } else { (row, ends(name)) }).collect();
    let mut targets = if asks(&chosen, "into") { targets(officer, unit) } else { vec![] };
    if asks(&chosen, "into") {
        let coming = Coming::within(&mut office.db.read().await?, office, officer).await?;
        targets.extend(coming.choices(officer, unit));
    }
    let drafts = draft::prepared(&mut office.db.read().await?, (w, tree), unit).await?;
    let places = if asks(&chosen, "place") { field::choices(office, &form, "", w).await? } else { vec![] };
    let areas = tree.get(unit).is_some_and(|unit| kind::OF_AREAS.contains(&&*unit.kind));
    let parts = parts::rows(office, &form, areas, w).await?;
    // Only what the rules let stand there is offered, and what was typed.
    let typed = |kind: &str| match &*chosen {
        "split" => form.with_prefix("unit_kind-").any(|(_, typed)| typed == kind),
        _ => form.is("unit_kind", kind),
    };
    let stands = |kind: &str| over.is_none_or(|over| rule.stands_under(kind, over));
    let unit_kinds = kind::ESTABLISHED.into_iter().filter(|kind| typed(kind) || stands(kind));
    let page = ChangePage {
        parts,
        grows: parts::may_grow(&form),
        rests,
        wheres: parts::choices(&form, w, w.say("part-stays")),
        posts,
        places,
        place_hint: if chosen == "merge" { "place-of-merged-hint" } else { "place-of-unit-hint" },
        shell: office.shell(officer),
        unit: unit_name(tree, unit),
        here: format!("{}/thay-doi", address(tree, unit)),
        back: address(tree, unit),
        title: if chosen.is_empty() { w.say("change-title") } else { w.say(&format!("change-kind-{chosen}")) },
        unit_kinds: unit_kinds.map(|kind| (kind.to_owned(), w.say(&format!("unit-kind-{kind}")))).collect(),
        kinds,
        targets,
        drafts,
        units,
        people: persons,
        together: preview.as_ref().is_some_and(|(_, together)| *together),
        preview: preview.map(|(brings, _)| brings),
        chosen,
        form,
    };
    html(status, &page)
}
