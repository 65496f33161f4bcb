//! What the other parts of a Word file say of its text: which styles are headings, which lists are numbered, where links
//! lead, in which font letters are meant to be read.

use crate::Refusal;
use crate::xml::{Step, walk};
use std::collections::HashMap;

/// A style refers to others at most so often.
const HOPS: usize = 12;

/// A paragraph's place in a list: the list's number and how deep it stands.
pub(crate) type Place = (String, usize);

/// Styles by their ids.
#[derive(Default)]
pub(crate) struct Styles {
    all: HashMap<String, Style>,
    /// The style of paragraphs that name none.
    usual: String,
    font: Option<String>,
}

#[derive(Default)]
struct Style {
    name: String,
    based_on: Option<String>,
    font: Option<String>,
    level: Option<u8>,
    list: Option<String>,
    depth: usize,
}

impl Styles {
    pub(crate) fn read(xml: &[u8]) -> Result<Styles, Refusal> {
        let mut styles = Styles::default();
        let (mut open, mut defaults): (Option<(String, Style)>, bool) = (None, false);
        walk(xml, |step| {
            match step {
                Step::Start(tag) => match (tag.name(), &mut open) {
                    ("docDefaults", _) => defaults = true,
                    ("rFonts", None) if defaults => styles.font = font_of(tag.get("ascii"), tag.get("hAnsi")),
                    ("style", _) => {
                        let id = tag.get("styleId").unwrap_or_default();
                        let is_usual = tag.get("default").is_some_and(|it| it == "1" || it == "true");
                        if is_usual && tag.get("type").is_some_and(|kind| kind == "paragraph") {
                            styles.usual.clone_from(&id);
                        }
                        open = Some((id, Style::default()));
                    }
                    ("name", Some((_, style))) => style.name = tag.get("val").unwrap_or_default().to_lowercase(),
                    ("basedOn", Some((_, style))) => style.based_on = tag.get("val"),
                    ("rFonts", Some((_, style))) => style.font = font_of(tag.get("ascii"), tag.get("hAnsi")),
                    ("outlineLvl", Some((_, style))) => style.level = level_of(tag.get("val")),
                    ("numId", Some((_, style))) => style.list = tag.get("val"),
                    ("ilvl", Some((_, style))) => style.depth = number(tag.get("val")),
                    _ => {}
                },
                Step::End("style") => {
                    if let Some((id, style)) = open.take() {
                        styles.all.insert(id, style);
                    }
                }
                Step::End("docDefaults") => defaults = false,
                _ => {}
            }
            Ok(())
        })?;
        Ok(styles)
    }

    /// What the style and those that it stands on say, the nearest first.
    fn say<T>(&self, style: Option<&str>, of: impl Fn(&Style) -> Option<T>) -> Option<T> {
        let mut id = style.unwrap_or(&self.usual).to_owned();
        for _ in 0..HOPS {
            let style = self.all.get(&id)?;
            if let Some(found) = of(style) {
                return Some(found);
            }
            id.clone_from(style.based_on.as_ref()?);
        }
        None
    }

    /// The level of a heading from 1, if paragraphs of the style are headings.
    pub(crate) fn heading(&self, style: Option<&str>) -> Option<u8> {
        self.say(style, |style| {
            let named = style.name.strip_prefix("heading ").and_then(|level| level.trim().parse().ok());
            let title = (style.name == "title").then_some(1);
            named.or(title).or(style.level).filter(|level| (1..=6).contains(level))
        })
    }

    /// The list that the style puts paragraphs into.
    pub(crate) fn list(&self, style: Option<&str>) -> Option<Place> {
        self.say(style, |style| Some((style.list.clone()?, style.depth)))
    }

    /// The font of letters that name none.
    pub(crate) fn font(&self, style: Option<&str>) -> Option<String> {
        self.say(style, |style| style.font.clone()).or_else(|| self.font.clone())
    }

    /// Whether paragraphs of the style quote somebody.
    pub(crate) fn quotes(&self, style: Option<&str>) -> bool {
        self.say(style, |style| style.name.contains("quote").then_some(())).is_some()
    }
}

/// Which lists are numbered: `None` for what has no sign at all.
#[derive(Default)]
pub(crate) struct Numbering(HashMap<String, HashMap<usize, Option<bool>>>);

impl Numbering {
    pub(crate) fn read(xml: &[u8]) -> Result<Numbering, Refusal> {
        let mut kinds: HashMap<String, HashMap<usize, Option<bool>>> = HashMap::new();
        let mut lists = HashMap::new();
        let (mut kind, mut depth, mut list) = (String::new(), 0, None);
        walk(xml, |step| {
            match step {
                Step::Start(tag) => match tag.name() {
                    "abstractNum" => kind = tag.get("abstractNumId").unwrap_or_default(),
                    "lvl" => depth = number(tag.get("ilvl")),
                    "numFmt" => {
                        let sign = match tag.get("val").as_deref() {
                            Some("none") => None,
                            Some("bullet") => Some(false),
                            _ => Some(true),
                        };
                        kinds.entry(kind.clone()).or_default().insert(depth, sign);
                    }
                    "num" => list = tag.get("numId"),
                    "abstractNumId" => {
                        if let (Some(list), Some(kind)) = (list.take(), tag.get("val")) {
                            lists.insert(list, kind);
                        }
                    }
                    _ => {}
                },
                Step::End(_) | Step::Text(_) => {}
            }
            Ok(())
        })?;
        let of = |(list, kind): (String, String)| (list, kinds.get(&kind).cloned().unwrap_or_default());
        Ok(Numbering(lists.into_iter().map(of).collect()))
    }

    /// Whether a place of a list is numbered; `None` when it is no list.
    pub(crate) fn is_ordered(&self, (list, depth): &Place) -> Option<bool> {
        if list == "0" {
            return None;
        }
        self.0.get(list)?.get(depth).copied().unwrap_or(Some(false))
    }
}

/// Where what a text refers to by an id lies.
#[derive(Default)]
pub(crate) struct Relations(HashMap<String, (String, bool)>);

impl Relations {
    pub(crate) fn read(xml: &[u8]) -> Result<Relations, Refusal> {
        let mut all = HashMap::new();
        walk(xml, |step| {
            if let Step::Start(tag) = step
                && let (Some(id), Some(target)) = (tag.get("Id"), tag.get("Target"))
            {
                all.insert(id, (target, tag.get("TargetMode").is_some_and(|mode| mode == "External")));
            }
            Ok(())
        })?;
        Ok(Relations(all))
    }

    /// An address outside the file.
    pub(crate) fn outside(&self, id: &str) -> Option<&str> {
        self.0.get(id).filter(|(_, outside)| *outside).map(|(target, _)| target.as_str())
    }

    /// The name of a part of the file.
    pub(crate) fn part(&self, id: &str) -> Option<String> {
        let (target, _) = self.0.get(id).filter(|(_, outside)| !*outside)?;
        let name = target.replace('\\', "/").to_lowercase();
        Some(name.strip_prefix('/').map_or_else(|| format!("word/{name}"), str::to_owned))
    }
}

pub(crate) fn font_of(ascii: Option<String>, other: Option<String>) -> Option<String> {
    ascii.or(other).filter(|font| !font.is_empty())
}

/// Levels are written from 0; 9 is running text.
pub(crate) fn level_of(written: Option<String>) -> Option<u8> {
    written?.parse::<u8>().ok().filter(|level| *level < 6).map(|level| level + 1)
}

pub(crate) fn number(written: Option<String>) -> usize {
    written.and_then(|number| number.parse().ok()).unwrap_or(0)
}
