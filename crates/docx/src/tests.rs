//! Files as Word and others write them, and hostile ones.

use super::testing::{packed, with_body as docx};
use super::{Refusal, text};
use proptest::prelude::*;

#[test]
fn paragraphs_cells_tabs_and_breaks_become_lines() {
    let body = "<w:p><w:r><w:t>Số 05</w:t></w:r><w:r><w:t>-NQ/ĐU</w:t></w:r></w:p><w:p/>\
        <w:tbl><w:tr><w:tc><w:p><w:r><w:t>ĐẢNG BỘ &amp; CHI BỘ</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>hai</w:t></w:r></w:p></w:tc></w:tr></w:tbl>\
        <w:p><w:r><w:t>một</w:t><w:tab/><w:t xml:space=\"preserve\"> hai</w:t><w:br/><w:t>ba &#259;</w:t></w:r>\
        <w:del><w:r><w:delText>bỏ</w:delText></w:r></w:del><w:r><w:instrText>PAGE</w:instrText></w:r></w:p>\
        <mc:AlternateContent><mc:Choice><w:p><w:r><w:t>khung</w:t></w:r></w:p></mc:Choice><mc:Fallback><w:p><w:r><w:t>khung</w:t></w:r></w:p></mc:Fallback></mc:AlternateContent>";
    assert_eq!(text(&docx(body)).unwrap(), "Số 05-NQ/ĐU\nĐẢNG BỘ & CHI BỘ\nhai\nmột\t hai\nba ă\nkhung");
    assert_eq!(text(&docx("")).unwrap(), "");
}

#[test]
fn each_hostile_file_is_refused_with_its_reason() {
    let deep = format!("{}{}", "<w:p>".repeat(500), "</w:p>".repeat(500));
    let main = b"<w:document><w:body/></w:document>";
    let bomb = vec![b' '; super::UNPACKED as usize + 2];
    for (what, bytes, refusal) in [
        ("nothing", vec![], Refusal::NotDocx),
        ("a PDF", b"%PDF-1.7".to_vec(), Refusal::NotDocx),
        ("an old Word file", vec![0xd0, 0xcf, 0x11, 0xe0], Refusal::NotDocx),
        ("half a file", docx("<w:p/>")[..60].to_vec(), Refusal::Damaged),
        ("a workbook", packed(&[("xl/workbook.xml", b"<a/>")]), Refusal::NotDocx),
        (
            "a file with a program",
            packed(&[("word/document.xml", main), ("word/vbaProject.bin", b"x")]),
            Refusal::Unsafe,
        ),
        ("a name that leads out", packed(&[("word/document.xml", main), ("../../etc/passwd", b"x")]), Refusal::Unsafe),
        (
            "declared entities",
            packed(&[("word/document.xml", b"<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>")]),
            Refusal::Unsafe,
        ),
        ("an entity of its own", docx("<w:p><w:r><w:t>&lol;</w:t></w:r></w:p>"), Refusal::Unsafe),
        ("tags within tags", docx(&deep), Refusal::Unsafe),
        ("tags that are not closed", packed(&[("word/document.xml", b"<a><b>")]), Refusal::Damaged),
        ("sixteen megabytes of blanks", packed(&[("word/document.xml", &bomb)]), Refusal::TooLarge),
    ] {
        assert_eq!(text(&bytes).err(), Some(refusal), "{what}");
    }
}

proptest! {
    #[test]
    fn no_changed_byte_makes_it_stop(at in 0..400_usize, byte in any::<u8>(), cut in 0..400_usize) {
        let mut bytes = docx("<w:p><w:r><w:t>Nghị quyết</w:t></w:r></w:p>");
        let length = bytes.len();
        bytes[at % length] = byte;
        let _ = text(&bytes);
        let _ = text(&bytes[..cut % length]);
    }

    #[test]
    fn any_text_comes_back(words in prop::collection::vec("[^<>&\\p{C}\\s]{1,12}", 1..20)) {
        let body: String = words.iter().map(|word| format!("<w:p><w:r><w:t>{word}</w:t></w:r></w:p>")).collect();
        prop_assert_eq!(text(&docx(&body)).unwrap(), words.join("\n"));
    }
}
