//! Rows that may be somebody on record, beside what the record says: the same person, and then which values are taken
//! over; another person; or left out. The same page shows whom the list changes.

use super::{address, find, paged, stale};
use crate::identity::reach::Officer;
use crate::identity::right::Right;
use crate::people::AWAY;
use crate::people::import::check::{Choice, differences, mark_of};
use crate::people::import::doubles::{Known, People};
use crate::people::import::rows::{Line, Reader, Said};
use crate::people::import::stage::{self, Fixes};
use crate::people::import::work;
use crate::people::pages::record::state_name;
use crate::people::secret::Secret;
use crate::shell::{Office, Shell};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use kit::clock::Day;
use kit::db::Conn;
use kit::failure::Failure;
use kit::form::Form;
use kit::page::{html, see_other};
use kit::words::Words;
use std::collections::{BTreeMap, HashMap};

/// Rows on one page.
const PAGE: usize = 10;
/// Persons that a row is laid beside.
const BESIDE: usize = 5;

#[derive(Template)]
#[template(path = "people/import/pages/twins.html")]
struct TwinsPage {
    shell: Shell,
    title: String,
    hint: String,
    file: String,
    here: String,
    kind: &'static str,
    version: i64,
    rows: Vec<Row>,
    place: String,
    earlier: Option<usize>,
    later: Option<usize>,
}

struct Row {
    at: usize,
    number: String,
    /// The name in the list.
    name: String,
    /// What the list says: (name of the field, value).
    said: Vec<(String, String)>,
    people: Vec<Beside>,
    /// The other row that says the same.
    again: String,
    /// Whether it may be somebody else: two people never have one citizen id.
    other: bool,
}

struct Beside {
    id: i64,
    href: String,
    name: String,
    unit: String,
    /// That it is no member any more, and the way onward; empty for a member.
    former: String,
    /// Whether they have left for another office, so that a transfer takes them in again.
    away: bool,
    /// (name of the field, what the list says, what the record says, whether they differ, field)
    facts: Vec<(String, String, String, bool, String)>,
}

fn kind(officer: &Officer) -> &'static str {
    if officer.query("loai").as_deref() == Some("changed") { "changed" } else { "doubtful" }
}

pub(super) async fn show(
    State(office): State<Office>,
    officer: Officer,
    Path(list): Path<String>,
) -> Result<Response, Failure> {
    let list = find(&office, &officer, &list).await?;
    if list.state != "checked" {
        return Ok(see_other(&address(&list)));
    }
    let (w, kind, today) = (officer.words(), kind(&officer), office.clock.today());
    let mut conn = office.db.read().await?;
    let sql = "SELECT DISTINCT row_no FROM import_finding WHERE list_id = $1 AND kind = $2 ORDER BY row_no";
    let numbers: Vec<(i64,)> = conn.all(sql, &[&list.id, &kind]).await?;
    let (at, earlier, later) = paged(&officer, numbers.len(), PAGE);
    let wanted: Vec<i64> = numbers.iter().map(|(row,)| *row).skip((at - 1) * PAGE).take(PAGE).collect();
    let (first, last) = (wanted.first().copied().unwrap_or(0), wanted.last().copied().unwrap_or(0));
    let sql = "SELECT DISTINCT row_no, code, other FROM import_finding WHERE list_id = $1 AND kind = $2
               AND row_no >= $3 AND row_no <= $4 ORDER BY row_no, other";
    let found: Vec<(i64, String, Option<i64>)> = conn.all(sql, &[&list.id, &kind, &first, &last]).await?;
    let mut by_row: BTreeMap<i64, (Vec<i64>, Option<i64>)> = BTreeMap::new();
    for (row, code, other) in found {
        let of_row = by_row.entry(row).or_default();
        match other {
            Some(other) if code == "row" => of_row.1 = Some(other),
            Some(_) if code == "unit" => {}
            Some(other) if !of_row.0.contains(&other) => of_row.0.push(other),
            _ => {}
        }
    }
    let places = places(&mut conn, list.id, (first, last)).await?;
    let ids: Vec<i64> = by_row.values().flat_map(|(people, _)| people).copied().collect();
    let may = |unit: i64| officer.may(Right::KeepPeople, unit);
    let people = People::some(&mut conn, &may, &ids, today).await?;
    let plan = list.plan();
    let fixes = Fixes::read(&mut conn, &office.vault, list.id).await?;
    let reader = Reader::new(&plan, today);
    let mut rows = Vec::new();
    for (row, (persons, again)) in by_row {
        let cells = stage::row(&mut conn, &office.vault, (list.id, plan.sheet), row as usize, &fixes).await?;
        let Line::Person(said, ..) = person(reader.read(row as usize, &cells)) else { continue };
        let mark = mark_of(&office.vault, &said);
        let place = places.get(&row).map(|unit| officer.tree.name(*unit));
        let beside = |person: &i64| {
            let known = people.any(*person)?;
            Some((known, differences(&said, mark.as_deref(), known, &people, &plan.replace)))
        };
        let same_id =
            |person: &i64| mark.is_some() && people.any(*person).is_some_and(|known| known.citizen_mark == mark);
        let mut shown = Vec::new();
        for (known, differs) in persons.iter().take(BESIDE).filter_map(beside) {
            let uid: Option<String> = conn.value("SELECT uid FROM person WHERE id = $1", &[&known.id]).await?;
            shown.push(Beside {
                id: known.id,
                href: uid.map_or(String::new(), |uid| crate::people::pages::address(&uid)),
                name: known.full_name.clone(),
                unit: officer.tree.name(known.unit_id).to_owned(),
                away: people.former(known.id).is_some_and(|(_, state, _)| state == AWAY),
                former: people.former(known.id).map_or(String::new(), |(_, state, since)| left(w, state, *since)),
                facts: facts(
                    w,
                    &said,
                    known,
                    &people,
                    &differs,
                    place.map(|place| (place, officer.tree.name(known.unit_id))),
                ),
            });
        }
        rows.push(Row {
            at: row as usize,
            number: w.number(row + 1),
            name: said.name.clone(),
            said: told(w, &said, place),
            other: !persons.iter().any(same_id),
            people: shown,
            again: again.map_or(String::new(), |other| w.with("import-same-as-row", "row", w.number(other + 1))),
        });
    }
    let pages = numbers.len().div_ceil(PAGE).max(1);
    let page = TwinsPage {
        shell: office.shell(&officer),
        title: w.say(&format!("import-twins-{kind}")),
        hint: w.say(&format!("import-twins-{kind}-hint")),
        file: list.file.clone(),
        here: address(&list),
        kind,
        version: list.version,
        rows,
        place: w.fill("list-page", &[("at", w.number(at as i64).into()), ("of", w.number(pages as i64).into())]),
        earlier,
        later,
    };
    html(StatusCode::OK, &page)
}

