//! Who has an article open: known in memory for a minute, told to the others who have.

use kit::clock::{SECOND, Ts};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// So long somebody counts as being here after the last sign of them.
const HERE: i64 = 90 * SECOND;

/// Who has which article open.
#[derive(Default)]
pub struct Editing(Mutex<HashMap<(i64, i64), Ts>>);

impl Editing {
    /// Notes that an account has an article open, and tells which others have, with the last sign of each.
    pub fn note(&self, article: i64, account: i64, now: Ts) -> Vec<(i64, Ts)> {
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        open.retain(|_, seen| seen.plus(HERE) > now);
        open.insert((article, account), now);
        let others = open.iter().filter(|((of, who), _)| *of == article && *who != account);
        let mut others: Vec<(i64, Ts)> = others.map(|((_, who), seen)| (*who, *seen)).collect();
        others.sort_unstable();
        others
    }

    /// Notes that an account has closed it.
    pub fn leave(&self, article: i64, account: i64) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&(article, account));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_here_is_known_for_a_while() {
        let (editing, at) = (Editing::default(), Ts(0));
        assert_eq!(editing.note(1, 7, at), []);
        assert_eq!(editing.note(2, 8, at), [], "another article");
        assert_eq!(editing.note(1, 8, at.plus(SECOND)), [(7, at)]);
        assert_eq!(editing.note(1, 7, at.plus(2 * SECOND)), [(8, at.plus(SECOND))]);
        editing.leave(1, 8);
        assert_eq!(editing.note(1, 7, at.plus(3 * SECOND)), []);
        assert_eq!(editing.note(1, 9, at.plus(2 * HERE)), [], "long gone");
    }
}
