//! What is looked at in a paper before it goes out. Each finding says what is there and what should be; nothing is changed.

use crate::letter::{Letter, day_line, recipients, symbol_line};
use docx::{Seen, SeenPage, SeenParagraph, Spacing};
use rules::{LayoutCheck, LayoutRule};

/// Lines at the head in which names, number and day stand.
const HEAD: usize = 16;
/// What a line of the prescribed typeface needs, in thousandths of its size.
const LINE: u32 = 1149;
/// By how much lines may be nearer or further apart, in hundredths of a point: whoever sets 1.15 lines comes as near as that.
const APART: u32 = 100;
/// Letters of a line that are quoted.
const QUOTED: usize = 80;

/// Something that is not as prescribed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What was looked at.
    pub check: LayoutCheck,
    /// What is there; empty where nothing is.
    pub is: String,
    /// What should be.
    pub should: String,
}

/// Looks at a file that is to carry a paper; what is not as prescribed, in the order in which a paper is read.
pub fn check(rule: &LayoutRule, letter: &Letter, seen: &Seen) -> Vec<Finding> {
    let text = Text::of(rule, seen);
    let found = LayoutCheck::all().filter_map(|check| {
        let (is, should) = look(rule, letter, seen, &text, check)?;
        Some(Finding { check, is: is.chars().take(QUOTED).collect(), should })
    });
    found.collect()
}

/// The lines of a file, and where its parts begin.
struct Text<'a> {
    lines: Vec<&'a str>,
    /// The lines between head and foot, outside tables.
    body: Vec<&'a str>,
    /// The line with the heading of the recipients.
    recipients: Option<usize>,
}

