//! Reading the fields of a TOML table while collecting every problem instead of stopping at the first.
//!
//! A field that is read is taken out of the table; whatever is left at the end was not understood and is
//! reported. Every reader returns `None` after it has reported why, so callers read all fields first and
//! only then look at what came out.

use crate::problem::Problem;
use crate::ruleset::Text;
use jiff::civil::Date;
use std::ops::RangeInclusive;
use toml::{Table, Value};

/// A table being read: its place in the file, what is left of it, and the problems seen so far.
pub(crate) struct Fields<'p> {
    file: &'p str,
    path: String,
    table: Table,
    problems: &'p mut Vec<Problem>,
}

/// Words with a meaning, as `(word, meaning)` pairs.
pub(crate) type Vocabulary<T> = [(&'static str, T)];

/// The word a value is written as, the way round that reading does not need.
pub(crate) fn word_of<T: PartialEq>(known: &'static Vocabulary<T>, meaning: &T) -> &'static str {
    known.iter().find(|(_, it)| it == meaning).map_or("", |(word, _)| *word)
}

impl<'p> Fields<'p> {
    pub(crate) fn new(file: &'p str, table: Table, problems: &'p mut Vec<Problem>) -> Self {
        Fields { file, path: String::new(), table, problems }
    }

    /// Reports a problem with a field of this table.
    pub(crate) fn report(&mut self, key: &str, what: impl Into<String>) {
        let field = self.place(key);
        self.problems.push(Problem::new(self.file, field, what));
    }

    /// Reports every field nobody asked for.
    pub(crate) fn finish(mut self) {
        for key in std::mem::take(&mut self.table).keys() {
            self.report(key, "is not a known field; remove it or mend its spelling");
        }
    }

    pub(crate) fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    /// Takes a field as read without looking at it.
    pub(crate) fn pass_over(&mut self, key: &str) {
        self.table.remove(key);
    }

    /// A text that must be there and not be blank.
    pub(crate) fn text(&mut self, key: &str) -> Option<String> {
        match self.required(key)? {
            Value::String(text) if !text.trim().is_empty() => Some(text),
            Value::String(_) => self.refuse(key, "is blank"),
            other => self.refuse(key, format!("should be text, not {}", kind(&other))),
        }
    }

    /// A text that may be left out, but not be blank.
    pub(crate) fn optional_text(&mut self, key: &str) -> Option<String> {
        self.has(key).then(|| self.text(key)).flatten()
    }

    /// A text fit to be a key: lower-case ASCII letters, digits and `joint`, starting with a letter.
    pub(crate) fn key(&mut self, key: &str, joint: char) -> Option<String> {
        let text = self.text(key)?;
        let fits = text.starts_with(|c: char| c.is_ascii_lowercase())
            && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == joint);
        if fits {
            return Some(text);
        }
        let what = format!("\"{text}\" should start with a letter and have only a to z, 0 to 9 and {joint}");
        self.refuse(key, what)
    }

    /// A calendar day that may be left out, written as a plain TOML date.
    pub(crate) fn optional_date(&mut self, key: &str) -> Option<Date> {
        let value = self.table.remove(key)?;
        self.day(key, value)
    }

    /// A calendar day that must be there.
    pub(crate) fn date(&mut self, key: &str) -> Option<Date> {
        let value = self.required(key)?;
        self.day(key, value)
    }

    /// A list of calendar days, none of them twice; may be empty.
    pub(crate) fn dates(&mut self, key: &str) -> Option<Vec<Date>> {
        let Value::Array(values) = self.required(key)? else {
            return self.refuse(key, "should be a list of dates");
        };
        let mut days = Vec::with_capacity(values.len());
        for value in values {
            let day = self.day(key, value)?;
            if days.contains(&day) {
                return self.refuse(key, format!("{day} is named twice"));
            }
            days.push(day);
        }
        Some(days)
    }

    fn day(&mut self, key: &str, value: Value) -> Option<Date> {
        let written = match value {
            Value::Datetime(toml::value::Datetime { date: Some(date), time: None, offset: None }) => date,
            _ => return self.refuse(key, "should be a date like 2026-04-08, without quotes, hour or zone"),
        };
        let day = i16::try_from(written.year)
            .ok()
            .and_then(|year| Date::new(year, i8::try_from(written.month).ok()?, i8::try_from(written.day).ok()?).ok());
        if day.is_none() {
            self.report(key, "is a day that does not exist");
        }
        day
    }

    /// A whole number within `range`.
    pub(crate) fn number(&mut self, key: &str, range: RangeInclusive<u32>) -> Option<u32> {
        match self.required(key)? {
            Value::Integer(number) => {
                let fitting = u32::try_from(number).ok().filter(|number| range.contains(number));
                if fitting.is_none() {
                    self.report(key, format!("{number} is outside {} to {}", range.start(), range.end()));
                }
                fitting
            }
            other => self.refuse(key, format!("should be a whole number, not {}", kind(&other))),
        }
    }

    pub(crate) fn boolean(&mut self, key: &str) -> Option<bool> {
        match self.required(key)? {
            Value::Boolean(answer) => Some(answer),
            other => self.refuse(key, format!("should be true or false, not {}", kind(&other))),
        }
    }

    /// One word out of a vocabulary.
    pub(crate) fn word<T: Copy>(&mut self, key: &str, known: &Vocabulary<T>) -> Option<T> {
        let text = self.text(key)?;
        self.look_up(key, &text, known)
    }

    /// A list of different words out of a vocabulary; empty only where `may_be_empty`.
    pub(crate) fn words<T: Copy + PartialEq>(
        &mut self,
        key: &str,
        known: &Vocabulary<T>,
        may_be_empty: bool,
    ) -> Option<Vec<T>> {
        let texts = self.texts(key)?;
        if texts.is_empty() && !may_be_empty {
            return self.refuse(key, "is empty; name at least one");
        }
        let mut meanings = Vec::with_capacity(texts.len());
        let mut sound = true;
        for text in texts {
            match self.look_up(key, &text, known) {
                Some(meaning) if meanings.contains(&meaning) => {
                    self.report(key, format!("\"{text}\" is named twice"));
                    sound = false;
                }
                Some(meaning) => meanings.push(meaning),
                None => sound = false,
            }
        }
        sound.then_some(meanings)
    }

    /// A list of texts.
    pub(crate) fn texts(&mut self, key: &str) -> Option<Vec<String>> {
        let Value::Array(values) = self.required(key)? else {
            return self.refuse(key, "should be a list of texts");
        };
        let texts: Option<Vec<String>> = values.into_iter().map(|value| value.as_str().map(str::to_owned)).collect();
        if texts.is_none() {
            self.report(key, "should have only texts in it");
        }
        texts
    }

    /// `vi` and `en` of this very table.
    pub(crate) fn both_languages(&mut self) -> Option<Text> {
        let (vi, en) = (self.text("vi"), self.text("en"));
        Some(Text { vi: vi?, en: en? })
    }

    /// A table inside this one, read by `read`; what it leaves unread is reported.
    pub(crate) fn table<T>(&mut self, key: &str, read: impl FnOnce(&mut Fields) -> Option<T>) -> Option<T> {
        match self.required(key)? {
            Value::Table(table) => {
                let path = self.place(key);
                self.inside(path, table, read)
            }
            other => self.refuse(key, format!("should be a table, not {}", kind(&other))),
        }
    }

    /// A list of tables with a `key` of their own, none used twice, at least one.
    pub(crate) fn keyed<T>(
        &mut self,
        list: &str,
        mut read: impl FnMut(String, &mut Fields) -> Option<T>,
    ) -> Option<Vec<T>> {
        let Value::Array(values) = self.required(list)? else {
            return self.refuse(list, "should be a list of tables");
        };
        if values.is_empty() {
            return self.refuse(list, "is empty; name at least one");
        }
        let mut seen: Vec<String> = Vec::new();
        let mut items = Some(Vec::with_capacity(values.len()));
        for (index, value) in values.into_iter().enumerate() {
            let path = self.place(&format!("{list}[{index}]"));
            let Value::Table(table) = value else {
                self.report(&format!("{list}[{index}]"), format!("should be a table, not {}", kind(&value)));
                items = None;
                continue;
            };
            let item = self.inside(path, table, |fields| {
                let key = fields.key("key", '_');
                if let Some(key) = &key {
                    if seen.contains(key) {
                        fields.report("key", format!("\"{key}\" is used twice in this list"));
                    }
                    seen.push(key.clone());
                }
                // Read on with a stand-in, so that one bad key does not hide the problems beside it.
                let item = read(key.clone().unwrap_or_default(), fields);
                key.and(item)
            });
            items = items.zip(item).map(|(mut items, item)| {
                items.push(item);
                items
            });
        }
        items
    }

    fn inside<T>(&mut self, path: String, table: Table, read: impl FnOnce(&mut Fields) -> Option<T>) -> Option<T> {
        let mut fields = Fields { file: self.file, path, table, problems: &mut *self.problems };
        let outcome = read(&mut fields);
        fields.finish();
        outcome
    }

    fn look_up<T: Copy>(&mut self, key: &str, text: &str, known: &Vocabulary<T>) -> Option<T> {
        let meaning = known.iter().find(|(word, _)| *word == text).map(|(_, meaning)| *meaning);
        if meaning.is_none() {
            let words: Vec<&str> = known.iter().map(|(word, _)| *word).collect();
            self.report(key, format!("\"{text}\" is not known here; known are {}", words.join(", ")));
        }
        meaning
    }

    fn required(&mut self, key: &str) -> Option<Value> {
        let value = self.table.remove(key);
        if value.is_none() {
            self.report(key, "is missing");
        }
        value
    }

    fn refuse<T>(&mut self, key: &str, what: impl Into<String>) -> Option<T> {
        self.report(key, what);
        None
    }

    fn place(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::String(_) => "text",
        Value::Integer(_) => "a whole number",
        Value::Float(_) => "a fraction",
        Value::Boolean(_) => "true or false",
        Value::Datetime(_) => "a date",
        Value::Array(_) => "a list",
        Value::Table(_) => "a table",
    }
}
