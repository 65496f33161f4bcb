//! The figures that can be shown to the public, computed from the record.

#[cfg(test)]
mod tests;

use crate::inspection;
use crate::org::lineage::Lineage;
use crate::org::{Tree, kind};
use crate::posts;
use crate::shell::BOOK;
use crate::study::{Campaign, Standing};
use anyhow::Context;
use bridge::{Figure, Point, RuleCitation, ScopePart, Text, Value};
use kit::clock::{Day, Ts};
use kit::db::Conn;
use rules::{Area, RuleBook};
use std::collections::HashMap;

/// Share of members who took part in the latest study campaign.
pub const STUDY: &str = "ty-le-hoc-tap";
/// Communes whose secretary is also chairman.
pub const CONCURRENT: &str = "bi-thu-dong-thoi-chu-tich";
/// Members disciplined, year by year.
pub const DISCIPLINE: &str = "dang-vien-bi-ky-luat";

/// First year of the series on discipline.
const SERIES_FROM: i64 = 2014;

/// All figures as they stand on `day`; `now` is kept as the moment of computing.
pub async fn compute(conn: &mut Conn, day: Day, now: Ts) -> anyhow::Result<Vec<Figure>> {
    let book = &*BOOK;
    let tree = Tree::as_of(conn, day).await?;
    let Some(committee) = tree.committee() else { return Ok(vec![]) };
    let unit = committee.name.clone();
    let mut figures = Vec::new();
    let lineage = Lineage::read(conn).await?;
    if let Some(campaign) = Campaign::latest_of(conn, &lineage, committee.id, day).await? {
        figures.push(study(conn, book, campaign.id, day, now).await?);
    }
    figures.push(concurrent(conn, book, &tree, &unit, day, now).await?);
    figures.push(discipline(conn, book, &tree, &unit, day, now).await?);
    Ok(figures)
}

async fn study(conn: &mut Conn, book: &RuleBook, campaign: i64, day: Day, now: Ts) -> anyhow::Result<Figure> {
    let standing = Standing::build_on(conn, &BOOK, campaign, day, None).await?;
    let (campaign, tree) = (standing.campaign(), standing.tree());
    let total = standing.rate(campaign.unit_id).context("the campaign's unit did not exist")?;
    let scope = tree.children(campaign.unit_id).iter().filter_map(|unit| standing.line(*unit)).filter(|l| l.roll > 0);
    let scope = scope.map(|line| ScopePart {
        name: tree.name(line.unit).to_owned(),
        numerator: Some(line.rate().numerator),
        denominator: Some(line.rate().denominator),
    });
    Ok(Figure {
        id: STUDY.into(),
        name: text(
            "Tỷ lệ đảng viên tham gia học tập, quán triệt nghị quyết",
            "Members who took part in the study campaign",
        ),
        definition: text(
            &format!(
                "Đợt học tập: {}. Tỷ lệ bằng số đảng viên đã học (kể cả học bù) chia cho số đảng viên phải học tại ngày \
                 chốt {}; đảng viên được miễn sinh hoạt không tính vào mẫu số. Chi bộ chưa báo cáo vẫn tính vào mẫu số.",
                campaign.title,
                campaign.cutoff_day.written()
            ),
            &format!(
                "Members who studied, make-up sessions included, out of the members due on the cut-off day {}; members \
                 exempt from meetings are left out. Cells that have not reported stay in the denominator.",
                campaign.cutoff_day
            ),
        ),
        unit: tree.name(campaign.unit_id).to_owned(),
        as_of: day.to_string(),
        value: Value::Rate {
            numerator: total.numerator,
            denominator: total.denominator,
            target_basis_points: u32::try_from(campaign.target_basis_points).ok(),
        },
        counted: text("đảng viên đã học tập", "members who took part"),
        out_of: text("đảng viên phải học tập", "members due"),
        scope: scope.collect(),
        rule: book.by_id(&campaign.ruleset).map_or_else(|| of_the_office(campaign), citation),
        computed_at: now.0,
    })
}

/// A rule that the program does not know is one that the office wrote for itself.
fn of_the_office(campaign: &Campaign) -> RuleCitation {
    RuleCitation {
        id: campaign.ruleset.clone(),
        title: text("Chỉ tiêu riêng của đơn vị", "The organisation's own target"),
        source: campaign.paper.clone(),
        in_force_from: None,
    }
}

