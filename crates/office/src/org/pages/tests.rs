//! Changes of units through the door.

use crate::identity::right::Role;
use crate::testing::TestOffice;

pub(super) async fn uid(t: &TestOffice, unit: i64) -> String {
    t.value("SELECT uid FROM unit WHERE id = $1", &[&unit]).await
}

/// The commune committee of the silent cell.
pub(super) async fn home(t: &TestOffice) -> i64 {
    t.value("SELECT parent_id FROM unit_parent WHERE unit_id = $1 AND to_day IS NULL", &[&t.silent_cell]).await
}

const RENAME: [(&str, &str); 5] =
    [("kind", "rename"), ("day", "01/12/2018"), ("paper", "QĐ 1"), ("name", "Chi bộ ấp Mới"), ("short", "Ấp Mới")];

#[tokio::test]
async fn only_who_keeps_the_organisation_changes_a_unit_and_takes_a_change_back() {
    let t = TestOffice::new().await;
    let unit = format!("/van-phong/to-chuc/{}", uid(&t, t.silent_cell).await);
    let change = format!("{unit}/thay-doi");
    let mut officer = t.as_cast("organisation").await;
    let made = t.changed(&mut officer, &change, &RENAME).await;
    let event =
        made.strip_prefix("303 ").and_then(|to| to.strip_suffix("?xong=thay-doi")).expect("an event").to_owned();
    for (who, role, at, see, may) in [
        ("the organisation's officer", Role::OrganisationOfficer, t.district, "200", "200"),
        ("an officer of the commune alone", Role::OrganisationOfficer, home(&t).await, "200", "200"),
        ("the leader", Role::Leader, t.district, "200", "403"),
        ("the cell's secretary", Role::CellSecretary, t.silent_cell, "200", "403"),
        ("an editor", Role::Editor, t.district, "403", "403"),
        ("another commune's officer", Role::OrganisationOfficer, t.elsewhere, "404", "404"),
    ] {
        let mut door = t.signed_in(who, role, at).await;
        assert_eq!(door.get(&unit).await.outcome(), see, "{who} sees the unit");
        assert_eq!(door.get(&change).await.outcome(), may, "{who} opens the wizard");
        let other = RENAME.map(|(field, value)| (field, if field == "name" { "Chi bộ ấp Khác" } else { value }));
        let preview = door.post(&change, &other).await.outcome();
        assert_eq!(preview, may, "{who} looks at what a change brings");
        assert_eq!(door.get(&event).await.outcome(), see, "{who} sees the event");
        if may != "200" {
            assert_eq!(door.post(&format!("{event}/hoan-tac"), &[]).await.outcome(), may, "{who} takes it back");
        }
    }
    assert!(t.visitor().post(&change, &RENAME).await.outcome().starts_with("303 /van-phong/dang-nhap"));
    let events: i64 = t.value("SELECT count(*) FROM unit_event WHERE kind = 'rename' AND undone_at IS NULL", &[]).await;
    assert_eq!(events, 2, "the one of 2023 and the officer's: looking makes nothing");
    let undone = officer.post(&format!("{event}/hoan-tac"), &[]).await.outcome();
    assert_eq!(undone, format!("303 {event}?xong=hoan-tac"));
    assert_eq!(officer.post(&format!("{event}/hoan-tac"), &[]).await.outcome(), "409");
}

#[tokio::test]
async fn a_target_out_of_reach_is_no_target() {
    let t = TestOffice::new().await;
    let home = home(&t).await;
    let change = format!("/van-phong/to-chuc/{}/thay-doi", uid(&t, t.silent_cell).await);
    let (near, far) = (uid(&t, home).await, uid(&t, t.elsewhere).await);
    let mut officer = t.signed_in("commune officer", Role::OrganisationOfficer, home).await;
    let beside: i64 = t
        .value("SELECT max(unit_id) FROM unit_parent WHERE parent_id = $1 AND unit_id <> $2", &[&home, &t.silent_cell])
        .await;
    let beside = uid(&t, beside).await;
    for (into, outcome) in [(near.as_str(), "200"), (beside.as_str(), "200"), (far.as_str(), "404"), ("", "422")] {
        for kind in ["move", "dissolve"] {
            // A cell ends in another cell, not in the committee, and stands under that one already.
            let outcome = match outcome {
                "200" if kind == "move" || into == near => "422",
                outcome => outcome,
            };
            let fields = [("kind", kind), ("day", "01/12/2018"), ("paper", "QĐ 1"), ("into", into)];
            assert_eq!(officer.post(&change, &fields).await.outcome(), outcome, "{kind} into {into}");
        }
    }
}

