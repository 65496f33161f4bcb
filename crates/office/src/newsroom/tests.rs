use super::*;
use crate::identity::reach::Grant;
use crate::identity::right::{EditArticle, PublishArticle};
use crate::testing::{cast, morning};
use bridge::{Block, Entry, Inline, Show};

#[test]
fn light_markdown_becomes_blocks() {
    let text = "## Đầu mục\n\nMột **đậm** [nối](https://example.org) [[so-lieu:a-b]] và [[so-lieu:c|day-du]].\n\n\
                2. hai\n3. ba\n\n> trích";
    let text_of = |words: &str| Inline::Text(words.into());
    let figure = |id: &str, show| Inline::Figure { id: id.into(), show };
    let item = |words: &str| vec![Block::Paragraph(vec![text_of(words)])];
    assert_eq!(
        markdown::blocks(text),
        [
            Block::Heading { level: 2, text: vec![text_of("Đầu mục")] },
            Block::Paragraph(vec![
                text_of("Một "),
                Inline::Strong(vec![text_of("đậm")]),
                text_of(" "),
                Inline::Link { href: "https://example.org".into(), text: vec![text_of("nối")] },
                text_of(" "),
                figure("a-b", Show::Value),
                text_of(" và "),
                figure("c", Show::Parts),
                text_of("."),
            ]),
            Block::List { ordered: true, start: 2, items: vec![item("hai"), item("ba")] },
            Block::Quote(item("trích")),
        ]
    );
    assert_eq!(markdown::figures_in(text), ["a-b", "c"]);
    assert_eq!(markdown::blocks("<b>x</b> y"), item("<b>x</b> y"));
}

#[test]
fn what_is_no_markdown_of_ours_becomes_its_words_and_takes_nothing_with_it() {
    let said = |blocks: &[Block]| format!("{blocks:?}");
    for (odd, words) in [
        (
            "<iframe src=\"https://example.org/embed\"></iframe>",
            "<iframe src=\\\"https://example.org/embed\\\"></iframe>",
        ),
        ("<br>", "<br>"),
        ("<div>\nhai dòng\n</div>", "hai dòng"),
        ("<!-- lời dặn -->", "lời dặn"),
        ("<script>\nx\n\ny\n</script>", "</script>"),
        ("![biểu đồ](/anh/y.jpg)", "biểu đồ"),
        ("Trước ![biểu **đồ**](/anh/y.jpg) sau.", "đồ"),
        ("---", ""),
        ("    thụt vào", "thụt vào"),
    ] {
        for around in ["", "> ", "- "] {
            let odd: String = odd.lines().map(|line| format!("{around}{line}\n")).collect();
            let blocks = markdown::blocks(&format!("Một.\n\n{odd}\nHai.\n\n## Ba\n\nBốn."));
            let told = said(&blocks);
            assert!(told.contains(words), "{odd}: {told}");
            let last = [("Hai.", 3), ("Ba", 2), ("Bốn.", 1)];
            for (text, from_end) in last {
                assert!(said(&blocks[blocks.len() - from_end..][..1]).contains(text), "{odd}: {told}");
            }
        }
    }
}

#[tokio::test]
async fn what_was_published_is_frozen_and_crosses_the_bridge() {
    let test = cast().await;
    let mut tx = test.db.begin().await.unwrap();
    let entries = outbox::after(&mut tx, 0).await.unwrap();
    // Three articles, and what people were told.
    let known = entries.len();
    assert!(known >= 3 && entries.iter().map(|(seq, _)| *seq).eq(1..=known as u64), "numbered without a gap");
    let plain: Vec<Entry> = entries.iter().map(|(_, entry)| entry.clone()).collect();
    bridge::seal(&bridge::keys::generate([1; 32]), "portal", 1, &plain).unwrap();
    let Entry::Edition(founding) = &plain[1] else { panic!("an edition") };
    assert_eq!(founding.figures.len(), 3);
    assert_eq!(founding.kicker.as_deref(), Some("(TGAG)-"));
    assert!(
        founding.body.iter().any(|block| matches!(block, Block::List { ordered: true, items, .. } if items.len() == 5))
    );

    let article = Article::get(&mut tx, founding.article_id).await.unwrap();
    let (id, unit, now) = (article.id, article.unit_id, morning());
    let who = |login: &'static str| format!("SELECT id, person_id FROM account WHERE login = '{login}'");
    let editor: (i64, i64) = tx.opt(&who("editor"), &[]).await.unwrap().unwrap();
    let publisher: (i64, i64) = tx.opt(&who("publisher"), &[]).await.unwrap().unwrap();
    let edits = |(account, person): (i64, i64)| Grant::<EditArticle>::console(unit).on_behalf_of(account, person);
    let publishes =
        |(account, person): (i64, i64)| Grant::<PublishArticle>::console(unit).on_behalf_of(account, person);

    let text = |body: &str| Text { headline: "Mới".into(), body: body.into(), ..article.text() };
    let version = article.version;
    revise(&mut tx, edits(editor), (id, version), &text("[[so-lieu:khong-co]]"), now).await.unwrap();
    submit(&mut tx, edits(editor), (id, version + 1), now).await.unwrap();
    let unknown = publish(&mut tx, publishes(publisher), (id, version + 2), now).await;
    assert!(matches!(unknown, Err(NewsError::UnknownFigure(figure)) if figure == "khong-co"));
    revise(&mut tx, edits(editor), (id, version + 2), &text("Văn bản."), now).await.unwrap();
    let early = publish(&mut tx, publishes(publisher), (id, version + 3), now).await;
    assert!(matches!(early, Err(NewsError::Stale)), "a draft is not published");
    submit(&mut tx, edits(editor), (id, version + 3), now).await.unwrap();
    for (same, whose) in [(editor, "the account that wrote"), ((publisher.0, editor.1), "another account of who wrote")]
    {
        let own = publish(&mut tx, publishes(same), (id, version + 4), now).await;
        assert!(matches!(own, Err(NewsError::OwnArticle)), "{whose}: {own:?}");
    }
    assert_eq!(publish(&mut tx, publishes(publisher), (id, version + 4), now).await.unwrap(), known as i64 + 1);
    assert_eq!(
        withdraw(&mut tx, publishes(publisher), (id, version + 5), (Ending::Error, "Thử"), now).await.unwrap(),
        known as i64 + 2
    );
    let again = outbox::after(&mut tx, 0).await.unwrap();
    assert_eq!(again[..known], entries[..], "what went out does not change");
    let Entry::Edition(second) = &again[known].1 else { panic!("an edition") };
    assert_eq!((second.edition, second.first_published_at), (2, founding.first_published_at));
    assert_eq!(second.slug, founding.slug, "the address is settled with the first edition");
}
