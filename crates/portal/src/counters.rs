//! Who is here and what is read: counted in memory, without a cookie, without a person.
//!
//! A visitor is a hash of address and browser under a random salt that lives for one day and is never written down.
//! Views are added to the database twice a second; a reader's request writes nothing. What is a view and what is not
//! stands in [`crate::visit`]. Two people behind one address with the same browser count as one guest: the page about
//! counting says so.

use crate::visit::Visit;
use axum::http::{HeaderMap, header};
use kit::clock::{Day, SECOND, Ts};
use kit::db::{Db, Result};
use kit::web::Caller;
use kit::words::Words;
use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasher, RandomState};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Minutes after which somebody who asks for nothing more is no longer here.
pub(crate) const WINDOW_MINUTES: i64 = 5;
/// More visitors than this at once are not told apart: a bound on memory, not a claim.
const MOST_VISITORS: usize = 1_000_000;

pub(crate) struct Counters(Mutex<State>);

struct State {
    /// The key of the portal on which is counted; empty for the committee's own.
    site: String,
    /// The day of the salt.
    day: Day,
    salt: RandomState,
    /// Each visitor's last minute.
    seen: HashMap<u64, i64>,
    minute: i64,
    /// All views that the database has, those of an earlier portal included.
    saved: i64,
    /// What articles that were brought along had been read at their older places; it crosses with them.
    brought: i64,
    /// Views not written yet, by article and the day they were seen on; and their sum.
    pending: HashMap<(i64, Day), i64>,
    unsaved: i64,
    /// All views of each article, written or not.
    by_article: HashMap<i64, i64>,
    /// All views of each day, written or not; a day without any is not there.
    by_day: BTreeMap<Day, i64>,
    /// What was asked for and is no view since the start, by [`Visit::name`].
    passed_over: BTreeMap<&'static str, u64>,
}

/// What the counters say at one moment; while it is the same, a page made from it is still true.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Count {
    pub(crate) guests: u64,
    /// Article views of all time, of this day, and since Monday.
    pub(crate) views: i64,
    pub(crate) today: i64,
    pub(crate) week: i64,
    day: Day,
}

impl Counters {
    pub(crate) async fn open(db: &Db, site: &str, imported: i64, day: Day) -> Result<Counters> {
        let mut tx = db.begin().await?;
        let name = total_of(site);
        let sql = "INSERT INTO view_total (name, views) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING";
        tx.exec(sql, &[&name, &imported]).await?;
        let saved: Option<i64> = tx.value("SELECT views FROM view_total WHERE name = $1", &[&name]).await?;
        // The committee's own rows know no site.
        let from = match site {
            "" => "FROM view_count WHERE CAST($1 AS TEXT) = ''",
            _ => "FROM site_view_count WHERE site = $1",
        };
        let sql = format!("SELECT article_id, CAST(sum(views) AS BIGINT) {from} GROUP BY article_id");
        let by_article: Vec<(i64, i64)> = tx.all(&sql, &[&site]).await?;
        let sql = format!("SELECT day, CAST(sum(views) AS BIGINT) {from} GROUP BY day");
        let by_day: Vec<(Day, i64)> = tx.all(&sql, &[&site]).await?;
        tx.commit().await?;
        Ok(Counters(Mutex::new(State {
            site: site.to_owned(),
            day,
            salt: RandomState::new(),
            seen: HashMap::new(),
            minute: 0,
            saved: saved.unwrap_or(0),
            brought: 0,
            pending: HashMap::new(),
            unsaved: 0,
            by_article: by_article.into_iter().collect(),
            by_day: by_day.into_iter().collect(),
            passed_over: BTreeMap::new(),
        })))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts whoever looks at a page as being here, and a view when the page is an article's and is opened, not loaded
    /// again.
    pub(crate) fn visit(&self, visit: Visit, caller: Caller, headers: &HeaderMap, article: Option<i64>, now: Ts) {
        let mut state = self.state();
        state.turn_to(now);
        if visit.is_person() {
            let browser = headers.get(header::USER_AGENT).map_or(&b""[..], |v| v.as_bytes());
            let visitor = state.salt.hash_one((caller.0, browser));
            let minute = state.minute;
            if state.seen.len() < MOST_VISITORS || state.seen.contains_key(&visitor) {
                state.seen.insert(visitor, minute);
            }
        }
        match article {
            Some(article) if visit == Visit::View => {
                let day = state.day;
                *state.pending.entry((article, day)).or_default() += 1;
                *state.by_article.entry(article).or_default() += 1;
                *state.by_day.entry(day).or_default() += 1;
                state.unsaved += 1;
            }
            Some(_) => *state.passed_over.entry(visit.name()).or_default() += 1,
            None => {}
        }
    }

    /// What is shown now.
    pub(crate) fn count(&self, now: Ts) -> Count {
        let mut state = self.state();
        state.turn_to(now);
        let day = state.day;
        Count {
            guests: state.seen.len() as u64,
            views: state.saved + state.unsaved + state.brought,
            today: state.by_day.get(&day).copied().unwrap_or(0),
            week: state.by_day.range(monday(day)..=day).map(|(_, views)| views).sum(),
            day,
        }
    }

    /// Lets the total have what the articles of the library had been read before.
    pub(crate) fn carry(&self, read_before: i64) {
        self.state().brought = read_before;
    }

    /// All views of one article here.
    pub(crate) fn views_of(&self, article: i64) -> i64 {
        self.state().by_article.get(&article).copied().unwrap_or(0)
    }

    /// The views of each day that had any, oldest first.
    pub(crate) fn days(&self) -> Vec<(Day, i64)> {
        self.state().by_day.iter().map(|(day, views)| (*day, *views)).collect()
    }

    /// What was asked for and is no view, since the start.
    pub(crate) fn passed_over(&self) -> BTreeMap<&'static str, u64> {
        self.state().passed_over.clone()
    }

