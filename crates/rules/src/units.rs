//! Which kind of unit stands under which, which have members of their own, and into which one may be merged.

use crate::reader::Fields;
use jiff::civil::Date;

/// The kinds of unit of an office.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitsRule {
    /// The kinds; keys are unique.
    pub kinds: Vec<UnitLine>,
}

/// A kind of unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitLine {
    /// Its key: `cell`, `commune_committee`, ….
    pub key: String,
    /// The kinds under which such a unit stands; none for one that stands under no other.
    pub under: Vec<String>,
    /// The kinds that take such a unit over when it ends.
    pub merges_into: Vec<String>,
    /// Whether members of the Party belong to such a unit itself.
    pub has_members: bool,
    /// Whether an office is set up for such a unit.
    pub has_office: bool,
    /// The first day on which there are none any more.
    pub gone_from: Option<Date>,
}

impl UnitsRule {
    /// The line of a kind.
    pub fn of(&self, kind: &str) -> Option<&UnitLine> {
        self.kinds.iter().find(|line| line.key == kind)
    }

    /// The kinds of unit for which an office is set up on a day.
    pub fn offices(&self, day: Date) -> impl Iterator<Item = &str> {
        let there = move |line: &&UnitLine| line.has_office && line.gone_from.is_none_or(|gone| day < gone);
        self.kinds.iter().filter(there).map(|line| line.key.as_str())
    }

    /// Whether a unit of a kind may stand under one of another kind. Of a kind that no line names nothing is said: it may.
    pub fn stands_under(&self, kind: &str, above: &str) -> bool {
        self.of(kind).is_none_or(|line| line.under.iter().any(|known| known == above))
    }

    /// Whether a unit of a kind may take over what is another one's that ends. Of a kind that no line names nothing is
    /// said: it may.
    pub fn takes_over(&self, kind: &str, ended: &str) -> bool {
        self.of(ended).is_none_or(|line| line.merges_into.iter().any(|known| known == kind))
    }

    /// Whether members may belong to a unit of a kind. Of a kind that no line names nothing is said: they may.
    pub fn has_members(&self, kind: &str) -> bool {
        self.of(kind).is_none_or(|line| line.has_members)
    }
}

pub(crate) fn read(fields: &mut Fields) -> Option<UnitsRule> {
    let kinds = fields.keyed("kinds", |key, fields| {
        let (under, merges_into, has_members) =
            (fields.texts("under"), fields.texts("merges_into"), fields.boolean("has_members"));
        // A file of an office from before has neither.
        let has_office = if fields.has("has_office") { fields.boolean("has_office")? } else { false };
        let gone_from = fields.optional_date("gone_from");
        let (under, merges_into, has_members) = (under?, merges_into?, has_members?);
        Some(UnitLine { key, under, merges_into, has_members, has_office, gone_from })
    })?;
    for (index, line) in kinds.iter().enumerate() {
        for (list, named) in [("under", &line.under), ("merges_into", &line.merges_into)] {
            if let Some(strange) = named.iter().find(|named| !kinds.iter().any(|line| line.key == **named)) {
                fields.report(&format!("kinds[{index}].{list}"), format!("\"{strange}\" is no kind of this file"));
            }
        }
    }
    Some(UnitsRule { kinds })
}

#[cfg(test)]
mod tests {
    use crate::{Area, BUILTIN, RuleBook};

    #[test]
    fn a_kind_that_the_file_does_not_know_is_told() {
        let file = BUILTIN.iter().find(|(name, _)| *name == "units-general.toml").expect("the units").1;
        for (from, to, problem) in [
            ("under = [\"cell\"]", "under = [\"hamlet\"]", "under: \"hamlet\" is no kind"),
            ("merges_into = [\"government\"]", "merges_into = [\"court\"]", "merges_into: \"court\" is no kind"),
        ] {
            assert!(file.contains(from), "{from}");
            let problems = RuleBook::load([("units.toml", file.replacen(from, to, 1).as_str())]).expect_err(from);
            let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
            assert!(told.iter().any(|told| told.contains(problem)), "{told:?} should tell {problem}");
        }
    }

    #[test]
    fn members_belong_to_cells_and_nothing_stands_over_a_province() {
        let book = RuleBook::builtin();
        let rule = book.on(Area::Units, None, jiff::civil::date(2018, 11, 23)).and_then(|ruleset| ruleset.units());
        let rule = rule.expect("the units");
        for (kind, above, may) in [
            ("cell", "commune_committee", true),
            ("party_group", "cell", true),
            ("province_committee", "cell", false),
            ("commune_committee", "cell", false),
            ("cell", "cell", false),
            ("cell", "board", false),
            ("cell", "government", false),
        ] {
            assert_eq!(rule.stands_under(kind, above), may, "{kind} under {above}");
        }
        for (into, ended, may) in [
            ("cell", "cell", true),
            ("commune_committee", "cell", false),
            ("board", "cell", false),
            ("cell", "commune_committee", false),
            ("province_committee", "district_committee", true),
            ("commune_committee", "attached_committee", true),
        ] {
            assert_eq!(rule.takes_over(into, ended), may, "{ended} into {into}");
        }
        let with_members: Vec<&str> =
            rule.kinds.iter().filter(|line| line.has_members).map(|line| line.key.as_str()).collect();
        assert_eq!(with_members, ["cell"]);
    }

    #[test]
    fn an_office_is_set_up_for_the_committees_that_there_are_on_the_day() {
        let book = RuleBook::builtin();
        for (year, month, day, kinds) in [
            (2018, 11, 23, &["province_committee", "district_committee", "commune_committee", "agency_committee"][..]),
            (2025, 6, 30, &["province_committee", "district_committee", "commune_committee", "agency_committee"]),
            (2025, 7, 1, &["province_committee", "commune_committee", "agency_committee"]),
            (2026, 11, 26, &["province_committee", "commune_committee", "agency_committee"]),
        ] {
            let day = jiff::civil::date(year, month, day);
            let rule = book.on(Area::Units, None, day).and_then(|ruleset| ruleset.units()).expect("the units");
            assert_eq!(rule.offices(day).collect::<Vec<_>>(), kinds, "{day}");
        }
    }
}