impl<'a> Text<'a> {
    fn of(rule: &LayoutRule, seen: &'a Seen) -> Text<'a> {
        let lines = seen.lines();
        let is_heading = |line: &&str| same(line.trim_end_matches(':'), &rule.recipients_word);
        let recipients = lines.iter().rposition(is_heading);
        let outside = seen.paragraphs.iter().filter(|one| !one.in_table);
        let body = outside.flat_map(|one| one.text.lines()).map(str::trim).filter(|line| !line.is_empty());
        let body = body.take_while(|line| !is_heading(line)).collect();
        Text { lines, body, recipients }
    }

    fn head(&self) -> &[&'a str] {
        &self.lines[..self.lines.len().min(HEAD)]
    }

    fn has(&self, wanted: &str) -> bool {
        !wanted.trim().is_empty() && self.lines.iter().any(|line| same(line, wanted))
    }
}

/// The same words, whatever the case, the marks' encoding and the blanks between them.
fn same(a: &str, b: &str) -> bool {
    plain(a) == plain(b)
}

fn plain(text: &str) -> String {
    viet::nfc(text).to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What is there and what should be; `None` where it is as prescribed.
fn look(
    rule: &LayoutRule,
    letter: &Letter,
    seen: &Seen,
    text: &Text<'_>,
    check: LayoutCheck,
) -> Option<(String, String)> {
    let missing = |is_there: bool, should: String| (!is_there).then(|| (String::new(), should));
    match check {
        LayoutCheck::Page => page(rule, seen.page),
        LayoutCheck::Margins => margins(rule, seen.page),
        LayoutCheck::Font => {
            let font = seen.most(|piece| Some(piece.font.clone()))?;
            (!same(&font, &rule.font)).then(|| (font, rule.font.clone()))
        }
        // Titles and headings are bold and have sizes of their own.
        LayoutCheck::Size => {
            let half = seen.most(|piece| (!piece.bold).then_some(piece.half_points))?;
            (half != rule.body_points * 2).then(|| (halves(half), rule.body_points.to_string()))
        }
        LayoutCheck::Line => {
            let apart = seen.mostly(|one| is_text(one).then(|| apart(rule, one)))?;
            let off = u32::abs_diff(apart, rule.line_points * 100) > APART;
            off.then(|| (format!("{} pt", (apart + 50) / 100), format!("{} pt", rule.line_points)))
        }
        LayoutCheck::Indent => {
            // Where a tab or a list moves it in, it is not known how far.
            let moved = |one: &SeenParagraph| is_text(one) && !one.text.starts_with('\t') && !one.is_listed;
            let indent = seen.mostly(|one| moved(one).then_some(one.indent))?;
            let off = differs(rule, indent, rule.indent_mm);
            off.then(|| (format!("{} mm", millimetres(indent)), format!("{} mm", rule.indent_mm)))
        }
        LayoutCheck::PartyName => {
            let is = text.head().iter().any(|line| viet::nfc(line).contains(&rule.party_name));
            missing(is, rule.party_name.clone())
        }
        LayoutCheck::Issuer => missing(text.has(&letter.issuer), letter.issuer.to_uppercase()),
        LayoutCheck::Symbol => symbol(rule, letter, text),
        LayoutCheck::Place => place(letter, text),
        LayoutCheck::Title if rule.untitled.contains(&letter.kind) => None,
        LayoutCheck::Title => {
            let title = letter.kind_name.to_uppercase();
            missing(text.lines.iter().any(|line| viet::nfc(line) == title), title)
        }
        LayoutCheck::Subject => {
            let whole = plain(&text.lines.join(" "));
            let is = !letter.subject.trim().is_empty() && whole.contains(&plain(&letter.subject));
            missing(is, letter.subject.clone())
        }
        LayoutCheck::Text => {
            let whole = plain(&letter.subject);
            let other = |line: &&&str| !same(line, &letter.kind_name) && !whole.contains(&plain(line));
            missing(text.body.iter().any(|line| other(&line) && line.chars().any(char::is_alphabetic)), String::new())
        }
        LayoutCheck::Ending => ending(rule, text),
        LayoutCheck::Signature => signature(rule, letter, text),
        LayoutCheck::Signer => {
            let is = text.has(&letter.signer) && (letter.post.trim().is_empty() || text.has(&letter.post));
            let should = format!("{} {}", letter.post.to_uppercase(), letter.signer);
            missing(is && !letter.signer.trim().is_empty(), should.trim().to_owned())
        }
        LayoutCheck::Recipients => {
            let listed =
                text.recipients.is_some_and(|at| text.lines[at + 1..].iter().any(|line| line.starts_with('-')));
            missing(listed && !recipients(letter).is_empty(), format!("{}:", rule.recipients_word))
        }
        LayoutCheck::Kept => {
            let at = text.recipients?;
            let last = text.lines[at + 1..].iter().rfind(|line| line.starts_with('-'))?;
            let kept = plain(last.trim_start_matches(['-', ' '])).starts_with(&plain(&rule.kept_word));
            (!kept).then(|| ((*last).to_owned(), format!("- {} …", rule.kept_word)))
        }
    }
}

fn halves(half_points: u32) -> String {
    if half_points.is_multiple_of(2) { (half_points / 2).to_string() } else { format!("{},5", half_points / 2) }
}

/// Whether a paragraph is one of the text: titles and headings are bold.
fn is_text(one: &SeenParagraph) -> bool {
    one.text.chars().any(char::is_alphabetic) && one.pieces.iter().any(|piece| !piece.bold && piece.letters > 0)
}

/// How far apart the lines of a paragraph are, in hundredths of a point.
fn apart(rule: &LayoutRule, one: &SeenParagraph) -> u32 {
    let said = one.pieces.iter().map(|piece| piece.half_points).max().filter(|half| *half > 0);
    let needed = said.unwrap_or(rule.body_points * 2).saturating_mul(LINE) / 20;
    match one.spacing {
        Spacing::Lines(parts) => needed.saturating_mul(parts) / 240,
        Spacing::AtLeast(twentieths) => needed.max(twentieths.saturating_mul(5)),
        Spacing::Exactly(twentieths) => twentieths.saturating_mul(5),
    }
}

fn differs(rule: &LayoutRule, hundredths: u32, mm: u32) -> bool {
    u32::abs_diff(hundredths, mm * 100) > rule.tolerance_mm * 100 + 50
}

fn millimetres(hundredths: u32) -> u32 {
    (hundredths + 50) / 100
}

fn page(rule: &LayoutRule, page: Option<SeenPage>) -> Option<(String, String)> {
    let should = format!("{} × {} mm", rule.page_width_mm, rule.page_height_mm);
    let Some(page) = page else { return Some((String::new(), should)) };
    let off = differs(rule, page.width, rule.page_width_mm) || differs(rule, page.height, rule.page_height_mm);
    off.then(|| (format!("{} × {} mm", millimetres(page.width), millimetres(page.height)), should))
}

fn margins(rule: &LayoutRule, page: Option<SeenPage>) -> Option<(String, String)> {
    let wanted = [rule.margin_top_mm, rule.margin_bottom_mm, rule.margin_left_mm, rule.margin_right_mm];
    let said = |values: [u32; 4]| format!("{} mm", values.map(|value| value.to_string()).join("/"));
    let Some(page) = page else { return Some((String::new(), said(wanted))) };
    let there = [page.top, page.bottom, page.left, page.right];
    let off = there.iter().zip(wanted).any(|(is, should)| differs(rule, *is, should));
    off.then(|| (said(there.map(millimetres)), said(wanted)))
}

/// `Số 05-KH/HU`, without a colon, a nought before one figure, the letters in their own case; before it has a number there
/// may be blanks or dots.
fn symbol(rule: &LayoutRule, letter: &Letter, text: &Text<'_>) -> Option<(String, String)> {
    let should = symbol_line(rule, letter).split_whitespace().collect::<Vec<_>>().join(" ");
    let starts = |line: &&&str| {
        viet::fold(line).starts_with(&format!("{} ", viet::fold(&rule.number_word)))
            || viet::fold(line).starts_with(&format!("{}:", viet::fold(&rule.number_word)))
    };
    let Some(line) = text.head().iter().find(starts) else { return Some((String::new(), should)) };
    let said = viet::nfc(line);
    let rest = said.strip_prefix(rule.number_word.as_str()).unwrap_or_default();
    let number: String = rest.trim().chars().take_while(|c| c.is_ascii_digit()).collect();
    let letters =
        rest.trim().trim_start_matches(|c: char| c.is_ascii_digit() || c == '.' || c == '…' || c.is_whitespace());
    let numbered = match letter.no {
        Some(no) => number == format!("{no:02}"),
        None => number.is_empty() || number.len() >= 2,
    };
    let sound = rest.starts_with([' ', '\u{a0}', '.', '…']) && numbered && letters == format!("-{}", letter.letters);
    (!sound).then(|| ((*line).to_owned(), should))
}

fn place(letter: &Letter, text: &Text<'_>) -> Option<(String, String)> {
    let should = day_line(letter).split_whitespace().collect::<Vec<_>>().join(" ");
    let is_day = |line: &&&str| {
        let said = viet::fold(line);
        said.contains("ngay") && said.contains("thang") && said.contains("nam") && line.chars().count() < 90
    };
    let Some(line) = text.head().iter().find(is_day) else { return Some((String::new(), should)) };
    let begins = !letter.place.trim().is_empty() && plain(line).starts_with(&plain(&format!("{},", letter.place)));
    let sound = begins && (letter.day.is_none() || same(line, &should));
    (!sound).then(|| ((*line).to_owned(), should))
}

fn ending(rule: &LayoutRule, text: &Text<'_>) -> Option<(String, String)> {
    let last = text.body.last()?;
    let tail: String = last.chars().rev().take(30).collect::<Vec<_>>().into_iter().rev().collect();
    let wrong =
        rule.no_endings.iter().any(|ending| last.ends_with(ending.as_str())) || !last.ends_with(['.', '!', '”']);
    wrong.then(|| (tail, ".".to_owned()))
}

/// `T/M BAN THƯỜNG VỤ`: the letters of the form, then the body.
fn signature(rule: &LayoutRule, letter: &Letter, text: &Text<'_>) -> Option<(String, String)> {
    let letters = rule.letters_of(&letter.sign_form);
    let line = letter.sign_line.trim();
    if letters.is_empty() {
        return (!line.is_empty() && !text.has(line)).then(|| (String::new(), line.to_uppercase()));
    }
    let rest = line.to_uppercase().strip_prefix(&format!("{letters} ")).is_some_and(|rest| !rest.trim().is_empty());
    let should = if rest { line.to_uppercase() } else { format!("{letters} …") };
    (!rest || !text.has(line)).then(|| (if rest { String::new() } else { line.to_owned() }, should))
}
