use super::*;
use crate::cast::DEMO_DAY;
use crate::study::{Campaign, Standing, check_against_sql};
use crate::testing::{cast, morning, vault};
use kit::journal::seal::seal;
use kit::journal::verify::verify;

#[tokio::test]
async fn a_reason_is_sealed_and_its_reading_is_journalled() {
    let test = cast().await;
    let mut tx = test.db.begin().await.unwrap();
    let id: i64 = tx.value("SELECT id FROM exemption WHERE reason = 'health' LIMIT 1", &[]).await.unwrap().unwrap();
    let words = read_reason(&mut tx, &vault(), id, Some(3), morning()).await.unwrap();
    assert_eq!(words.as_deref(), Some("Sức khỏe yếu, điều trị dài ngày"));
    let read = "SELECT actor FROM journal WHERE verb = 'people.exemption.read_reason' AND subject_id = $1";
    assert_eq!(tx.value::<i64>(read, &[&id]).await.unwrap(), Some(3));
    let clear = "SELECT count(*) FROM journal WHERE after LIKE '%Sức khỏe%'";
    assert_eq!(tx.value::<i64>(clear, &[]).await.unwrap(), Some(0));
}

#[tokio::test]
async fn a_transfer_moves_a_member_in_the_tally_too() {
    let test = cast().await;
    seal(&test.db, morning()).await.unwrap();
    let mut conn = test.db.read().await.unwrap();
    let campaign = Campaign::latest(&mut conn, DEMO_DAY).await.unwrap().unwrap();
    let mut standing = Standing::build(&mut conn, campaign.id).await.unwrap();
    let (person, old) = roll(&mut conn, DEMO_DAY).await.unwrap()[0];
    let new = roll(&mut conn, DEMO_DAY).await.unwrap().into_iter().map(|(_, unit)| unit).find(|unit| *unit != old);
    let new = new.unwrap();
    let before = standing.line(new).unwrap().roll;
    drop(conn);
    let mut tx = test.db.begin().await.unwrap();
    assert!(transfer(&mut tx, person, new, campaign.cutoff_day, "QĐ 1", None, morning()).await.unwrap());
    assert_eq!(unit_of(&mut tx, person, DEMO_DAY).await.unwrap(), Some(new));
    assert_eq!(unit_of(&mut tx, person, campaign.cutoff_day.plus_days(-1)).await.unwrap(), Some(old));
    tx.commit().await.unwrap();
    seal(&test.db, morning()).await.unwrap();
    let mut conn = test.db.read().await.unwrap();
    standing.catch_up(&mut conn).await.unwrap();
    assert_eq!(standing.line(new).unwrap().roll, before + 1);
    assert_eq!(check_against_sql(&standing, &mut conn).await.unwrap(), []);
    assert!(verify(&mut conn).await.unwrap().problems.is_empty());
}

#[tokio::test]
async fn posts_are_found_by_person_and_by_unit() {
    let test = cast().await;
    let mut conn = test.db.read().await.unwrap();
    let both = "SELECT h.person_id FROM post_holding h JOIN post p ON p.id = h.post_id
                WHERE p.title IN ('secretary', 'chairman') GROUP BY h.person_id HAVING count(*) = 2 LIMIT 1";
    let person: i64 = conn.value(both, &[]).await.unwrap().unwrap();
    let posts = posts_of(&mut conn, person, DEMO_DAY).await.unwrap();
    assert_eq!(posts.iter().map(|post| post.title.as_str()).collect::<Vec<_>>(), ["secretary", "chairman"]);
    let held = holders_at(&mut conn, posts[0].unit_id, DEMO_DAY).await.unwrap();
    assert_eq!(held.iter().map(|post| post.person_id).collect::<Vec<_>>(), [person]);
}
