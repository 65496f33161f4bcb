//! Enters who asks to be exempt in the silent cell and the one beside it. It draws nothing from the chance of the others.

use super::Ground;
use super::persons::SILENT_HAMLET;
use super::places::HOME;
use super::units::Units;
use crate::exemption::{Decision, NewRequest, ask, decide};
use crate::identity::reach::Grant;
use crate::people::exemption::Ruling;
use anyhow::{Context, Result};
use kit::clock::Day;
use kit::db::Conn;
use kit::vault::Vault;

/// A request: the cell, the reason with what was said of it, the letter, the first day, and when the cell agreed.
type Asking<'a> = (i64, (&'a str, Option<&'a str>), &'a str, Day, Option<Day>);

/// Enters everything.
pub async fn enter(conn: &mut Conn, vault: &Vault, ground: &Ground, units: &Units) -> Result<()> {
    let cells = &units.communes[HOME].cells;
    let silent = cells[SILENT_HAMLET];
    let nov = |day: i8| Day::of(2018, 11, day);
    let all: [Asking<'_>; 3] = [
        (silent, ("age", None), "", Day::of(2018, 12, 1), None),
        (silent, ("treatment", Some("Điều trị ở thành phố ba tháng")), "Đơn ngày 29/10/2018", nov(12), Some(nov(12))),
        (cells[0], ("mobile_work", None), "Đơn ngày 01/10/2018", Day::of(2018, 10, 15), None),
    ];
    for (cell, (reason, words), paper, from, granted) in all {
        // Whoever asks for the reason of old age is the oldest one.
        let order = if reason == "age" { "p.birth_year, p.id DESC" } else { "p.id DESC" };
        let sql = format!(
            "SELECT p.id FROM person p JOIN membership m ON m.person_id = p.id AND m.kind = 'main'
                   WHERE m.unit_id = $1 AND m.to_day IS NULL AND p.id NOT IN (SELECT person_id FROM exemption)
                     AND p.id NOT IN (SELECT person_id FROM exemption_request)
                     AND p.id NOT IN (SELECT person_id FROM post_holding)
                     AND p.id NOT IN (SELECT person_id FROM account WHERE person_id IS NOT NULL)
                     AND p.id NOT IN (SELECT person_id FROM transfer WHERE person_id IS NOT NULL)
                   ORDER BY {order}"
        );
        let person: i64 = conn.value(&sql, &[&cell]).await?.context("the cell has somebody who may ask")?;
        let asked_on = if paper.is_empty() { nov(20) } else { from.plus_days(-14) };
        let new = NewRequest {
            uid: ground.uid(),
            person,
            kind: rules::EXEMPT,
            reason,
            words,
            asked_how: if paper.is_empty() { "oral" } else { "written" },
            asked_on,
            paper,
            scan: None,
            from,
            to: None,
        };
        let ruling = Ruling::on(&ground.book, asked_on).context("a ruleset on exemption holds in 2018")?;
        let id = ask(conn, Grant::console(cell), vault, ruling, &new, ground.now).await?;
        if let Some(day) = granted {
            let paper = "Nghị quyết tháng 11 ngày 12/11/2018";
            let decision = Decision { kind: rules::EXEMPT, granted: Some((from, None)), day, paper };
            decide(conn, Grant::console(cell), (id, 1), decision, ground.now).await?;
        }
    }
    Ok(())
}
