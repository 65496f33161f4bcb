//! The wall between the houses: neither crate's manifest may name the other, and the pure crates do no IO.

use std::path::Path;

fn manifest(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(name).join("Cargo.toml");
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn depends(on: &str, of: &str) -> bool {
    manifest(of).lines().any(|line| {
        line.trim_start().starts_with(&format!("{on}.")) || line.trim_start().starts_with(&format!("{on} ="))
    })
}

#[test]
fn portal_and_office_never_import_each_other() {
    assert!(!depends("office", "portal"));
    assert!(!depends("portal", "office"));
    assert!(depends("office", "thenchot") && depends("portal", "thenchot"), "the check can see a dependency");
}

#[test]
fn the_pure_crates_know_neither_database_nor_network() {
    for pure in ["viet", "tally", "rules", "bridge", "legacy"] {
        for forbidden in ["kit", "tokio", "axum", "rusqlite", "tokio-postgres", "office", "portal"] {
            assert!(!depends(forbidden, pure), "{pure} depends on {forbidden}");
        }
    }
    for house in ["office", "portal"] {
        assert!(!depends(house, "kit"), "kit depends on {house}");
    }
}
