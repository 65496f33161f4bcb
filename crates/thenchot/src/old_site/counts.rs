//! What became of the articles of an old site, and where they stand now.

use super::pictures::Pictures;
use bridge::Leads;
use kit::words::{Value, Words};
use legacy::site::{self, Address};
use office::archive::{self, site::Site};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::Instant;

/// What became of the articles.
#[derive(Default)]
pub(super) struct Counts {
    pub(super) new: i64,
    pub(super) changed: i64,
    pub(super) same: i64,
    pub(super) public: i64,
    pub(super) gone: i64,
    pub(super) reads: i64,
    pub(super) addresses: i64,
    pub(super) kept: BTreeMap<String, i64>,
    pub(super) sections: BTreeMap<String, i64>,
    pub(super) topics: BTreeSet<String>,
    /// By their old names, where those who are shown stand now.
    pub(super) paths: HashMap<String, String>,
    /// Old names of what was thrown away.
    pub(super) thrown: Vec<String>,
}

impl Counts {
    pub(super) fn take(&mut self, name: String, row: &archive::Row, path: String) {
        match &row.kept {
            Some(why) => *self.kept.entry(why.clone()).or_default() += 1,
            None => {
                self.public += 1;
                self.reads += i64::try_from(row.read_before).unwrap_or(0);
                *self.sections.entry(row.section.clone()).or_default() += 1;
                self.topics.extend(row.topics.iter().cloned());
                self.paths.insert(name, path);
            }
        }
    }

    /// Where something of the old site stands now, if it does.
    pub(super) fn place(&self, leads: &site::Leads) -> Option<String> {
        match leads {
            site::Leads::Front => Some("/".to_owned()),
            site::Leads::Article(name) => self.paths.get(name).cloned(),
            site::Leads::Section(name) => {
                self.sections.contains_key(name).then(|| format!("/{}", archive::section_slug(name)))
            }
            site::Leads::Fullest(names) => {
                let full = names.iter().filter_map(|name| Some((self.sections.get(name)?, name)));
                full.max_by_key(|(articles, _)| **articles).map(|(_, name)| format!("/{}", archive::section_slug(name)))
            }
            site::Leads::Topic(name) => self.topics.contains(name).then(|| format!("/chuyen-de/{}", viet::slug(name))),
        }
    }

    /// All old addresses that are no article's own, as the portal asks for them.
    pub(super) fn addresses(&self, all: Vec<Address>, pictures: &Pictures, site: &Site) -> Vec<(String, Leads)> {
        let mut out: BTreeMap<String, Leads> = BTreeMap::new();
        for address in all {
            // A list without an article is no page.
            let to = self.place(&address.leads);
            let from = if address.from.starts_with('/') { bridge::old_key(&address.from) } else { address.from };
            // One that has kept its address is still known as a list: numbers below it are articles.
            if let Some(to) = to.filter(|_| from != "/") {
                out.insert(site.key(&from), Leads::To(to));
            }
        }
        for (src, picture) in pictures.found() {
            let path = kit::web::decode(src.as_bytes(), false).unwrap_or_default();
            out.insert(site.key(&bridge::old_key(&path)), Leads::To(format!("/anh/{}", picture.file)));
        }
        out.extend(self.thrown.iter().map(|name| (name.clone(), Leads::Gone)));
        out.into_iter().collect()
    }

    pub(super) fn say(&self, w: Words, batch: Option<i64>, wrong: usize, pictures: usize, started: Instant) {
        let names = |all: &BTreeMap<String, i64>, said: &dyn Fn(&str) -> String| {
            let mut all: Vec<(&String, &i64)> = all.iter().collect();
            all.sort_by_key(|(_, times)| std::cmp::Reverse(**times));
            let told = all.into_iter().take(30).map(|(name, times)| format!("{} ({})", said(name), w.number(*times)));
            told.collect::<Vec<_>>().join("; ")
        };
        println!("{}", w.with("legacy-sections", "names", names(&self.sections, &str::to_owned)));
        if !self.kept.is_empty() {
            let why = |why: &str| w.say(&format!("legacy-kept-{why}"));
            println!("{}", w.with("legacy-states", "names", names(&self.kept, &why)));
        }
        println!("{}", w.with("legacy-reads", "reads", w.number(self.reads)));
        let mut values: Vec<(&str, Value)> = vec![
            ("wrong", (wrong as i64).into()),
            ("addresses", self.addresses.into()),
            ("pictures", (pictures as i64).into()),
        ];
        match batch {
            Some(batch) => {
                values.extend([
                    ("batch", batch.into()),
                    ("new", self.new.into()),
                    ("changed", self.changed.into()),
                    ("same", self.same.into()),
                    ("seconds", format!("{:.1}", started.elapsed().as_secs_f64()).into()),
                ]);
                println!("\r{}", w.fill("legacy-done", &values));
            }
            None => {
                let kept: i64 = self.kept.values().sum();
                values.extend([("public", self.public.into()), ("kept", kept.into()), ("gone", self.gone.into())]);
                println!("\r{}", w.fill("legacy-preview", &values));
            }
        }
    }
}
