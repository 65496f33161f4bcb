//! Writing together through the door: what is kept by itself, what was saved, what colleagues say, what stands in the way.

use crate::identity::right::Role;
use crate::testing::TestOffice;
use kit::testing::{Answer, Door};

const NEW: [(&str, &str); 4] =
    [("headline", "Tin mới"), ("lead", "Lời dẫn"), ("body", "Một đoạn.\n\nHai đoạn."), ("section", "xay-dung-dang")];

/// An article that the editor has saved; its address.
async fn saved(t: &TestOffice, door: &mut Door, fields: &[(&str, &str)]) -> String {
    let answer = door.post("/van-phong/toa-soan/bai-moi", fields).await.outcome();
    assert!(answer.starts_with("303"), "{answer}");
    let uid: String = t.value("SELECT uid FROM article ORDER BY id DESC LIMIT 1", &[]).await;
    format!("/van-phong/toa-soan/{uid}")
}

fn with<'a>(base: &[(&'a str, &'a str)], more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let kept = base.iter().filter(|(name, _)| !more.iter().any(|(other, _)| other == name));
    kept.chain(more).copied().collect()
}

fn keeping(article: &str) -> String {
    format!("/van-phong/toa-soan/tu-luu/{}", article.rsplit('/').next().unwrap())
}

fn json(answer: &Answer) -> serde_json::Value {
    serde_json::from_str(&answer.html()).expect("JSON")
}

#[tokio::test]
async fn what_is_typed_is_kept_and_never_replaced_by_what_was_typed_before() {
    let t = TestOffice::new().await;
    let mut editor = t.as_cast("editor").await;
    let article = saved(&t, &mut editor, &NEW).await;
    let at = keeping(&article);
    for (typed_at, body, kept) in [("2000", "gõ sau", true), ("1000", "gõ trước", false), ("2000", "lại", false)]
    {
        let fields = with(&NEW, &[("body", body), ("typed_at", typed_at), ("version", "1")]);
        assert_eq!(json(&editor.post(&at, &fields).await)["kept"], kept, "{body}");
    }
    let page = editor.get(&article).await;
    assert!(page.text().contains("Có chữ chưa lưu"), "{}", page.text());
    assert!(page.html().contains("<ins>gõ sau</ins>"), "{}", page.html());
    assert!(page.html().contains("Một đoạn.\n\nHai đoạn.</textarea>"), "the article itself has not changed");
    let restored = editor.get(&format!("{article}?lay=1")).await;
    assert!(restored.html().contains("gõ sau</textarea>"));
    // Somebody else does not see it, and nobody else's is taken.
    let mut second = t.signed_in("hai", Role::Editor, t.district).await;
    assert!(!second.get(&article).await.text().contains("gõ sau"));
    assert!(!second.get(&format!("{article}?lay=1")).await.html().contains("gõ sau"));
    // What is saved is no longer unsaved; a late letter of the older text does not come back as news.
    editor.post(&article, &with(&NEW, &[("body", "gõ sau nữa"), ("version", "1"), ("do", "save")])).await;
    let late = with(&NEW, &[("body", "gõ sau"), ("typed_at", "3000"), ("version", "1")]);
    assert_eq!(json(&editor.post(&at, &late).await)["kept"], false);
    assert!(!editor.get(&article).await.text().contains("Có chữ chưa lưu"));
    // Thrown away on purpose.
    editor.post(&at, &with(&NEW, &[("body", "bỏ"), ("typed_at", "4000"), ("version", "2")])).await;
    assert_eq!(editor.post(&at, &[("do", "discard")]).await.outcome(), format!("303 {article}"));
    let left: i64 = t.value("SELECT count(*) FROM article_draft", &[]).await;
    assert_eq!(left, 0);
}

