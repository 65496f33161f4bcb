//! Who was a member before, through the door of admission: the same person, a second membership, under the rules.

use super::*;

/// A former member of the silent cell, who left on a day: the person's outward identity, name and day of birth.
async fn former(t: &TestOffice, left: &str) -> (String, String, Day) {
    let mut door = t.as_cast("organisation").await;
    let unit = uid(t, t.silent_cell).await;
    let fields = [
        ("unit", &*unit),
        ("full_name", "Thạch Sóc Rên"),
        ("birth_day", "02/09/1980"),
        ("sex", "m"),
        ("joined_on", "03/02/2005"),
        ("official_on", "03/02/2006"),
        ("citizen_id", "089080004321"),
        ("paper", "QĐ 3"),
    ];
    let made = door.post("/van-phong/dang-vien/moi", &fields).await.outcome();
    let at = made.strip_prefix("303 ").and_then(|to| to.split('?').next()).expect(&made).to_owned();
    let version = door.get(&format!("{at}/tu-cach")).await.field("version");
    let fields = [("version", &*version), ("change", "left"), ("day", left), ("paper", "ĐX 1")];
    assert!(door.post(&format!("{at}/tu-cach"), &fields).await.outcome().starts_with("303"));
    (at.rsplit('/').next().unwrap_or_default().to_owned(), "Thạch Sóc Rên".to_owned(), Day::of(1980, 9, 2))
}

/// A candidate of the silent cell of this name, as far as the cell's agreement; the page.
pub(super) async fn agreed(t: &TestOffice, name: &str, born: &str, left: &str) -> String {
    let mut cell = t.as_cast("cell_secretary").await;
    let unit = uid(t, t.silent_cell).await;
    let but = |(field, value)| match field {
        "full_name" => (field, name),
        "birth_day" => (field, born),
        _ => (field, value),
    };
    let mut fields: Vec<_> = NEW.into_iter().map(but).collect();
    fields.extend([("unit", &*unit), ("left_on", left)]);
    let made = cell.post(&format!("{LIST}/moi"), &fields).await.outcome();
    let at = made.strip_prefix("303 ").and_then(|to| to.split('?').next()).expect(&made).to_owned();
    let official = "SELECT p.uid FROM person p JOIN membership m ON m.person_id = p.id AND m.unit_id = $1
                    JOIN member_state s ON s.person_id = p.id AND s.state = 'official' AND s.to_day IS NULL
                    WHERE m.kind = 'main' AND m.to_day IS NULL AND s.from_day < '2018-01-01' ORDER BY p.id";
    let sponsors: Vec<(String,)> = t.office.db.read().await.unwrap().all(official, &[&t.silent_cell]).await.unwrap();
    let mended =
        [("schooling", "university"), ("sponsor1", sponsors[0].0.as_str()), ("sponsor2", sponsors[1].0.as_str())];
    for (to, more) in [
        ("buoc/lop", vec![("day", "1/7/2018")]),
        ("buoc/ho-so", vec![("day", "1/9/2018")]),
        ("bo-sung", mended.to_vec()),
        ("buoc/xet", vec![("day", "20/11/2018"), ("paper", "NQ 11")]),
    ] {
        let outcome = step(&mut cell, &at, to, &more).await;
        assert!(outcome.starts_with("303"), "{to}: {outcome}");
    }
    at
}

pub(super) const DECIDED: [(&str, &str); 2] = [("day", "22/11/2018"), ("paper", "QĐ 125-QĐ/HU")];

pub(super) async fn persons(t: &TestOffice) -> i64 {
    t.value("SELECT count(*) FROM person", &[]).await
}

