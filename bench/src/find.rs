//! `find recall FILE [DOCS [QUERIES]]`, `find speed FILE [DOCS]`: the search on real articles (JSON lines with `id`,
//! `section`, `title`, `body`). Recall asks for known articles in the ways people really type; speed asks the same of
//! tantivy's default tokenizer in the same run.

use anyhow::{Context, Result};
use search::{Ask, Doc, Index, Synonyms};
use std::collections::HashMap;
use std::time::{Duration, Instant};
use unicode_normalization::UnicodeNormalization;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[derive(serde::Deserialize)]
struct Row {
    id: String,
    section: String,
    title: String,
    body: String,
}

fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let number = |at: usize, otherwise: usize| args.get(at).and_then(|n| n.parse().ok()).unwrap_or(otherwise);
    let file = args.get(1).context("find recall|speed FILE")?;
    let rows = std::fs::read_to_string(file)?;
    let rows: Vec<Row> = rows.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
    match args[0].as_str() {
        "recall" => recall(rows, number(2, 10_000), number(3, 100)),
        _ => speed(rows, number(2, 100_000)),
    }
}

fn doc(key: String, row: &Row) -> Doc {
    let (title, body, section) = (row.title.clone(), row.body.clone(), row.section.clone());
    Doc { key, kind: "article".into(), title, body, section, ..Doc::default() }
}

/// A small generator of chance, the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % n.max(1) as u64) as usize
    }
}

fn syllables(text: &str) -> Vec<&str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect()
}

fn with_tone(word: &str, tone: usize) -> String {
    let marks = ['\u{300}', '\u{309}', '\u{303}', '\u{301}', '\u{323}'];
    let plain: String = word.nfd().filter(|c| !marks.contains(c)).nfc().collect();
    let Some((at, vowel)) = plain.char_indices().find(|(_, c)| "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY".contains(*c))
    else {
        return plain;
    };
    let end = at + vowel.len_utf8();
    let toned = format!(
        "{}{}{}",
        &plain[..end],
        if tone == 0 { String::new() } else { marks[tone - 1].to_string() },
        &plain[end..]
    );
    viet::tone_style(&toned.nfc().collect::<String>(), viet::ToneStyle::Old)
}

const CLASSES: [&str; 12] = [
    "exact",
    "no-marks",
    "tone-style",
    "nfd",
    "wrong-tone",
    "partial-marks",
    "swapped",
    "telex",
    "vni",
    "telex-no-tone",
    "dropped",
    "one-typo",
];

fn typed(class: &str, words: &[&str], dice: &mut Dice) -> String {
    let phrase = words.join(" ");
    match class {
        "no-marks" => viet::fold(&phrase),
        "tone-style" => {
            let new = viet::tone_style(&phrase, viet::ToneStyle::New);
            if new == phrase { viet::tone_style(&phrase, viet::ToneStyle::Old) } else { new }
        }
        "nfd" => phrase.nfd().collect(),
        "wrong-tone" => {
            let at = dice.below(words.len());
            let other = with_tone(words[at], dice.below(6));
            words
                .iter()
                .enumerate()
                .map(|(i, w)| if i == at { other.clone() } else { (*w).to_owned() })
                .collect::<Vec<_>>()
                .join(" ")
        }
        "partial-marks" => words
            .iter()
            .map(|w| if dice.below(2) == 0 { viet::fold(w) } else { (*w).to_owned() })
            .collect::<Vec<_>>()
            .join(" "),
        "swapped" => {
            let cut = 1 + dice.below(words.len() - 1);
            [&words[cut..], &words[..cut]].concat().join(" ")
        }
        "telex" => viet::typed(&phrase, false),
        "vni" => viet::typed(&phrase, true),
        "telex-no-tone" => viet::typed(&words.iter().map(|w| with_tone(w, 0)).collect::<Vec<_>>().join(" "), false),
        "dropped" => {
            let mut left = words.to_vec();
            for _ in 0..1 + usize::from(words.len() > 6) {
                left.remove(dice.below(left.len()));
            }
            left.join(" ")
        }
        "one-typo" => {
            let mut letters: Vec<char> = phrase.chars().collect();
            let places: Vec<usize> =
                letters.iter().enumerate().filter(|(_, c)| c.is_alphabetic()).map(|(i, _)| i).collect();
            let at = places[dice.below(places.len())];
            let letter = char::from(b'a' + dice.below(26) as u8);
            match dice.below(4) {
                0 => letters[at] = letter,
                1 => letters.insert(at, letter),
                2 => drop(letters.remove(at)),
                _ if at + 1 < letters.len() && letters[at + 1].is_alphabetic() => letters.swap(at, at + 1),
                _ => letters[at] = letter,
            }
            letters.into_iter().collect()
        }
        _ => phrase,
    }
}

