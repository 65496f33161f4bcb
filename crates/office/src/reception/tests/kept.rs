//! What is done with is taken up again for a reason, and forgotten when its time is over.

use super::*;
use crate::reception::forget;
use kit::clock::Day;

async fn forgotten(t: &TestOffice) -> usize {
    let (ruling, now) = (t.office.reception_rule().unwrap(), t.office.clock.now());
    let mut tx = t.office.db.begin().await.unwrap();
    let erased = forget(&mut tx, &t.office.vault, ruling, now).await.unwrap();
    tx.commit().await.unwrap();
    erased
}

fn go_to(t: &TestOffice, day: Day) {
    t.office.clock.advance(day.begins().0 - t.office.clock.now().0);
}

/// Another one that came over the portal, by its code.
async fn another(t: &TestOffice, code: &Code) -> String {
    assert_eq!(take_in(t, &[envelope(t, code, "")]).await, 1);
    let uid: String = t.value("SELECT uid FROM petition WHERE receipt = $1", &[&code.receipt()]).await;
    format!("{LIST}/{uid}")
}

/// The numbers of the year; the unit above them is called otherwise later.
async fn numbers(door: &mut Door) -> String {
    let file = door.get("/van-phong/tiep-nhan/so-lieu?nam=2018&tep=csv").await.html();
    file.split_once("Tháng 1,").expect("the months").1.to_owned()
}

#[tokio::test]
async fn what_is_done_with_is_taken_up_again_for_a_reason() {
    for way in [&["refuse"][..], &["accept", "answer"], &["accept", "answer", "close"]] {
        let t = TestOffice::new().await;
        let page = sent(&t).await;
        let mut clerk = clerk(&t).await;
        let early = [("step", "reopen"), ("version", "1"), ("words-reopen", "Lại nghẹt")];
        assert_eq!(clerk.post(&format!("{page}/buoc"), &early).await.outcome(), "409", "it is not done with");
        for what in way {
            let fields = [("reason-refuse", "unclear"), ("words-answer", "Đã xem.")];
            assert!(step(&mut clerk, &page, what, &fields).await.starts_with("303"), "{what}");
        }
        let version = clerk.get(&page).await.field("version");
        let silent = [("step", "reopen"), ("version", &*version), ("words-reopen", " ")];
        let silent = clerk.post(&format!("{page}/buoc"), &silent).await;
        assert!(silent.outcome() == "422" && silent.text().contains("Ghi vì sao xem lại."), "{}", silent.text());
        let why = [("words-reopen", "Thuốc lại hết từ hôm qua.")];
        assert_eq!(step(&mut clerk, &page, "reopen", &why).await, format!("303 {page}?xong=tiep-nhan-reopen"));
        let reply = told(&t).await;
        assert_eq!(reply.state, State::Accepted);
        let said = code().open(&reply.said.unwrap()).unwrap();
        assert_eq!(said, "Việc này được xem lại.\nThuốc lại hết từ hôm qua.");
        let seen = clerk.get(&page).await.text();
        assert!(seen.contains("Xem lại , ") && seen.contains("Thuốc lại hết từ hôm qua."), "{seen}");
        assert!(step(&mut clerk, &page, "answer", &[("words-answer", "Đã bổ sung.")]).await.starts_with("303"));
    }
}

