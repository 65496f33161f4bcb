//! Answers from memory: a page is made once, kept as it is sent, and made again when the library has changed or, at most
//! once a second, when the counters on it have.

use crate::address::{self, Address};
use crate::cache::{Cache, Kind, Made, Sheet};
use crate::counters::online_sentence;
use crate::intake;
use crate::library::Library;
use crate::old::{self, Found};
use crate::pages::{LEXICON, Maker, edition_of, search};
use crate::visit::Visit;
use crate::{Portal, look, reception, sites};
use axum::Router;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get};
use bridge::Language;
use kit::assets::Effort;
use kit::clock::SECOND;
use kit::failure::Failure;
use kit::web::{Caller, add_security_headers};
use std::hash::Hash;
use std::sync::Arc;
use std::time::Duration;

/// Pictures cost some milliseconds each: strangers may ask this often.
pub(crate) fn picture_limit() -> kit::limits::Limit {
    kit::limits::Limit::new(60, Duration::from_millis(500))
}

pub(crate) fn router(portal: Portal) -> Router {
    Router::new()
        .merge(in_each_language("/dem", get(counters)))
        .merge(in_each_language("/hien-thi", get(look::choose)))
        .merge(in_each_language(search::ADDRESSES[0], get(search::page)))
        .merge(kit::web::guarded(reception::routes()))
        .route("/nhin/{*rest}", get(look::seen).post(look::seen))
        .route("/tim-kiem.atom", get(search::atom))
        .route("/api/v1/search", get(search::json))
        .route("/anh/{file}", get(picture))
        .route("/healthz", get(|| async { "ok" }))
        .fallback(get(page))
        .with_state(portal.clone())
        .merge(kit::assets::routes())
        .layer(axum::middleware::from_fn_with_state(portal, sites::dispatch))
}

fn in_each_language(path: &str, method: MethodRouter<Portal>) -> Router<Portal> {
    let add = |router: Router<Portal>, language| {
        router.route(&format!("{}{path}", address::prefix(language)), method.clone())
    };
    Language::ALL.into_iter().fold(Router::new(), add)
}

async fn page(State(portal): State<Portal>, request: Request) -> Response {
    let (path, query) = (request.uri().path(), request.uri().query());
    let asked = address::parse(path, query);
    let (now, library) = (portal.0.clock.now(), portal.library());
    // Who comes by an old address is counted where they arrive.
    let site = library.names().site_of(request.headers());
    if let Some(found) = old::sure(&library, site, path, query) {
        return answer_old(&portal, found);
    }
    if let Some(answer) = at_committee(&portal, &request, old::sure) {
        return answer;
    }
    let visit = Visit::of(request.method(), request.headers());
    if let Some(own) = library.names().site_at(request.headers())
        && let Some(found) = old::hidden_by_another(&library, own, path)
    {
        return answer_old(&portal, found);
    }
    if old::is_missing(&library, site, path, query) {
        return old_or_nothing(&portal, Language::Vi, None, (site, &request), visit);
    }
    let moved = asked.as_ref().and_then(|(lang, it)| {
        let maker = Maker::new(&portal, &library, *lang);
        let here = maker.canonical(it, path).or_else(|| maker.merged(it));
        here.map(|target| format!("{}{target}", portal.mount())).or_else(|| maker.elsewhere(it, path))
    });
    let article = match &asked {
        // Who is sent on is counted where they arrive.
        Some((_, Address::Article(id) | Address::Earlier(id, _))) if moved.is_none() => {
            library.current(*id).map(|_| *id)
        }
        _ => None,
    };
    let caller = Caller::of(request.extensions(), request.headers());
    portal.0.counters.visit(visit, caller, request.headers(), article, now);
    if let Some(target) = moved {
        return kit::page::moved(&target);
    }
    let Some((lang, address)) = asked else {
        return old_or_nothing(&portal, Language::Vi, None, (site, &request), visit);
    };
    if matches!(address, Address::Picture(_))
        && let Err(failure) = portal.0.picture_limit.check(&caller.prefix(), now)
    {
        return failure.into_response();
    }
    if matches!(&address, Address::Papers(ask) if ask.is_narrowed())
        && let Err(failure) = portal.0.search_limit.check(&caller.prefix(), now)
    {
        return failure.into_response();
    }
    match made(&portal, &library, lang, address.clone()).await {
        Ok(Some((made, effort))) => made.answer(request.headers(), effort),
        Ok(None) => old_or_nothing(&portal, lang, Some(&address), (site, &request), visit),
        Err(failure) => failure.into_response(),
    }
}

