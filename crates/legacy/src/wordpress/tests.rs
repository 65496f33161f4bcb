//! An export as WordPress writes it, and what is no export.

use super::*;
use crate::clean::words;
use proptest::prelude::*;

const EXPORT: &str = r#"<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/"><channel>
<link>https://www.xa.example</link>
<wp:author><wp:author_login><![CDATA[tien]]></wp:author_login><wp:author_display_name><![CDATA[Trương Hữu Tiền]]></wp:author_display_name></wp:author>
<wp:category><wp:category_nicename><![CDATA[tin]]></wp:category_nicename><wp:category_parent></wp:category_parent><wp:cat_name><![CDATA[Tin tức &amp; sự kiện]]></wp:cat_name></wp:category>
<wp:category><wp:term_id>2</wp:term_id><wp:category_nicename><![CDATA[xdd]]></wp:category_nicename><wp:category_parent><![CDATA[tin]]></wp:category_parent><wp:cat_name><![CDATA[Xây dựng Đảng]]></wp:cat_name></wp:category>
<item><title>Đại hội &amp; chi bộ</title><link>https://xa.example/2018/11/dai-hoi/</link><dc:creator><![CDATA[tien]]></dc:creator>
<content:encoded><![CDATA[Đoạn một.

[caption id="x" width="3"]<img src="https://xa.example/wp-content/uploads/a.jpg" alt="Đại hội" /> Ảnh: A[/caption]

Đoạn <a href="https://xa.example/?p=7">hai</a>.]]></content:encoded><excerpt:encoded><![CDATA[Lời dẫn.]]></excerpt:encoded>
<wp:post_id>12</wp:post_id><wp:post_date><![CDATA[2018-11-23 08:00:00]]></wp:post_date><wp:post_date_gmt><![CDATA[2018-11-23 01:00:00]]></wp:post_date_gmt>
<wp:post_name><![CDATA[dai-hoi]]></wp:post_name><wp:status><![CDATA[publish]]></wp:status><wp:post_type><![CDATA[post]]></wp:post_type>
<category domain="post_tag" nicename="x"><![CDATA[x]]></category><category domain="category" nicename="xdd"><![CDATA[Xây dựng Đảng]]></category>
<wp:postmeta><wp:meta_key>views</wp:meta_key><wp:meta_value><![CDATA[345]]></wp:meta_value></wp:postmeta></item>
<item><title>Nháp</title><link>https://xa.example/?p=13</link><wp:post_id>13</wp:post_id><wp:status>draft</wp:status><wp:post_type>post</wp:post_type></item>
<item><title>Giới thiệu</title><link>https://xa.example/gioi-thieu/</link><content:encoded><![CDATA[<!-- wp:paragraph --><p>Xã</p><!-- /wp:paragraph -->]]></content:encoded>
<wp:post_id>14</wp:post_id><wp:status>publish</wp:status><wp:post_type>page</wp:post_type><wp:postmeta><wp:meta_key>_thumbnail_id</wp:meta_key><wp:meta_value>15</wp:meta_value></wp:postmeta></item>
<item><title>a</title><link>https://xa.example/gioi-thieu/a/</link><wp:post_id>15</wp:post_id><wp:post_parent>14</wp:post_parent><wp:status>inherit</wp:status><wp:post_type>attachment</wp:post_type><wp:attachment_url>http://xa.example/wp-content/uploads/b.png</wp:attachment_url></item>
<item><title>Khóa</title><wp:post_id>16</wp:post_id><wp:status>publish</wp:status><wp:post_type>post</wp:post_type><wp:post_password>x</wp:post_password></item>
<item><title>Riêng</title><wp:post_id>17</wp:post_id><wp:status>private</wp:status><wp:post_type>post</wp:post_type></item>
</channel></rss>"#;

fn read(xml: &str) -> (Blog, Vec<Address>, Vec<Article>) {
    let items: Vec<Item> = Export::new(xml.as_bytes()).map(Result::unwrap).collect();
    let (blog, addresses) = survey(items.clone().into_iter(), &[], i64::MAX);
    let posts = items.iter().filter_map(|item| if let Item::Post(post) = item { blog.article(post) } else { None });
    let articles = posts.collect();
    (blog, addresses, articles)
}

#[test]
fn an_export_is_read() {
    let (blog, addresses, articles) = read(EXPORT);
    assert_eq!(blog.articles, 5);
    let first = &articles[0];
    assert_eq!(
        (first.name.as_str(), first.title.as_str(), first.alias.as_str()),
        ("wp:12", "Đại hội & chi bộ", "dai-hoi")
    );
    assert_eq!((first.section.as_str(), first.topic.as_deref()), ("Tin tức & sự kiện", Some("Xây dựng Đảng")));
    assert_eq!(
        (first.author.as_deref(), first.hits, first.published_at),
        (Some("Trương Hữu Tiền"), 345, Some(1_542_934_800_000_000))
    );
    assert_eq!(words(&first.lead), "Lời dẫn.");
    assert_eq!(first.body.len(), 3);
    assert_eq!(
        first.body[1],
        Block::Picture {
            src: "/wp-content/uploads/a.jpg".into(), alt: "Đại hội".into(), caption: "Ảnh: A".into()
        }
    );
    let states: Vec<State> = articles.iter().map(|article| article.state).collect();
    let restricted = State::Hidden(Why::Restricted);
    assert_eq!(states, [State::Public, State::Hidden(Why::Unpublished), State::Public, restricted, restricted]);
    assert_eq!(articles[2].section, PAGES);
    assert!(matches!(&articles[2].body[0], Block::Picture { src, .. } if src == "/wp-content/uploads/b.png"));
    let from: Vec<&str> = addresses.iter().map(|address| address.from.as_str()).collect();
    let paths = ["/2018/11/dai-hoi/", "/category/tin", "/category/tin/xdd", "/gioi-thieu/", "/gioi-thieu/a/"];
    assert_eq!(from, [&paths[..], &["wp:15", "wp:cat:2"]].concat());
    assert_eq!(addresses[5].leads, Leads::Article("wp:14".into()), "the page of a picture is that of its article");
    assert_eq!(addresses[6].leads, addresses[2].leads);
    assert_eq!(addresses[2].leads, Leads::Topic("Xây dựng Đảng".into()));
}

#[test]
fn an_export_that_breaks_off_says_where() {
    let cut = &EXPORT[..EXPORT.len() - 300];
    let broken = Export::new(cut.as_bytes()).filter_map(Result::err).next().unwrap();
    assert_eq!(broken.line, cut.lines().count());
    let entities = "<!DOCTYPE x [<!ENTITY a \"b\">]><rss/>";
    assert!(Export::new(entities.as_bytes()).any(|item| item.is_err()));
}

proptest! {
    #[test]
    fn any_text_ends(text in "(<[a-z:/]{0,8}>|<!\\[CDATA\\[|\\]\\]>|&[a-z#0-9]{0,5};|[a-zé \n\"]|<item>|</item>|<channel>){0,60}") {
        let _ = Export::new(text.as_bytes()).count();
    }
}
