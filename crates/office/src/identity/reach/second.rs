//! What takes two persons: one asks, another one agrees. A grant for it comes out of nothing else, save where the rules let
//! one person do it, or where nobody else was ever there to agree.

use super::{Grant, Officer};
use crate::identity::Account;
use crate::identity::hands::{Deed, Hands};
use crate::identity::holding::{ever_held, rights_of};
use crate::identity::right::{Act, ExportSealed, GivePower, KeepAccounts, ReadSensitive, TwoPerson};
use crate::proposals::Proposal;
use crate::shell::Office;
use kit::clock::{SECOND, Ts};
use kit::db::{Conn, DbError};
use kit::failure::Failure;
use kit::journal::{self, Event};
use std::marker::PhantomData;

/// In the journal: the account that agreed.
pub const AGREED: &str = "agreed";
/// In the journal: the account that did alone what takes two, because nobody else was there yet.
pub const ALONE: &str = "alone";

/// How whoever is signed in gets something done that takes two persons.
pub enum Way<P> {
    /// The rules let one person do it, or there is no second one yet.
    Alone(Grant<P>),
    /// They may ask for it.
    Together(Asking<P>),
}

/// The permission to ask for something that takes two persons, at one unit.
#[derive(Debug)]
pub struct Asking<P> {
    account: i64,
    unit: i64,
    act: PhantomData<P>,
}

impl<P> Asking<P> {
    /// Who asks.
    pub fn account(&self) -> i64 {
        self.account
    }

    /// At which unit.
    pub fn unit(&self) -> i64 {
        self.unit
    }
}

/// The permission to give one role at one unit. A role that lets people in or confirms is given by two persons.
#[derive(Debug)]
pub struct Giving {
    pub(in crate::identity) grant: Grant<KeepAccounts>,
    pub(in crate::identity) role: String,
}

impl Giving {
    /// What whoever sits at the machine's own console may give. Never for a request.
    pub fn console(unit: i64, role: &str) -> Giving {
        Giving { grant: Grant::console(unit), role: role.to_owned() }
    }
}

/// How whoever keeps the accounts gives a role.
pub enum GivingWay {
    /// At once.
    Now(Giving),
    /// When a second one agrees.
    Together(Asking<GivePower>),
}

/// The permission to be the second person of one proposal.
#[derive(Debug)]
pub struct Seconding {
    account: i64,
    proposal: Proposal,
}

/// Why a proposal was not carried out.
#[derive(Debug)]
pub enum Refused {
    /// Somebody was faster, or the time is over.
    Settled,
    /// It is, or brings, something else than the second person looked at.
    NotSeen,
    /// Whoever asked may not do it any more.
    AskerMayNot,
    /// It cannot be done (any more), in the words of whoever agrees.
    Told(String),
    /// Anything else.
    Failure(Failure),
}

impl From<Failure> for Refused {
    fn from(failure: Failure) -> Refused {
        Refused::Failure(failure)
    }
}

impl From<DbError> for Refused {
    fn from(error: DbError) -> Refused {
        Refused::Failure(error.into())
    }
}

impl Officer {
    /// How they get an act done at a unit.
    ///
    /// # Errors
    /// [`Failure::NotFound`] outside their reach, [`Failure::Forbidden`] inside it without the right to ask.
    pub async fn way<P: TwoPerson>(
        &self,
        conn: &mut Conn,
        office: &Office,
        _act: P,
        unit: i64,
    ) -> Result<Way<P>, Failure> {
        let mut grant: Grant<P> = self.grant(P::ACT.asked_with(), unit)?;
        if !office.roles()?.takes_two(P::ACT) {
            return Ok(Way::Alone(grant));
        }
        if self.was_always_alone(conn, office, P::ACT, unit).await? {
            grant.also.push((ALONE, self.account));
            return Ok(Way::Alone(grant));
        }
        Ok(Way::Together(Asking { account: self.account, unit, act: PhantomData }))
    }

    /// How they give a role at a unit to an account. Nobody gives themselves a role alone, whatever it allows: it could make
    /// them the second person of what they ask for next.
    ///
    /// # Errors
    /// As for [`Officer::require`] with the right to keep accounts; [`Failure::Malformed`] when the rules do not know the
    /// role.
    pub async fn giving(
        &self,
        conn: &mut Conn,
        office: &Office,
        account: i64,
        (unit, role): (i64, &str),
    ) -> Result<GivingWay, Failure> {
        let rule = office.roles()?;
        let mut grant = self.require(KeepAccounts, unit)?;
        let role = rule.role(role).ok_or(Failure::Malformed)?.key.clone();
        if rule.is_power(&role) || account == self.account {
            match self.way(conn, office, GivePower, unit).await? {
                Way::Together(asking) => return Ok(GivingWay::Together(asking)),
                Way::Alone(alone) => grant.also = alone.also,
            }
        }
        Ok(GivingWay::Now(Giving { grant, role }))
    }

