//! Organisation codes: 14 digits in five groups (`38.168.053.000.001`), dated like everything about a unit.
//!
//! The groups are province, superior of the grassroots, grassroots, attached committee, cell. The code of a unit is the
//! one of the day; no two units bear one code on one day.

use super::spans::{Span, is_of_change};
use crate::identity::reach::Grant;
use crate::identity::right::KeepOrganisation;
use kit::clock::{Day, Ts};
use kit::db::{Conn, DbError, Result};
use kit::journal;
use serde_json::json;
use std::fmt;

/// Digits of each group.
const GROUPS: [usize; 5] = [2, 3, 3, 3, 3];
/// Digits of a code.
const DIGITS: usize = 14;

/// A code that could be one; kept as its 14 digits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OrgCode(String);

/// Why a text is no code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WrongCode {
    /// Something else than digits and what stands between groups.
    #[error("a code has digits only")]
    Letters,
    /// So many digits instead of 14.
    #[error("a code has 14 digits, not {0}")]
    Digits(usize),
    /// The groups are not 2, 3, 3, 3 and 3 digits long.
    #[error("the groups of a code have 2, 3, 3, 3 and 3 digits")]
    Groups,
}

impl OrgCode {
    /// Reads `38.168.053.000.001` and the plain `38168053000001`; groups may also be parted by blanks or hyphens.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> std::result::Result<OrgCode, WrongCode> {
        let parts: Vec<&str> = text.split(['.', '-', ' ', '\u{a0}']).filter(|part| !part.is_empty()).collect();
        let digits = parts.concat();
        if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(WrongCode::Letters);
        }
        if digits.len() != DIGITS {
            return Err(WrongCode::Digits(digits.len()));
        }
        let in_groups = parts.len() == 1 || parts.iter().map(|part| part.len()).eq(GROUPS);
        if in_groups { Ok(OrgCode(digits)) } else { Err(WrongCode::Groups) }
    }

    /// The 14 digits.
    pub fn plain(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for OrgCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = self.0.as_str();
        for (nth, digits) in GROUPS.into_iter().enumerate() {
            let (group, after) = rest.split_at(digits);
            write!(f, "{}{group}", if nth == 0 { "" } else { "." })?;
            rest = after;
        }
        Ok(())
    }
}

/// A code as the record keeps it, written in groups.
pub fn written(plain: &str) -> String {
    OrgCode::parse(plain).map_or_else(|_| plain.to_owned(), |code| code.to_string())
}

kit::record! {
    /// A code that a unit bears or bore.
    pub struct Borne {
        /// The row.
        pub id: i64,
        /// Its 14 digits.
        pub code: String,
        /// The first day.
        pub from_day: Day,
        /// The first day without it.
        pub to_day: Option<Day>,
        /// Number and day of the paper; empty when none is known.
        pub paper: String,
    }
}

impl Borne {
    /// The codes of a unit, the newest first.
    pub async fn by(conn: &mut Conn, unit: i64) -> Result<Vec<Borne>> {
        conn.all(
            "SELECT id, code, from_day, to_day, coalesce(paper, '') AS paper FROM unit_code WHERE unit_id = $1
             AND (to_day IS NULL OR to_day > from_day) ORDER BY from_day DESC, id DESC",
            &[&unit],
        )
        .await
    }

    /// Whether the unit bears it on a day.
    pub fn holds_on(&self, day: Day) -> bool {
        self.from_day <= day && self.to_day.is_none_or(|to| to > day)
    }
}

/// The digits of a code up to its last group that is not all zeros: those that the codes of units below begin with.
pub fn stem(plain: &str) -> &str {
    let (mut at, mut end) = (0, 0);
    for digits in GROUPS {
        at += digits;
        let group = plain.get(at - digits..at).unwrap_or_default();
        if group.bytes().any(|digit| digit != b'0') {
            end = at;
        }
    }
    &plain[..end]
}

/// The code of each unit that has one on a day, in 14 digits.
pub async fn codes_on(conn: &mut Conn, day: Day) -> Result<Vec<(i64, String)>> {
    let sql = "SELECT unit_id, code FROM unit_code WHERE from_day <= $1 AND (to_day IS NULL OR to_day > $1)";
    conn.all(sql, &[&day]).await
}

