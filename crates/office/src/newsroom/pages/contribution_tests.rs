//! Articles that come up: a unit's writer offers one, the newsroom above takes or returns it, its author is kept and told.

use crate::identity::right::Role;
use crate::testing::TestOffice;
use kit::testing::Door;

/// The newsroom of the district, two steps above a cell's.
const ABOVE: &str = "2";
const LIST: &str = "/van-phong/toa-soan/bai-gui-len";

/// A writer of a unit below the district, and an article that they have saved.
async fn below(t: &TestOffice) -> (Door, String) {
    let mut writer = t.signed_in("nguoi-viet-xa", Role::Editor, t.silent_cell).await;
    let fields =
        [("headline", "Chi bộ gương mẫu"), ("body", "Một <b>đoạn</b>."), ("section", "xay-dung-dang"), ("do", "save")];
    assert!(writer.post("/van-phong/toa-soan/bai-moi", &fields).await.outcome().starts_with("303"));
    let uid: String = t.value("SELECT uid FROM article ORDER BY id DESC LIMIT 1", &[]).await;
    (writer, format!("/van-phong/toa-soan/{uid}"))
}

async fn offered(t: &TestOffice, writer: &mut Door, article: &str, version: &str) -> String {
    let fields = [("to", ABOVE), ("version", version), ("words", "Cho chuyên đề <i>mới</i>")];
    let mut outcomes = Vec::new();
    for _double_click in 0..2 {
        outcomes.push(writer.post(&format!("{article}/gui-len"), &fields).await.outcome());
    }
    let uid: String = t.value("SELECT uid FROM article_offer ORDER BY id DESC LIMIT 1", &[]).await;
    let offer = format!("{LIST}/{uid}");
    assert_eq!(outcomes, [format!("303 {offer}?xong=gui-len"), format!("303 {offer}?xong=gui-len")]);
    offer
}

#[tokio::test]
async fn the_newsroom_above_takes_a_copy_and_its_author_is_told_and_counted() {
    let t = TestOffice::new().await;
    let (mut writer, article) = below(&t).await;
    assert!(writer.get(&article).await.text().contains("Gửi lên tòa soạn cấp trên"));
    let offer = offered(&t, &mut writer, &article, "1").await;
    let waiting: i64 = t.value("SELECT count(*) FROM article_offer", &[]).await;
    assert_eq!(waiting, 1, "offered once, however often it is sent");
    let (mut editor, mut publisher) = (t.as_cast("editor").await, t.as_cast("publisher").await);
    assert!(editor.get("/van-phong").await.text().contains("chờ tòa soạn nhận"));
    let page = editor.get(&offer).await;
    assert!(page.text().contains("Chi bộ gương mẫu") && page.text().contains("nguoi-viet-xa"), "{}", page.text());
    assert!(!page.html().contains("<b>đoạn") && !page.html().contains("<i>mới"), "what was typed is text");
    let taken = editor.post(&offer, &[("do", "take")]).await.outcome();
    assert!(taken.starts_with("303 /van-phong/toa-soan/") && taken.ends_with("?xong=nhan-bai"), "{taken}");
    assert_eq!(editor.post(&offer, &[("do", "take")]).await.outcome(), "409", "once");
    let copy = taken[4..].split('?').next().unwrap().to_owned();
    let signed: String = t.value("SELECT byline FROM article ORDER BY id DESC LIMIT 1", &[]).await;
    let source: String = t.value("SELECT source FROM article ORDER BY id DESC LIMIT 1", &[]).await;
    let unit: String = t.value("SELECT name FROM unit_name WHERE unit_id = $1", &[&t.silent_cell]).await;
    assert_eq!((signed.as_str(), source), ("nguoi-viet-xa", unit));
    // The writer's own is untouched, and the newsroom's copy is not theirs to open.
    assert_eq!(writer.get(&copy).await.outcome(), "404");
    let page = writer.get(&offer).await.text();
    assert!(page.contains("Đã nhận") && !page.contains("Mở bài của tòa soạn"), "{page}");
    let fields = [
        ("headline", "Chi bộ gương mẫu"),
        ("body", "Một đoạn."),
        ("byline", "nguoi-viet-xa"),
        ("section", "xay-dung-dang"),
        ("version", "1"),
        ("do", "submit"),
    ];
    assert!(editor.post(&copy, &fields).await.outcome().starts_with("303"));
    assert!(
        publisher
            .post(&format!("{copy}/duyet"), &[("do", "publish"), ("version", "3")])
            .await
            .outcome()
            .starts_with("303")
    );
    let page = writer.get(LIST).await;
    assert!(
        page.text().contains("Đã nhận và đăng") && page.html().contains("/xay-dung-dang/chi-bo-guong-mau-"),
        "{}",
        page.text()
    );
    let csv = editor.get("/van-phong/toa-soan/thong-ke?tu=23/11/2018&den=23/11/2018&tep=csv").await.html();
    let line = csv.lines().find(|line| line.contains("nguoi-viet-xa")).expect("the writer");
    assert!(line.trim_end().ends_with(",0,0,1,0,0,0"), "{csv}");
}

