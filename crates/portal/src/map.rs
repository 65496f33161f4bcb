//! The map of the site for search engines: a file of the pages that are lists, one for each year of articles, one for the
//! news of the last two days, an index of them all; and `robots.txt`, which names it.

use crate::address::{self, List, Map, Period};
use crate::cache::Sheet;
use crate::card::Card;
use crate::feeds::escaped;
use crate::listed::{dated, of_days};
use crate::pages::Maker;
use bridge::Language;
use kit::clock::{DAY, Ts};
use std::fmt::Write;
use std::sync::Arc;

/// So many addresses stand in one file: fewer than the 50,000 that are allowed.
const PART: usize = 25_000;
/// News are of the last two days, at most 1,000.
const NEWS: (i64, usize) = (2 * DAY, 1000);

const OPEN: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n";
const SCHEMA: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";

/// A file of the map; `None` when there is none of that name.
pub(crate) fn map(maker: &Maker<'_>, part: Map) -> Option<Sheet> {
    let body = match part {
        Map::Index => index(maker),
        Map::Pages => pages(maker),
        Map::News => news(maker),
        Map::Year(year, nth) => articles(maker, of_year(maker, year).chunks(PART).nth(nth - 1)?),
    };
    let sheet = Sheet::file("application/xml; charset=utf-8", body, maker.library.changed_at());
    // What is two days old leaves the news by itself.
    Some(Sheet { is_live: part == Map::News, modified: sheet.modified.filter(|_| part != Map::News), ..sheet })
}

/// What programs may look at.
pub(crate) fn robots(maker: &Maker<'_>) -> Sheet {
    let mut body = "User-agent: *\n".to_owned();
    // Portals of units that stand below this one: what is for people there is said here, where programs ask.
    let below =
        maker.portal.0.family.sites().into_iter().filter(|it| it.host.is_none() && maker.portal.key().is_empty());
    let mounts: Vec<String> = below.map(|site| format!("/{}", site.key)).collect();
    for path in
        ["/van-phong", "/tim-kiem", "/hien-thi", "/nhin/", "/dem", "/*/in$", "/*/luu.html$", "/*/luu.txt$", "/*/ban/"]
    {
        let _ = writeln!(body, "Disallow: {path}");
        if path != "/van-phong" && !path.starts_with("/*") {
            let _ = writeln!(body, "Disallow: /en{path}\nDisallow: /km{path}");
            for mount in &mounts {
                let _ = writeln!(body, "Disallow: {mount}{path}\nDisallow: {mount}/en{path}");
            }
        }
    }
    let _ = write!(body, "\nSitemap: {}\n", maker.absolute("/sitemap.xml"));
    for mount in &mounts {
        let _ = writeln!(body, "Sitemap: {}", maker.absolute(&format!("{mount}/sitemap.xml")));
    }
    Sheet::file("text/plain; charset=utf-8", body, 0)
}

fn of_year<'a>(maker: &Maker<'a>, year: i16) -> &'a [Arc<Card>] {
    let all = maker.library.everything();
    Period::Year(year).span().map_or(all, |span| of_days(all, span))
}

fn index(maker: &Maker<'_>) -> String {
    let mut out = format!("{OPEN}<sitemapindex xmlns=\"{SCHEMA}\">\n");
    let mut file = |name: &str, changed: i64| {
        let _ = write!(out, "<sitemap><loc>{}</loc>", escaped(&maker.absolute(&format!("/sitemap/{name}.xml"))));
        if changed > 0 {
            let _ = write!(out, "<lastmod>{}</lastmod>", Ts(changed).iso());
        }
        out.push_str("</sitemap>\n");
    };
    file("trang", maker.library.changed_at());
    file("tin-moi", maker.library.changed_at());
    if let Some(days) = maker.days() {
        for year in (days.first.0.year()..=days.last.0.year()).rev() {
            for (nth, part) in of_year(maker, year).chunks(PART).enumerate() {
                let name = if nth == 0 { year.to_string() } else { format!("{year}-{}", nth + 1) };
                file(&name, part.iter().map(|card| card.published_at).max().unwrap_or(0));
            }
        }
    }
    out.push_str("</sitemapindex>\n");
    out
}

