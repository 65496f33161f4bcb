//! XML within bounds: no declarations, no depth that no program writes, no entities of a file's own.

use crate::{DEPTH, Refusal, character};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// A step through a part.
pub(crate) enum Step<'a> {
    /// A tag begins.
    Start(&'a Tag<'a>),
    /// A tag ends; its name without a prefix.
    End(&'a str),
    /// Words between tags.
    Text(&'a str),
}

/// A tag that begins.
pub(crate) struct Tag<'a>(BytesStart<'a>, String);

impl Tag<'_> {
    /// Its name without a prefix.
    pub(crate) fn name(&self) -> &str {
        &self.1
    }

    /// The value of an attribute by its name without a prefix.
    pub(crate) fn get(&self, name: &str) -> Option<String> {
        let mut attributes = self.0.attributes();
        let found = attributes.with_checks(false).flatten().find(|it| it.key.local_name().as_ref() == name)?;
        found.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok().map(std::borrow::Cow::into_owned)
    }

    /// Whether a mark that is on when it says nothing is on.
    pub(crate) fn is_on(&self) -> bool {
        self.get("val").is_none_or(|value| !["0", "false", "off", "none"].contains(&value.as_str()))
    }
}

/// Goes through a part from tag to tag.
pub(crate) fn walk(xml: &[u8], mut on: impl FnMut(Step<'_>) -> Result<(), Refusal>) -> Result<(), Refusal> {
    let mut reader = Reader::from_reader(xml);
    reader.config_mut().expand_empty_elements = true;
    let (mut depth, mut buffer) = (0_usize, Vec::new());
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer).map_err(|_| Refusal::Damaged)? {
            Event::DocType(_) => return Err(Refusal::Unsafe),
            Event::Start(tag) => {
                depth += 1;
                if depth > DEPTH {
                    return Err(Refusal::Unsafe);
                }
                let name = tag.local_name().as_ref().to_owned();
                on(Step::Start(&Tag(tag, name)))?;
            }
            Event::End(tag) => {
                depth = depth.saturating_sub(1);
                on(Step::End(tag.local_name().as_ref()))?;
            }
            Event::Text(text) => on(Step::Text(&text))?,
            Event::GeneralRef(entity) => on(Step::Text(character(&entity)?.encode_utf8(&mut [0; 4])))?,
            Event::Eof if depth > 0 => return Err(Refusal::Damaged),
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}
