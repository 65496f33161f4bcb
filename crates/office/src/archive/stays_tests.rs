//! What the newsroom has said of a brought article stays, whatever file is brought or taken back; and how one is found.

use super::found::{catch_up, lacks_words, search, shown};
use super::off::{self, Step};
use super::*;
use crate::identity::Account;
use crate::identity::right::EditArticle;
use crate::org::NOWHERE;
use crate::testing::{self, TestOffice};
use kit::testing::TestDb;

const NOW: Ts = Ts(1_700_000_000_000_000);

fn row(title: &str, kept: Option<&str>) -> Row {
    let body = json!([{ "paragraph": [{ "text": format!("{title}. Gọi 0912 345 678.") }] }]);
    serde_json::from_value(json!({
        "id": "joomla:7", "section": "Tin tức", "title": title, "alias": "bai", "blocks": body,
        "at": 1_600_000_000_000_000_i64, "kept": kept
    }))
    .unwrap()
}

async fn brings(tx: &mut Conn, title: &str, kept: Option<&str>) -> (i64, Brought) {
    let batch = begin(tx, Grant::console(NOWHERE), "cu.sql", NOW).await.unwrap();
    (batch, bring(tx, batch, &row(title, kept), NOW).await.unwrap().0)
}

async fn takes_back(tx: &mut Conn, batch: i64) {
    undo(tx, Grant::console(NOWHERE), batch, NOW).await.unwrap();
}

async fn account(tx: &mut Conn, login: &str) -> i64 {
    Account::by_login(tx, login).await.unwrap().unwrap().id
}

/// Two persons correct the article, so that its headline is another one.
async fn corrects(tx: &mut Conn, title: &str) {
    let (editor, publisher) = (account(tx, "editor").await, account(tx, "publisher").await);
    let number = FIRST_NUMBER + 1;
    let it = shown(tx, number).await.unwrap().unwrap();
    let (mut words, _) = correct::words(&it.row, &it.row).unwrap();
    (words.headline, words.body) = (title.to_owned(), "Gọi (đã bỏ).".to_owned());
    let new = correct::corrected(&it.row, &words).unwrap();
    let grant = Grant::<EditArticle>::console(NOWHERE).on_behalf_of(editor, -1);
    let asked = correct::ask(tx, grant, (number, it.edition), (&new, "Đã sửa tên.", false), NOW).await.unwrap();
    assert_eq!(asked, Step::Done);
    let id = shown(tx, number).await.unwrap().unwrap().correction.unwrap().id;
    let grant = Grant::<PublishArticle>::console(NOWHERE).on_behalf_of(publisher, -2);
    assert_eq!(correct::agree(tx, grant, (number, id), NOW).await.unwrap(), Step::Done);
}

/// Two persons take it off.
async fn take_off(tx: &mut Conn, fate: &str) {
    let (editor, publisher) = (account(tx, "editor").await, account(tx, "publisher").await);
    let grant = Grant::<EditArticle>::console(NOWHERE).on_behalf_of(editor, -1);
    let asked = off::ask(tx, grant, FIRST_NUMBER + 1, (fate, "Nhầm tên"), NOW).await.unwrap();
    assert_eq!(asked, Step::Done);
    let grant = Grant::<PublishArticle>::console(NOWHERE).on_behalf_of(publisher, -2);
    let id = shown(tx, FIRST_NUMBER + 1).await.unwrap().unwrap().asked.unwrap().id;
    assert_eq!(off::agree(tx, grant, (FIRST_NUMBER + 1, id), NOW).await.unwrap(), Step::Done);
}

/// What crosses, in words; from the number `seen` on, which moves along.
async fn crosses(tx: &mut Conn, seen: &mut i64) -> Vec<String> {
    let told = |(_, entry): (u64, Entry)| match entry {
        Entry::Edition(it) => {
            let note = it.correction_note.map(|note| format!(" ({note})")).unwrap_or_default();
            format!("{} {}{note}", it.edition, it.headline)
        }
        Entry::Withdrawal { reason, fate, .. } => format!("{fate:?}: {reason}"),
        other => format!("{other:?}"),
    };
    let new = outbox::after(tx, *seen).await.unwrap();
    *seen = new.last().map_or(*seen, |(seq, _)| seq.cast_signed());
    new.into_iter().map(told).collect()
}