#[tokio::test]
async fn what_is_typed_for_a_new_article_is_kept_too_and_colleagues_learn_of_each_other() {
    let t = TestOffice::new().await;
    let mut editor = t.as_cast("editor").await;
    // Two windows, each with a form of its own: neither's text is put in the place of the other's.
    let mut places = Vec::new();
    for headline in ["Tin mới", "Tin khác"] {
        let page = editor.get("/van-phong/toa-soan/bai-moi").await.html();
        let place = page.split("name=\"place\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let fields = with(&NEW, &[("headline", headline), ("typed_at", "1000")]);
        assert_eq!(json(&editor.post(&keeping(&place), &fields).await)["kept"], true, "{headline}");
        places.push(place);
    }
    assert_eq!(editor.get("/van-phong/toa-soan/bai-moi").await.text().matches("Có chữ chưa lưu").count(), 2);
    for (place, headline) in places.iter().zip(["Tin mới", "Tin khác"]) {
        let page = editor.get(&format!("/van-phong/toa-soan/bai-moi?lay={place}")).await.html();
        assert!(page.contains(&format!("value=\"{headline}\"")), "{page}");
        assert!(
            page.contains(&format!("data-autosave=\"/van-phong/toa-soan/tu-luu/{place}\"")),
            "it is kept on where it was"
        );
    }
    // Saved: that one is done with, the other one waits.
    editor
        .post("/van-phong/toa-soan/bai-moi", &with(&NEW, &[("headline", "Tin khác"), ("place", places[1].as_str())]))
        .await;
    let page = editor.get("/van-phong/toa-soan/bai-moi").await.html();
    assert!(page.contains(&places[0]) && !page.contains(&places[1]), "{page}");
    assert_eq!(
        editor.post(&keeping(&places[0]), &[("do", "discard")]).await.outcome(),
        "303 /van-phong/toa-soan/bai-moi"
    );
    assert!(!editor.get("/van-phong/toa-soan/bai-moi").await.text().contains("Có chữ chưa lưu"));
    assert_eq!(editor.post("/van-phong/toa-soan/tu-luu/moi.x", &NEW).await.outcome(), "404");
    let article = saved(&t, &mut editor, &NEW).await;
    editor.get(&article).await;
    let mut second = t.signed_in("hai", Role::Editor, t.district).await;
    assert!(second.get(&article).await.text().contains("cũng đang mở bài này"));
    let told = json(&editor.post(&keeping(&article), &[("do", "here")]).await);
    assert!(told["others"][0].as_str().unwrap().starts_with("hai "), "{told}");
    second.post(&article, &with(&NEW, &[("body", "của hai"), ("version", "1"), ("do", "save")])).await;
    let fields = with(&NEW, &[("body", "của tôi"), ("typed_at", "9000"), ("version", "1")]);
    let told = json(&editor.post(&keeping(&article), &fields).await);
    assert!(told["kept"] == true && told["newer"].as_str().unwrap().contains("hai đã lưu một bản khác"), "{told}");
    for (who, role, unit, outcome) in [
        ("another commune's editor", Role::Editor, t.elsewhere, "404"),
        ("the leader", Role::Leader, t.district, "403"),
    ] {
        let mut door = t.signed_in(who, role, unit).await;
        assert_eq!(door.post(&keeping(&article), &fields).await.outcome(), outcome, "{who}");
        assert_eq!(door.get(&format!("{article}/cac-ban")).await.outcome(), outcome, "{who}");
        assert_eq!(door.post(&format!("{article}/cac-ban"), &[("do", "name")]).await.outcome(), outcome, "{who}");
        assert_eq!(door.post(&format!("{article}/gop-y"), &[("remark", "x")]).await.outcome(), outcome, "{who}");
    }
    assert!(t.visitor().post(&keeping(&article), &fields).await.outcome().starts_with("303 /van-phong/dang-nhap"));
}

#[tokio::test]
async fn versions_are_compared_named_and_taken_again() {
    let t = TestOffice::new().await;
    let mut editor = t.as_cast("editor").await;
    let article = saved(&t, &mut editor, &NEW).await;
    for (version, body) in [("1", "Tỷ lệ đạt 98%."), ("2", "Tỷ lệ đạt 99% <b>nay</b>.")] {
        editor.post(&article, &with(&NEW, &[("body", body), ("version", version), ("do", "save")])).await;
    }
    let versions = format!("{article}/cac-ban");
    let page = editor.get(&format!("{versions}?tu=2&den=3")).await.html();
    assert!(page.contains("Tỷ lệ đạt <del>98</del><ins>99</ins>%<ins> &#60;b&#62;nay&#60;/b&#62;</ins>."), "{page}");
    let named = [("of", "2"), ("version", "3"), ("do", "name"), ("name", "Gửi Thường trực")];
    assert!(editor.post(&versions, &named).await.outcome().starts_with("303"));
    assert!(editor.get(&versions).await.text().contains("Gửi Thường trực"));
    let long = "a".repeat(81);
    let named = [("of", "2"), ("version", "3"), ("do", "name"), ("name", long.as_str())];
    assert_eq!(editor.post(&versions, &named).await.outcome(), "422");
    assert_eq!(editor.post(&versions, &[("of", "99"), ("version", "3"), ("do", "name")]).await.outcome(), "409");
    let back = [("of", "2"), ("version", "2"), ("do", "restore")];
    assert_eq!(editor.post(&versions, &back).await.outcome(), "409", "somebody has saved meanwhile");
    let back = [("of", "2"), ("version", "3"), ("do", "restore")];
    assert_eq!(editor.post(&versions, &back).await.outcome(), format!("303 {article}?xong=lay-lai"));
    assert!(editor.get(&article).await.html().contains("Tỷ lệ đạt 98%.</textarea>"));
    let kept: i64 = t.value("SELECT count(*) FROM article_version WHERE version <= 4 AND article_id > 3", &[]).await;
    assert_eq!(kept, 4, "nothing is lost by taking an older one");
}

#[tokio::test]
async fn a_remark_stands_by_its_passage_until_it_is_settled() {
    let t = TestOffice::new().await;
    let mut editor = t.as_cast("editor").await;
    let article = saved(&t, &mut editor, &NEW).await;
    let remarks = format!("{article}/gop-y");
    let mut publisher = t.as_cast("publisher").await;
    assert_eq!(publisher.post(&remarks, &[("remark", " "), ("passage", "Hai đoạn.")]).await.outcome(), "422");
    let said = [("remark", "Nguồn <i>đâu</i>?"), ("passage", "Hai đoạn.")];
    assert_eq!(publisher.post(&remarks, &said).await.outcome(), format!("303 {article}#gop-y"));
    let page = editor.get(&article).await;
    assert!(page.html().contains("Nguồn &#60;i&#62;đâu&#60;/i&#62;?") && !page.text().contains("Đoạn này đã được sửa"));
    assert!(publisher.get(&format!("{article}/duyet")).await.text().contains("Còn 1 góp ý chưa xong"));
    editor.post(&article, &with(&NEW, &[("body", "Khác."), ("version", "1"), ("do", "save")])).await;
    assert!(editor.get(&article).await.text().contains("Đoạn này đã được sửa"));
    let id: i64 = t.value("SELECT id FROM article_comment", &[]).await;
    for _double_click in 0..2 {
        let done = editor.post(&remarks, &[("settle", &id.to_string())]).await.outcome();
        assert_eq!(done, format!("303 {article}#gop-y"));
    }
    assert!(editor.get(&article).await.text().contains("đã xong"));
    let rows: i64 = t.value("SELECT count(*) FROM journal WHERE verb = 'newsroom.article.settle_comment'", &[]).await;
    assert_eq!(rows, 1);
}

#[tokio::test]
async fn what_the_rule_names_stands_in_the_way_and_the_rest_is_told() {
    let t = TestOffice::new().await;
    let (mut editor, mut publisher) = (t.as_cast("editor").await, t.as_cast("publisher").await);
    for (body, told, outcome) in [
        ("[báo](https://evil.example/ca-cuoc)", "Liên kết ra trang lạ evil.example", "422"),
        ("[báo](https://angiang.gov.vn/tin)", "Không thấy gì phải sửa", "303"),
        ("[cũ](/xay-dung-dang/khong-co-999999)", "Liên kết không dẫn tới đâu", "422"),
        ("[cũ](/xay-dung-dang)", "Không thấy gì phải sửa", "303"),
        ("[góp ý](/gop-y), [phản ánh](/en/phan-anh), [tin](/rss.xml)", "Không thấy gì phải sửa", "303"),
        ("[xem](#ket-qua), [nữa](#ket-qua-2)\n\n## Kết quả\n\nA\n\n## Kết quả\n\nB", "Không thấy gì phải sửa", "303"),
        (
            "[xem](#muc)\n\n## Kết quả\n\nA",
            "Liên kết #muc không dẫn tới đầu đề mục nào của bài; bài có: #ket-qua",
            "422",
        ),
        ("[xem](#muc)", "Liên kết #muc không dẫn tới đâu: bài không có đầu đề mục", "422"),
        ("Chữ\n\n§¶ng bé x· TÞnh Biªn tæ chøc ®¹i héi", "Đảng bộ xã Tịnh Biên tổ chức đại hội", "303"),
        ("Gọi ông An 0912.345.678", "Số điện thoại: 0912.345.678", "422"),
        ("CCCD 089201001234", "Số căn cước: 089201001234", "422"),
        ("### Nhảy bậc\n\nChữ", "Đầu đề mục nhảy bậc: “Nhảy bậc”", "303"),
        ("Ủy ban Kiểm tra Huyện uy Tịnh Biên họp", "Tên đúng là", "303"),
    ] {
        let article = saved(&t, &mut editor, &with(&NEW, &[("body", body), ("do", "submit")])).await;
        let page = publisher.get(&format!("{article}/duyet")).await.text();
        if told != "Tên đúng là" {
            assert!(page.contains(told), "{body}: {page}");
        }
        let decided = publisher.post(&format!("{article}/duyet"), &[("do", "publish"), ("version", "2")]).await;
        assert_eq!(&decided.outcome()[..3], outcome, "{body}");
        if outcome == "422" {
            assert!(decided.text().contains("còn việc phải sửa"), "{body}");
        }
    }
}

#[tokio::test]
async fn papers_that_lapsed_or_are_unknown_and_figures_that_moved_are_told() {
    let t = TestOffice::new().await;
    let (mut editor, mut publisher) = (t.as_cast("editor").await, t.as_cast("publisher").await);
    let cited = async |editor: &mut Door, publisher: &mut Door, body: &str| {
        let article = saved(&t, editor, &with(&NEW, &[("body", body), ("do", "submit")])).await;
        publisher.get(&format!("{article}/duyet")).await.text()
    };
    for (body, told) in [
        ("Theo Kế hoạch số 86-KH/HU", "Không thấy gì phải sửa"),
        ("Theo Kế hoạch số 99986-KH/HU", "Sổ văn bản đi không có văn bản 99986-KH/HU"),
        ("Theo Kế hoạch số 99986-KH/HU ngày 01/02/1999", "Không thấy gì phải sửa"),
        ("Theo Chỉ thị số 99-CT/TW", "Không thấy gì phải sửa"),
    ] {
        let page = cited(&mut editor, &mut publisher, body).await;
        assert!(page.contains(told), "{body}: {page}");
    }
    let mut tx = t.office.db.begin().await.unwrap();
    tx.exec("UPDATE paper SET lapsed_on = '2018-11-01' WHERE symbol = '86-KH/HU'", &[]).await.unwrap();
    tx.commit().await.unwrap();
    let page = cited(&mut editor, &mut publisher, "Theo Kế hoạch số 86-KH/HU").await;
    assert!(page.contains("Văn bản 86-KH/HU đã hết hiệu lực"), "{page}");

    // The founding article shows how many hold both posts; one of them leaves one.
    let uid: String =
        t.value("SELECT uid FROM article WHERE body LIKE '%dong-thoi-chu-tich%' ORDER BY id LIMIT 1", &[]).await;
    let review = format!("/van-phong/toa-soan/{uid}/duyet");
    assert!(!publisher.get(&review).await.text().contains("Số liệu đã đổi"));
    let mut tx = t.office.db.begin().await.unwrap();
    let sql = "UPDATE post_holding SET to_day = '2018-11-20' WHERE to_day IS NULL
               AND post_id IN (SELECT id FROM post WHERE title = 'chairman')";
    tx.exec(sql, &[]).await.unwrap();
    tx.commit().await.unwrap();
    let page = publisher.get(&review).await.text();
    assert!(page.contains("Số liệu đã đổi từ 07/14 thành 00/14"), "{page}");
}

#[tokio::test]
async fn every_link_to_another_site_is_listed_with_who_and_when_and_sites_are_trusted_by_publishers() {
    let t = TestOffice::new().await;
    let (mut editor, mut publisher) = (t.as_cast("editor").await, t.as_cast("publisher").await);
    let list = "/van-phong/toa-soan/lien-ket";
    let body = "[a](https://bao.example/a?x=1&y=2) và [b](https://bao.example/b)";
    let article = saved(&t, &mut editor, &with(&NEW, &[("body", body), ("do", "submit")])).await;
    // Taken out again, it stays in the list.
    let page = publisher.get(list).await;
    assert!(page.html().contains("https://bao.example/a?x=1&#38;y=2"), "{}", page.html());
    assert!(page.text().contains("Chưa đăng"), "{}", page.text());
    assert_eq!(editor.post(list, &[("host", "bao.example"), ("why", "Báo tỉnh")]).await.outcome(), "403");
    for (host, why, outcome) in [
        ("bao", "x", "422"),
        ("https://bao.example/trang", "", "422"),
        ("b ao.example", "x", "422"),
        ("https://Bao.example/trang", "Báo tỉnh", "303"),
        ("bao.example", "Lần nữa", "303"),
    ] {
        let done = publisher.post(list, &[("host", host), ("why", why)]).await;
        assert_eq!(&done.outcome()[..3], outcome, "{host}");
        assert!(outcome != "422" || done.html().contains(&format!("value=\"{host}\"")), "what was typed comes back");
    }
    let published = publisher.post(&format!("{article}/duyet"), &[("do", "publish"), ("version", "2")]).await;
    assert!(published.outcome().starts_with("303"), "{}", published.text());
    editor.post(&article, &with(&NEW, &[("body", "Không còn"), ("version", "3"), ("do", "save")])).await;
    let csv = editor.get(&format!("{list}?tep=csv")).await.html();
    let line = csv.lines().find(|line| line.contains("example/b")).expect("the link");
    assert!(line.contains("bao.example") && line.contains("Tin cậy") && line.contains("Bản số 1"), "{line}");
    let mut outsider = t.signed_in("ngoài", Role::Publisher, t.elsewhere).await;
    let page = outsider.get(list).await.text();
    assert!(!page.contains("https://bao.example"), "another newsroom's links");
    assert!(page.contains("Báo tỉnh"), "what the newsroom above trusts holds below it");
    let id: i64 = t.value("SELECT id FROM trusted_host WHERE host = 'bao.example'", &[]).await;
    assert_eq!(outsider.post(list, &[("distrust", &id.to_string())]).await.outcome(), "404");
    assert_eq!(publisher.post(list, &[("distrust", &id.to_string())]).await.outcome(), format!("303 {list}?xong=luu"));
    assert!(!publisher.get(list).await.text().contains("Báo tỉnh"));
    // What was lost from the list is put together again from what is kept.
    let mut tx = t.office.db.begin().await.unwrap();
    tx.exec("DELETE FROM outside_link", &[]).await.unwrap();
    assert_eq!(crate::newsroom::outside::rebuild(&mut tx).await.unwrap(), 2);
    assert_eq!(crate::newsroom::outside::rebuild(&mut tx).await.unwrap(), 0);
    tx.commit().await.unwrap();
    assert!(publisher.get(list).await.text().contains("https://bao.example/b"));
}

#[tokio::test]
async fn statistics_count_by_author_unit_and_day_within_reach_and_as_a_workbook() {
    let t = TestOffice::new().await;
    let (mut editor, mut publisher) = (t.as_cast("editor").await, t.as_cast("publisher").await);
    let article = saved(&t, &mut editor, &with(&NEW, &[("do", "submit")])).await;
    publisher.post(&format!("{article}/duyet"), &[("do", "publish"), ("version", "2")]).await;
    let place = "/van-phong/toa-soan/thong-ke";
    let name: String = t.value("SELECT name FROM account WHERE login = 'editor'", &[]).await;
    let csv = editor.get(&format!("{place}?tu=23/11/2018&den=23/11/2018&tep=csv")).await.html();
    let line = csv.lines().find(|line| line.contains(&name)).expect("the editor");
    assert!(line.trim_end().ends_with(",4,0,0,0,0,0"), "the cast's three and this one: {line}");
    let workbook = editor.get(&format!("{place}?tep=xlsx")).await;
    assert!(workbook.outcome() == "200" && workbook.body.starts_with(b"PK"));
    assert!(editor.get(&format!("{place}?tu=24/11/2018&den=30/11/2018")).await.text().contains("chưa có bài nào"));
    for (query, told) in [
        ("tu=mai&den=30/11/2018", "Ghi ngày"),
        ("tu=1/11/2018&den=31/2/2018", "Ghi ngày"),
        ("tu=2/11/2018&den=1/11/2018", "Ngày cuối phải sau"),
    ] {
        let answer = editor.get(&format!("{place}?{query}")).await;
        assert!(answer.outcome() == "422" && answer.text().contains(told), "{query}");
    }
    let mut outsider = t.signed_in("ngoài", Role::Editor, t.elsewhere).await;
    assert!(!outsider.get(&format!("{place}?tu=1/1/2018&den=31/12/2018")).await.text().contains(&name));
    let mut leader = t.as_cast("leader").await;
    assert_eq!(leader.get(place).await.outcome(), "403");
}

#[tokio::test]
async fn what_is_pasted_comes_back_clean_for_those_who_write() {
    let t = TestOffice::new().await;
    let place = "/van-phong/toa-soan/dan";
    let html = "<p onclick=\"alert(1)\">Một <b>hai</b></p><script>alert(1)</script>";
    let mut editor = t.as_cast("editor").await;
    let told = json(&editor.post(place, &[("html", html), ("text", "x")]).await);
    assert_eq!(told["text"], "Một **hai**");
    let told = json(&editor.post(place, &[("text", "§¶ng bé x· TÞnh Biªn tæ chøc ®¹i héi")]).await);
    assert_eq!(told["text"], "Đảng bộ xã Tịnh Biên tổ chức đại hội");
    assert!(told["said"][0].as_str().unwrap().contains("TCVN3"), "{told}");
    assert_eq!(t.as_cast("leader").await.post(place, &[("text", "x")]).await.outcome(), "403");
    assert!(t.visitor().post(place, &[("text", "x")]).await.outcome().starts_with("303"));
}

#[tokio::test]
async fn the_self_check_says_what_is_met_and_what_is_missing_with_evidence() {
    let t = TestOffice::new().await;
    let mut editor = t.as_cast("editor").await;
    let place = "/van-phong/toa-soan/tu-kiem-tra";
    let page = editor.get(place).await;
    assert!(page.html().contains("/in\">") && page.text().contains("0 trong 0 liên kết"), "{}", page.text());
    assert!(page.text().contains("thêm khối Mã theo dõi EMC"), "{}", page.text());
    assert_eq!(t.as_cast("leader").await.get(place).await.outcome(), "403");
}

#[tokio::test]
async fn a_headline_in_the_letters_of_an_old_font_is_told() {
    let t = TestOffice::new().await;
    let (mut editor, mut publisher) = (t.as_cast("editor").await, t.as_cast("publisher").await);
    for (field, typed, told) in [
        ("headline", "§¶ng bé huyÖn tæ chøc héi nghÞ", "Đảng bộ huyện tổ chức hội nghị"),
        ("source", "B¸o §¶ng bé huyÖn TÞnh Biªn", "Báo Đảng bộ huyện Tịnh Biên"),
        ("headline", "Café Thérèse à Saint-Étienne", ""),
    ] {
        let article = saved(&t, &mut editor, &with(&NEW, &[(field, typed), ("do", "submit")])).await;
        let page = publisher.get(&format!("{article}/duyet")).await.text();
        let found = page.contains("Còn chữ của phông cũ");
        assert!(found != told.is_empty() && page.contains(told), "{typed}: {page}");
    }
}
