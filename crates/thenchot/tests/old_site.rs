//! A whole old site through the command: looked at, brought, brought again, taken back; what readers find at its addresses.

mod support;

use std::path::Path;
use std::process::{Command, Output};
use std::time::{Duration, Instant};
use support::{Answer, Server, ask};

const DUMP: &str = "\
/*!40101 SET NAMES utf8mb4 */;
CREATE TABLE `jos_categories` (`id` int, `parent_id` int, `title` text, `alias` text, `extension` text);
INSERT INTO `jos_categories` VALUES (3,1,'Dân vận','dan-van','com_content');
CREATE TABLE `jos_menu` (`id` int, `menutype` text, `title` text, `alias` text, `path` text, `link` text, `published` int, `parent_id` int, `lft` int, `client_id` int);
INSERT INTO `jos_menu` VALUES (5,'mainmenu','Dân vận','dan-van','dan-van','index.php?option=com_content&view=category&id=3',1,1,4,0),(4,'mainmenu','Trang nhất','home','home','index.php?option=com_content&view=featured',1,1,2,0),(6,'mainmenu','Cược','c','c','https://casino.example/',1,1,6,0);
CREATE TABLE `jos_modules` (`id` int, `title` text, `content` text, `module` text, `published` int, `client_id` int);
INSERT INTO `jos_modules` VALUES (1,'Liên kết','<a href=\\\"https://congbao.chinhphu.vn/\\\">Công báo</a>','mod_custom',1,0);
CREATE TABLE `jos_banners` (`id` int, `name` text, `clickurl` text, `params` text, `state` int);
INSERT INTO `jos_banners` VALUES (1,'Chào mừng','https://chinhphu.vn/','{\\\"imageurl\\\":\\\"images/a.png\\\"}',1);
CREATE TABLE `jos_content` (`id` int, `asset_id` int, `title` text, `alias` text, `introtext` text, `fulltext` text, `state` int, `catid` int, `created` datetime, `created_by` int, `created_by_alias` text, `publish_up` datetime, `publish_down` datetime, `images` text, `access` int, `hits` int, `featured` int);
INSERT INTO `jos_content` VALUES
(254,1,'Đại hội <b>chi bộ</b>','dai-hoi','<p>Mở đầu</p>','<p onclick=\\\"x\\\">Thân <a href=\\\"javascript:alert(1)\\\">bài</a></p><img src=\\\"images/a.png\\\" /><script>alert(1)</script><p style=\\\"display:none\\\"><a href=\\\"https://casino.example/\\\">x</a></p>',1,3,'2018-11-22 01:00:00',5,'Nguyễn Văn A','2018-11-22 01:00:00',NULL,'',1,77,0),
(255,2,'Nháp','nhap','<p>Chưa xong</p>','',0,3,'2018-11-22 01:00:00',5,'',NULL,NULL,'',1,9,0),
(256,3,'Bỏ','bo','x','',-2,3,'2018-11-22 01:00:00',5,'',NULL,NULL,'',1,9,0),
(257,4,' ','','x','',1,3,'2018-11-22 01:00:00',5,'',NULL,NULL,'',1,9,0),
(259,6,'Không ngày','khong-ngay','<p>Cũ</p>','',1,3,'0000-00-00 00:00:00',5,'',NULL,NULL,'',1,0,0),
(258,5,'Cụt";

const PICTURE: &[u8] = b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\0\x02\0\0\0\x01\x08\x02\0\0\0";

fn import(data: &Path, args: &[&str]) -> (String, String) {
    let Output { stdout, stderr, .. } = Command::new(env!("CARGO_BIN_EXE_thenchot"))
        .arg("import")
        .args(args)
        .args(["--data", data.to_str().expect("a path")])
        .env("RUST_LOG", "error")
        .output()
        .expect("it runs");
    (String::from_utf8_lossy(&stdout).into_owned(), String::from_utf8_lossy(&stderr).into_owned())
}

#[test]
fn a_joomla_is_brought_once_and_taken_back() {
    let folder = kit::testing::TempDir::new();
    let (data, dump, images) =
        (folder.path().join("data"), folder.path().join("site.sql"), folder.path().join("images"));
    std::fs::create_dir(&images).unwrap();
    std::fs::write(images.join("a.png"), PICTURE).unwrap();
    std::fs::write(&dump, DUMP).unwrap();
    let report = folder.path().join("report.csv");
    let (dump, images, report) = (dump.to_str().unwrap(), images.to_str().unwrap(), report.to_str().unwrap());
    let args = ["joomla", dump, "--images", images, "--english", "--report", report];

    let (said, wrong) = import(&data, &[&args[..], &["--dry-run"]].concat());
    let would = "2 articles would be shown, 2 kept and not shown, 1 were thrown away";
    assert!(said.contains("Joomla 4, tables jos_*, 5 articles") && said.contains(would), "{said}");
    assert!(said.contains("3 menus, boxes of links and banners wait"), "{said}");
    assert!(wrong.contains("line 17 (): the file breaks off") && wrong.contains("line 15 (joomla:257)"), "{wrong}");
    let told = std::fs::read_to_string(report).unwrap();
    assert!(told.starts_with("\u{FEFF}\"Line\",\"Article\",\"What\",\"About\"\r\n"), "{told}");
    for line in [
        "\"hidden link, taken out\",\"https://casino.example/",
        "\"unsafe link, taken out\",\"javascript:alert(1)",
        "\"hidden text, left out\",\"x\"",
        "\"kept, not shown\",\"Nháp (not published)\"",
        "\"/images/a.png\",\"picture\"",
        "\"no day: has the day of the import, stands last of all, is no news\",\"Không ngày\"",
        "\"mainmenu\",\"menu entry that leads nowhere here\",\"Cược: https://casino.example/\"",
    ] {
        assert!(told.contains(line), "{line} in {told}");
    }
    assert!(!data.join("files").exists(), "a try keeps nothing");

    for (nth, counts) in
        ["4 new, 0 changed, 0 the same, 2 rows wrong", "0 new, 0 changed, 4 the same, 2 rows wrong"].iter().enumerate()
    {
        let (said, wrong) = import(&data, &args);
        assert!(said.contains(&format!("batch {}: {counts}", nth + 1)), "{said} {wrong}");
    }

    let server = Server::start(&["serve"], &data);
    let old = "/3-dan-van/254-ten-khac";
    let answer = answered(&server, old, 301);
    let to = answer.headers.lines().find_map(|line| line.strip_prefix("location: ")).expect("a place").to_owned();
    assert!(to.starts_with("/dan-van/dai-hoi-1000000"), "{to}");
    let page = answered(&server, &to, 200).body;
    assert!(
        page.contains("<h1>Đại hội chi bộ</h1>") && page.contains("<img src=\"/anh/") && !page.contains("alert(1)")
    );
    for (path, status) in [
        ("/index.php?option=com_content&view=article&id=256", 410),
        ("/index.php?option=com_content&view=category&id=3", 301),
        // The list has kept its address, and what stood below it is known.
        ("/dan-van", 200),
        ("/dan-van/254-ten-khac", 301),
        ("/dan-van/256-bo", 410),
        ("/dan-van.html", 301),
        ("/index.php?option=com_content&view=article&id=255", 404),
        ("/images/a.png", 301),
    ] {
        answered(&server, path, status);
    }
    drop(server);

    let (said, _) = import(&data, &["undo", "2", "--english"]);
    assert!(said.contains("0 articles of batch 2"), "they were the same, so they are the first one's: {said}");
    let (said, _) = import(&data, &["undo", "1", "--english"]);
    assert!(said.contains("4 articles of batch 1 were taken back, and 1 of their pictures"), "{said}");
    let server = Server::start(&["serve"], &data);
    for (path, status) in [("/images/a.png", 404), (old, 410), (to.as_str(), 410)] {
        answered(&server, path, status);
    }
}

/// The same numbers, and nothing else in common.
fn another_site() -> String {
    DUMP.replace("Đại hội <b>chi bộ</b>", "Chợ nổi Tân Châu")
        .replace("'dai-hoi'", "'cho-noi'")
        .replace("2018-11-22", "2012-01-01")
        .replace("'Dân vận'", "'Tin Tân Châu'")
        .replace("'Nháp'", "'Lịch chợ phiên'")
        .replace("'Không ngày'", "'Bến phà'")
}

#[test]
fn two_old_sites_are_kept_apart_in_one_house() {
    let folder = kit::testing::TempDir::new();
    let data = folder.path().join("data");
    let (one, two) = (folder.path().join("one.sql"), folder.path().join("two.sql"));
    std::fs::write(&one, DUMP).unwrap();
    std::fs::write(&two, another_site()).unwrap();
    let (one, two) = (one.to_str().unwrap(), two.to_str().unwrap());
    let first = ["joomla", one, "--english", "--host", "tinhbien.example"];
    for (args, told) in [
        (&[&first[..], &["--dry-run"]].concat()[..], "Old site: tinhbien.example"),
        (&first, "batch 1: 4 new"),
        (&["joomla", one, "--english"], "batch 2: 0 new, 0 changed, 4 the same"),
    ] {
        let (said, wrong) = import(&data, args);
        assert!(said.contains(told), "{args:?}: {said} {wrong}");
    }
    for more in [&["--dry-run"][..], &[], &["--host", "tanchau.example"]] {
        let (said, wrong) = import(&data, &[&["joomla", two, "--english"], more].concat());
        let told = ["“tinhbien.example”", "--site NAME", "have the same number", "--site tinhbien.example"];
        assert!(told.iter().all(|part| wrong.contains(part)) && !said.contains("batch"), "{more:?}: {said} {wrong}");
    }
    let (said, wrong) = import(&data, &["joomla", two, "--english", "--site", "Tân Châu"]);
    assert!(wrong.contains("cannot name a site"), "{said} {wrong}");
    for counts in ["batch 3: 4 new, 0 changed", "batch 4: 0 new, 0 changed, 4 the same"] {
        let (said, wrong) = import(&data, &["joomla", two, "--english", "--site", "tanchau.example"]);
        assert!(said.contains("kept apart") && said.contains(counts), "{said} {wrong}");
    }
    let server = Server::start(&["serve"], &data);
    let led = |path: &str| {
        let answer = answered(&server, path, 301);
        let to = answer.headers.lines().find_map(|line| line.strip_prefix("location: ")).expect("a place").to_owned();
        answered(&server, &to, 200).body
    };
    // By any other host a number is the first site's; each text has its own address.
    assert!(led("/index.php?option=com_content&view=article&id=254").contains("<h1>Đại hội chi bộ</h1>"));
    let list = answered(&server, "/tin-tan-chau", 200).body;
    assert!(list.contains("Chợ nổi Tân Châu") && !list.contains("Đại hội chi bộ"), "{list}");
    drop(server);
    let (said, wrong) = import(&data, &["undo", "99"]);
    assert!(wrong.contains("Không có lô 99"), "{said} {wrong}");
}

const EXPORT: &str = "\
<?xml version=\"1.0\" encoding=\"UTF-8\" ?>
<rss version=\"2.0\" xmlns:content=\"c\" xmlns:wp=\"w\" xmlns:dc=\"d\"><channel><link>https://xa.example</link>
<wp:category><wp:category_nicename>tin</wp:category_nicename><wp:category_parent></wp:category_parent><wp:cat_name>Tin tức</wp:cat_name></wp:category>
<item><title>Đại hội chi bộ</title><link>https://xa.example/2018/11/dai-hoi/</link><content:encoded><![CDATA[Đoạn một.

<img src=\"https://xa.example/wp-content/uploads/a.png\" alt=\"Đại hội\" /><script>alert(1)</script>]]></content:encoded>
<wp:post_id>12</wp:post_id><wp:post_date_gmt>2018-11-23 01:00:00</wp:post_date_gmt><wp:post_name>dai-hoi</wp:post_name>
<wp:status>publish</wp:status><wp:post_type>post</wp:post_type><category domain=\"category\" nicename=\"tin\">Tin tức</category>
<wp:postmeta><wp:meta_key>views</wp:meta_key><wp:meta_value>345</wp:meta_value></wp:postmeta></item>
<item><title>Nháp</title><link>https://xa.example/?p=13</link><wp:post_id>13</wp:post_id><wp:status>draft</wp:status><wp:post_type>post</wp:post_type></item>
<item><title>Bỏ</title><link>https://xa.example/?p=14</link><wp:post_id>14</wp:post_id><wp:status>trash</wp:status><wp:post_type>post</wp:post_type></item>
</channel></rss>";

#[test]
fn a_wordpress_is_brought_once_and_taken_back() {
    let folder = kit::testing::TempDir::new();
    let (data, export, images) =
        (folder.path().join("data"), folder.path().join("site.xml"), folder.path().join("uploads"));
    std::fs::create_dir(&images).unwrap();
    std::fs::write(images.join("a.png"), PICTURE).unwrap();
    std::fs::write(&export, EXPORT).unwrap();
    let args = ["wordpress", export.to_str().unwrap(), "--images", images.to_str().unwrap(), "--english"];
    let (said, wrong) = import(&data, &[&args[..], &["--dry-run"]].concat());
    assert!(said.contains("1 articles would be shown, 1 kept and not shown, 1 were thrown away"), "{said} {wrong}");
    for counts in ["2 new, 0 changed, 0 the same", "0 new, 0 changed, 2 the same"] {
        let (said, wrong) = import(&data, &args);
        assert!(said.contains(counts), "{said} {wrong}");
    }
    let server = Server::start(&["serve"], &data);
    let answer = answered(&server, "/2018/11/dai-hoi/", 301);
    let to = answer.headers.lines().find_map(|line| line.strip_prefix("location: ")).expect("a place").to_owned();
    let page = answered(&server, &to, 200).body;
    assert!(page.contains("<h1>Đại hội chi bộ</h1>") && page.contains("<img src=\"/anh/"), "{page}");
    assert!(page.contains("data-live>346") && !page.contains("alert(1)"), "{page}");
    let old = [("/?p=12", 301), ("/?p=14", 410), ("/category/tin", 301), ("/wp-content/uploads/a.png", 301)];
    for (path, status) in old {
        answered(&server, path, status);
    }
    assert!(!answered(&server, "/", 200).body.contains("Nháp"), "a draft is kept and not shown");
    drop(server);
    let (said, _) = import(&data, &["undo", "1", "--english"]);
    assert!(said.contains("2 articles of batch 1 were taken back, and 1 of their pictures"), "{said}");
    let server = Server::start(&["serve"], &data);
    for (path, status) in [("/?p=12", 410), (to.as_str(), 410), ("/wp-content/uploads/a.png", 404)] {
        answered(&server, path, status);
    }
}

/// The answer once it is this one: what was brought crosses the bridge within moments.
fn answered(server: &Server, path: &str, status: u16) -> Answer {
    let begun = Instant::now();
    loop {
        let answer = ask(&server.address, "GET", path, "", "").expect("an answer");
        if answer.status == status {
            return answer;
        }
        assert!(begun.elapsed() < Duration::from_secs(20), "{path} answers {}, not {status}", answer.status);
    }
}
