//! The office through its door: who may come in, who may see and mark what, and two people on one sheet.

use super::LEXICON;
use crate::identity::right::Role;
use crate::testing::TestOffice;
use kit::clock::DAY;
use std::path::{Path, PathBuf};

async fn marks(t: &TestOffice) -> i64 {
    let sql = "SELECT count(*) FROM attendance a JOIN membership m ON m.person_id = a.person_id WHERE m.unit_id = $1";
    t.value(sql, &[&t.silent_cell]).await
}

/// All templates and sources of this crate, tests aside.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
        if entry.is_dir() {
            found.extend(sources(&entry));
        } else if entry.extension().is_some_and(|e| e == "rs" || e == "html") && !entry.ends_with("tests.rs") {
            found.push(entry);
        }
    }
    found
}

#[test]
fn every_message_is_there_in_both_languages() {
    assert_eq!(LEXICON.unpaired_keys(), Vec::<String>::new());
    let mut seen = 0;
    for path in sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src")) {
        let source = std::fs::read_to_string(&path).expect("a source");
        for call in ["w.say(\"", "w.count(\"", "w.with(\"", "w.fill(\""] {
            for (at, _) in source.match_indices(call) {
                let key = source[at + call.len()..].split('"').next().unwrap_or("");
                assert!(LEXICON.has(key), "no message {key} for {}", path.display());
                seen += 1;
            }
        }
    }
    assert!(seen > 300, "only {seen} keys were found");
}

#[tokio::test]
async fn only_who_keeps_the_study_of_the_cell_may_mark_it() {
    let t = TestOffice::new().await;
    let cell = t.cell_address().await;
    let (district, silent, elsewhere) = (t.district, t.silent_cell, t.elsewhere);
    for (who, role, unit, see, sheet) in [
        ("the cell's secretary", Role::CellSecretary, silent, "200", "200"),
        ("the organisation's officer", Role::OrganisationOfficer, district, "200", "200"),
        ("the leader", Role::Leader, district, "200", "403"),
        ("the inspector", Role::Inspector, district, "200", "403"),
        ("an editor", Role::Editor, district, "403", "403"),
        ("another commune's clerk", Role::CommuneClerk, elsewhere, "404", "404"),
    ] {
        let mut door = t.signed_in(who, role, unit).await;
        assert_eq!(door.get(&cell).await.outcome(), see, "{who} looks");
        assert_eq!(door.get(&format!("{cell}/diem-danh")).await.outcome(), sheet, "{who} opens the sheet");
        for write in ["diem-danh", "thu-bai"] {
            let written = door.post(&format!("{cell}/{write}"), &[("form", "typed")]).await.outcome();
            let expected = if sheet == "200" { format!("303 {cell}") } else { sheet.to_owned() };
            assert_eq!(written, expected, "{who} writes {write}");
        }
    }
    let mut visitor = t.visitor();
    let outcome = visitor.get("/van-phong").await.outcome();
    assert_eq!(outcome, "303 /van-phong/dang-nhap?tiep=/van-phong");
    assert!(visitor.post(&format!("{cell}/diem-danh"), &[]).await.outcome().starts_with("303 /van-phong/dang-nhap"));
    assert_eq!(marks(&t).await, 0);
}

#[tokio::test]
async fn a_double_click_marks_once_and_the_second_of_two_people_sees_both_versions() {
    let t = TestOffice::new().await;
    let sheet = format!("{}/diem-danh", t.cell_address().await);
    let mut secretary = t.as_cast("cell_secretary").await;
    let mut clerk = t.as_cast("organisation").await;
    let (seen, by_clerk) = (secretary.get(&sheet).await, clerk.get(&sheet).await);
    let html = seen.html();
    let person = html.split("name=\"mark-").nth(1).and_then(|s| s.split('"').next()).expect("a member");
    let (mark, version, request) = (format!("mark-{person}"), format!("version-{person}"), seen.field("request"));
    let fields = [("request", request.as_str()), (mark.as_str(), "attended"), (version.as_str(), "0")];
    for _double_click in 0..2 {
        assert!(secretary.post(&sheet, &fields).await.outcome().starts_with("303 "));
    }
    assert_eq!(marks(&t).await, 1);

    let late = by_clerk.field("request");
    let fields = [("request", late.as_str()), (mark.as_str(), "absent"), (version.as_str(), "0")];
    let conflict = clerk.post(&sheet, &fields).await;
    assert_eq!(conflict.outcome(), "409");
    let text = conflict.text();
    assert!(text.contains("đã lưu “Có mặt”, anh chị chọn “Vắng”"), "{text}");
    assert_eq!(conflict.field(&version), "1", "pressing Save again decides knowingly");

    for (broken, outcome) in [("đi vắng", "400"), ("", "400")] {
        let fields = [(mark.as_str(), broken), (version.as_str(), "1")];
        assert_eq!(clerk.post(&sheet, &fields).await.outcome(), outcome, "{broken}");
    }
}

