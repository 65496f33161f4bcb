//! Clauses of a paper that speak to communes, read from its text, with who might lead each and until when.

use super::Ruling;
use kit::clock::Day;

/// Letters of a text that are read at most; nobody types a paper of three hundred pages.
const LONGEST: usize = 300_000;
/// Clauses that are proposed at most.
const MOST: usize = 40;
/// Letters of a clause that are kept.
const CLAUSE: usize = 600;

/// A clause that may become a task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposed {
    /// Where it stands: `2.1`, `3 b`; empty where its paragraph has no number.
    pub clause: String,
    /// What it says.
    pub what: String,
    /// The day that it states as its end.
    pub due: Option<Day>,
    /// How the name of the unit that might lead begins; empty for the unit itself.
    pub lead: String,
}

/// The clauses of a text that the rules find to be for communes, in their order.
pub fn propose(ruling: Ruling<'_>, text: &str) -> Vec<Proposed> {
    let rule = ruling.rule;
    let folded = |words: &[String]| words.iter().map(|word| plain(word)).collect::<Vec<_>>();
    let (addressed, due_words) = (folded(&rule.addressed), folded(&rule.due_words));
    let text: String = text.chars().take(LONGEST).collect();
    let mut found = Vec::new();
    let mut above = String::new();
    for paragraph in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (label, what) = labelled(paragraph);
        if !label.is_empty() && label.starts_with(|c: char| c.is_ascii_digit()) {
            above = label.clone();
        }
        let said = plain(what);
        if !addressed.iter().any(|words| said.contains(words.as_str())) {
            continue;
        }
        let lettered = label.chars().next().is_some_and(char::is_alphabetic);
        let clause = if lettered && !above.is_empty() { format!("{above} {label}") } else { label };
        let lead = rule.assigned.iter().find(|line| line.words.iter().all(|word| said.contains(&plain(word))));
        found.push(Proposed {
            clause,
            what: what.chars().take(CLAUSE).collect(),
            due: due(what, &due_words),
            lead: lead.map_or(String::new(), |line| line.named.clone()),
        });
        if found.len() == MOST {
            break;
        }
    }
    found
}

/// Without marks, in small letters, one blank between words: papers are typed in every way.
fn plain(text: &str) -> String {
    viet::fold(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The number or letter at a paragraph's head, and the rest: `2.1. …`, `b) …`, `- …`.
fn labelled(paragraph: &str) -> (String, &str) {
    let (head, rest) = paragraph.split_once([' ', '\u{a0}', '\t']).unwrap_or((paragraph, ""));
    let label = head.trim_end_matches(['.', ')', ':', '/']);
    let numbered = !label.is_empty() && label.chars().all(|c| c.is_ascii_digit() || c == '.');
    let lettered = head.ends_with(')') && label.chars().count() == 1 && label.chars().all(char::is_alphabetic);
    match head {
        "-" | "–" | "+" | "*" | "•" => (String::new(), rest.trim()),
        _ if (numbered && (label != head || label.contains('.'))) || lettered => (label.to_owned(), rest.trim()),
        _ => (String::new(), paragraph),
    }
}

/// The first day that stands behind one of the words for an end.
fn due(what: &str, words: &[String]) -> Option<Day> {
    let mut from = 0;
    while let Some((date, span)) = viet::Date::find(what.get(from..)?) {
        let before: String =
            what[..from + span.start].chars().rev().take(40).collect::<Vec<_>>().into_iter().rev().collect();
        // The word `ngày` at a date's head belongs to both: `trước ngày 15/12/2018`.
        let head = what[from + span.start..from + span.end].chars().take_while(|c| !c.is_ascii_digit());
        let before = plain(&before.chars().chain(head).collect::<String>());
        if words.iter().any(|word| before.contains(word.as_str())) {
            return Day::parse(&date.to_string());
        }
        from += span.end.max(1);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rules::RuleBook;

    const TEXT: &str = "II. TỔ CHỨC THỰC HIỆN
1. Ban Tổ chức Tỉnh ủy chủ trì, phối hợp với các cơ quan liên quan.
2. Các huyện ủy, đảng ủy trực thuộc:
a) Đảng ủy các xã, phường, thị trấn tổ chức học tập, quán triệt cho toàn thể đảng viên, hoàn thành chậm nhất ngày 15/12/2018.
b) Ủy ban nhân dân tỉnh bố trí kinh phí.
2.1. CẤP ỦY CƠ SỞ xây dựng chương trình kiểm tra, giám sát năm 2019.
- Mặt trận và đảng ủy xã phối hợp giám sát, phản biện xã hội.
3. Báo cáo ngày 01/12/2018 của Tỉnh ủy kèm theo.";

    #[test]
    fn clauses_for_communes_are_found_with_lead_and_day() {
        let book = RuleBook::builtin();
        let ruling = crate::tasks::ruling(&book, Day::of(2018, 11, 23)).unwrap();
        let found = propose(ruling, TEXT);
        let told: Vec<_> = found
            .iter()
            .map(|one| (one.clause.as_str(), one.due.map(Day::written).unwrap_or_default(), one.lead.as_str()))
            .collect();
        assert_eq!(
            told,
            [
                ("2", String::new(), ""),
                ("2 a", "15-12-2018".to_owned(), "Ban Tuyên giáo"),
                ("2.1", String::new(), "Ủy ban Kiểm tra"),
                ("", String::new(), "Mặt trận"),
            ]
        );
        assert_eq!(propose(ruling, ""), []);
        let unmarked = propose(ruling, &viet::fold(TEXT));
        assert_eq!(unmarked.len(), 4, "a text without marks is read too");
    }

    #[test]
    fn the_day_that_a_clause_states_is_its_end() {
        let book = RuleBook::builtin();
        let ruling = crate::tasks::ruling(&book, Day::of(2018, 11, 23)).unwrap();
        for (said, due) in [
            ("trước ngày 15/12/2018", Some("15-12-2018")),
            ("trước ngày 15 tháng 12 năm 2018", Some("15-12-2018")),
            ("chậm nhất ngày 15/12/2018", Some("15-12-2018")),
            ("đến hết ngày 15/12/2018", Some("15-12-2018")),
            ("theo Kế hoạch ngày 01/11/2018, xong trước ngày 15/12/2018", Some("15-12-2018")),
            ("theo Kế hoạch ngày 01/11/2018", None),
        ] {
            let found = propose(ruling, &format!("1. Đảng ủy các xã tổ chức học tập {said}."));
            assert_eq!(found[0].due.map(Day::written).as_deref(), due, "{said}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_and_never_more_than_so_many_clauses_come_of_it(
            text in prop_oneof![any::<String>(), "((1|2\\.1|a)[.)] )?(đảng ủy xã|chậm nhất |15/12/2018|\n|[^x]){0,60}"],
        ) {
            let book = RuleBook::builtin();
            let found = propose(crate::tasks::ruling(&book, Day::of(2018, 11, 23)).unwrap(), &text);
            prop_assert!(found.len() <= MOST);
            prop_assert!(found.iter().all(|one| text.contains(one.what.as_str())));
        }
    }
}
