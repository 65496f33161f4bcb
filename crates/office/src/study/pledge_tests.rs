//! Pledges of the year, from their registration to the end of the year, through the door.

use super::pledge::{APPROVE, FOLLOW, READ, REGISTER};
use super::pledge_count::{Counts, LISTS, counts, persons};
use super::pledge_own::SAY;
use crate::identity::right::Role;
use crate::testing::{TestOffice, morning};

async fn member(t: &TestOffice) -> (i64, String) {
    let sql = "SELECT p.id, p.uid FROM membership m JOIN person p ON p.id = m.person_id WHERE m.unit_id = $1 AND m.to_day IS NULL
               AND m.kind = 'main' AND p.id NOT IN (SELECT person_id FROM exemption)
               AND p.id NOT IN (SELECT person_id FROM pledge) ORDER BY p.id DESC LIMIT 1";
    t.office.db.read().await.unwrap().opt(sql, &[&t.silent_cell]).await.unwrap().unwrap()
}

async fn here(t: &TestOffice, unit: i64) -> String {
    let uid: String = t.value("SELECT uid FROM unit WHERE id = $1", &[&unit]).await;
    format!("/van-phong/cam-ket/{uid}")
}

#[tokio::test]
async fn who_may_see_and_keep_pledges() {
    let t = TestOffice::new().await;
    let (cell, (_, person)) = (here(&t, t.silent_cell).await, member(&t).await);
    for (who, role, at, see, open) in [
        ("the secretary", Role::CellSecretary, t.silent_cell, "200", "200"),
        ("the organisation", Role::OrganisationOfficer, t.district, "200", "200"),
        ("the leader", Role::Leader, t.district, "200", "403"),
        ("an editor", Role::Editor, t.district, "403", "403"),
        ("another commune", Role::CommuneClerk, t.elsewhere, "404", "404"),
    ] {
        let mut door = t.signed_in(who, role, at).await;
        assert_eq!(door.get(&cell).await.outcome(), see, "{who} looks");
        assert_eq!(door.post(&format!("{cell}/{person}"), &[]).await.outcome(), open, "{who} opens");
        let saved = door.post(&format!("{cell}/{person}/ghi"), &[("version", "0"), ("do", "register")]).await.outcome();
        assert_eq!(saved, if open == "200" { "422" } else { open }, "{who} writes");
    }
    let visitor = t.visitor().get(&cell).await.outcome();
    assert!(visitor.starts_with("303 /van-phong/dang-nhap"), "{visitor}");
}

#[tokio::test]
async fn the_pledges_of_an_ended_unit_lead_to_the_one_that_carries_on() {
    let t = TestOffice::new().await;
    let heir = here(&t, super::period_tests::dissolved(&t).await).await;
    let ended = here(&t, t.silent_cell).await;
    let mut officer = t.as_cast("organisation").await;
    let mut far = t.signed_in("far", Role::CommuneClerk, t.elsewhere).await;
    for (asked, on) in [
        ("", "?xong=noi-tiep"),
        ("?nam=2018", "?nam=2018&xong=noi-tiep"),
        ("/danh-sach?nam=2018&loai=missing", "/danh-sach?nam=2018&loai=missing&xong=noi-tiep"),
    ] {
        let kept = format!("{ended}{asked}");
        assert_eq!(officer.get(&kept).await.outcome(), format!("303 {heir}{on}"), "{asked}");
        let page = officer.get(&format!("{heir}{on}")).await;
        assert!(page.outcome() == "200" && page.text().contains("của đơn vị tiếp nối"), "{asked}: {}", page.text());
        assert_eq!(far.get(&kept).await.outcome(), "404", "{asked}: as if there were none");
    }
}

