//! From a draft to its readers and back, through the door.

use crate::identity::right::Role;
use crate::newsroom::{PUBLISH_DUE, outbox, publish_due};
use crate::testing::TestOffice;
use bridge::{Entry, Fate};
use kit::clock::{DAY, SECOND};
use kit::testing::Door;
use rules::{BUILTIN, RuleBook};
use std::sync::Arc;

const HOUR: i64 = 3600 * SECOND;

/// An article that the editor has submitted; its address in the office.
pub(super) async fn submitted(t: &TestOffice, door: &mut Door, headline: &str) -> String {
    let fields = [("headline", headline), ("body", "Thân bài"), ("section", "xay-dung-dang"), ("do", "submit")];
    door.post("/van-phong/toa-soan/bai-moi", &fields).await;
    let uid: String = t.value("SELECT uid FROM article WHERE headline = $1", &[&headline]).await;
    format!("/van-phong/toa-soan/{uid}")
}

async fn state(t: &TestOffice, article: &str) -> (String, String) {
    let uid = article.rsplit('/').next().unwrap();
    let state: String = t.value("SELECT state FROM article WHERE uid = $1", &[&uid]).await;
    (state, t.value::<i64>("SELECT version FROM article WHERE uid = $1", &[&uid]).await.to_string())
}

/// Decides on the newest version.
pub(super) async fn decide(t: &TestOffice, door: &mut Door, article: &str, fields: &[(&str, &str)]) -> String {
    let (_, version) = state(t, article).await;
    let fields: Vec<(&str, &str)> = fields.iter().copied().chain([("version", version.as_str())]).collect();
    let place = if fields.iter().any(|(name, _)| *name == "fate") { "go" } else { "duyet" };
    door.post(&format!("{article}/{place}"), &fields).await.outcome()
}

async fn last_entry(t: &TestOffice) -> Entry {
    let seq: i64 = t.value("SELECT max(seq) FROM outbox", &[]).await;
    let mut conn = t.office.db.read().await.unwrap();
    outbox::between(&mut conn, seq - 1, seq).await.unwrap().remove(0).1
}

#[tokio::test]
async fn what_a_second_person_cleared_anybody_who_publishes_may_publish() {
    let t = TestOffice::new().await;
    let (mut publisher, mut second) =
        (t.as_cast("publisher").await, t.signed_in("hai", Role::Publisher, t.district).await);
    let article = submitted(&t, &mut publisher, "Của người duyệt").await;
    for act in ["publish", "clear", "schedule"] {
        let fields = [("do", act), ("due_day", "25/11/2018"), ("due_time", "7:30")];
        assert_eq!(decide(&t, &mut publisher, &article, &fields).await, "403", "{act} one's own");
    }
    assert_eq!(decide(&t, &mut second, &article, &[("do", "clear")]).await, "303 /van-phong/toa-soan?xong=duyet-bai");
    assert!(publisher.get("/van-phong").await.text().contains("Bài đã duyệt, chưa đăng"));
    let published = decide(&t, &mut publisher, &article, &[("do", "publish")]).await;
    assert_eq!(published, "303 /van-phong/toa-soan?xong=dang-bai", "the second person has seen it");
    // A change after the clearing has to be seen again.
    let change = [("headline", "Của người duyệt"), ("body", "Khác"), ("section", "xay-dung-dang"), ("do", "submit")];
    let (_, version) = state(&t, &article).await;
    let fields: Vec<(&str, &str)> = change.into_iter().chain([("version", version.as_str())]).collect();
    publisher.post(&article, &fields).await;
    assert_eq!(decide(&t, &mut publisher, &article, &[("do", "publish")]).await, "403");
}

