//! The members' list through the door: who sees whom, filters and their counts, order, columns, files, and what is done to many.

mod keeping;
mod ticking;

use crate::identity::right::Role;
use crate::testing::TestOffice;
use kit::clock::SECOND;
use kit::testing::Door;

const ROLL: &str = "/van-phong/dang-vien";

/// The rows of the list as a file, without its header.
async fn rows(door: &mut Door, asked: &str) -> Vec<Vec<String>> {
    let file = door.get(&format!("{ROLL}?{asked}&tep=csv")).await;
    assert_eq!(file.outcome(), "200", "{asked}");
    sheet::read(&file.body).expect("a CSV file").rows.split_off(1)
}

/// The numbers in the options of a filter, as (value, count).
fn counts(html: &str, filter: &str) -> Vec<(String, usize)> {
    let start = html.find(&format!("<select id=\"{filter}\"")).unwrap_or_else(|| panic!("no filter {filter}"));
    let select = &html[start..start + html[start..].find("</select>").expect("its end")];
    let option = |option: &str| {
        let value = option.split('"').next()?.to_owned();
        let n = option.rsplit_once('(')?.1.split(')').next()?.replace('.', "");
        Some((value, n.parse().ok()?))
    };
    select.split("<option value=\"").skip(1).filter_map(option).collect()
}

#[tokio::test]
async fn the_roll_holds_everybody_within_reach_and_nobody_else() {
    let t = TestOffice::new().await;
    let all: i64 = t.value("SELECT count(*) FROM membership WHERE to_day IS NULL", &[]).await;
    let cell = "SELECT count(*) FROM membership WHERE to_day IS NULL AND unit_id = $1";
    let in_cell: i64 = t.value(cell, &[&t.silent_cell]).await;
    assert!(in_cell > 0 && in_cell < all, "{in_cell} of {all}");
    for (who, role, unit, sees) in [
        ("the organisation's officer", Role::OrganisationOfficer, t.district, all),
        ("the cell's secretary", Role::CellSecretary, t.silent_cell, in_cell),
    ] {
        let mut door = t.signed_in(who, role, unit).await;
        assert_eq!(rows(&mut door, "").await.len() as i64, sees, "{who}");
        // Nor do the counts tell of others.
        let html = door.get(ROLL).await.html();
        for filter in ["gioi", "tuoi", "tu-cach", "mien", "thieu"] {
            let most = counts(&html, filter).into_iter().map(|(_, n)| n as i64).max().unwrap_or(0);
            assert!(most <= sees, "{who}: {filter} counts {most}");
        }
    }
    let mut elsewhere = t.signed_in("another commune's clerk", Role::CommuneClerk, t.elsewhere).await;
    let unit: String = t.value("SELECT uid FROM unit WHERE id = $1", &[&t.silent_cell]).await;
    assert_eq!(elsewhere.get(&format!("{ROLL}?don-vi={unit}")).await.outcome(), "404");
    let sql = "SELECT p.uid FROM person p JOIN membership m ON m.person_id = p.id WHERE m.unit_id = $1 LIMIT 1";
    let person: String = t.value(sql, &[&t.silent_cell]).await;
    assert_eq!(rows(&mut elsewhere, &format!("chon={person}")).await, Vec::<Vec<String>>::new());
}

