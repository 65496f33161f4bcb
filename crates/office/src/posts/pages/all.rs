//! All posts within reach on a day: who holds them, and which are vacant; as a page and as a file.

use super::{Handed, address, day_asked, title};
use crate::identity::reach::Officer;
use crate::identity::right::Right;
use crate::list::noted::{Noted, Taking, note};
use crate::list::{self, Ask, FILE, Pages, ROWS};
use crate::org::pages::grouping::{Grouping, Switch, of_heir};
use crate::org::{Tree, TreeUnit};
use crate::people::pages::span;
use crate::posts::{Holding, all_on, keeper};
use crate::shell::{Office, Shell};
use askama::Template;
use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::response::Response;
use kit::failure::Failure;
use kit::form::Form;
use kit::page::{html, see_other};
use kit::words::Words;
use sheet::Cell;
use std::collections::HashMap;

const PATH: &str = "/van-phong/chuc-vu";
/// The day, the unit whose branch it is, the post, and whether only vacant ones are asked for.
const FILTERS: &[&str] = &["ngay", "theo", "don-vi", "chuc", "trong"];

#[derive(Template)]
#[template(path = "posts/pages/all.html")]
struct AllPage {
    shell: Shell,
    form: Form,
    other_day: String,
    /// The unit whose branch is shown; empty for all within reach.
    unit: String,
    /// The list without that.
    everywhere: String,
    titles: Vec<(String, String)>,
    /// What the form carries along.
    hidden: Vec<(String, String)>,
    rows: Vec<Line>,
    /// `Có người giữ 120 · Còn trống 3`, each with its address.
    held: (String, String),
    vacant: (String, String),
    only_vacant: bool,
    pages: Pages,
    /// The address of the list as a file, without its kind.
    file: String,
    both: String,
    switch: Option<Switch>,
}

struct Line {
    unit: String,
    href: String,
    post: String,
    name: String,
    when: String,
    vacant: bool,
}

/// A post on the day: the unit, the post's key, and who holds it.
struct Row {
    unit: i64,
    title: String,
    held: Option<Holding>,
}

pub(super) async fn show(State(office): Handed, officer: Officer, uri: Uri) -> Result<Response, Failure> {
    if officer.roots(Right::ReadOrganisation).is_empty() {
        return Err(Failure::Forbidden);
    }
    let (w, today) = (officer.words(), office.clock.today());
    let ask = Ask::read(PATH, FILTERS, uri.query().unwrap_or_default());
    let (day, mut form) = day_asked(today, &officer);
    form.set("chuc", ask.get("chuc"));
    let mut conn = office.db.read().await?;
    let grouping = Grouping::asked(&mut conn, &office, &officer, day).await?;
    let tree = grouping.tree(&officer);
    let near = |unit: i64| {
        let kept = tree.get(unit).map_or(unit, |at| keeper(&tree, at));
        [unit, kept]
    };
    let open = |unit: i64| near(unit).into_iter().any(|unit| grouping.may(&officer, Right::ReadOrganisation, unit));
    let branch = match ask.get("don-vi") {
        "" => None,
        uid => {
            let Some(unit) = tree.by_uid(uid).filter(|unit| open(unit.id)) else {
                let on = of_heir(&mut conn, (&office, &officer), &ask, Right::ReadOrganisation).await?;
                return Ok(see_other(&on));
            };
            Some(unit.id)
        }
    };
    let reads = |unit: i64| {
        let unit = grouping.place_of(unit);
        open(unit) && branch.is_none_or(|branch| near(unit).into_iter().any(|unit| tree.is_within(unit, branch)))
    };
    let rows = rows(&office, &grouping, &tree, all_on(&mut conn, day).await?, reads)?;
    let titles: Vec<(String, String)> =
        office.posts()?.posts.iter().map(|p| (p.key.clone(), title(w, &p.key))).collect();
    let (asked, only_vacant) = (ask.get("chuc").to_owned(), ask.get("trong") == "1");
    let rows: Vec<Row> = rows.into_iter().filter(|row| asked.is_empty() || row.title == asked).collect();
    let vacant = rows.iter().filter(|row| row.held.is_none()).count();
    let held = rows.len() - vacant;
    let rows: Vec<Row> = rows.into_iter().filter(|row| !only_vacant || row.held.is_none()).collect();
    if !ask.get(FILE).is_empty() && form.is_sound() {
        let at = branch.or(officer.roots(Right::ReadOrganisation).first().copied()).ok_or(Failure::Forbidden)?;
        let asked =
            [w.with("posts-on", "day", day.written()), narrowed(w, &tree, branch, &asked, only_vacant)].join(" ");
        let taking = Taking { list: "posts", unit: at, kind: ask.get(FILE), asked, rows: rows.len() };
        drop(conn);
        return Ok(file(&note(&office, &officer, taking).await?, &officer, &grouping, rows));
    }
    let pages = Pages::new(w, &ask, rows.len());
    let shown = rows.iter().skip(pages.first()).take(ROWS).map(|row| Line {
        unit: grouping.name_of(&officer, row.unit),
        href: address(&tree, grouping.place_of(row.unit)),
        post: title(w, &row.title),
        name: row.held.as_ref().map_or(String::new(), |held| format!("{} ({})", held.full_name, held.birth_year)),
        when: row.held.as_ref().map_or(String::new(), |held| span(w, held.from_day, held.to_day)),
        vacant: row.held.is_none(),
    });
    let first = std::iter::once((String::new(), w.say("post-any")));
    let page = AllPage {
        other_day: if day == today { String::new() } else { day.written() },
        unit: branch.map_or(String::new(), |unit| tree.name(unit).to_owned()),
        everywhere: ask.link(&[("don-vi", "")]),
        titles: first.chain(titles).collect(),
        hidden: ask.fields(&["ngay", "chuc"]).map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
        rows: shown.collect(),
        held: (w.count("post-held", held as i64), ask.link(&[("trong", "")])),
        vacant: (w.count("post-vacant-count", vacant as i64), ask.link(&[("trong", "1")])),
        only_vacant,
        pages,
        file: ask.link(&[(FILE, "·")]).replace(&kit::web::encode("·"), ""),
        switch: grouping.switch(&officer, &ask, branch),
        both: format!(
            "{PATH}/kiem-nhiem{}",
            if day == today { String::new() } else { format!("?{}", grouping.query()) }
        ),
        shell: office.shell(&officer),
        form,
    };
    html(if page.form.is_sound() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }, &page)
}

