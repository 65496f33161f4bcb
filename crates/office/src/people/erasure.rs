//! Restriction and erasure: what a granted request does to the record.

use super::SUBJECT;
use super::facts::Fact;
use super::request::Request;
use kit::clock::{Day, Ts};
use kit::db::{Conn, Result};
use kit::vault::Vault;
use rules::{OnErasure, PersonalDataRule};
use std::collections::{HashMap, HashSet};

/// Lets a restriction hold from a day on.
pub(super) async fn restrict(conn: &mut Conn, request: &Request, from: Day) -> Result<()> {
    for field in request.field_keys() {
        let sql = "INSERT INTO restriction (person_id, field, request_id, from_day) VALUES ($1, $2, $3, $4)";
        conn.exec(sql, &[&request.person_id, &field, &request.id, &from]).await?;
    }
    Ok(())
}

/// The fields of a person that are restricted on a day: neither shown nor handed out.
pub async fn restricted(conn: &mut Conn, person: i64, day: Day) -> Result<HashSet<String>> {
    let sql =
        "SELECT field FROM restriction WHERE person_id = $1 AND from_day <= $2 AND (to_day IS NULL OR to_day > $2)";
    let rows: Vec<(String,)> = conn.all(sql, &[&person, &day]).await?;
    Ok(rows.into_iter().map(|(field,)| field).collect())
}

/// Everybody's restricted fields on a day: for lists and files, which leave them out.
pub async fn restricted_everywhere(conn: &mut Conn, day: Day) -> Result<HashMap<i64, HashSet<String>>> {
    let sql = "SELECT person_id, field FROM restriction WHERE from_day <= $1 AND (to_day IS NULL OR to_day > $1)";
    let mut all: HashMap<i64, HashSet<String>> = HashMap::new();
    for (person, field) in conn.all::<(i64, String)>(sql, &[&day]).await? {
        all.entry(person).or_default().insert(field);
    }
    Ok(all)
}

/// What an erasure did, as keys of fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Erased {
    /// Cleared, or left with the year alone.
    pub cleared: Vec<String>,
    /// Kept, because the rule asks for it.
    pub kept: Vec<String>,
}

/// Erases what the rule lets go: the person's key first, with which everything goes that was sealed, in the record, in
/// the journal and in every copy of either. Counts stay: nobody leaves a roll, a mark or a decision by it.
pub(super) async fn erase(
    conn: &mut Conn,
    vault: &Vault,
    rule: &PersonalDataRule,
    person: i64,
    now: Ts,
) -> Result<Erased> {
    vault.erase(conn, SUBJECT, person).await?;
    let mut erased = Erased { cleared: Vec::new(), kept: Vec::new() };
    for field in &rule.fields {
        if let Some(fact) = Fact::of(&field.key).filter(|_| field.on_erasure != OnErasure::Keep) {
            let sql = "DELETE FROM person_fact WHERE person_id = $1 AND field = $2";
            conn.exec(sql, &[&person, &fact.word()]).await?;
            erased.cleared.push(field.key.clone());
            continue;
        }
        let sql = match (field.key.as_str(), field.on_erasure) {
            (_, OnErasure::Keep) => {
                erased.kept.push(field.key.clone());
                continue;
            }
            ("birth_day", _) => "UPDATE person SET birth_day = NULL WHERE id = $1",
            ("card_no", _) => "UPDATE person SET card_no = NULL WHERE id = $1",
            ("sex", OnErasure::Clear) => "UPDATE person SET sex = NULL WHERE id = $1",
            ("joined_on", OnErasure::Clear) => "UPDATE person SET joined_on = NULL WHERE id = $1",
            ("official_on", OnErasure::Clear) => "UPDATE person SET official_on = NULL WHERE id = $1",
            // What is sealed goes below.
            _ => "UPDATE person SET citizen_mark = NULL WHERE id = $1",
        };
        conn.exec(sql, &[&person]).await?;
        erased.cleared.push(field.key.clone());
    }
    for sql in [
        "DELETE FROM person_secret WHERE person_id = $1",
        "UPDATE exemption SET reason_sealed = NULL, scan_sha256 = NULL, scan_kind = NULL WHERE person_id = $1",
        "UPDATE exemption_request SET reason_sealed = NULL, scan_sha256 = NULL, scan_kind = NULL WHERE person_id = $1",
        "UPDATE member_check SET reason = '' WHERE person_id = $1",
        "UPDATE transfer_step SET words = '' WHERE transfer_id IN (SELECT id FROM transfer WHERE person_id = $1)",
        "DELETE FROM transfer_newcomer WHERE transfer_id IN (SELECT id FROM transfer WHERE person_id = $1)",
        "UPDATE handin SET scan_sha256 = NULL, scan_kind = NULL, words_sealed = NULL, sketch_sealed = NULL,
         comment_sealed = NULL WHERE person_id = $1",
        "UPDATE pledge SET items_sealed = NULL WHERE person_id = $1",
        "UPDATE data_request SET words_sealed = NULL, reply_sealed = NULL, answer_sealed = NULL WHERE person_id = $1",
    ] {
        conn.exec(sql, &[&person]).await?;
    }
    // What the way into the Party knew of the same person; an open one still needs it.
    for (field, set) in [
        ("birth_day", "birth_day = substr(birth_day, 1, 4) || '-01-01'"),
        ("schooling", "schooling = ''"),
        ("sex", "sex = NULL"),
    ] {
        if erased.cleared.iter().any(|cleared| cleared == field) {
            let sql = format!(
                "UPDATE candidate SET {set} WHERE person_id = $1
                 OR (former_id = $1 AND state IN ('refused', 'withdrawn'))"
            );
            conn.exec(&sql, &[&person]).await?;
        }
    }
    // What is gone is restricted no more; what the rule keeps stays as it was asked for.
    let today = now.day();
    for field in &erased.cleared {
        let sql = "UPDATE restriction SET to_day = CASE WHEN from_day > $1 THEN from_day ELSE $1 END
                   WHERE person_id = $2 AND field = $3 AND (to_day IS NULL OR to_day > $1)";
        conn.exec(sql, &[&today, &person, field]).await?;
    }
    let sql = "UPDATE person SET erased_at = $1, version = version + 1 WHERE id = $2";
    conn.exec(sql, &[&now, &person]).await?;
    Ok(erased)
}
