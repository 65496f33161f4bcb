//! What is to be said about an import: rows that are wrong, at once; all else article by article in a file, and in sums.

use anyhow::{Context, Result};
use kit::words::{Value, Words};
use legacy::clean::{Notes, Removed};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

/// So many wrong rows are told one by one.
const TOLD: usize = 20;

pub(super) struct Report {
    w: Words,
    file: Option<(PathBuf, BufWriter<File>)>,
    pub(super) wrong: usize,
    sums: BTreeMap<&'static str, i64>,
}

impl Report {
    /// # Errors
    /// When the file cannot be written.
    pub(super) fn new(w: Words, file: Option<&Path>) -> Result<Report> {
        let file = match file {
            Some(path) => {
                let file = File::create(path).with_context(|| format!("cannot write {}", path.display()))?;
                let mut file = BufWriter::new(file);
                // Spreadsheets take the text for Unicode by this mark.
                file.write_all("\u{FEFF}".as_bytes())?;
                let head =
                    ["line", "name", "kind", "what"].map(|column| cell(&w.say(&format!("legacy-head-{column}"))));
                write!(file, "{}\r\n", head.join(","))?;
                Some((path.to_owned(), file))
            }
            None => None,
        };
        Ok(Report { w, file, wrong: 0, sums: BTreeMap::new() })
    }

    /// A row that was not brought.
    pub(super) fn wrong(&mut self, line: usize, name: &str, what: &str) {
        self.wrong += 1;
        if self.wrong <= TOLD {
            let values: [(&str, Value); 3] =
                [("line", (line as i64).into()), ("name", name.into()), ("what", what.into())];
            eprintln!("\r{}", self.w.fill("legacy-row", &values));
        }
        self.note("legacy-kind-wrong", line, name, what);
    }

    /// A line of the file, and one more in its sum.
    pub(super) fn note(&mut self, kind: &'static str, line: usize, name: &str, what: &str) {
        *self.sums.entry(kind).or_default() += 1;
        if let Some((_, file)) = &mut self.file {
            let cells = [&line.to_string(), name, &self.w.say(kind), what].map(cell);
            // A disk that is full is found when the file is closed.
            let _ = writeln!(file, "{}\r", cells.join(","));
        }
    }

    pub(super) fn notes(&mut self, line: usize, name: &str, notes: &Notes) {
        for (font, times) in &notes.fonts {
            self.note("legacy-kind-font", line, name, &format!("{font} × {times}"));
        }
        for outside in &notes.outside {
            let kind = match outside.removed {
                None => "legacy-kind-outside",
                Some(Removed::Hidden) => "legacy-kind-hidden-link",
                Some(Removed::Gambling) => "legacy-kind-gambling",
                Some(Removed::Unsafe) => "legacy-kind-unsafe",
            };
            self.note(kind, line, name, &format!("{} {}", outside.href, outside.words));
        }
        for (kind, all) in [
            ("legacy-kind-hidden", &notes.hidden),
            ("legacy-kind-capitals", &notes.capitals),
            ("legacy-kind-embedded", &notes.embedded),
            ("legacy-kind-foreign", &notes.foreign_pictures),
            ("legacy-kind-file", &notes.files),
            ("legacy-kind-sign", &notes.signs),
        ] {
            for what in all {
                self.note(kind, line, name, what);
            }
        }
    }

    /// Says the sums, and where the rest stands.
    ///
    /// # Errors
    /// When the file could not be written to its end.
    pub(super) fn close(mut self) -> Result<usize> {
        let sum = |kinds: &[&str]| kinds.iter().filter_map(|kind| self.sums.get(kind)).sum::<i64>();
        if self.wrong > TOLD {
            eprintln!("{}", self.w.with("legacy-more", "rows", (self.wrong - TOLD) as i64));
        }
        let removed = ["legacy-kind-hidden-link", "legacy-kind-gambling", "legacy-kind-unsafe"];
        let values: [(&str, Value); 10] = [
            ("outside", sum(&["legacy-kind-outside"]).into()),
            ("removed", sum(&removed).into()),
            ("hidden", sum(&["legacy-kind-hidden"]).into()),
            ("fonts", sum(&["legacy-kind-font"]).into()),
            ("missing", sum(&["legacy-kind-missing", "legacy-kind-foreign"]).into()),
            ("files", sum(&["legacy-kind-file"]).into()),
            ("left", sum(&["legacy-kind-left"]).into()),
            ("corrected", sum(&["legacy-kind-corrected"]).into()),
            ("menus", sum(&["legacy-kind-menu"]).into()),
            ("undated", sum(&["legacy-kind-undated"]).into()),
        ];
        println!("{}", self.w.fill("legacy-noted", &values));
        match self.file.take() {
            Some((path, mut file)) => {
                file.flush().with_context(|| format!("cannot write {}", path.display()))?;
                println!("{}", self.w.with("legacy-report", "file", path.display().to_string()));
            }
            None => println!("{}", self.w.say("legacy-ask-report")),
        }
        Ok(self.wrong)
    }
}

/// A cell of a CSV file; one that a spreadsheet would take for a formula is made text.
fn cell(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let quote = if formula { "'" } else { "" };
    format!("\"{quote}{}\"", text.replace('"', "\"\"").replace(['\r', '\n'], " "))
}

#[cfg(test)]
mod tests {
    #[test]
    fn no_cell_is_a_formula() {
        assert_eq!(super::cell("=HYPERLINK(\"x\")"), "\"'=HYPERLINK(\"\"x\"\")\"");
        assert_eq!(super::cell("a\nb"), "\"a b\"");
    }
}
