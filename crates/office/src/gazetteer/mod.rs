//! The state's register of localities: what a province, district or commune is called, where it lies, until when it was and
//! what became of it. It is looked things up in, and knows nothing of the office's own units.

mod bring;
pub mod field;
mod files;
pub mod lists;
mod page;
mod register;
#[cfg(test)]
pub(crate) mod tests;
mod told;

pub use bring::{Brought, Edition, bring};
pub use files::{Became, ListError, Listed, places, successors};
pub use page::routes;
pub use register::{Locality, Register};
pub use told::{Meant, Told};

use kit::db::{Conn, Result};
use std::sync::Arc;
use tokio::sync::Mutex;

/// The tables of this slice.
pub const MIGRATION: kit::db::Migration =
    kit::db::Migration { name: "gazetteer/0001_locality", sql: include_str!("schema.sql") };

/// The register, kept in memory until lists are brought again.
#[derive(Default)]
pub struct Gazetteer(Mutex<Option<(i64, Arc<Register>)>>);

impl Gazetteer {
    /// The register as it is committed at this moment.
    pub async fn now(&self, conn: &mut Conn) -> Result<Arc<Register>> {
        let last: i64 = conn.value("SELECT coalesce(max(id), 0) FROM locality_import", &[]).await?.unwrap_or(0);
        let mut kept = self.0.lock().await;
        if let Some((of, register)) = &*kept
            && *of == last
        {
            return Ok(register.clone());
        }
        let register = Arc::new(Register::read(conn).await?);
        *kept = Some((last, register.clone()));
        Ok(register)
    }
}
