//! Who is here and what is read: counted in memory, without a cookie, without a person.
//!
//! A visitor is a hash of address and browser under a random salt that lives for one day and is never written down.
//! Views are added to the database once a second; a reader's request writes nothing. Known bots, bare tools, HEAD and
//! pages fetched ahead are not counted. Two people behind one address with the same browser count as one guest: the
//! page about counting says so.

use axum::http::{HeaderMap, Method, header};
use kit::clock::{Day, SECOND, Ts};
use kit::db::{Db, Result};
use kit::web::Caller;
use kit::words::Words;
use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Minutes after which somebody who asks for nothing more is no longer here.
pub(crate) const WINDOW_MINUTES: i64 = 5;
/// More visitors than this at once are not told apart: a bound on memory, not a claim.
const MOST_VISITORS: usize = 1_000_000;

/// Words in a browser's name that only programs have.
const BOT_WORDS: [&str; 14] = [
    "bot",
    "crawl",
    "spider",
    "slurp",
    "curl/",
    "wget",
    "python",
    "java/",
    "go-http",
    "headless",
    "preview",
    "monitor",
    "facebookexternalhit",
    "lighthouse",
];

pub(crate) struct Counters(Mutex<State>);

struct State {
    /// The day of the salt.
    day: Day,
    salt: RandomState,
    /// Each visitor's last minute.
    seen: HashMap<u64, i64>,
    minute: i64,
    /// What the database has, and what it is about to have.
    saved: i64,
    /// Views not written yet, by article.
    pending: HashMap<i64, i64>,
    /// All views of each article, written or not.
    by_article: HashMap<i64, i64>,
}

impl Counters {
    pub(crate) async fn open(db: &Db, imported: i64, day: Day) -> Result<Counters> {
        let mut tx = db.begin().await?;
        tx.exec(
            "INSERT INTO view_total (name, views) VALUES ('articles', $1) ON CONFLICT (name) DO NOTHING",
            &[&imported],
        )
        .await?;
        let saved: Option<i64> = tx.value("SELECT views FROM view_total WHERE name = 'articles'", &[]).await?;
        let by_article: Vec<(i64, i64)> =
            tx.all("SELECT article_id, CAST(sum(views) AS BIGINT) FROM view_count GROUP BY article_id", &[]).await?;
        tx.commit().await?;
        Ok(Counters(Mutex::new(State {
            day,
            salt: RandomState::new(),
            seen: HashMap::new(),
            minute: 0,
            saved: saved.unwrap_or(0),
            pending: HashMap::new(),
            by_article: by_article.into_iter().collect(),
        })))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts a person who looks at a page, and a view when it is an article's.
    pub(crate) fn visit(&self, caller: Caller, headers: &HeaderMap, article: Option<i64>, now: Ts) {
        let browser = headers.get(header::USER_AGENT).map_or(&b""[..], |v| v.as_bytes());
        let mut state = self.state();
        state.turn_to(now);
        let visitor = state.salt.hash_one((caller.0, browser));
        let minute = state.minute;
        if state.seen.len() < MOST_VISITORS || state.seen.contains_key(&visitor) {
            state.seen.insert(visitor, minute);
        }
        if let Some(article) = article {
            *state.pending.entry(article).or_default() += 1;
            *state.by_article.entry(article).or_default() += 1;
        }
    }

    /// Guests of the last minutes.
    pub(crate) fn guests(&self, now: Ts) -> u64 {
        let mut state = self.state();
        state.turn_to(now);
        state.seen.len() as u64
    }

    /// All views of all articles.
    pub(crate) fn views(&self) -> i64 {
        let state = self.state();
        state.saved + state.pending.values().sum::<i64>()
    }

    /// All views of one article.
    pub(crate) fn views_of(&self, article: i64) -> i64 {
        self.state().by_article.get(&article).copied().unwrap_or(0)
    }

    /// Adds what was counted to the database. When that fails it stays pending; nothing is lost or counted twice.
    pub(crate) async fn flush(&self, db: &Db, day: Day) -> Result<()> {
        let taken: Vec<(i64, i64)> = self.state().pending.iter().map(|(article, views)| (*article, *views)).collect();
        if taken.is_empty() {
            return Ok(());
        }
        let mut tx = db.begin().await?;
        for (article, views) in &taken {
            tx.exec(
                "INSERT INTO view_count (article_id, day, views) VALUES ($1, $2, $3)
                 ON CONFLICT (article_id, day) DO UPDATE SET views = view_count.views + excluded.views",
                &[article, &day, views],
            )
            .await?;
        }
        let sum: i64 = taken.iter().map(|(_, views)| views).sum();
        let saved: i64 = tx
            .one::<(i64,)>("UPDATE view_total SET views = views + $1 WHERE name = 'articles' RETURNING views", &[&sum])
            .await?
            .0;
        tx.commit().await?;
        let mut state = self.state();
        state.saved = saved;
        for (article, views) in taken {
            if let Some(pending) = state.pending.get_mut(&article) {
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
        if minute != self.minute {
            self.minute = minute;
            self.seen.retain(|_, last| *last > minute - WINDOW_MINUTES);
        }
        let day = now.day();
        if day != self.day {
            self.day = day;
            self.salt = RandomState::new();
            self.seen.clear();
        }
    }
}

/// Whether a request is one that a person looks at.
pub(crate) fn is_person(method: &Method, headers: &HeaderMap) -> bool {
    if method != Method::GET || fetched_ahead(headers) {
        return false;
    }
    let Some(browser) = headers.get(header::USER_AGENT).and_then(|v| v.to_str().ok()) else { return false };
    !browser.is_empty() && !BOT_WORDS.iter().any(|word| contains_ignoring_case(browser.as_bytes(), word.as_bytes()))
}

fn fetched_ahead(headers: &HeaderMap) -> bool {
    ["sec-purpose", "purpose", "x-moz"]
        .iter()
        .any(|name| headers.get(*name).is_some_and(|v| v.as_bytes().starts_with(b"prefetch")))
}

fn contains_ignoring_case(text: &[u8], word: &[u8]) -> bool {
    text.windows(word.len()).any(|window| window.eq_ignore_ascii_case(word))
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
