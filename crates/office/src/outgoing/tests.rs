//! Papers on their way out through the door: who may do which step, what is refused, what comes of it.

use crate::identity::right::Role;
use crate::testing::TestOffice;
use kit::testing::Door;

const LIST: &str = "/van-phong/van-ban-di";

/// A notice of the district as somebody would type it; head and signature follow from the unit.
pub(super) const NOTICE: [(&str, &str); 9] = [
    ("kind", "notice"),
    ("subject", "về lịch họp Ban Thường vụ"),
    ("text", "Ban Thường vụ thông báo lịch họp.\nĐề nghị các đồng chí dự họp đúng giờ."),
    ("recipients", "Các chi bộ\nLưu Văn phòng"),
    ("sign_form", "on_behalf"),
    ("post", "Bí thư"),
    ("signer", "first-leader"),
    ("urgency", "normal"),
    ("direction", "out"),
];

fn with<'a>(fields: &[(&'a str, &'a str)], other: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let kept = fields.iter().filter(|(name, _)| other.iter().all(|(known, _)| known != name));
    kept.chain(other).copied().collect()
}

async fn uid(t: &TestOffice, unit: i64) -> String {
    t.value("SELECT uid FROM unit WHERE id = $1", &[&unit]).await
}

/// Writes one; where its page is.
pub(super) async fn written(door: &mut Door, fields: &[(&str, &str)]) -> String {
    let outcome = door.post(&format!("{LIST}/moi"), fields).await.outcome();
    let target = outcome.strip_prefix("303 ").and_then(|to| to.strip_suffix("?xong=di-luu"));
    target.unwrap_or_else(|| panic!("{outcome}")).to_owned()
}

/// Does a step as the page's form would; where it led.
pub(super) async fn step(door: &mut Door, page: &str, step: &str, fields: &[(&str, &str)]) -> String {
    let shown = door.get(page).await;
    let (version, request) = (shown.field("version"), format!("{page}-{step}-{}", shown.field("version")));
    let own = [("step", step), ("version", &*version), ("request", &*request)];
    door.post(&format!("{page}/buoc"), &[&own[..], fields].concat()).await.outcome()
}

/// Clerk and two leaders of the district; accounts of tests are called what they sign in with.
pub(super) async fn people(t: &TestOffice) -> [Door; 3] {
    [
        t.signed_in("clerk of the district", Role::CommuneClerk, t.district).await,
        t.signed_in("first leader", Role::Leader, t.district).await,
        t.signed_in("second leader", Role::Leader, t.district).await,
    ]
}

#[tokio::test]
async fn a_paper_goes_all_the_way_and_its_number_comes_after_the_signature() {
    let t = TestOffice::new().await;
    let [mut clerk, mut leader, _] = people(&t).await;
    let page = written(&mut clerk, &NOTICE).await;
    let before: i64 = t.value("SELECT count(*) FROM paper", &[]).await;
    for (who, word, fields, state) in [
        ("clerk", "submit", vec![], "Chờ duyệt"),
        ("clerk", "clear", vec![], "Chờ ký"),
        ("leader", "sign", vec![], "Chờ cấp số"),
        ("clerk", "number", vec![("day", "23/11/2018")], "Chờ gửi"),
        ("clerk", "issue", vec![("words", "Trục liên thông ngày 23-11")], "Chờ lưu"),
        ("clerk", "file", vec![("words", "Tập thông báo 2018")], "Đã lưu"),
    ] {
        let door = if who == "clerk" { &mut clerk } else { &mut leader };
        let early: i64 = t.value("SELECT count(*) FROM paper", &[]).await;
        assert!(early == before || !["submit", "clear", "sign", "number"].contains(&word), "no number before {word}");
        assert!(door.get("/van-phong").await.html().contains(&page), "{who} sees {word} on the desk");
        assert_eq!(step(door, &page, word, &fields).await, format!("303 {page}?xong=di-{word}"));
        assert!(door.get(&page).await.text().contains(state), "{word} leads to {state}");
    }
    let shown = clerk.get(&page).await;
    assert!(shown.text().contains("123-TB/HU"), "{}", shown.text());
    for told in ["Soạn văn bản đi", "Ký văn bản đi", "first-leader", "Tập thông báo 2018"] {
        assert!(shown.text().contains(told), "{told}");
    }
    let entry: String = t.value("SELECT uid FROM paper WHERE symbol = '123-TB/HU'", &[]).await;
    let register = clerk.get(&format!("/van-phong/van-ban/{entry}")).await;
    assert!(register.text().contains("về lịch họp Ban Thường vụ") && register.text().contains("Tập thông báo 2018"));
    assert!(register.html().contains(&page), "the entry leads back to how it came about");
    // The file of the entry has number and day in it.
    let hash: String = t.value("SELECT sha256 FROM paper_file WHERE name = '123-tb-hu.docx'", &[]).await;
    let text = docx::text(&t.office.files.get(&hash).unwrap()).unwrap();
    for line in ["HUYỆN ỦY TỊNH BIÊN", "Số 123-TB/HU", "Tịnh Biên, ngày 23 tháng 11 năm 2018", "T/M BAN THƯỜNG VỤ"]
    {
        assert!(text.lines().any(|known| known == line), "{line}: {text}");
    }
    assert!(!clerk.get("/van-phong").await.html().contains(&page), "nothing is left to do");
}

