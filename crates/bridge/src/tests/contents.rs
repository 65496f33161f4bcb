//! What an entry may say. The same questions are asked when sealing, so a refusal shows up in the office first.

use super::*;
use crate::Point;
use proptest::prelude::*;

/// What is said about the sample article after `change`; empty if it passes.
fn edition_with(change: impl FnOnce(&mut Edition)) -> String {
    let mut it = article();
    change(&mut it);
    through(Entry::Edition(Box::new(it))).err().map(|error| error.to_string()).unwrap_or_default()
}

fn figure_with(change: impl FnOnce(&mut Figure)) -> String {
    let mut it = attendance();
    change(&mut it);
    through(Entry::Figure(Box::new(it))).err().map(|error| error.to_string()).unwrap_or_default()
}

fn linked(href: &str) -> String {
    let link = Inline::Link { href: href.into(), text: plain("đây") };
    edition_with(|it| it.body.push(Block::Quote(vec![Block::Paragraph(vec![Inline::Strong(vec![link])])])))
}

#[test]
fn links_lead_to_the_web_to_mail_or_within_the_portal() {
    for href in [
        "https://dangcongsan.vn/a?b=c#d",
        "HTTP://example.vn",
        "mailto:banbientap@example.vn",
        "/so-lieu/1",
        "bai-12",
        "#chu-thich",
        "?trang=2",
        "../van-ban",
        "/tim-kiem?q=a:b",
        "./a:b",
        "/",
    ] {
        assert_eq!(linked(href), "", "{href}");
    }
}

#[test]
fn links_that_run_or_mislead_are_refused() {
    for href in [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        " javascript:alert(1)",
        "java\nscript:alert(1)",
        "java\tscript:alert(1)",
        "\u{1}javascript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "ftp://example.vn",
        "a:b",
        ":",
        "",
        "//example.vn",
        "/\\example.vn",
        "\\\\example.vn",
        "http:",
        "http:example.vn",
        "https://",
        "https:///x",
        "https://?x",
        "mailto:",
        "https://example.vn/a b",
        "javascript\u{a0}:x",
        "Javaſcript:x",
    ] {
        assert!(linked(href).starts_with("entry 1 is refused: edition 2 of article 12: body: link \""), "{href:?}");
    }
}

#[test]
fn an_edition_says_what_is_wrong_with_it() {
    let figure = |id: &str| Inline::Figure { id: id.into(), show: Show::Value };
    for (said, words) in [
        (edition_with(|_| ()), ""),
        (edition_with(|it| it.article_id = 0), "article_id should be at least 1"),
        (edition_with(|it| it.edition = 0), "edition should be at least 1"),
        (edition_with(|it| it.headline = "\u{a0} ".into()), "headline is blank"),
        (edition_with(|it| it.slug = "Tịnh-Biên".into()), "slug: \"Tịnh-Biên\" should have only a-z, 0-9 and -"),
        (edition_with(|it| it.section.slug = "".into()), "section.slug: \"\" should have only"),
        (edition_with(|it| it.topics[0].slug = "a/b".into()), "topics.slug: \"a/b\""),
        (edition_with(|it| it.section.name.vi = "".into()), "section.name is blank"),
        (edition_with(|it| it.author = Some(Byline { name: "".into(), post: None })), "author.name is blank"),
        (edition_with(|it| it.first_published_at = it.published_at + 1), "first_published_at is after published_at"),
        (
            edition_with(|it| it.body[0] = Block::Heading { level: 1, text: plain("a") }),
            "heading level 1 should be 2 or 3",
        ),
        (
            edition_with(|it| it.body[0] = Block::Heading { level: 4, text: plain("a") }),
            "heading level 4 should be 2 or 3",
        ),
        (edition_with(|it| it.figures.clear()), "body: figure \"hoc-tap-2018\" is not among the edition's figures"),
        (edition_with(|it| it.lead.push(figure("khac"))), "lead: figure \"khac\" is not among the edition's figures"),
        (edition_with(|it| it.figures.push(attendance())), "figure \"hoc-tap-2018\" is there twice"),
        (
            edition_with(|it| it.figures[0].as_of = "2018".into()),
            "figure \"hoc-tap-2018\": as_of: \"2018\" is not a day",
        ),
    ] {
        assert!(said.contains(words), "{said} | {words}");
        assert_eq!(said.is_empty(), words.is_empty(), "{said} | {words}");
    }
}

