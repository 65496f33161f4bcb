//! The second step, as people meet it: at the door, on one's own account, and where somebody has lost the telephone.

mod enter;
mod lift;
mod own;

use super::prove;
use crate::shell::Office;
use axum::Router;
use axum::routing::{get, post};

pub(crate) use lift::{carry_out, told};

pub(super) fn routes() -> Router<Office> {
    Router::new()
        .route("/van-phong/dang-nhap/buoc-hai", get(enter::show).post(enter::pass))
        .route("/van-phong/tai-khoan/buoc-hai", get(own::show).post(own::turn_on))
        .route("/van-phong/tai-khoan/buoc-hai/ma", post(own::renew_codes))
        .route("/van-phong/tai-khoan/buoc-hai/tat", post(own::turn_off))
        .route("/van-phong/nguoi-dung/{account}/buoc-hai", post(lift::ask))
}
