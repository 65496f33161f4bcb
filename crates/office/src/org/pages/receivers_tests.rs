//! A unit that was chosen to receive, or to carry on, and ends meanwhile.

use super::closing_tests::{begin, name_of, place, send_the_rest};
use super::tests::{home, uid};
use crate::identity::right::Role;
use crate::testing::TestOffice;

const READY: &str = "Mọi thứ đã có nơi nhận";
const WAITS: &str = "mục chưa có nơi nhận";

#[tokio::test]
async fn what_was_sent_to_a_unit_that_is_to_end_waits_again_by_name() {
    for (day, heir_ends) in [("23/11/2018", false), ("23/11/2018", true), ("01/12/2018", false), ("01/12/2018", true)] {
        let t = TestOffice::new().await;
        let (page, [(_, lasts), (second, ends)]) = place(&t).await;
        let name = name_of(&t, second).await;
        let mut officer = t.as_cast("organisation").await;
        let (heir, receiver) = if heir_ends { (&ends, &lasts) } else { (&lasts, &ends) };
        assert!(officer.post(&page, &begin(heir)).await.outcome().starts_with("303"));
        let version = send_the_rest(&mut officer, &page, receiver, 1).await;
        assert!(officer.get(&page).await.text().contains(READY));

        let over = [("kind", "dissolve"), ("day", day), ("paper", "QĐ 2"), ("into", lasts.as_str())];
        let asked = t.changed(&mut officer, &format!("/van-phong/to-chuc/{ends}/thay-doi"), &over).await;
        t.agreed(&asked).await;
        let case = format!("{day}, the heir: {heir_ends}");
        let shown = officer.get(&page).await.text();
        let told = format!("{name} đã có ngày kết thúc nên không nhận được. Chọn đơn vị khác.");
        assert!(shown.contains(&told) && shown.contains(WAITS) && !shown.contains(READY), "{case}: {shown}");
        assert!(!shown.contains("ngoài phạm vi"), "{case}: {shown}");
        let look = officer.post(&page, &[("do", "preview")]).await;
        let looked = look.outcome() == "200" && look.text().contains(WAITS) && !look.html().contains("name=\"seen\"");
        assert!(looked, "{case}: {}", look.text());
        let desk = officer.get("/van-phong").await.text();
        assert!(desk.contains(WAITS) && !desk.contains(READY), "{case}: {desk}");
        let seen = version.to_string();
        let early = officer.post(&page, &[("do", "run"), ("version", &seen)]).await;
        assert!(early.outcome() == "409" && early.text().contains(WAITS), "{case}: {}", early.text());

        let again =
            |into| [("do", "begin"), ("version", &*seen), ("day", "24/11/2018"), ("paper", "QĐ 9"), ("into", into)];
        let refused = officer.post(&page, &again(&*ends)).await;
        match day {
            "23/11/2018" => assert_eq!(refused.outcome(), "404", "{case}: it is there no more"),
            _ => assert!(refused.outcome() == "422" && refused.text().contains(&told), "{case}: {}", refused.text()),
        }
        match heir_ends {
            true => assert!(officer.post(&page, &again(&*lasts)).await.outcome().starts_with("303"), "{case}"),
            false => drop(send_the_rest(&mut officer, &page, &lasts, version).await),
        }
        assert!(officer.get(&page).await.text().contains(READY), "{case}");
        let (version, look) = (
            t.value::<i64>("SELECT version FROM unit_closing", &[]).await.to_string(),
            officer.post(&page, &[("do", "preview")]).await,
        );
        let run = [("do", "run"), ("version", &*version), ("seen", &*look.field("seen"))];
        t.agreed(&officer.post(&page, &run).await.outcome()).await;
    }
}

#[tokio::test]
async fn whoever_does_not_reach_a_receiver_is_told_so() {
    let t = TestOffice::new().await;
    let (page, _) = place(&t).await;
    let far: i64 = t.value("SELECT min(unit_id) FROM unit_parent WHERE parent_id = $1", &[&t.elsewhere]).await;
    let far = uid(&t, far).await;
    let mut officer = t.as_cast("organisation").await;
    assert!(officer.post(&page, &begin(&far)).await.outcome().starts_with("303"));
    let version = send_the_rest(&mut officer, &page, &far, 1).await.to_string();
    assert!(officer.post(&page, &[("do", "preview")]).await.html().contains("name=\"seen\""));
    let mut near = t.signed_in("near", Role::OrganisationOfficer, home(&t).await).await;
    for fields in [&[("do", "preview")][..], &[("do", "run"), ("version", &*version)]] {
        let told = near.post(&page, fields).await;
        assert_eq!(told.outcome(), "409", "{fields:?}");
        assert!(told.text().contains("Có nơi nhận ngoài phạm vi của anh chị"), "{fields:?}: {}", told.text());
    }
}
