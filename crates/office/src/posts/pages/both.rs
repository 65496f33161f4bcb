//! Concurrent posts on a day: the figure with the list behind it, and everybody who holds several posts.

use super::{Handed, address, day_asked, holder_address, title};
use crate::identity::reach::Officer;
use crate::identity::right::Right;
use crate::list;
use crate::list::noted::{Noted, Taking, note};
use crate::org::pages::grouping::{Grouping, Switch, TODAY};
use crate::org::{Place, Tree};
use crate::posts::concurrent::{Part, concurrent, several};
use crate::posts::keeper;
use crate::shell::{Shell, in_words};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use kit::clock::Day;
use kit::failure::Failure;
use kit::form::Form;
use kit::page::html;
use kit::words::Words;
use rules::{Area, Ruleset};
use sheet::Cell;
use std::collections::HashMap;

#[derive(Template)]
#[template(path = "posts/pages/both.html")]
struct BothPage {
    shell: Shell,
    form: Form,
    day: String,
    /// Whether no place at all is within reach on the day.
    nothing: bool,
    /// What is counted, `07/14`, and the rule.
    name: String,
    figure: String,
    rule: String,
    source: String,
    parts: Vec<Line>,
    /// All, those with both in one hand, the others: (name, address, whether it is shown).
    choices: Vec<(String, String, bool)>,
    file: String,
    people: Vec<Person>,
    switch: Option<Switch>,
    by_today: bool,
    /// The list of posts of the same day.
    back: String,
}

struct Line {
    name: String,
    href: String,
    party: String,
    chair: String,
    state: &'static str,
    state_name: String,
}

struct Person {
    name: String,
    href: String,
    /// (address, post and unit)
    posts: Vec<(String, String)>,
}

pub(super) async fn show(State(office): Handed, officer: Officer) -> Result<Response, Failure> {
    if officer.roots(Right::ReadOrganisation).is_empty() {
        return Err(Failure::Forbidden);
    }
    let (w, today) = (officer.words(), office.clock.today());
    let (day, form) = day_asked(today, &officer);
    let ruleset = office.book.on(Area::ConcurrentPosts, None, day.0);
    let ruled = ruleset.and_then(|ruleset| Some((ruleset, ruleset.concurrent_posts()?)));
    let (ruleset, rule) = ruled.ok_or_else(|| anyhow::anyhow!("no rule on concurrent posts holds on {day}"))?;
    let mut conn = office.db.read().await?;
    let grouping = Grouping::asked(&mut conn, &office, &officer, day).await?;
    let (then, tree) = (&grouping.past.tree, grouping.tree(&officer));
    let reads = |unit: i64| grouping.may(&officer, Right::ReadOrganisation, grouping.place_of(unit));
    let mut parts = concurrent(&mut conn, rule, then).await?;
    parts.retain(|part| reads(part.committee));
    if grouping.by_today {
        // The places that are one today stand together.
        let places: HashMap<i64, usize> = tree.preorder().iter().copied().zip(0..).collect();
        parts.sort_by_key(|part| places.get(&grouping.place_of(part.committee)));
        // A commune is called as its area is, so what is compared with that is the area of the committee that carries on.
        let areas: HashMap<i64, String> =
            Place::as_of(&mut conn, today).await?.into_iter().map(|place| (place.area_id, place.name)).collect();
        for part in &mut parts {
            let area = tree.get(grouping.place_of(part.committee)).and_then(|unit| unit.area_id);
            let now = area.and_then(|area| areas.get(&area)).map_or("", String::as_str);
            part.name = grouping.name_beside(&officer, now, &part.name);
        }
    }
    let (numerator, denominator) = (parts.iter().filter(|part| part.both()).count(), parts.len());
    let asked = officer.query("loc").unwrap_or_default();
    parts.retain(|part| match asked.as_str() {
        "co" => part.both(),
        "khong" => !part.both(),
        _ => true,
    });
    if let Some(kind) = officer.query(list::FILE).filter(|_| form.is_sound()) {
        let at = officer.roots(Right::ReadOrganisation).first().copied().ok_or(Failure::Forbidden)?;
        let asked = w.with("both-on", "day", day.written());
        drop(conn);
        let noted = note(&office, &officer, Taking { list: "both", unit: at, kind: &kind, asked, rows: parts.len() });
        return Ok(file(&noted.await?, w, &grouping, &parts));
    }
    let held = several(&mut conn, day, |unit| {
        let kept = then.get(unit).map_or(unit, |at| keeper(then, at));
        reads(unit) || reads(kept)
    });
    let mut people = Vec::new();
    for posts in held.await? {
        let first = &posts[0];
        people.push(Person {
            name: format!("{} ({})", first.full_name, first.birth_year),
            href: holder_address(&mut conn, &officer, first, today).await?,
            posts: posts
                .iter()
                .map(|held| {
                    let said = format!("{}, {}", title(w, &held.title), grouping.name_of(&officer, held.unit_id));
                    (address(&tree, grouping.place_of(held.unit_id)), said)
                })
                .collect(),
        });
    }
    let by = if grouping.by_today { format!("&theo={TODAY}") } else { String::new() };
    let here = |loc: &str| format!("/van-phong/chuc-vu/kiem-nhiem?ngay={day}{by}{loc}#danh-sach");
    let choices = [
        ("", w.count("both-all", denominator as i64), ""),
        ("co", w.count("both-yes", numerator as i64), "&loc=co"),
        ("khong", w.count("both-no", (denominator - numerator) as i64), "&loc=khong"),
    ];
    let page = BothPage {
        day: day.written(),
        nothing: denominator == 0,
        name: in_words(w, &ruleset.title),
        figure: figure(numerator, denominator),
        rule: rule_words(w, ruleset),
        source: ruleset.source.clone(),
        parts: parts.iter().map(|part| line(w, (&grouping, &tree), part)).collect(),
        choices: choices.map(|(loc, name, query)| (name, here(query), asked == loc)).into(),
        file: format!("/van-phong/chuc-vu/kiem-nhiem?ngay={day}{by}&loc={}&{}=", kit::web::encode(&asked), list::FILE),
        people,
        switch: (day < today).then(|| {
            let address = |by: &str| {
                let narrowed =
                    if asked.is_empty() { String::new() } else { format!("&loc={}", kit::web::encode(&asked)) };
                format!("/van-phong/chuc-vu/kiem-nhiem?ngay={day}{by}{narrowed}")
            };
            Switch::new(w, day, grouping.by_today, (address(""), address(&format!("&theo={TODAY}"))))
        }),
        by_today: grouping.by_today,
        back: format!(
            "/van-phong/chuc-vu{}",
            if day == today { String::new() } else { format!("?{}", grouping.query()) }
        ),
        shell: office.shell(&officer),
        form,
    };
    html(if page.form.is_sound() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }, &page)
}

