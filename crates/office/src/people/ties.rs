//! Where a person belongs besides the cell of main membership: a temporary membership, the cell of the place of
//! residence, the Front's organisations. Heads and belongings are counted apart.

use crate::identity::reach::Grant;
use crate::identity::right::KeepPeople;
use crate::org::lineage::Lineage;
use crate::org::{Misfit, Span, carry_on, end_own_later, goes_no_further, kind, misfit};
use kit::clock::{Day, Ts};
use kit::db::{Conn, Result};
use kit::journal;
use serde_json::json;
use std::collections::{HashMap, HashSet};

/// How somebody belongs to a unit besides a main membership.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tie {
    /// A temporary membership of another cell.
    Temporary,
    /// Keeping in touch with the cell of the place of residence.
    Residence,
    /// Belonging to the Front or one of its organisations.
    Affiliation,
}

impl Tie {
    /// All of them, in the order of pages.
    pub const ALL: [Tie; 3] = [Tie::Temporary, Tie::Residence, Tie::Affiliation];

    /// The word in addresses, messages and the journal.
    pub fn word(self) -> &'static str {
        match self {
            Tie::Temporary => "temporary",
            Tie::Residence => "residence",
            Tie::Affiliation => "affiliation",
        }
    }

    /// The tie of a word.
    pub fn of(word: &str) -> Option<Tie> {
        Tie::ALL.into_iter().find(|tie| tie.word() == word)
    }

    /// The kinds of units that somebody may be tied to in this way.
    pub fn unit_kinds(self) -> &'static [&'static str] {
        match self {
            Tie::Temporary | Tie::Residence => &[kind::CELL],
            Tie::Affiliation => &[kind::FRONT, kind::MASS_ORGANISATION],
        }
    }

    fn span(self) -> Span {
        match self {
            Tie::Temporary => Span::Membership,
            Tie::Residence => Span::Residence,
            Tie::Affiliation => Span::Affiliation,
        }
    }

    fn table(self) -> &'static str {
        self.span().table()
    }

    /// Whether somebody has at most one of it at a time.
    fn is_single(self) -> bool {
        self != Tie::Affiliation
    }
}

kit::record! {
    /// A span of belonging to a unit.
    pub struct Belonging {
        /// The row, in its table.
        pub id: i64,
        /// `main`, or the word of a [`Tie`].
        pub kind: String,
        /// The unit.
        pub unit_id: i64,
        /// The first day.
        pub from_day: Day,
        /// The first day after it.
        pub to_day: Option<Day>,
        /// The paper.
        pub paper: Option<String>,
    }
}

impl Belonging {
    /// Whether it holds on a day.
    pub fn holds_on(&self, day: Day) -> bool {
        self.from_day <= day && self.to_day.is_none_or(|to| to > day)
    }
}

/// Everything to which a person belongs or belonged, main memberships first, the newest first in each kind. What never
/// came to hold is left out.
pub async fn belongings(conn: &mut Conn, person: i64) -> Result<Vec<Belonging>> {
    let sql = "SELECT id, kind, unit_id, from_day, to_day, paper FROM (
                 SELECT id, kind, unit_id, from_day, to_day, paper FROM membership WHERE person_id = $1
                 UNION ALL SELECT id, 'residence', unit_id, from_day, to_day, paper FROM residence_link
                   WHERE person_id = $1
                 UNION ALL SELECT id, 'affiliation', unit_id, from_day, to_day, paper FROM affiliation
                   WHERE person_id = $1) b
               WHERE to_day IS NULL OR to_day > from_day
               ORDER BY CASE kind WHEN 'main' THEN 0 WHEN 'temporary' THEN 1 WHEN 'residence' THEN 2 ELSE 3 END,
                 from_day DESC, id DESC";
    conn.all(sql, &[&person]).await
}

/// Why somebody cannot be tied to a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TieRefusal {
    /// The unit is not of a kind that it can be.
    WrongKind,
    /// The person is no member on the first day.
    NoMember,
    /// It is the unit of main membership.
    OwnUnit,
    /// The unit is not there on the first day, or nobody knows where its members go when it ends.
    Misfit(Misfit),
    /// There is one already, from this day to that one.
    Overlaps(Day, Option<Day>),
}

