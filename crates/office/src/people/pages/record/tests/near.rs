//! Nobody becomes a second record by a name that is typed once more, or spelt otherwise.

use super::*;

#[tokio::test]
async fn the_same_name_and_day_within_reach_is_asked_about() {
    let t = TestOffice::new().await;
    let mut officer = t.as_cast("organisation").await;
    let person = entered(&t, &mut officer, &[]).await;
    let unit = uid(&t, t.silent_cell).await;
    let twin: Vec<(&str, &str)> = but(&[("citizen_id", "")]).into_iter().chain([("unit", unit.as_str())]).collect();
    let answer = officer.post(&format!("{ROLL}/moi"), &twin).await;
    assert_eq!(answer.outcome(), "422");
    assert!(answer.html().contains(&format!("href=\"{person}\"")) && answer.text().contains("cùng họ tên"));
    let other = entered(&t, &mut officer, &[("citizen_id", ""), ("sure", "1")]).await;
    assert_ne!(other, person);
}

#[tokio::test]
async fn somebody_of_the_same_day_of_birth_and_nearly_the_same_name_is_asked_about_once() {
    let t = TestOffice::new().await;
    let mut officer = t.as_cast("organisation").await;
    let born = ("birth_day", "02/01/1971");
    let known = entered(&t, &mut officer, &[("full_name", "Lý Thử Ba"), born, ("citizen_id", "")]).await;
    let cell = "SELECT u.uid FROM unit u JOIN unit_parent p ON p.unit_id = u.id WHERE p.parent_id = $1
                AND u.kind = 'cell' AND p.to_day IS NULL ORDER BY u.id LIMIT 1";
    let (here, far): (_, String) = (uid(&t, t.silent_cell).await, t.value(cell, &[&t.elsewhere]).await);
    let mut stranger = t.signed_in("stranger", Role::OrganisationOfficer, t.elsewhere).await;
    let fields = [("unit", far.as_str()), ("full_name", "Lí Thử Ba"), born, ("from", "05/11/2018")];
    let silent = stranger.post(&format!("{ROLL}/moi"), &fields).await;
    assert!(silent.outcome().starts_with("303"), "of who is out of reach nothing is said: {}", silent.text());
    for (name, day, sure, outcome) in [
        ("Lý Thử Ba", "02/01/1971", "", "422"),
        ("Lí Thử Ba", "02/01/1971", "", "422"),
        ("LI THU BA", "02/01/1971", "", "422"),
        ("Thử Ba Lý", "02/01/1971", "", "422"),
        ("Lý Văn Thử Ba", "02/01/1971", "", "422"),
        ("Lí Thử Ba", "03/01/1972", "", "303"),
        ("Lâm Hữu Tư", "02/01/1971", "", "303"),
        ("Lí Thử Ba", "02/01/1971", "1", "303"),
    ] {
        let typed = [("unit", here.as_str()), ("full_name", name), ("birth_day", day), ("sure", sure)];
        let fields = [&typed[..], &[("from", "05/11/2018")]].concat();
        let answer = officer.post(&format!("{ROLL}/moi"), &fields).await;
        assert!(answer.outcome().starts_with(outcome), "{name} {day} {sure}: {} {}", answer.outcome(), answer.text());
        let asked = answer.text().contains("Đã có người cùng họ tên và ngày sinh, hoặc họ tên chỉ khác vài chữ");
        let led = answer.html().contains(&format!("href=\"{known}\""));
        assert_eq!((asked, led), (outcome == "422", outcome == "422"), "{name} {day} {sure}");
    }
}
