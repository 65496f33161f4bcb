//! What a file says of itself: symbol, day, kind, issuer, subject, signer, what it stands on; proposed, never decided.

use super::ground::{carries_out, go_on, grounds, is_clause};
use super::relation::{Named, named_in, of_line};
use kit::clock::Day;
use rules::PapersRule;

/// Lines at the head in which symbol, day and marks stand.
const HEAD: usize = 30;
/// Lines that a subject may have.
const SUBJECT: usize = 8;
/// Words by which it is told whether a text can be read.
const MEASURED: usize = 400;
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
    /// As what they signed it.
    pub signer_post: String,
    /// The key of the form of signature.
    pub sign_form: String,
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
    // What a plan carries out by its subject is not yet what it stands on: that is said below.
    let (subject, below) = match titled {
        Some((at, of_title)) => {
            let (subject, below) = subject_after(&lines, at);
            (format!("{of_title} {subject}").trim().to_owned(), below)
        }
        None => (about(head), 0),
    };
    let is_own = |named: &Named| own.as_ref().is_some_and(|own| own.symbol == named.symbol);
    let stands = named_in(&grounds(&lines[below..]).join("\n"));
    let based_on = stands.into_iter().filter(|named| !is_own(named)).take(MOST).collect();
    Proposal {
        symbol: own.map_or(String::new(), |own| own.symbol),
        issued_on,
        kind,
        issuer: issuer(head, numbered),
        subject,
        based_on,
        ..signed(rule, &lines)
    }
}

/// Whether it is Vietnamese as it is written: in a text taken apart by its fonts the marks have left their words.
pub fn is_readable(text: &str) -> bool {
    let words = || text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).take(MEASURED);
    let (all, sound) = (words().count(), words().filter(|word| viet::Syllable::parse(word).is_ok()).count());
    sound * 100 >= all * 65
}

/// The mark of secrecy at the head of a text, as the rules call it: alone in its line, as a stamp is.
pub fn secret_mark<'a>(rule: &'a PapersRule, text: &str) -> Option<&'a str> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty()).take(HEAD);
    let marked: Vec<String> = lines.map(viet::nfc).filter(|line| *line == line.to_uppercase()).collect();
    let is = |name: &str| marked.iter().any(|line| line.trim_matches(['(', ')', '.', '*', ' ']) == name.to_uppercase());
    rule.secret.iter().map(|mark| mark.name.vi.as_str()).find(|name| is(name))
}

/// The mark of secrecy that a line begins with, as the rules call it: in capitals, and not the first letters of a word or of
/// a title that is written in capitals (`MẬT ĐỘ DÂN SỐ`).
pub fn leading_mark<'a>(rule: &'a PapersRule, line: &str) -> Option<&'a str> {
    let line = viet::nfc(line);
    let line = line.trim_start_matches(|c: char| !c.is_alphanumeric());
    let marks = rule.secret.iter().map(|mark| mark.name.vi.as_str());
    let is = |name: &&str| line.strip_prefix(&*viet::nfc(name).to_uppercase()).is_some_and(|rest| is_apart(name, rest));
    marks.filter(is).max_by_key(|name| name.len())
}

/// Whether what follows a mark leaves it a mark: nothing, a sign, or a text of its own.
fn is_apart(mark: &str, rest: &str) -> bool {
    let Some(words) = rest.strip_prefix(char::is_whitespace) else {
        return !rest.starts_with(char::is_alphanumeric);
    };
    let next = words.split_whitespace().next().unwrap_or_default();
    let goes_on = next.chars().any(char::is_alphabetic) && next == next.to_uppercase();
    // Of two words it is a mark whatever follows; a title in capitals may well begin with the one.
    mark.contains(' ') || !goes_on || ["VỀ", "V/V"].contains(&next)
}

/// `Tịnh Biên, ngày 05 tháng 11 năm 2018`; other days in the head are of other papers.
fn day_of(line: &str) -> Option<Day> {
    let said = viet::fold(line);
    let printed = said.contains("ngay") && said.contains("thang") && said.contains("nam") && line.chars().count() < 90;
    let (date, _) = viet::Date::find(line).filter(|_| printed)?;
    Day::parse(&date.to_string())
}

/// Where a title stands, and what it says beside its kind (`CHƯƠNG TRÌNH HÀNH ĐỘNG`: hành động).
type Titled = (usize, String);

