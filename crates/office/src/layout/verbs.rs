//! What is done to a layout. Each verb writes its journal row in the same transaction.

use super::block::{compose, photo};
use super::{Arranged, Block, Kind, LayoutError, State};
use crate::identity::reach::Grant;
use crate::identity::right::{EditArticle, Permission, PublishArticle};
use crate::newsroom::{outbox, outside};
use bridge::Entry;
use kit::clock::Ts;
use kit::db::{Conn, DbError};
use kit::journal;
use serde_json::{json, to_string};

/// Puts other blocks into the place of those that were there; it is a draft then. The version is the one that was read, 0
/// where nobody had arranged anything.
///
/// # Errors
/// [`LayoutError::Stale`] when somebody else changed it meanwhile.
pub async fn change(
    conn: &mut Conn,
    grant: Grant<EditArticle>,
    version: i64,
    blocks: &[Block],
    now: Ts,
) -> Result<(), LayoutError> {
    let before = Arranged::of(conn, grant.unit()).await?;
    if before.version != version {
        return Err(LayoutError::Stale);
    }
    let mut hands = before.hands.clone();
    hands.extend(grant.account().filter(|account| !before.hands.contains(account)));
    let (content, hands) = (json_of(blocks)?, json_of(&hands)?);
    let done = if version == 0 {
        // Two who begin at once: the second one has read what is no more.
        let sql = "INSERT INTO layout (unit_id, content, state, hands, changed_at) VALUES ($1, $2, 'draft', $3, $4)
                   ON CONFLICT (unit_id) DO NOTHING";
        conn.exec(sql, &[&grant.unit(), &content, &hands, &now]).await?
    } else {
        let sql = "UPDATE layout SET content = $1, hands = $2, state = 'draft', note = '', changed_at = $3,
                   version = version + 1 WHERE id = $4 AND version = $5";
        conn.exec(sql, &[&content, &hands, &now, &before.id, &version]).await?
    };
    if done == 0 {
        return Err(LayoutError::Stale);
    }
    let id = Arranged::of(conn, grant.unit()).await?.id;
    for url in blocks.iter().flat_map(Block::addresses) {
        let Some(host) = outside::host(&url) else { continue };
        let sql = "INSERT INTO layout_link (layout_id, url, host, account_id, at) VALUES ($1, $2, $3, $4, $5)
                   ON CONFLICT (layout_id, url) DO NOTHING";
        conn.exec(sql, &[&id, &url, &host, &grant.account(), &now]).await?;
    }
    let event = grant.event("layout.page.arrange", "layout", id);
    let event = event.before(json!({"blocks": before.blocks})).after(json!({"blocks": blocks}));
    journal::write(conn, &event, now).await?;
    Ok(())
}

/// Hands a draft to whoever publishes.
///
/// # Errors
/// Those of the pictures on it: whoever publishes could do nothing about them.
pub async fn submit(conn: &mut Conn, grant: Grant<EditArticle>, version: i64, now: Ts) -> Result<(), LayoutError> {
    let arranged = Arranged::of(conn, grant.unit()).await?;
    for (at, block) in arranged.blocks.iter().enumerate().filter(|(_, block)| block.kind == Kind::Banner) {
        photo(conn, arranged.unit, (at, block)).await?;
    }
    step(conn, (&arranged, version), (State::Draft, "submitted"), "", now).await?;
    journal::write(conn, &grant.event("layout.page.submit", "layout", arranged.id), now).await?;
    Ok(())
}

/// Gives what was submitted back, with the reason.
pub async fn send_back(
    conn: &mut Conn,
    grant: Grant<PublishArticle>,
    version: i64,
    note: &str,
    now: Ts,
) -> Result<(), LayoutError> {
    let arranged = Arranged::of(conn, grant.unit()).await?;
    step(conn, (&arranged, version), (State::Submitted, "draft"), note, now).await?;
    let event = grant.event("layout.page.send_back", "layout", arranged.id).after(json!({"note": note}));
    journal::write(conn, &event, now).await?;
    Ok(())
}

/// Lets the readers of the portal with this key have what was submitted. Whoever publishes has changed nothing of it, whatever account they use.
///
/// # Errors
/// [`LayoutError::OwnWork`], and those of making what crosses: nothing was written then.
pub async fn publish(
    conn: &mut Conn,
    grant: Grant<PublishArticle>,
    (version, site): (i64, &str),
    now: Ts,
) -> Result<(), LayoutError> {
    let arranged = Arranged::of(conn, grant.unit()).await?;
    if had_a_hand(conn, &grant, &arranged).await? {
        return Err(LayoutError::OwnWork);
    }
    let layout = compose(conn, (&arranged, site), now).await?;
    step(conn, (&arranged, version), (State::Submitted, "published"), "", now).await?;
    let sql = "UPDATE layout SET edition = $1, published = content, published_at = $2, hands = '[]' WHERE id = $3";
    conn.exec(sql, &[&(arranged.edition + 1), &now, &arranged.id]).await?;
    for url in arranged.blocks.iter().flat_map(Block::addresses) {
        let sql = "UPDATE layout_link SET edition = $1 WHERE layout_id = $2 AND url = $3 AND edition IS NULL";
        conn.exec(sql, &[&(arranged.edition + 1), &arranged.id, &url]).await?;
    }
    let seq = outbox::put(conn, &Entry::Layout(Box::new(layout)), now).await?;
    let event = grant.event("layout.page.publish", "layout", arranged.id);
    journal::write(conn, &event.after(json!({"edition": arranged.edition + 1, "outbox": seq})), now).await?;
    Ok(())
}

/// Whether whoever acts has changed any of it, with this account or with another one of theirs.
pub(super) async fn had_a_hand<P: Permission>(
    conn: &mut Conn,
    grant: &Grant<P>,
    arranged: &Arranged,
) -> Result<bool, DbError> {
    let Some(account) = grant.account() else { return Ok(true) };
    for hand in &arranged.hands {
        let same = "SELECT count(*) FROM account WHERE id = $1 AND person_id = $2";
        if *hand == account || conn.value::<i64>(same, &[hand, &grant.person()]).await?.unwrap_or(0) > 0 {
            return Ok(true);
        }
    }
    Ok(false)
}

async fn step(
    conn: &mut Conn,
    (arranged, version): (&Arranged, i64),
    (from, to): (State, &str),
    note: &str,
    now: Ts,
) -> Result<(), LayoutError> {
    let sql = "UPDATE layout SET state = $1, note = $2, changed_at = $3, version = version + 1
               WHERE id = $4 AND version = $5";
    let fits = arranged.state == from && arranged.version == version;
    if !fits || conn.exec(sql, &[&to, &note, &now, &arranged.id, &version]).await? == 0 {
        return Err(LayoutError::Stale);
    }
    Ok(())
}

fn json_of(value: &(impl serde::Serialize + ?Sized)) -> Result<String, DbError> {
    to_string(value).map_err(|error| DbError::Broken(error.to_string()))
}
