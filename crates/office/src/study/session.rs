//! Sessions, and attendance found out in them by code: a clerk reads a badge or a printed list, or a member copies what the
//! hall's screen shows. However it was found, it counts once and at home.

use super::timetable::NewSession;
use super::{Campaign, FIRST_VERSION, MARK, State, StudyError, conduct};
use crate::identity::code;
use crate::identity::reach::Grant;
use crate::identity::right::KeepStudy;
use hmac::{Hmac, KeyInit, Mac};
use kit::clock::{Chance, Day, SECOND, Ts};
use kit::db::{Conn, DbError};
use kit::journal::{self, Event};
use rules::{RuleBook, StudyState};
use serde_json::json;
use sha2::Sha256;

/// Where a session is held.
pub const KINDS: [&str; 5] = ["hall", "online", "loudspeaker", "self_study", "make_up"];

/// How long a code of the screen is shown.
pub const SHOWN: i64 = 30 * SECOND;
/// What a phone says of an earlier moment is believed as far back as this; what lies further back or ahead counts as now.
const BELIEVED: i64 = 14 * kit::clock::DAY;

kit::record! {
    /// A session.
    pub struct Session {
        /// The session.
        pub id: i64,
        /// Its identity outside the database.
        pub uid: String,
        /// The campaign that it belongs to.
        pub campaign_id: i64,
        /// The unit that holds it.
        pub unit_id: i64,
        /// One of [`KINDS`].
        pub kind: String,
        /// On which day.
        pub on_day: Day,
        /// From when, as it is written; may be empty.
        pub at_time: String,
        /// Where, or under which address; may be empty.
        pub place: String,
        /// Who speaks; may be empty.
        pub lecturer: String,
        /// What is handed out; may be empty.
        pub materials: String,
        /// Draws the codes of the screen.
        pub secret: String,
        /// Counts the corrections.
        pub version: i64,
    }
}

const COLUMNS: &str =
    "id, uid, campaign_id, unit_id, kind, on_day, at_time, place, lecturer, materials, secret, version";

impl Session {
    /// The session with this outward identity.
    pub async fn by_uid(conn: &mut Conn, uid: &str) -> Result<Option<Session>, DbError> {
        conn.opt(&format!("SELECT {COLUMNS} FROM study_session WHERE uid = $1"), &[&uid]).await
    }

    /// Those that a unit holds in a campaign, in the order of their days.
    pub async fn of(conn: &mut Conn, campaign: i64, unit: i64) -> Result<Vec<Session>, DbError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM study_session WHERE campaign_id = $1 AND unit_id = $2 ORDER BY on_day, at_time, id"
        );
        conn.all(&sql, &[&campaign, &unit]).await
    }

    /// Those of a campaign at every unit.
    pub async fn all(conn: &mut Conn, campaign: i64) -> Result<Vec<Session>, DbError> {
        conn.all(&format!("SELECT {COLUMNS} FROM study_session WHERE campaign_id = $1 ORDER BY id"), &[&campaign]).await
    }

    /// The code that the screen shows at a moment: six digits.
    pub fn code_at(&self, now: Ts) -> String {
        let window = now.0.div_euclid(SHOWN);
        let mac = Hmac::<Sha256>::new_from_slice(self.secret.as_bytes()).map(|mut mac| {
            mac.update(&window.to_be_bytes());
            mac.finalize().into_bytes()
        });
        // A key of any length is taken, so there is always one.
        let bytes = mac.map_or([0; 4], |mac| [mac[0], mac[1], mac[2], mac[3]]);
        format!("{:06}", u32::from_be_bytes(bytes) % 1_000_000)
    }

    /// When the screen showed this code last: now, or just before, for typing takes a while.
    fn showed(&self, code: &str, now: Ts) -> Option<Ts> {
        let until = |ago: i64| Ts((now.0.div_euclid(SHOWN) + 1 - ago) * SHOWN - 1).min(now);
        [0, 1, 2].into_iter().map(until).find(|at| self.code_at(*at) == code)
    }

    /// As it was planned or corrected last.
    pub fn as_new(&self) -> NewSession<'_> {
        NewSession {
            uid: &self.uid,
            kind: &self.kind,
            on: self.on_day,
            at: &self.at_time,
            place: &self.place,
            lecturer: &self.lecturer,
            materials: &self.materials,
        }
    }

    /// How whoever takes part in it is marked.
    fn state(&self) -> State {
        if self.kind == "make_up" { State::MadeUp } else { State::Attended }
    }
}

