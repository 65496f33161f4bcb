//! A member's record: entering a person, reading and correcting what is kept.

use super::facts::{self, Fact, facts_of};
use super::secret::{self, Secret};
use super::{SUBJECT, require_home, steps};
use crate::identity::reach::Grant;
use crate::identity::right::KeepPeople;
use crate::org::{Span, carry_on};
use kit::clock::{Day, Ts};
use kit::db::{Conn, DbError, Result};
use kit::journal;
use kit::vault::Vault;
use serde_json::{Map, Value, json};
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};

/// A person to be entered, or the record as it should read from now on.
#[derive(Clone, Debug, Default)]
pub struct NewPerson<'a> {
    /// The identity outside the database; a correction does not look at it.
    pub uid: String,
    /// Family, middle and given name.
    pub full_name: &'a str,
    /// Year of birth; that of `birth_day` when the whole day is known.
    pub birth_year: i64,
    /// `m` or `f`, when it is said.
    pub sex: Option<&'a str>,
    /// The whole day of birth, when it is known.
    pub birth_day: Option<Day>,
    /// The day of the decision on admission: party age counts from it.
    pub joined_on: Option<Day>,
    /// Since when an official member; probationary before, and where it is not said yet.
    pub official_on: Option<Day>,
    /// The number of the member's card.
    pub card_no: Option<&'a str>,
    /// The paper by which the person comes here; a correction does not look at it.
    pub paper: Option<&'a str>,
    /// Facts beside the core. In a correction an empty one takes the known one away; what is not named stays.
    pub facts: Vec<(Fact, &'a str)>,
    /// Values to be sealed. In a correction an empty one takes the known one away; what is not named stays.
    pub secrets: Vec<(Secret, &'a str)>,
}

kit::record! {
    /// What is kept of a person in the clear.
    pub struct Record {
        /// The person.
        pub id: i64,
        /// The identity outside the database.
        pub uid: String,
        /// Family, middle and given name.
        pub full_name: String,
        /// Year of birth.
        pub birth_year: i64,
        /// The whole day of birth, when it is known.
        pub birth_day: Option<Day>,
        /// `m`, `f` or not said.
        pub sex: Option<String>,
        /// The day of the decision on admission.
        pub joined_on: Option<Day>,
        /// Since when an official member.
        pub official_on: Option<Day>,
        /// The number of the member's card.
        pub card_no: Option<String>,
        /// Counts the changes.
        pub version: i64,
        /// When an erasure was done: nothing that was sealed before can be opened.
        pub erased_at: Option<Ts>,
    }
}

const COLUMNS: &str =
    "id, uid, full_name, birth_year, birth_day, sex, joined_on, official_on, card_no, version, erased_at FROM person";

impl Record {
    /// The record of a person.
    pub async fn get(conn: &mut Conn, person: i64) -> Result<Option<Record>> {
        conn.opt(&format!("SELECT {COLUMNS} WHERE id = $1"), &[&person]).await
    }

    /// The record with this outward identity or, where that never was, another one that the identity leads to: who asks beyond
    /// reach cannot tell from the time whether there is one, not even by what the database has at hand. `None` in an empty house.
    pub(super) async fn of_or_other(conn: &mut Conn, uid: &str) -> Result<Option<Record>> {
        let any = "coalesce((SELECT id FROM person WHERE uid = $1), (SELECT id FROM person
                   WHERE id > $2 % (SELECT max(id) FROM person) ORDER BY id LIMIT 1))";
        let leads = (BuildHasherDefault::<DefaultHasher>::default().hash_one(uid) >> 1) as i64;
        conn.opt(&format!("SELECT {COLUMNS} WHERE id = {any}"), &[&uid, &leads]).await
    }

    /// The record as it reads with those fields taken over that `takes` names from what is said of the person elsewhere.
    pub fn taking<'a>(&'a self, said: &NewPerson<'a>, takes: impl Fn(&str) -> bool) -> NewPerson<'a> {
        let birth = takes("birth_day");
        NewPerson {
            full_name: if takes("full_name") { said.full_name } else { &self.full_name },
            birth_year: if birth { said.birth_year } else { self.birth_year },
            birth_day: if birth { said.birth_day } else { self.birth_day },
            sex: if takes("sex") { said.sex } else { self.sex.as_deref() },
            joined_on: if takes("joined_on") { said.joined_on } else { self.joined_on },
            official_on: if takes("official_on") { said.official_on } else { self.official_on },
            card_no: if takes("card_no") { said.card_no } else { self.card_no.as_deref() },
            facts: said.facts.iter().filter(|(fact, _)| takes(fact.word())).copied().collect(),
            secrets: said.secrets.iter().filter(|(secret, _)| takes(secret.word())).copied().collect(),
            ..NewPerson::default()
        }
    }

    /// What is kept, as field and value, in the order of pages.
    pub fn fields(&self) -> [(&'static str, Value); 7] {
        [
            ("full_name", json!(self.full_name)),
            ("birth_day", self.birth_day.map_or(json!(self.birth_year), |day| json!(day))),
            ("sex", json!(self.sex)),
            ("joined_on", json!(self.joined_on)),
            ("official_on", json!(self.official_on)),
            ("card_no", json!(self.card_no)),
            ("version", json!(self.version)),
        ]
    }
}