#[tokio::test]
async fn a_dissolved_cell_says_what_became_of_it_and_its_secretary_is_out() {
    let t = TestOffice::new().await;
    let sql = "SELECT unit_id FROM unit_parent WHERE parent_id = $1 AND unit_id <> $2 ORDER BY unit_id LIMIT 1";
    let neighbour: i64 = t.value(sql, &[&home(&t).await, &t.silent_cell]).await;
    let unit = format!("/van-phong/to-chuc/{}", uid(&t, t.silent_cell).await);
    let into = uid(&t, neighbour).await;
    let mut officer = t.as_cast("organisation").await;
    let mut secretary = t.as_cast("cell_secretary").await;
    let fields = [("kind", "dissolve"), ("day", "23/11/2018"), ("paper", "QĐ 9-QĐ/HU"), ("into", &into)];
    let members: i64 = t.value("SELECT count(*) FROM membership WHERE unit_id = $1", &[&t.silent_cell]).await;
    let look = officer.post(&format!("{unit}/thay-doi"), &fields).await.text();
    assert!(look.contains(&format!("Đảng viên chuyển sinh hoạt {members} người")), "{look}");
    assert!(
        look.contains("Bí thư: ") && look.contains(": Bí thư chi bộ"),
        "posts and roles that end are named: {look}"
    );
    assert_eq!(secretary.get(&unit).await.outcome(), "200", "nothing has happened yet");

    let asked = t.changed(&mut officer, &format!("{unit}/thay-doi"), &fields).await;
    assert_eq!(t.changed(&mut officer, &format!("{unit}/thay-doi"), &fields).await, asked, "asked twice, it is one");
    assert_eq!(secretary.get(&unit).await.outcome(), "200", "one alone does not do it");
    let event = t.agreed(&asked).await;
    let page = officer.get(&unit).await;
    assert_eq!(page.outcome(), "200", "the old page stays");
    assert!(page.text().contains("Đơn vị này kết thúc ngày 22-11-2018"), "{}", page.text());
    assert!(page.text().contains("Giải thể, sáp nhập vào đơn vị khác. Thành Chi bộ"));
    assert_eq!(secretary.get(&unit).await.outcome(), "404", "the role has ended with the unit");
    let left: i64 =
        t.value("SELECT count(*) FROM membership WHERE unit_id = $1 AND to_day IS NULL", &[&t.silent_cell]).await;
    assert_eq!(left, 0);
    let old = uid(&t, t.silent_cell).await;
    for day in ["", "&ngay=01/11/2018&theo=hom-nay"] {
        let list = officer.get(&format!("/van-phong/dang-vien?don-vi={old}{day}")).await.outcome();
        let to = list.strip_prefix("303 ").expect(&list).to_owned();
        assert!(to.contains(&format!("don-vi={into}")), "a list that somebody kept leads to who carries on: {to}");
        let list = officer.get(&to).await;
        assert!(list.outcome() == "200" && list.text().contains("Đây là danh sách của đơn vị tiếp nối"), "{to}");
    }
    let mut far = t.signed_in("far", Role::OrganisationOfficer, t.elsewhere).await;
    assert_eq!(far.get(&format!("/van-phong/dang-vien?don-vi={old}")).await.outcome(), "404", "as if there were none");

    let asked = officer.post(&format!("{event}/hoan-tac"), &[]).await.outcome();
    assert_eq!(secretary.get(&unit).await.outcome(), "404", "nor is it taken back by one alone");
    assert_eq!(t.agreed(&asked).await, event);
    assert_eq!(secretary.get(&unit).await.outcome(), "200", "taken back, the secretary is in again");
    let back: i64 =
        t.value("SELECT count(*) FROM membership WHERE unit_id = $1 AND to_day IS NULL", &[&t.silent_cell]).await;
    assert_eq!(back, members);
}

