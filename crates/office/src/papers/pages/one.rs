//! One paper: what is said of it, its files, what it stands on, what came of it, and what was changed.

use super::{Writing, address, broken, find, kind_name, named, state, text, title};
use crate::identity::Account;
use crate::identity::reach::Officer;
use crate::identity::right::{GiveTasks, KeepPapers, KeepStudy, Right};
use crate::org::lineage::Past;
use crate::papers::{
    Direction, MOST_FILES, Named, Paper, PaperError, PaperFile, RECALLED, RelationKind, Relations, Ruling, named_in,
    recall,
};
use crate::shell::{Office, Shell};
use crate::study::Campaign;
use crate::study::pages::campaign_address;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use kit::clock::{Day, Ts};
use kit::db::Conn;
use kit::failure::Failure;
use kit::form::Form;
use kit::once;
use kit::page::html;
use kit::words::Words;
use serde_json::Value;
use std::collections::HashMap;

#[derive(Template)]
#[template(path = "papers/pages/one.html")]
struct OnePage {
    shell: Shell,
    form: Form,
    symbol: String,
    subject: String,
    unit: String,
    here: String,
    state: &'static str,
    state_name: String,
    facts: Vec<(String, String)>,
    /// Where it is seen how it was written, cleared and signed; empty where that is not known or not theirs.
    went: String,
    /// Name, size, where it is sent from, where it is taken off.
    files: Vec<(String, String, String, String)>,
    takes_files: bool,
    /// What it says of others: heading, and those with a link, words, and a warning.
    says: Vec<(String, Vec<Link>)>,
    /// What came of it.
    came: Vec<(String, Vec<Link>)>,
    tasks: Vec<crate::desk::Duty>,
    trail: Vec<Step>,
    /// What is said of its being public; empty where it never was.
    public: String,
    /// The files that may go with it when it is made public: field, name, whether it goes. `None` where it may not be.
    publishes: Option<Vec<(String, String, bool)>>,
    withdraws: bool,
    gives: bool,
    /// Where a study campaign from this paper is opened; empty for whoever may not.
    campaign: String,
    corrects: bool,
    recalls: bool,
    version: i64,
    request: String,
}

/// Another paper or what it led to; without an address where it is not in a register within reach.
pub(super) struct Link {
    href: String,
    name: String,
    warning: String,
}

/// A change in the history: what, when, who, and the fields before and after.
struct Step {
    what: String,
    at: String,
    who: String,
    reason: String,
    fields: Vec<(String, String, String)>,
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
    form: Form,
) -> Result<Response, Failure> {
    let (w, today) = (officer.words(), office.clock.today());
    let mut conn = office.db.read().await?;
    let (paper, past) = find(&mut conn, office, officer, uid).await?;
    let ruling = office
        .book
        .by_id(&paper.ruleset)
        .and_then(|set| Some(Ruling { id: &set.id, title: &set.title, rule: set.papers()? }));
    let ruling = ruling.map_or_else(|| office.papers_rule(today), Ok)?;
    let keeps = officer.require_then(KeepPapers, &past, paper.unit_id).is_ok();
    let relations = Relations::of(&mut conn, paper.id).await?;
    let says = says(&mut conn, (officer, &past), &paper, &relations).await?;
    let came = came(&mut conn, (officer, &past), &paper).await?;
    let here = address(&paper.uid);
    let files = PaperFile::of(&mut conn, paper.id).await?;
    let takes_files = keeps && paper.secret.is_empty() && files.len() < MOST_FILES;
    let public = crate::papers::Public::of(&mut conn, paper.id).await?;
    let is_public = public.as_ref().is_some_and(|public| public.is_open());
    let publishes = (keeps && crate::papers::may_be_public(&paper)).then(|| {
        let file = |file: &PaperFile| (format!("tep-{}", file.uid), file.name.clone(), true);
        files.iter().map(file).collect()
    });
    let said = public.map(|public| match public.withdrawn_at {
        None => w.with("papers-public-since", "at", public.first_at.written()),
        Some(at) => w.fill("papers-public-off", &[("at", at.written().into()), ("reason", public.reason.into())]),
    });
    let files = files.into_iter().map(|file| {
        let at = format!("{here}/tep/{}", file.uid);
        let off = if keeps { format!("{at}/bo") } else { String::new() };
        (file.name, w.with("papers-file-size", "size", size(w, file.size)), at, off)
    });
    let files = files.collect();
    let tasks = crate::tasks::pages::of_paper(&mut conn, office, (officer, &past), paper.id).await?;
    let trail = trail(&mut conn, w, ruling, paper.id).await?;
    let went = crate::outgoing::pages::href_of(&mut conn, (officer, &past), paper.id).await?;
    drop(conn);
    let (state, state_name) = state(w, &paper, today);
    let subject = if paper.secret.is_empty() { paper.subject.clone() } else { w.say("papers-secret-subject") };
    let page = OnePage {
        symbol: paper.symbol.clone(),
        subject,
        unit: past.tree.get(paper.unit_id).map_or_else(String::new, |unit| unit.name.clone()),
        facts: facts(w, ruling, &paper),
        takes_files,
        recalls: keeps && paper.direction() != Direction::In && paper.state != RECALLED,
        version: paper.version,
        request: office.chance.uuid(office.clock.now()).to_string(),
        shell: office.shell(officer),
        public: said.unwrap_or_default(),
        publishes,
        withdraws: keeps && is_public,
        went,
        corrects: keeps,
        gives: paper.secret.is_empty() && officer.require(GiveTasks, paper.unit_id).is_ok(),
        campaign: campaign(officer, ruling, &paper),
        tasks,
        here,
        state,
        state_name,
        files,
        says,
        came,
        trail,
        form,
    };
    html(status, &page)
}