async fn concurrent(
    conn: &mut Conn,
    book: &RuleBook,
    tree: &Tree,
    unit: &str,
    day: Day,
    now: Ts,
) -> anyhow::Result<Figure> {
    let ruleset = book.on(Area::ConcurrentPosts, None, day.0).context("no rule on concurrent posts holds")?;
    let rule = ruleset.concurrent_posts().context("the ruleset is of another area")?;
    let parts = posts::concurrent::concurrent(conn, rule, tree).await?;
    let scope: Vec<ScopePart> = parts
        .into_iter()
        .map(|part| ScopePart { numerator: Some(u64::from(part.both())), denominator: Some(1), name: part.name })
        .collect();
    let numerator = scope.iter().filter_map(|part| part.numerator).sum();
    Ok(Figure {
        id: CONCURRENT.into(),
        name: text("Bí thư cấp ủy đồng thời là Chủ tịch UBND cấp xã", "Secretaries who are also chairmen of communes"),
        definition: text(
            "Số xã, phường, thị trấn mà tại ngày lấy số liệu cùng một người giữ chức Bí thư Đảng ủy và Chủ tịch Ủy ban \
             nhân dân, trên tổng số xã, phường, thị trấn đang có.",
            "Communes, wards and townships where one person is both Party secretary and chairman of the people's \
             committee on the day, out of all that exist on it.",
        ),
        unit: unit.to_owned(),
        as_of: day.to_string(),
        value: Value::Ratio { numerator, denominator: scope.len() as u64 },
        counted: text("xã, thị trấn có bí thư đồng thời là chủ tịch", "communes with both posts in one hand"),
        out_of: text("xã, thị trấn", "communes"),
        scope,
        rule: citation(ruleset),
        computed_at: now.0,
    })
}

async fn discipline(
    conn: &mut Conn,
    book: &RuleBook,
    tree: &Tree,
    unit: &str,
    day: Day,
    now: Ts,
) -> anyhow::Result<Figure> {
    let ruleset = book.on(Area::Discipline, None, day.0).context("no rule on discipline holds")?;
    let years = inspection::by_year(conn, (SERIES_FROM, day.year().max(SERIES_FROM)), day, None).await?;
    let points = years.iter().map(|year| Point {
        label: year.year.to_string(),
        numerator: year.disciplined,
        denominator: year.members,
    });
    // So few are counted that a part could point at a person: all parts are withheld.
    let scope = tree.of_kind(kind::COMMUNE_COMMITTEE).map(|unit| ScopePart {
        name: unit.name.clone(),
        numerator: None,
        denominator: None,
    });
    Ok(Figure {
        id: DISCIPLINE.into(),
        name: text("Đảng viên bị xử lý kỷ luật hằng năm", "Members disciplined each year"),
        definition: text(
            "Số đảng viên có quyết định kỷ luật ký trong năm, mỗi người tính một lần, trên tổng số đảng viên cuối năm. \
             Năm chưa kết thúc tính đến ngày lấy số liệu. Không công bố theo từng đơn vị để bảo vệ thông tin cá nhân.",
            "Members with a decision on discipline signed in the year, each counted once, out of the members at its end. \
             A year not yet over is counted up to the day. Parts are withheld to protect persons.",
        ),
        unit: unit.to_owned(),
        as_of: day.to_string(),
        value: Value::Series { points: points.collect() },
        counted: text("đảng viên bị xử lý kỷ luật", "members disciplined"),
        out_of: text("đảng viên cuối năm", "members at the end of the year"),
        scope: scope.collect(),
        rule: citation(ruleset),
        computed_at: now.0,
    })
}

/// Figures by their ids.
pub fn by_id(figures: Vec<Figure>) -> HashMap<String, Figure> {
    figures.into_iter().map(|figure| (figure.id.clone(), figure)).collect()
}

fn text(vi: &str, en: &str) -> Text {
    Text { vi: vi.into(), en: en.into() }
}

fn citation(ruleset: &rules::Ruleset) -> RuleCitation {
    let cited = ruleset.citation();
    RuleCitation {
        id: cited.id,
        title: Text { vi: cited.title_vi, en: cited.title_en },
        source: cited.source,
        in_force_from: cited.in_force_from.map(|day| day.to_string()),
    }
}
