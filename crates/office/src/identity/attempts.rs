//! Wrong guesses are slowed, in lanes: whoever comes from a device or a place from which the account was entered
//! before has a lane of their own, so a stranger who hammers a login fills the strangers' lane only and never stands in
//! its owner's way. A rightful sign-in is not counted at all. There is no lock, so there is nothing to unlock.
//!
//! What cannot be guessed (one-time links, passkeys, a provider's word) is not slowed.

use super::sessions::was_entered_from;
use crate::shell::Office;
use axum::http::HeaderMap;
use kit::clock::{Chance, DAY, Ts};
use kit::db::{Conn, Result};
use kit::failure::Failure;
use kit::limits::Limit;
use kit::vault::Vault;
use kit::web::{Caller, cookie};
use std::time::Duration;

/// The cookie by which a device is known again: for each login that came in with it, a nonce and its mark.
pub const KNOWN_COOKIE: &str = "thenchot_known";
/// How long a browser keeps it, in seconds.
pub const KNOWN_LASTS: u32 = 180 * 86_400;
/// So many people may share a device.
const SHARED_BY: usize = 6;
/// A place counts as known for so long after it was last entered from.
pub const PLACE_LASTS: i64 = 90 * DAY;
/// Wrong tries are told to the account's owner for so long.
const TOLD_FOR: i64 = 30;

/// How often what may be tried.
pub struct Attempts {
    /// By a stranger, whatever they try, from one place.
    place: Limit,
    /// By strangers together, one login.
    strangers: Limit,
    /// One login in a lane of its own: from a known device, or from a known place.
    own: Limit,
    /// Short codes that nobody was given, from one place. See [`super::code`] for what may be guessed so.
    codes: Limit,
    /// The second step of one login, by whoever has passed the first one: strangers together, and each lane of its own.
    /// Of a million codes three are right at a time; five tries, then one in five minutes, leave a guesser who has the
    /// password less than one chance in a thousand a day, and the owner is told of each.
    second: Limit,
    /// Logins that one account wants to give: the answer says whether somebody has it, also where the account knows nothing of
    /// them. More than a manager mistypes, fewer than a list of names.
    asked: Limit,
}

impl Default for Attempts {
    fn default() -> Attempts {
        let limit = |burst, seconds| Limit::new(burst, Duration::from_secs(seconds));
        Attempts {
            place: limit(30, 10),
            strangers: limit(10, 60),
            own: limit(10, 60),
            codes: limit(20, 60),
            second: limit(5, 300),
            asked: limit(60, 60),
        }
    }
}

/// The lane in which somebody tries a login.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lane {
    /// From a device or a place that the login was entered from; the key of the lane.
    Own(String),
    /// From elsewhere.
    Stranger {
        /// The place.
        place: String,
        /// The login, in small letters.
        login: String,
    },
}

impl Lane {
    /// The lane of whoever tries `login` (in small letters) with these headers from this place. Asks the same of the
    /// database for a login that nobody has.
    pub async fn of(office: &Office, headers: &HeaderMap, caller: Caller, login: &str) -> Result<Lane> {
        let place = caller.prefix();
        let since = office.clock.now().plus(-PLACE_LASTS);
        let known = was_entered_from(&mut office.db.read().await?, login, &place, since).await?;
        Ok(match known_device(&office.vault, headers, login) {
            Some(nonce) => Lane::Own(format!("{login}/{nonce}")),
            None if known => Lane::Own(format!("{login}@{place}")),
            None => Lane::Stranger { place, login: login.to_owned() },
        })
    }

    /// The lane of somebody who is signed in and proves again who they are.
    pub fn inside(account: i64) -> Lane {
        Lane::Own(format!("#{account}"))
    }
}

impl Attempts {
    /// Counts a try before it is looked at, so that many at once cannot slip through.
    ///
    /// # Errors
    /// [`Failure::TooMany`] when the lane is full.
    pub fn take(&self, lane: &Lane, now: Ts) -> std::result::Result<(), Failure> {
        match lane {
            Lane::Own(key) => self.own.check(key, now),
            Lane::Stranger { place, login } => {
                self.place.check(place, now)?;
                self.strangers.check(login, now).inspect_err(|_| self.place.give_back(place))
            }
        }
    }

    /// Takes the count back: it was right.
    pub fn was_right(&self, lane: &Lane) {
        match lane {
            Lane::Own(key) => self.own.give_back(key),
            Lane::Stranger { place, login } => {
                self.place.give_back(place);
                self.strangers.give_back(login);
            }
        }
    }

    /// Counts a try of the second step; [`Attempts::second_was_right`] takes it back.
    ///
    /// # Errors
    /// [`Failure::TooMany`] when the lane is full.
    pub fn take_second(&self, lane: &Lane, now: Ts) -> std::result::Result<(), Failure> {
        self.second.check(second_key(lane), now)
    }

