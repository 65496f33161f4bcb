//! Files of a paper: added, sent to who may read it, taken off.

use super::{Writing, address, broken, find};
use crate::identity::reach::Officer;
use crate::identity::right::KeepPapers;
use crate::papers::{PaperError, PaperFile, attach, chosen, detach};
use crate::shell::Office;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use kit::failure::Failure;
use kit::form::Form;
use kit::once;

pub(super) async fn add(
    State(office): State<Office>,
    officer: Officer,
    Path(uid): Path<String>,
    mut form: Form,
) -> Result<Response, Failure> {
    let (w, now) = (officer.words(), office.clock.now());
    let (paper, past) = find(&mut office.db.read().await?, &office, &officer, &uid).await?;
    officer.require_then(KeepPapers, &past, paper.unit_id)?;
    let file = chosen(&office, &mut form, "file", w).await?;
    let Writing { mut tx, paper, grant } = Writing::begin(&office, &officer, &uid, &form).await?;
    if form.upload("file").is_none() {
        form.wrong("file", w.say("papers-no-file"));
    } else if PaperFile::of(&mut tx, paper.id).await?.len() >= crate::papers::MOST_FILES {
        form.wrong("file", w.count("papers-too-many-files", crate::papers::MOST_FILES as i64));
    }
    if let Some(file) = file.filter(|_| form.is_sound()) {
        let file_uid = office.chance.uuid(now).to_string();
        let hash = office.files.put(&file.upload.bytes).map_err(anyhow::Error::from)?;
        let size = file.upload.bytes.len() as i64;
        let kept = (&*file_uid, &*file.upload.name, file.kind, &*hash, size);
        match attach(&mut tx, grant, paper.id, kept, now).await {
            Ok(()) => {
                let target = format!("{}?xong=van-ban-tep", address(&uid));
                return once::done(tx, &form, &target, now).await;
            }
            Err(PaperError::Secret) => form.wrong("file", w.say("papers-secret-refused")),
            Err(error) => return Err(broken(error)),
        }
    }
    drop(tx);
    super::one::page(&office, &officer, &uid, StatusCode::UNPROCESSABLE_ENTITY, form).await
}

async fn known(conn: &mut kit::db::Conn, paper: i64, uid: &str) -> Result<PaperFile, Failure> {
    let files = PaperFile::of(conn, paper).await?;
    files.into_iter().find(|file| file.uid == uid).ok_or(Failure::NotFound)
}

pub(super) async fn send(
    State(office): State<Office>,
    officer: Officer,
    Path((uid, file)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let mut conn = office.db.read().await?;
    let (paper, _) = find(&mut conn, &office, &officer, &uid).await?;
    let file = known(&mut conn, paper.id, &file).await?;
    let bytes = office.files.get(&file.sha256).map_err(anyhow::Error::from)?;
    let name =
        if file.name.is_empty() { format!("{}.{}", viet::slug(&paper.symbol), file.kind) } else { file.name.clone() };
    Ok(kit::web::attachment(bytes, file.mime(), &name))
}

pub(super) async fn take_off(
    State(office): State<Office>,
    officer: Officer,
    Path((uid, file)): Path<(String, String)>,
    form: Form,
) -> Result<Response, Failure> {
    let Writing { mut tx, paper, grant } = Writing::begin(&office, &officer, &uid, &form).await?;
    let (target, now) = (format!("{}?xong=van-ban-bo-tep", address(&uid)), office.clock.now());
    let file = known(&mut tx, paper.id, &file).await?;
    match detach(&mut tx, grant, (paper.id, &file), now).await {
        Ok(()) | Err(PaperError::Stale) => once::done(tx, &form, &target, now).await,
        Err(error) => Err(broken(error)),
    }
}
