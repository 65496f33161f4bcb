//! A campaign at one unit: its line, those of the units below it, a cell's names; by the units of the cut-off day or of
//! today.

use super::cascade::asked_lines;
use super::overview::{Behind, behind, late, missing};
use super::session::{session_address, written};
use super::{Link, Row, address, campaign_address, has_sheet, next_of, place, row, rows};
use crate::identity::reach::Officer;
use crate::identity::right::{KeepStudy, ReadHandins, ReadStudy, Right};
use crate::list::noted::{Noted, Taking, note};
use crate::org::lineage::Past;
use crate::org::pages::grouping::{Grouping, Switch, THEN, TODAY};
use crate::org::pages::table_file;
use crate::people::{self, Person};
use crate::shell::{Office, Shell};
use crate::study::above::{Added, added};
use crate::study::report::{apart, share};
use crate::study::roll::persons;
use crate::study::rollup::Fixed;
use crate::study::sections::Section;
use crate::study::session::Session;
use crate::study::standing::{HANDINS, Line, Standing, Table};
use crate::study::{State, cascade};
use askama::Template;
use axum::extract::{Path, State as Handed};
use axum::http::StatusCode;
use axum::response::Response;
use kit::failure::Failure;
use kit::page::html;
use kit::words::Words;
use std::collections::HashSet;
use std::sync::Arc;

#[derive(Template)]
#[template(path = "study/pages/unit.html")]
struct UnitPage {
    shell: Shell,
    title: String,
    unit: String,
    paper: String,
    /// The paper in a register within reach; empty where there is none.
    register: String,
    target: String,
    /// The page of the campaign as a whole.
    about: String,
    /// How far it is, which roll counts, and until when.
    facts: Vec<String>,
    /// That it was cancelled and why; empty while it holds.
    cancelled: String,
    trail: Vec<Link>,
    /// From the units of the cut-off day to those of today.
    switch: Option<Switch>,
    /// The same as a file: (kind, address); empty for a unit without any below.
    files: Vec<(String, String)>,
    whole: Row,
    rows: Vec<Row>,
    handins: String,
    /// What is past its last day, in sentences; and the units that are behind, by why.
    overdue: Vec<String>,
    behind: Vec<Behind>,
    /// The attendance sheet and the papers of a cell; empty where there is none, or without the right.
    sheet: String,
    papers: String,
    /// Where what was handed in is read; empty without the right.
    reading: String,
    names: Vec<Name>,
    /// The numbers by group, and the report.
    sections: String,
    reporting: String,
    /// Who heads units and who holds posts, each apart: leaders study first.
    leading: Vec<String>,
    /// What was fixed and what is counted since, line by line; empty before the first close.
    fixed: Vec<String>,
    /// What is to be done next and where; empty once nothing is taken.
    next: (String, String),
    /// What is asked here.
    asked: Vec<String>,
    /// The unit's own plan: number and words; and where it is kept, empty without the right.
    plan: Vec<String>,
    plan_at: String,
    /// Units right below that have not taken the campaign up.
    untaken: Vec<Link>,
    /// What signed reports of units below add to these numbers, and where they are; empty without any, or without the right.
    added: Vec<String>,
    added_at: String,
    /// The plans of the units between the campaign and this one: whose, and what it says.
    plans_above: Vec<(String, String)>,
    /// What units above hold for it too.
    sessions_above: Vec<String>,
    /// Sessions that the unit holds: what each is, and its page where it may be opened.
    sessions: Vec<Link>,
    /// Where one more is planned; empty without the right.
    new_session: String,
}

struct Name {
    /// Empty for who has gone out of reach since.
    href: String,
    name: String,
    birth_year: i64,
    state: &'static str,
    state_name: String,
}

/// What is asked for: a campaign's tally, a unit, and by whose units.
pub(super) struct Asked {
    pub(super) standing: Arc<Standing>,
    pub(super) grouping: Grouping,
    pub(super) unit: i64,
}

