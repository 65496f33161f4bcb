//! The members' list: everybody in memory as of any day ([`Roster`], [`View`]), narrowed in the address with counts, in any
//! order, with columns to choose, as a page, as a file; and what is done to many of them at once.

mod bulk;
mod bulk_pages;
mod columns;
mod filters;
pub(crate) mod find;
mod gone;
mod load;
mod name;
mod page;
mod roster;
mod saving;
#[cfg(test)]
mod tests;
mod view;

pub use filters::FILTERS;
pub use roster::Roster;

use super::pages::BOOK;
use super::state::Ruling;
use crate::shell::Office;
use axum::Router;
use axum::routing::{get, post};
use gone::Gone;
use kit::clock::Day;
use kit::db::Conn;
use kit::failure::Failure;
use std::collections::HashMap;
use std::sync::Arc;
use tokio::sync::Mutex;
use view::View;

/// The tables of this part.
pub const MIGRATION: kit::db::Migration =
    kit::db::Migration { name: "people/0006_check", sql: include_str!("check.sql") };

/// The list's key, and where it is.
pub const KEY: &str = "members";
/// See [`KEY`].
pub const PATH: &str = "/van-phong/dang-vien";

/// The addresses of this part.
pub fn routes() -> Router<Office> {
    Router::new()
        .route("/van-phong/dang-vien", get(page::list))
        .route("/van-phong/dang-vien/loat/tep", get(bulk_pages::save))
        .route("/van-phong/dang-vien/loat/chuyen", get(bulk_pages::transfer).post(bulk_pages::do_transfer))
        .route("/van-phong/dang-vien/loat/danh-dau", get(bulk_pages::mark).post(bulk_pages::do_mark))
        .route("/van-phong/dang-vien/loat/bo-dau", get(bulk_pages::clear).post(bulk_pages::do_clear))
        .route("/van-phong/dang-vien/loat/{batch}/hoan-tac", post(bulk_pages::undo))
}

/// Days whose pictures are kept at one time.
const DAYS: usize = 3;

/// Everybody, and the pictures of the days that were looked at last; made at the first look.
#[derive(Default)]
pub struct Rolls(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    roster: Option<Roster>,
    views: Vec<Arc<View>>,
}

impl Office {
    /// Reads everybody into memory, so that the first look does not wait for it.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub async fn warm_lists(&self) -> Result<(), Failure> {
        let mut conn = self.db.read().await?;
        self.roll_on(&mut conn, self.clock.today(), false).await.map(drop)
    }

    /// Everybody as of a day, by the units of that day or of today, with everything that is committed at this moment in it.
    async fn roll_on(&self, conn: &mut Conn, day: Day, by_today: bool) -> Result<Arc<View>, Failure> {
        kit::journal::seal::seal(&self.db, self.clock.now()).await?;
        let mut kept = self.rolls.0.lock().await;
        match &mut kept.roster {
            Some(roster) => roster.catch_up(conn).await?,
            None => kept.roster = Some(Roster::read(conn).await?),
        }
        let today = self.clock.today();
        let tree = self.trees.as_of(conn, if by_today { today } else { day }).await?;
        let Kept { roster: Some(roster), views } = &mut *kept else { return Err(Failure::NotFound) };
        let rule = Ruling::on(&BOOK, day).map(|ruling| ruling.rule);
        // The units that are no more change with the tree, and members far more often.
        let gone = match views.iter().find(|view| Arc::ptr_eq(&view.tree, &tree)) {
            Some(view) => view.gone.clone(),
            None => Arc::new(Gone::read(conn, tree.day()).await?),
        };
        let view = match views.iter().position(|view| view.is_of(roster, &tree, (day, today))) {
            Some(at) => views.remove(at),
            None if by_today => {
                let past = self.trees.past(conn, day, today).await?;
                let roll = past.lineage.carry(conn, &roster.roll(day), (day, today)).await?;
                let carried: HashMap<i64, i64> = roll.into_iter().collect();
                let unit_of = |person: i64, unit: i64, main: bool| match carried.get(&person).filter(|_| main) {
                    Some(unit) => *unit,
                    None => past.heir(unit),
                };
                Arc::new(View::new(roster, (tree, gone), (day, today), rule, unit_of))
            }
            None => Arc::new(View::new(roster, (tree, gone), (day, today), rule, |_, unit, _| unit)),
        };
        views.retain(|view| view.is_current(roster));
        views.push(view.clone());
        if views.len() > DAYS {
            views.remove(0);
        }
        Ok(view)
    }
}
