//! What may be entered at a unit beside what it has ([`estate`]): it does not pass when the unit ends, but at a unit that an
//! event made it stands in the way of taking the event back. A test walks the schema: a column that refers to units and
//! is neither here nor there is forgotten.

use super::estate::{self, Dependent, Kind, Named};
use crate::identity::right::Right;
use crate::tasks::pages::SEEN_WITH;
use kit::clock::{Day, Ts};
use kit::db::{Conn, Result};

/// Rows of a table that name a unit in a column.
struct Entered {
    /// The word of what they are (`estate-…` in the messages).
    key: &'static str,
    table: &'static str,
    column: &'static str,
    /// Which of them count.
    fit: &'static str,
    label: &'static str,
    named: Named,
}

const HELD: &str = "(to_day IS NULL OR to_day > from_day)";
const ALL: &str = "1 = 1";
const CLOSES: &str = "closing_id IN (SELECT id FROM unit_closing WHERE left_at IS NULL)";
/// Without the one that is to take this very event back: whoever keeps it may have come of it.
const WAITING: &str =
    "settled IS NULL AND expires_at > {now} AND NOT (subject = 'unit_event' AND subject_id = {event})";
const OF_STUDY: Named = Named::ToWhoMay(&[Right::ReadStudy]);
const CAMPAIGN: &str = "(SELECT title FROM campaign c WHERE c.id = t.campaign_id)";

const ENTERED: [Entered; 18] = [
    entered("codes", "unit_code", "unit_id", HELD, "code", Named::Openly),
    entered("terms", "unit_term", "unit_id", HELD, "CAST(no AS TEXT)", Named::Openly),
    entered("closings", "unit_closing", "unit_id", "left_at IS NULL", "paper", Named::Openly),
    entered("closings", "unit_closing", "into_unit", "left_at IS NULL", "paper", Named::Openly),
    entered("closings", "unit_destination", "into_unit", CLOSES, "''", Named::Openly),
    entered("tasks", "task", "giver_unit", ALL, "what", Named::ToWhoMay(SEEN_WITH)),
    entered("tasks", "task_partner", "unit_id", ALL, "''", Named::ToWhoMay(SEEN_WITH)),
    entered("petitions", "petition", "area_unit", ALL, "''", Named::Never),
    entered("filters", "saved_list", "unit_id", "dropped_at IS NULL", "''", Named::Openly),
    entered("proposals", "proposal", "unit_id", WAITING, "''", Named::Never),
    entered("papers", "paper_reservation", "unit_id", ALL, "''", Named::Never),
    entered("campaigns", "campaign_branch", "unit_id", ALL, CAMPAIGN, OF_STUDY),
    entered("results", "campaign_result", "unit_id", ALL, CAMPAIGN, OF_STUDY),
    entered("results", "campaign_result_handin", "unit_id", ALL, "''", OF_STUDY),
    entered("results", "study_report", "unit_id", ALL, CAMPAIGN, OF_STUDY),
    entered("results", "study_report_key", "unit_id", ALL, "''", OF_STUDY),
    entered("plans", "campaign_plan_handin", "unit_id", ALL, "''", OF_STUDY),
    entered("articles", "article_taken", "unit_id", ALL, "''", Named::Openly),
];

/// Columns that refer to units and hinder no undo, with the reason.
#[cfg(test)]
const HINDER_NOTHING: [(&str, &str, &str); 8] = [
    ("unit_name", "unit_id", "the event's own row; another name on it is seen by its step"),
    ("unit_parent", "unit_id", "the event's own row; another place is seen by its step"),
    ("unit_lineage", "from_unit", "tells of an event, whose rows are looked at"),
    ("unit_lineage", "to_unit", "tells of an event, whose rows are looked at"),
    ("post", "unit_id", "a seat; who holds it is looked at"),
    ("batch", "unit_id", "tells of what was done, whose rows are looked at"),
    ("paper_series", "unit_id", "counts numbers; papers and reservations are looked at"),
    ("transfer_directed", "had_unit", "tells where a transfer was once headed"),
];

