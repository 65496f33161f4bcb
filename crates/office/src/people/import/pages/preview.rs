//! What bringing a list would do, before it is done; how far it is while it is done; what it did, and the way back.

use super::map::told;
use super::{address, find, go_on, kept, problem, stale, targets};
use crate::identity::reach::Officer;
use crate::identity::right::Right;
use crate::people::import::check::Counts;
use crate::people::import::plan::Plan;
use crate::people::import::rows::{Line, Reader, Said};
use crate::people::import::run::Problem;
use crate::people::import::stage::{self, Fixes, List};
use crate::people::import::{places, undo as back, work};
use crate::people::pages::differing::probation_months;
use crate::shell::{Office, Shell};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use kit::clock::Day;
use kit::failure::Failure;
use kit::form::Form;
use kit::page::{html, see_other};
use kit::words::Words;

/// Rows shown as they are read.
const SAMPLES: usize = 8;
/// What stands above them.
const HEADS: [&str; 7] = [
    "roll-name",
    "roll-born",
    "roll-sex",
    "import-field-joined",
    "import-field-official",
    "roll-standing",
    "roll-unit",
];
/// Names of units asked for on one page.
const UNITS: usize = 12;

#[derive(Template)]
#[template(path = "people/import/pages/preview.html")]
struct PreviewPage {
    shell: Shell,
    form: Form,
    file: String,
    here: String,
    version: i64,
    problem: String,
    /// (name, number, where it leads, the state that it shows as)
    counts: Vec<(String, String, String, &'static str)>,
    units: Vec<Called>,
    /// What is worth a look: (words, number).
    notices: Vec<(String, String)>,
    /// Rows as they are read: (heading, value).
    samples: Vec<Vec<(String, String)>>,
    heads: Vec<String>,
    wrong: i64,
    doubtful: i64,
    left_out: String,
    bring: String,
}

/// What the list calls a unit that is not found.
struct Called {
    nth: usize,
    said: String,
    key: String,
    choices: Vec<(String, String)>,
}

pub(super) async fn page(
    office: &Office,
    officer: &Officer,
    list: &List,
    status: StatusCode,
    form: Form,
) -> Result<Response, Failure> {
    let (w, counts, here) = (officer.words(), list.counts(), address(list));
    let mut conn = office.db.read().await?;
    let sql = "SELECT code, count(DISTINCT row_no) FROM import_finding WHERE list_id = $1 AND kind = 'notice'
               GROUP BY code ORDER BY code";
    let notices: Vec<(String, i64)> = conn.all(sql, &[&list.id]).await?;
    let heads: Vec<String> = HEADS.map(|key| w.say(key)).into();
    let samples = samples(&mut conn, office, officer, list).await?;
    let samples = samples.into_iter().map(|row| heads.iter().cloned().zip(row).collect()).collect();
    drop(conn);
    let unit = |(nth, (key, (text, rows))): (usize, (&String, &(String, i64)))| {
        let mut choices = vec![(String::new(), w.say("import-unit-later"))];
        choices.extend(targets(officer, list.unit_id, text));
        let said = w
            .fill("import-unit-said", &[("unit", text.clone().into()), ("rows", w.count("import-rows", *rows).into())]);
        Called { nth, said, key: key.clone(), choices }
    };
    let left_out = counts.wrong + counts.doubtful;
    let page = PreviewPage {
        shell: office.shell(officer),
        file: list.file.clone(),
        version: list.version,
        problem: problem(list).map_or(String::new(), |problem| told(w, &problem)),
        counts: strip(w, &counts, &here),
        units: counts.units.iter().take(UNITS).enumerate().map(unit).collect(),
        notices: notices
            .into_iter()
            .map(|(code, rows)| (w.say(&format!("import-notice-{code}")), w.count("import-rows", rows)))
            .collect(),
        samples,
        heads,
        wrong: counts.wrong,
        doubtful: counts.doubtful,
        left_out: if left_out > 0 { w.count("import-leave-out", left_out) } else { String::new() },
        bring: if counts.new + counts.changed > 0 {
            w.count("import-bring", counts.new + counts.changed)
        } else {
            String::new()
        },
        here,
        form,
    };
    html(status, &page)
}

fn strip(w: Words, counts: &Counts, here: &str) -> Vec<(String, String, String, &'static str)> {
    let part = |key: &str, n: i64, leads: &str, state: &'static str| {
        let leads = if n > 0 && !leads.is_empty() { format!("{here}/{leads}") } else { String::new() };
        (w.say(key), w.number(n), leads, if n > 0 { state } else { "" })
    };
    let mut all = vec![
        part("import-new", counts.new, "", ""),
        part("import-changed", counts.changed, "trung?loai=changed", ""),
        part("import-same", counts.same, "", ""),
        part("import-doubtful", counts.doubtful, "trung", "short"),
        part("import-wrong", counts.wrong, "sua", "short"),
    ];
    if counts.skipped > 0 {
        all.push(part("import-skipped", counts.skipped, "sua?loai=skipped", ""));
    }
    all
}

