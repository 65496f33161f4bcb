//! What is kept of a person as somebody who works in the office, for the person: accounts, roles, rights passed on, signing
//! in, filters. Never anything that opens a door.

use super::kept::{Item, Part};
use crate::identity::attempts::wrong_tries;
use kit::clock::{Day, Ts};
use kit::db::{Conn, Result};
use kit::vault::Vault;
use serde_json::{Value, json};

/// Columns that speak of persons or accounts and are not in the copy, by the reason that the copy gives.
pub const LEFT_OUT: &[(&str, &[&str])] = &[
    // Kept by the inspection committee in a room of its own.
    ("discipline", &["discipline.person_id", "closed_case.person_id", "case_member.account_id"]),
    // What somebody did in the office stands with the work, and in the journal for ever.
    (
        "work",
        &[
            "account.password_let_in_by",
            "archive_correction.asked_by",
            "archive_correction.settled_by",
            "archive_link.account_id",
            "archive_removal.asked_by",
            "archive_removal.settled_by",
            "article.author_id",
            "article.cleared_by",
            "article.reviser_id",
            "article_comment.account_id",
            "article_comment.settled_by",
            "article_draft.account_id",
            "article_edition.account_id",
            "article_offer.account_id",
            "article_offer.decided_by",
            "article_taken.account_id",
            "article_version.account_id",
            "authenticator.let_in_by",
            "batch.account_id",
            "candidate_step.account_id",
            "delegation.ended_by",
            "exemption_step.account_id",
            "import_list.account_id",
            "invitation.made_by",
            "journal.actor",
            "layout_link.account_id",
            "media.account_id",
            "outgoing.author_id",
            "outgoing.cleared_by",
            "outgoing.reviser_id",
            "outgoing.signed_by",
            "outside_link.account_id",
            "paper_drop.account_id",
            "passkey.let_in_by",
            "petition_step.account_id",
            "portal_site.account_id",
            "proposal.asked_by",
            "proposal.settled_by",
            "provider_link.let_in_by",
            "reading.account_id",
            "session.let_in_by",
            "sign_in_link.made_by",
            "task_step.account_id",
            "transfer_step.account_id",
            "trusted_host.account_id",
            "trusted_host.ended_by",
            "urgent_publication.account_id",
            "urgent_publication.approved_by",
        ],
    ),
    // Whom a row of a list may be is decided while the list is read, and deleted with its rows.
    ("passing", &["import_choice.person_id"]),
];

const OWN: &str = "JOIN account a ON a.id = x.account_id WHERE a.person_id = $1";

/// The parts about working in the office; how somebody came in only where `opened` is asked for.
pub(super) async fn parts(conn: &mut Conn, vault: &Vault, (person, opened): (i64, bool), now: Ts) -> Result<Vec<Part>> {
    let mut parts = vec![accounts(conn, person).await?, roles(conn, person).await?, delegations(conn, person).await?];
    if opened {
        parts.push(sessions(conn, person).await?);
        parts.push(tries(conn, vault, person, now).await?);
        parts.push(ways(conn, person).await?);
    }
    parts.push(filters(conn, person).await?);
    Ok(parts)
}

fn at(at: Option<Ts>) -> Value {
    json!(at.map(Ts::iso))
}

async fn accounts(conn: &mut Conn, person: i64) -> Result<Part> {
    let sql = "SELECT login, name, post, created_at, disabled_at FROM account WHERE person_id = $1 ORDER BY id";
    let rows: Vec<(String, String, String, Ts, Option<Ts>)> = conn.all(sql, &[&person]).await?;
    let item = |(login, name, post, made, ended): (String, String, String, Ts, Option<Ts>)| {
        vec![
            ("login", json!(login)),
            ("shown_as", json!(name)),
            ("post_shown", json!(post)),
            ("at", json!(made.iso())),
            ("ended_at", at(ended)),
        ]
    };
    Ok(Part { key: "accounts", items: rows.into_iter().map(item).collect() })
}

async fn roles(conn: &mut Conn, person: i64) -> Result<Part> {
    let sql = format!("SELECT x.role, x.unit_id, x.from_day, x.to_day FROM role_holding x {OWN} ORDER BY x.id");
    let rows: Vec<(String, i64, Day, Option<Day>)> = conn.all(&sql, &[&person]).await?;
    let item = |(role, unit, from, to)| {
        vec![("role", json!(role)), ("unit", json!(unit)), ("from", json!(from)), ("to", json!(to))]
    };
    Ok(Part { key: "roles", items: rows.into_iter().map(item).collect() })
}

kit::record! {
    struct Passed {
        given: i64,
        who: String,
        unit_id: i64,
        rights: String,
        reason: String,
        from_day: Day,
        to_day: Day,
        ended_at: Option<Ts>,
    }
}

