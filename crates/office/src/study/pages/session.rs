//! Sessions of a unit: looked at, and attendance found out in them by code: on the clerk's phone, from a printed list, by the
//! hall's screen.

use super::moved::{self, lead_on};
use super::sheet::closed;
use super::{Found, address, has_sheet};
use crate::identity::reach::{Grant, Officer};
use crate::identity::right::KeepStudy;
use crate::shell::{Office, Shell};
use crate::study::Campaign;
use crate::study::sections::Which;
use crate::study::session::{By, NotTaken, Session, counts, moment, owner_of, take_down};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use kit::clock::Day;
use kit::db::Conn;
use kit::failure::Failure;
use kit::form::Form;
use kit::page::html;
use kit::words::Words;
use serde_json::json;
use std::collections::{HashMap, HashSet};

#[derive(Template)]
#[template(path = "study/pages/session.html")]
struct SessionPage {
    shell: Shell,
    title: String,
    unit: String,
    kind: String,
    back: String,
    here: String,
    /// The unit's own list; empty where it has no members of its own.
    sheet: String,
    lines: Vec<(String, String)>,
    /// Why nothing is taken in this session; empty when it is.
    refused: String,
    /// Whether it is only refused because its day is still to come: lists and badges are printed before.
    early: bool,
    /// Where it is corrected or dropped; empty after the close.
    change: String,
    /// How many by each way.
    ways: Vec<(String, String)>,
    /// Those taken down here: name, year of birth, way, moment, and where they count when that is elsewhere.
    names: Vec<(String, i64, String, String, String)>,
}

#[derive(Template)]
#[template(path = "study/pages/scan.html")]
struct ScanPage {
    shell: Shell,
    form: Form,
    title: String,
    kind: String,
    back: String,
    here: String,
    /// Whose codes these are, on a phone that several use.
    by: i64,
    ways: Vec<(String, String)>,
    /// What became of each code that was sent.
    results: Vec<Told>,
}

/// A unit that holds sessions in a campaign: a cell for its own members, a committee for those of all its cells.
pub(super) struct Holder(Found);

impl Holder {
    /// The permission to keep it, of whoever keeps study there or at the unit that carries on for it.
    pub(super) fn grant(&self, officer: &Officer) -> Result<Grant<KeepStudy>, Failure> {
        officer.require_then(KeepStudy, &self.0.past, self.0.unit)
    }

    /// A session that it holds in the campaign; `None` for one that was dropped, or that is another's.
    async fn session(&self, office: &Office, uid: &str) -> Result<Option<Session>, Failure> {
        let session = Session::by_uid(&mut office.db.read().await?, uid).await?;
        Ok(session.filter(|one| one.campaign_id == self.0.campaign.id && one.unit_id == self.0.unit))
    }

    /// Where the unit's page in the campaign is.
    pub(super) fn back(&self) -> String {
        address(&self.0.campaign, self.0.standing.tree(), self.0.unit)
    }

    /// What the unit was called.
    pub(super) fn name(&self) -> String {
        self.0.standing.tree().name(self.0.unit).to_owned()
    }

    /// What is studied.
    pub(super) fn title(&self) -> String {
        self.0.campaign.title.clone()
    }

    /// Those of the unit and below it whom a number means.
    pub(super) fn persons(&self, which: Which) -> Vec<i64> {
        self.0.standing.persons(self.0.unit, &[], which)
    }

    /// The cell of each who is to study there, by its name; empty where nobody belongs to a unit below it.
    pub(super) fn units(&self) -> HashMap<i64, String> {
        let of = self.0.standing.units_of_persons(self.0.unit);
        if of.values().all(|unit| *unit == self.0.unit) {
            return HashMap::new();
        }
        of.into_iter().map(|(person, unit)| (person, self.0.standing.tree().name(unit).to_owned())).collect()
    }

    /// The day whose roll counts.
    pub(super) fn roll_day(&self) -> Day {
        self.0.standing.roll_day()
    }

    /// The campaign.
    pub(super) fn campaign(&self) -> &Campaign {
        &self.0.campaign
    }

    /// The unit.
    pub(super) fn unit(&self) -> i64 {
        self.0.unit
    }
}

pub(super) async fn open(office: &Office, officer: &Officer, campaign: &str, unit: &str) -> Result<Holder, Failure> {
    let holder = Holder(super::find(office, officer, campaign, unit).await?);
    holder.grant(officer)?;
    Ok(holder)
}

/// A session of an address, with the unit that holds it, of whoever keeps study there.
pub(super) async fn find(
    office: &Office,
    officer: &Officer,
    (campaign, unit, uid): (&str, &str, &str),
) -> Result<(Holder, Session), Failure> {
    let holder = open(office, officer, campaign, unit).await?;
    let session = holder.session(office, uid).await?.ok_or(Failure::NotFound)?;
    Ok((holder, session))
}

pub(super) fn session_address(sheet: &str, session: &Session) -> String {
    format!("{sheet}/buoi/{}", session.uid)
}

