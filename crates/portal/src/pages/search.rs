//! `/tim-kiem`, its Atom feed, and `/api/v1/search`: the same answer in three forms.

use super::Maker;
use super::frame::{Frame, Head};
use crate::cache::Sheet;
use crate::feeds::escaped;
use crate::serve::kept;
use crate::{Portal, address};
use askama::Template;
use axum::extract::{Request, State};
use axum::http::{HeaderName, Uri, header};
use axum::response::{IntoResponse, Response};
use kit::clock::Ts;
use kit::failure::Failure;
use kit::limits::Limit;
use kit::web::{Caller, add_security_headers, encode, query};
use search::{Answer, Ask, Count, Hit, Sort};
use std::time::Duration;

/// So many answers stand on one page.
const PAGE: usize = 10;

/// Strangers may ask this often: far more than a reader does, less than wears the machine out.
pub(crate) fn search_limit() -> Limit {
    Limit::new(20_000, Duration::from_millis(4))
}

#[derive(Template)]
#[template(path = "pages/search.html")]
struct SearchPage {
    frame: Frame,
    text: String,
    asked: bool,
    said: String,
    meant: Option<String>,
    lacking: String,
    /// Whether the index is being made: what was not found may be there all the same.
    filling: bool,
    hits: Vec<Found>,
    facets: Vec<Facet>,
    chosen: Vec<Choice>,
    by_date: bool,
    by_relevance_href: String,
    by_date_href: String,
    feed_href: String,
    older: Option<String>,
    newer: Option<String>,
}

struct Found {
    href: String,
    /// The code of its language, when that is another one than the page's.
    lang: &'static str,
    title: String,
    snippet: String,
    kind: String,
    section: String,
    iso: String,
    date: String,
}

struct Facet {
    name: String,
    choices: Vec<Choice>,
}

struct Choice {
    href: String,
    name: String,
    count: String,
}

/// What an address asks: the text, by what it is narrowed, the order, the page.
const PARTS: [&str; 7] = ["q", "chuyen-muc", "nam", "tac-gia", "loai", "sap", "trang"];
const NARROWED: [&str; 4] = ["chuyen-muc", "nam", "tac-gia", "loai"];

fn ask(uri: &Uri) -> Ask {
    let said = |name| query(uri, name).map(|v| v.trim().to_owned()).filter(|v| !v.is_empty());
    let number = |name, otherwise: usize| said(name).and_then(|n| n.parse().ok()).unwrap_or(otherwise);
    let page = number("trang", 1).max(1);
    Ask {
        text: said("q").unwrap_or_default(),
        limit: number("limit", PAGE).clamp(1, Ask::MOST),
        offset: (page - 1).saturating_mul(PAGE),
        sort: if said("sap").as_deref() == Some("moi") { Sort::Date } else { Sort::Relevance },
        section: said("chuyen-muc"),
        within: None,
        // A year that is none finds nothing, as any other year without articles.
        year: said("nam").map(|y| y.parse().unwrap_or(0)),
        author: said("tac-gia"),
        kind: said("loai"),
    }
}

fn caller(request: &Request) -> String {
    Caller::of(request.extensions(), request.headers()).prefix()
}

/// A question costs less than handing it to another thread and back; only the first after the start takes long.
async fn answer(portal: &Portal, ask: &Ask) -> Result<Answer, Failure> {
    if portal.0.search.is_ready() {
        return portal.0.search.ask(ask).map_err(|e| Failure::Broken(e.into()));
    }
    let (inner, ask) = (portal.0.clone(), ask.clone());
    let asked = tokio::task::spawn_blocking(move || inner.search.ask(&ask)).await;
    asked.map_err(|e| Failure::Broken(e.into()))?.map_err(|e| Failure::Broken(e.into()))
}

/// `GET /api/v1/search?q=&limit=`
pub(crate) async fn json(State(portal): State<Portal>, request: Request) -> Result<Response, Failure> {
    let ask = ask(request.uri());
    portal.0.search_limit.check(&caller(&request), portal.0.clock.now())?;
    let answer = answer(&portal, &ask).await?;
    let item = |hit: &Hit| {
        serde_json::json!({
            "id": hit.doc.id,
            "external_id": hit.doc.external_id,
            "kind": hit.doc.kind,
            "title": hit.doc.title,
            "url": format!("{}{}", portal.mount(), hit.doc.url),
            "snippet_html": hit.snippet_html,
            "score": hit.score,
        })
    };
    let counts = |all: &[Count]| all.iter().map(|c| serde_json::json!([c.value, c.count])).collect::<Vec<_>>();
    let body = serde_json::json!({
        "query": ask.text,
        "interpreted_as": answer.interpreted_as,
        "did_you_mean": answer.did_you_mean,
        "lacking": answer.lacking,
        "total": answer.total,
        "items": answer.hits.iter().map(item).collect::<Vec<_>>(),
        "facets": {
            "section": counts(&answer.facets.sections),
            "year": counts(&answer.facets.years),
            "author": counts(&answer.facets.authors),
            "kind": counts(&answer.facets.kinds),
        },
    });
    Ok(sent("application/json; charset=utf-8", body.to_string()))
}

