//! The journal as its readers see it: who did what, where, under which rule, within their reach.

use crate::identity::Account;
use crate::identity::reach::{self, Officer, second};
use crate::identity::right::Right;
use crate::inspection::case::{Case, may_be_told};
use crate::list::noted;
use crate::org::names_on;
use crate::proposals::concerning;
use crate::shell::{Office, Shell, in_words};
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use kit::clock::Ts;
use kit::failure::Failure;
use kit::journal::{Entry, before};
use kit::page::html;
use kit::words::Words;
use std::collections::HashMap;

/// Rows on one page.
const PAGE: i64 = 100;

/// The addresses of this slice.
pub fn routes() -> Router<Office> {
    Router::new().route("/van-phong/nhat-ky", get(show))
}

#[derive(Template)]
#[template(path = "journal/journal.html")]
struct JournalPage {
    shell: Shell,
    rows: Vec<Row>,
    older: String,
}

struct Row {
    id: i64,
    at: String,
    who: String,
    what: String,
    unit: String,
    rule: String,
    sealed: bool,
}

async fn show(State(office): State<Office>, officer: Officer) -> Result<Response, Failure> {
    let w = officer.words();
    let roots = officer.roots(Right::ReadJournal);
    if roots.is_empty() {
        return Err(Failure::Forbidden);
    }
    let mut conn = office.db.read().await?;
    let names: HashMap<i64, String> =
        Account::all(&mut conn).await?.into_iter().map(|account| (account.id, account.name)).collect();
    let open = Case::open_to(&mut conn, &officer).await?;
    let about_them = concerning(&mut conn, officer.person).await?;
    let today = office.clock.today();
    let past = office.trees.past(&mut conn, today, today).await?;
    let mut from = officer.query("truoc").and_then(|id| id.parse().ok()).unwrap_or(i64::MAX);
    let mut found: Vec<Entry> = Vec::new();
    // Reach is a branch of the tree, which the journal does not know: read on until the page is full.
    while found.len() < PAGE as usize {
        let page = before(&mut conn, from, 1000).await?;
        let Some(last) = page.last() else { break };
        from = last.id;
        // What happened at no unit (signing in, areas) is of the whole office: for those who stand above all of it.
        let top = officer.tree.committee().is_some_and(|committee| roots.contains(&committee.id));
        let within = |entry: &Entry| match entry.place.filter(|place| *place != crate::org::NOWHERE) {
            // What happened at a unit that is no more is told to whoever reads that of the one that carries on.
            Some(place) => roots.iter().any(|root| officer.tree.is_within(past.heir(place), *root)),
            None => top,
        };
        found
            .extend(page.into_iter().filter(within).filter(|entry| may_be_told(&officer, (&open, &about_them), entry)));
    }
    found.truncate(PAGE as usize);
    let older = found.last().filter(|_| found.len() == PAGE as usize).map(|last| last.id);
    let places = found.iter().filter_map(|entry| entry.place).filter(|place| officer.tree.get(*place).is_none());
    let places: Vec<i64> = places.collect();
    let ended = names_on(&mut conn, &places, today).await?;
    let unit = |place: i64| match officer.tree.get(place) {
        Some(unit) => unit.name.clone(),
        None => ended.get(&place).map_or(String::new(), |(_, name)| name.clone()),
    };
    let rows = found.into_iter().map(|entry| Row {
        id: entry.id,
        at: entry.at.written(),
        who: who(w, &names, &entry),
        what: what(w, &entry),
        unit: entry.place.map_or(String::new(), &unit),
        rule: entry.rule.map_or(String::new(), |rule| rule_title(w, &office, rule)),
        sealed: entry.position.is_some(),
    });
    let page = JournalPage {
        rows: rows.collect(),
        older: older.map_or(String::new(), |id| format!("/van-phong/nhat-ky?truoc={id}")),
        shell: office.shell(&officer),
    };
    html(StatusCode::OK, &page)
}

/// What a ruleset is called; its key where the office has none of that key any more.
fn rule_title(w: Words, office: &Office, key: String) -> String {
    office.book.by_id(&key).map_or(key, |ruleset| viet::capital(&in_words(w, &ruleset.title)))
}

/// Who entered something, and when; nobody's name for what the console did.
pub(crate) fn entered(w: Words, who: &str, at: Ts) -> String {
    match who {
        "" => w.with("entered-by-none", "at", at.written()),
        who => w.fill("entered", &[("who", who.into()), ("at", at.written().into())]),
    }
}

/// What was done; of a list that was taken out as a file also which, and how much of it.
fn what(w: Words, entry: &Entry) -> String {
    let what = w.say(&format!("verb-{}", entry.verb.replace('.', "-")));
    match noted::told(w, entry) {
        Some(told) => format!("{what}: {told}"),
        None => what,
    }
}

/// Who did it, and who else had a part in it.
fn who(w: Words, names: &HashMap<i64, String>, entry: &Entry) -> String {
    let name = |id: i64| names.get(&id).cloned().unwrap_or_default();
    let mut who = entry.actor.map_or_else(|| w.say("journal-console"), name);
    if let Some(giver) = entry.also(reach::IN_PLACE_OF) {
        who = w.fill("journal-in-place-of", &[("who", who.into()), ("giver", name(giver).into())]);
    }
    match entry.also(second::AGREED) {
        Some(other) => w.fill("journal-agreed", &[("who", who.into()), ("second", name(other).into())]),
        None if entry.also(second::ALONE).is_some() => w.with("journal-alone", "who", who),
        None => who,
    }
}

#[cfg(test)]
mod tests;