/// Where a study campaign from a paper is opened by whoever may at its unit, with what the paper is called filled in.
fn campaign(officer: &Officer, ruling: Ruling<'_>, paper: &Paper) -> String {
    if !paper.secret.is_empty() || paper.state == RECALLED || officer.require(KeepStudy, paper.unit_id).is_err() {
        return String::new();
    }
    let kind = kind_name(officer.words(), ruling.rule, &paper.kind);
    let values = [
        ("kind", kind.into()),
        ("symbol", paper.symbol.clone().into()),
        ("day", paper.issued_on.written().into()),
        ("issuer", paper.issuer.clone().into()),
    ];
    let named = officer.words().fill("papers-named-whole", &values);
    format!("/van-phong/hoc-tap/moi/{}?van-ban={}", officer.tree.uid(paper.unit_id), kit::web::encode(&named))
}

fn size(w: Words, bytes: i64) -> String {
    w.number((bytes + 1023) / 1024)
}

fn facts(w: Words, ruling: Ruling<'_>, paper: &Paper) -> Vec<(String, String)> {
    let rule = ruling.rule;
    let day = |day: Option<Day>| day.map_or(String::new(), Day::written);
    let number = paper.no.map_or(String::new(), |no| no.to_string());
    let sign = rule.sign_form(&paper.sign_form).map_or(String::new(), |form| text(w, &form.name));
    let signer = [paper.signer.as_str(), &paper.signer_post, &sign].into_iter().filter(|part| !part.is_empty());
    let secret = if paper.secret.is_empty() { String::new() } else { named(w, &rule.secret, &paper.secret) };
    let no = if paper.direction() == Direction::In { "papers-arrival-no" } else { "papers-no" };
    let facts = [
        ("papers-direction", w.say(&format!("papers-direction-{}", paper.direction))),
        (no, number),
        ("papers-arrived-on", day(paper.arrived_on)),
        ("papers-kind", kind_name(w, rule, &paper.kind)),
        ("papers-issuer", paper.issuer.clone()),
        ("papers-issued-on", paper.issued_on.written()),
        ("papers-signed", signer.collect::<Vec<_>>().join(", ")),
        ("papers-urgency", named(w, &rule.urgencies, &paper.urgency)),
        ("papers-recipients", paper.recipients_in_line()),
        ("papers-in-force-from", day(paper.in_force_from)),
        ("papers-lapsed-on", day(paper.ends_on())),
        ("papers-secret", secret),
        ("papers-kept-at", paper.kept_at.clone()),
        ("papers-note", paper.note.clone()),
        ("papers-rule", text(w, ruling.title)),
    ];
    facts.into_iter().filter(|(_, value)| !value.is_empty()).map(|(key, value)| (w.say(key), value)).collect()
}

