//! What a rule says, typed by area: the part of a ruleset that counting code reads.

use crate::exemption::{self, ExemptionRule};
use crate::layout::{self, LayoutRule};
use crate::movement::{self, AdmissionRule, TransferRule};
use crate::newsroom::{self, NewsroomRule};
use crate::papers::{self, PapersRule};
use crate::person::{self, PersonalDataRule, StandingRule};
use crate::posts::{self, PostsRule};
use crate::reader::{Fields, Vocabulary, word_of};
use crate::reception::{self, ReceptionRule};
use crate::roles::{self, RolesRule};
use crate::ruleset::{Area, Text};
use crate::sign_in::{self, SignInRule};
use crate::tasks::{self, TasksRule};
use crate::units::{self, UnitsRule};

/// The typed part of a ruleset; which one it is follows from the area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// Studying directives and resolutions.
    Study(StudyRule),
    /// Exemption from work and meetings.
    Exemption(ExemptionRule),
    /// One person holding a Party post and a government post.
    ConcurrentPosts(ConcurrentPostsRule),
    /// Discipline of members.
    Discipline(DisciplineRule),
    /// Moving from one cell to another.
    Transfer(TransferRule),
    /// Admission and probation.
    Admission(AdmissionRule),
    /// Roles and rights in the office.
    Roles(RolesRule),
    /// The standing of members.
    Standing(StandingRule),
    /// Personal data.
    PersonalData(PersonalDataRule),
    /// Coming into the office.
    SignIn(SignInRule),
    /// What a newsroom asks before and after it publishes.
    Newsroom(NewsroomRule),
    /// Papers.
    Papers(PapersRule),
    /// The posts of units.
    Posts(PostsRule),
    /// Tasks that papers give.
    Tasks(TasksRule),
    /// How papers look.
    Layout(LayoutRule),
    /// Which kind of unit stands where.
    Units(UnitsRule),
    /// What people send in.
    Reception(ReceptionRule),
}

/// How taking part in a study campaign is counted.
///
/// `rate = members in a counted state / (members due − members in an excluded state)`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StudyRule {
    /// The rate asked for, in hundredths of a percent: 9800 is 98 %. At most 10000.
    pub target_basis_points: u32,
    /// States that count as having taken part. Not empty; none of them is excluded.
    pub counted: Vec<StudyState>,
    /// States that leave the denominator.
    pub excluded_from_denominator: Vec<StudyState>,
    /// What each member hands in afterwards, in the order it is asked for. Keys are unique.
    pub handins: Vec<HandIn>,
    /// States in which nothing need be handed in.
    pub handin_excluded: Vec<StudyState>,
    /// Age from which on a member is not looked at among the young any more, in years: 18 to 60; 31 where
    /// the rule says nothing.
    pub young_under: u32,
    /// The month by whose end the pledges of a year are registered: 1 to 12; 3 where the rule says nothing.
    pub pledge_register_by: u32,
    /// The month from which on they are looked at in mid-year: 1 to 12; 6 where the rule says nothing.
    pub pledge_mid_from: u32,
    /// The month from which on they are looked at at the end of the year: 1 to 12; 11 where the rule says nothing.
    pub pledge_year_from: u32,
}

/// Where a member stands in a study campaign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StudyState {
    /// Expected, nothing known yet.
    Due,
    /// Took part in a session.
    Attended,
    /// Took part in a make-up session (học bù).
    MadeUp,
    /// Read the papers alone.
    SelfStudied,
    /// Exempt from meetings on the cut-off day.
    Exempt,
    /// Did not take part.
    Absent,
}

/// A paper each member hands in after studying.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandIn {
    /// `reflection`, `cultivation_plan`, `pledge_notebook`: stable, never shown.
    pub key: String,
    /// What people call it.
    pub name: Text,
}

/// How units with a secretary who is also chairman are counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConcurrentPostsRule {
    /// Key of the post in the Party committee: `secretary`.
    pub party_post: String,
    /// Key of the post in the people's committee: `chairman`.
    pub government_post: String,
    /// Kinds of unit that are looked at.
    pub unit_kinds: Vec<UnitKind>,
    /// What is counted.
    pub numerator: Numerator,
    /// Out of how many.
    pub denominator: Denominator,
}

/// A kind of administrative unit at the level of the commune.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum UnitKind {
    /// Xã.
    Commune,
    /// Thị trấn; none since 1 July 2025.
    Township,
    /// Phường.
    Ward,
    /// Đặc khu; since 1 July 2025.
    SpecialZone,
}

/// What the numerator of concurrent posts counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Numerator {
    /// Units where one person holds both posts on the date.
    OnePersonHoldsBoth,
}

/// What the denominator of concurrent posts counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Denominator {
    /// Units of the kinds in scope that exist on the date.
    UnitsExisting,
}

/// How disciplined members are counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DisciplineRule {
    /// Forms of discipline, mildest first. Keys are unique.
    pub forms: Vec<Form>,
    /// Which day of a decision says the year it belongs to.
    pub counted_by: CountedBy,
    /// Members a group must have before anything in it is broken down: at least 2. A product rule that protects persons.
    pub min_group: u32,
}

/// A form of discipline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// `reprimand`, `warning`, `dismissal`, `expulsion`: stable, never shown.
    pub key: String,
    /// What people call it.
    pub name: Text,
}

/// A day in the life of a decision on discipline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CountedBy {
    /// The day it was signed.
    SignedOn,
    /// The day it was announced.
    AnnouncedOn,
    /// The day it took effect.
    EffectiveOn,
}

