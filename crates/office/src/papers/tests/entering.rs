//! Entering, correcting, files, secrecy, and papers that name each other.

use super::{CAME, GOES, LIST, enter, home, paper, uid, with};
use crate::identity::right::Role;
use crate::papers::{Named, RelationKind, named_in, of_line};
use crate::testing::TestOffice;
use kit::clock::Day;
use kit::testing::Door;
use proptest::prelude::*;

async fn clerk(t: &TestOffice) -> Door {
    t.signed_in("clerk of the district", Role::CommuneClerk, t.district).await
}

async fn papers(t: &TestOffice) -> i64 {
    t.value("SELECT count(*) FROM paper", &[]).await
}

#[tokio::test]
async fn a_paper_that_came_in_is_read_from_its_symbol_and_entered_once() {
    let t = TestOffice::new().await;
    let mut clerk = clerk(&t).await;
    let before = papers(&t).await;
    let form = clerk.get(&format!("{LIST}/moi?chieu=den")).await;
    let request = form.field("request");
    let fields = with(&CAME, &[("request", &request)]);
    let mut went = Vec::new();
    for _double_click in 0..2 {
        went.push(enter(&mut clerk, &fields).await);
    }
    assert!(went[0] == went[1] && went[0].ends_with("?xong=van-ban-in"), "{went:?}");
    assert_eq!(papers(&t).await, before + 1);
    let page = clerk.get(&paper(&t, t.district, "10-CT/TW").await).await.text();
    for told in ["Chỉ thị", "Ban Bí thư", "30-03-2007", "22-11-2018", "Còn hiệu lực"] {
        assert!(page.contains(told), "{told}: {page}");
    }
    let again = clerk.post(&format!("{LIST}/moi"), &CAME).await;
    assert!(again.outcome() == "422" && again.text().contains("đã vào sổ: số đến"), "{}", again.text());
    assert_eq!(papers(&t).await, before + 1);
}

#[tokio::test]
async fn communes_that_use_one_symbol_on_one_day_each_have_their_paper_in_the_register() {
    let t = TestOffice::new().await;
    let mut clerk = clerk(&t).await;
    let of = |issuer| with(&CAME, &[("symbol", "12-BC/ĐU"), ("issued_on", "20/11/2018"), ("issuer", issuer)]);
    for (issuer, outcome) in
        [("Đảng ủy xã An Phú", "303"), ("Đảng ủy xã Nhơn Hưng", "303"), ("ĐẢNG ỦY XÃ AN PHÚ", "422")]
    {
        let answer = clerk.post(&format!("{LIST}/moi"), &of(issuer)).await;
        assert_eq!(&answer.outcome()[..3], outcome, "{issuer}: {}", answer.text());
    }
    let sql = "SELECT count(DISTINCT no) FROM paper WHERE symbol = '12-BC/ĐU' AND direction = 'in'";
    assert_eq!(t.value::<i64>(sql, &[]).await, 2);
}

#[tokio::test]
async fn two_clerks_with_the_same_arrival_enter_it_once() {
    let t = TestOffice::new().await;
    let mut doors = (clerk(&t).await, t.signed_in("clerk b", Role::CommuneClerk, t.district).await);
    for day in 1..=6 {
        let day = format!("{day:02}/11/2018");
        let same = with(&CAME, &[("symbol", "77-CV/TU"), ("issued_on", &day)]);
        let at = format!("{LIST}/moi");
        let (first, second) = tokio::join!(doors.0.post(&at, &same), doors.1.post(&at, &same));
        let mut outcomes = [first.outcome()[..3].to_owned(), second.outcome()[..3].to_owned()];
        outcomes.sort();
        assert_eq!(outcomes, ["303", "422"], "{day}: {} {}", first.text(), second.text());
    }
    assert_eq!(t.value::<i64>("SELECT count(*) FROM paper WHERE symbol = '77-CV/TU'", &[]).await, 6);
}

