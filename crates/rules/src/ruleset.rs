//! A ruleset: what a rule says, who issued it, when it holds and where that is written.

use crate::body::{self, Body, ConcurrentPostsRule, DisciplineRule, StudyRule};
use crate::exemption::ExemptionRule;
use crate::layout::LayoutRule;
use crate::movement::{AdmissionRule, TransferRule};
use crate::newsroom::NewsroomRule;
use crate::papers::PapersRule;
use crate::person::{PersonalDataRule, StandingRule};
use crate::posts::PostsRule;
use crate::problem::Problem;
use crate::reader::{Fields, Vocabulary};
use crate::reception::ReceptionRule;
use crate::roles::RolesRule;
use crate::sign_in::SignInRule;
use crate::tasks::TasksRule;
use crate::units::UnitsRule;
use jiff::civil::Date;

/// A text in both languages of the product. Neither is blank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// Vietnamese.
    pub vi: String,
    /// English.
    pub en: String,
}

/// What a ruleset is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Area {
    /// Studying directives and resolutions (học tập, quán triệt).
    Study,
    /// Exemption from work and meetings (miễn công tác và sinh hoạt đảng).
    Exemption,
    /// Secretary who is also chairman (bí thư đồng thời chủ tịch).
    ConcurrentPosts,
    /// Discipline of members (kỷ luật đảng viên).
    Discipline,
    /// Moving from one cell to another (chuyển sinh hoạt đảng).
    Transfer,
    /// Admission and probation (kết nạp, dự bị).
    Admission,
    /// Roles and rights in the office (vai trò, quyền).
    Roles,
    /// The standing of members (tư cách đảng viên).
    Standing,
    /// Personal data (dữ liệu cá nhân).
    PersonalData,
    /// Coming into the office (đăng nhập).
    SignIn,
    /// What a newsroom asks before and after it publishes.
    Newsroom,
    /// Papers: kinds, authority, symbols (văn bản).
    Papers,
    /// The posts of units (chức vụ).
    Posts,
    /// Tasks that papers give (việc từ văn bản).
    Tasks,
    /// How papers look (thể thức văn bản).
    Layout,
    /// Which kind of unit stands where (cơ cấu tổ chức).
    Units,
    /// What people send in (tiếp nhận ý kiến, phản ánh).
    Reception,
}

impl Area {
    /// All areas, in the order of the documentation.
    pub const ALL: &[Area] = &[
        Area::Study,
        Area::Exemption,
        Area::ConcurrentPosts,
        Area::Discipline,
        Area::Transfer,
        Area::Admission,
        Area::Roles,
        Area::Standing,
        Area::PersonalData,
        Area::SignIn,
        Area::Newsroom,
        Area::Papers,
        Area::Posts,
        Area::Tasks,
        Area::Layout,
        Area::Units,
        Area::Reception,
    ];

    /// The word used in files: `study`, `exemption`, `concurrent_posts`, `discipline`, ….
    pub fn word(self) -> &'static str {
        match self {
            Area::Study => "study",
            Area::Exemption => "exemption",
            Area::ConcurrentPosts => "concurrent_posts",
            Area::Discipline => "discipline",
            Area::Transfer => "transfer",
            Area::Admission => "admission",
            Area::Roles => "roles",
            Area::Standing => "standing",
            Area::PersonalData => "personal_data",
            Area::SignIn => "sign_in",
            Area::Newsroom => "newsroom",
            Area::Papers => "papers",
            Area::Posts => "posts",
            Area::Tasks => "tasks",
            Area::Layout => "layout",
            Area::Units => "units",
            Area::Reception => "reception",
        }
    }
}

/// How sure we are of what a ruleset says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Confidence {
    /// Carried over, general knowledge, or one weak source.
    Low,
    /// Reported by good sources, not read in the official text.
    Medium,
    /// Read in the text itself or agreed by several good sources.
    High,
}

/// A checked ruleset, as it stands in a [`crate::RuleBook`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ruleset {
    /// Permanent name; decisions keep it. Lower-case ASCII letters, digits and hyphens; unique in a book.
    pub id: String,
    /// Whom it overrides the general ruleset for (a province, an office); `None` is the general one.
    pub scope: Option<String>,
    /// Who issued it.
    pub issuer: String,
    /// Number and symbol of the paper, if it has one. Not a key: numbers are used again in a new term.
    pub number: Option<String>,
    /// Day on the paper, if known.
    pub issued_on: Option<Date>,
    /// First day in force; `None` when the start is not known or lies before all records.
    pub in_force_from: Option<Date>,
    /// First day *no longer* in force, so that a successor starts on that very day; `None` while it holds.
    pub in_force_to: Option<Date>,
    /// Numbers of the papers it replaced.
    pub replaces: Vec<String>,
    /// Where this is written.
    pub source: String,
    /// How sure we are.
    pub confidence: Confidence,
    /// What people call it.
    pub title: Text,
    /// What a reader should know: gaps, assumptions, what is a product rule. English.
    pub note: Option<String>,
    /// What it says.
    pub body: Body,
}

