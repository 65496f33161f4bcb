//! Where a unit came from and what became of it, drawn: for each event the old units stand left, the new ones right, and a
//! line leads from each to each. A table says the same. The drawing is as wide as a telephone; it is not laid out again.

use crate::identity::reach::Officer;
use crate::identity::right::Right;
use crate::org::lineage::{Edge, Past};
use crate::org::{name_on, whenever};
use crate::shell::{Office, Shell};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use kit::clock::Day;
use kit::db::Conn;
use kit::failure::Failure;
use kit::page::html;
use kit::words::Words;

/// All measures are in pixels of a telephone 360 pixels wide.
const WIDTH: usize = 328;
const BOX: usize = 140;
const LINE: usize = 18;
const PAD: usize = 9;
const GAP: usize = 10;
/// So many letters fit into a line of a box.
const LETTERS: usize = 19;

/// A unit in the drawing.
pub(super) struct Node {
    unit: Option<i64>,
    x: usize,
    y: usize,
    height: usize,
    /// The lines of its name, with the place of each.
    lines: Vec<(usize, String)>,
    href: String,
    /// Whether it is the unit that the page is about.
    own: bool,
}

/// One event, drawn.
pub(super) struct Drawing {
    width: usize,
    height: usize,
    nodes: Vec<Node>,
    /// (path, whether only a part went over)
    lines: Vec<(String, bool)>,
    label: String,
    /// (from, to, how much)
    rows: Vec<(String, String, String)>,
}

struct Event {
    words: String,
    day: String,
    paper: String,
    href: String,
    drawing: Drawing,
}

#[derive(Template)]
#[template(path = "org/pages/chart.html")]
struct ChartPage {
    shell: Shell,
    unit: String,
    back: String,
    box_width: usize,
    events: Vec<Event>,
}

pub(super) async fn show(
    State(office): State<Office>,
    officer: Officer,
    Path(uid): Path<String>,
) -> Result<Response, Failure> {
    let (w, today) = (officer.words(), office.clock.today());
    let mut conn = office.db.read().await?;
    // Of a unit that never was the same is asked as of one out of reach: the answer takes as long.
    let (unit, last) = whenever(&mut conn, &uid).await?.unwrap_or_default();
    let day = if officer.tree.get(unit).is_some() { today } else { last.unwrap_or(Day::of(9999, 12, 31)) };
    let past = office.trees.past(&mut conn, day, today).await?;
    if !officer.may_then(&past, Right::ReadOrganisation, unit) {
        return Err(if officer.reaches(unit) { Failure::Forbidden } else { Failure::NotFound });
    }
    let mut events = Vec::new();
    for edges in past.lineage.around(unit) {
        let first = edges[0];
        let seen = super::event::may_see_event(&officer, &past, first.decided_at);
        events.push(Event {
            words: w.say(&format!("change-kind-{}", first.kind)),
            day: first.day.written(),
            paper: first.paper.clone(),
            href: if seen { super::event::event_address(&first.uid) } else { String::new() },
            drawing: draw(&mut conn, (w, &officer, &past), &edges, unit).await?,
        });
    }
    let page = ChartPage {
        shell: office.shell(&officer),
        unit: name_on(&mut conn, unit, today).await?.0,
        back: format!("/van-phong/to-chuc/{uid}"),
        box_width: BOX,
        events,
    };
    html(StatusCode::OK, &page)
}

