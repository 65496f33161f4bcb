//! Files as word processors and scanners write them, and hostile ones.

use crate::testing::{file, file_by_letters, with_content};
use crate::{Refusal, text};
use proptest::prelude::*;

const PAPER: &str =
    "HUYỆN ỦY TỊNH BIÊN\nSố 86-KH/HU\nTịnh Biên, ngày 22 tháng 10 năm 2018\nKẾ HOẠCH\nhọc tập, quán triệt nghị quyết";

#[test]
fn the_lines_of_a_paper_are_read_in_unicode() {
    assert_eq!(text(&file(PAPER)).as_deref(), Ok(PAPER));
}

#[test]
fn words_stay_whole_whatever_way_the_widths_of_their_letters_are_said() {
    let each = |letters: usize| "500 ".repeat(letters);
    for (how, widths) in [
        ("for all", &(|_| "/DW 500".to_owned()) as &dyn Fn(usize) -> String),
        ("one by one", &|letters| format!("/DW 9 /W [1 [{}]]", each(letters))),
        ("for a range", &|letters| format!("/DW 9 /W [1 {letters} 500]")),
        ("for ranges among others", &|letters| {
            format!("/DW 9 /W [1 [500 500] 3 5 500.0 6 6 500 7 [500] 8 {letters} 500]")
        }),
        ("as something else", &|_| "/DW 500 /W 7 0 R".to_owned()),
        ("for more letters than there are", &|_| "/DW 500 /W [0 9999999999 3 5 1 3 1 65535 500]".to_owned()),
        ("a hundred times for all letters", &|_| format!("/DW 500 /W [{}]", "1 65535 500 ".repeat(100))),
        ("in a broken way", &|_| "/DW 500 /W [1 2]".to_owned()),
    ] {
        assert_eq!(text(&file_by_letters(PAPER, widths)).as_deref(), Ok(PAPER), "{how}");
    }
}

#[test]
fn a_scan_has_no_text_and_what_is_no_pdf_is_refused() {
    assert_eq!(
        text(&with_content("q 1 0 0 1 0 0 cm Q", &["<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".into()]))
            .as_deref(),
        Ok("")
    );
    for (what, bytes, refusal) in [
        ("nothing", vec![], Refusal::NotPdf),
        ("a page of the web", b"<html>".to_vec(), Refusal::NotPdf),
        ("a beginning and nothing else", b"%PDF-1.7\n".to_vec(), Refusal::Damaged),
        ("half a file", file(PAPER)[..300].to_vec(), Refusal::Damaged),
        ("thirteen megabytes", [b"%PDF-1.7".to_vec(), vec![b' '; crate::LARGEST]].concat(), Refusal::TooLarge),
    ] {
        assert_eq!(text(&bytes).err(), Some(refusal), "{what}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn no_changed_byte_brings_the_reader_down(at in 0..3000_usize, byte in any::<u8>(), cut in 1..3000_usize) {
        let mut bytes = file(PAPER);
        let length = bytes.len();
        bytes[at % length] = byte;
        let _ = text(&bytes);
        let _ = text(&bytes[..cut % length]);
    }
}
