//! Exemption from meetings and study: the cell decides on the member's request; the reason may be sensitive.

use super::SUBJECT;
use crate::identity::reach::Grant;
use crate::identity::right::KeepStudy;
use kit::clock::{Day, Ts};
use kit::db::{Conn, DbError, Result};
use kit::files::{FileKind, Files};
use kit::journal;
use kit::vault::Vault;
use rules::ExemptionRule;
use serde_json::json;

/// Stands in the record for a reason that the ruleset calls sensitive.
pub const SEALED: &str = "sealed";

/// An exemption to be granted by the grant's unit.
#[derive(Clone, Debug)]
pub struct NewExemption<'a> {
    /// The identity outside the database.
    pub uid: String,
    /// Who asks.
    pub person: i64,
    /// The key of the reason in the ruleset.
    pub reason: &'a str,
    /// What was said of it; sealed when there is something.
    pub words: Option<&'a str>,
    /// Number and day of the paper.
    pub paper: Option<&'a str>,
    /// The scan of the paper, as [`super::scan::keep`] keeps it.
    pub scan: Option<(String, FileKind)>,
    /// `written` or `oral`.
    pub asked_how: &'a str,
    /// When the cell decided.
    pub decided_on: Day,
    /// First day of the exemption.
    pub from: Day,
    /// First day after it, when it has an end.
    pub to: Option<Day>,
}

/// The ruleset that an exemption is decided under: its id, and what it says.
#[derive(Clone, Copy, Debug)]
pub struct Ruling<'a> {
    /// The ruleset's id.
    pub id: &'a str,
    /// What it says.
    pub rule: &'a ExemptionRule,
}

impl<'a> Ruling<'a> {
    /// The ruleset that holds on a day, if one does.
    pub fn on(book: &'a rules::RuleBook, day: Day) -> Option<Ruling<'a>> {
        let ruleset = book.on(rules::Area::Exemption, None, day.0)?;
        Some(Ruling { id: &ruleset.id, rule: ruleset.exemption()? })
    }

    fn is_sensitive(self, reason: &str) -> bool {
        // A reason that the rule does not know is treated with the same care.
        self.rule.reasons.iter().find(|known| known.key == reason).is_none_or(|known| known.sensitive)
    }
}

kit::record! {
    /// An exemption without what is sealed.
    pub struct Exemption {
        /// The exemption.
        pub id: i64,
        /// Its identity outside the database.
        pub uid: String,
        /// Who is exempt.
        pub person_id: i64,
        /// The cell that decided.
        pub unit_id: i64,
        /// The key of the reason in the ruleset, or [`SEALED`].
        pub reason: String,
        /// What was sealed of it, if anything was.
        pub reason_sealed: Option<String>,
        /// Number and day of the paper.
        pub paper: Option<String>,
        /// The scan of the paper, sealed, by its content.
        pub scan_sha256: Option<String>,
        /// What the scan is: `pdf`, `jpg` …
        pub scan_kind: Option<String>,
        /// When the cell decided.
        pub decided_on: Day,
        /// The first day.
        pub from_day: Day,
        /// The first day after it.
        pub to_day: Option<Day>,
        /// The ruleset it was decided under.
        pub ruleset: String,
        /// Counts the changes.
        pub version: i64,
    }
}

const COLUMNS: &str = "id, uid, person_id, unit_id, reason, reason_sealed, paper, scan_sha256, scan_kind, decided_on, \
                       from_day, to_day, ruleset, version";

impl Exemption {
    /// Whether it holds on a day.
    pub fn holds_on(&self, day: Day) -> bool {
        self.from_day <= day && self.to_day.is_none_or(|to| to > day)
    }

    /// A person's exemptions, the newest first.
    pub async fn of(conn: &mut Conn, person: i64) -> Result<Vec<Exemption>> {
        let sql = format!("SELECT {COLUMNS} FROM exemption WHERE person_id = $1 ORDER BY from_day DESC, id DESC");
        conn.all(&sql, &[&person]).await
    }

    /// Those that hold on a day and were decided on or before another one: due to be looked at again.
    pub async fn decided_before(conn: &mut Conn, day: Day, decided: Day) -> Result<Vec<Exemption>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM exemption WHERE from_day <= $1 AND to_day IS NULL AND decided_on <= $2
             ORDER BY decided_on, id"
        );
        conn.all(&sql, &[&day, &decided]).await
    }
}