#[tokio::test]
async fn the_roll_is_narrowed_in_its_address_and_says_which_field_it_cannot_read() {
    let t = TestOffice::new().await;
    let mut door = t.as_cast("organisation").await;
    let sql = "SELECT p.full_name FROM person p JOIN membership m ON m.person_id = p.id ORDER BY p.id LIMIT 1";
    let name: String = t.value(sql, &[]).await;
    let found = door.get(&format!("{ROLL}?ten={}", kit::web::encode(&viet::fold(&name)))).await;
    assert!(found.text().contains(&name), "{name}: {}", found.text());
    let women: i64 = t.value("SELECT count(*) FROM person WHERE sex = 'f'", &[]).await;
    let sixty: i64 = t.value("SELECT count(*) FROM person WHERE birth_year <= 1958", &[]).await;
    let joined = "SELECT count(*) FROM person WHERE joined_on >= '2010-01-01' AND joined_on <= '2012-12-31'";
    let joined: i64 = t.value(joined, &[]).await;
    let leaders = "SELECT count(DISTINCT person_id) FROM post_holding WHERE to_day IS NULL OR to_day > '2018-11-23'";
    let leaders: i64 = t.value(leaders, &[]).await;
    for (asked, people) in [
        ("gioi=f", women),
        ("tu-tuoi=60", sixty),
        ("vao-tu=1/1/2010&vao-den=31/12/2012", joined),
        ("chuc-vu=co", leaders),
        ("ten=zzzz", 0),
        ("ngay=01/01/1900", 0),
        ("kiem-tra=co", 0),
    ] {
        let page = door.get(&format!("{ROLL}?{asked}")).await;
        assert_eq!(page.outcome(), "200", "{asked}");
        assert_eq!(rows(&mut door, asked).await.len() as i64, people, "{asked}");
        assert_eq!(page.text().contains("Không có đảng viên nào"), people == 0, "{asked}");
    }
    for (asked, says) in [
        ("tu-tuoi=sáu", "Từ tuổi: Ghi số năm bằng chữ số"),
        ("ngay=hôm qua", "ngày/tháng/năm"),
        ("vao-tu=mai", "Vào Đảng từ ngày: Ghi ngày theo dạng ngày/tháng/năm"),
        ("gioi=x", "Không có lựa chọn này"),
        ("tim-don-vi=zzzz", "Không có đơn vị nào tên như vậy"),
    ] {
        for file in ["", "&tep=xlsx"] {
            let page = door.get(&format!("{ROLL}?{}{file}", asked.replace(' ', "%20"))).await;
            assert_eq!(page.outcome(), "422", "{asked}{file}");
            assert!(page.text().contains(says), "{asked}: {}", page.text());
        }
    }
}

#[tokio::test]
async fn each_count_is_the_length_of_the_list_that_it_leads_to() {
    let t = TestOffice::new().await;
    let mut door = t.as_cast("organisation").await;
    for asked in ["", "gioi=f", "tuoi=31-40&gioi=m"] {
        let html = door.get(&format!("{ROLL}?{asked}")).await.html();
        for filter in ["gioi", "tuoi", "tuoi-dang", "tu-cach", "mien", "chuc-vu", "thieu", "kiem-tra", "giay"] {
            let counted = counts(&html, filter);
            assert!(!counted.is_empty(), "{filter} has values");
            let others: Vec<&str> = asked.split('&').filter(|pair| !pair.starts_with(&format!("{filter}="))).collect();
            for (value, n) in counted {
                let address = format!("{}&{filter}={value}", others.join("&"));
                assert_eq!(rows(&mut door, &address).await.len(), n, "{address}");
            }
        }
    }
}

#[tokio::test]
async fn a_file_says_what_the_page_says_in_its_columns_and_order() {
    let t = TestOffice::new().await;
    let mut door = t.as_cast("cell_secretary").await;
    for asked in ["", "cot=sinh.tuoi.don-vi&xep=-sinh", "xep=-ten"] {
        let html = door.get(&format!("{ROLL}?{asked}")).await;
        let csv = sheet::read(&door.get(&format!("{ROLL}?{asked}&tep=csv")).await.body).expect("a CSV file");
        let xlsx = sheet::read(&door.get(&format!("{ROLL}?{asked}&tep=xlsx")).await.body).expect("an XLSX file");
        let people = &csv.rows[1..];
        assert_eq!(&xlsx.rows[xlsx.rows.len() - people.len()..], people, "{asked}");
        let text = html.text();
        let mut from = text.find("STT").expect("the table");
        for row in people {
            let at = text[from..].find(&*row[1]).unwrap_or_else(|| panic!("{asked}: {} stands later", row[1]));
            from += at;
            assert!(row.iter().all(|cell| text.contains(&**cell)), "{row:?}");
        }
    }
    let plain = door.get(&format!("{ROLL}?tep=csv")).await;
    assert!(plain.body.starts_with("\u{feff}".as_bytes()), "Excel is told that it is Unicode");
    assert!(door.get(&format!("{ROLL}?xep=-sinh")).await.html().contains("aria-sort=\"descending\""));
    assert_eq!(door.get(&format!("{ROLL}?tep=exe")).await.outcome(), "404");
}

