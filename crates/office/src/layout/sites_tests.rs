//! Portals of units through the door: who begins and ends them, what they may be called, where articles stand.

use crate::identity::right::Role;
use crate::newsroom::outbox;
use crate::testing::TestOffice;
use bridge::{Entry, Site, Standing};
use kit::testing::Door;

const HERE: &str = "/van-phong/trang-chu";

async fn uid(t: &TestOffice, unit: i64) -> String {
    t.value("SELECT uid FROM unit WHERE id = $1", &[&unit]).await
}

/// What crossed of portals and standings, in order.
async fn crossed(t: &TestOffice) -> (Vec<Site>, Vec<Standing>) {
    let (mut sites, mut standings) = (vec![], vec![]);
    for (_, entry) in outbox::after(&mut t.office.db.read().await.unwrap(), 0).await.unwrap() {
        match entry {
            Entry::Site(it) => sites.push(it),
            Entry::Standing(it) => standings.push(it),
            _ => {}
        }
    }
    (sites, standings)
}

/// An article of a newsroom, published; its number.
async fn published(t: &TestOffice, (editor, publisher): (&mut Door, &mut Door), headline: &str) -> i64 {
    let fields = [("headline", headline), ("body", "Thân bài"), ("section", "xay-dung-dang"), ("do", "submit")];
    editor.post("/van-phong/toa-soan/bai-moi", &fields).await;
    let uid: String = t.value("SELECT uid FROM article WHERE headline = $1", &[&headline]).await;
    let version: i64 = t.value("SELECT version FROM article WHERE uid = $1", &[&uid]).await;
    let fields = [("do", "publish"), ("version", &*version.to_string())];
    let done = publisher.post(&format!("/van-phong/toa-soan/{uid}/duyet"), &fields).await;
    assert!(done.outcome().ends_with("xong=dang-bai"), "{}", done.text());
    t.value("SELECT id FROM article WHERE uid = $1", &[&uid]).await
}

#[tokio::test]
async fn who_may_begin_a_portal_and_what_it_may_be_called() {
    let t = TestOffice::new().await;
    let (unit, district) = (uid(&t, t.elsewhere).await, uid(&t, t.district).await);
    let fields = [("unit", unit.as_str()), ("key", "xa-thu"), ("host", "")];
    for (who, role, at, looks) in [
        ("leader", Role::Leader, t.district, "403".to_owned()),
        // With one portal there is nothing to choose.
        ("editor", Role::Editor, t.district, format!("303 {HERE}/{district}")),
        ("commune publisher", Role::Publisher, t.elsewhere, "200".to_owned()),
    ] {
        let mut door = t.signed_in(&format!("y {who}"), role, at).await;
        assert_eq!(door.get(HERE).await.outcome(), looks, "{who}");
        assert_eq!(door.post(HERE, &fields).await.outcome(), "403", "{who}");
    }
    let mut publisher = t.as_cast("publisher").await;
    for (unit, key, host, told) in [
        ("khong-co", "xa-thu", "", "Chọn một đơn vị"),
        (district.as_str(), "xa-thu", "", "Chọn một đơn vị"),
        (unit.as_str(), "xay-dung-dang", "", "đã là địa chỉ của một trang"),
        (unit.as_str(), "so-lieu", "", "đã là địa chỉ của một trang"),
        (unit.as_str(), "xã thử", "", "chữ thường không dấu"),
        (unit.as_str(), "van-phong", "", "chữ thường không dấu"),
        (unit.as_str(), "", "", "chữ thường không dấu"),
        (unit.as_str(), "xa-thu", "khong phai", "không phải một tên miền"),
    ] {
        let answer = publisher.post(HERE, &[("unit", unit), ("key", key), ("host", host)]).await;
        assert!(answer.outcome() == "422" && answer.text().contains(told), "{key} {host}: {}", answer.text());
    }
    assert!(crossed(&t).await.0.is_empty(), "nothing was begun");
    assert_eq!(publisher.post(HERE, &fields).await.outcome(), format!("303 {HERE}?xong=mo-cong"));
    let other = uid(&t, t.silent_cell).await;
    let again = publisher.post(HERE, &[("unit", &*other), ("key", "xa-thu")]).await;
    assert!(again.text().contains("đã là địa chỉ của một trang"), "{}", again.text());
    // Its host may be changed, its key not any more.
    let renamed = [("unit", unit.as_str()), ("key", "khac"), ("host", "https://Thu.Example/")];
    assert!(publisher.post(HERE, &renamed).await.outcome().starts_with("303"));
    let (sites, _) = crossed(&t).await;
    assert_eq!((sites[1].key.as_str(), sites[1].host.as_deref()), ("xa-thu", Some("thu.example")));
    let mut editor = t.signed_in("bien tap xa", Role::Editor, t.elsewhere).await;
    assert_eq!(editor.get(&format!("{HERE}/{unit}")).await.outcome(), "200", "the unit arranges its own");
    assert_eq!(editor.get(&format!("{HERE}/{district}")).await.outcome(), "404");
    assert_eq!(publisher.post(HERE, &[("end", &unit)]).await.outcome(), format!("303 {HERE}?xong=thoi-cong"));
    assert_eq!(publisher.post(HERE, &[("end", &unit)]).await.outcome(), "404");
    assert!(crossed(&t).await.0.last().unwrap().ended);
    assert_eq!(editor.get(&format!("{HERE}/{unit}")).await.outcome(), "404");
}

