//! Sessions of units that end while a campaign goes on.

use super::timetable::{NewSession, plan_session};
use super::*;
use crate::testing::{TestOffice, morning};

#[tokio::test]
async fn sessions_go_with_their_members_where_the_roll_is_by_the_units_after_the_change() {
    for (roll_rule, cutoff, on, closed, goes) in [
        ("current", Day::of(2018, 11, 15), Day::of(2018, 11, 16), None, true),
        // What was closed before the change is told by the units of that day.
        ("current", Day::of(2018, 11, 15), Day::of(2018, 11, 16), Some(Day::of(2018, 11, 19)), false),
        ("current", Day::of(2018, 11, 15), Day::of(2018, 11, 16), Some(Day::of(2018, 11, 21)), true),
        ("frozen", Day::of(2018, 11, 15), Day::of(2018, 11, 16), None, false),
        // The change is entered late, with a day before the roll was taken.
        ("frozen", Day::of(2018, 11, 22), Day::of(2018, 11, 22), None, true),
    ] {
        let t = TestOffice::new().await;
        let mut tx = t.office.db.begin().await.unwrap();
        let new = Campaign {
            uid: "sap-nhap".into(),
            cutoff_day: cutoff,
            roll_rule: roll_rule.into(),
            ..super::campaign_tests::founding()
        };
        let terms = Terms { scope: Scope { branches: vec![], kinds: vec![] }, handins: vec![] };
        let id = open_campaign(&mut tx, Grant::console(t.district), &new, &terms, morning()).await.unwrap();
        move_campaign(&mut tx, Grant::console(t.district), (id, 1), Move::Issue, morning()).await.unwrap();
        let session = NewSession {
            uid: "buoi",
            kind: "hall",
            on,
            at: "7 giờ",
            place: "Nhà văn hóa",
            lecturer: "",
            materials: "",
        };
        let grant = Grant::console(t.silent_cell);
        plan_session(&mut tx, grant, id, &session, &t.office.chance, morning()).await.unwrap();
        tx.commit().await.unwrap();
        if let Some(day) = closed {
            let mut tx = t.office.db.begin().await.unwrap();
            let version = Campaign::get(&mut tx, id).await.unwrap().version;
            let close = Move::Close(&t.office.book);
            move_campaign(&mut tx, Grant::console(t.district), (id, version), close, day.begins()).await.unwrap();
            tx.commit().await.unwrap();
        }
        let uid: String = t.value("SELECT uid FROM unit WHERE id = $1", &[&t.silent_cell]).await;
        let beside = "SELECT p.unit_id FROM unit_parent p WHERE p.unit_id <> $1 AND p.to_day IS NULL AND p.parent_id =
                      (SELECT parent_id FROM unit_parent WHERE unit_id = $1 AND to_day IS NULL) ORDER BY p.unit_id LIMIT 1";
        let beside: i64 = t.value(beside, &[&t.silent_cell]).await;
        let into: String = t.value("SELECT uid FROM unit WHERE id = $1", &[&beside]).await;
        let fields = [("kind", "dissolve"), ("day", "20/11/2018"), ("paper", "QĐ 9"), ("into", &into)];
        let change = format!("/van-phong/to-chuc/{uid}/thay-doi");
        let mut officer = t.as_cast("organisation").await;
        let asked = t.changed(&mut officer, &change, &fields).await;
        t.agreed(&asked).await;
        let holder: i64 = t.value("SELECT unit_id FROM study_session WHERE uid = 'buoi'", &[]).await;
        assert_eq!(holder == beside, goes, "{roll_rule}, {cutoff}, {closed:?}");
        let at = if goes { &into } else { &uid };
        let page = officer.get(&format!("/van-phong/hoc-tap/sap-nhap/{at}/buoi/buoi")).await;
        assert_eq!(page.outcome(), "200", "{roll_rule}, {cutoff}, {closed:?}: where its members are");
        if goes {
            for page in ["", "/quet", "/quet?cach=print", "/man-hinh", "/phieu", "/sua"] {
                let old = officer.get(&format!("/van-phong/hoc-tap/sap-nhap/{uid}/buoi/buoi{page}")).await.outcome();
                assert_eq!(
                    old,
                    format!("303 /van-phong/hoc-tap/sap-nhap/{at}/buoi/buoi{page}"),
                    "its old address leads on"
                );
            }
            let list = officer.get(&format!("/van-phong/hoc-tap/sap-nhap/{uid}/diem-danh")).await.outcome();
            assert_eq!(list, format!("303 /van-phong/hoc-tap/sap-nhap/{at}/diem-danh"), "so does that of its list");
            // So is a list that a phone kept for want of a net, and so are the codes that it has read.
            let member: i64 = t
                .value("SELECT min(person_id) FROM membership WHERE unit_id = $1 AND kind = 'main'", &[&t.silent_cell])
                .await;
            let (mark, version) = (format!("mark-{member}"), format!("version-{member}"));
            let list = [("request", "r-9"), (&*mark, "attended"), (&*version, "0")];
            let list = officer.post(&format!("/van-phong/hoc-tap/sap-nhap/{uid}/diem-danh"), &list).await;
            let kept =
                if closed.is_some() { "409".to_owned() } else { format!("303 /van-phong/hoc-tap/sap-nhap/{at}") };
            assert_eq!(list.outcome(), kept, "{}", list.text());
            let kept = [("codes", "khong-doc-duoc"), ("way", "badge")];
            let here = format!("/van-phong/hoc-tap/sap-nhap/{uid}/buoi/buoi/quet");
            let mut phone = t.as_cast("organisation").await.with_header("accept", "application/json");
            let sent = phone.post(&here, &kept).await;
            assert!(sent.outcome() == "200" && sent.text().contains("khong-doc-duoc"), "{}", sent.text());
        }
        let report = officer.get(&format!("/van-phong/hoc-tap/sap-nhap/{at}/bao-cao")).await.text();
        assert!(report.contains("1 buổi"), "{roll_rule}, {cutoff}, {closed:?}: {report}");
    }
}
