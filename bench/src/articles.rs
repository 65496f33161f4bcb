//! `articles N FILE…`: N made-up articles as JSON lines for `thenchot import articles`, mixed from the sentences of
//! texts (docs/*.md will do). The same N and texts give the same articles, so that runs can be compared.

use std::io::Write;

const SECTIONS: [&str; 8] =
    ["Xây dựng Đảng", "Thời sự", "Kinh tế", "Văn hóa", "Giáo dục", "Y tế", "Nông thôn mới", "Quốc phòng"];

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [count, files @ ..] = arguments.as_slice() else { anyhow::bail!("articles N FILE…") };
    let text: String = files.iter().map(std::fs::read_to_string).collect::<Result<_, _>>()?;
    let sentences: Vec<&str> =
        text.split(['.', '\n', '|', '`', '#']).map(str::trim).filter(|part| part.chars().count() > 40).collect();
    anyhow::ensure!(sentences.len() > 50, "too little text");
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let mut chance = Chance(0x9e37_79b9_7f4a_7c15);
    for id in 1..=count.parse::<u64>()? {
        let mut sentence = || sentences[chance.below(sentences.len())];
        let title: String = format!("{} {id}", sentence()).chars().take(120).collect();
        let paragraphs: Vec<String> =
            (0..12).map(|_| (0..4).map(|_| format!("{}.", sentence())).collect::<Vec<_>>().join(" ")).collect();
        let (year, month, day) = (2006 + id % 12, 1 + id % 11, 1 + id % 28);
        let article = serde_json::json!({
            "id": id,
            "section": SECTIONS[chance.below(SECTIONS.len())],
            "title": title,
            "body": paragraphs.join("\n"),
            "published_at": format!("{year}-{month:02}-{day:02}"),
            "author": format!("Cộng tác viên {}", id % 40),
        });
        writeln!(out, "{article}")?;
    }
    Ok(out.flush()?)
}

/// Numbers without a pattern, the same in every run (Marsaglia's xorshift64).
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % bound as u64) as usize
    }
}
