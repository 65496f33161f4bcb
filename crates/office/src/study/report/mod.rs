//! The report on a campaign at one unit, in the order and words of the field: what was asked, what came of it, who is
//! missing, compared with the target and with earlier campaigns. The page, the Word file and the workbook say the same.

pub mod docx;

use super::sections::{Section, Which};
use super::standing::{HANDINS, Line, Standing, Table};
use super::{Audience, Campaign, session::Session};
use kit::words::{Value, Words};
use letter::Letter;
use rules::LayoutRule;

/// A piece of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A heading.
    Heading(String),
    /// A paragraph.
    Text(String),
    /// A table: its header, and its rows.
    Table(Vec<String>, Vec<Vec<String>>),
}

/// What a report is made from.
pub struct Told<'a> {
    /// The campaign's tally.
    pub standing: &'a Standing,
    /// The unit that reports.
    pub unit: i64,
    /// What signed reports of units below add, in sentences.
    pub added: &'a [String],
    /// What is past its last day, in sentences.
    pub overdue: &'a [String],
    /// The sessions of the unit itself and of those below it.
    pub sessions: &'a [Session],
    /// What is required.
    pub handins: &'a [&'static str],
    /// Exempt members by reason, as (what people call it, how many).
    pub reasons: &'a [(String, u64)],
    /// Earlier campaigns to compare with: what each is, and its line at the unit.
    pub earlier: &'a [(String, Line)],
}

/// What stands around a report: head, title and foot, as papers of the unit have them.
pub struct Frame {
    /// The layout, with the words of the reader's language.
    pub rule: LayoutRule,
    /// Who reports, to whom, under whose name.
    pub letter: Letter,
    /// Place and day, as they are written.
    pub day: String,
}

/// A share in the convention of the field: `35.599/35.900 đảng viên, đạt 99,16%`.
pub fn share(w: Words, campaign: &Campaign, line: &Line) -> String {
    let rate = line.rate();
    let values = [
        ("part", w.number(rate.numerator as i64).into()),
        ("whole", w.number(rate.denominator as i64).into()),
        ("rate", w.rate(rate.numerator, rate.denominator).into()),
        ("who", w.say(&format!("report-who-{}", campaign.audience().word())).into()),
    ];
    w.fill("report-share", &values)
}

/// What came of those who lead, apart: how many of them took part, and how many of these made it up. Empty where none is due,
/// and among members of the Front, whom those who hold posts of the Party do not lead.
pub fn apart(w: Words, standing: &Standing, unit: i64, section: Section) -> String {
    let leads = standing.campaign().audience() != Audience::MassOrganisations;
    let line = standing.section_line(unit, &[section]).filter(|line| leads && line.rate().denominator > 0);
    let Some(line) = line else { return String::new() };
    let rate = line.rate();
    let values = [
        ("who", w.say(&format!("study-section-{}", section.word())).into()),
        ("part", w.number(rate.numerator as i64).into()),
        ("whole", w.number(rate.denominator as i64).into()),
        ("rate", w.rate(rate.numerator, rate.denominator).into()),
        ("late", w.number(line.made_up as i64).into()),
        ("made_up", Value::Number(line.made_up as i64)),
    ];
    w.fill("study-apart", &values)
}

/// How a line stands to the target, in words.
pub fn against_target(w: Words, campaign: &Campaign, line: &Line) -> String {
    let target = campaign.target_basis_points.clamp(0, 10_000) as u32;
    let written = w.rate(u64::from(target), 10_000);
    match line.rate().reaches(target) {
        None => String::new(),
        Some(true) => w.with("report-met", "target", written),
        Some(false) => w.with("report-short", "target", written),
    }
}

