//! What a layout may say, and on which days a block stands there.

use super::*;
use crate::{Content, Layout, LinkTo, Monitor, Photo, PhotoFile, PhotoFormat, Place, Placed};
use proptest::prelude::*;

fn placed(place: Place, what: Content) -> Placed {
    Placed { place, title: text(""), from: None, until: None, what }
}

fn links(href: &str) -> Content {
    Content::Links(vec![LinkTo { name: text("Công báo"), href: href.into() }])
}

fn banner(href: Option<&str>) -> Content {
    let file = PhotoFile { hash: "a".repeat(64), format: PhotoFormat::Jpeg, width: 960, height: 240 };
    let photo =
        Photo { alt: "Chào mừng đại hội".into(), caption: None, credit: None, files: vec![file], card: vec![] };
    Content::Banner { photo: Box::new(photo), href: href.map(str::to_owned) }
}

fn said(blocks: Vec<Placed>) -> String {
    let layout = Layout { site: String::new(), number: 1, published_at: 0, blocks };
    through(Entry::Layout(Box::new(layout))).err().map(|error| error.to_string()).unwrap_or_default()
}

#[test]
fn a_block_says_what_is_wrong_with_it() {
    use Place::{Front, Menu, Side};
    let monitor = |at: &str, code: &str| Content::Monitor(Monitor { at: at.into(), code: code.into() });
    let section = |most| Content::Section { slug: "xay-dung-dang".into(), most };
    for (place, what, words) in [
        (Front, Content::Lead(None), ""),
        (Front, Content::Lead(Some(0)), "article should be at least 1"),
        (Front, Content::Latest(20), ""),
        (Front, Content::Latest(0), "most should be from 1 to 60"),
        (Side, Content::Latest(5), "cannot stand in this place"),
        (Side, section(5), ""),
        (Front, section(61), "most should be from 1 to 60"),
        (Front, Content::Topic { slug: "a/b".into(), most: 3 }, "slug: \"a/b\""),
        (Front, Content::Articles(vec![3, 1]), ""),
        (Front, Content::Articles(vec![]), "articles: there are none"),
        (Front, Content::Counters, "cannot stand in this place"),
        (Side, Content::Counters, ""),
        (Menu, Content::Topics, "cannot stand in this place"),
        (Menu, links("/van-ban"), ""),
        (Side, links("https://congbao.gov.vn/"), ""),
        (Side, links("javascript:alert(1)"), "links: \"javascript:alert(1)\" should be http"),
        (Side, links("//evil.example"), "names a host without http or https"),
        (Front, banner(None), ""),
        (Front, banner(Some("/chuyen-de/dai-hoi")), ""),
        (Front, banner(Some("data:text/html,x")), "href should be http"),
        (Side, monitor("https://f-emc.ngsp.gov.vn", "8981"), ""),
        (Front, monitor("https://f-emc.ngsp.gov.vn", "8981"), "cannot stand in this place"),
        (Side, monitor("https://f-emc.ngsp.gov.vn", "8981'"), "monitor.code should be digits"),
        (Side, monitor("https://f-emc.ngsp.gov.vn", ""), "monitor.code should be digits"),
        (Side, monitor("http://f-emc.ngsp.gov.vn", "1"), "no host of the state's"),
        (Side, monitor("https://evil.example/.gov.vn", "1"), "no host of the state's"),
        (Side, monitor("https://evil.example", "1"), "no host of the state's"),
        (Side, monitor("https://a.gov.vn; script-src *.gov.vn", "1"), "no host of the state's"),
        (Side, monitor("https://evilgov.vn", "1"), "no host of the state's"),
    ] {
        let found = said(vec![placed(place, what)]);
        assert!(found.contains(words) && found.is_empty() == words.is_empty(), "{found} | {words}");
    }
    let mut dated = placed(Side, Content::Topics);
    (dated.from, dated.until) = (Some("2018-12-01".into()), Some("2018-11-30".into()));
    assert!(said(vec![dated.clone()]).contains("until is before from"));
    dated.until = Some("30-11-2018".into());
    assert!(said(vec![dated]).contains("is not a day like"));
    assert!(said(vec![placed(Side, Content::Topics); 61]).contains("more than 60"));
}

proptest! {
    /// A block stands there from its first to its last day, both included, whatever is left open.
    #[test]
    fn a_block_stands_from_its_first_to_its_last_day(days in prop::array::uniform3(0..1000i64), open in 0..4u8) {
        let day = |n: i64| jiff::civil::date(2018, 1, 1).saturating_add(jiff::Span::new().days(n)).to_string();
        let mut it = placed(Place::Side, Content::Topics);
        it.from = (open & 1 == 0).then(|| day(days[0]));
        it.until = (open & 2 == 0).then(|| day(days[1]));
        let stands = (open & 1 != 0 || days[0] <= days[2]) && (open & 2 != 0 || days[2] <= days[1]);
        prop_assert_eq!(it.stands_on(&day(days[2])), stands);
    }
}

#[test]
fn who_is_called_or_written_to_can_be() {
    for (phone, is) in
        [("0296 3875 123", true), ("+84 (296) 3875-123", true), ("113", true), ("12", false), ("gọi", false)]
    {
        assert_eq!(crate::is_phone(phone), is, "{phone}");
    }
    for (mail, is) in [
        ("vp@tinhbien.example", true),
        ("a.b+c@x.y.vn", true),
        ("a@b", false),
        ("a b@c.vn", false),
        ("a@b.vn?subject=x", false),
        ("\"><b@c.vn", false),
        ("a@b@c.vn", false),
    ] {
        assert_eq!(crate::is_mail(mail), is, "{mail}");
    }
}
