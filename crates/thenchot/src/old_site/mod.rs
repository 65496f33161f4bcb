//! `thenchot import joomla` and `import wordpress`: a whole older site from what its hoster gives. The file is read twice;
//! a run that was cut off is simply run again, and a batch can be taken back whole.

mod convert;
mod counts;
mod live;
mod pictures;
mod pieces;
mod report;
mod which;

use crate::{Place, houses};
use anyhow::{Context, Result, anyhow, bail};
use clap::Args;
use convert::row_of;
use counts::Counts;
use kit::clock::Ts;
use kit::db::{Db, DbError};
use kit::words::{Lang, Lexicon, Value, Words};
use legacy::dump::{self, Dump, Trouble, Wrong};
use legacy::joomla::{self, NoSite, Reading};
use legacy::site::{Address, Article, State};
use legacy::wordpress::{self, Export, Item};
use office::archive::site::Site;
use office::archive::{self, Brought};
use office::identity::reach::Grant;
use office::org::NOWHERE;
use pictures::Pictures;
use report::Report;
use std::io::IsTerminal;
use std::path::PathBuf;
use std::sync::LazyLock;
use std::time::Instant;

static LEXICON: LazyLock<Lexicon> =
    LazyLock::new(|| Lexicon::new(&[(include_str!("legacy.vi.ftl"), include_str!("legacy.en.ftl"))]));

/// So many articles are written in one transaction.
const STEP: usize = 200;
/// So many articles are shown of a try.
const SHOWN: usize = 3;

/// What is brought from where.
#[derive(Args)]
pub struct OldSite {
    /// The file, or its parts in their order; gzip is read as it is. For a Joomla also mysql://user@host:3306/database,
    /// read by mariadb-dump or mysqldump.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// The folder of pictures of the old site: its root, or `images`, or `uploads`.
    #[arg(long, value_name = "FOLDER")]
    images: Option<PathBuf>,
    /// Only say what would be brought and what is wrong.
    #[arg(long)]
    dry_run: bool,
    /// Write what was changed, left out or is to be looked at, article by article, as CSV.
    #[arg(long, value_name = "FILE.csv")]
    report: Option<PathBuf>,
    /// A host that the old site had (tinhbien.gov.vn): links to it stay links to the site; may be given again.
    #[arg(long, value_name = "HOST")]
    host: Vec<String>,
    /// The name under which this site is kept apart from others of its kind in this house: best the host that it had
    /// (tanchau.gov.vn). Otherwise the first --host, or what the file says; a file of another site is never brought unasked.
    #[arg(long, value_name = "NAME")]
    site: Option<String>,
    /// Speak English.
    #[arg(long)]
    english: bool,
}

/// What is asked of a Joomla besides.
#[derive(Args)]
pub struct Joomla {
    #[command(flatten)]
    site: OldSite,
    /// The prefix of its tables, when the dump has more than one site.
    #[arg(long)]
    prefix: Option<String>,
    /// Minutes east of UTC of the times in the dump, for a site that did not keep them in UTC (Vietnam: 420).
    #[arg(long, default_value_t = 0)]
    utc_offset: i32,
    /// The file with the password of a database that is running (mysql://user@host:3306/database); otherwise it is taken
    /// from THENCHOT_MYSQL_PASSWORD.
    #[arg(long, value_name = "FILE")]
    password_file: Option<PathBuf>,
}

/// What the articles of any old site come from.
struct Found<'a> {
    /// `joomla` or `wp`.
    kind: &'static str,
    /// What the file or its place says of which site it is.
    guess: Option<String>,
    articles: Box<dyn Iterator<Item = Result<Article, (usize, String)>> + 'a>,
    /// How many there are.
    all: usize,
    addresses: Vec<Address>,
    menus: Vec<joomla::Menu>,
    banners: Vec<joomla::Banner>,
}

/// Brings a Joomla.
pub async fn joomla(place: &Place, asked: &Joomla) -> Result<()> {
    let (office, _passing) = houses::open_to_bring(place, asked.site.dry_run).await?;
    let now = houses::clock_of(&office).await?.now();
    let (w, mut report) = begin(&asked.site)?;
    let hosts = hosts(&asked.site);
    let reading = Reading { prefix: asked.prefix.clone(), offset: asked.utc_offset, now: now.0, hosts };
    let taken = match asked.site.files.as_slice() {
        [address] if live::is_live(address) => Some(live::take(address, asked.password_file.as_deref(), w)?),
        _ => None,
    };
    let files = taken.as_ref().map_or(asked.site.files.as_slice(), |taken| std::slice::from_ref(&taken.file));
    let input = dump::open(files)?;
    let site = joomla::survey(Dump::new(input, joomla::is_surveyed), &reading, &mut |trouble| {
        report.wrong(trouble.line, "", &said(w, &trouble));
    });
    let site = site.map_err(|none| match none {
        NoSite::None => anyhow!(w.say("legacy-no-joomla")),
        NoSite::Several(prefixes) => anyhow!(w.with("legacy-several", "prefixes", prefixes.join(" "))),
    })?;
    let values: [(&str, Value); 3] = [
        ("version", site.version.as_str().into()),
        ("prefix", site.prefix.as_str().into()),
        ("articles", (site.articles as i64).into()),
    ];
    println!("{}", w.fill("legacy-found-joomla", &values));
    for banner in &site.banners {
        report.note("legacy-kind-banner", 0, &banner.name, &format!("{} {}", banner.href, banner.picture));
    }
    let input = dump::open(files)?;
    let rows = Dump::new(input, |table| site.has_articles_in(table));
    // What is wrong with the dump was told by the first reading.
    let articles = rows.filter_map(Result::ok).map(|row| Ok(joomla::article(&site, &row)));
    let modules = site.modules().iter().cloned().map(Ok);
    let database = taken.as_ref().map(|taken| taken.database.clone());
    let found = Found {
        kind: "joomla",
        guess: reading.hosts.first().cloned().or(database),
        articles: Box::new(articles.chain(modules)),
        all: site.articles + site.modules().len(),
        addresses: site.addresses(),
        menus: site.menus(),
        banners: site.banners.clone(),
    };
    bring(place, &office, &asked.site, found, report, now).await
}

