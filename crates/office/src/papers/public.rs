//! Papers that anybody may read: what crosses of them to the portal's library, and taking one back.
//!
//! Nothing of a paper with a mark of secrecy crosses. The files that cross are those that were looked at when it was made
//! public; a file that is added later does not. What the register says of it later (corrected, recalled, replaced by
//! another) crosses by itself, so that readers are never told that a paper holds which no longer does.

use super::{Paper, PaperError, PaperFile, RECALLED, RelationKind, Relations, Ruling, Taken, in_unicode};
use crate::identity::reach::Grant;
use crate::identity::right::{KeepPapers, PublishPaper};
use crate::newsroom::outbox;
use bridge::{Entry, PaperRelation, PaperRelationKind, PublicFile, PublicFileKind, PublicPaper};
use kit::clock::{Day, Ts};
use kit::db::{Conn, DbError};
use kit::files::Files;
use kit::journal::{self, Event};
use kit::words::Lang;
use serde_json::json;

/// The table; after that of papers.
pub const PUBLIC: kit::db::Migration =
    kit::db::Migration { name: "papers/0003_public", sql: include_str!("public.sql") };

/// Characters of a paper's text that are found by the portal's search.
const TEXT: usize = 100_000;

kit::record! {
    /// That a paper is, or was, public.
    pub struct Public {
        /// The paper.
        pub paper_id: i64,
        /// How often something of it crossed.
        pub edition: i64,
        /// The rows of its files.
        pub files: String,
        /// What crossed last.
        pub crossed: String,
        /// When it was made public first.
        pub first_at: Ts,
        /// When it was taken back.
        pub withdrawn_at: Option<Ts>,
        /// Why.
        pub reason: String,
    }
}

const COLUMNS: &str = "SELECT paper_id, edition, files, crossed, first_at, withdrawn_at, reason FROM paper_public";

impl Public {
    /// What is known of a paper's being public; `None` when it never was.
    pub async fn of(conn: &mut Conn, paper: i64) -> kit::db::Result<Option<Public>> {
        conn.opt(&format!("{COLUMNS} WHERE paper_id = $1"), &[&paper]).await
    }

    /// Whether readers have it.
    pub fn is_open(&self) -> bool {
        self.withdrawn_at.is_none()
    }

    fn files(&self) -> Vec<i64> {
        self.files.split(',').filter_map(|id| id.parse().ok()).collect()
    }
}

/// Whether a paper may be made public at all: it has no mark of secrecy, holds a subject, and was issued.
pub fn may_be_public(paper: &Paper) -> bool {
    paper.secret.is_empty() && !paper.subject.trim().is_empty()
}

