//! What is answered when something fails: a page in the user's language that says what happened, and the way onward.

use super::{Office, Shell, lang_of};
use askama::Template;
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use kit::failure::FailureKind;
use kit::page::see_other;

#[derive(Template)]
#[template(path = "shell/failure.html")]
struct FailurePage {
    shell: Shell,
    title: String,
    text: String,
}

/// Makes the page of a failure: what happened, in the user's language, and the way onward.
pub(super) async fn failures(State(office): State<Office>, request: Request, next: Next) -> Response {
    let lang = lang_of(request.headers());
    let response = next.run(request).await;
    let Some(kind) = response.extensions().get::<FailureKind>().copied() else { return response };
    let shell = office.door(lang);
    let title = shell.w.say(&format!("failure-{}-title", kind.key()));
    let text = shell.w.say(&format!("failure-{}-text", kind.key()));
    let retry = response.headers().get("retry-after").cloned();
    let page = kit::page::html(kind.status(), &FailurePage { shell, title, text });
    let mut page = page.unwrap_or_else(|_| (kind.status(), kind.key()).into_response());
    if let Some(retry) = retry {
        page.headers_mut().insert("retry-after", retry);
    }
    page
}

/// Whoever comes to the address of a form by the language's switch, or by looking again, finds the page above it.
pub(super) async fn above(method: Method, uri: Uri) -> Response {
    match uri.path().rsplit_once('/') {
        Some((above, _)) if method == Method::GET && above.starts_with("/van-phong") => see_other(above),
        _ => StatusCode::METHOD_NOT_ALLOWED.into_response(),
    }
}