#[tokio::test]
async fn a_link_signs_in_once_and_signing_out_ends_the_session_for_good() {
    let t = TestOffice::new().await;
    let link = t.link("the leader", Role::Leader, t.district).await;
    let mut door = t.visitor();
    door.set_cookie("thenchot", "somebody-planted-this");
    assert_eq!(door.get(&link).await.outcome(), "200", "looking at the link does not use it");
    assert_eq!(door.post(&link, &[]).await.outcome(), "303 /van-phong");
    let session = door.cookie("thenchot").expect("a session").to_owned();
    assert_ne!(session, "somebody-planted-this");
    assert_eq!(door.get("/van-phong").await.outcome(), "200");
    let mut second = t.visitor();
    assert_eq!(second.get(&link).await.outcome(), "410");
    assert_eq!(second.post(&link, &[]).await.outcome(), "410");
    door.post("/van-phong/dang-xuat", &[]).await;
    door.set_cookie("thenchot", &session);
    assert!(door.get("/van-phong").await.outcome().starts_with("303 /van-phong/dang-nhap"));

    let expired = t.link("late", Role::Leader, t.district).await;
    t.office.clock.advance(8 * DAY);
    assert_eq!(second.post(&expired, &[]).await.outcome(), "410");
}

#[tokio::test]
async fn another_sites_form_is_refused_and_guessing_is_slowed() {
    let t = TestOffice::new().await;
    let mut stranger = t.visitor().with_header("origin", "https://evil.example");
    assert_eq!(stranger.post("/van-phong/dang-xuat", &[]).await.outcome(), "403");
    let mut guesser = t.visitor().from_address([203, 0, 113, 9]);
    let mut outcomes = Vec::new();
    for n in 0..40 {
        outcomes.push(guesser.get(&format!("/van-phong/lien-ket/{n}")).await.outcome());
    }
    assert_eq!((outcomes[0].as_str(), outcomes[39].as_str()), ("410", "429"));
    let other = t.visitor().get("/van-phong/lien-ket/x").await;
    assert_eq!(other.outcome(), "410", "others do not suffer");
    assert_eq!(other.headers["x-content-type-options"], "nosniff");
}

#[tokio::test]
async fn each_room_opens_to_its_own_people_alone() {
    let t = TestOffice::new().await;
    let unit: String = t.value("SELECT uid FROM unit WHERE id = $1", &[&t.elsewhere]).await;
    let unit = format!("/van-phong/to-chuc/{unit}");
    for (login, tree, commune, discipline, journal, newsroom, accounts) in [
        ("leader", "200", "200", "403", "403", "403", "403"),
        ("organisation", "200", "200", "403", "403", "403", "403"),
        ("clerk", "200", "404", "403", "403", "403", "403"),
        ("cell_secretary", "200", "404", "403", "403", "403", "403"),
        ("editor", "403", "403", "403", "403", "200", "403"),
        ("publisher", "403", "403", "403", "403", "200", "403"),
        ("inspector", "200", "200", "200", "200", "403", "403"),
        ("front", "200", "404", "403", "403", "403", "403"),
    ] {
        let mut door = t.as_cast(login).await;
        for (room, outcome) in [
            ("/van-phong/to-chuc", tree),
            (unit.as_str(), commune),
            ("/van-phong/ky-luat", discipline),
            ("/van-phong/nhat-ky", journal),
            ("/van-phong/toa-soan", newsroom),
            ("/van-phong/nguoi-dung", accounts),
        ] {
            assert_eq!(door.get(room).await.outcome(), outcome, "{login} at {room}");
        }
        assert_eq!(door.post("/van-phong/ky-luat/2018", &[]).await.outcome(), discipline, "{login} opens the names");
        assert_eq!(door.get("/van-phong").await.outcome(), "200", "{login} has a desk");
    }
    let read: i64 = t.value("SELECT count(*) FROM journal WHERE verb = 'inspection.discipline.read'", &[]).await;
    assert_eq!(read, 1, "the one opening is noted, the refusals are none");
}

#[tokio::test]
async fn the_language_is_chosen_for_a_browser_and_leads_nowhere_else() {
    let t = TestOffice::new().await;
    let mut door = t.as_cast("leader").await;
    for (next, outcome) in
        [("/van-phong/to-chuc", "303 /van-phong/to-chuc"), ("//evil.example", "303 /van-phong"), ("", "303 /van-phong")]
    {
        assert_eq!(door.post("/van-phong/ngon-ngu", &[("lang", "en"), ("tiep", next)]).await.outcome(), outcome);
    }
    assert!(door.get("/van-phong/to-chuc").await.html().contains("<h1>Organisation</h1>"));
    assert!(door.get("/van-phong/khong-co").await.text().contains("There is no such page"));
}
