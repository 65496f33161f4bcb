//! Portals of units beside the committee's own: each a portal of its own, with its own pages, search and counters, from the
//! one record. A unit's portal has a host of its own, or stands below the committee's (`/xa-an-cu/…`). An article belongs
//! to one of them, and stands on others where their newsrooms have taken it up.

use crate::address;
use crate::cache::{Kind, Sheet};
use crate::intake;
use crate::pages::Maker;
use crate::{Inner, Portal, Settings};
use axum::Router;
use axum::extract::{Request, State};
use axum::http::Uri;
use axum::http::header;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use bridge::{Entry, Site, Standing};
use kit::db::Conn;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock, PoisonError, RwLock, Weak};
use tower::ServiceExt;

/// On which portals articles stand. One that is not here stands on the committee's own.
#[derive(Clone, Default)]
pub(crate) struct Standings(BTreeMap<i64, Standing>);

impl Standings {
    fn take(&mut self, entry: &Entry) {
        if let Entry::Standing(it) = entry {
            self.0.insert(it.article_id, it.clone());
        }
    }

    fn is_on(&self, site: &str, article: i64) -> bool {
        self.0.get(&article).map_or(site.is_empty(), |it| it.is_on(site))
    }

    /// Whether the portal of a key has to take something.
    pub(crate) fn is_for(&self, site: &str, entry: &Entry) -> bool {
        match entry {
            Entry::Edition(it) => self.is_on(site, it.article_id),
            Entry::Withdrawal { article_id, .. } => self.is_on(site, *article_id),
            Entry::Layout(it) => it.site == site,
            // Papers of the committee's register and what an older site left are on its own.
            Entry::Address(_) | Entry::Paper(_) | Entry::PaperWithdrawal { .. } => site.is_empty(),
            Entry::Site(_) | Entry::Standing(_) => false,
            // People are heard on the committee's own; the others lead there.
            Entry::Reply(_) => site.is_empty(),
            Entry::Figure(_) | Entry::Reception(_) => true,
        }
    }

    /// Where an article belongs.
    pub(crate) fn home(&self, article: i64) -> &str {
        self.0.get(&article).map_or("", |it| it.home.as_str())
    }
}

/// What all portals know of each other.
#[derive(Default)]
pub(crate) struct Family {
    standings: RwLock<Arc<Standings>>,
    sites: RwLock<Arc<BTreeMap<String, Arc<Site>>>>,
    /// The committee's own, which keeps the others.
    main: OnceLock<Weak<Inner>>,
}

impl Family {
    /// Reads it from the log.
    pub(crate) async fn read(conn: &mut Conn) -> anyhow::Result<Family> {
        let sql = "SELECT content FROM crossed WHERE kind IN ('site', 'standing') ORDER BY stream, seq";
        let (mut standings, mut sites) = (Standings::default(), BTreeMap::new());
        for (content,) in conn.all::<(String,)>(sql, &[]).await? {
            match intake::read(&content)? {
                Entry::Site(site) => _ = sites.insert(site.key.clone(), Arc::new(site)),
                entry => standings.take(&entry),
            }
        }
        let (standings, sites) = (RwLock::new(Arc::new(standings)), RwLock::new(Arc::new(sites)));
        Ok(Family { standings, sites, main: OnceLock::new() })
    }

    pub(crate) fn standings(&self) -> Arc<Standings> {
        self.standings.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The portals of units that readers have, by their keys.
    pub(crate) fn sites(&self) -> Vec<Arc<Site>> {
        let all = self.sites.read().unwrap_or_else(PoisonError::into_inner).clone();
        all.values().filter(|site| !site.ended).cloned().collect()
    }

    fn site(&self, key: &str) -> Option<Arc<Site>> {
        self.sites.read().unwrap_or_else(PoisonError::into_inner).get(key).filter(|site| !site.ended).cloned()
    }
}

/// Where a portal is found, without a slash at the end; `above` is where the committee's own is.
pub(crate) fn origin_of(site: Option<&Site>, above: &str) -> String {
    match site {
        None => above.to_owned(),
        Some(Site { host: None, key, .. }) => format!("{above}/{key}"),
        Some(Site { host: Some(host), .. }) => {
            let (scheme, rest) = above.split_once("://").unwrap_or(("https", above));
            let port = rest.rsplit_once(':').filter(|(_, port)| port.bytes().all(|b| b.is_ascii_digit()));
            format!("{scheme}://{host}{}", port.map_or(String::new(), |(_, port)| format!(":{port}")))
        }
    }
}

/// The portal of a unit as the committee's own keeps it, with its addresses.
pub(crate) type Kept = (Portal, Router);

impl Portal {
    /// Its key; empty for the committee's own.
    pub(crate) fn key(&self) -> &str {
        &self.0.key
    }

    /// The unit's portal that this one is; `None` for the committee's own.
    pub(crate) fn site(&self) -> Option<Arc<Site>> {
        if self.0.key.is_empty() { None } else { self.0.family.site(&self.0.key) }
    }