const fn entered(
    key: &'static str,
    table: &'static str,
    column: &'static str,
    fit: &'static str,
    label: &'static str,
    named: Named,
) -> Entered {
    Entered { key, table, column, fit, label, named }
}

/// All that was entered at a unit, whether it passes or not, as what depends on the event that made the unit and is kept at `seat`.
pub(super) async fn at(
    conn: &mut Conn,
    made: i64,
    (event, seat, day): (i64, i64, Day),
    now: Ts,
) -> Result<Vec<Dependent>> {
    let mut all = Vec::new();
    for kind in estate::ALL {
        let Kind { key, named, .. } = *kind;
        let things = kind.all_ever(conn, made, day).await?.into_iter();
        all.extend(things.map(|thing| Dependent { key, label: thing.label, named, unit: seat }));
    }
    for Entered { key, table, column, fit, label, named } in ENTERED {
        let fit = fit.replace("{now}", &now.0.to_string()).replace("{event}", &event.to_string());
        let sql = format!("SELECT coalesce({label}, '') FROM {table} t WHERE {column} = $1 AND {fit}");
        let rows = conn.all::<(String,)>(&sql, &[&made]).await?.into_iter();
        all.extend(rows.map(|(label,)| Dependent { key, label, named, unit: seat }));
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;
    use std::collections::BTreeSet;

    /// The columns of the schema that refer to units: (table, column).
    fn columns() -> BTreeSet<(String, String)> {
        let mut found = BTreeSet::new();
        for migration in crate::MIGRATIONS {
            let mut table = "";
            for line in migration.sql.lines().map(str::trim) {
                let mut words = line.split_whitespace();
                let (first, rest) = (words.next().unwrap_or_default(), words.collect::<Vec<_>>());
                if let ("CREATE" | "ALTER", ["TABLE", named, ..]) = (first, rest.as_slice()) {
                    table = named;
                }
                let column = rest.iter().position(|word| *word == "COLUMN").map_or(first, |at| rest[at + 1]);
                if line.contains("REFERENCES unit (id)") {
                    found.insert((table.to_owned(), column.to_owned()));
                }
            }
        }
        found
    }

    #[test]
    fn every_column_that_refers_to_a_unit_is_known() {
        let all = columns();
        assert!(all.len() > 40, "only {} columns were found", all.len());
        let passes = |table: &str, column: &str| {
            estate::ALL.iter().any(|kind| kind.table == table && kind.owned_by("").contains(&format!("{column} = ")))
        };
        let stays = |table: &str, column: &str| ENTERED.iter().any(|it| (it.table, it.column) == (table, column));
        let hinders = |table: &str, column: &str| !HINDER_NOTHING.iter().any(|it| (it.0, it.1) == (table, column));
        let forgotten: Vec<_> =
            all.iter().filter(|(table, column)| !passes(table, column) && !stays(table, column)).collect();
        let forgotten: Vec<_> = forgotten.into_iter().filter(|(table, column)| hinders(table, column)).collect();
        assert!(forgotten.is_empty(), "these name a unit and are not looked at before an undo: {forgotten:?}");
        for (table, column) in
            ENTERED.iter().map(|it| (it.table, it.column)).chain(HINDER_NOTHING.map(|it| (it.0, it.1)))
        {
            assert!(
                all.contains(&(table.to_owned(), column.to_owned())),
                "{table}.{column} is no such column any more"
            );
        }
    }

    #[tokio::test]
    async fn each_of_them_can_be_asked_for() {
        let test = testing::cast().await;
        let mut conn = test.db.read().await.unwrap();
        let found = at(&mut conn, 1, (1, 1, crate::cast::DEMO_DAY), testing::morning()).await.unwrap();
        assert!(found.iter().any(|one| one.key == "units") && found.iter().any(|one| one.key == "codes"), "{found:?}");
    }
}
