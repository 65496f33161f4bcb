//! Signing in by somebody else's word: an identity provider that speaks OpenID Connect, as a province may run one. Off
//! until whoever runs the office writes `provider.toml`; the word by which the office proves itself there lies with the
//! other keys, in `keys/provider.secret`. It never makes an account: the owner links their own, while signed in. The code
//! comes back through the browser, the token straight from the provider.

pub mod talk;
pub mod token;

use kit::clock::{SECOND, Ts};
use kit::db::{Conn, Result};
use kit::journal::{self, Event};
use serde::Deserialize;
use std::fmt;
use std::sync::Arc;
use talk::Doors;
use token::{Expected, Keys};
use tokio::sync::Mutex;

/// A provider, as `provider.toml` describes it.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Provider {
    /// What people call it: it stands on the button.
    pub name: String,
    /// Its address, as it calls itself: `https://id.example`.
    pub issuer: String,
    /// The name that it knows this office by.
    pub client_id: String,
    /// Other hosts that the provider's doors may be at, when not all of them are at its own: `keys.id.example`.
    #[serde(default)]
    pub hosts: Vec<String>,
    /// The word that this office proves it with; empty where the provider asks for none.
    #[serde(skip)]
    pub secret: String,
    /// Its doors and keys, once they were asked for.
    #[serde(skip)]
    known: Arc<Mutex<Option<(Ts, Doors, Keys)>>>,
}

impl fmt::Debug for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Provider({})", self.issuer)
    }
}

/// Doors and keys are asked for anew after so long.
const KNOWN_FOR: i64 = 3600 * SECOND;

impl Provider {
    /// What is wrong with the file; `None` when nothing is.
    pub fn problem(&self) -> Option<&'static str> {
        if [&self.name, &self.issuer, &self.client_id].iter().any(|text| text.is_empty()) {
            Some("name, issuer and client_id must not be empty")
        } else if talk::origin(&self.issuer).is_none() || self.issuer.contains(['?', '#']) {
            Some("issuer should be an address that begins with https://, without ? and #")
        } else {
            None
        }
    }

    /// Its doors.
    ///
    /// # Errors
    /// When it does not answer, or not as it should.
    pub async fn doors(&self, now: Ts) -> anyhow::Result<Doors> {
        Ok(self.known(now, false).await?.0)
    }

    async fn known(&self, now: Ts, anew: bool) -> anyhow::Result<(Doors, Keys)> {
        let mut known = self.known.lock().await;
        if let Some((_, doors, keys)) = known.as_ref().filter(|(at, ..)| !anew && now.0 - at.0 < KNOWN_FOR) {
            return Ok((doors.clone(), keys.clone()));
        }
        let doors = talk::doors(self).await?;
        let keys = talk::keys(&doors).await?;
        *known = Some((now, doors.clone(), keys.clone()));
        Ok((doors, keys))
    }

    /// Whom the provider means by a code that came back, asked with `nonce` and `verifier`.
    ///
    /// # Errors
    /// When it does not answer, or its word is not taken.
    pub async fn subject(
        &self,
        (code, back): (&str, &str),
        (nonce, verifier): (&str, &str),
        now: Ts,
    ) -> anyhow::Result<String> {
        let (doors, keys) = self.known(now, false).await?;
        let said = talk::token(self, &doors, code, verifier, back).await?;
        let expected = Expected { issuer: &self.issuer, client: &self.client_id, nonce, now };
        let read = match token::subject(&keys, &said, &expected) {
            // It may have new keys.
            Err(token::Refusal::Key) => token::subject(&self.known(now, true).await?.1, &said, &expected),
            read => read,
        };
        Ok(read?)
    }
}

kit::record! {
    /// An account's link to a provider.
    pub struct Link {
        /// The account.
        pub account_id: i64,
        /// The provider.
        pub issuer: String,
        /// Since when.
        pub made_at: Ts,
        /// When it let in last.
        pub used_at: Option<Ts>,
    }
}

impl Link {
    /// That of an account.
    pub async fn of(conn: &mut Conn, account: i64) -> Result<Option<Link>> {
        let sql = "SELECT account_id, issuer, made_at, used_at FROM provider_link WHERE account_id = $1";
        conn.opt(sql, &[&account]).await
    }
}

/// Links an account to whom a provider means, in a session that `let_in_by` let in and in place of a link before; false when
/// that is another account's already.
pub async fn link(
    conn: &mut Conn,
    (account, let_in_by): (i64, Option<i64>),
    (issuer, subject): (&str, &str),
    now: Ts,
) -> Result<bool> {
    let other = "SELECT account_id FROM provider_link WHERE issuer = $1 AND subject = $2 AND account_id <> $3";
    if conn.value::<i64>(other, &[&issuer, &subject, &account]).await?.is_some() {
        return Ok(false);
    }
    conn.exec("DELETE FROM provider_link WHERE account_id = $1", &[&account]).await?;
    let sql = "INSERT INTO provider_link (account_id, issuer, subject, made_at, let_in_by) VALUES ($1, $2, $3, $4, $5)";
    conn.exec(sql, &[&account, &issuer, &subject, &now, &let_in_by]).await?;
    let event = Event::new(Some(account), "identity.provider.link", "account", account);
    journal::write(conn, &event.after(serde_json::json!({ "issuer": issuer })), now).await?;
    Ok(true)
}

/// Takes the link off an account; nothing happens when it has none.
pub async fn unlink(conn: &mut Conn, account: i64, now: Ts) -> Result<()> {
    if conn.exec("DELETE FROM provider_link WHERE account_id = $1", &[&account]).await? > 0 {
        journal::write(conn, &Event::new(Some(account), "identity.provider.unlink", "account", account), now).await?;
    }
    Ok(())
}

/// The open account that is linked to whom a provider means; notes that it let in.
pub async fn linked(conn: &mut Conn, issuer: &str, subject: &str, now: Ts) -> Result<Option<super::Account>> {
    let sql = "SELECT account_id FROM provider_link WHERE issuer = $1 AND subject = $2";
    let Some(account) = conn.value::<i64>(sql, &[&issuer, &subject]).await? else { return Ok(None) };
    conn.exec("UPDATE provider_link SET used_at = $1 WHERE account_id = $2", &[&now, &account]).await?;
    Ok(super::Account::get(conn, account).await?.filter(|account| account.disabled_at.is_none()))
}
