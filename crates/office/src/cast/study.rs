//! Enters exemptions, the study campaign, its marks and what was handed in.

use super::Ground;
use super::persons::{People, SILENT_HAMLET};
use super::places::{COMMUNES, HOME};
use super::units::Units;
use crate::people::{self, NewExemption};
use crate::study::{self, Campaign, HANDINS, State};
use anyhow::Result;
use kit::clock::Day;
use kit::db::Conn;
use kit::vault::Vault;
use std::collections::HashMap;

const CUTOFF: Day = Day::of(2018, 11, 15);
const TITLE: &str = "Học tập, quán triệt Nghị quyết Trung ương 4 khóa XII (04-NQ/TW) về tăng cường xây dựng, chỉnh đốn \
                     Đảng; ngăn chặn, đẩy lùi sự suy thoái về tư tưởng chính trị, đạo đức, lối sống, những biểu hiện \
                     “tự diễn biến”, “tự chuyển hóa” trong nội bộ";
const PAPER: &str = "Nghị quyết 04-NQ/TW ngày 30/10/2016 của Hội nghị lần thứ tư Ban Chấp hành Trung ương khóa XII";

/// Out of a hundred members of each kind, how many handed it in; in the order of `HANDINS`.
const HANDED_IN: [u64; 3] = [93, 71, 58];

/// Enters everything; the campaign.
pub async fn enter(conn: &mut Conn, vault: &Vault, ground: &Ground, units: &Units, people: &People) -> Result<i64> {
    let mut campaign = Campaign {
        id: 0,
        uid: ground.uid(),
        title: TITLE.into(),
        paper: PAPER.into(),
        unit_id: units.district,
        target_basis_points: 9800,
        cutoff_day: CUTOFF,
        ruleset: "study-founding".into(),
    };
    campaign.id = study::open_campaign(conn, &campaign, None, ground.now).await?;
    let absent: HashMap<i64, u64> = units
        .communes
        .iter()
        .zip(&COMMUNES)
        .flat_map(|(commune, of)| commune.cells.iter().map(|cell| (*cell, of.absent_per_mille)))
        .collect();
    let silent = units.communes[HOME].cells[SILENT_HAMLET];
    for (cell, members) in people {
        let absent = absent.get(cell).copied().unwrap_or(3);
        for (index, (person, _)) in members.iter().enumerate() {
            // The first ones hold posts and are not exempt.
            let exempt = index >= 6 && ground.chance.below(100) < 5;
            if exempt {
                exempt_member(conn, vault, ground, *person, *cell).await?;
            } else if *cell != silent {
                attend(conn, ground, &campaign, *person, absent).await?;
            }
        }
    }
    Ok(campaign.id)
}

async fn exempt_member(conn: &mut Conn, vault: &Vault, ground: &Ground, person: i64, cell: i64) -> Result<()> {
    let (reason, words) = match ground.chance.below(10) {
        0..4 => ("age", None),
        4..8 => ("mobile_work", None),
        _ => ("health", Some("Sức khỏe yếu, điều trị dài ngày")),
    };
    let decided_on = Day::of(2018, 1 + ground.chance.below(8) as i8, 5);
    let new = NewExemption {
        uid: ground.uid(),
        person,
        unit: cell,
        reason,
        words,
        paper: None,
        asked_how: "written",
        decided_on,
        from: decided_on,
        to: None,
        ruleset: "exemption-before-2021",
    };
    people::grant_exemption(conn, vault, &new, None, ground.now).await?;
    Ok(())
}

async fn attend(conn: &mut Conn, ground: &Ground, campaign: &Campaign, person: i64, absent: u64) -> Result<()> {
    let drawn = ground.chance.below(1000);
    let state = match drawn {
        _ if drawn < absent => State::Absent,
        _ if drawn < absent + 45 => State::MadeUp,
        _ => State::Attended,
    };
    study::mark_attendance(conn, campaign, person, state, 0, None, ground.now).await?;
    if state == State::Absent {
        return Ok(());
    }
    for (kind, share) in HANDINS.into_iter().zip(HANDED_IN) {
        if ground.chance.below(100) < share {
            let form = ["typed", "scan", "handwritten_received"][ground.chance.below(3) as usize];
            let on = CUTOFF.plus_days(ground.chance.below(7) as i64);
            study::receive_handin(conn, campaign, person, (kind, form), on, None, ground.now).await?;
        }
    }
    Ok(())
}
