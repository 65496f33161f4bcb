//! What pages ask about units besides the tree: names over time, counts of members, changes on record.

use super::estate;
use kit::clock::Day;
use kit::db::{Conn, Result};
use std::collections::HashMap;

/// The names a unit bore, the newest first: name, first day, first day without it, paper.
pub async fn names_of(conn: &mut Conn, unit: i64) -> Result<Vec<(String, Day, Option<Day>, String)>> {
    conn.all(
        "SELECT name, from_day, to_day, coalesce(paper, '') FROM unit_name WHERE unit_id = $1
         AND (to_day IS NULL OR to_day > from_day) ORDER BY from_day DESC",
        &[&unit],
    )
    .await
}

/// The name that a unit bore on a day, else its last one, and its outward identity.
pub async fn name_on(conn: &mut Conn, unit: i64, day: Day) -> Result<(String, String)> {
    let known = names_on(conn, &[unit], day).await?.remove(&unit);
    Ok(known.map_or_else(Default::default, |(uid, name)| (name, uid)))
}

/// The name of an area on a day.
pub async fn area_on(conn: &mut Conn, area: Option<i64>, day: Day) -> Result<Option<String>> {
    let sql = "SELECT name FROM area_name WHERE area_id = $1 AND from_day <= $2 AND (to_day IS NULL OR to_day > $2)";
    conn.value(sql, &[&area, &day]).await
}

/// How many main members each unit has on a day, those below it not counted.
pub async fn members_by_unit(conn: &mut Conn, day: Day) -> Result<HashMap<i64, i64>> {
    let rows: Vec<(i64, i64)> = conn
        .all(
            "SELECT unit_id, count(*) FROM membership WHERE kind = 'main' AND from_day <= $1
               AND (to_day IS NULL OR to_day > $1) GROUP BY unit_id",
            &[&day],
        )
        .await?;
    Ok(rows.into_iter().collect())
}

kit::record! {
    /// What happened to units, by which paper.
    pub struct Happened {
        /// The event.
        pub id: i64,
        /// Its identity outside the database.
        pub uid: String,
        /// One of [`super::change::KINDS`].
        pub kind: String,
        /// The unit at which it was decided.
        pub unit_id: i64,
        /// From when it holds.
        pub effective_day: Day,
        /// Number and day of the paper.
        pub paper: String,
        /// When it was taken back, if it was.
        pub undone_at: Option<kit::clock::Ts>,
    }
}

const HAPPENED: &str = "e.id, e.uid, e.kind, e.unit_id, e.effective_day, e.paper, e.undone_at FROM unit_event e";

impl Happened {
    /// The event.
    pub async fn get(conn: &mut Conn, id: i64) -> Result<Option<Happened>> {
        conn.opt(&format!("SELECT {HAPPENED} WHERE e.id = $1"), &[&id]).await
    }

    /// The event with this outward identity.
    pub async fn by_uid(conn: &mut Conn, uid: &str) -> Result<Option<Happened>> {
        conn.opt(&format!("SELECT {HAPPENED} WHERE e.uid = $1"), &[&uid]).await
    }
}

