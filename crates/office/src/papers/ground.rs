//! What a paper's text says that it stands on.

/// Letters of a line at least that may go on in the next one; a shorter one was ended by whoever wrote it.
const FULL: usize = 50;

/// What says what it stands on: whatever begins with `Căn cứ`, wherever it is, and before the first clause whatever carries
/// something out, or stands on it within a sentence. A PDF has lines: what is not over goes on in the next one.
pub(super) fn grounds(lines: &[&str]) -> Vec<String> {
    let clause = lines.iter().position(|line| is_clause(line)).unwrap_or(lines.len());
    let begins = |at: usize, line: &str| {
        let said = viet::fold(line);
        let said = said.trim_start_matches(['-', ' ']);
        said.starts_with("can cu") || (at < clause && (carries_out(line) || said.contains("can cu")))
    };
    let mut found: Vec<String> = Vec::new();
    let mut open = false;
    for (at, line) in lines.iter().enumerate().filter(|(_, line)| !is_page_number(line)) {
        if begins(at, line) {
            found.push((*line).to_owned());
        } else if let Some(last) = found.last_mut().filter(|_| open && goes_on(line)) {
            go_on(last, line);
        } else {
            open = false;
            continue;
        }
        open = line.chars().count() >= FULL && !line.ends_with([';', '.', ':']);
    }
    found
}

/// `Thực hiện …` as a sentence begins, not in the midst of one nor of a title in capitals.
pub(super) fn carries_out(line: &str) -> bool {
    let said = viet::fold(line);
    let is_sentence = line.starts_with(|c: char| !c.is_lowercase()) && line.chars().any(char::is_lowercase);
    is_sentence && said.trim_start_matches(['-', ' ']).starts_with("thuc hien")
}

/// Adds the next line of a text that a page broke: a symbol that was broken at its hyphen is whole again.
pub(crate) fn go_on(text: &mut String, line: &str) {
    let broken = text.strip_suffix(['-', '–']).is_some_and(|before| before.ends_with(char::is_alphanumeric));
    if !broken && !text.is_empty() {
        text.push(' ');
    }
    text.push_str(line);
}

fn is_page_number(line: &str) -> bool {
    line.len() <= 3 && line.chars().all(|c| c.is_ascii_digit())
}

/// Whether a line may be the rest of the sentence above it.
fn goes_on(line: &str) -> bool {
    !is_clause(line) && !line.starts_with(['-', '–', '+', '*', '•']) && line.chars().any(char::is_lowercase)
}

/// `1. …`, `I. …`, `II- …`; a symbol that stands at the head of a line is none: `03-CT/TW`.
pub(super) fn is_clause(line: &str) -> bool {
    let number: String = line.chars().take_while(|c| c.is_ascii_digit() || "IVX".contains(*c)).collect();
    let is_symbol = line.split_whitespace().next().is_some_and(|word| word.contains('/'));
    !number.is_empty() && !is_symbol && line[number.len()..].starts_with(['.', '-', ')'])
}

#[cfg(test)]
mod tests {
    use crate::papers::{Named, propose, ruling};
    use kit::clock::Day;
    use rules::RuleBook;

    fn based_on(text: &str) -> Vec<Named> {
        let book = RuleBook::builtin();
        propose(ruling(&book, Day::of(2018, 11, 23)).unwrap().rule, text).based_on
    }

    #[test]
    fn what_it_stands_on_is_also_said_within_a_sentence() {
        let head = "HUYỆN ỦY TỊNH BIÊN\n*\nSố 9-CV/HU\nV/v học tập\nTịnh Biên, ngày 05 tháng 02 năm 2018\n\
                    Kính gửi: các đảng ủy\n";
        for (said, named) in [
            ("Thực hiện Nghị quyết số 04-NQ/TW, ngày 30/10/2016, Huyện ủy đề nghị:", &["04-NQ/TW"][..]),
            ("Huyện ủy, căn cứ Quy định 102-QĐ/TW, đề nghị:", &["102-QĐ/TW"]),
            ("- Căn cứ Chỉ thị 05-CT/TW và Quy định 102-QĐ/TW;", &["05-CT/TW", "102-QĐ/TW"]),
            ("1. Thực hiện Nghị quyết số 04-NQ/TW đến từng chi bộ.\nThực hiện Chỉ thị 05-CT/TW.", &[]),
        ] {
            let found = based_on(&format!("{head}{said}\nI. MỤC ĐÍCH\nNhư trên."));
            let symbols: Vec<&str> = found.iter().map(|named| named.symbol.as_str()).collect();
            assert_eq!(symbols, named, "{said}");
        }
    }

    #[test]
    fn what_it_stands_on_goes_on_in_the_lines_of_a_pdf_and_is_named_once() {
        let head =
            "HUYỆN ỦY TỊNH BIÊN\n*\nSố 86-KH/HU\nTịnh Biên, ngày 22 tháng 10 năm 2018\nKẾ HOẠCH\nhọc tập\n-----\n";
        for (said, named) in [
            (
                "Căn cứ Nghị quyết số 04-NQ/TW, ngày 30/10/2016 và Chỉ thị\n03-CT/TW, ngày 14/5/2011 của Bộ Chính trị;",
                &["04-NQ/TW 30-10-2016", "03-CT/TW 14-05-2011"][..],
            ),
            (
                "Căn cứ Nghị quyết số 04-NQ/TW, ngày 30/10/2016 của Ban Chấp hành\n1\nTrung ương Đảng về tăng cường xây dựng, chỉnh đốn Đảng,\n\
                 Chỉ thị 05-CT/TW của Bộ Chính trị;",
                &["04-NQ/TW 30-10-2016", "05-CT/TW"],
            ),
            (
                "Căn cứ Chỉ thị 03-CT/TW, ngày 14/5/2011 của Bộ Chính trị;\nThực hiện Chỉ thị 03-CT/TW, Huyện ủy xây dựng kế hoạch.",
                &["03-CT/TW 14-05-2011"],
            ),
            (
                "Căn cứ Chỉ thị 03-CT/TW;\nCăn cứ Chỉ thị 03-CT/TW, ngày 14/5/2011 của Bộ Chính trị;",
                &["03-CT/TW 14-05-2011"],
            ),
            // A dash before it, right below the subject.
            (
                "- Căn cứ Chỉ thị 03-CT/TW, ngày 14/5/2011;\n- Căn cứ Quy định 102-QĐ/TW;",
                &["03-CT/TW 14-05-2011", "102-QĐ/TW"],
            ),
            // A sentence that is over, and a clause, are not the rest of it.
            ("Căn cứ Chỉ thị 03-CT/TW;\nHuyện ủy gửi kèm Báo cáo số 12-BC/HU để tham khảo.", &["03-CT/TW"]),
            (
                "Căn cứ tình hình học tập và làm theo Chỉ thị 03-CT/TW của các xã\n1. Phổ biến Quy định 102-QĐ/TW đến từng chi bộ.",
                &["03-CT/TW"],
            ),
        ] {
            let found = based_on(&format!("{head}{said}\nI. MỤC ĐÍCH\nNhư trên."));
            let told = |named: &Named| format!("{} {}", named.symbol, named.day_written()).trim().to_owned();
            let told: Vec<String> = found.iter().map(told).collect();
            assert_eq!(told, named, "{said}");
        }
    }
}
