//! Articles that come up: a unit's writer offers one to a newsroom above, which takes a copy of it with its author, post and
//! unit, or returns it with the reason. The writer goes on with the own text, and sees what became of the offer.

use super::media::Media;
use super::verbs::{Origin, begin, of_unit};
use super::{NewsError, Text, markdown};
use crate::identity::reach::Grant;
use crate::identity::right::EditArticle;
use kit::clock::Ts;
use kit::db::{Conn, DbError};
use kit::{jobs, journal};
use serde_json::json;
use std::collections::HashMap;

kit::record! {
    /// An article that was offered.
    pub struct Offer {
        /// The row.
        pub id: i64,
        /// Its identity outside the database.
        pub uid: String,
        /// The article that was offered.
        pub article_id: i64,
        /// The unit that offers it.
        pub from_unit: i64,
        /// The newsroom to which it is offered.
        pub unit_id: i64,
        /// The text as it was offered, as JSON.
        pub text: String,
        /// What its writer says to the newsroom.
        pub words: String,
        /// Who offered it.
        pub account_id: i64,
        /// When.
        pub at: Ts,
        /// `offered`, `taken`, `returned` or `withdrawn`.
        pub state: String,
        /// Why it was returned.
        pub reason: String,
        /// Who took or returned it.
        pub decided_by: Option<i64>,
        /// When.
        pub decided_at: Option<Ts>,
        /// The newsroom's own article that was made of it.
        pub taken_id: Option<i64>,
    }
}

const COLUMNS: &str = "id, uid, article_id, from_unit, unit_id, text, words, account_id, at, state, reason, decided_by, \
                       decided_at, taken_id";

impl Offer {
    /// The offer with this outward identity.
    pub async fn by_uid(conn: &mut Conn, uid: &str) -> Result<Option<Offer>, DbError> {
        conn.opt(&format!("SELECT {COLUMNS} FROM article_offer WHERE uid = $1"), &[&uid]).await
    }

    /// The offer from which an article was taken.
    pub async fn of_taken(conn: &mut Conn, article: i64) -> Result<Option<Offer>, DbError> {
        conn.opt(&format!("SELECT {COLUMNS} FROM article_offer WHERE taken_id = $1"), &[&article]).await
    }

    /// All of an article, the newest first.
    pub async fn of_article(conn: &mut Conn, article: i64) -> Result<Vec<Offer>, DbError> {
        let sql = format!("SELECT {COLUMNS} FROM article_offer WHERE article_id = $1 ORDER BY id DESC");
        conn.all(&sql, &[&article]).await
    }

    /// All, the newest first.
    pub async fn all(conn: &mut Conn) -> Result<Vec<Offer>, DbError> {
        conn.all(&format!("SELECT {COLUMNS} FROM article_offer ORDER BY id DESC"), &[]).await
    }

    /// Those that nobody has decided about, and those that were returned and whose article was not changed since.
    pub async fn open_or_returned(conn: &mut Conn) -> Result<Vec<Offer>, DbError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM article_offer WHERE state = 'offered' OR (state = 'returned' AND decided_at >=
             (SELECT changed_at FROM article WHERE article.id = article_id)) ORDER BY id"
        );
        conn.all(&sql, &[]).await
    }

    /// The text as it was offered.
    pub fn text(&self) -> Text {
        serde_json::from_str(&self.text).unwrap_or_default()
    }
}

/// Offers an article as it stands to a newsroom above its own. One that waits there already is offered once.
///
/// # Errors
/// [`NewsError::Stale`] when it was changed since it was read.
pub async fn offer(
    conn: &mut Conn,
    grant: Grant<EditArticle>,
    uid: &str,
    ((article, version), to): ((i64, i64), i64),
    words: &str,
    now: Ts,
) -> Result<Offer, NewsError> {
    let article = of_unit(conn, &grant, article).await?;
    let account = grant.account().ok_or(NewsError::NoAuthor)?;
    if article.version != version {
        return Err(NewsError::Stale);
    }
    let open = Offer::of_article(conn, article.id).await?;
    if let Some(open) = open.into_iter().find(|it| it.unit_id == to && it.state == "offered") {
        return Ok(open);
    }
    let text = serde_json::to_string(&article.text()).map_err(|error| DbError::Broken(error.to_string()))?;
    conn.exec(
        "INSERT INTO article_offer (uid, article_id, from_unit, unit_id, text, words, account_id, at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        &[&uid, &article.id, &article.unit_id, &to, &text, &words, &account, &now],
    )
    .await?;
    let told = json!({"to": to, "words": words, "version": version});
    journal::write(conn, &grant.event("newsroom.article.offer", "article", article.id).after(told), now).await?;
    Offer::by_uid(conn, uid).await?.ok_or(NewsError::Stale)
}

