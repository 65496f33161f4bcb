//! In what standing a member is: changes with a paper and a day, refused where the rules know no such step, and
//! mended by an amendment that leaves the wrong row in the history.

use super::{home, steps};
use crate::identity::reach::Grant;
use crate::identity::right::KeepPeople;
use crate::org::{Misfit, kind, misfit};
use crate::transfer::{self, By};
use kit::clock::{Day, Ts};
use kit::db::{Conn, DbError, Result};
use kit::journal;
use rules::{Area, MemberState, RuleBook, StandingChange, StandingRule};
use serde_json::json;

/// The key of the change by which somebody is admitted again.
pub const READMITTED: &str = "readmitted";

/// The rules that a change of standing is decided under.
#[derive(Clone, Copy, Debug)]
pub struct Ruling<'a> {
    /// The ruleset's id.
    pub id: &'a str,
    /// What it says.
    pub rule: &'a StandingRule,
    /// Months after which somebody may be admitted again.
    pub readmission_after_months: u32,
}

impl<'a> Ruling<'a> {
    /// The rules that hold on a day, if there are such.
    pub fn on(book: &'a RuleBook, day: Day) -> Option<Ruling<'a>> {
        let ruleset = book.on(Area::Standing, None, day.0)?;
        let admission = book.on(Area::Admission, None, day.0)?.admission()?;
        let months = admission.readmission_after_months;
        Some(Ruling { id: &ruleset.id, rule: ruleset.standing()?, readmission_after_months: months })
    }

    /// The change of a key.
    pub fn change(self, key: &str) -> Option<&'a StandingChange> {
        self.rule.changes.iter().find(|change| change.key == key)
    }
}

kit::record! {
    /// A span of a member's standing.
    pub struct StateRow {
        /// The row.
        pub id: i64,
        /// The word of the standing.
        pub state: String,
        /// The key of the change by which it began; `None` at the beginning of the record.
        pub change_key: Option<String>,
        /// The first day.
        pub from_day: Day,
        /// The first day after it.
        pub to_day: Option<Day>,
        /// The paper that decided it.
        pub paper: Option<String>,
        /// The ruleset it was decided under.
        pub ruleset: Option<String>,
        /// When an amendment set it aside.
        pub amended_at: Option<Ts>,
        /// The paper of the amendment.
        pub amended_by: Option<String>,
    }
}

impl StateRow {
    /// The standing.
    pub fn standing(&self) -> Option<MemberState> {
        MemberState::of(&self.state)
    }

    /// Whether it came to hold at all.
    pub fn is_live(&self) -> bool {
        self.to_day.is_none_or(|to| to > self.from_day)
    }
}

/// A person's standings in the order of days; those that an amendment set aside are among them.
pub async fn history(conn: &mut Conn, person: i64) -> Result<Vec<StateRow>> {
    let sql = "SELECT id, state, change_key, from_day, to_day, paper, ruleset, amended_at, amended_by FROM member_state
               WHERE person_id = $1 ORDER BY from_day, id";
    conn.all(sql, &[&person]).await
}

/// The span that holds on a day.
pub fn on(history: &[StateRow], day: Day) -> Option<&StateRow> {
    history.iter().rfind(|row| row.is_live() && row.from_day <= day && row.to_day.is_none_or(|to| to > day))
}

/// Party age on a day as (years, months): from the decision on admission, without the time outside the Party. `None`
/// for who is no official member on the day, or whose admission is not said.
pub fn party_age(rule: &StandingRule, joined: Option<Day>, history: &[StateRow], day: Day) -> Option<(i32, i32)> {
    let live = history.iter().filter(|row| row.is_live());
    let spans = live.filter_map(|row| Some((row.standing()?, row.from_day, row.to_day)));
    age_in_party(rule, joined?, on(history, day)?.standing()?, spans, day)
}

