//! The program as a process, and the little HTTP that a test needs to speak with it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// A running program; killed when it is dropped.
pub struct Server {
    process: Child,
    /// Where it listens: `127.0.0.1:41234`.
    pub address: String,
    /// What it printed before it listened.
    pub said: Vec<String>,
}

impl Server {
    /// Starts `thenchot` with these arguments, and waits until it says where it listens.
    pub fn start(arguments: &[&str], data: &Path) -> Server {
        let mut process = Command::new(env!("CARGO_BIN_EXE_thenchot"))
            .args(arguments)
            .arg("--data")
            .arg(data)
            .args(["--listen", "127.0.0.1:0"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        let lines = BufReader::new(process.stdout.take().expect("its output")).lines();
        let mut server = Server { process, address: String::new(), said: Vec::new() };
        for line in lines.map_while(Result::ok) {
            if let Some(address) = line.strip_prefix("Then Chốt: http://") {
                server.address = address.to_owned();
                return server;
            }
            server.said.push(line);
        }
        panic!("the program ended before it listened: {:?}", server.said);
    }

    /// Ends it as a power cut would.
    #[allow(dead_code, reason = "each test program uses its own part of this")]
    pub fn kill(&mut self) {
        self.process.kill().expect("a signal");
        self.process.wait().expect("its end");
    }

    /// The path of the sign-in link that was printed for `post`.
    #[allow(dead_code, reason = "each test program uses its own part of this")]
    pub fn link_of(&self, post: &str) -> String {
        let at = self.said.iter().position(|line| line.contains(post)).expect("one of the cast");
        let link = self.said[at + 1].trim();
        link[link.find("/van-phong").expect("a path")..].to_owned()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// An answer: the status, the headers as text, the body.
pub struct Answer {
    pub status: u16,
    pub headers: String,
    pub body: String,
}

/// Sends a request on a connection of its own, with these further headers (each ended by CR LF). An error means that no
/// whole answer came.
pub fn ask(address: &str, method: &str, path: &str, headers: &str, form: &str) -> std::io::Result<Answer> {
    let mut stream = TcpStream::connect(address)?;
    let request = format!(
        "{method} {path} HTTP/1.1\r\nHost: {address}\r\nUser-Agent: Mozilla/5.0 test\r\nConnection: close\r\n\
         {headers}Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{form}",
        form.len()
    );
    stream.write_all(request.as_bytes())?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes)?;
    let text = String::from_utf8_lossy(&bytes);
    let (headers, body) = text.split_once("\r\n\r\n").ok_or(std::io::ErrorKind::UnexpectedEof)?;
    let status = headers.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
    let length = headers.lines().find_map(|line| line.to_lowercase().strip_prefix("content-length: ")?.parse().ok());
    if length.is_some_and(|length: usize| length > body.len()) {
        return Err(std::io::ErrorKind::UnexpectedEof.into());
    }
    Ok(Answer { status, headers: headers.to_owned(), body: body.to_owned() })
}

/// Signs in with a link; the header that carries the session.
#[allow(dead_code, reason = "each test program uses its own part of this")]
pub fn sign_in(address: &str, link: &str) -> String {
    let answer = ask(address, "POST", link, "", "").expect("an answer");
    assert_eq!(answer.status, 303);
    let cookie = answer.headers.lines().find_map(|line| line.strip_prefix("set-cookie: ")).expect("a cookie");
    format!("Cookie: {}\r\n", cookie.split(';').next().expect("a value"))
}