/// The posts of all units of the day that `reads` lets through, in the order of the units under which they stand: those
/// beside the Party's tree after the committee that keeps them; in the order of the rules at each.
fn rows(
    office: &Office,
    grouping: &Grouping,
    tree: &Tree,
    all: Vec<Holding>,
    reads: impl Fn(i64) -> bool,
) -> Result<Vec<Row>, Failure> {
    let rule = office.posts()?;
    let places: HashMap<i64, usize> = tree.preorder().iter().copied().zip(0..).collect();
    let place = |unit: &TreeUnit| {
        let now = tree.get(grouping.place_of(unit.id));
        let kept = now.map(|now| keeper(tree, now));
        (kept.and_then(|kept| places.get(&kept)), now.and_then(|now| places.get(&now.id)))
    };
    let mut by_unit: HashMap<i64, Vec<Holding>> = HashMap::new();
    for held in all {
        by_unit.entry(held.unit_id).or_default().push(held);
    }
    let then = &grouping.past.tree;
    let units = then.preorder().iter().filter_map(|unit| then.get(*unit)).filter(|unit| reads(unit.id));
    let mut units: Vec<_> = units.map(|unit| (place(unit), unit)).collect();
    units.sort_by_key(|(place, _)| *place);
    let mut rows = Vec::new();
    for (_, unit) in units {
        let mut here = by_unit.remove(&unit.id).unwrap_or_default();
        let order = |title: &str| rule.posts.iter().position(|post| post.key == title).unwrap_or(usize::MAX);
        let missing = rule.of(&unit.kind).filter(|post| post.leads(&unit.kind));
        let missing = missing.filter(|post| here.iter().all(|held| held.title != post.key));
        let missing = missing.map(|post| Row { unit: unit.id, title: post.key.clone(), held: None });
        let mut of_unit: Vec<Row> = missing.collect();
        of_unit.extend(here.drain(..).map(|held| Row { unit: unit.id, title: held.title.clone(), held: Some(held) }));
        of_unit.sort_by_key(|row| order(&row.title));
        rows.extend(of_unit);
    }
    Ok(rows)
}

/// What narrows the list, in words, for the journal.
fn narrowed(w: Words, tree: &Tree, branch: Option<i64>, asked: &str, only_vacant: bool) -> String {
    let mut said: Vec<String> = branch.map(|unit| tree.name(unit).to_owned()).into_iter().collect();
    said.extend((!asked.is_empty()).then(|| title(w, asked)));
    said.extend(only_vacant.then(|| w.say("posts-vacant")));
    said.join(", ")
}

fn file(noted: &Noted, officer: &Officer, grouping: &Grouping, rows: Vec<Row>) -> Response {
    let (w, day) = (officer.words(), grouping.day());
    let heads = ["study-unit", "post-title", "person-name", "post-born", "post-from", "post-last", "post-paper"];
    let header = heads.map(|key| w.say(key)).into();
    let line = |row: Row| -> Vec<Cell> {
        let held = row.held.as_ref();
        let text = |of: &dyn Fn(&Holding) -> String| Cell::from(held.map_or(String::new(), of));
        vec![
            grouping.name_of(officer, row.unit).into(),
            title(w, &row.title).into(),
            held.map_or_else(|| w.say("post-vacant"), |held| held.full_name.clone()).into(),
            held.map_or(Cell::from(""), |held| held.birth_year.into()),
            text(&|held| held.from_day.written()),
            text(&|held| held.to_day.map_or(String::new(), |to| to.plus_days(-1).written())),
            text(&|held| held.paper.clone().unwrap_or_default()),
        ]
    };
    let rows: Vec<Vec<Cell>> = rows.into_iter().map(line).collect();
    let name = format!("chuc-vu-{day}{}", grouping.in_file_name());
    list::file(noted, &name, w.with("posts-on", "day", day.written()), header, rows.into_iter())
}
