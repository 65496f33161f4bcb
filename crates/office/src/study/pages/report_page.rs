//! The report on a campaign at a unit: to be read, and as a Word file and a workbook.

use super::above::{added_lines, noted_below};
use super::overview::late;
use super::place;
use super::sections::{at, earlier, noted, reasons};
use super::unit::{Asked, find};
use crate::identity::reach::Officer;
use crate::list::noted::Noted;
use crate::org::pages::table_file;
use crate::org::{Tree, kind};
use crate::outgoing::pages::fill;
use crate::outgoing::{Outgoing, Said};
use crate::papers::{bodies_of, letters_of};
use crate::shell::{Office, Shell};
use crate::study::above::{Added, added};
use crate::study::cascade;
use crate::study::report::{Block, Frame, Told, blocks, columns, docx};
use crate::study::sections::Which;
use crate::study::session::Session;
use crate::study::{Line, Table};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use kit::failure::Failure;
use kit::page::{html, see_other};
use kit::web::attachment;
use kit::words::Words;
use letter::Letter;
use rules::LayoutRule;

/// The key of reports in the rules on papers.
const REPORT: &str = "report";
/// So many papers of a unit are looked at for whom they name above it; what goes only within the unit names nobody.
const LOOKED_AT: i64 = 50;
/// The form of signature of reports, by its key in the rules.
const ON_BEHALF: &str = "on_behalf";

#[derive(Template)]
#[template(path = "study/pages/report.html")]
struct ReportPage {
    shell: Shell,
    unit: String,
    back: String,
    frame: Frame,
    symbol: String,
    recipients: Vec<String>,
    blocks: Vec<Block>,
    files: Vec<(String, String)>,
}

