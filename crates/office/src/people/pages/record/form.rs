//! The form of a record: of somebody new, or as it should read from now on.

use super::typed::Typed;
use super::{Found, address, data_rule, in_lang, label};
use crate::identity::reach::Officer;
use crate::identity::right::Right;
use crate::org::kind;
use crate::people::erasure::restricted;
use crate::people::facts::{Fact, NO, YES};
use crate::people::pages::again::{self, Known, Side};
use crate::people::record::{Record, official_by_change};
use crate::people::secret::{Secret, secrets_of};
use crate::shell::{Office, Shell};
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use kit::clock::Day;
use kit::failure::Failure;
use kit::form::Form;
use kit::page::html;
use std::collections::HashSet;

#[derive(Template)]
#[template(path = "people/pages/record/keep.html")]
struct KeepPage {
    shell: Shell,
    form: Form,
    title: String,
    /// Where the form goes and where it is left for.
    action: String,
    back: String,
    /// Where a record is taken away that was entered by mistake; empty for a new one.
    mistake: String,
    /// The cells of somebody new; empty for a correction.
    units: Vec<(String, String)>,
    sexes: Vec<(String, String)>,
    /// Facts beside the core of the record.
    facts: Vec<FactField>,
    /// What can be answered to a question.
    answers: Vec<(String, String)>,
    /// The sealed fields.
    sealed: Vec<SealedField>,
    /// Since when the person is official, when a change of standing keeps it; and where that is.
    official: Option<(String, String)>,
    /// Fields that the person had restricted: neither shown nor changed here.
    restricted: HashSet<String>,
    /// Somebody of the same number or name within reach: (address, words).
    twins: Vec<(String, String)>,
    /// Who was a member before and may be meant, beside what was typed; and what can be chosen.
    formers: Vec<Side>,
    former_choices: Vec<(String, String)>,
    /// What somebody else changed meanwhile: (field, theirs, yours).
    conflict: Vec<(String, String, String)>,
}

struct FactField {
    key: &'static str,
    name: String,
    hint: String,
    /// Whether the person had it restricted.
    closed: bool,
    /// How it is asked: `place`, `question`, or words.
    way: &'static str,
    usual: Vec<String>,
}

struct SealedField {
    key: &'static str,
    name: String,
    hint: String,
    /// Whether a value is kept, which may be taken away.
    kept: bool,
    /// Whether the person had it restricted.
    closed: bool,
    usual: Vec<String>,
}

/// The form as the record is.
pub(super) fn filled(office: &Office, record: &Record, facts: &[(Fact, String)]) -> Form {
    let day = |day: Option<Day>| day.map_or(String::new(), Day::written);
    let mut form = Form::filled([
        ("request", office.chance.uuid(office.clock.now()).to_string()),
        ("version", record.version.to_string()),
        ("full_name", record.full_name.clone()),
        ("birth_day", record.birth_day.map_or_else(|| record.birth_year.to_string(), Day::written)),
        ("sex", record.sex.clone().unwrap_or_default()),
        ("joined_on", day(record.joined_on)),
        ("official_on", day(record.official_on)),
        ("card_no", record.card_no.clone().unwrap_or_default()),
    ]);
    facts.iter().for_each(|(fact, value)| form.set(fact.word(), value.clone()));
    form
}

/// What the form shows beside what was typed.
#[derive(Default)]
pub(super) struct Extra {
    pub(super) twins: Vec<(String, String)>,
    pub(super) formers: (Vec<Side>, Vec<(String, String)>),
    pub(super) conflict: Vec<(String, String, String)>,
}

impl Extra {
    /// With these former members beside what was typed.
    pub(super) fn beside(
        mut self,
        officer: &Officer,
        known: &[Known],
        typed: Option<&Typed>,
        form: &mut Form,
    ) -> Result<Extra, Failure> {
        let Some(typed) = typed.filter(|_| !known.is_empty()) else { return Ok(self) };
        let sides = again::sides(officer, known, &typed.asked(form), true)?;
        // Until somebody has chosen, what was just typed is to be written.
        if form.get("again").is_empty() {
            let rows = sides.iter().flat_map(|side| &side.rows).filter(|row| !row.tick.is_empty());
            rows.for_each(|row| form.set(&row.tick, "1"));
        }
        self.formers = (sides, again::choices(officer, known));
        Ok(self)
    }
}