#[tokio::test]
async fn what_cannot_be_entered_is_named_by_field_and_comes_back() {
    let t = TestOffice::new().await;
    let mut clerk = clerk(&t).await;
    let before = papers(&t).await;
    let long = "dài ".repeat(300);
    for (fields, told) in [
        (vec![("symbol", "")], "Ghi số, ký hiệu"),
        (vec![("symbol", "không số")], "Ký hiệu không cho biết loại"),
        (vec![("kind", "essay")], "Ký hiệu không cho biết loại"),
        (vec![("issuer", "")], "Ghi cơ quan ban hành"),
        (vec![("subject", "")], "Ghi trích yếu"),
        (vec![("subject", &*long)], "Dài quá 1.000 chữ cái"),
        (vec![("issued_on", "31/02/2018")], "Ghi ngày theo dạng"),
        (vec![("issued_on", "24/11/2018")], "Ngày này chưa tới"),
        (vec![("arrived_on", "01/01/2007")], "Ngày đến không được trước ngày ban hành 30-03-2007"),
        (vec![("urgency", "now")], "Chọn một mục"),
        (vec![("sign_form", "seal")], "Chọn một mục"),
        (vec![("lapsed_on", "01/01/2000")], "Ngày hết hiệu lực không được trước"),
        (
            vec![("based_on", "04-NQ/TW\nNghị quyết của Đảng")],
            "Không đọc được số, ký hiệu ở dòng 2: Nghị quyết của Đảng",
        ),
    ] {
        let page = clerk.post(&format!("{LIST}/moi"), &with(&CAME, &fields)).await;
        assert_eq!(page.outcome(), "422", "{fields:?}");
        assert!(page.text().contains(told), "{told}: {}", page.text());
        let typed = with(&CAME, &fields).into_iter().find(|(name, _)| *name == "arrived_on").unwrap().1;
        assert!(page.html().contains(&format!("value=\"{typed}\"")), "what was typed comes back");
    }
    assert_eq!(papers(&t).await, before);
    assert_eq!(enter(&mut clerk, &with(&CAME, &[("unit", "0192f0c1-2345-7abc-8def-0123456789ab")])).await, "404");
}

#[tokio::test]
async fn of_a_secret_paper_nothing_is_kept_but_that_it_is_there_and_where() {
    let t = TestOffice::new().await;
    let mut clerk = clerk(&t).await;
    let before = papers(&t).await;
    let place = ("kept_at", "tủ hồ sơ mật");
    let mark = ("secret", "secret");
    let refused = "Văn bản Tối mật không được đưa vào đây";
    for (fields, told) in [
        (vec![mark, place], refused),
        (vec![mark, place, ("subject", ""), ("note", "về ai")], refused),
        (vec![mark, place, ("subject", ""), ("based_on", "04-NQ/TW")], refused),
        (vec![mark, ("subject", "")], "Ghi nơi giữ bản giấy"),
        (vec![("secret", "x"), place, ("subject", "")], "Chọn một mục"),
        (vec![("subject", "MẬT: về việc thử")], "Trích yếu có dấu Mật ở đầu. Văn bản mật không được đưa vào đây"),
    ] {
        let page = clerk.post(&format!("{LIST}/moi"), &with(&CAME, &fields)).await;
        assert!(page.outcome() == "422" && page.text().contains(told), "{fields:?}: {}", page.text());
    }
    let sound = with(&CAME, &[mark, place, ("subject", "")]);
    let pdf: (&str, &str, &[u8]) = ("file", "mat.pdf", b"%PDF-1.4 mat");
    let with_file = clerk.post_file(&format!("{LIST}/moi"), &sound, pdf).await;
    assert!(with_file.outcome() == "422" && with_file.text().contains(refused), "{}", with_file.text());
    assert_eq!(papers(&t).await, before);
    assert!(enter(&mut clerk, &sound).await.starts_with("303"));
    let at = paper(&t, t.district, "10-CT/TW").await;
    let page = clerk.get(&at).await.text();
    assert!(page.contains("(văn bản mật, chỉ lưu bản giấy)") && page.contains("tủ hồ sơ mật"), "{page}");
    let later = clerk.post_file(&format!("{at}/tep"), &[], pdf).await;
    assert!(later.outcome() == "422" && later.text().contains("có độ mật không được đưa vào"), "{}", later.text());
    let files: i64 = t.value("SELECT count(*) FROM paper_file", &[]).await;
    assert_eq!(files, 0);
    // One with a file cannot become a secret one while the file is there.
    let open = paper(&t, t.district, "12-HD/BTCTW").await;
    assert!(clerk.post_file(&format!("{open}/tep"), &[], pdf).await.outcome().starts_with("303"));
    let form = clerk.get(&format!("{open}/sua")).await;
    let version = form.field("version");
    let fields = with(&sound, &[("version", &version), ("reason", "đóng dấu mật"), ("symbol", "12-HD/BTCTW")]);
    let told = clerk.post(&format!("{open}/sua"), &fields).await;
    assert!(told.outcome() == "422" && told.text().contains("bỏ tệp"), "{}", told.text());
}