/// The paper that is named, in the same register or in another one within reach.
pub(crate) async fn look_up(
    conn: &mut Conn,
    (officer, past): (&Officer, &Past),
    unit: i64,
    named: &Named,
) -> Result<Option<Paper>, Failure> {
    let mut all = Paper::of_symbol(conn, &named.symbol).await?;
    all.retain(|paper| named.is(paper) && officer.may_then(past, Right::ReadPapers, paper.unit_id));
    // Several bodies may use one symbol: a paper that is named without its issuer is first of all one of this register.
    let own = all.iter().position(|paper| paper.unit_id == unit).unwrap_or(0);
    Ok((!all.is_empty()).then(|| all.swap_remove(own)))
}

async fn says(
    conn: &mut Conn,
    who: (&Officer, &Past),
    paper: &Paper,
    relations: &[(RelationKind, Named)],
) -> Result<Vec<(String, Vec<Link>)>, Failure> {
    let w = who.0.words();
    let mut out = Vec::new();
    for kind in RelationKind::ALL {
        let mut links = Vec::new();
        for (_, named) in relations.iter().filter(|(known, _)| *known == kind) {
            links.push(match look_up(conn, who, paper.unit_id, named).await? {
                Some(other) => {
                    Link { href: address(&other.uid), name: title(w, &other), warning: lapsed(w, kind, paper, &other) }
                }
                None => {
                    let values = [("symbol", named.symbol.clone().into()), ("day", named.day_written().into())];
                    let name = if named.issued_on.is_some() {
                        w.fill("papers-named-day", &values)
                    } else {
                        named.symbol.clone()
                    };
                    Link { href: String::new(), name, warning: w.say("papers-not-here") }
                }
            });
        }
        if !links.is_empty() {
            out.push((w.say(&format!("papers-{}", kind.word())), links));
        }
    }
    Ok(out)
}

/// A paper must not stand on one, or change one, that no longer held on its day; one that was taken back is named as such
/// whenever that was.
fn lapsed(w: Words, kind: RelationKind, paper: &Paper, other: &Paper) -> String {
    if other.is_recalled() && kind != RelationKind::Replaces {
        return w.say("papers-cites-recalled");
    }
    match other.ends_on().filter(|end| *end <= paper.issued_on && kind != RelationKind::Replaces) {
        Some(end) => w.with("papers-cites-lapsed", "day", end.written()),
        None => String::new(),
    }
}

async fn came(
    conn: &mut Conn,
    (officer, past): (&Officer, &Past),
    paper: &Paper,
) -> Result<Vec<(String, Vec<Link>)>, Failure> {
    let w = officer.words();
    let mut out: Vec<(String, Vec<Link>)> =
        RelationKind::ALL.map(|kind| (w.say(&format!("papers-came-{}", kind.word())), vec![])).into();
    for (kind, id) in Relations::to(conn, paper).await? {
        let Some(other) = Paper::get(conn, id).await? else { continue };
        if !officer.may_then(past, Right::ReadPapers, other.unit_id) {
            continue;
        }
        let at = RelationKind::ALL.iter().position(|known| *known == kind).unwrap_or(0);
        out[at].1.push(Link {
            href: address(&other.uid),
            name: title(w, &other),
            warning: lapsed(w, kind, &other, paper),
        });
    }
    let mut campaigns = Vec::new();
    for campaign in Campaign::issued(conn).await? {
        let cites = named_in(&campaign.paper).iter().any(|named| named.is(paper));
        // Whoever does not see the unit that runs it sees their own part of it.
        let own = past.tree.is_within(paper.unit_id, campaign.unit_id).then_some(paper.unit_id);
        let seen = [Some(campaign.unit_id), own].into_iter().flatten();
        let seen = seen.into_iter().find(|unit| officer.may_then(past, Right::ReadStudy, *unit));
        if let Some(unit) = seen.filter(|_| cites) {
            // One that is no more is led to by the campaign's own page.
            let href = match past.tree.uid(unit) {
                "" => campaign_address(&campaign),
                unit => format!("{}/{unit}", campaign_address(&campaign)),
            };
            campaigns.push(Link { href, name: campaign.title, warning: String::new() });
        }
    }
    out.push((w.say("papers-came-campaigns"), campaigns));
    out.retain(|(_, links)| !links.is_empty());
    Ok(out)
}

