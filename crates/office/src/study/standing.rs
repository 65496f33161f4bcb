//! Where a campaign stands, counted in memory: built from the record at the start, kept current from the journal.

pub use super::line::{Line, Table};
use super::reading::{ACCEPT, RETURN};
use super::sections::Section;
use super::{Audience, Campaign, CampaignState, HandinRule, Scope, State, StudyError};
use crate::org::Tree;
use crate::org::lineage::Lineage;
use crate::people;
use crate::shell::BOOK;
use kit::clock::Day;
use kit::db::{Conn, DbError};
use kit::journal;
use rules::RuleBook;
use std::collections::HashMap;
use std::sync::Arc;
use tally::{Node, Rate, Roster, Set, Split, Tally};

const ATTENDED: usize = 0;
const MADE_UP: usize = 1;
const ABSENT: usize = 2;
const EXEMPT: usize = 3;
const FIRST_HANDIN: usize = 4;

/// The same of those who took part, who alone are counted: whoever did not study has nothing to write about.
const FIRST_COUNTED: usize = FIRST_HANDIN + HANDINS.len();
const FIRST_SECTION: usize = FIRST_COUNTED + HANDINS.len();

/// The mark of whoever belongs to a section.
pub(super) fn section_mark(section: Section) -> usize {
    FIRST_SECTION + section as usize
}

/// The papers handed in, by their keys in the rulesets; each has a mark of its own.
pub const HANDINS: [&str; 3] = ["reflection", "cultivation_plan", "pledge_notebook"];

/// Journal rows read at a time.
const PAGE: i64 = 1000;

/// What is counted of those from whom it is expected.
const COUNTED: [Set; 6] = [
    Set::Mark(ATTENDED),
    Set::Mark(MADE_UP),
    Set::Mark(ABSENT),
    Set::Mark(FIRST_COUNTED),
    Set::Mark(FIRST_COUNTED + 1),
    Set::Mark(FIRST_COUNTED + 2),
];

/// A line from those on the roll and, of those from whom it is expected, what was counted.
fn line(unit: i64, roll: u64, (due, [attended, made_up, absent, handins @ ..]): Split<6>) -> Line {
    Line { unit, roll, exempt: roll - due, attended, made_up, absent, handins }
}

/// A campaign's tally, on the roll of the day that its rule names, by the units of that day or of a later one.
#[derive(Clone, Debug)]
pub struct Standing {
    campaign: Campaign,
    /// The day on which it is looked at.
    today: Day,
    /// Whom it is for, by these units.
    scope: Scope,
    tree: Tree,
    /// The day whose units they are, when it is not the cut-off day.
    units_of: Option<Day>,
    /// The unit that runs the campaign, by these units.
    home: i64,
    /// The rules that say who is young and who heads a unit.
    book: Arc<RuleBook>,
    tally: Tally,
    position: i64,
}

impl Standing {
    /// Counts the campaign from the record as of its cut-off day, by the units of that day and the program's own rules. Rows of the journal up to the
    /// present position are included.
    pub async fn build(conn: &mut Conn, campaign: i64) -> Result<Standing, StudyError> {
        Standing::build_by(conn, campaign, None).await
    }

    /// The same, by the units of a later day, to which the lineage leads: the same persons, hence the same totals.
    pub async fn build_by(conn: &mut Conn, campaign: i64, units_of: Option<Day>) -> Result<Standing, StudyError> {
        let cutoff = Campaign::get(conn, campaign).await?.cutoff_day;
        Standing::build_on(conn, &BOOK, campaign, cutoff, units_of).await
    }

