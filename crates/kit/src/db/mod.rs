//! One database, two engines: SQLite inside the process, PostgreSQL beside it.
//!
//! SQL is written once with `$1` placeholders in the portable subset; what differs (the kind of an id column, of a
//! byte column) is a placeholder in the migrations. There is no query builder and no trait per table.
//!
//! Reads on SQLite run inline on the caller's task: a point read is a function call of some microseconds, a hand-over
//! to another thread costs four to ten of them. Writes go through one connection behind a fair mutex, always
//! `BEGIN IMMEDIATE`, so a transaction never fails half-way because another one was first.

pub mod heard;
mod lite;
mod many;
mod migrate;
mod pg;
mod text;
mod types;

pub use migrate::Migration;
pub use text::LongText;
pub use types::{Arg, Col, FromRow, Row};

use crate::clock::Ts;
use std::ops::{Deref, DerefMut};
use std::path::Path;
use std::sync::Arc;
use tokio::sync::watch;

/// What can go wrong in the database, as far as a caller can act on it.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// A unique index refused the row.
    #[error("this row exists already: {0}")]
    Unique(String),
    /// A foreign key or check refused the row.
    #[error("the database refused the row: {0}")]
    Refused(String),
    /// The database cannot be reached, or is being switched over; trying again later may help.
    #[error("the database cannot be reached: {0}")]
    Unavailable(String),
    /// Anything else: a bug in our SQL, a damaged file.
    #[error("the database failed: {0}")]
    Broken(String),
}

/// The result of everything that asks the database.
pub type Result<T> = std::result::Result<T, DbError>;

/// A handle on one house's database; cheap to clone.
#[derive(Clone)]
pub struct Db {
    engine: Engine,
    committed: Arc<watch::Sender<u64>>,
}

#[derive(Clone)]
enum Engine {
    Lite(Arc<lite::Lite>),
    Pg(Arc<pg::Pg>),
}

/// Which engine a [`Db`] runs on, for the few places that must know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EngineKind {
    /// SQLite, embedded.
    Lite,
    /// PostgreSQL.
    Pg,
}

impl Db {
    /// Opens (and makes, when missing) the SQLite file at `path`.
    pub fn open_lite(path: &Path) -> Result<Db> {
        Ok(Db::over(Engine::Lite(Arc::new(lite::Lite::open(path)?))))
    }

    /// Connects to PostgreSQL; all tables live in `schema`, which is made when missing.
    pub async fn open_pg(url: &str, schema: &str) -> Result<Db> {
        Ok(Db::over(Engine::Pg(Arc::new(pg::Pg::open(url, schema).await?))))
    }

    fn over(engine: Engine) -> Db {
        Db { engine, committed: Arc::new(watch::Sender::new(0)) }
    }

    /// Which engine this is.
    pub fn kind(&self) -> EngineKind {
        match self.engine {
            Engine::Lite(_) => EngineKind::Lite,
            Engine::Pg(_) => EngineKind::Pg,
        }
    }

    /// A connection to read with. It never waits for another reader.
    pub async fn read(&self) -> Result<Conn> {
        Ok(Conn(match &self.engine {
            Engine::Lite(lite) => Inner::Lite(lite.reader()?),
            Engine::Pg(pg) => Inner::Pg(pg.client().await?),
        }))
    }

    /// Begins a transaction that may write. Dropped without [`Tx::commit`], it is rolled back.
    pub async fn begin(&self) -> Result<Tx> {
        let mut conn = Conn(match &self.engine {
            Engine::Lite(lite) => Inner::Lite(lite.writer().await),
            Engine::Pg(pg) => Inner::Pg(pg.client().await?),
        });
        conn.batch(match self.kind() {
            EngineKind::Lite => "BEGIN IMMEDIATE",
            EngineKind::Pg => "BEGIN",
        })
        .await?;
        Ok(Tx { conn: Some(conn), committed: self.committed.clone() })
    }

    /// Begins a transaction if nobody is writing at this moment: for what may as well be done next time. On PostgreSQL
    /// writers do not wait for each other.
    pub async fn try_begin(&self) -> Result<Option<Tx>> {
        if let Engine::Lite(lite) = &self.engine
            && lite.is_busy()
        {
            return Ok(None);
        }
        self.begin().await.map(Some)
    }

    /// Changes its value after each commit made through this handle or a clone of it.
    pub fn commits(&self) -> watch::Receiver<u64> {
        self.committed.subscribe()
    }

