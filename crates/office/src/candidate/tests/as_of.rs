//! The list of candidates and of those on probation as it was on a day, on the page and as a file.

use super::{LIST, candidate, step};
use crate::identity::right::Role;
use crate::testing::TestOffice;

#[tokio::test]
async fn each_day_shows_how_far_somebody_had_come() {
    let t = TestOffice::new().await;
    let at = candidate(&t, "filed").await;
    let uid = at.rsplit('/').next().unwrap().to_owned();
    let name: String = t.value("SELECT full_name FROM candidate WHERE uid = $1", &[&uid]).await;
    let mut officer = t.as_cast("organisation").await;
    let cell = [("day", "20/11/2018"), ("paper", "NQ 11")];
    assert!(step(&mut officer, &at, "buoc/xet", &cell).await.starts_with("303"));
    let above = [("day", "22/11/2018"), ("paper", "QĐ 125-QĐ/HU")];
    assert!(step(&mut officer, &at, "buoc/quyet-dinh", &above).await.starts_with("303"));
    let person: String =
        t.value("SELECT p.uid FROM person p JOIN candidate c ON c.person_id = p.id WHERE c.uid = $1", &[&uid]).await;
    let novice = format!("/van-phong/du-bi/{person}");
    for (day, state, probation) in [
        ("19/11/2018", "Đủ hồ sơ", false),
        ("20/11/2018", "Chi bộ đã đồng ý", false),
        ("21/11/2018", "Chi bộ đã đồng ý", false),
        ("22/11/2018", "Đã có quyết định kết nạp", true),
        ("", "Đã có quyết định kết nạp", true),
    ] {
        let html = officer.get(&format!("{LIST}?ngay={day}")).await.html();
        let row = html.split(&format!("<a href=\"{at}\">")).nth(1).and_then(|rest| rest.split("</li>").next());
        assert!(row.is_some_and(|row| row.contains(state)), "on {day}: {row:?}");
        assert_eq!(html.contains(&novice), probation, "on probation on {day}");
        let file = officer.get(&format!("{LIST}?ngay={day}&tep=csv")).await.html();
        assert!(file.lines().any(|line| line.contains(&name) && line.contains(state)), "on {day}: {file}");
    }
    let first: String = t
        .value(
            "SELECT min(s.day) FROM candidate_step s JOIN candidate c ON c.id = s.candidate_id WHERE c.uid = $1",
            &[&uid],
        )
        .await;
    let before = kit::clock::Day::parse(&first).unwrap().plus_days(-1);
    assert!(!officer.get(&format!("{LIST}?ngay={}", before.written())).await.html().contains(&at), "not known yet");
    let mut far = t.signed_in("far", Role::OrganisationOfficer, t.elsewhere).await;
    let page = far.get(&format!("{LIST}?ngay=21/11/2018")).await;
    assert!(page.outcome() == "200" && !page.html().contains(&at));
}
