use super::*;
use crate::cast::DEMO_DAY;
use crate::identity::reach::seating::Seating;
use crate::posts;
use crate::testing::{cast, morning};

#[tokio::test]
async fn concurrent_posts_are_counted_on_the_day_asked_for() {
    let test = cast().await;
    let mut tx = test.db.begin().await.unwrap();
    let both = async |conn: &mut Conn, day: Day| {
        let (book, tree) = (RuleBook::builtin(), Tree::as_of(conn, day).await.unwrap());
        let rule = book.on(Area::ConcurrentPosts, None, day.0).and_then(|ruleset| ruleset.concurrent_posts()).unwrap();
        let parts = posts::concurrent::concurrent(conn, rule, &tree).await.unwrap();
        assert_eq!(parts.len(), 14);
        parts.into_iter().filter(posts::concurrent::Part::both).filter_map(|part| part.chair).collect::<Vec<_>>()
    };
    let held = both(&mut tx, DEMO_DAY).await;
    assert_eq!(held.len(), 7);
    let (seating, last) = (Seating::console(held[0].unit_id, "chairman"), (DEMO_DAY, "QĐ thôi chức"));
    posts::leave(&mut tx, seating, (held[0].id, held[0].stamp()), last, morning()).await.unwrap();
    assert_eq!(both(&mut tx, DEMO_DAY).await.len(), 6);
    assert_eq!(both(&mut tx, DEMO_DAY.plus_days(-1)).await.len(), 7);
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
