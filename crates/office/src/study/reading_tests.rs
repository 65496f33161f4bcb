//! What was handed in, from the clerk's desk to its reader and back to its author, through the door.

use crate::identity::right::Role;
use crate::testing::{TestOffice, morning};
use kit::journal::seal::seal;
use kit::testing::Door;

const TEXT: &str = "Qua học tập Nghị quyết, bản thân tôi nhận thức sâu sắc rằng xây dựng, chỉnh đốn Đảng là nhiệm vụ then \
                    chốt. Tôi tự liên hệ còn ngại va chạm, chưa mạnh dạn góp ý cho đồng chí trong chi bộ, hứa sẽ khắc phục.";

/// Members of the silent cell who are not exempt, as (id, uid), in the order of the record.
async fn members(t: &TestOffice) -> Vec<(i64, String)> {
    let sql = "SELECT p.id, p.uid FROM membership m JOIN person p ON p.id = m.person_id WHERE m.unit_id = $1
               AND m.kind = 'main' AND m.to_day IS NULL AND p.id NOT IN (SELECT person_id FROM exemption) ORDER BY p.id";
    t.office.db.read().await.unwrap().all(sql, &[&t.silent_cell]).await.unwrap()
}

async fn hand_in(door: &mut Door, cell: &str, person: &str, fields: &[(&str, &str)]) -> String {
    let fields = [&[("kind", "reflection"), ("on", "20/11/2018")], fields].concat();
    door.post(&format!("{cell}/thu-bai/{person}"), &fields).await.outcome()
}

/// The version of a paper, as a page that was opened shows it.
async fn opened(door: &mut Door, paper: &str) -> (String, String) {
    let page = door.post(paper, &[]).await;
    assert_eq!(page.outcome(), "200", "{}", page.text());
    (page.field("version"), page.text())
}

#[tokio::test]
async fn a_paper_comes_in_four_ways_and_each_says_what_it_lacks() {
    let t = TestOffice::new().await;
    let cell = t.cell_address().await;
    let person = members(&t).await.remove(3).1;
    let mut secretary = t.as_cast("cell_secretary").await;
    let here = format!("{cell}/thu-bai/{person}");
    for (fields, outcome, said) in [
        (vec![("form", "dictated")], "422", "Chưa có nội dung"),
        (vec![("form", "handwritten_received"), ("words", TEXT)], "422", "Chọn một trong hai"),
        (vec![("form", "scan")], "422", "chọn tệp"),
        (vec![("form", "dictated"), ("words", TEXT)], "303", ""),
        (vec![("form", "typed"), ("words", TEXT)], "409", "nội dung của nó mất hẳn"),
        (vec![("form", "typed"), ("words", TEXT), ("replace", "7")], "409", "nội dung của nó mất hẳn"),
        (vec![("form", "typed"), ("words", TEXT), ("replace", "1")], "303", ""),
        (vec![("form", "typed"), ("replace", "2")], "303", ""),
        (vec![("form", "handwritten_received")], "303", ""),
    ] {
        let all = [&[("kind", "reflection"), ("on", "20/11/2018")], &fields[..]].concat();
        let answer = secretary.post(&here, &all).await;
        assert_eq!(&answer.outcome()[..3], outcome, "{fields:?}");
        assert!(answer.text().contains(said), "{fields:?}: {}", answer.text());
        let words = fields.iter().any(|(name, _)| *name == "words");
        assert_eq!(outcome != "303" && words, answer.text().contains("ngại va chạm"), "what was typed comes back");
    }
    let kept = "SELECT count(*) FROM handin h JOIN person p ON p.id = h.person_id WHERE p.uid = $1 AND words_sealed IS NOT NULL";
    assert_eq!(t.value::<i64>(kept, &[&person]).await, 0, "replaced");
    let plain = "SELECT count(*) FROM journal WHERE after LIKE '%va chạm%'";
    assert_eq!(t.value::<i64>(plain, &[]).await, 0, "the words are nowhere in the clear");
}

