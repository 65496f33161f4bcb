//! A member's page: posts and exemptions, and what the cell may decide there.

pub(crate) mod again;
pub(crate) mod data;
pub(crate) mod differing;
mod exemption;
pub(in crate::people) mod record;
pub(crate) mod twins;

use super::erasure::restricted;
use super::exemption::{self as exemptions, Exemption, Ruling, Told};
use super::record::Record;
use super::secret::Secret;
use super::{Person, kept, unit_of};
use crate::desk::Duty;
use crate::identity::reach::Officer;
use crate::identity::right::{ReadPeople, Right};
use crate::shell::{Office, Shell};
use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use kit::clock::Day;
use kit::failure::Failure;
use kit::form::Form;
use kit::page::html;
use kit::words::Words;
use rules::RuleBook;
use std::sync::LazyLock;

/// The rules that come with the program.
pub(crate) static BOOK: LazyLock<RuleBook> = LazyLock::new(RuleBook::builtin);

/// The addresses of this slice.
pub fn routes() -> Router<Office> {
    Router::new()
        .merge(record::routes())
        .merge(data::routes())
        .route("/van-phong/dang-vien/{person}", get(show))
        .route("/van-phong/dang-vien/{person}/mien/{exemption}/ly-do", post(exemption::reason))
        .route("/van-phong/dang-vien/{person}/mien/{exemption}/giay", post(exemption::scan))
        .route("/van-phong/dang-vien/{person}/mien/{exemption}/con-dung", post(exemption::confirm))
        .route("/van-phong/dang-vien/{person}/mien/{exemption}/ket-thuc", post(exemption::end))
}

#[derive(Template)]
#[template(path = "people/pages/person.html")]
struct PersonPage {
    shell: Shell,
    name: String,
    birth_year: i64,
    href: String,
    unit: String,
    unit_href: String,
    record: record::RecordView,
    exemptions: Vec<Row>,
    /// Where the probation stands; empty for who is on none.
    probation: String,
    /// Requests that are not in force yet.
    asking: Vec<Duty>,
    /// What a sealed value may be opened for.
    purposes: Vec<(String, String)>,
    /// Whether they may enter that the member asks to be exempted.
    exempts: bool,
    /// Whether they may enter that the member asks to be transferred.
    moves: bool,
    /// The newest change that somebody else made meanwhile; empty when there is none.
    conflict: String,
    today: String,
}

struct Row {
    href: String,
    /// The id of the field that says what it is opened for.
    why: String,
    kind: String,
    reason: String,
    /// What was sealed, opened for this page alone.
    words: String,
    sealed: bool,
    scan: bool,
    paper: String,
    decided: String,
    span: String,
    holds: bool,
    /// Whether it has no end, and whether it is time to look at it again.
    endless: bool,
    to_review: bool,
    /// When somebody last found it still right; empty while nobody did.
    reviewed: String,
    version: i64,
}

/// A member within reach, or somebody who was one, as whoever asks may see them.
struct Found {
    /// With the unit at which the record is kept.
    person: Person,
    record: Record,
    /// Whether they may decide on exemptions here.
    keeps: bool,
    /// Whether they may keep the record.
    keeps_record: bool,
}

async fn find(office: &Office, officer: &Officer, uid: &str) -> Result<Found, Failure> {
    let mut conn = office.db.read().await?;
    let (record, unit_id) = kept(&mut conn, officer, uid).await?.ok_or(Failure::NotFound)?;
    officer.require(ReadPeople, unit_id)?;
    let keeps = officer.may(Right::KeepStudy, unit_id);
    let keeps_record = officer.may(Right::KeepPeople, unit_id);
    let (full_name, birth_year, sex) = (record.full_name.clone(), record.birth_year, record.sex.clone());
    let person = Person { id: record.id, uid: record.uid.clone(), full_name, birth_year, sex, unit_id };
    Ok(Found { person, record, keeps, keeps_record })
}

async fn show(State(office): State<Office>, officer: Officer, Path(person): Path<String>) -> Result<Response, Failure> {
    let found = find(&office, &officer, &person).await?;
    page(&office, &officer, found, None, String::new(), StatusCode::OK).await
}

async fn page(
    office: &Office,
    officer: &Officer,
    found: Found,
    told: Option<(i64, Told)>,
    conflict: String,
    status: StatusCode,
) -> Result<Response, Failure> {
    let record = record::view(office, officer, &found, None, Form::default()).await?;
    render(office, officer, found, (record, told, conflict), status).await
}

/// The page with a sealed value opened, or with what is wrong with opening it.
async fn whole(
    office: &Office,
    officer: &Officer,
    found: Found,
    opened: Option<(Secret, String)>,
    form: Form,
    status: StatusCode,
) -> Result<Response, Failure> {
    let record = record::view(office, officer, &found, opened, form).await?;
    render(office, officer, found, (record, None, String::new()), status).await
}

