//! Whose hands may be on an account. A link or a slip lets in whoever holds it, and whoever made it has held it: for a while
//! after an account was entered so, its owner has time to see it, and what takes two persons is not agreed to by the hand
//! that asked. A second step, a password or a passkey that was there before shows the owner; then nobody else is named. One that
//! was made behind the link does not: see [`super::ways`].

use super::sessions::{IDLE_LASTS, digest};
use kit::clock::Ts;
use kit::db::{Arg, Conn, Result};
use std::collections::{HashMap, HashSet};

/// That an account did something, and when: what it asked for, or its part of what takes two.
pub type Deed = (i64, Ts);

/// Who let whom in, and when that was last.
#[derive(Debug, Default)]
pub(crate) struct Hands(HashMap<i64, Vec<(i64, Ts)>>);

impl Hands {
    /// Those of the time since then; and of the session of a token, however long it has lasted. What was done in a session
    /// that somebody let in was done by them, so whoever did something is let in anew with it.
    pub(crate) async fn since(conn: &mut Conn, since: Ts, token: &str, (doer, at): Deed) -> Result<Hands> {
        let sql = "SELECT account_id, let_in_by, max(at) FROM (
                     SELECT account_id, let_in_by, created_at AS at FROM session
                     WHERE let_in_by > 0 AND (created_at > $1 OR token_sha256 = $2)
                     UNION ALL SELECT account_id, let_in_by, CAST($4 AS BIGINT) FROM session
                     WHERE let_in_by > 0 AND account_id = $3 AND created_at <= $4 AND seen_at > $5
                       AND (ended_at IS NULL OR ended_at > $4)
                   ) AS known GROUP BY account_id, let_in_by ORDER BY account_id, let_in_by";
        // What was done before was there for its owner to see.
        let doer = if at > since { doer } else { 0 };
        let args: [&dyn Arg; 5] = [&since, &digest(token), &doer, &at, &at.plus(-IDLE_LASTS)];
        let rows: Vec<(i64, i64, Ts)> = conn.all(sql, &args).await?;
        let mut hands = Hands::default();
        for (account, by, at) in rows.into_iter().filter(|(account, by, _)| account != by) {
            hands.0.entry(account).or_default().push((by, at));
        }
        Ok(hands)
    }

    /// Everybody whose hands may be on the account, itself first; and when the last of them were let in.
    fn on(&self, account: i64) -> (Vec<i64>, Ts) {
        let (mut all, mut seen, mut last) = (vec![account], HashSet::from([account]), Ts(0));
        let mut next = 0;
        while let Some(one) = all.get(next).copied() {
            next += 1;
            for (by, at) in self.0.get(&one).into_iter().flatten() {
                last = last.max(*at);
                if seen.insert(*by) {
                    all.push(*by);
                }
            }
        }
        (all, last)
    }

    /// Whose hands may be on both accounts, and since when.
    pub(crate) fn shared(&self, one: i64, other: i64) -> Option<(i64, Ts)> {
        let ((ones, at), (others, later)) = (self.on(one), self.on(other));
        let shared = others.into_iter().find(|hand| ones.contains(hand))?;
        Some((shared, at.max(later)))
    }
}

#[cfg(test)]
mod tests {
    use super::Hands;
    use kit::clock::Ts;
    use std::collections::HashMap;

    #[test]
    fn who_was_let_in_by_somebody_is_one_with_them_also_by_way_of_others() {
        // 1 let 2 in, 2 let 3 in; 1 let 4 in; 5 stands alone; 6 and 7 let each other in.
        let rows = [(2, 1, 10), (3, 2, 20), (4, 1, 30), (6, 7, 40), (7, 6, 50)];
        let mut by: HashMap<i64, Vec<(i64, Ts)>> = HashMap::new();
        for (account, let_in_by, at) in rows {
            by.entry(account).or_default().push((let_in_by, Ts(at)));
        }
        let hands = Hands(by);
        for (one, other, shared) in [
            (1, 2, Some((1, 10))),
            (2, 1, Some((1, 10))),
            (1, 3, Some((1, 20))),
            (3, 4, Some((1, 30))),
            (1, 5, None),
            (5, 6, None),
            (6, 7, Some((7, 50))),
            (2, 6, None),
        ] {
            assert_eq!(hands.shared(one, other).map(|(who, at)| (who, at.0)), shared, "{one} and {other}");
        }
    }
}
