//! Entering by hand somebody who was a member before: the record that exists goes on.

use super::*;

/// Somebody of the sound form who left on a day; where the record is, and the person's outward identity.
async fn former(t: &TestOffice, officer: &mut Door, left: &str) -> (String, String) {
    let person =
        entered(t, officer, &[("from", "01/02/2010"), ("joined_on", "01/02/2005"), ("official_on", "01/02/2006")])
            .await;
    let version = officer.get(&format!("{person}/tu-cach")).await.field("version");
    let fields = [("version", &*version), ("change", "left"), ("day", left), ("paper", "ĐX 1")];
    assert!(officer.post(&format!("{person}/tu-cach"), &fields).await.outcome().starts_with("303"));
    let uid = person.rsplit('/').next().unwrap_or_default().to_owned();
    (person, uid)
}

/// Sends the form as it is filled in, by somebody who has just looked at the record that was chosen.
async fn sent(t: &TestOffice, officer: &mut Door, changes: &[(&str, &str)]) -> kit::testing::Answer {
    let unit = uid(t, t.silent_cell).await;
    let (chosen, version) = shown(t, changes).await;
    let shown = [(chosen.as_str(), version.as_str())].into_iter();
    let shown = shown.filter(|(name, _)| changes.iter().all(|(said, _)| said != name));
    let fields: Vec<(&str, &str)> = but(changes).into_iter().chain([("unit", unit.as_str())]).chain(shown).collect();
    officer.post(&format!("{ROLL}/moi"), &fields).await
}

/// The field that tells which version of the chosen record was looked at, as it is now.
async fn shown(t: &TestOffice, changes: &[(&str, &str)]) -> (String, String) {
    let chosen = changes.iter().find(|(name, _)| *name == "again").map_or("", |(_, uid)| uid);
    let version = "SELECT CAST(coalesce(max(version), 0) AS TEXT) FROM person WHERE uid = $1";
    (format!("ban-{chosen}"), t.value(version, &[&chosen]).await)
}

/// As the form is filled in for somebody who comes back.
const BACK: [(&str, &str); 5] = [
    ("joined_on", ""),
    ("official_on", ""),
    ("from", "05/11/2018"),
    ("paper", "QĐ 9 ngày 05/11/2018"),
    ("phone", "0987 654 321"),
];

fn back<'a>(changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let kept = BACK.into_iter().filter(|(name, _)| changes.iter().all(|(other, _)| other != name));
    kept.chain(changes.iter().copied()).collect()
}

#[tokio::test]
async fn whoever_comes_back_is_the_same_person_with_a_second_membership() {
    // By the number, by the name as it is spelled, and by a name without its marks.
    for (name, number) in
        [("Chau Kha", "089060001234"), ("Néang Sóc Kha", ""), ("Neang Soc Kha", ""), ("Néang Kha", "")]
    {
        let t = TestOffice::new().await;
        let mut officer = t.as_cast("organisation").await;
        let (person, uid) = former(&t, &mut officer, "10/10/2014").await;
        let persons = "SELECT count(*) FROM person";
        let before: i64 = t.value(persons, &[]).await;
        let typed = back(&[("full_name", name), ("citizen_id", number)]);
        let asked = sent(&t, &mut officer, &typed).await;
        let text = asked.text();
        assert_eq!(asked.outcome(), "422", "{name}");
        for told in ["Người từng là đảng viên", "Đã ra khỏi Đảng, từ 10-10-2014", "Được xét từ ngày 10-10-2017", name]
        {
            assert!(text.contains(told), "{name}: {told}: {text}");
        }
        assert!(asked.html().contains(&format!("href=\"{person}\"")), "the record can be opened");
        if !number.is_empty() {
            let new = sent(&t, &mut officer, &back(&[("full_name", name), ("again", "new")])).await;
            assert!(new.outcome() == "422" && new.text().contains("Số định danh này là của Néang Sóc Kha"), "{name}");
        }
        let unsigned = back(&[("full_name", name), ("citizen_id", number), ("again", &uid), ("paper", "")]);
        let unsigned = sent(&t, &mut officer, &unsigned).await;
        assert!(unsigned.text().contains("quyết định kết nạp lại"), "{name}: {}", unsigned.text());
        let request = officer.get(&format!("{ROLL}/moi")).await.field("request");
        let [taken, phone] = ["full_name", "phone"].map(|field| format!("lay-{uid}-{field}"));
        let said = [("full_name", name), ("citizen_id", number), ("again", &*uid), ("request", &*request)];
        let typed = back(&[&said[..], &[(&*taken, "1"), (&*phone, "1")]].concat());
        for _twice in 0..2 {
            let done = sent(&t, &mut officer, &typed).await.outcome();
            assert_eq!(done, format!("303 {person}?xong=ket-nap-lai"), "{name}");
        }
        assert_eq!(t.value::<i64>(persons, &[]).await, before, "{name}: no second person");
        let page = officer.get(&person).await.text();
        for told in [
            "từ 01-02-2010 đến hết 09-10-2014",
            "từ 05-11-2018",
            "Đảng viên dự bị, từ 05-11-2018",
            "01-02-2005",
            "QĐ 9 ngày 05/11/2018",
            name,
        ] {
            assert!(page.contains(told), "{name}: {told}: {page}");
        }
        let phone = officer.post(&format!("{person}/mo/phone"), &[("reason", "contact")]).await.text();
        assert!(phone.contains("0987 654 321"), "what was typed is kept");
    }
}

