//! A unit's study over a year: month by month, by quarters and in all, beside the year before. A person who studied in three
//! campaigns is three turns; every number is a sum of turns, and no rate is a mean of rates. Both years are by the units of today,
//! or each campaign by those of the day whose roll counts.

use super::above::{added_lines, noted_below};
use super::overview::{Row, row};
use super::{Link, place};
use crate::identity::reach::Officer;
use crate::identity::right::Right;
use crate::list::noted::{Taking, note};
use crate::org::lineage::Past;
use crate::org::names_on;
use crate::org::pages::grouping::{Switch, THEN, TODAY};
use crate::org::pages::{Named, table_file};
use crate::shell::{Office, Shell};
use crate::study::above::added;
use crate::study::standing::Standing;
use crate::study::{Campaign, Line};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use kit::clock::Day;
use kit::failure::Failure;
use kit::page::html;
use kit::words::Words;
use std::collections::HashSet;
use std::ops::RangeInclusive;
use std::sync::Arc;

#[derive(Template)]
#[template(path = "study/pages/period.html")]
struct PeriodPage {
    shell: Shell,
    unit: String,
    /// When it ended; empty for a unit that goes on.
    ended: String,
    /// From the units of each campaign's day to those of today.
    switch: Option<Switch>,
    /// Units for which it carries on and whose own numbers these leave out.
    came: Vec<Link>,
    year: i64,
    rows: Vec<Period>,
    campaigns: Vec<Shown>,
    /// Why there are none.
    nothing: String,
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

/// What is asked for: a unit, one that has ended too, over a year, and by whose units.
struct Asked {
    unit: i64,
    uid: String,
    /// Of a unit that has ended, as it was called last.
    name: String,
    ended: Option<Day>,
    year: i64,
    by_today: bool,
    /// What an address needs more to stay with those units.
    by: String,
    /// Whether it matters by whose: units have changed since the first campaign of the year, or of the one before.
    matters: bool,
    /// Whether the unit was there on the day of each campaign of the year.
    was_there: bool,
    /// Those for which it carries on and which were there on one of those days, as (identity, name).
    came: Vec<(String, String)>,
    past: Past,
}

impl Asked {
    /// What the address asks for, as far as the officer's reach goes, and all campaigns that hold. Without a word on it each
    /// campaign is by the units of its day; where the unit was not there yet on one of them, all are by those of today, so that
    /// what stands side by side is of one territory.
    async fn find(office: &Office, officer: &Officer, uid: String) -> Result<(Asked, Vec<Campaign>), Failure> {
        let (mut conn, today) = (office.db.read().await?, office.clock.today());
        let Named { unit, there, last } =
            Named::seen_with(&mut conn, (office, officer), Right::ReadStudy, &uid).await?;
        // One that is yet to come has no year.
        let latest = if there { Some(today) } else { last.filter(|last| *last < today) };
        let latest = latest.ok_or(Failure::NotFound)?;
        let year = officer.query("nam").and_then(|year| year.parse().ok()).unwrap_or(latest.year());
        let year: i64 = year.clamp(1930, latest.year());
        let past = office.trees.past(&mut conn, latest, today).await?;
        let campaigns = Campaign::issued(&mut conn).await?;
        let days_of = |year: i64| {
            let of = campaigns.iter().map(|one| (one.cutoff_day, one.roll_day(today)));
            let of = of.filter(move |(cutoff, _)| *cutoff <= today && cutoff.year() == year);
            of.map(|(_, day)| day).collect::<Vec<Day>>()
        };
        let (this, before) = (days_of(year), days_of(year - 1));
        let was_there = |days: &[Day]| days.iter().all(|day| past.was_there(unit, *day));
        let first = this.iter().chain(&before).min();
        let changed = first.is_some_and(|first| past.lineage.changed((*first, today)));
        let (by_today, by) = match officer.query("theo").as_deref() {
            // A unit that has ended is none of today's.
            _ if !there => (false, String::new()),
            Some(by @ (TODAY | THEN)) => (by == TODAY, format!("&theo={by}")),
            _ => (changed && !(was_there(&this) && was_there(&before)), String::new()),
        };
        let mut came = if by_today { vec![] } else { past.lineage.former(&HashSet::from([unit]), today) };
        came.retain(|old| this.iter().any(|day| past.was_there(*old, *day)));
        came.sort_unstable();
        let mut names = names_on(&mut conn, &came, today).await?;
        let asked = Asked {
            unit,
            name: past.name_on(unit, latest).to_owned(),
            ended: (!there).then_some(latest),
            year,
            by_today,
            by,
            matters: changed || !there,
            was_there: was_there(&this),
            came: came.iter().filter_map(|old| names.remove(old)).collect(),
            past,
            uid,
        };
        Ok((asked, campaigns))
    }

