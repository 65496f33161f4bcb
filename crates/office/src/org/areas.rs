//! Areas under a change of units. When the committee of the Party that stands for an area becomes one with others or falls
//! apart, so does the area, and with it what stands there beside the Party's tree: the people's committee, the Front and
//! its organisations pass, or fall apart, by the same event.

use super::change::{Change, ChangeError};
use super::destinations::Destinations;
use super::write::NewUnit;
use super::{Place, Tree, TreeUnit, kind};
use kit::clock::{Chance, Day, Ts};
use kit::db::Conn;
use std::collections::{HashMap, HashSet};

type Result<T> = std::result::Result<T, ChangeError>;

/// The words with which names of areas begin, with the kind of each; `thị xã` before `xã`.
const KINDS: [(&str, &str); 9] = [
    ("thị xã", "town"),
    ("thị trấn", "township"),
    ("đặc khu", "special_zone"),
    ("phường", "ward"),
    ("xã", "commune"),
    ("huyện", "district"),
    ("quận", "district"),
    ("thành phố", "province"),
    ("tỉnh", "province"),
];

/// What an area is called by the name of the committee that stands for it, and of what kind that is: `Đảng bộ xã An Cư`
/// stands for `Xã An Cư`. Where the name does not say, the short name does.
fn called((name, short): (&str, &str)) -> (String, Option<&'static str>) {
    let words: Vec<&str> = name.split_whitespace().collect();
    for at in 0..words.len() {
        let rest = words[at..].join(" ");
        let known = KINDS.iter().find(|(word, _)| rest.to_lowercase().starts_with(&format!("{word} ")));
        if let Some((_, kind)) = known {
            return (viet::capital(&rest), Some(kind));
        }
    }
    (viet::capital(short), None)
}

