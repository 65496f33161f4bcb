//! What an entry must satisfy beyond its shape. Sealing and opening ask the same questions.
//!
//! Every check answers with the first thing wrong, in words that name the field.

use crate::edition::{Block, Edition, Entry, Fate, Inline, Leads, OldAddress, Photo, PhotoFile, PhotoFormat, Picture};
use crate::figure::{Figure, Text, Value};
use crate::layout::{Contact, Content, Layout, Monitor, Place, Placed};
use crate::paper::PublicPaper;
use crate::reception;
use crate::site::{Site, Standing};
use jiff::civil::Date;
use std::collections::HashSet;

/// How deep blocks, and inlines within a block, may nest. Keeps the JSON far below the reader's own limit of 128.
const MAX_DEPTH: usize = 8;

pub(crate) type Checked = Result<(), String>;

/// Checks one entry of a stream.
pub(crate) fn entry(entry: &Entry) -> Checked {
    match entry {
        Entry::Edition(it) => {
            edition(it).map_err(|what| format!("edition {} of article {}: {what}", it.edition, it.article_id))
        }
        Entry::Withdrawal { article_id, reason, fate, .. } => {
            withdrawal(*article_id, reason, *fate).map_err(|what| format!("withdrawal of article {article_id}: {what}"))
        }
        Entry::Figure(it) => figure(it).map_err(|what| format!("figure \"{}\": {what}", it.id)),
        Entry::Layout(it) => layout(it).map_err(|what| format!("layout {} of \"{}\": {what}", it.number, it.site)),
        Entry::Paper(it) => {
            paper(it).map_err(|what| format!("edition {} of paper {}: {what}", it.edition, it.paper_id))
        }
        Entry::PaperWithdrawal { paper_id, reason, .. } => {
            let sound = ensure(*paper_id >= 1, || "paper_id should be at least 1".into()).and(said("reason", reason));
            sound.map_err(|what| format!("withdrawal of paper {paper_id}: {what}"))
        }
        Entry::Site(it) => site(it).map_err(|what| format!("site \"{}\": {what}", it.key.escape_debug())),
        Entry::Standing(it) => standing(it).map_err(|what| format!("standing of article {}: {what}", it.article_id)),
        Entry::Reception(it) => reception::check(it).map_err(|what| format!("reception: {what}")),
        Entry::Reply(it) => {
            reception::check_reply(it).map_err(|what| format!("reply {}: {what}", it.receipt.escape_debug()))
        }
        Entry::Address(it) => address(it).map_err(|what| format!("address \"{}\": {what}", it.from.escape_debug())),
    }
}

/// Whether a text can stand in an address: one or more of `a-z 0-9 -`.
pub(crate) fn is_slug(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'))
}

fn edition(it: &Edition) -> Checked {
    ensure(it.article_id >= 1, || "article_id should be at least 1".into())?;
    ensure(it.edition >= 1, || "edition should be at least 1".into())?;
    slug("slug", &it.slug)?;
    slug("section.slug", &it.section.slug)?;
    named("section.name", &it.section.name)?;
    said("headline", &it.headline)?;
    if let Some(author) = &it.author {
        said("author.name", &author.name)?;
    }
    for topic in &it.topics {
        slug("topics.slug", &topic.slug)?;
        said("topics.name", &topic.name)?;
    }
    ensure(it.first_published_at <= it.published_at, || "first_published_at is after published_at".into())?;
    let mut ids = HashSet::new();
    for one in &it.figures {
        figure(one).map_err(|what| format!("figure \"{}\": {what}", one.id))?;
        ensure(ids.insert(one.id.as_str()), || format!("figure \"{}\" is there twice", one.id))?;
    }
    if let Some(it) = &it.photo {
        photo(it)?;
    }
    for paper in &it.papers {
        said("papers.symbol", &paper.symbol)?;
        paper.issued_on.iter().try_for_each(|on| day("papers.issued_on", on))?;
    }
    ensure(it.beside.iter().all(|other| *other >= 1 && *other != it.article_id), || {
        "beside should be other articles".into()
    })?;
    if let Some(translation) = &it.translation {
        ensure(translation.of >= 1 && translation.of != it.article_id, || {
            "translation.of should be another article".into()
        })?;
        ensure(translation.edition >= 1, || "translation.edition should be at least 1".into())?;
        ensure(!it.language.is_vietnamese(), || "a text in Vietnamese is the original, not a translation".into())?;
    }
    inlines("lead", &it.lead, &ids, 1)?;
    blocks(&it.body, &ids, 1)
}

