//! The letters of a paper's symbol: kind and issuer, in the style of the party or of the state.

use crate::fold;

/// Kinds of papers as texts name them, longest first where one begins another, and the name we give them. After
/// 399-QĐ/TW (party), the Law on Promulgation of Legal Documents and Decree 30/2020 (state).
pub(crate) const KINDS: [(&str, &str); 36] = [
    ("nghị quyết", "nghị quyết"),
    ("nghị định", "nghị định"),
    ("quyết định", "quyết định"),
    ("quy định", "quy định"),
    ("qui định", "quy định"),
    ("quy chế", "quy chế"),
    ("qui chế", "quy chế"),
    ("quy hoạch", "quy hoạch"),
    ("chỉ thị", "chỉ thị"),
    ("kết luận", "kết luận"),
    ("hướng dẫn", "hướng dẫn"),
    ("thông báo", "thông báo"),
    ("thông tri", "thông tri"),
    ("thông tư liên tịch", "thông tư liên tịch"),
    ("thông tư", "thông tư"),
    ("thông cáo", "thông cáo"),
    ("kế hoạch", "kế hoạch"),
    ("chương trình", "chương trình"),
    ("đề án", "đề án"),
    ("dự án", "dự án"),
    ("phương án", "phương án"),
    ("báo cáo", "báo cáo"),
    ("tờ trình", "tờ trình"),
    ("công văn", "công văn"),
    ("công điện", "công điện"),
    ("biên bản", "biên bản"),
    ("pháp lệnh", "pháp lệnh"),
    ("sắc lệnh", "sắc lệnh"),
    ("bộ luật", "bộ luật"),
    ("luật", "luật"),
    ("hiến pháp", "hiến pháp"),
    ("điều lệ", "điều lệ"),
    ("chiến lược", "chiến lược"),
    ("giấy mời", "giấy mời"),
    ("văn bản", "văn bản"),
    ("lệnh", "lệnh"),
];

/// What the letters of a kind may stand for; the first unless the text has another of them.
const CODES: [(&str, &[&str]); 30] = [
    ("NQ", &["nghị quyết"]),
    ("NQLT", &["nghị quyết"]),
    ("NĐ", &["nghị định"]),
    ("ND", &["nghị định"]),
    ("QĐ", &["quyết định", "quy định"]),
    ("QD", &["quyết định", "quy định"]),
    ("QĐi", &["quy định"]),
    ("QC", &["quy chế"]),
    ("QCPH", &["quy chế"]),
    ("CT", &["chỉ thị", "chương trình"]),
    ("CTr", &["chương trình"]),
    ("CTR", &["chương trình"]),
    // Chương trình hành động, as provincial committees sign theirs.
    ("CTHĐ", &["chương trình"]),
    ("CTHD", &["chương trình"]),
    ("KL", &["kết luận"]),
    ("HD", &["hướng dẫn"]),
    ("TB", &["thông báo"]),
    ("TT", &["thông tư", "thông tri"]),
    ("TTLT", &["thông tư liên tịch"]),
    ("KH", &["kế hoạch"]),
    ("BC", &["báo cáo"]),
    ("TTr", &["tờ trình"]),
    ("TTR", &["tờ trình"]),
    ("CV", &["công văn"]),
    ("CĐ", &["công điện"]),
    ("BB", &["biên bản"]),
    ("ĐA", &["đề án"]),
    ("PA", &["phương án"]),
    ("SL", &["sắc lệnh"]),
    ("GM", &["giấy mời"]),
];

/// Issuers whose symbol may have no kind.
const ALONE: [&str; 7] = ["CP", "TTg", "HĐBT", "TW", "CTN", "HĐCP", "UBTVQH"];

/// The kind that a word of the text names, in any case, spacing or lack of marks.
pub(crate) fn kind_named(word: &str) -> Option<&'static str> {
    let plain = |text: &str| fold(text).split_whitespace().collect::<Vec<_>>().join(" ");
    let word = plain(word);
    KINDS.iter().find(|(name, _)| plain(name) == word).map(|(_, kind)| *kind)
}

/// The letters after the number, read.
pub(crate) struct Symbol {
    code: Option<&'static str>,
    kinds: &'static [&'static str],
    /// Settled letters of the issuer, with what comes behind them.
    pub issuer: String,
    party: bool,
    /// The kind stands behind the issuer: `162/VH-QĐ`.
    turned: bool,
}