/// The kind by the title that stands alone in its line, or by the symbol; and the title.
fn kind_of(rule: &PapersRule, head: &[&str], numbered: Option<usize>, own: Option<&Named>) -> (String, Option<Titled>) {
    let after = numbered.map_or(0, |at| at + 1);
    for (at, line) in head.iter().enumerate().skip(after) {
        let (said, is_title) = (viet::fold(line), **line == line.to_uppercase());
        let rest = |kind: &rules::PaperKind| {
            let rest = said.strip_prefix(&viet::fold(&kind.name.vi))?;
            (rest.is_empty() || (is_title && rest.starts_with(' '))).then(|| rest.split_whitespace().count())
        };
        // Of two kinds of which one begins with the other it is the longer one.
        let known = rule.kinds.iter().filter_map(|kind| Some((rest(kind)?, kind))).min_by_key(|(rest, _)| *rest);
        if let Some((rest, kind)) = known {
            let words: Vec<&str> = line.split_whitespace().collect();
            return (kind.key.clone(), Some((at, words[words.len() - rest..].join(" ").to_lowercase())));
        }
    }
    let letters = own.and_then(|own| own.symbol.split_once('-')).and_then(|(_, rest)| rest.split('/').next());
    let kind = letters.and_then(|letters| rule.kinds.iter().find(|kind| kind.letters == letters));
    (kind.map_or(String::new(), |kind| kind.key.clone()), None)
}

/// The lines below the title, up to a rule, a ground or a first clause; and the line after them. What stands right below the
/// title is the subject, also where it begins as a ground does: `thực hiện Chỉ thị …`; but none that leads up to a list.
fn subject_after(lines: &[&str], title: usize) -> (String, usize) {
    let mut subject: Vec<&str> = Vec::new();
    let first = title + 1;
    let below = &lines[first..lines.len().min(first + SUBJECT)];
    let mut text = below.iter().take_while(|line| line.chars().any(char::is_alphanumeric));
    let leads_up = text.find(|line| line.ends_with([':', '.', ';'])).is_some_and(|line| line.ends_with(':'));
    if leads_up && below.first().is_some_and(|line| carries_out(line)) {
        return (String::new(), first);
    }
    for line in below {
        let said = viet::fold(line);
        let ends = said.trim_start_matches(['-', '–', ' ']).starts_with("can cu")
            || said.starts_with("kinh gui")
            || said.chars().all(|c| !c.is_alphanumeric())
            || is_clause(line)
            || (carries_out(line) && !subject.is_empty())
            || (line.ends_with(':') && !subject.is_empty());
        if ends {
            break;
        }
        subject.push(line);
        if line.ends_with('.') {
            break;
        }
    }
    (joined(&subject), first + subject.len())
}

/// `V/v …`, as letters have it below their number, over some lines; empty where there is none.
fn about(head: &[&str]) -> String {
    let begins = |line: &&str| ["v/v", "ve viec"].iter().any(|words| viet::fold(line).starts_with(words));
    let Some(first) = head.iter().position(begins) else { return String::new() };
    let mut subject = vec![head[first]];
    for line in head[first + 1..].iter().take(SUBJECT / 2) {
        let said = viet::fold(line);
        // What a page broke apart, without a small letter: `khóa / XII / cho cán bộ`, `18- / NQ/TW`.
        let rests = line.chars().all(|c| "IVX".contains(c)) || subject.last().is_some_and(|line| line.ends_with('-'));
        let is_text = (rests || line.chars().any(char::is_lowercase)) && day_of(line).is_none();
        if !is_text || said.starts_with("kinh gui") || said.starts_with("dang cong san") {
            break;
        }
        subject.push(line);
    }
    joined(&subject)
}

