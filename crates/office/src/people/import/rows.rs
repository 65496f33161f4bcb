//! A row of a list as a person, or why it is none.

use super::dates::{self, Order};
use super::fields::Field;
use super::plan::Plan;
use super::told::{Fault, Notice};
use super::values;
use crate::people::facts::Fact;
use crate::people::numbers::CitizenId;
use kit::clock::Day;
use viet::legacy::{Charset, decode};

/// Stands in front of a cell that was mended.
pub(super) const MENDED: char = '\u{feff}';

/// What a row says of a person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// Family, middle and given name.
    pub name: String,
    /// Year of birth.
    pub birth_year: i64,
    /// The whole day of birth, when it is said.
    pub birth_day: Option<Day>,
    /// `m` or `f`, when it is said.
    pub sex: Option<&'static str>,
    /// The day of admission.
    pub joined: Option<Day>,
    /// The day of becoming official.
    pub official: Option<Day>,
    /// Official (or probationary) in words.
    pub standing: Option<bool>,
    /// The card's number.
    pub card: Option<String>,
    /// The citizen id.
    pub citizen_id: Option<CitizenId>,
    /// The telephone's digits.
    pub phone: Option<String>,
    /// The ethnic group.
    pub ethnicity: Option<String>,
    /// The religion.
    pub religion: Option<String>,
    /// Facts beside the core of the record, as they are kept.
    pub facts: Vec<(Fact, String)>,
    /// What the row calls the unit.
    pub unit: Option<String>,
    /// Since when a member of the unit.
    pub since: Option<Day>,
}

impl Said {
    /// Whether somebody new begins as official, on a day. The list's own word counts; where it has none, `default` says so, but
    /// for who is still in the months of `probation`.
    pub fn begins_official(&self, default: bool, probation: u32, today: Day) -> bool {
        self.standing.unwrap_or(default && !self.is_on_probation(probation, today))
    }

    /// Whether so many months have not passed since the admission.
    pub fn is_on_probation(&self, months: u32, today: Day) -> bool {
        self.joined.is_some_and(|joined| joined.plus_months(months as i32) > today)
    }
}

/// What a row of a list is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// Nothing, or what stands below a list: sums, places for signatures.
    Nothing,
    /// A text alone, which may be a heading within the list, over the rows that follow; or else a person of whom only the
    /// name is said.
    Heading(String, Option<Box<Line>>),
    /// A person, with what is wrong and what is worth a look, by column.
    Person(Box<Said>, Vec<(usize, Fault)>, Vec<(usize, Notice)>),
}

/// Reads rows by a plan.
pub struct Reader {
    columns: Vec<(usize, Field, Option<Charset>, Order)>,
    /// The words above each column.
    labels: Vec<String>,
    first: usize,
    today: Day,
}

impl Reader {
    /// By this plan, on this day.
    pub fn new(plan: &Plan, today: Day) -> Reader {
        let columns = plan.columns.iter().enumerate();
        let columns =
            columns.filter_map(|(nth, column)| Some((nth, column.field()?, column.charset(), column.order())));
        let labels = plan.columns.iter().map(|column| super::fields::words(&column.label)).collect();
        Reader { columns: columns.collect(), labels, first: plan.header.map_or(0, |(_, last)| last + 1), today }
    }

    /// The text of a field's cell, decoded and clean, and its column; empty when the list has no such column.
    fn cell(&self, cells: &[String], field: Field) -> (usize, String) {
        let column = self.columns.iter().find(|(_, known, ..)| *known == field);
        let Some((nth, _, charset, _)) = column else { return (0, String::new()) };
        (*nth, text(cells.get(*nth).map_or("", String::as_str), *charset))
    }

