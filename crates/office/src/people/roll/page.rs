//! The page of the members' list, and the same list as a file.

use super::columns::{COLUMNS, NAMES, cell, put_in_order, shown};
use super::filters::{self, BY, CHOSEN, DAY, FILTERS, UNIT, UNIT_TEXT, Wanted, chips};
use super::name::named;
use super::view::{Facet, N, View};
use super::{KEY, PATH, saving};
use crate::identity::reach::Officer;
use crate::identity::right::Right;
use crate::list::batch::Batch;
use crate::list::pages::{Kept, kept};
use crate::list::{self, Ask, FILE, Head, KINDS, Line, Pages, ROWS, Sifted, Table, VALUES};
use crate::org::Tree;
use crate::org::lineage::Past;
use crate::org::pages::grouping::{Switch, TODAY, of_heir};
use crate::people::opened;
use crate::people::pages::address;
use crate::people::pages::record::residence;
use crate::shell::{Office, Shell};
use askama::Template;
use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::response::Response;
use kit::clock::{Day, Ts};
use kit::failure::Failure;
use kit::form::Form;
use kit::page::{html, see_other};
use kit::words::Words;
use std::collections::HashSet;
use std::sync::Arc;

/// The kind of those whose records are kept elsewhere.
const IN_TOUCH: &str = "cu-tru";
/// Units that a typed name is offered at most.
const OFFERED: usize = 20;

/// What was found.
pub(super) struct Found {
    pub(super) view: Arc<View>,
    /// What was typed, and what of it cannot be read: nobody is found then.
    pub(super) form: Form,
    /// Those that are asked for, in the order that is asked for.
    pub(super) hits: Vec<u32>,
    counts: [[u32; VALUES]; N],
    at_units: Vec<u32>,
    reach: Vec<bool>,
    pub(super) past: Past,
    today: Arc<Tree>,
    /// On an earlier day those of the page whose records are still within reach.
    opened: Option<HashSet<i64>>,
}

/// Finds who is asked for among those whom the officer may see on the day.
pub(super) async fn find(office: &Office, officer: &Officer, ask: &Ask) -> Result<Found, Failure> {
    if officer.roots(Right::ReadPeople).is_empty() {
        return Err(Failure::Forbidden);
    }
    let (w, today) = (officer.words(), office.clock.today());
    let mut form = Form::filled(FILTERS.iter().map(|name| (*name, ask.get(name))));
    let day = match ask.get(DAY) {
        "" => today,
        typed => match Day::parse(typed) {
            Some(day) => {
                form.set(DAY, day.written());
                day
            }
            None => {
                form.wrong(DAY, filters::unfit(w, DAY, "wrong-day"));
                today
            }
        },
    };
    let mut conn = office.db.read().await?;
    let by_today = day < today && ask.get(BY) == TODAY;
    let view = office.roll_on(&mut conn, day, by_today).await?;
    let past = office.trees.past(&mut conn, day, today).await?;
    drop(conn);
    let reach = filters::reach(officer, &past, &view.tree);
    let wanted = filters::read(officer, ask, &mut form, &view, reach.clone())?;
    let order = list::order(COLUMNS, ask, NAMES.key);
    let (of, sound) = (view.clone(), form.is_sound());
    let sifted = tokio::task::spawn_blocking(move || in_order(&of, &wanted, order, sound)).await;
    let (Sifted { hits, counts }, at_units) = sifted.map_err(anyhow::Error::from)?;
    Ok(Found { view, form, hits, counts, at_units, reach, past, today: officer.tree.clone(), opened: None })
}

fn in_order(view: &View, wanted: &Wanted, order: (&str, bool), sound: bool) -> (Sifted<N>, Vec<u32>) {
    let (mut found, at_units) = wanted.sift(view);
    if !sound {
        found.hits.clear();
    }
    put_in_order(view, &mut found.hits, order);
    (found, at_units)
}

