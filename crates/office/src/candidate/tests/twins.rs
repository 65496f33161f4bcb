//! Nobody becomes a second record by being recommended and admitted once more.

use super::again::{DECIDED, agreed, persons};
use super::*;

/// A present member of the silent cell: address of the record, name and day of birth as it is typed.
async fn member(t: &TestOffice) -> (String, String, String) {
    let sql = "SELECT p.uid, p.full_name, p.birth_day FROM person p JOIN membership m ON m.person_id = p.id
               WHERE m.unit_id = $1 AND m.kind = 'main' AND m.to_day IS NULL AND p.birth_day > '1985' ORDER BY p.id";
    let found: Option<(String, String, Day)> =
        t.office.db.read().await.unwrap().opt(sql, &[&t.silent_cell]).await.unwrap();
    let (uid, name, born) = found.expect("a young member");
    (format!("/van-phong/dang-vien/{uid}"), name, born.written())
}

#[tokio::test]
async fn whoever_recommends_a_member_of_today_is_asked_whether_it_is_somebody_else() {
    let t = TestOffice::new().await;
    let (record, name, born) = member(&t).await;
    let unit = uid(&t, t.silent_cell).await;
    let before: i64 = t.value("SELECT count(*) FROM candidate", &[]).await;
    for (who, typed, day, sure, outcome) in [
        ("cell_secretary", name.clone(), born.clone(), "", "422"),
        ("cell_secretary", name.to_uppercase(), born.clone(), "", "422"),
        ("clerk", viet::fold(&name), born.clone(), "", "422"),
        ("cell_secretary", name.clone(), "1/2/1990".to_owned(), "", "303"),
        ("cell_secretary", name.clone(), born.clone(), "1", "303"),
    ] {
        let fields = [
            ("unit", &*unit),
            ("full_name", &*typed),
            ("birth_day", &*day),
            ("schooling", "university"),
            ("day", "1/6/2018"),
            ("sure", sure),
        ];
        let answer = t.as_cast(who).await.post(&format!("{LIST}/moi"), &fields).await;
        assert_eq!(&answer.outcome()[..3], outcome, "{who} {typed} {day} {sure}: {}", answer.text());
        let asked = answer.text().contains("Đã có người cùng họ tên và ngày sinh");
        assert_eq!((asked, answer.html().contains(&record)), (outcome == "422", outcome == "422"), "{typed}");
    }
    assert_eq!(t.value::<i64>("SELECT count(*) FROM candidate", &[]).await, before + 2);
}

#[tokio::test]
async fn a_member_of_today_is_admitted_as_somebody_new_only_by_who_says_so() {
    let t = TestOffice::new().await;
    // Recommended and agreed before somebody of this name was entered.
    let at = agreed(&t, "Thạch Sóc Rên", "2/9/1990", "").await;
    let unit = uid(&t, t.silent_cell).await;
    let mut above = t.as_cast("organisation").await;
    assert!(!above.get(&at).await.text().contains("Có thể là người đã có hồ sơ"));
    let fields = [
        ("unit", &*unit),
        ("full_name", "Thạch Sóc Rên"),
        ("birth_day", "02/09/1990"),
        ("sex", "m"),
        ("joined_on", "03/02/2015"),
    ];
    let entered = above.post("/van-phong/dang-vien/moi", &fields).await.outcome();
    let record = entered.strip_prefix("303 ").and_then(|to| to.split('?').next()).expect(&entered).to_owned();
    let page = above.get(&at).await;
    assert!(page.text().contains("Có thể là người đã có hồ sơ") && page.html().contains(&record), "{}", page.text());
    let before = persons(&t).await;
    let asked = step(&mut above, &at, "buoc/quyet-dinh", &DECIDED).await;
    assert!(asked.starts_with("422") && asked.contains("Đã có người cùng họ tên và ngày sinh"), "{asked}");
    assert_eq!(persons(&t).await, before, "nobody was entered");
    let sure = [DECIDED[0], DECIDED[1], ("sure", "1")];
    let decided = step(&mut above, &at, "buoc/quyet-dinh", &sure).await;
    assert!(decided.starts_with("303 /van-phong/du-bi/"), "{decided}");
    assert_eq!(persons(&t).await, before + 1);
}

#[tokio::test]
async fn of_a_namesake_out_of_reach_nothing_is_told() {
    let t = TestOffice::new().await;
    let (_, name, born) = member(&t).await;
    let mut other = t.signed_in("other", Role::OrganisationOfficer, t.elsewhere).await;
    let cell = "SELECT u.uid FROM unit u JOIN unit_parent p ON p.unit_id = u.id WHERE p.parent_id = $1
                AND u.kind = 'cell' ORDER BY u.id LIMIT 1";
    let cell: String = t.value(cell, &[&t.elsewhere]).await;
    let fields = [
        ("unit", &*cell),
        ("full_name", &*name),
        ("birth_day", &*born),
        ("schooling", "university"),
        ("day", "1/6/2018"),
    ];
    assert!(other.post(&format!("{LIST}/moi"), &fields).await.outcome().starts_with("303"));
}
