//! Whoever is received is compared with the record again: by whoever receives, as far as they see, and as the record is by then.

use super::whither::{INTRODUCED, left};
use super::{LIST, cells, step, today, uid, unit_of};
use crate::identity::right::Role;
use crate::testing::TestOffice;
use kit::testing::{Answer, Door};

/// A name that nobody of the cast has.
const NAME: &str = "Thạch Sóc Rên";
const ASKED: &str = "Có thể đã có hồ sơ ở đây";

/// Announces somebody to a cell; where it is shown.
async fn announced(t: &TestOffice, door: &mut Door, cell: i64, who: &[(&str, &str)]) -> String {
    let cell = uid(t, cell).await;
    let fields = [&INTRODUCED[..], &[("to", cell.as_str())], who].concat();
    let made = door.post(&format!("{LIST}/den"), &fields).await;
    let outcome = made.outcome();
    let at = outcome.strip_prefix("303 ").and_then(|to| to.strip_suffix("?xong=chuyen-den"));
    at.unwrap_or_else(|| panic!("{outcome}: {}", made.text())).to_owned()
}

/// Receives as a browser would, with this answer to whose record it is.
async fn received(door: &mut Door, at: &str, again: &str) -> Answer {
    let page = door.get(&format!("{at}?buoc=tiep-nhan")).await;
    let (request, version) = (page.field("request"), page.field("version"));
    let fields = [("request", &*request), ("version", &*version), ("day", "23/11/2018"), ("again", again)];
    door.post(&format!("{at}/buoc/tiep-nhan"), &fields).await
}

/// Makes somebody bear the name that nobody else has, born on 2 September 1980.
async fn called(t: &TestOffice, person: &str) {
    let mut tx = t.office.db.begin().await.unwrap();
    let sql = "UPDATE person SET full_name = $1, birth_year = 1980, birth_day = '1980-09-02' WHERE uid = $2";
    tx.exec(sql, &[&NAME, &person]).await.unwrap();
    tx.commit().await.unwrap();
}

async fn persons(t: &TestOffice) -> i64 {
    t.value("SELECT count(*) FROM person", &[]).await
}

#[tokio::test]
async fn whoever_receives_is_asked_about_members_whom_the_announcing_side_did_not_see() {
    let t = TestOffice::new().await;
    let (_, far) = cells(&t).await;
    let sql = "SELECT p.uid FROM person p JOIN membership m ON m.person_id = p.id AND m.kind = 'main'
               WHERE m.unit_id = $1 AND m.to_day IS NULL AND p.card_no IS NOT NULL ORDER BY p.id LIMIT 1";
    let known: String = t.value(sql, &[&far]).await;
    called(&t, &known).await;
    let card: String = t.value("SELECT card_no FROM person WHERE uid = $1", &[&known]).await;
    let (mut clerk, mut officer) = (t.as_cast("clerk").await, t.as_cast("organisation").await);
    for (what, who) in [
        ("name and birth", [("full_name", NAME), ("birth_day", "02/09/1980"), ("card_no", "")]),
        ("the name a letter away", [("full_name", "Thạch Sóc Rem"), ("birth_day", "02/09/1980"), ("card_no", "")]),
        ("the card", [("full_name", "Lý Khác Hẳn"), ("birth_day", "01/03/1991"), ("card_no", card.as_str())]),
    ] {
        // The clerk of the commune does not reach the other one's member.
        let at = announced(&t, &mut clerk, t.silent_cell, &who).await;
        assert!(!clerk.get(&at).await.text().contains(ASKED), "{what}");
        let page = officer.get(&format!("{at}?buoc=tiep-nhan")).await;
        assert!(page.text().contains(ASKED) && page.html().contains(&format!("value=\"{known}\"")), "{what}");
        let before = persons(&t).await;
        for (again, told) in [("", "Chọn đúng người"), (known.as_str(), "không phải từ nơi khác đến")]
        {
            let asked = received(&mut officer, &at, again).await;
            assert!(asked.outcome() == "422" && asked.text().contains(told), "{what} {again}: {}", asked.text());
            assert!(asked.html().contains("href=\"#again\"") && asked.text().contains(ASKED), "{what} {again}");
        }
        assert_eq!(persons(&t).await, before, "{what}: nobody is two persons unseen");
        let done = received(&mut officer, &at, "new").await.outcome();
        assert_eq!(done, format!("303 {at}?xong=chuyen-tiep-nhan"), "{what}: unless somebody else is meant");
        assert_eq!(persons(&t).await, before + 1, "{what}");
        // The next one is like the first one alone.
        let mut tx = t.office.db.begin().await.unwrap();
        let sql = "UPDATE person SET full_name = 'Đỗ Không Ai', birth_year = 1950, birth_day = NULL, card_no = NULL
                   WHERE id = (SELECT max(id) FROM person)";
        tx.exec(sql, &[]).await.unwrap();
        tx.commit().await.unwrap();
    }
}

