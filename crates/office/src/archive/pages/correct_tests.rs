//! Correcting what was brought, through the door: who may, what comes back, what readers get, and what the desk tells.

use super::tests::{ARTICLE, brought};
use crate::archive::{FIRST_NUMBER, undo};
use crate::identity::reach::Grant;
use crate::identity::right::Role;
use crate::newsroom::outbox;
use crate::org::NOWHERE;
use crate::testing::TestOffice;
use bridge::{Block, Edition, Entry, Inline};
use kit::clock::SECOND;
use kit::testing::Door;

pub(super) const FORM: &str = "/van-phong/dia-chi-cu/bai/sua";

/// The form as it stands, with some of its fields typed anew.
pub(super) async fn filled(door: &mut Door, number: i64, typed: &[(&str, &str)]) -> Vec<(String, String)> {
    let page = door.get(&format!("{FORM}?so={number}")).await;
    assert_eq!(page.outcome(), "200");
    let names = ["so", "version", "request", "headline", "lead", "body", "byline", "source", "note"];
    let value = |name: &str| match typed.iter().find(|(known, _)| *known == name) {
        Some((_, value)) => (*value).to_owned(),
        None => value_of(&page.html(), name),
    };
    names.iter().map(|name| ((*name).to_owned(), value(name))).collect()
}

/// What stands in a field, also in one of several lines.
pub(super) fn value_of(html: &str, name: &str) -> String {
    let at = html.find(&format!("name=\"{name}\"")).unwrap_or_else(|| panic!("no field {name}"));
    let area = html[..at].rsplit('<').next().is_some_and(|tag| tag.starts_with("textarea"));
    let (begin, end) = if area { (">", "</textarea>") } else { ("value=\"", "\"") };
    let (_, rest) = html[at..].split_once(begin).unwrap_or_default();
    let value = rest.split(end).next().unwrap_or_default();
    let signs = [("&#60;", "<"), ("&#62;", ">"), ("&#34;", "\""), ("&#39;", "'"), ("&#38;", "&")];
    signs.iter().fold(value.to_owned(), |text, (code, sign)| text.replace(code, sign)).trim().to_owned()
}

pub(super) async fn ask(door: &mut Door, number: i64, typed: &[(&str, &str)]) -> String {
    let fields = filled(door, number, typed).await;
    send(door, &fields, "ask").await
}

async fn send(door: &mut Door, fields: &[(String, String)], what: &str) -> String {
    let fields: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).chain([("do", what)]).collect();
    door.post(FORM, &fields).await.outcome()
}

/// Agrees to what waits, or drops it, as it stands on the page.
async fn settle(door: &mut Door, number: i64, what: &str) -> String {
    let asked = door.get(&format!("{ARTICLE}?so={number}")).await.field("asked");
    let so = number.to_string();
    door.post(FORM, &[("so", so.as_str()), ("asked", &asked), ("do", what)]).await.outcome()
}

async fn editions(t: &TestOffice, number: i64) -> Vec<Edition> {
    let crossed = outbox::after(&mut t.office.db.read().await.unwrap(), 0).await.unwrap();
    let edition = |(_, entry)| if let Entry::Edition(edition) = entry { Some(*edition) } else { None };
    crossed.into_iter().filter_map(edition).filter(|edition| edition.article_id == number).collect()
}

const WITHOUT: &str = "Gọi số (đã bỏ), xem [báo](<https://tuoitre.example/a>)";

