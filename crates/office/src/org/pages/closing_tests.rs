//! Units on their way out and in, through the door.

use super::tests::{home, uid};
use crate::identity::right::Role;
use crate::testing::TestOffice;
use kit::testing::Door;
use rules::{BUILTIN, RuleBook};

/// The silent cell's closing page, and two cells beside it: (row, outward identity).
pub(super) async fn place(t: &TestOffice) -> (String, [(i64, String); 2]) {
    let sql = "SELECT unit_id FROM unit_parent WHERE parent_id = $1 AND unit_id <> $2 ORDER BY unit_id LIMIT 2";
    let mut conn = t.office.db.read().await.unwrap();
    let beside: Vec<(i64,)> = conn.all(sql, &[&home(t).await, &t.silent_cell]).await.unwrap();
    drop(conn);
    let [(first,), (second,)] = beside[..] else { panic!("{beside:?}") };
    let page = format!("/van-phong/to-chuc/{}/ket-thuc", uid(t, t.silent_cell).await);
    (page, [(first, uid(t, first).await), (second, uid(t, second).await)])
}

pub(super) fn begin(into: &str) -> [(&str, &str); 5] {
    [("do", "begin"), ("version", "0"), ("day", "24/11/2018"), ("paper", "QĐ 9-QĐ/HU"), ("into", into)]
}

/// Sends all that waits of each kind; the version afterwards.
pub(super) async fn send_the_rest(door: &mut Door, page: &str, into: &str, mut version: i64) -> i64 {
    for kind in [
        "members",
        "units",
        "residence",
        "affiliations",
        "transfers-in",
        "candidates",
        "campaigns",
        "articles",
        "tasks",
    ] {
        let seen = version.to_string();
        let fields = [("do", "send"), ("kind", kind), ("version", &seen), ("all", "1"), ("into", into)];
        assert_eq!(door.post(page, &fields).await.outcome(), format!("303 {page}?xong=luu"), "{kind}");
        version += 1;
    }
    version
}

#[tokio::test]
async fn only_who_keeps_the_unit_and_the_one_above_closes_it() {
    let t = TestOffice::new().await;
    let (page, [(_, into), _]) = place(&t).await;
    for (who, role, at, get, post) in [
        ("the organisation's officer", Role::OrganisationOfficer, t.district, "200", "422"),
        ("an officer of the commune alone", Role::OrganisationOfficer, home(&t).await, "200", "422"),
        ("an officer of the cell alone", Role::OrganisationOfficer, t.silent_cell, "403", "403"),
        ("the leader", Role::Leader, t.district, "403", "403"),
        ("the cell's secretary", Role::CellSecretary, t.silent_cell, "403", "403"),
        ("an editor", Role::Editor, t.district, "403", "403"),
        ("another commune's officer", Role::OrganisationOfficer, t.elsewhere, "404", "404"),
    ] {
        let mut door = t.signed_in(who, role, at).await;
        assert_eq!(door.get(&page).await.outcome(), get, "{who} looks");
        let fields = [("do", "begin"), ("version", "0"), ("day", ""), ("paper", ""), ("into", &into)];
        assert_eq!(door.post(&page, &fields).await.outcome(), post, "{who} begins");
        for what in ["send", "leave", "run"] {
            let outcome = door.post(&page, &[("do", what), ("version", "1")]).await.outcome();
            assert_eq!(outcome, if post == "422" { "409" } else { post }, "{who} does {what}");
        }
    }
    assert!(t.visitor().post(&page, &begin(&into)).await.outcome().starts_with("303 /van-phong/dang-nhap"));
    let far = uid(&t, t.elsewhere).await;
    let mut near = t.signed_in("near", Role::OrganisationOfficer, home(&t).await).await;
    assert_eq!(near.post(&page, &begin(&far)).await.outcome(), "404", "into a unit outside reach");
    let begun: i64 = t.value("SELECT count(*) FROM unit_closing", &[]).await;
    assert_eq!(begun, 0);
}