    /// Reads row `at`.
    pub fn read(&self, at: usize, cells: &[String]) -> Line {
        let said = cells.iter().filter(|cell| !cell.is_empty()).count();
        if at < self.first || said == 0 || (at <= self.first + 1 && super::layout::numbers_columns(cells)) {
            return Line::Nothing;
        }
        if self.repeats_headings(cells) {
            return Line::Nothing;
        }
        let whole = self.cell(cells, Field::Name);
        let (family, given) = (self.cell(cells, Field::FamilyPart), self.cell(cells, Field::GivenPart));
        let name = [whole.1.as_str(), &family.1, &given.1].join(" ");
        let name_column =
            if self.columns.iter().any(|(_, field, ..)| *field == Field::Name) { whole.0 } else { given.0 };
        let others = self.columns.iter().filter(|(nth, field, ..)| {
            let of_name = matches!(field, Field::Name | Field::FamilyPart | Field::GivenPart);
            !of_name && cells.get(*nth).is_some_and(|cell| !cell.is_empty())
        });
        let others = others.count();
        if name.trim().is_empty() && others > 0 && self.is_numbered(cells) {
            return self.person(cells, &name, name_column);
        }
        if is_sum(&name) || (name.trim().is_empty() && others <= 1 && said > 2) {
            return Line::Nothing;
        }
        // One text, or one with a number in front.
        if others <= 1 && said <= 2 && (others == 0 || name.trim().is_empty()) {
            let is_text = |cell: &str| cell.chars().filter(|c| c.is_alphabetic()).count() > 2;
            let Some((nth, cell)) = cells.iter().enumerate().rfind(|(_, cell)| is_text(cell)) else {
                return Line::Nothing;
            };
            let charset = self.columns.iter().find(|(at, ..)| *at == nth).and_then(|(.., charset, _)| *charset);
            let is_name = values::name(name.trim()).is_ok_and(|name| name.contains(' '));
            let person = is_name.then(|| Box::new(self.person(cells, &name, name_column)));
            return Line::Heading(text(cell, charset), person);
        }
        self.person(cells, &name, name_column)
    }

    /// Whether a row says again what stands above the columns, as on each page of a printed list.
    fn repeats_headings(&self, cells: &[String]) -> bool {
        let charset =
            |nth: usize| self.columns.iter().find(|(at, ..)| *at == nth).and_then(|(.., charset, _)| *charset);
        let said = cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty());
        let repeats = said.map(|(nth, cell)| {
            let cell = super::fields::words(&text(cell, charset(nth)));
            !cell.is_empty() && self.labels.get(nth).is_some_and(|label| label.contains(&cell))
        });
        let repeats: Vec<bool> = repeats.collect();
        repeats.len() > 1 && repeats.into_iter().all(|same| same)
    }

    /// Whether a row begins with its number in the list and says something of a person, and so is one whose name was left
    /// out. Headings within a list have a number too, but what they say stands before the columns of a person.
    fn is_numbered(&self, cells: &[String]) -> bool {
        let Some((nth, first)) = cells.iter().enumerate().find(|(_, cell)| !cell.is_empty()) else { return false };
        let mapped = |nth: usize| self.columns.iter().any(|(known, ..)| *known == nth);
        let mut after = cells.iter().enumerate().skip(nth + 1).filter(|(_, cell)| !cell.is_empty());
        first.trim_end_matches(['.', ')']).parse::<u32>().is_ok() && !mapped(nth) && after.all(|(nth, _)| mapped(nth))
    }

    fn person(&self, cells: &[String], name: &str, name_column: usize) -> Line {
        let mut person = Person { reader: self, cells, said: Said::default(), faults: vec![], notices: vec![] };
        person.read_name(name.trim(), name_column);
        person.read_birth();
        person.read_sex();
        person.read_days();
        person.read_numbers();
        person.read_words();
        Line::Person(Box::new(person.said), person.faults, person.notices)
    }
}

/// A cell's text, decoded and clean. What was mended is Unicode already, and marked as such.
pub(super) fn text(cell: &str, charset: Option<Charset>) -> String {
    let charset = charset.filter(|_| !cell.starts_with(MENDED));
    // Capitals that TCVN3 cannot write come as small letters; a name is written as names are anyhow.
    values::clean(&charset.map_or_else(|| cell.to_owned(), |charset| decode(cell, charset).with_capitals()))
}

