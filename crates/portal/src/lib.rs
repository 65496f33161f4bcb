//! The public house. What it shows came over the bridge in signed bundles; a break-in here finds no member, no plan and
//! no sender. Pages are answered from memory; counting a visit touches no database.

mod address;
mod cache;
mod card;
mod counters;
mod export;
mod feeds;
mod intake;
mod library;
mod listed;
mod look;
mod map;
mod misses;
mod old;
mod pages;
mod paper_ask;
mod picture;
mod reception;
mod related;
mod search;
mod serve;
mod shelf;
mod shown;
mod sites;
mod verify;
mod visit;

#[cfg(test)]
mod tests;

pub use counters::online_sentence;
pub use export::{Exported, MANIFEST, verify_copy};
pub use intake::IntakeError;
pub use misses::Miss;
pub use pages::LEXICON;
pub use verify::{Place, Problem, Report};

use axum::Router;
use bridge::{Entry, SigningKey, VerifyingKey};
use cache::Cache;
use counters::Counters;
use kit::clock::{Clock, Day};
use kit::db::{Conn, Db, Migration};
use kit::words::Lang;
use library::Library;
use pages::Around;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

/// The tables of the portal, after those of `kit`.
pub const MIGRATIONS: &[Migration] = &[
    Migration { name: "portal/0001", sql: include_str!("schema.sql") },
    Migration { name: "portal/0002_log", sql: include_str!("log.sql") },
    Migration { name: "portal/0003_miss", sql: include_str!("miss.sql") },
    Migration { name: "portal/0004_site", sql: include_str!("site.sql") },
    Migration { name: "portal/0005_envelope", sql: include_str!("envelope.sql") },
];

/// How often views are written: twice a second, so that a crash loses less than one second of them.
const SAVED_EVERY: std::time::Duration = std::time::Duration::from_millis(500);

/// What whoever opens the portal decides.
#[derive(Clone)]
pub struct Settings {
    /// Whose portal it is, as it stands over every page.
    pub site_name: Arc<dyn Fn() -> String + Send + Sync>,
    /// Where readers find it, without a slash at the end: `https://tinhbien.example`. Feeds, maps, codes and what other
    /// sites show of a page need whole addresses.
    pub origin: Arc<dyn Fn() -> String + Send + Sync>,
    /// The article views that an earlier portal had counted; taken once, at the first start.
    pub imported_views: i64,
    /// Whether every page says that its data is made up.
    pub demo: bool,
    /// How many members are signed in and active. A number crosses, never a name.
    pub members_online: Arc<dyn Fn() -> u64 + Send + Sync>,
    /// Where the search index is kept; in memory when nowhere.
    pub search_folder: Option<PathBuf>,
    /// Where the files of pictures lie that texts show.
    pub pictures: kit::files::Files,
}

/// The portal; cheap to clone.
#[derive(Clone)]
pub struct Portal(Arc<Inner>);

struct Inner {
    /// The key of the unit's portal that this is; empty for the committee's own.
    key: String,
    /// What all portals know of each other.
    family: Arc<sites::Family>,
    /// The portals of units; the committee's own keeps them.
    sites: RwLock<Arc<std::collections::BTreeMap<String, sites::Kept>>>,
    db: Db,
    clock: Clock,
    trusted: Vec<VerifyingKey>,
    settings: Settings,
    counters: Counters,
    misses: misses::Misses,
    library: RwLock<Arc<Library>>,
    cache: Cache<(bridge::Language, address::Address)>,
    /// What was asked of the search and of the library of papers: the language, the address with its query.
    found: Cache<(bridge::Language, String)>,
    /// What surrounds every page, by language.
    around: [RwLock<Option<Arc<Around>>>; bridge::Language::ALL.len()],
    search: search::Search,
    search_limit: kit::limits::Limit,
    picture_limit: kit::limits::Limit,
    limits: reception::Limits,
}

impl Portal {
    /// Opens the portal on a database whose schema is up to date.
    ///
    /// # Errors
    /// When the database fails, or what it keeps cannot be read.
    pub async fn open(db: Db, clock: Clock, trusted: Vec<VerifyingKey>, settings: Settings) -> anyhow::Result<Portal> {
        let family = Arc::new(sites::Family::read(&mut db.read().await?).await?);
        let main = Portal::open_one(db, clock, trusted, settings, "", family.clone()).await?;
        main.keep_family();
        for site in family.sites() {
            main.begin(&site.key).await?;
        }
        Ok(main)
    }