/// The drawing of an event's edges.
async fn draw(
    conn: &mut Conn,
    (w, officer, past): (Words, &Officer, &Past),
    edges: &[&Edge],
    own: i64,
) -> Result<Drawing, Failure> {
    // A new unit came from nowhere only when it came from no other.
    let has_source = |unit: Option<i64>| edges.iter().any(|edge| edge.to_unit == unit && edge.from_unit.is_some());
    let mut edges: Vec<&Edge> =
        edges.iter().copied().filter(|edge| edge.from_unit.is_some() || !has_source(edge.to_unit)).collect();
    let mut right: Vec<Option<i64>> = Vec::new();
    edges.iter().for_each(|edge| {
        if !right.contains(&edge.to_unit) {
            right.push(edge.to_unit)
        }
    });
    let place = |unit: Option<i64>| right.iter().position(|known| *known == unit).unwrap_or(0);
    // Old units in the order of where they went: few lines cross.
    edges.sort_by_key(|edge| (place(edge.to_unit), edge.from_unit));
    let mut left: Vec<Option<i64>> = Vec::new();
    edges.iter().for_each(|edge| {
        if !left.contains(&edge.from_unit) {
            left.push(edge.from_unit)
        }
    });
    let day = edges[0].day;
    let mut columns = Vec::new();
    for (units, at, x) in [(&left, day.plus_days(-1), 0), (&right, day, WIDTH - BOX)] {
        let mut nodes = Vec::new();
        for unit in units {
            let (name, uid) = match unit {
                Some(unit) => name_on(conn, *unit, at).await?,
                None => (w.say("change-new"), String::new()),
            };
            let reads = unit.is_some_and(|unit| officer.may_then(past, Right::ReadOrganisation, unit));
            let href = if reads { format!("/van-phong/to-chuc/{uid}?ngay={at}") } else { String::new() };
            let lines = wrap(&name);
            let height = lines.len().max(2) * LINE + 2 * PAD;
            let first = (height - lines.len() * LINE) / 2 + LINE - 5;
            let lines = lines.into_iter().enumerate().map(|(nth, line)| (first + nth * LINE, line)).collect();
            nodes.push((name, Node { unit: *unit, x, y: 0, height, lines, href, own: *unit == Some(own) }));
        }
        columns.push(nodes);
    }
    let tall = |nodes: &[(String, Node)]| nodes.iter().map(|(_, node)| node.height + GAP).sum::<usize>() - GAP;
    let height = columns.iter().map(|nodes| tall(nodes)).max().unwrap_or(0);
    for nodes in &mut columns {
        // The shorter column stands evenly spread beside the longer one.
        let spare = (height - tall(nodes)) / nodes.len().max(1);
        let mut y = spare / 2;
        for (_, node) in nodes.iter_mut() {
            node.y = y;
            node.lines.iter_mut().for_each(|(at, _)| *at += y);
            y += node.height + GAP + spare;
        }
    }
    let find = |column: &[(String, Node)], unit: Option<i64>| {
        column.iter().find(|(_, node)| node.unit == unit).map(|(name, node)| (name.clone(), node.y + node.height / 2))
    };
    let (mut lines, mut rows) = (Vec::new(), Vec::new());
    for edge in &edges {
        let ends = find(&columns[0], edge.from_unit).zip(find(&columns[1], edge.to_unit));
        let Some(((from, y1), (to, y2))) = ends else { continue };
        let (x1, x2, middle) = (BOX, WIDTH - BOX, WIDTH / 2);
        let part = edge.share == "part";
        lines.push((format!("M{x1} {y1}C{middle} {y1} {middle} {y2} {x2} {y2}"), part));
        let shared = |other: &&Edge| other.from_unit == edge.from_unit && other.share == "part";
        let share = match (part, edges.iter().any(shared)) {
            (true, _) => "chart-part",
            (_, true) => "chart-rest",
            _ => "chart-all",
        };
        rows.push((from, to, w.say(share)));
    }
    let label = w.with("chart-label", "day", day.written());
    let nodes = columns.into_iter().flatten().map(|(_, node)| node).collect();
    Ok(Drawing { width: WIDTH, height: height + 2, nodes, lines, label, rows })
}

/// A name in lines that fit into a box, broken between words.
fn wrap(name: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in name.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= LETTERS => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_fit_into_their_boxes() {
        for (name, lines) in [
            ("Chi bộ ấp 3", vec!["Chi bộ ấp 3"]),
            ("Đảng bộ phường Thới Sơn", vec!["Đảng bộ phường Thới", "Sơn"]),
            (
                "Đoàn Thanh niên Cộng sản Hồ Chí Minh xã Núi Cấm",
                vec!["Đoàn Thanh niên", "Cộng sản Hồ Chí", "Minh xã Núi Cấm"],
            ),
        ] {
            assert_eq!(wrap(name), lines);
        }
    }
}
