//! The signs of SQL as MySQL's tools write it: words, names, texts with all their escapes, numbers; with line numbers, from
//! a buffer that stays small.

use super::{LONGEST, Wrong};
use std::io::Read;

const BUFFER: usize = 1 << 16;
/// A word, a number or a name is no longer than this.
const LONGEST_WORD: usize = 1024;

/// A sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Sign {
    /// A word or a number as it stands, or a name in backticks without them.
    Word(Vec<u8>),
    Name(Vec<u8>),
    /// A text, unescaped; `None` when nobody wanted it.
    Text(Option<Vec<u8>>),
    /// `(`, `)`, `,`, `;`, `.` or another single byte.
    Mark(u8),
    End,
}

pub(super) struct Lexer<R> {
    input: R,
    buffer: Vec<u8>,
    at: usize,
    /// The line of what is read next, from 1.
    pub(super) line: usize,
    /// Whether texts and names are kept.
    pub(super) keep: bool,
}

impl<R: Read> Lexer<R> {
    pub(super) fn new(input: R) -> Lexer<R> {
        Lexer { input, buffer: Vec::with_capacity(BUFFER), at: 0, line: 1, keep: true }
    }

    fn peek(&mut self) -> Result<Option<u8>, Wrong> {
        if self.at == self.buffer.len() {
            self.buffer.resize(BUFFER, 0);
            let read = loop {
                match self.input.read(&mut self.buffer) {
                    Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                    other => break other,
                }
            };
            let read = read.map_err(|error| {
                self.buffer.clear();
                self.at = 0;
                Wrong::Unreadable(error.to_string())
            })?;
            self.buffer.truncate(read);
            self.at = 0;
        }
        Ok(self.buffer.get(self.at).copied())
    }

    fn take(&mut self) -> Result<Option<u8>, Wrong> {
        let byte = self.peek()?;
        if let Some(byte) = byte {
            self.at += 1;
            self.line += usize::from(byte == b'\n');
        }
        Ok(byte)
    }

    /// The rest of the line, without what ends it.
    pub(super) fn rest_of_line(&mut self) -> Result<Vec<u8>, Wrong> {
        let mut line = Vec::new();
        while let Some(byte) = self.take()? {
            if byte == b'\n' {
                break;
            }
            if line.len() < LONGEST_WORD {
                line.push(byte);
            }
        }
        Ok(line)
    }

    /// The next sign; blanks and comments are passed over. What stands in `/*!40101 … */` counts as written outside.
    pub(super) fn next(&mut self) -> Result<Sign, Wrong> {
        loop {
            let Some(byte) = self.take()? else { return Ok(Sign::End) };
            match byte {
                b' ' | b'\t' | b'\r' | b'\n' => {}
                b'#' => _ = self.rest_of_line()?,
                b'-' if self.peek()? == Some(b'-') => _ = self.rest_of_line()?,
                b'/' if self.peek()? == Some(b'*') => self.comment()?,
                b'*' if self.peek()? == Some(b'/') => _ = self.take()?,
                b'\'' | b'"' => return self.text(byte).map(Sign::Text),
                b'`' => {
                    let name = self.quoted(byte, false, true)?.unwrap_or_default();
                    return Ok(Sign::Name(name));
                }
                _ if is_word(byte) => return self.word(byte),
                other => return Ok(Sign::Mark(other)),
            }
        }
    }

    /// After `/`. What only a MySQL of some version obeys is read as if it stood outside.
    fn comment(&mut self) -> Result<(), Wrong> {
        self.take()?;
        if self.peek()? == Some(b'M') {
            self.take()?;
        }
        if self.peek()? == Some(b'!') {
            self.take()?;
            let mut version = 0_u32;
            while let Some(digit) = self.peek()?.filter(u8::is_ascii_digit) {
                self.take()?;
                version = version.saturating_mul(10).saturating_add(u32::from(digit - b'0'));
            }
            // That of MariaDB's sandbox is no statement.
            if version != 999_999 {
                return Ok(());
            }
        }
        let mut last = 0;
        while let Some(byte) = self.take()? {
            if (last, byte) == (b'*', b'/') {
                return Ok(());
            }
            last = byte;
        }
        Err(Wrong::BreaksOff)
    }

    fn word(&mut self, first: u8) -> Result<Sign, Wrong> {
        let mut word = vec![first];
        while let Some(byte) = self.peek()?.filter(|b| is_word(*b)) {
            self.take()?;
            if word.len() < LONGEST_WORD {
                word.push(byte);
            }
        }
        Ok(Sign::Word(word))
    }

    /// A text whose quotation mark was read.
    pub(super) fn text(&mut self, quote: u8) -> Result<Option<Vec<u8>>, Wrong> {
        self.quoted(quote, true, self.keep)
    }

    fn quoted(&mut self, quote: u8, escapes: bool, keep: bool) -> Result<Option<Vec<u8>>, Wrong> {
        let (mut text, mut long) = (Vec::new(), false);
        loop {
            // The run up to the next sign that means something is taken at once.
            if self.peek()?.is_none() {
                return Err(Wrong::BreaksOff);
            }
            let rest = &self.buffer[self.at..];
            let run = rest.iter().position(|&b| b == quote || (escapes && b == b'\\')).unwrap_or(rest.len());
            self.line += rest[..run].iter().filter(|b| **b == b'\n').count();
            if keep && !long {
                text.extend_from_slice(&rest[..run]);
                long = text.len() > LONGEST;
            }
            self.at += run;
            if run == rest.len() {
                continue;
            }
            let mut said = None;
            match self.take()? {
                Some(b'\\') if escapes => match self.take()? {
                    Some(escaped) => said = Some(escaped),
                    None => return Err(Wrong::BreaksOff),
                },
                _ if self.peek()? == Some(quote) => {
                    self.take()?;
                    text.extend((keep && !long).then_some(quote));
                }
                _ if long => return Err(Wrong::TooLong),
                _ => return Ok(keep.then_some(text)),
            }
            if let Some(escaped) = said.filter(|_| keep && !long) {
                unescape(&mut text, escaped);
            }
        }
    }
}

/// What MySQL means by a backslash and this.
fn unescape(text: &mut Vec<u8>, escaped: u8) {
    match escaped {
        b'0' => text.push(0),
        b'b' => text.push(8),
        b'n' => text.push(b'\n'),
        b'r' => text.push(b'\r'),
        b't' => text.push(b'\t'),
        b'Z' => text.push(26),
        // Only before a pattern's signs the backslash stays.
        b'%' | b'_' => text.extend([b'\\', escaped]),
        other => text.push(other),
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | b'@') || byte >= 0x80
}
