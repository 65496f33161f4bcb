//! The newsroom: the list of articles, the editor with the figure picker, preview, and the second person's decision.

mod autosave;
mod compliance;
#[cfg(test)]
mod contribution_tests;
mod contributions;
mod dropped;
#[cfg(test)]
mod dropped_tests;
mod edit;
mod ending;
mod fields;
mod found;
#[cfg(test)]
mod hand_tests;
mod media;
#[cfg(test)]
mod media_tests;
mod outside;
mod paste;
mod remarks;
mod review;
mod statistics;
#[cfg(test)]
mod tests;
mod trail;
#[cfg(test)]
mod translation_tests;
mod translations;
mod urgent;
mod versions;
#[cfg(test)]
mod workflow_tests;
mod writing;
#[cfg(test)]
mod writing_tests;

pub(crate) use found::{Shown as Found, in_change};
pub(crate) use writing::{Preview, inside, preview};

use super::workflow::{FOUND, Told};
use super::{Article, Heading, NewsError};
use crate::desk::Duty;
use crate::identity::Account;
use crate::identity::reach::Officer;
use crate::identity::right::{EditArticle, Permission, Right};
use crate::shell::{Office, Shell};
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use kit::db::Conn;
use kit::failure::Failure;
use kit::page::html;
use kit::words::Words;
use std::collections::HashMap;

/// The addresses of this slice.
pub fn routes() -> Router<Office> {
    Router::new()
        .route("/van-phong/toa-soan", get(list))
        .route("/van-phong/toa-soan/bai-moi", get(edit::begin).post(edit::create))
        .route("/van-phong/toa-soan/anh", get(media::show).post(media::create))
        .route("/van-phong/toa-soan/anh-da-lam/{made}", get(media::made))
        .route("/van-phong/toa-soan/anh/{media}", get(media::open).post(media::save))
        .route("/van-phong/toa-soan/anh/{media}/{size}", get(media::file))
        .route("/van-phong/toa-soan/dan", post(paste::clean))
        .route("/van-phong/toa-soan/tu-tep/{article}", post(dropped::take))
        .route("/van-phong/toa-soan/tu-kiem-tra", get(compliance::show))
        .route("/van-phong/toa-soan/thong-ke", get(statistics::show))
        .route("/van-phong/toa-soan/lien-ket", get(outside::show).post(outside::act))
        .route("/van-phong/toa-soan/tu-luu/{article}", post(autosave::keep))
        .route("/van-phong/toa-soan/bai-gui-len", get(contributions::show))
        .route("/van-phong/toa-soan/bai-gui-len/{offer}", get(contributions::open).post(contributions::decide))
        .route("/van-phong/toa-soan/{article}/gui-len", post(contributions::send))
        .route("/van-phong/toa-soan/ban-dich", get(translations::show))
        .route("/van-phong/toa-soan/{article}/ban-dich", post(translations::begin))
        .route("/van-phong/toa-soan/{article}/cac-ban", get(versions::show).post(versions::act))
        .route("/van-phong/toa-soan/{article}/gop-y", post(remarks::act))
        .route("/van-phong/toa-soan/{article}", get(edit::show).post(edit::save))
        .route("/van-phong/toa-soan/{article}/duyet", get(review::show).post(review::decide))
        .route("/van-phong/toa-soan/{article}/go", post(ending::withdraw))
        .route("/van-phong/toa-soan/{article}/dang-gap", get(urgent::show).post(urgent::decide))
}

#[derive(Template)]
#[template(path = "newsroom/pages/list.html")]
struct ListPage {
    shell: Shell,
    rows: Vec<Row>,
}

struct Row {
    href: String,
    headline: String,
    /// The code of its language, and its name where it is a translation.
    lang: String,
    language: String,
    author: String,
    changed: String,
    state: &'static str,
    state_name: String,
    /// When it comes out by itself; empty when it does not.
    due: String,
    /// Where readers have it; empty when they do not.
    public: String,
}

async fn list(State(office): State<Office>, officer: Officer) -> Result<Response, Failure> {
    let w = officer.words();
    if officer.roots(Right::EditArticle).is_empty() {
        return Err(Failure::Forbidden);
    }
    let mut conn = office.db.read().await?;
    let names = account_names(&mut conn).await?;
    let all = Heading::all(&mut conn).await?;
    let own = all.into_iter().filter(|article| officer.may(Right::EditArticle, article.unit_id));
    let rows = own.map(|article| {
        let (state, key) = state_of(&article);
        let due = article.due_at.filter(|_| article.state == "scheduled");
        Row {
            href: place(&article.uid),
            author: names.get(&article.author_id).cloned().unwrap_or_default(),
            changed: article.changed_at.written(),
            public: if article.is_public() { public_place(&article) } else { String::new() },
            language: if article.lang == "vi" { String::new() } else { w.say(&format!("language-{}", article.lang)) },
            lang: article.lang,
            headline: article.headline,
            state,
            state_name: w.say(&format!("article-state-{key}")),
            due: due.map_or(String::new(), |at| w.with("article-due", "at", at.written())),
        }
    });
    html(StatusCode::OK, &ListPage { rows: rows.collect(), shell: office.shell(&officer) })
}

