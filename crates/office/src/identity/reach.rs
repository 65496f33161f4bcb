//! Reach and rights: the only place that decides who may do what where. Undecided means refused.
//!
//! A person acts through a role or a post held at a unit; reach is that unit's branch. What lies outside does not exist
//! for them (404); inside, without the right, they are refused (403). What takes two persons is decided in [`second`].

mod asked;
pub mod deciding;
mod later;
pub mod passing;
pub mod seating;
pub mod second;

use super::COOKIE;
use super::holding::{Held, Origin, Rights, rights_of};
use super::keeping::is_kept_by;
use super::right::{Permission, Right};
use super::second::SecondStep;
use super::sessions::{How, Renewed, SignedIn, end_one, is_stale, note_seen, renew, session};
use crate::org::Tree;
use crate::org::lineage::Past;
use crate::shell::{LEXICON, Office, lang_of};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{Method, Uri};
use kit::db::Conn;
use kit::failure::Failure;
use kit::journal::Event;
use kit::page::see_other;
use kit::web::cookie;
use kit::words::{Lang, Words};
use std::marker::PhantomData;
use std::sync::Arc;

/// A permission to do one kind of thing at one unit, now. [`Officer::require`] makes it for who is signed in; a verb
/// takes it by value and acts at its unit, so neither a forgotten check nor another unit's id gets through.
#[derive(Debug)]
pub struct Grant<P> {
    account: Option<i64>,
    person: Option<i64>,
    unit: i64,
    /// Who else has a part in it, for the journal.
    also: Vec<(&'static str, i64)>,
    /// Who had let the account in, where that was another one.
    hand: Option<i64>,
    permission: PhantomData<P>,
}

impl<P> Grant<P> {
    /// What whoever sits at the machine's own console may do: set the office up, load the demo, rescue an account.
    /// Never for a request.
    pub fn console(unit: i64) -> Grant<P> {
        Grant { account: None, person: None, unit, also: vec![], hand: None, permission: PhantomData }
    }

    /// The same for an account that the console acts for: the demo's editor, an author whose work is imported.
    pub fn on_behalf_of(mut self, account: i64, person: i64) -> Grant<P> {
        (self.account, self.person) = (Some(account), Some(person));
        self
    }

    /// The same permission at a unit that is made under this grant's one in the same transaction, or is to come there.
    pub(crate) fn for_new_unit(self, unit: i64) -> Grant<P> {
        self.at(unit)
    }

    fn at(mut self, unit: i64) -> Grant<P> {
        self.unit = unit;
        self
    }

    /// The account that acts; `None` for the console.
    pub fn account(&self) -> Option<i64> {
        self.account
    }

    /// Whose a way into an account is that is made by this: of the account, or of whoever had let it in.
    pub(super) fn hand(&self) -> Option<i64> {
        self.hand.or(self.account)
    }

    /// The person behind the account, when it is somebody of the record.
    pub fn person(&self) -> Option<i64> {
        self.person
    }

    /// At which unit.
    pub fn unit(&self) -> i64 {
        self.unit
    }

    /// The journal's row of what is done with it, at its unit.
    pub fn event(&self, verb: &'static str, subject: &'static str, subject_id: i64) -> Event {
        let also = self.also.clone();
        Event { also, ..Event::new(self.account, verb, subject, subject_id).at_place(self.unit) }
    }
}

/// A person's own permission over what is kept of them. [`Officer::own`] makes it for who is signed in.
#[derive(Debug)]
pub struct Own {
    account: i64,
    person: i64,
}

impl Own {
    /// The account that acts.
    pub fn account(&self) -> i64 {
        self.account
    }

    /// The person of the record.
    pub fn person(&self) -> i64 {
        self.person
    }
}

/// Who is signed in, with the roles they hold today and the tree as it is today.
pub struct Officer {
    /// The account.
    pub account: i64,
    /// The person of the record behind it, if there is one.
    pub person: Option<i64>,
    /// What they sign in with.
    pub login: String,
    /// The language they read.
    pub lang: Lang,
    /// Their name.
    pub name: String,
    /// Their post.
    pub post: String,
    /// Today's tree.
    pub tree: Arc<Tree>,
    rights: Rights,
    let_in_by: Option<i64>,
    /// Who agreed to what is done in their name, while it is done.
    second: Option<i64>,
    token: String,
    uri: Uri,
}

impl Officer {
    /// The messages in their language.
    pub fn words(&self) -> Words {
        LEXICON.words(self.lang)
    }

