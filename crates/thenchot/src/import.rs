//! `thenchot import`: what an older system leaves behind. A file is checked first, brought in steps, and can be taken
//! back whole; a run that was cut off is simply run again.

mod people;
mod units;

use crate::{Place, houses, old_site};
use anyhow::{Context, Result, bail};
use clap::Subcommand;
use kit::clock::Ts;
use kit::db::{Db, DbError};
use kit::words::Value;
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
    List,
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
const TOLD: usize = 20;

/// Does it, with the right of whoever sits at the machine.
pub async fn run(place: &Place, command: &ImportCommand) -> Result<()> {
    match command {
        ImportCommand::People(list) => return people::run(place, list).await,
        ImportCommand::Units(lists) => return units::run(place, lists).await,
        ImportCommand::Joomla(asked) => return old_site::joomla(place, asked).await,
        ImportCommand::Wordpress(asked) => return old_site::wordpress(place, asked).await,
        _ => {}
    }
    let office = houses::open_office(place).await?;
    let now = houses::clock_of(&office).await?.now();
    match command {
        ImportCommand::Articles { file, dry_run: true } => look(file, now),
        ImportCommand::Articles { file, dry_run: false } => bring(&office, file, now).await,
        ImportCommand::People(_) | ImportCommand::Units(_) | ImportCommand::Joomla(_) | ImportCommand::Wordpress(_) => {
            Ok(())
        }
        ImportCommand::List => {
            for batch in archive::batches(&mut office.read().await?).await? {
                let state = if batch.undone { "taken back" } else { "" };
                println!("{}\t{}\t{}\t{} articles\t{state}", batch.id, batch.at.written(), batch.file, batch.articles);
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

fn look(file: &Path, now: Ts) -> Result<()> {
    let mut told = Told::default();
    let (mut right, mut ids) = (0, HashSet::new());
    for (line, row) in rows(file)? {
        let checked = row.and_then(|row| archive::check(&row, now).map(|()| row));
        match checked {
            Ok(row) if ids.insert(row.id.to_string()) => right += 1,
            Ok(row) => told.tell(line, &format!("id {} đã có ở một dòng trước", row.id)),
            Err(wrong) => told.tell(line, &wrong),
        }
    }
    println!("{right} articles could be brought, {} rows are wrong. Nothing was changed.", told.wrong);
    told.end()
}

async fn bring(office: &Db, file: &Path, now: Ts) -> Result<()> {
    let name = file.file_name().map_or_else(|| "?".into(), |n| n.to_string_lossy());
    let mut tx = office.begin().await?;
    let batch = archive::begin(&mut tx, Grant::console(NOWHERE), &name, now).await?;
    tx.commit().await?;
    let (mut told, started) = (Told::default(), Instant::now());
    let (mut new, mut changed, mut same) = (0_usize, 0_usize, 0_usize);
    let mut rows = rows(file)?.peekable();
    while rows.peek().is_some() {
        let mut tx = office.begin().await?;
        for (line, row) in rows.by_ref().take(STEP) {
            match row {
                Ok(row) => match archive::bring(&mut tx, batch, &row, now).await {
                    Ok((Brought::New, _)) => new += 1,
                    Ok((Brought::Changed, _)) => changed += 1,
                    Ok((Brought::Same | Brought::Left | Brought::Corrected, _)) => same += 1,
                    Err(DbError::Refused(wrong)) => told.tell(line, &wrong),
                    Err(error) => return Err(error.into()),
                },
                Err(wrong) => told.tell(line, &wrong),
            }
        }
        tx.commit().await?;
        progress(new + changed + same + told.wrong, started);
    }
    let seconds = started.elapsed().as_secs_f64();
    println!(
        "\rbatch {batch}: {new} new, {changed} changed, {same} the same, {} rows wrong, in {seconds:.1} s",
        told.wrong
    );
    told.end()
}

fn progress(done: usize, started: Instant) {
    if std::io::stderr().is_terminal() {
        eprint!("\r{done} rows, {:.0} a second ", done as f64 / started.elapsed().as_secs_f64());
    }
}

type Numbered = (usize, Result<Row, String>);

/// The rows of a file, each with the number of its line.
fn rows(path: &Path) -> Result<impl Iterator<Item = Numbered>> {
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
                Ok(n) if n as u64 == LONGEST_LINE => return Some((number, Err(skip(&mut input)))),
                Ok(_) => {
                    return Some((number, serde_json::from_slice(&line).map_err(|e| format!("không đọc được: {e}"))));
                }
                // Nothing follows a broken stream.
                Err(error) => {
                    input = BufReader::new(Box::new(std::io::empty()));
                    return Some((number, Err(format!("tệp bị hỏng: {error}"))));
                }
            }
        }
    }))
}

/// Passes over the rest of a line that is too long.
fn skip(input: &mut impl BufRead) -> String {
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
    format!("dòng dài hơn {LONGEST_LINE} byte")
}

#[derive(Default)]
struct Told {
    wrong: usize,
}

impl Told {
    fn tell(&mut self, line: usize, what: &str) {
        self.wrong += 1;
        if self.wrong <= TOLD {
            eprintln!("\rdòng {line}: {what}");
        }
    }

    fn end(self) -> Result<()> {
        if self.wrong > TOLD {
            eprintln!("… và {} dòng sai nữa", self.wrong - TOLD);
        }
        if self.wrong > 0 {
            bail!("{} rows were not brought; mend them and run the file again", self.wrong)
        } else {
            Ok(())
        }
    }
}
