//! The record on a member's page: what is kept, what is sealed with the reason why it is kept, the standing with its
//! history, and where the member belongs.

mod corrections;
mod form;
mod former;
mod heads;
mod keep;
mod mistake;
pub(in crate::people) mod residence;
mod standing;
mod ties;
mod typed;

#[cfg(test)]
mod residence_tests;
#[cfg(test)]
mod tests;

use super::{BOOK, Found, address, find, span, whole};
use crate::identity::reach::Officer;
use crate::identity::right::{KeepPeople, ReadSensitive, Right};
use crate::org::pages::day_asked;
use crate::people::erasure::restricted;
use crate::people::facts::{Fact, facts_of};
use crate::people::record::Record;
use crate::people::secret::{Secret, read_secret, secrets_of};
use crate::people::state::{self, StateRow};
use crate::people::ties::{Belonging, belongings};
use crate::posts;
use crate::shell::Office;
use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use kit::clock::Day;
use kit::failure::Failure;
use kit::form::Form;
use kit::words::Words;
use rules::{Area, PersonalDataRule, Text};
use std::collections::HashSet;

/// The addresses of the record.
pub(super) fn routes() -> Router<Office> {
    Router::new()
        .route("/van-phong/dang-vien/moi", get(keep::begin_new).post(keep::enter_new))
        .route("/van-phong/dang-vien/{person}/sua", get(keep::begin_correction).post(keep::correct_record))
        .route("/van-phong/dang-vien/{person}/ghi-nham", get(mistake::look).post(mistake::take_away))
        .route("/van-phong/dang-vien/{person}/mo/{field}", post(open))
        .route("/van-phong/dang-vien/{person}/tu-cach", get(standing::begin).post(standing::change))
        .route("/van-phong/dang-vien/{person}/tu-cach/{state}", post(standing::amend))
        .route("/van-phong/dang-vien/{person}/noi-sinh-hoat", get(ties::begin).post(ties::enter))
        .route("/van-phong/dang-vien/{person}/noi-sinh-hoat/{tie}/{row}", post(ties::end))
        .route("/van-phong/to-chuc/{unit}/dau-nguoi", get(heads::show))
        .route("/van-phong/dang-vien/lien-he-cu-tru", get(residence::list))
}

/// The record, ready to show.
#[derive(Template)]
#[template(path = "people/pages/record/view.html")]
pub(super) struct RecordView {
    w: Words,
    href: String,
    form: Form,
    /// What became of who is no longer a member; empty for a member.
    out: String,
    /// That the data was erased; empty otherwise.
    erased: String,
    /// (name, value)
    facts: Vec<(String, String)>,
    states: Vec<StateLine>,
    belongs: Vec<TieLine>,
    /// Posts held on the day: (title, unit, span).
    posts: Vec<(String, String, String)>,
    /// Posts of any day: (title and unit, span and papers, where they are kept, that it was over or not yet).
    career: Vec<(String, String, String, String)>,
    sealed: Vec<Sealed>,
    /// Whether they may open what is sealed.
    opens: bool,
    /// Whether they keep the record.
    keeps: bool,
    /// The rule by which personal data is kept.
    rule: String,
    reasons: Vec<(String, String)>,
    /// (when and who, what changed)
    corrections: Vec<(String, Vec<String>)>,
}

struct StateLine {
    name: String,
    span: String,
    paper: String,
    rule: String,
    /// What an amendment said of it; empty when it stands.
    aside: String,
}

struct TieLine {
    kind: String,
    unit: String,
    span: String,
    paper: String,
    /// That it does not hold on the day; empty when it does.
    aside: String,
}

struct Sealed {
    key: &'static str,
    name: String,
    href: String,
    kept: bool,
    /// Whether the person had it restricted: it is opened for nobody then.
    restricted: bool,
    /// Opened for this page alone; empty otherwise.
    value: String,
    purpose: String,
    basis: String,
    retention: String,
}

