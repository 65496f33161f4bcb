//! One petition: what was said, its clock, the next steps, who sent it, what readers see of it, and what was done.

use super::{address, areas, find, keeper, state, title};
use crate::deadline::{how, left, working};
use crate::identity::reach::Officer;
use crate::reception::{Done, Keeper, Petition, Ruling, Sender, State as How, Step, kept_until};
use crate::shell::{Office, Shell, in_words};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use kit::failure::Failure;
use kit::form::Form;
use kit::page::html;
use kit::words::Words;

#[derive(Template)]
#[template(path = "reception/pages/one.html")]
pub(super) struct OnePage {
    shell: Shell,
    form: Form,
    here: String,
    subject: String,
    text: Vec<String>,
    about: String,
    state: &'static str,
    state_name: String,
    facts: Vec<(String, String)>,
    clock: String,
    /// Until when what was said is kept, or since when it is gone; empty while it is being dealt with.
    kept: String,
    /// The next steps: word, name, hint, button, whether its form stands open.
    steps: Vec<StepForm>,
    reasons: Vec<(String, String)>,
    areas: Vec<(String, String)>,
    /// What a sender is told by the code, or nothing is told.
    web: bool,
    /// Whether somebody can be opened, and who it was.
    has_sender: bool,
    /// Whether what was said and who said it are gone.
    erased: bool,
    sender: Option<Sender>,
    hands_over: bool,
    /// Whether the answer may be published, and as what it is.
    publishes: bool,
    shown: Option<(String, Vec<String>, String)>,
    consent: String,
    trail: Vec<(String, String, String, String)>,
    version: i64,
    request: String,
}

pub(super) struct StepForm {
    word: &'static str,
    name: String,
    hint: String,
    button: String,
    open: bool,
}

pub(super) async fn show(
    State(office): State<Office>,
    officer: Officer,
    Path(uid): Path<String>,
) -> Result<Response, Failure> {
    page(&office, &officer, &uid, (None, StatusCode::OK), Form::default()).await
}

pub(super) fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

