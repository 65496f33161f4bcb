//! What is done to articles. Each verb writes its journal row in the same transaction.

use super::media::Media;
use super::{Article, NewsError, SECTIONS, Text, markdown, outside, versions};
use crate::figures;
use crate::identity::reach::Grant;
use crate::identity::right::{EditArticle, Permission};
use bridge::{Block, Byline, Edition, Entry, Section, Topic};
use kit::clock::Ts;
use kit::db::Conn;
use kit::journal;
use serde_json::json;
use std::collections::BTreeSet;

/// Begins an article of the grant's unit; its id.
pub async fn write(
    conn: &mut Conn,
    grant: Grant<EditArticle>,
    uid: &str,
    text: &Text,
    now: Ts,
) -> Result<i64, NewsError> {
    section(&text.section)?;
    let author = grant.account().ok_or(NewsError::NoAuthor)?;
    let id = conn
        .insert(
            "INSERT INTO article (uid, unit_id, section, slug, kicker, headline, lead, body, byline, byline_post, topics,
             correction, author_id, reviser_id, state, changed_at, source, picture)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13, 'draft', $14, $15, $16)",
            &[
                &uid,
                &grant.unit(),
                &text.section,
                &viet::slug(&text.headline),
                &text.kicker,
                &text.headline,
                &text.lead,
                &text.body,
                &text.byline,
                &text.byline_post,
                &text.topics,
                &text.correction,
                &author,
                &now,
                &text.source,
                &text.picture,
            ],
        )
        .await?;
    versions::keep(conn, (id, 1), text, (author, now)).await?;
    outside::note(conn, id, text, (Some(author), now)).await?;
    journal::write(conn, &grant.event("newsroom.article.write", "article", id).after(words(text)), now).await?;
    Ok(id)
}

/// Replaces the text of an article, which becomes a draft again; the new version.
pub async fn revise(
    conn: &mut Conn,
    grant: Grant<EditArticle>,
    (id, version): (i64, i64),
    text: &Text,
    now: Ts,
) -> Result<i64, NewsError> {
    section(&text.section)?;
    let reviser = grant.account().ok_or(NewsError::NoAuthor)?;
    let old = of_unit(conn, &grant, id).await?;
    // The address is settled with the first edition: readers have it in letters and on paper.
    let slug = if old.edition == 0 { viet::slug(&text.headline) } else { old.slug.clone() };
    let changed = conn
        .exec(
            "UPDATE article SET section = $1, slug = $2, kicker = $3, headline = $4, lead = $5, body = $6, byline = $7,
             byline_post = $8, topics = $9, correction = $10, reviser_id = $11, changed_at = $12, state = 'draft',
             due_at = NULL, cleared_by = NULL, source = $15, picture = $16, version = version + 1
             WHERE id = $13 AND version = $14",
            &[
                &text.section,
                &slug,
                &text.kicker,
                &text.headline,
                &text.lead,
                &text.body,
                &text.byline,
                &text.byline_post,
                &text.topics,
                &text.correction,
                &reviser,
                &now,
                &id,
                &version,
                &text.source,
                &text.picture,
            ],
        )
        .await?;
    if changed == 0 {
        return Err(NewsError::Stale);
    }
    // What was saved before versions were kept is kept now.
    versions::keep(conn, (id, version), &old.text(), (old.reviser_id, old.changed_at)).await?;
    versions::keep(conn, (id, version + 1), text, (reviser, now)).await?;
    outside::note(conn, id, text, (Some(reviser), now)).await?;
    let event = grant.event("newsroom.article.revise", "article", id).before(words(&old.text())).after(words(text));
    journal::write(conn, &event, now).await?;
    Ok(version + 1)
}

/// Hands a draft to whoever publishes.
pub async fn submit(
    conn: &mut Conn,
    grant: Grant<EditArticle>,
    (id, version): (i64, i64),
    now: Ts,
) -> Result<(), NewsError> {
    of_unit(conn, &grant, id).await?;
    step(conn, (id, version), (&["draft"], "submitted"), "", now).await?;
    journal::write(conn, &grant.event("newsroom.article.submit", "article", id), now).await?;
    Ok(())
}

