//! Everybody as of one day: who belongs where, and of each what filters ask, as bits.

use super::gone::Gone;
use super::roster::{Field, Member, Roster, Sex, Span};
use crate::list::{Mask, VALUES};
use crate::org::Tree;
use crate::people::facts::{Fact, NO, YES};
use crate::people::state::age_in_party;
use kit::clock::Day;
use rules::{MemberState, StandingRule};
use std::collections::HashMap;
use std::sync::Arc;

/// The filters that have counts, by their places in [`Line::masks`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Facet {
    /// Male, female, not said.
    Sex,
    /// Bands of age.
    Age,
    /// Bands of party age.
    PartyAge,
    /// Standing with the Party.
    Standing,
    /// Exempt, not, or reduced.
    Exempt,
    /// How somebody belongs to the unit.
    Kind,
    /// Posts held.
    Post,
    /// What the record lacks.
    Lacks,
    /// Whether somebody is to be looked at again.
    Check,
    /// Whether somebody wants papers printed.
    Paper,
}

impl Facet {
    pub(super) const ALL: [Facet; N] = [
        Facet::Sex,
        Facet::Age,
        Facet::PartyAge,
        Facet::Standing,
        Facet::Exempt,
        Facet::Kind,
        Facet::Post,
        Facet::Lacks,
        Facet::Check,
        Facet::Paper,
    ];
}

/// How many there are.
pub(super) const N: usize = 10;

/// First years of the bands of age, and of party age; the last bands have no end.
pub(super) const AGES: [i16; 5] = [0, 31, 41, 51, 61];
/// See [`AGES`].
pub(super) const PARTY_AGES: [i16; 6] = [0, 10, 20, 30, 40, 50];
/// After the bands of party age: who has none.
pub(super) const NO_PARTY_AGE: usize = PARTY_AGES.len();

/// After the standings: who has none on record.
/// The mask of whoever is exempt in part.
pub(super) const REDUCED: Mask = 4;
pub(super) const NO_STANDING: usize = MemberState::ALL.len();

/// How somebody belongs to a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// By the main membership.
    Main,
    /// For a time, beside the main one elsewhere.
    Temporary,
    /// No longer: it is the last unit.
    Former,
}

/// What of a record may be missing, by its bit.
pub(super) const LACKS: [&str; 7] =
    ["ngay-sinh", "gioi", "so-the", "ngay-vao", "ngay-chinh-thuc", "dinh-danh", "khong"];

/// Posts: none, any, and then the titles.
pub(super) const NO_POST: usize = 0;
/// See [`NO_POST`].
pub(super) const ANY_POST: usize = 1;
/// The bit of the first title.
pub(super) const FIRST_TITLE: usize = 2;
/// The last bit, which titles share that have none of their own; nothing asks by it.
pub(super) const OTHER_TITLES: usize = VALUES - 1;

/// Somebody at a unit.
pub(super) struct Line {
    pub(super) member: Arc<Member>,
    /// The unit's place in the tree's preorder.
    pub(super) place: u32,
    pub(super) kind: Kind,
    pub(super) masks: [Mask; N],
    /// In the year of the day; below zero where it is restricted.
    pub(super) age: i16,
    /// Full years; below zero for none.
    pub(super) party_age: i16,
}

/// Everybody as of a day, in the order of names.
pub(super) struct View {
    pub(super) day: Day,
    pub(super) tree: Arc<Tree>,
    pub(super) gone: Arc<Gone>,
    pub(super) lines: Vec<Line>,
    pub(super) titles: Vec<String>,
    version: u64,
    /// The day of looking: what is restricted then is restricted on all days of the record.
    today: Day,
}

impl View {
    /// The picture of a day by the units of a tree, looked at today; `unit_of` says to which of them somebody at a unit of the
    /// day belongs (person, unit, whether by the main membership). Party age follows `rule`; without one nobody has any.
    pub(super) fn new(
        roster: &Roster,
        (tree, gone): (Arc<Tree>, Arc<Gone>),
        (day, today): (Day, Day),
        rule: Option<&StandingRule>,
        unit_of: impl Fn(i64, i64, bool) -> i64,
    ) -> View {
        let places: HashMap<i64, u32> = tree.preorder().iter().copied().zip(0..).collect();
        // Where somebody is listed whose last unit is no more, nor anything above it.
        let fallback = tree.committee().and_then(|unit| places.get(&unit.id)).copied();
        let mut lines = Vec::with_capacity(roster.len());
        for member in &roster.members {
            let mut here: Vec<(u32, Kind)> = Vec::new();
            let holding = member.belongs.iter().filter(|span| span.holds_on(day));
            for span in holding {
                let (unit, main) = span.what;
                // A unit without a name on the day is not in the tree, and nobody reaches it.
                if let Some(place) = places.get(&unit_of(member.id, unit, main)) {
                    here.push((*place, if main { Kind::Main } else { Kind::Temporary }));
                }
            }
            let belongs = member.belongs.iter().any(|span| span.what.1 && span.holds_on(day));
            let last = member.belongs.iter().rfind(|span| span.what.1 && span.from <= day).filter(|_| !belongs);
            let place = |span: &Span<(i64, bool)>| {
                let unit = unit_of(member.id, span.what.0, false);
                let until = span.to.unwrap_or(day.plus_days(1));
                let home = gone.nearest(unit, until, |unit| places.contains_key(&unit));
                home.and_then(|unit| places.get(&unit)).copied().or(fallback)
            };
            if let Some(place) = last.and_then(place) {
                here.push((place, Kind::Former));
            }
            lines.extend(here.into_iter().map(|(place, kind)| line(member, place, kind, (day, today), rule)));
        }
        View { day, tree, gone, lines, titles: roster.titles.clone(), version: roster.version, today }
    }

