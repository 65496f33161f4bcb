//! Reach and rights: the only place that decides who may do what where. Undecided means refused.
//!
//! A person acts through a role held at a unit; reach is that unit's branch. What lies outside does not exist for them
//! (404); inside, without the right, they are refused (403).

use super::{is_stale, note_seen, roles, session};
use crate::org::Tree;
use crate::shell::Office;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use kit::failure::Failure;
use kit::web::cookie;

/// The session's cookie.
pub const COOKIE: &str = "thenchot";

/// A role that is held at a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Leads the unit.
    Leader,
    /// Keeps the organisation's record.
    OrganisationOfficer,
    /// Does the paperwork of a commune.
    CommuneClerk,
    /// Leads a cell.
    CellSecretary,
    /// Writes articles.
    Editor,
    /// Publishes what others wrote.
    Publisher,
    /// Inspects.
    Inspector,
    /// Works for the Front.
    FrontMember,
}

/// Something that may be allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Right {
    /// See units, members' names and the state of study.
    ReadStudy,
    /// Mark attendance, grant exemptions, receive hand-ins.
    KeepStudy,
    /// Write articles.
    EditArticle,
    /// Publish articles.
    PublishArticle,
    /// See discipline.
    ReadDiscipline,
    /// See the journal.
    ReadJournal,
}

impl Role {
    const ALL: [(Role, &str, &[Right]); 8] = [
        (Role::Leader, "leader", &[Right::ReadStudy]),
        (Role::OrganisationOfficer, "organisation", &[Right::ReadStudy, Right::KeepStudy]),
        (Role::CommuneClerk, "clerk", &[Right::ReadStudy, Right::KeepStudy]),
        (Role::CellSecretary, "cell_secretary", &[Right::ReadStudy, Right::KeepStudy]),
        (Role::Editor, "editor", &[Right::EditArticle]),
        (Role::Publisher, "publisher", &[Right::EditArticle, Right::PublishArticle]),
        (Role::Inspector, "inspector", &[Right::ReadStudy, Right::ReadDiscipline, Right::ReadJournal]),
        (Role::FrontMember, "front", &[]),
    ];

    /// The word it is kept by.
    pub fn word(self) -> &'static str {
        Role::ALL.iter().find(|(role, ..)| *role == self).map_or("", |(_, word, _)| word)
    }

    /// The role of a word.
    pub fn of(word: &str) -> Option<Role> {
        Role::ALL.iter().find(|(_, w, _)| *w == word).map(|(role, ..)| *role)
    }

    /// What it allows, in the branch of the unit that it is held at.
    pub fn rights(self) -> &'static [Right] {
        Role::ALL.iter().find(|(role, ..)| *role == self).map_or(&[], |(.., rights)| rights)
    }
}

/// A permission to do one thing at one unit, now. Only [`Officer::require`] makes one; a verb takes it by value.
#[derive(Debug)]
pub struct Grant {
    actor: i64,
    unit: i64,
}

impl Grant {
    /// Who acts.
    pub fn actor(&self) -> i64 {
        self.actor
    }

    /// At which unit.
    pub fn unit(&self) -> i64 {
        self.unit
    }
}

/// Who is signed in, with the roles they hold today and the tree as it is today.
pub struct Officer {
    /// The account.
    pub account: i64,
    /// Their name.
    pub name: String,
    /// Their post.
    pub post: String,
    /// Today's tree.
    pub tree: Tree,
    roles: Vec<(Role, i64)>,
}

impl Officer {
    /// The units that their roles allowing `right` are held at.
    pub fn roots(&self, right: Right) -> Vec<i64> {
        self.roles.iter().filter(|(role, _)| role.rights().contains(&right)).map(|(_, unit)| *unit).collect()
    }

    /// Whether they may, at this unit.
    pub fn may(&self, right: Right, unit: i64) -> bool {
        self.roots(right).iter().any(|root| self.tree.is_within(unit, *root))
    }

    /// The permission to do it.
    ///
    /// # Errors
    /// [`Failure::NotFound`] outside their reach, [`Failure::Forbidden`] inside it without the right.
    pub fn require(&self, right: Right, unit: i64) -> Result<Grant, Failure> {
        if self.may(right, unit) {
            Ok(Grant { actor: self.account, unit })
        } else if self.roles.iter().any(|(_, root)| self.tree.is_within(unit, *root)) {
            Err(Failure::Forbidden)
        } else {
            Err(Failure::NotFound)
        }
    }
}

impl FromRequestParts<Office> for Officer {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, office: &Office) -> Result<Officer, Failure> {
        let next = parts.uri.path_and_query().map_or("/van-phong", |p| p.as_str()).to_owned();
        let token = cookie(&parts.headers, COOKIE).ok_or(Failure::SignInFirst { next: next.clone() })?.to_owned();
        let now = office.clock.now();
        let mut conn = office.db.read().await?;
        let known = session(&mut conn, &token, now).await?.ok_or(Failure::SignInFirst { next })?;
        let held = roles(&mut conn, known.id, now.day()).await?;
        let tree = Tree::as_of(&mut conn, now.day()).await?;
        drop(conn);
        if is_stale(known.seen_at, now) {
            let mut tx = office.db.begin().await?;
            note_seen(&mut tx, &token, now).await?;
            tx.commit().await?;
        }
        office.presence.note(known.id, now);
        let roles = held.into_iter().filter_map(|(word, unit)| Some((Role::of(&word)?, unit))).collect();
        Ok(Officer { account: known.id, name: known.name, post: known.post, tree, roles })
    }
}