fn recall(rows: Vec<Row>, docs: usize, queries: usize) -> Result<()> {
    let rows: Vec<Row> = rows.into_iter().take(docs).collect();
    let index = Index::in_memory()?;
    let started = Instant::now();
    index.change([], rows.iter().map(|row| doc(row.id.clone(), row)), "1")?;
    println!("{} articles indexed in {:.1?}", rows.len(), started.elapsed());
    // Phrases must be of one article: no other has these four syllables side by side.
    let mut grams: HashMap<String, u32> = HashMap::new();
    let folded: Vec<String> = rows.iter().map(|r| viet::fold(&format!("{} . {}", r.title, r.body))).collect();
    for text in &folded {
        for gram in syllables(text).windows(4) {
            *grams.entry(gram.join(" ")).or_default() += 1;
        }
    }
    let unique = |words: &[&str]| words.windows(4).any(|g| grams.get(&viet::fold(&g.join(" "))) == Some(&1));
    let synonyms = Synonyms::builtin();
    let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
    for class in CLASSES {
        let (mut line, mut all) = (String::new(), (0, 0));
        for source in ["title", "title phrase", "body phrase"] {
            let (mut found, mut asked, mut tries) = (0, 0, 0);
            while asked < queries && tries < queries * 60 {
                tries += 1;
                let row = &rows[dice.below(rows.len())];
                let text = if source == "body phrase" { &row.body } else { &row.title };
                let all = syllables(text);
                let length = if source == "title" { all.len() } else { 4 + dice.below(4) };
                if length < 4 || length > all.len() {
                    continue;
                }
                let start = dice.below(all.len() - length + 1);
                let words = &all[start..start + length];
                let query = typed(class, words, &mut dice);
                if !unique(words) || class == "tone-style" && query == words.join(" ") {
                    continue;
                }
                asked += 1;
                let answer = index.search(&Ask { text: query.clone(), limit: 10, ..Ask::default() }, &synonyms)?;
                let hit = answer.hits.iter().any(|h| h.doc.key == row.id);
                found += usize::from(hit);
                if !hit && std::env::var("MISSES").is_ok() {
                    println!("  {class} {source}: {query}   ({}; {})", words.join(" "), answer.interpreted_as);
                }
            }
            all = (all.0 + found, all.1 + asked);
            line += &format!("{source} {:.3} ({asked})  ", found as f64 / asked.max(1) as f64);
        }
        println!("{class:14} recall@10 {:.3}   {line}", all.0 as f64 / all.1.max(1) as f64);
    }
    minimal_pairs(&rows, &index, &synonyms, queries * 3)
}

/// Phrases that another article has with other marks.
fn minimal_pairs(rows: &[Row], index: &Index, synonyms: &Synonyms, queries: usize) -> Result<()> {
    let mut spellings: HashMap<String, HashMap<String, Vec<usize>>> = HashMap::new();
    for (at, row) in rows.iter().enumerate() {
        let text = viet::settle(&format!("{} . {}", row.title, row.body));
        for gram in syllables(&text).windows(2) {
            let exact = gram.join(" ");
            let docs = spellings.entry(viet::fold(&exact)).or_default().entry(exact).or_default();
            if docs.last() != Some(&at) {
                docs.push(at);
            }
        }
    }
    let mut all: Vec<(String, &Vec<usize>)> = spellings
        .values()
        .filter(|by| by.len() > 1 && by.values().filter(|d| d.len() > 2).count() > 1)
        .flat_map(|by| {
            by.iter().filter(|(e, d)| (1..=10).contains(&d.len()) && !e.is_ascii()).map(|(e, d)| (e.clone(), d))
        })
        .collect();
    all.sort();
    let mut dice = Dice(77);
    let mut found = 0;
    for _ in 0..queries {
        let (text, docs) = &all[dice.below(all.len())];
        let answer = index.search(&Ask { text: text.clone(), limit: 1, ..Ask::default() }, synonyms)?;
        let hit = answer.hits.first().is_some_and(|h| docs.iter().any(|&d| rows[d].id == h.doc.key));
        found += usize::from(hit);
        if !hit && std::env::var("MISSES").is_ok() {
            println!("  minimal-pair: {text} -> {:?}", answer.hits.first().map(|h| &h.snippet_html));
        }
    }
    println!("minimal-pair   recall@1  {:.3}   ({queries} of {})", found as f64 / queries as f64, all.len());
    Ok(())
}