/// What is typed of who comes back otherwise than the record has it: the field, the record's, the typed, and how that is kept.
const OTHERWISE: [(&str, &str, &str, &str); 5] = [
    ("full_name", "Néang Sóc Kha", "Néang Kha", "Néang Kha"),
    ("birth_day", "1960-03-12", "03/12/1960", "1960-12-03"),
    ("sex", "m", "f", "f"),
    ("card_no", "56.012345", "56.999999", "56.999999"),
    ("phone", "0912 345 678", "0987 654 321", "0987 654 321"),
];

#[tokio::test]
async fn each_field_is_kept_or_taken_over_as_it_is_ticked() {
    for (ticked, closed) in [
        (&["full_name", "card_no"][..], ""),
        (&["birth_day", "sex", "phone"][..], ""),
        (&[][..], ""),
        (&["full_name", "birth_day", "sex", "card_no", "phone"][..], "card_no"),
    ] {
        let t = TestOffice::new().await;
        let mut officer = t.as_cast("organisation").await;
        let (person, uid) = former(&t, &mut officer, "10/10/2014").await;
        if !closed.is_empty() {
            let id: i64 = t.value("SELECT id FROM person WHERE uid = $1", &[&uid]).await;
            super::facts::restrict(&t, id, closed).await;
        }
        let typed: Vec<(&str, &str)> = OTHERWISE.iter().map(|(field, _, typed, _)| (*field, *typed)).collect();
        let typed = back(&[&typed[..], &[("citizen_id", "")]].concat());
        let first = sent(&t, &mut officer, &typed).await;
        assert_eq!(first.outcome(), "422");
        for (field, ..) in OTHERWISE {
            let tick = format!("name=\"lay-{uid}-{field}\" value=\"1\" checked");
            assert_eq!(first.html().contains(&tick), field != closed, "{field}: what was just typed is ticked");
        }
        assert!(closed.is_empty() || first.text().contains("Đang hạn chế theo yêu cầu"), "{}", first.text());
        let ticks: Vec<String> = ticked.iter().map(|field| format!("lay-{uid}-{field}")).collect();
        let ticks: Vec<(&str, &str)> = ticks.iter().map(|name| (name.as_str(), "1")).collect();
        let chosen = [&typed[..], &ticks[..], &[("again", &*uid)]].concat();
        let unsigned: Vec<_> =
            chosen.iter().copied().filter(|(name, _)| *name != "paper").chain([("paper", "")]).collect();
        let unsigned = sent(&t, &mut officer, &unsigned).await;
        for (field, ..) in OTHERWISE.into_iter().filter(|(field, ..)| *field != closed) {
            let tick = format!("name=\"lay-{uid}-{field}\" value=\"1\" checked");
            assert_eq!(unsigned.html().contains(&tick), ticked.contains(&field), "{field}: the choice comes back");
        }
        assert_eq!(sent(&t, &mut officer, &chosen).await.outcome(), format!("303 {person}?xong=ket-nap-lai"));
        let kept = "SELECT full_name || '/' || birth_day || '/' || sex || '/' || card_no FROM person WHERE uid = $1";
        let mut kept: Vec<String> = t.value::<String>(kept, &[&uid]).await.split('/').map(str::to_owned).collect();
        kept.push(officer.post(&format!("{person}/mo/phone"), &[("reason", "contact")]).await.text());
        for ((field, known, _, taken), kept) in OTHERWISE.into_iter().zip(kept) {
            let takes = ticked.contains(&field) && field != closed;
            assert!(kept.contains(if takes { taken } else { known }), "{field} of {ticked:?}: {kept}");
        }
    }
}

