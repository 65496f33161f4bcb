//! Exemption from meetings and study: the cell decides on the member's request; the reason may be sensitive.

mod review;

pub use review::ToReview;

use super::{SUBJECT, require_home, secret};
use crate::identity::reach::Grant;
use crate::identity::right::KeepStudy;
use kit::clock::{Day, Ts};
use kit::db::{Conn, DbError, Result};
use kit::files::{FileKind, Files};
use kit::journal;
use kit::vault::Vault;
use rules::{ExemptionRule, OverAge};
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
    /// The key of the kind in the ruleset.
    pub kind: &'a str,
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

    /// The ruleset of an id, if it is one on exemption.
    pub fn by_id(book: &'a rules::RuleBook, id: &str) -> Option<Ruling<'a>> {
        let ruleset = book.by_id(id)?;
        Some(Ruling { id: &ruleset.id, rule: ruleset.exemption()? })
    }

    /// Whether members of a kind are left out of denominators; of a kind that the rule does not know nobody is.
    pub fn excludes(self, kind: &str) -> bool {
        self.rule.kinds.iter().any(|known| known.key == kind && known.out_of_denominators)
    }

    /// What was last looked at on this day or before is to be looked at again.
    fn before(self, day: Day) -> Day {
        day.plus_months(-i32::try_from(self.rule.review_after_months).unwrap_or(i32::MAX))
    }

    /// The ages that a reason is for, when somebody of a sex and age does not have them. Of whom no sex is on record, the
    /// lower one counts.
    pub fn too_young(self, reason: &str, sex: Option<&str>, age: i64) -> Option<&'a OverAge> {
        let over = self.rule.reasons.iter().find(|known| known.key == reason)?.over_age.as_ref()?;
        let years = match sex {
            Some("m") => over.men,
            Some("f") => over.women,
            _ => over.men.min(over.women),
        };
        (age <= i64::from(years)).then_some(over)
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
        /// The key of the kind in the ruleset.
        pub kind: String,
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
        /// When somebody last found that it is still right.
        pub reviewed_on: Option<Day>,
        /// Counts the changes.
        pub version: i64,
    }
}

const COLUMNS: &str = "id, uid, person_id, unit_id, kind, reason, reason_sealed, paper, scan_sha256, scan_kind, decided_on, \
                       from_day, to_day, ruleset, reviewed_on, version";

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

    /// What of it is sealed.
    pub fn sealed(&self) -> Sealed<'_> {
        let (reason, scan) = (self.reason_sealed.as_deref(), self.scan_sha256.as_deref());
        Sealed { person: self.person_id, reason, scan }
    }

    /// Whether the rule asks to look at it again on a day: it has no end, and nobody has looked for so many months.
    pub fn is_to_review(&self, ruling: Ruling<'_>, day: Day) -> bool {
        self.holds_on(day) && self.to_day.is_none() && self.reviewed_on.unwrap_or(self.decided_on) <= ruling.before(day)
    }
}

/// Seals a reason that the rule calls sensitive, and what was said of any: the reason as it stands in the record, and what
/// is sealed of it.
pub(crate) async fn seal_reason(
    conn: &mut Conn,
    vault: &Vault,
    ruling: Ruling<'_>,
    (person, reason, words): (i64, &str, Option<&str>),
    now: Ts,
) -> Result<(String, Option<String>)> {
    let sensitive = ruling.is_sensitive(reason);
    if !sensitive && words.is_none() {
        return Ok((reason.to_owned(), None));
    }
    let told = json!({"reason": reason, "words": words}).to_string();
    let sealed = vault.seal(conn, SUBJECT, person, &told, now).await?;
    Ok((if sensitive { SEALED.to_owned() } else { reason.to_owned() }, Some(sealed)))
}

/// An exemption as it comes into force, with what is sealed of it.
pub(crate) struct Begun<'a> {
    pub(crate) uid: &'a str,
    pub(crate) person: i64,
    pub(crate) unit: i64,
    pub(crate) reason: &'a str,
    pub(crate) reason_sealed: Option<&'a str>,
    pub(crate) paper: Option<&'a str>,
    pub(crate) scan: Option<(&'a str, &'a str)>,
    pub(crate) asked_how: &'a str,
    pub(crate) decided_on: Day,
    pub(crate) from: Day,
    pub(crate) to: Option<Day>,
    pub(crate) kind: &'a str,
    pub(crate) ruling: Ruling<'a>,
}

/// Lets an exemption come into force; its id. The caller writes the journal.
pub(crate) async fn begin(conn: &mut Conn, new: &Begun<'_>) -> Result<i64> {
    let (scan, scan_kind) = new.scan.unzip();
    let excluded = i64::from(new.ruling.excludes(new.kind));
    conn.insert(
        "INSERT INTO exemption (uid, person_id, unit_id, reason, reason_sealed, paper, scan_sha256, scan_kind,
         asked_how, decided_on, from_day, to_day, ruleset, kind, excluded)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
        &[
            &new.uid,
            &new.person,
            &new.unit,
            &new.reason,
            &new.reason_sealed,
            &new.paper,
            &scan,
            &scan_kind,
            &new.asked_how,
            &new.decided_on,
            &new.from,
            &new.to,
            &new.ruling.id,
            &new.kind,
            &excluded,
        ],
    )
    .await
}

