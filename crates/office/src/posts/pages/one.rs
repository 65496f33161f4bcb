//! What is on record of one holding: correcting it, ending it, and setting aside what was entered by mistake.

use super::form::{ask, read, refuse, term_options};
use super::{At, Handed, kept, title, when};
use crate::identity::reach::Officer;
use crate::identity::reach::seating::{Seating, SeatingWay};
use crate::org::term::Term;
use crate::posts::{Holding, PostError, Seat, Span, Stamp, drop_holding, fits, of_unit};
use crate::shell::{Office, Shell};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use kit::clock::Day;
use kit::db::Conn;
use kit::failure::Failure;
use kit::form::Form;
use kit::once;
use kit::page::html;

#[derive(Template)]
#[template(path = "posts/pages/one.html")]
struct OnePage {
    shell: Shell,
    form: Form,
    post: String,
    unit: String,
    name: String,
    when: String,
    here: String,
    back: String,
    terms: Vec<(String, String)>,
    /// Whether it has an end that lies behind: it is only corrected then.
    over: bool,
    /// Whether to prolong it takes two persons.
    power: bool,
}

/// A holding at a unit whose posts the officer keeps.
struct Found {
    at: At,
    held: Holding,
    seat: Seat,
}

async fn find(
    conn: &mut Conn,
    office: &Office,
    officer: &Officer,
    unit: &str,
    holding: &str,
) -> Result<Found, Failure> {
    let at = kept(conn, office, officer, unit).await?;
    let id: i64 = holding.parse().map_err(|_| Failure::NotFound)?;
    let held = of_unit(conn, at.unit).await?.into_iter().find(|held| held.id == id).ok_or(Failure::NotFound)?;
    // A title that the rules do not know any more is kept where the unit is, as whoever keeps the rules decides.
    let seat = at.seat(office, officer, &held.title)?.ok_or(Failure::Forbidden)?;
    Ok(Found { at, held, seat })
}

/// `3 2018-11-23`: what the form was shown for, as it comes back.
fn stamp_of(form: &Form) -> Stamp {
    let (version, to) = form.get("version").split_once(' ').unwrap_or((form.get("version"), ""));
    (version.parse().unwrap_or_default(), Day::parse(to))
}

fn written_stamp(held: &Holding) -> String {
    format!("{} {}", held.version, held.to_day.map_or(String::new(), |to| to.to_string()))
}

async fn fresh(conn: &mut Conn, office: &Office, found: &Found) -> Result<Form, Failure> {
    let terms = Term::of(conn, found.at.unit).await?;
    let term = terms.into_iter().find(|term| Some(term.id) == found.held.term_id);
    let held = &found.held;
    Ok(Form::filled([
        ("request", office.chance.uuid(office.clock.now()).to_string()),
        ("version", written_stamp(held)),
        ("from", held.from_day.written()),
        ("to", held.to_day.map_or(String::new(), |to| to.plus_days(-1).written())),
        ("term", term.map_or(String::new(), |term| term.uid)),
        ("paper", held.paper.clone().unwrap_or_default()),
        ("last", office.clock.today().written()),
    ]))
}

