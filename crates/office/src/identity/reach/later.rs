//! Somebody whose work goes on after their request: a job acts as they stand when it runs, with the rights of that moment.

use super::Officer;
use crate::identity::Account;
use crate::identity::holding::rights_of;
use crate::org::Tree;
use crate::shell::Office;
use axum::http::Uri;
use kit::db::Conn;
use kit::failure::Failure;
use kit::words::Lang;

impl Officer {
    /// The holder of an account as they stand now; `None` when the account was closed.
    pub(crate) async fn later(office: &Office, conn: &mut Conn, account: i64) -> Result<Option<Officer>, Failure> {
        let Some(account) = Account::get(conn, account).await?.filter(|account| account.disabled_at.is_none()) else {
            return Ok(None);
        };
        let tree = Tree::as_of(conn, office.clock.today()).await?;
        Ok(Some(Officer {
            rights: rights_of(conn, office.roles()?, &tree, account.id).await?,
            account: account.id,
            person: account.person_id,
            login: account.login,
            lang: Lang::Vi,
            name: account.name,
            post: account.post,
            tree: std::sync::Arc::new(tree),
            second: None,
            let_in_by: None,
            token: String::new(),
            uri: Uri::from_static("/van-phong"),
        }))
    }
}