/// Where nothing stands, something may have stood on an older site.
fn old_or_nothing(
    portal: &Portal,
    lang: Language,
    address: Option<&Address>,
    (site, request): (&str, &Request),
    visit: Visit,
) -> Response {
    let (path, query) = (request.uri().path(), request.uri().query());
    let nothing = address.map(|address| not_found(portal, lang, Some(address)));
    // What stood here itself and is gone is not another site's.
    let nothing = match nothing {
        Some(gone) if gone.status() == StatusCode::GONE => return gone,
        other => other,
    };
    if let Some(found) = old::find_elsewhere(&portal.library(), site, path, query) {
        return answer_old(portal, found);
    }
    if let Some(answer) = at_committee(portal, request, old::find) {
        return answer;
    }
    if visit.is_person() {
        let now = portal.0.clock.now();
        match above(portal, request) {
            _ if portal.key().is_empty() => portal.0.misses.note(site, path, query, now),
            Some((committee, site)) => committee.0.misses.note(&site, path, query, now),
            None => {}
        }
    }
    nothing.unwrap_or_else(|| not_found(portal, lang, None))
}

/// Looks for an old address.
type Look = fn(&Library, &str, &str, Option<&str>) -> Option<Found>;

/// The committee's portal, to which an old site was brought whose host a unit's portal has now, and that site.
fn above(portal: &Portal, request: &Request) -> Option<(Portal, String)> {
    portal.site()?.host.as_ref()?;
    let committee = portal.committee()?;
    let site = committee.library().names().site_at(request.headers())?.to_owned();
    Some((committee, site))
}

/// What that site had at an address, where it stands.
fn at_committee(portal: &Portal, request: &Request, look: Look) -> Option<Response> {
    let (committee, site) = above(portal, request)?;
    Some(match look(&committee.library(), &site, request.uri().path(), request.uri().query())? {
        Found::To(path) => kit::page::moved(&format!("{}{path}", committee.origin())),
        gone => answer_old(portal, gone),
    })
}

fn answer_old(portal: &Portal, found: Found) -> Response {
    match found {
        Found::To(path) => kit::page::moved(&format!("{}{path}", portal.mount())),
        Found::Gone(article) => {
            let address = article.map(Address::Article);
            let mut response = not_found(portal, Language::Vi, address.as_ref());
            *response.status_mut() = StatusCode::GONE;
            response
        }
    }
}

async fn picture(State(portal): State<Portal>, Path(name): Path<String>) -> Response {
    let (library, asked) = (portal.library(), portal.clone());
    let Some(mime) = old::picture(&name).map(|(_, mime)| mime) else { return not_found(&portal, Language::Vi, None) };
    match tokio::task::spawn_blocking(move || kept_picture(&asked, &library, &name)).await {
        Ok(Some(bytes)) => {
            let kept = "public, max-age=31536000, immutable";
            let headers = [(header::CONTENT_TYPE, mime), (header::CACHE_CONTROL, kept)];
            let mut response = (headers, bytes).into_response();
            add_security_headers(response.headers_mut());
            response
        }
        _ => not_found(&portal, Language::Vi, None),
    }
}

/// A picture of a text that readers have: never another file of the folder, never anything but a raster.
pub(crate) fn kept_picture(portal: &Portal, library: &Library, name: &str) -> Option<Vec<u8>> {
    let (digest, _) = old::picture(name)?;
    if library.shows(&format!("/anh/{name}")) { portal.0.settings.pictures.get(digest).ok() } else { None }
}

/// What stands at an address, and how much work to put into sending it.
async fn made(
    portal: &Portal,
    library: &Arc<Library>,
    lang: Language,
    address: Address,
) -> Result<Option<(Arc<Made>, Effort)>, Failure> {
    let make = sheet(portal, library, lang, &address);
    let holds = || Arc::ptr_eq(library, &portal.library());
    match &address {
        // Very many lists can be asked for by narrowing: none of them may push out what readers have in common.
        Address::Papers(ask) if ask.is_narrowed() => {
            kept(portal, &portal.0.found, (lang, ask.path(ask.page)), make, holds).await
        }
        _ => kept(portal, &portal.0.cache, (lang, address.clone()), make, holds).await,
    }
}