/// What an event did or, in a transaction that is not committed, would do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Consequences {
    /// Units that end.
    pub ended: Vec<i64>,
    /// Units that stand under another one from then on.
    pub moved: Vec<i64>,
    /// Members whose main membership is elsewhere from then on.
    pub members: i64,
    /// Members who stay elsewhere for a time from then on.
    pub temporary: i64,
    /// Units that go on, and none of whose members stays.
    pub emptied: Vec<i64>,
    /// Posts that end, as (title, holder).
    pub posts: Vec<(String, String)>,
    /// Posts that are held at another unit from then on, as (title, holder, unit).
    pub seated: Vec<(String, String, i64)>,
    /// Codes that units bear from then on, as (unit, code).
    pub codes: Vec<(i64, String)>,
    /// Roles that end, as (role, whose).
    pub roles: Vec<(String, String)>,
    /// Roles that are held at another unit from then on, as (role, whose, unit).
    pub carried: Vec<(String, String, i64)>,
    /// Other things that go along or end, as (key of [`super::estate::Kind`], how many).
    pub work: Vec<(&'static str, i64)>,
    /// Other things that end, in the same way.
    pub ends: Vec<(&'static str, i64)>,
    /// Published articles that were of a unit that ends or bears another name, or that name it: (headline, address).
    pub addresses: Vec<(String, String)>,
}

impl Consequences {
    /// Those of an event.
    pub async fn of(conn: &mut Conn, event: i64) -> Result<Consequences> {
        let ids = |rows: Vec<(i64,)>| rows.into_iter().map(|(id,)| id).collect();
        let ended = "SELECT DISTINCT n.unit_id FROM unit_step s JOIN unit_name n ON n.id = s.row_id
                     WHERE s.event_id = $1 AND s.span = 'unit_name' AND s.began = 0 AND n.unit_id NOT IN (
                       SELECT b.unit_id FROM unit_step t JOIN unit_name b ON b.id = t.row_id
                       WHERE t.event_id = $1 AND t.span = 'unit_name' AND t.began = 1)
                     ORDER BY n.unit_id";
        let moved = "SELECT DISTINCT p.unit_id FROM unit_step s JOIN unit_parent p ON p.id = s.row_id
                     WHERE s.event_id = $1 AND s.span = 'unit_parent' AND s.began = 1 AND p.unit_id IN (
                       SELECT b.unit_id FROM unit_step t JOIN unit_parent b ON b.id = t.row_id
                       WHERE t.event_id = $1 AND t.span = 'unit_parent' AND t.began = 0)
                     ORDER BY p.unit_id";
        let members = "SELECT count(DISTINCT m.person_id) FROM unit_step s JOIN membership m ON m.id = s.row_id
                       WHERE s.event_id = $1 AND s.span = 'membership' AND s.began = 1 AND m.kind = $2
                         AND (m.to_day IS NULL OR m.to_day > m.from_day OR EXISTS (SELECT 1 FROM unit_event e
                           WHERE e.id = s.event_id AND e.undone_at IS NOT NULL) OR EXISTS (SELECT 1 FROM unit_step o
                           WHERE o.span = s.span AND o.row_id = m.id AND o.event_id <> s.event_id AND o.began = 0))";
        let emptied = "SELECT DISTINCT o.unit_id FROM unit_step s JOIN membership o ON o.id = s.row_id
                       JOIN unit_event e ON e.id = s.event_id
                       WHERE s.event_id = $1 AND s.span = 'membership' AND s.began = 0 AND o.kind = 'main'
                       AND NOT EXISTS (SELECT 1 FROM membership m WHERE m.unit_id = o.unit_id AND m.kind = 'main'
                         AND m.from_day <= e.effective_day AND (m.to_day IS NULL OR m.to_day > e.effective_day))
                       ORDER BY o.unit_id";
        let posts = "SELECT p.title, n.full_name FROM unit_step s JOIN post_holding h ON h.id = s.row_id
                     JOIN post p ON p.id = h.post_id JOIN person n ON n.id = h.person_id
                     WHERE s.event_id = $1 AND s.span = 'post_holding' AND s.began = 0 AND NOT EXISTS (
                       SELECT 1 FROM unit_step t JOIN post_holding o ON o.id = t.row_id JOIN post q ON q.id = o.post_id
                       WHERE t.event_id = $1 AND t.span = 'post_holding' AND t.began = 1
                         AND o.person_id = h.person_id AND q.title = p.title)
                     ORDER BY s.id";
        let seated = "SELECT p.title, n.full_name, p.unit_id FROM unit_step s JOIN post_holding h ON h.id = s.row_id
                      JOIN post p ON p.id = h.post_id JOIN person n ON n.id = h.person_id
                      WHERE s.event_id = $1 AND s.span = 'post_holding' AND s.began = 1
                        AND (h.to_day IS NULL OR h.to_day > h.from_day) ORDER BY s.id";
        let codes = "SELECT c.unit_id, c.code FROM unit_step s JOIN unit_code c ON c.id = s.row_id
                     WHERE s.event_id = $1 AND s.span = 'unit_code' AND s.began = 1 ORDER BY s.id";
        let roles = "SELECT r.role, a.name FROM unit_step s JOIN role_holding r ON r.id = s.row_id
                     JOIN account a ON a.id = r.account_id
                     WHERE s.event_id = $1 AND s.span = 'role_holding' AND s.began = 0 AND NOT EXISTS (
                       SELECT 1 FROM unit_step t JOIN role_holding n ON n.id = t.row_id
                       WHERE t.event_id = $1 AND t.span = 'role_holding' AND t.began = 1
                         AND n.account_id = r.account_id AND n.role = r.role)
                     ORDER BY s.id";
        let carried = "SELECT r.role, a.name, r.unit_id FROM unit_step s JOIN role_holding r ON r.id = s.row_id
                       JOIN account a ON a.id = r.account_id
                       WHERE s.event_id = $1 AND s.span = 'role_holding' AND s.began = 1 ORDER BY s.id";
        let (ends, work) = work(conn, event).await?;
        let ended: Vec<i64> = ids(conn.all(ended, &[&event]).await?);
        let mut emptied: Vec<i64> = ids(conn.all(emptied, &[&event]).await?);
        emptied.retain(|unit| !ended.contains(unit));
        Ok(Consequences {
            ends,
            work,
            addresses: addresses(conn, event).await?,
            emptied,
            ended,
            moved: ids(conn.all(moved, &[&event]).await?),
            members: conn.value(members, &[&event, &"main"]).await?.unwrap_or(0),
            temporary: conn.value(members, &[&event, &"temporary"]).await?.unwrap_or(0),
            posts: conn.all(posts, &[&event]).await?,
            seated: conn.all(seated, &[&event]).await?,
            codes: conn.all(codes, &[&event]).await?,
            roles: conn.all(roles, &[&event]).await?,
            carried: conn.all(carried, &[&event]).await?,
        })
    }
}

/// What ends with the units of an event, and what goes along with them, beside members, units, posts and roles.
async fn work(conn: &mut Conn, event: i64) -> Result<(Counted, Counted)> {
    let sql = "SELECT thing, count(*) FROM unit_handed WHERE event_id = $1 GROUP BY thing";
    let mut counts: HashMap<String, i64> = conn.all::<(String, i64)>(sql, &[&event]).await?.into_iter().collect();
    let sql = "SELECT span, count(*) FROM unit_step WHERE event_id = $1 AND began = 0
               AND span IN ('residence_link', 'affiliation', 'delegation') GROUP BY span";
    counts.extend(conn.all::<(String, i64)>(sql, &[&event]).await?);
    // Things that are handed over are noted by their kind, dated rows by their table.
    let count = |kind: &estate::Kind| counts.get(kind.key).or_else(|| counts.get(kind.table)).copied();
    let told = estate::ALL.iter().filter(|kind| kind.named != estate::Named::Never);
    let kinds = told.filter_map(|kind| Some((kind.ends(), kind.key, count(kind)?)));
    let (ends, along): (Vec<_>, Vec<_>) = kinds.partition(|(ends, ..)| *ends);
    let plain = |all: Vec<(bool, &'static str, i64)>| all.into_iter().map(|(_, key, count)| (key, count)).collect();
    Ok((plain(ends), plain(along)))
}

/// Kinds of things, each with how many.
type Counted = Vec<(&'static str, i64)>;

/// Articles on the portal that have to do with the units of an event, the newest first; a few of them, when there are many.
async fn addresses(conn: &mut Conn, event: i64) -> Result<Vec<(String, String)>> {
    let named = |column: &str| format!("replace(a.{column}, n.name, '') <> a.{column}");
    let sql = format!(
        "SELECT a.headline, a.section, a.slug, a.id FROM article a
         WHERE a.state = 'published' AND a.withdrawn_at IS NULL AND (
           a.id IN (SELECT row_id FROM unit_handed WHERE event_id = $1 AND thing = 'articles')
           OR EXISTS (SELECT 1 FROM unit_step s JOIN unit_name n ON n.id = s.row_id
                      WHERE s.event_id = $1 AND s.span = 'unit_name' AND s.began = 0 AND ({} OR {} OR {})))
         ORDER BY a.id DESC LIMIT 20",
        named("headline"),
        named("lead"),
        named("body")
    );
    let rows: Vec<(String, String, String, i64)> = conn.all(&sql, &[&event]).await?;
    Ok(rows.into_iter().map(|(headline, section, slug, id)| (headline, format!("/{section}/{slug}-{id}"))).collect())
}

/// The outward identity of each of these units, and its name on a day; of one that was not there then, its last name.
pub async fn names_on(conn: &mut Conn, units: &[i64], day: Day) -> Result<HashMap<i64, (String, String)>> {
    let mut names = HashMap::new();
    for unit in units {
        let sql = "SELECT u.uid, n.name FROM unit u JOIN unit_name n ON n.unit_id = u.id WHERE u.id = $1
                   ORDER BY CASE WHEN n.from_day <= $2 AND (n.to_day IS NULL OR n.to_day > $2) THEN 0
                     WHEN n.to_day IS NULL OR n.to_day > n.from_day THEN 1 ELSE 2 END, n.from_day DESC";
        if let Some(known) = conn.opt::<(String, String)>(sql, &[unit, &day]).await? {
            names.insert(*unit, known);
        }
    }
    Ok(names)
}

kit::record! {
    /// A unit that has ended, as it was last.
    pub struct Ended {
        /// The unit.
        pub unit: i64,
        /// Its identity outside the database.
        pub uid: String,
        /// Its last name.
        pub name: String,
        /// The unit above it; empty when there was none.
        pub above: String,
        /// Its last code, as digits; empty when it had none.
        pub code: String,
        /// The first day without it.
        pub to_day: Day,
    }
}

/// The units that have ended by a day.
pub async fn ended_by(conn: &mut Conn, day: Day) -> Result<Vec<Ended>> {
    let sql =
        "SELECT u.id AS unit, u.uid, n.name, coalesce(a.name, '') AS above, coalesce(c.code, '') AS code, n.to_day
               FROM unit u JOIN unit_name n ON n.unit_id = u.id AND n.to_day <= $1 AND n.to_day > n.from_day
               LEFT JOIN unit_parent p ON p.unit_id = u.id AND p.to_day = n.to_day AND p.to_day > p.from_day
               LEFT JOIN unit_name a ON a.unit_id = p.parent_id AND a.from_day < n.to_day
                 AND (a.to_day IS NULL OR a.to_day >= n.to_day)
               LEFT JOIN unit_code c ON c.unit_id = u.id AND c.from_day < n.to_day
                 AND (c.to_day IS NULL OR c.to_day >= n.to_day)
               WHERE NOT EXISTS (SELECT 1 FROM unit_name x WHERE x.unit_id = u.id
                 AND (x.to_day IS NULL OR (x.to_day > n.to_day AND x.to_day > x.from_day)))
               ORDER BY u.id";
    conn.all(sql, &[&day]).await
}

/// The first day on which a unit is there no more, when its end is on record.
pub async fn end_of(conn: &mut Conn, unit: i64) -> Result<Option<Day>> {
    let open = "SELECT count(*) FROM unit_name WHERE unit_id = $1 AND to_day IS NULL";
    if conn.value::<i64>(open, &[&unit]).await?.unwrap_or(0) > 0 {
        return Ok(None);
    }
    let last = "SELECT max(to_day) FROM unit_name WHERE unit_id = $1 AND to_day > from_day";
    Ok(conn.value::<Option<Day>>(last, &[&unit]).await?.flatten())
}

/// The unit with this outward identity, and the last day on which it existed; `None` for the day while it goes on.
pub async fn whenever(conn: &mut Conn, uid: &str) -> Result<Option<(i64, Option<Day>)>> {
    let sql = "SELECT u.id, n.to_day FROM unit u JOIN unit_name n ON n.unit_id = u.id
               WHERE u.uid = $1 AND (n.to_day IS NULL OR n.to_day > n.from_day)
               ORDER BY CASE WHEN n.to_day IS NULL THEN 0 ELSE 1 END, n.to_day DESC";
    let known: Option<(i64, Option<Day>)> = conn.opt(sql, &[&uid]).await?;
    Ok(known.map(|(unit, to)| (unit, to.map(|to| to.plus_days(-1)))))
}
