//! What is done when a second person agrees, act by act: one line each, so that it is seen at once what there is.
//!
//! A slice that has something that takes two persons gives it here two functions: what a proposal is about, in lines for
//! whoever is to agree, and what is done with the grant, in the transaction in which it was agreed to.

use super::{Proposal, mark};
use crate::identity::pages::invitations::power;
use crate::identity::pages::{roles, second};
use crate::identity::reach::Officer;
use crate::identity::reach::second::{Refused, Seconding};
use crate::identity::right::{
    Act, EndUnits, ErasePerson, ExportSealed, FillPost, GivePower, LiftSecondStep, OpenCase, PublishPaper, UndoUnits,
};
use crate::inspection::pages::cases;
use crate::org::pages::together;
use crate::papers::pages::public;
use crate::people::pages::data::{self, taking};
use crate::posts::pages::form;
use crate::shell::Office;
use kit::db::{Conn, Tx};
use kit::failure::Failure;

/// What a proposal is about, in lines of (what, how it is).
pub async fn told(office: &Office, officer: &Officer, proposal: &Proposal) -> Result<Vec<(String, String)>, Failure> {
    if let Some(Act::EndUnits | Act::UndoUnits) = proposal.act() {
        return together::told(office, officer, proposal).await;
    }
    told_of(&mut office.db.read().await?, office, officer, proposal).await
}

/// What one is about that is no change of units.
async fn told_of(
    conn: &mut Conn,
    office: &Office,
    officer: &Officer,
    proposal: &Proposal,
) -> Result<Vec<(String, String)>, Failure> {
    match proposal.act() {
        Some(Act::GivePower) if proposal.subject == power::SUBJECT => {
            power::told(conn, office, officer, proposal).await
        }
        Some(Act::GivePower) => roles::told(conn, office, officer, proposal).await,
        Some(Act::ErasePerson) => data::told(conn, office, officer, proposal).await,
        Some(Act::OpenCase) => cases::told(conn, officer, proposal).await,
        Some(Act::ExportSealed) => taking::told(conn, office, officer, proposal).await,
        Some(Act::LiftSecondStep) => second::told(conn, officer, proposal).await,
        Some(Act::FillPost) => form::told(conn, officer, proposal).await,
        Some(Act::PublishPaper) => public::told(conn, officer, proposal).await,
        _ => Ok(vec![]),
    }
}

/// Agrees and does it, and notes where it is seen. `seen` is the [`super::mark`] of what the second person looked at.
pub async fn carry_out(
    tx: &mut Tx,
    office: &Office,
    officer: &Officer,
    (seconding, seen): (Seconding, &str),
) -> Result<(), Refused> {
    let id = seconding.proposal().id;
    // A change of units looks for itself, at what it would bring.
    let looks = matches!(seconding.proposal().act(), Some(Act::EndUnits | Act::UndoUnits));
    let changed = !looks && mark(&told_of(tx, office, officer, seconding.proposal()).await?) != seen;
    let result = done(tx, office, officer, (seconding, seen)).await?;
    // Last, so that whoever may not agree, or comes too late, is told that.
    if changed {
        return Err(Refused::NotSeen);
    }
    tx.exec("UPDATE proposal SET result = $1 WHERE id = $2", &[&result, &id]).await?;
    Ok(())
}

/// Agrees and does it; where what was done is seen, if that is worth seeing.
async fn done(
    tx: &mut Tx,
    office: &Office,
    officer: &Officer,
    (seconding, seen): (Seconding, &str),
) -> Result<String, Refused> {
    let now = office.clock.now();
    let proposal = seconding.proposal().clone();
    match proposal.act() {
        Some(Act::EndUnits) => {
            let (grant, asker) = seconding.agree(tx, office, officer, EndUnits, now).await?;
            return together::carry_out(tx, office, (&asker, officer), grant, (&proposal, seen)).await;
        }
        Some(Act::UndoUnits) => {
            let (grant, _) = seconding.agree(tx, office, officer, UndoUnits, now).await?;
            return together::carry_back(tx, office, officer, grant, (&proposal, seen)).await;
        }
        Some(Act::GivePower) => {
            let (grant, _) = seconding.agree(tx, office, officer, GivePower, now).await?;
            if proposal.subject == power::SUBJECT {
                return power::carry_out(tx, office, grant, &proposal).await;
            }
            roles::carry_out(tx, office, officer, grant, &proposal).await?;
        }
        Some(Act::ErasePerson) => {
            let (grant, _) = seconding.agree(tx, office, officer, ErasePerson, now).await?;
            data::carry_out(tx, office, grant, &proposal).await?;
        }
        Some(Act::OpenCase) => {
            let (grant, _) = seconding.agree(tx, office, officer, OpenCase, now).await?;
            cases::carry_out(tx, office, officer, grant, &proposal).await?;
        }
        Some(Act::LiftSecondStep) => {
            // Whoever has a session of that account may not be its owner.
            if proposal.subject_id == officer.account {
                return Err(Failure::Forbidden.into());
            }
            let (grant, _) = seconding.agree(tx, office, officer, LiftSecondStep, now).await?;
            second::carry_out(tx, grant, &proposal, now).await?;
        }
        Some(Act::FillPost) => {
            let (grant, asker) = seconding.agree(tx, office, officer, FillPost, now).await?;
            return form::carry_out(tx, office, &asker, grant, &proposal).await;
        }
        Some(Act::PublishPaper) => {
            let (grant, _) = seconding.agree(tx, office, officer, PublishPaper, now).await?;
            return Ok(public::carry_out(tx, office, grant, &proposal).await?);
        }
        Some(Act::ExportSealed) => {
            seconding.agree(tx, office, officer, ExportSealed, now).await?;
            return taking::allowed(tx, &proposal).await;
        }
        // An act of an older program.
        None => return Err(Failure::NotFound.into()),
    }
    Ok(String::new())
}