#[tokio::test]
async fn a_tick_beside_what_was_emptied_takes_nothing_away() {
    let t = TestOffice::new().await;
    let mut officer = t.as_cast("organisation").await;
    let (person, uid) = former(&t, &mut officer, "10/10/2014").await;
    let ticks = ["card_no", "sex", "phone"].map(|field| format!("lay-{uid}-{field}"));
    let emptied = [("citizen_id", ""), ("card_no", ""), ("sex", ""), ("phone", ""), ("again", &*uid)];
    let ticked = ticks.iter().map(|name| (name.as_str(), "1"));
    let typed = back(&emptied.into_iter().chain(ticked).collect::<Vec<_>>());
    assert_eq!(sent(&t, &mut officer, &typed).await.outcome(), format!("303 {person}?xong=ket-nap-lai"));
    let kept = "SELECT sex || '/' || card_no FROM person WHERE uid = $1";
    assert_eq!(t.value::<String>(kept, &[&uid]).await, "m/56.012345");
    let phone = officer.post(&format!("{person}/mo/phone"), &[("reason", "contact")]).await.text();
    assert!(phone.contains("0912 345 678"), "{phone}");
}

#[tokio::test]
async fn nothing_is_written_over_that_somebody_has_changed_since_it_was_shown() {
    let t = TestOffice::new().await;
    let mut officer = t.as_cast("organisation").await;
    let (person, uid) = former(&t, &mut officer, "10/10/2014").await;
    let typed = [("citizen_id", ""), ("card_no", "56.999999")];
    let first = sent(&t, &mut officer, &back(&typed)).await;
    let field = format!("ban-{uid}");
    let seen = first.field(&field);
    let mut other = t.as_cast("organisation").await;
    let version = other.get(&format!("{person}/sua")).await.field("version");
    let days = [("joined_on", "01/02/2005"), ("official_on", "01/02/2006")];
    let theirs = [&days[..], &[("version", &*version), ("citizen_id", ""), ("card_no", "56.111111")]].concat();
    let theirs = other.post(&format!("{person}/sua"), &but(&theirs)).await;
    assert!(theirs.outcome().starts_with("303"), "{}", theirs.text());

    let tick = format!("lay-{uid}-card_no");
    let chosen = [typed[0], typed[1], ("again", &*uid), (&*tick, "1")];
    let late = sent(&t, &mut officer, &back(&[&chosen[..], &[(&*field, &*seen)]].concat())).await;
    assert!(late.outcome() == "409" && late.text().contains("đã được người khác sửa"), "{}", late.text());
    assert!(late.html().contains("56.111111") && late.field("card_no") == "56.999999", "both stand on the page");
    let kept = "SELECT card_no FROM person WHERE uid = $1";
    assert_eq!(t.value::<String>(kept, &[&uid]).await, "56.111111");
    assert!(officer.get(&person).await.text().contains("Đã ra khỏi Đảng"), "nothing is half done");

    let seen = late.field(&field);
    let again = sent(&t, &mut officer, &back(&[&chosen[..], &[(&*field, &*seen)]].concat())).await.outcome();
    assert_eq!(again, format!("303 {person}?xong=ket-nap-lai"));
    assert_eq!(t.value::<String>(kept, &[&uid]).await, "56.999999", "who has looked at it may");
}

