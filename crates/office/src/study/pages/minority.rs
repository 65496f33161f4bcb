//! How many members of ethnic minorities there are behind each number, and who. The ethnic group is sealed, and a mark made from
//! it would tell as much as itself; so nothing is kept. For the purpose that the rule states, whoever may open sealed values has
//! them counted in memory, once; a number that would point at somebody is kept back, and a list is a reading of everyone on it.

use super::sections::{PeoplePage, at, group_name, list_row, reasons};
use super::unit::{Asked, find};
use crate::identity::reach::{Grant, Officer};
use crate::identity::right::{ReadPeople, ReadSensitive, Right};
use crate::people::pages::purposes;
use crate::people::secret::{Secret, minorities, note_listed};
use crate::shell::{Office, Shell, in_words};
use crate::study::minority::{LEAST, Part, line_told, told};
use crate::study::roll::persons;
use crate::study::sections::{Section, Which};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use kit::failure::Failure;
use kit::form::Form;
use kit::journal;
use kit::page::html;
use serde_json::json;
use std::collections::{HashMap, HashSet};

/// Names that one opening shows, and notes.
const SHOWN: usize = 300;

#[derive(Template)]
#[template(path = "study/pages/minority.html")]
struct MinorityPage {
    shell: Shell,
    title: String,
    unit: String,
    /// The groups to whose members it was narrowed; empty for all.
    together: String,
    sections: Vec<&'static str>,
    back: String,
    list: String,
    /// What came out, in sentences.
    said: Vec<String>,
    /// The numbers, and those of the exempt by reason.
    tables: [(String, Vec<Row>); 2],
    /// What a list may be opened for.
    purposes: Vec<(String, String)>,
    form: Form,
    /// How it is counted, and what is kept back.
    how: String,
    purpose: String,
    basis: String,
}

/// A number, and the word that opens its list.
struct Row {
    name: String,
    /// Empty where it is kept back.
    number: String,
    list: String,
}

/// What was opened to be counted.
struct Opened<'a> {
    asked: &'a Asked,
    grant: Grant<ReadSensitive>,
    sections: Vec<Section>,
    /// Who belongs to a minority, of those on the roll here of whom it is known.
    known: HashMap<i64, bool>,
}

impl Opened<'_> {
    /// Opens what is known of everyone on the unit's roll.
    async fn open<'a>(
        office: &Office,
        officer: &Officer,
        asked: &'a Asked,
        form: &Form,
    ) -> Result<Opened<'a>, Failure> {
        let grant = officer.require_then(ReadSensitive, &asked.grouping.past, asked.unit)?;
        let sections = Section::ALL.into_iter().filter(|one| form.is(one.word(), "1")).collect();
        let all = asked.standing.persons(asked.unit, &[], Which::Roll);
        let known = minorities(&mut office.db.read().await?, &office.vault, &all, office.clock.today()).await?;
        Ok(Opened { asked, grant, sections, known })
    }

    /// The numbers of those in the groups, in the order of [`Which::ALL`], and which of them may be told. Whoever knows a
    /// wider group takes this one away from it: what is left must be as hard to guess.
    fn line(&self) -> ([Part; 7], [bool; 7]) {
        let of = |sections: &[Section]| {
            Which::ALL.map(|which| self.asked.standing.persons(self.asked.unit, sections, which))
        };
        let own = of(&self.sections);
        let line = own.each_ref().map(|persons| Part::of(&self.known, persons.iter().copied()));
        let within: HashSet<i64> = own.into_iter().flatten().collect();
        let mut told = line_told(line);
        for chosen in 0..(1_usize << self.sections.len()) - 1 {
            let wider: Vec<Section> =
                (0..self.sections.len()).filter(|at| chosen >> at & 1 == 1).map(|at| self.sections[at]).collect();
            let rest = of(&wider)
                .map(|persons| Part::of(&self.known, persons.into_iter().filter(|person| !within.contains(person))));
            let rest = line_told(rest);
            told = std::array::from_fn(|at| told[at] && rest[at]);
        }
        (line, told)
    }
}

pub(super) async fn count(
    State(office): State<Office>,
    officer: Officer,
    Path((campaign, unit)): Path<(String, String)>,
    form: Form,
) -> Result<Response, Failure> {
    let asked = find(&office, &officer, &campaign, &unit).await?;
    let opened = Opened::open(&office, &officer, &asked, &form).await?;
    counted(&office, &officer, &opened, form, StatusCode::OK).await
}

