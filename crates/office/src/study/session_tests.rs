//! Attendance by code, in its four ways: through the door, and as a property of the verb.

use super::session::{By, NotTaken, SHOWN, Session, badges, in_hall, moment, take_down};
use super::*;
use crate::identity::right::Role;
use crate::testing::{TestOffice, cast, morning};
use kit::clock::SECOND;

async fn session_of(t: &TestOffice) -> (Session, String) {
    let uid: String = t.value("SELECT uid FROM study_session WHERE unit_id = $1", &[&t.silent_cell]).await;
    let session = Session::by_uid(&mut t.office.db.read().await.unwrap(), &uid).await.unwrap().unwrap();
    let here = format!("{}/buoi/{uid}", t.cell_address().await);
    (session, here)
}

/// A member of a unit who is not exempt, with the code of their badge.
async fn badge(t: &TestOffice, unit: i64, nth: i64) -> (i64, String) {
    let sql = format!(
        "SELECT m.person_id FROM membership m WHERE m.unit_id = $1 AND m.kind = 'main' AND m.to_day IS NULL
         AND m.person_id NOT IN (SELECT person_id FROM exemption) ORDER BY m.id LIMIT 1 OFFSET {nth}"
    );
    let person: i64 = t.value(&sql, &[&unit]).await;
    let mut tx = t.office.db.begin().await.unwrap();
    session::give_badges(&mut tx, Grant::console(unit), &[person], &t.office.chance, morning()).await.unwrap();
    let code = badges(&mut tx, &[person]).await.unwrap().remove(0).1;
    tx.commit().await.unwrap();
    (person, code)
}

#[tokio::test]
async fn a_code_counts_once_at_home_and_each_refusal_has_its_words() {
    let t = TestOffice::new().await;
    let (_, here) = session_of(&t).await;
    let mut secretary = t.as_cast("cell_secretary").await;
    let (own, code) = badge(&t, t.silent_cell, 0).await;
    let above: i64 =
        t.value("SELECT parent_id FROM unit_parent WHERE unit_id = $1 AND to_day IS NULL", &[&t.silent_cell]).await;
    let beside = "SELECT unit_id FROM unit_parent WHERE parent_id = $1 AND unit_id <> $2 ORDER BY unit_id LIMIT 1";
    let beside: i64 = t.value(beside, &[&above, &t.silent_cell]).await;
    let (guest, guests) = badge(&t, beside, 1).await;
    // The guest was absent at home, and comes here.
    let mut tx = t.office.db.begin().await.unwrap();
    let sql = "UPDATE attendance SET state = 'absent' WHERE person_id = $1";
    tx.exec(sql, &[&guest]).await.unwrap();
    tx.commit().await.unwrap();
    let stranger = {
        let mut tx = t.office.db.begin().await.unwrap();
        let sql = "INSERT INTO person (uid, full_name, name_key, birth_year) SELECT 'x', 'Người Lạ', name_key, 1980 FROM person LIMIT 1";
        let person = tx.insert(sql, &[]).await.unwrap();
        session::give_badges(&mut tx, Grant::console(t.silent_cell), &[person], &t.office.chance, morning())
            .await
            .unwrap();
        let code = badges(&mut tx, &[person]).await.unwrap().remove(0).1;
        tx.commit().await.unwrap();
        code
    };
    let typed = format!("{}\n{guests}, {code}; {stranger}\nH7KM-3RTP-9XQA\nABC", code.to_lowercase());
    let answer = secretary.post(&format!("{here}/quet"), &[("codes", &typed), ("way", "print")]).await;
    assert_eq!(answer.outcome(), "200");
    let text = answer.text();
    for said in [
        ": đã ghi",
        "tính tại chi bộ của người đó",
        "đã được ghi rồi, không tính hai lần",
        "không có trong danh sách phải học",
        "gõ sai",
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }
    let marks = "SELECT count(*) FROM attendance WHERE state = 'attended' AND way = 'print' AND person_id IN ($1, $2)";
    assert_eq!(t.value::<i64>(marks, &[&own, &guest]).await, 2);
    let told =
        "SELECT count(*) FROM journal WHERE verb = 'study.attendance.mark' AND place = $1 AND before IS NOT NULL";
    assert_eq!(t.value::<i64>(told, &[&t.silent_cell]).await, 1, "the correction says what was there before");
    let page = secretary.get(&here).await.text();
    assert!(page.contains("Phiếu in: 2") && page.contains("đơn vị khác"), "{page}");
    t.office.check_tallies().await.unwrap();
}

