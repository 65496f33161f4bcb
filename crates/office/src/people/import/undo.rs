//! Taking a list back as a whole, while nothing depends on it. Who was new never belonged: the rows of belonging and of
//! standing end on their first day, what was sealed is destroyed. Who was changed reads as before.

use super::keeper::Keeper;
use super::run::{Problem, Tools};
use super::stage::{List, SUBJECT as LIST};
use crate::org::lineage::heir_of;
use crate::people::SUBJECT;
use crate::people::facts::{self, Fact};
use crate::people::record::Record;
use crate::people::secret::Secret;
use kit::clock::{DAY, Day};
use kit::db::{Conn, Result};
use kit::failure::Failure;
use kit::journal::{self, Event};
use serde_json::{Value, json};

/// So long a list may be taken back; then what the record said before is forgotten.
pub const WINDOW: i64 = 30 * DAY;
/// Persons named as a reason.
const NAMED: i64 = 20;

/// What was entered by mistake and never held stands in no way.
const HELD: &str = "AND (d.to_day IS NULL OR d.to_day > d.from_day)";

/// Tables that speak of persons, of whose rows none may have come since: those that the import itself writes are told
/// apart.
pub const DEPENDS: &[(&str, &str)] = &[
    ("exemption", ""),
    ("exemption_request", ""),
    ("post_holding", ""),
    ("attendance", ""),
    ("attendance_taken_back", ""),
    ("handin", ""),
    ("pledge", ""),
    ("study_badge", ""),
    ("account", ""),
    ("residence_link", HELD),
    ("affiliation", HELD),
    ("discipline", ""),
    ("closed_case", ""),
    ("transfer", ""),
    ("candidate", ""),
    ("candidate_sponsor", ""),
    ("probation", ""),
    ("data_request", ""),
    ("restriction", ""),
    // A mark that was taken off asks for nothing any more.
    ("member_check", "AND d.to_day IS NULL"),
    (
        "membership",
        "AND NOT (d.kind = 'main' AND d.to_day IS NULL AND d.paper IS NULL)
                      AND NOT (d.kind <> 'main' AND d.to_day IS NOT NULL AND d.to_day <= d.from_day)",
    ),
    ("member_state", "AND (d.ruleset IS NOT NULL OR d.amended_at IS NOT NULL OR d.noted_at IS NOT NULL)"),
];

/// Tables that speak of persons and keep no list from being taken back: that somebody opened what was sealed stays on
/// record, whatever becomes of the record itself.
pub const STAYS: &[&str] = &["reading"];

/// Takes a list back.
pub async fn undo(
    tools: Tools<'_>,
    keeper: &Keeper,
    list: &List,
) -> std::result::Result<std::result::Result<(), Problem>, Failure> {
    let mut tx = tools.db.begin().await?;
    let sql = "UPDATE import_list SET state = 'undone', undone_at = $1, version = version + 1, touched_at = $1
               WHERE id = $2 AND state = 'undoing'";
    if tx.exec(sql, &[&tools.now, &list.id]).await? == 0 {
        return Ok(Ok(()));
    }
    if list.done_at.is_none_or(|at| at.plus(WINDOW) < tools.now) {
        return Ok(Err(Problem::TooLate));
    }
    let unit = heir_of(&mut tx, list.unit_id, tools.now.day()).await?;
    let Ok(grant) = keeper.grant(unit) else { return Ok(Err(Problem::Rights)) };
    if let Some(problem) = depends(&mut tx, list.id).await? {
        return Ok(Err(problem));
    }
    let new = "(SELECT person_id FROM import_step WHERE list_id = $1 AND kind = 'new')";
    let units =
        format!("SELECT m.person_id, m.unit_id FROM membership m WHERE m.person_id IN {new} ORDER BY m.person_id");
    let units: Vec<(i64, i64)> = tx.all(&units, &[&list.id]).await?;
    let mut events: Vec<Event> = Vec::with_capacity(units.len());
    for (person, unit) in &units {
        let Ok(grant) = keeper.grant(*unit) else { return Ok(Err(Problem::Rights)) };
        events
            .push(grant.event("people.person.undo", "person", *person).after(json!({"unit": unit, "list": list.uid})));
    }
    never_belonged(&mut tx, &format!("IN {new}"), list.id).await?;
    for chunk in events.chunks(1000) {
        journal::write_all(&mut tx, chunk, tools.now).await?;
        tokio::task::yield_now().await;
    }
    let sql = "SELECT person_id, had FROM import_step WHERE list_id = $1 AND kind = 'changed' ORDER BY person_id";
    let changed: Vec<(i64, Option<String>)> = tx.all(sql, &[&list.id]).await?;
    for (person, had) in changed {
        match restore(&mut tx, tools, keeper, (list, person), had).await {
            Err(Failure::Forbidden | Failure::NotFound) => return Ok(Err(Problem::Rights)),
            other => other?,
        }
    }
    tx.exec("UPDATE import_step SET had = NULL WHERE list_id = $1", &[&list.id]).await?;
    let event = grant.event("people.import.undo", LIST, list.id).after(json!({"file": list.file}));
    journal::write(&mut tx, &event, tools.now).await?;
    tx.commit().await?;
    Ok(Ok(()))
}