pub(super) async fn show(
    State(office): Handed,
    officer: Officer,
    Path((unit, holding)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let mut conn = office.db.read().await?;
    let found = find(&mut conn, &office, &officer, &unit, &holding).await?;
    let form = fresh(&mut conn, &office, &found).await?;
    page(&mut conn, &office, &officer, &found, StatusCode::OK, form).await
}

/// What is to be done with a holding.
enum Do {
    Correct,
    Leave,
    SetAside,
}

pub(super) async fn correct(
    State(office): Handed,
    officer: Officer,
    Path((unit, holding)): Path<(String, String)>,
    form: Form,
) -> Result<Response, Failure> {
    change(&office, &officer, (&unit, &holding), form, Do::Correct).await
}

pub(super) async fn leave(
    State(office): Handed,
    officer: Officer,
    Path((unit, holding)): Path<(String, String)>,
    form: Form,
) -> Result<Response, Failure> {
    change(&office, &officer, (&unit, &holding), form, Do::Leave).await
}

pub(super) async fn set_aside(
    State(office): Handed,
    officer: Officer,
    Path((unit, holding)): Path<(String, String)>,
    form: Form,
) -> Result<Response, Failure> {
    change(&office, &officer, (&unit, &holding), form, Do::SetAside).await
}

async fn change(
    office: &Office,
    officer: &Officer,
    (unit, holding): (&str, &str),
    mut form: Form,
    what: Do,
) -> Result<Response, Failure> {
    let (w, now) = (officer.words(), office.clock.now());
    let mut tx = office.db.begin().await?;
    // A form that is sent twice has its answer, even when the holding is not there any more.
    kept(&mut tx, office, officer, unit).await?;
    once::first_time(&mut tx, &form).await?;
    let found = find(&mut tx, office, officer, unit, holding).await?;
    let stamp = stamp_of(&form);
    let done = match what {
        Do::Correct => {
            let terms = Term::of(&mut tx, found.at.unit).await?;
            match read(&mut form, &terms, w) {
                None => Err(None),
                Some(typed) => {
                    let new = typed.of(found.held.person_id);
                    match seat(&mut tx, office, officer, &found, (new.from, new.to)).await? {
                        SeatingWay::Now(seating) => {
                            let which = (found.held.id, stamp);
                            crate::posts::correct(&mut tx, seating, which, &new, now).await.map_err(Some).map(|()| None)
                        }
                        SeatingWay::Together(_) if stamp != found.held.stamp() => Err(Some(PostError::Stale)),
                        SeatingWay::Together(asking) => {
                            let of = (&found.seat, Some(&found.held));
                            match fits(&mut tx, &found.seat, of.1, &new, now.day()).await {
                                Err(error) => Err(Some(error)),
                                Ok(()) => Ok(Some(ask(&mut tx, office, asking, of, &new, form.get("reason")).await?)),
                            }
                        }
                    }
                }
            }
        }
        Do::Leave => match Day::parse(form.get("last")) {
            None => {
                form.wrong("last", w.say("wrong-day"));
                Err(None)
            }
            Some(last) => {
                let day = last.plus_days(1);
                match seat(&mut tx, office, officer, &found, (found.held.from_day, Some(day))).await? {
                    SeatingWay::Now(seating) => {
                        let ended = (day, form.get("end-paper"));
                        let which = (found.held.id, stamp);
                        crate::posts::leave(&mut tx, seating, which, ended, now).await.map_err(Some).map(|()| None)
                    }
                    SeatingWay::Together(_) => {
                        form.wrong("last", w.say("post-longer-is-corrected"));
                        Err(None)
                    }
                }
            }
        },
        Do::SetAside if form.get("why").is_empty() => {
            form.wrong("why", w.say("post-no-why"));
            Err(None)
        }
        Do::SetAside => {
            let seating = alone(seat(&mut tx, office, officer, &found, (now.day(), Some(now.day()))).await?)?;
            drop_holding(&mut tx, seating, (found.held.id, stamp), form.get("why"), now)
                .await
                .map_err(Some)
                .map(|()| None)
        }
    };
    match done {
        Ok(asked) => {
            let target = asked.unwrap_or_else(|| format!("{}?xong=chuc-vu", found.at.address()));
            once::done(tx, &form, &target, now).await
        }
        Err(error) => {
            drop(tx);
            let mut conn = office.db.read().await?;
            let mut status = StatusCode::UNPROCESSABLE_ENTITY;
            match error {
                // Both versions stand on the page: theirs above the form, one's own in it.
                Some(PostError::Stale) => {
                    form.wrong("from", w.with("post-stale-theirs", "theirs", when(w, &found.held)));
                    form.set("version", written_stamp(&found.held));
                    status = StatusCode::CONFLICT;
                }
                Some(PostError::BeforeBegin(day)) if matches!(what, Do::Leave) => {
                    form.wrong("last", w.with("ends-before", "day", day.written()));
                }
                Some(error) => refuse(&mut form, w, error)?,
                None => {}
            }
            // Whatever the sent form did not have is as it is on record.
            let known = fresh(&mut conn, office, &found).await?;
            for field in ["from", "to", "term", "paper", "last"] {
                if !matches!(what, Do::Correct) && field != "last" || matches!(what, Do::Correct) && field == "last" {
                    form.set(field, known.get(field).to_owned());
                }
            }
            page(&mut conn, office, officer, &found, status, form).await
        }
    }
}

async fn seat(
    conn: &mut Conn,
    office: &Office,
    officer: &Officer,
    found: &Found,
    new: Span,
) -> Result<SeatingWay, Failure> {
    let held = &found.held;
    let given = (held.person_id, Some((held.from_day, held.to_day)), new);
    officer.seating(conn, office, found.seat.clone(), given).await
}

/// What gives nobody anything takes one person.
fn alone(way: SeatingWay) -> Result<Seating, Failure> {
    match way {
        SeatingWay::Now(seating) => Ok(seating),
        SeatingWay::Together(_) => Err(Failure::Forbidden),
    }
}

async fn page(
    conn: &mut Conn,
    office: &Office,
    officer: &Officer,
    found: &Found,
    status: StatusCode,
    form: Form,
) -> Result<Response, Failure> {
    let w = officer.words();
    let Found { at, held, seat } = found;
    let terms = Term::of(conn, at.unit).await?;
    let page = OnePage {
        shell: office.shell(officer),
        post: title(w, &held.title),
        unit: at.name.clone(),
        name: format!("{} ({})", held.full_name, held.birth_year),
        when: when(w, held),
        here: format!("{}/{}", at.address(), held.id),
        back: at.address(),
        terms: if terms.is_empty() { vec![] } else { term_options(w, &terms) },
        over: held.to_day.is_some_and(|to| to <= office.clock.today()),
        power: officer.asks_for(office.roles()?, seat, (held.person_id, None)),
        form,
    };
    html(status, &page)
}
