//! Everything that is kept of a person, for the person: a readable page and a file are made from the same parts.

use super::exemption::Exemption;
use super::facts::{Fact, facts_of};
use super::record::Record;
use super::request::Request;
use super::secret;
use super::ties::belongings;
use super::{SUBJECT, erasure, home, require_home, state};
use crate::identity::reach::{Grant, Own};
use crate::identity::right::ReadSensitive;
use kit::clock::{Day, Ts};
use kit::db::{Conn, DbError, Result};
use kit::journal::{self, Event};
use kit::vault::Vault;
use serde_json::{Value, json};
use std::collections::HashSet;

/// One thing that is kept: names and values. Units are given by their id, to be named by the page.
pub type Item = Vec<(&'static str, Value)>;

/// Things of one kind.
#[derive(Clone, Debug)]
pub struct Part {
    /// The kind: `record`, `sealed`, `belongings` …
    pub key: &'static str,
    /// The things.
    pub items: Vec<Item>,
}

/// Who is shown what is kept.
#[derive(Debug)]
pub enum By {
    /// The person concerned.
    Own(Own),
    /// Who may open sealed values there, for the person who asked.
    Keeper(Grant<ReadSensitive>),
}

/// Everything that is kept of a person. What is sealed is opened only where `opened` is asked for, and then each value
/// that was opened is noted.
///
/// # Errors
/// [`DbError::Refused`] when it is somebody else's, or kept at another unit.
pub async fn everything(
    conn: &mut Conn,
    by: &By,
    vault: &Vault,
    (person, opened): (i64, bool),
    now: Ts,
) -> Result<Vec<Part>> {
    let place = match by {
        By::Own(own) if own.person() == person => home(conn, person, now.day()).await?.unwrap_or_default(),
        By::Own(_) => return Err(DbError::Refused(format!("person {person} is somebody else"))),
        By::Keeper(grant) => {
            require_home(conn, person, grant.unit(), now.day()).await?;
            grant.unit()
        }
    };
    let record = Record::get(conn, person).await?.ok_or_else(|| DbError::Refused("there is no such person".into()))?;
    let facts = facts_of(conn, person).await?;
    let mut parts = vec![Part { key: "record", items: vec![plain(&record, facts)] }];
    parts.push(sealed(conn, by, vault, (person, place), opened, now).await?);
    parts.push(ties(conn, person).await?);
    parts.push(standings(conn, person).await?);
    parts.push(posts(conn, person).await?);
    parts.push(exemptions(conn, by, vault, (person, place), opened, now).await?);
    parts.push(super::kept_study::study(conn, by, vault, (person, place), opened, now).await?);
    parts.push(super::kept_moves::transfers(conn, person).await?);
    parts.push(super::kept_moves::introductions(conn, person).await?);
    parts.push(admission(conn, person).await?);
    // What the person said and was told is the person's own.
    parts.push(requests(conn, vault, person, opened || matches!(by, By::Own(_))).await?);
    parts.push(restrictions(conn, person).await?);
    parts.push(checks(conn, person).await?);
    parts.push(lists(conn, person).await?);
    let mine = opened || matches!(by, By::Own(_));
    parts.extend(super::kept_account::parts(conn, vault, (person, mine), now).await?);
    parts.push(readings(conn, person).await?);
    if let By::Keeper(_) = by {
        hide(&mut parts, &erasure::restricted(conn, person, now.day()).await?);
    }
    Ok(parts)
}

/// A restricted value is handed out to nobody but the person: what the record says, and what letters of introduction repeat.
fn hide(parts: &mut [Part], restricted: &HashSet<String>) {
    let written = parts.iter_mut().filter(|part| matches!(part.key, "record" | "introductions"));
    for (name, value) in written.flat_map(|part| &mut part.items).flatten() {
        let field = if *name == "birth_year" { "birth_day" } else { *name };
        if restricted.contains(field) && !value.is_null() {
            *value = json!({"restricted": true});
        }
    }
}

fn plain(record: &Record, facts: Vec<(Fact, String)>) -> Item {
    let fields = record.fields().into_iter().filter(|(field, _)| *field != "version");
    fields.chain(facts.into_iter().map(|(fact, value)| (fact.word(), json!(value)))).collect()
}

/// Notes that a value was opened, by whom and that the person asked for it.
async fn opening(
    conn: &mut Conn,
    by: &By,
    vault: &Vault,
    (person, place, field): (i64, i64, &str),
    now: Ts,
) -> Result<()> {
    let account = match by {
        By::Own(own) => Some(own.account()),
        By::Keeper(grant) => grant.account(),
    };
    let (id, mark) = secret::note(conn, vault, person, (field, "subject"), (account, place), now).await?;
    let event = match by {
        By::Own(own) => Event::new(Some(own.account()), "people.secret.read", "reading", id).at_place(place),
        By::Keeper(grant) => grant.event("people.secret.read", "reading", id),
    };
    journal::write(conn, &event.after(mark), now).await?;
    Ok(())
}

async fn sealed(
    conn: &mut Conn,
    by: &By,
    vault: &Vault,
    (person, place): (i64, i64),
    opened: bool,
    now: Ts,
) -> Result<Part> {
    let restricted = erasure::restricted(conn, person, now.day()).await?;
    let mut items = Vec::new();
    for secret in secret::secrets_of(conn, person).await? {
        let mut item = vec![("field", json!(secret.word()))];
        // A restricted value is handed out to nobody but the person.
        if matches!(by, By::Keeper(_)) && restricted.contains(secret.word()) {
            item.push(("restricted", json!(true)));
        } else if opened && let Some(value) = secret::open(conn, vault, person, secret).await? {
            opening(conn, by, vault, (person, place, secret.word()), now).await?;
            item.push(("value", json!(value)));
        }
        items.push(item);
    }
    Ok(Part { key: "sealed", items })
}

async fn ties(conn: &mut Conn, person: i64) -> Result<Part> {
    let item = |tie: super::ties::Belonging| {
        vec![
            ("tie", json!(tie.kind)),
            ("unit", json!(tie.unit_id)),
            ("from", json!(tie.from_day)),
            ("to", json!(tie.to_day)),
            ("paper", json!(tie.paper)),
        ]
    };
    Ok(Part { key: "belongings", items: belongings(conn, person).await?.into_iter().map(item).collect() })
}

async fn standings(conn: &mut Conn, person: i64) -> Result<Part> {
    let item = |row: state::StateRow| {
        vec![
            ("state", json!(row.state)),
            ("from", json!(row.from_day)),
            ("to", json!(row.to_day)),
            ("paper", json!(row.paper)),
            ("rule", json!(row.ruleset)),
            ("amended_by", json!(row.amended_by)),
        ]
    };
    Ok(Part { key: "standings", items: state::history(conn, person).await?.into_iter().map(item).collect() })
}

kit::record! {
    struct Held {
        title: String,
        unit_id: i64,
        from_day: Day,
        to_day: Option<Day>,
        paper: Option<String>,
    }
}

async fn posts(conn: &mut Conn, person: i64) -> Result<Part> {
    let sql =
        "SELECT p.title, p.unit_id, h.from_day, h.to_day, h.paper FROM post_holding h JOIN post p ON p.id = h.post_id
               WHERE h.person_id = $1 ORDER BY h.from_day DESC, h.id DESC";
    let item = |held: Held| {
        vec![
            ("post", json!(held.title)),
            ("unit", json!(held.unit_id)),
            ("from", json!(held.from_day)),
            ("to", json!(held.to_day)),
            ("paper", json!(held.paper)),
        ]
    };
    Ok(Part { key: "posts", items: conn.all(sql, &[&person]).await?.into_iter().map(item).collect() })
}

kit::record! {
    struct Asked {
        state: String,
        unit_id: i64,
        kind: String,
        reason: String,
        reason_sealed: Option<String>,
        from_day: Day,
        to_day: Option<Day>,
        paper: String,
        ruleset: String,
    }
}

async fn exemptions(
    conn: &mut Conn,
    by: &By,
    vault: &Vault,
    (person, place): (i64, i64),
    opened: bool,
    now: Ts,
) -> Result<Part> {
    let mut items = Vec::new();
    for exemption in Exemption::of(conn, person).await? {
        let mut item = vec![
            ("exempt_as", json!(exemption.kind)),
            ("reason", json!(exemption.reason)),
            ("unit", json!(exemption.unit_id)),
            ("from", json!(exemption.from_day)),
            ("to", json!(exemption.to_day)),
            ("paper", json!(exemption.paper)),
            ("rule", json!(exemption.ruleset)),
        ];
        if let Some(sealed) = exemption.reason_sealed.as_ref().filter(|_| opened)
            && let Some(told) = vault.open(conn, SUBJECT, person, sealed).await?
        {
            opening(conn, by, vault, (person, place, "exemption_reason"), now).await?;
            item.push(("told", serde_json::from_str(&told).unwrap_or(Value::String(told))));
        }
        item.push(("scan", json!(exemption.scan_sha256.is_some())));
        items.push(item);
    }
    // What is in force stands above; here is what is asked for, was refused or taken back.
    let sql = "SELECT r.state, r.unit_id, r.kind, r.reason, r.reason_sealed, r.from_day, r.to_day, r.paper, r.ruleset
               FROM exemption_request r WHERE r.person_id = $1 AND r.exemption_id IS NULL ORDER BY r.id DESC";
    for asked in conn.all::<Asked>(sql, &[&person]).await? {
        let mut item = vec![
            ("asking", json!(asked.state)),
            ("exempt_as", json!(asked.kind)),
            ("reason", json!(asked.reason)),
            ("unit", json!(asked.unit_id)),
            ("from", json!(asked.from_day)),
            ("to", json!(asked.to_day)),
            ("paper", json!(asked.paper)),
            ("rule", json!(asked.ruleset)),
        ];
        if let Some(sealed) = asked.reason_sealed.as_ref().filter(|_| opened)
            && let Some(told) = vault.open(conn, SUBJECT, person, sealed).await?
        {
            opening(conn, by, vault, (person, place, super::exemption::FIELD), now).await?;
            item.push(("told", serde_json::from_str(&told).unwrap_or(Value::String(told))));
        }
        items.push(item);
    }
    Ok(Part { key: "exemptions", items })
}

/// The way into the Party, probation, and whose admission the person sponsors.
async fn admission(conn: &mut Conn, person: i64) -> Result<Part> {
    let sql = "SELECT s.step, s.day, s.paper FROM candidate_step s JOIN candidate c ON c.id = s.candidate_id
               WHERE coalesce(c.person_id, c.former_id) = $1
               UNION ALL SELECT 'ceremony', ceremony_on, '' FROM probation WHERE person_id = $1 AND ceremony_on IS NOT NULL
               UNION ALL SELECT 'proposal-' || proposal, reviewed_on, review_paper FROM probation
               WHERE person_id = $1 AND reviewed_on IS NOT NULL
               UNION ALL SELECT 'outcome', outcome_on, '' FROM probation WHERE person_id = $1 AND outcome_on IS NOT NULL
               UNION ALL SELECT 'sponsor', (SELECT min(d.day) FROM candidate_step d WHERE d.candidate_id = c.id), c.full_name
               FROM candidate_sponsor s JOIN candidate c ON c.id = s.candidate_id WHERE s.person_id = $1 ORDER BY 2";
    let rows: Vec<(String, Day, String)> = conn.all(sql, &[&person]).await?;
    let item = |(stage, day, paper): (String, Day, String)| {
        vec![("stage", json!(stage)), ("on", json!(day)), ("paper", json!(paper))]
    };
    Ok(Part { key: "admission", items: rows.into_iter().map(item).collect() })
}

async fn requests(conn: &mut Conn, vault: &Vault, person: i64, opened: bool) -> Result<Part> {
    let mut items = Vec::new();
    for request in Request::of(conn, person).await? {
        let mut item = vec![
            ("request", json!(request.kind)),
            ("fields", json!(request.fields)),
            ("asked_on", json!(request.asked_on)),
            ("due", json!(request.due)),
            ("outcome", json!(request.state)),
            ("done_on", json!(request.done_on)),
        ];
        let said =
            [("words", &request.words_sealed), ("reply", &request.reply_sealed), ("answer", &request.answer_sealed)];
        for (name, sealed) in said {
            if let Some(sealed) = sealed.as_ref().filter(|_| opened)
                && let Some(words) = vault.open(conn, SUBJECT, person, sealed).await?
            {
                item.push((name, json!(words)));
            }
        }
        items.push(item);
    }
    Ok(Part { key: "requests", items })
}

async fn restrictions(conn: &mut Conn, person: i64) -> Result<Part> {
    let sql = "SELECT field, from_day, to_day FROM restriction WHERE person_id = $1 ORDER BY id";
    let rows: Vec<(String, Day, Option<Day>)> = conn.all(sql, &[&person]).await?;
    let item = |(field, from, to): (String, Day, Option<Day>)| {
        // Lists and pages tell people of one name apart by it.
        let stays = (field == "birth_day").then_some("year");
        vec![("field", json!(field)), ("from", json!(from)), ("to", json!(to)), ("stays", json!(stays))]
    };
    Ok(Part { key: "restrictions", items: rows.into_iter().map(item).collect() })
}

async fn checks(conn: &mut Conn, person: i64) -> Result<Part> {
    let sql = "SELECT reason, from_day, to_day FROM member_check WHERE person_id = $1 ORDER BY id";
    let rows: Vec<(String, Day, Option<Day>)> = conn.all(sql, &[&person]).await?;
    let item = |(reason, from, to)| vec![("words", json!(reason)), ("from", json!(from)), ("to", json!(to))];
    Ok(Part { key: "checks", items: rows.into_iter().map(item).collect() })
}

/// The lists out of which something of the record was brought, as long as they can be taken back.
async fn lists(conn: &mut Conn, person: i64) -> Result<Part> {
    let sql = "SELECT l.file, l.done_at FROM import_step s JOIN import_list l ON l.id = s.list_id
               WHERE s.person_id = $1 AND l.state = 'done' AND l.done_at IS NOT NULL ORDER BY l.id";
    let rows: Vec<(String, Ts)> = conn.all(sql, &[&person]).await?;
    let item = |(file, at): (String, Ts)| vec![("list", json!(file)), ("at", json!(at.iso()))];
    Ok(Part { key: "lists", items: rows.into_iter().map(item).collect() })
}

/// Who opened what: as long as it is kept.
async fn readings(conn: &mut Conn, person: i64) -> Result<Part> {
    let sql = "SELECT r.field, r.reason, coalesce(a.name, ''), r.unit_id, r.at FROM reading r
               LEFT JOIN account a ON a.id = r.account_id WHERE r.person_id = $1 ORDER BY r.at DESC, r.id DESC";
    let rows: Vec<(String, String, String, i64, Ts)> = conn.all(sql, &[&person]).await?;
    let item = |(field, reason, who, unit, at): (String, String, String, i64, Ts)| {
        vec![
            ("field", json!(field)),
            ("why", json!(reason)),
            ("who", json!(who)),
            ("unit", json!(unit)),
            ("at", json!(at.iso())),
        ]
    };
    Ok(Part { key: "readings", items: rows.into_iter().map(item).collect() })
}
