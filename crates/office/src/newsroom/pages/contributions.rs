//! Articles that come up from units below: offered by their writers, taken or returned by the newsroom above.

use super::writing::{Preview, preview};
use super::{account_names, find, place, public_address, refused};
use crate::desk::Duty;
use crate::identity::Account;
use crate::identity::holding::rights_of_all;
use crate::identity::reach::Officer;
use crate::identity::right::{EditArticle, Right};
use crate::newsroom::contribution::{Offer, offer, return_offer, take, withdraw_offer};
use crate::newsroom::{Article, NewsError, compose_so_far};
use crate::shell::{Office, Shell};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use kit::db::Conn;
use kit::failure::Failure;
use kit::form::Form;
use kit::page::{html, see_other};
use kit::words::Words;
use std::collections::HashMap;

const LIST: &str = "/van-phong/toa-soan/bai-gui-len";
/// A note to the newsroom has so many letters at most.
const MOST: usize = 500;

#[derive(Template)]
#[template(path = "newsroom/pages/contributions.html")]
struct ContributionsPage {
    shell: Shell,
    /// What came here, and what was sent up from here.
    received: Vec<Row>,
    sent: Vec<Row>,
}

#[derive(Template)]
#[template(path = "newsroom/pages/contribution.html")]
struct ContributionPage {
    shell: Shell,
    form: Form,
    row: Row,
    /// Whether who looks decides, or sent it.
    receives: bool,
    waits: bool,
    /// What the newsroom makes of it, for whoever may open it there.
    taken: String,
    preview: Option<Preview>,
}

/// An offer as lists say it.
pub(super) struct Row {
    pub(super) href: String,
    pub(super) headline: String,
    pub(super) from: String,
    pub(super) to: String,
    pub(super) who: String,
    pub(super) at: String,
    pub(super) words: String,
    pub(super) state: &'static str,
    pub(super) state_name: String,
    /// Why it was returned, or that readers have it.
    pub(super) reason: String,
    /// Where readers have what was made of it.
    pub(super) public: String,
}

/// What the page of an article says of newsrooms above.
pub(super) struct Upward {
    pub(super) newsrooms: Vec<(String, String)>,
    pub(super) offers: Vec<Row>,
    /// Where it came from, when it was itself offered from below.
    pub(super) origin: Option<Row>,
    pub(super) action: String,
}

pub(super) async fn show(State(office): State<Office>, officer: Officer) -> Result<Response, Failure> {
    if officer.roots(Right::EditArticle).is_empty() {
        return Err(Failure::Forbidden);
    }
    let mut conn = office.db.read().await?;
    let names = account_names(&mut conn).await?;
    let (mut received, mut sent) = (Vec::new(), Vec::new());
    for it in Offer::all(&mut conn).await? {
        let (here, below) =
            (officer.may(Right::EditArticle, it.unit_id), officer.may(Right::EditArticle, it.from_unit));
        if here {
            received.push(row(&mut conn, &officer, &names, it).await?);
        } else if below {
            sent.push(row(&mut conn, &officer, &names, it).await?);
        }
    }
    html(StatusCode::OK, &ContributionsPage { shell: office.shell(&officer), received, sent })
}

/// An offer of an address, within reach of whoever sent or receives it.
async fn of_address(office: &Office, officer: &Officer, uid: &str) -> Result<Offer, Failure> {
    let offer = Offer::by_uid(&mut office.db.read().await?, uid).await?.ok_or(Failure::NotFound)?;
    if officer.may(Right::EditArticle, offer.from_unit) {
        return Ok(offer);
    }
    match officer.require(EditArticle, offer.unit_id) {
        Ok(_) => Ok(offer),
        Err(Failure::Forbidden) if officer.roots(Right::EditArticle).is_empty() => Err(Failure::Forbidden),
        Err(_) => Err(Failure::NotFound),
    }
}

pub(super) async fn open(
    State(office): State<Office>,
    officer: Officer,
    Path(offer): Path<String>,
) -> Result<Response, Failure> {
    let offer = of_address(&office, &officer, &offer).await?;
    page(&office, &officer, offer, StatusCode::OK, Form::default()).await
}

