//! The list of papers within reach: what it is narrowed by stands in its address, and it is saved as a file as it is shown.

use super::{address, keepers, kind_name, named, state};
use crate::identity::reach::Officer;
use crate::identity::right::Right;
use crate::list::noted::{Taking, note};
use crate::list::pages::{Kept, kept};
use crate::list::{self, Ask, Column, FILE, Head, KINDS, Line, Mask, Pages, ROWS, Sifted, Table, sift};
use crate::org::lineage::Past;
use crate::org::pages::grouping::branch_of_papers;
use crate::papers::{Direction, Paper, Ruling, Validity};
use crate::shell::{Office, Shell};
use askama::Template;
use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::response::Response;
use kit::clock::Day;
use kit::failure::Failure;
use kit::form::Form;
use kit::page::html;
use kit::words::Words;
use sheet::Cell;

/// Its key among lists whose filters are kept.
pub const KEY: &str = "papers";
/// The list's address.
pub const PATH: &str = "/van-phong/van-ban";
/// What it can be narrowed by.
pub const FILTERS: [&str; 9] = ["ten", "chieu", "loai", "don-vi", "khan", "hieu-luc", "nam", "tu", "den"];

/// The filters that have counts.
const N: usize = 3;

const fn column(key: &'static str, words: &'static str) -> Column {
    Column { key, words, number: false, sorts: false, first: false }
}

const NAMES: Column = Column { sorts: true, ..column("ky-hieu", "papers-symbol") };
const COLUMNS: [Column; 13] = [
    Column { first: true, ..column("trich-yeu", "papers-subject") },
    Column { number: true, sorts: true, first: true, ..column("ngay", "papers-issued-on") },
    Column { first: true, ..column("hieu-luc", "papers-validity") },
    Column { sorts: true, first: true, ..column("co-quan", "papers-issuer") },
    column("chieu", "papers-direction"),
    column("loai", "papers-kind"),
    Column { number: true, sorts: true, ..column("so", "papers-no") },
    Column { number: true, sorts: true, ..column("ngay-den", "papers-arrived-on") },
    column("nguoi-ky", "papers-signer"),
    column("khan", "papers-urgency"),
    column("noi-nhan", "papers-recipients"),
    column("giu-tai", "papers-kept-at"),
    column("so-cua", "papers-unit"),
];

/// A filter: its name in the address, its label, its values.
type Choice = (&'static str, String, Vec<(String, String)>);

/// A paper with its bits.
struct Row {
    paper: Paper,
    masks: [Mask; N],
    text: String,
}

#[derive(Template)]
#[template(path = "papers/pages/list.html")]
struct ListPage {
    shell: Shell,
    form: Form,
    found: String,
    path: &'static str,
    kept_fields: Vec<(String, String)>,
    units: Vec<(String, String)>,
    choices: Vec<Choice>,
    chips: Vec<(String, String)>,
    everything: String,
    columns: Vec<(String, String, bool)>,
    column_fields: Vec<(String, String)>,
    table: Table,
    pages: Pages,
    files: Vec<(String, String)>,
    kept: Vec<Kept>,
    /// Where what is asked for now is kept under a name.
    keep: String,
    keeps: bool,
    narrowed: bool,
    book: String,
}

pub(super) async fn list(State(office): State<Office>, officer: Officer, uri: Uri) -> Result<Response, Failure> {
    let (w, today) = (officer.words(), office.clock.today());
    if officer.roots(Right::ReadPapers).is_empty() {
        return Err(Failure::Forbidden);
    }
    let ask = Ask::read(PATH, &FILTERS, uri.query().unwrap_or_default());
    let mut form = Form::filled(FILTERS.map(|name| (name, ask.get(name))));
    let ruling = office.papers_rule(today)?;
    let mut conn = office.db.read().await?;
    let past = office.trees.past(&mut conn, today, today).await?;
    let within = branch_of_papers(&mut conn, (&office, &officer), &ask, Past::keeper).await?;
    let kept = kept(&mut conn, &officer, Some(KEY), &ask.query()).await?;
    let rows = Paper::all(&mut conn).await?.into_iter();
    drop(conn);
    let readable = rows.filter(|paper| officer.may_then(&past, Right::ReadPapers, paper.unit_id));
    let all: Vec<Row> = readable.map(|paper| row(paper, ruling, today)).collect();
    let (from, to) = (day(&mut form, w, "tu"), day(&mut form, w, "den"));
    let sifted = narrow(&all, &ask, ruling, (within, &past, &officer), (from, to));
    let order = list::order(&COLUMNS, &ask, NAMES.key);
    let mut hits = sifted.hits.clone();
    if !form.is_sound() {
        hits.clear();
    }
    put_in_order(&all, &mut hits, order, &ask);
    let keeps = !keepers(&officer, Direction::In).is_empty();
    let view = View { w, ruling, today, past: &past };
    if !ask.get(FILE).is_empty() && form.is_sound() {
        return save((&office, &officer), &view, (&ask, within), &all, &hits).await;
    }
    let status = if form.is_sound() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = page(office.shell(&officer), &view, &officer, (&ask, form), (&all, &hits, &sifted), (keeps, kept));
    html(status, &page)
}

/// What cells are said with.
struct View<'a> {
    w: Words,
    ruling: Ruling<'a>,
    today: Day,
    past: &'a Past,
}

