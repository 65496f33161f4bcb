//! Changes of the register. Each writes its journal row in the caller's transaction.

use super::body::Body;
use super::error::PaperError;
use super::files::PaperFile;
use super::number::{self, Issue};
use super::relation::{Named, RelationKind, Relations};
use super::{Direction, Paper, RECALLED, REGISTERED, Ruling};
use crate::identity::reach::Grant;
use crate::identity::right::KeepPapers;
use crate::org::Tree;
use kit::clock::{Day, Ts};
use kit::db::{Conn, DbError};
use kit::journal;
use serde_json::{Map, Value, json};

type Result<T> = std::result::Result<T, PaperError>;

/// Which number a paper issued here gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Number {
    /// The next one.
    Next,
    /// One that was given in a book on paper before.
    Given(i64),
    /// One that was kept for it: the reservation.
    Reserved(i64),
}

/// What is said of a paper and may be corrected.
#[derive(Clone, Debug)]
pub struct Changes<'a> {
    /// The key of its kind; of a paper issued here it is never changed.
    pub kind: &'a str,
    /// Who issued it, by name; of a paper issued here it is never changed.
    pub issuer: &'a str,
    /// Its symbol in one spelling; of a paper issued here it follows from the number.
    pub symbol: &'a str,
    /// Its day.
    pub issued_on: Day,
    /// When it came in.
    pub arrived_on: Option<Day>,
    /// What it is about.
    pub subject: &'a str,
    /// Who signed it.
    pub signer: &'a str,
    /// The signer's post.
    pub signer_post: &'a str,
    /// The key of the form of signature; may be empty for what came in.
    pub sign_form: &'a str,
    /// The key of how pressing it is.
    pub urgency: &'a str,
    /// To whom it went.
    pub recipients: &'a str,
    /// The key of its mark of secrecy; empty without.
    pub secret: &'a str,
    /// Where the paper itself is kept.
    pub kept_at: &'a str,
    /// The first day on which it holds, when it says one.
    pub in_force_from: Option<Day>,
    /// The first day on which it no longer holds.
    pub lapsed_on: Option<Day>,
    /// What else there is to say.
    pub note: &'a str,
    /// What it says of other papers.
    pub relations: Vec<(RelationKind, Named)>,
}

impl Changes<'_> {
    /// Whether anything is to be kept that must not be kept of a paper with a mark of secrecy.
    fn is_open(&self) -> bool {
        let said = [self.subject, self.note, self.recipients].iter().any(|text| !text.is_empty());
        said || !self.relations.is_empty()
    }

    fn told(&self) -> Map<String, Value> {
        let of = |kind: RelationKind| {
            let named = self.relations.iter().filter(|(known, _)| *known == kind);
            named
                .map(|(_, named)| format!("{} {}", named.symbol, named.day_written()).trim().to_owned())
                .collect::<Vec<_>>()
        };
        let value = json!({
            "kind": self.kind, "issuer": self.issuer, "symbol": self.symbol, "issued_on": self.issued_on,
            "arrived_on": self.arrived_on, "subject": self.subject, "signer": self.signer,
            "signer_post": self.signer_post, "sign_form": self.sign_form, "urgency": self.urgency,
            "recipients": self.recipients, "secret": self.secret, "kept_at": self.kept_at,
            "in_force_from": self.in_force_from, "lapsed_on": self.lapsed_on, "note": self.note,
            "based_on": of(RelationKind::BasedOn), "replaces": of(RelationKind::Replaces),
            "amends": of(RelationKind::Amends),
        });
        if let Value::Object(map) = value { map } else { Map::new() }
    }
}

/// A paper to be entered.
#[derive(Clone, Debug)]
pub struct NewPaper<'a> {
    /// Its identity outside the database.
    pub uid: &'a str,
    /// Which way it went.
    pub direction: Direction,
    /// Who issued it; `None` for what came in.
    pub body: Option<Body>,
    /// Its number; what came in always gets the next one of the year.
    pub number: Number,
    /// What is said of it.
    pub said: Changes<'a>,
}