    /// One portal of the family.
    async fn open_one(
        db: Db,
        clock: Clock,
        trusted: Vec<VerifyingKey>,
        settings: Settings,
        key: &str,
        family: Arc<sites::Family>,
    ) -> anyhow::Result<Portal> {
        let library = Library::read(&mut db.read().await?, key, &family.standings()).await?;
        let counters = Counters::open(&db, key, settings.imported_views, clock.today()).await?;
        counters.carry(library.read_before());
        // What older sites left behind is asked for on the committee's own.
        let misses = if key.is_empty() { misses::Misses::open(&db).await? } else { misses::Misses::default() };
        let library = RwLock::new(Arc::new(library));
        let search = search::Search::open(settings.search_folder.clone())?;
        let (cache, found, around) = (Cache::new(cache::PAGES), Cache::new(cache::FOUND), Default::default());
        let (search_limit, picture_limit) = (pages::search_limit(), serve::picture_limit());
        let inner = Inner {
            key: key.to_owned(),
            family,
            sites: RwLock::default(),
            db,
            clock,
            trusted,
            settings,
            counters,
            misses,
            library,
            cache,
            found,
            around,
            search,
            search_limit,
            picture_limit,
            limits: reception::Limits::default(),
        };
        Ok(Portal(Arc::new(inner)))
    }

    /// All public addresses.
    pub fn router(&self) -> Router {
        serve::router(self.clone())
    }

    /// The number of the last entry of `stream` that was applied; 0 before the first.
    pub async fn last_applied(&self, stream: &str) -> kit::db::Result<u64> {
        intake::last_applied(&mut self.0.db.read().await?, stream).await
    }

    /// Applies a bundle: all its new entries in one transaction, or none. How many were new.
    ///
    /// # Errors
    /// When the signature, the order or the schema is wrong; nothing has changed then.
    pub async fn apply(&self, bundle: &[u8], stream: &str) -> Result<u64, IntakeError> {
        let entries = intake::apply(&self.0, bundle, stream).await?;
        let applied = entries.len() as u64;
        if applied > 0 {
            self.share(&entries).await?;
        }
        Ok(applied)
    }

    /// Shows what has crossed for this portal, and no longer what stands here no more.
    async fn follow(&self, entries: Vec<Entry>, lost: Vec<i64>) -> anyhow::Result<()> {
        let (before, mark) = (self.library(), search::mark(&mut self.0.db.read().await?).await?);
        let after = Arc::new(before.with(&entries, &lost, mark));
        *self.0.library.write().unwrap_or_else(PoisonError::into_inner) = after.clone();
        self.0.counters.carry(after.read_before());
        self.0.cache.clear();
        let inner = self.0.clone();
        let followed = move || inner.search.follow((&before, &after), (&entries, &lost));
        // The record is right whatever becomes of the index: it catches up from the record.
        if let Err(error) =
            tokio::task::spawn_blocking(followed).await.map_err(anyhow::Error::from).and_then(|r| Ok(r?))
        {
            tracing::error!("the search index could not follow: {error:#}");
        }
        self.0.found.clear();
        Ok(())
    }

    /// Lets every page be made anew.
    fn forget_pages(&self) {
        self.0.cache.clear();
        self.0.found.clear();
        for around in &self.0.around {
            *around.write().unwrap_or_else(PoisonError::into_inner) = None;
        }
    }

    /// Lets the search index be what the record says: opens the one that another process made, makes a new one when this
    /// one has missed something.
    ///
    /// # Errors
    /// When the record or the index's folder fails; the old index goes on serving.
    pub async fn mend_search(&self) -> anyhow::Result<()> {
        for (portal, _) in self.sites().values() {
            portal.mend_own_search().await?;
        }
        self.mend_own_search().await
    }

    async fn mend_own_search(&self) -> anyhow::Result<()> {
        let (inner, library, conn) = (self.0.clone(), self.library(), self.0.db.read().await?);
        tokio::task::spawn_blocking(move || -> anyhow::Result<()> {
            inner.search.look_again()?;
            if !inner.search.knows(&library) {
                inner.search.rebuild(&library, conn)?;
            }
            inner.found.clear();
            Ok(())
        })
        .await?
    }

    /// Makes a search index anew from the portal's record; how many things it finds. A portal that serves meanwhile takes
    /// it at its next [`mend_search`](Self::mend_search).
    ///
    /// # Errors
    /// When the record or the folder fails; the old index is then untouched.
    pub async fn rebuild_search(db: &Db, folder: &Path) -> anyhow::Result<usize> {
        search::rebuild_from(db, folder).await
    }

    /// Checks everything that the portal of a database shows against the signatures under which it crossed.
    ///
    /// # Errors
    /// When the database cannot be read. What does not fit is no error but stands in the report.
    pub async fn verify(db: &Db, trusted: &[VerifyingKey]) -> kit::db::Result<Report> {
        verify::verify(&mut db.read().await?, trusted).await
    }

