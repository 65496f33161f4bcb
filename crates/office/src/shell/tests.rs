//! The office through its door: who may come in, who may see and mark what, and two people on one sheet.

use super::{LEXICON, Office, router};
use crate::cast::{self, Cast};
use crate::identity::{self, NewAccount, reach::Role};
use kit::clock::{Chance, Clock, DAY};
use kit::db::Db;
use kit::testing::{Door, TestDb};

struct TestOffice {
    office: Office,
    cast: Cast,
    _test: TestDb,
}

impl TestOffice {
    async fn new() -> TestOffice {
        let test = crate::testing::empty().await;
        let clock = Clock::standing(crate::testing::morning());
        let cast = cast::load(&test.db, &crate::testing::vault(), &clock).await.expect("the cast");
        let office = Office::new(test.db.clone(), clock, Chance::system(), true);
        TestOffice { office, cast, _test: test }
    }

    /// Someone with a role at a unit, signed in by a link.
    async fn signed_in(&self, login: &str, role: Role, unit: i64) -> Door {
        let link = self.link(login, role, unit).await;
        let mut door = Door::new(router(self.office.clone()));
        assert_eq!(door.post(&link, &[]).await.outcome(), "303 /van-phong");
        door
    }

    async fn link(&self, login: &str, role: Role, unit: i64) -> String {
        let now = self.office.clock.now();
        let mut tx = self.office.db.begin().await.unwrap();
        let new = NewAccount { login, name: login, post: "", role, unit };
        let account = identity::create_account(&mut tx, &new, &self.office.chance, None, now).await.unwrap();
        let link = identity::make_link(&mut tx, account, &self.office.chance, None, now).await.unwrap();
        tx.commit().await.unwrap();
        link
    }

    async fn cell_address(&self) -> String {
        let mut conn = self.office.db.read().await.unwrap();
        let campaign: String = conn.value("SELECT uid FROM campaign", &[]).await.unwrap().unwrap();
        let sql = "SELECT uid FROM unit WHERE id = $1";
        let cell: String = conn.value(sql, &[&self.cast.silent_cell]).await.unwrap().unwrap();
        format!("/van-phong/hoc-tap/{campaign}/{cell}")
    }
}

async fn marks(db: &Db, cell: i64) -> i64 {
    let sql = "SELECT count(*) FROM attendance a JOIN membership m ON m.person_id = a.person_id WHERE m.unit_id = $1";
    db.read().await.unwrap().value(sql, &[&cell]).await.unwrap().unwrap()
}

#[test]
fn every_message_is_there_in_both_languages() {
    assert_eq!(LEXICON.unpaired_keys(), Vec::<String>::new());
    let mut seen = 0;
    for source in [
        include_str!("layout.html"),
        include_str!("failure.html"),
        include_str!("../identity/door.html"),
        include_str!("../identity/pages.rs"),
        include_str!("../study/pages/mod.rs"),
        include_str!("../study/pages/sheet.rs"),
        include_str!("../study/pages/desk.html"),
        include_str!("../study/pages/duties.html"),
        include_str!("../study/pages/campaigns.html"),
        include_str!("../study/pages/unit.html"),
        include_str!("../study/pages/sheet.html"),
        include_str!("../study/pages/papers.html"),
    ] {
        for call in ["w.say(\"", "w.count(\"", "w.with(\"", "w.fill(\""] {
            for (at, _) in source.match_indices(call) {
                let key = source[at + call.len()..].split('"').next().unwrap_or("");
                assert!(LEXICON.has(key), "no message {key}");
                seen += 1;
            }
        }
    }
    assert!(seen > 50, "only {seen} keys were found");
}

#[tokio::test]
async fn only_who_keeps_the_study_of_the_cell_may_mark_it() {
    let t = TestOffice::new().await;
    let cell = t.cell_address().await;
    let (district, silent, elsewhere) = (t.cast.district, t.cast.silent_cell, t.cast.communes[0]);
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
    let mut visitor = Door::new(router(t.office.clone()));
    let outcome = visitor.get("/van-phong").await.outcome();
    assert_eq!(outcome, "303 /van-phong/dang-nhap?tiep=/van-phong");
    assert!(visitor.post(&format!("{cell}/diem-danh"), &[]).await.outcome().starts_with("303 /van-phong/dang-nhap"));
    assert_eq!(marks(&t.office.db, silent).await, 0);
}

#[tokio::test]
async fn a_double_click_marks_once_and_the_second_of_two_people_sees_both_versions() {
    let t = TestOffice::new().await;
    let sheet = format!("{}/diem-danh", t.cell_address().await);
    let mut secretary = t.signed_in("secretary", Role::CellSecretary, t.cast.silent_cell).await;
    let mut clerk = t.signed_in("clerk", Role::OrganisationOfficer, t.cast.district).await;
    let (seen, by_clerk) = (secretary.get(&sheet).await, clerk.get(&sheet).await);
    let html = seen.html();
    let person = html.split("name=\"mark-").nth(1).and_then(|s| s.split('"').next()).expect("a member");
    let (mark, version, request) = (format!("mark-{person}"), format!("version-{person}"), seen.field("request"));
    let fields = [("request", request.as_str()), (mark.as_str(), "attended"), (version.as_str(), "0")];
    for _double_click in 0..2 {
        assert!(secretary.post(&sheet, &fields).await.outcome().starts_with("303 "));
    }
    assert_eq!(marks(&t.office.db, t.cast.silent_cell).await, 1);

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
    let link = t.link("leader", Role::Leader, t.cast.district).await;
    let mut door = Door::new(router(t.office.clone()));
    door.set_cookie("thenchot", "somebody-planted-this");
    assert_eq!(door.get(&link).await.outcome(), "200", "looking at the link does not use it");
    assert_eq!(door.post(&link, &[]).await.outcome(), "303 /van-phong");
    let session = door.cookie("thenchot").expect("a session").to_owned();
    assert_ne!(session, "somebody-planted-this");
    assert_eq!(door.get("/van-phong").await.outcome(), "200");
    let mut second = Door::new(router(t.office.clone()));
    assert_eq!(second.get(&link).await.outcome(), "410");
    assert_eq!(second.post(&link, &[]).await.outcome(), "410");
    door.post("/van-phong/dang-xuat", &[]).await;
    door.set_cookie("thenchot", &session);
    assert!(door.get("/van-phong").await.outcome().starts_with("303 /van-phong/dang-nhap"));

    let expired = t.link("late", Role::Leader, t.cast.district).await;
    t.office.clock.advance(8 * DAY);
    assert_eq!(second.post(&expired, &[]).await.outcome(), "410");
}

#[tokio::test]
async fn another_sites_form_is_refused_and_guessing_is_slowed() {
    let t = TestOffice::new().await;
    let mut stranger = Door::new(router(t.office.clone())).with_header("origin", "https://evil.example");
    assert_eq!(stranger.post("/van-phong/dang-xuat", &[]).await.outcome(), "403");
    let mut guesser = Door::new(router(t.office.clone())).from_address([203, 0, 113, 9]);
    let mut outcomes = Vec::new();
    for n in 0..40 {
        outcomes.push(guesser.get(&format!("/van-phong/lien-ket/{n}")).await.outcome());
    }
    assert_eq!((outcomes[0].as_str(), outcomes[39].as_str()), ("410", "429"));
    let other = Door::new(router(t.office.clone())).get("/van-phong/lien-ket/x").await;
    assert_eq!(other.outcome(), "410", "others do not suffer");
    assert_eq!(other.headers["x-content-type-options"], "nosniff");
}
