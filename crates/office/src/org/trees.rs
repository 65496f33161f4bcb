//! The trees that are asked for most, kept in memory: a province has thousands of cells, and every request needs today's.

use super::Tree;
use super::lineage::{Lineage, Past};
use kit::clock::Day;
use kit::db::{Conn, Result};
use kit::journal::{self, Mark};
use std::sync::Arc;
use tokio::sync::{Mutex, MutexGuard};

/// Days kept at one time: today's, and those that somebody looks back at.
const DAYS: usize = 4;
/// What is done to units, their names, links and areas has verbs that begin so.
const VERBS: &str = "org.";

/// Trees by day, as long as the journal tells of no change of units.
#[derive(Default)]
pub struct Trees(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    mark: Option<Mark>,
    /// The one asked for last stands last.
    days: Vec<Arc<Tree>>,
    lineage: Option<Arc<Lineage>>,
}

impl Trees {
    /// The tree on a day, with everything that is committed at this moment in it.
    pub async fn as_of(&self, conn: &mut Conn, day: Day) -> Result<Arc<Tree>> {
        self.current(conn).await?.tree(conn, day).await
    }

    /// A day as it is looked at on `today`: its tree, and who carries on for its units.
    pub async fn past(&self, conn: &mut Conn, day: Day, today: Day) -> Result<Past> {
        let mut kept = self.current(conn).await?;
        let lineage = match &kept.lineage {
            Some(lineage) => lineage.clone(),
            None => kept.lineage.insert(Arc::new(Lineage::read(conn).await?)).clone(),
        };
        Ok(Past { tree: kept.tree(conn, day).await?, lineage, today })
    }

    /// What is kept, emptied when a unit has changed since.
    async fn current(&self, conn: &mut Conn) -> Result<MutexGuard<'_, Kept>> {
        // Before anything is read: what is committed meanwhile is looked at the next time.
        let mark = journal::mark(conn).await?;
        let mut kept = self.0.lock().await;
        let holds = match kept.mark {
            Some(known) => known == mark || !journal::touched(conn, known, VERBS).await?,
            None => false,
        };
        if !holds {
            *kept = Kept::default();
        }
        kept.mark = Some(mark);
        Ok(kept)
    }
}

impl Kept {
    async fn tree(&mut self, conn: &mut Conn, day: Day) -> Result<Arc<Tree>> {
        let tree = match self.days.iter().position(|tree| tree.day() == day) {
            Some(at) => self.days.remove(at),
            None => Arc::new(Tree::as_of(conn, day).await?),
        };
        self.days.push(tree.clone());
        if self.days.len() > DAYS {
            self.days.remove(0);
        }
        Ok(tree)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cast::DEMO_DAY;
    use crate::identity::reach::Grant;
    use crate::org::{NewUnit, add_unit, kind};
    use crate::people;
    use crate::testing::{cast, morning, vault};

    #[tokio::test]
    async fn a_tree_is_read_once_until_a_unit_changes() {
        let test = cast().await;
        let trees = Trees::default();
        let mut conn = test.db.read().await.unwrap();
        let first = trees.as_of(&mut conn, DEMO_DAY).await.unwrap();
        kit::journal::seal::seal(&test.db, morning()).await.unwrap();
        assert!(Arc::ptr_eq(&first, &trees.as_of(&mut conn, DEMO_DAY).await.unwrap()));
        let root = first.roots()[0];
        let mut tx = test.db.begin().await.unwrap();
        let new = people::NewPerson { uid: "p".into(), full_name: "Lê An", birth_year: 1980, ..Default::default() };
        people::enter(&mut tx, Grant::console(root), &vault(), &new, DEMO_DAY, morning()).await.unwrap();
        tx.commit().await.unwrap();
        assert!(Arc::ptr_eq(&first, &trees.as_of(&mut conn, DEMO_DAY).await.unwrap()), "a person is no unit");
        for other in 1..=2 * DAYS as i64 {
            trees.as_of(&mut conn, DEMO_DAY.plus_days(-other)).await.unwrap();
        }
        let mut tx = test.db.begin().await.unwrap();
        let new = NewUnit {
            uid: "u".into(),
            kind: kind::CELL,
            area: None,
            name: "Chi bộ mới",
            short: "mới",
            parent: Some(root),
            from: DEMO_DAY,
            paper: None,
        };
        let cell = add_unit(&mut tx, Grant::console(root), &new, morning()).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(trees.as_of(&mut conn, DEMO_DAY).await.unwrap().name(cell), "Chi bộ mới");
        assert_eq!(trees.as_of(&mut conn, DEMO_DAY.plus_days(-1)).await.unwrap().name(cell), "");
    }
}
