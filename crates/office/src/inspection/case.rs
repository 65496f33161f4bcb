//! Cases: what a closed room holds opens to the members of a case, on the days on which they are members. Whoever is in one for
//! the work of closed rooms leaves it with that work, as their rights say; what is then nobody's is handed over ([`super::unkept`]).
//!
//! [`InCase`] is to a case what a grant is to a unit: only [`in_case`] makes it, and whatever reads or writes what a case
//! holds takes it by value.

use crate::identity::holding::Held;
use crate::identity::reach::{Grant, Officer};
use crate::identity::right::{Act, AssignCases, KeepDiscipline, OpenCase, Right};
use kit::clock::{Day, Ts};
use kit::db::{Arg, Conn, Result};
use kit::failure::Failure;
use kit::journal::{self, Entry, Event};
use serde_json::json;
use std::collections::HashSet;

/// Kinds of case, by the words in the record.
pub const KINDS: [&str; 3] = ["inspection", "discipline", "cadre"];

kit::record! {
    /// A case, without what it holds.
    pub struct Case {
        /// The case.
        pub id: i64,
        /// Its identity outside the database.
        pub uid: String,
        /// One of [`KINDS`].
        pub kind: String,
        /// Its number on paper.
        pub number: String,
        /// The unit that it concerns, or to which the person belongs.
        pub unit_id: i64,
        /// The person whom it concerns, if it is one.
        pub person_id: Option<i64>,
        /// Who knows that there is such a case: `heads` with its members, or `members` alone.
        pub confidentiality: String,
        /// Since when.
        pub opened_on: Day,
    }
}

const COLUMNS: &str = "c.id, c.uid, c.kind, c.number, c.unit_id, c.person_id, c.confidentiality, c.opened_on";
const MEMBER: &str = "m.account_id = $1 AND m.from_day <= $2 AND (m.to_day IS NULL OR m.to_day > $2)";
/// Whoever a case was opened to for the work of closed rooms opens it while they do such work.
const OPEN: &str = "m.account_id = $1 AND m.from_day <= $2 AND (m.to_day IS NULL OR m.to_day > $2) AND m.works <= $3";

impl Case {
    /// The case with this outward identity.
    pub async fn by_uid(conn: &mut Conn, uid: &str) -> Result<Option<Case>> {
        conn.opt(&format!("SELECT {COLUMNS} FROM closed_case c WHERE c.uid = $1"), &[&uid]).await
    }

    /// The case with this id.
    pub async fn get(conn: &mut Conn, id: i64) -> Result<Option<Case>> {
        conn.opt(&format!("SELECT {COLUMNS} FROM closed_case c WHERE c.id = $1"), &[&id]).await
    }

    /// The cases that are open to whoever is signed in, the newest first.
    pub async fn open_to(conn: &mut Conn, officer: &Officer) -> Result<Vec<Case>> {
        let sql = format!(
            "SELECT DISTINCT {COLUMNS} FROM closed_case c JOIN case_member m ON m.case_id = c.id AND {OPEN}
             ORDER BY c.opened_on DESC, c.id DESC"
        );
        conn.all(&sql, &[&inside(officer), &officer.tree.day(), &work_of(officer)]).await
    }

    /// All cases, the newest first.
    pub(super) async fn all(conn: &mut Conn) -> Result<Vec<Case>> {
        conn.all(&format!("SELECT {COLUMNS} FROM closed_case c ORDER BY c.opened_on DESC, c.id DESC"), &[]).await
    }

    /// All cases of which heads know, the newest first.
    pub async fn known_to_heads(conn: &mut Conn) -> Result<Vec<Case>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM closed_case c WHERE c.confidentiality = 'heads' ORDER BY c.opened_on DESC, c.id DESC"
        );
        conn.all(&sql, &[]).await
    }

    /// Whether somebody who says to whom cases are opened knows of this one without being in it. Of a case that concerns
    /// themselves they do not.
    pub fn is_known_to_head(&self, officer: &Officer) -> bool {
        self.confidentiality == "heads"
            && officer.let_in_by().is_none()
            && officer.may(Right::AssignCases, self.unit_id)
            && !self.concerns(officer.person)
    }

    /// Whether it is about this person.
    pub fn concerns(&self, person: Option<i64>) -> bool {
        self.person_id.is_some() && self.person_id == person
    }
}