#[tokio::test]
async fn whoever_was_entered_by_hand_since_the_announcement_is_asked_about_at_reception() {
    let t = TestOffice::new().await;
    let mut officer = t.as_cast("organisation").await;
    let who = [("full_name", NAME), ("birth_day", "02/09/1980")];
    let at = announced(&t, &mut officer, t.silent_cell, &who).await;
    assert!(!officer.get(&format!("{at}?buoc=tiep-nhan")).await.text().contains(ASKED));
    let cell = uid(&t, t.silent_cell).await;
    let fields = [&who[..], &[("unit", cell.as_str()), ("joined_on", "03/02/2005"), ("from", "05/11/2018")]].concat();
    let entered = officer.post("/van-phong/dang-vien/moi", &fields).await;
    assert!(entered.outcome().starts_with("303"), "{}", entered.text());
    let before = persons(&t).await;
    let asked = received(&mut officer, &at, "").await;
    assert!(asked.outcome() == "422" && asked.text().contains(ASKED), "{}", asked.text());
    assert_eq!(persons(&t).await, before);
}

#[tokio::test]
async fn a_record_that_only_the_receiving_side_sees_goes_on_with_reception() {
    let t = TestOffice::new().await;
    let (_, far) = cells(&t).await;
    let (person, _) = left(&t).await;
    called(&t, &person).await;
    let who = [("full_name", NAME), ("birth_day", "02/09/1980"), ("card_no", "56.777777")];
    let mut clerk = t.signed_in("far clerk", Role::CommuneClerk, t.elsewhere).await;
    let at = announced(&t, &mut clerk, far, &who).await;
    let mut officer = t.as_cast("organisation").await;
    // Meanwhile somebody who sees the record has announced them too.
    let other = [&who[..], &[("again", person.as_str())]].concat();
    let other = announced(&t, &mut officer, t.silent_cell, &other).await;
    let asked = received(&mut officer, &at, &person).await;
    assert!(asked.outcome() == "409" && asked.text().contains("lần chuyển sinh hoạt khác"), "{}", asked.text());
    let withdrawn = step(&mut officer, &other, "rut", "23/11/2018", &[("words", "ghi hai lần")]).await;
    assert!(withdrawn.starts_with("303"), "{withdrawn}");

    let before = persons(&t).await;
    let done = received(&mut officer, &at, &person).await;
    assert_eq!(done.outcome(), format!("303 {at}?xong=chuyen-tiep-nhan"), "{}", done.text());
    assert_eq!((persons(&t).await, unit_of(&t, &person, today()).await), (before, Some(far)));
    let page = officer.get(&at).await;
    assert!(page.html().contains(&format!("/van-phong/dang-vien/{person}")), "the record leads on");
    assert!(page.text().contains("Giấy giới thiệu ghi khác hồ sơ cũ"), "what was written stays beside it");
}
