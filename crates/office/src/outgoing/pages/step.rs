//! The steps of a paper, each by whoever has the right to it.

use super::one::{allowed, one_hand, other_signer, page};
use super::{address, find};
use crate::identity::reach::Officer;
use crate::identity::right::{ClearPapers, DraftPapers, KeepPapers, SignPapers};
use crate::org::lineage::Past;
use crate::outgoing::{
    Numbering, OutError, Outgoing, State as Way, clear, drop_it, file_it, issue, keep_word, letter, look,
    note_signature, number, printed, send_back, sign, submit,
};
use crate::papers::pages::{broken, issuer_name, refusal};
use crate::papers::{Number, Paper, PaperError, Reservation};
use crate::shell::Office;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use kit::clock::Day;
use kit::db::Tx;
use kit::failure::Failure;
use kit::form::Form;
use kit::once;
use kit::words::Words;

/// Letters of a reason, of how it was sent, of where it is filed.
const LONGEST: usize = 500;

pub(super) async fn stepped(
    State(office): State<Office>,
    officer: Officer,
    Path(uid): Path<String>,
    mut form: Form,
) -> Result<Response, Failure> {
    let (w, now) = (officer.words(), office.clock.now());
    let mut tx = office.db.begin().await?;
    let (one, past) = find(&mut tx, &office, &officer, &uid).await?;
    let word = form.get("step").to_owned();
    allowed(&officer, &past, one.unit_id, &word, one.state())?;
    once::first_time(&mut tx, &form).await?;
    let version = form.version()?;
    let field = match word.as_str() {
        "back" => Some(("reason", "papers-no-reason")),
        "drop" => Some(("drop_reason", "papers-no-reason")),
        "issue" => Some(("words", "outgoing-no-way")),
        "file" => Some(("words", "outgoing-no-place")),
        _ => None,
    };
    if let Some((field, missing)) = field {
        match form.get(field).chars().count() {
            0 => form.wrong(field, w.say(missing)),
            n if n > LONGEST => form.wrong(field, w.count("papers-too-long", LONGEST as i64)),
            _ => {}
        }
    }
    let words = field.map_or(String::new(), |(field, _)| form.get(field).to_owned());
    let signed_on = if word == "on_paper" { signed_on(&mut form, w, now.day()) } else { None };
    let numbering =
        if word == "number" { numbering(&mut tx, &mut form, &officer, &one, now.day()).await? } else { None };
    if word == "sign"
        && let Some(why) = one_hand(&mut tx, (&office, &officer, &past), &one).await?
    {
        form.wrong("step", why);
    }
    if form.is_sound() {
        let at = (one.id, version);
        let done =
            do_step(&mut tx, (&office, &officer, &past), (&one, at), (&word, &words, (signed_on, numbering))).await?;
        match done {
            Ok(()) => {
                let target = format!("{}?xong=di-{word}", address(&uid));
                return once::done(tx, &form, &target, now).await;
            }
            Err(OutError::Db(error)) => return Err(error.into()),
            Err(OutError::SamePerson) if word == "on_paper" => {
                form.wrong("step", w.with("outgoing-hint-same-signer", "signer", one.said().signer));
            }
            Err(OutError::SamePerson) => form.wrong("step", w.say("outgoing-hint-same")),
            Err(OutError::OtherSigner) => form.wrong("step", other_signer(w, &one, &officer.name)),
            Err(OutError::NotSound) => form.wrong("step", w.say("outgoing-hint-blocked")),
            Err(OutError::Stale) => form.wrong("step", w.say("outgoing-stale")),
            Err(OutError::Paper(PaperError::Stale)) => form.wrong("number", w.say("papers-number-gone")),
            Err(OutError::Paper(error)) => {
                let ruling = office.papers_rule(now.day())?;
                let Some((_, message)) = refusal(w, &officer, ruling, &error, &one.kind) else {
                    return Err(broken(error));
                };
                form.wrong("day", message);
            }
        }
    }
    drop(tx);
    page(&office, &officer, &uid, StatusCode::UNPROCESSABLE_ENTITY, form).await
}

/// The day on which the paper copy was signed: none to come.
fn signed_on(form: &mut Form, w: Words, today: Day) -> Option<Day> {
    let day = Day::parse(form.get("signed_on"));
    match day {
        None => form.wrong("signed_on", w.say("wrong-day")),
        Some(day) if day > today => form.wrong("signed_on", w.say("day-to-come")),
        Some(_) => {}
    }
    day
}

