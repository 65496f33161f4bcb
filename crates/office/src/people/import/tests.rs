//! Lists through the door: who may, a messy one from its arrival to its end, doubles, what nobody may learn, two people on
//! one list, the way back.

mod asked;
mod beside;
mod ended;
mod facts;
mod former;
mod headings;
mod hostile;
mod nameless;
mod names;
mod record;
mod strict;
mod years;

use super::work;
use crate::identity::right::Role;
use crate::testing::TestOffice;
use kit::clock::DAY;
use kit::testing::Door;
use viet::legacy::{Charset, encode};

pub(super) const REGISTER: &str = "/van-phong/dang-vien/nhap";

pub(super) async fn uid(t: &TestOffice, unit: i64) -> String {
    t.value("SELECT uid FROM unit WHERE id = $1", &[&unit]).await
}

pub(super) async fn name(t: &TestOffice, unit: i64) -> String {
    t.value("SELECT name FROM unit_name WHERE unit_id = $1 AND to_day IS NULL", &[&unit]).await
}

/// Brings a file; where the list's page is.
pub(super) async fn upload(t: &TestOffice, door: &mut Door, unit: i64, file: (&str, &[u8])) -> String {
    let unit = uid(t, unit).await;
    let answer = door.post_file(REGISTER, &[("unit", &unit)], ("file", file.0, file.1)).await;
    let outcome = answer.outcome();
    outcome.strip_prefix("303 ").unwrap_or_else(|| panic!("{outcome}: {}", answer.text())).to_owned()
}

/// Sends the form of the columns as it is shown, with these changes.
pub(super) async fn look(door: &mut Door, list: &str, changes: &[(&str, &str)]) -> kit::testing::Answer {
    let page = door.get(&format!("{list}?buoc=cot")).await;
    let html = page.html();
    let mut fields: Vec<(String, String)> = vec![("do".into(), "check".into())];
    for name in ["version", "sheet", "since"] {
        fields.push((name.into(), page.field(name)));
    }
    for (nth, _) in html.match_indices("<select id=\"f-").enumerate() {
        for prefix in ["f", "c"] {
            let start = html.find(&format!("name=\"{prefix}-{nth}\"")).expect("a select");
            let select = &html[start..start + html[start..].find("</select>").expect("its end")];
            let chosen = select.split("<option value=\"").find(|option| option.contains(" selected"));
            let value = chosen.and_then(|option| option.split('"').next()).unwrap_or_default();
            fields.push((format!("{prefix}-{nth}"), value.to_owned()));
        }
    }
    for (name, value) in changes {
        fields.retain(|(known, _)| known != name);
        fields.push(((*name).to_owned(), (*value).to_owned()));
    }
    let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    door.post(&format!("{list}/cot"), &fields).await
}

/// Presses a button of the list's page.
pub(super) async fn press(door: &mut Door, list: &str, what: &str, fields: &[(&str, &str)]) -> kit::testing::Answer {
    let version = door.get(list).await.field("version");
    let mut all = vec![("version", version.as_str())];
    all.extend(fields);
    door.post(&format!("{list}/{what}"), &all).await
}

/// The numbers of the strip: new, changed, same, doubtful, wrong.
pub(super) async fn counted(t: &TestOffice, list: &str) -> [i64; 5] {
    let uid = list.rsplit('/').next().unwrap_or_default();
    let counts: String = t.value("SELECT counts FROM import_list WHERE uid = $1", &[&uid]).await;
    let counts: super::Counts = serde_json::from_str(&counts).expect("counts");
    [counts.new, counts.changed, counts.same, counts.doubtful, counts.wrong]
}

async fn members(t: &TestOffice) -> i64 {
    t.value("SELECT count(*) FROM membership WHERE kind = 'main' AND (to_day IS NULL OR to_day > from_day)", &[]).await
}

