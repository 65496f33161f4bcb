//! What each column holds: guessed, shown beside the first cells below, changed by who brings the list.

use super::{address, find, go_on, problem, stale, targets};
use crate::identity::reach::Officer;
use crate::people::import::errors::letters;
use crate::people::import::fields::Field;
use crate::people::import::layout::Where;
use crate::people::import::plan::Plan;
use crate::people::import::rows::text;
use crate::people::import::run::Problem;
use crate::people::import::stage::{self, Fixes, List};
use crate::people::import::{layout, places, work};
use crate::people::secret::Secret;
use crate::shell::{Office, Shell};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use kit::clock::Day;
use kit::failure::Failure;
use kit::form::Form;
use kit::page::{html, see_other};
use kit::words::Words;
use viet::legacy::CHARSETS;

/// Cells shown below a column's heading.
const SAMPLES: usize = 3;

#[derive(Template)]
#[template(path = "people/import/pages/map.html")]
struct MapPage {
    shell: Shell,
    form: Form,
    file: String,
    here: String,
    version: i64,
    problem: String,
    sheets: Vec<(String, String)>,
    units: Vec<(String, String)>,
    officials: Vec<(String, String)>,
    /// Sealed values that the list may replace: (field, name).
    replaces: Vec<(String, String)>,
    columns: Vec<ColumnRow>,
    fields: Vec<(String, String)>,
    charsets: Vec<(String, String)>,
    rows: String,
}

struct ColumnRow {
    nth: usize,
    letters: String,
    label: String,
    samples: Vec<String>,
    field: String,
    charset: String,
    /// Whether its days may be written month first.
    is_day: bool,
}

pub(super) async fn page(
    office: &Office,
    officer: &Officer,
    list: &List,
    status: StatusCode,
    typed: Option<Form>,
) -> Result<Response, Failure> {
    let w = officer.words();
    let plan = list.plan();
    let mut conn = office.db.read().await?;
    let rows = stage::part(&mut conn, &office.vault, (list.id, plan.sheet), 0, &Fixes::default()).await?;
    drop(conn);
    let mut form = shown(&plan);
    if let Some(typed) = typed {
        // What was typed comes back; what was not keeps the plan's value. A box that was not ticked is not sent.
        let boxes = plan.columns.iter().enumerate().map(|(nth, _)| format!("m-{nth}"));
        let boxes: Vec<String> = boxes.chain(Secret::ALL.map(|secret| format!("replace-{}", secret.word()))).collect();
        if !typed.get("version").is_empty() {
            boxes.iter().for_each(|name| form.set(name, ""));
        }
        for (name, value) in typed.with_prefix("") {
            form.set(name, value);
        }
        for (name, message) in typed.errors() {
            form.wrong(name.clone(), message.clone());
        }
    }
    let from = plan.header.map_or(0, |(_, last)| last + 1);
    let column = |(nth, column): (usize, &crate::people::import::plan::Column)| {
        let charset = viet::legacy::Charset::named(form.get(&format!("c-{nth}")));
        let below = rows.iter().skip(from).filter(|row| !layout::numbers_columns(row));
        let cells = below.filter_map(|row| row.get(nth)).filter(|cell| !cell.is_empty());
        let read = |cell: &String| text(cell, charset);
        ColumnRow {
            nth,
            letters: letters(nth),
            label: column.label.clone(),
            samples: cells.take(SAMPLES).map(read).map(|cell| cell.chars().take(60).collect()).collect(),
            field: format!("f-{nth}"),
            charset: format!("c-{nth}"),
            is_day: column.field().is_some_and(Field::is_day),
        }
    };
    let columns =
        plan.columns.iter().enumerate().map(column).filter(|row| !row.samples.is_empty() || !row.label.is_empty());
    let columns = columns.collect();
    let mut units = vec![(String::new(), w.say("import-unit-by-list"))];
    units.extend(targets(officer, list.unit_id, ""));
    let mut fields = vec![(String::new(), w.say("import-pass-over"))];
    fields.extend(Field::ALL.iter().map(|(_, word)| ((*word).to_owned(), w.say(&format!("import-field-{word}")))));
    let mut charsets = vec![(String::new(), "Unicode".to_owned())];
    charsets.extend(CHARSETS.map(|charset| (charset.name().to_owned(), charset.name().to_uppercase())));
    let sheet = |(nth, (name, rows)): (usize, (String, i64))| {
        (nth.to_string(), format!("{name} ({})", w.count("import-rows", rows)))
    };
    // Titles and headings are no rows of the list.
    let titles = plan.header.map_or(0, |(_, last)| last as i64 + 1);
    let sealed = [Secret::Phone, Secret::Ethnicity, Secret::Religion];
    let page = MapPage {
        shell: office.shell(officer),
        file: list.file.clone(),
        here: address(list),
        version: list.version,
        problem: problem(list).map_or(String::new(), |problem| told(w, &problem)),
        sheets: list.sheets().into_iter().enumerate().map(sheet).collect(),
        units,
        officials: [("1", "import-official-yes"), ("0", "import-official-no")]
            .map(|(v, key)| (v.to_owned(), w.say(key)))
            .into(),
        replaces: sealed
            .map(|secret| (format!("replace-{}", secret.word()), w.say(&format!("import-change-{}", secret.word()))))
            .into(),
        columns,
        fields,
        charsets,
        rows: w.count("import-rows", (list.total - titles).max(0)),
        form,
    };
    html(status, &page)
}

