//! What is translated and what is not: the list of a newsroom, the languages of one article, and the beginning of a new one.

use super::versions::differences;
use super::writing::{Preview, preview};
use super::{find, place, refused, state_of};
use crate::identity::reach::Officer;
use crate::identity::right::{EditArticle, Right};
use crate::newsroom::diff::Piece;
use crate::newsroom::translation::{LANGUAGES, edition_of, text_of, translate};
use crate::newsroom::{Article, Heading, NewsError};
use crate::shell::{Office, Shell};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use bridge::Language;
use kit::db::Conn;
use kit::failure::Failure;
use kit::form::Form;
use kit::page::{html, see_other};
use kit::words::Words;
use std::collections::HashMap;

#[derive(Template)]
#[template(path = "newsroom/pages/translations.html")]
struct TranslationsPage {
    shell: Shell,
    /// The languages, as they are called here.
    names: Vec<String>,
    rows: Vec<Row>,
    /// Whether articles stand here that want nothing.
    all: bool,
    to_do: i64,
    in_all: i64,
    /// Where the list goes on.
    more: Option<String>,
}

struct Row {
    href: String,
    headline: String,
    each: Vec<InLanguage>,
}

/// What there is of an article in a language.
pub(super) struct InLanguage {
    pub(super) code: &'static str,
    pub(super) name: String,
    /// The article in it; empty when there is none.
    pub(super) href: String,
    pub(super) headline: String,
    pub(super) state: &'static str,
    pub(super) state_name: String,
    /// Whether the original has moved on.
    pub(super) behind: bool,
}

/// What an article's page says of its languages.
pub(super) struct Languages {
    /// The original, on the page of a translation.
    pub(super) original: Option<Original>,
    /// The language of the translation.
    pub(super) language: String,
    pub(super) from: String,
    /// The newest edition of the original.
    pub(super) edition: i64,
    pub(super) behind: bool,
    pub(super) gone: bool,
    /// The translations, on the page of the original.
    pub(super) rows: Vec<InLanguage>,
    /// Whether it can be translated: readers have it.
    pub(super) public: bool,
    pub(super) action: String,
}

pub(super) struct Original {
    pub(super) href: String,
    pub(super) headline: String,
    /// What was changed in it since the edition that was translated.
    pub(super) moved: Vec<(String, Vec<Piece>)>,
    /// Its newest edition.
    pub(super) text: Option<Preview>,
}

/// So many articles stand on one page.
const PAGE: usize = 50;

pub(super) async fn show(State(office): State<Office>, officer: Officer) -> Result<Response, Failure> {
    let w = officer.words();
    if officer.roots(Right::EditArticle).is_empty() {
        return Err(Failure::Forbidden);
    }
    let headings = Heading::all(&mut office.db.read().await?).await?;
    let own = headings.into_iter().filter(|it| officer.may(Right::EditArticle, it.unit_id));
    let (originals, translations): (Vec<_>, Vec<_>) = own.partition(|it| it.original_id.is_none());
    let mut by_original: HashMap<i64, Vec<Heading>> = HashMap::new();
    for it in translations {
        by_original.entry(it.original_id.unwrap_or(0)).or_default().push(it);
    }
    let public = originals.into_iter().filter(Heading::is_public);
    let rows: Vec<Row> = public
        .map(|it| Row {
            href: place(&it.uid),
            each: each(w, it.edition, by_original.get(&it.id).map_or(&[], Vec::as_slice)),
            headline: it.headline,
        })
        .collect();
    let wants = |row: &Row| row.each.iter().any(|one| one.href.is_empty() || one.behind);
    let (in_all, to_do) = (rows.len() as i64, rows.iter().filter(|row| wants(row)).count() as i64);
    let all = officer.query("xem").is_some_and(|which| which == "het");
    let page =
        officer.query("trang").and_then(|n| n.parse::<usize>().ok()).filter(|n| (1..10_000).contains(n)).unwrap_or(1);
    let mut rows: Vec<Row> = rows.into_iter().filter(|row| all || wants(row)).skip((page - 1) * PAGE).collect();
    let more = (rows.len() > PAGE).then(|| format!("?trang={}{}", page + 1, if all { "&xem=het" } else { "" }));
    rows.truncate(PAGE);
    let names = LANGUAGES.iter().map(|language| w.say(&format!("language-{}", language.code()))).collect();
    html(StatusCode::OK, &TranslationsPage { shell: office.shell(&officer), names, rows, all, to_do, in_all, more })
}