#[tokio::test]
async fn a_correction_keeps_before_and_after_and_the_second_of_two_sees_the_first() {
    let t = TestOffice::new().await;
    let (mut first, mut second) = (clerk(&t).await, t.signed_in("second", Role::CommuneClerk, t.district).await);
    let at = paper(&t, t.district, "36-HD/VPTW").await;
    let fields = with(
        &CAME,
        &[
            ("symbol", "36-HD/VPTW"),
            ("kind", "guidance"),
            ("issuer", "Văn phòng Trung ương Đảng"),
            ("issued_on", "03/4/2018"),
            ("arrived_on", "23/4/2018"),
            ("version", "1"),
        ],
    );
    let without = first.post(&format!("{at}/sua"), &fields).await;
    assert!(without.outcome() == "422" && without.text().contains("Ghi lý do"), "{}", without.text());
    let sound = with(&fields, &[("reason", "ghi thiếu"), ("subject", "Hướng dẫn trình bày văn bản")]);
    assert_eq!(first.post(&format!("{at}/sua"), &sound).await.outcome(), format!("303 {at}?xong=van-ban-sua"));
    let trail = first.get(&at).await.text();
    for told in
        ["Hướng dẫn thể thức và kỹ thuật trình bày văn bản của Đảng", "Hướng dẫn trình bày văn bản", "ghi thiếu"]
    {
        assert!(trail.contains(told), "{told}: {trail}");
    }
    let late = with(&fields, &[("reason", "khác"), ("subject", "Hướng dẫn khác")]);
    let conflict = second.post(&format!("{at}/sua"), &late).await;
    assert_eq!(conflict.outcome(), "409");
    let text = conflict.text();
    assert!(text.contains("Có người vừa sửa") && text.contains("Hướng dẫn trình bày văn bản"), "{text}");
    assert!(conflict.html().contains("Hướng dẫn khác") && conflict.field("version") == "2");
}

#[tokio::test]
async fn papers_that_name_each_other_are_linked_whichever_comes_first_and_a_lapsed_one_is_marked() {
    let t = TestOffice::new().await;
    let mut clerk = clerk(&t).await;
    let old = clerk.get(&paper(&t, t.district, "181-QĐ/TW").await).await;
    assert!(old.text().contains("Hết hiệu lực") && old.html().contains(&paper(&t, t.district, "102-QĐ/TW").await));
    let decision = clerk.get(&paper(&t, t.district, "641-QĐ/HU").await).await.text();
    assert!(decision.contains("Đã hết hiệu lực từ 15-11-2017"), "{decision}");
    // It stands on one that is not here yet.
    let goes = with(&GOES, &[("based_on", "Chỉ thị 10-CT/TW, ngày 30/3/2007"), ("body", "standing")]);
    assert!(enter(&mut clerk, &goes).await.starts_with("303"));
    let report = paper(&t, t.district, "01-BC/HU").await;
    assert!(clerk.get(&report).await.text().contains("chưa có trong sổ"));
    assert!(enter(&mut clerk, &CAME).await.starts_with("303"));
    let came = paper(&t, t.district, "10-CT/TW").await;
    assert!(clerk.get(&report).await.html().contains(&came) && clerk.get(&came).await.html().contains(&report));
    // One that is recalled replaces nothing.
    let replacing = with(&GOES, &[("replaces", "10-CT/TW"), ("kind", "notice")]);
    assert!(enter(&mut clerk, &replacing).await.starts_with("303"));
    assert!(clerk.get(&came).await.text().contains("Hết hiệu lực"));
    let notice = paper(&t, t.district, "123-TB/HU").await;
    let back = [("version", "1"), ("reason", "cấp nhầm")];
    assert!(clerk.post(&format!("{notice}/thu-hoi"), &back).await.outcome().starts_with("303"));
    assert!(clerk.post(&format!("{notice}/thu-hoi"), &back).await.outcome().starts_with("422"), "only once");
    assert!(clerk.get(&came).await.text().contains("Còn hiệu lực"));
    // Nor does anything stand on it without being told.
    let standing = with(&GOES, &[("based_on", "Thông báo 123-TB/HU"), ("kind", "notice")]);
    assert!(enter(&mut clerk, &standing).await.starts_with("303"));
    let page = clerk.get(&paper(&t, t.district, "124-TB/HU").await).await;
    assert!(page.html().contains(&notice) && page.text().contains("Đã thu hồi"), "{}", page.text());
}

