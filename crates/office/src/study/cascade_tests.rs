//! A campaign on its way down, and the numbers put together otherwise: through the door.

use super::cascade::{Asked, NewPlan, keep_plan};
use super::rollup::{By, groups};
use super::sections::{Section, Which};
use super::*;
use crate::identity::right::Role;
use crate::org::lineage::{Lineage, heir_of};
use crate::testing::{TestOffice, morning};
use kit::testing::Door;

/// The campaign under way that asks for reflections: its uid and id.
async fn under_way(t: &TestOffice) -> (String, i64) {
    let sql = "SELECT c.uid, c.id FROM campaign c JOIN campaign_handin h ON h.campaign_id = c.id
               WHERE c.state = 'issued' ORDER BY c.id DESC LIMIT 1";
    t.office.db.read().await.unwrap().opt(sql, &[]).await.unwrap().unwrap()
}

async fn place(t: &TestOffice, unit: i64) -> String {
    let uid: String = t.value("SELECT uid FROM unit WHERE id = $1", &[&unit]).await;
    format!("/van-phong/hoc-tap/{}/{uid}", under_way(t).await.0)
}

async fn above(t: &TestOffice) -> i64 {
    t.value("SELECT parent_id FROM unit_parent WHERE unit_id = $1 AND to_day IS NULL", &[&t.silent_cell]).await
}

async fn save(door: &mut Door, at: &str, fields: &[(&str, &str)]) -> kit::testing::Answer {
    door.post(&format!("{at}/ke-hoach"), fields).await
}

#[tokio::test]
async fn only_whoever_keeps_study_at_a_unit_takes_a_campaign_up_there() {
    let t = TestOffice::new().await;
    let at = place(&t, t.silent_cell).await;
    let kept = "SELECT count(*) FROM journal WHERE verb = 'study.plan.keep'";
    let before: i64 = t.value(kept, &[]).await;
    for (who, role, unit, outcome) in [
        ("the secretary", Role::CellSecretary, t.silent_cell, "303"),
        ("the organisation", Role::OrganisationOfficer, t.district, "409"),
        ("the leader", Role::Leader, t.district, "403"),
        ("the inspector", Role::Inspector, t.district, "403"),
        ("another commune", Role::CommuneClerk, t.elsewhere, "404"),
    ] {
        let mut door = t.signed_in(who, role, unit).await;
        let answer = save(&mut door, &at, &[("version", "0"), ("words", who)]).await;
        assert_eq!(&answer.outcome()[..3], outcome, "{who}: {}", answer.text());
        if outcome == "409" {
            assert!(answer.text().contains("“the secretary”"), "both versions are seen: {}", answer.text());
        }
    }
    let visitor = t.visitor().post(&format!("{at}/ke-hoach"), &[]).await.outcome();
    assert!(visitor.starts_with("303 /van-phong/dang-nhap"), "{visitor}");
    assert_eq!(t.value::<i64>(kept, &[]).await, before + 1);
}