    /// The address they asked for, without its query.
    pub fn path(&self) -> &str {
        self.uri.path()
    }

    /// The address they asked for, with its query.
    pub fn asked(&self) -> &str {
        self.uri.path_and_query().map_or(self.uri.path(), |asked| asked.as_str())
    }

    /// A value of the query of the address they asked for.
    pub fn query(&self, name: &str) -> Option<String> {
        kit::web::query(&self.uri, name)
    }

    /// The token of their session.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// Who else let this session in: by a link, a slip, or what was made behind one, while nothing of their own was shown.
    pub fn let_in_by(&self) -> Option<i64> {
        self.let_in_by
    }

    /// The units that `right` is held at, each once.
    pub fn roots(&self, right: Right) -> Vec<i64> {
        self.rights.roots(&self.tree, right)
    }

    /// What they hold today, each with where it comes from.
    pub fn rights(&self) -> &Rights {
        &self.rights
    }

    /// Whether they may, at this unit.
    pub fn may(&self, right: Right, unit: i64) -> bool {
        self.rights.may(&self.tree, right, unit)
    }

    /// Whether the unit is in the branch of anything they hold, whatever that allows.
    pub fn reaches(&self, unit: i64) -> bool {
        self.rights.reaches(&self.tree, unit)
    }

    /// Whether they may, at a unit as it was on an earlier day: it stood then below what they hold, or the unit that
    /// stands for it is within their reach today.
    pub fn may_then(&self, past: &Past, right: Right, unit: i64) -> bool {
        self.rights.might(past, right, unit) || self.may(right, past.stands_for(unit, right))
    }

    /// The permission to do it.
    ///
    /// # Errors
    /// [`Failure::NotFound`] outside their reach, [`Failure::Forbidden`] inside it without the right.
    pub fn require<P: Permission>(&self, _permission: P, unit: i64) -> Result<Grant<P>, Failure> {
        self.grant(P::RIGHT, unit)
    }

    /// The permission at a unit as it was on an earlier day: while it goes on as [`Officer::require`]; afterwards for
    /// whoever may do it at the unit that stands for it.
    ///
    /// # Errors
    /// [`Failure::NotFound`] outside their reach, [`Failure::Forbidden`] inside it without the right.
    pub fn require_then<P: Permission>(&self, _permission: P, past: &Past, unit: i64) -> Result<Grant<P>, Failure> {
        let place = if self.tree.get(unit).is_some() { unit } else { past.stands_for(unit, P::RIGHT) };
        self.grant(P::RIGHT, place).map(|grant| grant.at(unit))
    }

    /// The permission over what is kept of oneself.
    ///
    /// # Errors
    /// [`Failure::NotFound`] for an account of nobody on record.
    pub fn own(&self) -> Result<Own, Failure> {
        let person = self.person.ok_or(Failure::NotFound)?;
        Ok(Own { account: self.account, person })
    }

    fn grant<P>(&self, right: Right, unit: i64) -> Result<Grant<P>, Failure> {
        let mut bases = self.rights.bases(&self.tree, right, unit).peekable();
        if bases.peek().is_some() {
            let mut also: Vec<_> = self.second.map(|second| (second::AGREED, second)).into_iter().collect();
            // What one holds oneself comes first; only then it is done in another one's place.
            if let Some(giver) = in_place_of(bases) {
                also.push((IN_PLACE_OF, giver));
            }
            let (account, hand) = (Some(self.account), self.let_in_by);
            Ok(Grant { account, person: self.person, unit, also, hand, permission: PhantomData })
        } else if self.reaches(unit) {
            Err(Failure::Forbidden)
        } else {
            Err(Failure::NotFound)
        }
    }
}

/// The permission of an account for what it ordered to be done later, as it holds it now; `None` when it holds it no more.
pub async fn ordered<P: Permission>(
    conn: &mut Conn,
    office: &Office,
    account: i64,
    unit: i64,
) -> Result<Option<Grant<P>>, Failure> {
    let tree = office.trees.as_of(conn, office.clock.today()).await?;
    let rights = rights_of(conn, office.roles()?, &tree, account).await?;
    let person = conn.value::<Option<i64>>("SELECT person_id FROM account WHERE id = $1", &[&account]).await?;
    let grant = || Grant {
        account: Some(account),
        person: person.flatten(),
        unit,
        also: vec![],
        hand: None,
        permission: PhantomData,
    };
    Ok(rights.may(&tree, P::RIGHT, unit).then(grant))
}

/// In the journal: the account in whose place it was done, by what it had passed on.
pub const IN_PLACE_OF: &str = "in_place_of";

/// Whose rights they are when all that lets somebody do it was passed on.
fn in_place_of<'a>(bases: impl Iterator<Item = &'a Held>) -> Option<i64> {
    let mut giver = None;
    for held in bases {
        match held.origin {
            Origin::Delegation { from } => giver = giver.or(Some(from)),
            _ => return None,
        }
    }
    giver
}

