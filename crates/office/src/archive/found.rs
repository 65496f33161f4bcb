//! Brought articles as the newsroom finds them: by their number, their address, or words in them.

use super::correct::Correction;
use super::off::Asked;
use super::row::{Row, read, sketch};
use super::{FIRST_NUMBER, address, text};
use kit::clock::Ts;
use kit::db::{Conn, Result};

/// A brought article that has, or had, readers.
#[derive(Debug, Clone)]
pub struct Shown {
    /// Its public number.
    pub number: i64,
    /// What the older system called it.
    pub name: String,
    /// The headline.
    pub title: String,
    /// Its address, as it was brought.
    pub path: String,
    /// How it was taken off, one of [`super::off::FATES`]; empty while readers have it.
    pub taken_off: String,
    /// Which edition readers have.
    pub edition: i64,
    /// When it first came out.
    pub first_at: i64,
    /// Whether the newsroom has corrected it.
    pub corrected: bool,
    /// What it says.
    pub row: Row,
    /// That somebody asks to take it off.
    pub asked: Option<Asked>,
    /// That somebody asks to correct it.
    pub correction: Option<Correction>,
}

impl Shown {
    /// Whether it waits for a second person: one thing at a time does.
    pub fn waits(&self) -> bool {
        self.asked.is_some() || self.correction.is_some()
    }
}

kit::record! {
    struct Kept {
        id: i64,
        external_id: String,
        content: String,
        taken_off: String,
        edition: i64,
        first_at: i64,
        corrected_at: Option<Ts>,
    }
}

const ALIVE: &str = "a.edition > 0 AND a.withdrawn = 0 AND a.kept = ''";
const KEPT: &str = "a.id, a.external_id, a.content, a.taken_off, a.edition, a.first_at, a.corrected_at";

/// The brought article with a public number, if it ever had readers and no batch has taken it back.
pub async fn shown(conn: &mut Conn, number: i64) -> Result<Option<Shown>> {
    let id = number - FIRST_NUMBER;
    let sql = format!("SELECT {KEPT} FROM archive_article a WHERE a.id = $1 AND {ALIVE}");
    let kept: Option<Kept> = conn.opt(&sql, &[&id]).await?;
    let Some(mut shown) = kept.and_then(of) else { return Ok(None) };
    let sql =
        "SELECT id, fate, reason, asked_by, asked_at FROM archive_removal WHERE article_id = $1 AND settled IS NULL";
    shown.asked = conn.opt(sql, &[&id]).await?;
    let sql = "SELECT id, edition, content, note, alone, asked_by, asked_at FROM archive_correction
               WHERE article_id = $1 AND settled IS NULL";
    shown.correction = conn.opt(sql, &[&id]).await?;
    Ok(Some(shown))
}

fn of(it: Kept) -> Option<Shown> {
    let row = read(&it.external_id, &it.content)?;
    let number = FIRST_NUMBER + it.id;
    let path = address(&sketch(&row, &it.external_id, (number, 1, 0), 0), number);
    Some(Shown {
        number,
        name: it.external_id,
        title: row.title.clone(),
        path,
        taken_off: it.taken_off,
        edition: it.edition,
        first_at: it.first_at,
        corrected: it.corrected_at.is_some(),
        row,
        asked: None,
        correction: None,
    })
}

/// Those in which the words stand, whatever their capitals and marks, the newest first.
pub async fn search(conn: &mut Conn, words: &str, most: i64) -> Result<Vec<Shown>> {
    let escaped = fold(words).replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    let like = format!("%{escaped}%");
    let sql = format!(
        "SELECT {KEPT} FROM archive_article a JOIN archive_folded f ON f.article_id = a.id
         WHERE f.words LIKE $1 ESCAPE '\\' AND {ALIVE} ORDER BY a.first_at DESC, a.id DESC LIMIT $2"
    );
    let rows: Vec<Kept> = conn.all(&sql, &[&like, &most]).await?;
    Ok(rows.into_iter().filter_map(of).collect())
}

/// Those that wait for a second person, those that wait longest first.
pub async fn waiting(conn: &mut Conn) -> Result<Vec<Shown>> {
    let sql = "SELECT article_id, asked_at FROM archive_removal WHERE settled IS NULL
               UNION ALL SELECT article_id, asked_at FROM archive_correction WHERE settled IS NULL ORDER BY 2, 1";
    let mut all = Vec::new();
    for (id, _) in conn.all::<(i64, i64)>(sql, &[]).await? {
        all.extend(shown(conn, FIRST_NUMBER + id).await?);
    }
    Ok(all)
}

/// The public number of the article that readers find now at an address of the portal, or by its name on an older site.
pub async fn alive_at(conn: &mut Conn, from: &str) -> Result<Option<i64>> {
    let sql = format!("SELECT a.id FROM archive_article a WHERE a.external_id = $1 AND a.taken_off = '' AND {ALIVE}");
    if let Some(id) = conn.value::<i64>(&sql, &[&from]).await? {
        return Ok(Some(FIRST_NUMBER + id));
    }
    let number = from.rsplit_once('-').and_then(|(_, number)| number.parse::<i64>().ok());
    let Some(number) = number.filter(|_| from.matches('/').count() >= 2) else { return Ok(None) };
    if number > FIRST_NUMBER {
        return Ok(shown(conn, number).await?.filter(|it| it.taken_off.is_empty()).map(|it| it.number));
    }
    let sql = "SELECT id FROM article WHERE id = $1 AND edition > 0 AND withdrawn_at IS NULL";
    conn.value(sql, &[&number]).await
}

/// Keeps the words in which an article is found, as its text is now.
pub(super) async fn keep_words(conn: &mut Conn, id: i64, row: &Row) -> Result<()> {
    let sql = "INSERT INTO archive_folded (article_id, words) VALUES ($1, $2)
               ON CONFLICT (article_id) DO UPDATE SET words = excluded.words";
    conn.exec(sql, &[&id, &words_of(row)]).await?;
    Ok(())
}

/// Whether there are articles whose words are not kept yet: those that were brought before words were kept.
pub async fn lacks_words(conn: &mut Conn) -> Result<bool> {
    let sql = "SELECT (SELECT count(*) FROM archive_article) - (SELECT count(*) FROM archive_folded)";
    Ok(conn.value::<i64>(sql, &[]).await?.unwrap_or(0) > 0)
}

/// Keeps the words of some of those articles, in the caller's transaction, which stays a short one.
pub async fn catch_up(conn: &mut Conn) -> Result<()> {
    let sql = "SELECT id, external_id, content FROM archive_article a
               WHERE NOT EXISTS (SELECT 1 FROM archive_folded f WHERE f.article_id = a.id) ORDER BY id LIMIT 500";
    for (id, name, content) in conn.all::<(i64, String, String)>(sql, &[]).await? {
        keep_words(conn, id, &read(&name, &content).unwrap_or_default()).await?;
    }
    Ok(())
}

fn words_of(row: &Row) -> String {
    let lead = text::words_in(&row.lead);
    let body = if row.blocks.is_empty() { row.body.clone() } else { text::words(&row.blocks) };
    let said = |text: &Option<String>| text.clone().unwrap_or_default();
    fold(&[row.title.clone(), lead, body, said(&row.author), said(&row.source)].join("\n"))
}

/// Without capitals and marks, blanks single.
fn fold(text: &str) -> String {
    viet::fold(text).split_whitespace().collect::<Vec<_>>().join(" ")
}
