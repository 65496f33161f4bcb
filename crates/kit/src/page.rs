//! Pages: a struct that compiles together with its template, answered with the headers that a page needs.

use crate::failure::Failure;
use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// A page that is never kept by a cache: everything behind the sign-in.
pub struct Page<T>(pub T);

impl<T: Template> IntoResponse for Page<T> {
    fn into_response(self) -> Response {
        html(StatusCode::OK, &self.0).unwrap_or_else(IntoResponse::into_response)
    }
}

/// The page with a status of its own (422 for a form with errors, 409 for two versions).
pub fn html<T: Template>(status: StatusCode, page: &T) -> Result<Response, Failure> {
    let mut response = (status, page.render()?).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// After a write: go and look at `target` (303, so that a reload does not send the form again).
pub fn see_other(target: &str) -> Response {
    redirect(StatusCode::SEE_OTHER, target)
}

/// The address has moved for good.
pub fn moved(target: &str) -> Response {
    redirect(StatusCode::MOVED_PERMANENTLY, target)
}

fn redirect(status: StatusCode, target: &str) -> Response {
    match HeaderValue::from_str(target) {
        Ok(value) => (status, [(header::LOCATION, value)]).into_response(),
        Err(_) => Failure::Malformed.into_response(),
    }
}