/// Whether what stands in the column of names is a sum or a place for a signature. Công and Tống are family names: marks tell
/// them from sums, and where a list has none, that nothing but a number follows.
fn is_sum(name: &str) -> bool {
    let marked = viet::settle(name).to_lowercase();
    let marked: Vec<&str> = marked.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let begins = |words: &[&str]| marked.starts_with(words);
    let sums: [&[&str]; 7] =
        [&["tổng", "cộng"], &["tổng", "số"], &["cộng"], &["người", "lập"], &["tm"], &["t", "m"], &["bí", "thư"]];
    let plain = |word: &str| matches!(word, "tong" | "cong" | "so") || word.bytes().all(|byte| byte.is_ascii_digit());
    sums.into_iter().any(begins) || (!marked.is_empty() && marked.iter().all(|word| plain(word)))
}

struct Person<'a> {
    reader: &'a Reader,
    cells: &'a [String],
    said: Said,
    faults: Vec<(usize, Fault)>,
    notices: Vec<(usize, Notice)>,
}

impl Person<'_> {
    /// A field's cell when it has something; an error of the spreadsheet is told and nothing else.
    fn cell(&mut self, field: Field) -> Option<(usize, String)> {
        let (column, text) = self.reader.cell(self.cells, field);
        if values::is_error(&text) {
            self.faults.push((column, Fault::Error));
            return None;
        }
        (!text.is_empty()).then_some((column, text))
    }

    fn read_name(&mut self, text: &str, column: usize) {
        match values::name(text) {
            Ok(name) => {
                if !name.contains(' ') {
                    self.notices.push((column, Notice::NameShort));
                }
                if values::was_addressed(text, &name) {
                    self.notices.push((column, Notice::Addressed));
                }
                self.said.name = name;
            }
            Err(fault) => self.faults.push((column, fault)),
        }
    }

    fn date(&mut self, field: Field, latest: i64) -> Option<(usize, viet::Date)> {
        let (column, text) = self.cell(field)?;
        let order =
            self.reader.columns.iter().find(|(_, known, ..)| *known == field).map_or(Order::DayFirst, |it| it.3);
        let date = dates::read(&text, order, latest);
        if date.is_none() {
            self.faults.push((column, Fault::NotADay));
        }
        date.map(|date| (column, date))
    }

    fn read_birth(&mut self) {
        let (before, year) = (self.faults.len(), self.reader.today.year());
        let mut column = 0;
        for (field, sex) in [(Field::Birth, None), (Field::BirthOfMen, Some("m")), (Field::BirthOfWomen, Some("f"))] {
            if let Some((nth, _, _, _)) = self.reader.columns.iter().find(|(_, known, ..)| *known == field) {
                column = *nth;
            }
            // A grown person: of a year in two digits the later century only when that leaves eighteen years.
            let Some((nth, date)) = self.date(field, year - 18) else { continue };
            if self.said.birth_year != 0 {
                self.faults.push((nth, Fault::NotASex));
            }
            self.said.birth_year = i64::from(date.year);
            self.said.birth_day = whole(date);
            self.said.sex = sex;
            if !(year - 120..=year).contains(&self.said.birth_year) || self.said.birth_day > Some(self.reader.today) {
                self.faults.push((nth, Fault::NotAYear));
            }
        }
        if self.said.birth_year == 0 && self.faults.len() == before {
            self.faults.push((column, Fault::NoBirth));
        }
    }

    fn read_sex(&mut self) {
        if let Some((column, text)) = self.cell(Field::Sex) {
            match values::sex(&text) {
                Some(sex) => self.said.sex = Some(sex),
                None => self.faults.push((column, Fault::NotASex)),
            }
        }
        let (men, women) = (self.cell(Field::MarkOfMen), self.cell(Field::MarkOfWomen));
        let mut marked = |cell: &Option<(usize, String)>| {
            let Some((column, text)) = cell else { return false };
            values::is_marked(text).unwrap_or_else(|| {
                self.faults.push((*column, Fault::NotASex));
                false
            })
        };
        let both = (marked(&men), marked(&women));
        let has = |field: Field| self.reader.columns.iter().any(|(_, known, ..)| *known == field);
        match both {
            (true, true) => self.faults.extend(women.map(|(column, _)| (column, Fault::NotASex))),
            (true, false) => self.said.sex = Some("m"),
            (false, true) => self.said.sex = Some("f"),
            // A list with a column for women alone marks them, and nobody else.
            (false, false) if has(Field::MarkOfWomen) && !has(Field::MarkOfMen) => self.said.sex = Some("m"),
            (false, false) => {}
        }
    }

    fn read_days(&mut self) {
        let today = self.reader.today;
        let mut day = |field: Field| {
            let (column, date) = self.date(field, today.year())?;
            let Some(day) = whole(date) else {
                self.notices.push((column, Notice::DayPart));
                return None;
            };
            if day > today {
                self.faults.push((column, Fault::ToCome));
                return None;
            }
            Some((column, day))
        };
        let (joined, official, since) = (day(Field::Joined), day(Field::Official), day(Field::Since));
        let born = self.said.birth_day.unwrap_or_else(|| Day::of(1, 1, 1));
        let born_year = self.said.birth_year;
        for (column, day) in [joined, official].into_iter().flatten() {
            if day <= born || (born_year > 0 && day.year() <= born_year) {
                self.faults.push((column, Fault::BeforeBirth));
            }
        }
        if let (Some((_, joined)), Some((column, since))) = (joined, since)
            && since < joined
        {
            self.faults.push((column, Fault::SinceBeforeJoined));
        }
        if let (Some((_, joined)), Some((column, official))) = (joined, official)
            && official < joined
        {
            self.faults.push((column, Fault::BeforeJoined));
        }
        let only = |found: Option<(usize, Day)>| found.map(|(_, day)| day);
        (self.said.joined, self.said.official, self.said.since) = (only(joined), only(official), only(since));
    }

    fn read_numbers(&mut self) {
        if let Some((column, text)) = self.cell(Field::CitizenId) {
            match values::citizen_id(&text) {
                Ok((id, notice)) => {
                    self.notices.extend(notice.map(|notice| (column, notice)));
                    let differs = |id: &CitizenId| {
                        (self.said.birth_year > 0 && id.birth_year() != self.said.birth_year)
                            || self.said.sex.is_some_and(|sex| sex != id.sex())
                    };
                    if id.as_ref().is_some_and(differs) {
                        self.notices.push((column, Notice::IdDiffers));
                    }
                    self.said.citizen_id = id;
                }
                Err(fault) => self.faults.push((column, fault)),
            }
        }
        if let Some((column, text)) = self.cell(Field::Phone) {
            match values::phone(&text) {
                Ok((phone, notice)) => {
                    self.notices.extend(notice.map(|notice| (column, notice)));
                    self.said.phone = Some(phone.digits().to_owned());
                }
                Err(fault) => self.faults.push((column, fault)),
            }
        }
        if let Some((column, text)) = self.cell(Field::Card) {
            if text.chars().count() > 30 {
                self.faults.push((column, Fault::NotACard));
            } else {
                self.said.card = Some(text);
            }
        }
    }

    fn read_words(&mut self) {
        if let Some((column, text)) = self.cell(Field::Standing) {
            self.said.standing = values::is_official(&text);
            if self.said.standing.is_none() {
                self.faults.push((column, Fault::NotAStanding));
            }
        }
        let mut short = |field: Field| self.cell(field).map(|(_, text)| text.chars().take(60).collect::<String>());
        (self.said.ethnicity, self.said.religion) = (short(Field::Ethnicity), short(Field::Religion));
        self.said.unit = self.cell(Field::Unit).map(|(_, text)| text);
        for fact in Fact::ALL {
            let Some((column, text)) = self.cell(Field::Fact(*fact)) else { continue };
            let said = if fact.is_question() { values::yes_or_no(&text).map(str::to_owned) } else { fact.kept(&text) };
            match said {
                Some(said) => self.said.facts.push((*fact, said)),
                None if fact.is_question() => self.faults.push((column, Fault::NotYesOrNo)),
                None => self.faults.push((column, Fault::TooLong)),
            }
        }
    }
}

/// The day of a date that has all its parts.
fn whole(date: viet::Date) -> Option<Day> {
    date.day.and_then(|_| Day::parse(&date.to_string()))
}
