//! A small site of each version, as its dump has it.

use super::*;
use crate::clean::{Block, words};
use crate::dump::Dump;

const OLD: &str = "\
CREATE TABLE `jos_content` (`id` int, `title` text, `alias` text, `title_alias` text, `introtext` text, `fulltext` text, `state` int, `sectionid` int, `mask` int, `catid` int, `created` datetime, `created_by` int, `created_by_alias` text, `publish_up` datetime, `publish_down` datetime, `images` text, `access` int, `hits` int);
CREATE TABLE `jos_categories` (`id` int, `parent_id` int, `title` text, `alias` text, `section` varchar(50), `published` int);
CREATE TABLE `jos_sections` (`id` int, `title` text, `alias` text, `scope` text);
CREATE TABLE `jos_users` (`id` int, `name` text, `username` text);
CREATE TABLE `jos_menu` (`id` int, `name` text, `alias` text, `link` text, `published` int, `parent` int);
CREATE TABLE `jos_modules` (`id` int, `title` text, `content` text, `published` int, `module` text, `client_id` int);
CREATE TABLE `jos_banner` (`bid` int, `name` text, `imageurl` text, `clickurl` text, `showBanner` int);
INSERT INTO `jos_content` VALUES (254,'Tịnh Biên chăm lo','tinh-bien','','<p><strong>Lời dẫn rất mạnh mẽ của bài viết này.</strong></p>','<p>Thân bài</p>',1,1,0,3,'2018-11-22 00:00:00',62,'Trương Hữu Tiền','2018-11-23 01:00:00','0000-00-00 00:00:00','',0,1234),
(255,'Kín','kin','','x','',1,1,0,3,'2018-11-22 00:00:00',62,'','2018-11-23 01:00:00','0000-00-00 00:00:00','',1,5),
(256,'Kho','kho','','x','',-1,1,0,3,'2018-11-22 00:00:00',63,'','2018-11-23 01:00:00','0000-00-00 00:00:00','',0,5),
(257,'Bỏ','bo','','x','',-2,0,0,0,'2018-11-22 00:00:00',62,'','0000-00-00 00:00:00','0000-00-00 00:00:00','',0,5);
INSERT INTO `jos_categories` VALUES (3,0,'Xây dựng Đảng','xay-dung-dang','1',1),(4,0,'Web','web','com_weblinks',1);
INSERT INTO `jos_sections` VALUES (1,'Tin tức','tin-tuc','content');
INSERT INTO `jos_users` VALUES (62,'Administrator','admin'),(63,'Nguyễn Văn A','a');
INSERT INTO `jos_menu` VALUES (1,'Tin','tin','index.php?option=com_content&view=section&id=1',1,0),(2,'XDĐ','xdd','index.php?option=com_content&view=category&layout=blog&id=3',1,1),(3,'Bài','bai','index.php?option=com_content&view=article&id=254:x&Itemid=3',1,2),(4,'Tắt','tat','index.php?option=com_content&view=frontpage',0,0);
INSERT INTO `jos_modules` VALUES (9,'Liên kết','<p>Địa chỉ</p>',1,'mod_custom',0),(10,'Tắt','x',0,'mod_custom',0),(11,'Đăng nhập','',1,'mod_login',0);
INSERT INTO `jos_banner` VALUES (1,'Học tập Bác','hoc.jpg','https://dangcongsan.vn/',1);
";

