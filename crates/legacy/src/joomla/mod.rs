//! Joomla 1.5 to 5, and K2: what its tables mean. The rows are read twice: once for what an article refers to, once for the
//! articles themselves, which may be more than memory holds.

mod article;
mod categories;
mod menu;
#[cfg(test)]
mod tests;

pub use article::article;
pub use menu::Menu;

use crate::clean::{self, Options};
use crate::dump::{Row, Trouble};
use crate::site::{Address, Article, Leads, State, Why, moment};
use categories::Categories;
use menu::Item;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The tables that articles refer to, without their prefix.
const SURVEYED: &[&str] = &[
    "content",
    "categories",
    "sections",
    "users",
    "menu",
    "modules",
    "banner",
    "banners",
    "extensions",
    "k2_items",
    "k2_categories",
];
/// More of a kind are not kept: no site has them, a hostile dump may.
const MOST: usize = 200_000;
/// With no more categories than this in use each is a section; otherwise those at the top are.
const MOST_SECTIONS: usize = 20;

/// What is wrong with a dump as a whole.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoSite {
    /// No table has articles in it.
    #[error("there is no Joomla in this dump: no table whose name ends in “content” has articles")]
    None,
    /// More than one site is in the dump: their prefixes.
    #[error("there is more than one Joomla in this dump; choose one with --prefix: {}", .0.join(" "))]
    Several(Vec<String>),
}

/// How to read a site.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// The prefix of its tables, when the dump has more than one site.
    pub prefix: Option<String>,
    /// Minutes east of UTC of the times in the database. Joomla keeps them in UTC.
    pub offset: i32,
    /// Now, microseconds since 1970 UTC: what was to come out later is not shown.
    pub now: i64,
    /// The hosts of the site.
    pub hosts: Vec<String>,
}

/// What was found of a site before its articles are read.
#[derive(Debug, Default)]
pub struct Site {
    /// `1.5`, `2.5`, `3`, `4`, or the number that the site itself had.
    pub version: String,
    /// The prefix of its tables.
    pub prefix: String,
    /// How many articles there are, K2's included.
    pub articles: usize,
    /// Banners: name, where they led, their picture, whether they were shown.
    pub banners: Vec<Banner>,
    reading: Reading,
    categories: Categories,
    k2: Categories,
    users: HashMap<i64, String>,
    menu: BTreeMap<i64, Item>,
    modules: Vec<Article>,
    /// Whether each category is a section.
    own_sections: bool,
    old: bool,
}

/// A banner of the old site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Banner {
    /// Its name.
    pub name: String,
    /// Where it led.
    pub href: String,
    /// Its picture, from the root of the site; empty for none.
    pub picture: String,
    /// What its picture shows: what the site said, otherwise its name, as Joomla has it.
    pub alt: String,
    /// Whether it was shown.
    pub shown: bool,
    /// From when on it was shown, microseconds since 1970 UTC, if that was said.
    pub from: Option<i64>,
    /// Until when.
    pub until: Option<i64>,
}

/// Whether the survey reads a table.
pub fn is_surveyed(table: &str) -> bool {
    SURVEYED.iter().any(|name| table.strip_suffix(name).is_some_and(|p| p.is_empty() || p.ends_with('_')))
}

/// The first reading. `rows` are those of the tables that [`is_surveyed`] names; what is wrong with one is told to `wrong`.
///
/// # Errors
/// When no site is in the dump, or more than one.
pub fn survey(
    rows: impl Iterator<Item = Result<Row, Trouble>>,
    reading: &Reading,
    wrong: &mut dyn FnMut(Trouble),
) -> Result<Site, NoSite> {
    let mut sites: BTreeMap<String, Found> = BTreeMap::new();
    for row in rows {
        let row = match row {
            Ok(row) => row,
            Err(trouble) => {
                wrong(trouble);
                continue;
            }
        };
        // `abk2_categories` is K2's of a site `ab`, or that of a site `abk2_`: the one that has articles is the site.
        for name in SURVEYED {
            let Some(prefix) = row.table.name.strip_suffix(name) else { continue };
            if reading.prefix.as_ref().is_none_or(|wanted| *wanted == prefix) {
                sites.entry(prefix.to_owned()).or_default().take(name, &row, reading);
            }
        }
    }
    sites.retain(|_, found| found.site.articles > 0);
    let names: Vec<String> = sites.keys().cloned().collect();
    match (sites.into_iter().next(), names.len()) {
        (Some((prefix, found)), 1) => Ok(found.finish(prefix, reading)),
        (None, _) => Err(NoSite::None),
        _ => Err(NoSite::Several(names)),
    }
}

