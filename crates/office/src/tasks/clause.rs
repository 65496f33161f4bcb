//! Clauses of a paper that speak to communes, read from its text, with who might lead each and until when.

use super::Ruling;
use super::lines::{Level, Line, paragraphs, plain, says};
use super::stated::due;
use super::whom::{Folded, Names};
use kit::clock::Day;

/// Letters of a text that are read at most; nobody types a paper of three hundred pages.
const LONGEST: usize = 300_000;
/// Clauses that are proposed at most.
const MOST: usize = 40;
/// Letters of a clause that are kept.
const CLAUSE: usize = 600;
/// Letters of a sentence at least; what is shorter in a list of names is one of them.
const SENTENCE: usize = 60;

/// A clause that may become a task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposed {
    /// Where it stands: `2.1`, `3 b`; empty where its paragraph has no number.
    pub clause: String,
    /// What it says.
    pub what: String,
    /// The day that it states as its end.
    pub due: Option<Day>,
    /// To whom it speaks; `None` where it names one, or only mentions them.
    pub group: Option<Group>,
    /// How the name of the unit that might lead begins, where it speaks to no group; empty for the unit itself.
    pub lead: String,
}

/// To whom a clause speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// Each committee and each cell right below.
    Organisations,
    /// Each committee right below.
    Committees,
    /// Each committee of a commune among them.
    Communes,
}

/// A clause that others stand below: what they say is said to the same.
struct Heading<'a> {
    level: Level,
    group: Option<Group>,
    /// Those right below whom it names.
    named: Vec<&'a str>,
    lead: Option<String>,
    /// Whether it is said to others, not to those below.
    of_others: bool,
    due: Option<Day>,
    /// Which proposal it is itself, as long as nothing below it is one.
    itself: Option<usize>,
}

