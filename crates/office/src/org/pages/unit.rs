//! One unit on a day: its names, code and term, who leads it, who belongs to it, what became of it.

use super::draft::{Prepared, prepared};
use super::grouping::{Grouping, Switch, TODAY};
use super::term::term_name;
use super::{Named, address, event};
use crate::identity::reach::Officer;
use crate::identity::right::Right;
use crate::org::closing::Closing;
use crate::org::code::{self, Borne};
use crate::org::term::Term;
use crate::org::{area_on, kind, names_of, names_on};
use crate::people;
use crate::posts;
use crate::shell::{Office, Shell};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use kit::clock::Day;
use kit::failure::Failure;
use kit::form::Form;
use kit::page::html;

#[derive(Template)]
#[template(path = "org/pages/unit.html")]
struct UnitPage {
    shell: Shell,
    form: Form,
    /// The day of the picture, when it is neither today nor the last one of a unit that has ended.
    other_day: String,
    switch: Option<Switch>,
    name: String,
    kind: String,
    trail: Vec<(String, String)>,
    /// The code of the day, and where another one is given; empty when there is none, or for those who may not.
    code: String,
    give_code: String,
    /// The area it is for, under its name of the day; empty for one that is for none.
    area: String,
    /// The term of the day, and where all of them stand; empty for units without terms.
    term: String,
    terms: String,
    holders: Vec<(String, String, String)>,
    /// Where its posts and their history stand.
    posts: String,
    /// Where heads and memberships are counted, on the same day.
    heads: String,
    names: Vec<(String, String, String)>,
    members: String,
    below: Vec<(String, String, String)>,
    /// What happened to it: (the event's address, words, paper).
    story: Vec<(String, String, String)>,
    /// The chart of where it came from and what became of it; empty when nothing did.
    chart: String,
    /// Where it is changed; empty for those who may not.
    change: String,
    /// Where it is closed; empty for those who may not.
    close: String,
    /// That it is being closed; empty when it is not.
    closing: String,
    /// Units in preparation below it, for those who may establish them.
    drafts: Vec<Prepared>,
    /// When it ended, or that it will; empty for one that goes on.
    ended: String,
    /// That it is to come, and what can be decided of it before; empty for one that is there, or was.
    to_come: String,
    /// Whether what is shown is of the time when it was there.
    was_there: bool,
    /// The words for those that carry on, now or once it ends.
    heir: &'static str,
    /// The units that carry on for it today or once it ends, within reach: (address, name); the address is empty for one that is
    /// still to come. What the others are called today is not told; to whom it passed by which paper then is its own story.
    heirs: Vec<(String, String)>,
    /// How many others there are; empty for none.
    others: String,
    /// Members of the unit itself as (address, name, year of birth), for those who may see names.
    people: Vec<(String, String, i64)>,
}