/// Brings a WordPress.
pub async fn wordpress(place: &Place, asked: &OldSite) -> Result<()> {
    let (office, _passing) = houses::open_to_bring(place, asked.dry_run).await?;
    let now = houses::clock_of(&office).await?.now();
    let (w, mut report) = begin(asked)?;
    let told = |broken: &wordpress::Broken| w.with("legacy-unreadable", "why", broken.what.as_str());
    let items = Export::new(dump::open(&asked.files)?).filter_map(|item| match item {
        Ok(item) => Some(item),
        Err(broken) => {
            report.wrong(broken.line, "", &told(&broken));
            None
        }
    });
    let (blog, addresses) = wordpress::survey(items, &hosts(asked), now.0);
    if blog.articles == 0 {
        bail!(w.say("legacy-no-wordpress"));
    }
    println!("{}", w.with("legacy-found-wordpress", "articles", blog.articles as i64));
    let posts = Export::new(dump::open(&asked.files)?).filter_map(|item| match item {
        Ok(Item::Post(post)) => blog.article(&post).map(Ok),
        _ => None,
    });
    let found = Found {
        kind: "wp",
        guess: blog.hosts.first().cloned(),
        articles: Box::new(posts),
        all: blog.articles,
        addresses,
        menus: vec![],
        banners: vec![],
    };
    bring(place, &office, asked, found, report, now).await
}

/// What is said of old sites, in a language.
pub fn words(english: bool) -> Words {
    LEXICON.words(if english { Lang::En } else { Lang::Vi })
}

fn begin(asked: &OldSite) -> Result<(Words, Report)> {
    let w = words(asked.english);
    Ok((w, Report::new(w, asked.report.as_deref())?))
}

fn hosts(asked: &OldSite) -> Vec<String> {
    let bare = |host: &String| {
        let host = host.split("://").last().unwrap_or_default().trim_end_matches('/').to_ascii_lowercase();
        host.strip_prefix("www.").unwrap_or(&host).to_owned()
    };
    asked.host.iter().map(bare).collect()
}

/// What is wrong with a dump, in words.
fn said(w: Words, trouble: &Trouble) -> String {
    match &trouble.what {
        Wrong::BreaksOff => w.say("legacy-breaks-off"),
        Wrong::Unreadable(why) => w.with("legacy-unreadable", "why", why.as_str()),
        Wrong::NotUnderstood => w.say("legacy-not-understood"),
        Wrong::TooLong => w.say("legacy-too-long"),
        Wrong::Columns { expected, found } => {
            let values: [(&str, Value); 2] =
                [("expected", (*expected as i64).into()), ("found", (*found as i64).into())];
            w.fill("legacy-columns", &values)
        }
        Wrong::NoColumns(table) => w.with("legacy-no-columns", "table", table.as_str()),
    }
}

