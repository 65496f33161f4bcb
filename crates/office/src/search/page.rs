//! `/van-phong/tim`: one box for whatever the actor may open.

use super::{Finder, within};
use crate::identity::reach::Officer;
use crate::shell::{Office, Shell};
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use kit::failure::Failure;
use kit::page::html;
use search::{Answer, Ask, Synonyms};
use std::sync::LazyLock;

/// The addresses of this slice.
pub fn routes() -> Router<Office> {
    Router::new().route("/van-phong/tim", get(find))
}

#[derive(Template)]
#[template(path = "search/page.html")]
struct FindPage {
    shell: Shell,
    text: String,
    found: String,
    hits: Vec<Found>,
}

struct Found {
    href: String,
    title: String,
    snippet: String,
    kind: String,
}

static SYNONYMS: LazyLock<Synonyms> = LazyLock::new(Synonyms::builtin);

async fn find(State(office): State<Office>, officer: Officer) -> Result<Response, Failure> {
    let text = officer.query("q").unwrap_or_default().trim().to_owned();
    let answer = if text.is_empty() { Answer::default() } else { office.find(&officer, &text).await? };
    let w = officer.words();
    let found = if text.is_empty() { String::new() } else { w.count("find-found", answer.total as i64) };
    let hit = |hit: search::Hit| Found {
        href: hit.doc.url,
        title: hit.title_html,
        snippet: hit.snippet_html,
        kind: w.say(match hit.doc.kind.as_str() {
            "unit" => "find-unit",
            super::ENDED => "find-unit-ended",
            "member" => "find-member",
            "campaign" => "find-campaign",
            "paper" => "find-paper",
            _ => "find-article",
        }),
    };
    let hits = answer.hits.into_iter().map(hit).collect();
    html(StatusCode::OK, &FindPage { shell: office.shell(&officer), text, found, hits })
}

impl Office {
    /// Answers a question among what the officer may open, as of everything committed at this moment.
    async fn find(&self, officer: &Officer, text: &str) -> Result<Answer, Failure> {
        let within = within(officer);
        if within.is_empty() {
            return Ok(Answer::default());
        }
        kit::journal::seal::seal(&self.db, self.clock.now()).await?;
        let mut conn = self.db.read().await?;
        let mut finder = self.finder.lock().await;
        let finder = match finder.as_mut() {
            Some(known) => known,
            None => finder.insert(Finder::new()?),
        };
        finder.catch_up(&mut conn, self.clock.today()).await?;
        // A code in groups would be five numbers to the index; plain it is one.
        let code = crate::org::code::OrgCode::parse(text);
        let text = code.as_ref().map_or(text, |code| code.plain());
        let ask = Ask { text: text.to_owned(), limit: 30, within: Some(within), ..Ask::default() };
        let index = finder.index.clone();
        let answer = tokio::task::spawn_blocking(move || index.search(&ask, &SYNONYMS)).await;
        Ok(answer.map_err(anyhow::Error::from)?.map_err(anyhow::Error::from)?)
    }
}