#[tokio::test]
async fn what_is_new_in_a_correction_is_held_to_the_rule_of_the_newsroom() {
    let t = TestOffice::new().await;
    let number = brought(&t).await;
    let (mut editor, mut publisher) = (t.as_cast("editor").await, t.as_cast("publisher").await);
    let old = value_of(&editor.get(&format!("{FORM}?so={number}")).await.html(), "body");
    assert!(old.contains("https://tuoitre.example/a"), "the older site had led to a stranger: {old}");
    for (new, told) in [
        ("Xem [trang này](<https://casino.example/x>).", "https://casino.example/x"),
        ("Gọi 0987 654 321.", "0987 654 321"),
        ("Xem [bài](</khong-co/bai-999>).", "/khong-co/bai-999"),
    ] {
        let body = format!("{old}\n\n{new}");
        let fields = filled(&mut editor, number, &[("body", &body), ("note", "Bổ sung.")]).await;
        for (what, outcome) in [("preview", "200"), ("ask", "422")] {
            let all = fields.iter().map(|(name, value)| (name.as_str(), value.as_str()));
            let page = editor.post(FORM, &all.chain([("do", what)]).collect::<Vec<_>>()).await;
            assert_eq!(page.outcome(), outcome, "{new} {what}");
            let html = page.html();
            let (_, found) = html.split_once("<ul class=\"found\">").expect(&html);
            let found = found.split("</ul>").next().unwrap_or_default();
            assert!(found.contains("Phải sửa") && found.contains(told), "{new}: {found}");
            assert!(!found.contains("tuoitre.example"), "{new} {what}: not what it said before: {found}");
            assert_eq!(value_of(&page.html(), "body"), body, "what was typed comes back");
        }
    }
    let body = format!("{old}\n\nThêm một câu.");
    let outcome = ask(&mut editor, number, &[("body", &body), ("note", "Bổ sung.")]).await;
    assert!(outcome.starts_with("303"), "{outcome}");
    let agreed = settle(&mut publisher, number, "agree").await;
    assert!(agreed.starts_with("303"), "{agreed}");
}

#[tokio::test]
async fn who_may_correct_a_brought_article() {
    let t = TestOffice::new().await;
    let number = brought(&t).await;
    let so = number.to_string();
    let done = |what: &str| format!("303 {ARTICLE}?so={so}&xong=bai-cu-{what}");
    let (mut editor, mut publisher) = (t.as_cast("editor").await, t.as_cast("publisher").await);
    let fields = filled(&mut editor, number, &[("body", WITHOUT), ("note", "Đã bỏ một số điện thoại.")]).await;
    for (who, role, unit, looks, asks) in [
        ("another commune's editor", Role::Editor, t.elsewhere, "404", "404"),
        ("the leader", Role::Leader, t.district, "403", "403"),
        ("the inspector", Role::Inspector, t.district, "403", "403"),
    ] {
        let mut door = t.signed_in(who, role, unit).await;
        assert_eq!(door.get(&format!("{FORM}?so={so}")).await.outcome(), looks, "{who}");
        for what in ["ask", "preview"] {
            assert_eq!(send(&mut door, &fields, what).await, asks, "{who} {what}");
        }
        for what in ["agree", "drop"] {
            let outcome = door.post(FORM, &[("so", so.as_str()), ("asked", "1"), ("do", what)]).await.outcome();
            assert_eq!(outcome, asks, "{who} {what}");
        }
    }
    assert!(send(&mut t.visitor(), &fields, "ask").await.starts_with("303 /van-phong/dang-nhap"));
    assert_eq!(send(&mut editor, &fields, "what").await, "400");
    assert_eq!(send(&mut editor, &fields, "ask").await, done("propose"));
    assert_eq!(send(&mut editor, &fields, "ask").await, done("propose"), "sent again it is done once");
    assert_eq!(ask(&mut publisher, number, &[("body", "khác"), ("note", "x")]).await, "409", "one thing waits");
    let removal = [("so", so.as_str()), ("do", "ask"), ("fate", "error"), ("reason", "x")];
    assert_eq!(publisher.post(ARTICLE, &removal).await.outcome(), "409", "nor is it taken off meanwhile");
    // Who asked, in whatever account, does not agree; who may not publish neither.
    assert_eq!(settle(&mut editor, number, "agree").await, "403");
    assert_eq!(settle(&mut publisher, number, "drop").await, done("leave"), "anybody of the desk drops it");
    assert_eq!(ask(&mut publisher, number, &[("body", WITHOUT), ("note", "Đã bỏ.")]).await, done("propose"));
    assert_eq!(settle(&mut publisher, number, "agree").await, "422", "not one's own");
    let person: i64 = t.value("SELECT min(id) FROM person", &[]).await;
    let sql = "UPDATE account SET person_id = $1 WHERE login = 'publisher' OR login = 'hai'";
    let mut second = t.signed_in("hai", Role::Publisher, t.district).await;
    let mut tx = t.office.db.begin().await.unwrap();
    tx.exec(sql, &[&person]).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(settle(&mut second, number, "agree").await, "422", "nor with another account of the same person");
    // A second person whom the asker has let in is no second person yet.
    let mut third = t.signed_in("ba", Role::Publisher, t.district).await;
    let let_in = |by: &'static str| {
        format!("UPDATE session SET let_in_by = {by} WHERE account_id = (SELECT id FROM account WHERE login = 'ba')")
    };
    let mut tx = t.office.db.begin().await.unwrap();
    keep_accounts(&t, &mut tx, "publisher").await;
    tx.exec(&let_in("(SELECT id FROM account WHERE login = 'publisher')"), &[]).await.unwrap();
    tx.commit().await.unwrap();
    let page = third.get(&format!("{ARTICLE}?so={so}")).await;
    assert!(page.text().contains("chỉ đồng ý được sau") && !page.html().contains("value=\"agree\""), "{}", page.text());
    assert_eq!(settle(&mut third, number, "agree").await, "422");
    let mut tx = t.office.db.begin().await.unwrap();
    tx.exec(&let_in("NULL"), &[]).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(settle(&mut third, number, "agree").await, done("correct"));
    assert_eq!(
        third.post(FORM, &[("so", so.as_str()), ("asked", "1"), ("do", "agree")]).await.outcome(),
        "409",
        "nothing waits any more"
    );
    let verbs: i64 = t.value("SELECT count(*) FROM journal WHERE verb LIKE 'archive.article.%'", &[]).await;
    assert_eq!(verbs, 4, "two asked, one left, one corrected");
}