/// Lets persons never have belonged: their rows of belonging and of standing end on their first day, what was sealed is
/// destroyed. `which` says of an id who is meant, with `value` for its `$1`.
pub(in crate::people) async fn never_belonged(conn: &mut Conn, which: &str, value: i64) -> Result<()> {
    for sql in [
        "UPDATE membership SET to_day = from_day WHERE person_id",
        "UPDATE member_state SET to_day = from_day WHERE person_id",
        "UPDATE person SET citizen_mark = NULL, card_no = NULL, version = version + 1 WHERE id",
        "DELETE FROM person_fact WHERE person_id",
        "DELETE FROM person_secret WHERE person_id",
        "DELETE FROM subject_key WHERE subject = 'person' AND subject_id",
    ] {
        conn.exec(&format!("{sql} {which}"), &[&value]).await?;
    }
    Ok(())
}

/// Why it cannot be taken back: persons of whom something was entered or changed since.
async fn depends(conn: &mut Conn, list: i64) -> Result<Option<Problem>> {
    let mut sources = vec![
        "SELECT s.person_id AS person_id, 'record' AS source FROM import_step s JOIN person p ON p.id = s.person_id
         WHERE s.list_id = $1 AND p.version <> s.version"
            .to_owned(),
    ];
    for (table, condition) in DEPENDS {
        sources.push(format!(
            "SELECT DISTINCT s.person_id AS person_id, '{table}' AS source FROM import_step s
             JOIN {table} d ON d.person_id = s.person_id WHERE s.list_id = $1 AND s.kind = 'new' {condition}"
        ));
    }
    let all = sources.join(" UNION ALL ");
    let count: i64 = conn.value(&format!("SELECT count(*) FROM ({all}) AS found"), &[&list]).await?.unwrap_or(0);
    if count == 0 {
        return Ok(None);
    }
    let sql =
        format!("SELECT person_id, min(source) FROM ({all}) AS found GROUP BY person_id ORDER BY person_id LIMIT $2");
    Ok(Some(Problem::Depends(conn.all(&sql, &[&list, &NAMED]).await?, count)))
}

/// Puts somebody's record back as it was.
async fn restore(
    conn: &mut Conn,
    tools: Tools<'_>,
    keeper: &Keeper,
    (list, person): (&List, i64),
    had: Option<String>,
) -> std::result::Result<(), Failure> {
    let Some(unit) = crate::people::home(conn, person, tools.now.day()).await? else { return Err(Failure::NotFound) };
    let grant = keeper.grant(unit)?;
    let Some(had) = had else { return Ok(()) };
    // The person's key was destroyed: there is nothing left to put back.
    let Some(had) = tools.vault.open(conn, SUBJECT, person, &had).await? else { return Ok(()) };
    let had: Value = serde_json::from_str(&had).map_err(anyhow::Error::from)?;
    let record = &had["record"];
    let text = |field: &str| record[field].as_str();
    let day = |field: &str| text(field).and_then(Day::parse);
    let birth_day = day("birth_day");
    let birth_year = record["birth_day"].as_i64().or(birth_day.map(Day::year)).unwrap_or(0);
    let name = text("full_name").unwrap_or_default();
    let (joined, official) = (day("joined_on"), day("official_on"));
    conn.exec(
        "UPDATE person SET full_name = $1, name_key = $2, birth_year = $3, birth_day = $4, sex = $5, joined_on = $6,
         official_on = $7, card_no = $8, citizen_mark = $9, version = version + 1 WHERE id = $10",
        &[
            &name,
            &viet::name_key(name),
            &birth_year,
            &birth_day,
            &text("sex"),
            &joined,
            &official,
            &text("card_no"),
            &had["mark"].as_str(),
            &person,
        ],
    )
    .await?;
    for secret in Secret::ALL {
        match &had[secret.word()] {
            Value::String(sealed) => {
                let sql = "UPDATE person_secret SET sealed = $1 WHERE person_id = $2 AND field = $3";
                conn.exec(sql, &[sealed, &person, &secret.word()]).await?;
            }
            Value::Null if had.get(secret.word()).is_some() => {
                let sql = "DELETE FROM person_secret WHERE person_id = $1 AND field = $2";
                conn.exec(sql, &[&person, &secret.word()]).await?;
            }
            _ => {}
        }
    }
    for fact in Fact::ALL.iter().filter(|fact| had.get(fact.word()).is_some()) {
        let value = had[fact.word()].as_str().unwrap_or_default();
        facts::keep(conn, person, &[(*fact, value)]).await?;
    }
    let now_kept = Record::get(conn, person).await?;
    let after = json!({"list": list.uid, "version": now_kept.map(|record| record.version)});
    journal::write(conn, &grant.event("people.person.restore", "person", person).after(after), tools.now).await?;
    Ok(())
}
