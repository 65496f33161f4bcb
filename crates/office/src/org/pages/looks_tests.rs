//! What is looked at before a change of units is made: it is what is made, it names everything that follows, and what the
//! rules on units do not allow is refused.

use super::tests::{home, uid};
use crate::testing::TestOffice;
use kit::testing::{Answer, Door};

fn wizard(unit: &str) -> String {
    format!("/van-phong/to-chuc/{unit}/thay-doi")
}

async fn beside(t: &TestOffice) -> i64 {
    let sql = "SELECT unit_id FROM unit_parent WHERE parent_id = $1 AND unit_id <> $2 ORDER BY unit_id LIMIT 1";
    t.value(sql, &[&home(t).await, &t.silent_cell]).await
}

async fn name(t: &TestOffice, unit: i64) -> String {
    t.value("SELECT name FROM unit_name WHERE unit_id = $1 AND from_day <= '2018-11-23' ORDER BY id LIMIT 1", &[&unit])
        .await
}

async fn events(t: &TestOffice) -> i64 {
    t.value("SELECT count(*) FROM unit_event WHERE undone_at IS NULL", &[]).await
}

async fn run(door: &mut Door, page: &str, fields: &[(&str, &str)], more: &[(&str, &str)]) -> Answer {
    let mut all: Vec<(&str, &str)> =
        fields.iter().copied().filter(|(name, _)| more.iter().all(|(m, _)| m != name)).collect();
    all.extend_from_slice(more);
    all.push(("do", "run"));
    door.post(page, &all).await
}

#[tokio::test]
async fn what_is_recorded_is_what_was_looked_at_and_nothing_else() {
    let t = TestOffice::new().await;
    let page = wizard(&uid(&t, t.silent_cell).await);
    let mut officer = t.as_cast("organisation").await;
    let fields = [("kind", "rename"), ("day", "01/12/2018"), ("paper", "QĐ 1"), ("name", "Chi bộ A"), ("short", "A")];
    let before = events(&t).await;
    let unseen = run(&mut officer, &page, &fields, &[]).await;
    assert_eq!(unseen.outcome(), "409", "nobody looked");
    let seen = officer.post(&page, &fields).await.field("seen");
    let edited = run(&mut officer, &page, &fields, &[("seen", seen.as_str()), ("name", "Chi bộ B")]).await;
    assert_eq!(edited.outcome(), "409");
    let text = edited.text();
    assert!(text.contains("khác với hệ quả anh chị đã xem") && text.contains("Chi bộ B"), "{text}");
    assert_eq!(events(&t).await, before, "nothing was recorded");
    let again = edited.field("seen");
    let made = run(&mut officer, &page, &fields, &[("seen", again.as_str()), ("name", "Chi bộ B")]).await.outcome();
    assert!(made.starts_with("303 /van-phong/to-chuc/su-kien/"), "{made}");
    let named: i64 = t.value("SELECT count(*) FROM unit_name WHERE name = 'Chi bộ B'", &[]).await;
    assert_eq!(named, 1);
    let event = made.strip_prefix("303 ").and_then(|to| to.split('?').next()).unwrap().to_owned();
    let text = officer.get(&event).await.text();
    assert!(
        text.contains(&format!("{} Chi bộ B", name(&t, t.silent_cell).await)),
        "the old name and the new one: {text}"
    );

    // Whom somebody else enters meanwhile is looked at too.
    let place = wizard(&uid(&t, beside(&t).await).await);
    let into = uid(&t, t.silent_cell).await;
    let gone = [("kind", "dissolve"), ("day", "24/11/2018"), ("paper", "QĐ 2"), ("into", into.as_str())];
    let seen = officer.post(&place, &gone).await.field("seen");
    let mut tx = t.office.db.begin().await.unwrap();
    let sql = "UPDATE membership SET unit_id = $1 WHERE id = (SELECT min(id) FROM membership WHERE unit_id = $2 AND kind = 'main' AND to_day IS NULL)";
    tx.exec(sql, &[&beside(&t).await, &t.silent_cell]).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(run(&mut officer, &place, &gone, &[("seen", seen.as_str())]).await.outcome(), "409");
}