#[tokio::test]
async fn only_who_keeps_members_may_bring_a_list_and_see_it() {
    let t = TestOffice::new().await;
    let mut officer = t.as_cast("organisation").await;
    let csv = "Họ và tên,Năm sinh\nLê Văn Ân,1960\n".as_bytes();
    let list = upload(&t, &mut officer, t.silent_cell, ("a.csv", csv)).await;
    let unit = uid(&t, t.silent_cell).await;
    for (who, role, at, register, bring, see) in [
        ("the organisation's officer", Role::OrganisationOfficer, t.district, "200", "303", "200"),
        ("the leader", Role::Leader, t.district, "403", "403", "403"),
        ("the cell's secretary", Role::CellSecretary, t.silent_cell, "403", "403", "403"),
        ("the inspector", Role::Inspector, t.district, "403", "403", "403"),
        ("another commune's clerk", Role::CommuneClerk, t.elsewhere, "403", "403", "404"),
        ("another commune's officer", Role::OrganisationOfficer, t.elsewhere, "200", "404", "404"),
    ] {
        let mut door = t.signed_in(who, role, at).await;
        assert_eq!(door.get(REGISTER).await.outcome(), register, "{who} opens the register");
        let sent = door.post_file(REGISTER, &[("unit", &unit)], ("file", "a.csv", csv)).await;
        assert_eq!(&sent.outcome()[..3], bring, "{who} brings a list");
        assert_eq!(door.get(&list).await.outcome(), see, "{who} sees the list");
        let refused = if see == "200" { "400" } else { see };
        for verb in ["cot", "don-vi", "sua", "trung", "ghi", "hoan-tac"] {
            assert_eq!(door.post(&format!("{list}/{verb}"), &[]).await.outcome(), refused, "{who}: {verb}");
        }
        assert_eq!(
            &door.get(&format!("{list}/loi.xlsx")).await.outcome(),
            if see == "200" { "404" } else { see },
            "{who}"
        );
    }
    assert!(t.visitor().get(&list).await.outcome().starts_with("303 /van-phong/dang-nhap"));
    let mut other = t.signed_in("one more", Role::OrganisationOfficer, t.elsewhere).await;
    assert!(!other.get(REGISTER).await.text().contains("a.csv"));
}

