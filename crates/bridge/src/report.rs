//! A report on a study campaign for the office above: the numbers as they were fixed, unit by unit, signed. Numbers and the
//! names of units, and nobody's name.
//!
//! ```text
//! then-chot-report 1
//! key 5f2a09c4e1b7d386
//! signature 0c1d…  (128 hexadecimal digits)
//! {"uid":"…","closing":1,…}
//! ```
//!
//! Three lines like those of a bundle, signed in the same way, then one JSON object to the end of the file.

use crate::error::BridgeError;
use crate::signed::{sign, verified};
use ed25519_dalek::{SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};

const OPENING: &str = "then-chot-report 1\n";
/// The largest report that is sealed or opened, in bytes: 8 MiB.
pub const MAX_REPORT_BYTES: usize = 8 * 1024 * 1024;

/// What was handed in of one kind, by those who took part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportHandin {
    /// Which kind, by its key in the rulesets.
    pub kind: String,
    /// Of whom it was due: those who took part.
    pub due: u64,
    /// Handed in and not given back.
    pub submitted: u64,
    /// Of them accepted by a reader.
    pub accepted: u64,
}

/// Numbers of a unit with all below it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportLine {
    /// What the unit was called.
    pub name: String,
    /// Its kind.
    pub kind: String,
    /// How many steps it is below the unit that reports, which has 0 and comes first; the others follow in preorder.
    pub depth: u32,
    /// Members on the roll.
    pub roll: u64,
    /// Of them exempt.
    pub exempt: u64,
    /// Took part in a session, among those not exempt.
    pub attended: u64,
    /// Made it up, among those not exempt.
    pub made_up: u64,
    /// Absent, among those not exempt.
    pub absent: u64,
    /// What was handed in, for each kind that the campaign requires; reports of older offices say nothing of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub handins: Vec<ReportHandin>,
}

impl ReportLine {
    /// Whether its own numbers fit together.
    fn is_possible(&self) -> bool {
        let parts = [self.exempt, self.attended, self.made_up, self.absent];
        let sum = parts.into_iter().try_fold(0u64, u64::checked_add);
        let counts = sum.is_some_and(|sum| sum <= self.roll) && i64::try_from(self.roll).is_ok();
        let fits = |one: &ReportHandin| {
            one.accepted <= one.submitted && one.submitted <= one.due && one.due <= self.attended + self.made_up
        };
        !self.name.is_empty() && counts && self.handins.iter().all(fits)
    }

    /// How many of a kind of paper, by one of its numbers.
    fn papers(&self, kind: &str, number: fn(&ReportHandin) -> u64) -> u64 {
        self.handins.iter().filter(|one| one.kind == kind).map(number).sum()
    }
}

/// A report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StudyReport {
    /// The campaign's identity at the office that reports.
    pub uid: String,
    /// The first, the second … time that its numbers were fixed: a correction comes later.
    pub closing: u32,
    /// What was studied.
    pub title: String,
    /// The paper that called for it.
    pub paper: String,
    /// The day whose roll and exemptions counted, `2018-11-15`.
    pub cutoff_day: String,
    /// When the numbers were fixed.
    pub closed_on: String,
    /// The rate asked for, in hundredths of a percent.
    pub target_basis_points: u32,
    /// The ruleset it was counted under.
    pub ruleset: String,
    /// The units.
    pub lines: Vec<ReportLine>,
    /// Exempt members by reason, as (key, how many), in the order of keys.
    pub reasons: Vec<(String, u64)>,
}

