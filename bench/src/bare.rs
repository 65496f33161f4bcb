//! The floor of the portal's bench: a bare server of the same HTTP library that sends the same bytes from memory.
//!
//! `bare HOST:PORT /path ENCODING LISTEN` asks the page once, keeps body and headers, and answers every request with
//! them: no router but one, no counting, nothing looked up.

use anyhow::{Context, Result, bail};
use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::routing::get;
use axum::serve::ListenerExt;
use std::io::{Read, Write};
use std::net::TcpStream;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().collect();
    let [_, host, path, encoding, listen] = args.as_slice() else { bail!("bare HOST:PORT /path ENCODING LISTEN") };
    let (headers, body) = fetch(host, path, encoding)?;
    eprintln!("{} bytes, {} headers", body.len(), headers.len());
    let router = Router::new().fallback(get(move || {
        let answer = (headers.clone(), body.clone());
        async move { answer }
    }));
    let listener = tokio::net::TcpListener::bind(listen).await?.tap_io(|stream| {
        let _ = stream.set_nodelay(true);
    });
    Ok(axum::serve(listener, router).await?)
}

fn fetch(host: &str, path: &str, encoding: &str) -> Result<(HeaderMap, Bytes)> {
    let mut stream = TcpStream::connect(host)?;
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: Mozilla/5.0 bench\r\nAccept-Encoding: {encoding}\r\nConnection: close\r\n\r\n"
    )?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    let end = answer.windows(4).position(|w| w == b"\r\n\r\n").context("an answer with headers")?;
    let head = std::str::from_utf8(&answer[..end])?;
    let mut lines = head.lines();
    if !lines.next().is_some_and(|line| line.contains(" 200 ")) {
        bail!("{path} does not answer 200: {head}");
    }
    let mut headers = HeaderMap::new();
    for (name, value) in lines.filter_map(|line| line.split_once(": ")) {
        // What the library writes itself is left to it.
        if !["content-length", "date", "connection", "transfer-encoding"].contains(&name) {
            headers.insert(HeaderName::try_from(name)?, HeaderValue::from_str(value)?);
        }
    }
    Ok((headers, Bytes::copy_from_slice(&answer[end + 4..])))
}