/// The text of the report.
pub fn blocks(w: Words, told: &Told<'_>) -> Vec<Block> {
    let (standing, unit) = (told.standing, told.unit);
    let (campaign, tree) = (standing.campaign(), standing.tree());
    let Some(Table { whole, below }) = standing.table(unit) else { return vec![] };
    let number = |n: u64| w.number(n as i64);
    let mut out =
        vec![Block::Heading(w.say("report-how")), Block::Text(w.with("report-paper", "paper", &campaign.paper))];
    let kinds = super::session::KINDS.iter().filter_map(|kind| {
        let n = told.sessions.iter().filter(|session| session.kind == *kind).count() as i64;
        (n > 0).then(|| format!("{} {}", w.number(n), w.say(&format!("session-kind-{kind}")).to_lowercase()))
    });
    let kinds = kinds.collect::<Vec<_>>().join(", ");
    if !kinds.is_empty() {
        let values = [("n", w.number(told.sessions.len() as i64).into()), ("kinds", kinds.into())];
        out.push(Block::Text(w.fill("report-sessions", &values)));
    }
    let roll = w.with(&format!("campaign-roll-{}-on", campaign.roll_rule), "day", standing.roll_day().written());
    out.extend([
        Block::Text(format!("{roll}.")),
        Block::Heading(w.say("report-result")),
        Block::Text(w.fill(
            "report-whole",
            &[("share", share(w, campaign, &whole).into()), ("target", against_target(w, campaign, &whole).into())],
        )),
        Block::Text(w.fill(
            "report-parts",
            &[
                ("made_up", number(whole.made_up).into()),
                ("absent", number(whole.absent).into()),
                ("unmarked", number(whole.unmarked()).into()),
            ],
        )),
    ]);
    out.extend(told.overdue.iter().chain(told.added).cloned().map(Block::Text));
    let reasons = told.reasons.iter().map(|(reason, n)| format!("{} {}", reason.to_lowercase(), number(*n)));
    let reasons = reasons.collect::<Vec<_>>().join(", ");
    if whole.exempt > 0 {
        let values = [("n", number(whole.exempt).into()), ("reasons", reasons.into())];
        out.push(Block::Text(w.fill("report-exempt", &values)));
    }
    let apart = [Section::Leaders, Section::Heads].map(|section| apart(w, standing, unit, section));
    out.extend(apart.into_iter().filter(|told| !told.is_empty()).map(Block::Text));
    for section in [Section::Women, Section::Young] {
        if let Some(line) = standing.section_line(unit, &[section]).filter(|line| line.rate().denominator > 0) {
            let text = w.fill(
                &format!("report-{}", section.word()),
                &[("share", share(w, campaign, &line).into()), ("age", w.number(standing.young_under()).into())],
            );
            out.push(Block::Text(text));
        }
    }
    // Nobody writes about what nobody has studied yet.
    let asked = |kind: &str| whole.rate().numerator > 0 && told.handins.contains(&kind);
    for (kind, n) in HANDINS.iter().zip(whole.handins).filter(|(kind, _)| asked(kind)) {
        let values = [
            ("kind", w.say(&format!("study-handin-{kind}")).into()),
            ("n", number(n).into()),
            ("of", number(whole.rate().numerator).into()),
            ("rate", w.rate(n, whole.rate().numerator).into()),
        ];
        out.push(Block::Text(w.fill("report-handin", &values)));
    }
    for (what, line) in told.earlier {
        out.push(Block::Text(
            w.fill("report-earlier", &[("what", what.into()), ("share", share(w, campaign, line).into())]),
        ));
    }
    if !below.is_empty() {
        out.push(Block::Heading(w.say("report-by-unit")));
        let mut rows: Vec<Vec<String>> = below.iter().map(|line| row(w, tree.name(line.unit), line)).collect();
        rows.push(row(w, &w.say("study-whole"), &whole));
        out.push(Block::Table(columns(w), rows));
    }
    let missing: Vec<&str> =
        standing.missing(unit).into_iter().filter(|one| *one != unit).map(|one| tree.name(one)).collect();
    if !missing.is_empty() {
        out.push(Block::Heading(w.count("report-missing", missing.len() as i64)));
        out.push(Block::Text(missing.join("; ")));
    }
    out
}

/// The columns of the table by unit.
pub fn columns(w: Words) -> Vec<String> {
    let counted = Which::ALL.map(|which| w.say(&format!("study-which-{}", which.word())));
    std::iter::once(w.say("study-unit")).chain(counted).chain([w.say("study-rate")]).collect()
}

fn row(w: Words, name: &str, line: &Line) -> Vec<String> {
    let counted = Which::ALL.map(|which| w.number(which.count(line) as i64));
    let rate = w.rate(line.rate().numerator, line.rate().denominator);
    std::iter::once(name.to_owned()).chain(counted).chain([rate]).collect()
}
