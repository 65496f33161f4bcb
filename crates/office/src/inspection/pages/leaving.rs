//! Leaving a case, or being put out of it.

use super::cases::{address, find, key, page};
use crate::identity::holding::rights_of_all;
use crate::identity::reach::Officer;
use crate::identity::right::{AssignCases, Right};
use crate::inspection::case::{Case, leave, let_out, members};
use crate::shell::Office;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use kit::db::Conn;
use kit::failure::Failure;
use kit::form::Form;
use kit::page::see_other;

pub(super) async fn go(
    State(office): State<Office>,
    officer: Officer,
    Path(case): Path<String>,
) -> Result<Response, Failure> {
    let key = key(&office, &officer, &case).await?;
    let mut tx = office.db.begin().await?;
    if !is_kept_without(&mut tx, &office, &officer, key.case()).await? {
        drop(tx);
        let mut form = Form::default();
        form.wrong("who", officer.words().say("case-leave-last"));
        let found = find(&office, &officer, &case).await?;
        return page(&office, &officer, found, StatusCode::UNPROCESSABLE_ENTITY, form, None).await;
    }
    leave(&mut tx, key, office.clock.now()).await?;
    tx.commit().await?;
    Ok(see_other("/van-phong?xong=thoi-ho-so"))
}

/// Whether somebody else in a case may keep it, and so open it to others, once whoever is signed in has left.
async fn is_kept_without(conn: &mut Conn, office: &Office, officer: &Officer, case: &Case) -> Result<bool, Failure> {
    let rights = rights_of_all(conn, office.roles()?, &officer.tree).await?;
    for (account, ..) in members(conn, case.id, officer.tree.day()).await? {
        let may = rights.get(&account).is_some_and(|it| it.may(&officer.tree, Right::KeepDiscipline, case.unit_id));
        let open = "SELECT count(*) FROM account WHERE id = $1 AND disabled_at IS NULL";
        if account != officer.account && may && conn.value::<i64>(open, &[&account]).await? == Some(1) {
            return Ok(true);
        }
    }
    Ok(false)
}

pub(super) async fn send_out(
    State(office): State<Office>,
    officer: Officer,
    Path((case, account)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let found = find(&office, &officer, &case).await?;
    let grant = officer.require(AssignCases, found.case.unit_id)?;
    let mut tx = office.db.begin().await?;
    let sql =
        "SELECT a.id FROM account a JOIN case_member m ON m.account_id = a.id WHERE a.uid = $1 AND m.case_id = $2";
    let who: i64 = tx.value(sql, &[&account, &found.case.id]).await?.ok_or(Failure::NotFound)?;
    let_out(&mut tx, grant, &found.case, who, office.clock.now()).await?;
    tx.commit().await?;
    Ok(see_other(&format!("{}?xong=thoi-ho-so", address(&found.case))))
}
