//! Opens the two houses and joins them: the bridge in process.

use crate::keys::{self, Keys};
use crate::{Place, office_rules};
use anyhow::{Context, Result, bail};
use kit::clock::{Chance, Clock};
use kit::db::Db;
use kit::files::Files;
use kit::vault::Vault;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

/// The stream that the office's bundles belong to.
pub const STREAM: &str = "office";
const SILENT: &str = "PostgreSQL does not answer as it should";
/// What the portal is called until its committee has a name.
const NAMELESS: &str = "Then Chốt";

/// Both houses in one process.
pub struct Houses {
    /// The office's record.
    pub office: Db,
    /// The public house.
    pub portal: portal::Portal,
    /// The inside house on that record.
    pub desk: office::shell::Office,
    /// What time it is here; the demo plays in 2018.
    pub clock: Clock,
    /// Where readers find the portal; said once it is known.
    pub origin: Arc<OnceLock<String>>,
    keys: Keys,
    /// The committee's name, which stands over every page of the portal.
    site_name: Arc<RwLock<String>>,
}

/// Opens the office's database and brings its schema up to date.
pub async fn open_office(place: &Place) -> Result<Db> {
    let db = open(place, "office").await?;
    db.migrate(kit::journal::MIGRATIONS, Clock::system().now()).await?;
    db.migrate(office::MIGRATIONS, Clock::system().now()).await?;
    office::people::keys::fill(&db).await?;
    Ok(db)
}

/// Whether there is a house already; nothing is made by asking.
async fn is_known(place: &Place, house: &str) -> Result<bool> {
    let Some(url) = &place.database else { return Ok(place.data.join(format!("{house}.db")).exists()) };
    // Opening its own schema would make it.
    let list = Db::open_pg(url, "information_schema").await.context(SILENT)?;
    let sql = "SELECT count(*) FROM information_schema.tables WHERE CAST(table_schema AS TEXT) = $1";
    let tables: Option<i64> = list.read().await?.value(sql, &[&house]).await?;
    Ok(tables.unwrap_or(0) > 0)
}

/// Opens the office's database where there is one: what is only about what is on record makes none.
pub async fn open_known(place: &Place) -> Result<Db> {
    refuse_unknown(place, "office").await?;
    open_office(place).await
}

async fn refuse_unknown(place: &Place, house: &str) -> Result<()> {
    match (is_known(place, house).await?, &place.database) {
        (true, _) => Ok(()),
        (false, Some(_)) => bail!("there is no {house} in this database"),
        (false, None) => bail!("there is no {house} in {}", place.data.display()),
    }
}

/// Opens the office's database for what may only be looked at: where there is none then, an empty one stands in for it, in a
/// folder that goes away.
pub async fn open_to_bring(place: &Place, dry_run: bool) -> Result<(Db, Option<Passing>)> {
    if !dry_run || is_known(place, "office").await? {
        return Ok((open_office(place).await?, None));
    }
    let passing = Passing::folder()?;
    let stand_in = Place { data: passing.0.clone(), database: None };
    Ok((open_office(&stand_in).await?, Some(passing)))
}

/// A folder that goes away.
pub struct Passing(PathBuf);

impl Passing {
    fn folder() -> Result<Passing> {
        let path = std::env::temp_dir().join(format!("thenchot-{}", &Chance::system().token()[..16]));
        std::fs::create_dir_all(&path).with_context(|| format!("cannot make {}", path.display()))?;
        Ok(Passing(path))
    }
}