#[tokio::test]
async fn a_pledge_goes_through_the_year_and_each_step_waits_for_the_one_before() {
    let t = TestOffice::new().await;
    let (cell, (id, person)) = (here(&t, t.silent_cell).await, member(&t).await);
    let mut secretary = t.as_cast("cell_secretary").await;
    let at = format!("{cell}/{person}/ghi");
    for (fields, said) in [
        (vec![], "Ghi ít nhất một việc"),
        (vec![("measure-1", "2 hộ")], "Việc thứ 2: ghi nội dung"),
        (vec![("content-0", "Giúp hộ khó khăn")], "Việc thứ 1: ghi cách kiểm"),
    ] {
        let all = [&[("version", "0"), ("do", "register")], &fields[..]].concat();
        let answer = secretary.post(&at, &all).await;
        assert_eq!(answer.outcome(), "422", "{fields:?}");
        assert!(answer.text().contains(said), "{said}: {}", answer.text());
    }
    let things = [
        ("content-0", "Giúp hai hộ khó khăn thoát nghèo"),
        ("measure-0", "Hai hộ ra khỏi danh sách"),
        ("due-0", "30/09"),
        ("content-2", "Đi họp đúng giờ"),
        ("measure-2", "Không trễ buổi nào"),
    ];
    let step = |what: &'static str, version: &'static str, more: &[(&'static str, &'static str)]| {
        [&[("do", what), ("version", version)], more].concat()
    };
    let early = secretary.post(&at, &step("mid", "0", &[])).await.outcome();
    assert_eq!(early, "400", "nothing was pledged");
    let done = format!("303 {cell}?nam=2018&xong=cam-ket");
    assert_eq!(secretary.post(&at, &step("register", "0", &things)).await.outcome(), done);
    let unapproved = step("year", "1", &[("year-0", "done"), ("year-1", "part")]);
    assert_eq!(secretary.post(&at, &unapproved).await.outcome(), "409", "the cell has not approved it");
    assert_eq!(secretary.post(&at, &step("approve", "7", &[])).await.outcome(), "409", "an old picture");
    assert_eq!(secretary.post(&at, &step("approve", "1", &[])).await.outcome(), done);
    let half = step("year", "2", &[("year-0", "done"), ("year-1", "")]);
    let answer = secretary.post(&at, &half).await;
    assert!(answer.outcome() == "422" && answer.text().contains("Việc thứ 2: chọn kết quả"), "{}", answer.text());
    let whole = step("year", "2", &[("year-0", "done"), ("year-1", "part"), ("cell-0", "Đúng như cam kết")]);
    assert_eq!(secretary.post(&at, &whole).await.outcome(), done);
    let page = secretary.get(&cell).await.text();
    assert!(page.contains("cuối năm xong 1/2 việc"), "{page}");
    let opened = secretary.post(&format!("{cell}/{person}"), &[]).await.text();
    assert!(opened.contains("Giúp hai hộ khó khăn thoát nghèo") && opened.contains("Đúng như cam kết"), "{opened}");
    // Opened once, and shown again thrice with what was wrong.
    for (verb, n) in [(REGISTER, 1), (APPROVE, 1), (FOLLOW, 1), (READ, 4)] {
        let sql = "SELECT count(*) FROM journal j JOIN pledge p ON p.id = j.subject_id WHERE j.verb = $1 AND p.person_id = $2";
        assert_eq!(t.value::<i64>(sql, &[&verb, &id]).await, n, "{verb}");
    }
    let plain = "SELECT count(*) FROM journal WHERE after LIKE '%thoát nghèo%'";
    assert_eq!(t.value::<i64>(plain, &[]).await, 0, "what is pledged is nowhere in the clear");
}

#[tokio::test]
async fn counts_of_pledges_are_sums_of_the_units_below_and_the_desk_says_what_is_due() {
    let t = TestOffice::new().await;
    let mut conn = t.office.db.read().await.unwrap();
    let tree = t.office.trees.as_of(&mut conn, morning().day()).await.unwrap();
    let all = counts(&mut conn, &tree, 2018).await.unwrap();
    let of = |unit: i64| all.get(&unit).copied().unwrap_or_default();
    for unit in tree.preorder() {
        let own = crate::people::members_of(&mut conn, *unit, tree.day()).await.unwrap().len() as u64;
        let below = tree.children(*unit).iter().fold(Counts::default(), |sum, child| sum.and(&of(*child)));
        assert!(of(*unit).due >= below.due && of(*unit).due <= below.due + own, "{}", tree.name(*unit));
        assert!(of(*unit).approved >= below.approved && of(*unit).year >= below.year);
    }
    let silent = of(t.silent_cell);
    assert!(silent.due > silent.registered && silent.registered > 0, "the demo has some: {silent:?}");
    drop(conn);
    let desk = t.as_cast("cell_secretary").await.get("/van-phong").await.text();
    assert!(desk.contains("Cam kết năm 2018"), "{desk}");
    let above = t.as_cast("leader").await.get(&here(&t, t.district).await).await.text();
    assert!(above.contains("Đã đăng ký") && above.contains("Theo đơn vị"), "{above}");
}

