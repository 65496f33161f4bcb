//! Signing in with a passkey. It takes no login, so it tells nobody which there are; and no second step, for the device has
//! asked who holds it.

use super::super::{Came, arrival, let_in, next_of};
use super::site;
use crate::identity::passkey::ceremony::Signed;
use crate::identity::passkey::{Entry, Question, WAITS, enter};
use crate::identity::sessions::How;
use crate::shell::{Office, Shell, lang_of, set_cookie};
use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::Response;
use kit::clock::SECOND;
use kit::failure::Failure;
use kit::form::{DoorForm, Form};
use kit::page::html;
use kit::web::{Caller, cookie, query};

/// The cookie that ties a question to the browser that was asked.
const COOKIE: &str = "thenchot_question";
const PURPOSE: &str = "enter";

#[derive(Template)]
#[template(path = "identity/pages/passkeys/enter.html")]
struct EnterPage {
    shell: Shell,
    form: Form,
    /// The site's name; empty where passkeys cannot be used.
    site: String,
    question: String,
}

pub(super) async fn show(State(office): State<Office>, headers: HeaderMap, uri: Uri) -> Result<Response, Failure> {
    let form = Form::filled([("tiep", query(&uri, "tiep").unwrap_or_default())]);
    // The page may stand open twice: both ask what was asked first, while there is time to answer.
    let (now, half) = (office.clock.now(), i64::from(WAITS) / 2 * SECOND);
    let known = cookie(&headers, COOKIE).and_then(|note| Question::of_note(note, now.plus(half)));
    let question = known.unwrap_or_else(|| Question::draw(&office.chance, now));
    page(&office, &headers, (StatusCode::OK, &question), form)
}

fn page(
    office: &Office,
    headers: &HeaderMap,
    (status, question): (StatusCode, &Question),
    form: Form,
) -> Result<Response, Failure> {
    let site = site(office, headers).map_or(String::new(), |site| site.host);
    let text = question.text(&office.vault, PURPOSE, "");
    let shell = office.door(lang_of(headers));
    let mut response = html(status, &EnterPage { shell, form, site, question: text })?;
    set_cookie(&mut response, COOKIE, &question.note(), office.secure, WAITS);
    Ok(response)
}

pub(super) async fn pass(
    State(office): State<Office>,
    caller: Caller,
    headers: HeaderMap,
    DoorForm(mut form): DoorForm,
) -> Result<Response, Failure> {
    let now = office.clock.now();
    let question = cookie(&headers, COOKIE).and_then(|note| Question::of_note(note, now));
    if let (Some(question), Some(site)) = (question, site(&office, &headers)) {
        let text = question.text(&office.vault, PURPOSE, "");
        let signed = Signed {
            client: form.get("client"),
            authenticator: form.get("authenticator"),
            signature: form.get("signature"),
        };
        let answer = (form.get("credential"), form.get("handle"), &signed);
        let mut tx = office.db.begin().await?;
        match enter(&mut tx, &site, (&question, &text), answer, now).await? {
            Entry::Let(account, behind) => {
                let how = (&headers, caller, Came::let_in(How::Passkey, behind));
                let mut response = let_in(&office, tx, &account, how, next_of(&form)).await?;
                set_cookie(&mut response, COOKIE, "", office.secure, 0);
                return Ok(response);
            }
            Entry::Refused(refusal) => {
                let device = arrival(&headers, caller, Came::let_in(How::Passkey, None)).device;
                tracing::info!(?refusal, device, "a passkey was refused");
            }
            Entry::Unknown => {}
        }
    }
    form.wrong("passkey", office.door(lang_of(&headers)).w.say("passkey-enter-wrong"));
    let anew = Question::draw(&office.chance, now);
    page(&office, &headers, (StatusCode::UNPROCESSABLE_ENTITY, &anew), form)
}