impl Drop for Passing {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

async fn open(place: &Place, house: &str) -> Result<Db> {
    Ok(match &place.database {
        Some(url) => Db::open_pg(url, house).await.context(SILENT)?,
        None => {
            std::fs::create_dir_all(&place.data).with_context(|| format!("cannot make {}", place.data.display()))?;
            Db::open_lite(&place.data.join(format!("{house}.db")))?
        }
    })
}

/// Opens everything. `demo` says so on every page.
pub async fn open_all(place: &Place, office: Db, demo: bool, imported_views: i64) -> Result<Houses> {
    let keys = keys::read_or_make(&place.data)?;
    let clock = clock_of(&office).await?;
    let db = open(place, "portal").await?;
    db.migrate(kit::journal::MIGRATIONS, clock.now()).await?;
    db.migrate(portal::MIGRATIONS, clock.now()).await?;
    let vault = Vault::new(&keys.master, Chance::system());
    let files = office_files(place);
    let mut desk = office::shell::Office::new(office.clone(), clock.clone(), Chance::system(), vault, files, demo);
    desk.follow(office_rules::load(&place.data)?);
    if let Ok(program) = std::env::current_exe() {
        desk.read_pdf = Arc::new(move |bytes| pdf::apart(&program, &["read-pdf"], bytes, pdf::Limits::default()));
    }
    let (presence, time) = (desk.presence.clone(), clock.clone());
    let site_name = Arc::new(RwLock::new(NAMELESS.to_owned()));
    let shown = site_name.clone();
    let origin = Arc::new(OnceLock::new());
    let known: Arc<OnceLock<String>> = origin.clone();
    let settings = portal::Settings {
        site_name: Arc::new(move || shown.read().unwrap_or_else(PoisonError::into_inner).clone()),
        origin: Arc::new(move || known.get().cloned().unwrap_or_else(|| "http://localhost".to_owned())),
        imported_views,
        demo,
        members_online: Arc::new(move || presence.count(time.now())),
        search_folder: Some(search_folder(place)),
        pictures: public_files(place),
    };
    let trusted = vec![keys.bridge.verifying_key()];
    let portal = portal::Portal::open(db, clock.clone(), trusted, settings).await?;
    let asked = portal.clone();
    desk.misses = Arc::new(move || {
        let miss = |miss: portal::Miss| office::archive::pages::Miss {
            address: miss.address,
            from: miss.from,
            times: miss.times,
            last: miss.last,
        };
        asked.misses().into_iter().map(miss).collect()
    });
    desk.mirror = mirror(&portal, origin.clone());
    let houses = Houses { office, desk, portal, clock, origin, keys, site_name };
    houses.refresh_name().await?;
    Ok(houses)
}

/// What whoever arranges the portal's pages is told of it.
fn mirror(portal: &portal::Portal, origin: Arc<OnceLock<String>>) -> office::layout::Mirror {
    let (lists, shows, preview) = (portal.clone(), portal.clone(), portal.clone());
    let list = |(kind, slug, name): (&str, String, String)| office::layout::PublicList {
        is_topic: kind == "topic",
        slug,
        name,
    };
    office::layout::Mirror {
        lists: Arc::new(move |key| lists.lists(key).into_iter().map(list).collect()),
        shows: Arc::new(move |key, address| shows.shows(key, address)),
        origin: Arc::new(move || origin.get().cloned().unwrap_or_default()),
        preview: Arc::new(move |layout, day, lang| preview.preview(layout, day, lang).ok()),
    }
}

/// Where the files of pictures lie that readers may have.
pub fn public_files(place: &Place) -> Files {
    Files::at(place.data.join("files").join("public"))
}

/// Where the office keeps its files.
pub fn office_files(place: &Place) -> Files {
    Files::at(place.data.join("files").join("office"))
}

fn search_folder(place: &Place) -> std::path::PathBuf {
    place.data.join("search").join("portal")
}

/// Opens the portal's database and brings its schema up to date.
pub async fn open_portal(place: &Place) -> Result<Db> {
    let db = open(place, "portal").await?;
    db.migrate(kit::journal::MIGRATIONS, Clock::system().now()).await?;
    db.migrate(portal::MIGRATIONS, Clock::system().now()).await?;
    Ok(db)
}

/// `thenchot rebuild portal`.
pub async fn rebuild_portal(place: &Place) -> Result<()> {
    refuse_unknown(place, "portal").await?;
    portal::Portal::forget_crossed(&open_portal(place).await?).await?;
    println!("What the portal showed is forgotten. Start the server: everything crosses again from the office.");
    Ok(())
}

/// `thenchot rebuild links`.
pub async fn rebuild_links(place: &Place) -> Result<()> {
    let office = open_known(place).await?;
    let mut tx = office.begin().await?;
    let missing = office::newsroom::outside::rebuild(&mut tx).await?;
    tx.commit().await?;
    println!("{missing} links to other sites were missing from the list and are in it now.");
    Ok(())
}

/// `thenchot rebuild search`.
pub async fn rebuild_search(place: &Place) -> Result<()> {
    refuse_unknown(place, "portal").await?;
    let db = open_portal(place).await?;
    let found = portal::Portal::rebuild_search(&db, &search_folder(place)).await?;
    println!("{found} things can be found; a portal that is serving takes the new index within a second.");
    Ok(())
}

/// The machine's clock, moved as the demo asks.
pub async fn clock_of(office: &Db) -> Result<Clock> {
    let offset: Option<String> =
        office.read().await?.value("SELECT value FROM setting WHERE name = 'clock_offset'", &[]).await?;
    Ok(Clock::moved(offset.and_then(|text| text.parse().ok()).unwrap_or(0)))
}

impl Houses {
    /// The key that signs what leaves the house.
    pub fn bridge_key(&self) -> &bridge::SigningKey {
        &self.keys.bridge
    }

