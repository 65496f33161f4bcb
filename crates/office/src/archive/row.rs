//! A row of a file: what it says, and the edition that it would be.

use bridge::{Block, Byline, Edition, Entry, Inline, Section, Text, Topic};
use kit::clock::{Day, Ts};
use serde::{Deserialize, Serialize};

/// One row of a file.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Row {
    /// What the older system called it: text or a number.
    pub id: serde_json::Value,
    /// The name of its section.
    #[serde(default)]
    pub section: String,
    /// The headline.
    pub title: String,
    /// Plain text; each line is a paragraph.
    #[serde(default)]
    pub body: String,
    /// The text as structure, when it has any; `body` is then left aside.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blocks: Vec<Block>,
    /// The first paragraph, set apart.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lead: Vec<Inline>,
    /// The names of its topics.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub topics: Vec<String>,
    /// The readable part that its address had.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub alias: String,
    /// The day or the moment it came out: `2006-05-04`, `2006-05-04T10:30:00+07:00`, `04/05/2006`.
    #[serde(default)]
    pub published_at: Option<String>,
    /// The same in microseconds since 1970 UTC, when it is known so well.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<i64>,
    /// Who wrote it.
    #[serde(default)]
    pub author: Option<String>,
    /// Where it comes from.
    #[serde(default)]
    pub source: Option<String>,
    /// The code of its language, where that is not Vietnamese.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub lang: String,
    /// How often it was read there.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub read_before: u64,
    /// Why its readers did not have it: it is then kept and not shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept: Option<String>,
}

fn is_zero(number: &u64) -> bool {
    *number == 0
}

impl Row {
    fn day(&self) -> Option<&str> {
        self.published_at.as_deref().map(str::trim).filter(|text| !text.is_empty())
    }

    /// Whether nothing says when it came out. It has the day on which it was brought, and is no news.
    pub fn is_undated(&self) -> bool {
        self.at.is_none() && self.day().is_none()
    }

    /// Whether it says no more than the short form of its content does.
    fn is_plain(&self) -> bool {
        let texts = self.blocks.is_empty() && self.lead.is_empty() && self.topics.is_empty();
        let words = self.alias.is_empty() && self.lang.is_empty();
        texts && words && self.read_before == 0 && self.at.is_none() && self.kept.is_none()
    }

