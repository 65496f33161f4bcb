//! How many members of ethnic minorities took part. The ethnic group is sealed, and a mark made from it would tell as much as
//! itself; so nothing is kept and nobody is named. For the purpose that the rule states, whoever may open sealed values has them
//! counted in memory, at a unit, once; what comes out is a number, and none where it would point at somebody.

use super::sections::{at, group_name};
use super::unit::find;
use crate::identity::reach::Officer;
use crate::identity::right::ReadSensitive;
use crate::people::secret::minorities;
use crate::shell::{Office, Shell, in_words};
use crate::study::Standing;
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
use std::collections::HashSet;

/// Fewer than so many are not told apart: a product rule, as for opinions.
const LEAST: u64 = 5;
/// More are not opened for one page.
const MOST: usize = 20_000;

#[derive(Template)]
#[template(path = "study/pages/minority.html")]
struct MinorityPage {
    shell: Shell,
    title: String,
    unit: String,
    /// The groups to whose members it was narrowed; empty for all.
    together: String,
    back: String,
    /// What came out, in sentences.
    said: Vec<String>,
    purpose: String,
    basis: String,
}

/// Some members of a minority: how many are to study, and how many of them did.
#[derive(Clone, Copy)]
struct Counted {
    due: u64,
    part: u64,
}

impl Counted {
    fn of(standing: &Standing, persons: &[i64]) -> Counted {
        let part = persons.iter().filter(|person| standing.took_part(**person)).count();
        Counted { due: persons.len() as u64, part: part as u64 }
    }

    /// So few are missing that they could be guessed.
    fn points_at_somebody(self) -> bool {
        (1..LEAST).contains(&(self.due - self.part))
    }
}

pub(super) async fn count(
    State(office): State<Office>,
    officer: Officer,
    Path((campaign, unit)): Path<(String, String)>,
    form: Form,
) -> Result<Response, Failure> {
    let asked = find(&office, &officer, &campaign, &unit).await?;
    let grant = officer.require_then(ReadSensitive, &asked.grouping.past, asked.unit)?;
    let (w, now, standing) = (officer.words(), office.clock.now(), &*asked.standing);
    let sections: Vec<Section> = Section::ALL.into_iter().filter(|one| form.is(one.word(), "1")).collect();
    let all = standing.persons(asked.unit, &[], Which::Due);
    let mut said = Vec::new();
    if all.len() > MOST {
        said.push(w.with("minority-too-many", "n", w.number(MOST as i64)));
    } else {
        let mut tx = office.db.begin().await?;
        let known = minorities(&mut tx, &office.vault, &all, now.day()).await?;
        let after = json!({
            "campaign": standing.campaign().id, "field": "ethnicity", "purpose": "statistics", "opened": known.len(),
            "group": Section::words(&sections),
        });
        let event = grant.event("study.minority.count", "campaign", standing.campaign().id).after(after);
        journal::write(&mut tx, &event, now).await?;
        tx.commit().await?;
        let group: HashSet<i64> = standing.persons(asked.unit, &sections, Which::Due).into_iter().collect();
        let minority = known.iter().filter(|(_, is)| **is).map(|(person, _)| *person);
        let (within, outside): (Vec<i64>, Vec<i64>) = minority.partition(|person| group.contains(person));
        let others = known.iter().filter(|(person, is)| !**is && group.contains(person)).count() as u64;
        let (of, rest) = (Counted::of(standing, &within), Counted::of(standing, &outside));
        // Whoever knows the whole takes the group away from it: the rest must be as hard to guess.
        let split = !sections.is_empty();
        let few = of.due < LEAST || others < LEAST || split && rest.due < LEAST;
        let least = w.number(LEAST as i64);
        said.push(if few {
            w.with("minority-few", "n", least)
        } else if of.points_at_somebody() || split && rest.points_at_somebody() {
            w.fill("minority-nearly-all", &[("due", w.number(of.due as i64).into()), ("n", least.into())])
        } else {
            let values = [
                ("part", w.number(of.part as i64).into()),
                ("whole", w.number(of.due as i64).into()),
                ("rate", w.rate(of.part, of.due).into()),
            ];
            w.fill("minority-share", &values)
        });
        let unknown = group.len() - known.keys().filter(|person| group.contains(person)).count();
        if unknown > 0 {
            said.push(w.with("minority-unknown", "n", w.number(unknown as i64)));
        }
    }
    let rule = crate::people::pages::BOOK.on(rules::Area::PersonalData, None, now.day().0);
    let field = rule.and_then(|rule| rule.personal_data()).and_then(|rule| rule.field("ethnicity"));
    let query = sections.iter().map(|one| format!("{}=1", one.word())).collect::<Vec<_>>().join("&");
    let page = MinorityPage {
        title: standing.campaign().title.clone(),
        unit: standing.tree().name(asked.unit).to_owned(),
        together: if sections.is_empty() { String::new() } else { group_name(w, standing, &sections) },
        back: at(&asked, "nhom", &query),
        purpose: field.map_or(String::new(), |field| in_words(w, &field.purpose)),
        basis: field.map_or(String::new(), |field| in_words(w, &field.basis)),
        shell: office.shell(&officer),
        said,
    };
    html(StatusCode::OK, &page)
}