fn paper(it: &PublicPaper) -> Checked {
    ensure(it.paper_id >= 1, || "paper_id should be at least 1".into())?;
    ensure(it.edition >= 1, || "edition should be at least 1".into())?;
    slug("slug", &it.slug)?;
    slug("kind", &it.kind)?;
    named("kind_name", &it.kind_name)?;
    said("issuer", &it.issuer)?;
    said("subject", &it.subject)?;
    day("issued_on", &it.issued_on)?;
    day("in_force_from", &it.in_force_from)?;
    it.ends_on.iter().try_for_each(|end| day("ends_on", end))?;
    ensure(it.first_published_at <= it.published_at, || "first_published_at is after published_at".into())?;
    for relation in &it.relations {
        said("relations.symbol", &relation.symbol)?;
        relation.issued_on.iter().try_for_each(|on| day("relations.issued_on", on))?;
    }
    it.files.iter().try_for_each(|file| {
        ensure(is_hash(&file.hash), || format!("files: \"{}\" is no hash", file.hash.escape_debug()))?;
        ensure(file.size > 0, || "files: a file is empty".into())
    })
}

pub(crate) fn is_hash(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

fn withdrawal(article_id: i64, reason: &str, fate: Fate) -> Checked {
    ensure(article_id >= 1, || "article_id should be at least 1".into())?;
    if let Fate::Merged { into } = fate {
        ensure(into >= 1 && into != article_id, || "fate.into should be another article".into())?;
    }
    said("reason", reason)
}

fn blocks(all: &[Block], figures: &HashSet<&str>, depth: usize) -> Checked {
    ensure(depth <= MAX_DEPTH, || format!("body: blocks nest deeper than {MAX_DEPTH}"))?;
    all.iter().try_for_each(|block| match block {
        Block::Heading { level, text } => {
            ensure((2..=3).contains(level), || format!("body: heading level {level} should be 2 or 3"))?;
            inlines("body", text, figures, 1)
        }
        Block::Paragraph(text) => inlines("body", text, figures, 1),
        Block::List { items, .. } => items.iter().try_for_each(|item| blocks(item, figures, depth + 1)),
        Block::Quote(inner) => blocks(inner, figures, depth + 1),
        Block::Table(rows) => {
            let width = rows.first().map_or(0, Vec::len);
            ensure(width > 0 && rows.iter().all(|row| row.len() == width), || {
                "body: the rows of a table have not all as many cells".into()
            })?;
            rows.iter().flatten().try_for_each(|cell| inlines("body", cell, figures, 1))
        }
        Block::Picture(it) => picture(it),
        Block::Photo(it) => photo(it),
    })
}

fn picture(it: &Picture) -> Checked {
    let sound = it.file.split_once('.').is_some_and(|(digest, kind)| {
        let digits = digest.len() == 64 && digest.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        digits && matches!(kind, "jpg" | "png" | "gif" | "webp")
    });
    ensure(sound, || format!("body: \"{}\" is not the digest of a picture", it.file.escape_debug()))?;
    ensure(it.width > 0 && it.height > 0, || "body: a picture has no size".into())
}

/// An old address leads to a page of the portal itself: whoever could let one lead elsewhere would lend our name to others.
fn address(it: &OldAddress) -> Checked {
    let plain = |text: &str| {
        let odd = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '\\' | '<' | '>' | '"');
        !text.is_empty() && text.len() <= 1000 && !text.contains(odd)
    };
    ensure(plain(&it.from), || "from: it is empty, too long, or has signs that no address has".into())?;
    match &it.leads {
        Leads::To(path) => ensure(plain(path) && path.starts_with('/') && !path.starts_with("//"), || {
            format!("to: \"{}\" is no address of the portal", path.escape_debug())
        }),
        Leads::Gone | Leads::Nowhere => Ok(()),
    }
}

