//! `/van-phong/dia-chi-cu/bai/sua`: the form in which a brought article is corrected, and what becomes of a correction that
//! waits.

use super::articles::{self, hindered, refused};
use super::grant;
use crate::archive::correct::{self, Words as Written, corrected, edition, hides, words};
use crate::archive::found::{Shown, shown};
use crate::archive::row::{self, Row, sound};
use crate::archive::text::Wrong;
use crate::identity::reach::{Grant, Officer};
use crate::identity::right::{EditArticle, PublishArticle};
use crate::newsroom::pages::{Found, Preview, in_change, preview};
use crate::shell::{Office, Shell};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use bridge::Edition;
use kit::db::Conn;
use kit::failure::Failure;
use kit::form::Form;
use kit::once;
use kit::page::html;
use kit::words::Words;

/// The fields of the form, each with its most letters.
const FIELDS: [(&str, usize); 6] =
    [("headline", 200), ("lead", 2000), ("body", 200_000), ("byline", 100), ("source", 200), ("note", 500)];

#[derive(Template)]
#[template(path = "archive/pages/correct.html")]
struct CorrectPage {
    shell: Shell,
    form: Form,
    title: String,
    article: String,
    /// Why it is not corrected now; empty when nothing hinders.
    closed: String,
    /// Whether all of it can be written as text.
    writable: bool,
    /// That some paragraphs are set in a way that a change loses; empty when none are.
    plain: String,
    preview: Option<Preview>,
    /// What was found in what is new; `None` while nobody has looked.
    findings: Option<Vec<Found>>,
}

/// What a look at a correction shows below its form.
#[derive(Default)]
struct Looked {
    preview: Option<Preview>,
    findings: Option<Vec<Found>>,
}

/// Where an article is corrected.
pub(super) fn href(number: i64) -> String {
    format!("/van-phong/dia-chi-cu/bai/sua?so={number}")
}

pub(super) async fn show(State(office): State<Office>, officer: Officer) -> Result<Response, Failure> {
    grant(&office, &officer).await?;
    let number = officer.query("so").and_then(|number| number.parse().ok()).ok_or(Failure::NotFound)?;
    let it = shown(&mut office.db.read().await?, number).await?.ok_or(Failure::NotFound)?;
    let written = words(&it.row, &it.row).map(|(words, _)| words).unwrap_or_default();
    let mut form = Form::filled(written.fields().map(|(name, value)| (name, value)));
    form.set("so", number.to_string());
    form.set("version", it.edition.to_string());
    form.set("request", office.chance.uuid(office.clock.now()).to_string());
    page(&office, &officer, &it, (StatusCode::OK, Looked::default()), form)
}

pub(super) async fn act(State(office): State<Office>, officer: Officer, form: Form) -> Result<Response, Failure> {
    let grant = grant(&office, &officer).await?;
    match form.get("do") {
        "ask" | "preview" => ask(&office, &officer, grant, form).await,
        "agree" | "drop" => settle(&office, &officer, grant, form).await,
        _ => Err(Failure::Malformed),
    }
}

async fn ask(
    office: &Office,
    officer: &Officer,
    grant: Grant<EditArticle>,
    mut form: Form,
) -> Result<Response, Failure> {
    let (w, now, version) = (officer.words(), office.clock.now(), form.version()?);
    let number: i64 = form.get("so").parse().map_err(|_| Failure::Malformed)?;
    let mut tx = office.db.begin().await?;
    once::first_time(&mut tx, &form).await?;
    let it = shown(&mut tx, number).await?.ok_or(Failure::NotFound)?;
    let read = read(&mut form, w, &it);
    let (row, hides) = match read.filter(|_| form.is_sound()) {
        Some(read) if version == it.edition => read,
        Some(_) => {
            form.wrong("body", w.say("brought-changed"));
            return page(office, officer, &it, (StatusCode::CONFLICT, Looked::default()), form);
        }
        None => return page(office, officer, &it, (StatusCode::UNPROCESSABLE_ENTITY, Looked::default()), form),
    };
    let new = edition(&it, &row, form.get("note"), now);
    let findings = brought_in(office, officer, &mut tx, (grant.unit(), &it, &new)).await?;
    if form.get("do") == "preview" {
        let looked = Looked { preview: Some(preview(w, &new)), findings: Some(findings) };
        return page(office, officer, &it, (StatusCode::OK, looked), form);
    }
    if findings.iter().any(|it| it.blocks) {
        form.wrong("do", w.say("article-blocked"));
        let looked = Looked { preview: None, findings: Some(findings) };
        return page(office, officer, &it, (StatusCode::UNPROCESSABLE_ENTITY, looked), form);
    }
    let alone = hides || form.is("alone", "1");
    let step = correct::ask(&mut tx, grant, (number, version), (&row, form.get("note"), alone), now).await?;
    match refused(step) {
        None => once::done(tx, &form, &format!("{}&xong=bai-cu-propose", articles::href(number)), now).await,
        Some((status, told)) => {
            form.wrong("do", w.say(told));
            page(office, officer, &it, (status, Looked::default()), form)
        }
    }
}

