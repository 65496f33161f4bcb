//! The reception through the door: who sees, does and passes on, what senders are told and when, and what nobody sees.

mod kept;

use super::{State, Step, after};
use crate::identity::right::Role;
use crate::newsroom::outbox;
use crate::testing::{TestOffice, leads_nowhere_else};
use bridge::{Code, Entry, PetitionKind, ReceptionKey, Reply, seal_petition};
use kit::clock::DAY;
use kit::testing::Door;

const LIST: &str = "/van-phong/tiep-nhan";

fn code() -> Code {
    Code::new([5; 12])
}

/// Envelopes as the portal has them.
fn envelope(t: &TestOffice, code: &Code, about: &str) -> (String, String) {
    let it = bridge::Petition {
        kind: PetitionKind::Report,
        subject: "Trạm y tế thiếu thuốc".into(),
        text: "Ba tuần nay hỏi thuốc huyết áp đều hết.\nMong xã xem lại.".into(),
        place: "Trạm y tế xã".into(),
        about: about.into(),
        name: "Chau Sóc Kha".into(),
        contact: "0900 111 222".into(),
        may_publish: true,
        at: t.office.clock.now().0,
    };
    let key = ReceptionKey::of(&t.office.vault.key_for("reception")).public();
    (code.receipt().to_owned(), seal_petition(&key, code.receipt(), &it).unwrap())
}

async fn take_in(t: &TestOffice, envelopes: &[(String, String)]) -> usize {
    let now = t.office.clock.now();
    let mut tx = t.office.db.begin().await.unwrap();
    let with = (&t.office.vault, &t.office.chance);
    let taken =
        super::take_in(&mut tx, t.district, with, t.office.reception_rule().unwrap(), envelopes, now).await.unwrap();
    tx.commit().await.unwrap();
    taken
}

/// What came over the portal, taken in; its page.
async fn sent(t: &TestOffice) -> String {
    assert_eq!(take_in(t, &[envelope(t, &code(), "")]).await, 1);
    let uid: String = t.value("SELECT uid FROM petition WHERE receipt = $1", &[&code().receipt()]).await;
    format!("{LIST}/{uid}")
}

async fn clerk(t: &TestOffice) -> Door {
    t.as_cast("head_of_office").await
}

async fn step(door: &mut Door, page: &str, step: &str, fields: &[(&str, &str)]) -> String {
    let version = door.get(page).await.field("version");
    let all: Vec<_> = [("step", step), ("version", &*version)].into_iter().chain(fields.iter().copied()).collect();
    door.post(&format!("{page}/buoc"), &all).await.outcome()
}

/// What crossed last for the sender.
async fn told(t: &TestOffice) -> Reply {
    let all = outbox::between(&mut t.office.db.read().await.unwrap(), 0, 100_000).await.unwrap();
    let mut mine = all.into_iter().filter_map(|(_, entry)| match entry {
        Entry::Reply(reply) if reply.receipt == code().receipt() => Some(*reply),
        _ => None,
    });
    mine.next_back().expect("a reply")
}

#[test]
fn steps_lead_from_state_to_state_and_nowhere_else() {
    let ways = [
        (State::Received, Step::Accept, State::Accepted),
        (State::Received, Step::Forward, State::Forwarded),
        (State::Accepted, Step::Forward, State::Forwarded),
        (State::Working, Step::Forward, State::Forwarded),
        (State::Received, Step::Refuse, State::Refused),
        (State::Accepted, Step::Refuse, State::Refused),
        (State::Accepted, Step::Begin, State::Working),
        (State::Accepted, Step::Answer, State::Answered),
        (State::Working, Step::Answer, State::Answered),
        (State::Forwarded, Step::Answer, State::Answered),
        (State::Answered, Step::Close, State::Closed),
        (State::Forwarded, Step::Close, State::Closed),
        (State::Refused, Step::Close, State::Closed),
        (State::Answered, Step::Reopen, State::Accepted),
        (State::Refused, Step::Reopen, State::Accepted),
        (State::Closed, Step::Reopen, State::Accepted),
    ];
    leads_nowhere_else(&State::ALL, Step::ALL, &ways, after);
    for state in State::ALL {
        assert_eq!(State::of(state.word()), Some(state));
    }
}

