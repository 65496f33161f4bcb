//! A list between its arrival and its end: rows, mended cells and choices, sealed under a key of the list's own.

use super::check::{Choice, Counts};
use super::fields::{self, Field};
use super::layout::{self, Where};
use super::plan::Plan;
use super::rows::MENDED;
use crate::identity::reach::Grant;
use crate::identity::right::KeepPeople;
use kit::clock::{Day, Ts};
use kit::db::{Conn, DbError, Result};
use kit::journal;
use kit::vault::Vault;
use serde_json::json;
use sheet::Sheet;
use std::collections::HashMap;

/// Under this subject the vault keeps a list's key.
pub const SUBJECT: &str = "import_list";
/// Rows sealed together.
pub(super) const PART: usize = 500;
/// Merged cells that are filled at most.
const FILLED: usize = 500_000;

kit::record! {
    /// A list that was brought here.
    pub struct List {
        /// The list.
        pub id: i64,
        /// Its identity outside the database.
        pub uid: String,
        /// Who brought it; `None` for the console.
        pub account_id: Option<i64>,
        /// Who let it go on last, with whose rights the step is done; `None` for the console.
        pub acting_id: Option<i64>,
        /// The unit whose branch it is for.
        pub unit_id: i64,
        /// The file's name.
        pub file: String,
        /// `open`, `checking`, `checked`, `running`, `done`, `undoing`, `undone`, `dropped`.
        pub state: String,
        /// Counts the changes.
        pub version: i64,
        /// Names and rows of its sheets, as JSON.
        pub sheets: String,
        /// Rows of the sheet that is read.
        pub total: i64,
        /// How it is read, as JSON.
        pub plan: String,
        /// What the check counted, as JSON.
        pub counts: String,
        /// Why the last step was not done, as JSON.
        pub problem: Option<String>,
        /// When it came.
        pub made_at: Ts,
        /// When its rows were brought.
        pub done_at: Option<Ts>,
        /// When they were taken back.
        pub undone_at: Option<Ts>,
    }
}

const COLUMNS: &str =
    "id, uid, account_id, acting_id, unit_id, file, state, version, sheets, total, plan, counts, problem, made_at,
                       done_at, undone_at FROM import_list";

impl List {
    /// The list of an outward identity.
    pub async fn by_uid(conn: &mut Conn, uid: &str) -> Result<Option<List>> {
        conn.opt(&format!("SELECT {COLUMNS} WHERE uid = $1"), &[&uid]).await
    }

    /// The list of an id.
    pub async fn get(conn: &mut Conn, id: i64) -> Result<Option<List>> {
        conn.opt(&format!("SELECT {COLUMNS} WHERE id = $1"), &[&id]).await
    }

    /// All of them, the newest first.
    pub async fn all(conn: &mut Conn) -> Result<Vec<List>> {
        conn.all(&format!("SELECT {COLUMNS} ORDER BY id DESC LIMIT 500"), &[]).await
    }

    /// How it is read.
    pub fn plan(&self) -> Plan {
        serde_json::from_str(&self.plan).unwrap_or_default()
    }

    /// What the check counted.
    pub fn counts(&self) -> Counts {
        serde_json::from_str(&self.counts).unwrap_or_default()
    }

    /// Names and numbers of rows of its sheets.
    pub fn sheets(&self) -> Vec<(String, i64)> {
        serde_json::from_str(&self.sheets).unwrap_or_default()
    }
}

