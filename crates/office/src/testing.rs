//! Databases for the tests of this crate: an empty one, and one with the whole cast.

use kit::clock::{Chance, Clock, Day, SECOND, Ts};
use kit::db::Db;
use kit::testing::{TestDb, fresh};
use kit::vault::Vault;

/// The morning of the demo day.
pub fn morning() -> Ts {
    Day::of(2018, 11, 23).begins().plus(7 * 3600 * SECOND)
}

/// The tests' vault.
pub fn vault() -> Vault {
    Vault::new(&[7; 32], Chance::seeded(7))
}

async fn schema(db: &Db) {
    db.migrate(kit::journal::MIGRATIONS, Ts(0)).await.expect("the schema of kit");
    db.migrate(crate::MIGRATIONS, Ts(0)).await.expect("the schema of the record");
}

/// A database with the tables and nothing in them.
pub async fn empty() -> TestDb {
    fresh("recbare", async |db: Db| schema(&db).await).await
}

/// A database with the cast in it.
pub async fn cast() -> TestDb {
    fresh("reccast", async |db: Db| {
        schema(&db).await;
        crate::cast::load(&db, &vault(), &Clock::standing(morning())).await.expect("the cast");
    })
    .await
}
