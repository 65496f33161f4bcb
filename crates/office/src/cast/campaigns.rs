//! Enters the other study campaigns: two that are finished, one under way with late and silent units, one just issued.

use super::study::{issue, planned};
use super::units::Units;
use super::{DEMO_DAY, Ground};
use crate::identity::reach::Grant;
use crate::org::{Tree, kind};
use crate::study::timetable::{NewSession, plan_session};
use crate::study::{self, Audience, Campaign, HANDINS, Mark, Move, Scope, State, Terms};
use anyhow::Result;
use kit::clock::{Day, Ts};
use kit::db::Conn;
use std::collections::BTreeMap;

const FINISHED: &str = "Học tập chuyên đề năm 2018 “Xây dựng phong cách, tác phong công tác của người đứng đầu, của cán bộ, \
                        đảng viên theo tư tưởng, đạo đức, phong cách Hồ Chí Minh”";
const FINISHED_PAPER: &str = "Chỉ thị 05-CT/TW ngày 15/5/2016 của Bộ Chính trị";
const UNDER_WAY: &str = "Quán triệt Quy định về trách nhiệm nêu gương của cán bộ, đảng viên";
const UNDER_WAY_PAPER: &str = "Quy định 08-QĐi/TW ngày 25/10/2018 của Ban Chấp hành Trung ương";
const ISSUED: &str =
    "Học tập, quán triệt Nghị quyết về Chiến lược phát triển bền vững kinh tế biển Việt Nam đến năm 2030";
const ISSUED_PAPER: &str =
    "Nghị quyết 36-NQ/TW ngày 22/10/2018 của Hội nghị lần thứ tám Ban Chấp hành Trung ương khóa XII";

const YEAR_BEFORE: &str = "Học tập, quán triệt các nghị quyết Hội nghị lần thứ năm Ban Chấp hành Trung ương khóa XII";
const YEAR_BEFORE_PAPER: &str =
    "Nghị quyết 10-NQ/TW ngày 03/6/2017 của Hội nghị lần thứ năm Ban Chấp hành Trung ương khóa XII";

/// Of a thousand who are due in the campaign under way, how many have not taken part.
const BEHIND_PER_MILLE: u64 = 24;

/// Enters them, in the order in which they were issued, and the sessions of the first one.
pub async fn enter(conn: &mut Conn, ground: &Ground, units: &Units, (first, silent): (i64, i64)) -> Result<()> {
    sessions(conn, ground, units, (first, silent)).await?;
    finished(conn, ground, units, &PAST[0]).await?;
    under_way(conn, ground, units, silent).await?;
    let issued = Campaign {
        title: ISSUED.into(),
        paper: ISSUED_PAPER.into(),
        questions: "Anh chị hiểu thế nào về phát triển bền vững kinh tế biển?\nLiên hệ nhiệm vụ của bản thân, đơn vị."
            .into(),
        study_by: Some(Day::of(2018, 12, 20)),
        write_by: Some(Day::of(2018, 12, 31)),
        report_by: Some(Day::of(2019, 1, 10)),
        ..planned(ground, Day::of(2018, 12, 5), Audience::Members)
    };
    let terms = Terms { handins: vec![HANDINS[0]], ..Terms::default() };
    issue(conn, units.district, &issued, &terms, noon(Day::of(2018, 11, 22))).await?;
    finished(conn, ground, units, &PAST[1]).await
}

/// A hall for the district's leaders, and what the silent cell has planned.
async fn sessions(conn: &mut Conn, ground: &Ground, units: &Units, (first, silent): (i64, i64)) -> Result<()> {
    let hall = NewSession {
        uid: &ground.uid(),
        kind: "hall",
        on: Day::of(2018, 11, 15),
        at: "7 giờ 30",
        place: "Hội trường Huyện ủy",
        lecturer: "Trưởng Ban Tuyên giáo Huyện ủy",
        materials: "Tài liệu học tập Nghị quyết Trung ương 4 khóa XII",
    };
    let at_cell = NewSession { uid: &ground.uid(), place: "Văn phòng ấp", on: DEMO_DAY, ..hall };
    for (unit, new) in [(units.district, hall), (silent, at_cell)] {
        plan_session(conn, Grant::console(unit), first, &new, &ground.chance, ground.now).await?;
    }
    Ok(())
}

/// A moment of a day on which offices work.
fn noon(day: Day) -> Ts {
    day.begins().plus(10 * 3600 * kit::clock::SECOND)
}

/// Those on a campaign's roll by unit.
async fn by_unit(conn: &mut Conn, campaign: i64) -> Result<(Campaign, BTreeMap<i64, Vec<i64>>)> {
    let campaign = Campaign::get(conn, campaign).await?;
    let tree = Tree::as_of(conn, campaign.cutoff_day).await?;
    let scope = Scope::of(conn, &campaign).await?;
    let exempt = crate::people::exemption::exempt_on(conn, campaign.cutoff_day).await?;
    let mut units: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
    for (person, unit) in campaign.roll(conn, &tree, &scope).await? {
        if !exempt.contains(&person) {
            units.entry(unit).or_default().push(person);
        }
    }
    Ok((campaign, units))
}

/// A campaign of the agencies and forces that was finished and reported.
struct Past {
    title: &'static str,
    paper: &'static str,
    /// Issued, the roll, studied by, marked, closed, reported.
    days: [Day; 6],
    report: &'static str,
    /// Of two hundred so many were absent.
    absent: u64,
}

