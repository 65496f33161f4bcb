//! `thenchot user`: the rescue for an office whose manager cannot come in any more. Whoever sits at the machine may do it
//! alone; the journal says that the console did it.

use crate::{Place, houses};
use anyhow::{Context, Result};
use clap::Subcommand;
use kit::clock::{Chance, Ts};
use kit::db::Conn;
use office::identity::reach::Grant;
use office::identity::second::{SecondStep, lift};
use office::identity::sessions::{end_sessions, make_link};
use office::identity::ways::end_all;
use office::identity::{Account, close_account};
use office::org::NOWHERE;

/// What to do with accounts.
#[derive(Subcommand)]
pub enum UserCommand {
    /// List the accounts: login, name, post, second step, state.
    List,
    /// Make a one-time link that lets an account in, for a forgotten password.
    Link {
        /// What the account signs in with.
        login: String,
    },
    /// Take the second step of signing in off an account, for a lost telephone. Its sessions end.
    DropSecondStep {
        /// What the account signs in with.
        login: String,
    },
    /// End all sessions of an account: whoever is signed in with it is out.
    EndSessions {
        /// What the account signs in with.
        login: String,
        /// Drop its links, slips, passkeys and the link to a provider too; the password and the second step stay.
        #[arg(long)]
        keys: bool,
    },
    /// Close an account: its sessions end, its links hold no more.
    Close {
        /// What the account signs in with.
        login: String,
    },
    /// Open a closed account again.
    Reopen {
        /// What the account signs in with.
        login: String,
    },
}

impl UserCommand {
    /// Whom it is about; nobody in particular for the list.
    fn login(&self) -> Option<&str> {
        use UserCommand::*;
        match self {
            List => None,
            Link { login }
            | DropSecondStep { login }
            | EndSessions { login, .. }
            | Close { login }
            | Reopen { login } => Some(login),
        }
    }
}

/// Does it, with the right of whoever sits at the machine.
pub async fn user(place: &Place, command: &UserCommand) -> Result<()> {
    let office = houses::open_known(place).await?;
    let now = houses::clock_of(&office).await?.now();
    let mut tx = office.begin().await?;
    let Some(login) = command.login() else { return list(&mut tx).await };
    let account = Account::by_login(&mut tx, login).await?;
    let account = account.with_context(|| format!("nobody signs in as {login}; see: thenchot user list"))?;
    println!("{}", done(&mut tx, command, &account, now).await?);
    tx.commit().await?;
    Ok(())
}

async fn list(conn: &mut Conn) -> Result<()> {
    for account in Account::all(conn).await? {
        let state = match (account.disabled_at, account.password_hash) {
            (Some(_), _) => "closed",
            (None, None) => "no password",
            (None, Some(_)) => "open",
        };
        let second = if SecondStep::of(conn, account.id).await?.is_some() { "two steps" } else { "one step" };
        println!("{}\t{}\t{}\t{second}\t{state}", account.login, account.name, account.post);
    }
    Ok(())
}

/// What was done, in words.
async fn done(conn: &mut Conn, command: &UserCommand, account: &Account, now: Ts) -> Result<String> {
    let login = &account.login;
    Ok(match command {
        UserCommand::List => String::new(),
        UserCommand::Link { .. } => {
            let link = make_link(conn, Grant::console(NOWHERE), account.id, &Chance::system(), now).await?;
            let closed = if account.disabled_at.is_some() { "\nThe account is closed: reopen it first." } else { "" };
            format!("One time, within 7 days, put after the office's address:{closed}\n{link}")
        }
        UserCommand::DropSecondStep { .. } => match lift(conn, Grant::console(NOWHERE), account.id, now).await? {
            true => format!("{login} signs in with one step now; all sessions have ended"),
            false => format!("{login} has no second step"),
        },
        UserCommand::EndSessions { keys: true, .. } => {
            let (sessions, keys) = end_all(conn, Grant::console(NOWHERE), account.id, now).await?;
            format!("{login} is signed out of {sessions} devices; {keys} passkeys and links to a provider are dropped")
        }
        UserCommand::EndSessions { .. } => {
            let ended = end_sessions(conn, Grant::console(NOWHERE), account.id, now).await?;
            format!("{login} is signed out of {ended} devices")
        }
        UserCommand::Close { .. } | UserCommand::Reopen { .. } => {
            let closed = matches!(command, UserCommand::Close { .. });
            close_account(conn, Grant::console(NOWHERE), account.id, closed, now).await?;
            format!("{login} is {}", if closed { "closed" } else { "open" })
        }
    })
}