#[tokio::test]
async fn readers_get_what_two_persons_agreed_to() {
    let t = TestOffice::new().await;
    let number = brought(&t).await;
    let (mut editor, mut publisher) = (t.as_cast("editor").await, t.as_cast("publisher").await);
    let typed = [
        ("headline", "Ảnh thiếu, đã có"),
        ("body", "Gọi số (đã bỏ), xem [báo](<https://tuoitre.example/a>) và [trang](<https://angiang.gov.vn/b>)"),
        ("byline", "Văn A"),
        ("note", "Bỏ một số điện thoại."),
    ];
    let fields = filled(&mut editor, number, &typed).await;
    assert_eq!(send(&mut editor, &fields, "preview").await, "200");
    let waiting: i64 = t.value("SELECT count(*) FROM archive_correction", &[]).await;
    assert_eq!(waiting, 0, "looked at, nothing is done");
    ask(&mut editor, number, &typed).await;
    assert_eq!(editions(&t, number).await.len(), 1, "nothing crosses while it waits");
    let page = publisher.get(&format!("{ARTICLE}?so={number}")).await.html();
    for part in ["<del>0912</del>", "<ins>", "Bỏ một số điện thoại.", "Đầu đề", "Tác giả"] {
        assert!(page.contains(part), "{part} in {page}");
    }
    settle(&mut publisher, number, "agree").await;
    let (all, now) = (editions(&t, number).await, t.office.clock.now());
    let [first, second] = all.as_slice() else { panic!("{all:?}") };
    assert_eq!((second.edition, second.published_at), (2, now.0));
    assert_eq!((second.first_published_at, &second.external_id), (first.first_published_at, &first.external_id));
    assert_eq!((&second.slug, second.headline.as_str()), (&first.slug, "Ảnh thiếu, đã có"), "its address stays");
    assert_eq!(second.correction_note.as_deref(), Some("Bỏ một số điện thoại."));
    let Some(Block::Paragraph(line)) = second.body.first() else { panic!("{second:?}") };
    assert_eq!(line.first(), Some(&Inline::Text("Gọi số (đã bỏ), xem ".into())));
    // A link that came with the correction is told with whoever wrote it; the other one stays the file's.
    let csv = editor.get("/van-phong/toa-soan/lien-ket?tep=csv").await.html();
    let of = |host: &str| csv.lines().find(|line| line.contains(host)).unwrap_or_default().to_owned();
    assert!(of("tuoitre.example").contains("cu.sql") && !of("angiang.gov.vn").contains("cu.sql"), "{csv}");
    let mut tx = t.office.db.begin().await.unwrap();
    let kept = "SELECT url, account_id FROM archive_link ORDER BY url";
    let before: Vec<(String, Option<i64>)> = tx.all(kept, &[]).await.unwrap();
    tx.exec("DELETE FROM archive_link", &[]).await.unwrap();
    crate::newsroom::outside::rebuild(&mut tx).await.unwrap();
    assert_eq!(tx.all::<(String, Option<i64>)>(kept, &[]).await.unwrap(), before, "and so when put together again");
    drop(tx);
    // It is found by its new words, and by the old ones no longer.
    for (asked, found) in [("da+bo", true), ("%C4%90%C3%83+C%C3%93", true), ("0912+345", false), ("van+a", true)] {
        let list = editor.get(&format!("/van-phong/dia-chi-cu/bai?tim={asked}")).await.html();
        assert_eq!(list.contains(&format!("bai/go?so={number}")), found, "{asked}");
    }
    assert!(editor.get(&format!("{ARTICLE}?so={number}")).await.text().contains("bản tòa soạn đã sửa"));
}

