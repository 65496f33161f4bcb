//! The statements of a dump: the columns of its tables and the rows that are put into them; all others are passed over.

use super::lex::{Lexer, Sign};
use super::{Row, Table, Trouble, Wrong};
use std::collections::HashMap;
use std::io::Read;
use std::rc::Rc;

/// Words of `CREATE TABLE` that begin something other than a column.
const NO_COLUMNS: [&[u8]; 10] =
    [b"PRIMARY", b"KEY", b"UNIQUE", b"INDEX", b"FULLTEXT", b"SPATIAL", b"CONSTRAINT", b"FOREIGN", b"CHECK", b"PERIOD"];

pub(super) struct Reader<R> {
    lexer: Lexer<R>,
    tables: HashMap<String, Rc<Table>>,
    /// The table whose rows are being read.
    filling: Option<Rc<Table>>,
    /// The line at which the row or statement that is being read begins.
    begun: usize,
    ended: bool,
}

/// What a statement turned out to be.
enum Said {
    Nothing,
    Rows(Rc<Table>),
    Ended,
}

impl<R: Read> Reader<R> {
    pub(super) fn new(input: R) -> Reader<R> {
        Reader { lexer: Lexer::new(input), tables: HashMap::new(), filling: None, begun: 1, ended: false }
    }

    pub(super) fn next(&mut self, wanted: &dyn Fn(&str) -> bool) -> Option<Result<Row, Trouble>> {
        while !self.ended {
            self.begun = self.lexer.line;
            if let Some(table) = self.filling.clone() {
                match self.row(&table) {
                    Ok(Some(row)) => return Some(Ok(row)),
                    Ok(None) => self.filling = None,
                    Err(what) => return Some(Err(self.trouble(what))),
                }
                continue;
            }
            match self.statement(wanted) {
                Ok(Said::Nothing) => {}
                Ok(Said::Rows(table)) => self.filling = Some(table),
                Ok(Said::Ended) => self.ended = true,
                Err(what) => return Some(Err(self.trouble(what))),
            }
        }
        None
    }

    /// Says where it is, and goes on behind what is wrong, if that can be.
    fn trouble(&mut self, what: Wrong) -> Trouble {
        let line = self.begun;
        match &what {
            Wrong::BreaksOff | Wrong::Unreadable(_) => self.ended = true,
            // The row is read to its end already.
            Wrong::Columns { .. } => {}
            // The value is too long, the rows after its own are not.
            Wrong::TooLong if self.filling.is_some() => self.ended |= self.rest_of_row(1).is_err(),
            _ => {
                self.filling = None;
                self.lexer.keep = false;
                self.ended |= self.rest().is_err();
            }
        }
        Trouble { line, what }
    }

    fn statement(&mut self, wanted: &dyn Fn(&str) -> bool) -> Result<Said, Wrong> {
        self.lexer.keep = true;
        let first = self.lexer.next()?;
        self.begun = self.lexer.line;
        let word = match first {
            Sign::End => return Ok(Said::Ended),
            Sign::Mark(b';') => return Ok(Said::Nothing),
            Sign::Word(word) => word.to_ascii_uppercase(),
            _ => Vec::new(),
        };
        match word.as_slice() {
            b"INSERT" | b"REPLACE" => return self.insert(wanted),
            b"CREATE" => return self.create(),
            b"DELIMITER" => self.procedures()?,
            _ => {
                self.lexer.keep = false;
                self.rest()?;
            }
        }
        Ok(Said::Nothing)
    }

    /// Passes over what is left of a statement.
    fn rest(&mut self) -> Result<(), Wrong> {
        loop {
            match self.lexer.next()? {
                Sign::Mark(b';') => return Ok(()),
                Sign::End => return Err(Wrong::BreaksOff),
                _ => {}
            }
        }
    }

    /// Passes over procedures and triggers, up to the line that makes the semicolon the end of statements again.
    fn procedures(&mut self) -> Result<(), Wrong> {
        let mut mark = self.lexer.rest_of_line()?;
        while mark.trim_ascii() != b";" {
            let begun = self.lexer.line;
            let line = self.lexer.rest_of_line()?;
            match line.trim_ascii().split_at_checked(9) {
                Some((word, rest)) if word.eq_ignore_ascii_case(b"DELIMITER") => mark = rest.to_vec(),
                _ if line.is_empty() && self.lexer.line == begun => return Ok(()),
                _ => {}
            }
        }
        Ok(())
    }

    /// A name, of which only the last part counts: `database`.`table`.
    fn name(&mut self, first: Sign) -> Result<(String, Sign), Wrong> {
        let mut sign = first;
        loop {
            let (Sign::Name(name) | Sign::Word(name)) = sign else { return Err(Wrong::NotUnderstood) };
            match self.lexer.next()? {
                Sign::Mark(b'.') => sign = self.lexer.next()?,
                // Akeeba writes `#__content` for whatever prefix the site has.
                other => return Ok((String::from_utf8_lossy(&name).into_owned(), other)),
            }
        }
    }

