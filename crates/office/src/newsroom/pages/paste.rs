//! What was pasted comes back as clean text with a report; nothing is kept.

use crate::identity::reach::Officer;
use crate::identity::right::Right;
use crate::newsroom::paste::{Pasted, from_html, from_text};
use crate::shell::Office;
use axum::extract::State;
use axum::http::{HeaderName, header};
use axum::response::{IntoResponse, Response};
use kit::failure::Failure;
use kit::form::Form;
use kit::words::Words;
use serde_json::json;

pub(super) async fn clean(State(_office): State<Office>, officer: Officer, form: Form) -> Result<Response, Failure> {
    if officer.roots(Right::EditArticle).is_empty() {
        return Err(Failure::Forbidden);
    }
    let (html, text) = (form.raw("html").to_owned(), form.raw("text").to_owned());
    // A long text takes a moment, and must not be in the way of others.
    let pasted = tokio::task::spawn_blocking(move || if html.is_empty() { from_text(&text) } else { from_html(&html) });
    let pasted = pasted.await.map_err(anyhow::Error::from)?;
    let body = json!({"text": pasted.text, "said": told(officer.words(), &pasted)}).to_string();
    let headers: [(HeaderName, &str); 2] =
        [(header::CONTENT_TYPE, "application/json; charset=utf-8"), (header::CACHE_CONTROL, "no-store")];
    Ok((headers, body).into_response())
}

/// What was changed, in sentences; empty when nothing was.
pub(super) fn told(w: Words, pasted: &Pasted) -> Vec<String> {
    let mut said = Vec::new();
    for (font, paragraphs) in &pasted.fonts {
        let count = i64::try_from(*paragraphs).unwrap_or(i64::MAX);
        said.push(w.fill("paste-font", &[("font", font.to_uppercase().into()), ("paragraphs", count.into())]));
    }
    if !pasted.capitals.is_empty() {
        let few: Vec<&str> = pasted.capitals.iter().take(10).map(String::as_str).collect();
        said.push(w.with("paste-capitals", "words", few.join(", ")));
    }
    for (key, count) in
        [("paste-links", pasted.links), ("paste-pictures", pasted.pictures), ("paste-others", pasted.others)]
    {
        if count > 0 {
            said.push(w.count(key, i64::try_from(count).unwrap_or(i64::MAX)));
        }
    }
    said
}