#[tokio::test]
async fn who_sees_and_does() {
    for (who, role, at, list, see, does) in [
        ("the office's clerk", Role::CommuneClerk, "district", "200", "200", "303"),
        ("the leader", Role::Leader, "district", "200", "200", "303"),
        ("an editor", Role::Editor, "district", "403", "403", "403"),
        ("an inspector", Role::Inspector, "district", "200", "403", "403"),
        ("a commune's clerk", Role::CommuneClerk, "elsewhere", "200", "404", "404"),
        ("a commune's editor", Role::Editor, "elsewhere", "403", "404", "404"),
    ] {
        let t = TestOffice::new().await;
        let page = sent(&t).await;
        let mut door = t.signed_in(who, role, if at == "district" { t.district } else { t.elsewhere }).await;
        assert_eq!(door.get(LIST).await.outcome(), list, "{who}");
        assert_eq!(door.get(&page).await.outcome(), see, "{who}");
        assert_eq!(
            door.post(&format!("{page}/nguoi-gui"), &[]).await.outcome(),
            if see == "200" { "200" } else { see }
        );
        let fields = [("step", "accept"), ("version", "1")];
        assert_eq!(door.post(&format!("{page}/buoc"), &fields).await.outcome()[..3], *does, "{who}");
        for act in ["dang", "go", "chuyen-kiem-tra"] {
            let done = door.post(&format!("{page}/{act}"), &[("version", "9")]).await.outcome();
            assert!(done.starts_with('4'), "{who} {act}: {done}");
            assert!(see == "200" || done == see, "{who} {act}: {done}");
        }
        let gate = door.post(&format!("{LIST}/cong"), &[("do", "shut")]).await.outcome();
        let gate_expected = if at == "elsewhere" { "404" } else { does };
        assert_eq!(gate[..3], *gate_expected, "{who}");
    }
    let t = TestOffice::new().await;
    let page = sent(&t).await;
    for path in [LIST, &page, "/van-phong/tiep-nhan/moi", "/van-phong/tiep-nhan/so-lieu"] {
        assert!(t.visitor().get(path).await.outcome().starts_with("303 /van-phong/dang-nhap"), "{path}");
    }
}

#[tokio::test]
async fn an_envelope_is_taken_in_once_and_what_cannot_be_opened_is_dropped() {
    let t = TestOffice::new().await;
    let good = envelope(&t, &code(), "javascript:alert(1)");
    let other = Code::new([6; 12]);
    let swapped = (other.receipt().to_owned(), good.1.clone());
    let rubbish = (Code::new([7; 12]).receipt().to_owned(), "00ff".to_owned());
    for (times, taken) in [(1, 1), (2, 0)] {
        assert_eq!(take_in(&t, &[swapped.clone(), good.clone(), rubbish.clone()]).await, taken, "{times}");
    }
    let dropped = "SELECT count(*) FROM journal WHERE verb = 'reception.envelope.refuse'";
    assert_eq!(t.value::<i64>(dropped, &[]).await, 4, "each time they come");
    let kept: String = t.value("SELECT said_sealed FROM petition WHERE receipt = $1", &[&code().receipt()]).await;
    assert!(!kept.contains("thuốc"));
    let uid: String = t.value("SELECT uid FROM petition WHERE receipt = $1", &[&code().receipt()]).await;
    let page = clerk(&t).await.get(&format!("{LIST}/{uid}")).await;
    assert!(page.text().contains("Ba tuần nay hỏi thuốc") && !page.html().contains("javascript:"), "{}", page.text());
    let words =
        "SELECT count(*) FROM journal WHERE verb LIKE 'reception.%' AND (after LIKE '%thuốc%' OR after LIKE '%0900%'
                 OR after LIKE '%Chau%')";
    let journal: i64 = t.value(words, &[]).await;
    assert_eq!(journal, 0, "the journal has no word of it");
}