#[tokio::test]
async fn only_readers_open_papers_and_nobody_judges_their_own() {
    let t = TestOffice::new().await;
    let cell = t.cell_address().await;
    let person = members(&t).await.remove(3).1;
    let mut secretary = t.as_cast("cell_secretary").await;
    let taken = hand_in(&mut secretary, &cell, &person, &[("form", "dictated"), ("words", TEXT)]).await;
    assert!(taken.starts_with("303"), "{taken}");
    let paper = format!("{cell}/doc-bai/{person}/reflection");
    for (who, role, at, list, one) in [
        ("the secretary", Role::CellSecretary, t.silent_cell, "200", "200"),
        ("the organisation", Role::OrganisationOfficer, t.district, "200", "200"),
        ("the leader", Role::Leader, t.district, "403", "403"),
        ("the inspector", Role::Inspector, t.district, "403", "403"),
        ("another commune", Role::CommuneClerk, t.elsewhere, "404", "404"),
    ] {
        let mut door = t.signed_in(who, role, at).await;
        assert_eq!(door.get(&format!("{cell}/doc-bai")).await.outcome(), list, "{who} sees what waits");
        assert_eq!(door.post(&paper, &[]).await.outcome(), one, "{who} opens one");
        let judged = door.post(&format!("{paper}/y-kien"), &[]).await.outcome();
        assert_eq!(judged, if one == "200" { "422" } else { one }, "{who} judges");
    }
    let visitor = t.visitor().post(&paper, &[]).await.outcome();
    assert!(visitor.starts_with("303 /van-phong/dang-nhap"), "{visitor}");
    let noted = "SELECT count(*) FROM journal WHERE verb = 'study.handin.read_words'";
    // Opened twice, and shown again twice with what was wrong.
    assert_eq!(t.value::<i64>(noted, &[]).await, 4, "each opening is noted");

    // The secretary's own paper is read by somebody else.
    let sql = "SELECT p.uid FROM account a JOIN person p ON p.id = a.person_id WHERE a.login = 'cell_secretary'";
    let own: String = t.value(sql, &[]).await;
    let taken = hand_in(&mut secretary, &cell, &own, &[("form", "typed"), ("words", TEXT)]).await;
    assert!(taken.starts_with("303"), "{taken}");
    let paper = format!("{cell}/doc-bai/{own}/reflection");
    let page = secretary.post(&paper, &[]).await.text();
    assert!(page.contains("người khác trong cấp ủy sẽ đọc"), "{page}");
    let fields = [("version", "1"), ("verdict", "good")];
    assert_eq!(secretary.post(&format!("{paper}/y-kien"), &fields).await.outcome(), "403");
    let mut above = t.as_cast("organisation").await;
    assert!(above.post(&format!("{paper}/y-kien"), &fields).await.outcome().starts_with("303"));
}

#[tokio::test]
async fn what_is_given_back_comes_to_the_cells_desk_and_to_its_author_and_counts_by_the_rule() {
    let t = TestOffice::new().await;
    let cell = t.cell_address().await;
    let sql = "SELECT p.id, p.uid FROM person p JOIN membership m ON m.person_id = p.id AND m.to_day IS NULL
               WHERE m.unit_id = $1 AND p.id NOT IN (SELECT person_id FROM account WHERE person_id IS NOT NULL)
               AND p.id NOT IN (SELECT person_id FROM exemption) ORDER BY p.id";
    let (id, person): (i64, String) =
        t.office.db.read().await.unwrap().opt(sql, &[&t.silent_cell]).await.unwrap().unwrap();
    let mut member = t.member("dang-vien", id).await;
    let mut secretary = t.as_cast("cell_secretary").await;
    let mut clerk = t.as_cast("organisation").await;
    let paper = format!("{cell}/doc-bai/{person}/reflection");
    let campaign = cell.split('/').nth(3).unwrap().to_owned();
    let own = format!("/van-phong/bai-cua-toi/{campaign}/reflection");

    // The member writes it, and comes to the session.
    assert_eq!(member.post(&own, &[("words", ""), ("version", "0")]).await.outcome(), "422");
    let wrote = member.post(&own, &[("words", TEXT), ("version", "0")]).await.outcome();
    assert_eq!(wrote, "303 /van-phong/bai-cua-toi?xong=nop-bai");
    // A page that was opened before does not take its place unasked.
    let stale = member.post(&own, &[("words", "Viết ở một máy khác"), ("version", "0")]).await;
    assert_eq!(stale.outcome(), "409");
    assert!(
        stale.text().contains("Vừa có bài khác") && stale.text().contains("Viết ở một máy khác"),
        "{}",
        stale.text()
    );
    assert!(stale.html().contains("name=\"version\" value=\"1\""), "{}", stale.html());
    let (mark, seen) = (format!("mark-{id}"), format!("version-{id}"));
    let marked = secretary.post(&format!("{cell}/diem-danh"), &[(&mark, "attended"), (&seen, "0")]).await.outcome();
    assert!(marked.starts_with("303"), "{marked}");
    let counted = async || {
        seal(&t.office.db, morning()).await.unwrap();
        t.office.check_tallies().await.unwrap();
        let first: i64 = t.value("SELECT min(id) FROM campaign", &[]).await;
        t.office.standing(first).await.unwrap().line(t.silent_cell).unwrap().handins[0]
    };
    assert_eq!(counted().await, 1, "handed in, by the rule of this campaign");

    let desk = secretary.get("/van-phong").await.text();
    assert!(desk.contains("1 bài chờ đọc, 0 bài đã trả lại"), "{desk}");
    let (version, text) = opened(&mut secretary, &paper).await;
    assert!(text.contains("ngại va chạm"), "{text}");
    let (stale, _) = opened(&mut clerk, &paper).await;
    for (fields, said) in [
        (vec![("verdict", "")], "Chọn kết quả đọc"),
        (vec![("verdict", "best"), ("comment", "hay")], "Chọn kết quả đọc"),
        (vec![("verdict", "return")], "Ghi vì sao trả lại"),
    ] {
        let wrong = secretary.post(&format!("{paper}/y-kien"), &[&fields[..], &[("version", &version)]].concat()).await;
        assert_eq!(wrong.outcome(), "422", "{fields:?}");
        assert!(wrong.text().contains(said), "{}", wrong.text());
    }
    let back = [("version", version.as_str()), ("verdict", "return"), ("comment", "Nêu rõ việc sẽ làm")];
    assert!(secretary.post(&format!("{paper}/y-kien"), &back).await.outcome().starts_with("303"));
    let late = clerk.post(&format!("{paper}/y-kien"), &[("version", &stale), ("verdict", "good")]).await;
    assert_eq!(late.outcome(), "409", "somebody else was first");
    assert_eq!(counted().await, 0, "given back");

    for (who, door) in [("the cell", &mut secretary), ("the author", &mut member)] {
        let desk = door.get("/van-phong").await.text();
        let said = if who == "the cell" { "1 bài đã trả lại" } else { "Bài bị trả lại" };
        assert!(desk.contains(said), "{who}: {desk}");
    }
    let read = member.post(&format!("{own}/xem"), &[]).await;
    assert_eq!(read.outcome(), "200");
    assert!(read.text().contains("Nêu rõ việc sẽ làm") && read.text().contains("ngại va chạm"), "{}", read.text());
    let longer = format!("{TEXT} Trong quý I tôi nhận giúp một hộ khó khăn.");
    let seen: i64 = t.value("SELECT version FROM handin WHERE person_id = $1", &[&id]).await;
    let again = member.post(&own, &[("words", &longer), ("version", &seen.to_string())]).await.outcome();
    assert!(again.starts_with("303"), "{again}");
    assert_eq!(counted().await, 1, "handed in again");
    let (version, text) = opened(&mut secretary, &paper).await;
    assert!(text.contains("Nêu rõ việc sẽ làm"), "the reader sees what was asked for: {text}");
    let accept = [("version", version.as_str()), ("verdict", "good")];
    assert!(secretary.post(&format!("{paper}/y-kien"), &accept).await.outcome().starts_with("303"));
    assert_eq!(counted().await, 1);
    let again = member.post(&own, &[("words", TEXT), ("version", "0")]).await;
    assert_eq!(again.outcome(), "422", "{}", again.text());
    assert!(member.get("/van-phong/bai-cua-toi").await.text().contains("tốt"));
}

