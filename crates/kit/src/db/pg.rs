//! PostgreSQL: a pool of connections that all look into one schema.

use super::{Arg, DbError, FromRow, Result, Row};
use deadpool_postgres::{Manager, ManagerConfig, Object, Pool, RecyclingMethod, Runtime};
use std::time::Duration;
use tokio_postgres::NoTls;
use tokio_postgres::error::SqlState;

/// How many connections one house opens at most.
const POOL: usize = 16;

pub(super) struct Pg {
    pool: Pool,
}

impl Pg {
    pub(super) async fn open(url: &str, schema: &str) -> Result<Pg> {
        if schema.is_empty() || !schema.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_') {
            return Err(DbError::Broken(format!("not a schema name: {schema}")));
        }
        let mut config: tokio_postgres::Config = url.parse().map_err(error)?;
        config.options(format!("-c search_path={schema}"));
        config.connect_timeout(Duration::from_secs(2));
        config.keepalives_idle(Duration::from_secs(2));
        let manager = Manager::from_config(config, NoTls, ManagerConfig { recycling_method: RecyclingMethod::Fast });
        let pool = Pool::builder(manager)
            .max_size(POOL)
            .runtime(Runtime::Tokio1)
            .wait_timeout(Some(Duration::from_secs(10)))
            .build()
            .map_err(|e| DbError::Broken(e.to_string()))?;
        let pg = Pg { pool };
        let client = pg.client().await?;
        client.batch_execute(&format!("CREATE SCHEMA IF NOT EXISTS {schema}")).await.map_err(error)?;
        Ok(pg)
    }

    pub(super) async fn client(&self) -> Result<Object> {
        self.pool.get().await.map_err(|e| DbError::Unavailable(e.to_string()))
    }
}

fn borrowed<'a>(args: &[&'a dyn Arg]) -> Vec<&'a (dyn tokio_postgres::types::ToSql + Sync)> {
    args.iter().map(|arg| *arg as _).collect()
}

pub(super) async fn all<T: FromRow>(client: &Object, sql: &str, args: &[&dyn Arg]) -> Result<Vec<T>> {
    let statement = client.prepare_cached(sql).await.map_err(|e| with_sql(e, sql))?;
    let rows = client.query(&statement, &borrowed(args)).await.map_err(|e| with_sql(e, sql))?;
    rows.iter().map(|row| T::from_row(&Row::Pg(row))).collect()
}

pub(super) async fn exec(client: &Object, sql: &str, args: &[&dyn Arg]) -> Result<u64> {
    let statement = client.prepare_cached(sql).await.map_err(|e| with_sql(e, sql))?;
    client.execute(&statement, &borrowed(args)).await.map_err(|e| with_sql(e, sql))
}

fn with_sql(e: tokio_postgres::Error, sql: &str) -> DbError {
    match error(e) {
        DbError::Broken(text) => DbError::Broken(format!("{text} in: {sql}")),
        other => other,
    }
}

pub(super) fn error(error: tokio_postgres::Error) -> DbError {
    let text = error.as_db_error().map_or_else(|| error.to_string(), |e| e.to_string());
    match error.code() {
        Some(code) if *code == SqlState::UNIQUE_VIOLATION => DbError::Unique(text),
        Some(code) if code.code().starts_with("23") => DbError::Refused(text),
        Some(code) if matches!(code.code(), "25006" | "57P01" | "57P02" | "57P03" | "53300") => {
            DbError::Unavailable(text)
        }
        None if error.is_closed() => DbError::Unavailable(text),
        _ => DbError::Broken(text),
    }
}