#[tokio::test]
async fn what_the_newsroom_corrected_no_file_changes() {
    let db = testing::cast().await;
    let (mut tx, mut seen) = (db.db.begin().await.unwrap(), 0);
    crosses(&mut tx, &mut seen).await;
    let (first, _) = brings(&mut tx, "Một", None).await;
    let (second, _) = brings(&mut tx, "Hai", None).await;
    corrects(&mut tx, "Đúng").await;
    assert_eq!(crosses(&mut tx, &mut seen).await, ["1 Một", "2 Hai", "3 Đúng (Đã sửa tên.)"]);
    for (title, kept) in [("Ba", None), ("Hai", None), ("Bốn", Some("expired"))] {
        assert_eq!(brings(&mut tx, title, kept).await.1, Brought::Corrected, "{title} {kept:?}");
    }
    takes_back(&mut tx, second).await;
    assert_eq!(crosses(&mut tx, &mut seen).await, [""; 0], "what that batch had made of it is gone for long");
    assert_eq!(shown(&mut tx, FIRST_NUMBER + 1).await.unwrap().unwrap().title, "Đúng");
    // With the batch that brought it, it goes; brought again, readers have what the newsroom made of it.
    takes_back(&mut tx, first).await;
    assert_eq!(crosses(&mut tx, &mut seen).await, [format!("Gone: {TAKEN_BACK}")]);
    assert!(shown(&mut tx, FIRST_NUMBER + 1).await.unwrap().is_none());
    assert_eq!(brings(&mut tx, "Một", Some("expired")).await.1, Brought::Corrected);
    assert_eq!(crosses(&mut tx, &mut seen).await, [""; 0], "it is not for readers there");
    let (last, brought) = brings(&mut tx, "Một", None).await;
    assert_eq!(brought, Brought::Corrected);
    assert_eq!(crosses(&mut tx, &mut seen).await, ["4 Đúng (Đã sửa tên.)"]);
    takes_back(&mut tx, last).await;
    assert_eq!(crosses(&mut tx, &mut seen).await, [format!("Gone: {TAKEN_BACK}")]);
}

#[tokio::test]
async fn what_was_corrected_is_corrected_again_and_taken_off() {
    let db = testing::cast().await;
    let (mut tx, mut seen) = (db.db.begin().await.unwrap(), 0);
    crosses(&mut tx, &mut seen).await;
    let (first, _) = brings(&mut tx, "Một", None).await;
    let (second, _) = brings(&mut tx, "Hai", None).await;
    corrects(&mut tx, "Đúng").await;
    corrects(&mut tx, "Đúng hơn").await;
    take_off(&mut tx, "withdrawn").await;
    let told = crosses(&mut tx, &mut seen).await;
    assert_eq!(told[2..], ["3 Đúng (Đã sửa tên.)", "4 Đúng hơn (Đã sửa tên.)", "Notice: Nhầm tên"]);
    takes_back(&mut tx, second).await;
    assert_eq!(crosses(&mut tx, &mut seen).await, [""; 0], "it stands corrected under its notice");
    takes_back(&mut tx, first).await;
    assert_eq!(crosses(&mut tx, &mut seen).await, ["Gone: Nhầm tên"]);
    assert_eq!(brings(&mut tx, "Một", None).await.1, Brought::Left);
}

#[tokio::test]
async fn what_was_taken_off_keeps_its_notice_and_its_reason() {
    // How it was before the batch that is taken back, how it was taken off, what crosses.
    for (before, fate, expected) in [
        (Some(None), "withdrawn", vec!["3 Một", "Notice: Nhầm tên"]),
        (Some(None), "error", vec![]),
        (Some(Some("expired")), "withdrawn", vec!["Gone: Nhầm tên"]),
        (Some(Some("expired")), "error", vec![]),
        (None, "withdrawn", vec!["Gone: Nhầm tên"]),
        (None, "error", vec![]),
    ] {
        let db = testing::cast().await;
        let (mut tx, mut seen) = (db.db.begin().await.unwrap(), 0);
        if let Some(kept) = before {
            brings(&mut tx, "Một", kept).await;
        }
        let (batch, _) = brings(&mut tx, "Hai", None).await;
        take_off(&mut tx, fate).await;
        crosses(&mut tx, &mut seen).await;
        takes_back(&mut tx, batch).await;
        assert_eq!(crosses(&mut tx, &mut seen).await, expected, "{before:?} {fate}");
        takes_back(&mut tx, batch).await;
        assert_eq!(crosses(&mut tx, &mut seen).await, [""; 0], "taken back once: {before:?} {fate}");
        assert_eq!(brings(&mut tx, "Ba", None).await.1, Brought::Left, "{before:?} {fate}");
    }
}

