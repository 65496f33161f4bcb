//! What a list writes is what the form writes; a job that was cut off, rights that ended, a record that moved meanwhile.

use super::{REGISTER, counted, look, members, press, uid, upload};
use crate::identity::right::Role;
use crate::people::import::undo::{DEPENDS, STAYS};
use crate::people::import::work;
use crate::testing::TestOffice;
use kit::db::{Arg, Row};
use kit::testing::Door;

/// All rows that make a person, without what tells two persons apart.
async fn rows_of(t: &TestOffice, person: i64) -> Vec<String> {
    struct Text(String);
    impl kit::db::FromRow for Text {
        fn from_row(row: &Row<'_>) -> kit::db::Result<Text> {
            row.at::<String>(0).map(Text)
        }
    }
    let mut conn = t.office.db.read().await.unwrap();
    let mut rows = Vec::new();
    let none = "'-'";
    for sql in [
        format!(
            "SELECT full_name || '/' || birth_year || '/' || coalesce(birth_day, {none}) || '/' || coalesce(sex, {none}) || '/'
             || coalesce(joined_on, {none}) || '/' || coalesce(official_on, {none}) || '/' || coalesce(card_no, {none}) || '/'
             || version FROM person WHERE id = $1"
        ),
        format!(
            "SELECT unit_id || '/' || kind || '/' || from_day || '/' || coalesce(to_day, {none}) || '/' || coalesce(paper, {none})
             FROM membership WHERE person_id = $1 ORDER BY id"
        ),
        format!(
            "SELECT state || '/' || from_day || '/' || coalesce(to_day, {none}) || '/' || coalesce(change_key, {none}) || '/'
             || coalesce(paper, {none}) FROM member_state WHERE person_id = $1 ORDER BY from_day, id"
        ),
        format!(
            "SELECT s.span || '/' || s.began || '/' || coalesce(s.to_before, {none}) FROM member_state_step s
             JOIN member_state m ON m.id = s.state_id WHERE m.person_id = $1 ORDER BY s.id"
        ),
        "SELECT field FROM person_secret WHERE person_id = $1 ORDER BY field".to_owned(),
        "SELECT verb || '/' || subject || '/' || place FROM journal WHERE subject = 'person' AND subject_id = $1
         AND verb NOT LIKE '%citizen%' ORDER BY id"
            .to_owned(),
    ] {
        let args: [&dyn Arg; 1] = [&person];
        rows.extend(conn.all::<Text>(&sql, &args).await.unwrap().into_iter().map(|Text(text)| text));
    }
    for (secret, sealed) in conn
        .all::<(String, String)>(
            "SELECT field, sealed FROM person_secret WHERE person_id = $1 ORDER BY field",
            &[&person],
        )
        .await
        .unwrap()
    {
        let opened = t.office.vault.open(&mut conn, "person", person, &sealed).await.unwrap().unwrap();
        rows.push(format!("{secret} {opened}"));
    }
    rows
}

#[tokio::test]
async fn a_person_from_a_list_is_on_record_as_one_from_the_form() {
    let t = TestOffice::new().await;
    let mut door = t.as_cast("organisation").await;
    let cell = uid(&t, t.silent_cell).await;
    // Twice: official long ago, and official only after the membership began.
    for (nth, (joined, official, since)) in
        [("19/05/1990", "19/05/1991", "05/11/2018"), ("19/05/2017", "19/05/2018", "01/01/2018")].into_iter().enumerate()
    {
        let (of_form, of_list) = (format!("08906000{nth}234"), format!("08906000{nth}567"));
        let form = [
            ("unit", cell.as_str()),
            ("full_name", "Néang Sóc Kha"),
            ("birth_day", "12/03/1960"),
            ("sex", "m"),
            ("joined_on", joined),
            ("official_on", official),
            ("card_no", "56.012345"),
            ("from", since),
            ("citizen_id", &of_form),
            ("phone", "0912 345 678"),
            ("ethnicity", "Khmer"),
            ("religion", "Phật giáo"),
            ("sure", "1"),
        ];
        let made = door.post("/van-phong/dang-vien/moi", &form).await;
        assert!(made.outcome().starts_with("303"), "{}: {}", made.outcome(), made.text());
        let by_form: i64 = t.value("SELECT max(id) FROM person", &[]).await;
        let csv = format!(
            "Họ và tên,Ngày sinh,Giới tính,Ngày vào Đảng,Ngày chính thức,Số thẻ,CCCD,Điện thoại,Dân tộc,Tôn giáo,Ngày về chi bộ\n\
             NÉANG SÓC KHA,12.3.1960,Nam,{joined},{official},56.012345,{of_list},912345678,Khmer,Phật giáo,{since}\n"
        );
        let list = upload(&t, &mut door, t.silent_cell, ("a.csv", csv.as_bytes())).await;
        look(&mut door, &list, &[("unit", &cell)]).await;
        // The same card and name: a doubt, and here it is somebody else.
        let page = door.get(&format!("{list}/trung")).await;
        door.post(&format!("{list}/trung"), &[("version", &page.field("version")), ("w-1", "other")]).await;
        assert_eq!(counted(&t, &list).await, [1, 0, 0, 0, 0]);
        press(&mut door, &list, "ghi", &[]).await;
        let by_list: i64 = t.value("SELECT max(id) FROM person", &[]).await;
        assert_ne!(by_form, by_list);
        let (form, list): (Vec<String>, Vec<String>) = (rows_of(&t, by_form).await, rows_of(&t, by_list).await);
        let alike = |rows: &[String]| rows.iter().map(|row| row.replace(&of_list, &of_form)).collect::<Vec<_>>();
        assert_eq!(alike(&form), alike(&list));
    }
}