/// A tie to be entered.
#[derive(Clone, Copy, Debug)]
pub struct NewTie<'a> {
    /// How.
    pub tie: Tie,
    /// The first day.
    pub from: Day,
    /// The first day after it, when it has an end.
    pub to: Option<Day>,
    /// The paper.
    pub paper: Option<&'a str>,
}

/// To what somebody is tied: a cell that the actor keeps too, or a unit of the Front, whose members the Party's keep.
#[derive(Debug)]
pub enum Place {
    /// A cell.
    Cell(Grant<KeepPeople>),
    /// The Front or one of its organisations.
    Front(i64),
}

/// Ties a person whose record is kept at the grant's unit to a place; the row's id.
///
/// # Errors
/// [`DbError::Refused`](kit::db::DbError::Refused) when the record is not kept at the grant's unit.
pub async fn tie(
    conn: &mut Conn,
    grant: Grant<KeepPeople>,
    place: &Place,
    person: i64,
    mut new: NewTie<'_>,
    now: Ts,
) -> Result<std::result::Result<i64, TieRefusal>> {
    super::require_home(conn, person, grant.unit(), now.day()).await?;
    let unit = match place {
        Place::Cell(grant) => grant.unit(),
        Place::Front(unit) => *unit,
    };
    let (table, kind) = (new.tie.table(), new.tie.word());
    let of: Option<String> = conn.value("SELECT kind FROM unit WHERE id = $1", &[&unit]).await?;
    if !of.is_some_and(|of| new.tie.unit_kinds().contains(&of.as_str())) {
        return Ok(Err(TieRefusal::WrongKind));
    }
    if new.tie != Tie::Affiliation {
        match super::unit_of(conn, person, new.from).await? {
            None => return Ok(Err(TieRefusal::NoMember)),
            Some(own) if own == unit => return Ok(Err(TieRefusal::OwnUnit)),
            Some(_) => {}
        }
        // It ends where they came to belong there for good.
        let home = "SELECT min(from_day) FROM membership WHERE person_id = $1 AND unit_id = $2 AND kind = 'main' AND from_day > $3
                      AND (to_day IS NULL OR to_day > from_day)
                      AND NOT EXISTS (SELECT 1 FROM unit_step s WHERE s.span = 'membership' AND s.row_id = membership.id AND s.began = 1)";
        let home = conn.value::<Option<Day>>(home, &[&person, &unit, &new.from]).await?.flatten();
        new.to = new.to.into_iter().chain(home).min();
    }
    // One that ends before the unit does need not go on anywhere.
    let within = |misfit: &Misfit| matches!(misfit, Misfit::Ends(end) if new.to.is_some_and(|to| to <= *end));
    if let Some(misfit) = misfit(conn, unit, new.from).await?.filter(|misfit| !within(misfit)) {
        return Ok(Err(TieRefusal::Misfit(misfit)));
    }
    let known = belongings(conn, person).await?.into_iter().find(|known| {
        known.kind == kind
            && (new.tie.is_single() || known.unit_id == unit)
            && new.to.is_none_or(|to| known.from_day < to)
            && known.to_day.is_none_or(|to| to > new.from)
    });
    if let Some(known) = known {
        return Ok(Err(TieRefusal::Overlaps(known.from_day, known.to_day)));
    }
    let (column, value) = if new.tie == Tie::Temporary { (", kind", ", 'temporary'") } else { ("", "") };
    let sql = format!(
        "INSERT INTO {table} (person_id, unit_id, from_day, to_day, paper{column}) VALUES ($1, $2, $3, $4, $5{value})"
    );
    let id = conn.insert(&sql, &[&person, &unit, &new.from, &new.to, &new.paper]).await?;
    carry_on(conn, new.tie.span(), id).await?;
    end_own_later(conn, person, new.from).await?;
    let after = json!({"person": person, "kind": kind, "from": new.from, "to": new.to});
    journal::write(conn, &grant.event("people.tie.begin", table, id).after(after), now).await?;
    Ok(Ok(id))
}

