//! Members of ethnic minorities are counted, alone and within groups, and nobody of them is named or can be guessed.

use super::sections::Which;
use super::*;
use crate::testing::{TestOffice, morning};

/// Those whose record is kept at the silent cell.
async fn at_home(t: &TestOffice, persons: &[i64]) -> Vec<i64> {
    let mut conn = t.office.db.read().await.unwrap();
    let mut homes = Vec::new();
    for person in persons {
        if crate::people::unit_of(&mut conn, *person, morning().day()).await.unwrap() == Some(t.silent_cell) {
            homes.push(*person);
        }
    }
    homes
}

#[tokio::test]
async fn members_of_ethnic_minorities_are_counted_and_nobody_of_them_is_named() {
    let t = TestOffice::new().await;
    let first: i64 = t.value("SELECT min(id) FROM campaign", &[]).await;
    let uid: String = t.value("SELECT uid FROM campaign WHERE id = $1", &[&first]).await;
    let cell: String = t.value("SELECT uid FROM unit WHERE id = $1", &[&t.silent_cell]).await;
    let here = format!("/van-phong/hoc-tap/{uid}/{cell}/dan-toc");
    let standing = t.office.standing(first).await.unwrap();
    let due = standing.persons(t.silent_cell, &[], Which::Due);
    let homes = at_home(&t, &due).await;
    let mut tx = t.office.db.begin().await.unwrap();
    // Of the last one nothing is on record.
    let last = homes.len() - 1;
    for (nth, person) in homes.iter().enumerate() {
        let group = if nth == last {
            ""
        } else if nth < 7 {
            ["Khmer", "Chăm"][nth % 2]
        } else {
            ["Kinh", "kinh", "Việt"][nth % 3]
        };
        let grant = Grant::console(t.silent_cell);
        let field = crate::people::secret::Secret::Ethnicity;
        crate::people::secret::set_secret(&mut tx, grant, &t.office.vault, *person, (field, group), morning())
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
    let mut officer = t.as_cast("organisation").await;
    let none = officer.post(&here, &[]).await.text();
    assert!(none.contains("0/7") && none.contains("chưa ghi dân tộc"), "nobody took part yet: {none}");
    let campaign = Campaign::get(&mut t.office.db.read().await.unwrap(), first).await.unwrap();
    let mark = |person: &i64| Mark { person: *person, state: State::Attended, expected: 0 };
    let some: Vec<Mark> = homes.iter().take(2).map(mark).collect();
    let mut tx = t.office.db.begin().await.unwrap();
    mark_attendance(&mut tx, Grant::console(t.silent_cell), &campaign, &some, morning()).await.unwrap();
    tx.commit().await.unwrap();
    let counted = officer.post(&here, &[]).await.text();
    assert!(counted.contains("2/7"), "{counted}");
    let most: Vec<Mark> = homes.iter().skip(2).take(4).map(mark).collect();
    let mut tx = t.office.db.begin().await.unwrap();
    mark_attendance(&mut tx, Grant::console(t.silent_cell), &campaign, &most, morning()).await.unwrap();
    tx.commit().await.unwrap();
    let guarded = officer.post(&here, &[]).await.text();
    assert!(!guarded.contains("6/7"), "one who is missing could be guessed: {guarded}");
    for page in [&none, &counted, &guarded] {
        assert!(!page.contains("Khmer") && !page.contains("Chăm"), "{page}");
    }
    assert_eq!(t.value::<i64>("SELECT count(*) FROM journal WHERE verb = 'study.minority.count'", &[]).await, 3);
}

#[tokio::test]
async fn a_minority_is_counted_within_a_group_unless_the_rest_could_be_guessed() {
    let t = TestOffice::new().await;
    let first: i64 = t.value("SELECT min(id) FROM campaign", &[]).await;
    let uid: String = t.value("SELECT uid FROM campaign WHERE id = $1", &[&first]).await;
    let cell: String = t.value("SELECT uid FROM unit WHERE id = $1", &[&t.silent_cell]).await;
    let here = format!("/van-phong/hoc-tap/{uid}/{cell}");
    let due = t.office.standing(first).await.unwrap().persons(t.silent_cell, &[], Which::Due);
    let homes = at_home(&t, &due).await;
    let mut tx = t.office.db.begin().await.unwrap();
    assert!(homes.len() >= 17, "{}", homes.len());
    for (nth, person) in homes.iter().enumerate() {
        let group = if nth < 11 { "Khmer" } else { "Kinh" };
        let field = crate::people::secret::Secret::Ethnicity;
        let grant = Grant::console(t.silent_cell);
        let (vault, value) = (&t.office.vault, (field, group));
        crate::people::secret::set_secret(&mut tx, grant, vault, *person, value, morning()).await.unwrap();
        let sex = if (6..11).contains(&nth) { "m" } else { "f" };
        tx.exec("UPDATE person SET sex = $1 WHERE id = $2", &[&sex, person]).await.unwrap();
    }
    tx.commit().await.unwrap();
    t.office.forget_standings(first).await;
    let mut officer = t.as_cast("organisation").await;
    let page = officer.get(&format!("{here}/nhom?women=1")).await;
    assert!(page.text().contains("Đếm đảng viên dân tộc thiểu số: Nữ"), "{}", page.text());
    assert!(page.html().contains("<input type=\"hidden\" name=\"women\" value=\"1\">"), "{}", page.html());
    let at = format!("{here}/dan-toc");
    assert!(officer.post(&at, &[]).await.text().contains("0/11"));
    let women = officer.post(&at, &[("women", "1")]).await.text();
    assert!(women.contains("0/6") && women.contains("Nữ"), "{women}");
    let few = officer.post(&at, &[("women", "1"), ("heads", "1")]).await.text();
    assert!(few.contains("nhóm dưới 5 người"), "{few}");
    // Three of the five others took part: with the whole known, the two who did not could be guessed.
    let campaign = Campaign::get(&mut t.office.db.read().await.unwrap(), first).await.unwrap();
    let mark = |person: &i64| Mark { person: *person, state: State::Attended, expected: 0 };
    let some: Vec<Mark> = homes[6..9].iter().map(mark).collect();
    let mut tx = t.office.db.begin().await.unwrap();
    mark_attendance(&mut tx, Grant::console(t.silent_cell), &campaign, &some, morning()).await.unwrap();
    tx.commit().await.unwrap();
    assert!(officer.post(&at, &[]).await.text().contains("3/11"));
    let guarded = officer.post(&at, &[("women", "1")]).await.text();
    assert!(guarded.contains("không hiện số chi tiết") && !guarded.contains("0/6"), "{guarded}");
    let noted =
        "SELECT count(*) FROM journal WHERE verb = 'study.minority.count' AND after LIKE '%\"group\":\"women\"%'";
    assert_eq!(t.value::<i64>(noted, &[]).await, 2);
}
