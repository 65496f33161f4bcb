//! Proposals on screen: those that wait for whoever is signed in, those that they made, and one of them to decide on.

use super::{Proposal, acts, address, mark, withdraw};
use crate::desk::Duty;
use crate::identity::Account;
use crate::identity::hands::Hands;
use crate::identity::holding::rights_of_all;
use crate::identity::reach::Officer;
use crate::identity::reach::second::{Refused, Seconding};
use crate::org;
use crate::org::lineage::Past;
use crate::shell::{Office, Shell};
use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use kit::clock::SECOND;
use kit::db::Conn;
use kit::failure::Failure;
use kit::form::Form;
use kit::page::{Page, html, see_other};
use kit::words::Words;
use std::collections::HashMap;

/// As many of the newest proposals are looked through for the list.
const MOST: i64 = 500;

/// The addresses of this slice.
pub fn routes() -> Router<Office> {
    Router::new()
        .route("/van-phong/de-nghi", get(list))
        .route("/van-phong/de-nghi/{proposal}", get(show))
        .route("/van-phong/de-nghi/{proposal}/dong-y", post(agree))
        .route("/van-phong/de-nghi/{proposal}/tu-choi", post(decline))
        .route("/van-phong/de-nghi/{proposal}/rut", post(take_back))
}

#[derive(Template)]
#[template(path = "proposals/pages/list.html")]
struct ListPage {
    shell: Shell,
    rows: Vec<Row>,
}

struct Row {
    href: String,
    name: String,
    unit: String,
    asked: String,
    state: &'static str,
    state_name: String,
}

#[derive(Template)]
#[template(path = "proposals/pages/one.html")]
struct OnePage {
    shell: Shell,
    form: Form,
    href: String,
    name: String,
    unit: String,
    /// Who asked and when.
    asked: String,
    reason: String,
    facts: Vec<(String, String)>,
    state: &'static str,
    state_name: String,
    /// Who settled it and when, or until when somebody may agree.
    when: String,
    note: String,
    /// Where what was done is seen; empty when there is nothing to see.
    result: String,
    /// Whether whoever looks may decide, or take it back.
    decides: bool,
    /// Why they cannot agree; empty when nothing hinders.
    hindered: String,
    own: bool,
    /// Who may agree, for whoever asked.
    seconds: Vec<String>,
}

async fn list(State(office): State<Office>, officer: Officer) -> Result<Page<ListPage>, Failure> {
    let mut conn = office.db.read().await?;
    let names = names(&mut conn).await?;
    let past = today(&mut conn, &office).await?;
    let all = Proposal::latest(&mut conn, MOST).await?;
    let all: Vec<&Proposal> = all.iter().filter(|proposal| sees(&officer, &past, proposal)).collect();
    let units: Vec<i64> = all.iter().map(|proposal| proposal.unit_id).collect();
    // One that a change took back has taken with it is called as it was.
    let units = org::names_on(&mut conn, &units, office.clock.today()).await?;
    let rows = all.into_iter().map(|proposal| {
        let (state, state_name) = state(&office, &officer, proposal);
        Row {
            href: address(&proposal.uid),
            name: name(officer.words(), proposal),
            unit: units.get(&proposal.unit_id).map_or_else(String::new, |(_, name)| name.clone()),
            asked: asked(officer.words(), &names, proposal),
            state,
            state_name,
        }
    });
    Ok(Page(ListPage { rows: rows.collect(), shell: office.shell(&officer) }))
}

/// What waits for somebody's agreement.
pub(crate) async fn duties(office: &Office, officer: &Officer) -> Result<Vec<Duty>, Failure> {
    let w = officer.words();
    let mut conn = office.db.read().await?;
    let past = today(&mut conn, office).await?;
    let waiting = Proposal::waiting(&mut conn, office.clock.now()).await?;
    let waiting = waiting.iter().filter(|proposal| standing(office, officer, proposal) == "waiting");
    let mine = waiting.filter(|proposal| sees(officer, &past, proposal) && proposal.asked_by != officer.account);
    let mut duties = Vec::new();
    for proposal in mine {
        let names = names(&mut conn).await?;
        let until = w.with("proposal-until", "at", proposal.expires_at.written());
        duties.push(Duty {
            href: address(&proposal.uid),
            name: format!("{}: {}", name(w, proposal), officer.tree.name(proposal.unit_id)),
            text: format!("{}. {until}", asked(w, &names, proposal)),
            state: "wait",
            state_name: w.say("proposal-waits-for-you"),
        });
    }
    Ok(duties)
}

async fn show(
    State(office): State<Office>,
    officer: Officer,
    Path(proposal): Path<String>,
) -> Result<Response, Failure> {
    let proposal = find(&office, &officer, &proposal).await?;
    page(&office, &officer, &proposal, StatusCode::OK, Form::default()).await
}

