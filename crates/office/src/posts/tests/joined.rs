//! Nobody held a post of the Party before they were in it; and which posts take two persons, as the page for users says.

use super::{commune, count, give, member, posts, uid};
use crate::testing::TestOffice;
use kit::testing::{Answer, Door};

async fn since(door: &mut Door, at: &str, (post, who, from): (&str, &str, &str)) -> Answer {
    let fields = [("do", "save"), ("post", post), ("who", who), ("from", from), ("paper", "QĐ 5"), ("sure", "1")];
    door.post(&format!("{at}/moi"), &fields).await
}

#[tokio::test]
async fn a_post_of_the_party_begins_when_its_holder_had_joined() {
    for (joined, before_that, from, at_cell, told) in [
        ("1997-08-24", "", "1/1/1980", false, "vào Đảng ngày 24-08-1997"),
        ("2009-08-24", "", "23/8/2009", false, "vào Đảng ngày 24-08-2009"),
        ("2009-08-24", "", "24/8/2009", true, ""),
        // A first time in the Party counts, though the record begins anew.
        ("2014-08-24", "2008-03-02", "5/5/2012", true, ""),
        ("2014-08-24", "2008-03-02", "1/3/2008", false, "vào Đảng ngày 02-03-2008"),
        // What is not on record says nothing.
        ("", "", "5/5/2008", true, ""),
    ] {
        let t = TestOffice::new().await;
        let mut door = t.as_cast("organisation").await;
        let who = member(&t).await;
        let mut tx = t.office.db.begin().await.unwrap();
        let unit = t.silent_cell;
        for sql in [
            format!("UPDATE person SET joined_on = nullif('{joined}', '') WHERE uid = '{who}'"),
            format!(
                "UPDATE member_state SET from_day = '2015-01-01'
                 WHERE person_id = (SELECT id FROM person WHERE uid = '{who}')"
            ),
            format!(
                "UPDATE membership SET from_day = '2015-01-01' WHERE person_id = (SELECT id FROM person WHERE uid = '{who}')"
            ),
            format!("UPDATE unit_name SET from_day = '1975-01-01' WHERE unit_id = {unit}"),
        ] {
            tx.exec(&sql, &[]).await.unwrap();
        }
        if !before_that.is_empty() {
            let sql = "INSERT INTO member_state (person_id, state, from_day, to_day)
                       SELECT id, 'official', $1, '2012-12-31' FROM person WHERE uid = $2";
            tx.exec(sql, &[&before_that, &who]).await.unwrap();
        }
        tx.commit().await.unwrap();
        let at = posts(&t, t.silent_cell).await;
        let given = since(&mut door, &at, ("committee_member", &who, from)).await;
        assert_eq!(given.outcome().starts_with("303"), at_cell, "{joined} {from}: {}", given.text());
        assert!(given.text().contains(told), "{told}: {}", given.text());
    }
}

#[tokio::test]
async fn a_post_of_the_state_may_be_held_before_its_holder_joins() {
    let t = TestOffice::new().await;
    let (_, government) = commune(&t).await;
    let who = member(&t).await;
    let mut tx = t.office.db.begin().await.unwrap();
    let joined = "UPDATE person SET joined_on = '2018-02-03' WHERE uid = $1";
    tx.exec(joined, &[&who]).await.unwrap();
    tx.commit().await.unwrap();
    let at = posts(&t, government).await;
    let given = since(&mut t.as_cast("organisation").await, &at, ("deputy_chairman", &who, "2/1/2018")).await;
    assert!(given.outcome().starts_with("303"), "{}", given.text());
}

/// The district's Front, without a president.
async fn vacant_front(t: &TestOffice) -> i64 {
    let front: i64 = t.value("SELECT min(id) FROM unit WHERE kind = 'front'", &[]).await;
    let mut tx = t.office.db.begin().await.unwrap();
    let left =
        "UPDATE post_holding SET to_day = '2018-01-01' WHERE post_id IN (SELECT id FROM post WHERE unit_id = $1)";
    tx.exec(left, &[&front]).await.unwrap();
    tx.commit().await.unwrap();
    front
}

#[tokio::test]
async fn a_post_takes_two_persons_where_its_holder_may_be_the_second() {
    let board = "SELECT u.id FROM unit u JOIN unit_name n ON n.unit_id = u.id AND n.name LIKE 'Ban Tổ chức%'
                 WHERE u.kind = 'board' ORDER BY u.id";
    for (place, post, two) in [
        ("cell", "deputy_secretary", false),
        ("cell", "committee_member", false),
        ("committee", "deputy_secretary", true),
        ("board", "deputy_head", false),
        ("front", "president", true),
    ] {
        let t = TestOffice::new().await;
        let unit = match place {
            "cell" => t.silent_cell,
            "committee" => commune(&t).await.0,
            "front" => vacant_front(&t).await,
            _ => t.value(board, &[]).await,
        };
        let (who, before) = (member(&t).await, count(&t).await);
        let at = format!("/van-phong/to-chuc/{}/chuc-vu", uid(&t, unit).await);
        let given =
            give(&mut t.as_cast("organisation").await, &at, &[("post", post), ("who", &who), ("sure", "1")]).await;
        let asked = given.outcome().starts_with("303 /van-phong/de-nghi/");
        assert_eq!((asked, count(&t).await - before), (two, i64::from(!two)), "{place} {post}: {}", given.text());
        if two {
            assert_eq!(t.agreed(&given.outcome()).await, at, "where what was agreed on is seen");
            assert_eq!(t.as_cast("leader").await.get(&at).await.outcome(), "200", "{place}: also by the second person");
        }
    }
}
