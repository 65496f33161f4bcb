//! What a list is asked for. All of it stands in the address, so it can be kept, sent and gone back to.

use kit::web::{encode, pairs};

/// Which column the list is in the order of; with a hyphen in front from the last to the first.
pub const ORDER: &str = "xep";
/// The columns that are shown, by their keys with a point between.
pub const COLUMNS: &str = "cot";
/// Which page.
pub const PAGE: &str = "trang";
/// The list as a file of which kind.
pub const FILE: &str = "tep";

/// Characters of one value, and values in all; nobody types more.
const LONGEST: usize = 200;
const MOST: usize = 600;

/// What a list is asked for: its filters, order, columns and page.
#[derive(Clone, Debug)]
pub struct Ask {
    path: &'static str,
    filters: &'static [&'static str],
    pairs: Vec<(&'static str, String)>,
}

impl Ask {
    /// Reads a query; names that the list does not know, and empty values, are left out.
    pub fn read(path: &'static str, filters: &'static [&'static str], query: &str) -> Ask {
        let known =
            |name: &str| filters.iter().chain(&[ORDER, COLUMNS, PAGE, FILE]).find(|known| **known == name).copied();
        let pair = |(name, value): (String, String)| {
            let value: String = value.trim().chars().take(LONGEST).collect();
            known(&name).filter(|_| !value.is_empty()).map(|name| (name, value))
        };
        let mut ask = Ask { path, filters, pairs: pairs(query).into_iter().take(MOST).filter_map(pair).collect() };
        // A form sends each column by itself.
        let columns: Vec<&str> = ask.all(COLUMNS).flat_map(|keys| keys.split('.')).collect();
        if !columns.is_empty() {
            let columns = columns.join(".");
            ask.set(COLUMNS, columns);
        }
        ask
    }

    /// The first value of a name; empty when there is none.
    pub fn get(&self, name: &str) -> &str {
        self.pairs.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value)
    }

    /// All values of a name.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> + 'a {
        self.pairs.iter().filter(move |(known, _)| *known == name).map(|(_, value)| value.as_str())
    }

    /// Says a value otherwise; empty takes it away.
    pub fn set(&mut self, name: &'static str, value: impl Into<String>) {
        let value = value.into();
        self.pairs.retain(|(known, _)| *known != name);
        if !value.is_empty() {
            self.pairs.push((name, value));
        }
    }

    /// Whether anything narrows the list.
    pub fn is_narrowed(&self) -> bool {
        self.pairs.iter().any(|(name, _)| self.filters.contains(name))
    }

    /// The list's own address, without what it is asked for.
    pub fn path(&self) -> &'static str {
        self.path
    }

    /// The address of the same list with some values otherwise (an empty one takes the name away); from the first page on.
    pub fn link(&self, changes: &[(&str, &str)]) -> String {
        let query = self.query_with(changes);
        if query.is_empty() { self.path.to_owned() } else { format!("{}?{query}", self.path) }
    }

    /// The address of the same list without one value of a name that may have several.
    pub fn link_without(&self, name: &str, value: &str) -> String {
        let mut less = self.clone();
        less.pairs.retain(|(known, kept)| *known != name || kept != value);
        less.link(&[])
    }

    /// What is asked for as a query, page and file aside: what a kept filter remembers.
    pub fn query(&self) -> String {
        self.query_with(&[])
    }

    fn query_with(&self, changes: &[(&str, &str)]) -> String {
        let kept = self.fields(&[]).filter(|(name, _)| changes.iter().all(|(other, _)| other != name));
        let new = changes.iter().copied().filter(|(_, value)| !value.is_empty());
        let parts = kept.chain(new).map(|(name, value)| format!("{}={}", encode(name), encode(value)));
        parts.collect::<Vec<_>>().join("&")
    }

    /// What a form must carry along to ask for the same list: hidden fields, without those that it has itself.
    pub fn fields<'a>(&'a self, without: &'a [&'a str]) -> impl Iterator<Item = (&'a str, &'a str)> + 'a {
        let lasting = |name: &str| name != PAGE && name != FILE;
        let all = self.pairs.iter().map(|(name, value)| (*name, value.as_str()));
        all.filter(move |(name, _)| lasting(name) && !without.contains(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const FILTERS: &[&str] = &["ten", "gioi", "chon"];

    #[test]
    fn the_address_says_what_is_asked_for_and_nothing_else() {
        let ask = Ask::read(
            "/a",
            FILTERS,
            "ten=L%C3%AA+An&gioi=&xep=-sinh&cot=sinh&cot=don-vi&trang=3&tep=csv&evil=1&chon=x&chon=y",
        );
        assert_eq!(ask.link(&[]), "/a?ten=L%C3%AA%20An&xep=-sinh&chon=x&chon=y&cot=sinh.don-vi");
        assert_eq!(ask.link(&[("ten", ""), ("trang", "2")]), "/a?xep=-sinh&chon=x&chon=y&cot=sinh.don-vi&trang=2");
        assert_eq!(ask.link_without("chon", "x"), "/a?ten=L%C3%AA%20An&xep=-sinh&chon=y&cot=sinh.don-vi");
        assert_eq!((ask.get("gioi"), ask.get(PAGE), ask.is_narrowed()), ("", "3", true));
        assert!(!Ask::read("/a", FILTERS, "xep=ten&cot=sinh").is_narrowed());
        assert_eq!(Ask::read("/a", FILTERS, "").link(&[]), "/a");
    }

    proptest! {
        #[test]
        fn an_address_leads_back_to_itself(values in prop::collection::vec((0..3_usize, "\\PC{0,20}"), 0..8)) {
            let query: Vec<String> = values.iter().map(|(at, value)| format!("{}={}", FILTERS[*at], encode(value))).collect();
            let ask = Ask::read("/a", FILTERS, &query.join("&"));
            let again = Ask::read("/a", FILTERS, &ask.query());
            prop_assert_eq!(&ask.pairs, &again.pairs);
            prop_assert_eq!(ask.link(&[]), again.link(&[]));
        }
    }
}
