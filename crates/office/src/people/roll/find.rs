//! Finding somebody by name among those whom an officer may see: for a form in which a person is chosen.

use super::filters::reach;
use super::name::NameAsked;
use crate::identity::reach::Officer;
use crate::org;
use crate::org::pages::misfit_told;
use crate::shell::Office;
use kit::clock::Day;
use kit::db::Conn;
use kit::failure::Failure;
use kit::form::Form;
use kit::words::Words;
use std::collections::HashSet;

/// Somebody who was found.
#[derive(Clone, Debug)]
pub(crate) struct Met {
    /// The outward identity.
    pub(crate) uid: String,
    /// `Nguyễn Văn An (1962), Chi bộ ấp 3`
    pub(crate) name: String,
}

/// Says of a cell that takes others in that its end is on record: whoever came would be left behind when it ends; or that it
/// begins after the day.
pub(super) async fn told_span(
    office: &Office,
    w: Words,
    (cell, day): (Option<i64>, Day),
    form: &mut Form,
) -> Result<(), Failure> {
    let Some(cell) = cell else { return Ok(()) };
    let mut conn = office.db.read().await?;
    if let Some(end) = org::end_of(&mut conn, cell).await? {
        form.wrong("den", w.with("bulk-cell-ends", "day", end.plus_days(-1).written()));
    } else if let Some(misfit) = org::misfit(&mut conn, cell, day).await? {
        form.wrong("ngay", misfit_told(w, misfit));
    }
    Ok(())
}

impl Office {
    /// The first `most` whose names have the words that were typed, and how many there are in all: those of the unit `near`
    /// first, then those of its branch, then the others, each in the order of names.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub(crate) async fn find_members(
        &self,
        conn: &mut Conn,
        officer: &Officer,
        typed: &str,
        (most, near): (usize, i64),
    ) -> Result<(Vec<Met>, usize), Failure> {
        let today = self.clock.today();
        let view = self.roll_on(conn, today, false).await?;
        let past = self.trees.past(conn, today, today).await?;
        let (reach, asked) = (reach(officer, &past, &view.tree), NameAsked::read(typed));
        let (mut found, mut seen) = (Vec::new(), HashSet::new());
        for line in &view.lines {
            // Somebody may stand in two lines: by the main and by a temporary membership.
            if reach[line.place as usize] && asked.is_in(&line.member) && seen.insert(line.member.id) {
                let unit = view.unit(line);
                let far = u8::from(unit != near) + u8::from(!view.tree.is_within(unit, near));
                found.push((far, line));
            }
        }
        found.sort_by_key(|(far, _)| *far);
        let met = found.into_iter().take(most).map(|(_, line)| {
            let (member, unit) = (&line.member, view.tree.name(view.unit(line)));
            Met { uid: member.uid().to_owned(), name: format!("{} ({}), {unit}", member.name(), member.birth_year) }
        });
        Ok((met.collect(), seen.len()))
    }
}