/// The pages that are lists or stand by themselves, in the languages in which they are there.
fn pages(maker: &Maker<'_>) -> String {
    let library = maker.library;
    let both = || vec![Language::Vi, Language::En];
    let mut paths: Vec<(String, Vec<Language>)> = Vec::new();
    let mut lists = vec![List::Front];
    lists.extend(library.sections().iter().map(|section| List::Section(section.slug.clone())));
    lists.extend(library.topics().iter().map(|(topic, _)| List::Topic(topic.slug.clone())));
    paths.extend(lists.into_iter().map(|list| (list.path(), maker.languages_of(&list))));
    let alone = ["/chuyen-de", "/luu-tru", "/so-lieu", "/so-lieu/cach-dem", "/so-lieu/luot-xem"];
    paths.extend(alone.map(|path| (path.to_owned(), both())));
    paths.extend(library.figures().map(|figure| (format!("/so-lieu/{}", figure.id), both())));
    if !library.shelf().papers().is_empty() {
        paths.push(("/van-ban".to_owned(), both()));
        paths.extend(library.shelf().papers().iter().map(|paper| (address::of_paper(paper), both())));
    }
    if maker.portal.key().is_empty() && library.hearing().open().is_some() {
        paths.extend(crate::reception::PATHS.map(|(path, _)| (path.to_owned(), both())));
    }
    if maker.contact().is_some() {
        paths.push(("/lien-he".to_owned(), both()));
    }
    if let Some(days) = maker.days() {
        let years = days.first.0.year()..=days.last.0.year();
        let years = years.filter(|year| !of_year(maker, *year).is_empty());
        paths.extend(years.map(|year| (format!("/luu-tru/{year}"), both())));
    }
    // What has no day is in the file of no year.
    let undated = &library.everything()[dated(library.everything()).len()..];
    paths.extend(undated.iter().map(|card| (address::plain(card), vec![card.language])));
    let mut out = format!("{OPEN}<urlset xmlns=\"{SCHEMA}\" xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n");
    for (path, languages) in paths {
        let at = |language: &Language| match format!("{}{path}", address::prefix(*language)) {
            root if root.is_empty() => maker.absolute("/"),
            path => maker.absolute(&path),
        };
        let each: Vec<_> = languages.iter().map(|language| (*language, escaped(&at(language)))).collect();
        let others = alternates(&each);
        for (_, own) in &each {
            let _ = writeln!(out, "<url><loc>{own}</loc>{others}</url>");
        }
    }
    out.push_str("</urlset>\n");
    out
}

/// The addresses of one thing in several languages.
fn alternates(each: &[(Language, String)]) -> String {
    let link = |(language, at): &(Language, String)| {
        format!("<xhtml:link rel=\"alternate\" hreflang=\"{}\" href=\"{at}\"/>", language.code())
    };
    each.iter().map(link).collect()
}

fn articles(maker: &Maker<'_>, cards: &[Arc<Card>]) -> String {
    let mut out = format!(
        "{OPEN}<urlset xmlns=\"{SCHEMA}\" xmlns:image=\"http://www.google.com/schemas/sitemap-image/1.1\" \
         xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n"
    );
    for card in cards {
        let own = escaped(&maker.absolute(&address::of_article(card)));
        let changed = Ts(card.published_at).iso();
        let texts = maker.library.languages(card);
        let each = texts.iter().map(|text| (text.language, escaped(&maker.absolute(&address::of_article(text)))));
        let others = if texts.len() > 1 { alternates(&each.collect::<Vec<_>>()) } else { String::new() };
        let _ = writeln!(
            out,
            "<url><loc>{own}</loc><lastmod>{changed}</lastmod>{others}<image:image><image:loc>{own}/anh.png</image:loc>\
             </image:image></url>"
        );
    }
    out.push_str("</urlset>\n");
    out
}

fn news(maker: &Maker<'_>) -> String {
    let since = maker.portal.0.clock.now().0 - NEWS.0;
    let site = escaped(&maker.site());
    let mut out =
        format!("{OPEN}<urlset xmlns=\"{SCHEMA}\" xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\">\n");
    let new = dated(maker.library.everything()).iter().take_while(|card| card.first_published_at >= since);
    for card in new.take(NEWS.1) {
        let _ = writeln!(
            out,
            "<url><loc>{}</loc><news:news><news:publication><news:name>{site}</news:name><news:language>{}\
             </news:language></news:publication><news:publication_date>{}</news:publication_date><news:title>{}\
             </news:title></news:news></url>",
            escaped(&maker.absolute(&address::of_article(card))),
            card.language.code(),
            Ts(card.first_published_at).iso(),
            escaped(&card.headline),
        );
    }
    out.push_str("</urlset>\n");
    out
}