#[tokio::test]
async fn who_was_a_member_before_goes_on_with_the_record_that_exists() {
    // Chosen beside the record, or found by the number although the name is written otherwise.
    for (name, born, way) in [("Thạch Sóc Rên", "2/9/1980", "choice"), ("Thạch Rên", "5/9/1980", "number")] {
        let t = TestOffice::new().await;
        let (person, known_name, _) = former(&t, "10/10/2014").await;
        let before = persons(&t).await;
        let at = agreed(&t, name, born, "10/10/2014").await;
        let mut above = t.as_cast("organisation").await;
        let page = above.get(&at).await.text();
        assert!(page.contains("Người từng là đảng viên"), "{page}");
        if way == "choice" {
            assert!(
                page.contains("Đã ra khỏi Đảng, từ 10-10-2014") && page.contains("Được xét từ ngày 10-10-2017"),
                "{page}"
            );
        }
        let early = step(&mut above, &at, "buoc/quyet-dinh", &DECIDED).await;
        assert!(early.starts_with("422") && early.contains("Chưa đối chiếu với hồ sơ cũ"), "{early}");
        let nothing = step(&mut above, &at, "ho-so-cu", &[("again", "x")]).await;
        assert!(nothing.contains("Chọn đúng người"), "{nothing}");
        let wrong = step(&mut above, &at, "ho-so-cu", &[("citizen_id", "089080009999")]).await;
        assert!(wrong.contains("Không tìm thấy hồ sơ nào có số này"), "{wrong}");
        let fields = if way == "choice" { ("again", person.as_str()) } else { ("citizen_id", "089 080 004 321") };
        let chosen = step(&mut above, &at, "ho-so-cu", &[fields]).await;
        assert!(chosen.starts_with("303"), "{chosen}");
        let page = t.as_cast("cell_secretary").await.get(&at).await.text();
        assert!(page.contains("quyết định kết nạp sẽ ghi tiếp trên hồ sơ cũ"), "{page}");
        let decided = step(&mut above, &at, "buoc/quyet-dinh", &DECIDED).await;
        assert_eq!(decided, format!("303 /van-phong/du-bi/{person}?xong=ket-nap-quyet-dinh"));
        assert_eq!(persons(&t).await, before, "no second person");
        let record = above.get(&format!("/van-phong/dang-vien/{person}")).await.text();
        for told in [&*known_name, "từ 03-02-2005 đến hết 09-10-2014", "từ 22-11-2018", "Đã ra khỏi Đảng", "03-02-2005"]
        {
            assert!(record.contains(told), "{told}: {record}");
        }
        // Probation is counted from now, not from the first admission.
        let trial = above.get(&format!("/van-phong/du-bi/{person}")).await.text();
        assert!(trial.contains("22-11-2019"), "{trial}");
    }
}

#[tokio::test]
async fn the_decision_takes_over_what_is_ticked_of_the_candidates_file() {
    let said = "SELECT full_name || '/' || birth_day || '/' || coalesce(sex, '') FROM person WHERE uid = $1";
    for (ticked, kept) in [
        (&[][..], "Thạch Sóc Rên/1980-09-02/m"),
        (&["lay-full_name"][..], "Thạch Rên/1980-09-02/m"),
        (&["lay-full_name", "lay-birth_day"][..], "Thạch Rên/1980-09-05/m"),
    ] {
        let t = TestOffice::new().await;
        let (person, ..) = former(&t, "10/10/2014").await;
        let at = agreed(&t, "Thạch Rên", "5/9/1980", "10/10/2014").await;
        let mut above = t.as_cast("organisation").await;
        assert!(!above.get(&at).await.text().contains("Hồ sơ kết nạp ghi khác"), "not known yet whose record it is");
        assert!(step(&mut above, &at, "ho-so-cu", &[("citizen_id", "089080004321")]).await.starts_with("303"));
        let page = above.get(&at).await;
        for told in ["Hồ sơ kết nạp ghi khác hồ sơ đã có", "Thạch Sóc Rên", "02-09-1980", "05-09-1980"]
        {
            assert!(page.text().contains(told), "{told}: {}", page.text());
        }
        let other = t.as_cast("leader").await.get(&at).await;
        assert!(!other.text().contains("Hồ sơ kết nạp ghi khác"), "who does not decide is not asked");
        let ticks: Vec<(&str, &str)> = ticked.iter().map(|name| (*name, "1")).collect();
        let unsigned = step(&mut above, &at, "buoc/quyet-dinh", &[&[("day", "22/11/2018")], &ticks[..]].concat()).await;
        assert!(unsigned.starts_with("422"), "{unsigned}");
        let decided = step(&mut above, &at, "buoc/quyet-dinh", &[&DECIDED[..], &ticks[..]].concat()).await;
        assert_eq!(decided, format!("303 /van-phong/du-bi/{person}?xong=ket-nap-quyet-dinh"), "{ticked:?}");
        assert_eq!(t.value::<String>(said, &[&person]).await, kept, "{ticked:?}");
        let corrected = "SELECT count(*) FROM journal WHERE verb = 'people.person.correct'";
        assert_eq!(t.value::<i64>(corrected, &[]).await, i64::from(!ticked.is_empty()), "{ticked:?}");
    }
}

