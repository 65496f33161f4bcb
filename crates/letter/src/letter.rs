//! A paper as a Word file: head in two columns, title, text, and at its foot who gets it and who signs.

use docx::{Align, Block, Document, Page, Paragraph, Run};
use jiff::civil::Date;
use rules::LayoutRule;

/// What a paper says, as it is to be printed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Letter {
    /// The body above the issuer; may be empty.
    pub above: String,
    /// Who issues it.
    pub issuer: String,
    /// What stands behind the number: `KH/HU`.
    pub letters: String,
    /// The number, once it has one.
    pub no: Option<i64>,
    /// Where it is issued.
    pub place: String,
    /// Its day, once it has one.
    pub day: Option<Date>,
    /// The year in which it is written.
    pub year: i16,
    /// The key of its kind.
    pub kind: String,
    /// What the kind is called.
    pub kind_name: String,
    /// What it is about.
    pub subject: String,
    /// Its text, a paragraph to a line.
    pub text: String,
    /// Who gets it, one to a line.
    pub recipients: String,
    /// The key of the form of signature.
    pub sign_form: String,
    /// The line above the signer's post: `T/M BAN THƯỜNG VỤ`; may be empty.
    pub sign_line: String,
    /// The signer's post.
    pub post: String,
    /// The signer's name.
    pub signer: String,
}

/// Millimetres of the left column; the right one has the rest.
const LEFT: u32 = 72;
/// Points between the signer's post and name: room for the signature and the seal.
const SIGNATURE: u32 = 64;

/// `Số 05-KH/HU`; without a number there is room for one.
pub fn symbol_line(rule: &LayoutRule, letter: &Letter) -> String {
    let no = letter.no.map_or_else(|| "      ".to_owned(), |no| format!("{no:02}"));
    format!("{} {no}-{}", rule.number_word, letter.letters)
}

/// `ngày 05 tháng 11 năm 2018`: days below 10 and the first two months have a nought before them.
pub fn written_out(day: Date) -> String {
    let month = if day.month() <= 2 { format!("{:02}", day.month()) } else { day.month().to_string() };
    format!("ngày {:02} tháng {month} năm {}", day.day(), day.year())
}

/// `Tịnh Biên, ngày 05 tháng 11 năm 2018`.
pub fn day_line(letter: &Letter) -> String {
    match letter.day {
        Some(day) => format!("{}, {}", letter.place, written_out(day)),
        None => format!("{}, ngày      tháng      năm {}", letter.place, letter.year),
    }
}

/// Who gets it, as the list is printed: a stroke before each, a comma after it, a full stop at the end.
pub fn recipients(letter: &Letter) -> Vec<String> {
    let lines = letter.recipients.lines().map(|line| {
        line.trim().trim_start_matches(['-', '–', '+', '•']).trim().trim_end_matches([',', ';', '.']).trim().to_owned()
    });
    let lines: Vec<String> = lines.filter(|line| !line.is_empty()).collect();
    let last = lines.len();
    lines.iter().zip(1..).map(|(line, nth)| format!("- {line}{}", if nth == last { "." } else { "," })).collect()
}

/// The file.
///
/// # Errors
/// When it cannot be packed.
pub fn word(rule: &LayoutRule, letter: &Letter) -> Result<Vec<u8>, String> {
    around(rule, letter, &day_line(letter), text(rule, letter))
}

/// How wide the page is between its margins, in millimetres.
pub fn width(rule: &LayoutRule) -> u32 {
    rule.page_width_mm.saturating_sub(rule.margin_left_mm + rule.margin_right_mm)
}

/// The file of a paper whose text is more than paragraphs, with head, title and foot around it; of the letter's own text and
/// day nothing is read.
///
/// # Errors
/// When it cannot be packed.
pub fn around(rule: &LayoutRule, letter: &Letter, day: &str, body: Vec<Block>) -> Result<Vec<u8>, String> {
    let right = width(rule).saturating_sub(LEFT);
    let mut blocks = head(rule, letter, day, right);
    blocks.extend(title(rule, letter));
    let ends_in_table = matches!(body.last(), Some(Block::Table(..) | Block::Columns(_)));
    blocks.extend(body);
    if ends_in_table {
        blocks.push(apart());
    }
    blocks.push(foot(rule, letter, right));
    let page = Page {
        width: rule.page_width_mm,
        height: rule.page_height_mm,
        top: rule.margin_top_mm,
        bottom: rule.margin_bottom_mm,
        left: rule.margin_left_mm,
        right: rule.margin_right_mm,
        number_from_top: Some(rule.page_number_from_top_mm),
    };
    let title = format!("{} {}", viet::capital(&letter.kind_name), letter.subject).trim().to_owned();
    let document = Document { page, title, font: rule.font.clone(), points: rule.body_points, blocks };
    docx::write(&document).map_err(|error| error.to_string())
}

