//! The pages on which people are heard: the form of each kind, the receipt, and what became of it.

use super::Maker;
use super::contact::Lines;
use super::frame::{Frame, Head};
use crate::reception::{ASK, PATHS};
use askama::Template;
use bridge::{Code, PetitionKind, Reply};
use kit::clock::Ts;
use kit::form::Form;
use std::sync::Arc;

/// So many answered questions stand on a page.
const SHOWN: usize = 50;

#[derive(Template)]
#[template(path = "pages/reception.html")]
struct ReceptionPage {
    frame: Frame,
    here: String,
    lead: String,
    subject_hint: String,
    place_hint: String,
    /// Without one nothing is taken here.
    form: Option<Form>,
    /// Why, then.
    shut: String,
    wait: String,
    /// How long it is kept; empty where the office has not said.
    kept: String,
    /// The page that is written about: its name and address.
    about: Option<(String, String)>,
    place: Option<Lines>,
    shown: Vec<ShownRow>,
    /// The other kinds: address, name.
    others: Vec<(String, String)>,
    ask: String,
}

struct ShownRow {
    question: String,
    answer: Vec<String>,
    on: String,
}

#[derive(Template)]
#[template(path = "pages/received.html")]
struct ReceivedPage {
    frame: Frame,
    code: String,
    at: String,
    kind: String,
    wait: String,
    ask: String,
}

#[derive(Template)]
#[template(path = "pages/told.html")]
struct ToldPage {
    frame: Frame,
    form: Form,
    here: String,
    /// Whether this is a copy without a program behind it.
    copy: bool,
    kind: String,
    state: String,
    on: String,
    hint: String,
    said: Vec<String>,
}

/// What a sender is told.
pub(crate) enum Told {
    /// It waits for the office since then.
    Waits(Ts),
    /// What the office said last, with its words to the sender.
    Reply(Arc<Reply>, Option<String>),
}

fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

/// What people confide to the office nobody else looks on at.
fn confided(head: Head) -> Head {
    Head { confided: true, ..head }
}

fn path_of(kind: PetitionKind) -> &'static str {
    PATHS.iter().find(|(_, known)| *known == kind).map_or("/gop-y", |(path, _)| path)
}

impl Maker<'_> {
    /// The page of a kind; without a form when nothing is taken (in a copy), and when the reception is shut.
    pub(crate) fn reception(&self, kind: PetitionKind, form: Option<Form>) -> askama::Result<String> {
        let (w, own, word) = (self.w, path_of(kind), kind.word());
        let reception = self.library.hearing().open();
        let form = form.filter(|_| reception.is_some());
        let title = w.say(&format!("send-title-{word}"));
        let shut = if reception.is_some() { "send-copy" } else { "send-shut" };
        let others = PATHS.iter().filter(|(_, other)| *other != kind);
        let replies = self.library.hearing().replies().filter(|reply| reply.kind == kind);
        let mut shown: Vec<_> = replies.filter_map(|reply| reply.shown.as_ref()).collect();
        shown.sort_by(|a, b| (&b.on, &a.question).cmp(&(&a.on, &b.question)));
        let row = |it: &bridge::Shown| ShownRow {
            question: it.question.clone(),
            answer: lines(&it.answer),
            on: super::written_day(&it.on),
        };
        let page = ReceptionPage {
            here: format!("{}{own}", self.base()),
            lead: w.say(&format!("send-lead-{word}")),
            subject_hint: w.say(&format!("send-subject-{word}")),
            place_hint: w.say(&format!("send-place-{word}")),
            about: form.as_ref().and_then(|form| self.about(form.get("about"))),
            form,
            shut: w.say(shut),
            wait: w.count("send-wait", i64::from(reception.map_or(1, |it| it.days))),
            kept: match reception.map_or(0, |it| i64::from(it.kept_months)) {
                0 => String::new(),
                months if months % 12 == 0 => w.count("send-kept-years", months / 12),
                months => w.count("send-kept-months", months),
            },
            place: self.contact().map(|it| self.lines(it)),
            shown: shown.into_iter().take(SHOWN).map(row).collect(),
            others: others
                .map(|(path, kind)| (format!("{}{path}", self.base()), w.say(&format!("send-title-{}", kind.word()))))
                .collect(),
            ask: format!("{}{ASK}", self.base()),
            frame: self.frame(title, vec![], own, confided(self.head(own))),
        };
        page.render()
    }

    /// What a sender gets: the code, and until when they hear.
    pub(crate) fn receipt(&self, kind: PetitionKind, code: &Code, days: u32, now: Ts) -> askama::Result<String> {
        let w = self.w;
        let page = ReceivedPage {
            code: code.text(),
            at: now.written(),
            kind: w.say(&format!("send-title-{}", kind.word())),
            wait: w.count("send-wait", i64::from(days)),
            ask: format!("{}{ASK}", self.base()),
            frame: self.frame(w.say("receipt-title"), vec![], path_of(kind), Head::hidden()),
        };
        page.render()
    }

    /// The question by code, and what is told.
    pub(crate) fn told(&self, form: Form, told: Option<Told>) -> askama::Result<String> {
        let w = self.w;
        let (mut kind, mut state, mut on, mut hint, mut said) = Default::default();
        match told {
            None => {}
            Some(Told::Waits(at)) => {
                (state, on, hint) = (w.say("told-waits"), at.day().written(), w.say("told-waits-hint"));
            }
            Some(Told::Reply(reply, words)) => {
                kind = w.say(&format!("send-title-{}", reply.kind.word()));
                state = w.say(&format!("told-{}", reply.state.word()));
                hint = w.say(&format!("told-{}-hint", reply.state.word()));
                (on, said) = (super::written_day(&reply.on), words.as_deref().map(lines).unwrap_or_default());
            }
        }
        let here = format!("{}{ASK}", self.base());
        let frame = self.frame(w.say("ask-title"), vec![], ASK, confided(self.head(ASK)));
        ToldPage { frame, form, here, copy: false, kind, state, on, hint, said }.render()
    }

    /// What stands in a copy where senders ask.
    pub(crate) fn told_in_copy(&self) -> askama::Result<String> {
        let frame = self.frame(self.w.say("ask-title"), vec![], ASK, confided(self.head(ASK)));
        let (form, empty) = (Form::default(), String::new);
        let (here, hint) = (empty(), self.w.say("send-copy"));
        ToldPage { frame, form, here, copy: true, kind: empty(), state: empty(), on: empty(), hint, said: vec![] }
            .render()
    }

    /// Whether people are heard anywhere.
    pub(crate) fn hears(&self) -> bool {
        self.library.hearing().open().is_some()
    }

    /// The pages on which people are heard, as (name, address); none while nothing is taken.
    pub(crate) fn hearing(&self) -> Vec<(String, String)> {
        if !self.hears() {
            return vec![];
        }
        let (site, origin) = (self.portal.site(), (self.portal.0.settings.origin)());
        let place = |path: &str| {
            let path = format!("{}{path}", self.base());
            site.as_deref().map_or(path.clone(), |site| crate::sites::at_committee(site, &origin, &path))
        };
        let links = PATHS.iter().map(|(path, kind)| (path, format!("send-title-{}", kind.word())));
        let links = links.chain([(&ASK, "ask-title".to_owned())]);
        links.map(|(path, key)| (self.w.say(&key), place(path))).collect()
    }
}
