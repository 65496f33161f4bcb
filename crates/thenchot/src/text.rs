//! `thenchot text`: what the library knows of Vietnamese, for a pipe: a line in, a line out.

use anyhow::{Context, Result, anyhow};
use clap::{Subcommand, ValueEnum};
use std::io::{self, BufRead, BufWriter, Write};
use viet::ToneStyle;
use viet::legacy::{Charset, Decoded, decode, latin};

#[derive(Subcommand)]
pub enum TextCommand {
    /// Lower case without marks: what search compares.
    Fold,
    /// Composed Unicode (NFC).
    Nfc,
    /// Tones in one style: hòa (old) or hoà (new).
    Tone {
        #[arg(long)]
        style: Style,
    },
    /// The readable part of an address.
    Slug,
    /// Text typed in Telex or VNI with the input method off.
    Keys,
    /// Old charsets to Unicode. Doubts are told on the error stream, line by line.
    Decode {
        /// tcvn3, vni, viscii, vps, windows-1258, or auto: found line by line, doubtful lines as the surer ones before them.
        #[arg(long, value_parser = ["tcvn3", "vni", "viscii", "vps", "windows-1258", "auto"])]
        from: String,
        /// The lines are bytes written in hexadecimal digits.
        #[arg(long)]
        hex: bool,
        /// Write capitals that TCVN3 lost as capitals.
        #[arg(long)]
        restore_capitals: bool,
    },
    /// Papers named in the text, one JSON object for each.
    Cite,
    /// Names by given, middle, family name. Reads everything before it writes.
    SortNames,
}

#[derive(Clone, Copy, ValueEnum)]
pub enum Style {
    Old,
    New,
}

/// Runs a command between two streams; doubts go to `doubts`.
///
/// # Errors
/// A line that is not text, named by its number; streams that fail. A reader that has had enough is no error.
pub fn run(command: &TextCommand, input: impl BufRead, output: impl Write, doubts: impl Write) -> Result<()> {
    let done = Lines { input, output: BufWriter::new(output), doubts, number: 0 }.run(command);
    match done {
        Err(error) if error.downcast_ref::<io::Error>().is_some_and(|e| e.kind() == io::ErrorKind::BrokenPipe) => {
            Ok(())
        }
        done => done,
    }
}

struct Lines<I, O: Write, D> {
    input: I,
    output: BufWriter<O>,
    doubts: D,
    number: usize,
}

impl<I: BufRead, O: Write, D: Write> Lines<I, O, D> {
    fn run(mut self, command: &TextCommand) -> Result<()> {
        match command {
            TextCommand::Fold => self.each(viet::fold)?,
            TextCommand::Nfc => self.each(viet::nfc)?,
            TextCommand::Tone { style: Style::Old } => self.each(|line| viet::tone_style(line, ToneStyle::Old))?,
            TextCommand::Tone { style: Style::New } => self.each(|line| viet::tone_style(line, ToneStyle::New))?,
            TextCommand::Slug => self.each(viet::slug)?,
            TextCommand::Keys => self.each(viet::keys)?,
            TextCommand::Decode { from, hex, restore_capitals } => self.decode(from, *hex, *restore_capitals)?,
            TextCommand::Cite => self.cite()?,
            TextCommand::SortNames => self.sort_names()?,
        }
        Ok(self.output.flush()?)
    }

    fn each(&mut self, change: impl Fn(&str) -> String) -> Result<()> {
        while let Some((line, end)) = self.text()? {
            write!(self.output, "{}{end}", change(&line))?;
        }
        Ok(())
    }

    fn decode(&mut self, from: &str, hex: bool, restore: bool) -> Result<()> {
        let fixed = Charset::named(from);
        let mut usual = None;
        while let Some((bytes, end)) = self.bytes()? {
            let text = self.as_characters(&bytes, hex)?;
            let decoded = match fixed {
                Some(charset) => decode(&text, charset),
                None => self.detected(&text, &mut usual)?,
            };
            for word in &decoded.lost_capitals {
                let word = &decoded.text[word.clone()];
                writeln!(self.doubts, "dòng {}: “{word}” có lẽ là “{}”", self.number, word.to_uppercase())?;
            }
            let text = if restore { decoded.with_capitals() } else { decoded.text };
            write!(self.output, "{text}{end}")?;
        }
        Ok(())
    }

    /// A short line tells too little by itself; it is what the lines before it were, if it reads so.
    fn detected(&mut self, text: &str, usual: &mut Option<Charset>) -> Result<Decoded> {
        let (decoded, guess) = viet::decode_auto(text);
        let Some((charset, confidence)) = guess.and_then(|g| Some((g.charset?, g.confidence))) else {
            return Ok(decoded);
        };
        if confidence >= viet::SURE {
            *usual = Some(charset);
            return Ok(decoded);
        }
        if *usual == Some(charset) {
            return Ok(decode(text, charset));
        }
        let name = charset.name();
        writeln!(self.doubts, "dòng {}: chưa chắc là bảng mã nào (có lẽ {name}), để nguyên", self.number)?;
        Ok(decoded)
    }

    fn as_characters(&self, bytes: &[u8], hex: bool) -> Result<String> {
        if hex {
            let digits: Vec<u8> = bytes.iter().copied().filter(|b| !b.is_ascii_whitespace()).collect();
            let wrong = || anyhow!("dòng {}: không phải số hệ mười sáu", self.number);
            let byte =
                |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok().filter(|_| pair.len() == 2);
            let bytes: Option<Vec<u8>> = digits.chunks(2).map(byte).collect();
            return Ok(latin(&bytes.ok_or_else(wrong)?));
        }
        Ok(std::str::from_utf8(bytes).map_or_else(|_| latin(bytes), str::to_owned))
    }

