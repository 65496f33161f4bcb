//! Many rows at once: numbers taken in advance, and rows of one table written a hundred to a statement. On PostgreSQL
//! that saves the round trips, on SQLite the beginnings and ends of statements.

use super::{Arg, Conn, DbError, EngineKind, Result};

/// Rows in one statement.
const ROWS: usize = 100;

impl Conn {
    /// Takes the next `count` ids of a table, in the caller's transaction. Rows are then written with them.
    pub async fn reserve(&mut self, table: &'static str, count: usize) -> Result<Vec<i64>> {
        let count = i64::try_from(count).unwrap_or(i64::MAX);
        match self.kind() {
            // There is one writer, and the counter follows the highest id that was written.
            EngineKind::Lite => {
                let last = self.value::<i64>("SELECT seq FROM sqlite_sequence WHERE name = $1", &[&table]).await?;
                let first = last.unwrap_or(0) + 1;
                Ok((first..first + count).collect())
            }
            EngineKind::Pg => {
                let sql = "SELECT nextval(pg_get_serial_sequence($1, 'id')) FROM generate_series(1::bigint, $2)";
                let ids: Vec<(i64,)> = self.all(sql, &[&table, &count]).await?;
                Ok(ids.into_iter().map(|(id,)| id).collect())
            }
        }
    }

    /// Writes rows of these columns, in order.
    pub async fn insert_all<const N: usize>(
        &mut self,
        table: &'static str,
        columns: [&'static str; N],
        rows: &[[&dyn Arg; N]],
    ) -> Result<()> {
        for chunk in rows.chunks(ROWS) {
            // A rest is written one by one: each length would be a statement of its own to keep ready.
            let at_once = if chunk.len() == ROWS { ROWS } else { 1 };
            let place = |row: usize| {
                let places: Vec<String> = (1..=N).map(|column| format!("${}", row * N + column)).collect();
                format!("({})", places.join(", "))
            };
            let places: Vec<String> = (0..at_once).map(place).collect();
            let sql = format!("INSERT INTO {table} ({}) VALUES {}", columns.join(", "), places.join(", "));
            for part in chunk.chunks(at_once) {
                if self.exec(&sql, part.as_flattened()).await? != part.len() as u64 {
                    return Err(DbError::Broken(format!("not all rows of {table} were written")));
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Ts;
    use crate::db::{Db, Migration};
    use crate::testing::fresh;

    const TABLE: Migration = Migration {
        name: "test/0001_thing",
        sql: "CREATE TABLE thing (id {{id}}, name TEXT NOT NULL UNIQUE, size BIGINT, bytes {{bytes}})",
    };

    #[tokio::test]
    async fn rows_are_written_with_ids_that_were_taken_before_and_nobody_else_gets() {
        let test = fresh("many", async |db: Db| db.migrate(&[TABLE], Ts(0)).await.expect("a table")).await;
        let mut tx = test.db.begin().await.unwrap();
        let one = tx.insert("INSERT INTO thing (name) VALUES ($1)", &[&"one"]).await.unwrap();
        let ids = tx.reserve("thing", 257).await.unwrap();
        assert_eq!(ids.len(), 257);
        assert!(ids.iter().all(|id| *id > one));
        let names: Vec<String> = ids.iter().map(|id| format!("no. {id}")).collect();
        let sizes: Vec<Option<i64>> = ids.iter().map(|id| (id % 2 == 0).then_some(*id)).collect();
        let bytes = vec![7_u8, 0];
        let rows: Vec<[&dyn Arg; 4]> =
            (0..ids.len()).map(|at| [&ids[at] as &dyn Arg, &names[at], &sizes[at], &bytes]).collect();
        tx.insert_all("thing", ["id", "name", "size", "bytes"], &rows).await.unwrap();
        let after = tx.insert("INSERT INTO thing (name) VALUES ($1)", &[&"after"]).await.unwrap();
        assert!(!ids.contains(&after) && after != one);
        let sql = "SELECT id, name, size, bytes FROM thing WHERE name LIKE 'no. %' ORDER BY id";
        let kept: Vec<(i64, String, Option<i64>, Vec<u8>)> = tx.all(sql, &[]).await.unwrap();
        let expected = (0..ids.len()).map(|at| (ids[at], names[at].clone(), sizes[at], bytes.clone()));
        assert_eq!(kept, expected.collect::<Vec<_>>());
        let twice = tx.insert_all("thing", ["name"], &[[&"after"]]).await;
        assert!(matches!(twice, Err(DbError::Unique(_))), "{twice:?}");
    }
}