async fn delegations(conn: &mut Conn, person: i64) -> Result<Part> {
    let sql = "SELECT CAST(CASE WHEN g.person_id = $1 THEN 1 ELSE 0 END AS BIGINT) AS given,
                 CASE WHEN g.person_id = $1 THEN t.name ELSE g.name END AS who, d.unit_id, d.rights, d.reason,
                 d.from_day, d.to_day, d.ended_at
               FROM delegation d JOIN account g ON g.id = d.from_account JOIN account t ON t.id = d.to_account
               WHERE g.person_id = $1 OR t.person_id = $1 ORDER BY d.id";
    let item = |one: Passed| {
        vec![
            ("passed", json!(if one.given == 1 { "given" } else { "received" })),
            ("who", json!(one.who)),
            ("unit", json!(one.unit_id)),
            ("rights", json!(one.rights)),
            ("passed_for", json!(one.reason)),
            ("from", json!(one.from_day)),
            ("to", json!(one.to_day)),
            ("ended_at", at(one.ended_at)),
        ]
    };
    Ok(Part { key: "delegations", items: conn.all(sql, &[&person]).await?.into_iter().map(item).collect() })
}

kit::record! {
    struct Came {
        device: String,
        place: String,
        how: String,
        created_at: Ts,
        seen_at: Ts,
        ended_at: Option<Ts>,
    }
}

async fn sessions(conn: &mut Conn, person: i64) -> Result<Part> {
    let sql = format!(
        "SELECT x.device, x.place, x.how, x.created_at, x.seen_at, x.ended_at FROM session x {OWN}
         ORDER BY x.created_at DESC, x.id DESC"
    );
    let item = |one: Came| {
        vec![
            ("at", json!(one.created_at.iso())),
            ("device", json!(one.device)),
            ("place", json!(one.place)),
            ("how", json!(one.how)),
            ("seen_at", json!(one.seen_at.iso())),
            ("ended_at", at(one.ended_at)),
        ]
    };
    Ok(Part { key: "sessions", items: conn.all(&sql, &[&person]).await?.into_iter().map(item).collect() })
}

/// Wrong tries with the person's logins, which are kept by a mark alone.
async fn tries(conn: &mut Conn, vault: &Vault, person: i64, now: Ts) -> Result<Part> {
    let logins: Vec<(String,)> =
        conn.all("SELECT login FROM account WHERE person_id = $1 ORDER BY id", &[&person]).await?;
    let mut items: Vec<Item> = Vec::new();
    for (login,) in logins {
        let tried = wrong_tries(conn, vault, &login, now).await?;
        items.extend(tried.map(|tried| {
            vec![
                ("login", json!(login)),
                ("count", json!(tried.count)),
                ("at", json!(tried.last_at.iso())),
                ("place", json!(tried.last_place)),
            ]
        }));
    }
    Ok(Part { key: "tries", items })
}

kit::record! {
    struct WayIn {
        way: String,
        name: String,
        who: String,
        made_at: Option<Ts>,
        until: Option<Ts>,
        used_at: Option<Ts>,
        ended_at: Option<Ts>,
    }
}

/// What lets the person in: that it is there, not what it is.
async fn ways(conn: &mut Conn, person: i64) -> Result<Part> {
    let none = "CAST(NULL AS BIGINT)";
    let sql = format!(
        "SELECT 'invitation' AS way, '' AS name, coalesce(b.name, '') AS who, x.made_at AS made_at, x.expires_at AS until,
           x.used_at AS used_at, x.ended_at AS ended_at
         FROM invitation x LEFT JOIN account b ON b.id = x.made_by {OWN}
         UNION ALL SELECT 'link', '', coalesce(b.name, ''), {none}, x.expires_at, x.used_at, {none}
         FROM sign_in_link x LEFT JOIN account b ON b.id = x.made_by {OWN}
         UNION ALL SELECT 'passkey', x.name, '', x.made_at, {none}, x.used_at, {none} FROM passkey x {OWN}
         UNION ALL SELECT 'authenticator', '', '', x.made_at, {none}, {none}, {none} FROM authenticator x {OWN}
         UNION ALL SELECT 'recovery', '', '', x.made_at, {none}, x.used_at, {none} FROM recovery_code x {OWN}
         UNION ALL SELECT 'provider', x.issuer || ' ' || x.subject, '', x.made_at, {none}, x.used_at, {none}
         FROM provider_link x {OWN}"
    );
    let item = |one: WayIn| {
        vec![
            ("way", json!(one.way)),
            ("named", json!(one.name)),
            ("at", at(one.made_at)),
            ("who", json!(one.who)),
            ("used_at", at(one.used_at)),
            ("holds_until", at(one.until)),
            ("ended_at", at(one.ended_at)),
        ]
    };
    Ok(Part { key: "ways", items: conn.all(&sql, &[&person]).await?.into_iter().map(item).collect() })
}

async fn filters(conn: &mut Conn, person: i64) -> Result<Part> {
    let sql =
        format!("SELECT x.name, x.query, x.unit_id, x.shared, x.dropped_at FROM saved_list x {OWN} ORDER BY x.id");
    let rows: Vec<(String, String, i64, i64, Option<Ts>)> = conn.all(&sql, &[&person]).await?;
    let item = |(name, query, unit, shared, dropped): (String, String, i64, i64, Option<Ts>)| {
        vec![
            ("named", json!(name)),
            ("query", json!(query)),
            ("unit", json!(unit)),
            ("shared", json!(shared != 0)),
            ("ended_at", at(dropped)),
        ]
    };
    Ok(Part { key: "filters", items: rows.into_iter().map(item).collect() })
}
