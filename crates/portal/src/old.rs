//! Addresses of an older site: read without a table, by the number that they carry; by name where they carry none. They
//! lead to pages of the portal or say that something is gone, and never lead out of it.
//!
//! Where more than one site was brought, the host by which somebody comes says whose number it is; by any other host it is
//! the first site's.

use crate::address;
use crate::library::Library;
use axum::http::{HeaderMap, header};
use bridge::{Block, Edition, Fate, Inline, Leads, OldAddress, old_key, old_name, old_site};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// What older sites called things.
#[derive(Clone, Default)]
pub(crate) struct Names {
    /// By the name of the older system: `joomla:254`.
    articles: HashMap<Arc<str>, i64>,
    /// By the readable part of the address; `None` where more than one has it.
    slugs: HashMap<Arc<str>, Option<i64>>,
    addresses: HashMap<Arc<str>, Leads>,
    /// Those that were known once: a number below a list that is gone is still an article's.
    once: HashSet<Arc<str>>,
    /// The sites besides the first.
    sites: HashSet<Arc<str>>,
    /// The articles of these, each with its site.
    of_others: HashMap<i64, Arc<str>>,
    /// The sites that were WordPress.
    blogs: HashSet<Arc<str>>,
}

/// What stands at an old address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Found {
    /// A page of the portal.
    To(String),
    /// Nothing any more; the article that was taken back, if it was one.
    Gone(Option<i64>),
}

impl Names {
    /// The site whose host somebody came by; empty for the first one and for all other hosts.
    pub(crate) fn site_of(&self, headers: &HeaderMap) -> &str {
        self.site_at(headers).unwrap_or_default()
    }

    /// The same where a site is known to have had just that host: it is the name of one, or leads here as `//host`.
    pub(crate) fn site_at(&self, headers: &HeaderMap) -> Option<&str> {
        let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
        let host = host.split(':').next().unwrap_or_default().to_ascii_lowercase();
        let host = host.strip_prefix("www.").unwrap_or(&host);
        let first = || self.addresses.contains_key(format!("//{host}").as_str()).then_some("");
        self.sites.get(host).map(|site| &**site).or_else(first)
    }

    pub(crate) fn take_address(&mut self, it: &OldAddress) {
        match &it.leads {
            Leads::Nowhere => self.once.extend(self.addresses.remove_entry(it.from.as_str()).map(|(from, _)| from)),
            leads => _ = self.addresses.insert(it.from.as_str().into(), leads.clone()),
        }
    }

    /// Whether something leads, or once led, from an address.
    fn is_known(&self, name: &str) -> bool {
        self.addresses.contains_key(name) || self.once.contains(name)
    }

    pub(crate) fn take_edition(&mut self, it: &Edition) {
        if let Some(name) = &it.external_id {
            let (site, plain) = old_site(name);
            if !site.is_empty() {
                if !self.sites.contains(site) {
                    self.sites.insert(site.into());
                }
                let known = self.sites.get(site).cloned();
                self.of_others.extend(known.map(|site| (it.article_id, site)));
            }
            if plain.starts_with("wp:") && !self.blogs.contains(site) {
                self.blogs.insert(site.into());
            }
            self.articles.insert(name.as_str().into(), it.article_id);
            let known = self.slugs.entry(old_name(site, &it.slug).into()).or_insert(Some(it.article_id));
            if *known != Some(it.article_id) {
                *known = None;
            }
        }
    }
}

/// The digest of a picture's name, and what it is sent as.
pub(crate) fn picture(name: &str) -> Option<(&str, &'static str)> {
    let (digest, kind) = name.split_once('.')?;
    let mime = match kind {
        "jpg" => "image/jpeg",
        "png" => "image/png",
        "gif" => "image/gif",
        "webp" => "image/webp",
        _ => return None,
    };
    Some((digest, mime))
}

