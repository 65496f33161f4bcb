//! The library of papers (thư viện văn bản): a list that is narrowed by its address, and a page for each paper with
//! validity, relations and files.

use super::Maker;
use super::frame::{Frame, Head};
use crate::address;
use crate::cache::Sheet;
use crate::feeds::{self, Entry};
use crate::paper_ask::PaperAsk;
use crate::shelf::Validity;
use askama::Template;
use bridge::{PaperRelationKind, PublicFileKind, PublicPaper};
use kit::clock::{Day, Ts};
use serde_json::json;
use std::sync::Arc;

/// So many papers stand on one page of the list.
const PAGE: usize = 30;
/// So many stand in a feed.
const FEED: usize = 50;

#[derive(Template)]
#[template(path = "pages/papers.html")]
pub(super) struct PapersPage {
    frame: Frame,
    said: String,
    kinds: Vec<Choice>,
    issuers: Vec<Choice>,
    years: Vec<Choice>,
    validities: Vec<Choice>,
    words: String,
    day: String,
    wrong_day: bool,
    narrowed: bool,
    rows: Vec<Row>,
    newer: Option<String>,
    older: Option<String>,
    feeds: Vec<(&'static str, String, String)>,
}

/// A value of a filter: in the address, in words, how many, whether it is asked for.
struct Choice {
    value: String,
    name: String,
    count: String,
    chosen: bool,
}

struct Row {
    href: String,
    symbol: String,
    kind: String,
    subject: String,
    issuer: String,
    iso: String,
    date: String,
    state: &'static str,
    state_name: String,
}

#[derive(Template)]
#[template(path = "pages/paper.html")]
pub(super) struct PaperPage {
    frame: Frame,
    heading: String,
    subject: String,
    /// Its address, and whether readers may say what they think of it.
    here: String,
    hears: bool,
    state: &'static str,
    state_name: String,
    facts: Vec<(String, String)>,
    /// Address, name, size in words.
    files: Vec<(String, String, String)>,
    /// Heading, then each: address where readers have it, words.
    relations: Vec<(String, Vec<(String, String)>)>,
}

fn state_of(validity: Validity) -> &'static str {
    match validity {
        Validity::Holds => "done",
        Validity::Lapsed => "off",
        Validity::ToCome => "wait",
    }
}