    /// The page of a year, by the same units.
    fn address(&self, year: i64) -> String {
        format!("{}?nam={year}{}", address(&self.uid), self.by)
    }

    /// By whose units, and what that means for what stands side by side; empty where it does not matter.
    fn by_whom(&self, w: Words) -> (String, String) {
        match (self.matters, self.by_today) {
            (false, _) => Default::default(),
            (true, true) => (w.say("org-by-today"), w.say("period-by-today-note")),
            (true, false) => (w.say("org-by-then"), w.say("period-by-then-note")),
        }
    }

    /// By the units of each campaign's day, or by those of today: of a unit that has ended, those of the one that carries on.
    fn switch(&self, officer: &Officer) -> Option<Switch> {
        let (w, year) = (officer.words(), self.year);
        let heir = Some(self.past.heir(self.unit)).filter(|heir| officer.may(Right::ReadStudy, *heir));
        let now = officer.tree.uid(heir.filter(|_| self.matters)?);
        let links = (
            format!("{}?nam={year}&theo={THEN}", address(&self.uid)),
            format!("{}?nam={year}&theo={TODAY}", address(now)),
        );
        Some(Switch::noted(w, self.by_today, self.by_whom(w).1, links))
    }

    /// The campaign's tally by the units that are asked for.
    async fn standing(&self, office: &Office, campaign: &Campaign) -> Result<Arc<Standing>, Failure> {
        let today = office.clock.today();
        let units_of = (self.by_today && campaign.roll_day(today) < today).then_some(today);
        office.standing_by(campaign.id, units_of).await
    }
}

fn address(unit: &str) -> String {
    format!("/van-phong/hoc-tap/theo-ky/{unit}")
}

/// Of these campaigns each of whose branch the unit is a part or which lies in its branch; those whose cut-off day is still to
/// come among them. What reports from below add is told of those of the year.
async fn counted(office: &Office, w: Words, asked: &Asked, campaigns: Vec<Campaign>) -> Result<Vec<Shown>, Failure> {
    let mut found = Vec::new();
    for campaign in campaigns {
        let standing = asked.standing(office, &campaign).await?;
        let Some(at) = standing.seen_from(asked.unit) else { continue };
        let Some(line) = standing.line(at).filter(|line| line.rate().denominator > 0) else { continue };
        let counted = Counted {
            cutoff: campaign.cutoff_day,
            year: campaign.cutoff_day.year(),
            month: campaign.cutoff_day.0.month().unsigned_abs(),
            is_open: standing.campaign().state().is_open(),
            line,
        };
        let added = match counted.year == asked.year {
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

fn periods(w: Words, all: &[Counted], (year, by): (i64, &str)) -> Vec<Period> {
    let period = |name: String, months: RangeInclusive<u8>, is_sum: bool| {
        let (n, open, line) = sum(all, year, months.clone());
        let (.., last) = sum(all, year - 1, months.clone());
        let list = format!("?nam={year}{by}&thang={}-{}#cac-dot", months.start(), months.end());
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
    let (w, today) = (officer.words(), office.clock.today());
    let (asked, campaigns) = Asked::find(&office, &officer, unit).await?;
    let (year, this) = (asked.year, today.year());
    let (shown, ahead): (Vec<Shown>, Vec<Shown>) =
        counted(&office, w, &asked, campaigns).await?.into_iter().partition(|one| one.counted.cutoff <= today);
    let ahead = ahead.into_iter().filter(|_| year == this).map(|one| {
        let values = [("title", one.row.name.into()), ("day", one.counted.cutoff.written().into())];
        (one.row.href, w.fill("period-ahead-one", &values))
    });
    let all: Vec<Counted> = shown.iter().map(|one| one.counted).collect();
    let rows = periods(w, &all, (year, &asked.by));
    // Behind each number are the campaigns that it sums up, and behind each of theirs the persons.
    let months = officer.query("thang").and_then(|typed| {
        let (first, last) = typed.split_once('-')?;
        let (first, last) = (first.parse().ok()?, last.parse().ok()?);
        rows.iter().find(|row| row.months == (first..=last))
    });
    let narrowed = months.filter(|row| row.months != (1..=12)).map(|row| (row.months.clone(), row.name.clone()));
    let is_asked = |one: &Shown| narrowed.as_ref().is_none_or(|(months, _)| months.contains(&one.counted.month));
    let of_year: Vec<Shown> = shown.into_iter().filter(|one| one.counted.year == year && is_asked(one)).collect();
    let here = asked.address(year);
    if let Some(kind) = officer.query("tep") {
        let what = w.with("period-year", "n", year.to_string());
        let (by, by_note) = asked.by_whom(w);
        let told = [&what, &asked.name, &by].into_iter().filter(|said| !said.is_empty());
        let told = told.map(String::as_str).collect::<Vec<_>>().join(", ");
        let heir = Some(asked.past.heir(asked.unit)).filter(|heir| officer.may(Right::ReadStudy, *heir));
        let unit = heir.unwrap_or(asked.unit);
        let taking = Taking { list: "study", unit, kind: &kind, asked: told.clone(), rows: rows.len() };
        let noted = note(&office, &officer, taking).await?;
        let header =
            ["period", "study-expected", "study-took-part", "study-exempt", "study-rate"].map(|key| w.say(key));
        let cells = rows.into_iter().map(|row| {
            let numbers = [row.line.rate().denominator, row.line.rate().numerator, row.line.exempt];
            let numbers = numbers.into_iter().map(|n| sheet::Cell::Number(n as i64));
            std::iter::once(sheet::Cell::Text(row.name)).chain(numbers).chain([sheet::Cell::Text(row.rate)]).collect()
        });
        // What the numbers leave out is said below them, and by whose units they are.
        let left_out = of_year.iter().flat_map(|one| one.added.iter().map(|told| format!("{}: {told}", one.row.name)));
        let left_out = left_out.chain(Some(by_note).filter(|note| !note.is_empty()));
        let cells = cells.chain(left_out.map(|told| noted_below(told, header.len()))).collect();
        let name = format!("hoc-tap-{year}{}", if asked.by_today { "-theo-don-vi-hom-nay" } else { "" });
        return table_file(&noted, &name, &told, (&header, cells));
    }
    let page = PeriodPage {
        ahead: ahead.collect(),
        ended: asked.ended.map_or(String::new(), |day| w.with("org-ended", "day", day.written())),
        switch: asked.switch(&officer),
        nothing: w.say(if asked.by_today || asked.was_there { "period-nothing" } else { "period-not-there" }),
        campaigns: of_year,
        narrowed: narrowed.map(|(_, name)| (name, format!("{here}#cac-dot"))),
        before: if all.iter().any(|one| one.year < year) { asked.address(year - 1) } else { String::new() },
        after: if year < asked.ended.map_or(this, Day::year) { asked.address(year + 1) } else { String::new() },
        files: ["xlsx", "csv"].map(|kind| (kind.to_uppercase(), format!("{here}&tep={kind}"))).into(),
        came: asked
            .came
            .into_iter()
            .map(|(uid, name)| Link { href: format!("{}?nam={year}", address(&uid)), name })
            .collect(),
        unit: asked.name,
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
            let rows = periods(LEXICON.words(Lang::from_code("vi")), &all, (2018, ""));
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