/// Ends on `day`, the first day without it, a tie of a person whose record is kept at the grant's unit; false when its
/// end is no longer the one that was read.
///
/// # Errors
/// [`DbError::Refused`](kit::db::DbError::Refused) when the record is not kept at the grant's unit.
pub async fn untie(
    conn: &mut Conn,
    grant: Grant<KeepPeople>,
    person: i64,
    (tie, row): (Tie, i64),
    (read, day): (Option<Day>, Day),
    now: Ts,
) -> Result<bool> {
    super::require_home(conn, person, grant.unit(), now.day()).await?;
    let temporary = if tie == Tie::Temporary { " AND kind = 'temporary'" } else { "" };
    let sql = format!("SELECT from_day, to_day FROM {} WHERE id = $1 AND person_id = $2{temporary}", tie.table());
    let known: Option<(Day, Option<Day>)> = conn.opt(&sql, &[&row, &person]).await?;
    let Some((from, _)) = known.filter(|(_, to)| *to == read) else { return Ok(false) };
    let sql = format!("UPDATE {} SET to_day = $1 WHERE id = $2 AND to_day IS NOT DISTINCT FROM $3", tie.table());
    if conn.exec(&sql, &[&day.max(from), &row, &read]).await? == 0 {
        return Ok(false);
    }
    goes_no_further(conn, tie.span(), row, day.max(from)).await?;
    let event = grant.event("people.tie.end", tie.table(), row).before(json!({"to": read}));
    journal::write(conn, &event.after(json!({"person": person, "kind": tie.word(), "to": day})), now).await?;
    Ok(true)
}

kit::record! {
    /// Somebody who keeps in touch with a cell of the place of residence.
    pub struct InTouch {
        /// Who.
        pub person: i64,
        /// Their outward identity.
        pub uid: String,
        /// Their name.
        pub full_name: String,
        /// Their year of birth; 0 where they had it restricted.
        pub birth_year: i64,
        /// The cell.
        pub cell: i64,
        /// Since when.
        pub from_day: Day,
        /// The unit of main membership.
        pub home: i64,
    }
}

/// Who keeps in touch with a cell on a day, in the order of names, as it may be shown today.
pub async fn in_touch(conn: &mut Conn, day: Day, today: Day) -> Result<Vec<InTouch>> {
    let sql = "SELECT n.id AS person, n.uid, n.full_name,
                 CASE WHEN EXISTS (SELECT 1 FROM restriction x WHERE x.person_id = n.id AND x.field = 'birth_day'
                   AND x.from_day <= $2 AND (x.to_day IS NULL OR x.to_day > $2))
                 THEN CAST(0 AS BIGINT) ELSE n.birth_year END AS birth_year,
                 r.unit_id AS cell, r.from_day, m.unit_id AS home
               FROM residence_link r JOIN person n ON n.id = r.person_id
               JOIN membership m ON m.person_id = n.id AND m.kind = 'main' AND m.from_day <= $1
                 AND (m.to_day IS NULL OR m.to_day > $1)
               WHERE r.from_day <= $1 AND (r.to_day IS NULL OR r.to_day > $1)
               ORDER BY n.name_key, n.birth_year, n.id";
    conn.all(sql, &[&day, &today]).await
}

/// How many belong to a unit with all below it. Heads are distinct persons: whoever belongs in several ways or to
/// several of its units is one. Whoever only keeps in touch from the place of residence is not among them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Heads {
    /// Distinct persons with a membership or an affiliation.
    pub heads: i64,
    /// Main memberships.
    pub main: i64,
    /// Temporary memberships.
    pub temporary: i64,
    /// Links of residence.
    pub residence: i64,
    /// Affiliations to the Front and its organisations: at these units, or of members of these units.
    pub affiliation: i64,
}

/// Who belongs where on a day, in any way.
pub struct Count(HashMap<i64, Vec<(i64, String, i64)>>);

/// An affiliation as it is found at the cell of the member.
const ELSEWHERE: &str = "elsewhere";

