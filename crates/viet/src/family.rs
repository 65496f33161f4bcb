//! Which words are family names.

use std::collections::HashSet;
use std::sync::LazyLock;

/// Whether a word is one of the family names that people bear often, in whatever letters and however its tone is put. `Văn` is
/// one of them, and a middle name far more often.
///
/// ```
/// assert!(viet::is_family_name("NGUYỄN") && viet::is_family_name("Hoàng"));
/// assert!(!viet::is_family_name("Thị") && !viet::is_family_name("Hoang"));
/// ```
pub fn is_family_name(word: &str) -> bool {
    static KNOWN: LazyLock<HashSet<String>> = LazyLock::new(|| {
        let names = include_str!("families.txt").lines().filter(|line| !line.starts_with('#'));
        names.map(|name| crate::settle(name).to_lowercase()).collect()
    });
    KNOWN.contains(&crate::settle(word).to_lowercase())
}