pub(super) async fn page(
    office: &Office,
    officer: &Officer,
    uid: &str,
    (sender, status): (Option<Sender>, StatusCode),
    mut form: Form,
) -> Result<Response, Failure> {
    let (w, today) = (officer.words(), office.clock.today());
    let mut conn = office.db.read().await?;
    let (it, past) = find(&mut conn, office, officer, uid).await?;
    let set = office.book.by_id(&it.ruleset);
    let ruling = set.and_then(|set| Some(Ruling { id: &set.id, title: &set.title, rule: set.reception()? }));
    let ruling = ruling.map_or_else(|| office.reception_rule(), Ok)?;
    let said = it.said(&mut conn, &office.vault).await?;
    let done = Done::of(&mut conn, &office.vault, it.id).await?;
    drop(conn);
    let in_office = matches!(keeper(officer, &past, &it)?, Keeper::Office(_));
    let name = |unit: i64| past.tree.name(past.heir(unit)).to_owned();
    let due = match it.noticed_on {
        Some(on) => w.with("petition-told-on", "day", on.written()),
        None => format!("{} ({})", it.due_day.written(), left(w, today, it.due_day)),
    };
    let facts = [
        ("petition-kind", w.say(&format!("petition-kind-{}", it.kind))),
        ("petition-channel", w.say(&format!("petition-channel-{}", it.channel))),
        ("petition-unit", name(it.unit_id)),
        ("petition-received-on", it.received_on.written()),
        ("petition-due", due),
        ("petition-place", said.as_ref().map_or(String::new(), |said| said.place.clone())),
        ("petition-area", it.area_unit.map_or(String::new(), name)),
        ("papers-rule", in_words(w, ruling.title)),
    ];
    let facts = facts.into_iter().filter(|(_, value)| !value.is_empty()).map(|(key, value)| (w.say(key), value));
    let (state, state_name) = state(w, ruling, &it, today);
    let reckoning = working(it.received_on, ruling.rule.notice_working_days);
    let answered = done.iter().rev().find(|(done, _)| done.step == Step::Answer.word()).map(|(_, words)| words.clone());
    let publishes = in_office && it.may_publish == 1 && matches!(it.state(), How::Answered | How::Closed);
    if publishes && form.get("answer").is_empty() && form.is_sound() {
        form.set("answer", answered.unwrap_or_default());
    }
    let steps: Vec<StepForm> = Step::ALL
        .iter()
        .copied()
        .filter(|step| it.after(*step).is_some())
        .enumerate()
        .map(|(at, step)| step_form(w, &form, step, at == 0))
        .collect();
    let last = done.last().map_or(it.received_on, |(done, _)| done.at.day());
    let kept = match (it.erased_on, kept_until(&it, last, office.reception_rule()?)) {
        (Some(on), _) => w.with("petition-erased-on", "day", on.written()),
        (None, Some(until)) => w.with("petition-kept-until", "day", until.written()),
        (None, None) => String::new(),
    };
    let consent = if it.may_publish == 1 { "petition-consents" } else { "petition-consents-not" };
    let page = OnePage {
        here: address(&it.uid),
        subject: title(w, said.as_ref()),
        text: said.as_ref().map(|said| lines(&said.text)).unwrap_or_default(),
        about: said.map(|said| said.about).unwrap_or_default(),
        state,
        state_name,
        facts: facts.collect(),
        clock: if it.noticed_on.is_none() { how(w, &reckoning, &w.say("petition-since")) } else { String::new() },
        kept,
        steps,
        reasons: refusals(w, ruling),
        areas: std::iter::once((String::new(), w.say("petition-area-none")))
            .chain(areas(officer, it.unit_id))
            .collect(),
        web: it.channel == "web",
        has_sender: it.sender_sealed.is_some(),
        erased: it.erased_on.is_some(),
        sender,
        hands_over: in_office && it.shown_on.is_none() && !matches!(it.state(), How::Refused | How::Closed),
        publishes: publishes && it.shown_on.is_none(),
        shown: shown(&it),
        consent: w.say(consent),
        trail: done.into_iter().map(|(done, words)| trail(w, ruling, done, words)).collect(),
        version: it.version,
        request: office.chance.uuid(office.clock.now()).to_string(),
        shell: office.shell(officer),
        form,
    };
    html(status, &page)
}

fn step_form(w: Words, form: &Form, step: Step, first: bool) -> StepForm {
    let word = step.word();
    let wrong = form.errors().iter().any(|(name, _)| name.ends_with(&format!("-{word}")));
    StepForm {
        word,
        name: w.say(&format!("petition-do-{word}")),
        hint: w.say(&format!("petition-hint-{word}")),
        button: w.say(&format!("petition-button-{word}")),
        // Whoever looks at what is done with seldom comes to take it up again.
        open: wrong || (first && step != Step::Reopen && form.is_sound()),
    }
}

/// Why something is not taken up, by key.
pub(super) fn refusals(w: Words, ruling: Ruling<'_>) -> Vec<(String, String)> {
    let named = |it: &rules::Refusal| (it.key.clone(), viet::capital(&in_words(w, &it.name)));
    let choose = (String::new(), w.say("petition-choose-reason"));
    std::iter::once(choose).chain(ruling.rule.refusals.iter().map(named)).collect()
}

fn shown(it: &Petition) -> Option<(String, Vec<String>, String)> {
    let (question, answer) = (it.question.clone()?, it.answer.as_deref().map(lines)?);
    Some((question, answer, it.shown_on?.written()))
}

fn trail(w: Words, ruling: Ruling<'_>, done: Done, words: String) -> (String, String, String, String) {
    let passed = match (done.to_whom.as_str(), done.letter.as_str()) {
        ("", _) => String::new(),
        (to, "") => w.with("petition-passed-to", "to", to),
        (to, letter) => w.fill("petition-passed-by", &[("to", to.into()), ("letter", letter.into())]),
    };
    let reason = refusals(w, ruling).into_iter().find(|(key, _)| !key.is_empty() && *key == done.reason);
    let parts = [passed, reason.map(|(_, name)| format!("{name}.")).unwrap_or_default(), words];
    let told = parts.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ");
    (w.say(&format!("petition-done-{}", done.step)), done.at.written(), told, done.who)
}
