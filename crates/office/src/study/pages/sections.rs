//! A campaign's numbers by group: who leads, women, the young, any of them together, the exempt by reason; each number opens
//! its list.

use super::rollup::{self, GroupTable, PAPERS, PaperLine};
use super::unit::{Asked, find};
use super::{address, campaign_address, place};
use crate::identity::reach::Officer;
use crate::identity::right::{ReadPeople, Right};
use crate::list::noted::{Noted, Taking, note};
use crate::org::pages::grouping::TODAY;
use crate::org::pages::table_file;
use crate::people::Person;
use crate::people::pages::{address as member_address, reason_name};
use crate::shell::{Office, Shell};
use crate::study::above::added;
use crate::study::report::share;
use crate::study::roll::persons;
use crate::study::rollup::result;
use crate::study::sections::{Section, Which};
use crate::study::{Campaign, HANDINS, Line, Scope, Standing};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use kit::db::Conn;
use kit::failure::Failure;
use kit::page::html;
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
    target: String,
    head: Vec<String>,
    rows: Vec<Group>,
    /// Groups that can be put together: the word, the name, whether it was chosen.
    sections: Vec<(&'static str, String, bool)>,
    here: String,
    by_today: bool,
    /// What those who belong to all of the chosen ones are called; empty without any.
    together: String,
    /// Of them the exempt by reason: the reason, how many, and the list.
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
    /// What signed reports of units below add, and where they are.
    added: Vec<String>,
    added_at: String,
    /// Where members of ethnic minorities are counted; empty without the right.
    minority: String,
}

