//! What a change of units brings with it, in words: for whoever is about to make it, for the second person, and afterwards
//! on the page of the event.

use super::along::{Along, along};
use crate::identity::reach::Officer;
use crate::identity::right::Right;
use crate::org::code::written;
use crate::org::estate::{ALL, REGISTER};
use crate::org::kind::BESIDE;
use crate::org::{Consequences, names_on};
use crate::shell::Office;
use crate::transfer;
use kit::clock::Day;
use kit::db::Conn;
use kit::failure::Failure;
use kit::form::Form;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

/// Members named for each way at most; of the others it is said how many they are.
const NAMED: usize = 40;
/// Members on the way at most for whom names are looked for.
const MOST: i64 = 2_000;

/// What a change brings with it.
#[derive(Hash)]
pub(super) struct Brings {
    pub(super) lineage: Vec<(String, String)>,
    pub(super) ended: Vec<String>,
    pub(super) moved: Vec<String>,
    /// What goes along with those units.
    pub(super) along: Along,
    pub(super) members: String,
    /// Who they are, from where to where, as far as the officer may see them.
    pub(super) people: Vec<String>,
    /// How many stay elsewhere for a time from then on, and who; empty when nobody does.
    pub(super) temporary: Vec<String>,
    /// Units that go on and have no member any more.
    pub(super) emptied: Vec<String>,
    pub(super) posts: Vec<String>,
    /// Posts that are held at another unit from then on.
    pub(super) seated: Vec<String>,
    pub(super) codes: Vec<String>,
    /// For which area each new unit is.
    pub(super) areas: Vec<String>,
    /// Areas that end.
    pub(super) areas_ended: Vec<String>,
    pub(super) roles: Vec<String>,
    /// Roles that are held at another unit from then on.
    pub(super) carried: Vec<String>,
    /// Whose transfer is over, because they are where it was to lead.
    pub(super) overtaken: Vec<String>,
    pub(super) work: Vec<String>,
    /// Other things that end.
    pub(super) ends: Vec<String>,
    /// Where closed rooms and the register of a unit that ends go, whether there is something in them or not.
    pub(super) rooms: Vec<String>,
    pub(super) addresses: Vec<(String, String)>,
}

impl Brings {
    /// As it is told once it was done: the work that was open then is not known any more.
    pub(super) fn done(mut self) -> Brings {
        self.along.work.clear();
        self
    }

    /// A number that is another one when something else is brought.
    pub(super) fn mark(&self) -> String {
        let mut hasher = DefaultHasher::new();
        self.hash(&mut hasher);
        format!("{:x}", hasher.finish())
    }
}

/// Whether an event brings what the form was shown for.
pub(super) async fn as_seen(
    conn: &mut Conn,
    office: &Office,
    officer: &Officer,
    event: i64,
    form: &mut Form,
) -> Result<bool, Failure> {
    let seen = form.is("seen", &brings(conn, office, officer, event).await?.mark());
    if !seen {
        form.wrong("seen", officer.words().say("change-not-seen"));
    }
    Ok(seen)
}

/// Which unit, or part of it, passes into which: (old, new, share).
type Way = (Option<i64>, Option<i64>, String);

/// What a unit stood under, and what it stands under: (old, new).
pub(super) type Link = (Option<i64>, Option<i64>);

/// Names of units on the eve of a change and on its day.
struct Names {
    before: HashMap<i64, String>,
    after: HashMap<i64, String>,
}

impl Names {
    async fn read(conn: &mut Conn, event: i64, units: &[i64], day: Day) -> Result<Names, Failure> {
        let plain = |names: HashMap<i64, (String, String)>| names.into_iter().map(|(unit, (_, name))| (unit, name));
        let mut before: HashMap<i64, String> = plain(names_on(conn, units, day.plus_days(-1)).await?).collect();
        let after = plain(names_on(conn, units, day).await?).collect();
        // A name that began on the very day and ends by the change was none on the eve.
        let sql = "SELECT n.unit_id, n.name FROM unit_step s JOIN unit_name n ON n.id = s.row_id
                   WHERE s.event_id = $1 AND s.span = 'unit_name' AND s.began = 0 AND n.from_day <= $2
                   ORDER BY n.from_day";
        before.extend(conn.all::<(i64, String)>(sql, &[&event, &day]).await?);
        Ok(Names { before, after })
    }

