//! A name as it is typed into a filter: its words in their order, each perhaps only begun; marks count where they are typed.

use super::roster::Member;

/// What was typed.
#[derive(Clone, Debug, Default)]
pub(super) struct NameAsked(Vec<Word>);

#[derive(Clone, Debug)]
struct Word {
    /// Without marks.
    plain: String,
    /// With them, when there are any.
    marked: Option<String>,
}

impl NameAsked {
    pub(super) fn read(typed: &str) -> NameAsked {
        let word = |word: &str| {
            let (plain, marked) = (viet::fold(word), viet::settle(word));
            Word { marked: Some(marked).filter(|marked| *marked != plain), plain }
        };
        NameAsked(typed.split_whitespace().map(word).collect())
    }

    /// Whether a name has these words in this order, others between them or not.
    pub(super) fn is_in(&self, member: &Member) -> bool {
        self.plain(member.folded()) && (self.0.iter().all(|word| word.marked.is_none()) || self.marked(member.name()))
    }

    fn plain(&self, folded: &str) -> bool {
        let mut words = folded.split(' ');
        self.0.iter().all(|asked| words.any(|word| word.starts_with(&*asked.plain)))
    }

    fn marked(&self, name: &str) -> bool {
        let settled = viet::settle(name);
        let mut words = settled.split_whitespace();
        self.0.iter().all(|asked| {
            words.any(|word| match &asked.marked {
                Some(marked) => word.starts_with(&**marked),
                None => viet::fold(word).starts_with(&*asked.plain),
            })
        })
    }
}

/// Those whose names hold the words in their order; only those that are called just so, when there are such.
pub(super) fn named<'a>(typed: &str, units: impl Iterator<Item = (i64, &'a str)>) -> Vec<i64> {
    // Commas and hyphens part words in both: a name that was copied whole is found too.
    let parted = |text: &str| -> Vec<String> {
        let folded = viet::fold(text);
        folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
    };
    let words = parted(typed);
    let mut found = Vec::new();
    let mut exact = Vec::new();
    for (unit, name) in units {
        let known = parted(name);
        let mut rest = known.iter();
        if words.iter().all(|word| rest.any(|known| known.starts_with(word.as_str()))) {
            found.push(unit);
            if known == words {
                exact.push(unit);
            }
        }
    }
    if exact.is_empty() { found } else { exact }
}

#[cfg(test)]
mod tests {
    use super::super::roster::Texts;
    use super::*;

    #[test]
    fn names_are_found_by_their_words_in_order_with_and_without_marks() {
        for (name, typed, found) in [
            ("Nguyễn Văn An", "nguyen van an", true),
            ("Nguyễn Văn An", "ng an", true),
            ("Nguyễn Văn An", "an", true),
            ("Nguyễn Văn An", "an nguyen", false),
            ("Nguyễn Văn An", "", true),
            ("Nguyễn Văn An", "nguyễn", true),
            ("Nguyễn Văn An", "NGUYỄN văn", true),
            ("Nguyễn Văn An", "vân", false),
            ("Nguyễn Văn An", "van vân", false),
            ("Trần Thị Thuý", "thúy", true),
            ("Trần Thị Thúy", "thuý", true),
            ("Đỗ Đức", "do duc", true),
            ("Đỗ Đức", "đỗ d", true),
            ("Đỗ Đức", "do đuc", false),
            ("Lê Thị Hoa Hồng", "hoa", true),
            ("Lê Thị Hoa Hồng", "oa", false),
        ] {
            let member = Member::new(1, &Texts { uid: "u", name, card_no: "" });
            assert_eq!(NameAsked::read(typed).is_in(&member), found, "{typed} in {name}");
        }
    }
}
