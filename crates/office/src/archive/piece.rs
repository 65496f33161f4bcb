//! What an older site had besides articles with readers: menus, links and banners, which an editor takes into the layout;
//! texts that were drafts, which become drafts again. Nothing of it is shown by itself.

use super::row::read;
use crate::newsroom::paste::from_blocks;
use crate::newsroom::{SECTIONS, Text};
use kit::clock::Ts;
use kit::db::{Conn, DbError, Result};

kit::record! {
    /// A piece that waits.
    #[derive(Default)]
    pub struct Piece {
        /// The row.
        pub id: i64,
        /// `menu`, `links` or `banner`.
        pub kind: String,
        /// What it was called.
        pub name: String,
        /// Its links, a line each: `name | address`.
        pub about: String,
        /// The hash of a banner's original; empty for none.
        pub picture: String,
        /// Where a banner led.
        pub href: String,
        /// What a banner's picture shows.
        pub alt: String,
        /// The first day on which a banner stood, `YYYY-MM-DD`; empty where none was said.
        pub from_day: String,
        /// The last one.
        pub to_day: String,
    }
}

/// Keeps a piece of a batch. One of the same kind and name that was brought before takes its place until it is taken.
pub async fn keep(conn: &mut Conn, batch: i64, it: &Piece) -> Result<()> {
    let sql = "INSERT INTO old_piece (batch_id, kind, name, about, picture, href, alt, from_day, to_day)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
               ON CONFLICT (kind, name) DO UPDATE SET batch_id = excluded.batch_id, about = excluded.about,
               picture = excluded.picture, href = excluded.href, alt = excluded.alt, from_day = excluded.from_day,
               to_day = excluded.to_day";
    let values: [&dyn kit::db::Arg; 9] =
        [&batch, &it.kind, &it.name, &it.about, &it.picture, &it.href, &it.alt, &it.from_day, &it.to_day];
    conn.exec(sql, &values).await?;
    Ok(())
}

/// Those that nobody has taken yet.
pub async fn waiting(conn: &mut Conn) -> Result<Vec<Piece>> {
    let sql = "SELECT id, kind, name, about, picture, href, alt, from_day, to_day FROM old_piece
               WHERE taken_at IS NULL ORDER BY kind, name";
    conn.all(sql, &[]).await
}

/// Notes that a piece was taken; whether it still waited.
pub async fn taken(conn: &mut Conn, id: i64, now: Ts) -> Result<bool> {
    Ok(conn.exec("UPDATE old_piece SET taken_at = $1 WHERE id = $2 AND taken_at IS NULL", &[&now, &id]).await? > 0)
}

/// So many drafts are shown at once.
const MOST: i64 = 100;

/// Texts that readers of the older site did not have and nobody has taken yet: number, headline, why.
pub async fn drafts(conn: &mut Conn) -> Result<Vec<(i64, String, String)>> {
    let sql = "SELECT id, content, kept FROM archive_article WHERE kept <> '' AND withdrawn = 0 AND taken_at IS NULL
               ORDER BY id LIMIT $1";
    let rows: Vec<(i64, String, String)> = conn.all(sql, &[&MOST]).await?;
    Ok(rows.into_iter().filter_map(|(id, content, kept)| Some((id, read("", &content)?.title, kept))).collect())
}

/// The text of a draft as the newsroom writes it, and how many of its pictures have to be brought into the library; `None`
/// when somebody has taken it.
pub async fn take_draft(conn: &mut Conn, id: i64, now: Ts) -> Result<Option<(Text, usize)>> {
    let sql = "SELECT content FROM archive_article WHERE id = $1 AND kept <> '' AND withdrawn = 0 AND taken_at IS NULL";
    let Some(content) = conn.value::<String>(sql, &[&id]).await? else { return Ok(None) };
    let row = read("", &content).ok_or_else(|| DbError::Broken(format!("the text of brought article {id}")))?;
    conn.exec("UPDATE archive_article SET taken_at = $1 WHERE id = $2", &[&now, &id]).await?;
    let (lead, _) = from_blocks(&[bridge::Block::Paragraph(row.lead.clone())]);
    let (mut body, pictures) = from_blocks(&row.blocks);
    if row.blocks.is_empty() {
        body = row.body.clone();
    }
    let text = Text {
        section: SECTIONS.first().map_or("", |(slug, ..)| slug).to_owned(),
        headline: row.title.clone(),
        lead,
        body,
        byline: row.author.clone().unwrap_or_default(),
        topics: row.topics.join("\n"),
        source: row.source.unwrap_or_default(),
        ..Text::default()
    };
    Ok(Some((text, pictures)))
}