/// The sessions of a unit as links, with what they are.
pub(super) fn written(w: Words, session: &Session) -> String {
    let parts = [
        w.say(&format!("session-kind-{}", session.kind)),
        session.on_day.written(),
        session.at_time.clone(),
        session.place.clone(),
    ];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

pub(super) async fn show(
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
    let mut conn = office.db.read().await?;
    let sql = "SELECT a.person_id, p.full_name, p.birth_year, a.way, a.seen_at FROM attendance a
               JOIN person p ON p.id = a.person_id WHERE a.session_id = $1 ORDER BY p.name_key, p.birth_year, p.id";
    let rows: Vec<(i64, String, i64, String, Option<i64>)> = conn.all(sql, &[&session.id]).await?;
    drop(conn);
    let own: HashSet<i64> = holder.persons(Which::Roll).into_iter().collect();
    let mut by_way: HashMap<&str, i64> = HashMap::new();
    for (.., way, _) in &rows {
        *by_way.entry(way).or_default() += 1;
    }
    let way = |way: &str| w.say(&format!("session-way-{way}"));
    let ways = ["screen", "badge", "print"].into_iter().filter_map(|key| Some((way(key), w.number(*by_way.get(key)?))));
    let ways = ways.collect();
    let guest = w.say("session-guest");
    let names = rows.into_iter().map(|(person, name, born, how, seen)| {
        let seen = seen.map_or(String::new(), |at| kit::clock::Ts(at).written());
        let elsewhere = if own.contains(&person) { String::new() } else { guest.clone() };
        (name, born, way(&how), seen, elsewhere)
    });
    let back = holder.back();
    let counted = counts(&office.book, &holder.0.campaign, &session.kind);
    let mut refused = if counted { closed(w, &holder.0.campaign) } else { w.say("session-does-not-count") };
    let early = refused.is_empty() && session.on_day > office.clock.today();
    if early {
        refused = w.with("session-early", "day", session.on_day.written());
    }
    let here = session_address(&back, &session);
    let change = if holder.0.campaign.state().is_open() { format!("{here}/sua") } else { String::new() };
    let lines = [
        ("session-on", [session.on_day.written(), session.at_time.clone()].join(" ").trim().to_owned()),
        ("session-place", session.place.clone()),
        ("session-lecturer", session.lecturer.clone()),
        ("session-materials", session.materials.clone()),
    ];
    let page = SessionPage {
        title: holder.title(),
        unit: holder.name(),
        kind: w.say(&format!("session-kind-{}", session.kind)),
        sheet: if has_sheet(&holder.0.standing, holder.unit()) { format!("{back}/diem-danh") } else { String::new() },
        lines: lines
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(key, value)| (w.say(key), value))
            .collect(),
        names: names.collect(),
        shell: office.shell(&officer),
        refused,
        early,
        change,
        ways,
        here,
        back,
    };
    html(StatusCode::OK, &page)
}

pub(super) async fn scan(
    State(office): State<Office>,
    officer: Officer,
    Path((campaign, unit, session)): Path<(String, String, String)>,
) -> Result<Response, Failure> {
    let at = (&*campaign, &*unit, &*session);
    let (holder, session) = match find(&office, &officer, at).await {
        Err(Failure::NotFound) => return lead_on(&office, &officer, at).await,
        found => found?,
    };
    let form = Form::filled([("way", officer.query("cach").unwrap_or_else(|| "badge".to_owned()))]);
    scan_page(&office, &officer, (&holder, &session), StatusCode::OK, form, vec![])
}

fn scan_page(
    office: &Office,
    officer: &Officer,
    (holder, session): (&Holder, &Session),
    status: StatusCode,
    form: Form,
    results: Vec<Told>,
) -> Result<Response, Failure> {
    let w = officer.words();
    let back = session_address(&holder.back(), session);
    let page = ScanPage {
        title: holder.title(),
        kind: written(w, session),
        here: format!("{back}/quet"),
        by: officer.account,
        ways: ["badge", "print"]
            .into_iter()
            .map(|way| (way.to_owned(), w.say(&format!("session-way-{way}"))))
            .collect(),
        shell: office.shell(officer),
        form,
        back,
        results,
    };
    let mut response = html(status, &page)?;
    // The one page that may look: nothing of the picture leaves the phone.
    let camera = HeaderValue::from_static("camera=(self), geolocation=(), microphone=(), browsing-topics=()");
    response.headers_mut().insert("permissions-policy", camera);
    Ok(response)
}

/// Codes as they were typed or read, each on its own: whatever stands between them.
fn codes(text: &str) -> Vec<String> {
    let apart = |c: char| c == '\n' || c == ',' || c == ';' || c == '\r';
    text.split(apart).map(str::trim).filter(|code| !code.is_empty()).take(500).map(str::to_owned).collect()
}

