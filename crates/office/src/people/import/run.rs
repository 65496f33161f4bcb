//! Checking a list against the record, and bringing it: in one transaction, each person with a journal row of their own.

use super::check::{Checker, Choice, Counts, Outcome};
use super::doubles::People;
use super::keeper::Keeper;
use super::places::Units;
use super::plan::Plan;
use super::stage::{self, Fixes, List};
use super::told::Notice;
use super::write::Writer;
use crate::org::code::codes_on;
use kit::clock::{Chance, Ts};
use kit::db::{Arg, Conn, Db, DbError};
use kit::failure::Failure;
use kit::journal;
use kit::vault::Vault;
use serde_json::json;
use std::collections::HashMap;

/// What it takes to work on a list.
#[derive(Clone, Copy)]
pub struct Tools<'a> {
    /// The record.
    pub db: &'a Db,
    /// Seals what is sensitive.
    pub vault: &'a Vault,
    /// Where random bytes come from.
    pub chance: &'a Chance,
    /// The present moment.
    pub now: Ts,
    /// Whether more may be learnt of who is on record out of reach.
    pub may_meet: &'a (dyn Fn() -> bool + Sync),
    /// Is told how many rows are done.
    pub progress: &'a (dyn Fn(usize) + Sync),
}

/// Why a list was not brought or taken back; kept with it, as JSON.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Problem {
    /// The record has changed since the list was checked: it was checked anew.
    Meanwhile,
    /// Whoever brought it may no longer do so.
    Rights,
    /// Of these persons something was entered since, in these tables; how many there are in all.
    Depends(Vec<(i64, String)>, i64),
    /// So many citizen ids in the list belong to persons out of reach that nothing is said of them.
    Elsewhere,
    /// Too long ago.
    TooLate,
}

/// What the list and the record say, read once.
struct Ground {
    plan: Plan,
    fixes: Fixes,
    choices: HashMap<usize, Choice>,
    people: People,
    codes: Vec<(i64, String)>,
    whole: Option<i64>,
}

impl Ground {
    async fn read(conn: &mut Conn, tools: Tools<'_>, keeper: &Keeper, list: &List) -> Result<Ground, DbError> {
        let (plan, today) = (list.plan(), tools.now.day());
        let whole = keeper.tree().by_uid(&plan.unit).map(|unit| unit.id);
        Ok(Ground {
            fixes: Fixes::read(conn, tools.vault, list.id).await?,
            choices: stage::choices(conn, list.id).await?,
            people: People::read(conn, &|unit| keeper.may(unit), today).await?,
            codes: codes_on(conn, today).await?,
            plan,
            whole,
        })
    }
}