    /// Whether nobody else ever held what agreeing takes: the first days of an office. Closing the other's account or ending
    /// their role does not bring those days back.
    async fn was_always_alone(&self, conn: &mut Conn, office: &Office, act: Act, unit: i64) -> Result<bool, Failure> {
        let others = ever_held(conn, office.roles()?, &self.tree).await?;
        let mut others = others.iter().filter(|(account, _)| **account != self.account);
        Ok(!others.any(|(_, rights)| rights.may_agree(&self.tree, act, unit)))
    }

    /// Whether they may be the second person of an act at a unit: by a role or a post of their own.
    pub fn may_agree(&self, act: Act, unit: i64) -> bool {
        self.rights.may_agree(&self.tree, act, unit)
    }

    /// Whether they could be the second person of a proposal: they may agree, and it opens no case that concerns them.
    pub fn could_second(&self, proposal: &Proposal) -> bool {
        !proposal.concerns(self.person) && proposal.act().is_some_and(|act| self.may_agree(act, proposal.unit_id))
    }

    /// The permission to agree to a proposal or to decline it.
    ///
    /// # Errors
    /// [`Failure::NotFound`] when they could not be the second person, [`Failure::Forbidden`] when they asked themselves.
    pub fn seconding(&self, proposal: Proposal) -> Result<Seconding, Failure> {
        if proposal.asked_by == self.account {
            return Err(Failure::Forbidden);
        }
        if !self.could_second(&proposal) {
            return Err(Failure::NotFound);
        }
        Ok(Seconding { account: self.account, proposal })
    }

    /// Why they cannot agree to a proposal although they have the right: it opens something to themselves, or the same hand
    /// may have let both in, or one of them the other. In their words; `None` when nothing hinders.
    pub async fn hindrance(
        &self,
        conn: &mut Conn,
        office: &Office,
        proposal: &Proposal,
    ) -> Result<Option<String>, Failure> {
        if proposal.opens_to(self.account) {
            return Ok(Some(self.words().say("proposal-for-you")));
        }
        self.shared_hand(conn, office, "proposal", &[(proposal.asked_by, proposal.asked_at)]).await
    }

    /// Whose hand may have let both them and somebody in who did a part before theirs, or that one of them let in the other:
    /// then they are no second person for each other. In their words, whose keys begin with `what`; `None` when there is
    /// no such hand.
    pub async fn shared_hand(
        &self,
        conn: &mut Conn,
        office: &Office,
        what: &str,
        before: &[Deed],
    ) -> Result<Option<String>, Failure> {
        let (w, now, hours) = (self.words(), office.clock.now(), i64::from(office.roles()?.let_in_hours));
        let mut others: Vec<Deed> = before.iter().copied().filter(|(other, _)| *other != self.account).collect();
        others.dedup();
        for deed in others {
            let hands = Hands::since(conn, now.plus(-hours * 3600 * SECOND), &self.token, deed).await?;
            let Some((hand, at)) = hands.shared(self.account, deed.0) else { continue };
            let name = Account::get(conn, hand).await?.map_or(String::new(), |account| account.name);
            let until = at.plus(hours * 3600 * SECOND);
            if until > now {
                let values = [("who", name.into()), ("until", until.written().into())];
                return Ok(Some(w.fill(&format!("{what}-let-in"), &values)));
            }
            return Ok(Some(w.with(&format!("{what}-let-in-here"), "who", name)));
        }
        Ok(None)
    }