#[tokio::test]
async fn an_article_stands_where_it_belongs_and_where_it_was_taken_up() {
    let t = TestOffice::new().await;
    let (unit, district) = (uid(&t, t.elsewhere).await, uid(&t, t.district).await);
    let mut publisher = t.as_cast("publisher").await;
    let mut above = t.as_cast("editor").await;
    let mut own = t.signed_in("viet xa", Role::Editor, t.elsewhere).await;
    let mut own_publisher = t.signed_in("dang xa", Role::Publisher, t.elsewhere).await;
    let early = published(&t, (&mut own, &mut own_publisher), "Trước khi có cổng").await;
    assert!(crossed(&t).await.1.is_empty(), "without portals nothing is said");
    assert!(publisher.post(HERE, &[("unit", &*unit), ("key", "xa-thu")]).await.outcome().starts_with("303"));
    let late = published(&t, (&mut own, &mut own_publisher), "Sau khi có cổng").await;
    let district_article = published(&t, (&mut above, &mut publisher), "Bài của huyện").await;
    let said = |article_id: i64, home: &str, also: &[&str]| Standing {
        article_id,
        home: home.into(),
        also: also.iter().map(|key| (*key).to_owned()).collect(),
    };
    assert_eq!(crossed(&t).await.1, [said(late, "xa-thu", &[])]);
    // Up, by a publisher above; down, by one of the unit. An editor looks only.
    let (up, down) = (format!("{HERE}/{district}/bai"), format!("{HERE}/{unit}/bai"));
    assert!(above.get(&up).await.text().contains("Sau khi có cổng"));
    assert_eq!(above.post(&up, &[("do", &*format!("take-{late}"))]).await.outcome(), "403");
    assert!(publisher.post(&up, &[("do", &*format!("take-{late}"))]).await.outcome().starts_with("303"));
    assert!(
        publisher.post(&up, &[("do", &*format!("take-{late}"))]).await.outcome().starts_with("303"),
        "twice is once"
    );
    let list = own_publisher.get(&down).await.text();
    assert!(list.contains("Bài của huyện") && !list.contains("Sau khi có cổng"), "{list}");
    assert!(
        own_publisher.post(&down, &[("do", &*format!("take-{district_article}"))]).await.outcome().starts_with("303")
    );
    assert_eq!(own_publisher.post(&down, &[("do", "take-999999")]).await.outcome(), "404");
    assert_eq!(own_publisher.post(&down, &[("do", "eat-1")]).await.outcome(), "400");
    assert!(publisher.post(&up, &[("do", &*format!("leave-{late}"))]).await.outcome().starts_with("303"));
    let (_, standings) = crossed(&t).await;
    assert_eq!(
        standings[1..],
        [said(late, "xa-thu", &[""]), said(district_article, "", &["xa-thu"]), said(late, "xa-thu", &[])]
    );
    let mut elsewhere = t.signed_in("xa khac", Role::Publisher, t.silent_cell).await;
    assert_eq!(elsewhere.get(&down).await.outcome(), "404");
    // What readers had above before the portal began stays there when it is corrected.
    let uid: String = t.value("SELECT uid FROM article WHERE id = $1", &[&early]).await;
    let version: i64 = t.value("SELECT version FROM article WHERE id = $1", &[&early]).await;
    let fields = [
        ("headline", "Trước khi có cổng"),
        ("body", "Đã sửa"),
        ("section", "xay-dung-dang"),
        ("correction", "sửa"),
        ("do", "submit"),
        ("version", &*version.to_string()),
    ];
    own.post(&format!("/van-phong/toa-soan/{uid}"), &fields).await;
    let version: i64 = t.value("SELECT version FROM article WHERE id = $1", &[&early]).await;
    let fields = [("do", "publish"), ("version", &*version.to_string())];
    let done = own_publisher.post(&format!("/van-phong/toa-soan/{uid}/duyet"), &fields).await;
    assert!(done.outcome().ends_with("xong=dang-bai"), "{}", done.text());
    assert_eq!(crossed(&t).await.1.last().unwrap(), &said(early, "xa-thu", &[""]));
    // The portal ends: its articles belong to the nearest one above.
    assert!(publisher.post(HERE, &[("end", &*unit)]).await.outcome().starts_with("303"));
    let (_, standings) = crossed(&t).await;
    assert_eq!(standings[standings.len() - 2..], [said(early, "", &[]), said(late, "", &[])]);
}
