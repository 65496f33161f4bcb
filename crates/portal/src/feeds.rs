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
    let body = match form {
        Feed::Rss => rss(maker, &head, &cards),
        Feed::Atom => atom(maker, &head, &cards),
        Feed::Json => json_feed(maker, &head, &cards),
    };
    let mime = match form {
        Feed::Rss => "application/rss+xml; charset=utf-8",
        Feed::Atom => "application/atom+xml; charset=utf-8",
        Feed::Json => "application/feed+json; charset=utf-8",
    };
    Some(Sheet::file(mime, body, updated))
}

struct Head {
    title: String,
    page: String,
    own: String,
    updated: i64,
}

/// What a feed says of one article.
struct Item<'a> {
    id: String,
    href: String,
    card: &'a Card,
    lead: &'a str,
    section: String,
}

fn items<'a>(maker: &'a Maker<'_>, cards: &'a [Arc<Card>]) -> impl Iterator<Item = Item<'a>> {
    let host = maker.portal.origin();
    let host = host.split_once("://").map_or(host.as_str(), |(_, host)| host).to_owned();
    let host = host.split([':', '/']).next().unwrap_or("localhost").to_owned();
    cards.iter().map(move |card| Item {
        // A tag stays the same when the address is given other words, or another section.
        id: format!("tag:{host},{}:bai-{}", Ts(card.first_published_at).day(), card.article_id),
        href: maker.absolute(&address::of_article(card)),
        lead: card.lead(maker.w.lang() == Lang::En),
        section: maker.text(&card.section.name),
        card,
    })
}

fn rss(maker: &Maker<'_>, head: &Head, cards: &[Arc<Card>]) -> String {
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
    for item in items(maker, cards) {
        let _ = write!(
            out,
            "<item><title>{}</title><link>{}</link><guid isPermaLink=\"false\">{}</guid><pubDate>{}</pubDate>\
             <category>{}</category>",
            escaped(&item.card.headline),
            escaped(&item.href),
            escaped(&item.id),
            Ts(item.card.first_published_at).rfc2822(),
            escaped(&item.section),
        );
        if let Some(author) = &item.card.author {
            let _ = write!(out, "<dc:creator>{}</dc:creator>", escaped(&author.name));
        }
        // A description is read as HTML, so what is text is escaped twice.
        let _ = writeln!(out, "<description>{}</description></item>", escaped(&escaped(item.lead)));
    }
    out.push_str("</channel></rss>\n");
    out
}

fn atom(maker: &Maker<'_>, head: &Head, cards: &[Arc<Card>]) -> String {
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
    for item in items(maker, cards) {
        let _ = write!(
            out,
            "<entry><id>{}</id><title>{}</title><published>{}</published><updated>{}</updated>\
             <link rel=\"alternate\" type=\"text/html\" href=\"{}\"/><category term=\"{}\" label=\"{}\"/>",
            escaped(&item.id),
            escaped(&item.card.headline),
            Ts(item.card.first_published_at).iso(),
            Ts(item.card.published_at).iso(),
            escaped(&item.href),
            escaped(&item.card.section.slug),
            escaped(&item.section),
        );
        for text in maker.library.languages(item.card).into_iter().filter(|text| text.language != item.card.language) {
            let (code, href) = (text.language.code(), maker.absolute(&address::of_article(text)));
            let href = escaped(&href);
            let _ = write!(out, "<link rel=\"alternate\" type=\"text/html\" hreflang=\"{code}\" href=\"{href}\"/>");
        }
        if let Some(author) = &item.card.author {
            let _ = write!(out, "<author><name>{}</name></author>", escaped(&author.name));
        }
        let _ = writeln!(out, "<summary>{}</summary></entry>", escaped(item.lead));
    }
    out.push_str("</feed>\n");
    out
}

fn json_feed(maker: &Maker<'_>, head: &Head, cards: &[Arc<Card>]) -> String {
    let item = |item: Item<'_>| {
        let mut json = json!({
            "id": item.id,
            "url": item.href,
            "title": item.card.headline,
            "content_text": item.lead,
            "date_published": Ts(item.card.first_published_at).iso(),
            "date_modified": Ts(item.card.published_at).iso(),
            "tags": [item.section],
            "language": item.card.language.code(),
        });
        if let Some(author) = &item.card.author {
            json["authors"] = json!([{"name": author.name}]);
        }
        json
    };
    json!({
        "version": "https://jsonfeed.org/version/1.1",
        "title": head.title,
        "home_page_url": head.page,
        "feed_url": head.own,
        "language": maker.language.code(),
        "items": items(maker, cards).map(item).collect::<Vec<_>>(),
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