/// Enters a paper into the register of the grant's unit and gives it its number; the row and the symbol.
pub async fn register(
    conn: &mut Conn,
    grant: Grant<KeepPapers>,
    (ruling, tree): (Ruling<'_>, &Tree),
    new: &NewPaper<'_>,
    now: Ts,
) -> Result<(i64, String)> {
    let (unit, said) = (grant.unit(), &new.said);
    if !said.secret.is_empty() && said.is_open() {
        return Err(PaperError::Secret);
    }
    let mut symbol = said.symbol.to_owned();
    let (mut reserved, body) = (None, new.body.map_or("", Body::word));
    let (series, no) = match new.body.filter(|_| new.direction != Direction::In) {
        None => {
            // The number comes first: it makes another clerk with the same paper wait, who then finds it here.
            let number = number::arrival(conn, unit, said.arrived_on.unwrap_or(now.day())).await?;
            if let Some(known) = arrived(conn, unit, said).await? {
                return Err(PaperError::Known(known));
            }
            number
        }
        Some(body) => {
            let issue = Issue::of(conn, ruling, (tree, unit), (body, said.kind, said.issued_on)).await?;
            may_sign(ruling, tree, unit, body, said.sign_form)?;
            let series = issue.series(conn, unit).await?;
            let no = match new.number {
                Number::Next => {
                    let no = number::take(conn, series).await?;
                    number::in_order(conn, series, said).await?;
                    no
                }
                Number::Given(no) => {
                    number::use_given(conn, series, no).await?;
                    no
                }
                Number::Reserved(id) => {
                    reserved = Some(id);
                    kept_number(conn, unit, (id, series)).await?
                }
            };
            symbol = issue.symbol(no);
            (series, no)
        }
    };
    let sql = "INSERT INTO paper (uid, unit_id, direction, state, series_id, no, kind, body, issuer, symbol, issued_on,
               arrived_on, subject, signer, signer_post, sign_form, urgency, recipients, secret, kept_at, in_force_from,
               lapsed_on, note, ruleset)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,
               $23, $24)";
    let (direction, state) = (new.direction.word(), REGISTERED);
    let values: [&dyn kit::db::Arg; 24] = [
        &new.uid,
        &unit,
        &direction,
        &state,
        &series,
        &no,
        &said.kind,
        &body,
        &said.issuer,
        &symbol,
        &said.issued_on,
        &said.arrived_on,
        &said.subject,
        &said.signer,
        &said.signer_post,
        &said.sign_form,
        &said.urgency,
        &said.recipients,
        &said.secret,
        &said.kept_at,
        &said.in_force_from,
        &said.lapsed_on,
        &said.note,
        &ruling.id,
    ];
    let id = conn.insert(sql, &values).await?;
    if let Some(reserved) = reserved {
        conn.exec("UPDATE paper_reservation SET paper_id = $1 WHERE id = $2", &[&id, &reserved]).await?;
    }
    Relations::set(conn, id, &said.relations).await?;
    let mut after = said.told();
    after.insert("symbol".to_owned(), json!(symbol));
    after.insert("no".to_owned(), json!(no));
    after.retain(|_, value| !is_nothing(value));
    let verb = if new.direction == Direction::In { "papers.paper.receive" } else { "papers.paper.issue" };
    let event = grant.event(verb, "paper", id).after(Value::Object(after));
    journal::write(conn, &event.under(ruling.id), now).await?;
    Ok((id, symbol))
}

/// The arrival of the same paper, if it is in the register: what has the same symbol and day is another paper where another
/// body issued it, as every commune's committee signs with the same letters.
async fn arrived(conn: &mut Conn, unit: i64, said: &Changes<'_>) -> Result<Option<String>> {
    let sql =
        "SELECT uid, issuer FROM paper WHERE unit_id = $1 AND direction = 'in' AND symbol = $2 AND issued_on = $3";
    let alike: Vec<(String, String)> = conn.all(sql, &[&unit, &said.symbol, &said.issued_on]).await?;
    let issuer = viet::fold(said.issuer);
    Ok(alike.into_iter().find(|(_, known)| viet::fold(known) == issuer).map(|(uid, _)| uid))
}

fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(list) => list.is_empty(),
        _ => false,
    }
}

fn may_sign(ruling: Ruling<'_>, tree: &Tree, unit: i64, body: Body, form: &str) -> Result<()> {
    let kind = tree.get(unit).map_or("", |unit| unit.kind.as_str());
    let form = ruling.rule.sign_form(form).filter(|form| form.of.contains(&body.in_rules(kind)));
    form.map(|_| ()).ok_or(PaperError::MayNotSign)
}

/// The number of an open reservation of the series; nobody else takes it meanwhile.
async fn kept_number(conn: &mut Conn, unit: i64, (id, series): (i64, i64)) -> Result<i64> {
    let sql = "UPDATE paper_reservation SET day = day WHERE id = $1 AND unit_id = $2 AND series_id = $3
               AND paper_id IS NULL AND voided_on IS NULL RETURNING no";
    match conn.value(sql, &[&id, &unit, &series]).await? {
        Some(no) => Ok(no),
        None => Err(number::kept_in_another_term(conn, unit, (id, series)).await?.unwrap_or(PaperError::Stale)),
    }
}