/// What is kept under a key, if it is still true, or what is made now. It is kept unless what it was made from no longer
/// `holds`.
pub(crate) async fn kept<K: Clone + Eq + Hash>(
    portal: &Portal,
    cache: &Cache<K>,
    key: K,
    make: impl Future<Output = Result<Option<Sheet>, Failure>>,
    holds: impl Fn() -> bool,
) -> Result<Option<(Arc<Made>, Effort)>, Failure> {
    let inner = &portal.0;
    let now = inner.clock.now();
    let second = now.0.div_euclid(SECOND);
    let pressed = cache.under_pressure(second);
    let effort = if pressed { Effort::Quick } else { Effort::Good };
    let known = cache.get(&key);
    if let Some(made) = known.as_ref().filter(|made| made.is_fresh(second, pressed)) {
        return Ok(Some((made.clone(), effort)));
    }
    let count = (inner.counters.count(now), (inner.settings.members_online)());
    let made = match known {
        Some(old) if old.says(&count) => old.at(second),
        _ => {
            cache.making(second);
            let Some(sheet) = make.await? else { return Ok(None) };
            Made::new(sheet, second, count)
        }
    };
    let made = Arc::new(made);
    cache.put(key.clone(), made.clone());
    // The cache is emptied after a change: whoever asks only now, when it was kept, cannot have missed it.
    if !holds() {
        cache.remove(&key);
    }
    Ok(Some((made, effort)))
}

/// Makes what stands at an address.
pub(crate) async fn sheet(
    portal: &Portal,
    library: &Arc<Library>,
    lang: Language,
    address: &Address,
) -> Result<Option<Sheet>, Failure> {
    let edition = match edition_of(library, address) {
        Some((article, number)) => intake::edition(&mut portal.0.db.read().await?, article, number).await?,
        None => None,
    };
    if let Address::Picture(_) | Address::SitePicture | Address::Media(..) | Address::PaperFile(..) = address {
        // Drawing, and reading from the disk, take long enough to be in the way of others.
        let (portal, library, address) = (portal.clone(), library.clone(), address.clone());
        let drawn = move || Maker::new(&portal, &library, lang).sheet(&address, None).transpose();
        return tokio::task::spawn_blocking(drawn).await.map_err(anyhow::Error::from)?.map_err(Failure::from);
    }
    let maker = Maker::new(portal, library, lang);
    let sheet = maker.sheet(address, edition).transpose()?;
    Ok(sheet.map(|mut sheet| {
        if sheet.kind == Kind::Page {
            sheet.monitor = maker.monitor().map(|monitor| monitor.at.clone());
        }
        portal.mounted_sheet(sheet)
    }))
}

pub(crate) fn not_found(portal: &Portal, lang: Language, address: Option<&Address>) -> Response {
    let library = portal.library();
    let (page, gone) = Maker::new(portal, &library, lang).not_found(address);
    match page.map(|html| portal.mounted(html)) {
        Ok(html) => {
            let status = if gone { StatusCode::GONE } else { StatusCode::NOT_FOUND };
            let mut response = (status, html).into_response();
            let headers = response.headers_mut();
            headers.insert(header::CONTENT_TYPE, header::HeaderValue::from_static("text/html; charset=utf-8"));
            headers.insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
            add_security_headers(headers);
            response
        }
        Err(error) => Failure::from(error).into_response(),
    }
}

async fn counters(State(portal): State<Portal>, request: Request) -> Response {
    let (lang, _) = address::language_of(request.uri().path());
    let headers: [(HeaderName, &str); 2] =
        [(header::CONTENT_TYPE, "application/json; charset=utf-8"), (header::CACHE_CONTROL, "no-store")];
    let mut response = (headers, counters_json(&portal, lang)).into_response();
    add_security_headers(response.headers_mut());
    response
}

/// What the counters say now.
pub(crate) fn counters_json(portal: &Portal, lang: Language) -> String {
    let (words, inner) = (LEXICON.words(address::furniture(lang)), &portal.0);
    let members = (inner.settings.members_online)();
    let count = inner.counters.count(inner.clock.now());
    let body = serde_json::json!({
        "online": online_sentence(words, count.guests, members),
        "today": words.number(count.today),
        "week": words.number(count.week),
        "views": words.number(count.views),
    });
    body.to_string()
}
