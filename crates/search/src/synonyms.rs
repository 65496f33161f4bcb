//! Other names for the same thing: abbreviations, places before and after mergers. Data, in `synonyms.txt`.

use crate::words::words;

/// At most so many other ways to ask one question.
const MOST: usize = 3;

/// Names and their other names.
pub struct Synonyms(Vec<Rule>);

struct Rule {
    from: Vec<String>,
    to: String,
}

impl Synonyms {
    /// Reads a list: `A = B` when either finds the other, `A < B` when asking for B also finds A. `#` begins a comment.
    /// Lines of another form are passed over.
    pub fn read(list: &str) -> Synonyms {
        let mut rules = Vec::new();
        let folded = |name: &str| words(name).iter().map(|w| w.folded.to_string()).collect::<Vec<_>>();
        for line in list.lines().filter(|l| !l.trim_start().starts_with('#')) {
            let (one, other, both) = match (line.split_once('='), line.split_once('<')) {
                (Some((a, b)), _) => (a.trim(), b.trim(), true),
                (None, Some((a, b))) => (a.trim(), b.trim(), false),
                (None, None) => continue,
            };
            rules.push(Rule { from: folded(other), to: one.to_owned() });
            if both {
                rules.push(Rule { from: folded(one), to: other.to_owned() });
            }
        }
        rules.retain(|rule| !rule.from.is_empty());
        Synonyms(rules)
    }

    /// The list that comes with the program.
    pub fn builtin() -> Synonyms {
        Synonyms::read(include_str!("synonyms.txt"))
    }

    /// Other ways to ask the same.
    pub(crate) fn variants(&self, text: &str) -> Vec<String> {
        let words = words(text);
        let mut out = Vec::new();
        for rule in &self.0 {
            let is_it = |at: &usize| rule.from.iter().zip(&words[*at..]).all(|(f, w)| **f == *w.folded);
            let mut places = 0..(words.len() + 1).saturating_sub(rule.from.len());
            if let Some(at) = places.find(is_it) {
                let (start, end) = (words[at].span.start, words[at + rule.from.len() - 1].span.end);
                out.push(format!("{}{}{}", &text[..start], rule.to, &text[end..]));
            }
            if out.len() == MOST {
                break;
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_abbreviation_and_its_words_find_each_other() {
        let synonyms = Synonyms::builtin();
        let has = |asked: &str, other: &str| {
            assert!(synonyms.variants(asked).iter().any(|v| v == other), "{asked}: {:?}", synonyms.variants(asked))
        };
        has("bầu cử hđnd xã", "bầu cử Hội đồng nhân dân xã");
        has("uy ban nhan dan", "UBND");
        has("MTTQ", "Mặt trận Tổ quốc");
        assert!(synonyms.variants("trồng lúa").is_empty());
        let one_way = Synonyms::read("Kiên Giang < An Giang\n# x = y\nrubbish");
        assert_eq!(
            (one_way.variants("tỉnh an giang"), one_way.variants("Kiên Giang").len()),
            (vec!["tỉnh Kiên Giang".to_owned()], 0)
        );
    }
}
