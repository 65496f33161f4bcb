//! What may be said of a unit's portal and of where an article stands.

use super::*;
use crate::{Site, Standing};

#[test]
fn a_portal_says_what_is_wrong_with_it() {
    for (key, host, name, words) in [
        ("xa-an-cu", None, "Đảng ủy xã An Cư", ""),
        ("xa-an-cu", Some("ancu.example"), "Đảng ủy xã An Cư", ""),
        ("xa/an-cu", None, "An Cư", "key should have only"),
        ("", None, "An Cư", "key should have only"),
        ("van-phong", None, "An Cư", "key means something else"),
        ("en", None, "An Cư", "key means something else"),
        ("xa-an-cu", None, " ", "name is blank"),
        ("xa-an-cu", Some("an cu"), "An Cư", "host is no name"),
        ("xa-an-cu", Some("localhost"), "An Cư", "host is no name"),
        ("xa-an-cu", Some("ancu.example:80"), "An Cư", "host is no name"),
        ("xa-an-cu", Some("-a.example"), "An Cư", "host is no name"),
    ] {
        let site = Site { key: key.into(), host: host.map(str::to_owned), name: text(name), ended: false };
        let said = through(Entry::Site(site)).err().map(|error| error.to_string()).unwrap_or_default();
        assert!(said.contains(words) && said.is_empty() == words.is_empty(), "{key} {host:?}: {said}");
    }
    for (article_id, home, also, words) in [
        (1, "", vec!["xa-an-cu"], ""),
        (1, "xa-an-cu", vec![""], ""),
        (0, "", vec![], "at least 1"),
        (1, "", vec![""], "is there twice"),
        (1, "a/b", vec![], "is no key"),
    ] {
        let also = also.into_iter().map(str::to_owned).collect();
        let it = Standing { article_id, home: home.into(), also };
        let said = through(Entry::Standing(it)).err().map(|error| error.to_string()).unwrap_or_default();
        assert!(said.contains(words) && said.is_empty() == words.is_empty(), "{home}: {said}");
    }
}
