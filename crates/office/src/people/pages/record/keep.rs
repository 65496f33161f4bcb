//! Entering a new member by hand, and correcting a record: two people on one record, and one citizen id at two places.

use super::form::{Extra, filled, page};
use super::former::{join, meant};
use super::typed::{Measure, Typed, read};
use super::{address, data_rule, find, keeper, label};
use crate::identity::reach::Officer;
use crate::identity::right::{KeepPeople, Right};
use crate::org::pages::misfit_told;
use crate::org::{kind, misfit};
use crate::people::erasure::restricted;
use crate::people::facts::{Fact, NO, YES, facts_of};
use crate::people::pages::again::{self, Known};
use crate::people::pages::differing::{TakenOver, doubt, min_age};
use crate::people::pages::twins::{self, Twin, namesakes, seen};
use crate::people::record::{correct, enter, official_by_change};
use crate::people::secret::with_citizen_id;
use crate::shell::Office;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use kit::clock::Day;
use kit::db::{DbError, Tx};
use kit::failure::Failure;
use kit::form::Form;
use kit::once;
use kit::words::Words;

pub(super) async fn begin_new(State(office): State<Office>, officer: Officer) -> Result<Response, Failure> {
    if officer.roots(Right::KeepPeople).is_empty() {
        return Err(Failure::Forbidden);
    }
    let request = office.chance.uuid(office.clock.now()).to_string();
    let unit = officer.query("don-vi").unwrap_or_default();
    let form = Form::filled([("request", request), ("unit", unit)]);
    page(&office, &officer, None, form, StatusCode::OK, Extra::default()).await
}

pub(super) async fn enter_new(
    State(office): State<Office>,
    officer: Officer,
    mut form: Form,
) -> Result<Response, Failure> {
    if officer.roots(Right::KeepPeople).is_empty() {
        return Err(Failure::Forbidden);
    }
    let (w, now) = (officer.words(), office.clock.now());
    let mut tx = office.db.begin().await?;
    once::first_time(&mut tx, &form).await?;
    let unit = match form.get("unit") {
        "" => None,
        uid => Some(officer.tree.by_uid(uid).ok_or(Failure::NotFound)?),
    };
    let grant = match unit {
        Some(unit) => Some(officer.require(KeepPeople, unit.id)?),
        None => None,
    };
    if unit.is_none_or(|unit| unit.kind != kind::CELL) {
        form.wrong("unit", w.say("record-no-unit"));
    }
    let (rule, _) = data_rule(w, now.day())?;
    let measure = Measure { today: now.day(), rule, min_age: min_age(now.day()), known: None, official_is_kept: false };
    let typed = read(&mut form, &measure, w);
    let from = since(&mut form, typed.as_ref(), now.day(), w);
    if let (Some(grant), Some(from)) = (&grant, from)
        && let Some(misfit) = misfit(&mut tx, grant.unit(), from).await?
    {
        form.wrong("from", misfit_told(w, misfit));
    }
    let (mut formers, mut same) = (Vec::new(), Vec::new());
    if let Some(typed) = &typed {
        formers = meant(&office, &officer, &mut tx, &mut form, typed).await?;
        same = same_person(&office, &officer, &mut tx, &mut form, typed, (None, &formers)).await?;
    }
    let (Some(grant), Some(typed), Some(from)) = (grant, typed.as_ref().filter(|_| form.is_sound()), from) else {
        // What was noted of a number at another place stays noted.
        tx.commit().await?;
        let beside = Extra::default().beside(&officer, &formers, typed.as_ref(), &mut form)?;
        let extra = Extra { twins: same, ..beside };
        return page(&office, &officer, None, form, StatusCode::UNPROCESSABLE_ENTITY, extra).await;
    };
    let target = match formers.into_iter().find(|known| form.is("again", &known.former.uid)) {
        Some(known) => {
            let who = known.former.clone();
            let taken = join(&office, &mut tx, (&officer, grant), &who, &mut form, (typed, from)).await?;
            if taken != TakenOver::Done {
                drop(tx);
                let extra = Extra::default().beside(&officer, &[known], Some(typed), &mut form)?;
                return page(&office, &officer, None, form, taken.status(), extra).await;
            }
            format!("{}?xong=ket-nap-lai", address(&who.uid))
        }
        None => {
            let uid = office.chance.uuid(now).to_string();
            enter(&mut tx, grant, &office.vault, &typed.person(&form, uid.clone()), from, now).await?;
            format!("{}?xong=dang-vien", address(&uid))
        }
    };
    once::done(tx, &form, &target, now).await
}