/// Keeps a list that has come, and guesses how it is to be read; its id. The grant is for the unit it is meant for; where people
/// are members of that unit itself, `own` is its outward identity, and the whole list is of it unless a column says units.
pub async fn begin(
    conn: &mut Conn,
    grant: Grant<KeepPeople>,
    vault: &Vault,
    (uid, file, own): (&str, &str, &str),
    mut book: Vec<Sheet>,
    now: Ts,
) -> Result<i64> {
    book.iter_mut().for_each(fill_merged);
    let names: Vec<(String, usize)> = book.iter().map(|sheet| (sheet.name.clone(), sheet.rows.len())).collect();
    // The sheet that looks most like a list of persons.
    let plans: Vec<Plan> = book
        .iter()
        .enumerate()
        .map(|(nth, sheet)| Plan::guess(head(&sheet.rows), nth, Where::Sought, now.day()))
        .collect();
    let fit = |plan: &Plan| (plan.missing().is_empty(), plan.columns.iter().filter(|c| c.field().is_some()).count());
    let mut plan = plans.into_iter().rev().max_by_key(fit).unwrap_or_default();
    let rows = book.get(plan.sheet).map_or(&[][..], |sheet| head(&sheet.rows));
    plan.recall(conn, (rows, Where::Sought), now.day()).await?;
    if !plan.has(Field::Unit) {
        plan.unit = own.to_owned();
    }
    let total = names.get(plan.sheet).map_or(0, |(_, rows)| *rows as i64);
    let file: String = file.rsplit(['/', '\\']).next().unwrap_or_default().chars().take(120).collect();
    let id = conn
        .insert(
            "INSERT INTO import_list (uid, account_id, unit_id, file, state, sheets, total, plan, made_at, touched_at)
             VALUES ($1, $2, $3, $4, 'open', $5, $6, $7, $8, $8)",
            &[
                &uid,
                &grant.account(),
                &grant.unit(),
                &file,
                &json!(names).to_string(),
                &total,
                &json!(plan).to_string(),
                &now,
            ],
        )
        .await?;
    for (nth, sheet) in book.iter().enumerate() {
        for (part, rows) in sheet.rows.chunks(PART).enumerate() {
            let bytes = serde_json::to_vec(rows).map_err(|e| DbError::Broken(e.to_string()))?;
            let sealed = vault.seal_bytes(conn, SUBJECT, id, &bytes, now).await?;
            let sql = "INSERT INTO import_part (list_id, sheet, first_row, sealed) VALUES ($1, $2, $3, $4)";
            conn.exec(sql, &[&id, &(nth as i64), &((part * PART) as i64), &sealed]).await?;
        }
    }
    let event = grant.event("people.import.begin", SUBJECT, id).after(json!({"file": file}));
    journal::write(conn, &event, now).await?;
    Ok(id)
}

/// The rows at the beginning of a sheet, by which it is judged.
fn head(rows: &[Vec<String>]) -> &[Vec<String>] {
    &rows[..rows.len().min(PART)]
}

/// A unit that stands once beside several rows holds for each of them.
fn fill_merged(sheet: &mut Sheet) {
    let found = layout::find(head(&sheet.rows));
    let below = found.header.map_or(0, |(_, last)| last + 1);
    let of_unit = found.columns.iter().position(|heading| heading.field == Some(fields::Field::Unit));
    let mut left = FILLED;
    for merged in &sheet.merged {
        let (first, last) = (merged.first, merged.last);
        if first.0 < below || Some(first.1) != of_unit || last.0 - first.0 > left {
            continue;
        }
        left -= last.0 - first.0;
        let said = sheet.rows.get(first.0).and_then(|row| row.get(first.1)).cloned().unwrap_or_default();
        for row in sheet.rows.iter_mut().take(last.0 + 1).skip(first.0 + 1).filter(|row| !row.is_empty()) {
            if row.len() <= first.1 {
                row.resize(first.1 + 1, String::new());
            }
            row[first.1].clone_from(&said);
        }
    }
    sheet.merged = Vec::new();
}

/// Where the parts of a sheet begin.
pub async fn parts(conn: &mut Conn, list: i64, sheet: usize) -> Result<Vec<usize>> {
    let sql = "SELECT first_row FROM import_part WHERE list_id = $1 AND sheet = $2 ORDER BY first_row";
    let rows: Vec<(i64,)> = conn.all(sql, &[&list, &(sheet as i64)]).await?;
    Ok(rows.into_iter().map(|(first,)| first as usize).collect())
}