pub(super) async fn take(
    State(office): State<Office>,
    officer: Officer,
    Path((campaign, unit, session)): Path<(String, String, String)>,
    headers: HeaderMap,
    mut form: Form,
) -> Result<Response, Failure> {
    let holder = moved::holder(&office, &officer, (&campaign, &unit, &session)).await?;
    let (w, now) = (officer.words(), office.clock.now());
    let way = if form.is("way", "print") { "print" } else { "badge" };
    let typed = codes(form.raw("codes"));
    let as_data = headers.get(header::ACCEPT).is_some_and(|accept| accept.as_bytes() == b"application/json");
    let Some(session) = holder.session(&office, &session).await? else {
        // A phone that had no net brings codes of a session that was dropped meanwhile: it is told so of each, and keeps them.
        let gone = typed.iter().map(|code| Told::refused(w, &NotTaken::Dropped, code)).collect();
        return if as_data { Ok(data(gone)) } else { Err(Failure::NotFound) };
    };
    if typed.is_empty() {
        form.wrong("codes", w.say("session-no-codes"));
        return scan_page(&office, &officer, (&holder, &session), StatusCode::UNPROCESSABLE_ENTITY, form, vec![]);
    }
    // A phone that was offline says of each code when it was read, by its own clock, and what that clock shows now.
    let sent: i64 = form.get("sent").parse().unwrap_or_default();
    let moments: Vec<i64> = form.get("moments").split(',').filter_map(|at| at.trim().parse().ok()).collect();
    let mut tx = office.db.begin().await?;
    let mut results = Vec::new();
    let mut again = Vec::new();
    for (at, code) in typed.iter().enumerate() {
        let seen = moments.get(at).map_or(now, |then| moment(*then, sent, now));
        let plain = match crate::identity::code::read(code) {
            Ok(plain) => plain,
            Err(_) => {
                results.push(Told::new("short", w.with("session-mistyped", "code", code)));
                again.push(code.clone());
                continue;
            }
        };
        let by = By::Clerk(holder.grant(&officer)?, way);
        let done =
            take_down(&mut tx, by, &office.book, &session, &plain, (seen, now)).await.map_err(anyhow::Error::from)?;
        results.push(match done {
            Ok(taken) if holder.0.standing.tree().is_within(taken.home, holder.unit()) => {
                Told::new("met", w.with("session-taken", "name", taken.name))
            }
            Ok(taken) => Told::new("met", w.with("session-taken-guest", "name", taken.name)),
            Err(refused) => {
                let told = Told::refused(w, &refused, code);
                if told.stranded {
                    again.push(code.clone());
                }
                Told { text: named(&mut tx, &holder, &plain, told.text, w).await?, ..told }
            }
        });
    }
    tx.commit().await?;
    if as_data {
        return Ok(data(results));
    }
    form.set("codes", again.join("\n"));
    scan_page(&office, &officer, (&holder, &session), StatusCode::OK, form, results)
}

/// What became of one code: the state of the style sheet, the words, and whether its session is gone, so that it is taken down
/// nowhere yet.
struct Told {
    state: &'static str,
    text: String,
    stranded: bool,
}

impl Told {
    fn new(state: &'static str, text: String) -> Told {
        Told { state, text, stranded: false }
    }

    fn refused(w: Words, refused: &NotTaken, code: &str) -> Told {
        Told { stranded: *refused == NotTaken::Dropped, ..Told::new("short", why(w, refused, code)) }
    }
}

/// The same for the script of the page.
fn data(results: Vec<Told>) -> Response {
    let one = |one: Told| json!({"state": one.state, "text": one.text, "stranded": one.stranded});
    let results: Vec<_> = results.into_iter().map(one).collect();
    let mut response = json!({"results": results}).to_string().into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

/// The same with the name of whose code it is, as far as the officer sees them: those of the unit and below it.
async fn named(conn: &mut Conn, holder: &Holder, plain: &str, why: String, w: Words) -> Result<String, Failure> {
    let Some((person, name)) = owner_of(conn, plain).await? else { return Ok(why) };
    let theirs = holder.persons(Which::Roll).contains(&person) && !why.contains(&name);
    Ok(if theirs { w.fill("session-why-of", &[("name", name.into()), ("why", why.into())]) } else { why })
}

/// Why a code did not count, in words.
pub(super) fn why(w: Words, refused: &NotTaken, code: &str) -> String {
    match refused {
        NotTaken::Nobody => w.with("session-nobody", "code", code),
        NotTaken::NotOnRoll => w.with("session-not-on-roll", "code", code),
        NotTaken::Twice(name) => w.with("session-twice", "name", name),
        NotTaken::Corrected(name, state, at) => {
            let values = [("name", name.into()), ("at", at.written().into())];
            w.fill(&format!("session-corrected-{}", state.word()), &values)
        }
        NotTaken::Closed(Some(day)) => {
            w.fill("session-closed", &[("code", code.into()), ("day", day.written().into())])
        }
        NotTaken::Closed(None) => w.with("session-cancelled", "code", code),
        NotTaken::DoesNotCount => w.with("session-code-does-not-count", "code", code),
        NotTaken::Early(day) => w.fill("session-code-early", &[("code", code.into()), ("day", day.written().into())]),
        NotTaken::Dropped => w.with("session-dropped", "code", code),
    }
}