/// Whether taking part in a kind of session counts under a campaign's rule: reading alone does not under every one.
pub fn counts(book: &RuleBook, campaign: &Campaign, kind: &str) -> bool {
    let rule = book.by_id(&campaign.ruleset).and_then(|rule| rule.study());
    kind != "self_study" || rule.is_some_and(|rule| rule.counted.contains(&StudyState::SelfStudied))
}

/// Gives a code to those of these persons who have none yet; how many got one.
pub async fn give_badges(
    conn: &mut Conn,
    grant: Grant<KeepStudy>,
    persons: &[i64],
    chance: &Chance,
    now: Ts,
) -> Result<usize, StudyError> {
    let mut given = 0;
    for person in persons {
        let sql = "SELECT id FROM study_badge WHERE person_id = $1";
        if conn.value::<i64>(sql, &[person]).await?.is_some() {
            continue;
        }
        let code = code::draw(chance).replace('-', "");
        conn.insert("INSERT INTO study_badge (person_id, code) VALUES ($1, $2)", &[person, &code]).await?;
        given += 1;
    }
    if given > 0 {
        let event = grant.event("study.badge.give", "unit", grant.unit()).after(json!({"given": given}));
        journal::write(conn, &event, now).await?;
    }
    Ok(given)
}

/// The codes of these persons, as (person, code in groups); who has none is left out.
pub async fn badges(conn: &mut Conn, persons: &[i64]) -> Result<Vec<(i64, String)>, DbError> {
    let ids = persons.iter().map(i64::to_string).collect::<Vec<_>>().join(", ");
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!("SELECT person_id, code FROM study_badge WHERE person_id IN ({ids})");
    let rows: Vec<(i64, String)> = conn.all(&sql, &[]).await?;
    let grouped = |code: String| code.as_bytes().chunks(4).map(String::from_utf8_lossy).collect::<Vec<_>>().join("-");
    Ok(rows.into_iter().map(|(person, code)| (person, grouped(code))).collect())
}

/// Who says that somebody was there.
#[derive(Debug)]
pub enum By {
    /// Whoever keeps study at the unit that holds the session, by `badge` or `print`.
    Clerk(Grant<KeepStudy>, &'static str),
    /// The member, by the code of the screen.
    Screen(InHall),
}

/// The proof that somebody saw the screen of a session, and when; [`in_hall`] makes it.
#[derive(Debug)]
pub struct InHall(i64, Ts);

impl InHall {
    /// The last moment at which the code can have been copied.
    pub fn seen(&self) -> Ts {
        self.1
    }
}

/// Looks at the code that was copied from a session's screen.
pub fn in_hall(session: &Session, copied: &str, now: Ts) -> Option<InHall> {
    session.showed(copied.trim(), now).map(|at| InHall(session.id, at))
}

/// Why a code did not count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotTaken {
    /// Nobody has this code.
    Nobody,
    /// The person is not on the campaign's roll.
    NotOnRoll,
    /// The person is on record as having taken part.
    Twice(String),
    /// The person was marked so at that moment, after the code was read: absent, or their mark was taken back.
    Corrected(String, State, Ts),
    /// Nothing is taken any more, since that day; without one the campaign was cancelled, or is a draft.
    Closed(Option<Day>),
    /// This kind of session does not count under the campaign's rule.
    DoesNotCount,
    /// The session is still to come, on that day.
    Early(Day),
    /// The session was dropped meanwhile.
    Dropped,
}

/// Somebody who was taken down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// Whose name this is.
    pub name: String,
    /// The unit at which it counts.
    pub home: i64,
}

/// Whose code this is, as (person, name).
pub async fn owner_of(conn: &mut Conn, code: &str) -> Result<Option<(i64, String)>, DbError> {
    let sql = "SELECT p.id, p.full_name FROM study_badge b JOIN person p ON p.id = b.person_id WHERE b.code = $1";
    conn.opt(sql, &[&code]).await
}

