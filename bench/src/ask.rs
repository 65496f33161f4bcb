//! Asks for pages as fast as they are answered, over connections that stay open, and counts whole answers:
//! `ask ADDRESS PATH ENCODING SECONDS CONNECTIONS`; `@FILE` instead of a path asks for each of its lines in turn.
//! Unlike a tool that hangs up when its time is over, each connection reads its last answer to the end, so what is
//! counted here and what the server counted can be compared exactly.
//! Prints `ANSWERS RATE P50 P99`, the last two in microseconds.

use std::rc::Rc;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [address, path, encoding, seconds, connections] = arguments.as_slice() else {
        anyhow::bail!("ask ADDRESS PATH ENCODING SECONDS CONNECTIONS");
    };
    let paths: Vec<String> = match path.strip_prefix('@') {
        Some(file) => std::fs::read_to_string(file)?.lines().map(str::to_owned).collect(),
        None => vec![path.clone()],
    };
    let request = |path: &String| {
        format!(
            "GET {path} HTTP/1.1\r\nHost: {address}\r\nUser-Agent: Mozilla/5.0 (X11; Linux x86_64) bench\r\n\
             Accept-Encoding: {encoding}\r\n\r\n"
        )
    };
    let requests: Rc<[String]> = paths.iter().map(request).collect();
    anyhow::ensure!(!requests.is_empty(), "no path to ask for");
    let (connections, seconds): (usize, f64) = (connections.parse()?, seconds.parse()?);
    let began = Instant::now();
    let until = began + Duration::from_secs_f64(seconds);
    let here = tokio::task::LocalSet::new();
    let workers: Vec<_> = (0..connections)
        .map(|nth| here.spawn_local(ask(address.clone(), requests.clone(), (nth, connections), until)))
        .collect();
    let mut took = Vec::new();
    here.run_until(async {
        for worker in workers {
            took.extend(worker.await??);
        }
        anyhow::Ok(())
    })
    .await?;
    let rate = took.len() as f64 / began.elapsed().as_secs_f64();
    took.sort_unstable();
    let at = |hundredths: usize| took.get(took.len() * hundredths / 100).map_or(0, Duration::as_micros);
    println!("{} {rate:.0} {} {}", took.len(), at(50), at(99));
    Ok(())
}

/// Asks for each `step`th request from the `nth` on, around and around; how long each answer took.
async fn ask(
    address: String,
    requests: Rc<[String]>,
    (nth, step): (usize, usize),
    until: Instant,
) -> anyhow::Result<Vec<Duration>> {
    let mut stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    let (mut took, mut buffer) = (Vec::new(), vec![0; 512 * 1024]);
    for request in requests.iter().cycle().skip(nth).step_by(step) {
        let asked = Instant::now();
        if asked >= until {
            break;
        }
        stream.write_all(request.as_bytes()).await?;
        let mut filled = 0;
        let mut whole = usize::MAX;
        while filled < whole {
            let read = stream.read(&mut buffer[filled..]).await?;
            anyhow::ensure!(read > 0, "the server hung up after {} answers", took.len());
            filled += read;
            if whole == usize::MAX {
                whole = length(&buffer[..filled])?.unwrap_or(usize::MAX);
            }
        }
        let line = request.lines().next().unwrap_or_default();
        anyhow::ensure!(buffer.starts_with(b"HTTP/1.1 200"), "{line}: an answer that is no page");
        took.push(asked.elapsed());
    }
    Ok(took)
}

/// The length of the whole answer, once its headers are there.
fn length(bytes: &[u8]) -> anyhow::Result<Option<usize>> {
    let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else { return Ok(None) };
    let headers = std::str::from_utf8(&bytes[..end])?;
    let said = headers.lines().find_map(|line| line.strip_prefix("content-length: "));
    let body: usize = said.ok_or_else(|| anyhow::anyhow!("an answer without its length"))?.parse()?;
    Ok(Some(end + 4 + body))
}