#[derive(Template)]
#[template(path = "people/roll/list.html")]
struct ListPage {
    shell: Shell,
    form: Form,
    found: String,
    path: &'static str,
    /// What is asked for, as a query.
    asked: String,
    everybody: String,
    narrowed: bool,
    /// Units whose names hold what was typed, when there are several: (address, name, above, how many).
    offered: Vec<(String, String, String, String)>,
    units: Vec<(String, String)>,
    /// The filters that are always seen, and the others.
    first: Vec<Choice>,
    others: Vec<Choice>,
    /// Whether one of the others cannot be read; what they ask for stands above the table in any case.
    more: bool,
    /// What the forms carry along.
    kept_fields: Vec<(String, String)>,
    all_fields: Vec<(String, String)>,
    column_fields: Vec<(String, String)>,
    chips: Vec<(String, String)>,
    /// From the units of the day to those of today, for an earlier day.
    switch: Option<Switch>,
    table: Table,
    pages: Pages,
    columns: Vec<(String, String, bool)>,
    files: Vec<(String, String)>,
    kept: Vec<Kept>,
    keep: String,
    select_all: String,
    keeps: bool,
    undo: Option<Undo>,
}

/// A filter with its values and their counts.
struct Choice {
    name: &'static str,
    label: String,
    options: Vec<(String, String)>,
}

/// What can still be taken back.
pub(super) struct Undo {
    done: String,
    href: String,
    until: String,
    seconds: i64,
}

pub(super) async fn list(State(office): State<Office>, officer: Officer, uri: Uri) -> Result<Response, Failure> {
    let w = officer.words();
    let mut ask = Ask::read(PATH, FILTERS, uri.query().unwrap_or_default());
    if ask.get(Facet::Kind.names().0) == IN_TOUCH {
        return Ok(see_other(&residence::of(&ask)));
    }
    let mut found = match find(&office, &officer, &ask).await {
        Err(Failure::NotFound) => {
            let mut conn = office.db.read().await?;
            return Ok(see_other(&of_heir(&mut conn, (&office, &officer), &ask, Right::ReadPeople).await?));
        }
        found => found?,
    };
    let offered = match ask.get(UNIT_TEXT) {
        "" => vec![],
        typed => units_named(&found, typed),
    };
    if let [unit] = offered[..] {
        let uid = found.view.tree.uid(unit).to_owned();
        return Ok(see_other(&ask.link(&[(UNIT_TEXT, ""), (UNIT, &uid)])));
    }
    if offered.is_empty() && !ask.get(UNIT_TEXT).is_empty() {
        found.form.wrong(UNIT_TEXT, w.say("roll-no-such-unit"));
        found.hits.clear();
    }
    if !ask.get(FILE).is_empty() && found.form.is_sound() {
        return saving::save(&office, &officer, &ask, found).await;
    }
    let mut conn = office.db.read().await?;
    let undo = open_batch(&mut conn, &officer, office.clock.now()).await?;
    let kept = kept(&mut conn, &officer, Some(KEY), &ask.query()).await?;
    if found.view.day < found.past.today {
        let first = Pages::new(w, &ask, found.hits.len()).first();
        let shown = found.hits.iter().skip(first).take(ROWS).map(|at| found.view.lines[*at as usize].member.id);
        found.opened = Some(opened(&mut conn, &officer, shown).await?);
    }
    drop(conn);
    let keeps = !officer.roots(Right::KeepPeople).is_empty();
    let page = page(office.shell(&officer), w, &mut ask, found, offered, kept, undo, keeps);
    html(if page.form.is_sound() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }, &page)
}

