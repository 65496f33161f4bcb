//! What hangs on a wall or lies on a table in a session: the screen with the changing code, the printed list, the badges.

use super::moved::lead_on;
use super::session::{Holder, find, session_address, written};
use crate::identity::pages::address_of;
use crate::identity::reach::Officer;
use crate::people::Person;
use crate::shell::{Office, Shell};
use crate::study::Audience;
use crate::study::roll::persons;
use crate::study::sections::Which;
use crate::study::session::{badges, give_badges};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::Response;
use kit::db::Conn;
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
    /// What is done with it, and the button.
    hint: String,
    print: String,
    /// What the column is called that says where each belongs; empty where all belong to the unit itself.
    place: String,
    rows: Vec<Line>,
    /// Those who have a code, with its drawing; empty when the list is printed.
    badges: Vec<(Line, String)>,
    missing: bool,
}

#[derive(Clone)]
struct Line {
    name: String,
    born: i64,
    /// The organisations or the cell where they belong.
    place: String,
    /// Empty for who has none yet.
    code: String,
}

pub(super) async fn screen(
    State(office): State<Office>,
    officer: Officer,
    Path((campaign, unit, session)): Path<(String, String, String)>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let at = (&*campaign, &*unit, &*session);
    let (holder, session) = match find(&office, &officer, at).await {
        Err(Failure::NotFound) => return lead_on(&office, &officer, at).await,
        found => found?,
    };
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
    let at = (&*campaign, &*unit, &*session);
    let (holder, session) = match find(&office, &officer, at).await {
        Err(Failure::NotFound) => return lead_on(&office, &officer, at).await,
        found => found?,
    };
    let w = officer.words();
    let ids = holder.persons(Which::Due);
    let mut conn = office.db.read().await?;
    let due = persons(&mut conn, &ids, holder.unit()).await?;
    let known: HashMap<i64, String> = badges(&mut conn, &ids).await?.into_iter().collect();
    let (place, places) = places(&mut conn, &holder, &ids).await?;
    drop(conn);
    let line = |one: &Person| Line {
        name: one.full_name.clone(),
        born: one.birth_year,
        place: places.get(&one.id).cloned().unwrap_or_default(),
        code: known.get(&one.id).cloned().unwrap_or_default(),
    };
    let rows: Vec<Line> = due.iter().map(line).collect();
    let with_badges = officer.query("the").is_some();
    let drawn = rows.iter().filter(|row| with_badges && !row.code.is_empty()).map(|row| {
        let qr = kit::qr::svg(&row.code.replace('-', ""), &w.with("slip-qr", "name", &row.name)).unwrap_or_default();
        (row.clone(), qr)
    });
    let back = session_address(&holder.back(), &session);
    let page = PrintPage {
        title: holder.title(),
        unit: holder.name(),
        kind: written(w, &session),
        here: if with_badges { format!("{back}/phieu?the=1") } else { format!("{back}/phieu") },
        hint: w.say(if with_badges { "session-badges-hint" } else { "session-print-hint" }),
        print: w.say(if with_badges { "session-badges-print" } else { "session-print-print" }),
        what: w.say(if with_badges { "session-badges" } else { "session-print" }),
        missing: rows.iter().any(|row| row.code.is_empty()),
        place: if place.is_empty() { String::new() } else { w.say(place) },
        badges: drawn.collect(),
        shell: office.shell(&officer),
        back,
        rows,
    };
    html(StatusCode::OK, &page)
}

/// Where each of these belongs, as far as that is not the unit itself, and what that is called: the organisations of members of
/// the Front, the cells of those who study at a committee.
async fn places(
    conn: &mut Conn,
    holder: &Holder,
    ids: &[i64],
) -> Result<(&'static str, HashMap<i64, String>), Failure> {
    if holder.campaign().audience() != Audience::MassOrganisations {
        let units = holder.units();
        return Ok((if units.is_empty() { "" } else { "study-unit" }, units));
    }
    let mut of: HashMap<i64, String> = HashMap::new();
    for some in ids.chunks(1000) {
        let some = some.iter().map(i64::to_string).collect::<Vec<_>>().join(", ");
        let sql = format!(
            "SELECT DISTINCT a.person_id, n.name FROM affiliation a JOIN unit_name n ON n.unit_id = a.unit_id
             WHERE a.from_day <= $1 AND (a.to_day IS NULL OR a.to_day > $1) AND n.from_day <= $1
             AND (n.to_day IS NULL OR n.to_day > $1) AND a.person_id IN ({some}) ORDER BY a.person_id, n.name"
        );
        for (person, name) in conn.all::<(i64, String)>(&sql, &[&holder.roll_day()]).await? {
            let known = of.entry(person).or_default();
            known.push_str(if known.is_empty() { "" } else { "; " });
            known.push_str(&name);
        }
    }
    Ok(("session-organisation", of))
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
