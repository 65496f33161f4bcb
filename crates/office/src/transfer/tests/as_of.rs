//! The list of transfers as it was on a day, on the page and as a file.

use super::{LIST, asked, cells, member, step, uid};
use crate::identity::right::Role;
use crate::testing::TestOffice;

#[tokio::test]
async fn each_day_shows_how_far_a_transfer_had_come_and_to_whom_it_was_known() {
    let t = TestOffice::new().await;
    let (beside, far) = cells(&t).await;
    let person = member(&t, 0).await;
    let name: String = t.value("SELECT full_name FROM person WHERE uid = $1", &[&person]).await;
    let mut secretary = t.as_cast("cell_secretary").await;
    let at = asked(&t, &mut secretary, &person, &uid(&t, beside).await).await;
    let mut clerk = t.as_cast("clerk").await;
    assert!(step(&mut secretary, &at, "xet", "20/11/2018", &[]).await.starts_with("303"));
    let paper = [("paper", "GT 15 ngày 21/11/2018")];
    assert!(step(&mut clerk, &at, "gioi-thieu", "21/11/2018", &paper).await.starts_with("303"));
    let mut receiving = t.signed_in("receiving", Role::CellSecretary, beside).await;
    assert!(step(&mut receiving, &at, "tiep-nhan", "23/11/2018", &[]).await.starts_with("303"));
    let mut stranger = t.signed_in("stranger", Role::CellSecretary, far).await;
    for (day, sending, other) in [
        ("19/11/2018", "", ""),
        ("20/11/2018", "Chi bộ đã xét", ""),
        ("21/11/2018", "Đã giới thiệu", "Đã giới thiệu"),
        ("22/11/2018", "Đã giới thiệu", "Đã giới thiệu"),
        ("23/11/2018", "Đã tiếp nhận", "Đã tiếp nhận"),
        ("", "Đã tiếp nhận", "Đã tiếp nhận"),
    ] {
        for (who, door, state) in [
            ("the sending cell", &mut secretary, sending),
            ("the receiving cell", &mut receiving, other),
            ("a cell elsewhere", &mut stranger, ""),
        ] {
            let page = door.get(&format!("{LIST}?ngay={day}")).await;
            assert_eq!(page.outcome(), "200", "{who} on {day}");
            let html = page.html();
            let row = html.split(&format!("<a href=\"{at}\">")).nth(1).and_then(|rest| rest.split("</li>").next());
            assert_eq!(row.is_some(), !state.is_empty(), "{who} on {day}");
            assert!(row.is_none_or(|row| row.contains(state)), "{who} on {day}: {row:?}");
            let file = door.get(&format!("{LIST}?ngay={day}&tep=csv")).await.html();
            let line = file.lines().find(|line| line.contains(&name));
            assert_eq!(line.is_some_and(|line| line.contains(state)), !state.is_empty(), "{who} on {day}: {file}");
        }
    }
    let cell = uid(&t, t.silent_cell).await;
    let outcome = stranger.get(&format!("{LIST}?ngay=21/11/2018&don-vi={cell}")).await.outcome();
    assert_eq!(outcome, stranger.get(&format!("{LIST}?ngay=21/11/2018&don-vi=khong-co")).await.outcome());
    assert_eq!(outcome, "404");
    assert_eq!(secretary.get(&format!("{LIST}?ngay=x")).await.outcome(), "422");
}

#[tokio::test]
async fn an_earlier_day_knows_where_a_transfer_was_to_go_then() {
    let t = TestOffice::new().await;
    let (beside, far) = cells(&t).await;
    let person = member(&t, 0).await;
    let mut secretary = t.as_cast("cell_secretary").await;
    let at = asked(&t, &mut secretary, &person, &uid(&t, beside).await).await;
    let mut officer = t.as_cast("organisation").await;
    assert!(step(&mut secretary, &at, "xet", "20/11/2018", &[]).await.starts_with("303"));
    let paper = [("paper", "GT 15 ngày 21/11/2018")];
    assert!(step(&mut officer, &at, "gioi-thieu", "21/11/2018", &paper).await.starts_with("303"));
    let version = officer.get(&at).await.field("version");
    let to = uid(&t, far).await;
    let directed = officer.post(&format!("{at}/noi-nhan"), &[("version", &*version), ("to", &*to)]).await.outcome();
    assert!(directed.starts_with("303"), "{directed}");
    let mut first = t.signed_in("first", Role::CellSecretary, beside).await;
    let mut second = t.signed_in("second", Role::CellSecretary, far).await;
    for (day, at_first, at_second) in [("22/11/2018", true, false), ("", false, true)] {
        for (who, door, seen) in [("the first", &mut first, at_first), ("the second", &mut second, at_second)] {
            let page = door.get(&format!("{LIST}?ngay={day}")).await;
            assert_eq!(page.html().contains(&format!("<a href=\"{at}\">")), seen, "{who} on {day}: {}", page.text());
        }
    }
}