/// The columns of 2.5, of 3 and of 4: what came and what went.
fn newer(columns: &str, extra: &str) -> String {
    format!(
        "CREATE TABLE `x7_content` (`id` int, `asset_id` int, `title` text, `alias` text, `introtext` text, `fulltext` text, `state` int, `catid` int, `created` datetime, `created_by` int, `created_by_alias` text, `publish_up` datetime, `publish_down` datetime, `images` text, `access` int, `hits` int{columns});
CREATE TABLE `x7_categories` (`id` int, `parent_id` int, `title` text, `alias` text, `extension` text);
CREATE TABLE `x7_ucm_content` (`core_content_id` int, `core_title` text);
CREATE TABLE `x7_menu` (`id` int, `alias` text, `path` text, `link` text, `published` int, `parent_id` int, `client_id` int);
INSERT INTO `x7_categories` VALUES (1,0,'ROOT','root','system'),(2,1,'Uncategorised','uncategorised','com_content'),(8,1,'Tin','tin','com_content'),(9,8,'Dân vận','dan-van','com_content'),(10,1,'W','w','com_contact');
INSERT INTO `x7_content` VALUES (1,50,'Một','mot','<p>Mở</p>','<p>Thân</p>',1,9,'2020-01-01 00:00:00',5,'',NULL,NULL,'{{\"image_intro\":\"images\\\\/a.jpg#joomlaImage:\\\\/\\\\/local-images\\\\/a.jpg\",\"image_intro_alt\":\"Ảnh\"}}',1,7{extra}),
(2,51,'Hai','hai','x','',2,2,'2020-01-01 00:00:00',5,'','2999-01-01 00:00:00',NULL,'{{}}',1,7{extra}),(3,52,'Ba','ba','x','',1,9,'2020-01-01 00:00:00',5,'','2020-01-01 00:00:00','2021-01-01 00:00:00','',1,0{extra}),(4,53,'Bốn','bon','x','',0,9,'2020-01-01 00:00:00',5,'',NULL,NULL,'',1,0{extra}),(5,54,'Năm','nam','x','',1,9,'2020-01-01 00:00:00',5,'',NULL,NULL,'',2,0{extra});
INSERT INTO `x7_menu` VALUES (101,'home','home','index.php?option=com_content&view=featured',1,1,0),(102,'dv','tin/dv','index.php?option=com_content&view=category&id=9',1,101,0),(103,'x','x','index.php?option=com_users',1,1,1);
"
    )
}

fn read(sql: &str, prefix: Option<&str>) -> Result<(Site, Vec<Article>), NoSite> {
    let reading = Reading { prefix: prefix.map(str::to_owned), now: 1_700_000_000_000_000, ..Reading::default() };
    let mut wrong = Vec::new();
    let site = survey(Dump::new(sql.as_bytes(), is_surveyed), &reading, &mut |trouble| wrong.push(trouble))?;
    assert_eq!(wrong, []);
    let rows = Dump::new(sql.as_bytes(), |name| site.has_articles_in(name));
    let articles = rows.map(|row| article(&site, &row.unwrap())).collect();
    Ok((site, articles))
}

#[test]
fn a_site_of_1_5() {
    let (site, articles) = read(OLD, None).unwrap();
    assert_eq!((site.version.as_str(), site.prefix.as_str(), site.articles), ("1.5", "jos_", 4));
    let first = &articles[0];
    assert_eq!((first.name.as_str(), first.alias.as_str(), first.hits), ("joomla:254", "tinh-bien", 1234));
    assert_eq!((words(&first.lead).as_str(), first.body.len()), ("Lời dẫn rất mạnh mẽ của bài viết này.", 1));
    assert_eq!((first.section.as_str(), first.author.as_deref()), ("Xây dựng Đảng", Some("Trương Hữu Tiền")));
    assert_eq!(first.published_at, Some(1_542_934_800_000_000));
    let states: Vec<State> = articles.iter().map(|article| article.state).collect();
    assert_eq!(states, [State::Public, State::Hidden(Why::Restricted), State::Public, State::Gone]);
    let authors: Vec<_> = articles.iter().map(|article| article.author.as_deref()).collect();
    assert_eq!(authors[1..], [None, Some("Nguyễn Văn A"), None]);
    let addresses: Vec<(String, Leads)> = site.addresses().into_iter().map(|a| (a.from, a.leads)).collect();
    let section = |name: &str| Leads::Section(name.to_owned());
    assert_eq!(
        addresses,
        [
            ("/3-xay-dung-dang".into(), section("Xây dựng Đảng")),
            ("joomla:cat:3".into(), section("Xây dựng Đảng")),
            // Its categories are the sections now: its list is the fullest of theirs.
            ("joomla:section:1".into(), Leads::Fullest(vec!["Xây dựng Đảng".into()])),
            ("/tin".into(), Leads::Fullest(vec!["Xây dựng Đảng".into()])),
            ("/tin/xdd".into(), section("Xây dựng Đảng")),
            ("/tin/xdd/bai".into(), Leads::Article("joomla:254".into())),
        ]
    );
    assert_eq!(site.modules().iter().map(|m| m.name.as_str()).collect::<Vec<_>>(), ["joomla:module:9"]);
    assert_eq!(
        site.banners,
        [Banner {
            name: "Học tập Bác".into(),
            href: "https://dangcongsan.vn/".into(),
            picture: "/images/banners/hoc.jpg".into(),
            alt: "Học tập Bác".into(),
            shown: true,
            from: None,
            until: None,
        }]
    );
}

