//! Cases that nobody keeps any more, because whoever was in them has left such work. Those who do it at the unit know of them,
//! whoever else was to, and ask a second person to open them to whom carries on: that may be themselves, for nobody may be left
//! to ask it for them.

use super::case::Case;
use crate::identity::holding::rights_of_all;
use crate::identity::reach::Officer;
use crate::identity::right::Right;
use crate::shell::Office;
use kit::db::Conn;
use kit::failure::Failure;
use std::collections::HashSet;

/// The cases that somebody in them may keep today, and come in to do so; nothing is asked for whoever does no such work.
pub(super) async fn kept(conn: &mut Conn, office: &Office, officer: &Officer) -> Result<Option<HashSet<i64>>, Failure> {
    if officer.let_in_by().is_some() || officer.roots(Right::KeepDiscipline).is_empty() {
        return Ok(None);
    }
    let sql = "SELECT m.case_id, m.account_id, c.unit_id FROM case_member m JOIN closed_case c ON c.id = m.case_id
               JOIN account a ON a.id = m.account_id
               WHERE a.disabled_at IS NULL AND m.from_day <= $1 AND (m.to_day IS NULL OR m.to_day > $1)";
    let members: Vec<(i64, i64, i64)> = conn.all(sql, &[&officer.tree.day()]).await?;
    let rights = rights_of_all(conn, office.roles()?, &officer.tree).await?;
    let keeps = |account: &i64, unit: i64| {
        rights.get(account).is_some_and(|held| held.may(&officer.tree, Right::KeepDiscipline, unit))
    };
    let kept = members.iter().filter(|(_, account, unit)| keeps(account, *unit)).map(|(case, ..)| *case);
    Ok(Some(kept.collect()))
}

/// Whether a case that nobody keeps is for this officer to hand over: they do such work at its unit, and it is not about them.
pub(super) fn may_hand_over(officer: &Officer, case: &Case, kept: Option<&HashSet<i64>>) -> bool {
    kept.is_some_and(|kept| !kept.contains(&case.id))
        && officer.may(Right::KeepDiscipline, case.unit_id)
        && !case.concerns(officer.person)
}

/// All that are for this officer to hand over, the newest first.
pub(super) async fn to_hand_over(conn: &mut Conn, office: &Office, officer: &Officer) -> Result<Vec<Case>, Failure> {
    let Some(kept) = kept(conn, office, officer).await? else { return Ok(vec![]) };
    let mut cases = Case::all(conn).await?;
    cases.retain(|case| may_hand_over(officer, case, Some(&kept)));
    Ok(cases)
}