#[tokio::test]
async fn an_article_comes_out_at_its_time_once_and_a_change_of_a_live_one_too() {
    let t = TestOffice::new().await;
    let (mut editor, mut publisher) = (t.as_cast("editor").await, t.as_cast("publisher").await);
    let article = submitted(&t, &mut editor, "Hẹn giờ").await;
    for (day, time, told) in [
        ("", "", "Ghi đủ ngày và giờ"),
        ("24/11/2018", "25:00", "Ghi đủ ngày và giờ"),
        ("31/2/2018", "7:30", "Ghi đủ ngày và giờ"),
        ("22/11/2018", "7:30", "Lúc ấy đã qua"),
    ] {
        let (_, version) = state(&t, &article).await;
        let fields = [("do", "schedule"), ("due_day", day), ("due_time", time), ("version", version.as_str())];
        let answer = publisher.post(&format!("{article}/duyet"), &fields).await;
        assert!(answer.outcome() == "422" && answer.text().contains(told), "{day} {time}");
        assert!(answer.html().contains(&format!("value=\"{day}\"")), "what was typed comes back");
    }
    let orders = async || -> Vec<String> {
        let sql = "SELECT payload FROM job WHERE kind = $1 ORDER BY id";
        let rows: Vec<(String,)> = t.office.db.read().await.unwrap().all(sql, &[&PUBLISH_DUE]).await.unwrap();
        rows.into_iter().map(|(payload,)| payload).collect()
    };
    let run = async |order: &str| -> Option<i64> {
        let mut tx = t.office.db.begin().await.unwrap();
        let done = publish_due(&mut tx, &t.office, order, t.office.clock.now()).await.unwrap();
        tx.commit().await.unwrap();
        done
    };
    for edition in [1, 2] {
        // A session does not outlast the days between.
        (editor, publisher) = (t.as_cast("editor").await, t.as_cast("publisher").await);
        let later = [("do", "schedule"), ("due_day", "24/12/2018"), ("due_time", "7h")];
        decide(&t, &mut publisher, &article, &later).await;
        let at = t.office.clock.now().plus(DAY);
        let (day, (hour, minute)) = (at.day().to_string(), at.clock_time());
        let time = format!("{hour}:{minute:02}");
        let soon = [("do", "schedule"), ("due_day", day.as_str()), ("due_time", time.as_str())];
        assert_eq!(decide(&t, &mut publisher, &article, &soon).await, "303 /van-phong/toa-soan?xong=hen-dang");
        assert!(editor.get("/van-phong/toa-soan").await.text().contains("Đăng lúc"));
        let all = orders().await;
        let [.., put_off, order] = all.as_slice() else { panic!("two orders") };
        assert_eq!(run(order).await, None, "not before its time");
        t.office.clock.advance(DAY + HOUR);
        assert_eq!(run(put_off).await, None, "the order that another one replaced");
        assert!(run(order).await.is_some());
        assert_eq!(run(order).await, None, "a job that runs twice publishes once");
        let Entry::Edition(out) = last_entry(&t).await else { panic!("an edition") };
        assert_eq!((out.edition, out.published_at), (edition, t.office.clock.now().0));
        let how: String = t.value("SELECT how FROM article_edition WHERE article_id = $1", &[&out.article_id]).await;
        assert_eq!(how, "scheduled");
        // The next round changes the live article.
        editor = t.as_cast("editor").await;
        let (_, version) = state(&t, &article).await;
        let body = format!("Bản {}", edition + 1);
        let fields = [("headline", "Hẹn giờ"), ("body", body.as_str()), ("section", "xay-dung-dang"), ("do", "submit")];
        let fields: Vec<(&str, &str)> = fields.into_iter().chain([("version", version.as_str())]).collect();
        editor.post(&article, &fields).await;
    }
    // Whoever changes it after it was scheduled takes it from its time.
    publisher = t.as_cast("publisher").await;
    decide(&t, &mut publisher, &article, &[("do", "schedule"), ("due_day", "24/12/2018"), ("due_time", "7h30")]).await;
    let (_, version) = state(&t, &article).await;
    let fields =
        [("headline", "Hẹn giờ"), ("body", "Bản ba"), ("section", "xay-dung-dang"), ("version", version.as_str())];
    assert!(editor.get(&article).await.text().contains("Sửa bây giờ thì hẹn giờ mất"));
    editor.post(&article, &fields).await;
    t.office.clock.advance(60 * DAY);
    assert_eq!(run(orders().await.last().unwrap()).await, None);
    assert_eq!(state(&t, &article).await.0, "draft");
    // Whoever scheduled it must still be one who publishes.
    (editor, publisher) = (t.as_cast("editor").await, t.as_cast("publisher").await);
    let other = submitted(&t, &mut editor, "Người hẹn mất quyền").await;
    decide(&t, &mut publisher, &other, &[("do", "schedule"), ("due_day", "1/3/2019"), ("due_time", "7h30")]).await;
    let mut tx = t.office.db.begin().await.unwrap();
    let ends = "UPDATE role_holding SET to_day = '2019-02-01' WHERE role IN ('publisher')";
    tx.exec(ends, &[]).await.unwrap();
    tx.exec("UPDATE post_holding SET to_day = '2019-02-01'", &[]).await.unwrap();
    tx.commit().await.unwrap();
    t.office.clock.advance(60 * DAY);
    assert_eq!(run(orders().await.last().unwrap()).await, None);
    assert_eq!(state(&t, &other).await.0, "cleared");
    let mut second = t.signed_in("hai", Role::Publisher, t.district).await;
    assert!(second.get(&other).await.text().contains("người hẹn giờ không còn quyền đăng"));
}