pub(super) async fn show(
    Handed(office): Handed<Office>,
    officer: Officer,
    Path((campaign, unit)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let asked = find(&office, &officer, &campaign, &unit).await?;
    let standing = &asked.standing;
    let mut table = standing.table(asked.unit).ok_or(Failure::NotFound)?;
    let seen = |unit: i64| match asked.grouping.by_today {
        true => officer.may(Right::ReadStudy, unit),
        false => officer.may_then(&asked.grouping.past, Right::ReadStudy, unit),
    };
    table.below.retain(|line| seen(line.unit));
    if let Some(kind) = officer.query("tep") {
        let rows = table.below.len();
        let unit =
            if officer.tree.get(asked.unit).is_some() { asked.unit } else { asked.grouping.past.heir(asked.unit) };
        let title = format!("{}, {}", standing.campaign().title, standing.tree().name(asked.unit));
        let taking = Taking { list: "study", unit, kind: &kind, asked: title, rows };
        let noted = note(&office, &officer, taking).await?;
        let added = added(&mut office.db.read().await?, standing, asked.unit).await?;
        return file(officer.words(), standing, (&table, added.as_ref()), &noted);
    }
    let mut names = Vec::new();
    if has_sheet(standing, asked.unit) {
        let mut conn = office.db.read().await?;
        let persons = persons(&mut conn, &standing.own(asked.unit), asked.unit).await?;
        let opened = people::opened(&mut conn, &officer, persons.iter().map(|person| person.id)).await?;
        names = persons.into_iter().map(|person| name(officer.words(), standing, (person, &opened))).collect();
    }
    let sessions = Session::of(&mut office.db.read().await?, standing.campaign().id, asked.unit).await?;
    let mut page = page(&office, &officer, (&asked, &table), (names, sessions), seen);
    below_the_campaign(&office, &officer, (&asked, &table.whole), &mut page, seen).await?;
    page.register = crate::papers::pages::href_of(&office, &officer, asked.unit, &page.paper).await?;
    html(StatusCode::OK, &page)
}

/// How the campaign was taken up here and below, what is next, and what was fixed.
async fn below_the_campaign(
    office: &Office,
    officer: &Officer,
    (asked, line): (&Asked, &Line),
    page: &mut UnitPage,
    seen: impl Fn(i64) -> bool,
) -> Result<(), Failure> {
    let (w, standing) = (officer.words(), &*asked.standing);
    let (campaign, tree) = (standing.campaign(), standing.tree());
    let mut conn = office.db.read().await?;
    let added = added(&mut conn, standing, line.unit).await?;
    page.added = super::above::added_lines(w, standing, added.as_ref());
    if officer.may(Right::ReadStudy, campaign.unit_id) {
        page.added_at = format!("{}/cap-duoi", campaign_address(campaign));
    }
    let fixed = Fixed::of(&mut conn, campaign.id, line.unit).await?;
    if !fixed.is_empty() {
        page.fixed = fixed
            .iter()
            .map(|fixed| {
                let day = fixed.closed_on.map_or(String::new(), |day| day.written());
                let share = share(w, campaign, &fixed.line(line.unit));
                w.fill("rollup-fixed", &[("day", day.into()), ("share", share.into())])
            })
            .collect();
        if fixed.last().is_some_and(|last| !last.is_still(line)) {
            page.fixed.push(w.with("rollup-now", "share", share(w, campaign, line)));
        }
    }
    // What is counted are papers of those who took part, of the kinds that are asked for.
    let counted = |kinds: &[&str]| {
        let of = HANDINS.iter().zip(line.handins).filter(|(kind, _)| kinds.contains(kind));
        let told = of.map(|(kind, n)| {
            let (n, whole) = (w.number(n as i64), w.number(line.rate().numerator as i64));
            format!("{} {n}/{whole}", w.say(&format!("study-handin-{kind}")))
        });
        told.collect::<Vec<_>>().join(", ")
    };
    if asked.grouping.by_today {
        page.handins = counted(&campaign.handins(&mut conn).await?);
        return Ok(());
    }
    let here = cascade::Asked::of(&mut conn, campaign, tree, line.unit).await?;
    page.handins = counted(&here.kinds());
    page.asked = asked_lines(w, campaign, tree, &here);
    page.facts = super::campaign::facts(w, campaign, standing.roll_day(), Some(&here));
    let (today, link) =
        (office.clock.today(), |unit: i64| Link { href: place(standing, unit), name: tree.name(unit).to_owned() });
    page.overdue = super::cascade::overdue(w, campaign, &here, line, today);
    let late = late(standing, &here, line, today).into_iter().filter(|unit| seen(*unit)).collect();
    page.behind.splice(..0, behind(w, late, vec![], link));
    let plans = cascade::Plan::all(&mut conn, campaign.id).await?;
    if let Some(plan) = plans.get(&line.unit) {
        let received = w.with("cascade-received", "day", plan.received_on.written());
        page.plan =
            [received, plan.paper.clone(), plan.words.clone()].into_iter().filter(|part| !part.is_empty()).collect();
    }
    for above in tree.path(line.unit).into_iter().filter(|above| *above != line.unit) {
        let name = tree.name(above);
        for session in Session::of(&mut conn, campaign.id, above).await? {
            let values = [("what", written(w, &session).into()), ("unit", name.into())];
            page.sessions_above.push(w.fill("session-of-above", &values));
        }
        let told = plans.get(&above).map(|plan| [plan.paper.as_str(), &plan.words].join("\n").trim().to_owned());
        page.plans_above.extend(told.filter(|told| !told.is_empty()).map(|told| (name.to_owned(), told)));
    }
    drop(conn);
    if !campaign.state().is_open() {
        return Ok(());
    }
    let keeps = officer.require_then(KeepStudy, &asked.grouping.past, line.unit).is_ok();
    if keeps {
        page.next = next_of(office, officer, standing, line.unit).await?;
        if line.unit != campaign.unit_id && line.roll > 0 {
            page.plan_at = format!("{}/ke-hoach", address(campaign, tree, line.unit));
        }
    }
    let untaken = super::cascade::untaken(standing, &plans, line.unit).into_iter().filter(|unit| seen(*unit));
    page.untaken = untaken.map(link).collect();
    Ok(())
}

/// What the address asks for, as far as the officer's reach goes. A unit that did not exist on the cut-off day is looked
/// at by the units of today.
pub(super) async fn find(office: &Office, officer: &Officer, campaign: &str, unit: &str) -> Result<Asked, Failure> {
    let mut conn = office.db.read().await?;
    let today = officer.tree.by_uid(unit).map(|unit| unit.id);
    let campaign = super::known(&mut conn, office, officer, campaign).await?;
    let day = campaign.roll_day(office.clock.today());
    let mut grouping = Grouping::asked(&mut conn, office, officer, day).await?;
    let then = grouping.past.tree.by_uid(unit).map(|unit| unit.id);
    grouping.by_today |= then.is_none() && day < grouping.past.today;
    let unit = if grouping.by_today { today } else { then }.ok_or(Failure::NotFound)?;
    drop(conn);
    // Before the tally is asked: it tells nobody by its time that there is such a unit.
    if officer.tree.get(unit).is_some() {
        officer.require(ReadStudy, unit)?;
    } else if !officer.may_then(&grouping.past, Right::ReadStudy, unit) {
        return Err(Failure::NotFound);
    }
    let units_of = grouping.by_today.then_some(grouping.past.today);
    let standing = office.standing_by(campaign.id, units_of).await?;
    // A campaign of another commune is none of this one's, whoever asks.
    standing.seen_from(unit).filter(|seen| *seen == unit).ok_or(Failure::NotFound)?;
    Ok(Asked { standing, grouping, unit })
}

fn page(
    office: &Office,
    officer: &Officer,
    (asked, Table { whole: line, below }): (&Asked, &Table),
    (names, sessions): (Vec<Name>, Vec<Session>),
    seen: impl Fn(i64) -> bool,
) -> UnitPage {
    let shell = office.shell(officer);
    let (w, standing) = (shell.w, &*asked.standing);
    let (tree, campaign) = (standing.tree(), standing.campaign());
    let link = |unit: i64| Link { href: place(standing, unit), name: tree.name(unit).to_owned() };
    let path = tree.path(line.unit);
    let above = path.iter().filter(|unit| **unit != line.unit && seen(**unit));
    let own = address(campaign, tree, line.unit);
    let rows = rows(w, standing, below);
    let past = &asked.grouping.past;
    let may = !asked.grouping.by_today && officer.require_then(KeepStudy, past, line.unit).is_ok();
    let keeps = may && has_sheet(standing, line.unit) && campaign.state().is_open();
    let reads = !asked.grouping.by_today && officer.require_then(ReadHandins, past, line.unit).is_ok();
    let reads = reads && has_sheet(standing, line.unit);
    let leading = [Section::Heads, Section::Leaders].map(|section| apart(w, standing, line.unit, section));
    let sessions = sessions.iter().map(|session| Link {
        href: if may { session_address(&own, session) } else { String::new() },
        name: written(w, session),
    });
    let missing = missing(standing, line.unit).into_iter().filter(|unit| seen(*unit)).collect();
    let query = if asked.grouping.by_today { format!("?theo={TODAY}&") } else { "?".to_owned() };
    let files = if rows.is_empty() { &[][..] } else { &["XLSX", "CSV"] };
    let files = files.iter().map(|kind| ((*kind).to_owned(), format!("{own}{query}tep={}", kind.to_lowercase())));
    UnitPage {
        title: campaign.title.clone(),
        unit: tree.name(line.unit).to_owned(),
        paper: campaign.paper.clone(),
        register: String::new(),
        target: w.rate(campaign.target_basis_points.unsigned_abs(), 10_000),
        about: campaign_address(campaign),
        facts: super::campaign::facts(w, campaign, standing.roll_day(), None),
        cancelled: super::sheet::cancelled(w, campaign),
        trail: above.map(|unit| link(*unit)).collect(),
        switch: switch(w, officer, asked),
        files: files.collect(),
        whole: row(w, standing, line, own.clone()),
        rows,
        handins: String::new(),
        overdue: vec![],
        behind: behind(w, vec![], missing, link),
        sheet: if keeps { format!("{own}/diem-danh") } else { String::new() },
        reading: if reads { format!("{own}/doc-bai") } else { String::new() },
        papers: if keeps { format!("{own}/thu-bai") } else { String::new() },
        names,
        sections: format!("{own}/nhom{}", query.trim_end_matches(['&', '?'])),
        reporting: format!("{own}/bao-cao{}", query.trim_end_matches(['&', '?'])),
        leading: leading.into_iter().filter(|told| !told.is_empty()).collect(),
        fixed: vec![],
        next: Default::default(),
        asked: vec![],
        plan: vec![],
        plan_at: String::new(),
        untaken: vec![],
        added: vec![],
        added_at: String::new(),
        plans_above: vec![],
        sessions_above: vec![],
        sessions: sessions.collect(),
        new_session: if may && campaign.state().is_open() { format!("{own}/buoi") } else { String::new() },
        shell,
    }
}

/// From the unit to where the same persons stand by the other units. Shown once units have changed since the cut-off day.
fn switch(w: Words, officer: &Officer, asked: &Asked) -> Option<Switch> {
    let (past, campaign, unit) = (&asked.grouping.past, asked.standing.campaign(), asked.unit);
    let changed = past.lineage.changed((past.tree.day(), past.today));
    let then = then(past, unit).into_iter().chain([campaign.unit_id]);
    let then = then.into_iter().find(|unit| officer.may_then(past, Right::ReadStudy, *unit));
    let today = Some(past.heir(unit)).filter(|unit| officer.may(Right::ReadStudy, *unit));
    let (then, today) = (then.filter(|_| changed)?, today?);
    let then = format!("{}?theo={THEN}", address(campaign, &past.tree, then));
    let today = format!("{}?theo={TODAY}", address(campaign, &officer.tree, today));
    Some(Switch::new(w, past.tree.day(), asked.grouping.by_today, (then, today)))
}

/// The unit of the cut-off day for which a unit of today carries on, when it is one alone.
fn then(past: &Past, unit: i64) -> Option<i64> {
    if past.tree.get(unit).is_some() {
        return Some(unit);
    }
    let mut came = past.tree.preorder().iter().copied().filter(|old| past.heir(*old) == unit);
    came.next().filter(|_| came.next().is_none())
}

fn name(w: Words, standing: &Standing, (person, opened): (Person, &HashSet<i64>)) -> Name {
    let (state, exempt) = standing.person(person.id);
    let (chip, key) = match (state, exempt) {
        (_, true) => ("off", "exempt"),
        (None | Some(State::Unmarked), _) => ("wait", "unmarked"),
        (Some(State::Absent), _) => ("short", "absent"),
        (Some(State::Attended), _) => ("met", "attended"),
        (Some(State::MadeUp), _) => ("met", "made_up"),
    };
    let state_name = w.say(&format!("study-mark-{key}"));
    let href = if opened.contains(&person.id) { people::pages::address(&person.uid) } else { String::new() };
    Name { href, name: person.full_name, birth_year: person.birth_year, state: chip, state_name }
}

/// The lines below a unit and their sum, one a line.
fn file(
    w: Words,
    standing: &Standing,
    (table, added): (&Table, Option<&Added>),
    noted: &Noted,
) -> Result<Response, Failure> {
    let columns = ["study-unit", "study-expected", "study-took-part", "study-exempt", "study-rate"];
    let header = columns.map(|key| w.say(key));
    let line = |name: String, line: &Line| {
        let rate = line.rate();
        let numbers = [rate.denominator, rate.numerator, line.exempt];
        let numbers = numbers.into_iter().map(|n| sheet::Cell::Number(n as i64));
        let rate = sheet::Cell::Text(w.rate(rate.numerator, rate.denominator));
        std::iter::once(sheet::Cell::Text(name)).chain(numbers).chain([rate]).collect::<Vec<_>>()
    };
    let tree = standing.tree();
    let mut rows: Vec<_> = table.below.iter().map(|below| line(tree.name(below.unit).to_owned(), below)).collect();
    rows.push(line(w.say("study-whole"), &table.whole));
    let left_out = super::above::added_lines(w, standing, added).into_iter();
    rows.extend(left_out.map(|told| super::above::noted_below(told, header.len())));
    let by = if standing.units_of().is_some() { "-theo-don-vi-hom-nay" } else { "" };
    let name = format!("hoc-tap-{}{by}", standing.campaign().cutoff_day);
    table_file(noted, &name, &standing.campaign().title, (&header, rows))
}