/// Corrects what is said of a paper of the grant's unit, whose version was read; before and after stand in the journal
/// with the reason. Of a paper issued here the kind, the issuer and the number stay.
pub async fn correct(
    conn: &mut Conn,
    grant: Grant<KeepPapers>,
    (ruling, tree): (Ruling<'_>, &Tree),
    (id, version): (i64, i64),
    (said, reason): (&Changes<'_>, &str),
    now: Ts,
) -> Result<()> {
    let known = Paper::get(conn, id).await?.filter(|paper| paper.unit_id == grant.unit());
    let known = known.ok_or_else(|| DbError::Refused(format!("paper {id} is not of unit {}", grant.unit())))?;
    if !said.secret.is_empty() && (said.is_open() || !PaperFile::of(conn, id).await?.is_empty()) {
        return Err(PaperError::Secret);
    }
    let body = Body::of(&known.body);
    if let Some(body) = body {
        may_sign(ruling, tree, known.unit_id, body, said.sign_form)?;
    }
    // Its number was given on its day; only another day may lie in another term.
    if body.is_some() && said.issued_on != known.issued_on {
        let term = number::term_of(conn, tree, known.unit_id, said.issued_on).await?;
        let sql =
            "SELECT count(*) FROM paper_series s JOIN paper p ON p.series_id = s.id WHERE p.id = $1 AND s.period = $2";
        if conn.value::<i64>(sql, &[&id, &term.period()]).await? != Some(1) {
            return Err(PaperError::OtherTerm);
        }
    }
    let sql = "UPDATE paper SET kind = $1, issuer = $2, symbol = $3, issued_on = $4, arrived_on = $5, subject = $6,
               signer = $7, signer_post = $8, sign_form = $9, urgency = $10, recipients = $11, secret = $12, kept_at = $13,
               in_force_from = $14, lapsed_on = $15, note = $16, version = version + 1 WHERE id = $17 AND version = $18";
    let own = known.direction() == Direction::In;
    let (kind, issuer, symbol) =
        if own { (said.kind, said.issuer, said.symbol) } else { (&*known.kind, &*known.issuer, &*known.symbol) };
    let values: [&dyn kit::db::Arg; 18] = [
        &kind,
        &issuer,
        &symbol,
        &said.issued_on,
        &said.arrived_on,
        &said.subject,
        &said.signer,
        &said.signer_post,
        &said.sign_form,
        &said.urgency,
        &said.recipients,
        &said.secret,
        &said.kept_at,
        &said.in_force_from,
        &said.lapsed_on,
        &said.note,
        &id,
        &version,
    ];
    if conn.exec(sql, &values).await? == 0 {
        return Err(PaperError::Stale);
    }
    let before = said_of(&known, Relations::of(conn, id).await?).told();
    Relations::set(conn, id, &said.relations).await?;
    let after = Changes { kind, issuer, symbol, ..said.clone() }.told();
    let changed: Vec<String> = after.keys().filter(|key| before.get(*key) != after.get(*key)).cloned().collect();
    let only = |mut map: Map<String, Value>| {
        map.retain(|key, _| changed.contains(key));
        map
    };
    let (before, mut after) = (only(before), only(after));
    after.insert("reason".to_owned(), json!(reason));
    let event = grant.event("papers.paper.correct", "paper", id).before(Value::Object(before));
    journal::write(conn, &event.after(Value::Object(after)).under(ruling.id), now).await?;
    Ok(())
}

/// What is said of a paper as it stands.
pub(super) fn said_of(paper: &Paper, relations: Vec<(RelationKind, Named)>) -> Changes<'_> {
    Changes {
        kind: &paper.kind,
        issuer: &paper.issuer,
        symbol: &paper.symbol,
        issued_on: paper.issued_on,
        arrived_on: paper.arrived_on,
        subject: &paper.subject,
        signer: &paper.signer,
        signer_post: &paper.signer_post,
        sign_form: &paper.sign_form,
        urgency: &paper.urgency,
        recipients: &paper.recipients,
        secret: &paper.secret,
        kept_at: &paper.kept_at,
        in_force_from: paper.in_force_from,
        lapsed_on: paper.lapsed_on,
        note: &paper.note,
        relations,
    }
}

/// Takes a paper of the grant's unit back: it no longer holds, its number stays used.
pub async fn recall(
    conn: &mut Conn,
    grant: Grant<KeepPapers>,
    (id, version): (i64, i64),
    reason: &str,
    now: Ts,
) -> Result<()> {
    let sql = "UPDATE paper SET state = $1, version = version + 1
               WHERE id = $2 AND version = $3 AND unit_id = $4 AND state = $5 AND direction <> 'in'";
    if conn.exec(sql, &[&RECALLED, &id, &version, &grant.unit(), &REGISTERED]).await? == 0 {
        return Err(PaperError::Stale);
    }
    let event = grant.event("papers.paper.recall", "paper", id).after(json!({"reason": reason}));
    journal::write(conn, &event, now).await?;
    Ok(())
}
