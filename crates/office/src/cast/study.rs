//! Enters exemptions, the study campaign, its marks and what was handed in.

use super::Ground;
use super::persons::{People, SILENT_HAMLET};
use super::places::{COMMUNES, HOME};
use super::units::Units;
use crate::identity::reach::Grant;
use crate::people::exemption::{NewExemption, Ruling, grant_exemption};
use crate::study::{self, Audience, Campaign, HANDINS, HandIn, Mark, Move, State, Terms};
use anyhow::{Context, Result};
use kit::clock::{Day, Ts};
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

/// A campaign of the district under its own target, which still needs a title and a paper.
pub(super) fn planned(ground: &Ground, cutoff_day: Day, audience: Audience) -> Campaign {
    let audience = audience.word().to_owned();
    Campaign { audience, ..Campaign::draft(ground.uid(), cutoff_day, ("study-founding", 9800)) }
}

/// Makes a campaign of a unit and issues it; its id.
pub(super) async fn issue(conn: &mut Conn, unit: i64, new: &Campaign, terms: &Terms, now: Ts) -> Result<i64> {
    let id = study::open_campaign(conn, Grant::console(unit), new, terms, now).await?;
    study::move_campaign(conn, Grant::console(unit), (id, 1), Move::Issue, now).await?;
    Ok(id)
}

/// Enters everything; the campaign.
pub async fn enter(conn: &mut Conn, vault: &Vault, ground: &Ground, units: &Units, people: &People) -> Result<i64> {
    let mut campaign =
        Campaign { id: 0, title: TITLE.into(), paper: PAPER.into(), ..planned(ground, CUTOFF, Audience::Members) };
    let terms = Terms { handins: HANDINS.to_vec(), ..Terms::default() };
    campaign.id = issue(conn, units.district, &campaign, &terms, ground.now).await?;
    let absent: HashMap<i64, u64> = units
        .communes
        .iter()
        .zip(&COMMUNES)
        .flat_map(|(commune, of)| commune.cells.iter().map(|cell| (*cell, of.absent_per_mille)))
        .collect();
    let silent = units.communes[HOME].cells[SILENT_HAMLET];
    for (cell, members) in people {
        let absent = absent.get(cell).copied().unwrap_or(3);
        let mut due = Vec::new();
        for (index, (person, _)) in members.iter().enumerate() {
            // The first ones hold posts and are not exempt.
            let exempt = index >= 6 && ground.chance.below(100) < 5;
            if exempt {
                exempt_member(conn, vault, ground, *person, (*cell, *cell == silent)).await?;
            } else {
                due.push(*person);
            }
        }
        if *cell != silent {
            attend(conn, ground, &campaign, *cell, &due, absent).await?;
        }
    }
    Ok(campaign.id)
}

async fn exempt_member(
    conn: &mut Conn,
    vault: &Vault,
    ground: &Ground,
    person: i64,
    (cell, is_silent): (i64, bool),
) -> Result<()> {
    let drawn = ground.chance.below(10);
    // Those of the silent cell are so old that they are to be looked at again.
    let year = if is_silent { 2017 } else { 2018 };
    let decided_on = Day::of(year, 1 + ground.chance.below(8) as i8, 5);
    let ruling = Ruling::on(&ground.book, decided_on).context("a ruleset on exemption holds in 2018")?;
    let sql = "SELECT birth_year, sex FROM person WHERE id = $1";
    let (born, sex): (i64, Option<String>) = conn.one(sql, &[&person]).await?;
    let is_old = ruling.too_young("age", sex.as_deref(), i64::from(year) - born).is_none();
    let (reason, words) = match drawn {
        0..8 if is_old => ("age", None),
        0..8 => ("mobile_work", None),
        _ => ("health", Some("Sức khỏe yếu, điều trị dài ngày")),
    };
    let new = NewExemption {
        uid: ground.uid(),
        person,
        kind: rules::EXEMPT,
        reason,
        words,
        paper: None,
        scan: None,
        asked_how: "written",
        decided_on,
        from: decided_on,
        to: None,
    };
    grant_exemption(conn, Grant::console(cell), vault, ruling, &new, ground.now).await?;
    Ok(())
}

async fn attend(
    conn: &mut Conn,
    ground: &Ground,
    campaign: &Campaign,
    cell: i64,
    due: &[i64],
    absent: u64,
) -> Result<()> {
    let (mut marks, mut papers) = (Vec::new(), Vec::new());
    for person in due {
        let state = match ground.chance.below(1000) {
            drawn if drawn < absent => State::Absent,
            drawn if drawn < absent + 45 => State::MadeUp,
            _ => State::Attended,
        };
        marks.push(Mark { person: *person, state, expected: 0 });
        for (kind, share) in HANDINS.into_iter().zip(HANDED_IN).filter(|_| state != State::Absent) {
            if ground.chance.below(100) < share {
                let form = study::FORMS[ground.chance.below(3) as usize];
                papers.push(HandIn { person: *person, kind, form, scan: None, replaces: 0 });
            }
        }
    }
    study::mark_attendance(conn, Grant::console(cell), campaign, &marks, ground.now).await?;
    let on = CUTOFF.plus_days(ground.chance.below(7) as i64);
    study::receive_handins(conn, Grant::console(cell), campaign, &papers, on, ground.now).await?;
    Ok(())
}
