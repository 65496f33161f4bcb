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
    sections: BTreeMap<i64, String>,
}

#[derive(Debug)]
struct Category {
    name: String,
    alias: String,
    parent: i64,
    /// Of Joomla 1.5.
    section: i64,
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
            let category = Category { name: plain(&name), alias: row.text("alias"), parent, section };
            self.all.insert(row.number("id"), category);
        }
    }

    pub(super) fn take_section(&mut self, row: &Row) {
        if self.sections.len() < super::MOST && matches!(row.text("scope").as_str(), "content" | "") {
            self.sections.insert(row.number("id"), plain(&row.text("title")));
        }
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
            Some(section) if !own => named(section),
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

    /// The sections of Joomla 1.5, with their names.
    pub(super) fn sections(&self) -> impl Iterator<Item = (i64, String)> {
        self.sections.iter().map(|(id, name)| (*id, named(name)))
    }

    pub(super) fn section(&self, id: i64) -> Option<String> {
        self.sections.get(&id).map(|name| named(name))
    }
}

fn named(name: &str) -> String {
    match name.trim() {
        "" => NOWHERE.to_owned(),
        name if UNNAMED.contains(&viet::fold(name).as_str()) => NOWHERE.to_owned(),
        name => name.to_owned(),
    }
}
