//! What a letter of introduction says otherwise than the record of somebody who has come back: side by side, and taken over
//! field by field.

use super::address;
use super::one::{find, page};
use crate::identity::reach::Officer;
use crate::identity::right::{KeepPeople, Right};
use crate::people;
use crate::people::erasure::restricted;
use crate::people::pages as members;
use crate::people::record::{Record, official_by_change};
use crate::shell::Office;
use crate::transfer::{Newcomer, State, TakenOver, Transfer, take_over as take};
use axum::extract::{Path, State as Handed};
use axum::http::StatusCode;
use axum::response::Response;
use kit::clock::Day;
use kit::db::Conn;
use kit::failure::Failure;
use kit::form::Form;
use kit::once;

/// A field in which they differ.
pub(super) struct Differing {
    /// Its name in the form; empty where it is not taken over here.
    pub(super) field: String,
    pub(super) label: String,
    pub(super) known: String,
    pub(super) typed: String,
}

/// The fields in which they differ, with the version of the record; what is restricted there is not shown, and nothing to whom
/// the record is out of reach. The day of becoming official is kept by the standing where that has it.
pub(super) async fn of(
    conn: &mut Conn,
    officer: &Officer,
    transfer: &Transfer,
    today: Day,
) -> Result<(Vec<Differing>, i64), Failure> {
    let w = officer.words();
    let Some(person) = transfer.person_id else { return Ok((vec![], 0)) };
    let Some(who) = Newcomer::of(conn, transfer.id).await? else { return Ok((vec![], 0)) };
    let home = people::home(conn, person, today).await?;
    if !home.is_some_and(|unit| officer.may(Right::ReadPeople, unit)) {
        return Ok((vec![], 0));
    }
    let Some(record) = Record::get(conn, person).await? else { return Ok((vec![], 0)) };
    let closed = restricted(conn, person, today).await?;
    let by_standing = official_by_change(conn, person).await?;
    let day = |day: Option<Day>| day.map_or_else(String::new, Day::written);
    let born = |day: Option<Day>, year: i64| day.map_or_else(|| year.to_string(), Day::written);
    let sex = |sex: Option<String>| sex.map_or_else(String::new, |sex| w.say(&format!("sex-{sex}")));
    let rows = [
        ("full_name", "record-name", record.full_name, who.full_name),
        ("birth_day", "record-born", born(record.birth_day, record.birth_year), born(who.birth_day, who.birth_year)),
        ("sex", "record-sex", sex(record.sex), sex(who.sex)),
        ("joined_on", "record-joined", day(record.joined_on), day(who.joined_on)),
        ("official_on", "record-official", day(record.official_on), day(who.official_on)),
        ("card_no", "record-card", record.card_no.unwrap_or_default(), who.card_no.unwrap_or_default()),
    ];
    let keeps = !keeps(officer, transfer).is_empty();
    let rows = rows
        .into_iter()
        .filter(|(field, _, known, typed)| !closed.contains(*field) && !typed.is_empty() && known != typed);
    let row = |(field, label, known, typed): (&str, &str, String, String)| {
        let takes = keeps && !(field == "official_on" && by_standing);
        let field = if takes { format!("lay-{field}") } else { String::new() };
        Differing { field, label: w.say(label), known, typed }
    };
    Ok((rows.map(row).collect(), record.version))
}

/// Where the record of who has come back is kept up, for those who may.
pub(super) fn keeps(officer: &Officer, transfer: &Transfer) -> String {
    let may = transfer.to_unit.is_some_and(|unit| officer.may(Right::KeepPeople, unit));
    let received = transfer.state() == State::Received;
    transfer.person_uid.as_deref().filter(|_| may && received).map_or(String::new(), members::address)
}

pub(super) async fn take_over(
    Handed(office): Handed<Office>,
    officer: Officer,
    Path(transfer): Path<String>,
    mut form: Form,
) -> Result<Response, Failure> {
    let transfer = find(&office, &officer, &transfer).await?;
    let (w, now) = (officer.words(), office.clock.now());
    let mut tx = office.db.begin().await?;
    let unit = people::home(&mut tx, transfer.person_id.unwrap_or_default(), now.day()).await?;
    let grant = officer.require(KeepPeople, unit.or(transfer.to_unit).unwrap_or_default());
    let grant = grant.map_err(|_| Failure::Forbidden)?;
    once::first_time(&mut tx, &form).await?;
    let (differs, version) = of(&mut tx, &officer, &transfer, now.day()).await?;
    let offered = differs.iter().filter_map(|row| row.field.strip_prefix("lay-"));
    let chosen: Vec<&str> = offered.filter(|field| form.is(&format!("lay-{field}"), "1")).collect();
    let (Some(person), false) = (transfer.person_id, chosen.is_empty()) else {
        drop(tx);
        form.wrong("khac-ho-so", w.say("transfer-take-none"));
        return page(&office, &officer, &transfer, None, StatusCode::UNPROCESSABLE_ENTITY, form).await;
    };
    let seen = form.version()?;
    let about = (transfer.id, person, seen);
    let taken = if seen == version {
        take(&mut tx, grant, &office.vault, about, &chosen, now).await?
    } else {
        TakenOver::Stale
    };
    let (status, why) = match taken {
        TakenOver::Done => return once::done(tx, &form, &format!("{}?xong=ho-so", address(&transfer.uid)), now).await,
        TakenOver::Stale => (StatusCode::CONFLICT, w.say("transfer-take-stale")),
        TakenOver::OfficialBefore(day) => {
            (StatusCode::UNPROCESSABLE_ENTITY, w.with("record-official-before", "day", day.written()))
        }
    };
    drop(tx);
    form.wrong("khac-ho-so", why);
    page(&office, &officer, &transfer, None, status, form).await
}
