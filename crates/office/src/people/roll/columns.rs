//! The columns of the members' list: what each says of a line, and the order that it gives.

use super::filters::kind_words;
use super::roster::{Field, Sex};
use super::view::{Facet, Line, REDUCED, View};
use crate::list::Column;
use crate::people::facts::Fact;
use crate::people::pages::record::fact_said;
use kit::clock::Day;
use kit::words::Words;
use sheet::Cell;

const fn column(key: &'static str, words: &'static str) -> Column {
    Column { key, words, number: false, sorts: false, first: false }
}

/// The column that names the rows.
pub(super) const NAMES: Column = Column { sorts: true, ..column("ten", "roll-name") };

/// All others, in the order in which they stand.
pub(super) const COLUMNS: &[Column] = &[
    Column { number: true, sorts: true, first: true, ..column("sinh", "roll-born") },
    Column { number: true, ..column("tuoi", "roll-age") },
    Column { first: true, ..column("gioi", "roll-sex") },
    Column { number: true, ..column("the", "roll-card") },
    Column { number: true, sorts: true, first: true, ..column("vao", "roll-joined") },
    Column { number: true, sorts: true, ..column("chinh-thuc", "roll-official") },
    Column { number: true, ..column("tuoi-dang", "roll-party-age") },
    Column { sorts: true, ..column("tu-cach", "roll-standing") },
    Column { ..column("mien", "roll-exempt") },
    Column { ..column("chuc-vu", "roll-post") },
    Column { sorts: true, first: true, ..column("don-vi", "roll-unit") },
    Column { number: true, ..column("ve-tu", "roll-since") },
    Column { ..column("kiem-tra", "roll-check") },
    Column { number: true, ..column("ma", "roll-code") },
    Column { ..column("que", "roll-home-place") },
    Column { ..column("hoc-van", "roll-schooling") },
    Column { ..column("ly-luan", "roll-theory") },
    Column { ..column("nghe", "roll-occupation") },
    Column { ..column("may", "roll-smartphone") },
    Column { ..column("giay", "roll-on-paper") },
];

/// What a column says of a line.
pub(super) fn cell(w: Words, view: &View, line: &Line, key: &str) -> Cell {
    let member = &line.member;
    let day = |day: Option<Day>| Cell::from(day.map_or(String::new(), Day::written));
    if field_of(key).is_some_and(|field| !view.shows(line, field)) {
        return w.say("roll-restricted").into();
    }
    match key {
        "sinh" => match member.birth_day {
            Some(day) => day.written().into(),
            None => i64::from(member.birth_year).into(),
        },
        "tuoi" => i64::from(line.age).into(),
        "gioi" => match member.sex {
            Some(Sex::Male) => w.say("sex-m").into(),
            Some(Sex::Female) => w.say("sex-f").into(),
            None => "".into(),
        },
        "the" => member.card_no().into(),
        "vao" => day(member.joined_on),
        "chinh-thuc" => day(member.official_on),
        "tuoi-dang" if line.party_age < 0 => "".into(),
        "tuoi-dang" => i64::from(line.party_age).into(),
        "tu-cach" => {
            let state = member.state_on(view.day);
            state.map_or(String::new(), |state| w.say(&format!("state-{}", state.word()))).into()
        }
        "mien" if line.masks[Facet::Exempt as usize] == 1 => w.say("roll-is-exempt").into(),
        "mien" if line.masks[Facet::Exempt as usize] == REDUCED => w.say("roll-is-reduced").into(),
        "mien" => "".into(),
        "chuc-vu" => {
            let held = member.posts.iter().filter(|span| span.holds_on(view.day));
            let title = |at: u16| view.titles.get(usize::from(at)).map(String::as_str).unwrap_or_default();
            let said = held.map(|span| {
                let (unit, at) = span.what;
                let words =
                    [("post", w.say(&format!("post-{}", title(at))).into()), ("unit", view.tree.name(unit).into())];
                w.fill("roll-post-at", &words)
            });
            said.collect::<Vec<_>>().join("; ").into()
        }
        "don-vi" => {
            let (unit, kind) = (view.tree.name(view.unit(line)), kind_words(w, line.kind));
            if kind.is_empty() { unit.into() } else { format!("{unit} ({})", kind.to_lowercase()).into() }
        }
        "ve-tu" => {
            let unit = view.unit(line);
            let since = member.belongs.iter().rfind(|span| span.what.0 == unit && span.from <= view.day);
            // By the units of another day the unit's name is another one; the membership is the same.
            let since = since.or_else(|| member.belongs.iter().find(|span| span.what.1 && span.holds_on(view.day)));
            day(since.map(|span| span.from))
        }
        "kiem-tra" => member.check_on(view.day).map_or("".into(), |span| Cell::from(&*span.what)),
        key => fact_of(key).map_or("".into(), |fact| fact_said(w, fact, member.fact(fact)).into()),
    }
}

/// The fact that a column tells of.
fn fact_of(key: &str) -> Option<Fact> {
    match key {
        "ma" => Some(Fact::Code),
        "que" => Some(Fact::HomePlace),
        "hoc-van" => Some(Fact::Schooling),
        "ly-luan" => Some(Fact::Theory),
        "nghe" => Some(Fact::Occupation),
        "may" => Some(Fact::Smartphone),
        "giay" => Some(Fact::OnPaper),
        _ => None,
    }
}

/// The field that a column tells of, if a person may have it restricted.
fn field_of(key: &str) -> Option<Field> {
    match key {
        "sinh" | "tuoi" => Some(Field::Born),
        "gioi" => Some(Field::Sex),
        "the" => Some(Field::Card),
        "vao" | "tuoi-dang" => Some(Field::Joined),
        "chinh-thuc" => Some(Field::Official),
        key => fact_of(key).map(Field::Fact),
    }
}

/// What a page says of a cell.
pub(super) fn shown(cell: Cell) -> String {
    match cell {
        Cell::Text(text) => text,
        Cell::Number(number) => number.to_string(),
    }
}

/// Puts lines, which come in the order of names, into the order of a column. Who has nothing there stands last, whichever way.
pub(super) fn put_in_order(view: &View, hits: &mut [u32], (key, down): (&str, bool)) {
    let days = |day: Option<Day>| {
        day.map(|day| i64::from(day.0.year()) * 10_000 + i64::from(day.0.month()) * 100 + i64::from(day.0.day()))
    };
    let hidden = |line: &Line| field_of(key).is_some_and(|field| !view.shows(line, field));
    let value = |line: &Line| match key {
        _ if hidden(line) => None,
        "sinh" => Some(days(line.member.birth_day).unwrap_or(i64::from(line.member.birth_year) * 10_000)),
        "vao" => days(line.member.joined_on),
        "chinh-thuc" => days(line.member.official_on),
        "tu-cach" => Some(i64::from(line.masks[Facet::Standing as usize].trailing_zeros())),
        "don-vi" => Some(i64::from(line.place)),
        _ => None,
    };
    if key == NAMES.key {
        if down {
            hits.reverse();
        }
        return;
    }
    hits.sort_by_cached_key(|at| match value(&view.lines[*at as usize]) {
        Some(value) => (false, if down { -value } else { value }),
        None => (true, 0),
    });
}