async fn bring(
    place: &Place,
    office: &Db,
    asked: &OldSite,
    found: Found<'_>,
    mut report: Report,
    now: Ts,
) -> Result<()> {
    let w = words(asked.english);
    let files = (!asked.dry_run).then(|| houses::public_files(place));
    let mut pictures = Pictures::of(asked.images.as_deref(), files).context("the folder of pictures cannot be read")?;
    let (site, sample, rest) =
        which::site(office, asked, (found.kind, found.guess.as_deref()), found.articles, w).await?;
    let batch = match asked.dry_run {
        true => None,
        false => Some(begin_batch(office, asked, (found.kind, &site), now).await?),
    };
    let mut waiting = Vec::new();
    let (mut counts, started, mut done) = (Counts::default(), Instant::now(), 0);
    let mut articles = sample.into_iter().chain(rest).peekable();
    while articles.peek().is_some() {
        let mut tx = match batch {
            Some(_) => Some(office.begin().await?),
            None => None,
        };
        for article in articles.by_ref().take(STEP) {
            done += 1;
            let article = match article {
                Ok(article) => article,
                Err((line, what)) => {
                    report.wrong(line, "", &what);
                    continue;
                }
            };
            if article.state == State::Gone {
                counts.gone += 1;
                counts.thrown.push(site.key(&article.name));
                continue;
            }
            let (line, name) = (article.line, article.name.clone());
            waiting.extend(pieces::links_of(&article));
            let row = row_of(article, &mut pictures, &mut report, w);
            let row = archive::Row { id: site.key(&name).into(), ..row };
            let brought = match (&mut tx, batch) {
                (Some(tx), Some(batch)) => archive::bring(tx, batch, &row, now).await,
                _ => archive::check(&row, now).map(|()| (Brought::New, "/".to_owned())).map_err(DbError::Refused),
            };
            let (what, path) = match brought {
                Ok(brought) => brought,
                Err(DbError::Refused(wrong)) => {
                    report.wrong(line, &name, &wrong);
                    continue;
                }
                Err(error) => return Err(error.into()),
            };
            match what {
                Brought::New => counts.new += 1,
                Brought::Changed => counts.changed += 1,
                Brought::Same => counts.same += 1,
                Brought::Left => {
                    report.note("legacy-kind-left", line, &name, &row.title);
                    continue;
                }
                Brought::Corrected => report.note("legacy-kind-corrected", line, &name, &row.title),
            }
            if asked.dry_run && done <= SHOWN {
                convert::show(&row);
            }
            counts.take(name, &row, path);
        }
        if let Some(tx) = tx {
            tx.commit().await?;
        }
        progress(w, done, found.all, started);
    }
    waiting.extend(found.menus.iter().filter_map(|menu| pieces::of_menu(menu, &counts, &mut report)));
    let house = (!asked.dry_run).then(|| houses::office_files(place));
    waiting
        .extend(found.banners.iter().filter_map(|banner| pieces::of_banner(banner, &mut pictures, house.as_ref(), w)));
    if let Some(batch) = batch {
        let mut tx = office.begin().await?;
        for piece in &waiting {
            archive::piece::keep(&mut tx, batch, &pieces::apart(piece, &site)).await?;
        }
        tx.commit().await?;
    }
    println!("{}", w.with("legacy-pieces", "pieces", waiting.len() as i64));
    let mut addresses = counts.addresses(found.addresses, &pictures, &site);
    counts.addresses = addresses.len() as i64;
    // The portal knows another site by its name; of the first one it must be told which hosts it had.
    if site.is_first {
        let mut hosts = hosts(asked);
        hosts.push(site.name.clone());
        let hosts = hosts.iter().filter(|host| host.contains('.'));
        addresses.extend(hosts.map(|host| (format!("//{host}"), bridge::Leads::To("/".to_owned()))));
    }
    for part in addresses.chunks(STEP) {
        let Some(batch) = batch else { break };
        let mut tx = office.begin().await?;
        for (from, leads) in part {
            match archive::lead(&mut tx, Some(batch), from, leads.clone(), now).await {
                Ok(_) => {}
                Err(DbError::Refused(wrong)) => report.wrong(0, from, &wrong),
                Err(error) => return Err(error.into()),
            }
        }
        tx.commit().await?;
    }
    for (src, picture) in pictures.found() {
        report.note("legacy-kind-picture", 0, src, &picture.file);
    }
    counts.say(w, batch, report.wrong, pictures.found().count(), started);
    // What is wrong with a row has been told; the others came in.
    match report.close()? {
        wrong if wrong > 0 && done == 0 => bail!(w.with("legacy-all-wrong", "rows", wrong as i64)),
        _ => Ok(()),
    }
}

async fn begin_batch(office: &Db, asked: &OldSite, (kind, site): (&str, &Site), now: Ts) -> Result<i64> {
    let name =
        asked.files.first().and_then(|path| path.file_name()).map_or_else(|| "?".into(), |n| n.to_string_lossy());
    let mut tx = office.begin().await?;
    let batch = archive::begin(&mut tx, Grant::console(NOWHERE), &name, now).await?;
    archive::site::keep(&mut tx, kind, site).await?;
    tx.commit().await?;
    Ok(batch)
}

fn progress(w: Words, done: usize, all: usize, started: Instant) {
    if !std::io::stderr().is_terminal() {
        return;
    }
    let speed = done as f64 / started.elapsed().as_secs_f64().max(0.001);
    let left = (all.saturating_sub(done) as f64 / speed.max(0.001)).ceil() as i64;
    let left = match left {
        ..=90 => w.with("legacy-seconds", "n", left),
        _ => w.with("legacy-minutes", "n", left / 60 + 1),
    };
    let bar = "█".repeat(20 * done.min(all) / all.max(1));
    let values: [(&str, Value); 4] = [
        ("done", w.number(done as i64).into()),
        ("all", w.number(all as i64).into()),
        ("speed", w.number(speed as i64).into()),
        ("left", left.into()),
    ];
    eprint!("\r{bar:20} {} ", w.fill("legacy-progress", &values));
}
