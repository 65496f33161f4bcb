//! What members hand in: on paper that the cell keeps, typed, as a scan, or told to a clerk who takes it down. What was
//! handed in again replaces what was there and waits for its reader anew.

use super::{Campaign, HANDIN, StudyError, conduct};
use crate::identity::reach::{Grant, Own};
use crate::identity::right::KeepStudy;
use crate::people::SUBJECT;
use kit::clock::{Day, Ts};
use kit::db::Conn;
use kit::files::FileKind;
use kit::journal::{self, Event};
use kit::vault::Vault;
use serde_json::{Value, json};
use viet::Sketch;

/// A paper that a person handed in.
#[derive(Clone, Debug)]
pub struct HandIn<'a> {
    /// Who.
    pub person: i64,
    /// Which of [`super::HANDINS`].
    pub kind: &'a str,
    /// One of [`FORMS`].
    pub form: &'a str,
    /// The scan, by its content hash.
    pub scan: Option<(String, FileKind)>,
    /// The version of what it takes the place of, as the caller saw it; 0 when there was nothing.
    pub replaces: i64,
}

/// In which form a paper comes: on paper that the cell keeps, typed, as a scan, told to a clerk who writes it down.
pub const FORMS: [&str; 4] = ["handwritten_received", "typed", "scan", "dictated"];

/// Takes in what members of the grant's unit handed in; handing in again replaces form, day, scan and text, and what a
/// reader made of it.
///
/// # Errors
/// [`StudyError::NotOnRoll`], [`StudyError::Closed`]; [`StudyError::Changed`] when something else is there than the caller saw.
pub async fn receive_handins(
    conn: &mut Conn,
    grant: Grant<KeepStudy>,
    campaign: &Campaign,
    handins: &[HandIn<'_>],
    received_on: Day,
    now: Ts,
) -> Result<(), StudyError> {
    let campaign = &conduct::take(conn, campaign.id).await?;
    let roll = super::unit_roll(conn, campaign, grant.unit(), campaign.roll_day(now.day())).await?;
    if let Some(stranger) = handins.iter().find(|handin| !roll.contains(&handin.person)) {
        return Err(StudyError::NotOnRoll(stranger.person));
    }
    if !handins.is_empty() {
        conduct::set_going(conn, campaign).await?;
    }
    for handin in handins {
        let (id, after) = put(conn, campaign, handin, received_on).await?;
        let event = grant.event(HANDIN, "handin", id).after(after);
        journal::write(conn, &event.under(&*campaign.ruleset), now).await?;
    }
    Ok(())
}

/// Takes in one paper of a member of the grant's unit with its words, where it has any: typed, or taken down.
///
/// # Errors
/// As [`receive_handins`].
pub async fn write_down(
    conn: &mut Conn,
    grant: Grant<KeepStudy>,
    vault: &Vault,
    campaign: &Campaign,
    (handin, words): (&HandIn<'_>, &str),
    (received_on, now): (Day, Ts),
) -> Result<(), StudyError> {
    receive_handins(conn, grant, campaign, std::slice::from_ref(handin), received_on, now).await?;
    keep_words(conn, vault, campaign.id, handin, words, now).await
}

/// A campaign in which somebody is on the roll, and the unit at which they count.
///
/// # Errors
/// [`StudyError::NotOnRoll`] for anybody else.
pub async fn home_in(conn: &mut Conn, campaign: &Campaign, person: i64, today: Day) -> Result<i64, StudyError> {
    let day = campaign.roll_day(today);
    let sql = format!("SELECT r.unit_id FROM ({}) r WHERE r.person_id = $1", campaign.roll_sql("$2"));
    let home: i64 = conn.value(&sql, &[&person, &day]).await?.ok_or(StudyError::NotOnRoll(person))?;
    if campaign.is_for(conn, home, day).await? { Ok(home) } else { Err(StudyError::NotOnRoll(person)) }
}

/// Hands in one's own text, typed by oneself.
///
/// # Errors
/// As [`receive_handins`].
pub async fn write_own(
    conn: &mut Conn,
    own: Own,
    vault: &Vault,
    campaign: &Campaign,
    (kind, words, replaces): (&str, &str, i64),
    now: Ts,
) -> Result<(), StudyError> {
    let campaign = &conduct::take(conn, campaign.id).await?;
    let home = home_in(conn, campaign, own.person(), now.day()).await?;
    let handin = HandIn { person: own.person(), kind, form: "typed", scan: None, replaces };
    conduct::set_going(conn, campaign).await?;
    let (id, after) = put(conn, campaign, &handin, now.day()).await?;
    let event = Event::new(Some(own.account()), HANDIN, "handin", id).at_place(home).after(after);
    journal::write(conn, &event.under(&*campaign.ruleset), now).await?;
    keep_words(conn, vault, campaign.id, &handin, words, now).await
}

async fn put(conn: &mut Conn, campaign: &Campaign, handin: &HandIn<'_>, on: Day) -> Result<(i64, Value), StudyError> {
    let (scan, ending) = handin.scan.as_ref().map(|(hash, kind)| (hash, kind.ending())).unzip();
    let dictated = handin.form == "dictated";
    let form = if dictated { "typed" } else { handin.form };
    // The reader's words on what was given back stay until the reader has read the new one.
    let id: Option<i64> = conn
        .value(
            "INSERT INTO handin (campaign_id, person_id, kind, form, state, received_on, scan_sha256, scan_kind, dictated)
             VALUES ($1, $2, $3, $4, 'received', $5, $6, $7, $8)
             ON CONFLICT (campaign_id, person_id, kind) DO UPDATE SET form = excluded.form, state = 'received',
             received_on = excluded.received_on, scan_sha256 = excluded.scan_sha256, scan_kind = excluded.scan_kind,
             dictated = excluded.dictated, read_on = NULL, grade = '', words_sealed = NULL, sketch_sealed = NULL,
             word_count = 0, version = handin.version + 1 WHERE handin.version = $9 RETURNING id",
            &[
                &campaign.id,
                &handin.person,
                &handin.kind,
                &form,
                &on,
                &scan,
                &ending,
                &i64::from(dictated),
                &handin.replaces,
            ],
        )
        .await?;
    let id = id.ok_or(StudyError::Changed)?;
    let after = json!({
        "campaign": campaign.id, "person": handin.person, "kind": handin.kind, "form": handin.form,
        "on": on, "scan": scan,
    });
    Ok((id, after))
}

async fn keep_words(
    conn: &mut Conn,
    vault: &Vault,
    campaign: i64,
    handin: &HandIn<'_>,
    words: &str,
    now: Ts,
) -> Result<(), StudyError> {
    if words.is_empty() {
        return Ok(());
    }
    let sealer = vault.sealer(conn, SUBJECT, handin.person, now).await?;
    let sketch = Sketch::of(words).map(|sketch| sealer.seal(&sketch.to_string())).transpose()?;
    let (sealed, count) = (sealer.seal(words)?, Sketch::words(words) as i64);
    let sql = "UPDATE handin SET words_sealed = $1, sketch_sealed = $2, word_count = $3
               WHERE campaign_id = $4 AND person_id = $5 AND kind = $6";
    conn.exec(sql, &[&sealed, &sketch, &count, &campaign, &handin.person, &handin.kind]).await?;
    Ok(())
}
