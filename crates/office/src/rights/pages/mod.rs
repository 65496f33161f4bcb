//! Who may do what, on screen: the roles, what somebody holds, who may see a thing, and passing rights on for a while.

mod delegation;
pub(crate) mod held;
mod roles;
mod who;

use crate::identity::reach::Officer;
use crate::shell::Office;
use axum::Router;
use axum::routing::{get, post};

pub(crate) use delegation::{DelegationLine, delegations};

/// The addresses of this slice.
pub fn routes() -> Router<Office> {
    Router::new()
        .route("/van-phong/quyen", get(roles::show))
        .route("/van-phong/quyen/don-vi/{unit}", get(who::unit))
        .route("/van-phong/quyen/dang-vien/{person}", get(who::person))
        .route("/van-phong/quyen/bai-viet/{article}", get(who::article))
        .route("/van-phong/quyen/dot-hoc-tap/{campaign}", get(who::campaign))
        .route("/van-phong/uy-quyen", get(delegation::begin).post(delegation::create))
        .route("/van-phong/uy-quyen/{delegation}/thu-hoi", post(delegation::end))
}

/// Where the pages about things are, and the word under which the page on who may see them is.
const THINGS: [(&str, &str); 4] = [
    ("/van-phong/to-chuc/", "don-vi"),
    ("/van-phong/dang-vien/", "dang-vien"),
    ("/van-phong/toa-soan/", "bai-viet"),
    ("/van-phong/hoc-tap/", "dot-hoc-tap"),
];

/// The page on who may see the thing of this address, for who may ask that anywhere; empty where there is none.
pub(crate) fn about(officer: &Officer) -> String {
    if who::ASKED_WITH.into_iter().all(|right| officer.roots(right).is_empty()) {
        return String::new();
    }
    let path = officer.path();
    let thing = THINGS.iter().find_map(|(begins, word)| Some((word, path.strip_prefix(begins)?)));
    let Some((word, rest)) = thing else { return String::new() };
    let uid = rest.split('/').next().unwrap_or_default();
    let is_uid = uid.len() == 36 && uid.split('-').count() == 5;
    if is_uid { format!("/van-phong/quyen/{word}/{uid}") } else { String::new() }
}