/// The account to which cases open in this session: nobody's while whoever let it in may be the one who looks. A case takes
/// two to open to somebody; whoever makes a link would do it alone. The same is asked of the record either way.
fn inside(officer: &Officer) -> i64 {
    if officer.let_in_by().is_some() { 0 } else { officer.account }
}

/// What somebody does here today, as [`OPEN`] asks for it: the work of closed rooms, other work, or none. A case that was opened
/// to them to be read stays open as long as they do any.
fn work_of(officer: &Officer) -> i64 {
    match officer.roots(Right::KeepDiscipline).is_empty() {
        false => 1,
        true if officer.rights().held().iter().any(Held::is_own) => 0,
        true => -1,
    }
}

/// The key to what one case holds, in the hands of one of its members, today.
#[derive(Debug)]
pub struct InCase {
    case: Case,
    account: i64,
}

impl InCase {
    /// The case.
    pub fn case(&self) -> &Case {
        &self.case
    }

    fn event(&self, verb: &'static str, subject: &'static str, subject_id: i64) -> Event {
        let event = Event::new(Some(self.account), verb, subject, subject_id).at_place(self.case.unit_id);
        event.after(json!({"case": self.case.id}))
    }
}

/// Opens a case to whoever is signed in.
///
/// # Errors
/// [`Failure::NotFound`] to whoever is not in it today, or was let in by somebody else.
pub async fn in_case(conn: &mut Conn, officer: &Officer, uid: &str) -> std::result::Result<InCase, Failure> {
    let sql =
        format!("SELECT {COLUMNS} FROM closed_case c JOIN case_member m ON m.case_id = c.id AND {OPEN} AND c.uid = $4");
    let day = officer.tree.day();
    let case: Option<Case> = conn.opt(&sql, &[&inside(officer), &day, &work_of(officer), &uid]).await?;
    Ok(InCase { case: case.ok_or(Failure::NotFound)?, account: officer.account })
}

/// A case to be begun at the grant's unit.
#[derive(Clone, Debug)]
pub struct NewCase<'a> {
    /// Its identity outside the database.
    pub uid: String,
    /// One of [`KINDS`].
    pub kind: &'a str,
    /// Its number on paper.
    pub number: &'a str,
    /// The person whom it concerns; nobody when it concerns the unit.
    pub person: Option<i64>,
    /// `heads` or `members`.
    pub confidentiality: &'a str,
    /// Since when.
    pub day: Day,
}

/// Begins a case; whoever begins it is in it. Its id.
pub async fn open_case(conn: &mut Conn, grant: Grant<KeepDiscipline>, new: &NewCase<'_>, now: Ts) -> Result<i64> {
    let id = conn
        .insert(
            "INSERT INTO closed_case (uid, kind, number, unit_id, person_id, confidentiality, opened_on)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
            &[&new.uid, &new.kind, &new.number, &grant.unit(), &new.person, &new.confidentiality, &new.day],
        )
        .await?;
    let event = grant.event("inspection.case.begin", "closed_case", id).after(json!({"case": id}));
    journal::write(conn, &event, now).await?;
    if let Some(account) = grant.account() {
        join(conn, id, (account, true), now.day()).await?;
    }
    Ok(id)
}

async fn join(conn: &mut Conn, case: i64, (account, works): (i64, bool), day: Day) -> Result<()> {
    let sql = "INSERT INTO case_member (case_id, account_id, from_day, works) VALUES ($1, $2, $3, $4)";
    conn.exec(sql, &[&case, &account, &day, &i64::from(works)]).await?;
    Ok(())
}