#[tokio::test]
async fn what_readers_had_is_compared_with_the_change() {
    let t = TestOffice::new().await;
    let (mut editor, mut publisher) = (t.as_cast("editor").await, t.as_cast("publisher").await);
    let article = submitted(&t, &mut editor, "Đổi trong giờ").await;
    assert!(!publisher.get(&format!("{article}/duyet")).await.text().contains("Khác với bản bạn đọc đang có"));
    decide(&t, &mut publisher, &article, &[("do", "publish")]).await;
    for (body, act) in [("Thân bài dở", "save"), ("Thân bài mới", "submit")] {
        let (_, version) = state(&t, &article).await;
        let fields = [("headline", "Đổi trong giờ"), ("body", body), ("section", "xay-dung-dang"), ("do", act)];
        let fields: Vec<(&str, &str)> = fields.into_iter().chain([("version", version.as_str())]).collect();
        editor.post(&article, &fields).await;
    }
    // Within the hour, by the same person; what was only saved on the way is no row of its own.
    let rows = editor.get(&format!("{article}/cac-ban?tu=5&den=5")).await;
    assert_eq!((rows.html().matches("name=\"tu\"").count(), rows.text().contains("bản đăng số 1")), (2, true));
    let review = publisher.get(&format!("{article}/duyet")).await;
    assert!(review.text().contains("Khác với bản bạn đọc đang có"), "{}", review.text());
    assert!(review.html().contains("Thân bài<ins> mới</ins>"), "{}", review.html());
}

/// An office in whose newsroom these checks stand in the way.
fn blocking(checks: &str) -> Arc<RuleBook> {
    let general = BUILTIN.iter().find(|(name, _)| *name == "newsroom-general.toml").expect("the rule").1;
    let line = |name: &str| general.lines().find(|line| line.starts_with(name)).expect("the line");
    let own = general
        .replacen("id = \"newsroom-general\"", "id = \"ours\"\nscope = \"office\"", 1)
        .replace(line("blocking"), &format!("blocking = [{checks}]"))
        .replace(line("urgent_blocking"), "urgent_blocking = []");
    let files = BUILTIN.iter().map(|(name, text)| (*name, *text)).chain([("ours.toml", own.as_str())]);
    Arc::new(RuleBook::load(files).expect("sound rules"))
}

