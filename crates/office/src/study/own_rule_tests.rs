//! A target of an office's own: chosen for a campaign, counted by with its own age and its own posts, and shown to readers.

use super::sections::Section;
use super::*;
use crate::cast::DEMO_DAY;
use crate::testing::{TestOffice, morning};
use rules::{BUILTIN, RuleBook};
use std::sync::Arc;

/// The program's rules with two of the office's own: 95 %, young until 41; and secretaries of cells head nothing.
fn own() -> Arc<RuleBook> {
    let text = |name: &str| BUILTIN.iter().find(|(known, _)| *known == name).unwrap().1.to_owned();
    let study = text("study-founding.toml")
        .replacen("id = \"study-founding\"", "id = \"study-ours\"", 1)
        .replacen("scope = \"founding\"", "scope = \"office\"", 1)
        .replacen("target_basis_points = 9800", "target_basis_points = 9500", 1)
        .replacen("young_under = 31", "young_under = 41", 1);
    let posts = text("posts-general.toml")
        .replacen("id = \"posts-general\"", "id = \"posts-ours\"\nscope = \"office\"", 1)
        .replacen("\"attached_committee\", \"cell\"] },", "\"attached_committee\"] },", 1);
    let files = BUILTIN.iter().map(|(name, text)| (*name, (*text).to_owned()));
    Arc::new(RuleBook::load(files.chain([("study.toml", study), ("posts.toml", posts)])).expect("sound rules"))
}

#[tokio::test]
async fn an_office_studies_by_a_target_of_its_own() {
    let mut t = TestOffice::new().await;
    let unit: String = t.value("SELECT uid FROM unit WHERE id = $1", &[&t.district]).await;
    t.office.book = own();
    let mut office = t.as_cast("organisation").await;
    let plan = format!("/van-phong/hoc-tap/moi/{unit}");
    assert!(office.get(&plan).await.text().contains("từ 95,00%"), "it can be chosen");
    let fields = [
        ("title", "Học tập theo chỉ tiêu riêng"),
        ("paper", "Nghị quyết 35-NQ/TW ngày 22/10/2018"),
        ("rule", "study-ours"),
        ("audience", "members"),
        ("roll", "frozen"),
        ("counts", "submitted"),
        ("cutoff", "23/11/2018"),
    ];
    let made = office.post(&plan, &fields).await.outcome();
    let here = made.strip_prefix("303 ").and_then(|to| to.strip_suffix("?xong=dot-hoc-tap-moi")).expect(&made);
    assert!(office.post(&format!("{here}/ban-hanh"), &[("version", "1")]).await.outcome().starts_with("303"));
    let groups = office.get(&format!("{here}/{unit}/nhom")).await.text();
    assert!(groups.contains("từ 95,00% trở lên") && groups.contains("Dưới 41 tuổi"), "{groups}");

    let id: i64 = t.value("SELECT max(id) FROM campaign", &[]).await;
    let ours = t.office.standing(id).await.unwrap();
    let young = ours.section_line(t.district, &[Section::Young]).unwrap().roll as i64;
    let born = "SELECT count(DISTINCT m.person_id) FROM membership m JOIN person p ON p.id = m.person_id
                WHERE m.kind = 'main' AND m.from_day <= '2018-11-23' AND (m.to_day IS NULL OR m.to_day > '2018-11-23')
                AND p.birth_year > $1";
    assert_eq!(young, t.value::<i64>(born, &[&(2018 - 41i64)]).await);
    assert!(young > t.value::<i64>(born, &[&(2018 - 31i64)]).await);
    let program = Standing::build(&mut t.office.db.read().await.unwrap(), id).await.unwrap();
    let heads = |standing: &Standing| standing.section_line(t.district, &[Section::Heads]).unwrap().roll;
    assert!(heads(&ours) > 0 && heads(&ours) < heads(&program), "{} {}", heads(&ours), heads(&program));

    let mut tx = t.office.db.begin().await.unwrap();
    tx.exec("UPDATE campaign SET state = 'running' WHERE id = $1", &[&id]).await.unwrap();
    let figures = crate::figures::compute(&mut tx, DEMO_DAY, morning()).await.unwrap();
    let shown = crate::figures::by_id(figures).remove(crate::figures::STUDY).unwrap();
    assert_eq!((shown.rule.id.as_str(), shown.rule.title.vi.as_str()), ("study-ours", "Chỉ tiêu riêng của đơn vị"));
    let bridge::Value::Rate { target_basis_points, .. } = shown.value else { panic!("a rate") };
    assert_eq!(target_basis_points, Some(9500));
}
