//! A Word file or PDF that is let read: what it says of itself fills the form, which somebody looks at before it is entered.

use super::enter::{page, unit_of};
use super::fields::lines;
use crate::identity::reach::Officer;
use crate::papers::{
    Direction, Dropped, RelationKind, Taken, chosen, in_unicode, is_readable, keep_drop, pdf_text, propose,
};
use crate::shell::Office;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use kit::failure::Failure;
use kit::files::FileKind;
use kit::form::Form;
use kit::once;

pub(super) async fn read(State(office): State<Office>, officer: Officer, mut form: Form) -> Result<Response, Failure> {
    let unit = unit_of(&officer, Direction::In, form.get("unit"))?;
    let (w, now) = (officer.words(), office.clock.now());
    let file = chosen(&office, &mut form, "word", w).await?;
    let mut tx = office.db.begin().await?;
    once::first_time(&mut tx, &form).await?;
    if form.upload("word").is_none() {
        form.wrong("word", w.say("papers-no-file"));
    } else if file.as_ref().is_some_and(|file| file.text.is_empty() && !file.is_kept_unread()) {
        form.wrong("word", w.say("papers-nothing-read"));
    }
    let Some(file) = file.filter(|_| form.is_sound()) else {
        drop(tx);
        form.set("chieu", Direction::In.slug());
        form.set("arrived_on", now.day().written());
        form.set("urgency", "normal");
        return page(&office, &officer, (Direction::In, unit), StatusCode::UNPROCESSABLE_ENTITY, form).await;
    };
    let uid = office.chance.uuid(now).to_string();
    keep_drop(&mut tx, &office.files, (&uid, officer.account), &file, now).await?;
    let target = format!("{}/moi?chieu=den&don-vi={}&doc={uid}", super::PATH, officer.tree.uid(unit));
    once::done(tx, &form, &target, now).await
}

/// The name of an issuer as the unit's register writes it: at the head of a paper it stands in capitals.
async fn as_known(office: &Office, unit: i64, printed: String) -> Result<String, Failure> {
    let sql = "SELECT issuer FROM paper WHERE unit_id = $1 GROUP BY issuer ORDER BY max(id) DESC";
    let known: Vec<(String,)> = office.db.read().await?.all(sql, &[&unit]).await?;
    let same = known.into_iter().map(|(name,)| name).find(|name| viet::fold(name) == viet::fold(&printed));
    Ok(same.unwrap_or(printed))
}

/// Fills a form with what a file that was read says of itself.
pub(super) async fn fill(
    office: &Office,
    officer: &Officer,
    unit: i64,
    form: &mut Form,
    uid: &str,
) -> Result<(), Failure> {
    let known = Dropped::of(&mut office.db.read().await?, uid, officer.account).await?;
    let Some((known, kind)) = known.and_then(|known| Taken::of(&known.kind).map(|kind| (known, kind))) else {
        return Ok(());
    };
    let bytes = office.files.get(&known.sha256).map_err(anyhow::Error::from)?;
    let text = match kind {
        Taken::Word => docx::text(&bytes).unwrap_or_default(),
        Taken::Seen(FileKind::Pdf) => match pdf_text(office, bytes).await? {
            Ok(text) => text,
            Err(refusal) => {
                form.set("drop_why", refusal.word());
                String::new()
            }
        },
        Taken::Seen(_) => String::new(),
    };
    if text.is_empty() && form.get("drop_why").is_empty() {
        form.set("drop_why", "scan");
    }
    let mut text = in_unicode(&text);
    // A PDF's fonts may have taken words apart; a Word file that is not Vietnamese is in another language.
    if matches!(kind, Taken::Seen(FileKind::Pdf)) && !is_readable(&text) {
        form.set("drop_why", "apart");
        text.clear();
    }
    let found = propose(office.papers_rule(office.clock.today())?.rule, &text);
    form.set("drop", uid);
    form.set("drop_name", known.name);
    form.set("symbol", found.symbol);
    form.set("kind", found.kind);
    form.set("issuer", as_known(office, unit, found.issuer).await?);
    form.set("issued_on", found.issued_on.map_or(String::new(), kit::clock::Day::written));
    form.set("subject", found.subject.chars().take(1000).collect::<String>());
    form.set("signer", found.signer);
    form.set("signer_post", found.signer_post);
    form.set("sign_form", found.sign_form);
    let stands: Vec<_> = found.based_on.into_iter().map(|named| (RelationKind::BasedOn, named)).collect();
    form.set("based_on", lines(&stands, RelationKind::BasedOn));
    Ok(())
}