/// Takes an offer: the newsroom gets an article of its own with the text, signed by its author with post and unit; its id.
/// `author` and `post` stand where the text is not signed.
///
/// # Errors
/// [`NewsError::Stale`] when it is decided already.
pub async fn take(
    conn: &mut Conn,
    grant: Grant<EditArticle>,
    uid: &str,
    offer: i64,
    (author, post, unit): (&str, &str, &str),
    now: Ts,
) -> Result<i64, NewsError> {
    let offer = waiting(conn, &grant, offer).await?;
    let mut text = Text { correction: String::new(), ..offer.text() };
    pictures(conn, &grant, (offer.from_unit, uid), &mut text, now).await?;
    for (field, otherwise) in [(&mut text.byline, author), (&mut text.source, unit)] {
        if field.trim().is_empty() {
            *field = otherwise.to_owned();
        }
    }
    if text.byline == author && text.byline_post.trim().is_empty() {
        text.byline_post = post.to_owned();
    }
    let account = grant.account();
    let id = begin(conn, grant, uid, (&text, &Origin::Offer(offer.id)), now).await?;
    let sql = "UPDATE article_offer SET state = 'taken', decided_by = $1, decided_at = $2, taken_id = $3
               WHERE id = $4 AND state = 'offered'";
    if conn.exec(sql, &[&account, &now, &id, &offer.id]).await? == 0 {
        return Err(NewsError::Stale);
    }
    Ok(id)
}

/// Returns an offer with the reason.
///
/// # Errors
/// [`NewsError::Stale`] when it is decided already.
pub async fn return_offer(
    conn: &mut Conn,
    grant: Grant<EditArticle>,
    offer: i64,
    reason: &str,
    now: Ts,
) -> Result<(), NewsError> {
    let offer = waiting(conn, &grant, offer).await?;
    let sql = "UPDATE article_offer SET state = 'returned', reason = $1, decided_by = $2, decided_at = $3
               WHERE id = $4 AND state = 'offered'";
    if conn.exec(sql, &[&reason, &grant.account(), &now, &offer.id]).await? == 0 {
        return Err(NewsError::Stale);
    }
    let event = grant.event("newsroom.article.return_offer", "article", offer.article_id);
    journal::write(conn, &event.after(json!({"reason": reason})), now).await?;
    Ok(())
}

/// Takes an offer back as long as nobody has decided about it.
///
/// # Errors
/// [`NewsError::Stale`] when it is decided already.
pub async fn withdraw_offer(conn: &mut Conn, grant: Grant<EditArticle>, offer: i64, now: Ts) -> Result<(), NewsError> {
    let sql = "UPDATE article_offer SET state = 'withdrawn', decided_by = $1, decided_at = $2
               WHERE id = $3 AND from_unit = $4 AND state = 'offered'";
    if conn.exec(sql, &[&grant.account(), &now, &offer, &grant.unit()]).await? == 0 {
        return Err(NewsError::Stale);
    }
    let article: Option<i64> = conn.value("SELECT article_id FROM article_offer WHERE id = $1", &[&offer]).await?;
    let event = grant.event("newsroom.article.withdraw_offer", "article", article.unwrap_or(0));
    journal::write(conn, &event, now).await?;
    Ok(())
}

async fn waiting(conn: &mut Conn, grant: &Grant<EditArticle>, id: i64) -> Result<Offer, NewsError> {
    let sql = format!("SELECT {COLUMNS} FROM article_offer WHERE id = $1 AND unit_id = $2");
    let offer: Option<Offer> = conn.opt(&sql, &[&id, &grant.unit()]).await?;
    let offer = offer.ok_or(NewsError::NoArticle(id))?;
    if offer.state == "offered" { Ok(offer) } else { Err(NewsError::Stale) }
}

/// Lets the newsroom have the pictures of a text as its own: the same originals, described as they are.
async fn pictures(
    conn: &mut Conn,
    grant: &Grant<EditArticle>,
    (from, uid): (i64, &str),
    text: &mut Text,
    now: Ts,
) -> Result<(), NewsError> {
    let mut numbers: Vec<String> = text.body.lines().filter_map(markdown::picture_in).map(str::to_owned).collect();
    numbers.extend((!text.picture.is_empty()).then(|| text.picture.clone()));
    let mut own: HashMap<String, String> = HashMap::new();
    for number in numbers {
        let Some(media) = Media::of_unit(conn, from, number.parse().unwrap_or(0)).await? else { continue };
        let id = match Media::of_original(conn, grant.unit(), &media.original).await? {
            Some(known) => known.id,
            None => copy(conn, grant, &media, &format!("{uid}-{}", media.id), now).await?,
        };
        own.insert(number, id.to_string());
    }
    let renamed = |line: &str| match markdown::picture_in(line).and_then(|number| Some((number, own.get(number)?))) {
        Some((number, own)) => line.replacen(&format!("[[anh:{number}"), &format!("[[anh:{own}"), 1),
        None => line.to_owned(),
    };
    text.body = text.body.lines().map(renamed).collect::<Vec<_>>().join("\n");
    if let Some(own) = own.get(&text.picture) {
        text.picture.clone_from(own);
    }
    Ok(())
}

async fn copy(
    conn: &mut Conn,
    grant: &Grant<EditArticle>,
    media: &Media,
    uid: &str,
    now: Ts,
) -> Result<i64, NewsError> {
    let sql = "INSERT INTO media (uid, unit_id, name, original, width, height, alt, caption, credit, focus_x, focus_y,
               blurs, made, account_id, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";
    let values: [&dyn kit::db::Arg; 15] = [
        &uid,
        &grant.unit(),
        &media.name,
        &media.original,
        &media.width,
        &media.height,
        &media.alt,
        &media.caption,
        &media.credit,
        &media.focus_x,
        &media.focus_y,
        &media.blurs,
        &media.made,
        &grant.account(),
        &now,
    ];
    let id = conn.insert(sql, &values).await?;
    if media.made.is_empty() {
        jobs::enqueue(conn, super::media::MAKE, &json!({"media": id, "version": 1}), now).await?;
    }
    Ok(id)
}