#[tokio::test]
async fn the_journal_says_who_took_which_list_as_a_file_and_how_many_rows() {
    let t = TestOffice::new().await;
    let taken = "SELECT count(*) FROM journal WHERE verb = 'list.export'";
    let mut door = t.as_cast("organisation").await;
    let women = rows(&mut door, "gioi=f").await.len();
    assert_eq!(door.get("/van-phong/to-chuc?tep=xlsx").await.outcome(), "200");
    assert_eq!(t.value::<i64>(taken, &[]).await, 2);
    // What was refused, and a page, is no file.
    for address in [format!("{ROLL}?tep=exe"), format!("{ROLL}?tu-tuoi=x&tep=csv"), ROLL.to_owned()] {
        door.get(&address).await;
    }
    assert!(t.as_cast("editor").await.get(&format!("{ROLL}?tep=csv")).await.outcome() == "403");
    assert_eq!(t.value::<i64>(taken, &[]).await, 2);
    let journal = t.signed_in("quan ly", Role::OfficeManager, t.district).await.get("/van-phong/nhat-ky").await.text();
    let line = format!("Tải danh sách về thành tệp: Đảng viên (CSV, {women} dòng): ");
    assert!(journal.contains(&line) && journal.contains("Nữ; 23-11-2018"), "{journal}");
    assert!(journal.contains("Tải danh sách về thành tệp: Cây tổ chức (XLSX, "), "{journal}");
}

async fn member_of(t: &TestOffice, unit: i64) -> (i64, String) {
    let id: i64 = t.value("SELECT min(person_id) FROM membership WHERE unit_id = $1", &[&unit]).await;
    (id, t.value("SELECT uid FROM person WHERE id = $1", &[&id]).await)
}

async fn where_is(t: &TestOffice, person: i64) -> i64 {
    let sql = "SELECT unit_id FROM membership WHERE person_id = $1 AND kind = 'main'
               AND from_day <= '2018-11-23' AND (to_day IS NULL OR to_day > '2018-11-23')";
    t.value(sql, &[&person]).await
}

/// Fills in the form for moving a member, and sends it.
async fn send_transfer(door: &mut Door, person: &str, cell: &str) -> (String, Vec<(String, String)>) {
    let form = door.get(&format!("{ROLL}/loat/chuyen?dong={person}")).await;
    assert_eq!(form.outcome(), "200");
    let mut fields: Vec<(String, String)> =
        ["request", "loc", "dau", "ve"].map(|name| (name.to_owned(), form.field(name).replace("&#38;", "&"))).into();
    for (name, value) in [("den", cell), ("ngay", "23/11/2018"), ("van-ban", "QĐ 1-QĐ/HU ngày 20/11/2018")] {
        fields.push((name.to_owned(), value.to_owned()));
    }
    (post(door, &fields).await, fields)
}

async fn post(door: &mut Door, fields: &[(String, String)]) -> String {
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let answer = door.post(&format!("{ROLL}/loat/chuyen"), &fields).await;
    assert_ne!(answer.outcome(), "422", "{}", answer.text());
    answer.outcome()
}

async fn another_cell(t: &TestOffice) -> (i64, String) {
    let sql = "SELECT min(u.id) FROM unit u JOIN membership m ON m.unit_id = u.id WHERE u.kind = 'cell' AND u.id <> $1";
    let id: i64 = t.value(sql, &[&t.silent_cell]).await;
    let name = "SELECT name FROM unit_name WHERE unit_id = $1 AND from_day <= '2018-11-23'
                AND (to_day IS NULL OR to_day > '2018-11-23')";
    (id, t.value(name, &[&id]).await)
}

async fn batch(t: &TestOffice) -> String {
    t.value("SELECT uid FROM batch ORDER BY id DESC LIMIT 1", &[]).await
}

