//! Whoever signs is somebody else than whoever cleared the paper, not merely another account that the same hand may have
//! entered.

use super::tests::{NOTICE, people, step, written};
use crate::identity::right::Role;
use crate::testing::TestOffice;
use kit::clock::DAY;

#[tokio::test]
async fn whoever_cleared_a_paper_does_not_sign_it_behind_a_link_that_they_made() {
    let told = "tài khoản này chỉ làm được sau 26-11-2018";
    for (way, outcome, told) in [
        ("a link of whoever cleared it", "422", told),
        ("a link made behind a link of whoever cleared it", "422", told),
        ("a link of the signer, by which it was cleared", "422", told),
        ("a link of another manager", "303", ""),
        ("a link of the console", "303", ""),
    ] {
        let t = TestOffice::new().await;
        let [mut clerk, mut leader, _] = people(&t).await;
        t.also("clerk-of-the-district", Role::OfficeManager, t.district).await;
        t.also("first-leader", Role::OfficeManager, t.district).await;
        let mut other = t.signed_in("quan ly khac", Role::OfficeManager, t.district).await;
        let page = written(&mut clerk, &NOTICE).await;
        step(&mut clerk, &page, "submit", &[]).await;
        if way == "a link of the signer, by which it was cleared" {
            clerk = t.let_in(&mut leader, "clerk-of-the-district").await;
        }
        assert!(step(&mut clerk, &page, "clear", &[]).await.starts_with("303"), "{way}");
        let mut signer = match way {
            "a link of whoever cleared it" => t.let_in(&mut clerk, "first-leader").await,
            "a link made behind a link of whoever cleared it" => {
                let mut behind = t.let_in(&mut clerk, "quan-ly-khac").await;
                t.let_in(&mut behind, "first-leader").await
            }
            "a link of another manager" => t.let_in(&mut other, "first-leader").await,
            _ => leader,
        };
        let shown = signer.get(&page).await;
        assert!(shown.text().contains(told), "{way}: {}", shown.text());
        assert_eq!(shown.html().contains("value=\"sign\""), told.is_empty(), "{way}: what is refused is not offered");
        let answer = signer.post(&format!("{page}/buoc"), &[("version", "3"), ("step", "sign")]).await;
        assert!(answer.outcome().starts_with(outcome), "{way}: {}", answer.outcome());
        assert!(answer.text().contains(told), "{way}: {}", answer.text());
        let onward = answer.text().contains("trả lại để một người khác duyệt");
        assert_eq!(onward, !told.is_empty(), "{way}: the way onward: {}", answer.text());
        if !told.is_empty() {
            assert!(answer.html().contains("value=\"back\""), "{way}: it can be sent back");
            // Its owner has had the time to see that somebody was in.
            t.office.clock.advance(4 * DAY);
            signer = t.as_cast("first-leader").await;
            assert_eq!(step(&mut signer, &page, "sign", &[]).await, format!("303 {page}?xong=di-sign"), "{way}");
        }
    }
}