#[test]
fn sites_of_later_versions() {
    let manifest = "CREATE TABLE `x7_extensions` (`element` text, `type` text, `manifest_cache` text);
        INSERT INTO `x7_extensions` VALUES ('joomla','file','{\"version\":\"5.1.2\"}');";
    for (columns, extra, more, version) in [
        (", `title_alias` text, `mask` int, `xreference` text", ",'',0,''", "", "2.5"),
        (", `featured` int, `xreference` text", ",0,''", "", "3"),
        (", `featured` int, `note` text", ",0,''", "", "4"),
        (", `featured` int, `note` text", ",0,''", manifest, "5.1.2"),
    ] {
        let sql = format!("{}{more}", newer(columns, extra));
        let (site, articles) = read(&sql, None).unwrap();
        assert_eq!((site.version.as_str(), site.prefix.as_str(), articles.len()), (version, "x7_", 5));
        assert_eq!(words(&articles[0].lead), "Mở", "{version}");
        assert_eq!(
            articles[0].body[0],
            Block::Picture { src: "/images/a.jpg".into(), alt: "Ảnh".into(), caption: String::new() }
        );
        let states: Vec<State> = articles.iter().map(|article| article.state).collect();
        use Why::*;
        assert_eq!(
            states,
            [
                State::Public,
                State::Hidden(Later),
                State::Hidden(Expired),
                State::Hidden(Unpublished),
                State::Hidden(Restricted),
            ]
        );
        assert_eq!((articles[0].section.as_str(), articles[1].section.as_str()), ("Dân vận", "Tin tức"));
        let addresses = site.addresses();
        assert!(addresses.contains(&Address { from: "/home".into(), leads: Leads::Front }));
        assert!(addresses.contains(&Address { from: "/tin/dv".into(), leads: Leads::Section("Dân vận".into()) }));
        assert!(!addresses.iter().any(|a| a.from == "/x" || a.from.contains(":1")), "{addresses:?}");
    }
}

/// A site whose article stands in a category within another; `doors` are what both, and in 1.5 the section, say of
/// `published` and `access`.
fn within(old: bool, doors: [(i64, i64); 3], menu: i64, module: i64) -> String {
    let [(p0, a0), (p1, a1), (p2, a2)] = doors;
    let (asset, everybody) = if old { ("", 0) } else { (" `asset_id` int,", 1) };
    let (parent, section, of) = if old { (0, "'7'", "section") } else { (8, "'com_content'", "extension") };
    let mut sql = format!(
        "CREATE TABLE `a_content` (`id` int,{asset} `title` text, `introtext` text, `fulltext` text, `state` int, `catid` int, `access` int);
CREATE TABLE `a_categories` (`id` int, `parent_id` int, `title` text, `alias` text, `{of}` text, `published` int, `access` int);
CREATE TABLE `a_sections` (`id` int, `title` text, `scope` text, `published` int, `access` int);
CREATE TABLE `a_menu` (`id` int, `menutype` text, `title` text, `alias` text, `link` text, `published` int, `parent_id` int, `client_id` int, `access` int);
CREATE TABLE `a_modules` (`id` int, `title` text, `content` text, `published` int, `module` text, `client_id` int, `access` int);
INSERT INTO `a_content` VALUES (1,{}'Bài','<p>x</p>','',1,9,{everybody});
INSERT INTO `a_categories` VALUES (9,{parent},'Tin xã','tin-xa',{section},{p0},{a0}),(8,0,'Tin','tin','com_content',{p1},{a1});
INSERT INTO `a_menu` VALUES (5,'chinh','Tin xã','tin-xa','index.php?option=com_content&view=category&id=9',1,0,0,{menu});
INSERT INTO `a_modules` VALUES (3,'Số máy','<p>999</p>',1,'mod_custom',0,{module});
",
        if old { "" } else { "5," },
    );
    if old {
        sql += &format!("INSERT INTO `a_sections` VALUES (7,'Đảng','content',{p2},{a2});\n");
    }
    sql
}

