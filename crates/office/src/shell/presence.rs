//! How many people are signed in and active: a number for the portal, kept in memory.

use kit::clock::{SECOND, Ts};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// After so long without a request somebody is no longer here.
const WINDOW: i64 = 300 * SECOND;

/// Who was here lately.
#[derive(Default)]
pub struct Presence(Mutex<HashMap<i64, Ts>>);

impl Presence {
    /// Notes that an account is here.
    pub fn note(&self, account: i64, now: Ts) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(account, now);
    }

    /// How many are here.
    pub fn count(&self, now: Ts) -> u64 {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        seen.retain(|_, at| at.0 > now.0 - WINDOW);
        seen.len() as u64
    }
}
