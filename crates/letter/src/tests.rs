//! Papers that are written and looked at again: to the millimetre, and word for word.

use crate::{Letter, check, recipients, word};
use docx::{Align, Block, Document, Page, Paragraph, Run, Seen, Spacing, seen, text};
use jiff::civil::date;
use proptest::prelude::*;
use rules::{Area, LayoutCheck, LayoutRule, RuleBook};

fn rule() -> LayoutRule {
    let book = RuleBook::builtin();
    book.on(Area::Layout, None, date(2026, 6, 1)).unwrap().layout().unwrap().clone()
}

fn plan() -> Letter {
    Letter {
        above: "Đảng bộ tỉnh An Giang".into(),
        issuer: "Huyện ủy Tịnh Biên".into(),
        letters: "KH/HU".into(),
        no: Some(5),
        place: "Tịnh Biên".into(),
        day: Some(date(2018, 2, 9)),
        year: 2018,
        kind: "plan".into(),
        kind_name: "kế hoạch".into(),
        subject: "học tập, quán triệt Nghị quyết Trung ương 4 khóa XII".into(),
        text: "Căn cứ Nghị quyết số 04-NQ/TW;\n\nI. MỤC ĐÍCH\n1. Nâng cao nhận thức.\nĐiều 2. Kế hoạch này được phổ biến đến chi bộ.".into(),
        recipients: "Thường trực Tỉnh ủy\n- Các đảng ủy trực thuộc;\nLưu Văn phòng".into(),
        sign_form: "on_behalf".into(),
        sign_line: "T/M Ban Thường vụ".into(),
        post: "Phó Bí thư".into(),
        signer: "Nguyễn Văn Mẫu".into(),
    }
}

fn look(rule: &LayoutRule, letter: &Letter) -> Seen {
    seen(&word(rule, letter).unwrap()).unwrap()
}

fn found(rule: &LayoutRule, letter: &Letter, seen: &Seen) -> Vec<&'static str> {
    check(rule, letter, seen).into_iter().map(|one| one.check.word()).collect()
}

#[test]
fn a_paper_is_written_as_the_rule_has_it_to_the_millimetre() {
    let rule = rule();
    let page = look(&rule, &plan()).page.unwrap();
    for (is, mm) in [
        (page.width, rule.page_width_mm),
        (page.height, rule.page_height_mm),
        (page.top, rule.margin_top_mm),
        (page.bottom, rule.margin_bottom_mm),
        (page.left, rule.margin_left_mm),
        (page.right, rule.margin_right_mm),
    ] {
        assert!(u32::abs_diff(is, mm * 100) <= 2, "{is} for {mm} mm");
    }
    let seen = look(&rule, &plan());
    let lines = seen.lines();
    for line in [
        "ĐẢNG BỘ TỈNH AN GIANG",
        "HUYỆN ỦY TỊNH BIÊN",
        "*",
        "ĐẢNG CỘNG SẢN VIỆT NAM",
        "Số 05-KH/HU",
        "Tịnh Biên, ngày 09 tháng 02 năm 2018",
        "KẾ HOẠCH",
        "Nơi nhận:",
        "- Thường trực Tỉnh ủy,",
        "- Các đảng ủy trực thuộc,",
        "- Lưu Văn phòng.",
        "T/M BAN THƯỜNG VỤ",
        "PHÓ BÍ THƯ",
        "Nguyễn Văn Mẫu",
    ] {
        assert!(lines.contains(&line), "{line}: {lines:?}");
    }
    let pieces = |line: &str| {
        let found = seen.paragraphs.iter().find(|one| one.text == line).unwrap();
        (found.pieces[0].clone(), found.in_table)
    };
    let (party, in_head) = pieces("ĐẢNG CỘNG SẢN VIỆT NAM");
    assert!(in_head && party.underline && party.bold);
    assert!(pieces("Tịnh Biên, ngày 09 tháng 02 năm 2018").0.italic);
    assert!(pieces("Nơi nhận:").0.underline);
    assert_eq!((pieces("KẾ HOẠCH").0.half_points, pieces("1. Nâng cao nhận thức.").0.half_points), (32, 28));
    assert!(pieces("I. MỤC ĐÍCH").0.bold && !pieces("1. Nâng cao nhận thức.").0.bold);
    assert_eq!(found(&rule, &plan(), &seen), Vec::<&str>::new());
}

#[test]
fn each_thing_that_is_missing_is_named_and_nothing_else() {
    let rule = rule();
    let but = |change: &dyn Fn(&mut Letter)| {
        let mut letter = plan();
        change(&mut letter);
        letter
    };
    for (letter, named) in [
        (but(&|it| it.no = None), vec![]),
        (but(&|it| it.day = None), vec![]),
        (but(&|it| it.issuer = " ".into()), vec!["issuer"]),
        (but(&|it| it.place = String::new()), vec!["place"]),
        (but(&|it| it.subject = String::new()), vec!["subject"]),
        (but(&|it| it.text = String::new()), vec!["text", "ending"]),
        (but(&|it| it.text = "Kính mong các đồng chí quan tâm./.".into()), vec!["ending"]),
        (but(&|it| it.text = "Kính mong các đồng chí quan tâm".into()), vec!["ending"]),
        (but(&|it| it.sign_line = "TM. Ban Thường vụ".into()), vec!["signature"]),
        (but(&|it| it.sign_line = "T/M".into()), vec!["signature"]),
        (but(&|it| it.signer = String::new()), vec!["signer"]),
        (but(&|it| it.recipients = String::new()), vec!["recipients"]),
        (but(&|it| it.recipients = "Tỉnh ủy".into()), vec!["kept"]),
        (but(&|it| (it.kind, it.kind_name) = ("letter".into(), "công văn".into())), vec![]),
    ] {
        assert_eq!(found(&rule, &letter, &look(&rule, &letter)), named, "{letter:?}");
    }
}

