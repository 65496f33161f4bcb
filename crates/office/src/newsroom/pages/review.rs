//! The second person: sees the text as readers would, then publishes it, gives it its time, or gives it back.

use super::ending::Endings;
use super::found::{Shown, shown};
use super::remarks::remarks;
use super::trail::{Step, trail};
use super::versions::differences;
use super::writing::{Preview, making, preview};
use super::{account_names, address, find, public_address, refused, state};
use crate::identity::reach::Officer;
use crate::identity::right::PublishArticle;
use crate::newsroom::diff::Piece;
use crate::newsroom::translation::text_of;
use crate::newsroom::{
    Article, NewsError, clear, compose_so_far, publish, publish_urgently, schedule, send_back, unschedule,
};
use crate::shell::{Office, Shell};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use kit::clock::{Day, SECOND, Ts};
use kit::db::Conn;
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
    /// The text as it is, and how far it is.
    preview: Preview,
    /// What differs from what readers have, field by field; empty where they have nothing, or the same.
    changes: Vec<(String, Vec<Piece>)>,
    /// That pictures are being made which are not in it yet.
    making: String,
    stage: String,
    state: &'static str,
    state_name: String,
    /// What the state means and what comes next.
    state_text: String,
    /// When it comes out by itself; empty when it does not.
    due: String,
    cleared: String,
    /// Who looks has written it: somebody else must publish.
    own: bool,
    /// Why who looks is no second person for who wrote it; empty when nothing hinders.
    hindrance: String,
    edition: i64,
    public: String,
    endings: Endings,
    urgent_text: String,
    findings: Vec<Shown>,
    /// How many remarks nobody has settled.
    waiting: i64,
    trail: Vec<Step>,
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
    let version = form.version()?;
    let at = (article.id, version);
    let what = form.get("do").to_owned();
    let (due, note, reason) = (moment(&form), form.get("note").to_owned(), form.get("why").to_owned());
    match what.as_str() {
        "return" if note.is_empty() => form.wrong("note", w.say("article-no-note")),
        "urgent" if reason.is_empty() => form.wrong("why", w.say("article-no-why")),
        "schedule" if due.is_none() => form.wrong("due_day", w.say("article-no-due")),
        _ => {}
    }
    if !form.is_sound() {
        return page(&office, &officer, &article, StatusCode::UNPROCESSABLE_ENTITY, form).await;
    }
    let mut tx = office.db.begin().await?;
    if ["publish", "clear", "schedule"].contains(&what.as_str())
        && let Some(why) = hindrance(&mut tx, &office, &officer, &article).await?
    {
        drop(tx);
        form.wrong("do", why);
        return page(&office, &officer, &article, StatusCode::UNPROCESSABLE_ENTITY, form).await;
    }
    if ["publish", "clear", "schedule", "urgent"].contains(&what.as_str()) && article.version == version {
        let (edition, missing) = compose_so_far(&mut tx, &article, now).await.map_err(refused)?;
        if !missing.is_empty() {
            drop(tx);
            form.wrong("kiem-tra", making(w, &missing));
            return page(&office, &officer, &article, StatusCode::UNPROCESSABLE_ENTITY, form).await;
        }
        let found = shown(&office, &officer, &mut tx, (&article, &edition)).await?;
        let (is_urgent, key) = match what.as_str() {
            "urgent" => (true, "article-blocked-urgent"),
            _ => (false, "article-blocked"),
        };
        if found.iter().any(|it| if is_urgent { it.blocks_urgent } else { it.blocks }) {
            drop(tx);
            form.wrong("kiem-tra", w.say(key));
            return page(&office, &officer, &article, StatusCode::UNPROCESSABLE_ENTITY, form).await;
        }
    }
    let done = match what.as_str() {
        "publish" => publish(&mut tx, grant, at, now).await.map(|_| "dang-bai"),
        "clear" => clear(&mut tx, grant, at, now).await.map(|()| "duyet-bai"),
        "schedule" => schedule(&mut tx, grant, at, due.unwrap_or(now), now).await.map(|()| "hen-dang"),
        "unschedule" => unschedule(&mut tx, grant, at, now).await.map(|()| "bo-hen"),
        "return" => send_back(&mut tx, grant, at, &note, now).await.map(|()| "tra-bai"),
        "urgent" => {
            let (rule, id) = office.newsroom_rule()?;
            let by_rule = (rule.urgent_approval_working_days, id);
            publish_urgently(&mut tx, grant, at, &reason, by_rule, now).await.map(|_| "dang-gap")
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
        Err(NewsError::PictureInTheMaking(number)) => {
            drop(tx);
            form.wrong("why", making(w, &[number]));
            page(&office, &officer, &article, StatusCode::UNPROCESSABLE_ENTITY, form).await
        }
        Err(NewsError::Past) => {
            drop(tx);
            form.wrong("due_day", w.say("article-due-past"));
            page(&office, &officer, &article, StatusCode::UNPROCESSABLE_ENTITY, form).await
        }
        Err(error) => Err(refused(error)),
    }
}

