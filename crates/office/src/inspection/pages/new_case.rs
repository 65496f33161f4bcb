//! Beginning a case: which unit, which of its members, what kind, who knows of it.

use super::cases::PATH;
use crate::identity::reach::Officer;
use crate::identity::right::{KeepDiscipline, Right};
use crate::inspection::case::{Case, KINDS, NewCase, open_case};
use crate::people;
use crate::shell::{Office, Shell};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use kit::db::Conn;
use kit::failure::Failure;
use kit::form::Form;
use kit::once;
use kit::page::{html, see_other};

#[derive(Template)]
#[template(path = "inspection/pages/new_case.html")]
struct NewCasePage {
    shell: Shell,
    form: Form,
    unit: String,
    units: Vec<(String, String)>,
    people: Vec<(String, String)>,
    kinds: Vec<(String, String)>,
    knows: Vec<(String, String)>,
}

pub(super) async fn begin(State(office): State<Office>, officer: Officer) -> Result<Response, Failure> {
    let root = *officer.roots(Right::KeepDiscipline).first().ok_or(Failure::Forbidden)?;
    if officer.let_in_by().is_some() {
        return Ok(see_other(PATH));
    }
    let unit = officer.query("don-vi").unwrap_or_else(|| officer.tree.uid(root).to_owned());
    let request = office.chance.uuid(office.clock.now()).to_string();
    let form =
        Form::filled([("request", request.as_str()), ("unit", &unit), ("kind", "discipline"), ("known_to", "heads")]);
    new_page(&office, &officer, StatusCode::OK, form).await
}

pub(super) async fn create(
    State(office): State<Office>,
    officer: Officer,
    mut form: Form,
) -> Result<Response, Failure> {
    let (w, now) = (officer.words(), office.clock.now());
    if officer.roots(Right::KeepDiscipline).is_empty() {
        return Err(Failure::Forbidden);
    }
    // It would be closed to whoever has begun it: the list says why.
    if officer.let_in_by().is_some() {
        return Ok(see_other(PATH));
    }
    let unit = officer.tree.by_uid(form.get("unit")).ok_or(Failure::NotFound)?.id;
    let grant = officer.require(KeepDiscipline, unit)?;
    let mut tx = office.db.begin().await?;
    once::first_time(&mut tx, &form).await?;
    let letters = form.get("number").chars().count();
    if letters == 0 || letters > 60 {
        form.wrong("number", w.say("case-no-number"));
    }
    if !KINDS.contains(&form.get("kind")) {
        form.wrong("kind", w.say("case-no-kind"));
    }
    let members = people::members_of(&mut tx, unit, now.day()).await?;
    let person = members.iter().find(|member| member.uid == form.get("person")).map(|member| member.id);
    if person.is_none() && (!form.get("person").is_empty() || form.get("kind") == "discipline") {
        form.wrong("person", w.say("case-no-person"));
    }
    if person.is_some() && person == officer.person {
        form.wrong("person", w.say("case-about-you"));
    }
    if let Some(known) = same_number(&mut tx, &officer, unit, (person, form.get("kind"), form.get("number"))).await?
        && !form.is("sure", "1")
    {
        form.wrong("number", w.with("case-same-number", "day", known.opened_on.written()));
        form.set("doubted", "1");
    }
    if !form.is_sound() {
        drop(tx);
        return new_page(&office, &officer, StatusCode::UNPROCESSABLE_ENTITY, form).await;
    }
    let uid = office.chance.uuid(now).to_string();
    let target = format!("/van-phong/ho-so-kin/{uid}?xong=ho-so-moi");
    let known_to = if form.is("known_to", "members") { "members" } else { "heads" };
    let (kind, number) = (form.get("kind"), form.get("number"));
    let new = NewCase { uid, kind, number, person, confidentiality: known_to, day: now.day() };
    open_case(&mut tx, grant, &new, now).await?;
    once::done(tx, &form, &target, now).await
}

/// A case of the same number about the same person or unit, of those that the officer knows of. Of others nothing is told.
async fn same_number(
    conn: &mut Conn,
    officer: &Officer,
    unit: i64,
    (person, kind, number): (Option<i64>, &str, &str),
) -> Result<Option<Case>, Failure> {
    let mut known = Case::open_to(conn, officer).await?;
    known.extend(Case::known_to_heads(conn).await?.into_iter().filter(|case| case.is_known_to_head(officer)));
    let number = viet::fold(number);
    let same = |case: &Case| case.kind == kind && viet::fold(&case.number) == number && case.person_id == person;
    Ok(known.into_iter().find(|case| same(case) && (person.is_some() || case.unit_id == unit)))
}

async fn new_page(office: &Office, officer: &Officer, status: StatusCode, form: Form) -> Result<Response, Failure> {
    let (w, tree) = (officer.words(), &officer.tree);
    let unit = tree.by_uid(form.get("unit")).ok_or(Failure::NotFound)?.id;
    officer.require(KeepDiscipline, unit)?;
    let units = officer.roots(Right::KeepDiscipline).into_iter().flat_map(|root| tree.branch(root).to_vec());
    let people = people::members_of(&mut office.db.read().await?, unit, tree.day()).await?;
    let person = |one: people::Person| (one.uid, format!("{} ({})", one.full_name, one.birth_year));
    let named = |key: &str, values: &[&str]| -> Vec<(String, String)> {
        values.iter().map(|value| ((*value).to_owned(), w.say(&format!("{key}-{value}")))).collect()
    };
    let page = NewCasePage {
        shell: office.shell(officer),
        unit: tree.name(unit).to_owned(),
        units: units.map(|unit| (tree.uid(unit).to_owned(), tree.name(unit).to_owned())).collect(),
        people: std::iter::once((String::new(), w.say("case-whole-unit")))
            .chain(people.into_iter().map(person))
            .collect(),
        kinds: named("case-kind", &KINDS),
        knows: named("case-known-to", &["heads", "members"]),
        form,
    };
    html(status, &page)
}
