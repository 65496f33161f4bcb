//! Making a paper public and taking it back: one asks, a second person agrees where the rules want two.

use super::{Writing, address, broken, find, title};
use crate::identity::reach::second::Way;
use crate::identity::reach::{Grant, Officer};
use crate::identity::right::{KeepPapers, PublishPaper};
use crate::papers::{Paper, PaperError, PaperFile, publish, withdraw};
use crate::proposals::{self, Ask, Proposal};
use crate::shell::Office;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use kit::db::{Conn, Tx};
use kit::failure::Failure;
use kit::form::Form;
use kit::once;
use serde_json::json;

pub(super) async fn ask(
    State(office): State<Office>,
    officer: Officer,
    Path(uid): Path<String>,
    mut form: Form,
) -> Result<Response, Failure> {
    let (w, now) = (officer.words(), office.clock.now());
    let mut tx = office.db.begin().await?;
    let (paper, past) = find(&mut tx, &office, &officer, &uid).await?;
    officer.require_then(KeepPapers, &past, paper.unit_id)?;
    let way = officer.way(&mut tx, &office, PublishPaper, paper.unit_id).await?;
    once::first_time(&mut tx, &form).await?;
    let files = PaperFile::of(&mut tx, paper.id).await?;
    let chosen: Vec<i64> =
        files.iter().filter(|file| form.is(&format!("tep-{}", file.uid), "1")).map(|file| file.id).collect();
    if !crate::papers::may_be_public(&paper) {
        form.wrong("public", w.say("papers-public-secret"));
    } else if chosen.is_empty() && !files.is_empty() && !form.is("without", "1") {
        form.wrong("public", w.say("papers-public-no-file"));
    }
    if !form.is_sound() {
        drop(tx);
        return super::one::page(&office, &officer, &uid, StatusCode::UNPROCESSABLE_ENTITY, form).await;
    }
    let target = match way {
        Way::Alone(grant) => {
            let ruling = office.papers_rule(now.day())?;
            match publish(&mut tx, grant, (ruling, &office.files), (paper.id, &chosen), now).await {
                Ok(()) => format!("{}?xong=van-ban-cong-khai", address(&uid)),
                Err(error) => return Err(broken(error)),
            }
        }
        Way::Together(asking) => {
            let ask = Ask {
                uid: office.chance.uuid(now).to_string(),
                subject: "paper",
                subject_id: paper.id,
                payload: json!({ "files": chosen }),
                reason: form.get("why"),
                hours: office.roles()?.two_person_hours,
            };
            format!("{}?xong=de-nghi", proposals::ask(&mut tx, asking, &ask, now).await?)
        }
    };
    once::done(tx, &form, &target, now).await
}

fn files(proposal: &Proposal) -> Vec<i64> {
    let files = proposal.values()["files"].as_array().cloned().unwrap_or_default();
    files.iter().filter_map(serde_json::Value::as_i64).collect()
}

/// What is to be made public, for whoever is to agree.
pub(crate) async fn told(
    conn: &mut Conn,
    officer: &Officer,
    proposal: &Proposal,
) -> Result<Vec<(String, String)>, Failure> {
    let w = officer.words();
    let paper = Paper::get(conn, proposal.subject_id).await?.ok_or(Failure::NotFound)?;
    let chosen = files(proposal);
    let names = PaperFile::of(conn, paper.id).await?.into_iter().filter(|file| chosen.contains(&file.id));
    let names: Vec<String> = names.map(|file| file.name).collect();
    let names = if names.is_empty() { w.say("papers-public-none") } else { names.join("; ") };
    Ok(vec![(w.say("papers-public-paper"), title(w, &paper)), (w.say("papers-files"), names)])
}

/// Makes public what two persons agreed on; where it is seen.
pub(crate) async fn carry_out(
    tx: &mut Tx,
    office: &Office,
    grant: Grant<PublishPaper>,
    proposal: &Proposal,
) -> Result<String, Failure> {
    let now = office.clock.now();
    let paper = Paper::get(tx, proposal.subject_id).await?.ok_or(Failure::NotFound)?;
    let ruling = office.papers_rule(now.day())?;
    publish(tx, grant, (ruling, &office.files), (paper.id, &files(proposal)), now).await.map_err(broken)?;
    Ok(address(&paper.uid))
}

pub(super) async fn take_back(
    State(office): State<Office>,
    officer: Officer,
    Path(uid): Path<String>,
    mut form: Form,
) -> Result<Response, Failure> {
    let (w, now) = (officer.words(), office.clock.now());
    let Writing { mut tx, paper, grant } = Writing::begin(&office, &officer, &uid, &form).await?;
    match form.get("off_reason").chars().count() {
        0 => form.wrong("off_reason", w.say("papers-no-reason")),
        n if n > 500 => form.wrong("off_reason", w.count("papers-too-long", 500)),
        _ => match withdraw(&mut tx, grant, paper.id, form.get("off_reason"), now).await {
            Ok(()) => {
                let target = format!("{}?xong=van-ban-rut", address(&uid));
                return once::done(tx, &form, &target, now).await;
            }
            Err(PaperError::Stale) => form.wrong("off_reason", w.say("papers-stale")),
            Err(error) => return Err(broken(error)),
        },
    }
    drop(tx);
    super::one::page(&office, &officer, &uid, StatusCode::UNPROCESSABLE_ENTITY, form).await
}
