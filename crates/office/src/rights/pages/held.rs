//! What an account holds, in words: role, unit, where it comes from, until when, and what it allows.

use crate::identity::Account;
use crate::identity::holding::{Held, Origin, Rights};
use crate::identity::reach::Officer;
use crate::identity::right::{Right, RightSet};
use crate::shell::Office;
use kit::db::Conn;
use kit::failure::Failure;
use kit::words::Words;
use std::collections::HashMap;

/// One thing that an account holds.
pub(crate) struct HeldLine {
    /// The role, or that it was passed on.
    pub(crate) what: String,
    pub(crate) unit: String,
    pub(crate) origin: String,
    pub(crate) until: String,
    pub(crate) rights: Vec<String>,
    /// The row of the role, when it can be ended by itself.
    pub(crate) holding: Option<i64>,
}

impl HeldLine {
    /// In one line: what, where, and how if it is not a role that was given.
    pub(crate) fn short(&self) -> String {
        match self.holding {
            Some(_) => format!("{}, {}", self.what, self.unit),
            None => format!("{}, {} ({})", self.what, self.unit, self.origin),
        }
    }
}

/// Everything that an account holds today.
pub(crate) async fn lines(
    conn: &mut Conn,
    office: &Office,
    officer: &Officer,
    rights: &Rights,
) -> Result<Vec<HeldLine>, Failure> {
    let passed = rights.held().iter().any(|held| !held.is_own());
    let names = if passed { account_names(conn).await? } else { HashMap::new() };
    Ok(rights.held().iter().map(|held| line(office, officer, &names, held)).collect())
}

pub(super) fn line(office: &Office, officer: &Officer, names: &HashMap<i64, String>, held: &Held) -> HeldLine {
    let w = officer.words();
    let (what, origin, holding) = match &held.origin {
        Origin::Role { holding } => (office.role_name(w, &held.role), w.say("held-by-role"), Some(*holding)),
        Origin::Post { title, unit } => {
            let post = format!("{}, {}", w.say(&format!("post-{title}")), officer.tree.name(*unit));
            (office.role_name(w, &held.role), w.with("held-by-post", "post", post), None)
        }
        Origin::Delegation { from } => {
            let from = names.get(from).cloned().unwrap_or_default();
            (w.say("held-passed-on"), w.with("held-by-delegation", "who", from), None)
        }
    };
    HeldLine {
        what,
        unit: officer.tree.name(held.unit).to_owned(),
        origin,
        until: held.to_day.map_or(String::new(), |to| to.plus_days(-1).written()),
        rights: names_of(w, held.rights),
        holding,
    }
}

/// What rights allow, in words.
pub(crate) fn names_of(w: Words, rights: RightSet) -> Vec<String> {
    rights.iter().map(|right| name_of(w, right)).collect()
}

/// What a right allows, in words.
pub(crate) fn name_of(w: Words, right: Right) -> String {
    w.say(&format!("right-{}", right.word()))
}

pub(super) async fn account_names(conn: &mut Conn) -> Result<HashMap<i64, String>, Failure> {
    Ok(Account::all(conn).await?.into_iter().map(|account| (account.id, account.name)).collect())
}
