//! The map of the site for search engines: a file of the pages that are lists, one for each year of articles, one for the
//! news of the last two days, an index of them all; and `robots.txt`, which names it.

use crate::address::{self, List, Map, Period};
use crate::cache::Sheet;
use crate::feeds::escaped;
use crate::library::Card;
use crate::pages::Maker;
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
    for path in
        ["/van-phong", "/tim-kiem", "/hien-thi", "/nhin/", "/dem", "/*/in$", "/*/luu.html$", "/*/luu.txt$", "/*/ban/"]
    {
        let _ = writeln!(body, "Disallow: {path}");
        if path != "/van-phong" && !path.starts_with("/*") {
            let _ = writeln!(body, "Disallow: /en{path}");
        }
    }
    let _ = write!(body, "\nSitemap: {}\n", maker.absolute("/sitemap.xml"));
    if maker.portal.key().is_empty() {
        for site in maker.portal.0.family.sites().iter().filter(|site| site.host.is_none()) {
            let _ = writeln!(body, "Sitemap: {}", maker.absolute(&format!("/{}/sitemap.xml", site.key)));
        }
    }
    Sheet::file("text/plain; charset=utf-8", body, 0)
}

fn of_year<'a>(maker: &Maker<'a>, year: i16) -> &'a [Arc<Card>] {
    maker.cards(&List::Archive(Period::Year(year)))
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

/// The pages that are there in both languages.
fn pages(maker: &Maker<'_>) -> String {
    let library = maker.library;
    let mut paths = vec!["/".to_owned()];
    paths.extend(library.sections().iter().map(|section| format!("/{}", section.slug)));
    paths.extend(["/chuyen-de", "/luu-tru", "/so-lieu", "/so-lieu/cach-dem", "/so-lieu/luot-xem"].map(str::to_owned));
    paths.extend(library.topics().iter().map(|(topic, _)| format!("/chuyen-de/{}", topic.slug)));
    paths.extend(library.figures().map(|figure| format!("/so-lieu/{}", figure.id)));
    if let Some(days) = maker.days() {
        let years = days.first.0.year()..=days.last.0.year();
        paths.extend(years.filter(|year| !of_year(maker, *year).is_empty()).map(|year| format!("/luu-tru/{year}")));
    }
    let mut out = format!("{OPEN}<urlset xmlns=\"{SCHEMA}\" xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n");
    for path in paths {
        let vi = escaped(&maker.absolute(&path));
        let en = escaped(&maker.absolute(&format!("/en{}", path.strip_suffix('/').unwrap_or(&path))));
        for own in [&vi, &en] {
            let _ = writeln!(
                out,
                "<url><loc>{own}</loc><xhtml:link rel=\"alternate\" hreflang=\"vi\" href=\"{vi}\"/>\
                 <xhtml:link rel=\"alternate\" hreflang=\"en\" href=\"{en}\"/></url>"
            );
        }
    }
    out.push_str("</urlset>\n");
    out
}

fn articles(maker: &Maker<'_>, cards: &[Arc<Card>]) -> String {
    let mut out =
        format!("{OPEN}<urlset xmlns=\"{SCHEMA}\" xmlns:image=\"http://www.google.com/schemas/sitemap-image/1.1\">\n");
    for card in cards {
        let own = escaped(&maker.absolute(&address::of_article(card)));
        let changed = Ts(card.published_at).iso();
        let _ = writeln!(
            out,
            "<url><loc>{own}</loc><lastmod>{changed}</lastmod><image:image><image:loc>{own}/anh.png</image:loc>\
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
    let new = maker.library.articles().iter().take_while(|card| card.first_published_at >= since);
    for card in new.take(NEWS.1) {
        let _ = writeln!(
            out,
            "<url><loc>{}</loc><news:news><news:publication><news:name>{site}</news:name><news:language>vi\
             </news:language></news:publication><news:publication_date>{}</news:publication_date><news:title>{}\
             </news:title></news:news></url>",
            escaped(&maker.absolute(&address::of_article(card))),
            Ts(card.first_published_at).iso(),
            escaped(&card.headline),
        );
    }
    out.push_str("</urlset>\n");
    out
}