#[tokio::test]
async fn a_petition_is_taken_up_answered_and_published_and_its_sender_told_each_time() {
    let t = TestOffice::new().await;
    let page = sent(&t).await;
    assert_eq!((told(&t).await.state, told(&t).await.said), (State::Received, None));
    let mut clerk = clerk(&t).await;
    let seen = clerk.get(&page).await.text();
    for words in ["Trạm y tế thiếu thuốc", "07-12-2018 (còn 10 ngày làm việc)", "Phản ánh", "cổng thông tin"]
    {
        assert!(seen.contains(words), "{words}: {seen}");
    }
    assert!(!seen.contains("Chau Sóc Kha") && !seen.contains("0900 111 222"));
    let opened = clerk.post(&format!("{page}/nguoi-gui"), &[]).await.text();
    assert!(opened.contains("Chau Sóc Kha") && opened.contains("0900 111 222"), "{opened}");
    let noted = "SELECT count(*) FROM journal WHERE verb = 'reception.sender.open' AND actor IS NOT NULL";
    assert_eq!(t.value::<i64>(noted, &[]).await, 1);
    let area: String = t.value("SELECT uid FROM unit WHERE id = $1", &[&t.elsewhere]).await;
    let fields = [("words-accept", "Xã sẽ kiểm tra."), ("area-accept", &*area)];
    assert_eq!(step(&mut clerk, &page, "accept", &fields).await, format!("303 {page}?xong=tiep-nhan-accept"));
    let reply = told(&t).await;
    assert_eq!(reply.state, State::Accepted);
    assert_eq!(code().open(&reply.said.unwrap()).unwrap(), "Xã sẽ kiểm tra.");
    // The second of two clerks sees what the first has done.
    let late = [("step", "refuse"), ("version", "1"), ("reason-refuse", "unclear")];
    let stale = clerk.post(&format!("{page}/buoc"), &late).await;
    assert!(stale.outcome() == "409" && stale.text().contains("Người khác vừa làm việc"), "{}", stale.text());
    let silent = [("step", "answer"), ("version", "2"), ("words-answer", " ")];
    let silent = clerk.post(&format!("{page}/buoc"), &silent).await;
    assert!(silent.outcome() == "422" && silent.text().contains("Ghi câu trả lời."), "{}", silent.text());
    let early = [("version", "2"), ("question", "Hỏi"), ("answer", "Đáp"), ("looked", "1")];
    assert_eq!(clerk.post(&format!("{page}/dang"), &early).await.outcome(), "422", "nothing was answered yet");
    let answer = [("words-answer", "Thuốc đã có từ ngày 22/11.")];
    assert!(step(&mut clerk, &page, "answer", &answer).await.starts_with("303"));
    assert_eq!(code().open(&told(&t).await.said.unwrap()).unwrap(), "Thuốc đã có từ ngày 22/11.");
    let shown = [("version", "3"), ("question", "Khi nào có thuốc?"), ("answer", "Từ ngày 22/11.")];
    let unread = clerk.post(&format!("{page}/dang"), &shown).await;
    assert!(unread.outcome() == "422" && unread.text().contains("Đọc lại rồi đánh dấu"), "{}", unread.text());
    let shown: Vec<_> = shown.into_iter().chain([("looked", "1"), ("request", "r-1")]).collect();
    for _double_click in 0..2 {
        let done = clerk.post(&format!("{page}/dang"), &shown).await.outcome();
        assert_eq!(done, format!("303 {page}?xong=tiep-nhan-dang"));
    }
    let reply = told(&t).await;
    let public = reply.shown.expect("it is shown");
    assert_eq!((public.question.as_str(), public.answer.as_str()), ("Khi nào có thuốc?", "Từ ngày 22/11."));
    assert!(reply.said.is_some(), "the sender still reads the answer");
    assert!(step(&mut clerk, &page, "close", &[]).await.starts_with("303"));
    assert_eq!(
        clerk.post(&format!("{page}/go"), &[("version", "5")]).await.outcome(),
        format!("303 {page}?xong=tiep-nhan-go")
    );
    assert_eq!((told(&t).await.shown, told(&t).await.state), (None, State::Closed));
}

#[tokio::test]
async fn what_is_passed_on_or_not_taken_up_says_to_whom_and_why() {
    let t = TestOffice::new().await;
    let page = sent(&t).await;
    let mut clerk = clerk(&t).await;
    for (what, fields, told) in [
        ("forward", vec![("letter-forward", "1-CV")], "Ghi nơi nhận."),
        ("forward", vec![("to-forward", "Ủy ban")], "Ghi số công văn chuyển."),
        ("refuse", vec![("reason-refuse", "")], "Chọn lý do không nhận."),
    ] {
        let version = clerk.get(&page).await.field("version");
        let all: Vec<_> = [("step", what), ("version", &*version)].into_iter().chain(fields).collect();
        let answer = clerk.post(&format!("{page}/buoc"), &all).await;
        assert!(answer.outcome() == "422" && answer.text().contains(told), "{told}: {}", answer.text());
    }
    let fields = [("to-forward", "Ủy ban nhân dân xã"), ("letter-forward", "112-CV/VPHU")];
    assert!(step(&mut clerk, &page, "forward", &fields).await.starts_with("303"));
    let said = code().open(&told(&t).await.said.unwrap()).unwrap();
    assert_eq!(said, "Chuyển đến Ủy ban nhân dân xã, theo công văn 112-CV/VPHU.");
    assert!(clerk.get(&page).await.text().contains("theo công văn 112-CV/VPHU"));

    let t = TestOffice::new().await;
    let page = sent(&t).await;
    let mut clerk = t.as_cast("head_of_office").await;
    assert!(step(&mut clerk, &page, "refuse", &[("reason-refuse", "repeated")]).await.starts_with("303"));
    assert_eq!(code().open(&told(&t).await.said.unwrap()).unwrap(), "Trùng với ý kiến đã nhận.");
}

