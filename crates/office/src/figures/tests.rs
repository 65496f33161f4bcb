use super::*;
use crate::cast::DEMO_DAY;
use crate::identity::reach::Grant;
use crate::people;
use crate::testing::{cast, morning};

#[tokio::test]
async fn concurrent_posts_are_counted_on_the_day_asked_for() {
    let test = cast().await;
    let mut tx = test.db.begin().await.unwrap();
    let held = concurrent_areas(&mut tx, "secretary", "chairman", DEMO_DAY).await.unwrap();
    assert_eq!(held.len(), 7);
    let holding =
        "SELECT h.id, u.id FROM post_holding h JOIN post p ON p.id = h.post_id JOIN unit u ON u.id = p.unit_id
                   WHERE p.title = 'chairman' AND u.area_id = $1";
    let (holding, unit): (i64, i64) = tx.opt(holding, &[&held[0]]).await.unwrap().unwrap();
    assert!(people::leave_post(&mut tx, Grant::console(unit), holding, DEMO_DAY, morning()).await.unwrap());
    assert_eq!(concurrent_areas(&mut tx, "secretary", "chairman", DEMO_DAY).await.unwrap().len(), 6);
    let before = DEMO_DAY.plus_days(-1);
    assert_eq!(concurrent_areas(&mut tx, "secretary", "chairman", before).await.unwrap().len(), 7);
}

#[tokio::test]
async fn parts_sum_to_the_whole_and_the_bridge_accepts_them() {
    let test = cast().await;
    let mut conn = test.db.read().await.unwrap();
    let figures = compute(&mut conn, DEMO_DAY, morning()).await.unwrap();
    assert_eq!(figures.len(), 3);
    let study = figures.iter().find(|figure| figure.id == STUDY).unwrap();
    let Value::Rate { numerator, denominator, target_basis_points } = study.value else { panic!("a rate") };
    assert_eq!(target_basis_points, Some(9_800));
    let sum = |part: fn(&ScopePart) -> Option<u64>| study.scope.iter().filter_map(part).sum::<u64>();
    assert_eq!((sum(|p| p.numerator), sum(|p| p.denominator)), (numerator, denominator));
    let entries: Vec<_> = figures.into_iter().map(|figure| bridge::Entry::Figure(Box::new(figure))).collect();
    bridge::seal(&bridge::keys::generate([1; 32]), "portal", 1, &entries).unwrap();
}
