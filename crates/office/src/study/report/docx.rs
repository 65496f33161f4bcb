//! A report as a Word file, in the letters and margins that offices use; whoever gets it goes on in it.

use super::Block;
use ::docx::{Align, Document, Page, Paragraph, Run};

/// A4, 20 mm above and below, 30 mm left, 15 mm right.
const PAGE: Page =
    Page { width: 210, height: 297, top: 20, bottom: 20, left: 30, right: 15, number_from_top: Some(10) };
/// Between the margins, in millimetres.
const WIDTH: u32 = PAGE.width - PAGE.left - PAGE.right;
/// Sizes in points: of the text, of what stands side by side, of tables.
const TEXT: u32 = 14;
const BESIDE: u32 = 12;
const TABLE: u32 = 10;
/// How wide columns of numbers are, and the last one, which has a rate of up to `100,00%`, in millimetres; the first column has
/// what is left.
const NUMBERS: u32 = 14;
const RATE: u32 = 19;

/// The file.
///
/// # Errors
/// Those of packing, which memory does not give.
pub fn write(title: &str, blocks: &[Block]) -> anyhow::Result<Vec<u8>> {
    let document = Document {
        page: PAGE,
        title: title.to_owned(),
        font: "Times New Roman".to_owned(),
        points: TEXT,
        blocks: blocks.iter().map(block).collect(),
    };
    Ok(::docx::write(&document)?)
}

fn block(block: &Block) -> ::docx::Block {
    let paragraph = |align, run: Run| Paragraph { after: 6, ..Paragraph::new(align, vec![run]) };
    match block {
        Block::Pair(left, right) => {
            let column = |width, text: &str| {
                let run = Run::bold(text).sized(BESIDE);
                (width, vec![Paragraph { after: 12, ..Paragraph::new(Align::Centre, vec![run]) }])
            };
            ::docx::Block::Columns(vec![column(WIDTH / 2, left), column(WIDTH - WIDTH / 2, right)])
        }
        Block::Title(text) => ::docx::Block::Paragraph(paragraph(Align::Centre, Run::bold(text))),
        Block::Heading(text) => {
            ::docx::Block::Paragraph(Paragraph { keeps: true, ..paragraph(Align::Left, Run::bold(text)) })
        }
        Block::Text(text) => {
            ::docx::Block::Paragraph(Paragraph { indent: 10, ..paragraph(Align::Both, Run::plain(text)) })
        }
        Block::Table(header, rows) => {
            let cell = |align, run: Run| Paragraph::new(align, vec![run.sized(TABLE)]);
            let head = header.iter().map(|text| cell(Align::Centre, Run::bold(text))).collect();
            let row = |cells: &Vec<String>| {
                let align = |at| if at == 0 { Align::Left } else { Align::Right };
                cells.iter().enumerate().map(|(at, text)| cell(align(at), Run::plain(text))).collect()
            };
            let numbers = header.len().saturating_sub(1);
            let counts = numbers.saturating_sub(1);
            let first = WIDTH.saturating_sub(NUMBERS * counts as u32 + RATE).max(NUMBERS);
            let widths = std::iter::once(first).chain(std::iter::repeat_n(NUMBERS, counts)).chain([RATE]).collect();
            ::docx::Block::Table(widths, std::iter::once(head).chain(rows.iter().map(row)).collect())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_says_what_it_was_told_on_a_page_of_the_field() {
        let blocks = [
            Block::Pair("ĐẢNG ỦY XÃ".into(), "ĐẢNG CỘNG SẢN VIỆT NAM\n23-11-2018".into()),
            Block::Title("BÁO CÁO".into()),
            Block::Text("35.599/35.900 đảng viên, đạt 99,16% <&>".into()),
            Block::Table(vec!["Đơn vị".into(), "Tỷ lệ".into()], vec![vec!["Chi bộ 1".into(), "100,00%".into()]]),
        ];
        let bytes = write("Báo cáo", &blocks).unwrap();
        let text = ::docx::text(&bytes).unwrap();
        for said in
            ["ĐẢNG ỦY XÃ", "23-11-2018", "35.599/35.900 đảng viên, đạt 99,16% <&>", "Đơn vị", "Chi bộ 1", "100,00%"]
        {
            assert!(text.contains(said), "{said}: {text}");
        }
        let page = ::docx::seen(&bytes).unwrap().page.unwrap();
        for (is, should) in [(page.width, 21_000), (page.left, 3_000), (page.right, 1_500), (page.top, 2_000)] {
            assert!(u32::abs_diff(is, should) <= 2, "{is} hundredths of a millimetre for {should}");
        }
        assert_eq!(bytes, write("Báo cáo", &blocks).unwrap(), "the same report is the same file");
    }
}