async fn agree(
    State(office): State<Office>,
    officer: Officer,
    Path(proposal): Path<String>,
    form: Form,
) -> Result<Response, Failure> {
    let proposal = find(&office, &officer, &proposal).await?;
    let Some(seconding) = seconding(&office, &officer, &proposal)? else {
        return answer(&office, &officer, &proposal, Err(Refused::Settled), "dong-y").await;
    };
    let mut tx = office.db.begin().await?;
    let done = acts::carry_out(&mut tx, &office, &officer, (seconding, form.get("seen"))).await;
    if done.is_ok() {
        tx.commit().await?;
    } else {
        drop(tx);
    }
    answer(&office, &officer, &proposal, done, "dong-y").await
}

async fn decline(
    State(office): State<Office>,
    officer: Officer,
    Path(proposal): Path<String>,
    mut form: Form,
) -> Result<Response, Failure> {
    let proposal = find(&office, &officer, &proposal).await?;
    let Some(seconding) = seconding(&office, &officer, &proposal)? else {
        return answer(&office, &officer, &proposal, Err(Refused::Settled), "tu-choi").await;
    };
    if form.get("note").is_empty() || form.get("note").chars().count() > 500 {
        form.wrong("note", officer.words().say("proposal-no-note"));
        return page(&office, &officer, &proposal, StatusCode::UNPROCESSABLE_ENTITY, form).await;
    }
    let mut tx = office.db.begin().await?;
    let done = seconding.decline(&mut tx, form.get("note"), office.clock.now()).await;
    if done.is_ok() {
        tx.commit().await?;
    } else {
        drop(tx);
    }
    answer(&office, &officer, &proposal, done, "tu-choi").await
}

async fn take_back(
    State(office): State<Office>,
    officer: Officer,
    Path(proposal): Path<String>,
) -> Result<Response, Failure> {
    let proposal = find(&office, &officer, &proposal).await?;
    if proposal.asked_by != officer.account {
        return Err(Failure::Forbidden);
    }
    let mut tx = office.db.begin().await?;
    let done = withdraw(&mut tx, officer.account, &proposal, office.clock.now()).await?;
    tx.commit().await?;
    let done = if done { Ok(()) } else { Err(Refused::Settled) };
    answer(&office, &officer, &proposal, done, "rut").await
}

/// Where it leads: to the page again, which says what became of it.
async fn answer(
    office: &Office,
    officer: &Officer,
    proposal: &Proposal,
    done: Result<(), Refused>,
    what: &str,
) -> Result<Response, Failure> {
    let w = officer.words();
    let why = match done {
        Ok(()) => return Ok(see_other(&format!("{}?xong={what}", address(&proposal.uid)))),
        Err(Refused::Failure(failure)) => return Err(failure),
        Err(Refused::Settled) => w.say("proposal-settled"),
        Err(Refused::NotSeen) => w.say("change-not-seen"),
        Err(Refused::AskerMayNot) => w.say("proposal-asker-may-not"),
        Err(Refused::Told(why)) => w.with("proposal-cannot", "why", why),
    };
    let mut form = Form::default();
    form.wrong("do", why);
    let proposal = find(office, officer, &proposal.uid).await?;
    page(office, officer, &proposal, StatusCode::CONFLICT, form).await
}

/// The proposal of an address: of whoever asked and of those who may agree.
async fn find(office: &Office, officer: &Officer, uid: &str) -> Result<Proposal, Failure> {
    let mut conn = office.db.read().await?;
    // Whether or not there is such a proposal, the same is asked: the answer takes as long.
    let past = today(&mut conn, office).await?;
    let known = Proposal::by_uid(&mut conn, uid).await?;
    known.filter(|proposal| sees(officer, &past, proposal)).ok_or(Failure::NotFound)
}

/// Today, with who carries on for the units that are no more.
async fn today(conn: &mut Conn, office: &Office) -> Result<Past, Failure> {
    let today = office.clock.today();
    Ok(office.trees.past(conn, today, today).await?)
}

fn sees(officer: &Officer, past: &Past, proposal: &Proposal) -> bool {
    // Whoever has settled it may look at what became of it, also where the unit went with the change.
    let took_part = [Some(proposal.asked_by), proposal.settled_by].contains(&Some(officer.account));
    // One of a unit that is no more is looked at where the work of that unit went.
    let agrees = |act| officer.may_agree(act, past.heir(proposal.unit_id));
    !proposal.concerns(officer.person) && (took_part || proposal.act().is_some_and(agrees))
}

