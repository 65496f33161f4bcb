//! The texts of an article that were saved: what differs between any two, names for those worth finding, and the way back.

use super::{account_names, address, find, refused};
use crate::identity::reach::Officer;
use crate::identity::right::EditArticle;
use crate::newsroom::diff::{Piece, differ, shortened};
use crate::newsroom::versions::{Version, name_version, restore};
use crate::newsroom::{Article, NewsError, Text};
use crate::shell::{Office, Shell};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use kit::db::Conn;
use kit::failure::Failure;
use kit::form::Form;
use kit::page::{html, see_other};
use kit::words::Words;
use std::collections::HashMap;

#[derive(Template)]
#[template(path = "newsroom/pages/versions.html")]
struct VersionsPage {
    shell: Shell,
    form: Form,
    href: String,
    headline: String,
    version: i64,
    rows: Vec<Row>,
    /// What is compared, newest last; empty when there is only one.
    compared: Option<Compared>,
}

struct Row {
    version: i64,
    at: String,
    who: String,
    name: String,
    /// With which edition readers had it; empty when they did not.
    edition: String,
    /// Saved so often in a row; the last of them stands here.
    times: String,
    from: bool,
    to: bool,
    current: bool,
}

struct Compared {
    title: String,
    fields: Vec<(String, Vec<Piece>)>,
}

/// Saved again within so many microseconds by the same person, it is one row of the list.
const IN_A_ROW: i64 = 3600 * kit::clock::SECOND;
/// A name has so many letters at most.
const NAME: usize = 80;

pub(super) async fn show(
    State(office): State<Office>,
    officer: Officer,
    Path(article): Path<String>,
) -> Result<Response, Failure> {
    let (article, _) = find(&office, &officer, &article, EditArticle).await?;
    page(&office, &officer, &article, StatusCode::OK, Form::default()).await
}

pub(super) async fn act(
    State(office): State<Office>,
    officer: Officer,
    Path(article): Path<String>,
    mut form: Form,
) -> Result<Response, Failure> {
    let (article, grant) = find(&office, &officer, &article, EditArticle).await?;
    let (w, now) = (officer.words(), office.clock.now());
    let number = |name: &str| form.get(name).parse::<i64>().map_err(|_| Failure::Malformed);
    let (of, version) = (number("of")?, number("version")?);
    let mut tx = office.db.begin().await?;
    let done = match form.get("do") {
        "name" if form.get("name").chars().count() > NAME => {
            form.wrong("name", w.with("version-name-long", "most", NAME as i64));
            return page(&office, &officer, &article, StatusCode::UNPROCESSABLE_ENTITY, form).await;
        }
        "name" => name_version(&mut tx, grant, (article.id, of), form.get("name"), now)
            .await
            .map(|()| format!("{}/cac-ban?xong=luu", address(&article))),
        "restore" => restore(&mut tx, grant, (article.id, version), of, now)
            .await
            .map(|_| format!("{}?xong=lay-lai", address(&article))),
        _ => return Err(Failure::Malformed),
    };
    match done {
        Ok(target) => {
            tx.commit().await?;
            Ok(see_other(&target))
        }
        Err(NewsError::Stale) => {
            drop(tx);
            let article = Article::get(&mut office.db.read().await?, article.id).await.map_err(refused)?;
            form.wrong("name", w.say("version-changed"));
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
    form: Form,
) -> Result<Response, Failure> {
    let w = officer.words();
    let mut conn = office.db.read().await?;
    let names = account_names(&mut conn).await?;
    let all = Version::all(&mut conn, article.id).await?;
    let published = Version::published(&mut conn, article.id).await?;
    let asked = |name: &str| officer.query(name).and_then(|text| text.parse::<i64>().ok());
    let newest = all.first().map_or(0, |version| version.version);
    let to = asked("den").unwrap_or(newest);
    let before = all.iter().find(|version| version.version < to).map(|version| version.version);
    let from = asked("tu").or(before);
    let compared = match from {
        Some(from) if from != to => compare(&mut conn, w, article.id, (from, to)).await?,
        _ => None,
    };
    let page = VersionsPage {
        shell: office.shell(officer),
        href: address(article),
        headline: article.headline.clone(),
        version: article.version,
        rows: rows(w, all, (&names, &published), (from.unwrap_or(0), to)),
        compared,
        form,
    };
    html(status, &page)
}

/// One row for what was saved in a row, unless it has a name, is compared, or was sent on as it was.
fn rows(
    w: Words,
    all: Vec<Version>,
    (names, published): (&HashMap<i64, String>, &HashMap<i64, i64>),
    (from, to): (i64, i64),
) -> Vec<Row> {
    let newest = all.first().map_or(0, |version| version.version);
    let mut kept: Vec<(Version, i64)> = Vec::new();
    let mut next = newest;
    for version in all {
        // Saving counts one on; what counts besides is a step: submitted, published, given back.
        let sent = next - version.version > 1;
        next = version.version;
        let asked = [from, to, newest].contains(&version.version);
        let apart = sent || asked || !version.name.is_empty();
        match kept.last_mut() {
            Some((last, times))
                if last.account_id == version.account_id
                    && last.at.0 - version.at.0 < IN_A_ROW
                    && !apart
                    && last.name.is_empty() =>
            {
                *times += 1;
            }
            _ => kept.push((version, 1)),
        }
    }
    let row = |(version, times): (Version, i64)| Row {
        version: version.version,
        at: version.at.written(),
        who: names.get(&version.account_id).cloned().unwrap_or_default(),
        name: version.name,
        edition: published.get(&version.version).map_or(String::new(), |n| w.with("version-edition", "edition", *n)),
        times: if times > 1 { w.count("version-times", times) } else { String::new() },
        from: version.version == from,
        to: version.version == to,
        current: version.version == newest,
    };
    kept.into_iter().map(row).collect()
}

async fn compare(conn: &mut Conn, w: Words, article: i64, (from, to): (i64, i64)) -> Result<Option<Compared>, Failure> {
    let (Some(old), Some(new)) = (Version::get(conn, article, from).await?, Version::get(conn, article, to).await?)
    else {
        return Ok(None);
    };
    let values = [("from", old.at.written().into()), ("to", new.at.written().into())];
    Ok(Some(Compared { title: w.fill("version-compared", &values), fields: differences(w, &old.text(), &new.text()) }))
}

/// The fields that differ, each with what was taken out and put in.
pub(super) fn differences(w: Words, old: &Text, new: &Text) -> Vec<(String, Vec<Piece>)> {
    let fields = old.fields().into_iter().zip(new.fields()).filter(|(old, new)| old != new);
    fields.map(|((name, old), (_, new))| (w.say(&name.replace('_', "-")), shortened(differ(old, new)))).collect()
}