/// A row of which only the name is said is a person here.
fn person(line: Line) -> Line {
    match line {
        Line::Heading(_, Some(person)) => *person,
        line => line,
    }
}

/// That somebody was a member until a day, and what to do about it.
fn left(w: Words, state: &str, since: Day) -> String {
    let values = [("state", state_name(w, state).into()), ("day", since.written().into())];
    w.fill(if state == AWAY { "import-away" } else { "import-former" }, &values)
}

fn born((year, day): (i64, Option<Day>)) -> String {
    day.map_or_else(|| year.to_string(), Day::written)
}

fn written(day: Option<Day>) -> String {
    day.map_or(String::new(), Day::written)
}

/// What the list says of a person.
fn told(w: Words, said: &Said, place: Option<&str>) -> Vec<(String, String)> {
    let sex = said.sex.map_or(String::new(), |sex| w.say(&format!("sex-{sex}")));
    [
        ("full_name", said.name.clone()),
        ("birth_day", born((said.birth_year, said.birth_day))),
        ("sex", sex),
        ("joined_on", written(said.joined)),
        ("official_on", written(said.official)),
        ("card_no", said.card.clone().unwrap_or_default()),
        ("unit", place.map(str::to_owned).or_else(|| said.unit.clone()).unwrap_or_default()),
    ]
    .into_iter()
    .filter(|(_, value)| !value.is_empty())
    .map(|(field, value)| (w.say(&format!("import-change-{field}")), value))
    .collect()
}

/// The unit that the list means in each of these rows where it is told.
async fn places(conn: &mut Conn, list: i64, (first, last): (i64, i64)) -> Result<HashMap<i64, i64>, Failure> {
    let sql = "SELECT row_no, other FROM import_finding WHERE list_id = $1 AND other IS NOT NULL
               AND row_no >= $2 AND row_no <= $3
               AND ((kind = 'doubtful' AND code = 'unit') OR (kind = 'notice' AND code = 'other-unit'))";
    Ok(conn.all::<(i64, i64)>(sql, &[&list, &first, &last]).await?.into_iter().collect())
}

