//! Every address leads to one thing, and what is none leads nowhere.

use super::*;

#[test]
fn addresses_are_read() {
    let figure = |frozen| Some((Language::Vi, Address::Figure("ty-le".into(), frozen)));
    let list = |list, page| Some((Language::Vi, Address::List(list, page)));
    let archive = |period| list(List::Archive(period), 1);
    let feed = |list, feed| Some((Language::Vi, Address::Feed(list, feed)));
    let map = |map| Some((Language::Vi, Address::Map(map)));
    for (path, query, expected) in [
        ("/", None, list(List::Front, 1)),
        ("/en", None, Some((Language::En, Address::List(List::Front, 1)))),
        ("/en/", None, Some((Language::En, Address::List(List::Front, 1)))),
        ("/xay-dung-dang", None, list(List::Section("xay-dung-dang".into()), 1)),
        ("/km", None, Some((Language::Km, Address::List(List::Front, 1)))),
        ("/km/xay-dung-dang/bai-12", None, Some((Language::Km, Address::Article(12)))),
        ("/kmer", None, list(List::Section("kmer".into()), 1)),
        ("/entry", Some("trang=3"), list(List::Section("entry".into()), 3)),
        ("/entry", Some("trang=0"), list(List::Section("entry".into()), 1)),
        ("/entry", None, list(List::Section("entry".into()), 1)),
        ("/luu-tru", None, archive(Period::All)),
        ("/luu-tru/2018", None, archive(Period::Year(2018))),
        ("/luu-tru/2018/11", None, archive(Period::Month(2018, 11))),
        ("/luu-tru/2018/11/23", None, archive(Period::Day(Day::of(2018, 11, 23)))),
        ("/luu-tru/2018/13", None, None),
        ("/luu-tru/2018/2/3", None, None),
        ("/luu-tru/2018/02/30", None, None),
        ("/luu-tru/18", None, None),
        ("/xay-dung-dang/tinh-bien-cham-lo-12", None, Some((Language::Vi, Address::Article(12)))),
        ("/khac/gi-cung-duoc-12/", None, Some((Language::Vi, Address::Article(12)))),
        ("/xay-dung-dang/12", None, Some((Language::Vi, Address::Article(12)))),
        ("/xay-dung-dang/bai-12/in", None, Some((Language::Vi, Address::Print(12)))),
        ("/xay-dung-dang/bai-12/luu.html", None, Some((Language::Vi, Address::Saved(12)))),
        ("/xay-dung-dang/bai-12/luu.txt", None, Some((Language::Vi, Address::SavedText(12)))),
        ("/xay-dung-dang/bai-12/anh.png", None, Some((Language::Vi, Address::Picture(12)))),
        ("/en/xay-dung-dang/bai-12/qr.svg", None, Some((Language::En, Address::Qr(12)))),
        ("/xay-dung-dang/bai-12/ban/2", None, Some((Language::Vi, Address::Earlier(12, 2)))),
        ("/van-ban/nghi-quyet-05-7", None, Some((Language::Vi, Address::Paper(7)))),
        ("/en/van-ban/atom.xml", None, Some((Language::En, Address::PaperFeed(Feed::Atom)))),
        ("/van-ban/tep/ab.pdf", None, Some((Language::Vi, Address::PaperFile("ab".into(), PublicFileKind::Pdf)))),
        ("/van-ban/tep/ab.exe", None, None),
        ("/van-ban/khong-so", None, None),
        (
            "/van-ban",
            Some("loai=plan&nam=2018&trang=2&q=h%E1%BB%8Dc+t%E1%BA%ADp"),
            Some((
                Language::Vi,
                Address::Papers(Box::new(PaperAsk {
                    kind: "plan".into(),
                    year: "2018".into(),
                    words: "học tập".into(),
                    page: 2,
                    ..PaperAsk::default()
                })),
            )),
        ),
        ("/so-lieu/ty-le", None, figure(None)),
        ("/so-lieu/ty-le", Some("bai=1&ban=2&utm=x"), figure(Some((1, 2)))),
        ("/so-lieu/ty-le", Some("bai=x"), figure(None)),
        ("/so-lieu/luot-xem", Some("thang=2018-11"), Some((Language::Vi, Address::Views(Some((2018, 11)))))),
        ("/so-lieu/luot-xem", Some("thang=x"), Some((Language::Vi, Address::Views(None)))),
        ("/rss.xml", None, feed(List::Front, Feed::Rss)),
        ("/xay-dung-dang/atom.xml", None, feed(List::Section("xay-dung-dang".into()), Feed::Atom)),
        ("/chuyen-de/dai-hoi/feed.json", None, feed(List::Topic("dai-hoi".into()), Feed::Json)),
        ("/sitemap.xml", None, map(Map::Index)),
        ("/sitemap/2018.xml", None, map(Map::Year(2018, 1))),
        ("/sitemap/2018-2.xml", None, map(Map::Year(2018, 2))),
        ("/sitemap/tin-moi.xml", None, map(Map::News)),
        ("/sitemap/2018-0.xml", None, None),
        ("/xay-dung-dang/bai", None, None),
        ("/xay-dung-dang/bai-012", None, None),
        ("/xay-dung-dang/bai-99999999999999999999", None, None),
        ("/a/b/c/d/e", None, None),
    ] {
        assert_eq!(parse(path, query), expected, "{path} {query:?}");
    }
}

#[test]
fn the_address_of_a_list_leads_to_it() {
    for list in [
        List::Front,
        List::Section("xay-dung-dang".into()),
        List::Topic("dai-hoi".into()),
        List::Archive(Period::All),
        List::Archive(Period::Year(2018)),
        List::Archive(Period::Month(2018, 2)),
        List::Archive(Period::Day(Day::of(2018, 2, 3))),
    ] {
        assert_eq!(parse(&list.path(), None), Some((Language::Vi, Address::List(list, 1))));
    }
}
