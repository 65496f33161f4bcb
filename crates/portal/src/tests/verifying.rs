//! What somebody changed in the portal's database is found, whatever it was.

use super::*;
use crate::Problem;

/// Changes a portal with three entries in two bundles; the problems that are found then.
async fn after(changes: &[&str]) -> Vec<String> {
    let t = TestPortal::with_articles().await;
    t.portal.apply(&bundle(4, &[edition(1, 2)]), STREAM).await.expect("applied");
    let mut tx = t.test.db.begin().await.unwrap();
    for sql in changes {
        assert!(tx.exec(sql, &[]).await.unwrap() > 0, "{sql} changes nothing");
    }
    tx.commit().await.unwrap();
    let report = Portal::verify(&t.test.db, &[key().verifying_key()]).await.unwrap();
    report.problems.iter().map(Problem::to_string).collect()
}

#[tokio::test]
async fn what_crossed_and_nothing_else_is_sound() {
    let t = TestPortal::with_articles().await;
    // Brought again with something new behind it, as after a lost answer.
    t.portal.apply(&bundle(2, &[edition(2, 1), today(97), edition(1, 2)]), STREAM).await.expect("applied");
    let report = Portal::verify(&t.test.db, &[key().verifying_key()]).await.unwrap();
    assert_eq!((report.bundles, report.entries, report.problems), (2, 4, vec![]));
    let other = SigningKey::from_bytes(&[8; 32]).verifying_key();
    let report = Portal::verify(&t.test.db, &[other]).await.unwrap();
    assert_eq!(report.problems.len(), 2 + 4, "with another key nothing is explained: {:?}", report.problems);
}

#[tokio::test]
async fn whatever_is_changed_in_the_log_is_found_and_named() {
    let link = "UPDATE crossed SET content = replace(content, 'Bác Hồ', 'https://ca-cuoc.example') WHERE seq = 1";
    let put_in = "INSERT INTO crossed (stream, seq, kind, subject, edition, content)
                  SELECT stream, 5, kind, '3', 1, replace(content, '\"article_id\":1', '\"article_id\":3')
                  FROM crossed WHERE seq = 1";
    for (changes, found) in [
        (vec![link], "entry 1 of office (article 1, edition 1) was brought by no signed bundle"),
        (vec![put_in], "entry 5 of office (article 3, edition 1) was brought by no signed bundle"),
        (vec![put_in, "UPDATE applied SET seq = 5"], "entry 5 of office (article 3, edition 1)"),
        (vec!["DELETE FROM crossed WHERE seq = 2"], "entries 1 to 3 of office are not what was signed"),
        (vec!["DELETE FROM crossed WHERE seq = 4"], "ends at entry 3, but entry 4 was the last that crossed"),
        (vec!["DELETE FROM bundle WHERE first = 4"], "entry 4 of office (article 1, edition 2)"),
        (vec!["UPDATE bundle SET last = 2 WHERE first = 1"], "entries 1 to 2 of office are not what was signed"),
        (vec!["UPDATE crossed SET subject = '9' WHERE seq = 2"], "(article 9, edition 1) is about something else"),
        (vec!["UPDATE crossed SET kind = 'withdrawal' WHERE seq = 3"], "is about something else than the log says"),
    ] {
        let problems = after(&changes).await;
        assert!(problems.iter().any(|problem| problem.contains(found)), "{changes:?}: {problems:?}");
    }
}

#[tokio::test]
async fn a_portal_that_was_broken_into_is_right_again_once_everything_has_crossed_anew() {
    let t = TestPortal::with_articles().await;
    t.reader().get(ARTICLE).await;
    t.portal.flush().await.unwrap();
    let views = t.portal.counts().0;
    let mut tx = t.test.db.begin().await.unwrap();
    let sql = "UPDATE crossed SET content = replace(content, 'Giữ vững', 'Cá cược') WHERE seq = 1";
    assert_eq!(tx.exec(sql, &[]).await.unwrap(), 1);
    tx.commit().await.unwrap();
    let broken = open(&t.test, &t.clock).await;
    let page = Door::new(broken.router()).get(ARTICLE).await.text();
    assert!(page.contains("Cá cược"), "the page is made from the log: {page}");

    Portal::forget_crossed(&t.test.db).await.unwrap();
    let mended = open(&t.test, &t.clock).await;
    assert_eq!(mended.last_applied(STREAM).await.unwrap(), 0);
    mended.apply(&bundle(1, &[edition(1, 1), edition(2, 1), today(97)]), STREAM).await.expect("applied");
    let page = Door::new(mended.router()).get(ARTICLE).await.text();
    assert!(page.contains("Giữ vững") && !page.contains("Cá cược"), "{page}");
    assert_eq!(mended.counts().0, views, "the counters stay");
    assert_eq!(Portal::verify(&t.test.db, &[key().verifying_key()]).await.unwrap().problems, vec![]);
}