/// In spring, and in autumn of the year before: nearly all, made up in time, reported.
const PAST: [Past; 2] = [
    Past {
        title: FINISHED,
        paper: FINISHED_PAPER,
        days: [
            Day::of(2018, 3, 26),
            Day::of(2018, 4, 10),
            Day::of(2018, 4, 27),
            Day::of(2018, 4, 24),
            Day::of(2018, 5, 21),
            Day::of(2018, 5, 25),
        ],
        report: "152-BC/HU",
        absent: 1,
    },
    Past {
        title: YEAR_BEFORE,
        paper: YEAR_BEFORE_PAPER,
        days: [
            Day::of(2017, 10, 9),
            Day::of(2017, 10, 20),
            Day::of(2017, 11, 17),
            Day::of(2017, 11, 14),
            Day::of(2017, 12, 4),
            Day::of(2017, 12, 8),
        ],
        report: "97-BC/HU",
        absent: 3,
    },
];

async fn finished(conn: &mut Conn, ground: &Ground, units: &Units, past: &Past) -> Result<()> {
    let [issued, roll, by, marked, closed, sent] = past.days;
    let new = Campaign {
        title: past.title.into(),
        paper: past.paper.into(),
        study_by: Some(by),
        report_by: Some(sent.plus_days(6)),
        ..planned(ground, roll, Audience::Members)
    };
    let scope = Scope { branches: vec![], kinds: vec![kind::AGENCY_COMMITTEE.to_owned()] };
    let terms = Terms { scope, handins: vec![] };
    let id = issue(conn, units.district, &new, &terms, noon(issued)).await?;
    let (campaign, rolls) = by_unit(conn, id).await?;
    for (unit, persons) in rolls {
        let mark = |person: &i64| {
            let state = match ground.chance.below(200) {
                drawn if drawn < past.absent => State::Absent,
                drawn if drawn < 12 => State::MadeUp,
                _ => State::Attended,
            };
            Mark { person: *person, state, expected: 0 }
        };
        let marks: Vec<Mark> = persons.iter().map(mark).collect();
        study::mark_attendance(conn, Grant::console(unit), &campaign, &marks, noon(marked)).await?;
    }
    let home = || Grant::console(units.district);
    study::move_campaign(conn, home(), (id, 2), Move::Close(&crate::shell::BOOK), noon(closed)).await?;
    study::move_campaign(conn, home(), (id, 3), Move::Report(sent, past.report), noon(sent)).await?;
    Ok(())
}

/// How many of those due have not taken part.
fn behind_of(due: u64) -> u64 {
    (due * BEHIND_PER_MILLE + 500) / 1000
}

/// As many branches of the district as give a number of whole persons that is 97,6 %.
async fn near_the_mark(conn: &mut Conn, new: &Campaign, district: i64) -> Result<Scope> {
    let tree = Tree::as_of(conn, new.cutoff_day).await?;
    let branches: Vec<i64> = tree.children(district).to_vec();
    for end in (1..=branches.len()).rev() {
        let scope = Scope { branches: branches[..end].to_vec(), kinds: vec![] };
        let due = new.roll(conn, &tree, &scope).await?.len() as u64;
        // 97,6 to one place.
        let basis_points = ((due - behind_of(due)) * 10_000).checked_div(due);
        if basis_points.is_some_and(|rate| (9_755..9_765).contains(&rate)) {
            return Ok(scope);
        }
    }
    anyhow::bail!("no branches give 97,6 %")
}

/// Those who hold posts, this month: some units have not said anything, in others somebody is still to come.
async fn under_way(conn: &mut Conn, ground: &Ground, units: &Units, silent: i64) -> Result<()> {
    let new = Campaign {
        title: UNDER_WAY.into(),
        paper: UNDER_WAY_PAPER.into(),
        study_by: Some(Day::of(2018, 11, 20)),
        write_by: Some(Day::of(2018, 11, 30)),
        report_by: Some(Day::of(2018, 12, 7)),
        ..planned(ground, Day::of(2018, 11, 12), Audience::Cadres)
    };
    let scope = near_the_mark(conn, &new, units.district).await?;
    let terms = Terms { scope, handins: vec![HANDINS[0]] };
    let id = issue(conn, units.district, &new, &terms, noon(Day::of(2018, 11, 9))).await?;
    let (campaign, rolls) = by_unit(conn, id).await?;
    let due: u64 = rolls.values().map(|persons| persons.len() as u64).sum();
    let mut behind = behind_of(due);
    let mut silent_units = 0;
    for (unit, persons) in rolls {
        let few = persons.len() as u64;
        // The silent cell, one more that has not said anything, and units in which the last one is still missing.
        if few == 1 && behind > 0 && (unit == silent || silent_units == 0) {
            (behind, silent_units) = (behind - 1, silent_units + u64::from(unit != silent));
            continue;
        }
        let late = u64::from(few > 3 && behind > 1);
        behind -= late;
        let here = &persons[..(few - late) as usize];
        let marks: Vec<Mark> =
            here.iter().map(|person| Mark { person: *person, state: State::Attended, expected: 0 }).collect();
        study::mark_attendance(conn, Grant::console(unit), &campaign, &marks, noon(Day::of(2018, 11, 16))).await?;
    }
    anyhow::ensure!(behind == 0, "{behind} of {due} are not placed");
    Ok(())
}