struct Group {
    name: String,
    /// Each number with its list.
    cells: Vec<(String, String)>,
    rate: String,
    /// How it stands to the target: the state of the style sheet, and its word.
    result: (&'static str, String),
}

#[derive(Template)]
#[template(path = "study/pages/people.html")]
pub(super) struct PeoplePage {
    pub(super) shell: Shell,
    pub(super) title: String,
    pub(super) what: String,
    pub(super) unit: String,
    pub(super) back: String,
    pub(super) count: String,
    pub(super) rows: Vec<PersonRow>,
    pub(super) more: bool,
    pub(super) files: Vec<(String, String)>,
    /// That opening the list was noted; empty for what is not sealed.
    pub(super) noted: String,
    /// What is sent to open the names that follow, and where to; empty at the end.
    pub(super) onward: Vec<(&'static str, String)>,
    pub(super) onward_at: String,
}

/// A member in a list: the record, the name, the year of birth, the unit, the mark.
pub(super) type PersonRow = (String, String, i64, String, String);

/// The row of a person.
pub(super) fn list_row(w: Words, standing: &Standing, units: &HashMap<i64, i64>, person: Person) -> PersonRow {
    let (state, exempt) = standing.person(person.id);
    let key = match (state, exempt) {
        (_, true) => "exempt",
        (Some(state), _) => state.word(),
        (None, _) => "unmarked",
    };
    let unit = units.get(&person.id).map_or("", |unit| standing.tree().name(*unit));
    let mark = w.say(&format!("study-mark-{key}"));
    (member_address(&person.uid), person.full_name, person.birth_year, unit.to_owned(), mark)
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
    let chosen: Vec<Section> =
        Section::ALL.into_iter().filter(|one| officer.query(one.word()).as_deref() == Some("1")).collect();
    let alone = std::iter::once(vec![]).chain(Section::ALL.map(|section| vec![section]));
    let groups = alone.chain(Some(chosen.clone()).filter(|chosen| chosen.len() > 1)).filter_map(|sections| {
        let line = standing.section_line(asked.unit, &sections)?;
        let word = Section::words(&sections);
        let list = |which: Which| at(&asked, "danh-sach", &format!("nhom={word}&loai={}", which.word()));
        let cell = |which: Which| (w.number(which.count(&line) as i64), list(which));
        Some(Group {
            name: group_name(w, standing, &sections),
            cells: Which::ALL.map(cell).into(),
            rate: w.rate(line.rate().numerator, line.rate().denominator),
            result: {
                let state = result(campaign.target_basis_points, &line);
                (state, w.say(&format!("study-state-{state}")))
            },
        })
    });
    let groups = groups.collect();
    let reasons = reasons(&mut office.db.read().await?, w, standing, (asked.unit, &chosen)).await?;
    let may_name = officer.may_then(&asked.grouping.past, Right::ReadPeople, asked.unit);
    let reasons = reasons.into_iter().map(|(key, name, persons)| {
        let list = format!("nhom={}&loai=exempt&ly-do={key}", Section::words(&chosen));
        let list = at(&asked, "danh-sach", &list);
        (name, w.number(persons.len() as i64), if may_name { list } else { String::new() })
    });
    let earlier = earlier(&office, w, &asked).await?.into_iter();
    let papers_here = rollup::papers(&mut office.db.read().await?, w, &asked).await?;
    let opens = officer.may_then(&asked.grouping.past, Right::ReadSensitive, asked.unit);
    let added = added(&mut office.db.read().await?, standing, asked.unit).await?;
    let sees = officer.may(Right::ReadStudy, campaign.unit_id);
    let page = SectionsPage {
        added: super::above::added_lines(w, standing, added.as_ref()),
        added_at: if sees { format!("{}/cap-duoi", campaign_address(campaign)) } else { String::new() },
        title: campaign.title.clone(),
        unit: standing.tree().name(asked.unit).to_owned(),
        back: place(standing, asked.unit),
        roll: w.with(&format!("campaign-roll-{}-on", campaign.roll_rule), "day", standing.roll_day().written()),
        target: w.with("study-target", "rate", w.rate(campaign.target_basis_points.unsigned_abs(), 10_000)),
        head: Which::ALL.map(|which| w.say(&format!("study-which-{}", which.word()))).into(),
        rows: groups,
        sections: Section::ALL
            .map(|one| (one.word(), group_name(w, standing, &[one]), chosen.contains(&one)))
            .into_iter()
            .collect(),
        together: if chosen.is_empty() { String::new() } else { group_name(w, standing, &chosen) },
        here: at(&asked, "nhom", ""),
        by_today: asked.grouping.by_today,
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

/// What those who belong to all of these groups are called.
pub(super) fn group_name(w: Words, standing: &Standing, sections: &[Section]) -> String {
    let name = |word: &str| w.with(&format!("study-section-{word}"), "age", w.number(standing.young_under()));
    match sections {
        [] => name("all"),
        some => some.iter().map(|one| name(one.word())).collect::<Vec<_>>().join(" + "),
    }
}

/// Exempt members of a branch by reason, as (the reason's key, how many).
pub(in crate::study) async fn reason_counts(
    conn: &mut Conn,
    standing: &Standing,
    unit: i64,
) -> Result<Vec<(String, u64)>, Failure> {
    let w = crate::shell::LEXICON.words(kit::words::Lang::from_code("vi"));
    let all = reasons(conn, w, standing, (unit, &[])).await?;
    Ok(all.into_iter().map(|(key, _, persons)| (key, persons.len() as u64)).collect())
}

/// Exempt members of a branch who belong to all of these groups, by reason: the reason's key, what people call it, and who.
pub(super) async fn reasons(
    conn: &mut Conn,
    w: Words,
    standing: &Standing,
    (unit, sections): (i64, &[Section]),
) -> Result<Vec<(String, String, Vec<i64>)>, Failure> {
    let sql =
        "SELECT person_id, reason, ruleset FROM exemption WHERE excluded = 1 AND from_day <= $1 AND (to_day IS NULL OR to_day > $1)
               ORDER BY id";
    let rows: Vec<(i64, String, String)> = conn.all(sql, &[&standing.roll_day()]).await?;
    let of: HashMap<i64, (String, String)> =
        rows.into_iter().map(|(person, reason, ruleset)| (person, (reason, ruleset))).collect();
    let mut by: BTreeMap<String, (String, Vec<i64>)> = BTreeMap::new();
    for person in standing.persons(unit, sections, Which::Exempt) {
        let Some((reason, ruleset)) = of.get(&person) else { continue };
        let entry = by.entry(reason.clone()).or_insert_with(|| (reason_name(w, ruleset, reason), vec![]));
        entry.1.push(person);
    }
    Ok(by.into_iter().map(|(key, (name, persons))| (key, name, persons)).collect())
}

/// The campaign before this one, and the one of about the same time last year, at the same unit.
pub(super) async fn earlier(office: &Office, w: Words, asked: &Asked) -> Result<Vec<(String, Line)>, Failure> {
    let this = asked.standing.campaign();
    let mut conn = office.db.read().await?;
    let scope = Scope::of(&mut conn, this).await?;
    let mut all = Vec::new();
    for one in Campaign::issued(&mut conn).await? {
        let alike = one.unit_id == this.unit_id && one.audience == this.audience && one.cutoff_day < this.cutoff_day;
        // A campaign for some branches alone says nothing about one for all of them.
        if alike && Scope::of(&mut conn, &one).await? == scope {
            all.push(one);
        }
    }
    drop(conn);
    let year_ago = this.cutoff_day.plus_months(-12);
    let near =
        |one: &&Campaign| one.cutoff_day >= year_ago.plus_days(-ABOUT) && one.cutoff_day <= year_ago.plus_days(ABOUT);
    let last = all.first();
    let same = all.iter().find(near).filter(|one| last.is_none_or(|last| last.id != one.id));
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
    let sections = officer.query("nhom").map_or(vec![], |words| Section::of_words(&words));
    let reason = officer.query("ly-do");
    let mut conn = office.db.read().await?;
    let mut what =
        format!("{}: {}", group_name(w, standing, &sections), w.say(&format!("study-which-{}", which.word())));
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
            let all = reasons(&mut conn, w, standing, (asked.unit, &sections)).await?;
            let (_, name, ids) = all.into_iter().find(|(key, ..)| key == reason).ok_or(Failure::NotFound)?;
            what = format!("{}, {}: {name}", group_name(w, standing, &sections), w.say("study-exempt").to_lowercase());
            ids
        }
        (None, None) => standing.persons(asked.unit, &sections, which),
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
    let rows = found.into_iter().map(|person| list_row(w, standing, &units, person));
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
        noted: String::new(),
        onward: vec![],
        onward_at: String::new(),
        shell: office.shell(&officer),
        what,
        rows,
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
