//! Pages that were made, kept as they are sent. What is asked for often stays, within a bound on memory.

use crate::counters::Count;
use askama::Template;
use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use kit::assets::{Effort, Encoding, compress};
use kit::clock::Ts;
use kit::web::{CONTENT_SECURITY_POLICY, SECURITY_HEADERS};
use rustc_hash::FxHasher;
use std::cell::RefCell;
use std::collections::HashMap;
use std::hash::{Hash, Hasher};
use std::sync::atomic::{AtomicI64, AtomicU32, Ordering};
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

/// Half of what the pages may take, in bytes as they are made; compressed copies come to less than as much again.
pub(crate) const PAGES: usize = 12 * 1024 * 1024;
/// The same for what was found: anybody may ask anything, so it has a place of its own and pushes no page out.
pub(crate) const FOUND: usize = 2 * 1024 * 1024;
/// What stays of the room in which pages are written, in bytes: more than nearly all of them need.
const ROOM: usize = 128 * 1024;
/// As many pages may be made in a second before making them counts as pressure.
const CALM: u32 = 100;
/// Under pressure the numbers on a page may be so old, in seconds.
const OLD_UNDER_PRESSURE: i64 = 10;

/// Only what leads somewhere is kept, within a bound.
pub(crate) struct Cache<K> {
    shelves: RwLock<Shelves<K>>,
    /// Half of what it may take, in bytes.
    half: usize,
    /// The second, and how many pages were made in it.
    second: AtomicI64,
    made: AtomicU32,
}

/// What was asked for lately, and before. When the first is full it becomes the second: what nobody asked for
/// meanwhile is gone.
struct Shelves<K> {
    young: HashMap<K, Arc<Made>>,
    old: HashMap<K, Arc<Made>>,
    weight: usize,
}

impl<K> Default for Shelves<K> {
    fn default() -> Self {
        Shelves { young: HashMap::new(), old: HashMap::new(), weight: 0 }
    }
}

impl<K: Clone + Eq + Hash> Cache<K> {
    pub(crate) fn new(half: usize) -> Cache<K> {
        Cache { shelves: RwLock::default(), half, second: AtomicI64::new(0), made: AtomicU32::new(0) }
    }

    pub(crate) fn clear(&self) {
        *self.shelves.write().unwrap_or_else(PoisonError::into_inner) = Shelves::default();
    }

    pub(crate) fn get(&self, key: &K) -> Option<Arc<Made>> {
        let shelves = self.shelves.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(made) = shelves.young.get(key) {
            return Some(made.clone());
        }
        let made = shelves.old.get(key)?.clone();
        drop(shelves);
        self.put(key.clone(), made.clone());
        Some(made)
    }

    pub(crate) fn put(&self, key: K, made: Arc<Made>) {
        // Some hundred pages at a time: they are given back when others can have the shelves again.
        let mut _gone = HashMap::new();
        let mut shelves = self.shelves.write().unwrap_or_else(PoisonError::into_inner);
        if shelves.weight + made.plain.len() > self.half {
            let full = std::mem::take(&mut shelves.young);
            _gone = std::mem::replace(&mut shelves.old, full);
            shelves.weight = 0;
        }
        shelves.weight += made.plain.len();
        if let Some(before) = shelves.young.insert(key, made) {
            shelves.weight -= before.plain.len();
        }
    }

    pub(crate) fn remove(&self, key: &K) {
        let mut shelves = self.shelves.write().unwrap_or_else(PoisonError::into_inner);
        shelves.old.remove(key);
        if let Some(made) = shelves.young.remove(key) {
            shelves.weight -= made.plain.len();
        }
    }

    /// Notes that a page is being made.
    pub(crate) fn making(&self, second: i64) {
        if self.second.swap(second, Ordering::Relaxed) != second {
            self.made.store(0, Ordering::Relaxed);
        }
        self.made.fetch_add(1, Ordering::Relaxed);
    }

    /// Whether so many pages are being made that each must be quick.
    pub(crate) fn under_pressure(&self, second: i64) -> bool {
        self.second.load(Ordering::Relaxed) == second && self.made.load(Ordering::Relaxed) > CALM
    }
}

