//! How blocks stand in the list of a portal's page.

use crate::layout::{Block, Kind, PublicList};
use crate::newsroom::media::Media;
use kit::clock::Day;
use kit::db::Conn;
use kit::failure::Failure;
use kit::words::Words;
use std::cmp::Ordering;

/// A block in the list.
pub(super) struct Row {
    pub(super) number: usize,
    pub(super) name: String,
    pub(super) told: String,
    pub(super) days: String,
    pub(super) state: &'static str,
    pub(super) state_name: String,
    pub(super) first: bool,
    pub(super) last: bool,
}

/// How a block stands in the list.
pub(super) async fn row(
    conn: &mut Conn,
    w: Words,
    (number, block): (usize, &Block),
    unit: i64,
    (lists, today): (&[PublicList], Day),
) -> Result<Row, Failure> {
    let known = |is_topic: bool| lists.iter().find(|list| list.is_topic == is_topic && list.slug == block.about);
    let list = |is_topic: bool| known(is_topic).map_or(block.about.clone(), |list| list.name.clone());
    let count = |key: &str| w.count(key, i64::from(block.most));
    let told = match block.kind {
        Kind::Lead if block.about.is_empty() => w.say("layout-told-lead"),
        Kind::Lead => w.with("layout-told-one", "article", block.about.as_str()),
        Kind::Latest => count("layout-told-latest"),
        Kind::Section => format!("{}, {}", list(false), count("layout-told-latest")),
        Kind::Topic => format!("{}, {}", list(true), count("layout-told-latest")),
        Kind::Articles => w.count("layout-told-articles", block.articles().len() as i64),
        Kind::Topics | Kind::Counters => String::new(),
        Kind::Banner => {
            let media = match block.picture.parse() {
                Ok(id) => Media::of_unit(conn, unit, id).await?,
                Err(_) => None,
            };
            [media.map(|media| media.alt).unwrap_or_default(), block.href.clone()].join(" ").trim().to_owned()
        }
        Kind::Contact => block.found.address.clone(),
        Kind::Monitor => [block.about.as_str(), &block.href].join(" "),
        Kind::Links => block.links().into_iter().map(|(name, ..)| name).collect::<Vec<_>>().join(", "),
    };
    let written = |day: &str| Day::parse(day).map_or_else(String::new, Day::written);
    let days = match (block.from.is_empty(), block.until.is_empty()) {
        (true, true) => String::new(),
        (false, true) => w.with("layout-days-from", "from", written(&block.from)),
        (true, false) => w.with("layout-days-until", "until", written(&block.until)),
        (false, false) => {
            w.fill("layout-days", &[("from", written(&block.from).into()), ("until", written(&block.until).into())])
        }
    };
    let is_empty = match block.kind {
        Kind::Section => known(false).is_none(),
        Kind::Topic => known(true).is_none(),
        _ => false,
    };
    let (state, key) = match block.on(today) {
        Ordering::Less => ("wait", "later"),
        Ordering::Greater => ("off", "over"),
        Ordering::Equal if is_empty => ("off", "empty"),
        Ordering::Equal => ("done", "stands"),
    };
    let kind = w.say(&format!("layout-kind-{}", block.kind.word()));
    let name = if block.title.is_empty() { kind } else { format!("{kind}: {}", block.title) };
    let state_name = w.say(&format!("layout-block-{key}"));
    Ok(Row { number, name, told, days, state, state_name, first: false, last: false })
}