#[tokio::test]
async fn the_decision_writes_over_nothing_that_somebody_has_changed_since_it_was_shown() {
    let t = TestOffice::new().await;
    let (person, ..) = former(&t, "10/10/2014").await;
    let at = agreed(&t, "Thạch Rên", "5/9/1980", "10/10/2014").await;
    let mut above = t.as_cast("organisation").await;
    assert!(step(&mut above, &at, "ho-so-cu", &[("citizen_id", "089080004321")]).await.starts_with("303"));
    let field = format!("ban-{person}");
    let seen = above.get(&at).await.field(&field);
    let record = format!("/van-phong/dang-vien/{person}/sua");
    let mut other = t.as_cast("organisation").await;
    let version = other.get(&record).await.field("version");
    let theirs = [
        ("version", &*version),
        ("full_name", "Thạch Sóc Rênh"),
        ("birth_day", "02/09/1980"),
        ("sex", "m"),
        ("joined_on", "03/02/2005"),
    ];
    assert!(other.post(&record, &theirs).await.outcome().starts_with("303"));
    let ticked = [DECIDED[0], DECIDED[1], ("lay-full_name", "1")];
    let late = step(&mut above, &at, "buoc/quyet-dinh", &[&ticked[..], &[(&*field, &*seen)]].concat()).await;
    assert!(late.starts_with("409") && late.contains("đã được người khác sửa"), "{late}");
    assert!(late.contains("Thạch Sóc Rênh"), "the page shows what they wrote: {late}");
    let kept = "SELECT full_name FROM person WHERE uid = $1";
    assert_eq!(t.value::<String>(kept, &[&person]).await, "Thạch Sóc Rênh");
    let state = "SELECT state FROM candidate WHERE full_name = 'Thạch Rên'";
    assert_eq!(t.value::<String>(state, &[]).await, "reviewed", "nothing was decided");
    assert!(step(&mut above, &at, "buoc/quyet-dinh", &ticked).await.starts_with("303"));
    assert_eq!(t.value::<String>(kept, &[&person]).await, "Thạch Rên", "who has looked at it may");
}

#[tokio::test]
async fn a_day_of_birth_that_makes_the_first_admission_too_early_is_asked_about() {
    let t = TestOffice::new().await;
    let (person, ..) = former(&t, "10/10/2014").await;
    let at = agreed(&t, "Thạch Sóc Rên", "5/9/1990", "10/10/2014").await;
    let mut above = t.as_cast("organisation").await;
    assert!(step(&mut above, &at, "ho-so-cu", &[("citizen_id", "089080004321")]).await.starts_with("303"));
    let tick = [DECIDED[0], DECIDED[1], ("lay-birth_day", "1")];
    let young = step(&mut above, &at, "buoc/quyet-dinh", &tick).await;
    assert!(young.starts_with("422") && young.contains("Ngày sinh: Lúc vào Đảng chưa đủ 18 tuổi"), "{young}");
    let state = "SELECT state FROM candidate WHERE person_id IS NULL AND full_name = 'Thạch Sóc Rên'";
    assert_eq!(t.value::<String>(state, &[]).await, "reviewed", "nothing was decided");
    let sure = [&tick[..], &[("sure", "1")]].concat();
    assert!(step(&mut above, &at, "buoc/quyet-dinh", &sure).await.starts_with("303"));
    let born = "SELECT birth_day FROM person WHERE uid = $1";
    assert_eq!(t.value::<String>(born, &[&person]).await, "1990-09-05");
}

#[tokio::test]
async fn nobody_comes_back_too_soon_or_twice_and_somebody_else_is_somebody_new() {
    let t = TestOffice::new().await;
    let (person, name, _) = former(&t, "10/10/2016").await;
    let mut above = t.as_cast("organisation").await;
    // The cell was told another day than the record has: the record's day counts.
    let at = agreed(&t, &name, "2/9/1980", "10/10/2012").await;
    assert!(step(&mut above, &at, "ho-so-cu", &[("again", &person)]).await.starts_with("303"));
    let page = above.get(&at).await.text();
    assert!(page.contains("Đủ thời gian kể từ khi ra khỏi Đảng Chưa đạt"), "{page}");
    let soon = step(&mut above, &at, "buoc/quyet-dinh", &DECIDED).await;
    assert!(soon.starts_with("422") && soon.contains("Chỉ được xét kết nạp lại từ ngày 10-10-2019"), "{soon}");
    // It was somebody else of that name: a record of their own.
    assert!(step(&mut above, &at, "ho-so-cu", &[("again", "new")]).await.starts_with("303"));
    let before = persons(&t).await;
    let decided = step(&mut above, &at, "buoc/quyet-dinh", &DECIDED).await;
    assert!(decided.starts_with("303") && !decided.contains(&person), "{decided}");
    assert_eq!(persons(&t).await, before + 1);

    let t = TestOffice::new().await;
    let (person, name, _) = former(&t, "10/10/2010").await;
    let mut above = t.as_cast("organisation").await;
    let back = format!("/van-phong/dang-vien/{person}/tu-cach");
    let unit = uid(&t, t.silent_cell).await;
    for (change, day) in [("readmitted", "1/1/2014"), ("left", "1/1/2015")] {
        let version = above.get(&back).await.field("version");
        let fields = [("version", &*version), ("change", change), ("day", day), ("paper", "QĐ 1"), ("unit", &*unit)];
        assert!(above.post(&back, &fields).await.outcome().starts_with("303"), "{change}");
    }
    let at = agreed(&t, &name, "2/9/1980", "1/1/2015").await;
    assert!(step(&mut above, &at, "ho-so-cu", &[("again", &person)]).await.starts_with("303"));
    let twice = step(&mut above, &at, "buoc/quyet-dinh", &DECIDED).await;
    assert!(twice.starts_with("422") && twice.contains("Đã kết nạp lại một lần"), "{twice}");
}

