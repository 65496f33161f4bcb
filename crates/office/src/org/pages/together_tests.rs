//! Changes of units that take two persons, through the door.

use super::tests::{home, uid};
use crate::identity::right::{Act, Role};
use crate::testing::TestOffice;
use kit::testing::Door;
use rules::{BUILTIN, RuleBook};
use serde_json::json;
use std::sync::Arc;

async fn beside(t: &TestOffice) -> i64 {
    let sql = "SELECT unit_id FROM unit_parent WHERE parent_id = $1 AND unit_id <> $2 ORDER BY unit_id LIMIT 1";
    t.value(sql, &[&home(t).await, &t.silent_cell]).await
}

fn wizard(unit: &str) -> String {
    format!("/van-phong/to-chuc/{unit}/thay-doi")
}

pub(super) async fn events(t: &TestOffice) -> i64 {
    t.value("SELECT count(*) FROM unit_event WHERE kind IN ('merge', 'split', 'dissolve') AND undone_at IS NULL", &[])
        .await
}

/// Asks to dissolve the silent cell into the one beside it; where the proposal is.
pub(super) async fn ask(t: &TestOffice, officer: &mut Door) -> String {
    let (cell, into) = (uid(t, t.silent_cell).await, uid(t, beside(t).await).await);
    let fields = [("kind", "dissolve"), ("day", "24/11/2018"), ("paper", "QĐ 9-QĐ/HU"), ("into", into.as_str())];
    let look = officer.post(&wizard(&cell), &fields).await.text();
    assert!(look.contains("Việc này cần hai người") && look.contains("Gửi đề nghị"), "{look}");
    let run: Vec<_> = fields.into_iter().chain([("reason", "Chi bộ còn ít đảng viên")]).collect();
    let asked = t.changed(officer, &wizard(&cell), &run).await;
    let proposal = asked.strip_prefix("303 ").and_then(|to| to.strip_suffix("?xong=de-nghi"));
    proposal.unwrap_or_else(|| panic!("{asked}")).to_owned()
}

#[tokio::test]
async fn a_dissolution_is_asked_for_by_one_and_made_when_another_one_agrees() {
    for (who, role, sees, agrees) in [
        ("the asker", None, "200", "403"),
        ("the leader", Some((Role::Leader, true)), "200", "303"),
        ("another officer of the organisation", Some((Role::OrganisationOfficer, true)), "200", "303"),
        ("an editor", Some((Role::Editor, true)), "404", "404"),
        ("the office's manager", Some((Role::OfficeManager, true)), "404", "404"),
        ("another commune's officer", Some((Role::OrganisationOfficer, false)), "404", "404"),
        ("another commune's leader", Some((Role::Leader, false)), "404", "404"),
    ] {
        let t = TestOffice::new().await;
        let mut asker = t.as_cast("organisation").await;
        let proposal = ask(&t, &mut asker).await;
        let mut door = match role {
            None => asker,
            Some((role, near)) => t.signed_in(who, role, if near { t.district } else { t.elsewhere }).await,
        };
        let page = door.get(&proposal).await;
        assert_eq!(page.outcome(), sees, "{who} looks");
        if agrees == "303" {
            let unseen = door.post(&format!("{proposal}/dong-y"), &[]).await;
            assert!(unseen.outcome() == "409" && unseen.text().contains("khác với hệ quả anh chị đã xem"), "{who}");
        }
        let seen = if agrees == "303" { page.field("seen") } else { String::new() };
        let done = door.post(&format!("{proposal}/dong-y"), &[("seen", &*seen)]).await.outcome();
        assert!(done.starts_with(agrees), "{who} agrees: {done}");
        assert_eq!(events(&t).await, i64::from(agrees == "303"), "{who}");
        if agrees == "303" {
            let text = page.text();
            for told in ["Giải thể", "QĐ 9-QĐ/HU", "24-11-2018", "Chi bộ còn ít đảng viên", "→", "Chức vụ kết thúc"]
            {
                assert!(text.contains(told), "{who} is told {told}: {text}");
            }
            let both: String = t.value("SELECT after FROM journal WHERE verb = 'org.unit.dissolve'", &[]).await;
            assert!(both.contains("\"agreed\":"), "the journal names both: {both}");
            assert_eq!(door.post(&format!("{proposal}/dong-y"), &[]).await.outcome(), "409", "only once");
            assert!(door.get(&proposal).await.html().contains("/van-phong/to-chuc/su-kien/"), "and leads to the event");
        }
    }
}

