//! Papers that are made public: who asks and agrees, what crosses, what never does, and how one is taken back.

use super::{CAME, LIST, home, paper, with};
use crate::identity::right::Role;
use crate::newsroom::outbox;
use crate::papers::{refresh, ruling};
use crate::testing::TestOffice;
use bridge::{Entry, PublicPaper};
use kit::testing::Door;

async fn clerk(t: &TestOffice) -> Door {
    t.signed_in("clerk of the district", Role::CommuneClerk, t.district).await
}

/// What crossed of papers.
async fn crossed(t: &TestOffice) -> Vec<Result<PublicPaper, String>> {
    let entries = outbox::between(&mut t.office.db.read().await.unwrap(), 0, i64::MAX).await.unwrap();
    let told = |(_, entry): (u64, Entry)| match entry {
        Entry::Paper(paper) => Some(Ok(*paper)),
        Entry::PaperWithdrawal { reason, .. } => Some(Err(reason)),
        _ => None,
    };
    entries.into_iter().filter_map(told).collect()
}

async fn refreshed(t: &TestOffice) -> usize {
    let now = t.office.clock.now();
    let mut tx = t.office.db.begin().await.unwrap();
    let rule = ruling(&t.office.book, now.day()).unwrap();
    let changed = refresh(&mut tx, (rule, &t.office.files), now).await.unwrap();
    tx.commit().await.unwrap();
    changed
}

#[tokio::test]
async fn who_asks_for_a_paper_to_be_public_and_a_second_person_agrees() {
    for (who, role, at, got) in [
        ("the clerk", Role::CommuneClerk, "district", "303"),
        ("the leader", Role::Leader, "district", "403"),
        ("an editor", Role::Editor, "district", "403"),
        ("a clerk of another commune", Role::CommuneClerk, "elsewhere", "404"),
    ] {
        let t = TestOffice::new().await;
        let plan = paper(&t, t.district, "86-KH/HU").await;
        let unit = if at == "district" { t.district } else { t.elsewhere };
        let mut door = t.signed_in(who, role, unit).await;
        let asked = door.post(&format!("{plan}/cong-khai"), &[("without", "1")]).await.outcome();
        assert_eq!(&asked[..3], got, "{who}");
        assert_eq!(crossed(&t).await.len(), 0, "nothing crosses before a second person agrees");
        let back = door.post(&format!("{plan}/rut"), &[("off_reason", "nhầm")]).await.outcome();
        assert_eq!(&back[..3], if got == "303" { "422" } else { got }, "{who} takes back");
    }
}

#[tokio::test]
async fn a_paper_crosses_with_the_chosen_files_follows_the_register_and_is_taken_back() {
    let t = TestOffice::new().await;
    let mut clerk = clerk(&t).await;
    let plan = paper(&t, t.district, "86-KH/HU").await;
    let word = docx::testing::file("KẾ HOẠCH\nngăn chặn suy thoái");
    for name in ["ke-hoach.docx", "phieu-trinh.docx"] {
        assert!(clerk.post_file(&format!("{plan}/tep"), &[], ("file", name, &word)).await.outcome().starts_with("303"));
    }
    let form = clerk.get(&plan).await.html();
    let field = form.split("name=\"tep-").nth(1).and_then(|rest| rest.split('"').next()).expect("a file to choose");
    let (field, without) = (format!("tep-{field}"), clerk.post(&format!("{plan}/cong-khai"), &[]).await);
    assert!(without.outcome() == "422" && without.text().contains("Chọn tệp đi cùng"), "{}", without.text());
    let asked = clerk.post(&format!("{plan}/cong-khai"), &[(&*field, "1"), ("why", "dân cần biết")]).await.outcome();
    assert_eq!(t.agreed(&asked).await, plan);
    let all = crossed(&t).await;
    let Some(Ok(first)) = all.first() else { panic!("{all:?}") };
    assert_eq!((first.symbol.as_str(), first.edition, first.files.len()), ("86-KH/HU", 1, 1));
    assert!(first.text.contains("ngăn chặn suy thoái") && first.issuer.contains("Ban Thường vụ"));
    assert!(clerk.get(&plan).await.text().contains("Người đọc xem được từ"));
    // What the register says later crosses by itself, once.
    assert_eq!(refreshed(&t).await, 0);
    let version = clerk.get(&format!("{plan}/sua")).await.field("version");
    let back = [("version", &*version), ("reason", "ban hành nhầm")];
    assert!(clerk.post(&format!("{plan}/thu-hoi"), &back).await.outcome().starts_with("303"));
    assert_eq!((refreshed(&t).await, refreshed(&t).await), (1, 0));
    let all = crossed(&t).await;
    assert!(matches!(all.last(), Some(Ok(paper)) if paper.recalled && paper.edition == 2), "{all:?}");
    let off = clerk.post(&format!("{plan}/rut"), &[("off_reason", "")]).await;
    assert!(off.outcome() == "422" && off.text().contains("Ghi lý do"));
    let off = clerk.post(&format!("{plan}/rut"), &[("off_reason", "Có thông tin cá nhân")]).await;
    assert_eq!(off.outcome(), format!("303 {plan}?xong=van-ban-rut"));
    assert_eq!(crossed(&t).await.last(), Some(&Err("Có thông tin cá nhân".to_owned())));
    assert_eq!(refreshed(&t).await, 0, "what was taken back does not come again by itself");
}

#[tokio::test]
async fn a_secret_paper_never_crosses_and_one_that_becomes_secret_is_taken_away() {
    let t = TestOffice::new().await;
    let mut clerk = clerk(&t).await;
    let secret = paper(&t, t.district, "17-CV/TU").await;
    let asked = clerk.post(&format!("{secret}/cong-khai"), &[("without", "1")]).await;
    assert!(asked.outcome() == "422" && asked.text().contains("Văn bản mật"), "{}", asked.text());
    assert!(!clerk.get(&secret).await.html().contains("/cong-khai"));
    let open = paper(&t, t.district, "12-HD/BTCTW").await;
    let asked = clerk.post(&format!("{open}/cong-khai"), &[("without", "1")]).await.outcome();
    t.agreed(&asked).await;
    let version = clerk.get(&format!("{open}/sua")).await.field("version");
    let mark = [
        ("version", &*version),
        ("reason", "đóng dấu mật"),
        ("symbol", "12-HD/BTCTW"),
        ("secret", "secret"),
        ("kept_at", "tủ"),
        ("subject", ""),
    ];
    let marked = clerk.post(&format!("{open}/sua"), &with(&CAME, &mark)).await;
    assert!(marked.outcome().starts_with("303"), "{}", marked.text());
    assert_eq!(refreshed(&t).await, 1);
    assert!(matches!(crossed(&t).await.last(), Some(Err(reason)) if reason.contains("không còn công khai")));
    // A paper of a commune is not the district's alone to see: its own clerk asks there.
    let near = paper(&t, home(&t).await, "04-NQ/TW").await;
    assert!(near.starts_with(LIST));
}
