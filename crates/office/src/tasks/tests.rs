//! Tasks through the door: who gives, does, sees and ends them, until when, and who is late.

mod asking;
mod reminding;

use super::{State, Step};
use crate::identity::right::Role;
use crate::testing::{TestOffice, leads_nowhere_else};
use kit::clock::DAY;
use kit::testing::Door;

const LIST: &str = "/van-phong/viec";

async fn uid(t: &TestOffice, unit: i64) -> String {
    t.value("SELECT uid FROM unit WHERE id = $1", &[&unit]).await
}

async fn home(t: &TestOffice) -> i64 {
    t.value("SELECT parent_id FROM unit_parent WHERE unit_id = $1", &[&t.silent_cell]).await
}

/// The paper of a unit by its symbol.
async fn paper(t: &TestOffice, unit: i64, symbol: &str) -> String {
    let sql = "SELECT uid FROM paper WHERE unit_id = $1 AND symbol = $2";
    format!("/van-phong/van-ban/{}", t.value::<String>(sql, &[&unit, &symbol]).await)
}

/// A task of the silent cell, given by its commune from the commune's plan.
async fn given(t: &TestOffice, due: &str) -> String {
    let mut clerk = t.signed_in(&format!("giao viec {due}"), Role::CommuneClerk, home(t).await).await;
    let plan = paper(t, home(t).await, "01-KH/ĐU").await;
    let lead = uid(t, t.silent_cell).await;
    let fields = [("what", "Tổ chức học tập cho đảng viên"), ("clause", "2 a"), ("lead", &*lead), ("due", due)];
    let done = clerk.post(&format!("{plan}/giao-viec"), &fields).await.outcome();
    let done = done.strip_prefix("303 ").and_then(|at| at.strip_suffix("?xong=viec-give"));
    done.expect("given").to_owned()
}

async fn step(door: &mut Door, task: &str, step: &str, words: &str) -> String {
    let version = door.get(task).await.field("version");
    let fields = [("step", step), ("words", words), ("version", &*version)];
    door.post(&format!("{task}/buoc"), &fields).await.outcome()
}

#[test]
fn steps_lead_from_state_to_state_and_nowhere_else() {
    let ways = [
        (State::New, Step::Accept, State::Doing),
        (State::New, Step::Submit, State::Submitted),
        (State::Doing, Step::Submit, State::Submitted),
        (State::Submitted, Step::Return, State::Doing),
        (State::Submitted, Step::Finish, State::Done),
        (State::New, Step::Cancel, State::Cancelled),
        (State::Doing, Step::Cancel, State::Cancelled),
        (State::Submitted, Step::Cancel, State::Cancelled),
    ];
    leads_nowhere_else(&State::ALL, &Step::ALL, &ways, State::after);
    for state in State::ALL {
        assert_eq!(State::of(state.word()), Some(state));
    }
}

#[tokio::test]
async fn who_gives_who_does_and_who_sees() {
    for (who, role, at, see, gives, does) in [
        ("the commune's clerk", Role::CommuneClerk, "home", "200", "303", "303"),
        ("the cell's secretary", Role::CellSecretary, "cell", "200", "403", "303"),
        ("the district's organisation officer", Role::OrganisationOfficer, "district", "200", "403", "403"),
        ("the district's leader", Role::Leader, "district", "200", "303", "403"),
        ("an editor", Role::Editor, "district", "403", "403", "403"),
        ("another commune's clerk", Role::CommuneClerk, "elsewhere", "404", "404", "404"),
    ] {
        let t = TestOffice::new().await;
        let unit = match at {
            "cell" => t.silent_cell,
            "home" => home(&t).await,
            "elsewhere" => t.elsewhere,
            _ => t.district,
        };
        let task = given(&t, "").await;
        let mut door = t.signed_in(who, role, unit).await;
        assert_eq!(door.get(&task).await.outcome(), see, "{who} looks");
        let plan = paper(&t, home(&t).await, "01-KH/ĐU").await;
        // The cell's secretary has nothing of the commune's register but the task.
        let form = if at == "cell" {
            "404"
        } else if gives == "303" {
            "200"
        } else {
            gives
        };
        assert_eq!(door.get(&format!("{plan}/giao-viec")).await.outcome(), form, "{who} opens the form");
        let lead = uid(&t, t.silent_cell).await;
        let fields = [("what", "Việc khác"), ("lead", &*lead)];
        let given = door.post(&format!("{plan}/giao-viec"), &fields).await.outcome();
        assert_eq!(given[..3], *if form == "200" { "303" } else { form }, "{who} gives one");
        let later = [("version", "1"), ("due", "28/12/2018"), ("why", "chờ hướng dẫn")];
        assert_eq!(door.post(&format!("{task}/gia-han"), &later).await.outcome()[..3], *gives, "{who} extends");
        let version = if gives == "303" { "2" } else { "1" };
        let taken = [("step", "accept"), ("version", version)];
        assert_eq!(door.post(&format!("{task}/buoc"), &taken).await.outcome()[..3], *does, "{who} takes it up");
        let off = [("step", "cancel"), ("version", "9"), ("words", "thôi")];
        let cancels = if gives == "303" { "422" } else { gives };
        assert_eq!(door.post(&format!("{task}/buoc"), &off).await.outcome()[..3], *cancels, "{who} calls it off");
    }
    let t = TestOffice::new().await;
    let task = given(&t, "").await;
    for path in [LIST.to_owned(), format!("{LIST}/cham"), task.clone()] {
        assert!(t.visitor().get(&path).await.outcome().starts_with("303 /van-phong/dang-nhap"), "{path}");
    }
    assert!(t.visitor().post(&format!("{task}/buoc"), &[]).await.outcome().starts_with("303 /van-phong/dang-nhap"));
}

