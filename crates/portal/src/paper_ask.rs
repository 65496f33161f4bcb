//! What the library of papers is asked for, as it stands in its address.

use crate::address::asked;

/// What the library of papers is narrowed by; empty for nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct PaperAsk {
    /// `q`: words of symbol, subject and issuer.
    pub(crate) words: String,
    /// `loai`
    pub(crate) kind: String,
    /// `co-quan`: the slug of who issued it.
    pub(crate) issuer: String,
    /// `nam`
    pub(crate) year: String,
    /// `hieu-luc`: `con`, `het`, `chua`.
    pub(crate) validity: String,
    /// `ngay`: the day on which it is to hold; today without one.
    pub(crate) day: String,
    /// `trang`, from 1.
    pub(crate) page: usize,
}

impl PaperAsk {
    /// Characters of a value at most.
    const LONGEST: usize = 120;

    /// What the query of an address asks for, on a page.
    pub(crate) fn read(query: Option<&str>, page: usize) -> PaperAsk {
        let said = |name: &str| {
            let value =
                asked(query, name).and_then(|value| kit::web::decode(value.as_bytes(), true)).unwrap_or_default();
            value.trim().chars().take(Self::LONGEST).collect::<String>()
        };
        let year = said("nam");
        PaperAsk {
            words: said("q"),
            kind: said("loai"),
            issuer: said("co-quan"),
            // A year that is none finds nothing.
            year: if year.is_empty() || year.len() == 4 { year } else { "-".to_owned() },
            validity: said("hieu-luc"),
            day: said("ngay"),
            page,
        }
    }

    fn values(&self) -> [(&'static str, &str); 6] {
        [
            ("q", &self.words),
            ("loai", &self.kind),
            ("co-quan", &self.issuer),
            ("nam", &self.year),
            ("hieu-luc", &self.validity),
            ("ngay", &self.day),
        ]
    }

    /// Whether it is narrowed at all.
    pub(crate) fn is_narrowed(&self) -> bool {
        self.values().iter().any(|(_, value)| !value.is_empty())
    }

    /// Its address on a page, without the language.
    pub(crate) fn path(&self, page: usize) -> String {
        let said = self.values().into_iter().filter(|(_, value)| !value.is_empty());
        let mut parts: Vec<String> = said.map(|(name, value)| format!("{name}={}", kit::web::encode(value))).collect();
        if page > 1 {
            parts.push(format!("trang={page}"));
        }
        if parts.is_empty() { "/van-ban".to_owned() } else { format!("/van-ban?{}", parts.join("&")) }
    }
}
