//! Sessions that went along with their members to another unit: a bookmark, the page that a phone still has open, and the codes
//! that it keeps for want of a net name the old one. Pledges, which are looked at by the units of today, lead on as well.

use super::session::{Holder, find, open, session_address};
use crate::identity::reach::Officer;
use crate::shell::Office;
use crate::study::session::Session;
use axum::response::Response;
use kit::failure::Failure;
use kit::page::see_other;

/// The campaign, the unit and the session of an address.
type At<'a> = (&'a str, &'a str, &'a str);

/// The outward identity of the unit to which a session went that was held by the unit of an address. The database is asked
/// the same whatever is found.
async fn went_to<'o>(office: &Office, officer: &'o Officer, (_, unit, session): At<'_>) -> Result<&'o str, Failure> {
    let (mut conn, today) = (office.db.read().await?, office.clock.today());
    let session = Session::by_uid(&mut conn, session).await?;
    let old: Option<i64> = conn.value("SELECT id FROM unit WHERE uid = $1", &[&unit]).await?;
    let past = office.trees.past(&mut conn, today, today).await?;
    let (Some(session), Some(old)) = (session, old) else { return Err(Failure::NotFound) };
    let heir = past.heir(old);
    let went = heir == session.unit_id && heir != old && officer.reaches(heir);
    if went { Ok(officer.tree.uid(heir)) } else { Err(Failure::NotFound) }
}

/// The outward identity of the unit that carries on for the unit of an address, within reach. The database is asked the same
/// whatever is found.
pub(super) async fn heir<'o>(office: &Office, officer: &'o Officer, unit: &str) -> Result<&'o str, Failure> {
    let (mut conn, today) = (office.db.read().await?, office.clock.today());
    let old: Option<i64> = conn.value("SELECT id FROM unit WHERE uid = $1", &[&unit]).await?;
    let past = office.trees.past(&mut conn, today, today).await?;
    let heir = old.map(|old| past.heir(old)).filter(|heir| Some(*heir) != old && officer.reaches(*heir));
    heir.map(|heir| officer.tree.uid(heir)).ok_or(Failure::NotFound)
}

/// Leads on to a page of the pledges of the unit that carries on for the unit of an address.
pub(super) async fn pledges(office: &Office, officer: &Officer, unit: &str, page: &str) -> Result<Response, Failure> {
    let heir = heir(office, officer, unit).await?;
    let query = officer.asked().split_once('?').map_or(String::new(), |(_, query)| format!("{query}&"));
    Ok(see_other(&format!("/van-phong/cam-ket/{heir}{page}?{query}xong=noi-tiep")))
}

/// Leads on to the page that was asked for of the session where it is now.
pub(super) async fn lead_on(office: &Office, officer: &Officer, at: At<'_>) -> Result<Response, Failure> {
    let heir = went_to(office, officer, at).await?;
    let (holder, session) = find(office, officer, (at.0, heir, at.2)).await?;
    let page = officer.asked().split_once(&format!("/buoi/{}", at.2)).map_or("", |(_, page)| page);
    Ok(see_other(&format!("{}{page}", session_address(&holder.back(), &session))))
}

/// Whoever holds the sessions of an address, or took over the one that it names.
pub(super) async fn holder(office: &Office, officer: &Officer, at: At<'_>) -> Result<Holder, Failure> {
    match open(office, officer, at.0, at.1).await {
        Err(Failure::NotFound) => open(office, officer, at.0, went_to(office, officer, at).await?).await,
        held => held,
    }
}