/// The edition that the present text would make now, figures included: for the preview and for publishing.
///
/// # Errors
/// [`NewsError::UnknownFigure`], [`NewsError::UnknownSection`], and [`NewsError::Unsound`] for what does not cross.
pub async fn compose(conn: &mut Conn, article: &Article, now: Ts) -> Result<Edition, NewsError> {
    let shown: BTreeSet<String> =
        [&article.lead, &article.body].into_iter().flat_map(|text| markdown::figures_in(text)).collect();
    let mut frozen = Vec::new();
    if !shown.is_empty() {
        let known = figures::compute(conn, now.day(), now).await;
        let mut known = figures::by_id(known.map_err(|error| NewsError::Figures(format!("{error:#}")))?);
        for id in shown {
            frozen.push(known.remove(&id).ok_or(NewsError::UnknownFigure(id))?);
        }
    }
    let said = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let topics = article.topics.lines().map(str::trim).filter(|name| !name.is_empty());
    let edition = Edition {
        article_id: article.id,
        edition: u32::try_from(article.edition.max(1)).unwrap_or(u32::MAX),
        section: section(&article.section)?,
        slug: article.slug.clone(),
        kicker: said(&article.kicker),
        headline: article.headline.clone(),
        lead: markdown::line(&article.lead),
        body: pictured(conn, article.unit_id, markdown::blocks(&article.body)).await?,
        author: said(&article.byline).map(|name| Byline { name, post: said(&article.byline_post) }),
        topics: topics.map(|name| Topic { slug: viet::slug(name), name: name.to_owned() }).collect(),
        figures: frozen,
        published_at: now.0,
        first_published_at: article.first_published_at.unwrap_or(now).0,
        correction_note: said(&article.correction).filter(|_| article.edition > 0),
        external_id: None,
        read_before: 0,
        source: said(&article.source),
        photo: match article.picture.as_str() {
            "" => None,
            number => Some(Box::new(photo(conn, article.unit_id, number).await?)),
        },
    };
    let entry = Entry::Edition(Box::new(edition));
    bridge::check(&entry).map_err(NewsError::Unsound)?;
    let Entry::Edition(edition) = entry else { unreachable!("made two lines above") };
    Ok(*edition)
}

/// The blocks with each paragraph that is the mark of a picture replaced by the picture.
async fn pictured(conn: &mut Conn, unit: i64, blocks: Vec<Block>) -> Result<Vec<Block>, NewsError> {
    let mut shown = Vec::with_capacity(blocks.len());
    for block in blocks {
        shown.push(match markdown::picture_of(&block) {
            Some(number) => Block::Photo(Box::new(photo(conn, unit, number).await?)),
            None => block,
        });
    }
    Ok(shown)
}

async fn photo(conn: &mut Conn, unit: i64, number: &str) -> Result<bridge::Photo, NewsError> {
    let unknown = || NewsError::UnknownPicture(number.to_owned());
    let id: i64 = number.parse().map_err(|_| unknown())?;
    let media = Media::of_unit(conn, unit, id).await?.ok_or_else(unknown)?;
    media.photo().ok_or_else(unknown)
}

pub(super) async fn of_unit<P: Permission>(conn: &mut Conn, grant: &Grant<P>, id: i64) -> Result<Article, NewsError> {
    let article = Article::get(conn, id).await?;
    if article.unit_id == grant.unit() { Ok(article) } else { Err(NewsError::NoArticle(id)) }
}

/// Whether whoever acts has written any of the text, with this account or with another one of theirs.
pub(super) async fn wrote<P: Permission>(
    conn: &mut Conn,
    grant: &Grant<P>,
    article: &Article,
) -> Result<bool, NewsError> {
    if grant.account().is_none_or(|account| article.is_by(account)) {
        return Ok(true);
    }
    let sql = "SELECT count(*) FROM account WHERE person_id = $1 AND id IN ($2, $3)";
    let same = conn.value::<i64>(sql, &[&grant.person(), &article.author_id, &article.reviser_id]).await?;
    Ok(same.unwrap_or(0) > 0)
}

/// Takes a text from one of these states into another one. Where it goes back or comes out, nothing of its clearing stays.
pub(super) async fn step(
    conn: &mut Conn,
    (id, version): (i64, i64),
    (from, to): (&[&str], &str),
    note: &str,
    now: Ts,
) -> Result<(), NewsError> {
    let from = from.iter().map(|state| format!("'{state}'")).collect::<Vec<_>>().join(", ");
    let cleared = if to == "draft" { ", cleared_by = NULL" } else { "" };
    let sql = format!(
        "UPDATE article SET state = $1, note = $2, changed_at = $3, due_at = NULL, version = version + 1{cleared}
         WHERE id = $4 AND version = $5 AND state IN ({from})"
    );
    if conn.exec(&sql, &[&to, &note, &now, &id, &version]).await? == 0 {
        return Err(NewsError::Stale);
    }
    Ok(())
}

fn words(text: &Text) -> serde_json::Value {
    json!({"headline": text.headline, "lead": text.lead, "body": text.body})
}

fn section(slug: &str) -> Result<Section, NewsError> {
    let known = SECTIONS.iter().find(|(known, ..)| *known == slug);
    let (slug, vi, en) = known.ok_or_else(|| NewsError::UnknownSection(slug.to_owned()))?;
    Ok(Section { slug: (*slug).into(), name: bridge::Text { vi: (*vi).into(), en: (*en).into() } })
}
