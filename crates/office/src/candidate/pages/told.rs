//! What the page of a candidate tells: facts, what the rule asks, what was done.

use super::ruling;
use crate::candidate::checks::{Finding, check};
use crate::candidate::{Candidate, Sponsor, StepDone};
use crate::journal::entered;
use crate::shell::in_words;
use kit::clock::Day;
use kit::failure::Failure;
use kit::words::Words;
use rules::AdmissionRule;

/// What was said of the record of before.
pub(super) fn identified(w: Words, one: &Candidate) -> String {
    match (one.former_id, one.apart, one.left_on) {
        (Some(_), ..) => w.say("candidate-former-joined"),
        (None, 1, _) => w.say("candidate-former-apart"),
        (None, _, Some(_)) => w.say("candidate-former-open"),
        (None, _, None) => String::new(),
    }
}

/// Each point of the rule with what came of it today.
pub(super) fn points(w: Words, one: &Candidate, today: Day) -> Result<Vec<(&'static str, String, String)>, Failure> {
    let found = check(ruling(today)?, &one.facts(), today).into_iter().map(|(point, finding)| {
        let (state, key) = match finding {
            Finding::Met => ("done", "met"),
            Finding::ByConsent => ("done", "consent"),
            Finding::NeedsConsent => ("late", "needs"),
            Finding::Unmet => ("short", "unmet"),
        };
        (state, w.say(&format!("candidate-point-{}", point.word())), w.say(&format!("candidate-finding-{key}")))
    });
    Ok(found.collect())
}

/// What is known of them.
pub(super) fn facts(w: Words, one: &Candidate, sponsors: &[Sponsor], rule: &AdmissionRule) -> Vec<(String, String)> {
    let level = rule.schooling.iter().find(|level| level.key == one.schooling);
    let mut facts = vec![
        (w.say("transfer-born"), one.birth_day.written()),
        (w.say("candidate-schooling"), level.map_or(String::new(), |level| viet::capital(&in_words(w, &level.name)))),
    ];
    let mut names: Vec<&str> = sponsors.iter().map(|sponsor| sponsor.full_name.as_str()).collect();
    names.extend((!one.body.is_empty()).then_some(one.body.as_str()));
    facts.push((w.say("candidate-sponsors"), names.join(", ")));
    for (key, value) in [
        ("candidate-class-on", one.class_on.map(|day| day.written())),
        ("candidate-left-on", one.left_on.map(|day| day.written())),
        ("candidate-consent", Some(one.consent.clone())),
    ] {
        facts.extend(value.map(|value| (w.say(key), value)));
    }
    facts.retain(|(_, value)| !value.is_empty());
    facts
}

/// A step: what, when, by which paper, entered by whom.
pub(super) fn row(w: Words, done: StepDone) -> (String, String, String, String) {
    let who = entered(w, &done.who, done.at);
    (w.say(&format!("candidate-done-{}", done.step)), done.day.written(), done.paper, who)
}