/// Opens a case to an account, for the work of closed rooms or to be read; the grant is for the unit of the case. False when it is in it already, or the case is about its
/// person: whoever works on a case is never whom it concerns.
pub async fn let_in(
    conn: &mut Conn,
    grant: Grant<OpenCase>,
    case: &Case,
    (account, works): (i64, bool),
    now: Ts,
) -> Result<bool> {
    let person = "SELECT person_id FROM account WHERE id = $1";
    let person = conn.value::<Option<i64>>(person, &[&account]).await?.flatten();
    if case.unit_id != grant.unit() || case.concerns(person) || is_member(conn, case.id, account, now.day()).await? {
        return Ok(false);
    }
    join(conn, case.id, (account, works), now.day()).await?;
    let event = grant.event("inspection.case.let_in", "closed_case", case.id);
    journal::write(conn, &event.after(json!({"case": case.id, "account": account})), now).await?;
    Ok(true)
}

/// Closes a case to one of its members; the grant is for the unit of the case.
pub async fn let_out(conn: &mut Conn, grant: Grant<AssignCases>, case: &Case, account: i64, now: Ts) -> Result<bool> {
    if case.unit_id != grant.unit() || !end(conn, case.id, account, now.day()).await? {
        return Ok(false);
    }
    let event = grant.event("inspection.case.let_out", "closed_case", case.id);
    journal::write(conn, &event.after(json!({"case": case.id, "account": account})), now).await?;
    Ok(true)
}

/// Leaves a case, which is then closed to whoever left.
pub async fn leave(conn: &mut Conn, key: InCase, now: Ts) -> Result<bool> {
    let left = end(conn, key.case.id, key.account, now.day()).await?;
    if left {
        journal::write(conn, &key.event("inspection.case.leave", "closed_case", key.case.id), now).await?;
    }
    Ok(left)
}

async fn end(conn: &mut Conn, case: i64, account: i64, day: Day) -> Result<bool> {
    let sql = "UPDATE case_member SET to_day = $1 WHERE case_id = $2 AND account_id = $3 AND to_day IS NULL";
    Ok(conn.exec(sql, &[&day, &case, &account]).await? > 0)
}

/// Whether an account is in a case on a day, whatever it does by now.
pub async fn is_member(conn: &mut Conn, case: i64, account: i64, day: Day) -> Result<bool> {
    let sql = format!("SELECT m.id FROM case_member m WHERE {MEMBER} AND m.case_id = $3");
    Ok(conn.value::<i64>(&sql, &[&account, &day, &case]).await?.is_some())
}

/// Whether whoever is signed in is in a case, in this session.
pub async fn is_in(conn: &mut Conn, case: i64, officer: &Officer) -> Result<bool> {
    let sql = format!("SELECT m.id FROM case_member m WHERE {OPEN} AND m.case_id = $4");
    let args: [&dyn Arg; 4] = [&inside(officer), &officer.tree.day(), &work_of(officer), &case];
    Ok(conn.value::<i64>(&sql, &args).await?.is_some())
}

/// Who is in a case on a day: account, name, post, since when.
pub async fn members(conn: &mut Conn, case: i64, day: Day) -> Result<Vec<(i64, String, String, Day)>> {
    conn.all(
        "SELECT a.id, a.name, a.post, m.from_day FROM case_member m JOIN account a ON a.id = m.account_id
         WHERE m.case_id = $1 AND m.from_day <= $2 AND (m.to_day IS NULL OR m.to_day > $2) ORDER BY m.id",
        &[&case, &day],
    )
    .await
}

kit::record! {
    /// A decision on discipline, with whom it concerns.
    pub struct Decision {
        /// The decision.
        pub id: i64,
        /// Whom it concerns.
        pub full_name: String,
        /// Year of birth, which tells two of one name apart.
        pub birth_year: i64,
        /// The unit at the time.
        pub unit_id: i64,
        /// The key of the form in the ruleset.
        pub form: String,
        /// When it was signed.
        pub signed_on: Day,
    }
}