#[tokio::test]
async fn members_are_moved_once_and_taken_back_whole_within_half_a_minute() {
    let t = TestOffice::new().await;
    let mut door = t.as_cast("organisation").await;
    let (person, uid) = member_of(&t, t.silent_cell).await;
    let (cell, name) = another_cell(&t).await;
    let mut tx = t.office.db.begin().await.unwrap();
    let sql = "INSERT INTO post_holding (post_id, person_id, from_day)
               SELECT min(id), CAST($2 AS BIGINT), '2018-01-01' FROM post WHERE unit_id = $1";
    let post = tx.insert(sql, &[&t.silent_cell, &person]).await.unwrap();
    let sql = "INSERT INTO residence_link (person_id, unit_id, from_day) VALUES ($1, $2, '2018-01-01')";
    let link = tx.insert(sql, &[&person, &cell]).await.unwrap();
    tx.commit().await.unwrap();
    let linked = "SELECT count(*) FROM residence_link WHERE id = $1 AND to_day IS NULL";
    let held = "SELECT count(*) FROM post_holding WHERE id = $1 AND to_day IS NULL";
    let (outcome, fields) = send_transfer(&mut door, &uid, &name).await;
    assert_eq!(outcome, format!("303 {ROLL}"));
    assert_eq!(where_is(&t, person).await, cell);
    assert_eq!(t.value::<i64>(held, &[&post]).await, 0, "nor is the post of the old cell held");
    assert_eq!(t.value::<i64>(linked, &[&link]).await, 0, "nor do they keep in touch with their own cell");
    assert_eq!(self::post(&mut door, &fields).await, format!("303 {ROLL}"), "sent twice, done once");
    let moved: i64 = t.value("SELECT count(*) FROM journal WHERE verb = 'people.membership.transfer'", &[]).await;
    let batches: i64 = t.value("SELECT count(*) FROM journal WHERE verb = 'people.batch.transfer'", &[]).await;
    assert_eq!((moved, batches), (1, 1));
    assert!(door.get(ROLL).await.text().contains("Hoàn tác được đến 07:00:30"), "the way back is offered");
    let undo = format!("{ROLL}/loat/{}/hoan-tac", batch(&t).await);
    assert_eq!(t.as_cast("leader").await.post(&undo, &[]).await.outcome(), "404", "it is nobody else's");
    for _twice in 0..2 {
        assert_eq!(door.post(&undo, &[]).await.outcome(), format!("303 {ROLL}?xong=nhu-truoc"));
    }
    assert_eq!(where_is(&t, person).await, t.silent_cell);
    let open: i64 =
        t.value("SELECT count(*) FROM membership WHERE person_id = $1 AND to_day IS NULL", &[&person]).await;
    assert_eq!(open, 1, "as it was before");
    assert_eq!(t.value::<i64>(held, &[&post]).await, 1, "the post too");
    assert_eq!(t.value::<i64>(linked, &[&link]).await, 1, "and the link of residence");
}

#[tokio::test]
async fn a_move_stays_after_its_time_or_when_something_was_changed_since() {
    let t = TestOffice::new().await;
    let mut door = t.as_cast("organisation").await;
    let (person, uid) = member_of(&t, t.silent_cell).await;
    let (cell, name) = another_cell(&t).await;
    send_transfer(&mut door, &uid, &name).await;
    let undo = format!("{ROLL}/loat/{}/hoan-tac", batch(&t).await);
    let mut tx = t.office.db.begin().await.unwrap();
    let grant = crate::identity::reach::Grant::console(t.silent_cell);
    assert!(
        crate::people::transfer(&mut tx, grant, person, crate::cast::DEMO_DAY, "QĐ 2", t.office.clock.now())
            .await
            .unwrap()
    );
    tx.commit().await.unwrap();
    let kept = door.post(&undo, &[]).await;
    assert!(kept.outcome() == "409" && kept.text().contains("Chưa hoàn tác được"), "{}", kept.text());
    send_transfer(&mut door, &uid, &name).await;
    t.office.clock.advance(31 * SECOND);
    let late = door.post(&format!("{ROLL}/loat/{}/hoan-tac", batch(&t).await), &[]).await;
    assert!(late.outcome() == "409" && late.text().contains("hết thời gian"), "{}", late.text());
    assert_eq!(where_is(&t, person).await, cell);
}

