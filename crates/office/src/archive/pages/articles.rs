//! `/van-phong/dia-chi-cu/bai`: articles that were brought from an older site, found by their words, and the page on which two
//! persons take one from its readers.

use super::grant;
use crate::archive::correct::{Words as Written, words};
use crate::archive::found::{Shown, catch_up, lacks_words, search, shown, waiting};
use crate::archive::off::{self, FATES, Step, is_by};
use crate::archive::row::read;
use crate::desk::Duty;
use crate::identity::hands::Deed;
use crate::identity::reach::Officer;
use crate::identity::right::{PublishArticle, Right};
use crate::newsroom::diff::{Piece, differ, shortened};
use crate::newsroom::pages::Found;
use crate::shell::{Office, Shell};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use kit::db::Conn;
use kit::failure::Failure;
use kit::form::Form;
use kit::page::{html, see_other};
use kit::words::{Value, Words};

/// So many are shown of what was found.
const SHOWN: i64 = 50;
/// A longer reason is no reason.
const LONGEST: usize = 1000;

#[derive(Template)]
#[template(path = "archive/pages/articles.html")]
struct ListPage {
    shell: Shell,
    form: Form,
    waiting: Vec<Row>,
    found: Vec<Row>,
    full: bool,
}

struct Row {
    title: String,
    href: String,
    told: String,
}

