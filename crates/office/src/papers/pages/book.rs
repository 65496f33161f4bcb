//! The register book as it is printed: every number in its order, those that are kept or were given up among them.

use super::{address, find_unit, text};
use crate::identity::reach::Officer;
use crate::identity::right::{ReadPapers, Right};
use crate::papers::{Direction, Paper, Reservation};
use crate::shell::{Office, Shell};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use kit::clock::Day;
use kit::failure::Failure;
use kit::page::html;

#[derive(Template)]
#[template(path = "papers/pages/book.html")]
struct BookPage {
    shell: Shell,
    unit: String,
    rule: String,
    title: String,
    /// The books of this unit as (address, name, whether this one).
    books: Vec<(String, String, bool)>,
    years: Vec<(String, String, bool)>,
    comes: bool,
    lines: Vec<BookLine>,
}

/// A line of the book.
struct BookLine {
    no: String,
    href: String,
    symbol: String,
    day: String,
    arrived: String,
    issuer: String,
    subject: String,
    signer: String,
    recipients: String,
    note: String,
    order: (String, i64, Day),
}

pub(super) async fn show(State(office): State<Office>, officer: Officer) -> Result<Response, Failure> {
    let (w, today) = (officer.words(), office.clock.today());
    if officer.roots(Right::ReadPapers).is_empty() {
        return Err(Failure::Forbidden);
    }
    let unit = find_unit(&officer, Right::ReadPapers)?;
    officer.require(ReadPapers, unit)?;
    let comes = officer.query("so").is_none_or(|book| book != Direction::Out.slug());
    let ruling = office.papers_rule(today)?;
    let mut conn = office.db.read().await?;
    let mut papers = Vec::new();
    for direction in if comes { &[Direction::In][..] } else { &[Direction::Out, Direction::Internal] } {
        papers.extend(Paper::book(&mut conn, unit, *direction).await?);
    }
    let kept = if comes { vec![] } else { Reservation::of(&mut conn, unit).await? };
    drop(conn);
    let year_of = |paper: &Paper| paper.arrived_on.unwrap_or(paper.issued_on).year();
    let mut years: Vec<i64> = papers.iter().map(year_of).chain([today.year()]).collect();
    years.sort_unstable_by(|a, b| b.cmp(a));
    years.dedup();
    let asked = officer.query("nam").and_then(|year| year.parse().ok()).filter(|year| years.contains(year));
    let year = asked.unwrap_or(today.year());
    let mut lines: Vec<BookLine> =
        papers.iter().filter(|paper| year_of(paper) == year).map(|paper| line(w, paper)).collect();
    for one in kept.into_iter().filter(|one| one.day.year() == year) {
        let key = if one.is_open() { "papers-book-kept" } else { "papers-book-void" };
        let why = if one.is_open() { one.reason } else { one.void_reason };
        lines.push(BookLine {
            no: one.no.to_string(),
            href: String::new(),
            day: one.day.written(),
            arrived: String::new(),
            issuer: String::new(),
            subject: w.with(key, "reason", why),
            signer: String::new(),
            recipients: String::new(),
            note: String::new(),
            order: order(&one.symbol, one.no, one.day),
            symbol: one.symbol,
        });
    }
    lines.sort_by(|a, b| a.order.cmp(&b.order));
    let uid = officer.tree.uid(unit);
    let book = |direction: Direction| {
        let key = if direction == Direction::In { "papers-book-in" } else { "papers-book-out" };
        let href = format!("{}/so?don-vi={uid}&so={}", super::PATH, direction.slug());
        (href, w.say(key), (direction == Direction::In) == comes)
    };
    let way = if comes { Direction::In } else { Direction::Out };
    let at = |of: i64| (format!("{}&nam={of}", book(way).0), of.to_string(), of == year);
    let title = w.with(if comes { "papers-book-in-title" } else { "papers-book-out-title" }, "year", year.to_string());
    let page = BookPage {
        unit: officer.tree.name(unit).to_owned(),
        rule: text(w, ruling.title),
        books: vec![book(Direction::In), book(Direction::Out)],
        years: years.into_iter().map(at).collect(),
        shell: office.shell(&officer),
        title,
        comes,
        lines,
    };
    html(StatusCode::OK, &page)
}

/// Letters first, then the number: the book has a part for each kind. Arrivals have no letters of their own.
fn order(symbol: &str, no: i64, day: Day) -> (String, i64, Day) {
    let letters = symbol.split_once('-').map_or("", |(_, rest)| rest).split('/').next().unwrap_or_default();
    (letters.to_owned(), no, day)
}

fn line(w: kit::words::Words, paper: &Paper) -> BookLine {
    let mut order = order(&paper.symbol, paper.no.unwrap_or_default(), paper.issued_on);
    if paper.direction() == Direction::In {
        order.0.clear();
    }
    let recalled = if paper.state == super::super::RECALLED { w.say("papers-recalled") } else { String::new() };
    BookLine {
        no: paper.no.map_or(String::new(), |no| no.to_string()),
        href: address(&paper.uid),
        symbol: paper.symbol.clone(),
        day: paper.issued_on.written(),
        arrived: paper.arrived_on.map_or(String::new(), Day::written),
        issuer: paper.issuer.clone(),
        subject: if paper.secret.is_empty() { paper.subject.clone() } else { w.say("papers-secret-subject") },
        signer: paper.signer.clone(),
        recipients: paper.recipients_in_line(),
        note: [recalled, paper.kept_at.clone(), paper.note.clone()]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(". "),
        order,
    }
}
