//! Giving a post to somebody of another unit, or to somebody who leads another one: asked about once more.

use super::{commune, count, give, member, newest, posts};
use crate::org::{Tree, kind};
use crate::testing::TestOffice;

#[tokio::test]
async fn somebody_of_another_unit_or_who_leads_another_one_is_asked_about() {
    let t = TestOffice::new().await;
    let mut door = t.as_cast("organisation").await;
    let at = posts(&t, t.silent_cell).await;
    let tree = Tree::as_of(&mut t.office.db.read().await.unwrap(), t.office.clock.today()).await.unwrap();
    let far =
        tree.branch(t.elsewhere).iter().copied().find(|unit| tree.get(*unit).unwrap().kind == kind::CELL).unwrap();
    let stranger = "SELECT p.uid FROM person p JOIN membership m ON m.person_id = p.id AND m.kind = 'main'
                    WHERE m.unit_id = $1 AND m.to_day IS NULL AND p.id NOT IN (SELECT person_id FROM post_holding)
                    ORDER BY p.id LIMIT 1";
    let stranger: String = t.value(stranger, &[&far]).await;
    let before = count(&t).await;
    let asked = give(&mut door, &at, &[("post", "committee_member"), ("who", &stranger)]).await;
    assert_eq!(asked.outcome(), "422");
    assert!(asked.text().contains(&format!("là đảng viên của {}", tree.name(far))), "{}", asked.text());
    assert!(asked.html().contains("href=\"#who\"") && asked.html().contains("name=\"sure\""));
    assert_eq!(count(&t).await, before);
    let sure = give(&mut door, &at, &[("post", "committee_member"), ("who", &stranger), ("sure", "1")]).await;
    assert!(sure.outcome().starts_with("303"), "{}", sure.text());
    // A committee's own branch is no stranger, another commune is.
    let (committee, _) = commune(&t).await;
    let above = posts(&t, committee).await;
    let own = give(&mut door, &above, &[("post", "committee_member"), ("who", &member(&t).await)]).await;
    assert!(own.outcome().starts_with("303"), "{}", own.text());
    // Whoever leads one cell is asked about before they lead another one.
    let leader = "SELECT n.uid FROM post_holding h JOIN post p ON p.id = h.post_id JOIN person n ON n.id = h.person_id
                  WHERE p.unit_id = $1 AND p.title = 'secretary' AND h.to_day IS NULL";
    let leader: String = t.value(leader, &[&far]).await;
    let one = newest(&t, t.silent_cell).await;
    let secretary = "SELECT CAST(h.id AS TEXT) FROM post_holding h JOIN post p ON p.id = h.post_id
                     WHERE p.unit_id = $1 AND p.title = 'secretary' AND h.to_day IS NULL";
    let secretary: String = t.value(secretary, &[&t.silent_cell]).await;
    let one = format!("{}/{secretary}", one.rsplit_once('/').unwrap().0);
    assert!(
        door.post(&format!("{one}/thoi"), &[("version", "1"), ("last", "22/11/2018")])
            .await
            .outcome()
            .starts_with("303")
    );
    let asked = give(&mut door, &at, &[("post", "secretary"), ("who", &leader)]).await;
    assert_eq!(asked.outcome(), "422");
    assert!(asked.text().contains(&format!("đang là Bí thư của {}", tree.name(far))), "{}", asked.text());
}

#[tokio::test]
async fn the_units_own_people_are_found_first() {
    let t = TestOffice::new().await;
    let mut door = t.as_cast("organisation").await;
    let own: i64 = t
        .value(
            "SELECT count(*) FROM membership WHERE unit_id = $1 AND kind = 'main' AND to_day IS NULL",
            &[&t.silent_cell],
        )
        .await;
    let at = posts(&t, t.silent_cell).await;
    let name: String = t.value("SELECT name FROM unit_name WHERE unit_id = $1", &[&t.silent_cell]).await;
    // Nearly everybody has one of these letters: the first of the whole district would be others.
    let page = door.post(&format!("{at}/moi"), &[("do", "find"), ("find", "thi")]).await;
    let first = page
        .html()
        .split("name=\"who\"")
        .nth(1)
        .unwrap_or_default()
        .split("</label>")
        .next()
        .unwrap_or_default()
        .to_owned();
    let women = "SELECT count(*) FROM membership m JOIN person p ON p.id = m.person_id WHERE m.unit_id = $1
                 AND m.kind = 'main' AND m.to_day IS NULL AND p.full_name LIKE '% Thị %'";
    assert!(t.value::<i64>(women, &[&t.silent_cell]).await > 0 && own > 0);
    assert!(first.contains(&name), "{first}");
}
