//! What is asked of the database, for tests that compare the work of two answers. In a release nothing is kept.

#[cfg(debug_assertions)]
use std::cell::RefCell;

#[cfg(debug_assertions)]
thread_local! {
    static HEARD: RefCell<Option<Vec<String>>> = const { RefCell::new(None) };
}

/// Keeps what this thread asks of databases from now on, until it is [`taken`].
pub fn listen() {
    #[cfg(debug_assertions)]
    HEARD.set(Some(Vec::new()));
}

/// The statements since [`listen`], in their order. Empty in a release.
pub fn taken() -> Vec<String> {
    #[cfg(debug_assertions)]
    let taken = HEARD.take().unwrap_or_default();
    #[cfg(not(debug_assertions))]
    let taken = Vec::new();
    taken
}

pub(super) fn hear(sql: &str) {
    #[cfg(debug_assertions)]
    HEARD.with_borrow_mut(|heard| heard.iter_mut().for_each(|heard| heard.push(sql.to_owned())));
    #[cfg(not(debug_assertions))]
    let _ = sql;
}