#[tokio::test]
async fn only_who_keeps_the_members_does_something_to_many() {
    let t = TestOffice::new().await;
    let (_, uid) = member_of(&t, t.silent_cell).await;
    for (who, role, unit, outcome) in [
        ("the organisation's officer", Role::OrganisationOfficer, t.district, "200"),
        ("the leader", Role::Leader, t.district, "403"),
        ("the cell's secretary", Role::CellSecretary, t.silent_cell, "403"),
        ("an editor", Role::Editor, t.district, "403"),
        // For them there is nobody of this identity.
        ("another commune's officer", Role::OrganisationOfficer, t.elsewhere, "422"),
    ] {
        let mut door = t.signed_in(who, role, unit).await;
        for deed in ["chuyen", "danh-dau", "bo-dau"] {
            assert_eq!(door.get(&format!("{ROLL}/loat/{deed}?dong={uid}")).await.outcome(), outcome, "{who}: {deed}");
        }
    }
}

#[tokio::test]
async fn a_restricted_field_is_not_in_the_list_nor_asked_by_until_it_is_lifted() {
    let t = TestOffice::new().await;
    let mut door = t.as_cast("organisation").await;
    let sql = "SELECT p.uid, p.card_no, p.birth_year FROM person p JOIN membership m ON m.person_id = p.id
               WHERE p.card_no IS NOT NULL AND p.birth_day IS NOT NULL ORDER BY p.id LIMIT 1";
    let known: Option<(String, String, i64)> = t.office.db.read().await.unwrap().opt(sql, &[]).await.unwrap();
    let (person, card, born) = known.expect("a member with a card");
    let (card, age) = (kit::web::encode(&card), 2018 - born);
    let by_card = format!("chon={person}&the={card}");
    let by_age = format!("chon={person}&tu-tuoi={age}&den-tuoi={age}");
    let open = rows(&mut door, &format!("chon={person}&cot=sinh.the.tuoi")).await;
    assert!(open[0].contains(&age.to_string()), "{open:?}");

    let fields = [
        ("asked_how", "written"),
        ("asked_on", "20/11/2018"),
        ("kind", "restrict"),
        ("field-card_no", "1"),
        ("field-birth_day", "1"),
    ];
    let sent = door.post(&format!("{ROLL}/{person}/yeu-cau"), &fields).await.outcome();
    let request = sent.strip_prefix("303 ").and_then(|at| at.split('?').next()).expect(&sent).to_owned();
    assert_eq!((rows(&mut door, &by_card).await.len(), rows(&mut door, &by_age).await.len()), (1, 1), "asked only");
    let year = "năm sinh vẫn hiện";
    assert!(door.get(&format!("{ROLL}/{person}/yeu-cau")).await.text().contains(year), "whoever asks is told");
    assert!(door.get(&request).await.text().contains(year), "whoever grants is told");
    let finish = [("version", "1"), ("outcome", "granted"), ("answer", "Đã hạn chế")];
    assert_eq!(door.post(&format!("{request}/xong"), &finish).await.outcome(), format!("303 {request}?xong=luu"));
    let copy = door.get(&format!("{ROLL}/{person}/du-lieu")).await.text();
    assert!(copy.contains("năm sinh, để phân biệt những người cùng tên"), "the copy says so: {copy}");

    assert_eq!((rows(&mut door, &by_card).await.len(), rows(&mut door, &by_age).await.len()), (0, 0), "in force");
    let closed = rows(&mut door, &format!("chon={person}&cot=sinh.the.tuoi")).await;
    assert_eq!(closed[0].iter().filter(|cell| *cell == "Hạn chế").count(), 3, "{closed:?}");

    assert_eq!(door.post(&format!("{request}/bo-han-che"), &[]).await.outcome(), format!("303 {request}?xong=luu"));
    assert_eq!(rows(&mut door, &format!("chon={person}&cot=sinh.the.tuoi")).await, open, "lifted");
}

