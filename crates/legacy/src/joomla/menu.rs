//! Menus: where each entry led, and what of them cannot lead anywhere here.

use super::Site;
use crate::clean::{self, Target};
use crate::site::Leads;
use std::collections::BTreeMap;

/// More levels than this has no menu; a broken one may go round.
const DEEPEST: usize = 20;

/// A menu of the old site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Menu {
    /// What the old site called it: `mainmenu`.
    pub name: String,
    /// Each entry with its title, and where it led: to something of the site, or elsewhere. One below another has that
    /// one's title before its own.
    pub links: Vec<(String, Result<Leads, String>)>,
    /// Entries that lead nowhere here: title and link.
    pub left: Vec<(String, String)>,
}

#[derive(Debug)]
pub(super) struct Item {
    pub(super) title: String,
    pub(super) menu: String,
    pub(super) order: i64,
    pub(super) alias: String,
    pub(super) path: String,
    pub(super) parent: i64,
    pub(super) link: String,
    pub(super) level: Option<i64>,
}

impl Site {
    /// The menus, each with its entries from top to bottom.
    pub fn menus(&self) -> Vec<Menu> {
        let mut menus: BTreeMap<&str, Menu> = BTreeMap::new();
        let mut entries: Vec<_> = self.menu.iter().filter_map(|(id, item)| self.entry(*id, item)).collect();
        entries.sort_by(|a, b| a.0.cmp(&b.0));
        for (_, title, item, open) in entries {
            let menu = menus.entry(item.menu.as_str()).or_insert_with(|| Menu {
                name: item.menu.clone(),
                links: Vec::new(),
                left: Vec::new(),
            });
            let told = (title.clone(), item.link.clone());
            match item.leads(self) {
                _ if !open => menu.left.push(told),
                Some(leads) => menu.links.push((title, Ok(leads))),
                // The title of those below, and no link.
                None if item.link.trim().is_empty() || item.link.trim() == "#" => {}
                None => match clean::target(&item.link, &self.reading.hosts) {
                    Target::Outside(href) if !clean::is_gambling(&href) => menu.links.push((title, Err(href))),
                    _ => menu.left.push(told),
                },
            }
        }
        let mut menus: Vec<Menu> = menus.into_values().collect();
        menus.retain(|menu| !menu.links.is_empty() || !menu.left.is_empty());
        menus
    }

    /// Where an entry stands, from the top, its title after those above it, and whether everybody saw it; `None` for the
    /// tree's root, for what has no title, and for what nobody saw because what is above it is not there.
    fn entry<'a>(&'a self, id: i64, item: &'a Item) -> Option<(Vec<i64>, String, &'a Item, bool)> {
        // Newer trees have a root, which is no entry; 1.5 begins with none.
        let root = if self.old { 0 } else { 1 };
        if item.title.trim().is_empty() || item.menu.is_empty() {
            return None;
        }
        let (mut place, mut titles, mut at) = (vec![id, item.order], vec![item.title.trim()], item.parent);
        let mut open = self.is_open(item.level);
        while at > root && titles.len() < DEEPEST {
            let above = self.menu.get(&at)?;
            open &= self.is_open(above.level);
            place.extend([at, above.order]);
            titles.push(above.title.trim());
            at = above.parent;
        }
        place.reverse();
        titles.reverse();
        Some((place, titles.join(": "), item, open))
    }

    /// Newer sites keep the path; older ones the aliases, of which it is made.
    pub(super) fn menu_path(&self, id: i64) -> String {
        let Some(item) = self.menu.get(&id) else { return String::new() };
        if !item.path.is_empty() {
            return item.path.clone();
        }
        let (mut parts, mut at) = (vec![item.alias.as_str()], item.parent);
        while let Some(above) = self.menu.get(&at).filter(|_| parts.len() < 20) {
            parts.insert(0, &above.alias);
            at = above.parent;
        }
        if parts.iter().any(|part| part.is_empty()) { String::new() } else { parts.join("/") }
    }
}

impl Item {
    pub(super) fn leads(&self, site: &Site) -> Option<Leads> {
        let query = self.link.strip_prefix("index.php?")?;
        let asked = |name: &str| query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
        let id = asked("id").and_then(|id| id.split(':').next()?.parse::<i64>().ok());
        let k2 = asked("option")? == "com_k2";
        if !k2 && asked("option")? != "com_content" {
            return None;
        }
        match (asked("view")?, id) {
            ("featured" | "frontpage", _) => Some(Leads::Front),
            ("article", Some(id)) => Some(Leads::Article(format!("joomla:{id}"))),
            ("item", Some(id)) => Some(Leads::Article(format!("k2:{id}"))),
            ("section", Some(id)) => site.of_section(id),
            ("category" | "categories", Some(id)) => {
                let (section, topic) = site.place(k2, id);
                Some(topic.map_or(Leads::Section(section), Leads::Topic))
            }
            _ => None,
        }
    }
}