#[tokio::test]
async fn a_unit_ends_when_everything_it_has_has_a_destination_and_not_before() {
    let t = TestOffice::new().await;
    let (page, [(first, into), (second, other)]) = place(&t).await;
    let unit = page.strip_suffix("/ket-thuc").unwrap().to_owned();
    let mut officer = t.as_cast("organisation").await;
    let mut colleague = t.signed_in("colleague", Role::OrganisationOfficer, t.district).await;
    let wrong = [("do", "begin"), ("version", "0"), ("day", "31/02/2018"), ("paper", ""), ("into", &into)];
    let told = officer.post(&page, &wrong).await;
    assert_eq!(told.outcome(), "422");
    assert!(told.text().contains("Ghi ngày theo dạng") && told.text().contains("Ghi văn bản quyết định"));
    assert_eq!(officer.post(&page, &begin(&into)).await.outcome(), format!("303 {page}?xong=luu"));
    assert_eq!(colleague.post(&page, &begin(&other)).await.outcome(), "409", "somebody else began it meanwhile");

    let members: Vec<(i64, i64)> = {
        let sql = "SELECT id, person_id FROM membership WHERE unit_id = $1 ORDER BY id";
        t.office.db.read().await.unwrap().all(sql, &[&t.silent_cell]).await.unwrap()
    };
    let all = members.len();
    let stranger: i64 = t.value("SELECT max(person_id) FROM membership WHERE unit_id = $1", &[&second]).await;
    let mut tx = t.office.db.begin().await.unwrap();
    for (on_the_way, person, from, to, state) in [
        ("out", members[0].1, Some(t.silent_cell), None, "introduced"),
        ("in", stranger, Some(second), Some(t.silent_cell), "introduced"),
        ("back", stranger, Some(second), Some(t.silent_cell), "returned"),
    ] {
        let sql =
            "INSERT INTO transfer (uid, person_id, kind, from_unit, to_unit, cause, cause_on, state, due_day, ruleset)
                   VALUES ($1, $2, 'main', $3, $4, 'work', '2018-11-01', $5, '2019-02-01', 'x')";
        let values: [&dyn kit::db::Arg; 5] = [&on_the_way, &person, &from, &to, &state];
        tx.exec(sql, &values).await.unwrap();
    }
    tx.commit().await.unwrap();
    let shown = officer.get(&page).await.text();
    let waiting = shown.split(" mục chưa có nơi nhận. Đơn vị vẫn đang hoạt động").next().unwrap_or_default();
    let waiting: usize = waiting.rsplit(' ').next().and_then(|number| number.parse().ok()).expect("a number");
    assert!(waiting > all, "the members, and the transfer that is to come: {waiting} of {all}");
    assert!(officer.get(&unit).await.text().contains("Đơn vị này đang chuẩn bị kết thúc: từ ngày 24-11-2018"));
    assert!(officer.get("/van-phong").await.text().contains("Đơn vị đang kết thúc: Chi bộ"), "it waits on the desk");
    let early = officer.post(&page, &[("do", "run"), ("version", "1")]).await;
    assert_eq!(early.outcome(), "409");
    assert!(early.text().contains(&format!("Còn {waiting} mục chưa có nơi nhận")));

    let rows: Vec<String> = members.iter().take(2).map(|(row, _)| format!("row-{row}")).collect();
    let send = [("do", "send"), ("kind", "members"), ("version", "1"), ("into", &other)];
    let chosen: Vec<(&str, &str)> = send.into_iter().chain(rows.iter().map(|row| (row.as_str(), "1"))).collect();
    assert_eq!(officer.post(&page, &send).await.outcome(), "422", "nothing was ticked");
    assert_eq!(officer.post(&page, &chosen).await.outcome(), format!("303 {page}?xong=luu"));
    let late = colleague.post(&page, &chosen).await;
    assert_eq!(late.outcome(), "409", "looked at before the other one chose");
    assert!(late.text().contains("người khác đã đổi nơi nhận"), "{}", late.text());
    let version = send_the_rest(&mut officer, &page, &into, 2).await;

    let ready = officer.get(&page).await.text();
    assert!(ready.contains("Mọi thứ đã có nơi nhận") && ready.contains("Xem hệ quả"), "{ready}");
    // To look at the page somebody else may be writing meanwhile; to try the change nobody may.
    let writing = t.office.db.begin().await.unwrap();
    assert_eq!(officer.get(&page).await.outcome(), "200");
    drop(writing);
    let ready = officer.post(&page, &[("do", "preview")]).await.text();
    assert!(ready.contains("Chức vụ kết thúc Bí thư: "), "{ready}");
    assert!(ready.contains("Người dùng thôi vai trò"), "{ready}");
    let unseen = officer.post(&page, &[("do", "run"), ("version", &version.to_string())]).await;
    assert!(unseen.outcome() == "409" && unseen.text().contains("khác với hệ quả anh chị đã xem"), "{}", unseen.text());
    let seen = officer.post(&page, &[("do", "preview")]).await.field("seen");
    assert_eq!(unseen.field("seen"), seen, "it is shown what there is to be looked at");
    let run = [("do", "run"), ("version", &version.to_string()), ("request", "r-1"), ("seen", &*seen)];
    let asked = officer.post(&page, &run).await.outcome();
    assert_eq!(officer.post(&page, &run).await.outcome(), asked, "sent twice, asked once");
    let event = t.agreed(&asked).await;
    assert!(event.starts_with("/van-phong/to-chuc/su-kien/"), "{event}");

    t.office.clock.advance(kit::clock::DAY);
    let mut tx = t.office.db.begin().await.unwrap();
    crate::org::due::settle(&mut tx, t.office.clock.now()).await.unwrap();
    tx.commit().await.unwrap();
    let mut officer = t.as_cast("organisation").await;
    let at = async |unit: i64| -> i64 {
        let sql = "SELECT count(*) FROM membership WHERE unit_id = $1 AND paper = 'QĐ 9-QĐ/HU' AND to_day IS NULL";
        t.value(sql, &[&unit]).await
    };
    assert_eq!((at(second).await, at(first).await), (2, all as i64 - 2));
    let way: i64 = t.value("SELECT from_unit FROM transfer WHERE uid = 'out'", &[]).await;
    assert_eq!(way, second, "a transfer under way goes along with its member");
    let way: i64 = t.value("SELECT to_unit FROM transfer WHERE uid = 'in'", &[]).await;
    assert_eq!(way, first, "who was to come comes to where the rest was sent");
    let way: i64 = t.value("SELECT to_unit FROM transfer WHERE uid = 'back'", &[]).await;
    assert_eq!(way, first, "so does one that was sent back and may be introduced again");
    let ended = officer.get(&unit).await.text();
    assert!(ended.contains("Đơn vị này kết thúc ngày 23-11-2018"), "{ended}");
    assert_eq!(officer.get(&page).await.outcome(), "404", "closed");

    let asked = officer.post(&format!("{event}/hoan-tac"), &[]).await.outcome();
    t.agreed(&asked).await;
    let again = officer.get(&page).await.text();
    assert!(again.contains("Mọi thứ đã có nơi nhận"), "taken back, it is closing as before: {again}");
    let version: i64 = t.value("SELECT version FROM unit_closing", &[]).await;
    let leave = [("do", "leave"), ("version", &version.to_string())];
    assert_eq!(officer.post(&page, &leave).await.outcome(), format!("303 {unit}?xong=luu"));
    assert!(!officer.get(&unit).await.text().contains("đang chuẩn bị kết thúc"));
}