    /// Seals what was committed, and lets the portal have what it has not seen yet. Doing it twice changes nothing.
    pub async fn settle(&self) -> Result<()> {
        // Whatever is wrong with what people sent holds up nothing of what is published.
        if let Err(error) = self.fetch_petitions().await {
            tracing::error!("what people sent cannot be fetched yet: {error:#}");
        }
        kit::journal::seal::seal(&self.office, self.clock.now()).await?;
        loop {
            let applied = self.portal.last_applied(STREAM).await?;
            let entries = office::newsroom::outbox::after(&mut self.office.read().await?, applied as i64).await?;
            let entries: Vec<bridge::Entry> = entries.into_iter().map(|(_, entry)| entry).collect();
            if entries.is_empty() {
                return Ok(());
            }
            self.bring_pictures(&entries);
            let bundle = bridge::seal(&self.keys.bridge, STREAM, applied + 1, &entries)?;
            self.portal.apply(&bundle, STREAM).await?;
        }
    }

    /// Fetches what people sent, each once; the portal forgets what the office has.
    async fn fetch_petitions(&self) -> Result<()> {
        let envelopes = self.portal.envelopes().await?;
        if envelopes.is_empty() {
            return Ok(());
        }
        let now = self.clock.now();
        let tree = office::org::Tree::as_of(&mut self.office.read().await?, now.day()).await?;
        let committee = tree.committee().context("there is no committee to receive what people send")?.id;
        let ruling =
            office::reception::ruling(&self.desk.book, now.day()).context("no rule on petitions holds today")?;
        let mut tx = self.office.begin().await?;
        let with = (&self.desk.vault, &self.desk.chance);
        office::reception::take_in(&mut tx, committee, with, ruling, &envelopes, now).await?;
        tx.commit().await?;
        let receipts: Vec<String> = envelopes.into_iter().map(|(receipt, _)| receipt).collect();
        Ok(self.portal.forget_envelopes(&receipts).await?)
    }

    /// Lets the reception cross again when its rules have changed.
    pub async fn refresh_reception(&self) -> Result<()> {
        let now = self.clock.now();
        let ruling =
            office::reception::ruling(&self.desk.book, now.day()).context("no rule on petitions holds today")?;
        let mut tx = self.office.begin().await?;
        if office::reception::refresh_desk(&mut tx, &self.desk.vault, ruling, now).await? {
            tx.commit().await?;
        }
        Ok(())
    }

