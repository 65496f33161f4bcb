//! The second person: sees the text as readers would, then publishes it or gives it back; and takes articles back.

use super::edit::{Preview, preview};
use super::{account_names, address, find, public_address, refused};
use crate::identity::reach::Officer;
use crate::identity::right::PublishArticle;
use crate::newsroom::{Article, NewsError, compose, publish, send_back, withdraw as withdraw_article};
use crate::shell::{Office, Shell};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use kit::failure::Failure;
use kit::form::Form;
use kit::page::{html, see_other};

#[derive(Template)]
#[template(path = "newsroom/pages/review.html")]
struct ReviewPage {
    shell: Shell,
    form: Form,
    href: String,
    author: String,
    reviser: String,
    changed: String,
    correction: String,
    /// The text as it is, and whether it may be published now.
    preview: Preview,
    submitted: bool,
    /// Who looks has written it: somebody else must publish.
    own: bool,
    edition: i64,
    public: String,
}

pub(super) async fn show(
    State(office): State<Office>,
    officer: Officer,
    Path(article): Path<String>,
) -> Result<Response, Failure> {
    let (article, _) = find(&office, &officer, &article, PublishArticle).await?;
    page(&office, &officer, &article, StatusCode::OK, Form::default()).await
}

pub(super) async fn decide(
    State(office): State<Office>,
    officer: Officer,
    Path(article): Path<String>,
    mut form: Form,
) -> Result<Response, Failure> {
    let (article, grant) = find(&office, &officer, &article, PublishArticle).await?;
    let (w, now) = (officer.words(), office.clock.now());
    let version: i64 = form.get("version").parse().map_err(|_| Failure::Malformed)?;
    let mut tx = office.db.begin().await?;
    let done = match form.get("do") {
        "publish" => publish(&mut tx, grant, (article.id, version), now).await.map(|_| "dang-bai"),
        "return" if form.get("note").is_empty() => {
            form.wrong("note", w.say("article-no-note"));
            return page(&office, &officer, &article, StatusCode::UNPROCESSABLE_ENTITY, form).await;
        }
        "return" => {
            let note = form.get("note").to_owned();
            send_back(&mut tx, grant, (article.id, version), &note, now).await.map(|()| "tra-bai")
        }
        _ => return Err(Failure::Malformed),
    };
    match done {
        Ok(done) => {
            tx.commit().await?;
            Ok(see_other(&format!("/van-phong/toa-soan?xong={done}")))
        }
        Err(NewsError::Stale) => {
            drop(tx);
            let article = Article::get(&mut office.db.read().await?, article.id).await.map_err(refused)?;
            form.wrong("do", w.say("article-changed"));
            page(&office, &officer, &article, StatusCode::CONFLICT, form).await
        }
        Err(error) => Err(refused(error)),
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
    let version: i64 = form.get("version").parse().map_err(|_| Failure::Malformed)?;
    if form.get("reason").is_empty() {
        form.wrong("reason", w.say("article-no-reason"));
        return page(&office, &officer, &article, StatusCode::UNPROCESSABLE_ENTITY, form).await;
    }
    let mut tx = office.db.begin().await?;
    match withdraw_article(&mut tx, grant, (article.id, version), form.get("reason"), office.clock.now()).await {
        Ok(_) => {
            tx.commit().await?;
            Ok(see_other("/van-phong/toa-soan?xong=go-bai"))
        }
        Err(NewsError::Stale | NewsError::NotPublished) => {
            drop(tx);
            form.wrong("do", w.say("article-changed"));
            page(&office, &officer, &article, StatusCode::CONFLICT, form).await
        }
        Err(error) => Err(refused(error)),
    }
}

async fn page(
    office: &Office,
    officer: &Officer,
    article: &Article,
    status: StatusCode,
    mut form: Form,
) -> Result<Response, Failure> {
    let w = officer.words();
    let mut conn = office.db.read().await?;
    let names = account_names(&mut conn).await?;
    let edition = compose(&mut conn, article, office.clock.now()).await.map_err(refused)?;
    let name = |account: i64| names.get(&account).cloned().unwrap_or_default();
    form.set("version", article.version.to_string());
    let page = ReviewPage {
        shell: office.shell(officer),
        href: address(article),
        author: name(article.author_id),
        reviser: name(article.reviser_id),
        changed: article.changed_at.written(),
        correction: article.correction.clone(),
        preview: preview(w, &edition),
        submitted: article.state == "submitted",
        own: article.is_by(officer.account),
        edition: article.edition,
        public: if article.is_public() { public_address(article) } else { String::new() },
        form,
    };
    html(status, &page)
}
