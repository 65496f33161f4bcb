//! The index through its door: what is counted, in which order, on which page.

use crate::{Ask, Count, Doc, Index, Sort, Synonyms};
use proptest::collection::{btree_set, vec};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

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
    for (text, of) in [
        ("đời sống người nghèo", 6),
        ("giup do nguoi ngheo toan tinh", 3),
        ("chăm lo", 2),
        ("nguoi ngheo", 3),
        ("toàn tỉnh", 1),
    ] {
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
            for sort in [Sort::Relevance, Sort::Date] {
                let paged = paged(&index, &Ask { section: narrowed.map(str::to_owned), sort, ..ask(text) }, 100);
                assert_eq!(keys(paged), keys(there().map(|doc| doc.key.clone())), "{text} {narrowed:?} {sort:?}");
            }
        }
    }
    let nothing = index.search(&Ask { within: Some(vec![]), ..ask("chăm lo") }, &synonyms).unwrap();
    assert_eq!((nothing.total, nothing.hits.len()), (0, 0), "who may open nothing finds nothing");
}

/// The keys of all that is found, page by page; each page must tell the same total.
fn paged(index: &Index, ask: &Ask, limit: usize) -> Vec<String> {
    let page = |offset| index.search(&Ask { offset, limit, ..ask.clone() }, &Synonyms::read("")).unwrap();
    let total = page(0).total;
    let mut all = Vec::new();
    for offset in (0..total + limit).step_by(limit) {
        let answer = page(offset);
        assert_eq!(answer.total, total, "{ask:?} from {offset}");
        all.extend(answer.hits.into_iter().map(|hit| hit.doc.key));
    }
    assert_eq!(all.len(), total, "{ask:?}");
    all
}

fn keys(keys: impl IntoIterator<Item = String>) -> BTreeSet<String> {
    keys.into_iter().collect()
}

/// Words of which none is a slip of another.
const WORDS: [&str; 6] = ["đảng", "nghèo", "quốc", "khuyến", "trường", "sống"];

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    /// What is found has all the words, or all but those that are said to be lacking: no more, no less, on no page twice.
    #[test]
    fn what_is_found_has_the_words_and_what_has_them_is_found(
        texts in vec(vec(0..WORDS.len(), 0..7), 1..260),
        asked in btree_set(0..WORDS.len(), 1..6),
        narrowed in any::<bool>(),
    ) {
        let index = Index::in_memory().unwrap();
        let said = |words: &[usize]| words.iter().map(|word| WORDS[*word]).collect::<Vec<_>>().join(" ");
        let doc = |(number, words): (u64, &Vec<usize>)| Doc { title: "Tin".into(), body: said(words), ..doc(number) };
        index.change([], (0..).zip(&texts).map(doc), "").unwrap();
        let asked: Vec<usize> = asked.into_iter().collect();
        let ask = Ask { section: narrowed.then(|| SECTIONS[1].to_owned()), ..ask(&said(&asked)) };
        let answer = index.search(&ask, &Synonyms::read("")).unwrap();
        let needed = |word: &&usize| !answer.lacking.iter().any(|lacking| lacking == WORDS[**word]);
        let has = |words: &[usize]| asked.iter().filter(needed).all(|word| words.contains(word));
        let there: Vec<u64> = (0..).zip(&texts).filter(|(_, words)| has(words)).map(|(number, _)| number).collect();
        let there = there.into_iter().filter(|number| !narrowed || number % 3 == 1);
        let there = match asked.iter().any(|word| needed(&word)) {
            true => keys(there.map(|number| format!("a{number}"))),
            false => BTreeSet::new(),
        };
        prop_assert_eq!(answer.total, there.len());
        prop_assert_eq!(answer.facets.kinds.iter().map(|kind| kind.count).sum::<u64>(), there.len() as u64);
        for sort in [Sort::Relevance, Sort::Date] {
            let in_one = paged(&index, &Ask { sort, ..ask.clone() }, 100);
            prop_assert_eq!(&paged(&index, &Ask { sort, ..ask.clone() }, 7), &in_one, "pages of another size");
            prop_assert_eq!(&keys(in_one), &there);
        }
    }
}

#[test]
fn a_word_that_was_remembered_wrongly_is_named_and_does_not_hide_what_was_meant() {
    let (index, synonyms) = (Index::in_memory().unwrap(), Synonyms::read(""));
    let scattered =
        "Người ta kể: sống ở đời chung quanh đây, nhà nào nghèo, nhà nào giàu, ai cũng mong con em học giỏi.";
    let meant = "Toàn huyện chăm lo đời sống người có công trong năm qua.";
    let doc = |number: u64, body: &str| Doc { body: body.into(), ..doc(number) };
    index.change([], (0..60).map(|n| doc(n, if n == 41 { meant } else { scattered })), "").unwrap();
    let answer = index.search(&ask("chăm lo đời sống người nghèo"), &synonyms).unwrap();
    assert_eq!((answer.hits[0].doc.key.as_str(), answer.lacking.join(" ").as_str()), ("a41", "nghèo"));
    assert_eq!(answer.total, 1, "nothing else has the other words");
    let answer = index.search(&ask("đời sống người nghèo"), &synonyms).unwrap();
    assert_eq!((answer.hits[0].doc.key.as_str(), answer.total), ("a41", 60), "what has all its words is found too");
    index.change([], [doc(60, "Giúp đời sống người nghèo.")], "").unwrap();
    let answer = index.search(&ask("đời sống người nghèo"), &synonyms).unwrap();
    assert_eq!((answer.hits[0].doc.key.as_str(), answer.total, answer.lacking.len()), ("a60", 60, 0));
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