/// Takes down that the owner of a code was in a session. `seen` is the moment, as far as a phone's clock can be believed.
pub async fn take_down(
    conn: &mut Conn,
    by: By,
    book: &RuleBook,
    session: &Session,
    code: &str,
    (seen, now): (Ts, Ts),
) -> Result<Result<Taken, NotTaken>, StudyError> {
    let campaign = match conduct::take(conn, session.campaign_id).await {
        Ok(campaign) => campaign,
        Err(StudyError::Closed(day)) => return Ok(Err(NotTaken::Closed(day))),
        Err(StudyError::NoCampaign(_)) => return Ok(Err(NotTaken::Closed(None))),
        Err(other) => return Err(other),
    };
    if !counts(book, &campaign, &session.kind) {
        return Ok(Err(NotTaken::DoesNotCount));
    }
    if seen.day() < session.on_day {
        return Ok(Err(NotTaken::Early(session.on_day)));
    }
    let (way, event) = match by {
        By::Clerk(grant, way) if grant.unit() == session.unit_id => (way, grant.event(MARK, "attendance", 0)),
        By::Screen(InHall(id, _)) if id == session.id => {
            ("screen", Event::new(None, MARK, "attendance", 0).at_place(session.unit_id))
        }
        _ => return Err(StudyError::Elsewhere),
    };
    let Some((person, name)) = owner_of(conn, code).await? else { return Ok(Err(NotTaken::Nobody)) };
    let day = campaign.roll_day(now.day());
    let sql = format!("SELECT r.unit_id FROM ({}) r WHERE r.person_id = $1", campaign.roll_sql("$2"));
    let home: Option<i64> = conn.value(&sql, &[&person, &day]).await?;
    let Some(home) = home else { return Ok(Err(NotTaken::NotOnRoll)) };
    if !campaign.is_for(conn, home, day).await? {
        return Ok(Err(NotTaken::NotOnRoll));
    }
    // Whoever drops the session waits until this is written, or has dropped it.
    if conn.exec("UPDATE study_session SET version = version WHERE id = $1", &[&session.id]).await? == 0 {
        return Ok(Err(NotTaken::Dropped));
    }
    // Nor does whoever corrects it at this moment go unheard.
    let hold = "UPDATE attendance SET version = version WHERE campaign_id = $1 AND person_id = $2";
    conn.exec(hold, &[&campaign.id, &person]).await?;
    let sql = "SELECT a.state, max(j.at) FROM attendance a LEFT JOIN journal j ON j.subject = 'attendance' AND j.subject_id = a.id
               WHERE a.campaign_id = $1 AND a.person_id = $2 GROUP BY a.id, a.state";
    let known: Option<(String, Option<i64>)> = conn.opt(sql, &[&campaign.id, &person]).await?;
    // A code that waited in a phone does not undo what a clerk has put right since.
    let corrected = match &known {
        Some((state, at)) => at.filter(|_| state == State::Absent.word()).map(|at| (State::Absent, at)),
        None => {
            let sql = "SELECT at FROM attendance_taken_back WHERE campaign_id = $1 AND person_id = $2";
            conn.value(sql, &[&campaign.id, &person]).await?.map(|at| (State::Unmarked, at))
        }
    };
    if let Some((state, at)) = corrected.filter(|(_, at)| *at > seen.0) {
        return Ok(Err(NotTaken::Corrected(name, state, Ts(at))));
    }
    let state = session.state().word();
    // Of two phones at the same instant one takes the person down and the other hears of it.
    let sql = format!(
        "INSERT INTO attendance (campaign_id, person_id, state, way, session_id, seen_at, version)
               VALUES ($1, $2, $3, $4, $5, $6, {FIRST_VERSION})
               ON CONFLICT (campaign_id, person_id) DO UPDATE SET state = excluded.state, way = excluded.way,
               session_id = excluded.session_id, seen_at = excluded.seen_at, version = attendance.version + 1
               WHERE attendance.state = 'absent' RETURNING id"
    );
    let id: Option<i64> = conn.value(&sql, &[&campaign.id, &person, &state, &way, &session.id, &seen]).await?;
    let Some(id) = id else { return Ok(Err(NotTaken::Twice(name))) };
    conduct::set_going(conn, &campaign).await?;
    let after = json!({"campaign": campaign.id, "person": person, "state": state, "way": way, "session": session.id});
    let mut event = Event { subject_id: id, ..event }.after(after).under(&*campaign.ruleset);
    event.before = known.map(|(before, _)| json!({"state": before}));
    journal::write(conn, &event, now).await?;
    Ok(Ok(Taken { name, home }))
}

/// The moment that a phone means: it says what its clock showed then and what it shows now, so that a clock that is wrong
/// does no harm. A moment that cannot be believed counts as now.
pub fn moment(then: i64, sent: i64, now: Ts) -> Ts {
    let ago = sent.saturating_sub(then).saturating_mul(1000);
    if (0..=BELIEVED).contains(&ago) { now.plus(-ago) } else { now }
}
