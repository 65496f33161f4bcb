//! Units that are to come: on record for a later day, and not in today's tree. From their first day on they receive, so that a
//! decision that sets a unit up and gives it its cells and members can be entered when it is taken.

use crate::identity::reach::{Grant, Officer};
use crate::identity::right::{KeepOrganisation, Right};
use crate::org::{TreeUnit, kind};
use crate::shell::Office;
use kit::clock::Day;
use kit::db::Conn;
use kit::failure::Failure;
use kit::form::Form;

/// Those that are to stand under a unit that the officer keeps, each with its first day.
pub(super) struct Coming(Vec<(Day, TreeUnit)>);

impl Coming {
    pub(super) async fn within(conn: &mut Conn, office: &Office, officer: &Officer) -> Result<Coming, Failure> {
        let today = office.clock.today();
        let mut all = office.trees.past(conn, today, today).await?.to_come();
        all.retain(|(_, unit)| unit.parent_id.is_some_and(|above| officer.may(Right::KeepOrganisation, above)));
        Ok(Coming(all))
    }

    /// The permission to change a unit; one that is to come is kept by whoever keeps the unit that it is to stand under.
    pub(super) fn grant(&self, officer: &Officer, unit: i64) -> Result<Grant<KeepOrganisation>, Failure> {
        let above = self.0.iter().find(|(_, coming)| coming.id == unit).and_then(|(_, coming)| coming.parent_id);
        match above {
            Some(above) => Ok(officer.require(KeepOrganisation, above)?.for_new_unit(unit)),
            None => officer.require(KeepOrganisation, unit),
        }
    }

    /// The receiving unit of a form. That one which is to come does not receive before its first day is told at its field.
    pub(super) fn receiver(&self, officer: &Officer, form: &mut Form, day: Day) -> Option<i64> {
        let Some((first, unit)) = self.0.iter().find(|(_, unit)| unit.uid == form.get("into")) else {
            return officer.tree.by_uid(form.get("into")).map(|unit| unit.id);
        };
        if day < *first {
            let values = [("unit", unit.name.clone().into()), ("day", first.written().into())];
            form.wrong("into", officer.words().fill("change-into-begins", &values));
        }
        Some(unit.id)
    }

    /// Those that may receive what is another unit's, to choose from.
    pub(super) fn choices(&self, officer: &Officer, unit: i64) -> impl Iterator<Item = (String, String)> {
        let beside = officer.tree.is_beside(unit);
        let fits = move |kind: &str| beside || !kind::BESIDE.contains(&kind);
        self.0.iter().filter(move |(_, unit)| fits(&unit.kind)).map(move |(first, unit)| {
            let values = [("unit", unit.name.clone().into()), ("day", first.written().into())];
            (unit.uid.clone(), officer.words().fill("change-into-coming", &values))
        })
    }
}
