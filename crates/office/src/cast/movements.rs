//! Enters who is on the way between cells. It draws nothing from the chance of the others, so that their people and
//! numbers stay as they are.

use super::Ground;
use super::persons::{People, SILENT_HAMLET};
use super::places::{HAMLETS, HOME};
use super::units::Units;
use crate::deadline;
use crate::identity::reach::Grant;
use crate::transfer::{self, Asked, Newcomer, Step, Written};
use anyhow::Result;
use kit::clock::Day;
use kit::db::Conn;

const RULESET: &str = "transfer-29-qd-tw-2016";

/// A member's way: who, to where, why and since when, and the steps that were done, with day and paper.
struct Way<'a> {
    cell: i64,
    /// The place among the cell's members, from the last one.
    member: usize,
    to: Option<i64>,
    elsewhere: &'a str,
    cause: &'a str,
    cause_on: Day,
    until: Option<Day>,
    steps: &'a [(Step, Day, &'a str)],
}

/// Enters everything.
pub async fn enter(conn: &mut Conn, ground: &Ground, units: &Units, people: &People) -> Result<()> {
    let nov = |day: i8| Day::of(2018, 11, day);
    let home = &units.communes[HOME];
    let silent = home.cells[SILENT_HAMLET];
    let (beside, far) = (home.cells[0], units.communes[(HOME + 1) % units.communes.len()].cells[0]);
    let offices = home.cells[HAMLETS];
    let agency = units.agency_cells[3];
    let ways = [
        // The silent cell's secretary is to look at one, and to take another one in.
        Way {
            cell: silent,
            member: 0,
            to: None,
            elsewhere: "Chi bộ khóm Xuân Hòa, thị trấn Tịnh Biên",
            cause: "residence",
            cause_on: nov(12),
            until: None,
            steps: &[(Step::Ask, nov(19), "Đơn ngày 19/11/2018")],
        },
        Way {
            cell: beside,
            member: 0,
            to: Some(silent),
            elsewhere: "",
            cause: "residence",
            cause_on: Day::of(2018, 10, 1),
            until: None,
            steps: &[
                (Step::Ask, Day::of(2018, 10, 8), ""),
                (Step::Review, Day::of(2018, 11, 5), "Nghị quyết tháng 11"),
                (Step::Introduce, nov(12), "GT 07 ngày 12/11/2018"),
            ],
        },
        // Late: the paper was given to the member long ago.
        Way {
            cell: offices,
            member: 0,
            to: Some(far),
            elsewhere: "",
            cause: "work",
            cause_on: Day::of(2018, 8, 1),
            until: None,
            steps: &[
                (Step::Ask, Day::of(2018, 8, 6), "Quyết định 118-QĐ/HU ngày 30/7/2018"),
                (Step::Review, Day::of(2018, 9, 4), "Nghị quyết tháng 9"),
                (Step::Introduce, Day::of(2018, 9, 10), "GT 31 ngày 10/9/2018"),
                (Step::SendOff, Day::of(2018, 9, 11), ""),
            ],
        },
        // Waits for the district's introduction, soon due.
        Way {
            cell: agency,
            member: 0,
            to: None,
            elsewhere: "Đảng bộ Sở Nội vụ tỉnh An Giang",
            cause: "work",
            cause_on: Day::of(2018, 9, 10),
            until: None,
            steps: &[
                (Step::Ask, Day::of(2018, 10, 22), "Quyết định 201-QĐ/HU ngày 07/9/2018"),
                (Step::Review, nov(6), "Nghị quyết tháng 11"),
            ],
        },
        // Sent back, because the file was not complete.
        Way {
            cell: far,
            member: 0,
            to: Some(units.agency_cells[1]),
            elsewhere: "",
            cause: "work",
            cause_on: Day::of(2018, 10, 15),
            until: None,
            steps: &[
                (Step::Ask, Day::of(2018, 10, 17), ""),
                (Step::Review, nov(5), "Nghị quyết tháng 11"),
                (Step::Introduce, nov(9), "GT 12 ngày 09/11/2018"),
                (Step::SendBack, nov(20), "Thiếu bản tự kiểm điểm có nhận xét của chi bộ"),
            ],
        },
        // For a time: at the province's school, counted here all along.
        Way {
            cell: offices,
            member: 1,
            to: None,
            elsewhere: "Đảng bộ Trường Chính trị Tôn Đức Thắng",
            cause: "studies",
            cause_on: Day::of(2018, 9, 3),
            until: Some(Day::of(2019, 7, 1)),
            steps: &[
                (Step::Ask, Day::of(2018, 9, 3), ""),
                (Step::Review, Day::of(2018, 9, 4), "Nghị quyết tháng 9"),
                (Step::Introduce, Day::of(2018, 9, 6), "GT 30 ngày 06/9/2018"),
                (Step::Receive, Day::of(2018, 9, 12), "Giấy báo tiếp nhận ngày 12/9/2018"),
            ],
        },
    ];
    for way in &ways {
        go(conn, ground, people, way).await?;
    }
    announce(conn, ground, offices).await
}