/// Notes the count and shows it.
async fn counted(
    office: &Office,
    officer: &Officer,
    opened: &Opened<'_>,
    form: Form,
    status: StatusCode,
) -> Result<Response, Failure> {
    let (w, now, asked) = (officer.words(), office.clock.now(), opened.asked);
    let (standing, sections, known) = (&*asked.standing, &opened.sections[..], &opened.known);
    let after = json!({
        "campaign": standing.campaign().id, "field": "ethnicity", "purpose": "statistics", "opened": known.len(),
        "group": Section::words(sections),
    });
    let event = opened.grant.event("study.minority.count", "campaign", standing.campaign().id).after(after);
    let mut tx = office.db.begin().await?;
    journal::write(&mut tx, &event, now).await?;
    tx.commit().await?;

    let (line, shown) = opened.line();
    let row = |name, part: Part, shown: bool, list: String| Row {
        name,
        number: if shown { w.number(part.of as i64) } else { String::new() },
        list,
    };
    let names = Which::ALL.map(|which| (w.say(&format!("study-which-{}", which.word())), which.word().to_owned()));
    let rows = names.into_iter().zip(line).zip(shown).map(|(((name, list), part), shown)| row(name, part, shown, list));
    let named = reasons(&mut office.db.read().await?, w, standing, (asked.unit, sections)).await?;
    let parts: Vec<Part> = named.iter().map(|(.., persons)| Part::of(known, persons.iter().copied())).collect();
    let may_name = officer.may_then(&asked.grouping.past, Right::ReadPeople, asked.unit);
    let reasons = named.into_iter().zip(&parts).zip(told(&parts)).map(|(((key, name, _), part), shown)| {
        // A group's rest by reason is not looked at: whatever could be worked out from it is not told within a group.
        row(name, *part, shown && sections.is_empty(), if may_name { format!("exempt:{key}") } else { String::new() })
    });
    let [_, _, due, part, ..] = line;
    let told = shown[2] && shown[3];
    let mut said = vec![if told && due.of > 0 {
        let values = [
            ("part", w.number(part.of as i64).into()),
            ("whole", w.number(due.of as i64).into()),
            ("rate", w.rate(part.of, due.of).into()),
        ];
        w.fill("minority-share", &values)
    } else {
        w.with("minority-few", "n", w.number(LEAST as i64))
    }];
    let group = standing.persons(asked.unit, sections, Which::Roll);
    let unknown = group.iter().filter(|person| !known.contains_key(person)).count();
    if unknown > 0 {
        said.push(w.with("minority-unknown", "n", w.number(unknown as i64)));
    }
    let rule = crate::people::pages::BOOK.on(rules::Area::PersonalData, None, now.day().0);
    let field = rule.and_then(|rule| rule.personal_data()).and_then(|rule| rule.field(Secret::Ethnicity.word()));
    let query = sections.iter().map(|one| format!("{}=1", one.word())).collect::<Vec<_>>().join("&");
    let page = MinorityPage {
        title: standing.campaign().title.clone(),
        unit: standing.tree().name(asked.unit).to_owned(),
        together: if sections.is_empty() { String::new() } else { group_name(w, standing, sections) },
        sections: sections.iter().map(|one| one.word()).collect(),
        back: at(asked, "nhom", &query),
        list: at(asked, "dan-toc/danh-sach", ""),
        tables: [(w.say("minority"), rows.collect()), (w.say("study-reasons"), reasons.collect())],
        purposes: purposes(w, now.day())?,
        how: w.with("minority-how", "n", w.number(LEAST as i64)),
        purpose: field.map_or(String::new(), |field| in_words(w, &field.purpose)),
        basis: field.map_or(String::new(), |field| in_words(w, &field.basis)),
        shell: office.shell(officer),
        said,
        form,
    };
    html(status, &page)
}

/// Who is behind a number: some hundred names at a time, each noted as read.
pub(super) async fn list(
    State(office): State<Office>,
    officer: Officer,
    Path((campaign, unit)): Path<(String, String)>,
    mut form: Form,
) -> Result<Response, Failure> {
    let asked = find(&office, &officer, &campaign, &unit).await?;
    let opened = Opened::open(&office, &officer, &asked, &form).await?;
    let (w, now, standing) = (officer.words(), office.clock.now(), &*asked.standing);
    let why = form.get("reason").to_owned();
    if !purposes(w, now.day())?.iter().any(|(known, _)| *known == why) {
        form.wrong("reason", w.say("record-no-reason"));
        return counted(&office, &officer, &opened, form, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    let behind = form.get("loai").to_owned();
    let (which, reason) = behind.split_once(':').map_or((&*behind, None), |(which, key)| (which, Some(key)));
    let which = Which::of(which).ok_or(Failure::NotFound)?;
    let mut name = w.say(&format!("study-which-{}", which.word()));
    let mut ids = match reason {
        None => standing.persons(asked.unit, &opened.sections, which),
        Some(reason) => {
            officer.require_then(ReadPeople, &asked.grouping.past, asked.unit)?;
            let all = reasons(&mut office.db.read().await?, w, standing, (asked.unit, &opened.sections)).await?;
            let (_, said, ids) = all.into_iter().find(|(key, ..)| key == reason).ok_or(Failure::NotFound)?;
            name = said;
            ids
        }
    };
    ids.retain(|person| opened.known.get(person) == Some(&true));
    let first = form.get("tu").parse().unwrap_or(0).min(ids.len());
    let some = &ids[first..ids.len().min(first + SHOWN)];
    let mut tx = office.db.begin().await?;
    note_listed(&mut tx, opened.grant, &office.vault, some, (Secret::Ethnicity, &why), now).await?;
    let found = persons(&mut tx, some, asked.unit).await?;
    tx.commit().await?;
    let units = standing.units_of_persons(asked.unit);
    let onward = first + some.len();
    let hidden = opened.sections.iter().map(|one| (one.word(), "1".to_owned()));
    let hidden = hidden.chain([("reason", why), ("loai", behind.clone()), ("tu", onward.to_string())]);
    let page = PeoplePage {
        title: standing.campaign().title.clone(),
        what: format!("{}: {}, {name}", w.say("minority"), group_name(w, standing, &opened.sections)),
        unit: standing.tree().name(asked.unit).to_owned(),
        back: at(&asked, "nhom", ""),
        count: w.count("study-people", ids.len() as i64),
        rows: found.into_iter().map(|person| list_row(w, standing, &units, person)).collect(),
        more: false,
        files: vec![],
        noted: w.count("minority-noted", some.len() as i64),
        onward: if onward < ids.len() { hidden.collect() } else { vec![] },
        onward_at: at(&asked, "dan-toc/danh-sach", ""),
        shell: office.shell(&officer),
    };
    html(StatusCode::OK, &page)
}
