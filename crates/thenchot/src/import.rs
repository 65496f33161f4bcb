//! `thenchot import`: what an older system leaves behind. A file is checked first, brought in steps, and can be taken
//! back whole; a run that was cut off is simply run again.

mod people;
mod units;

use crate::{Place, houses, old_site};
use anyhow::{Context, Result, bail};
use clap::Subcommand;
use kit::clock::Ts;
use kit::db::{Db, DbError};
use kit::words::{Value, Words};
use office::archive::{self, Brought, Row};
use office::identity::reach::Grant;
use office::org::NOWHERE;
use std::collections::HashSet;
use std::fs::File;
use std::io::{BufRead, BufReader, IsTerminal, Read};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// What to bring.
#[derive(Subcommand)]
pub enum ImportCommand {
    /// Articles, one JSON object to a line: id, section, title, body; published_at, author, source if there are.
    Articles {
        /// FILE.jsonl or FILE.jsonl.gz
        file: PathBuf,
        /// Only say what is wrong with the rows, and what would be brought.
        #[arg(long)]
        dry_run: bool,
        /// Speak English.
        #[arg(long)]
        english: bool,
    },
    /// A Joomla 1.5 to 5, from a dump of its MySQL database (mysqldump, phpMyAdmin, Akeeba; no MySQL is needed).
    Joomla(old_site::Joomla),
    /// A WordPress, from the file that it exports itself (WXR).
    Wordpress(old_site::OldSite),
    /// Members, from the spreadsheet they are in; looked at only, unless --write is said.
    People(people::PeopleList),
    /// The state's register of localities, from its lists of before and after a day.
    Units(units::UnitLists),
    /// The files of articles that were brought.
    List {
        /// Speak English.
        #[arg(long)]
        english: bool,
    },
    /// Take back what a file brought: its articles go, what it changed is again as it was.
    Undo {
        /// Its number, as `thenchot import list` says it.
        batch: i64,
        /// Speak English.
        #[arg(long)]
        english: bool,
    },
}

/// A longer line is refused: no article is.
const LONGEST_LINE: u64 = 8 * 1024 * 1024;
/// So many rows are written in one transaction.
const STEP: usize = 500;
/// So many wrong rows are told one by one.
const TOLD: i64 = 20;

/// Does it, with the right of whoever sits at the machine.
pub async fn run(place: &Place, command: &ImportCommand) -> Result<()> {
    match command {
        ImportCommand::People(list) => return people::run(place, list).await,
        ImportCommand::Units(lists) => return units::run(place, lists).await,
        ImportCommand::Joomla(asked) => return old_site::joomla(place, asked).await,
        ImportCommand::Wordpress(asked) => return old_site::wordpress(place, asked).await,
        _ => {}
    }
    let (office, _passing) = match command {
        ImportCommand::Articles { dry_run, .. } => houses::open_to_bring(place, *dry_run).await?,
        _ => (houses::open_known(place).await?, None),
    };
    let now = houses::clock_of(&office).await?.now();
    match command {
        ImportCommand::Articles { file, dry_run: true, english } => look(file, old_site::words(*english), now),
        ImportCommand::Articles { file, dry_run: false, english } => {
            bring(&office, file, old_site::words(*english), now).await
        }
        ImportCommand::People(_) | ImportCommand::Units(_) | ImportCommand::Joomla(_) | ImportCommand::Wordpress(_) => {
            Ok(())
        }
        ImportCommand::List { english } => {
            let (w, batches) = (old_site::words(*english), archive::batches(&mut office.read().await?).await?);
            if batches.is_empty() {
                println!("{}", w.say("legacy-no-batches"));
            }
            for batch in batches {
                let values: [(&str, Value); 5] = [
                    ("batch", batch.id.into()),
                    ("at", batch.at.written().into()),
                    ("file", batch.file.into()),
                    ("articles", batch.articles.into()),
                    ("undone", if batch.undone { "yes" } else { "no" }.into()),
                ];
                println!("{}", w.fill("legacy-batch", &values));
            }
            Ok(())
        }
        ImportCommand::Undo { batch, english } => {
            let w = old_site::words(*english);
            let mut tx = office.begin().await?;
            let pictures = archive::pictures_only_of(&mut tx, *batch).await?;
            let articles = archive::undo(&mut tx, Grant::console(NOWHERE), *batch, now).await?;
            let Some(articles) = articles else { bail!(w.with("legacy-no-batch", "batch", *batch)) };
            tx.commit().await?;
            let files = houses::public_files(place);
            let gone = pictures.iter().filter_map(|file| file.split('.').next()).filter(|digest| files.remove(digest));
            let (articles, gone) = (articles as i64, gone.count() as i64);
            let values: [(&str, Value); 3] =
                [("batch", (*batch).into()), ("articles", articles.into()), ("pictures", gone.into())];
            println!("{}", w.fill("legacy-undone", &values));
            Ok(())
        }
    }
}

