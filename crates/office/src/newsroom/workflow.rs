//! From a submitted text to an edition: cleared by a second person, published at once or at its time, or given back.

use super::checks::look;
use super::verbs::{compose, of_unit, step, wrote};
use super::{Article, NewsError, outbox, outside};
use crate::identity::reach::{Grant, ordered};
use crate::identity::right::PublishArticle;
use crate::layout::sites::stand;
use crate::org::Tree;
use crate::shell::Office;
use bridge::Entry;
use kit::clock::Ts;
use kit::db::Conn;
use kit::{jobs, journal};
use serde_json::json;

/// Notes that the program itself leaves, told in words by the page: whoever ordered it may publish no more; the text shows
/// something that cannot be published (any more).
pub const NO_RIGHT: &str = "#right";
/// See [`NO_RIGHT`].
pub const NOT_SOUND: &str = "#sound";
/// Begins the note of what was found when a text was looked at once more at its time; the [`Told`] follow as JSON.
pub const FOUND: &str = "#found";
/// A finding in a note: the check's message, the words it is about, and what they should be.
pub type Told = (String, String, String);
/// So many findings stand in a note; the page of the review has them all.
const MOST_TOLD: usize = 3;
/// The job that publishes what is due.
pub const PUBLISH_DUE: &str = "newsroom.publish.due";

/// How an edition came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// A second person cleared and published it.
    Reviewed,
    /// It was cleared by a second person and came out at its time.
    Scheduled,
    /// One person published it alone; it is approved afterwards.
    Urgent,
}

impl How {
    /// The word in the record.
    pub fn word(self) -> &'static str {
        match self {
            How::Reviewed => "reviewed",
            How::Scheduled => "scheduled",
            How::Urgent => "urgent",
        }
    }
}

/// Gives a submitted or cleared text back to be changed, with the reason.
pub async fn send_back(
    conn: &mut Conn,
    grant: Grant<PublishArticle>,
    (id, version): (i64, i64),
    note: &str,
    now: Ts,
) -> Result<(), NewsError> {
    of_unit(conn, &grant, id).await?;
    step(conn, (id, version), (&["submitted", "cleared"], "draft"), note, now).await?;
    let event = grant.event("newsroom.article.send_back", "article", id).after(json!({"note": note}));
    journal::write(conn, &event, now).await?;
    Ok(())
}

/// Says that a submitted text may be published, whenever somebody does. Who clears it has written nothing of it.
pub async fn clear(
    conn: &mut Conn,
    grant: Grant<PublishArticle>,
    (id, version): (i64, i64),
    now: Ts,
) -> Result<(), NewsError> {
    let article = of_unit(conn, &grant, id).await?;
    second_only(conn, &grant, &article).await?;
    step(conn, (id, version), (&["submitted"], "cleared"), "", now).await?;
    note_clearing(conn, &grant, id).await?;
    journal::write(conn, &grant.event("newsroom.article.clear", "article", id), now).await?;
    Ok(())
}

/// Lets a submitted or cleared text come out by itself at `due`; one that waits already gets another time.
///
/// # Errors
/// [`NewsError::Past`] when that moment is over, [`NewsError::OwnArticle`] for one's own text that nobody has cleared.
pub async fn schedule(
    conn: &mut Conn,
    grant: Grant<PublishArticle>,
    (id, version): (i64, i64),
    due: Ts,
    now: Ts,
) -> Result<(), NewsError> {
    if due <= now {
        return Err(NewsError::Past);
    }
    let article = of_unit(conn, &grant, id).await?;
    second_only(conn, &grant, &article).await?;
    step(conn, (id, version), (&["submitted", "cleared", "scheduled"], "scheduled"), "", now).await?;
    if article.state == "submitted" {
        note_clearing(conn, &grant, id).await?;
    }
    conn.exec("UPDATE article SET due_at = $1 WHERE id = $2", &[&due, &id]).await?;
    // What is changed, given back or put to another time meanwhile has another version: the job then finds nothing to do.
    let order = json!({"article": id, "version": version + 1, "account": grant.account()});
    jobs::enqueue(conn, PUBLISH_DUE, &order, due).await?;
    let event = grant.event("newsroom.article.schedule", "article", id).after(json!({"due": due.0}));
    journal::write(conn, &event, now).await?;
    Ok(())
}

/// Takes a text from its time; it stays cleared.
pub async fn unschedule(
    conn: &mut Conn,
    grant: Grant<PublishArticle>,
    (id, version): (i64, i64),
    now: Ts,
) -> Result<(), NewsError> {
    of_unit(conn, &grant, id).await?;
    step(conn, (id, version), (&["scheduled"], "cleared"), "", now).await?;
    journal::write(conn, &grant.event("newsroom.article.unschedule", "article", id), now).await?;
    Ok(())
}

/// Publishes a text as a new edition, with the figures frozen as they are now. Gives its number in the outbox. Who
/// publishes what nobody has cleared yet has neither begun nor changed it, whatever account they use.
pub async fn publish(
    conn: &mut Conn,
    grant: Grant<PublishArticle>,
    (id, version): (i64, i64),
    now: Ts,
) -> Result<i64, NewsError> {
    let article = of_unit(conn, &grant, id).await?;
    second_only(conn, &grant, &article).await?;
    if article.state == "submitted" {
        note_clearing(conn, &grant, id).await?;
    }
    issue(conn, &grant, (&article, version), (How::Reviewed, json!({})), now).await
}

