//! The form that writes a paper, begun or taken up again: the second of two people sees what the first one saved.

use super::given::{body_of, fill, kind_of, unit_of, writers};
use super::{address, find};
use crate::identity::reach::Officer;
use crate::identity::right::DraftPapers;
use crate::org::Tree;
use crate::outgoing::{OutError, Outgoing, Said, begin as begin_one, change};
use crate::papers::pages::{broken, kind_name, refusal, relations, text};
use crate::papers::{Body, Direction, Ruling, bodies_of, leading_mark, secret_mark};
use crate::shell::{Office, Shell};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use kit::failure::Failure;
use kit::form::Form;
use kit::once;
use kit::page::{html, see_other};
use kit::words::Words;

/// Letters of a field at most.
const LONGEST: [(&str, usize); 9] = [
    ("subject", 1000),
    ("text", 200_000),
    ("recipients", 2000),
    ("above", 200),
    ("issuer", 200),
    ("place", 100),
    ("sign_line", 200),
    ("post", 100),
    ("signer", 100),
];

type Choices = Vec<(String, String)>;

#[derive(Template)]
#[template(path = "outgoing/pages/edit.html")]
struct EditPage {
    shell: Shell,
    form: Form,
    is_new: bool,
    action: String,
    back: String,
    unit: String,
    body: String,
    rule: String,
    units: Choices,
    bodies: Choices,
    kinds: Choices,
    directions: Choices,
    sign_forms: Choices,
    urgencies: Choices,
    theirs: Vec<(String, String)>,
}

