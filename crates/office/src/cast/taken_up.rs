//! Enters how units below took the campaigns up: plans of their own, and papers that were read in two cells.

use super::Ground;
use super::places::HOME;
use super::units::Units;
use crate::identity::reach::Grant;
use crate::study::cascade::{Asked, NewPlan, keep_plan};
use crate::study::reading::{GRADES, Paper, Verdict, judge};
use crate::study::{Campaign, HANDINS, HandIn, Standing, write_down};
use anyhow::Result;
use kit::clock::{Day, SECOND, Ts};
use kit::db::Conn;
use kit::vault::Vault;

/// Units of the campaign under way that have a plan of their own: its paper, what they do, what they ask beyond it.
const PLANS: [(&str, &str, &str); 3] = [
    (
        "Kế hoạch 47-KH/ĐU ngày 13/11/2018",
        "Học tập trung một buổi tại hội trường xã cho cán bộ chủ chốt; bí thư chi bộ ấp học cùng, về truyền đạt lại tại chi bộ.",
        "Mỗi cán bộ ghi rõ một việc nêu gương trong quý I năm 2019.",
    ),
    ("", "Học trong buổi sinh hoạt thường kỳ tháng 11, có phát biểu liên hệ của từng cán bộ.", ""),
    ("Kế hoạch 31-KH/ĐU ngày 14/11/2018", "Học theo hai cụm ấp, buổi tối, để cán bộ không chuyên trách dự đủ.", ""),
];

const TEXTS: [&str; 3] = [
    "Qua học tập Nghị quyết, bản thân tôi nhận thức sâu sắc rằng xây dựng, chỉnh đốn Đảng là nhiệm vụ then chốt. Tôi tự liên hệ \
     còn ngại va chạm, chưa mạnh dạn góp ý cho đồng chí trong chi bộ, hứa sẽ khắc phục ngay trong năm nay bằng việc phát biểu ít \
     nhất một lần ở mỗi kỳ họp.",
    "Qua học tập Nghị quyết, bản thân tôi nhận thức sâu sắc rằng xây dựng, chỉnh đốn Đảng là nhiệm vụ then chốt. Tôi tự liên hệ \
     còn ngại va chạm, chưa mạnh dạn góp ý cho đồng chí trong chi bộ, hứa sẽ khắc phục ngay trong năm nay bằng việc phát biểu ít \
     nhất một lần trong mỗi buổi họp.",
    "Tôi đã dự đủ buổi học và thấy Nghị quyết rất đúng.",
];

const BACK: &str = "Bài mới nêu nhận thức chung. Đề nghị đồng chí liên hệ việc của mình ở tổ tự quản và ghi một việc sẽ làm, rồi \
                    nộp lại.";
const SAID: &str = "Liên hệ thẳng thắn, việc làm cụ thể.";

/// Enters them.
pub async fn enter(conn: &mut Conn, vault: &Vault, ground: &Ground, units: &Units, first: i64) -> Result<()> {
    plans(conn, units).await?;
    let campaign = Campaign::get(conn, first).await?;
    // The silent cell has none to read.
    let cells: Vec<i64> = units.communes[HOME].cells.iter().copied().take(2).collect();
    for (nth, cell) in cells.into_iter().enumerate() {
        read(conn, vault, ground, &campaign, (cell, nth == 0)).await?;
    }
    Ok(())
}

fn at(day: Day) -> Ts {
    day.begins().plus(14 * 3600 * SECOND)
}

async fn plans(conn: &mut Conn, units: &Units) -> Result<()> {
    let campaigns = Campaign::issued(conn).await?;
    let Some(campaign) = campaigns.into_iter().find(|one| one.audience == "cadres") else { return Ok(()) };
    let standing = Standing::build(conn, campaign.id).await?;
    let due = |unit: &i64| standing.line(*unit).is_some_and(|line| line.rate().denominator > 0);
    let communes = units.communes.iter().map(|commune| commune.committee).filter(due);
    for ((paper, words, asks), commune) in PLANS.into_iter().zip(communes) {
        let above = Asked::of(conn, &campaign, standing.tree(), commune).await?;
        let days = (Some(Day::of(2018, 11, 18)).filter(|_| !paper.is_empty()), None);
        let new = NewPlan { paper, words, asks, days, ..NewPlan::default() };
        keep_plan(conn, Grant::console(commune), &campaign, (&new, &above), at(Day::of(2018, 11, 14))).await?;
    }
    Ok(())
}

/// What a reader made of the papers of a cell: most are accepted, in the first one a paper is given back, two that are nearly the
/// same still wait.
async fn read(
    conn: &mut Conn,
    vault: &Vault,
    ground: &Ground,
    campaign: &Campaign,
    (cell, texts): (i64, bool),
) -> Result<()> {
    let persons: Vec<i64> =
        campaign.roll_of_unit(conn, cell, campaign.cutoff_day).await?.iter().map(|person| person.id).collect();
    let papers = Paper::of_all(conn, campaign.id, &persons).await?;
    let mut reflections = papers.iter().filter(|paper| paper.kind == HANDINS[0]);
    let mut typed = Vec::new();
    for text in TEXTS.into_iter().filter(|_| texts) {
        let Some(paper) = reflections.next() else { break };
        let new =
            HandIn { person: paper.person_id, kind: HANDINS[0], form: "typed", scan: None, replaces: paper.version };
        let on = Day::of(2018, 11, 20);
        write_down(conn, Grant::console(cell), vault, campaign, (&new, text), (on, at(on))).await?;
        typed.push(paper.person_id);
    }
    for paper in Paper::of_all(conn, campaign.id, &persons).await? {
        let nth = typed.iter().position(|person| *person == paper.person_id && paper.kind == HANDINS[0]);
        let grade = GRADES[ground.chance.below(3) as usize];
        let (verdict, comment) = match nth {
            Some(2) => (Verdict::Return, BACK),
            Some(_) => continue,
            None if ground.chance.below(6) == 0 => continue,
            None => (Verdict::Accept(grade), if grade == GRADES[0] { SAID } else { "" }),
        };
        let seen = (campaign, paper.id, paper.version);
        judge(conn, Grant::console(cell), vault, seen, (verdict, comment), at(Day::of(2018, 11, 22))).await?;
    }
    Ok(())
}