#[tokio::test]
async fn what_a_board_was_given_lies_on_its_own_desks_and_no_other_board_reports_it() {
    let t = TestOffice::new().await;
    let board = "SELECT u.id FROM unit u JOIN unit_name n ON n.unit_id = u.id WHERE n.name LIKE $1";
    let inspection: i64 = t.value(board, &[&"Ủy ban Kiểm tra%"]).await;
    let organisation: i64 = t.value(board, &[&"Ban Tổ chức%"]).await;
    let mut clerk = t.signed_in("clerk of the district", Role::CommuneClerk, t.district).await;
    let what = "Kiểm tra việc học tập ở cơ sở";
    let fields = [("what", what), ("lead", &*uid(&t, inspection).await), ("due", "")];
    let given = clerk.post(&format!("{}/giao-viec", paper(&t, t.district, "413-CV/HU").await), &fields).await;
    let task = given.outcome().trim_start_matches("303 ").trim_end_matches("?xong=viec-give").to_owned();
    let taken = [("step", "accept"), ("version", "1")];
    for (who, mut door, on_the_desk, takes_it_up) in [
        (
            "an inspector who is of no board",
            t.signed_in("an inspector", Role::Inspector, t.district).await,
            false,
            "403",
        ),
        ("the head of another board", t.by_post("head of organisation", "head", organisation).await, false, "403"),
        ("the head of the board", t.by_post("head of inspection", "head", inspection).await, true, "303"),
    ] {
        assert_eq!(door.get(&task).await.outcome(), "200", "{who} reads it: the paper is the committee's");
        assert_eq!(door.get("/van-phong").await.text().contains(what), on_the_desk, "{who}: the desk");
        assert_eq!(door.post(&format!("{task}/buoc"), &taken).await.outcome()[..3], *takes_it_up, "{who}");
    }
}