/// The fields of the form that a paper is made of, with what they hold.
fn fields(one: &str, said: &Said, subject: &str) -> [(&'static str, String); 16] {
    [
        ("kind", one.to_owned()),
        ("subject", subject.to_owned()),
        ("direction", said.direction.clone()),
        ("above", said.above.clone()),
        ("issuer", said.issuer.clone()),
        ("place", said.place.clone()),
        ("text", said.text.clone()),
        ("recipients", said.recipients.clone()),
        ("sign_form", said.sign_form.clone()),
        ("sign_line", said.sign_line.clone()),
        ("post", said.post.clone()),
        ("signer", said.signer.clone()),
        ("urgency", said.urgency.clone()),
        ("based_on", said.based_on.clone()),
        ("replaces", said.replaces.clone()),
        ("amends", said.amends.clone()),
    ]
}

pub(super) async fn begin(State(office): State<Office>, officer: Officer) -> Result<Response, Failure> {
    let asked = |name: &str| officer.query(name).unwrap_or_default();
    let unit = unit_of(&officer, &asked("don-vi"))?;
    officer.require(DraftPapers, unit)?;
    let body = body_of(&officer.tree, unit, &asked("ban-hanh"))?;
    let today = office.clock.today();
    let forms = &office.papers_rule(today)?.rule.sign_forms;
    let in_rules = body.in_rules(kind_of(&officer.tree, unit));
    let form = forms.iter().find(|form| form.of.contains(&in_rules)).map_or("", |form| form.key.as_str());
    let mut said = Said {
        direction: Direction::Out.word().to_owned(),
        sign_form: form.to_owned(),
        urgency: "normal".to_owned(),
        ..Said::default()
    };
    fill(office.layout_rule()?, &officer.tree, (unit, body), &mut said);
    let mut form = Form::filled(fields("", &said, ""));
    form.set("request", office.chance.uuid(office.clock.now()).to_string());
    page(&office, &officer, (unit, body), (StatusCode::OK, form), None, vec![])
}

fn page(
    office: &Office,
    officer: &Officer,
    (unit, body): (i64, Body),
    (status, mut form): (StatusCode, Form),
    known: Option<&Outgoing>,
    theirs: Vec<(String, String)>,
) -> Result<Response, Failure> {
    let (w, tree) = (officer.words(), &officer.tree);
    let ruling = office.papers_rule(office.clock.today())?;
    let in_rules = body.in_rules(kind_of(tree, unit));
    let kinds = ruling.rule.kinds.iter().filter(|kind| kind.issued_by.contains(&in_rules));
    let first = std::iter::once((String::new(), w.say("papers-choose")));
    let forms = ruling.rule.sign_forms.iter().filter(|form| form.of.contains(&in_rules));
    let ways = [Direction::Out, Direction::Internal];
    let mut units = writers(officer);
    if !units.contains(&unit) {
        units.insert(0, unit);
    }
    form.set("unit", tree.uid(unit).to_owned());
    form.set("body", body.word());
    let page = EditPage {
        is_new: known.is_none(),
        action: known.map_or_else(|| format!("{}/moi", super::PATH), |one| format!("{}/sua", address(&one.uid))),
        back: known.map_or_else(|| super::PATH.to_owned(), |one| address(&one.uid)),
        unit: tree.name(unit).to_owned(),
        body: w.say(&format!("papers-{}", body.word())),
        rule: format!("{}; {}", text(w, ruling.title), text(w, office.layout_rule()?.title)),
        units: units.into_iter().map(|unit| (tree.uid(unit).to_owned(), tree.name(unit).to_owned())).collect(),
        bodies: bodies_of(kind_of(tree, unit))
            .iter()
            .map(|body| (body.word().to_owned(), w.say(&format!("papers-{}", body.word()))))
            .collect(),
        kinds: first.chain(kinds.map(|kind| (kind.key.clone(), kind_name(w, ruling.rule, &kind.key)))).collect(),
        directions: ways.map(|way| (way.word().to_owned(), w.say(&format!("papers-direction-{}", way.word())))).into(),
        sign_forms: forms.map(|form| (form.key.clone(), text(w, &form.name))).collect(),
        urgencies: ruling
            .rule
            .urgencies
            .iter()
            .map(|one| (one.key.clone(), viet::capital(&text(w, &one.name))))
            .collect(),
        shell: office.shell(officer),
        theirs,
        form,
    };
    html(status, &page)
}

/// Reads the form; what is wrong stands beside its field. What was left empty of head and foot follows from the unit.
fn read(
    form: &mut Form,
    w: Words,
    (office, ruling, tree): (&Office, Ruling<'_>, &Tree),
    (unit, body): (i64, Body),
) -> Result<Said, Failure> {
    for (name, most) in LONGEST {
        if form.get(name).chars().count() > most {
            form.wrong(name, w.count("papers-too-long", most as i64));
        }
    }
    if form.get("kind").is_empty() {
        form.wrong("kind", w.say("papers-no-kind"));
    }
    if form.get("subject").is_empty() {
        form.wrong("subject", w.say("papers-no-subject"));
    }
    let in_rules = body.in_rules(kind_of(tree, unit));
    if !ruling.rule.sign_form(form.get("sign_form")).is_some_and(|known| known.of.contains(&in_rules)) {
        form.wrong("sign_form", w.with("papers-may-not-sign", "rule", text(w, ruling.title)));
    }
    if !ruling.rule.urgencies.iter().any(|one| one.key == form.get("urgency")) {
        form.wrong("urgency", w.say("papers-choose-one"));
    }
    let direction = Direction::of(form.get("direction")).filter(|way| *way != Direction::In);
    if direction.is_none() {
        form.wrong("direction", w.say("papers-choose-one"));
    }
    for field in ["subject", "text"] {
        let whole = form.raw(field).to_owned();
        let mark = secret_mark(ruling.rule, &whole);
        if let Some(mark) = mark.or_else(|| leading_mark(ruling.rule, &whole).filter(|_| field == "subject")) {
            form.wrong(field, w.with("outgoing-secret", "mark", mark.to_owned()));
        }
    }
    relations(form, w);
    let whole = |name: &str| form.raw(name).replace('\r', "").trim_end().to_owned();
    let mut said = Said {
        direction: direction.map_or("", Direction::word).to_owned(),
        above: form.get("above").to_owned(),
        issuer: form.get("issuer").to_owned(),
        place: form.get("place").to_owned(),
        text: whole("text"),
        recipients: whole("recipients"),
        sign_form: form.get("sign_form").to_owned(),
        sign_line: form.get("sign_line").to_owned(),
        post: form.get("post").to_owned(),
        signer: form.get("signer").to_owned(),
        urgency: form.get("urgency").to_owned(),
        based_on: whole("based_on"),
        replaces: whole("replaces"),
        amends: whole("amends"),
    };
    fill(office.layout_rule()?, tree, (unit, body), &mut said);
    Ok(said)
}

pub(super) async fn save_new(
    State(office): State<Office>,
    officer: Officer,
    mut form: Form,
) -> Result<Response, Failure> {
    let unit = unit_of(&officer, form.get("unit"))?;
    let grant = officer.require(DraftPapers, unit)?;
    let body = body_of(&officer.tree, unit, form.get("body"))?;
    let (w, now) = (officer.words(), office.clock.now());
    let ruling = office.papers_rule(now.day())?;
    let mut tx = office.db.begin().await?;
    once::first_time(&mut tx, &form).await?;
    let said = read(&mut form, w, (&office, ruling, &officer.tree), (unit, body))?;
    if form.is_sound() {
        let uid = office.chance.uuid(now).to_string();
        let (kind, subject) = (form.get("kind").to_owned(), form.get("subject").to_owned());
        let new = (&*uid, (&*kind, body, &*subject, &said));
        match begin_one(&mut tx, grant, (ruling, &officer.tree), new, now).await {
            Ok(_) => {
                let target = format!("{}?xong=di-luu", address(&uid));
                return once::done(tx, &form, &target, now).await;
            }
            Err(error) => wrong(&mut form, (w, &officer, ruling), error)?,
        }
    }
    drop(tx);
    page(&office, &officer, (unit, body), (StatusCode::UNPROCESSABLE_ENTITY, form), None, vec![])
}

fn wrong(form: &mut Form, (w, officer, ruling): (Words, &Officer, Ruling<'_>), error: OutError) -> Result<(), Failure> {
    match error {
        OutError::Paper(error) => match refusal(w, officer, ruling, &error, form.get("kind")) {
            Some((field, message)) => form.wrong(field, message),
            None => return Err(broken(error)),
        },
        OutError::Db(error) => return Err(error.into()),
        other => return Err(Failure::Broken(other.into())),
    }
    Ok(())
}

pub(super) async fn again(
    State(office): State<Office>,
    officer: Officer,
    Path(uid): Path<String>,
) -> Result<Response, Failure> {
    let mut conn = office.db.read().await?;
    let (one, past) = find(&mut conn, &office, &officer, &uid).await?;
    officer.require_then(DraftPapers, &past, one.unit_id)?;
    drop(conn);
    if one.state() != crate::outgoing::State::Draft {
        return Ok(see_other(&address(&uid)));
    }
    let body = one.issued_by().ok_or(Failure::NotFound)?;
    let mut form = Form::filled(fields(&one.kind, &one.said(), &one.subject));
    form.set("version", one.version.to_string());
    form.set("request", office.chance.uuid(office.clock.now()).to_string());
    page(&office, &officer, (one.unit_id, body), (StatusCode::OK, form), Some(&one), vec![])
}

pub(super) async fn save(
    State(office): State<Office>,
    officer: Officer,
    Path(uid): Path<String>,
    mut form: Form,
) -> Result<Response, Failure> {
    let (w, now) = (officer.words(), office.clock.now());
    let mut tx = office.db.begin().await?;
    let (one, past) = find(&mut tx, &office, &officer, &uid).await?;
    let grant = officer.require_then(DraftPapers, &past, one.unit_id)?;
    once::first_time(&mut tx, &form).await?;
    let version = form.version()?;
    let body = one.issued_by().ok_or(Failure::NotFound)?;
    let (ruling, place) = (office.papers_rule(now.day())?, (one.unit_id, body));
    let said = read(&mut form, w, (&office, ruling, &officer.tree), place)?;
    let mut status = StatusCode::UNPROCESSABLE_ENTITY;
    let mut theirs = vec![];
    if form.is_sound() {
        let (kind, subject) = (form.get("kind").to_owned(), form.get("subject").to_owned());
        let changed = ((one.id, version), (&*kind, body, &*subject, &said));
        match change(&mut tx, grant, (ruling, &officer.tree), changed, now).await {
            Ok(()) => {
                let target = format!("{}?xong=di-luu", address(&uid));
                return once::done(tx, &form, &target, now).await;
            }
            Err(OutError::Stale) if one.state() != crate::outgoing::State::Draft => {
                form.wrong("subject", w.say("outgoing-stale"));
            }
            Err(OutError::Stale) => {
                status = StatusCode::CONFLICT;
                let there = fields(&one.kind, &one.said(), &one.subject).into_iter();
                let other = there.filter(|(name, value)| form.raw(name).replace('\r', "").trim_end() != value);
                theirs = other.map(|(name, value)| (w.say(&format!("outgoing-{name}")), value)).collect();
                form.set("version", one.version.to_string());
            }
            Err(error) => wrong(&mut form, (w, &officer, ruling), error)?,
        }
    }
    drop(tx);
    page(&office, &officer, place, (status, form), Some(&one), theirs)
}