impl Count {
    /// Reads it.
    pub async fn on(conn: &mut Conn, day: Day) -> Result<Count> {
        let part = |kind: &str, table: &str| {
            format!(
                "SELECT unit_id, person_id, {kind}, id FROM {table}
                 WHERE from_day <= $1 AND (to_day IS NULL OR to_day > $1)"
            )
        };
        let parts = [
            part("kind", "membership"),
            // Whoever is a member no more keeps in touch with nothing, as the list of these people says.
            format!(
                "{} AND EXISTS (SELECT 1 FROM membership m WHERE m.person_id = residence_link.person_id AND m.kind = 'main'
                   AND m.from_day <= $1 AND (m.to_day IS NULL OR m.to_day > $1))",
                part("'residence'", "residence_link")
            ),
            part("'affiliation'", "affiliation"),
            format!(
                "SELECT m.unit_id, m.person_id, '{ELSEWHERE}', a.id FROM affiliation a JOIN membership m
                   ON m.person_id = a.person_id AND m.kind = 'main' AND m.from_day <= $1
                   AND (m.to_day IS NULL OR m.to_day > $1)
                 WHERE a.from_day <= $1 AND (a.to_day IS NULL OR a.to_day > $1)"
            ),
        ];
        let rows: Vec<(i64, i64, String, i64)> = conn.all(&parts.join(" UNION ALL "), &[&day]).await?;
        let mut by_unit: HashMap<i64, Vec<(i64, String, i64)>> = HashMap::new();
        for (unit, person, kind, row) in rows {
            by_unit.entry(unit).or_default().push((person, kind, row));
        }
        Ok(Count(by_unit))
    }

    /// The same persons by the units of another day: each way of belonging goes where its unit went, or the part of it
    /// with which somebody went over.
    pub async fn carried(self, conn: &mut Conn, lineage: &Lineage, days: (Day, Day)) -> Result<Count> {
        let rolled = |kind: &str| -> Vec<(i64, i64)> {
            let rows = self.0.iter().flat_map(|(unit, rows)| rows.iter().map(|row| (row, *unit)));
            rows.filter(|((_, of, _), _)| of == kind).map(|((person, ..), unit)| (*person, unit)).collect()
        };
        let mut places: HashMap<(&str, i64), i64> = HashMap::new();
        for (kind, table, fit) in [
            ("main", "membership", "m.kind = 'main'"),
            ("temporary", "membership", "m.kind = 'temporary'"),
            ("residence", "residence_link", "m.id > 0"),
        ] {
            let carried = lineage.carry_in(conn, (table, fit), &rolled(kind), days).await?;
            places.extend(carried.into_iter().map(|(person, unit)| ((kind, person), unit)));
        }
        let mut by_unit: HashMap<i64, Vec<(i64, String, i64)>> = HashMap::new();
        for (unit, (person, kind, row)) in
            self.0.into_iter().flat_map(|(unit, rows)| rows.into_iter().map(move |row| (unit, row)))
        {
            // An affiliation that is found at the member's cell goes with the member.
            let way = if kind == ELSEWHERE { "main" } else { kind.as_str() };
            let unit = places.get(&(way, person)).copied().unwrap_or_else(|| lineage.heir(unit, days.1));
            by_unit.entry(unit).or_default().push((person, kind, row));
        }
        Ok(Count(by_unit))
    }

    /// The numbers of these units together.
    pub fn of(&self, units: &[i64]) -> Heads {
        let (mut count, mut heads, mut affiliations) = (Heads::default(), HashSet::new(), HashSet::new());
        for (person, kind, row) in units.iter().filter_map(|unit| self.0.get(unit)).flatten() {
            match kind.as_str() {
                "main" => count.main += 1,
                "temporary" => count.temporary += 1,
                "residence" => count.residence += 1,
                _ => {
                    affiliations.insert(*row);
                }
            }
            if kind != "residence" && kind != ELSEWHERE {
                heads.insert(*person);
            }
        }
        Heads { heads: heads.len() as i64, affiliation: affiliations.len() as i64, ..count }
    }
}