const DECISION: &str = "SELECT d.id, p.full_name, p.birth_year, d.unit_id, d.form, d.signed_on FROM discipline d
                        JOIN person p ON p.id = d.person_id";

/// What a case holds: whom it concerns, and its decisions. That it was opened stands in the journal.
pub async fn read_case(conn: &mut Conn, key: InCase, now: Ts) -> Result<(Option<(String, i64)>, Vec<Decision>)> {
    journal::write(conn, &key.event("inspection.case.read", "closed_case", key.case.id), now).await?;
    let person = "SELECT full_name, birth_year FROM person WHERE id = $1";
    let person = conn.opt(person, &[&key.case.person_id]).await?;
    let sql = format!("{DECISION} WHERE d.case_id = $1 ORDER BY d.signed_on, d.id");
    Ok((person, conn.all(&sql, &[&key.case.id]).await?))
}

/// Enters a decision on discipline into a case that concerns a member. The journal row names neither person nor form.
pub async fn decide(conn: &mut Conn, key: InCase, uid: &str, form: &str, signed_on: Day, now: Ts) -> Result<bool> {
    let Some(person) = key.case.person_id.filter(|_| key.case.kind == "discipline") else { return Ok(false) };
    let id = insert_decision(conn, (key.case.id, person, key.case.unit_id), uid, form, signed_on).await?;
    journal::write(conn, &key.event("inspection.discipline.enter", "discipline", id), now).await?;
    Ok(true)
}

/// The row of a decision; part of the verbs of this slice.
pub(super) async fn insert_decision(
    conn: &mut Conn,
    (case, person, unit): (i64, i64, i64),
    uid: &str,
    form: &str,
    signed_on: Day,
) -> Result<i64> {
    conn.insert(
        "INSERT INTO discipline (uid, person_id, unit_id, form, signed_on, case_id) VALUES ($1, $2, $3, $4, $5, $6)",
        &[&uid, &person, &unit, &form, &signed_on, &case],
    )
    .await
}

/// The decisions of a year in the cases that are open to whoever is signed in; that they were read stands in the journal.
pub async fn read_year(conn: &mut Conn, officer: &Officer, unit: i64, year: i64, now: Ts) -> Result<Vec<Decision>> {
    let event = Event::new(Some(officer.account), "inspection.discipline.read", "unit", unit).at_place(unit);
    journal::write(conn, &event.after(json!({"year": year})), now).await?;
    let (from, to) = (format!("{year:04}-01-01"), format!("{year:04}-12-31"));
    let sql = format!(
        "{DECISION} JOIN case_member m ON m.case_id = d.case_id AND {OPEN}
         WHERE d.signed_on >= $4 AND d.signed_on <= $5 ORDER BY d.signed_on, d.id"
    );
    conn.all(&sql, &[&inside(officer), &now.day(), &work_of(officer), &from, &to]).await
}

/// Whether a row of the journal may be told to somebody: of a case only to those in it and to whoever did it, of opening
/// one to those who may agree to it and whom the case does not concern (`concerning` are the proposals about their own), of
/// discipline to those who see its counts.
pub fn may_be_told(officer: &Officer, (open, concerning): (&[Case], &HashSet<i64>), entry: &Entry) -> bool {
    let at = entry.place.unwrap_or(0);
    let own = entry.actor == Some(inside(officer));
    if entry.verb.starts_with("inspection.") {
        let case = entry.values()["case"].as_i64();
        own || match case {
            Some(case) => open.iter().any(|known| known.id == case),
            None => officer.may(Right::ReadDiscipline, at),
        }
    } else if entry.verb.starts_with("proposals.") && entry.values()["act"] == Act::OpenCase.word() {
        own || (officer.may_agree(Act::OpenCase, at) && !concerning.contains(&entry.subject_id))
    } else {
        true
    }
}