#[tokio::test]
async fn who_may_do_which_step() {
    for (who, role, at, may) in [
        ("clerk", Role::CommuneClerk, "district", "submit clear on_paper number back drop"),
        ("leader", Role::Leader, "district", "submit clear back sign drop"),
        ("officer", Role::OrganisationOfficer, "district", "submit drop"),
        ("inspector", Role::Inspector, "district", ""),
        ("editor", Role::Editor, "district", ""),
        ("outsider", Role::CommuneClerk, "elsewhere", "404"),
    ] {
        for (word, state) in [
            ("submit", "draft"),
            ("clear", "submitted"),
            ("back", "submitted"),
            ("sign", "cleared"),
            ("on_paper", "cleared"),
            ("number", "signed"),
            ("drop", "draft"),
        ] {
            let t = TestOffice::new().await;
            let [mut clerk, ..] = people(&t).await;
            let page = written(&mut clerk, &with(&NOTICE, &[("signer", &format!("the-{who}"))])).await;
            let mut tx = t.office.db.begin().await.unwrap();
            tx.exec("UPDATE outgoing SET state = $1 WHERE uid = $2", &[&state, &page.rsplit('/').next().unwrap()])
                .await
                .unwrap();
            tx.commit().await.unwrap();
            let unit = if at == "district" { t.district } else { t.elsewhere };
            let mut door = t.signed_in(&format!("the {who}"), role, unit).await;
            let day = "23/11/2018";
            let fields = [
                ("version", "1"),
                ("step", word),
                ("reason", "x"),
                ("drop_reason", "x"),
                ("day", day),
                ("signed_on", day),
            ];
            let got = door.post(&format!("{page}/buoc"), &fields).await.outcome();
            let wanted = if may == "404" {
                "404"
            } else if may.contains(word) {
                "303"
            } else {
                "403"
            };
            assert_eq!(&got[..3], wanted, "{who}: {word}");
            let seen = if may == "404" {
                "404"
            } else if may.is_empty() {
                "403"
            } else {
                "200"
            };
            assert_eq!(&door.get(&page).await.outcome()[..3], seen, "{who} looks");
            assert_eq!(&door.get(&format!("{page}/word")).await.outcome()[..3], seen, "{who} takes the file");
        }
    }
}

#[tokio::test]
async fn who_cleared_a_paper_does_not_sign_it_but_a_cell_has_one_secretary() {
    let t = TestOffice::new().await;
    let [mut clerk, mut first, mut second] = people(&t).await;
    let page = written(&mut clerk, &NOTICE).await;
    step(&mut clerk, &page, "submit", &[]).await;
    assert!(step(&mut first, &page, "clear", &[]).await.starts_with("303"));
    // Not on the paper copy either.
    let on_paper = [("version", "3"), ("step", "on_paper"), ("signed_on", "23/11/2018")];
    let refused = clerk.post(&format!("{page}/buoc"), &on_paper).await;
    assert!(refused.outcome() == "422" && refused.text().contains("first-leader đã duyệt"), "{}", refused.text());
    let refused = first.post(&format!("{page}/buoc"), &[("version", "3"), ("step", "sign")]).await;
    assert!(refused.outcome() == "422" && refused.text().contains("nên người khác ký"), "{}", refused.text());
    assert!(!first.get("/van-phong").await.html().contains(&page));
    // It is sent back, names the other leader, and is cleared again.
    assert!(step(&mut first, &page, "back", &[("reason", "Người khác ký")]).await.starts_with("303"));
    let changed = with(&NOTICE, &[("version", "4"), ("signer", "Second-Leader")]);
    assert!(clerk.post(&format!("{page}/sua"), &changed).await.outcome().starts_with("303"));
    step(&mut clerk, &page, "submit", &[]).await;
    step(&mut first, &page, "clear", &[]).await;
    assert!(step(&mut second, &page, "sign", &[]).await.starts_with("303"));
    let mut secretary = t.as_cast("cell_secretary").await;
    let own: String = t.value("SELECT name FROM account WHERE login = 'cell_secretary'", &[]).await;
    let page = written(&mut secretary, &with(&NOTICE, &[("post", "Bí thư chi bộ"), ("signer", &own)])).await;
    for word in ["submit", "clear", "sign"] {
        assert_eq!(step(&mut secretary, &page, word, &[]).await, format!("303 {page}?xong=di-{word}"));
    }
}

