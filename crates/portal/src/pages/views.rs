//! How visits and views are counted, and the views of each day.

use super::Maker;
use super::frame::Frame;
use crate::cache::Sheet;
use askama::Template;
use kit::clock::Day;
use std::collections::BTreeMap;

#[derive(Template)]
#[template(path = "pages/counting.html")]
pub(super) struct CountingPage {
    frame: Frame,
}

#[derive(Template)]
#[template(path = "pages/views.html")]
pub(super) struct ViewsPage {
    frame: Frame,
    caption: String,
    rows: Vec<Row>,
    sum: String,
    carried: Option<String>,
    older: Option<String>,
    newer: Option<String>,
}

struct Row {
    day: String,
    iso: String,
    views: String,
}

impl Maker<'_> {
    pub(super) fn counting(&self) -> CountingPage {
        let crumbs = vec![self.crumb("/so-lieu", self.w.say("figures"))];
        let own = "/so-lieu/cach-dem";
        CountingPage { frame: self.frame(self.w.say("counting-title"), crumbs, own, self.head(own)) }
    }

    /// A month of days with their views, this month unless another one is asked for; `None` for a month in which
    /// nothing was counted yet, or no more.
    pub(super) fn views(&self, month: Option<(i16, i8)>) -> Option<ViewsPage> {
        let today = self.portal.0.clock.today();
        let days: BTreeMap<Day, i64> = self.portal.0.counters.days().into_iter().collect();
        let first = days.keys().next().copied().unwrap_or(today).min(today);
        let (year, month) = month.unwrap_or((today.0.year(), today.0.month()));
        let begins = Day::of(year, month, 1);
        let ends = begins.plus_months(1).plus_days(-1);
        if begins > today || ends < first {
            return None;
        }
        let (from, to) = (begins.max(first), ends.min(today));
        let mut rows = Vec::new();
        let (mut day, mut sum) = (to, 0);
        while day >= from {
            let views = days.get(&day).copied().unwrap_or(0);
            sum += views;
            rows.push(Row { day: day.written(), iso: day.to_string(), views: self.w.number(views) });
            day = day.plus_days(-1);
        }
        let counted: i64 = days.values().sum();
        let carried = self.portal.0.counters.count(self.portal.0.clock.now()).views - counted;
        let own = "/so-lieu/luot-xem";
        let to = |day: Day| format!("{}{own}?thang={}-{:02}", self.base(), day.0.year(), day.0.month());
        let crumbs = vec![self.crumb("/so-lieu", self.w.say("figures"))];
        let named = [("month", format!("{month:02}").into()), ("year", year.to_string().into())];
        Some(ViewsPage {
            frame: self.frame(self.w.say("views-title"), crumbs, own, self.head(own)),
            caption: self.w.fill("archive-month", &named),
            rows,
            sum: self.w.number(sum),
            carried: (carried > 0).then(|| self.w.number(carried)),
            older: (begins > first).then(|| to(begins.plus_days(-1))),
            newer: (ends < today).then(|| to(begins.plus_months(1))),
        })
    }

    /// All days as CSV, oldest first; days on which nothing was seen are there too.
    pub(super) fn views_file(&self) -> anyhow::Result<Sheet> {
        let now = self.portal.0.clock.now();
        let days: BTreeMap<Day, i64> = self.portal.0.counters.days().into_iter().collect();
        let mut body = format!("{},{}\r\n", self.w.say("views-day"), self.w.say("views-views"));
        let mut day = days.keys().next().copied().unwrap_or(now.day());
        while day <= now.day() {
            body.push_str(&format!("{day},{}\r\n", days.get(&day).copied().unwrap_or(0)));
            day = day.plus_days(1);
        }
        Ok(Sheet {
            modified: None,
            is_live: true,
            file_name: Some("luot-xem.csv".into()),
            ..Sheet::file("text/csv; charset=utf-8", body, now.0)
        })
    }
}
