//! Old addresses through the door.

use super::*;
use crate::identity::right::Role;
use crate::newsroom::outbox;
use crate::testing::TestOffice;
use bridge::Entry;
use std::sync::Arc;

async fn with_misses() -> TestOffice {
    let mut t = TestOffice::new().await;
    t.office.misses = Arc::new(|| {
        let miss = |address: &str, from: &str, times| Miss {
            address: address.into(),
            from: from.into(),
            times,
            last: Day::of(2018, 11, 22),
        };
        vec![
            miss("/lich-tiep-dan.html", "/lich-tiep-dan", 41),
            miss("/index.php?option=com_content&id=9", "joomla:9", 1),
        ]
    });
    t
}

const FORM: &str = "/van-phong/dia-chi-cu/sua";

#[tokio::test]
async fn who_may_mend_an_old_address() {
    let t = with_misses().await;
    for (who, role, unit, looks, mends) in [
        ("an editor", Role::Editor, t.district, "200", "303 /van-phong/dia-chi-cu?xong=dia-chi-cu"),
        ("a publisher", Role::Publisher, t.district, "200", "303 /van-phong/dia-chi-cu?xong=dia-chi-cu"),
        ("another commune's editor", Role::Editor, t.elsewhere, "404", "404"),
        ("the leader", Role::Leader, t.district, "403", "403"),
        ("the inspector", Role::Inspector, t.district, "403", "403"),
    ] {
        let mut door = t.signed_in(who, role, unit).await;
        for page in [PAGE, "/van-phong/dia-chi-cu/sua?tu=%2Flich-tiep-dan"] {
            assert_eq!(door.get(page).await.outcome(), looks, "{who} {page}");
        }
        let fields = [("from", "/lich-tiep-dan"), ("to", "/xay-dung-dang"), ("was", ""), ("do", "to")];
        assert_eq!(door.post(FORM, &fields).await.outcome(), mends, "{who} mends, or finds it mended so");
    }
    let fields = [("from", "/x"), ("to", "/"), ("do", "to")];
    assert!(t.visitor().post(FORM, &fields).await.outcome().starts_with("303 /van-phong/dang-nhap"));
    let written: i64 = t.value("SELECT count(*) FROM journal WHERE verb = 'archive.address.lead'", &[]).await;
    assert_eq!(written, 1, "the same said again is not done again");
}

#[tokio::test]
async fn an_address_is_mended_and_crosses() {
    let t = with_misses().await;
    let mut editor = t.as_cast("editor").await;
    let list = editor.get(PAGE).await.text();
    assert!(list.contains("/lich-tiep-dan.html") && list.contains("41 lần mở"), "{list}");
    assert!(
        editor
            .get("/van-phong/dia-chi-cu/sua?tu=joomla%3A9")
            .await
            .text()
            .contains("/index.php?option=com_content&id=9")
    );
    let host = "office.example";
    for (typed, outcome) in [
        ("https://evil.example/x", "422"),
        ("//evil.example", "422"),
        ("/\\evil.example", "422"),
        ("javascript:alert(1)", "422"),
        ("", "422"),
        ("/co dau cach", "422"),
        ("/van-phong/toa-soan", "422"),
        (" /xay-dung-dang ", "303 /van-phong/dia-chi-cu?xong=dia-chi-cu"),
    ] {
        let fields = [("from", "/lich-tiep-dan"), ("to", typed), ("was", ""), ("do", "to")];
        let answer = editor.post(FORM, &fields).await;
        assert_eq!(answer.outcome(), outcome, "{typed}");
        if outcome == "422" {
            assert!(answer.text().contains("không phải địa chỉ một trang của cổng"), "{typed}");
            assert_eq!(answer.field("to"), typed.trim(), "what was typed comes back");
        }
    }
    let mut headers = HeaderMap::new();
    headers.insert(header::HOST, host.parse().unwrap());
    assert_eq!(target("https://office.example/tin/a-1", &headers).as_deref(), Some("/tin/a-1"));
    assert_eq!(target("https://office.example.evil.example/", &headers), None);
    assert_eq!(target("https://office.example@evil.example/", &headers), None);
    // The second of two sees what the first has said.
    let fields = [("from", "/lich-tiep-dan"), ("to", ""), ("was", ""), ("do", "gone")];
    let second = editor.post(FORM, &fields).await;
    assert!(second.outcome() == "409" && second.text().contains("Đang dẫn tới /xay-dung-dang"));
    let fields = [("from", "/lich-tiep-dan"), ("to", ""), ("was", "/xay-dung-dang"), ("do", "gone")];
    assert_eq!(editor.post(FORM, &fields).await.outcome(), "303 /van-phong/dia-chi-cu?xong=dia-chi-cu");
    let mut conn = t.office.db.read().await.unwrap();
    let crossed = outbox::after(&mut conn, 0).await.unwrap();
    let said: Vec<Leads> =
        crossed.into_iter().filter_map(|(_, e)| if let Entry::Address(a) = e { Some(a.leads) } else { None }).collect();
    assert_eq!(said, [Leads::To("/xay-dung-dang".into()), Leads::Gone]);
    assert!(editor.get(PAGE).await.text().contains("Đang báo là không còn"));
}