    /// Takes the count back: it was right.
    pub fn second_was_right(&self, lane: &Lane) {
        self.second.give_back(second_key(lane));
    }

    /// Counts a login that somebody signed in wants to give; [`Attempts::login_was_given`] takes it back.
    ///
    /// # Errors
    /// [`Failure::TooMany`] after too many that made no account.
    pub fn take_login(&self, account: i64, now: Ts) -> std::result::Result<(), Failure> {
        self.asked.check(&account.to_string(), now)
    }

    /// Takes the count back: it is an account's now, for all to see who keep it.
    pub fn login_was_given(&self, account: i64) {
        self.asked.give_back(&account.to_string());
    }

    /// Counts a short code tried from a place; [`Attempts::code_was_right`] takes it back.
    ///
    /// # Errors
    /// [`Failure::TooMany`] after too many wrong ones.
    pub fn take_code(&self, caller: Caller, now: Ts) -> std::result::Result<(), Failure> {
        self.codes.check(&caller.prefix(), now)
    }

    /// Takes the count back: the code was somebody's.
    pub fn code_was_right(&self, caller: Caller) {
        self.codes.give_back(&caller.prefix());
    }
}

/// Strangers share the lane of the login; a login has neither `/` nor `@`, which those of their own have.
fn second_key(lane: &Lane) -> &str {
    match lane {
        Lane::Own(key) => key,
        Lane::Stranger { login, .. } => login,
    }
}

/// The nonce of this device for a login, when the login was entered with it before.
fn known_device(vault: &Vault, headers: &HeaderMap, login: &str) -> Option<String> {
    entries(headers).find(|(nonce, mark)| *mark == mark_of(vault, login, nonce)).map(|(nonce, _)| nonce.to_owned())
}

/// What the device is to keep now that `login` came in with it: the value of [`KNOWN_COOKIE`].
pub fn remember(vault: &Vault, headers: &HeaderMap, login: &str, chance: &Chance) -> String {
    let login = login.to_lowercase();
    let nonce = known_device(vault, headers, &login).unwrap_or_else(|| kit::hex(&chance.bytes::<8>()));
    let others = entries(headers).filter(|(other, _)| *other != nonce).map(|(other, mark)| format!("{other}.{mark}"));
    let own = format!("{nonce}.{}", mark_of(vault, &login, &nonce));
    std::iter::once(own).chain(others).take(SHARED_BY).collect::<Vec<_>>().join("~")
}

fn entries(headers: &HeaderMap) -> impl Iterator<Item = (&str, &str)> {
    let kept = cookie(headers, KNOWN_COOKIE).unwrap_or("");
    kept.split('~').take(SHARED_BY).filter_map(|entry| entry.split_once('.'))
}

fn mark_of(vault: &Vault, login: &str, nonce: &str) -> String {
    let mut mark = vault.mark("known_device", &format!("{nonce}/{login}"));
    mark.truncate(32);
    mark
}

/// Wrong tries of a login, as its owner is told of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrongTries {
    /// How many.
    pub count: i64,
    /// The last one.
    pub last_at: Ts,
    /// From where it came.
    pub last_place: String,
}

/// Notes a wrong try, in the same way whether anybody has the login or not: it takes as long.
pub async fn note_wrong(conn: &mut Conn, vault: &Vault, login: &str, place: &str, now: Ts) -> Result<()> {
    conn.exec(
        "INSERT INTO wrong_try (login_mark, day, tries, last_at, last_place) VALUES ($1, $2, 1, $3, $4)
         ON CONFLICT (login_mark, day) DO UPDATE
         SET tries = wrong_try.tries + 1, last_at = excluded.last_at, last_place = excluded.last_place",
        &[&vault.mark("login", &login.to_lowercase()), &now.day(), &now, &place],
    )
    .await?;
    Ok(())
}

/// The wrong tries of a login within a month; `None` when there were none.
pub async fn wrong_tries(conn: &mut Conn, vault: &Vault, login: &str, now: Ts) -> Result<Option<WrongTries>> {
    let rows: Vec<(i64, Ts, String)> = conn
        .all(
            "SELECT tries, last_at, last_place FROM wrong_try WHERE login_mark = $1 AND day > $2 ORDER BY day DESC",
            &[&vault.mark("login", &login.to_lowercase()), &now.day().plus_days(-TOLD_FOR)],
        )
        .await?;
    let count = rows.iter().map(|(tries, ..)| tries).sum();
    Ok(rows.into_iter().next().map(|(_, last_at, last_place)| WrongTries { count, last_at, last_place }))
}

/// Forgets wrong tries that are told to nobody any more.
pub async fn forget(conn: &mut Conn, now: Ts) -> Result<u64> {
    conn.exec("DELETE FROM wrong_try WHERE day <= $1", &[&now.day().plus_days(-TOLD_FOR)]).await
}
