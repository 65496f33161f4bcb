//! Tests of the bridge, by what they protect, and the few samples they share.

mod contents;
mod layouts;
mod order;
mod receptions;
mod sealing;
mod sites;

use crate::{
    Block, BridgeError, Byline, Edition, Entry, Figure, Inline, Language, Picture, RuleCitation, ScopePart, Section,
    Show, SigningKey, Text, Topic, Value, keys, open, seal,
};

fn office() -> SigningKey {
    keys::generate([7; 32])
}

fn stranger() -> SigningKey {
    keys::generate([8; 32])
}

/// Seals one entry as number 1 and opens it again.
fn through(entry: Entry) -> Result<Entry, BridgeError> {
    let bytes = seal(&office(), "portal", 1, std::slice::from_ref(&entry))?;
    let bundle = open(&[office().verifying_key()], &bytes)?;
    let first = bundle.entries().next().map(|(_, entry)| entry.clone());
    Ok(first.expect("one entry"))
}

fn text(vi: &str) -> Text {
    Text { vi: vi.into(), en: String::new() }
}

fn plain(words: &str) -> Vec<Inline> {
    vec![Inline::Text(words.into())]
}

fn withdrawal(article_id: i64) -> Entry {
    Entry::Withdrawal { article_id, at: 1_700_000_000_000_000, reason: "Đăng nhầm".into(), fate: crate::Fate::Gone }
}

fn attendance() -> Figure {
    Figure {
        id: "hoc-tap-2018".into(),
        name: text("Tỷ lệ tham gia học tập"),
        definition: text("Đảng viên dự học trên đảng viên phải học"),
        unit: "Huyện ủy Tịnh Biên".into(),
        as_of: "2018-12-31".into(),
        value: Value::Rate { numerator: 35_599, denominator: 35_900, target_basis_points: Some(9800) },
        counted: text("đảng viên đã học hoặc học bù"),
        out_of: text("đảng viên, trừ miễn sinh hoạt"),
        scope: vec![
            ScopePart { name: "Xã An Cư".into(), numerator: Some(300), denominator: Some(301) },
            ScopePart { name: "Xã Núi Voi".into(), numerator: None, denominator: None },
        ],
        rule: RuleCitation {
            id: "study-founding".into(),
            title: text("Chỉ tiêu 98%"),
            source: "TGAG".into(),
            in_force_from: None,
        },
        computed_at: 1_700_000_000_000_000,
    }
}

fn article() -> Edition {
    Edition {
        article_id: 12,
        edition: 2,
        section: Section { slug: "xay-dung-dang".into(), name: text("Xây dựng Đảng") },
        slug: "tinh-bien-cham-lo".into(),
        kicker: None,
        headline: "Tịnh Biên chăm lo công tác xây dựng Đảng".into(),
        lead: plain("Xây dựng Đảng là then chốt."),
        body: vec![
            Block::Heading { level: 2, text: plain("Học tập") },
            Block::Paragraph(vec![
                Inline::Text("Có ".into()),
                Inline::Figure { id: "hoc-tap-2018".into(), show: Show::Parts },
                Inline::Link { href: "/so-lieu/hoc-tap-2018".into(), text: vec![Inline::Strong(plain("số liệu"))] },
            ]),
            Block::List { ordered: true, start: 3, items: vec![vec![Block::Paragraph(plain("một"))]] },
            Block::Quote(vec![Block::Paragraph(vec![Inline::Emphasis(plain("then chốt"))])]),
        ],
        author: Some(Byline { name: "TGAG".into(), post: None }),
        topics: vec![Topic { slug: "hoc-tap-bac".into(), name: "Học tập Bác".into() }],
        figures: vec![attendance()],
        published_at: 1_700_000_000_000_001,
        first_published_at: 1_700_000_000_000_000,
        correction_note: Some("Sửa số liệu".into()),
        external_id: None,
        read_before: 0,
        undated: false,
        alone: false,
        papers: vec![],
        beside: vec![],
        language: Language::Vi,
        translation: None,
        source: None,
        photo: None,
    }
}

fn three_entries() -> Vec<Entry> {
    vec![Entry::Edition(Box::new(article())), withdrawal(3), Entry::Figure(Box::new(attendance()))]
}