async fn found(db: &TestDb, words: &str) -> usize {
    search(&mut db.db.read().await.unwrap(), words, 50).await.unwrap().len()
}

#[tokio::test]
async fn an_article_is_found_whatever_its_capitals_and_marks() {
    let db = testing::empty().await;
    let mut tx = db.db.begin().await.unwrap();
    let batch = begin(&mut tx, Grant::console(NOWHERE), "cu.jsonl", NOW).await.unwrap();
    let plain = json!({ "id": 1, "title": "ĐẢNG BỘ xã An Cư", "body": "Gọi 0912.345.678\nhọp  ở hội trường", "author": "Văn A" });
    let rich = json!({ "id": 2, "title": "Khác", "source": "Báo An Giang", "lead": [{ "text": "Đồng chí" }], "blocks": [
        { "paragraph": [{ "text": "Chi " }, { "strong": [{ "text": "bộ" }] }, { "text": " 100% đạt a_b" }] },
        { "picture": { "file": format!("{}.jpg", "a".repeat(64)), "width": 1, "height": 1, "alt": "", "caption": "Chú thích" } }
    ] });
    for row in [plain, rich] {
        let row: Row = serde_json::from_value(row).unwrap();
        bring(&mut tx, batch, &row, NOW).await.unwrap();
    }
    tx.commit().await.unwrap();
    let table = [
        ("dang bo", 1),
        ("Đảng bộ", 1),
        ("đảng BỘ xã", 1),
        ("0912.345.678", 1),
        ("họp ở hội", 1),
        ("van a", 1),
        ("chi bộ 100%", 1),
        ("BAO AN GIANG", 1),
        ("dong chi", 1),
        ("chu thich", 1),
        ("a_b", 1),
        ("_", 1),
        ("%", 1),
        ("\\", 0),
        ("đảng ủy", 0),
        ("paragraph", 0),
        ("an", 2),
    ];
    for (words, expected) in table {
        assert_eq!(found(&db, words).await, expected, "{words}");
    }
    // Of articles that were brought before words were kept they are kept at the first search.
    let mut tx = db.db.begin().await.unwrap();
    tx.exec("DELETE FROM archive_folded WHERE article_id = 1", &[]).await.unwrap();
    assert!(lacks_words(&mut tx).await.unwrap());
    catch_up(&mut tx).await.unwrap();
    assert!(!lacks_words(&mut tx).await.unwrap());
    tx.commit().await.unwrap();
    for (words, expected) in table {
        assert_eq!(found(&db, words).await, expected, "{words}, kept later");
    }
    // What a batch that is taken back had changed is found by the words that stand again.
    let mut tx = db.db.begin().await.unwrap();
    let batch = begin(&mut tx, Grant::console(NOWHERE), "cu-2.jsonl", NOW).await.unwrap();
    let row: Row = serde_json::from_value(json!({ "id": 1, "title": "Hội nghị", "body": "x" })).unwrap();
    bring(&mut tx, batch, &row, NOW).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!((found(&db, "dang bo").await, found(&db, "hoi nghi").await), (0, 1));
    let mut tx = db.db.begin().await.unwrap();
    takes_back(&mut tx, batch).await;
    tx.commit().await.unwrap();
    assert_eq!((found(&db, "dang bo").await, found(&db, "hoi nghi").await), (1, 0));
}

#[tokio::test]
async fn a_page_of_the_search_keeps_the_words_that_are_missing() {
    let t = TestOffice::new().await;
    let mut tx = t.office.db.begin().await.unwrap();
    brings(&mut tx, "Đảng bộ", None).await;
    tx.exec("DELETE FROM archive_folded", &[]).await.unwrap();
    tx.commit().await.unwrap();
    let list = t.as_cast("editor").await.get("/van-phong/dia-chi-cu/bai?tim=dang+bo").await.html();
    assert!(list.contains(&format!("bai/go?so={}", FIRST_NUMBER + 1)), "{list}");
}