/// An old address that cannot be meant otherwise: a question that only older systems ask, or a number with just the words
/// that its article had.
pub(crate) fn sure(library: &Library, site: &str, path: &str, query: Option<&str>) -> Option<Found> {
    let query = query.unwrap_or_default();
    let asks = query.contains("option=com_") || query.contains("format=feed");
    if asks || asks_a_blog(path, query) {
        return find_elsewhere(library, site, path, Some(query));
    }
    let last = path.rsplit('/').next()?;
    if !last.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let key = old_key(last);
    let (number, words) = key.split_once('-')?;
    let id = *library.names().articles.get(old_name(site, &format!("joomla:{number}")).as_str())?;
    let card = library.readable(id).filter(|card| card.slug == words)?;
    Some(Found::To(ending(address::of_article(card), query)))
}

/// Whether something is asked as only WordPress is asked.
fn asks_a_blog(path: &str, query: &str) -> bool {
    matches!(path, "/" | "/index.php") && asked(query, &["p", "page_id", "attachment_id", "cat", "feed"]).is_some()
}

/// Whether what is asked is no page of the portal, although the front page stands at its path: a WordPress was brought, and
/// what was asked of it is not there.
pub(crate) fn is_missing(library: &Library, site: &str, path: &str, query: Option<&str>) -> bool {
    library.names().blogs.contains(site) && asks_a_blog(path, query.unwrap_or_default())
}

/// What a site had at an address at which a list of another site's articles stands now.
pub(crate) fn hidden_by_another(library: &Library, site: &str, path: &str) -> Option<Found> {
    let (key, names) = (old_key(path), library.names());
    let Leads::To(to) = names.addresses.get(old_name(site, &key).as_str()).filter(|_| key != "/")? else { return None };
    let list = library.listed_in(bridge::Language::Vi).of_section(key.strip_prefix('/')?);
    let is_anothers = |id: &i64| names.of_others.get(id).is_some_and(|other| **other != *site);
    let hides = !list.is_empty() && list.iter().all(|card| is_anothers(&card.article_id));
    (hides && *to != key).then(|| Found::To(to.clone()))
}

/// What stands at an old address; `None` when nothing is known of it.
pub(crate) fn find(library: &Library, site: &str, path: &str, query: Option<&str>) -> Option<Found> {
    let query = query.unwrap_or_default();
    let address = kit::web::decode(path.as_bytes(), false)?;
    let (path, feed) = without_feed(&address, query);
    let key = old_key(path);
    let parts: Vec<&str> = key.split('/').filter(|part| !part.is_empty()).collect();
    let leads = |name: &str| library.names().addresses.get(old_name(site, name).as_str());
    let found = names(&parts, query, &|name| library.names().is_known(&old_name(site, name)));
    let found = found.into_iter().find_map(|name| known(library, site, &name, query));
    // The front page itself is no old address.
    let found = found.or_else(|| known(library, site, &key, query).filter(|_| key != "/")).or_else(|| {
        // What somebody has said of a number holds wherever it stands.
        match leads(&format!("joomla:{}", numbered(parts.last()?)?))? {
            Leads::To(path) => Some(Found::To(path.clone())),
            _ => None,
        }
    });
    let found = found.or_else(|| {
        let slug = parts.last().filter(|_| asked(query, &["option"]).is_none())?;
        article(library, (*library.names().slugs.get(old_name(site, slug).as_str())?)?, query)
    });
    match found {
        // Lists have feeds; an article has none.
        Some(Found::To(to)) if feed && (to.matches('/').count() == 1 || to.starts_with("/chuyen-de/")) => {
            Some(Found::To(format!("{}/rss.xml", to.trim_end_matches('/'))))
        }
        None if feed && parts.is_empty() => Some(Found::To("/rss.xml".to_owned())),
        found => found,
    }
}

/// What stands at an old address, unless it is that address itself: a list that has kept its address leads there, as soon
/// as it has no article; under another host it leads on.
pub(crate) fn find_elsewhere(library: &Library, site: &str, path: &str, query: Option<&str>) -> Option<Found> {
    let itself = kit::web::decode(path.as_bytes(), false)?;
    find(library, site, path, query).filter(|found| !matches!(found, Found::To(to) if *to == itself && to != "/"))
}