/// Parts of addresses that are no unit's.
const TAKEN: &[&str] = &["en", "km", "vi", "api", "van-phong", "gop-y", "phan-anh", "giam-sat"];

fn site(it: &Site) -> Checked {
    ensure(is_slug(&it.key) && it.key.len() <= 60, || "key should have only a-z, 0-9 and -".into())?;
    ensure(!TAKEN.contains(&it.key.as_str()), || "key means something else".into())?;
    named("name", &it.name)?;
    let label = |label: &str| is_slug(label) && !label.starts_with('-') && !label.ends_with('-');
    let host = |host: &String| host.len() <= 200 && host.contains('.') && host.split('.').all(label);
    ensure(it.host.as_ref().is_none_or(host), || "host is no name of a host".into())
}

fn standing(it: &Standing) -> Checked {
    ensure(it.article_id >= 1, || "article_id should be at least 1".into())?;
    let mut keys = HashSet::new();
    std::iter::once(&it.home).chain(&it.also).try_for_each(|key| {
        ensure(key.is_empty() || is_slug(key), || format!("\"{}\" is no key", key.escape_debug()))?;
        ensure(keys.insert(key), || format!("\"{key}\" is there twice"))
    })
}

/// More blocks than this stand on no page, nor more links or articles in a block.
const MOST_BLOCKS: usize = 60;

fn layout(it: &Layout) -> Checked {
    ensure(it.number >= 1, || "number should be at least 1".into())?;
    ensure(it.site.is_empty() || is_slug(&it.site), || format!("site: \"{}\" is no key", it.site.escape_debug()))?;
    ensure(it.blocks.len() <= MOST_BLOCKS, || format!("blocks: there are more than {MOST_BLOCKS}"))?;
    it.blocks.iter().enumerate().try_for_each(|(at, it)| placed(it).map_err(|what| format!("block {}: {what}", at + 1)))
}

fn placed(it: &Placed) -> Checked {
    it.from.iter().try_for_each(|from| day("from", from))?;
    it.until.iter().try_for_each(|until| day("until", until))?;
    let ordered = it.from.as_ref().zip(it.until.as_ref()).is_none_or(|(from, until)| from <= until);
    ensure(ordered, || "until is before from".into())?;
    let fits = match (it.place, &it.what) {
        (Place::Menu, what) => matches!(what, Content::Links(_)),
        (Place::Front, what) => !matches!(what, Content::Topics | Content::Counters | Content::Monitor(_)),
        (Place::Side, what) => !matches!(what, Content::Lead(_) | Content::Latest(_)),
    };
    ensure(fits, || "it cannot stand in this place".into())?;
    match &it.what {
        Content::Lead(article) => ensure(article.is_none_or(|id| id >= 1), || "article should be at least 1".into()),
        Content::Latest(most) => how_many(*most),
        Content::Section { slug: at, most } | Content::Topic { slug: at, most } => {
            slug("slug", at)?;
            how_many(*most)
        }
        Content::Articles(ids) => {
            let sound = !ids.is_empty() && ids.len() <= MOST_BLOCKS && ids.iter().all(|id| *id >= 1);
            ensure(sound, || "articles: there are none, too many, or one that is no number".into())
        }
        Content::Topics | Content::Counters => Ok(()),
        Content::Banner { photo: it, href } => {
            photo(it)?;
            href.iter().try_for_each(|href| link(href).map_err(|what| format!("href {what}")))
        }
        Content::Contact(it) => contact(it),
        Content::Monitor(it) => monitor(it),
        Content::Links(links) => {
            ensure(!links.is_empty() && links.len() <= MOST_BLOCKS, || "links: there are none, or too many".into())?;
            links.iter().try_for_each(|it| {
                named("links.name", &it.name)?;
                link(&it.href).map_err(|what| format!("links: \"{}\" {what}", it.href.escape_debug()))
            })
        }
    }
}