/// Why a unit was not given a code.
#[derive(Debug, thiserror::Error)]
pub enum CodeError {
    /// Another unit bears it in that time.
    #[error("unit {0} bears this code")]
    Taken(i64),
    /// The unit does not exist on the day.
    #[error("the unit does not exist on the day")]
    NotThere,
    /// A change of units began or ended it.
    #[error("a change of units began or ended this code")]
    OfChange,
    /// Somebody else gave the unit another code since it was read.
    #[error("the code was changed meanwhile")]
    Stale,
    /// The database's refusal.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// From `from` on, and until the next code on record, the grant's unit bears `code`. `seen` is the newest row that the
/// caller saw, 0 for none.
///
/// # Errors
/// See [`CodeError`]; the caller rolls back.
pub async fn give_code(
    conn: &mut Conn,
    grant: Grant<KeepOrganisation>,
    (code, seen): (&OrgCode, i64),
    (from, paper): (Day, &str),
    now: Ts,
) -> std::result::Result<i64, CodeError> {
    let unit = grant.unit();
    let newest: Option<i64> = conn.value("SELECT max(id) FROM unit_code WHERE unit_id = $1", &[&unit]).await?.flatten();
    if newest.unwrap_or(0) != seen {
        return Err(CodeError::Stale);
    }
    let sql = "SELECT to_day FROM unit_name WHERE unit_id = $1 AND from_day <= $2 AND (to_day IS NULL OR to_day > $2)";
    conn.opt::<(Option<Day>,)>(sql, &[&unit, &from]).await?.ok_or(CodeError::NotThere)?;
    let holds = "unit_id = $1 AND (to_day IS NULL OR to_day > from_day)";
    let known = format!(
        "SELECT id, from_day, to_day, code FROM unit_code WHERE {holds} AND from_day <= $2 AND
                         (to_day IS NULL OR to_day > $2)"
    );
    let known: Option<(i64, Day, Option<Day>, String)> = conn.opt(&known, &[&unit, &from]).await?;
    let next = format!("SELECT min(from_day) FROM unit_code WHERE {holds} AND from_day > $2");
    let next: Option<Day> = conn.value(&next, &[&unit, &from]).await?.flatten();
    // What ended with its unit stays ended.
    let to = known.as_ref().and_then(|(_, _, to, _)| *to).or(next);
    let plain = code.plain();
    if let Some(other) = borne_by_another(conn, code, unit, (from, to)).await? {
        return Err(CodeError::Taken(other));
    }
    if let Some((row, ..)) = &known {
        conn.exec("UPDATE unit_code SET to_day = $1 WHERE id = $2", &[&from, row]).await?;
    }
    let sql = "INSERT INTO unit_code (unit_id, code, from_day, to_day, paper) VALUES ($1, $2, $3, $4, $5)";
    let row = conn.insert(sql, &[&unit, &plain, &from, &to, &paper]).await?;
    let mut event = grant.event("org.code.give", "unit_code", row);
    event.before = known.map(|(.., code)| json!({"code": code}));
    journal::write(conn, &event.after(json!({"code": plain, "from": from, "paper": paper})), now).await?;
    Ok(row)
}

/// Takes a code away that was given by mistake: the unit never bore it, and the one that ended when it began goes on in its
/// stead. `seen` as for [`give_code`]; `why` stands in the journal.
///
/// # Errors
/// [`CodeError::Stale`] when the unit does not bear it (any more), [`CodeError::Taken`] when another unit bears by now what would
/// go on, [`CodeError::OfChange`]; the caller rolls back.
pub async fn drop_code(
    conn: &mut Conn,
    grant: Grant<KeepOrganisation>,
    (row, seen): (i64, i64),
    why: &str,
    now: Ts,
) -> std::result::Result<(), CodeError> {
    let unit = grant.unit();
    let newest: Option<i64> = conn.value("SELECT max(id) FROM unit_code WHERE unit_id = $1", &[&unit]).await?.flatten();
    let all = Borne::by(conn, unit).await?;
    let borne = all.iter().find(|borne| borne.id == row && newest == Some(seen)).ok_or(CodeError::Stale)?;
    if is_of_change(conn, Span::Code, row).await? {
        return Err(CodeError::OfChange);
    }
    conn.exec("UPDATE unit_code SET to_day = from_day WHERE id = $1", &[&row]).await?;
    // One that a change began on the same day did not come to hold because of this one.
    let cut = "SELECT id, code FROM unit_code c WHERE unit_id = $1 AND to_day = $2 AND id < $3 AND (to_day > from_day
                 OR EXISTS (SELECT 1 FROM unit_step s JOIN unit_event e ON e.id = s.event_id
                            WHERE s.span = 'unit_code' AND s.row_id = c.id AND s.began = 1 AND e.undone_at IS NULL))
               ORDER BY id DESC LIMIT 1";
    let cut: Option<(i64, String)> = conn.opt(cut, &[&unit, &borne.from_day, &row]).await?;
    if let Some((cut, code)) = &cut {
        let code = OrgCode(code.clone());
        if let Some(other) = borne_by_another(conn, &code, unit, (borne.from_day, borne.to_day)).await? {
            return Err(CodeError::Taken(other));
        }
        conn.exec("UPDATE unit_code SET to_day = $1 WHERE id = $2", &[&borne.to_day, cut]).await?;
    }
    let before = json!({"code": borne.code, "from": borne.from_day, "to": borne.to_day, "paper": borne.paper});
    let event = grant.event("org.code.drop", "unit_code", row).before(before);
    journal::write(conn, &event.after(json!({"why": why, "goes_on": cut.map(|(_, code)| code)})), now).await?;
    Ok(())
}

/// The unit beside `unit` that bears the code within a time.
pub(super) async fn borne_by_another(
    conn: &mut Conn,
    code: &OrgCode,
    unit: i64,
    (from, to): (Day, Option<Day>),
) -> Result<Option<i64>> {
    let sql = "SELECT unit_id FROM unit_code WHERE code = $1 AND unit_id <> $2 AND (to_day IS NULL OR (to_day > $3
               AND to_day > from_day)) AND (CAST($4 AS TEXT) IS NULL OR from_day < $4) ORDER BY from_day";
    conn.value(sql, &[&code.plain(), &unit, &from, &to]).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_in_groups_and_plain_and_written_in_groups() {
        for typed in ["38.168.053.000.001", "38168053000001", " 38 168 053 000 001 ", "38-168-053-000-001"] {
            let code = OrgCode::parse(typed).unwrap();
            assert_eq!((code.plain(), &*code.to_string()), ("38168053000001", "38.168.053.000.001"), "{typed}");
        }
        for (typed, wrong) in [
            ("", WrongCode::Digits(0)),
            ("38.168.053.000", WrongCode::Digits(11)),
            ("381680530000012", WrongCode::Digits(15)),
            ("381.68.053.000.001", WrongCode::Groups),
            ("38168.053.000.001", WrongCode::Groups),
            ("38.168.053.000.00A", WrongCode::Letters),
            ("３８.168.053.000.001", WrongCode::Letters),
        ] {
            assert_eq!(OrgCode::parse(typed), Err(wrong), "{typed}");
        }
    }
}