#[tokio::test]
async fn a_denunciation_is_the_inspections_alone_once_it_is_handed_over() {
    let t = TestOffice::new().await;
    let page = sent(&t).await;
    let (mut clerk, mut inspector) = (clerk(&t).await, t.as_cast("inspector").await);
    assert_eq!(inspector.get(&page).await.outcome(), "403");
    let fields = [("version", "1"), ("words-hand_over", "Có nêu tên cán bộ"), ("request", "r-2")];
    for _double_click in 0..2 {
        let done = clerk.post(&format!("{page}/chuyen-kiem-tra"), &fields).await.outcome();
        assert_eq!(done, format!("303 {LIST}?xong=tiep-nhan-kiem-tra"));
    }
    let mut leader = t.as_cast("leader").await;
    for (who, door) in [("clerk", &mut clerk), ("leader", &mut leader)] {
        assert_eq!(door.get(&page).await.outcome(), "404", "{who}");
        assert!(!door.get(LIST).await.html().contains(&page), "{who}");
        let taken = [("step", "answer"), ("version", "2"), ("words-answer", "x")];
        assert_eq!(door.post(&format!("{page}/buoc"), &taken).await.outcome(), "404", "{who}");
        assert_eq!(door.post(&format!("{page}/nguoi-gui"), &[]).await.outcome(), "404", "{who}");
    }
    assert!(inspector.get("/van-phong").await.text().contains("1 đơn được chuyển đến kiểm tra"));
    let seen = inspector.get(&page).await.text();
    assert!(seen.contains("Ba tuần nay") && seen.contains("Có nêu tên cán bộ") && !seen.contains("Chau Sóc"), "{seen}");
    let (reply, said) = (told(&t).await, "Chuyển đến Ủy ban Kiểm tra");
    assert_eq!(reply.state, State::Forwarded);
    assert!(code().open(&reply.said.unwrap()).unwrap().starts_with(said));
    let answer = [("words-answer", "Đã mời làm việc.")];
    assert!(step(&mut inspector, &page, "answer", &answer).await.starts_with("303"));
    let shown = [("version", "3"), ("question", "x"), ("answer", "x"), ("looked", "1")];
    assert_eq!(inspector.post(&format!("{page}/dang"), &shown).await.outcome(), "403", "never published");
}

#[tokio::test]
async fn whoever_waits_stands_on_the_desk_and_after_ten_working_days_is_late() {
    let t = TestOffice::new().await;
    let page = sent(&t).await;
    let mut clerk = clerk(&t).await;
    let desk = clerk.get("/van-phong").await.text();
    // The cast's two, of which the oldest is late, and this one.
    assert!(desk.contains("3 ý kiến chờ báo người gửi. 1 ý kiến đã quá hạn."), "{desk}");
    let list = clerk.get(LIST).await;
    assert!(
        list.html().contains(&page) && list.text().contains("Chờ báo người gửi: 3; quá hạn: 1."),
        "{}",
        list.text()
    );
    assert!(!list.html().contains("Chau Sóc Kha"));
    let narrowed = clerk.get(&format!("{LIST}?loai=supervision&tinh-trang=working")).await;
    assert!(
        !narrowed.html().contains(&page) && narrowed.text().contains("Đường bê tông nội ấp"),
        "{}",
        narrowed.text()
    );
    t.office.clock.advance(14 * DAY);
    let mut clerk = t.as_cast("head_of_office").await;
    assert!(!clerk.get(&page).await.text().contains("quá hạn"), "the tenth working day is the last");
    t.office.clock.advance(3 * DAY);
    let mut clerk = t.as_cast("head_of_office").await;
    assert!(clerk.get(&page).await.text().contains("Mới nhận, quá hạn"));
    assert!(step(&mut clerk, &page, "accept", &[]).await.starts_with("303"));
    assert!(!clerk.get(&page).await.text().contains("quá hạn"), "the clock has stopped");
}