    /// The same under an office's rules, looked at on a day, which matters to a campaign with the current roll.
    pub async fn build_on(
        conn: &mut Conn,
        book: &Arc<RuleBook>,
        campaign: i64,
        today: Day,
        units_of: Option<Day>,
    ) -> Result<Standing, StudyError> {
        // The position is read first: a row sealed meanwhile is met again in catch_up, and applying it twice is harmless.
        let position = journal::head(conn).await?;
        let campaign = Campaign::get(conn, campaign).await?;
        let day = campaign.roll_day(today);
        let mut scope = campaign.scope_on(conn, day).await?;
        let mut tree = Tree::as_of(conn, day).await?;
        let (mut roll, mut home) = (campaign.roll(conn, &tree, &scope).await?, campaign.unit_id);
        if let Some(later) = units_of {
            let lineage = Lineage::read(conn).await?;
            roll = match campaign.audience() {
                Audience::Members | Audience::Cadres => lineage.carry(conn, &roll, (day, later)).await?,
                Audience::MassOrganisations => {
                    roll.into_iter().map(|(person, unit)| (person, lineage.heir(unit, later))).collect()
                }
            };
            home = lineage.heir(home, later);
            scope = scope.carried(&lineage, later);
            tree = Tree::as_of(conn, later).await?;
        }
        let nodes = tree.preorder().iter().map(|id| Node {
            id: *id,
            parent: tree.get(*id).and_then(|unit| unit.parent_id).filter(|parent| tree.get(*parent).is_some()),
        });
        let roll = roll.into_iter().filter(|(_, unit)| tree.get(*unit).is_some());
        let roster = Roster::build(nodes, roll).map_err(|error| DbError::Broken(error.to_string()))?;
        let tally = Tally::new(roster, FIRST_SECTION + Section::ALL.len());
        let book = book.clone();
        let mut standing = Standing { campaign, today, scope, tree, units_of, home, book, tally, position };
        standing.read(conn).await?;
        Ok(standing)
    }

    async fn read(&mut self, conn: &mut Conn) -> Result<(), DbError> {
        for person in people::exemption::exempt_on(conn, self.roll_day()).await? {
            self.set(person, EXEMPT, true);
        }
        let states: Vec<(i64, String)> =
            conn.all("SELECT person_id, state FROM attendance WHERE campaign_id = $1", &[&self.campaign.id]).await?;
        for (person, state) in states {
            self.set_state(person, &state);
        }
        let counted = self.campaign.handin_rule().counted("h");
        let sql = format!("SELECT h.person_id, h.kind FROM handin h WHERE h.campaign_id = $1 AND {counted}");
        let handins: Vec<(i64, String)> = conn.all(&sql, &[&self.campaign.id]).await?;
        for (person, kind) in handins {
            self.set_handin(person, &kind, true);
        }
        for section in Section::ALL {
            for person in section.persons(conn, self).await? {
                self.set(person, section_mark(section), true);
            }
        }
        Ok(())
    }

    /// Applies what was sealed since; how many rows were read.
    pub async fn catch_up(&mut self, conn: &mut Conn) -> Result<u64, StudyError> {
        let mut read = 0;
        loop {
            let entries = journal::after(conn, self.position, PAGE).await?;
            let Some(last) = entries.last().and_then(|entry| entry.position) else { return Ok(read) };
            read += entries.len() as u64;
            // Who belongs where has changed: the roster is laid out anew.
            if entries.iter().any(|entry| self.is_laid_out_anew(entry)) {
                let fresh = Standing::build_on(conn, &self.book, self.campaign.id, self.today, self.units_of).await?;
                *self = Standing { position: fresh.position.max(last), ..fresh };
                continue;
            }
            for entry in &entries {
                self.apply(conn, entry).await?;
            }
            self.position = last;
        }
    }

    /// Whether an entry changes who belongs where, or the campaign itself.
    fn is_laid_out_anew(&self, entry: &journal::Entry) -> bool {
        let kinds: &[&str] = match self.campaign.audience() {
            // Who leads is looked at apart; posts begin and end with what is done to the unit and to the person too.
            Audience::Members | Audience::Cadres => {
                &["org.unit.", "org.post.", "people.person.", "people.membership.", "people.state.", "people.post."]
            }
            Audience::MassOrganisations => {
                &["org.unit.", "people.person.", "people.tie.", "people.state.", "people.post."]
            }
        };
        let verb = entry.verb.as_str();
        kinds.iter().any(|kind| verb.starts_with(kind))
            || verb.starts_with("study.campaign.") && entry.subject_id == self.campaign.id
    }

