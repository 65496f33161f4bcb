//! The record of units kept in memory, with the trees that are asked for most: a province has thousands of cells, and every
//! request needs today's.

use super::Tree;
use super::history::History;
use super::lineage::{Lineage, Past};
use kit::clock::Day;
use kit::db::{Conn, Result};
use kit::journal::{self, Mark};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

/// Days whose trees are kept at one time: today's, and those that somebody looks back at.
const DAYS: usize = 4;
/// What is done to units, their names, links and areas has verbs that begin so.
const VERBS: &str = "org.";

/// Trees by day, as long as the journal tells of no change of units.
#[derive(Default)]
pub struct Trees(tokio::sync::Mutex<Option<(Mark, Arc<Known>)>>);

/// What is on record of units.
struct Known {
    history: Arc<History>,
    lineage: Arc<Lineage>,
    /// The one asked for last stands last.
    days: Mutex<Vec<Arc<Tree>>>,
}

impl Trees {
    /// The tree on a day, with everything that is committed at this moment in it.
    pub async fn as_of(&self, conn: &mut Conn, day: Day) -> Result<Arc<Tree>> {
        Ok(self.known(conn).await?.tree(day))
    }

    /// A day as it is looked at on `today`: its tree, and who carries on for its units. The database is asked the same
    /// whatever the day.
    pub async fn past(&self, conn: &mut Conn, day: Day, today: Day) -> Result<Past> {
        let known = self.known(conn).await?;
        let (history, lineage) = (known.history.clone(), known.lineage.clone());
        Ok(Past { tree: LazyLock::new(Box::new(move || known.tree(day))), lineage, today, day, history })
    }

    /// What is kept, read anew when a unit has changed since.
    async fn known(&self, conn: &mut Conn) -> Result<Arc<Known>> {
        // Before anything is read: what is committed meanwhile is looked at the next time.
        let mark = journal::mark(conn).await?;
        let mut kept = self.0.lock().await;
        let known = match &*kept {
            Some((then, known)) if *then == mark || !journal::touched(conn, *then, VERBS).await? => known.clone(),
            _ => Arc::new(Known::read(conn).await?),
        };
        *kept = Some((mark, known.clone()));
        Ok(known)
    }
}

impl Known {
    async fn read(conn: &mut Conn) -> Result<Known> {
        let (history, lineage) = (History::read(conn).await?, Lineage::read(conn).await?);
        Ok(Known { history: Arc::new(history), lineage: Arc::new(lineage), days: Mutex::default() })
    }

    fn tree(&self, day: Day) -> Arc<Tree> {
        let mut days = self.days.lock().unwrap_or_else(PoisonError::into_inner);
        let tree = match days.iter().position(|tree| tree.day() == day) {
            Some(at) => days.remove(at),
            None => Arc::new(self.history.tree(day)),
        };
        days.push(tree.clone());
        if days.len() > DAYS {
            days.remove(0);
        }
        tree
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