/// Enters an exemption that is in force already, with all its steps behind it; its id. Pages go the whole way instead,
/// see [`crate::exemption`]. Nothing sensitive enters the journal in the clear.
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
    let (reason, sealed) = seal_reason(conn, vault, ruling, (new.person, new.reason, new.words), now).await?;
    let begun = Begun {
        uid: &new.uid,
        person: new.person,
        unit: grant.unit(),
        reason: &reason,
        reason_sealed: sealed.as_deref(),
        paper: new.paper,
        scan: new.scan.as_ref().map(|(hash, kind)| (hash.as_str(), kind.ending())),
        asked_how: new.asked_how,
        decided_on: new.decided_on,
        from: new.from,
        to: new.to,
        kind: new.kind,
        ruling,
    };
    let id = begin(conn, &begun).await?;
    let after = json!({"person": new.person, "kind": new.kind, "from": new.from, "to": new.to});
    let event = grant.event("people.exemption.grant", "exemption", id).after(after);
    journal::write(conn, &event.under(ruling.id), now).await?;
    Ok(id)
}

/// Ends on `day` (the first day without it) an exemption of a member of the grant's unit, whichever cell had decided it;
/// false when it was changed since `version` was read.
pub async fn end_exemption(
    conn: &mut Conn,
    grant: Grant<KeepStudy>,
    (exemption, version): (i64, i64),
    day: Day,
    now: Ts,
) -> Result<bool> {
    let sql = "SELECT person_id, to_day FROM exemption WHERE id = $1 AND version = $2";
    let found: Option<(i64, Option<Day>)> = conn.opt(sql, &[&exemption, &version]).await?;
    let Some((person, before)) = found else { return Ok(false) };
    require_home(conn, person, grant.unit(), now.day()).await?;
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

/// Somebody has asked and found on `day` that an exemption of a member of the grant's unit is still right; false when it
/// was changed since `version` was read.
pub async fn review_exemption(
    conn: &mut Conn,
    grant: Grant<KeepStudy>,
    (exemption, version): (i64, i64),
    day: Day,
    now: Ts,
) -> Result<bool> {
    let sql = "SELECT person_id, reviewed_on FROM exemption WHERE id = $1 AND version = $2";
    let found: Option<(i64, Option<Day>)> = conn.opt(sql, &[&exemption, &version]).await?;
    let Some((person, before)) = found else { return Ok(false) };
    require_home(conn, person, grant.unit(), now.day()).await?;
    let sql = "UPDATE exemption SET reviewed_on = $1, version = version + 1 WHERE id = $2 AND version = $3";
    if conn.exec(sql, &[&day, &exemption, &version]).await? == 0 {
        return Ok(false);
    }
    let event = grant.event("people.exemption.review", "exemption", exemption).before(json!({"day": before}));
    journal::write(conn, &event.after(json!({"person": person, "day": day})), now).await?;
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

/// The field of the rules on personal data that both the reason and the scan of its paper belong to.
pub const FIELD: &str = "exemption_reason";

/// What of an exemption, or of a request for one, is sealed.
#[derive(Clone, Copy, Debug)]
pub struct Sealed<'a> {
    /// Whose it is.
    pub person: i64,
    /// The reason with what was said of it.
    pub reason: Option<&'a str>,
    /// The scan of the paper, by its content.
    pub scan: Option<&'a str>,
}

/// Opens the reason of a member of the grant's unit for a purpose, a key of the rules on personal data; who did so and why
/// is noted, and the person sees it. `None` when nothing was sealed or the person's key was destroyed.
pub async fn read_reason(
    conn: &mut Conn,
    grant: Grant<KeepStudy>,
    vault: &Vault,
    sealed: Sealed<'_>,
    purpose: &str,
    now: Ts,
) -> Result<Option<Told>> {
    let Some(reason) = sealed.reason else { return Ok(None) };
    note(conn, &grant, vault, (sealed.person, purpose), now).await?;
    let Some(told) = vault.open(conn, SUBJECT, sealed.person, reason).await? else { return Ok(None) };
    let told: serde_json::Value = serde_json::from_str(&told).map_err(|e| DbError::Broken(e.to_string()))?;
    let text = |name: &str| told[name].as_str().map(str::to_owned);
    Ok(Some(Told { reason: text("reason").unwrap_or_default(), words: text("words") }))
}

/// Opens the scan of the paper in the same way.
pub async fn read_scan(
    conn: &mut Conn,
    grant: Grant<KeepStudy>,
    keeper: (&Vault, &Files),
    sealed: Sealed<'_>,
    purpose: &str,
    now: Ts,
) -> Result<Option<Vec<u8>>> {
    let Some(hash) = sealed.scan else { return Ok(None) };
    note(conn, &grant, keeper.0, (sealed.person, purpose), now).await?;
    super::scan::open(conn, keeper, sealed.person, hash).await
}

async fn note(
    conn: &mut Conn,
    grant: &Grant<KeepStudy>,
    vault: &Vault,
    (person, purpose): (i64, &str),
    now: Ts,
) -> Result<()> {
    require_home(conn, person, grant.unit(), now.day()).await?;
    let by = (grant.account(), grant.unit());
    let (id, mark) = secret::note(conn, vault, person, (FIELD, purpose), by, now).await?;
    journal::write(conn, &grant.event("people.secret.read", "reading", id).after(mark), now).await?;
    Ok(())
}

/// Who is left out of denominators on a day.
pub async fn exempt_on(conn: &mut Conn, day: Day) -> Result<Vec<i64>> {
    let rows: Vec<(i64,)> = conn
        .all(
            "SELECT DISTINCT person_id FROM exemption WHERE excluded = 1 AND from_day <= $1
             AND (to_day IS NULL OR to_day > $1)",
            &[&day],
        )
        .await?;
    Ok(rows.into_iter().map(|(person,)| person).collect())
}
