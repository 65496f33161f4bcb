//! `thenchot verify`: the journal against its seals, and what the portal shows against what the office signed.

use crate::{Place, houses, keys, office_rules};
use anyhow::{Result, bail};
use kit::db::Conn;
use kit::words::{Lang, Lexicon, Value, Words};
use office::study::{Campaign, Standing, check_against_sql};
use portal::Problem;
use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, LazyLock};

static LEXICON: LazyLock<Lexicon> =
    LazyLock::new(|| Lexicon::new(&[(include_str!("verify.vi.ftl"), include_str!("verify.en.ftl"))]));

/// Checks the office's journal and says what it found; an error when a row does not match.
pub async fn verify(place: &Place) -> Result<()> {
    let office = houses::open_known(place).await?;
    let report = kit::journal::verify::verify(&mut office.read().await?).await?;
    println!("{} rows in {} sealed batches, {} not sealed yet", report.rows, report.batches, report.unsealed);
    println!("head {}", report.head);
    for problem in &report.problems {
        println!("PROBLEM: {problem}");
    }
    if !report.problems.is_empty() {
        bail!("the journal does not match its seals in {} places", report.problems.len());
    }
    println!("the journal is sound");
    Ok(())
}

/// Counts every campaign from the record as the office does, and again in SQL; an error when a unit's numbers differ.
pub async fn tally(place: &Place) -> Result<()> {
    let office = houses::open_known(place).await?;
    let (mut conn, today) = (office.read().await?, houses::clock_of(&office).await?.today());
    let book = Arc::new(office_rules::load(&place.data)?);
    let (mut units, mut wrong) = (0, 0);
    let campaigns = Campaign::issued(&mut conn).await?;
    for campaign in &campaigns {
        let standing = Standing::build_on(&mut conn, &book, campaign.id, today, None).await?;
        units += standing.tree().preorder().iter().filter(|unit| standing.line(**unit).is_some()).count();
        for it in check_against_sql(&standing, &mut conn).await? {
            wrong += 1;
            let unit = standing.tree().name(it.tally.unit);
            println!("PROBLEM: {}, {unit}: counted {:?}, in SQL {:?}", campaign.title, it.tally, it.sql);
        }
    }
    println!("{} campaigns, {units} lines of units", campaigns.len());
    if wrong > 0 {
        bail!("{wrong} lines are not what SQL counts");
    }
    println!("every number is what SQL counts");
    Ok(())
}

/// Checks that each thing on the portal crossed in a signed bundle, and is what the office put into its outbox; an error
/// when something does not fit.
pub async fn portal(place: &Place, english: bool) -> Result<()> {
    let w = LEXICON.words(if english { Lang::En } else { Lang::Vi });
    let office = houses::open_known(place).await?;
    let trusted = [keys::read_or_make(&place.data)?.bridge.verifying_key()];
    let db = houses::open_portal(place).await?;
    let report = portal::Portal::verify(&db, &trusted).await?;
    let counts: [(&str, Value); 2] =
        [("entries", (report.entries as i64).into()), ("bundles", (report.bundles as i64).into())];
    println!("{}", w.fill("verify-counts", &counts));
    let mut problems: Vec<String> = report.problems.iter().map(|problem| said(w, problem)).collect();
    problems.extend(never_issued(&mut office.read().await?, &mut db.read().await?, w).await?);
    problems.extend(changed_files(place, &mut db.read().await?, w).await?);
    for problem in &problems {
        println!("{}", w.with("verify-problem", "what", problem.as_str()));
    }
    if !problems.is_empty() {
        bail!(w.with("verify-wrong", "count", problems.len() as i64));
    }
    println!("{}", w.say("verify-sound"));
    Ok(())
}

