//! A report as a Word file, in the prescribed layout of papers; whoever gets it goes on in it.

use super::{Block, Frame};
use ::docx::{Align, Paragraph, Run};

/// The size of tables, in points: nine columns of numbers stand beside a name.
const TABLE: u32 = 10;
/// How wide columns of numbers are, and the last one, which has a rate of up to `100,00%`, in millimetres; the first column has
/// what is left.
const NUMBERS: u32 = 14;
const RATE: u32 = 19;

/// The file.
///
/// # Errors
/// Those of packing, which memory does not give.
pub fn write(frame: &Frame, blocks: &[Block]) -> anyhow::Result<Vec<u8>> {
    let body = blocks.iter().map(|one| block(frame, one)).collect();
    letter::around(&frame.rule, &frame.letter, &frame.day, body).map_err(anyhow::Error::msg)
}

fn block(frame: &Frame, block: &Block) -> ::docx::Block {
    match block {
        Block::Heading(text) => ::docx::Block::Paragraph(Paragraph {
            indent: frame.rule.indent_mm,
            before: 12,
            after: 6,
            keeps: true,
            ..Paragraph::new(Align::Left, vec![Run::bold(text)])
        }),
        Block::Text(text) => letter::paragraph(&frame.rule, text),
        Block::Table(header, rows) => {
            let cell = |align, run: Run| Paragraph::new(align, vec![run.sized(TABLE)]);
            let head = header.iter().map(|text| cell(Align::Centre, Run::bold(text))).collect();
            let row = |cells: &Vec<String>| {
                let align = |at| if at == 0 { Align::Left } else { Align::Right };
                cells.iter().enumerate().map(|(at, text)| cell(align(at), Run::plain(text))).collect()
            };
            let counts = header.len().saturating_sub(2);
            let first = letter::width(&frame.rule).saturating_sub(NUMBERS * counts as u32 + RATE).max(NUMBERS);
            let widths = std::iter::once(first).chain(std::iter::repeat_n(NUMBERS, counts)).chain([RATE]).collect();
            ::docx::Block::Table(widths, std::iter::once(head).chain(rows.iter().map(row)).collect())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use letter::Letter;
    use rules::{Area, RuleBook};

    #[test]
    fn a_report_says_what_it_was_told_and_looks_like_a_paper() {
        let book = RuleBook::builtin();
        let day = kit::clock::Day::of(2018, 11, 23).0;
        let rule = book.on(Area::Layout, None, day).unwrap().layout().unwrap().clone();
        let letter = Letter {
            above: "Đảng bộ tỉnh An Giang".into(),
            issuer: "Huyện ủy Tịnh Biên".into(),
            letters: "BC/HU".into(),
            kind: "report".into(),
            kind_name: "báo cáo".into(),
            subject: "kết quả học tập".into(),
            recipients: "Tỉnh ủy An Giang\nLưu".into(),
            sign_line: "T/M BAN THƯỜNG VỤ".into(),
            ..Letter::default()
        };
        let frame = Frame { rule, letter, day: "Tịnh Biên, ngày 23 tháng 11 năm 2018".into() };
        let blocks = [
            Block::Text("35.599/35.900 đảng viên, đạt 99,16% <&>".into()),
            Block::Heading("III. Theo đơn vị".into()),
            Block::Table(vec!["Đơn vị".into(), "Tỷ lệ".into()], vec![vec!["Chi bộ 1".into(), "100,00%".into()]]),
        ];
        let bytes = write(&frame, &blocks).unwrap();
        let seen = ::docx::seen(&bytes).unwrap();
        let piece = |text: &str| {
            let found = seen.paragraphs.iter().find(|one| one.text == text);
            let found = found.unwrap_or_else(|| panic!("{text}: {:?}", seen.lines()));
            (found.pieces[0].bold, found.pieces[0].italic, found.pieces[0].underline)
        };
        for (text, looks) in [
            ("ĐẢNG BỘ TỈNH AN GIANG", (false, false, false)),
            ("HUYỆN ỦY TỊNH BIÊN", (true, false, false)),
            ("Số       -BC/HU", (false, false, false)),
            ("ĐẢNG CỘNG SẢN VIỆT NAM", (true, false, true)),
            ("Tịnh Biên, ngày 23 tháng 11 năm 2018", (false, true, false)),
            ("BÁO CÁO", (true, false, false)),
            ("35.599/35.900 đảng viên, đạt 99,16% <&>", (false, false, false)),
            ("III. Theo đơn vị", (true, false, false)),
            ("100,00%", (false, false, false)),
            ("Nơi nhận:", (false, false, true)),
            ("- Tỉnh ủy An Giang,", (false, false, false)),
            ("T/M BAN THƯỜNG VỤ", (true, false, false)),
        ] {
            assert_eq!(piece(text), looks, "{text}");
        }
        let page = seen.page.unwrap();
        for (is, should) in [(page.width, 21_000), (page.left, 3_000), (page.right, 1_500), (page.top, 2_000)] {
            assert!(u32::abs_diff(is, should) <= 2, "{is} hundredths of a millimetre for {should}");
        }
        assert_eq!(bytes, write(&frame, &blocks).unwrap(), "the same report is the same file");
    }
}