const CATEGORY: &str = "index.php?option=com_content&view=category&id=9";

fn links(site: &Site) -> usize {
    site.menus().iter().map(|menu| menu.links.len()).sum()
}

#[test]
fn a_menu_has_its_deeper_entries_and_tells_what_leads_nowhere() {
    let menu = |old: bool, root: i64| {
        let more = format!(
            "INSERT INTO `a_menu` VALUES (20,'chinh','Giới thiệu','gt','index.php?option=com_content&view=article&id=1',1,{root},0,1),
            (21,'chinh','Tin xã','tx','{CATEGORY}',1,20,0,1),(22,'chinh','An Cư','ac','https://ancu.example/',1,21,0,1),
            (23,'chinh','Xấu','x','javascript:alert(1)',1,{root},0,1),(24,'chinh','Đăng nhập','dn','index.php?option=com_users&view=login',1,20,0,1),
            (25,'chinh','Nhóm','n','',1,{root},0,1),(26,'chinh','Dưới nhóm','d','{CATEGORY}',1,25,0,1),
            (27,'chinh','Mồ côi','m','{CATEGORY}',1,99,0,1),(28,'chinh','Thành viên','t','#',1,{root},0,2),
            (29,'chinh','Bên trong','b','{CATEGORY}',1,28,0,1);"
        );
        let more = if old { more.replace(",0,1)", ",0,0)") } else { more };
        let everybody = i64::from(!old);
        let site = within(old, [(1, everybody), (1, everybody), (1, everybody)], everybody, everybody);
        read(&format!("{site}{more}"), None).unwrap().0.menus().remove(0)
    };
    for (old, root) in [(false, 1), (true, 0)] {
        let menu = menu(old, root);
        let titles: Vec<&str> = menu.links.iter().map(|(title, _)| title.as_str()).collect();
        let kept = ["Tin xã", "Giới thiệu", "Giới thiệu: Tin xã", "Giới thiệu: Tin xã: An Cư", "Nhóm: Dưới nhóm"];
        assert_eq!(titles, kept, "1.5: {old}");
        let left: Vec<(&str, &str)> = menu.left.iter().map(|(title, link)| (title.as_str(), link.as_str())).collect();
        let login = "index.php?option=com_users&view=login";
        let told = [
            ("Giới thiệu: Đăng nhập", login),
            ("Xấu", "javascript:alert(1)"),
            ("Thành viên", "#"),
            ("Thành viên: Bên trong", CATEGORY),
        ];
        assert_eq!(left, told, "1.5: {old}");
    }
}

#[test]
fn an_article_says_its_language() {
    for (said, lang) in
        [("en-GB", "en"), ("EN-us", "en"), ("km-KH", "km"), ("kmr-TR", ""), ("vi-VN", ""), ("*", ""), ("", "")]
    {
        let sql = within(false, [(1, 1), (1, 1), (1, 1)], 1, 1)
            .replace(
                "`access` int);\nCREATE TABLE `a_categories`",
                "`access` int, `language` text);\nCREATE TABLE `a_categories`",
            )
            .replace("1,9,1);", &format!("1,9,1,'{said}');"));
        assert_eq!(read(&sql, None).unwrap().1[0].lang, lang, "{said}");
    }
}

