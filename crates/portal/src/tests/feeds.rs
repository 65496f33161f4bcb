//! What programs read: feeds, the map of the site, robots, and what a page says of itself.

use super::*;
use kit::testing::Answer;
use quick_xml::events::Event;
use serde_json::Value as Json;

/// An XML file as the texts of its elements, each with the names above it: `rss/channel/item/title`. A file that is not
/// well formed ends the test.
fn xml(answer: &Answer) -> Vec<(String, String)> {
    let text = answer.html();
    let mut reader = quick_xml::Reader::from_str(&text);
    let (mut path, mut found): (Vec<String>, Vec<(String, String)>) = (Vec::new(), Vec::new());
    loop {
        match reader.read_event().expect("well-formed XML") {
            Event::Start(start) => {
                path.push(start.name().as_ref().to_owned());
                found.push((path.join("/"), String::new()));
                attributes(&start, &path.join("/"), &mut found);
            }
            Event::Empty(empty) => {
                let own = format!("{}/{}", path.join("/"), empty.name().as_ref());
                found.push((own.clone(), String::new()));
                attributes(&empty, &own, &mut found);
            }
            Event::End(_) => _ = path.pop(),
            Event::Text(text) => {
                // Between the head of the file and its first element stands a line feed.
                if let Some(element) = found.last_mut() {
                    element.1 += &text.xml10_content();
                }
            }
            Event::GeneralRef(entity) => {
                let sign = match entity.xml10_content().as_ref() {
                    "amp" => "&",
                    "lt" => "<",
                    "gt" => ">",
                    "quot" => "\"",
                    other => panic!("no such sign: {other}"),
                };
                found.last_mut().expect("an element").1 += sign;
            }
            Event::Eof => break,
            _ => {}
        }
    }
    assert!(path.is_empty(), "everything is closed");
    found
}

fn attributes(element: &quick_xml::events::BytesStart<'_>, path: &str, found: &mut Vec<(String, String)>) {
    for attribute in element.attributes() {
        let attribute = attribute.expect("an attribute");
        let (key, value) = (attribute.key.as_ref(), attribute.value.into_owned());
        // Behind the element, so that its text still goes to the element itself.
        let at = found.len() - 1;
        found.insert(at, (format!("{path}@{}", key), value));
    }
}

fn all<'a>(found: &'a [(String, String)], path: &str) -> Vec<&'a str> {
    found.iter().filter(|(known, _)| known == path).map(|(_, text)| text.trim()).collect()
}

fn structured(html: &str) -> Vec<Json> {
    let scripts = html.split("<script type=\"application/ld+json\">").skip(1);
    scripts.map(|rest| serde_json::from_str(rest.split_once("</script>").expect("its end").0).expect("JSON")).collect()
}

#[tokio::test]
async fn each_list_has_its_feeds_in_three_forms() {
    let t = TestPortal::with_articles().await;
    for base in ["", "/xay-dung-dang", "/chuyen-de/tien-toi-dai-hoi-dang"] {
        let answer = t.reader().get(&format!("{base}/rss.xml")).await;
        let rss = xml(&answer);
        assert_eq!(all(&rss, "rss/channel/item/title"), ["Tịnh Biên chăm lo 2.1", "Tịnh Biên chăm lo 1.1"], "{base}");
        assert_eq!(all(&rss, "rss/channel/item/pubDate")[1], "Tue, 20 Nov 2018 00:00:01 +0700");
        assert_eq!(all(&rss, "rss/channel/item/guid")[1], "tag:tinhbien.example,2018-11-20:bai-1");
        // Once for the XML, once for the HTML that a description is.
        assert_eq!(all(&rss, "rss/channel/item/description")[1], "Bác Hồ chỉ rõ &lt;script&gt;alert(1)&lt;/script&gt;");
        let link = all(&rss, "rss/channel/item/link")[1].replace("https://tinhbien.example", "");
        assert_eq!(link, ARTICLE);

        let atom = xml(&t.reader().get(&format!("{base}/atom.xml")).await);
        assert_eq!(all(&atom, "feed/entry/title").len(), 2);
        assert_eq!(all(&atom, "feed/entry/updated")[1], "2018-11-20T00:00:01+07:00");
        assert_eq!(all(&atom, "feed/entry/author/name"), ["Trương Hữu Tiền"; 2]);
        for one in ["feed/id", "feed/title", "feed/updated"] {
            assert_eq!(all(&atom, one).len(), 1, "{one}");
        }

        let answer = t.reader().get(&format!("{base}/feed.json")).await;
        assert_eq!(answer.headers["content-type"], "application/feed+json; charset=utf-8");
        let json: Json = serde_json::from_str(&answer.html()).expect("JSON");
        assert_eq!(json["version"], "https://jsonfeed.org/version/1.1");
        assert_eq!(json["feed_url"], format!("https://tinhbien.example{base}/feed.json"));
        assert_eq!(json["items"][1]["content_text"], "Bác Hồ chỉ rõ <script>alert(1)</script>");
        assert_eq!(json["items"][1]["date_published"], "2018-11-20T00:00:01+07:00");
    }
    for nothing in ["/khong-co/rss.xml", "/chuyen-de/khong-co/atom.xml", "/luu-tru/rss.xml"] {
        assert_eq!(t.reader().get(nothing).await.outcome(), "404", "{nothing}");
    }
}