#[tokio::test]
async fn a_change_names_who_goes_which_posts_end_and_where_a_unit_stands_then() {
    let t = TestOffice::new().await;
    let page = wizard(&uid(&t, t.silent_cell).await);
    let (near, far) = (beside(&t).await, t.elsewhere);
    let mut officer = t.as_cast("organisation").await;
    let secretary = "SELECT h.person_id FROM post_holding h JOIN post p ON p.id = h.post_id
                     WHERE p.unit_id = $1 AND p.title = 'secretary' AND h.to_day IS NULL";
    let secretary: i64 = t.value(secretary, &[&t.silent_cell]).await;
    let called: String = t.value("SELECT full_name FROM person WHERE id = $1", &[&secretary]).await;
    let person = format!("person-{secretary}");
    let into = uid(&t, near).await;
    let part = [
        ("kind", "transfer_part"),
        ("day", "24/11/2018"),
        ("paper", "QĐ 4"),
        ("into", into.as_str()),
        (person.as_str(), "1"),
    ];
    let look = officer.post(&page, &part).await.text();
    assert!(look.contains(&format!("Chức vụ kết thúc Bí thư: {called}")), "who leaves a cell leads it no more: {look}");
    let way = format!("{} → {}: {called}", name(&t, t.silent_cell).await, name(&t, near).await);
    assert!(look.contains(&way), "{look}");
    assert!(!look.contains("không còn đảng viên nào"), "{look}");
    let made = t.changed(&mut officer, &page, &part).await;
    assert!(made.starts_with("303"), "{made}");
    let held = "SELECT count(*) FROM post_holding h JOIN post p ON p.id = h.post_id WHERE p.unit_id = $1
                AND h.person_id = $2 AND h.to_day IS NULL";
    assert_eq!(t.value::<i64>(held, &[&t.silent_cell, &secretary]).await, 0);

    let all: Vec<(i64,)> = {
        let sql = "SELECT person_id FROM membership WHERE unit_id = $1 AND kind = 'main' AND to_day IS NULL";
        t.office.db.read().await.unwrap().all(sql, &[&t.silent_cell]).await.unwrap()
    };
    let all: Vec<String> = all.iter().map(|(person,)| format!("person-{person}")).collect();
    let mut rest = part[..4].to_vec();
    rest.extend(all.iter().map(|person| (person.as_str(), "1")));
    let look = officer.post(&page, &rest).await.text();
    assert!(look.contains("Đơn vị không còn đảng viên nào"), "{look}");

    let over = uid(&t, far).await;
    let moved = [("kind", "move"), ("day", "24/11/2018"), ("paper", "QĐ 5"), ("into", over.as_str())];
    let look = officer.post(&page, &moved).await.text();
    let (cell, old, new) = (name(&t, t.silent_cell).await, name(&t, home(&t).await).await, name(&t, far).await);
    for told in [format!("{cell}: từ {old} sang {new}"), format!("{cell}, thuộc {new}")] {
        assert!(look.contains(&told), "{told}: {look}");
    }
}

