//! A term and a code that were entered by mistake are taken away by who may enter them, while nothing rests on them.

use super::tests::uid;
use crate::identity::right::Role;
use crate::testing::TestOffice;
use kit::testing::Door;

const ENTERED: [(&str, &str); 3] = [("no", "13"), ("from", "01/12/2018"), ("paper", "NQ Đại hội")];

/// Takes away what a page is about, as its form was last read.
async fn take_away(door: &mut Door, page: &str, more: &[(&str, &str)]) -> kit::testing::Answer {
    let form = door.get(page).await;
    let names = ["version", "seen", "request"];
    let known = names.iter().filter(|name| form.html().contains(&format!("name=\"{name}\"")));
    let known: Vec<(&str, String)> = known.map(|name| (*name, form.field(name))).collect();
    let fields = known.iter().map(|(name, value)| (*name, value.as_str())).chain(more.iter().copied());
    door.post(&format!("{page}/bo"), &fields.collect::<Vec<_>>()).await
}

#[tokio::test]
async fn a_term_entered_by_mistake_is_taken_away_by_who_enters_terms_and_the_one_before_goes_on() {
    let t = TestOffice::new().await;
    let terms = format!("/van-phong/to-chuc/{}/nhiem-ky", uid(&t, t.silent_cell).await);
    let mut officer = t.as_cast("organisation").await;
    assert_eq!(officer.post(&terms, &ENTERED).await.outcome(), format!("303 {terms}?xong=luu"));
    let before = officer.get(&terms).await.text();
    assert!(before.contains("Nhiệm kỳ 12 (2017 – 2018)") && before.contains("Nhiệm kỳ 13 (từ 2018)"), "{before}");
    let last: String = t.value("SELECT uid FROM unit_term ORDER BY id DESC LIMIT 1", &[]).await;
    let page = format!("{terms}/{last}");
    for (who, role, at, outcome) in [
        ("another commune's officer", Role::OrganisationOfficer, t.elsewhere, "404"),
        ("the cell's secretary", Role::CellSecretary, t.silent_cell, "403"),
        ("the leader", Role::Leader, t.district, "403"),
        ("an editor", Role::Editor, t.district, "403"),
    ] {
        let mut door = t.signed_in(who, role, at).await;
        let sent = door.post(&format!("{page}/bo"), &[("version", "1"), ("why", "Nhầm")]).await;
        assert_eq!(sent.outcome(), outcome, "{who}");
    }
    let without = take_away(&mut officer, &page, &[]).await;
    assert_eq!(without.outcome(), "422");
    assert!(without.text().contains("Ghi vì sao nhiệm kỳ này bị ghi nhầm"), "{}", without.text());
    let late = officer.post(&format!("{page}/bo"), &[("version", "7"), ("why", "Nhầm")]).await;
    assert_eq!(late.outcome(), "409");
    assert!(late.text().contains("người khác đã ghi: Nhiệm kỳ 13"), "{}", late.text());
    let shown = officer.get(&page).await;
    let (version, request) = (shown.field("version"), shown.field("request"));
    let fields = [("version", version.as_str()), ("request", &request), ("why", "Ghi nhầm chi bộ")];
    for _double_click in 0..2 {
        let done = officer.post(&format!("{page}/bo"), &fields).await;
        assert_eq!(done.outcome(), format!("303 {terms}?xong=luu"));
    }
    let after = officer.get(&terms).await.text();
    assert!(after.contains("Nhiệm kỳ 12 (từ 2017)") && !after.contains("Nhiệm kỳ 13"), "{after}");
    assert_eq!(officer.get(&page).await.outcome(), "404");
    let told: i64 = t.value("SELECT count(*) FROM journal WHERE verb = 'org.term.drop'", &[]).await;
    assert_eq!(told, 1, "the journal keeps it");
    assert_eq!(officer.post(&terms, &ENTERED).await.outcome(), format!("303 {terms}?xong=luu"), "the number is free");
}

