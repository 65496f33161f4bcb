//! How many members of ethnic minorities took part. The ethnic group is sealed, and a mark made from it would tell as much as
//! itself; so nothing is kept and nobody is named. For the purpose that the rule states, whoever may open sealed values has them
//! counted in memory, at a unit, once; what comes out is a number, and none where it would point at somebody.

use super::sections::at;
use super::unit::find;
use crate::identity::reach::Officer;
use crate::identity::right::ReadSensitive;
use crate::people::secret::minorities;
use crate::shell::{Office, Shell, in_words};
use crate::study::sections::Which;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use kit::failure::Failure;
use kit::journal;
use kit::page::html;
use serde_json::json;

/// Fewer than so many are not told apart: a product rule, as for opinions.
const LEAST: usize = 5;
/// More are not opened for one page.
const MOST: usize = 20_000;

#[derive(Template)]
#[template(path = "study/pages/minority.html")]
struct MinorityPage {
    shell: Shell,
    title: String,
    unit: String,
    back: String,
    /// What came out, in sentences.
    said: Vec<String>,
    purpose: String,
    basis: String,
}

pub(super) async fn count(
    State(office): State<Office>,
    officer: Officer,
    Path((campaign, unit)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let asked = find(&office, &officer, &campaign, &unit).await?;
    let grant = officer.require_then(ReadSensitive, &asked.grouping.past, asked.unit)?;
    let (w, now, standing) = (officer.words(), office.clock.now(), &*asked.standing);
    let due = standing.persons(asked.unit, &[], Which::Due);
    let mut said = Vec::new();
    if due.len() > MOST {
        said.push(w.with("minority-too-many", "n", w.number(MOST as i64)));
    } else {
        let mut tx = office.db.begin().await?;
        let known = minorities(&mut tx, &office.vault, &due, now.day()).await?;
        let of: Vec<i64> = due.iter().copied().filter(|person| known.get(person) == Some(&true)).collect();
        let after = json!({
            "campaign": standing.campaign().id, "field": "ethnicity", "purpose": "statistics", "opened": known.len(),
        });
        journal::write(
            &mut tx,
            &grant.event("study.minority.count", "campaign", standing.campaign().id).after(after),
            now,
        )
        .await?;
        tx.commit().await?;
        let others = known.len() - of.len();
        if of.len() < LEAST || others < LEAST {
            said.push(w.with("minority-few", "n", w.number(LEAST as i64)));
        } else {
            let took_part = of.iter().filter(|person| standing.took_part(**person)).count() as u64;
            let absent = of.len() as u64 - took_part;
            if absent > 0 && absent < LEAST as u64 {
                // So few are missing that they could be guessed.
                said.push(w.fill(
                    "minority-nearly-all",
                    &[("due", w.number(of.len() as i64).into()), ("n", w.number(LEAST as i64).into())],
                ));
            } else {
                let values = [
                    ("part", w.number(took_part as i64).into()),
                    ("whole", w.number(of.len() as i64).into()),
                    ("rate", w.rate(took_part, of.len() as u64).into()),
                ];
                said.push(w.fill("minority-share", &values));
            }
        }
        let unknown = due.len() - known.len();
        if unknown > 0 {
            said.push(w.with("minority-unknown", "n", w.number(unknown as i64)));
        }
    }
    let rule = crate::people::pages::BOOK.on(rules::Area::PersonalData, None, now.day().0);
    let field = rule.and_then(|rule| rule.personal_data()).and_then(|rule| rule.field("ethnicity"));
    let page = MinorityPage {
        title: standing.campaign().title.clone(),
        unit: standing.tree().name(asked.unit).to_owned(),
        back: at(&asked, "nhom", ""),
        purpose: field.map_or(String::new(), |field| in_words(w, &field.purpose)),
        basis: field.map_or(String::new(), |field| in_words(w, &field.basis)),
        shell: office.shell(&officer),
        said,
    };
    html(StatusCode::OK, &page)
}
