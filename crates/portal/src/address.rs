//! Public addresses: Vietnamese and permanent. In an article's address the number decides; the words may change.

use bridge::Edition;
use kit::words::Lang;

/// What an address asks for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Address {
    /// `/`
    Front,
    /// `/{section}`, its page from 1
    Section(String, usize),
    /// `/{section}/{slug}-{id}`
    Article(i64),
    /// `/{section}/{slug}-{id}/in`
    Print(i64),
    /// `/{section}/{slug}-{id}/ban/{n}`
    Earlier(i64, u32),
    /// `/chuyen-de/{slug}`, its page from 1
    Topic(String, usize),
    /// `/so-lieu`
    Figures,
    /// `/so-lieu/{id}`, with the article and edition it was frozen in, if it was reached from there
    Figure(String, Option<(i64, u32)>),
    /// `/so-lieu/cach-dem`
    Counting,
}

/// Reads an address. The language is the prefix `/en`; without one it is Vietnamese.
pub(crate) fn parse(path: &str, query: Option<&str>) -> Option<(Lang, Address)> {
    let path = path.strip_suffix('/').unwrap_or(path);
    let (lang, path) = match path.strip_prefix("/en") {
        Some(rest) if rest.is_empty() || rest.starts_with('/') => (Lang::En, rest),
        _ => (Lang::Vi, path),
    };
    let parts: Vec<&str> = path.split('/').skip(1).collect();
    let address = match parts.as_slice() {
        [] => Address::Front,
        ["so-lieu"] => Address::Figures,
        ["so-lieu", "cach-dem"] => Address::Counting,
        ["so-lieu", id] => Address::Figure((*id).to_owned(), frozen_in(query.unwrap_or(""))),
        ["chuyen-de", slug] => Address::Topic((*slug).to_owned(), page(query)),
        [section] => Address::Section((*section).to_owned(), page(query)),
        [_, name] => Address::Article(number(name)?),
        [_, name, "in"] => Address::Print(number(name)?),
        [_, name, "ban", edition] => Address::Earlier(number(name)?, edition.parse().ok()?),
        _ => return None,
    };
    Some((lang, address))
}

fn number(name: &str) -> Option<i64> {
    let digits = name.rsplit_once('-').map_or(name, |(_, digits)| digits);
    if digits.starts_with('0') || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    digits.parse().ok()
}

/// The page of a list; the first when the address asks for none that there can be.
fn page(query: Option<&str>) -> usize {
    let asked = query.unwrap_or("").split('&').find_map(|pair| pair.strip_prefix("trang="));
    asked.and_then(|n| n.parse().ok()).filter(|n| (1..=10_000).contains(n)).unwrap_or(1)
}

fn frozen_in(query: &str) -> Option<(i64, u32)> {
    let value = |name: &str| query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
    Some((value("bai")?.parse().ok()?, value("ban")?.parse().ok()?))
}

/// The beginning of every address in a language.
pub(crate) fn prefix(lang: Lang) -> &'static str {
    match lang {
        Lang::Vi => "",
        Lang::En => "/en",
    }
}

/// The permanent address of an article, without the language.
pub(crate) fn of_article(edition: &Edition) -> String {
    format!("/{}/{}-{}", edition.section.slug, edition.slug, edition.article_id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read() {
        let figure = |frozen| Some((Lang::Vi, Address::Figure("ty-le".into(), frozen)));
        for (path, query, expected) in [
            ("/", None, Some((Lang::Vi, Address::Front))),
            ("/en", None, Some((Lang::En, Address::Front))),
            ("/en/", None, Some((Lang::En, Address::Front))),
            ("/xay-dung-dang", None, Some((Lang::Vi, Address::Section("xay-dung-dang".into(), 1)))),
            ("/entry", Some("trang=3"), Some((Lang::Vi, Address::Section("entry".into(), 3)))),
            ("/entry", Some("trang=0"), Some((Lang::Vi, Address::Section("entry".into(), 1)))),
            ("/entry", None, Some((Lang::Vi, Address::Section("entry".into(), 1)))),
            ("/xay-dung-dang/tinh-bien-cham-lo-12", None, Some((Lang::Vi, Address::Article(12)))),
            ("/khac/gi-cung-duoc-12/", None, Some((Lang::Vi, Address::Article(12)))),
            ("/xay-dung-dang/12", None, Some((Lang::Vi, Address::Article(12)))),
            ("/xay-dung-dang/bai-12/in", None, Some((Lang::Vi, Address::Print(12)))),
            ("/xay-dung-dang/bai-12/ban/2", None, Some((Lang::Vi, Address::Earlier(12, 2)))),
            ("/so-lieu/ty-le", None, figure(None)),
            ("/so-lieu/ty-le", Some("bai=1&ban=2&utm=x"), figure(Some((1, 2)))),
            ("/so-lieu/ty-le", Some("bai=x"), figure(None)),
            ("/xay-dung-dang/bai", None, None),
            ("/xay-dung-dang/bai-012", None, None),
            ("/xay-dung-dang/bai-99999999999999999999", None, None),
            ("/a/b/c/d/e", None, None),
        ] {
            assert_eq!(parse(path, query), expected, "{path} {query:?}");
        }
    }
}