/// The rows of a part, with what was mended in them.
pub async fn part(
    conn: &mut Conn,
    vault: &Vault,
    (list, sheet): (i64, usize),
    first: usize,
    fixes: &Fixes,
) -> Result<Vec<Vec<String>>> {
    let sql = "SELECT sealed FROM import_part WHERE list_id = $1 AND sheet = $2 AND first_row = $3";
    let sealed: Option<Vec<u8>> = conn.value(sql, &[&list, &(sheet as i64), &(first as i64)]).await?;
    let Some(sealed) = sealed else { return Ok(Vec::new()) };
    let bytes = vault.open_bytes(conn, SUBJECT, list, &sealed).await?.unwrap_or_default();
    let mut rows: Vec<Vec<String>> = serde_json::from_slice(&bytes).map_err(|e| DbError::Broken(e.to_string()))?;
    for (row, column, text) in fixes.within(first, rows.len()) {
        let cells = &mut rows[row - first];
        if cells.len() <= column {
            cells.resize(column + 1, String::new());
        }
        cells[column] = text.to_owned();
    }
    Ok(rows)
}

/// Row `at` of a sheet, with what was mended in it.
pub async fn row(
    conn: &mut Conn,
    vault: &Vault,
    (list, sheet): (i64, usize),
    at: usize,
    fixes: &Fixes,
) -> Result<Vec<String>> {
    let first = at / PART * PART;
    let mut rows = part(conn, vault, (list, sheet), first, fixes).await?;
    Ok(if at - first < rows.len() { rows.swap_remove(at - first) } else { Vec::new() })
}

/// Cells as they were mended.
#[derive(Debug, Default)]
pub struct Fixes(HashMap<usize, Vec<(usize, String)>>);

impl Fixes {
    /// Those of a list.
    pub async fn read(conn: &mut Conn, vault: &Vault, list: i64) -> Result<Fixes> {
        let sql = "SELECT row_no, column_no, sealed FROM import_fix WHERE list_id = $1";
        let rows: Vec<(i64, i64, Vec<u8>)> = conn.all(sql, &[&list]).await?;
        let mut fixes = Fixes::default();
        for (row, column, sealed) in rows {
            let text = vault.open_bytes(conn, SUBJECT, list, &sealed).await?.unwrap_or_default();
            let text = String::from_utf8(text).unwrap_or_default();
            fixes.0.entry(row as usize).or_default().push((column as usize, text));
        }
        Ok(fixes)
    }

    fn within(&self, first: usize, rows: usize) -> impl Iterator<Item = (usize, usize, &str)> {
        let inside = self.0.iter().filter(move |(row, _)| (first..first + rows).contains(row));
        inside.flat_map(|(row, cells)| cells.iter().map(|(column, text)| (*row, *column, text.as_str())))
    }
}

/// Mends a cell.
pub async fn fix(
    conn: &mut Conn,
    vault: &Vault,
    list: i64,
    (row, column): (usize, usize),
    text: &str,
    now: Ts,
) -> Result<()> {
    let text = if text.is_empty() { String::new() } else { format!("{MENDED}{text}") };
    let sealed = vault.seal_bytes(conn, SUBJECT, list, text.as_bytes(), now).await?;
    conn.exec(
        "INSERT INTO import_fix (list_id, row_no, column_no, sealed) VALUES ($1, $2, $3, $4)
         ON CONFLICT (list_id, row_no, column_no) DO UPDATE SET sealed = excluded.sealed",
        &[&list, &(row as i64), &(column as i64), &sealed],
    )
    .await?;
    Ok(())
}

/// Says who a row is, or, with `None`, takes that back.
pub async fn choose(conn: &mut Conn, list: i64, row: usize, choice: Option<&Choice>) -> Result<()> {
    conn.exec("DELETE FROM import_choice WHERE list_id = $1 AND row_no = $2", &[&list, &(row as i64)]).await?;
    let (word, person, fields) = match choice {
        None => return Ok(()),
        Some(Choice::Same(person, fields)) => ("same", Some(*person), fields.as_ref().map(|fields| fields.join(","))),
        Some(Choice::Other) => ("other", None, None),
        Some(Choice::Skip) => ("skip", None, None),
    };
    let sql = "INSERT INTO import_choice (list_id, row_no, choice, person_id, fields) VALUES ($1, $2, $3, $4, $5)";
    conn.exec(sql, &[&list, &(row as i64), &word, &person, &fields]).await?;
    Ok(())
}