/// Whether somebody of this birth was not yet of an age on the day of admission; a year alone counts from its first day.
pub fn is_under(age: u32, (year, day): (i64, Option<Day>), joined: Day) -> bool {
    let born = day.unwrap_or_else(|| Day::of(i16::try_from(year).unwrap_or_default(), 1, 1));
    born.plus_months(i32::try_from(age).unwrap_or_default() * 12) > joined
}

/// Enters a person as a main member of the grant's unit; the person's id.
///
/// # Errors
/// [`DbError::Unique`] when the citizen id is somebody else's, [`DbError::Refused`] when a sealed value is unfit.
pub async fn enter(
    conn: &mut Conn,
    grant: Grant<KeepPeople>,
    vault: &Vault,
    new: &NewPerson<'_>,
    from: Day,
    now: Ts,
) -> Result<i64> {
    let unit = grant.unit();
    let birth_year = new.birth_day.map_or(new.birth_year, Day::year);
    let id = conn
        .insert(
            "INSERT INTO person (uid, full_name, name_key, birth_year, sex, birth_day, joined_on, official_on, card_no)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            &[
                &new.uid,
                &new.full_name,
                &viet::name_key(new.full_name),
                &birth_year,
                &new.sex,
                &new.birth_day,
                &new.joined_on,
                &new.official_on,
                &new.card_no,
            ],
        )
        .await?;
    let sql = "INSERT INTO membership (person_id, unit_id, kind, from_day, paper) VALUES ($1, $2, 'main', $3, $4)";
    let row = conn.insert(sql, &[&id, &unit, &from, &new.paper]).await?;
    carry_on(conn, Span::Membership, row).await?;
    begin_standing(conn, id, new, from).await?;
    facts::keep(conn, id, &new.facts).await?;
    secret::keep(conn, vault, id, &new.secrets, now).await?;
    let event = grant.event("people.person.enter", "person", id);
    journal::write(conn, &event.after(json!({"unit": unit, "from": from})), now).await?;
    Ok(id)
}

/// Nobody comes in before the membership does, so the standings begin with it.
async fn begin_standing(conn: &mut Conn, person: i64, new: &NewPerson<'_>, from: Day) -> Result<()> {
    let official = new.official_on.map(|day| day.max(from));
    if official == Some(from) {
        let sql = "INSERT INTO member_state (person_id, state, from_day, paper) VALUES ($1, 'official', $2, $3)";
        conn.exec(sql, &[&person, &from, &new.paper]).await?;
        return Ok(());
    }
    let sql = "INSERT INTO member_state (person_id, state, from_day, to_day, paper)
               VALUES ($1, 'probationary', $2, $3, $4)";
    conn.exec(sql, &[&person, &from, &official, &new.paper]).await?;
    if let Some(day) = official {
        let sql = "INSERT INTO member_state (person_id, state, from_day, change_key)
                   VALUES ($1, 'official', $2, 'official')";
        let state = conn.insert(sql, &[&person, &day]).await?;
        // As if the change had been entered, so that it is mended like one.
        steps::note_official(conn, state, person, None).await?;
    }
    Ok(())
}