/// Grants an exemption; its id. Nothing sensitive enters the journal in the clear.
///
/// # Errors
/// [`DbError::Refused`] when the person is not a member of the grant's unit.
pub async fn grant_exemption(
    conn: &mut Conn,
    grant: Grant<KeepStudy>,
    vault: &Vault,
    ruling: Ruling<'_>,
    new: &NewExemption<'_>,
    now: Ts,
) -> Result<i64> {
    if super::unit_of(conn, new.person, now.day()).await? != Some(grant.unit()) {
        return Err(DbError::Refused(format!("person {} is not a member of unit {}", new.person, grant.unit())));
    }
    let sensitive = ruling.is_sensitive(new.reason);
    let sealed = match (sensitive, new.words) {
        (false, None) => None,
        (_, words) => {
            let told = json!({"reason": new.reason, "words": words}).to_string();
            Some(vault.seal(conn, SUBJECT, new.person, &told, now).await?)
        }
    };
    let reason = if sensitive { SEALED } else { new.reason };
    let (scan, kind) = new.scan.as_ref().map(|(hash, kind)| (hash, kind.ending())).unzip();
    let id = conn
        .insert(
            "INSERT INTO exemption (uid, person_id, unit_id, reason, reason_sealed, paper, scan_sha256, scan_kind,
             asked_how, decided_on, from_day, to_day, ruleset)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
            &[
                &new.uid,
                &new.person,
                &grant.unit(),
                &reason,
                &sealed,
                &new.paper,
                &scan,
                &kind,
                &new.asked_how,
                &new.decided_on,
                &new.from,
                &new.to,
                &ruling.id,
            ],
        )
        .await?;
    let after = json!({"person": new.person, "from": new.from, "to": new.to});
    let event = grant.event("people.exemption.grant", "exemption", id).after(after);
    journal::write(conn, &event.under(ruling.id), now).await?;
    Ok(id)
}

/// Ends an exemption of the grant's unit on `day`; false when it was changed since `version` was read.
pub async fn end_exemption(
    conn: &mut Conn,
    grant: Grant<KeepStudy>,
    (exemption, version): (i64, i64),
    day: Day,
    now: Ts,
) -> Result<bool> {
    let sql = "SELECT person_id, to_day FROM exemption WHERE id = $1 AND version = $2 AND unit_id = $3";
    let found: Option<(i64, Option<Day>)> = conn.opt(sql, &[&exemption, &version, &grant.unit()]).await?;
    let Some((person, before)) = found else { return Ok(false) };
    let changed = conn
        .exec(
            "UPDATE exemption SET to_day = $1, version = version + 1 WHERE id = $2 AND version = $3",
            &[&day, &exemption, &version],
        )
        .await?;
    if changed == 0 {
        return Ok(false);
    }
    let event = grant.event("people.exemption.end", "exemption", exemption).before(json!({"to": before}));
    journal::write(conn, &event.after(json!({"person": person, "to": day})), now).await?;
    Ok(true)
}

/// What was sealed of an exemption.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The key of the reason in the ruleset.
    pub reason: String,
    /// What was said of it.
    pub words: Option<String>,
}

/// Opens what was sealed; that it was read stands in the journal. `None` when nothing was sealed or the person's key
/// was destroyed.
pub async fn read_reason(
    conn: &mut Conn,
    grant: Grant<KeepStudy>,
    vault: &Vault,
    exemption: &Exemption,
    now: Ts,
) -> Result<Option<Told>> {
    let Some(sealed) = &exemption.reason_sealed else { return Ok(None) };
    journal::write(conn, &grant.event("people.exemption.read_reason", "exemption", exemption.id), now).await?;
    let Some(told) = vault.open(conn, SUBJECT, exemption.person_id, sealed).await? else { return Ok(None) };
    let told: serde_json::Value = serde_json::from_str(&told).map_err(|e| DbError::Broken(e.to_string()))?;
    let text = |name: &str| told[name].as_str().map(str::to_owned);
    Ok(Some(Told { reason: text("reason").unwrap_or_default(), words: text("words") }))
}

/// Opens the scan of an exemption's paper; that it was read stands in the journal. `None` when there is none or the
/// person's key was destroyed.
pub async fn read_scan(
    conn: &mut Conn,
    grant: Grant<KeepStudy>,
    keeper: (&Vault, &Files),
    exemption: &Exemption,
    now: Ts,
) -> Result<Option<Vec<u8>>> {
    let Some(hash) = &exemption.scan_sha256 else { return Ok(None) };
    journal::write(conn, &grant.event("people.exemption.read_scan", "exemption", exemption.id), now).await?;
    super::scan::open(conn, keeper, exemption.person_id, hash).await
}

/// Who is exempt on a day.
pub async fn exempt_on(conn: &mut Conn, day: Day) -> Result<Vec<i64>> {
    let rows: Vec<(i64,)> = conn
        .all(
            "SELECT DISTINCT person_id FROM exemption WHERE from_day <= $1 AND (to_day IS NULL OR to_day > $1)",
            &[&day],
        )
        .await?;
    Ok(rows.into_iter().map(|(person,)| person).collect())
}
