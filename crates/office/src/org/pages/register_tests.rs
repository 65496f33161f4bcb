//! Who keeps the register of a unit that ends, through the door.

use super::closing_tests::{begin, name_of, place, send_the_rest};
use super::tests::uid;
use crate::identity::right::Role;
use crate::testing::TestOffice;

#[tokio::test]
async fn the_register_goes_to_the_unit_that_was_chosen_and_comes_back_with_the_unit() {
    let register = "/van-phong/van-ban";
    for chosen in [false, true] {
        let t = TestOffice::new().await;
        let (page, [(heir, into), (second, other)]) = place(&t).await;
        let paper = [
            ("chieu", "den"),
            ("symbol", "10-CT/TW"),
            ("issuer", "Ban Bí thư"),
            ("issued_on", "30/3/2007"),
            ("arrived_on", "22/11/2018"),
            ("subject", "Chỉ thị về sinh hoạt chi bộ"),
            ("urgency", "normal"),
            ("unit", &*uid(&t, t.silent_cell).await),
        ];
        let mut of_old = t.signed_in("of old", Role::CommuneClerk, t.silent_cell).await;
        let entered = of_old.post(&format!("{register}/moi"), &paper).await.outcome();
        let paper = entered.strip_prefix("303 ").and_then(|to| to.split('?').next()).expect(&entered).to_owned();
        t.link("of heir", Role::CommuneClerk, heir).await;
        t.link("of second", Role::CommuneClerk, second).await;

        let mut officer = t.as_cast("organisation").await;
        assert!(officer.post(&page, &begin(&into)).await.outcome().starts_with("303"));
        let shown = officer.get(&page).await.text();
        assert!(shown.contains("Chọn đơn vị giữ và đọc sổ"), "it is asked: {shown}");
        let mut version = 1;
        if chosen {
            let send = [("do", "send"), ("kind", "papers"), ("version", "1"), ("into", &*other), ("row-0", "1")];
            assert_eq!(officer.post(&page, &send).await.outcome(), format!("303 {page}?xong=luu"));
            version = 2;
        }
        let version = send_the_rest(&mut officer, &page, &into, version).await.to_string();
        let look = officer.post(&page, &[("do", "preview")]).await;
        let keeper = name_of(&t, if chosen { second } else { heir }).await;
        let told = format!("Sổ văn bản khóa lại, {keeper} giữ và đọc");
        assert!(look.text().contains(&told), "{told}: {}", look.text());
        let seen = look.field("seen");
        let run = [("do", "run"), ("version", &*version), ("seen", &*seen)];
        let asked = officer.post(&page, &run).await.outcome();
        let event = t.agreed(&asked).await;
        t.office.clock.advance(kit::clock::DAY);

        let mut officer = t.as_cast("organisation").await;
        assert!(officer.get(&event).await.text().contains(&told), "and the event says it afterwards");
        let mut of_old = t.as_cast("of-old").await;
        let (mut of_heir, mut of_second) = (t.as_cast("of-heir").await, t.as_cast("of-second").await);
        let (kept, not) = if chosen { (&mut of_second, &mut of_heir) } else { (&mut of_heir, &mut of_second) };
        assert_eq!((kept.get(&paper).await.outcome(), not.get(&paper).await.outcome()), ("200".into(), "404".into()));
        let list = kept.get(&format!("{register}?cot=so-cua")).await;
        assert!(list.html().contains(&paper) && list.text().contains(&keeper), "{}", list.text());
        assert!(!not.get(register).await.html().contains(&paper));
        let ended = format!("{register}?don-vi={}", uid(&t, t.silent_cell).await);
        let on = format!("303 {register}?don-vi={}&xong=noi-tiep", if chosen { &other } else { &into });
        assert_eq!(kept.get(&ended).await.outcome(), on, "the list of the old unit's papers is where they are kept");
        assert_eq!(kept.get(&format!("{paper}/sua")).await.outcome(), "200", "and is put right there");
        assert_eq!(of_old.get(&paper).await.outcome(), "404", "who acted for the old unit acts no more");

        let asked = officer.post(&format!("{event}/hoan-tac"), &[]).await.outcome();
        t.agreed(&asked).await;
        for (who, door, outcome) in [
            ("the old unit's clerk", &mut of_old, "200"),
            ("the clerk of who was to carry on", &mut of_heir, "404"),
            ("the clerk of who was chosen", &mut of_second, "404"),
        ] {
            assert_eq!(door.get(&paper).await.outcome(), outcome, "{who}, after it was taken back");
        }
        let again = officer.post(&page, &[("do", "preview")]).await.text();
        assert!(again.contains(&told), "the choice is still there: {again}");
    }
}
