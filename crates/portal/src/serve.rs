//! Answers from memory: a page is made once, kept compressed, and made again when the library has changed or, at most
//! once a second, when the counters on it have.

use crate::Portal;
use crate::address::{self, Address};
use crate::counters::{is_person, online_sentence};
use crate::pages::{LEXICON, Maker, search};
use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use kit::assets::{Encoded, Encoding};
use kit::clock::SECOND;
use kit::failure::Failure;
use kit::web::{Caller, SECURITY_HEADERS, add_security_headers};
use kit::words::Lang;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, PoisonError, RwLock};

/// Pages that were made. Only addresses that lead somewhere are kept, so strangers cannot fill it.
#[derive(Default)]
pub(crate) struct Cache(RwLock<HashMap<(Lang, Address), Arc<Made>>>);

/// A page in all encodings, with its headers.
#[derive(Clone)]
struct Made {
    second: i64,
    /// What the counters said; while they say the same, the page needs no making.
    counters: (u64, u64, i64),
    body: Encoded,
    headers: [HeaderMap; 3],
}

impl Cache {
    pub(crate) fn clear(&self) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

pub(crate) fn router(portal: Portal) -> Router {
    Router::new()
        .route("/dem", get(counters))
        .route("/en/dem", get(counters))
        .route(search::ADDRESSES[0], get(search::page))
        .route(search::ADDRESSES[1], get(search::page))
        .route("/tim-kiem.atom", get(search::atom))
        .route("/api/v1/search", get(search::json))
        .route("/healthz", get(|| async { "ok" }))
        .route("/robots.txt", get(|| async { "User-agent: *\nAllow: /\nDisallow: /van-phong\n" }))
        .fallback(get(page))
        .with_state(portal)
        .merge(kit::assets::routes())
}

async fn page(State(portal): State<Portal>, request: Request) -> Response {
    let path = request.uri().path();
    let asked = address::parse(path, request.uri().query());
    let now = portal.0.clock.now();
    if is_person(request.method(), request.headers()) {
        let article = match &asked {
            Some((_, Address::Article(id) | Address::Earlier(id, _))) => portal.library().current(*id).map(|_| *id),
            _ => None,
        };
        portal.0.counters.visit(Caller::of(request.extensions(), request.headers()), request.headers(), article, now);
    }
    let Some((lang, address)) = asked else { return not_found(&portal, Lang::Vi, None) };
    if matches!(address, Address::Article(_) | Address::Print(_) | Address::Earlier(..)) {
        let library = portal.library();
        if let Some(target) = Maker::new(&portal, &library, lang).canonical(&address, path) {
            return kit::page::moved(&target);
        }
    }
    match made(&portal, lang, address.clone()) {
        Ok(Some(made)) => answer(&made, request.headers()),
        Ok(None) => not_found(&portal, lang, Some(&address)),
        Err(error) => Failure::from(error).into_response(),
    }
}

fn made(portal: &Portal, lang: Lang, address: Address) -> askama::Result<Option<Arc<Made>>> {
    let inner = &portal.0;
    let now = inner.clock.now();
    let second = now.0.div_euclid(SECOND);
    let key = (lang, address);
    let known = inner.cache.0.read().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
    if let Some(made) = known.as_ref().filter(|made| made.second == second) {
        return Ok(Some(made.clone()));
    }
    let counters = (inner.counters.guests(now), (inner.settings.members_online)(), inner.counters.views());
    let made = match known {
        Some(old) if old.counters == counters => Made { second, ..(*old).clone() },
        _ => {
            let Some(html) = Maker::new(portal, &portal.library(), lang).page(&key.1) else { return Ok(None) };
            Made::new(html?, second, counters)
        }
    };
    let made = Arc::new(made);
    inner.cache.0.write().unwrap_or_else(PoisonError::into_inner).insert(key, made.clone());
    Ok(Some(made))
}

impl Made {
    fn new(html: String, second: i64, counters: (u64, u64, i64)) -> Made {
        let mut hash = DefaultHasher::new();
        html.hash(&mut hash);
        let hash = hash.finish();
        let body = Encoded::compress(html.into_bytes(), 5);
        let headers = [Encoding::Plain, Encoding::Brotli, Encoding::Gzip].map(|encoding| {
            let (bytes, name) = body.pick(encoding);
            headers(hash, &bytes, name)
        });
        Made { second, counters, body, headers }
    }
}

fn headers(hash: u64, bytes: &[u8], encoding: Option<HeaderValue>) -> HeaderMap {
    let mut headers = HeaderMap::with_capacity(16);
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    // Nobody between us and the reader may answer for us: each view is to be counted, each number to be true.
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(bytes.len()));
    let suffix = encoding.as_ref().and_then(|e| e.to_str().ok()).unwrap_or("id");
    if let Ok(tag) = HeaderValue::from_str(&format!("\"{hash:016x}-{suffix}\"")) {
        headers.insert(header::ETAG, tag);
    }
    if let Some(encoding) = encoding {
        headers.insert(header::CONTENT_ENCODING, encoding);
    }
    for (name, value) in SECURITY_HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers
}

fn answer(made: &Made, asked: &HeaderMap) -> Response {
    let encoding = Encoding::accepted(asked);
    let headers = &made.headers[match encoding {
        Encoding::Plain => 0,
        Encoding::Brotli => 1,
        Encoding::Gzip => 2,
    }];
    let same = asked.get(header::IF_NONE_MATCH).is_some_and(|tag| Some(tag) == headers.get(header::ETAG));
    if same {
        let mut response = StatusCode::NOT_MODIFIED.into_response();
        for name in [header::ETAG, header::CACHE_CONTROL, header::VARY] {
            if let Some(value) = headers.get(&name) {
                response.headers_mut().insert(name, value.clone());
            }
        }
        return response;
    }
    let mut response = Response::new(made.body.pick(encoding).0.into());
    *response.headers_mut() = headers.clone();
    response
}

fn not_found(portal: &Portal, lang: Lang, address: Option<&Address>) -> Response {
    let library = portal.library();
    match Maker::new(portal, &library, lang).not_found(address) {
        Ok(html) => {
            let mut response = (StatusCode::NOT_FOUND, html).into_response();
            let headers = response.headers_mut();
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
            headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
            add_security_headers(headers);
            response
        }
        Err(error) => Failure::from(error).into_response(),
    }
}

async fn counters(State(portal): State<Portal>, request: Request) -> Response {
    let lang = if request.uri().path().starts_with("/en") { Lang::En } else { Lang::Vi };
    let (words, inner) = (LEXICON.words(lang), &portal.0);
    let members = (inner.settings.members_online)();
    let online = online_sentence(words, inner.counters.guests(inner.clock.now()), members);
    let body = serde_json::json!({ "online": online, "views": words.number(inner.counters.views()) });
    let headers: [(HeaderName, &str); 2] =
        [(header::CONTENT_TYPE, "application/json; charset=utf-8"), (header::CACHE_CONTROL, "no-store")];
    let mut response = (headers, body.to_string()).into_response();
    add_security_headers(response.headers_mut());
    response
}