#[tokio::test]
async fn closed_rooms_get_a_destination_whether_there_is_something_in_them_or_not() {
    for full in [false, true] {
        let t = TestOffice::new().await;
        let (page, [(heir, into), (second, other)]) = place(&t).await;
        let mut officer = t.as_cast("organisation").await;
        if full {
            let mut tx = t.office.db.begin().await.unwrap();
            for case in ["case-1", "case-2"] {
                let sql = "INSERT INTO closed_case (uid, kind, number, unit_id, confidentiality, opened_on)
                           VALUES ($1, 'inspection', $2, $3, 'heads', '2018-11-01')";
                tx.exec(sql, &[&case, &case, &t.silent_cell]).await.unwrap();
            }
            tx.commit().await.unwrap();
        }
        assert!(officer.post(&page, &begin(&into)).await.outcome().starts_with("303"));
        let shown = officer.get(&page).await;
        assert!(shown.text().contains("Vụ việc, nếu có"), "it is asked: {}", shown.text());
        assert!(!shown.text().contains("Vụ việc: ") && !shown.text().contains("case-1"), "and nothing is told");
        let send = [("do", "send"), ("kind", "cases"), ("version", "1"), ("into", &*other), ("row-0", "1")];
        assert_eq!(officer.post(&page, &send).await.outcome(), format!("303 {page}?xong=luu"));
        let version = send_the_rest(&mut officer, &page, &into, 2).await.to_string();
        let look = officer.post(&page, &[("do", "preview")]).await;
        let names: Vec<String> = vec![name_of(&t, heir).await, name_of(&t, second).await];
        let told = format!("Vụ việc, nếu có: sang {}; Ý kiến của nhân dân, nếu có: sang {}", names[1], names[0]);
        assert!(look.text().contains(&told), "{told}: {}", look.text());
        assert!(look.text().contains(&format!("Sổ văn bản khóa lại, {} giữ và đọc", names[0])), "{}", look.text());
        let seen = look.field("seen");
        let run = [("do", "run"), ("version", &*version), ("seen", &*seen)];
        let asked = officer.post(&page, &run).await.outcome();
        t.agreed(&asked).await;
        let cases = "SELECT count(*) FROM closed_case WHERE uid IN ('case-1', 'case-2') AND unit_id = $1";
        let kept = t.value::<i64>(cases, &[&t.silent_cell]).await;
        assert_eq!(kept, if full { 2 } else { 0 }, "the unit goes on with them until its last day");
        let mut tx = t.office.db.begin().await.unwrap();
        crate::org::due::settle(&mut tx, t.office.clock.now().plus(60 * kit::clock::DAY)).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(t.value::<i64>(cases, &[&second]).await, if full { 2 } else { 0 }, "taken over by that unit");
    }
}

