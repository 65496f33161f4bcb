//! What is being typed is kept while it is typed: a script sends it here. It never replaces what was typed later, and it
//! changes no article.

use super::fields::typed;
use super::writing::here;
use super::{account_names, address, find};
use crate::identity::reach::Officer;
use crate::identity::right::{EditArticle, Right};
use crate::newsroom::Article;
use crate::newsroom::versions::{forget_draft, is_new, keep_draft};
use crate::shell::Office;
use axum::extract::{Path, State};
use axum::http::{HeaderName, header};
use axum::response::{IntoResponse, Response};
use kit::clock::{SECOND, Ts};
use kit::failure::Failure;
use kit::form::Form;
use kit::page::see_other;
use serde_json::json;

/// A browser's clock may run ahead by so much; what claims to be typed later is taken to be typed then.
const AHEAD: i64 = 300 * SECOND;

pub(super) async fn keep(
    State(office): State<Office>,
    officer: Officer,
    Path(article): Path<String>,
    form: Form,
) -> Result<Response, Failure> {
    let found = match article.as_str() {
        new if is_new(new) && officer.roots(Right::EditArticle).is_empty() => return Err(Failure::Forbidden),
        new if is_new(new) => None,
        uid => Some(find(&office, &officer, uid, EditArticle).await?.0),
    };
    let now = office.clock.now();
    match form.get("do") {
        "discard" => {
            let mut tx = office.db.begin().await?;
            forget_draft(&mut tx, officer.account, &article).await?;
            tx.commit().await?;
            Ok(see_other(&found.as_ref().map_or("/van-phong/toa-soan/bai-moi".to_owned(), address)))
        }
        "here" => told(&office, &officer, (found.as_ref(), i64::MAX), false, now).await,
        _ => {
            let number = |name: &str| form.get(name).parse::<i64>().map_err(|_| Failure::Malformed);
            let base = if found.is_some() { number("version")? } else { 0 };
            let typed_at = number("typed_at")?.min(office.clock.outside().plus(AHEAD).0 / 1000);
            // What the same person saved since says more than what another window of theirs still has.
            let own = found.as_ref().is_some_and(|it| it.version > base && it.reviser_id == officer.account);
            let mut kept = false;
            if !own {
                let mut tx = office.db.begin().await?;
                let (place, what) = ((officer.account, article.as_str()), typed(&form));
                kept = keep_draft(&mut tx, place, (base, &what), (typed_at, now)).await?;
                tx.commit().await?;
            }
            told(&office, &officer, (found.as_ref(), base), kept, now).await
        }
    }
}

/// What the page is told: whether it is kept, who else is here, and whether another text was saved meanwhile.
async fn told(
    office: &Office,
    officer: &Officer,
    (article, base): (Option<&Article>, i64),
    kept: bool,
    now: Ts,
) -> Result<Response, Failure> {
    let w = officer.words();
    let (mut others, mut newer) = (Vec::new(), String::new());
    if let Some(article) = article {
        let names = account_names(&mut office.db.read().await?).await?;
        let name = |id: i64| names.get(&id).cloned().unwrap_or_default();
        let open = office.editing.note(article.id, officer.account, now);
        others = open.into_iter().map(|(id, at)| here(w, &name(id), at, now)).collect();
        if article.version > base {
            let values = [("who", name(article.reviser_id).into()), ("at", article.changed_at.written().into())];
            newer = w.fill("article-newer", &values);
        }
    }
    let (hour, minute) = now.clock_time();
    let said = if kept { w.with("article-kept", "time", format!("{hour:02}:{minute:02}")) } else { String::new() };
    let body = json!({"kept": kept, "said": said, "others": others, "newer": newer}).to_string();
    let headers: [(HeaderName, &str); 2] =
        [(header::CONTENT_TYPE, "application/json; charset=utf-8"), (header::CACHE_CONTROL, "no-store")];
    Ok((headers, body).into_response())
}
