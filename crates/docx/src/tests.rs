//! Files as Word and others write them, and hostile ones.

use super::testing::{packed, with_body as docx};
use super::{Align, Block, Document, Page, Paragraph, Refusal, Run, Spacing, contents, seen, text, twips, write};
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
        assert_eq!(contents(&bytes).err(), Some(refusal), "{what}, with its structure");
    }
}

/// A file with styles, lists, links and a picture, as Word writes them.
fn whole(body: &str) -> Vec<u8> {
    let main = format!(
        "<w:document xmlns:w=\"w\" xmlns:r=\"r\" xmlns:a=\"a\" xmlns:wp=\"wp\"><w:body>{body}</w:body></w:document>"
    );
    let styles = "<w:styles xmlns:w=\"w\"><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii=\".VnTime\"/></w:rPr></w:rPrDefault></w:docDefaults>\
        <w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name w:val=\"Normal\"/></w:style>\
        <w:style w:type=\"paragraph\" w:styleId=\"A1\"><w:name w:val=\"heading 1\"/><w:basedOn w:val=\"Normal\"/></w:style>\
        <w:style w:type=\"paragraph\" w:styleId=\"Loop\"><w:basedOn w:val=\"Loop\"/></w:style></w:styles>";
    let numbering = "<w:numbering xmlns:w=\"w\"><w:abstractNum w:abstractNumId=\"7\"><w:lvl w:ilvl=\"0\"><w:numFmt w:val=\"bullet\"/></w:lvl>\
        <w:lvl w:ilvl=\"1\"><w:numFmt w:val=\"decimal\"/></w:lvl></w:abstractNum><w:num w:numId=\"3\"><w:abstractNumId w:val=\"7\"/></w:num></w:numbering>";
    let relations = "<Relationships><Relationship Id=\"r1\" Target=\"https://angiang.gov.vn/?a=1&amp;b=2\" TargetMode=\"External\"/>\
        <Relationship Id=\"r2\" Target=\"media/image1.png\"/><Relationship Id=\"r3\" Target=\"https://evil.example/x.png\" TargetMode=\"External\"/></Relationships>";
    packed(&[
        ("word/document.xml", main.as_bytes()),
        ("word/styles.xml", styles.as_bytes()),
        ("word/numbering.xml", numbering.as_bytes()),
        ("word/_rels/document.xml.rels", relations.as_bytes()),
        ("word/media/image1.png", b"picture"),
    ])
}

#[test]
fn structure_comes_as_plain_html_with_pictures_beside_it() {
    let item = |depth: usize, words: &str| {
        format!(
            "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"{depth}\"/><w:numId w:val=\"3\"/></w:numPr></w:pPr><w:r><w:rPr><w:rFonts w:ascii=\"Arial\"/></w:rPr><w:t>{words}</w:t></w:r></w:p>"
        )
    };
    let plain = |words: &str| format!("<w:r><w:rPr><w:rFonts w:ascii=\"Arial\"/></w:rPr><w:t>{words}</w:t></w:r>");
    let body = [
        format!("<w:p><w:pPr><w:pStyle w:val=\"A1\"/></w:pPr>{}</w:p>", plain("Kết quả")),
        format!("<w:p><w:r><w:rPr><w:b/><w:i w:val=\"0\"/><w:rFonts w:ascii=\"Arial\"/></w:rPr><w:t>Đạt</w:t></w:r>{}<w:hyperlink r:id=\"r1\">{}</w:hyperlink></w:p>", plain(" 98% &lt; 99% "), plain("đây")),
        item(0, "một") + &item(1, "hai") + &item(1, "ba") + &item(0, "bốn"),
        format!("<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val=\"2\"/></w:tcPr><w:p>{}</w:p></w:tc></w:tr></w:tbl>", plain("Xã")),
        "<w:p><w:r><w:drawing><wp:docPr descr=\"Một buổi &quot;họp&quot;\"/><a:blip r:embed=\"r2\"/></w:drawing></w:r></w:p>".to_owned(),
        "<w:p><w:r><w:drawing><a:blip r:embed=\"r3\"/></w:drawing></w:r></w:p>".to_owned(),
        "<w:p><w:r><w:t>§¶ng bé</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>kín</w:t></w:r><w:del><w:r><w:t>bỏ</w:t></w:r></w:del></w:p>".to_owned(),
        format!("<w:p><w:pPr><w:pStyle w:val=\"Loop\"/></w:pPr>{}</w:p>", plain("hết")),
    ]
    .concat();
    let document = contents(&whole(&body)).unwrap();
    assert_eq!(
        document.html,
        "<h1>Kết quả</h1><p><b>Đạt</b> 98% &lt; 99% <a href=\"https://angiang.gov.vn/?a=1&amp;b=2\">đây</a></p>\
         <ul><li>một<ol><li>hai</li><li>ba</li></ol></li><li>bốn</li></ul>\
         <table><tr><td></td><td><p>Xã</p></td></tr></table>\
         <p><img src=\"/trong-tep/0\" alt=\"Một buổi &quot;họp&quot;\"></p>\
         <p><span style=\"font-family:'.VnTime'\">§¶ng bé</span></p><p>hết</p>"
    );
    assert_eq!((document.pictures, document.left_out), (vec![b"picture".to_vec()], 1));
}