/// A member of the silent cell with an account and no role.
#[tokio::test]
async fn each_number_of_pledges_opens_the_list_of_whom_it_counts() {
    let t = TestOffice::new().await;
    let mut leader = t.as_cast("leader").await;
    let mut conn = t.office.db.read().await.unwrap();
    let tree = t.office.trees.as_of(&mut conn, t.office.clock.today()).await.unwrap();
    let all = counts(&mut conn, &tree, 2018).await.unwrap();
    let Some(own) = tree.of_kind("cell").map(|cell| cell.id).find(|cell| all[cell].approved > 0) else {
        panic!("a cell with pledges");
    };
    let n = all[&own];
    let numbers = [n.due, n.due - n.registered, n.registered, n.approved, n.mid, n.year];
    for ((which, _), n) in LISTS.into_iter().zip(numbers) {
        let listed = persons(&mut conn, &tree, (own, 2018), which, 1000).await.unwrap();
        assert_eq!(listed.len() as u64, n, "{which}");
        let href = format!("{}/danh-sach?nam=2018&loai={which}", here(&t, own).await);
        let page = leader.get(&here(&t, own).await).await.html();
        assert!(page.contains(&href.replace('&', "&#38;")) || page.contains(&href), "{which}: {page}");
        let list = leader.get(&href).await.text();
        assert!(listed.iter().all(|person| list.contains(&person.full_name)), "{which}: {list}");
    }
    drop(conn);
    let mut outside = t.signed_in("khac", Role::CommuneClerk, t.elsewhere).await;
    let list = format!("{}/danh-sach", here(&t, t.silent_cell).await);
    assert_eq!(outside.get(&list).await.outcome(), "404");
}

async fn plain_member(t: &TestOffice) -> (i64, kit::testing::Door) {
    let (person, _) = member(t).await;
    let mut tx = t.office.db.begin().await.unwrap();
    let new =
        crate::identity::NewAccount {
            login: "dang-vien", name: "Đảng viên", post: "Đảng viên", person: Some(person)
        };
    let grant = crate::identity::reach::Grant::console(t.silent_cell);
    crate::identity::create_account(&mut tx, grant, &new, &t.office.chance, morning()).await.unwrap();
    tx.commit().await.unwrap();
    let door = t.as_cast("dang-vien").await;
    (person, door)
}