#[tokio::test]
async fn an_offer_is_returned_with_a_reason_or_taken_back() {
    let t = TestOffice::new().await;
    let (mut writer, article) = below(&t).await;
    let offer = offered(&t, &mut writer, &article, "1").await;
    let mut editor = t.as_cast("editor").await;
    assert_eq!(editor.post(&offer, &[("do", "return"), ("reason", " ")]).await.outcome(), "422");
    assert!(editor.post(&offer, &[("do", "return"), ("reason", "Bổ sung số liệu")]).await.outcome().starts_with("303"));
    assert!(writer.get("/van-phong").await.text().contains("Bài gửi lên được trả lại: Bổ sung số liệu"));
    // Changed, it is offered anew, and taken back by whoever offered it.
    let fields = [
        ("headline", "Chi bộ gương mẫu"),
        ("body", "Thêm số liệu."),
        ("section", "xay-dung-dang"),
        ("version", "1"),
        ("do", "save"),
    ];
    assert!(writer.post(&article, &fields).await.outcome().starts_with("303"));
    let stale = [("to", ABOVE), ("version", "1")];
    assert_eq!(writer.post(&format!("{article}/gui-len"), &stale).await.outcome(), "422", "it was changed meanwhile");
    let again = offered(&t, &mut writer, &article, "2").await;
    assert_ne!(again, offer);
    assert!(writer.post(&again, &[("do", "withdraw")]).await.outcome().starts_with("303"));
    assert_eq!(editor.post(&again, &[("do", "take")]).await.outcome(), "409");
    let elsewhere: String = t.value("SELECT uid FROM unit WHERE id = $1", &[&t.elsewhere]).await;
    let wrong = [("to", elsewhere.as_str()), ("version", "2")];
    assert_eq!(writer.post(&format!("{article}/gui-len"), &wrong).await.outcome(), "422", "no newsroom above");
}

#[tokio::test]
async fn who_may_see_and_decide_an_offer() {
    let t = TestOffice::new().await;
    let (mut writer, article) = below(&t).await;
    let offer = offered(&t, &mut writer, &article, "1").await;
    for (who, role, unit, outcome) in [
        ("another commune's editor", Role::Editor, t.elsewhere, "404"),
        ("the leader", Role::Leader, t.district, "403"),
    ] {
        let mut door = t.signed_in(who, role, unit).await;
        assert_eq!(door.get(&offer).await.outcome(), outcome, "{who}");
        assert_eq!(door.post(&offer, &[("do", "take")]).await.outcome(), outcome, "{who}");
        assert_eq!(door.post(&format!("{article}/gui-len"), &[("version", "1")]).await.outcome(), outcome, "{who}");
    }
    assert_eq!(writer.post(&offer, &[("do", "take")]).await.outcome(), "404", "who offers does not take");
    let mut outsider = t.signed_in("ngoài", Role::Editor, t.elsewhere).await;
    assert!(!outsider.get(LIST).await.text().contains("Chi bộ gương mẫu"));
}