#[derive(Template)]
#[template(path = "archive/pages/article.html")]
struct ArticlePage {
    shell: Shell,
    form: Form,
    title: String,
    path: String,
    state: String,
    /// Where it is corrected; empty while something waits, and for what was taken off.
    mend: String,
    asked: Option<String>,
    /// The removal that waits; empty when none does.
    removal: String,
    reason: String,
    correction: Option<Proposed>,
    /// Whether whoever looks may be the second person of what waits.
    second: bool,
    /// Why they may not be, though they have the right.
    hindrance: String,
    fates: Vec<(&'static str, String)>,
    /// What was found in the correction that waits.
    findings: Vec<Found>,
}

/// A correction that waits, as whoever agrees sees it.
struct Proposed {
    id: i64,
    at: String,
    note: String,
    /// Whether a file has changed the article since.
    stale: bool,
    /// Whether readers have the earlier text no longer.
    alone: bool,
    fields: Vec<(String, Vec<Piece>)>,
}

/// The page of a brought article.
pub(crate) fn href(number: i64) -> String {
    format!("/van-phong/dia-chi-cu/bai/go?so={number}")
}

pub(super) async fn list(State(office): State<Office>, officer: Officer) -> Result<Response, Failure> {
    grant(&office, &officer).await?;
    let (w, typed) = (officer.words(), officer.query("tim").unwrap_or_default());
    let typed = typed.trim().to_owned();
    while !typed.is_empty() && lacks_words(&mut office.db.read().await?).await? {
        let mut tx = office.db.begin().await?;
        catch_up(&mut tx).await?;
        tx.commit().await?;
    }
    let mut conn = office.db.read().await?;
    let number = typed.rsplit(['-', '/']).next().and_then(|number| number.parse().ok());
    let mut found = match number {
        Some(number) => shown(&mut conn, number).await?.into_iter().collect(),
        None => Vec::new(),
    };
    if found.is_empty() && !typed.is_empty() {
        found = search(&mut conn, &typed, SHOWN).await?;
    }
    let row =
        |it: Shown| Row { href: href(it.number), told: format!("{} {}", it.path, state(w, &it)), title: it.title };
    let page = ListPage {
        waiting: waiting(&mut conn).await?.into_iter().map(row).collect(),
        full: found.len() as i64 == SHOWN,
        found: found.into_iter().map(row).collect(),
        form: Form::filled([("tim", typed.as_str())]),
        shell: office.shell(&officer),
    };
    html(StatusCode::OK, &page)
}

pub(super) async fn show(State(office): State<Office>, officer: Officer) -> Result<Response, Failure> {
    grant(&office, &officer).await?;
    let number = officer.query("so").and_then(|number| number.parse().ok()).ok_or(Failure::NotFound)?;
    page(&office, &officer, number, StatusCode::OK, Form::filled([("so", number.to_string().as_str())])).await
}

pub(super) async fn act(State(office): State<Office>, officer: Officer, mut form: Form) -> Result<Response, Failure> {
    let grant = grant(&office, &officer).await?;
    let (w, now) = (officer.words(), office.clock.now());
    let number: i64 = form.get("so").parse().map_err(|_| Failure::Malformed)?;
    let (fate, reason) = (form.get("fate").to_owned(), form.get("reason").to_owned());
    let what = form.get("do").to_owned();
    // What was looked at: another removal may have been asked for since.
    let seen = form.get("asked").parse().unwrap_or(0);
    if what == "ask" {
        if !FATES.contains(&fate.as_str()) {
            form.wrong("fate", w.say("brought-no-fate"));
        }
        if reason.is_empty() || reason.chars().count() > LONGEST {
            form.wrong("reason", w.say("brought-no-reason"));
        }
        if !form.is_sound() {
            return page(&office, &officer, number, StatusCode::UNPROCESSABLE_ENTITY, form).await;
        }
    }
    let mut tx = office.db.begin().await?;
    let done = match what.as_str() {
        "ask" => off::ask(&mut tx, grant, number, (&fate, &reason), now).await?,
        "drop" => off::drop_asked(&mut tx, grant, (number, seen), now).await?,
        "agree" => {
            let publishing = officer.require(PublishArticle, grant.unit())?;
            let asked = shown(&mut tx, number).await?.and_then(|it| it.asked);
            match hindered(&mut tx, &office, &officer, asked.map(|it| (it.asked_by, it.asked_at))).await? {
                Some(why) => {
                    drop(tx);
                    form.wrong("do", why);
                    return page(&office, &officer, number, StatusCode::UNPROCESSABLE_ENTITY, form).await;
                }
                None => off::agree(&mut tx, publishing, (number, seen), now).await?,
            }
        }
        _ => return Err(Failure::Malformed),
    };
    let Some((status, told)) = refused(done) else {
        tx.commit().await?;
        return Ok(see_other(&format!("{}&xong=bai-cu-{what}", href(number))));
    };
    drop(tx);
    form.wrong("do", w.say(told));
    page(&office, &officer, number, status, form).await
}

/// What is told where nothing was done.
pub(super) fn refused(step: Step) -> Option<(StatusCode, &'static str)> {
    match step {
        Step::Done => None,
        Step::Own => Some((StatusCode::UNPROCESSABLE_ENTITY, "brought-own")),
        Step::Stale => Some((StatusCode::CONFLICT, "brought-stale")),
    }
}

/// Why somebody with the right is no second person for who asked: the same hand may have let both in.
pub(super) async fn hindered(
    conn: &mut Conn,
    office: &Office,
    officer: &Officer,
    asked: Option<Deed>,
) -> Result<Option<String>, Failure> {
    officer.shared_hand(conn, office, "proposal", asked.as_slice()).await
}

/// What waits in the archive for somebody who may agree to it.
pub(crate) async fn duties(office: &Office, officer: &Officer) -> Result<Vec<Duty>, Failure> {
    let (w, mut duties) = (officer.words(), Vec::new());
    if !officer.tree.committee().is_some_and(|unit| officer.may(Right::PublishArticle, unit.id)) {
        return Ok(duties);
    }
    let mut conn = office.db.read().await?;
    for it in waiting(&mut conn).await? {
        let Some((asked_by, _)) = asked(&it) else { continue };
        if is_by(&mut conn, (Some(officer.account), officer.person), asked_by).await? {
            continue;
        }
        let text = w.say(if it.asked.is_some() { "brought-duty-off" } else { "brought-duty-correct" });
        let (href, state_name) = (href(it.number), w.say("brought-duty"));
        duties.push(Duty { href, name: it.title, text, state: "wait", state_name });
    }
    Ok(duties)
}

/// Who asked for what waits, and when.
fn asked(it: &Shown) -> Option<Deed> {
    let removal = it.asked.as_ref().map(|asked| (asked.asked_by, asked.asked_at));
    removal.or(it.correction.as_ref().map(|asked| (asked.asked_by, asked.asked_at)))
}

pub(super) async fn page(
    office: &Office,
    officer: &Officer,
    number: i64,
    status: StatusCode,
    form: Form,
) -> Result<Response, Failure> {
    let w = officer.words();
    let mut conn = office.db.read().await?;
    let shown = shown(&mut conn, number).await?.ok_or(Failure::NotFound)?;
    let asked = asked(&shown);
    let second = match asked {
        Some((asked_by, _)) => {
            !officer.roots(Right::PublishArticle).is_empty()
                && !is_by(&mut conn, (Some(officer.account), officer.person), asked_by).await?
        }
        None => false,
    };
    let hindrance = if second { hindered(&mut conn, office, officer, asked).await? } else { None };
    let findings = match officer.tree.committee() {
        Some(unit) => super::correct::found(office, officer, &mut conn, (unit.id, &shown)).await?,
        None => vec![],
    };
    let fate = |fate: &str| w.say(&format!("brought-fate-{fate}"));
    let page = ArticlePage {
        state: state(w, &shown),
        mend: if shown.waits() || !shown.taken_off.is_empty() { String::new() } else { super::correct::href(number) },
        asked: shown.asked.as_ref().map(|asked| {
            let values: [(&str, Value); 2] =
                [("at", asked.asked_at.written().into()), ("fate", fate(&asked.fate).into())];
            w.fill("brought-asked-at", &values)
        }),
        correction: proposed(w, &shown),
        removal: shown.asked.as_ref().map_or(String::new(), |asked| asked.id.to_string()),
        reason: shown.asked.map(|asked| asked.reason).unwrap_or_default(),
        second: second && hindrance.is_none(),
        hindrance: hindrance.unwrap_or_default(),
        title: shown.title,
        path: shown.path,
        fates: FATES.map(|name| (name, fate(name))).into(),
        shell: office.shell(officer),
        findings,
        form,
    };
    html(status, &page)
}

fn proposed(w: Words, shown: &Shown) -> Option<Proposed> {
    let it = shown.correction.as_ref()?;
    let row = read(&shown.name, &it.content)?;
    let written = |row| words(row, &shown.row).map(|(words, _)| words).unwrap_or_default();
    Some(Proposed {
        id: it.id,
        at: it.asked_at.written(),
        note: it.note.clone(),
        stale: it.edition != shown.edition,
        alone: it.alone == 1,
        fields: differences(w, &written(&shown.row), &written(&row)),
    })
}

fn differences(w: Words, old: &Written, new: &Written) -> Vec<(String, Vec<Piece>)> {
    let fields = old.fields().into_iter().zip(new.fields()).filter(|(old, new)| old != new);
    fields.map(|((name, old), (_, new))| (w.say(name), shortened(differ(old, new)))).collect()
}

fn state(w: Words, it: &Shown) -> String {
    w.say(match (it.taken_off.as_str(), it.corrected) {
        ("", false) => "brought-alive",
        ("", true) => "brought-corrected",
        ("error", _) => "brought-off-error",
        _ => "brought-off-withdrawn",
    })
}
