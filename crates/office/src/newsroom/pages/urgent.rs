//! The head looks at what one person published alone, and approves it afterwards.

use super::writing::{Preview, preview};
use super::{account_names, refused};
use crate::deadline;
use crate::desk::Duty;
use crate::identity::reach::Officer;
use crate::identity::right::{Confirm, Right};
use crate::newsroom::{Article, NewsError, Urgent, approve, outbox};
use crate::shell::{Office, Shell};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use bridge::Entry;
use kit::db::Conn;
use kit::failure::Failure;
use kit::form::Form;
use kit::page::{html, see_other};

#[derive(Template)]
#[template(path = "newsroom/pages/urgent.html")]
struct UrgentPage {
    shell: Shell,
    form: Form,
    href: String,
    headline: String,
    /// Who published it and when.
    told: String,
    reason: String,
    state: &'static str,
    left: String,
    due: String,
    /// When it was approved by whom; empty while it waits.
    approved: String,
    /// Whether who looks has published it: somebody else must approve.
    own: bool,
    /// Why who looks is no second person for them; empty when nothing hinders.
    hindrance: String,
    public: String,
    preview: Preview,
}

/// The publication of an article that waits for approval, or the last that was approved.
async fn find(office: &Office, officer: &Officer, uid: &str) -> Result<(Article, Urgent), Failure> {
    let mut conn = office.db.read().await?;
    let article = Article::by_uid(&mut conn, uid).await?.ok_or(Failure::NotFound)?;
    officer.require(Confirm, article.unit_id)?;
    let all = Urgent::of(&mut conn, article.id).await?;
    let waiting = all.iter().rev().find(|urgent| urgent.approved_at.is_none());
    let urgent = waiting.or(all.first()).cloned().ok_or(Failure::NotFound)?;
    Ok((article, urgent))
}

pub(super) async fn show(
    State(office): State<Office>,
    officer: Officer,
    Path(article): Path<String>,
) -> Result<Response, Failure> {
    let (article, urgent) = find(&office, &officer, &article).await?;
    page(&office, &officer, (&article, &urgent), StatusCode::OK, Form::default()).await
}

pub(super) async fn decide(
    State(office): State<Office>,
    officer: Officer,
    Path(article): Path<String>,
    mut form: Form,
) -> Result<Response, Failure> {
    let (article, urgent) = find(&office, &officer, &article).await?;
    let grant = officer.require(Confirm, article.unit_id)?;
    let mut tx = office.db.begin().await?;
    if let Some(why) = hindrance(&mut tx, &office, &officer, &urgent).await? {
        drop(tx);
        form.wrong("note", why);
        return page(&office, &officer, (&article, &urgent), StatusCode::UNPROCESSABLE_ENTITY, form).await;
    }
    match approve(&mut tx, grant, (article.id, urgent.id), form.get("note"), office.clock.now()).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(see_other("/van-phong?xong=xac-nhan-dang"))
        }
        Err(NewsError::Stale) => {
            drop(tx);
            form.wrong("note", officer.words().say("article-approved-already"));
            page(&office, &officer, (&article, &urgent), StatusCode::CONFLICT, form).await
        }
        Err(error) => Err(refused(error)),
    }
}

/// Why a head is no second person for who published alone: the same hand may have let both in.
async fn hindrance(
    conn: &mut Conn,
    office: &Office,
    officer: &Officer,
    urgent: &Urgent,
) -> Result<Option<String>, Failure> {
    officer.shared_hand(conn, office, "hand", &[(urgent.account_id, urgent.at)]).await
}

async fn page(
    office: &Office,
    officer: &Officer,
    (article, urgent): (&Article, &Urgent),
    status: StatusCode,
    form: Form,
) -> Result<Response, Failure> {
    let (w, today) = (officer.words(), office.clock.today());
    let mut conn = office.db.read().await?;
    let names = account_names(&mut conn).await?;
    let name = |account: i64| names.get(&account).cloned().unwrap_or_default();
    let edition = edition(&mut conn, urgent).await?;
    let pressure = deadline::pressure(today, urgent.due_day, 0);
    let approved = urgent.approved_by.zip(urgent.approved_at);
    let page = UrgentPage {
        shell: office.shell(officer),
        href: format!("{}/dang-gap", super::address(article)),
        headline: edition.headline.clone(),
        told: w.fill(
            "article-urgent-told",
            &[("who", name(urgent.account_id).into()), ("at", urgent.at.written().into())],
        ),
        reason: urgent.reason.clone(),
        state: pressure.state(),
        left: deadline::left(w, today, urgent.due_day),
        due: w.with("article-approve-by", "day", urgent.due_day.written()),
        approved: approved.map_or(String::new(), |(by, at)| {
            w.fill("article-approved", &[("who", name(by).into()), ("at", at.written().into())])
        }),
        own: urgent.account_id == officer.account,
        hindrance: hindrance(&mut conn, office, officer, urgent).await?.unwrap_or_default(),
        public: if article.is_public() { super::public_address(article) } else { String::new() },
        preview: preview(w, &edition),
        form,
    };
    html(status, &page)
}

/// What came out then, whatever was written since.
async fn edition(conn: &mut Conn, urgent: &Urgent) -> Result<bridge::Edition, Failure> {
    let sql = "SELECT outbox FROM article_edition WHERE article_id = $1 AND edition = $2";
    let seq: i64 = conn.value(sql, &[&urgent.article_id, &urgent.edition]).await?.ok_or(Failure::NotFound)?;
    let entry = outbox::between(conn, seq - 1, seq).await?.into_iter().next();
    match entry {
        Some((_, Entry::Edition(edition))) => Ok(*edition),
        _ => Err(Failure::NotFound),
    }
}

/// What waits for the head's approval.
pub(super) async fn duties(office: &Office, officer: &Officer) -> Result<Vec<Duty>, Failure> {
    let (w, today) = (officer.words(), office.clock.today());
    let mut duties = Vec::new();
    if officer.roots(Right::Confirm).is_empty() {
        return Ok(duties);
    }
    let mut conn = office.db.read().await?;
    for urgent in Urgent::waiting(&mut conn).await? {
        let article = Article::get(&mut conn, urgent.article_id).await.map_err(refused)?;
        if !officer.may(Right::Confirm, article.unit_id) || urgent.account_id == officer.account {
            continue;
        }
        let state = deadline::pressure(today, urgent.due_day, 0).state();
        duties.push(Duty {
            href: format!("{}/dang-gap", super::address(&article)),
            name: article.headline,
            text: w.with("newsroom-duty-approve", "reason", urgent.reason),
            state,
            state_name: deadline::left(w, today, urgent.due_day),
        });
    }
    Ok(duties)
}