#[tokio::test]
async fn the_term_before_goes_on_where_the_one_taken_away_had_ended_it_and_keeps_an_end_that_somebody_gave() {
    for (what, then) in [
        ("ended by the one taken away", "Nhiệm kỳ 12 (từ 2017)"),
        ("the one taken away was moved to another day first", "Nhiệm kỳ 12 (từ 2017)"),
        ("ended by hand on the very day", "Nhiệm kỳ 12 (2017 – 2018)"),
    ] {
        let t = TestOffice::new().await;
        let terms = format!("/van-phong/to-chuc/{}/nhiem-ky", uid(&t, t.silent_cell).await);
        let mut officer = t.as_cast("organisation").await;
        let one = "SELECT uid FROM unit_term WHERE unit_id = $1 AND no = $2";
        let before: String = t.value(one, &[&t.silent_cell, &12_i64]).await;
        let from: kit::clock::Day = t.value("SELECT from_day FROM unit_term WHERE uid = $1", &[&before]).await;
        if what == "ended by hand on the very day" {
            let page = format!("{terms}/{before}");
            let version = officer.get(&page).await.field("version");
            let sent = [("version", &*version), ("no", "12"), ("from", &from.written()), ("to", "30/11/2018")];
            assert_eq!(officer.post(&page, &sent).await.outcome(), format!("303 {terms}?xong=luu"), "{what}");
        }
        assert_eq!(officer.post(&terms, &ENTERED).await.outcome(), format!("303 {terms}?xong=luu"), "{what}");
        let page = format!("{terms}/{}", t.value::<String>(one, &[&t.silent_cell, &13_i64]).await);
        if what == "the one taken away was moved to another day first" {
            for from in ["05/12/2018", "03/12/2018"] {
                let version = officer.get(&page).await.field("version");
                let sent = [("version", &*version), ("no", "13"), ("from", from)];
                assert_eq!(officer.post(&page, &sent).await.outcome(), format!("303 {terms}?xong=luu"), "{from}");
            }
            let ends: kit::clock::Day = t.value("SELECT to_day FROM unit_term WHERE uid = $1", &[&before]).await;
            assert_eq!(ends, kit::clock::Day::of(2018, 12, 3), "the end moves with what ends it");
        }
        let done = take_away(&mut officer, &page, &[("why", "Ghi nhầm chi bộ")]).await;
        assert_eq!(done.outcome(), format!("303 {terms}?xong=luu"), "{what}");
        let after = officer.get(&terms).await.text();
        assert!(after.contains(then) && !after.contains("Nhiệm kỳ 13"), "{what}: {after}");
    }
}

#[tokio::test]
async fn a_term_on_which_something_rests_is_not_taken_away() {
    for (what, told) in [
        ("a numbered paper", "văn bản đã lấy số"),
        ("a kept number", "số đang giữ"),
        ("a post", "chức vụ của"),
        ("a change of units", "thay đổi tổ chức đã chấm dứt nó"),
    ] {
        let t = TestOffice::new().await;
        let terms = format!("/van-phong/to-chuc/{}/nhiem-ky", uid(&t, t.silent_cell).await);
        let mut officer = t.as_cast("organisation").await;
        officer.post(&terms, &ENTERED).await;
        let (uid, id): (String, i64) = {
            let last = "SELECT uid, id FROM unit_term ORDER BY id DESC LIMIT 1";
            t.office.db.read().await.unwrap().one(last, &[]).await.unwrap()
        };
        let mut tx = t.office.db.begin().await.unwrap();
        let series = format!("SELECT id FROM paper_series WHERE period = 'term:{id}'");
        match what {
            "a post" => {
                let sql = "UPDATE post_holding SET term_id = $1 WHERE to_day IS NULL AND post_id IN
                           (SELECT id FROM post WHERE unit_id = $2)";
                assert!(tx.exec(sql, &[&id, &t.silent_cell]).await.unwrap() > 0);
            }
            "a change of units" => {
                let sql = "INSERT INTO unit_step (event_id, span, row_id, began) SELECT min(id), 'unit_term',
                           CAST($1 AS BIGINT), 0 FROM unit_event WHERE undone_at IS NULL";
                tx.exec(sql, &[&id]).await.unwrap();
            }
            _ => {
                let sql = "INSERT INTO paper_series (unit_id, letters, period, last) VALUES ($1, 'BC/CB', $2, 1)";
                tx.exec(sql, &[&t.silent_cell, &format!("term:{id}")]).await.unwrap();
                let sql = match what {
                    "a kept number" => format!(
                        "INSERT INTO paper_reservation (uid, unit_id, series_id, no, kind, body, symbol, reason, day)
                         VALUES ('giu', $1, ({series}), 1, 'report', 'cell', '01-BC/CB', 'chờ', '2018-11-20')"
                    ),
                    _ => format!(
                        "UPDATE paper SET series_id = ({series}) WHERE id = (SELECT min(id) FROM paper WHERE unit_id = $1)"
                    ),
                };
                assert_eq!(tx.exec(&sql, &[&t.silent_cell]).await.unwrap(), 1, "{what}");
            }
        }
        tx.commit().await.unwrap();
        let refused = take_away(&mut officer, &format!("{terms}/{uid}"), &[("why", "Nhầm")]).await;
        assert_eq!(refused.outcome(), "409", "{what}");
        assert!(refused.text().contains(told), "{what}: {}", refused.text());
        assert!(officer.get(&terms).await.text().contains("Nhiệm kỳ 13"), "{what}");
    }
}

