//! Writing many persons at once: the same rows as [`crate::people::enter`] and [`crate::people::record::correct`] write,
//! new ones some hundreds together. A test compares the two.

use super::check::mark_of;
use super::doubles::People;
use super::keeper::Keeper;
use super::plan::Plan;
use super::rows::Said;
use super::run::Tools;
use super::stage::List;
use crate::people::pages::differing::probation_months;
use crate::people::record::{NewPerson, Record, correct};
use crate::people::secret::Secret;
use crate::people::{SUBJECT, steps};
use kit::clock::Day;
use kit::db::{Arg, Conn, DbError};
use kit::failure::Failure;
use kit::journal;
use serde_json::{Value, json};

/// Collects new persons and writes them; corrects known ones.
pub(super) struct Writer<'a> {
    tools: Tools<'a>,
    keeper: &'a Keeper,
    list: &'a List,
    people: &'a People,
    official: bool,
    since: Day,
    waiting: Vec<(Said, i64)>,
}

impl<'a> Writer<'a> {
    pub(super) fn new(
        tools: Tools<'a>,
        keeper: &'a Keeper,
        (list, plan): (&'a List, &'a Plan),
        people: &'a People,
    ) -> Writer<'a> {
        let since = Day::parse(&plan.since).unwrap_or_else(|| tools.now.day());
        Writer { tools, keeper, list, people, official: plan.official, since, waiting: Vec::new() }
    }

    /// Somebody new of a unit.
    pub(super) fn enter(&mut self, said: Said, unit: i64) {
        self.waiting.push((said, unit));
    }

    /// Writes who was collected.
    pub(super) async fn flush(&mut self, conn: &mut Conn) -> Result<(), Failure> {
        let people = std::mem::take(&mut self.waiting);
        if people.is_empty() {
            return Ok(());
        }
        let now = self.tools.now;
        let ids = conn.reserve("person", people.len()).await?;
        let uids: Vec<String> = ids.iter().map(|_| self.tools.chance.uuid(now).to_string()).collect();
        let keys: Vec<Vec<u8>> = people.iter().map(|(said, _)| viet::name_key(&said.name)).collect();
        let marks: Vec<Option<String>> = people.iter().map(|(said, _)| mark_of(self.tools.vault, said)).collect();
        let from: Vec<Day> = people.iter().map(|(said, _)| said.since.unwrap_or(self.since)).collect();
        let rows: Vec<[&dyn Arg; 11]> = people
            .iter()
            .enumerate()
            .map(|(at, (said, _))| {
                let row: [&dyn Arg; 11] = [
                    &ids[at],
                    &uids[at],
                    &said.name,
                    &keys[at],
                    &said.birth_year,
                    &said.sex,
                    &said.birth_day,
                    &said.joined,
                    &said.official,
                    &said.card,
                    &marks[at],
                ];
                row
            })
            .collect();
        let columns = [
            "id",
            "uid",
            "full_name",
            "name_key",
            "birth_year",
            "sex",
            "birth_day",
            "joined_on",
            "official_on",
            "card_no",
            "citizen_mark",
        ];
        conn.insert_all("person", columns, &rows).await?;
        let main = "main";
        let rows: Vec<[&dyn Arg; 4]> =
            (0..people.len()).map(|at| [&ids[at] as &dyn Arg, &people[at].1, &main, &from[at]]).collect();
        conn.insert_all("membership", ["person_id", "unit_id", "kind", "from_day"], &rows).await?;
        self.standings(conn, &people, &ids, &from).await?;
        let facts = people.iter().zip(&ids).flat_map(|((said, _), id)| said.facts.iter().map(move |fact| (id, fact)));
        let facts: Vec<(&i64, &'static str, &String)> =
            facts.map(|(id, (fact, value))| (id, fact.word(), value)).collect();
        let rows: Vec<[&dyn Arg; 3]> = facts.iter().map(|(id, word, value)| [*id as &dyn Arg, word, *value]).collect();
        conn.insert_all("person_fact", ["person_id", "field", "value"], &rows).await?;
        self.secrets(conn, &people, &ids).await?;
        let (new, first) = ("new", 1_i64);
        let rows: Vec<[&dyn Arg; 4]> = ids.iter().map(|id| [&self.list.id as &dyn Arg, id, &new, &first]).collect();
        conn.insert_all("import_step", ["list_id", "person_id", "kind", "version"], &rows).await?;
        let mut events = Vec::with_capacity(people.len());
        for (at, (_, unit)) in people.iter().enumerate() {
            let event = self.keeper.grant(*unit)?.event("people.person.enter", "person", ids[at]);
            events.push(event.after(json!({"unit": unit, "from": from[at], "list": self.list.uid})));
        }
        journal::write_all(conn, &events, now).await?;
        Ok(())
    }

    /// In what standing they begin: as somebody who is entered, and official where the list, or whoever brought it, says so
    /// without a day.
    async fn standings(
        &self,
        conn: &mut Conn,
        people: &[(Said, i64)],
        ids: &[i64],
        from: &[Day],
    ) -> Result<(), DbError> {
        let probation = probation_months(self.tools.now.day());
        let mut begun: Vec<(usize, &'static str)> = Vec::with_capacity(people.len());
        for (at, (said, _)) in people.iter().enumerate() {
            let is_official = said.begins_official(self.official, probation, self.tools.now.day());
            match said.official {
                Some(day) if day <= from[at] => begun.push((at, "official")),
                None => begun.push((at, if is_official { "official" } else { "probationary" })),
                Some(day) => {
                    let sql = "INSERT INTO member_state (person_id, state, from_day, to_day)
                               VALUES ($1, 'probationary', $2, $3)";
                    conn.exec(sql, &[&ids[at], &from[at], &day]).await?;
                    let sql = "INSERT INTO member_state (person_id, state, from_day, change_key)
                               VALUES ($1, 'official', $2, 'official')";
                    let state = conn.insert(sql, &[&ids[at], &day]).await?;
                    steps::note_official(conn, state, ids[at], None).await?;
                }
            }
        }
        let rows: Vec<[&dyn Arg; 3]> =
            begun.iter().map(|(at, state)| [&ids[*at] as &dyn Arg, state, &from[*at]]).collect();
        conn.insert_all("member_state", ["person_id", "state", "from_day"], &rows).await
    }

    async fn secrets(&self, conn: &mut Conn, people: &[(Said, i64)], ids: &[i64]) -> Result<(), DbError> {
        let having: Vec<usize> = (0..people.len()).filter(|at| !secrets(&people[*at].0).is_empty()).collect();
        let of: Vec<i64> = having.iter().map(|at| ids[*at]).collect();
        let sealers = self.tools.vault.fresh(conn, SUBJECT, &of, self.tools.now).await?;
        let mut sealed: Vec<(i64, &'static str, String)> = Vec::new();
        for ((at, id), sealer) in having.iter().zip(&of).zip(&sealers) {
            for (secret, value) in secrets(&people[*at].0) {
                sealed.push((*id, secret.word(), sealer.seal(value)?));
            }
        }
        let rows: Vec<[&dyn Arg; 3]> = sealed.iter().map(|(id, word, text)| [id as &dyn Arg, word, text]).collect();
        conn.insert_all("person_secret", ["person_id", "field", "sealed"], &rows).await
    }

    /// Changes these fields of somebody on record, and keeps what they said before.
    pub(super) async fn correct(
        &mut self,
        conn: &mut Conn,
        said: Said,
        person: i64,
        fields: &[&'static str],
    ) -> Result<(), Failure> {
        let gone = || Failure::Broken(anyhow::anyhow!("person {person} is gone"));
        let unit = self.people.any(person).ok_or_else(gone)?.unit_id;
        let known = Record::get(conn, person).await?.ok_or_else(gone)?;
        let grant = self.keeper.grant(unit)?;
        let takes = |field: &str| fields.contains(&field);
        let new = known.taking(&said.person(), takes);
        let mut had = json!({"record": known.fields().into_iter().collect::<std::collections::BTreeMap<_, _>>()});
        for (secret, _) in &new.secrets {
            let sql = "SELECT sealed FROM person_secret WHERE person_id = $1 AND field = $2";
            let sealed: Option<String> = conn.value(sql, &[&person, &secret.word()]).await?;
            had[secret.word()] = sealed.map_or(Value::Null, Value::from);
        }
        for (fact, _) in &new.facts {
            had[fact.word()] = json!(self.people.fact(person, *fact));
        }
        let mark = "SELECT citizen_mark FROM person WHERE id = $1";
        let mark: Option<Option<String>> = conn.value(mark, &[&person]).await?;
        had["mark"] = json!(mark.flatten());
        let sealer = self.tools.vault.sealer(conn, SUBJECT, person, self.tools.now).await?;
        let had = sealer.seal(&had.to_string())?;
        let (vault, now) = (self.tools.vault, self.tools.now);
        if !correct(conn, grant, vault, (person, known.version), &new, now).await? {
            return Err(gone());
        }
        let sql = "INSERT INTO import_step (list_id, person_id, kind, version, had) VALUES ($1, $2, 'changed', $3, $4)";
        conn.exec(sql, &[&self.list.id, &person, &(known.version + 1), &had]).await?;
        Ok(())
    }
}

impl Said {
    /// As a person would be entered.
    fn person(&self) -> NewPerson<'_> {
        NewPerson {
            full_name: &self.name,
            birth_year: self.birth_year,
            birth_day: self.birth_day,
            sex: self.sex,
            joined_on: self.joined,
            official_on: self.official,
            card_no: self.card.as_deref(),
            facts: self.facts.iter().map(|(fact, value)| (*fact, value.as_str())).collect(),
            secrets: secrets(self),
            ..NewPerson::default()
        }
    }
}

/// What of a row is kept sealed.
fn secrets(said: &Said) -> Vec<(Secret, &str)> {
    [
        (Secret::CitizenId, said.citizen_id.as_ref().map(|id| id.digits())),
        (Secret::Phone, said.phone.as_deref()),
        (Secret::Ethnicity, said.ethnicity.as_deref()),
        (Secret::Religion, said.religion.as_deref()),
    ]
    .into_iter()
    .filter_map(|(secret, value)| value.map(|value| (secret, value)))
    .collect()
}