    /// Brings the files of pictures and papers that these entries name across. One that is missing holds nothing up: its words
    /// stand in its place, and `verify` tells.
    fn bring_pictures(&self, entries: &[bridge::Entry]) {
        let pictures = entries.iter().flat_map(|entry| match entry {
            bridge::Entry::Edition(edition) => edition.photos(),
            bridge::Entry::Layout(layout) => layout.photos(),
            _ => vec![],
        });
        let pictures = pictures.flat_map(|photo| photo.files.iter().chain(&photo.card)).map(|file| &file.hash);
        let papers = entries.iter().filter_map(|entry| match entry {
            bridge::Entry::Paper(paper) => Some(paper.files.iter().map(|file| &file.hash)),
            _ => None,
        });
        for hash in pictures.chain(papers.flatten()) {
            if self.portal.has_picture(hash) {
                continue;
            }
            let brought = self.desk.files.get(hash).and_then(|bytes| self.portal.keep_picture(&bytes));
            if let Err(error) = brought {
                tracing::error!("the file {hash} did not cross: {error}");
            }
        }
    }

    /// Lets the portal bear the name that the committee has today.
    pub async fn refresh_name(&self) -> Result<()> {
        let tree = office::org::Tree::as_of(&mut self.office.read().await?, self.clock.today()).await?;
        if let Some(committee) = tree.committee() {
            *self.site_name.write().unwrap_or_else(PoisonError::into_inner) = committee.name.clone();
        }
        let portals = office::layout::sites::Portal::open(&mut self.office.read().await?).await?;
        if portals.iter().any(|it| tree.get(it.unit_id).is_some_and(|unit| unit.name != it.name)) {
            let mut tx = self.office.begin().await?;
            office::layout::sites::rename(&mut tx, &tree, self.clock.now()).await?;
            tx.commit().await?;
        }
        Ok(())
    }

    /// Lets what the register says otherwise by now of public papers cross.
    pub async fn refresh_papers(&self) -> Result<()> {
        let now = self.clock.now();
        let ruling = office::papers::ruling(&self.desk.book, now.day()).context("no rule on papers holds today")?;
        if !office::papers::is_behind(&mut self.office.read().await?, ruling).await? {
            return Ok(());
        }
        let mut tx = self.office.begin().await?;
        if office::papers::refresh(&mut tx, (ruling, &self.desk.files), now).await? > 0 {
            tx.commit().await?;
        }
        Ok(())
    }

    /// Lets today's values of the public figures cross when they differ from those that crossed last.
    pub async fn refresh_figures(&self) -> Result<()> {
        let now = self.clock.now();
        let figures = office::figures::compute(&mut self.office.read().await?, now.day(), now).await?;
        let mut tx = self.office.begin().await?;
        let mut changed = false;
        for figure in figures {
            if self.portal.figure_value(&figure.id).as_ref() != Some(&figure.value) {
                office::newsroom::outbox::put(&mut tx, &bridge::Entry::Figure(Box::new(figure)), now).await?;
                changed = true;
            }
        }
        if changed {
            tx.commit().await?;
        }
        Ok(())
    }

    /// Settles after each commit, until the process ends.
    pub async fn follow(self: Arc<Self>) {
        let mut commits = self.office.commits();
        let (mut counted_at, mut last) = (None, std::time::Instant::now());
        loop {
            if let Err(error) = self.settle().await {
                tracing::error!("what was committed cannot cross the bridge yet: {error:#}");
            }
            if let Err(error) = self.portal.mend_search().await {
                tracing::error!("the search index cannot be mended: {error:#}");
            }
            // Counted anew at most once a second, and only after something was committed.
            let head = *commits.borrow_and_update();
            if counted_at != Some(head) && last.elapsed() >= std::time::Duration::from_secs(1) {
                (counted_at, last) = (Some(head), std::time::Instant::now());
                if let Err(error) = self.refresh_name().await {
                    tracing::error!("the committee's name cannot be read: {error:#}");
                }
                if let Err(error) = self.refresh_papers().await {
                    tracing::error!("what changed of public papers cannot cross: {error:#}");
                }
                if let Err(error) = self.refresh_reception().await {
                    tracing::error!("the reception's rules cannot cross: {error:#}");
                }
                if let Err(error) = self.refresh_figures().await {
                    tracing::error!("today's figures cannot be counted: {error:#}");
                }
            }
            // Another node's commits do not wake this one: it looks for itself each second.
            let _ = tokio::time::timeout(std::time::Duration::from_secs(1), commits.changed()).await;
        }
    }
}