    /// What its addresses begin with on a page: empty where it has a host of its own.
    pub(crate) fn mount(&self) -> String {
        self.site().filter(|site| site.host.is_none()).map_or(String::new(), |site| format!("/{}", site.key))
    }

    /// A page of it with its addresses as readers must have them.
    pub(crate) fn mounted(&self, html: String) -> String {
        let mount = self.mount();
        if mount.is_empty() {
            return html;
        }
        let mut html = html;
        for name in [" href=\"", " src=\"", " srcset=\"", " action=\"", " data-counters=\""] {
            html = html.replace(&format!("{name}/"), &format!("{name}{mount}/"));
        }
        // Where a page leads back to was known with it already.
        let html = html.replace(&format!("\"{mount}{mount}/"), &format!("\"{mount}/"));
        // Styles and scripts are the same on every portal; the committee's own stands where it stood.
        let html = html.replace(", /anh-bai/", &format!(", {mount}/anh-bai/"));
        html.replace(&format!("\"{mount}/tinh/"), "\"/tinh/").replace(&format!(" href=\"{mount}{ABOVE}"), " href=\"/")
    }

    /// The same of a page as it was made.
    pub(crate) fn mounted_sheet(&self, mut sheet: Sheet) -> Sheet {
        if sheet.kind == Kind::Page && !self.mount().is_empty() {
            sheet.body = self.mounted(String::from_utf8_lossy(&sheet.body).into_owned()).into_bytes();
        }
        sheet
    }

    pub(crate) fn sites(&self) -> Arc<BTreeMap<String, Kept>> {
        self.0.sites.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The portal of a key: itself, or that of a unit.
    pub(crate) fn of(&self, key: &str) -> Option<Portal> {
        if key.is_empty() { Some(self.clone()) } else { self.sites().get(key).map(|(portal, _)| portal.clone()) }
    }

    /// Lets the others ask this one, the committee's own.
    pub(crate) fn keep_family(&self) {
        let _ = self.0.family.main.set(Arc::downgrade(&self.0));
    }

    /// The committee's own portal, for that of a unit; `None` for itself.
    pub(crate) fn committee(&self) -> Option<Portal> {
        self.site()?;
        Some(Portal(self.0.family.main.get()?.upgrade()?))
    }

    /// The portal that an article belongs to.
    fn home(&self, article: i64) -> Option<Portal> {
        let main = Portal(self.0.family.main.get()?.upgrade()?);
        main.of(self.0.family.standings().home(article))
    }

    /// Opens the portal of a unit.
    pub(crate) async fn begin(&self, key: &str) -> anyhow::Result<()> {
        let inner = &self.0;
        let beside = |folder: &std::path::PathBuf| folder.with_file_name(format!("portal-{key}"));
        let settings = Settings {
            imported_views: 0,
            search_folder: inner.settings.search_folder.as_ref().map(beside),
            ..inner.settings.clone()
        };
        let (db, clock, trusted) = (inner.db.clone(), inner.clock.clone(), inner.trusted.clone());
        let portal = Portal::open_one(db, clock, trusted, settings, key, inner.family.clone()).await?;
        // What follows from now on is added to an index that knows what was before.
        portal.mend_own_search().await?;
        let router = portal.router();
        self.change_sites(|sites| _ = sites.insert(key.to_owned(), (portal, router)));
        Ok(())
    }

    fn change_sites(&self, change: impl FnOnce(&mut BTreeMap<String, Kept>)) {
        let mut kept = self.0.sites.write().unwrap_or_else(PoisonError::into_inner);
        change(Arc::make_mut(&mut kept));
    }

    /// Lets each portal have what has crossed for it.
    pub(crate) async fn share(&self, entries: &[Entry]) -> anyhow::Result<()> {
        let family = &self.0.family;
        let before = family.standings();
        let mut after = (*before).clone();
        entries.iter().for_each(|entry| after.take(entry));
        let after = Arc::new(after);
        *family.standings.write().unwrap_or_else(PoisonError::into_inner) = after.clone();
        let mut begun = Vec::new();
        for entry in entries {
            let Entry::Site(site) = entry else { continue };
            let mut sites = family.sites.write().unwrap_or_else(PoisonError::into_inner);
            Arc::make_mut(&mut sites).insert(site.key.clone(), Arc::new(site.clone()));
            begun.push((site.key.clone(), site.ended));
        }
        let mut moved: Vec<i64> = entries
            .iter()
            .filter_map(|entry| if let Entry::Standing(it) = entry { Some(it.article_id) } else { None })
            .collect();
        moved.sort_unstable();
        moved.dedup();
        let mut portals = vec![self.clone()];
        portals.extend(self.sites().values().map(|(portal, _)| portal.clone()));
        for portal in portals {
            let key = portal.key();
            let came = |id: &i64| !before.is_on(key, *id) && after.is_on(key, *id);
            let (gained, lost): (Vec<i64>, Vec<i64>) = (
                moved.iter().copied().filter(came).collect(),
                moved.iter().copied().filter(|id| before.is_on(key, *id) && !after.is_on(key, *id)).collect(),
            );
            let mut own = Vec::new();
            for article in &gained {
                own.extend(intake::of_article(&mut portal.0.db.read().await?, *article).await?);
            }
            let is_gained = |entry: &Entry| match entry {
                Entry::Edition(it) => gained.contains(&it.article_id),
                Entry::Withdrawal { article_id, .. } => gained.contains(article_id),
                _ => false,
            };
            own.extend(entries.iter().filter(|it| after.is_for(key, it) && !is_gained(it)).cloned());
            portal.follow(own, lost).await?;
        }
        for (key, ended) in begun {
            if ended {
                if let Some((portal, _)) = self.sites().get(&key) {
                    portal.flush_one().await?;
                }
                self.change_sites(|sites| _ = sites.remove(&key));
            } else if self.of(&key).is_none() {
                self.begin(&key).await?;
            }
            // The others name it at the foot of their pages.
            for portal in std::iter::once(self.clone()).chain(self.sites().values().map(|(portal, _)| portal.clone())) {
                portal.forget_pages();
            }
        }
        Ok(())
    }
}

/// Stands in a page for the front page of the committee's own portal.
const ABOVE: &str = "/len-tren/";

/// An address of the committee's own portal, on a page of a unit's.
pub(crate) fn at_committee(site: &Site, origin: &str, path: &str) -> String {
    match site.host {
        Some(_) => format!("{origin}{path}"),
        None => format!("{ABOVE}{}", path.trim_start_matches('/')),
    }
}

/// Whom a request is for: the portal of its host, of the beginning of its address, or the committee's own.
pub(crate) async fn dispatch(State(main): State<Portal>, request: Request, next: Next) -> Response {
    let sites = main.sites();
    if sites.is_empty() {
        return next.run(request).await;
    }
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let host = host.split(':').next().unwrap_or_default().to_ascii_lowercase();
    for (portal, router) in sites.values() {
        if portal.site().is_some_and(|site| site.host.as_deref() == Some(host.as_str())) {
            return router.clone().oneshot(request).await.into_response();
        }
    }
    let path = request.uri().path().trim_start_matches('/');
    let (first, rest) = path.split_once('/').unwrap_or((path, ""));
    let Some((portal, router)) = sites.get(first) else { return next.run(request).await };
    let rest = match request.uri().query() {
        Some(query) => format!("/{rest}?{query}"),
        None => format!("/{rest}"),
    };
    if portal.mount().is_empty() {
        return kit::page::moved(&format!("{}{rest}", portal.origin()));
    }
    // Two slashes are no beginning of an address of ours.
    let Ok(uri) = rest.parse::<Uri>() else { return next.run(request).await };
    let (mut parts, body) = request.into_parts();
    parts.uri = uri;
    router.clone().oneshot(Request::from_parts(parts, body)).await.into_response()
}

impl Maker<'_> {
    /// The portal that an article belongs to when it is another one: its name, and where it is found.
    pub(crate) fn home_of(&self, article: i64) -> Option<(String, String)> {
        let family = &self.portal.0.family;
        let standings = family.standings();
        let home = standings.home(article);
        if home == self.portal.key() {
            return None;
        }
        let above = (self.portal.0.settings.origin)();
        match home {
            "" => Some(((self.portal.0.settings.site_name)(), above)),
            key => family.site(key).map(|site| (self.text(&site.name), origin_of(Some(&site), &above))),
        }
    }

