//! Old addresses through the door.

use super::*;
use crate::archive::{Brought, Row, begin, bring};
use crate::identity::right::Role;
use crate::newsroom::outbox;
use crate::org::NOWHERE;
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
    // Readers would be sent round, or to nothing.
    for dead in ["/lich-tiep-dan.html", "/lich-tiep-dan", "/khong-co-trang", "/tin/khong-co-999"] {
        let fields = [("from", "/lich-tiep-dan"), ("to", dead), ("was", "/xay-dung-dang"), ("do", "to")];
        let answer = editor.post(FORM, &fields).await;
        assert!(answer.outcome() == "422" && answer.text().contains("Không có trang nào của cổng"), "{dead}");
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

/// An article of an older site, brought; its public number.
pub(super) async fn brought(t: &TestOffice) -> i64 {
    bring_again(t, "Ảnh thiếu").await
}

/// The same with a headline, in a file of its own.
pub(super) async fn bring_again(t: &TestOffice, headline: &str) -> i64 {
    let row = serde_json::json!({
        "id": "joomla:9", "section": "Tin tức", "title": headline, "at": 1_500_000_000_000_000_i64,
        "blocks": [{ "paragraph": [
            { "text": "Gọi số 0912 345 678, xem " },
            { "link": { "href": "https://tuoitre.example/a", "text": [{ "text": "báo" }] } }
        ] }]
    });
    bring_row(t, row).await
}

/// A row of an older site, in a file of its own; its public number.
pub(super) async fn bring_row(t: &TestOffice, row: serde_json::Value) -> i64 {
    let row: Row = serde_json::from_value(row).unwrap();
    let mut tx = t.office.db.begin().await.unwrap();
    let now = t.office.clock.now();
    let batch = begin(&mut tx, Grant::console(NOWHERE), "cu.sql", now).await.unwrap();
    let (_, path) = bring(&mut tx, batch, &row, now).await.unwrap();
    tx.commit().await.unwrap();
    path.rsplit_once('-').unwrap().1.parse().unwrap()
}

pub(super) const ARTICLE: &str = "/van-phong/dia-chi-cu/bai/go";

#[tokio::test]
async fn a_brought_article_is_taken_off_by_two_persons_and_stays_off() {
    let t = TestOffice::new().await;
    let number = brought(&t).await;
    let so = number.to_string();
    let (mut editor, mut publisher) = (t.as_cast("editor").await, t.as_cast("publisher").await);
    for asked in [
        "0912+345+678",
        "%E1%BA%A2nh+thi%E1%BA%BFu",
        "%E1%BA%A2NH+THI%E1%BA%BEU",
        "anh+thieu",
        "GOI+SO",
        &so,
        &format!("/tin-tuc/anh-thieu-{so}"),
    ] {
        let list = editor.get(&format!("/van-phong/dia-chi-cu/bai?tim={asked}")).await.html();
        assert!(list.contains(&format!("bai/go?so={so}")), "{asked}");
    }
    for nothing in ["kh%C3%B4ng+c%C3%B3", "%25", "_____________________"] {
        let list = editor.get(&format!("/van-phong/dia-chi-cu/bai?tim={nothing}")).await.html();
        assert!(!list.contains("bai/go?so="), "{nothing}");
    }
    let done = |what: &str| format!("303 {ARTICLE}?so={so}&xong=bai-cu-{what}");
    let (asks, agrees, keeps) = (done("ask"), done("agree"), done("drop"));
    let mut leader = t.as_cast("leader").await;
    assert_eq!(leader.post(ARTICLE, &[("so", &so), ("do", "agree")]).await.outcome(), "403");
    for (who, what, fate, reason, outcome) in [
        (0, "ask", "error", "", "422"),
        (0, "ask", "", "Có số điện thoại", "422"),
        (1, "agree", "", "", "409"),
        (0, "ask", "error", "Có số điện thoại", asks.as_str()),
        (0, "ask", "error", "Có số điện thoại", "409"),
        (0, "agree", "", "", "403"),
        (1, "drop", "", "", &keeps),
        // Whoever asks does not agree, though they might publish.
        (1, "ask", "withdrawn", "Đã cũ", &asks),
        (1, "agree", "", "", "422"),
        (0, "drop", "", "", &keeps),
        (0, "ask", "error", "Có dữ liệu cá nhân", &asks),
        (1, "agree", "", "", &agrees),
        (1, "agree", "", "", "409"),
    ] {
        let door = if who == 0 { &mut editor } else { &mut publisher };
        let asked = door.get(&format!("{ARTICLE}?so={so}")).await.field("asked");
        let fields = [("so", so.as_str()), ("do", what), ("fate", fate), ("reason", reason), ("asked", &asked)];
        assert_eq!(door.post(ARTICLE, &fields).await.outcome(), outcome, "{who} {what} {fate} {reason}");
    }
    let page = editor.get(&format!("{ARTICLE}?so={so}")).await.text();
    assert!(page.contains("Đã gỡ vì không nên có"), "{page}");
    let fates = |entry: Entry| match entry {
        Entry::Withdrawal { article_id, reason, fate, .. } if article_id == number => Some((reason, fate)),
        _ => None,
    };
    let mut tx = t.office.db.begin().await.unwrap();
    let crossed = outbox::after(&mut tx, 0).await.unwrap();
    let crossed: Vec<_> = crossed.into_iter().filter_map(|(_, entry)| fates(entry)).collect();
    assert_eq!(crossed, [("Có dữ liệu cá nhân".to_owned(), bridge::Fate::Gone)]);
    let row: Row =
        serde_json::from_value(serde_json::json!({ "id": "joomla:9", "title": "Ảnh thiếu, đã sửa", "body": "x" }))
            .unwrap();
    let now = t.office.clock.now();
    let batch = begin(&mut tx, Grant::console(NOWHERE), "cu-2.sql", now).await.unwrap();
    assert_eq!(bring(&mut tx, batch, &row, now).await.unwrap().0, Brought::Left, "a later file leaves it");
    tx.commit().await.unwrap();
    let verbs: i64 = t.value("SELECT count(*) FROM journal WHERE verb LIKE 'archive.article.%'", &[]).await;
    assert_eq!(verbs, 6, "three asked, two kept, one retracted");
}

#[tokio::test]
async fn an_address_with_an_article_leads_nowhere_else() {
    let t = with_misses().await;
    let number = brought(&t).await;
    let mut editor = t.as_cast("editor").await;
    for from in [format!("/tin-tuc/anh-thieu-{number}"), "joomla:9".to_owned()] {
        for what in ["gone", "to"] {
            let fields = [("from", from.as_str()), ("to", "/xay-dung-dang"), ("was", ""), ("do", what)];
            let answer = editor.post(FORM, &fields).await;
            assert_eq!(answer.outcome(), "422", "{from} {what}");
            let html = answer.html();
            assert!(
                html.contains("đang có bài cho bạn đọc") && html.contains(&format!("bai/go?so={number}")),
                "{html}"
            );
        }
    }
    let fields = [("from", "/lich-tiep-dan"), ("to", ""), ("was", ""), ("do", "gone")];
    assert_eq!(editor.post(FORM, &fields).await.outcome(), "303 /van-phong/dia-chi-cu?xong=dia-chi-cu");
}

#[tokio::test]
async fn links_of_brought_articles_are_listed_with_their_file() {
    let t = TestOffice::new().await;
    let number = brought(&t).await;
    let mut editor = t.as_cast("editor").await;
    let list = editor.get("/van-phong/toa-soan/lien-ket").await.html();
    for part in ["https://tuoitre.example/a", "Chuyển từ trang cũ: cu.sql", &format!("bai/go?so={number}")] {
        assert!(list.contains(part), "{part} in {list}");
    }
    assert!(editor.get("/van-phong/toa-soan/lien-ket?tep=csv").await.text().contains("tuoitre.example"));
    let mut tx = t.office.db.begin().await.unwrap();
    tx.exec("DELETE FROM archive_link", &[]).await.unwrap();
    assert_eq!(crate::newsroom::outside::rebuild(&mut tx).await.unwrap(), 1, "what was brought before is found again");
}
