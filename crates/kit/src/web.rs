//! What both houses need of HTTP: who calls, cookies, percent signs, and the headers that keep a page safe.

use crate::failure::Failure;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{ConnectInfo, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Uri, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use std::convert::Infallible;
use std::io::{BufWriter, Write};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use tower_http::csrf::CsrfLayer;

/// What a page may load and where its forms may go: our own origin, nothing inline.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; \
     font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Headers that every page of both houses carries.
pub const SECURITY_HEADERS: [(HeaderName, &str); 6] = [
    (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "same-origin"),
    (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=(), browsing-topics=()"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// Refuses writes that come from another site's page, and adds [`SECURITY_HEADERS`] to every answer.
pub fn guarded<S: Clone + Send + Sync + 'static>(router: Router<S>) -> Router<S> {
    let cross_site = |_| Failure::CrossSite.into_response();
    router.layer(CsrfLayer::new().with_rejection_response(cross_site)).layer(middleware::from_fn(
        |request: Request, next: Next| async {
            let mut response = next.run(request).await;
            add_security_headers(response.headers_mut());
            response
        },
    ))
}

/// Adds [`SECURITY_HEADERS`], except those that the answer has set more strictly itself.
pub fn add_security_headers(headers: &mut HeaderMap) {
    for (name, value) in SECURITY_HEADERS {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
}

/// The proxies whose word about the caller's address is taken. Laid into the request by whoever serves.
#[derive(Clone, Default)]
pub struct TrustedProxies(pub Arc<Vec<IpAddr>>);

/// The caller's address.
#[derive(Clone, Copy, Debug)]
pub struct Caller(pub IpAddr);

impl Caller {
    /// Whose limits are counted together: the address, of IPv6 the first half (one household has as many of the rest as
    /// it likes).
    pub fn prefix(self) -> String {
        match self.0 {
            IpAddr::V4(v4) => v4.to_string(),
            IpAddr::V6(v6) => {
                format!("{:x}:{:x}:{:x}:{:x}", v6.segments()[0], v6.segments()[1], v6.segments()[2], v6.segments()[3])
            }
        }
    }

    /// From a request's parts: the peer, or what a trusted proxy says of it.
    pub fn of(extensions: &axum::http::Extensions, headers: &HeaderMap) -> Caller {
        let peer =
            extensions.get::<ConnectInfo<SocketAddr>>().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |info| info.0.ip());
        let trusted = extensions.get::<TrustedProxies>().is_some_and(|t| t.0.contains(&peer));
        let forwarded = headers.get("x-forwarded-for").filter(|_| trusted);
        // The last address is the one that our own proxy saw; those before it are the caller's to invent.
        let said = forwarded.and_then(|v| v.to_str().ok()?.rsplit(',').next()?.trim().parse().ok());
        Caller(said.unwrap_or(peer))
    }
}

impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = Infallible;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Caller, Infallible> {
        Ok(Caller::of(&parts.extensions, &parts.headers))
    }
}

/// The value of the cookie `name`.
pub fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(';'))
        .find_map(|pair| pair.trim().split_once('=').filter(|(n, _)| *n == name).map(|(_, v)| v))
}

/// Percent-encodes everything but letters, digits, `-._~` and `/`.
pub fn encode(text: &str) -> String {
    let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'/');
    let digit = |half: u8| char::from(b"0123456789ABCDEF"[usize::from(half)]);
    let (mut out, mut rest) = (String::with_capacity(3 * text.len()), text.as_bytes());
    while !rest.is_empty() {
        // Whole runs are copied: the bytes of plain letters are text by themselves.
        let (plain, others) = rest.split_at(rest.iter().take_while(|byte| is_plain(byte)).count());
        out.push_str(std::str::from_utf8(plain).unwrap_or_default());
        let (signs, after) = others.split_at(others.iter().take_while(|byte| !is_plain(byte)).count());
        signs.iter().for_each(|byte| out.extend(['%', digit(byte >> 4), digit(byte & 15)]));
        rest = after;
    }
    out
}

/// Undoes percent signs, and `+` for a blank when `plus`; `None` when the text is none.
pub fn decode(bytes: &[u8], plus: bool) -> Option<String> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((&byte, tail)) = rest.split_first() {
        rest = tail;
        match byte {
            b'%' => {
                let (pair, tail) = rest.split_first_chunk::<2>()?;
                out.push(u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?);
                rest = tail;
            }
            b'+' if plus => out.push(b' '),
            other => out.push(other),
        }
    }
    String::from_utf8(out).ok()
}

/// The value of `name` in an address's query.
pub fn query(uri: &Uri, name: &str) -> Option<String> {
    uri.query()?.split('&').find_map(|pair| {
        let (n, v) = pair.split_once('=').unwrap_or((pair, ""));
        (n == name).then(|| decode(v.as_bytes(), true)).flatten()
    })
}

/// All names with their values in a query, in their order; what is no text is left out.
pub fn pairs(query: &str) -> Vec<(String, String)> {
    let read = |text: &str| decode(text.as_bytes(), true).filter(|text| !text.contains('\0'));
    let pair = |pair: &str| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        Some((read(name)?, read(value)?))
    };
    query.split('&').filter(|text| !text.is_empty()).filter_map(pair).collect()
}

/// Whether `target` is an address inside this site: used for "where to go next", so that nobody is sent elsewhere.
pub fn is_local(target: &str) -> bool {
    target.starts_with('/')
        && !target.starts_with("//")
        && !target.contains('\\')
        && !target.chars().any(char::is_control)
}

/// An answer that carries bytes which came from a user: never run, never framed, saved rather than shown.
pub fn attachment(bytes: Vec<u8>, mime: &'static str, name: &str) -> Response {
    saved(bytes.into_response(), mime, name)
}