    fn then(&self, unit: i64) -> String {
        self.before.get(&unit).cloned().unwrap_or_default()
    }

    fn now(&self, unit: i64) -> String {
        self.after.get(&unit).cloned().unwrap_or_default()
    }
}

/// What an event does, in words; in a transaction also what it would do.
pub(super) async fn brings(conn: &mut Conn, office: &Office, officer: &Officer, event: i64) -> Result<Brings, Failure> {
    let w = officer.words();
    let what = Consequences::of(conn, event).await?;
    let sql = "SELECT from_unit, to_unit, share FROM unit_lineage WHERE event_id = $1 ORDER BY id";
    let lineage: Vec<Way> = conn.all(sql, &[&event]).await?;
    let above = links(conn, event).await?;
    let main = ways(conn, event, ("main", what.members)).await?;
    let temporary = ways(conn, event, ("temporary", what.temporary)).await?;
    let mut all: Vec<i64> = lineage.iter().flat_map(|(from, to, _)| [*from, *to]).flatten().collect();
    all.extend(what.ended.iter().chain(&what.moved).chain(&what.emptied));
    all.extend(above.values().flat_map(|(old, new)| [*old, *new]).flatten());
    all.extend(main.iter().chain(&temporary).flat_map(|(_, _, from, to)| [*from, *to]));
    all.extend(what.carried.iter().map(|(.., unit)| *unit));
    all.extend(what.seated.iter().map(|(.., unit)| *unit).chain(what.codes.iter().map(|(unit, _)| *unit)));
    let areas = areas(conn, event).await?;
    all.extend(areas.iter().map(|(unit, _)| *unit));
    all.sort_unstable();
    all.dedup();
    let rooms = rooms(conn, event, (&lineage, &what.ended)).await?;
    all.extend(rooms.iter().map(|(_, unit)| *unit));
    let day = conn.value::<Day>("SELECT effective_day FROM unit_event WHERE id = $1", &[&event]).await?;
    let day = day.ok_or(Failure::NotFound)?;
    let names = Names::read(conn, event, &all, day).await?;
    let along = along(conn, (office, officer), (&what.moved, &above), day).await?;
    // A new unit came from nowhere only when it came from no other.
    let came: Vec<_> = lineage.iter().filter(|(old, ..)| old.is_some()).map(|(_, new, _)| *new).collect();
    let in_parts: HashSet<i64> = lineage.iter().filter(|way| way.2 == "part").filter_map(|way| way.0).collect();
    let row = |(old, new, share): &(Option<i64>, Option<i64>, String)| {
        let from = match old {
            None => w.say("change-new"),
            Some(unit) if share == "part" => w.with("change-part-of", "unit", names.then(*unit)),
            Some(unit) if in_parts.contains(unit) => w.with("change-rest-of", "unit", names.then(*unit)),
            Some(unit) => names.then(*unit),
        };
        let moved = old.filter(|unit| old == new && what.moved.contains(unit)).and_then(|unit| above.get(&unit));
        let to = new.map_or(String::new(), |unit| match moved {
            Some((_, Some(over))) => {
                let values = [("unit", names.now(unit).into()), ("above", names.now(*over).into())];
                w.fill("change-now-under", &values)
            }
            _ => names.now(unit),
        });
        (from, to)
    };
    let moved = |unit: &i64| match above.get(unit) {
        Some((Some(old), Some(new))) => {
            let values =
                [("unit", names.now(*unit).into()), ("from", names.then(*old).into()), ("to", names.now(*new).into())];
            w.fill("change-moved-from-to", &values)
        }
        _ => names.then(*unit),
    };
    let counted = |(key, count)| format!("{}: {}", w.say(&format!("estate-{key}")), w.number(count));
    Ok(Brings {
        lineage: lineage.iter().filter(|(old, new, _)| old.is_some() || !came.contains(new)).map(row).collect(),
        work: what.work.into_iter().map(counted).collect(),
        ends: what.ends.into_iter().map(counted).collect(),
        overtaken: overtaken(officer, transfer::closed_by(conn, event).await?),
        rooms: rooms
            .iter()
            .map(|(key, unit)| {
                let values = [("what", w.say(&format!("estate-{key}")).into()), ("unit", names.now(*unit).into())];
                w.fill(if *key == REGISTER { "change-register" } else { "change-room" }, &values)
            })
            .collect(),
        addresses: what.addresses,
        ended: what.ended.iter().map(|unit| names.then(*unit)).collect(),
        moved: what.moved.iter().map(moved).collect(),
        emptied: what.emptied.iter().map(|unit| names.then(*unit)).collect(),
        members: w.count("change-members", what.members),
        people: people(officer, &names, main),
        temporary: match what.temporary {
            0 => vec![],
            n => std::iter::once(w.count("change-members", n)).chain(people(officer, &names, temporary)).collect(),
        },
        posts: what
            .posts
            .into_iter()
            .map(|(title, who)| format!("{}: {who}", w.say(&format!("post-{title}"))))
            .collect(),
        seated: what
            .seated
            .into_iter()
            .map(|(title, who, unit)| format!("{who}: {}, {}", w.say(&format!("post-{title}")), names.now(unit)))
            .collect(),
        areas: areas.iter().map(|(unit, area)| format!("{}: {area}", names.now(*unit))).collect(),
        along,
        areas_ended: areas_ended(conn, event).await?,
        codes: what.codes.iter().map(|(unit, code)| format!("{}: {}", names.now(*unit), written(code))).collect(),
        carried: what
            .carried
            .into_iter()
            .map(|(role, who, unit)| format!("{who}: {}, {}", office.role_name(w, &role), names.now(unit)))
            .collect(),
        roles: what.roles.into_iter().map(|(role, who)| format!("{who}: {}", office.role_name(w, &role))).collect(),
    })
}