#[tokio::test]
async fn a_long_list_is_worked_on_outside_the_request_and_done_once() {
    let t = TestOffice::new().await;
    let mut door = t.as_cast("organisation").await;
    let cell = uid(&t, t.silent_cell).await;
    let rows: String =
        (0..work::AT_ONCE + 10).map(|n| format!("Nguyễn Văn Người Thứ {},{}\n", letters(n), 1930 + n % 60)).collect();
    let csv = format!("Họ và tên,Năm sinh\n{rows}");
    let list = upload(&t, &mut door, t.silent_cell, ("a.csv", csv.as_bytes())).await;
    look(&mut door, &list, &[("unit", &cell)]).await;
    let waiting = door.get(&list).await;
    assert!(waiting.text().contains("Đang kiểm tra danh sách") && waiting.html().contains("<progress"));
    assert_eq!(
        waiting.headers.get("refresh").map(|v| v.as_bytes()),
        Some(&b"2"[..]),
        "the page looks again without script"
    );
    let id: i64 = t.value("SELECT max(id) FROM import_list", &[]).await;
    // As a job that is cut off and done again, and by two nodes at once.
    for _ in 0..2 {
        work::proceed(&t.office, id).await.unwrap();
    }
    assert_eq!(counted(&t, &list).await[0], work::AT_ONCE + 10);
    let before = members(&t).await;
    press(&mut door, &list, "ghi", &[]).await;
    assert_eq!(members(&t).await, before, "not within the request");
    let (one, other) = tokio::join!(work::proceed(&t.office, id), work::proceed(&t.office, id));
    one.and(other).unwrap();
    assert_eq!(members(&t).await, before + work::AT_ONCE + 10);
    let jobs: i64 = t.value("SELECT count(*) FROM job WHERE kind = 'people.import.proceed'", &[]).await;
    assert_eq!(jobs, 2);
    let entered: i64 = t
        .value("SELECT count(*) FROM journal WHERE verb = 'people.person.enter' AND after LIKE '%\"list\"%'", &[])
        .await;
    assert_eq!(entered, work::AT_ONCE + 10, "each person has a journal row");
}

/// A number in letters, so that names differ.
fn letters(mut n: i64) -> String {
    let mut word = String::new();
    for _ in 0..4 {
        word.push((b'a' + (n % 26) as u8) as char);
        n /= 26;
    }
    viet::capital(&word)
}