    /// Adds what was counted to the database. When that fails it stays pending; nothing is lost or counted twice.
    pub(crate) async fn flush(&self, db: &Db) -> Result<()> {
        let mut taken: Vec<((i64, Day), i64)> =
            self.state().pending.iter().map(|(key, views)| (*key, *views)).collect();
        if taken.is_empty() {
            return Ok(());
        }
        // In the order of the table: neighbours lie on one page of it.
        taken.sort_unstable();
        let site = self.state().site.clone();
        let mut tx = db.begin().await?;
        for ((article, day), views) in &taken {
            if site.is_empty() {
                let sql = "INSERT INTO view_count (article_id, day, views) VALUES ($1, $2, $3)
                           ON CONFLICT (article_id, day) DO UPDATE SET views = view_count.views + excluded.views";
                tx.exec(sql, &[article, day, views]).await?;
                continue;
            }
            let sql = "INSERT INTO site_view_count (site, article_id, day, views) VALUES ($1, $2, $3, $4)
                       ON CONFLICT (site, article_id, day) DO UPDATE SET views = site_view_count.views + excluded.views";
            tx.exec(sql, &[&site, article, day, views]).await?;
        }
        let sum: i64 = taken.iter().map(|(_, views)| views).sum();
        let sql = "UPDATE view_total SET views = views + $1 WHERE name = $2 RETURNING views";
        let saved: i64 = tx.one::<(i64,)>(sql, &[&sum, &total_of(&site)]).await?.0;
        tx.commit().await?;
        let mut state = self.state();
        state.saved = saved;
        state.unsaved -= sum;
        for (key, views) in taken {
            if let Some(pending) = state.pending.get_mut(&key) {
                *pending -= views;
            }
        }
        state.pending.retain(|_, views| *views > 0);
        Ok(())
    }
}

impl State {
    /// Forgets those who left, once a minute, and everybody's hash with yesterday's salt: rather some too few for five
    /// minutes than anybody twice.
    fn turn_to(&mut self, now: Ts) {
        let minute = now.0.div_euclid(60 * SECOND);
        if minute == self.minute {
            return;
        }
        self.minute = minute;
        self.seen.retain(|_, last| *last > minute - WINDOW_MINUTES);
        let day = now.day();
        if day != self.day {
            self.day = day;
            self.salt = RandomState::new();
            self.seen.clear();
        }
    }
}

/// The name of a portal's running total.
fn total_of(site: &str) -> String {
    if site.is_empty() { "articles".to_owned() } else { format!("articles of {site}") }
}

/// The Monday on which the week of `day` begins.
fn monday(day: Day) -> Day {
    day.plus_days(-i64::from(day.0.weekday().to_monday_zero_offset()))
}

/// `Đang có 173 khách và không thành viên đang online`, in all its forms.
pub fn online_sentence(words: Words, guests: u64, members: u64) -> String {
    let form = match (guests, members) {
        (0, 0) => "online-nobody",
        (0, _) => "online-members",
        (_, 0) => "online-guests",
        _ => "online-both",
    };
    let guests = words.count("online-some-guests", guests as i64);
    let members = words.count("online-some-members", members as i64);
    words.fill(form, &[("guests", guests.into()), ("members", members.into())])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_week_begins_on_monday() {
        for (day, begins) in [
            (Day::of(2018, 11, 23), Day::of(2018, 11, 19)),
            (Day::of(2018, 11, 19), Day::of(2018, 11, 19)),
            (Day::of(2018, 11, 18), Day::of(2018, 11, 12)),
            (Day::of(2019, 1, 1), Day::of(2018, 12, 31)),
        ] {
            assert_eq!(monday(day), begins, "{day}");
        }
    }
}