fn contact(it: &Contact) -> Checked {
    let reached = |place: &str, phone: &str, email: &str| {
        ensure(phone.is_empty() || is_phone(phone), || format!("{place}.phone is no telephone number"))?;
        ensure(email.is_empty() || is_mail(email), || format!("{place}.email is no mail address"))
    };
    named("contact.address", &it.address)?;
    reached("contact", &it.phone, &it.email)?;
    ensure(it.persons.len() <= MOST_BLOCKS, || "contact.persons: there are too many".into())?;
    it.persons.iter().try_for_each(|person| {
        named("contact.persons.post", &person.post)?;
        said("contact.persons.name", &person.name)?;
        reached("contact.persons", &person.phone, &person.email)
    })
}

fn monitor(it: &Monitor) -> Checked {
    ensure(Monitor::is_code(&it.code), || "monitor.code should be digits".into())?;
    ensure(it.is_of_the_state(), || "monitor.at is no host of the state's".into())
}

/// Whether a text can be called: digits, with what people write between them.
pub fn is_phone(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    (3..=20).contains(&digits) && text.chars().all(|c| c.is_ascii_digit() || " +.()-".contains(c))
}

/// Whether a text can be written to: one `@` between words without spaces.
pub fn is_mail(text: &str) -> bool {
    let is_word = |part: &str| {
        !part.is_empty() && part.len() <= 100 && part.chars().all(|c| c.is_ascii_alphanumeric() || "._%+-".contains(c))
    };
    text.split_once('@').is_some_and(|(name, host)| is_word(name) && is_word(host) && host.contains('.'))
}

fn how_many(most: u8) -> Checked {
    ensure((1..=MOST_BLOCKS).contains(&usize::from(most)), || format!("most should be from 1 to {MOST_BLOCKS}"))
}

fn photo(it: &Photo) -> Checked {
    said("photo.alt", &it.alt)?;
    ensure(it.files.iter().any(|file| file.format == PhotoFormat::Jpeg), || "photo.files has no JPEG".into())?;
    it.files.iter().chain(&it.card).try_for_each(photo_file)
}

fn photo_file(it: &PhotoFile) -> Checked {
    ensure(is_hash(&it.hash), || format!("photo.files: \"{}\" is no hash", it.hash.escape_debug()))?;
    ensure(it.width > 0 && it.height > 0, || "photo.files: a file has no size".into())
}

fn inlines(place: &str, all: &[Inline], figures: &HashSet<&str>, depth: usize) -> Checked {
    ensure(depth <= MAX_DEPTH, || format!("{place}: marks nest deeper than {MAX_DEPTH}"))?;
    all.iter().try_for_each(|inline| match inline {
        Inline::Text(_) => Ok(()),
        Inline::Strong(inner) | Inline::Emphasis(inner) => inlines(place, inner, figures, depth + 1),
        Inline::Link { href, text } => {
            link(href).map_err(|what| format!("{place}: link \"{}\" {what}", href.escape_debug()))?;
            inlines(place, text, figures, depth + 1)
        }
        Inline::Figure { id, .. } => ensure(figures.contains(id.as_str()), || {
            format!("{place}: figure \"{id}\" is not among the edition's figures")
        }),
    })
}

