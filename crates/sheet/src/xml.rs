//! XML within bounds: so many bytes of a part, no gap between two tags longer than any cell, no depth that no program
//! writes, no declarations. The reader goes from tag to tag and never calls itself.

use crate::Refusal;
use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};
use std::cell::Cell;
use std::io::{self, BufRead, BufReader, ErrorKind, Read};
use std::rc::Rc;

/// Bytes from one tag to the next at most; a cell of Excel holds 32,767 characters.
const GAP: usize = 1 << 20;
/// Tags within tags at most.
const DEPTH: usize = 100;

pub(crate) struct Xml<R: Read> {
    reader: Reader<Bounded<BufReader<R>>>,
    buffer: Vec<u8>,
    depth: usize,
}

impl<R: Read> Xml<R> {
    /// Over a part of at most `limit` bytes; what is read of it is taken from `left`, which all parts share.
    pub(crate) fn new(part: R, limit: u64, left: Rc<Cell<u64>>) -> Xml<R> {
        let bounded = Bounded { inner: BufReader::with_capacity(1 << 15, part), limit, left, gap: 0 };
        let mut reader = Reader::from_reader(bounded);
        // An empty element is a beginning and an end.
        reader.config_mut().expand_empty_elements = true;
        Xml { reader, buffer: Vec::new(), depth: 0 }
    }

    pub(crate) fn next(&mut self) -> Result<Event<'_>, Refusal> {
        self.buffer.clear();
        let event = self.reader.read_event_into(&mut self.buffer).map_err(refusal)?;
        match &event {
            Event::DocType(_) => return Err(Refusal::Unsafe),
            Event::Start(_) if self.depth == DEPTH => return Err(Refusal::Unsafe),
            Event::Start(_) => self.depth += 1,
            Event::End(_) => self.depth = self.depth.saturating_sub(1),
            // What ends within an element was cut.
            Event::Eof if self.depth > 0 => return Err(Refusal::Damaged),
            _ => {}
        }
        Ok(event)
    }
}

fn refusal(error: quick_xml::Error) -> Refusal {
    match error {
        quick_xml::Error::Io(error) if error.kind() == ErrorKind::FileTooLarge => Refusal::TooLarge,
        _ => Refusal::Damaged,
    }
}

/// The value of an attribute by its local name.
pub(crate) fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut attributes = tag.attributes();
    let found =
        attributes.with_checks(false).flatten().find(|attribute| attribute.key.local_name().as_ref() == name)?;
    found.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok().map(std::borrow::Cow::into_owned)
}

/// A character written as a reference; entities of a file's own are not resolved.
pub(crate) fn character(entity: &BytesRef<'_>) -> Result<char, Refusal> {
    if let Ok(Some(c)) = entity.resolve_char_ref() {
        return Ok(c);
    }
    match &**entity {
        "amp" => Ok('&'),
        "lt" => Ok('<'),
        "gt" => Ok('>'),
        "quot" => Ok('"'),
        "apos" => Ok('\''),
        _ => Err(Refusal::Unsafe),
    }
}

/// Counts what is read, and how far the last tag is.
struct Bounded<R> {
    inner: R,
    limit: u64,
    left: Rc<Cell<u64>>,
    gap: usize,
}

impl<R: BufRead> Read for Bounded<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let n = self.fill_buf()?.read(out)?;
        self.consume(n);
        Ok(n)
    }
}

impl<R: BufRead> BufRead for Bounded<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.gap > GAP {
            return Err(ErrorKind::FileTooLarge.into());
        }
        let ready = self.inner.fill_buf()?;
        if ready.len() as u64 > self.limit.min(self.left.get()) {
            return Err(ErrorKind::FileTooLarge.into());
        }
        Ok(ready)
    }

    fn consume(&mut self, n: usize) {
        // The buffer is full still: it is looked at before it is let go.
        if let Ok(ready) = self.inner.fill_buf() {
            let used = &ready[..n.min(ready.len())];
            match used.iter().rposition(|byte| *byte == b'<') {
                Some(at) => self.gap = used.len() - at,
                None => self.gap += used.len(),
            }
        }
        self.limit = self.limit.saturating_sub(n as u64);
        self.left.set(self.left.get().saturating_sub(n as u64));
        self.inner.consume(n);
    }
}
