//! What came along from an older site, through the door: taken into drafts, never shown by itself.

use super::{Arranged, Mirror, PublicList};
use crate::archive::piece::{Piece, keep, waiting};
use crate::archive::{Row, begin, bring, undo};
use crate::identity::reach::Grant;
use crate::testing::TestOffice;
use std::sync::Arc;

fn piece(kind: &str, name: &str, about: &str) -> Piece {
    let text = str::to_owned;
    Piece { kind: text(kind), name: text(name), about: text(about), ..Piece::default() }
}

#[tokio::test]
async fn menus_and_links_become_blocks_of_a_draft_and_drafts_become_drafts() {
    let mut t = TestOffice::new().await;
    let list = PublicList { is_topic: false, slug: "van-hoa".into(), name: "Văn hóa".into() };
    t.office.mirror = Mirror { lists: Arc::new(move |_| vec![list.clone()]), ..Mirror::default() };
    let now = t.office.clock.now();
    let mut tx = t.office.db.begin().await.unwrap();
    let batch = begin(&mut tx, Grant::console(0), "trang-cu.sql", now).await.unwrap();
    let menu =
        "Trang nhất | /\nVăn hóa | /van-hoa\nMất | /khong-co\nCược | https://w88-vn.example/\nLạ | https://la.example/";
    for it in [
        piece("menu", "mainmenu", menu),
        piece("links", "Liên kết <script>", "Công báo | https://congbao.chinhphu.vn/"),
        piece("links", "Hỏng hết", "Mất | /khong-co"),
    ] {
        keep(&mut tx, batch, &it).await.unwrap();
    }
    let block = bridge::Block::Paragraph(vec![bridge::Inline::Strong(vec![bridge::Inline::Text("Chưa xong".into())])]);
    let row = Row {
        id: "joomla:9".into(),
        title: "Bài còn dở".into(),
        blocks: vec![block],
        kept: Some("unpublished".into()),
        ..Row::default()
    };
    bring(&mut tx, batch, &row, now).await.unwrap();
    tx.commit().await.unwrap();
    let uid: String = t.value("SELECT uid FROM unit WHERE id = $1", &[&t.district]).await;
    let (home, page) = (format!("/van-phong/trang-chu/{uid}"), format!("/van-phong/trang-chu/{uid}/cu"));
    let mut editor = t.as_cast("editor").await;
    assert!(editor.get(&home).await.text().contains("4 thứ của trang cũ chờ lấy vào"));
    let shown = editor.get(&page).await;
    assert!(
        shown.html().contains("Liên kết &#60;script&#62;") && !shown.html().contains("<script>"),
        "{}",
        shown.html()
    );
    assert!(shown.text().contains("Bài còn dở") && shown.text().contains("Bài nháp"), "{}", shown.text());
    let all = waiting(&mut t.office.db.read().await.unwrap()).await.unwrap();
    let id = |name: &str| all.iter().find(|it| it.name == name).expect("a piece").id;
    let none = editor.post(&page, &[("do", &format!("take-{}", id("Hỏng hết")))]).await;
    assert!(none.outcome() == "422" && none.text().contains("không có liên kết nào"), "{}", none.text());
    let taken = editor.post(&page, &[("do", &format!("take-{}", id("mainmenu")))]).await.outcome();
    assert_eq!(taken, format!("303 {home}?xong=luu#khoi-5"));
    assert_eq!(editor.post(&page, &[("do", &format!("take-{}", id("mainmenu")))]).await.outcome(), "404", "once");
    assert!(editor.post(&page, &[("do", &format!("leave-{}", id("Hỏng hết")))]).await.outcome().starts_with("303"));
    let arranged = Arranged::of(&mut t.office.db.read().await.unwrap(), t.district).await.unwrap();
    assert_eq!(
        arranged.blocks[4].about, "Trang nhất | /\nVăn hóa | /van-hoa",
        "dead, unknown and gambling ones are out"
    );
    let article: i64 = t.value("SELECT id FROM archive_article WHERE external_id = 'joomla:9'", &[]).await;
    let drafted = editor.post(&page, &[("do", &format!("draft-{article}"))]).await.outcome();
    assert!(drafted.starts_with("303 /van-phong/toa-soan/"), "{drafted}");
    let body: String = t.value("SELECT body FROM article WHERE headline = 'Bài còn dở'", &[]).await;
    assert_eq!(body, "**Chưa xong**");
    assert_eq!(editor.post(&page, &[("do", &format!("draft-{article}"))]).await.outcome(), "404", "once");
    // Taking the batch back takes what still waits; what was taken is the office's own.
    let mut tx = t.office.db.begin().await.unwrap();
    undo(&mut tx, Grant::console(0), batch, now).await.unwrap();
    assert!(waiting(&mut tx).await.unwrap().is_empty());
}

/// A PNG of one white dot.
const DOT: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x02\0\0\0\x90wS\xde\0\0\0\x0cIDATx\x9cc\xf8\xff\xff?\0\x05\xfe\x02\xfe\r\xefF\xb8\0\0\0\0IEND\xaeB`\x82";

#[tokio::test]
async fn a_banner_comes_with_what_it_shows_and_its_days_and_waits_for_its_picture() {
    let t = TestOffice::new().await;
    let now = t.office.clock.now();
    let mut tx = t.office.db.begin().await.unwrap();
    let batch = begin(&mut tx, Grant::console(0), "trang-cu.sql", now).await.unwrap();
    let picture = t.office.files.put(DOT).unwrap();
    let banner = Piece {
        alt: "Chào mừng ngày Nhà giáo".into(),
        from_day: "2018-11-20".into(),
        to_day: "2018-11-30".into(),
        picture,
        ..piece("banner", "Banner 1", "")
    };
    keep(&mut tx, batch, &banner).await.unwrap();
    tx.commit().await.unwrap();
    let uid: String = t.value("SELECT uid FROM unit WHERE id = $1", &[&t.district]).await;
    let home = format!("/van-phong/trang-chu/{uid}");
    let mut editor = t.as_cast("editor").await;
    let id: i64 = t.value("SELECT id FROM old_piece", &[]).await;
    let taken = editor.post(&format!("{home}/cu"), &[("do", &format!("take-{id}"))]).await.outcome();
    assert!(taken.starts_with(&format!("303 {home}?xong=luu")), "{taken}");
    let arranged = Arranged::of(&mut t.office.db.read().await.unwrap(), t.district).await.unwrap();
    let block = arranged.blocks.last().expect("a block");
    assert_eq!((block.from.as_str(), block.until.as_str()), ("2018-11-20", "2018-11-30"));
    let alt: String = t.value("SELECT alt FROM media ORDER BY id DESC LIMIT 1", &[]).await;
    assert_eq!(alt, "Chào mừng ngày Nhà giáo");
    let version = arranged.version.to_string();
    let submit = [("do", "submit"), ("version", version.as_str())];
    let early = editor.post(&home, &submit).await;
    let told = format!("Ảnh của khối {} đang được làm", arranged.blocks.len());
    assert!(early.outcome() == "422" && early.text().contains(&told), "{}", early.text());
    let order: String =
        t.value("SELECT payload FROM job WHERE kind = 'newsroom.media.make' ORDER BY id DESC LIMIT 1", &[]).await;
    crate::newsroom::media::make(&t.office.db, &t.office.files, &order).await.unwrap();
    assert!(editor.post(&home, &submit).await.outcome().ends_with("?xong=gui-trang"));
}
