//! Whoever is exempt in part, and the list on an earlier day.

use super::{LIST, SOUND, exempt, member_of, step};
use crate::identity::right::Role;
use crate::people::exemption::{NewExemption, Ruling, grant_exemption};
use crate::testing::{TestOffice, vault};
use kit::clock::Day;

#[tokio::test]
async fn whoever_is_reduced_counts_or_does_not_as_the_rule_has_it() {
    let t = TestOffice::new().await;
    let mut secretary = t.as_cast("cell_secretary").await;
    let person = member_of(&t, t.silent_cell).await;
    let before = exempt(&t).await;
    let form = secretary.get(&format!("{person}/mien")).await;
    assert!(form.text().contains("Giảm công tác và sinh hoạt"), "{}", form.text());
    let asked = secretary.post(&format!("{person}/mien"), &SOUND).await.outcome();
    let at = asked.strip_prefix("303 ").and_then(|to| to.strip_suffix("?xong=mien")).expect(&asked).to_owned();
    // The member asks to be exempt, the cell grants less.
    let less = [("kind", "reduced"), ("verdict", "yes"), ("day", "12/11/2018"), ("from", "05/11/2018")];
    assert_eq!(step(&mut secretary, &at, "quyet-dinh", &less).await, format!("303 {at}?xong=mien-dong-y"));
    let page = secretary.get(&at).await.text();
    assert!(page.contains("Đảng viên được giảm vẫn tính vào mẫu số"), "{page}");
    let told = [("day", "13/11/2018"), ("paper", "BC 21")];
    assert_eq!(step(&mut secretary, &at, "bao-cao", &told).await, format!("303 {at}?xong=mien-hieu-luc"));
    assert_eq!(exempt(&t).await, before, "reduced and in force, and counted still");
    let page = secretary.get(&person).await.text();
    assert!(page.contains("Giảm công tác và sinh hoạt"), "the member's page says which: {page}");
    let unit: String = t.value("SELECT uid FROM unit WHERE id = $1", &[&t.silent_cell]).await;
    let list = |kind: &str| format!("/van-phong/dang-vien?don-vi={unit}&mien={kind}");
    let uid = person.rsplit('/').next().unwrap().to_owned();
    for (kind, there) in [("giam", true), ("co", false), ("khong", false)] {
        assert_eq!(secretary.get(&list(kind)).await.html().contains(&uid), there, "the list of {kind}");
    }

    // Another rule takes those who are reduced out of the denominators too; what is on record stays as it was decided.
    let (name, file) =
        rules::BUILTIN.iter().find(|(name, _)| *name == "exemption-24-qd-tw-2021.toml").expect("the rule of the time");
    let other =
        file.replace("fewer meetings\", out_of_denominators = false", "fewer meetings\", out_of_denominators = true");
    assert_ne!(other, *file);
    let files =
        rules::BUILTIN.iter().filter(|(known, _)| known != name).map(|(name, file)| (*name, (*file).to_owned()));
    let book = rules::RuleBook::load(files.chain([(*name, other)])).unwrap();
    let id: i64 = t.value("SELECT id FROM person WHERE uid = $1", &[&member_uid(&t).await]).await;
    let mut tx = t.office.db.begin().await.unwrap();
    let new = of_november(&t, id, "reduced", "age");
    let ruling = Ruling::on(&book, Day::of(2022, 1, 1)).unwrap();
    let grant = crate::identity::reach::Grant::console(t.silent_cell);
    grant_exemption(&mut tx, grant, &vault(), ruling, &new, t.office.clock.now()).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(exempt(&t).await, before + 1);
}

/// An exemption that the cell decided on the first of November.
fn of_november<'a>(t: &TestOffice, person: i64, kind: &'a str, reason: &'a str) -> NewExemption<'a> {
    let decided = Day::of(2018, 11, 1);
    NewExemption {
        uid: t.office.chance.uuid(t.office.clock.now()).to_string(),
        person,
        kind,
        reason,
        words: None,
        paper: None,
        scan: None,
        asked_how: "oral",
        decided_on: decided,
        from: decided,
        to: None,
    }
}

/// A member of the silent cell who is exempt from nothing.
async fn member_uid(t: &TestOffice) -> String {
    member_of(t, t.silent_cell).await.rsplit('/').next().unwrap().to_owned()
}