/// Field by field, the list beside the record, `places` where each has the person: a list moves nobody. Sealed values are not
/// opened: only whether there is one is said.
fn facts(
    w: Words,
    said: &Said,
    known: &Known,
    people: &People,
    differs: &[&'static str],
    places: Option<(&str, &str)>,
) -> Vec<(String, String, String, bool, String)> {
    let sex = |sex: Option<&str>| sex.map_or(String::new(), |sex| w.say(&format!("sex-{sex}")));
    let mut facts = vec![
        ("full_name", said.name.clone(), known.full_name.clone()),
        ("birth_day", born((said.birth_year, said.birth_day)), born((known.birth_year, known.birth_day))),
        ("sex", sex(said.sex), sex(known.sex.as_deref())),
        ("joined_on", written(said.joined), written(known.joined_on)),
        ("official_on", written(said.official), written(known.official_on)),
        ("card_no", said.card.clone().unwrap_or_default(), known.card_no.clone().unwrap_or_default()),
    ];
    facts.extend(places.map(|(listed, kept)| ("unit", listed.to_owned(), kept.to_owned())));
    let sealed = [
        (Secret::CitizenId, said.citizen_id.is_some()),
        (Secret::Phone, said.phone.is_some()),
        (Secret::Ethnicity, said.ethnicity.is_some()),
        (Secret::Religion, said.religion.is_some()),
    ];
    for (secret, is_said) in sealed {
        let there = |there: bool| if there { w.say("import-sealed") } else { String::new() };
        facts.push((secret.word(), there(is_said), there(people.has_sealed(known.id, secret.word()))));
    }
    for (fact, value) in &said.facts {
        let shown = |value: &str| if fact.is_question() { w.say(&format!("fact-{value}")) } else { value.to_owned() };
        let kept = people.fact(known.id, *fact).map_or(String::new(), |value| shown(value));
        facts.push((fact.word(), shown(value), kept));
    }
    facts
        .into_iter()
        .filter(|(_, listed, _)| !listed.is_empty())
        .map(|(field, listed, kept)| {
            let kept = if people.is_restricted(known.id, field) { w.say("record-restricted") } else { kept };
            (w.say(&format!("import-change-{field}")), listed, kept, differs.contains(&field), field.to_owned())
        })
        .collect()
}

pub(super) async fn save(
    State(office): State<Office>,
    officer: Officer,
    Path(list): Path<String>,
    form: Form,
) -> Result<Response, Failure> {
    let list = find(&office, &officer, &list).await?;
    let (version, now) = (form.version()?, office.clock.now());
    if form.with_prefix("w-").all(|(_, word)| word.is_empty()) {
        let kind = if form.is("kind", "changed") { "changed" } else { "doubtful" };
        return Ok(see_other(&format!("{}/trung?loai={kind}&xong=chua-chon", address(&list))));
    }
    let mut tx = office.db.begin().await?;
    if !stage::move_on(&mut tx, &list, (version, Some(officer.account)), ("checking", &list.plan()), now).await? {
        drop(tx);
        return stale(&office, &officer, &list).await;
    }
    let sql = "SELECT DISTINCT row_no, other FROM import_finding WHERE list_id = $1 AND kind IN ('doubtful', 'changed')
               AND code NOT IN ('row', 'unit') AND other IS NOT NULL";
    let offered: Vec<(i64, i64)> = tx.all(sql, &[&list.id]).await?;
    for (row, word) in form.with_prefix("w-") {
        let row = row.parse::<usize>().ok().filter(|row| (*row as i64) < list.total).ok_or(Failure::Malformed)?;
        let choice = match word {
            "" => continue,
            "other" => Choice::Other,
            "skip" => Choice::Skip,
            same => {
                let person =
                    same.strip_prefix("same-").and_then(|id| id.parse::<i64>().ok()).ok_or(Failure::Malformed)?;
                // Only whom this row was laid beside: another id tells nothing.
                if !offered.contains(&(row as i64, person)) {
                    return Err(Failure::Malformed);
                }
                let prefix = format!("t-{row}-{person}-");
                let fields = form.with_prefix(&prefix).filter(|(_, on)| *on == "1").map(|(field, _)| field.to_owned());
                Choice::Same(person, Some(fields.collect()))
            }
        };
        stage::choose(&mut tx, list.id, row, Some(&choice)).await?;
    }
    work::queue(&mut tx, &office, &list).await?;
    tx.commit().await?;
    work::at_once(&office, list.id).await?;
    let list = find(&office, &officer, &list.uid).await?;
    let left = list.state == "checked" && list.counts().doubtful > 0 && form.is("kind", "doubtful");
    Ok(see_other(&if left { format!("{}/trung", address(&list)) } else { address(&list) }))
}