/// Makes a paper of the grant's unit public with some of its files, or changes which ones.
///
/// # Errors
/// [`PaperError::Secret`] for a paper with a mark of secrecy.
pub async fn publish(
    conn: &mut Conn,
    grant: Grant<PublishPaper>,
    (ruling, files): (Ruling<'_>, &Files),
    (paper, chosen): (i64, &[i64]),
    now: Ts,
) -> Result<(), PaperError> {
    let known = Paper::get(conn, paper).await?.filter(|paper| paper.unit_id == grant.unit());
    let known = known.ok_or_else(|| DbError::Refused(format!("paper {paper} is not of unit {}", grant.unit())))?;
    if !may_be_public(&known) {
        return Err(PaperError::Secret);
    }
    let before = Public::of(conn, paper).await?;
    let ids: Vec<String> = chosen.iter().map(i64::to_string).collect();
    let (edition, first_at) = before.map_or((1, now), |before| (before.edition + 1, before.first_at));
    let files_text = ids.join(",");
    let crossing = crossing(conn, ruling, &known, chosen).await?;
    let crossed = digest(&crossing)?;
    let crossing = with_text(conn, files, crossing, (paper, chosen)).await?;
    let sql = "INSERT INTO paper_public (paper_id, edition, files, crossed, first_at) VALUES ($1, $2, $3, $4, $5)
               ON CONFLICT (paper_id) DO UPDATE SET edition = excluded.edition, files = excluded.files,
               crossed = excluded.crossed, withdrawn_at = NULL, reason = ''";
    conn.exec(sql, &[&paper, &edition, &files_text, &crossed, &first_at]).await?;
    let seq = outbox::put(conn, &Entry::Paper(Box::new(numbered(crossing, edition, (first_at, now)))), now).await?;
    let after = json!({"edition": edition, "files": ids, "outbox": seq});
    journal::write(conn, &grant.event("papers.public.publish", "paper", paper).after(after), now).await?;
    Ok(())
}

/// Takes a public paper of the grant's unit from its readers, with the reason, which they are told.
pub async fn withdraw(
    conn: &mut Conn,
    grant: Grant<KeepPapers>,
    paper: i64,
    reason: &str,
    now: Ts,
) -> Result<(), PaperError> {
    let event = grant.event("papers.public.withdraw", "paper", paper);
    take_off(conn, (grant.unit(), event), (paper, reason), now).await
}

async fn take_off(
    conn: &mut Conn,
    (unit, event): (i64, Event),
    (paper, reason): (i64, &str),
    now: Ts,
) -> Result<(), PaperError> {
    let sql = "UPDATE paper_public SET withdrawn_at = $1, reason = $2 WHERE paper_id = $3 AND withdrawn_at IS NULL
               AND paper_id IN (SELECT id FROM paper WHERE unit_id = $4)";
    if conn.exec(sql, &[&now, &reason, &paper, &unit]).await? == 0 {
        return Err(PaperError::Stale);
    }
    let entry = Entry::PaperWithdrawal { paper_id: paper, at: now.0, reason: reason.to_owned() };
    outbox::put(conn, &entry, now).await?;
    journal::write(conn, &event.after(json!({"reason": reason})), now).await?;
    Ok(())
}

/// What the register says otherwise by now of a public paper; `None` for one that may not be public any more.
type Behind = (Public, Paper, Option<PublicPaper>);

/// Public papers of which the register says something else than what crossed last.
async fn behind(conn: &mut Conn, ruling: Ruling<'_>) -> Result<Vec<Behind>, PaperError> {
    let all: Vec<Public> = conn.all(&format!("{COLUMNS} WHERE withdrawn_at IS NULL ORDER BY paper_id"), &[]).await?;
    let mut found = Vec::new();
    for public in all {
        let Some(paper) = Paper::get(conn, public.paper_id).await? else { continue };
        if !may_be_public(&paper) {
            found.push((public, paper, None));
            continue;
        }
        let crossing = crossing(conn, ruling, &paper, &public.files()).await?;
        if digest(&crossing)? != public.crossed {
            found.push((public, paper, Some(crossing)));
        }
    }
    Ok(found)
}

/// Whether anything that [`refresh`] would let cross is there.
pub async fn is_behind(conn: &mut Conn, ruling: Ruling<'_>) -> Result<bool, PaperError> {
    Ok(!behind(conn, ruling).await?.is_empty())
}

/// Lets what the register says otherwise by now of public papers cross; how many. One that has got a mark of secrecy is
/// taken from its readers.
pub async fn refresh(conn: &mut Conn, (ruling, files): (Ruling<'_>, &Files), now: Ts) -> Result<usize, PaperError> {
    let behind = behind(conn, ruling).await?;
    let changed = behind.len();
    for (public, paper, crossing) in behind {
        let Some(crossing) = crossing else {
            // Nobody is asked before a secret is taken away.
            let reason = crate::shell::LEXICON.words(Lang::Vi).say("papers-public-gone");
            let event = Event::new(None, "papers.public.withdraw", "paper", paper.id).at_place(paper.unit_id);
            take_off(conn, (paper.unit_id, event), (paper.id, &reason), now).await?;
            continue;
        };
        let (edition, crossed) = (public.edition + 1, digest(&crossing)?);
        let crossing = with_text(conn, files, crossing, (paper.id, &public.files())).await?;
        let sql = "UPDATE paper_public SET edition = $1, crossed = $2 WHERE paper_id = $3";
        conn.exec(sql, &[&edition, &crossed, &paper.id]).await?;
        let entry = Entry::Paper(Box::new(numbered(crossing, edition, (public.first_at, now))));
        let seq = outbox::put(conn, &entry, now).await?;
        let event = Event::new(None, "papers.public.refresh", "paper", paper.id).at_place(paper.unit_id);
        journal::write(conn, &event.after(json!({"edition": edition, "outbox": seq})), now).await?;
    }
    Ok(changed)
}

fn numbered(paper: PublicPaper, edition: i64, (first, now): (Ts, Ts)) -> PublicPaper {
    let edition = u32::try_from(edition).unwrap_or(u32::MAX);
    PublicPaper { edition, first_published_at: first.0, published_at: now.0, ..paper }
}

fn digest(paper: &PublicPaper) -> Result<String, PaperError> {
    let text = serde_json::to_vec(paper).map_err(|error| DbError::Broken(error.to_string()))?;
    Ok(bridge::digest(&text))
}

/// What crosses of a paper as the register has it now, but for its text, which follows from its files.
async fn crossing(
    conn: &mut Conn,
    ruling: Ruling<'_>,
    paper: &Paper,
    chosen: &[i64],
) -> Result<PublicPaper, PaperError> {
    let relations = Relations::of(conn, paper.id).await?.into_iter().map(|(kind, named)| PaperRelation {
        kind: match kind {
            RelationKind::BasedOn => PaperRelationKind::BasedOn,
            RelationKind::Replaces => PaperRelationKind::Replaces,
            RelationKind::Amends => PaperRelationKind::Amends,
        },
        symbol: named.symbol,
        issued_on: named.issued_on.map(|day| day.to_string()),
    });
    let relations = relations.collect();
    let own = PaperFile::of(conn, paper.id).await?.into_iter().filter(|file| chosen.contains(&file.id));
    let file = |file: PaperFile| {
        let kind = PublicFileKind::of(&file.kind)?;
        Some(PublicFile { hash: file.sha256, kind, size: u64::try_from(file.size).unwrap_or(0) })
    };
    let files = own.filter_map(file).collect();
    let name = ruling.rule.kind(&paper.kind).map(|kind| kind.name.clone());
    let name = name.unwrap_or_else(|| rules::Text { vi: paper.kind.clone(), en: paper.kind.clone() });
    let signer = [paper.signer_post.as_str(), &paper.signer].into_iter().filter(|part| !part.is_empty());
    let slug = viet::slug(&format!("{} {} {}", name.vi, paper.symbol, paper.subject));
    Ok(PublicPaper {
        paper_id: paper.id,
        edition: 1,
        slug: cut(&slug),
        symbol: paper.symbol.clone(),
        kind: paper.kind.replace('_', "-"),
        kind_name: bridge::Text { vi: name.vi, en: name.en },
        issuer: if paper.issuer.is_empty() { "–".to_owned() } else { paper.issuer.clone() },
        issued_on: paper.issued_on.to_string(),
        in_force_from: paper.in_force_from.unwrap_or(paper.issued_on).to_string(),
        ends_on: paper.ends_on().map(|day: Day| day.to_string()),
        recalled: paper.state == RECALLED,
        subject: paper.subject.clone(),
        signer: signer.collect::<Vec<_>>().join(" "),
        relations,
        files,
        text: String::new(),
        published_at: 0,
        first_published_at: 0,
    })
}

/// The paper with the text of its files, for the portal's search.
async fn with_text(
    conn: &mut Conn,
    kept: &Files,
    crossing: PublicPaper,
    (paper, chosen): (i64, &[i64]),
) -> Result<PublicPaper, PaperError> {
    let own = PaperFile::of(conn, paper).await?.into_iter().filter(|file| chosen.contains(&file.id));
    let text = own.filter_map(|file| text_of(kept, &file)).collect::<Vec<_>>().join("\n");
    Ok(PublicPaper { text: text.chars().take(TEXT).collect(), ..crossing })
}

/// The text of a file, as far as it can be read.
fn text_of(kept: &Files, file: &PaperFile) -> Option<String> {
    if Taken::of(&file.kind) != Some(Taken::Word) {
        return None;
    }
    docx::text(&kept.get(&file.sha256).ok()?).ok().map(|text| in_unicode(&text))
}

/// A slug of some ten words.
fn cut(slug: &str) -> String {
    let mut out = String::new();
    for word in slug.split('-').filter(|word| !word.is_empty()).take(14) {
        if !out.is_empty() {
            out.push('-');
        }
        out.push_str(word);
    }
    if out.is_empty() { "van-ban".to_owned() } else { out }
}
