//! `thenchot import people`: a list of members from the console, read and checked as the office's pages do it. What the
//! pages would ask a person is not decided here: such rows are told, and left out only when that is asked for.

use crate::{Place, houses, keys};
use anyhow::{Context, Result, bail};
use clap::Args;
use kit::clock::Chance;
use kit::db::Db;
use kit::failure::Failure;
use kit::vault::Vault;
use kit::words::{Lang, Words};
use office::identity::reach::Grant;
use office::org::{Tree, code::codes_on};
use office::people::import::keeper::Keeper;
use office::people::import::pages::refusal_key;
use office::people::import::plan::Plan;
use office::people::import::run::{self, Problem, Tools};
use office::people::import::stage::{self, List};
use office::people::import::{Counts, errors, takes_members, unit_called};
use std::io::IsTerminal;
use std::path::PathBuf;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Instant;

/// Which list, for which unit.
#[derive(Args)]
pub struct PeopleList {
    /// XLSX, XLS, ODS or CSV, as the office keeps it.
    file: PathBuf,
    /// The unit whose members they are: its name or its code. The list says the cells below it; a cell is of all rows.
    #[arg(long)]
    unit: String,
    /// Bring them, in one transaction. Without it nothing is changed.
    #[arg(long)]
    write: bool,
    /// Bring the others when some rows are wrong or doubtful.
    #[arg(long)]
    leave_out: bool,
    /// Write the rows that are not right into this XLSX file, each with its reasons.
    #[arg(long, value_name = "FILE.xlsx")]
    errors: Option<PathBuf>,
}

/// So many wrong rows are told one by one.
const TOLD: usize = 20;

/// Checks it, and brings it when that is asked for.
pub async fn run(place: &Place, what: &PeopleList) -> Result<()> {
    let bytes = std::fs::read(&what.file).with_context(|| format!("cannot read {}", what.file.display()))?;
    let db = houses::open_known(place).await?;
    let clock = houses::clock_of(&db).await?;
    let keys = keys::read_or_make(&place.data)?;
    let (vault, chance, w) =
        (Vault::new(&keys.master, Chance::system()), Chance::system(), office::shell::LEXICON.words(Lang::Vi));
    let name = what.file.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let book = sheet::book(&bytes).map_err(|refusal| anyhow::anyhow!(w.with(refusal_key(refusal), "file", &*name)))?;
    let mut conn = db.read().await?;
    let tree = Tree::as_of(&mut conn, clock.today()).await?;
    let codes = codes_on(&mut conn, clock.today()).await?;
    drop(conn);
    let Some(unit) = unit_called(&tree, &codes, &what.unit) else {
        bail!(
            "no one unit of the Party is called {}; say its code, or its name with the one above: “Chi bộ ấp 1, xã An Phú”",
            what.unit
        )
    };
    let progress =
        Progress { uid: chance.uuid(clock.now()).to_string(), started: Instant::now(), total: AtomicI64::new(0) };
    let tools = Tools {
        db: &db,
        vault: &vault,
        chance: &chance,
        now: clock.now(),
        may_meet: &|| true,
        progress: &|rows| progress.tell(rows),
    };
    let keeper = Keeper::Console { tree: Box::new(tree), grant: Grant::console };
    let list = progress.begin(tools, &keeper, unit, (&name, book)).await?;
    let done = proceed(tools, &keeper, &progress, list, what, w).await;
    if !matches!(done, Ok(true)) {
        let mut tx = db.begin().await?;
        stage::drop_list(&mut tx, Grant::console(unit), &vault, progress.list(&db).await?.id, clock.now()).await?;
        tx.commit().await?;
    }
    done.map(|_| ())
}

