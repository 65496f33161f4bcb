//! An article in other languages. Each translation is an article of its own, with its own way to its readers; it is made
//! from an edition of the Vietnamese text and says from which, so that everybody sees when that one has moved on.

use super::verbs::{Origin, begin, of_unit};
use super::{Article, Heading, NewsError, Text, outbox};
use crate::identity::reach::Grant;
use crate::identity::right::EditArticle;
use bridge::{Edition, Entry, Language};
use kit::clock::Ts;
use kit::db::{Conn, DbError};
use kit::journal;
use serde_json::json;

/// The languages into which articles are translated.
pub const LANGUAGES: [Language; 2] = [Language::En, Language::Km];

/// So many letters outside marks make a line a paragraph: shorter ones may well be the same in two languages.
const A_PARAGRAPH: usize = 20;

/// Begins the translation of an article into a language, from the edition that readers have: the text is there to be
/// written over, the marks of figures and pictures stay in their places. The translation that is there already, if one is.
///
/// # Errors
/// [`NewsError::NotPublished`] when readers do not have it; [`NewsError::NoArticle`] for what is itself a translation.
pub async fn translate(
    conn: &mut Conn,
    grant: Grant<EditArticle>,
    uid: &str,
    (original, language): (i64, Language),
    now: Ts,
) -> Result<i64, NewsError> {
    let article = of_unit(conn, &grant, original).await?;
    if article.original_id.is_some() || language.is_vietnamese() {
        return Err(NewsError::NoArticle(original));
    }
    if !article.is_public() {
        return Err(NewsError::NotPublished);
    }
    let known = Heading::translations(conn, original).await?;
    if let Some(known) = known.into_iter().find(|known| known.lang == language.code()) {
        return Ok(known.id);
    }
    let text = text_of(conn, &article, article.edition).await?;
    let text = Text { correction: String::new(), ..text };
    let origin = Origin::Translation { original, language, edition: article.edition, slug: article.slug };
    begin(conn, grant, uid, (&text, &origin), now).await
}

/// Notes that a translation says what an edition of the original says.
///
/// # Errors
/// [`NewsError::Stale`] when there is no such edition, or the translation says that of a later one already.
pub async fn follow(
    conn: &mut Conn,
    grant: Grant<EditArticle>,
    article: i64,
    edition: i64,
    now: Ts,
) -> Result<(), NewsError> {
    let article = of_unit(conn, &grant, article).await?;
    let original = Article::get(conn, article.original_id.ok_or(NewsError::Stale)?).await?;
    if edition > original.edition || edition < article.from_edition {
        return Err(NewsError::Stale);
    }
    conn.exec("UPDATE article SET from_edition = $1 WHERE id = $2", &[&edition, &article.id]).await?;
    let event = grant.event("newsroom.article.follow", "article", article.id);
    let event = event.before(json!({"edition": article.from_edition})).after(json!({"edition": edition}));
    journal::write(conn, &event, now).await?;
    Ok(())
}

/// An edition of an article, as it crossed.
pub async fn edition_of(conn: &mut Conn, article: i64, edition: i64) -> Result<Option<Edition>, DbError> {
    let sql = "SELECT outbox FROM article_edition WHERE article_id = $1 AND edition = $2";
    let Some(seq) = conn.value::<i64>(sql, &[&article, &edition]).await? else { return Ok(None) };
    Ok(match outbox::between(conn, seq - 1, seq).await?.into_iter().next() {
        Some((_, Entry::Edition(edition))) => Some(*edition),
        _ => None,
    })
}

/// The text of an edition of an article, as it was written.
pub async fn text_of(conn: &mut Conn, article: &Article, edition: i64) -> Result<Text, DbError> {
    let sql = "SELECT v.text FROM article_version v JOIN article_edition e ON e.article_id = v.article_id
               WHERE e.article_id = $1 AND e.edition = $2
                 AND ((e.version > 0 AND v.version <= e.version) OR (e.version = 0 AND v.at <= e.published_at))
               ORDER BY v.version DESC LIMIT 1";
    let kept: Option<String> = conn.value(sql, &[&article.id, &edition]).await?;
    Ok(kept.map_or_else(|| article.text(), |text| serde_json::from_str(&text).unwrap_or_default()))
}

/// The paragraphs of a translation that still are those of the original.
pub fn untranslated<'t>(original: &str, translation: &'t str) -> Vec<&'t str> {
    let known: std::collections::HashSet<&str> = original.lines().map(str::trim).collect();
    let is_left = |line: &&str| known.contains(line) && letters(line) >= A_PARAGRAPH;
    translation.lines().map(str::trim).filter(is_left).collect()
}

/// How many letters a line has outside the marks of figures and pictures.
fn letters(line: &str) -> usize {
    let mut count = 0;
    for (at, part) in line.split("[[").enumerate() {
        let words = if at == 0 { part } else { part.split_once("]]").map_or(part, |(_, rest)| rest) };
        count += words.chars().filter(|c| c.is_alphabetic()).count();
    }
    count
}

#[cfg(test)]
mod tests {
    use super::untranslated;

    #[test]
    fn what_nobody_has_translated_is_found_and_marks_are_not() {
        let original =
            "Một đoạn dài của bài tiếng Việt.\n\n[[anh:12]]\n\n## Đề mục\n\nTỷ lệ là [[so-lieu:ty-le-hoc-tap]] đó.";
        for (translation, left) in [
            ("A long paragraph.\n\n[[anh:12]]\n\n## Đề mục", vec![]),
            ("  Một đoạn dài của bài tiếng Việt. \n\nMore.", vec!["Một đoạn dài của bài tiếng Việt."]),
            ("Tỷ lệ là [[so-lieu:ty-le-hoc-tap]] đó.", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(untranslated(original, translation), left, "{translation}");
        }
    }
}