fn look(file: &Path, w: Words, now: Ts) -> Result<()> {
    let mut told = Told { w, wrong: 0 };
    let (mut right, mut ids) = (0_i64, HashSet::new());
    for (line, row) in rows(file, w)? {
        let checked = row.and_then(|row| archive::check(&row, now).map(|()| row));
        match checked {
            Ok(row) if ids.insert(row.id.to_string()) => right += 1,
            Ok(row) => told.tell(line, &w.with("rows-twice", "id", row.id.to_string())),
            Err(wrong) => told.tell(line, &wrong),
        }
    }
    println!("{}", w.fill("rows-look", &[("right", right.into()), ("wrong", told.wrong.into())]));
    told.end()
}

async fn bring(office: &Db, file: &Path, w: Words, now: Ts) -> Result<()> {
    let name = file.file_name().map_or_else(|| "?".into(), |n| n.to_string_lossy());
    let mut tx = office.begin().await?;
    let batch = archive::begin(&mut tx, Grant::console(NOWHERE), &name, now).await?;
    tx.commit().await?;
    let (mut told, started) = (Told { w, wrong: 0 }, Instant::now());
    let (mut new, mut changed, mut same, mut left) = (0_i64, 0_i64, 0_i64, 0_i64);
    let mut rows = rows(file, w)?.peekable();
    while rows.peek().is_some() {
        let mut tx = office.begin().await?;
        for (line, row) in rows.by_ref().take(STEP) {
            match row {
                Ok(row) => match archive::bring(&mut tx, batch, &row, now).await {
                    Ok((Brought::New, _)) => new += 1,
                    Ok((Brought::Changed, _)) => changed += 1,
                    Ok((Brought::Same, _)) => same += 1,
                    Ok((Brought::Left | Brought::Corrected, _)) => left += 1,
                    Err(DbError::Refused(wrong)) => told.tell(line, &wrong),
                    Err(error) => return Err(error.into()),
                },
                Err(wrong) => told.tell(line, &wrong),
            }
        }
        tx.commit().await?;
        progress(w, new + changed + same + left + told.wrong, started);
    }
    let values: [(&str, Value); 7] = [
        ("batch", batch.into()),
        ("new", new.into()),
        ("changed", changed.into()),
        ("same", same.into()),
        ("left", left.into()),
        ("wrong", told.wrong.into()),
        ("seconds", format!("{:.1}", started.elapsed().as_secs_f64()).into()),
    ];
    println!("\r{}", w.fill("rows-done", &values));
    told.end()
}

fn progress(w: Words, done: i64, started: Instant) {
    if std::io::stderr().is_terminal() {
        let speed = (done as f64 / started.elapsed().as_secs_f64()) as i64;
        eprint!("\r{} ", w.fill("rows-progress", &[("done", done.into()), ("speed", speed.into())]));
    }
}

type Numbered = (usize, Result<Row, String>);

/// The rows of a file, each with the number of its line.
fn rows(path: &Path, w: Words) -> Result<impl Iterator<Item = Numbered>> {
    let file = File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
    let plain: Box<dyn Read> = match path.extension().is_some_and(|e| e == "gz") {
        true => Box::new(flate2::read::MultiGzDecoder::new(file)),
        false => Box::new(file),
    };
    let (mut input, mut number) = (BufReader::with_capacity(1 << 16, plain), 0);
    Ok(std::iter::from_fn(move || {
        loop {
            let mut line = Vec::new();
            number += 1;
            match input.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line) {
                Ok(0) => return None,
                Ok(_) if line.iter().all(u8::is_ascii_whitespace) => {}
                Ok(n) if n as u64 == LONGEST_LINE => {
                    skip(&mut input);
                    return Some((number, Err(w.with("rows-too-long", "most", LONGEST_LINE as i64))));
                }
                Ok(_) => {
                    let unreadable = |e: serde_json::Error| w.with("rows-unreadable", "why", e.to_string());
                    return Some((number, serde_json::from_slice(&line).map_err(unreadable)));
                }
                // Nothing follows a broken stream.
                Err(error) => {
                    input = BufReader::new(Box::new(std::io::empty()));
                    return Some((number, Err(w.with("rows-broken", "why", error.to_string()))));
                }
            }
        }
    }))
}

/// Passes over the rest of a line that is too long.
fn skip(input: &mut impl BufRead) {
    while let Ok(part) = input.fill_buf() {
        let (used, ends) = match part.iter().position(|&b| b == b'\n') {
            Some(at) => (at + 1, true),
            None => (part.len(), part.is_empty()),
        };
        input.consume(used);
        if ends {
            break;
        }
    }
}

struct Told {
    w: Words,
    wrong: i64,
}

impl Told {
    fn tell(&mut self, line: usize, what: &str) {
        self.wrong += 1;
        if self.wrong <= TOLD {
            let values: [(&str, Value); 2] = [("line", (line as i64).into()), ("what", what.into())];
            eprintln!("\r{}", self.w.fill("rows-wrong", &values));
        }
    }

    fn end(self) -> Result<()> {
        if self.wrong > TOLD {
            eprintln!("{}", self.w.with("rows-more", "rows", self.wrong - TOLD));
        }
        match self.wrong {
            0 => Ok(()),
            wrong => bail!(self.w.with("rows-not-brought", "rows", wrong)),
        }
    }
}