#[tokio::test]
async fn a_task_is_taken_up_reported_sent_back_and_finished_on_both_desks() {
    let t = TestOffice::new().await;
    let task = given(&t, "").await;
    let mut cell = t.as_cast("cell_secretary").await;
    let mut clerk = t.signed_in("clerk on monday", Role::CommuneClerk, home(&t).await).await;
    assert!(cell.get("/van-phong").await.html().contains(&task), "it waits on the desk of who leads");
    assert!(!clerk.get("/van-phong").await.html().contains(&task), "and on nobody else's");
    let page = cell.get(&task).await.text();
    for told in ["01-KH/ĐU", "2 a", "Tổ chức học tập cho đảng viên", "07-12-2018", "quy tắc của văn phòng"]
    {
        assert!(page.contains(told), "{told}: {page}");
    }
    assert_eq!(step(&mut cell, &task, "accept", "").await, format!("303 {task}?xong=viec-accept"));
    let silent = cell.post(&format!("{task}/buoc"), &[("step", "submit"), ("version", "2"), ("words", " ")]).await;
    assert!(silent.outcome() == "422" && silent.text().contains("Ghi kết quả hoặc lý do"), "{}", silent.text());
    assert!(step(&mut cell, &task, "submit", "Đã họp 38/40 đảng viên").await.starts_with("303"));
    assert!(!cell.get("/van-phong").await.html().contains(&task));
    assert!(clerk.get("/van-phong").await.html().contains(&task), "now whoever gave it looks at it");
    assert!(step(&mut clerk, &task, "return", "Còn thiếu biên bản").await.starts_with("303"));
    assert!(cell.get(&task).await.text().contains("Còn thiếu biên bản"));
    assert!(cell.get("/van-phong").await.text().contains("Bị trả lại, làm tiếp"), "the desk says what it waits for");
    assert_eq!(cell.get(&format!("{task}/buoc")).await.outcome(), format!("303 {task}"), "a form's address leads back");
    assert!(step(&mut cell, &task, "submit", "Đã gửi biên bản").await.starts_with("303"));
    // Two who decide on one report: the second is told.
    let late = [("step", "finish"), ("version", "4")];
    assert_eq!(clerk.post(&format!("{task}/buoc"), &late).await.outcome(), "422");
    assert!(step(&mut clerk, &task, "finish", "").await.starts_with("303"));
    let list = clerk.get(LIST).await.text();
    assert!(list.contains("Đã xong trong 30 ngày qua") && list.contains("Tổ chức học tập cho đảng viên"), "{list}");
    let plan = clerk.get(&paper(&t, home(&t).await, "01-KH/ĐU").await).await.html();
    assert!(plan.contains(&task), "the paper shows what came of it");
}

#[tokio::test]
async fn who_is_late_stands_on_one_page_and_after_some_days_on_the_desks_of_both_sides() {
    let t = TestOffice::new().await;
    let task = given(&t, "26/11/2018").await;
    let late = format!("{LIST}/cham");
    let mut clerk = t.signed_in("clerk on monday", Role::CommuneClerk, home(&t).await).await;
    assert!(!clerk.get(&late).await.html().contains(&task));
    t.office.clock.advance(4 * DAY);
    let mut clerk = t.signed_in("clerk on tuesday", Role::CommuneClerk, home(&t).await).await;
    let page = clerk.get(&late).await;
    assert!(page.html().contains(&task) && page.text().contains("quá hạn 1 ngày làm việc"), "{}", page.text());
    assert!(!clerk.get("/van-phong").await.text().contains("quá hạn lâu"));
    t.office.clock.advance(3 * DAY);
    let mut clerk = t.signed_in("clerk on friday", Role::CommuneClerk, home(&t).await).await;
    assert!(clerk.get("/van-phong").await.text().contains("1 việc đã giao quá hạn lâu"));
    // So does whoever leads the unit that it lies with.
    let mut head = t.signed_in("head of the cell", Role::Leader, t.silent_cell).await;
    assert!(head.get("/van-phong").await.text().contains("1 việc đã giao quá hạn lâu"));
    let mut far = t.signed_in("far", Role::CommuneClerk, t.elsewhere).await;
    assert!(!far.get(&late).await.html().contains(&task) && !far.get(LIST).await.html().contains(&task));
    // An extension goes one way.
    let version = clerk.get(&task).await.field("version");
    for due in ["26/11/2018", "24/11/2018"] {
        let fields = [("due", due), ("why", "Bí thư đi công tác"), ("version", &*version)];
        let page = clerk.post(&format!("{task}/gia-han"), &fields).await;
        let told = page.text().contains("hạn mới phải sau hạn đang có, 26-11-2018");
        assert!(page.outcome() == "422" && told, "{due}: {}", page.text());
    }
    // Nor does it lead to a day that is over, or on which nobody works.
    for (due, told) in [
        ("29/11/2018", "Hạn không được ở trước hôm nay"),
        ("09/12/2018", "Hạn rơi vào ngày nghỉ. Ngày làm việc tiếp theo là 10-12-2018"),
    ] {
        let fields = [("due", due), ("why", "Bí thư đi công tác"), ("version", &*version)];
        let page = clerk.post(&format!("{task}/gia-han"), &fields).await;
        assert!(page.outcome() == "422" && page.text().contains(told), "{due}: {}", page.text());
    }
    // An end that is moved is no longer late, and says why.
    let fields = [("due", "14/12/2018"), ("why", "Bí thư đi công tác"), ("version", &*version)];
    assert!(clerk.post(&format!("{task}/gia-han"), &fields).await.outcome().starts_with("303"));
    assert!(!clerk.get(&late).await.html().contains(&task));
    let page = clerk.get(&task).await.text();
    assert!(page.contains("Hạn từ 26-11-2018 sang 14-12-2018. Bí thư đi công tác"), "{page}");
}