#[tokio::test]
async fn what_was_in_order_when_it_was_scheduled_is_looked_at_again_when_its_time_comes() {
    let mut t = TestOffice::new().await;
    let sql = "SELECT id FROM article WHERE edition > 0 AND withdrawn_at IS NULL ORDER BY id LIMIT 1";
    let other: i64 = t.value(sql, &[]).await;
    let link = format!("[bài trước](/xay-dung-dang/bai-{other})");
    for (headline, body, happens, told) in [
        ("Bình thường", "Không có gì", "", ""),
        (
            "Dẫn tới bài khác",
            link.as_str(),
            "UPDATE article SET withdrawn_at = 1 WHERE id = $1",
            "Liên kết không dẫn tới đâu",
        ),
        (
            "Theo kế hoạch",
            "Theo Kế hoạch số 86-KH/HU",
            "UPDATE paper SET lapsed_on = '2018-11-26' WHERE symbol = '86-KH/HU' AND CAST($1 AS BIGINT) > 0",
            "Văn bản 86-KH/HU đã hết hiệu lực",
        ),
        ("Gọi ai", "Gọi 0912.345.678", "rule", "Số điện thoại: 0912.345.678"),
    ] {
        t.office.book = blocking("\"links_inside\", \"papers\"");
        let (mut writer, mut publisher) = (t.as_cast("editor").await, t.as_cast("publisher").await);
        let fields = [("headline", headline), ("body", body), ("section", "xay-dung-dang"), ("do", "submit")];
        writer.post("/van-phong/toa-soan/bai-moi", &fields).await;
        let uid: String = t.value("SELECT uid FROM article WHERE headline = $1", &[&headline]).await;
        let article = format!("/van-phong/toa-soan/{uid}");
        let day = t.office.clock.today().plus_days(2).to_string();
        let soon = [("do", "schedule"), ("due_day", day.as_str()), ("due_time", "7:30")];
        let done = decide(&t, &mut publisher, &article, &soon).await;
        assert_eq!(done, "303 /van-phong/toa-soan?xong=hen-dang", "{headline}");
        match happens {
            "" => {}
            "rule" => t.office.book = blocking("\"personal_data\""),
            sql => {
                let mut tx = t.office.db.begin().await.unwrap();
                tx.exec(sql, &[&other]).await.unwrap();
                tx.commit().await.unwrap();
            }
        }
        t.office.clock.advance(3 * DAY);
        let sql = "SELECT payload FROM job WHERE kind = $1 ORDER BY id DESC LIMIT 1";
        let order: String = t.value(sql, &[&PUBLISH_DUE]).await;
        let mut tx = t.office.db.begin().await.unwrap();
        let out = publish_due(&mut tx, &t.office, &order, t.office.clock.now()).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(out.is_some(), told.is_empty(), "{headline}");
        if told.is_empty() {
            continue;
        }
        assert_eq!(state(&t, &article).await.0, "cleared", "{headline}");
        (writer, publisher) = (t.as_cast("editor").await, t.as_cast("publisher").await);
        let mut stranger = t.signed_in(headline, Role::Editor, t.district).await;
        for (who, door) in [("its writer", &mut writer), ("who publishes", &mut publisher)] {
            let desk = door.get("/van-phong").await.text();
            assert!(
                desk.contains("Đến giờ hẹn, bài không lên được") && desk.contains(told),
                "{headline}, {who}: {desk}"
            );
        }
        assert!(!stranger.get("/van-phong").await.text().contains(headline), "an editor who has no part in it");
        assert!(writer.get(&article).await.text().contains(told), "{headline}: the article says so too");
        assert_eq!(
            decide(&t, &mut publisher, &article, &[("do", "publish")]).await,
            "422",
            "{headline}: it is still so"
        );
        t.office.book = blocking("");
        publisher = t.as_cast("publisher").await;
        let done = decide(&t, &mut publisher, &article, &[("do", "publish")]).await;
        assert_eq!(
            done, "303 /van-phong/toa-soan?xong=dang-bai",
            "{headline}: by hand, once nothing stands in the way"
        );
    }
}