/// The same for who is in a standing on the day, from all standings with their days.
pub(super) fn age_in_party(
    rule: &StandingRule,
    joined: Day,
    standing: MemberState,
    spans: impl Iterator<Item = (MemberState, Day, Option<Day>)>,
    day: Day,
) -> Option<(i32, i32)> {
    if !matches!(standing, MemberState::Official | MemberState::Suspended) {
        return None;
    }
    let outside = spans.filter(|(state, from, _)| *from < day && rule.outside_party_age.contains(state));
    let away: i64 = outside.fold(0, |sum, (_, from, to)| {
        let to = to.map_or(day, |to| to.min(day));
        sum + (to.begins().0 - from.begins().0) / kit::clock::DAY
    });
    let start = if away == 0 { joined } else { joined.plus_days(away) };
    let rough = ((day.year() - start.year()) * 12) as i32 + i32::from(day.0.month()) - i32::from(start.0.month());
    // A month is over on the same day of the next one, or on that one's last day.
    let months = if start.0.day().min(day.0.days_in_month()) > day.0.day() { rough - 1 } else { rough };
    (months >= 0).then_some((months / 12, months % 12))
}

/// Why a change of standing cannot be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The record was changed since it was read.
    Stale,
    /// There is no such step from the standing that the person is in.
    NoSuchStep,
    /// The day must be after this one, on which the present standing began.
    NotAfter(Day),
    /// Somebody may be admitted again from this day on.
    TooSoon(Day),
    /// Nobody is admitted again more often.
    TooOften,
    /// Only the latest change can be amended; those after it first.
    NotLatest,
    /// The person has moved to another unit since.
    MovedSince,
    /// Nobody can be entered into the unit from that day on.
    Misfit(Misfit),
}

/// A change of standing to be entered.
#[derive(Clone, Copy, Debug)]
pub struct NewState<'a> {
    /// The key of the change in the rules.
    pub change: &'a str,
    /// From when it holds.
    pub day: Day,
    /// The paper that decided it.
    pub paper: &'a str,
}

/// What a change of standing did.
pub type Outcome = std::result::Result<i64, Refusal>;

/// Changes a member's standing on a day: what follows from it (memberships, posts, links that end) is done with it. The
/// grant is for the unit at which the record is kept; for who is admitted again it is for the new unit.
///
/// # Errors
/// [`DbError::Refused`] when the person's record is not kept at the grant's unit. What the rules forbid is an outcome.
pub async fn change_state(
    conn: &mut Conn,
    grant: Grant<KeepPeople>,
    ruling: Ruling<'_>,
    (person, version): (i64, i64),
    new: NewState<'_>,
    now: Ts,
) -> Result<Outcome> {
    let again = new.change == READMITTED;
    if !again && home(conn, person, now.day()).await? != Some(grant.unit()) {
        return Err(DbError::Refused(format!("the record of person {person} is not kept at unit {}", grant.unit())));
    }
    let known: Option<i64> = conn.value("SELECT version FROM person WHERE id = $1", &[&person]).await?;
    if known != Some(version) {
        return Ok(Err(Refusal::Stale));
    }
    let rows = history(conn, person).await?;
    let Some(last) = rows.iter().rfind(|row| row.is_live()) else { return Ok(Err(Refusal::NoSuchStep)) };
    let Some((change, to)) = step(ruling, &rows, last, new.change) else { return Ok(Err(Refusal::NoSuchStep)) };
    if let Some(refusal) = too_early(ruling, &rows, last, new, again) {
        return Ok(Err(refusal));
    }
    if again && let Some(misfit) = misfit(conn, grant.unit(), new.day).await? {
        return Ok(Err(Refusal::Misfit(misfit)));
    }
    if !bump(conn, person, version).await? {
        return Ok(Err(Refusal::Stale));
    }
    conn.exec("UPDATE member_state SET to_day = $1 WHERE id = $2", &[&new.day, &last.id]).await?;
    let sql = "INSERT INTO member_state (person_id, state, from_day, paper, change_key, ruleset, noted_at)
               VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let id = conn.insert(sql, &[&person, &to.word(), &new.day, &new.paper, &new.change, &ruling.id, &now]).await?;
    bring(conn, &grant, (id, change), (person, grant.unit()), new, now).await?;
    let after = json!({"person": person, "change": new.change, "state": to.word(), "day": new.day});
    let event = grant.event("people.state.change", "person", person).before(json!({"state": last.state}));
    journal::write(conn, &event.after(after).under(ruling.id), now).await?;
    Ok(Ok(id))
}