/// The name by which an address would be known if something led from it.
pub(crate) fn name_of(library: &Library, site: &str, path: &str, query: Option<&str>) -> Option<String> {
    let key = old_key(path);
    let parts: Vec<&str> = key.split('/').filter(|part| !part.is_empty()).collect();
    let is_known = |name: &str| library.names().is_known(&old_name(site, name));
    let named = names(&parts, query.unwrap_or_default(), &is_known).into_iter().find(|name| name != "/");
    named.or(Some(key).filter(|key| key != "/")).map(|name| old_name(site, &name))
}

/// Without what asks for a feed: `/tin/feed`, `/tin.feed`, `?format=feed&type=rss`.
fn without_feed<'a>(path: &'a str, query: &str) -> (&'a str, bool) {
    let asks = asked(query, &["format"]).is_some_and(|form| form == "feed") || asked(query, &["feed"]).is_some();
    let bare = path.trim_end_matches('/');
    match bare.strip_suffix("/feed").or_else(|| bare.strip_suffix(".feed")).or_else(|| bare.strip_suffix("/feed/rss")) {
        Some(rest) => (rest, true),
        None => (path, asks),
    }
}

/// The names that older systems may have had for what is asked, the surest first. A number at the head of the last part is an
/// article's only where older systems put one: below a list that the site is known to have had. Elsewhere it is any number.
fn names(parts: &[&str], query: &str, is_known: &dyn Fn(&str) -> bool) -> Vec<String> {
    let mut names = Vec::new();
    let id = asked(query, &["id"]).and_then(number);
    // `/component/content/category?id=7`: the path says what others ask with `option` and `view`.
    let (option, view) = match parts {
        ["component", component, view @ ..] if id.is_some() => {
            (Some(format!("com_{component}")), view.first().copied())
        }
        _ => (asked(query, &["option"]).map(str::to_owned), None),
    };
    let view = asked(query, &["view", "task"]).or(view).unwrap_or_default();
    match (option.as_deref(), id) {
        (Some("com_content"), Some(id)) => match view {
            "category" | "blogcategory" | "categories" => names.push(format!("joomla:cat:{id}")),
            "section" | "blogsection" => names.push(format!("joomla:section:{id}")),
            _ => names.push(format!("joomla:{id}")),
        },
        (Some("com_content"), None) if matches!(view, "featured" | "frontpage" | "") => names.push("/".to_owned()),
        (Some("com_k2"), Some(id)) if view == "itemlist" => names.push(format!("k2:cat:{id}")),
        (Some("com_k2"), Some(id)) => names.push(format!("k2:{id}")),
        (Some("com_frontpage"), _) => names.push("/".to_owned()),
        _ => {}
    }
    names.extend(asked(query, &["p", "page_id", "attachment_id"]).and_then(number).map(|id| format!("wp:{id}")));
    names.extend(asked(query, &["cat"]).and_then(number).map(|id| format!("wp:cat:{id}")));
    // `/3-tin/254-dai-hoi`, `/component/content/article/3-tin/254-dai-hoi`, `/item/7-dai-hoi`
    if let Some((last, before)) = parts.split_last() {
        let last = last.strip_suffix(".pdf").unwrap_or(last);
        let is = |part: &str| before.last() == Some(&part);
        match number(last) {
            Some(id) if is("item") => names.push(format!("k2:{id}")),
            Some(id) if before.ends_with(&["itemlist", "category"]) => names.push(format!("k2:cat:{id}")),
            Some(id) if before.ends_with(&["content", "category"]) => names.push(format!("joomla:cat:{id}")),
            Some(id) if before.starts_with(&["component", "content", "article"]) => names.push(format!("joomla:{id}")),
            Some(id) if numbered(last).is_some() && is_list(before, is_known) => names.push(format!("joomla:{id}")),
            _ => {}
        }
    }
    // Joomla 1.0: `/content/view/254/31`
    if let Some(at) = parts.windows(2).position(|two| two == ["content", "view"]) {
        names.extend(parts.get(at + 2).copied().and_then(number).map(|id| format!("joomla:{id}")));
    }
    names
}

/// Whether a list of the older site stands there: a menu's address, a category by its number, or one below the other.
fn is_list(parts: &[&str], is_known: &dyn Fn(&str) -> bool) -> bool {
    let above = parts.iter().rposition(|part| numbered(part).is_none()).map_or(0, |at| at + 1);
    let (menu, categories) = parts.split_at(above);
    match (menu, categories.last().copied().and_then(numbered)) {
        ([], None) => false,
        ([], Some(category)) => is_known(&format!("joomla:cat:{category}")),
        (menu, _) => is_known(&format!("/{}", menu.join("/"))),
    }
}

