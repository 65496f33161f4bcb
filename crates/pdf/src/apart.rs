//! Reading in a process of its own: the file goes in, the text comes out, and whatever happens in between ends there.

use crate::{LETTERS, Refusal, is_pdf, text};
use rustix::process::{Resource, Rlimit, setrlimit};
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

/// What a reading may cost.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes of memory.
    pub memory: u64,
    /// Seconds of work, and of waiting.
    pub seconds: u64,
}

impl Default for Limits {
    /// 768 MB and ten seconds: a hundred times what a paper takes.
    fn default() -> Limits {
        Limits { memory: 768 << 20, seconds: 10 }
    }
}

/// What a reading begins its answer with.
const READ: &str = "read\n";
const REFUSED: &str = "refused ";

/// Lets a program read a file apart; its arguments make it call [`answer`].
///
/// # Errors
/// See [`Refusal`]; one that could not be started counts as [`Refusal::Damaged`].
pub fn apart(program: &Path, arguments: &[&str], bytes: Vec<u8>, limits: Limits) -> Result<String, Refusal> {
    if !is_pdf(&bytes) {
        return Err(Refusal::NotPdf);
    }
    if bytes.len() > crate::LARGEST {
        return Err(Refusal::TooLarge);
    }
    let mut child = Command::new(program)
        .args(arguments)
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|_| Refusal::Damaged)?;
    let (input, output) = (child.stdin.take(), child.stdout.take());
    // Both ways at once: neither waits for the other to be emptied.
    std::thread::spawn(move || input.map(|mut input| input.write_all(&bytes)));
    let (sends, comes) = mpsc::channel();
    std::thread::spawn(move || {
        let mut said = Vec::new();
        let most = LETTERS as u64 * 4 + 100;
        let read = output.map(|output| output.take(most).read_to_end(&mut said));
        let _ = sends.send(read.and_then(Result::ok).map(|_| said));
    });
    let said = comes.recv_timeout(Duration::from_secs(limits.seconds));
    let _ = child.kill();
    let ended = child.wait();
    match said {
        Err(_) => Err(Refusal::TooSlow),
        Ok(said) => {
            let said = said.and_then(|said| String::from_utf8(said).ok()).unwrap_or_default();
            match (said.strip_prefix(READ), said.strip_prefix(REFUSED)) {
                (Some(text), _) => Ok(text.to_owned()),
                (_, Some(word)) => Err(Refusal::of(word.trim()).unwrap_or(Refusal::Damaged)),
                // Ended by the system before it could say anything: out of memory, or out of time.
                _ if ended.is_ok_and(|status| !status.success()) => Err(Refusal::TooLarge),
                _ => Err(Refusal::Damaged),
            }
        }
    }
}

/// The other side of [`apart`]: bounds this process, reads the file and answers. Never called by who serves others.
///
/// # Errors
/// When the streams fail.
pub fn answer(limits: Limits, mut input: impl Read, mut output: impl Write) -> std::io::Result<()> {
    let bound = |most: u64| Rlimit { current: Some(most), maximum: Some(most) };
    for (resource, most) in
        [(Resource::Data, limits.memory), (Resource::Cpu, limits.seconds), (Resource::Core, 0), (Resource::Fsize, 0)]
    {
        setrlimit(resource, bound(most))?;
    }
    let mut bytes = Vec::new();
    input.read_to_end(&mut bytes)?;
    let said = match text(&bytes) {
        Ok(text) => format!("{READ}{text}"),
        Err(refusal) => format!("{REFUSED}{}", refusal.word()),
    };
    output.write_all(said.as_bytes())?;
    output.flush()
}
