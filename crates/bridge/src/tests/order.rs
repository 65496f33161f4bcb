//! Each entry is applied once and in order, however bundles arrive.

use super::*;
use crate::Bundle;
use proptest::prelude::*;

/// A bundle with withdrawals of articles numbered like their entries.
fn bundle(first: u64, count: u64) -> Bundle {
    let entries: Vec<Entry> = (first..first + count).map(|seq| withdrawal(seq as i64)).collect();
    open(&[office().verifying_key()], &seal(&office(), "portal", first, &entries).unwrap()).unwrap()
}

/// What a receiver does: applies what is new and remembers how far it came.
fn apply(bundle: &Bundle, last: &mut u64, applied: &mut Vec<u64>) -> Result<(), BridgeError> {
    for (seq, entry) in bundle.after("portal", *last)? {
        assert_eq!(entry, &withdrawal(seq as i64));
        applied.push(seq);
        *last = seq;
    }
    Ok(())
}

#[test]
fn what_is_new_in_a_bundle_of_11_to_13() {
    for (last_applied, new) in [
        (0, Err(BridgeError::Gap { expected: 1, found: 11 })),
        (9, Err(BridgeError::Gap { expected: 10, found: 11 })),
        (10, Ok(vec![11, 12, 13])),
        (11, Ok(vec![12, 13])),
        (13, Ok(vec![])),
        (14, Ok(vec![])),
        (u64::MAX, Ok(vec![])),
    ] {
        let seqs = bundle(11, 3).after("portal", last_applied).map(|new| new.map(|(seq, _)| seq).collect());
        assert_eq!(seqs, new, "after {last_applied}");
    }
}

#[test]
fn a_bundle_applied_twice_yields_nothing_the_second_time() {
    let (mut last, mut applied) = (10, Vec::new());
    for _arrival in 0..2 {
        apply(&bundle(11, 3), &mut last, &mut applied).unwrap();
    }
    assert_eq!((last, applied), (13, vec![11, 12, 13]));
}

#[test]
fn bundles_in_the_wrong_order_wait_for_the_missing_one() {
    let (mut last, mut applied) = (0, Vec::new());
    let gap = apply(&bundle(3, 2), &mut last, &mut applied).unwrap_err();
    assert_eq!(gap.to_string(), "entry 1 is next, but the bundle begins at 3: an earlier bundle is missing");
    assert!(applied.is_empty());
    apply(&bundle(1, 2), &mut last, &mut applied).unwrap();
    apply(&bundle(3, 2), &mut last, &mut applied).unwrap();
    assert_eq!(applied, [1, 2, 3, 4]);
}

#[test]
fn another_stream_is_not_applied() {
    let wrong = BridgeError::WrongStream { expected: "intake".into(), found: "portal".into() };
    assert_eq!(bundle(1, 1).after("intake", 0).map(|new| new.count()), Err(wrong));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Bundles that are lost, repeated, overlapping or shuffled never skip or double an entry.
    #[test]
    fn applied_is_always_one_run_from_the_first(arrivals in prop::collection::vec((1u64..12, 1u64..5), 1..20)) {
        let (mut last, mut applied) = (0, Vec::new());
        for (first, count) in arrivals {
            let before = last;
            let outcome = apply(&bundle(first, count), &mut last, &mut applied);
            prop_assert_eq!(outcome.is_err(), first > before + 1);
            prop_assert_eq!(&applied, &(1..=last).collect::<Vec<_>>());
        }
    }
}
