//! The state's lists as files: places of an edition, and which old place went into which new one.

use std::collections::HashMap;

/// A place in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The statistical code: two digits for a province, three for a district, five for a commune.
    pub code: String,
    /// The name without its kind.
    pub name: String,
    /// `tỉnh`, `thành phố`, `huyện`, `phường`, …
    pub kind: String,
    /// The code of the place it lies in; empty for provinces.
    pub parent: String,
}

/// What became of a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Became {
    /// The old code.
    pub old: String,
    /// The new code.
    pub new: String,
    /// `whole`, `default` (the part to assume), `part`, or empty where the list does not say.
    pub part: String,
}

/// What is wrong with a list: the line, from 1, and what.
#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq)]
#[error("line {line}: {what}")]
pub struct ListError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub what: String,
}

/// Kinds of place, as lists write them.
pub const KINDS: [&str; 9] = ["tỉnh", "thành phố", "quận", "huyện", "thị xã", "phường", "xã", "thị trấn", "đặc khu"];

/// Reads `code,name,kind,parent_code`.
///
/// # Errors
/// The first line that cannot be read: another header, a code, kind or name that is none, a code twice, or a place that
/// lies in none of the list.
pub fn places(text: &str) -> Result<Vec<Listed>, ListError> {
    let mut found: Vec<Listed> = Vec::new();
    let mut lines: HashMap<String, usize> = HashMap::new();
    for (line, cells) in rows(text, "code,name,kind,parent_code")? {
        let wrong = |what: String| Err(ListError { line, what });
        let [code, name, kind, parent] = cells[..] else { return wrong("four cells are expected".to_owned()) };
        if !is_code(code) || !(parent.is_empty() || is_code(parent)) {
            return wrong(format!("{code}, {parent}: a code has 2, 3 or 5 digits"));
        }
        let kind = kind.to_lowercase();
        if !KINDS.contains(&kind.as_str()) {
            return wrong(format!("{kind} is no kind of place"));
        }
        if name.is_empty() || name.chars().count() > 100 {
            return wrong(format!("{code} has no name, or a very long one"));
        }
        if let Some(other) = lines.insert(code.to_owned(), line) {
            return wrong(format!("{code} stands in line {other} already"));
        }
        found.push(Listed { code: code.to_owned(), name: name.to_owned(), kind, parent: parent.to_owned() });
    }
    let lost = found.iter().find(|place| !place.parent.is_empty() && !lines.contains_key(&place.parent));
    match lost {
        Some(place) => {
            Err(ListError { line: lines[&place.code], what: format!("{} is in no line of this list", place.parent) })
        }
        None => Ok(found),
    }
}

/// Reads `old_code,new_code,part,source`. What only the community tables say, and no official one, is left out; how many
/// that are.
///
/// # Errors
/// The first line that cannot be read.
pub fn successors(text: &str) -> Result<(Vec<Became>, usize), ListError> {
    let (mut found, mut left) = (Vec::new(), 0);
    for (line, cells) in rows(text, "old_code,new_code,part,source")? {
        let [old, new, part, source] = cells[..] else {
            return Err(ListError { line, what: "four cells are expected".to_owned() });
        };
        if !is_code(old) || !is_code(new) || !["whole", "default", "part", ""].contains(&part) {
            return Err(ListError { line, what: format!("{old}, {new}, {part} are not two codes and a part") });
        }
        if source == "community" {
            left += 1;
        } else {
            found.push(Became { old: old.to_owned(), new: new.to_owned(), part: part.to_owned() });
        }
    }
    Ok((found, left))
}

fn rows<'a>(text: &'a str, header: &str) -> Result<Vec<(usize, Vec<&'a str>)>, ListError> {
    let text = text.trim_start_matches('\u{feff}');
    let mut lines = text.lines().map(str::trim_end).enumerate();
    if lines.next().is_none_or(|(_, line)| line != header) {
        return Err(ListError { line: 1, what: format!("the columns are not {header}") });
    }
    let lines = lines.filter(|(_, line)| !line.trim().is_empty());
    Ok(lines.map(|(at, line)| (at + 1, line.split(',').map(str::trim).collect())).collect())
}

fn is_code(text: &str) -> bool {
    matches!(text.len(), 2 | 3 | 5) && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_read_and_its_first_wrong_line_is_named() {
        let head = "code,name,kind,parent_code\n";
        let read = places(&format!("{head}89,An Giang,tỉnh,\n890,Tịnh Biên,thị xã,89\n\n30520,Tịnh Biên,Phường,890\n"));
        let read = read.unwrap();
        assert_eq!((read.len(), read[2].kind.as_str(), read[2].parent.as_str()), (3, "phường", "890"));
        for (text, line, what) in [
            ("code,name\n", 1, "the columns are not code,name,kind,parent_code"),
            ("89,An Giang,tỉnh\n", 2, "four cells are expected"),
            ("89,An Giang,bang,\n", 2, "bang is no kind of place"),
            ("8,An Giang,tỉnh,\n", 2, "8, : a code has 2, 3 or 5 digits"),
            ("89,,tỉnh,\n", 2, "89 has no name, or a very long one"),
            ("89,A,tỉnh,\n89,B,tỉnh,\n", 3, "89 stands in line 2 already"),
            ("89,A,tỉnh,\n30520,B,xã,890\n", 3, "890 is in no line of this list"),
        ] {
            let text = if line == 1 { text.to_owned() } else { format!("{head}{text}") };
            assert_eq!(places(&text).unwrap_err(), ListError { line, what: what.to_owned() }, "{text}");
        }
    }

    #[test]
    fn what_only_a_community_says_is_left_out() {
        let text = "old_code,new_code,part,source\n30520,30520,whole,both\n30521,30520,,community\n30526,30526,part,official\n";
        let (read, left) = successors(text).unwrap();
        assert_eq!((read.len(), left), (2, 1));
        let wrong = successors("old_code,new_code,part,source\n30520,x,whole,both\n").unwrap_err();
        assert_eq!(wrong.line, 2);
    }
}
