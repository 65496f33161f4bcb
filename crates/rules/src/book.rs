//! The book of rulesets: loaded once, then asked which one holds where and when.

use crate::builtin::BUILTIN;
use crate::problem::Problem;
use crate::ruleset::{self, Area, Ruleset};
use jiff::civil::Date;

/// Checked rulesets that do not contradict each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleBook {
    rulesets: Vec<Ruleset>,
}

impl RuleBook {
    /// Loads rulesets from `(name, text)` pairs; the name is only for messages.
    ///
    /// An office that overrides a value loads [`BUILTIN`] together with its own scoped files.
    ///
    /// # Errors
    ///
    /// Every problem of every file at once, in the order of the files; then ids used twice and rulesets that
    /// overlap. Nothing is loaded then.
    pub fn load<N, T>(files: impl IntoIterator<Item = (N, T)>) -> Result<RuleBook, Vec<Problem>>
    where
        N: AsRef<str>,
        T: AsRef<str>,
    {
        let mut problems = Vec::new();
        let mut loaded: Vec<(String, Ruleset)> = Vec::new();
        for (name, text) in files {
            if let Some(ruleset) = ruleset::read(name.as_ref(), text.as_ref(), &mut problems) {
                loaded.push((name.as_ref().to_owned(), ruleset));
            }
        }
        for (index, (file, later)) in loaded.iter().enumerate() {
            for (other_file, earlier) in &loaded[..index] {
                if earlier.id == later.id {
                    problems.push(Problem::new(
                        file,
                        "id",
                        format!("\"{}\" is already used by {other_file}", later.id),
                    ));
                }
                if earlier.area() == later.area() && earlier.scope == later.scope && earlier.overlaps(later) {
                    problems.push(Problem::new(file, "in_force_from", overlap(later, earlier, other_file)));
                }
            }
        }
        if problems.is_empty() {
            Ok(RuleBook { rulesets: loaded.into_iter().map(|(_, ruleset)| ruleset).collect() })
        } else {
            Err(problems)
        }
    }

    /// The rulesets that come with the program.
    ///
    /// # Panics
    ///
    /// Never in a tested build: a test loads the same files.
    pub fn builtin() -> RuleBook {
        RuleBook::load(BUILTIN.iter().copied()).expect("the built-in rulesets are sound")
    }

    /// The ruleset in force for an area on a day: that of the scope if it has one then, else the general one.
    pub fn on(&self, area: Area, scope: Option<&str>, date: Date) -> Option<&Ruleset> {
        let holding = |scope: Option<&str>| {
            self.rulesets.iter().find(|it| it.area() == area && it.scope.as_deref() == scope && it.holds_on(date))
        };
        scope.and_then(|scope| holding(Some(scope))).or_else(|| holding(None))
    }

    /// The ruleset a decision was made under, by the id it kept.
    pub fn by_id(&self, id: &str) -> Option<&Ruleset> {
        self.rulesets.iter().find(|it| it.id == id)
    }

    /// All rulesets, in the order they were loaded.
    pub fn rulesets(&self) -> &[Ruleset] {
        &self.rulesets
    }
}

fn overlap(later: &Ruleset, earlier: &Ruleset, other_file: &str) -> String {
    let whose = later.scope.as_ref().map_or("in general".to_owned(), |scope| format!("for scope \"{scope}\""));
    format!(
        "overlaps {other_file} ({}) in area {} {whose}; close the older one with in_force_to on the day the newer begins",
        earlier.id,
        later.area().word(),
    )
}