const STATES: &Vocabulary<StudyState> = &[
    ("due", StudyState::Due),
    ("attended", StudyState::Attended),
    ("made_up", StudyState::MadeUp),
    ("self_studied", StudyState::SelfStudied),
    ("exempt", StudyState::Exempt),
    ("absent", StudyState::Absent),
];
const UNIT_KINDS: &Vocabulary<UnitKind> = &[
    ("commune", UnitKind::Commune),
    ("township", UnitKind::Township),
    ("ward", UnitKind::Ward),
    ("special_zone", UnitKind::SpecialZone),
];
const DAYS: &Vocabulary<CountedBy> = &[
    ("signed_on", CountedBy::SignedOn),
    ("announced_on", CountedBy::AnnouncedOn),
    ("effective_on", CountedBy::EffectiveOn),
];

impl StudyState {
    /// The word used in files: `attended`, `made_up`, ….
    pub fn word(self) -> &'static str {
        word_of(STATES, &self)
    }
}

impl UnitKind {
    /// The word used in files: `commune`, `township`, ….
    pub fn word(self) -> &'static str {
        word_of(UNIT_KINDS, &self)
    }
}

/// Reads the table an area asks for; `general` when it is no office's own.
pub(crate) fn read(area: Area, fields: &mut Fields, general: bool) -> Option<Body> {
    fields.table(area.word(), |fields| match area {
        Area::Study => study(fields).map(Body::Study),
        Area::Exemption => exemption::read(fields).map(Body::Exemption),
        Area::ConcurrentPosts => concurrent_posts(fields).map(Body::ConcurrentPosts),
        Area::Discipline => discipline(fields).map(Body::Discipline),
        Area::Transfer => movement::transfer(fields).map(Body::Transfer),
        Area::Admission => movement::admission(fields).map(Body::Admission),
        Area::Roles => roles::read(fields, general).map(Body::Roles),
        Area::Standing => person::standing(fields).map(Body::Standing),
        Area::PersonalData => person::personal_data(fields).map(Body::PersonalData),
        Area::SignIn => sign_in::read(fields).map(Body::SignIn),
        Area::Newsroom => newsroom::read(fields).map(Body::Newsroom),
        Area::Papers => papers::read(fields).map(Body::Papers),
        Area::Posts => posts::read(fields).map(Body::Posts),
        Area::Tasks => tasks::read(fields).map(Body::Tasks),
        Area::Layout => layout::read(fields).map(Body::Layout),
        Area::Units => units::read(fields).map(Body::Units),
        Area::Reception => reception::read(fields).map(Body::Reception),
    })
}

/// Where a rule says nothing of the young: up to 30, the age of the Youth Union.
const YOUNG_UNDER: u32 = 31;

fn study(fields: &mut Fields) -> Option<StudyRule> {
    let target_basis_points = fields.number("target_basis_points", 0..=10_000);
    let counted = fields.words("counted", STATES, false);
    let excluded_from_denominator = fields.words("excluded_from_denominator", STATES, true);
    let handins = fields.keyed("handins", |key, fields| fields.both_languages().map(|name| HandIn { key, name }));
    let handin_excluded = fields.words("handin_excluded", STATES, true);
    let young_under = if fields.has("young_under") { fields.number("young_under", 18..=60) } else { Some(YOUNG_UNDER) };
    let mut month = |name, usual| if fields.has(name) { fields.number(name, 1..=12) } else { Some(usual) };
    let pledges = (month("pledge_register_by", 3), month("pledge_mid_from", 6), month("pledge_year_from", 11));
    let both =
        counted.iter().flatten().filter(|state| excluded_from_denominator.iter().flatten().any(|it| it == *state));
    for state in both.copied().collect::<Vec<_>>() {
        // Counted above the line but not below it, a rate could pass 100 %.
        fields.report("counted", format!("\"{}\" is also in excluded_from_denominator", state.word()));
    }
    Some(StudyRule {
        target_basis_points: target_basis_points?,
        counted: counted?,
        excluded_from_denominator: excluded_from_denominator?,
        handins: handins?,
        handin_excluded: handin_excluded?,
        young_under: young_under?,
        pledge_register_by: pledges.0?,
        pledge_mid_from: pledges.1?,
        pledge_year_from: pledges.2?,
    })
}

fn concurrent_posts(fields: &mut Fields) -> Option<ConcurrentPostsRule> {
    let party_post = fields.key("party_post", '_');
    let government_post = fields.key("government_post", '_');
    let unit_kinds = fields.words("unit_kinds", UNIT_KINDS, false);
    let numerator = fields.word("numerator", &[("one_person_holds_both", Numerator::OnePersonHoldsBoth)]);
    let denominator = fields.word("denominator", &[("units_existing", Denominator::UnitsExisting)]);
    if party_post.is_some() && party_post == government_post {
        fields.report("government_post", "is the same as party_post; two posts are needed");
    }
    Some(ConcurrentPostsRule {
        party_post: party_post?,
        government_post: government_post?,
        unit_kinds: unit_kinds?,
        numerator: numerator?,
        denominator: denominator?,
    })
}

fn discipline(fields: &mut Fields) -> Option<DisciplineRule> {
    let forms = fields.keyed("forms", |key, fields| fields.both_languages().map(|name| Form { key, name }));
    let counted_by = fields.word("counted_by", DAYS);
    let min_group = fields.number("min_group", 2..=1_000_000);
    Some(DisciplineRule { forms: forms?, counted_by: counted_by?, min_group: min_group? })
}
