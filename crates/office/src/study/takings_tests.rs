//! The same report of an office below, brought more than once: it counts once, and what was signed with it stays.

use super::above_tests::{PAPER, closed, communes, corrected, upload};
use super::signing_tests::{close, key_of, received, trusts, uid_of};
use super::*;
use crate::testing::{TestOffice, morning};
use kit::testing::Door;

/// Each report of a campaign: of which unit, which closing, whether it counts, why not.
async fn told(t: &TestOffice, campaign: i64) -> Vec<(i64, i64, bool, String)> {
    let told = |one: super::above::Received| (one.unit_id, one.closing, one.aside_on.is_none(), one.aside_why);
    received(t, campaign).await.into_iter().map(told).collect()
}

/// An office below that has fixed and signed its numbers, and one above that asks for the same paper.
struct Two {
    below: TestOffice,
    above: TestOffice,
    /// The communes of the one above.
    all: Vec<i64>,
    low: (i64, String),
    high: (i64, String),
    clerk: Door,
    officer: Door,
    key: String,
    file: Vec<u8>,
}

async fn two() -> Two {
    let (below, above) = (TestOffice::new().await, TestOffice::new().await.of_another_key(8));
    let all = communes(&above).await;
    let low = closed(&below, PAPER, all[..2].to_vec(), true).await;
    let high = closed(&above, PAPER, all[3..5].to_vec(), false).await;
    let (mut clerk, officer) = (below.as_cast("organisation").await, above.as_cast("organisation").await);
    let key = key_of(&mut clerk, &low.1).await;
    let file = clerk.post(&format!("{}/cap-duoi/ky", low.1), &[]).await.body.to_vec();
    Two { below, above, all, low, high, clerk, officer, key, file }
}

#[tokio::test]
async fn a_report_counts_once_when_its_key_was_moved_to_another_unit() {
    let Two { below, above, all, low: (low_id, low), high: (high_id, high), mut clerk, mut officer, key, file: first } =
        two().await;
    let (wrong, right) = (uid_of(&above, all[7]).await, uid_of(&above, all[6]).await);
    assert!(trusts(&mut officer, &high, &wrong, &key).await.starts_with("303"));
    assert!(upload(&mut officer, &high, &first).await.outcome().starts_with("303"));
    let twice = officer.post(&format!("{high}/cap-duoi/khoa"), &[("unit", &right), ("key", &key)]).await;
    let name: String = above.value("SELECT max(name) FROM unit_name WHERE unit_id = $1", &[&all[7]]).await;
    assert!(twice.text().contains(&format!("đang được ghi cho {name}")), "{}", twice.text());
    let short: String = above.value("SELECT key_id FROM study_report_key", &[]).await;
    let ends = format!("{high}/cap-duoi/khoa/{short}/thoi");
    assert!(officer.post(&ends, &[("ends", "Ghi nhầm đơn vị")]).await.outcome().starts_with("303"));
    assert!(trusts(&mut officer, &high, &right, &key).await.starts_with("303"));

    corrected(&below, low_id).await;
    let second = clerk.post(&format!("{low}/cap-duoi/ky"), &[]).await.body;
    assert!(upload(&mut officer, &high, &second).await.outcome().starts_with("303"));
    let one = |unit, closing, counts, why: &str| (unit, closing, counts, why.to_owned());
    let corrected = [one(all[7], 1, false, ""), one(all[6], 2, true, "")];
    assert_eq!(told(&above, high_id).await, corrected, "the first counts no more, at whichever unit it lay");
    let older = upload(&mut officer, &high, &first).await;
    assert!(older.outcome() == "422" && older.text().contains("bản đính chính mới hơn"), "{}", older.text());

    // Nor does the first come back when the correction is set aside; the correction itself does.
    let taken = received(&above, high_id).await[1].uid.clone();
    let why = [("why", "Chờ xác nhận")];
    assert!(officer.post(&format!("{high}/cap-duoi/{taken}/bo"), &why).await.outcome().starts_with("303"));
    let older = upload(&mut officer, &high, &first).await;
    assert!(older.text().contains("bản đính chính mới hơn"), "{}", older.text());
    assert!(upload(&mut officer, &high, &second).await.outcome().starts_with("303"));
    let all_of_them = [one(all[7], 1, false, ""), one(all[6], 2, false, "Chờ xác nhận"), one(all[6], 2, true, "")];
    assert_eq!(told(&above, high_id).await, all_of_them);
}

