//! What a member opens in the hall: the code of the screen and the code of their badge, and they are taken down. No account is
//! needed, and nothing is told of anybody: a code that is nobody's is answered like one that is typed wrong.

use super::session::why;
use crate::identity::code;
use crate::shell::{Office, Shell, lang_of};
use crate::study::session::{By, NotTaken, Session, in_hall, take_down};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use kit::failure::Failure;
use kit::form::Form;
use kit::page::html;
use kit::web::Caller;

#[derive(Template)]
#[template(path = "study/pages/present.html")]
struct PresentPage {
    shell: Shell,
    form: Form,
    here: String,
    /// Whose attendance was taken down; empty before.
    done: String,
}

fn page(
    office: &Office,
    headers: &HeaderMap,
    session: &str,
    status: StatusCode,
    (form, done): (Form, String),
) -> Result<Response, Failure> {
    let shell = office.door(lang_of(headers));
    html(status, &PresentPage { here: format!("/van-phong/co-mat/{session}"), shell, form, done })
}

/// The form stands at every address of its kind, so that it tells nobody which sessions there are.
pub(super) async fn show(
    State(office): State<Office>,
    Path(session): Path<String>,
    headers: HeaderMap,
    uri: Uri,
) -> Result<Response, Failure> {
    let form = Form::filled([("man-hinh", kit::web::query(&uri, "ma").unwrap_or_default())]);
    page(&office, &headers, &session, StatusCode::OK, (form, String::new()))
}

pub(super) async fn note(
    State(office): State<Office>,
    Path(session): Path<String>,
    caller: Caller,
    headers: HeaderMap,
    mut form: Form,
) -> Result<Response, Failure> {
    let w = office.door(lang_of(&headers)).w;
    let now = office.clock.now();
    let wrong = StatusCode::UNPROCESSABLE_ENTITY;
    let plain = match code::read(form.get("the")) {
        Ok(plain) => plain,
        Err(_) => {
            form.wrong("the", w.with("session-mistyped", "code", form.get("the")));
            return page(&office, &headers, &session, wrong, (form, String::new()));
        }
    };
    office.attempts.take_code(caller, now)?;
    let mut tx = office.db.begin().await?;
    let known = Session::by_uid(&mut tx, &session).await?;
    let hall = known.as_ref().and_then(|known| in_hall(known, form.get("man-hinh"), now));
    let (Some(known), Some(hall)) = (known, hall) else {
        form.wrong("man-hinh", w.say("session-screen-wrong"));
        return page(&office, &headers, &session, wrong, (form, String::new()));
    };
    let seen = hall.seen();
    let done = take_down(&mut tx, By::Screen(hall), &office.book, &known, &plain, (seen, now)).await;
    match done.map_err(anyhow::Error::from)? {
        Ok(taken) => {
            tx.commit().await?;
            office.attempts.code_was_right(caller);
            page(&office, &headers, &session, StatusCode::OK, (Form::default(), taken.name))
        }
        Err(refused) => {
            // To who is in the hall with a code that is somebody's, what is wrong is said in words.
            if refused != NotTaken::Nobody {
                office.attempts.code_was_right(caller);
            }
            let text = why(w, &refused, form.get("the"));
            form.wrong("the", text);
            page(&office, &headers, &session, StatusCode::CONFLICT, (form, String::new()))
        }
    }
}

/// What keeps the clerk's page while there is no net. It must come from an address above the pages that it keeps.
pub(super) async fn worker() -> Response {
    let script = include_str!("worker.js").replace("{{kept}}", kit::assets::url("scan.js"));
    let script = script.replace("{{style}}", kit::assets::url("office.css"));
    let mut response = script.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/javascript; charset=utf-8"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}