/// What a published figure says about the rule it was counted under.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Citation {
    /// The ruleset's id.
    pub id: String,
    /// Its title in Vietnamese.
    pub title_vi: String,
    /// Its title in English.
    pub title_en: String,
    /// Where it is written.
    pub source: String,
    /// First day in force; `None` when the start is open.
    pub in_force_from: Option<Date>,
}

impl Ruleset {
    /// What it is about.
    pub fn area(&self) -> Area {
        match self.body {
            Body::Study(_) => Area::Study,
            Body::Exemption(_) => Area::Exemption,
            Body::ConcurrentPosts(_) => Area::ConcurrentPosts,
            Body::Discipline(_) => Area::Discipline,
            Body::Transfer(_) => Area::Transfer,
            Body::Admission(_) => Area::Admission,
            Body::Roles(_) => Area::Roles,
            Body::Standing(_) => Area::Standing,
            Body::PersonalData(_) => Area::PersonalData,
            Body::SignIn(_) => Area::SignIn,
            Body::Newsroom(_) => Area::Newsroom,
            Body::Papers(_) => Area::Papers,
            Body::Posts(_) => Area::Posts,
            Body::Tasks(_) => Area::Tasks,
            Body::Layout(_) => Area::Layout,
            Body::Units(_) => Area::Units,
            Body::Reception(_) => Area::Reception,
        }
    }

    /// Whether it is in force on a day: from `in_force_from` on, up to but without `in_force_to`.
    pub fn holds_on(&self, date: Date) -> bool {
        self.in_force_from.is_none_or(|from| from <= date) && self.in_force_to.is_none_or(|to| date < to)
    }

    /// What it says on studying, if that is its area.
    pub fn study(&self) -> Option<&StudyRule> {
        if let Body::Study(rule) = &self.body { Some(rule) } else { None }
    }

    /// What it says on exemption, if that is its area.
    pub fn exemption(&self) -> Option<&ExemptionRule> {
        if let Body::Exemption(rule) = &self.body { Some(rule) } else { None }
    }

    /// What it says on concurrent posts, if that is its area.
    pub fn concurrent_posts(&self) -> Option<&ConcurrentPostsRule> {
        if let Body::ConcurrentPosts(rule) = &self.body { Some(rule) } else { None }
    }

    /// What it says on discipline, if that is its area.
    pub fn discipline(&self) -> Option<&DisciplineRule> {
        if let Body::Discipline(rule) = &self.body { Some(rule) } else { None }
    }

    /// What it says on transfer, if that is its area.
    pub fn transfer(&self) -> Option<&TransferRule> {
        if let Body::Transfer(rule) = &self.body { Some(rule) } else { None }
    }

    /// What it says on admission, if that is its area.
    pub fn admission(&self) -> Option<&AdmissionRule> {
        if let Body::Admission(rule) = &self.body { Some(rule) } else { None }
    }

    /// What it says on roles, if that is its area.
    pub fn roles(&self) -> Option<&RolesRule> {
        if let Body::Roles(rule) = &self.body { Some(rule) } else { None }
    }

    /// What it says on the standing of members, if that is its area.
    pub fn standing(&self) -> Option<&StandingRule> {
        if let Body::Standing(rule) = &self.body { Some(rule) } else { None }
    }

    /// What it says on personal data, if that is its area.
    pub fn personal_data(&self) -> Option<&PersonalDataRule> {
        if let Body::PersonalData(rule) = &self.body { Some(rule) } else { None }
    }

    /// What it says on coming into the office, if that is its area.
    pub fn sign_in(&self) -> Option<&SignInRule> {
        if let Body::SignIn(rule) = &self.body { Some(rule) } else { None }
    }

    /// What it says on the newsroom, if that is its area.
    pub fn newsroom(&self) -> Option<&NewsroomRule> {
        if let Body::Newsroom(rule) = &self.body { Some(rule) } else { None }
    }

    /// What it says on papers, if that is its area.
    pub fn papers(&self) -> Option<&PapersRule> {
        if let Body::Papers(rule) = &self.body { Some(rule) } else { None }
    }

    /// What it says on the posts of units, if that is its area.
    pub fn posts(&self) -> Option<&PostsRule> {
        if let Body::Posts(rule) = &self.body { Some(rule) } else { None }
    }

    /// What it says on tasks, if that is its area.
    pub fn tasks(&self) -> Option<&TasksRule> {
        if let Body::Tasks(rule) = &self.body { Some(rule) } else { None }
    }