#[tokio::test]
async fn a_term_does_not_begin_before_its_unit() {
    let t = TestOffice::new().await;
    let terms = format!("/van-phong/to-chuc/{}/nhiem-ky", uid(&t, t.silent_cell).await);
    let first = "SELECT min(from_day) FROM unit_name WHERE unit_id = $1";
    let first: kit::clock::Day = t.value(first, &[&t.silent_cell]).await;
    let mut officer = t.as_cast("organisation").await;
    for (from, outcome) in [(first.plus_days(-1), "422"), (first, "303")] {
        let to = first.plus_days(30).written();
        let sent = officer.post(&terms, &[("no", "1"), ("from", &from.written()), ("to", &to)]).await;
        assert_eq!(&sent.outcome()[..3], outcome, "{from}: {}", sent.text());
        if outcome == "422" {
            let told = format!("Đơn vị này có từ ngày {}", first.written());
            assert!(sent.text().contains(&told), "{}", sent.text());
        }
    }
}

#[tokio::test]
async fn a_code_given_by_mistake_is_taken_away_by_who_gives_codes_and_the_one_before_goes_on() {
    let t = TestOffice::new().await;
    let unit = format!("/van-phong/to-chuc/{}", uid(&t, t.silent_cell).await);
    let page = format!("{unit}/ma");
    let mut officer = t.as_cast("organisation").await;
    let seen = officer.get(&page).await.field("seen");
    let given = [("code", "38.168.053.000.001"), ("day", "01/10/2018"), ("seen", &seen)];
    assert_eq!(officer.post(&page, &given).await.outcome(), format!("303 {unit}?xong=luu"));
    let row: String = t.value("SELECT CAST(max(id) AS TEXT) FROM unit_code", &[]).await;
    let sent = [("which", row.as_str()), ("seen", row.as_str()), ("why", "Nhầm chi bộ")];
    for (who, role, at, outcome) in [
        ("another commune's officer", Role::OrganisationOfficer, t.elsewhere, "404"),
        ("the cell's secretary", Role::CellSecretary, t.silent_cell, "403"),
        ("the leader", Role::Leader, t.district, "403"),
        ("an editor", Role::Editor, t.district, "403"),
    ] {
        let mut door = t.signed_in(who, role, at).await;
        assert_eq!(door.post(&format!("{page}/bo"), &sent).await.outcome(), outcome, "{who}");
    }
    let other: String =
        t.value("SELECT CAST(min(id) AS TEXT) FROM unit_code WHERE unit_id = $1", &[&t.elsewhere]).await;
    for (which, why, outcome, told) in [
        (row.as_str(), "", "422", "Ghi vì sao mã này bị ghi nhầm"),
        (other.as_str(), "Nhầm", "409", "người khác đã đổi các mã"),
    ] {
        let refused = take_away(&mut officer, &page, &[("which", which), ("why", why)]).await;
        assert_eq!(refused.outcome(), outcome, "{told}");
        assert!(refused.text().contains(told), "{}", refused.text());
    }
    let done = take_away(&mut officer, &page, &sent[..1].iter().copied().chain([sent[2]]).collect::<Vec<_>>()).await;
    assert_eq!(done.outcome(), format!("303 {unit}?xong=luu"));
    for day in ["", "?ngay=01/10/2018", "?ngay=30/09/2018"] {
        let text = officer.get(&format!("{unit}{day}")).await.text();
        assert!(text.contains("89.890.009.000.003") && !text.contains("38.168.053"), "{day}: {text}");
    }
    let told: i64 = t.value("SELECT count(*) FROM journal WHERE verb = 'org.code.drop'", &[]).await;
    assert_eq!(told, 1, "the journal keeps it");
}