#[tokio::test]
async fn units_stand_where_the_rules_let_them_and_members_belong_to_cells() {
    let t = TestOffice::new().await;
    let (cell, commune) = (uid(&t, t.silent_cell).await, uid(&t, home(&t).await).await);
    let other = format!("unit-{}", beside(&t).await);
    let silent = format!("unit-{}", t.silent_cell);
    let board: i64 = t.value("SELECT min(id) FROM unit WHERE kind = 'board'", &[]).await;
    let board = uid(&t, board).await;
    let member = "SELECT min(person_id) FROM membership WHERE unit_id = $1 AND to_day IS NULL AND kind = 'main'";
    let member: i64 = t.value(member, &[&t.silent_cell]).await;
    let person = format!("person-{member}");
    let mut officer = t.as_cast("organisation").await;
    let base = [("day", "24/11/2018"), ("paper", "QĐ 1"), ("name", "Đơn vị mới"), ("short", "Mới")];
    let before = events(&t).await;
    for (at, fields, field, told) in [
        (
            &cell,
            vec![("kind", "establish"), ("unit_kind", "province_committee")],
            "unit_kind",
            "không đứng dưới Chi bộ",
        ),
        (&cell, vec![("kind", "establish"), ("unit_kind", "cell")], "unit_kind", "Chi bộ không đứng dưới Chi bộ"),
        (&commune, vec![("kind", "move"), ("into", &cell)], "into", "không đứng dưới Chi bộ"),
        (
            &commune,
            vec![("kind", "merge"), ("unit_kind", "board"), (&silent, "1"), (&other, "1")],
            "units",
            "không sáp nhập vào Cơ quan tham mưu",
        ),
        (&cell, vec![("kind", "dissolve"), ("into", &commune)], "into", "không sáp nhập vào"),
        (
            &cell,
            vec![("kind", "transfer_part"), ("into", &board), (&person, "1")],
            "into",
            "Đảng viên không sinh hoạt ở loại đơn vị này (Cơ quan tham mưu)",
        ),
        (
            &cell,
            vec![
                ("kind", "split"),
                ("name-1", "Ban mới"),
                ("short-1", "Ban"),
                ("unit_kind-1", "board"),
                (&person, "1"),
            ],
            "unit_kind-1",
            "Đảng viên không sinh hoạt ở loại đơn vị này",
        ),
    ] {
        let fields: Vec<(&str, &str)> = base.into_iter().chain(fields).collect();
        for what in ["preview", "run"] {
            let all: Vec<_> = fields.iter().copied().chain([("do", what)]).collect();
            let answer = officer.post(&wizard(at), &all).await;
            assert_eq!(answer.outcome(), "422", "{fields:?}: {}", answer.text());
            assert!(answer.text().contains(told), "{told}: {}", answer.text());
            assert!(answer.html().contains(&format!("href=\"#{field}\"")), "{field}");
        }
    }
    // What is refused is not offered either.
    let offered = officer.get(&format!("{}?loai=establish", wizard(&commune))).await.html();
    assert!(offered.contains("value=\"cell\"") && !offered.contains("value=\"province_committee\""), "{offered}");
    assert!(!offered.contains("value=\"commune_committee\""), "nor a committee below one of its own kind: {offered}");
    let offered = officer.get(&format!("{}?loai=establish", wizard(&cell))).await.html();
    assert!(offered.contains("value=\"party_group\" checked") && !offered.contains("value=\"cell\""), "{offered}");
    let draft = [("kind", "establish"), ("unit_kind", "province_committee"), ("name", "Tỉnh"), ("do", "draft")];
    assert_eq!(officer.post(&wizard(&cell), &draft).await.outcome(), "422", "nor is it prepared");
    assert_eq!(events(&t).await, before);

    let page = format!("/van-phong/to-chuc/{cell}/ket-thuc");
    let begin = |into: &str| {
        [("do", "begin"), ("version", "0"), ("day", "24/11/2018"), ("paper", "QĐ 9"), ("into", into)]
            .map(|(a, b)| (a, b.to_owned()))
    };
    let sent = async |door: &mut Door, fields: &[(&str, String)]| {
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        door.post(&page, &fields).await
    };
    let heir = sent(&mut officer, &begin(&board)).await;
    assert!(heir.outcome() == "422" && heir.text().contains("không sáp nhập vào Cơ quan tham mưu"), "{}", heir.text());
    let near = uid(&t, beside(&t).await).await;
    assert!(sent(&mut officer, &begin(&near)).await.outcome().starts_with("303"));
    let members = [("do", "send"), ("kind", "members"), ("version", "1"), ("all", "1"), ("into", board.as_str())];
    let told = officer.post(&page, &members).await;
    assert!(told.outcome() == "422" && told.text().contains("Chọn một chi bộ"), "{}", told.text());
}

