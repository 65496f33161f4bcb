//! What is worth knowing about the rights of an office: told on the page on rights and by `thenchot doctor`.

use crate::identity::Account;
use crate::identity::holding::{Rights, rights_of_all};
use crate::org::Tree;
use crate::shell::LEXICON;
use kit::db::{Conn, Result};
use kit::words::Words;
use rules::{Act, Right, RolesRule};
use std::collections::HashMap;

/// Something to be looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// The rules let one person alone do this.
    OnePerson(Act),
    /// It takes two, and nobody with an account at the committee could be the second one.
    NoSecond(Act),
    /// No role of the office allows this.
    Unheld(Right),
    /// Somebody holds a role that the rules do not know: it allows nothing.
    UnknownRole(String),
}

/// Everything worth knowing.
pub async fn findings(conn: &mut Conn, rule: &RolesRule, tree: &Tree) -> Result<Vec<Finding>> {
    let all = rights_of_all(conn, rule, tree).await?;
    let open: Vec<i64> =
        Account::all(conn).await?.iter().filter(|known| known.disabled_at.is_none()).map(|known| known.id).collect();
    let mut found: Vec<Finding> = Act::all().filter_map(|act| of_act(rule, tree, &all, &open, act)).collect();
    found.extend(rule.unheld().into_iter().map(Finding::Unheld));
    let mut unknown: Vec<String> = all
        .values()
        .flat_map(|rights| rights.held())
        .filter(|held| held.is_own() && rule.role(&held.role).is_none())
        .map(|held| held.role.clone())
        .collect();
    unknown.sort();
    unknown.dedup();
    found.extend(unknown.into_iter().map(Finding::UnknownRole));
    Ok(found)
}

fn of_act(rule: &RolesRule, tree: &Tree, all: &HashMap<i64, Rights>, open: &[i64], act: Act) -> Option<Finding> {
    if !rule.takes_two(act) {
        return Some(Finding::OnePerson(act));
    }
    let top = tree.committee()?.id;
    let rights = || open.iter().filter_map(|id| Some((id, all.get(id)?)));
    let asks: Vec<&i64> =
        rights().filter(|(_, held)| held.may(tree, act.asked_with(), top)).map(|(id, _)| id).collect();
    let agrees: Vec<&i64> = rights().filter(|(_, held)| held.may_agree(tree, act, top)).map(|(id, _)| id).collect();
    let two = asks.iter().any(|one| agrees.iter().any(|other| other != one));
    // Where nobody may even ask, nothing waits for a second one.
    (!asks.is_empty() && !two).then_some(Finding::NoSecond(act))
}

impl Finding {
    /// In words.
    pub fn told(&self, w: Words) -> String {
        match self {
            Finding::OnePerson(act) => w.with("finding-one-person", "act", w.say(&format!("act-{}", act.word()))),
            Finding::NoSecond(act) => w.with("finding-no-second", "act", w.say(&format!("act-{}", act.word()))),
            Finding::Unheld(right) => w.with("finding-unheld", "right", w.say(&format!("right-{}", right.word()))),
            Finding::UnknownRole(role) => w.with("finding-unknown-role", "role", role.as_str()),
        }
    }

    /// In English, for the console.
    pub fn told_in_english(&self) -> String {
        self.told(LEXICON.words(kit::words::Lang::from_code("en")))
    }
}
