//! The one failure that visitors see. Its cause goes to the log once, here; the page around it is the house's.

use crate::db::DbError;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// Why a request is not answered as it was meant.
#[derive(Debug)]
pub enum Failure {
    /// Nobody is signed in; `next` is where to go afterwards.
    SignInFirst {
        /// The address that was asked for.
        next: String,
    },
    /// There is no such thing within this person's reach.
    NotFound,
    /// It is within reach, the right is lacking.
    Forbidden,
    /// The request cannot be read: a broken form, an impossible field.
    Malformed,
    /// The body or one of its files is larger than is taken here.
    TooLarge,
    /// Asked too often; try again after so many seconds.
    TooMany {
        /// How long to wait.
        seconds: u64,
    },
    /// A write that came from a page of another site.
    CrossSite,
    /// The database cannot be reached just now.
    Unavailable,
    /// A bug, a full disk, a damaged file.
    Broken(anyhow::Error),
    /// Not a failure of the request: a page to be shown instead (the form again, both versions of a record).
    Answer(Box<Response>),
}

/// What kind of failure a response stands for; the house's outer layer makes the page from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailureKind {
    /// 404
    NotFound,
    /// 403
    Forbidden,
    /// 400
    Malformed,
    /// 413
    TooLarge,
    /// 429
    TooMany,
    /// 403, another site's form
    CrossSite,
    /// 503
    Unavailable,
    /// 500
    Broken,
}

impl FailureKind {
    /// The part of a message key that names the kind: `failure-not-found-title`.
    pub fn key(self) -> &'static str {
        match self {
            FailureKind::NotFound => "not-found",
            FailureKind::Forbidden => "forbidden",
            FailureKind::Malformed => "malformed",
            FailureKind::TooLarge => "too-large",
            FailureKind::TooMany => "too-many",
            FailureKind::CrossSite => "cross-site",
            FailureKind::Unavailable => "unavailable",
            FailureKind::Broken => "broken",
        }
    }

    /// The status sent with it.
    pub fn status(self) -> StatusCode {
        match self {
            FailureKind::NotFound => StatusCode::NOT_FOUND,
            FailureKind::Forbidden | FailureKind::CrossSite => StatusCode::FORBIDDEN,
            FailureKind::Malformed => StatusCode::BAD_REQUEST,
            FailureKind::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            FailureKind::TooMany => StatusCode::TOO_MANY_REQUESTS,
            FailureKind::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            FailureKind::Broken => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl Failure {
    /// A page to be shown instead of the answer that was asked for.
    pub fn answer(response: impl IntoResponse) -> Failure {
        Failure::Answer(Box::new(response.into_response()))
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let kind = match self {
            Failure::Answer(response) => return *response,
            Failure::SignInFirst { next } => {
                let target = format!("/van-phong/dang-nhap?tiep={}", crate::web::encode(&next));
                return crate::page::see_other(&target);
            }
            Failure::NotFound => FailureKind::NotFound,
            Failure::Forbidden => FailureKind::Forbidden,
            Failure::Malformed => FailureKind::Malformed,
            Failure::TooLarge => FailureKind::TooLarge,
            Failure::TooMany { .. } => FailureKind::TooMany,
            Failure::CrossSite => FailureKind::CrossSite,
            Failure::Unavailable => FailureKind::Unavailable,
            Failure::Broken(ref cause) => {
                tracing::error!("request failed: {cause:#}");
                FailureKind::Broken
            }
        };
        let mut response = (kind.status(), kind.key()).into_response();
        if let Failure::TooMany { seconds } = self {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds.max(1)));
        }
        if kind == FailureKind::Unavailable {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
        }
        response.extensions_mut().insert(kind);
        response
    }
}

impl From<DbError> for Failure {
    fn from(error: DbError) -> Failure {
        match error {
            DbError::Unavailable(cause) => {
                tracing::warn!("the database cannot be reached: {cause}");
                Failure::Unavailable
            }
            other => Failure::Broken(other.into()),
        }
    }
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Failure {
        Failure::Broken(error)
    }
}

impl From<askama::Error> for Failure {
    fn from(error: askama::Error) -> Failure {
        Failure::Broken(error.into())
    }
}
