//! Pictures of a newsroom: the original is kept in the house as it came; what readers get is made of it in a job, upright,
//! without anything that its camera noted, with the parts blurred that somebody drew.

use super::NewsError;
use crate::identity::reach::Grant;
use crate::identity::right::{EditArticle, Permission};
use bridge::{Photo, PhotoFile, PhotoFormat};
use kit::clock::Ts;
use kit::db::{Conn, Db, DbError};
use kit::files::Files;
use kit::{jobs, journal};
use raster::{Format, Part, Raster};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// The job that makes the files of a picture.
pub const MAKE: &str = "newsroom.media.make";
/// What stands where nobody has said yet what a picture shows; nothing is published with it.
pub const NO_ALT: &str = "…";
/// So many parts of a picture are blurred at most.
pub const MOST_BLURS: usize = 40;

kit::record! {
    /// A picture.
    pub struct Media {
        /// Its number, by which texts show it.
        pub id: i64,
        /// Its identity outside the database.
        pub uid: String,
        /// Whose newsroom it belongs to.
        pub unit_id: i64,
        /// What the file was called.
        pub name: String,
        /// The original's hash.
        pub original: String,
        /// The original's width in dots.
        pub width: i64,
        /// The original's height in dots.
        pub height: i64,
        /// What it shows, for those who do not see it.
        pub alt: String,
        /// What is said below it.
        pub caption: String,
        /// Who made it.
        pub credit: String,
        /// What must stay in sight when it is cut, in thousandths from the left.
        pub focus_x: i64,
        /// The same from the top.
        pub focus_y: i64,
        /// The parts that are blurred, as they are typed: `x y width height` in hundredths, one to a line.
        pub blurs: String,
        /// The files that were made, as JSON; empty until they are.
        pub made: String,
        /// Why they could not be made.
        pub failed: String,
        /// Who brought it.
        pub account_id: Option<i64>,
        /// When it came.
        pub at: Ts,
        /// Counts the changes.
        pub version: i64,
    }
}

const COLUMNS: &str = "id, uid, unit_id, name, original, width, height, alt, caption, credit, focus_x, focus_y, blurs, made, \
                       failed, account_id, at, version";

/// The files that were made of a picture.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MadeFiles {
    /// The whole picture.
    pub files: Vec<PhotoFile>,
    /// The cut-out beside a headline.
    pub card: Vec<PhotoFile>,
}

/// What is said of a picture.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct About {
    /// What it shows.
    pub alt: String,
    /// What stands below it.
    pub caption: String,
    /// Who made it.
    pub credit: String,
}

/// How a picture is cut and blurred.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shape {
    /// What must stay in sight, in thousandths from the left and from the top.
    pub focus: (i64, i64),
    /// The parts that are blurred; see [`parts`].
    pub blurs: String,
}

impl Media {
    /// The picture with this outward identity.
    pub async fn by_uid(conn: &mut Conn, uid: &str) -> Result<Option<Media>, DbError> {
        let sql = format!("SELECT {COLUMNS} FROM media WHERE uid = $1 AND removed_at IS NULL");
        conn.opt(&sql, &[&uid]).await
    }

    /// A picture of a newsroom by its number.
    pub async fn of_unit(conn: &mut Conn, unit: i64, id: i64) -> Result<Option<Media>, DbError> {
        let sql = format!("SELECT {COLUMNS} FROM media WHERE unit_id = $1 AND id = $2 AND removed_at IS NULL");
        conn.opt(&sql, &[&unit, &id]).await
    }

    /// The picture of a newsroom that was made of this original, the newest of them.
    pub async fn of_original(conn: &mut Conn, unit: i64, original: &str) -> Result<Option<Media>, DbError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM media WHERE unit_id = $1 AND original = $2 AND removed_at IS NULL
             ORDER BY id DESC LIMIT 1"
        );
        conn.opt(&sql, &[&unit, &original]).await
    }

    /// All pictures, the newest first.
    pub async fn all(conn: &mut Conn) -> Result<Vec<Media>, DbError> {
        conn.all(&format!("SELECT {COLUMNS} FROM media WHERE removed_at IS NULL ORDER BY id DESC"), &[]).await
    }

    /// The files that were made of it; `None` as long as there are none.
    pub fn made(&self) -> Option<MadeFiles> {
        serde_json::from_str(&self.made).ok()
    }

    /// As it crosses the bridge; `None` until its files are made.
    pub fn photo(&self) -> Option<Photo> {
        let MadeFiles { files, card } = self.made()?;
        let said = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let alt = if self.alt.is_empty() { NO_ALT.to_owned() } else { self.alt.clone() };
        Some(Photo { alt, caption: said(&self.caption), credit: said(&self.credit), files, card })
    }
}

