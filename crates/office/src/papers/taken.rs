//! What files of papers may be, by their bytes, and a file that is kept until its paper is entered.

use crate::shell::Office;
use docx::Refusal;
use kit::clock::{DAY, Ts};
use kit::db::{Conn, DbError, Result};
use kit::failure::Failure;
use kit::files::{FileKind, Files};
use kit::form::{Form, Upload};
use kit::words::Words;

/// A kind of file that papers may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// A PDF or a picture.
    Seen(FileKind),
    /// A Word file.
    Word,
}

const WORD: &str = "docx";

impl Taken {
    /// The ending it is saved under.
    pub fn ending(self) -> &'static str {
        match self {
            Taken::Seen(kind) => kind.ending(),
            Taken::Word => WORD,
        }
    }

    /// The kind of an ending.
    pub fn of(ending: &str) -> Option<Taken> {
        let seen = [FileKind::Pdf, FileKind::Jpeg, FileKind::Png, FileKind::Webp].into_iter().map(Taken::Seen);
        seen.chain([Taken::Word]).find(|kind| kind.ending() == ending)
    }

    /// The media type it is sent with.
    pub fn mime(self) -> &'static str {
        match self {
            Taken::Seen(kind) => kind.mime(),
            Taken::Word => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        }
    }
}

/// What came of reading something for a request.
type Read<T> = std::result::Result<T, Failure>;

/// A file that was chosen, with what can be read of it.
pub struct Chosen {
    /// The file.
    pub upload: Upload,
    /// What it is.
    pub kind: Taken,
    /// Its text in Unicode; empty where none can be read.
    pub text: String,
    /// Why the text of a PDF could not be read; the file is kept all the same.
    pub unread: Option<pdf::Refusal>,
}

impl Chosen {
    /// Whether it is kept although no text of it was read: a scan, or a PDF that is not understood. Somebody types then.
    pub fn is_kept_unread(&self) -> bool {
        matches!(self.kind, Taken::Seen(_))
    }
}

/// The file chosen for `field`; what is wrong with it is put to the field. One that is marked secret is not taken.
pub async fn chosen(office: &Office, form: &mut Form, field: &str, w: Words) -> Read<Option<Chosen>> {
    let Some(upload) = form.upload(field).cloned() else { return Ok(None) };
    let rule = office.papers_rule(office.clock.today())?.rule;
    let mut unread = None;
    let (kind, text) = match FileKind::sniff(&upload.bytes) {
        Some(FileKind::Pdf) => {
            let text = pdf_text(office, upload.bytes.to_vec()).await?;
            unread = text.as_ref().err().copied();
            (Taken::Seen(FileKind::Pdf), text.unwrap_or_default())
        }
        Some(kind) => (Taken::Seen(kind), String::new()),
        None => match docx::text(&upload.bytes) {
            Ok(text) => (Taken::Word, text),
            Err(refusal) => {
                let key = match refusal {
                    Refusal::NotDocx => "papers-wrong-file",
                    Refusal::Damaged => "papers-word-damaged",
                    Refusal::TooLarge => "papers-word-large",
                    Refusal::Locked => "papers-word-locked",
                    Refusal::Unsafe => "papers-word-unsafe",
                };
                form.wrong(field, w.say(key));
                return Ok(None);
            }
        },
    };
    let text = in_unicode(&text);
    if let Some(mark) = super::secret_mark(rule, &text) {
        form.wrong(field, w.with("papers-secret-in-file", "mark", mark.to_owned()));
        return Ok(None);
    }
    Ok(Some(Chosen { upload, kind, text, unread }))
}

/// The text of a PDF, or why there is none. It takes its time elsewhere than where requests are answered.
///
/// # Errors
/// When the reading was broken off from outside.
pub async fn pdf_text(office: &Office, bytes: Vec<u8>) -> Read<std::result::Result<String, pdf::Refusal>> {
    let read = office.read_pdf.clone();
    let read = tokio::task::spawn_blocking(move || read(bytes)).await;
    Ok(read.map_err(anyhow::Error::from)?)
}

/// A text whose lines are in Unicode: those that were typed in an old charset are converted where that is sure.
pub fn in_unicode(text: &str) -> String {
    viet::decode_lines(text).iter().map(|(line, _)| line.with_capitals()).collect::<Vec<_>>().join("\n")
}

kit::record! {
    /// A file that is kept until its paper is entered.
    pub struct Dropped {
        /// The hash by which it is kept.
        pub sha256: String,
        /// Its ending.
        pub kind: String,
        /// What it was called.
        pub name: String,
    }
}

impl Dropped {
    /// The file of this identity, if this account let it be read.
    pub async fn of(conn: &mut Conn, uid: &str, account: i64) -> Result<Option<Dropped>> {
        conn.opt("SELECT sha256, kind, name FROM paper_drop WHERE uid = $1 AND account_id = $2", &[&uid, &account])
            .await
    }
}

/// Days for which such a file is kept.
const KEPT_DAYS: i64 = 7;

/// Forgets that files were let read whose papers were not entered within a week; how many. Their bytes stay where they are
/// kept by content: something else may name them.
pub async fn sweep(conn: &mut Conn, now: Ts) -> Result<u64> {
    conn.exec("DELETE FROM paper_drop WHERE at < $1", &[&now.plus(-KEPT_DAYS * DAY)]).await
}

/// Keeps a file that was read; nothing of the record changes by it.
pub async fn keep_drop(
    conn: &mut Conn,
    files: &Files,
    (uid, account): (&str, i64),
    file: &Chosen,
    now: Ts,
) -> Result<()> {
    let hash =
        files.put(&file.upload.bytes).map_err(|error| DbError::Broken(format!("a file cannot be kept: {error}")))?;
    let sql = "INSERT INTO paper_drop (uid, account_id, sha256, kind, name, at) VALUES ($1, $2, $3, $4, $5, $6)";
    let name: String = file.upload.name.chars().filter(|c| !c.is_control()).take(200).collect();
    conn.exec(sql, &[&uid, &account, &hash, &file.kind.ending(), &name, &now]).await?;
    Ok(())
}
