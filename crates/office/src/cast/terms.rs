//! Gives the cast's committees and cells their codes and terms of office. Both are made up.

use super::Ground;
use super::places::HOME;
use super::units::Units;
use crate::identity::reach::Grant;
use crate::org::code::{OrgCode, give_code};
use crate::org::term::{NewTerm, keep_term};
use anyhow::Result;
use kit::clock::Day;
use kit::db::Conn;

/// Since when the codes are borne.
const CODED: Day = Day::of(2017, 1, 1);
const CODE_PAPER: &str = "Danh mục mã tổ chức đảng (minh họa)";
/// Terms of committees: number and first day. The last one has no end yet.
const OF_COMMITTEES: [(i64, Day); 2] = [(10, Day::of(2010, 6, 18)), (11, Day::of(2015, 6, 16))];
/// Terms of cells, which were half as long.
const OF_CELLS: [(i64, Day); 3] = [(10, Day::of(2012, 9, 10)), (11, Day::of(2015, 3, 10)), (12, Day::of(2017, 9, 12))];

/// Enters them.
pub async fn enter(conn: &mut Conn, ground: &Ground, units: &Units) -> Result<()> {
    give(conn, ground, units.district, (0, 0)).await?;
    for (cell, number) in units.agency_cells.iter().zip(1..) {
        give(conn, ground, *cell, (0, number)).await?;
    }
    let communes = units.communes.iter().map(|commune| (commune.committee, &commune.cells));
    let agencies = units.agencies.iter().map(|(committee, cells)| (*committee, cells));
    for ((committee, cells), base) in communes.chain(agencies).zip(1..) {
        give(conn, ground, committee, (base, 0)).await?;
        for (cell, number) in cells.iter().zip(1..) {
            give(conn, ground, *cell, (base, number)).await?;
        }
    }
    let committees = units.communes.iter().map(|commune| commune.committee).chain([units.district]);
    for committee in committees {
        serve(conn, ground, committee, &OF_COMMITTEES).await?;
    }
    for cell in &units.communes[HOME].cells {
        serve(conn, ground, *cell, &OF_CELLS).await?;
    }
    Ok(())
}

async fn give(conn: &mut Conn, ground: &Ground, unit: i64, (base, cell): (usize, usize)) -> Result<()> {
    let code = OrgCode::parse(&format!("89.890.{base:03}.000.{cell:03}"))?;
    give_code(conn, Grant::console(unit), (&code, 0), (CODED, CODE_PAPER), ground.now).await?;
    Ok(())
}

async fn serve(conn: &mut Conn, ground: &Ground, unit: i64, terms: &[(i64, Day)]) -> Result<()> {
    for (no, from) in terms {
        let new = NewTerm { no: *no, from: *from, to: None, paper: "" };
        keep_term(conn, Grant::console(unit), (&ground.uid(), None), &new, ground.now).await?;
    }
    Ok(())
}
