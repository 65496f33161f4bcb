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
            ("joomla:section:1".into(), section("Tin tức")),
            ("/tin".into(), section("Tin tức")),
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
            shown: true,
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

#[test]
fn a_dump_of_several_sites_or_of_none() {
    let two = format!("{OLD}{}", newer(", `featured` int", ",0"));
    assert_eq!(read(&two, None).unwrap_err(), NoSite::Several(vec!["jos_".into(), "x7_".into()]));
    assert_eq!(read(&two, Some("x7_")).unwrap().0.articles, 5);
    assert_eq!(read("SELECT 1;", None).unwrap_err(), NoSite::None);
    assert_eq!(read(&OLD.replace("jos_", "#__"), None).unwrap().0.prefix, "#__");
}