#[tokio::test]
async fn wrong_input_comes_back_as_it_was_typed() {
    let t = TestOffice::new().await;
    let number = brought(&t).await;
    let mut editor = t.as_cast("editor").await;
    let long = "x".repeat(501);
    for (typed, status, said) in [
        (vec![("note", "x")], "422", "Chưa có chỗ nào khác"),
        (vec![("body", "Khác")], "422", "Ghi cho bạn đọc biết"),
        (vec![("headline", " "), ("note", "x")], "422", "Ghi đầu đề"),
        (vec![("body", "Khác"), ("note", long.as_str())], "422", "nhiều nhất là 500"),
        (vec![("body", "[[anh-cu:1]]"), ("note", "x")], "422", "không có ảnh [[anh-cu:1]]"),
        (vec![("body", "xem [[anh:3]] đây"), ("note", "x")], "422", "chỉ dùng trong bài của tòa soạn"),
        (vec![("lead", "có [[so-lieu:x]]"), ("note", "x")], "422", "chỉ dùng trong bài của tòa soạn"),
        (vec![("body", "[x](javascript:alert(1))"), ("note", "x")], "422", "không đăng được"),
        (vec![("body", "Khác"), ("note", "x"), ("version", "7")], "409", "Bài vừa đổi"),
    ] {
        let fields = filled(&mut editor, number, &typed).await;
        let fields: Vec<(&str, &str)> =
            fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).chain([("do", "ask")]).collect();
        let answer = editor.post(FORM, &fields).await;
        assert_eq!(answer.outcome(), status, "{typed:?}");
        assert!(answer.text().contains(said), "{said} in {}", answer.text());
        for (name, value) in &typed {
            assert_eq!(value_of(&answer.html(), name), value.trim(), "what was typed comes back");
        }
    }
    assert_eq!(editor.get(&format!("{FORM}?so={}", FIRST_NUMBER + 99)).await.outcome(), "404");
}

