//! A rich article written out, read back, and changed in one place.

use super::*;
use proptest::prelude::*;

fn text(words: &str) -> Inline {
    Inline::Text(words.to_owned())
}

fn line(words: &str) -> Block {
    Block::Paragraph(vec![text(words)])
}

fn photo(nth: u8, alt: &str, caption: &str) -> Block {
    let file = format!("{}.jpg", format!("{nth:x}").repeat(64).chars().take(64).collect::<String>());
    Block::Picture(Picture { file, width: 800, height: 600, alt: alt.into(), caption: caption.into() })
}

fn link(href: &str, words: &str) -> Inline {
    Inline::Link { href: href.into(), text: vec![text(words)] }
}

/// What sites of this kind have in their articles, and what is hard to write.
fn rich() -> Vec<Block> {
    let strong = |words: &str| Inline::Strong(vec![text(words)]);
    let cell = |words: &str| vec![text(words)];
    vec![
        Block::Heading { level: 2, text: vec![text("Kết quả #1")] },
        Block::Paragraph(vec![
            text("Gọi số 0912 345 678, xem "),
            link("/3-tin-tuc/254-dai-hoi.html", "bài trước"),
            text(" và "),
            link("https://tuoitre.example/a_(b)", "báo *Tuổi trẻ*"),
        ]),
        Block::Paragraph(vec![strong("Đồng chí A:"), text("phát biểu & kết luận &lt; [1]")]),
        Block::Paragraph(vec![text("trước"), strong("(giữa)"), text("sau")]),
        Block::Paragraph(vec![]),
        photo(1, "Hội nghị", "Hội nghị"),
        photo(2, "Toàn cảnh", "Ảnh: Văn A | Báo B"),
        photo(3, "", ""),
        Block::List {
            ordered: false,
            start: 1,
            items: vec![
                vec![line("một"), photo(4, "", "Trong danh sách")],
                vec![line("hai"), Block::List { ordered: true, start: 3, items: vec![vec![line("ba")]] }],
            ],
        },
        Block::List { ordered: false, start: 1, items: vec![vec![line("danh sách khác")]] },
        Block::List { ordered: true, start: 5, items: vec![vec![line("năm")], vec![line("sáu")]] },
        Block::Quote(vec![line("Trích"), photo(5, "x", "")]),
        Block::Table(vec![
            vec![cell("Xã"), vec![strong("Số")]],
            vec![cell("An Cư"), vec![text("3|4 "), link("/a", "x")]],
            vec![cell(""), cell("b\nc")],
        ]),
        line("1. không phải danh sách"),
        line("- cũng không"),
        line("cùng một dòng"),
        line("cùng một dòng"),
    ]
}

fn written(blocks: &[Block]) -> String {
    write(blocks, &pictures_of(blocks)).expect("all of it can be written").text
}

#[test]
fn what_nobody_touches_is_what_it_was() {
    let old = rich();
    let text = written(&old);
    assert_eq!(read(&old, &text).unwrap(), old, "{text}");
    // One place is changed, and nothing else.
    for (from, to, nth) in [
        ("0912 345 678", "(đã bỏ)", 1),
        ("Đồng chí A", "Đồng chí B", 2),
        ("An Cư", "Vĩnh Trung", 11),
        ("năm", "lăm", 9),
        ("Trích", "Dẫn", 10),
    ] {
        assert!(text.contains(from), "{from} in {text}");
        let new = read(&old, &text.replacen(from, to, 1)).unwrap();
        let gone: Vec<&Block> = old.iter().filter(|block| !new.contains(block)).collect();
        let come: Vec<&Block> = new.iter().filter(|block| !old.contains(block)).collect();
        assert_eq!((gone.len(), come.len()), (1, 1), "{from}: {gone:?} {come:?}");
        assert!(words(&[come[0].clone()]).contains(to), "{nth} {come:?}");
    }
    let new = read(&old, &text.replacen("0912 345 678", "(đã bỏ)", 1)).unwrap();
    let Block::Paragraph(line) = &new[1] else { panic!("{new:?}") };
    assert_eq!(line[1], link("/3-tin-tuc/254-dai-hoi.html", "bài trước"), "a link within the portal stays");
    let bold = read(&old, &text.replacen("kết luận", "nói", 1)).unwrap();
    assert_eq!(
        bold[2],
        Block::Paragraph(vec![Inline::Strong(vec![self::text("Đồng chí A")]), self::text(":phát biểu & nói &lt; [1]")])
    );
}

