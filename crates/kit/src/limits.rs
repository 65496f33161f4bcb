//! Limits on what strangers can call, by action and by who calls. They run on the time that is handed in, so that a
//! test moves it; what turned out to be rightful is given back, so that only wrong guesses count.

use crate::clock::Ts;
use crate::failure::Failure;
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// So many keys are kept before those that are full again are looked for.
const KEYS: usize = 50_000;

/// One action's limit: a burst, refilled at a steady pace, for each key (an address, an account).
pub struct Limit {
    /// The time that one call costs, in the unit of [`Ts`].
    refill: i64,
    /// The time that may be spent ahead.
    burst: i64,
    spent: Mutex<Spent>,
}

#[derive(Default)]
struct Spent {
    /// Until when each key has spent its time; a key that is not here, or lies behind, is full.
    until: HashMap<String, i64>,
    /// How many keys there may be before the full ones are dropped.
    drop_at: usize,
}

impl Limit {
    /// `burst` calls at once, then one more each `refill`.
    pub fn new(burst: u32, refill: Duration) -> Limit {
        let refill = i64::try_from(refill.as_micros()).unwrap_or(i64::MAX).max(1);
        let spent = Spent { drop_at: KEYS, ..Spent::default() };
        Limit { refill, burst: refill.saturating_mul(i64::from(burst)), spent: Mutex::new(spent) }
    }

    /// Counts one call by `key`.
    ///
    /// # Errors
    /// [`Failure::TooMany`] with the seconds to wait; the call is then not counted.
    pub fn check(&self, key: &str, now: Ts) -> Result<(), Failure> {
        let mut spent = self.spent();
        if spent.until.len() >= spent.drop_at {
            spent.until.retain(|_, until| *until > now.0);
            // Looked for again once as many more have come, so that a flood of keys costs each of them a little only.
            spent.drop_at = KEYS.max(spent.until.len() * 2);
        }
        let known = spent.until.get(key).copied().unwrap_or(i64::MIN);
        // A clock that was set back must not shut anybody out for longer than the whole burst takes to refill.
        let known = known.clamp(now.0, now.0.saturating_add(self.burst));
        let after = known + self.refill;
        let wait = after - now.0 - self.burst;
        spent.until.insert(key.to_owned(), if wait > 0 { known } else { after });
        if wait > 0 {
            let seconds = wait.unsigned_abs().div_ceil(1_000_000);
            return Err(Failure::TooMany { seconds });
        }
        Ok(())
    }

    /// Takes one counted call of `key` back: it was no guess.
    pub fn give_back(&self, key: &str) {
        let refill = self.refill;
        if let Some(until) = self.spent().until.get_mut(key) {
            *until -= refill;
        }
    }

    fn spent(&self) -> MutexGuard<'_, Spent> {
        self.spent.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SECOND;

    const NOW: Ts = Ts(1_000 * SECOND);

    fn wait(limit: &Limit, key: &str, now: Ts) -> u64 {
        match limit.check(key, now) {
            Err(Failure::TooMany { seconds }) => seconds,
            _ => 0,
        }
    }

    #[test]
    fn a_burst_is_let_through_then_one_at_a_time_and_others_do_not_suffer() {
        let limit = Limit::new(3, Duration::from_secs(60));
        for (key, after, waits) in [
            ("a", 0, 0),
            ("a", 0, 0),
            ("a", 0, 0),
            ("a", 0, 60),
            ("b", 0, 0),
            ("a", 45, 15),
            ("a", 60, 0),
            ("a", 60, 60),
            ("a", 300, 0),
            ("a", 300, 0),
            ("a", 300, 0),
            ("a", 300, 60),
        ] {
            assert_eq!(wait(&limit, key, NOW.plus(after * SECOND)), waits, "{key} after {after} s");
        }
    }

    #[test]
    fn what_is_given_back_was_never_counted() {
        let limit = Limit::new(2, Duration::from_secs(60));
        for _ in 0..50 {
            assert_eq!(wait(&limit, "a", NOW), 0);
            limit.give_back("a");
        }
        assert_eq!((wait(&limit, "a", NOW), wait(&limit, "a", NOW), wait(&limit, "a", NOW)), (0, 0, 60));
    }

    #[test]
    fn a_clock_that_is_set_back_shuts_nobody_out_for_long() {
        let limit = Limit::new(2, Duration::from_secs(60));
        for _ in 0..2 {
            wait(&limit, "a", NOW);
        }
        assert_eq!(wait(&limit, "a", NOW.plus(-900 * SECOND)), 60);
        assert_eq!(wait(&limit, "a", NOW.plus(-870 * SECOND)), 30, "a refused call costs nothing");
        assert_eq!(wait(&limit, "a", NOW.plus(-840 * SECOND)), 0);
    }

    #[test]
    fn keys_that_are_full_again_are_forgotten() {
        let limit = Limit::new(1, Duration::from_secs(1));
        for key in 0..KEYS {
            wait(&limit, &key.to_string(), NOW);
        }
        wait(&limit, "one more", NOW.plus(2 * SECOND));
        assert_eq!(limit.spent().until.len(), 1);
    }
}
