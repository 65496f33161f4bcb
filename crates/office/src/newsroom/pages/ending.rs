//! Taking an article back: what becomes of it, and why.

use super::{find, refused, review};
use crate::identity::reach::Officer;
use crate::identity::right::PublishArticle;
use crate::newsroom::beside::number;
use crate::newsroom::{Article, Ending, NewsError, withdraw as withdraw_article};
use crate::shell::Office;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use kit::failure::Failure;
use kit::form::Form;
use kit::page::see_other;
use kit::words::Words;

/// The ways in which an article can end, each with what it means.
pub(super) struct Endings(Vec<(&'static str, String)>);

impl Endings {
    pub(super) fn new(w: Words) -> Endings {
        let ending = |key: &'static str| (key, w.say(&format!("article-ending-{key}")));
        Endings(vec![ending("withdrawn"), ending("merged"), ending("error")])
    }

    pub(super) fn options(&self) -> &[(&'static str, String)] {
        &self.0
    }
}

pub(super) async fn withdraw(
    State(office): State<Office>,
    officer: Officer,
    Path(article): Path<String>,
    mut form: Form,
) -> Result<Response, Failure> {
    let (article, grant) = find(&office, &officer, &article, PublishArticle).await?;
    let w = officer.words();
    let version = form.version()?;
    let ending = match form.get("fate") {
        "withdrawn" => Some(Ending::Withdrawn),
        "error" => Some(Ending::Error),
        "merged" => number(form.get("into")).map(Ending::Merged),
        _ => None,
    };
    if form.get("reason").is_empty() {
        form.wrong("reason", w.say("article-no-reason"));
    }
    match ending {
        None if form.get("fate") == "merged" => form.wrong("into", w.say("article-no-target")),
        None => form.wrong("fate", w.say("article-no-fate")),
        Some(_) => {}
    }
    let Some(ending) = ending.filter(|_| form.is_sound()) else {
        return review::page(&office, &officer, &article, StatusCode::UNPROCESSABLE_ENTITY, form).await;
    };
    let mut tx = office.db.begin().await?;
    let reason = form.get("reason").to_owned();
    match withdraw_article(&mut tx, grant, (article.id, version), (ending, &reason), office.clock.now()).await {
        Ok(_) => {
            tx.commit().await?;
            Ok(see_other("/van-phong/toa-soan?xong=go-bai"))
        }
        Err(NewsError::Stale | NewsError::NotPublished) => {
            drop(tx);
            let article = Article::get(&mut office.db.read().await?, article.id).await.map_err(refused)?;
            form.wrong("fate", w.say("article-changed"));
            review::page(&office, &officer, &article, StatusCode::CONFLICT, form).await
        }
        Err(NewsError::NoTarget(_)) => {
            drop(tx);
            form.wrong("into", w.say("article-no-target"));
            review::page(&office, &officer, &article, StatusCode::UNPROCESSABLE_ENTITY, form).await
        }
        Err(error) => Err(refused(error)),
    }
}