pub(super) async fn show(
    State(office): State<Office>,
    officer: Officer,
    Path(unit): Path<String>,
) -> Result<Response, Failure> {
    let mut conn = office.db.read().await?;
    let today = office.clock.today();
    let named = Named::seen(&mut conn, &office, &officer, &unit).await?;
    let (unit, there, ended) = (named.unit, named.there, named.ended(today));
    let (w, (day, form)) = (officer.words(), named.day_asked(today, &officer));
    let grouping = Grouping::asked(&mut conn, &office, &officer, day).await?;
    let (past, tree) = (&grouping.past, grouping.tree(&officer));
    let members = grouping.members(&mut conn).await?;
    let query = grouping.query();
    let query = if query.is_empty() { query } else { format!("?{query}") };
    let href = |unit: i64| format!("/van-phong/to-chuc/{}{query}", tree.uid(unit));
    let holders = posts::holders_at(&mut conn, unit, day).await?;
    let names = names_of(&mut conn, unit).await?;
    let first = names.last().map(|(_, from, ..)| *from).filter(|from| today < *from);
    let story = event::story(&mut conn, (w, &officer, past), unit).await?;
    // What is no more on the day is not changed there.
    let was_there = named.last.is_none_or(|last| day <= last);
    let keeps = was_there && officer.may(Right::KeepOrganisation, unit);
    let above = officer.tree.get(unit).and_then(|unit| unit.parent_id);
    let closes = keeps && above.is_some_and(|above| officer.may(Right::KeepOrganisation, above));
    let closing = Closing::of(&mut conn, unit).await?.filter(|_| there).map(|closing| {
        w.fill("closing-banner", &[("day", closing.day.written().into()), ("paper", closing.paper.into())])
    });
    let drafts = if keeps { prepared(&mut conn, (w, &officer.tree), unit).await? } else { vec![] };
    let codes = Borne::by(&mut conn, unit).await?;
    let code = codes.into_iter().find(|borne| borne.holds_on(day)).map(|borne| code::written(&borne.code));
    // The area of a cell may have ended with its commune: it is where the unit above it is.
    let mut area = None;
    for at in tree.path(unit).into_iter().rev().filter_map(|at| tree.get(at)) {
        area = area_on(&mut conn, at.area_id, day).await?;
        if area.is_some() || at.area_id.is_none() {
            break;
        }
    }
    let known = Term::of(&mut conn, unit).await?;
    let term = known.iter().find(|term| term.holds_on(day)).map(|term| term_name(w, term));
    let of_kind = |has: fn(&str) -> bool| officer.tree.get(unit).is_some_and(|unit| has(&unit.kind));
    let give_code = keeps && of_kind(kind::has_code);
    let terms = !known.is_empty() || of_kind(kind::has_terms);
    let persons = match officer.may_then(past, Right::ReadPeople, unit) {
        true => grouping.persons(&mut conn, unit).await?,
        false => Vec::new(),
    };
    let opened = match day < today {
        true => Some(people::opened(&mut conn, &officer, persons.iter().map(|person| person.id)).await?),
        false => None,
    };
    let total = |unit: i64| tree.branch(unit).iter().filter_map(|unit| members.get(unit)).sum::<i64>();
    let path = tree.path(unit);
    let reads = |unit: &i64| officer.may_then(past, Right::ReadOrganisation, *unit);
    let href_of = |unit: i64| if super::opens(&officer, unit) { href(unit) } else { String::new() };
    let above = path.iter().filter(|above| **above != unit && reads(above));
    let span = |from: Day, to: Option<Day>| people::pages::span(w, from, to);
    let heir = past.heir(unit);
    // Who carries on once it has ended, be that later than today.
    let end = named.last.map(|last| last.plus_days(1).max(today));
    let mut heirs = end.map_or(vec![], |end| past.lineage.heirs(unit, end));
    heirs.retain(|heir| *heir != unit);
    let all = heirs.len();
    if let Some(end) = end {
        let then = office.trees.past(&mut conn, end, today).await?;
        heirs.retain(|heir| officer.may_then(&then, Right::ReadOrganisation, *heir));
    }
    let others = all - heirs.len();
    let named_units: Vec<i64> = heirs.iter().copied().chain([unit, heir]).collect();
    let names_known = names_on(&mut conn, &named_units, today).await?;
    let last_name = |unit: i64| names_known.get(&unit).map_or(String::new(), |(_, name)| name.clone());
    let own = names_known.get(&unit).map_or(String::new(), |(uid, _)| format!("/van-phong/to-chuc/{uid}"));
    let address_of = |unit: i64| match officer.may(Right::ReadOrganisation, unit) {
        true => address(&officer.tree, unit),
        false => String::new(),
    };
    let heir_address = address_of(heir);
    // A unit that has ended has none of today's: the link leads to the one that carries on.
    let by_today = if there { own.clone() } else { heir_address.clone() };
    let switch = (day < today && !by_today.is_empty()).then(|| {
        let links = (format!("{own}?ngay={day}"), format!("{by_today}?ngay={day}&theo={TODAY}"));
        Switch::new(w, day, grouping.by_today, links)
    });
    let page = UnitPage {
        shell: office.shell(&officer),
        other_day: if day == today || Some(day) == ended { String::new() } else { day.written() },
        switch,
        name: tree.get(unit).map_or_else(|| last_name(unit), |unit| unit.name.clone()),
        kind: tree
            .get(unit)
            .map_or_else(|| w.say(named.absent(tree.day())), |unit| w.say(&format!("unit-kind-{}", unit.kind))),
        trail: above.map(|unit| (href_of(*unit), tree.name(*unit).to_owned())).collect(),
        code: code.unwrap_or_default(),
        give_code: if give_code { format!("{own}/ma") } else { String::new() },
        area: area.unwrap_or_default(),
        term: term.unwrap_or_default(),
        terms: if terms { format!("{own}/nhiem-ky") } else { String::new() },
        holders: holders
            .into_iter()
            .map(|post| (w.say(&format!("post-{}", post.title)), post.full_name, span(post.from_day, post.to_day)))
            .collect(),
        posts: format!("{own}/chuc-vu"),
        heads: format!("{own}/dau-nguoi{query}"),
        names: names.into_iter().map(|(name, from, to, paper)| (name, span(from, to), paper)).collect(),
        members: Some(total(unit)).filter(|count| *count > 0).map_or(String::new(), |n| w.count("org-members", n)),
        below: tree
            .children(unit)
            .iter()
            .filter(|child| reads(child))
            .map(|child| (href_of(*child), tree.name(*child).to_owned(), w.number(total(*child))))
            .collect(),
        chart: if story.is_empty() { String::new() } else { format!("{own}/qua-trinh") },
        story,
        change: if keeps { format!("{own}/thay-doi") } else { String::new() },
        close: if closes { format!("{own}/ket-thuc") } else { String::new() },
        closing: closing.unwrap_or_default(),
        drafts,
        heir: if ended.is_some() { "org-heir" } else { "org-heir-then" },
        heirs: heirs.into_iter().map(|heir| (address_of(heir), last_name(heir))).collect(),
        others: if others > 0 { w.count("org-heirs-others", others as i64) } else { String::new() },
        ended: named.last.map_or(String::new(), |last| {
            w.with(if ended.is_some() { "org-ended" } else { "org-will-end" }, "day", last.written())
        }),
        to_come: first.map_or(String::new(), |first| w.with("org-to-come", "day", first.written())),
        was_there: ended.is_some() && was_there,
        people: persons
            .into_iter()
            .map(|person| {
                let open = opened.as_ref().is_none_or(|opened| opened.contains(&person.id));
                let href = if open { people::pages::address(&person.uid) } else { String::new() };
                (href, person.full_name, person.birth_year)
            })
            .collect(),
        form,
    };
    let status = if page.form.is_sound() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    html(status, &page)
}