/// The rule on personal data that holds on a day, with its title.
pub(in crate::people) fn data_rule(w: Words, day: Day) -> Result<(&'static PersonalDataRule, String), Failure> {
    let ruleset = BOOK.on(Area::PersonalData, None, day.0);
    let rule = ruleset.and_then(|ruleset| Some((ruleset.personal_data()?, in_lang(w, &ruleset.title))));
    rule.ok_or_else(|| Failure::Broken(anyhow::anyhow!("no rule on personal data holds on {day}")))
}

/// A text of the rules in the reader's language.
pub(in crate::people) fn in_lang(w: Words, text: &Text) -> String {
    if w.code() == "en" { text.en.clone() } else { text.vi.clone() }
}

/// The name of a field of the rules, as labels show it.
pub(in crate::people) fn label(w: Words, rule: &PersonalDataRule, key: &str) -> String {
    rule.field(key).map_or_else(|| key.to_owned(), |field| viet::capital(&in_lang(w, &field.name)))
}

/// The record of a person who was found within reach.
pub(super) async fn view(
    office: &Office,
    officer: &Officer,
    found: &Found,
    opened: Option<(Secret, String)>,
    mut form: Form,
) -> Result<RecordView, Failure> {
    let (w, today, record) = (officer.words(), office.clock.today(), &found.record);
    let (day, asked) = day_asked(today, officer);
    form.set("ngay", asked.get("ngay"));
    if let Some(error) = asked.error("ngay") {
        form.wrong("ngay", error);
    }
    let (opens, keeps) = (officer.may(Right::ReadSensitive, found.person.unit_id), found.keeps_record);
    let mut conn = office.db.read().await?;
    let history = state::history(&mut conn, record.id).await?;
    let belongs = belongings(&mut conn, record.id).await?;
    let posts = posts::of_person(&mut conn, record.id).await?;
    let known = secrets_of(&mut conn, record.id).await?;
    let kept = facts_of(&mut conn, record.id).await?;
    let closed = restricted(&mut conn, record.id, today).await?;
    let corrections =
        if keeps { corrections::told(&mut conn, &office.vault, w, record, today).await? } else { Vec::new() };
    let units: Vec<i64> = belongs.iter().map(|tie| tie.unit_id).chain(posts.iter().map(|post| post.unit_id)).collect();
    let names = crate::org::names_on(&mut conn, &units, day).await?;
    let (rule, rule_name) = data_rule(w, today)?;
    let href = address(&record.uid);
    let sealed = |secret: Secret| {
        let field = rule.field(secret.word());
        let text = |of: fn(&rules::DataField) -> &Text| field.map_or(String::new(), |field| in_lang(w, of(field)));
        Sealed {
            key: secret.word(),
            name: label(w, rule, secret.word()),
            href: format!("{href}/mo/{}", secret.word()),
            kept: known.contains(&secret),
            restricted: closed.contains(secret.word()),
            value: opened.as_ref().filter(|(of, _)| *of == secret).map_or(String::new(), |(_, value)| value.clone()),
            purpose: text(|field| &field.purpose),
            basis: text(|field| &field.basis),
            retention: text(|field| &field.retention),
        }
    };
    let unit_name = |unit: i64| {
        let now = officer.tree.get(unit).map(|unit| unit.name.clone());
        now.or_else(|| names.get(&unit).map(|(_, name)| name.clone())).unwrap_or_default()
    };
    let tie = |tie: &Belonging| TieLine {
        kind: w.say(&format!("tie-{}", tie.kind)),
        unit: unit_name(tie.unit_id),
        span: span(w, tie.from_day, tie.to_day),
        paper: tie.paper.clone().unwrap_or_default(),
        aside: aside(w, (tie.from_day, tie.holds_on(day)), day),
    };
    let title = |word: &str| w.say(&format!("post-{word}"));
    Ok(RecordView {
        w,
        out: out(w, &belongs, &history, day),
        erased: record.erased_at.map_or(String::new(), |at| w.with("record-erased", "day", at.day().written())),
        facts: facts(w, record, &history, &closed, day)
            .into_iter()
            .chain(kept.iter().map(|(fact, value)| {
                let said =
                    if closed.contains(fact.word()) { w.say("record-restricted") } else { fact_said(w, *fact, value) };
                (label(w, rule, fact.word()), said)
            }))
            .collect(),
        states: history.iter().rev().map(|row| state_line(w, row)).collect(),
        belongs: belongs.iter().map(tie).collect(),
        career: posts
            .iter()
            .map(|post| {
                let (unit, sees) = (post.unit_id, posts::pages::sees(officer, &officer.tree, post.unit_id));
                let name = format!("{}, {}", title(&post.title), unit_name(unit));
                let href = if sees { posts::pages::address(&officer.tree, unit) } else { String::new() };
                (name, posts::pages::when(w, post), href, aside(w, (post.from_day, post.holds_on(day)), day))
            })
            .collect(),
        posts: posts
            .iter()
            .filter(|post| post.holds_on(day))
            .map(|post| (title(&post.title), unit_name(post.unit_id), span(w, post.from_day, post.to_day)))
            .collect(),
        sealed: if opens || keeps { Secret::ALL.map(sealed).into() } else { Vec::new() },
        reasons: rule.reasons.iter().map(|it| (it.key.clone(), in_lang(w, &it.name))).collect(),
        rule: rule_name,
        opens,
        keeps,
        corrections,
        href,
        form,
    })
}

