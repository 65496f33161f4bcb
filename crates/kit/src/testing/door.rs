//! The door of a house: requests go through its router in process, cookies are kept as a browser keeps them.

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use http_body::Frame;
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use tower::ServiceExt;

/// Someone at the door: a router and a cookie jar.
#[derive(Clone)]
pub struct Door {
    router: Router,
    cookies: BTreeMap<String, String>,
    headers: Vec<(String, String)>,
    host: String,
    peer: SocketAddr,
}

/// What the house answered.
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Vec<u8>,
}

impl Door {
    /// A visitor who has never been here.
    pub fn new(router: Router) -> Door {
        let (host, peer) = ("127.0.0.1:8080".to_owned(), ([192, 0, 2, 7], 40_000).into());
        Door { router, cookies: BTreeMap::new(), headers: Vec::new(), host, peer }
    }

    /// The same visitor, who asks for the house by another name.
    pub fn at_host(mut self, host: &str) -> Door {
        self.host = host.to_owned();
        self
    }

    /// The same visitor at another address.
    pub fn from_address(mut self, address: [u8; 4]) -> Door {
        self.peer = (address, 40_000).into();
        self
    }

    /// The same visitor, who sends this header each time.
    pub fn with_header(mut self, name: &str, value: &str) -> Door {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The value of a cookie the visitor holds.
    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.get(name).map(String::as_str)
    }

    /// Gives the visitor a cookie.
    pub fn set_cookie(&mut self, name: &str, value: &str) {
        self.cookies.insert(name.to_owned(), value.to_owned());
    }

    /// Asks for a page.
    pub async fn get(&mut self, path: &str) -> Answer {
        self.send(Method::GET, path, None, Vec::new()).await
    }

    /// Sends a form.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = fields.iter().map(|(n, v)| format!("{}={}", form(n), form(v))).collect::<Vec<_>>().join("&");
        self.send(Method::POST, path, Some("application/x-www-form-urlencoded".into()), body.into_bytes()).await
    }

    /// Sends a form with one file.
    pub async fn post_file(&mut self, path: &str, fields: &[(&str, &str)], file: (&str, &str, &[u8])) -> Answer {
        let mut body = Vec::new();
        for (name, value) in fields {
            body.extend(
                format!("--grenze\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").bytes(),
            );
        }
        let (field, name, bytes) = file;
        body.extend(format!("--grenze\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\nContent-Type: application/octet-stream\r\n\r\n").bytes());
        body.extend(bytes);
        body.extend(b"\r\n--grenze--\r\n");
        self.send(Method::POST, path, Some("multipart/form-data; boundary=grenze".into()), body).await
    }

    /// Sends a form of a kind whose body never ends, with a length that is stated or with none; the answer, and how many bytes of
    /// the body were asked for.
    pub async fn post_endless(&mut self, path: &str, kind: &str, stated: Option<u64>) -> (Answer, usize) {
        let read = Arc::new(AtomicUsize::new(0));
        let body = Body::new(Endless(read.clone()));
        let answer = self.send_body(Method::POST, path, (Some(kind.to_owned()), stated), body).await;
        (answer, read.load(Ordering::Relaxed))
    }

    /// Sends anything.
    pub async fn send(&mut self, method: Method, path: &str, kind: Option<String>, body: Vec<u8>) -> Answer {
        self.send_body(method, path, (kind, None), Body::from(body)).await
    }

    async fn send_body(
        &mut self,
        method: Method,
        path: &str,
        (kind, stated): (Option<String>, Option<u64>),
        body: Body,
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(path).header(header::HOST, &self.host);
        if let Some(kind) = kind {
            request = request.header(header::CONTENT_TYPE, kind);
        }
        if let Some(length) = stated {
            request = request.header(header::CONTENT_LENGTH, length);
        }
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        if !self.cookies.is_empty() {
            let line = self.cookies.iter().map(|(n, v)| format!("{n}={v}")).collect::<Vec<_>>().join("; ");
            request = request.header(header::COOKIE, line);
        }
        let mut request = request.body(body).expect("a request");
        request.extensions_mut().insert(ConnectInfo(self.peer));
        let response = self.router.clone().oneshot(request).await.expect("a router always answers");
        let (parts, body) = response.into_parts();
        for line in parts.headers.get_all(header::SET_COOKIE).iter().filter_map(|v| v.to_str().ok()) {
            self.keep(line);
        }
        let body = axum::body::to_bytes(body, usize::MAX).await.expect("a body").to_vec();
        Answer { status: parts.status, headers: parts.headers, body }
    }

    fn keep(&mut self, line: &str) {
        let Some((name, value)) = line.split(';').next().and_then(|pair| pair.split_once('=')) else { return };
        if value.is_empty() || line.contains("Max-Age=0") {
            self.cookies.remove(name);
        } else {
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
    }
}

/// A body that goes on for ever, and counts how much of it was asked for.
struct Endless(Arc<AtomicUsize>);

impl http_body::Body for Endless {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        static PIECE: [u8; 1 << 16] = [b'a'; 1 << 16];
        self.0.fetch_add(PIECE.len(), Ordering::Relaxed);
        Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(&PIECE)))))
    }
}

impl Answer {
    /// The answer in short: `200`, `303 /van-phong`, `404`.
    pub fn outcome(&self) -> String {
        match self.headers.get(header::LOCATION).and_then(|v| v.to_str().ok()) {
            Some(target) => format!("{} {target}", self.status.as_u16()),
            None => self.status.as_u16().to_string(),
        }
    }

    /// The page.
    pub fn html(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// What a reader sees: the page without its tags, with single blanks.
    pub fn text(&self) -> String {
        let mut out = String::new();
        let mut inside = false;
        for c in self.html().chars() {
            match c {
                '<' => inside = true,
                '>' => {
                    inside = false;
                    out.push(' ');
                }
                c if !inside => out.push(c),
                _ => {}
            }
        }
        let out = out.replace("&#38;", "&").replace("&#34;", "\"").replace("&#39;", "'").replace("&amp;", "&");
        out.split([' ', '\n', '\t', '\r']).filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" ")
    }

    /// The value of the first input called `name`: what a browser would send back.
    ///
    /// # Panics
    /// When the page has no such input.
    pub fn field(&self, name: &str) -> String {
        let html = self.html();
        let mark = format!("name=\"{name}\"");
        let at = html.find(&mark).unwrap_or_else(|| panic!("the page has no field {name}"));
        let tag_start = html[..at].rfind('<').unwrap_or(0);
        let tag_end = html[at..].find('>').map_or(html.len(), |end| at + end);
        let tag = &html[tag_start..tag_end];
        tag.split_once("value=\"")
            .and_then(|(_, rest)| rest.split_once('"'))
            .map_or(String::new(), |(v, _)| v.to_owned())
    }
}

fn form(text: &str) -> String {
    crate::web::encode(text).replace('/', "%2F")
}
