//! Public addresses: Vietnamese and permanent. In an article's address the number decides; the words may change.

use crate::card::Card;
use crate::library::Span;
use crate::paper_ask::PaperAsk;
use bridge::{Language, PhotoFormat, PublicFileKind, PublicPaper};
use kit::clock::Day;
use kit::words::Lang;

/// What an address asks for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Address {
    /// A list of articles, its page from 1.
    List(List, usize),
    /// A list for programs that follow it: `…/rss.xml`, `…/atom.xml`, `…/feed.json`
    Feed(List, Feed),
    /// `/{section}/{slug}-{id}`
    Article(i64),
    /// `/{section}/{slug}-{id}/in`
    Print(i64),
    /// `/{section}/{slug}-{id}/ban/{n}`
    Earlier(i64, u32),
    /// `/{section}/{slug}-{id}/luu.html`: the article as a file of its own
    Saved(i64),
    /// `/{section}/{slug}-{id}/luu.txt`
    SavedText(i64),
    /// `/{section}/{slug}-{id}/anh.png`: what stands beside a link to it elsewhere
    Picture(i64),
    /// `/{section}/{slug}-{id}/qr.svg`
    Qr(i64),
    /// `/anh.png`: the same for pages that are no article
    SitePicture,
    /// `/anh-bai/{hash}.webp`: a file of a picture
    Media(String, PhotoFormat),
    /// `/chuyen-de`
    Topics,
    /// `/van-ban`: the library of papers, narrowed by its query
    Papers(Box<PaperAsk>),
    /// `/van-ban/rss.xml`, …
    PaperFeed(Feed),
    /// `/van-ban/{slug}-{id}`
    Paper(i64),
    /// `/van-ban/tep/{hash}.pdf`
    PaperFile(String, PublicFileKind),
    /// `/so-lieu`
    Figures,
    /// `/so-lieu/{id}`, with the article and edition it was frozen in, if it was reached from there
    Figure(String, Option<(i64, u32)>),
    /// `/so-lieu/cach-dem`
    Counting,
    /// `/lien-he`
    Contact,
    /// `/so-lieu/luot-xem`, a month of it
    Views(Option<(i16, i8)>),
    /// `/so-lieu/luot-xem.csv`
    ViewsFile,
    /// `/sitemap.xml`, `/sitemap/…xml`
    Map(Map),
    /// `/robots.txt`
    Robots,
}

/// A list of articles.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum List {
    /// `/`
    Front,
    /// `/{section}`
    Section(String),
    /// `/chuyen-de/{slug}`
    Topic(String),
    /// `/luu-tru`, `/luu-tru/2018`, `/luu-tru/2018/11`, `/luu-tru/2018/11/23`
    Archive(Period),
}

/// How finely the archive is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Period {
    All,
    Year(i16),
    Month(i16, i8),
    Day(Day),
}

/// The form of a feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Feed {
    Rss,
    Atom,
    Json,
}

/// A file of the map of the site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Map {
    /// What files there are.
    Index,
    /// All pages that are no article.
    Pages,
    /// The articles that came out in a year, a part of them from 1.
    Year(i16, usize),
    /// The articles of the last two days.
    News,
}

impl Feed {
    pub(crate) const ALL: [Feed; 3] = [Feed::Rss, Feed::Atom, Feed::Json];

    /// The last part of its address.
    pub(crate) fn file(self) -> &'static str {
        match self {
            Feed::Rss => "rss.xml",
            Feed::Atom => "atom.xml",
            Feed::Json => "feed.json",
        }
    }

    /// What kind of file it is.
    pub(crate) fn mime(self) -> &'static str {
        match self {
            Feed::Rss => "application/rss+xml",
            Feed::Atom => "application/atom+xml",
            Feed::Json => "application/feed+json",
        }
    }

    fn of(file: &str) -> Option<Feed> {
        Feed::ALL.into_iter().find(|feed| feed.file() == file)
    }
}