/// The lines as the one sentence that they are.
fn joined(lines: &[&str]) -> String {
    lines.iter().fold(String::new(), |mut text, line| {
        go_on(&mut text, line);
        text
    })
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

/// The signature in the last lines: a name of two to six words, each with a capital, no figures; above it the post, in
/// capitals; above that the form of signature, by the mark that its name begins with.
fn signed(rule: &PapersRule, lines: &[&str]) -> Proposal {
    let name = |line: &&str| {
        let words: Vec<&str> = line.split_whitespace().collect();
        let capital = |word: &&str| word.chars().next().is_some_and(char::is_uppercase);
        let small = line.chars().any(char::is_lowercase);
        (2..=6).contains(&words.len())
            && words.iter().all(capital)
            && small
            && !line.contains(['/', ',', '-', '.', ':'])
    };
    let last = lines.len().saturating_sub(6);
    let Some(at) = lines[last..].iter().rposition(name).map(|at| last + at) else { return Proposal::default() };
    let above = &lines[at.saturating_sub(4)..at];
    let mark = |line: &str| {
        let mark = line.split_whitespace().next().map(|word| viet::fold(word).replace('.', "/"))?;
        rule.sign_forms.iter().find(|form| form.name.vi.contains('/') && viet::fold(&form.name.vi).starts_with(&mark))
    };
    let form = above.iter().rev().find_map(|line| mark(line).filter(|_| line.contains(['/', '.'])));
    let is_post =
        |line: &&&str| mark(line).is_none() && **line == line.to_uppercase() && !line.contains(['(', '*', ':']);
    let post = above.iter().rev().take_while(|line| mark(line).is_none()).find(is_post);
    Proposal {
        signer: lines[at].to_owned(),
        signer_post: post.map_or(String::new(), |post| viet::capital(&post.to_lowercase())),
        sign_form: form.map_or(String::new(), |form| form.key.clone()),
        ..Proposal::default()
    }
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
        assert_eq!(
            (&*found.signer, &*found.signer_post, &*found.sign_form),
            ("Nguyễn Văn Mẫu", "Phó bí thư", "on_behalf")
        );
        let named: Vec<&str> = found.based_on.iter().map(|named| named.symbol.as_str()).collect();
        assert_eq!(named, ["04-NQ/TW", "102-QĐ/TW"]);
    }

    #[test]
    fn a_letter_has_no_title_and_an_empty_text_says_nothing() {
        let letter = "TỈNH ỦY AN GIANG\n*\nSố 12-CV/TU\nV/v báo cáo kết quả học tập\nAn Giang, ngày 05 tháng 02 năm 2018\nKính gửi: các huyện ủy";
        let found = rule(|rule| propose(rule, letter));
        assert_eq!((found.kind.as_str(), found.subject.as_str()), ("letter", "V/v báo cáo kết quả học tập"));
        for (lines, goes_on) in [
            ("Nghị quyết Trung ương 8", "Nghị quyết Trung ương 8"),
            ("Nghị quyết Trung ương 8 khóa\nXII\ncho cán bộ", "Nghị quyết Trung ương 8 khóa XII cho cán bộ"),
            ("Nghị quyết số 18-\nNQ/TW", "Nghị quyết số 18-NQ/TW"),
        ] {
            let longer = letter.replace("học tập\nAn Giang", &format!("học tập\n{lines}\nAn Giang"));
            let found = rule(|rule| propose(rule, &longer));
            assert_eq!(found.subject, format!("V/v báo cáo kết quả học tập {goes_on}"));
        }
        assert_eq!(rule(|rule| propose(rule, "")), Proposal::default());
    }

    #[test]
    fn a_title_may_say_more_than_its_kind_and_a_subject_may_be_long() {
        let head = "HUYỆN ỦY TỊNH BIÊN\n*\nSố 9-CTr/HU\nTịnh Biên, ngày 22 tháng 10 năm 2018\n";
        for (below, kind, subject) in [
            (
                "CHƯƠNG TRÌNH HÀNH ĐỘNG\nthực hiện Nghị quyết 35-NQ/TW\n-----",
                "programme",
                "hành động thực hiện Nghị quyết 35-NQ/TW",
            ),
            ("BÁO CÁO\nmột\nhai\nba\nbốn\nnăm\n- Căn cứ Điều lệ Đảng;", "report", "một hai ba bốn năm"),
        ] {
            let found = rule(|rule| propose(rule, &format!("{head}{below}\nI. MỤC ĐÍCH\nNhư trên.")));
            assert_eq!((found.kind.as_str(), found.subject.as_str()), (kind, subject), "{below}");
        }
    }

    #[test]
    fn the_subject_stands_right_below_the_title_whatever_it_begins_with() {
        let head = "HUYỆN ỦY TỊNH BIÊN\n*\nSố 86-KH/HU\nTịnh Biên, ngày 22 tháng 10 năm 2018\nKẾ HOẠCH\n";
        for (below, subject, named) in [
            (
                "thực hiện Chỉ thị 03-CT/TW của Bộ Chính trị\n-----\nCăn cứ Chỉ thị 05-CT/TW;",
                "thực hiện Chỉ thị 03-CT/TW của Bộ Chính trị",
                &["05-CT/TW"][..],
            ),
            (
                "Thực hiện Chỉ thị 03-CT/TW\n-----\nThực hiện Chỉ thị 03-CT/TW, Huyện ủy yêu cầu:",
                "Thực hiện Chỉ thị 03-CT/TW",
                &["03-CT/TW"],
            ),
            ("THỰC HIỆN CHỈ THỊ 03-CT/TW\n-----", "THỰC HIỆN CHỈ THỊ 03-CT/TW", &[]),
            (
                "tổ chức học tập và\nthực hiện Chỉ thị 03-CT/TW\n-----",
                "tổ chức học tập và thực hiện Chỉ thị 03-CT/TW",
                &[],
            ),
            ("học tập nghị quyết\nThực hiện Chỉ thị 03-CT/TW, Huyện ủy yêu cầu:", "học tập nghị quyết", &["03-CT/TW"]),
            // Without a subject the text begins at once.
            ("Thực hiện Chỉ thị 03-CT/TW, Ban Thường vụ Huyện ủy\nxây dựng kế hoạch như sau:", "", &["03-CT/TW"]),
        ] {
            let found = rule(|rule| propose(rule, &format!("{head}{below}\nI. MỤC ĐÍCH\nNhư trên.")));
            let symbols: Vec<&str> = found.based_on.iter().map(|named| named.symbol.as_str()).collect();
            assert_eq!((found.subject.as_str(), &symbols[..]), (subject, named), "{below}");
        }
    }

    #[test]
    fn a_signature_is_read_with_its_form_and_post() {
        for (end, told) in [
            ("T/M BAN THƯỜNG VỤ\nBÍ THƯ\n(đã ký)\nTrần Thị Mẫu", ("Trần Thị Mẫu", "Bí thư", "on_behalf")),
            ("T/L BAN THƯỜNG VỤ\nCHÁNH VĂN PHÒNG\nTrần Mẫu", ("Trần Mẫu", "Chánh văn phòng", "by_order")),
            ("K/T TRƯỞNG BAN\nPHÓ TRƯỞNG BAN\nTrần Mẫu", ("Trần Mẫu", "Phó trưởng ban", "in_place")),
            ("TRƯỞNG BAN\nTrần Mẫu", ("Trần Mẫu", "Trưởng ban", "")),
            ("Nơi nhận:\n- Lưu.", ("", "", "")),
        ] {
            let found = rule(|rule| signed(rule, &format!("1. Làm tốt.\n{end}").lines().collect::<Vec<_>>()));
            assert_eq!((&*found.signer, &*found.signer_post, &*found.sign_form), told, "{end}");
        }
    }

    #[test]
    fn a_text_that_its_fonts_took_apart_is_told_from_one_that_can_be_read() {
        for (text, told) in [
            (PLAN, true),
            ("", true),
            (
                "T NH Y AN GIANGỈ Ủ\nS 17-CV/TUố\nAn Giang, ngày 05 tháng 02 năm 2018\nK HO CHẾ Ạ\nh c t p ngh quy tọ ậ ị ế",
                false,
            ),
        ] {
            assert_eq!(is_readable(text), told, "{text}");
        }
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

    #[test]
    fn a_subject_that_begins_with_a_mark_of_secrecy_is_told_from_one_that_speaks_of_secrets() {
        for (subject, mark) in [
            ("MẬT: về việc thử", Some("Mật")),
            ("MẬT về việc thử", Some("Mật")),
            ("MẬT - Kế hoạch", Some("Mật")),
            ("MẬT VỀ VIỆC THỬ", Some("Mật")),
            ("(MẬT) V/v thử", Some("Mật")),
            ("MẬT", Some("Mật")),
            ("TỐI MẬT về việc thử", Some("Tối mật")),
            ("[TUYỆT MẬT] KẾ HOẠCH", Some("Tuyệt mật")),
            ("MA\u{302}\u{323}T: về việc thử", Some("Mật")),
            ("MẬT ĐỘ DÂN SỐ CÁC XÃ", None),
            ("Mật độ dân số các xã", None),
            ("mật: ghi sai", None),
            ("về bảo vệ bí mật nhà nước", None),
            ("QUY ĐỊNH VỀ BẢO VỆ BÍ MẬT NHÀ NƯỚC", None),
        ] {
            assert_eq!(rule(|rule| leading_mark(rule, subject).map(str::to_owned)).as_deref(), mark, "{subject}");
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