async fn go(conn: &mut Conn, ground: &Ground, people: &People, way: &Way<'_>) -> Result<()> {
    let members = &people[&way.cell];
    let (person, _) = members[members.len() - 1 - way.member];
    let new = Asked {
        uid: ground.uid(),
        person,
        temporary: way.until.is_some(),
        to: way.to,
        elsewhere: way.elsewhere,
        cause: way.cause,
        cause_on: way.cause_on,
        until: way.until,
        due: Day(deadline::working(way.cause_on, 60).day),
        ruleset: RULESET,
    };
    let above = "SELECT parent_id FROM unit_parent WHERE unit_id = $1 AND to_day IS NULL";
    let above: i64 = conn.value(above, &[&way.cell]).await?.unwrap_or(way.cell);
    let mut id = 0;
    for (version, (step, day, paper)) in way.steps.iter().enumerate() {
        let sent_back = *step == Step::SendBack;
        let (paper, words) = if sent_back { ("", *paper) } else { (*paper, "") };
        let (written, at) = (Written { day: *day, paper, words }, (id, version as i64));
        let receiving = way.to.unwrap_or(above);
        match step {
            Step::Ask => id = transfer::ask(conn, Grant::console(way.cell), &new, written, ground.now).await?,
            Step::Receive => transfer::receive(conn, Grant::console(receiving), at, written, None, ground.now).await?,
            step => {
                let unit = match step {
                    Step::Introduce => above,
                    Step::SendBack => receiving,
                    _ => way.cell,
                };
                transfer::advance(conn, Grant::console(unit), at, *step, written, ground.now).await?;
            }
        }
    }
    Ok(())
}

async fn announce(conn: &mut Conn, ground: &Ground, to: i64) -> Result<()> {
    let cause_on = Day::of(2018, 11, 1);
    let new = Asked {
        uid: ground.uid(),
        person: 0,
        temporary: false,
        to: Some(to),
        elsewhere: "Đảng bộ Trường Đại học An Giang",
        cause: "work",
        cause_on,
        until: None,
        due: Day(deadline::working(cause_on, 60).day),
        ruleset: RULESET,
    };
    let who = Newcomer {
        full_name: "Lâm Thị Ngọc Huyền".into(),
        birth_year: 1989,
        birth_day: Some(Day::of(1989, 5, 7)),
        sex: Some("f".into()),
        joined_on: Some(Day::of(2012, 6, 1)),
        official_on: Some(Day::of(2013, 6, 1)),
        card_no: None,
    };
    let written = Written { day: Day::of(2018, 11, 14), paper: "GT 204 ngày 14/11/2018", words: "" };
    transfer::announce(conn, Grant::console(to), (&new, &who), written, ground.now).await?;
    Ok(())
}