#[tokio::test]
async fn the_days_of_the_first_admission_are_not_taken_over_though_somebody_says_so() {
    let t = TestOffice::new().await;
    let mut officer = t.as_cast("organisation").await;
    let (person, uid) = former(&t, &mut officer, "10/10/2014").await;
    let ticks = ["joined_on", "official_on"].map(|field| format!("lay-{uid}-{field}"));
    let days = [("joined_on", "01/02/2009"), ("official_on", "01/02/2010"), ("citizen_id", "")];
    let asked = sent(&t, &mut officer, &back(&days)).await;
    assert!(ticks.iter().all(|tick| !asked.html().contains(&**tick)), "the page offers neither: {}", asked.text());
    let forged = ticks.iter().map(|name| (name.as_str(), "1")).chain([("again", &*uid)]);
    let typed = back(&days.into_iter().chain(forged).collect::<Vec<_>>());
    assert_eq!(sent(&t, &mut officer, &typed).await.outcome(), format!("303 {person}?xong=ket-nap-lai"));
    let kept = "SELECT joined_on || '/' || coalesce(official_on, '') FROM person WHERE uid = $1";
    assert_eq!(t.value::<String>(kept, &[&uid]).await, "2005-02-01/");
}

#[tokio::test]
async fn a_day_of_birth_that_is_taken_over_is_measured_by_the_admission_on_record() {
    let t = TestOffice::new().await;
    let mut officer = t.as_cast("organisation").await;
    let days = [("birth_day", "01/01/1960"), ("joined_on", "01/02/1978"), ("official_on", "01/02/1979")];
    let person = entered(&t, &mut officer, &[&days[..], &[("from", "01/02/2010")]].concat()).await;
    let version = officer.get(&format!("{person}/tu-cach")).await.field("version");
    let fields = [("version", &*version), ("change", "left"), ("day", "10/10/2014"), ("paper", "ĐX 1")];
    assert!(officer.post(&format!("{person}/tu-cach"), &fields).await.outcome().starts_with("303"));
    let uid = person.rsplit('/').next().unwrap_or_default().to_owned();
    let tick = format!("lay-{uid}-birth_day");
    let born = "SELECT birth_day FROM person WHERE uid = $1";
    let typed = back(&[("citizen_id", ""), ("again", &uid), (&tick, "1")]);
    let young = sent(&t, &mut officer, &typed).await;
    assert_eq!(young.outcome(), "422");
    assert!(young.text().contains("Ngày sinh: Lúc vào Đảng chưa đủ 18 tuổi"), "it names the field: {}", young.text());
    assert!(young.html().contains(&format!("href=\"#{tick}\"")) && young.html().contains("name=\"sure\""));
    assert_eq!(t.value::<String>(born, &[&uid]).await, "1960-01-01", "nothing is half done");
    assert!(officer.get(&person).await.text().contains("Đã ra khỏi Đảng"));
    let sure: Vec<_> = typed.into_iter().filter(|(name, _)| *name != "sure").chain([("sure", "1")]).collect();
    let unit = super::uid(&t, t.silent_cell).await;
    let (shown, version) = shown(&t, &sure).await;
    let more = [("unit", unit.as_str()), (&*shown, &*version)];
    let fields: Vec<_> = but(&sure).into_iter().chain(more).collect();
    let done = officer.post(&format!("{ROLL}/moi"), &fields).await.outcome();
    assert_eq!(done, format!("303 {person}?xong=ket-nap-lai"), "who has looked at it may");
    assert_eq!(t.value::<String>(born, &[&uid]).await, "1960-03-12");
}

