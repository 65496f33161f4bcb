//! The index through its door: what is counted, in which order, on which page.

use crate::{Ask, Count, Doc, Index, Synonyms};
use std::collections::BTreeMap;

const SECTIONS: [&str; 3] = ["thoi-su", "kinh-te", "giao-duc"];

/// A thing with a number: its text has `chăm lo` if that is even, `người nghèo` if it is divisible by three.
fn doc(number: u64) -> Doc {
    let parts = [(2, "chăm lo đời sống"), (3, "giúp đỡ người nghèo"), (1, "trong toàn tỉnh")];
    let body: Vec<&str> = parts.iter().filter(|(of, _)| number.is_multiple_of(*of)).map(|(_, part)| *part).collect();
    Doc {
        key: format!("a{number}"),
        kind: "article".into(),
        title: format!("Bài số {number}"),
        body: body.join(". "),
        section: SECTIONS[number as usize % 3].into(),
        year: 2000 + number % 5,
        at: number as i64,
        ..Doc::default()
    }
}

fn ask(text: &str) -> Ask {
    Ask { text: text.into(), limit: 10, ..Ask::default() }
}

fn counts(values: impl Iterator<Item = String>) -> BTreeMap<String, u64> {
    let mut all = BTreeMap::new();
    values.for_each(|value| *all.entry(value).or_default() += 1);
    all
}

#[test]
fn what_is_counted_is_what_is_there() {
    let (index, synonyms) = (Index::in_memory().unwrap(), Synonyms::read(""));
    // Several changes leave several segments; some things are replaced, some taken out.
    for part in [0..500, 500..540, 400..420, 540..560] {
        index.change([], part.map(doc), "").unwrap();
    }
    let gone: Vec<String> = (0..560).step_by(7).map(|number| format!("a{number}")).collect();
    index.change(gone.iter().map(String::as_str), [], "").unwrap();
    let has = |number: u64, of: u64| !number.is_multiple_of(7) && number.is_multiple_of(of);
    for (text, of) in [("chăm lo", 2), ("nguoi ngheo", 3), ("toàn tỉnh", 1)] {
        for narrowed in [None, Some("kinh-te")] {
            let answer = index.search(&Ask { section: narrowed.map(str::to_owned), ..ask(text) }, &synonyms).unwrap();
            let there: Vec<Doc> = (0..560).filter(|number| has(*number, of)).map(doc).collect();
            let there = || there.iter().filter(|doc| narrowed.is_none_or(|section| doc.section == section));
            if there().count() == 0 {
                continue;
            }
            assert_eq!(answer.total, there().count(), "{text} {narrowed:?}");
            let counted = |all: &[Count]| all.iter().map(|c| (c.value.clone(), c.count)).collect::<BTreeMap<_, _>>();
            assert_eq!(counted(&answer.facets.sections), counts(there().map(|doc| doc.section.clone())), "{text}");
            assert_eq!(counted(&answer.facets.years), counts(there().map(|doc| doc.year.to_string())), "{text}");
            assert!(answer.hits.iter().all(|hit| hit.snippet_html.contains("<mark>")), "{text}");
        }
    }
    let nothing = index.search(&Ask { within: Some(vec![]), ..ask("chăm lo") }, &synonyms).unwrap();
    assert_eq!((nothing.total, nothing.hits.len()), (0, 0), "who may open nothing finds nothing");
}

#[test]
fn the_best_come_first_and_no_page_leaves_any_out() {
    let (index, synonyms) = (Index::in_memory().unwrap(), Synonyms::read(""));
    index.change([], (0..2000).map(doc), "").unwrap();
    let titled = |key: &str, title: &str| Doc { key: key.into(), title: title.into(), ..doc(6) };
    let (short, long) =
        (titled("t1", "Chăm lo đời sống"), titled("t2", "Tỉnh ta chăm lo đời sống đoàn viên, công nhân"));
    index.change([], [long, short], "").unwrap();
    let keys = |ask: Ask| -> Vec<String> {
        index.search(&ask, &synonyms).unwrap().hits.into_iter().map(|hit| hit.doc.key).collect()
    };
    let all = keys(Ask { limit: 100, ..ask("chăm lo đời sống") });
    assert_eq!(all[..2], ["t1", "t2"], "the title that says nothing else, then the one that says more");
    assert_eq!(all[2..4], ["a1996", "a1994"], "of those that fit equally well and say as little else, the newest");
    let pages = (0..10).flat_map(|page| keys(Ask { offset: 10 * page, ..ask("chăm lo đời sống") }));
    assert_eq!(pages.collect::<Vec<_>>(), all);
}

#[test]
fn an_index_of_another_format_is_begun_anew() {
    let folder = tempfile::tempdir().unwrap();
    Index::open(folder.path()).unwrap().change([], (0..3).map(doc), "so far").unwrap();
    assert_eq!(Index::open(folder.path()).unwrap().mark().as_deref(), Some("so far"));
    std::fs::write(folder.path().join("FORMAT"), "1").unwrap();
    let anew = Index::open(folder.path()).unwrap();
    assert_eq!((anew.mark(), anew.len()), (None, 0));
}
