//! A Word file that is let read: what it says fills the form, the file goes to the paper, and what must not come in does not.

use super::{CAME, LIST, enter, home, paper, uid, with};
use crate::identity::right::Role;
use crate::testing::TestOffice;
use docx::testing::{file, packed};

const PLAN: &str = "TỈNH ỦY AN GIANG\n*\nSố 77-KH/TU\nĐẢNG CỘNG SẢN VIỆT NAM\nAn Giang, ngày 05 tháng 11 năm 2018\nKẾ HOẠCH\n\
    kiểm tra, giám sát năm 2019\n-----\nCăn cứ Quy định số 102-QĐ/TW, ngày 15/11/2017;\n1. Các huyện ủy thực hiện.\n\
    2. Đảng ủy các xã xây dựng chương trình kiểm tra, giám sát, chậm nhất ngày 14/12/2018.\nT/M BAN THƯỜNG VỤ\nNguyễn Thị Mẫu";

#[tokio::test]
async fn a_word_file_fills_the_form_is_looked_at_and_goes_to_the_paper() {
    let t = TestOffice::new().await;
    let mut clerk = t.signed_in("clerk of the district", Role::CommuneClerk, t.district).await;
    let own = uid(&t, t.district).await;
    let bytes = file(PLAN);
    let word: (&str, &str, &[u8]) = ("word", "kế hoạch.docx", &bytes);
    let read = clerk.post_file(&format!("{LIST}/doc"), &[("unit", &own)], word).await.outcome();
    let form = clerk.get(read.strip_prefix("303 ").expect("read")).await;
    for (field, value) in [
        ("symbol", "77-KH/TU"),
        ("issuer", "Tỉnh ủy An Giang"),
        ("issued_on", "05-11-2018"),
        ("signer", "Nguyễn Thị Mẫu"),
    ] {
        assert_eq!(form.field(field), value, "{field}");
    }
    let html = form.html();
    assert!(
        html.contains("<option value=\"plan\" selected>") && html.contains("kiểm tra, giám sát năm 2019"),
        "{html}"
    );
    assert!(html.contains("102-QĐ/TW, 15/11/2017"), "{html}");
    let drop = form.field("drop");
    let said = [
        ("symbol", "77-KH/TU"),
        ("kind", "plan"),
        ("issued_on", "05-11-2018"),
        ("subject", "Kế hoạch kiểm tra, giám sát năm 2019"),
        ("drop", &*drop),
    ];
    // Whoever did not let it read has nothing of it.
    let mut other = t.signed_in("other", Role::CommuneClerk, home(&t).await).await;
    let theirs = uid(&t, home(&t).await).await;
    assert!(enter(&mut other, &with(&with(&CAME, &said), &[("unit", &theirs)])).await.starts_with("303"));
    let without = other.get(&paper(&t, home(&t).await, "77-KH/TU").await).await.html();
    assert!(!without.contains("/tep/"), "{without}");
    assert!(enter(&mut clerk, &with(&with(&CAME, &said), &[("unit", &own)])).await.starts_with("303"));
    let at = paper(&t, t.district, "77-KH/TU").await;
    let page = clerk.get(&at).await.html();
    let sent = page.split(&format!("{at}/tep/")).nth(1).and_then(|rest| rest.split('"').next()).expect("its file");
    assert_eq!(clerk.get(&format!("{at}/tep/{sent}")).await.body, bytes);
    // Its text is there when tasks are looked for.
    let text = clerk.get(&format!("{at}/de-xuat")).await.text();
    assert!(text.contains("Đảng ủy các xã xây dựng chương trình"), "{text}");
}

#[tokio::test]
async fn a_word_file_in_another_language_is_read_and_no_broken_pdf() {
    let t = TestOffice::new().await;
    let mut clerk = t.signed_in("clerk of the district", Role::CommuneClerk, t.district).await;
    let own = uid(&t, t.district).await;
    let letter = "UNITED NATIONS\nSố 12-CV/UN\nAn Giang, ngày 05 tháng 11 năm 2018\n\
        We have the honour to invite the committee to the workshop on climate resilience of the Mekong delta, \
        which will be held with the support of several international partners in the coming month.";
    let bytes = file(letter);
    let read = clerk.post_file(&format!("{LIST}/doc"), &[("unit", &own)], ("word", "invitation.docx", &bytes)).await;
    let form = clerk.get(read.outcome().strip_prefix("303 ").expect("read")).await;
    assert!(!form.text().contains("PDF này bị tách rời"), "{}", form.text());
    assert_eq!((form.field("symbol"), form.field("issued_on")), ("12-CV/UN".to_owned(), "05-11-2018".to_owned()));
}

