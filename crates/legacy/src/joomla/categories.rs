//! Sections and categories, as trees that may be broken.

use crate::clean::plain;
use crate::dump::Row;
use std::collections::BTreeMap;

/// Where articles stand that stood nowhere.
const NOWHERE: &str = "Tin tức";
/// Names that a fresh site gives to its only category.
const UNNAMED: [&str; 4] = ["uncategorised", "uncategorized", "chua phan loai", "khong phan loai"];

#[derive(Debug, Default)]
pub(super) struct Categories {
    all: BTreeMap<i64, Category>,
    /// Of Joomla 1.5: what stands above its categories.
    sections: BTreeMap<i64, Above>,
}

#[derive(Debug)]
struct Category {
    name: String,
    alias: String,
    parent: i64,
    /// Of Joomla 1.5.
    section: i64,
    door: Door,
}

/// A section of Joomla 1.5.
#[derive(Debug)]
struct Above {
    name: String,
    door: Door,
}

/// Whom something of the site let in. A column that the dump does not have closes nothing.
#[derive(Debug)]
struct Door {
    published: bool,
    level: Option<i64>,
}

impl Door {
    fn of(row: &Row) -> Door {
        // 2 is the archive, which readers have.
        let published = !row.has("published") || matches!(row.number("published"), 1 | 2);
        Door { published: published && row.number("trash") == 0, level: super::level(row) }
    }

    fn is_open(&self, everybody: i64) -> bool {
        self.published && self.level.is_none_or(|level| level == everybody)
    }
}

impl Categories {
    pub(super) fn take(&mut self, row: &Row) {
        // Weblinks and contacts have categories too; 1.5 has the section's number there, or the extension's name.
        let section = row.text("section").parse::<i64>();
        let of_articles = if row.has("extension") { row.text("extension") == "com_content" } else { section.is_ok() };
        if of_articles && row.text("alias") != "root" {
            self.put(row, row.text("title"), row.number("parent_id"), section.unwrap_or(0));
        }
    }

    pub(super) fn take_k2(&mut self, row: &Row) {
        self.put(row, row.text("name"), row.number("parent"), 0);
    }

    fn put(&mut self, row: &Row, name: String, parent: i64, section: i64) {
        if self.all.len() < super::MOST {
            let (alias, door) = (row.text("alias"), Door::of(row));
            let category = Category { name: plain(&name), alias, parent, section, door };
            self.all.insert(row.number("id"), category);
        }
    }

    pub(super) fn take_section(&mut self, row: &Row) {
        if self.sections.len() < super::MOST && matches!(row.text("scope").as_str(), "content" | "") {
            let above = Above { name: plain(&row.text("title")), door: Door::of(row) };
            self.sections.insert(row.number("id"), above);
        }
    }

    /// Whether everybody could read what stands in a category: it, all above it and, in Joomla 1.5, its section are published
    /// and open. What stands in no known category is not kept from anybody by one.
    pub(super) fn is_open(&self, id: i64, everybody: i64) -> bool {
        let (mut at, mut steps) = (self.all.get(&id), 0);
        while let Some(category) = at.filter(|_| steps < 50) {
            let section = self.sections.get(&category.section);
            if !category.door.is_open(everybody) || section.is_some_and(|it| !it.door.is_open(everybody)) {
                return false;
            }
            (at, steps) = (self.all.get(&category.parent), steps + 1);
        }
        true
    }

    /// The section and the topic in which a category's articles stand: itself (`own`), or what is at the top and itself.
    pub(super) fn place(&self, id: i64, own: bool) -> (String, Option<String>) {
        let Some(category) = self.all.get(&id) else { return (NOWHERE.to_owned(), None) };
        let (mut top, mut steps) = (category, 0);
        while let Some(above) = self.all.get(&top.parent).filter(|_| steps < 50) {
            (top, steps) = (above, steps + 1);
        }
        let name = named(&category.name);
        let highest = match self.sections.get(&top.section) {
            Some(section) if !own => named(&section.name),
            _ => named(&top.name),
        };
        match own || highest == name {
            true => (name, None),
            false => (highest, Some(name)),
        }
    }

    pub(super) fn ids(&self) -> impl Iterator<Item = (i64, &str)> {
        self.all.iter().map(|(id, category)| (*id, category.alias.as_str()))
    }

    /// The numbers of the sections of Joomla 1.5.
    pub(super) fn sections(&self) -> impl Iterator<Item = i64> {
        self.sections.keys().copied()
    }

    /// The names of the categories of a section.
    pub(super) fn below(&self, section: i64) -> Vec<String> {
        self.all.values().filter(|category| category.section == section).map(|category| named(&category.name)).collect()
    }

    pub(super) fn section(&self, id: i64) -> Option<String> {
        self.sections.get(&id).map(|it| named(&it.name))
    }
}

fn named(name: &str) -> String {
    match name.trim() {
        "" => NOWHERE.to_owned(),
        name if UNNAMED.contains(&viet::fold(name).as_str()) => NOWHERE.to_owned(),
        name => name.to_owned(),
    }
}