#[test]
fn a_file_from_elsewhere_is_measured_and_read() {
    let rule = rule();
    let page = Page { width: 216, height: 279, top: 25, bottom: 25, left: 25, right: 25, number_from_top: None };
    let lines =
        ["HUYỆN ỦY TỊNH BIÊN", "Số: 5-KH/HU", "Tịnh Biên, ngày 9 tháng 2 năm 2018", "Kế hoạch", "học tập", "Xong ./."];
    let paragraph = |line: &str| Block::Paragraph(Paragraph::new(Align::Left, vec![Run::plain(line)]));
    let blocks = lines.into_iter().map(paragraph).collect();
    let file = Document { page, title: String::new(), font: ".VnTime".into(), points: 13, blocks };
    let found = check(&rule, &plan(), &seen(&docx::write(&file).unwrap()).unwrap());
    let of = |check: LayoutCheck| {
        let one = found.iter().find(|one| one.check == check);
        one.map(|one| (one.is.as_str(), one.should.as_str())).unwrap_or_else(|| panic!("{check:?} in {found:?}"))
    };
    assert_eq!(of(LayoutCheck::Page), ("216 × 279 mm", "210 × 297 mm"));
    assert_eq!(of(LayoutCheck::Margins), ("25/25/25/25 mm", "20/20/30/15 mm"));
    assert_eq!(of(LayoutCheck::Font), (".VnTime", "Times New Roman"));
    assert_eq!(of(LayoutCheck::Size), ("13", "14"));
    assert_eq!(of(LayoutCheck::Line), ("15 pt", "19 pt"));
    assert_eq!(of(LayoutCheck::Indent), ("0 mm", "10 mm"));
    assert_eq!(of(LayoutCheck::Symbol), ("Số: 5-KH/HU", "Số 05-KH/HU"));
    assert_eq!(of(LayoutCheck::Place).1, "Tịnh Biên, ngày 09 tháng 02 năm 2018");
    assert_eq!(of(LayoutCheck::Title), ("", "KẾ HOẠCH"));
    assert_eq!(of(LayoutCheck::Ending), ("Xong ./.", "."));
    assert!(found.iter().all(|one| one.check != LayoutCheck::Issuer));
}

#[test]
fn lines_and_first_lines_are_measured_as_word_sets_them() {
    let rule = rule();
    let spacings =
        [Spacing::Lines(240), Spacing::Lines(276), Spacing::Lines(360), Spacing::AtLeast(380), Spacing::AtLeast(200)];
    for (spacing, told) in spacings
        .into_iter()
        .zip(["16 pt", "", "24 pt", "", "16 pt"])
        .chain([(Spacing::Exactly(380), ""), (Spacing::Exactly(340), "17 pt")])
    {
        let mut seen = look(&rule, &plan());
        seen.paragraphs.iter_mut().for_each(|one| one.spacing = spacing);
        let found = check(&rule, &plan(), &seen);
        assert_eq!(found.first().map_or("", |one| &*one.is), told, "{spacing:?}: {found:?}");
        assert!(found.iter().all(|one| one.check == LayoutCheck::Line), "{found:?}");
    }
    for (indent, told) in [(0, vec!["indent"]), (1000, vec![]), (1100, vec![]), (1270, vec!["indent"])] {
        let mut seen = look(&rule, &plan());
        seen.paragraphs.iter_mut().for_each(|one| one.indent = indent);
        assert_eq!(found(&rule, &plan(), &seen), told, "{indent}");
        seen.paragraphs.iter_mut().for_each(|one| one.text.insert(0, '\t'));
        assert_eq!(found(&rule, &plan(), &seen), Vec::<&str>::new(), "a tab moves it in");
    }
}

proptest! {
    #[test]
    fn any_text_of_a_paper_reads_back_line_by_line(
        lines in prop::collection::vec("[^\\p{C}\\s-][^\\p{C}\\n\\r]{0,40}[^\\p{C}\\s.]", 1..8), subject in "[^\\p{C}\\s][^\\p{C}\\n\\r]{0,40}[^\\p{C}\\s]",
    ) {
        let rule = rule();
        let letter = Letter { text: lines.join("\n"), subject: subject.clone(), ..plan() };
        let read = text(&word(&rule, &letter).unwrap()).unwrap();
        let start = read.find("-----\n").unwrap() + 6;
        let trimmed: Vec<&str> = lines.iter().map(|line| line.trim()).collect();
        prop_assert!(read[start..].starts_with(&format!("{}\nNơi nhận:\n", trimmed.join("\n"))), "{}", read);
        prop_assert!(read.contains(subject.trim()));
    }

    #[test]
    fn a_list_of_recipients_ends_with_a_full_stop(names in prop::collection::vec("[a-zđăâ]{1,8}[,;.]?", 0..6)) {
        let lines = recipients(&Letter { recipients: names.join("\n- "), ..Letter::default() });
        prop_assert_eq!(lines.len(), names.len());
        for (line, nth) in lines.iter().zip(1..) {
            prop_assert!(line.starts_with("- ") && line.ends_with(if nth == names.len() { '.' } else { ',' }), "{}", line);
        }
    }
}