#[tokio::test]
async fn a_program_learns_that_nothing_is_new() {
    let t = TestPortal::with_articles().await;
    let first = t.reader().get("/atom.xml").await;
    let header = |name: &str| first.headers[name].to_str().unwrap().to_owned();
    let (tag, date) = (header("etag"), header("last-modified"));
    let weak = format!("W/{tag}, \"other\"");
    for (name, value, outcome) in [
        ("if-none-match", tag.as_str(), "304"),
        ("if-none-match", weak.as_str(), "304"),
        ("if-none-match", "*", "304"),
        ("if-none-match", "\"other\"", "200"),
        ("if-modified-since", date.as_str(), "304"),
        ("if-modified-since", "Mon, 19 Nov 2018 00:00:00 GMT", "200"),
        ("if-modified-since", "Wed, 01 Jan 2020 00:00:00 GMT", "304"),
        ("if-modified-since", "gestern", "200"),
    ] {
        let answer = t.reader().with_header(name, value).get("/atom.xml").await;
        assert_eq!(answer.outcome(), outcome, "{name}: {value}");
        assert_eq!(answer.body.is_empty(), outcome == "304");
    }
    // A tag weighs more than a date.
    let both = t.reader().with_header("if-none-match", "\"other\"").with_header("if-modified-since", &date);
    assert_eq!(both.clone().get("/atom.xml").await.outcome(), "200");
    for _ in 0..3 {
        t.reader().get(ARTICLE).await;
    }
    t.clock.advance(SECOND);
    let again = t.reader().with_header("if-none-match", &tag).get("/atom.xml").await;
    assert_eq!(again.outcome(), "304", "views are no news");
    t.portal.apply(&bundle(4, &[edition(1, 2)]), STREAM).await.unwrap();
    let changed = t.reader().with_header("if-none-match", &tag).get("/atom.xml").await;
    assert!(changed.outcome() == "200" && changed.html().contains("chăm lo 1.2"));
    let withdrawal =
        Entry::Withdrawal { article_id: 1, at: t.clock.now().0, reason: "Sai".into(), fate: bridge::Fate::Gone };
    t.portal.apply(&bundle(5, &[withdrawal]), STREAM).await.unwrap();
    let gone = t.reader().with_header("if-modified-since", &date).get("/xay-dung-dang/rss.xml").await;
    assert!(gone.outcome() == "200" && !gone.html().contains("chăm lo 1."), "a withdrawal is news");
}

#[tokio::test]
async fn the_map_of_the_site_names_every_page() {
    let t = TestPortal::with_articles().await;
    let index = xml(&t.reader().get("/sitemap.xml").await);
    let files = all(&index, "sitemapindex/sitemap/loc");
    let expected = ["trang", "tin-moi", "2018"].map(|name| format!("https://tinhbien.example/sitemap/{name}.xml"));
    assert_eq!(files, expected);
    let mut named = Vec::new();
    for file in files {
        let map = xml(&t.reader().get(file.trim_start_matches("https://tinhbien.example")).await);
        named.extend(all(&map, "urlset/url/loc").into_iter().map(str::to_owned));
    }
    for page in ["/", "/en", "/xay-dung-dang", "/chuyen-de/tien-toi-dai-hoi-dang", "/so-lieu/ty-le-hoc-tap", ARTICLE] {
        assert!(named.contains(&format!("https://tinhbien.example{page}")), "{page}");
    }
    for page in named.iter().map(|page| page.trim_start_matches("https://tinhbien.example")) {
        let answer = t.reader().get(page).await;
        assert_eq!(answer.outcome(), "200", "{page}");
        let html = answer.html();
        let canonical = format!("<link rel=\"canonical\" href=\"https://tinhbien.example{page}\">");
        assert!(html.contains(&canonical), "{page} is known by another address");
        assert!(!html.contains("noindex"), "{page}");
    }
    assert_eq!(t.reader().get("/sitemap/2017.xml").await.outcome(), "404");
    let robots = t.reader().get("/robots.txt").await.html();
    assert!(robots.contains("\nSitemap: https://tinhbien.example/sitemap.xml\n"), "{robots}");
    assert!(robots.contains("Disallow: /van-phong\n") && robots.contains("Disallow: /en/tim-kiem\n"), "{robots}");
}

