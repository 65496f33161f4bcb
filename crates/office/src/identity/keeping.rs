//! Who keeps an account: whoever keeps the accounts of every unit at which it holds something. A link is a key to whatever its
//! account may do, so whoever made one is asked again when it is used: the account may hold more by then. What they made ends
//! as soon as somebody gives it a role beyond.

use super::holding::{Rights, rights_of};
use super::right::Right;
use super::{Account, home_of};
use crate::org::Tree;
use crate::shell::Office;
use kit::clock::Ts;
use kit::db::Conn;
use kit::failure::Failure;

/// Whether somebody with these rights keeps everything that an account holds. Who holds nothing (any more) is kept where they
/// were last, at `home`.
pub(super) fn keeps(rights: &Rights, tree: &Tree, held: &Rights, home: Option<i64>) -> bool {
    let keeps = |unit: i64| rights.may(tree, Right::KeepAccounts, unit);
    if held.held().is_empty() {
        let home = home.filter(|home| tree.get(*home).is_some());
        return home.or(tree.committee().map(|top| top.id)).is_some_and(keeps);
    }
    held.held().iter().all(|held| keeps(held.unit))
}

/// Whether whoever made a way into an account keeps it today; the console keeps all of them.
pub(crate) async fn is_kept_by(
    conn: &mut Conn,
    office: &Office,
    maker: Option<i64>,
    account: i64,
) -> Result<bool, Failure> {
    let Some(maker) = maker else { return Ok(true) };
    let maker = Account::get(conn, maker).await?.filter(|maker| maker.disabled_at.is_none());
    let (Some(maker), Some(account)) = (maker, Account::get(conn, account).await?) else { return Ok(false) };
    let tree = office.trees.as_of(conn, office.clock.today()).await?;
    let rule = office.roles()?;
    let (rights, held) =
        (rights_of(conn, rule, &tree, maker.id).await?, rights_of(conn, rule, &tree, account.id).await?);
    let home = home_of(conn, account.id, account.person_id, tree.day()).await?;
    Ok(keeps(&rights, &tree, &held, home))
}

/// Ends the links, the slips and the sessions by which somebody let others into an account who does not keep accounts at a unit
/// where it is to act from now on, or from a later day: they could make none of them any more.
pub(super) async fn end_beyond(
    conn: &mut Conn,
    office: &Office,
    (account, unit): (i64, i64),
    now: Ts,
) -> Result<(), Failure> {
    let sql = "SELECT made_by FROM sign_in_link WHERE account_id = $1 AND used_at IS NULL AND made_by IS NOT NULL
               UNION SELECT made_by FROM invitation
               WHERE account_id = $1 AND used_at IS NULL AND ended_at IS NULL AND made_by IS NOT NULL
               UNION SELECT let_in_by FROM session
               WHERE account_id = $1 AND ended_at IS NULL AND let_in_by IS NOT NULL AND let_in_by <> $1";
    let makers: Vec<(i64,)> = conn.all(sql, &[&account]).await?;
    if makers.is_empty() {
        return Ok(());
    }
    let (tree, rule) = (office.trees.as_of(conn, office.clock.today()).await?, office.roles()?);
    for (maker,) in makers {
        if rights_of(conn, rule, &tree, maker).await?.may(&tree, Right::KeepAccounts, unit) {
            continue;
        }
        for sql in [
            "UPDATE sign_in_link SET used_at = $1 WHERE account_id = $2 AND made_by = $3 AND used_at IS NULL",
            "UPDATE invitation SET ended_at = $1
             WHERE account_id = $2 AND made_by = $3 AND used_at IS NULL AND ended_at IS NULL",
            "UPDATE session SET ended_at = $1 WHERE account_id = $2 AND let_in_by = $3 AND ended_at IS NULL",
        ] {
            conn.exec(sql, &[&now, &account, &maker]).await?;
        }
    }
    Ok(())
}