#[expect(clippy::too_many_arguments, reason = "the parts of one page, put together once")]
fn page(
    shell: Shell,
    w: Words,
    ask: &mut Ask,
    found: Found,
    offered: Vec<i64>,
    kept: Vec<Kept>,
    undo: Option<Undo>,
    keeps: bool,
) -> ListPage {
    let offered_units = offered.iter().take(OFFERED).map(|unit| offer(w, ask, &found, *unit)).collect();
    ask.set(UNIT_TEXT, "");
    let ask = &*ask;
    let order = list::order(COLUMNS, ask, NAMES.key);
    let pages = Pages::new(w, ask, found.hits.len());
    let others = [
        Facet::Age,
        Facet::PartyAge,
        Facet::Exempt,
        Facet::Kind,
        Facet::Post,
        Facet::Lacks,
        Facet::Check,
        Facet::Paper,
    ];
    let more = others.map(|facet| facet.names().0);
    let more_fields = ["tu-tuoi", "den-tuoi", "tu-tuoi-dang", "den-tuoi-dang", "vao-tu", "vao-den", "the", DAY];
    let own = |fields: &[&str]| ask.fields(fields).map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let visible: Vec<&str> = FILTERS.iter().copied().filter(|name| *name != CHOSEN).collect();
    let saved: &[&str] = if found.hits.is_empty() { &[] } else { &KINDS };
    ListPage {
        shell,
        found: w.count("roll-found", found.hits.len() as i64),
        path: PATH,
        asked: ask.query(),
        everybody: ask.link(&FILTERS.iter().map(|name| (*name, "")).collect::<Vec<_>>()),
        narrowed: ask.is_narrowed(),
        offered: offered_units,
        units: units(w, ask, &found),
        first: [Facet::Sex, Facet::Standing].map(|facet| choice(w, ask, &found, facet)).into(),
        others: others.map(|facet| choice(w, ask, &found, facet)).into(),
        more: more.iter().chain(&more_fields).any(|name| found.form.error(name).is_some()),
        kept_fields: own(&visible),
        all_fields: own(&[]),
        column_fields: own(&[list::COLUMNS]),
        chips: chips(w, ask, &found.view),
        switch: switch(w, ask, &found),
        table: table(w, ask, &found, &pages, order),
        pages,
        columns: list::choices(w, COLUMNS, ask),
        files: saved.iter().map(|kind| (kind.to_uppercase(), ask.link(&[(FILE, kind)]))).collect(),
        keep: format!("/van-phong/bo-loc/moi?danh-sach={KEY}&dieu-kien={}", kit::web::encode(&ask.query())),
        kept,
        select_all: w.count("list-select-all", found.hits.len() as i64),
        keeps,
        undo,
        form: found.form,
    }
}

/// The same list by the units of its day and of today; a unit that is not among the other ones gives way to the one that
/// carries on for it, or to all.
fn switch(w: Words, ask: &Ask, found: &Found) -> Option<Switch> {
    let (past, view) = (&found.past, &found.view);
    let by_today = view.tree.day() != view.day;
    let own = view.tree.by_uid(ask.get(UNIT)).map(|unit| unit.id);
    let then = own.filter(|unit| past.tree.get(*unit).is_some()).map_or("", |unit| past.tree.uid(unit));
    let heir = own.map(|unit| if by_today { unit } else { past.heir(unit) });
    let heir = heir.map_or(String::new(), |unit| found.today.uid(unit).to_owned());
    let links = (ask.link(&[(BY, ""), (UNIT, then)]), ask.link(&[(BY, TODAY), (UNIT, &heir)]));
    (view.day < past.today).then(|| Switch::new(w, view.day, by_today, links))
}

fn table(w: Words, ask: &Ask, found: &Found, pages: &Pages, order: (&str, bool)) -> Table {
    let columns = list::chosen(COLUMNS, ask);
    let view = &found.view;
    let line = |(nth, at): (usize, &u32)| {
        let line = &view.lines[*at as usize];
        Line {
            value: line.member.uid().to_owned(),
            number: w.number(nth as i64 + 1),
            name: line.member.name().to_owned(),
            href: match found.opened.as_ref().is_none_or(|opened| opened.contains(&line.member.id)) {
                true => address(line.member.uid()),
                false => String::new(),
            },
            mark: if line.member.check_on(view.day).is_some() { w.say("roll-to-check") } else { String::new() },
            cells: columns
                .iter()
                .map(|column| list::Cell { text: shown(cell(w, view, line, column.key)), number: column.number })
                .collect(),
        }
    };
    Table {
        caption: pages.place.clone(),
        names: Head::new(w, &NAMES, ask, order),
        heads: columns.iter().map(|column| Head::new(w, column, ask, order)).collect(),
        lines: found.hits.iter().enumerate().skip(pages.first()).take(ROWS).map(line).collect(),
        selects: true,
        stacks: false,
    }
}

/// A filter with those of its values that somebody has; the one that is chosen in any case.
fn choice(w: Words, ask: &Ask, found: &Found, facet: Facet) -> Choice {
    let (name, label) = facet.names();
    let counts = &found.counts[facet as usize];
    let mut options = match facet {
        Facet::Kind => vec![],
        _ => vec![(String::new(), w.say("roll-any"))],
    };
    for (value, words, bit) in facet.values(w, &found.view.titles) {
        let first = facet == Facet::Kind && value == "chinh";
        if counts[bit] > 0 || ask.get(name) == value || first {
            let counted = [("value", words.into()), ("n", w.number(i64::from(counts[bit])).into())];
            options.push((if first { String::new() } else { value }, w.fill("roll-counted", &counted)));
        }
    }
    if facet == Facet::Kind {
        options.push((IN_TOUCH.to_owned(), w.say("residence")));
        options.push((filters::ANY.to_owned(), w.say("roll-all-kinds")));
    }
    Choice { name, label: w.say(label), options }
}