/// The parts that somebody drew or typed: on each line four numbers, from the left, from the top, wide and high, in
/// hundredths of the picture. `None` when a line is something else, or there are too many.
pub fn parts(text: &str) -> Option<Vec<Part>> {
    let part = |line: &str| {
        let numbers: Option<Vec<u16>> = line
            .split(|c: char| c == ',' || c == ';' || c.is_whitespace())
            .filter(|word| !word.is_empty())
            .map(|word| word.trim_end_matches('%').parse::<u16>().ok().filter(|number| *number <= 100).map(|n| n * 10))
            .collect();
        match numbers?.as_slice() {
            [x, y, width, height] if *width > 0 && *height > 0 => {
                Some(Part { x: *x, y: *y, width: *width, height: *height })
            }
            _ => None,
        }
    };
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    if lines.len() > MOST_BLURS { None } else { lines.into_iter().map(part).collect() }
}

/// Keeps a picture whose original is kept already; its number.
pub async fn bring(
    conn: &mut Conn,
    grant: Grant<EditArticle>,
    (uid, name): (&str, &str),
    (original, width, height): (&str, u32, u32),
    about: &About,
    now: Ts,
) -> Result<i64, NewsError> {
    let sql = "INSERT INTO media (uid, unit_id, name, original, width, height, alt, caption, credit, account_id, at)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    let id = conn
        .insert(
            sql,
            &[
                &uid,
                &grant.unit(),
                &name,
                &original,
                &i64::from(width),
                &i64::from(height),
                &about.alt,
                &about.caption,
                &about.credit,
                &grant.account(),
                &now,
            ],
        )
        .await?;
    jobs::enqueue(conn, MAKE, &json!({"media": id, "version": 1}), now).await?;
    let told = json!({"name": name, "original": original, "alt": about.alt});
    journal::write(conn, &grant.event("newsroom.media.bring", "media", id).after(told), now).await?;
    Ok(id)
}

/// Changes what is said of a picture, and how it is cut and blurred: its files are then made anew, and nothing shows the old
/// ones in a text to come.
pub async fn change(
    conn: &mut Conn,
    grant: Grant<EditArticle>,
    (id, version): (i64, i64),
    (about, shape): (&About, &Shape),
    now: Ts,
) -> Result<(), NewsError> {
    let old = own(conn, &grant, id).await?;
    let again = (old.focus_x, old.focus_y) != shape.focus || old.blurs != shape.blurs;
    let made = if again { "" } else { old.made.as_str() };
    let sql = "UPDATE media SET alt = $1, caption = $2, credit = $3, focus_x = $4, focus_y = $5, blurs = $6, made = $7,
               failed = '', version = version + 1 WHERE id = $8 AND version = $9";
    let values: [&dyn kit::db::Arg; 9] =
        [&about.alt, &about.caption, &about.credit, &shape.focus.0, &shape.focus.1, &shape.blurs, &made, &id, &version];
    if conn.exec(sql, &values).await? == 0 {
        return Err(NewsError::Stale);
    }
    if again {
        jobs::enqueue(conn, MAKE, &json!({"media": id, "version": version + 1}), now).await?;
    }
    let before = json!({"alt": old.alt, "caption": old.caption, "credit": old.credit, "blurs": old.blurs});
    let after = json!({"alt": about.alt, "caption": about.caption, "credit": about.credit, "blurs": shape.blurs});
    let event = grant.event("newsroom.media.change", "media", id).before(before).after(after);
    journal::write(conn, &event, now).await?;
    Ok(())
}