#[tokio::test]
async fn each_mistake_is_named_at_its_field() {
    let t = TestOffice::new().await;
    let change = format!("/van-phong/to-chuc/{}/thay-doi", uid(&t, home(&t).await).await);
    let mut officer = t.as_cast("organisation").await;
    let sound = [
        ("kind", "merge"),
        ("day", "1/12/2018"),
        ("paper", "QĐ 1"),
        ("name", "Chi bộ A"),
        ("short", "A"),
        ("unit_kind", "cell"),
    ];
    for (field, value, told) in [
        ("kind", "explode", "Chọn việc cần làm"),
        ("day", "mai", "Ghi ngày theo dạng"),
        ("day", "01/01/1900", "Ngày ấy không có đơn vị"),
        ("day", "24/11/2200", "Ngày này cách hôm nay hơn 5 năm"),
        ("paper", "", "Ghi văn bản quyết định"),
        ("name", "", "Ghi tên đầy đủ"),
        ("name", "\u{200b}\u{200b}", "Ghi tên đầy đủ"),
        ("short", "", "Ghi tên ngắn"),
        ("short", "\u{2060} \u{202e}", "Ghi tên ngắn"),
        ("units", "", "Chọn ít nhất 2 đơn vị"),
    ] {
        let silent = format!("unit-{}", t.silent_cell);
        let mut fields: Vec<(&str, &str)> = sound.iter().copied().filter(|(name, _)| *name != field).collect();
        fields.push((field, value));
        if field != "units" {
            fields.extend([(silent.as_str(), "1"), ("person-0", "1")]);
        }
        let answer = officer.post(&change, &fields).await;
        assert_eq!(answer.outcome(), "422", "{field} = {value}");
        assert!(answer.text().contains(told), "{field} = {value}: {}", answer.text());
    }
    let made: i64 = t.value("SELECT count(*) FROM unit_event WHERE kind <> 'rename'", &[]).await;
    assert_eq!(made, 0);
}

#[tokio::test]
async fn a_code_is_given_by_who_keeps_the_unit_once_and_to_one_unit() {
    let t = TestOffice::new().await;
    let unit = format!("/van-phong/to-chuc/{}", uid(&t, t.silent_cell).await);
    let page = format!("{unit}/ma");
    let give = |code: &'static str, seen: &'static str| [("code", code), ("day", "01/10/2018"), ("seen", seen)];
    for (who, role, at, outcome) in [
        ("another commune's officer", Role::OrganisationOfficer, t.elsewhere, "404"),
        ("the cell's secretary", Role::CellSecretary, t.silent_cell, "403"),
        ("an editor", Role::Editor, t.district, "403"),
    ] {
        let mut door = t.signed_in(who, role, at).await;
        assert_eq!(door.get(&page).await.outcome(), outcome, "{who} opens the form");
        assert_eq!(door.post(&page, &give("38.168.053.000.001", "0")).await.outcome(), outcome, "{who} saves");
    }
    let mut officer = t.as_cast("organisation").await;
    let form = officer.get(&page).await;
    let (seen, request) = (form.field("seen"), form.field("request"));
    for (field, value, told) in [
        ("code", "38.168.053.000", "mã vừa gõ có 11"),
        ("code", "381.68.053.000.001", "năm nhóm 2, 3, 3, 3, 3"),
        ("code", "38.168.053.000.00A", "chỉ có chữ số và dấu chấm"),
        ("code", "89.890.000.000.000", "đang thuộc Đảng bộ huyện Tịnh Biên"),
        ("day", "01/01/1900", "Ngày ấy không có đơn vị"),
        ("day", "hôm qua", "Ghi ngày theo dạng"),
    ] {
        let mut fields = vec![("code", "38.168.053.000.001"), ("day", "01/10/2018"), ("seen", &seen)];
        fields.retain(|(name, _)| *name != field);
        fields.push((field, value));
        let answer = officer.post(&page, &fields).await;
        assert_eq!(answer.outcome(), "422", "{value}");
        assert!(answer.text().contains(told), "{value}: {}", answer.text());
        assert_eq!(answer.field(field), value, "what was typed comes back");
    }
    let fields = [("code", "38168053000001"), ("day", "01/10/2018"), ("seen", &seen), ("request", &request)];
    for _double_click in 0..2 {
        assert_eq!(officer.post(&page, &fields).await.outcome(), format!("303 {unit}?xong=luu"));
    }
    let given: i64 = t.value("SELECT count(*) FROM unit_code WHERE unit_id = $1", &[&t.silent_cell]).await;
    assert_eq!(given, 2, "the one before and this one");
    for (day, code) in [("", "38.168.053.000.001"), ("?ngay=30/09/2018", "89.890.009.000.003")] {
        let text = officer.get(&format!("{unit}{day}")).await.text();
        assert!(text.contains(code), "{day}: {text}");
    }
    let late = officer.post(&page, &give("38.168.053.000.002", "0")).await;
    assert_eq!(late.outcome(), "409", "somebody was faster");
    assert!(late.text().contains("người khác đã ghi mã 38.168.053.000.001"), "{}", late.text());
}

