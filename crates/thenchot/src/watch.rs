//! For whoever looks after the machine: `/readyz` for a balancer, `/metrics` for this machine alone.

use crate::houses::Houses;
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use kit::jobs;
use kit::web::Caller;
use std::sync::Arc;

/// The addresses that machines ask.
pub fn router(houses: Arc<Houses>) -> Router {
    Router::new().route("/readyz", get(ready)).route("/metrics", get(metrics)).with_state(houses)
}

/// 200 when both databases answer with their schema, 503 otherwise.
async fn ready(State(houses): State<Arc<Houses>>) -> (StatusCode, &'static str) {
    let office = match houses.office.read().await {
        Ok(mut conn) => conn.value::<i64>("SELECT count(*) FROM migration", &[]).await.is_ok(),
        Err(_) => false,
    };
    if office && houses.portal.is_ready().await {
        (StatusCode::OK, "ready")
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer")
    }
}

/// Numbers in the text format of Prometheus. They name nobody, yet are nobody's business: only this machine may ask,
/// and not through a proxy on it.
async fn metrics(State(houses): State<Arc<Houses>>, caller: Caller, headers: HeaderMap) -> Response {
    if !caller.0.is_loopback() || headers.contains_key("x-forwarded-for") {
        return StatusCode::NOT_FOUND.into_response();
    }
    match numbers(&houses).await {
        Ok(text) => ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], text).into_response(),
        Err(error) => (StatusCode::SERVICE_UNAVAILABLE, error.to_string()).into_response(),
    }
}

async fn numbers(houses: &Houses) -> kit::db::Result<String> {
    let mut conn = houses.office.read().await?;
    let (waiting, given_up) = jobs::counts(&mut conn).await?;
    let unsealed: Option<i64> = conn.value("SELECT count(*) FROM journal WHERE position IS NULL", &[]).await?;
    let (views, guests) = houses.portal.counts();
    let members = houses.desk.presence.count(houses.clock.now());
    let version = env!("CARGO_PKG_VERSION");
    let mut text = format!("# TYPE thenchot_build_info gauge\nthenchot_build_info{{version=\"{version}\"}} 1\n");
    for (name, kind, value) in [
        ("article_views_total", "counter", views),
        ("articles", "gauge", houses.portal.articles() as i64),
        ("guests_online", "gauge", guests as i64),
        ("members_online", "gauge", members as i64),
        ("jobs_waiting", "gauge", waiting),
        ("jobs_given_up", "gauge", given_up),
        ("journal_unsealed_rows", "gauge", unsealed.unwrap_or(0)),
    ] {
        text.push_str(&format!("# TYPE thenchot_{name} {kind}\nthenchot_{name} {value}\n"));
    }
    text.push_str("# TYPE thenchot_not_viewed_total counter\n");
    for (what, count) in houses.portal.passed_over() {
        text.push_str(&format!("thenchot_not_viewed_total{{what=\"{what}\"}} {count}\n"));
    }
    Ok(text)
}
