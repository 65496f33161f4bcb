//! Rate limits on what strangers can call, by action and by who calls.

use crate::failure::Failure;
use governor::clock::{Clock, DefaultClock};
use governor::state::keyed::HashMapStateStore;
use governor::{Quota, RateLimiter};
use std::num::NonZeroU32;
use std::time::Duration;

/// One action's limit: a burst, refilled at a steady pace, for each key (an address, an account).
pub struct Limit {
    limiter: RateLimiter<String, HashMapStateStore<String>, DefaultClock>,
    clock: DefaultClock,
}

impl Limit {
    /// `burst` calls at once, then one more each `refill`.
    ///
    /// # Panics
    /// When `burst` is 0 or `refill` is no time at all.
    pub fn new(burst: u32, refill: Duration) -> Limit {
        let burst = NonZeroU32::new(burst).expect("a burst of at least one");
        let quota = Quota::with_period(refill).expect("a time to refill").allow_burst(burst);
        Limit { limiter: RateLimiter::hashmap(quota), clock: DefaultClock::default() }
    }

    /// Counts one call by `key`.
    ///
    /// # Errors
    /// [`Failure::TooMany`] with the seconds to wait.
    pub fn check(&self, key: &str) -> Result<(), Failure> {
        if self.limiter.len() > 50_000 {
            self.limiter.retain_recent();
        }
        self.limiter.check_key(&key.to_owned()).map_err(|until| {
            let wait = until.wait_time_from(self.clock.now());
            Failure::TooMany { seconds: wait.as_secs() + 1 }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_is_let_through_and_others_do_not_suffer() {
        let limit = Limit::new(3, Duration::from_secs(3600));
        for _ in 0..3 {
            assert!(limit.check("10.0.0.1").is_ok());
        }
        assert!(matches!(limit.check("10.0.0.1"), Err(Failure::TooMany { seconds }) if seconds > 3000));
        assert!(limit.check("10.0.0.2").is_ok());
    }
}
