//! A published figure: a number that can be traced to its definition, its parts, its date and its rule.
//!
//! Numerator and denominator both travel; percentages are made where they are shown.

use serde::{Deserialize, Serialize};

/// A text in both languages. The Vietnamese is never blank; the English may be, where nobody wrote it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// Vietnamese.
    pub vi: String,
    /// English.
    pub en: String,
}

/// A figure as it is shown to the public.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Figure {
    /// Its public address, `/so-lieu/{id}`: `a-z 0-9 -`.
    pub id: String,
    /// What it is called.
    pub name: Text,
    /// What it means, for a reader who asks.
    pub definition: Text,
    /// Name of the unit it is about (đơn vị), not a unit of measurement.
    pub unit: String,
    /// The day it describes, `YYYY-MM-DD`.
    pub as_of: String,
    /// The numbers.
    pub value: Value,
    /// What the numerator counts.
    pub counted: Text,
    /// What the denominator counts.
    pub out_of: Text,
    /// The parts by unit, as far as they may be shown.
    pub scope: Vec<ScopePart>,
    /// The rule it was counted under.
    pub rule: RuleCitation,
    /// When it was computed, microseconds since 1970 UTC.
    pub computed_at: i64,
}

/// The numbers of a figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Value {
    /// A share of persons, shown as a percentage.
    Rate {
        /// Those counted; at most the denominator.
        numerator: u64,
        /// All of them.
        denominator: u64,
        /// The rate asked for in hundredths of a percent, at most 10000; `None` if there is no target.
        target_basis_points: Option<u32>,
    },
    /// A share of units, shown zero-padded as in `07/14`.
    Ratio {
        /// Units counted; at most the denominator.
        numerator: u64,
        /// All units.
        denominator: u64,
    },
    /// The same count for several periods, oldest first.
    Series {
        /// At least one.
        points: Vec<Point>,
    },
}

/// One period of a series.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Point {
    /// The period as shown: `2018`, `Quý I/2026`.
    pub label: String,
    /// Those counted in the period; may exceed the denominator, since one person can be counted twice in it.
    pub numerator: u64,
    /// All of them.
    pub denominator: u64,
}

/// The share of one unit in a figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScopePart {
    /// Name of the unit.
    pub name: String,
    /// Those counted; `None` (together with the denominator) when withheld or not reported, which is not zero.
    pub numerator: Option<u64>,
    /// All of them; `None` together with the numerator.
    pub denominator: Option<u64>,
}

/// The rule a figure was counted under.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleCitation {
    /// Permanent id of the ruleset.
    pub id: String,
    /// Its title.
    pub title: Text,
    /// Where it is written.
    pub source: String,
    /// First day in force, `YYYY-MM-DD`; `None` when the start is open.
    pub in_force_from: Option<String>,
}

/// How much of a figure stands in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Show {
    /// The value: `99,16%`, `07/14`.
    Value,
    /// The parts and the value: `35.599/35.900, đạt 99,16%`.
    Parts,
}