    async fn apply(&mut self, conn: &mut Conn, entry: &journal::Entry) -> Result<(), DbError> {
        let values = entry.values();
        let Some(person) = values["person"].as_i64() else { return Ok(()) };
        let ours = values["campaign"].as_i64() == Some(self.campaign.id);
        if ours
            && matches!(entry.verb.as_str(), super::MARK | super::HANDIN)
            && self.campaign.state() == CampaignState::Issued
        {
            self.campaign.state = CampaignState::Running.word().to_owned();
        }
        match entry.verb.as_str() {
            super::MARK if ours => self.set_state(person, values["state"].as_str().unwrap_or_default()),
            super::HANDIN | ACCEPT | RETURN if ours => {
                let counts = match self.campaign.handin_rule() {
                    HandinRule::Submitted => entry.verb != RETURN,
                    HandinRule::Accepted => entry.verb == ACCEPT,
                };
                self.set_handin(person, values["kind"].as_str().unwrap_or_default(), counts);
            }
            verb if verb.starts_with("people.exemption.") => {
                let exempt: Option<i64> = conn
                    .value(
                        "SELECT id FROM exemption WHERE excluded = 1 AND person_id = $1 AND from_day <= $2
                         AND (to_day IS NULL OR to_day > $2)",
                        &[&person, &self.roll_day()],
                    )
                    .await?;
                self.set(person, EXEMPT, exempt.is_some());
            }
            _ => {}
        }
        Ok(())
    }

    fn set_state(&mut self, person: i64, word: &str) {
        let state = State::of(word);
        for (mark, of) in [(ATTENDED, State::Attended), (MADE_UP, State::MadeUp), (ABSENT, State::Absent)] {
            self.set(person, mark, state == Some(of));
        }
        for index in 0..HANDINS.len() {
            self.count_handin(person, index);
        }
    }

    fn set_handin(&mut self, person: i64, kind: &str, on: bool) {
        if let Some(index) = HANDINS.iter().position(|key| *key == kind) {
            self.set(person, FIRST_HANDIN + index, on);
            self.count_handin(person, index);
        }
    }

    /// Counts a paper as far as its owner took part.
    fn count_handin(&mut self, person: i64, index: usize) {
        let is = |mark| self.tally.is_marked(person, mark).unwrap_or(false);
        let counts = is(FIRST_HANDIN + index) && (is(ATTENDED) || is(MADE_UP));
        self.set(person, FIRST_COUNTED + index, counts);
    }

    fn set(&mut self, person: i64, mark: usize, on: bool) {
        // Somebody who is not on the cut-off day's roll does not count here: no fault.
        let _ = self.tally.mark(person, mark, on);
    }

    /// The rules that it was counted by.
    pub(super) fn book(&self) -> &RuleBook {
        &self.book
    }

    /// The campaign.
    pub fn campaign(&self) -> &Campaign {
        &self.campaign
    }

    /// The day whose roll and exemptions count.
    pub fn roll_day(&self) -> Day {
        self.campaign.roll_day(self.today)
    }

    /// Whether it still holds on a day: with the current roll, tomorrow's is another one.
    pub fn holds_on(&self, today: Day) -> bool {
        self.campaign.roll_day(today) == self.roll_day()
    }

    /// The day whose units they are, when it is not that of the roll.
    pub fn units_of(&self) -> Option<Day> {
        self.units_of
    }

    /// The tree of the cut-off day, or of the day whose units they are.
    pub fn tree(&self) -> &Tree {
        &self.tree
    }

    /// The journal position up to which it has read.
    pub fn position(&self) -> i64 {
        self.position
    }

    /// The unit of the campaign as it is seen from `root`: the root itself when the campaign goes that far, the unit that
    /// runs it when that lies below; `None` when the campaign is none of theirs.
    pub fn seen_from(&self, root: i64) -> Option<i64> {
        let own = self.home;
        let tree = &self.tree;
        if root == own || tree.is_within(root, own) && self.scope.touches(tree, root) {
            return Some(root).filter(|root| tree.get(*root).is_some());
        }
        // It may have passed to another unit since, which had no part in it then.
        let of_scope = self.scope.branches.iter().any(|branch| tree.is_within(root, *branch));
        tree.is_within(own, root).then_some(own).or(of_scope.then_some(root))
    }

