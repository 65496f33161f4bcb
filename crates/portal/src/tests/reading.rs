//! What stands around an article: print, save, share, what is near it.

use super::*;

#[tokio::test]
async fn an_article_is_printed_with_the_code_of_its_address() {
    let t = TestPortal::with_articles().await;
    let html = t.reader().get(&format!("{ARTICLE}/in")).await.html();
    let code =
        kit::qr::svg(&format!("https://tinhbien.example{ARTICLE}"), "Mã QR dẫn tới bài viết này").expect("a code");
    assert!(html.contains(&code), "the sheet bears the code");
    assert!(html.contains(&format!("Địa chỉ: https://tinhbien.example{ARTICLE}")));
    assert!(html.contains("Bản 1 của bài, đăng 20-11-2018 00:00"));
    let picture = t.reader().get(&format!("{ARTICLE}/qr.svg")).await;
    assert_eq!((picture.headers["content-type"].to_str().unwrap(), picture.html()), ("image/svg+xml", code));
}

#[tokio::test]
async fn an_article_is_kept_as_one_file_that_needs_nothing_else() {
    let t = TestPortal::with_articles().await;
    let saved = t.reader().get(&format!("{ARTICLE}/luu.html")).await;
    let html = saved.html();
    let disposition = saved.headers["content-disposition"].to_str().unwrap();
    assert_eq!(disposition, "attachment; filename*=UTF-8''tinh-bien-cham-lo-1.html");
    for foreign in ["<script", "<link", " src=", "url(", "href=\"/"] {
        assert!(!html.contains(foreign), "the file asks for {foreign}");
    }
    for part in [
        "<h1>Tịnh Biên chăm lo 1.1</h1>",
        "Bác Hồ chỉ rõ &lt;script&gt;alert(1)&lt;/script&gt;",
        "href=\"https://tinhbien.example/so-lieu/ty-le-hoc-tap?bai=1&amp;ban=1\">99/100 (99,00%)",
        "href=\"https://tinhbien.example/xay-dung-dang/tinh-bien-cham-lo-1\"",
        "Trương Hữu Tiền",
    ] {
        assert!(html.contains(part), "{part} in {html}");
    }
    assert!(saved.headers["content-security-policy"].to_str().unwrap().contains("sandbox"));
    let text = t.reader().get(&format!("{ARTICLE}/luu.txt")).await;
    assert_eq!(
        text.html(),
        "Tịnh Biên chăm lo 1.1\n\nĐảng bộ huyện Tịnh Biên\nXây dựng Đảng, 20-11-2018 00:00\n\n\
         (TGAG)- Bác Hồ chỉ rõ <script>alert(1)</script>\n\nNhững kinh nghiệm\n\nđạt 99/100 (99,00%)\n\nGiữ vững\n\n\
         Trương Hữu Tiền, Trưởng Ban Tuyên giáo\n\n\
         Địa chỉ: https://tinhbien.example/xay-dung-dang/tinh-bien-cham-lo-1\nBản 1 của bài, đăng 20-11-2018 00:00\n"
    );
    assert_eq!(text.headers["content-type"], "text/plain; charset=utf-8");
    for moved in ["/in", "/luu.html", "/luu.txt", "/qr.svg", "/anh.png"] {
        let outcome = t.reader().get(&format!("/khac/x-1{moved}")).await.outcome();
        assert_eq!(outcome, format!("301 {ARTICLE}{moved}"), "{moved}");
    }
}

#[tokio::test]
async fn an_article_is_shared_by_plain_links() {
    let t = TestPortal::with_articles().await;
    let html = t.reader().get(ARTICLE).await.html();
    for part in [
        "href=\"mailto:?subject=T%E1%BB%8Bnh%20Bi%C3%AAn",
        "href=\"https://www.facebook.com/sharer/sharer.php?u=https%3A%2F%2Ftinhbien.example%2Fxay-dung-dang%2Ftinh-bien-cham-lo-1\"",
        "<p class=\"address\" data-address>https://tinhbien.example/xay-dung-dang/tinh-bien-cham-lo-1</p>",
        "khoảng 1\u{a0}phút đọc",
    ] {
        assert!(html.contains(part) || html.replace('\u{a0}', " ").contains(&part.replace('\u{a0}', " ")), "{part}");
    }
    // What needs a script is not offered without one, reading aloud above all.
    for helper in ["data-listen", "data-listen-stop", "data-copy", "data-share"] {
        let at = html.find(&format!(" {helper}")).unwrap_or_else(|| panic!("no {helper}"));
        let tag = &html[html[..at].rfind('<').unwrap()..at];
        assert!(tag.contains(" hidden"), "{helper} waits for the script: {tag}");
    }
    for script in html.split("<script src=\"").skip(1) {
        assert!(script.starts_with("/tinh/"), "a script from elsewhere: {script:.60}");
    }
}

