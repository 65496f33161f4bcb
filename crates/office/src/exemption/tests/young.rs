//! Old age as a reason: whoever does not have the age of the guide is told, and the cell may still decide.

use super::member_of;
use crate::testing::TestOffice;
use kit::clock::Day;

const OLD: [(&str, &str); 5] =
    [("kind", "exempt"), ("reason", "age"), ("asked_how", "oral"), ("asked_on", "01/11/2018"), ("from", "05/11/2018")];

#[tokio::test]
async fn who_is_too_young_for_old_age_is_told_once_by_which_guide_and_the_cell_decides() {
    let t = TestOffice::new().await;
    let mut secretary = t.as_cast("cell_secretary").await;
    for (born, sex, told) in
        [(1989, "m", "29 tuổi"), (1958, "m", "60 tuổi"), (1957, "m", ""), (1963, "f", "55 tuổi"), (1962, "f", "")]
    {
        let person = member_of(&t, t.silent_cell).await;
        let uid = person.rsplit('/').next().unwrap_or_default().to_owned();
        let mut tx = t.office.db.begin().await.unwrap();
        let sql = "UPDATE person SET birth_year = $1, sex = $2 WHERE uid = $3";
        tx.exec(sql, &[&i64::from(born), &sex, &uid]).await.unwrap();
        tx.commit().await.unwrap();
        let form = format!("{person}/mien");
        let mut answer = secretary.post(&form, &OLD).await;
        if !told.is_empty() {
            let text = answer.text();
            assert_eq!(answer.outcome(), "422", "{born} {sex}: {text}");
            for said in [told, "27-HD/BTCTW", "nam trên 60 tuổi, nữ trên 55 tuổi", "Tôi đã xem lại"] {
                assert!(text.contains(said), "{said}: {text}");
            }
            let sure = [&OLD[..], &[("sure", "1")]].concat();
            answer = secretary.post(&form, &sure).await;
        }
        let to = answer.outcome();
        let to = to.strip_prefix("303 ").and_then(|to| to.split('?').next()).expect(&to).to_owned();
        let page = secretary.get(&to).await.text();
        assert_eq!(page.contains("27-HD/BTCTW"), !told.is_empty(), "whoever decides is told too: {page}");
        let decision =
            [("version", "1"), ("day", "12/11/2018"), ("verdict", "yes"), ("kind", "exempt"), ("from", "05/11/2018")];
        let decided = secretary.post(&format!("{to}/quyet-dinh"), &decision).await.outcome();
        assert!(decided.starts_with("303"), "{decided}");
    }
}

#[tokio::test]
async fn in_the_demo_whoever_is_exempt_for_old_age_is_old() {
    let t = TestOffice::new().await;
    let sql = "SELECT n.birth_year, n.sex, e.from_day FROM person n
               JOIN (SELECT person_id, reason, from_day FROM exemption
                     UNION ALL SELECT person_id, reason, from_day FROM exemption_request) e ON e.person_id = n.id
               WHERE e.reason = 'age'";
    let all: Vec<(i64, String, Day)> = t.office.db.read().await.unwrap().all(sql, &[]).await.unwrap();
    assert!(all.len() >= 3, "some are: {all:?}");
    for (born, sex, from) in all {
        let age = from.year() - born;
        assert!(age > if sex == "m" { 60 } else { 55 }, "{born} {sex} from {from}");
    }
}