#[tokio::test]
async fn what_changed_meanwhile_stops_a_list_and_nothing_of_it_is_written() {
    let t = TestOffice::new().await;
    let mut door = t.as_cast("organisation").await;
    let cell = uid(&t, t.silent_cell).await;
    let csv = "Họ và tên,Ngày sinh,CCCD\nLê Văn Ân,5/3/1960,089060001234\nNgô Văn Bê,1961,\n".as_bytes();
    let list = upload(&t, &mut door, t.silent_cell, ("a.csv", csv)).await;
    look(&mut door, &list, &[("unit", &cell)]).await;
    // Somebody enters one of them by the form.
    let form = [
        ("unit", cell.as_str()),
        ("full_name", "Lê Văn Ân"),
        ("birth_day", "5/3/1960"),
        ("from", "05/11/2018"),
        ("sure", "1"),
    ];
    assert!(door.post("/van-phong/dang-vien/moi", &form).await.outcome().starts_with("303"));
    let before = members(&t).await;
    press(&mut door, &list, "ghi", &[]).await;
    assert_eq!(members(&t).await, before);
    assert!(door.get(&list).await.text().contains("Hồ sơ vừa thay đổi"), "{}", door.get(&list).await.text());
    assert_eq!(counted(&t, &list).await, [1, 1, 0, 0, 0], "it was checked again");
    // The right ends between the button and the job.
    let mut tx = t.office.db.begin().await.unwrap();
    tx.exec("UPDATE import_list SET state = 'running', version = version + 1", &[]).await.unwrap();
    tx.exec("UPDATE role_holding SET to_day = from_day WHERE role = 'organisation'", &[]).await.unwrap();
    tx.exec(
        "UPDATE post_holding SET to_day = from_day WHERE post_id IN (SELECT id FROM post WHERE title = 'head')",
        &[],
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
    let id: i64 = t.value("SELECT max(id) FROM import_list", &[]).await;
    work::proceed(&t.office, id).await.unwrap();
    assert_eq!(members(&t).await, before);
    let problem: String = t.value("SELECT problem FROM import_list", &[]).await;
    assert_eq!(problem, "\"Rights\"");
    assert_eq!(door.get(REGISTER).await.outcome(), "403");
}

#[test]
fn every_table_that_speaks_of_persons_is_asked_before_a_list_is_taken_back() {
    let known = |table: &str| DEPENDS.iter().any(|(known, _)| *known == table) || STAYS.contains(&table);
    for migration in crate::MIGRATIONS {
        for (table, body) in migration.sql.split("CREATE TABLE ").skip(1).filter_map(|part| part.split_once('(')) {
            let body = body.split(");").next().unwrap_or_default();
            // A value that is sealed anew counts as a change of the record, which is asked.
            let of_import =
                table.trim().starts_with("import_") || ["person_secret", "person_fact"].contains(&table.trim());
            if body.contains("REFERENCES person (id)") && !of_import {
                assert!(known(table.trim()), "{} refers to persons; undo must ask it", table.trim());
            }
        }
    }
}

#[test]
fn each_reason_against_taking_a_list_back_has_words_in_both_languages() {
    for (table, _) in DEPENDS {
        for (lang, text) in
            [("vi", include_str!("../pages/words.vi.ftl")), ("en", include_str!("../pages/words.en.ftl"))]
        {
            let key = format!("\nimport-depends-{table} = ");
            assert!(text.contains(&key), "{lang}: {table}");
        }
    }
}

/// Presses the button of a form of the roll for one member.
async fn deed(door: &mut Door, deed: &str, person: &str, more: &[(&str, &str)]) -> String {
    let at = format!("/van-phong/dang-vien/loat/{deed}");
    let page = door.get(&format!("{at}?dong={person}")).await;
    let kept = ["request", "loc", "dau", "ve"].map(|name| (name, page.field(name).replace("&#38;", "&")));
    let mut fields: Vec<(&str, &str)> = kept.iter().map(|(name, value)| (*name, value.as_str())).collect();
    fields.extend(more);
    door.post(&at, &fields).await.outcome()
}

#[tokio::test]
async fn neither_a_mark_that_was_taken_off_nor_a_look_keeps_a_list_from_being_taken_back() {
    let t = TestOffice::new().await;
    let mut door = t.as_cast("organisation").await;
    let cell = uid(&t, t.silent_cell).await;
    let before = members(&t).await;
    let csv = "Họ và tên,Năm sinh,Số điện thoại\nLê Văn Ân,1950,0912345678\nNgô Văn Bê,1960,\n".as_bytes();
    let list = upload(&t, &mut door, t.silent_cell, ("a.csv", csv)).await;
    look(&mut door, &list, &[("unit", &cell)]).await;
    press(&mut door, &list, "ghi", &[]).await;
    assert_eq!(members(&t).await, before + 2);
    let person: String =
        t.value("SELECT uid FROM person WHERE full_name = 'Lê Văn Ân' ORDER BY id DESC LIMIT 1", &[]).await;
    let marked = deed(&mut door, "danh-dau", &person, &[("ly-do", "Đối chiếu ngày sinh")]).await;
    assert!(marked.starts_with("303"), "{marked}");
    press(&mut door, &list, "hoan-tac", &[]).await;
    let page = door.get(&list).await.text();
    assert!(page.contains("còn dấu cần kiểm tra") && page.contains("Bỏ dấu cần kiểm tra"), "the way on: {page}");
    assert_eq!(members(&t).await, before + 2);
    let cleared = deed(&mut door, "bo-dau", &person, &[]).await;
    assert!(cleared.starts_with("303"), "{cleared}");
    let opened = door.post(&format!("/van-phong/dang-vien/{person}/mo/phone"), &[("reason", "report")]).await;
    assert!(opened.outcome() == "200" && opened.text().contains("0912"), "{}", opened.text());
    let readings = "SELECT count(*) FROM reading";
    let noted: i64 = t.value(readings, &[]).await;
    press(&mut door, &list, "hoan-tac", &[]).await;
    assert!(door.get(&list).await.text().contains("Đã hoàn tác lúc"), "{}", door.get(&list).await.text());
    assert_eq!((members(&t).await, t.value::<i64>(readings, &[]).await), (before, noted), "the look stays on record");
    assert_eq!(door.get(&format!("/van-phong/dang-vien/{person}")).await.outcome(), "404");
}

#[tokio::test]
async fn whoever_lets_a_list_go_on_acts_and_not_whoever_brought_it() {
    let t = TestOffice::new().await;
    let mut door = t.as_cast("organisation").await;
    let cell = uid(&t, t.silent_cell).await;
    let before = members(&t).await;
    let list = upload(&t, &mut door, t.silent_cell, ("a.csv", "Họ và tên,Năm sinh\nLê Văn Ân,1950\n".as_bytes())).await;
    look(&mut door, &list, &[("unit", &cell)]).await;
    press(&mut door, &list, "ghi", &[]).await;
    assert_eq!(members(&t).await, before + 1);
    let mut tx = t.office.db.begin().await.unwrap();
    tx.exec("UPDATE account SET disabled_at = 1 WHERE login = 'organisation'", &[]).await.unwrap();
    tx.commit().await.unwrap();
    let mut other = t.signed_in("other", Role::OrganisationOfficer, t.district).await;
    press(&mut other, &list, "hoan-tac", &[]).await;
    assert_eq!(members(&t).await, before, "{}", other.get(&list).await.text());
    let sql = "SELECT a.login FROM journal j JOIN account a ON a.id = j.actor WHERE j.verb = 'people.import.undo'";
    assert_eq!(t.value::<String>(sql, &[]).await, "other");
}

#[tokio::test]
async fn a_name_typed_without_marks_does_not_take_them_from_the_record() {
    let t = TestOffice::new().await;
    let mut door = t.as_cast("organisation").await;
    let cell = uid(&t, t.silent_cell).await;
    for (name, counts) in
        [("Thái Bình Ân", [1, 0, 0, 0, 0]), ("Thai Binh An", [0, 0, 1, 0, 0]), ("Thái Bình An", [0, 1, 0, 0, 0])]
    {
        let csv = format!("Họ và tên,Ngày sinh,CCCD\n{name},5/3/1960,089060001234\n");
        let list = upload(&t, &mut door, t.silent_cell, ("a.csv", csv.as_bytes())).await;
        look(&mut door, &list, &[("unit", &cell)]).await;
        assert_eq!(counted(&t, &list).await, counts, "{name}");
        press(&mut door, &list, "ghi", &[]).await;
    }
}

#[tokio::test]
async fn somebody_who_left_the_party_is_named_beside_the_row_also_without_a_number() {
    let t = TestOffice::new().await;
    let mut door = t.as_cast("organisation").await;
    let cell = uid(&t, t.silent_cell).await;
    let first = "Họ và tên,Ngày sinh,CCCD\nLê Thị Hòa,05/03/1962,089162001234\nTrần Văn Bảy,1958,\nNgô Mới,1970,\n";
    let list = upload(&t, &mut door, t.silent_cell, ("a.csv", first.as_bytes())).await;
    look(&mut door, &list, &[("unit", &cell), ("since", "01/01/2010")]).await;
    press(&mut door, &list, "ghi", &[]).await;
    let mut records = Vec::new();
    for name in ["Lê Thị Hòa", "Trần Văn Bảy"] {
        let person: String = t.value("SELECT uid FROM person WHERE full_name = $1", &[&name]).await;
        let record = format!("/van-phong/dang-vien/{person}");
        let version = door.get(&format!("{record}/tu-cach")).await.field("version");
        let fields = [("version", &*version), ("change", "left"), ("day", "10/10/2014"), ("paper", "ĐX 1")];
        assert!(door.post(&format!("{record}/tu-cach"), &fields).await.outcome().starts_with("303"), "{name}");
        records.push(record);
    }
    let second = "Họ và tên,Ngày sinh,CCCD\nLê Thị Hoà,05/03/1962,089162001234\nTran Van Bay,1958,\nTrần Văn Bảy,1960,\nNgô Mới,1970,\n";
    let list = upload(&t, &mut door, t.silent_cell, ("b.csv", second.as_bytes())).await;
    look(&mut door, &list, &[("unit", &cell)]).await;
    assert_eq!(
        counted(&t, &list).await,
        [1, 0, 1, 2, 0],
        "by the number and by the name; another year is somebody else"
    );
    let page = door.get(&format!("{list}/trung")).await;
    assert_eq!(page.text().matches("Người này từng là đảng viên: Đã ra khỏi Đảng, từ ngày 10-10-2014").count(), 2);
    assert_eq!(page.text().matches("Cùng một người").count(), 2, "who it is can be said: {}", page.text());
    assert_eq!(page.text().matches("Người khác: ghi mới").count(), 1, "two persons have no number in common");
    for record in &records {
        assert!(page.html().contains(&format!("href=\"{record}\"")), "{record}");
    }
    // Whoever it is, a list admits nobody again.
    let version = page.field("version");
    let sql = "SELECT other FROM import_finding WHERE kind = 'doubtful' AND row_no = 2 AND other IS NOT NULL";
    let same = format!("same-{}", t.value::<i64>(sql, &[]).await);
    let before = members(&t).await;
    door.post(&format!("{list}/trung"), &[("version", &*version), ("w-1", "skip"), ("w-2", &same)]).await;
    assert_eq!(counted(&t, &list).await, [1, 0, 2, 0, 0]);
    let version = door.get(&list).await.field("version");
    door.post(&format!("{list}/trung"), &[("version", &*version), ("w-2", "other")]).await;
    assert_eq!(counted(&t, &list).await, [2, 0, 1, 0, 0]);
    press(&mut door, &list, "ghi", &[]).await;
    assert_eq!(members(&t).await, before + 2);
    // In a commune that does not keep the record the name is nobody's.
    let mut other = t.signed_in("other", Role::OrganisationOfficer, t.elsewhere).await;
    let sql =
        "SELECT u.uid FROM unit_parent p JOIN unit u ON u.id = p.unit_id WHERE p.parent_id = $1 AND u.kind = 'cell'
               ORDER BY u.id LIMIT 1";
    let there: String = t.value(sql, &[&t.elsewhere]).await;
    let list =
        upload(&t, &mut other, t.elsewhere, ("c.csv", "Họ và tên,Ngày sinh\nLê Thị Hòa,05/03/1962\n".as_bytes()));
    let list = list.await;
    look(&mut other, &list, &[("unit", &there)]).await;
    assert_eq!(counted(&t, &list).await, [1, 0, 0, 0, 0]);
}

#[tokio::test]
async fn the_preview_names_the_unit_that_each_row_is_for() {
    let t = TestOffice::new().await;
    let mut door = t.as_cast("organisation").await;
    let (cell, known) = (uid(&t, t.silent_cell).await, super::name(&t, t.silent_cell).await);
    let rows = "Họ và tên,Năm sinh\nLê An Bình,1960\nTrần Văn Bảy,1958\n";
    let list = upload(&t, &mut door, t.district, ("a.csv", rows.as_bytes())).await;
    look(&mut door, &list, &[("unit", &cell)]).await;
    let page = door.get(&list).await.html();
    assert_eq!(
        page.matches(&format!("<td data-label=\"Đơn vị\">{known}</td>")).count(),
        2,
        "the one of the list: {page}"
    );
    let rows = format!("Họ và tên,Năm sinh\n\"{known}\",\nLê An Bình,1960\nTrần Văn Bảy,1958\n");
    let list = upload(&t, &mut door, t.district, ("b.csv", rows.as_bytes())).await;
    look(&mut door, &list, &[("unit", "")]).await;
    let page = door.get(&list).await.html();
    assert_eq!(page.matches(&format!("<td data-label=\"Đơn vị\">{known}</td>")).count(), 2, "the heading's: {page}");
}

#[tokio::test]
async fn a_row_that_may_be_another_row_again_is_asked_about() {
    let t = TestOffice::new().await;
    let mut door = t.as_cast("organisation").await;
    let cell = uid(&t, t.silent_cell).await;
    let rows =
        "Họ và tên,Ngày sinh\nVũ Thử Mười,05/03/1962\nVu Thu Muoi,05/03/1962\nLê Hùng Tám,1970\nLê Hưng Tám,1970\n";
    let list = upload(&t, &mut door, t.silent_cell, ("a.csv", rows.as_bytes())).await;
    look(&mut door, &list, &[("unit", &cell)]).await;
    assert_eq!(counted(&t, &list).await, [3, 0, 0, 1, 0], "a name without its marks; another name is another person");
}