    /// The unit of each on the roll in a unit or below it.
    pub fn units_of_persons(&self, unit: i64) -> HashMap<i64, i64> {
        let roster = self.tally.roster();
        let slots = roster.branch(unit).into_iter().flatten();
        slots.map(|slot| (roster.person(slot), roster.unit_of(slot))).collect()
    }

    /// Those of a unit itself who are on the roll, in the order of names.
    pub fn own(&self, unit: i64) -> Vec<i64> {
        let roster = self.tally.roster();
        roster.own(unit).into_iter().flatten().map(|slot| roster.person(slot)).collect()
    }

    /// The numbers of a unit with all below it; `None` when it did not exist on the cut-off day.
    pub fn line(&self, unit: i64) -> Option<Line> {
        self.line_within(unit, &Set::Everyone)
    }

    /// The numbers of a unit and of the units right below it, in one count; `None` when it did not exist on the cut-off day.
    pub fn table(&self, unit: i64) -> Option<Table> {
        let roll = |unit| self.tally.count(&Set::Everyone, unit);
        let counted = self.tally.table(&!Set::Mark(EXEMPT), COUNTED.each_ref(), unit)?;
        let below = counted.below.into_iter().filter_map(|(unit, of)| Some(line(unit, roll(unit)?, of)));
        let below = below.filter(|line| line.roll > 0).collect();
        Some(Table { whole: line(unit, roll(unit)?, counted.whole), below })
    }

    /// The numbers of those in a set.
    pub(super) fn line_within(&self, unit: i64, of: &Set) -> Option<Line> {
        let due = of.clone() & !Set::Mark(EXEMPT);
        Some(line(unit, self.tally.count(of, unit)?, self.tally.split(&due, COUNTED.each_ref(), unit)?))
    }

    /// The rate of a unit with all below it.
    pub fn rate(&self, unit: i64) -> Option<Rate> {
        self.line(unit).map(|line| line.rate())
    }

    /// The units within `root` whose own members were expected and of whom none is marked, in preorder.
    pub fn missing(&self, root: i64) -> Vec<i64> {
        let marked = Set::any_of([ATTENDED, MADE_UP, ABSENT]);
        let silent = |unit: &i64| {
            self.tally.count_own(&!Set::Mark(EXEMPT), *unit) > Some(0)
                && self.tally.count_own(&marked, *unit) == Some(0)
        };
        self.tree.branch(root).iter().copied().filter(|unit| silent(unit)).collect()
    }

    /// The units within `root` of whose own members some are marked and some are not, in preorder.
    pub fn unfinished(&self, root: i64) -> Vec<i64> {
        let marked = Set::any_of([ATTENDED, MADE_UP, ABSENT]);
        let unfinished = |unit: &i64| {
            let due = self.tally.count_own(&!Set::Mark(EXEMPT), *unit);
            let known = self.tally.count_own(&(marked.clone() & !Set::Mark(EXEMPT)), *unit);
            known > Some(0) && known < due
        };
        self.tree.branch(root).iter().copied().filter(|unit| unfinished(unit)).collect()
    }

    /// Those in a set who belong to a unit or below it, unit by unit.
    pub(super) fn members_within(&self, of: &Set, unit: i64) -> Vec<i64> {
        self.tally.members(of, unit).into_iter().flatten().collect()
    }

    /// Whether a person took part.
    pub fn took_part(&self, person: i64) -> bool {
        matches!(self.person(person), (Some(State::Attended | State::MadeUp), false))
    }

    /// Whether a person's paper of a kind counts.
    pub fn counts_handin(&self, person: i64, kind: &str) -> bool {
        let index = HANDINS.iter().position(|key| *key == kind);
        let counts = |index| self.tally.is_marked(person, FIRST_COUNTED + index).unwrap_or(false);
        index.is_some_and(counts) && !self.person(person).1
    }

    /// How a person is marked, `None` while nothing is known; and whether the person is exempt.
    pub fn person(&self, person: i64) -> (Option<State>, bool) {
        let is = |mark| self.tally.is_marked(person, mark).unwrap_or(false);
        let state = [(ATTENDED, State::Attended), (MADE_UP, State::MadeUp), (ABSENT, State::Absent)];
        (state.into_iter().find(|(mark, _)| is(*mark)).map(|(_, state)| state), is(EXEMPT))
    }
}