/// Does what follows from a change of standing.
async fn bring(
    conn: &mut Conn,
    grant: &Grant<KeepPeople>,
    (state, change): (i64, &StandingChange),
    (person, unit): (i64, i64),
    new: NewState<'_>,
    now: Ts,
) -> Result<()> {
    if change.ends_memberships {
        steps::end_belonging(conn, state, person, new.day, change.ends_posts).await?;
        for open in transfer::open_by(conn, person).await? {
            transfer::overtake(conn, grant, (open, By::Standing(state, new.day)), new.paper, now).await?;
        }
    }
    if change.key == READMITTED {
        steps::belong(conn, state, (person, unit), new.day, new.paper).await?;
        steps::official_on(conn, state, person, None).await?;
    } else if change.to == Some(MemberState::Official) {
        steps::official_on(conn, state, person, Some(new.day)).await?;
    }
    Ok(())
}

/// The change of this key, as far as it can be decided now, and the standing it leads to.
fn step<'a>(
    ruling: Ruling<'a>,
    rows: &[StateRow],
    last: &StateRow,
    key: &str,
) -> Option<(&'a StandingChange, MemberState)> {
    let standing = last.standing()?;
    let change = ruling.change(key).filter(|change| change.from.contains(&standing))?;
    let before = || rows.iter().rfind(|row| row.is_live() && row.id != last.id)?.standing();
    Some((change, change.to.or_else(before)?))
}

fn too_early(
    ruling: Ruling<'_>,
    rows: &[StateRow],
    last: &StateRow,
    new: NewState<'_>,
    again: bool,
) -> Option<Refusal> {
    if new.day <= last.from_day {
        return Some(Refusal::NotAfter(last.from_day));
    }
    if !again {
        return None;
    }
    let admitted = rows.iter().filter(|row| row.is_live() && row.change_key.as_deref() == Some(READMITTED)).count();
    if admitted >= ruling.rule.readmissions as usize {
        return Some(Refusal::TooOften);
    }
    let from = last.from_day.plus_months(ruling.readmission_after_months as i32);
    (new.day < from).then_some(Refusal::TooSoon(from))
}

async fn bump(conn: &mut Conn, person: i64, version: i64) -> Result<bool> {
    let sql = "UPDATE person SET version = version + 1 WHERE id = $1 AND version = $2";
    Ok(conn.exec(sql, &[&person, &version]).await? > 0)
}

/// What an amendment says instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Instead {
    /// The change happened on another day.
    On(Day),
    /// The change did not happen.
    Never,
}

