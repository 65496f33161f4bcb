//! Papers on their way out on screen: those that are under way, the form that writes one, one with its next step.

mod edit;
mod given;
mod list;
mod one;
mod step;
mod word;

pub(crate) use given::fill;

use super::{Outgoing, State, is_here, is_signer};
use crate::desk::Duty;
use crate::identity::Account;
use crate::identity::reach::Officer;
use crate::identity::right::{DraftPapers, Right};
use crate::org::kind;
use crate::org::lineage::Past;
use crate::shell::Office;
use axum::Router;
use axum::routing::{get, post};
use kit::db::Conn;
use kit::failure::Failure;
use kit::words::Words;

/// The address of papers on their way out.
pub(crate) const PATH: &str = "/van-phong/van-ban-di";

/// The addresses of this slice.
pub fn routes() -> Router<Office> {
    Router::new()
        .route("/van-phong/van-ban-di", get(list::show))
        .route("/van-phong/van-ban-di/moi", get(edit::begin).post(edit::save_new))
        .route("/van-phong/van-ban-di/{outgoing}", get(one::show))
        .route("/van-phong/van-ban-di/{outgoing}/sua", get(edit::again).post(edit::save))
        .route("/van-phong/van-ban-di/{outgoing}/word", get(word::send).post(word::take))
        .route("/van-phong/van-ban-di/{outgoing}/buoc", post(step::stepped))
}

/// Where a paper's page is.
pub(crate) fn address(uid: &str) -> String {
    format!("{PATH}/{uid}")
}

/// The rights with which a unit's papers on their way out are seen.
pub(crate) const SEEN_WITH: &[Right] = &[Right::DraftPapers, Right::ClearPapers, Right::SignPapers, Right::KeepPapers];

fn may_see(officer: &Officer, past: &Past, unit: i64) -> bool {
    SEEN_WITH.iter().any(|right| officer.may_then(past, *right, unit))
}

/// A paper that the officer has a part in, and the past that reach is decided by.
async fn find(conn: &mut Conn, office: &Office, officer: &Officer, uid: &str) -> Result<(Outgoing, Past), Failure> {
    let today = office.clock.today();
    // Read before it is known whether there is such a paper: the answer takes as long either way.
    let past = office.trees.past(conn, today, today).await?;
    let one = Outgoing::by_uid(conn, uid).await?.ok_or(Failure::NotFound)?;
    if !may_see(officer, &past, one.unit_id) {
        officer.require_then(DraftPapers, &past, one.unit_id)?;
    }
    Ok((one, past))
}

/// Where it is seen how an entry of the register came about; empty where that is not known or not the officer's to see.
pub(crate) async fn href_of(
    conn: &mut Conn,
    (officer, past): (&Officer, &Past),
    paper: i64,
) -> Result<String, Failure> {
    let known = Outgoing::of_paper(conn, paper).await?.filter(|one| may_see(officer, past, one.unit_id));
    Ok(known.map_or(String::new(), |one| address(&one.uid)))
}

/// The state of the style sheet, and the state in words.
fn state(w: Words, state: State) -> (&'static str, String) {
    let look = match state {
        State::Filed => "done",
        State::Dropped => "off",
        State::Draft => "short",
        _ => "wait",
    };
    (look, w.say(&format!("outgoing-state-{}", state.word())))
}

/// The right of whoever has to do something with a paper next.
fn next(state: State) -> Option<Right> {
    match state {
        State::Draft => Some(Right::DraftPapers),
        State::Submitted => Some(Right::ClearPapers),
        State::Cleared => Some(Right::SignPapers),
        State::Signed | State::Numbered | State::Issued => Some(Right::KeepPapers),
        State::Filed | State::Dropped => None,
    }
}

/// A paper as a line of a list.
fn row(w: Words, past: &Past, one: &Outgoing, kind: String) -> Duty {
    let unit = past.tree.name(past.heir(one.unit_id)).to_owned();
    let (state, state_name) = state(w, one.state());
    let values = [("kind", kind.into()), ("unit", unit.into()), ("at", one.changed_at.day().written().into())];
    let name = one.subject.chars().take(160).collect();
    Duty { href: address(&one.uid), name, text: w.fill("outgoing-row", &values), state, state_name }
}

/// What waits for the officer among papers on their way out: the next step of those of their own unit and its boards.
pub(crate) async fn duties(office: &Office, officer: &Officer) -> Result<Vec<Duty>, Failure> {
    if SEEN_WITH.iter().all(|right| officer.roots(*right).is_empty()) {
        return Ok(vec![]);
    }
    let (w, today) = (officer.words(), office.clock.today());
    let mut conn = office.db.read().await?;
    let open = Outgoing::open(&mut conn).await?;
    if open.is_empty() {
        return Ok(vec![]);
    }
    let past = office.trees.past(&mut conn, today, today).await?;
    let (rule, layout) = (office.papers_rule(today)?.rule, office.layout_rule()?.rule);
    let near = |right: Right, unit: i64| {
        let (roots, unit) = (officer.roots(right), past.heir(unit));
        let above = officer.tree.get(unit).filter(|known| known.kind == kind::BOARD).and_then(|known| known.parent_id);
        roots.contains(&unit) || above.is_some_and(|above| roots.contains(&above))
    };
    let accounts = Account::all(&mut conn).await?;
    let mut duties = Vec::new();
    for one in open {
        // Whom nobody here is called like signs the paper copy, and whoever keeps the register notes it.
        let signer = one.said().signer;
        let on_paper = one.state() == State::Cleared && !is_here(&signer, &accounts);
        let right = if on_paper { Some(Right::KeepPapers) } else { next(one.state()) };
        let Some(right) = right.filter(|right| near(*right, one.unit_id)) else { continue };
        let own = one.author_id == Some(officer.account) || one.reviser_id == Some(officer.account);
        let unit_kind = past.tree.get(one.unit_id).map_or("", |unit| unit.kind.as_str());
        let apart = one.issued_by().is_none_or(|body| layout.apart.contains(&body.in_rules(unit_kind)));
        let waits = match one.state() {
            // A draft waits for whoever writes it; one that came back says why.
            State::Draft => own,
            State::Cleared if on_paper => true,
            State::Cleared => is_signer(&signer, &officer.name) && !(apart && one.cleared_by == Some(officer.account)),
            _ => true,
        };
        if waits {
            let back = one.state() == State::Draft && !one.note.is_empty();
            let key = match (back, on_paper) {
                (true, _) => "returned",
                (_, true) => "on_paper",
                _ => one.state().word(),
            };
            let row = row(w, &past, &one, crate::papers::pages::kind_name(w, rule, &one.kind));
            let text = match (back, on_paper) {
                (true, _) => w.with("outgoing-returned", "reason", one.note.clone()),
                (_, true) => w.with("outgoing-signer-on_paper", "signer", signer),
                _ => row.text,
            };
            let name = w.with(&format!("outgoing-duty-{key}"), "what", row.name);
            let state_name = w.say(if right == Right::DraftPapers { "outgoing-state-draft" } else { "desk-todo" });
            duties.push(Duty { name, text, state: if back { "late" } else { "short" }, state_name, ..row });
        }
    }
    Ok(duties)
}