#[tokio::test]
async fn what_comes_to_the_office_is_entered_and_counted_never_by_person() {
    let t = TestOffice::new().await;
    let mut clerk = clerk(&t).await;
    let form = clerk.get("/van-phong/tiep-nhan/moi").await;
    let (unit, request) = (form.field("unit"), form.field("request"));
    let fields = [
        ("unit", &*unit),
        ("request", &*request),
        ("kind", "opinion"),
        ("channel", "meeting"),
        ("received_on", "22/11/2018"),
        ("subject", "Sửa chợ xã"),
        ("text", "Mái chợ dột."),
        ("name", "Bà Tư"),
    ];
    for (field, value, told) in [
        ("subject", "", "Ghi một dòng: việc gì."),
        ("text", " ", "Ghi nội dung."),
        ("channel", "web", "Chọn một mục"),
        ("kind", "tố cáo", "Chọn một mục"),
        ("received_on", "24/11/2018", "Ngày"),
    ] {
        let wrong: Vec<_> =
            fields.iter().map(|(name, old)| (*name, if *name == field { value } else { *old })).collect();
        let page = clerk.post("/van-phong/tiep-nhan/moi", &wrong).await;
        assert!(page.outcome() == "422" && page.text().contains(told), "{field}: {}", page.text());
        assert!(page.html().contains("Bà Tư"), "what was typed comes back");
    }
    let mut pages = Vec::new();
    for _double_click in 0..2 {
        pages.push(clerk.post("/van-phong/tiep-nhan/moi", &fields).await.outcome());
    }
    assert!(pages[0].starts_with("303 /van-phong/tiep-nhan/") && pages[0] == pages[1], "{pages:?}");
    let far: String = t.value("SELECT uid FROM unit WHERE id = $1", &[&t.elsewhere]).await;
    let mut other = t.signed_in("xa khac", Role::CommuneClerk, t.silent_cell).await;
    let there: Vec<_> = fields.iter().map(|(name, old)| (*name, if *name == "unit" { &*far } else { *old })).collect();
    let there: Vec<_> = there.into_iter().filter(|(name, _)| *name != "request").collect();
    assert_eq!(other.post("/van-phong/tiep-nhan/moi", &there).await.outcome(), "404");
    let counts = clerk.get("/van-phong/tiep-nhan/so-lieu").await.text();
    assert!(counts.contains("Tháng 11 3 2 1 6"), "{counts}");
    assert!(counts.contains("Địa bàn khác, chưa rõ 3 2 1 6") && !counts.contains("Bà Tư"), "{counts}");
    let file = clerk.get("/van-phong/tiep-nhan/so-lieu?tep=csv").await;
    assert!(file.html().contains("Tháng 11,3,2,1,6"), "{}", file.html());
    assert!(clerk.get("/van-phong/tiep-nhan/so-lieu?tep=xlsx").await.body.starts_with(b"PK"));
    let taken = "SELECT count(*) FROM journal WHERE verb = 'list.file.take' OR verb LIKE 'list.%'";
    assert!(t.value::<i64>(taken, &[]).await >= 2, "who took the file is noted");
}

#[tokio::test]
async fn the_portal_is_opened_and_shut_by_the_committee() {
    let t = TestOffice::new().await;
    let mut clerk = clerk(&t).await;
    assert!(clerk.get(LIST).await.text().contains("Cổng thông tin đang nhận"));
    let shut = clerk.post(&format!("{LIST}/cong"), &[("do", "shut")]).await.outcome();
    assert_eq!(shut, format!("303 {LIST}?xong=tiep-nhan-dong"));
    assert!(clerk.get(LIST).await.text().contains("Cổng thông tin chưa nhận"));
    let last = outbox::between(&mut t.office.db.read().await.unwrap(), 0, 100_000).await.unwrap();
    let mut last =
        last.into_iter().filter_map(|(_, entry)| if let Entry::Reception(it) = entry { Some(it) } else { None });
    let last = last.next_back().expect("it crossed");
    assert!(!last.open && last.days == 10 && last.key.len() == 64, "{last:?}");
    let mut tx = t.office.db.begin().await.unwrap();
    let (ruling, now) = (t.office.reception_rule().unwrap(), t.office.clock.now());
    assert!(!super::refresh_desk(&mut tx, &t.office.vault, ruling, now).await.unwrap(), "nothing has changed");
}