#[tokio::test]
async fn of_a_former_member_out_of_reach_nothing_is_told() {
    let t = TestOffice::new().await;
    let (person, name, _) = former(&t, "10/10/2014").await;
    let mut other = t.signed_in("other", Role::OrganisationOfficer, t.elsewhere).await;
    let cell = "SELECT u.uid FROM unit u JOIN unit_parent p ON p.unit_id = u.id WHERE p.parent_id = $1
                AND u.kind = 'cell' ORDER BY u.id LIMIT 1";
    let cell: String = t.value(cell, &[&t.elsewhere]).await;
    let but = |(field, value)| match field {
        "full_name" => (field, name.as_str()),
        "birth_day" => (field, "2/9/1980"),
        _ => (field, value),
    };
    let mut fields: Vec<_> = NEW.into_iter().map(but).collect();
    fields.extend([("unit", &*cell), ("left_on", "10/10/2014")]);
    let made = other.post(&format!("{LIST}/moi"), &fields).await.outcome();
    let at = made.strip_prefix("303 ").and_then(|to| to.split('?').next()).expect(&made).to_owned();
    let page = other.get(&at).await;
    assert!(page.text().contains("Không có hồ sơ cũ ở đây") && !page.html().contains(&person), "{}", page.text());
    let guessed = step(&mut other, &at, "ho-so-cu", &[("again", &person)]).await;
    assert!(guessed.starts_with("422") && guessed.contains("Chọn đúng người"), "{guessed}");
    let number = step(&mut other, &at, "ho-so-cu", &[("citizen_id", "089080004321")]).await;
    assert!(number.contains("ngoài phạm vi") && !number.contains(&person), "{number}");
    let met = "SELECT count(*) FROM journal WHERE verb = 'people.citizen.met'";
    assert_eq!(t.value::<i64>(met, &[]).await, 1, "each time is noted");
    for (who, outcome) in [("cell_secretary", "404"), ("leader", "403"), ("organisation", "303")] {
        let fields = [("version", "1"), ("again", "new")];
        let answer = t.as_cast(who).await.post(&format!("{at}/ho-so-cu"), &fields).await.outcome();
        assert_eq!(answer[..3], *outcome, "{who}");
    }
}

#[tokio::test]
async fn whose_name_or_birth_is_put_right_is_compared_anew_and_the_journal_keeps_neither() {
    let t = TestOffice::new().await;
    let (person, name, _) = former(&t, "10/10/2014").await;
    let at = agreed(&t, &name, "2/9/1980", "10/10/2014").await;
    let mut above = t.as_cast("organisation").await;
    assert!(step(&mut above, &at, "ho-so-cu", &[("again", &person)]).await.starts_with("303"));
    let mended = step(&mut above, &at, "bo-sung", &[("schooling", "university"), ("birth_day", "03/09/1981")]).await;
    assert!(mended.starts_with("303"), "{mended}");
    let kept = "SELECT count(*) FROM candidate WHERE former_id IS NOT NULL";
    assert_eq!(t.value::<i64>(kept, &[]).await, 0, "the comparison was of another day of birth");
    let early = step(&mut above, &at, "buoc/quyet-dinh", &DECIDED).await;
    assert!(early.starts_with("422"), "{early}");
    let said = "SELECT coalesce(before, '') || after FROM journal WHERE verb = 'candidate.mend' ORDER BY id DESC";
    let said: String = t.value(said, &[]).await;
    assert!(
        said.contains("\"birth_changed\":true") && !said.contains("1981") && !said.contains("university"),
        "{said}"
    );
}