pub(super) async fn begin(
    State(office): State<Office>,
    officer: Officer,
    Path(article): Path<String>,
    form: Form,
) -> Result<Response, Failure> {
    let (article, grant) = find(&office, &officer, &article, EditArticle).await?;
    let language = Language::of_code(form.get("lang")).filter(|it| LANGUAGES.contains(it)).ok_or(Failure::Malformed)?;
    let (now, mut tx) = (office.clock.now(), office.db.begin().await?);
    let uid = office.chance.uuid(now).to_string();
    match translate(&mut tx, grant, &uid, (article.id, language), now).await {
        Ok(id) => {
            let translation = Article::get(&mut tx, id).await.map_err(refused)?;
            tx.commit().await?;
            Ok(see_other(&format!("{}?xong=bat-dau-dich", place(&translation.uid))))
        }
        // It was taken back meanwhile: its page says so.
        Err(NewsError::NotPublished) => Ok(see_other(&place(&article.uid))),
        Err(error) => Err(refused(error)),
    }
}

fn each(w: Words, edition: i64, translations: &[Heading]) -> Vec<InLanguage> {
    let one = |language: Language| {
        let (code, name) = (language.code(), w.say(&format!("language-{}", language.code())));
        match translations.iter().find(|it| it.lang == code) {
            Some(it) => {
                let (state, key) = state_of(it);
                let state_name = w.say(&format!("article-state-{key}"));
                let (href, headline, behind) = (place(&it.uid), it.headline.clone(), it.from_edition < edition);
                InLanguage { code, name, href, headline, state, state_name, behind }
            }
            None => InLanguage {
                code,
                name,
                href: String::new(),
                headline: String::new(),
                state: "off",
                state_name: String::new(),
                behind: false,
            },
        }
    };
    LANGUAGES.into_iter().map(one).collect()
}

/// What the page of an article says of its languages.
pub(super) async fn languages(conn: &mut Conn, w: Words, article: &Article) -> Result<Languages, Failure> {
    let Some(original) = article.original_id else {
        let translations = Heading::translations(conn, article.id).await?;
        return Ok(Languages {
            original: None,
            language: String::new(),
            from: String::new(),
            edition: article.edition,
            behind: false,
            gone: false,
            rows: each(w, article.edition, &translations),
            public: article.is_public(),
            action: format!("{}/ban-dich", place(&article.uid)),
        });
    };
    let original = Article::get(conn, original).await.map_err(refused)?;
    let behind = original.edition > article.from_edition;
    let moved = match behind {
        true => {
            let mut before = text_of(conn, &original, article.from_edition).await?;
            let mut after = text_of(conn, &original, original.edition).await?;
            // What readers of an edition are told about it is no part of the text.
            before.correction.clear();
            after.correction.clear();
            differences(w, &before, &after)
        }
        false => vec![],
    };
    let text = edition_of(conn, original.id, original.edition).await?.map(|edition| preview(w, &edition));
    Ok(Languages {
        language: w.say(&format!("language-{}", article.lang)),
        from: article.from_edition.to_string(),
        edition: original.edition,
        behind,
        gone: !original.is_public(),
        rows: vec![],
        public: true,
        action: String::new(),
        original: Some(Original { href: place(&original.uid), headline: original.headline, moved, text }),
    })
}