/// Amends the latest change of standing: the wrong row stays in the history, set aside, and what it had brought with it
/// moves to the other day or is taken back.
///
/// # Errors
/// [`DbError::Refused`] when the person's record is not kept at the grant's unit. What cannot be is an outcome.
pub async fn amend_state(
    conn: &mut Conn,
    grant: Grant<KeepPeople>,
    ruling: Ruling<'_>,
    (person, version): (i64, i64),
    (state, instead, paper): (i64, Instead, &str),
    now: Ts,
) -> Result<Outcome> {
    super::require_home(conn, person, grant.unit(), now.day()).await?;
    let rows: Vec<StateRow> = history(conn, person).await?.into_iter().filter(StateRow::is_live).collect();
    let [.., before, wrong] = rows.as_slice() else { return Ok(Err(Refusal::NoSuchStep)) };
    if wrong.id != state {
        return Ok(Err(Refusal::NotLatest));
    }
    let Some(change) = ruling.change(wrong.change_key.as_deref().unwrap_or_default()) else {
        return Ok(Err(Refusal::NoSuchStep));
    };
    if let Some(refusal) = unfit(ruling, before, wrong, instead) {
        return Ok(Err(refusal));
    }
    let began = steps::began(conn, wrong.id).await?;
    if let Some((unit, day)) = began {
        // Where a change of units takes them along they have not moved.
        let later = "SELECT count(*) FROM membership m WHERE person_id = $1 AND from_day > $2
                     AND (to_day IS NULL OR to_day > from_day) AND NOT EXISTS (SELECT 1 FROM unit_step s
                       WHERE s.span = 'membership' AND s.row_id = m.id AND s.began = 1)";
        if conn.value::<i64>(later, &[&person, &day]).await? > Some(0) {
            return Ok(Err(Refusal::MovedSince));
        }
        if let Instead::On(day) = instead
            && let Some(misfit) = misfit(conn, unit, day).await?
        {
            return Ok(Err(Refusal::Misfit(misfit)));
        }
    }
    if !bump(conn, person, version).await? {
        return Ok(Err(Refusal::Stale));
    }
    steps::take_back(conn, wrong.id).await?;
    // Where another transfer of the member has begun since, that one counts.
    for (transfer, person) in transfer::reopen(conn, By::Standing(wrong.id, wrong.from_day)).await?.0 {
        let event = grant.event("transfer.reopen", "transfer", transfer).after(json!({"person": person}));
        journal::write(conn, &event, now).await?;
    }
    let aside = "UPDATE member_state SET to_day = from_day, amended_at = $1, amended_by = $2 WHERE id = $3";
    conn.exec(aside, &[&now, &paper, &wrong.id]).await?;
    let day = match instead {
        Instead::On(day) => Some(day),
        Instead::Never => None,
    };
    conn.exec("UPDATE member_state SET to_day = $1 WHERE id = $2", &[&day, &before.id]).await?;
    let mut id = wrong.id;
    if let Instead::On(day) = instead {
        let sql = "INSERT INTO member_state (person_id, state, from_day, paper, change_key, ruleset, noted_at)
                   VALUES ($1, $2, $3, $4, $5, $6, $7)";
        let kept = (wrong.paper.as_deref().unwrap_or_default(), &wrong.change_key, &wrong.ruleset);
        let values: [&dyn kit::db::Arg; 7] = [&person, &wrong.state, &day, &kept.0, kept.1, kept.2, &now];
        id = conn.insert(sql, &values).await?;
        let unit = began.map_or(grant.unit(), |(unit, _)| unit);
        let new = NewState { change: &change.key, day, paper: kept.0 };
        bring(conn, &grant, (id, change), (person, unit), new, now).await?;
    }
    let verb = if day.is_some() { "people.state.amend" } else { "people.state.take_back" };
    let event = grant.event(verb, "person", person).before(json!({"state": wrong.state, "day": wrong.from_day}));
    journal::write(conn, &event.after(json!({"person": person, "day": day})), now).await?;
    Ok(Ok(id))
}

/// Why the wrong row cannot be amended so.
fn unfit(ruling: Ruling<'_>, before: &StateRow, wrong: &StateRow, instead: Instead) -> Option<Refusal> {
    let Instead::On(day) = instead else { return None };
    let earliest = before.from_day.plus_months(ruling.readmission_after_months as i32);
    if day <= before.from_day {
        Some(Refusal::NotAfter(before.from_day))
    } else if wrong.change_key.as_deref() == Some(READMITTED) && day < earliest {
        Some(Refusal::TooSoon(earliest))
    } else {
        (day == wrong.from_day).then_some(Refusal::NoSuchStep)
    }
}

/// Whether a unit of this kind is one of the Party's own, whose posts end with the membership.
pub(super) fn is_party_kind(of: &str) -> bool {
    kind::COMMITTEES.contains(&of) || [kind::CELL, kind::PARTY_GROUP, kind::BOARD].contains(&of)
}
