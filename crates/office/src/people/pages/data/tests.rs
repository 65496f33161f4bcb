//! What is kept of a person, and requests about it, through the door.

use crate::identity::right::Role;
use crate::people::SUBJECT;
use crate::testing::{TestOffice, agrees, vault};
use kit::clock::DAY;
use kit::testing::Door;

mod whole;

const OWN: &str = "/van-phong/tai-khoan/du-lieu";
const REGISTER: &str = "/van-phong/yeu-cau";

/// A member of the silent cell who has sealed values and no account.
async fn member(t: &TestOffice) -> (i64, String) {
    let sql = "SELECT p.id, p.uid FROM person p JOIN membership m ON m.person_id = p.id AND m.to_day IS NULL
               JOIN person_secret s ON s.person_id = p.id AND s.field = 'citizen_id'
               WHERE m.unit_id = $1 AND p.id NOT IN (SELECT person_id FROM account WHERE person_id IS NOT NULL)
               ORDER BY p.id LIMIT 1";
    let (id, uid): (i64, String) = t.office.db.read().await.unwrap().one(sql, &[&t.silent_cell]).await.unwrap();
    (id, format!("/van-phong/dang-vien/{uid}"))
}

async fn sealed_of(t: &TestOffice, person: i64, field: &str) -> String {
    let mut conn = t.office.db.read().await.unwrap();
    let sql = "SELECT sealed FROM person_secret WHERE person_id = $1 AND field = $2";
    let sealed: String = conn.value(sql, &[&person, &field]).await.unwrap().unwrap();
    vault().open(&mut conn, SUBJECT, person, &sealed).await.unwrap().unwrap()
}

/// Enters a request for a member; where it is.
async fn asked(door: &mut Door, person: &str, fields: &[(&str, &str)]) -> String {
    let base = [("asked_how", "written"), ("asked_on", "20/11/2018")];
    let fields: Vec<(&str, &str)> = base.into_iter().chain(fields.iter().copied()).collect();
    let outcome = door.post(&format!("{person}/yeu-cau"), &fields).await.outcome();
    outcome.strip_prefix("303 ").and_then(|at| at.strip_suffix("?xong=yeu-cau")).expect(&outcome).to_owned()
}