/// For each unit that ends, to which one each closed room goes, and which keeps the register. Whether there is something in
/// them is asked of nothing.
async fn rooms(
    conn: &mut Conn,
    event: i64,
    (lineage, ended): (&[Way], &[i64]),
) -> Result<Vec<(&'static str, i64)>, Failure> {
    let sql = "SELECT d.kind, d.into_unit FROM unit_closing c JOIN unit_destination d ON d.closing_id = c.id
               WHERE c.event_id = $1 AND d.row_id = 0";
    let chosen: HashMap<String, i64> = conn.all::<(String, i64)>(sql, &[&event]).await?.into_iter().collect();
    let heirs =
        lineage.iter().filter(|(from, _, share)| share == "all" && from.is_some_and(|from| ended.contains(&from)));
    let mut rooms = Vec::new();
    for heir in heirs.filter_map(|(_, to, _)| *to) {
        for kind in ALL.iter().filter(|kind| kind.goes_as_whole()) {
            rooms.push((kind.key, chosen.get(kind.key).copied().unwrap_or(heir)));
        }
    }
    let mut seen = HashSet::new();
    rooms.retain(|room| seen.insert(*room));
    Ok(rooms)
}

/// The area of each unit that the event established, under the name of its first day.
async fn areas(conn: &mut Conn, event: i64) -> Result<Vec<(i64, String)>, Failure> {
    let sql = "SELECT n.unit_id, a.name, u.kind FROM unit_step s JOIN unit_name n ON n.id = s.row_id
               JOIN unit u ON u.id = n.unit_id JOIN area_name a ON a.area_id = u.area_id
                 AND a.from_day <= n.from_day AND (a.to_day IS NULL OR a.to_day > n.from_day)
               WHERE s.event_id = $1 AND s.span = 'unit_name' AND s.began = 1
                 AND NOT EXISTS (SELECT 1 FROM unit_name o WHERE o.unit_id = n.unit_id AND o.from_day < n.from_day)
               ORDER BY s.id";
    let mut areas: Vec<(i64, String)> = Vec::new();
    for (unit, area, kind) in conn.all::<(i64, String, String)>(sql, &[&event]).await? {
        // What stands beside a committee is for its area: one line tells it.
        if !(BESIDE.contains(&&*kind) && areas.iter().any(|(_, known)| *known == area)) {
            areas.push((unit, area));
        }
    }
    Ok(areas)
}