#[tokio::test]
async fn what_was_said_is_forgotten_when_its_time_is_over_and_the_numbers_stay() {
    let t = TestOffice::new().await;
    let codes = [code(), Code::new([6; 12]), Code::new([7; 12]), Code::new([8; 12])];
    let mut pages = Vec::new();
    for code in &codes {
        pages.push(another(&t, code).await);
    }
    let [closed, refused, open, handed] = &pages[..] else { unreachable!() };
    let mut clerk = clerk(&t).await;
    for (page, what, fields) in [
        (closed, "accept", vec![("words-accept", "Xã sẽ xem.")]),
        (closed, "answer", vec![("words-answer", "Đã có thuốc.")]),
        (closed, "close", vec![]),
        (refused, "refuse", vec![("reason-refuse", "repeated")]),
        (open, "accept", vec![]),
    ] {
        assert!(step(&mut clerk, page, what, &fields).await.starts_with("303"), "{what}");
    }
    let denounced = [("version", "1"), ("words-hand_over", "Có nêu tên"), ("request", "r-3")];
    assert!(clerk.post(&format!("{handed}/chuyen-kiem-tra"), &denounced).await.outcome().starts_with("303"));
    let mut inspector = t.as_cast("inspector").await;
    assert!(step(&mut inspector, handed, "close", &[]).await.starts_with("303"));
    let seen = clerk.get(closed).await.text();
    assert!(seen.contains("được giữ đến hết ngày 23-11-2023"), "{seen}");
    assert!(!clerk.get(open).await.text().contains("được giữ đến"), "it is not done with");
    let counts = numbers(&mut clerk).await;

    go_to(&t, Day::of(2023, 11, 23));
    assert_eq!(forgotten(&t).await, 0, "the last day is a day");
    t.office.clock.advance(DAY);
    assert_eq!((forgotten(&t).await, forgotten(&t).await), (2, 0), "each once");
    let mut clerk = t.signed_in("người trực", Role::CommuneClerk, t.district).await;
    for page in [closed, refused] {
        let seen = clerk.get(page).await;
        for gone in ["Trạm y tế", "huyết áp", "Xã sẽ xem", "Đã có thuốc"] {
            assert!(!seen.html().contains(gone), "{gone}: {}", seen.text());
        }
        assert!(seen.text().contains("đã được xóa ngày 24-11-2023"), "{}", seen.text());
        assert!(seen.text().contains("Đã xóa khi hết hạn giữ."), "{}", seen.text());
        assert!(!seen.html().contains("value=\"reopen\""), "there is nothing left to take up again");
        let again = [("words-reopen", "Xem lại")];
        assert_eq!(step(&mut clerk, page, "reopen", &again).await, "409");
        let opened = clerk.post(&format!("{page}/nguoi-gui"), &[]).await.text();
        assert!(!opened.contains("Chau Sóc Kha") && !opened.contains("0900"), "{opened}");
    }
    assert!(clerk.get(LIST).await.text().contains("(nội dung đã xóa)"));
    assert!(clerk.get(open).await.text().contains("huyết áp"), "what is open is kept");
    let mut inspector = t.signed_in("kiểm tra", Role::Inspector, t.district).await;
    assert!(inspector.get(handed).await.text().contains("huyết áp"), "the inspection has rules of its own");
    let keys = "SELECT count(*) FROM subject_key k JOIN petition p ON p.id = k.subject_id
                WHERE k.subject = 'petition' AND p.erased_on IS NOT NULL";
    assert_eq!(t.value::<i64>(keys, &[]).await, 0, "no backup can be read either");
    let noted = "SELECT count(*) FROM journal WHERE verb = 'reception.petition.erase' AND actor IS NULL";
    assert_eq!(t.value::<i64>(noted, &[]).await, 2);
    assert_eq!(numbers(&mut clerk).await, counts, "the numbers stay");
    assert_eq!(take_in(&t, &[envelope(&t, &codes[0], "")]).await, 0, "the envelope is no new petition");
}

#[tokio::test]
async fn what_is_due_is_forgotten_however_many_wait_before_it() {
    let t = TestOffice::new().await;
    another(&t, &code()).await;
    // An office that closed three hundred a month later, all at once.
    let late = Day::of(2018, 12, 23).begins();
    let mut tx = t.office.db.begin().await.unwrap();
    for nth in 0..300 {
        let sql = "INSERT INTO petition (uid, receipt, unit_id, kind, channel, room, state, received_on, due_day,
                     may_publish, said_sealed, ruleset)
                   SELECT $1, $1, unit_id, kind, channel, room, 'closed', received_on, due_day,
                     may_publish, said_sealed, ruleset FROM petition ORDER BY id LIMIT 1";
        let id = tx.insert(sql, &[&format!("late-{nth}")]).await.unwrap();
        let sql = "INSERT INTO petition_step (petition_id, step, to_whom, letter, reason, at)
                   VALUES ($1, 'close', '', '', '', $2)";
        tx.exec(sql, &[&id, &late]).await.unwrap();
    }
    tx.commit().await.unwrap();
    let page = another(&t, &Code::new([9; 12])).await;
    let mut clerk = clerk(&t).await;
    assert!(step(&mut clerk, &page, "refuse", &[("reason-refuse", "repeated")]).await.starts_with("303"));
    go_to(&t, Day::of(2023, 11, 24));
    assert_eq!((forgotten(&t).await, forgotten(&t).await), (1, 0));
    let erased: String = t.value("SELECT uid FROM petition WHERE erased_on IS NOT NULL", &[]).await;
    assert!(page.ends_with(&erased), "{erased}");
}
