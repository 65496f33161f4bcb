//! What files of papers may be, by their bytes, and a file that is kept until its paper is entered.

use docx::Refusal;
use kit::clock::Ts;
use kit::db::{Conn, DbError, Result};
use kit::files::{FileKind, Files};
use kit::form::{Form, Upload};
use kit::words::Words;
use rules::PapersRule;

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

/// A file that was chosen, with what can be read of it.
pub struct Chosen {
    /// The file.
    pub upload: Upload,
    /// What it is.
    pub kind: Taken,
    /// Its text; empty where none can be read.
    pub text: String,
}

/// The file chosen for `field`; what is wrong with it is put to the field. One that is marked secret is not taken.
pub fn chosen(form: &mut Form, field: &str, w: Words, rule: &PapersRule) -> Option<Chosen> {
    let upload = form.upload(field)?.clone();
    let (kind, text) = match (FileKind::sniff(&upload.bytes), docx::text(&upload.bytes)) {
        (Some(kind), _) => (Taken::Seen(kind), String::new()),
        (None, Ok(text)) => (Taken::Word, text),
        (None, Err(refusal)) => {
            form.wrong(
                field,
                w.say(match refusal {
                    Refusal::NotDocx => "papers-wrong-file",
                    Refusal::Damaged => "papers-word-damaged",
                    Refusal::TooLarge => "papers-word-large",
                    Refusal::Locked => "papers-word-locked",
                    Refusal::Unsafe => "papers-word-unsafe",
                }),
            );
            return None;
        }
    };
    if let Some(mark) = super::secret_mark(rule, &text) {
        form.wrong(field, w.with("papers-secret-in-file", "mark", mark.to_owned()));
        return None;
    }
    Some(Chosen { upload, kind, text })
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
