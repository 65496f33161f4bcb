//! What is done to articles. Each verb writes its journal row in the same transaction.

use super::media::Media;
use super::{Article, NewsError, SECTIONS, Text, beside, markdown, outside, versions};
use crate::figures;
use crate::identity::reach::Grant;
use crate::identity::right::{EditArticle, Permission};
use crate::papers::Named;
use bridge::{Block, Byline, Edition, Entry, Language, Section, Topic, Translation};
use kit::clock::Ts;
use kit::db::Conn;
use kit::journal;
use serde_json::json;
use std::collections::BTreeSet;

/// Where a new article comes from.
pub(super) enum Origin {
    /// Somebody begins to write it.
    Own,
    /// It is translated from an edition of another one, and has the words of that one's address where its own have none.
    Translation { original: i64, language: Language, edition: i64, slug: String },
    /// It is taken from an offer.
    Offer(i64),
}

impl Origin {
    /// The verb of the journal.
    fn verb(&self) -> &'static str {
        match self {
            Origin::Own => "newsroom.article.write",
            Origin::Translation { .. } => "newsroom.article.translate",
            Origin::Offer(_) => "newsroom.article.take",
        }
    }
}

/// The words of an article's address: of its headline, as far as that is written in Latin letters.
fn slug(headline: &str, language: Language, before: &str) -> String {
    if language == Language::Km { before.to_owned() } else { viet::slug(headline) }
}

/// Begins an article of the grant's unit; its id.
pub async fn write(
    conn: &mut Conn,
    grant: Grant<EditArticle>,
    uid: &str,
    text: &Text,
    now: Ts,
) -> Result<i64, NewsError> {
    begin(conn, grant, uid, (text, &Origin::Own), now).await
}

/// Begins an article that comes from somewhere; its id.
pub(super) async fn begin(
    conn: &mut Conn,
    grant: Grant<EditArticle>,
    uid: &str,
    (text, origin): (&Text, &Origin),
    now: Ts,
) -> Result<i64, NewsError> {
    section(&text.section)?;
    let author = grant.account().ok_or(NewsError::NoAuthor)?;
    let offer = if let Origin::Offer(offer) = origin { Some(*offer) } else { None };
    let (language, original, edition, before) = match origin {
        Origin::Own | Origin::Offer(_) => (Language::Vi, None, 0, ""),
        Origin::Translation { original, language, edition, slug } => (*language, Some(*original), *edition, &**slug),
    };
    let id = conn
        .insert(
            "INSERT INTO article (uid, unit_id, section, slug, kicker, headline, lead, body, byline, byline_post, topics,
             correction, author_id, reviser_id, state, changed_at, source, picture, lang, original_id, from_edition,
             offer_id, attached, related)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13, 'draft', $14, $15, $16, $17, $18, $19, $20, $21,
             $22)",
            &[
                &uid,
                &grant.unit(),
                &text.section,
                &slug(&text.headline, language, before),
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
                &language.code(),
                &original,
                &edition,
                &offer,
                &text.attached,
                &text.related,
            ],
        )
        .await?;
    versions::keep(conn, (id, 1), text, (author, now)).await?;
    outside::note(conn, id, text, (Some(author), now)).await?;
    journal::write(conn, &grant.event(origin.verb(), "article", id).after(words(text)), now).await?;
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
    let slug = if old.edition == 0 { slug(&text.headline, old.language(), &old.slug) } else { old.slug.clone() };
    let changed = conn
        .exec(
            "UPDATE article SET section = $1, slug = $2, kicker = $3, headline = $4, lead = $5, body = $6, byline = $7,
             byline_post = $8, topics = $9, correction = $10, reviser_id = $11, changed_at = $12, state = 'draft',
             due_at = NULL, cleared_by = NULL, source = $15, picture = $16, attached = $17, related = $18,
             version = version + 1
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
                &text.attached,
                &text.related,
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
        undated: false,
        alone: false,
        source: said(&article.source),
        photo: match article.picture.as_str() {
            "" => None,
            number => Some(Box::new(photo(conn, article.unit_id, number).await?)),
        },
        papers: beside::papers(&article.attached).unwrap_or_default().into_iter().map(attached).collect(),
        beside: beside::articles(&article.related).unwrap_or_default(),
        language: article.language(),
        translation: article
            .original_id
            .map(|of| Translation { of, edition: u32::try_from(article.from_edition).unwrap_or(u32::MAX) }),
    };
    let entry = Entry::Edition(Box::new(edition));
    bridge::check(&entry).map_err(NewsError::Unsound)?;
    let Entry::Edition(edition) = entry else { unreachable!("made two lines above") };
    Ok(*edition)
}

fn attached(named: Named) -> bridge::Attached {
    bridge::Attached { symbol: named.symbol, issued_on: named.issued_on.map(|day| day.to_string()) }
}

/// The edition as far as it can be made: without the pictures that are being made, whose numbers are told.
///
/// # Errors
/// Those of [`compose`] otherwise.
pub async fn compose_so_far(conn: &mut Conn, article: &Article, now: Ts) -> Result<(Edition, Vec<String>), NewsError> {
    let (mut so_far, mut missing) = (article.clone(), Vec::new());
    loop {
        match compose(conn, &so_far, now).await {
            Err(NewsError::PictureInTheMaking(number)) if !missing.contains(&number) => {
                if so_far.picture == number {
                    so_far.picture.clear();
                }
                let is_other = |line: &&str| markdown::picture_in(line) != Some(number.as_str());
                so_far.body = so_far.body.lines().filter(is_other).collect::<Vec<_>>().join("\n");
                missing.push(number);
            }
            other => return other.map(|edition| (edition, missing)),
        }
    }
}

/// The blocks with each paragraph that is the mark of a picture replaced by the picture.
async fn pictured(conn: &mut Conn, unit: i64, blocks: Vec<Block>) -> Result<Vec<Block>, NewsError> {
    let mut shown = Vec::with_capacity(blocks.len());
    for block in blocks {
        shown.push(match markdown::picture_of(&block) {
            Some((number, words)) => {
                let photo = photo(conn, unit, number).await?;
                Block::Photo(Box::new(match words {
                    Some(words) => bridge::Photo { alt: words.into(), caption: Some(words.into()), ..photo },
                    None => photo,
                }))
            }
            None => block,
        });
    }
    Ok(shown)
}

async fn photo(conn: &mut Conn, unit: i64, number: &str) -> Result<bridge::Photo, NewsError> {
    let unknown = || NewsError::UnknownPicture(number.to_owned());
    let id: i64 = number.parse().map_err(|_| unknown())?;
    let media = Media::of_unit(conn, unit, id).await?.ok_or_else(unknown)?;
    match media.photo() {
        Some(photo) => Ok(photo),
        None if media.failed.is_empty() => Err(NewsError::PictureInTheMaking(number.to_owned())),
        None => Err(unknown()),
    }
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
