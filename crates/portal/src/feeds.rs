//! Feeds of each list of articles: RSS 2.0, Atom and JSON Feed, the newest first. They are answered from memory, with a
//! tag and a date by which a program learns that nothing is new.

use crate::address::{self, Feed, List};
use crate::cache::Sheet;
use crate::card::Card;
use crate::pages::Maker;
use kit::clock::Ts;
use kit::words::Lang;
use serde_json::json;
use std::fmt::Write;
use std::sync::Arc;

/// So many articles stand in a feed.
const MOST: usize = 50;

/// The feed of a list; `None` when there is no such list.
pub(crate) fn feed(maker: &Maker<'_>, list: &List, form: Feed) -> Option<Sheet> {
    let site = maker.site();
    let title = match list {
        List::Front => site,
        _ => format!("{} – {site}", maker.list_title(list)?),
    };
    // A feed is in one language.
    let own = maker.cards(list).iter().filter(|card| maker.language.is_vietnamese() || card.language == maker.language);
    let cards: Vec<Arc<Card>> = own.take(MOST).cloned().collect();
    let page = match list {
        List::Front => maker.absolute(maker.home()),
        _ => maker.absolute(&format!("{}{}", maker.base(), list.path())),
    };
    let own = maker.absolute(&format!("{}{}/{}", maker.base(), list.path(), form.file()));
    // What was withdrawn is a change as well: then the feed is as new as the library.
    let updated = match list {
        List::Front => maker.library.changed_at(),
        _ => cards.iter().map(|card| card.published_at).max().unwrap_or(0).max(maker.library.changed_at()),
    };
    let head = Head { title, page, own, updated };
    let entries: Vec<Entry> = cards.iter().map(|card| entry(maker, card)).collect();
    Some(written(maker, &head, form, &entries))
}

/// The feed of a list that is none of articles: where it is, what it is called.
pub(crate) fn of_entries(maker: &Maker<'_>, (path, name): (&str, &str), form: Feed, entries: &[Entry]) -> Sheet {
    let head = Head {
        title: format!("{name} – {}", maker.site()),
        page: maker.absolute(&format!("{}{path}", maker.base())),
        own: maker.absolute(&format!("{}{path}/{}", maker.base(), form.file())),
        updated: maker.library.changed_at(),
    };
    written(maker, &head, form, entries)
}

fn written(maker: &Maker<'_>, head: &Head, form: Feed, entries: &[Entry]) -> Sheet {
    let body = match form {
        Feed::Rss => rss(maker, head, entries),
        Feed::Atom => atom(maker, head, entries),
        Feed::Json => json_feed(maker, head, entries),
    };
    let mime = match form {
        Feed::Rss => "application/rss+xml; charset=utf-8",
        Feed::Atom => "application/atom+xml; charset=utf-8",
        Feed::Json => "application/feed+json; charset=utf-8",
    };
    Sheet::file(mime, body, head.updated)
}

struct Head {
    title: String,
    page: String,
    own: String,
    updated: i64,
}

/// What a feed says of one article or paper.
pub(crate) struct Entry {
    /// What it is called for good: `bai-12`.
    pub(crate) name: String,
    /// Its path.
    pub(crate) href: String,
    /// The code of its language, and its paths in others.
    pub(crate) language: &'static str,
    pub(crate) others: Vec<(&'static str, String)>,
    pub(crate) title: String,
    pub(crate) text: String,
    /// Section or kind.
    pub(crate) about: String,
    /// The same as it stands in addresses.
    pub(crate) term: String,
    pub(crate) author: Option<String>,
    /// When it came out first and last, microseconds since 1970 UTC.
    pub(crate) first: i64,
    pub(crate) last: i64,
}

fn entry(maker: &Maker<'_>, card: &Card) -> Entry {
    let others = maker.library.languages(card).into_iter().filter(|text| text.language != card.language);
    Entry {
        language: card.language.code(),
        others: others.map(|text| (text.language.code(), address::of_article(text))).collect(),
        name: format!("bai-{}", card.article_id),
        href: address::of_article(card),
        title: card.headline.clone(),
        text: card.summary(maker.w.lang() == Lang::En).to_owned(),
        about: maker.text(&card.section.name),
        term: card.section.slug.clone(),
        author: card.author.as_ref().map(|author| author.name.clone()),
        first: card.first_published_at,
        last: card.published_at,
    }
}

/// An entry with its whole addresses.
struct Item<'a> {
    id: String,
    href: String,
    entry: &'a Entry,
}

