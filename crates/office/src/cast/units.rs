//! Enters the areas and units of the cast, and the renaming of 2023.

use super::Ground;
use super::places::*;
use crate::identity::reach::Grant;
use crate::identity::reach::deciding::Deciding;
use crate::org::{self, Change, Decision, NOWHERE, NewArea, NewUnit, kind};
use anyhow::Result;
use kit::db::Conn;

/// A commune's units.
pub struct CommuneUnits {
    /// Its Party committee.
    pub committee: i64,
    /// Its people's committee.
    pub government: i64,
    /// Its Front committee.
    pub front: i64,
    /// Its cells: hamlets first, then those of `COMMUNE_CELLS`.
    pub cells: Vec<i64>,
}

/// All units that other parts of the cast refer to.
pub struct Units {
    /// The district committee.
    pub district: i64,
    /// The district's people's committee.
    pub government: i64,
    /// The district's Front committee.
    pub front: i64,
    /// In the order of `BOARDS`.
    pub boards: Vec<i64>,
    /// In the order of `AGENCY_CELLS`.
    pub agency_cells: Vec<i64>,
    /// Committees of forces and agencies, with their cells.
    pub agencies: Vec<(i64, Vec<i64>)>,
    /// In the order of `COMMUNES`.
    pub communes: Vec<CommuneUnits>,
    renamed: Vec<(i64, String, String)>,
}

struct Builder<'a> {
    conn: &'a mut Conn,
    ground: &'a Ground,
    made: Vec<(i64, String, String, Option<usize>)>,
}

impl Builder<'_> {
    /// Establishes a unit; `commune` is its place in `COMMUNES` when it is one's.
    async fn unit(
        &mut self,
        kind: &str,
        area: i64,
        parent: Option<i64>,
        (name, short): (&str, &str),
        commune: Option<usize>,
    ) -> Result<i64> {
        let (uid, now) = (self.ground.uid(), self.ground.now);
        let new = NewUnit { uid, kind, area: Some(area), parent, name, short, from: SINCE, paper: None };
        let id = org::add_unit(self.conn, Grant::console(parent.unwrap_or(NOWHERE)), &new, now).await?;
        self.made.push((id, name.to_owned(), short.to_owned(), commune));
        Ok(id)
    }

    async fn area(&mut self, code: &str, kind: &str, name: &str) -> Result<i64> {
        let new = NewArea { uid: self.ground.uid(), code, kind, name, from: SINCE };
        Ok(org::add_area(self.conn, Grant::console(NOWHERE), &new, self.ground.now).await?)
    }
}