/// Since when a standing holds: a record that began here with an official member knows the earlier day. Of a standing that
/// came back, such as after a suspension, it is the day on which it did.
pub(super) fn since(record: &Record, history: &[StateRow], row: &StateRow) -> Day {
    let first = history.iter().find(|row| row.is_live()).is_some_and(|first| first.id == row.id);
    let earlier = record.official_on.filter(|day| first && row.state == "official" && *day < row.from_day);
    earlier.unwrap_or(row.from_day)
}

fn facts(w: Words, record: &Record, history: &[StateRow], closed: &HashSet<String>, day: Day) -> Vec<(String, String)> {
    let hidden = |field: &str, value: String| {
        if closed.contains(field) { w.say("record-restricted") } else { value }
    };
    let said = |day: Option<Day>| day.map_or_else(|| w.say("record-unsaid"), Day::written);
    let born = record.birth_day.map_or_else(|| record.birth_year.to_string(), Day::written);
    let sex = record.sex.as_ref().map_or_else(|| w.say("record-unsaid"), |sex| w.say(&format!("sex-{sex}")));
    let standing = state::on(history, day);
    let standing = standing.map_or_else(
        || w.say("record-unsaid"),
        |row| {
            let values =
                [("state", state_name(w, &row.state).into()), ("day", since(record, history, row).written().into())];
            w.fill("record-state-since", &values)
        },
    );
    [
        ("record-born", hidden("birth_day", born)),
        ("record-sex", sex),
        ("record-joined", said(record.joined_on)),
        ("record-official", said(record.official_on)),
        ("record-party-age", age(w, record, history, day)),
        ("record-card", hidden("card_no", record.card_no.clone().unwrap_or_else(|| w.say("record-unsaid")))),
        ("record-standing", standing),
    ]
    .map(|(key, value)| (w.say(key), value))
    .into()
}

/// A fact as people read it.
pub(in crate::people) fn fact_said(w: Words, fact: Fact, value: &str) -> String {
    if fact.is_question() && !value.is_empty() { w.say(&format!("fact-{value}")) } else { value.to_owned() }
}