#[tokio::test]
async fn a_unit_below_adds_to_what_is_asked_and_takes_nothing_away() {
    let t = TestOffice::new().await;
    let (cell, commune) = (place(&t, t.silent_cell).await, place(&t, above(&t).await).await);
    let mut clerk = t.as_cast("clerk").await;
    let mut secretary = t.as_cast("cell_secretary").await;
    let desk = secretary.get("/van-phong").await.text();
    assert!(desk.contains("Tiếp nhận đợt học tập, lập kế hoạch"), "what comes first: {desk}");

    for (fields, said) in [
        (vec![("study_by", "32/12/2018")], "Ghi ngày theo dạng"),
        (vec![("study_by", "21/12/2018")], "không được sau 20-12-2018"),
        (vec![("write_by", "01/02/2019")], "không được sau 31-12-2018"),
        (vec![("study_by", "15/12/2018"), ("write_by", "10/12/2018")], "Hạn này không được trước 15-12-2018"),
        (vec![("write_by", "10/12/2018")], "Hạn này không được trước 20-12-2018"),
        (vec![("study_by", "04/12/2018")], "Hạn này không được trước ngày chốt danh sách 05-12-2018"),
    ] {
        let all = [&[("version", "0"), ("words", "Học theo cụm")], &fields[..]].concat();
        let answer = save(&mut clerk, &commune, &all).await;
        assert_eq!(answer.outcome(), "422", "{fields:?}");
        assert!(answer.text().contains(said) && answer.text().contains("Học theo cụm"), "{}", answer.text());
    }
    let more = [
        ("version", "0"),
        ("paper", "Kế hoạch 12-KH/ĐU"),
        ("words", "Học theo cụm"),
        ("handin-cultivation_plan", "1"),
        ("asks", "Mỗi chi bộ chọn một việc làm theo"),
        ("study_by", "15/12/2018"),
    ];
    let done = save(&mut clerk, &commune, &more).await.outcome();
    assert_eq!(done, format!("303 {commune}?xong=ke-hoach-hoc-tap"));

    // The cell sees what was added above it, cannot go past its day, and leaving a box empty takes nothing away.
    let page = secretary.get(&format!("{cell}/ke-hoach")).await.text();
    for said in ["Kế hoạch tu dưỡng", "yêu cầu thêm", "một việc làm theo", "15-12-2018"] {
        assert!(page.contains(said), "{said}: {page}");
    }
    let late = save(&mut secretary, &cell, &[("version", "0"), ("study_by", "16/12/2018")]).await;
    assert!(late.text().contains("không được sau 15-12-2018"), "{}", late.text());
    let own = [("version", "0"), ("handin-pledge_notebook", "1"), ("study_by", "10/12/2018")];
    assert!(save(&mut secretary, &cell, &own).await.outcome().starts_with("303"));
    let (_, id) = under_way(&t).await;
    let mut conn = t.office.db.read().await.unwrap();
    let campaign = Campaign::get(&mut conn, id).await.unwrap();
    let tree = t.office.trees.as_of(&mut conn, campaign.cutoff_day).await.unwrap();
    let asked = Asked::of(&mut conn, &campaign, &tree, t.silent_cell).await.unwrap();
    assert_eq!(asked.kinds(), HANDINS, "of the district, the commune and the cell");
    assert_eq!(asked.study_by, Some(Day::of(2018, 12, 10)));
    assert_eq!(asked.write_by, campaign.write_by);
    let beside = Asked::of(&mut conn, &campaign, &tree, t.elsewhere).await.unwrap();
    assert_eq!(beside.kinds(), [HANDINS[0]], "another commune is asked for nothing more");
    drop(conn);
    let papers = secretary.get(&format!("{cell}/thu-bai")).await.text();
    assert!(papers.contains("Sổ tay đăng ký làm theo Bác"), "what is asked is what is taken in: {papers}");
    let desk = secretary.get("/van-phong").await.text();
    assert!(desk.contains("Xếp buổi học."), "{desk}");
    let district = place(&t, t.district).await;
    let office = t.as_cast("organisation").await.get(&district).await.text();
    assert!(office.contains("Đơn vị trực thuộc chưa tiếp nhận"), "{office}");
}

#[tokio::test]
async fn a_plan_is_refused_after_the_close_and_outside_the_scope() {
    let t = TestOffice::new().await;
    let mut tx = t.office.db.begin().await.unwrap();
    let closed = "SELECT id FROM campaign WHERE state = 'reported'";
    let closed = tx.value::<i64>(closed, &[]).await.unwrap().unwrap();
    let closed = Campaign::get(&mut tx, closed).await.unwrap();
    let none = Asked::default();
    let refused =
        keep_plan(&mut tx, Grant::console(t.silent_cell), &closed, (&NewPlan::default(), &none), morning()).await;
    assert!(matches!(refused, Err(StudyError::Closed(Some(_)))), "{refused:?}");
}