impl Period {
    /// The days of it; `None` for all.
    pub(crate) fn span(self) -> Option<Span> {
        match self {
            Period::All => None,
            Period::Year(year) => Some(Span { first: Day::of(year, 1, 1), last: Day::of(year, 12, 31) }),
            Period::Month(year, month) => {
                let first = Day::of(year, month, 1);
                Some(Span { first, last: first.plus_months(1).plus_days(-1) })
            }
            Period::Day(day) => Some(Span { first: day, last: day }),
        }
    }

    fn of(parts: &[&str]) -> Option<Period> {
        let year =
            |text: &str| (text.len() == 4).then(|| text.parse().ok()).flatten().filter(|y| (1900..=2999).contains(y));
        let two = |text: &str| (text.len() == 2).then(|| text.parse::<i8>().ok()).flatten();
        match parts {
            [] => Some(Period::All),
            [y] => Some(Period::Year(year(y)?)),
            [y, m] => Some(Period::Month(year(y)?, two(m).filter(|m| (1..=12).contains(m))?)),
            [y, m, d] => {
                let (year, month, day) = (year(y)?, two(m)?, two(d)?);
                Day::parse(&format!("{year}-{month:02}-{day:02}")).map(Period::Day)
            }
            _ => None,
        }
    }
}

impl List {
    /// Its address without the language; empty for the front page.
    pub(crate) fn path(&self) -> String {
        match self {
            List::Front => String::new(),
            List::Section(slug) => format!("/{slug}"),
            List::Topic(slug) => format!("/chuyen-de/{slug}"),
            List::Archive(Period::All) => "/luu-tru".to_owned(),
            List::Archive(Period::Year(year)) => format!("/luu-tru/{year}"),
            List::Archive(Period::Month(year, month)) => format!("/luu-tru/{year}/{month:02}"),
            List::Archive(Period::Day(day)) => format!("/luu-tru/{}", day.to_string().replace('-', "/")),
        }
    }
}

/// The language that an address asks for, and the rest of it. `/en` and `/km` say which; without them it is Vietnamese.
pub(crate) fn language_of(path: &str) -> (Language, &str) {
    let others = Language::ALL.into_iter().filter(|language| !language.is_vietnamese());
    let mut asked = others.filter_map(|language| Some((language, path.strip_prefix(prefix(language))?)));
    asked.find(|(_, rest)| rest.is_empty() || rest.starts_with('/')).unwrap_or((Language::Vi, path))
}

/// The language of everything on a page but the texts: nobody has written it in Khmer.
pub(crate) fn furniture(language: Language) -> Lang {
    match language {
        Language::En => Lang::En,
        Language::Vi | Language::Km => Lang::Vi,
    }
}

