//! What corrections of a record changed, before and after.

use super::{data_rule, fact_said, label};
use crate::identity::Account;
use crate::people::SUBJECT;
use crate::people::erasure::restricted;
use crate::people::facts::Fact;
use crate::people::record::Record;
use crate::people::secret::Secret;
use kit::clock::Day;
use kit::db::Conn;
use kit::failure::Failure;
use kit::journal::{self, Entry};
use kit::vault::Vault;
use kit::words::Words;
use std::collections::{HashMap, HashSet};

/// The way back of a list that had changed the record.
const RESTORE: &str = "people.person.restore";

/// What corrections changed, the newest first: opened with the person's key, so that after an erasure there are none.
pub(super) async fn told(
    conn: &mut Conn,
    vault: &Vault,
    w: Words,
    record: &Record,
    today: Day,
) -> Result<Vec<(String, Vec<String>)>, Failure> {
    let restricted = restricted(conn, record.id, today).await?;
    let mut entries = journal::about(conn, "person", record.id, 200).await?;
    entries.retain(|entry| record.erased_at.is_none_or(|erased| entry.at > erased));
    let names: HashMap<i64, String> =
        Account::all(conn).await?.into_iter().map(|account| (account.id, account.name)).collect();
    let mut out = Vec::new();
    for entry in entries.into_iter().filter(|entry| ["people.person.correct", RESTORE].contains(&entry.verb.as_str())) {
        let who = entry.actor.and_then(|id| names.get(&id).cloned()).unwrap_or_else(|| w.say("journal-console"));
        if entry.verb == RESTORE {
            let said = [("at", entry.at.written().into()), ("who", who.into())];
            out.push((w.fill("record-restored", &said), Vec::new()));
            continue;
        }
        let lines = changed(conn, vault, w, (record.id, &restricted), &entry).await?;
        out.push((w.fill("record-corrected", &[("at", entry.at.written().into()), ("who", who.into())]), lines));
    }
    Ok(out)
}

async fn changed(
    conn: &mut Conn,
    vault: &Vault,
    w: Words,
    (person, restricted): (i64, &HashSet<String>),
    entry: &Entry,
) -> Result<Vec<String>, Failure> {
    let (rule, _) = data_rule(w, entry.at.day())?;
    let mut sides = Vec::new();
    for side in [&entry.before, &entry.after] {
        let side: serde_json::Value =
            side.as_deref().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
        let opened = match side["sealed"].as_str() {
            Some(sealed) => vault.open(conn, SUBJECT, person, sealed).await?,
            None => None,
        };
        sides.push((opened.and_then(|text| serde_json::from_str::<serde_json::Value>(&text).ok()), side));
    }
    let [(before, _), (after, outer)] = sides.as_slice() else { return Ok(Vec::new()) };
    let fields = outer["fields"].as_array().into_iter().flatten().filter_map(|field| field.as_str());
    let said = |side: &Option<serde_json::Value>, field: &str| match side.as_ref().map(|side| &side[field]) {
        Some(serde_json::Value::String(text)) => {
            Day::parse(text).filter(|_| field != "card_no").map_or_else(|| text.clone(), Day::written)
        }
        Some(serde_json::Value::Number(number)) => number.to_string(),
        _ => w.say("record-unsaid"),
    };
    let line = |field: &str| {
        let name = label(w, rule, field);
        // What is restricted is not shown as it was either.
        if Secret::of(field).is_some() || before.is_none() || restricted.contains(field) {
            return w.with("record-changed-sealed", "field", name);
        }
        let shown = |side| match (Fact::of(field).filter(|fact| fact.is_question()), said(side, field)) {
            (Some(fact), text) if text != w.say("record-unsaid") => fact_said(w, fact, &text),
            (None, text) if field == "sex" => sex_name(w, &text),
            (_, text) => text,
        };
        w.fill(
            "record-changed",
            &[("field", name.into()), ("before", shown(before).into()), ("after", shown(after).into())],
        )
    };
    Ok(fields.map(line).collect())
}

fn sex_name(w: Words, sex: &str) -> String {
    if ["m", "f"].contains(&sex) { w.say(&format!("sex-{sex}")) } else { sex.to_owned() }
}