/// The first persons of a list as they are read, each with the unit that is meant: the one of the whole list, else what
/// its cell or the heading above says.
async fn samples(
    conn: &mut kit::db::Conn,
    office: &Office,
    officer: &Officer,
    list: &List,
) -> Result<Vec<Vec<String>>, Failure> {
    let (plan, w) = (list.plan(), officer.words());
    let fixes = Fixes::read(conn, &office.vault, list.id).await?;
    let rows = stage::part(conn, &office.vault, (list.id, plan.sheet), 0, &fixes).await?;
    let today = office.clock.today();
    let reader = Reader::new(&plan, today);
    let whole = officer.tree.by_uid(&plan.unit).map(|unit| unit.name.clone());
    let (mut heading, mut shown) = (String::new(), Vec::new());
    for (at, cells) in rows.iter().enumerate() {
        match reader.read(at, cells) {
            Line::Heading(text, person) if person.is_none() || places::looks_like_a_unit(&text) => heading = text,
            Line::Person(said, ..) => {
                let unit = whole.as_ref().or(said.unit.as_ref()).unwrap_or(&heading);
                shown.push(row(&said, unit, (&plan, today), w));
            }
            Line::Heading(..) | Line::Nothing => {}
        }
        if shown.len() == SAMPLES {
            break;
        }
    }
    Ok(shown)
}

fn row(said: &Said, unit: &str, (plan, today): (&Plan, Day), w: Words) -> Vec<String> {
    let day = |day: Option<Day>| day.map_or(String::new(), Day::written);
    let year = if said.birth_year > 0 { said.birth_year.to_string() } else { String::new() };
    let born = said.birth_day.map_or(year, Day::written);
    let sex = said.sex.map_or(String::new(), |sex| w.say(&format!("sex-{sex}")));
    // As somebody new would begin.
    let official = said.official.is_some() || said.begins_official(plan.official, probation_months(today), today);
    let standing = w.say(if official { "state-official" } else { "state-probationary" });
    // A row needs a heading, also where the name was left out.
    let name = if said.name.is_empty() { "–".to_owned() } else { said.name.clone() };
    vec![name, born, sex, day(said.joined), day(said.official), standing, unit.to_owned()]
}

/// The units that the list's words for them mean, asked for once each.
pub(super) async fn name_units(
    State(office): State<Office>,
    officer: Officer,
    Path(list): Path<String>,
    form: Form,
) -> Result<Response, Failure> {
    let list = find(&office, &officer, &list).await?;
    let version = form.version()?;
    let mut plan = list.plan();
    for (nth, key) in form.with_prefix("k-") {
        let unit = officer.tree.by_uid(form.get(&format!("u-{nth}"))).map(|unit| unit.id);
        if let Some(unit) = unit.filter(|unit| officer.tree.is_within(*unit, list.unit_id)) {
            plan.units.insert(key.to_owned(), officer.tree.uid(unit).to_owned());
        }
    }
    let mut tx = office.db.begin().await?;
    if !stage::move_on(&mut tx, &list, (version, Some(officer.account)), ("checking", &plan), office.clock.now())
        .await?
    {
        drop(tx);
        return stale(&office, &officer, &list).await;
    }
    work::queue(&mut tx, &office, &list).await?;
    tx.commit().await?;
    go_on(&office, &list, &address(&list)).await
}

pub(super) async fn bring(
    State(office): State<Office>,
    officer: Officer,
    Path(list): Path<String>,
    mut form: Form,
) -> Result<Response, Failure> {
    let list = find(&office, &officer, &list).await?;
    let (w, version, counts) = (officer.words(), form.version()?, list.counts());
    if counts.wrong + counts.doubtful > 0 && !form.is("leave", "1") && list.state == "checked" {
        form.wrong("leave", w.say("import-must-leave"));
        return page(&office, &officer, &list, StatusCode::UNPROCESSABLE_ENTITY, form).await;
    }
    if counts.new + counts.changed == 0 && list.state == "checked" {
        form.wrong("leave", w.say("import-nothing"));
        return page(&office, &officer, &list, StatusCode::UNPROCESSABLE_ENTITY, form).await;
    }
    set_going(&office, &officer, (&list, version), "running").await
}

/// Hands the list, as it was read, over to the job that brings it or takes it back.
async fn set_going(
    office: &Office,
    officer: &Officer,
    (list, version): (&List, i64),
    state: &str,
) -> Result<Response, Failure> {
    let mut tx = office.db.begin().await?;
    let by = (version, Some(officer.account));
    if !stage::move_on(&mut tx, list, by, (state, &list.plan()), office.clock.now()).await? {
        drop(tx);
        return stale(office, officer, list).await;
    }
    work::queue(&mut tx, office, list).await?;
    tx.commit().await?;
    go_on(office, list, &address(list)).await
}