#[tokio::test]
async fn what_cannot_be_given_is_named_by_field() {
    let t = TestOffice::new().await;
    let (home, own) = (home(&t).await, uid(&t, home(&t).await).await);
    let mut clerk = t.signed_in("clerk on monday", Role::CommuneClerk, home).await;
    let form = format!("{}/giao-viec", paper(&t, home, "01-KH/ĐU").await);
    let far = uid(&t, t.elsewhere).await;
    let given = "SELECT count(*) FROM task WHERE giver_unit = $1";
    let before: i64 = t.value(given, &[&home]).await;
    let long = "dài ".repeat(600);
    for (what, lead, due, told) in [
        ("", &*own, "", "Ghi việc phải làm"),
        (&*long, &own, "", "Dài quá 2.000 chữ cái"),
        ("Việc", "", "", "Chọn một mục"),
        ("Việc", &far, "", "Chọn một mục"),
        ("Việc", &own, "31/11/2018", "Ghi ngày theo dạng"),
        ("Việc", &own, "22/11/2018", "Hạn không được ở trước hôm nay"),
        ("Việc", &own, "25/11/2018", "Hạn rơi vào ngày nghỉ. Ngày làm việc tiếp theo là 26-11-2018"),
        ("Việc", &own, "01/01/2019", "Ngày làm việc tiếp theo là 02-01-2019"),
    ] {
        let page = clerk.post(&form, &[("what", what), ("lead", lead), ("due", due)]).await;
        assert!(page.outcome() == "422" && page.text().contains(told), "{told}: {}", page.text());
    }
    assert_eq!(t.value::<i64>(given, &[&home]).await, before);
}

#[tokio::test]
async fn clauses_are_proposed_looked_at_and_given_together_or_not_at_all() {
    let t = TestOffice::new().await;
    let mut clerk = t.signed_in("clerk of the district", Role::CommuneClerk, t.district).await;
    let resolution = paper(&t, t.district, "04-NQ/TW").await;
    let form = format!("{resolution}/de-xuat");
    let empty = clerk.post(&form, &[("do", "read"), ("text", "")]).await;
    assert!(empty.outcome() == "422" && empty.text().contains("Dán nội dung"), "{}", empty.text());
    let nothing = clerk.post(&form, &[("do", "read"), ("text", "Bộ Chính trị quyết định.")]).await;
    assert!(nothing.text().contains("Không thấy mục nào"), "{}", nothing.text());
    let text =
        "1. Ủy ban Kiểm tra giám sát đảng ủy các xã, chậm nhất ngày 14/12/2018.\n2. Cấp ủy cơ sở bố trí kinh phí.";
    let read = clerk.post(&form, &[("do", "read"), ("text", text)]).await;
    assert_eq!(
        (read.field("count"), read.field("due-0"), read.field("due-1")),
        ("2".into(), "14-12-2018".into(), "".into())
    );
    let board = "SELECT u.uid FROM unit u JOIN unit_name n ON n.unit_id = u.id WHERE n.name LIKE 'Ủy ban Kiểm tra%'";
    let inspection: String = t.value(board, &[]).await;
    assert!(read.html().contains(&format!("<option value=\"{inspection}\" selected>")), "the rules know who leads");
    assert!(
        read.html().contains("<option value=\"organisations\" selected>"),
        "what speaks to all below is for each of them"
    );
    let (request, own) = (read.field("request"), uid(&t, t.district).await);
    let fields = [
        ("do", "give"),
        ("request", &*request),
        ("count", "2"),
        ("take-0", "1"),
        ("what-0", "Kiểm tra, giám sát"),
        ("lead-0", &*inspection),
        ("due-0", "14/12/2018"),
        ("clause-0", "1"),
        ("take-1", "1"),
        ("what-1", ""),
        ("lead-1", &*own),
    ];
    let before: i64 = t.value("SELECT count(*) FROM task", &[]).await;
    let half = clerk.post(&form, &fields).await;
    assert!(half.outcome() == "422" && half.text().contains("Ghi việc phải làm"), "{}", half.text());
    assert_eq!(t.value::<i64>("SELECT count(*) FROM task", &[]).await, before, "nothing is half given");
    let whole: Vec<_> =
        fields.iter().map(|(name, value)| (*name, if *name == "what-1" { "Học tập" } else { *value })).collect();
    for _double_click in 0..2 {
        assert_eq!(clerk.post(&form, &whole).await.outcome(), format!("303 {resolution}?xong=viec-giao-nhieu"));
    }
    assert_eq!(t.value::<i64>("SELECT count(*) FROM task", &[]).await, before + 2);
    let each = [("what", "Rà soát đảng viên"), ("lead", "every"), ("clause", "3"), ("due", "14/12/2018")];
    assert!(clerk.post(&format!("{resolution}/giao-viec"), &each).await.outcome().ends_with("xong=viec-giao-nhieu"));
    let led = "SELECT count(DISTINCT unit_id) FROM task WHERE what = 'Rà soát đảng viên' AND giver_unit <> unit_id";
    let committees =
        t.office.trees.as_of(&mut t.office.db.read().await.unwrap(), t.office.clock.today()).await.unwrap();
    let below = committees
        .children(t.district)
        .iter()
        .filter(|unit| crate::org::kind::COMMITTEES.contains(&committees.get(**unit).unwrap().kind.as_str()));
    assert_eq!(t.value::<i64>(led, &[]).await, below.count() as i64, "each committee has a task of its own");
    let none: Vec<_> =
        whole.iter().filter(|(name, _)| !name.starts_with("take") && *name != "request").copied().collect();
    assert!(clerk.post(&form, &none).await.text().contains("Chọn ít nhất một mục"));
}