async fn settle(
    office: &Office,
    officer: &Officer,
    grant: Grant<EditArticle>,
    mut form: Form,
) -> Result<Response, Failure> {
    let (w, now) = (officer.words(), office.clock.now());
    let number: i64 = form.get("so").parse().map_err(|_| Failure::Malformed)?;
    let asked: i64 = form.get("asked").parse().map_err(|_| Failure::Malformed)?;
    let mut tx = office.db.begin().await?;
    let (step, done) = match form.get("do") {
        "agree" => {
            let publishing = officer.require(PublishArticle, grant.unit())?;
            let it = shown(&mut tx, number).await?.ok_or(Failure::NotFound)?;
            let asked_by = it.correction.as_ref().map(|it| (it.asked_by, it.asked_at));
            let mut why = hindered(&mut tx, office, officer, asked_by).await?;
            // A link that was good when it was asked for may not be any more.
            if why.is_none() && found(office, officer, &mut tx, (grant.unit(), &it)).await?.iter().any(|it| it.blocks) {
                why = Some(w.say("article-blocked"));
            }
            if let Some(why) = why {
                drop(tx);
                form.wrong("do", why);
                return articles::page(office, officer, number, StatusCode::UNPROCESSABLE_ENTITY, form).await;
            }
            (correct::agree(&mut tx, publishing, (number, asked), now).await?, "correct")
        }
        _ => (correct::drop_asked(&mut tx, grant, (number, asked), now).await?, "leave"),
    };
    match refused(step) {
        None => once::done(tx, &form, &format!("{}&xong=bai-cu-{done}", articles::href(number)), now).await,
        Some((status, told)) => {
            drop(tx);
            form.wrong("do", w.say(told));
            articles::page(office, officer, number, status, form).await
        }
    }
}

/// What is found in the correction that waits; nothing where none does.
pub(super) async fn found(
    office: &Office,
    officer: &Officer,
    conn: &mut Conn,
    (unit, it): (i64, &Shown),
) -> Result<Vec<Found>, Failure> {
    let asked = it.correction.as_ref();
    let Some((row, asked)) = asked.and_then(|asked| Some((row::read(&it.name, &asked.content)?, asked))) else {
        return Ok(vec![]);
    };
    let new = edition(it, &row, &asked.note, office.clock.now());
    brought_in(office, officer, conn, (unit, it, &new)).await
}

/// What is found in what an edition says that the article does not say yet.
async fn brought_in(
    office: &Office,
    officer: &Officer,
    conn: &mut Conn,
    (unit, it, new): (i64, &Shown, &Edition),
) -> Result<Vec<Found>, Failure> {
    let old = edition(it, &it.row, "", office.clock.now());
    in_change(office, officer, conn, (unit, &old, new)).await
}

/// What was typed, as the article would be, and whether numbers of persons are taken out; what is wrong with it stands in the
/// form then.
fn read(form: &mut Form, w: Words, it: &Shown) -> Option<(Row, bool)> {
    // Browsers send line ends as CR LF; letters whose marks stand apart are put together.
    let get = |name: &str| viet::nfc(form.raw(name).replace("\r\n", "\n").trim());
    let typed = Written {
        headline: get("headline").split_whitespace().collect::<Vec<_>>().join(" "),
        lead: get("lead"),
        body: get("body"),
        author: get("byline"),
        source: get("source"),
    };
    let (old, _) = words(&it.row, &it.row)?;
    for (field, most) in FIELDS {
        // What the older site had so long already is not cut.
        let before =
            old.fields().into_iter().find(|(name, _)| *name == field).map_or(0, |(_, text)| text.chars().count());
        let letters = form.get(field).chars().count();
        if letters > most.max(before) {
            let values = [("most", w.number(most as i64).into()), ("letters", w.number(letters as i64).into())];
            form.wrong(field, w.fill("article-too-long", &values));
        }
    }
    if typed.headline.is_empty() {
        form.wrong("headline", w.say("article-no-headline"));
    }
    let asks = form.get("do") == "ask";
    if asks && form.get("note").is_empty() {
        form.wrong("note", w.say("brought-no-note"));
    }
    if asks && typed == old {
        form.wrong("body", w.say("brought-nothing-changed"));
    }
    let row = match corrected(&it.row, &typed) {
        Ok(row) => row,
        Err((field, wrong)) => {
            form.wrong(field, told(w, wrong));
            return None;
        }
    };
    if form.is_sound()
        && let Err(what) = sound(&edition(it, &row, "", kit::clock::Ts(it.first_at)))
    {
        form.wrong("body", w.with("article-unsound", "what", what));
    }
    Some((row, hides(&old, &typed)))
}

fn told(w: Words, wrong: Wrong) -> String {
    let (key, mark) = match wrong {
        Wrong::NoPicture(mark) => ("brought-no-picture", mark),
        Wrong::NotAlone(mark) => ("brought-picture-not-alone", mark),
        Wrong::Own(mark) => ("brought-own-mark", mark),
    };
    w.with(key, "mark", mark)
}

fn page(
    office: &Office,
    officer: &Officer,
    it: &Shown,
    (status, looked): (StatusCode, Looked),
    form: Form,
) -> Result<Response, Failure> {
    let w = officer.words();
    let plain = words(&it.row, &it.row).map(|(_, plain)| plain);
    let closed = match plain {
        None => "brought-closed",
        _ if !it.taken_off.is_empty() => "brought-is-off",
        _ if it.waits() => "brought-waits",
        _ => "",
    };
    let page = CorrectPage {
        title: it.title.clone(),
        article: articles::href(it.number),
        closed: if closed.is_empty() { String::new() } else { w.say(closed) },
        writable: plain.is_some(),
        plain: plain.filter(|plain| *plain > 0).map_or(String::new(), |plain| w.count("brought-plain", plain as i64)),
        preview: looked.preview,
        findings: looked.findings,
        shell: office.shell(officer),
        form,
    };
    html(status, &page)
}
