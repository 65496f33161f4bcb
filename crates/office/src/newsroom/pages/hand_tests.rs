//! Whoever publishes, or approves what one person published, is somebody else than whoever wrote or published it, not merely
//! another account that the same hand may have entered.

use super::workflow_tests::{decide, submitted};
use crate::identity::right::Role;
use crate::testing::TestOffice;

const TOLD: &str = "tài khoản này chỉ làm được sau 26-11-2018";

#[tokio::test]
async fn whoever_wrote_a_text_does_not_publish_it_behind_a_link_that_they_made() {
    for (act, way, outcome) in [
        ("publish", "a link of the writer", "422"),
        ("clear", "a link of the writer", "422"),
        ("schedule", "a link of the writer", "422"),
        ("return", "a link of the writer", "303"),
        ("publish", "a link of another manager", "303"),
        ("clear", "a link of another manager", "303"),
        ("schedule", "a link of another manager", "303"),
        ("publish", "a link of the console", "303"),
    ] {
        let t = TestOffice::new().await;
        let mut writer = t.signed_in("nguoi viet", Role::Editor, t.district).await;
        t.also("nguoi-viet", Role::OfficeManager, t.district).await;
        let mut other = t.signed_in("quan ly", Role::OfficeManager, t.district).await;
        let mut second = t.signed_in("nguoi duyet", Role::Publisher, t.district).await;
        let article = submitted(&t, &mut writer, "Một người hai tài khoản").await;
        match way {
            "a link of the writer" => second = t.let_in(&mut writer, "nguoi-duyet").await,
            "a link of another manager" => second = t.let_in(&mut other, "nguoi-duyet").await,
            _ => {}
        }
        let is_hindered = way == "a link of the writer";
        let review = second.get(&format!("{article}/duyet")).await;
        assert_eq!(review.text().contains(TOLD), is_hindered, "{act}, {way}: {}", review.text());
        for (offered, is) in [("publish", !is_hindered), ("clear", !is_hindered), ("schedule", !is_hindered)] {
            let button = format!("name=\"do\" value=\"{offered}\"");
            assert_eq!(review.html().contains(&button), is, "{act}, {way}: {offered} is offered");
        }
        assert!(review.html().contains("name=\"do\" value=\"return\""), "{act}, {way}: it can be given back");
        let fields = [("do", act), ("due_day", "25/11/2018"), ("due_time", "7:30"), ("note", "Sửa câu đầu")];
        let done = decide(&t, &mut second, &article, &fields).await;
        assert!(done.starts_with(outcome), "{act}, {way}: {done}");
    }
}

#[tokio::test]
async fn what_one_person_published_is_not_approved_by_the_same_hand() {
    for (way, outcome) in [
        ("a link of whoever published it", "422"),
        ("a link of another manager", "303"),
        ("a link of the console", "303"),
    ] {
        let t = TestOffice::new().await;
        let mut publisher = t.signed_in("nguoi dang", Role::Publisher, t.district).await;
        t.also("nguoi-dang", Role::OfficeManager, t.district).await;
        let mut other = t.signed_in("quan ly", Role::OfficeManager, t.district).await;
        let mut head = t.signed_in("lanh dao", Role::Leader, t.district).await;
        let article = submitted(&t, &mut publisher, "Tránh bão").await;
        let urgent = decide(&t, &mut publisher, &article, &[("do", "urgent"), ("why", "Bão vào trong đêm")]).await;
        assert_eq!(urgent, "303 /van-phong/toa-soan?xong=dang-gap", "{way}");
        match way {
            "a link of whoever published it" => head = t.let_in(&mut publisher, "lanh-dao").await,
            "a link of another manager" => head = t.let_in(&mut other, "lanh-dao").await,
            _ => {}
        }
        let is_hindered = outcome == "422";
        let page = head.get(&format!("{article}/dang-gap")).await;
        assert_eq!(page.text().contains(TOLD), is_hindered, "{way}: {}", page.text());
        let answer = head.post(&format!("{article}/dang-gap"), &[("note", "Đã xem")]).await;
        assert!(answer.outcome().starts_with(outcome), "{way}: {}", answer.outcome());
        assert_eq!(answer.text().contains(TOLD), is_hindered, "{way}: {}", answer.text());
        let approved: i64 = t.value("SELECT count(*) FROM urgent_publication WHERE approved_at IS NOT NULL", &[]).await;
        assert_eq!(approved, i64::from(!is_hindered), "{way}");
    }
}