proptest! {
    #[test]
    fn no_changed_byte_makes_it_stop(at in 0..400_usize, byte in any::<u8>(), cut in 0..400_usize) {
        let mut bytes = docx("<w:p><w:r><w:t>Nghị quyết</w:t></w:r></w:p>");
        let length = bytes.len();
        bytes[at % length] = byte;
        let _ = (text(&bytes), contents(&bytes));
        let _ = (text(&bytes[..cut % length]), contents(&bytes[..cut % length]));
    }

    #[test]
    fn any_text_comes_back(words in prop::collection::vec("[^<>&\\p{C}\\s]{1,12}", 1..20)) {
        let body: String = words.iter().map(|word| format!("<w:p><w:r><w:t>{word}</w:t></w:r></w:p>")).collect();
        prop_assert_eq!(text(&docx(&body)).unwrap(), words.join("\n"));
    }

    #[test]
    fn what_is_written_reads_the_same(lines in prop::collection::vec("[^\\p{C}\\s][^\\p{C}\n\r]{0,30}[^\\p{C}\\s]", 1..12), bold in any::<bool>()) {
        let run = |line: &String| Run { bold, ..Run::plain(line.clone()) };
        let blocks = lines.iter().map(|line| Block::Paragraph(Paragraph::new(Align::Both, vec![run(line)]))).collect();
        let bytes = write(&sheet(blocks)).unwrap();
        prop_assert_eq!(text(&bytes).unwrap(), lines.join("\n"));
        let seen = seen(&bytes).unwrap();
        prop_assert_eq!(seen.paragraphs.iter().map(|one| one.text.clone()).collect::<Vec<_>>(), lines);
        prop_assert_eq!(seen.most(|piece| Some((piece.font.clone(), piece.half_points, piece.bold))), Some(("Times New Roman".to_owned(), 28, bold)));
    }

    #[test]
    fn a_look_at_a_changed_file_ends(at in 0..2000_usize, byte in any::<u8>()) {
        let mut bytes = write(&sheet(vec![Block::Columns(vec![(80, vec![]), (85, vec![Paragraph::new(Align::Left, vec![Run::bold("a")])])])])).unwrap();
        let length = bytes.len();
        bytes[at % length] = byte;
        let _ = seen(&bytes);
    }
}

fn sheet(blocks: Vec<Block>) -> Document {
    let page = Page { width: 210, height: 297, top: 20, bottom: 20, left: 30, right: 15, number_from_top: Some(10) };
    Document { page, title: "Kế hoạch <1> & \"2\"".into(), font: "Times New Roman".into(), points: 14, blocks }
}

#[test]
fn a_page_is_as_wide_as_it_says_to_a_fiftieth_of_a_millimetre() {
    let page = seen(&write(&sheet(vec![])).unwrap()).unwrap().page.unwrap();
    for (is, should) in [
        (page.width, 21_000),
        (page.height, 29_700),
        (page.top, 2_000),
        (page.bottom, 2_000),
        (page.left, 3_000),
        (page.right, 1_500),
    ] {
        assert!(u32::abs_diff(is, should) <= 2, "{is} for {should}");
    }
    for mm in 0..500 {
        assert!(i64::from(twips(mm)) * 2540 / 1440 - i64::from(mm) * 100 <= 1, "{mm}");
    }
}

