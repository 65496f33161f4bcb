//! The Word file of a paper: sent to whoever has a part in it, and one that was written elsewhere taken in its place.

use super::{address, find};
use crate::identity::reach::Officer;
use crate::identity::right::DraftPapers;
use crate::outgoing::{OutError, letter, printed, put_word};
use crate::papers::{Paper, Taken, chosen};
use crate::shell::Office;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use kit::failure::Failure;
use kit::form::Form;
use kit::once;

pub(super) async fn send(
    State(office): State<Office>,
    officer: Officer,
    Path(uid): Path<String>,
) -> Result<Response, Failure> {
    let today = office.clock.today();
    let mut conn = office.db.read().await?;
    let (one, past) = find(&mut conn, &office, &officer, &uid).await?;
    let paper = match one.paper_id {
        Some(id) => Paper::get(&mut conn, id).await?,
        None => None,
    };
    drop(conn);
    let printed_letter = letter(office.papers_rule(today)?, &past.tree, &one, paper.as_ref(), today);
    let bytes = printed(&office.files, office.layout_rule()?, &one, &printed_letter)?;
    let name = match (&paper, one.word_name.is_empty()) {
        (Some(paper), true) => format!("{}.docx", viet::slug(&paper.symbol)),
        (None, true) => format!("{}.docx", viet::slug(&one.subject).chars().take(60).collect::<String>()),
        _ => one.word_name.clone(),
    };
    Ok(kit::web::attachment(bytes, Taken::Word.mime(), &name))
}

pub(super) async fn take(
    State(office): State<Office>,
    officer: Officer,
    Path(uid): Path<String>,
    mut form: Form,
) -> Result<Response, Failure> {
    let (w, now) = (officer.words(), office.clock.now());
    let (one, past) = find(&mut office.db.read().await?, &office, &officer, &uid).await?;
    officer.require_then(DraftPapers, &past, one.unit_id)?;
    let file = chosen(&office, &mut form, "file", w).await?;
    let mut tx = office.db.begin().await?;
    let (one, past) = find(&mut tx, &office, &officer, &uid).await?;
    let grant = officer.require_then(DraftPapers, &past, one.unit_id)?;
    once::first_time(&mut tx, &form).await?;
    let version = form.version()?;
    let off = form.get("do") == "off";
    if !off && form.upload("file").is_none() {
        form.wrong("file", w.say("papers-no-file"));
    }
    if file.as_ref().is_some_and(|file| file.kind != Taken::Word || docx::seen(&file.upload.bytes).is_err()) {
        form.wrong("file", w.say("outgoing-word-only"));
    }
    if form.is_sound() {
        let kept = match file.filter(|_| !off) {
            Some(file) => {
                let hash = office.files.put(&file.upload.bytes).map_err(anyhow::Error::from)?;
                Some((hash, file.upload.name))
            }
            None => None,
        };
        let kept = kept.as_ref().map(|(hash, name)| (hash.as_str(), name.as_str()));
        match put_word(&mut tx, grant, (one.id, version), kept, now).await {
            Ok(()) => {
                let target = format!("{}?xong=di-word", address(&uid));
                return once::done(tx, &form, &target, now).await;
            }
            Err(OutError::Db(error)) => return Err(error.into()),
            Err(_) => form.wrong("file", w.say("outgoing-stale")),
        }
    }
    drop(tx);
    super::one::page(&office, &officer, &uid, StatusCode::UNPROCESSABLE_ENTITY, form).await
}
