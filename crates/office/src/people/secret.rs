//! Sensitive values of a person: sealed under the person's own key, opened one at a time, each opening noted.

use super::numbers::{CitizenId, Phone};
use super::{SUBJECT, erasure, require_home};
use crate::identity::reach::Grant;
use crate::identity::right::{KeepPeople, ReadSensitive};
use kit::clock::{Day, Ts};
use kit::db::{Conn, DbError, Result};
use kit::journal::{self, Event};
use kit::vault::Vault;
use serde_json::json;
use std::collections::HashMap;

/// A field whose value is kept sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Secret {
    /// The citizen id of twelve digits.
    CitizenId,
    /// The telephone.
    Phone,
    /// The ethnic group.
    Ethnicity,
    /// The religion.
    Religion,
}

impl Secret {
    /// All of them, in the order of pages.
    pub const ALL: [Secret; 4] = [Secret::CitizenId, Secret::Phone, Secret::Ethnicity, Secret::Religion];

    /// The word in tables, addresses and rulesets.
    pub fn word(self) -> &'static str {
        match self {
            Secret::CitizenId => "citizen_id",
            Secret::Phone => "phone",
            Secret::Ethnicity => "ethnicity",
            Secret::Religion => "religion",
        }
    }

    /// The field of a word.
    pub fn of(word: &str) -> Option<Secret> {
        Secret::ALL.into_iter().find(|secret| secret.word() == word)
    }

    /// The value as it is kept: digits without what stood between them. `None` when it cannot be such a value.
    fn kept(self, value: &str) -> Option<String> {
        match self {
            Secret::CitizenId => CitizenId::parse(value).ok().map(|id| id.digits().to_owned()),
            Secret::Phone => Phone::parse(value).map(|phone| phone.digits().to_owned()),
            Secret::Ethnicity | Secret::Religion => Some(value.split_whitespace().collect::<Vec<_>>().join(" ")),
        }
    }
}

/// Seals these values of a person in place of the known ones; an empty one takes the known one away.
///
/// # Errors
/// [`DbError::Refused`] when a value cannot be of its field, [`DbError::Unique`] when the citizen id is somebody else's.
pub(super) async fn keep(
    conn: &mut Conn,
    vault: &Vault,
    person: i64,
    secrets: &[(Secret, &str)],
    now: Ts,
) -> Result<()> {
    if secrets.is_empty() {
        return Ok(());
    }
    let sealer = vault.sealer(conn, SUBJECT, person, now).await?;
    for (secret, value) in secrets {
        let value = match value.trim() {
            "" => None,
            value => Some(secret.kept(value).ok_or_else(|| DbError::Refused(format!("{} is unfit", secret.word())))?),
        };
        if *secret == Secret::CitizenId {
            let mark = value.as_ref().map(|id| vault.mark(secret.word(), id));
            conn.exec("UPDATE person SET citizen_mark = $1 WHERE id = $2", &[&mark, &person]).await?;
        }
        match value {
            Some(value) => {
                let sql = "INSERT INTO person_secret (person_id, field, sealed) VALUES ($1, $2, $3)
                           ON CONFLICT (person_id, field) DO UPDATE SET sealed = excluded.sealed";
                conn.exec(sql, &[&person, &secret.word(), &sealer.seal(&value)?]).await?;
            }
            None => {
                let sql = "DELETE FROM person_secret WHERE person_id = $1 AND field = $2";
                conn.exec(sql, &[&person, &secret.word()]).await?;
            }
        }
    }
    Ok(())
}

/// Seals one value of a person whose record is kept at the grant's unit; an empty one takes the known one away. The
/// journal keeps which field it was, not the value.
///
/// # Errors
/// [`DbError::Refused`] when the person is not of the grant's unit or the value cannot be of its field,
/// [`DbError::Unique`] when the citizen id is somebody else's.
pub async fn set_secret(
    conn: &mut Conn,
    grant: Grant<KeepPeople>,
    vault: &Vault,
    person: i64,
    (secret, value): (Secret, &str),
    now: Ts,
) -> Result<()> {
    require_home(conn, person, grant.unit(), now.day()).await?;
    keep(conn, vault, person, &[(secret, value)], now).await?;
    conn.exec("UPDATE person SET version = version + 1 WHERE id = $1", &[&person]).await?;
    let after = json!({"field": secret.word(), "kept": !value.trim().is_empty()});
    journal::write(conn, &grant.event("people.secret.set", "person", person).after(after), now).await?;
    Ok(())
}

/// Which sealed values of a person there are.
pub async fn secrets_of(conn: &mut Conn, person: i64) -> Result<Vec<Secret>> {
    let rows: Vec<(String,)> = conn.all("SELECT field FROM person_secret WHERE person_id = $1", &[&person]).await?;
    let mut known: Vec<Secret> = rows.iter().filter_map(|(word,)| Secret::of(word)).collect();
    known.sort_unstable();
    Ok(known)
}