#[tokio::test]
async fn who_publishes_alone_says_why_and_the_head_approves_it_by_the_day_of_the_rule() {
    let t = TestOffice::new().await;
    let mut publisher = t.as_cast("publisher").await;
    let article = submitted(&t, &mut publisher, "Tránh bão").await;
    let none = decide(&t, &mut publisher, &article, &[("do", "urgent"), ("why", " ")]).await;
    assert_eq!(none, "422");
    let mut editor = t.as_cast("editor").await;
    let why = [("do", "urgent"), ("why", "Bão vào <b>đêm</b> nay")];
    assert_eq!(decide(&t, &mut editor, &article, &why).await, "403");
    assert_eq!(decide(&t, &mut publisher, &article, &why).await, "303 /van-phong/toa-soan?xong=dang-gap");
    assert!(matches!(last_entry(&t).await, Entry::Edition(_)), "readers have it at once");
    let approval = format!("{article}/dang-gap");
    let mut leader = t.as_cast("leader").await;
    let desk = leader.get("/van-phong").await;
    assert!(desk.html().contains(&approval) && desk.text().contains("Lý do: Bão vào"), "{}", desk.text());
    assert!(!desk.html().contains("<b>đêm</b>"));
    for (who, role, unit, outcome) in [
        ("an editor", Role::Editor, t.district, "403"),
        ("a second publisher", Role::Publisher, t.district, "403"),
        ("an organisation officer", Role::OrganisationOfficer, t.district, "403"),
        ("another commune's leader", Role::Leader, t.elsewhere, "404"),
    ] {
        let mut door = t.signed_in(who, role, unit).await;
        assert_eq!(door.get(&approval).await.outcome(), outcome, "{who} looks");
        assert_eq!(door.post(&approval, &[("note", "")]).await.outcome(), outcome, "{who} approves");
    }
    assert!(t.visitor().get(&approval).await.outcome().starts_with("303 /van-phong/dang-nhap"));
    let page = leader.get(&approval).await;
    assert!(page.text().contains("Xác nhận trước hết ngày 26-11-2018"), "the 24th is a Saturday: {}", page.text());
    t.office.clock.advance(5 * DAY);
    let (mut leader, mut publisher) = (t.as_cast("leader").await, t.as_cast("publisher").await);
    assert!(leader.get("/van-phong").await.text().contains("quá hạn"));
    let done = leader.post(&approval, &[("note", "Đúng")]).await.outcome();
    assert_eq!(done, "303 /van-phong?xong=xac-nhan-dang");
    assert_eq!(leader.post(&approval, &[("note", "Đúng")]).await.outcome(), "409");
    assert!(!leader.get("/van-phong").await.html().contains(&approval));
    let trail = publisher.get(&format!("{article}/duyet")).await.text();
    for step in ["Đăng bài gấp, một mình", "Bão vào", "Xác nhận bài đăng gấp", "Đúng"] {
        assert!(trail.contains(step), "{step}: {trail}");
    }
}