impl StudyReport {
    /// Whether it says what numbers can say.
    ///
    /// # Errors
    /// The first thing wrong, in words that name the unit.
    pub fn check(&self) -> Result<(), String> {
        let whole = self.lines.first().filter(|line| line.depth == 0).ok_or("the unit that reports is missing")?;
        if self.closing == 0 || self.uid.is_empty() || self.target_basis_points > 10_000 {
            return Err("closing, uid or target is impossible".into());
        }
        for day in [&self.cutoff_day, &self.closed_on] {
            day.parse::<jiff::civil::Date>().map_err(|_| format!("{day} is no day"))?;
        }
        for (line, next) in self.lines.iter().zip(self.lines.iter().skip(1)) {
            if next.depth == 0 || next.depth > line.depth + 1 {
                return Err(format!("{} stands below nothing", next.name));
            }
        }
        let kinds = |line: &ReportLine| line.handins.iter().map(|one| one.kind.clone()).collect::<Vec<_>>();
        let asked = kinds(whole);
        if asked.iter().enumerate().any(|(at, kind)| kind.is_empty() || asked[..at].contains(kind)) {
            return Err("a kind of paper is named twice".into());
        }
        for line in &self.lines {
            if !line.is_possible() || kinds(line) != asked {
                return Err(format!("the numbers of {} are impossible", line.name));
            }
        }
        // Nobody is in two units: those right below have no more than the whole, whatever is counted.
        for (at, line) in self.lines.iter().enumerate() {
            let below = self.lines[at + 1..].iter().take_while(|one| one.depth > line.depth);
            let below: Vec<&ReportLine> = below.filter(|one| one.depth == line.depth + 1).collect();
            let counts: [fn(&ReportLine) -> u64; 5] =
                [|line| line.roll, |line| line.exempt, |line| line.attended, |line| line.made_up, |line| line.absent];
            for count in counts {
                let sum = below.iter().map(|one| count(one)).try_fold(0u64, u64::checked_add);
                if sum.is_none_or(|sum| sum > count(line)) {
                    return Err(format!("those below {} are more than it has", line.name));
                }
            }
            let papers: [fn(&ReportHandin) -> u64; 3] = [|one| one.due, |one| one.submitted, |one| one.accepted];
            for (kind, number) in asked.iter().flat_map(|kind| papers.map(|number| (kind, number))) {
                let sum = below.iter().map(|one| one.papers(kind, number)).try_fold(0u64, u64::checked_add);
                if sum.is_none_or(|sum| sum > line.papers(kind, number)) {
                    return Err(format!("papers below {} are more than it has", line.name));
                }
            }
        }
        let reasons = self.reasons.iter().map(|(_, n)| *n).try_fold(0u64, u64::checked_add);
        if reasons.is_none_or(|sum| sum > whole.exempt) {
            return Err("there are more reasons than exempt members".into());
        }
        Ok(())
    }
}

/// Signs a report. The same arguments give the same text.
///
/// # Errors
/// [`BridgeError::BadBody`] for what [`open_report`] would refuse.
pub fn seal_report(key: &SigningKey, report: &StudyReport) -> Result<String, BridgeError> {
    report.check().map_err(|what| BridgeError::BadBody { what })?;
    let body = serde_json::to_string(report).map_err(|error| BridgeError::BadBody { what: error.to_string() })?;
    let sealed = sign(key, OPENING, &body);
    match sealed.len() {
        bytes if bytes > MAX_REPORT_BYTES => Err(BridgeError::TooLarge { bytes, limit: MAX_REPORT_BYTES }),
        _ => Ok(sealed),
    }
}

