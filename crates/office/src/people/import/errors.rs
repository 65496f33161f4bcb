//! What keeps rows from being brought, in words: by row and cell, and as a file with the reason beside each row.

use super::rows::text as read;
use super::stage::{self, Fixes, List};
use kit::db::Conn;
use kit::failure::Failure;
use kit::vault::Vault;
use kit::words::Words;
use std::collections::BTreeMap;

/// Rows in the file of errors.
const FILE: usize = 20_000;

/// The rows of a kind, by their place.
pub(super) async fn numbers(conn: &mut Conn, list: &List, kind: &str) -> Result<Vec<usize>, Failure> {
    let rows: Vec<(i64,)> = if kind == "skipped" {
        let sql = "SELECT row_no FROM import_choice WHERE list_id = $1 AND choice = 'skip' ORDER BY row_no";
        conn.all(sql, &[&list.id]).await?
    } else {
        let sql = "SELECT DISTINCT row_no FROM import_finding WHERE list_id = $1 AND kind = $2 ORDER BY row_no";
        conn.all(sql, &[&list.id, &kind]).await?
    };
    Ok(rows.into_iter().map(|(row,)| row as usize).collect())
}

/// What is wrong with a row: column, code, another row.
pub(super) type Why = (Option<i64>, String, Option<i64>);

/// What was found of these rows, by row.
pub(super) async fn findings(
    conn: &mut Conn,
    list: &List,
    kind: &str,
    wanted: &[usize],
) -> Result<BTreeMap<usize, Vec<Why>>, Failure> {
    let (first, last) = (wanted.first().copied().unwrap_or(0) as i64, wanted.last().copied().unwrap_or(0) as i64);
    let sql = "SELECT row_no, column_no, code, other FROM import_finding WHERE list_id = $1 AND kind = $2
               AND row_no >= $3 AND row_no <= $4 ORDER BY row_no, id";
    let found: Vec<(i64, Option<i64>, String, Option<i64>)> = conn.all(sql, &[&list.id, &kind, &first, &last]).await?;
    let mut by_row: BTreeMap<usize, Vec<Why>> = BTreeMap::new();
    for (row, column, code, other) in found {
        by_row.entry(row as usize).or_default().push((column, code, other));
    }
    Ok(by_row)
}

/// A finding in words.
pub(super) fn said(w: Words, kind: &str, code: &str, other: Option<i64>) -> String {
    match (kind, code) {
        ("notice", code) => w.say(&format!("import-notice-{code}")),
        (_, "id-twice") => w.with("import-fault-id-twice", "row", w.number(other.unwrap_or(0) + 1)),
        (_, code) => w.say(&format!("import-fault-{code}")),
    }
}

/// Why a row is asked about: somebody on record, another row, or both.
fn doubts(w: Words, found: &[Why]) -> Vec<String> {
    let row = found.iter().find(|(_, code, _)| code == "row").and_then(|(.., other)| *other);
    let again = row.map(|row| w.with("import-same-as-row", "row", w.number(row + 1)));
    let known = found.iter().any(|(_, code, _)| ["person", "gone"].contains(&code.as_str()));
    known.then(|| w.say("import-doubtful-reason")).into_iter().chain(again).collect()
}

/// The rows that were not right, as they are in the list, with the reasons beside them: an XLSX file.
///
/// # Errors
/// When the list cannot be read.
pub async fn file(conn: &mut Conn, vault: &Vault, list: &List, w: Words) -> Result<Vec<u8>, Failure> {
    let plan = list.plan();
    let mut wanted = numbers(conn, list, "wrong").await?;
    wanted.extend(numbers(conn, list, "doubtful").await?);
    wanted.sort_unstable();
    wanted.dedup();
    wanted.truncate(FILE);
    let why = findings(conn, list, "wrong", &wanted).await?;
    let like = findings(conn, list, "doubtful", &wanted).await?;
    let fixes = Fixes::read(conn, vault, list.id).await?;
    let mut out = Vec::with_capacity(wanted.len());
    // The file has the row's number in front: its letters are not those of the list.
    let heading = |nth: usize| match plan.columns.get(nth).map_or("", |column| column.label.as_str()) {
        "" => letters(nth),
        label => label.to_owned(),
    };
    let (mut part, mut first) = (Vec::new(), usize::MAX);
    for at in wanted {
        let begins = at / stage::PART * stage::PART;
        if begins != first {
            part = stage::part(conn, vault, (list.id, plan.sheet), begins, &fixes).await?;
            first = begins;
        }
        let cells: &[String] = part.get(at - first).map_or(&[], Vec::as_slice);
        let mut row = vec![(at + 1).to_string()];
        for (nth, column) in plan.columns.iter().enumerate() {
            row.push(read(cells.get(nth).map_or("", String::as_str), column.charset()));
        }
        let reasons: Vec<String> = match why.get(&at) {
            Some(why) => why
                .iter()
                .map(|(column, code, other)| {
                    let reason = said(w, "wrong", code, *other);
                    column.map_or(reason.clone(), |column| format!("{}: {reason}", heading(column as usize)))
                })
                .collect(),
            None => like.get(&at).map_or(vec![], |found| doubts(w, found)),
        };
        row.push(reasons.join(" "));
        out.push(row);
    }
    let mut header = vec![w.say("import-row")];
    header.extend((0..plan.columns.len()).map(heading));
    header.push(w.say("import-reason"));
    let title = w.with("import-error-title", "file", list.file.as_str());
    Ok(sheet::xlsx(&title, &header, &out).map_err(anyhow::Error::from)?)
}

/// The first rows that cannot be brought, each with its reasons; at most `most`.
///
/// # Errors
/// When the list cannot be read.
pub async fn told(conn: &mut Conn, list: &List, w: Words, most: usize) -> Result<Vec<(i64, String)>, Failure> {
    let mut wanted = numbers(conn, list, "wrong").await?;
    wanted.truncate(most);
    let why = findings(conn, list, "wrong", &wanted).await?;
    let reason = |(column, code, other): &Why| {
        let reason = said(w, "wrong", code, *other);
        column.map_or(reason.clone(), |column| format!("{}: {reason}", letters(column as usize)))
    };
    let row = |row: &usize| {
        let reasons: Vec<String> = why.get(row).into_iter().flatten().map(reason).collect();
        (*row as i64 + 1, reasons.join(" "))
    };
    Ok(wanted.iter().map(row).collect())
}

/// The letters of a column, as spreadsheets name it.
pub(super) fn letters(column: usize) -> String {
    let mut name = String::new();
    let mut left = column + 1;
    while left > 0 {
        left -= 1;
        name.insert(0, char::from(b'A' + (left % 26) as u8));
        left /= 26;
    }
    name
}
