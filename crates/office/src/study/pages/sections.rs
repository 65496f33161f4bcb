//! A campaign's numbers by group: who leads, women, the young, the exempt by reason; each number opens its list, and the
//! whole is written as a report.

use super::rollup::{self, GroupTable, PAPERS, PaperLine};
use super::unit::{Asked, find};
use super::{address, place};
use crate::identity::reach::Officer;
use crate::identity::right::{ReadPeople, Right};
use crate::list::noted::{Noted, Taking, note};
use crate::org::pages::grouping::TODAY;
use crate::org::pages::table_file;
use crate::people::pages::{address as member_address, reason_name};
use crate::shell::{Office, Shell};
use crate::study::cascade;
use crate::study::report::{Block, Told, against_target, blocks, columns, docx, lines_below, share};
use crate::study::roll::persons;
use crate::study::sections::{Section, Which, young_under};
use crate::study::session::Session;
use crate::study::{Campaign, HANDINS, Line, Standing};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use kit::db::Conn;
use kit::failure::Failure;
use kit::page::html;
use kit::web::attachment;
use kit::words::Words;
use std::collections::{BTreeMap, HashMap};

/// Names on one page of a list; the whole is in its file.
const SHOWN: usize = 300;
/// How far the same time of last year may be off, in days.
const ABOUT: i64 = 60;

#[derive(Template)]
#[template(path = "study/pages/sections.html")]
struct SectionsPage {
    shell: Shell,
    title: String,
    unit: String,
    back: String,
    roll: String,
    head: Vec<String>,
    rows: Vec<Group>,
    /// Exempt members by reason: the reason, how many, and the list.
    reasons: Vec<(String, String, String)>,
    /// Earlier campaigns: which, and the share.
    earlier: Vec<(String, String)>,
    report: String,
    /// Units by kind and by level.
    tables: Vec<GroupTable>,
    results: Vec<String>,
    /// What was handed in.
    papers: Vec<PaperLine>,
    paper_head: Vec<String>,
    /// Where members of ethnic minorities are counted; empty without the right.
    minority: String,
}

struct Group {
    name: String,
    /// Each number with its list.
    cells: Vec<(String, String)>,
    rate: String,
    result: String,
}

#[derive(Template)]
#[template(path = "study/pages/people.html")]
struct PeoplePage {
    shell: Shell,
    title: String,
    what: String,
    unit: String,
    back: String,
    count: String,
    rows: Vec<(String, String, i64, String, String)>,
    more: bool,
    files: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "study/pages/report.html")]
struct ReportPage {
    shell: Shell,
    unit: String,
    back: String,
    blocks: Vec<Block>,
    files: Vec<(String, String)>,
}

/// Where a page of the unit in the campaign is, by the same units.
pub(super) fn at(asked: &Asked, page: &str, query: &str) -> String {
    let own = address(asked.standing.campaign(), asked.standing.tree(), asked.unit);
    let by = if asked.grouping.by_today { format!("theo={TODAY}") } else { String::new() };
    let query = [query, by.as_str()].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("&");
    if query.is_empty() { format!("{own}/{page}") } else { format!("{own}/{page}?{query}") }
}

