//! Reads persons for the roster, all of them or some, each table once.

use super::roster::{Field, Member, Sex, Span, Texts};
use crate::people::facts::Fact;
use kit::clock::Day;
use kit::db::{Conn, Result};
use rules::MemberState;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

kit::record! {
    struct PersonRow {
        id: i64,
        uid: String,
        full_name: String,
        birth_year: i64,
        birth_day: Option<Day>,
        sex: Option<String>,
        joined_on: Option<Day>,
        official_on: Option<Day>,
        card_no: Option<String>,
        citizen_mark: Option<String>,
    }
}

/// Persons named in one statement at most.
const CHUNK: usize = 500;

/// The spans of one table by person, gathered in the order of days.
type ByPerson<T> = HashMap<i64, Vec<Span<T>>>;

/// These persons, or everybody, in the order of names.
pub(super) async fn load(conn: &mut Conn, titles: &mut Vec<String>, only: Option<&[i64]>) -> Result<Vec<Member>> {
    let Some(only) = only else { return part(conn, titles, None).await };
    let mut members = Vec::with_capacity(only.len());
    for chunk in only.chunks(CHUNK) {
        let ids: Vec<String> = chunk.iter().map(i64::to_string).collect();
        members.extend(part(conn, titles, Some(&ids.join(", "))).await?);
    }
    Ok(members)
}

async fn part(conn: &mut Conn, titles: &mut Vec<String>, ids: Option<&str>) -> Result<Vec<Member>> {
    let mut belongs: ByPerson<(i64, bool)> = HashMap::new();
    let sql = dated("x.person_id, x.from_day, x.to_day, x.unit_id, x.kind", "membership x", ids);
    let rows: Vec<(i64, Day, Option<Day>, i64, String)> = conn.all(&sql, &[]).await?;
    for (person, from, to, unit, kind) in rows {
        belongs.entry(person).or_default().push(Span { what: (unit, kind == "main"), from, to });
    }
    let mut states: ByPerson<MemberState> = HashMap::new();
    let sql = dated("x.person_id, x.from_day, x.to_day, x.state", "member_state x", ids);
    let rows: Vec<(i64, Day, Option<Day>, String)> = conn.all(&sql, &[]).await?;
    for (person, from, to, state) in rows {
        if let Some(what) = MemberState::of(&state) {
            states.entry(person).or_default().push(Span { what, from, to });
        }
    }
    let mut exempt: ByPerson<bool> = HashMap::new();
    let sql = dated("x.person_id, x.from_day, x.to_day, x.kind", "exemption x", ids);
    let rows: Vec<(i64, Day, Option<Day>, String)> = conn.all(&sql, &[]).await?;
    for (person, from, to, kind) in rows {
        exempt.entry(person).or_default().push(Span { what: kind == rules::EXEMPT, from, to });
    }
    let mut posts: ByPerson<(i64, u16)> = HashMap::new();
    let held = "post_holding x JOIN post p ON p.id = x.post_id";
    let sql = dated("x.person_id, x.from_day, x.to_day, p.unit_id, p.title", held, ids);
    let rows: Vec<(i64, Day, Option<Day>, i64, String)> = conn.all(&sql, &[]).await?;
    for (person, from, to, unit, title) in rows {
        let at = titles.iter().position(|known| *known == title).unwrap_or_else(|| {
            titles.push(title);
            titles.len() - 1
        });
        posts.entry(person).or_default().push(Span { what: (unit, at as u16), from, to });
    }
    let mut checks: ByPerson<Box<str>> = HashMap::new();
    let sql = dated("x.person_id, x.from_day, x.to_day, x.reason", "member_check x", ids);
    let rows: Vec<(i64, Day, Option<Day>, String)> = conn.all(&sql, &[]).await?;
    for (person, from, to, reason) in rows {
        checks.entry(person).or_default().push(Span { what: reason.into(), from, to });
    }
    let mut restricted: ByPerson<Field> = HashMap::new();
    let sql = dated("x.person_id, x.from_day, x.to_day, x.field", "restriction x", ids);
    let rows: Vec<(i64, Day, Option<Day>, String)> = conn.all(&sql, &[]).await?;
    for (person, from, to, field) in rows {
        if let Some(what) = Field::of(&field) {
            restricted.entry(person).or_default().push(Span { what, from, to });
        }
    }
    // Most say the same few things, which are kept once.
    let mut texts: HashSet<Arc<str>> = HashSet::new();
    let mut facts: HashMap<i64, Vec<(Fact, Arc<str>)>> = HashMap::new();
    let only = ids.map_or(String::new(), |ids| format!("WHERE person_id IN ({ids})"));
    let sql = format!("SELECT person_id, field, value FROM person_fact {only} ORDER BY person_id, id");
    for (person, word, value) in conn.all::<(i64, String, String)>(&sql, &[]).await? {
        let Some(fact) = Fact::of(&word) else { continue };
        let text = texts.get(&*value).cloned().unwrap_or_else(|| Arc::from(value));
        texts.insert(text.clone());
        facts.entry(person).or_default().push((fact, text));
    }
    let sql = format!(
        "SELECT x.id, x.uid, x.full_name, x.birth_year, x.birth_day, x.sex, x.joined_on, x.official_on, x.card_no,
         x.citizen_mark FROM person x {} ORDER BY x.name_key, x.birth_year, x.id",
        ids.map_or(String::new(), |ids| format!("WHERE x.id IN ({ids})"))
    );
    let rows: Vec<PersonRow> = conn.all(&sql, &[]).await?;
    let member = |row: PersonRow| {
        let card_no = row.card_no.as_deref().unwrap_or_default();
        let mut member = Member::new(row.id, &Texts { uid: &row.uid, name: &row.full_name, card_no });
        member.birth_year = i16::try_from(row.birth_year).unwrap_or_default();
        member.birth_day = row.birth_day;
        member.sex = row.sex.as_deref().and_then(Sex::of);
        member.joined_on = row.joined_on;
        member.official_on = row.official_on;
        member.has_citizen_id = row.citizen_mark.is_some();
        member.belongs = boxed(&mut belongs, row.id);
        member.states = boxed(&mut states, row.id);
        member.exempt = boxed(&mut exempt, row.id);
        member.posts = boxed(&mut posts, row.id);
        member.facts = facts.remove(&row.id).unwrap_or_default().into_boxed_slice();
        member.checks = boxed(&mut checks, row.id);
        member.restricted = boxed(&mut restricted, row.id);
        member
    };
    Ok(rows.into_iter().map(member).collect())
}

/// Rows of a dated table that came to hold, in the order of days.
fn dated(columns: &str, from: &str, ids: Option<&str>) -> String {
    let only = ids.map_or(String::new(), |ids| format!("AND x.person_id IN ({ids})"));
    format!(
        "SELECT {columns} FROM {from} WHERE (x.to_day IS NULL OR x.to_day > x.from_day) {only}
         ORDER BY x.from_day, x.id"
    )
}

fn boxed<T>(all: &mut ByPerson<T>, person: i64) -> Box<[Span<T>]> {
    all.remove(&person).unwrap_or_default().into_boxed_slice()
}