#[tokio::test]
async fn a_unit_that_was_not_there_yet_on_the_day_is_told_so_and_a_move_is_not_of_days_to_come() {
    let t = TestOffice::new().await;
    let mut door = t.as_cast("organisation").await;
    let commune: i64 = t.value("SELECT parent_id FROM unit_parent WHERE unit_id = $1", &[&t.silent_cell]).await;
    let commune: String = t.value("SELECT uid FROM unit WHERE id = $1", &[&commune]).await;
    let new = [
        ("kind", "establish"),
        ("day", "20/11/2018"),
        ("paper", "QĐ 1"),
        ("name", "Chi bộ ấp Mới"),
        ("short", "Ấp Mới"),
        ("unit_kind", "cell"),
    ];
    let made = t.changed(&mut door, &format!("/van-phong/to-chuc/{commune}/thay-doi"), &new).await;
    assert!(made.starts_with("303"), "{made}");
    let sql = "SELECT u.uid FROM unit u JOIN unit_name n ON n.unit_id = u.id WHERE n.name = 'Chi bộ ấp Mới'";
    let unit: String = t.value(sql, &[]).await;
    assert_eq!(door.get(&format!("{ROLL}?don-vi={unit}")).await.outcome(), "200");
    let early = door.get(&format!("{ROLL}?don-vi={unit}&ngay=01/11/2018")).await;
    assert_eq!(early.outcome(), "422");
    assert!(early.text().contains("Ngày 01-11-2018 chưa có Chi bộ ấp Mới"), "{}", early.text());
    let mut elsewhere = t.signed_in("another commune's clerk", Role::CommuneClerk, t.elsewhere).await;
    assert_eq!(elsewhere.get(&format!("{ROLL}?don-vi={unit}&ngay=01/11/2018")).await.outcome(), "404");

    let (person, uid) = member_of(&t, t.silent_cell).await;
    let (_, name) = another_cell(&t).await;
    let form = door.get(&format!("{ROLL}/loat/chuyen?dong={uid}")).await;
    let kept: Vec<(&str, String)> =
        ["request", "loc", "dau", "ve"].map(|name| (name, form.field(name).replace("&#38;", "&"))).into();
    let mut fields: Vec<(&str, &str)> = kept.iter().map(|(name, value)| (*name, value.as_str())).collect();
    fields.extend([("den", name.as_str()), ("ngay", "23/11/2081"), ("van-ban", "QĐ 1")]);
    let told = door.post(&format!("{ROLL}/loat/chuyen"), &fields).await;
    assert!(told.outcome() == "422" && told.text().contains("Ngày này chưa tới"), "{}", told.text());
    assert_eq!(where_is(&t, person).await, t.silent_cell);
}

#[tokio::test]
async fn who_has_left_is_found_where_their_record_is_kept_when_their_cell_is_no_more() {
    let t = TestOffice::new().await;
    let commune: i64 = t.value("SELECT parent_id FROM unit_parent WHERE unit_id = $1", &[&t.silent_cell]).await;
    let (person, uid) = member_of(&t, t.silent_cell).await;
    let mut tx = t.office.db.begin().await.unwrap();
    let left = "UPDATE membership SET to_day = '2018-09-05' WHERE person_id = $1 AND to_day IS NULL";
    tx.exec(left, &[&person]).await.unwrap();
    tx.commit().await.unwrap();
    let mut clerk = t.signed_in("the commune's clerk", Role::CommuneClerk, commune).await;
    let mut elsewhere = t.signed_in("another commune's clerk", Role::CommuneClerk, t.elsewhere).await;
    let one = format!("chon={uid}&loai=tat-ca");
    assert_eq!(rows(&mut clerk, &one).await.len(), 1, "while the cell is there");

    let cell: String = t.value("SELECT uid FROM unit WHERE id = $1", &[&t.silent_cell]).await;
    let (into, _) = another_cell(&t).await;
    let into: String = t.value("SELECT uid FROM unit WHERE id = $1", &[&into]).await;
    let fields = [("kind", "dissolve"), ("day", "20/11/2018"), ("paper", "QĐ 9"), ("into", &*into)];
    let mut officer = t.as_cast("organisation").await;
    t.agreed(&t.changed(&mut officer, &format!("/van-phong/to-chuc/{cell}/thay-doi"), &fields).await).await;
    assert_eq!(rows(&mut clerk, &one).await.len(), 1, "and after it has ended");
    assert_eq!(clerk.get(&format!("/van-phong/dang-vien/{uid}")).await.outcome(), "200", "as their page");
    assert_eq!(rows(&mut elsewhere, &one).await.len(), 0);
}
