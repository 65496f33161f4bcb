//! Widths of letters, by which the reader tells whether there is a blank between two of them.
//!
//! A font says them one by one (`3 [500 600]`) or for a range (`3 9 500`). pdf-extract 0.12 takes the number of a range's first
//! letter for their width and leaves the last letter out, so words come apart in files of Chromium and others that use ranges.
//! They are written out one by one before it reads them.

use pdf_extract::{Dictionary, Document, Object};

/// Widths that are written out for a whole file at most. A font has 65.536 letters, and a paper a handful of fonts of some
/// hundred; who says more says it to fill our memory, and keeps the width that the font has for all others.
const MOST: usize = 1 << 17;
/// The last letter of a font.
const LAST: i64 = 0xffff;

/// Writes the ranges of all fonts of a file out.
pub(crate) fn write_out(document: &mut Document) {
    let mut left = MOST;
    let fonts = document.objects.iter().filter(|(_, object)| object.as_dict().is_ok_and(is_font)).map(|(id, _)| *id);
    for id in fonts.collect::<Vec<_>>() {
        let Some(widths) = widths(document, id) else { continue };
        let one_by_one = one_by_one(&widths, &mut left);
        if let Some(Object::Dictionary(font)) = document.objects.get_mut(&id) {
            font.set("W", Object::Array(one_by_one));
        }
    }
}

/// Whether it is a font whose letters have numbers of two bytes.
fn is_font(font: &Dictionary) -> bool {
    let is = |kind: &Object| kind.as_name().is_ok_and(|name| name.starts_with(b"CIDFontType"));
    font.get(b"Subtype").is_ok_and(is)
}

/// What a font says of its widths; what stands elsewhere in the file is put in its place.
fn widths(document: &Document, font: (u32, u16)) -> Option<Vec<Object>> {
    let said = document.objects.get(&font)?.as_dict().ok()?.get(b"W").ok()?;
    let there = |object: &Object| document.dereference(object).map(|(_, object)| object.clone()).ok();
    let Object::Array(parts) = there(said)? else { return None };
    parts.iter().map(there).collect()
}

/// The same with each range written out; what makes no sense, and all that follows it, is left out.
fn one_by_one(widths: &[Object], left: &mut usize) -> Vec<Object> {
    let mut out = Vec::new();
    let mut rest = widths;
    loop {
        rest = match rest {
            [first @ Object::Integer(_), each @ Object::Array(_), rest @ ..] => {
                out.extend([first.clone(), each.clone()]);
                rest
            }
            [Object::Integer(first), Object::Integer(last), width, rest @ ..] if width.as_float().is_ok() => {
                let letters = usize::try_from(last - first + 1).unwrap_or(0);
                if (0..=LAST).contains(first) && *last <= LAST && letters <= *left {
                    *left -= letters;
                    out.extend([Object::Integer(*first), Object::Array(vec![width.clone(); letters])]);
                }
                rest
            }
            _ => return out,
        }
    }
}