/// Whether the day of becoming official is kept by a change of standing, which alone may mend it.
pub async fn official_by_change(conn: &mut Conn, person: i64) -> Result<bool> {
    let sql = "SELECT count(*) FROM member_state WHERE person_id = $1 AND state = 'probationary'
               AND (to_day IS NULL OR to_day > from_day)";
    Ok(conn.value::<i64>(sql, &[&person]).await? > Some(0))
}

/// Corrects the record of a person kept at the grant's unit; false when it was changed since `version` was read. The
/// journal keeps which fields were changed, and what they said before and after sealed under the
/// person's key, so that an erasure reaches them.
///
/// # Errors
/// [`DbError::Refused`] when the person is not of the grant's unit, a sealed value is unfit, or the day of becoming
/// official differs that a change of standing keeps; [`DbError::Unique`] when the citizen id is somebody else's.
pub async fn correct(
    conn: &mut Conn,
    grant: Grant<KeepPeople>,
    vault: &Vault,
    (person, version): (i64, i64),
    new: &NewPerson<'_>,
    now: Ts,
) -> Result<bool> {
    require_home(conn, person, grant.unit(), now.day()).await?;
    let known = Record::get(conn, person).await?.filter(|known| known.version == version);
    let Some(known) = known else { return Ok(false) };
    if known.official_on != new.official_on && official_by_change(conn, person).await? {
        return Err(DbError::Refused(format!("person {person} became official by a change of standing")));
    }
    let birth_year = new.birth_day.map_or(new.birth_year, Day::year);
    let known_facts = facts_of(conn, person).await?;
    let changed = conn
        .exec(
            "UPDATE person SET full_name = $1, name_key = $2, birth_year = $3, sex = $4, birth_day = $5, joined_on = $6,
             official_on = $7, card_no = $8, version = version + 1 WHERE id = $9 AND version = $10",
            &[
                &new.full_name,
                &viet::name_key(new.full_name),
                &birth_year,
                &new.sex,
                &new.birth_day,
                &new.joined_on,
                &new.official_on,
                &new.card_no,
                &person,
                &version,
            ],
        )
        .await?;
    if changed == 0 {
        return Ok(false);
    }
    facts::keep(conn, person, &new.facts).await?;
    secret::keep(conn, vault, person, &new.secrets, now).await?;
    let now_kept = Record::get(conn, person).await?.ok_or_else(|| DbError::Broken("a person is gone".into()))?;
    let (mut before, mut after) = (Map::new(), Map::new());
    for ((field, old), (_, new)) in known.fields().into_iter().zip(now_kept.fields()) {
        if field != "version" && old != new {
            before.insert(field.to_owned(), old);
            after.insert(field.to_owned(), new);
        }
    }
    let facts_now = facts_of(conn, person).await?;
    for fact in Fact::ALL {
        let said = |facts: &[(Fact, String)]| {
            json!(facts.iter().find(|(known, _)| known == fact).map(|(_, value)| value.clone()))
        };
        if said(&known_facts) != said(&facts_now) {
            before.insert(fact.word().to_owned(), said(&known_facts));
            after.insert(fact.word().to_owned(), said(&facts_now));
        }
    }
    let mut fields: Vec<String> = before.keys().cloned().collect();
    fields.extend(new.secrets.iter().map(|(secret, _)| secret.word().to_owned()));
    let sealer = vault.sealer(conn, SUBJECT, person, now).await?;
    let event = grant
        .event("people.person.correct", "person", person)
        .before(json!({"sealed": sealer.seal(&Value::Object(before).to_string())?}))
        .after(json!({"fields": fields, "sealed": sealer.seal(&Value::Object(after).to_string())?}));
    journal::write(conn, &event, now).await?;
    Ok(true)
}
