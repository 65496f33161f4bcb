//! Units that are prepared and not in force yet: they stand in no tree, list or rate until the event that establishes
//! them.

use crate::identity::reach::Grant;
use crate::identity::right::KeepOrganisation;
use kit::clock::{Day, Ts};
use kit::db::{Conn, DbError, Result};
use kit::journal;
use serde_json::json;

kit::record! {
    /// A unit in preparation.
    pub struct Draft {
        /// The draft.
        pub id: i64,
        /// Its identity outside the database.
        pub uid: String,
        /// The unit under which it is to stand.
        pub parent_id: i64,
        /// What kind it is to be, see [`super::kind`].
        pub kind: String,
        /// Its full name.
        pub name: String,
        /// Its name for tables.
        pub short: String,
        /// From when, when that is known.
        pub day: Option<Day>,
        /// Number and day of the paper; empty while there is none.
        pub paper: String,
        /// Counts the changes.
        pub version: i64,
    }
}

const OPEN: &str = "d.id, d.uid, d.parent_id, d.kind, d.name, d.short, d.day, d.paper, d.version FROM unit_draft d
                    LEFT JOIN unit_event e ON e.id = d.event_id
                    WHERE d.dropped_at IS NULL AND (d.event_id IS NULL OR e.undone_at IS NOT NULL)";

impl Draft {
    /// Those that are to stand under a unit; one whose event was taken back is a draft again.
    pub async fn under(conn: &mut Conn, parent: i64) -> Result<Vec<Draft>> {
        conn.all(&format!("SELECT {OPEN} AND d.parent_id = $1 ORDER BY d.name, d.id"), &[&parent]).await
    }

    /// The draft under this unit with this outward identity.
    pub async fn by_uid(conn: &mut Conn, parent: i64, uid: &str) -> Result<Option<Draft>> {
        conn.opt(&format!("SELECT {OPEN} AND d.parent_id = $1 AND d.uid = $2"), &[&parent, &uid]).await
    }
}

/// Why a draft was not kept.
#[derive(Debug, thiserror::Error)]
pub enum DraftError {
    /// Somebody else changed, dropped or established it meanwhile.
    #[error("the draft was changed meanwhile")]
    Stale,
    /// The database's refusal.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Keeps a draft under the grant's unit; `new.version` is the one that was looked at, 0 for a new one.
///
/// # Errors
/// [`DraftError::Stale`] when somebody else changed it meanwhile.
pub async fn keep(
    conn: &mut Conn,
    parent: Grant<KeepOrganisation>,
    new: &Draft,
    now: Ts,
) -> std::result::Result<(), DraftError> {
    let id = match new.version {
        0 => {
            let sql = "INSERT INTO unit_draft (uid, parent_id, kind, name, short, day, paper, changed_at)
                       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
            let values: [&dyn kit::db::Arg; 8] =
                [&new.uid, &parent.unit(), &new.kind, &new.name, &new.short, &new.day, &new.paper, &now];
            conn.insert(sql, &values).await?
        }
        seen => {
            let known = known(conn, &parent, &new.uid, seen).await?;
            let sql = "UPDATE unit_draft SET kind = $1, name = $2, short = $3, day = $4, paper = $5, changed_at = $6,
                       version = version + 1 WHERE id = $7 AND version = $8";
            let values: [&dyn kit::db::Arg; 8] =
                [&new.kind, &new.name, &new.short, &new.day, &new.paper, &now, &known, &seen];
            if conn.exec(sql, &values).await? == 0 {
                return Err(DraftError::Stale);
            }
            known
        }
    };
    let after = json!({"kind": new.kind, "name": new.name, "day": new.day, "paper": new.paper});
    journal::write(conn, &parent.event("org.draft.keep", "unit_draft", id).after(after), now).await?;
    Ok(())
}

/// Drops a draft under the grant's unit.
///
/// # Errors
/// [`DraftError::Stale`] when somebody else changed it meanwhile.
pub async fn drop_it(
    conn: &mut Conn,
    parent: Grant<KeepOrganisation>,
    (uid, seen): (&str, i64),
    now: Ts,
) -> std::result::Result<(), DraftError> {
    let id = known(conn, &parent, uid, seen).await?;
    let sql = "UPDATE unit_draft SET dropped_at = $1, version = version + 1 WHERE id = $2 AND version = $3";
    if conn.exec(sql, &[&now, &id, &seen]).await? == 0 {
        return Err(DraftError::Stale);
    }
    journal::write(conn, &parent.event("org.draft.drop", "unit_draft", id), now).await?;
    Ok(())
}

/// Notes that an event established what a draft prepared; what the event writes to the journal tells of it.
///
/// # Errors
/// [`DraftError::Stale`] when somebody else changed it meanwhile.
pub async fn established(
    conn: &mut Conn,
    parent: Grant<KeepOrganisation>,
    (uid, seen): (&str, i64),
    event: i64,
) -> std::result::Result<(), DraftError> {
    let id = known(conn, &parent, uid, seen).await?;
    let sql = "UPDATE unit_draft SET event_id = $1, version = version + 1 WHERE id = $2 AND version = $3";
    match conn.exec(sql, &[&event, &id, &seen]).await? {
        0 => Err(DraftError::Stale),
        _ => Ok(()),
    }
}

async fn known(
    conn: &mut Conn,
    parent: &Grant<KeepOrganisation>,
    uid: &str,
    seen: i64,
) -> std::result::Result<i64, DraftError> {
    let draft = Draft::by_uid(conn, parent.unit(), uid).await?;
    draft.filter(|draft| draft.version == seen).map(|draft| draft.id).ok_or(DraftError::Stale)
}