/// The same for what is written while it is sent: `write` runs on a thread of its own, as fast as the caller takes it. When
/// it fails, the answer breaks off, so that half a file is not taken for a whole one.
pub fn streamed<W>(mime: &'static str, name: &str, write: W) -> Response
where
    W: FnOnce(&mut (dyn Write + Send)) -> std::io::Result<()> + Send + 'static,
{
    let (sender, pieces) = tokio::sync::mpsc::channel(CHUNKS);
    let whole = Arc::new(AtomicBool::new(false));
    let done = whole.clone();
    tokio::task::spawn_blocking(move || {
        let mut out = BufWriter::with_capacity(CHUNK, Pipe(sender));
        match write(&mut out).and_then(|()| out.flush()) {
            Ok(()) => done.store(true, Ordering::Release),
            Err(error) => tracing::warn!(%error, "a file was not sent to its end"),
        }
    });
    saved(Body::from_stream(Pieces { pieces, whole }).into_response(), mime, name)
}

/// Bytes handed over at a time, and how many such pieces wait at most.
const CHUNK: usize = 64 << 10;
const CHUNKS: usize = 4;

struct Pipe(tokio::sync::mpsc::Sender<Bytes>);

impl Write for Pipe {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let gone = |_| std::io::Error::from(std::io::ErrorKind::BrokenPipe);
        self.0.blocking_send(Bytes::copy_from_slice(bytes)).map_err(gone)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// What was written, and whether it was written to its end (it was not, when the writer failed or panicked).
struct Pieces {
    pieces: tokio::sync::mpsc::Receiver<Bytes>,
    whole: Arc<AtomicBool>,
}

impl futures_core::Stream for Pieces {
    type Item = std::io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<std::io::Result<Bytes>>> {
        self.pieces.poll_recv(context).map(|piece| match piece {
            Some(bytes) => Some(Ok(bytes)),
            // Said once: after it the stream is at its end.
            None if !self.whole.swap(true, Ordering::AcqRel) => Some(Err(std::io::ErrorKind::UnexpectedEof.into())),
            None => None,
        })
    }
}

fn saved(mut response: Response, mime: &'static str, name: &str) -> Response {
    let disposition = format!("attachment; filename*=UTF-8''{}", encode(&name.replace('/', "_")));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(mime));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    if let Ok(value) = HeaderValue::from_str(&disposition) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn caller(peer: &str, forwarded: &str) -> String {
        let mut extensions = axum::http::Extensions::new();
        let peer: IpAddr = peer.parse().unwrap();
        extensions.insert(ConnectInfo(SocketAddr::new(peer, 4000)));
        extensions.insert(TrustedProxies(Arc::new(vec!["10.0.0.5".parse().unwrap()])));
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", HeaderValue::from_str(forwarded).unwrap());
        Caller::of(&extensions, &headers).prefix()
    }

    #[test]
    fn only_our_own_proxy_is_believed() {
        assert_eq!(caller("10.0.0.5", "1.1.1.1, 113.161.0.9"), "113.161.0.9");
        assert_eq!(caller("113.161.0.7", "1.1.1.1"), "113.161.0.7");
        assert_eq!(caller("2001:db8:1:2:3:4:5:6", "1.1.1.1"), "2001:db8:1:2");
    }

    #[test]
    fn addresses_survive_percent_signs() {
        assert_eq!(encode("/tim-kiem?q=Đảng"), "/tim-kiem%3Fq%3D%C4%90%E1%BA%A3ng");
        assert_eq!(decode(b"%C4%90%E1%BA%A3ng+b%E1%BB%99", true).as_deref(), Some("Đảng bộ"));
        assert_eq!(decode(b"%C4", true), None);
    }

    #[test]
    fn a_query_is_read_pair_by_pair() {
        let pairs = pairs("ten=Nguy%E1%BB%85n+V%C4%83n&chon=a&&chon=b&tat-ca&x=%C4&y=a%00b");
        let pairs: Vec<_> = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(pairs, [("ten", "Nguyễn Văn"), ("chon", "a"), ("chon", "b"), ("tat-ca", "")]);
    }

    #[tokio::test]
    async fn a_streamed_file_is_whole_or_breaks_off() {
        let rows = |out: &mut (dyn Write + Send)| (0..40_000).try_for_each(|n| writeln!(out, "{n}"));
        let whole = axum::body::to_bytes(streamed("text/csv", "a.csv", rows).into_body(), usize::MAX).await.unwrap();
        assert_eq!(whole.iter().filter(|byte| **byte == b'\n').count(), 40_000);
        let broken = |out: &mut (dyn Write + Send)| {
            out.write_all(&[b'a'; 3 * CHUNK])?;
            Err(std::io::Error::other("no more"))
        };
        let body = streamed("text/csv", "a.csv", broken).into_body();
        assert!(axum::body::to_bytes(body, usize::MAX).await.is_err());
        // Who goes away ends the writing.
        let (told, heard) = tokio::sync::oneshot::channel();
        let endless = move |out: &mut (dyn Write + Send)| loop {
            if let Err(error) = out.write_all(&[b'a'; CHUNK]) {
                let _ = told.send(());
                return Err(error);
            }
        };
        drop(streamed("text/csv", "a.csv", endless));
        heard.await.unwrap();
    }

    #[test]
    fn nobody_is_sent_to_another_site() {
        for (target, local) in [
            ("/van-phong", true),
            ("//evil.example", false),
            ("https://evil.example", false),
            ("/\\evil", false),
            ("", false),
            ("/a\r\nb", false),
        ] {
            assert_eq!(is_local(target), local, "{target:?}");
        }
    }
}