/// As it stands within a sentence: `Phường Nhà Bàng` becomes `phường Nhà Bàng`.
pub(super) fn lower(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

/// A name with another area in it.
fn renamed(text: &str, was: &str, is: &str) -> String {
    text.replace(&lower(was), &lower(is)).replace(&viet::capital(was), &viet::capital(is))
}

/// The areas that units of these kinds are for on a day or later, the units `but` aside.
pub(super) async fn standing(conn: &mut Conn, day: Day, kinds: &[&str], but: &[i64]) -> kit::db::Result<HashSet<i64>> {
    let sql = format!(
        "SELECT u.id, u.area_id FROM unit u JOIN unit_name n ON n.unit_id = u.id
         WHERE u.area_id IS NOT NULL AND u.kind IN ('{}') AND (n.to_day IS NULL OR (n.to_day > $1 AND n.to_day > n.from_day))",
        kinds.join("', '")
    );
    let all: Vec<(i64, i64)> = conn.all(&sql, &[&day]).await?;
    Ok(all.into_iter().filter(|(unit, _)| !but.contains(unit)).map(|(_, area)| area).collect())
}

/// Whether two areas lie in the same one above, by their codes: what was made beside an area has its code and more.
async fn side_by_side(conn: &mut Conn, (one, other): (&str, &str)) -> kit::db::Result<bool> {
    let official = |code: &str| code.split('.').next().unwrap_or_default().to_owned();
    let (one, other) = (official(one), official(other));
    let both = "SELECT count(*) FROM locality a JOIN locality b ON b.parent_id = a.parent_id WHERE a.code = $1 AND b.code = $2";
    Ok(one == other || conn.value::<i64>(both, &[&one, &other]).await?.unwrap_or(0) > 0)
}

impl Change {
    /// The area of a new committee that stands for one: the one of its name where that is of the units `own` whose areas
    /// this change joins, or lies beside those or the area `like` and nobody is there; else a new one beside `like`. Communes
    /// of other provinces have the same names.
    pub async fn area_for(
        &self,
        conn: &mut Conn,
        (like, own): (i64, &[i64]),
        names: (&str, &str),
        uid: String,
    ) -> Result<i64> {
        let (name, kind) = called(names);
        let sql = "SELECT a.code, n.kind FROM area a JOIN area_name n ON n.area_id = a.id WHERE a.id = $1
                   ORDER BY n.from_day DESC, n.id DESC";
        let (code, was): (String, String) = conn.one(sql, &[&like]).await?;
        let known = "SELECT n.area_id, a.code FROM area_name n JOIN area a ON a.id = n.area_id
                     WHERE n.name = $1 AND n.from_day <= $2 AND (n.to_day IS NULL OR n.to_day > $2) ORDER BY a.id";
        let known: Vec<(i64, String)> = conn.all(known, &[&name, &self.decision.day]).await?;
        let all: Vec<&str> = kind::OF_AREAS.into_iter().chain(kind::BESIDE).collect();
        let (others, somebodys) =
            (self.stood_for(conn, own).await?, standing(conn, self.decision.day, &all, &[]).await?);
        let mut mine: HashMap<i64, String> = HashMap::new();
        for unit in own {
            let sql = "SELECT a.id, a.code FROM unit u JOIN area a ON a.id = u.area_id WHERE u.id = $1";
            mine.extend(conn.opt::<(i64, String)>(sql, &[unit]).await?);
        }
        for (area, its) in known {
            let mut free = mine.contains_key(&area) && !others.contains(&area);
            if !somebodys.contains(&area) {
                for one in mine.values().chain([&code]) {
                    free |= side_by_side(conn, (one, &its)).await?;
                }
            }
            if free {
                return Ok(area);
            }
        }
        // It has no official code yet; this one puts it beside the area it came from.
        let next: i64 = conn.value("SELECT max(id) + 1 FROM area", &[]).await?.unwrap_or(1);
        let code = format!("{code}.{next}");
        let area = conn.insert("INSERT INTO area (uid, code) VALUES ($1, $2)", &[&uid, &code]).await?;
        self.reshape(conn, area, Some((kind.unwrap_or(&was), &name))).await?;
        Ok(area)
    }

    /// Carries the areas along of the committees that this change has ended or taken parts of: the last step before it is
    /// looked at or made.
    pub async fn carry_areas(&self, conn: &mut Conn, (chance, now): (&Chance, Ts)) -> Result<()> {
        let sql = "SELECT f.area_id, t.area_id, t.id, l.share, f.kind, t.kind FROM unit_lineage l
                   JOIN unit f ON f.id = l.from_unit JOIN unit t ON t.id = l.to_unit
                   WHERE l.event_id = $1 AND l.from_unit <> l.to_unit AND f.area_id <> t.area_id ORDER BY l.id";
        let ways: Vec<(i64, i64, i64, String, String, String)> = conn.all(sql, &[&self.event]).await?;
        let stand = |kind: &str| kind::OF_AREAS.contains(&kind);
        let ways: Vec<_> = ways.into_iter().filter(|(.., from, to)| stand(from) && stand(to)).collect();
        // What stands beside a committee is shared while it stands, and passes after that.
        for (old, new, unit, share, ..) in &ways {
            let made = "SELECT count(*) FROM unit_lineage WHERE event_id = $1 AND from_unit IS NULL AND to_unit = $2";
            if share == "part" && conn.value::<i64>(made, &[&self.event, unit]).await?.unwrap_or(0) > 0 {
                self.share_area(conn, (*old, *new), (chance, now)).await?;
            }
        }
        for (gone, into, _, share, ..) in &ways {
            if share == "all" {
                self.pass_area(conn, (*gone, *into), (chance, now)).await?;
            }
        }
        if self.decision.kind == "split" { self.rename_area_of_heir(conn).await } else { Ok(()) }
    }

    /// The areas for which committees stand on the day or later, the units `but` aside.
    async fn stood_for(&self, conn: &mut Conn, but: &[i64]) -> Result<HashSet<i64>> {
        Ok(standing(conn, self.decision.day, &kind::OF_AREAS, but).await?)
    }

    /// Whether a committee that this change does not touch stands for an area: a commune that was set up without one has
    /// its district's.
    async fn is_anothers(&self, conn: &mut Conn, area: i64) -> Result<bool> {
        let sql = "SELECT from_unit FROM unit_lineage WHERE event_id = $1 AND from_unit IS NOT NULL
                   UNION SELECT to_unit FROM unit_lineage WHERE event_id = $1 AND to_unit IS NOT NULL";
        let touched: Vec<(i64,)> = conn.all(sql, &[&self.event]).await?;
        let touched: Vec<i64> = touched.into_iter().map(|(unit,)| unit).collect();
        Ok(self.stood_for(conn, &touched).await?.contains(&area))
    }

    /// What stands beside the committee of an area, without what stands below such.
    async fn beside(&self, conn: &mut Conn, area: i64) -> Result<(Tree, Vec<TreeUnit>)> {
        let tree = Tree::as_of(conn, self.decision.day).await?;
        let here = |unit: &TreeUnit| unit.area_id == Some(area) && tree.is_beside(unit.id);
        let top = |unit: &&TreeUnit| !unit.parent_id.and_then(|above| tree.get(above)).is_some_and(here);
        let all = tree.preorder().iter().filter_map(|id| tree.get(*id));
        let tops = all.filter(|unit| here(unit)).filter(top).cloned().collect();
        Ok((tree, tops))
    }

    async fn names(&self, conn: &mut Conn) -> Result<HashMap<i64, String>> {
        let places = Place::as_of(conn, self.decision.day).await?;
        Ok(places.into_iter().map(|place| (place.area_id, place.name)).collect())
    }

    /// The counterpart of a unit in another area, as it is called there; made where there is none.
    async fn counterpart(
        &self,
        conn: &mut Conn,
        (tree, old): (&Tree, &TreeUnit),
        (area, was, is): (i64, &str, &str),
        uid: String,
    ) -> Result<i64> {
        let (name, short) = (renamed(&old.name, was, is), renamed(&old.short, was, is));
        // An area has one people's committee and one Front, whatever they are called; organisations go by their names.
        let only = [kind::GOVERNMENT, kind::FRONT].contains(&&*old.kind);
        let mut there = tree.of_kind(&old.kind).filter(|unit| unit.area_id == Some(area) && unit.id != old.id);
        if let Some(known) = there.find(|unit| only || unit.name == name) {
            return Ok(known.id);
        }
        let new = NewUnit {
            uid,
            kind: &old.kind,
            area: Some(area),
            parent: None,
            name: &name,
            short: &short,
            from: self.decision.day,
            paper: None,
        };
        match old.parent_id {
            Some(parent) => self.establish_at(conn, parent, &new).await,
            None => self.establish_root(conn, &new).await,
        }
    }

    /// An area ends in another one: what stands beside its committee passes into its counterpart there. Where a committee
    /// still stands for the one, or another's for the other, everything stays where it is.
    async fn pass_area(&self, conn: &mut Conn, (gone, into): (i64, i64), (chance, now): (&Chance, Ts)) -> Result<()> {
        if self.stood_for(conn, &[]).await?.contains(&gone) || self.is_anothers(conn, into).await? {
            return Ok(());
        }
        let names = self.names(conn).await?;
        let (Some(was), Some(is)) = (names.get(&gone), names.get(&into)) else { return Ok(()) };
        for old in self.beside(conn, gone).await?.1 {
            // Read anew each time: the counterpart may have been made for the last one.
            let tree = Tree::as_of(conn, self.decision.day).await?;
            let uid = chance.uuid(now).to_string();
            let heir = self.counterpart(conn, (&tree, &old), (into, was, is), uid).await?;
            self.dissolve_into(conn, old.id, heir, &Destinations::default()).await?;
        }
        self.reshape(conn, gone, None).await
    }

    /// A part of an area is one of its own: it has a counterpart of each unit that stands beside the old one's committee.
    async fn share_area(&self, conn: &mut Conn, (old, new): (i64, i64), (chance, now): (&Chance, Ts)) -> Result<()> {
        let names = self.names(conn).await?;
        let (Some(was), Some(is)) = (names.get(&old), names.get(&new)) else { return Ok(()) };
        if self.is_anothers(conn, old).await? || self.is_anothers(conn, new).await? {
            return Ok(());
        }
        let (tree, tops) = self.beside(conn, old).await?;
        for unit in tops {
            let uid = chance.uuid(now).to_string();
            let part = self.counterpart(conn, (&tree, &unit), (new, was, is), uid).await?;
            self.hand_part(conn, unit.id, part, (&[], &[])).await?;
        }
        Ok(())
    }

    /// The area of a committee that ended and went over to a part that keeps it is called by that part's name, and so is
    /// what stands beside it.
    async fn rename_area_of_heir(&self, conn: &mut Conn) -> Result<()> {
        let sql = "SELECT t.area_id, n.name, n.short, t.kind FROM unit_lineage l
                   JOIN unit f ON f.id = l.from_unit JOIN unit t ON t.id = l.to_unit AND t.area_id = f.area_id
                   JOIN unit_name n ON n.unit_id = t.id AND n.from_day = $2
                   WHERE l.event_id = $1 AND l.share = 'all' AND l.from_unit <> l.to_unit
                     AND EXISTS (SELECT 1 FROM unit_lineage m WHERE m.event_id = l.event_id AND m.from_unit IS NULL
                       AND m.to_unit = t.id) ORDER BY l.id";
        let heirs: Vec<(i64, String, String, String)> = conn.all(sql, &[&self.event, &self.decision.day]).await?;
        for (area, name, short, unit_kind) in heirs {
            let places = Place::as_of(conn, self.decision.day).await?;
            let place = places.into_iter().find(|place| place.area_id == area);
            let (is, kind) = called((&name, &short));
            let Some(place) = place.filter(|place| place.name != is && kind::OF_AREAS.contains(&&*unit_kind)) else {
                continue;
            };
            if self.is_anothers(conn, area).await? {
                continue;
            }
            for unit in self.beside(conn, area).await?.1 {
                let names = (renamed(&unit.name, &place.name, &is), renamed(&unit.short, &place.name, &is));
                self.rename_it(conn, unit.id, (&names.0, &names.1)).await?;
            }
            self.reshape(conn, area, Some((kind.unwrap_or(&place.kind), &is))).await?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::called;

    #[test]
    fn an_area_is_called_by_the_name_of_its_committee() {
        for (name, short, area, kind) in [
            ("Đảng bộ xã An Cư Nông", "Xã An Cư Nông", "Xã An Cư Nông", Some("commune")),
            ("Đảng bộ phường Nhà Bàng", "Phường Nhà Bàng", "Phường Nhà Bàng", Some("ward")),
            ("Đảng bộ thị xã Tịnh Biên", "Thị xã", "Thị xã Tịnh Biên", Some("town")),
            ("Đảng bộ thị trấn Chi Lăng", "Chi Lăng", "Thị trấn Chi Lăng", Some("township")),
            ("Đảng bộ Tây", "vùng Tây", "Vùng Tây", None),
        ] {
            assert_eq!(called((name, short)), (area.to_owned(), kind), "{name}");
        }
    }
}