pub(super) async fn name_of(t: &TestOffice, unit: i64) -> String {
    t.value("SELECT name FROM unit_name WHERE unit_id = $1 AND to_day IS NULL", &[&unit]).await
}

#[tokio::test]
async fn a_unit_in_preparation_is_in_no_tree_until_it_is_established() {
    let t = TestOffice::new().await;
    let parent = uid(&t, home(&t).await).await;
    let (unit, wizard) = (format!("/van-phong/to-chuc/{parent}"), format!("/van-phong/to-chuc/{parent}/thay-doi"));
    let mut officer = t.as_cast("organisation").await;
    let base = [("kind", "establish"), ("name", "Chi bộ ấp Dự Kiến"), ("short", ""), ("unit_kind", "cell")];
    let draft: Vec<_> = base.into_iter().chain([("do", "draft"), ("day", ""), ("paper", "")]).collect();
    assert_eq!(officer.post(&wizard, &draft).await.outcome(), format!("303 {unit}?xong=nhap"));
    let units: i64 = t.value("SELECT count(*) FROM unit_name WHERE name = 'Chi bộ ấp Dự Kiến'", &[]).await;
    assert_eq!(units, 0);
    let page = officer.get(&unit).await;
    assert!(page.text().contains("Đơn vị đang chuẩn bị lập") && page.text().contains("chưa ghi ngày"));
    let known: String = t.value("SELECT uid FROM unit_draft", &[]).await;
    let open = officer.get(&format!("{wizard}?loai=establish&nhap={known}")).await;
    assert!(open.html().contains("value=\"Chi bộ ấp Dự Kiến\""));

    let with = |version: &'static str, what: &'static str, name: &'static str| {
        let fields = [("kind", "establish"), ("name", name), ("short", "Ấp Dự Kiến"), ("unit_kind", "cell")];
        let more = [("day", "01/12/2018"), ("paper", "QĐ 5"), ("version", version), ("do", what)];
        fields.into_iter().chain(more).collect::<Vec<_>>()
    };
    let send = |mut fields: Vec<(&'static str, &'static str)>, known: &'static str| {
        fields.push(("draft", known));
        fields
    };
    let known: &'static str = known.leak();
    let mut colleague = t.signed_in("colleague", Role::OrganisationOfficer, t.district).await;
    let theirs = send(with("1", "draft", "Chi bộ ấp Khác"), known);
    assert_eq!(colleague.post(&wizard, &theirs).await.outcome(), format!("303 {unit}?xong=nhap"));
    let late = officer.post(&wizard, &send(with("1", "draft", "Chi bộ ấp Mới"), known)).await;
    assert_eq!(late.outcome(), "422");
    assert!(late.text().contains("người khác đã lưu bản nháp: Chi bộ ấp Khác"), "{}", late.text());
    assert!(late.html().contains("value=\"Chi bộ ấp Mới\""), "what was typed comes back");
    let late = t.changed(&mut officer, &wizard, &send(with("1", "preview", "Chi bộ ấp Mới"), known)).await;
    assert_eq!(late, "409");
    let made = t.changed(&mut officer, &wizard, &send(with("2", "preview", "Chi bộ ấp Mới"), known)).await;
    assert!(made.starts_with("303 /van-phong/to-chuc/su-kien/"), "{made}");
    assert!(!officer.get(&unit).await.text().contains("Đơn vị đang chuẩn bị lập"));
    let event = made.strip_prefix("303 ").and_then(|to| to.split('?').next()).unwrap().to_owned();
    officer.post(&format!("{event}/hoan-tac"), &[]).await;
    assert!(officer.get(&unit).await.text().contains("Đơn vị đang chuẩn bị lập"), "taken back, it is a draft again");
    let dropped = officer.post(&wizard, &send(with("3", "drop", "x"), known)).await.outcome();
    assert_eq!(dropped, format!("303 {unit}?xong=bo-nhap"));
    for (who, role, at, outcome) in [
        ("the leader", Role::Leader, t.district, "403"),
        ("the cell's secretary", Role::CellSecretary, t.silent_cell, "404"),
        ("another commune's officer", Role::OrganisationOfficer, t.elsewhere, "404"),
    ] {
        let mut door = t.signed_in(who, role, at).await;
        assert_eq!(door.post(&wizard, &draft).await.outcome(), outcome, "{who}");
    }
    let mut elsewhere = t.signed_in("elsewhere", Role::OrganisationOfficer, t.elsewhere).await;
    let own = format!("/van-phong/to-chuc/{}/thay-doi", uid(&t, t.elsewhere).await);
    let outcome = elsewhere.get(&format!("{own}?loai=establish&nhap={known}")).await.outcome();
    assert_eq!(outcome, "404", "a draft of another commune");
}

