//! Rules of the repository as tests: files stay small enough to read, and say at their head what they are for.

use std::path::{Path, PathBuf};

/// The most lines a source file may have.
const LINES: usize = 400;

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
        if entry.is_dir() && !entry.ends_with("target") && !entry.ends_with("node_modules") {
            sources(&entry, found);
        } else if entry.extension().is_some_and(|e| e == "rs") {
            found.push(entry);
        }
    }
}

#[test]
fn files_are_short_and_say_what_they_are_for() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut found = Vec::new();
    sources(&root.join("crates"), &mut found);
    sources(&root.join("bench"), &mut found);
    assert!(found.len() > 80, "only {} files were found", found.len());
    for path in found {
        let text = std::fs::read_to_string(&path).expect("a source");
        assert!(text.lines().count() <= LINES, "{} has {} lines", path.display(), text.lines().count());
        let is_test = path.ends_with("tests.rs");
        assert!(is_test || text.starts_with("//!"), "{} does not say what it is for", path.display());
    }
}

/// Only the console, the demo's cast and tests may make grants of their own.
#[test]
fn no_page_makes_a_grant_of_its_own() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../office/src");
    let mut found = Vec::new();
    sources(&root, &mut found);
    for path in found {
        let inside = path.strip_prefix(&root).expect("below").to_string_lossy().into_owned();
        let allowed = inside.starts_with("cast/")
            || inside.ends_with("tests.rs")
            || inside == "testing.rs"
            || inside == "identity/setup.rs"
            || inside.starts_with("identity/reach");
        let text = std::fs::read_to_string(&path).expect("a source");
        assert!(allowed || !text.contains("console("), "{inside} makes a grant of its own");
    }
}