#[tokio::test]
async fn the_hall_knows_its_own_code_of_the_moment() {
    let t = TestOffice::new().await;
    let (session, here) = session_of(&t).await;
    let (person, code) = badge(&t, t.silent_cell, 0).await;
    let (_, other) = badge(&t, t.silent_cell, 1).await;
    let now = t.office.clock.now();
    let shown = session.code_at(now);
    let screen = t.as_cast("cell_secretary").await.get(&format!("{here}/man-hinh")).await;
    assert!(screen.text().contains(&shown) && screen.text().contains(&session.uid), "{}", screen.text());
    assert!(!screen.html().contains("<nav") && !screen.html().contains("bar-top"), "nothing else on a projector");
    let door = format!("/van-phong/co-mat/{}", session.uid);
    let mut member = t.visitor();
    assert_eq!(member.get(&door).await.outcome(), "200", "without an account");
    let wrong = if shown == "000000" { "111111" } else { "000000" };
    let old = session.code_at(now.plus(-10 * SHOWN));
    for (screen, badge, outcome, said) in [
        (wrong, code.as_str(), "422", "Mã màn hình không đúng"),
        (&old, &code, "422", "Mã màn hình không đúng"),
        (&shown, "H7KM", "422", "gõ sai"),
        (&shown, &code, "200", "có mặt."),
        (&shown, &code, "409", "không tính hai lần"),
        (&session.code_at(now.plus(-SHOWN)), &other, "200", "có mặt."),
    ] {
        let answer = member.post(&door, &[("man-hinh", screen), ("the", badge)]).await;
        assert_eq!(answer.outcome(), outcome, "{screen} {said}");
        assert!(answer.text().contains(said), "{said}: {}", answer.text());
    }
    let never = member.post("/van-phong/co-mat/none", &[("man-hinh", &shown), ("the", &code)]).await;
    assert_eq!(never.outcome(), "422", "a session that is none answers like a wrong code");
    let way: String = t.value("SELECT way FROM attendance WHERE person_id = $1", &[&person]).await;
    assert_eq!(way, "screen");
    t.office.check_tallies().await.unwrap();
}

#[tokio::test]
async fn who_may_hold_sessions() {
    let t = TestOffice::new().await;
    let (_, here) = session_of(&t).await;
    let cell = t.cell_address().await;
    let above: i64 =
        t.value("SELECT parent_id FROM unit_parent WHERE unit_id = $1 AND to_day IS NULL", &[&t.silent_cell]).await;
    for (who, role, at, outcome) in [
        ("secretary", Role::CellSecretary, t.silent_cell, "303"),
        ("clerk", Role::CommuneClerk, above, "303"),
        ("leader", Role::Leader, t.district, "403"),
        ("another commune", Role::CommuneClerk, t.elsewhere, "404"),
    ] {
        let mut door = t.signed_in(&format!("{who} s"), role, at).await;
        let fields = [("kind", "hall"), ("on", "24/11/2018"), ("place", "Nhà văn hóa")];
        assert_eq!(&door.post(&format!("{cell}/buoi"), &fields).await.outcome()[..3], outcome, "{who} plans");
        assert_eq!(&door.post(&format!("{here}/phieu"), &[]).await.outcome()[..3], outcome, "{who} gives codes");
        let see = if outcome == "303" { "200" } else { outcome };
        for page in ["", "/quet", "/man-hinh", "/phieu", "/phieu?the=1"] {
            assert_eq!(door.get(&format!("{here}{page}")).await.outcome(), see, "{who} {page}");
        }
        let codes = if outcome == "303" { "422" } else { outcome };
        assert_eq!(door.post(&format!("{here}/quet"), &[]).await.outcome(), codes, "{who} takes down");
    }
    let mut secretary = t.as_cast("cell_secretary").await;
    let missing = secretary.post(&format!("{cell}/buoi"), &[("kind", "hall"), ("on", "x")]).await;
    assert_eq!(missing.outcome(), "422");
    assert!(missing.text().contains("Học tập trung thì ghi nơi học."), "{}", missing.text());
}

