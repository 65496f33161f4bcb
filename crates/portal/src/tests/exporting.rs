//! The portal as files: everything that is linked is there, nothing else is, and a change is found.

use super::*;
use crate::verify_copy;
use kit::testing::TempDir;
use std::path::{Path, PathBuf};

fn read(at: &Path, name: &str) -> String {
    std::fs::read_to_string(at.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

#[tokio::test]
async fn a_copy_has_every_page_and_every_link_on_them_leads_to_a_file() {
    let t = TestPortal::with_articles().await;
    let many: Vec<Entry> = (3..60).map(|article| edition(article, 1)).chain([edition(1, 2)]).collect();
    t.portal.apply(&bundle(4, &many), STREAM).await.expect("applied");
    let (folder, views) = (TempDir::new(), t.portal.counts());
    let at = folder.path();
    let done = t.portal.export(at, &key(), |_| {}).await.expect("a copy");
    assert_eq!(done.dead, Default::default());
    assert_eq!(t.portal.counts(), views, "nobody has read it");
    for (name, part) in [
        ("index.html", "Tịnh Biên chăm lo 59.1"),
        ("en/index.html", "Tịnh Biên chăm lo"),
        ("xay-dung-dang/tinh-bien-cham-lo-1/index.html", "Giữ vững"),
        ("xay-dung-dang/tinh-bien-cham-lo-1/ban/1/index.html", "Tịnh Biên chăm lo 1.1"),
        ("xay-dung-dang/tinh-bien-cham-lo-1/in/index.html", "<svg"),
        ("xay-dung-dang/tinh-bien-cham-lo-1/luu.txt", "Giữ vững"),
        ("xay-dung-dang/trang-2/index.html", "Bản sao tĩnh, làm lúc 00:00 23-11-2018"),
        ("luu-tru/2018/11/20/index.html", "Bản sao tĩnh"),
        ("rss.xml", "https://tinhbien.example/xay-dung-dang/"),
        ("sitemap/2018.xml", "https://tinhbien.example"),
        ("tim-kiem/index.html", "không có tìm kiếm"),
        ("404.html", "Bản sao tĩnh"),
        ("dem", "\"views\""),
    ] {
        assert!(read(at, name).contains(part), "{name} without {part}");
    }
    let mut links = 0;
    for page in pages(at) {
        let html = std::fs::read_to_string(&page).unwrap();
        for name in [" href=\"/", " src=\"/", " action=\"/"] {
            for link in html.split(name).skip(1).map(|rest| rest.split(['"', '#']).next().unwrap()) {
                assert!(!link.contains('?'), "{}: a file answers no question: {link}", page.display());
                let target = at.join(link);
                let is_there = target.is_file() || target.join("index.html").is_file();
                assert!(is_there, "{}: /{link} leads nowhere", page.display());
                links += 1;
            }
        }
    }
    assert!(links > 1000, "{links}");
    let (files, problems) = verify_copy(at, &[key().verifying_key()]).expect("a signed list");
    assert_eq!((files, problems), (done.files, vec![]));
}

fn pages(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let (folders, files): (Vec<_>, Vec<_>) = entries.partition(|path| path.is_dir());
    let here = files.into_iter().filter(|path| path.extension().is_some_and(|ending| ending == "html"));
    here.chain(folders.iter().flat_map(|folder| pages(folder))).collect()
}

#[tokio::test]
async fn a_copy_goes_into_an_empty_folder_and_tells_what_was_changed_in_it() {
    let t = TestPortal::with_articles().await;
    let folder = TempDir::new();
    let at = folder.path();
    t.portal.export(at, &key(), |_| {}).await.expect("a copy");
    let again = t.portal.export(at, &key(), |_| {}).await.expect_err("it is full");
    assert!(again.to_string().contains("holds something already"), "{again}");
    std::fs::write(at.join("index.html"), "cá cược").unwrap();
    std::fs::write(at.join("ca-cuoc.html"), "cá cược").unwrap();
    std::fs::remove_file(at.join("rss.xml")).unwrap();
    let (_, problems) = verify_copy(at, &[key().verifying_key()]).unwrap();
    assert_eq!(problems, ["ca-cuoc.html is not on the list", "index.html was changed", "rss.xml is missing"]);
    let other = SigningKey::from_bytes(&[8; 32]).verifying_key();
    assert!(verify_copy(at, &[other]).unwrap_err().to_string().contains("not trusted"));
}
