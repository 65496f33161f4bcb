//! The names of units in a text: those that a unit no longer has, and those that are written almost rightly.

use std::collections::HashMap;

/// Something about a name that somebody should look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Flaw<'a> {
    /// The unit has another name on the day.
    Former {
        /// As it stands in the text.
        written: &'a str,
        /// What it is called now; empty when nothing carries on for it.
        now: String,
    },
    /// A letter or a mark differs from the name of a unit.
    Misspelt {
        /// As it stands in the text.
        written: &'a str,
        /// How the unit is called.
        right: String,
    },
}

/// The names that are looked for.
pub struct Names {
    /// By the first word without marks.
    by_first: HashMap<String, Vec<Known>>,
}

/// The words of a name without marks, the name, and what it is called now if it is a former one.
type Known = (Vec<String>, String, Option<String>);

/// Names of fewer words are too common to look for: “Văn phòng”.
const FEWEST: usize = 3;

impl Names {
    /// The names that hold, and former ones with what they are now.
    pub fn new<'n>(
        current: impl IntoIterator<Item = &'n str>,
        former: impl IntoIterator<Item = (&'n str, &'n str)>,
    ) -> Names {
        let mut names = Names { by_first: HashMap::new() };
        let mut known = std::collections::HashSet::new();
        for name in current {
            known.insert(name);
            names.add(name, None);
        }
        for (name, now) in former.into_iter().filter(|(name, _)| !known.contains(name)) {
            names.add(name, Some(now));
        }
        // The longest is tried first: a name may begin with another one.
        names.by_first.values_mut().for_each(|all| all.sort_by_key(|(words, ..)| std::cmp::Reverse(words.len())));
        names
    }

    fn add(&mut self, name: &str, now: Option<&str>) {
        let words: Vec<String> = words(name).into_iter().map(|(_, word)| viet::fold(word)).collect();
        if words.len() >= FEWEST
            && let Some(first) = words.first().cloned()
        {
            self.by_first.entry(first).or_default().push((words, name.to_owned(), now.map(str::to_owned)));
        }
    }

    /// What is wrong with the names in a text, in order.
    pub fn flaws<'a>(&self, text: &'a str) -> Vec<Flaw<'a>> {
        let all = words(text);
        let folded: Vec<String> = all.iter().map(|(_, word)| viet::fold(word)).collect();
        let (mut flaws, mut at) = (Vec::new(), 0);
        while at < all.len() {
            let Some((length, flaw)) = self.name_at(text, &all, &folded, at) else {
                at += 1;
                continue;
            };
            flaws.extend(flaw);
            at += length;
        }
        flaws
    }

    /// The name that begins at a word: of how many words it is, and what is wrong with it.
    fn name_at<'a>(
        &self,
        text: &'a str,
        all: &[(usize, &'a str)],
        folded: &[String],
        at: usize,
    ) -> Option<(usize, Option<Flaw<'a>>)> {
        let candidates = self.by_first.get(&folded[at])?;
        let fits: Vec<_> = candidates.iter().filter(|(words, ..)| folded[at..].starts_with(words)).collect();
        let length = fits.first()?.0.len();
        let (from, (last, word)) = (all[at].0, all[at + length - 1]);
        let written = &text[from..last + word.len()];
        let same = |name: &str| plain(name) == plain(written);
        let fits = || fits.iter().filter(|(words, ..)| words.len() == length);
        if let Some((_, _, now)) = fits().find(|(_, name, _)| same(name)) {
            return Some((length, now.clone().map(|now| Flaw::Former { written, now })));
        }
        // Without any marks it is a name of another kind: an address, a file.
        let unmarked = written.is_ascii();
        let right = fits().find(|(_, _, now)| now.is_none()).filter(|_| !unmarked)?;
        Some((length, Some(Flaw::Misspelt { written, right: right.1.clone() })))
    }
}

/// In one spelling: small letters, one blank, tone marks in one style.
fn plain(text: &str) -> String {
    let settled = viet::tone_style(&viet::nfc(text), viet::ToneStyle::New).to_lowercase();
    settled.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The words of a text with where each begins.
fn words(text: &str) -> Vec<(usize, &str)> {
    let mut words = Vec::new();
    let mut from = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        let inside = c.is_alphanumeric() || ('\u{300}'..='\u{36f}').contains(&c);
        match (inside, from) {
            (true, None) => from = Some(at),
            (false, Some(begin)) => {
                words.push((begin, &text[begin..at]));
                from = None;
            }
            _ => {}
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn former_and_misspelt_names_are_found_and_right_ones_are_not() {
        let names = Names::new(
            ["Đảng bộ xã Tịnh Biên", "Đảng bộ xã An Cư", "Chi bộ"],
            [("Đảng bộ thị trấn Chi Lăng", "Đảng bộ xã Chi Lăng"), ("Đảng bộ xã An Cư", "")],
        );
        let former = |written, now: &str| vec![Flaw::Former { written, now: now.to_owned() }];
        let misspelt = |written, right: &str| vec![Flaw::Misspelt { written, right: right.to_owned() }];
        for (text, expected) in [
            ("Đảng bộ xã Tịnh Biên họp", vec![]),
            ("đảng bộ xã tịnh  biên họp", vec![]),
            ("ĐẢNG BỘ XÃ TỊNH BIÊN", vec![]),
            ("Đảng bộ xã Tinh Biên họp", misspelt("Đảng bộ xã Tinh Biên", "Đảng bộ xã Tịnh Biên")),
            ("tại Đảng bộ thị trấn Chi Lăng.", former("Đảng bộ thị trấn Chi Lăng", "Đảng bộ xã Chi Lăng")),
            ("dang-bo-xa-tinh-bien", vec![]),
            ("Đảng bộ xã An Cư", vec![]),
            ("chi bộ nào cũng họp", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(names.flaws(text), expected, "{text}");
        }
    }
}