#[tokio::test]
async fn who_publishes_alone_plants_no_links_and_tells_no_numbers() {
    let t = TestOffice::new().await;
    let (mut editor, mut publisher) = (t.as_cast("editor").await, t.as_cast("publisher").await);
    for (headline, body, outcome) in [
        ("Gấp một", "[báo](https://w88.example/)", "422"),
        ("Gấp hai", "Gọi ông An 0912.345.678", "422"),
        ("Gấp ba", "[cũ](/xay-dung-dang/khong-co-999999)", "303"),
    ] {
        let article = submitted(&t, &mut editor, headline).await;
        let (_, version) = state(&t, &article).await;
        let fields = [("headline", headline), ("body", body), ("section", "xay-dung-dang"), ("do", "submit")];
        let fields: Vec<(&str, &str)> = fields.into_iter().chain([("version", version.as_str())]).collect();
        assert!(editor.post(&article, &fields).await.outcome().starts_with("303"));
        let (_, version) = state(&t, &article).await;
        let fields = [("do", "urgent"), ("why", "Bão"), ("version", version.as_str())];
        let answer = publisher.post(&format!("{article}/duyet"), &fields).await;
        assert_eq!(&answer.outcome()[..3], outcome, "{body}");
        let told = answer.text().contains("vẫn phải bỏ") && answer.html().contains("Bão</textarea>");
        assert!(outcome == "303" || told, "{body}: {}", answer.text());
    }
}

#[tokio::test]
async fn an_article_ends_in_one_of_three_ways_each_with_its_reason() {
    let t = TestOffice::new().await;
    let mut publisher = t.as_cast("publisher").await;
    let uid: String = t.value("SELECT uid FROM article ORDER BY id LIMIT 1", &[]).await;
    let (article, other): (_, i64) =
        (format!("/van-phong/toa-soan/{uid}"), t.value("SELECT max(id) FROM article", &[]).await);
    let own: i64 = t.value("SELECT id FROM article WHERE uid = $1", &[&uid]).await;
    let (into, itself) = (format!("/xay-dung-dang/bai-{other}"), own.to_string());
    for (fields, told) in [
        (vec![("fate", ""), ("reason", "x")], "422"),
        (vec![("fate", "withdrawn"), ("reason", "")], "422"),
        (vec![("fate", "merged"), ("reason", "x"), ("into", "")], "422"),
        (vec![("fate", "merged"), ("reason", "x"), ("into", "987654")], "422"),
        (vec![("fate", "merged"), ("reason", "x"), ("into", itself.as_str())], "422"),
    ] {
        assert_eq!(decide(&t, &mut publisher, &article, &fields).await, told, "{fields:?}");
    }
    let mut second = t.signed_in("hai", Role::Publisher, t.district).await;
    for (fate, expected, shown) in [
        ("withdrawn", Fate::Notice, "Đã gỡ"),
        ("merged", Fate::Merged { into: other }, "Đã gộp vào bài khác"),
        ("error", Fate::Gone, "Đã gỡ vì đăng nhầm"),
    ] {
        let fields = [("fate", fate), ("reason", "Số liệu chưa đúng"), ("into", into.as_str())];
        let done = decide(&t, &mut publisher, &article, &fields).await;
        assert_eq!(done, "303 /van-phong/toa-soan?xong=go-bai", "{fate}");
        let entry = last_entry(&t).await;
        assert!(matches!(&entry, Entry::Withdrawal { fate, .. } if *fate == expected), "{entry:?}");
        let mut editor = t.as_cast("editor").await;
        for door in [&mut editor, &mut publisher] {
            let desk = door.get("/van-phong").await.text();
            assert!(!desk.contains("Bài đang viết dở"), "{fate}: what is done with waits for nobody: {desk}");
        }
        let page = publisher.get(&article).await.text();
        assert!(page.contains(shown) && page.contains("Số liệu chưa đúng"), "{fate}: {page}");
        assert_eq!(decide(&t, &mut publisher, &article, &fields).await, "409", "it is gone already");
        // Written anew it comes back.
        let (_, version) = state(&t, &article).await;
        let text = [("headline", "Viết lại"), ("body", fate), ("section", "xay-dung-dang"), ("do", "submit")];
        let text: Vec<(&str, &str)> = text.into_iter().chain([("version", version.as_str())]).collect();
        publisher.post(&article, &text).await;
        decide(&t, &mut second, &article, &[("do", "publish")]).await;
        let fate: String = t.value("SELECT fate FROM article WHERE uid = $1", &[&uid]).await;
        assert_eq!(fate, "");
    }
}