    /// What tells whether it is still the same.
    pub(super) fn content(&self) -> String {
        if self.is_plain() {
            let parts =
                serde_json::json!([self.section, self.title, self.body, self.published_at, self.author, self.source]);
            return parts.to_string();
        }
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// The row of a text that is kept, of the article that the older system calls so.
pub(super) fn read(name: &str, content: &str) -> Option<Row> {
    if !content.starts_with('[') {
        return serde_json::from_str(content).ok();
    }
    // The short form of `content`, as rows without structure are kept.
    let parts: (String, String, String, Option<String>, Option<String>, Option<String>) =
        serde_json::from_str(content).ok()?;
    let (section, title, body, published_at, author, source) = parts;
    Some(Row { id: name.into(), section, title, body, published_at, author, source, ..Row::default() })
}

pub(super) fn external_id(row: &Row) -> Result<String, String> {
    let id = match &row.id {
        serde_json::Value::String(text) => text.trim().to_owned(),
        serde_json::Value::Number(number) => number.to_string(),
        _ => return Err("id: phải là chữ hoặc số".into()),
    };
    match id.chars().count() {
        1..=200 => Ok(id),
        _ => Err("id: phải có từ 1 đến 200 ký tự".into()),
    }
}

pub(super) fn when(row: &Row, now: Ts) -> Result<Ts, String> {
    // An edition cannot come out later than now.
    if let Some(at) = row.at {
        return Ok(Ts(at.min(now.0)));
    }
    let Some(text) = row.day() else { return Ok(now) };
    let day = Day::parse(text.get(..10).unwrap_or(text));
    let found = viet::Date::find(text).map(|(date, _)| date.to_string());
    let day = day.or_else(|| Day::parse(&found?));
    let wrong = || format!("published_at: “{text}” không phải là ngày; hãy ghi như 2006-05-04");
    day.map(|day| day.begins()).ok_or_else(wrong)
}

/// The readable part of the address of a section's list.
pub fn section_slug(name: &str) -> String {
    /// Words of the portal's own addresses, which no section may have.
    const TAKEN: [&str; 16] = [
        "so-lieu",
        "chuyen-de",
        "tim-kiem",
        "van-phong",
        "dem",
        "en",
        "api",
        "luu-tru",
        "sitemap",
        "anh",
        "hien-thi",
        "nhin",
        "tinh",
        "healthz",
        "readyz",
        "metrics",
    ];
    let slug = viet::slug(section_name(name));
    if TAKEN.contains(&slug.as_str()) { format!("{slug}-tin") } else { slug }
}

fn section_name(name: &str) -> &str {
    if name.trim().is_empty() { "Tin tức" } else { name.trim() }
}

/// The readable part of an article's address: the one that it had, if that can be one.
pub(super) fn slug(row: &Row) -> String {
    let alias = row.alias.trim().to_ascii_lowercase();
    let sound = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-';
    match !alias.is_empty() && alias.len() <= viet::SLUG_MAX && alias.bytes().all(sound) {
        true => alias,
        false => viet::slug(&row.title),
    }
}

pub(super) fn sketch(row: &Row, external: &str, (article_id, edition, first_at): (i64, i64, i64), at: i64) -> Edition {
    let said = |text: &Option<String>| text.as_deref().map(str::trim).filter(|t| !t.is_empty()).map(str::to_owned);
    let paragraph = |line: &str| Block::Paragraph(vec![Inline::Text(line.to_owned())]);
    let lines = row.body.lines().map(str::trim).filter(|line| !line.is_empty());
    let topics = row.topics.iter().map(|name| name.trim()).filter(|name| !name.is_empty());
    let name = section_name(&row.section).to_owned();
    Edition {
        article_id,
        edition: u32::try_from(edition).unwrap_or(u32::MAX),
        section: Section { slug: section_slug(&row.section), name: Text { vi: name, en: String::new() } },
        slug: slug(row),
        kicker: None,
        headline: row.title.split_whitespace().collect::<Vec<_>>().join(" "),
        lead: row.lead.clone(),
        body: if row.blocks.is_empty() { lines.map(paragraph).collect() } else { row.blocks.clone() },
        author: said(&row.author).map(|name| Byline { name, post: None }),
        topics: topics.map(|name| Topic { slug: viet::slug(name), name: name.to_owned() }).collect(),
        figures: Vec::new(),
        published_at: at,
        first_published_at: first_at,
        correction_note: None,
        external_id: Some(external.to_owned()),
        read_before: row.read_before,
        alone: false,
        undated: row.is_undated(),
        papers: vec![],
        beside: vec![],
        language: bridge::Language::of_code(&row.lang).unwrap_or_default(),
        translation: None,
        source: said(&row.source),
        photo: None,
    }
}

/// Whether an edition can cross; what is wrong otherwise, without the number that it does not have yet.
pub(super) fn sound(edition: &Edition) -> Result<(), String> {
    if edition.headline.is_empty() {
        return Err("headline: bài không có đầu đề".into());
    }
    let checked = bridge::check(&Entry::Edition(Box::new(edition.clone())));
    checked.map_err(|wrong| in_words(wrong.split_once(": ").map_or(wrong.as_str(), |(_, what)| what)))
}

/// What the bridge says is wrong, in the language of whoever brings a file; the part that is meant stays as it is.
fn in_words(wrong: &str) -> String {
    let (field, what) = wrong.split_once(": ").unwrap_or(("", wrong));
    let meant = what.split('"').nth(1).unwrap_or_default();
    let told = match what.split(' ').next().unwrap_or_default() {
        "link" => format!("liên kết “{meant}” không an toàn hay không dẫn tới đâu"),
        "blocks" | "marks" => "các phần lồng vào nhau quá sâu".to_owned(),
        "heading" => "đề mục phải là cấp 2 hay cấp 3".to_owned(),
        "the" => "các hàng của một bảng không có số ô bằng nhau".to_owned(),
        "a" => "một ảnh không có kích thước".to_owned(),
        "figure" => format!("bài không có số liệu “{meant}”"),
        _ if what.ends_with("is not the digest of a picture") => {
            format!("“{meant}” không phải mã SHA-256 của một ảnh")
        }
        _ => return format!("có chỗ không đăng được: {wrong}"),
    };
    if field.is_empty() { told } else { format!("{field}: {told}") }
}