impl Maker<'_> {
    fn today(&self) -> Day {
        self.portal.0.clock.today()
    }

    /// The list; `None` beyond its last page.
    pub(super) fn papers(&self, ask: &PaperAsk) -> Option<PapersPage> {
        let (w, shelf) = (self.w, self.library.shelf());
        let day = Day::parse(&ask.day);
        let on = day.unwrap_or_else(|| self.today());
        let words = viet::fold(&ask.words);
        let holds = |paper: &PublicPaper, skip: &str| {
            let text = || viet::fold(&format!("{} {} {}", paper.symbol, paper.subject, paper.issuer));
            (skip == "loai" || ask.kind.is_empty() || paper.kind == ask.kind)
                && (skip == "co-quan" || ask.issuer.is_empty() || viet::slug(&paper.issuer) == ask.issuer)
                && (skip == "nam" || ask.year.is_empty() || paper.issued_on.starts_with(&ask.year))
                && (skip == "hieu-luc" || ask.validity.is_empty() || shelf.validity(paper, on).word() == ask.validity)
                && (words.is_empty() || {
                    let text = text();
                    words.split_whitespace().all(|word| text.contains(word))
                })
        };
        let hits: Vec<&Arc<PublicPaper>> = shelf.papers().iter().filter(|paper| holds(paper, "")).collect();
        let from = (ask.page - 1).checked_mul(PAGE).filter(|from| *from < hits.len() || ask.page == 1)?;
        let pages = hits.len().div_ceil(PAGE);
        let choices = |filter: &str, asked: &str, of: &dyn Fn(&PublicPaper) -> (String, String)| {
            let mut all: Vec<(String, String, i64)> = Vec::new();
            for paper in shelf.papers().iter().filter(|paper| holds(paper, filter)) {
                let (value, name) = of(paper);
                match all.iter_mut().find(|(known, ..)| *known == value) {
                    Some((.., n)) => *n += 1,
                    None => all.push((value, name, 1)),
                }
            }
            all.sort_by_cached_key(|(_, name, _)| viet::text_key(name));
            let choice = |(value, name, n): (String, String, i64)| Choice {
                chosen: value == asked,
                count: w.number(n),
                value,
                name,
            };
            all.into_iter().map(choice).collect::<Vec<_>>()
        };
        let kinds = choices("loai", &ask.kind, &|it| (it.kind.clone(), viet::capital(&self.text(&it.kind_name))));
        let issuers = choices("co-quan", &ask.issuer, &|it| (viet::slug(&it.issuer), it.issuer.clone()));
        let mut years = choices("nam", &ask.year, &|it| (it.issued_on[..4].to_owned(), it.issued_on[..4].to_owned()));
        years.reverse();
        let validities = choices("hieu-luc", &ask.validity, &|it| {
            let word = shelf.validity(it, on).word();
            (word.to_owned(), w.say(&format!("paper-validity-{word}")))
        });
        let own = ask.path(ask.page);
        let title = w.say("papers");
        let narrowed = ask.is_narrowed();
        let said = w.count("papers-found", hits.len() as i64);
        // A narrowed list is one of very many.
        let mut head = if narrowed { Head::hidden() } else { self.head(&own) };
        head.description = format!("{title}: {said}.");
        let feeds = self.paper_feeds();
        head.feeds = feeds.clone();
        Some(PapersPage {
            frame: self.frame(title, vec![], &own, head),
            said,
            kinds,
            issuers,
            years,
            validities,
            words: ask.words.clone(),
            wrong_day: !ask.day.is_empty() && day.is_none(),
            day: ask.day.clone(),
            narrowed,
            rows: hits.iter().skip(from).take(PAGE).map(|paper| self.paper_row(paper, on)).collect(),
            newer: (ask.page > 1).then(|| format!("{}{}", self.base(), ask.path(ask.page - 1))),
            older: (ask.page < pages).then(|| format!("{}{}", self.base(), ask.path(ask.page + 1))),
            feeds,
        })
    }

    fn paper_row(&self, paper: &PublicPaper, on: Day) -> Row {
        let validity = self.library.shelf().validity(paper, on);
        Row {
            href: format!("{}{}", self.base(), address::of_paper(paper)),
            symbol: paper.symbol.clone(),
            kind: viet::capital(&self.text(&paper.kind_name)),
            subject: paper.subject.clone(),
            issuer: paper.issuer.clone(),
            iso: paper.issued_on.clone(),
            date: super::written_day(&paper.issued_on),
            state: state_of(validity),
            state_name: self.w.say(&format!("paper-validity-{}", validity.word())),
        }
    }

    /// The page of a paper.
    pub(super) fn paper(&self, paper: &PublicPaper) -> PaperPage {
        let (w, shelf) = (self.w, self.library.shelf());
        let validity = shelf.validity(paper, self.today());
        let (ends, by) = shelf.ends(paper);
        let own = address::of_paper(paper);
        let heading = format!("{} {}", viet::capital(&self.text(&paper.kind_name)), paper.symbol).trim().to_owned();
        let mut head = self.head(&own);
        head.description = format!("{heading}: {}", paper.subject);
        head.structured = vec![self.legislation(paper, validity, &head.canonical)];
        let lapse = match (paper.recalled, by) {
            (true, _) => w.say("paper-recalled"),
            (false, Some(other)) => w.with("paper-replaced-by", "symbol", other.symbol.clone()),
            _ => String::new(),
        };
        let facts = [
            ("paper-issuer", paper.issuer.clone()),
            ("paper-issued-on", super::written_day(&paper.issued_on)),
            ("paper-signer", paper.signer.clone()),
            ("paper-in-force-from", super::written_day(&paper.in_force_from)),
            ("paper-ends-on", ends.map_or(String::new(), Day::written)),
            ("paper-why-ended", lapse),
            ("paper-published", Ts(paper.first_published_at).day().written()),
        ];
        let file = |file: &bridge::PublicFile| {
            let href = format!("/van-ban/tep/{}.{}", file.hash, file.kind.ending());
            let size =
                w.with("paper-file-size", "size", w.number(i64::try_from(file.size.div_ceil(1024)).unwrap_or(0)));
            (href, format!("{} ({})", w.say("paper-file"), file.kind.ending().to_uppercase()), size)
        };
        let mut relations = Vec::new();
        for kind in [PaperRelationKind::BasedOn, PaperRelationKind::Replaces, PaperRelationKind::Amends] {
            let says = paper.relations.iter().filter(|one| one.kind == kind).map(|one| {
                match shelf.named(&one.symbol, one.issued_on.as_deref()) {
                    Some(other) => self.link(other),
                    None => {
                        let day = one
                            .issued_on
                            .as_deref()
                            .map_or(String::new(), |day| format!(", {}", super::written_day(day)));
                        (String::new(), format!("{}{day}", one.symbol))
                    }
                }
            });
            relations.push((w.say(&format!("paper-says-{}", word(kind))), says.collect::<Vec<_>>()));
        }
        for kind in [PaperRelationKind::Replaces, PaperRelationKind::Amends, PaperRelationKind::BasedOn] {
            let said = shelf.naming(paper).into_iter().filter(|(known, _)| *known == kind);
            relations.push((
                w.say(&format!("paper-said-{}", word(kind))),
                said.map(|(_, other)| self.link(other)).collect(),
            ));
        }
        relations.retain(|(_, links)| !links.is_empty());
        let crumbs = vec![self.crumb("/van-ban", w.say("papers"))];
        let files = paper.files.iter().map(file).collect();
        let facts = facts.into_iter().filter(|(_, value)| !value.is_empty());
        PaperPage {
            frame: self.frame(heading.clone(), crumbs, &own, head),
            heading,
            subject: paper.subject.clone(),
            here: own.clone(),
            hears: !self.hearing().is_empty(),
            state: state_of(validity),
            state_name: w.say(&format!("paper-validity-{}", validity.word())),
            facts: facts.map(|(key, value)| (w.say(key), value)).collect(),
            files,
            relations,
        }
    }

    fn link(&self, other: &PublicPaper) -> (String, String) {
        let name = format!("{}: {}", other.symbol, other.subject);
        (format!("{}{}", self.base(), address::of_paper(other)), name)
    }

    /// A paper for machines, in the words that schema.org has for what binds.
    fn legislation(&self, paper: &PublicPaper, validity: Validity, absolute: &str) -> String {
        let force = match validity {
            Validity::Holds => "InForce",
            Validity::Lapsed | Validity::ToCome => "NotInForce",
        };
        let media = paper.files.iter().map(|file| {
            let url = self.absolute(&format!("/van-ban/tep/{}.{}", file.hash, file.kind.ending()));
            json!({"@type": "MediaObject", "contentUrl": url, "encodingFormat": file.kind.mime()})
        });
        let about = json!({
            "@context": "https://schema.org",
            "@type": "Legislation",
            "name": format!("{} {}", viet::capital(&paper.kind_name.vi), paper.symbol).trim(),
            "legislationIdentifier": paper.symbol,
            "description": paper.subject,
            "legislationDate": paper.issued_on,
            "legislationLegalForce": format!("https://schema.org/{force}"),
            "legislationPassedBy": {"@type": "Organization", "name": paper.issuer},
            "inLanguage": "vi",
            "url": absolute,
            "datePublished": Ts(paper.first_published_at).iso(),
            "encoding": media.collect::<Vec<_>>(),
        });
        super::structured::written(&about)
    }

    fn paper_feeds(&self) -> Vec<(&'static str, String, String)> {
        let feed = |(form, name): (address::Feed, &str)| {
            (form.mime(), name.to_owned(), format!("{}/van-ban/{}", self.base(), form.file()))
        };
        address::Feed::ALL.into_iter().zip(["RSS", "Atom", "JSON Feed"]).map(feed).collect()
    }

    /// The feed of the library, those that were made public last first.
    pub(super) fn paper_feed(&self, form: address::Feed) -> Sheet {
        let mut papers: Vec<&Arc<PublicPaper>> = self.library.shelf().papers().iter().collect();
        papers.sort_by_key(|paper| std::cmp::Reverse((paper.first_published_at, paper.paper_id)));
        let entries = papers.into_iter().take(FEED).map(|paper| Entry {
            name: format!("van-ban-{}", paper.paper_id),
            href: format!("{}{}", self.base(), address::of_paper(paper)),
            language: "vi",
            others: Vec::new(),
            title: format!("{} {}", viet::capital(&self.text(&paper.kind_name)), paper.symbol).trim().to_owned(),
            text: paper.subject.clone(),
            about: viet::capital(&self.text(&paper.kind_name)),
            term: paper.kind.clone(),
            author: Some(paper.issuer.clone()),
            first: paper.first_published_at,
            last: paper.published_at,
        });
        feeds::of_entries(self, ("/van-ban", &self.w.say("papers")), form, &entries.collect::<Vec<_>>())
    }

    /// A file of a paper, to be saved: nothing that came from outside is shown in the portal's own pages.
    pub(super) fn paper_file(&self, hash: &str, kind: PublicFileKind) -> Option<anyhow::Result<Sheet>> {
        let paper = self.library.shelf().with_file(hash, kind)?;
        let bytes = self.portal.0.settings.pictures.get(hash).ok()?;
        let name = if paper.symbol.is_empty() { &paper.slug } else { &paper.symbol };
        let file_name = Some(format!("{}.{}", viet::slug(name), kind.ending()));
        Some(Ok(Sheet { file_name, ..Sheet::attached(kind.mime(), bytes) }))
    }
}

fn word(kind: PaperRelationKind) -> &'static str {
    match kind {
        PaperRelationKind::BasedOn => "based_on",
        PaperRelationKind::Replaces => "replaces",
        PaperRelationKind::Amends => "amends",
    }
}
