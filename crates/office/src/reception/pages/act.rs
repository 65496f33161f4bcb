//! What is done with a petition: the next step, the sender opened, handed over to the inspection, the answer published.

use super::one::{page, refusals};
use super::{PATH, address, areas, find, keeper};
use crate::identity::reach::Officer;
use crate::identity::right::KeepReception;
use crate::org::kind;
use crate::reception::{
    Keeper, ReceptionError, Ruling, Step, StepDone, hand_over, open_sender, publish, step, take_back,
};
use crate::shell::{LEXICON, Office};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use kit::failure::Failure;
use kit::form::Form;
use kit::once;
use kit::words::{Lang, Words};

/// Letters of an answer at most, and of a line.
const LONGEST: (usize, usize) = (6000, 300);

/// The form again with what went wrong; when somebody else was first, with what stands there now.
async fn refused(
    office: &Office,
    officer: &Officer,
    uid: &str,
    error: ReceptionError,
    mut form: Form,
) -> Result<Response, Failure> {
    let w = officer.words();
    let status = match error {
        ReceptionError::Stale => {
            form.wrong("version", w.say("petition-stale"));
            StatusCode::CONFLICT
        }
        ReceptionError::NotToBeShown => {
            form.wrong("question", w.say("petition-not-to-be-shown"));
            StatusCode::UNPROCESSABLE_ENTITY
        }
        ReceptionError::Db(error) => return Err(error.into()),
    };
    page(office, officer, uid, (None, status), form).await
}

pub(super) async fn stepped(
    State(office): State<Office>,
    officer: Officer,
    Path(uid): Path<String>,
    mut form: Form,
) -> Result<Response, Failure> {
    let now = office.clock.now();
    let mut tx = office.db.begin().await?;
    let (it, past) = find(&mut tx, &office, &officer, &uid).await?;
    let keeper = keeper(&officer, &past, &it)?;
    once::first_time(&mut tx, &form).await?;
    let what = Step::of(form.get("step")).ok_or(Failure::Malformed)?;
    let (version, ruling) = (form.version()?, office.reception_rule()?);
    check(&mut form, officer.words(), what);
    if !form.is_sound() {
        drop(tx);
        return page(&office, &officer, &uid, (None, StatusCode::UNPROCESSABLE_ENTITY), form).await;
    }
    let field = |name: &str| form.get(&format!("{name}-{}", what.word())).to_owned();
    let (words, to_whom, letter, reason) = (field("words"), field("to"), field("letter"), field("reason"));
    let told = told(ruling, what, [&words, &to_whom, &letter, &reason]);
    let area = areas(&officer, it.unit_id).into_iter().find(|(uid, _)| *uid == field("area"));
    let done = StepDone {
        words: &words,
        to_whom: &to_whom,
        letter: &letter,
        reason: &reason,
        told: &told,
        area: area.and_then(|(uid, _)| officer.tree.by_uid(&uid)).map(|unit| unit.id),
    };
    match step(&mut tx, keeper, &office.vault, (it.id, version), (what, done), now).await {
        Ok(()) => once::done(tx, &form, &format!("{}?xong=tiep-nhan-{}", address(&uid), what.word()), now).await,
        Err(error) => {
            drop(tx);
            refused(&office, &officer, &uid, error, form).await
        }
    }
}

fn check(form: &mut Form, w: Words, what: Step) {
    let name = |field: &str| format!("{field}-{}", what.word());
    let wanted: &[&str] = match what {
        Step::Forward => &["to", "letter"],
        Step::Refuse => &["reason"],
        Step::Answer | Step::Reopen => &["words"],
        _ => &[],
    };
    for field in wanted {
        if form.get(&name(field)).is_empty() {
            let missing = if what == Step::Reopen { "why" } else { field };
            form.wrong(name(field), w.say(&format!("petition-no-{missing}")));
        }
    }
    for (field, most) in [("words", LONGEST.0), ("to", LONGEST.1), ("letter", LONGEST.1)] {
        if form.get(&name(field)).chars().count() > most {
            form.wrong(name(field), w.count("papers-too-long", most as i64));
        }
    }
    if what == Step::Refuse && form.get(&name("reason")).len() > 60 {
        form.wrong(name("reason"), w.say("petition-no-reason"));
    }
}

/// What the sender is told beside the state, in Vietnamese.
fn told(ruling: Ruling<'_>, what: Step, [words, to, letter, reason]: [&str; 4]) -> String {
    let w = LEXICON.words(Lang::Vi);
    let first = match what {
        Step::Forward => w.fill("petition-passed-by", &[("to", to.into()), ("letter", letter.into())]),
        Step::Refuse => {
            let known = refusals(w, ruling).into_iter().find(|(key, _)| key == reason);
            known.map_or(String::new(), |(_, name)| format!("{name}."))
        }
        Step::Reopen => w.say("petition-told-reopen"),
        _ => String::new(),
    };
    [first.as_str(), words].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n")
}

