//! Styles, scripts, fonts and the icon: inside the binary, under addresses that carry their hash, compressed once.

use axum::Router;
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::io::Write;
use std::sync::LazyLock;

/// Bytes in the encodings that browsers ask for.
#[derive(Clone, Debug)]
struct Encoded {
    plain: axum::body::Bytes,
    brotli: Option<axum::body::Bytes>,
    gzip: Option<axum::body::Bytes>,
}

/// An encoding of what is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// None.
    Plain,
    /// Brotli; browsers ask for it over HTTPS and on this machine.
    Brotli,
    /// gzip; what is left on a plain LAN.
    Gzip,
}

impl Encoding {
    /// The best of the encodings that a request accepts.
    pub fn accepted(headers: &HeaderMap) -> Encoding {
        let accepted = headers.get(header::ACCEPT_ENCODING).map_or(&b""[..], HeaderValue::as_bytes);
        let takes = |name: &[u8]| {
            accepted.split(|b| *b == b',').any(|part| {
                let part = part.trim_ascii();
                part.starts_with(name) && !part.ends_with(b"q=0") && !part.ends_with(b"q=0.0")
            })
        };
        if takes(b"br") {
            Encoding::Brotli
        } else if takes(b"gzip") {
            Encoding::Gzip
        } else {
            Encoding::Plain
        }
    }
}

/// How much work goes into making bytes fewer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effort {
    /// Little: many are waiting.
    Quick,
    /// What a page deserves that is made now and then.
    Good,
    /// Much: made once and sent for ever.
    Most,
}

impl Encoding {
    /// What it is called in an answer.
    pub fn name(self) -> &'static str {
        match self {
            Encoding::Plain => "identity",
            Encoding::Brotli => "br",
            Encoding::Gzip => "gzip",
        }
    }
}

/// `plain` in an encoding; `None` when it stays as it is.
pub fn compress(plain: &[u8], encoding: Encoding, effort: Effort) -> Option<axum::body::Bytes> {
    match encoding {
        Encoding::Plain => None,
        Encoding::Brotli => {
            let mut out = Vec::with_capacity(plain.len() / 3);
            // A window no larger than the text: the encoder's work memory grows with it.
            let lgwin = (usize::BITS - plain.len().leading_zeros()).clamp(10, 20) as i32;
            let quality = match effort {
                Effort::Quick => 1,
                Effort::Good => 5,
                Effort::Most => 9,
            };
            let params =
                brotli::enc::BrotliEncoderParams { quality, lgwin, size_hint: plain.len(), ..Default::default() };
            brotli::BrotliCompress(&mut &*plain, &mut out, &params).ok().map(|_| out.into())
        }
        Encoding::Gzip => {
            let level = if effort == Effort::Quick { 1 } else { 6 };
            let out = Vec::with_capacity(plain.len() / 3);
            let mut gzip = flate2::write::GzEncoder::new(out, flate2::Compression::new(level));
            gzip.write_all(plain).and_then(|()| gzip.finish()).ok().map(Into::into)
        }
    }
}

impl Encoded {
    /// Compresses what is made once and sent for ever.
    fn compress(plain: Vec<u8>) -> Encoded {
        let (brotli, gzip) =
            (compress(&plain, Encoding::Brotli, Effort::Most), compress(&plain, Encoding::Gzip, Effort::Most));
        Encoded { plain: plain.into(), brotli, gzip }
    }

    /// The bytes for an encoding, and what to call it in the answer.
    fn pick(&self, encoding: Encoding) -> (axum::body::Bytes, Option<HeaderValue>) {
        match (encoding, &self.brotli, &self.gzip) {
            (Encoding::Brotli, Some(bytes), _) => (bytes.clone(), Some(HeaderValue::from_static("br"))),
            (Encoding::Gzip, _, Some(bytes)) => (bytes.clone(), Some(HeaderValue::from_static("gzip"))),
            _ => (self.plain.clone(), None),
        }
    }
}

struct Asset {
    mime: &'static str,
    body: Encoded,
}

struct Assets {
    by_address: HashMap<String, Asset>,
    addresses: HashMap<&'static str, String>,
}

macro_rules! font {
    ($name:literal) => {
        ($name, include_bytes!(concat!("../assets/fonts/", $name)).as_slice())
    };
}

macro_rules! css {
    ($name:literal) => {
        include_str!(concat!("../assets/css/", $name, ".css"))
    };
}

const FONTS: &[(&str, &[u8])] = &[
    font!("noto-serif-latin-600-normal.woff2"),
    font!("noto-serif-vietnamese-600-normal.woff2"),
    font!("source-sans-3-latin-wght-normal.woff2"),
    font!("source-sans-3-vietnamese-wght-normal.woff2"),
];