/// What was decided, by row.
pub async fn choices(conn: &mut Conn, list: i64) -> Result<HashMap<usize, Choice>> {
    let sql = "SELECT row_no, choice, person_id, fields FROM import_choice WHERE list_id = $1";
    let rows: Vec<(i64, String, Option<i64>, Option<String>)> = conn.all(sql, &[&list]).await?;
    let choice = |word: &str, person: Option<i64>, fields: Option<String>| match (word, person) {
        ("same", Some(person)) => {
            let named = |fields: String| fields.split(',').filter(|f| !f.is_empty()).map(str::to_owned).collect();
            Choice::Same(person, fields.map(named))
        }
        ("other", _) => Choice::Other,
        _ => Choice::Skip,
    };
    Ok(rows.into_iter().map(|(row, word, person, fields)| (row as usize, choice(&word, person, fields))).collect())
}

/// The plan of another sheet, or of other headings; what was mended and decided by the one before is left.
pub async fn plan_anew(
    conn: &mut Conn,
    vault: &Vault,
    list: &List,
    (sheet, header): (usize, Where),
    today: Day,
) -> Result<Plan> {
    for table in ["import_fix", "import_choice", "import_finding"] {
        conn.exec(&format!("DELETE FROM {table} WHERE list_id = $1"), &[&list.id]).await?;
    }
    let rows = part(conn, vault, (list.id, sheet), 0, &Fixes::default()).await?;
    let mut plan = Plan::guess(&rows, sheet, header, today);
    plan.recall(conn, (&rows, header), today).await?;
    Ok(plan)
}

/// Lets a list go on to another state with another plan, by `who`; false when it was changed since `version` was read, or its state
/// is not one from which that one is reached.
pub async fn move_on(
    conn: &mut Conn,
    list: &List,
    (version, who): (i64, Option<i64>),
    (state, plan): (&str, &Plan),
    now: Ts,
) -> Result<bool> {
    let from = match state {
        "running" => "('checked')",
        "undoing" => "('done')",
        _ => "('open', 'checked')",
    };
    let total = list.sheets().get(plan.sheet).map_or(0, |(_, rows)| *rows);
    let plan = json!(plan).to_string();
    let moved = conn
        .exec(
            &format!(
                "UPDATE import_list SET state = $1, plan = $2, total = $3, problem = NULL, version = version + 1,
                 touched_at = $4, acting_id = $5 WHERE id = $6 AND version = $7 AND state IN {from}"
            ),
            &[&state, &plan, &total, &now, &who, &list.id, &version],
        )
        .await?;
    Ok(moved > 0)
}

/// Deletes what is kept of a list's rows, and the key with which it was sealed.
pub async fn forget_rows(conn: &mut Conn, vault: &Vault, list: i64) -> Result<()> {
    for table in ["import_part", "import_fix", "import_choice", "import_finding"] {
        conn.exec(&format!("DELETE FROM {table} WHERE list_id = $1"), &[&list]).await?;
    }
    vault.erase(conn, SUBJECT, list).await
}

/// Leaves a list that was not brought.
pub async fn drop_list(conn: &mut Conn, grant: Grant<KeepPeople>, vault: &Vault, list: i64, now: Ts) -> Result<bool> {
    let sql = "UPDATE import_list SET state = 'dropped', version = version + 1, touched_at = $1
               WHERE id = $2 AND state IN ('open', 'checking', 'checked')";
    if conn.exec(sql, &[&now, &list]).await? == 0 {
        return Ok(false);
    }
    forget_rows(conn, vault, list).await?;
    journal::write(conn, &grant.event("people.import.drop", SUBJECT, list), now).await?;
    Ok(true)
}
