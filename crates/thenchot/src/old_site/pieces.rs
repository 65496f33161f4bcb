//! What stood beside the articles of an old site, as pieces that an editor may take: menus, boxes of links, banners.

use super::counts::Counts;
use super::pictures::Pictures;
use super::report::Report;
use kit::clock::Ts;
use kit::files::Files;
use kit::words::Words;
use legacy::clean::{self, Block, Inline, Target};
use legacy::joomla::{Banner, Menu};
use legacy::site::{Article, State, Why};
use office::archive::piece::Piece;
use office::archive::site::Site;

/// More links than this stand in no block.
const MOST: usize = 30;

fn piece(kind: &str, name: &str, lines: Vec<String>) -> Piece {
    let about = lines.into_iter().take(MOST).collect::<Vec<_>>().join("\n");
    let (kind, name) = (kind.to_owned(), name.chars().take(200).collect());
    Piece { kind, name, about, ..Piece::default() }
}

/// A piece as it waits: what another site than the first has is told apart by that site's name.
pub(super) fn apart(piece: &Piece, site: &Site) -> Piece {
    match site.is_first {
        true => piece.clone(),
        false => Piece { name: format!("{} ({})", piece.name, site.name), ..piece.clone() },
    }
}

/// A line of a block of links; signs that mean something there are taken out.
fn line(name: &str, href: &str) -> Option<String> {
    let name = name.replace(['|', '\n', '\r'], " ");
    let name = name.trim();
    (!name.is_empty() && !href.contains('|')).then(|| format!("{name} | {href}"))
}

/// A menu, with its entries where they stand now; what of them leads nowhere is told.
pub(super) fn of_menu(menu: &Menu, counts: &Counts, report: &mut Report) -> Option<Piece> {
    let mut lines = Vec::new();
    for (title, leads) in &menu.links {
        let href = match leads {
            Ok(leads) => counts.place(leads),
            Err(outside) => Some(outside.clone()),
        };
        match href.and_then(|href| line(title, &href)).filter(|_| lines.len() < MOST) {
            Some(line) => lines.push(line),
            None => report.note("legacy-kind-menu", 0, &menu.name, title),
        }
    }
    for (title, link) in &menu.left {
        report.note("legacy-kind-menu", 0, &menu.name, &format!("{title}: {link}"));
    }
    (!lines.is_empty()).then(|| piece("menu", &menu.name, lines))
}

/// The links of a box of text that stood beside the articles, if it had any.
pub(super) fn links_of(article: &Article) -> Option<Piece> {
    if article.state != State::Hidden(Why::Module) {
        return None;
    }
    let mut lines = Vec::new();
    gather(&article.body, &mut lines);
    (!lines.is_empty()).then(|| piece("links", &article.title, lines))
}

fn gather(blocks: &[Block], lines: &mut Vec<String>) {
    for block in blocks {
        match block {
            Block::Heading(_, text) | Block::Paragraph(text) => links(text, lines),
            Block::Quote(inner) => gather(inner, lines),
            Block::List { items, .. } => items.iter().for_each(|item| gather(item, lines)),
            Block::Table(rows) => rows.iter().flatten().for_each(|cell| links(cell, lines)),
            Block::Picture { .. } => {}
        }
    }
}

fn links(text: &[Inline], lines: &mut Vec<String>) {
    for inline in text {
        match inline {
            Inline::Link { href, text } => lines.extend(line(&clean::words(text), href)),
            Inline::Strong(inner) | Inline::Emphasis(inner) => links(inner, lines),
            Inline::Text(_) => {}
        }
    }
}

/// A banner that was shown and whose picture is there; the office gets the original, unless it is only a try.
pub(super) fn of_banner(banner: &Banner, pictures: &mut Pictures, house: Option<&Files>, w: Words) -> Option<Piece> {
    if !banner.shown || banner.picture.is_empty() {
        return None;
    }
    let picture = pictures.get(&banner.picture, w).ok()?;
    let digest = picture.file.split('.').next()?.to_owned();
    if let Some(house) = house {
        house.put(&pictures.bytes(&digest)?).ok()?;
    }
    let href = match clean::target(&banner.href, &[]) {
        Target::Outside(href) if !clean::is_gambling(&href) => href,
        _ => String::new(),
    };
    let day = |at: Option<i64>| at.map_or(String::new(), |at| Ts(at).day().to_string());
    // What ends at midnight was seen the day before for the last time.
    let (from_day, to_day) = (day(banner.from), day(banner.until.map(|at| at - 1)));
    let alt = banner.alt.chars().take(300).collect();
    Some(Piece { picture: digest, href, alt, from_day, to_day, ..piece("banner", &banner.name, vec![]) })
}