    fn create(&mut self) -> Result<Said, Wrong> {
        let mut sign = self.lexer.next()?;
        loop {
            match &sign {
                Sign::Word(word) if word.eq_ignore_ascii_case(b"TABLE") => break,
                Sign::Word(word) if word.eq_ignore_ascii_case(b"TEMPORARY") => sign = self.lexer.next()?,
                // A view, an index, a database.
                Sign::Mark(b';') => return Ok(Said::Nothing),
                Sign::End => return Err(Wrong::BreaksOff),
                _ => {
                    self.rest()?;
                    return Ok(Said::Nothing);
                }
            }
        }
        let mut sign = self.lexer.next()?;
        for skipped in [b"IF".as_slice(), b"NOT", b"EXISTS"] {
            if matches!(&sign, Sign::Word(word) if word.eq_ignore_ascii_case(skipped)) {
                sign = self.lexer.next()?;
            }
        }
        let (name, next) = self.name(sign)?;
        match next {
            Sign::Mark(b'(') => {}
            Sign::Mark(b';') => return Ok(Said::Nothing),
            Sign::End => return Err(Wrong::BreaksOff),
            _ => {
                self.rest()?;
                return Ok(Said::Nothing);
            }
        }
        let (mut columns, mut depth, mut begins) = (Vec::new(), 1, true);
        while depth > 0 {
            let sign = self.lexer.next()?;
            match sign {
                Sign::Mark(b'(') => depth += 1,
                Sign::Mark(b')') => depth -= 1,
                Sign::Mark(b',') if depth == 1 => {
                    begins = true;
                    continue;
                }
                Sign::End => return Err(Wrong::BreaksOff),
                Sign::Name(name) if begins => columns.push(lower(&name)),
                Sign::Word(word) if begins && !NO_COLUMNS.contains(&word.to_ascii_uppercase().as_slice()) => {
                    columns.push(lower(&word));
                }
                _ => {}
            }
            begins = false;
        }
        self.rest()?;
        self.tables.insert(name.clone(), Rc::new(Table { name, columns }));
        Ok(Said::Nothing)
    }

    fn insert(&mut self, wanted: &dyn Fn(&str) -> bool) -> Result<Said, Wrong> {
        let mut sign = self.lexer.next()?;
        while let Sign::Word(word) = &sign {
            match word.to_ascii_uppercase().as_slice() {
                b"INTO" | b"IGNORE" | b"DELAYED" | b"LOW_PRIORITY" | b"HIGH_PRIORITY" => sign = self.lexer.next()?,
                _ => break,
            }
        }
        let (name, mut next) = self.name(sign)?;
        if !wanted(&name) {
            self.lexer.keep = false;
            if next != Sign::Mark(b';') {
                self.rest()?;
            }
            return Ok(Said::Nothing);
        }
        let mut columns = Vec::new();
        if next == Sign::Mark(b'(') {
            loop {
                match self.lexer.next()? {
                    Sign::Name(name) | Sign::Word(name) => columns.push(lower(&name)),
                    Sign::Mark(b',') => {}
                    Sign::Mark(b')') => break,
                    Sign::End => return Err(Wrong::BreaksOff),
                    _ => return Err(Wrong::NotUnderstood),
                }
            }
            next = self.lexer.next()?;
        }
        match next {
            Sign::Word(word) if word.eq_ignore_ascii_case(b"VALUES") || word.eq_ignore_ascii_case(b"VALUE") => {}
            Sign::End => return Err(Wrong::BreaksOff),
            _ => return Err(Wrong::NotUnderstood),
        }
        let known = self.tables.get(&name);
        let table = match known {
            _ if !columns.is_empty() => match known.filter(|table| table.columns == columns) {
                Some(table) => table.clone(),
                None => Rc::new(Table { name, columns }),
            },
            Some(table) => table.clone(),
            None => return Err(Wrong::NoColumns(name)),
        };
        Ok(Said::Rows(table))
    }

    /// The next row of a statement; `None` at its end.
    fn row(&mut self, table: &Rc<Table>) -> Result<Option<Row>, Wrong> {
        loop {
            match self.lexer.next()? {
                Sign::Mark(b'(') => break,
                Sign::Mark(b',') => {}
                Sign::Mark(b';') => return Ok(None),
                Sign::End => return Err(Wrong::BreaksOff),
                // ON DUPLICATE KEY UPDATE …
                Sign::Word(word) if word.eq_ignore_ascii_case(b"ON") || word.eq_ignore_ascii_case(b"AS") => {
                    self.rest()?;
                    return Ok(None);
                }
                _ => return Err(Wrong::NotUnderstood),
            }
        }
        self.begun = self.lexer.line;
        let mut values = Vec::with_capacity(table.columns.len());
        loop {
            let (value, after) = self.value()?;
            // A broken row must not eat the memory.
            if values.len() <= table.columns.len() {
                values.push(value);
            }
            match after {
                Sign::Mark(b',') => {}
                Sign::Mark(b')') => break,
                Sign::End => return Err(Wrong::BreaksOff),
                _ => return Err(Wrong::NotUnderstood),
            }
        }
        let (expected, found) = (table.columns.len(), values.len());
        if expected != found {
            return Err(Wrong::Columns { expected, found });
        }
        Ok(Some(Row { table: table.clone(), line: self.begun, values }))
    }