#[tokio::test]
async fn nothing_is_taken_after_the_close_nor_where_the_rule_does_not_count_it() {
    let test = cast().await;
    let book = rules::RuleBook::builtin();
    let mut tx = test.db.begin().await.unwrap();
    let campaign = Campaign::all(&mut tx).await.unwrap().remove(0);
    let sql = "SELECT uid FROM study_session WHERE campaign_id = $1 ORDER BY id DESC";
    let uid: String = tx.value(sql, &[&campaign.id]).await.unwrap().unwrap();
    let session = Session::by_uid(&mut tx, &uid).await.unwrap().unwrap();
    let code = "H7KM3RTP9XQF";
    let by = || By::Clerk(Grant::console(session.unit_id), "badge");
    let at = (morning(), morning());
    let alone = Session { kind: "self_study".into(), ..session.clone() };
    let refused = take_down(&mut tx, by(), &book, &alone, code, at).await.unwrap();
    assert_eq!(refused, Err(NotTaken::DoesNotCount));
    let elsewhere = By::Clerk(Grant::console(session.unit_id + 1), "badge");
    assert!(take_down(&mut tx, elsewhere, &book, &session, code, at).await.is_err(), "a grant is for its own unit");
    let hall = in_hall(&session, &session.code_at(morning()), morning()).unwrap();
    let other = Session { id: session.id + 1, ..session.clone() };
    assert!(take_down(&mut tx, By::Screen(hall), &book, &other, code, at).await.is_err(), "a code is of its own hall");
    assert_eq!(take_down(&mut tx, by(), &book, &session, code, at).await.unwrap(), Err(NotTaken::Nobody));
    let home = Grant::console(campaign.unit_id);
    move_campaign(&mut tx, home, (campaign.id, campaign.version), Move::Close(&crate::shell::BOOK), morning())
        .await
        .unwrap();
    let refused = take_down(&mut tx, by(), &book, &session, code, at).await.unwrap();
    assert_eq!(refused, Err(NotTaken::Closed(Some(morning().day()))));
}

#[test]
fn a_phone_with_a_wrong_clock_does_no_harm() {
    let now = morning();
    let hour = 3_600_000;
    for (then, sent, ago) in [
        (0, 0, 0),
        // Its clock is years behind, and yet it read the code an hour ago.
        (1_000_000, 1_000_000 + hour, 3600),
        // Set back in between: the moment would lie ahead.
        (5 * hour, hour, 0),
        // Further back than is believed.
        (0, 400 * 24 * hour, 0),
        (i64::MIN, i64::MAX, 0),
    ] {
        assert_eq!(moment(then, sent, now), now.plus(-ago * SECOND), "{then} {sent}");
    }
}

#[tokio::test]
async fn codes_of_a_phone_with_a_wrong_clock_count_and_none_after_the_close() {
    let t = TestOffice::new().await;
    let (session, here) = session_of(&t).await;
    let mut secretary = t.as_cast("cell_secretary").await;
    let hour = 3_600_000;
    for (nth, then, sent, ago) in [
        // The phone's clock is years behind, and yet it read the code an hour before it was back online.
        (0, 1_000_000, 1_000_000 + hour, 3600),
        // Its clock runs years ahead.
        (1, i64::MAX / 2, i64::MAX / 2 + 2 * hour, 7200),
        // It was set back in between, so the code would have been read in the future.
        (2, 5 * hour, hour, 0),
    ] {
        let (person, code) = badge(&t, t.silent_cell, nth).await;
        let (moments, sent) = (then.to_string(), sent.to_string());
        let fields = [("codes", code.as_str()), ("way", "badge"), ("moments", &moments), ("sent", &sent)];
        let answer = secretary.post(&format!("{here}/quet"), &fields).await;
        assert!(answer.outcome() == "200" && answer.text().contains(": đã ghi"), "{then}: {}", answer.text());
        let seen: i64 = t
            .value("SELECT seen_at FROM attendance WHERE person_id = $1 AND session_id = $2", &[&person, &session.id])
            .await;
        assert_eq!(seen, t.office.clock.now().plus(-ago * SECOND).0, "{then} {sent}");
    }
    let (person, code) = badge(&t, t.silent_cell, 3).await;
    let mut office = t.as_cast("organisation").await;
    let mut conn = t.office.db.read().await.unwrap();
    let campaign = Campaign::get(&mut conn, session.campaign_id).await.unwrap();
    drop(conn);
    let version = campaign.version.to_string();
    let closed = office
        .post(&format!("/van-phong/hoc-tap/{}/chot", campaign.uid), &[("version", &version), ("sure", "1")])
        .await;
    assert!(closed.outcome().starts_with("303"), "{}", closed.text());
    let late = secretary.post(&format!("{here}/quet"), &[("codes", &code), ("way", "print")]).await.text();
    assert!(late.contains("chốt") && late.contains("23-11-2018"), "{late}");
    let name: String = t.value("SELECT full_name FROM person WHERE id = $1", &[&person]).await;
    assert!(late.contains(&code) && late.contains(&name), "which code, and whose: {late}");
    let shown = session.code_at(t.office.clock.now());
    let door =
        t.visitor().post(&format!("/van-phong/co-mat/{}", session.uid), &[("man-hinh", &shown), ("the", &code)]).await;
    assert_eq!(door.outcome(), "409");
    assert!(door.text().contains("chốt") && door.text().contains("23-11-2018"), "{}", door.text());
}

