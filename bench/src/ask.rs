//! Asks for one page as fast as it is answered, over connections that stay open, and counts whole answers:
//! `ask ADDRESS PATH ENCODING SECONDS CONNECTIONS`. Unlike a tool that hangs up when its time is over, each connection
//! reads its last answer to the end, so what is counted here and what the server counted can be compared exactly.
//! Prints `ANSWERS RATE`.

use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [address, path, encoding, seconds, connections] = arguments.as_slice() else {
        anyhow::bail!("ask ADDRESS PATH ENCODING SECONDS CONNECTIONS");
    };
    let request = format!(
        "GET {path} HTTP/1.1\r\nHost: {address}\r\nUser-Agent: Mozilla/5.0 (X11; Linux x86_64) bench\r\n\
         Accept-Encoding: {encoding}\r\n\r\n"
    );
    let began = Instant::now();
    let until = began + Duration::from_secs_f64(seconds.parse()?);
    let mut workers = Vec::new();
    for _ in 0..connections.parse()? {
        workers.push(tokio::spawn(ask(address.clone(), request.clone(), until)));
    }
    let mut answers = 0;
    for worker in workers {
        answers += worker.await??;
    }
    println!("{answers} {:.0}", answers as f64 / began.elapsed().as_secs_f64());
    Ok(())
}

async fn ask(address: String, request: String, until: Instant) -> anyhow::Result<u64> {
    let mut stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    let (mut answers, mut buffer) = (0, vec![0; 256 * 1024]);
    while Instant::now() < until {
        stream.write_all(request.as_bytes()).await?;
        let mut filled = 0;
        let mut whole = usize::MAX;
        while filled < whole {
            let read = stream.read(&mut buffer[filled..]).await?;
            anyhow::ensure!(read > 0, "the server hung up after {answers} answers");
            filled += read;
            if whole == usize::MAX {
                whole = length(&buffer[..filled])?.unwrap_or(usize::MAX);
            }
        }
        anyhow::ensure!(buffer.starts_with(b"HTTP/1.1 200"), "an answer that is no page");
        answers += 1;
    }
    Ok(answers)
}

/// The length of the whole answer, once its headers are there.
fn length(bytes: &[u8]) -> anyhow::Result<Option<usize>> {
    let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else { return Ok(None) };
    let headers = std::str::from_utf8(&bytes[..end])?;
    let said = headers.lines().find_map(|line| line.strip_prefix("content-length: "));
    let body: usize = said.ok_or_else(|| anyhow::anyhow!("an answer without its length"))?.parse()?;
    Ok(Some(end + 4 + body))
}