impl Symbol {
    /// `letters` begin with a separator; `announced` when `số` or a kind of paper stands before the number,
    /// without which doubtful letters are no symbol (`2000/XP`, `02/GTGT`).
    pub fn read(year: Option<&str>, letters: &str, announced: bool) -> Option<Symbol> {
        let (separators, groups) = parted(letters);
        let known = |group: &String| CODES.iter().find(|(code, _)| code == group);
        let of_parliament = |g: &String| g.starts_with("QH") || g.starts_with("UBTVQH");
        let (code, rest, turned) = match groups.as_slice() {
            [one] if year.is_some() && (announced || of_parliament(one)) => (None, 0, false),
            [one] if announced && ALONE.contains(&one.as_str()) => (None, 0, false),
            [_] | [] => return None,
            [first, ..] if known(first).is_some() => (known(first), 1, false),
            [_, second] if known(second).is_some() => (known(second), 0, true),
            [_, ..] if announced && year.is_none() => (None, 0, false),
            _ => return None,
        };
        let names = if turned { &groups[..1] } else { &groups[rest..] };
        let marks = &separators[rest.min(separators.len())..];
        let mut issuer = String::new();
        for (i, name) in names.iter().enumerate() {
            if i > 0 {
                issuer.push(marks.get(i).copied().unwrap_or('-'));
            }
            issuer.push_str(name);
        }
        let body = names.first()?;
        let by_the_party = body.ends_with("TW") || body.starts_with("TW") || is_committee(body);
        let party =
            year.is_none() && code.is_some() && !turned && (by_the_party || separators.starts_with(&['-', '/']));
        let (code, kinds) = code.map_or((None, [].as_slice()), |(code, kinds)| (Some(*code), *kinds));
        Some(Symbol { code, kinds, issuer, party, turned })
    }

    /// The kind: the text's own word where the letters allow it.
    pub fn kind(&self, word: Option<&'static str>) -> Option<&'static str> {
        let fits = word.filter(|w| self.kinds.is_empty() || self.kinds.contains(w));
        let rules_of_the_centre = self.issuer == "TW" && self.kinds.len() == 2 && self.kinds[1] == "quy định";
        let usual = if rules_of_the_centre { Some("quy định") } else { self.kinds.first().copied() };
        fits.or(usual).or_else(|| self.issuer.starts_with("QH").then_some("luật"))
    }

    /// One spelling: the party's `05-CT/TW`, numbers below 10 with a zero; the state's `59/2023/NĐ-CP`.
    pub fn canonical(&self, number: &str, year: Option<&str>) -> String {
        let code = self.code.map(|code| match code {
            "QD" => "QĐ",
            "ND" => "NĐ",
            "CTR" => "CTr",
            "TTR" => "TTr",
            "CTHD" => "CTHĐ",
            code => code,
        });
        let year = year.map(|y| format!("/{y}")).unwrap_or_default();
        match code {
            Some(code) if self.party => format!("{number:0>2}-{code}/{}", self.issuer),
            Some(code) if self.turned => format!("{number}{year}/{}-{code}", self.issuer),
            Some(code) => format!("{number}{year}/{code}-{}", self.issuer),
            None => format!("{number}{year}/{}", self.issuer),
        }
    }
}

/// Party committees sign with U (đảng ủy, huyện ủy, tỉnh ủy, …), cells and congresses with letters of their own.
fn is_committee(letters: &str) -> bool {
    let is_state = letters.starts_with("UB") || letters.contains("NDU");
    matches!(letters, "CB" | "ĐH") || letters.ends_with('U') && letters.chars().count() <= 8 && !is_state
}

/// Separators (`-` or `/`) and letters, blanks gone and the spellings of TW made one.
fn parted(letters: &str) -> (Vec<char>, Vec<String>) {
    let (mut separators, mut groups): (Vec<char>, Vec<String>) = (Vec::new(), Vec::new());
    for c in letters.chars().filter(|c| !c.is_whitespace()) {
        match c {
            '/' => separators.push('/'),
            '-' | '–' | '—' | '‑' | '−' => separators.push('-'),
            '.' => continue,
            letter => {
                groups.resize(separators.len(), String::new());
                if let Some(group) = groups.last_mut() {
                    group.push(letter);
                }
            }
        }
    }
    for group in &mut groups {
        match group.as_str() {
            "TTG" => *group = "TTg".to_owned(),
            g if g.contains("TƯ") => *group = g.replace("TƯ", "TW"),
            _ => {}
        }
    }
    (separators, groups)
}
