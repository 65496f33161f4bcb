//! A fresh database for each test, copied from one that was prepared once per test program.
//!
//! The engine is SQLite, or the PostgreSQL server named by `THENCHOT_TEST_POSTGRES`: the same tests run on both.

use super::TempDir;
use crate::clock::Chance;
use crate::db::Db;
use std::fs::File;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// A database of a test's own.
pub struct TestDb {
    /// The handle.
    pub db: Db,
    /// The folder that its files are in.
    pub folder: TempDir,
    _on_server: Option<OnServer>,
}

/// The name of a copy on the PostgreSQL server, which goes when its test has ended.
struct OnServer(String);

/// Copies whose tests have ended. The next test to come removes them: hundreds of copies together fill a disk.
static ENDED: Mutex<Vec<String>> = Mutex::new(Vec::new());

impl Drop for OnServer {
    fn drop(&mut self) {
        ENDED.lock().unwrap_or_else(PoisonError::into_inner).push(std::mem::take(&mut self.0));
    }
}

/// A copy of the database that `prepare` fills; it is filled once per test program and name.
///
/// # Panics
/// When there is no database to be had: the test cannot run then.
pub async fn fresh(name: &str, prepare: impl AsyncFnOnce(Db)) -> TestDb {
    match std::env::var("THENCHOT_TEST_POSTGRES") {
        Ok(server) => fresh_pg(&server, name, prepare).await,
        Err(_) => fresh_lite(name, prepare).await,
    }
}

async fn fresh_lite(name: &str, prepare: impl AsyncFnOnce(Db)) -> TestDb {
    let (template, lock) = (template_file(name, "db"), template_file(name, "lock"));
    let lock = File::create(lock).expect("a lock file");
    lock.lock().expect("the lock");
    if !template.exists() {
        let making = template_file(name, &format!("{}.making", std::process::id()));
        {
            let db = Db::open_lite(&making).expect("a template database");
            prepare(db.clone()).await;
            let mut conn = db.begin().await.expect("a connection");
            conn.batch("COMMIT; PRAGMA wal_checkpoint(TRUNCATE); BEGIN").await.expect("the log is folded in");
        }
        std::fs::rename(&making, &template).expect("the template is ready");
    }
    drop(lock);
    let folder = TempDir::new();
    let path = folder.path().join("house.db");
    std::fs::copy(&template, &path).expect("a copy of the template");
    TestDb { db: Db::open_lite(&path).expect("the copy opens"), folder, _on_server: None }
}

async fn fresh_pg(server: &str, name: &str, prepare: impl AsyncFnOnce(Db)) -> TestDb {
    let template = format!("template_{name}_{}", program());
    let lock = File::create(template_file(name, "pg.lock")).expect("a lock file");
    lock.lock().expect("the lock");
    let admin = connect(&format!("{server}/postgres")).await;
    let ended = std::mem::take(&mut *ENDED.lock().unwrap_or_else(PoisonError::into_inner));
    for copy in ended {
        admin.batch_execute(&format!("DROP DATABASE IF EXISTS {copy} WITH (FORCE)")).await.expect("the copy is gone");
    }
    let known = admin.query_opt("SELECT 1 FROM pg_database WHERE datname = $1", &[&template]).await.expect("the list");
    if known.is_none() {
        let making = format!("{template}_making");
        admin.batch_execute(&format!("DROP DATABASE IF EXISTS {making} WITH (FORCE)")).await.expect("the rest is gone");
        admin.batch_execute(&format!("CREATE DATABASE {making}")).await.expect("a template database");
        prepare(Db::open_pg(&format!("{server}/{making}"), "house").await.expect("the template opens")).await;
        free(&admin, &making).await;
        admin
            .batch_execute(&format!("ALTER DATABASE {making} RENAME TO {template}"))
            .await
            .expect("the template is ready");
    }
    let copy = format!("test_{}", &Chance::system().token()[..16]);
    // Copying its files takes half as long as writing each of its pages to the server's log first, which is the default.
    let create = format!("CREATE DATABASE {copy} TEMPLATE {template} STRATEGY file_copy");
    admin.batch_execute(&create).await.expect("a copy of the template");
    drop(lock);
    let db = Db::open_pg(&format!("{server}/{copy}"), "house").await.expect("the copy opens");
    TestDb { db, folder: TempDir::new(), _on_server: Some(OnServer(copy)) }
}

/// Ends what is still connected, and waits until the server has noticed.
async fn free(admin: &tokio_postgres::Client, database: &str) {
    for _ in 0..100 {
        admin
            .execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", &[&database])
            .await
            .expect("connections end");
        let open = admin.query("SELECT 1 FROM pg_stat_activity WHERE datname = $1", &[&database]).await;
        if open.expect("the list").is_empty() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("{database} is still in use");
}

async fn connect(url: &str) -> tokio_postgres::Client {
    let (client, connection) =
        tokio_postgres::connect(url, tokio_postgres::NoTls).await.expect("the test server answers");
    tokio::spawn(connection);
    client
}

/// Names this build of this test program: another build prepares a template of its own.
fn program() -> String {
    let path = std::env::current_exe().expect("this program");
    let made = path.metadata().and_then(|m| m.modified()).expect("when it was built");
    let made = made.duration_since(std::time::UNIX_EPOCH).unwrap_or_default().as_nanos();
    let stem = path.file_stem().and_then(|s| s.to_str()).unwrap_or("test").replace('-', "_");
    format!("{stem}_{made:x}").chars().rev().take(36).collect::<Vec<_>>().into_iter().rev().collect()
}

fn template_file(name: &str, ending: &str) -> PathBuf {
    let folder = std::env::temp_dir().join("thenchot-templates");
    std::fs::create_dir_all(&folder).expect("a folder for templates");
    folder.join(format!("{name}-{}.{ending}", program()))
}
