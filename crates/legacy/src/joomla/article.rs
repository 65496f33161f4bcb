//! A row of `content` or `k2_items` as an article.

use super::Site;
use crate::clean::{self, Block, Notes, Options};
use crate::dump::Row;
use crate::site::{Article, State, Why, language, moment, take_lead};

/// The article of a row.
pub fn article(site: &Site, row: &Row) -> Article {
    let k2 = row.table.name.ends_with("k2_items");
    let reading = &site.reading;
    let options = Options { hosts: reading.hosts.clone(), lines: false };
    let (intro, full) = (row.text("introtext"), row.text("fulltext"));
    let (intro, full) = (clean::clean(&intro, &options), clean::clean(&full, &options));
    let apart = !full.blocks.is_empty() && intro.blocks.len() == 1;
    let (mut body, mut notes) = (intro.blocks, intro.notes);
    body.extend(full.blocks);
    notes.join(full.notes);
    let lead = take_lead(&mut body, apart);
    if let Some(picture) = first_picture(row, &options, &mut notes)
        && !body.iter().any(|block| matches!((block, &picture), (Block::Picture { src, .. }, Block::Picture { src: own, .. }) if src == own))
    {
        body.insert(0, picture);
    }
    let id = row.number("id");
    let (section, topic) = site.place(k2, row.number("catid"));
    let time = |column: &str| moment(&row.text(column), reading.offset);
    let alias = row.text("created_by_alias");
    let author = match clean::plain(&alias) {
        // The installer's account signs nothing.
        name if name.is_empty() => site.users.get(&row.number("created_by")).cloned().filter(|name| !is_nobody(name)),
        name => Some(name),
    };
    Article {
        name: format!("{}:{id}", if k2 { "k2" } else { "joomla" }),
        line: row.line,
        title: clean::plain(&row.text("title")),
        alias: row.text("alias").trim().to_owned(),
        state: state(site, row, k2),
        category: row.number("catid"),
        section,
        topic,
        published_at: time("publish_up").or_else(|| time("created")).or_else(|| time("modified")),
        author,
        lang: language(&row.text("language")),
        hits: row.number("hits").max(0),
        lead,
        body,
        notes,
    }
}

fn is_nobody(name: &str) -> bool {
    matches!(
        viet::fold(name).as_str(),
        "" | "administrator" | "admin" | "super user" | "super administrator" | "quan tri" | "quan tri vien"
    )
}

fn state(site: &Site, row: &Row, k2: bool) -> State {
    let (state, reading) = (if k2 { row.number("published") } else { row.number("state") }, &site.reading);
    let time = |column: &str| moment(&row.text(column), reading.offset);
    let everybody = site.everybody();
    let found = match state {
        -2 => State::Gone,
        _ if k2 && row.number("trash") != 0 => State::Gone,
        // 2 is the archive, which was -1 in Joomla 1.5.
        1 | 2 => visible(row.number("access") == everybody, time("publish_up"), time("publish_down"), reading.now),
        -1 if site.old => visible(row.number("access") == everybody, None, None, reading.now),
        _ => State::Hidden(Why::Unpublished),
    };
    let categories = if k2 { &site.k2 } else { &site.categories };
    match found {
        State::Public if !categories.is_open(row.number("catid"), everybody) => State::Hidden(Why::Category),
        found => found,
    }
}

fn visible(everybody: bool, from: Option<i64>, until: Option<i64>, now: i64) -> State {
    match () {
        _ if !everybody => State::Hidden(Why::Restricted),
        _ if from.is_some_and(|from| from > now) => State::Hidden(Why::Later),
        _ if until.is_some_and(|until| until <= now) => State::Hidden(Why::Expired),
        _ => State::Public,
    }
}

/// The picture above the text, which newer sites keep apart.
fn first_picture(row: &Row, options: &Options, notes: &mut Notes) -> Option<Block> {
    let images: serde_json::Value = serde_json::from_slice(row.bytes("images")?).ok()?;
    let said = |name: &str| images.get(name).and_then(|v| v.as_str()).map(str::trim).filter(|text| !text.is_empty());
    let which = ["fulltext", "intro"].into_iter().find(|which| said(&format!("image_{which}")).is_some())?;
    // Joomla 4 writes `images/a.jpg#joomlaImage://…`.
    let src = said(&format!("image_{which}"))?.split('#').next()?;
    match clean::target(src, &options.hosts) {
        clean::Target::Own(src) => {
            let line = |name: &str| said(&format!("image_{which}_{name}")).map(clean::plain).unwrap_or_default();
            Some(Block::Picture { src, alt: line("alt"), caption: line("caption") })
        }
        _ => {
            notes.foreign_pictures.push(src.chars().take(200).collect());
            None
        }
    }
}