#[tokio::test]
async fn the_second_person_agrees_to_what_they_looked_at() {
    let t = TestOffice::new().await;
    let mut asker = t.as_cast("organisation").await;
    let proposal = ask(&t, &mut asker).await;
    let mut leader = t.as_cast("leader").await;
    let seen = leader.get(&proposal).await.field("seen");
    // Somebody comes into the cell after the leader has opened the page.
    let mut tx = t.office.db.begin().await.unwrap();
    let sql = "UPDATE membership SET unit_id = $1 WHERE id = (SELECT min(m.id) FROM membership m JOIN unit u
               ON u.id = m.unit_id WHERE u.kind = 'cell' AND m.unit_id <> $1 AND m.kind = 'main' AND m.to_day IS NULL)";
    tx.exec(sql, &[&t.silent_cell]).await.unwrap();
    tx.commit().await.unwrap();
    let late = leader.post(&format!("{proposal}/dong-y"), &[("seen", &*seen)]).await;
    assert!(late.outcome() == "409" && late.text().contains("khác với hệ quả anh chị đã xem"), "{}", late.text());
    assert_eq!(events(&t).await, 0);
    let seen = late.field("seen");
    let done = leader.post(&format!("{proposal}/dong-y"), &[("seen", &*seen)]).await.outcome();
    assert_eq!(done, format!("303 {proposal}?xong=dong-y"), "and now it is what they see");
}

#[tokio::test]
async fn what_became_impossible_meanwhile_is_told_and_nothing_is_done() {
    let t = TestOffice::new().await;
    let mut asker = t.as_cast("organisation").await;
    let proposal = ask(&t, &mut asker).await;
    // The cell that was to take over is moved under another commune, and gets an end there.
    let (into, other) = (beside(&t).await, uid(&t, t.elsewhere).await);
    let into = uid(&t, into).await;
    let moved = [("kind", "move"), ("day", "20/11/2018"), ("paper", "QĐ 7"), ("into", other.as_str())];
    assert!(t.changed(&mut asker, &wizard(&into), &moved).await.starts_with("303 /van-phong/to-chuc/su-kien/"));
    let cell = "SELECT max(unit_id) FROM unit_parent WHERE parent_id = $1 AND unit_id <> $2";
    let cell: i64 = t.value(cell, &[&home(&t).await, &t.silent_cell]).await;
    let cell = uid(&t, cell).await;
    let gone = [("kind", "dissolve"), ("day", "22/11/2018"), ("paper", "QĐ 8"), ("into", cell.as_str())];
    let asked = t.changed(&mut asker, &wizard(&into), &gone).await;
    t.agreed(&asked).await;
    let mut leader = t.as_cast("leader").await;
    let page = leader.get(&proposal).await;
    assert!(page.text().contains("Hiện không làm được"), "{}", page.text());
    let seen = page.field("seen");
    let refused = leader.post(&format!("{proposal}/dong-y"), &[("seen", &*seen)]).await;
    assert_eq!(refused.outcome(), "409");
    assert!(refused.text().contains("Chưa làm gì cả"), "{}", refused.text());
    assert_eq!(events(&t).await, 1, "only the other one");
    let declined = leader.post(&format!("{proposal}/tu-choi"), &[("note", "Lập lại")]).await.outcome();
    assert_eq!(declined, format!("303 {proposal}?xong=tu-choi"));
}