/// The first day of the membership: what was typed, else the day of admission.
fn since(form: &mut Form, typed: Option<&Typed>, today: Day, w: Words) -> Option<Day> {
    let joined = Day::parse(form.get("joined_on"));
    let from = match form.get("from") {
        "" => joined,
        text => Day::parse(text),
    };
    match from {
        None if form.error("joined_on").is_none() => form.wrong("from", w.say("record-no-since")),
        Some(from) if from > today => form.wrong("from", w.say("day-to-come")),
        Some(from) if typed.is_some() && joined.is_some_and(|joined| from < joined) => {
            form.wrong("from", w.say("record-since-before"));
        }
        _ => {}
    }
    from
}

/// Whoever seems to be the same person and is within reach. A citizen id that is on record elsewhere is said to be so,
/// without whose it is or where: how often somebody learns that is limited, and each time is noted.
async fn same_person(
    office: &Office,
    officer: &Officer,
    tx: &mut Tx,
    form: &mut Form,
    typed: &Typed,
    (own, formers): (Option<i64>, &[Known]),
) -> Result<Vec<Twin>, Failure> {
    let w = officer.words();
    let apart = |other: i64| Some(other) != own && formers.iter().all(|known| known.former.id != other);
    let mut found = Vec::new();
    if let Some(id) = &typed.citizen_id
        && let Some(other) = with_citizen_id(tx, &office.vault, id).await?.filter(|other| apart(*other))
    {
        match seen(officer, tx, other).await? {
            Some(twin) => {
                form.wrong("citizen_id", w.say("record-twin-id"));
                found.push(twin);
            }
            None => again::elsewhere(office, officer, tx, form, other).await?,
        }
    }
    let card = form.get("card_no").to_owned();
    if !card.is_empty()
        && let Some(name) = whose_card(tx, officer, &card, own).await?
    {
        doubt(form, "card_no", w.with("record-card-taken", "name", name));
    }
    if own.is_none() {
        let same = namesakes(officer, tx, typed.born(), apart).await?;
        twins::ask(form, "full_name", &same, w);
        found.extend(same.into_iter().filter(|twin| !found.contains(twin)).collect::<Vec<_>>());
    }
    Ok(found)
}

/// The name of another member whom the officer keeps and who has a card of this number.
async fn whose_card(tx: &mut Tx, officer: &Officer, card: &str, own: Option<i64>) -> Result<Option<String>, Failure> {
    let sql = "SELECT p.full_name, m.unit_id FROM person p JOIN membership m ON m.person_id = p.id AND m.kind = 'main'
                 AND m.from_day <= $3 AND (m.to_day IS NULL OR m.to_day > $3)
               WHERE p.card_no = $1 AND p.id <> $2 ORDER BY p.id";
    let own = own.unwrap_or(0);
    let all: Vec<(String, i64)> = tx.all(sql, &[&card, &own, &officer.tree.day()]).await?;
    Ok(all.into_iter().find(|(_, unit)| officer.may(Right::KeepPeople, *unit)).map(|(name, _)| name))
}

pub(super) async fn begin_correction(
    State(office): State<Office>,
    officer: Officer,
    Path(person): Path<String>,
) -> Result<Response, Failure> {
    let found = find(&office, &officer, &person).await?;
    keeper(&officer, &found)?;
    let facts = facts_of(&mut office.db.read().await?, found.person.id).await?;
    let form = filled(&office, &found.record, &facts);
    page(&office, &officer, Some(&found), form, StatusCode::OK, Extra::default()).await
}