#[tokio::test]
async fn what_is_not_as_prescribed_is_told_and_keeps_a_paper_from_going_on() {
    let t = TestOffice::new().await;
    let [mut clerk, ..] = people(&t).await;
    let page = written(&mut clerk, &with(&NOTICE, &[("recipients", ""), ("text", ""), ("sign_line", "TM. BTV")])).await;
    let shown = clerk.get(&page).await.text();
    for told in ["Thiếu nơi nhận", "Chưa có nội dung", "Dòng đề ký ghi là TM. BTV. Ghi T/M", "Chưa trình được"]
    {
        assert!(shown.contains(told), "{told}: {shown}");
    }
    let version = clerk.get(&page).await.field("version");
    let refused = clerk.post(&format!("{page}/buoc"), &[("version", &*version), ("step", "submit")]).await;
    assert_eq!(refused.outcome(), "422");
    // A file from elsewhere is measured.
    let bad = docx::testing::file("một văn bản nào đó");
    let put = clerk.post_file(&format!("{page}/word"), &[("version", &*version)], ("file", "a.docx", &bad)).await;
    assert_eq!(put.outcome(), format!("303 {page}?xong=di-word"));
    assert!(clerk.get(&page).await.text().contains("Tệp không nói khổ giấy"));
    let secret = docx::testing::file("HUYỆN ỦY\nTỐI MẬT");
    for (name, bytes) in [("a.pdf", &b"%PDF-1.4"[..]), ("a.docx", &secret), ("b.docx", b"PK\x03\x04")] {
        let version = clerk.get(&page).await.field("version");
        let put = clerk.post_file(&format!("{page}/word"), &[("version", &*version)], ("file", name, bytes)).await;
        assert_eq!(put.outcome(), "422", "{name}");
    }
    let marked = clerk.post(&format!("{LIST}/moi"), &with(&NOTICE, &[("text", "MẬT\nnội dung")])).await;
    assert!(marked.outcome() == "422" && marked.text().contains("Văn bản mật không được soạn ở đây"));
    for (fields, told) in [
        (vec![("subject", "")], "Ghi trích yếu"),
        (vec![("kind", "")], "Chọn loại văn bản"),
        (vec![("kind", "directive"), ("body", "committee")], "không ban hành"),
        (vec![("sign_form", "in_place")], "không đề ký như vậy"),
        (vec![("based_on", "một nghị quyết")], "Không đọc được số, ký hiệu ở dòng 1"),
        (vec![("urgency", "now")], "Chọn một mục"),
    ] {
        let page = clerk.post(&format!("{LIST}/moi"), &with(&NOTICE, &fields)).await;
        assert!(page.outcome() == "422" && page.text().contains(told), "{told}: {}", page.text());
    }
}

