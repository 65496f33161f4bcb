//! A transfer whose member comes to the receiving cell by another way is over, and comes back with what ended it.

use super::*;

const ROLL: &str = "/van-phong/dang-vien";

async fn name_of(t: &TestOffice, unit: i64) -> String {
    let sql = "SELECT name FROM unit_name WHERE unit_id = $1 AND from_day <= $2 AND (to_day IS NULL OR to_day > $2)";
    t.value(sql, &[&unit, &today()]).await
}

/// State and version of the transfer that a page is about.
async fn stands(t: &TestOffice, at: &str) -> (String, i64) {
    let (sql, uid) = ("SELECT state, version FROM transfer WHERE uid = $1", at.rsplit('/').next().unwrap());
    t.office.db.read().await.unwrap().one(sql, &[&uid]).await.unwrap()
}

/// Ticks a member and moves them with the others into a cell; what the first page said.
async fn move_with_others(door: &mut Door, person: &str, cell: &str) -> String {
    let form = door.get(&format!("{ROLL}/loat/chuyen?dong={person}")).await;
    let known = ["request", "loc", "dau", "ve"].map(|name| (name, form.field(name).replace("&#38;", "&")));
    let typed = [("den", cell), ("ngay", "23/11/2018"), ("van-ban", "QĐ 1-QĐ/HU")];
    let fields = known.iter().map(|(name, value)| (*name, value.as_str())).chain(typed);
    let done = door.post(&format!("{ROLL}/loat/chuyen"), &fields.collect::<Vec<_>>()).await;
    assert!(done.outcome().starts_with("303"), "{}", done.text());
    form.text()
}

#[tokio::test]
async fn moved_with_others_to_where_the_transfer_leads_it_is_over_and_taken_back_it_is_open_again() {
    let t = TestOffice::new().await;
    let (beside, far) = cells(&t).await;
    let mut secretary = t.as_cast("cell_secretary").await;
    let mut officer = t.as_cast("organisation").await;
    for (nth, to, over) in [(0, beside, true), (1, far, false)] {
        let person = member(&t, nth).await;
        let at = asked(&t, &mut officer, &person, &uid(&t, to).await).await;
        let was = stands(&t, &at).await;
        let said = move_with_others(&mut officer, &person, &name_of(&t, beside).await).await;
        let told = format!("→ {}", name_of(&t, to).await);
        assert!(said.contains("Đang chuyển sinh hoạt, chưa xong") && said.contains(&told), "{said}");
        let is = stands(&t, &at).await;
        assert_eq!(is.0 == "withdrawn", over, "{nth}: {is:?}");
        let page = officer.get(&at).await.text();
        let reason = "Khép lại: đảng viên đã sinh hoạt tại nơi đến";
        assert_eq!(page.contains(reason) && page.contains("QĐ 1-QĐ/HU"), over, "{nth}: {page}");
        let batch: String = t.value("SELECT uid FROM batch ORDER BY id DESC LIMIT 1", &[]).await;
        let undone = officer.post(&format!("{ROLL}/loat/{batch}/hoan-tac"), &[]).await.outcome();
        assert_eq!(undone, format!("303 {ROLL}?xong=nhu-truoc"), "{nth}");
        assert_eq!(stands(&t, &at).await.0, was.0, "{nth}: as it was");
        let page = officer.get(&at).await.text();
        assert_eq!(page.contains("Đã khép lại, rồi mở lại"), over, "{nth}: {page}");
        // The next step is done as if nothing had been.
        let reviewed = step(&mut secretary, &at, "xet", "23/11/2018", &[]).await;
        assert!(reviewed.starts_with("303"), "{nth}: {reviewed}");
    }
    for (verb, count) in [("transfer.overtake", 1), ("transfer.reopen", 1)] {
        let told: i64 = t.value("SELECT count(*) FROM journal WHERE verb = $1", &[&verb]).await;
        assert_eq!(told, count, "{verb}");
    }
}

#[tokio::test]
async fn a_cell_that_becomes_one_with_where_its_transfers_lead_or_come_from_closes_them() {
    for (ends, why) in [("the sending cell", "it leads there"), ("the receiving cell", "it comes from there")] {
        let t = TestOffice::new().await;
        let (beside, far) = cells(&t).await;
        let mut secretary = t.as_cast("cell_secretary").await;
        let mut officer = t.as_cast("organisation").await;
        let (stays, goes) = (member(&t, 0).await, member(&t, 1).await);
        let within = asked(&t, &mut secretary, &stays, &uid(&t, beside).await).await;
        let away = asked(&t, &mut officer, &goes, &uid(&t, far).await).await;
        let was = (stands(&t, &within).await, stands(&t, &away).await);
        let (old, into) = if ends == "the sending cell" { (t.silent_cell, beside) } else { (beside, t.silent_cell) };
        let into = uid(&t, into).await;
        let fields = [("kind", "dissolve"), ("day", "23/11/2018"), ("paper", "QĐ 9-QĐ/HU"), ("into", &into)];
        let page = format!("/van-phong/to-chuc/{}/thay-doi", uid(&t, old).await);
        let look = officer.post(&page, &fields).await.text();
        let name: String = t.value("SELECT full_name FROM person WHERE uid = $1", &[&stays]).await;
        let told = look.split("Đề nghị chuyển sinh hoạt khép lại").nth(1).unwrap_or_default();
        assert!(told.contains(&name), "{ends}: {look}");
        assert_eq!(stands(&t, &within).await, was.0, "{ends}: only looked at");
        let event = t.agreed(&t.changed(&mut officer, &page, &fields).await).await;
        assert_eq!(stands(&t, &within).await.0, "withdrawn", "{ends}: {why}");
        assert_eq!(stands(&t, &away).await.0, was.1.0, "{ends}: one to elsewhere goes on");
        assert!(officer.get(&within).await.text().contains("Khép lại: đảng viên đã sinh hoạt tại nơi đến"), "{ends}");
        assert!(officer.get(&event).await.text().contains("Đề nghị chuyển sinh hoạt khép lại"), "{ends}");
        t.agreed(&officer.post(&format!("{event}/hoan-tac"), &[]).await.outcome()).await;
        assert_eq!(stands(&t, &within).await.0, was.0.0, "{ends}: taken back, it is open again");
    }
}