/// The units to go to from here: those above the chosen one, itself, and those right below it, with how many there are.
fn units(w: Words, ask: &Ask, found: &Found) -> Vec<(String, String)> {
    let tree = &found.view.tree;
    let mut sums = vec![0; found.at_units.len() + 1];
    for (at, count) in found.at_units.iter().enumerate() {
        sums[at + 1] = sums[at] + count;
    }
    let here = tree.by_uid(ask.get(UNIT)).map(|unit| unit.id);
    let path: Vec<i64> = here.map_or(vec![], |unit| tree.path(unit));
    let path: Vec<i64> = path.into_iter().filter(|unit| found.reach[tree.places(*unit).start]).collect();
    let reached = |unit: &i64| {
        let above = tree.path(*unit);
        above.len() < 2 || !found.reach[tree.places(above[above.len() - 2]).start]
    };
    let below: Vec<i64> = match here {
        Some(unit) => tree.children(unit).to_vec(),
        None => {
            let roots: Vec<i64> = tree
                .preorder()
                .iter()
                .copied()
                .filter(|unit| found.reach[tree.places(*unit).start])
                .filter(reached)
                .collect();
            // One branch is opened at once.
            if let [root] = roots[..] { [&[root], tree.children(root)].concat() } else { roots }
        }
    };
    let one = |unit: i64, depth: usize| {
        let places = tree.places(unit);
        let n = sums[places.end] - sums[places.start];
        let counted = [("value", tree.name(unit).into()), ("n", w.number(i64::from(n)).into())];
        let indent = "\u{a0}\u{a0}\u{a0}".repeat(depth);
        (n, (tree.uid(unit).to_owned(), format!("{indent}{}", w.fill("roll-counted", &counted))))
    };
    let mut options = vec![(String::new(), w.say("roll-all-units"))];
    options.extend(path.iter().enumerate().map(|(depth, unit)| one(*unit, depth).1));
    options
        .extend(below.into_iter().map(|unit| one(unit, path.len())).filter(|(n, _)| *n > 0).map(|(_, option)| option));
    options
}

/// The units within reach whose names hold these words, in the tree's order.
fn units_named(found: &Found, typed: &str) -> Vec<i64> {
    let tree = &found.view.tree;
    let within = tree.preorder().iter().zip(&found.reach).filter(|(_, reached)| **reached).map(|(unit, _)| *unit);
    named(typed, within.map(|unit| (unit, tree.name(unit))))
}

fn offer(w: Words, ask: &Ask, found: &Found, unit: i64) -> (String, String, String, String) {
    let tree = &found.view.tree;
    let n: u32 = found.at_units[tree.places(unit)].iter().sum();
    let above: Vec<&str> =
        tree.path(unit).into_iter().filter(|above| *above != unit).map(|above| tree.name(above)).collect();
    let href = ask.link(&[(UNIT_TEXT, ""), (UNIT, tree.uid(unit))]);
    (href, tree.name(unit).to_owned(), above.join(", "), w.count("roll-found", i64::from(n)))
}

/// What can still be taken back by whoever asks.
async fn open_batch(conn: &mut kit::db::Conn, officer: &Officer, now: Ts) -> Result<Option<Undo>, Failure> {
    let w = officer.words();
    let open = Batch::open(conn, officer.account, now).await?;
    Ok(open.map(|batch| {
        let (hour, minute) = batch.until_at.clock_time();
        let seconds = batch.until_at.0.div_euclid(kit::clock::SECOND);
        Undo {
            done: w.count(&format!("done-{}", batch.verb.replace('.', "-")), batch.size),
            href: format!("{PATH}/loat/{}/hoan-tac", batch.uid),
            until: format!("{hour:02}:{minute:02}:{:02}", seconds.rem_euclid(60)),
            seconds: ((batch.until_at.0 - now.0) / kit::clock::SECOND).max(1),
        }
    }))
}