async fn render(
    office: &Office,
    officer: &Officer,
    Found { person, keeps, .. }: Found,
    (record, told, conflict): (record::RecordView, Option<(i64, Told)>, String),
    status: StatusCode,
) -> Result<Response, Failure> {
    let (w, today) = (officer.words(), office.clock.today());
    let mut conn = office.db.read().await?;
    let exemptions = Exemption::of(&mut conn, person.id).await?;
    let ruling = Ruling::on(&BOOK, today);
    let href = address(&person.uid);
    let row = |exemption: Exemption| {
        let told = told.as_ref().filter(|(id, _)| *id == exemption.id).map(|(_, told)| told);
        let reason = told.map_or(exemption.reason.as_str(), |told| told.reason.as_str());
        Row {
            href: format!("{href}/mien/{}", exemption.uid),
            why: format!("why-{}", exemption.id),
            // Whoever only sees the roll learns that there is an exemption, not why.
            // Whoever is reduced goes on being counted, by the rules of today: that is said first.
            kind: viet::capital(&crate::exemption::pages::kind_name(w, &exemption.ruleset, &exemption.kind)),
            reason: if keeps { reason_name(w, &exemption.ruleset, reason) } else { String::new() },
            words: told.and_then(|told| told.words.clone()).unwrap_or_default(),
            sealed: keeps && told.is_none() && exemption.reason_sealed.is_some(),
            scan: keeps && exemption.scan_sha256.is_some(),
            paper: exemption.paper.clone().filter(|_| keeps).unwrap_or_default(),
            decided: exemption.decided_on.written(),
            span: span(w, exemption.from_day, exemption.to_day),
            holds: keeps && exemption.to_day.is_none_or(|to| to > today),
            endless: exemption.to_day.is_none() && exemption.from_day <= today,
            to_review: ruling.is_some_and(|ruling| exemption.is_to_review(ruling, today)),
            reviewed: exemption.reviewed_on.map_or(String::new(), Day::written),
            version: exemption.version,
        }
    };
    let is_member = unit_of(&mut conn, person.id, today).await?.is_some();
    let page = PersonPage {
        shell: office.shell(officer),
        unit: officer.tree.name(person.unit_id).to_owned(),
        unit_href: format!("/van-phong/to-chuc/{}", officer.tree.uid(person.unit_id)),
        record,
        exemptions: exemptions.into_iter().map(row).collect(),
        probation: crate::candidate::pages::probation_of(office, person.id, &person.uid).await?,
        asking: crate::exemption::pages::open_of(office, officer, person.id).await?,
        purposes: purposes(w, today)?,
        // Whoever belongs nowhere today cannot move from anywhere.
        exempts: keeps && is_member,
        moves: is_member && officer.may(Right::KeepMoves, person.unit_id),
        conflict,
        today: today.written(),
        name: person.full_name,
        birth_year: person.birth_year,
        href,
    };
    html(status, &page)
}

/// What a sealed value may be opened for: keys and words of the rules on personal data.
pub(crate) fn purposes(w: Words, day: Day) -> Result<Vec<(String, String)>, Failure> {
    let (rule, _) = record::data_rule(w, day)?;
    Ok(rule.reasons.iter().map(|it| (it.key.clone(), record::in_lang(w, &it.name))).collect())
}

/// What the reason of an exemption is opened for, as chosen in a form. `None` with an error in the form when nothing was
/// chosen, or the person had the field restricted.
pub(crate) async fn purpose(
    office: &Office,
    officer: &Officer,
    person: i64,
    form: &mut Form,
) -> Result<Option<String>, Failure> {
    let (w, today) = (officer.words(), office.clock.today());
    let why = form.get("reason").to_owned();
    if !purposes(w, today)?.iter().any(|(known, _)| *known == why) {
        form.wrong("why", w.say("record-no-reason"));
        return Ok(None);
    }
    if restricted(&mut office.db.read().await?, person, today).await?.contains(exemptions::FIELD) {
        form.wrong("why", w.say("record-restricted"));
        return Ok(None);
    }
    Ok(Some(why))
}

/// Where a member's page is.
pub fn address(uid: &str) -> String {
    format!("/van-phong/dang-vien/{uid}")
}

pub(crate) fn reason_name(w: Words, ruleset: &str, reason: &str) -> String {
    let rule = BOOK.by_id(ruleset).and_then(|ruleset| ruleset.exemption());
    let known = rule.and_then(|rule| rule.reasons.iter().find(|known| known.key == reason));
    match known {
        Some(known) if w.code() == "en" => viet::capital(&known.name.en),
        Some(known) => viet::capital(&known.name.vi),
        None => w.say("exemption-sealed"),
    }
}

/// `từ 05-03-2018`, `từ 05-03-2018 đến hết 04-03-2019`; the end is said as people say it, the last day included.
pub fn span(w: Words, from: Day, to: Option<Day>) -> String {
    match to {
        None => w.with("since", "day", from.written()),
        Some(to) => {
            let last = to.plus_days(-1).written();
            w.fill("from-to", &[("from", from.written().into()), ("to", last.into())])
        }
    }
}
