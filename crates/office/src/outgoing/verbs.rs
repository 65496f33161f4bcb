//! Steps of a paper on its way out. Each writes its journal row in the caller's transaction.

use super::{LayoutRuling, Outgoing, Said, State};
use crate::identity::reach::Grant;
use crate::identity::right::{ClearPapers, DraftPapers, KeepPapers, Permission, SignPapers};
use crate::org::Tree;
use crate::papers::{
    Body, Changes, Direction, NewPaper, Number, PaperError, RelationKind, Ruling, Taken, attach, may_issue,
    named_in_lines, register,
};
use kit::clock::{Day, Ts};
use kit::db::{Arg, Conn, DbError};
use kit::journal;
use serde_json::json;

/// Why a step was not done.
#[derive(Debug, thiserror::Error)]
pub enum OutError {
    /// Somebody else changed it since it was read, or it is further on already.
    #[error("the paper was changed meanwhile")]
    Stale,
    /// Whoever cleared it does not sign it.
    #[error("who cleared a paper does not sign it")]
    SamePerson,
    /// The paper names somebody else as its signer.
    #[error("the paper names another signer")]
    OtherSigner,
    /// Something is not as prescribed that has to be.
    #[error("the layout is not as prescribed")]
    NotSound,
    /// The register's refusal.
    #[error(transparent)]
    Paper(#[from] PaperError),
    /// The database's refusal; also that the grant is for another unit.
    #[error(transparent)]
    Db(#[from] DbError),
}

type Result<T> = std::result::Result<T, OutError>;

/// What is written of a paper: kind, body, subject, and the rest.
pub type Written<'a> = (&'a str, Body, &'a str, &'a Said);

fn packed(said: &Said) -> Result<String> {
    serde_json::to_string(said).map_err(|error| DbError::Broken(error.to_string()).into())
}

/// Begins a paper of the grant's unit; its row.
///
/// # Errors
/// [`PaperError::MayNot`] for a kind that the body does not issue.
pub async fn begin(
    conn: &mut Conn,
    grant: Grant<DraftPapers>,
    (ruling, tree): (Ruling<'_>, &Tree),
    (uid, (kind, body, subject, said)): (&str, Written<'_>),
    now: Ts,
) -> Result<i64> {
    let unit = grant.unit();
    may_issue(ruling, tree.get(unit).map_or("", |unit| unit.kind.as_str()), body, kind)?;
    let (state, packed, author) = (State::Draft.word(), packed(said)?, grant.account());
    let sql = "INSERT INTO outgoing (uid, unit_id, state, kind, body, subject, said, author_id, reviser_id, changed_at)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9)";
    let values: [&dyn Arg; 9] = [&uid, &unit, &state, &kind, &body.word(), &subject, &packed, &author, &now];
    let id = conn.insert(sql, &values).await?;
    let after = json!({"kind": kind, "body": body.word(), "subject": subject});
    journal::write(conn, &grant.event("outgoing.paper.begin", "outgoing", id).after(after).under(ruling.id), now)
        .await?;
    Ok(id)
}

/// Changes what is written of a draft of the grant's unit.
pub async fn change(
    conn: &mut Conn,
    grant: Grant<DraftPapers>,
    (ruling, tree): (Ruling<'_>, &Tree),
    ((id, version), (kind, body, subject, said)): ((i64, i64), Written<'_>),
    now: Ts,
) -> Result<()> {
    let known = of_unit(conn, &grant, id).await?;
    may_issue(ruling, tree.get(known.unit_id).map_or("", |unit| unit.kind.as_str()), body, kind)?;
    let sql = "UPDATE outgoing SET kind = $1, body = $2, subject = $3, said = $4, reviser_id = $5, changed_at = $6,
               version = version + 1 WHERE id = $7 AND version = $8 AND state = 'draft'";
    let packed = packed(said)?;
    let author = grant.account();
    let values: [&dyn Arg; 8] = [&kind, &body.word(), &subject, &packed, &author, &now, &id, &version];
    if conn.exec(sql, &values).await? == 0 {
        return Err(OutError::Stale);
    }
    let before = json!({"kind": known.kind, "body": known.body, "subject": known.subject, "said": known.said()});
    let after = json!({"kind": kind, "body": body.word(), "subject": subject, "said": said});
    let event = grant.event("outgoing.paper.change", "outgoing", id).before(before).after(after);
    journal::write(conn, &event, now).await?;
    Ok(())
}

/// Puts a Word file that was written elsewhere in the place of the one that the program writes; without one the program
/// writes it again.
pub async fn put_word(
    conn: &mut Conn,
    grant: Grant<DraftPapers>,
    (id, version): (i64, i64),
    word: Option<(&str, &str)>,
    now: Ts,
) -> Result<()> {
    let known = of_unit(conn, &grant, id).await?;
    let (hash, name) = word.unwrap_or_default();
    let name: String = name.chars().filter(|c| !c.is_control()).take(200).collect();
    let sql = "UPDATE outgoing SET word = $1, word_name = $2, reviser_id = $3, changed_at = $4, version = version + 1
               WHERE id = $5 AND version = $6 AND state = 'draft'";
    if conn.exec(sql, &[&hash, &name, &grant.account(), &now, &id, &version]).await? == 0 {
        return Err(OutError::Stale);
    }
    let event = grant.event("outgoing.paper.word", "outgoing", id).before(json!({"name": known.word_name}));
    journal::write(conn, &event.after(json!({"name": name, "sha256": hash})), now).await?;
    Ok(())
}

pub(super) async fn of_unit<P: Permission>(conn: &mut Conn, grant: &Grant<P>, id: i64) -> Result<Outgoing> {
    let known = Outgoing::get(conn, id).await?.filter(|one| one.unit_id == grant.unit());
    Ok(known.ok_or_else(|| DbError::Refused(format!("paper {id} is not of unit {}", grant.unit())))?)
}

/// Moves a paper on, if it is as it was read and where the step begins.
pub(super) async fn step(
    conn: &mut Conn,
    (id, version): (i64, i64),
    (from, to): (&[State], State),
    note: &str,
    now: Ts,
) -> Result<()> {
    let known = Outgoing::get(conn, id).await?.ok_or(OutError::Stale)?;
    let begins = from.contains(&known.state());
    let sql = "UPDATE outgoing SET state = $1, note = $2, changed_at = $3, version = version + 1 WHERE id = $4 AND version = $5
               AND state = $6";
    let done = begins && conn.exec(sql, &[&to.word(), &note, &now, &id, &version, &known.state]).await? > 0;
    if done { Ok(()) } else { Err(OutError::Stale) }
}

/// Gives a draft to be cleared, when nothing is found in it that stands in the way.
///
/// # Errors
/// [`OutError::NotSound`] otherwise.
pub async fn submit(
    conn: &mut Conn,
    grant: Grant<DraftPapers>,
    at: (i64, i64),
    (layout, found): (LayoutRuling<'_>, &[letter::Finding]),
    now: Ts,
) -> Result<()> {
    of_unit(conn, &grant, at.0).await?;
    if found.iter().any(|one| layout.rule.blocking.contains(&one.check)) {
        return Err(OutError::NotSound);
    }
    step(conn, at, (&[State::Draft], State::Submitted), "", now).await?;
    let told: Vec<&str> = found.iter().map(|one| one.check.word()).collect();
    let event = grant.event("outgoing.paper.submit", "outgoing", at.0).after(json!({"told": told}));
    journal::write(conn, &event.under(layout.id), now).await?;
    Ok(())
}

/// Says that a paper may be signed.
pub async fn clear(conn: &mut Conn, grant: Grant<ClearPapers>, at: (i64, i64), now: Ts) -> Result<()> {
    of_unit(conn, &grant, at.0).await?;
    step(conn, at, (&[State::Submitted], State::Cleared), "", now).await?;
    conn.exec("UPDATE outgoing SET cleared_by = $1 WHERE id = $2", &[&grant.account(), &at.0]).await?;
    journal::write(conn, &grant.event("outgoing.paper.clear", "outgoing", at.0), now).await?;
    Ok(())
}

/// Sends a submitted paper back to be changed, by whoever was to clear it; one that was cleared by whoever was to sign it.
pub async fn send_back<P: Permission>(
    conn: &mut Conn,
    grant: Grant<P>,
    at: (i64, i64),
    reason: &str,
    now: Ts,
) -> Result<()> {
    of_unit(conn, &grant, at.0).await?;
    let from = if P::RIGHT == SignPapers::RIGHT { State::Cleared } else { State::Submitted };
    step(conn, at, (&[from], State::Draft), reason, now).await?;
    conn.exec("UPDATE outgoing SET cleared_by = NULL WHERE id = $1", &[&at.0]).await?;
    let event = grant.event("outgoing.paper.send_back", "outgoing", at.0).after(json!({"reason": reason}));
    journal::write(conn, &event, now).await?;
    Ok(())
}

/// What [`number`] needs beside the grants: identities of the entry and of its file, which number, the file's hash and size.
#[derive(Clone, Debug)]
pub struct Numbering<'a> {
    /// The identity of the entry.
    pub uid: &'a str,
    /// The paper's day.
    pub day: Day,
    /// Which number.
    pub number: Number,
    /// Who issues it, by name, as the register calls it.
    pub issuer: &'a str,
}

/// Takes the number of a signed paper and enters it into the register of the grant's unit; the entry and its symbol.
pub async fn number(
    conn: &mut Conn,
    (grant, entering): (Grant<KeepPapers>, Grant<KeepPapers>),
    (ruling, tree): (Ruling<'_>, &Tree),
    at: (i64, i64),
    new: &Numbering<'_>,
    now: Ts,
) -> Result<(i64, String)> {
    let known = of_unit(conn, &grant, at.0).await?;
    step(conn, at, (&[State::Signed], State::Numbered), "", now).await?;
    let said = known.said();
    let relations = [
        (RelationKind::BasedOn, &said.based_on),
        (RelationKind::Replaces, &said.replaces),
        (RelationKind::Amends, &said.amends),
    ];
    let relations =
        relations.into_iter().flat_map(|(kind, lines)| named_in_lines(lines).into_iter().map(move |one| (kind, one)));
    let changes = Changes {
        kind: &known.kind,
        issuer: new.issuer,
        symbol: "",
        issued_on: new.day,
        arrived_on: None,
        subject: &known.subject,
        signer: &said.signer,
        signer_post: &said.post,
        sign_form: &said.sign_form,
        urgency: &said.urgency,
        recipients: &said.recipients,
        secret: "",
        kept_at: "",
        in_force_from: None,
        lapsed_on: None,
        note: "",
        relations: relations.collect(),
    };
    let direction = Direction::of(&said.direction).filter(|way| *way != Direction::In).unwrap_or(Direction::Out);
    let entry = NewPaper { uid: new.uid, direction, body: known.issued_by(), number: new.number, said: changes };
    let (paper, symbol) = register(conn, entering, (ruling, tree), &entry, now).await?;
    conn.exec("UPDATE outgoing SET paper_id = $1 WHERE id = $2", &[&paper, &at.0]).await?;
    let after = json!({"paper": paper, "symbol": symbol});
    journal::write(conn, &grant.event("outgoing.paper.number", "outgoing", at.0).after(after), now).await?;
    Ok((paper, symbol))
}

/// Puts the Word file, now with number and day, to the entry of a numbered paper.
pub async fn keep_word(
    conn: &mut Conn,
    grant: Grant<KeepPapers>,
    (paper, uid): (i64, &str),
    (name, hash, size): (&str, &str, i64),
    now: Ts,
) -> Result<()> {
    Ok(attach(conn, grant, paper, (uid, name, Taken::Word, hash, size), now).await?)
}

/// Notes how a numbered paper went to whom it is for.
pub async fn issue(conn: &mut Conn, grant: Grant<KeepPapers>, at: (i64, i64), sent: &str, now: Ts) -> Result<()> {
    of_unit(conn, &grant, at.0).await?;
    step(conn, at, (&[State::Numbered], State::Issued), "", now).await?;
    conn.exec("UPDATE outgoing SET sent = $1 WHERE id = $2", &[&sent, &at.0]).await?;
    let event = grant.event("outgoing.paper.issue", "outgoing", at.0).after(json!({"reason": sent}));
    journal::write(conn, &event, now).await?;
    Ok(())
}

/// Notes where an issued paper is filed, also in its entry.
pub async fn file_it(conn: &mut Conn, grant: Grant<KeepPapers>, at: (i64, i64), place: &str, now: Ts) -> Result<()> {
    let known = of_unit(conn, &grant, at.0).await?;
    step(conn, at, (&[State::Issued], State::Filed), "", now).await?;
    let sql = "UPDATE paper SET kept_at = $1, version = version + 1 WHERE id = $2 AND unit_id = $3";
    conn.exec(sql, &[&place, &known.paper_id, &grant.unit()]).await?;
    let event = grant.event("outgoing.paper.file", "outgoing", at.0).after(json!({"reason": place}));
    journal::write(conn, &event, now).await?;
    Ok(())
}

/// Gives a paper up that has no number yet.
pub async fn drop_it(conn: &mut Conn, grant: Grant<DraftPapers>, at: (i64, i64), reason: &str, now: Ts) -> Result<()> {
    of_unit(conn, &grant, at.0).await?;
    let from = [State::Draft, State::Submitted, State::Cleared, State::Signed];
    step(conn, at, (&from, State::Dropped), reason, now).await?;
    let event = grant.event("outgoing.paper.drop", "outgoing", at.0).after(json!({"reason": reason}));
    journal::write(conn, &event, now).await?;
    Ok(())
}