pub(super) async fn show(
    State(office): State<Office>,
    officer: Officer,
    Path((campaign, unit)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let asked = find(&office, &officer, &campaign, &unit).await?;
    let (w, standing) = (officer.words(), &*asked.standing);
    let campaign = standing.campaign();
    let groups = std::iter::once(None).chain(Section::ALL.map(Some)).filter_map(|section| {
        let line = standing.section_line(asked.unit, section)?;
        let word = section.map_or("all", Section::word);
        let list = |which: Which| at(&asked, "danh-sach", &format!("nhom={word}&loai={}", which.word()));
        let cell = |which: Which| (w.number(which.count(&line) as i64), list(which));
        Some(Group {
            name: w.with(&format!("study-section-{word}"), "age", w.number(young_under(campaign))),
            cells: Which::ALL.map(cell).into(),
            rate: w.rate(line.rate().numerator, line.rate().denominator),
            result: against_target(w, campaign, &line),
        })
    });
    let groups = groups.collect();
    let reasons = reasons(&mut office.db.read().await?, w, standing, asked.unit).await?;
    let may_name = officer.may_then(&asked.grouping.past, Right::ReadPeople, asked.unit);
    let reasons = reasons.into_iter().map(|(key, name, persons)| {
        let list = at(&asked, "danh-sach", &format!("loai=exempt&ly-do={key}"));
        (name, w.number(persons.len() as i64), if may_name { list } else { String::new() })
    });
    let earlier = earlier(&office, w, &asked).await?.into_iter();
    let papers_here = rollup::papers(&mut office.db.read().await?, w, &asked).await?;
    let opens = officer.may_then(&asked.grouping.past, Right::ReadSensitive, asked.unit);
    let page = SectionsPage {
        title: campaign.title.clone(),
        unit: standing.tree().name(asked.unit).to_owned(),
        back: place(standing, asked.unit),
        roll: w.with(&format!("campaign-roll-{}-on", campaign.roll_rule), "day", standing.roll_day().written()),
        head: Which::ALL.map(|which| w.say(&format!("study-which-{}", which.word()))).into(),
        rows: groups,
        reasons: reasons.collect(),
        earlier: earlier.map(|(what, line)| (what, share(w, campaign, &line))).collect(),
        report: at(&asked, "bao-cao", ""),
        tables: rollup::tables(w, &asked),
        results: rollup::result_columns(w),
        papers: papers_here,
        paper_head: rollup::paper_columns(w),
        minority: if opens { at(&asked, "dan-toc", "") } else { String::new() },
        shell: office.shell(&officer),
    };
    html(StatusCode::OK, &page)
}

/// Exempt members of a branch by reason, as (the reason's key, how many).
pub(super) async fn reason_counts(
    conn: &mut Conn,
    standing: &Standing,
    unit: i64,
) -> Result<Vec<(String, u64)>, Failure> {
    let all = reasons(conn, crate::shell::LEXICON.words(kit::words::Lang::from_code("vi")), standing, unit).await?;
    Ok(all.into_iter().map(|(key, _, persons)| (key, persons.len() as u64)).collect())
}

/// Exempt members of a branch by reason: the reason's key, what people call it, and who.
async fn reasons(
    conn: &mut Conn,
    w: Words,
    standing: &Standing,
    unit: i64,
) -> Result<Vec<(String, String, Vec<i64>)>, Failure> {
    let sql =
        "SELECT person_id, reason, ruleset FROM exemption WHERE from_day <= $1 AND (to_day IS NULL OR to_day > $1)
               ORDER BY id";
    let rows: Vec<(i64, String, String)> = conn.all(sql, &[&standing.roll_day()]).await?;
    let of: HashMap<i64, (String, String)> =
        rows.into_iter().map(|(person, reason, ruleset)| (person, (reason, ruleset))).collect();
    let mut by: BTreeMap<String, (String, Vec<i64>)> = BTreeMap::new();
    for person in standing.persons(unit, None, Which::Exempt) {
        let Some((reason, ruleset)) = of.get(&person) else { continue };
        let entry = by.entry(reason.clone()).or_insert_with(|| (reason_name(w, ruleset, reason), vec![]));
        entry.1.push(person);
    }
    Ok(by.into_iter().map(|(key, (name, persons))| (key, name, persons)).collect())
}

/// The campaign before this one, and the one of about the same time last year, at the same unit.
async fn earlier(office: &Office, w: Words, asked: &Asked) -> Result<Vec<(String, Line)>, Failure> {
    let this = asked.standing.campaign();
    let all = Campaign::issued(&mut office.db.read().await?).await?;
    let alike = |one: &&Campaign| {
        one.unit_id == this.unit_id && one.audience == this.audience && one.cutoff_day < this.cutoff_day
    };
    let year_ago = this.cutoff_day.plus_months(-12);
    let near =
        |one: &&Campaign| one.cutoff_day >= year_ago.plus_days(-ABOUT) && one.cutoff_day <= year_ago.plus_days(ABOUT);
    let last = all.iter().find(alike);
    let same = all.iter().filter(alike).find(near).filter(|one| last.is_none_or(|last| last.id != one.id));
    let mut out = Vec::new();
    for (key, one) in [("study-last", last), ("study-year-ago", same)] {
        let Some(one) = one else { continue };
        let standing = office.standing_by(one.id, asked.standing.units_of()).await?;
        let line = standing.line(asked.unit).filter(|line| line.rate().denominator > 0);
        if let Some(line) = line {
            let values = [("day", one.cutoff_day.written().into()), ("title", one.title.as_str().into())];
            out.push((w.fill(key, &values), line));
        }
    }
    Ok(out)
}

pub(super) async fn list(
    State(office): State<Office>,
    officer: Officer,
    Path((campaign, unit)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let asked = find(&office, &officer, &campaign, &unit).await?;
    let (w, standing) = (officer.words(), &*asked.standing);
    let which = officer.query("loai").and_then(|word| Which::of(&word)).unwrap_or(Which::Due);
    let section = officer.query("nhom").and_then(|word| Section::of(&word));
    let reason = officer.query("ly-do");
    let mut conn = office.db.read().await?;
    let mut what = format!(
        "{}: {}",
        w.with(
            &format!("study-section-{}", section.map_or("all", Section::word)),
            "age",
            young_under(standing.campaign())
        ),
        w.say(&format!("study-which-{}", which.word()))
    );
    let paper = officer.query("bai").zip(officer.query("muc"));
    let paper = paper.filter(|(kind, which)| HANDINS.contains(&&**kind) && PAPERS.contains(&&**which));
    let ids = match (&reason, &paper) {
        (_, Some((kind, which))) => {
            let states = rollup::states(&mut conn, standing, asked.unit).await?;
            what = rollup::paper_list(w, kind, which);
            rollup::persons(standing, asked.unit, &states, (kind.as_str(), which.as_str()))
        }
        (Some(reason), None) => {
            // Why somebody is exempt is of the member's record.
            officer.require_then(ReadPeople, &asked.grouping.past, asked.unit)?;
            let all = reasons(&mut conn, w, standing, asked.unit).await?;
            let (_, name, ids) = all.into_iter().find(|(key, ..)| key == reason).ok_or(Failure::NotFound)?;
            what = format!("{}: {name}", w.say("study-exempt"));
            ids
        }
        (None, None) => standing.persons(asked.unit, section, which),
    };
    let file = officer.query("tep");
    let limit = if file.is_some() { ids.len() } else { SHOWN };
    let units: HashMap<i64, i64> = standing.units_of_persons(asked.unit);
    let mut found = Vec::new();
    for some in ids[..limit.min(ids.len())].chunks(2000) {
        found.extend(persons(&mut conn, some, asked.unit).await?);
    }
    drop(conn);
    let tree = standing.tree();
    let rows = found.into_iter().map(|person| {
        let (state, exempt) = standing.person(person.id);
        let key = match (state, exempt) {
            (_, true) => "exempt",
            (Some(state), _) => state.word(),
            (None, _) => "unmarked",
        };
        let unit = units.get(&person.id).map_or("", |unit| tree.name(*unit));
        let mark = w.say(&format!("study-mark-{key}"));
        (member_address(&person.uid), person.full_name, person.birth_year, unit.to_owned(), mark)
    });
    let rows: Vec<_> = rows.collect();
    if let Some(kind) = file {
        let header = ["study-name", "study-born", "study-unit", "study-mark"].map(|key| w.say(key));
        let cells = rows.into_iter().map(|(_, name, born, unit, mark)| {
            vec![sheet::Cell::Text(name), sheet::Cell::Number(born), sheet::Cell::Text(unit), sheet::Cell::Text(mark)]
        });
        let (rows, asked_for) =
            (cells.len(), format!("{}, {what}, {}", standing.campaign().title, tree.name(asked.unit)));
        let noted = noted(&office, &officer, &asked, &kind, (asked_for, rows)).await?;
        return table_file(&noted, "danh-sach-hoc-tap", &standing.campaign().title, (&header, cells.collect()));
    }
    let query = ["nhom", "loai", "bai", "muc"].map(|name| (name, officer.query(name)));
    let query = query
        .into_iter()
        .chain([("ly-do", reason)])
        .filter_map(|(name, value)| Some(format!("{name}={}", kit::web::encode(&value?))));
    let query = query.collect::<Vec<_>>().join("&");
    let files =
        ["xlsx", "csv"].map(|kind| (kind.to_uppercase(), at(&asked, "danh-sach", &format!("{query}&tep={kind}"))));
    let page = PeoplePage {
        title: standing.campaign().title.clone(),
        unit: tree.name(asked.unit).to_owned(),
        back: at(&asked, "nhom", ""),
        count: w.count("study-people", ids.len() as i64),
        more: ids.len() > rows.len(),
        files: files.into(),
        shell: office.shell(&officer),
        what,
        rows,
    };
    html(StatusCode::OK, &page)
}

pub(super) async fn report(
    State(office): State<Office>,
    officer: Officer,
    Path((campaign, unit)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let asked = find(&office, &officer, &campaign, &unit).await?;
    let (w, standing) = (officer.words(), &*asked.standing);
    let (campaign, tree) = (standing.campaign(), standing.tree());
    let kind = officer.query("tep");
    let name = format!("bao-cao-hoc-tap-{}", standing.roll_day());
    if kind.as_deref() == Some("xlsx") {
        let rows = lines_below(standing, asked.unit).len() + 1;
        let title = format!("{}, {}", campaign.title, tree.name(asked.unit));
        let noted = noted(&office, &officer, &asked, "xlsx", (title, rows)).await?;
        return table(w, &asked, &noted, &name);
    }
    let mut conn = office.db.read().await?;
    let mut sessions = Vec::new();
    for unit in tree.branch(asked.unit) {
        sessions.extend(Session::of(&mut conn, campaign.id, *unit).await?);
    }
    let reasons = reasons(&mut conn, w, standing, asked.unit).await?;
    let handins = cascade::Asked::of(&mut conn, campaign, tree, asked.unit).await?.kinds();
    drop(conn);
    let earlier = earlier(&office, w, &asked).await?;
    let above = tree.get(asked.unit).and_then(|unit| unit.parent_id).map_or("", |above| tree.name(above));
    let told = Told {
        unit: asked.unit,
        above: above.to_owned(),
        sessions: &sessions,
        handins: &handins,
        reasons: &reasons.into_iter().map(|(_, name, who)| (name, who.len() as u64)).collect::<Vec<_>>(),
        earlier: &earlier,
        day: office.clock.today().written(),
        standing,
    };
    let blocks = blocks(w, &told);
    if kind.as_deref() == Some("docx") {
        let bytes = docx::write(&blocks).map_err(anyhow::Error::from)?;
        let mime = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
        return Ok(attachment(bytes, mime, &format!("{name}.docx")));
    }
    let files = [("Word", "docx"), ("XLSX", "xlsx")];
    let files = files.map(|(name, kind)| (name.to_owned(), at(&asked, "bao-cao", &format!("tep={kind}"))));
    let page = ReportPage {
        unit: tree.name(asked.unit).to_owned(),
        back: place(standing, asked.unit),
        files: files.into(),
        shell: office.shell(&officer),
        blocks,
    };
    html(StatusCode::OK, &page)
}

/// Notes who takes a file, at the unit or at the one that carries on for it.
pub(super) async fn noted(
    office: &Office,
    officer: &Officer,
    asked: &Asked,
    kind: &str,
    (what, rows): (String, usize),
) -> Result<Noted, Failure> {
    let known = officer.tree.get(asked.unit).is_some();
    let unit = if known { asked.unit } else { asked.grouping.past.heir(asked.unit) };
    note(office, officer, Taking { list: "study", unit, kind, asked: what, rows }).await
}

/// The table by unit with numbers that can be counted with.
fn table(w: Words, asked: &Asked, noted: &Noted, name: &str) -> Result<Response, Failure> {
    let (standing, tree) = (&*asked.standing, asked.standing.tree());
    let row = |name: &str, line: &Line| {
        let counted = Which::ALL.map(|which| sheet::Cell::Number(which.count(line) as i64));
        let rate = sheet::Cell::Text(w.rate(line.rate().numerator, line.rate().denominator));
        std::iter::once(sheet::Cell::Text(name.to_owned())).chain(counted).chain([rate]).collect::<Vec<_>>()
    };
    let mut rows: Vec<_> =
        lines_below(standing, asked.unit).iter().map(|line| row(tree.name(line.unit), line)).collect();
    if let Some(whole) = standing.line(asked.unit) {
        rows.push(row(&w.say("study-whole"), &whole));
    }
    table_file(noted, name, &standing.campaign().title, (&columns(w), rows))
}