/// A finding: row, kind, column, code, and another row, a person or the unit that the list means.
type Finding = (i64, &'static str, Option<i64>, String, Option<i64>);

/// Citizen ids of persons out of reach that one check may tell of.
const MET: usize = 20;

/// Checks a list; nothing of the record changes. A list that has moved on meanwhile is left as it is.
pub async fn check(tools: Tools<'_>, keeper: &Keeper, list: &List) -> Result<Result<(), Problem>, Failure> {
    let mut conn = tools.db.read().await?;
    let ground = Ground::read(&mut conn, tools, keeper, list).await?;
    let units = Units::new(keeper.tree(), list.unit_id, &ground.codes);
    let mut checker = checker(&ground, &units, tools);
    let mut findings: Vec<Finding> = Vec::new();
    for first in stage::parts(&mut conn, list.id, ground.plan.sheet).await? {
        let rows = stage::part(&mut conn, tools.vault, (list.id, ground.plan.sheet), first, &ground.fixes).await?;
        for (nth, cells) in rows.iter().enumerate() {
            let (outcome, notices) = checker.row(first + nth, cells);
            let place = checker.place();
            note(&mut findings, (first + nth) as i64, &outcome, place);
            let notice = |(column, notice): (usize, Notice)| {
                let other = place.filter(|_| notice == Notice::OtherUnit);
                ((first + nth) as i64, "notice", Some(column as i64), notice.word().to_owned(), other)
            };
            findings.extend(notices.into_iter().map(notice));
        }
        (tools.progress)(first + rows.len());
        tokio::task::yield_now().await;
    }
    findings.extend(checker.met.iter().map(|(row, person)| (*row as i64, "met", None, String::new(), Some(*person))));
    drop(conn);
    let mut tx = tools.db.begin().await?;
    let counts = json!(checker.counts).to_string();
    let moved = tx
        .exec(
            "UPDATE import_list SET state = 'checked', counts = $1, version = version + 1, touched_at = $2
             WHERE id = $3 AND state = 'checking' AND version = $4",
            &[&counts, &tools.now, &list.id, &list.version],
        )
        .await?;
    if moved == 0 {
        return Ok(Ok(()));
    }
    if !meet(&mut tx, tools, keeper, list, &checker.met).await? {
        return Ok(Err(Problem::Elsewhere));
    }
    tx.exec("DELETE FROM import_finding WHERE list_id = $1", &[&list.id]).await?;
    let rows: Vec<[&dyn Arg; 6]> = findings
        .iter()
        .map(|(row, kind, column, code, other)| [&list.id as &dyn Arg, row, kind, column, code, other])
        .collect();
    tx.insert_all("import_finding", ["list_id", "row_no", "kind", "column_no", "code", "other"], &rows).await?;
    tx.commit().await?;
    Ok(Ok(()))
}

/// Notes whose citizen ids were met out of reach: each tells somebody that a person is on record. False when they are too
/// many, in one list or in the last minutes.
async fn meet(
    conn: &mut Conn,
    tools: Tools<'_>,
    keeper: &Keeper,
    list: &List,
    met: &[(usize, i64)],
) -> Result<bool, Failure> {
    let sql = "SELECT other FROM import_finding WHERE list_id = $1 AND kind = 'met'";
    let known: Vec<(i64,)> = conn.all(sql, &[&list.id]).await?;
    let new: Vec<i64> = met.iter().map(|(_, person)| *person).filter(|person| !known.contains(&(*person,))).collect();
    if new.len() > MET || (!new.is_empty() && !(tools.may_meet)()) {
        return Ok(false);
    }
    let grant = keeper.grant(list.unit_id)?;
    let events: Vec<_> = new.iter().map(|person| grant.event("people.citizen.met", "person", *person)).collect();
    journal::write_all(conn, &events, tools.now).await?;
    Ok(true)
}

fn checker<'a>(ground: &'a Ground, units: &'a Units<'a>, tools: Tools<'a>) -> Checker<'a> {
    let known = (units, &ground.people, tools.vault);
    Checker::new(&ground.plan, known, &ground.choices, (ground.whole, tools.now.day()))
}

fn note(findings: &mut Vec<Finding>, row: i64, outcome: &Outcome, place: Option<i64>) {
    match outcome {
        Outcome::Wrong(faults) => findings.extend(faults.iter().map(|(column, fault, other)| {
            (row, "wrong", column.map(|column| column as i64), fault.word().to_owned(), other.map(|other| other as i64))
        })),
        Outcome::Doubtful(people, again) => {
            findings.extend(people.iter().map(|person| (row, "doubtful", None, "person".to_owned(), Some(*person))));
            findings.extend(again.map(|other| (row, "doubtful", None, "row".to_owned(), Some(other as i64))));
            if people.is_empty() && again.is_none() {
                findings.push((row, "doubtful", None, "gone".to_owned(), None));
            }
            findings.extend(place.map(|unit| (row, "doubtful", None, "unit".to_owned(), Some(unit))));
        }
        Outcome::Changed(_, person, fields) => {
            findings.extend(fields.iter().map(|field| (row, "changed", None, (*field).to_owned(), Some(*person))));
        }
        _ => {}
    }
}

/// Brings a list that was checked, in one transaction. What was counted must be what is found now; otherwise nothing is
/// brought, and the list is to be looked at again.
pub async fn bring(tools: Tools<'_>, keeper: &Keeper, list: &List) -> Result<Result<Counts, Problem>, Failure> {
    let mut tx = tools.db.begin().await?;
    // Whoever comes second waits here and then finds that it is done.
    let sql = "UPDATE import_list SET state = 'done', done_at = $1, version = version + 1, touched_at = $1
               WHERE id = $2 AND state = 'running'";
    if tx.exec(sql, &[&tools.now, &list.id]).await? == 0 {
        return Ok(Ok(list.counts()));
    }
    let ground = Ground::read(&mut tx, tools, keeper, list).await?;
    let units = Units::new(keeper.tree(), list.unit_id, &ground.codes);
    let mut checker = checker(&ground, &units, tools);
    let mut writer = Writer::new(tools, keeper, (list, &ground.plan), &ground.people);
    for first in stage::parts(&mut tx, list.id, ground.plan.sheet).await? {
        let rows = stage::part(&mut tx, tools.vault, (list.id, ground.plan.sheet), first, &ground.fixes).await?;
        for (nth, cells) in rows.iter().enumerate() {
            match checker.row(first + nth, cells).0 {
                Outcome::New(said, unit) => writer.enter(*said, unit),
                Outcome::Changed(said, person, fields) => match writer.correct(&mut tx, *said, person, &fields).await {
                    Err(Failure::Forbidden | Failure::NotFound) => return Ok(Err(Problem::Rights)),
                    other => other?,
                },
                _ => {}
            }
        }
        match writer.flush(&mut tx).await {
            Err(Failure::Forbidden | Failure::NotFound) => return Ok(Err(Problem::Rights)),
            other => other?,
        }
        (tools.progress)(first + rows.len());
        tokio::task::yield_now().await;
    }
    let counts = checker.counts;
    if counts != list.counts() {
        return Ok(Err(Problem::Meanwhile));
    }
    let grant = match keeper.grant(list.unit_id) {
        Ok(grant) => grant,
        Err(_) => return Ok(Err(Problem::Rights)),
    };
    ground.plan.remember(&mut tx, tools.now).await?;
    stage::forget_rows(&mut tx, tools.vault, list.id).await?;
    let after = json!({"file": list.file, "new": counts.new, "changed": counts.changed});
    journal::write(&mut tx, &grant.event("people.import.bring", stage::SUBJECT, list.id).after(after), tools.now)
        .await?;
    tx.commit().await?;
    Ok(Ok(counts))
}
