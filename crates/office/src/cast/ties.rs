//! Who belongs elsewhere too: officials who keep in touch with the cell of their hamlet, a few on a temporary stay, and
//! secretaries who sit in the commune's Front.

use super::Ground;
use super::persons::People;
use super::units::Units;
use crate::identity::reach::Grant;
use crate::people::ties::{NewTie, Place, Tie, tie};
use kit::clock::Day;
use kit::db::{Conn, DbError, Result};

/// Enters them.
pub async fn enter(conn: &mut Conn, ground: &Ground, units: &Units, people: &People) -> Result<()> {
    let hamlets: Vec<i64> = units.communes.iter().flat_map(|commune| commune.cells.clone()).collect();
    let mut ties = Vec::new();
    for (index, cell) in units.agency_cells.iter().enumerate() {
        for (at, (person, _)) in people[cell].iter().enumerate().filter(|(at, _)| at % 3 == 0) {
            let hamlet = hamlets[(index * 31 + at * 7) % hamlets.len()];
            ties.push((*cell, Place::Cell(Grant::console(hamlet)), *person, Tie::Residence, Day::of(2018, 9, 3), None));
        }
        let (from, to) = (Day::of(2018, 9, 3), Some(Day::of(2019, 9, 3)));
        let away = hamlets[(index * 17) % hamlets.len()];
        let last = people[cell].last().map_or(0, |(person, _)| *person);
        ties.push((*cell, Place::Cell(Grant::console(away)), last, Tie::Temporary, from, to));
    }
    for commune in &units.communes {
        for cell in &commune.cells {
            let (person, _) = people[cell][0];
            ties.push((*cell, Place::Front(commune.front), person, Tie::Affiliation, Day::of(2014, 4, 1), None));
        }
    }
    for (cell, place, person, kind, from, to) in ties {
        let new = NewTie { tie: kind, from, to, paper: None };
        let done = tie(conn, Grant::console(cell), &place, person, new, ground.now).await?;
        done.map_err(|refusal| DbError::Refused(format!("{refusal:?}")))?;
    }
    Ok(())
}