    /// What it says on how papers look, if that is its area.
    pub fn layout(&self) -> Option<&LayoutRule> {
        if let Body::Layout(rule) = &self.body { Some(rule) } else { None }
    }

    /// What it says on where units stand, if that is its area.
    pub fn units(&self) -> Option<&UnitsRule> {
        if let Body::Units(rule) = &self.body { Some(rule) } else { None }
    }

    /// What it says on what people send in, if that is its area.
    pub fn reception(&self) -> Option<&ReceptionRule> {
        if let Body::Reception(rule) = &self.body { Some(rule) } else { None }
    }

    /// How to cite it beside a figure.
    pub fn citation(&self) -> Citation {
        Citation {
            id: self.id.clone(),
            title_vi: self.title.vi.clone(),
            title_en: self.title.en.clone(),
            source: self.source.clone(),
            in_force_from: self.in_force_from,
        }
    }

    /// Whether some day falls into both; touching ends do not.
    pub(crate) fn overlaps(&self, other: &Ruleset) -> bool {
        let begins_before_end = |from: Option<Date>, to: Option<Date>| match (from, to) {
            (Some(from), Some(to)) => from < to,
            _ => true,
        };
        begins_before_end(self.in_force_from, other.in_force_to)
            && begins_before_end(other.in_force_from, self.in_force_to)
    }
}

const AREAS: &Vocabulary<Area> = &[
    ("study", Area::Study),
    ("exemption", Area::Exemption),
    ("concurrent_posts", Area::ConcurrentPosts),
    ("discipline", Area::Discipline),
    ("transfer", Area::Transfer),
    ("admission", Area::Admission),
    ("roles", Area::Roles),
    ("standing", Area::Standing),
    ("personal_data", Area::PersonalData),
    ("sign_in", Area::SignIn),
    ("newsroom", Area::Newsroom),
    ("papers", Area::Papers),
    ("posts", Area::Posts),
    ("tasks", Area::Tasks),
    ("layout", Area::Layout),
    ("units", Area::Units),
    ("reception", Area::Reception),
];
pub(crate) const CONFIDENCES: &Vocabulary<Confidence> =
    &[("high", Confidence::High), ("medium", Confidence::Medium), ("low", Confidence::Low)];

/// The table that a file holds; a problem is reported when it is no TOML.
pub(crate) fn parse(file: &str, text: &str, problems: &mut Vec<Problem>) -> Option<toml::Table> {
    match text.parse::<toml::Table>() {
        Ok(table) => Some(table),
        Err(error) => {
            let at = error.span().map_or(0, |span| span.start).min(text.len());
            let line = text.as_bytes()[..at].iter().filter(|byte| **byte == b'\n').count() + 1;
            let what = format!("is not TOML, line {line}: {}", error.message());
            problems.push(Problem::new(file, Problem::WHOLE_FILE, what));
            None
        }
    }
}

/// Reads one file. Returns `None` after at least one problem was reported.
pub(crate) fn read(file: &str, text: &str, problems: &mut Vec<Problem>) -> Option<Ruleset> {
    let before = problems.len();
    let table = parse(file, text, problems)?;
    let mut fields = Fields::new(file, table, problems);
    let ruleset = all_fields(&mut fields);
    fields.finish();
    ruleset.filter(|_| problems.len() == before)
}

fn all_fields(fields: &mut Fields) -> Option<Ruleset> {
    let id = fields.key("id", '-');
    let area = fields.word("area", AREAS);
    let scope = fields.has("scope").then(|| fields.key("scope", '-')).flatten();
    let issuer = fields.text("issuer");
    let number = fields.optional_text("number");
    let issued_on = fields.optional_date("issued_on");
    let in_force_from = fields.optional_date("in_force_from");
    let in_force_to = fields.optional_date("in_force_to");
    let replaces = if fields.has("replaces") { fields.texts("replaces") } else { Some(Vec::new()) };
    let source = fields.text("source");
    let confidence = fields.word("confidence", CONFIDENCES);
    let title = fields.table("title", |fields| fields.both_languages());
    let note = fields.optional_text("note");
    let body = match area {
        Some(area) => body::read(area, fields, scope.is_none()),
        None => {
            // Without an area nobody can say what its table should hold; one complaint is enough.
            Area::ALL.iter().for_each(|area| fields.pass_over(area.word()));
            None
        }
    };
    if let (Some(from), Some(to)) = (in_force_from, in_force_to)
        && to <= from
    {
        fields.report("in_force_to", format!("{to} is not after in_force_from {from}"));
    }
    Some(Ruleset {
        id: id?,
        scope,
        issuer: issuer?,
        number,
        issued_on,
        in_force_from,
        in_force_to,
        replaces: replaces?,
        source: source?,
        confidence: confidence?,
        title: title?,
        note,
        body: body?,
    })
}