/// Why somebody is no second person for those who wrote a text that nobody has cleared: the same hand may have let both in.
async fn hindrance(
    conn: &mut Conn,
    office: &Office,
    officer: &Officer,
    article: &Article,
) -> Result<Option<String>, Failure> {
    if article.is_cleared() {
        return Ok(None);
    }
    let wrote = [article.author_id, article.reviser_id].map(|account| (account, article.changed_at));
    officer.shared_hand(conn, office, "hand", &wrote).await
}

/// The day and the hour that were typed: `24/11/2018` or `2018-11-24`, and `7:30` or `7h30`.
fn moment(form: &Form) -> Option<Ts> {
    let day = Day::parse(form.get("due_day"))?;
    let (hour, minute) = form.get("due_time").split_once([':', 'h', 'H'])?;
    let minute = if minute.trim().is_empty() { "0" } else { minute.trim() };
    let (hour, minute): (i64, i64) = (hour.trim().parse().ok()?, minute.parse().ok()?);
    let real = (0..24).contains(&hour) && (0..60).contains(&minute);
    real.then(|| day.begins().plus((hour * 60 + minute) * 60 * SECOND))
}

pub(super) async fn page(
    office: &Office,
    officer: &Officer,
    article: &Article,
    status: StatusCode,
    mut form: Form,
) -> Result<Response, Failure> {
    let w = officer.words();
    let mut conn = office.db.read().await?;
    let names = account_names(&mut conn).await?;
    let (edition, missing) = compose_so_far(&mut conn, article, office.clock.now()).await.map_err(refused)?;
    let name = |account: i64| names.get(&account).cloned().unwrap_or_default();
    form.set("version", article.version.to_string());
    let (state, key) = state(article);
    let cleared = ["cleared", "scheduled"].contains(&article.state.as_str());
    let (rule, _) = office.newsroom_rule()?;
    let days = i64::from(rule.urgent_approval_working_days);
    let remarks = remarks(&mut conn, article, &names).await?;
    let changes = match article.edition {
        0 => vec![],
        edition => differences(w, &text_of(&mut conn, article, edition).await?, &article.text()),
    };
    let page = ReviewPage {
        findings: shown(office, officer, &mut conn, (article, &edition)).await?,
        waiting: remarks.iter().filter(|remark| !remark.settled).count() as i64,
        shell: office.shell(officer),
        href: address(article),
        author: name(article.author_id),
        reviser: name(article.reviser_id),
        changed: article.changed_at.written(),
        correction: article.correction.clone(),
        preview: preview(w, &edition),
        changes,
        making: making(w, &missing),
        stage: article.state.clone(),
        state,
        state_name: w.say(&format!("article-state-{key}")),
        state_text: w.say(&format!("article-next-{key}")),
        due: article.due_at.map_or(String::new(), |at| w.with("article-due", "at", at.written())),
        cleared: article.cleared_by.filter(|_| cleared).map(name).unwrap_or_default(),
        own: !cleared && article.is_by(officer.account),
        hindrance: hindrance(&mut conn, office, officer, article).await?.unwrap_or_default(),
        edition: article.edition,
        public: if article.is_public() { public_address(article) } else { String::new() },
        endings: Endings::new(w),
        urgent_text: if days == 0 { w.say("article-urgent-today") } else { w.count("article-urgent-text", days) },
        trail: trail(&mut conn, w, article, &names).await?,
        form,
    };
    html(status, &page)
}
