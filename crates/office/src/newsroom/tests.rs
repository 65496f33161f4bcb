use super::*;
use crate::testing::{cast, morning};
use bridge::{Block, Inline, Show};

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

#[tokio::test]
async fn what_was_published_is_frozen_and_crosses_the_bridge() {
    let test = cast().await;
    let mut tx = test.db.begin().await.unwrap();
    let entries = outbox::after(&mut tx, 0).await.unwrap();
    assert_eq!(entries.iter().map(|(seq, _)| *seq).collect::<Vec<_>>(), [1, 2, 3]);
    let plain: Vec<Entry> = entries.iter().map(|(_, entry)| entry.clone()).collect();
    bridge::seal(&bridge::keys::generate([1; 32]), "portal", 1, &plain).unwrap();
    let Entry::Edition(founding) = &plain[1] else { panic!("an edition") };
    assert_eq!(founding.figures.len(), 2);
    assert!(
        founding.body.iter().any(|block| matches!(block, Block::List { ordered: true, items, .. } if items.len() == 5))
    );

    let article = Article::get(&mut tx, founding.article_id).await.unwrap();
    let own = publish(&mut tx, article.id, article.author_id, None, None, morning()).await;
    assert!(matches!(own, Err(NewsError::OwnArticle)));
    let (id, other) = (article.id, article.author_id + 1);
    revise(&mut tx, (id, article.version), ("Mới", "", "[[so-lieu:khong-co]]"), None, morning()).await.unwrap();
    let unknown = publish(&mut tx, id, other, None, None, morning()).await;
    assert!(matches!(unknown, Err(NewsError::UnknownFigure(figure)) if figure == "khong-co"));
    let version = article.version + 1;
    revise(&mut tx, (id, version), ("Mới", "", "Văn bản."), None, morning()).await.unwrap();
    assert_eq!(publish(&mut tx, id, other, Some("Sửa tựa"), None, morning()).await.unwrap(), 4);
    assert_eq!(withdraw(&mut tx, id, "Thử", None, morning()).await.unwrap(), 5);
    let again = outbox::after(&mut tx, 0).await.unwrap();
    assert_eq!(again[..3], entries[..], "what went out does not change");
    let Entry::Edition(second) = &again[3].1 else { panic!("an edition") };
    assert_eq!((second.edition, second.first_published_at), (2, founding.first_published_at));
}
