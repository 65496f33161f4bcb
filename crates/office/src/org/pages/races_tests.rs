//! Two who act at the same moment on what takes two persons: exactly one change of units comes of it, or none.

use super::closing_tests::{begin, place, send_the_rest};
use super::together_tests::{ask, events};
use crate::identity::right::Role;
use crate::testing::TestOffice;
use kit::db::EngineKind;
use std::future::Future;

/// Looks for locks that somebody waits for this often at most.
const LOOKS: usize = 5_000;

/// Lets two act at once: whoever writes to the proposal waits until both have come as far, for somebody holds it until then.
async fn at_once<A, B>(
    t: &TestOffice,
    proposal: &str,
    (one, other): (impl Future<Output = A>, impl Future<Output = B>),
) -> (A, B) {
    let uid = proposal.rsplit('/').next().unwrap_or_default();
    let mut held = t.office.db.begin().await.unwrap();
    held.exec("UPDATE proposal SET reason = reason WHERE uid = $1", &[&uid]).await.unwrap();
    let release = async {
        let mut conn = t.office.db.read().await.unwrap();
        let waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted";
        for _ in 0..LOOKS {
            tokio::task::yield_now().await;
            // SQLite has one writer: there they stand in line by themselves.
            if conn.kind() == EngineKind::Pg && conn.value::<i64>(waiting, &[]).await.unwrap() >= Some(2) {
                break;
            }
        }
        drop(held);
    };
    let (one, other, ()) = tokio::join!(one, other, release);
    (one, other)
}

async fn belong(t: &TestOffice) -> (i64, i64) {
    let open = "SELECT count(*) FROM membership WHERE kind = 'main' AND to_day IS NULL";
    let here = format!("{open} AND unit_id = $1");
    (t.value(open, &[]).await, t.value(&here, &[&t.silent_cell]).await)
}

#[tokio::test]
async fn of_two_who_settle_a_proposal_at_once_one_does_and_at_most_one_change_is_made() {
    for theirs in ["dong-y", "rut", "tu-choi"] {
        for first in [true, false] {
            let t = TestOffice::new().await;
            let mut asker = t.as_cast("organisation").await;
            let proposal = ask(&t, &mut asker).await;
            let mut leader = t.as_cast("leader").await;
            let mut other = match theirs {
                "rut" => asker,
                _ => t.signed_in("colleague", Role::OrganisationOfficer, t.district).await,
            };
            let seen = leader.get(&proposal).await.field("seen");
            let fields = match theirs {
                "dong-y" => vec![("seen", other.get(&proposal).await.field("seen"))],
                "tu-choi" => vec![("note", "Chưa cần".to_owned())],
                _ => vec![],
            };
            let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let (everybody, members) = belong(&t).await;
            let (agree, settle) = (format!("{proposal}/dong-y"), format!("{proposal}/{theirs}"));
            let seen = [("seen", seen.as_str())];
            let (agreed, settled) = if first {
                at_once(&t, &proposal, (leader.post(&agree, &seen), other.post(&settle, &fields))).await
            } else {
                let pair = (other.post(&settle, &fields), leader.post(&agree, &seen));
                let (settled, agreed) = at_once(&t, &proposal, pair).await;
                (agreed, settled)
            };
            let outcomes = [agreed.outcome(), settled.outcome()];
            let done = |outcome: &str| outcome.starts_with("303");
            assert_eq!(outcomes.iter().filter(|outcome| done(outcome)).count(), 1, "{theirs}: {outcomes:?}");
            assert!(outcomes.iter().any(|outcome| outcome == "409"), "{theirs}: {outcomes:?}");
            let made = done(&outcomes[0]) || theirs == "dong-y";
            assert_eq!(events(&t).await, i64::from(made), "{theirs}: {outcomes:?}");
            let told = "SELECT count(*) FROM journal WHERE verb = 'org.unit.dissolve'";
            assert_eq!(t.value::<i64>(told, &[]).await, i64::from(made), "{theirs}");
            assert_eq!(belong(&t).await, (everybody, if made { 0 } else { members }), "nobody is lost or doubled");
            let settled = "SELECT count(*) FROM journal WHERE verb IN ('proposals.agree', 'proposals.decline', 'proposals.withdraw')";
            assert_eq!(t.value::<i64>(settled, &[]).await, 1, "{theirs}: it is settled once");
        }
    }
}

#[tokio::test]
async fn what_is_changed_after_the_second_person_has_looked_is_not_what_they_agree_to() {
    for at_the_same_moment in [false, true] {
        let t = TestOffice::new().await;
        let (page, [(_, into), (_, other)]) = place(&t).await;
        let mut officer = t.as_cast("organisation").await;
        assert!(officer.post(&page, &begin(&into)).await.outcome().starts_with("303"));
        let version = send_the_rest(&mut officer, &page, &into, 1).await.to_string();
        let seen = officer.post(&page, &[("do", "preview")]).await.field("seen");
        let run = [("do", "run"), ("version", &*version), ("seen", &*seen)];
        let asked = officer.post(&page, &run).await.outcome();
        let proposal = asked.strip_prefix("303 ").and_then(|to| to.strip_suffix("?xong=de-nghi")).expect(&asked);

        let mut leader = t.as_cast("leader").await;
        let seen = leader.get(proposal).await.field("seen");
        let elsewhere = [("do", "send"), ("kind", "cases"), ("version", &*version), ("into", &*other), ("row-0", "1")];
        let agree = format!("{proposal}/dong-y");
        let seen = [("seen", seen.as_str())];
        let (sent, agreed) = if at_the_same_moment {
            at_once(&t, proposal, (officer.post(&page, &elsewhere), leader.post(&agree, &seen))).await
        } else {
            (officer.post(&page, &elsewhere).await, leader.post(&agree, &seen).await)
        };
        let outcomes = (sent.outcome(), agreed.outcome());
        let made = agreed.outcome().starts_with("303");
        assert_eq!((outcomes.0.starts_with("303"), made), (!made, made), "one of the two: {outcomes:?}");
        assert!(at_the_same_moment || !made, "{outcomes:?}");
        assert_eq!(events(&t).await, i64::from(made), "{outcomes:?}");
        if !made {
            assert_eq!(agreed.outcome(), "409");
            assert!(agreed.text().contains("người khác đã đổi nơi nhận"), "{}", agreed.text());
            assert!(leader.get(proposal).await.text().contains("Hiện không làm được"), "and it still waits");
        }
    }
}