    /// Where an article is found that does not stand here.
    pub(crate) fn elsewhere(&self, address: &address::Address, asked: &str) -> Option<String> {
        let article = crate::pages::article_of(address)?;
        if self.library.readable(article).is_some() || self.library.ended(article).is_some() {
            return None;
        }
        let (_, origin) = self.home_of(article)?;
        self.portal.home(article)?.library().readable(article)?;
        Some(format!("{origin}{asked}"))
    }

    /// Where the committee's own portal, as a unit's asks it, has a paper; `None` where readers have none.
    pub(crate) fn paper_above(&self, symbol: &str, day: Option<&str>) -> Option<String> {
        let (site, committee) = (self.portal.site()?, self.portal.committee()?);
        let library = committee.library();
        let paper = library.shelf().named(symbol, day)?;
        Some(at_committee(&site, &(committee.0.settings.origin)(), &address::of_paper(paper)))
    }

    /// The other portals, as (name, address): those of units, or the committee's own.
    pub(crate) fn family(&self) -> Vec<(String, String)> {
        let above = (self.portal.0.settings.origin)();
        if let Some(site) = self.portal.site() {
            return vec![((self.portal.0.settings.site_name)(), at_committee(&site, &above, "/"))];
        }
        let sites = self.portal.0.family.sites();
        let link = |site: &Arc<Site>| {
            let href = match site.host {
                Some(_) => format!("{}/", origin_of(Some(site), &above)),
                None => format!("/{}/", site.key),
            };
            (self.text(&site.name), href)
        };
        sites.iter().map(link).collect()
    }
}