pub(super) async fn page(
    office: &Office,
    officer: &Officer,
    found: Option<&Found>,
    form: Form,
    status: StatusCode,
    extra: Extra,
) -> Result<Response, Failure> {
    let (w, today) = (officer.words(), office.clock.today());
    let (rule, _) = data_rule(w, today)?;
    let mut conn = office.db.read().await?;
    let (mut known, mut official, mut closed) = (Vec::new(), None, HashSet::new());
    if let Some(found) = found {
        closed = restricted(&mut conn, found.person.id, today).await?;
        known = secrets_of(&mut conn, found.person.id).await?;
        if official_by_change(&mut conn, found.person.id).await? {
            let said = found.record.official_on.map_or_else(|| w.say("record-unsaid"), Day::written);
            official = Some((said, format!("{}/tu-cach", address(&found.person.uid))));
        }
    }
    drop(conn);
    let facts = Fact::ALL.iter().map(|fact| {
        let field = rule.field(fact.word());
        let purpose = field.map_or(String::new(), |field| in_lang(w, &field.purpose));
        let (way, hint) = match fact {
            Fact::HomePlace => ("place", w.say("fact-place-hint")),
            fact if fact.is_question() => ("question", w.with("record-why", "purpose", purpose)),
            _ => ("words", w.say("fact-hint")),
        };
        FactField {
            key: fact.word(),
            name: label(w, rule, fact.word()),
            hint,
            closed: closed.contains(fact.word()),
            way,
            usual: field.map(|field| field.usual.clone()).unwrap_or_default(),
        }
    });
    let facts = facts.collect();
    let sealed = Secret::ALL.map(|secret| {
        let field = rule.field(secret.word());
        let kept = known.contains(&secret);
        let purpose = field.map_or(String::new(), |field| in_lang(w, &field.purpose));
        let why = w.with("record-why", "purpose", purpose);
        SealedField {
            key: secret.word(),
            name: label(w, rule, secret.word()),
            hint: if kept { format!("{} {why}", w.say("record-kept-hint")) } else { why },
            usual: field.map(|field| field.usual.clone()).unwrap_or_default(),
            kept,
            closed: closed.contains(secret.word()),
        }
    });
    let cells = || {
        let all = officer.tree.of_kind(kind::CELL).filter(|unit| officer.may(Right::KeepPeople, unit.id));
        let name = |unit: &crate::org::TreeUnit| {
            let above = unit.parent_id.map_or("", |above| officer.tree.name(above));
            (unit.uid.clone(), format!("{}, {above}", unit.name))
        };
        std::iter::once((String::new(), w.say("record-choose"))).chain(all.map(name)).collect()
    };
    let page = KeepPage {
        title: found.map_or_else(|| w.say("record-new"), |_| w.say("record-correct")),
        action: found
            .map_or("/van-phong/dang-vien/moi".to_owned(), |found| format!("{}/sua", address(&found.person.uid))),
        back: found.map_or("/van-phong/dang-vien".to_owned(), |found| address(&found.person.uid)),
        mistake: found.map_or(String::new(), |found| format!("{}/ghi-nham", address(&found.person.uid))),
        units: if found.is_none() { cells() } else { Vec::new() },
        sexes: ["m", "f"].map(|sex| (sex.to_owned(), w.say(&format!("sex-{sex}")))).into(),
        answers: [(YES, "fact-yes"), (NO, "fact-no"), ("", "fact-unsaid")]
            .map(|(value, key)| (value.to_owned(), w.say(key)))
            .into(),
        facts,
        sealed: sealed.into(),
        official,
        restricted: closed,
        twins: extra.twins,
        formers: extra.formers.0,
        former_choices: extra.formers.1,
        conflict: extra.conflict,
        shell: office.shell(officer),
        form,
    };
    html(status, &page)
}
