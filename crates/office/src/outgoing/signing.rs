//! The signature. Whom a paper names as its signer is whoever signs it: by themselves here, or with their hand on the paper
//! copy, which the registrar then notes. Nobody signs for another; where somebody else is to sign, the draft says so first.

use super::verbs::{of_unit, step};
use super::{LayoutRuling, OutError, Outgoing, State};
use crate::identity::Account;
use crate::identity::hands::Deed;
use crate::identity::reach::Grant;
use crate::identity::right::{KeepPapers, SignPapers};
use crate::org::Tree;
use kit::clock::{Day, Ts};
use kit::db::Conn;
use kit::journal;
use serde_json::json;
use viet::ToneStyle;

/// Whether a paper's signer is the person of this name, wherever the marks stand and however many blanks are between.
/// A paper that names nobody is signed by whoever may.
pub fn is_signer(signer: &str, name: &str) -> bool {
    let plain = |text: &str| {
        let text = viet::tone_style(&viet::nfc(text).to_lowercase(), ToneStyle::New);
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    signer.trim().is_empty() || plain(signer) == plain(name)
}

/// Whether somebody of the name of a paper's signer has an account that is open, and so may sign here.
pub fn is_here(signer: &str, accounts: &[Account]) -> bool {
    accounts.iter().any(|account| account.disabled_at.is_none() && is_signer(signer, &account.name))
}

async fn name_of(conn: &mut Conn, account: Option<i64>) -> kit::db::Result<String> {
    let known = match account {
        Some(account) => Account::get(conn, account).await?,
        None => None,
    };
    Ok(known.map_or(String::new(), |account| account.name))
}

/// Whether the rule has two persons clear and sign the papers of this body.
fn is_apart(layout: LayoutRuling<'_>, tree: &Tree, one: &Outgoing) -> bool {
    let kind = tree.get(one.unit_id).map_or("", |unit| unit.kind.as_str());
    one.issued_by().is_none_or(|body| layout.rule.apart.contains(&body.in_rules(kind)))
}

/// Who cleared a paper and when, where the rule has somebody else sign it.
pub fn cleared_apart(layout: LayoutRuling<'_>, tree: &Tree, one: &Outgoing) -> Option<Deed> {
    let by = one.cleared_by.filter(|_| one.state() == State::Cleared && is_apart(layout, tree, one))?;
    Some((by, one.changed_at))
}

/// Signs a cleared paper that names whoever signs. Where the rule has two persons for it, whoever cleared it does not.
///
/// # Errors
/// [`OutError::SamePerson`] then, [`OutError::OtherSigner`] when the paper names somebody else.
pub async fn sign(
    conn: &mut Conn,
    grant: Grant<SignPapers>,
    (layout, tree): (LayoutRuling<'_>, &Tree),
    at: (i64, i64),
    now: Ts,
) -> Result<(), OutError> {
    let known = of_unit(conn, &grant, at.0).await?;
    let cleared = cleared_apart(layout, tree, &known);
    if cleared.is_some_and(|(by, _)| Some(by) == grant.account()) {
        return Err(OutError::SamePerson);
    }
    let own = name_of(conn, grant.account()).await?;
    if !is_signer(&known.said().signer, &own) {
        return Err(OutError::OtherSigner);
    }
    step(conn, at, (&[State::Cleared], State::Signed), "", now).await?;
    let sql = "UPDATE outgoing SET signed_by = $1, signed_on = $2 WHERE id = $3";
    conn.exec(sql, &[&grant.account(), &now.day(), &at.0]).await?;
    journal::write(conn, &grant.event("outgoing.paper.sign", "outgoing", at.0).under(layout.id), now).await?;
    Ok(())
}

/// Notes that the signer whom a cleared paper names has signed its paper copy on a day, by whoever keeps the register. It is
/// no signature of theirs, so nobody stands in the record as having signed.
///
/// # Errors
/// [`OutError::SamePerson`] where the rule has two persons for it and the signer is who cleared it.
pub async fn note_signature(
    conn: &mut Conn,
    grant: Grant<KeepPapers>,
    (layout, tree): (LayoutRuling<'_>, &Tree),
    at: (i64, i64),
    day: Day,
    now: Ts,
) -> Result<(), OutError> {
    let known = of_unit(conn, &grant, at.0).await?;
    let signer = known.said().signer;
    let cleared = name_of(conn, known.cleared_by).await?;
    if is_apart(layout, tree, &known) && !signer.trim().is_empty() && is_signer(&signer, &cleared) {
        return Err(OutError::SamePerson);
    }
    step(conn, at, (&[State::Cleared], State::Signed), "", now).await?;
    let sql = "UPDATE outgoing SET signed_by = NULL, signed_on = $1 WHERE id = $2";
    conn.exec(sql, &[&day, &at.0]).await?;
    let event = grant.event("outgoing.paper.note_signature", "outgoing", at.0).under(layout.id);
    journal::write(conn, &event.after(json!({"name": signer, "day": day})), now).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signer_is_told_by_the_whole_name_with_its_marks() {
        for (signer, name, is) in [
            ("Trần Văn Mẫu", "Trần Văn Mẫu", true),
            ("TRẦN  VĂN MẪU", "Trần Văn Mẫu", true),
            ("Nguyễn Thị Thuý", "Nguyễn Thị Thúy", true),
            ("Trần Văn Mẫu", "Trần Văn Mậu", false),
            ("Trần Mẫu", "Trần Văn Mẫu", false),
            ("", "Trần Văn Mẫu", true),
        ] {
            assert_eq!(is_signer(signer, name), is, "{signer} and {name}");
        }
    }
}