/// Reads an address.
pub(crate) fn parse(path: &str, query: Option<&str>) -> Option<(Language, Address)> {
    let path = path.strip_suffix('/').unwrap_or(path);
    let (lang, path) = language_of(path);
    let parts: Vec<&str> = path.split('/').skip(1).collect();
    let page = || asked(query, "trang").and_then(|n| n.parse().ok()).filter(|n| (1..=100_000).contains(n)).unwrap_or(1);
    let list = |list: List| Address::List(list, page());
    let address = match parts.as_slice() {
        // The front page has no second one: what is older stands in the archive.
        [] => Address::List(List::Front, 1),
        ["robots.txt"] => Address::Robots,
        ["anh.png"] => Address::SitePicture,
        ["anh-bai", file] if lang.is_vietnamese() => {
            let (hash, ending) = file.split_once('.')?;
            let format = [PhotoFormat::Avif, PhotoFormat::Webp, PhotoFormat::Jpeg];
            Address::Media(hash.to_owned(), format.into_iter().find(|format| format.ending() == ending)?)
        }
        ["sitemap.xml"] => Address::Map(Map::Index),
        ["sitemap", file] => Address::Map(map(file)?),
        ["van-ban"] => Address::Papers(Box::new(PaperAsk::read(query, page()))),
        ["van-ban", "tep", file] if lang.is_vietnamese() => {
            let (hash, ending) = file.split_once('.')?;
            Address::PaperFile(hash.to_owned(), PublicFileKind::of(ending)?)
        }
        ["van-ban", file] if Feed::of(file).is_some() => Address::PaperFeed(Feed::of(file)?),
        ["van-ban", name] => Address::Paper(number(name)?),
        ["so-lieu"] => Address::Figures,
        ["so-lieu", "cach-dem"] => Address::Counting,
        ["lien-he"] => Address::Contact,
        ["so-lieu", "luot-xem"] => Address::Views(asked(query, "thang").and_then(month)),
        ["so-lieu", "luot-xem.csv"] => Address::ViewsFile,
        ["so-lieu", id] => Address::Figure((*id).to_owned(), frozen_in(query)),
        ["chuyen-de"] => Address::Topics,
        ["chuyen-de", slug] => list(List::Topic((*slug).to_owned())),
        ["luu-tru", days @ ..] => list(List::Archive(Period::of(days)?)),
        [file] if Feed::of(file).is_some() => Address::Feed(List::Front, Feed::of(file)?),
        ["chuyen-de", slug, file] => Address::Feed(List::Topic((*slug).to_owned()), Feed::of(file)?),
        [section, file] if Feed::of(file).is_some() => {
            Address::Feed(List::Section((*section).to_owned()), Feed::of(file)?)
        }
        [section] => list(List::Section((*section).to_owned())),
        [_, name] => Address::Article(number(name)?),
        [_, name, "in"] => Address::Print(number(name)?),
        [_, name, "luu.html"] => Address::Saved(number(name)?),
        [_, name, "luu.txt"] => Address::SavedText(number(name)?),
        [_, name, "anh.png"] => Address::Picture(number(name)?),
        [_, name, "qr.svg"] => Address::Qr(number(name)?),
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

pub(crate) fn asked<'a>(query: Option<&'a str>, name: &str) -> Option<&'a str> {
    query?.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))
}

/// `2018-11`
fn month(text: &str) -> Option<(i16, i8)> {
    match Period::of(&text.split('-').collect::<Vec<_>>())? {
        Period::Month(year, month) => Some((year, month)),
        _ => None,
    }
}

fn frozen_in(query: Option<&str>) -> Option<(i64, u32)> {
    Some((asked(query, "bai")?.parse().ok()?, asked(query, "ban")?.parse().ok()?))
}

/// `trang.xml`, `tin-moi.xml`, `2018.xml`, `2018-2.xml`
fn map(file: &str) -> Option<Map> {
    let name = file.strip_suffix(".xml")?;
    match name {
        "trang" => Some(Map::Pages),
        "tin-moi" => Some(Map::News),
        year => {
            let (year, part) = year.split_once('-').unwrap_or((year, "1"));
            let Period::Year(year) = Period::of(&[year])? else { return None };
            Some(Map::Year(year, part.parse().ok().filter(|part| (1..=1000).contains(part))?))
        }
    }
}

/// The beginning of every address in a language.
pub(crate) fn prefix(language: Language) -> &'static str {
    match language {
        Language::Vi => "",
        Language::En => "/en",
        Language::Km => "/km",
    }
}

/// The permanent address of an article, in the language in which it is written.
pub(crate) fn of_article(card: &Card) -> String {
    below(prefix(card.language), card)
}

/// The same below another prefix.
pub(crate) fn below(prefix: &str, card: &Card) -> String {
    article_in(prefix, &card.section.slug, &card.slug, card.article_id)
}

/// The same without the language.
pub(crate) fn plain(card: &Card) -> String {
    article(&card.section.slug, &card.slug, card.article_id)
}

/// The permanent address of a paper, without the language.
pub(crate) fn of_paper(paper: &PublicPaper) -> String {
    format!("/van-ban/{}-{}", paper.slug, paper.paper_id)
}

/// The same from its parts.
pub(crate) fn article(section: &str, slug: &str, id: i64) -> String {
    article_in("", section, slug, id)
}

/// The same below a prefix.
fn article_in(prefix: &str, section: &str, slug: &str, id: i64) -> String {
    [prefix, "/", section, "/", slug, "-", &id.to_string()].concat()
}

#[cfg(test)]
mod tests;