#[tokio::test]
async fn a_messy_list_is_read_mended_brought_and_taken_back() {
    let t = TestOffice::new().await;
    let cell = name(&t, t.silent_cell).await;
    // Old bytes, titles, headings in two rows, columns numbered, a cell as a heading, a sum at the end.
    let text = format!(
        "đảng ủy xã;;;;;\n;danh sách đảng viên;;;;\n\nStt;Họ và tên;Năm sinh;;Ngày vào Đảng;Số căn cước\n;;Nam;Nữ;;\n\
         (1);(2);(3);(4);(5);(6)\nI;{cell};;;;\n1;nguyễn thị hường;;5/3/1962;03.02.90;89162001234\n2;lê văn ân;1958;;19/5/1985;\n\
         3;trần văn tám;31/2/1960;;1/1/1990;\n4;phạm thị chín;;1961;1/1/1950;\n;tổng cộng: 4;;;;\n"
    );
    let bytes = encode(&text.to_lowercase(), Charset::Tcvn3).expect("small letters are in it");
    let (before, roll) = (
        members(&t).await,
        crate::people::roll(&mut t.office.db.read().await.unwrap(), crate::cast::DEMO_DAY).await.unwrap(),
    );
    let mut door = t.as_cast("organisation").await;
    let list = upload(&t, &mut door, t.district, ("Danh sách.csv", &bytes)).await;
    let page = door.get(&list).await.text();
    for seen in ["Danh sách.csv", "họ và tên", "nguyễn thị hường", "Đã đổi sang Unicode"] {
        assert!(page.contains(seen), "{seen}: {page}");
    }
    assert_eq!(look(&mut door, &list, &[]).await.outcome(), format!("303 {list}"));
    assert_eq!(counted(&t, &list).await, [2, 0, 0, 0, 2]);
    let page = door.get(&list).await.text();
    for seen in ["Nguyễn Thị Hường 05-03-1962 Nữ 03-02-1990", "Sửa 2 dòng chưa đúng", "mất số 0 ở đầu"]
    {
        assert!(page.contains(seen), "{seen}: {page}");
    }
    // Nothing is brought while something is wrong, unless that is said.
    let refused = press(&mut door, &list, "ghi", &[]).await;
    assert_eq!((refused.outcome().as_str(), members(&t).await), ("422", before));
    let wrong = door.get(&format!("{list}/sua")).await;
    for seen in ["Dòng 10: trần văn tám", "Không phải là ngày", "Dòng 11", "trước ngày sinh"] {
        assert!(wrong.text().to_lowercase().contains(&seen.to_lowercase()), "{seen}: {}", wrong.text());
    }
    let file = door.get(&format!("{list}/loi.xlsx")).await;
    let rows = sheet::read(&file.body).expect("a workbook").rows;
    assert!(
        rows[3].join("|").contains("trần văn tám|31/2/1960") && rows[3].last().unwrap().contains("Không phải là ngày"),
        "{rows:?}"
    );
    let fixed = [("c-9-2", "28/2/1960"), ("s-10", "1"), ("kind", "wrong")];
    let version = wrong.field("version");
    let mut fields = vec![("version", version.as_str())];
    fields.extend(fixed);
    assert_eq!(door.post(&format!("{list}/sua"), &fields).await.outcome(), format!("303 {list}"));
    assert_eq!(counted(&t, &list).await, [3, 0, 0, 0, 0]);
    assert_eq!(press(&mut door, &list, "ghi", &[]).await.outcome(), format!("303 {list}"));
    assert!(door.get(&list).await.text().contains("Đã ghi lúc"));
    assert_eq!(members(&t).await, before + 3);
    let sql = "SELECT count(*) FROM person p JOIN membership m ON m.person_id = p.id JOIN member_state s ON s.person_id = p.id
               WHERE m.unit_id = $1 AND p.full_name = $2 AND p.birth_day = $3 AND s.state = 'official'";
    for (name, born) in [("Nguyễn Thị Hường", "1962-03-05"), ("Trần Văn Tám", "1960-02-28")] {
        assert_eq!(t.value::<i64>(sql, &[&t.silent_cell, &name, &born]).await, 1, "{name}");
    }
    // A second list with the same headings is read as the first was; everybody in it is known.
    let again = upload(&t, &mut door, t.district, ("Danh sách.csv", &bytes)).await;
    look(&mut door, &again, &[]).await;
    assert_eq!(counted(&t, &again).await, [0, 0, 2, 0, 2]);
    assert!(door.get(&again).await.text().contains("Không có ai để ghi"));
    // Back to exactly the roll of before.
    assert_eq!(press(&mut door, &list, "hoan-tac", &[]).await.outcome(), format!("303 {list}"));
    assert!(door.get(&list).await.text().contains("Đã hoàn tác lúc"));
    assert_eq!(members(&t).await, before);
    let now = crate::people::roll(&mut t.office.db.read().await.unwrap(), crate::cast::DEMO_DAY).await.unwrap();
    assert_eq!(now, roll);
    kit::journal::seal::seal(&t.office.db, t.office.clock.now()).await.unwrap();
    let verified = kit::journal::verify::verify(&mut t.office.db.read().await.unwrap()).await.unwrap();
    assert!(verified.problems.is_empty());
}

#[tokio::test]
async fn what_a_list_says_lies_sealed_and_is_deleted_when_it_is_brought_dropped_or_forgotten() {
    let t = TestOffice::new().await;
    let mut door = t.as_cast("organisation").await;
    let csv = "Họ và tên,Năm sinh,CCCD\nLê Văn Ân,1960,089060001234\n".as_bytes();
    let kept = async |table: &str| -> i64 { t.value(&format!("SELECT count(*) FROM {table}"), &[]).await };
    for end in ["brought", "dropped", "forgotten"] {
        let list = upload(&t, &mut door, t.silent_cell, ("a.csv", csv)).await;
        let sealed: Vec<u8> = t.value("SELECT sealed FROM import_part", &[]).await;
        assert!(!sealed.windows(3).any(|w| w == "Văn".as_bytes()) && !sealed.windows(6).any(|w| w == b"089060"));
        let cell = uid(&t, t.silent_cell).await;
        look(&mut door, &list, &[("unit", &cell)]).await;
        match end {
            "brought" => press(&mut door, &list, "ghi", &[]).await.outcome(),
            "dropped" => press(&mut door, &list, "bo", &[]).await.outcome(),
            _ => {
                t.office.clock.advance(15 * DAY);
                work::sweep(&t.office).await.unwrap();
                String::new()
            }
        };
        for table in ["import_part", "import_fix", "import_choice", "import_finding"] {
            assert_eq!(kept(table).await, 0, "{table}, {end}");
        }
        let keys: i64 = t.value("SELECT count(*) FROM subject_key WHERE subject = 'import_list'", &[]).await;
        assert_eq!(keys, 0, "{end}");
        let habits: String = t.value("SELECT coalesce(min(plan), '') FROM import_habit", &[]).await;
        assert!(!habits.contains("Ân") && !habits.contains("089060"), "{habits}");
    }
    // After thirty days a list cannot be taken back, and what the record said before is gone.
    t.office.clock.advance(31 * DAY);
    work::sweep(&t.office).await.unwrap();
    assert_eq!(kept("import_step").await, 0);
    let mut door = t.as_cast("organisation").await;
    let brought: String = t.value("SELECT uid FROM import_list WHERE state = 'done'", &[]).await;
    assert!(!door.get(&format!("{REGISTER}/{brought}")).await.text().contains("Hoàn tác cả lần nhập"));
}

