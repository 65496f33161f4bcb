//! How much was published, by author and unit, in a span of days: offices pay by it.

use super::account_names;
use crate::identity::reach::Officer;
use crate::identity::right::Right;
use crate::list::noted::{Taking, note};
use crate::list::{KINDS, file};
use crate::shell::{Office, Shell};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use kit::clock::Day;
use kit::db::Conn;
use kit::failure::Failure;
use kit::form::Form;
use kit::page::html;
use sheet::Cell;
use std::collections::BTreeMap;

#[derive(Template)]
#[template(path = "newsroom/pages/statistics.html")]
struct StatisticsPage {
    shell: Shell,
    form: Form,
    title: String,
    rows: Vec<Row>,
    total: Row,
    /// The query of the span, for the files.
    span: String,
}

#[derive(Clone, Default)]
struct Row {
    unit: String,
    author: String,
    /// Articles that came out for the first time, and new editions of earlier ones.
    new: i64,
    again: i64,
    /// Articles that a newsroom above took and published.
    contributed: i64,
    /// Of both, those that one person published alone.
    urgent: i64,
    /// Articles that were withdrawn, merged or taken back.
    ended: i64,
    /// What the same person published or cleared of others.
    reviewed: i64,
}

kit::record! {
    /// An edition that came out in the span.
    struct Out {
        unit_id: i64,
        author_id: i64,
        edition: i64,
        how: String,
        account_id: Option<i64>,
        from_unit: Option<i64>,
        offered_by: Option<i64>,
    }
}

pub(super) async fn show(State(office): State<Office>, officer: Officer) -> Result<Response, Failure> {
    let w = officer.words();
    let newsroom = *officer.roots(Right::EditArticle).first().ok_or(Failure::Forbidden)?;
    let today = office.clock.today();
    let month = Day::of(today.0.year(), today.0.month(), 1);
    let mut form = Form::default();
    let (asked_from, asked_to) = (officer.query("tu"), officer.query("den"));
    form.set("tu", asked_from.clone().unwrap_or_else(|| month.written()));
    form.set("den", asked_to.clone().unwrap_or_else(|| today.written()));
    let from = asked_from.as_deref().map_or(Some(month), Day::parse);
    let to = asked_to.as_deref().map_or(Some(today), Day::parse);
    let span = match (from, to) {
        (Some(from), Some(to)) if from <= to => Some((from, to)),
        (None, _) => {
            form.wrong("tu", w.say("statistics-no-day"));
            None
        }
        (_, None) => {
            form.wrong("den", w.say("statistics-no-day"));
            None
        }
        _ => {
            form.wrong("den", w.say("statistics-turned"));
            None
        }
    };
    let mut conn = office.db.read().await?;
    let rows = match span {
        Some(span) => count(&mut conn, &officer, span).await?,
        None => vec![],
    };
    let (from, to) = span.unwrap_or((month, today));
    let title = w.fill("statistics-title", &[("from", from.written().into()), ("to", to.written().into())]);
    if let Some(kind) = officer.query("tep").filter(|kind| KINDS.contains(&kind.as_str()) && form.is_sound()) {
        let keys = [
            "statistics-unit",
            "author",
            "statistics-new",
            "statistics-again",
            "statistics-contributed",
            "statistics-urgent",
            "statistics-ended",
            "statistics-reviewed",
        ];
        let header = keys.map(|key| w.say(key)).to_vec();
        let cells = |row: Row| -> Vec<Cell> {
            let counts = [row.new, row.again, row.contributed, row.urgent, row.ended, row.reviewed].map(Cell::from);
            [Cell::from(row.unit), Cell::from(row.author)].into_iter().chain(counts).collect()
        };
        let rows: Vec<Vec<Cell>> = rows.into_iter().map(cells).collect();
        drop(conn);
        let taking = Taking { list: "statistics", unit: newsroom, kind: &kind, asked: title.clone(), rows: rows.len() };
        let noted = note(&office, &officer, taking).await?;
        return Ok(file(&noted, "thong-ke-bai-viet", title, header, rows.into_iter()));
    }
    let sum = |of: fn(&Row) -> i64| -> i64 { rows.iter().map(of).sum() };
    let total = Row {
        new: sum(|row| row.new),
        again: sum(|row| row.again),
        contributed: sum(|row| row.contributed),
        urgent: sum(|row| row.urgent),
        ended: sum(|row| row.ended),
        reviewed: sum(|row| row.reviewed),
        ..Row::default()
    };
    let status = if form.is_sound() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let span = format!("tu={from}&den={to}");
    html(status, &StatisticsPage { shell: office.shell(&officer), form, title, rows, total, span })
}

/// What came out within reach, by unit and author, in the order of their names.
async fn count(conn: &mut Conn, officer: &Officer, (from, to): (Day, Day)) -> Result<Vec<Row>, Failure> {
    let (begins, ends) = (from.begins(), to.plus_days(1).begins());
    let names = account_names(conn).await?;
    let sql = "SELECT a.unit_id, a.author_id, e.edition, e.how, e.account_id, o.from_unit, o.account_id AS offered_by
               FROM article_edition e JOIN article a ON a.id = e.article_id LEFT JOIN article_offer o ON o.id = a.offer_id
               WHERE e.published_at >= $1 AND e.published_at < $2";
    let out: Vec<Out> = conn.all(sql, &[&begins, &ends]).await?;
    let mut rows: BTreeMap<(i64, i64), Row> = BTreeMap::new();
    for it in &out {
        // What came up from below is its author's, in the unit that offered it.
        if let (1, Some(unit), Some(author)) = (it.edition, it.from_unit, it.offered_by)
            && officer.may(Right::EditArticle, unit)
        {
            rows.entry((unit, author)).or_default().contributed += 1;
        }
    }
    for it in out.into_iter().filter(|it| officer.may(Right::EditArticle, it.unit_id)) {
        let row = rows.entry((it.unit_id, it.author_id)).or_default();
        if it.edition == 1 {
            row.new += i64::from(it.from_unit.is_none());
        } else {
            row.again += 1;
        }
        row.urgent += i64::from(it.how == "urgent");
        if let Some(second) = it.account_id.filter(|second| *second != it.author_id) {
            rows.entry((it.unit_id, second)).or_default().reviewed += 1;
        }
    }
    let sql = "SELECT unit_id, author_id FROM article WHERE withdrawn_at >= $1 AND withdrawn_at < $2";
    for (unit, author) in conn.all::<(i64, i64)>(sql, &[&begins, &ends]).await? {
        if officer.may(Right::EditArticle, unit) {
            rows.entry((unit, author)).or_default().ended += 1;
        }
    }
    let mut rows: Vec<Row> = rows
        .into_iter()
        .map(|((unit, author), row)| Row {
            unit: officer.tree.name(unit).to_owned(),
            author: names.get(&author).cloned().unwrap_or_default(),
            ..row
        })
        .collect();
    rows.sort_by_key(|row| (viet::text_key(&row.unit), viet::name_key(&row.author)));
    Ok(rows)
}
