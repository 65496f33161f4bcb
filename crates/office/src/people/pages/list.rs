//! The members within reach as a list: narrowed in the address, paged, and as a file of what is shown.

use super::address;
use crate::identity::reach::Officer;
use crate::identity::right::Right;
use crate::org::Tree;
use crate::people::{Person, members_within};
use crate::shell::{Office, Shell};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use kit::clock::Day;
use kit::failure::Failure;
use kit::form::Form;
use kit::page::html;
use kit::web::{attachment, encode};
use kit::words::Words;
use std::collections::HashSet;

/// Members on one page.
const PAGE: usize = 50;
/// What narrows the list: the names in the address and of the fields.
const FILTERS: [&str; 6] = ["ten", "don-vi", "gioi", "tu-tuoi", "den-tuoi", "ngay"];
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

#[derive(Template)]
#[template(path = "people/pages/list.html")]
struct ListPage {
    shell: Shell,
    form: Form,
    units: Vec<(String, String)>,
    sexes: Vec<(String, String)>,
    found: String,
    /// By sex, by age: (words, address, count).
    counts: Vec<(String, String, String)>,
    /// (number, address, name, year of birth, sex, unit)
    rows: Vec<Row>,
    /// The same list as a file, by kind; empty when there is nobody.
    files: Vec<(String, String)>,
    narrowed: bool,
    /// Whether they may enter somebody new.
    enters: bool,
    earlier: Option<String>,
    later: Option<String>,
    place: String,
}

struct Row {
    number: String,
    href: String,
    name: String,
    birth_year: i64,
    sex: String,
    unit: String,
}

/// What was asked for, once it can be read.
struct Asked {
    name: String,
    units: HashSet<i64>,
    sex: String,
    from_age: i64,
    to_age: i64,
    year: i64,
}

impl Asked {
    fn holds(&self, person: &Person) -> bool {
        let age = self.year - person.birth_year;
        self.units.contains(&person.unit_id)
            && (self.sex.is_empty() || person.sex.as_deref() == Some(&*self.sex))
            && (self.from_age..=self.to_age).contains(&age)
            && (self.name.is_empty() || viet::fold(&person.full_name).contains(&self.name))
    }
}

pub(super) async fn list(State(office): State<Office>, officer: Officer) -> Result<Response, Failure> {
    if officer.roots(Right::ReadPeople).is_empty() {
        return Err(Failure::Forbidden);
    }
    let (w, today) = (officer.words(), office.clock.today());
    let mut form = Form::filled(FILTERS.map(|name| (name, officer.query(name).unwrap_or_default())));
    let day = day(&mut form, today, w);
    let mut conn = office.db.read().await?;
    let tree = office.trees.as_of(&mut conn, day).await?;
    let reach: Vec<i64> =
        tree.preorder().iter().copied().filter(|unit| officer.may_in(&tree, Right::ReadPeople, *unit)).collect();
    let asked = read(&mut form, &tree, &reach, day, w)?;
    let mut people = members_within(&mut conn, &reach, day).await?;
    drop(conn);
    people.retain(|person| asked.holds(person));
    if !form.is_sound() {
        people.clear();
    }
    if let Some(kind) = officer.query("tep").filter(|_| form.is_sound()) {
        return file(w, &kind, &tree, &people, day);
    }
    let pages = people.len().div_ceil(PAGE).max(1);
    let at = officer.query("trang").and_then(|n| n.parse::<usize>().ok()).unwrap_or(1).clamp(1, pages);
    let row = |(nth, person): (usize, &Person)| Row {
        number: w.number(nth as i64 + 1),
        href: address(&person.uid),
        name: person.full_name.clone(),
        birth_year: person.birth_year,
        sex: sex(w, person),
        unit: tree.name(person.unit_id).to_owned(),
    };
    let page = |n: usize| link(&form, &[("trang", &n.to_string())]);
    let count = |what: &str, value: &str| {
        people.iter().filter(|person| what == "gioi" && person.sex.as_deref() == Some(value)).count()
    };
    let counts = ["m", "f"].into_iter().filter(|_| form.get("gioi").is_empty());
    let counts = counts.map(|value| {
        let n = w.number(count("gioi", value) as i64);
        (w.say(&format!("sex-{value}")), link(&form, &[("gioi", value)]), n)
    });
    let files: &[&str] = if people.is_empty() { &[] } else { &["XLSX", "CSV"] };
    let page = ListPage {
        shell: office.shell(&officer),
        found: w.count("roll-found", people.len() as i64),
        counts: counts.collect(),
        rows: people.iter().enumerate().skip((at - 1) * PAGE).take(PAGE).map(row).collect(),
        files: files.iter().map(|kind| ((*kind).to_owned(), link(&form, &[("tep", &kind.to_lowercase())]))).collect(),
        narrowed: FILTERS.iter().any(|name| !form.get(name).is_empty()),
        enters: !officer.roots(Right::KeepPeople).is_empty(),
        earlier: (at > 1).then(|| page(at - 1)),
        later: (at < pages).then(|| page(at + 1)),
        place: w.fill("roll-page", &[("at", w.number(at as i64).into()), ("of", w.number(pages as i64).into())]),
        units: units(w, &tree, &reach),
        sexes: [("", "roll-any"), ("m", "sex-m"), ("f", "sex-f")].map(|(v, key)| (v.to_owned(), w.say(key))).into(),
        form,
    };
    html(if page.form.is_sound() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }, &page)
}

