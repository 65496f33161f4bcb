use super::exemption::{Exemption, Told, read_reason};
use super::*;
use crate::cast::DEMO_DAY;
use crate::identity::reach::Grant;
use crate::study::{Campaign, Standing, check_against_sql};
use crate::testing::{cast, morning, vault};
use kit::journal::seal::seal;
use kit::journal::verify::verify;

#[tokio::test]
async fn a_sensitive_reason_is_sealed_and_its_reading_is_journalled() {
    let test = cast().await;
    let mut tx = test.db.begin().await.unwrap();
    let sql = "SELECT person_id FROM exemption WHERE reason = 'sealed' LIMIT 1";
    let person: i64 = tx.value(sql, &[]).await.unwrap().unwrap();
    let exemption = Exemption::of(&mut tx, person).await.unwrap().remove(0);
    let told = read_reason(&mut tx, Grant::console(exemption.unit_id), &vault(), &exemption, morning()).await.unwrap();
    let words = Some("Sức khỏe yếu, điều trị dài ngày".to_owned());
    assert_eq!(told, Some(Told { reason: "health".into(), words }));
    let read = "SELECT count(*) FROM journal WHERE verb = 'people.exemption.read_reason' AND subject_id = $1";
    assert_eq!(tx.value::<i64>(read, &[&exemption.id]).await.unwrap(), Some(1));
    for clear in ["%Sức khỏe%", "%health%"] {
        let sql = "SELECT count(*) FROM journal WHERE after LIKE $1";
        assert_eq!(tx.value::<i64>(sql, &[&clear]).await.unwrap(), Some(0), "{clear}");
    }
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
    assert!(transfer(&mut tx, Grant::console(new), person, campaign.cutoff_day, "QĐ 1", morning()).await.unwrap());
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
