//! How a list is to be read: which sheet, where its headings are, what each column holds. A plan is guessed, changed by
//! who brings the list, and remembered for the next list with the same headings.

use super::dates::Order;
use super::fields::Field;
use super::layout::{Layout, Where};
use super::{dates, layout};
use kit::clock::{Day, Ts};
use kit::db::{Conn, Result};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use viet::legacy::Charset;

/// How a list is to be read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// The sheet, counted from 0.
    pub sheet: usize,
    /// The first and the last row of the headings, counted from 0; `None` when the list begins at once.
    pub header: Option<(usize, usize)>,
    /// What each column holds.
    pub columns: Vec<Column>,
    /// The unit of the whole list, by its outward identity; empty when a column or headings within it say the unit.
    pub unit: String,
    /// Since when members of their unit, where no column says it.
    pub since: String,
    /// Whether those of whom nothing is said are official members.
    pub official: bool,
    /// Sealed values (by word) that the list may put in place of known ones; the others only fill what is missing.
    pub replace: Vec<String>,
    /// Units by what the list calls them, folded.
    pub units: BTreeMap<String, String>,
}

/// What a column holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// The words above it.
    pub label: String,
    /// The field's word; empty when it is passed over.
    pub field: String,
    /// The old charset's name; empty when it is Unicode.
    pub charset: String,
    /// Whether its days are written month first.
    pub month_first: bool,
}

impl Column {
    /// What it holds, when it is not passed over.
    pub fn field(&self) -> Option<Field> {
        Field::of(&self.field)
    }

    /// Its old charset.
    pub fn charset(&self) -> Option<Charset> {
        Charset::named(&self.charset)
    }

    /// How its days are written.
    pub fn order(&self) -> Order {
        if self.month_first { Order::MonthFirst } else { Order::DayFirst }
    }
}

impl Plan {
    /// What the rows of a sheet look like.
    pub fn guess(rows: &[Vec<String>], sheet: usize, header: Where, today: Day) -> Plan {
        let found = match header {
            Where::At(first, last) => Layout::at(rows, (first, last)),
            Where::Nowhere => Layout { header: None, columns: layout::unnamed(rows) },
            Where::Sought => layout::find(rows),
        };
        let from = found.header.map_or(0, |(_, last)| last + 1);
        let charsets = layout::charsets(rows, from, found.columns.len());
        let cells = |column: usize| rows.iter().skip(from).filter_map(move |row| row.get(column)).map(String::as_str);
        let column = |(nth, heading): (usize, &layout::Heading)| Column {
            label: heading.label.chars().take(LABEL).collect(),
            field: heading.field.map_or("", Field::word).to_owned(),
            charset: charsets[nth].map_or("", Charset::name).to_owned(),
            month_first: heading.field.is_some_and(Field::is_day) && dates::order(cells(nth)) == Order::MonthFirst,
        };
        let columns = found.columns.iter().enumerate().map(column).collect();
        Plan { sheet, header: found.header, columns, since: today.to_string(), official: true, ..Plan::default() }
    }

    /// Where its headings stand.
    pub fn headings(&self) -> Where {
        self.header.map_or(Where::Nowhere, |(first, last)| Where::At(first, last))
    }

    /// Whether a column holds this.
    pub fn has(&self, field: Field) -> bool {
        self.columns.iter().any(|column| column.field() == Some(field))
    }

    /// Why nothing can be read by it yet: the fields of which one is missing.
    pub fn missing(&self) -> Vec<Field> {
        let named = self.has(Field::Name) || self.has(Field::GivenPart);
        let born = [Field::Birth, Field::BirthOfMen, Field::BirthOfWomen].into_iter().any(|field| self.has(field));
        [(named, Field::Name), (born, Field::Birth)]
            .into_iter()
            .filter(|(there, _)| !there)
            .map(|(_, field)| field)
            .collect()
    }

    /// A field that two columns are said to hold.
    pub fn twice(&self) -> Option<Field> {
        let mut fields: Vec<Field> = self.columns.iter().filter_map(Column::field).collect();
        fields.sort_unstable();
        fields.windows(2).find(|pair| pair[0] == pair[1]).map(|pair| pair[0])
    }

    /// The same headings, the same signature, whatever stands below them.
    pub fn signature(&self) -> String {
        signature(self.columns.iter().map(|column| column.label.clone()))
    }

    /// Takes over what was decided for a list with the same headings: fields, charsets stay as they are found. Where the
    /// headings were looked for and none like those found are known, any rows do that were said to be headings before.
    pub async fn recall(
        &mut self,
        conn: &mut Conn,
        (rows, header): (&[Vec<String>], Where),
        today: Day,
    ) -> Result<bool> {
        let blank = self.columns.iter().all(|column| column.label.is_empty());
        let own = self.signature();
        let mut known = if blank { None } else { habit(conn, &own).await? };
        if known.is_none() && header == Where::Sought {
            for at in layout::candidates(rows) {
                let labels = layout::headings(rows, at).into_iter().map(|heading| heading.label);
                let labels: Vec<String> = labels.map(|label| label.chars().take(LABEL).collect()).collect();
                // A blank row looks like a list that has no headings.
                if labels.iter().all(String::is_empty) {
                    continue;
                }
                known = habit(conn, &signature(labels.into_iter())).await?;
                if known.is_some() {
                    *self = Plan::guess(rows, self.sheet, Where::At(at.0, at.1), today);
                    break;
                }
            }
        }
        if known.is_none() && blank {
            known = habit(conn, &own).await?;
        }
        let Some(known) = known else { return Ok(false) };
        for (column, known) in self.columns.iter_mut().zip(known.columns) {
            column.field = known.field;
        }
        (self.official, self.units) = (known.official, known.units);
        Ok(true)
    }

    /// Remembers what was decided. Nothing of the list is in it, save what it calls the units: also the headings are known by
    /// their digest alone, for a row of a person may have been taken for them.
    pub async fn remember(&self, conn: &mut Conn, now: Ts) -> Result<()> {
        let columns = self.columns.iter().map(|column| Column { label: String::new(), ..column.clone() }).collect();
        let kept = Plan { columns, since: String::new(), unit: String::new(), replace: Vec::new(), ..self.clone() };
        let text = serde_json::to_string(&kept).unwrap_or_default();
        conn.exec(
            "INSERT INTO import_habit (signature, plan, at) VALUES ($1, $2, $3)
             ON CONFLICT (signature) DO UPDATE SET plan = excluded.plan, at = excluded.at",
            &[&self.signature(), &text, &now],
        )
        .await?;
        Ok(())
    }
}

/// Letters of a heading that are kept.
const LABEL: usize = 80;

/// The digest of headings as they are compared.
fn signature(labels: impl Iterator<Item = String>) -> String {
    let labels: Vec<String> = labels.map(|label| super::fields::words(&label)).collect();
    kit::hex(&Sha256::digest(labels.join("|").as_bytes()))
}

/// What was decided for lists with these headings.
async fn habit(conn: &mut Conn, signature: &str) -> Result<Option<Plan>> {
    let known: Option<String> = conn.value("SELECT plan FROM import_habit WHERE signature = $1", &[&signature]).await?;
    Ok(known.and_then(|text| serde_json::from_str(&text).ok()))
}