/// Does what [`schedule`] ordered, as far as whoever ordered it may still publish, and nothing stands in the way by the rule
/// of this day: since somebody looked, a link may have died and a paper lapsed. `None` when there is nothing to do (any
/// more): done twice, it publishes once. A text that is not published goes back to being cleared, with the reason as a note.
///
/// # Errors
/// When the database fails: then it is tried again.
pub async fn publish_due(conn: &mut Conn, office: &Office, order: &str, now: Ts) -> anyhow::Result<Option<i64>> {
    let order: serde_json::Value = serde_json::from_str(order).unwrap_or_default();
    let number = |name: &str| order.get(name).and_then(serde_json::Value::as_i64);
    let (Some(id), Some(version), Some(account)) = (number("article"), number("version"), number("account")) else {
        return Ok(None);
    };
    let article = Article::get(conn, id).await?;
    let is_due =
        article.state == "scheduled" && article.version == version && article.due_at.is_some_and(|at| at <= now);
    if !is_due {
        return Ok(None);
    }
    let grant = ordered::<PublishArticle>(conn, office, account, article.unit_id).await;
    let note = match grant.map_err(|failure| anyhow::anyhow!("{failure:?}"))? {
        None => NO_RIGHT.to_owned(),
        Some(grant) => match unless_blocked(conn, office, &grant, (&article, version), now).await {
            Ok(Ok(seq)) => return Ok(Some(seq)),
            Ok(Err(found)) => found,
            Err(NewsError::Db(error)) => return Err(error.into()),
            // Nothing was written yet: an edition is made before the first row is.
            Err(_) => NOT_SOUND.to_owned(),
        },
    };
    step(conn, (id, version), (&["scheduled"], "cleared"), &note, now).await?;
    let event = journal::Event::new(Some(account), "newsroom.article.unschedule", "article", id);
    journal::write(conn, &event.at_place(article.unit_id).after(json!({"note": note})), now).await?;
    Ok(None)
}

/// Publishes a text at its time; the note of what stands in the way, where something does.
async fn unless_blocked(
    conn: &mut Conn,
    office: &Office,
    grant: &Grant<PublishArticle>,
    (article, version): (&Article, i64),
    now: Ts,
) -> Result<Result<i64, String>, NewsError> {
    let (tree, edition) = (Tree::as_of(conn, now.day()).await?, compose(conn, article, now).await?);
    let Ok((rule, _)) = office.newsroom_rule() else { return Ok(Err(NOT_SOUND.to_owned())) };
    let found = look(conn, (rule, &office.mirror), &tree, (article, &edition), now).await?;
    let blocking = found.into_iter().filter(|finding| finding.blocks).take(MOST_TOLD);
    let told: Vec<Told> = blocking.map(|it| (it.key.to_owned(), it.what, it.instead)).collect();
    if told.is_empty() {
        return issue(conn, grant, (article, version), (How::Scheduled, json!({})), now).await.map(Ok);
    }
    Ok(Err(format!("{FOUND}{}", json!(told))))
}

/// Makes the next edition and lets it cross; `told` stands in the journal with it.
pub(super) async fn issue(
    conn: &mut Conn,
    grant: &Grant<PublishArticle>,
    (article, version): (&Article, i64),
    (how, mut told): (How, serde_json::Value),
    now: Ts,
) -> Result<i64, NewsError> {
    let id = article.id;
    let mut edition = compose(conn, article, now).await?;
    edition.edition = u32::try_from(article.edition + 1).unwrap_or(u32::MAX);
    let (number, note) = (i64::from(edition.edition), edition.correction_note.clone().unwrap_or_default());
    step(conn, (id, version), (&["submitted", "cleared", "scheduled"], "published"), "", now).await?;
    let tree = Tree::as_of(conn, now.day()).await?;
    stand(conn, &tree, (id, article.unit_id), now).await?;
    conn.exec(
        "UPDATE article SET edition = $1, first_published_at = $2, withdrawn_at = NULL, fate = '', merged_into = NULL,
         correction = '' WHERE id = $3",
        &[&number, &Ts(edition.first_published_at), &id],
    )
    .await?;
    let seq = outbox::put(conn, &Entry::Edition(Box::new(edition)), now).await?;
    conn.exec(
        "INSERT INTO article_edition (article_id, edition, outbox, published_at, account_id, how, note, version)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        &[&id, &number, &seq, &now, &grant.account(), &how.word(), &note, &version],
    )
    .await?;
    outside::note_edition(conn, article, number, (grant.account(), now)).await?;
    let verb = match how {
        How::Urgent => "newsroom.article.publish_urgently",
        How::Scheduled => "newsroom.article.publish_due",
        How::Reviewed => "newsroom.article.publish",
    };
    for (name, value) in [("edition", json!(number)), ("outbox", json!(seq)), ("note", json!(note))] {
        told[name] = value;
    }
    journal::write(conn, &grant.event(verb, "article", id).after(told), now).await?;
    Ok(seq)
}

/// Refuses whoever has written any of a text that nobody has cleared yet.
async fn second_only(conn: &mut Conn, grant: &Grant<PublishArticle>, article: &Article) -> Result<(), NewsError> {
    if !article.is_cleared() && wrote(conn, grant, article).await? { Err(NewsError::OwnArticle) } else { Ok(()) }
}

async fn note_clearing(conn: &mut Conn, grant: &Grant<PublishArticle>, id: i64) -> Result<(), NewsError> {
    conn.exec("UPDATE article SET cleared_by = $1 WHERE id = $2", &[&grant.account(), &id]).await?;
    Ok(())
}
