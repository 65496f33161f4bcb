//! How a paper that goes out looks: the page, the words of its head and foot, forms of signature, and what is looked at
//! before it goes.

use crate::papers::{BODIES, PaperBody};
use crate::reader::{Fields, Vocabulary, word_of};

/// The prescribed layout of papers, and the checks of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LayoutRule {
    /// Width of the page, mm.
    pub page_width_mm: u32,
    /// Height of the page, mm.
    pub page_height_mm: u32,
    /// Margin above, mm.
    pub margin_top_mm: u32,
    /// Margin below, mm.
    pub margin_bottom_mm: u32,
    /// Margin at the left, mm.
    pub margin_left_mm: u32,
    /// Margin at the right, mm.
    pub margin_right_mm: u32,
    /// By how much a file's measures may differ, mm.
    pub tolerance_mm: u32,
    /// The typeface.
    pub font: String,
    /// Size of the text, points.
    pub body_points: u32,
    /// Size of the title, points.
    pub title_points: u32,
    /// Size of what stands below the title, points.
    pub subject_points: u32,
    /// Size of the list of recipients, points.
    pub recipients_points: u32,
    /// Distance of lines, points.
    pub line_points: u32,
    /// How far the first line of a paragraph stands in, mm.
    pub indent_mm: u32,
    /// Where the number of the page stands below the upper edge, mm; the first page has none.
    pub page_number_from_top_mm: u32,
    /// What stands at the right of the head, underlined.
    pub party_name: String,
    /// What stands below the issuer's name.
    pub star: String,
    /// The word before the number, without a colon.
    pub number_word: String,
    /// The heading of the list of recipients, underlined.
    pub recipients_word: String,
    /// How the last line of the list begins: where the paper is kept.
    pub kept_word: String,
    /// Endings that a text must not have.
    pub no_endings: Vec<String>,
    /// The letters before the signer's body, by the key of the form of signature. A form without a line has none.
    pub sign_letters: Vec<SignLetters>,
    /// What a body is called in the line of the signature.
    pub sign_names: Vec<SignName>,
    /// What the committee of a unit is called in the head of its papers, by how the unit's name begins.
    pub head_names: Vec<HeadName>,
    /// Kinds of paper whose name is not printed as a title; the subject stands below the number.
    pub untitled: Vec<String>,
    /// Bodies for whose papers whoever clears is not whoever signs.
    pub apart: Vec<PaperBody>,
    /// What must be in order before a paper is submitted; what else is found is only told. May be empty.
    pub blocking: Vec<LayoutCheck>,
}

/// The letters of a form of signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignLetters {
    /// The key of the form, of the rules on papers.
    pub key: String,
    /// `T/M`.
    pub letters: String,
}

/// A body in the line of the signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignName {
    /// Which body.
    pub body: PaperBody,
    /// `BAN THƯỜNG VỤ`.
    pub name: String,
}

/// A committee as the head of its papers names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeadName {
    /// The line's own key.
    pub key: String,
    /// How the unit's name begins: `Đảng bộ huyện`.
    pub named: String,
    /// What stands in its place: `Huyện ủy`.
    pub head: String,
}

/// Something that is looked at before a paper is submitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LayoutCheck {
    /// The page has the prescribed size.
    Page,
    /// The margins are as prescribed.
    Margins,
    /// The text is in the prescribed typeface.
    Font,
    /// The text has the prescribed size.
    Size,
    /// The lines are as far apart as prescribed.
    Line,
    /// The first line of a paragraph is moved in as prescribed.
    Indent,
    /// The head names the Party.
    PartyName,
    /// The head names who issues it.
    Issuer,
    /// The symbol is written as prescribed.
    Symbol,
    /// Place and day stand in the head.
    Place,
    /// The title says the kind.
    Title,
    /// What it is about stands below the title.
    Subject,
    /// There is a text.
    Text,
    /// The text ends with a full stop and nothing else.
    Ending,
    /// The line of the signature has the form's letters and the body.
    Signature,
    /// Post and name of the signer.
    Signer,
    /// The list of recipients is there.
    Recipients,
    /// The list ends with where the paper is kept.
    Kept,
}

const CHECKS: &Vocabulary<LayoutCheck> = &[
    ("page", LayoutCheck::Page),
    ("margins", LayoutCheck::Margins),
    ("font", LayoutCheck::Font),
    ("size", LayoutCheck::Size),
    ("line", LayoutCheck::Line),
    ("indent", LayoutCheck::Indent),
    ("party_name", LayoutCheck::PartyName),
    ("issuer", LayoutCheck::Issuer),
    ("symbol", LayoutCheck::Symbol),
    ("place", LayoutCheck::Place),
    ("title", LayoutCheck::Title),
    ("subject", LayoutCheck::Subject),
    ("text", LayoutCheck::Text),
    ("ending", LayoutCheck::Ending),
    ("signature", LayoutCheck::Signature),
    ("signer", LayoutCheck::Signer),
    ("recipients", LayoutCheck::Recipients),
    ("kept", LayoutCheck::Kept),
];