#[test]
fn an_article_is_as_open_as_all_it_stands_in() {
    use Why::*;
    let (open, archived, off, trash) = ((1, 1), (2, 1), (0, 1), (-2, 1));
    for (old, doors, state) in [
        (false, [open, open, open], State::Public),
        (false, [archived, open, open], State::Public),
        (false, [off, open, open], State::Hidden(Category)),
        (false, [trash, open, open], State::Hidden(Category)),
        (false, [(1, 2), open, open], State::Hidden(Category)),
        (false, [open, off, open], State::Hidden(Category)),
        (false, [open, (1, 3), open], State::Hidden(Category)),
        (true, [(1, 0), (1, 0), (1, 0)], State::Public),
        (true, [(1, 1), (1, 0), (1, 0)], State::Hidden(Category)),
        (true, [(0, 0), (1, 0), (1, 0)], State::Hidden(Category)),
        (true, [(1, 0), (1, 0), (0, 0)], State::Hidden(Category)),
        (true, [(1, 0), (1, 0), (1, 1)], State::Hidden(Category)),
    ] {
        let (site, articles) = read(&within(old, doors, i64::from(!old), i64::from(!old)), None).unwrap();
        assert_eq!(articles[0].state, state, "1.5: {old}, {doors:?}");
        assert_eq!((links(&site), site.modules()[0].state), (1, State::Hidden(Module)), "{doors:?}");
    }
    // What only members saw beside the articles is told apart, and their menu is no menu of the front page.
    for (old, members) in [(false, 2), (true, 1)] {
        let (site, _) = read(&within(old, [(1, 1), (1, 1), (1, 1)], members, members), None).unwrap();
        assert_eq!((links(&site), site.modules()[0].state), (0, State::Hidden(Restricted)), "1.5: {old}");
        assert_eq!(site.menus()[0].left, [("Tin xã".to_owned(), CATEGORY.to_owned())], "and it is told");
    }
}

#[test]
fn a_dump_of_several_sites_or_of_none() {
    let two = format!("{OLD}{}", newer(", `featured` int", ",0"));
    assert_eq!(read(&two, None).unwrap_err(), NoSite::Several(vec!["jos_".into(), "x7_".into()]));
    assert_eq!(read(&two, Some("x7_")).unwrap().0.articles, 5);
    assert_eq!(read("SELECT 1;", None).unwrap_err(), NoSite::None);
    for prefix in ["#__", "", "abk2_"] {
        let (site, articles) = read(&OLD.replace("jos_", prefix), None).unwrap();
        assert_eq!((site.prefix.as_str(), articles[0].section.as_str()), (prefix, "Xây dựng Đảng"));
    }
}

#[test]
fn a_banner_and_a_day_are_taken_from_wherever_they_stand() {
    let banners = r#"CREATE TABLE `x7_banners` (`id` int, `name` text, `clickurl` text, `state` int, `params` text, `publish_up` datetime, `publish_down` datetime);
        INSERT INTO `x7_banners` VALUES (1,'Cờ','',1,'{"imageurl":"images\/banners\/co.jpg#joomlaImage:\/\/local-images\/banners\/co.jpg","alt":"Cờ <b>Đảng<\/b>"}','2018-11-19 17:00:00','0000-00-00 00:00:00');"#;
    let sql = format!("{}{banners}", newer(", `featured` int, `modified` datetime", ",0,'2020-02-02 00:00:00'"));
    let never = "'0000-00-00 00:00:00'";
    let (site, articles) =
        read(&sql.replace("'2020-01-01 00:00:00',5,'',NULL", &format!("{never},5,'',{never}")), None).unwrap();
    let banner = &site.banners[0];
    assert_eq!((banner.picture.as_str(), banner.alt.as_str()), ("/images/banners/co.jpg", "Cờ Đảng"));
    assert_eq!((banner.from, banner.until), (Some(1_542_646_800_000_000), None));
    assert_eq!(articles[0].published_at, Some(1_580_601_600_000_000));
}