fn day(form: &mut Form, today: Day, w: Words) -> Day {
    let typed = form.get("ngay");
    let day = if typed.is_empty() { Some(today) } else { Day::parse(typed) };
    if day.is_none() {
        form.wrong("ngay", w.say("wrong-day"));
    }
    day.unwrap_or(today)
}

fn read(form: &mut Form, tree: &Tree, reach: &[i64], day: Day, w: Words) -> Result<Asked, Failure> {
    let units = match form.get("don-vi") {
        "" => reach.iter().copied().collect(),
        // Outside reach is as if it did not exist.
        uid => {
            let unit = tree.by_uid(uid).filter(|unit| reach.contains(&unit.id)).ok_or(Failure::NotFound)?;
            tree.branch(unit.id).iter().copied().collect()
        }
    };
    let mut age = |name: &str, default: i64| match form.get(name) {
        "" => default,
        typed => match typed.parse::<i64>().ok().filter(|age| (0..=150).contains(age)) {
            Some(age) => age,
            None => {
                form.wrong(name, w.say("roll-wrong-age"));
                default
            }
        },
    };
    let (from_age, to_age) = (age("tu-tuoi", i64::MIN), age("den-tuoi", i64::MAX));
    let sex = Some(form.get("gioi")).filter(|sex| ["m", "f"].contains(sex)).unwrap_or_default().to_owned();
    Ok(Asked { name: viet::fold(form.get("ten")), units, sex, from_age, to_age, year: day.year() })
}

/// The units within reach, deeper ones set in.
fn units(w: Words, tree: &Tree, reach: &[i64]) -> Vec<(String, String)> {
    let depth = |unit: i64| tree.path(unit).iter().filter(|above| reach.contains(above)).count().saturating_sub(1);
    let one = |unit: &i64| {
        (tree.uid(*unit).to_owned(), format!("{}{}", "\u{a0}\u{a0}\u{a0}".repeat(depth(*unit)), tree.name(*unit)))
    };
    std::iter::once((String::new(), w.say("roll-all-units"))).chain(reach.iter().map(one)).collect()
}

fn link(form: &Form, more: &[(&str, &str)]) -> String {
    let kept = FILTERS.iter().map(|name| (*name, form.get(name)));
    let kept = kept.filter(|(name, value)| !value.is_empty() && more.iter().all(|(other, _)| other != name));
    let parts = kept.chain(more.iter().copied()).map(|(name, value)| format!("{name}={}", encode(value)));
    format!("/van-phong/dang-vien?{}", parts.collect::<Vec<_>>().join("&"))
}

fn sex(w: Words, person: &Person) -> String {
    person.sex.as_ref().map_or(String::new(), |sex| w.say(&format!("sex-{sex}")))
}

fn file(w: Words, kind: &str, tree: &Tree, people: &[Person], day: Day) -> Result<Response, Failure> {
    let header = ["roll-number", "roll-name", "roll-born", "roll-sex", "roll-unit"].map(|key| w.say(key));
    let row = |(nth, person): (usize, &Person)| {
        let unit = tree.name(person.unit_id).to_owned();
        vec![(nth + 1).to_string(), person.full_name.clone(), person.birth_year.to_string(), sex(w, person), unit]
    };
    let rows: Vec<Vec<String>> = people.iter().enumerate().map(row).collect();
    let name = format!("danh-sach-dang-vien-{day}.{kind}");
    match kind {
        "csv" => Ok(attachment(sheet::csv(&header, &rows), "text/csv; charset=utf-8", &name)),
        "xlsx" => {
            let title = w.with("roll-file-title", "day", day.written());
            let bytes = sheet::xlsx(&title, &header, &rows).map_err(anyhow::Error::from)?;
            Ok(attachment(bytes, XLSX, &name))
        }
        _ => Err(Failure::NotFound),
    }
}