pub(super) async fn decide(
    State(office): State<Office>,
    officer: Officer,
    Path(uid): Path<String>,
    mut form: Form,
) -> Result<Response, Failure> {
    let it = of_address(&office, &officer, &uid).await?;
    let (w, now) = (officer.words(), office.clock.now());
    let reason = viet::nfc(form.get("reason"));
    if form.get("do") == "return" && (reason.is_empty() || reason.chars().count() > MOST) {
        form.wrong("reason", w.with("offer-no-reason", "most", MOST as i64));
        return page(&office, &officer, it, StatusCode::UNPROCESSABLE_ENTITY, form).await;
    }
    let mut tx = office.db.begin().await?;
    let done = match form.get("do") {
        "take" => {
            let grant = officer.require(EditArticle, it.unit_id)?;
            let (name, post) = signed(&mut tx, it.account_id).await?;
            let article = office.chance.uuid(now).to_string();
            let unit = officer.tree.name(it.from_unit).to_owned();
            let taken = take(&mut tx, grant, &article, it.id, (&name, &post, &unit), now).await;
            taken.map(|_| format!("{}?xong=nhan-bai", place(&article)))
        }
        "return" => {
            let grant = officer.require(EditArticle, it.unit_id)?;
            return_offer(&mut tx, grant, it.id, &reason, now).await.map(|()| format!("{LIST}?xong=tra-bai"))
        }
        "withdraw" => {
            let grant = officer.require(EditArticle, it.from_unit)?;
            withdraw_offer(&mut tx, grant, it.id, now).await.map(|()| format!("{LIST}?xong=rut-bai"))
        }
        _ => return Err(Failure::Malformed),
    };
    match done {
        Ok(target) => {
            tx.commit().await?;
            Ok(see_other(&target))
        }
        // Decided meanwhile: the page says by whom and how.
        Err(NewsError::Stale) => {
            drop(tx);
            let offer = of_address(&office, &officer, &uid).await?;
            form.wrong("do", w.say("offer-decided"));
            page(&office, &officer, offer, StatusCode::CONFLICT, form).await
        }
        Err(error) => Err(refused(error)),
    }
}

/// `POST …/{article}/gui-len`: offers an article to a newsroom above.
pub(super) async fn send(
    State(office): State<Office>,
    officer: Officer,
    Path(article): Path<String>,
    mut form: Form,
) -> Result<Response, Failure> {
    let (article, grant) = find(&office, &officer, &article, EditArticle).await?;
    let w = officer.words();
    let version = form.version()?;
    let above = above(&office, &mut office.db.read().await?, &officer, article.unit_id).await?;
    let to = above.into_iter().find(|unit| steps_up(&officer, article.unit_id, *unit) == form.get("to"));
    let words = viet::nfc(form.get("words"));
    if to.is_none() {
        form.wrong("to", w.say("offer-no-newsroom"));
    }
    if words.chars().count() > MOST {
        form.wrong("words", w.with("offer-long", "most", MOST as i64));
    }
    let Some(to) = to.filter(|_| form.is_sound()) else {
        return super::edit::again(&office, &officer, Some(&article), form).await;
    };
    let (now, mut tx) = (office.clock.now(), office.db.begin().await?);
    let uid = office.chance.uuid(now).to_string();
    match offer(&mut tx, grant, &uid, ((article.id, version), to), &words, now).await {
        Ok(offer) => {
            tx.commit().await?;
            Ok(see_other(&format!("{LIST}/{}?xong=gui-len", offer.uid)))
        }
        Err(NewsError::Stale) => {
            drop(tx);
            form.wrong("to", w.say("article-changed"));
            super::edit::again(&office, &officer, Some(&article), form).await
        }
        Err(error) => Err(refused(error)),
    }
}

async fn page(
    office: &Office,
    officer: &Officer,
    it: Offer,
    status: StatusCode,
    form: Form,
) -> Result<Response, Failure> {
    let (w, now) = (officer.words(), office.clock.now());
    let mut conn = office.db.read().await?;
    let names = account_names(&mut conn).await?;
    let sketch = Article { unit_id: it.from_unit, ..Article::sketch(it.text(), now) };
    // A figure that it shows may be gone by now: then the words of the offer are seen when it is taken.
    let composed = compose_so_far(&mut conn, &sketch, now).await.ok();
    let receives = officer.may(Right::EditArticle, it.unit_id);
    let taken = match it.taken_id.filter(|_| receives) {
        Some(id) => place(&Article::get(&mut conn, id).await.map_err(refused)?.uid),
        None => String::new(),
    };
    let page = ContributionPage {
        shell: office.shell(officer),
        receives,
        waits: it.state == "offered",
        taken,
        preview: composed.map(|(edition, _)| preview(w, &edition)),
        row: row(&mut conn, officer, &names, it).await?,
        form,
    };
    html(status, &page)
}