    /// Whether it still is the picture of a day of this roster on this tree, today.
    pub(super) fn is_of(&self, roster: &Roster, tree: &Arc<Tree>, (day, today): (Day, Day)) -> bool {
        self.is_current(roster) && (self.day, self.today) == (day, today) && Arc::ptr_eq(&self.tree, tree)
    }

    /// Whether a field of a line may be shown, handed out or asked by.
    pub(super) fn shows(&self, line: &Line, field: Field) -> bool {
        !line.member.hides(field, self.today)
    }

    /// Whether it was made from what the roster is now.
    pub(super) fn is_current(&self, roster: &Roster) -> bool {
        self.version == roster.version
    }

    /// The unit of a line.
    pub(super) fn unit(&self, line: &Line) -> i64 {
        self.tree.preorder()[line.place as usize]
    }
}

/// What is restricted today has no band: no filter finds anybody by it and no count holds them.
fn line(member: &Arc<Member>, place: u32, kind: Kind, (day, today): (Day, Day), rule: Option<&StandingRule>) -> Line {
    let state = member.state_on(day);
    let shows = |field: Field| !member.hides(field, today);
    let age = i16::try_from(day.year()).unwrap_or_default() - member.birth_year;
    let age = if shows(Field::Born) { age } else { -1 };
    let years = party_years(member, state, day, rule).filter(|_| shows(Field::Joined));
    let party_age = years.map_or(-1, |years| years as i16);
    let band = |bands: &[i16], years: i16| bands.iter().rposition(|first| *first <= years).unwrap_or(0);
    let mut masks = [0; N];
    if shows(Field::Sex) {
        masks[Facet::Sex as usize] = 1 << member.sex.map_or(2, |sex| if sex == Sex::Male { 0 } else { 1 });
    }
    if shows(Field::Born) {
        masks[Facet::Age as usize] = 1 << band(&AGES, age);
    }
    if shows(Field::Joined) {
        masks[Facet::PartyAge as usize] = 1 << if party_age < 0 { NO_PARTY_AGE } else { band(&PARTY_AGES, party_age) };
    }
    masks[Facet::Standing as usize] = 1 << state.map_or(NO_STANDING, standing_bit);
    masks[Facet::Exempt as usize] = match member.exempt.iter().find(|span| span.holds_on(day)) {
        Some(span) if span.what => 1,
        Some(_) => REDUCED,
        None => 2,
    };
    masks[Facet::Kind as usize] = 1 << kind as usize;
    masks[Facet::Post as usize] = posts(member, day);
    masks[Facet::Lacks as usize] = lacks(member, state);
    masks[Facet::Check as usize] = if member.check_on(day).is_some() { 1 } else { 2 };
    if shows(Field::Fact(Fact::OnPaper)) {
        let answers = [YES, NO, ""];
        let said = answers.iter().position(|answer| *answer == member.fact(Fact::OnPaper));
        masks[Facet::Paper as usize] = 1 << said.unwrap_or(2);
    }
    Line { member: member.clone(), place, kind, masks, age, party_age }
}

pub(super) fn standing_bit(state: MemberState) -> usize {
    MemberState::ALL.iter().position(|known| *known == state).unwrap_or(NO_STANDING)
}

fn party_years(member: &Member, state: Option<MemberState>, day: Day, rule: Option<&StandingRule>) -> Option<i32> {
    let spans = member.states.iter().map(|span| (span.what, span.from, span.to));
    age_in_party(rule?, member.joined_on?, state?, spans, day).map(|(years, _)| years)
}

/// The bit of a title of posts, by its place among the titles; [`OTHER_TITLES`] for those beyond.
pub(super) fn title_bit(title: usize) -> usize {
    (FIRST_TITLE + title).min(OTHER_TITLES)
}

fn posts(member: &Member, day: Day) -> Mask {
    let held = member.posts.iter().filter(|span| span.holds_on(day));
    let mask = held.fold(0, |mask, span| mask | 1 << title_bit(span.what.1.into()));
    if mask == 0 { 1 << NO_POST } else { mask | 1 << ANY_POST }
}

fn lacks(member: &Member, state: Option<MemberState>) -> Mask {
    let official = matches!(state, Some(MemberState::Official | MemberState::Suspended));
    let missing = [
        member.birth_day.is_none(),
        member.sex.is_none(),
        // Who is not official yet has no card.
        official && member.card_no().is_empty(),
        member.joined_on.is_none(),
        official && member.official_on.is_none(),
        !member.has_citizen_id,
    ];
    let mask = missing.iter().zip(0..).fold(0, |mask, (missing, bit)| mask | Mask::from(*missing) << bit);
    if mask == 0 { 1 << missing.len() } else { mask }
}