fn row(paper: Paper, ruling: Ruling<'_>, today: Day) -> Row {
    let direction = Direction::ALL.iter().position(|one| *one == paper.direction()).unwrap_or(0);
    let validity = Validity::ALL.iter().position(|one| *one == paper.validity(today)).unwrap_or(0);
    let urgency = ruling.rule.urgencies.iter().position(|one| one.key == paper.urgency).unwrap_or(0).min(15);
    let text = viet::fold(&format!("{} {} {} {}", paper.symbol, paper.subject, paper.issuer, paper.signer));
    Row { masks: [1 << direction, 1 << validity, 1 << urgency], text, paper }
}

/// The values of a filter with counts: (word in the address, words, bit).
fn values(w: Words, ruling: Ruling<'_>, filter: usize) -> Vec<(String, String)> {
    match filter {
        0 => {
            Direction::ALL.map(|one| (one.slug().to_owned(), w.say(&format!("papers-direction-{}", one.word())))).into()
        }
        1 => Validity::ALL.map(|one| (one.word().to_owned(), w.say(&format!("papers-validity-{}", one.word())))).into(),
        _ => ruling
            .rule
            .urgencies
            .iter()
            .map(|one| (one.key.clone(), named(w, &ruling.rule.urgencies, &one.key)))
            .collect(),
    }
}

const COUNTED: [(&str, &str); N] =
    [("chieu", "papers-direction"), ("hieu-luc", "papers-validity"), ("khan", "papers-urgency")];

fn day(form: &mut Form, w: Words, name: &'static str) -> Option<Day> {
    if form.get(name).is_empty() {
        return None;
    }
    let day = Day::parse(form.get(name));
    if day.is_none() {
        form.wrong(name, w.say("wrong-day"));
    }
    day
}

fn narrow(
    all: &[Row],
    ask: &Ask,
    ruling: Ruling<'_>,
    (within, past, officer): (Option<i64>, &Past, &Officer),
    (from, to): (Option<Day>, Option<Day>),
) -> Sifted<N> {
    let w = officer.words();
    let mut allowed = [0; N];
    for (filter, (name, _)) in COUNTED.iter().enumerate() {
        let known = values(w, ruling, filter);
        let bit = |value: &str| known.iter().position(|(word, _)| word == value);
        allowed[filter] = ask.all(name).filter_map(bit).fold(0, |mask, bit| mask | 1 << bit);
    }
    let folded = viet::fold(ask.get("ten"));
    let words: Vec<&str> = folded.split_whitespace().collect();
    let year = ask.get("nam").parse::<i64>().ok();
    let holds = |row: &Row| {
        let paper = &row.paper;
        let day = paper.arrived_on.unwrap_or(paper.issued_on);
        words.iter().all(|word| row.text.contains(word))
            && (ask.get("loai").is_empty() || paper.kind == ask.get("loai"))
            && year.is_none_or(|year| day.year() == year)
            && from.is_none_or(|from| paper.issued_on >= from)
            && to.is_none_or(|to| paper.issued_on <= to)
            && within.is_none_or(|unit| officer.tree.is_within(past.keeper(paper.unit_id), unit))
    };
    sift(all, |row| &row.masks, &allowed, holds, |_| true, |_| {})
}

/// Papers come the latest first; the order of numbers follows the symbol's letters, then the number.
fn put_in_order(all: &[Row], hits: &mut [u32], (key, down): (&str, bool), ask: &Ask) {
    if ask.get(list::ORDER).is_empty() {
        return;
    }
    let paper = |at: &u32| &all[*at as usize].paper;
    let letters = |paper: &Paper| paper.symbol.split_once('-').map_or(String::new(), |(_, rest)| rest.to_owned());
    match key {
        "ngay" => hits.sort_by_key(|at| paper(at).issued_on),
        "ngay-den" => hits.sort_by_key(|at| paper(at).arrived_on),
        "so" => hits.sort_by_key(|at| paper(at).no),
        "co-quan" => hits.sort_by_cached_key(|at| viet::text_key(&paper(at).issuer)),
        _ => hits.sort_by_cached_key(|at| (letters(paper(at)), paper(at).no, paper(at).symbol.clone())),
    }
    if down {
        hits.reverse();
    }
}

