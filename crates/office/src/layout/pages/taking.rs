//! Articles of the portals above and below, which a portal may take up: readers see whose they are.

use super::{address, find};
use crate::identity::reach::Officer;
use crate::identity::right::{EditArticle, PublishArticle, Right};
use crate::layout::LayoutError;
use crate::layout::sites::{Portal, take};
use crate::shell::{Office, Shell};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use kit::clock::Ts;
use kit::db::Conn;
use kit::failure::Failure;
use kit::form::Form;
use kit::page::{html, see_other};

/// So many articles are shown, the newest first.
const SHOWN: usize = 100;

#[derive(Template)]
#[template(path = "layout/pages/taking.html")]
struct TakingPage {
    shell: Shell,
    href: String,
    back: String,
    name: String,
    keeps: bool,
    rows: Vec<Row>,
}

struct Row {
    id: i64,
    headline: String,
    whose: String,
    day: String,
    taken: bool,
}

/// Articles with readers that belong to a portal above or below, and whether this one has taken them.
async fn near(conn: &mut Conn, officer: &Officer, unit: i64) -> Result<Vec<Row>, Failure> {
    let tree = &officer.tree;
    let committee = tree.committee().map(|committee| committee.id);
    let mut portals: Vec<(i64, String)> = committee.map(|unit| (unit, String::new())).into_iter().collect();
    portals.extend(Portal::open(conn).await?.into_iter().map(|portal| (portal.unit_id, portal.key)));
    let is_near = |other: i64| other != unit && (tree.is_within(other, unit) || tree.is_within(unit, other));
    let sql = "SELECT a.id, a.headline, a.first_published_at, COALESCE(s.home, ''),
                      (SELECT count(*) FROM article_taken t WHERE t.article_id = a.id AND t.unit_id = $1)
                 FROM article a LEFT JOIN article_standing s ON s.article_id = a.id
                WHERE a.edition > 0 AND a.withdrawn_at IS NULL ORDER BY a.first_published_at DESC, a.id DESC";
    let all: Vec<(i64, String, Option<Ts>, String, i64)> = conn.all(sql, &[&unit]).await?;
    let row = |(id, headline, at, home, taken): (i64, String, Option<Ts>, String, i64)| {
        let (of, _) = portals.iter().find(|(of, key)| *key == home && is_near(*of))?;
        let day = at.map_or_else(String::new, |at| at.day().written());
        Some(Row { id, headline, whose: tree.name(*of).to_owned(), day, taken: taken > 0 })
    };
    Ok(all.into_iter().filter_map(row).take(SHOWN).collect())
}

pub(super) async fn show(
    State(office): State<Office>,
    officer: Officer,
    Path(portal): Path<String>,
) -> Result<Response, Failure> {
    let ((arranged, _), _) = find(&office, &officer, &portal, EditArticle).await?;
    let rows = near(&mut office.db.read().await?, &officer, arranged.unit).await?;
    let back = address(&officer, arranged.unit);
    let page = TakingPage {
        href: format!("{back}/bai"),
        back,
        name: officer.tree.name(arranged.unit).to_owned(),
        keeps: officer.may(Right::PublishArticle, arranged.unit),
        rows,
        shell: office.shell(&officer),
    };
    html(StatusCode::OK, &page)
}

pub(super) async fn act(
    State(office): State<Office>,
    officer: Officer,
    Path(portal): Path<String>,
    form: Form,
) -> Result<Response, Failure> {
    let ((arranged, _), grant) = find(&office, &officer, &portal, PublishArticle).await?;
    let (deed, number) = form.get("do").split_once('-').ok_or(Failure::Malformed)?;
    let number: i64 = number.parse().map_err(|_| Failure::Malformed)?;
    if !["take", "leave"].contains(&deed) {
        return Err(Failure::Malformed);
    }
    let mut tx = office.db.begin().await?;
    if !near(&mut tx, &officer, arranged.unit).await?.iter().any(|row| row.id == number) {
        return Err(Failure::NotFound);
    }
    let done = take(&mut tx, grant, &officer.tree, (number, deed == "take"), office.clock.now()).await;
    done.map_err(|error| match error {
        LayoutError::Stale => Failure::NotFound,
        other => super::refused(other),
    })?;
    tx.commit().await?;
    Ok(see_other(&format!("{}/bai?xong=luu#bai-{number}", address(&officer, arranged.unit))))
}
