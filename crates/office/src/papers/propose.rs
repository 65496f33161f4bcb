//! What a file says of itself: symbol, day, kind, issuer, subject, signer, what it stands on; proposed, never decided.

use super::relation::{Named, named_in, of_line};
use kit::clock::Day;
use rules::PapersRule;

/// Lines at the head in which symbol, day and marks stand.
const HEAD: usize = 30;
/// Lines that a subject may have.
const SUBJECT: usize = 4;
/// Papers that are proposed as what it stands on.
const MOST: usize = 20;

/// What is proposed from a text; empty where nothing was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proposal {
    /// Its symbol in one spelling.
    pub symbol: String,
    /// Its day.
    pub issued_on: Option<Day>,
    /// The key of its kind.
    pub kind: String,
    /// Who issued it.
    pub issuer: String,
    /// What it is about.
    pub subject: String,
    /// Who signed it.
    pub signer: String,
    /// What it says that it stands on.
    pub based_on: Vec<Named>,
}

/// Reads a paper's text.
pub fn propose(rule: &PapersRule, text: &str) -> Proposal {
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let head = &lines[..lines.len().min(HEAD)];
    let numbered = head.iter().position(|line| viet::fold(line).starts_with("so") && of_line(line).is_some());
    let own = numbered.and_then(|at| of_line(head[at]));
    let issued_on = head.iter().filter_map(|line| day_of(line)).next();
    let (kind, titled) = kind_of(rule, head, numbered, own.as_ref());
    let subject = match titled {
        Some(at) => subject_after(&lines, at),
        None => head.iter().find_map(|line| about(line)).unwrap_or_default(),
    };
    let stands = lines.iter().filter(|line| viet::fold(line).trim_start_matches(['-', ' ']).starts_with("can cu"));
    let mut based_on: Vec<Named> = Vec::new();
    for named in stands.flat_map(|line| named_in(line)) {
        let is_own = own.as_ref().is_some_and(|own| own.symbol == named.symbol);
        if !is_own && based_on.len() < MOST && !based_on.contains(&named) {
            based_on.push(named);
        }
    }
    Proposal {
        symbol: own.map_or(String::new(), |own| own.symbol),
        issued_on,
        kind,
        issuer: issuer(head, numbered),
        subject,
        signer: signer(&lines),
        based_on,
    }
}

/// The mark of secrecy at the head of a text, as the rules call it: alone in its line, as a stamp is.
pub fn secret_mark<'a>(rule: &'a PapersRule, text: &str) -> Option<&'a str> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty()).take(HEAD);
    let marked: Vec<String> = lines.map(viet::nfc).filter(|line| *line == line.to_uppercase()).collect();
    let is = |name: &str| marked.iter().any(|line| line.trim_matches(['(', ')', '.', '*', ' ']) == name.to_uppercase());
    rule.secret.iter().map(|mark| mark.name.vi.as_str()).find(|name| is(name))
}

/// `Tịnh Biên, ngày 05 tháng 11 năm 2018`; other days in the head are of other papers.
fn day_of(line: &str) -> Option<Day> {
    let said = viet::fold(line);
    let printed = said.contains("ngay") && said.contains("thang") && said.contains("nam") && line.chars().count() < 90;
    let (date, _) = viet::Date::find(line).filter(|_| printed)?;
    Day::parse(&date.to_string())
}

/// The kind by the title that stands alone, or by the symbol; and where the title stands.
fn kind_of(rule: &PapersRule, head: &[&str], numbered: Option<usize>, own: Option<&Named>) -> (String, Option<usize>) {
    let after = numbered.map_or(0, |at| at + 1);
    for (at, line) in head.iter().enumerate().skip(after) {
        let said = viet::fold(line);
        if let Some(kind) = rule.kinds.iter().find(|kind| viet::fold(&kind.name.vi) == said) {
            return (kind.key.clone(), Some(at));
        }
    }
    let letters = own.and_then(|own| own.symbol.split_once('-')).and_then(|(_, rest)| rest.split('/').next());
    let kind = letters.and_then(|letters| rule.kinds.iter().find(|kind| kind.letters == letters));
    (kind.map_or(String::new(), |kind| kind.key.clone()), None)
}

/// The lines below the title, up to a rule, a ground or a first clause.
fn subject_after(lines: &[&str], title: usize) -> String {
    let mut subject: Vec<&str> = Vec::new();
    for line in lines.iter().skip(title + 1).take(SUBJECT) {
        let said = viet::fold(line);
        let ends = said.starts_with("can cu")
            || said.starts_with("kinh gui")
            || said.chars().all(|c| !c.is_alphanumeric())
            || line.starts_with(|c: char| c.is_ascii_digit())
            || said.starts_with("thuc hien")
            || (line.ends_with(':') && !subject.is_empty());
        if ends {
            break;
        }
        subject.push(line);
        if line.ends_with('.') {
            break;
        }
    }
    subject.join(" ")
}

