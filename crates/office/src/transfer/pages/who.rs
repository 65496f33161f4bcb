//! Whoever on record may be the one who comes from elsewhere, beside what was written of them: asked about where somebody is
//! announced, and again where they are received, since whoever receives may see others, and others have come meanwhile.

use crate::identity::reach::Officer;
use crate::people::pages::again::{self, Known, Side};
use crate::people::{AWAY, HERE};
use crate::transfer::{Newcomer, State, Transfer};
use kit::clock::Day;
use kit::db::Conn;
use kit::failure::Failure;
use kit::form::Form;

/// Whoever on record may be meant, each beside what was written, and what can be answered.
pub(super) type Shown = (Vec<Side>, Vec<(String, String)>);

/// Who is to be received and has no record yet, so far as anybody has said.
pub(super) async fn awaited(conn: &mut Conn, transfer: &Transfer) -> Result<Option<Newcomer>, Failure> {
    let waits = matches!(transfer.state(), State::Introduced | State::InTransit);
    match waits && transfer.is_newcomer() && transfer.person_id.is_none() {
        true => Ok(Newcomer::of(conn, transfer.id).await?),
        false => Ok(None),
    }
}

/// Those of whom they may be one, by name and birth or by the card, as far as the officer may see them.
pub(super) async fn around(
    officer: &Officer,
    conn: &mut Conn,
    who: &Newcomer,
    today: Day,
) -> Result<Vec<Known>, Failure> {
    let card = who.card_no.as_deref().unwrap_or_default();
    again::around(officer, conn, (asked(who), card), today).await
}

/// The same, ready to show; nothing where there is nobody.
pub(super) fn shown(officer: &Officer, who: &Newcomer, known: &[Known]) -> Result<Shown, Failure> {
    if known.is_empty() {
        return Ok(Shown::default());
    }
    Ok((again::sides(officer, known, &asked(who), false)?, again::choices(officer, known)))
}

fn asked(who: &Newcomer) -> again::Asked<'_> {
    again::Asked { said: who.said(), left_on: None }
}

/// Whose record goes on: somebody's who has left for another office, or nobody's (0). Whoever may be meant must be looked at
/// first; who is on a roll here, or left the Party, does not come by a transfer.
pub(super) fn meant(form: &mut Form, officer: &Officer, known: &[Known]) -> i64 {
    let w = officer.words();
    if known.is_empty() || form.is("again", again::NOBODY) {
        return 0;
    }
    let Some(chosen) = known.iter().find(|known| form.is("again", &known.former.uid)) else {
        form.wrong("again", w.say("transfer-again"));
        return 0;
    };
    match chosen.former.state.as_str() {
        AWAY => chosen.former.id,
        HERE => {
            form.wrong("again", w.with("transfer-again-here", "unit", chosen.unit_name(officer)));
            0
        }
        _ => {
            form.wrong("again", w.say("transfer-again-left"));
            0
        }
    }
}