/// The number before words: `254-dai-hoi`.
fn numbered(part: &str) -> Option<u32> {
    part.contains(['-', ':']).then(|| number(part)).flatten()
}

/// The number that a part begins with: `254-dai-hoi`, `254:dai-hoi`, `254`.
fn number(part: &str) -> Option<u32> {
    // In a question the colon may be written `%3A`.
    let digits = part.split(['-', ':', '%']).next()?;
    let plain = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| digits.parse().ok()).flatten()
}

fn asked<'a>(query: &'a str, names: &[&str]) -> Option<&'a str> {
    query.split('&').find_map(|pair| {
        let (name, value) = pair.split_once('=')?;
        // A link of an old text may have its signs written for HTML.
        names.contains(&name.strip_prefix("amp;").unwrap_or(name)).then_some(value)
    })
}

fn known(library: &Library, site: &str, name: &str, query: &str) -> Option<Found> {
    if name == "/" {
        return Some(Found::To("/".to_owned()));
    }
    let name = old_name(site, name);
    let name = name.as_str();
    if let Some(id) = library.names().articles.get(name) {
        return article(library, *id, query);
    }
    match library.names().addresses.get(name)? {
        Leads::To(path) => Some(Found::To(path.clone())),
        Leads::Gone => Some(Found::Gone(None)),
        Leads::Nowhere => None,
    }
}

fn article(library: &Library, id: i64, query: &str) -> Option<Found> {
    let merged = || match library.ended(id)?.fate {
        Fate::Merged { into } => library.readable(into),
        _ => None,
    };
    Some(match library.readable(id).or_else(merged) {
        Some(card) => Found::To(ending(address::of_article(card), query)),
        None => Found::Gone(Some(id)),
    })
}

/// A page for the printer stays one.
fn ending(path: String, query: &str) -> String {
    let print = asked(query, &["print"]).is_some_and(|print| print == "1");
    if print { format!("{path}/in") } else { path }
}

/// A text with the links to the old site from which it was brought, if it was, as they lead here: by its own site's names,
/// whatever the host.
pub(crate) fn led(library: &Library, mut edition: Edition) -> Edition {
    let Some((site, _)) = edition.external_id.as_deref().map(old_site) else { return edition };
    let lead = |href: &str| {
        let (link, part) = href.split_once('#').map_or((href, None), |(link, part)| (link, Some(part)));
        let (path, query) = link.split_once('?').map_or((link, None), |(path, query)| (path, Some(query)));
        match sure(library, site, path, query).or_else(|| find(library, site, path, query))? {
            Found::To(to) => Some(part.map_or(to.clone(), |part| format!("{to}#{part}"))),
            Found::Gone(_) => None,
        }
    };
    led_inlines(&mut edition.lead, &lead);
    led_blocks(&mut edition.body, &lead);
    edition
}

fn led_blocks(blocks: &mut [Block], lead: &dyn Fn(&str) -> Option<String>) {
    for block in blocks {
        match block {
            Block::Heading { text, .. } | Block::Paragraph(text) => led_inlines(text, lead),
            Block::List { items, .. } => items.iter_mut().for_each(|item| led_blocks(item, lead)),
            Block::Quote(inner) => led_blocks(inner, lead),
            Block::Table(rows) => rows.iter_mut().flatten().for_each(|cell| led_inlines(cell, lead)),
            Block::Picture(_) | Block::Photo(_) => {}
        }
    }
}

fn led_inlines(text: &mut [Inline], lead: &dyn Fn(&str) -> Option<String>) {
    for inline in text {
        match inline {
            Inline::Link { href, text } => {
                if href.starts_with('/')
                    && let Some(to) = lead(href)
                {
                    *href = to;
                }
                led_inlines(text, lead);
            }
            Inline::Strong(inner) | Inline::Emphasis(inner) => led_inlines(inner, lead),
            Inline::Text(_) | Inline::Figure { .. } => {}
        }
    }
}