#[tokio::test]
async fn two_texts_that_are_nearly_the_same_are_pointed_out_to_the_reader_alone() {
    let t = TestOffice::new().await;
    let cell = t.cell_address().await;
    let all = members(&t).await;
    let ids = [all[3].0, all[4].0, all[5].0];
    let mut secretary = t.as_cast("cell_secretary").await;
    let copy = viet::fold(TEXT).to_uppercase();
    let other = "Sau khi nghe quán triệt, tôi thấy trách nhiệm nêu gương bắt đầu từ việc nhỏ: đi họp đúng giờ, nói đi đôi với \
                 làm, giữ gìn đoàn kết ở ấp, giúp hai hộ khó khăn trong năm tới và báo cáo kết quả với chi bộ mỗi quý.";
    for (nth, words) in [(3, TEXT), (4, copy.as_str()), (5, other)] {
        let taken = hand_in(&mut secretary, &cell, &all[nth].1, &[("form", "dictated"), ("words", words)]).await;
        assert!(taken.starts_with("303"), "{taken}");
    }
    for (nth, alike) in [(3, true), (4, true), (5, false)] {
        let (_, text) = opened(&mut secretary, &format!("{cell}/doc-bai/{}/reflection", all[nth].1)).await;
        assert_eq!(text.contains("Giống bài của người khác"), alike, "{nth}: {text}");
    }
    let list = secretary.get(&format!("{cell}/doc-bai")).await.text();
    assert!(!list.contains("Giống bài"), "no list marks anybody");
    let mut member = t.member("dang-vien", ids[1]).await;
    let campaign = cell.split('/').nth(3).unwrap().to_owned();
    let own = member.post(&format!("/van-phong/bai-cua-toi/{campaign}/reflection/xem"), &[]).await.text();
    assert!(!own.contains("Giống bài") && own.contains("NGAI VA CHAM"), "{own}");
    let sketches = "SELECT count(*) FROM handin WHERE sketch_sealed IS NOT NULL AND person_id IN ($1, $2, $3)";
    assert_eq!(t.value::<i64>(sketches, &[&ids[0], &ids[1], &ids[2]]).await, 3);
}
