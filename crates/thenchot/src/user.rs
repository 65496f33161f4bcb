//! `thenchot user`: the rescue for an office whose manager cannot come in any more.

use crate::{Place, houses};
use anyhow::{Context, Result};
use clap::Subcommand;
use kit::clock::Chance;
use office::identity::{Account, close_account, reach::Grant, sessions::make_link};
use office::org::NOWHERE;

/// What to do with accounts.
#[derive(Subcommand)]
pub enum UserCommand {
    /// List the accounts.
    List,
    /// Make a one-time link that lets an account in, for a forgotten password.
    Link {
        /// What the account signs in with.
        login: String,
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

/// Does it, with the right of whoever sits at the machine; the journal says that the console did it.
pub async fn user(place: &Place, command: &UserCommand) -> Result<()> {
    let office = houses::open_office(place).await?;
    let now = houses::clock_of(&office).await?.now();
    let mut tx = office.begin().await?;
    let (UserCommand::Link { login } | UserCommand::Close { login } | UserCommand::Reopen { login }) = command else {
        for account in Account::all(&mut tx).await? {
            let state = match (account.disabled_at, account.password_hash) {
                (Some(_), _) => "closed",
                (None, None) => "no password",
                (None, Some(_)) => "open",
            };
            println!("{}\t{}\t{}\t{state}", account.login, account.name, account.post);
        }
        return Ok(());
    };
    let account = Account::by_login(&mut tx, login).await?;
    let account = account.with_context(|| format!("nobody signs in as {login}; see: thenchot user list"))?;
    let grant = Grant::console(NOWHERE);
    match command {
        UserCommand::Link { .. } => {
            let link = make_link(&mut tx, grant, account.id, &Chance::system(), now).await?;
            println!("One time, within 7 days, put after the office's address:\n{link}");
        }
        UserCommand::Close { .. } | UserCommand::Reopen { .. } => {
            let closed = matches!(command, UserCommand::Close { .. });
            close_account(&mut tx, grant, account.id, closed, now).await?;
            println!("{login} is {}", if closed { "closed" } else { "open" });
        }
        UserCommand::List => {}
    }
    tx.commit().await?;
    Ok(())
}