/// `GET /tim-kiem.atom?q=`: what is found, the newest first.
pub(crate) async fn atom(State(portal): State<Portal>, request: Request) -> Result<Response, Failure> {
    let ask = Ask { sort: Sort::Date, limit: 50, offset: 0, ..ask(request.uri()) };
    portal.0.search_limit.check(&caller(&request), portal.0.clock.now())?;
    let answer = answer(&portal, &ask).await?;
    let origin = portal.origin();
    let own = format!("{origin}/tim-kiem.atom?q={}", encode(&ask.text));
    let updated = answer.hits.iter().map(|h| h.doc.at).max().unwrap_or(0);
    let mut feed = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"vi\">\n\
         <id>{own}</id><title>{}</title><updated>{}</updated><link rel=\"self\" href=\"{own}\"/>\n",
        escaped(&format!("{} – {}", ask.text, Maker::new(&portal, &portal.library(), bridge::Language::Vi).site())),
        Ts(updated).iso(),
        own = escaped(&own),
    );
    for hit in &answer.hits {
        let href = escaped(&format!("{origin}{}", hit.doc.url));
        feed.push_str(&format!(
            "<entry><id>{href}</id><title>{}</title><updated>{}</updated><author><name>{}</name></author>\
             <link href=\"{href}\"/><summary type=\"html\">{}</summary></entry>\n",
            escaped(&hit.doc.title),
            Ts(hit.doc.at).iso(),
            escaped(if hit.doc.author.is_empty() { "–" } else { &hit.doc.author }),
            escaped(&hit.snippet_html),
        ));
    }
    feed.push_str("</feed>\n");
    Ok(sent("application/atom+xml; charset=utf-8", feed))
}

/// `GET /tim-kiem?q=`
pub(crate) async fn page(State(portal): State<Portal>, request: Request) -> Result<Response, Failure> {
    let who = caller(&request);
    let (parts, _) = request.into_parts();
    let (lang, _) = address::language_of(parts.uri.path());
    let ask = Ask { limit: PAGE, ..ask(&parts.uri) };
    let own = Own::of(&parts.uri);
    let (changes, key) = (portal.0.search.changes(), (lang, own.with(&[])));
    // What was found already costs nothing, so only who lets it be looked for is counted.
    let make = async {
        let answer = match ask.text.is_empty() {
            true => Answer::default(),
            false => {
                portal.0.search_limit.check(&who, portal.0.clock.now())?;
                answer(&portal, &ask).await?
            }
        };
        let library = portal.library();
        let sheet = Sheet::of(&Maker::new(&portal, &library, lang).found(&ask, answer, &own))?;
        Ok(Some(portal.mounted_sheet(sheet)))
    };
    let made = kept(&portal, &portal.0.found, key, make, || changes == portal.0.search.changes()).await?;
    let (made, effort) = made.ok_or(Failure::NotFound)?;
    Ok(made.answer(&parts.headers, effort))
}