#[tokio::test]
async fn a_member_pledges_says_what_came_of_it_and_sees_what_the_cell_concluded() {
    let t = TestOffice::new().await;
    let (id, mut own) = plain_member(&t).await;
    let (cell, person): (String, String) =
        (here(&t, t.silent_cell).await, t.value("SELECT uid FROM person WHERE id = $1", &[&id]).await);
    let mine = "/van-phong/cam-ket-cua-toi";
    let desk = own.get("/van-phong").await.text();
    assert!(desk.contains("Anh chị chưa đăng ký"), "{desk}");
    let page = own.get(mine).await.text();
    assert!(page.contains("Ghi cam kết") && page.contains("Chưa đăng ký"), "{page}");
    let at = format!("{mine}/ghi?nam=2018");
    let form = |what: &'static str, version: &'static str, more: &[(&'static str, &'static str)]| {
        [&[("do", what), ("version", version)], more].concat()
    };
    let empty = own.post(&at, &form("register", "0", &[("measure-1", "Biên bản họp")])).await;
    assert_eq!(empty.outcome(), "422");
    assert!(
        empty.text().contains("Việc thứ 2: ghi nội dung") && empty.html().contains("Biên bản họp"),
        "{}",
        empty.text()
    );
    let early = own.post(&at, &form("own-year", "0", &[])).await.outcome();
    assert_eq!(early, "409", "nothing was pledged");
    let things = [("content-0", "Giúp hộ bà Năm sửa nhà"), ("measure-0", "Nhà sửa xong"), ("due-0", "30/11")];
    let done = format!("303 {mine}?nam=2018&xong=cam-ket-cua-toi");
    assert_eq!(own.post(&at, &form("register", "0", &things)).await.outcome(), done);
    assert_eq!(
        own.post(&at, &form("own-year", "1", &[("own-year-0", "done")])).await.outcome(),
        "409",
        "not approved yet"
    );
    assert_eq!(own.post(&at, &form("register", "0", &things)).await.outcome(), "409", "an old picture");

    let mut secretary = t.as_cast("cell_secretary").await;
    let keep = format!("{cell}/{person}/ghi");
    assert!(secretary.post(&keep, &form("approve", "1", &[])).await.outcome().starts_with("303"));
    let page = own.get(mine).await.text();
    assert!(page.contains("Chi bộ đã duyệt") && !page.contains("bà Năm"), "its words stay closed: {page}");
    assert!(own.get("/van-phong").await.text().contains("Cuối năm rồi"), "the desk says what comes next");
    let opened = own.post(&format!("{mine}/xem?nam=2018"), &[]).await.text();
    assert!(opened.contains("Giúp hộ bà Năm sửa nhà") && opened.contains("Ghi kết quả cuối năm"), "{opened}");
    let half = own.post(&at, &form("own-year", "2", &[("self-0", "Còn mái hiên")])).await;
    assert_eq!(half.outcome(), "422");
    assert!(
        half.text().contains("Việc thứ 1: chọn kết quả") && half.html().contains("Còn mái hiên"),
        "{}",
        half.text()
    );
    let said = [("own-year-0", "part"), ("self-0", "Còn mái hiên")];
    assert_eq!(own.post(&at, &form("own-year", "2", &said)).await.outcome(), done);

    assert!(secretary.get(&cell).await.text().contains("đã tự ghi kết quả cuối năm"));
    let seen = secretary.post(&format!("{cell}/{person}"), &[]).await.text();
    assert!(seen.contains("đảng viên tự ghi: Xong một phần") && seen.contains("Còn mái hiên"), "{seen}");
    let stale = form("year", "2", &[("year-0", "done")]);
    assert_eq!(secretary.post(&keep, &stale).await.outcome(), "409", "the member was first");
    let concluded =
        form("year", "3", &[("year-0", "done"), ("self-0", "Tôi không làm gì cả"), ("cell-0", "Đã nghiệm thu")]);
    assert!(secretary.post(&keep, &concluded).await.outcome().starts_with("303"));
    let end = own.post(&format!("{mine}/xem?nam=2018"), &[]).await.text();
    assert!(end.contains("chi bộ kết luận: <b>Xong</b>") || end.contains("chi bộ kết luận: Xong"), "{end}");
    assert!(
        end.contains("Đã nghiệm thu") && end.contains("đảng viên tự ghi: Xong một phần"),
        "both words stand, and the cell writes nothing in the member's place: {end}"
    );
    assert_eq!(own.post(&at, &form("own-year", "4", &said)).await.outcome(), "409", "the cell has concluded");
    for (verb, n) in [(REGISTER, 1), (SAY, 1)] {
        let sql = "SELECT count(*) FROM journal WHERE verb = $1 AND place = $2";
        let of = "SELECT count(*) FROM journal j JOIN pledge p ON p.id = j.subject_id WHERE j.verb = $1 AND p.person_id = $2";
        assert_eq!(t.value::<i64>(of, &[&verb, &id]).await, n, "{verb}");
        assert!(t.value::<i64>(sql, &[&verb, &t.silent_cell]).await >= n, "{verb} is of the cell");
    }
    let plain = "SELECT count(*) FROM journal WHERE after LIKE '%mái hiên%' OR after LIKE '%bà Năm%'";
    assert_eq!(t.value::<i64>(plain, &[]).await, 0, "what is pledged is nowhere in the clear");
}

#[tokio::test]
async fn whoever_is_nobodys_member_has_no_pledge_of_their_own() {
    let t = TestOffice::new().await;
    let mine = "/van-phong/cam-ket-cua-toi";
    let mut nobody = t.signed_in("may", Role::CommuneClerk, t.elsewhere).await;
    let page = nobody.get(mine).await;
    assert_eq!(page.outcome(), "200");
    assert!(page.text().contains("không gắn với đảng viên nào"), "{}", page.text());
    assert_eq!(nobody.post(&format!("{mine}/xem"), &[]).await.outcome(), "404");
    assert_eq!(nobody.post(&format!("{mine}/ghi"), &[("do", "register"), ("version", "0")]).await.outcome(), "404");
    let visitor = t.visitor().get(mine).await.outcome();
    assert!(visitor.starts_with("303 /van-phong/dang-nhap"), "{visitor}");
}

#[tokio::test]
async fn what_nobody_has_registered_is_said_beside_what_is_to_be_looked_at() {
    let t = TestOffice::new().await;
    let above = "SELECT parent_id FROM unit_parent WHERE unit_id = $1 AND to_day IS NULL";
    let commune = here(&t, t.value(above, &[&t.silent_cell]).await).await;
    let page = t.as_cast("clerk").await.get(&commune).await.text();
    for said in ["Xem cuối năm: còn ", "Quá hạn đăng ký, còn "] {
        assert!(page.contains(said), "{said}: {page}");
    }
}