/// `07/14`: as such ratios are printed, both parts as long as the longer one, at least two digits.
fn figure(numerator: usize, denominator: usize) -> String {
    let width = denominator.to_string().len().max(2);
    format!("{numerator:0width$}/{denominator:0width$}")
}

fn rule_words(w: Words, ruleset: &Ruleset) -> String {
    let from = ruleset.in_force_from.map(|day| w.with("both-rule-from", "day", Day(day).written()));
    from.unwrap_or_else(|| w.say("both-rule-open"))
}

fn who(w: Words, held: Option<&crate::posts::Holding>) -> String {
    held.map_or_else(|| w.say("post-vacant"), |held| format!("{} ({})", held.full_name, held.birth_year))
}

/// Whether one person holds both, two do, or one of them is vacant: the state of the style sheet, and the message.
fn state(part: &Part) -> (&'static str, &'static str) {
    match (part.both(), part.party.is_some() && part.chair.is_some()) {
        (true, _) => ("done", "both-is"),
        (_, true) => ("off", "both-is-not"),
        _ => ("wait", "both-vacant"),
    }
}

fn line(w: Words, (grouping, tree): (&Grouping, &Tree), part: &Part) -> Line {
    let (state, key) = state(part);
    Line {
        name: part.name.clone(),
        href: address(tree, grouping.place_of(part.committee)),
        party: who(w, part.party.as_ref()),
        chair: who(w, part.chair.as_ref()),
        state,
        state_name: w.say(key),
    }
}

fn file(noted: &Noted, w: Words, grouping: &Grouping, parts: &[Part]) -> Response {
    let day = grouping.day();
    let heads = ["both-place", "both-party", "both-chair", "both-state"];
    let header = heads.map(|key| w.say(key)).into();
    let row = |part: &Part| -> Vec<Cell> {
        vec![
            part.name.as_str().into(),
            who(w, part.party.as_ref()).into(),
            who(w, part.chair.as_ref()).into(),
            w.say(state(part).1).into(),
        ]
    };
    let rows: Vec<Vec<Cell>> = parts.iter().map(row).collect();
    let name = format!("kiem-nhiem-{day}{}", grouping.in_file_name());
    list::file(noted, &name, w.with("both-on", "day", day.written()), header, rows.into_iter())
}