#[tokio::test]
async fn groups_by_kind_and_level_count_everybody_once_and_open_their_lists() {
    let t = TestOffice::new().await;
    let first: i64 = t.value("SELECT min(id) FROM campaign", &[]).await;
    let standing = t.office.standing(first).await.unwrap();
    let whole = standing.line(t.district).unwrap();
    let own = standing.own(t.district).len() as u64;
    let levels = groups(&standing, t.district, By::Level);
    assert_eq!(levels[0].line.roll + own, whole.roll, "the first level and the unit's own are all");
    for by in By::ALL {
        for group in groups(&standing, t.district, by) {
            let sum: u64 = group.units.iter().map(|unit| standing.line(*unit).unwrap().rate().numerator).sum();
            assert_eq!(sum, group.line.rate().numerator, "{by:?} {}", group.key);
            let counted: usize = super::rollup::RESULTS.iter().map(|r| group.of_result(&standing, r).count()).sum();
            assert_eq!(counted, group.units.len(), "{by:?} {}: each unit has one result", group.key);
        }
    }
    let uid: String = t.value("SELECT uid FROM campaign WHERE id = $1", &[&first]).await;
    let district: String = t.value("SELECT uid FROM unit WHERE id = $1", &[&t.district]).await;
    let here = format!("/van-phong/hoc-tap/{uid}/{district}");
    let mut leader = t.as_cast("leader").await;
    let page = leader.get(&format!("{here}/nhom")).await.text();
    for said in ["Theo loại đơn vị", "Theo cấp", "Người đứng đầu", "Được tính"] {
        assert!(page.contains(said), "{said}: {page}");
    }
    let missing = leader.get(&format!("{here}/don-vi?theo=kind&gia-tri=cell&ket-qua=missing")).await;
    assert_eq!(missing.outcome(), "200");
    let silent: String =
        t.value("SELECT short FROM unit_name WHERE unit_id = $1 AND to_day IS NULL", &[&t.silent_cell]).await;
    assert!(missing.text().contains(&silent), "{silent}: {}", missing.text());
    assert_eq!(leader.get(&format!("{here}/don-vi?theo=kind&gia-tri=planet")).await.outcome(), "404");
    let handed = leader.get(&format!("{here}/danh-sach?bai=reflection&muc=counted")).await;
    let n = standing.line(t.district).unwrap().handins[0];
    let said = kit::words::Lang::from_code("vi");
    let n = crate::shell::LEXICON.words(said).count("study-people", n as i64);
    assert!(handed.text().contains(&n), "{n}: {}", handed.text());
    assert!(
        leader.post(&format!("{here}/dan-toc"), &[]).await.outcome().starts_with("403"),
        "sealed values are not his"
    );
    let mut office = t.as_cast("organisation").await;
    let counted = office.post(&format!("{here}/dan-toc"), &[]).await;
    assert_eq!(counted.outcome(), "200", "{}", counted.text());
    assert_eq!(t.value::<i64>("SELECT count(*) FROM journal WHERE verb = 'study.minority.count'", &[]).await, 1);
    // A deputy leads and heads nothing.
    let deputy = standing.own(t.silent_cell)[8];
    let mut tx = t.office.db.begin().await.unwrap();
    let sql = "INSERT INTO post (uid, unit_id, title) VALUES ('pho', $1, 'deputy_secretary')";
    let post = tx.insert(sql, &[&t.silent_cell]).await.unwrap();
    let sql = "INSERT INTO post_holding (post_id, person_id, from_day) VALUES ($1, $2, '2018-01-01')";
    tx.exec(sql, &[&post, &deputy]).await.unwrap();
    let standing = Standing::build(&mut tx, first).await.unwrap();
    tx.commit().await.unwrap();
    let heads = standing.persons(t.district, &[Section::Heads], Which::Roll);
    let leaders = standing.persons(t.district, &[Section::Leaders], Which::Roll);
    assert!(!heads.is_empty() && heads.iter().all(|head| leaders.contains(head)));
    assert!(leaders.contains(&deputy) && !heads.contains(&deputy));
    let year = leader.get(&format!("/van-phong/hoc-tap/theo-ky/{district}?nam=2018")).await;
    assert!(year.text().contains("Quý 4") && year.text().contains("Học tập năm 2018"), "{}", year.text());
    let uid: String = t.value("SELECT uid FROM campaign WHERE id = $1", &[&first]).await;
    let list = format!("/van-phong/hoc-tap/{uid}/{district}/danh-sach?loai=");
    assert!(
        ["due", "took_part", "exempt"].iter().all(|which| year.html().contains(&format!("{list}{which}"))),
        "lists"
    );
    let outside = t.signed_in("khac", Role::CommuneClerk, t.elsewhere).await;
    let mut outside = outside;
    assert_eq!(outside.get(&format!("/van-phong/hoc-tap/theo-ky/{district}")).await.outcome(), "404");
}

