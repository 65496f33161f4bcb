//! Sort keys of names that a migration has emptied because names stand in another order since: derived, so they are made
//! anew from the names.

use kit::db::{Db, Result};

/// Rows changed in one go.
const PAGE: i64 = 2_000;

/// Makes the keys that are missing; how many. Done again, it does nothing.
///
/// # Errors
/// When the record cannot be read or written.
pub async fn fill(db: &Db) -> Result<usize> {
    let mut filled = 0;
    for table in ["person", "candidate"] {
        let missing = format!(
            "SELECT id, full_name FROM {table} WHERE length(name_key) = 0 AND id > $1 ORDER BY id LIMIT {PAGE}"
        );
        let fill = format!("UPDATE {table} SET name_key = $1 WHERE id = $2");
        let mut after = 0;
        loop {
            let mut tx = db.begin().await?;
            let rows: Vec<(i64, String)> = tx.all(&missing, &[&after]).await?;
            let Some((last, _)) = rows.last() else { break };
            after = *last;
            for (id, name) in &rows {
                tx.exec(&fill, &[&viet::name_key(name), id]).await?;
            }
            tx.commit().await?;
            filled += rows.len();
        }
    }
    Ok(filled)
}

#[cfg(test)]
mod tests {
    use super::fill;
    use crate::testing::TestOffice;

    #[tokio::test]
    async fn keys_that_were_emptied_are_made_anew_and_lists_stand_in_order() {
        let t = TestOffice::new().await;
        let kept = "SELECT id, name_key FROM person ORDER BY id";
        let before: Vec<(i64, Vec<u8>)> = t.office.db.read().await.unwrap().all(kept, &[]).await.unwrap();
        assert_eq!(fill(&t.office.db).await.unwrap(), 0, "nothing is missing");
        let mut tx = t.office.db.begin().await.unwrap();
        tx.batch(super::super::ORDER.sql).await.unwrap();
        tx.commit().await.unwrap();
        let candidates: i64 = t.value("SELECT count(*) FROM candidate", &[]).await;
        assert_eq!(fill(&t.office.db).await.unwrap(), before.len() + candidates as usize);
        let after: Vec<(i64, Vec<u8>)> = t.office.db.read().await.unwrap().all(kept, &[]).await.unwrap();
        assert!(before == after && fill(&t.office.db).await.unwrap() == 0, "as they were, and once is enough");
    }
}