#[test]
fn pictures_stay_go_and_are_named_anew() {
    let old = rich();
    let text = written(&old);
    assert!(
        text.contains("[[anh-cu:1|Hội nghị]]") && text.contains("[[anh-cu:2|Ảnh: Văn A / Báo B|Toàn cảnh]]"),
        "{text}"
    );
    let pictures = |blocks: &[Block]| {
        let mut all = Vec::new();
        each_picture(blocks, &mut |it| all.push((it.file[..1].to_owned(), it.alt.clone(), it.caption.clone())));
        all
    };
    let of = |from: &str, to: &str| pictures(&read(&old, &text.replacen(from, to, 1)).unwrap());
    let before = pictures(&old);
    assert_eq!(of("[[anh-cu:3]]\n\n", ""), [&before[..2], &before[3..]].concat(), "without its mark it is gone");
    let named = |alt: &str, caption: &str| ("1".to_owned(), alt.to_owned(), caption.to_owned());
    assert_eq!(of("[[anh-cu:1|Hội nghị]]", "[[anh-cu:1|Đại hội]]")[0], named("Đại hội", "Đại hội"));
    assert_eq!(of("[[anh-cu:1|Hội nghị]]", "[[anh-cu:1]]")[0], named("", ""));
    assert_eq!(of("Trong danh sách", "Khác")[3].2, "Khác", "also within a list");
    for (typed, wrong) in [
        ("[[anh-cu:9]]", Wrong::NoPicture("[[anh-cu:9]]".into())),
        ("[[anh-cu:0]]", Wrong::NoPicture("[[anh-cu:0]]".into())),
        ("[[anh-cu:x|a]]", Wrong::NoPicture("[[anh-cu:x|a]]".into())),
        ("chữ [[anh-cu:1]]", Wrong::NotAlone("[[anh-cu:1]]".into())),
        ("## [[anh-cu:1|a]]", Wrong::NotAlone("[[anh-cu:1|a]]".into())),
        ("[[anh-cu:1]]\n[[anh-cu:2]]", Wrong::NotAlone("[[anh-cu:1]]".into())),
        ("- [[anh:1]]", Wrong::Own("[[anh:1]]".into())),
        ("có [[so-lieu:party-members]] đảng viên", Wrong::Own("[[so-lieu:party-members]]".into())),
    ] {
        assert_eq!(read(&old, &format!("{text}\n\n{typed}")), Err(wrong), "{typed}");
    }
}

#[test]
fn what_cannot_be_set_is_told() {
    let old = rich();
    assert_eq!(write(&old, &pictures_of(&old)).unwrap().plain, 1, "strong words between words, in brackets");
    let (changed, plain) = (written(&old).replacen("trước(giữa)", "trước (giữa)", 1), "trước (giữa)sau");
    assert!(read(&old, &changed).unwrap().contains(&line(plain)), "changed, it has no signs of a mark in it");
}

fn inlines() -> impl Strategy<Value = Vec<Inline>> {
    let words = || "[a-zđắ*_#\\[\\]()>`<|&;:~=+!. 0-9-]{0,12}";
    let inline = prop_oneof![
        4 => words().prop_map(|words| text(&words)),
        1 => words().prop_map(|words| Inline::Strong(vec![text(&words)])),
        1 => words().prop_map(|words| Inline::Emphasis(vec![text(&words)])),
        1 => words().prop_map(|words| link("/tin/a-1", &words)),
    ];
    prop::collection::vec(inline, 0..4)
}

fn blocks() -> impl Strategy<Value = Vec<Block>> {
    let leaf = prop_oneof![
        4 => inlines().prop_map(Block::Paragraph),
        1 => inlines().prop_map(|text| Block::Heading { level: 3, text }),
        1 => (1..5_u8, "[a-z|*\\[]{0,6}").prop_map(|(nth, caption)| photo(nth, "", &caption)),
        1 => (inlines(), inlines()).prop_map(|(a, b)| Block::Table(vec![vec![a.clone(), b.clone()], vec![b, a]])),
    ];
    let block = leaf.prop_recursive(2, 12, 3, |inner| {
        let some = || prop::collection::vec(inner.clone(), 1..3);
        prop_oneof![
            some().prop_map(Block::Quote),
            (any::<bool>(), prop::collection::vec(some(), 1..3)).prop_map(|(ordered, items)| Block::List {
                ordered,
                start: 1,
                items
            }),
        ]
    });
    prop::collection::vec(block, 0..5)
}

proptest! {
    #[test]
    fn whatever_can_be_written_is_read_as_it_was(old in blocks(), at in 0..6_usize) {
        let Some(written) = write(&old, &pictures_of(&old)) else { return Ok(()) };
        prop_assert_eq!(read(&old, &written.text).unwrap(), old.clone());
        // With a paragraph more, what stood there still says the same.
        let more: Vec<&str> = written.text.split("\n\n").collect();
        let at = at.min(more.len());
        let typed = [&more[..at], &["thêm"], &more[at..]].concat().join("\n\n");
        if at == 0 || at == more.len() {
            let known = pictures_of(&old);
            let (new, before) = (told(&read(&old, &typed).unwrap(), &known), told(&old, &known));
            prop_assert_eq!((new.1, new.2), (before.1, before.2));
            prop_assert_eq!(new.0.replace("thêm", "").split_whitespace().collect::<String>(), before.0.split_whitespace().collect::<String>());
        }
    }
}