/// An address a reader may be sent to.
///
/// Browsers drop blanks and control characters from an address and take `\` for `/`, so `java\nscript:` would run
/// and `/\host` would leave the portal: addresses with any of these are refused rather than understood.
fn link(href: &str) -> Result<(), &'static str> {
    if href.is_empty() || href.contains(|c: char| c.is_whitespace() || c.is_control() || c == '\\') {
        return Err("is empty or has a blank, a control character or a backslash in it");
    }
    let scheme = href.find([':', '/', '?', '#']).filter(|at| href[*at..].starts_with(':'));
    let Some(end) = scheme else {
        return if href.starts_with("//") { Err("names a host without http or https") } else { Ok(()) };
    };
    let rest = &href[end + 1..];
    let leads_somewhere = match href[..end].to_ascii_lowercase().as_str() {
        "http" | "https" => {
            rest.strip_prefix("//").is_some_and(|rest| !rest.is_empty() && !rest.starts_with(['/', '?', '#']))
        }
        "mailto" => !rest.is_empty(),
        _ => return Err("should be http, https, mailto or relative"),
    };
    if leads_somewhere { Ok(()) } else { Err("leads nowhere") }
}

fn figure(it: &Figure) -> Checked {
    slug("id", &it.id)?;
    named("name", &it.name)?;
    named("definition", &it.definition)?;
    said("unit", &it.unit)?;
    day("as_of", &it.as_of)?;
    named("counted", &it.counted)?;
    named("out_of", &it.out_of)?;
    slug("rule.id", &it.rule.id)?;
    named("rule.title", &it.rule.title)?;
    said("rule.source", &it.rule.source)?;
    it.rule.in_force_from.iter().try_for_each(|from| day("rule.in_force_from", from))?;
    match &it.value {
        Value::Rate { numerator, denominator, target_basis_points } => {
            ensure(target_basis_points.is_none_or(|target| target <= 10_000), || {
                "the target is above 10000 basis points".into()
            })?;
            within("value", *numerator, *denominator)?;
        }
        Value::Ratio { numerator, denominator } => within("value", *numerator, *denominator)?,
        Value::Series { points } => {
            ensure(!points.is_empty(), || "the series has no points".into())?;
            points.iter().try_for_each(|point| said("value.points.label", &point.label))?;
        }
    }
    let a_series = matches!(it.value, Value::Series { .. });
    for part in &it.scope {
        said("scope.name", &part.name)?;
        match (part.numerator, part.denominator) {
            (Some(numerator), Some(denominator)) if !a_series => within(&part.name, numerator, denominator)?,
            (Some(_), None) | (None, Some(_)) => {
                return Err(format!("{}: only one of numerator and denominator is there", part.name));
            }
            _ => {}
        }
    }
    Ok(())
}

fn within(place: &str, numerator: u64, denominator: u64) -> Checked {
    ensure(numerator <= denominator, || format!("{place}: {numerator} of {denominator} is more than all"))
}

/// A day spelt exactly `YYYY-MM-DD`; the parser alone would take other spellings too.
pub(crate) fn day(place: &str, text: &str) -> Checked {
    let sound = text.parse::<Date>().is_ok_and(|date| date.to_string() == text);
    ensure(sound, || format!("{place}: \"{text}\" is not a day like 2026-04-08"))
}

fn slug(place: &str, text: &str) -> Checked {
    ensure(is_slug(text), || format!("{place}: \"{text}\" should have only a-z, 0-9 and -"))
}

fn named(place: &str, text: &Text) -> Checked {
    said(place, &text.vi)
}

pub(crate) fn said(place: &str, text: &str) -> Checked {
    ensure(!text.trim().is_empty(), || format!("{place} is blank"))
}

pub(crate) fn ensure(holds: bool, otherwise: impl FnOnce() -> String) -> Checked {
    if holds { Ok(()) } else { Err(otherwise()) }
}