/// A row of the journal: when, who, the verb, before and after.
type Kept = (Ts, Option<i64>, String, Option<String>, Option<String>);

/// What was done to the entry, the first first, from the journal.
async fn trail(conn: &mut Conn, w: Words, ruling: Ruling<'_>, paper: i64) -> Result<Vec<Step>, Failure> {
    let names: HashMap<i64, String> =
        Account::all(conn).await?.into_iter().map(|account| (account.id, account.name)).collect();
    let sql =
        "SELECT at, actor, verb, before, after FROM journal WHERE subject = 'paper' AND subject_id = $1 ORDER BY id";
    let rows: Vec<Kept> = conn.all(sql, &[&paper]).await?;
    let read = |text: Option<String>| text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or(Value::Null);
    let step = |(at, actor, verb, before, after): Kept| {
        let (before, after) = (read(before), read(after));
        let fields = match (&before, verb.as_str()) {
            (Value::Object(before), "papers.paper.correct") => before
                .iter()
                .map(|(key, old)| {
                    let label = w.say(&format!("paper-field-{key}"));
                    (label, said(w, ruling, key, old), said(w, ruling, key, &after[key.as_str()]))
                })
                .collect(),
            _ => vec![],
        };
        Step {
            what: w.say(&format!("verb-{}", verb.replace('.', "-"))),
            at: at.written(),
            who: actor.map_or_else(|| w.say("journal-console"), |id| names.get(&id).cloned().unwrap_or_default()),
            reason: after["reason"]
                .as_str()
                .or(after["name"].as_str())
                .or(before["name"].as_str())
                .unwrap_or_default()
                .to_owned(),
            fields,
        }
    };
    Ok(rows.into_iter().map(step).collect())
}

/// A value of the journal in words.
fn said(w: Words, ruling: Ruling<'_>, key: &str, value: &Value) -> String {
    let said = match value {
        Value::String(text) => match key {
            "kind" => kind_name(w, ruling.rule, text),
            "urgency" => named(w, &ruling.rule.urgencies, text),
            "secret" => named(w, &ruling.rule.secret, text),
            "sign_form" => ruling.rule.sign_form(text).map_or(String::new(), |form| super::text(w, &form.name)),
            _ => Day::parse(text).map_or_else(|| text.clone(), Day::written),
        },
        Value::Array(list) => list.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("; "),
        _ => String::new(),
    };
    if said.is_empty() { w.say("papers-nothing") } else { said }
}

pub(super) async fn take_back(
    State(office): State<Office>,
    officer: Officer,
    Path(uid): Path<String>,
    mut form: Form,
) -> Result<Response, Failure> {
    let now = office.clock.now();
    let Writing { mut tx, paper, grant } = Writing::begin(&office, &officer, &uid, &form).await?;
    let version = form.version()?;
    if form.get("reason").is_empty() {
        form.wrong("reason", officer.words().say("papers-no-reason"));
    } else {
        match recall(&mut tx, grant, (paper.id, version), form.get("reason"), now).await {
            Ok(()) => {
                let target = format!("{}?xong=van-ban-thu-hoi", address(&uid));
                return once::done(tx, &form, &target, now).await;
            }
            Err(PaperError::Stale) => form.wrong("reason", officer.words().say("papers-stale")),
            Err(error) => return Err(broken(error)),
        }
    }
    drop(tx);
    page(&office, &officer, &uid, StatusCode::UNPROCESSABLE_ENTITY, form).await
}
