//! One paper on its way out: how far it is, what is not as prescribed, the next step, and what was done.

use super::{address, find, next, state};
use crate::identity::Account;
use crate::identity::reach::Officer;
use crate::identity::right::{ClearPapers, DraftPapers, KeepPapers, Right, SignPapers};
use crate::org::lineage::Past;
use crate::outgoing::{Outgoing, State as Way, cleared_apart, is_signer, letter, seen};
use crate::papers::pages::{address as paper_address, kind_name, named, text};
use crate::papers::{Paper, Reservation, in_line, named_in, named_in_lines};
use crate::shell::{Office, Shell};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use kit::clock::{Day, Ts};
use kit::db::Conn;
use kit::failure::Failure;
use kit::form::Form;
use kit::page::html;
use kit::words::Words;
use letter::Finding;
use std::collections::HashMap;

#[derive(Template)]
#[template(path = "outgoing/pages/one.html")]
struct OnePage {
    shell: Shell,
    form: Form,
    subject: String,
    kind: String,
    unit: String,
    here: String,
    state: &'static str,
    state_name: String,
    /// The steps of the way: name, and whether it is behind, here or ahead.
    way: Vec<(String, &'static str)>,
    note: String,
    facts: Vec<(String, String)>,
    rule: String,
    /// What is not as prescribed: words, whether it stands in the way.
    found: Vec<(String, bool)>,
    is_checked: bool,
    /// The paper that it became: symbol and address.
    paper: Option<(String, String)>,
    /// Cited papers that no longer held.
    lapsed: Vec<(String, String)>,
    word_name: String,
    /// What the file says, line by line.
    lines: Vec<String>,
    edits: bool,
    next: Option<Next>,
    sends_back: bool,
    drops: bool,
    trail: Vec<(String, String, String, String)>,
    version: i64,
    request: String,
}

/// The next step: its word, its button, what it asks for.
struct Next {
    word: &'static str,
    button: String,
    hint: String,
    /// The label of what is to be typed; empty for nothing.
    asks: String,
    /// Numbers to choose among; empty where none is taken.
    numbers: Vec<(String, String)>,
    /// Whether the day of the signature is asked for.
    asks_day: bool,
    waits: bool,
}

pub(super) async fn show(
    State(office): State<Office>,
    officer: Officer,
    Path(uid): Path<String>,
) -> Result<Response, Failure> {
    page(&office, &officer, &uid, StatusCode::OK, Form::default()).await
}

pub(super) async fn page(
    office: &Office,
    officer: &Officer,
    uid: &str,
    status: StatusCode,
    mut form: Form,
) -> Result<Response, Failure> {
    let (w, today) = (officer.words(), office.clock.today());
    let mut conn = office.db.read().await?;
    let (one, past) = find(&mut conn, office, officer, uid).await?;
    let (ruling, layout) = (office.papers_rule(today)?, office.layout_rule()?);
    let paper = match one.paper_id {
        Some(id) => Paper::get(&mut conn, id).await?,
        None => None,
    };
    let way = one.state();
    let is_checked = way < Way::Numbered;
    let printed = letter(ruling, &past.tree, &one, paper.as_ref(), today);
    let seen = seen(&office.files, layout, &one, &printed)?;
    let found = if is_checked { letter::check(layout.rule, &printed, &seen) } else { vec![] };
    let blocks = found.iter().any(|one| layout.rule.blocking.contains(&one.check));
    let lapsed = if is_checked { lapsed(&mut conn, w, (officer, &past), (&one, &seen), today).await? } else { vec![] };
    let next = next_step(&mut conn, w, (office, officer, &past), &one, blocks).await?;
    let trail = trail(&mut conn, w, one.id).await?;
    drop(conn);
    for (word, field) in [("number", "day"), ("on_paper", "signed_on")] {
        if next.as_ref().is_some_and(|next| next.word == word) && form.get(field).is_empty() {
            form.set(field, today.written());
        }
    }
    let asks = next.as_ref().map_or(String::new(), |next| next.asks.clone());
    for (field, label) in [
        ("words", asks),
        ("reason", w.say("papers-reason")),
        ("day", w.say("papers-issued-on")),
        ("signed_on", w.say("outgoing-signed-on")),
    ] {
        form.call(field, label);
    }
    let (state, state_name) = state(w, way);
    let may = |right: Right| officer.may_then(&past, right, one.unit_id);
    let page = OnePage {
        kind: kind_name(w, ruling.rule, &one.kind),
        unit: past.tree.name(past.heir(one.unit_id)).to_owned(),
        here: address(&one.uid),
        way: the_way(w, way),
        facts: facts(w, ruling.rule, &one),
        rule: text(w, layout.title),
        found: found.iter().map(|one| (said(w, one), layout.rule.blocking.contains(&one.check))).collect(),
        paper: paper.map(|paper| (paper.symbol.clone(), paper_address(&paper.uid))),
        edits: way == Way::Draft && may(Right::DraftPapers),
        sends_back: (way == Way::Submitted && may(Right::ClearPapers))
            || (way == Way::Cleared && may(Right::SignPapers)),
        drops: way < Way::Numbered && may(Right::DraftPapers),
        version: one.version,
        request: office.chance.uuid(office.clock.now()).to_string(),
        shell: office.shell(officer),
        subject: one.subject,
        note: one.note,
        lines: seen.lines().into_iter().map(str::to_owned).collect(),
        word_name: one.word_name,
        state,
        state_name,
        is_checked,
        lapsed,
        next,
        trail,
        form,
    };
    html(status, &page)
}

/// The steps of the way, as far as a paper that was not dropped goes.
fn the_way(w: Words, at: Way) -> Vec<(String, &'static str)> {
    let steps = Way::all().filter(|step| *step != Way::Dropped);
    let place = |step: Way| match step.cmp(&at) {
        _ if at == Way::Dropped => "to-come",
        std::cmp::Ordering::Less => "done",
        std::cmp::Ordering::Equal if at == Way::Filed => "done",
        std::cmp::Ordering::Equal => "here",
        std::cmp::Ordering::Greater => "to-come",
    };
    steps.map(|step| (w.say(&format!("outgoing-way-{}", step.word())), place(step))).collect()
}

/// A finding in words, with what is to be done.
fn said(w: Words, one: &Finding) -> String {
    let key = format!("paper-check-{}{}", one.check.word(), if one.is.is_empty() { "-missing" } else { "" });
    w.fill(&key, &[("is", one.is.clone().into()), ("should", one.should.clone().into())])
}

fn facts(w: Words, rule: &rules::PapersRule, one: &Outgoing) -> Vec<(String, String)> {
    let said = one.said();
    let list = |text: &str| text.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("; ");
    let signer = [said.sign_line.as_str(), &said.post, &said.signer].into_iter().filter(|part| !part.is_empty());
    let facts = [
        ("papers-direction", w.say(&format!("papers-direction-{}", said.direction))),
        ("outgoing-issuer", said.issuer.clone()),
        ("outgoing-signer", signer.collect::<Vec<_>>().join(", ")),
        ("outgoing-signed-on", one.signed_on.map_or(String::new(), Day::written)),
        ("papers-urgency", named(w, &rule.urgencies, &said.urgency)),
        ("papers-recipients", in_line(&said.recipients)),
        ("papers-based_on", list(&said.based_on)),
        ("papers-replaces", list(&said.replaces)),
        ("papers-amends", list(&said.amends)),
        ("outgoing-sent", one.sent.clone()),
    ];
    facts.into_iter().filter(|(_, value)| !value.is_empty()).map(|(key, value)| (w.say(key), value)).collect()
}

/// Papers that it stands on, changes or speaks of and that no longer hold: words and address. That the one whose place it
/// takes ends is what it is for.
async fn lapsed(
    conn: &mut Conn,
    w: Words,
    who: (&Officer, &Past),
    (one, seen): (&Outgoing, &docx::Seen),
    today: Day,
) -> Result<Vec<(String, String)>, Failure> {
    let said = one.said();
    let replaced = named_in_lines(&said.replaces);
    let mut cited = [named_in_lines(&said.based_on), named_in_lines(&said.amends)].concat();
    for named in named_in(&seen.lines().join("\n")) {
        if cited.iter().chain(&replaced).all(|known| known.symbol != named.symbol) {
            cited.push(named);
        }
    }
    let mut out = Vec::new();
    for named in cited {
        let Some(other) = crate::papers::pages::look_up(conn, who, one.unit_id, &named).await? else { continue };
        let symbol = other.symbol.clone();
        let told = match other.ends_on().filter(|end| *end <= today) {
            _ if other.is_recalled() => w.with("outgoing-recalled", "symbol", symbol),
            Some(end) => w.fill("outgoing-lapsed", &[("symbol", symbol.into()), ("day", end.written().into())]),
            None => continue,
        };
        out.push((told, paper_address(&other.uid)));
    }
    Ok(out)
}

/// The step that this officer may do now.
async fn next_step(
    conn: &mut Conn,
    w: Words,
    (office, officer, past): (&Office, &Officer, &Past),
    one: &Outgoing,
    blocks: bool,
) -> Result<Option<Next>, Failure> {
    let way = one.state();
    let may = |right: Right| officer.may_then(past, right, one.unit_id);
    if way == Way::Cleared {
        let hand = one_hand(conn, (office, officer, past), one).await?;
        return signature(w, (office, officer, past), one, hand);
    }
    if !next(way).is_some_and(may) {
        return Ok(None);
    }
    let word = match way {
        Way::Draft => "submit",
        Way::Submitted => "clear",
        Way::Signed => "number",
        Way::Numbered => "issue",
        Way::Issued => "file",
        Way::Cleared | Way::Filed | Way::Dropped => return Ok(None),
    };
    let mut numbers = Vec::new();
    if way == Way::Signed {
        numbers.push((String::new(), w.say("papers-number-next")));
        let kept = Reservation::of(conn, one.unit_id).await?.into_iter();
        for kept in kept.filter(|kept| kept.is_open() && kept.kind == one.kind && kept.body == one.body) {
            let values = [("symbol", kept.symbol.into()), ("reason", kept.reason.into())];
            numbers.push((kept.uid, w.fill("papers-number-kept", &values)));
        }
    }
    let waits = way == Way::Draft && blocks;
    let hint = if waits { "outgoing-hint-blocked".to_owned() } else { format!("outgoing-hint-{word}") };
    let asks = if matches!(way, Way::Numbered | Way::Issued) {
        w.say(&format!("outgoing-asks-{word}"))
    } else {
        String::new()
    };
    let button = w.say(&format!("outgoing-do-{word}"));
    Ok(Some(Next { word, button, hint: w.say(&hint), asks, numbers, asks_day: false, waits }))
}

/// The signature: by whom the paper names; by whoever keeps the register, once it stands on the paper copy. Others who sign
/// here are told why this one is not theirs.
fn signature(
    w: Words,
    (office, officer, past): (&Office, &Officer, &Past),
    one: &Outgoing,
    hand: Option<String>,
) -> Result<Option<Next>, Failure> {
    let may = |right: Right| officer.may_then(past, right, one.unit_id);
    let said = one.said();
    let is_named = is_signer(&said.signer, &officer.name);
    let cleared = cleared_apart(office.layout_rule()?, &past.tree, one);
    let cleared_it = cleared.is_some_and(|(by, _)| by == officer.account);
    let (word, hint, waits) = match (may(Right::SignPapers), may(Right::KeepPapers)) {
        (true, _) if is_named && cleared_it => ("sign", w.say("outgoing-hint-same"), true),
        (true, _) if is_named => {
            let waits = hand.is_some();
            ("sign", hand.unwrap_or_else(|| w.say("outgoing-hint-sign")), waits)
        }
        (_, true) => ("on_paper", w.with("outgoing-hint-on_paper", "signer", said.signer), false),
        (true, _) => ("sign", other_signer(w, one, &officer.name), true),
        _ => return Ok(None),
    };
    let button = w.say(&format!("outgoing-do-{word}"));
    let asks_day = word == "on_paper";
    Ok(Some(Next { word, button, hint, asks: String::new(), numbers: vec![], asks_day, waits }))
}

/// Why whom a paper names as its signer is no second person for whoever cleared it, and the ways on; `None` when nothing
/// hinders, or somebody else is to sign.
pub(super) async fn one_hand(
    conn: &mut Conn,
    (office, officer, past): (&Office, &Officer, &Past),
    one: &Outgoing,
) -> Result<Option<String>, Failure> {
    let cleared = cleared_apart(office.layout_rule()?, &past.tree, one);
    let cleared = cleared.filter(|_| is_signer(&one.said().signer, &officer.name));
    let why = officer.shared_hand(conn, office, "hand", cleared.as_slice()).await?;
    Ok(why.map(|why| format!("{why} {}", officer.words().say("outgoing-hint-hand"))))
}

/// Why somebody does not sign a paper that names somebody else, and the ways on.
pub(super) fn other_signer(w: Words, one: &Outgoing, own: &str) -> String {
    let said = one.said();
    let signer = [said.post, said.signer].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    w.fill("outgoing-hint-other", &[("signer", signer.into()), ("own", own.to_owned().into())])
}

/// What was done, from the journal, the first first: what, when, words, who.
async fn trail(conn: &mut Conn, w: Words, id: i64) -> Result<Vec<(String, String, String, String)>, Failure> {
    let names: HashMap<i64, String> =
        Account::all(conn).await?.into_iter().map(|account| (account.id, account.name)).collect();
    let sql = "SELECT at, actor, verb, after FROM journal WHERE subject = 'outgoing' AND subject_id = $1 ORDER BY id";
    let rows: Vec<(Ts, Option<i64>, String, Option<String>)> = conn.all(sql, &[&id]).await?;
    let step = |(at, actor, verb, after): (Ts, Option<i64>, String, Option<String>)| {
        let after: serde_json::Value = after.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
        let words = ["reason", "symbol", "name"].into_iter().find_map(|key| after[key].as_str()).unwrap_or_default();
        let who = actor.map_or_else(|| w.say("journal-console"), |id| names.get(&id).cloned().unwrap_or_default());
        (w.say(&format!("verb-{}", verb.replace('.', "-"))), at.written(), words.to_owned(), who)
    };
    Ok(rows.into_iter().map(step).collect())
}

/// Whoever may do a step, or why not.
pub(super) fn allowed(officer: &Officer, past: &Past, unit: i64, word: &str, at: Way) -> Result<(), Failure> {
    let asked = match word {
        "submit" | "drop" => officer.require_then(DraftPapers, past, unit).map(|_| ()),
        "clear" => officer.require_then(ClearPapers, past, unit).map(|_| ()),
        "back" if at == Way::Cleared => officer.require_then(SignPapers, past, unit).map(|_| ()),
        "back" => officer.require_then(ClearPapers, past, unit).map(|_| ()),
        "sign" => officer.require_then(SignPapers, past, unit).map(|_| ()),
        "on_paper" | "number" | "issue" | "file" => officer.require_then(KeepPapers, past, unit).map(|_| ()),
        _ => Err(Failure::Malformed),
    };
    // Whoever sees the paper is told that this is not theirs, not that it is nowhere.
    asked.map_err(|failure| if matches!(failure, Failure::NotFound) { Failure::Forbidden } else { failure })
}
