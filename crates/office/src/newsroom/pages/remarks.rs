//! What colleagues say about a passage, beside the text; each remark waits until somebody settles it.

use super::fields::filled;
use super::writing::{Extra, page};
use super::{address, find, refused};
use crate::identity::reach::Officer;
use crate::identity::right::EditArticle;
use crate::newsroom::comments::{Comment, comment, settle};
use crate::newsroom::{Article, NewsError};
use crate::shell::Office;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use kit::db::{Conn, Result as DbResult};
use kit::failure::Failure;
use kit::form::Form;
use kit::page::see_other;
use std::collections::HashMap;

/// A remark as it stands beside the text.
pub(super) struct Remark {
    pub(super) id: i64,
    pub(super) passage: String,
    pub(super) text: String,
    pub(super) who: String,
    pub(super) at: String,
    pub(super) settled: bool,
    /// Whether the passage still stands in the article.
    pub(super) stands: bool,
}

/// A passage and a remark have so many letters at most.
const MOST: usize = 1000;

/// The remarks on an article, those that wait first.
pub(super) async fn remarks(conn: &mut Conn, article: &Article, names: &HashMap<i64, String>) -> DbResult<Vec<Remark>> {
    let text = article.text().fields().map(|(_, value)| value.to_owned()).join("\n");
    let mut all: Vec<Remark> = Comment::all(conn, article.id)
        .await?
        .into_iter()
        .map(|it| Remark {
            id: it.id,
            stands: it.passage.is_empty() || text.contains(&it.passage),
            passage: it.passage,
            text: it.text,
            who: names.get(&it.account_id).cloned().unwrap_or_default(),
            at: it.at.written(),
            settled: it.settled_by.is_some(),
        })
        .collect();
    all.sort_by_key(|remark| remark.settled);
    Ok(all)
}

pub(super) async fn act(
    State(office): State<Office>,
    officer: Officer,
    Path(article): Path<String>,
    form: Form,
) -> Result<Response, Failure> {
    let (article, grant) = find(&office, &officer, &article, EditArticle).await?;
    let (w, now) = (officer.words(), office.clock.now());
    let back = format!("{}#gop-y", address(&article));
    let mut tx = office.db.begin().await?;
    if let Ok(id) = form.get("settle").parse::<i64>() {
        return match settle(&mut tx, grant, (article.id, id), now).await {
            Ok(()) => {
                tx.commit().await?;
                Ok(see_other(&back))
            }
            // Somebody was quicker: it is as it should be.
            Err(NewsError::Stale) => Ok(see_other(&back)),
            Err(error) => Err(refused(error)),
        };
    }
    // A passage is found again as it stands in the text.
    let passage = viet::nfc(&form.get("passage").replace("\r\n", "\n"));
    let text = form.get("remark").to_owned();
    if text.is_empty() || text.chars().count() > MOST || passage.chars().count() > MOST {
        drop(tx);
        let mut back = filled(&article.text(), article.version);
        back.set("passage", passage);
        back.set("remark", text);
        back.wrong("remark", w.with("remark-needed", "most", MOST as i64));
        return page(&office, &officer, Some(&article), StatusCode::UNPROCESSABLE_ENTITY, back, Extra::None).await;
    }
    comment(&mut tx, grant, article.id, (&passage, &text), now).await.map_err(refused)?;
    tx.commit().await?;
    Ok(see_other(&back))
}