#[test]
fn a_figure_says_what_is_wrong_with_it() {
    let part = |numerator, denominator| ScopePart { name: "Xã A".into(), numerator, denominator };
    let point = |label: &str| Point { label: label.into(), numerator: 5, denominator: 3 };
    for (said, words) in [
        (figure_with(|it| it.value = Value::Ratio { numerator: 7, denominator: 14 }), ""),
        (figure_with(|it| it.value = Value::Ratio { numerator: 0, denominator: 0 }), ""),
        (figure_with(|it| it.value = Value::Series { points: vec![point("2017"), point("2018")] }), ""),
        (figure_with(|it| it.rule.in_force_from = Some("2026-04-08".into())), ""),
        (figure_with(|it| it.id = "a b".into()), "id: \"a b\" should have only"),
        (
            figure_with(|it| it.value = Value::Ratio { numerator: 15, denominator: 14 }),
            "value: 15 of 14 is more than all",
        ),
        (
            figure_with(|it| {
                it.value = Value::Rate { numerator: 1, denominator: 1, target_basis_points: Some(10_001) }
            }),
            "the target is above 10000",
        ),
        (figure_with(|it| it.value = Value::Series { points: vec![] }), "the series has no points"),
        (figure_with(|it| it.value = Value::Series { points: vec![point(" ")] }), "value.points.label is blank"),
        (figure_with(|it| it.scope[0] = part(Some(1), None)), "Xã A: only one of numerator and denominator is there"),
        (figure_with(|it| it.scope[0] = part(Some(2), Some(1))), "Xã A: 2 of 1 is more than all"),
        (figure_with(|it| it.as_of = "2018-02-29".into()), "is not a day like 2026-04-08"),
        (figure_with(|it| it.as_of = "20180228".into()), "is not a day like 2026-04-08"),
        (figure_with(|it| it.as_of = "2018-02-28T00:00".into()), "is not a day like 2026-04-08"),
        (figure_with(|it| it.unit = "".into()), "unit is blank"),
        (figure_with(|it| it.rule.source = "".into()), "rule.source is blank"),
    ] {
        assert!(said.contains(words), "{said} | {words}");
        assert_eq!(said.is_empty(), words.is_empty(), "{said} | {words}");
    }
}

/// Every kind of nesting at once, `depth` deep; the reader of JSON has a limit of its own, which must lie beyond ours.
fn nested(depth: usize) -> Vec<Block> {
    let marks = (1..depth).fold(plain("x"), |inner, _| vec![Inline::Link { href: "/".into(), text: inner }]);
    (1..depth).fold(vec![Block::Paragraph(marks)], |inner, _| {
        vec![Block::List { ordered: false, start: 1, items: vec![inner] }]
    })
}

#[test]
fn texts_nest_eight_deep_and_no_deeper() {
    assert_eq!(edition_with(|it| it.body = nested(8)), "");
    for depth in [9, 200] {
        assert!(edition_with(|it| it.body = nested(depth)).contains("deeper than 8"));
    }
}

#[test]
fn pictures_and_tables_are_checked() {
    let picture = |file: String, width| {
        Block::Picture(Picture { file, width, height: 3, alt: String::new(), caption: String::new() })
    };
    let digest = "0".repeat(64);
    assert_eq!(edition_with(|it| it.body = vec![picture(format!("{digest}.webp"), 4)]), "");
    for file in [format!("{digest}.svg"), digest.clone(), "../x.jpg".into(), format!("{}.jpg", "G".repeat(64))] {
        assert!(edition_with(|it| it.body = vec![picture(file.clone(), 4)]).contains("digest"), "{file}");
    }
    assert!(edition_with(|it| it.body = vec![picture(format!("{digest}.png"), 0)]).contains("no size"));
    let rows = |widths: &[usize]| Block::Table(widths.iter().map(|width| vec![vec![]; *width]).collect());
    assert_eq!(edition_with(|it| it.body = vec![rows(&[2, 2])]), "");
    for uneven in [&[2, 1][..], &[0], &[]] {
        assert!(edition_with(|it| it.body = vec![rows(uneven)]).contains("rows of a table"));
    }
}

fn any_inlines() -> impl Strategy<Value = Vec<Inline>> {
    let leaf = prop_oneof![
        any::<String>().prop_map(Inline::Text),
        any::<bool>().prop_map(|parts| Inline::Figure {
            id: "hoc-tap-2018".into(),
            show: if parts { Show::Parts } else { Show::Value },
        }),
    ];
    let inline = leaf.prop_recursive(3, 12, 3, |inner| {
        let inner = prop::collection::vec(inner, 0..3);
        prop_oneof![
            inner.clone().prop_map(Inline::Strong),
            inner.clone().prop_map(Inline::Emphasis),
            inner.prop_map(|text| Inline::Link { href: "https://example.vn/".into(), text }),
        ]
    });
    prop::collection::vec(inline, 0..3)
}

fn any_blocks() -> impl Strategy<Value = Vec<Block>> {
    let leaf = prop_oneof![
        any_inlines().prop_map(Block::Paragraph),
        (1..4usize, any_inlines()).prop_map(|(width, cell)| Block::Table(vec![vec![cell; width]; 2])),
        (2u8..=3, any_inlines()).prop_map(|(level, text)| Block::Heading { level, text }),
    ];
    let block = leaf.prop_recursive(3, 12, 3, |inner| {
        let inner = prop::collection::vec(inner, 0..3);
        prop_oneof![
            inner.clone().prop_map(Block::Quote),
            (any::<bool>(), any::<u32>(), prop::collection::vec(inner, 0..3))
                .prop_map(|(ordered, start, items)| Block::List { ordered, start, items }),
        ]
    });
    prop::collection::vec(block, 0..3)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// Any text in any structure arrives exactly as it left.
    #[test]
    fn texts_cross_unchanged(lead in any_inlines(), body in any_blocks(), headline in "\\PC*[a-z]", at in any::<i64>()) {
        let mut it = article();
        (it.lead, it.body, it.headline) = (lead, body, headline);
        (it.published_at, it.first_published_at) = (at, at);
        let entry = Entry::Edition(Box::new(it));
        prop_assert_eq!(through(entry.clone()), Ok(entry));
    }
}
