//! What a request is: somebody who opens a page, somebody who loads it again, or nobody at all.
//!
//! A view is a page that a person opens. Loading the same page again, a page that the browser fetches ahead, a script's
//! or a frame's request, a program and a question for headers are none. The rules are told to readers on the page about
//! counting; each has its row in the tests.

use axum::http::{HeaderMap, Method, header};
use std::sync::LazyLock;

/// Words in a browser's name that only programs have: a line each, with where it is known from.
const LIST: &str = include_str!("programs.txt");

static PROGRAMS: LazyLock<Vec<&str>> = LazyLock::new(|| {
    let lines = LIST.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| Some(line.split_once('|')?.0.trim())).collect()
});

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Visit {
    /// A person opens the page.
    View,
    /// A person loads the page again.
    Reload,
    /// The browser fetches ahead what may never be looked at.
    Ahead,
    /// A script or a frame asks, not a window.
    Part,
    /// A program asks, or somebody who does not say what with.
    Program,
    /// Not asked for to be read: HEAD.
    Headers,
}

impl Visit {
    pub(crate) fn of(method: &Method, headers: &HeaderMap) -> Visit {
        let has = |name: &str, word: &str| {
            headers.get_all(name).iter().any(|value| contains(value.as_bytes(), word.as_bytes()))
        };
        if method != Method::GET {
            return Visit::Headers;
        }
        let browser = headers.get(header::USER_AGENT).map_or(&b""[..], |v| v.as_bytes());
        if browser.is_empty() || is_program(browser) {
            return Visit::Program;
        }
        if ["sec-purpose", "purpose", "x-moz", "x-purpose"]
            .iter()
            .any(|name| has(name, "prefetch") || has(name, "preview"))
        {
            return Visit::Ahead;
        }
        // Browsers that say where a page will stand say "document" for a window; older ones say nothing.
        if headers.get("sec-fetch-dest").is_some_and(|place| place != "document") {
            return Visit::Part;
        }
        // Every browser says so when its reader loads a page again.
        if has("cache-control", "max-age=0") || has("cache-control", "no-cache") || has("pragma", "no-cache") {
            return Visit::Reload;
        }
        Visit::View
    }

    /// Whether somebody is looking.
    pub(crate) fn is_person(self) -> bool {
        matches!(self, Visit::View | Visit::Reload)
    }

    /// What it is called among the numbers for whoever looks after the machine.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Visit::View => "view",
            Visit::Reload => "reload",
            Visit::Ahead => "prefetch",
            Visit::Part => "part",
            Visit::Program => "program",
            Visit::Headers => "head",
        }
    }
}

/// For each letter a bit for each letter that follows it at the beginning of a program's word.
static BEGINNINGS: LazyLock<[u32; 32]> = LazyLock::new(|| {
    let mut all = [0; 32];
    for word in PROGRAMS.iter().map(|word| word.as_bytes()) {
        all[usize::from(word[0] & 31)] |= 1 << (word[1] & 31);
    }
    all
});

/// Looks at each place once, and at hardly any place closely: this is asked for every request.
fn is_program(browser: &[u8]) -> bool {
    let beginnings = &*BEGINNINGS;
    let may_begin = |two: &[u8]| beginnings[usize::from(two[0] & 31)] & 1 << (two[1] & 31) != 0;
    let begins = |word: &&str, rest: &[u8]| {
        rest.get(..word.len()).is_some_and(|text| text.eq_ignore_ascii_case(word.as_bytes()))
    };
    let mut places = browser.windows(2).enumerate().filter(|(_, two)| may_begin(two));
    places.any(|(at, _)| PROGRAMS.iter().any(|word| begins(word, &browser[at..])))
}

fn contains(text: &[u8], word: &[u8]) -> bool {
    text.windows(word.len()).any(|window| window.eq_ignore_ascii_case(word))
}