    fn cite(&mut self) -> Result<()> {
        while let Some((line, _)) = self.text()? {
            for found in viet::cite(&line) {
                let json = serde_json::json!({
                    "line": self.number,
                    "kind": found.kind,
                    "number": found.number,
                    "issuer": found.issuer,
                    "date": found.date.map(|d| d.to_string()),
                    "span": [found.span.start, found.span.end],
                    "text": &line[found.span],
                    "canonical": found.canonical,
                });
                writeln!(self.output, "{json}")?;
            }
        }
        Ok(())
    }

    fn sort_names(&mut self) -> Result<()> {
        let mut names = Vec::new();
        while let Some((name, _)) = self.text()? {
            names.push(name);
        }
        names.sort_by_cached_key(|name| viet::name_key(name));
        names.iter().try_for_each(|name| writeln!(self.output, "{name}"))?;
        Ok(())
    }

    fn text(&mut self) -> Result<Option<(String, &'static str)>> {
        let Some((bytes, end)) = self.bytes()? else { return Ok(None) };
        let hint = || format!("dòng {}: không phải UTF-8; hãy dùng “thenchot text decode” trước", self.number);
        Ok(Some((String::from_utf8(bytes).with_context(hint)?, end)))
    }

    /// The next line and how it ended.
    fn bytes(&mut self) -> Result<Option<(Vec<u8>, &'static str)>> {
        let mut line = Vec::new();
        if self.input.read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        self.number += 1;
        let end = if line.ends_with(b"\r\n") {
            "\r\n"
        } else if line.ends_with(b"\n") {
            "\n"
        } else {
            ""
        };
        line.truncate(line.len() - end.len());
        Ok(Some((line, end)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use viet::legacy::CHARSETS;

    fn piped(command: &TextCommand, input: &[u8]) -> (String, String) {
        let (mut output, mut doubts) = (Vec::new(), Vec::new());
        run(command, input, &mut output, &mut doubts).unwrap();
        (String::from_utf8(output).unwrap(), String::from_utf8(doubts).unwrap())
    }

    fn from(from: &str) -> TextCommand {
        TextCommand::Decode { from: from.to_owned(), hex: false, restore_capitals: false }
    }

    #[test]
    fn a_line_in_is_a_line_out() {
        for (command, line, out) in [
            (TextCommand::Fold, "Đảng bộ\r\n\nxã", "dang bo\r\n\nxa"),
            (TextCommand::Nfc, "a\u{302}\u{301}\n", "ấ\n"),
            (TextCommand::Tone { style: Style::Old }, "Hoà uỷ thuý quý\n", "Hòa ủy thúy quý\n"),
            (TextCommand::Tone { style: Style::New }, "Hòa\n", "Hoà\n"),
            (TextCommand::Slug, "Đại hội Đảng bộ\n", "dai-hoi-dang-bo\n"),
            (TextCommand::Keys, "tinh bieen\nTinh Bie6n\n", "tinh biên\nTinh Biên\n"),
            (TextCommand::SortNames, "Trần Bá An\nLê Ân\nNguyễn Thị An\n", "Nguyễn Thị An\nTrần Bá An\nLê Ân\n"),
        ] {
            assert_eq!(piped(&command, line.as_bytes()).0, out);
        }
    }

    #[test]
    fn old_files_become_unicode() {
        let sentence = "Đảng bộ xã tổ chức học tập nghị quyết";
        for charset in CHARSETS {
            let bytes = viet::legacy::encode(sentence, charset).unwrap();
            let hex: String = bytes.iter().map(|b| format!("{b:02x}")).collect();
            let hexed = TextCommand::Decode { from: charset.name().to_owned(), hex: true, restore_capitals: false };
            assert_eq!(piped(&from(charset.name()), &bytes).0, sentence);
            assert_eq!(piped(&from("auto"), &bytes).0, sentence);
            assert_eq!(piped(&hexed, hex.as_bytes()).0, sentence);
        }
        let (text, doubts) = piped(&from("tcvn3"), "§¶NG Bé\n".as_bytes());
        assert_eq!((text.as_str(), doubts.lines().count()), ("ĐảNG Bộ\n", 2));
        let (text, doubts) = piped(&from("auto"), "bé\n".as_bytes());
        assert_eq!((text.as_str(), doubts.as_str()), ("bé\n", ""), "a word of Unicode");
        let (text, _) = piped(&from("auto"), "§¶ng bé x· TÞnh Biªn\nTØnh\n".as_bytes());
        assert_eq!(text, "Đảng bộ xã Tịnh Biên\nTỉnh\n", "a short line after a sure one");
    }

    #[test]
    fn papers_come_as_json_lines() {
        let (out, _) = piped(&TextCommand::Cite, "theo 39-NQ/TW và 05-CT/TW\nkhông\n".as_bytes());
        let found: Vec<serde_json::Value> = out.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
        let canonical: Vec<&str> = found.iter().filter_map(|f| f["canonical"].as_str()).collect();
        assert_eq!(canonical, ["39-NQ/TW", "05-CT/TW"]);
    }

    #[test]
    fn what_is_not_text_says_which_line() {
        let error = run(&TextCommand::Fold, b"a\n\xff\n".as_slice(), io::sink(), io::sink()).unwrap_err();
        assert!(error.to_string().contains("dòng 2"));
    }
}