#[test]
fn the_same_words_are_the_same_bytes_and_breaks_stay() {
    let run = Run { underline: true, italic: true, ..Run::plain("một\thai\nba & \"bốn\" <\u{1}năm>").sized(16) };
    let document = sheet(vec![Block::Columns(vec![(100, vec![Paragraph::new(Align::Centre, vec![run])])])]);
    let bytes = write(&document).unwrap();
    assert_eq!(bytes, write(&document).unwrap());
    assert_eq!(text(&bytes).unwrap(), "một\thai\nba & \"bốn\" <năm>");
    let seen = seen(&bytes).unwrap();
    let cell = &seen.paragraphs[0];
    assert!(
        cell.in_table && cell.pieces.iter().all(|piece| piece.underline && piece.italic && piece.half_points == 32)
    );
}

#[test]
fn a_table_with_lines_says_its_cells_row_by_row() {
    let cell = |align, said: &str| Paragraph::new(align, vec![Run::plain(said)]);
    let rows = vec![
        vec![cell(Align::Centre, "Đơn vị"), cell(Align::Centre, "Tỷ lệ")],
        vec![cell(Align::Left, "Chi bộ 1"), cell(Align::Right, "99,16%")],
    ];
    let bytes = write(&sheet(vec![Block::Table(vec![120, 45], rows)])).unwrap();
    assert_eq!(text(&bytes).unwrap().trim(), "Đơn vị\nTỷ lệ\nChi bộ 1\n99,16%");
    let seen = seen(&bytes).unwrap();
    assert!(seen.paragraphs.iter().take(4).all(|one| one.in_table), "{seen:?}");
}

#[test]
fn a_look_follows_styles_that_stand_on_others() {
    let styles = "<w:styles xmlns:w=\"w\"><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii=\"Arial\"/><w:sz w:val=\"22\"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:line=\"259\" w:lineRule=\"auto\"/></w:pPr></w:pPrDefault></w:docDefaults>\
        <w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"N\"><w:rPr><w:rFonts w:ascii=\"Times New Roman\"/></w:rPr></w:style>\
        <w:style w:type=\"paragraph\" w:styleId=\"B\"><w:basedOn w:val=\"N\"/><w:pPr><w:spacing w:line=\"360\" w:lineRule=\"atLeast\"/><w:ind w:firstLine=\"567\"/></w:pPr><w:rPr><w:spacing w:val=\"20\"/><w:sz w:val=\"28\"/><w:b/></w:rPr></w:style></w:styles>";
    let main = "<w:document xmlns:w=\"w\"><w:body><w:p><w:r><w:t>a</w:t></w:r></w:p><w:p><w:pPr><w:pStyle w:val=\"B\"/></w:pPr><w:r><w:rPr><w:b w:val=\"0\"/></w:rPr><w:t>b</w:t></w:r><w:r><w:t>c</w:t></w:r></w:p><w:p><w:pPr><w:pStyle w:val=\"B\"/><w:spacing w:line=\"340\" w:lineRule=\"exact\"/><w:ind w:hanging=\"200\"/><w:pPrChange><w:pPr><w:spacing w:line=\"240\" w:lineRule=\"auto\"/><w:ind w:firstLine=\"567\"/></w:pPr></w:pPrChange></w:pPr><w:r><w:t>d</w:t></w:r></w:p><w:p><w:pPr><w:pStyle w:val=\"B\"/><w:numPr><w:ilvl w:val=\"0\"/></w:numPr></w:pPr><w:r><w:t>e</w:t></w:r></w:p></w:body></w:document>";
    let seen =
        seen(&packed(&[("word/document.xml", main.as_bytes()), ("word/styles.xml", styles.as_bytes())])).unwrap();
    let looks: Vec<_> = seen
        .paragraphs
        .iter()
        .flat_map(|one| &one.pieces)
        .map(|piece| (piece.font.as_str(), piece.half_points, piece.bold))
        .collect();
    assert_eq!(
        looks,
        [
            ("Times New Roman", 22, false),
            ("Times New Roman", 28, false),
            ("Times New Roman", 28, true),
            ("Times New Roman", 28, true),
            ("Times New Roman", 28, true)
        ]
    );
    let lines: Vec<_> = seen.paragraphs.iter().map(|one| (one.spacing, one.indent, one.is_listed)).collect();
    assert_eq!(
        lines,
        [
            (Spacing::Lines(259), 0, false),
            (Spacing::AtLeast(360), 1000, false),
            // As it is, not as a tracked change says it was.
            (Spacing::Exactly(340), 0, false),
            (Spacing::AtLeast(360), 1000, true),
        ]
    );
}
