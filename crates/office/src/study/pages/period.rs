//! A unit's study over a year: month by month, by quarters and in all, beside the year before. A person who studied in three
//! campaigns is three turns; every number is a sum of turns, and no rate is a mean of rates.

use super::above::{added_lines, noted_below};
use super::overview::{Row, row};
use super::{place, seen_from};
use crate::identity::reach::Officer;
use crate::identity::right::ReadStudy;
use crate::list::noted::{Taking, note};
use crate::org::pages::table_file;
use crate::shell::{Office, Shell};
use crate::study::above::added;
use crate::study::{Campaign, Line};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use kit::clock::Day;
use kit::failure::Failure;
use kit::page::html;
use kit::words::Words;
use std::ops::RangeInclusive;

#[derive(Template)]
#[template(path = "study/pages/period.html")]
struct PeriodPage {
    shell: Shell,
    unit: String,
    year: i64,
    rows: Vec<Period>,
    campaigns: Vec<Shown>,
    /// Campaigns of the year that are not in these numbers, because their roll is still to be taken.
    ahead: Vec<(String, String)>,
    /// The years before and after, as addresses; empty where there is nothing.
    before: String,
    after: String,
    files: Vec<(String, String)>,
    /// Of which months the campaigns are shown, with the way to those of the whole year; empty where they are.
    narrowed: Option<(String, String)>,
}

/// A month, a quarter or the year.
struct Period {
    name: String,
    campaigns: String,
    due: String,
    took_part: String,
    exempt: String,
    rate: String,
    /// The rate of the same period a year before; empty where nothing was studied then.
    last: String,
    /// Whether it is a sum of those above.
    sum: bool,
    months: RangeInclusive<u8>,
    /// Where the campaigns are that it sums up.
    list: String,
    line: Line,
}

/// One campaign in the period: its month, its line at the unit.
#[derive(Clone, Copy)]
struct Counted {
    cutoff: Day,
    year: i64,
    month: u8,
    line: Line,
    /// Whether its numbers may still move.
    is_open: bool,
}

/// A campaign as it is shown: its line, each number with the list of whom it counts, and what reports from offices below add.
struct Shown {
    counted: Counted,
    row: Row,
    month: String,
    state: String,
    added: Vec<String>,
}

/// Every campaign of whose branch the unit is a part or which lies in its branch; those whose cut-off day is still to come among
/// them. What reports from below add is told of those of one year.
async fn counted(office: &Office, w: Words, (unit, year): (i64, i64)) -> Result<Vec<Shown>, Failure> {
    let campaigns = Campaign::issued(&mut office.db.read().await?).await?;
    let mut found = Vec::new();
    for campaign in campaigns {
        let Some((standing, at)) = seen_from(office, &campaign, unit).await? else { continue };
        let Some(line) = standing.line(at).filter(|line| line.rate().denominator > 0) else { continue };
        let counted = Counted {
            cutoff: campaign.cutoff_day,
            year: campaign.cutoff_day.year(),
            month: campaign.cutoff_day.0.month().unsigned_abs(),
            is_open: standing.campaign().state().is_open(),
            line,
        };
        let added = match counted.year == year {
            true => added(&mut office.db.read().await?, &standing, at).await?,
            false => None,
        };
        found.push(Shown {
            month: counted.month.to_string(),
            state: if counted.is_open { w.say("period-open-one") } else { String::new() },
            added: added_lines(w, &standing, added.as_ref()),
            row: Row { name: campaign.title, ..row(w, &standing, &line, place(&standing, at)) },
            counted,
        });
    }
    Ok(found)
}

/// The campaigns of some months: how many, how many of them are not closed, and their sum.
fn sum(all: &[Counted], year: i64, months: RangeInclusive<u8>) -> (usize, usize, Line) {
    let of = all.iter().filter(|one| one.year == year && months.contains(&one.month));
    of.fold((0, 0, Line::nobody(0)), |(n, open, line), one| {
        (n + 1, open + usize::from(one.is_open), line.and(&one.line))
    })
}

fn periods(w: Words, all: &[Counted], year: i64) -> Vec<Period> {
    let period = |name: String, months: RangeInclusive<u8>, is_sum: bool| {
        let (n, open, line) = sum(all, year, months.clone());
        let (.., last) = sum(all, year - 1, months.clone());
        let list = format!("?nam={year}&thang={}-{}#cac-dot", months.start(), months.end());
        let name = match open {
            0 => name,
            n => w.fill("period-open", &[("name", name.into()), ("n", w.number(n as i64).into())]),
        };
        let rate = |line: &Line| match line.rate().denominator {
            0 => String::new(),
            whole => w.rate(line.rate().numerator, whole),
        };
        Period {
            name,
            campaigns: w.number(n as i64),
            due: w.number(line.rate().denominator as i64),
            took_part: w.number(line.rate().numerator as i64),
            exempt: w.number(line.exempt as i64),
            rate: rate(&line),
            last: rate(&last),
            sum: is_sum,
            months,
            list,
            line,
        }
    };
    let mut rows = Vec::new();
    for quarter in 1..=4u8 {
        for month in quarter * 3 - 2..=quarter * 3 {
            if sum(all, year, month..=month).0 > 0 {
                rows.push(period(w.with("period-month", "n", month.to_string()), month..=month, false));
            }
        }
        if sum(all, year, quarter * 3 - 2..=quarter * 3).0 > 0 {
            let name = w.with("period-quarter", "n", quarter.to_string());
            rows.push(period(name, quarter * 3 - 2..=quarter * 3, true));
        }
    }
    rows.push(period(w.with("period-year", "n", year.to_string()), 1..=12, true));
    rows
}