/// The permission to be the second person; `None` for a proposal that waits for nobody.
fn seconding(office: &Office, officer: &Officer, proposal: &Proposal) -> Result<Option<Seconding>, Failure> {
    match standing(office, officer, proposal) {
        "unseated" => Ok(None),
        _ => officer.seconding(proposal.clone()).map(Some),
    }
}

async fn page(
    office: &Office,
    officer: &Officer,
    proposal: &Proposal,
    status: StatusCode,
    mut form: Form,
) -> Result<Response, Failure> {
    let w = officer.words();
    let facts = acts::told(office, officer, proposal).await?;
    form.set("seen", mark(&facts));
    let mut conn = office.db.read().await?;
    let names = names(&mut conn).await?;
    let own = proposal.asked_by == officer.account;
    let standing = standing(office, officer, proposal);
    let waits = standing == "waiting";
    let seconds = if own && waits { seconds(&mut conn, office, officer, proposal).await? } else { vec![] };
    let mut hindered = None;
    if waits && !own {
        hindered = officer.hindrance(&mut conn, office, proposal).await?;
    }
    let (state, state_name) = state(office, officer, proposal);
    let unit = org::name_on(&mut conn, proposal.unit_id, office.clock.today()).await?.0;
    let when = match (proposal.settled_at, proposal.settled_by.and_then(|by| names.get(&by))) {
        (Some(at), Some(who)) => {
            w.fill("proposal-settled-by", &[("who", who.as_str().into()), ("at", at.written().into())])
        }
        _ if standing == "unseated" => w.with("proposal-unseated", "unit", unit.clone()),
        _ => w.with("proposal-until", "at", proposal.expires_at.written()),
    };
    let page = OnePage {
        shell: office.shell(officer),
        form,
        href: address(&proposal.uid),
        name: name(w, proposal),
        unit,
        asked: asked(w, &names, proposal),
        reason: proposal.reason.clone(),
        facts,
        state,
        state_name,
        when,
        note: proposal.note.clone(),
        result: proposal.result.clone(),
        decides: waits && !own,
        hindered: hindered.unwrap_or_default(),
        own: waits && own,
        seconds,
    };
    html(status, &page)
}

/// Who may agree today: names and posts, so that whoever asked knows whom to call.
async fn seconds(
    conn: &mut Conn,
    office: &Office,
    officer: &Officer,
    proposal: &Proposal,
) -> Result<Vec<String>, Failure> {
    let Some(act) = proposal.act() else { return Ok(vec![]) };
    let rights = rights_of_all(conn, office.roles()?, &officer.tree).await?;
    let hours = i64::from(office.roles()?.let_in_hours);
    let since = office.clock.now().plus(-hours * 3600 * SECOND);
    let hands = Hands::since(conn, since, "", (proposal.asked_by, proposal.asked_at)).await?;
    let may = |account: &Account| {
        account.disabled_at.is_none()
            && !proposal.opens_to(account.id)
            && !proposal.concerns(account.person_id)
            && hands.shared(account.id, proposal.asked_by).is_none()
            && rights.get(&account.id).is_some_and(|held| held.may_agree(&officer.tree, act, proposal.unit_id))
    };
    let all = Account::all(conn).await?;
    let name = |account: Account| {
        if account.post.is_empty() { account.name } else { format!("{}, {}", account.name, account.post) }
    };
    Ok(all.into_iter().filter(may).map(name).collect())
}

async fn names(conn: &mut Conn) -> Result<HashMap<i64, String>, Failure> {
    Ok(Account::all(conn).await?.into_iter().map(|account| (account.id, account.name)).collect())
}

fn name(w: Words, proposal: &Proposal) -> String {
    proposal.act().map_or(String::new(), |act| w.say(&format!("act-{}", act.word())))
}

fn asked(w: Words, names: &HashMap<i64, String>, proposal: &Proposal) -> String {
    let who = names.get(&proposal.asked_by).cloned().unwrap_or_default();
    w.fill("proposal-asked", &[("who", who.into()), ("at", proposal.asked_at.written().into())])
}

/// How far a proposal is, as [`Proposal::state`] says. One that waits while its unit ends is `unseated`: it was to be decided
/// where nothing is decided any more, and what it asks for would have to be done there.
fn standing<'a>(office: &Office, officer: &Officer, proposal: &'a Proposal) -> &'a str {
    match proposal.state(office.clock.now()) {
        "waiting" if officer.tree.get(proposal.unit_id).is_none() => "unseated",
        state => state,
    }
}

fn state(office: &Office, officer: &Officer, proposal: &Proposal) -> (&'static str, String) {
    let state = standing(office, officer, proposal);
    let chip = match state {
        "waiting" => "wait",
        "agreed" => "done",
        _ => "off",
    };
    (chip, officer.words().say(&format!("proposal-state-{state}")))
}
