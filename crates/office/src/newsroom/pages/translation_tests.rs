//! An article in other languages through the door: what is missing, how a translation is begun, and what it says when the
//! Vietnamese text moves on.

use crate::identity::right::Role;
use crate::newsroom::outbox;
use crate::testing::TestOffice;
use bridge::{Entry, Language};

const LIST: &str = "/van-phong/toa-soan/ban-dich";

async fn uid(t: &TestOffice, sql: &'static str) -> String {
    let uid: String = t.value(sql, &[]).await;
    format!("/van-phong/toa-soan/{uid}")
}

/// The founding article of the cast.
async fn founding(t: &TestOffice) -> String {
    uid(t, "SELECT uid FROM article WHERE kicker <> ''").await
}

async fn newest(t: &TestOffice) -> String {
    uid(t, "SELECT uid FROM article ORDER BY id DESC LIMIT 1").await
}

#[tokio::test]
async fn a_translation_is_begun_once_by_whoever_writes_in_the_newsroom() {
    let t = TestOffice::new().await;
    let article = founding(&t).await;
    let begin = format!("{article}/ban-dich");
    for (who, role, unit, outcome) in [
        ("another commune's editor", Role::Editor, t.elsewhere, "404"),
        ("the leader", Role::Leader, t.district, "403"),
    ] {
        let mut door = t.signed_in(who, role, unit).await;
        assert_eq!(door.post(&begin, &[("lang", "en")]).await.outcome(), outcome, "{who}");
    }
    assert!(t.visitor().post(&begin, &[("lang", "en")]).await.outcome().starts_with("303 /van-phong/dang-nhap"));
    let mut editor = t.as_cast("editor").await;
    for unknown in ["vi", "fr", ""] {
        assert_eq!(editor.post(&begin, &[("lang", unknown)]).await.outcome(), "400", "{unknown}");
    }
    let missing = editor.get(LIST).await.text();
    assert!(missing.contains("Cần dịch hoặc dịch tiếp: 3") && missing.contains("Thiếu"), "{missing}");
    let mut where_to = Vec::new();
    for _double_click in 0..2 {
        where_to.push(editor.post(&begin, &[("lang", "en")]).await.outcome());
    }
    let english = newest(&t).await;
    assert_eq!(where_to, [format!("303 {english}?xong=bat-dau-dich"), format!("303 {english}?xong=bat-dau-dich")]);
    let page = editor.get(&english).await;
    assert!(
        page.text().contains("Tiếng Anh, dịch từ bài: Tịnh Biên chăm lo công tác xây dựng Đảng"),
        "{}",
        page.text()
    );
    assert!(page.html().contains("[[so-lieu:"), "the marks of figures stay in their places");
    // What is not published, and what is itself a translation, is not translated.
    let draft = [("headline", "Nháp"), ("section", "xay-dung-dang"), ("do", "save")];
    editor.post("/van-phong/toa-soan/bai-moi", &draft).await;
    let draft = newest(&t).await;
    assert_eq!(editor.post(&format!("{draft}/ban-dich"), &[("lang", "en")]).await.outcome(), format!("303 {draft}"));
    assert_eq!(editor.post(&format!("{english}/ban-dich"), &[("lang", "km")]).await.outcome(), "404");
    assert!(editor.get(&draft).await.text().contains("đăng bài tiếng Việt rồi mới dịch"));
    let mut outsider = t.signed_in("ngoài", Role::Editor, t.elsewhere).await;
    assert!(outsider.get(LIST).await.text().contains("Chưa có bài tiếng Việt nào được đăng."));
}