/// `V/v …`, as letters have it.
fn about(line: &str) -> Option<String> {
    let said = viet::fold(line);
    (said.starts_with("v/v") || said.starts_with("ve viec")).then(|| (*line).to_owned())
}

/// The lines before the number, without the Party's name and the star below them.
fn issuer(head: &[&str], numbered: Option<usize>) -> String {
    let above = &head[..numbered.unwrap_or(0)];
    let names = above.iter().filter(|line| {
        let said = viet::fold(line);
        said.chars().any(char::is_alphanumeric) && !said.contains("dang cong san viet nam") && day_of(line).is_none()
    });
    names.copied().collect::<Vec<_>>().join(", ")
}

/// A name in the last lines: two to six words, each with a capital, no figures.
fn signer(lines: &[&str]) -> String {
    let name = |line: &&&str| {
        let words: Vec<&str> = line.split_whitespace().collect();
        let capital = |word: &&str| word.chars().next().is_some_and(char::is_uppercase);
        let small = line.chars().any(char::is_lowercase);
        (2..=6).contains(&words.len())
            && words.iter().all(capital)
            && small
            && !line.contains(['/', ',', '-', '.', ':'])
    };
    lines.iter().rev().take(6).find(name).map_or(String::new(), |line| (*line).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rules::RuleBook;

    fn rule<R>(look: impl FnOnce(&PapersRule) -> R) -> R {
        let book = RuleBook::builtin();
        look(crate::papers::ruling(&book, Day::of(2018, 11, 23)).unwrap().rule)
    }

    const PLAN: &str = "HUYỆN ỦY TỊNH BIÊN\n*\nSố 86 –KH/HU\nĐẢNG CỘNG SẢN VIỆT NAM\nTịnh Biên, ngày 22 tháng 10 năm 2018\n\
        KẾ HOẠCH\nhọc tập, quán triệt Nghị quyết Trung ương 4 khóa XII\ntrong toàn Đảng bộ huyện\n-----\n\
        Căn cứ Nghị quyết số 04-NQ/TW, ngày 30/10/2016 và Quy định 102-QĐ/TW;\n1. Mục đích\nNơi nhận:\n- Tỉnh ủy,\n- Lưu Văn phòng.\n\
        T/M BAN THƯỜNG VỤ\nPHÓ BÍ THƯ\nNguyễn Văn Mẫu";

    #[test]
    fn a_plan_says_what_it_is() {
        let found = rule(|rule| propose(rule, PLAN));
        assert_eq!(
            (found.symbol.as_str(), found.kind.as_str(), found.issuer.as_str()),
            ("86-KH/HU", "plan", "HUYỆN ỦY TỊNH BIÊN")
        );
        assert_eq!(found.issued_on, Some(Day::of(2018, 10, 22)));
        assert_eq!(found.subject, "học tập, quán triệt Nghị quyết Trung ương 4 khóa XII trong toàn Đảng bộ huyện");
        assert_eq!(found.signer, "Nguyễn Văn Mẫu");
        let named: Vec<&str> = found.based_on.iter().map(|named| named.symbol.as_str()).collect();
        assert_eq!(named, ["04-NQ/TW", "102-QĐ/TW"]);
    }

    #[test]
    fn a_letter_has_no_title_and_an_empty_text_says_nothing() {
        let letter = "TỈNH ỦY AN GIANG\n*\nSố 12-CV/TU\nV/v báo cáo kết quả học tập\nAn Giang, ngày 05 tháng 02 năm 2018\nKính gửi: các huyện ủy";
        let found = rule(|rule| propose(rule, letter));
        assert_eq!((found.kind.as_str(), found.subject.as_str()), ("letter", "V/v báo cáo kết quả học tập"));
        assert_eq!(rule(|rule| propose(rule, "")), Proposal::default());
    }

    #[test]
    fn a_mark_of_secrecy_is_a_line_of_its_own_in_capitals() {
        for (text, mark) in [
            ("TỈNH ỦY\nMẬT\nSố 1-CV/TU", Some("Mật")),
            ("TỈNH ỦY\n( TỐI MẬT )\nSố 1-CV/TU", Some("Tối mật")),
            ("TUYỆT MẬT", Some("Tuyệt mật")),
            ("Quy định về bảo vệ bí mật nhà nước\nMật độ dân số\nmật", None),
        ] {
            assert_eq!(rule(|rule| secret_mark(rule, text).map(str::to_owned)).as_deref(), mark, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in prop_oneof![any::<String>(), "((Số|KẾ HOẠCH|Căn cứ|ngày 1 tháng 2 năm 2018| |\n|[^x]){0,40})"]) {
            let found = rule(|rule| propose(rule, &text));
            prop_assert!(found.based_on.len() <= MOST);
        }
    }
}