#[tokio::test]
async fn what_was_signed_with_a_report_stays_when_it_goes_to_another_campaign() {
    let Two { above, all, high: (first_id, first), mut officer, key, file, .. } = two().await;
    let (second_id, second) = closed(&above, "Nghị quyết 35-NQ/TW, đợt 2", all[3..5].to_vec(), false).await;
    let place = uid_of(&above, all[6]).await;
    assert!(trusts(&mut officer, &first, &place, &key).await.starts_with("303"));
    assert!(upload(&mut officer, &first, &file).await.outcome().starts_with("303"));
    close(&above, first_id).await;
    let signed = officer.post(&format!("{first}/cap-duoi/ky"), &[]).await.body;
    let refused = upload(&mut officer, &second, &file).await;
    assert!(refused.outcome() == "422" && refused.text().contains("không cộng hai lần"), "{}", refused.text());

    let taken = received(&above, first_id).await[0].uid.clone();
    let why = [("why", "Nhầm đợt")];
    assert!(officer.post(&format!("{first}/cap-duoi/{taken}/bo"), &why).await.outcome().starts_with("303"));
    assert!(upload(&mut officer, &second, &file).await.outcome().starts_with("303"));
    assert_eq!(told(&above, second_id).await, [(all[6], 1, true, String::new())]);
    assert_eq!(told(&above, first_id).await, [(all[6], 1, false, "Nhầm đợt".to_owned())], "its line stays");
    let page = officer.get(&format!("{first}/cap-duoi")).await.text();
    assert!(page.contains("chưa theo kịp") && page.contains("Mở lại để đính chính"), "{page}");
    let again = officer.post(&format!("{first}/cap-duoi/ky"), &[]).await.body;
    assert_eq!(again, signed, "the first closing was signed with it, and is what it was");
}

#[tokio::test]
async fn a_cancelled_campaign_says_that_its_report_counts_in_another() {
    let Two { above, all, high: (first_id, first), mut officer, key, file, .. } = two().await;
    let (_, second) = closed(&above, "Nghị quyết 35-NQ/TW, đợt 2", all[3..5].to_vec(), false).await;
    let place = uid_of(&above, all[6]).await;
    assert!(trusts(&mut officer, &first, &place, &key).await.starts_with("303"));
    assert!(upload(&mut officer, &first, &file).await.outcome().starts_with("303"));
    let version: i64 = above.value("SELECT version FROM campaign WHERE id = $1", &[&first_id]).await;
    let fields = [("version", &*version.to_string()), ("why", "Lập nhầm")];
    assert!(officer.post(&format!("{first}/huy"), &fields).await.outcome().starts_with("303"));
    assert!(upload(&mut officer, &second, &file).await.outcome().starts_with("303"));
    let page = officer.get(&format!("{first}/cap-duoi")).await.text();
    assert!(page.contains("Từ ngày 23-11-2018 tính ở đợt khác"), "{page}");
}

#[tokio::test]
async fn a_correction_is_refused_where_the_report_counts_in_another_campaign() {
    let Two { below, above, all, low: (low_id, low), high: (_, first), mut clerk, mut officer, key, file } =
        two().await;
    let (second_id, second) = closed(&above, "Nghị quyết 35-NQ/TW, đợt 2", all[3..5].to_vec(), false).await;
    let place = uid_of(&above, all[6]).await;
    assert!(trusts(&mut officer, &first, &place, &key).await.starts_with("303"));
    assert!(upload(&mut officer, &first, &file).await.outcome().starts_with("303"));
    corrected(&below, low_id).await;
    let later = clerk.post(&format!("{low}/cap-duoi/ky"), &[]).await.body;
    let refused = upload(&mut officer, &second, &later).await;
    let said = format!("đang được tính ở đợt khác: Học tập {PAPER}");
    assert!(refused.outcome() == "422" && refused.text().contains(&said), "{}", refused.text());
    assert!(told(&above, second_id).await.is_empty());
    assert!(upload(&mut officer, &first, &later).await.outcome().starts_with("303"), "where it belongs it is taken");
}

