//! A mark that was saved on the wrong campaign is taken back: through the door, in the record and in the tally.

use crate::testing::TestOffice;

/// Somebody of the silent cell from whom study is expected, and their sheet.
async fn sheet(t: &TestOffice) -> (i64, String) {
    let sql = "SELECT person_id FROM membership WHERE unit_id = $1 AND kind = 'main' AND to_day IS NULL
               AND person_id NOT IN (SELECT person_id FROM exemption) ORDER BY id";
    let person: i64 = t.value(sql, &[&t.silent_cell]).await;
    (person, format!("{}/diem-danh", t.cell_address().await))
}

#[tokio::test]
async fn a_mark_is_taken_back_as_if_there_had_been_none_and_the_journal_keeps_both() {
    let t = TestOffice::new().await;
    let (person, sheet) = sheet(&t).await;
    let mut secretary = t.as_cast("cell_secretary").await;
    let (mark, version) = (format!("mark-{person}"), format!("version-{person}"));
    let none = secretary.get(&sheet).await.html();
    assert!(!none.contains("value=\"unmarked\""), "nothing to take back");
    assert!(secretary.post(&sheet, &[(&mark, "attended"), (&version, "0")]).await.outcome().starts_with("303"));
    t.office.check_tallies().await.unwrap();
    assert_eq!(secretary.get(&sheet).await.html().matches("value=\"unmarked\"").count(), 1);

    assert!(secretary.post(&sheet, &[(&mark, "unmarked"), (&version, "1")]).await.outcome().starts_with("303"));
    let left = "SELECT count(*) FROM attendance WHERE person_id = $1 AND campaign_id = (SELECT min(id) FROM campaign)";
    assert_eq!(t.value::<i64>(left, &[&person]).await, 0);
    let told = "SELECT before || after FROM journal WHERE verb = 'study.attendance.mark' ORDER BY id DESC LIMIT 1";
    let told: String = t.value(told, &[]).await;
    assert!(told.contains("attended") && told.contains("unmarked"), "{told}");
    t.office.check_tallies().await.unwrap();

    // Once more is nothing more.
    let written: i64 = t.value("SELECT count(*) FROM journal", &[]).await;
    assert!(secretary.post(&sheet, &[(&mark, "unmarked"), (&version, "1")]).await.outcome().starts_with("303"));
    assert_eq!(t.value::<i64>("SELECT count(*) FROM journal", &[]).await, written);

    // Marked anew, nobody who still has the first picture before them writes over it.
    assert!(secretary.post(&sheet, &[(&mark, "absent"), (&version, "0")]).await.outcome().starts_with("303"));
    let old = secretary.post(&sheet, &[(&mark, "attended"), (&version, "1")]).await;
    assert_eq!(old.outcome(), "409");
    assert!(old.text().contains("đã lưu “Vắng”, anh chị chọn “Có mặt”"), "{}", old.text());
    t.office.check_tallies().await.unwrap();
}

#[tokio::test]
async fn nobody_is_unmarked_unseen() {
    let t = TestOffice::new().await;
    let (person, sheet) = sheet(&t).await;
    let mut secretary = t.as_cast("cell_secretary").await;
    let (mark, version) = (format!("mark-{person}"), format!("version-{person}"));
    for (word, seen, outcome) in [
        ("attended", "0", "303"),
        ("absent", "1", "303"),
        ("unmarked", "1", "409"),
        ("unmarked", "2", "303"),
        ("made_up", "2", "409"),
    ] {
        let answer = secretary.post(&sheet, &[(&mark, word), (&version, seen)]).await;
        assert_eq!(&answer.outcome()[..3], outcome, "{word} on {seen}: {}", answer.text());
    }
    let page = secretary.post(&sheet, &[(&mark, "made_up"), (&version, "2")]).await.text();
    assert!(page.contains("đã lưu “Chưa điểm danh”, anh chị chọn “Học bù”"), "{page}");
}