/// The form as a plan fills it.
fn shown(plan: &Plan) -> Form {
    let header = match plan.header {
        None => "0".to_owned(),
        Some((first, last)) if first == last => (first + 1).to_string(),
        Some((first, last)) => format!("{}-{}", first + 1, last + 1),
    };
    let since = Day::parse(&plan.since).map_or(String::new(), Day::written);
    let mut form = Form::filled([
        ("sheet".to_owned(), plan.sheet.to_string()),
        ("header".to_owned(), header),
        ("unit".to_owned(), plan.unit.clone()),
        ("since".to_owned(), since),
        ("official".to_owned(), i32::from(plan.official).to_string()),
    ]);
    for word in &plan.replace {
        form.set(&format!("replace-{word}"), "1");
    }
    for (nth, column) in plan.columns.iter().enumerate() {
        form.set(&format!("f-{nth}"), column.field.as_str());
        form.set(&format!("c-{nth}"), column.charset.as_str());
        form.set(&format!("m-{nth}"), if column.month_first { "1" } else { "" });
    }
    form
}

/// Why a list was not checked or brought, in words.
pub(super) fn told(w: Words, problem: &Problem) -> String {
    match problem {
        Problem::Meanwhile => w.say("import-problem-meanwhile"),
        Problem::Rights => w.say("import-problem-rights"),
        Problem::Elsewhere => w.say("import-problem-elsewhere"),
        Problem::TooLate => w.say("import-problem-late"),
        Problem::Depends(_, count) => w.count("import-problem-depends", *count),
    }
}