pub(super) async fn undo(
    State(office): State<Office>,
    officer: Officer,
    Path(list): Path<String>,
    form: Form,
) -> Result<Response, Failure> {
    let list = find(&office, &officer, &list).await?;
    let version = form.version()?;
    set_going(&office, &officer, (&list, version), "undoing").await
}

pub(super) async fn drop_it(
    State(office): State<Office>,
    officer: Officer,
    Path(list): Path<String>,
) -> Result<Response, Failure> {
    let (list, grant) = kept(&office, &officer, &list).await?;
    let mut tx = office.db.begin().await?;
    if !stage::drop_list(&mut tx, grant, &office.vault, list.id, office.clock.now()).await? {
        drop(tx);
        return stale(&office, &officer, &list).await;
    }
    tx.commit().await?;
    Ok(see_other("/van-phong/dang-vien/nhap?xong=bo-tep"))
}

#[derive(Template)]
#[template(path = "people/import/pages/meter.html")]
struct MeterPage {
    shell: Shell,
    file: String,
    here: String,
    doing: String,
    /// Rows done, when this process is at it.
    done: Option<usize>,
    total: i64,
    said: String,
}

/// How far it is: the page asks for itself again, with script or without.
pub(super) fn meter(office: &Office, officer: &Officer, list: &List) -> Result<Response, Failure> {
    let w = officer.words();
    let done = office.imports.of(list.id);
    let said = done.map_or_else(
        || w.say("import-waiting"),
        |done| {
            let percent = (done as i64 * 100).checked_div(list.total).unwrap_or(0).clamp(0, 100);
            let number = |n: i64| w.number(n);
            w.fill(
                "import-done-of",
                &[
                    ("done", number(done as i64).into()),
                    ("of", number(list.total).into()),
                    ("percent", number(percent).into()),
                ],
            )
        },
    );
    let page = MeterPage {
        shell: office.shell(officer),
        file: list.file.clone(),
        here: address(list),
        doing: w.say(&format!("import-doing-{}", list.state)),
        done,
        total: list.total.max(1),
        said,
    };
    let mut response = html(StatusCode::OK, &page)?;
    response.headers_mut().insert("refresh", HeaderValue::from_static("2"));
    Ok(response)
}

#[derive(Template)]
#[template(path = "people/import/pages/ended.html")]
struct EndedPage {
    shell: Shell,
    file: String,
    here: String,
    version: i64,
    state: String,
    kind: &'static str,
    told: String,
    counts: Vec<(String, String)>,
    /// Why it could not be taken back, and of whom something was entered since.
    problem: String,
    depends: Vec<(String, String, String)>,
    undo: bool,
    until: String,
}

pub(super) async fn ended(
    office: &Office,
    officer: &Officer,
    list: &List,
    status: StatusCode,
) -> Result<Response, Failure> {
    let (w, counts) = (officer.words(), list.counts());
    let problem = problem(list);
    let mut depends = Vec::new();
    if let Some(Problem::Depends(persons, _)) = &problem {
        let mut conn = office.db.read().await?;
        for (person, table) in persons {
            let sql = "SELECT p.uid, p.full_name, m.unit_id FROM person p JOIN membership m ON m.person_id = p.id
                       WHERE p.id = $1 AND m.kind = 'main' ORDER BY m.id DESC LIMIT 1";
            let known: Option<(String, String, i64)> = conn.opt(sql, &[person]).await?;
            if let Some((uid, name, _)) = known.filter(|(.., unit)| officer.may(Right::ReadPeople, *unit)) {
                depends.push((crate::people::pages::address(&uid), name, w.say(&format!("import-depends-{table}"))));
            }
        }
    }
    let until = list.done_at.map(|at| at.plus(back::WINDOW));
    let at = list.undone_at.or(list.done_at);
    let page = EndedPage {
        shell: office.shell(officer),
        file: list.file.clone(),
        here: address(list),
        version: list.version,
        state: w.say(&format!("import-state-{}", list.state)),
        kind: if list.state == "done" { "done" } else { "off" },
        told: at.map_or_else(
            || w.say("import-dropped-told"),
            |at| {
                w.with(if list.state == "done" { "import-done-told" } else { "import-undone-told" }, "at", at.written())
            },
        ),
        counts: if list.done_at.is_none() {
            vec![]
        } else {
            [
                ("import-new", counts.new),
                ("import-changed", counts.changed),
                ("import-same", counts.same),
                ("import-left-out", counts.wrong + counts.doubtful + counts.skipped),
            ]
            .map(|(key, n)| (w.say(key), w.number(n)))
            .into()
        },
        problem: problem.map_or(String::new(), |problem| told(w, &problem)),
        depends,
        undo: list.state == "done" && until.is_some_and(|until| until > office.clock.now()),
        until: until.map_or(String::new(), |until| until.day().written()),
    };
    html(status, &page)
}