    /// The permission that a second one has agreed to give them once: used up by this, and gone when the rule's hours are over.
    pub async fn redeem<P: TwoPerson>(
        &self,
        conn: &mut Conn,
        office: &Office,
        _act: P,
        (unit, subject, subject_id): (i64, &'static str, i64),
    ) -> Result<Option<Grant<P>>, Failure> {
        let now = office.clock.now();
        let Some((proposal, second)) = self.agreed_to(conn, office, P::ACT, (unit, subject, subject_id)).await? else {
            return Ok(None);
        };
        let sql = "UPDATE proposal SET used_at = $1 WHERE id = $2 AND used_at IS NULL";
        if conn.exec(sql, &[&now, &proposal]).await? == 0 {
            return Ok(None);
        }
        let mut grant: Grant<P> = self.grant(P::ACT.asked_with(), unit)?;
        grant.also.push((AGREED, second));
        Ok(Some(grant))
    }

    /// Whether there is such a permission that they have not used yet.
    pub async fn may_redeem(
        &self,
        conn: &mut Conn,
        office: &Office,
        act: Act,
        about: (i64, &'static str, i64),
    ) -> Result<bool, Failure> {
        Ok(self.agreed_to(conn, office, act, about).await?.is_some())
    }

    /// The proposal of theirs that was agreed to and not used yet, and who agreed.
    async fn agreed_to(
        &self,
        conn: &mut Conn,
        office: &Office,
        act: Act,
        (unit, subject, subject_id): (i64, &'static str, i64),
    ) -> Result<Option<(i64, i64)>, Failure> {
        let hours = i64::from(office.roles()?.two_person_hours);
        let since = office.clock.now().plus(-hours * 3600 * SECOND);
        let (act, sql) = (
            act.word(),
            "SELECT id, settled_by FROM proposal
             WHERE asked_by = $1 AND act = $2 AND unit_id = $3 AND subject = $4 AND subject_id = $5
               AND settled = 'agreed' AND used_at IS NULL AND settled_at > $6 ORDER BY id DESC LIMIT 1",
        );
        Ok(conn.opt(sql, &[&self.account, &act, &unit, &subject, &subject_id, &since]).await?)
    }

    /// Whoever asked for a proposal, to look at what it would bring; `None` when they may not come in any more. Nothing
    /// that is done with it may be kept: for that there is [`Seconding::agree`].
    pub(crate) async fn asker(
        &self,
        conn: &mut Conn,
        office: &Office,
        proposal: &Proposal,
    ) -> Result<Option<Officer>, Failure> {
        self.in_the_name_of(conn, office, proposal.asked_by).await
    }

    /// Whoever asked, as they stand now, with what they do from here on agreed to by this one.
    async fn in_the_name_of(&self, conn: &mut Conn, office: &Office, asker: i64) -> Result<Option<Officer>, Failure> {
        let Some(account) = Account::get(conn, asker).await?.filter(|account| account.disabled_at.is_none()) else {
            return Ok(None);
        };
        Ok(Some(Officer {
            account: account.id,
            person: account.person_id,
            login: account.login,
            lang: self.lang,
            name: account.name,
            post: account.post,
            rights: rights_of(conn, office.roles()?, &self.tree, asker).await?,
            tree: self.tree.clone(),
            second: Some(self.account),
            let_in_by: None,
            token: String::new(),
            uri: self.uri.clone(),
        }))
    }
}

impl Grant<ExportSealed> {
    /// The permission to open what is taken out.
    pub fn reading(self) -> Grant<ReadSensitive> {
        let Grant { account, person, unit, also, hand, .. } = self;
        Grant { account, person, unit, also, hand, permission: PhantomData }
    }
}

impl Grant<GivePower> {
    /// The permission to give the role that two persons agreed on.
    pub fn giving(self, role: &str) -> Giving {
        let Grant { account, person, unit, also, hand, .. } = self;
        Giving { grant: Grant { account, person, unit, also, hand, permission: PhantomData }, role: role.to_owned() }
    }
}

impl Seconding {
    /// The proposal.
    pub fn proposal(&self) -> &Proposal {
        &self.proposal
    }

    /// Agrees, in the transaction in which the act is then done: the grant for it, and whoever asked as the one who acts.
    ///
    /// # Errors
    /// [`Refused::Settled`] when it waits no longer, [`Refused::AskerMayNot`] when whoever asked lost the right.
    pub async fn agree<P: TwoPerson>(
        self,
        conn: &mut Conn,
        office: &Office,
        second: &Officer,
        _act: P,
        now: Ts,
    ) -> Result<(Grant<P>, Officer), Refused> {
        let Seconding { account, proposal } = self;
        if proposal.act() != Some(P::ACT) || account != second.account {
            return Err(Failure::NotFound.into());
        }
        if let Some(why) = second.hindrance(conn, office, &proposal).await? {
            return Err(Refused::Told(why));
        }
        settle(conn, account, &proposal, "agreed", "", now).await?;
        let asker = second.in_the_name_of(conn, office, proposal.asked_by).await?;
        let asker = asker.ok_or(Refused::AskerMayNot)?;
        let grant = asker.grant(P::ACT.asked_with(), proposal.unit_id).map_err(|_| Refused::AskerMayNot)?;
        Ok((grant, asker))
    }

    /// Declines, with the reason that is told to whoever asked.
    ///
    /// # Errors
    /// [`Refused::Settled`] when it waits no longer.
    pub async fn decline(self, conn: &mut Conn, note: &str, now: Ts) -> Result<(), Refused> {
        settle(conn, self.account, &self.proposal, "declined", note, now).await
    }
}

async fn settle(
    conn: &mut Conn,
    account: i64,
    proposal: &Proposal,
    settled: &'static str,
    note: &str,
    now: Ts,
) -> Result<(), Refused> {
    let sql = "UPDATE proposal SET settled = $1, settled_by = $2, settled_at = $3, note = $4
               WHERE id = $5 AND settled IS NULL AND expires_at > $3";
    if conn.exec(sql, &[&settled, &account, &now, &note, &proposal.id]).await? == 0 {
        return Err(Refused::Settled);
    }
    let verb = if settled == "agreed" { "proposals.agree" } else { "proposals.decline" };
    let event = Event::new(Some(account), verb, "proposal", proposal.id).at_place(proposal.unit_id);
    let after = serde_json::json!({ "act": proposal.act, "asked_by": proposal.asked_by });
    journal::write(conn, &event.after(after), now).await?;
    Ok(())
}