fn items<'a>(maker: &'a Maker<'_>, entries: &'a [Entry]) -> impl Iterator<Item = Item<'a>> {
    let host = maker.portal.origin();
    let host = host.split_once("://").map_or(host.as_str(), |(_, host)| host).to_owned();
    let host = host.split([':', '/']).next().unwrap_or("localhost").to_owned();
    entries.iter().map(move |entry| Item {
        // A tag stays the same when the address is given other words, or another section.
        id: format!("tag:{host},{}:{}", Ts(entry.first).day(), entry.name),
        href: maker.absolute(&entry.href),
        entry,
    })
}

fn rss(maker: &Maker<'_>, head: &Head, entries: &[Entry]) -> String {
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<rss version=\"2.0\" xmlns:atom=\"http://www.w3.org/2005/Atom\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><channel>\n<title>{title}</title><link>{}</link>\
         <description>{title}</description><language>{}</language><lastBuildDate>{}</lastBuildDate>\
         <atom:link rel=\"self\" type=\"application/rss+xml\" href=\"{}\"/>\n",
        escaped(&head.page),
        maker.language.code(),
        Ts(head.updated).rfc2822(),
        escaped(&head.own),
        title = escaped(&head.title),
    );
    for item in items(maker, entries) {
        let _ = write!(
            out,
            "<item><title>{}</title><link>{}</link><guid isPermaLink=\"false\">{}</guid><pubDate>{}</pubDate>\
             <category>{}</category>",
            escaped(&item.entry.title),
            escaped(&item.href),
            escaped(&item.id),
            Ts(item.entry.first).rfc2822(),
            escaped(&item.entry.about),
        );
        if let Some(author) = &item.entry.author {
            let _ = write!(out, "<dc:creator>{}</dc:creator>", escaped(author));
        }
        // A description is read as HTML, so what is text is escaped twice.
        let _ = writeln!(out, "<description>{}</description></item>", escaped(&escaped(&item.entry.text)));
    }
    out.push_str("</channel></rss>\n");
    out
}

fn atom(maker: &Maker<'_>, head: &Head, entries: &[Entry]) -> String {
    let own = escaped(&head.own);
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">\n\
         <id>{own}</id><title>{}</title><updated>{}</updated><author><name>{}</name></author>\
         <link rel=\"self\" type=\"application/atom+xml\" href=\"{own}\"/><link rel=\"alternate\" type=\"text/html\" href=\"{}\"/>\n",
        maker.language.code(),
        escaped(&head.title),
        Ts(head.updated).iso(),
        escaped(&maker.site()),
        escaped(&head.page),
    );
    for item in items(maker, entries) {
        let _ = write!(
            out,
            "<entry><id>{}</id><title>{}</title><published>{}</published><updated>{}</updated>\
             <link rel=\"alternate\" type=\"text/html\" href=\"{}\"/><category term=\"{}\" label=\"{}\"/>",
            escaped(&item.id),
            escaped(&item.entry.title),
            Ts(item.entry.first).iso(),
            Ts(item.entry.last).iso(),
            escaped(&item.href),
            escaped(&item.entry.term),
            escaped(&item.entry.about),
        );
        for (code, href) in &item.entry.others {
            let href = escaped(&maker.absolute(href));
            let _ = write!(out, "<link rel=\"alternate\" type=\"text/html\" hreflang=\"{code}\" href=\"{href}\"/>");
        }
        if let Some(author) = &item.entry.author {
            let _ = write!(out, "<author><name>{}</name></author>", escaped(author));
        }
        let _ = writeln!(out, "<summary>{}</summary></entry>", escaped(&item.entry.text));
    }
    out.push_str("</feed>\n");
    out
}

fn json_feed(maker: &Maker<'_>, head: &Head, entries: &[Entry]) -> String {
    let item = |item: Item<'_>| {
        let mut json = json!({
            "id": item.id,
            "url": item.href,
            "title": item.entry.title,
            "content_text": item.entry.text,
            "date_published": Ts(item.entry.first).iso(),
            "date_modified": Ts(item.entry.last).iso(),
            "tags": [item.entry.about],
            "language": item.entry.language,
        });
        if let Some(author) = &item.entry.author {
            json["authors"] = json!([{"name": author}]);
        }
        json
    };
    json!({
        "version": "https://jsonfeed.org/version/1.1",
        "title": head.title,
        "home_page_url": head.page,
        "feed_url": head.own,
        "language": maker.language.code(),
        "items": items(maker, entries).map(item).collect::<Vec<_>>(),
    })
    .to_string()
}

/// Text as it stands in XML: signs that mean something are written out, those that XML forbids are left out.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push('\n'),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => out.push(c),
        }
    }
    out
}
