//! What is kept of a person's study, for the person: marks, what was handed in with its words, the code of the badge.

use super::SUBJECT;
use super::kept::{By, Item, Part};
use crate::study::pledge;
use crate::study::reading::READ;
use kit::clock::{Day, Ts};
use kit::db::{Conn, Result};
use kit::journal::{self, Event};
use kit::vault::Vault;
use serde_json::json;

/// The part about study; texts are opened only where `opened` is asked for.
pub(super) async fn study(
    conn: &mut Conn,
    by: &By,
    vault: &Vault,
    (person, place): (i64, i64),
    opened: bool,
    now: Ts,
) -> Result<Part> {
    let sql =
        "SELECT c.title, a.state, '' FROM attendance a JOIN campaign c ON c.id = a.campaign_id WHERE a.person_id = $1
               UNION ALL SELECT c.title, 'unmarked', '' FROM attendance_taken_back t JOIN campaign c ON c.id = t.campaign_id
               WHERE t.person_id = $1
               UNION ALL SELECT b.code, 'badge', '' FROM study_badge b WHERE b.person_id = $1";
    let rows: Vec<(String, String, String)> = conn.all(sql, &[&person]).await?;
    let item = |(campaign, what, day): (String, String, String)| {
        vec![("campaign", json!(campaign)), ("mark", json!(what)), ("on", json!(day))]
    };
    let mut items: Vec<Item> = rows.into_iter().map(item).collect();
    let sql = "SELECT h.id, c.title, h.kind, h.received_on, h.grade, h.words_sealed, h.comment_sealed FROM handin h
               JOIN campaign c ON c.id = h.campaign_id WHERE h.person_id = $1 ORDER BY h.id";
    for handed in conn.all::<Handed>(sql, &[&person]).await? {
        let mut item =
            vec![("campaign", json!(handed.title)), ("mark", json!(handed.kind)), ("on", json!(handed.received_on))];
        if !handed.grade.is_empty() {
            item.push(("grade", json!(handed.grade)));
        }
        for (name, sealed) in [("words", &handed.words_sealed), ("reply", &handed.comment_sealed)] {
            if let Some(sealed) = sealed.as_ref().filter(|_| opened)
                && let Some(words) = vault.open(conn, SUBJECT, person, sealed).await?
            {
                item.push((name, json!(words)));
            }
        }
        if opened && (handed.words_sealed.is_some() || handed.comment_sealed.is_some()) {
            let event = match by {
                By::Own(own) => Event::new(Some(own.account()), READ, "handin", handed.id).at_place(place),
                By::Keeper(grant) => grant.event(READ, "handin", handed.id),
            };
            journal::write(conn, &event, now).await?;
        }
        items.push(item);
    }
    let sql = "SELECT id, year, registered_on, items, items_sealed FROM pledge WHERE person_id = $1 ORDER BY year";
    for pledged in conn.all::<Pledged>(sql, &[&person]).await? {
        let mut item = vec![
            ("pledge", json!(pledged.year)),
            ("on", json!(pledged.registered_on)),
            ("count", json!(pledged.items)),
        ];
        if let Some(sealed) = pledged.items_sealed.as_ref().filter(|_| opened)
            && let Some(words) = vault.open(conn, SUBJECT, person, sealed).await?
        {
            let event = match by {
                By::Own(own) => Event::new(Some(own.account()), pledge::READ, "pledge", pledged.id).at_place(place),
                By::Keeper(grant) => grant.event(pledge::READ, "pledge", pledged.id),
            };
            journal::write(conn, &event, now).await?;
            let things: Vec<pledge::Item> = serde_json::from_str(&words).unwrap_or_default();
            item.push((
                "words",
                json!(things.iter().map(|thing| thing.content.as_str()).collect::<Vec<_>>().join("; ")),
            ));
        }
        items.push(item);
    }
    Ok(Part { key: "study", items })
}

kit::record! {
    struct Handed {
        id: i64,
        title: String,
        kind: String,
        received_on: Day,
        grade: String,
        words_sealed: Option<String>,
        comment_sealed: Option<String>,
    }
}

kit::record! {
    struct Pledged {
        id: i64,
        year: i64,
        registered_on: Day,
        items: i64,
        items_sealed: Option<String>,
    }
}