#[tokio::test]
async fn of_somebody_out_of_reach_no_more_is_said_than_that_the_number_is_taken() {
    let t = TestOffice::new().await;
    let mut officer = t.as_cast("organisation").await;
    let here = uid(&t, t.silent_cell).await;
    let ids: Vec<String> = (0..40).map(|n| format!("089060{n:06}")).collect();
    let rows: String =
        ids.iter().enumerate().map(|(n, id)| format!("Lê Văn {},1960,{id}\n", (b'A' + n as u8 % 26) as char)).collect();
    let csv = format!("Họ và tên,Năm sinh,CCCD\n{rows}");
    let list = upload(&t, &mut officer, t.silent_cell, ("a.csv", csv.as_bytes())).await;
    look(&mut officer, &list, &[("unit", &here)]).await;
    let brought = press(&mut officer, &list, "ghi", &[("leave", "1")]).await;
    assert_eq!(brought.outcome(), format!("303 {list}"));
    assert!(officer.get(&list).await.text().contains("Đã ghi lúc"), "{}", officer.get(&list).await.text());
    // An officer of another commune, with two of those numbers and a name and birth that are the same.
    let mut other = t.signed_in("other", Role::OrganisationOfficer, t.elsewhere).await;
    let sql =
        "SELECT u.unit_id FROM unit_parent u JOIN unit x ON x.id = u.unit_id WHERE u.parent_id = $1 AND x.kind = 'cell'
               ORDER BY u.unit_id LIMIT 1";
    let there: i64 = t.value(sql, &[&t.elsewhere]).await;
    let there = uid(&t, there).await;
    let csv = format!("Họ và tên,Năm sinh,CCCD\nNgô Thị Bê,1970,{}\nLê Văn A,1960,\n", ids[1]);
    let list = upload(&t, &mut other, t.elsewhere, ("b.csv", csv.as_bytes())).await;
    look(&mut other, &list, &[("unit", &there)]).await;
    assert_eq!(counted(&t, &list).await, [1, 0, 0, 0, 1], "the same name elsewhere is nobody here");
    let page = other.get(&format!("{list}/sua")).await.text();
    assert!(page.contains("đã có trong hồ sơ ngoài phạm vi") && !page.contains("Lê Văn"), "{page}");
    let met = "SELECT count(*) FROM journal WHERE verb = 'people.citizen.met'";
    assert_eq!(t.value::<i64>(met, &[]).await, 1, "it stands in the journal");
    // Whoever asks by the dozen is told nothing of any of them.
    let rows: String = ids.iter().map(|id| format!("Ngô Thị Bê,1970,{id}\n")).collect();
    let list =
        upload(&t, &mut other, t.elsewhere, ("c.csv", format!("Họ và tên,Năm sinh,CCCD\n{rows}").as_bytes())).await;
    look(&mut other, &list, &[("unit", &there)]).await;
    let page = other.get(&list).await.text();
    assert!(page.contains("Nhiều số căn cước trong danh sách"), "{page}");
    assert_eq!(t.value::<i64>("SELECT count(*) FROM import_finding WHERE kind = 'met'", &[]).await, 1);
    assert_eq!(t.value::<i64>(met, &[]).await, 1);
}