    /// Applies the migrations that are missing, each in a transaction of its own.
    ///
    /// # Errors
    /// When a migration that was applied earlier has another text now, or one fails.
    pub async fn migrate(&self, migrations: &[Migration], now: Ts) -> Result<()> {
        migrate::run(self, migrations, now).await
    }
}

/// A connection: reads, and inside a [`Tx`] also writes.
pub struct Conn(Inner);

enum Inner {
    Lite(lite::Held),
    Pg(deadpool_postgres::Object),
}

impl Conn {
    /// Which engine this connection speaks to.
    pub fn kind(&self) -> EngineKind {
        match self.0 {
            Inner::Lite(_) => EngineKind::Lite,
            Inner::Pg(_) => EngineKind::Pg,
        }
    }

    /// All rows.
    pub async fn all<T: FromRow + Send>(&mut self, sql: &str, args: &[&dyn Arg]) -> Result<Vec<T>> {
        heard::hear(sql);
        match &mut self.0 {
            Inner::Lite(held) => held.all(sql, args),
            Inner::Pg(client) => pg::all(client, sql, args).await,
        }
    }

    /// The first row, if there is one.
    pub async fn opt<T: FromRow + Send>(&mut self, sql: &str, args: &[&dyn Arg]) -> Result<Option<T>> {
        Ok(self.all(sql, args).await?.into_iter().next())
    }

    /// The one row that must be there.
    pub async fn one<T: FromRow + Send>(&mut self, sql: &str, args: &[&dyn Arg]) -> Result<T> {
        self.opt(sql, args).await?.ok_or_else(|| DbError::Broken(format!("no row from: {sql}")))
    }

    /// The first column of the first row, if there is one.
    pub async fn value<T: Col + Send>(&mut self, sql: &str, args: &[&dyn Arg]) -> Result<Option<T>> {
        Ok(self.opt::<(T,)>(sql, args).await?.map(|(value,)| value))
    }

    /// Runs a statement; how many rows it touched.
    pub async fn exec(&mut self, sql: &str, args: &[&dyn Arg]) -> Result<u64> {
        heard::hear(sql);
        match &mut self.0 {
            Inner::Lite(held) => held.exec(sql, args),
            Inner::Pg(client) => pg::exec(client, sql, args).await,
        }
    }

    /// Inserts one row and gives its `id`. The statement must not have a `RETURNING` of its own.
    pub async fn insert(&mut self, sql: &str, args: &[&dyn Arg]) -> Result<i64> {
        self.one::<(i64,)>(&format!("{sql} RETURNING id"), args).await.map(|(id,)| id)
    }

    /// Runs several statements that take no arguments.
    pub async fn batch(&mut self, sql: &str) -> Result<()> {
        heard::hear(sql);
        match &mut self.0 {
            Inner::Lite(held) => held.batch(sql),
            Inner::Pg(client) => client.batch_execute(sql).await.map_err(pg::error),
        }
    }
}

/// A transaction. Everything done through it happens at [`Tx::commit`] or not at all.
pub struct Tx {
    conn: Option<Conn>,
    committed: Arc<watch::Sender<u64>>,
}

impl Tx {
    /// Makes everything done in the transaction last, and wakes who follows the journal.
    pub async fn commit(mut self) -> Result<()> {
        let mut conn = self.conn.take().expect("a transaction ends once");
        if let Err(error) = conn.batch("COMMIT").await {
            rollback(conn);
            return Err(error);
        }
        self.committed.send_modify(|count| *count += 1);
        Ok(())
    }
}

impl Drop for Tx {
    fn drop(&mut self) {
        if let Some(conn) = self.conn.take() {
            rollback(conn);
        }
    }
}

/// SQLite rolls back at once; PostgreSQL needs a round trip, for which the connection is kept from its pool.
fn rollback(conn: Conn) {
    match conn.0 {
        Inner::Lite(mut held) => {
            if let Err(error) = held.batch("ROLLBACK") {
                tracing::debug!(%error, "nothing to roll back");
            }
        }
        Inner::Pg(client) => {
            let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
            runtime.spawn(async move {
                if client.batch_execute("ROLLBACK").await.is_err() {
                    drop(deadpool_postgres::Object::take(client));
                }
            });
        }
    }
}

impl Deref for Tx {
    type Target = Conn;
    fn deref(&self) -> &Conn {
        self.conn.as_ref().expect("a transaction ends once")
    }
}

impl DerefMut for Tx {
    fn deref_mut(&mut self) -> &mut Conn {
        self.conn.as_mut().expect("a transaction ends once")
    }
}
