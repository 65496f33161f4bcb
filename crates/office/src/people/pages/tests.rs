//! Exemptions through the door.

use crate::identity::right::Role;
use crate::testing::TestOffice;

const PDF: (&str, &str, &[u8]) = ("scan", "đơn.pdf", b"%PDF-1.4 don");

async fn member_of(t: &TestOffice, unit: i64) -> String {
    let sql = "SELECT p.uid FROM person p JOIN membership m ON m.person_id = p.id WHERE m.unit_id = $1
               AND p.id NOT IN (SELECT person_id FROM exemption) ORDER BY p.id LIMIT 1";
    let uid: String = t.value(sql, &[&unit]).await;
    format!("/van-phong/dang-vien/{uid}")
}

async fn exemptions(t: &TestOffice) -> i64 {
    t.value("SELECT count(*) FROM exemption WHERE unit_id = $1", &[&t.silent_cell]).await
}

const SOUND: [(&str, &str); 6] = [
    ("reason", "health"),
    ("words", "Đang điều trị"),
    ("asked_how", "written"),
    ("paper", "Đơn ngày 01/11/2018"),
    ("decided_on", "05/11/2018"),
    ("from", "5-11-2018"),
];

#[tokio::test]
async fn only_who_keeps_the_study_of_the_cell_may_exempt_open_and_end() {
    let t = TestOffice::new().await;
    let person = member_of(&t, t.silent_cell).await;
    let mut secretary = t.as_cast("cell_secretary").await;
    assert_eq!(
        secretary.post_file(&format!("{person}/mien"), &SOUND, PDF).await.outcome(),
        format!("303 {person}?xong=mien")
    );
    let sql = "SELECT uid FROM exemption WHERE unit_id = $1 ORDER BY id DESC LIMIT 1";
    let exemption: String = t.value(sql, &[&t.silent_cell]).await;
    let one = format!("{person}/mien/{exemption}");
    for (who, role, unit, see, write) in [
        ("the cell's secretary", Role::CellSecretary, t.silent_cell, "200", "200"),
        ("the organisation's officer", Role::OrganisationOfficer, t.district, "200", "200"),
        ("the leader", Role::Leader, t.district, "200", "403"),
        ("the inspector", Role::Inspector, t.district, "200", "403"),
        ("an editor", Role::Editor, t.district, "403", "403"),
        ("another commune's clerk", Role::CommuneClerk, t.elsewhere, "404", "404"),
    ] {
        let mut door = t.signed_in(who, role, unit).await;
        let page = door.get(&person).await;
        assert_eq!(page.outcome(), see, "{who} looks");
        assert!(!page.text().contains("Sức khỏe"), "{who} is not told why");
        assert_eq!(door.get(&format!("{person}/mien")).await.outcome(), write, "{who} opens the form");
        for verb in ["ly-do", "giay"] {
            assert_eq!(door.post(&format!("{one}/{verb}"), &[]).await.outcome(), write, "{who}: {verb}");
        }
        let refused = door.post(&format!("{one}/ket-thuc"), &[("version", "1"), ("last", "hôm qua")]).await.outcome();
        assert_eq!(refused, if write == "200" { "422" } else { write }, "{who} ends it");
        let overlapping = door.post(&format!("{person}/mien"), &SOUND).await.outcome();
        assert_eq!(overlapping, if write == "200" { "422" } else { write }, "{who} enters another one");
    }
    assert!(
        t.visitor().post(&format!("{person}/mien"), &SOUND).await.outcome().starts_with("303 /van-phong/dang-nhap")
    );
    let read: i64 = t.value("SELECT count(*) FROM journal WHERE verb LIKE 'people.exemption.read%'", &[]).await;
    assert_eq!(read, 4, "each opening is noted, each refusal is none");
}

#[tokio::test]
async fn each_mistake_is_named_at_its_field_and_nothing_is_kept() {
    let t = TestOffice::new().await;
    let form = format!("{}/mien", member_of(&t, t.silent_cell).await);
    let mut secretary = t.as_cast("cell_secretary").await;
    let before = exemptions(&t).await;
    for (field, value, told) in [
        ("reason", "", "Chọn lý do miễn"),
        ("reason", "lottery", "Chọn lý do miễn"),
        ("asked_how", "by dream", "Chọn cách đề nghị"),
        ("paper", "", "ghi số, ngày của đơn"),
        ("decided_on", "31/02/2018", "Ghi ngày theo dạng"),
        ("decided_on", "24/11/2018", "Ngày này chưa tới"),
        ("from", "mai", "Ghi ngày theo dạng"),
        ("to", "04/11/2018", "không được trước ngày bắt đầu 05-11-2018"),
    ] {
        let mut fields: Vec<(&str, &str)> = SOUND.iter().copied().filter(|(name, _)| *name != field).collect();
        fields.push((field, value));
        let answer = secretary.post(&form, &fields).await;
        assert_eq!(answer.outcome(), "422", "{field} = {value}");
        let html = answer.html();
        assert!(answer.text().contains(told) && html.contains(&format!("href=\"#{field}\"")), "{field} = {value}");
        assert!(html.contains("Đang điều trị"), "what was typed comes back");
    }
    let evil = ("scan", "đơn.pdf", &b"<html><script>alert(1)</script>"[..]);
    let answer = secretary.post_file(&form, &SOUND, evil).await;
    assert!(answer.outcome() == "422" && answer.text().contains("không phải PDF"), "{}", answer.outcome());
    let huge = vec![b'a'; 13 << 20];
    assert_eq!(secretary.post_file(&form, &SOUND, ("scan", "a.pdf", &huge)).await.outcome(), "413");
    let broken = secretary.send(axum::http::Method::POST, &form, Some("text/plain".into()), b"a=b".to_vec()).await;
    assert_eq!(broken.outcome(), "400");
    assert_eq!(exemptions(&t).await, before);
}

#[tokio::test]
async fn an_exemption_is_entered_once_and_ended_by_the_first_of_two() {
    let t = TestOffice::new().await;
    let person = member_of(&t, t.silent_cell).await;
    let mut secretary = t.as_cast("cell_secretary").await;
    let mut officer = t.as_cast("organisation").await;
    let request = secretary.get(&format!("{person}/mien")).await.field("request");
    let fields: Vec<(&str, &str)> = SOUND.iter().copied().chain([("request", request.as_str())]).collect();
    let before = exemptions(&t).await;
    for _double_click in 0..2 {
        assert_eq!(
            secretary.post(&format!("{person}/mien"), &fields).await.outcome(),
            format!("303 {person}?xong=mien")
        );
    }
    assert_eq!(exemptions(&t).await, before + 1);
    let clear: i64 =
        t.value("SELECT count(*) FROM exemption WHERE reason = 'health' OR reason_sealed LIKE '%health%'", &[]).await;
    assert_eq!(clear, 0, "a sensitive reason is nowhere in the clear");

    let exemption: String =
        t.value("SELECT uid FROM exemption WHERE unit_id = $1 ORDER BY id DESC LIMIT 1", &[&t.silent_cell]).await;
    let end = format!("{person}/mien/{exemption}/ket-thuc");
    let first = [("version", "1"), ("last", "20/11/2018")];
    assert_eq!(officer.post(&end, &first).await.outcome(), format!("303 {person}?xong=het-mien"));
    let second = secretary.post(&end, &[("version", "1"), ("last", "22/11/2018")]).await;
    assert_eq!(second.outcome(), "409");
    let text = second.text();
    assert!(text.contains("đến hết 20-11-2018") && text.contains("22-11-2018"), "both versions: {text}");
}