#[tokio::test]
async fn doubles_are_laid_side_by_side_and_decided() {
    let t = TestOffice::new().await;
    let mut door = t.as_cast("organisation").await;
    let cell = uid(&t, t.silent_cell).await;
    let first =
        "Họ và tên,Ngày sinh,CCCD,Điện thoại\nLê Thị Hòa,05/03/1962,089162001234,0912345678\nTrần Văn Bảy,1958,,\n";
    let list = upload(&t, &mut door, t.silent_cell, ("a.csv", first.as_bytes())).await;
    look(&mut door, &list, &[("unit", &cell)]).await;
    press(&mut door, &list, "ghi", &[]).await;
    // Tones elsewhere and a card: the same. Day and month swapped, a middle name missing, marks missing: a doubt each.
    let second = "Họ và tên,Ngày sinh,Giới tính,Số thẻ,CCCD\nLê Thị Hoà,05/03/1962,Nữ,56.1,\nLê Thị Hòa,03/05/1962,Nữ,,\nLê Hòa,05/03/1962,Nữ,,\n\
                  Tran Van Bay,1958,Nam,,\nNgô Mới,1970,Nam,,089162001234\n";
    let list = upload(&t, &mut door, t.silent_cell, ("b.csv", second.as_bytes())).await;
    look(&mut door, &list, &[("unit", &cell)]).await;
    assert_eq!(counted(&t, &list).await, [0, 1, 0, 4, 0]);
    let page = door.get(&format!("{list}/trung")).await;
    for seen in
        ["Cùng một người: Lê Thị Hòa", "03-05-1962 05-03-1962", "Cùng một người: Trần Văn Bảy", "Người khác: ghi mới"]
    {
        assert!(page.text().contains(seen), "{seen}: {}", page.text());
    }
    assert!(!page.text().contains("0912345678") && !page.text().contains("089162001234"), "nothing sealed is shown");
    let (bay, hoa): (i64, i64) = (
        t.value("SELECT id FROM person WHERE full_name = 'Trần Văn Bảy' ORDER BY id DESC LIMIT 1", &[]).await,
        t.value("SELECT id FROM person WHERE full_name = 'Lê Thị Hòa' ORDER BY id DESC LIMIT 1", &[]).await,
    );
    let version = page.field("version");
    let nothing = [("version", version.as_str()), ("kind", "doubtful")];
    let told = door.post(&format!("{list}/trung"), &nothing).await.outcome();
    assert_eq!(told, format!("303 {list}/trung?loai=doubtful&xong=chua-chon"), "nothing was chosen");
    assert!(door.get(told.strip_prefix("303 ").unwrap()).await.text().contains("chưa chọn cho dòng nào"));
    let same = format!("same-{bay}");
    let (sex, strange) = (format!("t-4-{bay}-sex"), format!("same-{}", hoa + 100_000));
    // Somebody whom the row was not laid beside cannot be chosen.
    let probe = [("version", version.as_str()), ("w-4", strange.as_str())];
    assert_eq!(door.post(&format!("{list}/trung"), &probe).await.outcome(), "400");
    let fields = [
        ("version", version.as_str()),
        ("w-2", "skip"),
        ("w-3", "other"),
        ("w-4", &same),
        (&sex, "1"),
        ("w-5", "skip"),
    ];
    assert_eq!(door.post(&format!("{list}/trung"), &fields).await.outcome(), format!("303 {list}"));
    assert_eq!(counted(&t, &list).await, [1, 2, 0, 0, 0]);
    press(&mut door, &list, "ghi", &[]).await;
    let sql =
        "SELECT full_name || '/' || coalesce(sex, '-') || '/' || coalesce(card_no, '-') FROM person WHERE id = $1";
    assert_eq!(t.value::<String>(sql, &[&hoa]).await, "Lê Thị Hòa/f/56.1", "the tone stays where it was");
    assert_eq!(t.value::<String>(sql, &[&bay]).await, "Trần Văn Bảy/m/-", "only what was ticked is taken over");
    // Taken back: who was changed reads as before, with a row in the journal each.
    press(&mut door, &list, "hoan-tac", &[]).await;
    assert_eq!(t.value::<String>(sql, &[&hoa]).await, "Lê Thị Hòa/-/-");
    assert_eq!(t.value::<String>(sql, &[&bay]).await, "Trần Văn Bảy/-/-");
    let verbs = "SELECT count(*) FROM journal WHERE verb = $1";
    for (verb, rows) in [("people.person.restore", 2_i64), ("people.person.undo", 1), ("people.person.correct", 2)] {
        assert_eq!(t.value::<i64>(verbs, &[&verb]).await, rows, "{verb}");
    }
}