static ASSETS: LazyLock<Assets> = LazyLock::new(|| {
    let mut assets = Assets { by_address: HashMap::new(), addresses: HashMap::new() };
    for (name, bytes) in FONTS {
        let body = Encoded { plain: (*bytes).into(), brotli: None, gzip: None };
        assets.add(name, "font/woff2", body);
    }
    for (name, house) in [("portal.css", css!("portal")), ("office.css", css!("office"))] {
        let mut text = [css!("tokens"), css!("base"), house].concat();
        for (font, _) in FONTS {
            text = text.replace(&format!("fonts/{font}"), assets.addresses[font].trim_start_matches("/tinh/"));
        }
        assets.add(name, "text/css; charset=utf-8", Encoded::compress(without_comments(&text).into_bytes()));
    }
    for (name, text) in [
        ("look.js", include_str!("../assets/js/look.js")),
        ("portal.js", include_str!("../assets/js/portal.js")),
        ("monitor.js", include_str!("../assets/js/monitor.js")),
        ("office.js", include_str!("../assets/js/office.js")),
        ("list.js", include_str!("../assets/js/list.js")),
        ("write.js", include_str!("../assets/js/write.js")),
        ("passkey.js", include_str!("../assets/js/passkey.js")),
        ("scan.js", include_str!("../assets/js/scan.js")),
    ] {
        assets.add(name, "text/javascript; charset=utf-8", Encoded::compress(text.into()));
    }
    let icon = include_str!("../assets/icon.svg");
    assets.add("icon.svg", "image/svg+xml", Encoded::compress(icon.into()));
    assets
});

impl Assets {
    fn add(&mut self, name: &'static str, mime: &'static str, body: Encoded) {
        let hash = crate::hex(&Sha256::digest(&body.plain)[..6]);
        let (stem, ending) = name.rsplit_once('.').unwrap_or((name, "bin"));
        let address = format!("/tinh/{stem}-{hash}.{ending}");
        self.by_address.insert(address.clone(), Asset { mime, body });
        self.addresses.insert(name, address);
    }
}

/// Comments in style sheets are for their readers, not for every visitor's connection.
fn without_comments(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let mut rest = css;
    while let Some(at) = rest.find("/*") {
        out.push_str(&rest[..at]);
        rest = rest[at..].find("*/").map_or("", |end| &rest[at + end + 2..]);
    }
    out.push_str(rest);
    out.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

/// The address of an asset, with its hash; the bare name when there is none (a test finds it).
pub fn url(name: &str) -> &'static str {
    ASSETS.addresses.get(name).map_or("/tinh/missing", String::as_str)
}

/// All assets, with their addresses: for a copy of the site as files.
pub fn all() -> impl Iterator<Item = (&'static str, &'static [u8])> {
    ASSETS.by_address.iter().map(|(address, asset)| (address.as_str(), &asset.body.plain[..]))
}

/// The bytes of a font.
pub fn font(name: &str) -> &'static [u8] {
    FONTS.iter().find(|(known, _)| *known == name).map_or(&[], |(_, bytes)| bytes)
}

/// Serves the assets below `/tinh`; they may be kept for ever, since a changed one has another address.
pub fn routes() -> Router {
    Router::new().route("/tinh/{file}", get(send))
}

async fn send(Path(file): Path<String>, headers: HeaderMap) -> Response {
    let Some(asset) = ASSETS.by_address.get(&format!("/tinh/{file}")) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let (bytes, encoding) = asset.body.pick(Encoding::accepted(&headers));
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(asset.mime));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if let Some(encoding) = encoding {
        headers.insert(header::CONTENT_ENCODING, encoding);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_style_sheet_names_the_fonts_by_their_hashed_addresses() {
        for name in ["portal.css", "office.css"] {
            let text = String::from_utf8(ASSETS.by_address[url(name)].body.plain.to_vec()).unwrap();
            assert!(!text.contains("fonts/"), "{name}");
            assert!(FONTS.iter().all(|(font, _)| text.contains(url(font).trim_start_matches("/tinh/"))), "{name}");
        }
    }

    #[test]
    fn the_best_accepted_encoding_is_chosen() {
        for (accepted, encoding) in [
            ("gzip, deflate, br, zstd", Encoding::Brotli),
            ("gzip, deflate", Encoding::Gzip),
            ("br;q=0, gzip;q=0.5", Encoding::Gzip),
            ("identity", Encoding::Plain),
            ("", Encoding::Plain),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(accepted));
            assert_eq!(Encoding::accepted(&headers), encoding, "{accepted}");
        }
    }
}