#[tokio::test]
async fn what_a_paper_cites_that_no_longer_holds_is_told_wherever_it_is_cited() {
    let t = TestOffice::new().await;
    let [mut clerk, ..] = people(&t).await;
    let letter: String = t.value("SELECT uid FROM paper WHERE symbol = '413-CV/HU'", &[]).await;
    let back = [("version", "1"), ("reason", "gửi nhầm")];
    let recalled = clerk.post(&format!("/van-phong/van-ban/{letter}/thu-hoi"), &back).await.outcome();
    assert!(recalled.starts_with("303"), "{recalled}");
    let lapsed = "Văn bản 181-QĐ/TW đã hết hiệu lực từ ngày 15-11-2017";
    let text = "Thi hành Quy định số 181-QĐ/TW, ngày 30/3/2013 và Quy định 102-QĐ/TW.";
    for (fields, told, not) in [
        (vec![("based_on", "181-QĐ/TW")], vec![lapsed], "413-CV/HU"),
        (vec![("text", text)], vec![lapsed], "102-QĐ/TW đã"),
        (vec![("text", text), ("replaces", "181-QĐ/TW")], vec![], lapsed),
        (
            vec![("text", text), ("based_on", "413-CV/HU")],
            vec![lapsed, "Văn bản 413-CV/HU đã bị thu hồi"],
            "102-QĐ/TW đã",
        ),
        (vec![("amends", "413-CV/HU")], vec!["Văn bản 413-CV/HU đã bị thu hồi"], lapsed),
    ] {
        let page = written(&mut clerk, &with(&NOTICE, &fields)).await;
        let page = clerk.get(&page).await.text();
        assert!(told.iter().all(|told| page.contains(told)) && !page.contains(not), "{fields:?}: {page}");
        assert!(told.iter().all(|told| page.matches(told).count() == 1), "each once: {fields:?}: {page}");
    }
    let names = [("recipients", "- Tỉnh ủy,\n- Thường trực Huyện ủy,\n- Lưu Văn phòng.")];
    let page = written(&mut clerk, &with(&NOTICE, &names)).await;
    let page = clerk.get(&page).await.text();
    assert!(page.contains("Tỉnh ủy; Thường trực Huyện ủy; Lưu Văn phòng"), "{page}");
}

#[tokio::test]
async fn a_paper_that_comes_back_says_why_and_two_people_on_one_see_each_other() {
    let t = TestOffice::new().await;
    let [mut clerk, mut leader, _] = people(&t).await;
    let page = written(&mut clerk, &NOTICE).await;
    step(&mut clerk, &page, "submit", &[]).await;
    let without = leader.post(&format!("{page}/buoc"), &[("version", "2"), ("step", "back")]).await;
    assert!(without.outcome() == "422" && without.text().contains("Ghi lý do"));
    let back = step(&mut leader, &page, "back", &[("reason", "Sửa giờ họp")]).await;
    assert_eq!(back, format!("303 {page}?xong=di-back"));
    let desk = clerk.get("/van-phong").await.text();
    assert!(desk.contains("Bị trả lại: về lịch họp") && desk.contains("Lý do trả lại: Sửa giờ họp"), "{desk}");
    let changed = with(&NOTICE, &[("version", "3"), ("subject", "về lịch họp mới")]);
    assert_eq!(clerk.post(&format!("{page}/sua"), &changed).await.outcome(), format!("303 {page}?xong=di-luu"));
    let stale = leader.post(&format!("{page}/sua"), &with(&NOTICE, &[("version", "3"), ("subject", "khác")])).await;
    assert!(stale.outcome() == "409" && stale.text().contains("về lịch họp mới"), "{}", stale.text());
    assert!(stale.html().contains(">khác") || stale.html().contains("khác</textarea>"), "what was typed comes back");
    let twice: Vec<String> = {
        let fields =
            [("version", "4"), ("step", "drop"), ("drop_reason", "Không họp nữa"), ("request", "once-dropped")];
        let mut all = vec![];
        for _ in 0..2 {
            all.push(clerk.post(&format!("{page}/buoc"), &fields).await.outcome());
        }
        all
    };
    assert!(twice[0] == twice[1] && twice[0].ends_with("?xong=di-drop"), "{twice:?}");
    assert!(clerk.get(LIST).await.text().contains("Đã bỏ trong 30 ngày qua"));
    let rows: i64 = t.value("SELECT count(*) FROM journal WHERE verb = 'outgoing.paper.drop'", &[]).await;
    assert_eq!(rows, 1);
}