fn centred(runs: Vec<Run>) -> Paragraph {
    Paragraph::new(Align::Centre, runs)
}

/// Two tables that touch would be one.
fn apart() -> Block {
    Block::Paragraph(Paragraph { line: 1, ..centred(vec![Run::plain(String::new()).sized(6)]) })
}

/// A paragraph of the text, as the rule has it.
pub fn paragraph(rule: &LayoutRule, line: &str) -> Block {
    Block::Paragraph(Paragraph {
        indent: rule.indent_mm,
        after: 6,
        line: rule.line_points,
        ..Paragraph::new(Align::Both, emphasised(line))
    })
}

/// Issuer and Party, then number and day, each pair in columns of its own, so that a long name moves nothing.
fn head(rule: &LayoutRule, letter: &Letter, day: &str, right: u32) -> Vec<Block> {
    let mut names = Vec::new();
    if !letter.above.trim().is_empty() {
        names.push(centred(vec![Run::plain(letter.above.to_uppercase())]));
    }
    names.push(centred(vec![Run::bold(letter.issuer.to_uppercase())]));
    names.push(centred(vec![Run::plain(rule.star.clone())]));
    let party = Run { underline: true, ..Run::bold(rule.party_name.clone()) };
    let mut number = vec![centred(vec![Run::plain(symbol_line(rule, letter))])];
    if is_untitled(rule, letter) {
        number.push(centred(vec![Run {
            italic: true,
            ..Run::plain(letter.subject.clone()).sized(rule.recipients_points)
        }]));
    }
    let day = Run { italic: true, ..Run::plain(day) };
    vec![
        Block::Columns(vec![(LEFT, names), (right, vec![centred(vec![party])])]),
        apart(),
        Block::Columns(vec![(LEFT, number), (right, vec![centred(vec![day])])]),
    ]
}

fn is_untitled(rule: &LayoutRule, letter: &Letter) -> bool {
    rule.untitled.contains(&letter.kind)
}

fn title(rule: &LayoutRule, letter: &Letter) -> Vec<Block> {
    if is_untitled(rule, letter) {
        return vec![Block::Paragraph(centred(vec![]))];
    }
    let name = Run::bold(letter.kind_name.to_uppercase()).sized(rule.title_points);
    let subject = Run::bold(letter.subject.clone()).sized(rule.subject_points);
    vec![
        Block::Paragraph(Paragraph { before: 18, keeps: true, ..centred(vec![name]) }),
        Block::Paragraph(Paragraph { keeps: true, ..centred(vec![subject]) }),
        Block::Paragraph(Paragraph { after: 12, keeps: true, ..centred(vec![Run::plain("-----")]) }),
    ]
}

fn text(rule: &LayoutRule, letter: &Letter) -> Vec<Block> {
    let lines = letter.text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.map(|line| paragraph(rule, line)).collect()
}

/// A heading with a Roman number is bold, of an article its number is.
fn emphasised(line: &str) -> Vec<Run> {
    let number = line.find(['.', '-', ')']).map(|at| &line[..at]).unwrap_or_default().trim();
    let roman = !number.is_empty() && number.len() <= 5 && number.chars().all(|c| "IVX".contains(c));
    if roman {
        return vec![Run::bold(line)];
    }
    let article = line.strip_prefix("Điều ").and_then(|rest| {
        let digits = rest.chars().take_while(char::is_ascii_digit).count();
        (digits > 0 && rest[digits..].starts_with(['.', ':'])).then_some("Điều ".len() + digits + 1)
    });
    match article {
        Some(end) => vec![Run::bold(&line[..end]), Run::plain(&line[end..])],
        None => vec![Run::plain(line)],
    }
}

fn foot(rule: &LayoutRule, letter: &Letter, right: u32) -> Block {
    let small = |text: String| Run::plain(text).sized(rule.recipients_points);
    let heading = Run { underline: true, ..small(rule.recipients_word.clone()) }.sized(rule.body_points);
    let mut left = vec![Paragraph { before: 12, ..Paragraph::new(Align::Left, vec![heading, Run::plain(":")]) }];
    left.extend(recipients(letter).into_iter().map(|line| Paragraph::new(Align::Left, vec![small(line)])));
    let mut signs = Vec::new();
    if !letter.sign_line.trim().is_empty() {
        signs.push(centred(vec![Run::bold(letter.sign_line.to_uppercase())]));
    }
    signs.push(centred(vec![Run::plain(letter.post.to_uppercase())]));
    signs[0].before = 12;
    signs.push(Paragraph { before: SIGNATURE, ..centred(vec![Run::bold(letter.signer.clone())]) });
    Block::Columns(vec![(LEFT, left), (right, signs)])
}
