//! Passkeys, as people meet them: at the door, and on their own account.

mod enter;
mod own;

use super::super::passkey::ceremony::Site;
use crate::shell::Office;
use axum::Router;
use axum::http::{HeaderMap, header};
use axum::routing::{get, post};

pub(super) fn routes() -> Router<Office> {
    Router::new()
        .route("/van-phong/dang-nhap/khoa-truy-cap", get(enter::show).post(enter::pass))
        .route("/van-phong/tai-khoan/khoa-truy-cap", get(own::show).post(own::add))
        .route("/van-phong/tai-khoan/khoa-truy-cap/moi", post(own::begin))
        .route("/van-phong/tai-khoan/khoa-truy-cap/{passkey}", post(own::rename))
        .route("/van-phong/tai-khoan/khoa-truy-cap/{passkey}/xoa", post(own::remove))
}

/// The site to which passkeys belong: the one that whoever runs the office has set; or the machine itself, which is nobody
/// else's name. What a request says of any other host is not believed.
fn site(office: &Office, headers: &HeaderMap) -> Option<Site> {
    if let Some(site) = &office.site {
        return Some(site.clone());
    }
    let host = headers.get(header::HOST)?.to_str().ok()?;
    let local = host == "localhost" || host.starts_with("localhost:");
    if local { Site::at(&format!("http://{host}")) } else { None }
}