#[tokio::test]
async fn what_waits_in_the_archive_stands_on_the_desk_of_who_may_agree() {
    let t = TestOffice::new().await;
    let number = brought(&t).await;
    let so = number.to_string();
    let told = |html: &str| html.contains(&format!("bai/go?so={number}"));
    for (what, words) in [("remove", "đề nghị gỡ bài này"), ("correct", "đề nghị sửa bài này")] {
        let (mut editor, mut publisher) = (t.as_cast("editor").await, t.as_cast("publisher").await);
        if what == "remove" {
            let fields = [("so", so.as_str()), ("do", "ask"), ("fate", "error"), ("reason", "Nhầm tên")];
            publisher.post(ARTICLE, &fields).await;
        } else {
            ask(&mut publisher, number, &[("body", WITHOUT), ("note", "x")]).await;
        }
        let mut other = t.signed_in(what, Role::Publisher, t.district).await;
        for (who, door, is_told) in [
            ("who asked", &mut publisher, false),
            ("who may not publish", &mut editor, false),
            ("a second person", &mut other, true),
        ] {
            assert_eq!(told(&door.get("/van-phong").await.html()), is_told, "{what}: {who}");
        }
        assert!(other.get("/van-phong").await.text().contains(words), "{what}");
        match what {
            "remove" => {
                let asked = other.get(&format!("{ARTICLE}?so={so}")).await.field("asked");
                _ = other.post(ARTICLE, &[("so", so.as_str()), ("do", "drop"), ("asked", &asked)]).await;
            }
            _ => _ = settle(&mut other, number, "drop").await,
        }
        assert!(!told(&other.get("/van-phong").await.html()), "{what}: dropped, it waits no longer");
    }
}

#[tokio::test]
async fn what_is_hidden_is_not_read_in_the_edition_before() {
    for (body, ticks, alone) in [
        // Numbers of persons that are taken out are meant to be gone.
        (WITHOUT, "", true),
        ("Gọi số 0912 345 678, đọc [báo](<https://tuoitre.example/a>)", "", false),
        ("Gọi số 0912 345 678, đọc [báo](<https://tuoitre.example/a>)", "1", true),
    ] {
        let t = TestOffice::new().await;
        let number = brought(&t).await;
        let (mut editor, mut publisher) = (t.as_cast("editor").await, t.as_cast("publisher").await);
        let mut fields = filled(&mut editor, number, &[("body", body), ("note", "Đã sửa.")]).await;
        fields.push(("alone".into(), ticks.into()));
        assert!(send(&mut editor, &fields, "ask").await.ends_with("xong=bai-cu-propose"), "{body}");
        let page = publisher.get(&format!("{ARTICLE}?so={number}")).await.text();
        assert_eq!(page.contains("sẽ không xem được bản trước nữa"), alone, "{body}: {page}");
        assert!(settle(&mut publisher, number, "agree").await.ends_with("xong=bai-cu-correct"), "{body}");
        assert_eq!(editions(&t, number).await.last().unwrap().alone, alone, "{body}");
    }
}

#[tokio::test]
async fn nobody_agrees_to_another_removal_than_the_one_they_read() {
    let t = TestOffice::new().await;
    let so = brought(&t).await.to_string();
    let (mut editor, mut publisher) = (t.as_cast("editor").await, t.as_cast("publisher").await);
    let asks = |reason| [("so", so.as_str()), ("do", "ask"), ("fate", "withdrawn"), ("reason", reason)];
    editor.post(ARTICLE, &asks("Nhầm ngày")).await;
    let read = publisher.get(&format!("{ARTICLE}?so={so}")).await.field("asked");
    editor.post(ARTICLE, &[("so", &so), ("do", "drop"), ("asked", &read)]).await;
    editor.post(ARTICLE, &asks("Lý do khác")).await;
    let late = publisher.post(ARTICLE, &[("so", &so), ("do", "agree"), ("asked", &read)]).await;
    assert_eq!(late.outcome(), "409", "{}", late.text());
    assert!(late.text().contains("Lý do khác"), "it is shown what waits now");
    let now = publisher.get(&format!("{ARTICLE}?so={so}")).await.field("asked");
    let agreed = publisher.post(ARTICLE, &[("so", &so), ("do", "agree"), ("asked", &now)]).await;
    assert_eq!(agreed.outcome(), format!("303 {ARTICLE}?so={so}&xong=bai-cu-agree"));
}

