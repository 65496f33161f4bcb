//! What is looked at before an article is published. What the rule names stands in the way; the rest is told.

mod change;
mod inside;
pub mod names;
pub mod personal;

use super::beside::{self, has_readers};
use super::media::Media;
use super::outside::{self, Trusted};
use super::translation::{edition_of, text_of, untranslated};
use super::{Article, NewsError, markdown};
use crate::layout::Mirror;
use crate::org::Tree;
use crate::org::lineage::Lineage;
use crate::papers::{Named, Paper, Validity, named_in};
use bridge::print::Printer;
use bridge::{Block, Edition, heading_ids};
use kit::clock::{Day, Ts};
use kit::db::Conn;
use names::{Flaw, Names};
use rules::{Check, NewsroomRule};
use std::collections::HashSet;

pub(crate) use change::look_at_change;
pub(crate) use inside::{leads_somewhere, own};

/// Something that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// By which check.
    pub check: Check,
    /// The field in which it stands.
    pub field: &'static str,
    /// The message: `check-link-dead`, ….
    pub key: &'static str,
    /// The words it is about, as they stand.
    pub what: String,
    /// What they should be, or lead to; empty when nobody can say.
    pub instead: String,
    /// Whether the rule keeps the article from being published for it.
    pub blocks: bool,
}

/// So many letters of a text in an old charset are shown.
const SHOWN: usize = 80;

/// Looks at an article as it would be published now. `mirror` tells what readers have.
///
/// # Errors
/// Those of composing it.
pub async fn look(
    conn: &mut Conn,
    (rule, mirror): (&NewsroomRule, &Mirror),
    tree: &Tree,
    (article, edition): (&Article, &Edition),
    now: Ts,
) -> Result<Vec<Finding>, NewsError> {
    let by = (rule, mirror);
    let mut found = in_words(conn, by, (tree, article.unit_id), (edition, &texts(article, edition)), now).await?;
    let attached = beside::papers(&article.attached).unwrap_or_default();
    papers(conn, tree, (article.unit_id, now.day()), ("attached", attached), &mut found).await?;
    for number in beside::articles(&article.related).unwrap_or_default() {
        if !has_readers(conn, number).await? {
            found.push(finding(Check::LinksInside, "related", "check-link-dead", &number.to_string(), ""));
        }
    }
    changed_figures(conn, article, edition, &mut found).await?;
    translation(conn, article, &mut found).await?;
    unsaid(conn, article, &mut found).await?;
    if article.edition > 0 && article.correction.trim().is_empty() && article.fate.is_empty() {
        found.push(finding(Check::ChangeNote, "correction", "check-no-note", "", ""));
    }
    Ok(ordered(found, rule))
}

/// Each once, with whether it stands in the way; what does comes first.
fn ordered(mut found: Vec<Finding>, rule: &NewsroomRule) -> Vec<Finding> {
    for finding in &mut found {
        finding.blocks = rule.blocking.contains(&finding.check);
    }
    found.sort_by_key(|finding| !finding.blocks);
    found.dedup();
    found
}