fn age(w: Words, record: &Record, history: &[StateRow], day: Day) -> String {
    let ruling = state::Ruling::on(&BOOK, day);
    match ruling.and_then(|ruling| state::party_age(ruling.rule, record.joined_on, history, day)) {
        Some((years, months)) => w.fill(
            "record-age",
            &[("years", i64::from(years).into()), ("months", i64::from(months).into()), ("day", day.written().into())],
        ),
        None if record.joined_on.is_none() => w.say("record-age-unsaid"),
        None => w.say("record-age-later"),
    }
}

/// What became of somebody who belongs to no cell on the day.
fn out(w: Words, belongs: &[Belonging], history: &[StateRow], day: Day) -> String {
    if belongs.iter().any(|tie| tie.kind == "main" && tie.holds_on(day)) {
        return String::new();
    }
    let row = state::on(history, day);
    row.map_or_else(
        || w.say("record-no-member"),
        |row| {
            let values = [("state", state_name(w, &row.state).into()), ("day", row.from_day.written().into())];
            w.fill("record-out", &values)
        },
    )
}

/// What is said beside something that does not hold on the day: that it was over, or not yet; nothing where it holds.
fn aside(w: Words, (from, holds): (Day, bool), day: Day) -> String {
    match (holds, from > day) {
        (true, _) => String::new(),
        (_, true) => w.say("record-not-yet"),
        _ => w.say("record-not-now"),
    }
}

/// What a standing is called.
pub(in crate::people) fn state_name(w: Words, state: &str) -> String {
    w.say(&format!("state-{state}"))
}

fn state_line(w: Words, row: &StateRow) -> StateLine {
    let title = row.ruleset.as_deref().and_then(|id| BOOK.by_id(id)).map(|ruleset| in_lang(w, &ruleset.title));
    let aside = row.amended_at.map(|at| {
        let values = [("day", at.day().written().into()), ("paper", row.amended_by.clone().unwrap_or_default().into())];
        w.fill("record-aside", &values)
    });
    StateLine {
        name: state_name(w, &row.state),
        // A row that was set aside ends on its first day; what it had said is its first day.
        span: span(w, row.from_day, row.to_day.filter(|to| *to > row.from_day)),
        paper: row.paper.clone().unwrap_or_default(),
        rule: title.unwrap_or_default(),
        aside: aside.unwrap_or_default(),
    }
}

/// Opens one sealed value for this page alone; who did so and why is noted.
async fn open(
    State(office): State<Office>,
    officer: Officer,
    Path((person, field)): Path<(String, String)>,
    mut form: Form,
) -> Result<Response, Failure> {
    let found = find(&office, &officer, &person).await?;
    let grant = officer.require(ReadSensitive, found.person.unit_id)?;
    let secret = Secret::of(&field).ok_or(Failure::NotFound)?;
    let (w, now) = (officer.words(), office.clock.now());
    let (rule, _) = data_rule(w, now.day())?;
    let reason = form.get("reason").to_owned();
    if !rule.reasons.iter().any(|known| known.key == reason) {
        form.wrong(format!("reason-{field}"), w.say("record-no-reason"));
        return whole(&office, &officer, found, None, form, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    if restricted(&mut office.db.read().await?, found.person.id, now.day()).await?.contains(secret.word()) {
        form.wrong(format!("reason-{field}"), w.say("record-restricted"));
        return whole(&office, &officer, found, None, form, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    let mut tx = office.db.begin().await?;
    let value = read_secret(&mut tx, grant, &office.vault, found.person.id, (secret, &reason), now).await?;
    tx.commit().await?;
    let value = value.ok_or(Failure::NotFound)?;
    let shown = if secret == Secret::Phone {
        crate::people::numbers::Phone::parse(&value).map_or(value, |phone| phone.written())
    } else {
        value
    };
    whole(&office, &officer, found, Some((secret, shown)), Form::default(), StatusCode::OK).await
}

/// The grant to keep the record of who was found.
fn keeper(officer: &Officer, found: &Found) -> Result<crate::identity::reach::Grant<KeepPeople>, Failure> {
    officer.require(KeepPeople, found.person.unit_id)
}