/// What waits for somebody in the newsroom.
pub(crate) async fn duties(office: &Office, officer: &Officer) -> Result<Vec<Duty>, Failure> {
    let w = officer.words();
    let mut duties = urgent::duties(office, officer).await?;
    if officer.roots(Right::EditArticle).is_empty() {
        return Ok(duties);
    }
    duties.extend(contributions::duties(office, officer, w).await?);
    for article in Heading::all(&mut office.db.read().await?).await? {
        let publishes = officer.may(Right::PublishArticle, article.unit_id);
        let (state, key) = state_of(&article);
        let (href, what) = match article.state.as_str() {
            "cleared" if publishes => (format!("{}/duyet", place(&article.uid)), "newsroom-duty-cleared"),
            // What did not come out at its time is its writers' to change.
            "cleared" if article.is_by(officer.account) && !article.note.is_empty() => {
                (place(&article.uid), "newsroom-duty-cleared")
            }
            "submitted" if publishes && !article.is_by(officer.account) => {
                (format!("{}/duyet", place(&article.uid)), "newsroom-duty-review")
            }
            // What was taken back is done with, until somebody takes it up again on purpose.
            "draft" if state == "off" => continue,
            "draft" if article.is_by(officer.account) && !article.note.is_empty() => {
                (place(&article.uid), "newsroom-duty-returned")
            }
            "draft" if article.is_by(officer.account) => (place(&article.uid), "newsroom-duty-draft"),
            _ => continue,
        };
        let state_name = w.say(&format!("article-state-{key}"));
        let text = match article.state.as_str() {
            "cleared" if !article.note.is_empty() => note(w, &article.note),
            _ => w.say(what),
        };
        duties.push(Duty { href, name: article.headline, text, state, state_name });
    }
    Ok(duties)
}

/// The article of an address within reach, with the grant for what is to be done with it.
async fn find<P: Permission>(
    office: &Office,
    officer: &Officer,
    uid: &str,
    permission: P,
) -> Result<(Article, crate::identity::reach::Grant<P>), Failure> {
    let article = Article::by_uid(&mut office.db.read().await?, uid).await?.ok_or(Failure::NotFound)?;
    // Whoever has nothing to do with this newsroom does not learn that the article exists.
    officer.require(EditArticle, article.unit_id).map_err(|failure| match failure {
        Failure::Forbidden if officer.roots(Right::EditArticle).is_empty() => Failure::Forbidden,
        _ => Failure::NotFound,
    })?;
    let grant = officer.require(permission, article.unit_id)?;
    Ok((article, grant))
}

fn address(article: &Article) -> String {
    place(&article.uid)
}

fn place(uid: &str) -> String {
    format!("/van-phong/toa-soan/{uid}")
}

fn public_address(article: &Article) -> String {
    public_at(&article.lang, (&article.section, &article.slug, article.id))
}

fn public_place(it: &Heading) -> String {
    public_at(&it.lang, (&it.section, &it.slug, it.id))
}

fn public_at(lang: &str, (section, slug, id): (&str, &str, i64)) -> String {
    let base = if lang == "vi" { String::new() } else { format!("/{lang}") };
    format!("{base}/{section}/{slug}-{id}")
}

/// How far an article is: the state of the style sheet, and the key of its words.
fn state(article: &Article) -> (&'static str, &'static str) {
    state_in(&article.state, (article.is_public(), article.edition), &article.fate)
}

fn state_of(it: &Heading) -> (&'static str, &'static str) {
    state_in(&it.state, (it.is_public(), it.edition), &it.fate)
}

fn state_in(state: &str, (is_public, edition): (bool, i64), fate: &str) -> (&'static str, &'static str) {
    match (state, is_public, fate) {
        ("published", ..) if edition > 1 => ("done", "corrected"),
        ("published", ..) => ("done", "published"),
        ("submitted", ..) => ("wait", "submitted"),
        ("cleared", ..) => ("wait", "cleared"),
        ("scheduled", ..) => ("wait", "scheduled"),
        (_, true, _) => ("draft", "changing"),
        (_, _, "withdrawn") => ("off", "withdrawn"),
        (_, _, "merged") => ("off", "merged"),
        (_, _, "error") => ("off", "error"),
        _ => ("draft", "draft"),
    }
}

/// A note in words: somebody's own, or what the program has to say.
fn note(w: Words, note: &str) -> String {
    match note.strip_prefix('#') {
        Some(key) if ["right", "sound"].contains(&key) => w.say(&format!("article-note-{key}")),
        _ => match note.strip_prefix(FOUND).and_then(|told| serde_json::from_str::<Vec<Told>>(told).ok()) {
            Some(told) => {
                let told = told.iter().map(|(key, what, instead)| found::said(w, key, (what, instead)));
                w.with("article-note-found", "what", told.collect::<Vec<_>>().join("; "))
            }
            None => note.to_owned(),
        },
    }
}

async fn account_names(conn: &mut Conn) -> Result<HashMap<i64, String>, Failure> {
    Ok(Account::all(conn).await?.into_iter().map(|account| (account.id, account.name)).collect())
}

/// A verb's refusal as the failure that visitors see.
fn refused(error: NewsError) -> Failure {
    match error {
        NewsError::NoArticle(_) => Failure::NotFound,
        NewsError::OwnArticle => Failure::Forbidden,
        NewsError::Db(error) => error.into(),
        other => Failure::Broken(other.into()),
    }
}
