//! Enters tasks that the papers of the cast give: one that is long late, one that was reported, one of the silent cell.

use super::Ground;
use super::persons::SILENT_HAMLET;
use super::places::HOME;
use super::units::Units;
use crate::identity::reach::Grant;
use crate::tasks::verbs::StepGrant;
use crate::tasks::{NewTask, Step, give, ruling, step};
use anyhow::{Context, Result};
use kit::clock::{Day, SECOND};
use kit::db::Conn;

/// The paper's symbol and whose register it is in, who leads, clause and words, when it was given, until when.
type Given = ((&'static str, i64), i64, (&'static str, &'static str), Day, Option<Day>);

/// Enters everything.
pub async fn enter(conn: &mut Conn, ground: &Ground, units: &Units) -> Result<()> {
    let (district, home) = (units.district, &units.communes[HOME]);
    let nov = |day: i8| Day::of(2018, 11, day);
    let all: [Given; 3] = [
        (
            ("86-KH/HU", district),
            home.committee,
            ("3 b", "Báo cáo kết quả học tập, quán triệt của Đảng bộ xã về Huyện ủy"),
            nov(5),
            Some(nov(19)),
        ),
        (
            ("413-CV/HU", district),
            units.boards[2],
            ("", "Tổng hợp tình hình học tập của các chi bộ, đảng bộ cơ sở"),
            nov(12),
            None,
        ),
        (
            ("01-KH/ĐU", home.committee),
            home.cells[SILENT_HAMLET],
            ("2", "Chi bộ tổ chức học bù cho đảng viên vắng mặt"),
            nov(14),
            Some(Day::of(2018, 12, 14)),
        ),
    ];
    for ((symbol, giver), lead, (clause, what), given_on, due) in all {
        let sql = "SELECT id FROM paper WHERE symbol = $1 AND unit_id = $2";
        let paper: i64 = conn.value(sql, &[&symbol, &giver]).await?.context("the paper is in the register")?;
        let ruling = ruling(&ground.book, given_on).context("a rule on tasks holds in 2018")?;
        let at = given_on.begins().plus(8 * 3600 * SECOND);
        let uid = ground.uid();
        let directed = "Thường trực, bút phê";
        let new = NewTask { uid: &uid, paper, lead, partners: &[], clause, what, output: "", directed, due };
        let task = give(conn, Grant::console(giver), ruling, &new, at).await?;
        if due.is_none() {
            let grant = || StepGrant::Lead(Grant::console(lead));
            step(conn, grant(), (task, 1), (Step::Accept, ""), at).await?;
            let told = "Đã tổng hợp 36/37 chi bộ, đảng bộ";
            step(conn, grant(), (task, 2), (Step::Submit, told), ground.now).await?;
        }
    }
    Ok(())
}