/// What does not fit on the portal, in words.
fn said(w: Words, problem: &Problem) -> String {
    let place = |it: &portal::Place| {
        let values: [(&str, Value); 5] = [
            ("seq", it.seq.to_string().into()),
            ("stream", it.stream.as_str().into()),
            ("kind", it.kind.as_str().into()),
            ("subject", it.subject.as_str().into()),
            ("edition", it.edition.to_string().into()),
        ];
        w.fill("verify-place", &values)
    };
    match problem {
        Problem::Bundle { stream, span: (first, last), what } => {
            let values: [(&str, Value); 4] = [
                ("first", first.to_string().into()),
                ("last", last.to_string().into()),
                ("stream", stream.as_str().into()),
                ("what", what.as_str().into()),
            ];
            w.fill("verify-bundle", &values)
        }
        Problem::Unexplained(it) => w.with("verify-unexplained", "place", place(it)),
        Problem::Misplaced(it) => w.with("verify-misplaced", "place", place(it)),
        Problem::Length { stream, noted, found } => {
            let values: [(&str, Value); 3] = [
                ("stream", stream.as_str().into()),
                ("found", found.to_string().into()),
                ("noted", noted.to_string().into()),
            ];
            w.fill("verify-length", &values)
        }
    }
}

/// Entries that are signed but stand otherwise in the office's outbox, or not at all: somebody else has the key.
async fn never_issued(office: &mut Conn, portal: &mut Conn, w: Words) -> Result<Vec<String>> {
    let (mut problems, mut place) = (Vec::new(), 0);
    loop {
        let shown = portal::Portal::crossed(portal, houses::STREAM, place).await?;
        let (Some((first, _)), Some((last, _))) = (shown.first(), shown.last()) else { return Ok(problems) };
        let issued = office::newsroom::outbox::between(office, first - 1, *last).await?;
        let issued: HashMap<i64, bridge::Entry> =
            issued.into_iter().map(|(seq, entry)| (seq.cast_signed(), entry)).collect();
        for (seq, entry) in &shown {
            if entry.is_none() || issued.get(seq) != entry.as_ref() {
                let values: [(&str, Value); 2] = [("seq", seq.to_string().into()), ("stream", houses::STREAM.into())];
                problems.push(w.fill("verify-not-issued", &values));
            }
        }
        place = *last;
    }
}

/// Files of papers that are not there, or are not what the signed entry says.
async fn changed_files(place: &Place, portal: &mut Conn, w: Words) -> Result<Vec<String>> {
    let (files, mut named, mut seq) = (houses::public_files(place), HashMap::new(), 0);
    loop {
        let shown = portal::Portal::crossed(portal, houses::STREAM, seq).await?;
        let Some((last, _)) = shown.last() else { break };
        seq = *last;
        for (_, entry) in shown {
            match entry {
                Some(bridge::Entry::Paper(paper)) => _ = named.insert(paper.paper_id, paper.files),
                Some(bridge::Entry::PaperWithdrawal { paper_id, .. }) => _ = named.remove(&paper_id),
                _ => {}
            }
        }
    }
    let gone = |(paper, hash): (i64, String)| {
        let error = files.get(&hash).err()?;
        let values: [(&str, Value); 3] =
            [("hash", hash.into()), ("paper", paper.to_string().into()), ("error", error.to_string().into())];
        Some(w.fill("verify-file", &values))
    };
    let all = named.into_iter().flat_map(|(paper, files)| files.into_iter().map(move |file| (paper, file.hash)));
    Ok(all.filter_map(gone).collect())
}

/// Compares a copy of the portal with its signed list; an error when something does not fit.
pub fn site(place: &Place, folder: &Path) -> Result<()> {
    let trusted = [keys::read_or_make(&place.data)?.bridge.verifying_key()];
    let (files, problems) = portal::verify_copy(folder, &trusted)?;
    println!("{files} files on the signed list");
    for problem in &problems {
        println!("PROBLEM: {problem}");
    }
    if !problems.is_empty() {
        bail!("{} files of the copy are not as they were written; write it anew", problems.len());
    }
    println!("the copy is as it was written");
    Ok(())
}