impl LayoutCheck {
    /// All of them, in the order in which a paper is read.
    pub fn all() -> impl Iterator<Item = LayoutCheck> {
        CHECKS.iter().map(|(_, check)| *check)
    }

    /// The word in ruleset files and messages: `party_name`, ….
    pub fn word(self) -> &'static str {
        word_of(CHECKS, &self)
    }
}

impl LayoutRule {
    /// The letters of a form of signature; empty where it has none.
    pub fn letters_of(&self, form: &str) -> &str {
        self.sign_letters.iter().find(|line| line.key == form).map_or("", |line| line.letters.as_str())
    }

    /// What a body is called in the line of the signature; empty where nothing is laid down.
    pub fn sign_name(&self, body: PaperBody) -> &str {
        self.sign_names.iter().find(|line| line.body == body).map_or("", |line| line.name.as_str())
    }

    /// What the committee of a unit of this name is called in the head of its papers.
    pub fn head_name(&self, unit: &str) -> String {
        let known = self.head_names.iter().find_map(|line| Some((line, unit.strip_prefix(line.named.as_str())?)));
        known.map_or_else(|| unit.to_owned(), |(line, rest)| format!("{}{rest}", line.head))
    }
}

pub(crate) fn read(fields: &mut Fields) -> Option<LayoutRule> {
    let (width, height) = (fields.number("page_width_mm", 50..=500), fields.number("page_height_mm", 50..=500));
    let margin = 0..=100;
    let (top, bottom) =
        (fields.number("margin_top_mm", margin.clone()), fields.number("margin_bottom_mm", margin.clone()));
    let (left, right) = (fields.number("margin_left_mm", margin.clone()), fields.number("margin_right_mm", margin));
    let tolerance_mm = fields.number("tolerance_mm", 0..=10);
    let font = fields.text("font");
    let size = 6..=40;
    let (body, title) = (fields.number("body_points", size.clone()), fields.number("title_points", size.clone()));
    let (subject, recipients) =
        (fields.number("subject_points", size.clone()), fields.number("recipients_points", size));
    let line_points = fields.number("line_points", 6..=60);
    let indent_mm = fields.number("indent_mm", 0..=50);
    let page_number = fields.number("page_number_from_top_mm", 0..=50);
    let (party_name, star, number_word) = (fields.text("party_name"), fields.text("star"), fields.text("number_word"));
    let (recipients_word, kept_word) = (fields.text("recipients_word"), fields.text("kept_word"));
    let (no_endings, untitled) = (fields.texts("no_endings"), fields.texts("untitled"));
    let sign_letters =
        fields.keyed("sign_letters", |key, fields| Some(SignLetters { key, letters: fields.text("letters")? }));
    let sign_names = fields.keyed("sign_names", |_, fields| {
        let (body, name) = (fields.word("body", BODIES), fields.text("name"));
        Some(SignName { body: body?, name: name? })
    });
    let head_names = fields.keyed("head_names", |key, fields| {
        let (named, head) = (fields.text("named"), fields.text("head"));
        Some(HeadName { key, named: named?, head: head? })
    });
    let (apart, blocking) = (fields.words("apart", BODIES, true), fields.words("blocking", CHECKS, true));
    if let (Some(width), Some(left), Some(right)) = (width, left, right)
        && left + right + 50 > width
    {
        fields.report("margin_left_mm", "leaves less than 50 mm between the margins");
    }
    Some(LayoutRule {
        page_width_mm: width?,
        page_height_mm: height?,
        margin_top_mm: top?,
        margin_bottom_mm: bottom?,
        margin_left_mm: left?,
        margin_right_mm: right?,
        tolerance_mm: tolerance_mm?,
        font: font?,
        body_points: body?,
        title_points: title?,
        subject_points: subject?,
        recipients_points: recipients?,
        line_points: line_points?,
        indent_mm: indent_mm?,
        page_number_from_top_mm: page_number?,
        party_name: party_name?,
        star: star?,
        number_word: number_word?,
        recipients_word: recipients_word?,
        kept_word: kept_word?,
        no_endings: no_endings?,
        sign_letters: sign_letters?,
        sign_names: sign_names?,
        head_names: head_names?,
        untitled: untitled?,
        apart: apart?,
        blocking: blocking?,
    })
}
