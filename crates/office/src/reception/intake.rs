//! The bridge's other end: the key that petitions are sealed to, whether any are taken, and those that came.

use super::verbs::{NewPetition, ReceptionError, receive};
use super::{Ruling, Sender};
use crate::identity::reach::Grant;
use crate::identity::right::KeepReception;
use crate::newsroom::outbox;
use bridge::{Entry, Reception, ReceptionKey};
use kit::clock::{Chance, Ts};
use kit::db::{Conn, Result};
use kit::journal::{self, Event};
use kit::vault::Vault;
use serde_json::json;

const SETTING: &str = "reception";

/// The reception's key pair: made from the master key, and kept nowhere else.
pub(crate) fn key(vault: &Vault) -> ReceptionKey {
    ReceptionKey::of(&vault.key_for("reception"))
}

/// The reception as readers of the portal know it.
pub type Desk = Reception;

/// The reception as it crossed last; `None` when nobody has opened it yet.
pub async fn desk(conn: &mut Conn) -> Result<Option<Desk>> {
    let known: Option<String> = conn.value("SELECT value FROM setting WHERE name = $1", &[&SETTING]).await?;
    Ok(known.and_then(|json| serde_json::from_str(&json).ok()))
}

/// Opens the reception on the portal, or shuts it.
pub async fn open_desk(
    conn: &mut Conn,
    grant: Grant<KeepReception>,
    vault: &Vault,
    ruling: Ruling<'_>,
    open: bool,
    now: Ts,
) -> Result<()> {
    let verb = if open { "reception.desk.open" } else { "reception.desk.shut" };
    journal::write(conn, &grant.event(verb, "unit", grant.unit()).under(ruling.id), now).await?;
    cross(conn, now_of(vault, ruling, open), now).await
}

/// Lets the reception cross again when the rules or the key have changed; whether it had to.
pub async fn refresh_desk(conn: &mut Conn, vault: &Vault, ruling: Ruling<'_>, now: Ts) -> Result<bool> {
    let Some(known) = desk(conn).await? else { return Ok(false) };
    let right = now_of(vault, ruling, known.open);
    if right == known {
        return Ok(false);
    }
    cross(conn, right, now).await?;
    Ok(true)
}

fn now_of(vault: &Vault, ruling: Ruling<'_>, open: bool) -> Desk {
    Desk { key: key(vault).public(), days: ruling.rule.notice_working_days, open, kept_months: ruling.rule.kept_months }
}

async fn cross(conn: &mut Conn, desk: Desk, now: Ts) -> Result<()> {
    let json = json!(desk).to_string();
    conn.exec("DELETE FROM setting WHERE name = $1", &[&SETTING]).await?;
    conn.exec("INSERT INTO setting (name, value) VALUES ($1, $2)", &[&SETTING, &json]).await?;
    outbox::put(conn, &Entry::Reception(desk), now).await?;
    Ok(())
}

/// Takes in envelopes from the portal (receipt, what is sealed), each once; how many petitions were new. What cannot be opened
/// is nobody's petition: it is noted and not kept.
pub async fn take_in(
    conn: &mut Conn,
    unit: i64,
    (vault, chance): (&Vault, &Chance),
    ruling: Ruling<'_>,
    envelopes: &[(String, String)],
    now: Ts,
) -> std::result::Result<usize, ReceptionError> {
    let (key, mut taken) = (key(vault), 0);
    for (receipt, sealed) in envelopes {
        let known = conn.value::<i64>("SELECT id FROM petition WHERE receipt = $1", &[receipt]).await?;
        if known.is_some() {
            continue;
        }
        let Ok(it) = key.open(receipt, sealed) else {
            let event = Event::new(None, "reception.envelope.refuse", "unit", unit).at_place(unit);
            journal::write(conn, &event.after(json!({"receipt": receipt})), now).await?;
            continue;
        };
        // A portal that was broken into could say anything here; it becomes a link.
        let about = Some(it.about).filter(|about| kit::web::is_local(about)).unwrap_or_default();
        let new = NewPetition {
            uid: chance.uuid(now).to_string(),
            receipt: receipt.clone(),
            kind: it.kind,
            channel: "web",
            said: super::Said { subject: it.subject, text: it.text, place: it.place, about },
            sender: Sender { name: it.name, contact: it.contact },
            may_publish: it.may_publish,
            // The portal's clock is not the office's: nothing is sent tomorrow.
            received_on: Ts(it.at).day().clamp(now.day().plus_days(-366), now.day()),
        };
        let event = Event::new(None, "reception.petition.receive", "petition", 0).at_place(unit);
        receive(conn, (unit, event), vault, ruling, &new, now).await?;
        taken += 1;
    }
    Ok(taken)
}