#[tokio::test]
async fn the_list_is_shown_and_written_as_it_was_on_a_day() {
    let t = TestOffice::new().await;
    let mut secretary = t.as_cast("cell_secretary").await;
    let person = member_of(&t, t.silent_cell).await;
    let name: String =
        t.value("SELECT full_name FROM person WHERE uid = $1", &[&person.rsplit('/').next().unwrap()]).await;
    let asked = secretary.post(&format!("{person}/mien"), &SOUND).await.outcome();
    let at = asked.strip_prefix("303 ").and_then(|to| to.strip_suffix("?xong=mien")).expect(&asked).to_owned();
    let yes = [("kind", "exempt"), ("verdict", "yes"), ("day", "12/11/2018"), ("from", "05/11/2018")];
    assert!(step(&mut secretary, &at, "quyet-dinh", &yes).await.starts_with("303"));
    assert!(step(&mut secretary, &at, "bao-cao", &[("day", "20/11/2018")]).await.starts_with("303"));
    for (day, state) in [
        ("31/10/2018", ""),
        ("01/11/2018", "Chờ chi bộ quyết định"),
        ("11/11/2018", "Chờ chi bộ quyết định"),
        ("12/11/2018", "Chờ báo cáo cấp trên"),
        ("19/11/2018", "Chờ báo cáo cấp trên"),
        ("20/11/2018", "Đã xong trong 90 ngày qua"),
        ("", "Đã xong trong 90 ngày qua"),
    ] {
        let page = secretary.get(&format!("{LIST}?ngay={day}")).await;
        let of_part = page.text().split(&format!("{name} (")).next().unwrap_or_default().to_owned();
        let heads = ["Chờ chi bộ quyết định", "Chờ báo cáo cấp trên", "Cần xem lại", "Đã xong trong 90 ngày qua"];
        let under = heads.into_iter().max_by_key(|head| of_part.rfind(head).map_or(0, |at| at + 1)).unwrap_or_default();
        let there = page.html().contains(&at);
        assert_eq!(if there { under } else { "" }, state, "on {day}");
        assert_eq!(page.text().contains("Vào ngày "), !day.is_empty(), "{day}");
        let file = secretary.get(&format!("{LIST}?ngay={day}&tep=csv")).await;
        let text = file.html();
        let row = text.lines().find(|line| line.contains(&name) && line.contains("05-11-2018"));
        assert_eq!(row.map(|row| row.contains(state)), (!state.is_empty()).then_some(true), "on {day}: {text}");
    }
    let wrong = secretary.get(&format!("{LIST}?ngay=mai")).await;
    assert!(wrong.outcome() == "422" && wrong.text().contains("Ghi ngày theo dạng"), "{}", wrong.text());
    let taken = "SELECT count(*) FROM journal WHERE verb = 'list.export' AND after LIKE '%exempting%'";
    assert_eq!(t.value::<i64>(taken, &[]).await, 7, "who took what out is noted");
    let mut far = t.signed_in("far", Role::CommuneClerk, t.elsewhere).await;
    let page = far.get(&format!("{LIST}?ngay=12/11/2018")).await;
    assert!(page.outcome() == "200" && !page.html().contains(&at), "and nobody of another commune sees it");
    let cell: String = t.value("SELECT uid FROM unit WHERE id = $1", &[&t.silent_cell]).await;
    assert_eq!(far.get(&format!("{LIST}?ngay=12/11/2018&don-vi={cell}")).await.outcome(), "404");
    assert_eq!(far.get(&format!("{LIST}?ngay=12/11/2018&don-vi=khong-co")).await.outcome(), "404");
}

#[tokio::test]
async fn members_read_of_themselves_whether_they_are_exempt_or_reduced_and_why() {
    let own = "/van-phong/tai-khoan/du-lieu";
    for (kind, reason, vi, en) in [
        ("exempt", "age", ["Miễn hay giảm Miễn", "Lý do Tuổi cao"], ["Exempt or reduced Exempt", "Reason Old age"]),
        ("reduced", "age", ["Miễn hay giảm Giảm", "Lý do Tuổi cao"], ["Exempt or reduced Reduced", "Reason Old age"]),
        (
            "reduced",
            "health",
            ["Miễn hay giảm Giảm", "Lý do Lý do riêng"],
            ["Exempt or reduced Reduced", "Reason Reason kept private"],
        ),
    ] {
        let t = TestOffice::new().await;
        let person: i64 = t.value("SELECT id FROM person WHERE uid = $1", &[&member_uid(&t).await]).await;
        let new = of_november(&t, person, kind, reason);
        let mut tx = t.office.db.begin().await.unwrap();
        let ruling = Ruling::on(&crate::people::pages::BOOK, new.decided_on).unwrap();
        let grant = crate::identity::reach::Grant::console(t.silent_cell);
        grant_exemption(&mut tx, grant, &vault(), ruling, &new, t.office.clock.now()).await.unwrap();
        tx.commit().await.unwrap();
        let mut door = t.member("nguoi duoc mien", person).await;
        for (lang, told) in [("vi", vi), ("en", en)] {
            door.set_cookie("thenchot_lang", lang);
            let page = door.get(own).await.text();
            for told in told {
                assert!(page.contains(told), "{kind}, {reason}: {told}: {page}");
            }
            assert!(!page.contains("Được miễn"), "{kind}, {reason}: {page}");
        }
        // What was sealed is opened for its owner, in words and not by its key.
        door.set_cookie("thenchot_lang", "vi");
        let opened = door.post(own, &[]).await.text();
        assert!(reason != "health" || opened.contains("Sức khỏe yếu"), "{opened}");
        assert!(!opened.contains("health"), "{opened}");
    }
}
