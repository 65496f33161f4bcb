//! Whoever reads the journal reads words.

use crate::shell::LEXICON;
use std::collections::BTreeSet;
use std::path::Path;

/// What stands between quotes in the sources of a folder and looks like a verb: three words, the first of them a slice.
/// What is a constant is a kind of job.
fn verbs(folder: &Path, slices: &BTreeSet<String>, found: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
        let name = entry.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
        if entry.is_dir() && name != "tests" {
            verbs(&entry, slices, found);
        } else if name.ends_with(".rs") && !name.ends_with("tests.rs") {
            let source = std::fs::read_to_string(&entry).expect("a source");
            for line in source.lines().filter(|line| !line.contains("const ")) {
                for text in line.split('"').skip(1).step_by(2) {
                    let parts: Vec<&str> = text.split('.').collect();
                    let is_word =
                        |part: &&str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
                    if parts.len() == 3 && parts.iter().all(is_word) && slices.contains(parts[0]) {
                        found.insert(text.to_owned());
                    }
                }
            }
        }
    }
}

#[test]
fn every_verb_has_its_words() {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let folders = std::fs::read_dir(&sources).expect("the sources").map(|entry| entry.expect("an entry"));
    let folders = folders.filter(|entry| entry.path().is_dir());
    let slices: BTreeSet<String> = folders.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    let mut found = BTreeSet::new();
    verbs(&sources, &slices, &mut found);
    assert!(found.len() > 150, "{found:?}");
    let words = |verb: &&String| LEXICON.has(&format!("verb-{}", verb.replace('.', "-")));
    let silent: Vec<&String> = found.iter().filter(|verb| !words(verb)).collect();
    assert!(silent.is_empty(), "these have no words: {silent:?}");
}