/// A proposal that was asked for before the upgrade, as it stands on record; where it is.
async fn of_before(t: &TestOffice, (kind, subject, unit): (&str, i64, i64), ticked: &[String]) -> String {
    let form = json!({"kind": kind, "day": "2018-11-24", "paper": "QĐ 4", "name": "Chi bộ ấp Tách", "short": "Ấp Tách",
                      "unit_kind": "cell", "into": "", "place": "", "place_is": "", "twin": ""});
    let payload = json!({"form": form, "ticked": ticked}).to_string();
    let (uid, act) = (format!("cu-{kind}"), Act::EndUnits.word());
    let now = t.office.clock.now();
    let until = now.plus(3600 * kit::clock::SECOND);
    let mut tx = t.office.db.begin().await.unwrap();
    let by: i64 = tx.value("SELECT id FROM account WHERE login = 'organisation'", &[]).await.unwrap().unwrap();
    let sql =
        "INSERT INTO proposal (uid, act, unit_id, subject, subject_id, payload, reason, asked_by, asked_at, expires_at)
               VALUES ($1, $2, $3, 'unit', $4, $5, '', $6, $7, $8)";
    tx.exec(sql, &[&uid, &act, &unit, &subject, &payload, &by, &now, &until]).await.unwrap();
    tx.commit().await.unwrap();
    format!("/van-phong/de-nghi/{uid}")
}

#[tokio::test]
async fn what_was_asked_for_before_the_upgrade_is_to_be_asked_anew_and_the_page_says_so() {
    let t = TestOffice::new().await;
    let (home, other) = (home(&t).await, beside(&t).await);
    let person: i64 = t.value("SELECT min(person_id) FROM membership WHERE unit_id = $1", &[&t.silent_cell]).await;
    let both = [format!("unit-{}", t.silent_cell), format!("unit-{other}")];
    let mut asker = t.as_cast("organisation").await;
    let mut leader = t.as_cast("leader").await;
    for (kind, subject, ticked) in
        [("split", t.silent_cell, vec![format!("person-{person}")]), ("merge", home, both.to_vec())]
    {
        let proposal = of_before(&t, (kind, subject, home), &ticked).await;
        assert!(leader.get("/van-phong").await.html().contains(&proposal), "{kind}: it waits on the desk");
        for (who, door) in [("the asker", &mut asker), ("the second person", &mut leader)] {
            let page = door.get(&proposal).await;
            assert_eq!(page.outcome(), "200", "{kind}: {who}");
            for told in ["Đề nghị này được gửi trước khi phần mềm nâng cấp", "Chi bộ ấp Tách", "24-11-2018"]
            {
                assert!(page.text().contains(told), "{kind}: {who} is told {told}: {}", page.text());
            }
        }
        let seen = leader.get(&proposal).await.field("seen");
        let agreed = leader.post(&format!("{proposal}/dong-y"), &[("seen", &*seen)]).await;
        assert_eq!(agreed.outcome(), "409", "{kind}");
        assert!(agreed.text().contains("Chưa làm gì cả, vì: Đề nghị này được gửi trước"), "{}", agreed.text());
        assert_eq!(events(&t).await, 0, "{kind}");
    }
    let back = asker.post("/van-phong/de-nghi/cu-split/rut", &[]).await.outcome();
    assert_eq!(back, "303 /van-phong/de-nghi/cu-split?xong=rut");
    let declined = leader.post("/van-phong/de-nghi/cu-merge/tu-choi", &[("note", "Gửi lại")]).await.outcome();
    assert_eq!(declined, "303 /van-phong/de-nghi/cu-merge?xong=tu-choi");
    for door in [&mut asker, &mut leader] {
        for proposal in ["cu-split", "cu-merge"] {
            assert_eq!(
                door.get(&format!("/van-phong/de-nghi/{proposal}")).await.outcome(),
                "200",
                "{proposal} settled"
            );
        }
    }
}