/// The clauses of the text of a paper of a day that the rules find to be for communes, in their order.
///
/// A list of those who get the paper is none, wherever it stands: a file may have it in a column of its own, before the
/// text ends. It goes on until something is numbered again, or a whole sentence follows. `below` are the names of the
/// committees right below: which of them a clause names, leads it.
pub fn propose(ruling: Ruling<'_>, below: &[&str], text: &str, since: Day) -> Vec<Proposed> {
    let (rule, names) = (Folded::of(ruling.rule), Names::of(ruling.rule, below));
    let text: String = text.chars().take(LONGEST).collect();
    let mut found: Vec<Proposed> = Vec::new();
    let mut headings: Vec<Heading<'_>> = Vec::new();
    // The number that letters stand below, and the number and letter that dashes stand below.
    let (mut number, mut place) = (String::new(), String::new());
    let mut in_names = false;
    let paragraphs = paragraphs(&text, |line| rule.begins_names(line));
    let lines: Vec<Line<'_>> = paragraphs.iter().map(|paragraph| Line::of(paragraph)).collect();
    for (line, next) in lines.iter().zip(lines.iter().skip(1).map(Some).chain([None])) {
        let said = plain(line.what);
        in_names = rule.begins_names(line.what) || (in_names && !line.is_clause_again(SENTENCE));
        if in_names {
            headings.clear();
            continue;
        }
        // What has no mark of its own stands below nothing.
        headings.retain(|heading| heading.level < line.level && line.level != Level::Unmarked);
        let clause = match line.level {
            Level::Letter if !number.is_empty() => format!("{number} {}", line.label),
            Level::Dash | Level::Plus => place.clone(),
            _ => line.label.clone(),
        };
        match line.level {
            Level::Number(_) => number.clone_from(&line.label),
            Level::Roman => number.clear(),
            _ => {}
        }
        place.clone_from(&clause);
        // What stands below a heading is said to the same, unless it begins with somebody else.
        let above = headings.last().filter(|_| !rule.begins_with_others(&said));
        let (mut group, mut named) = rule.whom(&names, &said, line.what);
        let speaks_to_nobody = group.is_none() && named.is_empty();
        if let Some(above) = above.filter(|_| speaks_to_nobody) {
            (group, named) = (above.group, above.named.clone());
        }
        let actor = rule.actor(&said).or_else(|| above.and_then(|above| above.lead.clone()));
        let due = due(line.what, &rule.due_words, since).or_else(|| above.and_then(|above| above.due));
        // What others are told below their heading is theirs as well, unless it begins with these.
        let below_others = headings.last().is_some_and(|above| above.of_others) && speaks_to_nobody && actor.is_none();
        let of_others = rule.is_of_others(&said) || below_others;
        // What only names them is a clause where it has a mark, or begins with whose it is.
        let is_clause = line.level != Level::Unmarked || actor.is_some();
        let names_them = || rule.addressed.iter().any(|words| says(&said, words));
        let is_for_them = group.is_some() || !named.is_empty();
        let first = found.len();
        let mut itself = None;
        if is_for_them || (is_clause && names_them() && !of_others) {
            let above = headings.iter_mut().rev().find_map(|heading| heading.itself.take());
            found.truncate(above.unwrap_or(first));
            itself = Some(found.len());
            let lead = actor.clone().or_else(|| rule.matter(&said)).unwrap_or_default();
            let what: String = line.what.chars().take(CLAUSE).collect();
            let each =
                |lead: &str| Proposed { clause: clause.clone(), what: what.clone(), due, group, lead: lead.to_owned() };
            let leads = if named.is_empty() { vec![&*lead] } else { named.clone() };
            found.extend(leads.into_iter().map(each));
        }
        if line.level < Level::Unmarked && line.is_heading(next) {
            headings.push(Heading { level: line.level, group, named, lead: actor, of_others, due, itself });
        }
        found.truncate(MOST);
        if found.len() == MOST {
            break;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rules::RuleBook;

    const BELOW: [&str; 6] = [
        "Đảng bộ xã An Cư",
        "Đảng bộ xã An Cư Đông",
        "Đảng bộ xã Núi Voi",
        "Đảng bộ xã Thống Nhất",
        "Đảng bộ thị trấn Nhà Bàng",
        "Đảng bộ Công an",
    ];

    fn found(text: &str) -> Vec<Proposed> {
        let book = RuleBook::builtin();
        let day = Day::of(2018, 11, 23);
        propose(crate::tasks::ruling(&book, day).unwrap(), &BELOW, text, day)
    }

    /// Clause, end, to whom it speaks, who leads it otherwise.
    fn told(text: &str) -> Vec<(String, String, Option<Group>, String)> {
        let told = |one: Proposed| (one.clause, one.due.map(Day::written).unwrap_or_default(), one.group, one.lead);
        found(text).into_iter().map(told).collect()
    }

    const COMMUNES: Option<Group> = Some(Group::Communes);
    const ALL: Option<Group> = Some(Group::Organisations);

    const TEXT: &str = "II. TỔ CHỨC THỰC HIỆN
1. Ban Tổ chức Tỉnh ủy chủ trì, phối hợp với các cơ quan liên quan.
2. Các huyện ủy, đảng ủy trực thuộc:
a) Đảng ủy các xã, phường, thị trấn tổ chức học tập, quán triệt cho toàn thể đảng viên, hoàn thành chậm nhất ngày 15/12/2018.
b) Ủy ban nhân dân tỉnh bố trí kinh phí.
2.1. CẤP ỦY CƠ SỞ xây dựng chương trình kiểm tra, giám sát năm 2019.
- Mặt trận và đảng ủy xã phối hợp giám sát, phản biện xã hội.
3. Báo cáo ngày 01/12/2018 của Tỉnh ủy kèm theo.
4. Văn phòng tổng hợp báo cáo của các chi bộ, đảng bộ cơ sở.";

    #[test]
    fn clauses_for_communes_are_found_with_lead_and_day() {
        let row =
            |clause: &str, due: &str, group, lead: &str| (clause.to_owned(), due.to_owned(), group, lead.to_owned());
        assert_eq!(
            told(TEXT),
            [
                row("2 a", "15-12-2018", COMMUNES, "Ban Tuyên giáo"),
                row("2.1", "", ALL, "Ủy ban Kiểm tra"),
                row("2.1", "", None, "Mặt trận"),
                row("4", "", None, "Văn phòng"),
            ]
        );
        assert_eq!(told(""), []);
        assert_eq!(told(&viet::fold(TEXT)).len(), 4, "a text without marks is read too");
    }

    #[test]
    fn those_who_get_a_paper_and_those_whom_it_greets_are_no_clauses() {
        for (text, clauses) in [
            (
                "1. Đảng ủy các xã học tập.\nNơi nhận:\n- Như trên,\n- Các chi bộ, đảng bộ trực thuộc,\n- Lưu Văn phòng.",
                1,
            ),
            ("Nơi nhận\nĐảng ủy các xã, phường, thị trấn,\nCác chi bộ, đảng bộ trực thuộc\nT/M BAN THƯỜNG VỤ", 0),
            ("Nơi nhận: T/M BAN THƯỜNG VỤ\n- Các chi bộ, đảng bộ trực thuộc, PHÓ BÍ THƯ", 0),
            ("T/M BAN THƯỜNG VỤ Nơi nhận:\n1. Đảng ủy các xã, phường,\n2. Các chi bộ, đảng bộ;", 0),
            // A column beside the text that a file has before it.
            ("Nơi nhận:\n- Đảng ủy các xã,\n1. Đảng ủy các xã học tập.\n2. Cấp ủy cơ sở báo cáo.", 2),
            ("Kính gửi: Đảng ủy các xã, phường", 0),
            ("Thời gian qua, các cấp ủy đã quan tâm học tập nghị quyết.\n1. Cấp ủy cơ sở học tập.", 1),
            ("Kính gửi các đồng chí bí thư đảng ủy xã", 0),
            ("1. Ban Cán sự đảng UBND huyện chỉ đạo các xã, phường bố trí kinh phí.", 0),
            ("1. Đảng ủy các xã:\na) Học tập.\nb) Ban Cán sự đảng Ủy ban nhân dân huyện bố trí kinh phí.", 1),
            (
                "Kính gửi:\n- Đảng ủy các xã, phường;\n- Các chi bộ, đảng bộ cơ sở.\nThực hiện Kế hoạch số 86-KH/HU, Huyện ủy \
                 đề nghị các đảng ủy xã:\n1. Báo cáo kết quả trước ngày 15/12/2018.\n2. Cấp ủy cơ sở học tập.",
                1,
            ),
        ] {
            assert_eq!(told(text).len(), clauses, "{text}: {:?}", found(text));
        }
    }

    #[test]
    fn what_stands_below_a_heading_is_said_to_whom_it_names() {
        for (text, said) in [
            (
                "3. Các chi bộ, đảng bộ trực thuộc, xong trước ngày 15/12/2018:\na) Mở lớp học.\n- Điểm danh;\nb) Ủy ban \
                 nhân dân huyện bố trí kinh phí.\nc) Báo cáo.\n4. Tổ chức thực hiện.",
                vec!["3 a 15-12-2018 Mở lớp học.", "3 a 15-12-2018 Điểm danh;", "3 c 15-12-2018 Báo cáo."],
            ),
            ("1. Đảng ủy các xã:\nKế hoạch này phổ biến đến đảng viên.", vec!["1  Đảng ủy các xã:"]),
            ("1. Đảng ủy các xã:\nII. KINH PHÍ\n- Ngân sách tỉnh.", vec!["1  Đảng ủy các xã:"]),
            // A PDF has lines; a page's number is none of them.
            (
                "1. Đảng ủy các xã, phường, thị trấn tổ chức học tập, quán triệt nghị quyết\n2\nchậm nhất ngày 15/12/2018.",
                vec![
                    "1 15-12-2018 Đảng ủy các xã, phường, thị trấn tổ chức học tập, quán triệt nghị quyết chậm nhất ngày 15/12/2018.",
                ],
            ),
        ] {
            let one = |one: Proposed| {
                format!("{} {} {}", one.clause, one.due.map(Day::written).unwrap_or_default(), one.what)
            };
            assert_eq!(found(text).into_iter().map(one).collect::<Vec<_>>(), said, "{text}");
        }
    }

    #[test]
    fn a_heading_needs_no_colon_where_dashes_stand_below_it() {
        for (text, said) in [
            (
                "1. Các chi bộ, đảng bộ trực thuộc Huyện ủy\n- Xây dựng kế hoạch trước ngày 30/11/2018.\n- Báo cáo kết quả, \
                 chậm nhất ngày 28/12/2018.\n2. Tổ chức thực hiện.",
                vec![("1", "30-11-2018", ALL, ""), ("1", "28-12-2018", ALL, "Văn phòng")],
            ),
            (
                "1. Đảng ủy các xã\n1.1. Về học tập\n- Mở lớp;\n- Điểm danh.\n1.2. Về báo cáo\n- Gửi văn phòng.",
                vec![("1.1", "", COMMUNES, ""), ("1.1", "", COMMUNES, ""), ("1.2", "", COMMUNES, "")],
            ),
            // A sentence is none, nor is what has nothing below it.
            ("1. Các chi bộ, đảng bộ học tập.\n- Bố trí kinh phí.", vec![("1", "", ALL, "Ban Tuyên giáo")]),
            ("1. Đảng ủy các xã\n2. Bố trí kinh phí.", vec![("1", "", COMMUNES, "")]),
            // What others are told below theirs is theirs.
            (
                "2. Ủy ban nhân dân huyện\n- Chỉ đạo các xã, phường bố trí kinh phí.\n- Đảng ủy các xã báo cáo.",
                vec![("2", "", COMMUNES, "Văn phòng")],
            ),
            ("2. Ủy ban nhân dân huyện:\na) Về kinh phí\n- Chỉ đạo các xã, phường bố trí.", vec![]),
        ] {
            let told = told(text);
            let told = told.iter().map(|(clause, due, group, lead)| (&**clause, &**due, *group, &**lead));
            assert_eq!(told.collect::<Vec<_>>(), said, "{text}");
        }
    }

    #[test]
    fn a_commune_that_is_named_leads_and_no_other() {
        for (text, leads) in [
            ("Đảng ủy xã An Cư làm điểm, xong trước ngày 05/12/2018.", &["Đảng bộ xã An Cư"][..]),
            ("Giao cho Ban Thường vụ đảng ủy xã An Cư làm điểm.", &["Đảng bộ xã An Cư"]),
            ("Xã An Cư Đông làm điểm.", &["Đảng bộ xã An Cư Đông"]),
            ("Đề nghị Đảng bộ Công an báo cáo.", &["Đảng bộ Công an"]),
            (
                "Đảng ủy các xã An Cư, Núi Voi và thị trấn Nhà Bàng làm điểm.",
                &["Đảng bộ xã An Cư", "Đảng bộ xã Núi Voi", "Đảng bộ thị trấn Nhà Bàng"],
            ),
            ("Đảng ủy các xã Thống Nhất, An Cư làm điểm.", &["Đảng bộ xã Thống Nhất", "Đảng bộ xã An Cư"]),
            ("Đảng ủy xã An Cư và Đảng ủy xã Núi Voi:\na) Mở lớp.", &["Đảng bộ xã An Cư", "Đảng bộ xã Núi Voi"]),
            ("Đảng ủy xã An Cư\n- Mở lớp trong tháng 12.", &["Đảng bộ xã An Cư"]),
        ] {
            let found = found(&format!("1. {text}"));
            assert!(found.iter().all(|one| one.group.is_none()), "{text}: {found:?}");
            assert_eq!(found.iter().map(|one| one.lead.as_str()).collect::<Vec<_>>(), leads, "{text}");
        }
        for (text, group) in [
            ("Đảng ủy xã An Cư và các chi bộ, đảng bộ trực thuộc học tập.", ALL),
            ("Đảng ủy xã, phường, thị trấn học tập.", COMMUNES),
            // They are to agree; it is not the commune of that name.
            ("Đảng ủy các xã thống nhất nội dung, tổ chức học tập.", COMMUNES),
            // A commune of another district is not known here.
            ("Đảng ủy xã Lương Phi làm điểm.", COMMUNES),
        ] {
            assert_eq!(told(&format!("1. {text}"))[0].2, group, "{text}");
        }
    }

    #[test]
    fn what_the_state_is_asked_for_is_its_own() {
        for text in [
            "Đề nghị Ủy ban nhân dân huyện chỉ đạo các xã, thị trấn bố trí kinh phí.",
            "Đề nghị UBND huyện chỉ đạo các xã, thị trấn bố trí kinh phí.",
            "Công an huyện bảo đảm an ninh ở các xã, phường.",
            "Yêu cầu các cơ quan tham mưu giúp các chi bộ, đảng bộ học tập.",
            "Đề nghị các đồng chí Thường trực Hội đồng nhân dân huyện giám sát các xã, thị trấn.",
        ] {
            assert_eq!(told(&format!("1. {text}")), [], "{text}");
        }
    }

    #[test]
    fn the_plan_of_the_demo_gives_each_committee_and_two_boards_something_to_do() {
        let text = format!(
            "{}\nNơi nhận:\n- Thường trực Tỉnh ủy,\n- Các chi bộ, đảng bộ trực thuộc,",
            crate::cast::library::TEXT
        );
        let row =
            |clause: &str, due: &str, group, lead: &str| (clause.to_owned(), due.to_owned(), group, lead.to_owned());
        assert_eq!(
            told(&text),
            [
                row("1", "", ALL, ""),
                row("1", "", None, "Ban Tuyên giáo"),
                row("2", "", None, "Ủy ban Kiểm tra"),
                row("3 a", "15-12-2018", ALL, "Ban Tuyên giáo"),
                row("3 b", "20-11-2018", ALL, "Ban Tuyên giáo"),
            ]
        );
    }

    #[test]
    fn a_clause_speaks_to_whom_it_begins_with() {
        for (text, group, lead) in [
            ("Đảng ủy các xã báo cáo kết quả.", COMMUNES, "Văn phòng"),
            ("Yêu cầu các đảng ủy xã báo cáo kết quả.", COMMUNES, "Văn phòng"),
            ("Giao cho Ban Thường vụ đảng ủy các phường kiểm tra, giám sát.", COMMUNES, "Ủy ban Kiểm tra"),
            ("Ở cấp xã: bố trí kiêm nhiệm.", COMMUNES, ""),
            ("Đảng ủy các xã, thị trấn và các chi bộ, đảng bộ cơ sở học tập.", ALL, "Ban Tuyên giáo"),
            ("Đảng ủy các xã, phường giao các chi bộ, đảng bộ học tập.", COMMUNES, "Ban Tuyên giáo"),
            ("Các đảng ủy trực thuộc học tập.", Some(Group::Committees), "Ban Tuyên giáo"),
            ("Các chi, đảng bộ trực thuộc học tập.", ALL, "Ban Tuyên giáo"),
            ("Văn phòng tổng hợp báo cáo của đảng ủy các xã.", None, "Văn phòng"),
            ("Ban Tuyên giáo Huyện ủy giúp các chi bộ, đảng bộ kiểm tra, giám sát.", None, "Ban Tuyên giáo"),
            ("Tiếp tục củng cố các chi bộ, đảng bộ.", None, ""),
            ("Người đứng đầu cấp ủy chịu trách nhiệm về kết quả.", ALL, ""),
            ("Yêu cầu người đứng đầu cấp ủy, tổ chức đảng nêu gương.", ALL, ""),
            ("Các cơ quan tham mưu, đảng ủy các xã thực hiện.", None, ""),
        ] {
            assert_eq!(
                told(&format!("1. {text}")),
                [("1".to_owned(), String::new(), group, lead.to_owned())],
                "{text}"
            );
        }
    }

    #[test]
    fn the_day_that_a_clause_states_is_its_end() {
        for (said, due) in [
            ("trước ngày 15/12/2018", Some("15-12-2018")),
            ("trước ngày 15 tháng 12 năm 2018", Some("15-12-2018")),
            ("chậm nhất ngày 15/12/2018", Some("15-12-2018")),
            ("đến hết ngày 15/12/2018", Some("15-12-2018")),
            ("theo Kế hoạch ngày 01/11/2018, xong trước ngày 15/12/2018", Some("15-12-2018")),
            ("theo Kế hoạch ngày 01/11/2018", None),
            ("xong trong tháng 12/2018", Some("31-12-2018")),
            ("trong tháng 02 năm 2019", Some("28-02-2019")),
            ("trong tháng 12", Some("31-12-2018")),
            ("trong tháng 11", Some("30-11-2018")),
            ("trong tháng 01, không để chậm", Some("31-01-2019")),
            ("trong 12 tháng", None),
            ("trước ngày 15 tháng 12", Some("15-12-2018")),
            ("theo kế hoạch tháng 12", None),
        ] {
            let found = found(&format!("1. Đảng ủy các xã tổ chức học tập {said}."));
            assert_eq!(found[0].due.map(Day::written).as_deref(), due, "{said}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_and_never_more_than_so_many_clauses_come_of_it(
            text in prop_oneof![
                any::<String>(),
                "((1|2\\.1|a|-|II)[.)]? )?(đảng ủy xã|nơi nhận:|chậm nhất |15/12/2018|:|\n|[^x]){0,60}",
            ],
        ) {
            let found = found(&text);
            prop_assert!(found.len() <= MOST);
            // Lines are put together, and a page's number is left out: nothing is said that does not stand there in this order.
            for one in found {
                let mut words = text.split_whitespace();
                prop_assert!(one.what.split_whitespace().all(|word| words.any(|known| known.starts_with(word))));
            }
        }
    }
}
