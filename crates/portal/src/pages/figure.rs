//! A figure's page: what the number is, of what parts it is made, for whom, when, and by which rule.

use super::frame::Frame;
use super::{Maker, Story, written_day};
use askama::Template;
use bridge::{Edition, Figure, Value};
use kit::words::Lang;

/// So many of the articles that use a figure are named, the newest first.
const MOST_USERS: usize = 50;

#[derive(Template)]
#[template(path = "pages/figures.html")]
pub(super) struct FiguresPage {
    frame: Frame,
    figures: Vec<Line>,
}

struct Line {
    id: String,
    name: String,
    value: String,
    unit: String,
    as_of: String,
}

#[derive(Template)]
#[template(path = "pages/figure.html")]
pub(super) struct FigurePage {
    frame: Frame,
    shown: Snapshot,
    unit: String,
    counted: String,
    out_of: String,
    target: Option<String>,
    rule: String,
    source: String,
    definition: String,
    frozen: Option<Snapshot>,
    today: Option<Snapshot>,
    rows_title: String,
    row_name: String,
    rows: Vec<Row>,
    articles: Vec<Story>,
}

/// The value at one time.
struct Snapshot {
    value: String,
    parts: String,
    numerator: String,
    denominator: String,
    as_of: String,
    as_of_iso: String,
}

struct Row {
    name: String,
    numerator: String,
    denominator: String,
    rate: String,
    sum: bool,
}

impl Maker<'_> {
    pub(super) fn figures(&self) -> FiguresPage {
        let line = |figure: &std::sync::Arc<Figure>| Line {
            id: figure.id.clone(),
            name: self.text(&figure.name),
            value: figure.value.written(self.w.lang() == Lang::En).value,
            unit: figure.unit.clone(),
            as_of: written_day(&figure.as_of),
        };
        let figures = self.library.figures().map(line).collect();
        FiguresPage { frame: self.frame(self.w.say("figures"), vec![], "/so-lieu", self.head("/so-lieu")), figures }
    }

    /// The page of a figure; with the edition that froze it, if it was reached from there.
    pub(super) fn figure(&self, id: &str, edition: Option<&Edition>, is_frozen: bool) -> Option<FigurePage> {
        let today: &Figure = self.library.figure(id)?;
        let frozen = match is_frozen {
            true => Some(edition?.figures.iter().find(|f| f.id == id)?),
            false => None,
        };
        let figure = frozen.unwrap_or(today);
        let crumbs = vec![self.crumb("/so-lieu", self.w.say("figures"))];
        let target = match figure.value {
            Value::Rate { target_basis_points: Some(points), .. } => {
                let rate = self.w.rate(u64::from(points), 10_000);
                Some(self.w.with("figure-target-at-least", "rate", rate))
            }
            _ => None,
        };
        let from =
            figure.rule.in_force_from.as_deref().map(|day| self.w.with("figure-rule-from", "day", written_day(day)));
        let is_series = matches!(figure.value, Value::Series { .. });
        let own = format!("/so-lieu/{id}");
        let mut head = self.head(&own);
        head.description = self.text(&figure.definition);
        let users = self.listed().newest().iter().filter(|card| card.figures.iter().any(|f| f == id));
        Some(FigurePage {
            frame: self.frame(self.text(&figure.name), crumbs, &own, head),
            shown: self.snapshot(figure),
            unit: figure.unit.clone(),
            counted: self.text(&figure.counted),
            out_of: self.text(&figure.out_of),
            target,
            rule: [Some(self.text(&figure.rule.title)), from].into_iter().flatten().collect::<Vec<_>>().join(", "),
            source: figure.rule.source.clone(),
            definition: self.text(&figure.definition),
            frozen: frozen.map(|f| self.snapshot(f)),
            today: frozen.map(|_| self.snapshot(today)),
            rows_title: self.w.say(if is_series { "figure-year" } else { "figure-scope" }),
            row_name: self.w.say(if is_series { "figure-year" } else { "figure-scope-unit" }),
            rows: self.rows(figure),
            articles: users.take(MOST_USERS).map(|card| self.story(card)).collect(),
        })
    }

    fn snapshot(&self, figure: &Figure) -> Snapshot {
        let parts = match &figure.value {
            Value::Rate { numerator, denominator, .. } | Value::Ratio { numerator, denominator } => {
                Some((*numerator, *denominator))
            }
            Value::Series { points } => points.last().map(|p| (p.numerator, p.denominator)),
        };
        let written = |n: Option<u64>| n.map_or_else(String::new, |n| self.w.number(n as i64));
        let line = figure.value.written(self.w.lang() == Lang::En);
        Snapshot {
            value: line.value,
            parts: line.parts,
            numerator: written(parts.map(|p| p.0)),
            denominator: written(parts.map(|p| p.1)),
            as_of: written_day(&figure.as_of),
            as_of_iso: figure.as_of.clone(),
        }
    }

    fn rows(&self, figure: &Figure) -> Vec<Row> {
        if let Value::Series { points } = &figure.value {
            return points.iter().map(|p| self.row(&p.label, Some((p.numerator, p.denominator)), false)).collect();
        }
        let mut rows: Vec<Row> =
            figure.scope.iter().map(|part| self.row(&part.name, part.numerator.zip(part.denominator), false)).collect();
        if let (false, Value::Rate { numerator, denominator, .. } | Value::Ratio { numerator, denominator }) =
            (rows.is_empty(), &figure.value)
        {
            rows.push(self.row(&self.w.say("figure-whole"), Some((*numerator, *denominator)), true));
        }
        rows
    }

    fn row(&self, name: &str, parts: Option<(u64, u64)>, sum: bool) -> Row {
        let withheld = || self.w.say("figure-withheld");
        Row {
            name: name.to_owned(),
            numerator: parts.map_or_else(withheld, |(n, _)| self.w.number(n as i64)),
            denominator: parts.map_or_else(withheld, |(_, d)| self.w.number(d as i64)),
            rate: parts.map_or_else(String::new, |(n, d)| self.w.rate(n, d)),
            sum,
        }
    }
}