#[tokio::test]
async fn a_translation_goes_its_own_way_and_says_when_the_original_moves_on() {
    let t = TestOffice::new().await;
    let (mut editor, mut publisher) = (t.as_cast("editor").await, t.as_cast("publisher").await);
    let original = founding(&t).await;
    editor.post(&format!("{original}/ban-dich"), &[("lang", "km")]).await;
    let khmer = newest(&t).await;
    // Submitted as it stands, it is still Vietnamese: that stands in the way.
    let base = [("section", "xay-dung-dang"), ("topics", "Tiến tới đại hội Đảng"), ("do", "submit")];
    let vietnamese =
        [("headline", "ចំណងជើង"), ("version", "1"), ("body", "Trong những năm qua, Huyện ủy luôn quan tâm.")];
    let body: String = t.value("SELECT body FROM article ORDER BY id DESC LIMIT 1", &[]).await;
    let fields: Vec<(&str, &str)> = base
        .into_iter()
        .chain(vietnamese)
        .map(|(n, v)| if n == "body" { (n, body.as_str()) } else { (n, v) })
        .collect();
    assert!(editor.post(&khmer, &fields).await.outcome().starts_with("303"));
    let review = format!("{khmer}/duyet");
    assert!(publisher.get(&review).await.text().contains("đoạn y như bài tiếng Việt"));
    assert_eq!(publisher.post(&review, &[("do", "publish"), ("version", "3")]).await.outcome(), "422");
    let words = "មនុស្សទាំងអស់កើតមកមានសេរីភាព និងភាពស្មើៗគ្នាក្នុងសេចក្ដីថ្លៃថ្នូរ និងសិទ្ធិ។";
    let own = [("headline", "ចំណងជើង"), ("lead", words), ("body", words), ("version", "3")];
    let fields: Vec<(&str, &str)> = base.into_iter().chain(own).collect();
    assert!(editor.post(&khmer, &fields).await.outcome().starts_with("303"));
    assert!(publisher.post(&review, &[("do", "publish"), ("version", "5")]).await.outcome().starts_with("303"));
    let id: i64 = t.value("SELECT id FROM article WHERE kicker <> '' AND lang = 'vi'", &[]).await;
    let mut conn = t.office.db.read().await.unwrap();
    let last = outbox::after(&mut conn, 0).await.unwrap().pop().unwrap().1;
    drop(conn);
    let Entry::Edition(edition) = last else { panic!("an edition") };
    assert_eq!((edition.language, edition.translation.map(|it| (it.of, it.edition))), (Language::Km, Some((id, 1))));
    assert_eq!(edition.slug, "tinh-bien-cham-lo-cong-tac-xay-dung-dang", "Khmer letters stand in no address");
    let list = editor.get(&format!("{LIST}?xem=het")).await;
    assert!(list.html().contains("lang=\"km\">ចំណងជើង</a>") && !list.text().contains("Bài tiếng Việt đã đổi"));
    // The original moves on.
    let lead: String = t.value("SELECT lead FROM article WHERE id = $1", &[&id]).await;
    let body: String = t.value("SELECT body FROM article WHERE id = $1", &[&id]).await;
    let version: i64 = t.value("SELECT version FROM article WHERE id = $1", &[&id]).await;
    let changed = format!("{body}\n\nĐoạn này mới thêm vào bài.");
    let version = version.to_string();
    let fields = [
        ("headline", "Tịnh Biên chăm lo công tác xây dựng Đảng"),
        ("kicker", "(TGAG)-"),
        ("lead", lead.as_str()),
        ("body", changed.as_str()),
        ("section", "xay-dung-dang"),
        ("correction", "Thêm một đoạn"),
        ("version", version.as_str()),
        ("do", "submit"),
    ];
    assert!(editor.post(&original, &fields).await.outcome().starts_with("303"));
    let version: i64 = t.value("SELECT version FROM article WHERE id = $1", &[&id]).await;
    let asked = [("do", "publish"), ("version", &*version.to_string())];
    assert!(publisher.post(&format!("{original}/duyet"), &asked).await.outcome().starts_with("303"));
    assert!(editor.get(LIST).await.text().contains("Bài tiếng Việt đã đổi"));
    let page = editor.get(&khmer).await;
    assert!(page.text().contains("bài tiếng Việt đã có bản số 2"), "{}", page.text());
    assert!(page.html().contains("Đoạn này mới thêm vào bài.</ins>"), "what was changed is shown: {}", page.html());
    // Brought up to date: said with a tick, and published once more.
    let follows = [("headline", "ចំណងជើង"), ("lead", words), ("body", words), ("version", "6")];
    let more = [("follows", "2"), ("correction", words)];
    let fields: Vec<(&str, &str)> = base.into_iter().chain(follows).chain(more).collect();
    assert!(editor.post(&khmer, &fields).await.outcome().starts_with("303"), "saved without another word");
    let state: String = t.value("SELECT state FROM article WHERE lang = 'km'", &[]).await;
    let from: i64 = t.value("SELECT from_edition FROM article WHERE lang = 'km'", &[]).await;
    assert_eq!((state.as_str(), from), ("submitted", 2));
    assert!(!editor.get(&khmer).await.text().contains("đã có bản số 2"));
    let rows: i64 = t.value("SELECT count(*) FROM journal WHERE verb = 'newsroom.article.follow'", &[]).await;
    assert_eq!(rows, 1);
}