/// Enters everything.
pub async fn enter(conn: &mut Conn, ground: &Ground) -> Result<Units> {
    let mut b = Builder { conn, ground, made: Vec::new() };
    let home = b.area("890", "district", "Huyện Tịnh Biên").await?;
    let district =
        b.unit(kind::DISTRICT_COMMITTEE, home, None, ("Đảng bộ huyện Tịnh Biên", "Huyện Tịnh Biên"), None).await?;
    let mut areas = Vec::new();
    let mut communes = Vec::new();
    for (index, commune) in COMMUNES.iter().enumerate() {
        let full = commune.full();
        let area = b.area(commune.code, commune.kind(), &viet::capital(&full)).await?;
        areas.push(area);
        let names = (format!("Đảng bộ {full}"), viet::capital(&full));
        let committee =
            b.unit(kind::COMMUNE_COMMITTEE, area, Some(district), (&names.0, &names.1), Some(index)).await?;
        let hamlets = (1..=HAMLETS).map(|number| format!("{} {number}", commune.hamlet()));
        let mut cells = Vec::new();
        for cell in hamlets.chain(COMMUNE_CELLS.iter().map(|cell| (*cell).to_owned())) {
            let names = (format!("Chi bộ {cell}, {full}"), format!("Chi bộ {cell}"));
            cells.push(b.unit(kind::CELL, area, Some(committee), (&names.0, &names.1), Some(index)).await?);
        }
        communes.push(CommuneUnits { committee, government: 0, front: 0, cells });
    }
    let mut agencies = Vec::new();
    for (name, count) in AGENCY_COMMITTEES {
        let full = format!("Đảng bộ {name}");
        let committee = b.unit(kind::AGENCY_COMMITTEE, home, Some(district), (&full, name), None).await?;
        let mut cells = Vec::new();
        for number in 1..=count {
            let names = (format!("Chi bộ {number}, {name}"), format!("Chi bộ {number}"));
            cells.push(b.unit(kind::CELL, home, Some(committee), (&names.0, &names.1), None).await?);
        }
        agencies.push((committee, cells));
    }
    let mut agency_cells = Vec::new();
    for name in AGENCY_CELLS {
        let full = format!("Chi bộ {name}");
        agency_cells.push(b.unit(kind::CELL, home, Some(district), (&full, name), None).await?);
    }
    let mut boards = Vec::new();
    for name in BOARDS {
        boards.push(b.unit(kind::BOARD, home, Some(district), (name, name), None).await?);
    }
    let government =
        b.unit(kind::GOVERNMENT, home, None, ("Ủy ban nhân dân huyện Tịnh Biên", "UBND huyện"), None).await?;
    let (front_name, front_short) = FRONT;
    let full = format!("{front_name} huyện Tịnh Biên");
    let front = b.unit(kind::FRONT, home, None, (&full, front_short), None).await?;
    let mut organisations = Vec::new();
    for (name, short) in MASS_ORGANISATIONS {
        let full = format!("{name} huyện Tịnh Biên");
        organisations.push(b.unit(kind::MASS_ORGANISATION, home, None, (&full, short), None).await?);
    }
    for (index, commune) in COMMUNES.iter().enumerate() {
        let (full, area) = (commune.full(), areas[index]);
        let names = (format!("Ủy ban nhân dân {full}"), format!("UBND {full}"));
        communes[index].government =
            b.unit(kind::GOVERNMENT, area, Some(government), (&names.0, &names.1), Some(index)).await?;
        let names = (format!("{front_name} {full}"), format!("{front_short} {full}"));
        communes[index].front = b.unit(kind::FRONT, area, Some(front), (&names.0, &names.1), Some(index)).await?;
        for (organisation, (name, short)) in organisations.iter().zip(MASS_ORGANISATIONS) {
            let names = (format!("{name} {full}"), format!("{short} {full}"));
            b.unit(kind::MASS_ORGANISATION, area, Some(*organisation), (&names.0, &names.1), Some(index)).await?;
        }
    }
    let renamed = b.made.iter().filter_map(|(id, name, short, commune)| {
        let (new, new_short) = (later(name, *commune), later(short, *commune));
        (&new != name || &new_short != short).then_some((*id, new, new_short))
    });
    let renamed = renamed.collect();
    let units = Units { district, government, front, boards, agency_cells, agencies, communes, renamed };
    become_a_town(conn, ground, home, &areas, &units).await?;
    Ok(units)
}

/// The renaming of 10 April 2023: the district a town, seven communes and townships wards. To be confirmed: the paper
/// is cited as known, its text was not read.
async fn become_a_town(conn: &mut Conn, ground: &Ground, home: i64, areas: &[i64], units: &Units) -> Result<()> {
    let (paper, now) = ((TOWN_PAPER, "to_be_confirmed"), ground.now);
    let town = ("town", "Thị xã Tịnh Biên");
    org::rename_area(conn, Grant::console(NOWHERE), home, town, TOWN_FROM, paper, now).await?;
    for (commune, area) in COMMUNES.iter().zip(areas).filter(|(commune, _)| commune.ward_later) {
        let name = format!("Phường {}", commune.name);
        org::rename_area(conn, Grant::console(NOWHERE), *area, ("ward", &name), TOWN_FROM, paper, now).await?;
    }
    let paper = format!("{TOWN_PAPER} (cần xác nhận)");
    let decision = Decision { uid: ground.uid(), kind: "rename", day: TOWN_FROM, paper };
    let change = Change::begin(conn, Grant::console(units.district), decision, now).await?;
    for (unit, name, short) in &units.renamed {
        change.rename(conn, Grant::console(*unit), (name, short)).await?;
    }
    change.finish(conn, Deciding::console(units.district), now).await?;
    Ok(())
}

/// A unit's name from 2023 on.
fn later(name: &str, commune: Option<usize>) -> String {
    let Some(commune) = commune.map(|index| &COMMUNES[index]) else {
        return name
            .replace("huyện Tịnh Biên", "thị xã Tịnh Biên")
            .replace("Huyện Tịnh Biên", "Thị xã Tịnh Biên")
            .replace("Huyện ủy", "Thị ủy")
            .replace(" huyện", " thị xã");
    };
    if !commune.ward_later {
        return name.to_owned();
    }
    let (full, ward) = (commune.full(), format!("phường {}", commune.name));
    name.replace(&full, &ward).replace(&viet::capital(&full), &viet::capital(&ward)).replace("Chi bộ ấp", "Chi bộ khóm")
}
