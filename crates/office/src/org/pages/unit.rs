//! One unit on a day: its names, code and term, who leads it, who belongs to it, what became of it.

use super::draft::{Prepared, prepared};
use super::grouping::{Grouping, Switch, TODAY};
use super::term::term_name;
use super::{address, day_asked, event};
use crate::identity::reach::Officer;
use crate::identity::right::Right;
use crate::org::closing::Closing;
use crate::org::code::{self, Borne};
use crate::org::term::Term;
use crate::org::{kind, names_of, names_on, whenever};
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
    /// The term of the day, and where all of them stand; empty for units without terms.
    term: String,
    terms: String,
    holders: Vec<(String, String, String)>,
    /// Where its posts and their history stand.
    posts: String,
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
    /// The last day of a unit that has ended; empty while it goes on.
    ended: String,
    /// The unit that carries on for it: (address, name); the address is empty for those who may not see it.
    heir: Option<(String, String)>,
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
    // Of a unit that never was the same is asked as of one out of reach: the answer takes as long.
    let (unit, last) = whenever(&mut conn, &unit).await?.unwrap_or_default();
    // A unit that is no more, or not yet, is within reach as it was when it was there.
    let there = officer.tree.get(unit).is_some();
    let at_its_time = office.trees.past(&mut conn, last.unwrap_or(Day::of(9999, 12, 31)), today).await?;
    let seen = match there {
        true => officer.may(Right::ReadOrganisation, unit),
        false => officer.may_then(&at_its_time, Right::ReadOrganisation, unit),
    };
    if !seen {
        return Err(if there && officer.reaches(unit) { Failure::Forbidden } else { Failure::NotFound });
    }
    let (w, (mut day, mut form)) = (officer.words(), day_asked(office.clock.today(), &officer));
    let ended = last.filter(|last| *last < today);
    if let Some(last) = ended.filter(|_| officer.query("ngay").is_none_or(|typed| typed.trim().is_empty())) {
        day = last;
        form = Form::filled([("ngay", last.written())]);
    }
    let grouping = Grouping::asked(&mut conn, &office, &officer, day).await?;
    let (past, tree) = (&grouping.past, grouping.tree(&officer));
    let members = grouping.members(&mut conn).await?;
    let query = grouping.query();
    let query = if query.is_empty() { query } else { format!("?{query}") };
    let href = |unit: i64| format!("/van-phong/to-chuc/{}{query}", tree.uid(unit));
    let holders = posts::holders_at(&mut conn, unit, day).await?;
    let names = names_of(&mut conn, unit).await?;
    let story = event::story(&mut conn, (w, &officer, past), unit).await?;
    let keeps = officer.may(Right::KeepOrganisation, unit);
    let above = officer.tree.get(unit).and_then(|unit| unit.parent_id);
    let closes = keeps && above.is_some_and(|above| officer.may(Right::KeepOrganisation, above));
    let closing = Closing::of(&mut conn, unit).await?.filter(|_| there).map(|closing| {
        w.fill("closing-banner", &[("day", closing.day.written().into()), ("paper", closing.paper.into())])
    });
    let drafts = if keeps { prepared(&mut conn, (w, &officer.tree), unit).await? } else { vec![] };
    let codes = Borne::by(&mut conn, unit).await?;
    let code = codes.into_iter().find(|borne| borne.holds_on(day)).map(|borne| code::written(&borne.code));
    let term = Term::on(&mut conn, unit, day).await?.map(|term| term_name(w, &term));
    let of_kind = |has: fn(&str) -> bool| officer.tree.get(unit).is_some_and(|unit| has(&unit.kind));
    let give_code = keeps && of_kind(kind::has_code);
    let terms = there && (term.is_some() || of_kind(kind::has_terms));
    let persons = match officer.may_then(past, Right::ReadPeople, unit) {
        true => grouping.persons(&mut conn, unit).await?,
        false => Vec::new(),
    };
    let total = |unit: i64| tree.branch(unit).iter().filter_map(|unit| members.get(unit)).sum::<i64>();
    let path = tree.path(unit);
    let reads = |unit: &i64| officer.may_then(past, Right::ReadOrganisation, *unit);
    let above = path.iter().filter(|above| **above != unit && reads(above));
    let span = |from: Day, to: Option<Day>| people::pages::span(w, from, to);
    let heir = past.heir(unit);
    let names_known = names_on(&mut conn, &[unit, heir], today).await?;
    let last_name = |unit: i64| names_known.get(&unit).map_or(String::new(), |(_, name)| name.clone());
    let own = names_known.get(&unit).map_or(String::new(), |(uid, _)| format!("/van-phong/to-chuc/{uid}"));
    let heir_address =
        if officer.may(Right::ReadOrganisation, heir) { address(&officer.tree, heir) } else { String::new() };
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
        kind: tree.get(unit).map_or_else(|| w.say("org-not-there"), |unit| w.say(&format!("unit-kind-{}", unit.kind))),
        trail: above.map(|unit| (href(*unit), tree.name(*unit).to_owned())).collect(),
        code: code.unwrap_or_default(),
        give_code: if give_code { format!("{own}/ma") } else { String::new() },
        term: term.unwrap_or_default(),
        terms: if terms { format!("{own}/nhiem-ky") } else { String::new() },
        holders: holders
            .into_iter()
            .map(|post| (w.say(&format!("post-{}", post.title)), post.full_name, span(post.from_day, post.to_day)))
            .collect(),
        posts: format!("{own}/chuc-vu"),
        names: names.into_iter().map(|(name, from, to, paper)| (name, span(from, to), paper)).collect(),
        members: Some(total(unit)).filter(|count| *count > 0).map_or(String::new(), |n| w.count("org-members", n)),
        below: tree
            .children(unit)
            .iter()
            .filter(|child| reads(child))
            .map(|child| (href(*child), tree.name(*child).to_owned(), w.number(total(*child))))
            .collect(),
        chart: if story.is_empty() { String::new() } else { format!("{own}/qua-trinh") },
        story,
        change: if keeps { format!("{own}/thay-doi") } else { String::new() },
        close: if closes { format!("{own}/ket-thuc") } else { String::new() },
        closing: closing.unwrap_or_default(),
        drafts,
        heir: ended.map(|_| (heir_address, last_name(heir))).filter(|_| heir != unit),
        ended: ended.map_or(String::new(), Day::written),
        people: persons
            .into_iter()
            .map(|person| (people::pages::address(&person.uid), person.full_name, person.birth_year))
            .collect(),
        form,
    };
    let status = if page.form.is_sound() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    html(status, &page)
}