/// What an answer is; it decides its headers, and whether the counters stand in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A page with the counters on it.
    Page,
    /// A file for programs: feeds, maps, numbers.
    File(&'static str),
    /// A picture made for the page it belongs to.
    Picture(&'static str),
    /// A file of a picture, whose address says its bytes: it never changes.
    Media(&'static str),
    /// A file that came from outside, to be saved; its address says its bytes.
    Attached(&'static str),
    /// A page to be kept, with its own style in it.
    Saved,
}

/// What was made for an address.
pub(crate) struct Sheet {
    pub(crate) kind: Kind,
    pub(crate) body: Vec<u8>,
    /// When what it says changed last; `None` when nobody can say.
    pub(crate) modified: Option<Ts>,
    /// Whether it tells what the counters say, or what day it is.
    pub(crate) is_live: bool,
    /// The name under which a browser keeps it, when it is to be kept.
    pub(crate) file_name: Option<String>,
    /// The one place besides our own whose script a page may load.
    pub(crate) monitor: Option<String>,
}

impl Sheet {
    pub(crate) fn media(mime: &'static str, body: Vec<u8>) -> Sheet {
        Sheet { kind: Kind::Media(mime), body, modified: None, is_live: false, file_name: None, monitor: None }
    }

    pub(crate) fn attached(mime: &'static str, body: Vec<u8>) -> Sheet {
        Sheet { kind: Kind::Attached(mime), ..Sheet::media(mime, body) }
    }

    pub(crate) fn page(html: String) -> Sheet {
        Sheet {
            kind: Kind::Page,
            body: html.into_bytes(),
            modified: None,
            is_live: true,
            file_name: None,
            monitor: None,
        }
    }

    /// A page from its template, written where the page before it was: it need not grow, and is kept in just its size.
    pub(crate) fn of(template: &impl Template) -> askama::Result<Sheet> {
        thread_local! { static ROOM_OF_THREAD: RefCell<String> = const { RefCell::new(String::new()) } }
        ROOM_OF_THREAD.with_borrow_mut(|room| {
            room.clear();
            room.shrink_to(ROOM);
            template.render_into(room)?;
            Ok(Sheet { body: room.as_bytes().to_vec(), ..Sheet::page(String::new()) })
        })
    }

    pub(crate) fn file(mime: &'static str, body: String, modified: i64) -> Sheet {
        Sheet {
            kind: Kind::File(mime),
            body: body.into_bytes(),
            modified: Some(Ts(modified)),
            is_live: false,
            file_name: None,
            monitor: None,
        }
    }
}

/// What a page may load when one more place may count its readers.
fn letting_in(at: &str) -> String {
    let known = ["script-src 'self'", "img-src 'self'", "connect-src 'self'"];
    known.iter().fold(CONTENT_SECURITY_POLICY.to_owned(), |all, known| all.replace(known, &format!("{known} {at}")))
}

/// A sheet as it is sent, in the encodings that were asked for.
pub(crate) struct Made {
    kind: Kind,
    is_live: bool,
    second: i64,
    /// What the counters said, and how many members were here; while they say the same, the page needs no making.
    count: (Count, u64),
    hash: u64,
    plain: Bytes,
    modified: Option<Ts>,
    file_name: Option<String>,
    monitor: Option<String>,
    sent: [OnceLock<(Bytes, HeaderMap)>; 3],
}

impl Made {
    pub(crate) fn new(sheet: Sheet, second: i64, count: (Count, u64)) -> Made {
        let mut hash = FxHasher::default();
        sheet.body.hash(&mut hash);
        Made {
            kind: sheet.kind,
            is_live: sheet.is_live,
            second,
            count,
            hash: hash.finish(),
            plain: sheet.body.into(),
            modified: sheet.modified,
            file_name: sheet.file_name,
            monitor: sheet.monitor,
            sent: [const { OnceLock::new() }; 3],
        }
    }

    /// Whether it is still true without asking the counters.
    pub(crate) fn is_fresh(&self, second: i64, pressed: bool) -> bool {
        !self.is_live || self.second == second || (pressed && second - self.second < OLD_UNDER_PRESSURE)
    }

    /// Whether the counters still say what it says.
    pub(crate) fn says(&self, count: &(Count, u64)) -> bool {
        self.count == *count
    }

    /// The same sheet in a later second.
    pub(crate) fn at(&self, second: i64) -> Made {
        Made {
            second,
            kind: self.kind,
            is_live: self.is_live,
            count: self.count,
            hash: self.hash,
            plain: self.plain.clone(),
            modified: self.modified,
            file_name: self.file_name.clone(),
            monitor: self.monitor.clone(),
            sent: self.sent.clone(),
        }
    }

    /// The answer to a request that says what it has and what it understands.
    pub(crate) fn answer(&self, asked: &HeaderMap, effort: Effort) -> Response {
        let encoding = match self.kind {
            Kind::Picture("image/png") | Kind::Media(_) | Kind::Attached(_) => Encoding::Plain,
            _ => Encoding::accepted(asked),
        };
        let (bytes, headers) = self.sent[encoding as usize].get_or_init(|| self.send(encoding, effort));
        if self.is_known(asked, headers) {
            let mut response = StatusCode::NOT_MODIFIED.into_response();
            for name in [header::ETAG, header::LAST_MODIFIED, header::CACHE_CONTROL, header::VARY] {
                if let Some(value) = headers.get(&name) {
                    response.headers_mut().insert(name, value.clone());
                }
            }
            return response;
        }
        let mut response = Response::new(bytes.clone().into());
        *response.headers_mut() = headers.clone();
        response
    }

    /// Whether whoever asks has it already. A date counts only where no tag is sent.
    fn is_known(&self, asked: &HeaderMap, headers: &HeaderMap) -> bool {
        if let Some(tags) = asked.get(header::IF_NONE_MATCH) {
            let own = headers.get(header::ETAG).map_or(&b""[..], HeaderValue::as_bytes);
            let mut tags = tags.as_bytes().split(|b| *b == b',').map(<[u8]>::trim_ascii);
            return tags.any(|tag| tag == b"*" || tag.strip_prefix(b"W/").unwrap_or(tag) == own);
        }
        let since = asked.get(header::IF_MODIFIED_SINCE).and_then(|v| v.to_str().ok()).and_then(Ts::from_http);
        self.modified.zip(since).is_some_and(|(modified, since)| modified.whole_second() <= since)
    }

    fn send(&self, encoding: Encoding, effort: Effort) -> (Bytes, HeaderMap) {
        let bytes = compress(&self.plain, encoding, effort).unwrap_or_else(|| self.plain.clone());
        let mut headers = HeaderMap::with_capacity(16);
        let (mime, caching) = match self.kind {
            // Nobody between us and the reader may answer for us: each view is to be counted, each number to be true.
            Kind::Page => ("text/html; charset=utf-8", "private, no-cache"),
            Kind::Saved => ("text/html; charset=utf-8", "no-cache"),
            Kind::File(mime) => (mime, "no-cache"),
            Kind::Picture(mime) => (mime, "public, max-age=3600"),
            Kind::Media(mime) => (mime, "public, max-age=31536000, immutable"),
            // One that was taken back is to be gone soon.
            Kind::Attached(mime) => (mime, "public, max-age=3600"),
        };
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(mime));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from(bytes.len()));
        let suffix = ["id", "br", "gz"][encoding as usize];
        if let Ok(tag) = HeaderValue::from_str(&format!("\"{:016x}-{suffix}\"", self.hash)) {
            headers.insert(header::ETAG, tag);
        }
        if let Some(modified) = self.modified.and_then(|at| HeaderValue::from_str(&at.http()).ok()) {
            headers.insert(header::LAST_MODIFIED, modified);
        }
        if encoding != Encoding::Plain {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding.name()));
        }
        for (name, value) in SECURITY_HEADERS {
            headers.insert(name, HeaderValue::from_static(value));
        }
        if let Some(policy) = self.monitor.as_deref().and_then(|at| HeaderValue::from_str(&letting_in(at)).ok()) {
            headers.insert(header::CONTENT_SECURITY_POLICY, policy);
        }
        if let Some(name) = &self.file_name {
            let disposition = format!("attachment; filename*=UTF-8''{}", kit::web::encode(name));
            if let Ok(value) = HeaderValue::from_str(&disposition) {
                headers.insert(header::CONTENT_DISPOSITION, value);
            }
            let sandbox = HeaderValue::from_static("default-src 'none'; style-src 'unsafe-inline'; sandbox");
            headers.insert(header::CONTENT_SECURITY_POLICY, sandbox);
        }
        if matches!(self.kind, Kind::Picture(_)) {
            // Other sites show it beside their links to us.
            headers.insert("cross-origin-resource-policy", HeaderValue::from_static("cross-origin"));
        }
        (bytes, headers)
    }
}
