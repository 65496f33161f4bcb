//! Passwords: Argon2id, as RFC 9106 describes it, with the least memory that OWASP's cheat sheet on password storage
//! advises (19 MiB, two passes, one lane), because offices run this on small machines.

use super::Account;
use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use kit::clock::{Chance, Ts};
use kit::db::{Conn, Db, Result};
use kit::journal::{self, Event};
use std::sync::LazyLock;
use tokio::sync::Semaphore;

/// The fewest characters. A sentence that is easy to keep in mind is longer.
pub const SHORTEST: usize = 12;
/// The most; hashing longer ones would only cost us.
pub const LONGEST: usize = 200;

/// At most so many are hashed at once: 19 MiB each.
static HASHING: Semaphore = Semaphore::const_new(2);

/// What an unknown login is checked against, so that it takes as long as a known one.
static NOBODY: LazyLock<String> = LazyLock::new(|| hash("nobody", &[0; 16]));

/// What people here write first when they are asked for a password, without marks. Beside them letters count, no digits: a row,
/// a year or a birthday is the next that is tried.
const COMMON: [&str; 10] =
    ["matkhau", "password", "qwerty", "asdfgh", "abcdef", "123456", "dangvien", "danguy", "chibo", "vietnam"];

/// What is wrong with a password that somebody chose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weak {
    /// Fewer than [`SHORTEST`] characters.
    Short,
    /// More than [`LONGEST`].
    Long,
    /// One letter again and again, the login or the name, a row of digits.
    Guessable,
}

impl Weak {
    /// The end of the message's key.
    pub fn key(self) -> &'static str {
        match self {
            Weak::Short => "short",
            Weak::Long => "long",
            Weak::Guessable => "guessable",
        }
    }
}

/// Whether a password may be chosen by the owner of this login and name.
pub fn judge(password: &str, login: &str, name: &str) -> std::result::Result<(), Weak> {
    let letters = password.chars().count();
    if letters < SHORTEST {
        return Err(Weak::Short);
    }
    if letters > LONGEST {
        return Err(Weak::Long);
    }
    let plain: String = viet::fold(password).chars().filter(|c| c.is_alphanumeric()).collect();
    let distinct: std::collections::HashSet<char> = plain.chars().collect();
    let owner = [login, name].map(|text| viet::fold(text).chars().filter(|c| c.is_alphanumeric()).collect::<String>());
    let known = owner.iter().map(String::as_str).chain(COMMON).filter(|text| text.len() > 2);
    let left = known.fold(plain.clone(), |left, text| left.replace(text, ""));
    let beside = left.chars().filter(|c| c.is_alphabetic()).count();
    let is_known = left != plain && beside < 5;
    if distinct.len() < 5 || is_known || "01234567890123456789".contains(&plain) {
        return Err(Weak::Guessable);
    }
    Ok(())
}

/// The hash of a password, ready to be kept. Takes a few hundredths of a second, so it is made before a transaction.
pub async fn hashed(password: &str, chance: &Chance) -> anyhow::Result<String> {
    let (password, salt) = (viet::nfc(password), chance.bytes());
    aside(move || hash(&password, &salt)).await
}

/// Keeps the hash of an account's new password, chosen in a session that `let_in_by` let in. Links and invitations that wait
/// are worth nothing from then on.
pub async fn keep(conn: &mut Conn, (account, let_in_by): (i64, Option<i64>), hash: &str, now: Ts) -> Result<()> {
    let sql = "UPDATE account SET password_hash = $1, password_let_in_by = $2, password_set_at = $3 WHERE id = $4";
    conn.exec(sql, &[&hash, &let_in_by, &now, &account]).await?;
    super::sessions::end_ways_in(conn, account, now).await?;
    journal::write(conn, &Event::new(Some(account), "identity.password.set", "account", account), now).await?;
    Ok(())
}

/// The account that login and password let in. Takes as long for a login that nobody has, and holds no connection
/// while it hashes.
pub async fn check(db: &Db, login: &str, password: &str) -> anyhow::Result<Option<Account>> {
    let known = Account::by_login(&mut db.read().await?, login).await?.filter(|a| a.disabled_at.is_none());
    let hash = known.as_ref().and_then(|account| account.password_hash.clone());
    let right = is_right(hash, password).await?;
    Ok(known.filter(|_| right))
}

/// Whether `password` is the one of `hash`.
pub async fn is_right(hash: Option<String>, password: &str) -> anyhow::Result<bool> {
    let password = viet::nfc(password);
    aside(move || {
        let (hash, exists) = hash.map_or((NOBODY.as_str().to_owned(), false), |hash| (hash, true));
        let right = PasswordHash::new(&hash)
            .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok());
        right && exists
    })
    .await
}

async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> anyhow::Result<T> {
    let _one_of_few = HASHING.acquire().await?;
    Ok(tokio::task::spawn_blocking(work).await?)
}

fn hash(password: &str, salt: &[u8; 16]) -> String {
    let params = Params::new(19 * 1024, 2, 1, None).expect("parameters within Argon2's bounds");
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    argon2.hash_password_with_salt(password.as_bytes(), salt).expect("a salt of sixteen bytes").to_string()
}