pub(super) async fn show(
    State(office): State<Office>,
    officer: Officer,
    Path((campaign, unit)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let asked = find(&office, &officer, &campaign, &unit).await?;
    let (w, standing) = (officer.words(), &*asked.standing);
    let (campaign, tree) = (standing.campaign(), standing.tree());
    // Of a campaign that was cancelled nothing is reported; the unit's page says when and why.
    if campaign.cancelled_on.is_some() {
        return Ok(see_other(&place(standing, asked.unit)));
    }
    let kind = officer.query("tep");
    let name = format!("bao-cao-hoc-tap-{}", standing.roll_day());
    if kind.as_deref() == Some("xlsx") {
        let numbers = standing.table(asked.unit).ok_or(Failure::NotFound)?;
        let title = format!("{}, {}", campaign.title, tree.name(asked.unit));
        let noted = noted(&office, &officer, &asked, "xlsx", (title, numbers.below.len() + 1)).await?;
        let added = added(&mut office.db.read().await?, standing, asked.unit).await?;
        return table(w, (&asked, &numbers), added.as_ref(), &noted, &name);
    }
    let mut conn = office.db.read().await?;
    let mut sessions = Session::all(&mut conn, campaign.id).await?;
    sessions.retain(|session| tree.is_within(session.unit_id, asked.unit));
    let reasons = reasons(&mut conn, w, standing, (asked.unit, &[])).await?;
    let here = cascade::Asked::of(&mut conn, campaign, tree, asked.unit).await?;
    drop(conn);
    let earlier = earlier(&office, w, &asked).await?;
    let added = added(&mut office.db.read().await?, standing, asked.unit).await?;
    let above = above_of(&office, tree, asked.unit).await?;
    let frame = frame(&office, w, tree, (asked.unit, &above), &campaign.title)?;
    let line = standing.line(asked.unit).ok_or(Failure::NotFound)?;
    let mut overdue = super::cascade::overdue(w, campaign, &here, &line, office.clock.today());
    let late = late(standing, &here, &line, office.clock.today());
    if !late.is_empty() {
        let names = late.into_iter().map(|unit| tree.name(unit)).collect::<Vec<_>>().join("; ");
        overdue.push(w.with("report-late", "units", names));
    }
    let told = Told {
        unit: asked.unit,
        added: &added_lines(w, standing, added.as_ref()),
        overdue: &overdue,
        sessions: &sessions,
        handins: &here.kinds(),
        reasons: &reasons.into_iter().map(|(_, name, who)| (name, who.len() as u64)).collect::<Vec<_>>(),
        earlier: &earlier,
        standing,
    };
    let blocks = blocks(w, &told);
    if kind.as_deref() == Some("docx") {
        let bytes = docx::write(&frame, &blocks)?;
        let mime = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
        return Ok(attachment(bytes, mime, &format!("{name}.docx")));
    }
    let files = [("Word", "docx"), ("XLSX", "xlsx")];
    let files = files.map(|(name, kind)| (name.to_owned(), at(&asked, "bao-cao", &format!("tep={kind}"))));
    let page = ReportPage {
        unit: tree.name(asked.unit).to_owned(),
        back: place(standing, asked.unit),
        files: files.into(),
        symbol: letter::symbol_line(&frame.rule, &frame.letter),
        recipients: letter::recipients(&frame.letter),
        shell: office.shell(&officer),
        frame,
        blocks,
    };
    html(StatusCode::OK, &page)
}

/// Whom the unit's papers name above it, where the tree of this office ends with the unit: as the latest paper that it sent has it.
async fn above_of(office: &Office, tree: &Tree, unit: i64) -> Result<String, Failure> {
    if tree.get(unit).and_then(|unit| tree.get(unit.parent_id?)).is_some() {
        return Ok(String::new());
    }
    let sent = Outgoing::sent_by(&mut office.db.read().await?, unit, LOOKED_AT).await?;
    let mut said = sent.into_iter().map(|paper| paper.said().above);
    Ok(said.find(|above| !above.is_empty()).unwrap_or_default())
}

/// Head, title and foot of the report, as the papers of the unit have them.
fn frame(office: &Office, w: Words, tree: &Tree, (unit, above): (i64, &str), title: &str) -> Result<Frame, Failure> {
    let (layout, papers, today) =
        (office.layout_rule()?, office.papers_rule(office.clock.today())?, office.clock.today());
    let kind = tree.get(unit).map_or("", |unit| unit.kind.as_str());
    let mut said = Said { sign_form: ON_BEHALF.to_owned(), above: above.to_owned(), ..Said::default() };
    let mut letters = None;
    if let Some(body) = bodies_of(kind).first() {
        fill(layout, tree, (unit, *body), &mut said);
        letters = letters_of(papers.rule, tree, unit, *body);
    }
    let report = papers.rule.kind(REPORT).map_or("", |kind| kind.letters.as_str());
    let mut rule = layout.rule.clone();
    let mut day = letter::written_out(today.0);
    if w.code() != "vi" {
        day = today.written();
        rule = LayoutRule {
            party_name: w.say("report-country"),
            number_word: w.say("report-no"),
            recipients_word: w.say("report-to"),
            kept_word: w.say("report-kept"),
            ..rule
        };
    }
    // Whoever stands above is told, by the name that its papers have.
    let parent = tree.get(unit).and_then(|unit| tree.get(unit.parent_id?)).map(|above| above.name.as_str());
    let told = parent.unwrap_or(above);
    let above = (!told.is_empty()).then(|| w.with("report-told", "unit", layout.rule.head_name(told)));
    let letter = Letter {
        above: said.above,
        issuer: said.issuer,
        letters: format!("{report}/{}", letters.unwrap_or_else(|| "…".to_owned())),
        kind: REPORT.to_owned(),
        kind_name: w.say("report-title"),
        subject: format!("{}\n{title}", w.say("report-subject")),
        recipients: above.into_iter().chain([rule.kept_word.clone()]).collect::<Vec<_>>().join("\n"),
        sign_form: said.sign_form,
        sign_line: said.sign_line,
        // A cell has one secretary; who signs for a committee is known once somebody has signed.
        post: if kind == kind::CELL { w.say("session-sign-head") } else { String::new() },
        ..Letter::default()
    };
    Ok(Frame { day: format!("{}, {day}", said.place), rule, letter })
}

/// The table by unit with numbers that can be counted with.
fn table(
    w: Words,
    (asked, numbers): (&Asked, &Table),
    added: Option<&Added>,
    noted: &Noted,
    name: &str,
) -> Result<Response, Failure> {
    let (standing, tree) = (&*asked.standing, asked.standing.tree());
    let row = |name: &str, line: &Line| {
        let counted = Which::ALL.map(|which| sheet::Cell::Number(which.count(line) as i64));
        let rate = sheet::Cell::Text(w.rate(line.rate().numerator, line.rate().denominator));
        std::iter::once(sheet::Cell::Text(name.to_owned())).chain(counted).chain([rate]).collect::<Vec<_>>()
    };
    let mut rows: Vec<_> = numbers.below.iter().map(|line| row(tree.name(line.unit), line)).collect();
    rows.push(row(&w.say("study-whole"), &numbers.whole));
    let columns = columns(w);
    rows.extend(added_lines(w, standing, added).into_iter().map(|told| noted_below(told, columns.len())));
    table_file(noted, name, &standing.campaign().title, (&columns, rows))
}