fn cell(view: &View<'_>, paper: &Paper, key: &str) -> Cell {
    let (w, rule) = (view.w, view.ruling.rule);
    match key {
        "ngay" => paper.issued_on.written().into(),
        "trich-yeu" if !paper.secret.is_empty() => w.say("papers-secret-subject").into(),
        "trich-yeu" => paper.subject.as_str().into(),
        "co-quan" => paper.issuer.as_str().into(),
        "hieu-luc" => state(w, paper, view.today).1.into(),
        "chieu" => w.say(&format!("papers-direction-{}", paper.direction)).into(),
        "loai" => kind_name(w, rule, &paper.kind).into(),
        "so" => paper.no.map_or("".into(), Cell::from),
        "ngay-den" => paper.arrived_on.map_or(String::new(), Day::written).into(),
        "nguoi-ky" => paper.signer.as_str().into(),
        "khan" => named(w, &rule.urgencies, &paper.urgency).into(),
        "noi-nhan" => paper.recipients_in_line().into(),
        "giu-tai" => paper.kept_at.as_str().into(),
        "so-cua" => view.past.tree.name(view.past.keeper(paper.unit_id)).into(),
        _ => "".into(),
    }
}

fn page(
    shell: Shell,
    view: &View<'_>,
    officer: &Officer,
    (ask, form): (&Ask, Form),
    (all, hits, sifted): (&[Row], &[u32], &Sifted<N>),
    (keeps, kept): (bool, Vec<Kept>),
) -> ListPage {
    let (w, ruling) = (view.w, view.ruling);
    // As they came, the latest first, it is in the order of no column.
    let asked = !ask.get(list::ORDER).is_empty();
    let order = if asked { list::order(&COLUMNS, ask, NAMES.key) } else { ("", false) };
    let pages = Pages::new(w, ask, hits.len());
    let columns = list::chosen(&COLUMNS, ask);
    let line = |(nth, at): (usize, &u32)| {
        let paper = &all[*at as usize].paper;
        let text = |key: &str| match cell(view, paper, key) {
            Cell::Text(text) => text,
            Cell::Number(number) => number.to_string(),
        };
        Line {
            value: paper.uid.clone(),
            number: w.number(nth as i64 + 1),
            name: paper.symbol.clone(),
            href: address(&paper.uid),
            mark: if paper.urgency == "normal" {
                String::new()
            } else {
                named(w, &ruling.rule.urgencies, &paper.urgency)
            },
            cells: columns.iter().map(|column| list::Cell { text: text(column.key), number: column.number }).collect(),
        }
    };
    let heads = columns.iter().map(|column| Head::new(w, column, ask, order)).collect();
    let table = Table {
        caption: pages.place.clone(),
        names: Head::new(w, &NAMES, ask, order),
        heads,
        lines: hits.iter().enumerate().skip(pages.first()).take(ROWS).map(line).collect(),
        selects: false,
        stacks: true,
    };
    let own = |fields: &[&str]| ask.fields(fields).map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let files: &[&str] = if hits.is_empty() { &[] } else { &KINDS };
    ListPage {
        found: w.count("papers-found", hits.len() as i64),
        path: PATH,
        kept_fields: own(&FILTERS),
        units: units(officer, w),
        choices: choices(w, ruling, ask, all, sifted),
        chips: chips(w, ruling, officer, ask),
        everything: ask.link(&FILTERS.map(|name| (name, ""))),
        columns: list::choices(w, &COLUMNS, ask),
        column_fields: own(&[list::COLUMNS]),
        files: files.iter().map(|kind| (kind.to_uppercase(), ask.link(&[(FILE, kind)]))).collect(),
        narrowed: ask.is_narrowed(),
        book: format!("{PATH}/so"),
        keep: format!("/van-phong/bo-loc/moi?danh-sach={KEY}&dieu-kien={}", kit::web::encode(&ask.query())),
        kept,
        shell,
        form,
        table,
        pages,
        keeps,
    }
}