pub(super) async fn save(
    State(office): State<Office>,
    officer: Officer,
    Path(list): Path<String>,
    mut form: Form,
) -> Result<Response, Failure> {
    let list = find(&office, &officer, &list).await?;
    let (w, now, version) = (officer.words(), office.clock.now(), form.version()?);
    let mut plan = list.plan();
    let sheet = form.get("sheet").parse().ok().filter(|nth| *nth < list.sheets().len()).unwrap_or(plan.sheet);
    let header = header(form.get("header"));
    if header.is_err() {
        form.wrong("header", w.say("import-wrong-header"));
    }
    // A row of headings that was given anew is read before anything is checked by it.
    let given = header.is_ok_and(|header| header != Where::Sought && header != plan.headings());
    let anew = form.is("do", "read") || sheet != plan.sheet || given;
    if !anew {
        read_columns(&form, &mut plan);
    }
    read_rest(&mut form, &mut plan, &officer, &list, now.day(), w);
    if !anew {
        if let Some(twice) = plan.twice() {
            let column = plan.columns.iter().rposition(|column| column.field() == Some(twice)).unwrap_or(0);
            form.wrong(
                format!("f-{column}"),
                w.with("import-twice", "field", w.say(&format!("import-field-{}", twice.word()))),
            );
        }
        for field in plan.missing() {
            form.wrong("columns", w.say(if field == Field::Name { "import-no-name" } else { "import-no-birth" }));
        }
    }
    let (true, Ok(header)) = (form.is_sound(), header) else {
        return page(&office, &officer, &list, StatusCode::UNPROCESSABLE_ENTITY, Some(form)).await;
    };
    let mut tx = office.db.begin().await?;
    if anew {
        let header = if sheet == plan.sheet { header } else { Where::Sought };
        let read = stage::plan_anew(&mut tx, &office.vault, &list, (sheet, header), now.day()).await?;
        let read = if sheet == plan.sheet { chosen(&form, &plan, read) } else { read };
        plan = Plan { unit: plan.unit, since: plan.since, official: plan.official, replace: plan.replace, ..read };
    }
    let state = if anew { "open" } else { "checking" };
    if !stage::move_on(&mut tx, &list, (version, Some(officer.account)), (state, &plan), now).await? {
        drop(tx);
        return stale(&office, &officer, &list).await;
    }
    if anew {
        tx.commit().await?;
        return Ok(see_other(&format!("{}?xong=doc-lai", address(&list))));
    }
    // Also where the list is dropped now, to be mended and brought again.
    plan.remember(&mut tx, now).await?;
    work::queue(&mut tx, &office, &list).await?;
    tx.commit().await?;
    go_on(&office, &list, &address(&list)).await
}

/// `5`, or `5-6` for headings in two rows, or `0` for none; nothing lets them be looked for.
fn header(text: &str) -> Result<Where, ()> {
    match text {
        "" => return Ok(Where::Sought),
        "0" => return Ok(Where::Nowhere),
        _ => {}
    }
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let row = |text: &str| text.trim().parse::<usize>().ok().filter(|row| (1..=200).contains(row));
    match (row(first), row(last)) {
        (Some(first), Some(last)) if first <= last && last - first <= 3 => Ok(Where::At(first - 1, last - 1)),
        _ => Err(()),
    }
}

/// A plan that was read anew, with what was chosen of columns before: what differs from the guess `before` stays.
fn chosen(form: &Form, before: &Plan, mut anew: Plan) -> Plan {
    let mut typed = before.clone();
    read_columns(form, &mut typed);
    for ((column, typed), before) in anew.columns.iter_mut().zip(typed.columns).zip(&before.columns) {
        if typed.field != before.field {
            column.field = typed.field;
        }
        if typed.charset != before.charset {
            column.charset = typed.charset;
        }
    }
    anew
}

fn read_columns(form: &Form, plan: &mut Plan) {
    for (nth, column) in plan.columns.iter_mut().enumerate() {
        let field = form.get(&format!("f-{nth}"));
        column.field = Field::of(field).map_or("", Field::word).to_owned();
        let charset = viet::legacy::Charset::named(form.get(&format!("c-{nth}")));
        column.charset = charset.map_or("", |charset| charset.name()).to_owned();
        column.month_first = form.is(&format!("m-{nth}"), "1");
    }
}

fn read_rest(form: &mut Form, plan: &mut Plan, officer: &Officer, list: &List, today: Day, w: Words) {
    let tree = &officer.tree;
    plan.unit = form.get("unit").to_owned();
    let whole = tree.by_uid(&plan.unit).map(|unit| unit.id);
    let fits = whole.is_some_and(|unit| tree.is_within(unit, list.unit_id) && places::takes_members(tree, unit));
    if !plan.unit.is_empty() && !fits {
        form.wrong("unit", w.say("import-wrong-unit"));
    }
    match Day::parse(form.get("since")).filter(|day| *day <= today) {
        Some(day) => plan.since = day.to_string(),
        None => form.wrong("since", w.say("import-wrong-since")),
    }
    plan.official = !form.is("official", "0");
    let sealed = [Secret::Phone, Secret::Ethnicity, Secret::Religion].map(Secret::word);
    plan.replace =
        sealed.into_iter().filter(|word| form.is(&format!("replace-{word}"), "1")).map(str::to_owned).collect();
}