/// Opens a report that was signed with one of the trusted keys, with that key's id. Nothing is parsed before the signature was
/// found good.
///
/// # Errors
/// Too large, no report, a key that is not trusted, a signature that does not fit, numbers that cannot be.
pub fn open_report(trusted: &[VerifyingKey], bytes: &[u8]) -> Result<(String, StudyReport), BridgeError> {
    if bytes.len() > MAX_REPORT_BYTES {
        return Err(BridgeError::TooLarge { bytes: bytes.len(), limit: MAX_REPORT_BYTES });
    }
    let (key, body) = verified(trusted, (OPENING, "then-chot-report"), bytes)?;
    let report: StudyReport =
        serde_json::from_slice(body).map_err(|error| BridgeError::BadBody { what: error.to_string() })?;
    report.check().map_err(|what| BridgeError::BadBody { what })?;
    Ok((key.to_owned(), report))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::key_id;
    use proptest::prelude::*;

    fn line(name: &str, depth: u32, [roll, exempt, attended, made_up, absent]: [u64; 5]) -> ReportLine {
        let handins = vec![ReportHandin {
            kind: "reflection".into(),
            due: attended + made_up,
            submitted: attended,
            accepted: attended - 1,
        }];
        ReportLine { name: name.into(), kind: "cell".into(), depth, roll, exempt, attended, made_up, absent, handins }
    }

    fn report() -> StudyReport {
        StudyReport {
            uid: "0194".into(),
            closing: 1,
            title: "Nghị quyết 35".into(),
            paper: "35-NQ/TW".into(),
            cutoff_day: "2018-11-15".into(),
            closed_on: "2018-11-30".into(),
            target_basis_points: 9800,
            ruleset: "study-before-2026".into(),
            lines: vec![
                line("Đảng ủy xã", 0, [75, 5, 66, 2, 2]),
                line("Chi bộ 1", 1, [40, 2, 36, 1, 1]),
                line("Chi bộ 2", 1, [35, 3, 30, 1, 1]),
            ],
            reasons: vec![("age".into(), 3), ("mobile_work".into(), 2)],
        }
    }

    #[test]
    fn a_report_opens_as_it_was_signed_and_not_otherwise() {
        let key = SigningKey::from_bytes(&[7; 32]);
        let sealed = seal_report(&key, &report()).unwrap();
        let trusted = [key.verifying_key()];
        assert_eq!(open_report(&trusted, sealed.as_bytes()), Ok((key_id(&trusted[0]), report())));
        for (changed, why) in [
            (sealed.replace("\"attended\":36", "\"attended\":37"), BridgeError::BadSignature),
            (sealed.replace("report 1", "report 2"), BridgeError::BadHeader { line: "then-chot-report" }),
            (sealed.replace("signature ", "signed "), BridgeError::BadHeader { line: "signature" }),
            (format!("{sealed} "), BridgeError::BadSignature),
            (String::new(), BridgeError::BadHeader { line: "then-chot-report" }),
        ] {
            assert_eq!(open_report(&trusted, changed.as_bytes()), Err(why), "{changed}");
        }
        let other = [SigningKey::from_bytes(&[8; 32]).verifying_key()];
        assert!(matches!(open_report(&other, sealed.as_bytes()), Err(BridgeError::UnknownKey { .. })));
    }

    #[test]
    fn a_report_of_an_older_office_says_nothing_of_papers_and_opens() {
        let key = SigningKey::from_bytes(&[7; 32]);
        let mut old = report();
        old.lines.iter_mut().for_each(|line| line.handins.clear());
        let sealed = seal_report(&key, &old).unwrap();
        assert!(!sealed.contains("handins"), "as an older office signs it: {sealed}");
        assert_eq!(open_report(&[key.verifying_key()], sealed.as_bytes()).unwrap().1, old);
    }

    #[test]
    fn numbers_that_cannot_be_are_neither_signed_nor_opened() {
        let key = SigningKey::from_bytes(&[7; 32]);
        let with = |change: fn(&mut StudyReport)| {
            let mut report = report();
            change(&mut report);
            report
        };
        for broken in [
            with(|r| r.lines[1].attended = 60),
            with(|r| r.lines[2].roll = 36),
            with(|r| r.lines[2].depth = 3),
            with(|r| r.lines[0].depth = 1),
            with(|r| r.lines.clear()),
            with(|r| r.lines[2].roll = u64::MAX),
            with(|r| r.lines[1].handins[0].accepted = 37),
            with(|r| r.lines[1].handins[0].due = 38),
            with(|r| r.lines[2].handins.clear()),
            with(|r| r.lines[0].handins[0].accepted = 60),
            with(|r| r.lines.iter_mut().for_each(|line| line.handins.push(line.handins[0].clone()))),
            with(|r| r.reasons[0].1 = 9),
            with(|r| r.cutoff_day = "hôm qua".into()),
            with(|r| r.closing = 0),
        ] {
            assert!(matches!(seal_report(&key, &broken), Err(BridgeError::BadBody { .. })), "{broken:?}");
            let signed = sign(&key, OPENING, &serde_json::to_string(&broken).unwrap());
            let opened = open_report(&[key.verifying_key()], signed.as_bytes());
            assert!(matches!(opened, Err(BridgeError::BadBody { .. })), "{broken:?}");
        }
    }

    proptest! {
        #[test]
        fn no_byte_can_be_changed(at in 0usize..10_000, to in 0u8..=255) {
            let key = SigningKey::from_bytes(&[7; 32]);
            let mut sealed = seal_report(&key, &report()).unwrap().into_bytes();
            let at = at % sealed.len();
            prop_assume!(sealed[at] != to);
            sealed[at] = to;
            prop_assert!(open_report(&[key.verifying_key()], &sealed).is_err());
        }

        #[test]
        fn nothing_that_is_sent_is_too_strange(bytes in proptest::collection::vec(0u8..=255, 0..400)) {
            prop_assert!(open_report(&[SigningKey::from_bytes(&[7; 32]).verifying_key()], &bytes).is_err());
        }
    }
}