    /// Entries of a stream after a number as the log has them, some hundred at a time; `None` for what cannot be read.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn crossed(conn: &mut Conn, stream: &str, after: i64) -> kit::db::Result<Vec<(i64, Option<Entry>)>> {
        let sql = "SELECT seq, content FROM crossed WHERE stream = $1 AND seq > $2 ORDER BY seq LIMIT $3";
        let rows: Vec<(i64, String)> = conn.all(sql, &[&stream, &after, &intake::STEP]).await?;
        Ok(rows.into_iter().map(|(seq, content)| (seq, intake::read(&content).ok())).collect())
    }

    /// Writes the portal as files into an empty folder, with a manifest signed with `key`; `said` is told now and then how
    /// many files there are. No view is counted by it.
    ///
    /// # Errors
    /// When the folder holds something already, cannot be written, or a page cannot be made. What was written is left.
    pub async fn export(&self, folder: &Path, key: &SigningKey, said: impl FnMut(usize)) -> anyhow::Result<Exported> {
        export::export(self, folder, key, said).await
    }

    /// The portal of a unit by its key.
    pub fn of_unit(&self, key: &str) -> Option<Portal> {
        self.of(key)
    }

    /// Forgets everything that crossed, so that it crosses again: what was changed here is gone, the counters stay. Nothing
    /// may be serving from the database meanwhile.
    ///
    /// # Errors
    /// When the database fails; nothing has changed then.
    pub async fn forget_crossed(db: &Db) -> kit::db::Result<()> {
        let mut tx = db.begin().await?;
        for table in ["crossed", "bundle", "applied"] {
            tx.exec(&format!("DELETE FROM {table}"), &[]).await?;
        }
        tx.commit().await
    }

    /// Whether a picture's file has crossed.
    pub fn has_picture(&self, hash: &str) -> bool {
        self.0.settings.pictures.has(hash)
    }

    /// Keeps a picture's file. It is shown when an edition names its hash, and to nobody before.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn keep_picture(&self, bytes: &[u8]) -> std::io::Result<()> {
        self.0.settings.pictures.put(bytes).map(|_| ())
    }

    /// The front page as a layout would arrange it on a day: for whoever arranges it. Nothing of it is kept.
    ///
    /// # Errors
    /// When the page cannot be made.
    pub fn preview(&self, layout: bridge::Layout, day: Day, lang: Lang) -> anyhow::Result<String> {
        let portal = self.of(&layout.site).unwrap_or_else(|| self.clone());
        let library = portal.library();
        let language = bridge::Language::of_code(lang.code()).unwrap_or_default();
        let html = pages::Maker::new(&portal, &library, language).preview(layout, day).front_page()?;
        Ok(portal.mounted(html))
    }

    /// What lists of articles readers of a portal have, by kind (`section`, `topic`), address and name.
    pub fn lists(&self, key: &str) -> Vec<(&'static str, String, String)> {
        let Some(portal) = self.of(key) else { return Vec::new() };
        let library = portal.library();
        let sections = library.sections().iter().map(|it| ("section", it.slug.clone(), it.name.vi.clone()));
        let topics = library.topics().iter().map(|(it, _)| ("topic", it.slug.clone(), it.name.clone()));
        sections.chain(topics).collect()
    }

    /// The value of a figure that is shown as today's.
    pub fn figure_value(&self, id: &str) -> Option<bridge::Value> {
        self.library().today(id).map(|figure| figure.value.clone())
    }

    /// Writes the views and the addresses in vain that were counted since the last time.
    pub async fn flush(&self) -> kit::db::Result<()> {
        for (portal, _) in self.sites().values() {
            portal.flush_one().await?;
        }
        self.flush_one().await
    }

    async fn flush_one(&self) -> kit::db::Result<()> {
        self.0.misses.flush(&self.0.db).await?;
        self.0.counters.flush(&self.0.db).await
    }

    /// Addresses that readers asked for and that lead nowhere, the most wanted first.
    pub fn misses(&self) -> Vec<Miss> {
        self.0.misses.list(&self.library())
    }

    /// All article views, and the guests of the last minutes.
    pub fn counts(&self) -> (i64, u64) {
        let count = self.0.counters.count(self.0.clock.now());
        (count.views, count.guests)
    }

    /// How many articles readers can open.
    pub fn articles(&self) -> usize {
        self.library().everything().len()
    }

    /// Requests for articles that are no views, by what they were, since the start.
    pub fn passed_over(&self) -> std::collections::BTreeMap<&'static str, u64> {
        self.0.counters.passed_over()
    }

    /// Whether the portal's database answers.
    pub async fn is_ready(&self) -> bool {
        match self.0.db.read().await {
            Ok(mut conn) => conn.value::<i64>("SELECT count(*) FROM migration", &[]).await.is_ok(),
            Err(_) => false,
        }
    }

    /// Flushes twice a second, until the process ends: a crash loses the views of less than one second.
    pub async fn run(&self) {
        let mut pause = tokio::time::interval(SAVED_EVERY);
        loop {
            pause.tick().await;
            if let Err(error) = self.flush().await {
                tracing::warn!("views are kept in memory until they can be written: {error}");
            }
        }
    }

    /// Where readers find it.
    fn origin(&self) -> String {
        sites::origin_of(self.site().as_deref(), &(self.0.settings.origin)())
    }

    fn library(&self) -> Arc<Library> {
        self.0.library.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