    /// A value and the sign after it.
    fn value(&mut self) -> Result<(Option<Vec<u8>>, Sign), Wrong> {
        let mut sign = self.lexer.next()?;
        let mut minus = false;
        while matches!(sign, Sign::Mark(b'-' | b'+')) {
            minus ^= sign == Sign::Mark(b'-');
            sign = self.lexer.next()?;
        }
        let mut value = match sign {
            Sign::Text(text) => text,
            Sign::End => return Err(Wrong::BreaksOff),
            Sign::Word(word) => {
                let next = self.lexer.next()?;
                let upper = word.to_ascii_uppercase();
                match (upper.as_slice(), next) {
                    (b"NULL", next) => return Ok((None, next)),
                    (b"TRUE", next) => return Ok((Some(b"1".to_vec()), next)),
                    (b"FALSE", next) => return Ok((Some(b"0".to_vec()), next)),
                    (b"X", Sign::Text(digits)) => Some(hexadecimal(&digits.unwrap_or_default())?),
                    (b"B", Sign::Text(digits)) => Some(binary(&digits.unwrap_or_default())?),
                    // _binary '…', _utf8mb4 0x…, N'…'
                    (b"N" | [b'_', ..], Sign::Text(text)) => text,
                    ([b'_', ..], Sign::Word(word)) if word.starts_with(b"0x") => Some(hexadecimal(&word[2..])?),
                    // now(), uuid(): nothing that an article needs.
                    (_, Sign::Mark(b'(')) => {
                        self.rest_of_row(1)?;
                        None
                    }
                    ([b'0', b'X', ..], next) => return Ok((Some(hexadecimal(&word[2..])?), next)),
                    ([b'0'..=b'9', ..], next) => return self.number(word, minus, next),
                    _ => return Err(Wrong::NotUnderstood),
                }
            }
            Sign::Mark(b'.') => return self.number(b"0".to_vec(), minus, Sign::Mark(b'.')),
            _ => return Err(Wrong::NotUnderstood),
        };
        // 'one text' 'and its continuation'
        loop {
            match self.lexer.next()? {
                Sign::Text(Some(more)) => value.get_or_insert_default().extend(more),
                other => return Ok((value, other)),
            }
        }
    }

    /// The rest of a number: its places, its exponent.
    fn number(&mut self, mut digits: Vec<u8>, minus: bool, next: Sign) -> Result<(Option<Vec<u8>>, Sign), Wrong> {
        if minus {
            digits.insert(0, b'-');
        }
        let mut next = next;
        loop {
            match next {
                Sign::Mark(b'.') => digits.push(b'.'),
                Sign::Word(more) => digits.extend(more),
                Sign::Mark(sign @ (b'+' | b'-')) if digits.last().is_some_and(|d| d.eq_ignore_ascii_case(&b'e')) => {
                    digits.push(sign);
                }
                other => return Ok((Some(digits), other)),
            }
            next = self.lexer.next()?;
        }
    }

    /// Passes over everything up to the bracket that closes `depth` open ones.
    fn rest_of_row(&mut self, mut depth: usize) -> Result<(), Wrong> {
        while depth > 0 {
            match self.lexer.next()? {
                Sign::Mark(b'(') => depth += 1,
                Sign::Mark(b')') => depth -= 1,
                Sign::End => return Err(Wrong::BreaksOff),
                _ => {}
            }
        }
        Ok(())
    }
}

fn lower(name: &[u8]) -> String {
    String::from_utf8_lossy(name).to_ascii_lowercase()
}

fn hexadecimal(digits: &[u8]) -> Result<Vec<u8>, Wrong> {
    let digit = |d: u8| char::from(d).to_digit(16).map(|d| d as u8).ok_or(Wrong::NotUnderstood);
    let odd = digits.len() % 2;
    let mut bytes = Vec::with_capacity(digits.len() / 2 + odd);
    if odd == 1 {
        bytes.push(digit(digits[0])?);
    }
    for pair in digits[odd..].chunks(2) {
        bytes.push(digit(pair[0])? * 16 + digit(pair[1])?);
    }
    Ok(bytes)
}

/// A bit field as the number that it is.
fn binary(digits: &[u8]) -> Result<Vec<u8>, Wrong> {
    let text = std::str::from_utf8(digits).map_err(|_| Wrong::NotUnderstood)?;
    Ok(u64::from_str_radix(text, 2).map_err(|_| Wrong::NotUnderstood)?.to_string().into_bytes())
}