#[tokio::test]
async fn a_name_is_what_is_seen_of_it_and_a_sisters_name_is_asked_about() {
    let t = TestOffice::new().await;
    let mut officer = t.as_cast("organisation").await;
    let pasted = [
        ("kind", "establish"),
        ("day", "01/11/2018"),
        ("paper", "QĐ 1"),
        ("name", "Chi bộ\u{a0} ấp \u{202e}Mới\u{200b}"),
        ("short", "Ấp \u{2060}Mới"),
        ("unit_kind", "cell"),
    ];
    let made = t.changed(&mut officer, &wizard(&uid(&t, home(&t).await).await), &pasted).await;
    assert!(made.starts_with("303"), "{made}");
    let kept = "SELECT count(*) FROM unit_name WHERE name = 'Chi bộ ấp Mới' AND short = 'Ấp Mới'";
    assert_eq!(t.value::<i64>(kept, &[]).await, 1);

    let now = "SELECT name FROM unit_name WHERE unit_id = $1 AND to_day IS NULL";
    let sister: String = t.value(now, &[&beside(&t).await]).await;
    let page = wizard(&uid(&t, t.silent_cell).await);
    for typed in [sister.clone(), format!(" {}\u{200b}", sister.to_uppercase())] {
        let renamed =
            [("kind", "rename"), ("day", "23/11/2018"), ("paper", "QĐ 2"), ("name", &*typed), ("short", "Ấp A")];
        let twin = officer.post(&page, &renamed).await;
        assert_eq!(twin.outcome(), "422", "{typed}: {}", twin.text());
        let asks = twin.text().contains(&format!("đã có {sister}")) && twin.html().contains("name=\"twin\"");
        assert!(asks, "{typed}: {}", twin.text());
        let meant: Vec<_> = renamed.into_iter().chain([("twin", "1")]).collect();
        assert_eq!(officer.post(&page, &meant).await.outcome(), "200", "{typed}: unless another one is meant");
    }
    let own: String = t.value(now, &[&t.silent_cell]).await;
    let shorter = [("kind", "rename"), ("day", "23/11/2018"), ("paper", "QĐ 2"), ("name", &*own), ("short", "Ấp A")];
    assert_eq!(officer.post(&page, &shorter).await.outcome(), "200", "its own name is nobody else's");
}

#[tokio::test]
async fn an_undo_that_is_refused_names_what_depends_on_the_change() {
    let t = TestOffice::new().await;
    let page = wizard(&uid(&t, home(&t).await).await);
    let mut officer = t.as_cast("organisation").await;
    let new = [
        ("kind", "establish"),
        ("day", "01/11/2018"),
        ("paper", "QĐ 1"),
        ("name", "Chi bộ ấp Mới"),
        ("short", "Ấp Mới"),
        ("unit_kind", "cell"),
    ];
    let made = t.changed(&mut officer, &page, &new).await;
    let event = made.strip_prefix("303 ").and_then(|to| to.split('?').next()).unwrap().to_owned();
    let twin = officer.post(&page, &new).await;
    assert_eq!(twin.outcome(), "422", "the same unit again");
    assert!(twin.text().contains("đã có Chi bộ ấp Mới") && twin.html().contains("name=\"twin\""), "{}", twin.text());
    let meant: Vec<_> = new.into_iter().chain([("twin", "1")]).collect();
    assert_eq!(officer.post(&page, &meant).await.outcome(), "200", "unless another one is meant");

    let unit: i64 = t.value("SELECT unit_id FROM unit_name WHERE name = 'Chi bộ ấp Mới'", &[]).await;
    let member = "SELECT min(person_id) FROM membership WHERE unit_id = $1 AND to_day IS NULL AND kind = 'main'";
    let member: i64 = t.value(member, &[&t.silent_cell]).await;
    let (person, into) = (format!("person-{member}"), uid(&t, unit).await);
    let part = [
        ("kind", "transfer_part"),
        ("day", "24/11/2018"),
        ("paper", "QĐ 4"),
        ("into", into.as_str()),
        (person.as_str(), "1"),
    ];
    let made = t.changed(&mut officer, &wizard(&uid(&t, t.silent_cell).await), &part).await;
    assert!(made.starts_with("303"), "{made}");
    let called: String = t.value("SELECT full_name FROM person WHERE id = $1", &[&member]).await;
    let mut tx = t.office.db.begin().await.unwrap();
    let sql = "INSERT INTO post (uid, unit_id, title) VALUES ('p-new', $1, 'committee_member')";
    let post = tx.insert(sql, &[&unit]).await.unwrap();
    let sql = "INSERT INTO post_holding (post_id, person_id, from_day) VALUES ($1, $2, '2018-11-24')";
    tx.insert(sql, &[&post, &member]).await.unwrap();
    tx.commit().await.unwrap();
    let refused = officer.post(&format!("{event}/hoan-tac"), &[]).await;
    assert_eq!(refused.outcome(), "409");
    let post = format!("Chức vụ: Cấp ủy viên {called}");
    assert!(refused.text().contains(&post), "in words: {}", refused.text());
    let told = format!("sau đó đã có: Đảng viên: {called}");
    assert!(refused.text().contains(&told), "{told}: {}", refused.text());
}