/// The areas that the event ends.
async fn areas_ended(conn: &mut Conn, event: i64) -> Result<Vec<String>, Failure> {
    let sql =
        "SELECT a.name FROM unit_step s JOIN area_name a ON a.id = s.row_id JOIN unit_event e ON e.id = s.event_id
               WHERE s.event_id = $1 AND s.span = 'area_name' AND s.began = 0 AND a.from_day < e.effective_day
                 AND NOT EXISTS (SELECT 1 FROM unit_step t JOIN area_name b ON b.id = t.row_id
                   WHERE t.event_id = s.event_id AND t.span = 'area_name' AND t.began = 1 AND b.area_id = a.area_id)
               ORDER BY s.id";
    Ok(conn.all::<(String,)>(sql, &[&event]).await?.into_iter().map(|(name,)| name).collect())
}

/// For each unit whose link the event ended or began: what it stood under before, and what it stands under from then on.
async fn links(conn: &mut Conn, event: i64) -> Result<HashMap<i64, Link>, Failure> {
    let sql = "SELECT p.unit_id, p.parent_id, s.began FROM unit_step s JOIN unit_parent p ON p.id = s.row_id
               WHERE s.event_id = $1 AND s.span = 'unit_parent' ORDER BY s.id";
    let mut links: HashMap<i64, Link> = HashMap::new();
    for (unit, parent, began) in conn.all::<(i64, i64, i64)>(sql, &[&event]).await? {
        let link = links.entry(unit).or_default();
        let side = if began == 1 { &mut link.1 } else { &mut link.0 };
        side.get_or_insert(parent);
    }
    Ok(links)
}

/// Whose membership of a kind passes: (name, year of birth, from, to), in the order of names.
async fn ways(
    conn: &mut Conn,
    event: i64,
    (kind, members): (&str, i64),
) -> Result<Vec<(String, i64, i64, i64)>, Failure> {
    if members > MOST {
        return Ok(Vec::new());
    }
    let sql = "SELECT n.full_name, n.birth_year, e.unit_id, m.unit_id
               FROM unit_step s JOIN membership m ON m.id = s.row_id AND m.kind = $2
               JOIN person n ON n.id = m.person_id
               JOIN unit_step t ON t.event_id = s.event_id AND t.span = 'membership' AND t.began = 0
               JOIN membership e ON e.id = t.row_id AND e.person_id = m.person_id AND e.kind = m.kind
               WHERE s.event_id = $1 AND s.span = 'membership' AND s.began = 1
                 AND (m.to_day IS NULL OR m.to_day > m.from_day)
               ORDER BY n.name_key, n.birth_year, n.id";
    Ok(conn.all(sql, &[&event, &kind]).await?)
}

/// Whose transfers are over: by name, as far as the officer may see them.
fn overtaken(officer: &Officer, closed: Vec<(String, i64, Option<i64>, Option<i64>)>) -> Vec<String> {
    let all = closed.len() as i64;
    let seen = |unit: &Option<i64>| unit.is_some_and(|unit| officer.may(Right::ReadPeople, unit));
    let named = closed.into_iter().filter(|(_, _, from, to)| seen(from) || seen(to));
    let named: Vec<String> = named.map(|(name, born, ..)| format!("{name} ({born})")).collect();
    let others = all - named.len() as i64;
    let others = (others > 0).then(|| officer.words().count("change-more-people", others));
    named.into_iter().chain(others).collect()
}

fn people(officer: &Officer, names: &Names, ways: Vec<(String, i64, i64, i64)>) -> Vec<String> {
    let w = officer.words();
    let mut told: BTreeMap<(i64, i64), Vec<String>> = BTreeMap::new();
    for (name, born, from, to) in ways {
        if officer.may(Right::ReadPeople, from) || officer.may(Right::ReadPeople, to) {
            told.entry((from, to)).or_default().push(format!("{name} ({born})"));
        }
    }
    let line = |((from, to), mut who): ((i64, i64), Vec<String>)| {
        let more = who.len().saturating_sub(NAMED);
        who.truncate(NAMED);
        if more > 0 {
            who.push(w.count("change-more-people", more as i64));
        }
        let values = [("from", names.then(from).into()), ("to", names.now(to).into()), ("who", who.join(", ").into())];
        w.fill("change-people-way", &values)
    };
    told.into_iter().map(line).collect()
}
