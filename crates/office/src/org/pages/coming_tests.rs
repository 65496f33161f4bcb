//! A unit that is to come receives from its first day on, before that day has come.

use super::tests::{home, uid};
use crate::identity::right::Role;
use crate::testing::TestOffice;

const NEW: [(&str, &str); 6] = [
    ("kind", "establish"),
    ("day", "10/12/2018"),
    ("paper", "QĐ 1"),
    ("name", "Chi bộ ấp Sắp Lập"),
    ("short", "Ấp Sắp Lập"),
    ("unit_kind", "cell"),
];

fn wizard(unit: &str) -> String {
    format!("/van-phong/to-chuc/{unit}/thay-doi")
}

#[tokio::test]
async fn a_decision_that_sets_a_unit_up_and_fills_it_is_entered_when_it_is_taken() {
    let t = TestOffice::new().await;
    let mut officer = t.as_cast("organisation").await;
    let commune = home(&t).await;
    let made = t.changed(&mut officer, &wizard(&uid(&t, commune).await), &NEW).await;
    let event = made.strip_prefix("303 ").and_then(|to| to.split('?').next()).expect("an event").to_owned();
    let new: i64 = t.value("SELECT unit_id FROM unit_name WHERE name = 'Chi bộ ấp Sắp Lập'", &[]).await;
    let into = uid(&t, new).await;
    let page = officer.get(&format!("/van-phong/to-chuc/{into}")).await.text();
    assert!(page.contains("Đơn vị này có từ ngày 10-12-2018. Ngay bây giờ đã ghi được"), "{page}");

    let beside = "SELECT min(unit_id) FROM unit_parent WHERE parent_id = $1 AND unit_id <> $2";
    let beside = uid(&t, t.value(beside, &[&commune, &t.silent_cell]).await).await;
    let (cell, far) = (uid(&t, t.silent_cell).await, uid(&t, t.elsewhere).await);
    for (at, kind) in [(&cell, "transfer_part"), (&beside, "dissolve"), (&cell, "move"), (&far, "dissolve")] {
        let html = officer.get(&format!("{}?loai={kind}", wizard(at))).await.html();
        let offered = html.contains(&format!("value=\"{into}\"")) && html.contains("Chi bộ ấp Sắp Lập (từ 10-12-2018)");
        assert!(offered, "{kind}: {html}");
    }
    let member = "SELECT min(person_id) FROM membership WHERE unit_id = $1 AND to_day IS NULL AND kind = 'main'";
    let member: i64 = t.value(member, &[&t.silent_cell]).await;
    let person = format!("person-{member}");
    let part = |day: &'static str| {
        [("kind", "transfer_part"), ("day", day), ("paper", "QĐ 2"), ("into", &*into), (&*person, "1")]
    };
    let early = officer.post(&wizard(&cell), &part("09/12/2018")).await;
    let told = "Chi bộ ấp Sắp Lập có từ ngày 10-12-2018. Chọn ngày ấy hoặc một ngày sau.";
    assert!(early.outcome() == "422" && early.text().contains(told), "{}", early.text());
    let under = [("kind", "move"), ("day", "10/12/2018"), ("paper", "QĐ 2"), ("into", &*into)];
    let misfit = officer.post(&wizard(&cell), &under).await;
    assert!(misfit.outcome() == "422" && misfit.text().contains("không đứng dưới"), "by its kind: {}", misfit.text());

    let made = t.changed(&mut officer, &wizard(&cell), &part("10/12/2018")).await;
    assert!(made.starts_with("303"), "{made}");
    let over = [("kind", "dissolve"), ("day", "12/12/2018"), ("paper", "QĐ 3"), ("into", &*into)];
    let asked = t.changed(&mut officer, &wizard(&beside), &over).await;
    let proposal = asked.strip_prefix("303 ").and_then(|to| to.split('?').next()).expect("a proposal");
    let page = t.as_cast("leader").await.get(proposal).await.text();
    assert!(page.contains("Chi bộ ấp Sắp Lập"), "the second person reads where: {page}");
    t.agreed(&asked).await;
    let came = "SELECT count(*) FROM membership WHERE unit_id = $1 AND from_day = $2 AND to_day IS NULL";
    assert_eq!(t.value::<i64>(came, &[&new, &"2018-12-10"]).await, 1);
    assert!(t.value::<i64>(came, &[&new, &"2018-12-12"]).await > 1);
    let refused = officer.post(&format!("{event}/hoan-tac"), &[]).await;
    assert_eq!(refused.outcome(), "409", "what it has taken in stands on it: {}", refused.text());
}

#[tokio::test]
async fn a_unit_to_come_under_one_that_they_do_not_keep_receives_nothing_of_theirs() {
    let t = TestOffice::new().await;
    let mut officer = t.as_cast("organisation").await;
    let made = t.changed(&mut officer, &wizard(&uid(&t, home(&t).await).await), &NEW).await;
    assert!(made.starts_with("303"), "{made}");
    let new: i64 = t.value("SELECT unit_id FROM unit_name WHERE name = 'Chi bộ ấp Sắp Lập'", &[]).await;
    let cell: i64 = t.value("SELECT min(unit_id) FROM unit_parent WHERE parent_id = $1", &[&t.elsewhere]).await;
    let (into, cell) = (uid(&t, new).await, uid(&t, cell).await);
    let mut near = t.signed_in("near", Role::OrganisationOfficer, t.elsewhere).await;
    let html = near.get(&format!("{}?loai=dissolve", wizard(&cell))).await.html();
    assert!(!html.contains("Sắp Lập"), "{html}");
    for into in [&*into, "nobody"] {
        let over = [("kind", "dissolve"), ("day", "12/12/2018"), ("paper", "QĐ 3"), ("into", into)];
        assert_eq!(near.post(&wizard(&cell), &over).await.outcome(), "404", "{into}");
    }
}