/// How the account of an author is signed: the name and the post.
async fn signed(conn: &mut Conn, account: i64) -> Result<(String, String), Failure> {
    let found = Account::all(conn).await?.into_iter().find(|it| it.id == account);
    Ok(found.map(|it| (it.name, it.post)).unwrap_or_default())
}

async fn row(conn: &mut Conn, officer: &Officer, names: &HashMap<i64, String>, it: Offer) -> Result<Row, Failure> {
    let w = officer.words();
    let made = match it.taken_id {
        Some(id) => Some(Article::get(conn, id).await.map_err(refused)?),
        None => None,
    };
    let public = made.filter(Article::is_public).map_or(String::new(), |article| public_address(&article));
    let (state, key) = match it.state.as_str() {
        "taken" if !public.is_empty() => ("done", "published"),
        "taken" => ("wait", "taken"),
        "returned" => ("short", "returned"),
        "withdrawn" => ("off", "withdrawn"),
        _ => ("wait", "offered"),
    };
    Ok(Row {
        href: format!("{LIST}/{}", it.uid),
        headline: it.text().headline,
        from: officer.tree.name(it.from_unit).to_owned(),
        to: officer.tree.name(it.unit_id).to_owned(),
        who: names.get(&it.account_id).cloned().unwrap_or_default(),
        at: it.at.written(),
        state,
        state_name: w.say(&format!("offer-state-{key}")),
        words: it.words,
        reason: it.reason,
        public,
    })
}

/// The units above in which somebody edits: the nearest first.
async fn above(office: &Office, conn: &mut Conn, officer: &Officer, unit: i64) -> Result<Vec<i64>, Failure> {
    let path: Vec<i64> = officer.tree.path(unit).into_iter().filter(|above| *above != unit).collect();
    if path.is_empty() {
        return Ok(vec![]);
    }
    let rights = rights_of_all(conn, office.roles()?, &officer.tree).await?;
    let edits = |above: &i64| rights.values().any(|held| held.roots(&officer.tree, Right::EditArticle).contains(above));
    let mut found: Vec<i64> = path.into_iter().filter(edits).collect();
    found.sort_by_key(|above| std::cmp::Reverse(officer.tree.path(*above).len()));
    Ok(found)
}

/// A newsroom above, said by the steps up to it: it is out of reach, and so is whatever names it in addresses.
fn steps_up(officer: &Officer, unit: i64, above: i64) -> String {
    officer.tree.path(unit).len().saturating_sub(officer.tree.path(above).len()).to_string()
}

/// What the page of an article says of newsrooms above; `None` when there are none, and nothing came from below.
pub(super) async fn upward(
    office: &Office,
    conn: &mut Conn,
    officer: &Officer,
    article: &Article,
) -> Result<Option<Upward>, Failure> {
    let names = account_names(conn).await?;
    let origin = match Offer::of_taken(conn, article.id).await? {
        Some(it) => Some(row(conn, officer, &names, it).await?),
        None => None,
    };
    let mut offers = Vec::new();
    for it in Offer::of_article(conn, article.id).await? {
        offers.push(row(conn, officer, &names, it).await?);
    }
    let above = above(office, conn, officer, article.unit_id).await?;
    // Whoever edits above takes an article without being offered it.
    let above = above.into_iter().filter(|unit| !officer.may(Right::EditArticle, *unit));
    let newsrooms: Vec<_> =
        above.map(|unit| (steps_up(officer, article.unit_id, unit), officer.tree.name(unit).to_owned())).collect();
    let action = format!("{}/gui-len", place(&article.uid));
    let none = newsrooms.is_empty() && offers.is_empty() && origin.is_none();
    Ok((!none).then_some(Upward { newsrooms, offers, origin, action }))
}

/// Offers that wait for somebody, and those that came back to them.
pub(super) async fn duties(office: &Office, officer: &Officer, w: Words) -> Result<Vec<Duty>, Failure> {
    let mut duties = Vec::new();
    for it in Offer::open_or_returned(&mut office.db.read().await?).await? {
        let waits = it.state == "offered" && officer.may(Right::EditArticle, it.unit_id);
        let (text, state, key) = match (waits, it.state.as_str()) {
            (true, _) => (w.with("offer-duty", "unit", officer.tree.name(it.from_unit)), "wait", "offered"),
            (false, "returned") if it.account_id == officer.account => {
                (w.with("offer-duty-returned", "reason", it.reason.clone()), "short", "returned")
            }
            _ => continue,
        };
        let (href, name) = (format!("{LIST}/{}", it.uid), it.text().headline);
        duties.push(Duty { href, name, text, state, state_name: w.say(&format!("offer-state-{key}")) });
    }
    Ok(duties)
}
