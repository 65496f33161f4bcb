//! What hangs on a wall or lies on a table in a session: the screen with the changing code, the printed list, the badges.

use super::session::{find, session_address, written};
use crate::identity::pages::address_of;
use crate::identity::reach::Officer;
use crate::people::Person;
use crate::shell::{Office, Shell};
use crate::study::roll::persons;
use crate::study::sections::Which;
use crate::study::session::{badges, give_badges};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::Response;
use kit::failure::Failure;
use kit::page::{html, see_other};
use std::collections::HashMap;

#[derive(Template)]
#[template(path = "study/pages/screen.html")]
struct ScreenPage {
    shell: Shell,
    title: String,
    kind: String,
    back: String,
    code: String,
    address: String,
    qr: String,
    count: String,
}

#[derive(Template)]
#[template(path = "study/pages/print_codes.html")]
struct PrintPage {
    shell: Shell,
    title: String,
    unit: String,
    kind: String,
    back: String,
    here: String,
    /// What is printed.
    what: String,
    /// Name, year of birth, code; the code is empty for who has none yet.
    rows: Vec<(String, i64, String)>,
    /// The same as badges: name, code, drawing.
    badges: Vec<(String, String, String)>,
    missing: bool,
}

pub(super) async fn screen(
    State(office): State<Office>,
    officer: Officer,
    Path((campaign, unit, session)): Path<(String, String, String)>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let (holder, session) = find(&office, &officer, (&campaign, &unit, &session)).await?;
    let w = officer.words();
    let mut conn = office.db.read().await?;
    let site = address_of(&mut conn, &office, &headers).await?;
    let sql = "SELECT count(*) FROM attendance WHERE session_id = $1";
    let count = conn.value::<i64>(sql, &[&session.id]).await?.unwrap_or(0);
    drop(conn);
    let code = session.code_at(office.clock.now());
    let address = format!("{site}/van-phong/co-mat/{}", session.uid);
    let page = ScreenPage {
        title: holder.title(),
        kind: written(w, &session),
        back: session_address(&holder.back(), &session),
        qr: kit::qr::svg(&format!("{address}?ma={code}"), &w.say("session-screen-qr")).unwrap_or_default(),
        count: w.count("session-count", count),
        shell: office.shell(&officer),
        address,
        code,
    };
    // A projector shows the code that holds now: nobody reads on, types or loses anything when it is loaded again.
    let mut answer = html(StatusCode::OK, &page)?;
    answer.headers_mut().insert("refresh", HeaderValue::from_static("15"));
    Ok(answer)
}

pub(super) async fn print(
    State(office): State<Office>,
    officer: Officer,
    Path((campaign, unit, session)): Path<(String, String, String)>,
) -> Result<Response, Failure> {
    let (holder, session) = find(&office, &officer, (&campaign, &unit, &session)).await?;
    let w = officer.words();
    let ids = holder.persons(Which::Due);
    let mut conn = office.db.read().await?;
    let due = persons(&mut conn, &ids, holder.unit()).await?;
    let known: HashMap<i64, String> = badges(&mut conn, &ids).await?.into_iter().collect();
    drop(conn);
    let code = |member: &Person| known.get(&member.id).cloned().unwrap_or_default();
    let rows: Vec<_> = due.iter().map(|one| (one.full_name.clone(), one.birth_year, code(one))).collect();
    let with_badges = officer.query("the").is_some();
    let drawn = rows.iter().filter(|(_, _, code)| with_badges && !code.is_empty()).map(|(name, _, code)| {
        let qr = kit::qr::svg(&code.replace('-', ""), &w.with("slip-qr", "name", name)).unwrap_or_default();
        (name.clone(), code.clone(), qr)
    });
    let back = session_address(&holder.back(), &session);
    let page = PrintPage {
        title: holder.title(),
        unit: holder.name(),
        kind: written(w, &session),
        here: if with_badges { format!("{back}/phieu?the=1") } else { format!("{back}/phieu") },
        what: w.say(if with_badges { "session-badges" } else { "session-print" }),
        missing: rows.iter().any(|(_, _, code)| code.is_empty()),
        badges: drawn.collect(),
        shell: office.shell(&officer),
        back,
        rows,
    };
    html(StatusCode::OK, &page)
}

pub(super) async fn give(
    State(office): State<Office>,
    officer: Officer,
    Path((campaign, unit, session)): Path<(String, String, String)>,
) -> Result<Response, Failure> {
    let (holder, session) = find(&office, &officer, (&campaign, &unit, &session)).await?;
    let grant = holder.grant(&officer)?;
    let ids = holder.persons(Which::Due);
    let mut tx = office.db.begin().await?;
    give_badges(&mut tx, grant, &ids, &office.chance, office.clock.now()).await.map_err(anyhow::Error::from)?;
    tx.commit().await?;
    let which = if officer.query("the").is_some() { "?the=1" } else { "" };
    Ok(see_other(&format!("{}/phieu{which}", session_address(&holder.back(), &session))))
}
