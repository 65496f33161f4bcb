//! For tests: a folder that goes away, a fresh database on the engine under test, and a door to a house's router.

mod database;
mod door;

pub use database::{TestDb, fresh};
pub use door::{Answer, Door};

use crate::clock::Chance;
use std::path::{Path, PathBuf};

/// A folder of a test's own, removed at its end.
pub struct TempDir(PathBuf);

impl TempDir {
    /// A new, empty folder.
    ///
    /// # Panics
    /// When the machine's folder for temporary files cannot be written.
    #[expect(clippy::new_without_default, reason = "making a folder is no default value")]
    pub fn new() -> TempDir {
        let path = std::env::temp_dir().join(format!("thenchot-test-{}", &Chance::system().token()[..16]));
        std::fs::create_dir_all(&path).expect("a folder for the test");
        TempDir(path)
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for TempDir {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
