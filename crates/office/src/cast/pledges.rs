//! Enters pledges of the year: most members of each cell have one, looked at in mid-year; in the silent cell some are missing.

use super::persons::People;
use crate::identity::reach::Grant;
use crate::study::pledge::{Item, Pledge, Stage, approve, follow, register};
use anyhow::Result;
use kit::clock::{Day, SECOND};
use kit::db::Conn;
use kit::vault::Vault;

/// How many cells have their pledges entered: enough to look at, not so many that loading takes long.
const CELLS: usize = 8;

const THINGS: [(&str, &str); 4] = [
    ("Đi họp chi bộ đúng giờ, phát biểu ít nhất một lần mỗi quý", "Biên bản họp chi bộ"),
    ("Giúp một hộ khó khăn trong ấp có việc làm", "Hộ có thu nhập đều từ tháng 9"),
    ("Đọc hết tài liệu học tập trước buổi học", "Trả lời được câu hỏi của báo cáo viên"),
    ("Vận động gia đình và hàng xóm phân loại rác", "Năm hộ cùng làm"),
];

/// Enters them for the first cells and the silent one.
pub async fn enter(conn: &mut Conn, vault: &Vault, people: &People) -> Result<()> {
    let silent = "SELECT unit_id FROM role_holding WHERE role = 'cell_secretary'";
    let silent: Option<i64> = conn.value(silent, &[]).await?;
    let mut cells: Vec<i64> = people.keys().copied().collect();
    cells.sort_unstable();
    cells.truncate(CELLS);
    cells.extend(silent.filter(|silent| !cells.contains(silent)));
    let at = |month: i8, day: i8| Day::of(2018, month, day).begins().plus(9 * 3600 * SECOND);
    for cell in cells {
        let Some(members) = people.get(&cell) else { continue };
        let exempt = crate::people::exemption::exempt_on(conn, Day::of(2018, 11, 23)).await?;
        let due = members.iter().map(|(person, _)| *person).filter(|person| !exempt.contains(person));
        for (nth, person) in due.enumerate() {
            if (Some(cell) == silent && nth % 4 == 3) || nth % 11 == 10 {
                continue;
            }
            // Who came to the cell in the course of the year pledged elsewhere.
            let home = crate::people::unit_of(conn, person, Day::of(2018, 2, 20)).await?;
            if home != Some(cell) || crate::people::unit_of(conn, person, Day::of(2018, 7, 4)).await? != home {
                continue;
            }
            let mut items: Vec<Item> = (0..2)
                .map(|at| {
                    let (content, measure) = THINGS[(nth + at * 2) % THINGS.len()];
                    Item { content: content.into(), measure: measure.into(), due: "30/11".into(), ..Item::default() }
                })
                .collect();
            register(conn, Grant::console(cell), vault, (person, 2018, 0), &items, at(2, 20)).await?;
            let Some(pledge) = Pledge::of(conn, person, 2018).await? else { continue };
            approve(conn, Grant::console(cell), (&pledge, 1), at(3, 5)).await?;
            if nth % 5 == 4 {
                continue;
            }
            for (at, item) in items.iter_mut().enumerate() {
                item.mid = if (nth + at) % 3 == 0 { "part" } else { "done" }.to_owned();
            }
            follow(conn, Grant::console(cell), vault, (&pledge, 2, Stage::Mid), &items, at(7, 4)).await?;
        }
    }
    Ok(())
}