#[tokio::test]
async fn a_person_sees_everything_and_who_opened_it_and_others_see_nothing_of_it() {
    let t = TestOffice::new().await;
    let mut leader = t.as_cast("leader").await;
    let person: i64 = t.value("SELECT person_id FROM account WHERE login = 'leader'", &[]).await;
    let uid: String = t.value("SELECT uid FROM person WHERE id = $1", &[&person]).await;
    let record = format!("/van-phong/dang-vien/{uid}");
    let (id, phone) = (sealed_of(&t, person, "citizen_id").await, sealed_of(&t, person, "phone").await);
    let page = leader.get(OWN).await;
    let text = page.text();
    for part in
        ["Bí thư", "Sinh hoạt chính thức", "Đảng viên chính thức", "leader", "Có mặt", "ủy ban kiểm tra giữ riêng"]
    {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(!text.contains(&id) && !text.contains(&phone), "sealed values wait to be opened");
    let opened = leader.post(OWN, &[]).await.text();
    assert!(opened.contains(&id) && opened.contains(&phone), "{opened}");
    let mut officer = t.as_cast("organisation").await;
    assert_eq!(officer.post(&format!("{record}/mo/phone"), &[("reason", "contact")]).await.outcome(), "200");
    let told = leader.get(OWN).await.text();
    assert!(told.contains("Võ Chi Tùng") && told.contains("báo họp, liên lạc"), "who, what and why: {told}");

    let file = leader.post(&format!("{OWN}/tep"), &[]).await;
    assert_eq!(file.headers["content-type"], "application/json");
    let file: serde_json::Value = serde_json::from_slice(&file.body).expect("a file that a program reads");
    assert_eq!(file["kept"]["sealed"][0]["value"], serde_json::json!(id));
    assert_eq!(file["kept"]["posts"][0]["unit"], serde_json::json!("Đảng bộ huyện Tịnh Biên"));
    let parts: Vec<&str> = file["kept"].as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(parts.len(), 22, "{parts:?}");

    let (_, other) = member(&t).await;
    for (who, role, unit, outcome) in [
        ("the organisation's officer", Role::OrganisationOfficer, t.district, "200"),
        ("a leader", Role::Leader, t.district, "403"),
        ("the cell's secretary", Role::CellSecretary, t.silent_cell, "403"),
        ("another commune's officer", Role::OrganisationOfficer, t.elsewhere, "404"),
    ] {
        let mut door = t.signed_in(who, role, unit).await;
        assert_eq!(door.get(&format!("{other}/du-lieu")).await.outcome(), outcome, "{who}");
        assert_eq!(door.post(&format!("{other}/du-lieu"), &[]).await.outcome(), outcome, "{who} opens");
        let taken = door.post(&format!("{other}/du-lieu/tep"), &[]).await.outcome();
        let expected = if outcome == "200" { "303 /van-phong/de-nghi/" } else { outcome };
        assert!(taken.starts_with(expected), "{who} takes a file: {taken}");
        assert_eq!(door.get(OWN).await.outcome(), "404", "{who} is nobody on record");
    }
}

#[tokio::test]
async fn what_is_sealed_is_taken_out_as_a_file_by_two_persons_and_once() {
    let t = TestOffice::new().await;
    let mut officer = t.as_cast("organisation").await;
    let mut colleague = t.signed_in("colleague", Role::OrganisationOfficer, t.district).await;
    let (_, person) = member(&t).await;
    let tep = format!("{person}/du-lieu/tep");
    assert!(officer.get(&format!("{person}/du-lieu")).await.text().contains("Đề nghị tải tệp"));
    let asked = officer.post(&tep, &[]).await.outcome();
    assert_eq!(officer.post(&tep, &[]).await.outcome(), asked, "asked twice, it is one");
    let opened = "SELECT count(*) FROM journal WHERE verb = 'people.secret.read'";
    assert_eq!(t.agreed(&asked).await, format!("{person}/du-lieu"));
    assert_eq!(t.value::<i64>(opened, &[]).await, 0, "agreeing opens nothing");
    assert!(
        colleague.post(&tep, &[]).await.outcome().starts_with("303 /van-phong/de-nghi/"),
        "it is not a colleague's"
    );
    assert!(!officer.get(&format!("{person}/du-lieu")).await.text().contains("Đề nghị tải tệp"));
    assert_eq!(officer.post(&tep, &[]).await.headers["content-type"], "application/json");
    let both: String =
        t.value("SELECT after FROM journal WHERE verb = 'people.secret.read' ORDER BY id LIMIT 1", &[]).await;
    assert!(both.contains("\"agreed\":"), "{both}");
    let again = officer.post(&tep, &[]).await.outcome();
    assert!(again.starts_with("303 /van-phong/de-nghi/") && again != asked, "a second file is asked for anew: {again}");
    t.agreed(&again).await;
    t.office.clock.advance(73 * 3600 * kit::clock::SECOND);
    let mut officer = t.as_cast("organisation").await;
    assert!(officer.post(&tep, &[]).await.outcome().starts_with("303 /van-phong/de-nghi/"), "the hours are over");
}

#[tokio::test]
async fn a_request_runs_on_its_clocks_and_is_on_the_desk_when_late() {
    let t = TestOffice::new().await;
    let mut officer = t.as_cast("organisation").await;
    let (_, person) = member(&t).await;
    for (fields, told) in [
        (vec![("kind", ""), ("words", "x")], "Chọn yêu cầu"),
        (vec![("kind", "restrict")], "Chọn ít nhất một mục"),
        (vec![("kind", "correct"), ("words", "")], "Ghi rõ chỗ sai"),
        (vec![("kind", "access"), ("asked_on", "24/11/2018")], "Ngày này chưa tới"),
        (vec![("kind", "access"), ("asked_how", "dream")], "Chọn cách đề nghị"),
    ] {
        let base = [("asked_how", "written"), ("asked_on", "20/11/2018")];
        let kept = base.into_iter().filter(|(name, _)| fields.iter().all(|(other, _)| other != name));
        let fields: Vec<(&str, &str)> = kept.chain(fields.iter().copied()).collect();
        let answer = officer.post(&format!("{person}/yeu-cau"), &fields).await;
        assert!(answer.outcome() == "422" && answer.text().contains(told), "{told}: {}", answer.text());
    }
    // Asked on Tuesday the 20th: two working days end on Thursday the 22nd, and today is Friday the 23rd.
    let request = asked(&mut officer, &person, &[("kind", "access"), ("words", "Xin bản sao")]).await;
    let page = officer.get(&request).await.text();
    assert!(page.contains("Chậm trả lời, hạn 22-11-2018") && page.contains("hạn 30-11-2018"), "{page}");
    assert!(!page.contains("Xin bản sao"), "what was said is sealed");
    assert!(officer.post(&format!("{request}/mo"), &[]).await.text().contains("Xin bản sao"));
    let desk = officer.get("/van-phong").await;
    assert!(desk.html().contains(&format!("href=\"{request}\"")) && desk.text().contains("Chậm trả lời"));
    let twice = officer
        .post(&format!("{person}/yeu-cau"), &[("kind", "access"), ("asked_how", "oral"), ("asked_on", "23/11/2018")])
        .await;
    assert!(twice.text().contains("Đã có yêu cầu này đang chờ"), "{}", twice.text());

    let version = officer.get(&request).await.field("version");
    for (verb, field, told) in
        [("tra-loi", "reply", "Ghi nội dung"), ("gia-han", "why", "Ghi lý do"), ("xong", "answer", "Chọn kết quả")]
    {
        let answer = officer.post(&format!("{request}/{verb}"), &[("version", &version), (field, "")]).await;
        assert!(answer.outcome() == "422" && answer.text().contains(told), "{verb}: {}", answer.text());
    }
    let reply = [("version", version.as_str()), ("reply", "Đã nhận, sẽ gửi bản sao")];
    assert_eq!(officer.post(&format!("{request}/tra-loi"), &reply).await.outcome(), format!("303 {request}?xong=luu"));
    assert_eq!(officer.post(&format!("{request}/tra-loi"), &reply).await.outcome(), "409", "the second of two is told");
    let desk = officer.get("/van-phong").await.html();
    assert!(!desk.contains(&format!("href=\"{request}\"")), "answered, and not due yet");
    let version = officer.get(&request).await.field("version");
    let extend = [("version", version.as_str()), ("why", "Hồ sơ ở nơi khác")];
    assert_eq!(officer.post(&format!("{request}/gia-han"), &extend).await.outcome(), format!("303 {request}?xong=luu"));
    let page = officer.get(&request).await;
    assert!(page.text().contains("hạn 15-12-2018") && page.text().contains("hạn cũ 30-11-2018"), "{}", page.text());
    assert!(!page.html().contains("gia-han"), "one extension");
    t.office.clock.advance(23 * DAY);
    let mut officer = t.as_cast("organisation").await;
    let desk = officer.get("/van-phong").await.text();
    assert!(desk.contains("Quá hạn 15-12-2018"), "{desk}");
    assert!(officer.get(REGISTER).await.text().contains("Quá hạn 15-12-2018"));
    let version = officer.get(&request).await.field("version");
    let finish = [("version", version.as_str()), ("outcome", "granted"), ("answer", "Đã in và giao")];
    assert_eq!(officer.post(&format!("{request}/xong"), &finish).await.outcome(), format!("303 {request}?xong=luu"));
    let register = officer.get(REGISTER).await.text();
    assert!(
        register.contains("Không có yêu cầu nào đang chờ") && register.contains("Đã làm theo yêu cầu"),
        "{register}"
    );
    for (who, role, unit, list, one) in [
        ("a leader", Role::Leader, t.district, "403", "403"),
        ("another commune's officer", Role::OrganisationOfficer, t.elsewhere, "200", "404"),
    ] {
        let mut door = t.signed_in(who, role, unit).await;
        assert_eq!(door.get(REGISTER).await.outcome(), list, "{who}");
        assert!(list != "200" || !door.get(REGISTER).await.html().contains(&request), "{who} sees none of it");
        assert_eq!(door.get(&request).await.outcome(), one, "{who}");
        for verb in ["mo", "tra-loi", "gia-han", "xong", "bo-han-che"] {
            assert_eq!(door.post(&format!("{request}/{verb}"), &finish).await.outcome(), one, "{who}: {verb}");
        }
    }
}

#[tokio::test]
async fn a_person_asks_on_the_own_page_and_reads_the_answer_there() {
    let t = TestOffice::new().await;
    let mut secretary = t.as_cast("cell_secretary").await;
    let request = secretary.get(OWN).await.field("request");
    let fields = [("request", request.as_str()), ("kind", "correct"), ("words", "Ngày vào Đảng là 3/2/1998")];
    for _double_click in 0..2 {
        let sent = secretary.post(&format!("{OWN}/yeu-cau"), &fields).await.outcome();
        assert_eq!(sent, format!("303 {OWN}?xong=yeu-cau"));
    }
    assert_eq!(t.value::<i64>("SELECT count(*) FROM data_request", &[]).await, 1);
    let wrong = secretary.post(&format!("{OWN}/yeu-cau"), &[("kind", "restrict"), ("words", "xin")]).await;
    assert!(wrong.outcome() == "422" && wrong.html().contains("xin</textarea>"), "what was typed comes back");
    let uid: String = t.value("SELECT uid FROM data_request", &[]).await;
    let mut officer = t.as_cast("organisation").await;
    let at = format!("{REGISTER}/{uid}");
    let finish = [("version", "1"), ("outcome", "refused"), ("answer", "Quyết định kết nạp ghi ngày khác")];
    assert_eq!(officer.post(&format!("{at}/xong"), &finish).await.outcome(), format!("303 {at}?xong=luu"));
    let own = secretary.get(OWN).await.text();
    assert!(own.contains("Quyết định kết nạp ghi ngày khác") && own.contains("Không làm theo"), "{own}");
}

#[tokio::test]
async fn a_restricted_field_is_shown_and_handed_out_to_nobody_while_it_holds() {
    let t = TestOffice::new().await;
    let mut officer = t.as_cast("organisation").await;
    let (id, person) = member(&t).await;
    let (phone, card) = (sealed_of(&t, id, "phone").await, "SELECT card_no FROM person WHERE id = $1");
    let card: String = t.value(card, &[&id]).await;
    assert!(officer.get(&person).await.text().contains(&card));
    let fields = [("kind", "restrict"), ("field-phone", "1"), ("field-card_no", "1"), ("field-full_name", "1")];
    let request = asked(&mut officer, &person, &fields).await;
    let finish = [("version", "1"), ("outcome", "granted"), ("answer", "Đã hạn chế")];
    assert_eq!(officer.post(&format!("{request}/xong"), &finish).await.outcome(), format!("303 {request}?xong=luu"));
    let page = officer.get(&person).await.text();
    assert!(page.contains("Đang hạn chế theo yêu cầu") && !page.contains(&card), "{page}");
    let open = officer.post(&format!("{person}/mo/phone"), &[("reason", "contact")]).await;
    assert!(open.outcome() == "422" && !open.text().contains(&phone[1..]), "{}", open.text());
    let asked = officer.post(&format!("{person}/du-lieu/tep"), &[]).await.outcome();
    t.agreed(&asked).await;
    let file = officer.post(&format!("{person}/du-lieu/tep"), &[]).await;
    assert_eq!(file.outcome(), "200");
    let file = file.html();
    assert!(!file.contains(&phone) && !file.contains(&card), "not in the file that an officer takes");
    let kept = officer.get(&format!("{person}/du-lieu")).await.text();
    assert!(kept.contains("Đang hạn chế") && !kept.contains(&card), "nor on the page of what is kept: {kept}");
    let form = officer.get(&format!("{person}/sua")).await;
    assert!(!form.html().contains(&card), "not in the form either");
    let name: String = t.value("SELECT full_name FROM person WHERE id = $1", &[&id]).await;
    let fields = [
        ("version", form.field("version")),
        ("full_name", format!("{name} B")),
        ("birth_day", form.field("birth_day")),
    ];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let joined = [("joined_on", form.field("joined_on")), ("sex", "m".to_owned())];
    let fields: Vec<(&str, &str)> = fields.into_iter().chain(joined.iter().map(|(n, v)| (*n, v.as_str()))).collect();
    let corrected = officer.post(&format!("{person}/sua"), &fields).await.outcome();
    assert_eq!(corrected, format!("303 {person}?xong=ho-so"));
    assert_eq!(
        t.value::<String>("SELECT card_no FROM person WHERE id = $1", &[&id]).await,
        card,
        "a correction keeps it"
    );
    assert_eq!(officer.post(&format!("{request}/bo-han-che"), &[]).await.outcome(), format!("303 {request}?xong=luu"));
    assert!(officer.get(&person).await.text().contains(&card), "lifted");
    assert_eq!(officer.post(&format!("{request}/bo-han-che"), &[]).await.outcome(), "404");
}

#[tokio::test]
async fn erasing_takes_two_persons_destroys_the_key_and_keeps_the_counts() {
    let t = TestOffice::new().await;
    let mut officer = t.as_cast("organisation").await;
    let mut leader = t.as_cast("leader").await;
    let (id, person) = member(&t).await;
    let joined = officer.get(&format!("{person}/sua")).await.field("joined_on");
    let fields = [
        ("version", "1"),
        ("full_name", "Chau Văn Ry"),
        ("birth_day", "12/03/1965"),
        ("joined_on", &joined),
        ("card_no", "56.999999"),
        ("sure", "1"),
    ];
    assert_eq!(officer.post(&format!("{person}/sua"), &fields).await.outcome(), format!("303 {person}?xong=ho-so"));
    let request = asked(&mut officer, &person, &[("kind", "erase"), ("words", "Xin xóa")]).await;
    let mut tx = t.office.db.begin().await.unwrap();
    let sql = "INSERT INTO restriction (person_id, field, request_id, from_day)
               SELECT CAST($1 AS BIGINT), CAST($2 AS TEXT), max(id), '2018-11-01' FROM data_request";
    for field in ["phone", "full_name"] {
        tx.exec(sql, &[&id, &field]).await.unwrap();
    }
    // What the way into the Party and an introduction knew of the same person.
    let sql = "UPDATE candidate SET person_id = $1 WHERE id = (SELECT min(id) FROM candidate)";
    tx.exec(sql, &[&id]).await.unwrap();
    let sql = "INSERT INTO transfer (uid, person_id, kind, cause, cause_on, state, due_day, ruleset)
               VALUES ('n', $1, 'main', 'work', '2018-11-01', 'received', '2019-02-01', 'x')";
    let transfer = tx.insert(sql, &[&id]).await.unwrap();
    let sql = "INSERT INTO transfer_newcomer (transfer_id, full_name, birth_year, birth_day, card_no)
               VALUES ($1, 'Chau Văn Ry', 1965, '1965-03-12', '56.999999')";
    tx.insert(sql, &[&transfer]).await.unwrap();
    tx.commit().await.unwrap();
    assert!(officer.get(&person).await.text().contains("Đang hạn chế theo yêu cầu"));
    let finish = [("version", "1"), ("outcome", "granted"), ("answer", "Theo đơn ngày 20/11")];
    let sent = officer.post(&format!("{request}/xong"), &finish).await.outcome();
    let proposal = sent.strip_prefix("303 ").and_then(|at| at.strip_suffix("?xong=de-nghi")).expect(&sent).to_owned();
    let still: i64 = t.value("SELECT count(*) FROM person_secret WHERE person_id = $1", &[&id]).await;
    assert_eq!(still, 4, "nothing happens until a second one agrees");
    let page = leader.get(&proposal).await.text();
    assert!(page.contains("Chau Văn Ry") && page.contains("Không lấy lại được"), "{page}");
    let counts = "SELECT (SELECT count(*) FROM membership) + (SELECT count(*) FROM attendance)
                  + (SELECT count(*) FROM exemption) + (SELECT count(*) FROM member_state)";
    let before: i64 = t.value(counts, &[]).await;
    let agreed = agrees(&mut leader, &proposal).await.outcome();
    assert!(agreed.starts_with("303"), "{agreed}");
    assert_eq!(t.value::<i64>(counts, &[]).await, before, "nobody leaves a count");
    let left = "SELECT (SELECT count(*) FROM person_secret WHERE person_id = $1)
                + (SELECT count(*) FROM subject_key WHERE subject = 'person' AND subject_id = $1)
                + (SELECT count(*) FROM person WHERE id = $1
                   AND (citizen_mark IS NOT NULL OR card_no IS NOT NULL OR birth_day IS NOT NULL))";
    assert_eq!(t.value::<i64>(left, &[&id]).await, 0);
    let beside = "SELECT (SELECT count(*) FROM transfer_newcomer) + (SELECT count(*) FROM candidate
                  WHERE person_id = $1 AND (schooling <> '' OR birth_day NOT LIKE '%-01-01'))";
    let newcomers: i64 = t.value("SELECT count(*) FROM transfer_newcomer WHERE full_name <> 'Chau Văn Ry'", &[]).await;
    assert_eq!(t.value::<i64>(beside, &[&id]).await, newcomers, "nor beside the record");
    assert_eq!(t.value::<i64>("SELECT birth_year FROM person WHERE id = $1", &[&id]).await, 1965);
    let page = officer.get(&person).await.text();
    assert!(page.contains("đã được xóa theo yêu cầu ngày 23-11-2018") && !page.contains("56.999999"), "{page}");
    let restricted = "SELECT min(field) FROM restriction WHERE person_id = $1 AND to_day IS NULL";
    assert_eq!(t.value::<String>(restricted, &[&id]).await, "full_name", "what is gone is restricted no more");
    let row = "SELECT count(*) FROM journal WHERE verb = 'people.person.erase' AND subject_id = $1";
    assert_eq!(t.value::<i64>(row, &[&id]).await, 1);
    kit::journal::seal::seal(&t.office.db, t.office.clock.now()).await.unwrap();
    let verified = kit::journal::verify::verify(&mut t.office.db.read().await.unwrap()).await.unwrap();
    assert!(verified.problems.is_empty(), "the chain holds");
    // A new value begins under a new key, and what was sealed before stays closed.
    let version = officer.get(&format!("{person}/sua")).await.field("version");
    let fields = [
        ("version", version.as_str()),
        ("full_name", "Chau Văn Ry"),
        ("birth_day", "1965"),
        ("phone", "0912 345 678"),
        ("sure", "1"),
    ];
    assert!(officer.post(&format!("{person}/sua"), &fields).await.outcome().starts_with("303"));
    assert_eq!(officer.get(&person).await.outcome(), "200");
    assert_eq!(officer.get(&format!("{person}/du-lieu")).await.outcome(), "200");
}

#[tokio::test]
async fn who_opened_what_is_forgotten_after_two_years_and_the_journal_keeps_that_something_was_opened() {
    let t = TestOffice::new().await;
    let mut officer = t.as_cast("organisation").await;
    let (_, person) = member(&t).await;
    assert_eq!(officer.post(&format!("{person}/mo/phone"), &[("reason", "contact")]).await.outcome(), "200");
    let readings = "SELECT count(*) FROM reading";
    for (days, forgotten, left) in [(700, 0, 1), (40, 1, 0), (1, 0, 0)] {
        t.office.clock.advance(days * DAY);
        assert_eq!(t.office.forget_readings().await.unwrap(), forgotten, "after {days} days more");
        assert_eq!(t.value::<i64>(readings, &[]).await, left);
    }
    let noted = "SELECT count(*) FROM journal WHERE verb = 'people.secret.read'";
    assert_eq!(t.value::<i64>(noted, &[]).await, 1);
}
