//! How a reader wants pages to look: larger letters, light or dark, more contrast. A script remembers it in the browser;
//! whoever has none gets addresses that carry it (`/nhin/lon-toi/…`): every link on such a page keeps it. Nothing is stored
//! on the server, and no cookie is set.

use crate::Portal;
use crate::pages::look_page;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Uri, header};
use axum::response::{IntoResponse, Response};
use kit::assets::{Effort, Encoding, compress};
use kit::failure::Failure;
use kit::web::{add_security_headers, is_local, query};
use tower::ServiceExt;

/// The wishes that an address can carry, each with its word there and the attribute that pages understand.
pub(crate) const SIZES: [(&str, &str); 2] = [("lon", "large"), ("lonnhat", "largest")];
pub(crate) const GROUNDS: [(&str, &str); 2] = [("sang", "light"), ("toi", "dark")];
pub(crate) const CONTRASTS: [(&str, &str); 1] = [("ro", "more")];

/// What a reader wishes; an empty word is the browser's own way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Look {
    pub(crate) size: &'static str,
    pub(crate) ground: &'static str,
    pub(crate) contrast: &'static str,
}

fn word(known: &[(&'static str, &str)], said: &str) -> &'static str {
    known.iter().find(|(word, _)| *word == said).map_or("", |(word, _)| word)
}

impl Look {
    /// From the first part of an address: `lon-toi-ro`; `None` when a word of it is unknown.
    fn parse(text: &str) -> Option<Look> {
        let mut look = Look::default();
        for said in text.split('-') {
            let found = (word(&SIZES, said), word(&GROUNDS, said), word(&CONTRASTS, said));
            match found {
                ("", "", "") => return None,
                (size, "", "") => look.size = size,
                ("", ground, "") => look.ground = ground,
                (_, _, contrast) => look.contrast = contrast,
            }
        }
        Some(look)
    }

    /// The beginning of addresses that carry it; empty for the browser's own way.
    pub(crate) fn prefix(self) -> String {
        let words: Vec<&str> = [self.size, self.ground, self.contrast].into_iter().filter(|w| !w.is_empty()).collect();
        if words.is_empty() { String::new() } else { format!("/nhin/{}", words.join("-")) }
    }

    fn attributes(self) -> String {
        let value = |known: &[(&'static str, &'static str)], word: &str| {
            known.iter().find(|(known, _)| *known == word).map(|(_, value)| *value)
        };
        let all = [
            ("data-size", value(&SIZES, self.size)),
            ("data-theme", value(&GROUNDS, self.ground)),
            ("data-contrast", value(&CONTRASTS, self.contrast)),
        ];
        all.into_iter().filter_map(|(name, value)| Some(format!(" {name}=\"{}\"", value?))).collect()
    }
}

/// `/nhin/{look}/{address}`: the page of the address in this look.
pub(crate) async fn seen(State(portal): State<Portal>, request: Request) -> Response {
    let (mut parts, body) = request.into_parts();
    let path = parts.uri.path().strip_prefix("/nhin/").unwrap_or("");
    let (look, rest) = path.split_once('/').map_or((path, "/".to_owned()), |(look, rest)| (look, format!("/{rest}")));
    let target = match parts.uri.query() {
        Some(query) => format!("{rest}?{query}"),
        None => rest.clone(),
    };
    let known = Look::parse(look).filter(|_| !rest.starts_with("/nhin/"));
    let (Some(look), Ok(uri)) = (known, target.parse::<Uri>()) else {
        return crate::serve::not_found(&portal, bridge::Language::Vi, None);
    };
    parts.uri = uri;
    let encoding = Encoding::accepted(&parts.headers);
    for name in [header::ACCEPT_ENCODING, header::IF_NONE_MATCH, header::IF_MODIFIED_SINCE] {
        parts.headers.remove(name);
    }
    parts.extensions.insert(look);
    let answer = portal.router().oneshot(Request::from_parts(parts, body)).await.into_response();
    // Where the choice itself leads has the new look, not this one.
    if rest.ends_with("/hien-thi") && answer.status().is_redirection() {
        return answer;
    }
    dressed(answer, look, encoding).await.unwrap_or_else(IntoResponse::into_response)
}

/// The same answer with the look on it: the attributes, and every address of ours carrying it.
async fn dressed(answer: Response, look: Look, encoding: Encoding) -> Result<Response, Failure> {
    let (mut parts, body) = answer.into_parts();
    let prefix = look.prefix();
    if let Some(target) = parts.headers.get(header::LOCATION).and_then(|v| v.to_str().ok()).filter(|t| is_local(t)) {
        let target = format!("{prefix}{target}");
        parts.headers.insert(header::LOCATION, HeaderValue::from_str(&target).map_err(|e| Failure::Broken(e.into()))?);
    }
    let is_page = parts.headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    if !is_page || parts.headers.contains_key(header::CONTENT_DISPOSITION) {
        return Ok(Response::from_parts(parts, body));
    }
    let bytes = axum::body::to_bytes(body, usize::MAX).await.map_err(|e| Failure::Broken(e.into()))?;
    let html = String::from_utf8_lossy(&bytes);
    let html = html.replacen("<html ", &format!("<html{} ", look.attributes()), 1);
    let html = html
        .replace(" href=\"/", &format!(" href=\"{prefix}/"))
        .replace(" action=\"/", &format!(" action=\"{prefix}/"));
    // Styles, scripts and pictures are the same in every look.
    let html = html.replace(&format!(" href=\"{prefix}/tinh/"), " href=\"/tinh/");
    let sent = compress(html.as_bytes(), encoding, Effort::Quick);
    parts.headers.remove(header::ETAG);
    parts.headers.insert("x-robots-tag", HeaderValue::from_static("noindex"));
    if sent.is_some() {
        parts.headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding.name()));
    }
    let body = sent.unwrap_or_else(|| html.into());
    parts.headers.insert(header::CONTENT_LENGTH, HeaderValue::from(body.len()));
    Ok(Response::from_parts(parts, Body::from(body)))
}

/// `/hien-thi`: the page with the choices, and what its form sends.
pub(crate) async fn choose(State(portal): State<Portal>, request: Request) -> Result<Response, Failure> {
    let uri = request.uri();
    let (lang, _) = crate::address::language_of(uri.path());
    if query(uri, "ve").is_some() {
        let said = |name| query(uri, name).unwrap_or_default();
        let look = Look {
            size: word(&SIZES, &said("co-chu")),
            ground: word(&GROUNDS, &said("nen")),
            contrast: word(&CONTRASTS, &said("tuong-phan")),
        };
        let back = Some(said("ve")).filter(|back| is_local(back)).unwrap_or_else(|| "/".to_owned());
        return Ok(kit::page::see_other(&format!("{}{}", look.prefix(), undressed(&back))));
    }
    let look = request.extensions().get::<Look>().copied().unwrap_or_default();
    let came = Some(came_from(request.headers())).filter(|came| came != "/");
    let came = came.unwrap_or_else(|| format!("{}/", portal.mount()));
    let html = portal.mounted(look_page(&portal, lang, look, came)?);
    let mut response =
        ([(header::CONTENT_TYPE, "text/html; charset=utf-8"), (header::CACHE_CONTROL, "no-store")], html)
            .into_response();
    add_security_headers(response.headers_mut());
    Ok(response)
}

/// The page of ours that the reader comes from, without a look; the front page when it is another site's.
fn came_from(headers: &HeaderMap) -> String {
    let text = |name: header::HeaderName| headers.get(name).and_then(|v| v.to_str().ok());
    let (Some(from), Some(host)) = (text(header::REFERER), text(header::HOST)) else { return "/".to_owned() };
    let path = from.split_once("://").and_then(|(_, rest)| rest.strip_prefix(host)).filter(|path| is_local(path));
    match path.map(undressed) {
        Some(path) if !path.contains("/hien-thi") => path.to_owned(),
        _ => "/".to_owned(),
    }
}

/// An address without the look that it carries.
fn undressed(path: &str) -> &str {
    let rest = path.strip_prefix("/nhin/").and_then(|rest| rest.find('/').map(|at| &rest[at..]));
    match rest {
        Some(rest) if is_local(rest) => rest,
        Some(_) => "/",
        None if path == "/nhin" || path.starts_with("/nhin/") => "/",
        None => path,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_look_survives_its_address() {
        for size in ["", "lon", "lonnhat"] {
            for ground in ["", "sang", "toi"] {
                for contrast in ["", "ro"] {
                    let look = Look { size, ground, contrast };
                    let prefix = look.prefix();
                    if !prefix.is_empty() {
                        assert_eq!(Look::parse(prefix.trim_start_matches("/nhin/")), Some(look));
                    }
                }
            }
        }
        for unknown in ["", "to", "lon-x", "lon--toi"] {
            assert_eq!(Look::parse(unknown), None, "{unknown}");
        }
    }

    #[test]
    fn nobody_is_sent_elsewhere() {
        for (from, to) in
            [("/nhin/lon/a", "/a"), ("/nhin/lon//evil.example", "/"), ("/nhin/lon", "/"), ("/a?b=1", "/a?b=1")]
        {
            assert_eq!(undressed(from), to, "{from}");
        }
    }
}
