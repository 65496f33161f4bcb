//! A Word file that is dropped into the editor, or a page of the clipboard with its pictures: the text comes back clean, the
//! pictures go into the library and stand in it by their marks. Without a script the text is put into what its writer has
//! not saved yet.

use super::find;
use super::paste::told;
use crate::identity::reach::Officer;
use crate::identity::right::{EditArticle, Right};
use crate::newsroom::media::{About, Media, bring};
use crate::newsroom::paste::{Pasted, Pictured, read_html};
use crate::newsroom::versions::{Draft, forget_draft, is_new, keep_draft};
use crate::newsroom::{Article, Text};
use crate::papers::secret_mark;
use crate::shell::Office;
use axum::extract::{Path, State};
use axum::http::{HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Response};
use docx::{Contents, Refusal};
use kit::failure::Failure;
use kit::form::Form;
use kit::page::see_other;
use kit::words::Words;
use serde_json::json;

pub(super) async fn take(
    State(office): State<Office>,
    officer: Officer,
    Path(place): Path<String>,
    mut form: Form,
) -> Result<Response, Failure> {
    let (unit, article) = match place.as_str() {
        new if is_new(new) => (*officer.roots(Right::EditArticle).first().ok_or(Failure::Forbidden)?, None),
        uid => {
            let (article, _) = find(&office, &officer, uid, EditArticle).await?;
            (article.unit_id, Some(article))
        }
    };
    let w = officer.words();
    let wants_text = form.get("how") == "json";
    let (name, came) = came(&office, w, &form).await?;
    let contents = match came {
        Ok(contents) => contents,
        Err(said) => {
            if wants_text {
                return Ok(sent(StatusCode::UNPROCESSABLE_ENTITY, &json!({"text": "", "said": [said]}).to_string()));
            }
            form.wrong("word", said);
            return super::edit::again(&office, &officer, article.as_ref(), form).await;
        }
    };
    let (pasted, brought) = bring_in(&office, &officer, unit, (&name, contents)).await?;
    if wants_text {
        let mut said = told(w, &pasted);
        if brought > 0 {
            said.insert(0, w.count("word-pictures", brought));
        }
        return Ok(sent(StatusCode::OK, &json!({"text": pasted.text, "said": said}).to_string()));
    }
    let target = put_aside(&office, &officer, (&place, article.as_ref()), &pasted.text).await?;
    Ok(see_other(&target))
}

/// What came: a file's name and contents, or why it is not taken, in words.
async fn came(office: &Office, w: Words, form: &Form) -> Result<(String, Result<Contents, String>), Failure> {
    if let Some(upload) = form.upload("word").cloned() {
        let name = upload.name.clone();
        let read = tokio::task::spawn_blocking(move || {
            docx::contents(&upload.bytes).and_then(|contents| Ok((contents, docx::text(&upload.bytes)?)))
        });
        let contents = match read.await.map_err(anyhow::Error::from)? {
            Err(refusal) => Err(refused(w, refusal)),
            Ok((contents, text)) => match secret_mark(office.papers_rule(office.clock.today())?.rule, &text) {
                Some(mark) => Err(w.with("word-secret", "mark", mark.to_owned())),
                None => Ok(contents),
            },
        };
        return Ok((name, contents));
    }
    let html = form.raw("html").to_owned();
    if html.trim().is_empty() {
        return Ok((String::new(), Err(refused(w, Refusal::NotDocx))));
    }
    let nth = |nth: usize| form.upload(&format!("anh-{nth}")).map(|upload| upload.bytes.to_vec());
    let pictures = (0..docx::PICTURES).map_while(nth).collect();
    Ok((String::new(), Ok(Contents { html, pictures, left_out: 0 })))
}

/// Brings the pictures of a text into the library; the text with their marks, and how many there are.
async fn bring_in(
    office: &Office,
    officer: &Officer,
    unit: i64,
    (name, contents): (&str, Contents),
) -> Result<(Pasted, i64), Failure> {
    let Contents { html, pictures, left_out } = contents;
    // A long text takes a moment, and must not be in the way of others.
    let read = tokio::task::spawn_blocking(move || {
        let reading = read_html(&html);
        let sizes: Vec<_> = pictures.iter().map(|bytes| raster::size(bytes).ok()).collect();
        (reading, pictures, sizes)
    });
    let (reading, pictures, sizes) = read.await.map_err(anyhow::Error::from)?;
    let now = office.clock.now();
    let mut tx = office.db.begin().await?;
    let mut marks = vec![None; pictures.len()];
    for Pictured { nth, alt, caption } in reading.pictures() {
        let (Some(bytes), Some(Some((width, height)))) = (pictures.get(nth), sizes.get(nth).copied()) else { continue };
        let original = office.files.put(bytes).map_err(anyhow::Error::from)?;
        let id = match Media::of_original(&mut tx, unit, &original).await? {
            Some(known) => known.id,
            None => {
                let uid = office.chance.uuid(now).to_string();
                let called = format!("{name} {}", nth + 1);
                let short = |text: String| text.chars().take(300).collect::<String>();
                let about = About { alt: short(alt), caption: short(caption), credit: String::new() };
                let grant = officer.require(EditArticle, unit)?;
                bring(&mut tx, grant, (&uid, called.trim()), (&original, width, height), &about, now)
                    .await
                    .map_err(super::refused)?
            }
        };
        marks[nth] = Some(format!("[[anh:{id}]]"));
    }
    tx.commit().await?;
    let brought = marks.iter().flatten().count() as i64;
    let mut pasted = reading.written(&marks);
    pasted.pictures += left_out;
    Ok((pasted, brought))
}

/// Puts a text below what its writer is typing; where it is taken into the form.
async fn put_aside(
    office: &Office,
    officer: &Officer,
    (place, article): (&str, Option<&Article>),
    text: &str,
) -> Result<String, Failure> {
    let now = office.clock.now();
    let mut tx = office.db.begin().await?;
    let draft = Draft::of(&mut tx, officer.account, place).await?;
    let base = draft.as_ref().map_or_else(|| article.map_or(0, |it| it.version), |draft| draft.base_version);
    let typed = draft.map_or_else(|| article.map(Article::text).unwrap_or_default(), |draft| draft.text());
    let body = format!("{}\n\n{text}", typed.body.trim_end());
    let typed = Text { body: body.trim_start().to_owned(), ..typed };
    // What was typed stands in it: a clock of a browser that runs ahead must not keep it away.
    forget_draft(&mut tx, officer.account, place).await?;
    let at = (office.clock.outside().0 / 1000, now);
    keep_draft(&mut tx, (officer.account, place), (base, &typed), at).await?;
    tx.commit().await?;
    let here = article.map_or("/van-phong/toa-soan/bai-moi".to_owned(), super::address);
    Ok(format!("{here}?lay={place}&xong=lay-tep"))
}

fn refused(w: Words, refusal: Refusal) -> String {
    w.say(match refusal {
        Refusal::NotDocx => "word-not-docx",
        Refusal::Damaged => "papers-word-damaged",
        Refusal::TooLarge => "papers-word-large",
        Refusal::Locked => "papers-word-locked",
        Refusal::Unsafe => "papers-word-unsafe",
    })
}

fn sent(status: StatusCode, body: &str) -> Response {
    let headers: [(HeaderName, &str); 2] =
        [(header::CONTENT_TYPE, "application/json; charset=utf-8"), (header::CACHE_CONTROL, "no-store")];
    (status, headers, body.to_owned()).into_response()
}