#[tokio::test]
async fn each_number_of_a_group_is_as_long_as_its_list_and_groups_go_together() {
    let t = TestOffice::new().await;
    let first: i64 = t.value("SELECT min(id) FROM campaign", &[]).await;
    let standing = t.office.standing(first).await.unwrap();
    let (uid, district): (String, String) = {
        let sql = "SELECT c.uid, u.uid FROM campaign c JOIN unit u ON u.id = $2 WHERE c.id = $1";
        t.office.db.read().await.unwrap().opt(sql, &[&first, &t.district]).await.unwrap().unwrap()
    };
    let here = format!("/van-phong/hoc-tap/{uid}/{district}");
    let mut leader = t.as_cast("leader").await;
    let w = crate::shell::LEXICON.words(kit::words::Lang::from_code("vi"));
    let together = [Section::Leaders, Section::Women, Section::Young];
    for sections in [&[][..], &together[..1], &together[1..2], &together[2..], &together[..2], &together[..]] {
        let line = standing.section_line(t.district, sections).unwrap();
        for which in Which::ALL {
            let persons = standing.persons(t.district, sections, which);
            assert_eq!(persons.len() as u64, which.count(&line), "{sections:?} {which:?}");
            for one in sections {
                let alone = standing.persons(t.district, &[*one], which);
                assert!(persons.iter().all(|person| alone.contains(person)), "{sections:?} are all {one:?}");
            }
        }
        let list = format!("{here}/danh-sach?nhom={}&loai=roll", Section::words(sections));
        let page = leader.get(&list).await;
        let said = w.count("study-people", line.roll as i64);
        assert!(page.text().contains(&said), "{sections:?}: {said}: {}", page.text());
        assert_eq!(Section::of_words(&Section::words(sections)), sections);
    }
    let page = leader.get(&format!("{here}/nhom?leaders=1&women=1")).await.text();
    assert!(page.contains("Người giữ chức vụ + Nữ"), "{page}");
    // Reasons of the exempt go together with groups too, and each opens its list.
    let women = standing.persons(t.district, &[Section::Women], Which::Exempt);
    assert!(!women.is_empty() && (women.len() as u64) < standing.line(t.district).unwrap().exempt);
    let page = leader.get(&format!("{here}/nhom?women=1")).await;
    assert!(page.text().contains("Được miễn, theo lý do: Nữ"), "{}", page.text());
    let html = page.html();
    let mut told = 0;
    for rest in html.split("nhom=women&#38;loai=exempt&#38;ly-do=").skip(1) {
        let reason = rest.split('"').next().unwrap();
        let ids = women.iter().map(i64::to_string).collect::<Vec<_>>().join(", ");
        let sql = format!("SELECT count(DISTINCT person_id) FROM exemption WHERE reason = $1 AND person_id IN ({ids})");
        let n: i64 = t.value(&sql, &[&reason]).await;
        told += n;
        let list = leader.get(&format!("{here}/danh-sach?nhom=women&loai=exempt&ly-do={reason}")).await.text();
        let said = w.count("study-people", n);
        assert!(list.contains("Nữ, được miễn: ") && list.contains(&said), "{reason}: {said}: {list}");
    }
    assert_eq!(told, women.len() as i64);
    // Exempt by reason: the parts are the whole, and each opens its list.
    let whole = standing.line(t.district).unwrap().exempt;
    let mut conn = t.office.db.read().await.unwrap();
    let reasons = super::pages::reason_counts(&mut conn, &standing, t.district).await.unwrap();
    drop(conn);
    assert_eq!(reasons.iter().map(|(_, n)| n).sum::<u64>(), whole);
    for (reason, n) in reasons {
        let page = leader.get(&format!("{here}/danh-sach?loai=exempt&ly-do={reason}")).await;
        let said = w.count("study-people", n as i64);
        assert!(page.text().contains(&said), "{reason}: {said}: {}", page.text());
    }
}