#[derive(Default)]
struct Found {
    site: Site,
    used: BTreeSet<i64>,
    modules: Vec<(Option<i64>, Article)>,
    /// What tells the version.
    signs: BTreeSet<&'static str>,
    version: Option<String>,
}

impl Found {
    fn take(&mut self, table: &str, row: &Row, reading: &Reading) {
        let (site, id) = (&mut self.site, row.number("id"));
        match table {
            "content" if row.has("introtext") => {
                site.articles += 1;
                self.used.insert(row.number("catid"));
                self.signs.extend(
                    ["sectionid", "mask", "title_alias", "asset_id", "featured", "xreference"]
                        .into_iter()
                        .filter(|c| row.has(c)),
                );
            }
            "k2_items" if row.has("introtext") => site.articles += 1,
            "categories" => site.categories.take(row),
            "sections" => site.categories.take_section(row),
            "k2_categories" => site.k2.take_k2(row),
            "users" if site.users.len() < MOST => _ = site.users.insert(id, clean::plain(&row.text("name"))),
            "menu" if site.menu.len() < MOST && row.number("published") == 1 && row.number("client_id") == 0 => {
                let parent = row.number("parent_id").max(row.number("parent"));
                // Joomla 1.5 calls the title a name, and keeps the order beside the level.
                let title =
                    Some(row.text("title")).filter(|title| !title.is_empty()).unwrap_or_else(|| row.text("name"));
                let order = row.number("lft").max(row.number("ordering"));
                let (title, menu) = (clean::plain(&title), row.text("menutype"));
                let item = Item {
                    title,
                    menu,
                    order,
                    alias: row.text("alias"),
                    path: row.text("path"),
                    parent,
                    link: row.text("link"),
                    level: level(row),
                };
                site.menu.insert(id, item);
            }
            "modules" if self.modules.len() < 1000 => {
                self.modules.extend(module(row, reading).map(|it| (level(row), it)))
            }
            "banner" | "banners" if site.banners.len() < 1000 => site.banners.push(banner(row, reading)),
            "extensions" if row.text("element") == "joomla" && row.text("type") == "file" => {
                let known: Option<serde_json::Value> =
                    serde_json::from_slice(row.bytes("manifest_cache").unwrap_or(b"")).ok();
                self.version = known.and_then(|known| Some(known.get("version")?.as_str()?.to_owned()));
            }
            _ => {}
        }
    }

    fn finish(self, prefix: String, reading: &Reading) -> Site {
        let has = |sign| self.signs.contains(sign);
        let by_columns = match (has("asset_id"), has("mask") || has("title_alias"), has("xreference")) {
            (false, _, _) => "1.5",
            (true, true, _) => "2.5",
            (true, false, true) => "3",
            (true, false, false) => "4",
        };
        let sound = |v: &String| v.len() <= 20 && v.chars().all(|c| c.is_ascii_alphanumeric() || c == '.' || c == '-');
        let mut site = Site {
            version: self.version.filter(sound).unwrap_or_else(|| by_columns.to_owned()),
            prefix,
            reading: reading.clone(),
            own_sections: self.used.len() <= MOST_SECTIONS,
            old: !has("asset_id"),
            ..self.site
        };
        for (level, module) in self.modules {
            // A box that only members saw is no box for the front page.
            let state = if site.is_open(level) { module.state } else { State::Hidden(Why::Restricted) };
            site.modules.push(Article { state, ..module });
        }
        site
    }
}

/// The level of access that a row asks of its readers; `None` where the dump does not say.
fn level(row: &Row) -> Option<i64> {
    row.has("access").then(|| row.number("access"))
}