#[tokio::test]
async fn a_term_does_not_outlive_its_unit() {
    let t = TestOffice::new().await;
    let unit = format!("/van-phong/to-chuc/{}", uid(&t, t.silent_cell).await);
    let into = "SELECT unit_id FROM unit_parent WHERE parent_id = $1 AND unit_id <> $2 ORDER BY unit_id LIMIT 1";
    let into = uid(&t, t.value(into, &[&home(&t).await, &t.silent_cell]).await).await;
    let mut officer = t.as_cast("organisation").await;
    let fields = [("kind", "dissolve"), ("day", "10/12/2018"), ("paper", "QĐ 9"), ("into", &*into)];
    t.agreed(&t.changed(&mut officer, &format!("{unit}/thay-doi"), &fields).await).await;
    let terms = format!("{unit}/nhiem-ky");
    let present: String = t.value("SELECT uid FROM unit_term WHERE unit_id = $1 AND no = 12", &[&t.silent_cell]).await;
    let version = officer.get(&format!("{terms}/{present}")).await.field("version");
    for (to, kept) in [("", false), ("10/12/2018", false), ("09/12/2018", true)] {
        let fields = [("no", "12"), ("from", "12/09/2017"), ("to", to), ("version", &version)];
        let answer = officer.post(&format!("{terms}/{present}"), &fields).await;
        if kept {
            assert_eq!(answer.outcome(), format!("303 {terms}?xong=luu"), "{}", answer.text());
        } else {
            assert_eq!(answer.outcome(), "422", "{to}");
            assert!(answer.text().contains("còn đến hết ngày 09-12-2018"), "{}", answer.text());
        }
    }
}

#[tokio::test]
async fn terms_follow_each_other_and_do_not_overlap() {
    let t = TestOffice::new().await;
    let unit = format!("/van-phong/to-chuc/{}", uid(&t, t.silent_cell).await);
    let terms = format!("{unit}/nhiem-ky");
    let sql = "SELECT uid FROM unit_term WHERE unit_id = $1 AND no = 12";
    let present: String = t.value(sql, &[&t.silent_cell]).await;
    let one = format!("{terms}/{present}");
    for (who, role, at, see, keep) in [
        ("another commune's officer", Role::OrganisationOfficer, t.elsewhere, "404", "404"),
        ("the cell's secretary", Role::CellSecretary, t.silent_cell, "200", "403"),
        ("an editor", Role::Editor, t.district, "403", "403"),
    ] {
        let mut door = t.signed_in(who, role, at).await;
        assert_eq!(door.get(&terms).await.outcome(), see, "{who} looks");
        assert_eq!(door.get(&one).await.outcome(), keep, "{who} opens one");
        for address in [&terms, &one] {
            assert_eq!(door.post(address, &[("no", "13"), ("from", "1/1/2019")]).await.outcome(), keep, "{who} keeps");
        }
    }
    let mut officer = t.as_cast("organisation").await;
    assert!(officer.get(&unit).await.text().contains("Nhiệm kỳ 12 (từ 2017)"));
    for (no, from, to, told) in [
        ("12", "01/01/2020", "", "Đã có nhiệm kỳ 12"),
        ("13", "01/01/2016", "31/12/2016", "trùng với nhiệm kỳ 11"),
        ("không", "01/01/2020", "", "từ 1 đến 999"),
        ("13", "", "", "Ghi ngày theo dạng"),
        ("13", "01/01/2020", "01/01/2019", "không được trước ngày bắt đầu"),
    ] {
        let answer = officer.post(&terms, &[("no", no), ("from", from), ("to", to)]).await;
        assert_eq!(answer.outcome(), "422", "{no} {from} {to}");
        assert!(answer.text().contains(told), "{told}: {}", answer.text());
    }
    let version = officer.get(&one).await.field("version");
    let next = [("no", "13"), ("from", "01/01/2020"), ("to", "31/12/2024"), ("paper", "Nghị quyết Đại hội")];
    assert_eq!(officer.post(&terms, &next).await.outcome(), format!("303 {terms}?xong=luu"));
    let text = officer.get(&terms).await.text();
    assert!(text.contains("Nhiệm kỳ 13 (2020 – 2024)") && text.contains("Nhiệm kỳ 12 (2017 – 2019)"), "{text}");
    let late = [("no", "12"), ("from", "12/09/2017"), ("to", "31/12/2018"), ("version", &version)];
    let conflict = officer.post(&one, &late).await;
    assert_eq!(conflict.outcome(), "409", "its end was set meanwhile");
    assert!(conflict.text().contains("người khác đã ghi: Nhiệm kỳ 12 (2017 – 2019)"), "{}", conflict.text());
    let version = conflict.field("version");
    let again = [("no", "12"), ("from", "12/09/2017"), ("to", "31/12/2018"), ("version", &version)];
    assert_eq!(officer.post(&one, &again).await.outcome(), format!("303 {terms}?xong=luu"));
}