/// Opens one value of a person whose record is kept at the grant's unit, and notes who did so and why. `None` when
/// there is none, or the person's key was destroyed.
///
/// # Errors
/// [`DbError::Refused`] when the person is not of the grant's unit, or had the field restricted.
pub async fn read_secret(
    conn: &mut Conn,
    grant: Grant<ReadSensitive>,
    vault: &Vault,
    person: i64,
    (secret, reason): (Secret, &str),
    now: Ts,
) -> Result<Option<String>> {
    require_home(conn, person, grant.unit(), now.day()).await?;
    if erasure::restricted(conn, person, now.day()).await?.contains(secret.word()) {
        return Err(DbError::Refused(format!("{} of person {person} is restricted", secret.word())));
    }
    let Some(value) = open(conn, vault, person, secret).await? else { return Ok(None) };
    note_listed(conn, grant, vault, &[person], (secret, reason), now).await?;
    Ok(Some(value))
}

pub(super) async fn open(conn: &mut Conn, vault: &Vault, person: i64, secret: Secret) -> Result<Option<String>> {
    let sql = "SELECT sealed FROM person_secret WHERE person_id = $1 AND field = $2";
    let sealed: Option<String> = conn.value(sql, &[&person, &secret.word()]).await?;
    match sealed {
        Some(sealed) => vault.open(conn, SUBJECT, person, &sealed).await,
        None => Ok(None),
    }
}

/// Who of these persons belongs to an ethnic minority, opened in memory under the purpose that the rule states: of whom nothing
/// is on record, or who had the field restricted, is left out. Whoever is shown a number notes the count, whoever is shown a
/// name notes a reading of it ([`note_listed`]).
pub async fn minorities(conn: &mut Conn, vault: &Vault, persons: &[i64], day: Day) -> Result<HashMap<i64, bool>> {
    let restricted = erasure::restricted_everywhere(conn, day).await?;
    let word = Secret::Ethnicity.word();
    let mut known = HashMap::with_capacity(persons.len());
    for some in persons.chunks(1000) {
        let keys = vault.sealers(conn, SUBJECT, some).await?;
        let ids = some.iter().map(i64::to_string).collect::<Vec<_>>().join(", ");
        let sql = format!("SELECT person_id, sealed FROM person_secret WHERE field = $1 AND person_id IN ({ids})");
        for (person, sealed) in conn.all::<(i64, String)>(&sql, &[&word]).await? {
            let Some(key) = keys.get(&person) else { continue };
            if restricted.get(&person).is_none_or(|fields| !fields.contains(word)) {
                let group = viet::fold(key.open(&sealed)?.trim());
                known.insert(person, !["kinh", "viet"].contains(&group.as_str()));
            }
        }
    }
    Ok(known)
}

/// Notes that these persons were listed by what is sealed of them: a reading of each, which everyone may see of their own.
pub async fn note_listed(
    conn: &mut Conn,
    grant: Grant<ReadSensitive>,
    vault: &Vault,
    persons: &[i64],
    (secret, reason): (Secret, &str),
    now: Ts,
) -> Result<()> {
    for person in persons {
        let by = (grant.account(), grant.unit());
        let id = note(conn, vault, *person, (secret.word(), reason), by, now).await?;
        journal::write(conn, &grant.event("people.secret.read", "reading", id.0).after(id.1), now).await?;
    }
    Ok(())
}

/// Notes a reading; its id, and what the journal keeps of it: a keyed digest, which proves the row while it is there
/// and tells nothing once it was deleted.
pub(super) async fn note(
    conn: &mut Conn,
    vault: &Vault,
    person: i64,
    (field, reason): (&str, &str),
    (account, unit): (Option<i64>, i64),
    now: Ts,
) -> Result<(i64, serde_json::Value)> {
    let sql = "INSERT INTO reading (person_id, field, reason, account_id, unit_id, at) VALUES ($1, $2, $3, $4, $5, $6)";
    let id = conn.insert(sql, &[&person, &field, &reason, &account, &unit, &now]).await?;
    let said = format!("{id}/{person}/{field}/{reason}/{account:?}/{unit}/{}", now.0);
    Ok((id, json!({"mark": vault.mark("reading", &said)})))
}

/// Whose citizen id this is, wherever that person is: whoever asks decides how much of it may be said.
pub async fn with_citizen_id(conn: &mut Conn, vault: &Vault, id: &CitizenId) -> Result<Option<i64>> {
    let mark = vault.mark(Secret::CitizenId.word(), id.digits());
    conn.value("SELECT id FROM person WHERE citizen_mark = $1", &[&mark]).await
}

/// Forgets who opened what before a moment; how many openings that were.
async fn forget_readings(conn: &mut Conn, before: Ts, now: Ts) -> Result<u64> {
    let gone = conn.exec("DELETE FROM reading WHERE at < $1", &[&before]).await?;
    if gone > 0 {
        let event = Event::new(None, "people.reading.forget", "reading", 0).after(json!({"count": gone}));
        journal::write(conn, &event, now).await?;
    }
    Ok(gone)
}

impl crate::shell::Office {
    /// Forgets who opened what as soon as the rule lets it go; how many openings that were.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn forget_readings(&self) -> anyhow::Result<u64> {
        let now = self.clock.now();
        let rule = super::pages::BOOK.on(rules::Area::PersonalData, None, now.day().0);
        let Some(rule) = rule.and_then(|ruleset| ruleset.personal_data()) else { return Ok(0) };
        let before = now.day().plus_months(-(rule.reading_kept_months as i32)).begins();
        let mut tx = self.db.begin().await?;
        let gone = forget_readings(&mut tx, before, now).await?;
        tx.commit().await?;
        Ok(gone)
    }
}