/// Which number and day are asked for; a day to come or before the signature is none.
async fn numbering(
    tx: &mut Tx,
    form: &mut Form,
    officer: &Officer,
    one: &Outgoing,
    today: Day,
) -> Result<Option<(Number, Day)>, Failure> {
    let w = officer.words();
    let day = Day::parse(form.get("day"));
    match day {
        None => form.wrong("day", w.say("wrong-day")),
        Some(day) if day > today => form.wrong("day", w.say("day-to-come")),
        Some(day) if one.signed_on.is_some_and(|signed| day < signed) => {
            let signed = one.signed_on.map_or(String::new(), Day::written);
            form.wrong("day", w.with("outgoing-before-signing", "day", signed));
        }
        Some(_) => {}
    }
    let number = match form.get("number") {
        "" => Some(Number::Next),
        uid => {
            let kept = Reservation::by_uid(tx, uid).await?;
            let fits = |kept: &Reservation| {
                kept.unit_id == one.unit_id && kept.is_open() && kept.kind == one.kind && kept.body == one.body
            };
            kept.filter(fits).map(|kept| Number::Reserved(kept.id))
        }
    };
    if number.is_none() {
        form.wrong("number", w.say("papers-number-gone"));
    }
    Ok(number.zip(day))
}

/// What a step is called, the words that go with it, when it was signed on paper, and the number that it takes.
type Said<'a> = (&'a str, &'a str, (Option<Day>, Option<(Number, Day)>));

async fn do_step(
    tx: &mut Tx,
    (office, officer, past): (&Office, &Officer, &Past),
    (one, at): (&Outgoing, (i64, i64)),
    (word, words, (signed_on, numbering)): Said<'_>,
) -> Result<Result<(), OutError>, Failure> {
    let (unit, now) = (one.unit_id, office.clock.now());
    let layout = office.layout_rule()?;
    Ok(match word {
        "submit" => {
            let grant = officer.require_then(DraftPapers, past, unit)?;
            let printed = letter(office.papers_rule(now.day())?, &past.tree, one, None, now.day());
            let found = look(&office.files, layout, one, &printed)?;
            submit(tx, grant, at, (layout, &found), now).await
        }
        "clear" => clear(tx, officer.require_then(ClearPapers, past, unit)?, at, now).await,
        "back" if one.state() == Way::Cleared => {
            send_back(tx, officer.require_then(SignPapers, past, unit)?, at, words, now).await
        }
        "back" => send_back(tx, officer.require_then(ClearPapers, past, unit)?, at, words, now).await,
        "sign" => sign(tx, officer.require_then(SignPapers, past, unit)?, (layout, &past.tree), at, now).await,
        "on_paper" => {
            let (grant, day) = (officer.require_then(KeepPapers, past, unit)?, signed_on.ok_or(Failure::Malformed)?);
            note_signature(tx, grant, (layout, &past.tree), at, day, now).await
        }
        "number" => {
            let (number, day) = numbering.ok_or(Failure::Malformed)?;
            take_number(tx, (office, officer, past), (one, at), (number, day)).await?
        }
        "issue" => issue(tx, officer.require_then(KeepPapers, past, unit)?, at, words, now).await,
        "file" => file_it(tx, officer.require_then(KeepPapers, past, unit)?, at, words, now).await,
        "drop" => drop_it(tx, officer.require_then(DraftPapers, past, unit)?, at, words, now).await,
        _ => return Err(Failure::Malformed),
    })
}

/// Takes the number, and puts the Word file that now has it to the entry.
async fn take_number(
    tx: &mut Tx,
    (office, officer, past): (&Office, &Officer, &Past),
    (one, at): (&Outgoing, (i64, i64)),
    (which, day): (Number, Day),
) -> Result<Result<(), OutError>, Failure> {
    let (unit, now) = (one.unit_id, office.clock.now());
    let grant = || officer.require_then(KeepPapers, past, unit);
    // Who may issue what is a matter of the paper's own day.
    let ruling = office.papers_rule(day)?;
    let issuer = one.issued_by().map_or(String::new(), |body| issuer_name(officer.words(), &past.tree, unit, body));
    let (entry, file) = (office.chance.uuid(now).to_string(), office.chance.uuid(now).to_string());
    let new = Numbering { uid: &entry, day, number: which, issuer: &issuer };
    let paper = match number(tx, (grant()?, grant()?), (ruling, &past.tree), at, &new, now).await {
        Ok((paper, _)) => paper,
        Err(error) => return Ok(Err(error)),
    };
    let paper = Paper::get(tx, paper).await?.ok_or(Failure::NotFound)?;
    let printed_letter = letter(ruling, &past.tree, one, Some(&paper), day);
    let bytes = printed(&office.files, office.layout_rule()?, one, &printed_letter)?;
    let hash = office.files.put(&bytes).map_err(anyhow::Error::from)?;
    let name = format!("{}.docx", viet::slug(&paper.symbol));
    Ok(keep_word(tx, grant()?, (paper.id, &file), (&name, &hash, bytes.len() as i64), now).await)
}
