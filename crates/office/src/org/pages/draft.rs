//! A unit in preparation, in the wizard: kept as a draft, opened again, dropped, established.

use super::fitting::{self, Asked};
use super::{address, day_of_change};
use crate::identity::reach::{Grant, Officer};
use crate::identity::right::KeepOrganisation;
use crate::org::Tree;
use crate::org::draft::{self, Draft, DraftError};
use crate::org::kind;
use crate::shell::Office;
use kit::clock::Day;
use kit::db::{Conn, Tx};
use kit::failure::Failure;
use kit::form::Form;
use kit::words::Words;

/// A draft, ready to show.
pub(super) struct Prepared {
    pub(super) href: String,
    pub(super) name: String,
    pub(super) since: String,
}

/// The drafts under a unit.
pub(super) async fn prepared(conn: &mut Conn, (w, tree): (Words, &Tree), unit: i64) -> Result<Vec<Prepared>, Failure> {
    let drafts = Draft::under(conn, unit).await?;
    let row = |draft: Draft| Prepared {
        href: format!("{}/thay-doi?loai=establish&nhap={}", address(tree, unit), draft.uid),
        since: draft.day.map_or_else(|| w.say("draft-no-day"), |day| w.with("since", "day", day.written())),
        name: draft.name,
    };
    Ok(drafts.into_iter().map(row).collect())
}

/// Lays a draft into the form of the wizard.
pub(super) async fn lay_in(conn: &mut Conn, unit: i64, uid: &str, form: &mut Form) -> Result<(), Failure> {
    let draft = Draft::by_uid(conn, unit, uid).await?.ok_or(Failure::NotFound)?;
    form.set("draft", draft.uid);
    form.set("version", draft.version.to_string());
    form.set("unit_kind", draft.kind);
    form.set("name", draft.name);
    form.set("short", draft.short);
    form.set("day", draft.day.map_or(String::new(), Day::written));
    form.set("paper", draft.paper);
    Ok(())
}

/// The draft that a form was shown for: its identity and version.
fn seen(form: &Form) -> (String, i64) {
    (form.get("draft").to_owned(), form.get("version").parse().unwrap_or(0))
}

/// Keeps what was typed as a draft, or drops it; false when the form now says what is wrong.
pub(super) async fn save(
    tx: &mut Tx,
    office: &Office,
    officer: &Officer,
    grant: Grant<KeepOrganisation>,
    form: &mut Form,
) -> Result<bool, Failure> {
    let (w, now) = (officer.words(), office.clock.now());
    let (uid, version) = seen(form);
    if form.get("do") == "drop" {
        let unit = grant.unit();
        let dropped = draft::drop_it(tx, grant, (&uid, version), now).await;
        return told(tx, w, unit, form, dropped).await;
    }
    let letters = form.get("name").chars().count();
    if letters == 0 || letters > 200 {
        form.wrong("name", w.say("change-no-name"));
    }
    if form.get("short").chars().count() > 200 {
        form.wrong("short", w.say("change-no-short"));
    }
    let day = if form.get("day").is_empty() { None } else { day_of_change(form, now.day(), w) };
    if !kind::ESTABLISHED.contains(&form.get("unit_kind")) {
        return Err(Failure::Malformed);
    }
    let asked = Asked { kind: "establish", unit: grant.unit(), into: None, units: &[], persons: &[] };
    fitting::check(office, (officer, &officer.tree), form, asked)?;
    if !form.is_sound() {
        return Ok(false);
    }
    let new = Draft {
        id: 0,
        uid: if uid.is_empty() { office.chance.uuid(now).to_string() } else { uid },
        parent_id: grant.unit(),
        kind: form.get("unit_kind").to_owned(),
        name: form.get("name").to_owned(),
        short: form.get("short").to_owned(),
        day,
        paper: form.get("paper").to_owned(),
        version,
    };
    let unit = grant.unit();
    let kept = draft::keep(tx, grant, &new, now).await;
    told(tx, w, unit, form, kept).await
}

/// Notes that the draft of a form, if it was one, is established; false when somebody else changed it meanwhile.
pub(super) async fn established(
    tx: &mut Tx,
    w: Words,
    grant: Grant<KeepOrganisation>,
    form: &mut Form,
    event: i64,
) -> Result<bool, Failure> {
    let ((uid, version), unit) = (seen(form), grant.unit());
    if uid.is_empty() {
        return Ok(true);
    }
    let done = draft::established(tx, grant, (&uid, version), event).await;
    told(tx, w, unit, form, done).await
}

async fn told(
    tx: &mut Tx,
    w: Words,
    unit: i64,
    form: &mut Form,
    done: Result<(), DraftError>,
) -> Result<bool, Failure> {
    match done {
        Ok(()) => Ok(true),
        Err(DraftError::Db(error)) => Err(error.into()),
        Err(DraftError::Stale) => {
            let uid = form.get("draft").to_owned();
            match Draft::by_uid(tx, unit, &uid).await? {
                Some(theirs) => {
                    let day = theirs.day.map_or_else(|| w.say("draft-no-day"), Day::written);
                    let theirs_are = format!("{}, {day}. {}", theirs.name, theirs.paper);
                    form.wrong("name", w.with("draft-stale", "theirs", theirs_are));
                    form.set("version", theirs.version.to_string());
                }
                None => {
                    form.wrong("name", w.say("draft-gone"));
                    form.set("draft", "");
                    form.set("version", "0");
                }
            }
            Ok(false)
        }
    }
}