/// What is found in the words of an edition of a unit's newsroom, whatever becomes of it.
async fn in_words(
    conn: &mut Conn,
    by: (&NewsroomRule, &Mirror),
    (tree, unit): (&Tree, i64),
    (edition, texts): (&Edition, &[(&'static str, String)]),
    now: Ts,
) -> Result<Vec<Finding>, NewsError> {
    let mut found = Vec::new();
    links(conn, by, (tree, unit), (edition, now), &mut found).await?;
    headings(&edition.body, &mut found);
    let says = |field: &str| texts.iter().any(|(name, text)| *name == field && !text.trim().is_empty());
    if !says("lead") && !says("body") && edition.photos().is_empty() {
        found.push(finding(Check::Text, "body", "check-no-text", "", ""));
    }
    for (field, text) in texts.iter().map(|(field, text)| (*field, text.as_str())) {
        found.extend(old_font(field, text));
        for number in personal::numbers(text) {
            let key = match number.kind {
                personal::Kind::Phone => "check-phone",
                personal::Kind::CitizenId => "check-citizen-id",
            };
            found.push(finding(Check::PersonalData, field, key, number.text, ""));
        }
    }
    let names = unit_names(conn, tree, (unit, now.day())).await?;
    for (field, text) in texts.iter().map(|(field, text)| (*field, text.as_str())) {
        for flaw in names.flaws(text) {
            found.push(match flaw {
                Flaw::Former { written, now } => finding(Check::UnitNames, field, "check-name-former", written, &now),
                Flaw::Misspelt { written, right } => {
                    finding(Check::UnitNames, field, "check-name-misspelt", written, &right)
                }
            });
        }
        papers(conn, tree, (unit, now.day()), (field, named_in(text)), &mut found).await?;
    }
    Ok(found)
}

fn finding(check: Check, field: &'static str, key: &'static str, what: &str, instead: &str) -> Finding {
    Finding { check, field, key, what: what.to_owned(), instead: instead.to_owned(), blocks: false }
}

/// The first line that is in the charset of an old font: readers would see other letters than were meant.
fn old_font(field: &'static str, text: &str) -> Option<Finding> {
    let few = |text: &str| text.chars().take(SHOWN).collect::<String>();
    text.lines().find_map(|line| {
        let (decoded, _) = viet::decode_auto(line);
        let meant = decoded.with_capitals();
        (decoded.text != line).then(|| finding(Check::OldFont, field, "check-old-font", &few(line), &few(&meant)))
    })
}

/// Papers that a text names and that hold no longer, or not yet, or that the register of their own letters does not have. One
/// of other letters is passed over: most papers that are cited were never registered here.
async fn papers(
    conn: &mut Conn,
    tree: &Tree,
    (unit, day): (i64, Day),
    (field, cited): (&'static str, Vec<Named>),
    found: &mut Vec<Finding>,
) -> Result<(), NewsError> {
    for named in cited {
        let known = Paper::of_symbol(conn, &named.symbol).await?;
        let near = |at: i64| tree.is_within(at, unit) || tree.is_within(unit, at);
        let Some(paper) = known.iter().filter(|paper| near(paper.unit_id)).find(|paper| named.is(paper)) else {
            if is_unknown(conn, &named, near).await? {
                found.push(finding(Check::Papers, field, "check-paper-unknown", &named.symbol, ""));
            }
            continue;
        };
        let key = match paper.validity(day) {
            Validity::Holds => continue,
            Validity::Lapsed => "check-paper-lapsed",
            Validity::ToCome => "check-paper-to-come",
        };
        found.push(finding(Check::Papers, field, key, &named.symbol, ""));
    }
    Ok(())
}

/// Whether a paper should be in a register near the newsroom, by its letters, number and day, and is not.
async fn is_unknown(conn: &mut Conn, named: &Named, near: impl Fn(i64) -> bool) -> Result<bool, NewsError> {
    let Some((no, letters)) = named.symbol.split_once('-').filter(|(_, letters)| !letters.contains(['%', '_'])) else {
        return Ok(false);
    };
    let no: i64 = no.parse().unwrap_or(0);
    let sql = "SELECT p.unit_id, s.base, min(p.issued_on) FROM paper p JOIN paper_series s ON s.id = p.series_id
               WHERE p.direction <> 'in' AND p.symbol LIKE $1 GROUP BY p.unit_id, s.id, s.base";
    let own: Vec<(i64, i64, String)> = conn.all(sql, &[&format!("%-{letters}")]).await?;
    let mut own = own.into_iter().filter(|(unit, ..)| near(*unit)).peekable();
    // What is older than the register, or was numbered in the book before it, need not be there.
    let covers = |(_, base, first): (i64, i64, String)| {
        no > base && named.issued_on.is_none_or(|day| Day::parse(&first).is_some_and(|first| first <= day))
    };
    Ok(own.peek().is_some() && own.all(covers))
}

/// The fields with words, without any marks.
fn texts(article: &Article, edition: &Edition) -> Vec<(&'static str, String)> {
    let printer = Printer { edition, english: false, mark: "", href: &|_| String::new() };
    vec![
        ("headline", article.headline.clone()),
        ("kicker", article.kicker.clone()),
        ("lead", printer.plain(&edition.lead)),
        ("body", printer.lines(&edition.body)),
        ("byline", article.byline.clone()),
        ("source", article.source.clone()),
        ("byline_post", article.byline_post.clone()),
        ("correction", article.correction.clone()),
    ]
}

async fn links(
    conn: &mut Conn,
    (rule, mirror): (&NewsroomRule, &Mirror),
    (tree, unit): (&Tree, i64),
    (edition, now): (&Edition, Ts),
    found: &mut Vec<Finding>,
) -> Result<(), NewsError> {
    let trusted = Trusted::at(conn, tree, unit).await?;
    let is_trusted = |host: &str| {
        let office = trusted.iter().map(|trusted| trusted.host.as_str());
        outside::is_trusted(host, rule.trusted_hosts.iter().map(String::as_str).chain(office))
    };
    let lead = outside::links_in(&[Block::Paragraph(edition.lead.clone())]).into_iter().map(|link| ("lead", link));
    let body = outside::links_in(&edition.body).into_iter().map(|link| ("body", link));
    let ids = heading_ids(&edition.body);
    let (hosts, pictures) = (mirror.hosts(conn).await?, edition.pictures());
    for (field, link) in lead.chain(body).collect::<Vec<_>>() {
        if let Some(id) = link.strip_prefix('#') {
            if !ids.iter().any(|known| known == id) {
                let known = ids.iter().map(|id| format!("#{id}")).collect::<Vec<_>>().join(", ");
                found.push(finding(Check::LinksInside, field, "check-link-part", &link, &known));
            }
            continue;
        }
        match own(&hosts, ("", &link)) {
            // A picture that the text itself shows has readers with it.
            Some((_, path)) if pictures.contains(&path) => {}
            Some((key, path)) => {
                if !leads_somewhere(conn, (mirror, &key), &path, now).await? {
                    found.push(finding(Check::LinksInside, field, "check-link-dead", &link, ""));
                }
            }
            None => {
                let host = outside::host(&link).unwrap_or_default();
                if !is_trusted(&host) {
                    found.push(finding(Check::LinksOutside, field, "check-link-unknown", &link, &host));
                }
            }
        }
    }
    Ok(())
}

/// Headings begin with the second level and leave none out.
fn headings(blocks: &[Block], found: &mut Vec<Finding>) {
    let mut above = 1;
    for block in blocks {
        let Block::Heading { level, text } = block else { continue };
        let words = text.iter().map(words_of).collect::<String>();
        if *level > above + 1 {
            found.push(finding(Check::Headings, "body", "check-heading-step", &words, ""));
        }
        if words.trim().is_empty() {
            found.push(finding(Check::Headings, "body", "check-heading-empty", "", ""));
        }
        above = *level;
    }
}

fn words_of(inline: &bridge::Inline) -> String {
    match inline {
        bridge::Inline::Text(text) => text.clone(),
        bridge::Inline::Strong(inner) | bridge::Inline::Emphasis(inner) | bridge::Inline::Link { text: inner, .. } => {
            inner.iter().map(words_of).collect()
        }
        bridge::Inline::Figure { id, .. } => id.clone(),
    }
}

/// The names that units of a newsroom's branch and above it have on a day, and those that they have no longer. Others are
/// not looked for: what is written rightly or wrongly would tell of them.
async fn unit_names(conn: &mut Conn, tree: &Tree, (unit, day): (i64, Day)) -> Result<Names, NewsError> {
    let near: HashSet<i64> = tree.branch(unit).iter().copied().chain(tree.path(unit)).collect();
    let sql = "SELECT unit_id, name FROM unit_name WHERE to_day IS NOT NULL AND to_day <= $1 AND to_day > from_day";
    let former: Vec<(i64, String)> = conn.all(sql, &[&day.to_string()]).await?;
    let lineage = if former.is_empty() { None } else { Some(Lineage::read(conn).await?) };
    let heir = |unit: i64| lineage.as_ref().map_or(unit, |lineage| lineage.heir(unit, day));
    let former: Vec<(String, String)> = former
        .into_iter()
        .map(|(unit, name)| (heir(unit), name))
        .filter(|(heir, _)| near.contains(heir))
        .map(|(heir, name)| (name, tree.name(heir).to_owned()))
        .collect();
    let current = near.iter().filter_map(|unit| tree.get(*unit)).map(|unit| unit.name.as_str());
    Ok(Names::new(current, former.iter().map(|(name, now)| (name.as_str(), now.as_str()))))
}

/// Pictures of which nobody has said what they show.
async fn unsaid(conn: &mut Conn, article: &Article, found: &mut Vec<Finding>) -> Result<(), NewsError> {
    let blocks = markdown::blocks(&article.body);
    let body = blocks.iter().filter_map(markdown::picture_of).filter(|(_, words)| words.is_none());
    let shown = body.map(|(number, _)| ("body", number)).chain([("picture", article.picture.as_str())]);
    for (field, number) in shown.filter(|(_, number)| !number.is_empty()) {
        let Ok(id) = number.parse::<i64>() else { continue };
        let media = Media::of_unit(conn, article.unit_id, id).await?;
        if media.is_some_and(|media| media.alt.trim().is_empty()) {
            found.push(finding(Check::AltText, field, "check-no-alt", number, ""));
        }
    }
    Ok(())
}

/// What of a translation is still the original's, and whether that one has moved on or is gone.
async fn translation(conn: &mut Conn, article: &Article, found: &mut Vec<Finding>) -> Result<(), NewsError> {
    let Some(original) = article.original_id else { return Ok(()) };
    let original = Article::get(conn, original).await?;
    let before = text_of(conn, &original, article.from_edition).await?;
    let fields = [("headline", &before.headline, &article.headline), ("lead", &before.lead, &article.lead)];
    for (field, old, new) in fields.into_iter().chain([("body", &before.body, &article.body)]) {
        let left = untranslated(old, new);
        if let Some(first) = left.first() {
            let first: String = first.chars().take(60).collect();
            let count = left.len().to_string();
            found.push(finding(Check::Untranslated, field, "check-untranslated", &first, &count));
        }
    }
    let key = match (original.is_public(), original.edition > article.from_edition) {
        (false, _) => "check-original-gone",
        (true, true) => "check-original-moved",
        (true, false) => return Ok(()),
    };
    let edition = original.edition.to_string();
    found.push(finding(Check::OriginalMoved, "body", key, &article.from_edition.to_string(), &edition));
    Ok(())
}

/// The figures whose values are others than in the last edition: readers will see it.
async fn changed_figures(
    conn: &mut Conn,
    article: &Article,
    edition: &Edition,
    found: &mut Vec<Finding>,
) -> Result<(), NewsError> {
    let Some(last) = edition_of(conn, article.id, article.edition).await? else { return Ok(()) };
    for figure in &edition.figures {
        let before = last.figures.iter().find(|known| known.id == figure.id);
        let (Some(before), now) = (before.map(|before| before.value.written(false).value), figure.value.written(false))
        else {
            continue;
        };
        if before != now.value {
            found.push(finding(Check::Figures, "body", "check-figure-moved", &before, &now.value));
        }
    }
    Ok(())
}