#[tokio::test]
async fn a_file_that_is_secret_locked_or_made_to_harm_is_refused_and_nothing_is_kept() {
    let t = TestOffice::new().await;
    let mut clerk = t.signed_in("clerk of the district", Role::CommuneClerk, t.district).await;
    let own = uid(&t, t.district).await;
    let main: &[u8] = b"<w:document><w:body/></w:document>";
    let program = packed(&[("word/document.xml", main), ("word/vbaProject.bin", b"x")]);
    for (bytes, told) in [
        (file("TỈNH ỦY\nMẬT\nSố 17-CV/TU"), "Tệp có dấu Mật ở đầu"),
        (program, "Tệp có chương trình kèm theo"),
        (file("x")[..70].to_vec(), "Tệp bị hỏng hoặc bị cắt"),
        (b"<html>".to_vec(), "Chỉ nhận PDF, Word"),
        (file(""), "không có chữ nào đọc được"),
    ] {
        let word: (&str, &str, &[u8]) = ("word", "a.docx", &bytes);
        let page = clerk.post_file(&format!("{LIST}/doc"), &[("unit", &own)], word).await;
        assert!(page.outcome() == "422" && page.text().contains(told), "{told}: {}", page.text());
    }
    assert!(clerk.post(&format!("{LIST}/doc"), &[("unit", &own)]).await.text().contains("Chọn một tệp"));
    let kept: i64 = t.value("SELECT count(*) FROM paper_drop", &[]).await;
    assert_eq!(kept, 0);
    let secret = file("TUYỆT MẬT\nSố 17-CV/TU");
    let word: (&str, &str, &[u8]) = ("file", "a.docx", &secret);
    let page = clerk.post_file(&format!("{LIST}/moi"), &with(&CAME, &[("unit", &own)]), word).await;
    assert!(page.outcome() == "422" && page.text().contains("Tệp có dấu Tuyệt mật ở đầu"), "{}", page.text());
    let open = paper(&t, t.district, "12-HD/BTCTW").await;
    let page = clerk.post_file(&format!("{open}/tep"), &[], word).await;
    assert!(page.outcome() == "422" && page.text().contains("Tệp có dấu Tuyệt mật ở đầu"), "{}", page.text());
}

#[tokio::test]
async fn a_pdf_fills_the_form_too_a_scan_is_kept_and_says_so_and_old_fonts_become_unicode() {
    let t = TestOffice::new().await;
    let mut clerk = t.signed_in("clerk of the district", Role::CommuneClerk, t.district).await;
    let own = uid(&t, t.district).await;
    // It stands on a regulation that had lapsed on its day.
    let lapsed = PLAN.replace("102-QĐ/TW, ngày 15/11/2017", "181-QĐ/TW, ngày 30/3/2013");
    // TCVN3 has no capitals with marks, but for Đ.
    let small = |c: char| if c.is_ascii() || c == 'Đ' { c.to_string() } else { c.to_lowercase().to_string() };
    let old: String = lapsed.chars().map(small).collect();
    let old = viet::legacy::latin(&viet::legacy::encode(&old, viet::legacy::Charset::Tcvn3).expect("TCVN3 has it"));
    for (what, bytes) in [("a PDF", pdf::testing::file(&lapsed)), ("a PDF in an old font", pdf::testing::file(&old))] {
        let pdf: (&str, &str, &[u8]) = ("word", "ke-hoach.pdf", &bytes);
        let read = clerk.post_file(&format!("{LIST}/doc"), &[("unit", &own)], pdf).await.outcome();
        let form = clerk.get(read.strip_prefix("303 ").unwrap_or_else(|| panic!("{what}: {read}"))).await;
        for (field, value) in [("symbol", "77-KH/TU"), ("issued_on", "05-11-2018")] {
            assert_eq!(form.field(field), value, "{what}: {field}");
        }
        assert!(form.html().contains("kiểm tra, giám sát năm 2019"), "{what}: {}", form.html());
        assert!(form.html().contains("181-QĐ/TW, 30/03/2013"), "{what}: {}", form.html());
        if what == "a PDF" {
            let drop = form.field("drop");
            let said = [
                ("symbol", "77-KH/TU"),
                ("issued_on", "05-11-2018"),
                ("subject", "Kế hoạch kiểm tra"),
                ("based_on", "181-QĐ/TW, 30/03/2013"),
                ("drop", &*drop),
                ("unit", &own),
            ];
            assert!(enter(&mut clerk, &with(&CAME, &said)).await.starts_with("303"));
            let page = clerk.get(&paper(&t, t.district, "77-KH/TU").await).await;
            assert!(
                page.html().contains(&paper(&t, t.district, "181-QĐ/TW").await),
                "what it cites leads to the register"
            );
            assert!(page.text().contains("Đã hết hiệu lực từ"), "{}", page.text());
            let text = clerk.get(&format!("{}/de-xuat", paper(&t, t.district, "77-KH/TU").await)).await.text();
            assert!(text.contains("Đảng ủy các xã xây dựng chương trình"), "{text}");
        }
    }
    let fonts = ["<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned()];
    let scan = pdf::testing::with_content("q Q", &fonts);
    for (bytes, told) in [(scan, "Tệp là bản chụp"), (b"%PDF-1.7 x".to_vec(), "Không đọc được chữ")] {
        let pdf: (&str, &str, &[u8]) = ("word", "ban-chup.pdf", &bytes);
        let read = clerk.post_file(&format!("{LIST}/doc"), &[("unit", &own)], pdf).await.outcome();
        let form = clerk.get(read.strip_prefix("303 ").expect("kept")).await;
        assert!(form.text().contains(told) && form.text().contains("Đã giữ tệp ban-chup.pdf"), "{}", form.text());
    }
    let secret = pdf::testing::file("TỈNH ỦY\nTỐI MẬT\nSố 17-CV/TU");
    let open = paper(&t, t.district, "12-HD/BTCTW").await;
    let page = clerk.post_file(&format!("{open}/tep"), &[], ("file", "a.pdf", &secret)).await;
    assert!(page.outcome() == "422" && page.text().contains("Tệp có dấu Tối mật ở đầu"), "{}", page.text());
    // What nobody entered is forgotten after a week, and not before.
    let now = t.office.clock.now();
    let mut tx = t.office.db.begin().await.unwrap();
    assert_eq!(crate::papers::sweep(&mut tx, now.plus(6 * kit::clock::DAY)).await.unwrap(), 0);
    assert!(crate::papers::sweep(&mut tx, now.plus(8 * kit::clock::DAY)).await.unwrap() > 0);
    tx.commit().await.unwrap();
}