/// Whether it was brought.
async fn proceed(
    tools: Tools<'_>,
    keeper: &Keeper,
    progress: &Progress,
    list: List,
    what: &PeopleList,
    w: Words,
) -> Result<bool> {
    let plan = list.plan();
    for column in plan.columns.iter().filter(|column| column.field().is_some()) {
        let charset = column.charset().map_or(String::new(), |charset| format!(" ({})", charset.name()));
        println!("{} = {}{charset}", column.label, w.say(&format!("import-field-{}", column.field)));
    }
    if !plan.missing().is_empty() {
        bail!("the headings are not clear enough; bring this list in the office, where columns are named by hand");
    }
    let list = progress.move_on(tools, &list, ("checking", &plan)).await?;
    settle(run::check(tools, keeper, &list).await)?;
    let list = progress.list(tools.db).await?;
    let counts = list.counts();
    tell(&counts);
    let mut conn = tools.db.read().await?;
    for (row, reason) in errors::told(&mut conn, &list, w, TOLD).await.map_err(broken)? {
        eprintln!("dòng {row}: {reason}");
    }
    for (called, rows) in counts.units.values() {
        eprintln!("{called}: {rows} dòng");
    }
    if let Some(path) = &what.errors {
        let bytes = errors::file(&mut conn, tools.vault, &list, w).await.map_err(broken)?;
        std::fs::write(path, bytes).with_context(|| format!("cannot write {}", path.display()))?;
    }
    drop(conn);
    let left = counts.wrong + counts.doubtful;
    if !what.write {
        println!("Only looked at: nothing was changed. --write brings them.");
        return Ok(false);
    }
    if left > 0 && !what.leave_out {
        bail!("{left} rows are wrong or doubtful; mend the file, decide in the office, or say --leave-out");
    }
    let list = progress.move_on(tools, &list, ("running", &list.plan())).await?;
    let brought = settle(run::bring(tools, keeper, &list).await)?;
    progress.end();
    println!(
        "{} members were brought, {} corrected. The office's page of the list takes them back.",
        brought.new, brought.changed
    );
    Ok(true)
}

fn tell(counts: &Counts) {
    println!(
        "\r{} rows of persons: {} new, {} to correct, {} the same, {} doubtful, {} wrong",
        counts.rows, counts.new, counts.changed, counts.same, counts.doubtful, counts.wrong
    );
}

fn broken(failure: Failure) -> anyhow::Error {
    anyhow::anyhow!("{failure:?}")
}

fn settle<T>(done: std::result::Result<std::result::Result<T, Problem>, Failure>) -> Result<T> {
    match done.map_err(broken)? {
        Ok(done) => Ok(done),
        Err(Problem::Meanwhile) => bail!("the record has changed meanwhile; run it again"),
        Err(problem) => bail!("nothing was brought: {problem:?}"),
    }
}

/// A list on its way, and how far it is.
struct Progress {
    uid: String,
    started: Instant,
    total: AtomicI64,
}

impl Progress {
    async fn begin(
        &self,
        tools: Tools<'_>,
        keeper: &Keeper,
        unit: i64,
        (name, book): (&str, Vec<sheet::Sheet>),
    ) -> Result<List> {
        let mut tx = tools.db.begin().await?;
        let grant = keeper.grant(unit).map_err(broken)?;
        let tree = keeper.tree();
        let own = if takes_members(tree, unit) { tree.uid(unit) } else { "" };
        stage::begin(&mut tx, grant, tools.vault, (&self.uid, name, own), book, tools.now).await?;
        tx.commit().await?;
        self.list(tools.db).await
    }

    async fn list(&self, db: &Db) -> Result<List> {
        let list = List::by_uid(&mut db.read().await?, &self.uid).await?.context("the list is gone")?;
        self.total.store(list.total, Ordering::Relaxed);
        Ok(list)
    }

    async fn move_on(&self, tools: Tools<'_>, list: &List, (state, plan): (&str, &Plan)) -> Result<List> {
        let mut tx = tools.db.begin().await?;
        if !stage::move_on(&mut tx, list, (list.version, None), (state, plan), tools.now).await? {
            bail!("somebody else is at this list");
        }
        tx.commit().await?;
        self.list(tools.db).await
    }

    /// A bar with rate and time left; nothing where nobody looks.
    fn tell(&self, rows: usize) {
        if std::io::stderr().is_terminal() {
            let (done, total) = (rows as f64, self.total.load(Ordering::Relaxed).max(1) as f64);
            let rate = done / self.started.elapsed().as_secs_f64();
            let bar = "█".repeat((done / total * 30.0) as usize);
            eprint!("\r{bar:30} {rows} of {total} rows, {rate:.0} a second, {:.0} s left ", (total - done) / rate);
        }
    }

    fn end(&self) {
        println!("\rin {:.1} s", self.started.elapsed().as_secs_f64());
    }
}