#[tokio::test]
async fn a_clause_that_speaks_to_communes_is_for_each_of_them_where_there_are_some() {
    let t = TestOffice::new().await;
    let home = home(&t).await;
    let mut district = t.signed_in("clerk of the district", Role::CommuneClerk, t.district).await;
    let mut commune = t.signed_in("clerk of the commune", Role::CommuneClerk, home).await;
    let at_district = format!("{}/de-xuat", paper(&t, t.district, "04-NQ/TW").await);
    let at_commune = format!("{}/de-xuat", paper(&t, home, "04-NQ/TW").await);
    let own = uid(&t, home).await;
    for (text, above, below) in [
        ("1. Đảng ủy các xã báo cáo kết quả.", "communes", &*own),
        ("1. Yêu cầu các chi bộ, đảng bộ trực thuộc học tập.", "organisations", &own),
        ("1. Các đảng ủy trực thuộc học tập.", "every", &own),
        ("1. Đảng ủy các xã, phường:\na) Mở lớp học.", "communes", &own),
        ("1. Tiếp tục củng cố các chi bộ, đảng bộ.", "every", &own),
    ] {
        for (door, form, lead) in [(&mut district, &at_district, above), (&mut commune, &at_commune, below)] {
            let page = door.post(form, &[("do", "read"), ("text", text)]).await;
            assert_eq!(page.field("count"), "1", "{text}");
            assert!(page.html().contains(&format!("<option value=\"{lead}\" selected>")), "{text}: {}", page.text());
        }
    }
    // A commune's own plan speaks to its own cells.
    let own_plan = format!("{}/de-xuat", paper(&t, home, "01-KH/ĐU").await);
    let page = commune.post(&own_plan, &[("do", "read"), ("text", "1. Các chi bộ, đảng bộ học tập.")]).await;
    assert!(page.html().contains("<option value=\"organisations\" selected>"), "{}", page.text());
    let given = "SELECT count(*) FROM task WHERE what = 'Rà soát'";
    let organisations = [&crate::org::kind::COMMITTEES[..], &["cell"]].concat();
    for (lead, kinds) in [
        ("communes", &["commune_committee"][..]),
        ("every", &crate::org::kind::COMMITTEES),
        ("organisations", &organisations),
    ] {
        let before: i64 = t.value(given, &[]).await;
        let form = at_district.replace("de-xuat", "giao-viec");
        let each = [("what", "Rà soát"), ("lead", lead), ("due", "14/12/2018")];
        assert!(district.post(&form, &each).await.outcome().ends_with("xong=viec-giao-nhieu"), "{lead}");
        let tree = t.office.trees.as_of(&mut t.office.db.read().await.unwrap(), t.office.clock.today()).await.unwrap();
        let below = tree.children(t.district).iter().filter(|unit| kinds.contains(&&*tree.get(**unit).unwrap().kind));
        assert_eq!(t.value::<i64>(given, &[]).await - before, below.count() as i64, "{lead}");
    }
}
