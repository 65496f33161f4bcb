//! Proves what the portal shows: each row of the log against the signature of the bundle that brought it.
//!
//! Pages are made from the log alone, so a row that no signed bundle explains is a page that nobody issued: a link to a
//! betting site that a break-in put there, a text that was changed, an article that was taken out.

use crate::intake::last_applied;
use bridge::{Entry, VerifyingKey};
use kit::db::{Conn, Result};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// What was found.
#[derive(Debug, Default)]
pub struct Report {
    /// Bundles that were opened.
    pub bundles: u64,
    /// Entries of the log.
    pub entries: u64,
    /// Everything that does not fit.
    pub problems: Vec<Problem>,
}

/// Something that the signatures do not explain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// The rows of a bundle are not what was signed.
    Bundle {
        /// Its stream.
        stream: String,
        /// Its first and its last entry.
        span: (i64, i64),
        /// What is wrong with it.
        what: String,
    },
    /// An entry that no sound bundle brought.
    Unexplained(Place),
    /// The log says of an entry that it is about something else than it is.
    Misplaced(Place),
    /// The log does not end where the bridge says that it ends.
    Length {
        /// The stream.
        stream: String,
        /// The last entry that the bridge noted, and the last in the log.
        noted: u64,
        /// See `noted`.
        found: u64,
    },
}

/// An entry of the log, and where readers meet it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Its stream.
    pub stream: String,
    /// Its number there.
    pub seq: i64,
    /// `edition`, `withdrawal`, `figure`, `address`, `layout`, `paper`, `paper_withdrawal`, `site` or `standing`.
    pub kind: String,
    /// The article's or paper's number, the figure's id, the old address, the portal's key.
    pub subject: String,
    /// The number of the edition; 0 for what is none.
    pub edition: i64,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Place { stream, seq, kind, subject, edition } = self;
        match kind.as_str() {
            "edition" => write!(f, "entry {seq} of {stream} (article {subject}, edition {edition})"),
            "withdrawal" => write!(f, "entry {seq} of {stream} (withdrawal of article {subject})"),
            "paper" => write!(f, "entry {seq} of {stream} (paper {subject}, edition {edition})"),
            "paper_withdrawal" => write!(f, "entry {seq} of {stream} (withdrawal of paper {subject})"),
            _ => write!(f, "entry {seq} of {stream} ({kind} {subject})"),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Problem::Bundle { stream, span: (first, last), what } => {
                write!(f, "entries {first} to {last} of {stream} are not what was signed: {what}")
            }
            Problem::Unexplained(place) => write!(f, "{place} was brought by no signed bundle"),
            Problem::Misplaced(place) => write!(f, "{place} is about something else than the log says"),
            Problem::Length { stream, noted, found } => {
                write!(f, "the log of {stream} ends at entry {found}, but entry {noted} was the last that crossed")
            }
        }
    }
}

/// Checks the whole log. Needs the memory of one bundle at a time.
///
/// # Errors
/// When the database cannot be read.
pub(crate) async fn verify(conn: &mut Conn, trusted: &[VerifyingKey]) -> Result<Report> {
    let mut report = Report::default();
    let mut explained: BTreeMap<String, BTreeSet<i64>> = BTreeMap::new();
    let mut misplaced = Vec::new();
    let bundles: Vec<(String, i64, i64, String)> =
        conn.all("SELECT stream, first, last, head FROM bundle ORDER BY stream, first", &[]).await?;
    for (stream, first, last, head) in bundles {
        report.bundles += 1;
        let sql = "SELECT stream, seq, kind, subject, edition, content FROM crossed
                   WHERE stream = $1 AND seq >= $2 AND seq <= $3 ORDER BY seq";
        let rows: Vec<(String, i64, String, String, i64, String)> = conn.all(sql, &[&stream, &first, &last]).await?;
        let texts = rows.iter().map(|(.., content)| content.as_str());
        let bytes = bridge::rejoin(&head, &stream, first.max(0) as u64, texts);
        match bridge::open(trusted, &bytes) {
            Ok(bundle) if bundle.last() == last.max(0) as u64 => {
                for ((stream, seq, kind, subject, edition, _), (_, entry)) in rows.into_iter().zip(bundle.entries()) {
                    let place = Place { stream, seq, kind, subject, edition };
                    explained.entry(place.stream.clone()).or_default().insert(seq);
                    if named(entry) != (place.kind.as_str(), place.subject.clone(), place.edition) {
                        misplaced.push(place);
                    }
                }
            }
            Ok(_) => {
                report.problems.push(Problem::Bundle { stream, span: (first, last), what: "some are gone".into() })
            }
            Err(error) => {
                report.problems.push(Problem::Bundle { stream, span: (first, last), what: error.to_string() });
            }
        }
    }
    // A later bundle that brings an entry again tells of it once more.
    misplaced.sort_unstable();
    misplaced.dedup();
    report.problems.extend(misplaced.into_iter().map(Problem::Misplaced));
    let sql = "SELECT stream, seq, kind, subject, edition FROM crossed ORDER BY stream, seq";
    let mut ends: BTreeMap<String, u64> = BTreeMap::new();
    for (stream, seq, kind, subject, edition) in conn.all::<(String, i64, String, String, i64)>(sql, &[]).await? {
        report.entries += 1;
        ends.insert(stream.clone(), seq.max(0) as u64);
        if !explained.get(&stream).is_some_and(|known| known.contains(&seq)) {
            report.problems.push(Problem::Unexplained(Place { stream, seq, kind, subject, edition }));
        }
    }
    let applied: Vec<(String,)> = conn.all("SELECT stream FROM applied", &[]).await?;
    let streams: BTreeSet<String> = applied.into_iter().map(|(stream,)| stream).chain(ends.keys().cloned()).collect();
    for stream in streams {
        let (noted, found) = (last_applied(conn, &stream).await?, ends.get(&stream).copied().unwrap_or(0));
        if noted != found {
            report.problems.push(Problem::Length { stream, noted, found });
        }
    }
    Ok(report)
}

/// What the log has to say of an entry: its kind, what it is about, its edition.
pub(crate) fn named(entry: &Entry) -> (&'static str, String, i64) {
    match entry {
        Entry::Edition(it) => ("edition", it.article_id.to_string(), i64::from(it.edition)),
        Entry::Withdrawal { article_id, .. } => ("withdrawal", article_id.to_string(), 0),
        Entry::Figure(it) => ("figure", it.id.clone(), 0),
        Entry::Paper(it) => ("paper", it.paper_id.to_string(), i64::from(it.edition)),
        Entry::PaperWithdrawal { paper_id, .. } => ("paper_withdrawal", paper_id.to_string(), 0),
        Entry::Address(it) => ("address", it.from.clone(), 0),
        Entry::Site(it) => ("site", it.key.clone(), 0),
        Entry::Standing(it) => ("standing", it.article_id.to_string(), 0),
        Entry::Reception(_) => ("reception", String::new(), 0),
        Entry::Reply(it) => ("reply", it.receipt.clone(), 0),
        Entry::Layout(it) => ("layout", it.site.clone(), i64::from(it.number)),
    }
}
