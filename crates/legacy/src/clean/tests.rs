//! Old pages as offices have them, and pages that nobody would write.

use super::*;
use proptest::prelude::*;

fn text(text: &str) -> Vec<Inline> {
    vec![Inline::Text(text.into())]
}

fn p(said: &str) -> Block {
    Block::Paragraph(text(said))
}

fn picture(src: &str, alt: &str, caption: &str) -> Block {
    Block::Picture { src: src.into(), alt: alt.into(), caption: caption.into() }
}

fn read(html: &str) -> Cleaned {
    clean(html, &Options { hosts: vec!["tinhbien.example".into()], lines: false })
}

#[test]
fn old_pages_become_structure() {
    let list = |ordered, items: &[&str]| Block::List { ordered, items: items.iter().map(|i| vec![p(i)]).collect() };
    for (html, blocks) in [
        ("<p>Một&nbsp;hai.</p><div>Ba<br>Bốn</div>Năm", vec![p("Một hai."), p("Ba"), p("Bốn"), p("Năm")]),
        (
            "<h1>A</h1><h2 class=x>B <b>C</b></h2><h5>D</h5>",
            vec![Block::Heading(2, text("A")), Block::Heading(2, text("B C")), Block::Heading(3, text("D"))],
        ),
        ("<ul><li>a<li>b</ul><ol><li><p>c</p></ol>", vec![list(false, &["a", "b"]), list(true, &["c"])]),
        (
            "<p>- Một là</p><p>– Hai là</p><p>+ nhỏ</p><p>- một mình</p>x<p>- chỉ một</p>",
            vec![
                Block::List {
                    ordered: false,
                    items: vec![vec![p("Một là")], vec![p("Hai là"), list(false, &["nhỏ"])], vec![p("một mình")]],
                },
                p("x"),
                p("- chỉ một"),
            ],
        ),
        ("<p>-5 độ</p><p>-6 độ</p>", vec![p("-5 độ"), p("-6 độ")]),
        ("<blockquote>Trích</blockquote>", vec![Block::Quote(vec![p("Trích")])]),
        (
            "<table><tr><th>Xã<th>Số</tr><tr><td>An Cư<td>98%<td>x</table>",
            vec![Block::Table(vec![vec![text("Xã"), text("Số"), vec![]], vec![text("An Cư"), text("98%"), text("x")]])],
        ),
        (
            "<table><tr><td><img src='images/a.jpg' alt='Đại hội'></td></tr><tr><td>Ảnh: Hữu Tiền</td></tr></table><p>x</p>",
            vec![picture("/images/a.jpg", "Đại hội", "Ảnh: Hữu Tiền"), p("x")],
        ),
        (
            "<p><img src=\"http://www.tinhbien.example/images/a.jpg?x=1\"></p><p><em>Ảnh: A</em></p><p><em>B</em> c</p>",
            vec![
                picture("/images/a.jpg", "", "Ảnh: A"),
                Block::Paragraph(vec![Inline::Emphasis(text("B")), Inline::Text(" c".into())]),
            ],
        ),
        ("<img class=caption title='Dưới ảnh' src=a.png>", vec![picture("/a.png", "Dưới ảnh", "Dưới ảnh")]),
        (
            "<figure><img src=/a.png><figcaption>Chú thích</figcaption></figure>",
            vec![picture("/a.png", "", "Chú thích")],
        ),
        (
            "<b>đậm <i>cả</b> hai</i>",
            vec![Block::Paragraph(vec![
                Inline::Strong(vec![Inline::Text("đậm ".into()), Inline::Emphasis(text("cả"))]),
                Inline::Emphasis(text(" hai")),
            ])],
        ),
        (
            "<a href='index.php?id=1'>a</a> <a href=javascript:x>b</a>",
            vec![Block::Paragraph(vec![
                Inline::Link { href: "/index.php?id=1".into(), text: text("a") },
                Inline::Text(" b".into()),
            ])],
        ),
        ("a{loadposition x} b {youtube}abc{/youtube}c {x}", vec![p("a b c {x}")]),
        (
            "<p class=MsoNormal><o:p></o:p></p><!--[if gte mso 9]><xml><w:x>y</w:x></xml><![endif]--><xml>z</xml>",
            vec![],
        ),
        ("<p>e\u{302}\u{301}\u{200B}x</p>", vec![p("ếx")]),
    ] {
        assert_eq!(read(html).blocks, blocks, "{html}");
    }
}

#[test]
fn an_empty_line_begins_a_paragraph_where_the_system_says_so() {
    let options = Options { lines: true, ..Options::default() };
    assert_eq!(clean("Một\n\nHai\nBa <b>x</b>", &options).blocks.len(), 3);
    let editor = "<!-- wp:paragraph -->\n<p>Một\nhai</p>\n<!-- /wp:paragraph -->";
    assert_eq!(clean(editor, &options).blocks, [p("Một hai")]);
}

#[test]
fn old_fonts_become_unicode_with_a_report() {
    let html = "<p><span style=\"font-family:.VnTimeH\">§¶ng bé</span></p><p><font face='VNI-Times'>Ñaûng boä</font></p>\
                <p>§¶ng bé x· TÞnh Biªn tæ chøc ®¹i héi</p>";
    let cleaned = read(html);
    assert_eq!(cleaned.blocks, [p("ĐẢNG BỘ"), p("Đảng bộ"), p("Đảng bộ xã Tịnh Biên tổ chức đại hội")]);
    assert_eq!(cleaned.notes.fonts.into_iter().collect::<Vec<_>>(), [("tcvn3", 2), ("vni", 1)]);
}