pub(super) async fn show(
    State(office): State<Office>,
    officer: Officer,
    Path(unit): Path<String>,
) -> Result<Response, Failure> {
    let unit = officer.tree.by_uid(&unit).ok_or(Failure::NotFound)?.id;
    officer.require(ReadStudy, unit)?;
    let w = officer.words();
    let this = office.clock.today().year();
    let year = officer.query("nam").and_then(|year| year.parse().ok()).unwrap_or(this).clamp(1930, this);
    let today = office.clock.today();
    let (shown, ahead): (Vec<Shown>, Vec<Shown>) =
        counted(&office, w, (unit, year)).await?.into_iter().partition(|one| one.counted.cutoff <= today);
    let ahead = ahead.into_iter().filter(|_| year == this).map(|one| {
        let values = [("title", one.row.name.into()), ("day", one.counted.cutoff.written().into())];
        (one.row.href, w.fill("period-ahead-one", &values))
    });
    let all: Vec<Counted> = shown.iter().map(|one| one.counted).collect();
    let rows = periods(w, &all, year);
    // Behind each number are the campaigns that it sums up, and behind each of theirs the persons.
    let asked = officer.query("thang").and_then(|typed| {
        let (first, last) = typed.split_once('-')?;
        let (first, last) = (first.parse().ok()?, last.parse().ok()?);
        rows.iter().find(|row| row.months == (first..=last))
    });
    let narrowed = asked.filter(|row| row.months != (1..=12)).map(|row| (row.months.clone(), row.name.clone()));
    let is_asked = |one: &Shown| narrowed.as_ref().is_none_or(|(months, _)| months.contains(&one.counted.month));
    let of_year: Vec<Shown> = shown.into_iter().filter(|one| one.counted.year == year && is_asked(one)).collect();
    let here = format!("/van-phong/hoc-tap/theo-ky/{}", officer.tree.uid(unit));
    if let Some(kind) = officer.query("tep") {
        let what = w.with("period-year", "n", year.to_string());
        let asked = format!("{what}, {}", officer.tree.name(unit));
        let noted =
            note(&office, &officer, Taking { list: "study", unit, kind: &kind, asked, rows: rows.len() }).await?;
        let header =
            ["period", "study-expected", "study-took-part", "study-exempt", "study-rate"].map(|key| w.say(key));
        let cells = rows.into_iter().map(|row| {
            let numbers = [row.line.rate().denominator, row.line.rate().numerator, row.line.exempt];
            let numbers = numbers.into_iter().map(|n| sheet::Cell::Number(n as i64));
            std::iter::once(sheet::Cell::Text(row.name)).chain(numbers).chain([sheet::Cell::Text(row.rate)]).collect()
        });
        // What the numbers leave out is said below them.
        let left_out = of_year.iter().flat_map(|one| one.added.iter().map(|told| format!("{}: {told}", one.row.name)));
        let cells = cells.chain(left_out.map(|told| noted_below(told, header.len()))).collect();
        return table_file(&noted, &format!("hoc-tap-{year}"), &what, (&header, cells));
    }
    let page = PeriodPage {
        ahead: ahead.collect(),
        unit: officer.tree.name(unit).to_owned(),
        campaigns: of_year,
        narrowed: narrowed.map(|(_, name)| (name, format!("{here}?nam={year}#cac-dot"))),
        before: if all.iter().any(|one| one.year < year) { format!("{here}?nam={}", year - 1) } else { String::new() },
        after: if year < this { format!("{here}?nam={}", year + 1) } else { String::new() },
        files: ["xlsx", "csv"].map(|kind| (kind.to_uppercase(), format!("{here}?nam={year}&tep={kind}"))).into(),
        shell: office.shell(&officer),
        year,
        rows,
    };
    html(StatusCode::OK, &page)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shell::LEXICON;
    use kit::words::Lang;
    use proptest::prelude::*;

    fn one((year, month, attended, absent): (i64, u8, u64, u64)) -> Counted {
        let line = Line { roll: attended + absent, attended, absent, ..Line::nobody(1) };
        Counted { cutoff: Day::of(year as i16, month as i8, 1), year, month, line, is_open: false }
    }

    proptest! {
        #[test]
        fn quarters_and_the_year_are_sums_of_months(
            all in proptest::collection::vec((2017i64..2019, 1u8..13, 0u64..500, 0u64..50), 0..20),
        ) {
            let all: Vec<Counted> = all.into_iter().map(one).collect();
            let rows = periods(LEXICON.words(Lang::from_code("vi")), &all, 2018);
            let add = |sum: bool, last: bool| {
                let rows = rows.iter().take(rows.len() - usize::from(!last)).filter(|row| row.sum == sum);
                rows.map(|row| (row.line.rate().numerator, row.line.rate().denominator))
                    .fold((0, 0), |(a, b), (c, d)| (a + c, b + d))
            };
            let year = rows.last().map(|row| (row.line.rate().numerator, row.line.rate().denominator)).unwrap();
            prop_assert_eq!(add(false, true), year);
            prop_assert_eq!(add(true, false), year);
        }
    }
}