#[tokio::test]
async fn what_a_task_says_is_for_whoever_may_see_it_and_others_learn_how_many_there_are() {
    let mut t = TestOffice::new().await;
    let (page, [(_, into), _]) = place(&t).await;
    let task: String =
        t.value("SELECT what FROM task WHERE unit_id = $1 AND state <> 'done' LIMIT 1", &[&t.silent_cell]).await;
    let mut officer = t.as_cast("organisation").await;
    assert_eq!(officer.post(&page, &begin(&into)).await.outcome(), format!("303 {page}?xong=luu"));
    let shown = officer.get(&page).await.text();
    assert!(shown.contains(&task), "{task}: {shown}");
    // An office whose officers of organisation have nothing to do with papers.
    let general = BUILTIN.iter().find(|(name, _)| *name == "roles-general.toml").expect("the roles").1;
    let own = general.replacen("id = \"roles-general\"", "id = \"ours\"\nscope = \"office\"", 1);
    let papers = "\"read_handins\", \"read_papers\", \"draft_papers\"], ";
    assert!(own.contains(papers));
    let own = own.replace(papers, "\"read_handins\"], ");
    let files = BUILTIN.iter().map(|(name, text)| (*name, *text)).chain([("ours.toml", own.as_str())]);
    t.office.book = std::sync::Arc::new(RuleBook::load(files).expect("sound rules"));
    let shown = t.as_cast("organisation").await.get(&page).await.text();
    assert!(!shown.contains(&task) && shown.contains("mục chưa có nơi nhận"), "{task}: {shown}");
}

#[tokio::test]
async fn only_the_units_that_are_sent_are_asked_whether_they_fit() {
    let t = TestOffice::new().await;
    let mut officer = t.as_cast("organisation").await;
    let (commune, other) = (uid(&t, home(&t).await).await, uid(&t, t.elsewhere).await);
    let new = [
        ("kind", "establish"),
        ("day", "01/11/2018"),
        ("paper", "QĐ 1"),
        ("name", "Đảng bộ trường học"),
        ("short", "Trường học"),
        ("unit_kind", "attached_committee"),
    ];
    let made = t.changed(&mut officer, &format!("/van-phong/to-chuc/{other}/thay-doi"), &new).await;
    assert!(made.starts_with("303"), "{made}");
    let sql = "SELECT u.uid FROM unit u JOIN unit_name n ON n.unit_id = u.id WHERE n.name = 'Đảng bộ trường học'";
    let attached: String = t.value(sql, &[]).await;
    // Beside the cells of the commune a board of it, which serves no committee below the grassroots.
    let board = new.map(|(name, value)| match name {
        "name" => (name, "Ban Xây dựng Đảng mới"),
        "short" => (name, "Ban mới"),
        "unit_kind" => (name, "board"),
        _ => (name, value),
    });
    let made = t.changed(&mut officer, &format!("/van-phong/to-chuc/{commune}/thay-doi"), &board).await;
    assert!(made.starts_with("303"), "{made}");
    let page = format!("/van-phong/to-chuc/{commune}/ket-thuc");
    assert!(officer.post(&page, &begin(&other)).await.outcome().starts_with("303"));
    let row = "SELECT id FROM unit_parent WHERE unit_id = $1 AND to_day IS NULL";
    let row = format!("row-{}", t.value::<i64>(row, &[&t.silent_cell]).await);
    let send = |version: &'static str, what: &str| {
        let rest = [("do", "send"), ("kind", "units"), ("version", version), (what, "1")];
        rest.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec()
    };
    for (version, what, outcome) in [("1", "all", "422"), ("1", row.as_str(), "303"), ("2", "all", "422")] {
        let mut fields = send(version, what);
        fields.push(("into".to_owned(), attached.clone()));
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let answer = officer.post(&page, &fields).await;
        assert_eq!(answer.outcome()[..3], *outcome, "{what}: {}", answer.text());
        assert_eq!(answer.outcome().starts_with("422"), answer.text().contains("không đứng dưới"), "{what}");
    }
}
