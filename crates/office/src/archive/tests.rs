//! Bringing a file twice, changing it, taking it back.

use super::*;
use crate::org::NOWHERE;
use crate::testing;

fn row(id: &str, title: &str) -> Row {
    serde_json::from_value(json!({ "id": id, "section": "Xây dựng Đảng", "title": title, "body": "Một.\n\nHai." }))
        .unwrap()
}

#[tokio::test]
async fn a_file_is_brought_once_changed_and_taken_back() {
    let db = testing::empty().await;
    let now = Ts(1_700_000_000_000_000);
    let mut tx = db.db.begin().await.unwrap();
    let batch = begin(&mut tx, Grant::console(NOWHERE), "cu.jsonl", now).await.unwrap();
    for (title, brought) in [("A", Brought::New), ("A", Brought::Same), ("B", Brought::Changed)] {
        assert_eq!(bring(&mut tx, batch, &row("7", title), now).await.unwrap().0, brought);
    }
    assert_eq!(undo(&mut tx, Grant::console(NOWHERE), batch, now).await.unwrap(), Some(1));
    assert_eq!(undo(&mut tx, Grant::console(NOWHERE), batch, now).await.unwrap(), Some(0));
    assert_eq!(undo(&mut tx, Grant::console(NOWHERE), 99, now).await.unwrap(), None, "there is no such batch");
    assert_eq!(
        bring(&mut tx, batch, &row("7", "B"), now).await.unwrap().0,
        Brought::Changed,
        "after it was taken back"
    );
    let entries: Vec<Entry> = outbox::after(&mut tx, 0).await.unwrap().into_iter().map(|(_, e)| e).collect();
    let editions: Vec<(i64, u32)> = entries
        .iter()
        .filter_map(|e| if let Entry::Edition(e) = e { Some((e.article_id, e.edition)) } else { None })
        .collect();
    assert_eq!(editions, [(FIRST_NUMBER + 1, 1), (FIRST_NUMBER + 1, 2), (FIRST_NUMBER + 1, 3)]);
    assert_eq!(batches(&mut tx).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_wrong_row_says_what_is_wrong() {
    let now = Ts(1_700_000_000_000_000);
    for (json, field) in [
        (json!({ "id": "", "title": "A", "body": "" }), "id"),
        (json!({ "id": true, "title": "A", "body": "" }), "id"),
        (json!({ "id": 1, "title": " ", "body": "x" }), "headline"),
        (json!({ "id": 1, "title": "A", "body": "x", "published_at": "hôm qua" }), "published_at"),
    ] {
        let row: Row = serde_json::from_value(json).unwrap();
        assert!(check(&row, now).unwrap_err().contains(field), "{field}");
    }
    assert!(check(&row("1", "A"), now).is_ok());
}

#[tokio::test]
async fn an_article_that_says_no_day_has_that_of_its_coming_and_is_no_news() {
    let db = testing::empty().await;
    let now = Ts(1_700_000_000_000_000);
    let mut tx = db.db.begin().await.unwrap();
    let batch = begin(&mut tx, Grant::console(NOWHERE), "cu.jsonl", now).await.unwrap();
    let dated = Row { published_at: Some("2006-05-04".into()), ..row("2", "B") };
    for row in [row("1", "A"), dated, Row { at: Some(5), ..row("3", "C") }] {
        bring(&mut tx, batch, &row, now).await.unwrap();
    }
    let of =
        |entry: Entry| if let Entry::Edition(it) = entry { (it.undated, it.published_at == now.0) } else { panic!() };
    let told: Vec<_> = outbox::after(&mut tx, 0).await.unwrap().into_iter().map(|(_, entry)| of(entry)).collect();
    assert_eq!(told, [(true, true), (false, false), (false, false)]);
}

async fn crossed(conn: &mut Conn) -> Vec<String> {
    let entries = outbox::after(conn, 0).await.unwrap();
    let told = |entry: Entry| match entry {
        Entry::Edition(it) => format!("edition {} {}", it.edition, it.slug),
        Entry::Withdrawal { .. } => "withdrawal".to_owned(),
        Entry::Address(it) => format!("{} {:?}", it.from, it.leads),
        _ => "another".to_owned(),
    };
    entries.into_iter().map(|(_, entry)| told(entry)).collect()
}

#[tokio::test]
async fn what_readers_did_not_have_is_kept_and_not_shown() {
    let db = testing::empty().await;
    let now = Ts(1_700_000_000_000_000);
    let mut tx = db.db.begin().await.unwrap();
    let batch = begin(&mut tx, Grant::console(NOWHERE), "cu.sql", now).await.unwrap();
    let article = |kept: Option<&str>| Row {
        kept: kept.map(str::to_owned),
        alias: "dai-hoi".into(),
        at: Some(1_600_000_000_000_000),
        ..row("joomla:7", "Đại hội chi bộ")
    };
    for (kept, brought) in [
        (Some("unpublished"), Brought::New),
        (Some("unpublished"), Brought::Same),
        (None, Brought::Changed),
        (Some("expired"), Brought::Changed),
    ] {
        let (what, path) = bring(&mut tx, batch, &article(kept), now).await.unwrap();
        assert_eq!((what, path), (brought, format!("/xay-dung-dang/dai-hoi-{}", FIRST_NUMBER + 1)));
    }
    assert_eq!(crossed(&mut tx).await, ["edition 1 dai-hoi", "withdrawal"]);
    assert_eq!(undo(&mut tx, Grant::console(NOWHERE), batch, now).await.unwrap(), Some(1));
    assert_eq!(crossed(&mut tx).await.len(), 2, "what was not shown needs no withdrawal");
}

#[tokio::test]
async fn old_addresses_lead_into_the_portal_and_go_with_their_file() {
    use bridge::Leads;
    let db = testing::empty().await;
    let now = Ts(1_700_000_000_000_000);
    let mut tx = db.db.begin().await.unwrap();
    let batch = begin(&mut tx, Grant::console(NOWHERE), "cu.sql", now).await.unwrap();
    let to = |path: &str| Leads::To(path.to_owned());
    for (by, from, leads, new) in [
        (Some(batch), "/tin", to("/xay-dung-dang"), true),
        (Some(batch), "/tin", to("/xay-dung-dang"), false),
        (Some(batch), "joomla:9", Leads::Gone, true),
        (Some(batch), "/khac", Leads::Nowhere, false),
        (None, "/lich", to("/"), true),
        (Some(batch), "/lich", to("/tin"), false),
    ] {
        assert_eq!(lead(&mut tx, by, from, leads.clone(), now).await.unwrap(), new, "{from} {leads:?}");
    }
    for out in ["https://evil.example/", "//evil.example", "/\\evil.example", "tin", "", "/a b", "/a\nb"] {
        let refused = lead(&mut tx, Some(batch), "/x", to(out), now).await;
        assert!(matches!(refused, Err(DbError::Refused(_))), "{out}");
    }
    undo(&mut tx, Grant::console(NOWHERE), batch, now).await.unwrap();
    assert_eq!(
        crossed(&mut tx).await,
        ["/tin To(\"/xay-dung-dang\")", "joomla:9 Gone", "/lich To(\"/\")", "/tin Nowhere", "joomla:9 Nowhere",]
    );
}

#[tokio::test]
async fn a_batch_taken_back_leaves_what_was_there_before_it() {
    use bridge::Leads;
    let db = testing::empty().await;
    let now = Ts(1_700_000_000_000_000);
    let mut tx = db.db.begin().await.unwrap();
    let article = |title: &str, kept: Option<&str>| Row {
        kept: kept.map(str::to_owned),
        at: Some(1_600_000_000_000_000),
        ..row("joomla:7", title)
    };
    let mut batches = Vec::new();
    for (title, kept) in [("Một", None), ("Hai", None), ("Ba", Some("expired"))] {
        let batch = begin(&mut tx, Grant::console(NOWHERE), "cu.sql", now).await.unwrap();
        bring(&mut tx, batch, &article(title, kept), now).await.unwrap();
        let to = Leads::To(format!("/{}", viet::slug(title)));
        lead(&mut tx, Some(batch), "/tin", to, now).await.unwrap();
        batches.push(batch);
    }
    let mut told = crossed(&mut tx).await.len();
    for (batch, crosses) in [
        // What the second had made of it is gone when the third is: the first one's stands again.
        (1, vec![]),
        (2, vec!["edition 3 mot", "/tin To(\"/mot\")"]),
        (0, vec!["withdrawal", "/tin Nowhere"]),
    ] {
        undo(&mut tx, Grant::console(NOWHERE), batches[batch], now).await.unwrap();
        let all = crossed(&mut tx).await;
        assert_eq!(all[told..], crosses, "batch {batch}");
        told = all.len();
    }
    let again = begin(&mut tx, Grant::console(NOWHERE), "cu.sql", now).await.unwrap();
    assert_eq!(bring(&mut tx, again, &article("Một", None), now).await.unwrap().0, Brought::Changed);
    undo(&mut tx, Grant::console(NOWHERE), again, now).await.unwrap();
    assert_eq!(crossed(&mut tx).await[told..], ["edition 4 mot", "withdrawal"], "it had been taken back before");
}

#[tokio::test]
async fn a_file_is_of_the_site_whose_articles_it_has() {
    let now = Ts(1_700_000_000_000_000);
    let (ours, theirs) = ((254, "Đại hội"), (254, "Chợ nổi"));
    let sample = |(id, title): (i64, &str)| (format!("joomla:{id}"), title.to_owned(), Some(title.len() as i64));
    // What is there already, what somebody says, what the file says, its article; then the site, or whose it is not.
    let first = Some(("tinhbien.example", ours));
    for (there, said, guess, file, site) in [
        (None, None, None, ours, Ok(("trang-dau", true))),
        (None, None, Some("tinhbien.example"), ours, Ok(("tinhbien.example", true))),
        (None, Some("a"), Some("b"), ours, Ok(("a", true))),
        (first, None, None, ours, Ok(("tinhbien.example", true))),
        (first, None, Some("tanchau.example"), ours, Ok(("tinhbien.example", true))),
        (first, None, None, theirs, Err(1)),
        (first, None, Some("tanchau.example"), theirs, Err(1)),
        (first, None, Some("tinhbien.example"), theirs, Err(1)),
        (first, None, Some("tanchau.example"), (9, "Khác hẳn"), Err(0)),
        (first, None, Some("tinhbien.example"), (9, "Khác hẳn"), Ok(("tinhbien.example", true))),
        (first, Some("tanchau.example"), None, theirs, Ok(("tanchau.example", false))),
        (first, Some("tinhbien.example"), None, theirs, Ok(("tinhbien.example", true))),
        // Brought before sites had names: the first time somebody says one it is named.
        (Some(("", ours)), None, None, ours, Ok(("trang-dau", true))),
        (Some(("", ours)), Some("tinhbien.example"), None, ours, Ok(("tinhbien.example", true))),
        (Some(("", ours)), None, Some("tinhbien.example"), ours, Ok(("tinhbien.example", true))),
        (Some(("", ours)), Some("tanchau.example"), None, theirs, Ok(("tanchau.example", false))),
        (Some(("", ours)), None, None, theirs, Err(1)),
    ] {
        let db = testing::empty().await;
        let mut tx = db.db.begin().await.unwrap();
        if let Some((name, (id, title))) = there {
            let batch = begin(&mut tx, Grant::console(NOWHERE), "cu.sql", now).await.unwrap();
            let article = Row { at: Some(title.len() as i64), ..row(&format!("joomla:{id}"), title) };
            bring(&mut tx, batch, &article, now).await.unwrap();
            if !name.is_empty() {
                let site = site::Site { name: name.into(), is_first: true };
                site::keep(&mut tx, "joomla", &site).await.unwrap();
            }
        }
        let found = site::which(&mut tx, "joomla", (said, guess), &[sample(file)]).await.unwrap();
        let told = found.as_ref().map(|site| (site.name.as_str(), site.is_first)).map_err(|another| another.others);
        assert_eq!(told, site, "{there:?} {said:?} {guess:?} {file:?}");
        let Ok(found) = found else { continue };
        site::keep(&mut tx, "joomla", &found).await.unwrap();
        site::keep(&mut tx, "joomla", &found).await.unwrap();
        let again = site::which(&mut tx, "joomla", (Some(&found.name), None), &[sample(file)]).await.unwrap();
        assert_eq!(again.as_ref(), Ok(&found), "said again it is the same");
        let key = if found.is_first { "joomla:254".to_owned() } else { format!("{}|joomla:254", found.name) };
        assert_eq!(found.key("joomla:254"), key);
    }
}

#[tokio::test]
async fn one_thing_in_common_makes_no_file_the_first_sites() {
    let now = Ts(1_543_000_000_000_000);
    let db = testing::empty().await;
    let mut tx = db.db.begin().await.unwrap();
    let batch = begin(&mut tx, Grant::console(NOWHERE), "cu.sql", now).await.unwrap();
    for (name, title) in [("joomla:module:1", "Liên kết"), ("joomla:1", "Giới thiệu"), ("joomla:2", "Liên hệ")]
    {
        bring(&mut tx, batch, &Row { at: Some(1), ..row(name, title) }, now).await.unwrap();
    }
    site::keep(&mut tx, "joomla", &site::Site { name: "tinhbien.example".into(), is_first: true }).await.unwrap();
    let known = |name: &str, title: &str| (name.to_owned(), title.to_owned(), None);
    let new = (0..20).map(|nth| known(&format!("joomla:{}", 900 + nth), "Khác"));
    let new: Vec<site::Sample> = new.collect();
    for (alike, own) in [
        (vec![known("joomla:module:1", "Liên kết")], false),
        (vec![known("joomla:module:1", "Liên kết"), known("joomla:1", "Giới thiệu")], false),
        (vec![known("joomla:1", "Giới thiệu"), known("joomla:2", "Liên hệ"), known("joomla:3", "Khác")], false),
    ] {
        let sample: Vec<site::Sample> = alike.iter().cloned().chain(new.clone()).collect();
        let found = site::which(&mut tx, "joomla", (None, None), &sample).await.unwrap();
        assert_eq!(found.is_ok(), own, "{alike:?}");
    }
    // A file with little else is a later one of that site.
    let sample = [known("joomla:1", "Giới thiệu"), known("joomla:2", "Liên hệ"), known("joomla:9", "Mới")];
    let found = site::which(&mut tx, "joomla", (None, None), &sample).await.unwrap();
    assert_eq!(found.map(|site| site.is_first), Ok(true));
}
