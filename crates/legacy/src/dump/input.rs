//! The files of a dump as one stream of bytes: packed or not, UTF-16 as a Windows console writes it, several parts.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

/// The files one after the other: `site.sql`, `site.sql.gz`, or Akeeba's `site.sql`, `site.s01` …
///
/// # Errors
/// When a file cannot be read, or is packed in a way that is not known here.
pub fn open(paths: &[PathBuf]) -> io::Result<impl Read + use<>> {
    // Each is looked at before the first is read: a mistake in the last one is not told after an hour.
    for path in paths {
        plain(path)?;
    }
    Ok(Parts { paths: paths.iter().cloned().collect(), now: None })
}

struct Parts {
    paths: VecDeque<PathBuf>,
    now: Option<Box<dyn Read>>,
}

impl Read for Parts {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            if let Some(now) = &mut self.now {
                match now.read(buffer)? {
                    0 => self.now = None,
                    n => return Ok(n),
                }
            }
            match self.paths.pop_front() {
                Some(path) => self.now = Some(plain(&path)?),
                None => return Ok(0),
            }
        }
    }
}

fn plain(path: &Path) -> io::Result<Box<dyn Read>> {
    let named = |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", path.display()));
    let mut file = BufReader::with_capacity(1 << 16, File::open(path).map_err(named)?);
    let unpacked: Box<dyn Read> = match file.fill_buf().map_err(named)? {
        [0x1F, 0x8B, ..] => Box::new(flate2::bufread::MultiGzDecoder::new(file)),
        [b'P', b'K', 3, 4, ..] | [b'B', b'Z', b'h', ..] | [b'J', b'P', b'A', ..] | [0x28, 0xB5, 0x2F, 0xFD, ..] => {
            return Err(named(io::Error::other("unpack it first; only gzip is read as it is")));
        }
        _ => Box::new(file),
    };
    unmarked(unpacked).map_err(named)
}

/// Without the mark at its beginning, and UTF-16 as UTF-8.
fn unmarked(input: impl Read + 'static) -> io::Result<Box<dyn Read>> {
    let mut input = BufReader::with_capacity(1 << 16, input);
    let (mark, wide) = match input.fill_buf()? {
        [0xEF, 0xBB, 0xBF, ..] => (3, None),
        [0xFF, 0xFE, ..] => (2, Some(false)),
        [0xFE, 0xFF, ..] => (2, Some(true)),
        _ => (0, None),
    };
    input.consume(mark);
    Ok(match wide {
        Some(big) => Box::new(Wide { input, big, high: None, out: VecDeque::new() }),
        None => Box::new(input),
    })
}

/// UTF-16 as UTF-8.
struct Wide<R> {
    input: BufReader<R>,
    big: bool,
    /// The first half of a pair.
    high: Option<u16>,
    out: VecDeque<u8>,
}

impl<R: Read> Read for Wide<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.out.len() < buffer.len() {
            let mut pair = [0; 2];
            match self.input.read_exact(&mut pair) {
                Ok(()) => {}
                Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => break,
                Err(error) => return Err(error),
            }
            let unit = if self.big { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) };
            let units = [self.high.take(), Some(unit)];
            if (0xD800..0xDC00).contains(&unit) && units[0].is_none() {
                self.high = Some(unit);
                continue;
            }
            for c in char::decode_utf16(units.into_iter().flatten()) {
                let c = c.unwrap_or(char::REPLACEMENT_CHARACTER);
                self.out.extend(c.encode_utf8(&mut [0; 4]).bytes());
            }
        }
        self.out.read(buffer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utf_16_and_marks_are_read() {
        let text = "Đảng 🎋 x";
        let little: Vec<u8> = [0xFEFF].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = [0xFEFF].into_iter().chain(text.encode_utf16()).flat_map(u16::to_be_bytes).collect();
        let marked = [b"\xEF\xBB\xBF", text.as_bytes()].concat();
        for bytes in [little, big, marked, text.as_bytes().to_vec()] {
            let mut read = String::new();
            unmarked(io::Cursor::new(bytes)).unwrap().read_to_string(&mut read).unwrap();
            assert_eq!(read, text);
        }
    }
}