/// Takes a picture out of the library. Editions that show it go on showing it.
pub async fn remove(
    conn: &mut Conn,
    grant: Grant<EditArticle>,
    (id, version): (i64, i64),
    now: Ts,
) -> Result<(), NewsError> {
    own(conn, &grant, id).await?;
    let sql =
        "UPDATE media SET removed_at = $1, version = version + 1 WHERE id = $2 AND version = $3 AND removed_at IS NULL";
    if conn.exec(sql, &[&now, &id, &version]).await? == 0 {
        return Err(NewsError::Stale);
    }
    journal::write(conn, &grant.event("newsroom.media.remove", "media", id), now).await?;
    Ok(())
}

async fn own<P: Permission>(conn: &mut Conn, grant: &Grant<P>, id: i64) -> Result<Media, NewsError> {
    Media::of_unit(conn, grant.unit(), id).await?.ok_or(NewsError::NoArticle(id))
}

/// Makes the files that a job asks for. Done twice it makes the same files once more; a picture that was changed since is
/// left to its own job.
///
/// # Errors
/// When the database or the disk fails: then it is tried again. A picture that cannot be read says so instead.
pub async fn make(db: &Db, files: &Files, order: &str) -> anyhow::Result<()> {
    let order: serde_json::Value = serde_json::from_str(order).unwrap_or_default();
    let number = |name: &str| order.get(name).and_then(serde_json::Value::as_i64).unwrap_or(0);
    let (id, version) = (number("media"), number("version"));
    let sql = format!("SELECT {COLUMNS} FROM media WHERE id = $1 AND version = $2 AND removed_at IS NULL");
    let Some(media) = db.read().await?.opt::<Media>(&sql, &[&id, &version]).await? else { return Ok(()) };
    let keeper = files.clone();
    let made = tokio::task::spawn_blocking(move || files_of(&keeper, &media)).await?;
    let (json, failed) = match made {
        Ok(made) => (serde_json::to_string(&made)?, String::new()),
        Err(Failed::Picture(refused)) => (String::new(), refused.to_string()),
        Err(Failed::Disk(error)) => return Err(error.into()),
    };
    let mut tx = db.begin().await?;
    let sql = "UPDATE media SET made = $1, failed = $2 WHERE id = $3 AND version = $4";
    tx.exec(sql, &[&json, &failed, &id, &version]).await?;
    Ok(tx.commit().await?)
}

enum Failed {
    Picture(raster::Refused),
    Disk(std::io::Error),
}

fn files_of(files: &Files, media: &Media) -> Result<MadeFiles, Failed> {
    let original = files.get(&media.original).map_err(Failed::Disk)?;
    let mut raster = Raster::read(&original).map_err(Failed::Picture)?;
    for part in parts(&media.blurs).unwrap_or_default() {
        raster.blur(part);
    }
    let focus = |value: i64| u16::try_from(value.clamp(0, 1000)).unwrap_or(500);
    let mut made = MadeFiles::default();
    for it in raster.make((focus(media.focus_x), focus(media.focus_y))).map_err(Failed::Picture)? {
        let format = match it.format {
            Format::Jpeg => PhotoFormat::Jpeg,
            Format::Webp => PhotoFormat::Webp,
            Format::Avif => PhotoFormat::Avif,
        };
        let hash = files.put(&it.bytes).map_err(Failed::Disk)?;
        let file = PhotoFile { hash, format, width: it.width, height: it.height };
        if it.card { made.card.push(file) } else { made.files.push(file) }
    }
    Ok(made)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_read_as_they_are_typed() {
        let part = |x, y, width, height| Part { x, y, width, height };
        for (text, expected) in [
            ("", Some(vec![])),
            ("10 20 30 40", Some(vec![part(100, 200, 300, 400)])),
            (" 10%, 20%, 5%, 5% \n\n0;0;100;100", Some(vec![part(100, 200, 50, 50), part(0, 0, 1000, 1000)])),
            ("10 20 30", None),
            ("10 20 30 0", None),
            ("10 20 30 101", None),
            ("mặt", None),
        ] {
            assert_eq!(parts(text), expected, "{text}");
        }
        assert_eq!(parts(&"1 1 1 1\n".repeat(MOST_BLURS + 1)), None);
    }
}