#[tokio::test]
async fn a_change_of_a_later_day_closes_transfers_when_its_day_has_come() {
    for ends in ["the sending cell", "the receiving cell"] {
        let t = TestOffice::new().await;
        let (beside, far) = cells(&t).await;
        let mut secretary = t.as_cast("cell_secretary").await;
        let mut officer = t.as_cast("organisation").await;
        let (stays, goes, third) = (member(&t, 0).await, member(&t, 1).await, member(&t, 2).await);
        let within = asked(&t, &mut secretary, &stays, &uid(&t, beside).await).await;
        let away = asked(&t, &mut officer, &goes, &uid(&t, far).await).await;
        let was = (stands(&t, &within).await.0, stands(&t, &away).await.0);
        let between = "SELECT count(*) FROM transfer t JOIN membership m ON m.person_id = t.person_id AND m.kind = 'main'
                         AND m.to_day IS NULL WHERE m.unit_id IN ($1, $2) AND t.to_unit IN ($1, $2) AND t.state NOT IN ('received', 'withdrawn')";
        let between: i64 = t.value(between, &[&t.silent_cell, &beside]).await;
        let (old, into) = if ends == "the sending cell" { (t.silent_cell, beside) } else { (beside, t.silent_cell) };
        let into = uid(&t, into).await;
        let fields = [("kind", "dissolve"), ("day", "25/11/2018"), ("paper", "QĐ 9-QĐ/HU"), ("into", &into)];
        let page = format!("/van-phong/to-chuc/{}/thay-doi", uid(&t, old).await);
        let event = t.agreed(&t.changed(&mut officer, &page, &fields).await).await;
        // What was asked for after the decision closes as well.
        let late = asked(&t, &mut secretary, &third, &uid(&t, beside).await).await;
        let all = between as usize + 1;
        for (days, closed) in [(0, 0), (1, 0), (2, all), (2, 0)] {
            let mut tx = t.office.db.begin().await.unwrap();
            let now = today().plus_days(days).begins();
            crate::org::due::settle(&mut tx, now).await.unwrap();
            assert_eq!(
                crate::transfer::settle(&mut tx, crate::identity::reach::Grant::console, now).await.unwrap(),
                closed,
                "{ends}, {days} days on"
            );
            tx.commit().await.unwrap();
        }
        t.office.clock.advance(2 * DAY);
        assert_eq!((stands(&t, &within).await.0, stands(&t, &late).await.0), ("withdrawn".into(), "withdrawn".into()));
        assert_eq!(stands(&t, &away).await.0, was.1, "{ends}: one to elsewhere goes on");
        let mut officer = t.as_cast("organisation").await;
        let page = officer.get(&within).await.text();
        assert!(page.contains("Khép lại: đảng viên đã sinh hoạt tại nơi đến"), "{ends}: {page}");
        assert!(page.contains("nơi đi và nơi đến thành một đơn vị"), "{ends}: {page}");
        t.agreed(&officer.post(&format!("{event}/hoan-tac"), &[]).await.outcome()).await;
        assert_eq!(stands(&t, &within).await.0, was.0, "{ends}: taken back, it is open again");
        let sql = "SELECT to_unit FROM transfer WHERE uid = $1";
        for at in [&within, &late] {
            let to: i64 = t.value(sql, &[&at.rsplit('/').next().unwrap()]).await;
            assert_eq!(to, beside, "{ends}: and leads where it led");
        }
    }
}

#[tokio::test]
async fn a_dissolution_is_not_taken_back_over_a_transfer_that_began_since() {
    let t = TestOffice::new().await;
    let (beside, far) = cells(&t).await;
    let mut officer = t.as_cast("organisation").await;
    let person = member(&t, 0).await;
    let mut secretary = t.as_cast("cell_secretary").await;
    asked(&t, &mut secretary, &person, &uid(&t, beside).await).await;
    let into = uid(&t, beside).await;
    let fields = [("kind", "dissolve"), ("day", "23/11/2018"), ("paper", "QĐ 9-QĐ/HU"), ("into", &into)];
    let page = format!("/van-phong/to-chuc/{}/thay-doi", uid(&t, t.silent_cell).await);
    let event = t.agreed(&t.changed(&mut officer, &page, &fields).await).await;
    asked(&t, &mut officer, &person, &uid(&t, far).await).await;
    let refused = officer.post(&format!("{event}/hoan-tac"), &[]).await;
    assert!(refused.outcome() == "409" && refused.text().contains("Chuyển sinh hoạt đi"), "{}", refused.text());
}