impl Maker<'_> {
    fn found(&self, ask: &Ask, answer: Answer, address: &Own) -> SearchPage {
        let (w, base) = (self.w, self.base());
        let title = if ask.text.is_empty() { w.say("search") } else { w.with("search-for", "text", ask.text.as_str()) };
        let own = |changes: &[(&str, &str)]| format!("{base}/tim-kiem?{}", address.with(changes));
        let page = ask.offset / PAGE + 1;
        let last = answer.total.div_ceil(PAGE);
        let to = |page: usize| own(&[("trang", &page.to_string())]);
        let (seen, typed) = (viet::settle(&answer.interpreted_as), viet::settle(&ask.text));
        let meant = (!ask.text.is_empty() && answer.total > 0 && words(&seen) != words(&typed))
            .then_some(answer.interpreted_as);
        SearchPage {
            frame: self.frame(title, vec![], &format!("/tim-kiem?{}", address.with(&[])), Head::hidden()),
            asked: !ask.text.is_empty(),
            said: w.count("search-found", i64::try_from(answer.total).unwrap_or(i64::MAX)),
            meant,
            facets: self.facets(&answer.facets, ask, &own),
            chosen: self.chosen(ask, &own),
            filling: answer.total == 0 && !self.portal.0.search.knows(self.library),
            by_date: ask.sort == Sort::Date,
            by_relevance_href: own(&[("sap", ""), ("trang", "")]),
            by_date_href: own(&[("sap", "moi"), ("trang", "")]),
            feed_href: format!("/tim-kiem.atom?{}", address.with(&[("trang", ""), ("sap", "")])),
            lacking: match answer.lacking.as_slice() {
                [] => String::new(),
                words => w.with("search-lacking", "text", words.join(" ")),
            },
            older: (page < last).then(|| to(page + 1)),
            newer: (page > 1).then(|| to(page - 1)),
            hits: answer.hits.into_iter().map(|hit| self.hit(hit)).collect(),
            text: ask.text.clone(),
        }
    }

    fn hit(&self, hit: Hit) -> Found {
        let doc = hit.doc;
        let dated = ["article", "paper"].contains(&doc.kind.as_str());
        let card = self.library.current(doc.id).filter(|_| doc.kind == "article");
        Found {
            href: card.map_or_else(|| format!("{}{}", self.base(), doc.url), |card| self.href(card)),
            lang: card.map_or("", |card| self.other(card.language)),
            title: hit.title_html,
            snippet: hit.snippet_html,
            kind: self.kind(&doc.kind),
            section: self.section_name(&doc.section),
            iso: if dated { Ts(doc.at).iso() } else { String::new() },
            date: if dated { Ts(doc.at).day().written() } else { String::new() },
        }
    }

    fn kind(&self, kind: &str) -> String {
        match kind {
            "figure" => self.w.say("kind-figure"),
            "topic" => self.w.say("kind-topic"),
            "paper" => self.w.say("kind-paper"),
            _ => self.w.say("kind-article"),
        }
    }

    fn section_name(&self, slug: &str) -> String {
        let section = self.library.sections().iter().find(|s| s.slug == slug);
        section.map_or_else(String::new, |s| self.text(&s.name))
    }

    fn named(&self, filter: &str, value: &str) -> String {
        match filter {
            "chuyen-muc" => self.section_name(value),
            "loai" => self.kind(value),
            _ => value.to_owned(),
        }
    }

    fn facets(&self, facets: &search::Facets, ask: &Ask, own: Link<'_>) -> Vec<Facet> {
        let all = [&facets.sections, &facets.years, &facets.authors, &facets.kinds];
        let taken = [ask.section.is_some(), ask.year.is_some(), ask.author.is_some(), ask.kind.is_some()];
        let facet = |(nth, counts): (usize, &Vec<Count>)| Facet {
            name: self.w.say(["facet-section", "facet-year", "facet-author", "facet-kind"][nth]),
            choices: counts
                .iter()
                .map(|count| Choice {
                    href: own(&[(NARROWED[nth], &count.value), ("trang", "")]),
                    name: self.named(NARROWED[nth], &count.value),
                    count: self.w.number(i64::try_from(count.count).unwrap_or(i64::MAX)),
                })
                .collect(),
        };
        let open = |(nth, counts): &(usize, &Vec<Count>)| !taken[*nth] && counts.len() > 1;
        all.into_iter().enumerate().filter(open).map(facet).collect()
    }

    /// What the search is narrowed to, each with the way to take it back.
    fn chosen(&self, ask: &Ask, own: Link<'_>) -> Vec<Choice> {
        let values = [ask.section.clone(), ask.year.map(|y| y.to_string()), ask.author.clone(), ask.kind.clone()];
        let chosen = NARROWED.into_iter().zip(values).filter_map(|(filter, value)| Some((filter, value?)));
        let choice = |(filter, value): (&str, String)| Choice {
            href: own(&[(filter, ""), ("trang", "")]),
            name: self.named(filter, &value),
            count: String::new(),
        };
        chosen.map(choice).collect()
    }
}

fn words(text: &str) -> Vec<&str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect()
}

/// The page's own address with some parts changed.
type Link<'a> = &'a dyn Fn(&[(&str, &str)]) -> String;

/// The page's own address: what each of its parts says, as it is written there.
struct Own([String; PARTS.len()]);

impl Own {
    fn of(uri: &Uri) -> Own {
        Own(PARTS.map(|name| encode(&query(uri, name).unwrap_or_default())))
    }

    /// Its query with some parts changed; an empty value takes a part away.
    fn with(&self, changes: &[(&str, &str)]) -> String {
        let mut out = String::with_capacity(128);
        for (name, said) in PARTS.iter().zip(&self.0) {
            let changed = changes.iter().find(|(changed, _)| changed == name).map(|(_, value)| encode(value));
            let value = changed.as_ref().unwrap_or(said);
            if !value.is_empty() {
                let and = if out.is_empty() { "" } else { "&" };
                out.extend([and, name, "=", value]);
            }
        }
        out
    }
}

fn sent(kind: &'static str, body: String) -> Response {
    let headers: [(HeaderName, &str); 2] = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "no-store")];
    let mut response = (headers, body).into_response();
    add_security_headers(response.headers_mut());
    response
}

/// The prefix is the only thing that differs.
pub(crate) const ADDRESSES: [&str; 3] = ["/tim-kiem", "/en/tim-kiem", "/km/tim-kiem"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_part_of_an_address_is_changed_and_the_others_stay() {
        let uri: Uri = "/tim-kiem?q=%C4%91%E1%BA%A3ng&nam=2018&trang=2".parse().unwrap();
        let own = Own::of(&uri);
        assert_eq!(own.with(&[("nam", ""), ("trang", "")]), "q=%C4%91%E1%BA%A3ng");
        assert_eq!(own.with(&[("sap", "moi")]), "q=%C4%91%E1%BA%A3ng&nam=2018&sap=moi&trang=2");
        for (language, own) in bridge::Language::ALL.into_iter().zip(ADDRESSES) {
            assert_eq!(address::language_of(own), (language, ADDRESSES[0]));
        }
    }
}