impl FromRequestParts<Office> for Officer {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, office: &Office) -> Result<Officer, Failure> {
        let next = parts.uri.path_and_query().map_or("/van-phong", |p| p.as_str()).to_owned();
        let sign_in = || Failure::SignInFirst { next: next.clone() };
        let mut token = cookie(&parts.headers, COOKIE).ok_or_else(sign_in)?.to_owned();
        let now = office.clock.now();
        let mut conn = office.db.read().await?;
        let known = session(&mut conn, &token, now).await?.ok_or_else(sign_in)?;
        let tree = office.trees.as_of(&mut conn, now.day()).await?;
        let rights = rights_of(&mut conn, office.roles()?, &tree, known.id).await?;
        if demands_second(office, &rights)?
            && !parts.uri.path().starts_with(OWN_PAGES)
            && known.how != How::Passkey.word()
            && SecondStep::of(&mut conn, known.id).await?.is_none()
        {
            return Err(Failure::answer(see_other(&format!("{OWN_PAGES}/buoc-hai?xong=buoc-hai-can"))));
        }
        let held: Vec<_> = rights.held().iter().map(|held| (held.rights, held.unit)).collect();
        let held = format!("{held:?}");
        // Whoever let it in could let nobody into an account that may do more by now.
        if known.had_other(&held) && !is_kept_by(&mut conn, office, known.let_in_by, known.id).await? {
            drop(conn);
            let mut tx = office.db.begin().await?;
            end_one(&mut tx, known.id, known.session_id, now).await?;
            tx.commit().await?;
            return Err(sign_in());
        }
        drop(conn);
        if let Some(renewed) = keep_session(parts, office, &known, &held).await? {
            token = renewed;
        }
        office.presence.note(known.id, now);
        Ok(Officer {
            account: known.id,
            person: known.person_id,
            login: known.login,
            lang: lang_of(&parts.headers),
            name: known.name,
            post: known.post,
            tree,
            rights,
            let_in_by: known.let_in_by.filter(|by| *by != known.id),
            second: None,
            token,
            uri: parts.uri.clone(),
        })
    }
}

/// One's own account: open to whoever still has to turn the second step on.
const OWN_PAGES: &str = "/van-phong/tai-khoan";

/// Whether the office asks the holder of any of these roles for a second step.
fn demands_second(office: &Office, rights: &Rights) -> Result<bool, Failure> {
    let rule = office.sign_in_rule()?;
    Ok(rights.held().iter().any(|held| rule.asks_second_of(&held.role)))
}

/// Notes that a session is in use. When its owner's rights are others than they were, it goes on under a new token, as
/// soon as a page is asked for (a form that is on its way is not to be lost); that token.
async fn keep_session(
    parts: &Parts,
    office: &Office,
    known: &SignedIn,
    rights: &str,
) -> Result<Option<String>, Failure> {
    let now = office.clock.now();
    let (new, other) = (known.rights_sha256.is_empty(), known.had_other(rights));
    if !new && !other && !is_stale(known.seen_at, now) {
        return Ok(None);
    }
    // While somebody writes for long, a list that is being brought, nobody waits only to be noted.
    let Some(mut tx) = office.db.try_begin().await? else { return Ok(None) };
    let mut renewed = None;
    if new || !other {
        note_seen(&mut tx, known.session_id, rights, now).await?;
    } else if let Some(slot) = parts.extensions.get::<Renewed>().filter(|_| parts.method == Method::GET)
        && let Some(token) = renew(&mut tx, known, rights, &office.chance, now).await?
    {
        renewed = Some(token.clone());
        let _ = slot.0.set(token);
    }
    tx.commit().await?;
    Ok(renewed)
}