pub(super) async fn sender(
    State(office): State<Office>,
    officer: Officer,
    Path(uid): Path<String>,
    _form: Form,
) -> Result<Response, Failure> {
    let mut tx = office.db.begin().await?;
    let (it, past) = find(&mut tx, &office, &officer, &uid).await?;
    let keeper = keeper(&officer, &past, &it)?;
    match open_sender(&mut tx, keeper, &office.vault, &it, office.clock.now()).await {
        Ok(sender) => {
            tx.commit().await?;
            page(&office, &officer, &uid, (sender, StatusCode::OK), Form::default()).await
        }
        Err(ReceptionError::Db(error)) => Err(error.into()),
        Err(error) => Err(Failure::Broken(error.into())),
    }
}

pub(super) async fn handed_over(
    State(office): State<Office>,
    officer: Officer,
    Path(uid): Path<String>,
    mut form: Form,
) -> Result<Response, Failure> {
    let (w, now) = (officer.words(), office.clock.now());
    let mut tx = office.db.begin().await?;
    // Whoever sends the form twice sees the petition no longer.
    once::first_time(&mut tx, &form).await?;
    let (it, past) = find(&mut tx, &office, &officer, &uid).await?;
    let grant = officer.require_then(KeepReception, &past, it.unit_id).map_err(|_| Failure::Forbidden)?;
    let version = form.version()?;
    if form.get("words-hand_over").chars().count() > LONGEST.0 {
        form.wrong("words-hand_over", w.count("papers-too-long", LONGEST.0 as i64));
        drop(tx);
        return page(&office, &officer, &uid, (None, StatusCode::UNPROCESSABLE_ENTITY), form).await;
    }
    let board = officer.tree.children(it.unit_id).iter().find_map(|unit| {
        let unit = officer.tree.get(*unit).filter(|unit| unit.kind == kind::BOARD)?;
        (unit.name.contains("Kiểm tra") || unit.name.contains("kiểm tra")).then(|| unit.name.clone())
    });
    let to_whom = board.unwrap_or_else(|| LEXICON.words(Lang::Vi).say("petition-inspection"));
    let told = LEXICON.words(Lang::Vi).with("petition-passed-to", "to", to_whom.as_str());
    let at = (it.id, version);
    let done = (to_whom.as_str(), form.get("words-hand_over"), told.as_str());
    match hand_over(&mut tx, grant, &office.vault, at, done, now).await {
        Ok(()) => once::done(tx, &form, &format!("{PATH}?xong=tiep-nhan-kiem-tra"), now).await,
        Err(error) => {
            drop(tx);
            refused(&office, &officer, &uid, error, form).await
        }
    }
}

pub(super) async fn published(
    State(office): State<Office>,
    officer: Officer,
    Path(uid): Path<String>,
    mut form: Form,
) -> Result<Response, Failure> {
    let (w, now) = (officer.words(), office.clock.now());
    let mut tx = office.db.begin().await?;
    let (it, past) = find(&mut tx, &office, &officer, &uid).await?;
    let Keeper::Office(grant) = keeper(&officer, &past, &it)? else { return Err(Failure::Forbidden) };
    once::first_time(&mut tx, &form).await?;
    let version = form.version()?;
    for (name, most) in [("question", LONGEST.1), ("answer", LONGEST.0)] {
        match form.get(name).chars().count() {
            0 => form.wrong(name, w.say(&format!("petition-no-{name}"))),
            n if n > most => form.wrong(name, w.count("papers-too-long", most as i64)),
            _ => {}
        }
    }
    if !form.is("looked", "1") {
        form.wrong("looked", w.say("petition-not-looked"));
    }
    if !form.is_sound() {
        drop(tx);
        return page(&office, &officer, &uid, (None, StatusCode::UNPROCESSABLE_ENTITY), form).await;
    }
    let words = (form.get("question"), form.get("answer"));
    match publish(&mut tx, grant, (it.id, version), words, now).await {
        Ok(()) => once::done(tx, &form, &format!("{}?xong=tiep-nhan-dang", address(&uid)), now).await,
        Err(error) => {
            drop(tx);
            refused(&office, &officer, &uid, error, form).await
        }
    }
}

pub(super) async fn taken_back(
    State(office): State<Office>,
    officer: Officer,
    Path(uid): Path<String>,
    form: Form,
) -> Result<Response, Failure> {
    let now = office.clock.now();
    let mut tx = office.db.begin().await?;
    let (it, past) = find(&mut tx, &office, &officer, &uid).await?;
    let Keeper::Office(grant) = keeper(&officer, &past, &it)? else { return Err(Failure::Forbidden) };
    once::first_time(&mut tx, &form).await?;
    match take_back(&mut tx, grant, (it.id, form.version()?), now).await {
        Ok(()) => once::done(tx, &form, &format!("{}?xong=tiep-nhan-go", address(&uid)), now).await,
        Err(error) => {
            drop(tx);
            refused(&office, &officer, &uid, error, form).await
        }
    }
}