/// The roles of an office that let one person do everything.
fn alone() -> Arc<RuleBook> {
    let general = BUILTIN.iter().find(|(name, _)| *name == "roles-general.toml").expect("the roles").1;
    let begin = general.find("\nacts = [").expect("the acts") + 1;
    let end = begin + general[begin..].find('\n').expect("its end");
    let own = format!("{}acts = []{}", &general[..begin], &general[end..]);
    let own = own.replacen("id = \"roles-general\"", "id = \"ours\"\nscope = \"office\"", 1);
    let files = BUILTIN.iter().map(|(name, text)| (*name, *text)).chain([("ours.toml", own.as_str())]);
    Arc::new(RuleBook::load(files).expect("sound rules"))
}

#[tokio::test]
async fn an_office_whose_rules_say_so_lets_one_person_merge_and_take_it_back() {
    let mut t = TestOffice::new().await;
    t.office.book = alone();
    let mut officer = t.as_cast("organisation").await;
    let (one, other) = (format!("unit-{}", t.silent_cell), format!("unit-{}", beside(&t).await));
    let place = wizard(&uid(&t, home(&t).await).await);
    let fields = [
        ("kind", "merge"),
        ("day", "24/11/2018"),
        ("paper", "QĐ 3"),
        ("name", "Chi bộ ấp Chung"),
        ("short", "Ấp Chung"),
        ("unit_kind", "cell"),
        (one.as_str(), "1"),
        (other.as_str(), "1"),
    ];
    assert!(!officer.post(&place, &fields).await.text().contains("Việc này cần hai người"));
    let made = t.changed(&mut officer, &place, &fields).await;
    let event = made.strip_prefix("303 ").and_then(|to| to.strip_suffix("?xong=thay-doi")).expect(&made).to_owned();
    assert_eq!(events(&t).await, 1);
    let back = officer.post(&format!("{event}/hoan-tac"), &[]).await.outcome();
    assert_eq!(back, format!("303 {event}?xong=hoan-tac"));
    assert_eq!(events(&t).await, 0);
}

#[tokio::test]
async fn a_merger_and_a_split_are_carried_out_as_they_were_asked_for() {
    let t = TestOffice::new().await;
    let mut officer = t.as_cast("organisation").await;
    let (one, other) = (format!("unit-{}", t.silent_cell), format!("unit-{}", beside(&t).await));
    let place = wizard(&uid(&t, home(&t).await).await);
    let sql = "SELECT count(*) FROM membership m JOIN unit_name n ON n.unit_id = m.unit_id
               WHERE n.name = $1 AND m.to_day IS NULL";
    let member = "SELECT min(person_id) FROM membership WHERE unit_id = $1 AND to_day IS NULL AND kind = 'main'";
    let person: i64 = t.value(member, &[&t.silent_cell]).await;
    let split = [
        ("kind", "split"),
        ("day", "24/11/2018"),
        ("paper", "QĐ 4"),
        ("name-1", "Chi bộ ấp Tách"),
        ("short-1", "Ấp Tách"),
        ("unit_kind-1", "cell"),
        (&format!("person-{person}"), "1"),
    ];
    let cell = wizard(&uid(&t, t.silent_cell).await);
    t.agreed(&t.changed(&mut officer, &cell, &split).await).await;
    assert_eq!(t.value::<i64>(sql, &[&"Chi bộ ấp Tách"]).await, 1);
    let both = "SELECT count(*) FROM membership WHERE unit_id IN ($1, $2) AND to_day IS NULL AND kind = 'main'";
    let both: i64 = t.value(both, &[&t.silent_cell, &beside(&t).await]).await;
    let merge = [
        ("kind", "merge"),
        ("day", "25/11/2018"),
        ("paper", "QĐ 5"),
        ("name", "Chi bộ ấp Chung"),
        ("short", "Ấp Chung"),
        ("unit_kind", "cell"),
        (one.as_str(), "1"),
        (other.as_str(), "1"),
    ];
    let event = t.agreed(&t.changed(&mut officer, &place, &merge).await).await;
    let whole = format!("{sql} AND m.kind = 'main'");
    assert_eq!(t.value::<i64>(&whole, &[&"Chi bộ ấp Chung"]).await, both);
    assert!(officer.get(&event).await.text().contains("Chi bộ ấp Chung"));
}