#[tokio::test]
async fn a_kept_number_is_taken_and_a_wrong_day_is_refused_without_a_gap() {
    let t = TestOffice::new().await;
    let [mut clerk, mut leader, _] = people(&t).await;
    let own = uid(&t, t.district).await;
    let kept = [("unit", &*own), ("body", "standing"), ("kind", "notice"), ("reason", "chờ ký")];
    assert!(clerk.post("/van-phong/van-ban/giu-so", &kept).await.outcome().starts_with("303"));
    let kept: String =
        t.value("SELECT uid FROM paper_reservation WHERE kind = 'notice' AND paper_id IS NULL", &[]).await;
    let page = written(&mut clerk, &NOTICE).await;
    step(&mut clerk, &page, "submit", &[]).await;
    step(&mut clerk, &page, "clear", &[]).await;
    step(&mut leader, &page, "sign", &[]).await;
    for (day, told) in [("24/11/2018", "chưa tới"), ("22/11/2018", "không được trước ngày ký"), ("x", "Ghi ngày")]
    {
        let refused = clerk.post(&format!("{page}/buoc"), &[("version", "4"), ("step", "number"), ("day", day)]).await;
        assert!(refused.outcome() == "422" && refused.text().contains(told), "{told}: {}", refused.text());
    }
    assert!(step(&mut clerk, &page, "number", &[("day", "23/11/2018"), ("number", &kept)]).await.starts_with("303"));
    assert!(clerk.get(&page).await.text().contains("123-TB/HU"));
    let last: i64 =
        t.value("SELECT last FROM paper_series WHERE letters = 'TB' AND unit_id = $1", &[&t.district]).await;
    assert_eq!(last, 123);
}

#[tokio::test]
async fn whoever_signs_is_whom_the_paper_names() {
    let t = TestOffice::new().await;
    let [mut clerk, mut first, mut second] = people(&t).await;
    let page = written(&mut clerk, &NOTICE).await;
    for word in ["submit", "clear"] {
        step(&mut clerk, &page, word, &[]).await;
    }
    let refused = second.post(&format!("{page}/buoc"), &[("version", "3"), ("step", "sign")]).await;
    let told = "người ký là Bí thư first-leader, còn anh chị là second-leader";
    assert!(refused.outcome() == "422" && refused.text().contains(told), "{}", refused.text());
    let shown = second.get(&page).await;
    assert!(
        shown.text().contains(told) && !shown.html().contains("value=\"sign\""),
        "nothing is offered that is refused"
    );
    assert!(shown.html().contains("value=\"back\""), "the way on is");
    assert!(
        first.get("/van-phong").await.html().contains(&page) && !second.get("/van-phong").await.html().contains(&page)
    );
    assert!(!clerk.get("/van-phong").await.html().contains(&page), "it waits for who signs here");
    assert!(step(&mut first, &page, "sign", &[]).await.starts_with("303"));
}

#[tokio::test]
async fn a_signature_on_paper_is_noted_by_who_keeps_the_register_as_nobodys_here() {
    let t = TestOffice::new().await;
    let [mut clerk, mut first, _] = people(&t).await;
    let page = written(&mut clerk, &with(&NOTICE, &[("signer", "Nguyễn Văn Mẫu")])).await;
    for word in ["submit", "clear"] {
        step(&mut clerk, &page, word, &[]).await;
    }
    assert!(!first.get("/van-phong").await.html().contains(&page));
    let desk = clerk.get("/van-phong").await.text();
    assert!(desk.contains("Ghi chữ ký bản giấy: về lịch họp") && desk.contains("Người ký là Nguyễn Văn Mẫu"), "{desk}");
    for (day, told) in [("24/11/2018", "chưa tới"), ("x", "Ghi ngày")] {
        let fields = [("version", "3"), ("step", "on_paper"), ("signed_on", day)];
        let refused = clerk.post(&format!("{page}/buoc"), &fields).await;
        assert!(refused.outcome() == "422" && refused.text().contains(told), "{told}: {}", refused.text());
    }
    let noted = step(&mut clerk, &page, "on_paper", &[("signed_on", "22/11/2018")]).await;
    assert_eq!(noted, format!("303 {page}?xong=di-on_paper"));
    let signed: (Option<i64>, String) = (
        t.value("SELECT signed_by FROM outgoing WHERE signed_on = '2018-11-22'", &[]).await,
        t.value("SELECT after FROM journal WHERE verb = 'outgoing.paper.note_signature' ORDER BY id DESC", &[]).await,
    );
    assert!(signed.0.is_none() && signed.1.contains("Nguyễn Văn Mẫu"), "{signed:?}");
    let shown = clerk.get(&page).await.text();
    assert!(shown.contains("Ghi chữ ký bản giấy , 23-11-2018 07:00. Nguyễn Văn Mẫu"), "{shown}");
    assert!(step(&mut clerk, &page, "number", &[("day", "22/11/2018")]).await.starts_with("303"), "as it was signed");
}