#[tokio::test]
async fn news_are_of_the_last_two_days() {
    let t = TestPortal::with_articles().await;
    let titles = async || {
        let map = xml(&t.reader().get("/sitemap/tin-moi.xml").await);
        all(&map, "urlset/url/news:news/news:title").into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(titles().await, [""; 0], "of 20 November, asked on the 23rd");
    let Entry::Edition(mut fresh) = edition(3, 1) else { unreachable!() };
    (fresh.published_at, fresh.first_published_at) = (t.clock.now().0, t.clock.now().0);
    t.portal.apply(&bundle(4, &[Entry::Edition(fresh)]), STREAM).await.unwrap();
    assert_eq!(titles().await, ["Tịnh Biên chăm lo 3.1"]);
}

#[tokio::test]
async fn a_page_says_what_it_is() {
    let t = TestPortal::with_articles().await;
    let html = t.reader().get(ARTICLE).await.html();
    let own = format!("https://tinhbien.example{ARTICLE}");
    for part in [
        format!("<link rel=\"canonical\" href=\"{own}\">"),
        format!("<meta property=\"og:image\" content=\"{own}/anh.png\">"),
        format!("<link rel=\"alternate\" hreflang=\"x-default\" href=\"{own}\">"),
        "<meta property=\"og:title\" content=\"Tịnh Biên chăm lo 1.1\">".into(),
        "<meta property=\"article:published_time\" content=\"2018-11-20T00:00:01+07:00\">".into(),
        "<meta name=\"DC.creator\" content=\"Trương Hữu Tiền\">".into(),
    ] {
        assert!(html.contains(&part), "{part} in {html}");
    }
    let about = structured(&html);
    let article = about.iter().find(|it| it["@type"] == "NewsArticle").expect("an article");
    assert_eq!(article["headline"], "Tịnh Biên chăm lo 1.1");
    assert_eq!(article["datePublished"], "2018-11-20T00:00:01+07:00");
    assert_eq!(article["author"]["jobTitle"], "Trưởng Ban Tuyên giáo");
    assert_eq!(article["publisher"]["@type"], "GovernmentOrganization");
    assert_eq!(article["image"][0], format!("{own}/anh.png"));
    let crumbs = about.iter().find(|it| it["@type"] == "BreadcrumbList").expect("the way here");
    let places: Vec<_> =
        crumbs["itemListElement"].as_array().unwrap().iter().map(|it| it["item"].as_str().unwrap()).collect();
    assert_eq!(places, ["https://tinhbien.example/", "https://tinhbien.example/xay-dung-dang", own.as_str()]);

    let front = structured(&t.reader().get("/").await.html());
    assert_eq!(
        (&front[0]["@type"], &front[0]["name"]),
        (&"GovernmentOrganization".into(), &"Đảng bộ huyện Tịnh Biên".into())
    );
    assert_eq!(
        front[1]["potentialAction"]["target"]["urlTemplate"],
        "https://tinhbien.example/tim-kiem?q={search_term_string}"
    );

    // The text is Vietnamese whatever surrounds it: one address is known, not two.
    let english = t.reader().get(&format!("/en{ARTICLE}")).await.html();
    assert!(english.contains(&format!("<link rel=\"canonical\" href=\"{own}\">")));
    let section = t.reader().get("/en/xay-dung-dang").await.html();
    assert!(section.contains("hreflang=\"vi\" href=\"https://tinhbien.example/xay-dung-dang\""));
    assert!(section.contains("<link rel=\"canonical\" href=\"https://tinhbien.example/en/xay-dung-dang\">"));
    for hidden in ["/in", "/ban/1"] {
        let html = t.reader().get(&format!("{ARTICLE}{hidden}")).await.html();
        assert!(html.contains("noindex") && !html.contains("canonical"), "{hidden}");
    }
}

#[tokio::test]
async fn a_headline_cannot_leave_the_script_that_tells_of_it() {
    let t = TestPortal::new().await;
    let Entry::Edition(mut hostile) = edition(1, 1) else { unreachable!() };
    hostile.headline = "</script><script>alert(1)</script> & \"x\"".into();
    t.portal.apply(&bundle(1, &[Entry::Edition(hostile)]), STREAM).await.unwrap();
    for page in ["/", ARTICLE, "/xay-dung-dang"] {
        let html = t.reader().get(page).await.html();
        assert!(!html.contains("<script>"), "{page}");
    }
    let about = structured(&t.reader().get(ARTICLE).await.html());
    assert_eq!(about[0]["headline"], "</script><script>alert(1)</script> & \"x\"");
    for feed in ["/rss.xml", "/atom.xml"] {
        let text = xml(&t.reader().get(feed).await);
        assert!(text.iter().any(|(_, text)| text == "</script><script>alert(1)</script> & \"x\""), "{feed}");
    }
}

#[tokio::test]
async fn the_picture_beside_a_link_is_drawn_here() {
    let t = TestPortal::with_articles().await;
    for path in [format!("{ARTICLE}/anh.png"), "/anh.png".into(), "/en/anh.png".into()] {
        let answer = t.reader().get(&path).await;
        assert_eq!(answer.headers["content-type"], "image/png", "{path}");
        assert_eq!(answer.headers["cross-origin-resource-policy"], "cross-origin");
        let picture = png::Decoder::new(std::io::Cursor::new(&answer.body)).read_info().expect("a picture");
        assert_eq!((picture.info().width, picture.info().height), (1200, 630));
        assert!(answer.body.len() < 150_000, "{} bytes", answer.body.len());
    }
    assert_eq!(t.reader().get("/xay-dung-dang/khong-co-9/anh.png").await.outcome(), "404");
    let mut tireless = t.reader();
    let mut last = String::new();
    for _ in 0..100 {
        last = tireless.get(&format!("{ARTICLE}/anh.png")).await.outcome();
    }
    assert_eq!(last, "429", "nobody draws for ever");
}

#[tokio::test]
async fn a_text_without_a_lead_is_told_by_its_first_sentences() {
    let t = TestPortal::new().await;
    let line = |text: &str| Block::Paragraph(vec![Inline::Text(text.into())]);
    let long = "Sáng nay, Đảng bộ xã An Cư họp. ".repeat(9);
    let Entry::Edition(it) = edition(1, 1) else { unreachable!() };
    let cases = [
        (vec![Block::Heading { level: 2, text: vec![Inline::Text("Mục".into())] }], "".to_owned()),
        (vec![line("Câu một & hai."), Block::Quote(vec![line("Câu ba.")])], "Câu một & hai. Câu ba.".to_owned()),
        (vec![line(&long)], format!("{}Sáng …", "Sáng nay, Đảng bộ xã An Cư họp. ".repeat(6))),
    ];
    let article = |(number, body): (i64, Vec<Block>)| {
        let it = Edition { article_id: number, lead: vec![], figures: vec![], body, ..(*it).clone() };
        Entry::Edition(Box::new(it))
    };
    let all: Vec<Entry> = (1..).zip(cases.iter().map(|(body, _)| body.clone())).map(article).collect();
    t.portal.apply(&bundle(1, &all), STREAM).await.unwrap();
    let json: Json = serde_json::from_str(&t.reader().get("/feed.json").await.html()).unwrap();
    let rss = xml(&t.reader().get("/rss.xml").await);
    let atom = xml(&t.reader().get("/atom.xml").await);
    for (number, (_, told)) in (1..).zip(&cases) {
        assert!(told.chars().count() <= 200, "{told}");
        let ending = format!("-{number}");
        let item = json["items"].as_array().unwrap().iter().find(|it| it["url"].as_str().unwrap().ends_with(&ending));
        assert_eq!(item.unwrap()["content_text"].as_str().unwrap(), told);
        let escaped = told.replace('&', "&amp;");
        // Line feeds between elements are counted to the one before them.
        let says = |found: &[(String, String)], path: &str, said: &str| {
            found.iter().any(|(at, text)| at == path && text.trim_end() == said)
        };
        assert!(says(&rss, "rss/channel/item/description", &escaped), "{told}: {rss:?}");
        assert!(says(&atom, "feed/entry/summary", told), "{told}: {atom:?}");
        let page = t.reader().get(&format!("/xay-dung-dang/x-{number}")).await;
        let page = match page.outcome().strip_prefix("301 ") {
            Some(to) => t.reader().get(to).await,
            None => page,
        };
        let said = if told.is_empty() { it.headline.clone() } else { told.replace('&', "&#38;") };
        for name in ["name=\"description\"", "property=\"og:description\""] {
            assert!(page.html().contains(&format!("{name} content=\"{said}\"")), "{number} {said}: {}", page.html());
        }
    }
    let front = t.reader().get("/").await.html();
    assert!(!front.contains("Câu một"), "lists show leads, not the text");
}