/// Lets somebody keep the district's accounts: whoever lets others in does.
async fn keep_accounts(t: &TestOffice, tx: &mut kit::db::Tx, login: &str) {
    let sql = "INSERT INTO role_holding (account_id, role, unit_id, from_day)
               SELECT id, 'manager', CAST($1 AS BIGINT), '2018-01-01' FROM account WHERE login = $2";
    tx.exec(sql, &[&t.district, &login]).await.unwrap();
}

#[tokio::test]
async fn a_removal_is_not_agreed_to_by_whom_the_asker_let_in() {
    let t = TestOffice::new().await;
    let number = brought(&t).await;
    let so = number.to_string();
    let (mut editor, mut publisher) = (t.as_cast("editor").await, t.as_cast("publisher").await);
    let asks = [("so", so.as_str()), ("do", "ask"), ("fate", "error"), ("reason", "Nhầm tên")];
    editor.post(ARTICLE, &asks).await;
    let mut tx = t.office.db.begin().await.unwrap();
    let sql = "UPDATE session SET let_in_by = (SELECT id FROM account WHERE login = 'editor')
               WHERE account_id = (SELECT id FROM account WHERE login = 'publisher')";
    keep_accounts(&t, &mut tx, "editor").await;
    tx.exec(sql, &[]).await.unwrap();
    tx.commit().await.unwrap();
    let asked = publisher.get(&format!("{ARTICLE}?so={so}")).await.field("asked");
    let agrees = [("so", so.as_str()), ("do", "agree"), ("asked", &*asked)];
    let refused = publisher.post(ARTICLE, &agrees).await;
    assert_eq!(refused.outcome(), "422");
    assert!(refused.text().contains("vừa được mở bằng liên kết"), "{}", refused.text());
    t.office.clock.advance(4 * 24 * 3600 * SECOND);
    let mut publisher = t.as_cast("publisher").await;
    assert_eq!(publisher.post(ARTICLE, &agrees).await.outcome(), format!("303 {ARTICLE}?so={so}&xong=bai-cu-agree"));
}

#[tokio::test]
async fn a_file_that_changed_the_article_meanwhile_ends_what_was_asked() {
    let t = TestOffice::new().await;
    let number = brought(&t).await;
    let (mut editor, mut publisher) = (t.as_cast("editor").await, t.as_cast("publisher").await);
    ask(&mut editor, number, &[("body", WITHOUT), ("note", "Bỏ số.")]).await;
    super::tests::bring_again(&t, "Ảnh thiếu, bản khác").await;
    let page = publisher.get(&format!("{ARTICLE}?so={number}")).await;
    assert!(page.text().contains("Bài đã đổi theo một tệp mới") && !page.html().contains("value=\"agree\""));
    assert_eq!(settle(&mut publisher, number, "agree").await, "409");
    assert_eq!(settle(&mut publisher, number, "drop").await, format!("303 {ARTICLE}?so={number}&xong=bai-cu-leave"));
    // Taken back while something waits, it is nowhere.
    ask(&mut editor, number, &[("body", WITHOUT), ("note", "Bỏ số.")]).await;
    let mut tx = t.office.db.begin().await.unwrap();
    for batch in [2, 1] {
        undo(&mut tx, Grant::console(NOWHERE), batch, t.office.clock.now()).await.unwrap();
    }
    tx.commit().await.unwrap();
    assert_eq!(publisher.get(&format!("{ARTICLE}?so={number}")).await.outcome(), "404");
    assert!(!publisher.get("/van-phong").await.html().contains("bai/go?so="));
}