#[tokio::test]
async fn a_key_goes_on_for_the_unit_that_carries_on() {
    let Two { above, all, high: (_, early), mut officer, key, file, .. } = two().await;
    let (ended, heir) = (uid_of(&above, all[6]).await, uid_of(&above, all[7]).await);
    assert!(trusts(&mut officer, &early, &ended, &key).await.starts_with("303"));
    let fields = [("kind", "dissolve"), ("day", "20/11/2018"), ("paper", "QĐ 9"), ("into", &*heir)];
    let asked = above.changed(&mut officer, &format!("/van-phong/to-chuc/{ended}/thay-doi"), &fields).await;
    above.agreed(&asked).await;
    let mut tx = above.office.db.begin().await.unwrap();
    let new = Campaign {
        uid: "sau-hop-nhat".into(),
        paper: PAPER.into(),
        cutoff_day: Day::of(2018, 11, 22),
        ..super::campaign_tests::founding()
    };
    let terms = Terms { scope: Scope { branches: all[3..5].to_vec(), kinds: vec![] }, handins: vec![HANDINS[0]] };
    let id = open_campaign(&mut tx, Grant::console(above.district), &new, &terms, morning()).await.unwrap();
    move_campaign(&mut tx, Grant::console(above.district), (id, 1), Move::Issue, morning()).await.unwrap();
    tx.commit().await.unwrap();

    let late = "/van-phong/hoc-tap/sau-hop-nhat";
    let name: String = above.value("SELECT max(name) FROM unit_name WHERE unit_id = $1", &[&all[7]]).await;
    let short: String = above.value("SELECT key_id FROM study_report_key", &[]).await;
    let page = officer.get(&format!("{late}/cap-duoi")).await.text();
    assert!(page.contains(&format!("{name} : {short}")) || page.contains(&format!("{name}: {short}")), "{page}");
    assert!(upload(&mut officer, late, &file).await.outcome().starts_with("303"));
    assert_eq!(told(&above, id).await, [(all[7], 1, true, String::new())], "it speaks for the unit that carries on");
    let ends = format!("{late}/cap-duoi/khoa/{short}/thoi");
    assert!(officer.post(&ends, &[("ends", "Văn phòng cũ đã giải thể")]).await.outcome().starts_with("303"));
    assert!(!officer.get(&format!("{late}/cap-duoi")).await.text().contains(&short));
}

#[tokio::test]
async fn what_is_fixed_and_signed_holds_the_report_of_a_unit_that_has_ended() {
    for merged_first in [false, true] {
        let Two { above, all, high: (id, high), mut officer, key, file, .. } = two().await;
        let mut tx = above.office.db.begin().await.unwrap();
        tx.exec("UPDATE campaign SET roll_rule = 'current' WHERE id = $1", &[&id]).await.unwrap();
        tx.commit().await.unwrap();
        above.office.forget_standings(id).await;
        let (ended, heir) = (uid_of(&above, all[6]).await, uid_of(&above, all[7]).await);
        assert!(trusts(&mut officer, &high, &ended, &key).await.starts_with("303"));
        assert!(upload(&mut officer, &high, &file).await.outcome().starts_with("303"));
        let sum = {
            let ours = above.office.standing(id).await.unwrap().line(above.district).unwrap();
            super::above::together(&ours, &received(&above, id).await)
        };
        let fields = [("kind", "dissolve"), ("day", "20/11/2018"), ("paper", "QĐ 9"), ("into", &*heir)];
        for step in 0..2 {
            if (step == 0) == merged_first {
                let change = format!("/van-phong/to-chuc/{ended}/thay-doi");
                let asked = above.changed(&mut officer, &change, &fields).await;
                above.agreed(&asked).await;
            } else {
                close(&above, id).await;
            }
        }
        let mut conn = above.office.db.read().await.unwrap();
        let campaign = Campaign::get(&mut conn, id).await.unwrap();
        let standing = above.office.standing(id).await.unwrap();
        let report = super::signing::report_of(&mut conn, &campaign, standing.tree(), vec![]).await.unwrap().unwrap();
        drop(conn);
        report.check().unwrap();
        let whole = &report.lines[0];
        assert_eq!((whole.roll, whole.attended), (sum.roll, sum.attended), "{merged_first}");
        let page = officer.get(&format!("{high}/cap-duoi")).await.text();
        assert!(!page.contains("chưa theo kịp"), "{merged_first}: {page}");
        let name: String = above.value("SELECT max(name) FROM unit_name WHERE unit_id = $1", &[&all[6]]).await;
        assert!(page.contains(&name), "{merged_first}: {page}");
    }
}
