//! The editor: what was typed is never lost, neither by a mistake nor by somebody else's saving first.

use super::fields::{filled, read};
use super::writing::{Extra, page};
use super::{address, find, refused};
use crate::identity::reach::Officer;
use crate::identity::right::{EditArticle, Right};
use crate::newsroom::translation::follow;
use crate::newsroom::versions::{Draft, NEW, forget_draft, is_new, new_place};
use crate::newsroom::{Article, NewsError, SECTIONS, revise, submit, write};
use crate::shell::Office;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use kit::db::Conn;
use kit::failure::Failure;
use kit::form::Form;
use kit::once;
use kit::page::see_other;

pub(super) async fn begin(State(office): State<Office>, officer: Officer) -> Result<Response, Failure> {
    if officer.roots(Right::EditArticle).is_empty() {
        return Err(Failure::Forbidden);
    }
    let request = office.chance.uuid(office.clock.now()).to_string();
    let restored = match officer.query("lay") {
        Some(place) => Draft::of(&mut office.db.read().await?, officer.account, &place).await?,
        None => None,
    };
    let restored = restored.filter(|draft| is_new(&draft.place));
    let extra = if restored.is_some() { Extra::Restored } else { Extra::None };
    // What is typed on is kept where it was kept before.
    let place = restored.as_ref().map_or_else(|| new_place(&request), |draft| draft.place.clone());
    let mut form = restored.map_or_else(Form::default, |draft| filled(&draft.text(), 0));
    form.set("version", "");
    form.set("request", request);
    form.set("place", place);
    if form.get("section").is_empty() {
        form.set("section", SECTIONS[0].0);
    }
    page(&office, &officer, None, StatusCode::OK, form, extra).await
}

pub(super) async fn create(
    State(office): State<Office>,
    officer: Officer,
    mut form: Form,
) -> Result<Response, Failure> {
    let newsroom = *officer.roots(Right::EditArticle).first().ok_or(Failure::Forbidden)?;
    let grant = officer.require(EditArticle, newsroom)?;
    if !is_new(form.get("place")) {
        form.set("place", NEW);
    }
    let now = office.clock.now();
    let mut tx = office.db.begin().await?;
    once::first_time(&mut tx, &form).await?;
    let text = read(&mut tx, &mut form, &office, (officer.words(), newsroom)).await?;
    if !form.is_sound() {
        return page(&office, &officer, None, StatusCode::UNPROCESSABLE_ENTITY, form, Extra::None).await;
    }
    let id = write(&mut tx, grant, &office.chance.uuid(now).to_string(), &text, now).await.map_err(refused)?;
    let article = Article::get(&mut tx, id).await.map_err(refused)?;
    let target = after(&mut tx, &office, &officer, &article, &form).await?;
    forget_draft(&mut tx, officer.account, form.get("place")).await?;
    once::answer(&mut tx, form.get("request"), &target, now).await?;
    tx.commit().await?;
    Ok(see_other(&target))
}

pub(super) async fn show(
    State(office): State<Office>,
    officer: Officer,
    Path(article): Path<String>,
) -> Result<Response, Failure> {
    let (article, _) = find(&office, &officer, &article, EditArticle).await?;
    let draft = Draft::of(&mut office.db.read().await?, officer.account, &article.uid).await?;
    if let Some(draft) = draft.filter(|_| officer.query("lay").is_some()) {
        // With the version that was before them: somebody else's saving meanwhile is told when it is saved.
        let form = filled(&draft.text(), draft.base_version);
        return page(&office, &officer, Some(&article), StatusCode::OK, form, Extra::Restored).await;
    }
    let extra = if officer.query("xem").is_some() { Extra::Preview } else { Extra::None };
    page(&office, &officer, Some(&article), StatusCode::OK, filled(&article.text(), article.version), extra).await
}

pub(super) async fn save(
    State(office): State<Office>,
    officer: Officer,
    Path(article): Path<String>,
    mut form: Form,
) -> Result<Response, Failure> {
    let (article, grant) = find(&office, &officer, &article, EditArticle).await?;
    let version = form.version()?;
    let mut tx = office.db.begin().await?;
    let text = read(&mut tx, &mut form, &office, (officer.words(), article.unit_id)).await?;
    if !form.is_sound() {
        return page(&office, &officer, Some(&article), StatusCode::UNPROCESSABLE_ENTITY, form, Extra::None).await;
    }
    let follows = form.get("follows").parse::<i64>().ok().filter(|edition| *edition > article.from_edition);
    if text != article.text() || version != article.version || follows.is_some() {
        match revise(&mut tx, grant, (article.id, version), &text, office.clock.now()).await {
            Ok(_) => {}
            Err(NewsError::Stale) => {
                drop(tx);
                return page(&office, &officer, Some(&article), StatusCode::CONFLICT, form, Extra::Theirs).await;
            }
            Err(error) => return Err(refused(error)),
        }
    }
    if let Some(edition) = follows {
        let grant = officer.require(EditArticle, article.unit_id)?;
        follow(&mut tx, grant, article.id, edition, office.clock.now()).await.map_err(refused)?;
    }
    let article = Article::get(&mut tx, article.id).await.map_err(refused)?;
    let target = after(&mut tx, &office, &officer, &article, &form).await?;
    forget_draft(&mut tx, officer.account, &article.uid).await?;
    office.editing.leave(article.id, officer.account);
    tx.commit().await?;
    Ok(see_other(&target))
}

/// The page once more, when a file could not be read: what was typed and not saved is offered on it.
pub(super) async fn again(
    office: &Office,
    officer: &Officer,
    article: Option<&Article>,
    refused: Form,
) -> Result<Response, Failure> {
    let mut form = article.map_or_else(Form::default, |article| filled(&article.text(), article.version));
    if article.is_none() {
        let request = office.chance.uuid(office.clock.now()).to_string();
        form.set("place", new_place(&request));
        form.set("request", request);
        form.set("section", SECTIONS[0].0);
    }
    for field in ["to", "words"] {
        form.set(field, refused.raw(field));
    }
    for (name, message) in refused.errors() {
        form.wrong(name.as_str(), message.as_str());
    }
    page(office, officer, article, StatusCode::UNPROCESSABLE_ENTITY, form, Extra::None).await
}

/// What the pressed button asks for after saving: look at it, hand it on, or go on writing.
async fn after(
    conn: &mut Conn,
    office: &Office,
    officer: &Officer,
    article: &Article,
    form: &Form,
) -> Result<String, Failure> {
    let href = address(article);
    match form.get("do") {
        "preview" => Ok(format!("{href}?xem=1#xem-truoc")),
        "submit" if article.state == "draft" => {
            let grant = officer.require(EditArticle, article.unit_id)?;
            submit(conn, grant, (article.id, article.version), office.clock.now()).await.map_err(refused)?;
            Ok("/van-phong/toa-soan?xong=gui-bai".to_owned())
        }
        _ => Ok(format!("{href}?xong=luu")),
    }
}