#[tokio::test]
async fn two_people_on_one_list_see_each_others_work() {
    let t = TestOffice::new().await;
    let (mut one, mut other) =
        (t.as_cast("organisation").await, t.signed_in("second", Role::OrganisationOfficer, t.district).await);
    let cell = uid(&t, t.silent_cell).await;
    let csv = "Họ và tên,Năm sinh\nLê Văn Ân,xx\nNgô Văn Bê,1960\n".as_bytes();
    let list = upload(&t, &mut one, t.silent_cell, ("a.csv", csv)).await;
    look(&mut one, &list, &[("unit", &cell)]).await;
    let (seen, theirs) = (
        one.get(&format!("{list}/sua")).await.field("version"),
        other.get(&format!("{list}/sua")).await.field("version"),
    );
    let fix = |version: &str, value: &str| {
        [("version".to_owned(), version.to_owned()), ("c-1-1".to_owned(), value.to_owned())]
    };
    let send = async |door: &mut Door, fields: [(String, String); 2]| {
        let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        door.post(&format!("{list}/sua"), &fields).await
    };
    assert_eq!(send(&mut one, fix(&seen, "196o")).await.outcome(), format!("303 {list}"));
    let conflict = send(&mut other, fix(&theirs, "1961")).await;
    assert_eq!(conflict.outcome(), "409");
    assert!(
        conflict.text().contains("Có người vừa sửa") && conflict.text().contains("là “196o”"),
        "{}",
        conflict.text()
    );
    assert_eq!(conflict.field("c-1-1"), "1961", "what was typed is still there");
    let again = conflict.field("version");
    assert_eq!(send(&mut other, fix(&again, "1961")).await.outcome(), format!("303 {list}"));
    // Both press Write: it is written once.
    let version = one.get(&list).await.field("version");
    let before = members(&t).await;
    for door in [&mut one, &mut other] {
        assert_eq!(door.post(&format!("{list}/ghi"), &[("version", &version)]).await.outcome(), format!("303 {list}"));
    }
    assert_eq!(members(&t).await, before + 2);
}

#[tokio::test]
async fn a_list_is_taken_back_only_while_nothing_depends_on_it() {
    let t = TestOffice::new().await;
    let mut door = t.as_cast("organisation").await;
    let cell = uid(&t, t.silent_cell).await;
    let csv = "Họ và tên,Năm sinh\nLê Văn Ân,1950\nNgô Văn Bê,1960\n".as_bytes();
    let list = upload(&t, &mut door, t.silent_cell, ("a.csv", csv)).await;
    look(&mut door, &list, &[("unit", &cell)]).await;
    press(&mut door, &list, "ghi", &[]).await;
    let person: String =
        t.value("SELECT uid FROM person WHERE full_name = 'Lê Văn Ân' ORDER BY id DESC LIMIT 1", &[]).await;
    let days = ["asked_on", "from", "decided_on", "reported_on"].map(|name| (name, "23/11/2018"));
    let fields = [&[("kind", "exempt"), ("reason", "abroad"), ("asked_how", "oral")][..], &days].concat();
    let mut secretary = t.as_cast("cell_secretary").await;
    assert!(secretary.post(&format!("/van-phong/dang-vien/{person}/mien"), &fields).await.outcome().starts_with("303"));
    let before = members(&t).await;
    press(&mut door, &list, "hoan-tac", &[]).await;
    let page = door.get(&list).await.text();
    assert!(page.contains("Chưa hoàn tác được") && page.contains("Lê Văn Ân : có quyết định miễn"), "{page}");
    assert_eq!(members(&t).await, before, "nothing is half-way");
    let state: String = t.value("SELECT state FROM import_list", &[]).await;
    assert_eq!(state, "done");
}