#[tokio::test]
async fn the_rules_of_admitting_again_hold_and_what_was_typed_comes_back() {
    let t = TestOffice::new().await;
    let mut officer = t.as_cast("organisation").await;
    let (person, uid) = former(&t, &mut officer, "10/10/2015").await;
    let states = "SELECT count(*) FROM member_state";
    let before: i64 = t.value(states, &[]).await;
    for (from, told) in [
        ("09/10/2018", "Chỉ được xét kết nạp lại từ ngày 10-10-2018"),
        ("09/10/2015", "Phải sau ngày 10-10-2015"),
        ("24/11/2018", "Ngày này chưa tới"),
    ] {
        let answer = sent(&t, &mut officer, &back(&[("again", &uid), ("from", from)])).await;
        assert!(answer.outcome() == "422" && answer.text().contains(told), "{from}: {}", answer.text());
        assert!(answer.html().contains("value=\"Phật giáo\" autocomplete"), "{from}");
        assert!(answer.html().contains(&format!("value=\"{uid}\" checked")), "the choice comes back: {from}");
    }
    assert_eq!(t.value::<i64>(states, &[]).await, before, "nothing was half written");
    // Admitted again in time and made official since: both are entered at once.
    let (mut second, long_ago) =
        (t.as_cast("organisation").await, [("from", "11/10/2018"), ("official_on", "20/11/2018")]);
    let typed = back(&[("again", &uid), long_ago[0], long_ago[1]]);
    assert_eq!(sent(&t, &mut second, &typed).await.outcome(), format!("303 {person}?xong=ket-nap-lai"));
    let page = second.get(&person).await.text();
    assert!(page.contains("Đảng viên chính thức, từ 20-11-2018"), "{page}");
    // A second time is refused; who dies is never asked about.
    for (change, day, told) in [("left", "21/11/2018", "Phải sau ngày"), ("deceased", "22/11/2018", "")] {
        let version = second.get(&format!("{person}/tu-cach")).await.field("version");
        let fields = [("version", &*version), ("change", change), ("day", day), ("paper", "QĐ 2")];
        assert!(second.post(&format!("{person}/tu-cach"), &fields).await.outcome().starts_with("303"), "{change}");
        let answer = sent(&t, &mut second, &back(&[("again", &uid), ("from", "20/11/2018")])).await;
        assert!(!told.is_empty() && answer.text().contains(told) || told.is_empty(), "{change}: {}", answer.text());
        if change == "deceased" {
            assert!(!answer.text().contains("Người từng là đảng viên"), "{}", answer.text());
            assert!(answer.text().contains("Số này đã có trong hồ sơ"), "{}", answer.text());
        }
    }
}

#[tokio::test]
async fn whose_record_is_kept_elsewhere_is_not_offered() {
    let t = TestOffice::new().await;
    let mut officer = t.as_cast("organisation").await;
    let (person, uid) = former(&t, &mut officer, "10/10/2014").await;
    let mut other = t.signed_in("other", Role::OrganisationOfficer, t.elsewhere).await;
    let cell = "SELECT u.uid FROM unit u JOIN unit_parent p ON p.unit_id = u.id WHERE p.parent_id = $1
                AND u.kind = 'cell' ORDER BY u.id LIMIT 1";
    let cell: String = t.value(cell, &[&t.elsewhere]).await;
    for (number, again, outcome) in [("089060001234", "", "422"), ("089060001234", &*uid, "422"), ("", &*uid, "303")] {
        let typed = back(&[("citizen_id", number), ("again", again), ("joined_on", "05/11/2018")]);
        let fields: Vec<(&str, &str)> = but(&typed).into_iter().chain([("unit", cell.as_str())]).collect();
        let answer = other.post(&format!("{ROLL}/moi"), &fields).await;
        assert_eq!(answer.outcome()[..3], *outcome, "{number} {again}: {}", answer.text());
        assert!(!answer.html().contains(&person) && !answer.text().contains("Người từng là đảng viên"), "{number}");
        assert!(!answer.outcome().contains(&uid), "a record of their own");
    }
}

#[tokio::test]
async fn a_standing_that_came_back_holds_since_the_day_on_which_it_did() {
    let t = TestOffice::new().await;
    let mut officer = t.as_cast("organisation").await;
    let person = entered(
        &t,
        &mut officer,
        &[("from", "01/02/2015"), ("joined_on", "04/10/2000"), ("official_on", "04/10/2001")],
    )
    .await;
    assert!(officer.get(&person).await.text().contains("từ 04-10-2001"), "a record that began with an official member");
    for (change, day) in [("suspended", "01/10/2018"), ("resumed", "01/11/2018")] {
        let version = officer.get(&format!("{person}/tu-cach")).await.field("version");
        let fields = [("version", &*version), ("change", change), ("day", day), ("paper", "QĐ 2")];
        assert!(officer.post(&format!("{person}/tu-cach"), &fields).await.outcome().starts_with("303"), "{change}");
    }
    let record = officer.get(&person).await.text();
    assert!(record.contains("Đảng viên chính thức, từ 01-11-2018") && !record.contains("từ 04-10-2001"), "{record}");
    let form = officer.get(&format!("{person}/tu-cach")).await.text();
    assert!(form.contains("từ 01-11-2018") && !form.contains("từ 04-10-2001"), "{form}");
}