#[tokio::test]
async fn articles_about_the_same_things_are_named() {
    let t = TestPortal::new().await;
    let article = |number: i64, headline: &str, topic: Option<&str>| {
        let Entry::Edition(mut it) = edition(number, 1) else { unreachable!() };
        it.headline = headline.into();
        it.topics = topic.into_iter().map(|name| Topic { slug: viet::slug(name), name: name.into() }).collect();
        Entry::Edition(it)
    };
    let entries = [
        article(1, "Kiểm tra dấu hiệu vi phạm ở An Cư", Some("Kiểm tra, giám sát")),
        article(2, "Mùa nước nổi ở Văn Giáo", None),
        article(3, "Không kiểm tra dấu hiệu vi phạm là có lỗi", None),
        article(4, "Giám sát chuyên đề sáu tháng", Some("Kiểm tra, giám sát")),
    ];
    t.portal.apply(&bundle(1, &entries), STREAM).await.unwrap();
    let html = t.reader().get(ARTICLE).await.html();
    let related = html.split_once("id=\"lq-h\"").expect("related articles").1.split_once("</ul>").unwrap().0;
    let named: Vec<_> = related.split("<a href=\"").skip(1).map(|rest| rest.split_once('"').unwrap().0).collect();
    assert_eq!(
        named,
        ["/xay-dung-dang/bai-khac-3", "/xay-dung-dang/bai-khac-4"],
        "the nearest first, no others, not itself"
    );
    let alone = t.reader().get("/xay-dung-dang/bai-khac-2").await.html();
    assert!(!alone.contains("lq-h"), "nothing is near it");
}

#[tokio::test]
async fn a_changed_article_says_when() {
    let t = TestPortal::with_articles().await;
    assert!(!t.reader().get(ARTICLE).await.text().contains("sửa lần cuối"));
    let Entry::Edition(mut later) = edition(1, 2) else { unreachable!() };
    later.published_at = Day::of(2018, 11, 22).begins().0;
    later.source = Some("Cổng thông tin huyện".into());
    t.portal.apply(&bundle(4, &[Entry::Edition(later)]), STREAM).await.unwrap();
    let text = t.reader().get(ARTICLE).await.text();
    assert!(text.contains("20-11-2018 00:00 sửa lần cuối 22-11-2018 00:00"), "{text}");
    assert!(text.contains("Nguồn: Cổng thông tin huyện"), "{text}");
}

#[tokio::test]
async fn headings_have_names_that_links_within_the_text_lead_to() {
    let t = TestPortal::new().await;
    let heading = |level: u8, words: &str| Block::Heading { level, text: vec![Inline::Text(words.into())] };
    let quoted = Block::Quote(vec![
        heading(3, "Kết quả"),
        Block::List { ordered: false, start: 1, items: vec![vec![heading(3, "Kết quả 2")]] },
    ]);
    let link = Inline::Link { href: "#ket-qua-2".into(), text: vec![Inline::Text("kết quả".into())] };
    let body = vec![Block::Paragraph(vec![link]), heading(2, "Kết quả"), quoted, heading(2, "…"), heading(2, "…")];
    // What the page around the text calls its own parts stays the page's.
    let around = ["Nội dung", "Mục lục", "Chia sẻ", "Các cổng", "Tìm"].map(|words| heading(2, words));
    let body: Vec<Block> = body.into_iter().chain(around).collect();
    let Entry::Edition(it) = edition(1, 1) else { unreachable!() };
    t.portal.apply(&bundle(1, &[Entry::Edition(Box::new(Edition { body, ..*it }))]), STREAM).await.unwrap();
    let html = t.reader().get(ARTICLE).await.html();
    for part in [
        "<a href=\"#ket-qua-2\">kết quả</a>",
        "<h2 id=\"ket-qua\">Kết quả</h2>",
        "<h3 id=\"ket-qua-2\">Kết quả</h3>",
        "<h3 id=\"ket-qua-2-2\">Kết quả 2</h3>",
        "<h2 id=\"muc\">…</h2>",
        "<h2 id=\"muc-2\">…</h2>",
        "<h2 id=\"noi-dung-2\">Nội dung</h2>",
    ] {
        assert!(html.contains(part), "{part}: {html}");
    }
    let mut ids: Vec<&str> = html.split(" id=\"").skip(1).map(|rest| rest.split_once('"').unwrap().0).collect();
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all, "each name once: {ids:?}");
}