/// The units to narrow by: those that the right is held at, and the ones right below.
fn units(officer: &Officer, w: Words) -> Vec<(String, String)> {
    let tree = &officer.tree;
    let mut units = vec![(String::new(), w.say("papers-all-registers"))];
    for root in officer.roots(Right::ReadPapers) {
        units.push((tree.uid(root).to_owned(), tree.name(root).to_owned()));
        let below = tree.children(root).iter();
        units.extend(below.map(|unit| (tree.uid(*unit).to_owned(), format!("\u{a0}\u{a0}\u{a0}{}", tree.name(*unit)))));
    }
    units
}

/// Each filter with its values, counted where the list counts.
fn choices(w: Words, ruling: Ruling<'_>, ask: &Ask, all: &[Row], sifted: &Sifted<N>) -> Vec<Choice> {
    let any = || (String::new(), w.say("roll-any"));
    let mut out: Vec<Choice> = Vec::new();
    for (filter, (name, words)) in COUNTED.into_iter().enumerate() {
        let mut options = vec![any()];
        for (bit, (value, text)) in values(w, ruling, filter).into_iter().enumerate() {
            let n = sifted.counts[filter][bit];
            if n > 0 || ask.get(name) == value {
                let counted = [("value", viet::capital(&text).into()), ("n", w.number(i64::from(n)).into())];
                options.push((value, w.fill("roll-counted", &counted)));
            }
        }
        out.push((name, w.say(words), options));
    }
    let known = ruling.rule.kinds.iter().filter(|kind| all.iter().any(|row| row.paper.kind == kind.key));
    let kinds = known.map(|kind| (kind.key.clone(), kind_name(w, ruling.rule, &kind.key)));
    out.insert(1, ("loai", w.say("papers-kind"), std::iter::once(any()).chain(kinds).collect()));
    let mut years: Vec<i64> =
        all.iter().map(|row| row.paper.arrived_on.unwrap_or(row.paper.issued_on).year()).collect();
    years.sort_unstable_by(|a, b| b.cmp(a));
    years.dedup();
    let years = years.into_iter().map(|year| (year.to_string(), year.to_string()));
    out.push(("nam", w.say("papers-year"), std::iter::once(any()).chain(years).collect()));
    out
}

fn chips(w: Words, ruling: Ruling<'_>, officer: &Officer, ask: &Ask) -> Vec<(String, String)> {
    let mut out = Vec::new();
    for name in FILTERS {
        let value = ask.get(name);
        if value.is_empty() {
            continue;
        }
        let counted = COUNTED.iter().position(|(known, _)| *known == name);
        let said = match (counted, name) {
            (Some(filter), _) => {
                let known = values(w, ruling, filter);
                known.into_iter().find(|(word, _)| word == value).map_or(value.to_owned(), |(_, text)| text)
            }
            (_, "loai") => kind_name(w, ruling.rule, value),
            (_, "don-vi") => officer.tree.by_uid(value).map_or(String::new(), |unit| unit.name.clone()),
            _ => value.to_owned(),
        };
        let text =
            w.fill("papers-chip", &[("name", w.say(&format!("papers-filter-{name}")).into()), ("value", said.into())]);
        out.push((text, ask.link(&[(name, "")])));
    }
    out
}

async fn save(
    (office, officer): (&Office, &Officer),
    view: &View<'_>,
    (ask, within): (&Ask, Option<i64>),
    all: &[Row],
    hits: &[u32],
) -> Result<Response, Failure> {
    let w = view.w;
    let asked = chips(w, view.ruling, officer, ask).into_iter().map(|(words, _)| words).collect::<Vec<_>>();
    let unit = within.or(officer.roots(Right::ReadPapers).first().copied()).unwrap_or_default();
    let taking = Taking { list: KEY, unit, kind: ask.get(FILE), asked: asked.join("; "), rows: hits.len() };
    let noted = note(office, officer, taking).await?;
    let columns = list::chosen(&COLUMNS, ask);
    let heads = ["list-number", NAMES.words].into_iter().chain(columns.iter().map(|column| column.words));
    let header = heads.map(|key| w.say(key)).collect();
    let line = |(at, number): (&u32, i64)| -> Vec<Cell> {
        let paper = &all[*at as usize].paper;
        let first = [Cell::from(number), Cell::from(paper.symbol.as_str())];
        first.into_iter().chain(columns.iter().map(|column| cell(view, paper, column.key))).collect()
    };
    let rows: Vec<Vec<Cell>> = hits.iter().zip(1..).map(line).collect();
    let name = format!("so-van-ban-{}", view.today);
    let title = w.with("papers-file-title", "day", view.today.written());
    Ok(list::file(&noted, &name, title, header, rows.into_iter()))
}
