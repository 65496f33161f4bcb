//! Taking away a record that was entered by mistake.

use super::*;
use kit::clock::DAY;

/// Sends the form of the page as it is shown.
async fn take_away(door: &mut Door, person: &str) -> kit::testing::Answer {
    let page = door.get(&format!("{person}/ghi-nham")).await;
    if !page.html().contains("name=\"version\"") {
        return page;
    }
    let (request, version) = (page.field("request"), page.field("version"));
    door.post(&format!("{person}/ghi-nham"), &[("request", &*request), ("version", &*version)]).await
}

#[tokio::test]
async fn a_record_entered_by_mistake_is_taken_away_while_nothing_depends_on_it() {
    let t = TestOffice::new().await;
    let mut officer = t.as_cast("organisation").await;
    let count = "SELECT count(*) FROM membership WHERE to_day IS NULL OR to_day > from_day";
    let before: i64 = t.value(count, &[]).await;
    let person = entered(&t, &mut officer, &[]).await;
    assert!(officer.get(&format!("{person}/sua")).await.html().contains(&format!("{person}/ghi-nham")));
    let link = "INSERT INTO residence_link (person_id, unit_id, from_day) VALUES ((SELECT max(id) FROM person), $1, '2018-11-06')";
    let mut tx = t.office.db.begin().await.unwrap();
    tx.exec(link, &[&t.elsewhere]).await.unwrap();
    tx.commit().await.unwrap();
    let hindered = take_away(&mut officer, &person).await.text();
    assert!(hindered.contains("Chưa bỏ được") && hindered.contains("Có nơi cư trú giới thiệu"), "{hindered}");
    let mut tx = t.office.db.begin().await.unwrap();
    tx.exec("UPDATE residence_link SET to_day = from_day WHERE from_day = '2018-11-06'", &[]).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(take_away(&mut officer, &person).await.outcome(), "303 /van-phong/dang-vien?xong=bo-ho-so");
    assert_eq!(officer.get(&person).await.outcome(), "404");
    assert_eq!(t.value::<i64>(count, &[]).await, before);
    let sealed = "SELECT count(*) FROM person_secret WHERE person_id = (SELECT max(id) FROM person)";
    assert_eq!(t.value::<i64>(sealed, &[]).await, 0, "what was sealed is gone");
    // The same person is entered again without a question.
    entered(&t, &mut officer, &[]).await;
}

#[tokio::test]
async fn a_record_of_long_ago_is_not_taken_away() {
    let t = TestOffice::new().await;
    let mut officer = t.as_cast("organisation").await;
    let person = entered(&t, &mut officer, &[]).await;
    t.office.clock.advance(31 * DAY);
    let mut officer = t.as_cast("organisation").await;
    let page = take_away(&mut officer, &person).await.text();
    assert!(page.contains("đã quá 30 ngày") && !page.contains("Bỏ hồ sơ này"), "{page}");
    let posted = officer.post(&format!("{person}/ghi-nham"), &[("version", "1")]).await;
    assert_eq!(posted.outcome(), "409");
    assert_eq!(officer.get(&person).await.outcome(), "200");
}
