//! Whom somebody may choose among accounts: those who act or belong within reach. Others are as if there were none.

use super::holding::rights_of_all;
use super::reach::Officer;
use super::{Account, home_of};
use crate::shell::Office;
use kit::db::Conn;
use kit::failure::Failure;

/// Open accounts within reach, one's own left out: of who acts there, or belongs there.
pub async fn accounts(conn: &mut Conn, office: &Office, officer: &Officer) -> Result<Vec<Account>, Failure> {
    let rights = rights_of_all(conn, office.roles()?, &officer.tree).await?;
    let mut near = Vec::new();
    for account in Account::all(conn).await? {
        if account.disabled_at.is_some() || account.id == officer.account {
            continue;
        }
        let acts = rights.get(&account.id).map(|held| held.held()).unwrap_or_default();
        let here = if acts.is_empty() {
            home_of(conn, account.id, account.person_id, officer.tree.day())
                .await?
                .is_some_and(|home| officer.reaches(home))
        } else {
            acts.iter().any(|held| officer.reaches(held.unit))
        };
        if here {
            near.push(account);
        }
    }
    Ok(near)
}
