//! Hostile files at the door: lists and scans, each refused with the reason; bodies that never end; cells that want to be
//! formulas.

use super::{REGISTER, look, uid, upload};
use crate::people::import::pages::refusal_key;
use crate::shell::LEXICON;
use crate::testing::TestOffice;
use kit::words::Lang;

const FILES: &str = "multipart/form-data; boundary=grenze";

#[tokio::test]
async fn each_hostile_list_is_refused_with_its_reason_and_nothing_is_kept() {
    let t = TestOffice::new().await;
    let mut door = t.as_cast("organisation").await;
    let unit = uid(&t, t.district).await;
    let w = LEXICON.words(Lang::Vi);
    for file in sheet::testing::HOSTILE {
        let bytes = (file.make)();
        let answer = door.post_file(REGISTER, &[("unit", &unit)], ("file", file.name, &bytes)).await;
        assert_eq!(answer.outcome(), "422", "{}", file.what);
        let told = if bytes.is_empty() {
            w.say("import-no-file")
        } else {
            w.with(refusal_key(file.refusal), "file", file.name)
        };
        assert!(answer.text().contains(&told), "{}: {}", file.what, answer.text());
    }
    let kept: i64 = t.value("SELECT count(*) FROM import_list", &[]).await;
    assert_eq!(kept, 0);
}

#[tokio::test]
async fn no_scan_is_anything_but_a_pdf_or_a_picture_whatever_its_name_says() {
    let t = TestOffice::new().await;
    let sql = "SELECT p.uid FROM person p JOIN membership m ON m.person_id = p.id WHERE m.unit_id = $1
               AND p.id NOT IN (SELECT person_id FROM exemption) ORDER BY p.id LIMIT 1";
    let person: String = t.value(sql, &[&t.silent_cell]).await;
    let form = format!("/van-phong/dang-vien/{person}/mien");
    let fields = [
        ("kind", "exempt"),
        ("reason", "age"),
        ("asked_how", "written"),
        ("paper", "Đơn"),
        ("decided_on", "05/11/2018"),
        ("from", "05/11/2018"),
    ];
    let mut door = t.as_cast("cell_secretary").await;
    let more: [(&str, Vec<u8>); 6] = [
        ("don.pdf", b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>".to_vec()),
        ("don.png", b"<!doctype html><script>alert(1)</script>".to_vec()),
        ("don.jpg", b"GIF89a/*".to_vec()),
        ("don.pdf", b"\n%PDF-1.7".to_vec()),
        ("don.webp", b"RIFF\0\0\0\0AVI ".to_vec()),
        ("don.pdf", b"\x7fELF\x02\x01\x01".to_vec()),
    ];
    let lists = sheet::testing::HOSTILE.iter().filter(|file| file.what != "nothing" && file.what != "a PDF");
    for (name, bytes) in
        lists.map(|file| ("don.pdf", (file.make)())).filter(|(_, bytes)| bytes.len() < 1 << 20).chain(more)
    {
        let answer = door.post_file(&form, &fields, ("scan", name, &bytes)).await;
        assert_eq!(answer.outcome(), "422", "{name}");
        assert!(answer.text().contains("không phải PDF hay ảnh"), "{name}");
    }
    let kept: i64 = t.value("SELECT count(*) FROM exemption WHERE scan_sha256 IS NOT NULL AND person_id IN (SELECT id FROM person WHERE uid = $1)", &[&person]).await;
    assert_eq!(kept, 0);
}

#[tokio::test]
async fn a_body_without_end_is_cut_off_at_the_bound_and_a_stated_one_is_not_read_at_all() {
    let t = TestOffice::new().await;
    let mut door = t.as_cast("organisation").await;
    let scan = format!(
        "/van-phong/dang-vien/{}/mien",
        t.value::<String>("SELECT uid FROM person ORDER BY id LIMIT 1", &[]).await
    );
    for (what, path, stated, bound) in [
        ("a list of 2 GB, as it says", REGISTER, Some(2_u64 << 30), 0),
        ("a list that does not say", REGISTER, None, 33 << 20),
        ("a scan of 2 GB, as it says", &scan, Some(2 << 30), 0),
        ("a scan that does not say", &scan, None, 13 << 20),
    ] {
        let (answer, read) = door.post_endless(path, FILES, stated).await;
        assert_eq!(answer.outcome(), "413", "{what}");
        assert!(
            answer.text().contains("quá lớn") && read <= bound,
            "{what}: {read} bytes were read: {}",
            answer.text()
        );
    }
    // Who may bring no list does not get as far as that.
    let (answer, read) = t.as_cast("leader").await.post_endless(REGISTER, FILES, None).await;
    assert_eq!((answer.outcome().as_str(), read), ("403", 0));
}

#[tokio::test]
async fn a_cell_that_wants_to_be_a_formula_is_text_in_whatever_is_written_again() {
    let t = TestOffice::new().await;
    let mut door = t.as_cast("organisation").await;
    let cell = uid(&t, t.silent_cell).await;
    let csv =
        "Họ và tên,Năm sinh,Ghi chú\n\"=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\",1960,\"@SUM(1)\"\nLê Văn Ân,1960,+1\n";
    let list = upload(&t, &mut door, t.silent_cell, ("a.csv", csv.as_bytes())).await;
    look(&mut door, &list, &[("unit", &cell)]).await;
    let page = door.get(&format!("{list}/sua")).await;
    assert!(page.html().contains("value=\"=HYPERLINK(&#34;http://x&#34;,&#34;y&#34;)\""), "{}", page.html());
    let file = door.get(&format!("{list}/loi.xlsx")).await;
    let rows = sheet::read(&file.body).unwrap().rows;
    assert!(rows[3].contains(&"=HYPERLINK(\"http://x\",\"y\")".to_owned()) && rows[3].contains(&"@SUM(1)".to_owned()));
    let text = unpacked(&file.body);
    assert!(text.contains("HYPERLINK") && !text.contains("<f>"), "text, not a formula");
}

/// All sheets of a workbook as XML.
fn unpacked(bytes: &[u8]) -> String {
    sheet::testing::parts(bytes).into_iter().filter(|(name, _)| name.starts_with("xl/")).map(|(_, text)| text).collect()
}