#[tokio::test]
async fn a_code_that_waited_in_a_phone_does_not_undo_what_a_clerk_put_right_since() {
    let t = TestOffice::new().await;
    let (_, here) = session_of(&t).await;
    let mut secretary = t.as_cast("cell_secretary").await;
    let (person, code) = badge(&t, t.silent_cell, 0).await;
    let sheet = format!("{}/diem-danh", t.cell_address().await);
    let (mark, version) = (format!("mark-{person}"), format!("version-{person}"));
    assert!(secretary.post(&sheet, &[(&mark, "absent"), (&version, "0")]).await.outcome().starts_with("303"));
    let sent = t.office.clock.now().0 / 1000;
    let state = "SELECT state FROM attendance WHERE person_id = $1 ORDER BY id DESC LIMIT 1";
    for (ago, becomes, said) in [(3_600_000, "absent", "đã được sửa thành Vắng lúc"), (0, "attended", ": đã ghi")]
    {
        let (moments, sent) = ((sent - ago).to_string(), sent.to_string());
        let fields = [("codes", code.as_str()), ("moments", &moments), ("sent", &sent)];
        let answer = secretary.post(&format!("{here}/quet"), &fields).await.text();
        assert!(answer.contains(said), "read {ago} ms ago: {answer}");
        assert_eq!(t.value::<String>(state, &[&person]).await, becomes, "read {ago} ms ago");
    }
    t.office.check_tallies().await.unwrap();
}

#[tokio::test]
async fn a_code_that_was_read_before_a_mark_was_taken_back_does_not_write_it_anew() {
    let t = TestOffice::new().await;
    let (session, here) = session_of(&t).await;
    let mut secretary = t.as_cast("cell_secretary").await;
    let (person, code) = badge(&t, t.silent_cell, 0).await;
    let sheet = format!("{}/diem-danh", t.cell_address().await);
    let (mark, version) = (format!("mark-{person}"), format!("version-{person}"));
    let marks = "SELECT count(*) FROM attendance WHERE person_id = $1 AND campaign_id = $2";
    let door = format!("/van-phong/co-mat/{}", session.uid);
    let shown = session.code_at(t.office.clock.now());
    assert!(secretary.post(&sheet, &[(&mark, "attended"), (&version, "0")]).await.outcome().starts_with("303"));
    t.office.clock.advance(SHOWN);
    assert!(secretary.post(&sheet, &[(&mark, "unmarked"), (&version, "1")]).await.outcome().starts_with("303"));
    t.office.check_tallies().await.unwrap();

    let said = "đã được rút lại lúc";
    let copied = t.visitor().post(&door, &[("man-hinh", &shown), ("the", &code)]).await;
    assert!(copied.outcome() == "409" && copied.text().contains(said), "{}", copied.text());
    let sent = t.office.clock.now().0 / 1000;
    for (ago, left, said) in [(3_600_000, 0, said), (0, 1, ": đã ghi")] {
        let (moments, sent) = ((sent - ago).to_string(), sent.to_string());
        let fields = [("codes", code.as_str()), ("moments", &moments), ("sent", &sent)];
        let answer = secretary.post(&format!("{here}/quet"), &fields).await.text();
        assert!(answer.contains(said), "read {ago} ms ago: {answer}");
        assert_eq!(t.value::<i64>(marks, &[&person, &session.campaign_id]).await, left, "read {ago} ms ago");
        t.office.check_tallies().await.unwrap();
        let rebuilt = Standing::build(&mut t.office.db.read().await.unwrap(), session.campaign_id).await.unwrap();
        let kept = t.office.standing(session.campaign_id).await.unwrap();
        assert_eq!(rebuilt.line(t.silent_cell), kept.line(t.silent_cell), "read {ago} ms ago");
    }

    // Whoever stands in the hall sees the code of now.
    assert!(secretary.post(&sheet, &[(&mark, "unmarked"), (&version, "2")]).await.outcome().starts_with("303"));
    t.office.clock.advance(SHOWN);
    let shown = session.code_at(t.office.clock.now());
    let now = t.visitor().post(&door, &[("man-hinh", &shown), ("the", &code)]).await;
    assert!(now.outcome() == "200" && now.text().contains("có mặt."), "{}", now.text());
}