fn speed(rows: Vec<Row>, docs: usize) -> Result<()> {
    use tantivy::schema::{STORED, Schema, TEXT};
    let mut dice = Dice(42);
    let folder = std::env::temp_dir().join(format!("thenchot-find-{}", std::process::id()));
    let index = Index::open(&folder.join("ours"))?;
    let mut schema = Schema::builder();
    let (title, body) = (schema.add_text_field("title", TEXT | STORED), schema.add_text_field("body", TEXT | STORED));
    let plain = tantivy::Index::create_in_ram(schema.build());
    let mut writer: tantivy::IndexWriter = plain.writer_with_num_threads(1, 40_000_000)?;
    let mixed = (0..docs).map(|n| {
        // Beyond the articles that there are, new ones are mixed from the paragraphs of two.
        let (a, b) = (&rows[n % rows.len()], &rows[dice.below(rows.len())]);
        let (half, rest) = (a.body.floor_char_boundary(a.body.len() / 2), b.body.floor_char_boundary(b.body.len() / 2));
        let body = if n < rows.len() { a.body.clone() } else { format!("{} {}", &a.body[..half], &b.body[rest..]) };
        Row { id: n.to_string(), section: a.section.clone(), title: a.title.clone(), body }
    });
    let mixed: Vec<Row> = mixed.collect();
    let started = Instant::now();
    for (n, chunk) in mixed.chunks(5_000).enumerate() {
        index.change([], chunk.iter().map(|row| doc(row.id.clone(), row)), &n.to_string())?;
    }
    println!("{docs} articles indexed in {:.1?}", started.elapsed());
    for row in &mixed {
        writer.add_document(tantivy::doc!(title => row.title.as_str(), body => row.body.as_str()))?;
    }
    writer.commit()?;
    let searcher = plain.reader()?.searcher();
    let parser = tantivy::query::QueryParser::for_index(&plain, vec![title, body]);
    let synonyms = Synonyms::builtin();
    let mut queries = Vec::new();
    while queries.len() < 2_000 {
        let row = &rows[dice.below(rows.len())];
        let words = syllables(&row.body);
        let length = 2 + dice.below(6);
        if words.len() > length {
            let start = dice.below(words.len() - length);
            let class = CLASSES[dice.below(CLASSES.len())];
            queries.push(typed(class, &words[start..start + length], &mut dice));
        }
    }
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for query in &queries {
        let started = Instant::now();
        let answer = index.search(&Ask { text: query.clone(), limit: 10, ..Ask::default() }, &synonyms)?;
        ours.push(started.elapsed());
        std::hint::black_box(answer);
        let started = Instant::now();
        let (query, _) = parser.parse_query_lenient(query);
        let top = searcher.search(&query, &tantivy::collector::TopDocs::with_limit(10).order_by_score())?;
        let docs: Vec<tantivy::TantivyDocument> =
            top.iter().map(|(_, at)| searcher.doc(*at)).collect::<Result<_, _>>()?;
        theirs.push(started.elapsed());
        std::hint::black_box(docs);
    }
    let at = |times: &mut Vec<Duration>, share: f64| {
        times.sort();
        times[((times.len() - 1) as f64 * share) as usize]
    };
    let (p50, p99) = (at(&mut ours, 0.5), at(&mut ours, 0.99));
    let (q50, q99) = (at(&mut theirs, 0.5), at(&mut theirs, 0.99));
    println!("ours                       p50 {p50:.2?}  p99 {p99:.2?}");
    println!("tantivy, default tokenizer p50 {q50:.2?}  p99 {q99:.2?}");
    println!(
        "ratio (theirs/ours)        p50 {:.2}  p99 {:.2}",
        q50.as_secs_f64() / p50.as_secs_f64(),
        q99.as_secs_f64() / p99.as_secs_f64()
    );
    std::fs::remove_dir_all(folder)?;
    Ok(())
}