pub(super) async fn correct_record(
    State(office): State<Office>,
    officer: Officer,
    Path(person): Path<String>,
    mut form: Form,
) -> Result<Response, Failure> {
    let found = find(&office, &officer, &person).await?;
    let grant = keeper(&officer, &found)?;
    let (w, now) = (officer.words(), office.clock.now());
    let version = form.version()?;
    let mut tx = office.db.begin().await?;
    once::first_time(&mut tx, &form).await?;
    let (rule, _) = data_rule(w, now.day())?;
    let facts = facts_of(&mut tx, found.person.id).await?;
    for field in restricted(&mut tx, found.person.id, now.day()).await? {
        let known = filled(&office, &found.record, &facts);
        form.set(&field, known.get(&field).to_owned());
        form.set(&format!("clear-{field}"), "");
    }
    let official_is_kept = official_by_change(&mut tx, found.person.id).await?;
    if official_is_kept {
        // The form has no such field: what it does not say is no difference to what somebody else has saved meanwhile.
        form.set("official_on", filled(&office, &found.record, &facts).get("official_on").to_owned());
    }
    let known = Some(&found.record);
    let measure = Measure { today: now.day(), rule, min_age: min_age(now.day()), known, official_is_kept };
    let typed = read(&mut form, &measure, w);
    let twins = match &typed {
        Some(typed) => same_person(&office, &officer, &mut tx, &mut form, typed, (Some(found.person.id), &[])).await?,
        None => Vec::new(),
    };
    let Some(typed) = typed.filter(|_| form.is_sound()) else {
        tx.commit().await?;
        let extra = Extra { twins, ..Extra::default() };
        return page(&office, &officer, Some(&found), form, StatusCode::UNPROCESSABLE_ENTITY, extra).await;
    };
    let new = typed.person(&form, String::new());
    let done = correct(&mut tx, grant, &office.vault, (found.person.id, version), &new, now).await;
    match done {
        Ok(true) => {}
        Ok(false) => {
            drop(tx);
            let theirs = filled(&office, &found.record, &facts);
            let conflict = differing(&form, &theirs, rule, w);
            form.set("version", found.record.version.to_string());
            let extra = Extra { conflict, ..Extra::default() };
            return page(&office, &officer, Some(&found), form, StatusCode::CONFLICT, extra).await;
        }
        Err(DbError::Unique(_)) => {
            drop(tx);
            form.wrong("citizen_id", w.say("record-twin-id"));
            return page(&office, &officer, Some(&found), form, StatusCode::UNPROCESSABLE_ENTITY, Extra::default())
                .await;
        }
        Err(other) => return Err(other.into()),
    }
    let target = format!("{}?xong=ho-so", address(&found.person.uid));
    once::done(tx, &form, &target, now).await
}

/// The fields in which two forms differ: (field, theirs, yours).
fn differing(yours: &Form, theirs: &Form, rule: &rules::PersonalDataRule, w: Words) -> Vec<(String, String, String)> {
    let fields = ["full_name", "birth_day", "sex", "joined_on", "official_on", "card_no"].into_iter();
    let fields = fields.chain(Fact::ALL.iter().map(|fact| fact.word()));
    let shown = |form: &Form, field: &str| match form.get(field) {
        sex @ ("m" | "f") if field == "sex" => w.say(&format!("sex-{sex}")),
        said @ (YES | NO) if Fact::of(field).is_some_and(Fact::is_question) => w.say(&format!("fact-{said}")),
        text => text.to_owned(),
    };
    let differ = fields.filter(|field| {
        let day = |form: &Form| Day::parse(form.get(field));
        yours.get(field) != theirs.get(field) && (day(yours).is_none() || day(yours) != day(theirs))
    });
    differ.map(|field| (label(w, rule, field), shown(theirs, field), shown(yours, field))).collect()
}