/// A box of text that stood beside the articles: kept as one that readers do not have.
fn module(row: &Row, reading: &Reading) -> Option<Article> {
    let shown = row.number("published") == 1 && row.number("client_id") == 0;
    if row.text("module") != "mod_custom" || !shown {
        return None;
    }
    let cleaned = clean::clean(&row.text("content"), &Options { hosts: reading.hosts.clone(), lines: false });
    let id = row.number("id");
    (!cleaned.blocks.is_empty()).then(|| Article {
        name: format!("joomla:module:{id}"),
        line: row.line,
        title: clean::plain(&row.text("title")),
        alias: String::new(),
        state: State::Hidden(Why::Module),
        category: 0,
        section: String::new(),
        topic: None,
        published_at: None,
        author: None,
        lang: String::new(),
        hits: 0,
        lead: Vec::new(),
        body: cleaned.blocks,
        notes: cleaned.notes,
    })
}

fn banner(row: &Row, reading: &Reading) -> Banner {
    let params: Option<serde_json::Value> = serde_json::from_slice(row.bytes("params").unwrap_or(b"")).ok();
    let said = |name: &str| Some(params.as_ref()?.get(name)?.as_str()?.to_owned());
    let time = |column: &str| moment(&row.text(column), reading.offset);
    let (name, picture) = (clean::plain(&row.text("name")), said("imageurl"));
    let old = Some(row.text("imageurl")).filter(|url| !url.is_empty()).map(|url| format!("images/banners/{url}"));
    let picture = picture.or(old).unwrap_or_default();
    // Joomla 4 writes `images/a.jpg#joomlaImage://…`.
    let picture = match clean::target(picture.split('#').next().unwrap_or_default(), &[]) {
        clean::Target::Own(path) => path,
        _ => String::new(),
    };
    Banner {
        alt: said("alt").map(|alt| clean::plain(&alt)).filter(|alt| !alt.is_empty()).unwrap_or_else(|| name.clone()),
        name,
        href: row.text("clickurl"),
        picture,
        shown: row.number("state") == 1 || row.number("showbanner") == 1,
        from: time("publish_up"),
        until: time("publish_down"),
    }
}

impl Site {
    /// Whether the rows of a table are articles of this site.
    pub fn has_articles_in(&self, table: &str) -> bool {
        table.strip_prefix(&self.prefix).is_some_and(|name| matches!(name, "content" | "k2_items"))
    }

    /// Of Joomla 1.5 everybody's level is 0, of all later ones and their K2 it is 1.
    fn everybody(&self) -> i64 {
        if self.old { 0 } else { 1 }
    }

    fn is_open(&self, level: Option<i64>) -> bool {
        level.is_none_or(|level| level == self.everybody())
    }

    /// The boxes of text that stood beside the articles.
    pub fn modules(&self) -> &[Article] {
        &self.modules
    }

    /// Where an old category stands now: the section, and the topic in it.
    fn place(&self, k2: bool, category: i64) -> (String, Option<String>) {
        let categories = if k2 { &self.k2 } else { &self.categories };
        categories.place(category, self.own_sections)
    }

    /// Where the list of a section of Joomla 1.5 leads: where its categories became sections, to the fullest of them.
    fn of_section(&self, id: i64) -> Option<Leads> {
        let name = self.categories.section(id)?;
        Some(if self.own_sections { Leads::Fullest(self.categories.below(id)) } else { Leads::Section(name) })
    }

    /// The addresses of categories and menus.
    pub fn addresses(&self) -> Vec<Address> {
        let mut all = Vec::new();
        for (categories, k2, name) in [(&self.categories, false, "joomla:cat"), (&self.k2, true, "k2:cat")] {
            for (id, alias) in categories.ids() {
                let (section, topic) = self.place(k2, id);
                let leads = topic.map_or(Leads::Section(section), Leads::Topic);
                if !k2 && !alias.is_empty() {
                    all.push(Address { from: format!("/{id}-{alias}"), leads: leads.clone() });
                }
                all.push(Address { from: format!("{name}:{id}"), leads });
            }
        }
        for id in self.categories.sections() {
            all.extend(self.of_section(id).map(|leads| Address { from: format!("joomla:section:{id}"), leads }));
        }
        for id in self.menu.keys() {
            let path = self.menu_path(*id);
            if let Some(leads) = self.menu[id].leads(self)
                && !path.is_empty()
            {
                all.push(Address { from: format!("/{path}"), leads });
            }
        }
        all
    }
}