#[tokio::test]
async fn fixed_numbers_stand_beside_what_is_counted_after_a_correction() {
    let t = TestOffice::new().await;
    let first: i64 = t.value("SELECT min(id) FROM campaign", &[]).await;
    let (uid, version): (String, i64) = t
        .office
        .db
        .read()
        .await
        .unwrap()
        .opt("SELECT uid, version FROM campaign WHERE id = $1", &[&first])
        .await
        .unwrap()
        .unwrap();
    let district: String = t.value("SELECT uid FROM unit WHERE id = $1", &[&t.district]).await;
    let mut office = t.as_cast("organisation").await;
    let here = format!("/van-phong/hoc-tap/{uid}");
    let step = |n: i64| (version + n).to_string();
    assert!(
        office
            .post(&format!("{here}/chot"), &[("version", &step(0)), ("sure", "1")])
            .await
            .outcome()
            .starts_with("303")
    );
    let page = office.get(&format!("{here}/{district}")).await.text();
    assert!(page.contains("Số đã chốt 23-11-2018") && !page.contains("Tính lại đến nay"), "{page}");
    let reason = [("version", step(1)), ("reason", "Thiếu buổi học bù".to_owned())];
    let reason = reason.each_ref().map(|(name, value)| (*name, value.as_str()));
    assert!(office.post(&format!("{here}/mo-lai"), &reason).await.outcome().starts_with("303"));
    let sql = "SELECT a.person_id, a.version FROM attendance a JOIN membership m ON m.person_id = a.person_id AND m.to_day IS NULL
               WHERE a.campaign_id = $1 AND a.state = 'absent' ORDER BY a.id LIMIT 1";
    let (person, seen): (i64, i64) = t.office.db.read().await.unwrap().opt(sql, &[&first]).await.unwrap().unwrap();
    let mut tx = t.office.db.begin().await.unwrap();
    let campaign = Campaign::get(&mut tx, first).await.unwrap();
    let unit = crate::people::unit_of(&mut tx, person, campaign.cutoff_day).await.unwrap().unwrap();
    let mark = [Mark { person, state: State::MadeUp, expected: seen }];
    mark_attendance(&mut tx, Grant::console(unit), &campaign, &mark, morning()).await.unwrap();
    tx.commit().await.unwrap();
    let page = office.get(&format!("{here}/{district}")).await.text();
    assert!(page.contains("Số đã chốt 23-11-2018") && page.contains("Tính lại đến nay"), "both: {page}");
}

#[tokio::test]
async fn who_carries_on_is_read_row_by_row_as_the_whole_lineage_says() {
    let t = TestOffice::new().await;
    let uid: String = t.value("SELECT uid FROM unit WHERE id = $1", &[&t.silent_cell]).await;
    let beside =
        "SELECT p.unit_id FROM unit_parent p WHERE p.parent_id = $1 AND p.unit_id <> $2 ORDER BY p.unit_id LIMIT 1";
    let beside: i64 = t.value(beside, &[&above(&t).await, &t.silent_cell]).await;
    let into: String = t.value("SELECT uid FROM unit WHERE id = $1", &[&beside]).await;
    let fields = [("kind", "dissolve"), ("day", "20/11/2018"), ("paper", "QĐ 9"), ("into", &into)];
    let change = format!("/van-phong/to-chuc/{uid}/thay-doi");
    let asked = t.changed(&mut t.as_cast("organisation").await, &change, &fields).await;
    t.agreed(&asked).await;
    let mut conn = t.office.db.read().await.unwrap();
    let lineage = Lineage::read(&mut conn).await.unwrap();
    let units: Vec<(i64,)> = conn.all("SELECT id FROM unit ORDER BY id", &[]).await.unwrap();
    let mut moved = 0;
    for (unit,) in units {
        for day in [Day::of(2018, 11, 19), Day::of(2018, 11, 20), Day::of(2018, 11, 23)] {
            let heir = heir_of(&mut conn, unit, day).await.unwrap();
            assert_eq!(heir, lineage.heir(unit, day), "{unit} on {day}");
            moved += usize::from(heir != unit);
        }
    }
    assert_eq!(moved, 2, "the dissolved cell, from its day on");
}