#[test]
fn what_was_planted_is_taken_out_and_told() {
    let html = "<div style='position:absolute; left:-9999px'><a href='http://ban.example/'>mua</a></div>\
                <p>Tin <a href='https://nhacai-x.example/'>hay</a> và <a href='https://dangcongsan.vn/a'>báo</a></p>\
                <span style='font-size: 0'>ẩn</span><span style='font-size:0.9em'>hiện</span>\
                <iframe src='https://video.example/1'><p>x</p></iframe><script>document.write('<p>y</p>')</script>\
                <img src='https://khac.example/a.gif'><a href='images/vanban/nq.PDF'>NQ</a>";
    let Cleaned { blocks, notes } = read(html);
    let said: Vec<String> =
        blocks.iter().map(|b| if let Block::Paragraph(line) = b { words(line) } else { "?".into() }).collect();
    assert_eq!(said, ["Tin hay và báo", "hiệnNQ"]);
    assert_eq!(notes.hidden, ["mua", "ẩn"]);
    let outside: Vec<_> = notes.outside.iter().map(|o| (o.href.as_str(), o.removed)).collect();
    assert_eq!(
        outside,
        [
            ("http://ban.example/", Some(Removed::Hidden)),
            ("https://nhacai-x.example/", Some(Removed::Gambling)),
            ("https://dangcongsan.vn/a", None),
        ]
    );
    assert_eq!(
        (notes.embedded, notes.foreign_pictures),
        (vec!["https://video.example/1".into()], vec!["https://khac.example/a.gif".into()])
    );
    assert_eq!(notes.files, ["/images/vanban/nq.PDF"]);
}

#[test]
fn a_headline_is_plain() {
    assert_eq!(plain("Đại hội <b>Đảng</b> &amp; <script>x</script> §¶ng"), "Đại hội Đảng & §¶ng");
}

fn depth(blocks: &[Block]) -> usize {
    let inner = |block: &Block| match block {
        Block::List { items, .. } => items.iter().map(|item| depth(item)).max().unwrap_or(0),
        Block::Quote(blocks) => depth(blocks),
        _ => 0,
    };
    1 + blocks.iter().map(inner).max().unwrap_or(0)
}

fn links(line: &[Inline], out: &mut Vec<String>) {
    for inline in line {
        match inline {
            Inline::Link { href, text } => {
                out.push(href.clone());
                links(text, out);
            }
            Inline::Strong(inner) | Inline::Emphasis(inner) => links(inner, out),
            Inline::Text(_) => {}
        }
    }
}

fn all_links(blocks: &[Block], out: &mut Vec<String>) {
    for block in blocks {
        match block {
            Block::Paragraph(line) | Block::Heading(_, line) => links(line, out),
            Block::Table(rows) => rows.iter().flatten().for_each(|cell| links(cell, out)),
            Block::List { items, .. } => items.iter().for_each(|item| all_links(item, out)),
            Block::Quote(inner) => all_links(inner, out),
            Block::Picture { src, .. } => out.push(src.clone()),
        }
    }
}

#[test]
fn a_thousand_elements_deep_is_flat() {
    let html = "<div><ul><li><blockquote><table><tr><td>".repeat(300) + "x";
    let blocks = read(&html).blocks;
    assert!(depth(&blocks) <= DEPTH + 2, "{}", depth(&blocks));
}

proptest! {
    /// Whatever stands in a page: it is read in one go, stays flat, and no link of it runs anything.
    #[test]
    fn nothing_acts(parts in proptest::collection::vec(prop::sample::select(vec![
        "<p>", "</p>", "<b>", "</b>", "<i", ">", "<ul>", "<li>", "</ul>", "<table>", "<tr>", "<td>", "</td>", "</table>", "<blockquote>",
        "<a href=\"", "javascript:", "JaVa\tScript&#58;", "data:text/html,", "//evil.example", "\\\\evil", "\" onclick=\"x\"", "'>", "\">",
        "</a>", "<img src=\"", "<script>", "</script>", "<style>", "</style>", "<!--", "-->", "&lt;script&gt;", "<svg/onload=x>", "<h2>",
        "</h2>", "<textarea>", "<title>", "<plaintext>", "text ", "- ", "{youtube}", "[caption]", "\0", "é", "§¶ng bé ", "<br>", "&nbsp;",
        "<figure>", "</figure>", "<div style=\"display:none\">", "</div>", "<br/", "</br>",
    ]), 0..80), lines: bool) {
        let html = parts.concat();
        let cleaned = clean(&html, &Options { hosts: vec![], lines });
        prop_assert!(depth(&cleaned.blocks) <= DEPTH + 2);
        let mut found = Vec::new();
        all_links(&cleaned.blocks, &mut found);
        for href in found {
            let safe = href.starts_with("https://") || href.starts_with("http://") || href.starts_with("mailto:")
                || (href.starts_with('/') && !href.starts_with("//"));
            prop_assert!(safe && !href.contains(|c: char| c.is_whitespace() || c.is_control() || c == '\\'), "{}", href);
        }
    }
}