#[tokio::test]
async fn a_file_is_judged_by_its_bytes_sent_as_one_to_keep_and_taken_off() {
    let t = TestOffice::new().await;
    let unit = home(&t).await;
    let own = uid(&t, unit).await;
    let mut clerk = t.signed_in("clerk of the commune", Role::CommuneClerk, unit).await;
    let html: (&str, &str, &[u8]) = ("file", "van-ban.pdf", b"<html><script>x</script>");
    let sound = with(&CAME, &[("unit", &own)]);
    let wrong = clerk.post_file(&format!("{LIST}/moi"), &sound, html).await;
    assert!(wrong.outcome() == "422" && wrong.text().contains("Chỉ nhận PDF"), "{}", wrong.text());
    let pdf: (&str, &str, &[u8]) = ("file", "Chỉ thị 10.pdf", b"%PDF-1.4 chi thi");
    let at = clerk.post_file(&format!("{LIST}/moi"), &sound, pdf).await.outcome();
    let at = at.strip_prefix("303 ").and_then(|at| at.strip_suffix("?xong=van-ban-in")).expect("entered").to_owned();
    let page = clerk.get(&at).await.html();
    let file = page.split(&format!("{at}/tep/")).nth(1).and_then(|rest| rest.split('"').next()).expect("a file");
    let sent = clerk.get(&format!("{at}/tep/{file}")).await;
    assert_eq!(sent.body, b"%PDF-1.4 chi thi");
    assert!(sent.headers["content-disposition"].to_str().unwrap().starts_with("attachment"));
    assert!(sent.headers["content-security-policy"].to_str().unwrap().contains("sandbox"));
    assert_eq!(
        clerk.post(&format!("{at}/tep/{file}/bo"), &[]).await.outcome(),
        format!("303 {at}?xong=van-ban-bo-tep")
    );
    assert_eq!(clerk.get(&format!("{at}/tep/{file}")).await.outcome(), "404");
    assert!(clerk.get(&at).await.text().contains("Bỏ tệp của văn bản"), "it stays in the history");
    assert_eq!(clerk.post(&format!("{at}/tep"), &[]).await.outcome(), "422");
}

#[test]
fn a_line_names_a_paper_however_it_is_typed() {
    let day = Some(Day::of(2016, 10, 30));
    for (line, symbol, day) in [
        ("04-NQ/TW", "04-NQ/TW", None),
        ("Nghị quyết 04 –NQ/TW ngày 30/10/2016 của Hội nghị", "04-NQ/TW", day),
        ("04-NQ/TW, 30/10/2016", "04-NQ/TW", day),
        ("59/2023/NĐ-CP", "59/2023/NĐ-CP", None),
        ("Số: 130/KH-UBND", "130/KH-UBND", None),
    ] {
        assert_eq!(of_line(line), Some(Named { symbol: symbol.to_owned(), issued_on: day }), "{line}");
    }
    assert_eq!(of_line("về việc học tập"), None);
    assert_eq!(named_in("04-NQ/TW; Nghị quyết 04-NQ/TW ngày 30/10/2016").len(), 1);
}

proptest! {
    #[test]
    fn what_a_form_shows_of_a_named_paper_is_read_as_the_same(
        no in 1..999_u32, letters in prop::sample::select(vec!["NQ/TW", "QĐ/HU", "CTr/ĐU", "BC/CB"]),
        day in prop::option::of((2000..2026_i16, 1..13_i8, 1..29_i8)),
    ) {
        let named = Named { symbol: format!("{no:02}-{letters}"), issued_on: day.map(|(y, m, d)| Day::of(y, m, d)) };
        let line = crate::papers::pages::lines(&[(RelationKind::BasedOn, named.clone())], RelationKind::BasedOn);
        prop_assert_eq!(of_line(&line), Some(named));
    }
}
